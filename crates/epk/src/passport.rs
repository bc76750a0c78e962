//! The qualification passport after it was granted: its number, its term, its state, and what
//! each line of it rests on.
//!
//! [`issue`] makes one for an application, once. What it says never changes; an examiner
//! suspends, resumes or revokes it with a reason ([`decide`]), a later one supersedes it, and its
//! term ends by the clock.

pub mod jobs;
pub mod number;
pub mod pages;
pub mod print;
mod reminder;
pub mod staff;
mod store;
#[cfg(test)]
pub(crate) mod tests;

use ::store::journal::Draft;
use ::store::{Id, Moment, Result, Tx};
use cabinet::CabinetAccountId;
use jiff::civil::Date;
use notify::{Kind, Notice, Recipient};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Site;
use web::staff::{Belongs, Citizen, NotOwn, Own};

pub use number::{Code, Number};
pub use registries::record::{Education, Employment};

::store::id!(/** A qualification passport. */ pub PassportId);

/// How many years a passport is valid.
pub const TERM_YEARS: i16 = 5;
/// The fewest characters of a reason.
pub const REASON_MIN: usize = 10;
/// The most characters of a reason.
pub const REASON_MAX: usize = 500;

/// What a passport is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The application that was granted; the same one is issued once.
    pub application: Id,
    /// Whose it is.
    pub holder: CabinetAccountId,
    /// What it says.
    pub facts: Facts,
    /// The passport that it takes the place of: see [`current`].
    pub supersedes: Option<PassportId>,
}

/// What a passport says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Surname.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Patronymic, if she has one.
    pub additional_name: Option<String>,
    /// Date of birth.
    pub birth_date: Date,
    /// Documents on education, in the order in which they are shown.
    pub education: Vec<Education>,
    /// Places of work, in the order in which they are shown.
    pub employment: Vec<Employment>,
    /// What was checked before the issue.
    pub checks: Vec<Checked>,
}

/// One rule that held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The rule: the end of the key of its words.
    pub rule: String,
    /// What it was compared with: the end of the key of its words.
    pub source: String,
    /// When.
    pub at: Moment,
}

/// The outcome of [`issue`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// The passport.
    pub id: PassportId,
    /// Its number.
    pub number: Number,
}

/// Where a passport stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It counts.
    Valid,
    /// An examiner has suspended it; it may come back.
    Suspended,
    /// An examiner has revoked it for good.
    Revoked,
    /// Its term is over.
    Expired,
    /// A later one has taken its place.
    Superseded,
}

/// A passport as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passport {
    /// Its id.
    pub id: PassportId,
    /// Its number.
    pub number: Number,
    /// What opens the public check together with the number.
    pub code: Code,
    /// Whose it is.
    pub holder: CabinetAccountId,
    /// What it says.
    pub facts: Facts,
    /// When it was issued.
    pub issued_at: Moment,
    /// From this moment on it is expired: the beginning of a day in Moscow.
    pub expires_at: Moment,
    /// The passport that it superseded.
    pub supersedes: Option<PassportId>,
    /// The passport that superseded it.
    pub superseded_by: Option<PassportId>,
    /// How often its state was changed; a decision names the count it was made on.
    pub changes: i64,
    /// The state without regard to the term.
    stored: State,
}

/// What an examiner does with a passport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Until it is resumed, the passport does not count.
    Suspend,
    /// It counts again.
    Resume,
    /// It never counts again.
    Revoke,
}

/// One step in the life of a passport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The state after it.
    pub state: State,
    /// When.
    pub at: Moment,
    /// Who: as in the journal, `staff:ID` or `system`.
    pub actor: String,
    /// Why, for the holder to read; empty where nobody has to give a reason.
    pub reason: String,
}

/// How a decision ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decided {
    /// It stands.
    Done,
    /// Somebody else has changed the passport since the page was shown.
    Overtaken,
    /// A passport in this state cannot be decided on like that.
    Impossible,
}

/// Words long enough to be a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

/// Issues the passport of an application and tells its holder. A repeat for the same application
/// changes nothing and returns the same passport.
///
/// # Errors
/// When storage fails, and in the all but impossible case that [`number::TRIES`] random numbers
/// in a row were taken.
pub fn issue(tx: &mut Tx, order: &Order) -> Result<Issued> {
    let id = PassportId(tx.new_id());
    let expires_at = end_of_term(tx.now());
    let issued = match store::put(tx, id, order, expires_at)? {
        store::Put::New(number) => Issued { id, number },
        store::Put::Before(issued) => return Ok(issued),
    };
    store::add_change(tx, id, 0, State::Valid, "system", "")?;
    if let Some(old) = order.supersedes {
        supersede(tx, order.holder, old, &issued)?;
    }
    let about = json!({"passport": id, "application": order.application});
    tx.journal(&entry("issued", order.holder).with(about))?;
    jobs::ask_for(tx, id, expires_at)?;
    let args = vec![("number", issued.number.to_string())];
    tell(tx, order.holder, id, "passport-issued", args, "issued")?;
    Ok(issued)
}

/// Lets a newer passport take the place of one that counts or is suspended.
fn supersede(tx: &mut Tx, holder: CabinetAccountId, old: PassportId, new: &Issued) -> Result<()> {
    let Some(place) = store::supersede(tx, holder, old, new.id)? else { return Ok(()) };
    store::add_change(tx, old, place, State::Superseded, "system", "")?;
    crate::employer::find::follow(tx, old, new.id)?;
    crate::watch::state_changed(tx, old, State::Superseded, place)?;
    let about = json!({"passport": old, "by": new.id});
    tx.journal(&entry("superseded", holder).with(about)).map(|_| ())
}

/// The holder's newest passport that a new one would supersede, and its state: valid, suspended
/// or expired. An application of somebody whose passport is suspended needs an examiner.
pub fn current(tx: &Tx, holder: CabinetAccountId) -> Result<Option<(PassportId, State)>> {
    let all = store::of_holder(tx, holder)?;
    let now = tx.now();
    let live = all
        .into_iter()
        .find(|passport| !matches!(passport.state(now), State::Revoked | State::Superseded));
    Ok(live.map(|passport| (passport.id, passport.state(now))))
}

/// Decides on a passport. `seen` is [`Passport::changes`] as the page showed it: of two examiners
/// who decide on the same page the first is heard, and what the other wanted is journalled.
pub fn decide(
    tx: &mut Tx,
    passport: &NotOwn<Passport>,
    seen: i64,
    act: Act,
    reason: &Reason,
) -> Result<Decided> {
    let (id, holder, by) = (passport.id, passport.holder, passport.staff());
    let about = json!({"passport": id, "action": act, "reason": reason.as_str()});
    let draft = |event: &str| entry(event, holder).by("staff", by).with(about.clone());
    if passport.changes == seen && !act.is_possible(passport.state(tx.now())) {
        return Ok(Decided::Impossible);
    }
    if !store::change(tx, id, seen, act.after())? {
        tx.journal(&draft("decision_overtaken"))?;
        return Ok(Decided::Overtaken);
    }
    let actor = format!("staff:{by}");
    store::add_change(tx, id, seen + 1, act.after(), &actor, reason.as_str())?;
    crate::watch::state_changed(tx, id, act.after(), seen + 1)?;
    tx.journal(&draft(act.event()))?;
    let args =
        vec![("number", passport.number.to_string()), ("reason", reason.as_str().to_owned())];
    tell(tx, holder, id, act.notice(), args, &(seen + 1).to_string())?;
    Ok(Decided::Done)
}

/// A passport.
pub fn find(tx: &Tx, id: PassportId) -> Result<Option<Passport>> {
    store::find(tx, id)
}

/// All passports of a person, newest first.
pub fn of_holder(tx: &Tx, holder: CabinetAccountId) -> Result<Vec<Passport>> {
    store::of_holder(tx, holder)
}

/// A passport by its number alone: for staff and for the check, which asks for the code too.
pub fn by_number(tx: &Tx, number: Number) -> Result<Option<Passport>> {
    store::by_number(tx, number)
}

/// The passport whose file has this digest: see [`print::fingerprint`].
pub fn by_file(tx: &Tx, sha256: &[u8]) -> Result<Option<Passport>> {
    store::by_file(tx, sha256)?.map_or(Ok(None), |id| store::find(tx, id))
}

/// The digest of the full file of a passport, once it was made.
pub fn fingerprint(tx: &Tx, id: PassportId) -> Result<Option<Vec<u8>>> {
    store::fingerprint(tx, id, print::Form::Full)
}

/// What became of a passport, oldest first.
pub fn history(tx: &Tx, id: PassportId) -> Result<Vec<Change>> {
    store::history(tx, id)
}

/// The beginning, in Moscow, of the same day [`TERM_YEARS`] later.
fn end_of_term(now: Moment) -> Moment {
    let today = registries::date::today(now);
    let year = today.year() + TERM_YEARS;
    let day = Date::new(year, today.month(), today.day())
        .or_else(|_| Date::new(year, 3, 1))
        .unwrap_or(Date::MAX);
    let midnight = day.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(3)));
    midnight.map_or(now, |at| Moment(at.timestamp().as_microsecond()))
}

fn entry(event: &str, holder: CabinetAccountId) -> Draft {
    Draft::new(Site::Epk.as_str(), &format!("passport.{event}")).about(holder)
}

fn tell(
    tx: &mut Tx,
    holder: CabinetAccountId,
    id: PassportId,
    event: &str,
    args: Vec<(&str, String)>,
    mark: &str,
) -> Result<()> {
    let who = Recipient::new(Site::Epk, holder);
    let key = format!("{id}/{mark}");
    let notice = Notice { kind: Kind::Document, event, args, key: Some(key) };
    notify::tell_about(tx, &who, &notice, &page_of(id))
}

/// The page that shows it to its holder.
fn page_of(id: PassportId) -> String {
    format!("/passport/{id}")
}

impl Belongs for Passport {
    fn own(&self, tx: &Tx, citizen: &Citizen) -> Result<Option<Own>> {
        let hers = crate::desk::account_of(tx, citizen)? == Some(self.holder);
        Ok(hers.then(|| Own {
            site: Site::Epk,
            subject: self.holder.to_string(),
            thing: json!({ "passport": self.id }),
        }))
    }
}

impl Passport {
    /// Where it stands at a moment.
    pub fn state(&self, now: Moment) -> State {
        let counts = matches!(self.stored, State::Valid | State::Suspended);
        if counts && now >= self.expires_at { State::Expired } else { self.stored }
    }

    /// The last day on which it is valid, in Moscow.
    pub fn last_day(&self) -> Date {
        registries::date::today(self.expires_at.plus(-1))
    }
}

/// «инженер, бакалавриат»; the level alone of a school, which gives no qualification.
pub fn qualified(qualification: &str, level: &str) -> String {
    match qualification.trim() {
        "" => level.to_owned(),
        qualification => format!("{qualification}, {level}"),
    }
}

impl Facts {
    /// «Тестова Анна Примеровна».
    pub fn whole_name(&self) -> String {
        let parts =
            [Some(&self.family_name), Some(&self.given_name), self.additional_name.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl State {
    /// All of them.
    pub const ALL: [State; 5] =
        [State::Valid, State::Suspended, State::Revoked, State::Expired, State::Superseded];

    /// The word in tables and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Valid => "valid",
            State::Suspended => "suspended",
            State::Revoked => "revoked",
            State::Expired => "expired",
            State::Superseded => "superseded",
        }
    }

    /// How pages colour it.
    pub fn tone(self) -> &'static str {
        match self {
            State::Valid => "success",
            State::Suspended => "warning",
            State::Revoked => "danger",
            State::Expired | State::Superseded => "neutral",
        }
    }

    fn parse(word: &str) -> Result<State> {
        let found = State::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| ::store::Error::bug("a passport has an unknown state"))
    }
}

impl Act {
    /// All of them.
    pub const ALL: [Act; 3] = [Act::Suspend, Act::Resume, Act::Revoke];

    /// The word in addresses and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Suspend => "suspend",
            Act::Resume => "resume",
            Act::Revoke => "revoke",
        }
    }

    /// Whether it can be done to a passport in this state.
    pub fn is_possible(self, state: State) -> bool {
        match self {
            Act::Suspend => state == State::Valid,
            Act::Resume => state == State::Suspended,
            Act::Revoke => matches!(state, State::Valid | State::Suspended | State::Expired),
        }
    }

    fn after(self) -> State {
        match self {
            Act::Suspend => State::Suspended,
            Act::Resume => State::Valid,
            Act::Revoke => State::Revoked,
        }
    }

    fn event(self) -> &'static str {
        match self {
            Act::Suspend => "suspended",
            Act::Resume => "resumed",
            Act::Revoke => "revoked",
        }
    }

    fn notice(self) -> &'static str {
        match self {
            Act::Suspend => "passport-suspended",
            Act::Resume => "passport-resumed",
            Act::Revoke => "passport-revoked",
        }
    }
}

impl Reason {
    /// Words of [`REASON_MIN`] to [`REASON_MAX`] characters, more than one.
    pub fn parse(text: &str) -> Option<Reason> {
        let text = text.trim();
        let length = text.chars().count();
        let words = text.split_whitespace().count();
        let fits = (REASON_MIN..=REASON_MAX).contains(&length) && words > 1;
        fits.then(|| Reason(text.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
