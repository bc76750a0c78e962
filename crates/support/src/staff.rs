//! People who work at the desk. Each is an account at the provider (name of the provider and
//! `sub`), bound once by an invitation, and always enters with two factors.

pub(crate) mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::journal::Draft;
use ::store::{DAY, Moment, Result, Secret, Tx};
use oauth::acr::amr;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::session::why;
use web::staff::{Citizen, TwoFactors};
use web::{Role, Site, Staff, StaffId};

/// How long an invitation can be used.
pub const INVITATION_LIFE: i64 = 7 * DAY;

const DESK: &str = "desk";

/// A member of staff, for the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The id.
    pub id: StaffId,
    /// The name: «Фамилия Имя Отчество».
    pub name: String,
    /// The e-mail address at the provider, as of the last entry.
    pub login: Option<String>,
    /// What they may do.
    pub roles: Vec<Role>,
    /// How far they have come.
    pub state: State,
    /// When they entered last.
    pub entered_at: Option<Moment>,
}

/// How far a member of staff has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The invitation waits.
    Invited,
    /// The invitation ran out unused.
    Overdue,
    /// Works here.
    Active,
    /// May not enter.
    Suspended,
}

/// Somebody whom the provider vouches for.
#[derive(Clone, Debug)]
pub struct Visitor<'a> {
    /// Our name of the provider.
    pub provider: &'a str,
    /// The provider's name of the person.
    pub sub: &'a str,
    /// The e-mail address there.
    pub login: Option<&'a str>,
    /// How the person signed in (`amr`).
    pub amr: &'a [String],
    /// The token of the invitation that the person came with.
    pub invitation: Option<&'a str>,
}

/// What the desk says to a [`Visitor`].
#[derive(Clone, Debug)]
pub enum Entry {
    /// Come in.
    Welcome(Box<Member>, TwoFactors),
    /// One factor is not enough; nothing was bound or used.
    OneFactor,
    /// Neither known nor invited.
    Unknown,
    /// The invitation was used, withdrawn, or ran out, or the account belongs to somebody already.
    InvitationOver,
    /// Known, and may not enter.
    Suspended,
}

/// How a change by an administrator ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Changed {
    /// It is done.
    Done,
    /// It was so already, or there is no such member of staff.
    Nothing,
    /// Nobody does it to themselves: an administrator would lock the door from outside.
    Yourself,
}

/// An invitation that was just made; the token is kept nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invitation {
    /// Who is invited.
    pub id: StaffId,
    /// For the address `/invitation/{token}`.
    pub token: Secret,
}

/// Invites somebody from the command line.
pub fn invite(tx: &mut Tx, name: &str, roles: &[Role]) -> Result<Secret> {
    Ok(invite_by(tx, Draft::new(DESK, "staff.invited"), name, roles)?.token)
}

/// The same by an administrator at the desk.
pub fn invite_as(tx: &mut Tx, by: &Staff, name: &str, roles: &[Role]) -> Result<Invitation> {
    invite_by(tx, Draft::new(DESK, "staff.invited").by("staff", by.id), name, roles)
}

fn invite_by(tx: &mut Tx, draft: Draft, name: &str, roles: &[Role]) -> Result<Invitation> {
    let token = Secret(tx.entropy().token());
    let id = StaffId(tx.new_id());
    let hash = hashed(tx, &token.0);
    store::put(tx, id, name, &written(roles), &hash, tx.now().plus(INVITATION_LIFE))?;
    tx.journal(&draft.about(id).with(json!({ "roles": roles })))?;
    Ok(Invitation { id, token })
}

/// A new invitation in place of one that was lost or ran out; `None` when the member of staff
/// has been bound already.
pub fn invite_again(tx: &mut Tx, by: &Staff, id: StaffId) -> Result<Option<Invitation>> {
    let token = Secret(tx.entropy().token());
    let hash = hashed(tx, &token.0);
    if !store::renew(tx, id, &hash, tx.now().plus(INVITATION_LIFE))? {
        return Ok(None);
    }
    let draft = Draft::new(DESK, "staff.invited").by("staff", by.id).about(id);
    tx.journal(&draft.with(json!({ "again": true })))?;
    Ok(Some(Invitation { id, token }))
}

/// Whether an invitation can still be used.
pub fn is_open(tx: &Tx, token: &str) -> Result<bool> {
    store::is_open(tx, &hashed(tx, token))
}

/// Binds the account (`provider`, `sub`) to the member of staff that the invitation was made
/// for, once. `None` when it was used, withdrawn or ran out, or the account is bound already.
pub fn bind(tx: &mut Tx, token: &str, provider: &str, sub: &str) -> Result<Option<StaffId>> {
    let hash = hashed(tx, token);
    let bound = store::bind(tx, &hash, provider, sub)?;
    if let Some(id) = bound {
        let draft = Draft::new(DESK, "staff.bound").by("staff", id).about(id);
        tx.journal(&draft.with(json!({ "provider": provider })))?;
    }
    Ok(bound)
}

/// Decides whether somebody comes in, and binds an invitation on the way.
pub fn enter(tx: &mut Tx, visitor: &Visitor) -> Result<Entry> {
    let entry = decide(tx, visitor)?;
    match &entry {
        Entry::Welcome(member, _) => {
            store::note_entry(tx, member.id, visitor.login)?;
            let draft = Draft::new(DESK, "staff.signed_in").by("staff", member.id);
            tx.journal(&draft.about(member.id).with(json!({ "amr": visitor.amr })))?;
        }
        refused => {
            let why = refused.as_str();
            let draft = Draft::new(DESK, "staff.refused").by("sub", visitor.sub);
            tx.journal(&draft.with(json!({ "provider": visitor.provider, "why": why })))?;
        }
    }
    Ok(entry)
}

fn decide(tx: &mut Tx, visitor: &Visitor) -> Result<Entry> {
    let Some(factors) = two_factors(visitor.amr) else { return Ok(Entry::OneFactor) };
    let mut known = store::find_by_sub(tx, visitor.provider, visitor.sub)?;
    if known.is_none()
        && let Some(token) = visitor.invitation
    {
        match bind(tx, token, visitor.provider, visitor.sub)? {
            Some(id) => known = store::find(tx, id)?,
            None => return Ok(Entry::InvitationOver),
        }
    }
    Ok(match known {
        None => Entry::Unknown,
        Some(member) if member.state == State::Suspended => Entry::Suspended,
        Some(member) => Entry::Welcome(Box::new(member), factors),
    })
}

/// The two factors of a sign-in: the provider must say that there were several (`mfa`), and name
/// them. An e-mail code does not count: whoever has the mailbox often has the password, too.
fn two_factors(methods: &[String]) -> Option<TwoFactors> {
    let has = |method: &str| methods.iter().any(|m| m == method);
    let second = [amr::OTP, amr::SMS].into_iter().find(|method| has(method))?;
    if has(amr::MFA) && has(amr::PWD) { TwoFactors::checked(amr::PWD, second) } else { None }
}

/// Closes the desk for a member of staff at once: open sessions end.
pub fn suspend(tx: &mut Tx, by: &Staff, id: StaffId) -> Result<Changed> {
    if by.id == id {
        return Ok(Changed::Yourself);
    }
    if !store::suspend(tx, id)? {
        return Ok(Changed::Nothing);
    }
    web::session::end_all(tx, Site::Desk, &id.to_string(), None, why::BY_STAFF)?;
    tx.journal(&Draft::new(DESK, "staff.suspended").by("staff", by.id).about(id))?;
    Ok(Changed::Done)
}

/// Opens the desk again.
pub fn reinstate(tx: &mut Tx, by: &Staff, id: StaffId) -> Result<Changed> {
    if !store::reinstate(tx, id)? {
        return Ok(Changed::Nothing);
    }
    tx.journal(&Draft::new(DESK, "staff.reinstated").by("staff", by.id).about(id))?;
    Ok(Changed::Done)
}

/// After a restore from a copy: the copy may not know that an invitation was used, and whose link
/// it was must not get in with it a second time. Administrators invite again.
pub fn restored(tx: &mut Tx) -> Result<()> {
    store::end_invitations(tx)
}

/// Everybody, by the order of invitation.
pub fn list(tx: &Tx) -> Result<Vec<Member>> {
    store::list(tx)
}

/// One member of staff.
pub fn find(tx: &Tx, id: StaffId) -> Result<Option<Member>> {
    store::find(tx, id)
}

/// The account at the provider (`sub`) that a member of staff enters with, once bound: nobody
/// acts on her own.
pub fn account_of(tx: &Tx, id: StaffId) -> Result<Option<String>> {
    store::sub_of(tx, id)
}

/// Who a member of staff is outside of the desk, once bound: nobody acts on what is hers.
pub fn citizen_of(tx: &Tx, id: StaffId) -> Result<Option<Citizen>> {
    store::citizen_of(tx, id)
}

/// Records that a member of staff was shown a person's data: call it in the transaction that
/// reads them. `what` names the data (`account`, `document`), `reason` is what staff gave.
pub fn reading(
    tx: &mut Tx,
    staff: &Staff,
    site: Site,
    subject: &str,
    what: &str,
    reason: &str,
) -> Result<()> {
    let draft = Draft::new(site.as_str(), "staff.read").by("staff", staff.id).about(subject);
    tx.journal(&draft.with(json!({ "what": what, "reason": reason }))).map(|_| ())
}

/// Tokens have 256 random bits: a keyed hash is all the protection they need.
fn hashed(tx: &Tx, token: &str) -> Vec<u8> {
    tx.vault().mac("support.invitation", token.as_bytes())
}

fn written(roles: &[Role]) -> String {
    let kept = Role::ALL.into_iter().filter(|role| roles.contains(role));
    kept.map(Role::as_str).collect::<Vec<_>>().join(" ")
}

impl Entry {
    /// The word for the journal and the end of the page's address.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Entry::Welcome(..) => "welcome",
            Entry::OneFactor => "one-factor",
            Entry::Unknown => "unknown",
            Entry::InvitationOver => "invitation-over",
            Entry::Suspended => "suspended",
        }
    }
}

impl State {
    /// The end of the keys of its words.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Invited => "invited",
            State::Overdue => "overdue",
            State::Active => "active",
            State::Suspended => "suspended",
        }
    }
}
