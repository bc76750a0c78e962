//! The application for the qualification passport: from a draft that is saved step by step,
//! through the signature and the check, to a decision.
//!
//! ```text
//! draft ──sign──▶ checking ──all rules hold──▶ issued
//!   ▲                │  ▲ └─a rule does not──▶ review ──examiner──▶ issued, refused
//!   │       no mandate  │ consent                  │
//!   │                ▼  │                          ▼
//!   └───────────── consent ◀──mandate ended──── returned ──correct, sign──▶ checking
//! ```
//!
//! A person has one open application. Whatever is saved carries the revision that its page
//! showed: of two devices that change the same thing the second is told, and loses nothing.

pub mod answers;
mod decide;
pub mod jobs;
mod mandate;
pub mod pages;
pub mod scans;
mod sign;
pub mod staff;
mod store;
#[cfg(test)]
mod tests;

use ::store::journal::Draft;
use ::store::{HOUR, Id, Moment, Result, Tx};
use cabinet::CabinetAccountId;
use notify::{Kind, Notice, Recipient};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use web::Site;
use web::staff::{Belongs, Citizen, Own, StaffId};

use answers::{Answers, EDUCATION, ENTRIES_MAX, WORK};

pub use decide::{
    Deciding, Decision, Remark, Verdict, decide, decision, evidence, opened, remarks,
};
pub use sign::{Signature, Signing, act, digest, send_code, sign, signature};

::store::id!(/** An application for the qualification passport. */ pub ApplicationId);

/// How soon after the signature a decision is promised.
pub const PROMISE: i64 = 24 * HOUR;

/// How far an application has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is being filled in.
    Draft,
    /// The rules are being applied, or wait for a register.
    Checking,
    /// The mandate ended or was withdrawn: the registers may not be asked.
    Consent,
    /// An examiner has to decide.
    Review,
    /// An examiner asks for corrections.
    Returned,
    /// The passport was issued.
    Issued,
    /// An examiner refused it.
    Refused,
    /// The person withdrew it.
    Withdrawn,
}

/// An application without its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Who applies.
    pub account: CabinetAccountId,
    /// How far it has come.
    pub state: State,
    /// Its number, from the first signature on.
    pub number: Option<String>,
    /// How many times it has been signed.
    pub round: i64,
    /// When it was begun.
    pub created_at: Moment,
    /// When anything in it was saved last.
    pub saved_at: Moment,
    /// When it was signed last.
    pub submitted_at: Option<Moment>,
    /// Until when a decision is promised.
    pub due_at: Option<Moment>,
    /// When it was decided.
    pub decided_at: Option<Moment>,
    /// When the promise was broken.
    pub overdue_at: Option<Moment>,
    /// The registers that gave no answer at the latest try; empty while none is waited for.
    pub waits_for: Vec<String>,
    /// How many tries in a row ended so.
    pub tries: i64,
    /// When they are asked again.
    pub next_try_at: Option<Moment>,
}

/// How saving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saving {
    /// It is kept.
    Saved,
    /// It was changed or removed elsewhere since the page was shown; nothing was written.
    Conflict,
    /// The application, or this part of it, cannot be changed now.
    Closed,
    /// The list is full.
    Full,
}

/// Something that happened to an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What: the end of the key of its words.
    pub event: String,
    /// When.
    pub at: Moment,
}

impl State {
    /// All of them.
    pub const ALL: [State; 8] = [
        State::Draft,
        State::Checking,
        State::Consent,
        State::Review,
        State::Returned,
        State::Issued,
        State::Refused,
        State::Withdrawn,
    ];

    /// The word in tables and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Checking => "checking",
            State::Consent => "consent",
            State::Review => "review",
            State::Returned => "returned",
            State::Issued => "issued",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
        }
    }

    fn parse(word: &str) -> Result<State> {
        let found = State::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| ::store::Error::bug("an application has an unknown state"))
    }

    /// Whether its answers can be changed.
    pub fn is_writable(self) -> bool {
        matches!(self, State::Draft | State::Returned)
    }

    /// Whether nothing will happen to it any more.
    pub fn is_over(self) -> bool {
        matches!(self, State::Issued | State::Refused | State::Withdrawn)
    }
}

/// Begins an application, or finds the open one.
pub fn start(tx: &mut Tx, account: CabinetAccountId) -> Result<ApplicationId> {
    let fresh = ApplicationId(tx.new_id());
    let begun = store::insert(tx, fresh, account)?;
    let open = open_of(tx, account)?.ok_or(::store::Error::Missing)?;
    if begun {
        note(tx, &open, By::Person, "started", "")?;
    }
    Ok(open.id)
}

/// The open application of a person.
pub fn open_of(tx: &Tx, account: CabinetAccountId) -> Result<Option<Application>> {
    store::open_of(tx, account)
}

/// All applications of a person, newest first.
pub fn of_account(tx: &Tx, account: CabinetAccountId) -> Result<Vec<Application>> {
    store::of_account(tx, account)
}

/// An application of this person; somebody else's is not there.
pub fn find(tx: &Tx, account: CabinetAccountId, id: ApplicationId) -> Result<Option<Application>> {
    Ok(store::find(tx, id)?.filter(|found| found.account == account))
}

/// What an application says now.
pub fn answers(tx: &Tx, id: ApplicationId) -> Result<Answers> {
    store::answers(tx, id)
}

/// What happened to it, oldest first.
pub fn events(tx: &Tx, id: ApplicationId) -> Result<Vec<Event>> {
    store::events(tx, id)
}

/// Saves one part. `seen` is the revision that the page showed, 0 for a part that is new.
pub fn save<T: Serialize>(
    tx: &mut Tx,
    application: &Application,
    part: &str,
    seen: i64,
    value: &T,
) -> Result<Saving> {
    let id = application.id;
    let content = serde_json::to_value(value).map_err(::store::Error::bug)?;
    if !may_write(tx, application)? {
        return Ok(Saving::Closed);
    }
    if !may_change(tx, application, part, &content)? {
        return Ok(Saving::Closed);
    }
    if seen == 0 && store::entries(tx, id, part)? >= ENTRIES_MAX {
        return Ok(Saving::Full);
    }
    if !store::put(tx, id, part, seen, &content)? {
        return Ok(Saving::Conflict);
    }
    saved(tx, application, part)
}

/// Removes one part.
pub fn remove(tx: &mut Tx, application: &Application, part: &str, seen: i64) -> Result<Saving> {
    let list = list_of(part);
    if !may_write(tx, application)? || !is_open_for(tx, application, list, None)? {
        return Ok(Saving::Closed);
    }
    if !store::delete(tx, application.id, part, seen)? {
        return Ok(Saving::Conflict);
    }
    saved(tx, application, part)
}

/// The list that a part belongs to, or the part itself.
pub fn list_of(part: &str) -> &str {
    part.split_once('/').map_or(part, |(list, _)| list)
}

fn saved(tx: &mut Tx, application: &Application, part: &str) -> Result<Saving> {
    let id = application.id;
    store::touch(tx, id)?;
    for remark in remarks(tx, id, application.round)? {
        if remark.part() == part || remark.target == list_of(part) {
            decide::answer_remark(tx, id, application.round, &remark.target)?;
        }
    }
    let about = json!({ "application": id, "part": part });
    tx.journal(&entry(application, By::Person, "saved").with(about))?;
    Ok(Saving::Saved)
}

/// Whether it is still as writable as the page that was shown says.
fn may_write(tx: &Tx, application: &Application) -> Result<bool> {
    let now = store::find(tx, application.id)?;
    Ok(now.is_some_and(|now| now.state.is_writable() && now.round == application.round))
}

/// After an application was returned, only what the remarks name may change.
fn may_change(tx: &Tx, application: &Application, part: &str, content: &Value) -> Result<bool> {
    if application.state != State::Returned {
        return Ok(true);
    }
    let before = store::content(tx, application.id, part)?;
    let Some(before) = before else { return is_open_for(tx, application, list_of(part), None) };
    let changed = |field: &str| before.get(field) != content.get(field);
    let fields = content.as_object().into_iter().flatten().map(|(field, _)| field.as_str());
    for field in fields.filter(|field| !FOLLOWING.contains(field) && changed(field)) {
        if !is_open_for(tx, application, part, Some(field))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Fields that follow from others.
const FOLLOWING: &[&str] = &["source", "told", "told_at"];

/// Whether the remarks let a part, or a field of it, be changed.
fn is_open_for(
    tx: &Tx,
    application: &Application,
    part: &str,
    field: Option<&str>,
) -> Result<bool> {
    if application.state != State::Returned {
        return Ok(true);
    }
    let remarks = remarks(tx, application.id, application.round)?;
    Ok(remarks.iter().any(|remark| remark.opens(part, field)))
}

/// The person takes it back; a draft is removed with all that was typed.
pub fn withdraw(tx: &mut Tx, application: &Application) -> Result<bool> {
    let (id, round) = (application.id, application.round);
    if !store::move_to(tx, id, round, WITHDRAWABLE, State::Withdrawn)? {
        return Ok(false);
    }
    if round == 0 {
        scans::forget(tx, application)?;
        store::forget_answers(tx, id)?;
    }
    sign::forget_diplomas(tx, id)?;
    note(tx, application, By::Person, "withdrawn", "")?;
    mandate::give_back(tx, application)?;
    Ok(true)
}

const WITHDRAWABLE: &[State] =
    &[State::Draft, State::Returned, State::Consent, State::Review, State::Checking];

impl Belongs for Application {
    fn own(&self, tx: &Tx, citizen: &Citizen) -> Result<Option<Own>> {
        let hers = crate::desk::account_of(tx, citizen)? == Some(self.account);
        Ok(hers.then(|| Own {
            site: Site::Epk,
            subject: self.account.to_string(),
            thing: json!({ "application": self.id }),
        }))
    }
}

/// Who did something.
#[derive(Clone, Copy, Debug)]
enum By {
    Person,
    System,
    Staff(StaffId),
}

/// Notes that something happened, for the person and in the journal. The same `mark` counts once.
fn note(tx: &mut Tx, whose: &Application, by: By, event: &str, mark: &str) -> Result<()> {
    if store::add_event(tx, whose.id, event, mark)? {
        tx.journal(&entry(whose, by, event).with(json!({ "application": whose.id })))?;
        notify::touch(tx, &Recipient::new(Site::Epk, whose.account), &page_of(whose))?;
    }
    Ok(())
}

/// The page that shows it.
fn page_of(application: &Application) -> String {
    format!("/applications/{}", application.id)
}

fn entry(whose: &Application, by: By, event: &str) -> Draft {
    let draft = Draft::new(Site::Epk.as_str(), &format!("application.{event}"));
    let draft = draft.about(whose.account);
    match by {
        By::Person => draft.by("person", whose.account),
        By::System => draft,
        By::Staff(id) => draft.by("staff", id),
    }
}

/// Tells the person.
fn tell(tx: &mut Tx, application: &Application, event: &str, mark: &str) -> Result<()> {
    let who = Recipient::new(Site::Epk, application.account);
    let number = application.number.clone().unwrap_or_default();
    let key = format!("{}/{event}/{mark}", application.id);
    let args = vec![("number", number)];
    let notice = Notice { kind: Kind::Application, event, args, key: Some(key) };
    notify::tell_about(tx, &who, &notice, &page_of(application))
}

/// A new part of a list.
pub fn new_part(list: &str, id: Id) -> String {
    debug_assert!(list == EDUCATION || list == WORK, "{list} is no list");
    format!("{list}/{id}")
}
