//! Numbers that carry their own check.

use spki::ObjectIdentifier;

use super::{Kind, Party, Power};
use crate::authority::is_number;
use crate::certificate::attribute;

/// Numbers of СНИЛС up to this one were given out before there were check digits.
const LAST_UNCHECKED: u32 = 1_001_998;

/// The numbers of a power that cannot be right, each with what it is called.
pub(super) fn wrong(power: &Power) -> Vec<String> {
    let mut wrong = Vec::new();
    if !is_guid(&power.number) {
        wrong.push(format!("НомДовер {}", power.number));
    }
    for party in power.principals.iter().chain(&power.representatives) {
        of_party(party, &mut wrong);
        party.heads.iter().for_each(|head| of_party(head, &mut wrong));
    }
    wrong
}

fn of_party(party: &Party, wrong: &mut Vec<String>) {
    let is_person = matches!(party.kind, Kind::Person | Kind::Entrepreneur);
    let inn = if is_person { attribute::INN } else { attribute::INN_ORGANIZATION };
    let ogrn = match party.kind {
        Kind::Entrepreneur => attribute::OGRNIP,
        _ => attribute::OGRN,
    };
    let mut check = |name: &str, value: &Option<String>, is_right: &dyn Fn(&str) -> bool| {
        if let Some(value) = value.as_deref().filter(|value| !is_right(value)) {
            wrong.push(format!("{name} {value}"));
        }
    };
    check("ИНН", &party.inn, &|value| fits(inn, value));
    check("ОГРН", &party.ogrn, &|value| fits(ogrn, value));
    check("КПП", &party.kpp, &is_kpp);
    check("СНИЛС", &party.snils, &|value| is_old(value) || fits(attribute::SNILS, value));
}

/// Whether a value is a СНИЛС from before there were check digits: whatever its last two are.
fn is_old(value: &str) -> bool {
    let is_whole = value.len() == 11 && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.get(..9).and_then(|digits| digits.parse::<u32>().ok());
    is_whole && number.is_some_and(|number| (1..=LAST_UNCHECKED).contains(&number))
}

/// Whether a value is a number of the kind, and not nobody's.
fn fits(kind: ObjectIdentifier, value: &str) -> bool {
    is_number(kind, value) && value.bytes().any(|byte| byte != b'0')
}

/// Four digits of an office, two digits or letters of a reason, three of a count.
fn is_kpp(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 9
        && bytes.iter().enumerate().all(|(place, byte)| match place {
            4 | 5 => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            _ => byte.is_ascii_digit(),
        })
}

fn is_guid(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let is_hexadecimal = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) && parts.iter().all(is_hexadecimal)
}
