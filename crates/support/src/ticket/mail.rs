//! A letter joins the thread of a request.
//!
//! Whoever has the address of a letter of ours can write to it: that is all a letter shows. It
//! confirms nothing and is answered by nothing.

use ::store::{HOUR, Result, Tx};
use cabinet::scan::pages::Refused;

use super::{
    Acted, LINK_LIFE, PICTURES_PER_HOUR, Picture, REPLIES_PER_HOUR, Said, Ticket, TicketId, Via,
    add, hashed_key, refused, store, tell,
};

/// The address for replies without a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mailbox {
    name: String,
    domain: String,
    from: String,
}

/// Letters of a key: 128 bits. Letters only and in lower case, because some servers change the
/// case of addresses.
const KEY: usize = 32;

impl Mailbox {
    /// `address` is `help@example.ru`, `from` what our letters come from.
    pub(crate) fn new(address: &str, from: &str) -> Option<Mailbox> {
        let (name, domain) = address.trim().rsplit_once('@')?;
        let sign = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        let fits = [name, domain].iter().all(|part| !part.is_empty() && part.chars().all(sign));
        let lower = str::to_lowercase;
        fits.then(|| Mailbox { name: lower(name), domain: lower(domain), from: lower(from) })
    }

    /// The key in an address of ours, when it has the form of one.
    pub(crate) fn key_of(&self, address: &str) -> Option<String> {
        let address = address.to_lowercase();
        let (name, domain) = address.rsplit_once('@')?;
        let (name, key) = name.split_once('+')?;
        let fits = key.len() == KEY && key.bytes().all(|b| (b'a'..=b'p').contains(&b));
        (name == self.name && domain == self.domain && fits).then(|| key.to_owned())
    }

    /// Whether a letter from this address is one of our own that has come back.
    pub(crate) fn is_ours(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        let ours = address.rsplit_once('@').is_some_and(|(name, domain)| {
            domain == self.domain && name.split('+').next() == Some(&self.name)
        });
        ours || address == self.from
    }
}

/// A letter as it joins a thread.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    /// What it is told by from others.
    pub(crate) mark: Vec<u8>,
    /// Its `Message-ID`.
    pub(crate) message_id: Option<String>,
    /// The words without quotes; may be empty.
    pub(crate) words: String,
    /// The text as it came, where something was cut.
    pub(crate) original: Option<String>,
    /// Whether it says that it is from the address of the request.
    pub(crate) via: Via,
    /// Files that were taken.
    pub(crate) files: Vec<Picture>,
    /// Files that were not.
    pub(crate) refused: Vec<Refused>,
}

/// Whether a letter may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admitted {
    /// It may, with so many files.
    Go {
        /// Files that are judged.
        room: usize,
    },
    /// It is there already.
    Known,
    /// Too many within an hour.
    Spent,
}

/// How a letter ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joined {
    /// It is in the thread.
    Done,
    /// It is there already.
    Known,
    /// The request was closed too long ago; its address was told so.
    Closed,
    /// There was nothing in it.
    Empty,
}

impl Joined {
    /// For counters.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Joined::Done => "joined",
            Joined::Known => "known",
            Joined::Closed => "closed",
            Joined::Empty => "empty",
        }
    }
}

/// Whose an address for replies is. No key, a wrong one and an old one are looked up alike.
pub(crate) fn by_key(tx: &Tx, key: Option<&str>) -> Result<Option<TicketId>> {
    let hash = hash(tx, key.unwrap_or_default());
    store::by_mailbox(tx, &hash)
}

/// Charges for a letter and its files before they are judged.
pub(crate) fn admit(tx: &mut Tx, id: TicketId, mark: &[u8], files: usize) -> Result<Admitted> {
    let mark = mark_hash(tx, mark);
    if store::has_letter(tx, id, &mark)? {
        return Ok(Admitted::Known);
    }
    let key = hashed_key(tx, "reply", &id.to_string());
    if tx.charge(&key, HOUR)? > REPLIES_PER_HOUR {
        return Ok(Admitted::Spent);
    }
    let key = hashed_key(tx, "picture", &id.to_string());
    let mut room = 0;
    while room < files && tx.charge(&key, HOUR)? <= PICTURES_PER_HOUR {
        room += 1;
    }
    Ok(Admitted::Go { room })
}

/// Puts a letter into the thread, once.
pub(crate) fn join(tx: &mut Tx, id: TicketId, letter: &Incoming) -> Result<Joined> {
    let mark = mark_hash(tx, &letter.mark);
    if !store::put_mark(tx, id, &mark, letter.message_id.as_deref())? {
        return Ok(Joined::Known);
    }
    if letter.words.is_empty() && letter.files.is_empty() && letter.refused.is_empty() {
        return Ok(Joined::Empty);
    }
    let Incoming { via, original, .. } = letter;
    if !letter.words.is_empty() || letter.files.is_empty() {
        let original = original.as_deref();
        let said = Said { words: &letter.words, via: *via, original, ..Said::default() };
        if add(tx, id, &said)? != Acted::Done {
            return closed(tx, id);
        }
    }
    for file in &letter.files {
        let said = Said { picture: Some(file.written.id), via: *via, ..Said::default() };
        if add(tx, id, &said)? != Acted::Done {
            return closed(tx, id);
        }
        super::keep(tx, file)?;
    }
    for file in &letter.refused {
        refused(tx, id, file, *via)?;
    }
    Ok(Joined::Done)
}

/// Tells the address of the request that the letter came too late: nothing is lost in silence.
fn closed(tx: &mut Tx, id: TicketId) -> Result<Joined> {
    if let Some(ticket) = store::find(tx, id)? {
        tell::too_late(tx, &ticket)?;
    }
    Ok(Joined::Closed)
}

/// A new address for replies to one letter of ours; what the next letter of the thread says.
pub(super) fn thread(tx: &mut Tx, ticket: &Ticket) -> Result<notify::Thread> {
    let bytes: [u8; KEY / 2] = tx.entropy().bytes();
    let letter = |half: u8| char::from(b'a' + half);
    let token: String = bytes.iter().flat_map(|b| [letter(b >> 4), letter(b & 15)]).collect();
    let (hash, until) = (hash(tx, &token), tx.now().plus(LINK_LIFE));
    store::put_mailbox(tx, ticket.id, &hash, until)?;
    let answers = store::last_letter(tx, ticket.id)?;
    Ok(notify::Thread { token, root: ticket.id.to_string(), answers })
}

fn hash(tx: &Tx, key: &str) -> Vec<u8> {
    tx.vault().mac("support.ticket_mailbox", key.as_bytes())
}

fn mark_hash(tx: &Tx, mark: &[u8]) -> Vec<u8> {
    tx.vault().mac("support.ticket_letter", mark)
}
