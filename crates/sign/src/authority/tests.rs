use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::certificate::attribute;
use crate::fixture::{days, key, named, now, order, root};
use crate::revocation::RevocationList;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A place for a folder that goes away when it is dropped.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("sign-authority-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn folder(&self) -> PathBuf {
        self.0.join("authority")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn settings() -> Settings {
    let crl_urls = vec!["http://crl.example/list.crl".to_owned()];
    Settings { crl_urls, ocsp_urls: Vec::new() }
}

#[test]
fn russian_fields_are_checked_written_and_read_again() {
    let subject = Subject::new()
        .with(attribute::COUNTRY, "RU")
        .and_then(|name| name.with(attribute::ORGANIZATION, "ООО «Пример»"))
        .and_then(|name| name.with(attribute::INN_ORGANIZATION, "7707083893"))
        .and_then(|name| name.with(attribute::OGRN, "1027700132195"))
        .and_then(|name| name.with(attribute::TITLE, "Методист"))
        .and_then(|name| name.with(attribute::SURNAME, "Тестова"))
        .and_then(|name| name.with(attribute::GIVEN_NAME, "Анна Примеровна"))
        .and_then(|name| name.with(attribute::SNILS, "11223344595"))
        .and_then(|name| name.with(attribute::INN, "500100732259"))
        .and_then(|name| name.with(attribute::EMAIL, "anna@example.org"))
        .unwrap();
    let (root, key) = (root("Root"), key());
    let certificate = root.issue(&order(Kind::Signer, &subject, &key)).unwrap();
    let name = certificate.subject();
    assert_eq!(name.title(), "Тестова Анна Примеровна");
    assert_eq!(name.snils().unwrap(), "11223344595");
    assert_eq!(name.inn().unwrap(), "500100732259");
    assert_eq!(name.inn_of_organization().unwrap(), "7707083893");
    assert_eq!(name.ogrn().unwrap(), "1027700132195");
    assert_eq!(name.ogrnip(), None);
    assert!(name.to_string().ends_with("O=ООО «Пример», C=RU"), "{name}");
    for (field, wrong) in [
        (attribute::SNILS, "11223344596"),
        (attribute::SNILS, "112-233-445 95"),
        (attribute::INN, "500100732250"),
        (attribute::INN_ORGANIZATION, "7707083890"),
        (attribute::OGRN, "1027700132190"),
        (attribute::OGRNIP, "304500116000158"),
        (attribute::COUNTRY, "Россия"),
        (attribute::EMAIL, "анна"),
        (attribute::COMMON_NAME, "a\nb"),
    ] {
        assert!(matches!(Subject::new().with(field, wrong), Err(Error::Field(..))), "{wrong}");
    }
    assert!(Subject::new().with(attribute::OGRNIP, "304500116000157").is_ok());
}

#[test]
fn nobody_outlives_the_issuer_or_ends_before_the_beginning() {
    let (root, key, subject) = (root("Root"), key(), named("Leaf"));
    let until = root.certificate().not_after() + days(1);
    let order = |from, until| Order::new(Kind::Signer, &subject, key.public(), from, until);
    assert!(matches!(root.issue(&order(now(), until)), Err(Error::Term)));
    assert!(matches!(root.issue(&order(now(), now())), Err(Error::Term)));
    let late = "2055-01-01T00:00:00Z".parse().unwrap();
    let root = Authority::root(&subject, crate::fixture::key(), now(), late).unwrap();
    assert_eq!(root.certificate().not_after(), late, "written as GeneralizedTime");
}

#[test]
fn a_folder_keeps_what_was_issued_and_revoked_and_numbers_its_lists() {
    let place = Place::new();
    Folder::create(&place.folder(), &root("Root"), &settings()).unwrap();
    let again = Folder::create(&place.folder(), &root("Root"), &settings());
    assert!(matches!(again, Err(Error::Exists(_))));
    let (key, subject) = (key(), named("Leaf"));
    let serial = {
        let folder = Folder::open(&place.folder()).unwrap();
        let certificate = folder.issue(&order(Kind::Signer, &subject, &key)).unwrap();
        assert_eq!(certificate.extensions().crl.urls, settings().crl_urls);
        folder.issue(&order(Kind::Signer, &subject, &key)).unwrap();
        certificate.serial_text()
    };
    let folder = Folder::open(&place.folder()).unwrap();
    let first = folder.list(now(), now() + days(7)).unwrap();
    let first = RevocationList::from_der(&first).unwrap();
    folder.revoke(&serial.to_uppercase(), now(), 1).unwrap();
    assert!(matches!(folder.revoke(&serial, now(), 4), Err(Error::AlreadyRevoked(_))));
    for unknown in ["00", "", "../key", &"ff".repeat(200)] {
        assert!(matches!(folder.revoke(unknown, now(), 1), Err(Error::NotIssued(_))), "{unknown}");
    }
    let second = RevocationList::from_der(&folder.list(now(), now() + days(7)).unwrap()).unwrap();
    assert_eq!((first.number(), second.number()), (Some(&[1][..]), Some(&[2][..])));
    let revoked = &folder.revoked().unwrap()[0];
    assert!(first.find(&revoked.serial).is_none());
    let entry = second.find(&revoked.serial).unwrap();
    assert_eq!((entry.since, entry.reason), (now(), Some(1)));
    second.is_signed_by(folder.authority().certificate().key().unwrap()).unwrap();
}

#[test]
fn drafts_of_a_killed_process_are_swept_and_broken_files_are_named() {
    let place = Place::new();
    Folder::create(&place.folder(), &root("Root"), &Settings::default()).unwrap();
    let draft = place.folder().join("issued/.half.pem.00");
    std::fs::write(&draft, b"-----BEGIN").unwrap();
    Folder::open(&place.folder()).unwrap();
    assert!(!draft.exists());
    std::fs::write(place.folder().join("revoked/zz.json"), b"{}").unwrap();
    let folder = Folder::open(&place.folder()).unwrap();
    let error = folder.list(now(), now() + days(1)).unwrap_err();
    assert!(error.to_string().contains("zz.json"), "{error}");
    drop(folder);
    std::fs::write(place.folder().join("key.pem"), b"nothing").unwrap();
    let error = Folder::open(&place.folder()).err().unwrap();
    assert!(error.to_string().contains("key.pem"), "{error}");
}

#[cfg(unix)]
#[test]
fn the_key_is_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    Folder::create(&place.folder(), &root("Root"), &Settings::default()).unwrap();
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(place.folder().join("key.pem")), 0o600);
    assert_eq!(mode(place.folder()), 0o700);
}

#[test]
fn many_at_once_never_get_the_same_number() {
    let place = Place::new();
    Folder::create(&place.folder(), &root("Root"), &Settings::default()).unwrap();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let path = place.folder();
            std::thread::spawn(move || {
                for _ in 0..5 {
                    let folder = Folder::open(&path).unwrap();
                    let (key, subject) = (key(), named("Leaf"));
                    folder.issue(&order(Kind::Signer, &subject, &key)).unwrap();
                    folder.list(now(), now() + days(1)).unwrap();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let count = |name: &str| std::fs::read_dir(place.folder().join(name)).unwrap().count();
    assert_eq!((count("issued"), count("lists")), (20, 20));
}
