//! The life of a passport.

use ::store::job::Runner;
use ::store::{DAY, Db, Id};
use cabinet::CabinetAccountId;
use jiff::civil::date;
use notify::{Contact, message};
use web::{App, Lang};

use super::*;
use crate::desk::tests::{CITIZEN, clerk};
use crate::desk::{Reached, reach};

pub(crate) fn facts() -> Facts {
    Facts {
        family_name: "Тестова".into(),
        given_name: "Анна".into(),
        additional_name: Some("Примеровна".into()),
        birth_date: date(1990, 3, 14),
        education: vec![Education {
            institution: "Учебный институт".into(),
            level: "бакалавриат".into(),
            qualification: "инженер".into(),
            diploma_series: "107704".into(),
            diploma_number: "0012345".into(),
            issued_on: date(2012, 6, 30),
        }],
        employment: vec![Employment {
            employer: "ООО «Образец»".into(),
            position: "инженер".into(),
            from: date(2012, 9, 1),
            to: None,
        }],
        checks: vec![
            Checked { rule: "diploma".into(), source: "education".into(), at: Moment(0) },
            Checked { rule: "unheard-of".into(), source: "nowhere".into(), at: Moment(0) },
        ],
    }
}

pub(crate) fn order(application: Id, holder: CabinetAccountId) -> Order {
    Order { application, holder, facts: facts(), supersedes: None }
}

pub(crate) fn id(db: &Db) -> Id {
    db.read_now(|tx| Ok(tx.new_id())).unwrap()
}

/// A holder who can be told things.
pub(crate) fn holder(db: &Db) -> CabinetAccountId {
    let holder = CabinetAccountId(id(db));
    let email = Some("anna@example.test".to_owned());
    db.write_now("contact", move |tx| {
        let contact = Contact { email: email.clone(), phone: None, lang: Lang::Ru };
        notify::contact::set(tx, &Recipient::new(Site::Epk, holder), contact)
    })
    .unwrap();
    holder
}

pub(crate) fn issue_one(db: &Db, holder: CabinetAccountId) -> Issued {
    let order = order(id(db), holder);
    db.write_now("issue", move |tx| issue(tx, &order)).unwrap()
}

pub(crate) fn get(db: &Db, id: PassportId) -> Passport {
    db.read_now(move |tx| find(tx, id)).unwrap().unwrap()
}

fn reason() -> Reason {
    Reason::parse("университет отозвал диплом, письмо 17").unwrap()
}

pub(crate) fn act_on(db: &Db, id: PassportId, seen: i64, act: Act) -> Option<Decided> {
    let clerk = clerk(db);
    db.clock().advance(::store::SECOND);
    let deciding = move |tx: &mut Tx| {
        let found = find(tx, id)?;
        reach(tx, (&clerk, CITIZEN), act.as_str(), found, |tx, passport| {
            decide(tx, &passport, seen, act, &reason())
        })
    };
    match db.write_now("decide", deciding).unwrap() {
        Reached::Done(decided) => Some(decided),
        _ => None,
    }
}

fn told(db: &Db, holder: CabinetAccountId) -> Vec<String> {
    let who = Recipient::new(Site::Epk, holder);
    let sent = db.read_now(move |tx| message::sent_to(tx, &who, 100)).unwrap();
    sent.into_iter().rev().map(|trace| trace.event).collect()
}

fn events(db: &Db, holder: CabinetAccountId) -> Vec<String> {
    let all =
        db.read_now(move |tx| ::store::journal::about(tx, "epk", &holder.to_string(), None, 100));
    all.unwrap().into_iter().rev().map(|entry| entry.event).collect()
}

#[test]
fn an_application_is_issued_once() {
    let db = Db::memory();
    let order = order(id(&db), holder(&db));
    let holder = order.holder;
    let go = || {
        let order = order.clone();
        db.write_now("issue", move |tx| issue(tx, &order)).unwrap()
    };
    let first = go();
    assert_eq!(go(), first);
    let kept = db.read_now(move |tx| of_holder(tx, holder)).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].number, &kept[0].facts), (first.number, &order.facts));
    assert_eq!(told(&db, holder), ["passport-issued"]);
    assert_eq!(events(&db, holder), ["passport.issued"]);
}

#[test]
fn what_it_says_of_a_person_cannot_be_read_in_the_table() {
    let db = Db::memory();
    let issued = issue_one(&db, holder(&db));
    let sql = "select facts, code from epk_passport";
    let (facts, code): (Vec<u8>, Vec<u8>) =
        db.read_now(move |tx| tx.query_one(sql, ::store::params![])).unwrap();
    let has = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(!has(&facts, "Тестова") && !has(&code, get(&db, issued.id).code.signs()));
}

#[test]
fn five_thousand_issues_at_once_get_five_thousand_numbers() {
    let db = Db::memory();
    let holder = CabinetAccountId(id(&db));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let db = db.clone();
            std::thread::spawn(move || -> Vec<Number> {
                (0..625).map(|_| issue_one(&db, holder).number).collect()
            })
        })
        .collect();
    let mut numbers: Vec<Number> =
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 5_000);
    assert!(numbers.iter().all(|number| number.digits().starts_with("26")));
}

#[test]
fn a_number_that_is_taken_is_drawn_again() {
    // Two databases with the same stream of randomness draw the same numbers.
    let issue_where = |taken: Option<Number>| {
        let db = Db::memory();
        let order = order(Id::from_bytes([1; 16]), CabinetAccountId(Id::from_bytes([2; 16])));
        let issued = db.write_now("issue", move |tx| {
            let other = tx.new_id();
            if let Some(taken) = taken {
                tx.execute(
                    "insert into epk_passport
                       (id, number, code, application, holder, facts, state, issued_at,
                        expires_at, supersedes, superseded_by, changes)
                     values ($1, $2, $3, $1, $1, $3, 'valid', 0, 0, null, null, 0)",
                    ::store::params![other, taken, Vec::<u8>::new()],
                )?;
            }
            issue(tx, &order)
        });
        issued.unwrap().number
    };
    let first = issue_where(None);
    assert_eq!(issue_where(None), first);
    assert_ne!(issue_where(Some(first)), first);
}

#[test]
fn one_wrong_digit_or_two_that_were_swapped_are_no_number() {
    let db = Db::memory();
    let number = issue_one(&db, holder(&db)).number;
    let digits = number.digits().as_bytes().to_vec();
    let read = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap().parse::<Number>();
    assert_eq!(read(&digits), Ok(number));
    assert_eq!(number.to_string().replace('\u{a0}', " - ").parse(), Ok(number));
    for at in 0..digits.len() {
        for other in b'0'..=b'9' {
            let mut wrong = digits.clone();
            wrong[at] = other;
            assert_eq!(read(&wrong).is_ok(), other == digits[at]);
        }
        if at > 0 && digits[at] != digits[at - 1] {
            let mut wrong = digits.clone();
            wrong.swap(at, at - 1);
            assert!(read(&wrong).is_err());
        }
    }
    for text in ["", "26", "№ 123", "2648371905270", "２６４８３７１９０５２７"] {
        assert!(text.parse::<Number>().is_err(), "{text}");
    }
}

#[test]
fn a_code_is_the_same_typed_on_either_keyboard() {
    let code = Code::parse("KH79-EATP-CMXY-2346").unwrap();
    assert_eq!(code.shown(), "KH79-EATP-CMXY-2346");
    for typed in ["кн79 еатр смху 2з46", "КН79ЕАТРСМХУ2346", "kh79 — eatp — cmxy — 2346"]
    {
        assert!(code.is(&Code::parse(typed).unwrap()), "{typed}");
    }
    for wrong in ["", "KH79-EATP-CMXY-234", "KH79-EATP-CMXY-23467", "KH79-EATP-CMXY-2340"] {
        assert!(Code::parse(wrong).is_none(), "{wrong}");
    }
    assert_eq!(format!("{code:?}"), "Code(…)");
    let entropy = ::store::Entropy::system();
    let all: std::collections::BTreeSet<u8> =
        (0..200).flat_map(|_| Code::random(&entropy).signs().bytes().collect::<Vec<_>>()).collect();
    assert_eq!(all.len(), 18, "every sign comes");
}

#[test]
fn the_term_ends_with_the_day_before_the_same_day_five_years_later() {
    let db = Db::memory();
    let holder = holder(&db);
    let issued = issue_one(&db, holder);
    let passport = get(&db, issued.id);
    assert_eq!(passport.last_day(), date(2030, 12, 31), "issued on 1 January 2026");
    assert_eq!(passport.state(passport.expires_at.plus(-1)), State::Valid);
    assert_eq!(passport.state(passport.expires_at), State::Expired);
    db.clock().advance(6 * 365 * DAY);
    let now = db.read_now(move |tx| current(tx, holder)).unwrap();
    assert_eq!(now, Some((issued.id, State::Expired)));
}

#[test]
fn a_passport_of_the_29th_of_february_ends_on_a_day_that_exists() {
    let db = Db::memory();
    db.clock().advance((365 + 365 + 31 + 28) * DAY);
    let passport = get(&db, issue_one(&db, holder(&db)).id);
    assert_eq!(registries::date::today(passport.issued_at), date(2028, 2, 29));
    assert_eq!(passport.last_day(), date(2033, 2, 28));
}

#[test]
fn an_examiner_suspends_resumes_and_revokes_and_the_holder_is_told_each_time() {
    let db = Db::memory();
    let holder = holder(&db);
    let id = issue_one(&db, holder).id;
    assert_eq!(act_on(&db, id, 0, Act::Resume), Some(Decided::Impossible));
    assert_eq!(act_on(&db, id, 0, Act::Suspend), Some(Decided::Done));
    assert_eq!(act_on(&db, id, 1, Act::Suspend), Some(Decided::Impossible));
    assert_eq!(act_on(&db, id, 1, Act::Resume), Some(Decided::Done));
    assert_eq!(act_on(&db, id, 2, Act::Revoke), Some(Decided::Done));
    for act in Act::ALL {
        assert_eq!(act_on(&db, id, 3, act), Some(Decided::Impossible), "{act:?}");
    }
    let now = db.clock().now();
    assert_eq!(get(&db, id).state(now.plus(6 * 365 * DAY)), State::Revoked, "for ever");
    let steps: Vec<_> = db
        .read_now(move |tx| history(tx, id))
        .unwrap()
        .into_iter()
        .map(|change| (change.state, change.reason.is_empty()))
        .collect();
    use State::{Revoked, Suspended, Valid};
    assert_eq!(steps, [(Valid, true), (Suspended, false), (Valid, false), (Revoked, false)]);
    let expected =
        ["passport-issued", "passport-suspended", "passport-resumed", "passport-revoked"];
    assert_eq!(told(&db, holder), expected);
    let unknown = PassportId(super::tests::id(&db));
    assert_eq!(act_on(&db, unknown, 0, Act::Revoke), None);
}

#[test]
fn of_two_examiners_at_once_one_decides_and_both_stand_in_the_journal() {
    let db = Db::memory();
    let holder = holder(&db);
    let id = issue_one(&db, holder).id;
    let two: Vec<_> = [Act::Suspend, Act::Revoke]
        .into_iter()
        .map(|act| {
            let db = db.clone();
            std::thread::spawn(move || act_on(&db, id, 0, act))
        })
        .collect();
    let mut ends: Vec<_> = two.into_iter().map(|one| one.join().unwrap().unwrap()).collect();
    ends.sort_by_key(|end| *end != Decided::Done);
    assert_eq!(ends, [Decided::Done, Decided::Overtaken]);
    assert_eq!(db.read_now(move |tx| history(tx, id)).unwrap().len(), 2);
    assert_eq!(told(&db, holder).len(), 2, "the issue and one decision");
    let journal = events(&db, holder);
    assert_eq!(journal.len(), 3);
    assert_eq!(journal.iter().filter(|e| *e == "passport.decision_overtaken").count(), 1);
}

#[test]
fn a_new_passport_takes_the_place_of_the_one_that_counts_but_not_of_somebody_elses() {
    let db = Db::memory();
    let (anna, boris) = (holder(&db), holder(&db));
    let (old, other) = (issue_one(&db, anna).id, issue_one(&db, boris).id);
    let again = |supersedes| {
        let order = Order { supersedes: Some(supersedes), ..order(id(&db), anna) };
        db.write_now("issue", move |tx| issue(tx, &order)).unwrap().id
    };
    let stranger = again(other);
    let now = db.clock().now();
    assert_eq!(get(&db, other).state(now), State::Valid);
    assert_eq!(get(&db, stranger).supersedes, None);
    let new = again(old);
    assert_eq!(get(&db, old).state(now), State::Superseded);
    assert_eq!(get(&db, old).superseded_by, Some(new));
    assert_eq!(get(&db, new).supersedes, Some(old));
    assert_eq!(act_on(&db, old, 1, Act::Revoke), Some(Decided::Impossible));
    assert_eq!(again(old), again_is_not_superseding(&db, anna, old));
}

/// The newest passport, which superseded nothing because `old` had been superseded before.
fn again_is_not_superseding(db: &Db, holder: CabinetAccountId, old: PassportId) -> PassportId {
    let newest = db.read_now(move |tx| of_holder(tx, holder)).unwrap().remove(0);
    assert_eq!(newest.supersedes, None);
    assert_ne!(get(db, old).superseded_by, Some(newest.id));
    newest.id
}

#[test]
fn the_holder_is_reminded_two_months_a_month_and_a_week_before_the_end() {
    let db = Db::memory();
    let holder = holder(&db);
    let passport = get(&db, issue_one(&db, holder).id);
    let (id, end) = (passport.id, passport.expires_at);
    let at = |days: i64| {
        db.clock().advance(end.plus(-days * DAY).since(db.clock().now()));
        let next = db.write_now("remind", move |tx| reminder::remind(tx, id)).unwrap();
        (next.map(|next| end.since(next) / DAY), told(&db, holder).len() - 1)
    };
    assert_eq!(reminder::first(end), end.plus(-60 * DAY));
    assert_eq!(at(100), (Some(60), 0));
    assert_eq!(at(60), (Some(30), 1));
    assert_eq!(at(59), (Some(30), 1), "once");
    assert_eq!(at(5), (None, 2), "the one of a month is too late, that of a week is sent");
    assert_eq!(at(-1), (None, 2));
    act_on(&db, id, 0, Act::Revoke);
    assert_eq!(at(60), (None, 3), "the third message is about the revocation");
}

#[test]
fn the_file_is_made_once_and_known_by_its_digest() {
    let db = Db::memory();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let issued = issue_one(&db, holder(&db));
    let app = App::for_story(db.clone());
    let runner = jobs::jobs(Runner::new(db.clone()), &app);
    runtime.block_on(async { assert_eq!(runner.run_due().await.unwrap(), 1) });
    let waiting = db.read_now(::store::job::waiting).unwrap();
    assert_eq!(waiting, 1, "the reminder of years to come");
    let passport = get(&db, issued.id);
    for form in print::Form::ALL {
        let kept = db.read_now(move |tx| super::store::file(tx, issued.id, form)).unwrap().unwrap();
        let made = print::make(&passport, &app.text, &app.sites, form).unwrap();
        assert!(kept == made, "the same bytes wherever it is made");
        let again = runtime.block_on(jobs::file(&app, &passport, form)).unwrap();
        assert!(kept == again);
        let digest = print::fingerprint(&kept);
        let found = db.read_now(move |tx| by_file(tx, &digest)).unwrap().unwrap();
        assert_eq!(found.id, issued.id);
    }
    let mut other = print::fingerprint(b"something else");
    assert_eq!(db.read_now(move |tx| by_file(tx, &other)).unwrap(), None);
    other = Vec::new();
    assert_eq!(db.read_now(move |tx| by_file(tx, &other)).unwrap(), None);
}

#[test]
fn every_state_rule_and_act_has_words_in_both_languages() {
    let texts = App::for_story(Db::memory()).text;
    let states = State::ALL.map(|state| format!("epk-passport-state-{}", state.as_str()));
    let acts = Act::ALL.map(|act| format!("epk-passport-staff-act-{}", act.as_str()));
    for lang in Lang::ALL {
        for key in states.iter().chain(&acts) {
            assert!(texts.has(lang, key), "{lang}: {key}");
        }
        for check in facts().checks {
            let line = print::line(&texts, lang, &check);
            assert!(!line.contains('⟦'), "{line}");
        }
    }
}

#[test]
fn a_school_gives_a_level_and_no_qualification() {
    assert_eq!(qualified("инженер", "бакалавриат"), "инженер, бакалавриат");
    assert_eq!(qualified(" ", "среднее общее образование"), "среднее общее образование");
}
