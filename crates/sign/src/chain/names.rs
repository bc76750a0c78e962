//! Name constraints (RFC 5280, sections 4.2.1.10 and 6.1.4): an authority may be allowed to issue
//! certificates for some names only.

use std::net::IpAddr;

use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;

use super::search::Step;
use crate::certificate::{Certificate, Name, attribute};
use crate::say;
use crate::verdict::Check;
use crate::work::{self, Work};

/// How many pairs of a name and a constraint are compared for one authority.
const PAIRS_MAX: usize = 100_000;

/// Checks the names of all certificates below against the constraints of an authority.
pub(super) fn check(authority: &Certificate, below: &[Step], work: &Work) -> Option<Check> {
    const NAME: &str = "certificate.names";
    let constraints = authority.extensions().name_constraints.as_ref()?;
    let permitted = constraints.permitted_subtrees.as_deref().unwrap_or_default();
    let excluded = constraints.excluded_subtrees.as_deref().unwrap_or_default();
    let who = authority.subject().title();
    for (number, step) in below.iter().enumerate() {
        let certificate = &step.certificate;
        if number > 0 && certificate.is_self_issued() {
            continue;
        }
        if !work.spend(work::of_bytes(certificate.der().len())) {
            return Some(Work::too_much(NAME));
        }
        let names = names_of(certificate);
        let pairs =
            names.as_ref().map_or(0, Vec::len).saturating_mul(permitted.len() + excluded.len());
        if pairs <= PAIRS_MAX && !work.spend(pairs as u64) {
            return Some(Work::too_much(NAME));
        }
        let breach = names.and_then(|names| {
            if pairs > PAIRS_MAX {
                return Err("…".to_owned());
            }
            names.iter().try_for_each(|name| name.obeys(permitted, excluded))
        });
        if let Err(name) = breach {
            let subject = certificate.subject().to_string();
            let why = say!(
                "«{who}» не вправе выдавать сертификаты на имя «{name}»",
                "“{who}” may not issue certificates for the name “{name}”"
            );
            return Some(Check::fails(NAME, why).on("certificate", subject).on("name", name));
        }
    }
    Some(Check::holds(NAME).on("certificate", authority.subject().to_string()))
}

/// A name of a certificate.
enum Named {
    Directory(Name),
    Dns(String),
    Email(String),
    /// The host of an address, if it has one.
    Uri(Option<String>),
    Ip(Vec<u8>),
    /// Of a kind that is not compared here.
    Other,
}

/// The names of a certificate; an error names what could not be read.
fn names_of(certificate: &Certificate) -> Result<Vec<Named>, String> {
    let mut names = Vec::new();
    let subject = certificate.subject();
    if !subject.is_empty() {
        names.push(Named::Directory(subject.clone()));
    }
    let others = match &certificate.extensions().other_names {
        None => &[][..],
        Some(Some(names)) => names,
        Some(None) => return Err("subjectAltName".to_owned()),
    };
    names.extend(others.iter().map(named));
    if !names.iter().any(|name| matches!(name, Named::Email(_))) {
        let emails = subject.attributes().filter(|(oid, _)| *oid == attribute::EMAIL);
        names.extend(emails.map(|(_, email)| Named::Email(email.to_owned())));
    }
    Ok(names)
}

fn named(name: &GeneralName) -> Named {
    match name {
        GeneralName::DirectoryName(name) => Named::Directory(Name::new(name)),
        GeneralName::DnsName(name) => Named::Dns(name.to_string()),
        GeneralName::Rfc822Name(name) => Named::Email(name.to_string()),
        GeneralName::UniformResourceIdentifier(uri) => Named::Uri(host_of(uri.as_str())),
        GeneralName::IpAddress(address) => Named::Ip(address.as_bytes().to_vec()),
        _ => Named::Other,
    }
}

impl Named {
    fn obeys(
        &self,
        permitted: &[GeneralSubtree],
        excluded: &[GeneralSubtree],
    ) -> Result<(), String> {
        let breach = || Err(self.text());
        let mut of_this_kind = false;
        let mut is_permitted = false;
        for tree in permitted.iter().filter(|tree| self.is_kind_of(&tree.base)) {
            of_this_kind = true;
            is_permitted |= self.is_in(tree).unwrap_or(false);
        }
        if of_this_kind && !is_permitted {
            return breach();
        }
        let mut kin = excluded.iter().filter(|tree| self.is_kind_of(&tree.base));
        // What cannot be compared is taken for excluded.
        if kin.any(|tree| self.is_in(tree).unwrap_or(true)) { breach() } else { Ok(()) }
    }

    fn is_kind_of(&self, base: &GeneralName) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(&named(base))
    }

    /// Whether the name lies in a subtree; `None` if that cannot be told.
    fn is_in(&self, tree: &GeneralSubtree) -> Option<bool> {
        if tree.minimum != 0 || tree.maximum.is_some() {
            return None;
        }
        match (self, &tree.base) {
            (Self::Directory(name), GeneralName::DirectoryName(base)) => {
                Some(name.is_under(&Name::new(base)))
            }
            (Self::Dns(name), GeneralName::DnsName(base)) => {
                Some(is_in_domain(name, base.as_str()))
            }
            (Self::Email(email), GeneralName::Rfc822Name(base)) => is_in_mail(email, base.as_str()),
            (Self::Uri(host), GeneralName::UniformResourceIdentifier(base)) => {
                Some(is_host_in(host.as_ref()?, base.as_str()))
            }
            (Self::Ip(address), GeneralName::IpAddress(base)) => {
                is_in_network(address, base.as_bytes())
            }
            _ => None,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Directory(name) => name.to_string(),
            Self::Dns(name) | Self::Email(name) => crate::certificate::visible(name),
            Self::Uri(host) => crate::certificate::visible(host.as_deref().unwrap_or("URI")),
            Self::Ip(address) => match <[u8; 4]>::try_from(address.as_slice()) {
                Ok(four) => IpAddr::from(four).to_string(),
                Err(_) => crate::certificate::hexadecimal(address),
            },
            Self::Other => "otherName".to_owned(),
        }
    }
}

/// A domain name: the base itself or anything to the left of it.
fn is_in_domain(name: &str, base: &str) -> bool {
    let (name, base) = (name.to_ascii_lowercase(), base.to_ascii_lowercase());
    let name = name.trim_end_matches('.');
    let bare = base.strip_prefix('.').unwrap_or(&base);
    if bare.is_empty() {
        return true;
    }
    match name.strip_suffix(bare) {
        Some("") => !base.starts_with('.'),
        Some(left) => left.ends_with('.'),
        None => false,
    }
}

/// A mailbox, all mailboxes of a host, or with a dot in front of all hosts of a domain.
fn is_in_mail(email: &str, base: &str) -> Option<bool> {
    let (local, host) = email.rsplit_once('@')?;
    Some(match base.rsplit_once('@') {
        Some((base_local, base_host)) => local == base_local && is_host_in(host, base_host),
        None => is_host_in(host, base),
    })
}

/// A host, or with a dot in front all hosts of a domain. A dot behind names the same host.
fn is_host_in(host: &str, base: &str) -> bool {
    let (host, base) = (host.trim_end_matches('.'), base.trim_end_matches('.'));
    if base.starts_with('.') { is_in_domain(host, base) } else { host.eq_ignore_ascii_case(base) }
}

/// An address in a network; both of the same family, the network with its mask.
fn is_in_network(address: &[u8], network: &[u8]) -> Option<bool> {
    if !matches!(address.len(), 4 | 16) {
        return None;
    }
    if network.len() != 2 * address.len() {
        return Some(false);
    }
    let (base, mask) = network.split_at(address.len());
    Some(address.iter().zip(base).zip(mask).all(|((a, b), mask)| a & mask == b & mask))
}

/// The host of a URI with an authority (RFC 3986, section 3.2); none if it is an address.
fn host_of(uri: &str) -> Option<String> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    if host.starts_with('[') {
        return None;
    }
    let host = host.split(':').next()?;
    (!host.is_empty() && host.parse::<IpAddr>().is_err()).then(|| host.to_owned())
}
