//! Seals, both ways: `pdfsig` of Poppler, pyHanko, and Preflight of Apache PDFBox.

use std::path::Path;

use ::pdf::{Document, Entry, Field, Form, Section, print};
use sign::algorithm::Curve;
use sign::authority::Kind;
use sign::cms::Signing;
use sign::digest::DigestAlgorithm;
use sign::key::KeyKind;
use sign::pdf::{Mark, Seal, room, sign, verify};
use sign::stamp::{Imprint, Request, check_answer};
use sign::verdict::{Outcome, Verdict};
use sign::verify::Conditions;

use crate::folder::{Folder, folder, said};
use crate::world::{World, now};

const KINDS: [(&str, KeyKind); 3] = [
    ("rsa", KeyKind::Rsa2048),
    ("p256", KeyKind::Ec(Curve::P256)),
    ("p384", KeyKind::Ec(Curve::P384)),
];

/// A passport as the product prints it.
fn document(form: Form) -> Vec<u8> {
    let document = Document {
        title: "Паспорт квалификации".into(),
        highlights: vec![Field::new("Номер", "2648 3719 0527")],
        sections: vec![Section {
            heading: "Кому выдан".into(),
            entries: vec![Entry { title: "Тестова Анна".into(), fields: vec![] }],
            notes: vec![],
        }],
        attachment: Some(::pdf::Attachment {
            name: "passport.json".into(),
            media_type: "application/json",
            description: "То же для программ".into(),
            bytes: b"{}".into(),
        }),
        ..Document::new("urn:example:1", "ru", jiff::Timestamp::UNIX_EPOCH)
    };
    print(&document, form).unwrap()
}

fn sealed(world: &World, bytes: &[u8], stamped: bool, mark: Option<Mark>) -> Vec<u8> {
    let (key, certificate) = world.certified(Kind::Signer, "Test Signer");
    let clock = world.clock();
    let stamp = |signature: &[u8]| {
        let imprint = Imprint::of(DigestAlgorithm::Sha256, signature);
        let request = Request::new(imprint, [0x33; 16]);
        let answer = clock.answer(&request.to_der().unwrap(), now(), &[0x51]).unwrap();
        Ok(check_answer(&request, &answer).unwrap().der().to_vec())
    };
    let signing = Signing {
        key: &key,
        certificate: &certificate,
        chain: &[world.root.certificate().clone()],
        signed_at: None,
        cades: true,
        stamp: stamped.then_some(&stamp),
    };
    let seal = Seal {
        field: None,
        time: now(),
        name: Some("Тестова Анна".into()),
        reason: Some("Проверка".into()),
        location: None,
        room: room(&signing),
        permits: None,
        mark,
    };
    sign(bytes, &seal, &signing).unwrap()
}

fn judged(world: &World, bytes: &[u8]) -> Verdict {
    let mut conditions = Conditions {
        now: now(),
        at: None,
        trust: &world.trust,
        others: Vec::new(),
        revocation: None,
    };
    verify(bytes, &mut conditions).unwrap()
}

/// Checks that fail; that revocation is unknown is no fault here.
fn faults(verdict: &Verdict) -> Vec<String> {
    let stamps = verdict.signatures.iter().flat_map(|signature| &signature.stamps);
    let checks = verdict.signatures.iter().flat_map(|signature| &signature.checks);
    let checks = checks.chain(stamps.flat_map(|stamp| &stamp.checks));
    checks
        .filter(|check| check.outcome == Outcome::Fails)
        .map(|check| format!("{check:?}"))
        .collect()
}

#[test]
fn poppler_finds_our_seals_valid_and_sees_a_change() {
    for (name, kind) in KINDS {
        let Some(folder) = folder(&format!("pdf-poppler-{name}")) else { return };
        let world = World::new(kind);
        let once = sealed(&world, &document(Form::A3), false, None);
        folder.write("once.pdf", &once);
        let said = folder.run("pdfsig", "-nocert once.pdf");
        assert!(said.contains("Signature is Valid"), "{name}: {said}");
        assert!(said.contains("Total document signed"), "{name}: {said}");
        assert!(said.contains("ETSI.CAdES.detached"), "{name}: {said}");
        let twice = sealed(&world, &once, true, None);
        folder.write("twice.pdf", &twice);
        let said = folder.run("pdfsig", "-nocert twice.pdf");
        assert_eq!(said.matches("Signature is Valid").count(), 2, "{name}: {said}");
        let mut changed = once;
        let place = changed.len() / 2;
        changed[place] ^= 1;
        folder.write("changed.pdf", &changed);
        let said = folder.run("pdfsig", "-nocert changed.pdf");
        assert!(!said.contains("Signature is Valid"), "{name}: {said}");
    }
}

#[test]
fn the_pages_the_attachment_and_the_marks_of_pdf_a_stay() {
    let Some(folder) = folder("pdf-marks") else { return };
    let world = World::new(KeyKind::Ec(Curve::P256));
    let before = document(Form::A3);
    let font = std::fs::read(root().join("../pdf/fonts/NotoSans-Regular.ttf")).unwrap();
    let lines = ["Подписано электронно", "Тестова Анна Примеровна", "22.11.2026"];
    let mark = Mark::of_lines(0, [380.0, 40.0, 560.0, 90.0], &font, &lines).unwrap();
    let after = sealed(&world, &before, true, Some(mark));
    folder.write("sealed.pdf", &after);
    assert!(folder.run("pdftotext", "sealed.pdf -").contains("Паспорт квалификации"));
    assert!(folder.run("pdfdetach", "-list sealed.pdf").contains("passport.json"));
    assert!(folder.run("pdfinfo", "sealed.pdf").contains("Tagged:          yes"));
    let marks = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        ["pdfaid", "GTS_PDFA1"].map(|mark| text.matches(mark).count())
    };
    assert_eq!(marks(&after), marks(&before));
}

#[test]
fn preflight_of_pdfbox_finds_nothing_against_the_sealed_twin() {
    let Some(folder) = folder("pdf-preflight") else { return };
    let world = World::new(KeyKind::Rsa2048);
    folder.write("sealed.pdf", sealed(&world, &document(Form::A1), false, None));
    let jars = [
        "preflight",
        "pdfbox2",
        "fontbox2",
        "xmpbox",
        "commons-logging",
        "jaxb-api",
        "javax.activation",
    ];
    let jars = jars.map(|jar| format!("/usr/share/java/{jar}.jar")).join(":");
    let validator = "org.apache.pdfbox.preflight.Validator_A1b";
    let output = folder.try_run("java", &format!("-cp {jars} {validator} sealed.pdf"));
    assert!(said(&output).contains("is a valid PDF/A-1b file"), "{}", said(&output));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Python with pyHanko, where `cargo x setup` puts it.
fn pyhanko(folder: &Folder, words: &str) -> String {
    let python = root().join("../../target/python/bin/python");
    let script = root().join("tests/outside/seals.py");
    folder.run(python.to_str().unwrap(), &format!("{} {words}", script.display()))
}

#[test]
fn pyhanko_finds_our_seals_valid() {
    for (name, kind) in KINDS {
        let Some(folder) = folder(&format!("pdf-pyhanko-{name}")) else { return };
        let world = World::new(kind);
        folder.write("root.pem", world.root.certificate().to_pem());
        let once = sealed(&world, &document(Form::A3), true, None);
        folder.write("twice.pdf", sealed(&world, &once, false, None));
        let said = pyhanko(&folder, "verify twice.pdf root.pem");
        let lines: Vec<&str> = said.lines().filter(|l| l.starts_with("Signature")).collect();
        assert_eq!(lines.len(), 2, "{said}");
        assert!(lines[0].contains("Signature1 True INTACT:TRUSTED"), "{name}: {said}");
        assert!(lines[1].contains("Signature2 True INTACT:TRUSTED,UNTOUCHED"), "{name}: {said}");
    }
}

#[test]
fn seals_of_pyhanko_hold_here() {
    for (name, kind) in KINDS {
        let Some(folder) = folder(&format!("pdf-of-pyhanko-{name}")) else { return };
        let world = World::new(kind);
        folder.write("root.pem", world.root.certificate().to_pem());
        // pyHanko's own authority for tests signs by RSA only.
        let clock = world.certified_for(KeyKind::Rsa2048, Kind::TimeStamp, "Clock of pyHanko");
        let signer = world.certified(Kind::Signer, "Signer by pyHanko");
        for (file, (key, certificate)) in [("signer", signer), ("clock", clock)] {
            folder.write(&format!("{file}.key"), key.to_pkcs8_pem().unwrap().as_bytes());
            folder.write(&format!("{file}.pem"), certificate.to_pem());
        }
        folder.write("plain.pdf", document(Form::A3));
        let who = "signer.key signer.pem root.pem";
        pyhanko(&folder, &format!("sign plain.pdf once.pdf {who} First"));
        pyhanko(&folder, &format!("sign once.pdf twice.pdf {who} Second clock.pem clock.key"));
        let verdict = judged(&world, &folder.read("twice.pdf"));
        assert!(faults(&verdict).is_empty(), "{name}: {:#?}", faults(&verdict));
        let formats: Vec<&str> = verdict.signatures.iter().map(|s| s.format).collect();
        assert_eq!(formats, ["PAdES B-B", "PAdES B-T"]);
        let third = sealed(&world, &folder.read("twice.pdf"), false, None);
        let verdict = judged(&world, &third);
        assert_eq!(verdict.signatures.len(), 3);
        assert!(faults(&verdict).is_empty(), "{name}: {:#?}", faults(&verdict));
        folder.write("thrice.pdf", third);
        let said = pyhanko(&folder, "verify thrice.pdf root.pem");
        assert_eq!(said.matches("True INTACT:TRUSTED").count(), 3, "{name}: {said}");
    }
}
