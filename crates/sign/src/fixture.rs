//! Authorities and certificates for tests.

use jiff::{SignedDuration, Timestamp};

use crate::algorithm::Curve;
use crate::authority::{Authority, Kind, Order, Subject};
use crate::certificate::{Certificate, attribute};
use crate::key::{KeyKind, SigningKey};

/// The moment at which tests stand.
pub fn now() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

pub fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// A key of a kind that is quick to make.
pub fn key() -> SigningKey {
    SigningKey::generate(KeyKind::Ec(Curve::P256)).unwrap()
}

pub fn named(name: &str) -> Subject {
    Subject::new().with(attribute::COMMON_NAME, name).unwrap()
}

/// A root valid for ten years around [`now`].
pub fn root(name: &str) -> Authority {
    root_of(name, key())
}

pub fn root_of(name: &str, key: SigningKey) -> Authority {
    Authority::root(&named(name), key, now() - days(3650), now() + days(3650)).unwrap()
}

/// An order valid for a year around [`now`].
pub fn order<'a>(kind: Kind, subject: &'a Subject, key: &'a SigningKey) -> Order<'a> {
    Order::new(kind, subject, key.public(), now() - days(180), now() + days(185))
}

/// An authority under another one.
pub fn below(issuer: &Authority, name: &str, below: Option<u8>) -> Authority {
    let (key, subject) = (key(), named(name));
    let certificate = issuer.issue(&order(Kind::Authority { below }, &subject, &key)).unwrap();
    Authority::new(certificate, key).unwrap()
}

/// A signer's certificate.
pub fn signer(issuer: &Authority, name: &str) -> Certificate {
    let (key, subject) = (key(), named(name));
    issuer.issue(&order(Kind::Signer, &subject, &key)).unwrap()
}

/// The bytes of a file of the crate `gost`.
pub fn gost_vector(name: &str) -> Vec<u8> {
    let path = format!("{}/../gost/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

/// The bytes of a file of this crate.
pub fn vector(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Calls `visit` with every copy of the bytes that is cut short or has one bit turned over.
pub fn damaged(bytes: &[u8], mut visit: impl FnMut(&[u8])) {
    for length in 0..bytes.len() {
        visit(&bytes[..length]);
    }
    let mut copy = bytes.to_vec();
    for place in 0..bytes.len() {
        for bit in 0..8 {
            copy[place] ^= 1 << bit;
            visit(&copy);
            copy[place] ^= 1 << bit;
        }
    }
}

/// Inputs that have broken readers of DER: deep nesting and lengths beyond all memory.
pub fn hostile() -> Vec<Vec<u8>> {
    let deep = |open: &[u8]| open.repeat(10_000);
    let mut nested = vec![0x05, 0x00];
    for _ in 0..10_000 {
        let mut outer = vec![0x30];
        let length = nested.len();
        match length {
            0..128 => outer.push(length as u8),
            _ => {
                outer.push(0x84);
                outer.extend((length as u32).to_be_bytes());
            }
        }
        outer.append(&mut nested);
        nested = outer;
    }
    vec![
        Vec::new(),
        vec![0x30],
        vec![0x30, 0x80],
        deep(&[0x30, 0x80]),
        deep(&[0x30, 0x82, 0xff, 0xff]),
        deep(&[0xa0, 0x80]),
        nested,
        [&[0x30, 0x88, 0x80, 0, 0, 0, 0, 0, 0, 0][..], &[0x30; 64]].concat(),
        [&[0x30, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..], &[0x02; 64]].concat(),
        [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &[0x02; 64]].concat(),
        vec![0xff; 1000],
        vec![0x1f; 1000],
    ]
}
