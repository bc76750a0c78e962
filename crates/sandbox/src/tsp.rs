//! The time-stamp authority (RFC 3161): `POST /tsp` on the site of registers. Its key is made when
//! it is first asked, anew in each run, so its stamps are worth nothing but in a demonstration.

use jiff::{SignedDuration, Timestamp};
use sign::algorithm::Curve;
use sign::authority::{Authority, Kind, Order, Subject};
use sign::certificate::{ObjectIdentifier, attribute};
use sign::key::{KeyKind, SigningKey};

pub mod api;
#[cfg(test)]
mod tests;

/// The only policy: an identifier that nobody was given.
pub const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.999.1");
/// One second, in millionths: the clock of a machine that follows others.
const ACCURACY: u64 = 1_000_000;

/// The authority and the root above it.
pub struct Tsp {
    authority: sign::stamp::Authority,
    root: String,
}

impl Tsp {
    /// Makes root, key and certificate, valid for ten years from `now`.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new(now: Timestamp) -> Result<Tsp, sign::authority::Error> {
        let key = || SigningKey::generate(KeyKind::Ec(Curve::P256));
        let named = |name| Subject::new().with(attribute::COMMON_NAME, name);
        // Certificates know whole seconds, and none may end after the one above it.
        let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let from = now - SignedDuration::from_hours(24);
        let until = now + SignedDuration::from_hours(24 * 3650);
        let root = Authority::root(&named("Песочница: корень")?, key()?, from, until)?;
        let (key, subject) = (key()?, named("Песочница: штампы времени")?);
        let order = Order::new(Kind::TimeStamp, &subject, key.public(), from, until);
        let certificate = root.issue(&order)?;
        let chain = vec![root.certificate().clone()];
        let authority =
            sign::stamp::Authority::new(key, certificate, chain, POLICY, Some(ACCURACY))?;
        Ok(Tsp { authority, root: root.certificate().to_pem() })
    }

    /// The certificate of the root, in PEM: who believes it believes the stamps.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Answers a question in DER; `random` becomes the number of the stamp. Told to be wrong, it
    /// stamps another hash than it was asked about.
    ///
    /// # Errors
    /// When the signing fails.
    pub fn answer(
        &self,
        question: &[u8],
        now: Timestamp,
        mut random: [u8; 16],
        wrong: bool,
    ) -> Result<Vec<u8>, sign::stamp::Error> {
        // A number of ASN.1 that is positive and has no zeros in front.
        random[0] = random[0] & 0x3F | 0x40;
        let mistaken = sign::stamp::Request::from_der(question).ok().filter(|_| wrong);
        let mistaken = mistaken.map(|mut request| {
            request.imprint.hash.iter_mut().for_each(|byte| *byte ^= 0xFF);
            request.to_der()
        });
        match mistaken {
            Some(question) => self.authority.answer(&question?, now, &random),
            None => self.authority.answer(question, now, &random),
        }
    }
}
