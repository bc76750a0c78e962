//! Opening her data to staff: by a number that she tells, or with a reason that she reads.
//!
//! A number that she made herself counts for the one whom she tells it; one that a member of
//! staff asked for goes to her phone, or to her mailbox where no phone is known, and counts for
//! nobody else. Either works once, for [`ACCESS_LIFE`], on one ticket.

use super::{
    ACCESS_LIFE, ACCESS_PER_HOUR, Acted, EntryKind, HOUR, Result, Staff, StaffId, TRIES_PER_HOUR,
    TicketId, Tx, VIEW_LIFE, draft, for_staff, hashed_key, next, store, tell,
};

/// Why staff open data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A reason in words, for her to read.
    Reason(String),
    /// The access number that she told.
    Number(String),
}

/// A number that opens her data to the member of staff whom she tells it, in place of an older
/// one; `None` when too many were made.
pub fn make_access(tx: &mut Tx, id: TicketId) -> Result<Option<String>> {
    make(tx, id, None)
}

/// Has a number sent to her that counts for this member of staff only, who does not see it. That
/// it was asked for stands in her thread.
pub fn request_access(tx: &mut Tx, staff: &Staff, id: TicketId) -> Result<Acted> {
    let ticket = match for_staff(tx, staff, "request_access", id)? {
        Ok(ticket) => ticket,
        Err(acted) => return Ok(acted),
    };
    let Some(number) = make(tx, id, Some(staff.id))? else {
        return Ok(Acted::Spent { until: next(tx, HOUR) });
    };
    let channel = tell::access(tx, &ticket, &number)?;
    let place = store::next_place(tx, id)?;
    store::put_entry(tx, id, place, EntryKind::Requested, Some(staff.id), channel.as_str())?;
    let draft = draft(ticket.site, "ticket.access_sent", ticket.subject.as_deref(), &ticket.number);
    tx.journal(&draft.by("staff", staff.id))?;
    Ok(Acted::Done)
}

fn make(tx: &mut Tx, id: TicketId, staff: Option<StaffId>) -> Result<Option<String>> {
    let key = hashed_key(tx, "access", &id.to_string());
    if tx.charge(&key, HOUR)? > ACCESS_PER_HOUR {
        return Ok(None);
    }
    let number = format!("{:08}", tx.entropy().below(100_000_000));
    let hash = hash(tx, id, &number);
    store::put_access(tx, id, staff, &hash, tx.now().plus(ACCESS_LIFE))?;
    Ok(Some(format!("{}-{}", &number[..4], &number[4..])))
}

/// Opens her data to a member of staff for a while. It stands in her thread and in the journal.
pub fn open_data(tx: &mut Tx, staff: &Staff, id: TicketId, ground: &Ground) -> Result<Acted> {
    let ticket = match for_staff(tx, staff, "open", id)? {
        Ok(ticket) => ticket,
        Err(acted) => return Ok(acted),
    };
    if is_open(tx, staff.id, id)? {
        return Ok(Acted::Needless);
    }
    let reason = match ground {
        Ground::Reason(reason) => reason.as_str(),
        Ground::Number(number) => {
            let key = hashed_key(tx, "try", &id.to_string());
            if tx.charge(&key, HOUR)? > TRIES_PER_HOUR {
                return Ok(Acted::Spent { until: next(tx, HOUR) });
            }
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            let hash = hash(tx, id, &digits);
            if !store::use_access(tx, id, staff.id, &hash)? {
                return Ok(Acted::WrongNumber);
            }
            ""
        }
    };
    store::put_view(tx, id, staff.id, tx.now().plus(VIEW_LIFE))?;
    let place = store::next_place(tx, id)?;
    store::put_entry(tx, id, place, EntryKind::Opened, Some(staff.id), reason)?;
    let subject = ticket.subject.clone().unwrap_or_else(|| ticket.number.to_string());
    crate::staff::reading(tx, staff, ticket.site, &subject, "ticket", reason)?;
    Ok(Acted::Done)
}

/// Whether her data are open to a member of staff now.
pub fn is_open(tx: &Tx, staff: StaffId, id: TicketId) -> Result<bool> {
    Ok(store::view_until(tx, id, staff)?.is_some_and(|until| until > tx.now()))
}

fn hash(tx: &Tx, id: TicketId, digits: &str) -> Vec<u8> {
    tx.vault().mac("support.ticket_access", format!("{id}/{digits}").as_bytes())
}
