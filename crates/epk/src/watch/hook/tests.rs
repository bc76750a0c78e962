//! Calls to the program of an organisation.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ::store::Db;
use ::store::job::Runner;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use web::{App, Out};

use super::*;
use crate::employer::tests::{firm, told};
use crate::passport::Act;
use crate::passport::tests::{act_on, holder, issue_one};
use crate::watch::tests::{BOTH, by_code, watch};

const OGRN: u64 = 102_770_013_219;

/// An organisation with an address, which hears of one change.
fn changed(db: &Db, url: &'static str) -> (CabinetAccountId, EmployerId, DeliveryId) {
    let (by, employer) = firm(db, OGRN);
    db.write_now("set", move |tx| set(tx, by, url)).unwrap().unwrap();
    let passport = issue_one(db, holder(db)).id;
    watch(db, by, by_code(db, by, passport), BOTH);
    act_on(db, passport, 0, Act::Suspend);
    let calls = db.read_now(move |tx| deliveries(tx, employer, 10)).unwrap();
    assert_eq!(calls.len(), 1);
    (by, employer, calls[0].id)
}

fn get(db: &Db, id: DeliveryId) -> Delivery {
    db.read_now(move |tx| store::find(tx, id)).unwrap().unwrap()
}

fn note(db: &Db, id: DeliveryId, attempt: i64, ended: Attempt) {
    let delivery = get(db, id);
    db.write_now("record", move |tx| record(tx, &delivery, attempt, &ended)).unwrap();
}

#[test]
fn the_signature_is_that_of_standard_webhooks() {
    // The example of the libraries that the specification comes with.
    let said = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        r#"{"test": 2432232314}"#,
    );
    assert_eq!(said, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn a_call_says_number_state_and_time_and_nothing_personal() {
    let db = Db::memory();
    let (_, _, id) = changed(&db, "https://example.org/hook");
    let body: serde_json::Value = serde_json::from_str(&get(&db, id).body).unwrap();
    assert_eq!(body["type"], "passport.state_changed");
    assert_eq!(body["data"]["state"], "suspended");
    let names: Vec<&String> = body["data"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["number", "since", "state"]);
    assert!(body["timestamp"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn pauses_grow_then_it_is_given_up_told_and_can_be_sent_again() {
    let db = Db::memory();
    let (by, _, id) = changed(&db, "https://example.org/hook");
    let mut waited = Vec::new();
    for attempt in 1..=10 {
        assert_eq!(get(&db, id).stage, Stage::Waiting);
        note(&db, id, attempt, Attempt::Failed("status-500".into()));
        let after = get(&db, id);
        assert_eq!((after.attempts, after.error.as_str()), (attempt, "status-500"));
        waited.push(after.due_at.since(db.clock().now()));
        db.clock().advance(*waited.last().unwrap());
    }
    assert_eq!(get(&db, id).stage, Stage::Dead);
    assert!(waited[..9].windows(2).all(|pair| pair[0] < pair[1]), "{waited:?}");
    assert!(told(&db, by).contains(&"watch-dead".to_owned()));
    let retry = |who| db.write_now("again", move |tx| again(tx, who, id)).unwrap();
    let (other, _) = firm(&db, 102_770_000_673);
    assert_eq!(retry(other), None, "another organisation's");
    assert_eq!((retry(by), retry(by)), (Some(true), Some(false)));
    let revived = get(&db, id);
    assert_eq!((revived.stage, revived.attempts), (Stage::Waiting, 0));
    note(&db, id, 1, Attempt::Taken);
    note(&db, id, 1, Attempt::Failed("status-500".into()));
    assert_eq!(get(&db, id).stage, Stage::Sent, "what comes late changes nothing");
    assert_eq!(retry(by), Some(false));
}

#[test]
fn a_program_that_does_not_want_calls_is_left_alone() {
    let db = Db::memory();
    let (by, employer, id) = changed(&db, "https://example.org/hook");
    note(&db, id, 1, Attempt::Refused("status-410".into()));
    assert_eq!(get(&db, id).stage, Stage::Dead);
    assert!(db.write_now("remove", move |tx| remove(tx, by)).unwrap());
    assert_eq!(db.read_now(move |tx| of(tx, employer)).unwrap(), None);
}

#[test]
fn a_new_address_has_a_new_secret_that_nobody_reads_in_the_table() {
    let db = Db::memory();
    let (by, employer) = firm(&db, OGRN);
    let put = || {
        let url = "https://example.org/hook";
        db.write_now("set", move |tx| set(tx, by, url)).unwrap()
    };
    let (first, second) = (put().unwrap(), put().unwrap());
    assert!(first != second && second.0.starts_with("whsec_"));
    let hook = db.read_now(move |tx| of(tx, employer)).unwrap().unwrap();
    assert_eq!(hook.secret, second);
    let sql = "select url, secret from epk_hook";
    let (url, secret): (Vec<u8>, Vec<u8>) =
        db.read_now(move |tx| tx.query_one(sql, ::store::params![])).unwrap();
    let has = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(!has(&url, "example.org") && !has(&secret, &second.0[6..]));
    let mut changes = 2;
    while put().is_some() {
        changes += 1;
        assert!(changes <= 20);
    }
}

/// Runs what is due until the call has come to an end or was tried so often.
async fn until(runner: &Runner, db: &Db, id: DeliveryId, attempts: i64) -> Delivery {
    for _ in 0..400 {
        runner.run_due().await.unwrap();
        let now = db.read(move |tx| store::find(tx, id)).await.unwrap().unwrap();
        if now.stage != Stage::Waiting || now.attempts >= attempts {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the call does not move");
}

/// Answers with these statuses in turn, and the last one for ever.
async fn program(statuses: &'static [&'static str]) -> (String, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let calls = count.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            let call = calls.fetch_add(1, Ordering::SeqCst).min(statuses.len() - 1);
            let head = format!("HTTP/1.1 {}\r\ncontent-length: 0\r\n", statuses[call]);
            let _ = stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).await;
        }
    });
    (format!("http://localhost:{port}/hook"), count)
}

/// One change of a passport, for an organisation whose program is at this address.
fn with_program(
    db: &Db,
    out: Out,
    statuses: &'static [&'static str],
    story: impl AsyncFnOnce(Runner, DeliveryId, Arc<AtomicUsize>),
) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (url, count) = runtime.block_on(program(statuses));
    let (_, _, id) = changed(db, url.leak());
    let mut app = App::for_story(db.clone());
    app.out = out;
    let runner = crate::watch::jobs::jobs(Runner::new(db.clone()), &app);
    runtime.block_on(story(runner, id, count));
}

#[test]
fn a_program_that_fails_twice_is_called_a_third_time() {
    let db = Db::memory();
    let statuses = &["500 Oops", "302 Found", "204 No Content"];
    with_program(&db, Out::of_demonstration(&[]), statuses, async |runner, id, count| {
        for attempt in 1..=3 {
            let after = until(&runner, &db, id, attempt).await;
            assert_eq!(after.attempts, attempt);
            let done = if attempt == 3 { Stage::Sent } else { Stage::Waiting };
            assert_eq!(after.stage, done);
            db.clock().advance(after.due_at.since(db.clock().now()).max(0) + MINUTE);
        }
        runner.run_due().await.unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 3, "and no more");
    });
}

#[test]
fn nothing_on_this_machine_is_called_where_it_is_not_the_demonstration() {
    let db = Db::memory();
    with_program(&db, Out::new(), &["200 OK"], async |runner, id, count| {
        let after = until(&runner, &db, id, 1).await;
        assert!(["inside", "address"].contains(&after.error.as_str()), "{after:?}");
        assert_eq!(count.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn calls_are_removed_ninety_days_after_their_end_and_not_before() {
    let db = Db::memory();
    let (_, employer, id) = changed(&db, "https://example.org/hook");
    let forget = || db.write_now("forget", forget).unwrap();
    let left = || db.read_now(move |tx| deliveries(tx, employer, 10)).unwrap().len();
    db.clock().advance(KEPT);
    let next = forget();
    assert_eq!(left(), 1, "it still waits");
    assert_eq!(next, db.clock().now().plus(::store::DAY));
    note(&db, id, 1, Attempt::Taken);
    db.clock().advance(KEPT);
    forget();
    assert_eq!(left(), 1, "to the moment");
    db.clock().advance(1);
    assert_eq!(forget(), db.clock().now().plus(::store::DAY), "also when nothing is left");
    assert_eq!(left(), 0);
}

#[test]
fn what_removes_calls_stays_when_there_is_nothing_to_remove() {
    let db = Db::memory();
    let runner = crate::watch::jobs::jobs(Runner::new(db.clone()), &App::for_story(db.clone()));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for _ in 0..2 {
        db.write_now("begin", crate::begin).unwrap();
        assert_eq!(runtime.block_on(runner.run_due()).unwrap(), 1, "one, however often begun");
        assert_eq!(db.read_now(::store::job::waiting).unwrap(), 1);
        db.clock().advance(::store::DAY);
    }
}
