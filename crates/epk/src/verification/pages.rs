//! The public page: anybody, without signing in, on a phone, without JavaScript.

use askama::Template;
use aws_lc_rs::digest::{Context, SHA256};
use axum::Router;
use axum::extract::{Query, State as Ax};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use cabinet::{Cabinet, Person};
use serde::Deserialize;
use store::{Id, Moment};
use web::{Failure, Fields, Form, NavItem, Page, Upload, Visit, html, html_status};

use super::{LookId, Shown, Verdict, Way, charge, entry, verify, verify_file};
use crate::passport::pages::qualified;
use crate::passport::print::FILE_MAX;
use crate::passport::{Code, Number, State};

type Answer = Result<Response, Failure>;

/// How long a look that is on the screen may still get a name.
const NAMING: i64 = 30 * store::MINUTE;

pub(crate) fn routes(cabinet: &Cabinet) -> Router {
    Router::new()
        .route("/check", get(ask).post(by_number))
        .route("/check/file", post(by_file))
        .with_state(cabinet.clone())
}

/// The way to this page for who is not signed in.
pub(crate) fn nav(visit: &Visit) -> Vec<NavItem> {
    let here = visit.path_only();
    vec![
        NavItem::new("/", visit.t("epk-verification-nav-start"), here == "/"),
        NavItem::new("/check", visit.t("epk-verification-nav"), here.starts_with("/check")),
    ]
}

#[derive(Template)]
#[template(path = "verification/ask.html")]
struct AskPage {
    page: Page,
    fields: Fields,
}

/// Number and code, as the QR code puts them into its link.
#[derive(Deserialize)]
struct Link {
    n: Option<String>,
    k: Option<String>,
}

async fn ask(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    current: Option<web::Current>,
    Query(link): Query<Link>,
) -> Answer {
    let person = current.as_ref().map(Person::of).transpose()?;
    let Link { n: Some(number), k: Some(code) } = link else {
        let page = frame(&cabinet, &visit, person.as_ref()).await;
        return Ok(html(&AskPage { page, fields: Fields::empty() }));
    };
    let mut fields = Fields::empty();
    fields.set("number", &number);
    let Some((number, code)) = read(&visit, &number, &code, &mut fields) else {
        return again(&cabinet, &visit, person.as_ref(), fields).await;
    };
    let asking = Asking { way: Way::Qr, number, code: &code, organisation: "", look: None };
    look(&cabinet, &visit, person.as_ref(), &asking, fields).await
}

async fn by_number(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    current: Option<web::Current>,
    form: Form,
) -> Answer {
    let person = current.as_ref().map(Person::of).transpose()?;
    let mut fields = Fields::from(&form, &["number", "key", "organisation"]);
    let read = read(&visit, form.text("number"), form.text("key"), &mut fields);
    let Some((number, code)) = read else {
        return again(&cabinet, &visit, person.as_ref(), fields).await;
    };
    // Whoever came by the QR code and names an organisation has come by the QR code.
    let way = if form.text("way") == Way::Qr.as_str() { Way::Qr } else { Way::Number };
    let now = cabinet.app.clock.now();
    // Later looks are lines of their own: the holder has to see them.
    let fresh = |look: &LookId| (0..=NAMING).contains(&now.since(look.0.made_at()));
    let look_id = form.text("look").parse().ok().filter(fresh);
    let organisation = form.text("organisation");
    let asking = Asking { way, number, code: &code, organisation, look: look_id };
    look(&cabinet, &visit, person.as_ref(), &asking, fields).await
}

/// Reads what was typed. That a number has the wrong check digit is no secret.
fn read(visit: &Visit, number: &str, code: &str, fields: &mut Fields) -> Option<(Number, Code)> {
    let read_number = number.parse::<Number>().ok();
    if read_number.is_none() {
        let key = if number.is_empty() {
            "epk-verification-number-empty"
        } else {
            "epk-verification-number-wrong"
        };
        fields.error("number", visit.t(key));
    }
    let read_code = Code::parse(code);
    if read_code.is_none() {
        let key = if code.is_empty() {
            "epk-verification-code-empty"
        } else {
            "epk-verification-code-wrong"
        };
        fields.error("key", visit.t(key));
    }
    read_number.zip(read_code)
}

/// What somebody asks.
struct Asking<'a> {
    way: Way,
    number: Number,
    code: &'a Code,
    organisation: &'a str,
    /// The look that gets a name.
    look: Option<LookId>,
}

async fn look(
    cabinet: &Cabinet,
    visit: &Visit,
    person: Option<&Person>,
    asking: &Asking<'_>,
    mut fields: Fields,
) -> Answer {
    let (from, number, code) = (visit.address, asking.number, asking.code.clone());
    match cabinet.app.db.read(move |tx| verify(tx, from, number, &code)).await? {
        Verdict::Found(shown) => {
            let Asking { way, organisation, look, .. } = *asking;
            let looked = Looked { way, organisation, look, code: Some(asking.code) };
            found(cabinet, visit, person, &shown, &looked).await
        }
        Verdict::TooMany { until } => Err(too_many(cabinet, until)),
        Verdict::Nothing => {
            let charged = cabinet.app.db.write("passport.verify", move |tx| charge(tx, from));
            if let Some(until) = charged.await? {
                return Err(too_many(cabinet, until));
            }
            fields.error("", visit.t("epk-verification-nothing"));
            again(cabinet, visit, person, fields).await
        }
    }
}

/// The form again, with what is wrong.
async fn again(
    cabinet: &Cabinet,
    visit: &Visit,
    person: Option<&Person>,
    fields: Fields,
) -> Answer {
    let page = frame(cabinet, visit, person).await;
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &AskPage { page, fields }))
}

async fn by_file(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    current: Option<web::Current>,
    mut upload: Upload,
) -> Answer {
    let person = current.as_ref().map(Person::of).transpose()?;
    let from = visit.address;
    let charged = cabinet.app.db.write("passport.verify", move |tx| charge(tx, from)).await?;
    if let Some(until) = charged {
        return Err(too_many(&cabinet, until));
    }
    let organisation = upload.form().text("organisation").to_owned();
    let mut fields = Fields::empty();
    let problem = match digest(&mut upload).await? {
        Read::Nothing => "epk-verification-file-empty",
        Read::TooLarge => "epk-verification-file-large",
        Read::Whole(sha256) => {
            let verdict = cabinet.app.db.read(move |tx| verify_file(tx, &sha256)).await?;
            if let Verdict::Found(shown) = verdict {
                let way = Way::File;
                let looked = Looked { way, organisation: &organisation, look: None, code: None };
                return found(&cabinet, &visit, person.as_ref(), &shown, &looked).await;
            }
            "epk-verification-file-nothing"
        }
    };
    fields.error("file", visit.t(problem));
    again(&cabinet, &visit, person.as_ref(), fields).await
}

/// A file that was read.
enum Read {
    /// There is none, or it is empty.
    Nothing,
    /// It is larger than any that was issued.
    TooLarge,
    /// The SHA-256 of all of it.
    Whole(Vec<u8>),
}

async fn digest(upload: &mut Upload) -> Result<Read, Failure> {
    let mut context = Context::new(&SHA256);
    let mut length = 0;
    if upload.next_file().await?.is_none() {
        return Ok(Read::Nothing);
    }
    // Read to its end in any case: the answer arrives only then.
    while let Some(bytes) = upload.chunk().await? {
        length += bytes.len();
        if length <= FILE_MAX {
            context.update(&bytes);
        }
    }
    Ok(match length {
        0 => Read::Nothing,
        length if length > FILE_MAX => Read::TooLarge,
        _ => Read::Whole(context.finish().as_ref().to_vec()),
    })
}

#[derive(Template)]
#[template(path = "verification/found.html")]
struct FoundPage {
    page: Page,
    fields: Fields,
    state: State,
    verdict: String,
    detail: String,
    rows: Vec<(String, String)>,
    qualifications: Vec<(String, String)>,
    by_file: bool,
    is_own: bool,
    named: bool,
    /// Number and code again, for who wants to name an organisation.
    again: Option<(String, String)>,
    way: &'static str,
    look: LookId,
    asked_at: String,
}

/// How a passport was found.
struct Looked<'a> {
    way: Way,
    organisation: &'a str,
    look: Option<LookId>,
    code: Option<&'a Code>,
}

async fn found(
    cabinet: &Cabinet,
    visit: &Visit,
    person: Option<&Person>,
    shown: &Shown,
    looked: &Looked<'_>,
) -> Answer {
    let is_own = person.is_some_and(|person| person.account == shown.holder);
    let app = &cabinet.app;
    let look = looked.look.unwrap_or_else(|| LookId(Id::new(app.clock.now(), &app.entropy)));
    if !is_own {
        app.db.journal_later(entry(shown, look, looked.way, looked.organisation));
    }
    let page = frame(cabinet, visit, person).await;
    let word = shown.state.as_str();
    let since = page.date(shown.since);
    let detail = match shown.state {
        State::Valid => page.t1("epk-verification-about-valid", "until", day(&page, shown)),
        _ => page.t1(&format!("epk-verification-about-{word}"), "since", since),
    };
    let rows = vec![
        (page.t("epk-passport-number"), shown.number.to_string()),
        (page.t("epk-verification-holder"), shown.name.clone()),
        (page.t("epk-passport-issued"), page.date(shown.issued_at)),
        (page.t("epk-passport-until"), day(&page, shown)),
    ];
    Ok(html(&FoundPage {
        fields: Fields::empty(),
        state: shown.state,
        verdict: page.t(&format!("epk-verification-is-{word}")),
        detail,
        rows,
        qualifications: shown
            .qualifications
            .iter()
            .map(|(what, level)| (what.clone(), qualified(&page, "", level)))
            .collect(),
        by_file: looked.way == Way::File,
        is_own,
        named: !looked.organisation.is_empty(),
        again: looked.code.map(|code| (shown.number.digits().to_owned(), code.signs().to_owned())),
        way: looked.way.as_str(),
        look,
        asked_at: page.date_time(cabinet.app.clock.now()),
        page,
    }))
}

fn day(page: &Page, shown: &Shown) -> String {
    web::date::day(shown.last_day, page.lang())
}

async fn frame(cabinet: &Cabinet, visit: &Visit, person: Option<&Person>) -> Page {
    let key = "epk-verification-title";
    match person {
        Some(person) => cabinet.page(visit, person, key).await.narrow(),
        None => cabinet.entrance.page(visit, key).await.nav(nav(visit)).narrow(),
    }
}

fn too_many(cabinet: &Cabinet, until: Moment) -> Failure {
    let seconds = until.since(cabinet.app.clock.now()) / store::SECOND + 1;
    Failure::TooMany { retry_seconds: u64::try_from(seconds).unwrap_or(1) }
}
