//! Nobody at the desk decides about a thing that is her own, nor reads there what it says of her.
//!
//! A thing of somebody's says whose it is ([`Belongs`]). What reads it for the desk, or decides
//! about it, takes a [`NotOwn`], and only [`Staff::about`] makes one: in the transaction of the
//! reading or of the decision, which it cannot leave.

use std::marker::PhantomData;
use std::ops::Deref;

use serde_json::Value;
use store::journal::Draft;
use store::{Error, Result, Tx};

use super::{Staff, StaffId};
use crate::Site;

/// Who a member of staff is outside of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citizen {
    /// Our name of the provider through which she enters.
    pub provider: String,
    /// Her name there.
    pub sub: String,
    /// Her e-mail address there.
    pub login: Option<String>,
}

/// Tells who a member of staff is outside of the desk: the desk knows it of everybody who has
/// entered.
pub type KnownAs = fn(&Tx, StaffId) -> Result<Option<Citizen>>;

/// A thing that belongs to somebody, and that the desk decides about.
pub trait Belongs {
    /// What the journal says of an attempt by this citizen; `None` when the thing is not hers.
    fn own(&self, tx: &Tx, citizen: &Citizen) -> Result<Option<Own>>;
}

/// Somebody's own thing, as it stands in the journal that she reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// The site that it is on.
    pub site: Site,
    /// How she is called there.
    pub subject: String,
    /// Which thing: an object of JSON.
    pub thing: Value,
}

/// A thing that is not the own of the member of staff who reads it or decides about it.
#[derive(Debug)]
pub struct NotOwn<T> {
    thing: T,
    staff: StaffId,
    /// Not `Send`: the proof ends with the transaction that it was made in.
    _here: PhantomData<*const ()>,
}

impl<T> NotOwn<T> {
    /// Who reads it or decides about it.
    pub fn staff(&self) -> StaffId {
        self.staff
    }

    /// The thing for a page; what it proved is gone.
    pub fn into_thing(self) -> T {
        self.thing
    }
}

impl<T> Deref for NotOwn<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.thing
    }
}

impl Staff {
    /// Lets her read a thing or decide about it, unless it is her own: then that she tried to do
    /// `what` is written down, and `None` says so.
    ///
    /// # Errors
    /// When the desk does not know who she is: then nobody can say what is hers.
    pub fn about<T: Belongs>(
        &self,
        tx: &mut Tx,
        known_as: KnownAs,
        what: &str,
        thing: T,
    ) -> Result<Option<NotOwn<T>>> {
        let Some(own) = thing.own(tx, &self.citizen(tx, known_as)?)? else {
            return Ok(Some(NotOwn { thing, staff: self.id, _here: PhantomData }));
        };
        let mut about = own.thing;
        about["action"] = what.into();
        let draft = Draft::new(own.site.as_str(), OWN_REFUSED).by("staff", self.id);
        tx.journal(&draft.about(own.subject).with(about))?;
        Ok(None)
    }

    /// Whether a thing is her own, for lists that show no more of it than that.
    ///
    /// # Errors
    /// As for [`Staff::about`].
    pub fn owns<T: Belongs>(&self, tx: &Tx, known_as: KnownAs, thing: &T) -> Result<bool> {
        Ok(thing.own(tx, &self.citizen(tx, known_as)?)?.is_some())
    }

    fn citizen(&self, tx: &Tx, known_as: KnownAs) -> Result<Citizen> {
        let known = known_as(tx, self.id)?;
        known.ok_or_else(|| Error::bug("the desk does not know who a member of staff is"))
    }
}

/// The event of an attempt.
const OWN_REFUSED: &str = "staff.own_refused";
