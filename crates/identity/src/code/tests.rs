use ::store::{Db, HOUR, MINUTE, SECOND};

use super::*;

const PHONE: &str = "+79001234567";

fn place(flow: &str) -> Place {
    let channel = Channel::Sms;
    Place { flow: flow.into(), channel, whose: "account:a".into(), closes: true }
}

fn order_to(flow: &str, to: Option<&'static str>) -> Order<'static> {
    Order { place: place(flow), to, purpose: "code-login", lang: Lang::Ru }
}

fn send_in(db: &Db, flow: &'static str) -> Sent {
    db.write_now("send", move |tx| send(tx, &order_to(flow, Some(PHONE)))).unwrap()
}

/// The code that was sent last.
fn read(db: &Db) -> String {
    let peeks = db.read_now(|tx| notify::message::waiting_for(tx, PHONE)).unwrap();
    peeks[0].code.clone().unwrap()
}

fn type_in(db: &Db, flow: &'static str, typed: &str) -> Checked {
    let typed = typed.to_owned();
    db.write_now("check", move |tx| check(tx, &place(flow), &typed)).unwrap()
}

fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[test]
fn a_code_is_right_once_also_with_spaces() {
    let db = Db::memory();
    assert_eq!(send_in(&db, "login:1"), Sent::Sent { number: 1 });
    let code = read(&db);
    let spaced = format!(" {} {}", &code[..3], &code[3..]);
    assert_eq!(type_in(&db, "login:1", &spaced), Checked::Right);
    assert_eq!(type_in(&db, "login:1", &code), Checked::Dead, "it is used up");
}

#[test]
fn a_right_code_typed_fifty_times_in_parallel_is_right_once() {
    let db = Db::memory();
    send_in(&db, "login:1");
    let code = read(&db);
    let threads: Vec<_> = (0..50)
        .map(|_| {
            let (db, code) = (db.clone(), code.clone());
            std::thread::spawn(move || type_in(&db, "login:1", &code))
        })
        .collect();
    let right = threads.into_iter().map(|t| t.join().unwrap());
    assert_eq!(right.filter(|outcome| *outcome == Checked::Right).count(), 1);
}

#[test]
fn a_code_of_another_flow_is_wrong_here() {
    let db = Db::memory();
    send_in(&db, "login:1");
    let code = read(&db);
    send_in(&db, "login:2");
    assert_eq!(type_in(&db, "login:2", &code), Checked::Wrong { left: 2 });
    assert_eq!(type_in(&db, "login:1", &code), Checked::Right);
}

#[test]
fn a_code_expires_after_five_minutes() {
    let db = Db::memory();
    send_in(&db, "login:1");
    let code = read(&db);
    db.clock().advance(LIFE);
    assert_eq!(type_in(&db, "login:1", &code), Checked::Dead);
}

#[test]
fn a_new_code_has_the_next_number_and_kills_the_older_one() {
    let db = Db::memory();
    send_in(&db, "login:1");
    let older = read(&db);
    db.clock().advance(PAUSE);
    assert_eq!(send_in(&db, "login:1"), Sent::Sent { number: 2 });
    let newer = read(&db);
    assert_eq!(type_in(&db, "login:1", &older), Checked::Wrong { left: 2 });
    assert_eq!(type_in(&db, "login:1", &newer), Checked::Right);
}

#[test]
fn the_pause_belongs_to_one_flow() {
    let db = Db::memory();
    send_in(&db, "login:1");
    db.clock().advance(59 * SECOND);
    let until = db.clock().now().plus(SECOND);
    assert_eq!(send_in(&db, "login:1"), Sent::Wait { until });
    assert_eq!(send_in(&db, "login:2"), Sent::Sent { number: 1 });
    db.clock().advance(SECOND);
    assert_eq!(send_in(&db, "login:1"), Sent::Sent { number: 2 });
}

#[test]
fn three_wrong_codes_close_the_channel_and_a_new_code_does_not_reopen_it() {
    let db = Db::memory();
    send_in(&db, "login:1");
    let wrong = other_than(&read(&db));
    assert_eq!(type_in(&db, "login:1", &wrong), Checked::Wrong { left: 2 });
    db.clock().advance(PAUSE);
    send_in(&db, "login:1");
    let code = read(&db);
    let wrong = other_than(&code);
    assert_eq!(type_in(&db, "login:1", &wrong), Checked::Wrong { left: 1 });
    assert_eq!(type_in(&db, "login:1", &wrong), Checked::Wrong { left: 0 });
    assert_eq!(type_in(&db, "login:1", &code), Checked::Closed);
    db.clock().advance(PAUSE);
    send_in(&db, "login:1");
    assert_eq!(type_in(&db, "login:1", &read(&db)), Checked::Closed);
}

#[test]
fn where_there_is_no_alternative_wrong_codes_kill_the_code_only() {
    let db = Db::memory();
    let open = || Place { closes: false, ..place("registration:1") };
    let send_one = |db: &Db| {
        db.write_now("send", move |tx| {
            send(tx, &Order { place: open(), ..order_to("", Some(PHONE)) })
        })
        .unwrap()
    };
    let try_one = |db: &Db, typed: String| {
        db.write_now("check", move |tx| check(tx, &open(), &typed)).unwrap()
    };
    send_one(&db);
    let code = read(&db);
    for left in [2, 1, 0] {
        assert_eq!(try_one(&db, other_than(&code)), Checked::Wrong { left });
    }
    assert_eq!(try_one(&db, code), Checked::Dead);
    db.clock().advance(PAUSE);
    send_one(&db);
    assert_eq!(try_one(&db, read(&db)), Checked::Right);
}

#[test]
fn ten_codes_an_hour_are_sent_and_ten_wrong_ones_are_compared_whatever_is_begun_anew() {
    let db = Db::memory();
    let flows: Vec<&'static str> = (0..12)
        .map(|n| -> &'static str { Box::leak(format!("login:{n}").into_boxed_str()) })
        .collect();
    for flow in &flows[..10] {
        assert_eq!(send_in(&db, flow), Sent::Sent { number: 1 });
        assert_eq!(type_in(&db, flow, "12 345"), Checked::Wrong { left: 2 });
        db.clock().advance(SECOND);
    }
    let until = db.clock().now().plus(HOUR - 10 * SECOND);
    assert_eq!(send_in(&db, flows[10]), Sent::Spent { until });
    let code = read(&db);
    assert_eq!(type_in(&db, flows[9], &code), Checked::Spent { until });
    db.clock().advance(HOUR - 10 * SECOND);
    assert_eq!(send_in(&db, flows[10]), Sent::Sent { number: 1 });
}

#[test]
fn right_codes_are_not_counted_as_wrong_ones() {
    let db = Db::memory();
    for n in 0..10 {
        let flow: &'static str = Box::leak(format!("login:{n}").into_boxed_str());
        send_in(&db, flow);
        assert_eq!(type_in(&db, flow, &read(&db)), Checked::Right);
        db.clock().advance(SECOND);
    }
    let left = db.read_now(|tx| place("").wrongs().left(tx)).unwrap();
    assert_eq!(left, WRONG_PER_HOUR);
}

#[test]
fn a_clock_that_jumps_back_prolongs_no_code_and_strands_nobody() {
    let db = Db::memory();
    send_in(&db, "login:1");
    let code = read(&db);
    db.clock().advance(-10 * MINUTE);
    assert_eq!(type_in(&db, "login:1", &code), Checked::Dead);
    assert_eq!(send_in(&db, "login:1"), Sent::Sent { number: 2 });
}

#[test]
fn who_does_not_exist_gets_the_same_answers_and_no_message() {
    let db = Db::memory();
    let sent = db.write_now("send", |tx| send(tx, &order_to("login:1", None))).unwrap();
    assert_eq!(sent, Sent::Sent { number: 1 });
    let standing = db.read_now(|tx| standing(tx, &place("login:1"))).unwrap().unwrap();
    assert!(standing.alive && standing.again_in == 60);
    for left in [2, 1, 0] {
        assert_eq!(type_in(&db, "login:1", "123456"), Checked::Wrong { left });
    }
    assert_eq!(type_in(&db, "login:1", "123456"), Checked::Closed);
    assert!(db.read_now(|tx| notify::message::waiting_for(tx, PHONE)).unwrap().is_empty());
}

#[test]
fn only_six_digits_are_a_code() {
    for code in ["123456", " 123 456 ", "123-456", "123\u{a0}456"] {
        assert!(is_code(code), "{code}");
    }
    for other in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "12.456"] {
        assert!(!is_code(other), "{other}");
    }
}
