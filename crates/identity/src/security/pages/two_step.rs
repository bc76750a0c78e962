//! *Двухэтапная проверка*: which second factor is asked for, and setting up the app.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrcode::QrCode;
use qrcode::render::svg;
use web::{
    Choice, Failure, Fields, FlashKind, Form, Page, Visit, flash, html, html_status, see_other,
};

use super::{Answer, HOME, unless_fresh};
use crate::account::{Account, Second};
use crate::factor::{self, Confirmed, Factors, Setup, TotpId};
use crate::{Identity, Person, code, nav, ui};

const CHOOSE: &str = "/settings/security/two-step";

#[derive(Template)]
#[template(path = "security/two_step.html")]
struct ChoosePage {
    page: Page,
    fields: Fields,
    choices: Vec<Choice>,
    factors: Factors,
}

async fn factors(identity: &Identity, person: &Person) -> Result<Factors, Failure> {
    let id = person.id;
    let found = identity.app.db.read(move |tx| factor::of(tx, id)).await?;
    found.ok_or(Failure::SignIn)
}

pub(super) async fn choose(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
) -> Answer {
    let factors = factors(&identity, &person).await?;
    let fields = Fields::empty().with("second", factors.default.as_str());
    Ok(html(&choose_page(&visit, &person, fields, factors)))
}

fn choose_page(visit: &Visit, person: &Person, fields: Fields, factors: Factors) -> ChoosePage {
    let page = nav::page(visit, person, "identity-two-step-title").narrow();
    let phone = factors.sms.clone().unwrap_or_else(|| page.t("identity-profile-missing"));
    let app = match factors.totp {
        Some(since) => page.t1("identity-two-step-totp-since", "date", page.date(since)),
        None => page.t("identity-two-step-totp-none"),
    };
    let choices = vec![
        Choice::new("sms", page.t("identity-two-step-sms")).hint(page.t1(
            "identity-two-step-sms-hint",
            "phone",
            phone,
        )),
        Choice::new("totp", page.t("identity-two-step-totp")).hint(app),
    ];
    ChoosePage { page, fields, choices, factors }
}

/// What a choice leads to.
#[derive(serde::Serialize, serde::Deserialize)]
enum Chosen {
    Saved,
    /// The account has no such factor yet.
    Missing,
    SetUp(TotpId),
}

pub(super) async fn chosen(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    form: Form,
) -> Answer {
    if let Some(prove) = unless_fresh(&identity, &person, CHOOSE).await? {
        return Ok(prove);
    }
    let Some(second) = Second::parse(form.text("second")) else {
        return refused(&identity, &visit, &person, "identity-two-step-empty").await;
    };
    let (id, facts, new_app) = (person.id, visit.facts(), form.has("new"));
    let (issuer, label) = names(&visit, &person.account);
    let chosen = identity
        .app
        .db
        .write_once("security.two_step", &form.once(), move |tx| {
            let missing = factor::of(tx, id)?.is_none_or(|factors| factors.totp.is_none());
            if second == Second::Totp && (missing || new_app) {
                return factor::begin_totp(tx, id, &issuer, &label).map(|s| Chosen::SetUp(s.id));
            }
            let saved = factor::set_default(tx, id, second, &facts)?;
            Ok(if saved { Chosen::Saved } else { Chosen::Missing })
        })
        .await?;
    match chosen {
        Chosen::Saved => Ok(flash(see_other(HOME), FlashKind::Success, "identity-two-step-saved")),
        Chosen::SetUp(setup) => Ok(see_other(&format!("{CHOOSE}/app/{setup}"))),
        Chosen::Missing => refused(&identity, &visit, &person, "identity-two-step-no-phone").await,
    }
}

async fn refused(identity: &Identity, visit: &Visit, person: &Person, says: &str) -> Answer {
    let factors = factors(identity, person).await?;
    let mut fields = Fields::empty();
    fields.error("second", visit.t(says));
    let shown = choose_page(visit, person, fields, factors);
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

/// What the app shows: the site and the phone or the name.
fn names(visit: &Visit, account: &Account) -> (String, String) {
    let person = &account.personal;
    let email = person.email.as_ref().map(|known| known.value.as_str().to_owned());
    (visit.t("web-site-identity"), email.unwrap_or_else(|| person.name.short()))
}

#[derive(Template)]
#[template(path = "security/app.html")]
struct AppPage {
    page: Page,
    fields: Fields,
    /// The QR code as an image that the page carries itself.
    picture: String,
    secret: String,
    action: String,
}

async fn setup(
    identity: &Identity,
    visit: &Visit,
    person: &Person,
    id: &str,
) -> Result<Setup, Failure> {
    let totp: TotpId = id.parse().map_err(|_| Failure::NotFound)?;
    let (account, (issuer, label)) = (person.id, names(visit, &person.account));
    let found = identity
        .app
        .db
        .read(move |tx| factor::pending_totp(tx, account, totp, &issuer, &label))
        .await?;
    found.ok_or(Failure::NotFound)
}

fn app_page(visit: &Visit, person: &Person, setup: &Setup, fields: Fields) -> AppPage {
    AppPage {
        page: nav::page(visit, person, "identity-app-title").narrow(),
        fields,
        picture: picture(&setup.uri.0),
        secret: grouped(&setup.secret.0),
        action: format!("{CHOOSE}/app/{}", setup.id),
    }
}

/// The text as a QR code, black on white in every colour scheme: cameras need that.
fn picture(text: &str) -> String {
    let Ok(code) = QrCode::new(text.as_bytes()) else { return String::new() };
    let drawn = code
        .render::<svg::Color>()
        .min_dimensions(220, 220)
        .dark_color(svg::Color("#000000"))
        .light_color(svg::Color("#ffffff"))
        .build();
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(drawn))
}

/// Groups of four are easier to type.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

pub(super) async fn show(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let setup = setup(&identity, &visit, &person, &id).await?;
    Ok(html(&app_page(&visit, &person, &setup, Fields::empty())))
}

pub(super) async fn confirm(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let totp: TotpId = id.parse().map_err(|_| Failure::NotFound)?;
    if !code::is_code(form.text("code")) {
        return wrong(&identity, &visit, &person, &id, visit.t("security-code-form")).await;
    }
    let (account, facts, typed) = (person.id, visit.facts(), form.text("code").to_owned());
    let once = ui::once(&identity.app, &form, &[&typed]);
    let confirmed = identity
        .app
        .db
        .write_once("security.app", &once, move |tx| {
            factor::confirm_totp(tx, account, totp, &typed, &facts)
        })
        .await?;
    match confirmed {
        Confirmed::Done => Ok(flash(see_other(HOME), FlashKind::Success, "identity-app-done")),
        Confirmed::Gone => Err(Failure::Gone),
        Confirmed::Wrong => {
            wrong(&identity, &visit, &person, &id, visit.t("identity-app-wrong")).await
        }
        Confirmed::Spent { until } => {
            let when = web::date::time(until);
            let says = visit.t1("security-code-spent", "when", when);
            wrong(&identity, &visit, &person, &id, says).await
        }
    }
}

async fn wrong(
    identity: &Identity,
    visit: &Visit,
    person: &Person,
    id: &str,
    says: String,
) -> Answer {
    let setup = setup(identity, visit, person, id).await?;
    let mut fields = Fields::empty();
    fields.error("code", says);
    let shown = app_page(visit, person, &setup, fields);
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

pub(super) async fn remove(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    form: Form,
) -> Result<Response, Failure> {
    if let Some(prove) = unless_fresh(&identity, &person, CHOOSE).await? {
        return Ok(prove);
    }
    let (id, facts) = (person.id, visit.facts());
    identity
        .app
        .db
        .write_once("security.app_remove", &form.once(), move |tx| {
            factor::remove_totp(tx, id, &facts)
        })
        .await?;
    Ok(flash(see_other(HOME), FlashKind::Success, "identity-app-removed"))
}
