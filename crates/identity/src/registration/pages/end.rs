//! Password, documents and the end.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use web::{
    Failure, Fields, FlashKind, Form, Page, Visit, cookie, flash, html, html_status, see_other,
};

use super::steps::{At, at, go};
use super::{COOKIE, PAGES, find, frame, number_of, path_of};
use crate::pages::{self, Answer, Message};
use crate::password::{Strength, Weakness};
use crate::registration::document::{Document, Kind, Piece};
use crate::registration::{self, Finished, Moved, Step, View};
use crate::{Identity, Person, sso};

/// The page of a new password, at registration and at recovery.
#[derive(Template)]
#[template(path = "registration/password.html")]
pub(crate) struct PasswordPage {
    pub(crate) page: Page,
    pub(crate) fields: Fields,
    pub(crate) back: &'static str,
    pub(crate) action: &'static str,
    /// Who the password belongs to, for the browser's password store.
    pub(crate) username: String,
    pub(crate) step: i64,
    /// How many steps there are; 0: nobody counts.
    pub(crate) steps: i64,
}

#[derive(Template)]
#[template(path = "registration/document.html")]
struct DocumentPage {
    page: Page,
    fields: Fields,
    back: &'static str,
    action: &'static str,
    pieces: Vec<Piece>,
    /// The day from which it is in force, in words.
    version: String,
    sha256: String,
    /// The words of the box to be ticked.
    agree: String,
    step: i64,
    steps: i64,
}

#[derive(Template)]
#[template(path = "registration/text.html")]
struct TextPage {
    page: Page,
    pieces: Vec<Piece>,
    version: String,
    sha256: String,
}

#[derive(Template)]
#[template(path = "registration/done.html")]
struct DonePage {
    page: Page,
    next: String,
    /// Whether a service waits for her.
    service: bool,
}

pub(super) async fn ask_password(State(identity): State<Identity>, visit: Visit) -> Answer {
    Ok(match at(&identity, &visit, Step::Password).await? {
        At::Here(view) => password_page(&visit, &view, Fields::empty(), StatusCode::OK),
        At::Elsewhere(response) => response,
    })
}

fn password_page(visit: &Visit, view: &View, fields: Fields, status: StatusCode) -> Response {
    let page = PasswordPage {
        page: frame(visit, "identity-register-password"),
        fields,
        back: path_of(Step::Phone),
        action: path_of(Step::Password),
        username: view.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
        step: number_of(Step::Password),
        steps: PAGES,
    };
    html_status(status, &page)
}

pub(super) async fn take_password(
    State(identity): State<Identity>,
    visit: Visit,
    form: Form,
) -> Answer {
    let view = match at(&identity, &visit, Step::Password).await? {
        At::Here(view) => view,
        At::Elsewhere(response) => return Ok(response),
    };
    let Some((handle, _)) = find(&identity, &visit).await? else {
        return Ok(see_other("/register"));
    };
    let chosen = pages::choose(&identity.app, form.raw("password"), own(&view)).await?;
    let (hashed, strength) = match chosen {
        Ok(chosen) => chosen,
        Err(weakness) => {
            let mut fields = Fields::empty();
            fields.error("password", weakness_in_words(&visit, weakness));
            return Ok(password_page(&visit, &view, fields, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let moved = identity
        .app
        .db
        .write("registration.password", move |tx| {
            registration::set_password(tx, &handle.0, &hashed, strength)
        })
        .await?;
    Ok(flash(go(moved), FlashKind::Success, strength_key(strength)))
}

fn own(view: &View) -> Vec<String> {
    let name = view.name.iter().flat_map(|name| {
        [Some(name.family.as_str()), Some(name.given.as_str())]
            .into_iter()
            .chain([name.additional.as_ref().map(|name| name.as_str())])
            .flatten()
    });
    let email = view.email.iter().map(|email| email.as_str());
    let phone = view.phone.iter().map(|phone| phone.as_str());
    name.chain(email).chain(phone).map(str::to_owned).collect()
}

/// Why a password is not accepted, and what to do.
pub(crate) fn weakness_in_words(visit: &Visit, weakness: Weakness) -> String {
    match weakness {
        Weakness::Short { got } => visit.t1("identity-password-short", "got", got),
        Weakness::Empty => visit.t("identity-password-new-empty"),
        Weakness::Long => visit.t("identity-password-long"),
        Weakness::Common => visit.t("identity-password-common"),
        Weakness::Own => visit.t("identity-password-own"),
        Weakness::Guessable => visit.t("identity-password-guessable"),
    }
}

/// The text that says how strong a password is.
fn strength_key(strength: Strength) -> &'static str {
    match strength {
        Strength::Fair => "identity-strength-fair",
        Strength::Good => "identity-strength-good",
        Strength::Strong => "identity-strength-strong",
    }
}

pub(super) async fn ask_agreement(State(identity): State<Identity>, visit: Visit) -> Answer {
    ask_document(&identity, &visit, Kind::Agreement).await
}

pub(super) async fn ask_consent(State(identity): State<Identity>, visit: Visit) -> Answer {
    ask_document(&identity, &visit, Kind::PersonalData).await
}

async fn ask_document(identity: &Identity, visit: &Visit, kind: Kind) -> Answer {
    Ok(match at(identity, visit, registration::step_of(kind)).await? {
        At::Here(_) => document_page(visit, kind, Fields::empty(), StatusCode::OK),
        At::Elsewhere(response) => response,
    })
}

/// The day from which an edition is in force, in words.
pub(crate) fn edition(visit: &Visit, version: &str) -> String {
    version.parse().map_or_else(|_| version.to_owned(), |day| web::date::day(day, visit.lang))
}

/// A document alone, for who wants to read it before or after she agrees.
pub(super) async fn text(visit: Visit, Path(word): Path<String>) -> Answer {
    let kind = Kind::parse(&word).ok_or(Failure::NotFound)?;
    let document = Document::of(kind, visit.lang);
    Ok(html(&TextPage {
        page: frame(&visit, kind.title_key()),
        pieces: document.pieces().collect(),
        version: edition(&visit, document.version),
        sha256: document.sha256.clone(),
    }))
}

fn document_page(visit: &Visit, kind: Kind, fields: Fields, status: StatusCode) -> Response {
    let document = Document::of(kind, visit.lang);
    let step = registration::step_of(kind);
    let (agree, back) = match kind {
        Kind::Agreement => ("identity-agreement-agree", path_of(Step::Password)),
        Kind::PersonalData => ("identity-personal-data-agree", path_of(Step::Agreement)),
    };
    let page = DocumentPage {
        page: frame(visit, kind.title_key()),
        fields,
        back,
        action: path_of(step),
        pieces: document.pieces().collect(),
        version: edition(visit, document.version),
        sha256: document.sha256.clone(),
        agree: visit.t(agree),
        step: number_of(step),
        steps: PAGES,
    };
    html_status(status, &page)
}

pub(super) async fn take_agreement(
    State(identity): State<Identity>,
    visit: Visit,
    person: Option<Person>,
    form: Form,
) -> Answer {
    take_document(&identity, &visit, person, &form, Kind::Agreement).await
}

pub(super) async fn take_consent(
    State(identity): State<Identity>,
    visit: Visit,
    person: Option<Person>,
    form: Form,
) -> Answer {
    take_document(&identity, &visit, person, &form, Kind::PersonalData).await
}

async fn take_document(
    identity: &Identity,
    visit: &Visit,
    person: Option<Person>,
    form: &Form,
    kind: Kind,
) -> Answer {
    if !form.has("agree") {
        let mut fields = Fields::empty();
        fields.error("agree", visit.t("identity-agree-empty"));
        return Ok(document_page(visit, kind, fields, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let Some(handle) = super::handle(visit) else { return Ok(see_other("/register")) };
    let sha256 = form.text("sha256").to_owned();
    let (visitor, lang, once) = (pages::visitor(visit), visit.lang, form.once());
    let before = person.map(|person| person.sso);
    let finished = identity
        .app
        .db
        .write_once("registration.accept", &once, move |tx| {
            let before = before.as_ref();
            registration::accept(tx, &handle.0, kind, lang, &sha256, &visitor, before)
        })
        .await?;
    Ok(match finished {
        Finished::Done { session, .. } => {
            let response = see_other(path_of(Step::Done));
            let (sso::Entered::New(opened) | sso::Entered::Again(opened)) = session;
            cookie::set_session(response, &opened)
        }
        Finished::Taken { reference } => taken(visit, &reference),
        Finished::Not(Moved::OtherText) => {
            let back = see_other(path_of(registration::step_of(kind)));
            flash(back, FlashKind::Warning, "identity-document-changed")
        }
        Finished::Not(moved) => go(moved),
    })
}

/// She has proved phone and address in this registration, so she may know that meanwhile they
/// got an account.
fn taken(visit: &Visit, reference: &str) -> Response {
    Message::new(visit, "identity-register-taken")
        .says(visit.t("identity-register-taken-why"))
        .quotes(reference)
        .leads("/login", visit.t("identity-login-submit"))
        .leads("/recovery", visit.t("identity-recovery-start"))
        .answer(StatusCode::CONFLICT)
}

pub(super) async fn done(
    State(identity): State<Identity>,
    visit: Visit,
    person: Option<Person>,
) -> Answer {
    let Some((_, view)) = find(&identity, &visit).await? else { return Ok(see_other("/")) };
    if view.step != Step::Done {
        return Ok(see_other(path_of(view.step)));
    }
    let Some(person) = person else { return Ok(see_other("/login")) };
    let page = frame(&visit, "identity-register-done").person(person.personal.name.short());
    let service = view.next != "/";
    // The registration is over; the cookie is of no more use.
    let page = DonePage { page, next: web::next(&view.next).to_owned(), service };
    Ok(cookie::clear(html(&page), COOKIE))
}
