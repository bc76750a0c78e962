use der::Decode as _;
use der::asn1::{Ia5String, Null, OctetString};
use spki::ObjectIdentifier;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;

use super::*;
use crate::authority::{Authority, Kind, Subject};
use crate::certificate::{attribute, purpose};
use crate::fixture::{
    below, days, gost_vector, key, named, now, order, root, root_of, signer, vector,
};
use crate::key::{KeyKind, SigningKey};

fn check_at(
    certificate: &Certificate,
    anchor: &Authority,
    others: &[Certificate],
    at: Timestamp,
) -> Chain {
    let trust = Trust::new([anchor.certificate().clone()]);
    let purpose = Purpose::Document;
    verify(certificate, &Circumstances { trust: &trust, others, at, purpose, revocation: None })
}

fn check(certificate: &Certificate, anchor: &Authority, others: &[Certificate]) -> Chain {
    check_at(certificate, anchor, others, now())
}

/// The checks that did not hold.
fn faults(chain: &Chain) -> Vec<&'static str> {
    let bad = chain.checks.iter().filter(|check| check.outcome != Outcome::Holds);
    bad.map(|check| check.name).collect()
}

fn extension(oid: ObjectIdentifier, critical: bool, value: &impl der::Encode) -> Extension {
    let extn_value = OctetString::new(value.to_der().unwrap()).unwrap();
    Extension { extn_id: oid, critical, extn_value }
}

/// An authority below with an extension of its own.
fn below_with(issuer: &Authority, name: &str, extension: Extension) -> Authority {
    let (key, subject) = (key(), named(name));
    let order = order(Kind::Authority { below: None }, &subject, &key).with_extension(extension);
    Authority::new(issuer.issue(&order).unwrap(), key).unwrap()
}

fn signer_with(issuer: &Authority, subject: &Subject, extensions: &[Extension]) -> Certificate {
    let key = key();
    let mut order = order(Kind::Signer, subject, &key);
    for extension in extensions {
        order = order.with_extension(extension.clone());
    }
    issuer.issue(&order).unwrap()
}

#[test]
fn a_chain_of_three_holds_and_is_shown_from_below_upwards() {
    let root = root("Root");
    let middle = below(&root, "Middle", Some(0));
    let leaf = signer(&middle, "Leaf");
    let chain = check(&leaf, &root, &[middle.certificate().clone()]);
    assert_eq!(chain.outcome(), Outcome::Holds, "{:#?}", chain.checks);
    let titles: Vec<String> = chain.certificates.iter().map(|c| c.subject().title()).collect();
    assert_eq!(titles, ["Leaf", "Middle", "Root"]);
    assert!(chain.anchored);
}

#[test]
fn every_kind_of_key_issues_and_is_verified() {
    use crate::algorithm::Curve;
    for kind in [
        KeyKind::Gost(gost::ParameterSet::Tc26_256A),
        KeyKind::Gost(gost::ParameterSet::Tc26_512C),
        KeyKind::Rsa2048,
        KeyKind::Ec(Curve::P384),
        KeyKind::Ed25519,
    ] {
        let root = root_of("Root", SigningKey::generate(kind).unwrap());
        let chain = check(&signer(&root, "Leaf"), &root, &[]);
        assert_eq!(chain.outcome(), Outcome::Holds, "{kind:?}: {:#?}", chain.checks);
    }
    let pss = SigningKey::generate(KeyKind::Rsa2048).unwrap().with_pss();
    let root = root_of("Root", pss);
    assert_eq!(check(&signer(&root, "Leaf"), &root, &[]).outcome(), Outcome::Holds);
}

#[test]
fn a_certificate_named_as_anchor_needs_nobody_above() {
    let own = Certificate::from_der(&gost_vector("g256_XA/cert.der")).unwrap();
    let trust = Trust::new([own.clone()]);
    let at = own.not_before();
    let mut circumstances = Circumstances {
        trust: &trust,
        others: &[],
        at,
        purpose: Purpose::Document,
        revocation: None,
    };
    assert_eq!(verify(&own, &circumstances).outcome(), Outcome::Holds);
    circumstances.at = own.not_after() + days(1);
    assert_eq!(faults(&verify(&own, &circumstances)), ["certificate.term"]);
}

#[test]
fn without_an_anchor_it_is_unknown_and_not_wrong() {
    let (root, other) = (root("Root"), root("Other"));
    let leaf = signer(&root, "Leaf");
    let chain = check(&leaf, &other, &[root.certificate().clone()]);
    assert_eq!(faults(&chain), ["chain.anchor"]);
    assert_eq!(chain.outcome(), Outcome::Unknown);
    assert_eq!(chain.certificates.len(), 2);
    let chain = check(&leaf, &other, &[]);
    assert_eq!(faults(&chain), ["chain.anchor"]);
    assert!(chain.checks.last().unwrap().why.as_ref().unwrap().ru.contains("«Root»"));
}

#[test]
fn a_signature_that_the_named_issuer_did_not_make_fails() {
    let real = root("Root");
    let mut der = signer(&real, "Leaf").der().to_vec();
    let last = der.len() - 1;
    der[last] ^= 1;
    let chain = check(&Certificate::from_der(&der).unwrap(), &real, &[]);
    assert_eq!(chain.outcome(), Outcome::Fails);
    assert_eq!(faults(&chain), ["chain.anchor"]);
    // Another authority of the same name has another key: it is not the issuer that is meant.
    let chain = check(&signer(&root("Root"), "Leaf"), &real, &[]);
    assert_eq!(chain.outcome(), Outcome::Unknown);
    let own = vector("rfc9215/tc26_256_a_cert.der");
    let mut broken = own.clone();
    let last = broken.len() - 1;
    broken[last] ^= 1;
    let chain = check(&Certificate::from_der(&broken).unwrap(), &real, &[]);
    assert!(faults(&chain).contains(&"certificate.signature"), "a root's own signature, too");
}

#[test]
fn terms_are_checked_at_the_moment_that_is_asked_about() {
    let root = root("Root");
    let leaf = signer(&root, "Leaf");
    for (at, expected) in [
        (leaf.not_before(), &[][..]),
        (leaf.not_before() - days(1), &["certificate.term"]),
        (leaf.not_after(), &[]),
        (leaf.not_after() + days(1), &["certificate.term"]),
        (now() + days(4000), &["certificate.term", "certificate.term"]),
    ] {
        assert_eq!(faults(&check_at(&leaf, &root, &[], at)), expected, "{at}");
    }
}

#[test]
fn whoever_is_no_authority_issues_nothing() {
    let root = root("Root");
    let (key, subject) = (key(), named("Mallory"));
    let mallory = root.issue(&order(Kind::Signer, &subject, &key)).unwrap();
    assert!(Authority::new(mallory.clone(), key).is_err());
    // Signed all the same, with an authority of that name and key that nobody issued.
    let key = SigningKey::generate(KeyKind::Ed25519).unwrap();
    let pem = key.to_pkcs8_pem().unwrap();
    let mallory = root.issue(&order(Kind::Signer, &subject, &key)).unwrap();
    let own = root_of("Mallory", SigningKey::from_pem(&pem).unwrap());
    let leaf = signer(&own, "Victim");
    let chain = check(&leaf, &root, &[mallory]);
    assert_eq!(chain.outcome(), Outcome::Fails);
    assert_eq!(faults(&chain), ["certificate.authority"]);
}

#[test]
fn a_key_that_may_not_sign_certificates_issues_nothing() {
    use x509_cert::ext::pkix::{KeyUsage, KeyUsages};
    let root = root("Root");
    let usage = KeyUsage(KeyUsages::CRLSign.into());
    let usage = extension(crate::certificate::extensions::KEY_USAGE, true, &usage);
    let middle = below_with(&root, "Middle", usage);
    let chain = check(&signer(&middle, "Leaf"), &root, &[middle.certificate().clone()]);
    assert_eq!(faults(&chain), ["certificate.authority"]);
}

#[test]
fn paths_are_as_short_as_the_authority_wants_them() {
    let root = root("Root");
    let first = below(&root, "First", Some(0));
    let second = below(&first, "Second", None);
    let leaf = signer(&second, "Leaf");
    let others = [first.certificate().clone(), second.certificate().clone()];
    assert_eq!(faults(&check(&leaf, &root, &others)), ["certificate.path_length"]);
    let fine = signer(&first, "Leaf");
    assert_eq!(check(&fine, &root, &others).outcome(), Outcome::Holds);
}

#[test]
fn circles_end_and_cross_certificates_lead_on() {
    let (one, two) = (root("One"), root("Two"));
    let cross = |by: &Authority, of: &Authority| {
        let subject = named(&of.certificate().subject().title());
        let key = of.certificate().key().unwrap();
        let (from, until) = (now() - days(100), now() + days(100));
        let kind = Kind::Authority { below: None };
        by.issue(&crate::authority::Order::new(kind, &subject, key, from, until)).unwrap()
    };
    let others = [cross(&one, &two), cross(&two, &one), two.certificate().clone()];
    let leaf = signer(&two, "Leaf");
    let chain = check(&leaf, &one, &others);
    assert_eq!(chain.outcome(), Outcome::Holds, "{:#?}", chain.checks);
    assert_eq!(chain.certificates.len(), 3);
    let chain = check(&leaf, &root("Nobody"), &others);
    assert_eq!(faults(&chain), ["chain.anchor"]);
}

#[test]
fn many_candidates_and_long_chains_are_bounded() {
    let nobody = root("Nobody");
    let mut others = Vec::new();
    // Seven levels of eight authorities of one name and key each: two million ways.
    let mut level = root("Level 0");
    for number in 1..8 {
        let (key, subject) = (key(), named(&format!("Level {number}")));
        let order = order(Kind::Authority { below: None }, &subject, &key);
        let mut last = None;
        for _ in 0..8 {
            let certificate = level.issue(&order).unwrap();
            others.push(certificate.clone());
            last = Some(certificate);
        }
        level = Authority::new(last.unwrap(), key).unwrap();
    }
    let leaf = signer(&level, "Leaf");
    let begun = std::time::Instant::now();
    let chain = check(&leaf, &nobody, &others);
    assert_eq!(chain.outcome(), Outcome::Unknown);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());

    let top = root("Top");
    let mut last = below(&top, "0", None);
    let mut others = vec![last.certificate().clone()];
    for number in 1..12 {
        last = below(&last, &number.to_string(), None);
        others.push(last.certificate().clone());
    }
    let chain = check(&signer(&last, "Leaf"), &top, &others);
    assert_eq!(faults(&chain), ["chain.anchor"]);
    assert_eq!(chain.certificates.len(), 10);
}

#[test]
fn critical_extensions_that_are_not_known_are_refused() {
    let root = root("Root");
    let oid = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.7");
    let subject = named("Leaf");
    let leaf = signer_with(&root, &subject, &[extension(oid, true, &Null)]);
    assert_eq!(faults(&check(&leaf, &root, &[])), ["certificate.critical"]);
    let leaf = signer_with(&root, &subject, &[extension(oid, false, &Null)]);
    assert_eq!(check(&leaf, &root, &[]).outcome(), Outcome::Holds);
    let middle = below_with(&root, "Middle", extension(oid, true, &Null));
    let chain = check(&signer(&middle, "Leaf"), &root, &[middle.certificate().clone()]);
    assert_eq!(faults(&chain), ["certificate.critical"]);
}

#[test]
fn certificates_serve_their_purpose_only() {
    let root = root("Root");
    let trust = Trust::new([root.certificate().clone()]);
    let issue = |kind| {
        let (key, subject) = (key(), named("Leaf"));
        root.issue(&order(kind, &subject, &key)).unwrap()
    };
    let kinds = [issue(Kind::Signer), issue(Kind::TimeStamp), issue(Kind::Ocsp)];
    let purposes = [Purpose::Document, Purpose::TimeStamp, Purpose::Ocsp];
    for (has, certificate) in kinds.iter().enumerate() {
        for (wants, purpose) in purposes.into_iter().enumerate() {
            let circumstances =
                Circumstances { trust: &trust, others: &[], at: now(), purpose, revocation: None };
            let chain = verify(certificate, &circumstances);
            let right = chain.outcome() == Outcome::Holds;
            assert_eq!(right, has == wants, "{has} for {purpose:?}: {:?}", faults(&chain));
        }
    }
    let server = vec![purpose::SERVER];
    let server = extension(crate::certificate::extensions::EXTENDED_USAGE, false, &server);
    let leaf = signer_with(&root, &named("Leaf"), &[server]);
    assert_eq!(faults(&check(&leaf, &root, &[])), ["certificate.usage"]);
    for (critical, expected) in [(true, &["certificate.usage"][..]), (false, &[])] {
        let code = vec![purpose::CODE_SIGNING];
        let code = extension(crate::certificate::extensions::EXTENDED_USAGE, critical, &code);
        let leaf = signer_with(&root, &named("Leaf"), &[code]);
        assert_eq!(faults(&check(&leaf, &root, &[])), expected);
    }
    let authority = below(&root, "Middle", None);
    assert_eq!(faults(&check(authority.certificate(), &root, &[])), ["certificate.usage"]);
}

fn tree(base: GeneralName) -> GeneralSubtree {
    GeneralSubtree { base, minimum: 0, maximum: None }
}

fn dns(name: &str) -> GeneralName {
    GeneralName::DnsName(Ia5String::new(name).unwrap())
}

fn email(name: &str) -> GeneralName {
    GeneralName::Rfc822Name(Ia5String::new(name).unwrap())
}

fn uri(name: &str) -> GeneralName {
    GeneralName::UniformResourceIdentifier(Ia5String::new(name).unwrap())
}

fn ip(bytes: &[u8]) -> GeneralName {
    GeneralName::IpAddress(OctetString::new(bytes).unwrap())
}

fn constrained(root: &Authority, permitted: &[GeneralName], excluded: &[GeneralName]) -> Authority {
    let trees = |names: &[GeneralName]| {
        (!names.is_empty()).then(|| names.iter().cloned().map(tree).collect())
    };
    let constraints = NameConstraints {
        permitted_subtrees: trees(permitted),
        excluded_subtrees: trees(excluded),
    };
    let oid = crate::certificate::extensions::NAME_CONSTRAINTS;
    below_with(root, "Constrained", extension(oid, true, &constraints))
}

#[test]
fn names_of_hosts_mail_addresses_and_networks_obey_their_constraints() {
    let root = root("Root");
    let cases: [(GeneralName, GeneralName, bool); 24] = [
        (dns("example.org"), dns("example.org"), true),
        (dns("example.org"), dns("a.b.EXAMPLE.org"), true),
        (dns("example.org"), dns("badexample.org"), false),
        (dns("example.org"), dns("example.org.evil.net"), false),
        (dns(".example.org"), dns("a.example.org"), true),
        (dns(".example.org"), dns("example.org"), false),
        (email("example.org"), email("anna@example.org"), true),
        (email("example.org"), email("anna@mail.example.org"), false),
        (email(".example.org"), email("anna@mail.example.org"), true),
        (email("anna@example.org"), email("anna@EXAMPLE.org"), true),
        (email("anna@example.org"), email("Anna@example.org"), false),
        (email("example.org"), email("no address"), false),
        (uri("example.org"), uri("https://example.org/a?b"), true),
        (uri("example.org"), uri("https://anna@example.org:8443/"), true),
        (uri("example.org"), uri("https://example.org@evil.net/"), false),
        (uri(".example.org"), uri("https://a.example.org/"), true),
        (uri("example.org"), uri("https://example.org./"), true),
        (email("example.org"), email("anna@example.org."), true),
        (uri("example.org"), uri("https://192.0.2.1/"), false),
        (uri("example.org"), uri("urn:example:org"), false),
        (ip(&[192, 0, 2, 0, 255, 255, 255, 0]), ip(&[192, 0, 2, 77]), true),
        (ip(&[192, 0, 2, 0, 255, 255, 255, 0]), ip(&[192, 0, 3, 77]), false),
        (ip(&[192, 0, 2, 0, 255, 255, 255, 0]), ip(&[0; 16]), false),
        (ip(&[192, 0, 2, 0]), ip(&[192, 0, 2, 0]), false),
    ];
    let oid = crate::certificate::extensions::SUBJECT_ALT_NAME;
    for (base, name, inside) in cases {
        let names = extension(oid, false, &vec![name.clone()]);
        let permitting = constrained(&root, std::slice::from_ref(&base), &[]);
        let leaf = signer_with(&permitting, &named("Leaf"), std::slice::from_ref(&names));
        let chain = check(&leaf, &root, &[permitting.certificate().clone()]);
        let expected: &[&str] = if inside { &[] } else { &["certificate.names"] };
        assert_eq!(faults(&chain), expected, "permitted {base:?}, named {name:?}");
        if inside {
            let excluding = constrained(&root, &[], std::slice::from_ref(&base));
            let leaf = signer_with(&excluding, &named("Leaf"), &[names]);
            let chain = check(&leaf, &root, &[excluding.certificate().clone()]);
            assert_eq!(faults(&chain), ["certificate.names"], "excluded {base:?}");
        }
    }
}

#[test]
fn names_of_people_obey_their_constraints() {
    let root = root("Root");
    let company = Subject::new().with(attribute::ORGANIZATION, "ООО «Пример»").unwrap();
    let (own_key, from, until) = (key(), now() - days(1), now() + days(1));
    let kind = Kind::Signer;
    let own = crate::authority::Order::new(kind, &company, own_key.public(), from, until);
    let own = root.issue(&own).unwrap();
    let base = x509_cert::name::Name::from_der(own.subject().der()).unwrap();
    let middle = constrained(&root, &[GeneralName::DirectoryName(base)], &[]);
    let others = [middle.certificate().clone()];
    let inside = company.clone().with(attribute::COMMON_NAME, "Тестова Анна").unwrap();
    let inside = signer_with(&middle, &inside, &[]);
    assert_eq!(check(&inside, &root, &others).outcome(), Outcome::Holds);
    let outside = signer_with(&middle, &named("Тестова Анна"), &[]);
    let chain = check(&outside, &root, &others);
    assert_eq!(faults(&chain), ["certificate.names"]);
    let text = chain.checks.iter().find(|check| check.name == "certificate.names").unwrap();
    assert!(text.why.as_ref().unwrap().ru.contains("Тестова Анна"));
    // A mail address in the subject is one like any other.
    let middle = constrained(&root, &[email("example.org")], &[]);
    let subject = named("Leaf").with(attribute::EMAIL, "anna@evil.net").unwrap();
    let leaf = signer_with(&middle, &subject, &[]);
    let chain = check(&leaf, &root, &[middle.certificate().clone()]);
    assert_eq!(faults(&chain), ["certificate.names"]);
}
