use super::*;
use crate::fixture::{self, gost_vector, vector};

const SETS: [&str; 12] = [
    "g256_A", "g256_B", "g256_C", "g256_XA", "g256_XB", "g256_TCA", "g256_TCB", "g256_TCC",
    "g256_TCD", "g512_A", "g512_B", "g512_C",
];

#[test]
fn certificates_of_gost_engine_are_read_and_their_signatures_hold() {
    for set in SETS {
        let certificate =
            Certificate::from_der(&gost_vector(&format!("{set}/cert.der"))).expect(set);
        let key = certificate.key().expect(set);
        certificate.is_signed_by(key).expect(set);
        assert!(certificate.is_self_issued());
        assert_eq!(certificate.subject().to_string(), format!("CN={set}, O=Kabinet test, C=RU"));
        assert_eq!(certificate.subject().title(), set);
        assert!(certificate.usage().unwrap().digital_signature());
    }
}

#[test]
fn the_certificate_of_rfc_9215_holds() {
    let certificate = Certificate::from_der(&vector("rfc9215/tc26_256_a_cert.der")).unwrap();
    certificate.is_signed_by(certificate.key().unwrap()).unwrap();
    assert_eq!(certificate.serial_text(), "0a");
    assert_eq!(certificate.not_after().to_string(), "2050-12-31T00:00:00Z");
    assert!(certificate.is_authority());
}

#[test]
fn keys_on_the_test_curves_of_rfc_9215_are_read_as_unknown_and_not_as_wrong() {
    for name in ["rfc9215/test_256_cert.der", "rfc9215/test_512_cert.der"] {
        let certificate = Certificate::from_der(&vector(name)).unwrap();
        let error = certificate.key().unwrap_err();
        assert_eq!(error.outcome(), crate::verdict::Outcome::Unknown, "{name}: {error}");
    }
}

#[test]
fn no_damage_to_a_certificate_panics_or_passes() {
    let der = vector("rfc9215/tc26_256_a_cert.der");
    let key = Certificate::from_der(&der).unwrap().key().unwrap().clone();
    let mut read = 0;
    fixture::damaged(&der, |damaged| {
        if let Ok(certificate) = Certificate::from_der(damaged) {
            read += 1;
            assert!(certificate.is_signed_by(&key).is_err());
        }
    });
    assert!(read > 100, "only {read} damaged certificates could be read at all");
}

#[test]
fn hostile_bytes_are_refused() {
    for bytes in fixture::hostile() {
        assert!(Certificate::from_der(&bytes).is_err());
        assert!(read_all(&bytes).is_err());
    }
    let mut long = vector("rfc9215/tc26_256_a_cert.der");
    long.push(0);
    assert!(Certificate::from_der(&long).is_err(), "something behind the end");
    assert!(Certificate::from_der(&vec![0x30; SIZE_MAX + 1]).is_err());
}

#[test]
fn pem_is_read_in_all_the_ways_in_which_it_is_written() {
    let der = gost_vector("g256_A/cert.der");
    let certificate = Certificate::from_der(&der).unwrap();
    let pem = certificate.to_pem();
    let one_line = pem.replacen("-----\n", "-----@", 1).replacen("\n-----END", "@-----END", 1);
    let one_line = one_line.replace('\n', "").replace('@', "\n");
    let twice = format!("Bag Attributes\n{pem}\n# between\n{pem}");
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    for (text, count) in [
        (pem.clone(), 1),
        (pem.replace('\n', "\r\n"), 1),
        (one_line, 1),
        (twice, 2),
        (base64, 1),
        (pem.replace("CERTIFICATE", "X509 CERTIFICATE"), 1),
    ] {
        let found = read_all(text.as_bytes()).unwrap();
        assert_eq!(found.len(), count);
        assert!(found.iter().all(|found| *found == certificate));
    }
    for text in ["-----BEGIN CERTIFICATE-----\nAAAA", "-----BEGIN ", "-----BEGIN X-----\n", "-"] {
        assert!(read_all(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn names_are_equal_whatever_the_case_spaces_and_kind_of_string() {
    let name = |tag: u8, text: &[u8]| {
        let mut value = vec![0x06, 3, 0x55, 4, 3, tag, text.len() as u8];
        value.extend(text);
        let sequence = [&[0x30, value.len() as u8][..], &value].concat();
        let set = [&[0x31, sequence.len() as u8][..], &sequence].concat();
        let whole = [&[0x30, set.len() as u8][..], &set].concat();
        Name::new(&x509_cert::name::Name::from_der(&whole).unwrap())
    };
    let plain = name(12, "Ёлка и Ко".as_bytes());
    let bmp: Vec<u8> = "ЁЛКА  И КО ".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(plain, name(30, &bmp));
    assert_ne!(plain, name(12, "Елка и Ко".as_bytes()));
    assert_eq!(name(19, b"Example"), name(12, "example".as_bytes()));
    assert_eq!(name(12, b"\xff\xfe").get(attribute::COMMON_NAME).unwrap(), "#0c02fffe");
    let trick = name(12, "\u{202e}gpj.exe\u{7}".as_bytes());
    assert_eq!(trick.title(), "\u{fffd}gpj.exe\u{fffd}");
}

#[test]
fn an_extension_twice_and_two_algorithms_are_refused() {
    use crate::authority::{Kind, Order};
    let root = fixture::root("Root");
    let (key, subject) = (fixture::key(), fixture::named("Twice"));
    let extra = root.certificate().0.outline.tbs_certificate().extensions().unwrap()[0].clone();
    let order: Order<'_> = fixture::order(Kind::Signer, &subject, &key);
    let twice = order.with_extension(extra.clone()).with_extension(extra);
    let error = root.issue(&twice).unwrap_err().to_string();
    assert!(error.contains("twice"), "{error}");
    // The outer name of the algorithm is the second of the two: ecdsa-with-SHA256 becomes -SHA384.
    let mut der = fixture::signer(&root, "Two").der().to_vec();
    let oid = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    let place = der.windows(oid.len()).rposition(|window| window == oid).unwrap();
    der[place + 7] = 3;
    let error = Certificate::from_der(&der).unwrap_err();
    assert!(error.to_string().contains("differently"), "{error}");
}
