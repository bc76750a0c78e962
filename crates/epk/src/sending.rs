//! Sending a passport to another state service, and the receipt.
//!
//! The person signs the sending by a code that is bound to the file, to the service and to what it
//! is for ([`sign`]): all that the passport says leaves the house, nothing brings it back, and
//! the work goes on after she has signed out; an open page alone must not be enough for that, and
//! the signature is what the receipt can prove. One transaction writes the sending and its job.
//! The job acts on a mandate of hers and sends until the service answers, under one key, so that
//! a repeat is the same document there. A passport that does not count is not sent.
//!
//! What happens to the passport afterwards is asked for by the service, at the address that the
//! document holds, when it decides: a mandate lasts for days and a passport for years, and a
//! message that was lost would be worse than a question that is put at the right moment.

mod call;
pub mod jobs;
pub mod pages;
pub mod print;
pub mod service;
mod store;
#[cfg(test)]
mod tests;

use ::store::journal::Draft;
use ::store::{DAY, MINUTE, Moment, Result, SECOND, Tx};
use aws_lc_rs::digest::{Context, SHA256};
use cabinet::CabinetAccountId;
use cabinet::signing::{self, Act, Checked, Sent};
use notify::{Kind, Notice, Recipient};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::session::SessionId;
use web::{Lang, Site};

use crate::agreement;
use crate::passport::{self, Passport, PassportId};

pub use service::{Service, Services, Words};

::store::id!(
    /// One sending of a passport to one service; the service knows a repeat by it.
    pub SendingId
);

/// How long a service is tried.
pub const PATIENCE: i64 = 7 * DAY;
/// After so long without an answer the person is told that it takes longer.
pub const LATE: i64 = 15 * MINUTE;
/// The pause after the first try, and the longest one.
const RETRY_FIRST: i64 = 2 * SECOND;
const RETRY_MOST: i64 = 10 * MINUTE;

/// Where a sending stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is on its way, or the service has it and has not answered yet.
    Waiting,
    /// The person's mandate is missing or has ended.
    Consent,
    /// The service has registered it.
    Delivered,
    /// The service has refused it.
    Refused,
    /// The service gave no answer within [`PATIENCE`].
    Undelivered,
    /// The passport ceased to count before the service had it.
    Stopped,
    /// The person took it back before the service was known to have it.
    Cancelled,
}

/// A sending as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Its id.
    pub id: SendingId,
    /// What is sent.
    pub passport: PassportId,
    /// Whose it is.
    pub holder: CabinetAccountId,
    /// The service's id.
    pub service: String,
    /// What the service was called and what it is for, as it was signed.
    pub signed: Signed,
    /// Where it stands.
    pub state: State,
    /// The digest of the file.
    pub sha256: Vec<u8>,
    /// The digest of what was signed.
    pub content: Vec<u8>,
    /// The version of the agreement that makes the signature count.
    pub agreement: String,
    /// The phone that the code went to.
    pub phone: String,
    /// When it was signed.
    pub signed_at: Moment,
    /// Until when it is tried.
    pub deadline_at: Moment,
    /// Since when the service has it, while it thinks.
    pub accepted_at: Option<Moment>,
    /// Who gave no answer at the latest try: `provider` or `service`; empty when nobody.
    pub waits_for: String,
    /// How many tries there were.
    pub tries: i64,
    /// When it is tried again.
    pub next_try_at: Option<Moment>,
    /// The registration number.
    pub number: Option<String>,
    /// Why it was refused, in the service's words; for [`State::Stopped`] the passport's state.
    pub reason: Option<String>,
    /// When it came to its end.
    pub settled_at: Option<Moment>,
    /// Whether an attempt without an answer may have reached the service.
    pub may_be_there: bool,
}

/// The words of a sending as they were signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// What the service is called.
    pub name: Words,
    /// What it gets the passport for.
    pub purpose: Words,
}

/// How signing, or asking for a code, ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signing {
    /// It is signed and on its way.
    Signed(SendingId),
    /// The same passport is on its way to the same service already.
    Before(SendingId),
    /// The passport does not count.
    NotValid,
    /// The agreement in force has not been accepted.
    NoAgreement,
    /// What came of the code that was asked for.
    Code(Sent),
    /// What came of the code that was typed.
    Typed(Checked),
}

/// How a sending ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The service has registered it under this number.
    Delivered(String),
    /// The service has refused it, and says why.
    Refused(String),
    /// There was no answer in time.
    Undelivered,
    /// The passport is in this state.
    Stopped(passport::State),
}

/// How the wish to cancel a sending ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelling {
    /// It is not sent any more.
    Done,
    /// At this moment it is being handed over: the outcome is known soon.
    UnderWay,
    /// The service has it.
    Accepted,
    /// It had come to its end.
    Over,
}

/// The act that a code signs: this file of this passport, to this service, for this purpose. Each
/// sending is an act of its own.
pub fn act(tx: &Tx, passport: &Passport, service: &Service) -> Result<Option<Act>> {
    let Some(file) = passport::fingerprint(tx, passport.id)? else { return Ok(None) };
    let number = store::count(tx, passport.id, &service.id)? + 1;
    Ok(Some(Act {
        site: Site::Epk,
        account: passport.holder,
        name: format!("sending:{}:{}:{number}", passport.id, service.id),
        content: content(passport, &file, service),
        words: "code-sign-sending",
    }))
}

/// The digest of what is signed.
fn content(passport: &Passport, file: &[u8], service: &Service) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    let mut add = |bytes: &[u8]| {
        context.update(&(bytes.len() as u64).to_be_bytes());
        context.update(bytes);
    };
    add(b"kabinet sending 1");
    add(passport.id.to_string().as_bytes());
    add(file);
    add(service.id.as_bytes());
    for words in [&service.name, &service.purpose] {
        add(words.ru.as_bytes());
        add(words.en.as_bytes());
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

/// What keeps a passport from being sent to a service.
fn obstacle(tx: &Tx, passport: &Passport, service: &Service) -> Result<Option<Signing>> {
    if passport.state(tx.now()) != passport::State::Valid {
        return Ok(Some(Signing::NotValid));
    }
    if let Some(before) = open(tx, passport.id, &service.id)? {
        return Ok(Some(Signing::Before(before)));
    }
    let agreed = agreement::accepted(tx, passport.holder)?.is_some();
    Ok((!agreed).then_some(Signing::NoAgreement))
}

/// Sends a code that signs the sending. The caller has proven whose passport it is.
pub fn send_code(
    tx: &mut Tx,
    seen: &Passport,
    service: &Service,
    phone: &str,
    lang: Lang,
) -> Result<Signing> {
    let Some(passport) = passport::find(tx, seen.id)? else { return Ok(Signing::NotValid) };
    if let Some(obstacle) = obstacle(tx, &passport, service)? {
        return Ok(obstacle);
    }
    let Some(act) = act(tx, &passport, service)? else { return Ok(Signing::NotValid) };
    Ok(Signing::Code(signing::send(tx, &act, phone, lang)?))
}

/// Signs with what was typed. With the right code everything happens at once: the signature, the
/// sending and its job; `session` lets the job ask the provider for a mandate.
pub fn sign(
    tx: &mut Tx,
    seen: &Passport,
    service: &Service,
    phone: &str,
    typed: &str,
    session: SessionId,
) -> Result<Signing> {
    let Some(passport) = passport::find(tx, seen.id)? else { return Ok(Signing::NotValid) };
    if let Some(obstacle) = obstacle(tx, &passport, service)? {
        return Ok(obstacle);
    }
    let Some(act) = act(tx, &passport, service)? else { return Ok(Signing::NotValid) };
    let Some(file) = passport::fingerprint(tx, passport.id)? else { return Ok(Signing::NotValid) };
    let checked = signing::check(tx, &act, typed)?;
    let Checked::Right { number: code } = checked else { return Ok(Signing::Typed(checked)) };
    let Some(agreed) = agreement::accepted(tx, passport.holder)? else {
        return Ok(Signing::NoAgreement);
    };
    let order = store::Order {
        id: SendingId(tx.new_id()),
        passport: passport.id,
        holder: passport.holder,
        service,
        sha256: &file,
        content: &act.content,
        agreement: &agreed.version,
        phone,
        code,
        deadline_at: tx.now().plus(PATIENCE),
    };
    if !store::put(tx, &order)? {
        let before = open(tx, passport.id, &service.id)?;
        return before.map_or(Err(::store::Error::Missing), |id| Ok(Signing::Before(id)));
    }
    let about = json!({
        "sending": order.id, "passport": passport.id, "service": service.id, "sha256": hex(&file),
    });
    tx.journal(&entry("signed", passport.holder).by("person", passport.holder).with(about))?;
    touch_list(tx, passport.holder, passport.id)?;
    let work = jobs::Work { sending: order.id, session: Some(session) };
    tx.enqueue(jobs::SEND, &work, tx.now())?;
    tx.enqueue(jobs::DUE, &jobs::Work { session: None, ..work }, order.deadline_at)?;
    Ok(Signing::Signed(order.id))
}

/// «Отправить»: one press renews the mandate of a sending whose one is missing.
pub fn renew(tx: &mut Tx, sending: &Sending, session: SessionId) -> Result<bool> {
    if !store::move_to(tx, sending.id, State::Consent, State::Waiting)? {
        return Ok(false);
    }
    let about = json!({ "sending": sending.id });
    tx.journal(&entry("renewed", sending.holder).by("person", sending.holder).with(about))?;
    touch(tx, sending)?;
    let work = jobs::Work { sending: sending.id, session: Some(session) };
    tx.enqueue(jobs::SEND, &work, tx.now())?;
    Ok(true)
}

/// Parks a sending whose mandate ended or could not be had, and tells the person.
pub(crate) fn park(tx: &mut Tx, sending: &Sending) -> Result<()> {
    if !store::move_to(tx, sending.id, State::Waiting, State::Consent)? {
        return Ok(());
    }
    // The provider may have refused a token and not the mandate: nobody else ends it.
    if let Some(mandate) = store::mandate(tx, sending.id)? {
        crate::mandate::give_back(tx, &mandate)?;
        store::forget_mandate(tx, sending.id)?;
    }
    tx.journal(&entry("parked", sending.holder).with(json!({ "sending": sending.id })))?;
    let mark = format!("{}/consent/{}", sending.id, tx.now().0);
    touch_list(tx, sending.holder, sending.passport)?;
    tell(tx, sending, "sending-consent", mark, vec![])
}

/// Notes that nobody answered, or that the service has it and thinks; when to try again.
/// `again_in` is the pause that the service asked for.
pub(crate) fn wait(
    tx: &mut Tx,
    sending: &Sending,
    waits_for: &str,
    again_in: Option<i64>,
) -> Result<Moment> {
    let doubled = RETRY_FIRST << sending.tries.clamp(0, 12);
    let pause = doubled.min(RETRY_MOST).max(again_in.unwrap_or(0).clamp(0, RETRY_MOST));
    // Those that wait for the same service must not come back together.
    let jitter = i64::from(tx.entropy().below(1_000)) * (pause / 4_000);
    let again = tx.now().plus(pause + jitter);
    store::wait(tx, sending.id, waits_for, again)?;
    touch(tx, sending)?;
    let late = tx.now().since(sending.signed_at) >= LATE && !waits_for.is_empty();
    if late && store::note_late(tx, sending.id)? {
        let until = notify::moment_arg(sending.deadline_at);
        tell(tx, sending, "sending-late", format!("{}/late", sending.id), vec![("until", until)])?;
    }
    Ok(again)
}

/// Notes that the service has it.
pub(crate) fn accepted(tx: &mut Tx, sending: &Sending) -> Result<()> {
    if store::accept(tx, sending.id)? {
        let about = json!({ "sending": sending.id, "service": sending.service });
        tx.journal(&entry("accepted", sending.holder).with(about))?;
        touch(tx, sending)?;
    }
    Ok(())
}

/// Ends a sending, once; `false` when it had ended before. The person is told, and the mandate is
/// given back.
pub(crate) fn settle(tx: &mut Tx, sending: &Sending, end: &End) -> Result<bool> {
    if !store::settle(tx, sending.id, end)? {
        return Ok(false);
    }
    // Anew: whether an attempt may have got through is to be known as of now.
    let sending = &store::find(tx, sending.id)?.ok_or(::store::Error::Missing)?;
    let draft = entry(end.state().as_str(), sending.holder);
    let args = match end {
        End::Delivered(number) => vec![("number", number.clone())],
        End::Refused(reason) => vec![("reason", reason.clone())],
        End::Undelivered => vec![],
        End::Stopped(state) => {
            vec![("state", notify::text_arg(&format!("epk-passport-state-{}", state.as_str())))]
        }
    };
    ended(tx, sending, end.state(), draft, args)?;
    Ok(true)
}

/// Keeps an answer that came after the end: what the service has is written down, and its number
/// is shown.
pub(crate) fn answered_late(
    tx: &mut Tx,
    sending: &Sending,
    word: &str,
    number: Option<&str>,
) -> Result<()> {
    if let Some(number) = number {
        store::keep_number(tx, sending.id, number)?;
    }
    let about = json!({ "sending": sending.id, "service": sending.service, "answer": word });
    tx.journal(&entry("answered_late", sending.holder).with(about))?;
    touch(tx, sending)
}

/// The person takes it back, as long as the service is not known to have it. One statement decides
/// between her and the job: while an attempt is under way she waits, and what she has cancelled no
/// attempt hands over any more.
pub fn cancel(tx: &mut Tx, seen: &Sending) -> Result<Cancelling> {
    if !store::cancel(tx, seen.id)? {
        let now = store::find(tx, seen.id)?;
        return Ok(match now {
            // A form that is sent twice.
            Some(now) if now.state == State::Cancelled => Cancelling::Done,
            Some(now) if now.state.is_over() => Cancelling::Over,
            Some(now) if now.accepted_at.is_some() => Cancelling::Accepted,
            _ => Cancelling::UnderWay,
        });
    }
    let draft = entry("cancelled", seen.holder).by("person", seen.holder);
    ended(tx, seen, State::Cancelled, draft, vec![])?;
    Ok(Cancelling::Done)
}

/// What follows from an end, whoever brought it about: it is written down and told, and the
/// mandate is given back.
fn ended(
    tx: &mut Tx,
    sending: &Sending,
    state: State,
    draft: Draft,
    args: Vec<(&str, String)>,
) -> Result<()> {
    let about = json!({ "sending": sending.id, "service": sending.service });
    tx.journal(&draft.with(about))?;
    touch_list(tx, sending.holder, sending.passport)?;
    let event = match (state, sending.may_be_there) {
        (State::Stopped, true) => "sending-stopped-doubt".to_owned(),
        _ => format!("sending-{}", state.as_str()),
    };
    tell(tx, sending, &event, format!("{}/end", sending.id), args)?;
    let work = jobs::Work { sending: sending.id, session: None };
    tx.enqueue(jobs::GIVE_BACK, &work, tx.now()).map(|_| ())
}

/// A sending of this person; somebody else's is not there.
pub fn find(tx: &Tx, holder: CabinetAccountId, id: SendingId) -> Result<Option<Sending>> {
    Ok(store::find(tx, id)?.filter(|sending| sending.holder == holder))
}

/// The sendings of a passport, newest first.
pub fn of_passport(tx: &Tx, passport: PassportId) -> Result<Vec<Sending>> {
    store::of_passport(tx, passport)
}

/// The sending of a passport to a service that has not come to its end.
pub fn open(tx: &Tx, passport: PassportId, service: &str) -> Result<Option<SendingId>> {
    store::open(tx, passport, service)
}

fn entry(event: &str, holder: CabinetAccountId) -> Draft {
    Draft::new(Site::Epk.as_str(), &format!("sending.{event}")).about(holder)
}

fn tell(
    tx: &mut Tx,
    sending: &Sending,
    event: &str,
    key: String,
    more: Vec<(&str, String)>,
) -> Result<()> {
    let name = &sending.signed.name;
    let mut args = vec![("service", notify::either_arg(&name.ru, &name.en))];
    args.push(("sending", sending.id.to_string()));
    args.extend(more);
    let who = Recipient::new(Site::Epk, sending.holder);
    let notice = Notice { kind: Kind::Document, event, args, key: Some(key) };
    notify::tell_about(tx, &who, &notice, &page_of(sending.id))
}

/// Lets the open page of a sending show what nobody is told about.
fn touch(tx: &mut Tx, sending: &Sending) -> Result<()> {
    let who = Recipient::new(Site::Epk, sending.holder);
    notify::touch(tx, &who, &page_of(sending.id))?;
    touch_list(tx, sending.holder, sending.passport)
}

/// The same for the pages that list the sendings of a passport.
fn touch_list(tx: &mut Tx, holder: CabinetAccountId, passport: PassportId) -> Result<()> {
    notify::touch(tx, &Recipient::new(Site::Epk, holder), &format!("/passport/{passport}/send"))
}

/// The page that shows it.
fn page_of(id: SendingId) -> String {
    format!("/sendings/{id}")
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Sending {
    /// Whether the service is not known to have it, so that it can be taken back: see [`cancel`].
    pub fn can_be_cancelled(&self) -> bool {
        !self.state.is_over() && self.accepted_at.is_none()
    }
}

impl End {
    fn state(&self) -> State {
        match self {
            End::Delivered(_) => State::Delivered,
            End::Refused(_) => State::Refused,
            End::Undelivered => State::Undelivered,
            End::Stopped(_) => State::Stopped,
        }
    }
}

impl State {
    /// All of them.
    pub const ALL: [State; 7] = [
        State::Waiting,
        State::Consent,
        State::Delivered,
        State::Refused,
        State::Undelivered,
        State::Stopped,
        State::Cancelled,
    ];

    /// The word in the table and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Consent => "consent",
            State::Delivered => "delivered",
            State::Refused => "refused",
            State::Undelivered => "undelivered",
            State::Stopped => "stopped",
            State::Cancelled => "cancelled",
        }
    }

    /// How pages colour it.
    pub fn tone(self) -> &'static str {
        match self {
            State::Waiting => "info",
            State::Consent => "warning",
            State::Delivered => "success",
            State::Refused | State::Undelivered => "danger",
            State::Stopped | State::Cancelled => "neutral",
        }
    }

    /// Whether nothing more will happen.
    pub fn is_over(self) -> bool {
        !matches!(self, State::Waiting | State::Consent)
    }

    fn parse(word: &str) -> Result<State> {
        let found = State::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| ::store::Error::bug("a sending has an unknown state"))
    }
}
