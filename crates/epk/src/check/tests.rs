//! Each rule on a case in which it alone does not hold.

use jiff::civil::date;
use registries::record::{Education, Employment};
use registries::{EducationRecord, Gender, Holder, SfrRecord};
use store::Moment;

use super::{Case, Outcome, Rule, all_hold, run};
use crate::application::answers::{Answers, Diploma, Identity, Job, Kept, NoWork, Source};

fn kept<T>(part: &str, value: T) -> Kept<T> {
    Kept { part: part.into(), revision: 1, saved_at: Moment(0), value }
}

fn education() -> Education {
    Education {
        institution: "Примерный университет".into(),
        level: "бакалавриат".into(),
        qualification: "инженер".into(),
        diploma_series: "107704".into(),
        diploma_number: "0012345".into(),
        issued_on: date(2012, 7, 1),
    }
}

fn employment() -> Employment {
    Employment {
        employer: "ООО «Образец»".into(),
        position: "Инженер".into(),
        from: date(2015, 2, 1),
        to: Some(date(2020, 3, 31)),
    }
}

fn holder() -> Holder {
    Holder {
        family_name: "Тестова".into(),
        given_name: "Алёна".into(),
        additional_name: Some("Примеровна".into()),
        birth_date: date(1990, 3, 27),
        gender: Gender::Female,
        snils: None,
        inn: None,
    }
}

struct World {
    answers: Answers,
    fund: Option<SfrRecord>,
    education: Option<EducationRecord>,
    signed: Option<(Vec<u8>, &'static str)>,
    elsewhere: Vec<String>,
    suspended: bool,
}

impl World {
    fn new() -> World {
        let person = Identity {
            family_name: "Тестова".into(),
            given_name: "Алена".into(),
            middle_name: Some("Примеровна".into()),
            birth_date: date(1990, 3, 27),
            snils: "11223344595".into(),
            inn: "500100732259".into(),
            told: Vec::new(),
            told_at: Moment(0),
        };
        let source = Source::Typed;
        World {
            answers: Answers {
                person: Some(kept("person", person)),
                education: vec![kept("education/a", Diploma { facts: education(), source })],
                work: vec![kept("work/a", Job { facts: employment(), source })],
                no_work: None,
                scans: Vec::new(),
            },
            fund: Some(SfrRecord {
                as_of: Moment(0),
                holder: holder(),
                employment: vec![employment()],
                contributions: Vec::new(),
                paid_kopecks: 0,
                insured_months: 0,
            }),
            education: Some(EducationRecord {
                as_of: Moment(0),
                holder: holder(),
                documents: vec![education()],
            }),
            signed: Some((vec![7], "1")),
            elsewhere: Vec::new(),
            suspended: false,
        }
    }

    /// The rules that do not hold.
    fn fails(&self) -> Vec<Rule> {
        let findings = run(&Case {
            answers: &self.answers,
            digest: &[7],
            signed: self.signed.as_ref().map(|(content, version)| (content.as_slice(), *version)),
            agreement: "1",
            fund: self.fund.as_ref(),
            education: self.education.as_ref(),
            elsewhere: &self.elsewhere,
            suspended: self.suspended,
            now: Moment(0),
        });
        assert_eq!(findings.len(), Rule::ALL.len());
        let fails: Vec<Rule> =
            findings.iter().filter(|f| f.outcome == Outcome::Fails).map(|f| f.rule).collect();
        assert_eq!(all_hold(&findings), fails.is_empty());
        fails
    }

    fn person(&mut self) -> &mut Identity {
        &mut self.answers.person.as_mut().unwrap().value
    }

    fn diploma(&mut self) -> &mut Education {
        &mut self.answers.education[0].value.facts
    }

    fn job(&mut self) -> &mut Employment {
        &mut self.answers.work[0].value.facts
    }

    /// The rules that do not hold after a change.
    fn after(change: impl FnOnce(&mut World)) -> Vec<Rule> {
        let mut world = World::new();
        change(&mut world);
        world.fails()
    }
}

#[test]
fn all_rules_hold_for_what_the_registers_say_whatever_the_spelling_of_yo_and_case() {
    assert_eq!(World::new().fails(), []);
    assert_eq!(World::after(|world| world.job().employer = "ооо \"образец\"".into()), []);
}

#[test]
fn the_name_must_be_that_of_both_registers() {
    let fails = [Rule::Name];
    assert_eq!(World::after(|world| world.person().family_name = "Тестоза".into()), fails);
    assert_eq!(World::after(|world| world.person().middle_name = None), fails);
    let other = |world: &mut World| {
        world.education.as_mut().unwrap().holder.given_name = "Анна".into();
    };
    assert_eq!(World::after(other), fails);
}

#[test]
fn the_date_of_birth_must_be_that_of_the_registers() {
    let other = |world: &mut World| world.person().birth_date = date(1990, 3, 26);
    assert_eq!(World::after(other), [Rule::BirthDate]);
}

#[test]
fn number_series_and_date_of_a_diploma_must_be_in_the_register() {
    let fails = [Rule::Diploma];
    assert_eq!(World::after(|world| world.diploma().diploma_number = "0012346".into()), fails);
    assert_eq!(World::after(|world| world.diploma().diploma_series = "107705".into()), fails);
    assert_eq!(World::after(|world| world.diploma().issued_on = date(2012, 7, 2)), fails);
    assert_eq!(World::after(|world| world.diploma().qualification = "врач".into()), fails);
    let none = |world: &mut World| world.education.as_mut().unwrap().documents.clear();
    assert_eq!(World::after(none), fails);
}

#[test]
fn a_digit_that_differs_is_shown_beside_the_one_that_is_meant() {
    let mut world = World::new();
    world.diploma().diploma_number = "0012346".into();
    let findings = run(&Case {
        answers: &world.answers,
        digest: &[7],
        signed: Some((&[7], "1")),
        agreement: "1",
        fund: world.fund.as_ref(),
        education: world.education.as_ref(),
        elsewhere: &[],
        suspended: false,
        now: Moment(0),
    });
    let diploma = findings.iter().find(|found| found.rule == Rule::Diploma).unwrap();
    let differs: Vec<_> = diploma.evidence.iter().filter(|line| !line.agrees).collect();
    assert_eq!(differs.len(), 1);
    assert_eq!(differs[0].held.as_deref(), Some("0012345"));
}

#[test]
fn the_dates_of_work_must_be_those_of_the_fund() {
    let fails = [Rule::Work];
    assert_eq!(World::after(|world| world.job().from = date(2015, 2, 2)), fails);
    assert_eq!(World::after(|world| world.job().to = None), fails);
    assert_eq!(World::after(|world| world.job().employer = "ООО «Иное»".into()), fails);
    let none = |world: &mut World| {
        world.answers.work.clear();
        world.answers.no_work = Some(kept("work", NoWork { none: true }));
    };
    assert_eq!(World::after(none), [], "who has not worked has nothing to compare");
}

#[test]
fn nothing_is_listed_twice_and_no_diploma_serves_two_people() {
    let fails = [Rule::Duplicates];
    let twice = |world: &mut World| {
        let again = world.answers.education[0].clone();
        world.answers.education.push(Kept { part: "education/b".into(), ..again });
    };
    assert_eq!(World::after(twice), fails);
    let job = |world: &mut World| world.answers.work.push(world.answers.work[0].clone());
    assert_eq!(World::after(job), fails);
    assert_eq!(World::after(|world| world.elsewhere.push("education/a".into())), fails);
    assert_eq!(World::after(|world| world.suspended = true), fails);
}

#[test]
fn what_is_checked_must_be_what_was_signed() {
    let fails = [Rule::Signature];
    assert_eq!(World::after(|world| world.signed = None), fails);
    assert_eq!(World::after(|world| world.signed = Some((vec![8], "1"))), fails);
    assert_eq!(World::after(|world| world.signed = Some((vec![7], "0"))), fails);
}

#[test]
fn everything_must_be_answered() {
    let fails = [Rule::Completeness];
    assert_eq!(World::after(|world| world.person().snils.clear()), fails);
    assert!(World::after(|world| world.answers.education.clear()).contains(&fails[0]));
    assert!(World::after(|world| world.answers.work.clear()).contains(&fails[0]));
}

#[test]
fn a_register_that_does_not_know_her_proves_nothing() {
    let nobody = World::after(|world| {
        world.fund = None;
        world.education = None;
    });
    assert_eq!(nobody, [Rule::Name, Rule::BirthDate, Rule::Diploma, Rule::Work]);
}
