//! Proofing: raising the level of an account.
//!
//! An account begins *simple*: a phone and an e-mail address. It becomes *standard* when the
//! registers know a person with the typed name, date of birth, passport, СНИЛС and ИНН, and
//! *confirmed* when a member of staff has seen her with that passport. A level never goes down
//! here.
//!
//! The sequence, with pages or without (the demonstration calls the same functions):
//!
//! 1. [`save`] keeps what was typed, step by step, right or wrong, sealed in the database: she
//!    may go on tomorrow on another device.
//! 2. [`send`] reads it into [`Typed`] and takes one of [`CHECKS_PER_DAY`].
//! 3. [`ask`] asks the registers, outside of any transaction and never longer than its deadline.
//! 4. [`decide`] judges the answers and changes the account, all or nothing.
//! 5. Where a register gave no answer, a job repeats 3 and 4 and tells her how it ended.
//!
//! [`check`] is 2 to 4; [`raise`] is 1 to 4. For the confirmed level [`confirm::number`] gives her
//! a number to bring along and [`confirm::confirm`] is what the desk does with her passport.

mod ask;
pub mod confirm;
pub mod draft;
pub mod jobs;
mod judge;
pub mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::{DAY, Moment, Result, SECOND, Tx};
use jiff::civil::Date;
use registries::{Agreement, BirthDate, Gender, Inn, Part, Passport, Register, Snils};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::account::{self, Account, AccountId, By, Claim, FullName, Level};
use crate::budget::Budget;

pub use ask::{Finding, ask, check, raise};
pub use draft::{Draft, Step};
pub use judge::{Judgement, judge};
pub use store::{by_reference, find};

/// Checks by the registers that one account may ask for within any day.
pub const CHECKS_PER_DAY: i64 = 10;
/// A register that gave no answer for so long: the person is told to try again.
pub const PATIENCE: i64 = 7 * DAY;
/// The job leaves the page that waits for the answer this much time.
const HEAD_START: i64 = 10 * SECOND;

/// What a check is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// The standard level.
    Level,
    /// An ИНН for an account that has the standard level already.
    Inn,
}

/// What a person typed, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// Her name.
    pub name: FullName,
    /// Date of birth.
    pub birth_date: BirthDate,
    /// Sex; not asked for an ИНН.
    pub gender: Option<Gender>,
    /// The passport; not asked for an ИНН.
    pub passport: Option<Passport>,
    /// СНИЛС.
    pub snils: Option<Snils>,
    /// ИНН, unless she left it for later.
    pub inn: Option<Inn>,
}

/// How far a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// She is still typing.
    Typing,
    /// The registers are being asked.
    Checking,
    /// A register gave no answer; the job asks again.
    Waiting,
    /// See [`Refusal`].
    Refused,
}

/// Why the level was not raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Refusal {
    /// These registers do not know such a person.
    Unknown(Vec<Register>),
    /// These lines are not what the register holds. What it holds is never shown: the account is
    /// not yet known to be this person's.
    Differs(Vec<(Register, Part, Agreement)>),
    /// A number or the document belongs to another account. Never said to whoever typed it.
    Taken,
    /// No answer within [`PATIENCE`].
    Silence(Vec<Register>),
}

/// A check of an account as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub purpose: Purpose,
    /// Grows by one with each change.
    pub rev: i64,
    /// How far it is.
    pub state: State,
    /// Everything as typed.
    pub draft: Draft,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// The number to quote at the desk.
    pub reference: String,
    /// When it was sent.
    pub sent_at: Option<Moment>,
}

/// How sending ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sending {
    /// It is being checked, by this press of the button or an earlier one.
    Sent {
        /// Which state of the draft is checked.
        rev: i64,
    },
    /// Something is missing or wrong in this step.
    Missing(Step),
    /// No more checks today.
    Spent {
        /// When there will be one again.
        until: Moment,
    },
    /// There is nothing to check: the account has it already.
    Needless,
}

/// What came of the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The account has the level, or the ИНН.
    Done,
    /// A register has not answered; the job goes on.
    Waiting,
    /// See [`Request::refusal`].
    Refused,
    /// She changed the draft meanwhile, or another answer was quicker.
    Stale,
}

/// Who waits for the verdict: a person before a page, or nobody, so that she must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A page.
    Page,
    /// The job.
    Job,
}

impl Purpose {
    /// The word in the table and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Level => "level",
            Purpose::Inn => "inn",
        }
    }

    /// Whether the account has what the check is for.
    pub fn is_reached(self, account: &Account) -> bool {
        match self {
            Purpose::Level => account.level >= Level::Standard,
            Purpose::Inn => account.personal.inn.is_some(),
        }
    }

    /// The steps that must be filled in.
    pub fn steps(self) -> &'static [Step] {
        match self {
            Purpose::Level => &[Step::Name, Step::Passport, Step::Snils, Step::Inn],
            Purpose::Inn => &[Step::Inn],
        }
    }
}

/// The draft of a person, with what her account knows where nothing was typed yet.
pub fn draft(tx: &Tx, account: &Account, purpose: Purpose) -> Result<Draft> {
    let known = find(tx, account.id, purpose)?;
    Ok(known.map_or_else(|| Draft::of(account), |request| request.draft))
}

/// Keeps what was typed in a step. A check under way counts for nothing any more.
pub fn save(
    tx: &mut Tx,
    account: &Account,
    purpose: Purpose,
    typed: &[(String, String)],
) -> Result<()> {
    let mut draft = draft(tx, account, purpose)?;
    for (field, value) in typed {
        draft.set(field, value);
    }
    store::save(tx, account.id, purpose, &draft)
}

/// Begins the check of a draft. One that is under way is not begun again.
pub fn send(tx: &mut Tx, id: AccountId, purpose: Purpose) -> Result<Sending> {
    let Some(account) = account::find(tx, id)? else { return Ok(Sending::Needless) };
    if purpose.is_reached(&account) {
        return Ok(Sending::Needless);
    }
    let Some(request) = find(tx, id, purpose)? else {
        return Ok(Sending::Missing(purpose.steps()[0]));
    };
    if matches!(request.state, State::Checking | State::Waiting) {
        return Ok(Sending::Sent { rev: request.rev });
    }
    if let Err(step) = request.draft.read(purpose, &account, today(tx)) {
        return Ok(Sending::Missing(step));
    }
    // Taken before anybody is asked: registers are no oracle for guessing numbers.
    let checks = Budget::new("proofing", id, CHECKS_PER_DAY, DAY);
    if checks.take(tx)?.is_none() {
        tx.journal(&By::Owner.draft("proofing.spent", id))?;
        return Ok(Sending::Spent { until: checks.next_at(tx)? });
    }
    let rev = store::begin_check(tx, &request)?;
    tx.journal(&By::Owner.draft("proofing.sent", id).with(json!({"purpose": purpose.as_str()})))?;
    let due = tx.now().plus(HEAD_START);
    tx.enqueue(jobs::JOB, &jobs::Payload { account: id, purpose, rev }, due)?;
    Ok(Sending::Sent { rev })
}

/// What is to be asked for a check that is under way; `None` when it is over.
pub fn under_check(tx: &Tx, id: AccountId, purpose: Purpose, rev: i64) -> Result<Option<Typed>> {
    let Some(account) = account::find(tx, id)? else { return Ok(None) };
    let Some(request) = open_request(tx, id, purpose, rev)? else { return Ok(None) };
    Ok(request.draft.read(purpose, &account, today(tx)).ok())
}

/// Judges the answers of the registers and changes the account. Whoever comes second changes
/// nothing.
pub fn decide(
    tx: &mut Tx,
    id: AccountId,
    purpose: Purpose,
    rev: i64,
    findings: &[Finding],
    asker: Asker,
) -> Result<Verdict> {
    let Some(account) = account::find(tx, id)? else { return Ok(Verdict::Stale) };
    if purpose.is_reached(&account) {
        store::forget(tx, id, purpose)?;
        return Ok(Verdict::Done);
    }
    let Some(request) = open_request(tx, id, purpose, rev)? else { return Ok(Verdict::Stale) };
    let Ok(typed) = request.draft.read(purpose, &account, today(tx)) else {
        return Ok(Verdict::Stale);
    };
    // Looked up whatever the registers say: an answer must not take longer where somebody has it.
    let owner = taken(tx, id, &typed)?;
    match judge(&typed, findings) {
        Judgement::Agrees => match owner {
            Some(owner) => refuse_taken(tx, &request, owner, asker),
            None => {
                apply(tx, &account, purpose, &typed)?;
                Ok(Verdict::Done)
            }
        },
        Judgement::Refused(refusal) => refuse(tx, &request, &refusal, asker),
        Judgement::Later(silent) => {
            let waited = request.sent_at.map_or(0, |sent_at| tx.now().since(sent_at));
            if waited > PATIENCE {
                return refuse(tx, &request, &Refusal::Silence(silent), asker);
            }
            store::wait(tx, &request)?;
            Ok(Verdict::Waiting)
        }
    }
}

fn open_request(tx: &Tx, id: AccountId, purpose: Purpose, rev: i64) -> Result<Option<Request>> {
    let request = find(tx, id, purpose)?;
    Ok(request.filter(|request| {
        request.rev == rev && matches!(request.state, State::Checking | State::Waiting)
    }))
}

/// The other account that holds one of the numbers. Two transactions that come here together are
/// told apart by the keys of the handles: [`claimed`].
fn taken(tx: &Tx, id: AccountId, typed: &Typed) -> Result<Option<AccountId>> {
    let owners = [
        match &typed.snils {
            Some(snils) => account::by_identifier(tx, &account::Identifier::Snils(snils.clone()))?,
            None => None,
        },
        match &typed.inn {
            Some(inn) => account::of_inn(tx, inn)?,
            None => None,
        },
        match &typed.passport {
            Some(passport) => account::of_passport(tx, &passport.digits())?,
            None => None,
        },
    ];
    Ok(owners.into_iter().flatten().find(|owner| *owner != id))
}

/// The account that holds what another one was refused for; for the desk.
pub fn held_by(tx: &Tx, account: &Account) -> Result<Option<AccountId>> {
    for purpose in [Purpose::Level, Purpose::Inn] {
        let request = find(tx, account.id, purpose)?;
        let refused = request.filter(|request| request.refusal == Some(Refusal::Taken));
        let typed = refused.map(|request| request.draft.read(purpose, account, today(tx)));
        if let Some(Ok(typed)) = typed {
            return taken(tx, account.id, &typed);
        }
    }
    Ok(None)
}

fn apply(tx: &mut Tx, account: &Account, purpose: Purpose, typed: &Typed) -> Result<()> {
    let (id, now) = (account.id, tx.now());
    if let Some(inn) = &typed.inn {
        claimed(account::set_inn(tx, id, inn)?)?;
    }
    if purpose == Purpose::Inn {
        store::forget(tx, id, purpose)?;
        tx.journal(&By::Owner.draft("proofing.inn_added", id))?;
        return Ok(());
    }
    if let Some(snils) = &typed.snils {
        claimed(account::set_snils(tx, id, snils)?)?;
    }
    if let Some(passport) = &typed.passport {
        claimed(account::set_passport(tx, id, passport)?)?;
    }
    account::change(tx, id, |personal| {
        personal.name = typed.name.clone();
        personal.name_verified_at = Some(now);
        personal.birth_date = Some(typed.birth_date.date());
        personal.gender = typed.gender;
    })?;
    account::raise(tx, id, Level::Simple, Level::Standard)?;
    store::forget(tx, id, purpose)?;
    let level = Level::Standard.as_str();
    tx.journal(&By::Owner.draft("proofing.raised", id).with(json!({"level": level})))?;
    crate::tell(tx, id, notify::Kind::Account, "level-raised", vec![("level", level.into())])
}

/// It was free a moment ago: another transaction was quicker, and this one runs again.
fn claimed(claim: Claim) -> Result<()> {
    if claim == Claim::Done { Ok(()) } else { Err(::store::Error::Conflict) }
}

fn refuse_taken(tx: &mut Tx, request: &Request, owner: AccountId, by: Asker) -> Result<Verdict> {
    tx.journal(&::store::journal::Draft::new("identity", "proofing.number_claimed").about(owner))?;
    // Once a day is enough to warn; whoever repeats it must not flood the owner.
    if tx.charge(&format!("proofing-claimed:{owner}"), DAY)? == 1 {
        crate::tell(tx, owner, notify::Kind::Security, "number-claimed", Vec::new())?;
    }
    refuse(tx, request, &Refusal::Taken, by)
}

fn refuse(tx: &mut Tx, request: &Request, refusal: &Refusal, asker: Asker) -> Result<Verdict> {
    let (id, purpose) = (request.account, request.purpose);
    store::refuse(tx, request, refusal)?;
    let about = json!({"purpose": purpose.as_str(), "why": refusal.word()});
    tx.journal(&By::Owner.draft("proofing.refused", id).with(about))?;
    if asker == Asker::Job {
        crate::tell(tx, id, notify::Kind::Account, "level-check-refused", Vec::new())?;
    }
    Ok(Verdict::Refused)
}

impl Refusal {
    /// The word in the journal and in keys of texts. It tells nothing about other accounts.
    pub fn word(&self) -> &'static str {
        match self {
            Refusal::Unknown(_) | Refusal::Taken => "unconfirmed",
            Refusal::Differs(_) => "differs",
            Refusal::Silence(_) => "silence",
        }
    }
}

/// The date in Moscow.
fn today(tx: &Tx) -> Date {
    registries::date::today(tx.now())
}
