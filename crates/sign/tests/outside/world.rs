//! Authorities, people and clocks, made for one test.

use jiff::{SignedDuration, Timestamp};
use sign::authority::{Authority, Kind, Order, Subject};
use sign::certificate::{Certificate, attribute};
use sign::chain::{Circumstances, Purpose};
use sign::key::{KeyKind, SigningKey};
use sign::trust::Trust;
use spki::ObjectIdentifier;

pub const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.999.1");

/// A root and what it issues; its moment is now, because other programs know no other.
pub struct World {
    pub root: Authority,
    pub trust: Trust,
    kind: KeyKind,
}

#[allow(clippy::disallowed_methods, reason = "the programs outside know no other clock")]
pub fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap()
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

fn named(name: &str) -> Subject {
    Subject::new().with(attribute::COMMON_NAME, name).unwrap()
}

impl World {
    pub fn new(kind: KeyKind) -> World {
        let key = SigningKey::generate(kind).unwrap();
        let (from, until) = (now() - days(1), now() + days(3650));
        let root = Authority::root(&named("Test Root"), key, from, until).unwrap();
        let trust = Trust::new([root.certificate().clone()]);
        World { root, trust, kind }
    }

    pub fn certified(&self, kind: Kind, name: &str) -> (SigningKey, Certificate) {
        self.certified_for(self.kind, kind, name)
    }

    /// A certificate for a key of another kind.
    pub fn certified_for(&self, key: KeyKind, kind: Kind, name: &str) -> (SigningKey, Certificate) {
        let (key, subject) = (SigningKey::generate(key).unwrap(), named(name));
        let (from, until) = (now() - days(1), now() + days(365));
        let order = Order::new(kind, &subject, key.public(), from, until);
        let certificate = self.root.issue(&order).unwrap();
        (key, certificate)
    }

    pub fn clock(&self) -> sign::stamp::Authority {
        let (key, certificate) = self.certified(Kind::TimeStamp, "Test Clock");
        let chain = vec![self.root.certificate().clone()];
        sign::stamp::Authority::new(key, certificate, chain, POLICY, Some(1_000_000)).unwrap()
    }

    pub fn circumstances(&self) -> Circumstances<'_> {
        Circumstances {
            trust: &self.trust,
            others: &[],
            at: now(),
            purpose: Purpose::Document,
            revocation: None,
        }
    }
}
