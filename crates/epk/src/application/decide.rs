//! The decision: by the rules, or by an examiner.

mod store;

use ::store::{Error, Moment, Result, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::staff::{NotOwn, StaffId};

use super::answers::{Answers, Identity};
use super::sign::{elsewhere, forget_diplomas, lookup};
use super::{
    Application, ApplicationId, By, State, answers, digest, entry, mandate, note, signature,
    store as rows, tell,
};
use crate::check::{self, Case, Finding, Rule};
use crate::{agreement, passport};

pub(super) use store::answer_remark;
pub use store::{decision, remarks};

/// What was decided in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The passport is issued.
    Issued,
    /// It is refused.
    Refused,
    /// It goes back for corrections.
    Returned,
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub verdict: Verdict,
    /// Why, for the person to read; empty where the rules decided.
    pub reason: String,
    /// Who: an examiner and her name, nobody where the rules decided.
    pub by: Option<(StaffId, String)>,
    /// When.
    pub at: Moment,
}

/// What an examiner asks to be corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// A list (`education`), a part (`education/01h…`) or a field of one
    /// (`education/01h….diploma_number`).
    pub target: String,
    /// What is wrong with it.
    pub words: String,
    /// Whether it was saved since.
    pub answered: bool,
}

/// How an examiner's decision ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deciding {
    /// It stands.
    Done,
    /// Somebody was quicker: that decision stands.
    Before(Decision),
    /// It is not with the examiners any more: it was withdrawn, or waits for consent.
    Elsewhere,
}

impl Verdict {
    /// The word in tables and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Issued => "issued",
            Verdict::Refused => "refused",
            Verdict::Returned => "returned",
        }
    }

    pub(super) fn parse(word: &str) -> Result<Verdict> {
        let all = [Verdict::Issued, Verdict::Refused, Verdict::Returned];
        let found = all.into_iter().find(|verdict| verdict.as_str() == word);
        found.ok_or_else(|| Error::bug("a decision has an unknown verdict"))
    }
}

impl Remark {
    /// The part that it is about.
    pub fn part(&self) -> &str {
        self.target.split_once('.').map_or(&self.target, |(part, _)| part)
    }

    /// The one field that it is about, if it is not about the whole part.
    pub fn field(&self) -> Option<&str> {
        self.target.split_once('.').map(|(_, field)| field)
    }

    /// Whether it lets a part, or this field of it, be changed.
    pub fn opens(&self, part: &str, field: Option<&str>) -> bool {
        self.part() == part && self.field().is_none_or(|own| field == Some(own))
    }
}

/// What the registers answered to the job.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// The pension fund; nothing when it does not know her or may not be asked at all.
    pub fund: Option<registries::SfrRecord>,
    /// The register of education.
    pub education: Option<registries::EducationRecord>,
}

/// Applies the rules to an application that is being checked: when all hold the passport is
/// issued in this transaction, else it goes to an examiner. A repeat changes nothing.
pub(super) fn judge(tx: &mut Tx, seen: &Application, answered: &Answered) -> Result<()> {
    let Some(application) = rows::find(tx, seen.id)? else { return Ok(()) };
    if application.state != State::Checking || application.round != seen.round {
        return Ok(());
    }
    let (id, round) = (application.id, application.round);
    let (said, findings) = findings(tx, &application, answered)?;
    check::keep(tx, id.0, round, &findings)?;
    if let Some(person) = said.person.as_ref().filter(|_| check::all_hold(&findings)) {
        let decision =
            Decision { verdict: Verdict::Issued, reason: String::new(), by: None, at: tx.now() };
        if store::put(tx, id, round, &decision)? {
            rows::move_to(tx, id, round, &[State::Checking], State::Issued)?;
            issue(tx, &application, &said, &person.value, &findings, By::System)?;
        }
        return Ok(());
    }
    if rows::move_to(tx, id, round, &[State::Checking], State::Review)? {
        note(tx, &application, By::System, "review", &round.to_string())?;
        tell(tx, &application, "application-review", &round.to_string())?;
        mandate::watch(tx, &application)?;
    }
    Ok(())
}

fn findings(
    tx: &Tx,
    application: &Application,
    answered: &Answered,
) -> Result<(Answers, Vec<Finding>)> {
    let said = answers(tx, application.id)?;
    let digest = digest(tx, application)?;
    let signed = signature(tx, application.id, application.round)?;
    let mut taken = Vec::new();
    for kept in &said.education {
        if elsewhere(tx, application, &lookup(tx, &kept.value))? {
            taken.push(kept.part.clone());
        }
    }
    let current = passport::current(tx, application.account)?;
    let findings = check::run(&Case {
        answers: &said,
        digest: &digest,
        signed: signed.as_ref().map(|s| (s.content.as_slice(), s.agreement.as_str())),
        agreement: agreement::VERSION,
        fund: answered.fund.as_ref(),
        education: answered.education.as_ref(),
        elsewhere: &taken,
        suspended: current.is_some_and(|(_, state)| state == passport::State::Suspended),
        now: tx.now(),
    });
    Ok((said, findings))
}

/// Issues the passport, in the transaction of the decision.
fn issue(
    tx: &mut Tx,
    application: &Application,
    said: &Answers,
    person: &Identity,
    findings: &[Finding],
    by: By,
) -> Result<()> {
    let supersedes = passport::current(tx, application.account)?.map(|(id, _)| id);
    let checked = |found: &Finding| passport::Checked {
        rule: found.rule.as_str().to_owned(),
        source: found.rule.source().to_owned(),
        at: found.at,
    };
    let held = findings.iter().filter(|found| found.outcome == check::Outcome::Holds);
    let facts = passport::Facts {
        family_name: person.family_name.clone(),
        given_name: person.given_name.clone(),
        additional_name: person.middle_name.clone(),
        birth_date: person.birth_date,
        education: said.education.iter().map(|kept| kept.value.facts.clone()).collect(),
        employment: said.work.iter().map(|kept| kept.value.facts.clone()).collect(),
        checks: held.map(checked).collect(),
    };
    let (id, holder) = (application.id.0, application.account);
    passport::issue(tx, &passport::Order { application: id, holder, facts, supersedes })?;
    note(tx, application, by, "issued", &application.round.to_string())?;
    mandate::give_back(tx, application)
}

/// An examiner of this name decides on the round that her page showed. Of two who decide at once
/// the first is heard, and the other is told who that was.
pub fn decide(
    tx: &mut Tx,
    application: &NotOwn<Application>,
    name: &str,
    round: i64,
    verdict: Verdict,
    reason: &str,
    remarks: &[Remark],
) -> Result<Deciding> {
    let (id, by) = (application.id, application.staff());
    if let Some(before) = decision(tx, id, round)? {
        return Ok(Deciding::Before(before));
    }
    if application.state != State::Review || application.round != round {
        return Ok(Deciding::Elsewhere);
    }
    let decided = Decision {
        verdict,
        reason: reason.to_owned(),
        by: Some((by, name.to_owned())),
        at: tx.now(),
    };
    let to = match verdict {
        Verdict::Issued => State::Issued,
        Verdict::Refused => State::Refused,
        Verdict::Returned => State::Returned,
    };
    let kept = store::put(tx, id, round, &decided)?;
    if !kept || !rows::move_to(tx, id, round, &[State::Review], to)? {
        let before = decision(tx, id, round)?;
        return Ok(before.map_or(Deciding::Elsewhere, Deciding::Before));
    }
    let about = json!({ "application": id, "verdict": verdict, "reason": reason });
    tx.journal(&entry(application, By::Staff(by), "decided").with(about))?;
    settle(tx, application, By::Staff(by), verdict, remarks)?;
    Ok(Deciding::Done)
}

/// What follows from an examiner's decision.
fn settle(
    tx: &mut Tx,
    application: &Application,
    by: By,
    verdict: Verdict,
    remarks: &[Remark],
) -> Result<()> {
    let (id, round) = (application.id, application.round);
    let mark = round.to_string();
    match verdict {
        Verdict::Issued => {
            let said = answers(tx, id)?;
            let findings = check::of_round(tx, id.0, round)?;
            let person = said.person.clone().ok_or(Error::Missing)?;
            issue(tx, application, &said, &person.value, &findings, by)
        }
        Verdict::Refused => {
            forget_diplomas(tx, id)?;
            note(tx, application, by, "refused", &mark)?;
            tell(tx, application, "application-refused", &mark)?;
            mandate::give_back(tx, application)
        }
        Verdict::Returned => {
            for remark in remarks {
                store::add_remark(tx, id, round, remark)?;
            }
            note(tx, application, by, "returned", &mark)?;
            tell(tx, application, "application-returned", &mark)
        }
    }
}

/// What the rules found in a round.
pub fn evidence(tx: &Tx, id: ApplicationId, round: i64) -> Result<Vec<Finding>> {
    check::of_round(tx, id.0, round)
}

/// An examiner has opened the application: the person reads it in her journal, and once a round
/// on the page.
pub fn opened(tx: &mut Tx, application: &NotOwn<Application>) -> Result<()> {
    let about = json!({ "what": "application", "application": application.id });
    let draft = ::store::journal::Draft::new(web::Site::Epk.as_str(), "staff.read");
    let draft = draft.by("staff", application.staff()).about(application.account);
    tx.journal(&draft.with(about))?;
    rows::add_event(tx, application.id, "opened", &application.round.to_string()).map(|_| ())
}

/// The rules that an examiner has to look at.
pub fn failed(findings: &[Finding]) -> Vec<Rule> {
    let fails = findings.iter().filter(|found| found.outcome == check::Outcome::Fails);
    fails.map(|found| found.rule).collect()
}
