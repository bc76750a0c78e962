//! Lists of revoked certificates as they are written (RFC 5280, section 5).

use der::asn1::{OctetString, Uint};
use der::{Decode, Encode};
use jiff::Timestamp;
use x509_cert::certificate::Version;
use x509_cert::crl::{RevokedCert, TbsCertList};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, CrlReason};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;

use super::issue::{signed, time};
use super::order::extension;
use super::{Authority, Error, key_id};
use crate::certificate::extensions::AUTHORITY_KEY_ID;
use crate::revocation::crl::{NUMBER, REASON, RevocationList};

/// A certificate that was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Its number, the bytes of the INTEGER.
    pub serial: Vec<u8>,
    /// Since when.
    pub since: Timestamp,
    /// The code of the reason (RFC 5280, section 5.3.1); 0 if none is given.
    pub reason: u8,
}

pub(super) fn make(
    authority: &Authority,
    number: u64,
    this_update: Timestamp,
    next_update: Timestamp,
    revoked: &[Revoked],
    extra: &[Extension],
) -> Result<Vec<u8>, Error> {
    let key = authority.key();
    let key_identifier = match &authority.certificate().extensions().key_id {
        Some(id) => id.clone(),
        None => key_id(key.public())?,
    };
    let authority_id = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(key_identifier)?),
        ..AuthorityKeyIdentifier::default()
    };
    let mut extensions = vec![
        extension(AUTHORITY_KEY_ID, false, &authority_id)?,
        extension(NUMBER, false, &Uint::new(&number.to_be_bytes())?)?,
    ];
    extensions.extend_from_slice(extra);
    let entries = revoked.iter().map(entry).collect::<der::Result<Vec<_>>>()?;
    let body: TbsCertList = TbsCertList {
        version: Version::V2,
        signature: key.identifier(),
        issuer: Name::from_der(authority.certificate().subject().der())?,
        this_update: time(this_update)?,
        next_update: Some(time(next_update)?),
        revoked_certificates: (!entries.is_empty()).then_some(entries),
        crl_extensions: Some(extensions),
    };
    let der = signed(&body.to_der()?, key)?;
    RevocationList::from_der(&der)?;
    Ok(der)
}

fn entry(revoked: &Revoked) -> der::Result<RevokedCert> {
    // No reason is written as no reason (RFC 5280, section 5.3.1).
    let extensions = match CrlReason::try_from(u32::from(revoked.reason)) {
        Ok(CrlReason::Unspecified) | Err(_) => None,
        Ok(reason) => Some(vec![extension(REASON, false, &reason)?]),
    };
    Ok(RevokedCert {
        serial_number: SerialNumber::new(&revoked.serial)?,
        revocation_date: time(revoked.since)?,
        crl_entry_extensions: extensions,
    })
}
