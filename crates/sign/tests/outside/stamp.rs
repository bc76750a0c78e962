//! `openssl ts`, with GOST engine and without.

use gost::ParameterSet;
use sign::algorithm::Curve;
use sign::authority::Kind;
use sign::digest::DigestAlgorithm;
use sign::key::KeyKind;
use sign::stamp::{Expected, Imprint, Request, check_answer};
use sign::verdict::Outcome;

use crate::folder::{Folder, folder};
use crate::world::{POLICY, World, now};

const MESSAGE: &[u8] = b"signature value";

const KINDS: [(&str, KeyKind, &str, DigestAlgorithm); 5] = [
    ("rsa", KeyKind::Rsa2048, "sha256", DigestAlgorithm::Sha256),
    ("p256", KeyKind::Ec(Curve::P256), "sha384", DigestAlgorithm::Sha384),
    ("p384", KeyKind::Ec(Curve::P384), "sha512", DigestAlgorithm::Sha512),
    (
        "gost256",
        KeyKind::Gost(ParameterSet::CryptoProXchA),
        "md_gost12_256",
        DigestAlgorithm::Streebog256,
    ),
    (
        "gost512",
        KeyKind::Gost(ParameterSet::Tc26_512A),
        "md_gost12_512",
        DigestAlgorithm::Streebog512,
    ),
];

/// The configuration of an authority of OpenSSL; with the engine where it is wanted.
fn configure(folder: &Folder, with_engine: bool) {
    let engine = match with_engine {
        true => {
            "engines = engines\n[engines]\ngost = gost\n[gost]\nengine_id = gost\n\
                 default_algorithms = ALL\n"
        }
        false => "",
    };
    let text = format!(
        "openssl_conf = main\n[tsa]\ndefault_tsa = clock\n[clock]\nserial = serial\n\
         default_policy = {POLICY}\nsigner_digest = {{digest}}\nordering = no\ntsa_name = yes\n\
         accuracy = secs:1, millisecs:500\n\
         digests = sha256, sha384, sha512, md_gost12_256, md_gost12_512\n\
         ess_cert_id_alg = sha256\n[main]\n{engine}"
    );
    let text = text.replace(
        "digests = sha256, sha384, sha512, md_gost12_256, md_gost12_512",
        match with_engine {
            true => "digests = sha256, md_gost12_256, md_gost12_512",
            false => "digests = sha256, sha384, sha512",
        },
    );
    folder.write(
        "openssl.cnf",
        text.replace("{digest}", if with_engine { "md_gost12_256" } else { "sha256" }),
    );
    folder.write("serial", "01\n");
    folder.write("message", MESSAGE);
}

#[test]
fn openssl_verifies_stamps_of_ours() {
    for (name, kind, option, _) in KINDS {
        let Some(folder) = folder(&format!("stamp-ours-{name}")) else { return };
        configure(&folder, name.starts_with("gost"));
        let world = World::new(kind);
        folder.write("root.pem", world.root.certificate().to_pem());
        folder.run("openssl", &format!("ts -query -data message -{option} -cert -out question"));
        let clock = world.clock();
        let answer = clock.answer(&folder.read("question"), now(), &[0x41, 7]).unwrap();
        folder.write("answer", answer);
        let verify = "ts -verify -in answer -CAfile root.pem";
        let said = folder.run("openssl", &format!("{verify} -queryfile question"));
        assert!(said.contains("Verification: OK"), "{name}: {said}");
        folder.run("openssl", &format!("{verify} -data message"));
        folder.write("message", b"another");
        let said = folder.try_run("openssl", &format!("{verify} -data message"));
        assert!(!said.status.success(), "{name}");
    }
}

#[test]
fn openssl_reads_why_ours_refuses() {
    let Some(folder) = folder("stamp-refusal") else { return };
    configure(&folder, false);
    let world = World::new(KeyKind::Ec(Curve::P256));
    folder.run("openssl", "ts -query -data message -sha1 -out question");
    folder.write("answer", world.clock().answer(&folder.read("question"), now(), &[1]).unwrap());
    let said = folder.run("openssl", "ts -reply -in answer -text");
    assert!(said.contains("Rejected") && said.contains("unrecognized or unsupported"), "{said}");
}

#[test]
fn stamps_of_openssl_hold_here() {
    for (name, kind, _, digest) in KINDS {
        let Some(folder) = folder(&format!("stamp-theirs-{name}")) else { return };
        configure(&folder, name.starts_with("gost"));
        let world = World::new(kind);
        let (key, certificate) = world.certified(Kind::TimeStamp, "Clock of OpenSSL");
        folder.write("key.pem", key.to_pkcs8_pem().unwrap().as_bytes());
        folder.write("clock.pem", certificate.to_pem());
        let request = Request::new(Imprint::of(digest, MESSAGE), [0x99; 16]);
        folder.write("question", request.to_der().unwrap());
        let text = folder.run("openssl", "ts -query -in question -text");
        assert!(text.contains("Certificate required: yes"), "{text}");
        let reply = "ts -reply -queryfile question -inkey key.pem -signer clock.pem -out answer";
        folder.run("openssl", reply);
        let stamp = check_answer(&request, &folder.read("answer")).unwrap();
        assert_eq!(stamp.info().accuracy, Some(1_500_000));
        let checked = stamp.check(Expected::Bytes(MESSAGE), &world.circumstances());
        let wrong: Vec<_> =
            checked.checks.iter().filter(|check| check.outcome == Outcome::Fails).collect();
        assert!(wrong.is_empty() && checked.chain.unwrap().anchored, "{name}: {wrong:#?}");
        let other = stamp.check(Expected::Bytes(b"other"), &world.circumstances());
        assert_eq!(other.outcome(), Outcome::Fails, "{name}");
    }
}
