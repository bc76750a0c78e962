//! Extensions of a certificate (RFC 5280, section 4.2), each read once.

use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Reader as _, SliceReader};
use spki::ObjectIdentifier;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies,
    CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, NameConstraints, SubjectAltName,
};

use crate::malformed::Malformed;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(crate) const SUBJECT_KEY_ID: ObjectIdentifier = oid("2.5.29.14");
pub(crate) const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
pub(crate) const SUBJECT_ALT_NAME: ObjectIdentifier = oid("2.5.29.17");
pub(crate) const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
pub(crate) const NAME_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.30");
pub(crate) const CRL_POINTS: ObjectIdentifier = oid("2.5.29.31");
pub(crate) const POLICIES: ObjectIdentifier = oid("2.5.29.32");
pub(crate) const AUTHORITY_KEY_ID: ObjectIdentifier = oid("2.5.29.35");
pub(crate) const EXTENDED_USAGE: ObjectIdentifier = oid("2.5.29.37");
pub(crate) const AUTHORITY_INFO: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.1");
pub(crate) const OCSP_NO_CHECK: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.5");
const STATEMENTS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.3");
const STATEMENT_QUALIFIED: ObjectIdentifier = oid("0.4.0.1862.1.1");
const SUBJECT_TOOL: ObjectIdentifier = oid("1.2.643.100.111");
const ISSUER_TOOL: ObjectIdentifier = oid("1.2.643.100.112");
const IDENTIFICATION: ObjectIdentifier = oid("1.2.643.100.114");
const BY_OCSP: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1");
const BY_ISSUER: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.2");

/// Purposes of extended key usage.
pub mod purpose {
    use super::{ObjectIdentifier, oid};

    /// Any purpose at all.
    pub const ANY: ObjectIdentifier = oid("2.5.29.37.0");
    /// To be a server of TLS.
    pub const SERVER: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.1");
    /// To be a client of TLS.
    pub const CLIENT: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.2");
    /// To sign programs.
    pub const CODE_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.3");
    /// To sign and to encrypt e-mail.
    pub const EMAIL: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.4");
    /// To issue time-stamps.
    pub const TIME_STAMPING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");
    /// To answer whether certificates are revoked.
    pub const OCSP: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.9");
}

/// What a certificate says in its extensions.
#[derive(Clone, Debug, Default)]
pub struct Extensions {
    /// Whether it is an authority's, and how many authorities may follow.
    pub constraints: Option<BasicConstraints>,
    /// What the key may be used for.
    pub usage: Option<KeyUsage>,
    /// Purposes (see [`purpose`]); `None` if the extension is not there.
    pub purposes: Option<Vec<ObjectIdentifier>>,
    /// Whether a program that does not know purposes must refuse the certificate.
    pub purposes_critical: bool,
    /// Other names of the subject; `None` inside if they could not be read.
    pub other_names: Option<Option<Vec<GeneralName>>>,
    /// Names that certificates under this one may have.
    pub name_constraints: Option<NameConstraints>,
    /// Identifier of the key.
    pub key_id: Option<Vec<u8>>,
    /// Identifier of the issuer's key.
    pub authority_key_id: Option<Vec<u8>>,
    /// Where lists of revoked certificates are.
    pub crl: Pointers,
    /// Where to ask whether it is revoked.
    pub ocsp: Pointers,
    /// Where the issuer's certificate is.
    pub issuers: Vec<String>,
    /// Policies.
    pub policies: Vec<ObjectIdentifier>,
    /// An answerer of OCSP that need not be asked for itself (RFC 6960, section 4.2.2.2.1).
    pub no_check: bool,
    /// Critical ones that are not known here: the certificate must be refused.
    pub unknown_critical: Vec<ObjectIdentifier>,
    /// Marks of Russian qualified certificates.
    pub marks: Marks,
}

/// Addresses that a certificate names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointers {
    /// Addresses, in order.
    pub urls: Vec<String>,
    /// Something is named, be it in a form that is not read here.
    pub named: bool,
    /// Full names of distribution points as they are encoded, to be compared with those of a list.
    pub(crate) names: Vec<GeneralName>,
    /// A point that names another issuer of the list.
    pub(crate) other_issuer: bool,
}

/// Marks of a certificate that calls itself qualified (63-ФЗ; order 795 of ФСБ).
///
/// They say what the issuer says of itself; whether it was accredited, the national list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The tool of the subject's signatures.
    pub subject_tool: Option<String>,
    /// The issuer's tool, the issuer's program, and the papers on both.
    pub issuer_tool: Option<[String; 4]>,
    /// How the person was identified.
    pub identification: Option<Identification>,
    /// Classes of the tool, such as `КС1`.
    pub classes: Vec<&'static str>,
    /// The statement of a qualified certificate after ETSI EN 319 412-5.
    pub statement: bool,
}

impl Marks {
    /// Whether all that order 795 wants of every qualified certificate is there: both tools and a
    /// class.
    pub fn are_complete(&self) -> bool {
        self.subject_tool.is_some() && self.issuer_tool.is_some() && !self.classes.is_empty()
    }
}

/// How a person was identified before the certificate was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identification {
    /// In person.
    Personal,
    /// By a valid qualified signature.
    ByCertificate,
    /// By a passport with a chip.
    ByPassport,
    /// By the state systems: confirmed account and biometrics.
    BySystem,
    /// A number that the order does not name.
    Other(u8),
}

const CLASSES: [(ObjectIdentifier, &str); 6] = [
    (oid("1.2.643.100.113.1"), "КС1"),
    (oid("1.2.643.100.113.2"), "КС2"),
    (oid("1.2.643.100.113.3"), "КС3"),
    (oid("1.2.643.100.113.4"), "КВ1"),
    (oid("1.2.643.100.113.5"), "КВ2"),
    (oid("1.2.643.100.113.6"), "КА1"),
];

impl Extensions {
    /// Reads them. What decides about validity must be readable; of what only helps (addresses,
    /// identifiers, marks) it is enough to know that it is there.
    pub(super) fn read(found: &[Extension]) -> Result<Self, Malformed> {
        let mut read = Self::default();
        let mut seen: Vec<ObjectIdentifier> = Vec::new();
        for extension in found {
            if seen.contains(&extension.extn_id) {
                let why = format!("extension {} stands there twice", extension.extn_id);
                return Err(Malformed::new("certificate", why));
            }
            seen.push(extension.extn_id);
            read.add(extension)?;
        }
        Ok(read)
    }

    fn add(&mut self, extension: &Extension) -> Result<(), Malformed> {
        let bytes = extension.extn_value.as_bytes();
        match extension.extn_id {
            BASIC_CONSTRAINTS => self.constraints = Some(must(extension)?),
            KEY_USAGE => self.usage = Some(must(extension)?),
            NAME_CONSTRAINTS => self.name_constraints = Some(must(extension)?),
            EXTENDED_USAGE => {
                self.purposes = Some(must::<ExtendedKeyUsage>(extension)?.0);
                self.purposes_critical = extension.critical;
            }
            POLICIES => self.add_policies(must(extension)?),
            SUBJECT_ALT_NAME => {
                self.other_names = Some(SubjectAltName::from_der(bytes).ok().map(|names| names.0));
            }
            SUBJECT_KEY_ID => {
                let id = <&OctetStringRef>::from_der(bytes).ok();
                self.key_id = id.map(|id| id.as_bytes().to_vec());
            }
            AUTHORITY_KEY_ID => {
                let id = AuthorityKeyIdentifier::from_der(bytes).ok();
                let id = id.and_then(|id| id.key_identifier);
                self.authority_key_id = id.map(|id| id.as_bytes().to_vec());
            }
            CRL_POINTS => self.crl = crl_points(bytes),
            AUTHORITY_INFO => self.add_authority_info(bytes),
            OCSP_NO_CHECK => self.no_check = true,
            STATEMENTS => self.marks.statement = has_statement(bytes).unwrap_or_default(),
            SUBJECT_TOOL => self.marks.subject_tool = String::from_der(bytes).ok(),
            ISSUER_TOOL => {
                let tools = Vec::<String>::from_der(bytes).ok();
                self.marks.issuer_tool = tools.and_then(|tools| tools.try_into().ok());
            }
            IDENTIFICATION => {
                self.marks.identification = u8::from_der(bytes).ok().map(Identification::from);
            }
            unknown if extension.critical => self.unknown_critical.push(unknown),
            _ => {}
        }
        Ok(())
    }

    fn add_policies(&mut self, policies: CertificatePolicies) {
        self.policies = policies.0.iter().map(|policy| policy.policy_identifier).collect();
        let known = CLASSES.iter().filter(|(oid, _)| self.policies.contains(oid));
        self.marks.classes = known.map(|(_, class)| *class).collect();
    }

    fn add_authority_info(&mut self, bytes: &[u8]) {
        let Ok(descriptions) = AuthorityInfoAccessSyntax::from_der(bytes) else {
            self.ocsp.named = true;
            return;
        };
        for description in descriptions.0 {
            let GeneralName::UniformResourceIdentifier(url) = description.access_location else {
                self.ocsp.named |= description.access_method == BY_OCSP;
                continue;
            };
            match description.access_method {
                BY_OCSP => {
                    self.ocsp.named = true;
                    self.ocsp.urls.push(url.to_string());
                }
                BY_ISSUER => self.issuers.push(url.to_string()),
                _ => {}
            }
        }
    }
}

impl From<u8> for Identification {
    fn from(number: u8) -> Self {
        match number {
            0 => Self::Personal,
            1 => Self::ByCertificate,
            2 => Self::ByPassport,
            3 => Self::BySystem,
            other => Self::Other(other),
        }
    }
}

fn must<'a, T: Decode<'a, Error = der::Error>>(extension: &'a Extension) -> Result<T, Malformed> {
    T::from_der(extension.extn_value.as_bytes()).map_err(|error| {
        let why = format!("extension {}: {}", extension.extn_id, error.kind());
        Malformed::new("certificate", why)
    })
}

fn crl_points(bytes: &[u8]) -> Pointers {
    let mut found = Pointers { named: true, ..Pointers::default() };
    let Ok(points) = CrlDistributionPoints::from_der(bytes) else { return found };
    for point in points.0 {
        found.other_issuer |= point.crl_issuer.is_some();
        let Some(DistributionPointName::FullName(names)) = point.distribution_point else {
            continue;
        };
        for name in names {
            if let GeneralName::UniformResourceIdentifier(url) = &name {
                found.urls.push(url.to_string());
            }
            found.names.push(name);
        }
    }
    found
}

/// Whether the statements (RFC 3739, section 3.2.6) hold the one of a qualified certificate.
fn has_statement(bytes: &[u8]) -> der::Result<bool> {
    let mut reader = SliceReader::new(bytes)?;
    reader.sequence(|statements| {
        let mut found = false;
        while !statements.is_finished() {
            statements.sequence(|statement| {
                found |= ObjectIdentifier::decode(statement)? == STATEMENT_QUALIFIED;
                while !statement.is_finished() {
                    AnyRef::decode(statement)?;
                }
                Ok::<_, der::Error>(())
            })?;
        }
        Ok(found)
    })
}
