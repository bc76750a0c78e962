//! What the desk sees of a registration.

use ::store::{Moment, Result, Tx};
use registries::{Email, Phone};

use super::{Draft, Flow, RegistrationId, store};
use crate::account::{self, AccountId, FullName, Identifier};

/// What the desk sees of a registration whose reference number is quoted.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// The registration.
    pub id: RegistrationId,
    /// The number that was quoted.
    pub reference: String,
    /// When it was begun.
    pub begun_at: Moment,
    /// The name that was typed.
    pub name: Option<FullName>,
    /// The address, and whose it is, if it has an account.
    pub email: Option<(Email, Option<AccountId>)>,
    /// The phone, and whose it is, if it has an account.
    pub phone: Option<(Phone, Option<AccountId>)>,
    /// The account that it led to.
    pub account: Option<AccountId>,
}

/// Looks a registration up by the number that somebody quotes at the desk.
pub fn inquire(tx: &Tx, reference: &str) -> Result<Option<Inquiry>> {
    store::by_reference(tx, reference.trim())?.map(|flow| read(tx, flow)).transpose()
}

/// The same by the id that the number led to.
pub fn inquire_by_id(tx: &Tx, id: RegistrationId) -> Result<Option<Inquiry>> {
    store::by_id(tx, id)?.map(|flow| read(tx, flow)).transpose()
}

fn read(tx: &Tx, flow: Flow) -> Result<Inquiry> {
    let owner = |identifier: Identifier| account::by_identifier(tx, &identifier);
    let Flow { id, reference, begun_at, account, .. } = flow;
    let Draft { name, email, phone, .. } = flow.draft;
    let email = match email {
        Some(email) => Some((email.clone(), owner(Identifier::Email(email))?)),
        None => None,
    };
    let phone = match phone {
        Some(phone) => Some((phone.clone(), owner(Identifier::Phone(phone))?)),
        None => None,
    };
    Ok(Inquiry { id, reference, begun_at, name, email, phone, account })
}
