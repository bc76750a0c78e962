//! The home page and *Персональные данные*.

pub(crate) mod back;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use registries::{Gender, Register};
use serde_json::json;
use web::{Failure, Page, Visit, html, see_other};

use self::back::Back;
use super::{Attention, LevelShown, Source, attention, masked_passport};
use crate::account::{Account, Known, Level};
use crate::proofing::{self, Purpose};
use crate::registration::{self, document::Kind};
use crate::{Identity, Person, nav};

type Answer = Result<Response, Failure>;

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
        .route("/", get(home))
        .route("/profile", get(profile))
        .route("/profile/passport", get(passport))
}

#[derive(Template)]
#[template(path = "profile/welcome.html")]
struct WelcomePage {
    page: Page,
}

#[derive(Template)]
#[template(path = "profile/home.html")]
struct HomePage {
    page: Page,
    level: LevelShown,
    attention: Vec<Attention>,
    back: Option<Back>,
}

async fn home(State(identity): State<Identity>, visit: Visit, person: Option<Person>) -> Answer {
    let Some(person) = person else {
        return Ok(html(&WelcomePage { page: visit.page("identity-welcome-title") }));
    };
    let id = person.id;
    let check = identity.app.db.read(move |tx| proofing::find(tx, id, Purpose::Level)).await?;
    let attention = attention(&person.account, check.as_ref());
    let page = nav::page(&visit, &person, "identity-home-title");
    let page = page.title(person.personal.name.to_string());
    let back = back::of(&visit).await?;
    Ok(html(&HomePage { level: LevelShown::new(&page, person.level), page, attention, back }))
}

#[derive(Template)]
#[template(path = "profile/profile.html")]
struct ProfilePage {
    page: Page,
    level: LevelShown,
    person: Vec<Row>,
    numbers: Vec<Row>,
    contacts: Vec<Row>,
    /// The documents that she agreed to.
    agreed: Vec<Row>,
    back: Option<Back>,
}

/// A value with where it comes from and what can be done about it.
struct Row {
    key: String,
    value: Option<String>,
    source: String,
    confirmed: bool,
    href: &'static str,
    action: String,
}

async fn profile(visit: Visit, person: Person) -> Answer {
    let back = back::of(&visit).await?;
    let page = nav::page(&visit, &person, "identity-profile-title");
    let (account, id) = (&person.account, person.id);
    let accepted = visit.app().db.read(move |tx| registration::accepted_by(tx, id)).await?;
    let shown = ProfilePage {
        agreed: accepted.iter().filter_map(|accepted| agreed(&page, accepted)).collect(),
        level: LevelShown::new(&page, account.level),
        person: about_person(&page, account),
        numbers: numbers(&page, account),
        contacts: contacts(&page, account),
        back: back.clone(),
        page,
    };
    Ok(back::remember(&visit, back.as_ref(), html(&shown)))
}

fn about_person(page: &Page, account: &Account) -> Vec<Row> {
    let person = &account.personal;
    let source = match person.name_verified_at {
        Some(at) => Source::Register(Register::Sfr, at),
        None => Source::Typed,
    };
    // Who has the standard level changes her name by the register that confirmed it.
    let change = match account.level {
        Level::Simple => ("/level/name", "identity-profile-change"),
        _ => ("", ""),
    };
    let born = person.birth_date.map(|day| web::date::day(day, page.lang()));
    let gender = person.gender.map(|gender| {
        page.t(match gender {
            Gender::Female => "identity-gender-female",
            Gender::Male => "identity-gender-male",
        })
    });
    vec![
        row(page, "name", Some(person.name.to_string()), source, change),
        row(page, "birth-date", born, source, ("/level/passport", "identity-profile-add")),
        row(page, "gender", gender, source, ("/level/passport", "identity-profile-add")),
    ]
}

fn numbers(page: &Page, account: &Account) -> Vec<Row> {
    let person = &account.personal;
    let inn = match account.level {
        Level::Simple => "/level",
        _ => "/profile/inn",
    };
    let add = |href| (href, "identity-profile-add");
    let of_passport = person.passport.as_ref();
    let passport = of_passport.map(|known| masked_passport(&known.value));
    let show = match of_passport {
        Some(_) => ("/profile/passport", "identity-profile-show"),
        None => add("/level/passport"),
    };
    let snils = person.snils.as_ref().map(|known| known.value.to_string());
    let number = person.inn.as_ref().map(|known| known.value.to_string());
    vec![
        row(page, "snils", snils, of_register(&person.snils, Register::Sfr), add("/level")),
        row(page, "inn", number, of_register(&person.inn, Register::Fns), add(inn)),
        row(page, "passport", passport, of_register(&person.passport, Register::Sfr), show),
    ]
}

fn contacts(page: &Page, account: &Account) -> Vec<Row> {
    let person = &account.personal;
    let phone = person.phone.as_ref().map(|known| known.value.to_string());
    let email = person.email.as_ref().map(|known| known.value.as_str().to_owned());
    let change = |href| (href, "identity-profile-change");
    let to_phone = change("/settings/security/phone");
    let to_email = change("/settings/security/email");
    vec![
        row(page, "phone", phone, of_code(&person.phone), to_phone),
        row(page, "email", email, of_code(&person.email), to_email),
    ]
}

/// A document with its edition, and when she agreed to it.
fn agreed(page: &Page, accepted: &registration::Acceptance) -> Option<Row> {
    let (document, version, _, at) = accepted;
    let kind = Kind::parse(document)?;
    let edition = registration::edition(page.visit(), version);
    Some(Row {
        key: page.t(kind.title_key()),
        value: Some(page.t1("identity-document-version", "version", edition)),
        source: page.t1("identity-profile-agreed-at", "when", page.date_time(at)),
        confirmed: true,
        href: kind.path(),
        action: page.t("identity-profile-read"),
    })
}

fn of_register<T>(known: &Option<Known<T>>, register: Register) -> Source {
    let at = known.as_ref().and_then(|known| known.verified_at);
    at.map_or(Source::Typed, |at| Source::Register(register, at))
}

fn of_code<T>(known: &Option<Known<T>>) -> Source {
    let at = known.as_ref().and_then(|known| known.verified_at);
    at.map_or(Source::Typed, Source::Code)
}

fn row(
    page: &Page,
    key: &str,
    value: Option<String>,
    source: Source,
    (href, action): (&'static str, &str),
) -> Row {
    let said = match source {
        Source::Typed => page.t("identity-source-typed"),
        Source::Code(at) => page.t1("identity-source-code", "when", page.date_time(at)),
        Source::Register(register, at) => {
            let register = page.t(register.name_key());
            page.t2("identity-source-register", "register", register, "when", page.date_time(at))
        }
    };
    // What is there and confirmed by a register is not added again.
    let confirmed = source != Source::Typed;
    let settled = value.is_some() && action == "identity-profile-add";
    let (href, action) = if settled { ("", "") } else { (href, action) };
    Row {
        key: page.t(&format!("identity-field-{key}")),
        source: if value.is_some() { said } else { String::new() },
        confirmed: confirmed && value.is_some(),
        value,
        href,
        action: if action.is_empty() { String::new() } else { page.t(action) },
    }
}

#[derive(Template)]
#[template(path = "profile/passport.html")]
struct PassportPage {
    page: Page,
    rows: Vec<(String, String)>,
}

/// The passport in full, on her own click; the journal remembers it.
async fn passport(State(identity): State<Identity>, visit: Visit, person: Person) -> Answer {
    let Some(known) = &person.personal.passport else { return Ok(see_other("/level")) };
    let passport = &known.value;
    let entry = crate::own_entry("profile.passport_shown", person.id, &visit.facts(), json!({}));
    identity.app.db.journal_later(entry);
    let page = nav::page(&visit, &person, "identity-field-passport").narrow();
    let row = |key: &str, value: String| (page.t(&format!("identity-field-{key}")), value);
    let rows = vec![
        row("passport", passport.to_string()),
        row("issued-on", web::date::day(passport.issued_on, page.lang())),
        row("issued-by", passport.issued_by.clone()),
        row("issuer-code", passport.issuer_code.clone()),
    ];
    Ok(html(&PassportPage { page, rows }))
}
