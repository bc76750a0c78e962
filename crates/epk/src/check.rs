//! The rules by which an application is checked: pure functions of what it says and of what the
//! registers answered. Each shows its evidence; all of them hold, or an examiner decides.

pub mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::Moment;
use registries::record::{Education, Employment};
use registries::{EducationRecord, Holder, Record, SfrRecord, date, lookalike, name};
use serde::{Deserialize, Serialize};

use crate::application::answers::{Answers, Diploma, Identity, Job};

pub use store::{keep, of_round};

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Everything that has to be answered is.
    Completeness,
    /// What is checked is what was signed, under the agreement in force.
    Signature,
    /// Surname, given name and patronymic are those of the registers.
    Name,
    /// The date of birth is that of the registers.
    BirthDate,
    /// Each diploma is in the register of education, with this number and date.
    Diploma,
    /// Each place of work is in the pension fund, with these dates.
    Work,
    /// Nothing is listed twice, and no diploma serves two people.
    Duplicates,
}

/// Whether a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It does.
    Holds,
    /// It does not; an examiner has to look.
    Fails,
}

/// One thing that was compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What was compared: the end of the key of its words.
    pub what: String,
    /// Which entry it is about: the school, the employer; empty where there is one only.
    pub about: String,
    /// What the application says.
    pub said: String,
    /// What it was compared with says; nothing where that knows nothing.
    pub held: Option<String>,
    /// Where that comes from: the end of the key of its words.
    pub source: String,
    /// Whether they agree.
    pub agrees: bool,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// Whether it holds.
    pub outcome: Outcome,
    /// Why.
    pub evidence: Vec<Evidence>,
    /// When it was applied.
    pub at: Moment,
}

/// Everything that the rules look at.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// What the application says.
    pub answers: &'a Answers,
    /// The digest of that, as it is stored now.
    pub digest: &'a [u8],
    /// The digest that was signed, and the version of the agreement.
    pub signed: Option<(&'a [u8], &'a str)>,
    /// The version of the agreement in force.
    pub agreement: &'a str,
    /// What the pension fund answered; nothing when it does not know her.
    pub fund: Option<&'a SfrRecord>,
    /// What the register of education answered; nothing when it does not know her.
    pub education: Option<&'a EducationRecord>,
    /// The parts whose diploma stands in an application of somebody else.
    pub elsewhere: &'a [String],
    /// Whether an examiner has suspended her present passport.
    pub suspended: bool,
    /// When the rules are applied.
    pub now: Moment,
}

impl Rule {
    /// All rules, in the order in which they are shown.
    pub const ALL: [Rule; 7] = [
        Rule::Completeness,
        Rule::Signature,
        Rule::Name,
        Rule::BirthDate,
        Rule::Diploma,
        Rule::Work,
        Rule::Duplicates,
    ];

    /// The word in tables and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::Completeness => "completeness",
            Rule::Signature => "signature",
            Rule::Name => "name",
            Rule::BirthDate => "birth-date",
            Rule::Diploma => "diploma",
            Rule::Work => "work",
            Rule::Duplicates => "duplicates",
        }
    }

    fn parse(word: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.as_str() == word)
    }

    /// What it compares with: the end of the key of its words.
    pub fn source(self) -> &'static str {
        match self {
            Rule::Name | Rule::BirthDate => "registers",
            Rule::Diploma => EDUCATION,
            Rule::Work => FUND,
            Rule::Completeness | Rule::Signature | Rule::Duplicates => APPLICATION,
        }
    }

    fn evidence(self, case: &Case) -> Vec<Evidence> {
        match self {
            Rule::Completeness => completeness(case),
            Rule::Signature => signature(case),
            Rule::Name => names(case),
            Rule::BirthDate => birth_date(case),
            Rule::Diploma => diplomas(case),
            Rule::Work => work(case),
            Rule::Duplicates => duplicates(case),
        }
    }
}

/// Applies all rules.
pub fn run(case: &Case) -> Vec<Finding> {
    let finding = |rule: Rule| {
        let evidence = rule.evidence(case);
        // A rule without evidence has looked at nothing.
        let holds = !evidence.is_empty() && evidence.iter().all(|line| line.agrees);
        let outcome = if holds { Outcome::Holds } else { Outcome::Fails };
        Finding { rule, outcome, evidence, at: case.now }
    };
    Rule::ALL.map(finding).to_vec()
}

/// Whether every rule was applied and holds.
pub fn all_hold(findings: &[Finding]) -> bool {
    let holds = |rule: &Rule| {
        findings.iter().any(|found| found.rule == *rule && found.outcome == Outcome::Holds)
    };
    Rule::ALL.iter().all(holds)
}

fn completeness(case: &Case) -> Vec<Evidence> {
    let missing = case.answers.missing();
    let numbers = |person: &Identity| person.snils.len() == 11 && person.inn.len() == 12;
    let person = case.answers.person.as_ref().is_some_and(|kept| numbers(&kept.value));
    let line = |what: &str, agrees: bool| Evidence::bare(what, agrees);
    vec![
        line("person", person),
        line("education", !missing.contains(&"education")),
        line("work", !missing.contains(&"work")),
    ]
}

fn signature(case: &Case) -> Vec<Evidence> {
    let (content, agreement) = case.signed.unzip();
    vec![
        Evidence::bare("signed", content.is_some()),
        Evidence::bare("unchanged", content == Some(case.digest)),
        Evidence::bare("agreement", agreement == Some(case.agreement)),
    ]
}

fn names(case: &Case) -> Vec<Evidence> {
    let Some(person) = case.answers.person.as_ref().map(|kept| &kept.value) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for (source, holder) in holders(case) {
        let parts = [
            ("family-name", Some(&person.family_name), holder.map(|h| Some(&h.family_name))),
            ("given-name", Some(&person.given_name), holder.map(|h| Some(&h.given_name))),
            (
                "middle-name",
                person.middle_name.as_ref(),
                holder.map(|h| h.additional_name.as_ref()),
            ),
        ];
        for (what, said, held) in parts {
            let agrees = match (said, held) {
                (Some(said), Some(Some(held))) => name::compare(said, held).is_same(),
                (None, Some(None)) => true,
                _ => false,
            };
            let said = said.cloned().unwrap_or_default();
            let held = held.map(|held| held.cloned().unwrap_or_default());
            lines.push(Evidence { held, agrees, ..Evidence::of(what, said, source) });
        }
    }
    lines
}

fn birth_date(case: &Case) -> Vec<Evidence> {
    let Some(said) = case.answers.born() else { return Vec::new() };
    let line = |(source, holder): (&str, Option<&Holder>)| {
        let held = holder.map(|holder| holder.birth_date);
        Evidence::of("birth-date", date::typed(said), source).beside(held.map(date::typed))
    };
    holders(case).into_iter().map(line).collect()
}

/// Whom the registers asked mean.
fn holders<'a>(case: &Case<'a>) -> [(&'static str, Option<&'a Holder>); 2] {
    [(FUND, case.fund.map(Record::holder)), (EDUCATION, case.education.map(Record::holder))]
}

fn diplomas(case: &Case) -> Vec<Evidence> {
    let known = case.education.map(|record| record.documents.as_slice()).unwrap_or_default();
    let line = |diploma: &Diploma| {
        let said = &diploma.facts;
        let held = most_like(said, known);
        let lines = [
            ("diploma-series", said.diploma_series.clone(), held.map(|h| h.diploma_series.clone())),
            ("diploma-number", said.diploma_number.clone(), held.map(|h| h.diploma_number.clone())),
            ("issued-on", date::typed(said.issued_on), held.map(|h| date::typed(h.issued_on))),
            ("institution", said.institution.clone(), held.map(|h| h.institution.clone())),
            ("level", said.level.clone(), held.map(|h| h.level.clone())),
            ("qualification", said.qualification.clone(), held.map(|h| h.qualification.clone())),
        ];
        let about = said.institution.clone();
        lines.map(|(what, said, held)| Evidence {
            about: about.clone(),
            ..Evidence::of(what, said, EDUCATION).beside(held)
        })
    };
    case.answers.education.iter().flat_map(|kept| line(&kept.value)).collect()
}

/// The document of the register that is meant: one with the same blank, else the one that has
/// most in common, so that the evidence shows where they part.
fn most_like<'a>(said: &Education, known: &'a [Education]) -> Option<&'a Education> {
    let likeness = |held: &&Education| {
        let number = held.diploma_number == said.diploma_number;
        let series = same(&held.diploma_series, &said.diploma_series);
        let day = held.issued_on == said.issued_on;
        let school = same(&held.institution, &said.institution);
        4 * i32::from(number)
            + 2 * i32::from(series)
            + 2 * i32::from(day)
            + 2 * i32::from(school)
            + i32::from(same(&held.level, &said.level))
    };
    known.iter().filter(|held| likeness(held) >= LIKE).max_by_key(likeness)
}

fn work(case: &Case) -> Vec<Evidence> {
    if case.answers.work.is_empty() && case.answers.no_work.is_some() {
        return vec![Evidence { source: FUND.into(), ..Evidence::bare("no-work", true) }];
    }
    let known = case.fund.map(|record| record.employment.as_slice()).unwrap_or_default();
    let line = |job: &Job| {
        let said = &job.facts;
        let held = same_job(said, known);
        let ended = |job: &Employment| job.to.map(date::typed).unwrap_or_default();
        let lines = [
            ("employer", said.employer.clone(), held.map(|h| h.employer.clone())),
            ("position", said.position.clone(), held.map(|h| h.position.clone())),
            ("from", date::typed(said.from), held.map(|h| date::typed(h.from))),
            ("to", ended(said), held.map(ended)),
        ];
        let about = said.employer.clone();
        lines.map(|(what, said, held)| Evidence {
            about: about.clone(),
            ..Evidence::of(what, said, FUND).beside(held)
        })
    };
    case.answers.work.iter().flat_map(|kept| line(&kept.value)).collect()
}

/// The work in the fund that is meant: at this employer, and with most in common.
fn same_job<'a>(said: &Employment, known: &'a [Employment]) -> Option<&'a Employment> {
    let likeness = |held: &&Employment| {
        4 * i32::from(same(&held.employer, &said.employer))
            + 2 * i32::from(held.from == said.from)
            + 2 * i32::from(held.to == said.to)
            + i32::from(same(&held.position, &said.position))
    };
    known.iter().filter(|held| likeness(held) >= LIKE).max_by_key(likeness)
}

fn duplicates(case: &Case) -> Vec<Evidence> {
    let mut lines = Vec::new();
    let blank = |said: &Education| (fold(&said.diploma_series), said.diploma_number.clone());
    for (place, kept) in case.answers.education.iter().enumerate() {
        let said = &kept.value.facts;
        let before = &case.answers.education[..place];
        let again = before.iter().any(|other| blank(&other.value.facts) == blank(said));
        let about = said.institution.clone();
        lines.push(Evidence { about: about.clone(), ..Evidence::bare("diploma-twice", !again) });
        let taken = case.elsewhere.contains(&kept.part);
        lines.push(Evidence { about, ..Evidence::bare("diploma-elsewhere", !taken) });
    }
    let job = |said: &Employment| (fold(&said.employer), fold(&said.position), said.from, said.to);
    for (place, kept) in case.answers.work.iter().enumerate() {
        let said = &kept.value.facts;
        let before = &case.answers.work[..place];
        let again = before.iter().any(|other| job(&other.value.facts) == job(said));
        let about = said.employer.clone();
        lines.push(Evidence { about, ..Evidence::bare("job-twice", !again) });
    }
    lines.push(Evidence::bare("suspended", !case.suspended));
    lines
}

/// Whether two texts say the same but for case, `ё`, look-alike letters, quotes and spaces.
fn same(first: &str, second: &str) -> bool {
    fold(first) == fold(second)
}

fn fold(text: &str) -> String {
    lookalike::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

impl Evidence {
    /// Something that is so or not, without a register beside it.
    fn bare(what: &str, agrees: bool) -> Evidence {
        Evidence { agrees, ..Evidence::of(what, String::new(), APPLICATION) }
    }

    fn of(what: &str, said: String, source: &str) -> Evidence {
        Evidence {
            what: what.to_owned(),
            about: String::new(),
            said,
            held: None,
            source: source.to_owned(),
            agrees: false,
        }
    }

    /// Compared with what a register holds.
    fn beside(self, held: Option<String>) -> Evidence {
        let agrees = held.as_deref().is_some_and(|held| same(held, &self.said));
        Evidence { held, agrees, ..self }
    }
}

/// Fewer things in common than this, and it is another document or job.
const LIKE: i32 = 4;
const FUND: &str = "sfr";
const EDUCATION: &str = "education";
const APPLICATION: &str = "application";
