//! What a register says differently: written down and told once, and over when it is over.

use registries::{Register, Registries};
use serde_json::{Value, json};
use store::journal;
use store::{DAY, MINUTE};
use web::{App, Site};

use super::standing;
use crate::story::{Browser, Outside, settings, tell};
use crate::{Cabinet, CabinetAccountId};

fn visited(app: &App, outside: &Outside) -> Browser {
    let registries = Registries::at(outside.origin(), app.out.clone(), app.entropy.clone());
    let cabinet = Cabinet::new(app.clone(), settings(Site::Sep, outside), registries, &[]);
    Browser::new(app, Site::Sep, cabinet.expect("the settings work").routes())
}

/// The pension fund knows her under this name and date of birth.
fn know(outside: &Outside, family_name: &str, birth_date: &str) {
    let holder: Value = json!({
        "family_name": family_name, "given_name": "Анна", "additional_name": "Примеровна",
        "birth_date": birth_date, "gender": "female",
        "snils": "11223344595", "inn": "500100732259",
    });
    let record = json!({
        "as_of": "2026-01-01T00:00:00Z", "holder": holder, "employment": [],
        "contributions": [], "paid_kopecks": 0, "insured_months": 0,
    });
    outside.world().records.insert(Register::Sfr, record);
}

async fn account(app: &App) -> CabinetAccountId {
    let found = app.db.read(|tx| {
        tx.query_one::<(CabinetAccountId,)>("select id from cabinet_account", store::params![])
    });
    found.await.expect("storage answers").0
}

/// What stands: the lines with the values of both sides.
async fn stands(app: &App) -> Vec<(String, String, String)> {
    let account = account(app).await;
    let found = app.db.read(move |tx| standing(tx, account)).await.expect("storage answers");
    found.into_iter().map(|one| (one.line, one.ours, one.theirs)).collect()
}

/// How many notices wait for her, and the lines that they name.
async fn told(app: &App) -> Vec<String> {
    let waiting = app.db.read(|tx| notify::message::waiting_for(tx, "anna@example.org"));
    let waiting = waiting.await.expect("storage answers").into_iter();
    let lines = waiting.filter(|peek| peek.event == "data-differ").map(|peek| {
        let lines = peek.args.into_iter().find(|(name, _)| name == "lines");
        lines.expect("the notice names lines").1
    });
    lines.collect()
}

async fn journalled(app: &App, event: &'static str) -> usize {
    let account = account(app).await.to_string();
    let entries = app.db.read(move |tx| journal::about(tx, "sep", &account, None, 100)).await;
    let entries = entries.expect("storage answers");
    let of = entries.iter().filter(|entry| entry.event == event);
    of.inspect(|entry| assert_eq!(entry.actor, "register:sfr")).count()
}

async fn refresh(browser: &mut Browser) {
    let page = browser.get("/profile").await;
    let sent = browser.submit(&page, "/refresh", &[("register", "sfr")]).await;
    assert_eq!(sent.status, 303);
}

#[test]
fn each_difference_is_recorded_journalled_and_told_once_until_it_is_over() {
    tell(|app, outside| async move {
        know(&outside, "ТЁСТОВА", "1990-03-27");
        outside.world().claims.insert("family_name".into(), json!("Тестова"));
        let mut browser = visited(&app, &outside);
        browser.enter(&outside).await;
        browser.get("/profile").await;
        assert_eq!((stands(&app).await, told(&app).await), (vec![], vec![]), "ё and е are one");
        know(&outside, "Тестовая", "1990-03-28");
        app.clock.advance(MINUTE);
        refresh(&mut browser).await;
        let line = |key: &str, ours: &str, theirs: &str| {
            (key.to_owned(), ours.to_owned(), theirs.to_owned())
        };
        let name = line("cabinet-family-name", "Тестова", "Тестовая");
        let date = line("cabinet-birth-date", "27.03.1990", "28.03.1990");
        let mut found = stands(&app).await;
        found.sort();
        assert_eq!(found, [date.clone(), name.clone()]);
        assert_eq!(told(&app).await, ["list:cabinet-family-name,cabinet-birth-date"]);
        assert_eq!(journalled(&app, "difference.found").await, 2);
        // Read again, from the register and from what was kept: nothing new.
        app.clock.advance(MINUTE);
        refresh(&mut browser).await;
        browser.get("/profile").await;
        assert_eq!((stands(&app).await.len(), told(&app).await.len()), (2, 1));
        // The date is mended, the name is misspelt anew.
        know(&outside, "Тестофа", "1990-03-27");
        app.clock.advance(MINUTE);
        refresh(&mut browser).await;
        assert_eq!(stands(&app).await, [line("cabinet-family-name", "Тестова", "Тестофа")]);
        assert_eq!(told(&app).await.len(), 2);
        assert_eq!(journalled(&app, "difference.resolved").await, 2);
        know(&outside, "Тестова", "1990-03-27");
        app.clock.advance(MINUTE);
        refresh(&mut browser).await;
        assert_eq!(stands(&app).await, []);
        assert_eq!(told(&app).await.len(), 2);
    });
}

#[test]
fn a_profile_that_was_corrected_ends_the_difference_without_asking_the_register_again() {
    tell(|app, outside| async move {
        know(&outside, "Тестовая", "1990-03-27");
        let mut browser = visited(&app, &outside);
        browser.enter(&outside).await;
        let mut elsewhere = visited(&app, &outside);
        elsewhere.enter(&outside).await;
        browser.get("/profile").await;
        assert_eq!(stands(&app).await.len(), 1);
        outside.world().claims.insert("family_name".into(), json!("Тестовая"));
        let mut again = visited(&app, &outside);
        again.enter(&outside).await;
        again.get("/profile").await;
        assert_eq!(stands(&app).await, []);
        // An older session with the older profile does not bring it back.
        elsewhere.get("/profile").await;
        assert_eq!((stands(&app).await, outside.hits("sfr")), (vec![], 1));
    });
}

#[test]
fn a_register_that_goes_to_and_fro_is_told_of_once_a_day() {
    tell(|app, outside| async move {
        let mut browser = visited(&app, &outside);
        know(&outside, "Тестова", "1990-03-27");
        browser.enter(&outside).await;
        for _ in 0..3 {
            for name in ["Тестовая", "Тестова"] {
                know(&outside, name, "1990-03-27");
                app.clock.advance(MINUTE);
                refresh(&mut browser).await;
            }
        }
        assert_eq!(told(&app).await.len(), 1);
        assert_eq!(journalled(&app, "difference.found").await, 3, "each is recorded");
        app.clock.advance(DAY);
        know(&outside, "Тестовая", "1990-03-27");
        browser.enter(&outside).await;
        browser.get("/profile").await;
        assert_eq!(told(&app).await.len(), 1, "messages older than an hour are not listed here");
        let (all,) = app
            .db
            .read(|tx| {
                let sql = "select count(*) from cabinet_difference where resolved_at is null";
                tx.query_one::<(i64,)>(sql, store::params![])
            })
            .await
            .expect("storage answers");
        assert_eq!(all, 1);
    });
}

#[test]
fn a_slow_answer_that_comes_after_a_later_one_changes_nothing() {
    use super::Reading;
    use crate::section::store::{KeptRecord, keep};
    tell(|app, outside| async move {
        know(&outside, "Тестова", "1990-03-27");
        let mut browser = visited(&app, &outside);
        browser.enter(&outside).await;
        browser.get("/profile").await;
        let account = account(&app).await;
        let late = app.db.write("story", move |tx| {
            let asked_at = tx.now().plus(-MINUTE);
            let late = KeptRecord { record: Some("late"), as_of: asked_at, asked_at };
            keep(tx, account, Register::Sfr, &late)
        });
        assert!(!late.await.unwrap(), "it is not kept, so it is not compared");
        let holder = serde_json::from_value(json!({
            "family_name": "Тестова", "given_name": "Анна", "additional_name": null,
            "birth_date": "1990-03-27", "gender": "female", "snils": null, "inn": null,
        }))
        .unwrap();
        let quiet = app.db.read(move |tx| {
            let (site, register) = (Site::Sep, Register::Sfr);
            Reading { site, account, register, holder: &holder }.is_news(tx)
        });
        assert!(!quiet.await.unwrap(), "what one side lacks is no difference");
    });
}
