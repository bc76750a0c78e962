//! What is sent, to whom and what for, and the signature under it.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::Response;
use cabinet::Person;
use cabinet::signing::{Checked, Sent, Standing, is_code, standing};
use notify::Channel;
use notify::contact::masked;
use oauth::acr::Level;
use web::{Failure, Fields, FlashKind, Form, Lang, Page, Visit};

use super::{Answer, Post, Service, own, service};
use crate::agreement::{self, Accepting, fingerprint, text};
use crate::passport::print::Form as Kind;
use crate::passport::{self, Passport};
use crate::sending::print::grouped;
use crate::sending::{Signing, act, hex, jobs, open, send_code, sign as sign_with};

/// A passport, a service, and where the pages about them are.
struct Wish {
    passport: Passport,
    service: Service,
    action: String,
}

impl Wish {
    async fn of(post: &Post, person: &Person, path: &(String, String)) -> Result<Wish, Failure> {
        let passport = own(post, person, &path.0).await?;
        let service = service(post, &path.1)?;
        let action = format!("/passport/{}/send/{}", passport.id, service.id);
        Ok(Wish { passport, service, action })
    }

    fn back(&self) -> String {
        format!("/passport/{}/send", self.passport.id)
    }
}

#[derive(Template)]
#[template(path = "sending/sign.html")]
struct SignPage {
    page: Page,
    action: String,
    back: String,
    fields: Fields,
    rows: Vec<(String, String)>,
    contents: Vec<String>,
    name: String,
    phone: String,
    standing: Option<Standing>,
    sent: String,
    file: String,
    sha256: String,
}

impl SignPage {
    /// The address of a page beside this one.
    fn at(&self, page: &str) -> String {
        format!("{}/{page}", self.action)
    }
}

#[derive(Template)]
#[template(path = "sending/no-phone.html")]
struct NoPhonePage {
    page: Page,
    back: String,
    here: String,
    way: Option<String>,
}

/// What has to be so before the page of the signature is shown.
async fn closed(
    post: &Post,
    visit: &Visit,
    person: &Person,
    wish: &Wish,
) -> Result<Option<Response>, Failure> {
    let cabinet = &post.cabinet;
    let (account, passport, to) = (person.account, wish.passport.id, wish.service.id.clone());
    let found = cabinet.app.db.read(move |tx| {
        Ok((agreement::accepted(tx, account)?.is_some(), open(tx, passport, &to)?))
    });
    let (agreed, before) = found.await?;
    if let Some(before) = before {
        let to = web::see_other(&format!("/sendings/{before}"));
        return Ok(Some(web::flash(to, FlashKind::Info, "epk-sending-before")));
    }
    if wish.passport.state(cabinet.app.clock.now()) != passport::State::Valid {
        return Ok(Some(web::see_other(&wish.back())));
    }
    if !person.profile.reaches(Level::Confirmed) {
        return Ok(Some(cabinet.level_page(visit, person, Level::Confirmed).await));
    }
    if person.profile.phone.is_none() {
        let page = cabinet.page(visit, person, "epk-no-phone-title").await.narrow();
        let pages = cabinet.entrance.pages();
        return Ok(Some(web::html(&NoPhonePage {
            back: wish.back(),
            here: wish.action.clone(),
            way: pages.map(|pages| cabinet.there_and_back(&pages.profile)),
            page,
        })));
    }
    let to = format!("{}/agreement", wish.action);
    Ok((!agreed).then(|| web::see_other(&to)))
}

pub(super) async fn show(
    Given(post): Given<Post>,
    visit: Visit,
    person: Person,
    Path(path): Path<(String, String)>,
) -> Answer {
    let wish = Wish::of(&post, &person, &path).await?;
    if let Some(closed) = closed(&post, &visit, &person, &wish).await? {
        return Ok(closed);
    }
    let shown = sign_page(&post, &visit, &person, &wish, Fields::empty()).await?;
    Ok(web::html(&shown))
}

async fn sign_page(
    post: &Post,
    visit: &Visit,
    person: &Person,
    wish: &Wish,
    fields: Fields,
) -> Result<SignPage, Failure> {
    let Wish { passport, service, action } = wish;
    let cabinet = &post.cabinet;
    // What is signed is this file, so it has to be there.
    passport::jobs::file(&cabinet.app, passport, Kind::Full).await?;
    let (seen, to) = (passport.clone(), service.clone());
    let found = cabinet.app.db.read(move |tx| {
        let Some(act) = act(tx, &seen, &to)? else { return Ok(None) };
        Ok(Some((standing(tx, &act)?, act.content)))
    });
    let (standing, content) = found.await?.ok_or(Failure::NotFound)?;
    let page = cabinet.page(visit, person, "epk-sending-sign-title").await.narrow();
    let lang = page.lang();
    let phone = person.profile.phone.as_deref().unwrap_or_default();
    let sent = standing.filter(|standing| standing.alive).map_or_else(String::new, |standing| {
        let number = standing.number;
        page.t2("epk-sign-sent", "number", number, "when", page.time(standing.sent_at))
    });
    let counts =
        [("education", passport.facts.education.len()), ("work", passport.facts.employment.len())];
    let mut contents = vec![page.t("epk-sending-holds-person")];
    contents.extend(
        counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(part, count)| page.t1(&format!("epk-sending-holds-{part}"), "count", *count)),
    );
    contents.push(page.t("epk-sending-holds-check"));
    Ok(SignPage {
        back: wish.back(),
        rows: vec![
            (page.t("epk-sending-service"), service.name.text(lang).to_owned()),
            (page.t("epk-sending-purpose"), service.purpose.text(lang).to_owned()),
            (page.t("epk-sending-passport"), passport.number.to_string()),
        ],
        contents,
        name: service.name.text(lang).to_owned(),
        phone: masked(Channel::Sms, phone),
        file: format!("/passport/{}/file", passport.id),
        sha256: grouped(&hex(&content)),
        action: action.clone(),
        fields,
        standing,
        sent,
        page,
    })
}

/// Sends a code.
pub(super) async fn send(
    Given(post): Given<Post>,
    visit: Visit,
    person: Person,
    Path(path): Path<(String, String)>,
    form: Form,
) -> Answer {
    let wish = Wish::of(&post, &person, &path).await?;
    if let Some(closed) = closed(&post, &visit, &person, &wish).await? {
        return Ok(closed);
    }
    passport::jobs::file(&post.cabinet.app, &wish.passport, Kind::Full).await?;
    let (passport, to, lang) = (wish.passport.clone(), wish.service.clone(), visit.lang);
    let phone = person.profile.phone.clone().ok_or(Failure::Invalid)?;
    let (db, once) = (&post.cabinet.app.db, form.once());
    let sending = db.write_once("epk.sending.code", &once, move |tx| {
        send_code(tx, &passport, &to, &phone, lang)
    });
    let mut fields = Fields::empty();
    match sending.await? {
        Signing::Code(Sent::Wait { until }) => {
            fields.error("code", visit.t1("epk-sign-wait", "when", web::date::time(until)));
        }
        Signing::Code(Sent::Spent { until }) => {
            fields.error("code", visit.t1("epk-sign-sent-spent", "when", web::date::time(until)));
        }
        _ => return Ok(web::see_other(&wish.action)),
    }
    let shown = sign_page(&post, &visit, &person, &wish, fields).await?;
    Ok(web::html_status(StatusCode::TOO_MANY_REQUESTS, &shown))
}

/// Signs and sends.
pub(super) async fn sign(
    Given(post): Given<Post>,
    visit: Visit,
    person: Person,
    Path(path): Path<(String, String)>,
    form: Form,
) -> Answer {
    let wish = Wish::of(&post, &person, &path).await?;
    let once = form.once();
    let typed = form.text("code").to_owned();
    let mut fields = Fields::empty();
    if !is_code(&typed) {
        if let Some(closed) = closed(&post, &visit, &person, &wish).await? {
            return Ok(closed);
        }
        fields.error("code", visit.t("epk-sign-form"));
        let shown = sign_page(&post, &visit, &person, &wish, fields).await?;
        return Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
    }
    if !person.profile.reaches(Level::Confirmed) {
        return Ok(web::see_other(&wish.action));
    }
    let Some(phone) = person.profile.phone.clone() else {
        return Ok(web::see_other(&wish.action));
    };
    // What else keeps the page closed, the transaction decides: a repeat of the press that signed
    // finds its sending.
    let (passport, to, session) = (wish.passport.clone(), wish.service.clone(), person.session);
    let db = &post.cabinet.app.db;
    let signing = db.write_once("epk.sending.sign", &once, move |tx| {
        sign_with(tx, &passport, &to, &phone, &typed, session)
    });
    let problem = match signing.await? {
        Signing::Signed(id) | Signing::Before(id) => {
            jobs::settled(&post, id).await?;
            return Ok(web::see_other(&format!("/sendings/{id}")));
        }
        Signing::Typed(checked) => problem(&visit, checked),
        Signing::NotValid | Signing::NoAgreement | Signing::Code(_) => {
            return Ok(web::see_other(&wish.action));
        }
    };
    if let Some(closed) = closed(&post, &visit, &person, &wish).await? {
        return Ok(closed);
    }
    fields.error("code", problem);
    let shown = sign_page(&post, &visit, &person, &wish, fields).await?;
    Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn problem(visit: &Visit, checked: Checked) -> String {
    match checked {
        Checked::Wrong { left: 0 } => visit.t("epk-sign-wrong-last"),
        Checked::Wrong { left } => visit.t1("epk-sign-wrong", "left", left),
        Checked::Changed => visit.t("epk-sending-changed"),
        Checked::Dead | Checked::Right { .. } => visit.t("epk-sending-dead"),
        Checked::Spent { until } => {
            visit.t1("epk-sign-wrong-spent", "when", web::date::time(until))
        }
    }
}

#[derive(Template)]
#[template(path = "sending/agreement.html")]
struct AgreementPage {
    page: Page,
    action: String,
    back: String,
    paragraphs: Vec<(&'static str, &'static str)>,
    sha256: String,
    lang: Lang,
}

/// The agreement about signing by a code, for who has not accepted the one in force.
pub(super) async fn agreement(
    Given(post): Given<Post>,
    visit: Visit,
    person: Person,
    Path(path): Path<(String, String)>,
) -> Answer {
    let wish = Wish::of(&post, &person, &path).await?;
    let page = post.cabinet.page(&visit, &person, "epk-agreement-title").await.narrow();
    let text = text(visit.lang);
    Ok(web::html(&AgreementPage {
        action: format!("{}/agreement", wish.action),
        back: wish.back(),
        paragraphs: text.lines().map(crate::terms::pages::parted).collect(),
        sha256: fingerprint(text),
        lang: visit.lang,
        page,
    }))
}

pub(super) async fn agree(
    Given(post): Given<Post>,
    person: Person,
    Path(path): Path<(String, String)>,
    form: Form,
) -> Answer {
    let wish = Wish::of(&post, &person, &path).await?;
    let lang: Lang = form.text("lang").parse().map_err(|()| Failure::Invalid)?;
    let (account, shown) = (person.account, form.text("sha256").to_owned());
    let (db, once) = (&post.cabinet.app.db, form.once());
    let accepting =
        db.write_once("epk.agree", &once, move |tx| agreement::accept(tx, account, lang, &shown));
    Ok(match accepting.await? {
        Accepting::Accepted => web::see_other(&wish.action),
        Accepting::Changed => {
            let to = web::see_other(&format!("{}/agreement", wish.action));
            web::flash(to, FlashKind::Warning, "epk-agreement-changed")
        }
    })
}
