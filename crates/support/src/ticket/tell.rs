//! Letters about tickets. None of them repeats what was written: an address that nobody has
//! confirmed may be somebody else's, and a mailbox is read by more people than one thinks.

use ::store::{DAY, Moment, Result, Tx};
use notify::{Address, Channel, Kind, Notice, Recipient, contact, moment_arg};
use web::{Lang, Role, Site};

use super::{LINK_LIFE, Ticket, mail, store};
use crate::staff;

/// The desk has it.
pub(super) const RECEIVED: &str = "ticket-received";
/// The desk has answered.
pub(super) const ANSWERED: &str = "ticket-answered";
/// It is over.
pub(super) const CLOSED: &str = "ticket-closed";
const ACCESS: &str = "ticket-access";
const TOO_LATE: &str = "ticket-too-late";
const OVERDUE: &str = "ticket-overdue";

/// Whether an address is the one that a person has confirmed on a site.
pub(super) fn is_hers(tx: &Tx, site: Site, subject: Option<&str>, email: &str) -> Result<bool> {
    let Some(subject) = subject else { return Ok(false) };
    let known = contact::of(tx, &Recipient::new(site, subject))?;
    Ok(known.and_then(|known| known.email).is_some_and(|known| known == email))
}

/// Tells whoever wrote. Who has chosen channels on her site is reached by them; others are by the
/// address of the ticket. `place` is the entry it is about: a letter is sent once for each.
pub(super) fn person(tx: &mut Tx, ticket: &Ticket, event: &str, place: i64) -> Result<()> {
    let mut args = vec![("number", ticket.number.to_string()), ("token", new_link(tx, ticket)?)];
    if let Some(due) = ticket.due_at {
        args.push(("due", moment_arg(due)));
    }
    args.extend(mail::thread(tx, ticket)?.args());
    let key = format!("ticket/{}/{place}", ticket.id);
    let page = format!("/help/tickets/{}", ticket.number);
    match &ticket.subject {
        Some(subject) if is_hers(tx, ticket.site, Some(subject), &ticket.email)? => {
            let who = Recipient::new(ticket.site, subject);
            let notice = Notice { kind: Kind::Support, event, args, key: Some(key) };
            notify::tell_about(tx, &who, &notice, &page)
        }
        subject => {
            // The page is hers, whoever reads the address.
            if let Some(subject) = subject {
                notify::touch(tx, &Recipient::new(ticket.site, subject), &page)?;
            }
            notify::answer_address(tx, &address(ticket), event, &args, &key)
        }
    }
}

/// Sends the access number that staff asked for: to the phone that she has confirmed on the site
/// she wrote from, else to the address of the ticket.
pub(super) fn access(tx: &mut Tx, ticket: &Ticket, access: &str) -> Result<Channel> {
    let args = [("number", ticket.number.to_string()), ("access", access.to_owned())];
    let phone = phone(tx, ticket)?;
    let (channel, to) = match &phone {
        Some(phone) => (Channel::Sms, phone.as_str()),
        None => (Channel::Email, ticket.email.as_str()),
    };
    let to = Address { channel, to, ..address(ticket) };
    let until = tx.now().plus(super::ACCESS_LIFE);
    notify::send_number(tx, &to, ACCESS, &args, until)?;
    Ok(channel)
}

/// Her confirmed phone on the site she wrote from.
pub(super) fn phone(tx: &Tx, ticket: &Ticket) -> Result<Option<String>> {
    let Some(subject) = &ticket.subject else { return Ok(None) };
    let known = contact::of(tx, &Recipient::new(ticket.site, subject))?;
    Ok(known.and_then(|known| known.phone))
}

/// Her letter came to a request that was closed too long ago.
pub(super) fn too_late(tx: &mut Tx, ticket: &Ticket) -> Result<()> {
    let args = [("number", ticket.number.to_string())];
    // However many letters come, one answer a day: it may be somebody else who writes them.
    let day = tx.now().0.div_euclid(DAY);
    let key = format!("ticket/{}/late/{day}", ticket.id);
    notify::answer_address(tx, &address(ticket), TOO_LATE, &args, &key)
}

/// Tells every administrator who works here that an answer is late.
pub(super) fn administrators(tx: &mut Tx, ticket: &Ticket, due: Moment) -> Result<()> {
    let args = [("number", ticket.number.to_string()), ("due", moment_arg(due))];
    for member in staff::list(tx)? {
        let answers = member.roles.contains(&Role::Administrator);
        let Some(to) = member.login.filter(|_| answers && member.state == staff::State::Active)
        else {
            continue;
        };
        let to = Address { site: Site::Desk, channel: Channel::Email, to: &to, lang: Lang::Ru };
        notify::tell_address(tx, &to, OVERDUE, &args)?;
    }
    Ok(())
}

fn address(ticket: &Ticket) -> Address<'_> {
    let (site, lang) = (ticket.site, ticket.lang);
    Address { site, channel: Channel::Email, to: &ticket.email, lang }
}

/// A secret for the link of one letter: 256 bits as 64 letters. Letters only, because digits in a
/// row would be pulled apart in a letter, where nothing but a code may look like one.
fn new_link(tx: &mut Tx, ticket: &Ticket) -> Result<String> {
    let bytes: [u8; 32] = tx.entropy().bytes();
    let letter = |half: u8| char::from(b'a' + half);
    let token: String = bytes.iter().flat_map(|b| [letter(b >> 4), letter(b & 15)]).collect();
    let hash = link_hash(tx, &token);
    store::put_link(tx, ticket.id, &hash, tx.now().plus(LINK_LIFE))?;
    Ok(token)
}

pub(super) fn link_hash(tx: &Tx, token: &str) -> Vec<u8> {
    tx.vault().mac("support.ticket_link", token.as_bytes())
}
