//! The registers of the state, seen from our side: typed values with refusals that a person
//! understands, and clients that neither wait nor insist longer than is good.
//!
//! | what | where |
//! |---|---|
//! | numbers and documents | [`Snils`], [`Inn`], [`Ogrn`], [`Passport`], [`BirthDate`], [`date`] |
//! | contacts | [`Phone`], [`Email`] |
//! | names | [`Name`], [`name::compare`], [`lookalike`] |
//! | why something was refused | every fault has `explained()`, which gives an [`Explained`] |
//! | the wire | [`PersonQuestion`], [`Match`], six types that are a [`Record`], [`Citizen`] |
//! | asking | [`Registries`], [`Asked`] |
//!
//! ```
//! use registries::{Snils, SnilsFault, digits::Slip};
//! assert_eq!(Snils::parse("11223344595").unwrap().to_string(), "112-233-445 95");
//! let refused = Snils::parse("112-234-345 95").unwrap_err();
//! assert_eq!(refused, SnilsFault::Checksum(Slip::Swapped { first: 6 }));
//! // Said to a visitor: refused.explained().said_to(&visit)
//! ```
//!
//! The registers answer only about the person in the access token, whose audience is
//! [`Register::audience`] and whose scope contains [`register::SCOPE`].

pub mod breaker;
mod citizen;
pub mod client;
pub mod date;
pub mod digits;
mod email;
mod explained;
mod inn;
pub mod instant;
pub mod lookalike;
pub mod name;
mod ogrn;
mod passport;
mod phone;
mod question;
pub mod record;
pub mod register;
mod snils;

pub use breaker::Health;
pub use citizen::Citizen;
pub use client::{Asked, JOB_DEADLINE, PAGE_DEADLINE, Registries, Why};
pub use date::{BirthDate, BirthDateFault, DateFault};
pub use email::{Email, EmailFault};
pub use explained::Explained;
pub use inn::{Inn, InnFault};
pub use name::{Name, NameFault};
pub use ogrn::{Ogrn, OgrnFault};
pub use passport::{Passport, PassportFault};
pub use phone::{Phone, PhoneFault};
pub use question::{Agreement, Gender, Match, Part, PassportQuestion, PersonQuestion};
pub use record::{
    BusinessRecord, EducationRecord, EgrnRecord, FnsRecord, Holder, Kept, Record, SfrRecord,
    TfomsRecord,
};
pub use register::Register;
pub use snils::{Snils, SnilsFault};

#[cfg(test)]
mod tests;
