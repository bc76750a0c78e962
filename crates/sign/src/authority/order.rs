//! What is ordered of an authority: for whom, for what, how long.

use der::asn1::{Ia5String, OctetString};
use der::flagset::FlagSet;
use der::{Encode, oid::ObjectIdentifier};
use jiff::Timestamp;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, BasicConstraints, KeyUsage, KeyUsages, name::GeneralNames,
};

use super::Subject;
use crate::algorithm::PublicKey;
use crate::certificate::{extensions as known, purpose};

/// What the certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person signs as such, an organisation seals, or a person signs for an organisation: the
    /// name says which; the use of the key is the same.
    Signer,
    /// A time-stamp authority.
    TimeStamp,
    /// Answers of OCSP for this authority.
    Ocsp,
    /// Another authority, with at most so many authorities below it.
    Authority {
        /// How many may follow; `None` for any number.
        below: Option<u8>,
    },
}

/// An order.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    pub(super) kind: Kind,
    pub(super) subject: &'a Subject,
    pub(super) key: &'a PublicKey,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    crl_urls: Vec<String>,
    ocsp_urls: Vec<String>,
    extra: Vec<Extension>,
}

impl<'a> Order<'a> {
    /// An order for a certificate valid from one moment until another.
    pub fn new(
        kind: Kind,
        subject: &'a Subject,
        key: &'a PublicKey,
        from: Timestamp,
        until: Timestamp,
    ) -> Self {
        let (crl_urls, ocsp_urls) = Default::default();
        Self { kind, subject, key, from, until, crl_urls, ocsp_urls, extra: Vec::new() }
    }

    /// Where lists of revoked certificates will be.
    #[must_use]
    pub fn with_crl(mut self, urls: impl IntoIterator<Item = String>) -> Self {
        self.crl_urls.extend(urls);
        self
    }

    /// Where to ask by OCSP.
    #[must_use]
    pub fn with_ocsp(mut self, urls: impl IntoIterator<Item = String>) -> Self {
        self.ocsp_urls.extend(urls);
        self
    }

    /// Adds any extension; one of the same kind that would be made is left out.
    #[must_use]
    pub fn with_extension(mut self, extension: Extension) -> Self {
        self.extra.push(extension);
        self
    }

    /// All extensions but the identifiers of the keys.
    pub(super) fn extensions(&self) -> der::Result<Vec<Extension>> {
        let mut made = self.of_kind()?;
        if !self.crl_urls.is_empty() {
            let point = DistributionPoint {
                distribution_point: Some(DistributionPointName::FullName(names(&self.crl_urls)?)),
                reasons: None,
                crl_issuer: None,
            };
            made.push(extension(known::CRL_POINTS, false, &vec![point])?);
        }
        if !self.ocsp_urls.is_empty() {
            let access_method = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
            let locations = names(&self.ocsp_urls)?.into_iter();
            let descriptions: Vec<_> = locations
                .map(|access_location| AccessDescription { access_method, access_location })
                .collect();
            made.push(extension(known::AUTHORITY_INFO, false, &descriptions)?);
        }
        made.retain(|made| !self.extra.iter().any(|extra| extra.extn_id == made.extn_id));
        made.extend(self.extra.iter().cloned());
        Ok(made)
    }

    fn of_kind(&self) -> der::Result<Vec<Extension>> {
        use KeyUsages::{CRLSign, DigitalSignature, KeyCertSign, NonRepudiation};
        let usage =
            |usages: FlagSet<KeyUsages>| extension(known::KEY_USAGE, true, &KeyUsage(usages));
        let purposes = |critical, purposes: &[ObjectIdentifier]| {
            extension(known::EXTENDED_USAGE, critical, &purposes.to_vec())
        };
        Ok(match self.kind {
            Kind::Signer => vec![
                usage(DigitalSignature | NonRepudiation)?,
                purposes(false, &[purpose::CLIENT, purpose::EMAIL])?,
            ],
            Kind::TimeStamp => vec![
                usage(DigitalSignature | NonRepudiation)?,
                purposes(true, &[purpose::TIME_STAMPING])?,
            ],
            Kind::Ocsp => vec![
                usage(DigitalSignature.into())?,
                purposes(false, &[purpose::OCSP])?,
                extension(known::OCSP_NO_CHECK, false, &der::asn1::Null)?,
            ],
            Kind::Authority { below } => {
                let constraints = BasicConstraints { ca: true, path_len_constraint: below };
                vec![
                    extension(known::BASIC_CONSTRAINTS, true, &constraints)?,
                    usage(KeyCertSign | CRLSign)?,
                ]
            }
        })
    }
}

pub(super) fn extension(
    extn_id: ObjectIdentifier,
    critical: bool,
    value: &impl Encode,
) -> der::Result<Extension> {
    Ok(Extension { extn_id, critical, extn_value: OctetString::new(value.to_der()?)? })
}

fn names(urls: &[String]) -> der::Result<GeneralNames> {
    urls.iter().map(|url| Ia5String::new(url).map(GeneralName::UniformResourceIdentifier)).collect()
}
