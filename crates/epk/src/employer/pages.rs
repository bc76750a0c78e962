//! An organisation's pages: registration, its home page, the people who act for it.

mod holder;
mod search;

use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, Path, State as Ax};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use cabinet::{Cabinet, CabinetAccountId, Person};
use oauth::acr::Level;
use registries::{Email, Inn, Ogrn};
use serde::{Deserialize, Serialize};
use store::{Moment, Secret};
use web::{
    Failure, Fields, FlashKind, Form, Page, Site, Visit, cookie, flash, html, html_status,
    see_other,
};

use super::find::Card;
use super::request::{Request, by_employer, card_of};
use super::{
    Employer, Facts, Joining, Member, Registering, State, acting, invitation, invite, join,
    members, name_of, of, register, remove,
};

type Answer = Result<Response, Failure>;

/// How many of the latest requests the home page shows.
const REQUESTS: i64 = 50;

pub(crate) fn routes(cabinet: &Cabinet) -> Router {
    Router::new()
        .route("/employer", get(home))
        .route("/employer/register", get(ask).post(put))
        .route("/employer/people", get(people))
        .route("/employer/people/invite", post(make_invitation))
        .route("/employer/people/invited", get(invited))
        .route("/employer/people/{account}/remove", post(take_away))
        .route("/employer/invitation/{token}", get(invitation_page).post(accept))
        .merge(search::routes())
        .merge(holder::routes())
        .with_state(cabinet.clone())
}

/// A person whose level is enough for these pages; others read which level is needed.
pub(crate) struct Confirmed(pub(crate) Person);

/// A person who acts for a confirmed organisation; others are led to `/employer`, which says what
/// is missing.
pub(crate) struct Acting {
    pub(crate) person: Person,
    pub(crate) employer: Employer,
}

impl FromRequestParts<Cabinet> for Confirmed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, cabinet: &Cabinet) -> Result<Self, Response> {
        let person = <Person as FromRequestParts<Cabinet>>::from_request_parts(parts, cabinet);
        let person = person.await.map_err(Failure::into_response)?;
        if person.profile.reaches(Level::Confirmed) {
            return Ok(Confirmed(person));
        }
        let visit = <Visit as FromRequestParts<Cabinet>>::from_request_parts(parts, cabinet);
        let visit = visit.await.map_err(Failure::into_response)?;
        Err(cabinet.level_page(&visit, &person, Level::Confirmed).await)
    }
}

impl FromRequestParts<Cabinet> for Acting {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, cabinet: &Cabinet) -> Result<Self, Response> {
        let Confirmed(person) = Confirmed::from_request_parts(parts, cabinet).await?;
        let account = person.account;
        let found = cabinet.app.db.read(move |tx| acting(tx, account)).await;
        let found = found.map_err(|error| Failure::from(error).into_response())?;
        let employer = found.ok_or_else(|| see_other("/employer"))?;
        Ok(Acting { person, employer })
    }
}

#[derive(Template)]
#[template(path = "employer/home.html")]
struct HomePage {
    page: Page,
    fields: Fields,
    state: State,
    state_label: String,
    rows: Vec<(String, String)>,
    reason: String,
    requests: Vec<RequestRow>,
}

/// A request in a list.
struct RequestRow {
    href: String,
    title: String,
    text: String,
    tone: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "employer/none.html")]
struct NonePage {
    page: Page,
}

async fn home(Ax(cabinet): Ax<Cabinet>, visit: Visit, Confirmed(person): Confirmed) -> Answer {
    let account = person.account;
    let found = cabinet.app.db.read(move |tx| {
        let Some(employer) = of(tx, account)? else { return Ok(None) };
        let mut requests = Vec::new();
        if employer.state == State::Confirmed {
            for request in by_employer(tx, employer.id, REQUESTS)? {
                let card = card_of(tx, &request)?;
                requests.push((request, card));
            }
        }
        Ok(Some((employer, requests)))
    });
    let Some((employer, requests)) = found.await? else {
        let page = cabinet.page(&visit, &person, "epk-employer-title").await.narrow();
        return Ok(html(&NonePage { page }));
    };
    let page = cabinet.page(&visit, &person, "epk-employer-title").await;
    let page = page.title(employer.facts.name.clone());
    let now = cabinet.app.clock.now();
    Ok(html(&HomePage {
        fields: Fields::empty(),
        state: employer.state,
        state_label: page.t(&format!("epk-employer-state-{}", employer.state.as_str())),
        rows: about(&page, &employer),
        reason: employer.reason,
        requests: requests.iter().map(|(one, card)| row(&page, one, card.as_ref(), now)).collect(),
        page,
    }))
}

fn row(page: &Page, request: &Request, card: Option<&Card>, now: Moment) -> RequestRow {
    let state = request.state(now);
    RequestRow {
        href: format!("/employer/requests/{}", request.id),
        title: match card {
            Some(card) => search::title(page, card),
            None => page.t("epk-employer-card-hidden"),
        },
        text: page.t1("epk-employer-asked-at", "when", page.date_time(request.asked_at)),
        tone: state.tone(),
        state: page.t(&format!("epk-employer-request-{}", state.as_str())),
    }
}

/// What an organisation says of itself, for itself and for the desk.
pub(super) fn about(page: &Page, employer: &Employer) -> Vec<(String, String)> {
    vec![
        (page.t("epk-employer-inn"), employer.facts.inn.to_string()),
        (page.t("epk-employer-ogrn"), employer.facts.ogrn.to_string()),
        (page.t("epk-employer-email"), employer.facts.email.to_string()),
        (page.t("epk-employer-asked"), page.date_time(employer.asked_at)),
    ]
}

#[derive(Template)]
#[template(path = "employer/register.html")]
struct RegisterPage {
    page: Page,
    fields: Fields,
}

async fn ask(Ax(cabinet): Ax<Cabinet>, visit: Visit, Confirmed(person): Confirmed) -> Answer {
    let page = cabinet.page(&visit, &person, "epk-employer-register-title").await.narrow();
    Ok(html(&RegisterPage { page, fields: Fields::empty() }))
}

async fn put(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    Confirmed(person): Confirmed,
    form: Form,
) -> Answer {
    let mut fields = Fields::from(&form, &["organisation", "inn", "ogrn", "email"]);
    let Some(facts) = read(&visit, &form, &mut fields) else {
        return register_again(&cabinet, &visit, &person, fields).await;
    };
    let (account, name) = (person.account, person.profile.whole_name());
    let once = form.once();
    let registering = cabinet
        .app
        .db
        .write_once("employer.register", &once, move |tx| register(tx, account, &name, &facts));
    let home = see_other("/employer");
    match registering.await? {
        Registering::Done => Ok(flash(home, FlashKind::Success, "epk-employer-registered")),
        Registering::Already => Ok(flash(home, FlashKind::Warning, "epk-employer-already")),
        Registering::TooMany => {
            fields.error("", visit.t("epk-employer-too-many"));
            register_again(&cabinet, &visit, &person, fields).await
        }
    }
}

async fn register_again(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    fields: Fields,
) -> Answer {
    let page = cabinet.page(visit, person, "epk-employer-register-title").await.narrow();
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &RegisterPage { page, fields }))
}

/// Reads what was typed, with a reason at each field that is wrong.
fn read(visit: &Visit, form: &Form, fields: &mut Fields) -> Option<Facts> {
    let name = name_of(form.text("organisation"));
    if name.is_none() {
        fields.error("organisation", visit.t("epk-employer-name-wrong"));
    }
    let inn = Inn::parse(form.text("inn"));
    match &inn {
        Err(_) if form.text("inn").is_empty() => {
            fields.error("inn", visit.t("epk-employer-inn-empty"));
        }
        Err(fault) => drop(fields.error("inn", fault.explained().said_to(visit))),
        Ok(_) => {}
    }
    let ogrn = Ogrn::parse(form.text("ogrn"));
    match (&ogrn, &inn) {
        (Err(fault), _) => drop(fields.error("ogrn", fault.explained().said_to(visit))),
        (Ok(ogrn), Ok(inn)) if !ogrn.goes_with(inn) => {
            fields.error("ogrn", visit.t("epk-employer-numbers-differ"));
        }
        _ => {}
    }
    let email = Email::parse(form.text("email"));
    if let Err(fault) = &email {
        fields.error("email", fault.explained().said_to(visit));
    }
    if fields.has_errors() {
        return None;
    }
    Some(Facts { inn: inn.ok()?, ogrn: ogrn.ok()?, name: name?, email: email.ok()? })
}

#[derive(Template)]
#[template(path = "employer/people.html")]
struct PeoplePage {
    page: Page,
    members: Vec<Member>,
    own: CabinetAccountId,
}

async fn people(Ax(cabinet): Ax<Cabinet>, visit: Visit, acting: Acting) -> Answer {
    let id = acting.employer.id;
    let members = cabinet.app.db.read(move |tx| members(tx, id)).await?;
    let page = cabinet.page(&visit, &acting.person, "epk-employer-people").await;
    Ok(html(&PeoplePage { page, members, own: acting.person.account }))
}

/// A token on its way to the page that shows it, in a cookie of this browser.
const HANDED: &str = "employer-invited";
const HANDED_LIFE: Duration = Duration::from_secs(120);

#[derive(Serialize, Deserialize)]
struct Handed(Secret);

async fn make_invitation(Ax(cabinet): Ax<Cabinet>, acting: Acting, form: Form) -> Answer {
    let by = acting.person.account;
    let once = form.once();
    let making = cabinet.app.db.write_once("employer.invite", &once, move |tx| invite(tx, by));
    let Some(token) = making.await? else {
        let back = see_other("/employer/people");
        return Ok(flash(back, FlashKind::Warning, "epk-employer-invite-spent"));
    };
    let sealed = cookie::seal(&cabinet.app, HANDED, &Handed(token), HANDED_LIFE);
    Ok(sealed.on(see_other("/employer/people/invited")))
}

#[derive(Template)]
#[template(path = "employer/invited.html")]
struct InvitedPage {
    page: Page,
    link: String,
}

/// Shows the link of an invitation, once.
async fn invited(Ax(cabinet): Ax<Cabinet>, visit: Visit, acting: Acting) -> Answer {
    let Some(Handed(token)) = cookie::open(&cabinet.app, &visit, HANDED) else {
        return Ok(see_other("/employer/people"));
    };
    let link = cabinet.app.sites.url(Site::Epk, &format!("/employer/invitation/{}", token.0));
    let page = cabinet.page(&visit, &acting.person, "epk-employer-invited").await.narrow();
    Ok(cookie::clear(html(&InvitedPage { page, link }), HANDED))
}

async fn take_away(
    Ax(cabinet): Ax<Cabinet>,
    acting: Acting,
    Path(account): Path<String>,
    form: Form,
) -> Answer {
    let who: CabinetAccountId = account.parse().map_err(|_| Failure::NotFound)?;
    let by = acting.person.account;
    let once = form.once();
    let removing =
        cabinet.app.db.write_once("employer.remove", &once, move |tx| remove(tx, by, who));
    let removed = removing.await?;
    let back = see_other(if who == by && removed { "/employer" } else { "/employer/people" });
    Ok(match removed {
        true => flash(back, FlashKind::Success, "epk-employer-removed"),
        false => flash(back, FlashKind::Warning, "epk-employer-not-removed"),
    })
}

#[derive(Template)]
#[template(path = "employer/invitation.html")]
struct InvitationPage {
    page: Page,
    /// The organisation; nothing when the invitation is over.
    name: Option<String>,
    action: String,
}

/// Opening the link changes nothing: previews of messengers open links, too.
async fn invitation_page(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    Confirmed(person): Confirmed,
    Path(token): Path<String>,
) -> Answer {
    let action = invitation_path(&token)?;
    let found = cabinet.app.db.read(move |tx| invitation(tx, &token)).await?;
    let page = cabinet.page(&visit, &person, "epk-employer-invitation").await.narrow();
    let name = found.map(|employer| employer.facts.name);
    let status = if name.is_some() { StatusCode::OK } else { StatusCode::GONE };
    Ok(html_status(status, &InvitationPage { page, name, action }))
}

/// The address of an invitation; tokens have signs that need no encoding.
fn invitation_path(token: &str) -> Result<String, Failure> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let is_token = token.len() == TOKEN_LEN && token.bytes().all(fits);
    is_token.then(|| format!("/employer/invitation/{token}")).ok_or(Failure::NotFound)
}

/// As [`store::Entropy::token`] makes them.
const TOKEN_LEN: usize = 43;

async fn accept(
    Ax(cabinet): Ax<Cabinet>,
    Confirmed(person): Confirmed,
    Path(token): Path<String>,
    form: Form,
) -> Answer {
    let (account, name) = (person.account, person.profile.whole_name());
    let (path, once) = (invitation_path(&token)?, form.once());
    let joining = cabinet
        .app
        .db
        .write_once("employer.join", &once, move |tx| join(tx, &token, account, &name));
    let home = see_other("/employer");
    Ok(match joining.await? {
        Joining::Done => flash(home, FlashKind::Success, "epk-employer-joined"),
        Joining::Already => flash(home, FlashKind::Warning, "epk-employer-already"),
        Joining::Over => see_other(&path),
    })
}
