//! What this crate brings to the desk, where examiners decide about applications, passports and
//! organisations. Each of these belongs to somebody; a member of staff reaches it through
//! [`reach`] only, and never when it is her own.

pub mod pages;
#[cfg(test)]
pub(crate) mod tests;

use cabinet::CabinetAccountId;
use serde::{Deserialize, Serialize};
use store::{Result, Tx};
use web::Site;
use web::staff::{Belongs, Citizen, KnownAs, NotOwn, Staff};

/// How a member of staff came at a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reached<T> {
    /// This came of it.
    Done(T),
    /// It is her own: a colleague does it. That she tried is written down.
    Own,
    /// There is no such thing.
    Nobody,
}

/// Does something with a thing that was found, unless it is the own of who acts. `what` is the
/// word for it in the journal.
pub fn reach<T: Belongs, R>(
    tx: &mut Tx,
    (staff, known_as): (&Staff, KnownAs),
    what: &str,
    found: Option<T>,
    act: impl FnOnce(&mut Tx, NotOwn<T>) -> Result<R>,
) -> Result<Reached<R>> {
    let Some(thing) = found else { return Ok(Reached::Nobody) };
    let Some(thing) = staff.about(tx, known_as, what, thing)? else { return Ok(Reached::Own) };
    act(tx, thing).map(Reached::Done)
}

/// The account of a member of staff in this cabinet, if she has one.
pub(crate) fn account_of(tx: &Tx, citizen: &Citizen) -> Result<Option<CabinetAccountId>> {
    cabinet::account::of_person(tx, Site::Epk, &citizen.provider, &citizen.sub)
}
