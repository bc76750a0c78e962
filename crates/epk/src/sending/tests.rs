//! Stories of sendings, told through the pages; the service answers over TCP.

mod answering;
mod asking;
mod cancelling;
mod signing;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::store::job::Runner;
use axum::body::Bytes;
use axum::extract::{Path, State as Given};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use axum::{Json, Router};
use cabinet::story::{Answer, Browser, Outside, settings};
use cabinet::{Cabinet, CabinetAccountId};
use notify::message::waiting_for;
use registries::Registries;
use serde_json::{Value, json};
use web::{App, Site};

use super::*;
use crate::passport::tests::{facts, id};
use crate::passport::{Act as Deciding, Order};

/// The phone that the provider vouches for.
const PHONE: &str = "+79000000001";
const NUMBER: &str = "СЗ-2026-000017";

/// What the service of a story does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Registers,
    Thinks,
    Refuses,
    Fails(u16),
    TalksNonsense,
    /// It does its work, and the answer is lost on the way.
    Stammers,
    /// It says of everything that it does not know it.
    Disowns,
}

/// The service: what it does, and what it was told.
struct Counter {
    mood: Mood,
    calls: Vec<(Method, String, Value)>,
    tokens: Vec<String>,
    /// Keys that it has a document under.
    known: Vec<String>,
}

type Shared = Arc<Mutex<Counter>>;

async fn answer(
    Given(counter): Given<Shared>,
    Path(key): Path<String>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut counter = counter.lock().unwrap_or_else(PoisonError::into_inner);
    let parcel: Value = serde_json::from_slice(&body).unwrap_or_default();
    counter.calls.push((method.clone(), key.clone(), parcel));
    let token = headers.get("authorization").and_then(|v| v.to_str().ok()).unwrap_or_default();
    counter.tokens.push(token.to_owned());
    if let Mood::Fails(status) = counter.mood {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    if method == Method::PUT && !counter.known.contains(&key) {
        counter.known.push(key.clone());
    }
    if !counter.known.contains(&key) || counter.mood == Mood::Disowns {
        let body = Json(json!({ "error": "unknown_document" }));
        return (StatusCode::NOT_FOUND, body).into_response();
    }
    match counter.mood {
        Mood::Registers => Json(json!({ "state": "registered", "number": NUMBER })).into_response(),
        Mood::Thinks => {
            let body = Json(json!({ "state": "received" }));
            (StatusCode::ACCEPTED, [("retry-after", "30")], body).into_response()
        }
        Mood::Refuses => {
            Json(json!({ "state": "refused", "reason": "Нет мест\u{202e}" })).into_response()
        }
        Mood::TalksNonsense => "<html>".into_response(),
        Mood::Stammers => StatusCode::BAD_GATEWAY.into_response(),
        Mood::Fails(_) | Mood::Disowns => unreachable!("answered above"),
    }
}

/// A cabinet whose jobs run, a service, and somebody who holds a passport.
struct Story {
    app: App,
    outside: Outside,
    post: jobs::Post,
    counter: Shared,
}

impl Story {
    async fn new(app: &App, outside: &Outside) -> Story {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/api", listener.local_addr().unwrap());
        let counter = Counter {
            mood: Mood::Registers,
            calls: Vec::new(),
            tokens: Vec::new(),
            known: Vec::new(),
        };
        let counter: Shared = Arc::new(Mutex::new(counter));
        let router =
            Router::new().route("/api/documents/{key}", any(answer)).with_state(counter.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let service = |id: &str, name: &str, url: &str| Service {
            id: id.into(),
            url: url.into(),
            name: Words::new(name, "Employment service"),
            purpose: Words::new("подобрать вам работу", "find work for you"),
        };
        let services = Services::new(vec![
            service("employment", "Служба занятости", &url),
            service("gone", "Служба без сервера", "http://127.0.0.1:1/api"),
        ])
        .unwrap();
        let registries = Registries::at(outside.origin(), app.out.clone(), app.entropy.clone());
        let settings = settings(Site::Epk, outside);
        let cabinet = Cabinet::new(app.clone(), settings, registries, crate::NAV).unwrap();
        let post = jobs::Post { cabinet, services };
        let runner = jobs::jobs(Runner::new(app.db.clone()), &post);
        let runner = crate::mandate::jobs(runner, &post.cabinet);
        tokio::spawn(runner.run(std::future::pending()));
        Story { app: app.clone(), outside: outside.clone(), post, counter }
    }

    fn counter(&self) -> MutexGuard<'_, Counter> {
        self.counter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is(&self, mood: Mood) {
        self.counter().mood = mood;
    }

    /// A browser that has signed in and accepted the terms.
    async fn browser(&self) -> Browser {
        let cabinet = &self.post.cabinet;
        let routes =
            crate::home::pages::routes(cabinet).merge(pages::routes(cabinet, &self.post.services));
        let mut browser = Browser::new(&self.app, Site::Epk, routes);
        let page = browser.enter(&self.outside).await;
        if page.title() == "Условия кабинета" {
            browser.submit(&page, "/terms", &[]).await;
        }
        browser
    }

    fn account(&self) -> CabinetAccountId {
        let sub = self.outside.world().sub.clone();
        let link = move |tx: &mut Tx| {
            let profile = cabinet::Profile::default();
            cabinet::account::link(tx, Site::Epk, "gosuslugi", &sub, &profile)
        };
        self.app.db.write_now("story", link).unwrap().id
    }

    /// A passport of this person, issued now.
    fn passport(&self) -> PassportId {
        let db = &self.app.db;
        let (application, holder) = (id(db), self.account());
        let order = Order { application, holder, facts: facts(), supersedes: None };
        db.write_now("issue", move |tx| passport::issue(tx, &order)).unwrap().id
    }

    /// The newest code that is on its way.
    fn code(&self) -> String {
        let waiting = self.app.db.read_now(|tx| waiting_for(tx, PHONE)).unwrap();
        let code = waiting.into_iter().find_map(|message| message.code);
        code.expect("a code is on its way")
    }

    /// Which news about sendings wait for the person.
    fn told(&self) -> Vec<String> {
        let waiting = self.app.db.read_now(|tx| waiting_for(tx, "anna@example.org")).unwrap();
        let events = waiting.into_iter().map(|message| message.event);
        events.filter(|event| event.starts_with("sending-")).collect()
    }

    /// The page that asks for the code, after one was sent.
    async fn with_code(&self, browser: &mut Browser, path: &str) -> Answer {
        let mut page = browser.get(path).await;
        if page.location().ends_with("/agreement") {
            page = browser.follow(page).await;
            let accepted = browser.submit(&page, &format!("{path}/agreement"), &[]).await;
            page = browser.follow(accepted).await;
        }
        let sent = browser.submit(&page, &format!("{path}/code"), &[]).await;
        browser.follow(sent).await
    }

    /// Signs a sending to the employment service: the page of it.
    async fn send(&self, browser: &mut Browser, passport: PassportId) -> Answer {
        self.send_to(browser, passport, "employment").await
    }

    async fn send_to(&self, browser: &mut Browser, passport: PassportId, to: &str) -> Answer {
        let path = format!("/passport/{passport}/send/{to}");
        let page = self.with_code(browser, &path).await;
        let signed = browser.submit(&page, &path, &[("code", &self.code())]).await;
        browser.follow(signed).await
    }

    fn sendings(&self, passport: PassportId) -> Vec<Sending> {
        self.app.db.read_now(move |tx| of_passport(tx, passport)).unwrap()
    }

    fn sending(&self, passport: PassportId) -> Sending {
        self.sendings(passport).into_iter().next().expect("there is a sending")
    }

    /// Waits until the newest sending of a passport is like this.
    async fn becomes(&self, passport: PassportId, like: impl Fn(&Sending) -> bool) {
        for _ in 0..200 {
            if like(&self.sending(passport)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("it stays {:?}", self.sending(passport));
    }

    /// Waits until mandates were given back so many times, or that was tried.
    async fn gave_back(&self, times: usize) {
        for _ in 0..200 {
            if self.outside.hits("revoke") >= times {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{} of {times} were given back", self.outside.hits("revoke"));
    }

    /// The same of what did not succeed at first: that it failed may not be written down yet when
    /// the clock goes on, so it goes on again and again.
    async fn gave_back_later(&self, times: usize) {
        for _ in 0..200 {
            if self.outside.hits("revoke") >= times {
                return;
            }
            self.app.clock.advance(2 * ::store::MINUTE);
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{} of {times} were given back", self.outside.hits("revoke"));
    }

    /// Lets the clock go on and waits until it has been tried once more.
    async fn try_again(&self, passport: PassportId) {
        let before = self.sending(passport).next_try_at;
        self.app.clock.advance(RETRY_MOST * 2);
        self.becomes(passport, |now| now.next_try_at != before).await;
    }

    /// An examiner acts on a passport.
    fn decide(&self, passport: PassportId, act: Deciding) {
        let seen = crate::passport::tests::get(&self.app.db, passport).changes;
        let done = crate::passport::tests::act_on(&self.app.db, passport, seen, act);
        assert_eq!(done, Some(passport::Decided::Done));
    }
}
