//! Asking: who may answer, what is kept, and how much is asked.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use x509_cert::ext::pkix::AccessDescription;
use x509_cert::ext::pkix::name::GeneralName;

use super::*;
use crate::certificate::{extensions as known, purpose};
use crate::fixture::below;
use crate::key::SigningKey;

const ANSWERER_CRL: &str = "http://crl.example/answerers.crl";
const ISSUER_URL: &str = "http://ca.example/issuer.cer";

fn extension(extn_id: ObjectIdentifier, value: &impl der::Encode) -> Extension {
    let extn_value = OctetString::new(value.to_der().unwrap()).unwrap();
    Extension { extn_id, critical: false, extn_value }
}

/// Somebody who may answer for the root, and does not say that nobody need ask about that.
fn answerer(root: &Authority, crl: &[&str]) -> (SigningKey, Certificate) {
    let (key, subject) = (key(), named("Answerer"));
    let order = order(Kind::Signer, &subject, &key)
        .with_extension(extension(known::EXTENDED_USAGE, &vec![purpose::OCSP]))
        .with_crl(crl.iter().map(|url| (*url).to_owned()));
    let certificate = root.issue(&order).unwrap();
    (key, certificate)
}

fn answered(root: &Authority, about: &Certificate, by: &(SigningKey, Certificate)) -> Vec<u8> {
    let term = (now() - SignedDuration::from_hours(1), now() + days(1));
    answer(about, root.certificate(), &Known::Good, term, &by.0, Some(&by.1)).unwrap()
}

#[test]
fn an_answerer_whose_own_certificate_was_revoked_is_not_believed() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let quiet = answerer(&root, &[]);
    let status = by_answer(&answered(&root, &leaf, &quiet), &leaf, &root);
    assert!(matches!(status, Status::Good { .. }), "it names nobody to ask: {status:?}");

    let named = answerer(&root, &[ANSWERER_CRL]);
    let status_with = |lists: &[Vec<u8>]| {
        let mut revocation = Revocation::new(now());
        revocation.add_answer(&answered(&root, &leaf, &named)).unwrap();
        lists.iter().for_each(|list| revocation.add_lists(list).unwrap());
        revocation.status(&leaf, root.certificate(), &[], now())
    };
    let Status::Unknown(why) = status_with(&[]) else { panic!("not asked") };
    assert!(why.en.contains("of the OCSP answerer was revoked"), "{why:?}");
    // The list is about the leaf as well, so it must be one that the leaf is not in.
    let of = |since, reason| {
        root.list(1, now(), now() + days(7), &[revoked(&named.1, since, reason)]).unwrap()
    };
    let says = |list: Vec<u8>| {
        let mut revocation = Revocation::new(now());
        revocation.add_answer(&answered(&root, &leaf, &named)).unwrap();
        revocation.add_lists(&list).unwrap();
        let asked = Asked {
            certificate: &leaf,
            issuer: root.certificate(),
            others: &[],
            at: now(),
            now: now(),
            effort: &revocation.effort,
            of_answerer: false,
        };
        revocation.vouched(&revocation.answers[0], &asked, None)
    };
    assert!(matches!(says(list(&root, &[])), Finding::Says(Status::Good { .. })));
    assert!(matches!(says(of(now() - days(2), 5)), Finding::Unusable(_)), "before it answered");
    let later = now() - SignedDuration::from_mins(30);
    assert!(matches!(says(of(later, 5)), Finding::Says(_)), "it retired afterwards");
    assert!(matches!(says(of(later, 1)), Finding::Unusable(_)), "its key was stolen");
}

#[test]
fn answerers_do_not_vouch_for_themselves_or_for_each_other() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let one = answerer(&root, &[ANSWERER_CRL]);
    let two = answerer(&root, &[ANSWERER_CRL]);
    for voucher in [&one, &two] {
        let mut revocation = Revocation::new(now());
        revocation.add_answer(&answered(&root, &leaf, &one)).unwrap();
        revocation.add_answer(&answered(&root, &one.1, voucher)).unwrap();
        revocation.add_answer(&answered(&root, &two.1, &one)).unwrap();
        assert!(is_unknown(&revocation.status(&leaf, root.certificate(), &[], now())));
    }
    // One who need not be asked about may.
    let (key, subject) = (key(), named("Sure"));
    let sure = (root.issue(&order(Kind::Ocsp, &subject, &key)).unwrap(), key);
    let mut revocation = Revocation::new(now());
    revocation.add_answer(&answered(&root, &leaf, &one)).unwrap();
    revocation.add_answer(&answered(&root, &one.1, &(sure.1, sure.0))).unwrap();
    let status = revocation.status(&leaf, root.certificate(), &[], now());
    assert!(matches!(status, Status::Good { .. }), "{status:?}");
}

#[test]
fn copies_of_an_answer_cost_nothing() {
    let root = root("Root");
    let good = made(&root, &named_signer(&root), &Known::Good);
    let mut revocation = Revocation::new(now());
    (0..10).for_each(|_| revocation.add_answer(&good).unwrap());
    assert_eq!(revocation.answers.len(), 1);
}

#[test]
fn what_is_good_for_a_moment_only_is_good_for_minutes() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let asked = Asked {
        certificate: &leaf,
        issuer: root.certificate(),
        others: &[],
        at: now(),
        now: now(),
        effort: &Effort::default(),
        of_answerer: false,
    };
    let minutes = |count| now() - SignedDuration::from_mins(count);
    assert!(matches!(asked.unrevoked(minutes(1), None, false), Finding::Says(_)));
    assert!(matches!(asked.unrevoked(minutes(60), None, false), Finding::Unusable(_)));
    assert!(matches!(asked.unrevoked(minutes(60), Some(minutes(1)), false), Finding::Unusable(_)));
}

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("sign-asking-{}-{name}", std::process::id())))
    }

    fn cache(&self) -> Cache {
        Cache::open(&self.0).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The state of a certificate, and how often the network was asked for it.
fn asked_at(
    folder: &Folder,
    at: Timestamp,
    leaf: &Certificate,
    root: &Authority,
    answer: &crate::transport::Transport<'_>,
) -> (Status, u32) {
    let count = AtomicU32::new(0);
    let transport = |request: &Request| {
        count.fetch_add(1, Ordering::Relaxed);
        answer(request)
    };
    let mut revocation = Revocation::new(at);
    revocation.ask_by(Online::by(&transport).with_nonce([7; 16]).kept_in(folder.cache()));
    let status = revocation.status(leaf, root.certificate(), &[], at);
    drop(revocation);
    (status, count.load(Ordering::Relaxed))
}

fn no_network(_: &Request) -> Result<Vec<u8>, Failure> {
    Err(Failure::Refused)
}

#[test]
fn answers_are_kept_while_they_are_valid() {
    let root = root("Root");
    let leaf = named_signer(&root);
    for by_ocsp in [true, false] {
        let folder = Folder::new(if by_ocsp { "ocsp" } else { "crl" });
        let term = (now() - SignedDuration::from_hours(1), now() + SignedDuration::from_hours(5));
        let good = answer(&leaf, root.certificate(), &Known::Good, term, root.key(), None).unwrap();
        let list = root.list(1, term.0, term.1, &[]).unwrap();
        let server = |request: &Request| match request.body {
            Some(_) if by_ocsp => Ok(good.clone()),
            None if !by_ocsp => Ok(list.clone()),
            _ => Err(Failure::Status(404)),
        };
        let (status, asked) = asked_at(&folder, now(), &leaf, &root, &server);
        assert!(matches!(status, Status::Good { .. }), "{status:?}");
        assert_eq!(asked, if by_ocsp { 1 } else { 2 });
        let later = now() + SignedDuration::from_hours(4);
        let (status, asked) = asked_at(&folder, later, &leaf, &root, &no_network);
        assert!(matches!(status, Status::Good { .. }), "{status:?}");
        assert_eq!(asked, if by_ocsp { 0 } else { 1 }, "the list was kept");
        let (status, _) = asked_at(&folder, later, &named_signer(&root), &root, &no_network);
        assert_eq!(is_unknown(&status), by_ocsp, "about another certificate");
        let too_late = now() + SignedDuration::from_hours(6);
        let (status, asked) = asked_at(&folder, too_late, &leaf, &root, &no_network);
        assert!(is_unknown(&status) && asked == 2, "{status:?}");

        // Damage, and files of others under the names: as if nothing were there.
        for bytes in [&b""[..], b"garbage", &[0xff; 100]] {
            for file in std::fs::read_dir(&folder.0).unwrap() {
                std::fs::write(file.unwrap().path(), bytes).unwrap();
            }
            let (status, asked) = asked_at(&folder, now(), &leaf, &root, &no_network);
            assert!(is_unknown(&status) && asked == 2, "{status:?}");
        }
        let (status, _) = asked_at(&folder, now(), &leaf, &root, &server);
        assert!(matches!(status, Status::Good { .. }), "{status:?}");
    }
}

#[test]
fn what_says_nothing_is_not_kept_and_a_kept_answer_of_another_issuer_is_not_taken() {
    let (root, other) = (root("Root"), root_again());
    let leaf = named_signer(&root);
    let folder = Folder::new("nothing");
    let list_of_other = list(&other, &[]);
    let bad = [&b"<html>404</html>"[..], &list_of_other, &[]];
    for bytes in bad {
        let server = |_: &Request| Ok(bytes.to_vec());
        let (status, _) = asked_at(&folder, now(), &leaf, &root, &server);
        assert!(is_unknown(&status), "{status:?}");
        assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 0);
    }
    // Somebody exchanges what is kept for another list, mark and all.
    let server = |request: &Request| match request.body {
        Some(_) => Err(Failure::Status(500)),
        None => Ok(list(&root, &[])),
    };
    asked_at(&folder, now(), &leaf, &root, &server);
    let file = std::fs::read_dir(&folder.0).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&file).unwrap();
    let head = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(2).unwrap().0;
    let forged = [&whole[..=head], &list_of_other].concat();
    std::fs::write(&file, forged).unwrap();
    let (status, asked) = asked_at(&folder, now(), &leaf, &root, &server);
    assert!(matches!(status, Status::Good { .. }) && asked == 2, "{status:?}");
}

fn root_again() -> Authority {
    root("Root")
}

#[test]
fn an_answer_about_another_certificate_is_told_as_such() {
    let root = root("Root");
    let (leaf, other) = (named_signer(&root), named_signer(&root));
    let about_other = made(&root, &other, &Known::Good);
    let transport = |request: &Request| match request.body {
        Some(_) => Ok(about_other.clone()),
        None => Err(Failure::Status(404)),
    };
    let mut revocation = Revocation::new(now());
    revocation.ask_by(Online::by(&transport));
    let Status::Unknown(why) = revocation.status(&leaf, root.certificate(), &[], now()) else {
        panic!();
    };
    assert!(why.en.contains("404"), "the last reason is told: {why:?}");
    let only_ocsp = {
        let (key, subject) = (key(), named("Leaf"));
        let order = order(Kind::Signer, &subject, &key).with_ocsp([OCSP_URL.to_owned()]);
        root.issue(&order).unwrap()
    };
    let Status::Unknown(why) = revocation.status(&only_ocsp, root.certificate(), &[], now()) else {
        panic!();
    };
    assert!(why.en.contains("about other certificates"), "{why:?}");
}

#[test]
fn a_message_with_many_certificates_cannot_ask_without_end() {
    let root = root("Root");
    let asked = AtomicU32::new(0);
    let transport = |_: &Request| {
        asked.fetch_add(1, Ordering::Relaxed);
        Err(Failure::Refused)
    };
    let mut revocation = Revocation::new(now());
    revocation.ask_by(Online::by(&transport));
    let mut last = None;
    for number in 0..70 {
        let (key, subject) = (key(), named("Leaf"));
        let url = format!("http://crl.example/{number}");
        let leaf = root.issue(&order(Kind::Signer, &subject, &key).with_crl([url])).unwrap();
        last = Some(revocation.status(&leaf, root.certificate(), &[], now()));
    }
    assert_eq!(asked.load(Ordering::Relaxed), 64);
    let Some(Status::Unknown(why)) = last else { panic!("{last:?}") };
    assert!(why.en.contains("used up"), "{why:?}");
}

/// A certificate that says where its issuer's is.
fn pointing(issuer: &Authority) -> Certificate {
    let (key, subject) = (key(), named("Leaf"));
    let location = der::asn1::Ia5String::new(ISSUER_URL).unwrap();
    let access = AccessDescription {
        access_method: ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2"),
        access_location: GeneralName::UniformResourceIdentifier(location),
    };
    let info = extension(known::AUTHORITY_INFO, &vec![access]);
    issuer.issue(&order(Kind::Signer, &subject, &key).with_extension(info)).unwrap()
}

#[test]
fn a_missing_issuer_is_fetched_from_where_the_certificate_says() {
    let root = root("Root");
    let trust = Trust::new([root.certificate().clone()]);
    let middle = below(&root, "Middle", None);
    let leaf = pointing(&middle);
    let chain = |transport: Option<&crate::transport::Transport<'_>>| {
        let mut revocation = Revocation::new(now());
        if let Some(transport) = transport {
            revocation.ask_by(Online::by(transport));
        }
        let (others, at, purpose) = (&[][..], now(), Purpose::Document);
        let around =
            Circumstances { trust: &trust, others, at, purpose, revocation: Some(&revocation) };
        verify(&leaf, &around)
    };
    assert_eq!(chain(None).outcome(), Outcome::Unknown);
    let der = middle.certificate().der().to_vec();
    let pem = middle.certificate().to_pem().into_bytes();
    for bytes in [der, pem] {
        let found = chain(Some(&|request: &Request| {
            assert_eq!((request.url.as_str(), &request.body), (ISSUER_URL, &None));
            Ok(bytes.clone())
        }));
        assert_eq!(found.outcome(), Outcome::Holds, "{:#?}", found.checks);
        assert_eq!(found.certificates.len(), 3);
    }
    // One of the same name with another key, the leaf itself, a page, nothing: unknown as before.
    let stranger = below(&root, "Middle", None).certificate().der().to_vec();
    for bytes in [stranger, leaf.der().to_vec(), b"<html></html>".to_vec(), Vec::new()] {
        let found = chain(Some(&|_: &Request| Ok(bytes.clone())));
        assert_eq!((found.outcome(), found.anchored), (Outcome::Unknown, false));
    }
    let found = chain(Some(&no_network));
    let told = found.checks.iter().find(|check| check.name == "chain.issuer").unwrap();
    assert!(told.why.as_ref().unwrap().en.contains(ISSUER_URL), "{told:?}");
}
