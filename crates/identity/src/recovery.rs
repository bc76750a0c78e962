//! Recovery: a new password for who proves two channels.
//!
//! A code by e-mail, then a code by SMS or of the authenticator app, then the password. Whoever
//! lacks the second goes to the desk with a document and the reference number of the page. A
//! temporary password that support sent by e-mail stands for the first code; a new phone (and a
//! new mailbox) that the desk granted stands for the lost one ([`crate::regain`]). Whether
//! the account exists is not shown: for an unknown identifier the same page asks for a code that
//! was never sent, with the same counts. What comes after the first code may be personal: only the
//! owner of the address gets there.

mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::{HOUR, MINUTE, Moment, Result, Secret, Tx};
use notify::{Channel, Kind};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Lang;

use crate::account::{self, AccountId, By, Identifier};
use crate::budget::{self, Budget};
use crate::code::{self, Checked, Order, Place, Sent, Standing};
use crate::factor::{self, Factors};
use crate::login::{self, Visitor};
use crate::password::{self, Hashed};
use crate::regain::{self, Grant, RegainId};
use crate::staff::handover;
use crate::{Config, known, sso};

pub(crate) use pages::{go_on, routes};
pub use store::RecoveryId;
pub(crate) use store::end_all;

/// Codes by e-mail, and wrong ones, of an account within any hour while nobody has proved anything.
/// Half of what the account has: who only knows a phone number must not use up the codes with which
/// its owner signs in.
pub const UNPROVED_PER_HOUR: i64 = code::SENT_PER_HOUR / 2;
/// How long a recovery may take.
pub const LIFE: i64 = 30 * MINUTE;

/// What is asked next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// The code that was sent by e-mail.
    Email,
    /// A code by SMS or of the app.
    Second,
    /// The new password.
    Password,
    /// Nothing: the password is new.
    Done,
    /// Support helps.
    Dead,
}

/// What is proved, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Means {
    /// A code by e-mail.
    Email,
    /// A code by SMS to the phone of the account.
    Sms,
    /// A code by SMS to the phone that the desk granted.
    NewPhone,
    /// A code of the authenticator app.
    Totp,
}

#[derive(Clone, Debug)]
struct Flow {
    id: RecoveryId,
    reference: String,
    account: Option<AccountId>,
    /// Whose hourly limits it counts against.
    whose: String,
    step: Step,
    totp_wrong: i64,
    /// What the desk granted, if that was used: its mailbox from the beginning, its phone from
    /// the second step on.
    regain: Option<RegainId>,
    /// By what the second step was proved.
    second: Option<Means>,
}

/// What a page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// What is asked next.
    pub step: Step,
    /// The number to quote at the desk.
    pub reference: String,
    /// The last code by e-mail.
    pub email: Option<Standing>,
    /// From the second step on: the account's factors.
    pub factors: Option<Factors>,
    /// The second factors that can still be tried.
    pub open: Vec<Means>,
    /// The last code by SMS.
    pub sms: Option<Standing>,
    /// From the second step on: the phone that the desk granted, masked.
    pub new_phone: Option<String>,
    /// The last code that went there.
    pub new_sms: Option<Standing>,
}

/// How the beginning ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Begun {
    /// The handle goes into a cookie, the page for the code comes next.
    Yes(Secret),
    /// Too many recoveries from this address.
    TooMany {
        /// When the next can be begun.
        until: Moment,
    },
}

/// How a form ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Moved {
    /// This step is next; it is the same one when the form came too early.
    To(Step),
    /// The code was wrong.
    Wrong {
        /// So many more may be wrong.
        left: i64,
    },
    /// There is no living code.
    DeadCode,
    /// This means is closed; another one is left.
    Closed,
    /// A code was asked for before the pause was over.
    Wait {
        /// When it will be.
        until: Moment,
    },
    /// No more codes, or no more attempts, within this hour.
    Spent {
        /// When there will be one again.
        until: Moment,
    },
    /// There is no such recovery in this browser.
    NoFlow,
}

/// What the desk sees of a recovery whose reference number is quoted.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Whose account it is about, if the identifier was known.
    pub account: Option<AccountId>,
    /// When it was begun.
    pub begun_at: Moment,
    /// When the code by e-mail was right.
    pub email_at: Option<Moment>,
    /// When the second factor was right.
    pub second_at: Option<Moment>,
}

/// Begins a recovery of the account that `identifier` leads to, or of nobody's, and sends the code.
pub fn begin(
    tx: &mut Tx,
    config: &Config,
    identifier: &Identifier,
    lang: Lang,
    visitor: &Visitor,
) -> Result<Begun> {
    let network = known::network_of(visitor.facts.address);
    let begun = Budget::new("recovery-begun", network, config.codes_per_address_hour, HOUR);
    if begun.take(tx)?.is_none() {
        return Ok(Begun::TooMany { until: begun.next_at(tx)? });
    }
    let account = account::by_identifier(tx, identifier)?;
    let whose = match account {
        Some(account) => factor::whose(account),
        // Nobody's codes are counted, too, per identifier.
        None => format!("unknown:{}", identifier.fingerprint(tx.vault())),
    };
    // Where the desk granted a new mailbox, the old one counts no more.
    let regain = match account {
        Some(account) => regain::usable(tx, account)?.filter(|grant| grant.email.is_some()),
        None => None,
    };
    let handle = tx.entropy().token();
    let flow = store::insert(tx, &handle, account, whose, regain.map(|grant| grant.id))?;
    let id = flow.id;
    let mut entry = crate::entry("recovery.begun", &visitor.facts, json!({"recovery": id}));
    if let Some(account) = account {
        entry = entry.about(account);
    }
    tx.journal(&entry)?;
    send_code(tx, &flow, Means::Email, lang)?;
    Ok(Begun::Yes(Secret(handle)))
}

/// Begins where the code by e-mail was right: a temporary password came to the same mailbox.
pub(crate) fn begin_by_password(
    tx: &mut Tx,
    account: AccountId,
    visitor: &Visitor,
) -> Result<Secret> {
    let (handle, whose) = (tx.entropy().token(), factor::whose(account));
    let flow = store::insert(tx, &handle, Some(account), whose, None)?;
    email_proved(tx, flow, "recovery.password_used", visitor)?;
    Ok(Secret(handle))
}

/// What stands about the recovery behind a handle; `None` when there is none.
pub fn view(tx: &Tx, handle: &str) -> Result<Option<View>> {
    let Some(flow) = store::find(tx, handle)? else { return Ok(None) };
    let email = code::standing(tx, &flow.place(Means::Email))?;
    let sms = code::standing(tx, &flow.place(Means::Sms))?;
    // Nothing personal before the owner of the address has shown that she is.
    let factors = match flow.account {
        Some(account) if flow.step > Step::Email && flow.step < Step::Done => {
            factor::of(tx, account)?
        }
        _ => None,
    };
    let open = match &factors {
        Some(factors) => open_means(tx, &flow, factors)?,
        None => Vec::new(),
    };
    let (mut new_phone, mut new_sms) = (None, None);
    if factors.is_some()
        && let Some(grant) = flow.granted(tx)?
    {
        new_sms = code::standing(tx, &flow.place(Means::NewPhone))?;
        new_phone = Some(grant.masked());
    }
    let Flow { step, reference, .. } = flow;
    Ok(Some(View { step, reference, email, factors, open, sms, new_phone, new_sms }))
}

/// The second factors that the account has, or was granted, and that wrong codes have not closed.
fn open_means(tx: &Tx, flow: &Flow, factors: &Factors) -> Result<Vec<Means>> {
    let mut open = Vec::new();
    let closed = |means: Means| {
        let standing = code::standing(tx, &flow.place(means))?;
        Ok::<bool, ::store::Error>(standing.is_some_and(|standing| standing.closed))
    };
    if factors.sms.is_some() && !closed(Means::Sms)? {
        open.push(Means::Sms);
    }
    if factors.totp.is_some() && flow.totp_wrong < code::WRONG_MOST {
        open.push(Means::Totp);
    }
    if factors.default == account::Second::Totp {
        open.reverse();
    }
    // Whoever asked for it at the desk has nothing else.
    if flow.granted(tx)?.is_some() && !closed(Means::NewPhone)? {
        open.insert(0, Means::NewPhone);
    }
    Ok(open)
}

/// Sends the code of the present step once more (or, for SMS, for the first time).
pub fn send(tx: &mut Tx, handle: &str, means: Means, lang: Lang) -> Result<Moved> {
    let Some(flow) = store::find(tx, handle)? else { return Ok(Moved::NoFlow) };
    let fits = match (flow.step, means) {
        (Step::Email, Means::Email) => true,
        (Step::Second, Means::Sms | Means::NewPhone) => flow.open_means(tx)?.contains(&means),
        _ => false,
    };
    if !fits {
        return Ok(Moved::To(flow.step));
    }
    Ok(match send_code(tx, &flow, means, lang)? {
        Sent::Sent { .. } => Moved::To(flow.step),
        Sent::Wait { until } => Moved::Wait { until },
        Sent::Spent { until } => Moved::Spent { until },
    })
}

fn send_code(tx: &mut Tx, flow: &Flow, means: Means, lang: Lang) -> Result<Sent> {
    let account = match flow.account {
        Some(id) => account::find(tx, id)?,
        None => None,
    };
    let granted = flow.granted(tx)?;
    let personal = account.as_ref().map(|account| &account.personal);
    let to = match means {
        // A mailbox that was granted and is not any more gets no code.
        Means::Email if flow.regain.is_some() => {
            granted.as_ref().and_then(|grant| grant.email.as_ref()).map(|email| email.as_str())
        }
        Means::Email => personal.and_then(|p| p.email.as_ref()).map(|known| known.value.as_str()),
        Means::NewPhone => granted.as_ref().map(|grant| grant.phone.as_str()),
        Means::Sms | Means::Totp => {
            personal.and_then(|p| p.phone.as_ref()).map(|known| known.value.as_str())
        }
    };
    let lang = account.as_ref().map_or(lang, |account| account.lang);
    let order = Order { place: flow.place(means), to, purpose: "code-recovery", lang };
    if means != Means::Email {
        return code::send(tx, &order);
    }
    let unproved = flow.unproved("recovery-sent");
    let Some(taken) = unproved.take(tx)? else {
        return Ok(Sent::Spent { until: unproved.next_at(tx)? });
    };
    let sent = code::send(tx, &order)?;
    if !matches!(sent, Sent::Sent { .. }) {
        budget::give_back(tx, taken)?;
    }
    Ok(sent)
}

/// Takes the code that was sent by e-mail.
pub fn check_email(tx: &mut Tx, handle: &str, typed: &str, visitor: &Visitor) -> Result<Moved> {
    let Some(flow) = store::find(tx, handle)? else { return Ok(Moved::NoFlow) };
    if flow.step != Step::Email {
        return Ok(Moved::To(flow.step));
    }
    let unproved = flow.unproved("recovery-wrong");
    let Some(taken) = unproved.take(tx)? else {
        return Ok(Moved::Spent { until: unproved.next_at(tx)? });
    };
    let checked = code::check(tx, &flow.place(Means::Email), typed)?;
    if !matches!(checked, Checked::Wrong { .. }) {
        budget::give_back(tx, taken)?;
    }
    match checked {
        Checked::Right => {}
        Checked::Wrong { left } if left > 0 => return Ok(Moved::Wrong { left }),
        Checked::Wrong { .. } | Checked::Closed => return give_up(tx, &flow, visitor),
        Checked::Dead => return Ok(Moved::DeadCode),
        Checked::Spent { until } => return Ok(Moved::Spent { until }),
    }
    // A mailbox that the desk granted is not the one that may be handed over.
    if let (Some(account), None) = (flow.account, flow.regain) {
        handover::kept(tx, account, Channel::Email)?;
    }
    email_proved(tx, flow, "recovery.email_proved", visitor)
}

/// The mailbox is hers: the second step comes next, and the code for it, if one is sent.
fn email_proved(tx: &mut Tx, flow: Flow, event: &str, visitor: &Visitor) -> Result<Moved> {
    if !store::email_proved(tx, flow.id)? {
        return Ok(Moved::NoFlow);
    }
    note(tx, &flow, event, Means::Email, visitor)?;
    let flow = Flow { step: Step::Second, ..flow };
    match flow.open_means(tx)?.first() {
        None => return give_up(tx, &flow, visitor),
        Some(&means @ (Means::Sms | Means::NewPhone)) => {
            send_code(tx, &flow, means, Lang::Ru)?;
        }
        Some(_) => {}
    }
    Ok(Moved::To(Step::Second))
}

/// Takes the second factor.
pub fn check_second(
    tx: &mut Tx,
    handle: &str,
    means: Means,
    typed: &str,
    visitor: &Visitor,
) -> Result<Moved> {
    let Some(flow) = store::find(tx, handle)? else { return Ok(Moved::NoFlow) };
    if flow.step != Step::Second {
        return Ok(Moved::To(flow.step));
    }
    if !flow.open_means(tx)?.contains(&means) {
        return Ok(Moved::Closed);
    }
    let left = match check(tx, &flow, means, typed)? {
        Checked::Right => {
            let regain = match means {
                Means::NewPhone => flow.granted(tx)?.map(|grant| grant.id),
                _ => None,
            };
            if !store::second_proved(tx, flow.id, means, regain)? {
                return Ok(Moved::NoFlow);
            }
            if let (Some(account), Means::Sms) = (flow.account, means) {
                handover::kept(tx, account, Channel::Sms)?;
            }
            note(tx, &flow, "recovery.second_proved", means, visitor)?;
            return Ok(Moved::To(Step::Password));
        }
        Checked::Wrong { left } => left,
        Checked::Closed => 0,
        Checked::Dead => return Ok(Moved::DeadCode),
        Checked::Spent { until } => return Ok(Moved::Spent { until }),
    };
    if left > 0 {
        return Ok(Moved::Wrong { left });
    }
    let totp_wrong = flow.totp_wrong + i64::from(means == Means::Totp);
    let flow = Flow { totp_wrong, ..flow };
    if flow.open_means(tx)?.is_empty() { give_up(tx, &flow, visitor) } else { Ok(Moved::Closed) }
}

fn check(tx: &mut Tx, flow: &Flow, means: Means, typed: &str) -> Result<Checked> {
    let Some(account) = flow.account else { return Ok(Checked::Dead) };
    if means != Means::Totp {
        return code::check(tx, &flow.place(means), typed);
    }
    let Some(wrong) = store::charge_totp(tx, flow.id)? else { return Ok(Checked::Closed) };
    Ok(match factor::verify_totp(tx, account, typed)? {
        Checked::Wrong { .. } => Checked::Wrong { left: (code::WRONG_MOST - wrong).max(0) },
        Checked::Dead => Checked::Dead,
        other => {
            store::uncharge_totp(tx, flow.id)?;
            other
        }
    })
}

/// Nothing is left to try: the desk helps.
fn give_up(tx: &mut Tx, flow: &Flow, visitor: &Visitor) -> Result<Moved> {
    store::step(tx, flow.id, flow.step, Step::Dead)?;
    note(tx, flow, "recovery.given_up", Means::Email, visitor)?;
    Ok(Moved::To(Step::Dead))
}

/// What the owner knows of herself, which must not be her password; empty before both proofs.
pub fn own(tx: &Tx, handle: &str) -> Result<Vec<String>> {
    let flow = store::find(tx, handle)?.filter(|flow| flow.step == Step::Password);
    let Some(id) = flow.and_then(|flow| flow.account) else { return Ok(Vec::new()) };
    Ok(account::find(tx, id)?.map(|account| account.personal.own_words()).unwrap_or_default())
}

/// Sets the new password, hashed outside of the transaction: the lock is lifted, every session and
/// token ends, all addresses are told.
pub fn set_password(
    tx: &mut Tx,
    handle: &str,
    hashed: &Hashed,
    visitor: &Visitor,
) -> Result<Moved> {
    let Some(flow) = store::find(tx, handle)? else { return Ok(Moved::NoFlow) };
    let (Step::Password, Some(account)) = (flow.step, flow.account) else {
        return Ok(Moved::To(flow.step));
    };
    if let Some(id) = flow.regain {
        let Some(old) = account::find(tx, account)? else { return Ok(Moved::NoFlow) };
        // It was stopped meanwhile, or somebody else has the phone by now.
        if !regain::use_up(tx, &old, id, flow.second == Some(Means::NewPhone))? {
            return give_up(tx, &flow, visitor);
        }
    }
    if !store::finish(tx, flow.id)? {
        return Ok(Moved::NoFlow);
    }
    regain::recovered(tx, account, &visitor.facts)?;
    password::set(tx, account, hashed)?;
    account::unlock(tx, account, &By::Owner)?;
    login::end_all(tx, account)?;
    store::end_all(tx, account)?;
    code::forget(tx, &flow.code_flow())?;
    code::forget(tx, &flow.new_phone_flow())?;
    sso::end_everything(tx, account, web::session::why::CREDENTIALS)?;
    note(tx, &flow, "recovery.done", Means::Email, visitor)?;
    crate::tell(tx, account, Kind::Security, "recovery-done", vec![])?;
    Ok(Moved::To(Step::Done))
}

/// Looks a recovery up by the number that somebody quotes at the desk.
pub fn inquire(tx: &Tx, reference: &str) -> Result<Option<Inquiry>> {
    store::inquire(tx, reference.trim())
}

fn note(tx: &mut Tx, flow: &Flow, event: &str, means: Means, visitor: &Visitor) -> Result<()> {
    let more = json!({"recovery": flow.id, "means": means.as_str()});
    let mut entry = crate::entry(event, &visitor.facts, more);
    if let Some(account) = flow.account {
        entry = entry.about(account);
    }
    tx.journal(&entry).map(|_| ())
}

impl Flow {
    fn code_flow(&self) -> String {
        format!("recovery:{}", self.id)
    }

    fn place(&self, means: Means) -> Place {
        let channel = if means == Means::Email { Channel::Email } else { Channel::Sms };
        let flow = match means {
            Means::NewPhone => self.new_phone_flow(),
            _ => self.code_flow(),
        };
        Place { flow, channel, whose: self.whose.clone(), closes: true }
    }

    /// The codes that go to the granted phone are not those that go to the other one.
    fn new_phone_flow(&self) -> String {
        format!("regain:{}", self.id)
    }

    /// What the desk granted and this recovery may use: with a new mailbox only where it began
    /// with that, and only the very one that it began with.
    fn granted(&self, tx: &Tx) -> Result<Option<Grant>> {
        let Some(account) = self.account else { return Ok(None) };
        let grant = regain::usable(tx, account)?;
        Ok(grant.filter(|grant| match self.regain {
            Some(id) => grant.id == id,
            None => grant.email.is_none(),
        }))
    }

    fn unproved(&self, what: &str) -> Budget {
        Budget::new(what, &self.whose, UNPROVED_PER_HOUR, HOUR)
    }

    fn open_means(&self, tx: &Tx) -> Result<Vec<Means>> {
        let factors = match self.account {
            Some(account) => factor::of(tx, account)?,
            None => None,
        };
        factors.map_or(Ok(Vec::new()), |factors| open_means(tx, self, &factors))
    }
}

impl Means {
    /// The word in addresses and in the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            Means::Email => "email",
            Means::Sms => "sms",
            Means::NewPhone => "new-phone",
            Means::Totp => "totp",
        }
    }

    /// The means of a word.
    pub fn parse(word: &str) -> Option<Means> {
        [Means::Email, Means::Sms, Means::NewPhone, Means::Totp]
            .into_iter()
            .find(|means| means.as_str() == word)
    }
}

impl Step {
    fn as_str(self) -> &'static str {
        match self {
            Step::Email => "email",
            Step::Second => "second",
            Step::Password => "password",
            Step::Done => "done",
            Step::Dead => "dead",
        }
    }

    fn parse(word: &str) -> Option<Step> {
        [Step::Email, Step::Second, Step::Password, Step::Done, Step::Dead]
            .into_iter()
            .find(|step| step.as_str() == word)
    }
}
