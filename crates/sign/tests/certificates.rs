//! Certificates, lists and answers both ways with OpenSSL, with GOST engine and without. Only with
//! `KABINET_TEST_FOREIGN`; `cargo x setup` installs the programs.

#[path = "outside/folder.rs"]
mod folder;

use folder::{Folder, folder, said};
use gost::ParameterSet;
use jiff::{SignedDuration, Timestamp};
use sign::algorithm::Curve;
use sign::authority::{Authority, Kind, Known, Order, Revoked, Subject, answer};
use sign::certificate::{Certificate, attribute, read_all};
use sign::chain::{Chain, Circumstances, Purpose, verify};
use sign::key::{KeyKind, SigningKey};
use sign::revocation::Revocation;
use sign::trust::Trust;
use sign::verdict::Outcome;

const ENGINE: &str = "openssl_conf = main\n[main]\nengines = engines\n[engines]\ngost = gost\n\
    [gost]\nengine_id = gost\ndefault_algorithms = ALL\n";

/// Configuration of `openssl ca`: a root that keeps its books in this folder.
const BOOKS: &str = "[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\nserial = serial\n\
    crlnumber = crlnumber\nnew_certs_dir = .\ncertificate = root.pem\nprivate_key = root.key\n\
    policy = any\ndefault_days = 30\ndefault_crl_days = 7\nunique_subject = no\n\
    default_md = {md}\nx509_extensions = leaf\n[any]\ncommonName = supplied\n\
    [leaf]\nkeyUsage = critical,digitalSignature\ncrlDistributionPoints = URI:http://crl.example/\n\
    [answerer]\nkeyUsage = critical,digitalSignature\nextendedKeyUsage = OCSPSigning\n";

fn kinds() -> [(&'static str, KeyKind, &'static str, &'static str); 6] {
    let gost = KeyKind::Gost;
    [
        ("rsa", KeyKind::Rsa2048, "sha256", "-newkey rsa:2048"),
        ("p256", KeyKind::Ec(Curve::P256), "sha256", "-newkey ec -pkeyopt ec_paramgen_curve:P-256"),
        ("p384", KeyKind::Ec(Curve::P384), "sha384", "-newkey ec -pkeyopt ec_paramgen_curve:P-384"),
        ("ed25519", KeyKind::Ed25519, "default", "-newkey ed25519"),
        (
            "gost256",
            gost(ParameterSet::Tc26_256A),
            "md_gost12_256",
            "-newkey gost2012_256 -pkeyopt paramset:TCA",
        ),
        (
            "gost512",
            gost(ParameterSet::Tc26_512C),
            "md_gost12_512",
            "-newkey gost2012_512 -pkeyopt paramset:C",
        ),
    ]
}

#[expect(clippy::disallowed_methods, reason = "OpenSSL goes by the clock of the machine")]
fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap()
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

fn subject(name: &str) -> Subject {
    let subject = Subject::new().with(attribute::COUNTRY, "RU").unwrap();
    subject.with(attribute::COMMON_NAME, name).unwrap()
}

/// Issues to a fresh key of the authority's kind.
fn issue(issuer: &Authority, kind: Kind, key: KeyKind, name: &str) -> (Certificate, SigningKey) {
    let (key, subject) = (SigningKey::generate(key).unwrap(), subject(name));
    // Nobody outlives the issuer, and the clock goes on between two calls.
    let term = if matches!(kind, Kind::Authority { .. }) { hours(150) } else { hours(100) };
    let order = Order::new(kind, &subject, key.public(), now() - hours(1), now() + term);
    let order = order.with_crl(["http://crl.example/".to_owned()]);
    (issuer.issue(&order).unwrap(), key)
}

fn put(folder: &Folder, name: &str, certificate: &Certificate) {
    folder.write(name, certificate.to_pem());
}

#[test]
fn openssl_verifies_our_chains_lists_and_answers() {
    for (name, kind, _, _) in kinds() {
        let Some(folder) = folder(&format!("ours-{name}")) else { return };
        folder.write("openssl.cnf", if name.starts_with("gost") { ENGINE } else { "" });
        let root_key = SigningKey::generate(kind).unwrap();
        let root =
            Authority::root(&subject("Корень"), root_key, now() - hours(2), now() + hours(200));
        let root = root.unwrap();
        let (middle, middle_key) =
            issue(&root, Kind::Authority { below: Some(0) }, kind, "Середина");
        let middle = Authority::new(middle, middle_key).unwrap();
        let (leaf, _) = issue(&middle, Kind::Signer, kind, "Тестова Анна");
        let (bad, _) = issue(&middle, Kind::Signer, kind, "Отозванов Пётр");
        let (answerer, answerer_key) = issue(&middle, Kind::Ocsp, kind, "Отвечающий");
        put(&folder, "root.pem", root.certificate());
        put(&folder, "middle.pem", middle.certificate());
        put(&folder, "leaf.pem", &leaf);
        put(&folder, "bad.pem", &bad);
        let revoked = Revoked { serial: bad.serial().to_vec(), since: now() - hours(1), reason: 1 };
        let (from, until) = (now() - hours(1), now() + hours(24));
        let entries = [revoked.clone()];
        for (file, authority, entries) in [("top", &root, &[][..]), ("list", &middle, &entries)] {
            folder.write(&format!("{file}.crl"), authority.list(3, from, until, entries).unwrap());
            let words = format!("crl -inform DER -in {file}.crl -out {file}.pem");
            folder.run("openssl", &words);
        }
        folder.write("crls.pem", [folder.read("top.pem"), folder.read("list.pem")].concat());
        let check = "verify -x509_strict -CAfile root.pem -untrusted middle.pem \
                     -crl_check_all -CRLfile crls.pem";
        assert!(folder.run("openssl", &format!("{check} leaf.pem")).contains("OK"), "{name}");
        let refused = said(&folder.try_run("openssl", &format!("{check} bad.pem")));
        assert!(refused.contains("revoked"), "{name}: {refused}");
        for (known, of, words) in [
            (Known::Good, &leaf, "leaf.pem: good"),
            (Known::Revoked(revoked), &bad, "bad.pem: revoked"),
        ] {
            let file = if of == &leaf { "leaf.pem" } else { "bad.pem" };
            let issuer = middle.certificate();
            let made = answer(of, issuer, &known, (from, until), &answerer_key, Some(&answerer));
            folder.write("answer.der", made.unwrap());
            let ask = format!(
                "ocsp -issuer middle.pem -cert {file} -CAfile root.pem -verify_other middle.pem \
                 -respin answer.der -no_nonce"
            );
            let ask = ask.replace("  ", " ");
            let heard = folder.run("openssl", &ask);
            assert!(heard.contains(words), "{name}: {heard}");
            assert!(heard.contains("Response verify OK"), "{name}: {heard}");
        }
    }
}

fn theirs(
    leaf: &Certificate,
    root: &Certificate,
    list: Option<&[u8]>,
    answer: Option<&[u8]>,
) -> Chain {
    let trust = Trust::new([root.clone()]);
    // A second later, so that what OpenSSL made just now is of the past.
    let at = now() + SignedDuration::from_secs(1);
    let mut revocation = Revocation::new(at);
    list.iter().for_each(|list| revocation.add_lists(list).unwrap());
    answer.iter().for_each(|answer| revocation.add_answer(answer).unwrap());
    let circumstances = Circumstances {
        trust: &trust,
        others: &[],
        at,
        purpose: Purpose::Document,
        revocation: Some(&revocation),
    };
    verify(leaf, &circumstances)
}

#[test]
fn we_verify_what_openssl_issues_lists_and_answers() {
    for (name, _, md, newkey) in kinds() {
        let Some(folder) = folder(&format!("theirs-{name}")) else { return };
        let engine = if name.starts_with("gost") { ENGINE } else { "" };
        folder.write("openssl.cnf", format!("{engine}{}", BOOKS.replace("{md}", md)));
        folder.write("index.txt", "");
        folder.write("serial", "1000");
        folder.write("crlnumber", "01");
        let digest = if md == "default" { String::new() } else { format!(" -{md}") };
        folder.write("req.cnf", "[req]\ndistinguished_name = dn\n[dn]\n");
        folder.run(
            "openssl",
            &format!(
                "req -config req.cnf -x509 -new {newkey}{digest} -nodes -keyout root.key -out \
                 root.pem -days 30 -subj /CN=Root -addext basicConstraints=critical,CA:TRUE \
                 -addext keyUsage=critical,keyCertSign,cRLSign"
            ),
        );
        for (leaf, extensions) in [("leaf", "leaf"), ("bad", "leaf"), ("answerer", "answerer")] {
            let request = format!(
                "req -config req.cnf -new {newkey}{digest} -nodes -keyout {leaf}.key -out \
                 {leaf}.csr -subj /CN={leaf}"
            );
            folder.run("openssl", &request);
            let key = sign::authority::public_key_of(&folder.read(&format!("{leaf}.csr")));
            let issue = format!(
                "ca -config openssl.cnf -batch -notext -in {leaf}.csr -out {leaf}.pem \
                 -extensions {extensions}"
            );
            folder.run("openssl", &issue);
            let issued = read(&folder, leaf);
            assert_eq!(issued.key().unwrap(), &key.unwrap(), "{name}: the key of the request");
        }
        folder.run("openssl", "ca -config openssl.cnf -revoke bad.pem -crl_reason keyCompromise");
        folder.run("openssl", "ca -config openssl.cnf -gencrl -out list.pem");
        let root = read(&folder, "root");
        let list = folder.read("list.pem");
        for (leaf, outcome) in [("leaf", Outcome::Holds), ("bad", Outcome::Fails)] {
            let certificate = read(&folder, leaf);
            let chain = theirs(&certificate, &root, Some(&list), None);
            assert_eq!(chain.outcome(), outcome, "{name} {leaf}: {:#?}", chain.checks);
            let answer = format!(
                "ocsp -index index.txt -CA root.pem -rsigner answerer.pem -rkey answerer.key \
                 -issuer root.pem -cert {leaf}.pem -respout {leaf}.der -ndays 1 -noverify"
            );
            // Digests of Ed25519 cannot be named to this command.
            if name == "ed25519" {
                continue;
            }
            let rmd = if md == "default" { "sha256" } else { md };
            folder.run("openssl", &format!("{answer} -rmd {rmd}"));
            let answer = folder.read(&format!("{leaf}.der"));
            let chain = theirs(&certificate, &root, None, Some(&answer));
            assert_eq!(chain.outcome(), outcome, "{name} {leaf}: {:#?}", chain.checks);
        }
        let chain = theirs(&read(&folder, "leaf"), &root, None, None);
        assert_eq!(chain.outcome(), Outcome::Unknown, "{name}: nobody was asked");
    }
}

fn read(folder: &Folder, name: &str) -> Certificate {
    read_all(&folder.read(&format!("{name}.pem"))).unwrap().remove(0)
}
