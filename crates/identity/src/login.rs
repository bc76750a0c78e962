//! Sign-in: a password, then a second factor of another kind.
//!
//! ```text
//! charge (transaction) → compare (app.cpu) → settle (transaction) → answer (transaction)
//!    Permit::Go            password::is_right    Settled::Second      Answered::Entered
//! ```
//!
//! Until the password is right nothing is kept but counts. Then a row holds the sign-in, and the
//! browser a random handle of it. The row's step is compared and set, so that a sign-in ends once.

pub mod attempt;
mod pages;
mod store;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use ::store::{HOUR, MINUTE, Moment, Result, Secret, Tx};
use notify::{Channel, Kind};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Lang, VisitFacts};

use self::attempt::Missed;
pub use self::attempt::{Permit, Ticket};
use self::store::Flow;
use crate::account::{self, AccountId, Identifier, Status};
use crate::budget::Budget;
use crate::code::{self, Checked, Order, Place, Sent, Standing};
use crate::factor::{self, Factors};
use crate::password::temporary;
use crate::proof::{self, Proved, SecondFactor, TwoFactors};
use crate::sso::{self, Sso};
use crate::staff::handover;
use crate::{Config, account::Second, known, recovery, regain};

pub(crate) use pages::routes;
pub use pages::start;
pub(crate) use pages::{CodePage, Send, dead, sent_lead};
pub use store::LoginId;
pub(crate) use store::end_all;

/// How long a sign-in may take after its password was right.
pub const LIFE: i64 = 15 * MINUTE;

/// Where a sign-in stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The password was right; a second factor is asked for.
    Second,
    /// It led to a session.
    Done,
    /// Every second factor was tried in vain, or the account was closed meanwhile.
    Dead,
}

/// A second factor, as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Means {
    /// A code by SMS.
    Sms,
    /// A code of the authenticator app.
    Totp,
    /// A code by e-mail, the alternative.
    Email,
}

/// Who tries to sign in, and where to go afterwards.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Address and browser.
    pub facts: VisitFacts,
    /// The browser's random name ([`web::Visitor`]).
    pub browser: String,
    /// The language of the pages; who signs in is written to in it from then on.
    pub lang: Lang,
}

/// How a compared password was settled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Settled {
    /// It was wrong, or there is no such account: nobody learns which.
    Wrong {
        /// So many more may be wrong.
        left: i64,
    },
    /// Too many wrong ones.
    Locked,
    /// It was right. The handle goes into a cookie, the page for `means` comes next.
    Second {
        /// What the browser holds.
        handle: Secret,
        /// Which second factor is asked for first.
        means: Means,
    },
    /// It was the temporary one that support had sent: the second step of a recovery comes next,
    /// and then a new password. The handle is that of the recovery.
    Temporary {
        /// What the browser holds.
        handle: Secret,
    },
}

/// How a second factor was answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Answered {
    /// The person is signed in.
    Entered {
        /// Her session.
        session: sso::Entered,
        /// Where to go.
        next: String,
    },
    /// The code was wrong.
    Wrong {
        /// So many more may be wrong.
        left: i64,
    },
    /// There is no living code: it expired, was used or was replaced.
    Dead,
    /// This means is closed after three wrong codes; others are left.
    Closed,
    /// Every means is closed: support helps.
    OutOfMeans,
    /// Too many wrong codes of this account within the hour.
    Spent {
        /// When the next attempt is possible.
        until: Moment,
    },
    /// There is no such sign-in in this browser, or it is over.
    NoFlow,
    /// Both factors were right, and the account may not enter: the reason is for its owner.
    Refused {
        /// The reason, in words, of a restriction; nothing for a lock.
        why: Option<String>,
        /// When a restriction ends.
        until: Option<Moment>,
    },
}

/// What a page of the second step shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The sign-in; forms carry it, so that two tabs do not answer for each other.
    pub id: LoginId,
    /// The account's factors.
    pub factors: Factors,
    /// The means that can still be tried.
    pub open: Vec<Means>,
    /// The last code of a means that is sent.
    pub sms: Option<Standing>,
    /// The last code by e-mail.
    pub email: Option<Standing>,
    /// Whether all means are closed.
    pub dead: bool,
}

/// Charges one attempt to sign in as `identifier`.
pub fn charge(
    tx: &mut Tx,
    config: &Config,
    identifier: &Identifier,
    address: IpAddr,
) -> Result<Permit> {
    let most = config.passwords_per_address_hour;
    let address = Budget::new("login-address", known::network_of(address), most, HOUR);
    attempt::charge(tx, identifier, &address)
}

/// Settles an attempt after the password was compared outside of the transaction. A right one
/// begins the second step and sends its code.
pub fn settle(
    tx: &mut Tx,
    ticket: &Ticket,
    right: bool,
    next: &str,
    visitor: &Visitor,
) -> Result<Settled> {
    let account = match ticket.account {
        Some(account) if right => account,
        _ => return miss(tx, ticket, visitor),
    };
    if !attempt::hit(tx, ticket)? {
        return Ok(Settled::Locked);
    }
    let Some(factors) = factor::of(tx, account)? else { return Ok(Settled::Locked) };
    let handle = tx.entropy().token();
    let id = store::insert(tx, &handle, account, web::next(next))?;
    let means = first(&factors);
    note(tx, "login.password", account, visitor, means)?;
    send_code(tx, id, account, means)?;
    Ok(Settled::Second { handle: Secret(handle), means })
}

/// Settles an attempt whose password was wrong, but has the form of a temporary one: it is looked
/// at with the same charge.
pub(crate) fn settle_temporary(
    tx: &mut Tx,
    ticket: &Ticket,
    typed: &temporary::Typed,
    visitor: &Visitor,
) -> Result<Settled> {
    let account = match ticket.account {
        Some(account) if temporary::is_right(tx, account, typed)? => account,
        _ => return miss(tx, ticket, visitor),
    };
    if !attempt::hit(tx, ticket)? {
        return Ok(Settled::Locked);
    }
    if !temporary::use_up(tx, account, typed)? {
        return miss(tx, ticket, visitor);
    }
    let handle = recovery::begin_by_password(tx, account, visitor)?;
    Ok(Settled::Temporary { handle })
}

/// Settles an attempt of somebody who is signed in and proves her password again: counted like
/// any other, but no second step begins.
pub(crate) fn settle_again(
    tx: &mut Tx,
    ticket: &Ticket,
    right: bool,
    visitor: &Visitor,
) -> Result<Again> {
    if right && ticket.account.is_some() {
        return Ok(if attempt::hit(tx, ticket)? { Again::Right } else { Again::Locked });
    }
    Ok(match miss(tx, ticket, visitor)? {
        Settled::Wrong { left } => Again::Wrong { left },
        _ => Again::Locked,
    })
}

/// How a password that was typed again was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Again {
    /// It is hers.
    Right,
    /// It is not.
    Wrong {
        /// So many more may be wrong.
        left: i64,
    },
    /// Too many wrong ones: nobody can sign in any more.
    Locked,
}

fn miss(tx: &mut Tx, ticket: &Ticket, visitor: &Visitor) -> Result<Settled> {
    let missed = attempt::missed(tx, ticket)?;
    let mut entry = crate::entry("login.password_wrong", &visitor.facts, json!({}));
    if let Some(account) = ticket.account {
        entry = entry.about(account);
    }
    tx.journal(&entry)?;
    match (missed, ticket.account) {
        (Missed::Left(left), _) => return Ok(Settled::Wrong { left }),
        (Missed::Locked { now: true }, Some(account)) => {
            // A transaction that is repeated counts once more: the journal is exact.
            metrics::counter!("identity_locks").increment(1);
            tx.journal(&crate::entry("login.locked", &visitor.facts, json!({})).about(account))?;
            crate::tell(tx, account, Kind::Security, "wrong-passwords-locked", vec![])?;
        }
        (Missed::Locked { .. }, _) => {}
    }
    Ok(Settled::Locked)
}

/// What is asked for first.
fn first(factors: &Factors) -> Means {
    match factors.default {
        Second::Totp => Means::Totp,
        Second::Sms if factors.sms.is_some() => Means::Sms,
        Second::Sms => Means::Email,
    }
}

/// What stands about the sign-in behind a handle; `None` when there is none, or it is done.
pub fn view(tx: &Tx, handle: &str) -> Result<Option<View>> {
    let Some(flow) = store::find(tx, handle)? else { return Ok(None) };
    if flow.step == Step::Done {
        return Ok(None);
    }
    let Some(factors) = factor::of(tx, flow.account)? else { return Ok(None) };
    let standing = |means| code::standing(tx, &place(flow.id, flow.account, means));
    let (sms, email) = (standing(Means::Sms)?, standing(Means::Email)?);
    let open = open_means(tx, &flow, &factors)?;
    let dead = flow.step == Step::Dead || open.is_empty();
    Ok(Some(View { id: flow.id, factors, open, sms, email, dead }))
}

/// Where a sign-in leads, for the page's `form-action`.
pub(crate) fn next_of(tx: &Tx, id: LoginId) -> Result<Option<String>> {
    store::next_of(tx, id)
}

/// The means that an account has and that three wrong codes have not closed in this sign-in.
fn open_means(tx: &Tx, flow: &Flow, factors: &Factors) -> Result<Vec<Means>> {
    let mut open = Vec::new();
    for means in [Means::Sms, Means::Totp, Means::Email] {
        let has = match means {
            Means::Sms => factors.sms.is_some(),
            Means::Totp => factors.totp.is_some(),
            Means::Email => factors.email.is_some(),
        };
        let closed = match means {
            Means::Totp => flow.totp_wrong >= code::WRONG_MOST,
            _ => code::standing(tx, &place(flow.id, flow.account, means))?
                .is_some_and(|standing| standing.closed),
        };
        if has && !closed {
            open.push(means);
        }
    }
    Ok(open)
}

/// Sends a code of this sign-in, for the first time or once more. `None` when there is no such
/// sign-in or the means is not open in it.
pub fn send(tx: &mut Tx, handle: &str, means: Means) -> Result<Option<Sent>> {
    let Some(flow) = store::find(tx, handle)?.filter(|flow| flow.step == Step::Second) else {
        return Ok(None);
    };
    let Some(factors) = factor::of(tx, flow.account)? else { return Ok(None) };
    if !open_means(tx, &flow, &factors)?.contains(&means) {
        return Ok(None);
    }
    send_code(tx, flow.id, flow.account, means)
}

fn send_code(tx: &mut Tx, id: LoginId, account: AccountId, means: Means) -> Result<Option<Sent>> {
    let Some(found) = account::find(tx, account)? else { return Ok(None) };
    let personal = &found.personal;
    let (to, purpose) = match means {
        Means::Totp => return Ok(None),
        Means::Sms => (personal.phone.as_ref().map(|known| known.value.as_str()), "code-login"),
        Means::Email => {
            (personal.email.as_ref().map(|known| known.value.as_str()), "code-login-email")
        }
    };
    let order = Order { place: place(id, account, means), to, purpose, lang: found.lang };
    code::send(tx, &order).map(Some)
}

fn place(id: LoginId, account: AccountId, means: Means) -> Place {
    let channel = if means == Means::Email { Channel::Email } else { Channel::Sms };
    Place { flow: flow_name(id), channel, whose: factor::whose(account), closes: true }
}

fn flow_name(id: LoginId) -> String {
    format!("login:{id}")
}

/// Answers the second step of the sign-in `id` behind `handle`. `before` is the session that the
/// browser has already, if any.
pub fn answer(
    tx: &mut Tx,
    handle: &str,
    id: LoginId,
    means: Means,
    typed: &str,
    visitor: &Visitor,
    before: Option<&Sso>,
) -> Result<Answered> {
    let flow = store::find(tx, handle)?.filter(|flow| flow.id == id && flow.step == Step::Second);
    let Some(flow) = flow else { return Ok(Answered::NoFlow) };
    let Some(factors) = factor::of(tx, flow.account)? else { return Ok(Answered::NoFlow) };
    if !open_means(tx, &flow, &factors)?.contains(&means) {
        return Ok(Answered::Closed);
    }
    match check(tx, &flow, means, typed)? {
        Checked::Right => {}
        Checked::Dead => return Ok(Answered::Dead),
        Checked::Spent { until } => return Ok(Answered::Spent { until }),
        Checked::Closed => return wrong(tx, &flow, &factors, 0, means, visitor),
        Checked::Wrong { left } => return wrong(tx, &flow, &factors, left, means, visitor),
    }
    match means {
        Means::Sms => enter::<proof::Sms>(tx, &flow, means, visitor, before),
        Means::Totp => enter::<proof::Totp>(tx, &flow, means, visitor, before),
        Means::Email => enter::<proof::Email>(tx, &flow, means, visitor, before),
    }
}

fn check(tx: &mut Tx, flow: &Flow, means: Means, typed: &str) -> Result<Checked> {
    if means != Means::Totp {
        return code::check(tx, &place(flow.id, flow.account, means), typed);
    }
    let Some(wrong) = store::charge_totp(tx, flow.id)? else { return Ok(Checked::Closed) };
    Ok(match factor::verify_totp(tx, flow.account, typed)? {
        Checked::Wrong { .. } => Checked::Wrong { left: (code::WRONG_MOST - wrong).max(0) },
        Checked::Dead => Checked::Dead,
        other => {
            store::uncharge_totp(tx, flow.id)?;
            other
        }
    })
}

fn wrong(
    tx: &mut Tx,
    flow: &Flow,
    factors: &Factors,
    left: i64,
    means: Means,
    visitor: &Visitor,
) -> Result<Answered> {
    note(tx, "login.code_wrong", flow.account, visitor, means)?;
    if left > 0 {
        return Ok(Answered::Wrong { left });
    }
    let flow =
        Flow { totp_wrong: flow.totp_wrong + i64::from(means == Means::Totp), ..flow.clone() };
    if !open_means(tx, &flow, factors)?.is_empty() {
        return Ok(Answered::Closed);
    }
    store::step(tx, flow.id, Step::Second, Step::Dead)?;
    note(tx, "login.out_of_means", flow.account, visitor, means)?;
    crate::tell(tx, flow.account, Kind::Security, "login-codes-wrong", vec![])?;
    Ok(Answered::OutOfMeans)
}

/// Both factors are right: this is the only way from a sign-in to a session.
fn enter<S: SecondFactor>(
    tx: &mut Tx,
    flow: &Flow,
    means: Means,
    visitor: &Visitor,
    before: Option<&Sso>,
) -> Result<Answered> {
    code::forget(tx, &flow_name(flow.id))?;
    if let Some(refused) = refusal(tx, flow.account)? {
        store::step(tx, flow.id, Step::Second, Step::Dead)?;
        note(tx, "login.refused", flow.account, visitor, means)?;
        return Ok(refused);
    }
    // The row remembers the password; its age is bounded by the life of the row.
    debug_assert!(tx.now().since(flow.password_at) <= LIFE);
    let password: Proved<proof::Password> = Proved::new(flow.account, flow.id.0);
    let second: Proved<S> = Proved::new(flow.account, flow.id.0);
    let (Some(two), Some(alive)) =
        (TwoFactors::of(password, second), account::alive(tx, flow.account)?)
    else {
        return Ok(Answered::NoFlow);
    };
    if !store::step(tx, flow.id, Step::Second, Step::Done)? {
        return Ok(Answered::NoFlow);
    }
    let session = sso::open(tx, &alive, &two, &visitor.facts, before)?;
    note(tx, "login.ok", flow.account, visitor, means)?;
    regain::entered(tx, flow.account, &visitor.facts)?;
    match means {
        Means::Sms => handover::kept(tx, flow.account, Channel::Sms)?,
        Means::Email => handover::kept(tx, flow.account, Channel::Email)?,
        Means::Totp => {}
    }
    if known::note(tx, flow.account, &visitor.browser, &visitor.facts)? {
        let args = vec![
            ("device", visitor.facts.agent.clone()),
            ("address", visitor.facts.address.to_string()),
        ];
        crate::tell(tx, flow.account, Kind::SignIn, "sign-in-new", args)?;
    }
    // After the warning, which is for the owner in her language, whoever it is that came in.
    account::set_lang(tx, flow.account, visitor.lang)?;
    Ok(Answered::Entered { session, next: flow.next.clone() })
}

impl Answered {
    /// The outcome that is counted.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Answered::Entered { .. } => "entered",
            Answered::Wrong { .. } => "code-wrong",
            Answered::Dead => "code-dead",
            Answered::Closed => "means-closed",
            Answered::OutOfMeans => "out-of-means",
            Answered::Spent { .. } => "spent",
            Answered::NoFlow => "no-flow",
            Answered::Refused { .. } => "refused",
        }
    }
}

/// Why the account may not enter, if it may not.
fn refusal(tx: &Tx, account: AccountId) -> Result<Option<Answered>> {
    let Some(status) = account::lock_state(tx, account)? else { return Ok(Some(Answered::NoFlow)) };
    if status.may_enter(tx.now()) {
        return Ok(None);
    }
    Ok(Some(match status {
        Status::Restricted { why, until, .. } => Answered::Refused { why: Some(why), until },
        _ => Answered::Refused { why: None, until: None },
    }))
}

fn note(
    tx: &mut Tx,
    event: &str,
    account: AccountId,
    visitor: &Visitor,
    means: Means,
) -> Result<()> {
    let more = json!({"means": means.as_str()});
    tx.journal(&crate::own_entry(event, account, &visitor.facts, more)).map(|_| ())
}

impl Step {
    fn as_str(self) -> &'static str {
        match self {
            Step::Second => "second",
            Step::Done => "done",
            Step::Dead => "dead",
        }
    }

    fn parse(word: &str) -> Option<Step> {
        [Step::Second, Step::Done, Step::Dead].into_iter().find(|step| step.as_str() == word)
    }
}
