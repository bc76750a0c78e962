//! Stories of applications, told through the pages.

mod attaching;
mod deciding;
mod drafting;
mod signing;
mod waiting;

use cabinet::story::{Answer, Browser, Outside, settings};
use cabinet::{Cabinet, CabinetAccountId};
use notify::message::waiting_for;
use registries::{Register, Registries};
use serde_json::{Value, json};
use store::job::Runner;
use web::{App, Site};

use super::{Application, answers, of_account};
use crate::passport;

/// The phone that the provider vouches for.
const PHONE: &str = "+79000000001";

/// A cabinet with its jobs running, and what registers know.
struct Story {
    app: App,
    outside: Outside,
    cabinet: Cabinet,
}

impl Story {
    fn new(app: &App, outside: &Outside) -> Story {
        know(outside);
        let origin = outside.origin();
        let registries = Registries::at(origin, app.out.clone(), app.entropy.clone());
        let settings = settings(Site::Epk, outside);
        let cabinet = Cabinet::new(app.clone(), settings, registries, crate::NAV).unwrap();
        let runner = super::jobs::add(Runner::new(app.db.clone()), &cabinet);
        let runner = crate::mandate::jobs(runner, &cabinet);
        tokio::spawn(runner.run(std::future::pending()));
        Story { app: app.clone(), outside: outside.clone(), cabinet }
    }

    /// A browser that has signed in and accepted the terms.
    async fn browser(&self) -> Browser {
        let routes = crate::home::pages::routes(&self.cabinet);
        let mut browser = Browser::new(&self.app, Site::Epk, routes);
        let page = browser.enter(&self.outside).await;
        if page.title() == "Условия кабинета" {
            browser.submit(&page, "/terms", &[]).await;
        }
        browser
    }

    /// The newest application of whoever is known to the cabinet.
    fn application(&self) -> Application {
        self.applications().into_iter().next().expect("there is an application")
    }

    fn applications(&self) -> Vec<Application> {
        let account = self.account();
        self.app.db.read_now(move |tx| of_account(tx, account)).unwrap()
    }

    fn account(&self) -> CabinetAccountId {
        let sub = self.outside.world().sub.clone();
        let link = move |tx: &mut store::Tx| {
            let profile = cabinet::Profile::default();
            cabinet::account::link(tx, Site::Epk, "gosuslugi", &sub, &profile)
        };
        self.app.db.write_now("story", link).unwrap().id
    }

    fn passports(&self) -> Vec<passport::Passport> {
        let account = self.account();
        self.app.db.read_now(move |tx| passport::of_holder(tx, account)).unwrap()
    }

    /// The newest code that is on its way.
    fn code(&self) -> String {
        let waiting = self.app.db.read_now(|tx| waiting_for(tx, PHONE)).unwrap();
        let code = waiting.into_iter().find_map(|message| message.code);
        code.expect("a code is on its way")
    }

    /// Which news wait for the person.
    fn told(&self) -> Vec<String> {
        let waiting = self.app.db.read_now(|tx| waiting_for(tx, "anna@example.org")).unwrap();
        waiting.into_iter().map(|message| message.event).collect()
    }

    /// Begins an application and takes everything from the registers.
    async fn filled(&self, browser: &mut Browser) -> String {
        let list = browser.get("/applications").await;
        let begun = browser.submit(&list, "/applications", &[]).await;
        let home = begun.location().to_owned();
        let page = browser.get(&format!("{home}/person")).await;
        browser.submit(&page, &format!("{home}/person"), &[]).await;
        for list in ["education", "work"] {
            let page = browser.get(&format!("{home}/{list}")).await;
            browser.submit(&page, &format!("{home}/{list}/take"), &[]).await;
        }
        home
    }

    /// Accepts the agreement where it is asked for, gets a code and signs.
    async fn sign(&self, browser: &mut Browser, home: &str) -> Answer {
        let page = self.with_code(browser, home).await;
        let signed =
            browser.submit(&page, &format!("{home}/sign"), &[("code", &self.code())]).await;
        browser.follow(signed).await
    }

    /// The page that asks for the code, after one was sent.
    async fn with_code(&self, browser: &mut Browser, home: &str) -> Answer {
        let mut page = browser.get(&format!("{home}/sign")).await;
        if page.location().ends_with("/agreement") {
            page = browser.follow(page).await;
            let accepted = browser.submit(&page, &format!("{home}/agreement"), &[]).await;
            page = browser.follow(accepted).await;
        }
        let sent = browser.submit(&page, &format!("{home}/sign/code"), &[]).await;
        browser.follow(sent).await
    }

    /// Waits until mandates were given back so many times, or that was tried.
    async fn gave_back(&self, times: usize) {
        for _ in 0..200 {
            if self.outside.hits("revoke") >= times {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
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
            self.app.clock.advance(2 * store::MINUTE);
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("{} of {times} were given back", self.outside.hits("revoke"));
    }

    /// Waits until the newest application has this state.
    async fn becomes(&self, state: super::State) {
        for _ in 0..200 {
            if self.application().state == state {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("it stays {:?}", self.application());
    }

    /// The part of the only entry that says this.
    fn part(&self, words: &str) -> (String, i64) {
        let id = self.application().id;
        let said = self.app.db.read_now(move |tx| answers(tx, id)).unwrap();
        let diplomas = said
            .education
            .iter()
            .map(|kept| (kept.part.clone(), kept.revision, format!("{:?}", kept.value)));
        let jobs = said.work.iter();
        let jobs = jobs.map(|kept| (kept.part.clone(), kept.revision, format!("{:?}", kept.value)));
        let found = diplomas.chain(jobs).find(|(_, _, said)| said.contains(words));
        let (part, revision, _) = found.expect("there is such an entry");
        (part, revision)
    }
}

fn holder() -> Value {
    json!({
        "family_name": "Тестова", "given_name": "Анна", "additional_name": "Примеровна",
        "birth_date": "1990-03-27", "gender": "female",
        "snils": "11223344595", "inn": "500100732259",
    })
}

/// Two diplomas and three jobs.
fn know(outside: &Outside) {
    let as_of = "2026-01-01T00:00:00Z";
    let work = |employer: &str, from: &str, to: Option<&str>| {
        json!({
            "employer": employer, "position": "Инженер", "from": from, "to": to,
        })
    };
    let diploma = |institution: &str, number: &str, day: &str| {
        json!({
            "institution": institution, "level": "бакалавриат", "qualification": "инженер",
            "diploma_series": "107704", "diploma_number": number, "issued_on": day,
        })
    };
    let records = &mut outside.world().records;
    records.insert(
        Register::Sfr,
        json!({
            "as_of": as_of, "holder": holder(), "contributions": [], "paid_kopecks": 0,
            "insured_months": 0,
            "employment": [
                work("ООО «Нынешнее»", "2021-05-01", None),
                work("АО «Среднее»", "2016-01-11", Some("2021-04-30")),
                work("ООО «Первое»", "2012-09-01", Some("2015-12-31")),
            ],
        }),
    );
    records.insert(Register::Fns, json!({"as_of": as_of, "holder": holder(), "declarations": []}));
    records.insert(
        Register::Education,
        json!({
            "as_of": as_of, "holder": holder(),
            "documents": [
                diploma("Второй университет", "0054321", "2018-06-30"),
                diploma("Примерный университет", "0012345", "2012-07-01"),
            ],
        }),
    );
}
