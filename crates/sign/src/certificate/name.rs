//! Names of subjects and issuers (X.501), compared as RFC 5280, section 7.1 wants it, and with the
//! fields of Russian certificates.

use std::fmt;

use der::{Encode, Tag, Tagged, asn1::Any};
use spki::ObjectIdentifier;
use unicode_normalization::UnicodeNormalization;
use x509_cert::name::Name as X501Name;

/// Attributes that a name can have, by object identifier.
pub mod attribute {
    use spki::ObjectIdentifier;

    const fn oid(text: &str) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(text)
    }

    /// Common name.
    pub const COMMON_NAME: ObjectIdentifier = oid("2.5.4.3");
    /// Surname.
    pub const SURNAME: ObjectIdentifier = oid("2.5.4.4");
    /// Country, two letters.
    pub const COUNTRY: ObjectIdentifier = oid("2.5.4.6");
    /// City.
    pub const LOCALITY: ObjectIdentifier = oid("2.5.4.7");
    /// Region.
    pub const STATE: ObjectIdentifier = oid("2.5.4.8");
    /// Street and house.
    pub const STREET: ObjectIdentifier = oid("2.5.4.9");
    /// Organisation.
    pub const ORGANIZATION: ObjectIdentifier = oid("2.5.4.10");
    /// Part of an organisation.
    pub const UNIT: ObjectIdentifier = oid("2.5.4.11");
    /// Position held in an organisation.
    pub const TITLE: ObjectIdentifier = oid("2.5.4.12");
    /// Given name and patronymic.
    pub const GIVEN_NAME: ObjectIdentifier = oid("2.5.4.42");
    /// E-mail address.
    pub const EMAIL: ObjectIdentifier = oid("1.2.840.113549.1.9.1");
    /// A part of a domain name.
    pub const DOMAIN: ObjectIdentifier = oid("0.9.2342.19200300.100.1.25");
    /// ОГРН: 13 digits, of an organisation.
    pub const OGRN: ObjectIdentifier = oid("1.2.643.100.1");
    /// СНИЛС: 11 digits, of a person.
    pub const SNILS: ObjectIdentifier = oid("1.2.643.100.3");
    /// ИНН of an organisation: 10 digits.
    pub const INN_ORGANIZATION: ObjectIdentifier = oid("1.2.643.100.4");
    /// ОГРНИП: 15 digits, of an entrepreneur.
    pub const OGRNIP: ObjectIdentifier = oid("1.2.643.100.5");
    /// ИНН of a person: 12 digits.
    pub const INN: ObjectIdentifier = oid("1.2.643.3.131.1.1");
}

/// What attributes are called in one line; the Russian ones as OpenSSL calls them.
const LABELS: &[(ObjectIdentifier, &str)] = &[
    (attribute::COMMON_NAME, "CN"),
    (attribute::SURNAME, "SN"),
    (attribute::GIVEN_NAME, "GN"),
    (attribute::COUNTRY, "C"),
    (attribute::LOCALITY, "L"),
    (attribute::STATE, "ST"),
    (attribute::STREET, "street"),
    (attribute::ORGANIZATION, "O"),
    (attribute::UNIT, "OU"),
    (attribute::TITLE, "title"),
    (attribute::EMAIL, "emailAddress"),
    (attribute::DOMAIN, "DC"),
    (attribute::OGRN, "OGRN"),
    (attribute::SNILS, "SNILS"),
    (attribute::INN_ORGANIZATION, "INNLE"),
    (attribute::OGRNIP, "OGRNIP"),
    (attribute::INN, "INN"),
];

/// A name: relative names from the root of the tree down, each of one attribute or several.
///
/// Two are equal if they mean the same: case, spaces and the kind of string do not matter.
#[derive(Clone, Debug)]
pub struct Name {
    parts: Vec<Vec<Attribute>>,
    folded: Vec<Vec<(ObjectIdentifier, Vec<u8>)>>,
    der: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Attribute {
    oid: ObjectIdentifier,
    /// Text, or `#` and the value in hexadecimal digits where it is none.
    text: String,
}

impl Name {
    /// The name in the form of `x509-cert`.
    pub(crate) fn new(name: &X501Name) -> Self {
        let mut parts = Vec::new();
        let mut folded = Vec::new();
        for rdn in name.iter_rdn() {
            let mut part = Vec::new();
            let mut fold = Vec::new();
            for attribute in rdn.iter() {
                let text = text_of(&attribute.value);
                fold.push((attribute.oid, folded_value(text.as_deref(), &attribute.value)));
                let text = text.unwrap_or_else(|| hexadecimal(&attribute.value));
                part.push(Attribute { oid: attribute.oid, text });
            }
            fold.sort();
            parts.push(part);
            folded.push(fold);
        }
        Self { parts, folded, der: name.to_der().unwrap_or_default() }
    }

    /// The name as it is encoded.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether nothing is said in it.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The first attribute of a kind. What cannot be seen (control characters, changes of the
    /// direction of writing) is replaced, so that it can be shown.
    pub fn get(&self, oid: ObjectIdentifier) -> Option<String> {
        self.attributes().find(|(found, _)| *found == oid).map(|(_, text)| visible(text))
    }

    /// All attributes, as they stand there.
    pub fn attributes(&self) -> impl Iterator<Item = (ObjectIdentifier, &str)> {
        self.parts.iter().flatten().map(|attribute| (attribute.oid, attribute.text.as_str()))
    }

    /// Whom it names, for people: surname, name and patronymic; else the common name; else the
    /// organisation; else the whole in one line.
    pub fn title(&self) -> String {
        let surname = self.get(attribute::SURNAME);
        let given = self.get(attribute::GIVEN_NAME);
        match (surname, given) {
            (Some(surname), Some(given)) => format!("{surname} {given}"),
            _ => self
                .get(attribute::COMMON_NAME)
                .or_else(|| self.get(attribute::ORGANIZATION))
                .unwrap_or_else(|| self.to_string()),
        }
    }

    /// СНИЛС of the person, 11 digits.
    pub fn snils(&self) -> Option<String> {
        self.digits(attribute::SNILS, 11)
    }

    /// ИНН of the person, 12 digits.
    pub fn inn(&self) -> Option<String> {
        self.digits(attribute::INN, 12).filter(|inn| !inn.starts_with("00"))
    }

    /// ИНН of the organisation, 10 digits; before 2021 it stood in the field of the person's ИНН
    /// with two zeros in front.
    pub fn inn_of_organization(&self) -> Option<String> {
        self.digits(attribute::INN_ORGANIZATION, 10)
            .or_else(|| self.digits(attribute::INN, 12)?.strip_prefix("00").map(str::to_owned))
    }

    /// ОГРН of the organisation, 13 digits.
    pub fn ogrn(&self) -> Option<String> {
        self.digits(attribute::OGRN, 13)
    }

    /// ОГРНИП of the entrepreneur, 15 digits.
    pub fn ogrnip(&self) -> Option<String> {
        self.digits(attribute::OGRNIP, 15)
    }

    /// Whether this name stands in the tree under the other or is it (RFC 5280, section 7.1).
    pub fn is_under(&self, other: &Name) -> bool {
        self.folded.starts_with(&other.folded)
    }

    fn digits(&self, oid: ObjectIdentifier, count: usize) -> Option<String> {
        let value = self.get(oid)?;
        let is_whole = value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit());
        // Zeros alone are nobody's: who was given no number would be everybody else without one.
        let right = is_whole && value.bytes().any(|byte| byte != b'0');
        right.then_some(value)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for Name {}

impl fmt::Display for Name {
    /// In one line, the most particular first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, part) in self.parts.iter().rev().enumerate() {
            for (place, attribute) in part.iter().enumerate() {
                match (number, place) {
                    (0, 0) => {}
                    (_, 0) => f.write_str(", ")?,
                    _ => f.write_str(" + ")?,
                }
                let label = LABELS.iter().find(|(oid, _)| *oid == attribute.oid);
                match label {
                    Some((_, label)) => write!(f, "{label}={}", visible(&attribute.text))?,
                    None => write!(f, "{}={}", attribute.oid, visible(&attribute.text))?,
                }
            }
        }
        Ok(())
    }
}

/// The text of a value that is a string of a known kind.
fn text_of(value: &Any) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::Utf8String => String::from_utf8(bytes.to_vec()).ok(),
        Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            bytes.is_ascii().then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        // T.61 in name, Latin-1 in fact.
        Tag::TeletexString => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString if bytes.len().is_multiple_of(2) => {
            let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).collect::<Result<String, _>>().ok()
        }
        _ => None,
    }
}

/// A value in the form in which it is compared: normalised, in small letters, with single spaces.
fn folded_value(text: Option<&str>, value: &Any) -> Vec<u8> {
    let Some(text) = text else { return value.to_der().unwrap_or_default() };
    let lower: String = text.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ").into_bytes()
}

fn hexadecimal(value: &Any) -> String {
    let der = value.to_der().unwrap_or_default();
    std::iter::once("#".to_owned()).chain(der.iter().map(|byte| format!("{byte:02x}"))).collect()
}

/// The text with a visible sign in place of what cannot be seen and of what moves other text.
pub fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}' | '\u{ad}')
    };
    text.chars().map(|c| if hidden(c) { '\u{fffd}' } else { c }).collect()
}
