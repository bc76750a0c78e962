//! Organisations that look for people with a qualification: who acts for one, and what they may
//! see of a passport.
//!
//! A person registers an organisation and the desk confirms it; colleagues join by an invitation
//! that counts once. [`find`] lets holders be found and employers search; [`request`] is the way
//! to a view of a passport, which its holder opens for some days and closes at any time. What
//! happens to a passport afterwards an organisation hears by [`crate::watch`].

pub mod find;
pub mod pages;
pub mod request;
pub mod staff;
mod store;
#[cfg(test)]
pub(crate) mod tests;

use ::store::journal::Draft;
use ::store::{DAY, Moment, Result, Secret, Tx};
use cabinet::CabinetAccountId;
use notify::{Address, Channel, Kind, Notice, Recipient};
use registries::{Email, Inn, Ogrn};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::staff::{Belongs, Citizen, NotOwn, Own};
use web::{Lang, Site};

use crate::passport::Reason;

::store::id!(/** An organisation. */ pub EmployerId);

/// The most characters of the name of an organisation.
pub const NAME_MAX: usize = 120;
/// The fewest.
pub const NAME_MIN: usize = 3;
/// How long an invitation can be used.
pub const INVITATION_LIFE: i64 = 7 * DAY;
/// Organisations that one person registers within a day.
const REGISTRATIONS_PER_DAY: i64 = 5;
/// Invitations that one organisation makes within a day.
const INVITATIONS_PER_DAY: i64 = 20;

/// What an organisation says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// ИНН.
    pub inn: Inn,
    /// ОГРН or ОГРНИП.
    pub ogrn: Ogrn,
    /// Its name, as holders read it.
    pub name: String,
    /// Where it is written to.
    pub email: Email,
}

/// Where an organisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The desk has not looked at it yet.
    Waiting,
    /// It may search and ask.
    Confirmed,
    /// It may not, now or any more.
    Declined,
}

/// An organisation as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employer {
    /// Its id.
    pub id: EmployerId,
    /// What it says of itself.
    pub facts: Facts,
    /// Where it stands.
    pub state: State,
    /// Why it was declined.
    pub reason: String,
    /// How often its state was changed; a decision names the count it was made on.
    pub changes: i64,
    /// When it was registered.
    pub asked_at: Moment,
    /// When the desk decided last.
    pub decided_at: Option<Moment>,
}

/// Somebody who acts for an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub account: CabinetAccountId,
    /// The name at the time of joining.
    pub name: String,
    /// Since when.
    pub joined_at: Moment,
}

/// The outcome of [`register`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Registering {
    /// It waits for the desk.
    Done,
    /// The person acts for an organisation already.
    Already,
    /// The person has registered too many today.
    TooMany,
}

/// How a decision of the desk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decided {
    /// It stands.
    Done,
    /// Somebody else has decided since the page was shown.
    Overtaken,
    /// Another organisation with this number is confirmed.
    Taken,
}

/// The outcome of [`join`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Joining {
    /// The person acts for the organisation now.
    Done,
    /// The invitation was used or ran out, or the organisation is not confirmed.
    Over,
    /// The person acts for an organisation already.
    Already,
}

/// Registers an organisation in the name of a person, who acts for it from now on.
pub fn register(
    tx: &mut Tx,
    by: CabinetAccountId,
    name: &str,
    facts: &Facts,
) -> Result<Registering> {
    if tx.charge(&format!("epk-employer:{by}"), DAY)? > REGISTRATIONS_PER_DAY {
        return Ok(Registering::TooMany);
    }
    let id = EmployerId(tx.new_id());
    store::leave_declined(tx, by)?;
    if !store::add_member(tx, id, by, name)? {
        return Ok(Registering::Already);
    }
    store::put(tx, id, facts)?;
    tx.journal(&entry("registered").by("person", by).about(by).with(json!({ "employer": id })))?;
    Ok(Registering::Done)
}

/// The organisation that a person acts for, wherever it stands.
pub fn of(tx: &Tx, account: CabinetAccountId) -> Result<Option<Employer>> {
    store::of(tx, account)
}

/// The organisation that a person may search and ask for: see [`State::Confirmed`].
pub fn acting(tx: &Tx, account: CabinetAccountId) -> Result<Option<Employer>> {
    Ok(store::of(tx, account)?.filter(|employer| employer.state == State::Confirmed))
}

/// An organisation.
pub fn find_employer(tx: &Tx, id: EmployerId) -> Result<Option<Employer>> {
    store::find(tx, id)
}

/// Who acts for an organisation, in the order of joining.
pub fn members(tx: &Tx, id: EmployerId) -> Result<Vec<Member>> {
    store::members(tx, id)
}

/// Organisations for the desk: those that wait, longest first, then the others, newest first.
pub fn list(tx: &Tx, limit: i64) -> Result<Vec<Employer>> {
    store::list(tx, limit)
}

/// The desk confirms or declines an organisation, also one that it had confirmed. `seen` is
/// [`Employer::changes`] as the page showed it.
pub fn decide(
    tx: &mut Tx,
    employer: &NotOwn<Employer>,
    seen: i64,
    state: State,
    reason: Option<&Reason>,
) -> Result<Decided> {
    let (id, by) = (employer.id, employer.staff());
    let ogrn = employer.facts.ogrn.as_str();
    if state == State::Confirmed && store::holder_of(tx, ogrn)?.is_some_and(|other| other != id) {
        return Ok(Decided::Taken);
    }
    let words = reason.map_or("", Reason::as_str);
    if !store::change(tx, id, seen, state, ogrn, words)? {
        return Ok(Decided::Overtaken);
    }
    let event = if state == State::Confirmed { "confirmed" } else { "declined" };
    let about = json!({ "employer": id, "reason": words });
    tx.journal(&entry(event).by("staff", by).about(id).with(about))?;
    let event = match state {
        State::Confirmed => "employer-confirmed",
        _ => "employer-refused",
    };
    for member in store::members(tx, id)? {
        let args =
            vec![("organisation", employer.facts.name.clone()), ("reason", words.to_owned())];
        let key = Some(format!("employer/{id}/{}", seen + 1));
        tell(tx, member.account, "/employer", &Notice { kind: Kind::Service, event, args, key })?;
    }
    tell_mailbox(tx, employer, state, seen + 1)?;
    Ok(Decided::Done)
}

/// Tells the organisation itself, at the address that it is written to: whoever reads there may
/// know nothing of those who act in its name. The address was only typed, so it hears nothing of an
/// organisation that the desk never confirmed, no reason, and never of anybody's passport.
fn tell_mailbox(tx: &mut Tx, employer: &Employer, state: State, change: i64) -> Result<()> {
    let event = match (employer.state, state) {
        (_, State::Confirmed) => "employer-mailbox-open",
        (State::Confirmed, _) => "employer-mailbox-closed",
        _ => return Ok(()),
    };
    let facts = &employer.facts;
    let args = [("organisation", facts.name.clone())];
    let to = Address {
        site: Site::Epk,
        channel: Channel::Email,
        to: facts.email.as_str(),
        lang: Lang::Ru,
    };
    notify::answer_address(tx, &to, event, &args, &format!("employer/{}/{change}", employer.id))
}

impl Belongs for Employer {
    /// It is everybody's who acts for it or ever did: leaving it for the moment of a decision
    /// changes nothing.
    fn own(&self, tx: &Tx, citizen: &Citizen) -> Result<Option<Own>> {
        let Some(account) = crate::desk::account_of(tx, citizen)? else { return Ok(None) };
        let acted = store::acted(tx, self.id, account)?;
        let (subject, thing) = (account.to_string(), json!({ "employer": self.id }));
        Ok(acted.then_some(Own { site: Site::Epk, subject, thing }))
    }
}

/// Makes an invitation for a colleague; `None` when the person may not or has made too many.
pub fn invite(tx: &mut Tx, by: CabinetAccountId) -> Result<Option<Secret>> {
    let Some(employer) = acting(tx, by)? else { return Ok(None) };
    if tx.charge(&format!("epk-invite:{}", employer.id), DAY)? > INVITATIONS_PER_DAY {
        return Ok(None);
    }
    let token = Secret(tx.entropy().token());
    let ends_at = tx.now().plus(INVITATION_LIFE);
    store::put_invitation(tx, &token.0, employer.id, by, ends_at)?;
    let about = json!({ "employer": employer.id });
    tx.journal(&entry("invited").by("person", by).about(by).with(about))?;
    Ok(Some(token))
}

/// The organisation that an invitation is to, as long as it can be used.
pub fn invitation(tx: &Tx, token: &str) -> Result<Option<Employer>> {
    let id = store::invited_to(tx, token)?;
    let found = id.map_or(Ok(None), |id| store::find(tx, id))?;
    Ok(found.filter(|employer| employer.state == State::Confirmed))
}

/// Lets a person act for the organisation that the invitation is to; the invitation is used up.
pub fn join(tx: &mut Tx, token: &str, who: CabinetAccountId, name: &str) -> Result<Joining> {
    store::leave_declined(tx, who)?;
    if store::of(tx, who)?.is_some() {
        return Ok(Joining::Already);
    }
    let Some(id) = store::use_invitation(tx, token, who)? else { return Ok(Joining::Over) };
    store::add_member(tx, id, who, name)?;
    let about = json!({ "employer": id });
    tx.journal(&entry("joined").by("person", who).about(who).with(about))?;
    Ok(Joining::Done)
}

/// Somebody does not act for the organisation any more: a colleague says so, or the person. The
/// last one stays, for nobody could come after.
pub fn remove(tx: &mut Tx, by: CabinetAccountId, who: CabinetAccountId) -> Result<bool> {
    let Some(employer) = store::of(tx, by)? else { return Ok(false) };
    let removed = store::remove_member(tx, employer.id, who)?;
    if removed {
        let about = json!({ "employer": employer.id });
        tx.journal(&entry("left").by("person", by).about(who).with(about))?;
    }
    Ok(removed)
}

fn entry(event: &str) -> Draft {
    Draft::new(Site::Epk.as_str(), &format!("employer.{event}"))
}

/// Tells a person of either side about what a page shows. The notice has a key: a repeat of the
/// same is told once.
pub(crate) fn tell(tx: &mut Tx, who: CabinetAccountId, page: &str, notice: &Notice) -> Result<()> {
    notify::tell_about(tx, &Recipient::new(Site::Epk, who), notice, page)
}

/// Lets the open pages of everybody who acts for an organisation show anew what is at a path.
pub(crate) fn touch_members(tx: &mut Tx, id: EmployerId, page: &str) -> Result<()> {
    for member in store::members(tx, id)? {
        touch(tx, member.account, page)?;
    }
    Ok(())
}

/// The same for one person of either side.
pub(crate) fn touch(tx: &mut Tx, who: CabinetAccountId, page: &str) -> Result<()> {
    notify::touch(tx, &Recipient::new(Site::Epk, who), page)
}

/// Where a holder answers organisations.
pub(crate) fn page_of_holder(passport: impl std::fmt::Display) -> String {
    format!("/passport/{passport}/employers")
}

/// The name of an organisation as it is kept: one line, no tricks with the direction of writing.
/// `None` when it is too short or too long, has no letters, or holds an address: names stand in
/// letters to people who never asked for them.
pub fn name_of(text: &str) -> Option<String> {
    let plain = crate::verification::organisation_of(text);
    let name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    let fits = (NAME_MIN..=NAME_MAX).contains(&length) && text.trim().chars().count() <= NAME_MAX;
    let small = name.to_lowercase();
    let leads_away = ["://", "www.", "@"].iter().any(|sign| small.contains(sign));
    (fits && !leads_away && name.chars().any(char::is_alphabetic)).then_some(name)
}

impl State {
    /// All of them.
    pub const ALL: [State; 3] = [State::Waiting, State::Confirmed, State::Declined];

    /// The word in tables and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Confirmed => "confirmed",
            State::Declined => "declined",
        }
    }

    /// How pages colour it.
    pub fn tone(self) -> &'static str {
        match self {
            State::Waiting => "info",
            State::Confirmed => "success",
            State::Declined => "danger",
        }
    }

    fn parse(word: &str) -> Result<State> {
        let found = State::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| ::store::Error::bug("an organisation has an unknown state"))
    }
}
