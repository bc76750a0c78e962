use ::store::journal::about;
use ::store::{DAY, Db, HOUR, SECOND};
use registries::{Asked, Match, Why};

use super::confirm::{ATTEMPTS_PER_DAY, Confirming};
use super::draft::field;
use super::*;
use crate::story::{ANNA, BORIS, Newcomer, account, register, told};

/// What Anna types; everything is right.
const TYPED: [(&str, &str); 9] = [
    (field::BIRTH, "03.02.1990"),
    (field::GENDER, "female"),
    (field::SERIES, "45 10"),
    (field::NUMBER, "123456"),
    (field::ISSUED_ON, "05.03.2010"),
    (field::ISSUED_BY, "ОВД района Тестовое г. Москвы"),
    (field::ISSUER_CODE, "770-001"),
    (field::SNILS, "112-233-445 95"),
    (field::INN, "500100732259"),
];

fn type_in(db: &Db, id: AccountId, purpose: Purpose, typed: &[(&str, &str)]) {
    let typed: Vec<(String, String)> =
        typed.iter().map(|(field, value)| ((*field).into(), (*value).into())).collect();
    let anna = account(db, id);
    db.write_now("save", move |tx| save(tx, &anna, purpose, &typed)).unwrap();
}

fn press(db: &Db, id: AccountId, purpose: Purpose) -> Sending {
    db.write_now("send", move |tx| send(tx, id, purpose)).unwrap()
}

fn sent(db: &Db, id: AccountId) -> i64 {
    match press(db, id, Purpose::Level) {
        Sending::Sent { rev } => rev,
        other => panic!("{other:?}"),
    }
}

/// A register that holds exactly what is typed.
fn agrees(register: Register) -> Finding {
    let (same, no) = (Agreement::Same, Agreement::NotAsked);
    let sfr = register == Register::Sfr;
    let found = Match {
        as_of: Moment(0),
        family_name: same,
        given_name: same,
        additional_name: same,
        birth_date: same,
        gender: if sfr { same } else { no },
        snils: if sfr { same } else { no },
        inn: if sfr { no } else { same },
        passport: same,
    };
    (register, Asked::Known(found))
}

fn with(mut finding: Finding, how: impl Fn(&mut Match)) -> Finding {
    if let Asked::Known(found) = &mut finding.1 {
        how(found);
    }
    finding
}

fn both() -> Vec<Finding> {
    vec![agrees(Register::Sfr), agrees(Register::Fns)]
}

fn silent(register: Register) -> Finding {
    (register, Asked::Unavailable { why: Why::Slow })
}

fn judged(db: &Db, id: AccountId, rev: i64, findings: Vec<Finding>, asker: Asker) -> Verdict {
    db.write_now("decide", move |tx| decide(tx, id, Purpose::Level, rev, &findings, asker)).unwrap()
}

fn request(db: &Db, id: AccountId) -> Option<Request> {
    db.read_now(move |tx| find(tx, id, Purpose::Level)).unwrap()
}

fn events(db: &Db, id: AccountId) -> Vec<String> {
    let entries = db.read_now(move |tx| about(tx, "identity", &id.to_string(), None, 500)).unwrap();
    entries.into_iter().map(|entry| entry.event).collect()
}

fn count(db: &Db, id: AccountId, event: &str) -> usize {
    events(db, id).iter().filter(|known| *known == event).count()
}

/// Somebody of the standard level.
fn standard(db: &Db, who: Newcomer) -> AccountId {
    let id = register(db, who);
    type_in(db, id, Purpose::Level, &TYPED);
    let rev = sent(db, id);
    assert_eq!(judged(db, id, rev, both(), Asker::Page), Verdict::Done);
    id
}

#[test]
fn what_both_registers_confirm_makes_the_account_standard_and_signs_in() {
    let db = Db::memory();
    let anna = standard(&db, ANNA);
    let known = account(&db, anna);
    let now = db.clock().now();
    assert_eq!(known.level, Level::Standard);
    assert_eq!(known.personal.name_verified_at, Some(now));
    assert_eq!(known.personal.snils.unwrap().verified_at, Some(now));
    assert_eq!(known.personal.inn.unwrap().value.as_str(), "500100732259");
    assert_eq!(known.personal.passport.unwrap().value.digits(), "4510123456");
    assert_eq!(known.personal.birth_date.unwrap().to_string(), "1990-02-03");
    let snils = crate::story::identifier("112-233-445 95");
    let found = db.read_now(move |tx| account::by_identifier(tx, &snils)).unwrap();
    assert_eq!(found, Some(anna));
    assert_eq!(told(&db, ANNA.email)[0], "level-raised");
    assert_eq!(count(&db, anna, "proofing.raised"), 1);
    assert!(request(&db, anna).is_none(), "what was typed is not kept beyond its purpose");
}

#[test]
fn what_was_typed_is_kept_right_or_wrong_until_the_level_is_raised() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    type_in(&db, anna, Purpose::Level, &[(field::SNILS, "112-233-445 96")]);
    type_in(&db, anna, Purpose::Level, &[(field::BIRTH, "30.02.1990"), (field::SERIES, "45")]);
    let draft = request(&db, anna).unwrap().draft;
    let typed = [field::SNILS, field::BIRTH, field::SERIES, field::FAMILY];
    assert_eq!(
        typed.map(|field| draft.get(field)),
        ["112-233-445 96", "30.02.1990", "45", "Тестова"]
    );
    let today = registries::date::today(db.clock().now());
    let wrong = |step: Step| {
        let problems = draft.problems(step, today);
        problems.into_iter().map(|(field, said)| (field, said.key)).collect::<Vec<_>>()
    };
    assert_eq!(wrong(Step::Snils).len(), 1);
    assert!(wrong(Step::Passport).contains(&(field::BIRTH, "registries-date-short-month")));
    assert_eq!(wrong(Step::Name), []);
    assert_eq!(press(&db, anna, Purpose::Level), Sending::Missing(Step::Passport));
    assert_eq!(count(&db, anna, "proofing.sent"), 0);
}

#[test]
fn the_first_step_with_something_missing_is_named() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    assert_eq!(press(&db, anna, Purpose::Level), Sending::Missing(Step::Name));
    for (upto, missing) in [(0, Step::Passport), (7, Step::Snils), (8, Step::Inn)] {
        type_in(&db, anna, Purpose::Level, &TYPED[..upto]);
        assert_eq!(press(&db, anna, Purpose::Level), Sending::Missing(missing), "{upto}");
    }
    type_in(&db, anna, Purpose::Level, &[(field::INN_LATER, "yes")]);
    assert!(matches!(press(&db, anna, Purpose::Level), Sending::Sent { .. }));
}

#[test]
fn a_name_that_differs_by_a_letter_names_the_field_and_is_put_right_here_or_there() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    type_in(&db, anna, Purpose::Level, &TYPED);
    type_in(&db, anna, Purpose::Level, &[(field::FAMILY, "Тэстова")]);
    let rev = sent(&db, anna);
    let one_letter = |m: &mut Match| m.family_name = Agreement::OneLetter;
    let findings = vec![with(agrees(Register::Sfr), one_letter), agrees(Register::Fns)];
    assert_eq!(judged(&db, anna, rev, findings, Asker::Page), Verdict::Refused);
    let line = (Register::Sfr, Part::FamilyName, Agreement::OneLetter);
    let refused = request(&db, anna).unwrap();
    assert_eq!(refused.refusal, Some(Refusal::Differs(vec![line])));
    assert_eq!(account(&db, anna).level, Level::Simple);
    // The register was corrected: the same draft is sent again as it is.
    let rev = sent(&db, anna);
    assert_eq!(judged(&db, anna, rev, both(), Asker::Page), Verdict::Done);
    assert_eq!(account(&db, anna).personal.name.family.as_str(), "Тэстова");
}

#[test]
fn who_is_unknown_to_a_register_is_refused_and_loses_nothing() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    type_in(&db, anna, Purpose::Level, &TYPED);
    let rev = sent(&db, anna);
    let findings = vec![(Register::Sfr, Asked::Unknown), silent(Register::Fns)];
    assert_eq!(judged(&db, anna, rev, findings, Asker::Page), Verdict::Refused);
    let refused = request(&db, anna).unwrap();
    assert_eq!(refused.refusal, Some(Refusal::Unknown(vec![Register::Sfr])));
    assert_eq!(refused.draft.get(field::NUMBER), "123456");
    assert!(!told(&db, ANNA.email).contains(&"level-check-refused".to_owned()), "she sees it");
}

#[test]
fn a_silent_register_is_asked_again_and_the_end_is_told_once() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    type_in(&db, anna, Purpose::Level, &TYPED);
    let rev = sent(&db, anna);
    let quiet = vec![agrees(Register::Sfr), silent(Register::Fns)];
    for asker in [Asker::Page, Asker::Job, Asker::Job] {
        assert_eq!(judged(&db, anna, rev, quiet.clone(), asker), Verdict::Waiting);
        db.clock().advance(HOUR);
    }
    assert_eq!(sent(&db, anna), rev, "pressed again: the same check goes on");
    assert_eq!(judged(&db, anna, rev, both(), Asker::Job), Verdict::Done);
    assert_eq!(judged(&db, anna, rev, both(), Asker::Page), Verdict::Done, "the slower answer");
    assert_eq!(count(&db, anna, "proofing.raised"), 1);
    let raised = told(&db, ANNA.email).into_iter().filter(|event| event == "level-raised");
    assert_eq!(raised.count(), 1);
}

#[test]
fn a_register_that_is_silent_for_a_week_ends_the_check_and_she_is_told() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    type_in(&db, anna, Purpose::Level, &TYPED);
    let rev = sent(&db, anna);
    db.clock().advance(PATIENCE + SECOND);
    let quiet = vec![agrees(Register::Sfr), silent(Register::Fns)];
    assert_eq!(judged(&db, anna, rev, quiet, Asker::Job), Verdict::Refused);
    let refused = request(&db, anna).unwrap();
    assert_eq!(refused.refusal, Some(Refusal::Silence(vec![Register::Fns])));
    assert_eq!(refused.draft.get(field::INN), "500100732259");
    assert_eq!(told(&db, ANNA.email)[0], "level-check-refused");
}

#[test]
fn checks_are_counted_before_they_are_made_and_ten_are_enough_for_a_day() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    type_in(&db, anna, Purpose::Level, &TYPED);
    for number in 0..CHECKS_PER_DAY {
        let rev = sent(&db, anna);
        let unknown = vec![(Register::Sfr, Asked::Unknown)];
        assert_eq!(judged(&db, anna, rev, unknown, Asker::Page), Verdict::Refused, "{number}");
    }
    assert!(matches!(press(&db, anna, Purpose::Level), Sending::Spent { .. }));
    assert_eq!(request(&db, anna).unwrap().draft.get(field::SNILS), "112-233-445 95");
    db.clock().advance(DAY);
    assert!(matches!(press(&db, anna, Purpose::Level), Sending::Sent { .. }));
}

#[test]
fn an_answer_about_an_older_draft_changes_nothing() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    type_in(&db, anna, Purpose::Level, &TYPED);
    let rev = sent(&db, anna);
    type_in(&db, anna, Purpose::Level, &[(field::SNILS, "087-654-303 00")]);
    assert_eq!(judged(&db, anna, rev, both(), Asker::Job), Verdict::Stale);
    assert_eq!(account(&db, anna).level, Level::Simple);
    assert!(db.read_now(move |tx| under_check(tx, anna, Purpose::Level, rev)).unwrap().is_none());
}

#[test]
fn a_number_of_another_account_is_refused_without_a_word_and_its_owner_is_told_once() {
    let db = Db::memory();
    let anna = standard(&db, ANNA);
    let boris = register(&db, BORIS);
    type_in(&db, boris, Purpose::Level, &TYPED);
    for _ in 0..2 {
        let rev = sent(&db, boris);
        assert_eq!(judged(&db, boris, rev, both(), Asker::Page), Verdict::Refused);
    }
    assert_eq!(request(&db, boris).unwrap().refusal, Some(Refusal::Taken));
    let refused = account(&db, boris);
    assert_eq!(refused.level, Level::Simple);
    assert!(refused.personal.snils.is_none() && refused.personal.inn.is_none());
    let warned = told(&db, ANNA.email).into_iter().filter(|event| event == "number-claimed");
    assert_eq!(warned.count(), 1, "whoever repeats it does not flood her");
    assert_eq!(count(&db, anna, "proofing.number_claimed"), 2);
    let words = events(&db, boris);
    assert!(!words.iter().any(|event| event.contains("claimed")), "his journal says nothing");
    let refused = account(&db, boris);
    let held_by = db.read_now(move |tx| held_by(tx, &refused)).unwrap();
    assert_eq!(held_by, Some(anna), "the desk sees whose they are");
}

/// Whoever types the numbers of another person learns as little as with numbers of nobody.
#[tokio::test]
async fn the_page_about_a_number_of_another_account_is_that_about_a_number_of_nobody() {
    let house = crate::profile::tests::walk::House::new();
    let db = &house.db;
    standard(db, ANNA);
    let boris = register(db, BORIS);
    let mut pages = Vec::new();
    for answers in [both(), vec![(Register::Sfr, Asked::Unknown), agrees(Register::Fns)]] {
        type_in(db, boris, Purpose::Level, &TYPED);
        let rev = sent(db, boris);
        assert_eq!(judged(db, boris, rev, answers, Asker::Page), Verdict::Refused);
        let reference = request(db, boris).unwrap().reference;
        let seen = house.signed_in(boris).get("/level/result").await;
        assert_eq!(seen.status.as_u16(), 200);
        assert!(seen.body.contains(&reference) && !seen.body.contains('⟦'), "{}", seen.body);
        let main = seen.body.split("<main").nth(1).unwrap().split("</main").next().unwrap();
        pages.push(main.replace(&reference, ""));
    }
    assert_eq!(pages[0], pages[1]);
    let whys = db.read_now(move |tx| about(tx, "identity", &boris.to_string(), None, 500)).unwrap();
    let whys: Vec<_> = whys
        .iter()
        .filter(|entry| entry.event == "proofing.refused")
        .map(|entry| entry.payload.as_ref().unwrap()["why"].clone())
        .collect();
    assert_eq!(whys[0], whys[1], "and so is what his journal holds");
}

#[test]
fn of_two_accounts_that_are_checked_for_one_number_at_once_one_gets_it() {
    let db = Db::memory();
    let (anna, boris) = (register(&db, ANNA), register(&db, BORIS));
    let both_sent = [anna, boris].map(|id| {
        type_in(&db, id, Purpose::Level, &TYPED);
        (id, sent(&db, id))
    });
    let verdicts: Vec<Verdict> = std::thread::scope(|scope| {
        let runs = both_sent.map(|(id, rev)| {
            let db = db.clone();
            scope.spawn(move || judged(&db, id, rev, both(), Asker::Page))
        });
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert!(verdicts.contains(&Verdict::Done) && verdicts.contains(&Verdict::Refused));
    let levels = [anna, boris].map(|id| account(&db, id).level);
    assert!(levels.contains(&Level::Standard) && levels.contains(&Level::Simple));
}

#[test]
fn who_left_the_inn_for_later_adds_it_by_the_tax_service_alone() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    type_in(&db, anna, Purpose::Level, &TYPED[..8]);
    type_in(&db, anna, Purpose::Level, &[(field::INN_LATER, "yes")]);
    let rev = sent(&db, anna);
    let sfr = vec![agrees(Register::Sfr)];
    assert_eq!(judged(&db, anna, rev, sfr, Asker::Page), Verdict::Done);
    assert!(account(&db, anna).personal.inn.is_none());
    type_in(&db, anna, Purpose::Inn, &[(field::INN, "500100732259")]);
    let Sending::Sent { rev } = press(&db, anna, Purpose::Inn) else { panic!("it was not sent") };
    let typed = db.read_now(move |tx| under_check(tx, anna, Purpose::Inn, rev)).unwrap().unwrap();
    let question = ask::question(&typed, Register::Fns);
    assert!(question.passport.is_none() && question.inn.is_some() && question.snils.is_none());
    let fns = vec![with(agrees(Register::Fns), |m| m.passport = Agreement::NotAsked)];
    let verdict = db
        .write_now("decide", move |tx| decide(tx, anna, Purpose::Inn, rev, &fns, Asker::Page))
        .unwrap();
    assert_eq!(verdict, Verdict::Done);
    assert_eq!(account(&db, anna).personal.inn.unwrap().value.as_str(), "500100732259");
    assert_eq!(press(&db, anna, Purpose::Inn), Sending::Needless);
}

#[test]
fn the_registers_answers_are_judged_together() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    type_in(&db, anna, Purpose::Level, &TYPED);
    let rev = sent(&db, anna);
    let typed = db.read_now(move |tx| under_check(tx, anna, Purpose::Level, rev)).unwrap().unwrap();
    let judge = |findings: &[Finding]| judge(&typed, findings);
    let no_passport = |register| with(agrees(register), |m| m.passport = Agreement::NotHeld);
    let (sfr, fns) = (Register::Sfr, Register::Fns);
    assert_eq!(judge(&both()), Judgement::Agrees);
    assert_eq!(judge(&[agrees(sfr), no_passport(fns)]), Judgement::Agrees, "one knows it");
    let nobody_knows = Refusal::Differs(vec![(sfr, Part::Passport, Agreement::NotHeld)]);
    assert_eq!(judge(&[no_passport(sfr), no_passport(fns)]), Judgement::Refused(nobody_knows));
    let other = with(agrees(fns), |m| m.inn = Agreement::Differs);
    let differs = Refusal::Differs(vec![(fns, Part::Inn, Agreement::Differs)]);
    assert_eq!(judge(&[silent(sfr), other]), Judgement::Refused(differs), "no need to wait");
    let stranger = with(agrees(sfr), |m| {
        m.family_name = Agreement::Differs;
        m.given_name = Agreement::Differs;
        m.birth_date = Agreement::Differs;
        m.passport = Agreement::Differs;
    });
    let nobody = Refusal::Unknown(vec![sfr]);
    assert_eq!(judge(&[stranger, agrees(fns)]), Judgement::Refused(nobody), "another's number");
    let not_held = with(agrees(fns), |m| m.inn = Agreement::NotHeld);
    assert!(matches!(judge(&[agrees(sfr), not_held]), Judgement::Refused(_)));
    assert_eq!(judge(&[silent(sfr), agrees(fns)]), Judgement::Later(vec![sfr]));
    assert_eq!(
        judge(&[no_passport(sfr), silent(fns)]),
        Judgement::Later(vec![fns]),
        "the other may know the passport"
    );
}

fn confirm_by(db: &Db, staff: &'static str, id: AccountId, number: &'static str) -> Confirming {
    db.write_now("confirm", move |tx| confirm::confirm(tx, staff, id, "4510", number)).unwrap()
}

#[test]
fn the_desk_confirms_by_the_passport_that_the_registers_confirmed() {
    let db = Db::memory();
    let anna = standard(&db, ANNA);
    assert_eq!(confirm_by(&db, "s1", anna, "654321"), Confirming::Wrong { left: 4 });
    assert_eq!(confirm_by(&db, "s1", anna, "123456"), Confirming::Done);
    assert_eq!(account(&db, anna).level, Level::Confirmed);
    assert_eq!(confirm_by(&db, "s2", anna, "123456"), Confirming::Already);
    assert_eq!(count(&db, anna, "proofing.confirmed"), 1);
    assert_eq!(count(&db, anna, "staff.passport_wrong"), 1);
    assert_eq!(told(&db, ANNA.email)[0], "level-raised");
}

#[test]
fn of_two_operators_who_confirm_at_once_one_does() {
    let db = Db::memory();
    let anna = standard(&db, ANNA);
    let ends: Vec<Confirming> = std::thread::scope(|scope| {
        let runs = ["s1", "s2"].map(|staff| {
            let db = db.clone();
            scope.spawn(move || confirm_by(&db, staff, anna, "123456"))
        });
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert!(ends.contains(&Confirming::Done) && ends.contains(&Confirming::Already), "{ends:?}");
    assert_eq!(count(&db, anna, "proofing.confirmed"), 1);
}

#[test]
fn wrong_passports_are_counted_and_five_end_the_day() {
    let db = Db::memory();
    let anna = standard(&db, ANNA);
    for left in (0..ATTEMPTS_PER_DAY).rev() {
        assert_eq!(confirm_by(&db, "s1", anna, "654321"), Confirming::Wrong { left });
    }
    assert!(matches!(confirm_by(&db, "s2", anna, "123456"), Confirming::Spent { .. }));
    assert_eq!(account(&db, anna).level, Level::Standard);
    db.clock().advance(DAY);
    assert_eq!(confirm_by(&db, "s2", anna, "123456"), Confirming::Done);
}

#[test]
fn nobody_is_confirmed_before_the_registers_or_while_the_account_is_closed() {
    let db = Db::memory();
    let boris = register(&db, BORIS);
    assert_eq!(confirm_by(&db, "s1", boris, "123456"), Confirming::TooEarly);
    let anna = standard(&db, ANNA);
    db.write_now("restrict", move |tx| {
        account::restrict(tx, anna, "жалоба соседей", None, &By::Staff("s1"))
    })
    .unwrap();
    assert_eq!(confirm_by(&db, "s1", anna, "123456"), Confirming::Closed);
}

#[test]
fn a_number_to_bring_along_is_one_lives_thirty_days_and_ends_with_the_confirmation() {
    let db = Db::memory();
    let number =
        |id| db.write_now("number", move |tx| confirm::number(tx, id)).unwrap().map(|n| n.text);
    let find = |text: &str| {
        let text = text.to_owned();
        db.read_now(move |tx| confirm::by_number(tx, &text)).unwrap()
    };
    let boris = register(&db, BORIS);
    assert_eq!(number(boris), None, "the simple level has nothing to confirm");
    let anna = standard(&db, ANNA);
    let first = number(anna).unwrap();
    assert_eq!(number(anna).unwrap(), first);
    assert_eq!(find(&first), Some(anna));
    assert_eq!(find(&first.replace('-', "")), Some(anna));
    assert_eq!(find("12"), None);
    db.clock().advance(confirm::NUMBER_LIFE);
    assert_eq!(find(&first), None);
    let second = number(anna).unwrap();
    assert_ne!(second, first);
    assert_eq!(confirm_by(&db, "s1", anna, "123456"), Confirming::Done);
    assert_eq!(find(&second), None);
    assert_eq!(number(anna), None);
}

#[test]
fn a_level_never_goes_down_here() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    type_in(&db, anna, Purpose::Level, &TYPED);
    let rev = sent(&db, anna);
    db.write_now("level", move |tx| account::raise(tx, anna, Level::Simple, Level::Confirmed))
        .unwrap();
    assert_eq!(judged(&db, anna, rev, both(), Asker::Job), Verdict::Done);
    assert_eq!(account(&db, anna).level, Level::Confirmed);
    let lowered = db
        .write_now("level", move |tx| account::raise(tx, anna, Level::Simple, Level::Standard))
        .unwrap();
    assert!(!lowered);
}
