//! An authority of one's own: it issues certificates, lists of revoked ones and answers about
//! them, for tests and for an organisation's own unqualified signatures (63-ФЗ, article 5).
//!
//! What it issues follows RFC 5280 and carries the fields of Russian certificates. It is not
//! accredited: nothing here makes a *qualified* certificate.

use std::fmt;

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use jiff::Timestamp;

use crate::algorithm::PublicKey;
use crate::certificate::{Certificate, Malformed};
use crate::key::SigningKey;
use crate::say;
use crate::verdict::Text;

pub use self::answer::{Known, answer};
pub use self::folder::{Folder, Settings, write_once};
pub use self::list::Revoked;
pub use self::order::{Kind, Order};
pub use self::request::public_key_of;
pub use self::subject::Subject;
pub(crate) use self::subject::is_number;

mod answer;
mod folder;
mod issue;
mod list;
mod order;
mod request;
mod subject;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) fn list_with(
    authority: &Authority,
    (from, until): (Timestamp, Timestamp),
    revoked: &[Revoked],
    extra: &[x509_cert::ext::Extension],
) -> Result<Vec<u8>, Error> {
    list::make(authority, 7, from, until, revoked, extra)
}

/// Who issues: a certificate and the key that belongs to it.
pub struct Authority {
    certificate: Certificate,
    key: SigningKey,
}

/// Why nothing was issued.
#[derive(Debug)]
pub enum Error {
    /// A field of the subject is not what it should be: its name, and why.
    Field(&'static str, Text),
    /// The certificate would be valid longer than its issuer, or never.
    Term,
    /// The key does not belong to the certificate, or the certificate may not issue others.
    NoAuthority,
    /// The signature failed.
    Key(crate::key::Error),
    /// What was made cannot be read again, which is a fault of this program.
    Malformed(Malformed),
    /// The system gives no random bytes.
    Random,
    /// The folder of the authority: which file, and why.
    File(std::path::PathBuf, std::io::Error),
    /// A file of the folder is not what it should be, and why.
    Broken(std::path::PathBuf, String),
    /// There is something at the place of the new folder already.
    Exists(std::path::PathBuf),
    /// This authority did not issue a certificate with this number.
    NotIssued(String),
    /// It is revoked already.
    AlreadyRevoked(String),
}

impl Error {
    /// Why, for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Field(field, Text { ru, en }) => {
                say!("поле {field}: {ru}", "field {field}: {en}")
            }
            Self::Term => say!(
                "срок должен кончаться позже, чем начинается, и не позже срока самого центра",
                "the term must end after it begins and not after that of the authority"
            ),
            Self::NoAuthority => say!(
                "ключ не подходит к сертификату центра или центр не вправе выдавать сертификаты",
                "the key is not that of the certificate, or the certificate may not issue others"
            ),
            Self::Key(error) => error.text(),
            Self::Malformed(error) => {
                say!("получилось не то, что нужно: {error}", "what was made is wrong: {error}")
            }
            Self::Random => {
                say!("система не даёт случайных чисел", "the system gives no random bytes")
            }
            Self::File(path, error) => {
                let path = path.display();
                say!("{path}: {error}", "{path}: {error}")
            }
            Self::Broken(path, why) => {
                let path = path.display();
                say!("{path}: испорчен: {why}", "{path}: broken: {why}")
            }
            Self::Exists(path) => {
                let path = path.display();
                say!("{path}: уже существует", "{path}: exists already")
            }
            Self::NotIssued(serial) => say!(
                "центр не выдавал сертификата с номером {serial}",
                "the authority issued no certificate with the number {serial}"
            ),
            Self::AlreadyRevoked(serial) => say!(
                "сертификат с номером {serial} уже отозван",
                "the certificate with the number {serial} is revoked already"
            ),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for Error {}

impl From<crate::key::Error> for Error {
    fn from(error: crate::key::Error) -> Self {
        Self::Key(error)
    }
}

impl From<Malformed> for Error {
    fn from(error: Malformed) -> Self {
        Self::Malformed(error)
    }
}

impl From<der::Error> for Error {
    fn from(error: der::Error) -> Self {
        Self::Malformed(Malformed::der("certificate", error))
    }
}

impl Authority {
    /// Makes a root: a certificate signed by its own key.
    ///
    /// # Errors
    ///
    /// [`Error::Term`], [`Error::Key`], [`Error::Random`].
    pub fn root(
        subject: &Subject,
        key: SigningKey,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Self, Error> {
        let public = key.public().clone();
        let order = Order::new(Kind::Authority { below: None }, subject, &public, from, until);
        let certificate = issue::root(&order, &key, &serial()?)?;
        Ok(Self { certificate, key })
    }

    /// An authority from its certificate and key.
    ///
    /// # Errors
    ///
    /// [`Error::NoAuthority`] if they do not belong together or may not issue anything.
    pub fn new(certificate: Certificate, key: SigningKey) -> Result<Self, Error> {
        let belongs = certificate.key().is_ok_and(|public| public == key.public());
        if !belongs || !certificate.is_authority() {
            return Err(Error::NoAuthority);
        }
        Ok(Self { certificate, key })
    }

    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its key.
    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Issues a certificate with a random number.
    ///
    /// # Errors
    ///
    /// [`Error::Term`] if it would outlive its issuer; [`Error::Key`]; [`Error::Random`].
    pub fn issue(&self, order: &Order<'_>) -> Result<Certificate, Error> {
        self.issue_with(order, &serial()?)
    }

    pub(crate) fn issue_with(
        &self,
        order: &Order<'_>,
        serial: &[u8; 16],
    ) -> Result<Certificate, Error> {
        issue::certificate(order, &self.certificate, &self.key, serial)
    }

    /// Makes a list of revoked certificates.
    ///
    /// # Errors
    ///
    /// [`Error::Key`].
    pub fn list(
        &self,
        number: u64,
        this_update: Timestamp,
        next_update: Timestamp,
        revoked: &[Revoked],
    ) -> Result<Vec<u8>, Error> {
        list::make(self, number, this_update, next_update, revoked, &[])
    }
}

/// A random number of a certificate: positive, 127 random bits.
pub(crate) fn serial() -> Result<[u8; 16], Error> {
    let mut serial = [0; 16];
    SystemRandom::new().fill(&mut serial).map_err(|_| Error::Random)?;
    // Positive and never shorter, whatever comes.
    serial[0] = (serial[0] & 0x7f) | 0x40;
    Ok(serial)
}

/// SHA-1 of the bytes of a key, by which certificates name it (RFC 5280, section 4.2.1.2).
pub(crate) fn key_id(key: &PublicKey) -> der::Result<Vec<u8>> {
    use der::Decode as _;
    let der = key.to_der()?;
    let info = spki::SubjectPublicKeyInfoRef::from_der(&der)?;
    Ok(crate::algorithm::DigestAlgorithm::Sha1.hash(info.subject_public_key.raw_bytes()))
}
