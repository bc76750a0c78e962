//! The pages of the desk as an operator's browser meets them.

use std::sync::Arc;

use ::store::{Db, Result, Tx, params};
use axum::http::StatusCode;
use registries::Registries;
use web::session::Limits;
use web::staff::TwoFactors;
use web::{App, Role, Site, StaffId};

use super::{entries, passport, reason};
use crate::account::{self, AccountId};
use crate::password::temporary;
use crate::provider::tests::world::{Browser, Seen, facts};
use crate::registration::Step;
use crate::story::{
    ANNA, BORIS, Newcomer, account as account_of, code_for, register, register_until, told,
    try_password,
};
use crate::{Config, Identity};

/// Stands for the desk's table: whose session it is is in the row of a story's own.
fn own(tx: &Tx, id: StaffId) -> Result<Option<String>> {
    let key = format!("story-own:{id}");
    let row: Option<(String,)> =
        tx.query_opt("select account_id from identity_look where staff_id = $1", params![key])?;
    Ok(row.map(|(sub,)| sub))
}

/// A browser at the desk; of a member of staff with these roles, if any.
fn at_the_desk(db: &Db, roles: &'static [Role], account: Option<AccountId>) -> Browser {
    let app = App::for_story(db.clone());
    let registries = Registries::at("http://127.0.0.1:9", app.out.clone(), app.entropy.clone());
    let identity = Identity::new(app.clone(), registries, Config::default());
    let frame: super::super::Frame =
        Arc::new(|visit, _, title| Box::pin(async move { visit.page(title) }));
    let router = web::site_router(app, Site::Desk, super::super::routes(&identity, frame, own));
    if roles.is_empty() {
        return Browser::over(router, None);
    }
    let opened = db
        .write_now("staff", move |tx| {
            let id = StaffId(tx.new_id());
            if let Some(account) = account {
                tx.execute(
                    "insert into identity_look (staff_id, account_id, at) values ($1, $2, 0)",
                    params![format!("story-own:{id}"), account],
                )?;
            }
            let proof = TwoFactors::checked("pwd", "otp").unwrap();
            web::staff::open_session(tx, id, "o", "О", roles, &facts(), Limits::STAFF, proof)
        })
        .unwrap();
    Browser::over(router, Some(&opened.cookie.0))
}

fn complete(seen: &Seen, path: &str) {
    assert_eq!(seen.status, StatusCode::OK, "{path}: {}", seen.body);
    assert!(!seen.body.contains('⟦'), "{path}: a text is missing: {}", seen.body);
    assert_eq!(seen.body.matches("<h1").count(), 1, "{path}");
}

async fn open_record(browser: &mut Browser, id: AccountId) -> Seen {
    let path = format!("/people/{id}");
    let page = browser.get(&path).await;
    let given = [("reason", reason().as_str().to_owned())];
    let given: Vec<(&str, &str)> = given.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let opened = browser.submit(&format!("{path}/open"), &page, &given).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    browser.get(&path).await
}

#[tokio::test]
async fn strangers_are_sent_to_the_entrance_and_other_roles_find_nothing() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let mut stranger = at_the_desk(&db, &[], None);
    let mut auditor = at_the_desk(&db, &[Role::Auditor], None);
    let record = format!("/people/{anna}");
    let (password, hand_over) = (format!("{record}/password"), format!("{record}/hand-over"));
    for path in ["/people", &record, &password, &hand_over, "/newcomers/x"] {
        let seen = stranger.get(path).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{path}");
        assert!(seen.location().starts_with("/enter?next="), "{path}: {}", seen.location());
        assert_eq!(auditor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(entries(&db, anna, "staff.found").is_empty());
}

#[tokio::test]
async fn a_record_by_its_address_is_masked_and_the_look_is_written_down() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let mut browser = at_the_desk(&db, &[Role::Operator], None);
    let path = format!("/people/{anna}");
    let seen = browser.get(&path).await;
    complete(&seen, &path);
    assert!(!seen.body.contains("Тестова") && !seen.body.contains("123-45-67"), "{}", seen.body);
    assert_eq!(entries(&db, anna, "staff.found").len(), 1);
    let seen = open_record(&mut browser, anna).await;
    complete(&seen, &path);
    assert!(seen.body.contains("Тестова") && seen.body.contains("123-45-67"));
    assert_eq!(entries(&db, anna, "staff.found").len(), 1);
    assert_eq!(entries(&db, anna, "staff.read").len(), 1);
}

#[tokio::test]
async fn ones_own_record_has_no_forms_and_says_who_can_do_it() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    for _ in 0..5 {
        try_password(&db, ANNA.phone, "не тот пароль");
    }
    let mut browser = at_the_desk(&db, &[Role::Operator], Some(anna));
    let page = browser.get(&format!("/people/{anna}")).await;
    let seen = open_record(&mut browser, anna).await;
    assert!(seen.body.contains("другого оператора"), "{}", seen.body);
    assert!(!seen.body.contains("/act/"), "nothing to press");
    let path = format!("/people/{anna}/act/unlock");
    let tried = browser.submit(&path, &page, &[("why", reason().as_str())]).await;
    assert_eq!(tried.location(), format!("/people/{anna}"));
    assert_eq!(account_of(&db, anna).status.as_str(), "locked");
    assert_eq!(entries(&db, anna, "staff.own_refused").len(), 1);
    for more in ["password", "hand-over"] {
        let seen = browser.get(&format!("/people/{anna}/{more}")).await;
        assert_eq!(seen.location(), format!("/people/{anna}"), "{more}");
    }
}

#[tokio::test]
async fn an_operator_sends_a_temporary_password_without_seeing_it() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let mut browser = at_the_desk(&db, &[Role::Operator], None);
    let path = format!("/people/{anna}/password");
    assert_eq!(browser.get(&path).await.location(), format!("/people/{anna}"), "not open");
    open_record(&mut browser, anna).await;
    let page = browser.get(&path).await;
    complete(&page, &path);
    let seen = browser.submit(&path, &page, &[]).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.body.contains("role=\"alert\""));
    let form = [
        ("kind", "other"),
        ("document", "водительское удостоверение 7700 123456"),
        ("reason", reason().as_str()),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let form: Vec<(&str, &str)> = form.iter().map(|(name, v)| (*name, v.as_str())).collect();
    let sent = browser.submit(&path, &page, &form).await;
    assert_eq!(sent.location(), format!("/people/{anna}"), "{}", sent.body);
    let again = browser.submit(&path, &page, &form).await;
    assert_eq!(again.location(), sent.location(), "the same form is one letter");
    let text = code_for(&db, ANNA.email);
    assert!(temporary::Typed::of(db.vault(), &text).is_some());
    let record = browser.get(&format!("/people/{anna}")).await;
    assert!(!record.body.contains(&text));
    let told = told(&db, ANNA.phone);
    assert_eq!(told.iter().filter(|event| *event == "temporary-password-sent").count(), 1);
}

#[tokio::test]
async fn a_newcomer_who_quotes_her_number_gets_the_phone_that_was_somebody_elses() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let boris = Newcomer { phone: ANNA.phone, ..BORIS };
    let handle = register_until(&db, boris, Step::PhoneCode);
    let view = db.read_now(move |tx| crate::registration::view(tx, &handle.0)).unwrap();
    let reference = view.unwrap().reference;
    let mut browser = at_the_desk(&db, &[Role::Operator], None);
    let search = browser.get("/people").await;
    let found = browser.submit("/people", &search, &[("who", &reference)]).await;
    assert!(found.location().starts_with("/newcomers/"), "{}", found.location());
    let newcomer = browser.get(found.location()).await;
    complete(&newcomer, "newcomer");
    assert!(newcomer.body.contains(&format!("/people/{anna}/hand-over?what=sms")));
    open_record(&mut browser, anna).await;
    let path = format!("/people/{anna}/hand-over");
    let page = browser.get(&format!("{path}?what=sms&to={reference}")).await;
    complete(&page, &path);
    assert!(page.body.contains(&reference));
    let form = [
        ("what", "sms".to_owned()),
        ("to", reference.clone()),
        ("kind", "passport".to_owned()),
        ("document", "45 10 123456".to_owned()),
        ("reason", reason().as_str().to_owned()),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, v)| (*name, v.as_str())).collect();
    let done = browser.submit(&path, &page, &form).await;
    assert_eq!(done.location(), found.location(), "{}", done.body);
    assert!(account_of(&db, anna).personal.phone.is_some(), "nothing is taken before the code");
    let waits = browser.get(done.location()).await;
    complete(&waits, "newcomer, whose code is missing");
    assert!(!waits.body.contains("hand-over?what=sms"), "{}", waits.body);
    let record = browser.get(&format!("/people/{anna}")).await;
    complete(&record, "record with a hand-over that waits");
    assert!(record.body.contains("Записана передача"), "{}", record.body);
    let page = browser.get(&path).await;
    complete(&page, "hand-over that waits");
    assert!(page.body.contains("+7 900 123-45-67"), "{}", page.body);
    let withdraw = format!("{path}/withdraw");
    let blind = browser.submit(&withdraw, &page, &[]).await;
    assert_eq!(blind.status, StatusCode::NOT_FOUND, "it names nothing that was seen");
    let seen = page.hidden("seen");
    let back = browser.submit(&withdraw, &page, &[("seen", &seen)]).await;
    assert_eq!(back.location(), format!("/people/{anna}"), "{}", back.body);
    let record = browser.get(back.location()).await;
    assert!(record.body.contains("Передача отменена"), "{}", record.body);
    assert!(!record.body.contains("Записана передача"), "{}", record.body);
    let newcomer = browser.get(found.location()).await;
    assert!(newcomer.body.contains("hand-over?what=sms"), "it can be handed over anew");
}

/// Every page of the lane, and what they refuse.
#[tokio::test]
async fn a_new_phone_is_granted_shown_confirmed_by_a_colleague_and_taken_back() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let path = format!("/people/{anna}/regain");
    let mut browser = at_the_desk(&db, &[Role::Operator], None);
    assert_eq!(browser.get(&path).await.location(), format!("/people/{anna}"), "not open");
    open_record(&mut browser, anna).await;
    let page = browser.get(&path).await;
    complete(&page, "regain, no passport");
    assert!(!page.body.contains("name=\"phone\""));
    db.write_now("passport", move |tx| account::set_passport(tx, anna, &passport())).unwrap();
    let page = browser.get(&path).await;
    complete(&page, "regain");
    let empty = browser.submit(&path, &page, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!empty.body.contains('⟦') && empty.body.contains("role=\"alert\""));
    let form = |phone, email| {
        let reason = "показала паспорт на стойке";
        [("phone", phone), ("email", email), ("kind", "passport"), ("document", "4510 123456")]
            .into_iter()
            .chain([("reason", reason)])
            .collect::<Vec<(&str, &str)>>()
    };
    let taken = browser.submit(&path, &empty, &form(ANNA.phone, "")).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "her own phone may be granted again");
    let shown = browser.get(&path).await;
    complete(&shown, "regain, granted");
    assert!(shown.body.contains("+7 900 123-45-67"), "{}", shown.body);
    let withdraw = format!("{path}/withdraw");
    let back = browser.submit(&withdraw, &shown, &[]).await;
    assert_eq!(back.location(), format!("/people/{anna}"));
    let page = browser.get(&path).await;
    let waits = browser.submit(&path, &page, &form("+79005550022", "new@example.org")).await;
    assert_eq!(waits.location(), path);
    let waits = browser.get(&path).await;
    complete(&waits, "regain, a colleague is needed");
    assert!(!waits.body.contains("/approve"), "not by the same one");
    let mut colleague = at_the_desk(&db, &[Role::Operator], None);
    open_record(&mut colleague, anna).await;
    let page = colleague.get(&path).await;
    complete(&page, "regain, for the colleague");
    let approve = format!("{path}/approve");
    let wrong = [("kind", "passport"), ("document", "4510 123457"), ("reason", "смотрю паспорт")];
    let right = [("kind", "passport"), ("document", "4510 123456"), ("reason", "смотрю паспорт")];
    let blind = colleague.submit(&approve, &page, &right).await;
    assert_eq!(blind.status, StatusCode::UNPROCESSABLE_ENTITY, "it names nothing that was seen");
    assert!(blind.body.contains("Ничего не подтверждено"), "{}", blind.body);
    let seen = page.hidden("seen");
    let with = |more: [_; 3]| more.into_iter().chain([("seen", seen.as_str())]).collect::<Vec<_>>();
    let wrong = colleague.submit(&approve, &page, &with(wrong)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.body.contains("Ничего не подтверждено"), "it is still the same");
    assert_eq!(colleague.submit(&approve, &page, &with(right)).await.location(), path);
    complete(&colleague.get(&path).await, "regain, cooling");
}
