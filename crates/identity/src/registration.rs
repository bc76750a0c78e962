//! Registration: from a name to an account, one thing per page.
//!
//! What was typed and proved so far lies sealed in one row; the browser holds a random handle of
//! it. The step a registration stands at is not stored: it is the first fact that is missing, so a
//! form that comes too early, twice or from an older tab can only find its fact missing or present.
//!
//! Whether a phone or an e-mail address already has an account is never shown. The same page comes
//! and the same attempts are counted; the code is simply never right, and the owner is told over
//! that channel. Who really has the number shows a document at the desk and quotes the reference
//! number of the page.

pub mod document;
mod inquiry;
mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::{HOUR, Moment, Result, Secret, Tx};
use notify::{Address, Channel};
use registries::{Email, Phone};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Lang, Site};

use self::document::{Document, Kind};
use crate::account::{self, AccountId, FullName, Identifier, NewAccount};
use crate::budget::Budget;
use crate::code::{self, Checked, Order, Place, Sent, Standing};
use crate::login::Visitor;
use crate::password::{self, Hashed, Strength};
use crate::proof::{self, Proved, TwoFactors};
use crate::sso::{self, Sso};
use crate::staff::handover::{self, Newcomer};
use crate::{Config, known};

pub use inquiry::{Inquiry, inquire, inquire_by_id};
pub(crate) use pages::{PasswordPage, edition, routes, weakness_in_words};
pub(crate) use store::reference;
pub use store::{Acceptance, RegistrationId, accepted_by};

/// How long a registration may take.
pub const LIFE: i64 = 2 * HOUR;
/// How many registrations are begun from one network within an hour, for each code that may be sent
/// from there: every one of them is a row and an entry of the journal, which stays for ever.
const BEGUN_PER_CODE: i64 = 10;
/// How often the owner of an address is told within an hour that somebody tried to register it.
const TOLD_PER_HOUR: i64 = 2;

/// What is asked next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// The name.
    Name,
    /// The e-mail address.
    Email,
    /// The code that was sent there.
    EmailCode,
    /// The phone.
    Phone,
    /// The code that was sent there.
    PhoneCode,
    /// A password.
    Password,
    /// The user agreement.
    Agreement,
    /// The consent to the processing of personal data.
    PersonalData,
    /// Nothing: the account is there.
    Done,
}

/// Everything typed and proved so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Draft {
    next: String,
    lang: Lang,
    name: Option<FullName>,
    email: Option<Email>,
    email_proved_at: Option<Moment>,
    phone: Option<Phone>,
    phone_proved_at: Option<Moment>,
    password: Option<(Hashed, Strength)>,
    accepted: Vec<Accepted>,
}

/// An agreement: which text, in which version, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Accepted {
    kind: Kind,
    version: String,
    sha256: String,
    at: Moment,
}

/// A registration as it is kept.
#[derive(Clone, Debug)]
struct Flow {
    id: RegistrationId,
    rev: i64,
    reference: String,
    draft: Draft,
    account: Option<AccountId>,
    begun_at: Moment,
}

/// What a page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// What is asked next.
    pub step: Step,
    /// The number to quote at the desk.
    pub reference: String,
    /// The name that was typed.
    pub name: Option<FullName>,
    /// The address that was typed.
    pub email: Option<Email>,
    /// The phone that was typed.
    pub phone: Option<Phone>,
    /// The last code of the step, where one is asked for.
    pub code: Option<Standing>,
    /// How strong the chosen password is.
    pub strength: Option<Strength>,
    /// Where to go afterwards.
    pub next: String,
}

/// How the beginning ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Begun {
    /// The handle goes into a cookie, the page for the address comes next.
    Yes(Secret),
    /// Too many registrations from this network.
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
        /// So many more may be wrong before a new code is needed.
        left: i64,
    },
    /// There is no living code: a new one is needed.
    DeadCode,
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
    /// The text of the document has changed since the page was shown.
    OtherText,
    /// There is no such registration in this browser.
    NoFlow,
}

/// How the last step ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Finished {
    /// There is an account, and its owner is signed in.
    Done {
        /// The account.
        account: AccountId,
        /// Her session.
        session: sso::Entered,
    },
    /// Meanwhile the phone or the address got an account. She has proved both, so she may know.
    Taken {
        /// The number to quote at the desk.
        reference: String,
    },
    /// Something is missing.
    Not(Moved),
}

impl Draft {
    /// The first fact that is missing.
    fn step(&self) -> Step {
        match self {
            Draft { name: None, .. } => Step::Name,
            Draft { email: None, .. } => Step::Email,
            Draft { email_proved_at: None, .. } => Step::EmailCode,
            Draft { phone: None, .. } => Step::Phone,
            Draft { phone_proved_at: None, .. } => Step::PhoneCode,
            Draft { password: None, .. } => Step::Password,
            draft if !draft.has_accepted(Kind::Agreement) => Step::Agreement,
            draft if !draft.has_accepted(Kind::PersonalData) => Step::PersonalData,
            _ => Step::Done,
        }
    }
}

/// What stands about the registration behind a handle; `None` when there is none.
pub fn view(tx: &Tx, handle: &str) -> Result<Option<View>> {
    let Some(flow) = store::find(tx, handle)? else { return Ok(None) };
    let step = if flow.account.is_some() { Step::Done } else { flow.draft.step() };
    let code = match step {
        Step::EmailCode | Step::PhoneCode => code::standing(tx, &flow.place(step))?,
        _ => None,
    };
    let Draft { next, name, email, phone, password, .. } = flow.draft;
    let strength = password.map(|(_, strength)| strength);
    let reference = flow.reference;
    Ok(Some(View { step, reference, name, email, phone, code, strength, next }))
}

/// Begins a registration with the name, whatever the browser had begun before.
pub fn begin(
    tx: &mut Tx,
    config: &Config,
    name: &FullName,
    next: &str,
    lang: Lang,
    visitor: &Visitor,
) -> Result<Begun> {
    let network = known::network_of(visitor.facts.address);
    let most = config.codes_per_address_hour.saturating_mul(BEGUN_PER_CODE);
    let begun = Budget::new("registration-begun", network, most, HOUR);
    if begun.take(tx)?.is_none() {
        return Ok(Begun::TooMany { until: begun.next_at(tx)? });
    }
    set_name(tx, None, name, next, lang, visitor).map(Begun::Yes)
}

/// Takes the name; begins a registration when there is none behind the handle. Gives the handle.
pub fn set_name(
    tx: &mut Tx,
    handle: Option<&str>,
    name: &FullName,
    next: &str,
    lang: Lang,
    visitor: &Visitor,
) -> Result<Secret> {
    let open = match handle {
        Some(handle) => open(tx, handle)?.map(|flow| (handle.to_owned(), flow)),
        None => None,
    };
    if let Some((handle, mut flow)) = open {
        flow.draft.name = Some(name.clone());
        if !next.is_empty() {
            flow.draft.next = web::next(next).to_owned();
        }
        store::save(tx, &mut flow)?;
        return Ok(Secret(handle));
    }
    let draft = Draft {
        next: web::next(next).to_owned(),
        lang,
        name: Some(name.clone()),
        email: None,
        email_proved_at: None,
        phone: None,
        phone_proved_at: None,
        password: None,
        accepted: Vec::new(),
    };
    let handle = tx.entropy().token();
    let id = store::insert(tx, &handle, &draft)?;
    let more = json!({"registration": id});
    tx.journal(&crate::entry("registration.begun", &visitor.facts, more))?;
    Ok(Secret(handle))
}

/// Takes the e-mail address and sends a code there. Another address than before has to be proved
/// anew.
pub fn set_email(
    tx: &mut Tx,
    config: &Config,
    handle: &str,
    email: &Email,
    visitor: &Visitor,
) -> Result<Moved> {
    let Some(mut flow) = open(tx, handle)? else { return Ok(Moved::NoFlow) };
    let step = flow.draft.step();
    if step < Step::Email {
        return Ok(Moved::To(step));
    }
    let same = flow.draft.email.as_ref() == Some(email);
    if same && flow.draft.email_proved_at.is_some() {
        return Ok(Moved::To(step));
    }
    if !same {
        flow.draft.email = Some(email.clone());
        flow.draft.email_proved_at = None;
        store::save(tx, &mut flow)?;
        // A code proves the address that it was sent to, and no other.
        code::forget(tx, &flow.code_flow())?;
    }
    // The page says when the next one can be sent, if this one could not.
    send_code(tx, config, &flow, Step::EmailCode, visitor)?;
    Ok(Moved::To(Step::EmailCode))
}

/// Takes the phone and sends a code there. Another phone than before has to be proved anew.
pub fn set_phone(
    tx: &mut Tx,
    config: &Config,
    handle: &str,
    phone: &Phone,
    visitor: &Visitor,
) -> Result<Moved> {
    let Some(mut flow) = open(tx, handle)? else { return Ok(Moved::NoFlow) };
    let step = flow.draft.step();
    if step < Step::Phone {
        return Ok(Moved::To(step));
    }
    let same = flow.draft.phone.as_ref() == Some(phone);
    if same && flow.draft.phone_proved_at.is_some() {
        return Ok(Moved::To(step));
    }
    if !same {
        flow.draft.phone = Some(phone.clone());
        flow.draft.phone_proved_at = None;
        store::save(tx, &mut flow)?;
        code::forget(tx, &flow.code_flow())?;
    }
    send_code(tx, config, &flow, Step::PhoneCode, visitor)?;
    Ok(Moved::To(Step::PhoneCode))
}

/// Sends the code of the present step once more.
pub fn resend(tx: &mut Tx, config: &Config, handle: &str, visitor: &Visitor) -> Result<Moved> {
    let Some(flow) = open(tx, handle)? else { return Ok(Moved::NoFlow) };
    let step = flow.draft.step();
    if !matches!(step, Step::EmailCode | Step::PhoneCode) {
        return Ok(Moved::To(step));
    }
    Ok(match send_code(tx, config, &flow, step, visitor)? {
        Sent::Sent { .. } => Moved::To(step),
        Sent::Wait { until } => Moved::Wait { until },
        Sent::Spent { until } => Moved::Spent { until },
    })
}

fn send_code(
    tx: &mut Tx,
    config: &Config,
    flow: &Flow,
    step: Step,
    visitor: &Visitor,
) -> Result<Sent> {
    let place = flow.place(step);
    if code::standing(tx, &place)?.is_none_or(|standing| standing.again_in == 0) {
        let most = config.codes_per_address_hour;
        let network = known::network_of(visitor.facts.address);
        let network = Budget::new("registration-codes", network, most, HOUR);
        if network.take(tx)?.is_none() {
            return Ok(Sent::Spent { until: network.next_at(tx)? });
        }
    }
    let to = flow.address(step);
    let owner = match flow.identifier(step) {
        Some(identifier) => account::by_identifier(tx, &identifier)?,
        None => None,
    };
    // The desk has seen her document: the owner was told then, and the code is real.
    let owner = if flow.waits_for(tx, step)? { None } else { owner };
    let purpose = match step {
        Step::EmailCode => "code-registration-email",
        _ => "code-registration-sms",
    };
    let secretly_nowhere = if owner.is_some() { None } else { Some(to.as_str()) };
    let order = Order { place, to: secretly_nowhere, purpose, lang: flow.draft.lang };
    let sent = code::send(tx, &order)?;
    if let (Sent::Sent { .. }, Some(owner)) = (&sent, owner) {
        tell_owner(tx, flow, step, owner, visitor)?;
    }
    Ok(sent)
}

/// Tells the owner of an address that somebody tried to register with it.
fn tell_owner(
    tx: &mut Tx,
    flow: &Flow,
    step: Step,
    owner: AccountId,
    visitor: &Visitor,
) -> Result<()> {
    let channel = flow.place(step).channel;
    let more = json!({"registration": flow.id, "channel": channel.as_str()});
    tx.journal(&crate::entry("registration.address_taken", &visitor.facts, more).about(owner))?;
    let to = flow.address(step);
    if Budget::new("registration-told", &to, TOLD_PER_HOUR, HOUR).take(tx)?.is_none() {
        return Ok(());
    }
    let lang = account::find(tx, owner)?.map_or(Lang::Ru, |account| account.lang);
    let address = Address { site: Site::Identity, channel, to: &to, lang };
    notify::tell_address(tx, &address, "registration-address-taken", &[])
}

/// Takes the code of the present step.
pub fn check_code(tx: &mut Tx, handle: &str, step: Step, typed: &str) -> Result<Moved> {
    let Some(mut flow) = open(tx, handle)? else { return Ok(Moved::NoFlow) };
    let stands_at = flow.draft.step();
    if stands_at != step || !matches!(step, Step::EmailCode | Step::PhoneCode) {
        return Ok(Moved::To(stands_at));
    }
    match code::check(tx, &flow.place(step), typed)? {
        Checked::Right => {}
        Checked::Wrong { left } => return Ok(Moved::Wrong { left }),
        Checked::Dead | Checked::Closed => return Ok(Moved::DeadCode),
        Checked::Spent { until } => return Ok(Moved::Spent { until }),
    }
    if let Some(identifier) = flow.identifier(step) {
        handover::take(tx, Newcomer::Registration(flow.id), &identifier.handle())?;
    }
    let now = Some(tx.now());
    match step {
        Step::EmailCode => flow.draft.email_proved_at = now,
        _ => flow.draft.phone_proved_at = now,
    }
    store::save(tx, &mut flow)?;
    Ok(Moved::To(flow.draft.step()))
}

/// Takes a password that was judged and hashed outside of the transaction.
pub fn set_password(
    tx: &mut Tx,
    handle: &str,
    hashed: &Hashed,
    strength: Strength,
) -> Result<Moved> {
    let Some(mut flow) = open(tx, handle)? else { return Ok(Moved::NoFlow) };
    let step = flow.draft.step();
    if step < Step::Password {
        return Ok(Moved::To(step));
    }
    flow.draft.password = Some((hashed.clone(), strength));
    store::save(tx, &mut flow)?;
    Ok(Moved::To(flow.draft.step()))
}

/// Takes an agreement to the document whose digest the page showed, and, with the last one, makes
/// the account and signs its owner in. `before` is the session that the browser has already.
pub fn accept(
    tx: &mut Tx,
    handle: &str,
    kind: Kind,
    lang: Lang,
    sha256: &str,
    visitor: &Visitor,
    before: Option<&Sso>,
) -> Result<Finished> {
    let Some(mut flow) = open(tx, handle)? else { return Ok(Finished::Not(Moved::NoFlow)) };
    let (step, own) = (flow.draft.step(), step_of(kind));
    if step < own {
        return Ok(Finished::Not(Moved::To(step)));
    }
    let document = Document::of(kind, lang);
    if document.sha256 != sha256 {
        return Ok(Finished::Not(Moved::OtherText));
    }
    if !flow.draft.has_accepted(kind) {
        flow.draft.accepted.push(Accepted::of(document, tx.now()));
        store::save(tx, &mut flow)?;
    }
    match flow.draft.step() {
        Step::Done => finish(tx, flow, visitor, before),
        step => Ok(Finished::Not(Moved::To(step))),
    }
}

pub(crate) fn step_of(kind: Kind) -> Step {
    match kind {
        Kind::Agreement => Step::Agreement,
        Kind::PersonalData => Step::PersonalData,
    }
}

fn finish(
    tx: &mut Tx,
    mut flow: Flow,
    visitor: &Visitor,
    before: Option<&Sso>,
) -> Result<Finished> {
    let draft = flow.draft.clone();
    let (Some(name), Some(email), Some(phone)) = (draft.name, draft.email, draft.phone) else {
        return Ok(Finished::Not(Moved::To(flow.draft.step())));
    };
    let Some((hashed, strength)) = draft.password else {
        return Ok(Finished::Not(Moved::To(Step::Password)));
    };
    let new = NewAccount { name, phone, email, lang: draft.lang };
    let Ok(account) = account::create(tx, &new)? else {
        let more = json!({"registration": flow.id});
        tx.journal(&crate::entry("registration.lost_race", &visitor.facts, more))?;
        return Ok(Finished::Taken { reference: flow.reference });
    };
    password::set(tx, account, &hashed)?;
    for accepted in &draft.accepted {
        store::accept(tx, account, accepted, &visitor.facts)?;
    }
    let more = json!({"registration": flow.id, "strength": strength.as_str()});
    tx.journal(&crate::own_entry("registration.done", account, &visitor.facts, more))?;
    crate::tell(tx, account, notify::Kind::Account, "account-created", Vec::new())?;
    // The row keeps what the desk may be asked about, and no secrets.
    flow.account = Some(account);
    flow.draft.password = None;
    store::save(tx, &mut flow)?;
    known::note(tx, account, &visitor.browser, &visitor.facts)?;
    sign_in(tx, &flow, account, visitor, before)
}

/// She chose the password and typed the code of the phone in this very flow: two factors.
fn sign_in(
    tx: &mut Tx,
    flow: &Flow,
    account: AccountId,
    visitor: &Visitor,
    before: Option<&Sso>,
) -> Result<Finished> {
    let password: Proved<proof::Password> = Proved::new(account, flow.id.0);
    let sms: Proved<proof::Sms> = Proved::new(account, flow.id.0);
    let (Some(two), Some(alive)) = (TwoFactors::of(password, sms), account::alive(tx, account)?)
    else {
        return Err(::store::Error::bug("a new account is not alive"));
    };
    let session = sso::open(tx, &alive, &two, &visitor.facts, before)?;
    Ok(Finished::Done { account, session })
}

/// The registration behind a handle, unless it is finished.
fn open(tx: &Tx, handle: &str) -> Result<Option<Flow>> {
    Ok(store::find(tx, handle)?.filter(|flow| flow.account.is_none()))
}

impl Flow {
    /// Whether the contact of a step is handed over to her.
    fn waits_for(&self, tx: &Tx, step: Step) -> Result<bool> {
        let Some(identifier) = self.identifier(step) else { return Ok(false) };
        handover::waits(tx, Newcomer::Registration(self.id), &identifier.handle())
    }

    fn identifier(&self, step: Step) -> Option<Identifier> {
        match step {
            Step::EmailCode => self.draft.email.clone().map(Identifier::Email),
            _ => self.draft.phone.clone().map(Identifier::Phone),
        }
    }

    fn address(&self, step: Step) -> String {
        match step {
            Step::EmailCode => self.draft.email.as_ref().map(|email| email.as_str().to_owned()),
            _ => self.draft.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        }
        .unwrap_or_default()
    }

    fn code_flow(&self) -> String {
        format!("registration:{}", self.id)
    }

    fn place(&self, step: Step) -> Place {
        let (channel, address) = match step {
            Step::EmailCode => {
                (Channel::Email, self.draft.email.as_ref().map(Email::folded).unwrap_or_default())
            }
            _ => (Channel::Sms, self.address(step)),
        };
        let flow = self.code_flow();
        let whose = format!("address:{address}");
        Place { flow, channel, whose, closes: false }
    }
}
