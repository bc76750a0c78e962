//! What a signature brings along, old answers, and how much is checked.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

fn bringing<'a>(lists: &[Vec<u8>], answers: &[Vec<u8>]) -> Revocation<'a> {
    let mut revocation = Revocation::new(now());
    revocation.bring(lists, answers);
    revocation
}

#[test]
fn that_it_was_not_revoked_is_not_taken_from_whoever_signed() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let good = list(&root, &[]);
    let status =
        |revocation: &Revocation<'_>| revocation.status(&leaf, root.certificate(), &[], now());
    let mut revocation = bringing(std::slice::from_ref(&good), &[]);
    let Status::Unknown(why) = status(&revocation) else { panic!("taken") };
    assert!(why.en.contains("came with the signature itself"), "{why:?}");
    revocation.believe_brought();
    assert!(matches!(status(&revocation), Status::Good { brought: true, .. }));
    // What another message brought is forgotten.
    revocation.forget_brought();
    assert!(is_unknown(&status(&revocation)));
    // Somebody else says so, too.
    let mut revocation = bringing(std::slice::from_ref(&good), &[]);
    revocation.add_lists(&good).unwrap();
    assert!(matches!(status(&revocation), Status::Good { brought: false, .. }));
}

#[test]
fn that_it_was_revoked_is_taken_from_everybody() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let bad = list(&root, &[revoked(&leaf, now() - days(2), 1)]);
    let mut revocation = bringing(&[bad], &[]);
    revocation.add_lists(&list(&root, &[])).unwrap();
    let status = revocation.status(&leaf, root.certificate(), &[], now());
    assert!(matches!(status, Status::Revoked { .. }), "{status:?}");
}

#[test]
fn whoever_may_be_asked_is_asked_whatever_the_signature_brings() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let asked = AtomicU32::new(0);
    let bad = list(&root, &[revoked(&leaf, now() - days(2), 1)]);
    let transport = |request: &Request| {
        asked.fetch_add(1, Ordering::Relaxed);
        request.body.is_none().then(|| bad.clone()).ok_or(Failure::Status(404))
    };
    let mut revocation = bringing(&[list(&root, &[])], &[]);
    revocation.believe_brought();
    revocation.ask_by(Online::by(&transport));
    let status = revocation.status(&leaf, root.certificate(), &[], now());
    assert!(matches!(status, Status::Revoked { .. }), "{status:?}");
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[test]
fn an_old_list_on_the_wire_is_no_answer_even_about_the_past() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let at = now() - days(10);
    let of = |made, until| root.list(1, made, until, &[]).unwrap();
    for (list, good) in
        [(of(at, at + days(1)), false), (of(now() - days(1), now() + days(1)), true)]
    {
        let transport = |request: &Request| {
            request.body.is_none().then(|| list.clone()).ok_or(Failure::Status(404))
        };
        let mut revocation = Revocation::new(now());
        revocation.ask_by(Online::by(&transport));
        let status = revocation.status(&leaf, root.certificate(), &[], at);
        assert_eq!(matches!(status, Status::Good { .. }), good, "{status:?}");
    }
}

#[test]
fn a_revocation_of_a_day_that_has_not_come_is_no_good_word() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let years = now() + days(10_000);
    assert!(is_unknown(&by_lists(&[list(&root, &[revoked(&leaf, years, 4)])], &leaf, &root)));
    let told = Known::Revoked(revoked(&leaf, years, 4));
    assert!(is_unknown(&by_answer(&made(&root, &leaf, &told), &leaf, &root)));
}

#[test]
fn a_list_in_the_dress_of_a_list_is_one_element_and_no_file() {
    let root = root("Root");
    let leaf = named_signer(&root);
    let pem = der::pem::encode_string("X509 CRL", der::pem::LineEnding::LF, &list(&root, &[]));
    let mut revocation = bringing(&[pem.unwrap().into_bytes()], &[]);
    revocation.believe_brought();
    assert!(is_unknown(&revocation.status(&leaf, root.certificate(), &[], now())));
}

#[test]
fn nothing_is_checked_twice_and_not_everything_at_all() {
    let root = root("Root");
    let effort = Effort::default();
    let count = AtomicU32::new(0);
    let check = |source: u32| {
        effort.check(&source.to_be_bytes(), root.certificate(), |_| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
    };
    (0..5_000).for_each(|_| check(0).unwrap());
    assert_eq!(count.load(Ordering::Relaxed), 1);
    let held = (0..5_000).filter(|source| check(*source).is_ok()).count();
    assert_eq!((held, count.load(Ordering::Relaxed)), (1_000, 1_000));
}
