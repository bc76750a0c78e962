//! Organisations, and the pages of both sides.

mod pages;

use ::store::{DAY, Db};
use cabinet::CabinetAccountId;
use notify::message;
use web::{Lang, Staff};

use super::*;
use crate::desk::tests::{CITIZEN, clerk, hers};
use crate::desk::{Reached, reach};
use crate::passport::tests::id;

pub(crate) fn facts(ogrn: u64) -> Facts {
    Facts {
        inn: Inn::parse("7707083893").unwrap(),
        ogrn: Ogrn::of_organisation(ogrn).unwrap(),
        name: "ООО «Образцовый работодатель»".into(),
        email: Email::parse("kadry@example.test").unwrap(),
    }
}

/// Somebody who can be told things.
pub(crate) fn person(db: &Db) -> CabinetAccountId {
    crate::passport::tests::holder(db)
}

fn register_as(db: &Db, who: CabinetAccountId, ogrn: u64) -> Registering {
    let facts = facts(ogrn);
    db.write_now("register", move |tx| register(tx, who, "Кадров Олег Примерович", &facts)).unwrap()
}

fn employer_of(db: &Db, who: CabinetAccountId) -> Employer {
    db.read_now(move |tx| of(tx, who)).unwrap().unwrap()
}

fn judge(db: &Db, id: EmployerId, seen: i64, state: State) -> Option<Decided> {
    let reason = Reason::parse("в реестре другое название").unwrap();
    match judge_as(db, &clerk(db), id, seen, state, Some(reason)) {
        Reached::Done(decided) => Some(decided),
        _ => None,
    }
}

fn judge_as(
    db: &Db,
    clerk: &Staff,
    id: EmployerId,
    seen: i64,
    state: State,
    reason: Option<Reason>,
) -> Reached<Decided> {
    let clerk = clerk.clone();
    let deciding = move |tx: &mut Tx| {
        let found = find_employer(tx, id)?;
        reach(tx, (&clerk, CITIZEN), state.as_str(), found, |tx, employer| {
            decide(tx, &employer, seen, state, reason.as_ref())
        })
    };
    db.write_now("decide", deciding).unwrap()
}

/// A person who acts for a confirmed organisation with this number.
pub(crate) fn firm(db: &Db, ogrn: u64) -> (CabinetAccountId, EmployerId) {
    let who = person(db);
    assert_eq!(register_as(db, who, ogrn), Registering::Done);
    let employer = employer_of(db, who);
    assert_eq!(judge(db, employer.id, 0, State::Confirmed), Some(Decided::Done));
    (who, employer.id)
}

/// The desk changes its mind.
pub(crate) fn strike(db: &Db, id: EmployerId) {
    assert_eq!(judge(db, id, 1, State::Declined), Some(Decided::Done));
}

/// The events that a person was written about, oldest first.
pub(crate) fn told(db: &Db, who: CabinetAccountId) -> Vec<String> {
    let who = Recipient::new(Site::Epk, who);
    let sent = db.read_now(move |tx| message::sent_to(tx, &who, 100)).unwrap();
    sent.into_iter().rev().map(|trace| trace.event).collect()
}

/// The events in the journal about a person, oldest first.
pub(crate) fn events(db: &Db, who: CabinetAccountId) -> Vec<String> {
    let all =
        db.read_now(move |tx| ::store::journal::about(tx, "epk", &who.to_string(), None, 100));
    all.unwrap().into_iter().rev().map(|entry| entry.event).collect()
}

/// The pages that a person's open tabs were told to show anew since the first so many.
pub(crate) fn shown_again(db: &Db, who: CabinetAccountId, before: usize) -> Vec<String> {
    let who = Recipient::new(Site::Epk, who);
    db.read_now(move |tx| notify::live::touched(tx, &who)).unwrap().split_off(before)
}

fn link(db: &Db, by: CabinetAccountId) -> Option<Secret> {
    db.write_now("invite", move |tx| invite(tx, by)).unwrap()
}

fn join_by(db: &Db, token: &Secret, who: CabinetAccountId) -> Joining {
    let token = token.0.clone();
    db.write_now("join", move |tx| join(tx, &token, who, "Вторая Вера Тестовна")).unwrap()
}

#[test]
fn an_organisation_acts_only_after_the_desk_has_confirmed_it() {
    let db = Db::memory();
    let who = person(&db);
    assert_eq!(register_as(&db, who, 102_770_013_219), Registering::Done);
    assert_eq!(register_as(&db, who, 102_770_000_673), Registering::Already);
    let waits = employer_of(&db, who);
    assert_eq!((waits.state, waits.facts.ogrn.as_str()), (State::Waiting, "1027700132195"));
    assert!(db.read_now(move |tx| acting(tx, who)).unwrap().is_none());
    assert!(link(&db, who).is_none(), "nobody is invited before");
    assert_eq!(judge(&db, waits.id, 0, State::Confirmed), Some(Decided::Done));
    assert_eq!(judge(&db, waits.id, 0, State::Declined), Some(Decided::Overtaken));
    assert!(db.read_now(move |tx| acting(tx, who)).unwrap().is_some());
    db.clock().advance(::store::SECOND);
    assert_eq!(judge(&db, waits.id, 1, State::Declined), Some(Decided::Done));
    assert!(db.read_now(move |tx| acting(tx, who)).unwrap().is_none());
    assert_eq!(employer_of(&db, who).reason, "в реестре другое название");
    assert_eq!(told(&db, who), ["employer-confirmed", "employer-refused"]);
    assert_eq!(register_as(&db, who, 102_770_013_219), Registering::Done, "and once more");
}

#[test]
fn two_may_claim_a_number_and_one_is_confirmed_with_it() {
    let db = Db::memory();
    let (first, second) = (person(&db), person(&db));
    for who in [first, second] {
        assert_eq!(register_as(&db, who, 102_770_013_219), Registering::Done);
    }
    let (a, b) = (employer_of(&db, first).id, employer_of(&db, second).id);
    assert_eq!(judge(&db, a, 0, State::Confirmed), Some(Decided::Done));
    assert_eq!(judge(&db, b, 0, State::Confirmed), Some(Decided::Taken));
    assert_eq!(judge(&db, a, 1, State::Declined), Some(Decided::Done));
    assert_eq!(judge(&db, b, 0, State::Confirmed), Some(Decided::Done), "the number is free");
    let unknown = EmployerId(id(&db));
    assert_eq!(judge(&db, unknown, 0, State::Confirmed), None);
}

#[test]
fn an_invitation_lets_one_colleague_in_and_runs_out() {
    let db = Db::memory();
    let (first, employer) = firm(&db, 102_770_013_219);
    let token = link(&db, first).unwrap();
    let colleagues: Vec<_> = (0..8).map(|_| person(&db)).collect();
    let joining: Vec<_> = colleagues
        .iter()
        .map(|who| {
            let (db, token, who) = (db.clone(), token.clone(), *who);
            std::thread::spawn(move || join_by(&db, &token, who))
        })
        .collect();
    let ends: Vec<Joining> = joining.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(ends.iter().filter(|end| **end == Joining::Done).count(), 1, "{ends:?}");
    let late = link(&db, first).unwrap();
    assert_eq!(join_by(&db, &late, first), Joining::Already, "and the link is not used up");
    db.clock().advance(7 * DAY);
    assert_eq!(join_by(&db, &late, person(&db)), Joining::Over);
    let kept = db.read_now(move |tx| members(tx, employer)).unwrap();
    assert_eq!(kept.len(), 2);
    let closed = link(&db, first).unwrap();
    strike(&db, employer);
    assert_eq!(join_by(&db, &closed, person(&db)), Joining::Over, "it is not confirmed any more");
}

#[test]
fn nobody_joins_by_the_invitation_of_somebody_who_was_removed() {
    let db = Db::memory();
    let (first, _) = firm(&db, 102_770_013_219);
    let second = person(&db);
    assert_eq!(join_by(&db, &link(&db, first).unwrap(), second), Joining::Done);
    let (token, kept) = (link(&db, second).unwrap(), link(&db, first).unwrap());
    let asked = |token: &Secret| {
        let token = token.0.clone();
        db.read_now(move |tx| invitation(tx, &token)).unwrap().is_some()
    };
    assert!(asked(&token));
    assert!(db.write_now("remove", move |tx| remove(tx, first, second)).unwrap());
    assert!(!asked(&token), "the page says so");
    assert_eq!(join_by(&db, &token, second), Joining::Over, "nor does she come back by it");
    firm(&db, 102_770_000_673);
    assert_eq!(join_by(&db, &token, person(&db)), Joining::Over);
    assert!(asked(&kept));
    assert_eq!(join_by(&db, &kept, person(&db)), Joining::Done, "others' are untouched");
}

#[test]
fn nobody_decides_about_her_own_organisation_and_the_attempt_is_written_down() {
    let db = Db::memory();
    let staff = clerk(&db);
    let clerk = hers(&db, &staff);
    assert_eq!(register_as(&db, clerk, 102_770_013_219), Registering::Done);
    let hers = employer_of(&db, clerk).id;
    let confirm = |id| judge_as(&db, &staff, id, 0, State::Confirmed, None);
    db.clock().advance(::store::SECOND);
    assert_eq!(confirm(hers), Reached::Own);
    assert_eq!(employer_of(&db, clerk).state, State::Waiting);
    assert_eq!(events(&db, clerk), ["employer.registered", "staff.own_refused"]);
    let other = person(&db);
    assert_eq!(register_as(&db, other, 102_770_000_673), Registering::Done);
    let foreign = employer_of(&db, other).id;
    assert_eq!(confirm(foreign), Reached::Done(Decided::Done), "those of others she decides about");
    assert_eq!(judge(&db, hers, 0, State::Confirmed), Some(Decided::Done), "a colleague does");
}

#[test]
fn the_organisation_itself_hears_at_its_own_address_what_the_desk_decided() {
    let db = Db::memory();
    let (_, id) = firm(&db, 102_770_013_219);
    strike(&db, id);
    let letters = db.read_now(|tx| message::waiting_for(tx, "kadry@example.test")).unwrap();
    let events: Vec<_> = letters.iter().map(|letter| letter.event.as_str()).collect();
    assert_eq!(events, ["employer-mailbox-closed", "employer-mailbox-open"]);
    let said = format!("{:?}", letters[0].args);
    assert!(!said.contains("другое название"), "the reason is for those who act for it: {said}");
}

#[test]
fn an_address_that_was_only_typed_gets_no_letter_about_what_was_never_confirmed() {
    let db = Db::memory();
    let who = person(&db);
    assert_eq!(register_as(&db, who, 102_770_013_219), Registering::Done);
    let waits = employer_of(&db, who);
    assert_eq!(judge(&db, waits.id, 0, State::Declined), Some(Decided::Done));
    let letters = db.read_now(|tx| message::waiting_for(tx, "kadry@example.test")).unwrap();
    assert!(letters.is_empty());
    assert_eq!(told(&db, who), ["employer-refused"], "whoever asked is told");
}

#[test]
fn who_has_left_an_organisation_does_not_decide_about_it_either() {
    let db = Db::memory();
    let staff = clerk(&db);
    let clerk = hers(&db, &staff);
    assert_eq!(register_as(&db, clerk, 102_770_013_219), Registering::Done);
    let employer = employer_of(&db, clerk).id;
    assert_eq!(judge(&db, employer, 0, State::Confirmed), Some(Decided::Done));
    assert_eq!(join_by(&db, &link(&db, clerk).unwrap(), person(&db)), Joining::Done);
    let declined = |seen| judge_as(&db, &staff, employer, seen, State::Declined, None);
    assert!(db.write_now("remove", move |tx| remove(tx, clerk, clerk)).unwrap());
    assert_eq!(declined(1), Reached::Own, "by leaving");
    assert_eq!(register_as(&db, clerk, 102_770_000_673), Registering::Done);
    assert_eq!(declined(1), Reached::Own, "by acting for another one");
    let second = employer_of(&db, clerk).id;
    assert_eq!(judge(&db, second, 0, State::Declined), Some(Decided::Done));
    assert_eq!(register_as(&db, clerk, 102_770_000_673), Registering::Done);
    let again = judge_as(&db, &staff, second, 1, State::Confirmed, None);
    assert_eq!(again, Reached::Own, "nor one that was declined and registered anew");
}

#[test]
fn colleagues_leave_and_the_last_one_stays() {
    let db = Db::memory();
    let (first, employer) = firm(&db, 102_770_013_219);
    let second = person(&db);
    assert_eq!(join_by(&db, &link(&db, first).unwrap(), second), Joining::Done);
    let drop_one = |by, who| db.write_now("remove", move |tx| remove(tx, by, who)).unwrap();
    let (foreign, _) = firm(&db, 102_770_000_673);
    assert!(!drop_one(foreign, second), "another organisation's person");
    assert!(drop_one(second, first), "a colleague");
    assert!(db.read_now(move |tx| acting(tx, first)).unwrap().is_none(), "at once");
    assert!(!drop_one(second, second), "the last one");
    let kept = db.read_now(move |tx| members(tx, employer)).unwrap();
    assert_eq!(kept[0].account, second);
}

#[test]
fn nobody_reads_numbers_and_names_in_the_tables_or_floods_the_desk() {
    let db = Db::memory();
    let who = person(&db);
    assert_eq!(register_as(&db, who, 102_770_013_219), Registering::Done);
    let sql = "select e.facts, m.name from epk_employer as e
               join epk_employer_member as m on m.employer = e.id";
    let (facts, name): (Vec<u8>, Vec<u8>) =
        db.read_now(move |tx| tx.query_one(sql, ::store::params![])).unwrap();
    let has = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(!has(&facts, "7707083893") && !has(&name, "Кадров"));
    for _ in 1..5 {
        assert_eq!(register_as(&db, who, 102_770_013_219), Registering::Already);
    }
    assert_eq!(register_as(&db, who, 102_770_013_219), Registering::TooMany);
}

#[test]
fn a_name_is_one_line_with_letters() {
    assert_eq!(name_of(" ООО  «Ромашка»\u{202e} ").as_deref(), Some("ООО «Ромашка»"));
    let addresses = ["Выплата: HTTPS://example.test", "Зайдите на WWW.example.test", "a@b.test"];
    for wrong in ["", "аб", "123 456", &"а".repeat(121)].into_iter().chain(addresses) {
        assert_eq!(name_of(wrong), None, "{wrong}");
    }
}

/// Reaches somebody in English, too: every word of a notice exists.
#[test]
fn every_notice_has_words_in_both_languages() {
    let db = Db::memory();
    let app = web::App::for_story(db);
    for event in [
        "employer-confirmed",
        "employer-refused",
        "employer-mailbox-open",
        "employer-mailbox-closed",
        "employer-find-paused",
        "employer-find-kept",
        "employer-asked",
        "employer-approved",
        "employer-declined",
        "employer-ended",
        "employer-opened",
        "employer-watched",
        "watch-changed",
        "watch-ended",
        "watch-dead",
    ] {
        for part in ["subject", "body", "sms"] {
            let key = format!("notice-{event}-{part}");
            assert!(app.text.has(Lang::Ru, &key) && app.text.has(Lang::En, &key), "{key}");
        }
    }
}
