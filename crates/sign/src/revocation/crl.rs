//! Lists of revoked certificates (CRL, RFC 5280, section 5).
//!
//! A national list has a hundred thousand entries and more: they are walked through where they
//! stand, never copied.

use std::ops::Range;

use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, UintRef};
use der::referenced::OwnedToRef as _;
use der::{Decode, Enumerated, Reader, SliceReader, Tag, Tagged as _};
use jiff::Timestamp;
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;
use x509_cert::ext::pkix::name::DistributionPointName;
use x509_cert::ext::{Extension, Extensions};
use x509_cert::name::Name as X501Name;
use x509_cert::time::Time;

use super::{Asked, Finding, Status};
use crate::algorithm::{Error, PublicKey, SignatureAlgorithm};
use crate::certificate::extensions::AUTHORITY_KEY_ID;
use crate::certificate::{Certificate, Malformed, Name, timestamp};
use crate::digest::DigestAlgorithm;
use crate::say;
use crate::verdict::{Text, moment};
use crate::work;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(crate) const NUMBER: ObjectIdentifier = oid("2.5.29.20");
pub(crate) const REASON: ObjectIdentifier = oid("2.5.29.21");
const INVALIDITY: ObjectIdentifier = oid("2.5.29.24");
const DELTA: ObjectIdentifier = oid("2.5.29.27");
const POINT: ObjectIdentifier = oid("2.5.29.28");
const EXPIRED: ObjectIdentifier = oid("2.5.29.60");

/// How many lists of one file are read.
const MANY: usize = 1_000;

/// A list of revoked certificates.
#[derive(Clone, Debug)]
pub struct RevocationList {
    der: Vec<u8>,
    /// SHA-256 of it.
    hash: Vec<u8>,
    signed: Range<usize>,
    entries: Range<usize>,
    issuer: Name,
    algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    number: Option<Vec<u8>>,
    point: Option<IssuingDistributionPoint>,
    is_delta: bool,
    /// From when on certificates stay in the list after they expire.
    keeps_since: Option<Timestamp>,
    unknown_critical: bool,
}

/// An entry of a list.
pub struct Entry {
    /// Since when the certificate is revoked, or its key no longer to be trusted.
    pub since: Timestamp,
    /// The code of the reason (RFC 5280, section 5.3.1), if one is given.
    pub reason: Option<u8>,
    unknown_critical: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enumerated)]
#[repr(u8)]
enum Reason {
    Unspecified = 0,
    KeyCompromise = 1,
    AuthorityCompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    Hold = 6,
    RemoveFromList = 8,
    PrivilegeWithdrawn = 9,
    AttributeAuthorityCompromise = 10,
}

/// The code of "on hold", which may be taken back.
const HOLD: u8 = Reason::Hold as u8;
const REMOVE: u8 = Reason::RemoveFromList as u8;

impl RevocationList {
    /// Reads all lists of a file, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if there is none, or if one of them is none.
    pub fn read_all(file: &[u8]) -> Result<Vec<Self>, Malformed> {
        let blocks = crate::certificate::blocks(file, &["X509 CRL", "CRL"])?;
        if blocks.is_empty() {
            return Err(Malformed::new("file of CRLs", "there is none in it"));
        }
        if blocks.len() > MANY {
            return Err(Malformed::new("file of CRLs", "there are more than 1,000 in it"));
        }
        blocks.iter().map(|der| Self::from_der(der)).collect()
    }

    /// Reads a list in DER.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if it is none.
    pub fn from_der(der: &[u8]) -> Result<Self, Malformed> {
        read(der).map_err(|error| Malformed::der("CRL", error))
    }

    /// The list in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// When it was made.
    pub fn this_update(&self) -> Timestamp {
        self.this_update
    }

    /// When the next one comes at the latest.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.next_update
    }

    /// Its number, the bytes of an INTEGER.
    pub fn number(&self) -> Option<&[u8]> {
        self.number.as_deref()
    }

    /// The entry of a certificate with this number.
    pub fn find(&self, serial: &[u8]) -> Option<Entry> {
        let wanted = without_zeros(serial);
        let mut found = None;
        let walked = walk(&self.der[self.entries.clone()], |number, reader| {
            if found.is_none() && without_zeros(number) == wanted {
                found = Some(entry(reader)?);
                return Ok(());
            }
            reader.drain(reader.remaining_len())
        });
        // Reading the list walked through all entries already, so this cannot fail.
        walked.ok().and(found)
    }

    /// Checks the signature with the key of an issuer.
    ///
    /// # Errors
    ///
    /// Why it does not hold or cannot be checked.
    pub fn is_signed_by(&self, issuer: &PublicKey) -> Result<SignatureAlgorithm, Error> {
        let algorithm = SignatureAlgorithm::read(self.algorithm.owned_to_ref(), None, issuer)?;
        issuer.verify(algorithm, &self.der[self.signed.clone()], &self.signature)?;
        Ok(algorithm)
    }

    /// Steps to ask it about a certificate of this issuer.
    pub(crate) fn steps(&self, certificate: &Certificate, issuer: &Certificate) -> u64 {
        match issuer.key() {
            Ok(key) if self.issuer == *certificate.issuer() => {
                work::of_signature(key, self.der.len()) + work::of_bytes(self.der.len())
            }
            _ => 1,
        }
    }

    /// What the list says of a certificate.
    pub(crate) fn about(&self, asked: &Asked<'_>) -> Finding {
        if self.issuer != *asked.certificate.issuer() || !self.covers(asked) {
            return Finding::Silent;
        }
        match self.why_unusable(asked) {
            Some(why) => Finding::Unusable(why),
            None => self.says(asked),
        }
    }

    /// Whether the list is about such certificates (RFC 5280, section 5.2.5).
    fn covers(&self, asked: &Asked<'_>) -> bool {
        let Some(point) = &self.point else { return true };
        let is_authority = asked.certificate.is_authority();
        if point.only_contains_attribute_certs
            || (point.only_contains_user_certs && is_authority)
            || (point.only_contains_ca_certs && !is_authority)
        {
            return false;
        }
        true
    }

    /// Whether the certificate would stand in this list. One that is kept for another place than
    /// the certificate names may be a part only: what it does not have, another one may.
    fn is_whole(&self, asked: &Asked<'_>) -> bool {
        let named = &asked.certificate.extensions().crl.names;
        match self.point.as_ref().and_then(|point| point.distribution_point.as_ref()) {
            None => true,
            Some(DistributionPointName::FullName(names)) => {
                names.iter().any(|name| named.contains(name))
            }
            Some(DistributionPointName::NameRelativeToCRLIssuer(_)) => false,
        }
    }

    fn why_unusable(&self, asked: &Asked<'_>) -> Option<Text> {
        if self.is_delta {
            return Some(say!(
                "список содержит только изменения (delta CRL), такие не читаются",
                "the list holds changes only (delta CRL); such are not read"
            ));
        }
        let is_indirect = self.point.as_ref().is_some_and(|point| point.indirect_crl);
        if is_indirect || asked.certificate.extensions().crl.other_issuer {
            return Some(say!(
                "список ведёт не издатель сертификата (indirect CRL), такие не читаются",
                "the list is not kept by the certificate's issuer (indirect CRL); such are not read"
            ));
        }
        if self.unknown_critical {
            return Some(say!(
                "в списке обязательное дополнение, которого программа не знает",
                "the list has a critical extension that is not known"
            ));
        }
        let made = self.this_update;
        if asked.is_in_future(made) {
            let Text { ru, en } = moment(made);
            return Some(say!("список датирован будущим: {ru}", "the list is of the future: {en}"));
        }
        if asked.issuer.usage().is_some_and(|usage| !usage.crl_sign()) {
            return Some(say!(
                "ключ издателя не предназначен для подписи списков",
                "the issuer's key is not meant to sign lists"
            ));
        }
        let signed = asked.effort.check(&self.hash, asked.issuer, |key| {
            self.is_signed_by(key).map(|_| ()).map_err(|error| error.text())
        });
        let Text { ru, en } = signed.err()?;
        Some(say!("подпись списка отозванных: {ru}", "signature of the list: {en}"))
    }

    fn says(&self, asked: &Asked<'_>) -> Finding {
        let source = format!("CRL {} {}", self.issuer, self.this_update);
        let entry = self.find(asked.certificate.serial());
        let is_stale = self.next_update.is_none_or(|next| next < asked.at);
        match entry.filter(|entry| entry.reason != Some(REMOVE)) {
            Some(entry) if entry.unknown_critical => Finding::Unusable(say!(
                "в записи списка обязательное дополнение, которого программа не знает",
                "the entry of the list has a critical extension that is not known"
            )),
            // What was on hold then may have been released since.
            Some(entry) if entry.reason == Some(HOLD) && is_stale => Finding::Unusable(say!(
                "действие было приостановлено, но список устарел",
                "it was on hold, but the list is out of date"
            )),
            Some(entry) => asked.revoked(entry.since, entry.reason, source, self.this_update),
            None if self.point.as_ref().is_some_and(|point| point.only_some_reasons.is_some()) => {
                Finding::Unusable(say!(
                    "список ведётся не по всем причинам отзыва",
                    "the list is not about all reasons of revocation"
                ))
            }
            None if !self.is_whole(asked) => Finding::Unusable(say!(
                "список ведётся для других сертификатов, чем этот",
                "the list is kept for other certificates than this one"
            )),
            None => {
                let end = asked.certificate.not_after();
                let keeps = self.keeps_since.is_some_and(|since| since <= end);
                match asked.unrevoked(self.this_update, self.next_update, keeps) {
                    Finding::Says(_) => Finding::Says(Status::Good { source, brought: false }),
                    other => other,
                }
            }
        }
    }
}

fn read(der: &[u8]) -> der::Result<RevocationList> {
    let mut reader = SliceReader::new(der)?;
    let list = reader.sequence(|outer| {
        let start = position(outer)?;
        let (mut list, named) = outer.sequence(read_body)?;
        list.signed = start..position(outer)?;
        list.algorithm = AlgorithmIdentifierOwned::decode(outer)?;
        if list.algorithm != named {
            return Err(der::Error::new(der::ErrorKind::Failed, outer.position()));
        }
        let signature = BitStringRef::decode(outer)?;
        let whole = signature.as_bytes().ok_or_else(|| Tag::BitString.value_error())?;
        list.signature = whole.to_vec();
        Ok::<_, der::Error>(list)
    })?;
    reader.finish()?;
    let hash = DigestAlgorithm::Sha256.hash(der);
    Ok(RevocationList { der: der.to_vec(), hash, ..list })
}

fn read_body<'a>(
    reader: &mut SliceReader<'a>,
) -> der::Result<(RevocationList, AlgorithmIdentifierOwned)> {
    let is_versioned = Tag::peek(reader)? == Tag::Integer;
    if is_versioned && u8::decode(reader)? != 1 {
        return Err(reader.error(Tag::Integer.value_error()));
    }
    let named = AlgorithmIdentifierOwned::decode(reader)?;
    let issuer = Name::new(&X501Name::decode(reader)?);
    let this_update = timestamp(Time::decode(reader)?);
    let next_update = match Tag::peek(reader) {
        Ok(Tag::UtcTime | Tag::GeneralizedTime) => Some(timestamp(Time::decode(reader)?)),
        _ => None,
    };
    let entries = match Tag::peek(reader) {
        Ok(Tag::Sequence) => reader.sequence(|inner| {
            let start = position(inner)?;
            walk_reader(inner, |_, entry_reader| entry(entry_reader).map(|_| ()))?;
            Ok::<_, der::Error>(start..position(inner)?)
        })?,
        _ => 0..0,
    };
    let extensions = match reader.is_finished() {
        true => Vec::new(),
        false => explicit::<Extensions>(reader)?,
    };
    let mut list = RevocationList {
        der: Vec::new(),
        hash: Vec::new(),
        signed: 0..0,
        entries,
        issuer,
        algorithm: named.clone(),
        signature: Vec::new(),
        this_update,
        next_update,
        number: None,
        point: None,
        is_delta: false,
        keeps_since: None,
        unknown_critical: false,
    };
    for extension in &extensions {
        add_extension(&mut list, extension)?;
    }
    Ok((list, named))
}

fn add_extension(list: &mut RevocationList, extension: &Extension) -> der::Result<()> {
    let bytes = extension.extn_value.as_bytes();
    match extension.extn_id {
        NUMBER => list.number = Some(UintRef::from_der(bytes)?.as_bytes().to_vec()),
        DELTA => list.is_delta = true,
        POINT => {
            let point = IssuingDistributionPoint::from_der(bytes)?;
            let is_relative = matches!(
                point.distribution_point,
                Some(DistributionPointName::NameRelativeToCRLIssuer(_))
            );
            list.unknown_critical |= is_relative;
            list.point = Some(point);
        }
        EXPIRED => {
            let since = GeneralizedTime::from_der(bytes)?;
            list.keeps_since = Some(timestamp(Time::GeneralTime(since)));
        }
        AUTHORITY_KEY_ID => {}
        _ => list.unknown_critical |= extension.critical,
    }
    Ok(())
}

/// The value of the next element, which wraps another one in a tag of its own.
fn explicit<'a, T: Decode<'a, Error = der::Error>>(reader: &mut SliceReader<'a>) -> der::Result<T> {
    let wrapped = AnyRef::decode(reader)?;
    match wrapped.tag() {
        Tag::ContextSpecific { constructed: true, number } if number.value() == 0 => {
            T::from_der(wrapped.value())
        }
        tag => Err(tag.value_error().into()),
    }
}

fn walk<'a>(
    entries: &'a [u8],
    visit: impl FnMut(&'a [u8], &mut SliceReader<'a>) -> der::Result<()>,
) -> der::Result<()> {
    walk_reader(&mut SliceReader::new(entries)?, visit)
}

/// Calls `visit` for each entry with its number and a reader of what follows it.
fn walk_reader<'a>(
    reader: &mut SliceReader<'a>,
    mut visit: impl FnMut(&'a [u8], &mut SliceReader<'a>) -> der::Result<()>,
) -> der::Result<()> {
    while !reader.is_finished() {
        reader.sequence(|inner| {
            let number = AnyRef::decode(inner)?;
            number.tag().assert_eq(Tag::Integer)?;
            visit(number.value(), inner)
        })?;
    }
    Ok(())
}

/// What follows the number in an entry.
fn entry(reader: &mut SliceReader<'_>) -> der::Result<Entry> {
    let since = timestamp(Time::decode(reader)?);
    let mut found = Entry { since, reason: None, unknown_critical: false };
    if reader.is_finished() {
        return Ok(found);
    }
    for extension in Extensions::decode(reader)? {
        let bytes = extension.extn_value.as_bytes();
        match extension.extn_id {
            REASON => found.reason = Some(reason_code(bytes)?),
            INVALIDITY => {
                let invalid = timestamp(Time::GeneralTime(GeneralizedTime::from_der(bytes)?));
                found.since = found.since.min(invalid);
            }
            _ => found.unknown_critical |= extension.critical,
        }
    }
    Ok(found)
}

/// The code of a reason in DER.
pub(super) fn reason_code(der: &[u8]) -> der::Result<u8> {
    Reason::from_der(der).map(|reason| reason as u8)
}

fn position<'a>(reader: &impl Reader<'a>) -> der::Result<usize> {
    usize::try_from(reader.position())
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}
