//! Codes that sign.

use notify::message::waiting_for;
use store::{Db, HOUR, MINUTE, SECOND};
use web::{Lang, Site};

use super::{Act, Checked, SENT_PER_HOUR, Sent, WRONG_PER_HOUR, check, send, standing};
use crate::CabinetAccountId;

const PHONE: &str = "+79000000001";

fn act(db: &Db) -> Act {
    Act {
        site: Site::Epk,
        account: CabinetAccountId(db.read_now(|tx| Ok(tx.new_id())).unwrap()),
        name: "application:one".into(),
        content: [7; 32],
        words: "code-sign",
    }
}

fn sent(db: &Db, act: &Act) -> Sent {
    let act = act.clone();
    db.write_now("story", move |tx| send(tx, &act, PHONE, Lang::Ru)).unwrap()
}

fn typed(db: &Db, act: &Act, code: &str) -> Checked {
    let (act, code) = (act.clone(), code.to_owned());
    db.write_now("story", move |tx| check(tx, &act, &code)).unwrap()
}

/// The code that the phone shows.
fn code(db: &Db) -> String {
    let waiting = db.read_now(|tx| waiting_for(tx, PHONE)).unwrap();
    waiting.into_iter().find_map(|message| message.code).expect("a code is on its way")
}

fn other(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..5])
}

#[test]
fn the_right_code_signs_once() {
    let db = Db::memory();
    let act = act(&db);
    assert_eq!(sent(&db, &act), Sent::Sent { number: 1 });
    let code = code(&db);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    assert_eq!(typed(&db, &act, &spaced), Checked::Right { number: 1 });
    assert_eq!(typed(&db, &act, &code), Checked::Dead, "it is used up");
}

#[test]
fn a_code_is_worth_nothing_for_changed_content_even_when_it_is_changed_back() {
    let db = Db::memory();
    let act = act(&db);
    sent(&db, &act);
    let code = code(&db);
    let changed = Act { content: [8; 32], ..act.clone() };
    let stands = |act: &Act| {
        let act = act.clone();
        db.read_now(move |tx| standing(tx, &act)).unwrap().unwrap().alive
    };
    assert!(stands(&act) && !stands(&changed));
    assert_eq!(typed(&db, &changed, &code), Checked::Changed);
    assert_eq!(typed(&db, &act, &code), Checked::Dead);
}

#[test]
fn three_wrong_codes_kill_the_code_and_the_next_one_works() {
    let db = Db::memory();
    let act = act(&db);
    sent(&db, &act);
    let first = code(&db);
    for left in [2, 1, 0] {
        assert_eq!(typed(&db, &act, &other(&first)), Checked::Wrong { left });
    }
    assert_eq!(typed(&db, &act, &first), Checked::Dead, "even the right one");
    db.clock().advance(MINUTE);
    assert_eq!(sent(&db, &act), Sent::Sent { number: 2 });
    assert_eq!(typed(&db, &act, &code(&db)), Checked::Right { number: 2 });
}

#[test]
fn a_code_ends_after_five_minutes_and_another_one_waits_a_minute() {
    let db = Db::memory();
    let act = act(&db);
    sent(&db, &act);
    let first = code(&db);
    db.clock().advance(MINUTE - SECOND);
    assert!(matches!(sent(&db, &act), Sent::Wait { .. }));
    db.clock().advance(4 * MINUTE + SECOND);
    assert_eq!(typed(&db, &act, &first), Checked::Dead);
}

#[test]
fn beginning_again_gains_neither_codes_nor_attempts() {
    let db = Db::memory();
    let act = act(&db);
    let mut wrongs = 0;
    for turn in 0..SENT_PER_HOUR {
        db.clock().advance(SECOND);
        let again = Act { name: format!("application:{turn}"), ..act.clone() };
        assert!(matches!(sent(&db, &again), Sent::Sent { .. }), "{turn}");
        let wrong = other(&code(&db));
        for _ in 0..3 {
            wrongs += i64::from(matches!(typed(&db, &again, &wrong), Checked::Wrong { .. }));
        }
    }
    assert_eq!(wrongs, WRONG_PER_HOUR);
    let more = Act { name: "application:more".into(), ..act.clone() };
    assert!(matches!(sent(&db, &more), Sent::Spent { .. }));
    db.clock().advance(HOUR);
    assert!(matches!(sent(&db, &more), Sent::Sent { .. }));
}
