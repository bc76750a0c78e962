//! Whom a certificate will name.

use der::asn1::{Any, SetOfVec};
use der::{Encode, Tag};
use spki::ObjectIdentifier;
use x509_cert::attr::AttributeTypeAndValue;

use super::Error;
use crate::certificate::attribute;
use crate::say;

/// A name under construction, from the root of the tree down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    fields: Vec<(ObjectIdentifier, String)>,
}

impl Subject {
    /// Nobody yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field; an empty one is left out.
    ///
    /// # Errors
    ///
    /// [`Error::Field`] if the value is not one of the field: a wrong number of digits, a wrong
    /// check digit, letters that cannot be written in it, or too long (RFC 5280, appendix A.1).
    pub fn with(mut self, field: ObjectIdentifier, value: &str) -> Result<Self, Error> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(self);
        }
        check(field, value)?;
        self.fields.push((field, value.to_owned()));
        Ok(self)
    }

    pub(super) fn to_der(&self) -> der::Result<Vec<u8>> {
        let mut names = Vec::new();
        for (oid, value) in &self.fields {
            let value = Any::new(tag_of(*oid), value.as_bytes())?;
            let attribute = AttributeTypeAndValue { oid: *oid, value };
            names.push(SetOfVec::try_from(vec![attribute])?);
        }
        names.to_der()
    }
}

/// How a field is written: digits of registers as NumericString (order 795 of ФСБ), country as
/// PrintableString, addresses as IA5String, everything else in UTF-8.
fn tag_of(field: ObjectIdentifier) -> Tag {
    match field {
        attribute::SNILS
        | attribute::INN
        | attribute::INN_ORGANIZATION
        | attribute::OGRN
        | attribute::OGRNIP => Tag::NumericString,
        attribute::COUNTRY => Tag::PrintableString,
        attribute::EMAIL | attribute::DOMAIN => Tag::Ia5String,
        _ => Tag::Utf8String,
    }
}

/// Whether a value has the digits of a number of this kind, and the right last ones.
pub(crate) fn is_number(field: ObjectIdentifier, value: &str) -> bool {
    check(field, value).is_ok()
}

fn check(field: ObjectIdentifier, value: &str) -> Result<(), Error> {
    let digits: Vec<u64> = value.chars().filter_map(|c| c.to_digit(10)).map(u64::from).collect();
    let is_number = |count: usize| digits.len() == count && value.len() == count;
    let (name, right) = match field {
        attribute::SNILS => ("SNILS", is_number(11) && snils(&digits)),
        attribute::INN => ("INN", is_number(12) && inn_of_person(&digits)),
        attribute::INN_ORGANIZATION => ("INNLE", is_number(10) && inn_of_organization(&digits)),
        attribute::OGRN => ("OGRN", is_number(13) && registration(&digits, 11)),
        attribute::OGRNIP => ("OGRNIP", is_number(15) && registration(&digits, 13)),
        attribute::COUNTRY => {
            ("C", value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase()))
        }
        attribute::EMAIL => {
            ("emailAddress", value.is_ascii() && value.contains('@') && value.len() <= 255)
        }
        _ => ("name", value.chars().count() <= 255 && !value.chars().any(char::is_control)),
    };
    if right {
        return Ok(());
    }
    let value = crate::certificate::visible(value);
    Err(Error::Field(name, say!("так не бывает: «{value}»", "“{value}” is not one")))
}

fn snils(digits: &[u64]) -> bool {
    let sum: u64 =
        digits[..9].iter().zip((1..=9).rev()).map(|(digit, weight)| digit * weight).sum();
    sum % 101 % 100 == digits[9] * 10 + digits[10]
}

fn weighted(digits: &[u64], weights: &[u64]) -> u64 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u64>() % 11 % 10
}

fn inn_of_person(digits: &[u64]) -> bool {
    weighted(digits, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[10]
        && weighted(digits, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[11]
}

fn inn_of_organization(digits: &[u64]) -> bool {
    weighted(digits, &[2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[9]
}

/// The last digit is the rest of the number before it.
fn registration(digits: &[u64], modulus: u64) -> bool {
    let Some((last, body)) = digits.split_last() else { return false };
    let number = body.iter().fold(0, |number, digit| number * 10 + digit);
    number % modulus % 10 == *last
}
