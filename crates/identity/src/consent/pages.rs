//! The page on which a person agrees to what a service will receive.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use oauth::provider::AuthorizationRequest;
use oauth::scope;
use registries::{Gender, Register};
use web::{Arg, Failure, Form, Page, Visit, html};

use super::{Asked, Text, label_key, register_key};
use crate::account::{self, Account};
use crate::client::{self, Client};
use crate::person::Person;
use crate::provider::Provider;
use crate::provider::authorize::Arrived;
use crate::provider::endpoints::{Next, Which, advance, find, go, hint, level_key, lost, said_no};
use crate::provider::flow::{self, Flow};

pub(crate) fn routes() -> Router<Provider> {
    Router::new().route("/consent", get(show).post(answer))
}

type Answer = Result<Response, Failure>;

/// A thing that the service receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// What it is.
    pub(crate) label: String,
    /// Her own value; `None` when she has none, and then nothing is sent.
    pub(crate) value: Option<String>,
}

#[derive(Template)]
#[template(path = "consent/ask.html")]
struct AskPage {
    page: Page,
    service: String,
    purpose: String,
    terms: Option<String>,
    items: Vec<Item>,
    registers: Vec<String>,
    receivers: Vec<String>,
    refreshes: bool,
    flow: String,
    text: String,
    changed: bool,
}

/// `GET /consent`
async fn show(
    State(provider): State<Provider>,
    visit: Visit,
    person: Person,
    Query(which): Query<Which>,
) -> Answer {
    let Some(flow) = find(&provider, &visit, which.id()).await? else { return Ok(lost(&visit)) };
    if flow.session != Some(person.sso.session) {
        // Somebody else signed in meanwhile: the question starts anew.
        return Ok(web::see_other(&flow.path()));
    }
    ask(&provider, &visit, &person, &flow, false).await
}

async fn ask(
    provider: &Provider,
    visit: &Visit,
    person: &Person,
    flow: &Flow,
    changed: bool,
) -> Answer {
    let Some(client) = client_of(provider, &flow.request).await? else { return Ok(lost(visit)) };
    let asked = Asked::of(&client, &flow.request.scope);
    let lang = visit.lang.as_str();
    let service = client.settings.name.in_language(lang).to_owned();
    let title = visit.t1("consent-title", "service", service.as_str());
    let page = visit.page("consent").title(title).narrow().person(person.personal.name.short());
    let page = page.form_action(flow.request.redirect_uri.origin());
    Ok(html(&AskPage {
        page,
        purpose: client.settings.purpose.in_language(lang).to_owned(),
        terms: client.settings.terms.as_ref().map(ToString::to_string),
        items: items(visit, &person.account, &asked),
        registers: registers(visit, &asked),
        receivers: client.settings.receiver_names(&asked.covers, lang),
        refreshes: asked.scope.contains(scope::OFFLINE_ACCESS),
        flow: flow.id.to_string(),
        text: text(visit, &client, &asked).hex(),
        service,
        changed,
    }))
}

/// `POST /consent`
async fn answer(
    State(provider): State<Provider>,
    visit: Visit,
    person: Person,
    form: Form,
) -> Answer {
    let id = form.text("flow").parse().ok();
    let Some(flow) = find(&provider, &visit, id).await? else {
        // A repeat of an answer that was given finds its outcome, not its flow.
        return repeated(&provider, &visit, &form).await;
    };
    if flow.session != Some(person.sso.session) {
        return Ok(lost(&visit));
    }
    let Some(client) = client_of(&provider, &flow.request).await? else { return Ok(lost(&visit)) };
    let asked = Asked::of(&client, &flow.request.scope);
    let text = text(&visit, &client, &asked);
    let agreed = form.text("answer") == "allow";
    if agreed && form.text("text") != text.hex() {
        return ask(&provider, &visit, &person, &flow, true).await;
    }
    let hint = hint(&provider, &flow.request).await?;
    let arrived = Arrived { request: flow.request, at: flow.arrived_at, hint };
    let (issuer, visitor, sso) =
        (provider.issuer().to_owned(), visit.visitor.clone(), person.sso.clone());
    let next = provider
        .app()
        .db
        .write_once("consent.answer", &form.once(), move |tx| {
            if !agreed {
                super::declined(tx, sso.account, &arrived.request.client_id)?;
                return Ok(match flow::take(tx, flow.id)? {
                    true => Next::Away(arrived.request.refusal_location(&said_no(), &issuer)),
                    false => Next::Gone,
                });
            }
            let now_open =
                client::open(tx, &client.id)?.filter(|now| now.settings == client.settings);
            let (Some(client), Some(alive)) = (now_open, account::alive(tx, sso.account)?) else {
                return Ok(Next::Gone);
            };
            super::give(tx, &alive, &client, &asked, &text)?;
            advance(tx, &issuer, &arrived, Some(&sso), Some(flow.id), &visitor)
        })
        .await?;
    Ok(go(&visit, next))
}

/// The stored outcome of a form that came before; nothing runs.
async fn repeated(provider: &Provider, visit: &Visit, form: &Form) -> Answer {
    let next =
        provider.app().db.write_once("consent.answer", &form.once(), |_| Ok(Next::Gone)).await?;
    Ok(go(visit, next))
}

async fn client_of(
    provider: &Provider,
    request: &AuthorizationRequest,
) -> Result<Option<Client>, Failure> {
    let id = request.client_id.clone();
    Ok(provider.app().db.read(move |tx| client::open(tx, &id)).await?)
}

/// The names of what a service receives, in the order of the page.
pub(crate) fn names(visit: &Visit, covers: &scope::Scopes) -> Vec<String> {
    let shown = scope::ALL.iter().filter(|scope| covers.contains(scope));
    shown.filter_map(|scope| Some(visit.t(label_key(scope)?))).collect()
}

/// The names of the registers that a service may ask.
pub(crate) fn register_names(visit: &Visit, covers: &scope::Scopes) -> Vec<String> {
    let asked = Register::ALL.into_iter().filter(|register| covers.contains(register.audience()));
    asked.map(|register| visit.t(register_key(register))).collect()
}

fn registers(visit: &Visit, asked: &Asked) -> Vec<String> {
    register_names(visit, &asked.covers)
}

fn items(visit: &Visit, account: &Account, asked: &Asked) -> Vec<Item> {
    let shown = scope::ALL.iter().filter(|scope| asked.scope.contains(scope));
    shown
        .filter_map(|scope| {
            let label = visit.t(label_key(scope)?);
            Some(Item { label, value: value(visit, account, scope) })
        })
        .collect()
}

fn value(visit: &Visit, account: &Account, scope: &str) -> Option<String> {
    let person = &account.personal;
    Some(match scope {
        scope::OPENID => visit.t(level_key(account.level)),
        scope::PROFILE => person.name.to_string(),
        scope::BIRTHDATE => web::date::short(person.birth_date?, visit.lang),
        scope::GENDER => visit.t(match person.gender? {
            Gender::Female => "consent-gender-female",
            Gender::Male => "consent-gender-male",
        }),
        scope::EMAIL => person.email.as_ref()?.value.to_string(),
        scope::PHONE => person.phone.as_ref()?.value.to_string(),
        scope::SNILS => person.snils.as_ref()?.value.to_string(),
        scope::INN => person.inn.as_ref()?.value.to_string(),
        scope::ID_DOC => {
            let passport = &person.passport.as_ref()?.value;
            visit.tw(
                "consent-passport-value",
                &[
                    ("number", Arg::from(passport.to_string())),
                    ("on", Arg::from(web::date::short(passport.issued_on, visit.lang))),
                    ("by", Arg::from(passport.issued_by.as_str())),
                    ("code", Arg::from(passport.issuer_code.as_str())),
                ],
            )
        }
        _ => return None,
    })
}

/// The text that she agrees to: everything the page says, without her own values, so that the
/// record of the text holds no personal data.
fn text(visit: &Visit, client: &Client, asked: &Asked) -> Text {
    let lang = visit.lang.as_str();
    let service = client.settings.name.in_language(lang);
    let mut lines = vec![
        visit.t1("consent-title", "service", service),
        visit.t1("consent-purpose", "purpose", client.settings.purpose.in_language(lang)),
        visit.t1("consent-receives", "service", service),
    ];
    lines.extend(names(visit, &asked.scope));
    let registers = registers(visit, asked);
    if !registers.is_empty() {
        lines.push(visit.t("consent-registers"));
        lines.extend(registers);
    }
    let receivers = client.settings.receiver_names(&asked.covers, lang);
    if !receivers.is_empty() {
        lines.push(visit.t("consent-receivers"));
        lines.extend(receivers);
    }
    if asked.scope.contains(scope::OFFLINE_ACCESS) {
        lines.push(visit.t("consent-refreshes"));
    }
    lines.extend(client.settings.terms.as_ref().map(ToString::to_string));
    lines.push(visit.t("consent-withdraw"));
    Text::new(lines.join("\n"))
}
