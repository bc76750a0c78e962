//! `ca` and `trust import`: certificates, lists of revoked ones, and what is said when it is wrong.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::folder::Folder;

const ISSUE: &str = "ca issue authority --for person --surname Testova --given Anna";
const JUDGE: &str = "verify document.txt --trust authority/certificate.pem";

/// An authority, and a certificate of it in `one.pem` with its key.
fn certified(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.done("ca init authority --name Root --crl-url http://crl.example/list.crl");
    folder.done(&format!("{ISSUE} --key-out one.key --out one.pem"));
    folder.done("sign document.txt --key one.key --cert one.pem");
    folder
}

#[test]
fn whom_an_authority_certified_holds_until_it_is_revoked() {
    let folder = certified("revoked");
    let (code, said) = folder.said(JUDGE);
    assert_eq!(code, 2, "the certificate names a list and none is given: {said}");
    assert!(said.contains("whether the certificate “Testova Anna” was revoked"), "{said}");
    let (code, said) = folder.said(&format!("{JUDGE} --no-revocation"));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("revocation was not checked, as was asked for"), "{said}");

    folder.done("ca crl authority --out first.crl");
    folder.done(&format!("{JUDGE} --crl first.crl"));
    let said = folder.done("ca revoke authority one.pem --reason key-compromise");
    assert!(said.contains("is revoked since"), "{said}");
    folder.done("ca crl authority --out second.crl");
    let (code, said) = folder.said(&format!("{JUDGE} --crl second.crl"));
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("DOES NOT HOLD") && said.contains("was revoked on"), "{said}");
    // Of two lists the worse word counts, in whatever order they are given.
    let (code, said) = folder.said(&format!("{JUDGE} --crl second.crl --crl first.crl"));
    assert_eq!(code, 1, "{said}");

    let (code, said) = folder.said("ca revoke authority one.pem");
    assert!(code == 64 && said.contains("already"), "{code} {said}");
}

#[test]
fn what_an_authority_does_not_do_is_said_with_its_code() {
    let folder = certified("authority-refuses");
    for (arguments, code) in [
        ("ca init authority --name Again", 66),
        ("ca init new --name Root --key rsa512", 64),
        ("ca init new --name Root --crl-url ftp://crl.example", 64),
        ("ca init new", 64),
        ("ca crl missing", 66),
        ("ca revoke authority 00ff", 64),
        ("ca revoke authority cert.der", 64),
        ("ca revoke authority one.pem --since 2100-01-01", 64),
        ("ca revoke authority one.pem --since soon", 64),
        ("ca issue authority --for person --key-out two.key --out two.pem", 64),
        ("ca issue authority --for tsa --name T --surname S --key-out two.key --out two.pem", 64),
    ] {
        let (found, said) = folder.said(arguments);
        assert_eq!(found, code, "{arguments}: {said}");
        assert!(!said.is_empty());
    }
    for (more, code) in [
        ("--key-out one.key --out two.pem", 66),
        ("--key-out two.key --out one.pem", 66),
        ("--key-out two.key --out two.pem --snils 11223344596", 64),
        ("--key-out two.key --out two.pem --days 9000", 64),
        ("--public document.txt --out two.pem", 66),
    ] {
        let (found, said) = folder.said(&format!("{ISSUE} {more}"));
        assert_eq!(found, code, "{more}: {said}");
    }
    assert!(!folder.path("two.key").exists() && !folder.path("two.pem").exists());
    assert_eq!(names(&folder.path("authority/issued")).len(), 1);
}

#[cfg(unix)]
#[test]
fn private_keys_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = certified("modes");
    for name in ["authority/key.pem", "one.key"] {
        let mode = fs::metadata(folder.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

/// Commands are killed at all moments of their short lives. What one of them had said is there; no
/// number was given twice; the folder opens and gives its next list.
#[test]
fn commands_killed_at_any_moment_leave_the_folder_right() {
    let folder = certified("killed");
    let life = {
        let begun = Instant::now();
        folder.done(&format!("{ISSUE} --key-out whole.key --out whole.pem"));
        begun.elapsed()
    };
    let mut said = Vec::new();
    let mut killed = 0;
    for turn in 0..30u32 {
        let (key, out) = (format!("{turn}.key"), format!("{turn}.pem"));
        let issue = format!("{ISSUE} --key-out {key} --out {out}");
        // From the first moment to well after the end, whatever the machine is busy with.
        let moment = life * (turn % 15) / 8;
        let has_ended = ended(&folder, &issue, moment);
        killed += u32::from(!has_ended);
        if has_ended {
            said.push(out.clone());
            killed += u32::from(!ended(&folder, &format!("ca revoke authority {out}"), moment / 2));
        }
        killed += u32::from(!ended(&folder, "ca crl authority", moment / 2));
    }
    assert!(killed > 5 && said.len() > 5, "killed {killed}, ended {}", said.len());

    folder.done("ca crl authority --out last.crl");
    let issued = names(&folder.path("authority/issued"));
    for out in &said {
        // Certified as was said: in the folder under its number, and it signs.
        let pem = folder.read(out);
        let copies = issued
            .iter()
            .filter(|name| fs::read(folder.path("authority/issued").join(name)).unwrap() == pem);
        assert_eq!(copies.count(), 1, "{out}");
        let key = out.replace(".pem", ".key");
        folder.done(&format!("sign document.txt --key {key} --cert {out} --out {out}.sig"));
    }
    let revoked = names(&folder.path("authority/revoked"));
    for name in &revoked {
        let number = name.trim_end_matches(".json");
        assert!(issued.contains(&format!("{number}.pem")), "{name} was never issued");
        let (code, said) = folder.said(&format!("ca revoke authority {number}"));
        assert!(code == 64 && said.contains("already"), "{said}");
    }
    let lists = names(&folder.path("authority/lists"));
    let numbers: Vec<u32> = lists.iter().map(|name| name[..8].parse().unwrap()).collect();
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>(), "a list is missing");
    let all = issued.iter().chain(&revoked).chain(&lists);
    assert_eq!(all.filter(|name| name.starts_with('.')).count(), 0, "drafts were swept");
}

/// Runs a command and kills it after a while; whether it had ended and said so before.
fn ended(folder: &Folder, arguments: &str, after: Duration) -> bool {
    let mut command = folder.command(arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    let _ = child.kill();
    child.wait().unwrap().success()
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn anchors_come_out_of_a_list_only_if_its_signature_holds() {
    let folder = Folder::new("list");
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sign/tests/vectors/tsl");
    for name in ["inclusive.xml", "signer.pem"] {
        fs::copy(vectors.join(name), folder.path(name)).unwrap();
    }
    let import = "trust import inclusive.xml --signer signer.pem --out anchors";
    let said = folder.done(import);
    assert!(said.contains("version 42") && said.contains("Accredited now: 1 of 2"), "{said}");
    assert_eq!(names(&folder.path("anchors")).len(), 1);
    // What came out is an anchor that signatures are judged by.
    folder.done("sign document.txt --key key.der --cert cert.der");
    folder.done("verify document.txt --trust anchors");
    folder.done(import);
    assert_eq!(names(&folder.path("anchors")).len(), 1);

    let xml = String::from_utf8(folder.read("inclusive.xml")).unwrap();
    folder.write("changed.xml", xml.replace("Действует<", "Действует <"));
    let import = "trust import changed.xml --signer signer.pem --out none";
    let (code, said) = folder.said(import);
    assert!(code == 1 && said.contains("signature of the list"), "{code} {said}");
    let (code, said) = folder.said("trust import inclusive.xml --signer cert.der --out none");
    assert_eq!(code, 2, "the signer of the list is not known: {said}");
    assert_eq!(folder.said("trust import missing.xml --signer signer.pem --out none").0, 66);
    assert_eq!(folder.said("trust import inclusive.xml --signer missing --out none").0, 66);
    assert_eq!(folder.said("trust import document.txt --signer signer.pem --out none").0, 1);
    assert_eq!(folder.said("trust import inclusive.xml --out none").0, 64);
    assert!(!folder.path("none").exists());
}
