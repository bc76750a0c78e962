//! One message to one address: made in the transaction of its cause, delivered by the outbox.

mod peek;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod thread;
pub(crate) mod words;

use ::store::{DAY, Error, Id, Moment, Result, Secret, Tx};
use serde::{Deserialize, Serialize};
use web::{Lang, Site};

use crate::preference::Manner;
use crate::{Channel, Contact, Kind, Recipient, contact, live, page, preference};

pub use peek::{Peek, waiting_for};
pub use thread::Thread;

::store::id!(
    /// A message.
    pub MessageId
);

/// Something to tell a person.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// What it is about; decides which preferences apply.
    pub kind: Kind,
    /// The middle of the keys of its words: `sign-in-new` in `notice-sign-in-new-body`.
    pub event: &'a str,
    /// What its words mention. Values are shown as plain text.
    pub args: Vec<(&'a str, String)>,
    /// A notice with the same key is sent to the same person once, whoever repeats it.
    pub key: Option<String>,
}

/// An address that belongs to nobody we know, or to somebody who must be told there.
#[derive(Clone, Copy, Debug)]
pub struct Address<'a> {
    /// The site that writes.
    pub site: Site,
    /// The channel.
    pub channel: Channel,
    /// E-mail address, or phone in E.164.
    pub to: &'a str,
    /// The language of the message.
    pub lang: Lang,
}

/// A one-time code on its way to whoever must prove that an address is theirs.
#[derive(Clone, Copy)]
pub struct CodeMessage<'a> {
    /// The site that will ask for it.
    pub site: Site,
    /// The channel.
    pub channel: Channel,
    /// E-mail address, or phone in E.164.
    pub to: &'a str,
    /// The language of the message.
    pub lang: Lang,
    /// The middle of the keys of its words: `code-login`.
    pub purpose_key: &'a str,
    /// Six digits.
    pub code: &'a str,
    /// Which code of this attempt it is, from 1: «Код № 2». People tell late ones apart by it.
    pub number: u32,
    /// After this moment it is not sent any more.
    pub expires_at: Moment,
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for its first or next attempt.
    Waiting,
    /// Somebody is handing it over right now.
    Sending,
    /// The mail server or the gateway has taken it.
    Sent,
    /// It was refused for good, or nobody took it in time.
    Failed,
    /// It was a code, and too late.
    Expired,
}

/// What the words need, encrypted in the table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) lang: Lang,
    pub(crate) args: Vec<(String, String)>,
    /// The code and its number.
    pub(crate) code: Option<(String, u32)>,
}

/// A message as it is made.
pub(crate) struct Draft<'a> {
    pub(crate) key: Option<String>,
    /// What the messages of one notice share.
    pub(crate) notice: Id,
    pub(crate) site: Site,
    pub(crate) subject: Option<&'a str>,
    pub(crate) kind: Kind,
    pub(crate) event: &'a str,
    pub(crate) channel: Channel,
    pub(crate) to: &'a str,
    pub(crate) content: Content,
    pub(crate) expires_at: Moment,
}

/// News that nobody took for so long is not news any more.
pub(crate) const NEWS_LIFE: i64 = 3 * DAY;

/// Tells a person something, in the list on the site and over the channels that the person chose
/// for this kind and importance; security notices go to every address there is.
///
/// # Errors
/// [`Error::Broken`] for [`Kind::Code`]: codes go through [`send_code`].
pub fn tell(tx: &mut Tx, who: &Recipient, notice: &Notice) -> Result<()> {
    told(tx, who, notice, None)
}

/// The same about something that a page of the site shows: `about` is its path. The notice leads
/// there, and where that page is open it shows the change at once.
pub fn tell_about(tx: &mut Tx, who: &Recipient, notice: &Notice, about: &str) -> Result<()> {
    debug_assert!(about == web::next(about), "{about:?} is no path of a site");
    told(tx, who, notice, Some(about))
}

/// Lets the open pages of a person show anew what is at the path `about`, without a notice.
pub fn touch(tx: &mut Tx, who: &Recipient, about: &str) -> Result<()> {
    live::put(tx, who, Some(about), None)
}

fn told(tx: &mut Tx, who: &Recipient, notice: &Notice, about: Option<&str>) -> Result<()> {
    if notice.kind == Kind::Code {
        return Err(Error::bug("a code is sent by send_code"));
    }
    let wanted = preference::of(tx, who)?;
    let id = tx.new_id();
    let lets = |way| wanted.lets(notice.kind, notice.event, way);
    if who.site.has_notices() {
        let shown = lets(preference::Way::Page) && page::put(tx, who, notice, about, id)?;
        if shown || about.is_some() {
            live::put(tx, who, about, shown.then_some(id))?;
        }
    }
    let Some(reached) = contact::of(tx, who)? else { return Ok(()) };
    for channel in Channel::ALL.into_iter().filter(|channel| lets((*channel).into())) {
        put_notice(tx, who, notice, id, channel, &reached, &wanted.manner)?;
    }
    Ok(())
}

fn put_notice(
    tx: &mut Tx,
    who: &Recipient,
    notice: &Notice,
    id: Id,
    channel: Channel,
    reached: &Contact,
    manner: &Manner,
) -> Result<()> {
    let Some(to) = reached.address(channel) else { return Ok(()) };
    let (site, subject) = (who.site.as_str(), &who.subject);
    let once = |key: &String| format!("{site}/{subject}/{key}/{}", channel.as_str());
    let draft = Draft {
        key: notice.key.as_ref().map(once),
        notice: id,
        site: who.site,
        subject: Some(subject),
        kind: notice.kind,
        event: notice.event,
        channel,
        to,
        content: Content { lang: reached.lang, args: owned(&notice.args), code: None },
        expires_at: tx.now().plus(NEWS_LIFE),
    };
    let plan = manner.plan(notice.kind, notice.event, channel, tx.now());
    store::put_for(tx, &draft, plan)
}

/// Gives messages that wait for their time another one: the person has changed her manner.
pub(crate) fn plan_anew(tx: &mut Tx, who: &Recipient, manner: &Manner) -> Result<()> {
    for waiting in store::waiting(tx, who)? {
        let plan = manner.plan(waiting.kind, &waiting.event, waiting.channel, tx.now());
        store::plan_anew(tx, who, &waiting, plan)?;
    }
    Ok(())
}

/// Messages of a kind that nobody has tried to deliver yet do not leave: the person has switched
/// them off.
pub(crate) fn withdraw(tx: &mut Tx, who: &Recipient, kind: Kind, channel: Channel) -> Result<()> {
    store::withdraw(tx, who, kind, channel)
}

/// How many messages should have left, how many wait for a later time, and how many have failed
/// within the time for which they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Their time has come.
    pub due: i64,
    /// Their time will come: a digest, quiet hours, the next attempt.
    pub later: i64,
    /// Given up.
    pub failed: i64,
}

/// What stands in the outbox.
pub fn standing(tx: &Tx) -> Result<Standing> {
    store::standing(tx)
}

/// Sends messages that wait for their time to the person's new addresses; where there is none any
/// more, they have failed.
pub(crate) fn readdress(tx: &mut Tx, who: &Recipient, contact: &Contact) -> Result<()> {
    for channel in Channel::ALL {
        store::readdress(tx, who, channel, contact.address(channel))?;
    }
    Ok(())
}

/// Sends a one-time code, to an address without an account, too. It waits behind nothing but
/// other codes.
///
/// # Errors
/// [`Error::Broken`] when `code` is not six digits.
pub fn send_code(tx: &mut Tx, message: &CodeMessage) -> Result<()> {
    if message.code.len() != 6 || !message.code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::bug("a code has six digits"));
    }
    let code = Some((message.code.to_owned(), message.number));
    let draft = Draft {
        key: None,
        notice: tx.new_id(),
        site: message.site,
        subject: None,
        kind: Kind::Code,
        event: message.purpose_key,
        channel: message.channel,
        to: message.to,
        content: Content { lang: message.lang, args: Vec::new(), code },
        expires_at: message.expires_at,
    };
    store::put(tx, &draft)
}

/// Sends a password that counts once. Like a code it is blanked when its message has ended, is not
/// sent after `expires_at`, and never goes to another channel.
pub fn send_password(
    tx: &mut Tx,
    address: &Address,
    purpose_key: &str,
    password: &Secret,
    expires_at: Moment,
) -> Result<()> {
    let draft = Draft {
        key: None,
        notice: tx.new_id(),
        site: address.site,
        subject: None,
        kind: Kind::Code,
        event: purpose_key,
        channel: address.channel,
        to: address.to,
        content: Content {
            lang: address.lang,
            args: Vec::new(),
            code: Some((password.0.clone(), 1)),
        },
        expires_at,
    };
    store::put(tx, &draft)
}

/// Sends a number that a person is to tell to somebody who asked for it. Like a code it is blanked
/// when its message has ended, is not sent after `expires_at`, and stands in no list of messages;
/// unlike one it has words of its own, and opens no sign-in.
pub fn send_number(
    tx: &mut Tx,
    address: &Address,
    event: &str,
    args: &[(&str, String)],
    expires_at: Moment,
) -> Result<()> {
    let draft = Draft {
        key: None,
        notice: tx.new_id(),
        site: address.site,
        subject: None,
        kind: Kind::Code,
        event,
        channel: address.channel,
        to: address.to,
        content: Content { lang: address.lang, args: owned(args), code: None },
        expires_at,
    };
    store::put(tx, &draft)
}

/// Tells whoever reads an address something about its safety: that somebody tried to register
/// with it, that it was replaced. Nobody's preferences apply.
pub fn tell_address(
    tx: &mut Tx,
    address: &Address,
    event: &str,
    args: &[(&str, String)],
) -> Result<()> {
    let draft = Draft {
        key: None,
        notice: tx.new_id(),
        site: address.site,
        subject: None,
        kind: Kind::Security,
        event,
        channel: address.channel,
        to: address.to,
        content: Content { lang: address.lang, args: owned(args), code: None },
        expires_at: tx.now().plus(NEWS_LIFE),
    };
    store::put(tx, &draft)
}

/// Writes to a bare address that somebody gave us, about what it was given for; once for each
/// `key`.
pub fn answer_address(
    tx: &mut Tx,
    address: &Address,
    event: &str,
    args: &[(&str, String)],
    key: &str,
) -> Result<()> {
    let draft = Draft {
        key: Some(format!("{}//{key}/{}", address.site.as_str(), address.channel.as_str())),
        notice: tx.new_id(),
        site: address.site,
        subject: None,
        kind: Kind::Support,
        event,
        channel: address.channel,
        to: address.to,
        content: Content { lang: address.lang, args: owned(args), code: None },
        expires_at: tx.now().plus(NEWS_LIFE),
    };
    store::put(tx, &draft)
}

fn owned(args: &[(&str, String)]) -> Vec<(String, String)> {
    args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// A security notice must arrive: when one channel has refused it for good, the other is tried,
/// unless a message of the same notice went there already.
pub(crate) fn fall_back(tx: &mut Tx, failed: &store::Claimed) -> Result<()> {
    let Some(subject) = &failed.subject else { return Ok(()) };
    let channel = failed.channel.other();
    if failed.kind != Kind::Security || store::has_sibling(tx, failed.notice, channel)? {
        return Ok(());
    }
    let who = Recipient { site: failed.site, subject: subject.clone() };
    let Some(reached) = contact::of(tx, &who)? else { return Ok(()) };
    let Some(to) = reached.address(channel) else { return Ok(()) };
    let draft = Draft {
        key: None,
        notice: failed.notice,
        site: failed.site,
        subject: Some(subject),
        kind: failed.kind,
        event: &failed.event,
        channel,
        to,
        content: failed.content.clone(),
        expires_at: tx.now().plus(NEWS_LIFE),
    };
    store::put(tx, &draft)
}

/// A message as its recipient, or staff, may see it.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Its id.
    pub id: MessageId,
    /// The site that wrote.
    pub site: Site,
    /// What happened: the middle of the keys of its words.
    pub event: String,
    /// What its words mention; nothing for staff.
    pub(crate) args: Vec<(String, String)>,
    /// The channel.
    pub channel: Channel,
    /// The address, masked.
    pub to: String,
    /// How far it has come.
    pub state: State,
    /// Why it failed, for staff: a word, and behind a space more (`mail-status 550`).
    pub error: Option<String>,
    /// When it was made.
    pub created_at: Moment,
    /// When it is tried next.
    pub(crate) due_at: Option<Moment>,
    /// When it ended, one way or the other.
    pub ended_at: Option<Moment>,
}

/// The newest messages to a person, without codes.
pub fn sent_to(tx: &Tx, who: &Recipient, limit: u32) -> Result<Vec<Trace>> {
    store::sent_to(tx, who, limit)
}

/// Messages that failed, newest first, for staff.
pub fn failed(tx: &Tx, limit: u32) -> Result<Vec<Trace>> {
    store::failed(tx, limit)
}

impl State {
    const ALL: [State; 5] =
        [State::Waiting, State::Sending, State::Sent, State::Failed, State::Expired];

    /// The word in the table and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Sending => "sending",
            State::Sent => "sent",
            State::Failed => "failed",
            State::Expired => "expired",
        }
    }

    pub(crate) fn parse(word: &str) -> Result<State> {
        let found = State::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| Error::bug("a message has an unknown state"))
    }
}
