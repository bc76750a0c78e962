//! Letters that join a thread.

use ::store::{DAY, Db, HOUR, Tx};
use cabinet::scan::Refusal;
use cabinet::scan::pages::Refused;

use super::{HERS, letters, noted, operator, request, taken, ticket};
use crate::ticket::mail::{Admitted, Incoming, Joined, Mailbox, admit, by_key, join};
use crate::ticket::{
    self, EntryKind, LINK_LIFE, PICTURES_PER_HOUR, REOPEN_WITHIN, REPLIES_PER_HOUR, State,
    TicketId, Via, thread,
};

/// The key of the address for replies to the newest letter.
fn key(db: &Db) -> String {
    let letter = letters(db, HERS).into_iter().next().expect("a letter");
    letter.args.into_iter().find(|(name, _)| name == "thread-token").expect("a key").1
}

fn whose(db: &Db, key: &str) -> Option<TicketId> {
    let key = key.to_owned();
    db.read_now(move |tx| by_key(tx, Some(&key))).unwrap()
}

fn letter(mark: &str, words: &str) -> Incoming {
    Incoming {
        mark: mark.into(),
        message_id: Some(format!("{mark}@example.test")),
        words: words.into(),
        original: Some(format!("{words}\n> Поддержка ответила")),
        via: Via::Mail,
        files: Vec::new(),
        refused: Vec::new(),
    }
}

fn joins(db: &Db, id: TicketId, letter: &Incoming) -> Joined {
    let letter = letter.clone();
    db.write_now("join", move |tx: &mut Tx| join(tx, id, &letter)).unwrap()
}

fn admitted(db: &Db, id: TicketId, mark: &'static str, files: usize) -> Admitted {
    db.write_now("admit", move |tx| admit(tx, id, mark.as_bytes(), files)).unwrap()
}

#[test]
fn each_letter_of_ours_has_an_address_of_its_own_that_leads_to_its_request_for_a_time() {
    let db = Db::memory();
    let (first, _) = taken(&db, request());
    let one = key(&db);
    db.clock().advance(::store::MINUTE);
    let (second, _) = taken(&db, request());
    let two = key(&db);
    assert_eq!((whose(&db, &one), whose(&db, &two)), (Some(first), Some(second)));
    assert!(one != two && one.len() == 32);
    assert_eq!(whose(&db, &one.replace('a', "b")), None);
    assert_eq!(whose(&db, ""), None);
    db.clock().advance(LINK_LIFE);
    assert_eq!(whose(&db, &one), None);
}

#[test]
fn only_addresses_in_good_form_have_a_key() {
    let mailbox = Mailbox::new("Help@Support.example", "no-reply@example.ru").unwrap();
    let key = "abcdefghijklmnop".repeat(2);
    let of = |address: &str| mailbox.key_of(address);
    let shouted = format!("HELP+{}@SUPPORT.example", key.to_uppercase());
    assert_eq!(of(&format!("help+{key}@support.example")), Some(key.clone()));
    assert_eq!(of(&shouted), Some(key.clone()));
    for wrong in [
        "help@support.example".to_owned(),
        format!("help+{key}x@support.example"),
        format!("help+{}q@support.example", &key[1..]),
        format!("other+{key}@support.example"),
        format!("help+{key}@elsewhere.example"),
        key,
    ] {
        assert_eq!(of(&wrong), None, "{wrong}");
    }
    assert!(mailbox.is_ours("help+x@support.example") && mailbox.is_ours("No-Reply@example.ru"));
    assert!(!mailbox.is_ours("helper@support.example"));
    assert_eq!(Mailbox::new("help", "x"), None);
}

#[test]
fn a_letter_joins_once_and_is_marked_and_confirms_nothing() {
    let db = Db::memory();
    let (id, number) = taken(&db, request());
    let said = letter("1", "Не помогло");
    assert_eq!(admitted(&db, id, "1", 0), Admitted::Go { room: 0 });
    assert_eq!(joins(&db, id, &said), Joined::Done);
    assert_eq!(joins(&db, id, &said), Joined::Known);
    assert_eq!(admitted(&db, id, "1", 0), Admitted::Known);
    let part = db.read_now(move |tx| thread(tx, id, None)).unwrap();
    assert_eq!(part.entries.len(), 2);
    let entry = &part.entries[1];
    assert_eq!((entry.kind, entry.via), (EntryKind::Asked, Via::Mail));
    assert_eq!(entry.words, "Не помогло");
    assert_eq!(entry.original.as_deref(), Some("Не помогло\n> Поддержка ответила"));
    assert!(!ticket(&db, id).confirmed, "a letter proves nothing about who wrote");
    assert_eq!(letters(&db, HERS).len(), 1, "nothing is answered to it");
    let actor = noted(&db, "sep", number.to_string()).remove(0);
    assert_eq!((actor.event.as_str(), actor.actor.as_str()), ("ticket.replied", "anonymous"));
}

#[test]
fn of_one_letter_that_comes_many_times_at_once_one_is_in_the_thread() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let said = letter("1", "Не помогло");
    let ends: Vec<Joined> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..8).map(|_| scope.spawn(|| joins(&db, id, &said))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(ends.iter().filter(|end| **end == Joined::Done).count(), 1, "{ends:?}");
    assert_eq!(ticket(&db, id).said, 2);
}

#[test]
fn a_letter_starts_the_clock_again_and_our_next_one_names_it() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let staff = operator(&db);
    super::answers(&db, &staff, id, 1);
    db.clock().advance(2 * DAY);
    joins(&db, id, &letter("7", "Не помогло"));
    let found = ticket(&db, id);
    assert_eq!((found.state, found.due_at), (State::Waiting, Some(db.clock().now().plus(DAY))));
    super::answers(&db, &staff, id, 3);
    let next = letters(&db, HERS).into_iter().next().unwrap();
    let answers = next.args.iter().find(|(name, _)| name == "thread-answers").unwrap();
    assert_eq!(answers.1, "7@example.test");
}

#[test]
fn letters_and_files_are_limited_before_they_are_judged() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let room = usize::try_from(PICTURES_PER_HOUR).unwrap();
    assert_eq!(admitted(&db, id, "1", 9), Admitted::Go { room });
    assert_eq!(admitted(&db, id, "1", 1), Admitted::Go { room: 0 });
    for _ in 2..REPLIES_PER_HOUR {
        admitted(&db, id, "1", 0);
    }
    assert_eq!(admitted(&db, id, "1", 0), Admitted::Spent);
    db.clock().advance(HOUR);
    assert_eq!(admitted(&db, id, "1", 1), Admitted::Go { room: 1 });
}

#[test]
fn what_comes_too_late_or_is_empty_is_taken_and_said() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    assert_eq!(joins(&db, id, &letter("0", "")), Joined::Empty);
    let staff = operator(&db);
    db.write_now("close", move |tx| ticket::answer(tx, &staff, id, 1, "Готово", true)).unwrap();
    db.clock().advance(REOPEN_WITHIN);
    for mark in ["1", "2"] {
        assert_eq!(joins(&db, id, &letter(mark, "Не помогло")), Joined::Closed);
    }
    let told = letters(&db, HERS);
    assert_eq!(told.iter().filter(|letter| letter.event == "ticket-too-late").count(), 1);
    assert_eq!(ticket(&db, id).state, State::Closed);
}

#[test]
fn a_file_that_was_not_taken_stands_in_the_thread_with_its_reason() {
    let db = Db::memory();
    let (id, _) = taken(&db, request());
    let refused = vec![Refused { name: "паспорт.pdf".into(), why: Refusal::Encrypted }];
    joins(&db, id, &Incoming { refused, ..letter("1", "Вот файл") });
    let part = db.read_now(move |tx| thread(tx, id, None)).unwrap();
    let kinds: Vec<EntryKind> = part.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [EntryKind::Asked, EntryKind::Asked, EntryKind::Refused]);
    assert_eq!(ticket(&db, id).said, 2, "it is nobody's words");
}
