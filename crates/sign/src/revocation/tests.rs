use der::asn1::{Null, OctetString};
use spki::ObjectIdentifier;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;

use super::*;
use crate::authority::{Authority, Kind, Known, Revoked, answer};
use crate::chain::{Circumstances, Purpose, verify};
use crate::fixture::{damaged, days, hostile, key, named, now, order, root, signer, vector};
use crate::transport::{Failure, Request};
use crate::trust::Trust;
use crate::verdict::Outcome;

mod asking;
mod brought;

const CRL_URL: &str = "http://crl.example/list.crl";
const OCSP_URL: &str = "http://ocsp.example/";

/// A certificate that names where to ask.
fn named_signer(root: &Authority) -> Certificate {
    let (key, subject) = (key(), named("Leaf"));
    let order = order(Kind::Signer, &subject, &key);
    let order = order.with_crl([CRL_URL.to_owned()]).with_ocsp([OCSP_URL.to_owned()]);
    root.issue(&order).unwrap()
}

fn revoked(certificate: &Certificate, since: Timestamp, reason: u8) -> Revoked {
    Revoked { serial: certificate.serial().to_vec(), since, reason }
}

/// A list made an hour ago and good for a week.
fn list(root: &Authority, entries: &[Revoked]) -> Vec<u8> {
    let made = now() - SignedDuration::from_hours(1);
    root.list(1, made, now() + days(7), entries).unwrap()
}

fn list_with(
    root: &Authority,
    entries: &[Revoked],
    oid: &str,
    value: &impl der::Encode,
) -> Vec<u8> {
    let extn_value = OctetString::new(value.to_der().unwrap()).unwrap();
    let extn_id = ObjectIdentifier::new_unwrap(oid);
    let extra = Extension { extn_id, critical: true, extn_value };
    crate::authority::list_with(root, (now(), now() + days(7)), entries, &[extra]).unwrap()
}

fn by_lists(lists: &[Vec<u8>], certificate: &Certificate, root: &Authority) -> Status {
    let mut revocation = Revocation::new(now());
    lists.iter().for_each(|list| revocation.add_lists(list).unwrap());
    revocation.status(certificate, root.certificate(), &[], now())
}

fn by_answer(answer: &[u8], certificate: &Certificate, root: &Authority) -> Status {
    let mut revocation = Revocation::new(now());
    revocation.add_answer(answer).unwrap();
    revocation.status(certificate, root.certificate(), &[], now())
}

fn is_unknown(status: &Status) -> bool {
    matches!(status, Status::Unknown(_))
}

#[test]
fn the_list_of_rfc_9215_is_read_and_holds() {
    let der = vector("rfc9215/tc26_256_a_crl.der");
    let root = Certificate::from_der(&vector("rfc9215/tc26_256_a_cert.der")).unwrap();
    let list = RevocationList::from_der(&der).unwrap();
    list.is_signed_by(root.key().unwrap()).unwrap();
    assert_eq!(list.this_update().to_string(), "2014-01-01T00:00:00Z");
    assert_eq!(list.next_update().unwrap().to_string(), "2014-01-02T00:00:00Z");
    assert!(list.find(root.serial()).is_none());
    let mut read = 0;
    damaged(&der, |damaged| {
        if let Ok(list) = RevocationList::from_der(damaged) {
            read += 1;
            assert!(list.is_signed_by(root.key().unwrap()).is_err());
        }
    });
    assert!(read > 100, "only {read} damaged lists could be read at all");
}

#[test]
fn a_list_says_who_is_revoked_since_when_and_why() {
    let root = root("Root");
    let (good, bad) = (named_signer(&root), named_signer(&root));
    let since = now() - days(3);
    let list = list(&root, &[revoked(&bad, since, 1)]);
    assert!(matches!(by_lists(std::slice::from_ref(&list), &good, &root), Status::Good { .. }));
    let Status::Revoked { since: found, reason, .. } = by_lists(&[list], &bad, &root) else {
        panic!("not revoked");
    };
    assert_eq!(found, since);
    assert!(reason.ru.contains("чужие руки"), "{reason:?}");
}

#[test]
fn what_was_revoked_later_was_good_before() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let mut revocation = Revocation::new(now());
    revocation.add_lists(&list(&root, &[revoked(&leaf, now() - days(3), 4)])).unwrap();
    let ask = |at| revocation.status(&leaf, root.certificate(), &[], at);
    assert!(matches!(ask(now() - days(4)), Status::RevokedLater { .. }));
    assert!(matches!(ask(now() - days(3)), Status::Revoked { .. }));
}

#[test]
fn lists_out_of_date_or_of_the_future_or_of_others_say_nothing() {
    let (root_, other) = (root("Root"), root("Other"));
    let leaf = named_signer(&root_);
    let of = |from, until| root_.list(1, now() + from, now() + until, &[]).unwrap();
    assert!(is_unknown(&by_lists(&[of(-days(9), -days(2))], &leaf, &root_)));
    assert!(is_unknown(&by_lists(&[of(days(1), days(2))], &leaf, &root_)));
    assert!(is_unknown(&by_lists(&[list(&other, &[])], &leaf, &root_)));
    assert!(is_unknown(&by_lists(&[list(&root("Root"), &[])], &leaf, &root_)), "another key");
    assert!(is_unknown(&by_lists(&[], &leaf, &root_)));
    // Out of date it still tells what it has.
    let stale = |reason| {
        let entry = revoked(&leaf, now() - days(8), reason);
        root_.list(1, now() - days(7), now() - days(2), &[entry]).unwrap()
    };
    assert!(matches!(by_lists(&[stale(1)], &leaf, &root_), Status::Revoked { .. }));
    assert!(is_unknown(&by_lists(&[stale(6)], &leaf, &root_)), "on hold then, and now?");
    // Of several the worst counts.
    let lists = [list(&root_, &[]), stale(1)];
    assert!(matches!(by_lists(&lists, &leaf, &root_), Status::Revoked { .. }));
}

#[test]
fn a_list_made_after_the_certificate_expired_may_have_dropped_it() {
    let root = root("Root");
    let (key, subject) = (key(), named("Leaf"));
    let order = crate::authority::Order::new(
        Kind::Signer,
        &subject,
        key.public(),
        now() - days(30),
        now() - days(10),
    );
    let leaf = root.issue(&order.with_crl([CRL_URL.to_owned()])).unwrap();
    let mut revocation = Revocation::new(now());
    revocation.add_lists(&list(&root, &[])).unwrap();
    let at = now() - days(20);
    assert!(is_unknown(&revocation.status(&leaf, root.certificate(), &[], at)));
    let since = der::asn1::GeneralizedTime::from_unix_duration(std::time::Duration::ZERO).unwrap();
    let keeps = list_with(&root, &[], "2.5.29.60", &since);
    let mut revocation = Revocation::new(now());
    revocation.add_lists(&keeps).unwrap();
    let status = revocation.status(&leaf, root.certificate(), &[], at);
    assert!(matches!(status, Status::Good { .. }), "{status:?}");
}

#[test]
fn lists_of_changes_of_other_issuers_and_of_some_reasons_are_not_enough() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let delta = list_with(&root, &[], "2.5.29.27", &1u8);
    assert!(is_unknown(&by_lists(&[delta], &leaf, &root)));
    let strange = list_with(&root, &[], "1.3.6.1.4.1.32473.1", &Null);
    assert!(is_unknown(&by_lists(&[strange], &leaf, &root)));
    let point = IssuingDistributionPoint {
        distribution_point: None,
        only_contains_user_certs: false,
        only_contains_ca_certs: false,
        only_some_reasons: None,
        indirect_crl: false,
        only_contains_attribute_certs: false,
    };
    let with = |point: IssuingDistributionPoint, entries: &[Revoked]| {
        by_lists(&[list_with(&root, entries, "2.5.29.28", &point)], &leaf, &root)
    };
    let indirect = IssuingDistributionPoint { indirect_crl: true, ..point.clone() };
    assert!(is_unknown(&with(indirect, &[])));
    let authorities = IssuingDistributionPoint { only_contains_ca_certs: true, ..point.clone() };
    assert!(is_unknown(&with(authorities, &[])));
    let people = IssuingDistributionPoint { only_contains_user_certs: true, ..point.clone() };
    assert!(matches!(with(people, &[]), Status::Good { .. }));
    let reasons = Some(x509_cert::ext::pkix::crl::dp::Reasons::KeyCompromise.into());
    let some = IssuingDistributionPoint { only_some_reasons: reasons, ..point };
    assert!(is_unknown(&with(some.clone(), &[])));
    let entry = revoked(&leaf, now() - days(1), 1);
    assert!(matches!(with(some, &[entry]), Status::Revoked { .. }));
}

fn made(root: &Authority, leaf: &Certificate, known: &Known) -> Vec<u8> {
    let term = (now() - SignedDuration::from_hours(1), now() + days(1));
    answer(leaf, root.certificate(), known, term, root.key(), None).unwrap()
}

#[test]
fn an_answer_by_the_issuer_is_believed() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let good = made(&root, &leaf, &Known::Good);
    assert!(matches!(by_answer(&good, &leaf, &root), Status::Good { .. }));
    let since = now() - days(2);
    let bad = made(&root, &leaf, &Known::Revoked(revoked(&leaf, since, 5)));
    let Status::Revoked { since: found, .. } = by_answer(&bad, &leaf, &root) else { panic!() };
    assert_eq!(found, since);
    assert!(is_unknown(&by_answer(&made(&root, &leaf, &Known::Unknown), &leaf, &root)));
    assert!(is_unknown(&by_answer(&good, &named_signer(&root), &root)), "about another one");
    let stale = (now() - days(9), now() - days(8));
    let stale = answer(&leaf, root.certificate(), &Known::Good, stale, root.key(), None).unwrap();
    assert!(is_unknown(&by_answer(&stale, &leaf, &root)));
}

#[test]
fn an_answerer_needs_the_issuers_leave() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let term = (now() - SignedDuration::from_hours(1), now() + days(1));
    let by = |issuer: &Authority, kind| {
        let (key, subject) = (key(), named("Answerer"));
        let certificate = issuer.issue(&order(kind, &subject, &key)).unwrap();
        answer(&leaf, root.certificate(), &Known::Good, term, &key, Some(&certificate)).unwrap()
    };
    let status = by_answer(&by(&root, Kind::Ocsp), &leaf, &root);
    assert!(matches!(status, Status::Good { .. }), "{status:?}");
    assert!(is_unknown(&by_answer(&by(&root, Kind::Signer), &leaf, &root)), "not its purpose");
    let other = crate::fixture::root("Root");
    assert!(is_unknown(&by_answer(&by(&other, Kind::Ocsp), &leaf, &root)), "of another issuer");
}

#[test]
fn no_damage_to_an_answer_panics_or_passes() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let der = made(&root, &leaf, &Known::Good);
    let mut read = 0;
    damaged(&der, |damaged| {
        if let Ok(answer) = Answer::from_der(damaged) {
            read += 1;
            let mut revocation = Revocation::new(now());
            revocation.answers.push(answer);
            let status = revocation.status(&leaf, root.certificate(), &[], now());
            assert!(is_unknown(&status), "{status:?}");
        }
    });
    assert!(read > 100, "only {read} damaged answers could be read at all");
    for bytes in hostile() {
        assert!(Answer::from_der(&bytes).is_err());
        assert!(RevocationList::from_der(&bytes).is_err());
        assert!(RevocationList::read_all(&bytes).is_err());
    }
}

#[test]
fn it_asks_by_the_transport_once_and_says_what_failed() {
    use std::sync::atomic::{AtomicU32, Ordering};
    let root = root("Root");
    let leaf = named_signer(&root);
    let list = list(&root, &[]);
    let asked = AtomicU32::new(0);
    let transport = |request: &Request| {
        asked.fetch_add(1, Ordering::Relaxed);
        match request.url.as_str() {
            CRL_URL if request.body.is_none() => Ok(list.clone()),
            _ => Err(Failure::Status(503)),
        }
    };
    let mut revocation = Revocation::new(now());
    revocation.ask_by(Online::by(&transport).with_nonce([7; 16]));
    for _ in 0..3 {
        let status = revocation.status(&leaf, root.certificate(), &[], now());
        assert!(matches!(status, Status::Good { .. }), "{status:?}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 2, "once by OCSP, once for the list");
    let silent = |_: &Request| Err(Failure::Late(std::time::Duration::from_secs(9)));
    let mut revocation = Revocation::new(now());
    revocation.ask_by(Online::by(&silent));
    let Status::Unknown(why) = revocation.status(&leaf, root.certificate(), &[], now()) else {
        panic!();
    };
    assert!(why.ru.contains(CRL_URL) && why.ru.contains("нет ответа за 9 с"), "{why:?}");
}

#[test]
fn a_chain_asks_about_all_but_the_anchor_and_says_what_came_out() {
    let root = root("Root");
    let trust = Trust::new([root.certificate().clone()]);
    let leaf = named_signer(&root);
    let chain = |revocation: &Revocation<'_>, leaf: &Certificate| {
        let (others, at, purpose) = (&[][..], now(), Purpose::Document);
        let revocation = Some(revocation);
        verify(leaf, &Circumstances { trust: &trust, others, at, purpose, revocation })
    };
    let nothing = Revocation::new(now());
    assert_eq!(chain(&nothing, &leaf).outcome(), Outcome::Unknown);
    assert_eq!(chain(&nothing, &signer(&root, "Silent")).outcome(), Outcome::Holds);
    assert_eq!(chain(&nothing, root.certificate()).outcome(), Outcome::Fails, "wrong usage only");
    let mut good = Revocation::new(now());
    good.add_lists(&list(&root, &[])).unwrap();
    assert_eq!(chain(&good, &leaf).outcome(), Outcome::Holds);
    let mut bad = Revocation::new(now());
    bad.add_lists(&list(&root, &[revoked(&leaf, now() - days(1), 3)])).unwrap();
    let chain = chain(&bad, &leaf);
    assert_eq!(chain.outcome(), Outcome::Fails);
    let last = chain.checks.last().unwrap();
    assert_eq!(last.name, "certificate.revocation");
    assert!(last.why.as_ref().unwrap().ru.contains("отозван"));
}

#[test]
fn stamps_of_a_key_that_was_in_other_hands_prove_nothing_those_of_a_retired_one_do() {
    let root = root("Root");
    let trust = Trust::new([root.certificate().clone()]);
    let (key, subject) = (key(), named("Clock"));
    let clock = order(Kind::TimeStamp, &subject, &key).with_crl([CRL_URL.to_owned()]);
    let clock = root.issue(&clock).unwrap();
    let outcome = |certificate: &Certificate, reason, purpose| {
        let mut revocation = Revocation::new(now());
        let entry = revoked(certificate, now() - days(1), reason);
        revocation.add_lists(&list(&root, &[entry])).unwrap();
        let (others, at, revocation) = (&[][..], now() - days(2), Some(&revocation));
        let around = Circumstances { trust: &trust, others, at, purpose, revocation };
        verify(certificate, &around).outcome()
    };
    // The list leaves out the reason 0.
    for (reason, expected) in [
        (0, Outcome::Fails),
        (1, Outcome::Fails),
        (3, Outcome::Holds),
        (4, Outcome::Holds),
        (5, Outcome::Holds),
        (9, Outcome::Fails),
    ] {
        assert_eq!(outcome(&clock, reason, Purpose::TimeStamp), expected, "{reason}");
    }
    assert_eq!(outcome(&named_signer(&root), 1, Purpose::Document), Outcome::Holds);
}

#[test]
fn a_list_of_another_place_may_say_revoked_and_never_good() {
    use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
    let root = root("Root");
    let (leaf, silent) = (named_signer(&root), signer(&root, "Silent"));
    let of = |url: &str, entries: &[Revoked]| {
        let name = der::asn1::Ia5String::new(url).unwrap();
        let name = GeneralName::UniformResourceIdentifier(name);
        let point = IssuingDistributionPoint {
            distribution_point: Some(DistributionPointName::FullName(vec![name])),
            only_contains_user_certs: false,
            only_contains_ca_certs: false,
            only_some_reasons: None,
            indirect_crl: false,
            only_contains_attribute_certs: false,
        };
        list_with(&root, entries, "2.5.29.28", &point)
    };
    let other = "http://crl.example/other.crl";
    assert!(matches!(by_lists(&[of(CRL_URL, &[])], &leaf, &root), Status::Good { .. }));
    assert!(is_unknown(&by_lists(&[of(other, &[])], &leaf, &root)));
    assert!(is_unknown(&by_lists(&[of(other, &[])], &silent, &root)), "it names no place");
    for certificate in [&leaf, &silent] {
        let list = of(other, &[revoked(certificate, now() - days(1), 1)]);
        assert!(matches!(by_lists(&[list], certificate, &root), Status::Revoked { .. }));
    }
}

#[test]
fn an_answer_made_after_the_certificate_expired_may_have_forgotten_it() {
    let root = root("Root");
    let (key, subject) = (key(), named("Leaf"));
    let (from, until) = (now() - days(30), now() - days(10));
    let order = crate::authority::Order::new(Kind::Signer, &subject, key.public(), from, until);
    let leaf = root.issue(&order.with_ocsp([OCSP_URL.to_owned()])).unwrap();
    let status = |known: &Known| {
        let mut revocation = Revocation::new(now());
        revocation.add_answer(&made(&root, &leaf, known)).unwrap();
        revocation.status(&leaf, root.certificate(), &[], now() - days(20))
    };
    assert!(is_unknown(&status(&Known::Good)));
    let bad = Known::Revoked(revoked(&leaf, now() - days(25), 1));
    assert!(matches!(status(&bad), Status::Revoked { .. }));
}
