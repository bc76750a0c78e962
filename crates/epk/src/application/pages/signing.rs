//! From «Проверьте ответы» over the agreement to the signature.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::Response;
use cabinet::signing::{Checked, Sent, Standing, is_code, standing};
use cabinet::{Cabinet, Person};
use notify::Channel;
use notify::contact::masked;
use oauth::acr::Level;
use web::{Failure, Fields, FlashKind, Form, Lang, Page, Visit};

use super::summary::{Block, summary};
use super::{Answer, Opened};
use crate::agreement::{self, Accepting, fingerprint, text};
use crate::application::{Signing, act, jobs, send_code, sign as sign_with};

#[derive(Template)]
#[template(path = "application/answers.html")]
struct AnswersPage {
    page: Page,
    home: String,
    blocks: Vec<Shown>,
    missing: Vec<String>,
    next: String,
}

/// A block with the way to change it.
struct Shown {
    block: Block,
    change: String,
}

pub(super) async fn answers_page(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    let page = cabinet.page(&visit, &person, "epk-answers-title").await;
    let shown = |block: Block| {
        let touched = opened.touches(&block.part) && block.part != "work";
        let change = if touched { opened.path(&format!("/{}", block.part)) } else { String::new() };
        Shown { block, change }
    };
    let mut missing: Vec<String> = opened.answers.missing().iter().map(|part| task(part)).collect();
    if opened.remarks.iter().any(|remark| !remark.answered) {
        missing.push("epk-answers-remarks".to_owned());
    }
    Ok(web::html(&AnswersPage {
        home: opened.path(""),
        blocks: summary(&page, &opened.answers).into_iter().map(shown).collect(),
        missing: missing.iter().map(|key| page.t(key)).collect(),
        next: opened.path("/sign"),
        page,
    }))
}

fn task(part: &str) -> String {
    format!("epk-missing-{part}")
}

#[derive(Template)]
#[template(path = "application/agreement.html")]
struct AgreementPage {
    page: Page,
    action: String,
    back: String,
    paragraphs: Vec<(&'static str, &'static str)>,
    sha256: String,
    lang: Lang,
    accepted: String,
}

pub(super) async fn agreement(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let opened = Opened::find(&cabinet, &person, &id).await?;
    let account = person.account;
    let accepted = cabinet.app.db.read(move |tx| agreement::accepted(tx, account)).await?;
    let page = cabinet.page(&visit, &person, "epk-agreement-title").await.narrow();
    let text = text(visit.lang);
    let accepted = accepted.map_or_else(String::new, |accepted| {
        let when = page.date_time(accepted.accepted_at);
        page.t2("epk-agreement-accepted", "version", accepted.version, "when", when)
    });
    Ok(web::html(&AgreementPage {
        action: opened.path("/agreement"),
        back: opened.path("/answers"),
        paragraphs: text.lines().map(crate::terms::pages::parted).collect(),
        sha256: fingerprint(text),
        lang: visit.lang,
        accepted,
        page,
    }))
}

pub(super) async fn agree(
    Given(cabinet): Given<Cabinet>,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let opened = Opened::find(&cabinet, &person, &id).await?;
    let lang: Lang = form.text("lang").parse().map_err(|()| Failure::Invalid)?;
    let (account, shown) = (person.account, form.text("sha256").to_owned());
    let once = form.once();
    let accepting = cabinet
        .app
        .db
        .write_once("epk.agree", &once, move |tx| agreement::accept(tx, account, lang, &shown));
    Ok(match accepting.await? {
        Accepting::Accepted => web::see_other(&opened.path("/sign")),
        Accepting::Changed => {
            let to = web::see_other(&opened.path("/agreement"));
            web::flash(to, FlashKind::Warning, "epk-agreement-changed")
        }
    })
}

#[derive(Template)]
#[template(path = "application/sign.html")]
struct SignPage {
    page: Page,
    action: String,
    back: String,
    fields: Fields,
    phone: String,
    /// The code that was sent last.
    standing: Option<Standing>,
    sent: String,
    /// The digest of what is signed.
    sha256: String,
}

impl SignPage {
    /// The address of a page beside this one.
    fn at(&self, page: &str) -> String {
        format!("{}/{page}", self.action)
    }
}

#[derive(Template)]
#[template(path = "application/no-phone.html")]
struct NoPhonePage {
    page: Page,
    back: String,
    here: String,
    way: Option<String>,
}

/// What has to be so before the page of the signature is shown: level, phone, answers, agreement.
async fn closed(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    opened: &Opened,
) -> Result<Option<Response>, Failure> {
    if !person.profile.reaches(Level::Confirmed) {
        return Ok(Some(cabinet.level_page(visit, person, Level::Confirmed).await));
    }
    if person.profile.phone.is_none() {
        let page = cabinet.page(visit, person, "epk-no-phone-title").await.narrow();
        let pages = cabinet.entrance.pages();
        return Ok(Some(web::html(&NoPhonePage {
            back: opened.path(""),
            here: opened.path("/sign"),
            way: pages.map(|pages| cabinet.there_and_back(&pages.profile)),
            page,
        })));
    }
    let unanswered = opened.remarks.iter().any(|remark| !remark.answered);
    if unanswered || !opened.answers.missing().is_empty() {
        return Ok(Some(web::see_other(&opened.path("/answers"))));
    }
    let account = person.account;
    let agreed = cabinet.app.db.read(move |tx| agreement::accepted(tx, account)).await?;
    Ok(agreed.is_none().then(|| web::see_other(&opened.path("/agreement"))))
}

pub(super) async fn show(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(web::see_other(&format!("/applications/{id}")));
    };
    if let Some(closed) = closed(&cabinet, &visit, &person, &opened).await? {
        return Ok(closed);
    }
    let shown = sign_page(&cabinet, &visit, &person, &opened, Fields::empty()).await?;
    Ok(web::html(&shown))
}

async fn sign_page(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    opened: &Opened,
    fields: Fields,
) -> Result<SignPage, Failure> {
    let application = opened.application.clone();
    let found = cabinet.app.db.read(move |tx| {
        let act = act(tx, &application)?;
        Ok((standing(tx, &act)?, act.content))
    });
    let (standing, content) = found.await?;
    let page = cabinet.page(visit, person, "epk-sign-title").await.narrow();
    let phone = person.profile.phone.as_deref().unwrap_or_default();
    let phone = masked(Channel::Sms, phone);
    let sent = standing.filter(|standing| standing.alive).map_or_else(String::new, |standing| {
        let number = standing.number;
        page.t2("epk-sign-sent", "number", number, "when", page.time(standing.sent_at))
    });
    Ok(SignPage {
        action: opened.path("/sign"),
        back: opened.path("/answers"),
        sha256: content.iter().map(|byte| format!("{byte:02x}")).collect(),
        fields,
        phone,
        standing,
        sent,
        page,
    })
}

/// Sends a code.
pub(super) async fn send(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(web::see_other(&format!("/applications/{id}")));
    };
    if let Some(closed) = closed(&cabinet, &visit, &person, &opened).await? {
        return Ok(closed);
    }
    let (application, lang) = (opened.application.clone(), visit.lang);
    let phone = person.profile.phone.clone().ok_or(Failure::Invalid)?;
    let once = form.once();
    let sending = cabinet
        .app
        .db
        .write_once("epk.code", &once, move |tx| send_code(tx, &application, &phone, lang));
    let mut fields = Fields::empty();
    match sending.await? {
        Signing::Code(Sent::Wait { until }) => {
            fields.error("code", visit.t1("epk-sign-wait", "when", web::date::time(until)));
        }
        Signing::Code(Sent::Spent { until }) => {
            fields.error("code", visit.t1("epk-sign-sent-spent", "when", web::date::time(until)));
        }
        _ => return Ok(web::see_other(&opened.path("/sign"))),
    }
    let shown = sign_page(&cabinet, &visit, &person, &opened, fields).await?;
    Ok(web::html_status(StatusCode::TOO_MANY_REQUESTS, &shown))
}

/// Signs.
pub(super) async fn sign(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(web::see_other(&format!("/applications/{id}")));
    };
    if let Some(closed) = closed(&cabinet, &visit, &person, &opened).await? {
        return Ok(closed);
    }
    let typed = form.text("code").to_owned();
    let mut fields = Fields::empty();
    if !is_code(&typed) {
        fields.error("code", visit.t("epk-sign-form"));
        let shown = sign_page(&cabinet, &visit, &person, &opened, fields).await?;
        return Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
    }
    let (application, session) = (opened.application.clone(), person.session);
    let phone = person.profile.phone.clone().ok_or(Failure::Invalid)?;
    let once = form.once();
    let signing = cabinet.app.db.write_once("epk.sign", &once, move |tx| {
        sign_with(tx, &application, &phone, &typed, session)
    });
    let problem = match signing.await? {
        Signing::Signed { .. } | Signing::Before => {
            jobs::settled(&cabinet, opened.application.id).await?;
            return Ok(web::see_other(&opened.path("")));
        }
        Signing::Incomplete => return Ok(web::see_other(&opened.path("/answers"))),
        Signing::NoAgreement => return Ok(web::see_other(&opened.path("/agreement"))),
        Signing::Typed(checked) => problem(&visit, checked),
        Signing::Code(_) => String::new(),
    };
    // Of several presses at once one signs; the others find the code used.
    let now = Opened::find(&cabinet, &person, &id).await?;
    if !now.application.state.is_writable() {
        jobs::settled(&cabinet, opened.application.id).await?;
        return Ok(web::see_other(&opened.path("")));
    }
    fields.error("code", problem);
    let shown = sign_page(&cabinet, &visit, &person, &now, fields).await?;
    Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn problem(visit: &Visit, checked: Checked) -> String {
    match checked {
        Checked::Wrong { left: 0 } => visit.t("epk-sign-wrong-last"),
        Checked::Wrong { left } => visit.t1("epk-sign-wrong", "left", left),
        Checked::Changed => visit.t("epk-sign-changed"),
        Checked::Dead | Checked::Right { .. } => visit.t("epk-sign-dead"),
        Checked::Spent { until } => {
            visit.t1("epk-sign-wrong-spent", "when", web::date::time(until))
        }
    }
}
