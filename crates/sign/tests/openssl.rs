//! CMS both ways with OpenSSL, with and without GOST engine, and with certtool of GnuTLS.
//!
//! Runs where they are installed; `cargo x test` insists on them.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use gost::ParameterSet;
use sign::algorithm::Curve;
use sign::certificate::{Certificate, read_all};
use sign::cms::{Content, SignedData, Signing};
use sign::key::{KeyKind, SigningKey};
use sign::trust::Trust;
use sign::verdict::{Outcome, Verdict};
use sign::verify::{Conditions, message};

#[path = "made/certificates.rs"]
mod certificates;

const CONTENT: &[u8] = b"Content in several\nlines,\r\nand no end of line";

/// A folder of one test, with a configuration for OpenSSL.
struct Folder(PathBuf);

impl Folder {
    /// None where the programs are not installed.
    fn new(programs: &[&str]) -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("kabinet-openssl-{}-{number}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        fs::create_dir(&folder.0).unwrap();
        let engine = "openssl_conf = all\n[all]\nengines = engines\n[engines]\ngost = gost\n\
                      [gost]\nengine_id = gost\ndefault_algorithms = ALL\n";
        let plain = "[req]\ndistinguished_name = name\nx509_extensions = extensions\n[name]\n\
                     [extensions]\nsubjectKeyIdentifier = hash\n";
        folder.write("gost.cnf", format!("{engine}{plain}").as_bytes());
        folder.write("plain.cnf", plain.as_bytes());
        folder.write("content", CONTENT);
        for program in programs {
            let found = match *program {
                "gost" => folder.run("gost.cnf", "openssl", "engine gost").status.success(),
                program => Command::new(program).arg("--version").output().is_ok(),
            };
            if !found {
                let insists = std::env::var_os("KABINET_TEST_FOREIGN").is_some();
                assert!(!insists, "{program} is not installed");
                println!("skipped: {program} is not installed");
                return None;
            }
        }
        Some(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Runs a program with the words as its arguments.
    fn run(&self, config: &str, program: &str, arguments: &str) -> Output {
        let mut command = Command::new(program);
        command.current_dir(&self.0).env("OPENSSL_CONF", self.path(config));
        command.args(arguments.split_whitespace()).output().unwrap()
    }

    /// Runs OpenSSL, which must succeed.
    fn openssl(&self, config: &str, arguments: &str) {
        let output = self.run(config, "openssl", arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments}: {said}");
    }

    /// Makes a key and a certificate that it signs itself, and returns the certificate.
    fn person(&self, config: &str, name: &str, key: &str) -> Certificate {
        self.openssl(config, &format!("genpkey {key} -out {name}.key"));
        let request = format!("req -x509 -new -key {name}.key -subj /CN={name} -days 30");
        self.openssl(config, &format!("{request} -out {name}.pem"));
        read_all(&self.read(&format!("{name}.pem"))).unwrap().remove(0)
    }

    fn judged(&self, file: &str, trusted: &[&Certificate]) -> Verdict {
        let data = SignedData::from_bytes(&self.read(file)).unwrap();
        let digests = data.known_digests();
        let content = Content::read(&mut &CONTENT[..], &digests, &mut |_| {}).unwrap();
        let trust = Trust::new(trusted.iter().map(|one| (*one).clone()));
        let mut conditions = Conditions {
            now: now(),
            at: None,
            trust: &trust,
            others: trusted.iter().map(|one| (*one).clone()).collect(),
            revocation: None,
        };
        message(&data, Some(&content), &mut conditions)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// OpenSSL knows no other time.
#[expect(clippy::disallowed_methods)]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

const WAYS: [&str; 7] = [
    "-binary -outform DER",
    "-binary -outform DER -nodetach",
    "-binary -outform DER -noattr",
    "-binary -outform DER -cades",
    "-binary -outform DER -nodetach -stream",
    "-binary -outform PEM -nodetach -cades",
    "-binary -outform DER -nocerts -keyid",
];

fn theirs_hold(config: &str, key: &str, options: &str) {
    let Some(folder) =
        Folder::new(if config == "gost.cnf" { &["openssl", "gost"] } else { &["openssl"] })
    else {
        return;
    };
    let certificate = folder.person(config, "one", key);
    // OpenSSL 3.0 does not write PSS while it streams ("illegal zero content").
    let able = |way: &&str| !(way.contains("-stream") && options.contains("pss"));
    for way in WAYS.into_iter().filter(able) {
        let sign = "cms -sign -in content -signer one.pem -inkey one.key -out made";
        folder.openssl(config, &format!("{sign} {way} {options}"));
        let verdict = folder.judged("made", &[&certificate]);
        assert_eq!(verdict.outcome, Outcome::Holds, "{key} {options} {way}: {verdict:#?}");
        let stranger = folder.judged("made", &[]);
        assert_eq!(stranger.outcome, Outcome::Unknown, "{key} {way}");
    }
}

#[test]
fn what_openssl_signs_with_rsa_holds() {
    theirs_hold("plain.cnf", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "");
}

#[test]
fn what_openssl_signs_with_pss_and_any_usual_salt_holds() {
    let pss = "-keyopt rsa_padding_mode:pss";
    for salt in ["", "-keyopt rsa_pss_saltlen:digest", "-keyopt rsa_pss_saltlen:20"] {
        let options = format!("{pss} {salt}");
        theirs_hold("plain.cnf", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", &options);
    }
    theirs_hold("plain.cnf", "-algorithm RSA -pkeyopt rsa_keygen_bits:3072", "-md sha512");
}

#[test]
fn what_openssl_signs_with_ecdsa_holds() {
    for (curve, digest) in [("P-256", "sha256"), ("P-384", "sha384"), ("P-521", "sha512")] {
        let key = format!("-algorithm EC -pkeyopt ec_paramgen_curve:{curve}");
        theirs_hold("plain.cnf", &key, &format!("-md {digest}"));
    }
}

#[test]
fn what_gost_engine_signs_holds() {
    for (algorithm, set, digest) in [
        ("gost2012_256", "A", "md_gost12_256"),
        ("gost2012_256", "TCA", "md_gost12_256"),
        ("gost2012_512", "A", "md_gost12_512"),
        ("gost2012_512", "C", "md_gost12_512"),
    ] {
        let key = format!("-algorithm {algorithm} -pkeyopt paramset:{set}");
        theirs_hold("gost.cnf", &key, &format!("-md {digest}"));
    }
}

#[test]
fn weak_hashes_and_short_keys_of_openssl_are_refused() {
    let Some(folder) = Folder::new(&["openssl"]) else { return };
    let long = folder.person("plain.cnf", "long", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    let short = folder.person("plain.cnf", "short", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024");
    for (who, certificate, digest) in [("long", &long, "sha1"), ("short", &short, "sha256")] {
        let sign = format!("cms -sign -in content -signer {who}.pem -inkey {who}.key -out made");
        folder.openssl("plain.cnf", &format!("{sign} -binary -outform DER -md {digest}"));
        let verdict = folder.judged("made", &[certificate]);
        assert_eq!(verdict.outcome, Outcome::Fails, "{who}: {verdict:#?}");
    }
    let sign = "cms -sign -in content -signer long.pem -inkey long.key -out made -binary";
    folder.openssl("plain.cnf", &format!("{sign} -outform DER -md md5"));
    assert_eq!(folder.judged("made", &[&long]).outcome, Outcome::Unknown);
}

#[test]
fn both_signers_of_one_message_are_judged() {
    let Some(folder) = Folder::new(&["openssl", "gost"]) else { return };
    let rsa = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";
    let one = folder.person("gost.cnf", "one", rsa);
    let two = folder.person("gost.cnf", "two", "-algorithm gost2012_256 -pkeyopt paramset:XA");
    let sign = "cms -sign -binary -outform DER -in content -signer one.pem -inkey one.key";
    folder.openssl("gost.cnf", &format!("{sign} -out first"));
    let again = "cms -resign -binary -inform DER -outform DER -in first -signer two.pem";
    let again = format!("{again} -inkey two.key -md md_gost12_256 -out made");
    let output = folder.run("gost.cnf", "openssl", &again);
    if !output.status.success() {
        // A detached message is signed again only with its content; make both at once then.
        let both = "-signer two.pem -inkey two.key -nodetach -out made";
        folder.openssl("gost.cnf", &format!("{sign} {both}"));
    }
    let verdict = folder.judged("made", &[&one, &two]);
    assert_eq!(verdict.signatures.len(), 2);
    assert_eq!(verdict.outcome, Outcome::Holds, "{verdict:#?}");
    let half = folder.judged("made", &[&one]);
    assert_eq!(half.outcome, Outcome::Unknown, "one of the two has no anchor");
}

#[test]
fn keys_under_a_password_are_read() {
    let Some(folder) = Folder::new(&["openssl", "gost"]) else { return };
    for (name, key) in [
        ("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
        ("ec", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
        ("ed", "-algorithm ED25519"),
        ("gost", "-algorithm gost2012_256 -pkeyopt paramset:TCB"),
    ] {
        let certificate = folder.person("gost.cnf", name, key);
        let encrypt = format!("pkcs8 -topk8 -in {name}.key -passout pass:secret -out {name}.enc");
        for scheme in ["-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA512", "-scrypt"] {
            folder.openssl("gost.cnf", &format!("{encrypt} {scheme}"));
            let pem = String::from_utf8(folder.read(&format!("{name}.enc"))).unwrap();
            let key = SigningKey::from_pem_with(&pem, Some("secret")).unwrap();
            assert_eq!(Ok(key.public()), certificate.key(), "{name} {scheme}");
            let wrong = SigningKey::from_pem_with(&pem, Some("other"));
            assert!(wrong.is_err() && SigningKey::from_pem(&pem).is_err());
        }
        let export = format!("pkcs12 -export -inkey {name}.key -in {name}.pem -out {name}.p12");
        let modern = "-macalg sha256 -keypbe AES-256-CBC -certpbe AES-256-CBC";
        for password in ["secret", "пароль"] {
            folder.openssl("gost.cnf", &format!("{export} {modern} -passout pass:{password}"));
            let container = folder.read(&format!("{name}.p12"));
            let (key, inside) = SigningKey::from_pkcs12(&container, password).unwrap();
            assert_eq!(Ok(key.public()), certificate.key(), "{name}");
            assert_eq!(inside, std::slice::from_ref(&certificate));
            assert!(SigningKey::from_pkcs12(&container, "other").is_err());
            for at in (0..container.len()).step_by(29) {
                let mut changed = container.clone();
                changed[at] ^= 0x41;
                if let Ok((key, _)) = SigningKey::from_pkcs12(&changed, password) {
                    assert_eq!(Ok(key.public()), certificate.key(), "{name} {at}");
                }
            }
        }
    }
}

/// Our message by a key of this kind, in files: `cert.pem`, `beside`, `inside`.
fn ours(folder: &Folder, kind: KeyKind, pss: bool) {
    let key = SigningKey::generate(kind).unwrap();
    let key = if pss { key.with_pss() } else { key };
    let certificate = certificates::of(&key, "Test", 5);
    let signing = Signing {
        key: &key,
        certificate: &certificate,
        chain: &[],
        signed_at: Some(now()),
        cades: true,
        stamp: None,
    };
    let line = der::pem::LineEnding::LF;
    let pem = der::pem::encode_string("CERTIFICATE", line, certificate.der()).unwrap();
    folder.write("cert.pem", pem.as_bytes());
    folder.write("beside", &signing.detached(&signing.digest().hash(CONTENT)).unwrap());
    let mut inside = Vec::new();
    let mut content = std::io::Cursor::new(CONTENT);
    signing.attached(&mut content, &mut inside, &mut |_| {}).unwrap();
    folder.write("inside", &inside);
}

fn they_accept(config: &str, kind: KeyKind, pss: bool) {
    let programs: &[&str] = if config == "gost.cnf" { &["openssl", "gost"] } else { &["openssl"] };
    let Some(folder) = Folder::new(programs) else { return };
    ours(&folder, kind, pss);
    let verify = "cms -verify -cades -binary -inform DER -CAfile cert.pem -purpose any -out got";
    folder.openssl(config, &format!("{verify} -in beside -content content"));
    folder.openssl(config, &format!("{verify} -in inside"));
    assert_eq!(folder.read("got"), CONTENT);
    folder.write("content", b"another");
    let other = folder.run(config, "openssl", &format!("{verify} -in beside -content content"));
    assert!(!other.status.success(), "{kind:?}");
}

#[test]
fn openssl_accepts_what_we_sign() {
    for kind in [
        KeyKind::Rsa2048,
        KeyKind::Ec(Curve::P256),
        KeyKind::Ec(Curve::P384),
        KeyKind::Ec(Curve::P521),
    ] {
        they_accept("plain.cnf", kind, false);
    }
    they_accept("plain.cnf", KeyKind::Rsa3072, true);
}

#[test]
fn gost_engine_accepts_what_we_sign() {
    for set in ParameterSet::ALL {
        they_accept("gost.cnf", KeyKind::Gost(set), false);
    }
}

#[test]
fn certtool_accepts_what_we_sign() {
    let Some(folder) = Folder::new(&["certtool"]) else { return };
    for kind in [
        KeyKind::Gost(ParameterSet::CryptoProA),
        KeyKind::Gost(ParameterSet::CryptoProXchA),
        KeyKind::Gost(ParameterSet::Tc26_256B),
        KeyKind::Gost(ParameterSet::Tc26_512A),
        KeyKind::Rsa2048,
        KeyKind::Ec(Curve::P256),
        KeyKind::Ec(Curve::P384),
        KeyKind::Ed25519,
    ] {
        ours(&folder, kind, false);
        let verify = "--p7-verify --inder --infile beside --load-data";
        let with = "--load-certificate cert.pem";
        let output = folder.run("plain.cnf", "certtool", &format!("{verify} content {with}"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{kind:?}: {said}");
        folder.write("other", b"another");
        let output = folder.run("plain.cnf", "certtool", &format!("{verify} other {with}"));
        assert!(!output.status.success(), "{kind:?}");
    }
}
