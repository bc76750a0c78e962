//! What `verify` is told by its options, and what programs get.

use std::process::Command;

use serde_json::Value;

use crate::folder::{Folder, foreign_wanted, said};

fn answer(folder: &Folder, arguments: &str) -> (i32, Value) {
    let output = folder.run(arguments);
    let answer = serde_json::from_slice(&output.stdout);
    (output.status.code().unwrap(), answer.unwrap_or_else(|e| panic!("{arguments}: {e}")))
}

#[test]
fn programs_get_every_check_with_its_name_and_its_outcome() {
    let folder = Folder::new("json");
    folder.done("sign document.txt --key key.der --cert cert.der");
    let (code, whole) = answer(&folder, "verify document.txt --trust cert.der --json");
    assert_eq!((code, &whole["exit_code"]), (0, &0.into()));
    assert_eq!(whole["document"], "document.txt");
    assert_eq!(whole["results"][0]["file"], "document.txt.sig");
    let signature = &whole["results"][0]["signatures"][0];
    assert_eq!(signature["outcome"], "holds");
    assert!(signature["signer"]["fingerprint"].as_str().unwrap().len() == 64);
    let checks = signature["checks"].as_array().unwrap();
    for name in ["signer.certificate", "attributes", "content.type", "content.digest", "signature"]
    {
        let check = checks.iter().find(|check| check["name"] == name);
        assert_eq!(check.unwrap_or_else(|| panic!("{name}"))["outcome"], "holds");
    }

    // Words in both languages where something is amiss, and the code the same as the program's.
    let (code, whole) = answer(&folder, "verify document.txt --json");
    assert_eq!((code, &whole["exit_code"], &whole["outcome"]), (2, &2.into(), &"unknown".into()));
    let checks = whole["results"][0]["signatures"][0]["checks"].as_array().unwrap();
    let unknown = checks.iter().find(|check| check["outcome"] == "unknown").unwrap();
    assert_eq!(unknown["name"], "chain.anchor");
    assert!(unknown["why"]["ru"].is_string() && unknown["why"]["en"].is_string());
    folder.write("no.sig", "nothing");
    let (code, whole) = answer(&folder, "verify document.txt no.sig --json");
    assert_eq!((code, &whole["outcome"]), (1, &"fails".into()));
    let (code, whole) = answer(&folder, "inspect document.txt.sig --json");
    assert_eq!((code, &whole["signatures"][0]["digest"]), (0, &"Streebog-256".into()));
}

#[test]
fn a_signature_is_judged_as_of_the_day_that_is_named() {
    let folder = Folder::new("at");
    folder.done("ca init authority --name Root --key p256");
    folder.done(
        "ca issue authority --for person --surname Testova --given Anna --key p256 --days 2 \
         --key-out one.key --out one.pem",
    );
    folder.done("sign document.txt --key one.key --cert one.pem");
    let judge = "verify document.txt --trust authority/certificate.pem";
    folder.done(judge);
    for (at, code, words) in [
        ("2001-01-01", 1, "is not valid before"),
        ("2999-01-01T00:00:00+03:00", 1, "expired on"),
        ("2999-13-01", 64, "not a date"),
        ("", 64, ""),
    ] {
        let (found, said) = folder.said(&format!("{judge} --at {at}"));
        assert!(found == code && said.contains(words), "{at}: {found} {said}");
    }
    // The anchor itself is a certificate of the signer: it is not asked whether it was revoked.
    folder.done("verify document.txt --trust one.pem");
}

#[test]
fn of_several_signatures_the_worst_is_the_answer() {
    let folder = Folder::new("several");
    folder.done("sign document.txt --key key.der --cert cert.der");
    folder.write("document.txt.p7s", &folder.read("document.txt.sig")[..100]);
    let (code, said) = folder.said("verify document.txt --trust cert.der");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("document.txt.sig\n") && said.contains("document.txt.p7s\n"), "{said}");
    let judge = "verify document.txt document.txt.sig --trust cert.der";
    assert_eq!(folder.said(judge).0, 0, "only the one that is named");
    let (_, said) = folder.said(&format!("{judge} --details"));
    assert!(said.contains("  + content.digest\n"), "{said}");
}

#[test]
fn a_program_outside_signs_and_its_word_is_not_taken_for_it() {
    let folder = Folder::new("outside");
    folder.done("ca init authority --name Root --key p256");
    folder.done(
        "ca issue authority --for person --surname Testova --given Anna --key rsa2048 \
         --key-out one.key --out one.pem",
    );
    for (script, words) in
        [("echo no", "signing failed"), ("exit 3", "exit status: 3"), ("cat", "signing failed")]
    {
        script_of(&folder, script);
        let (code, said) = folder.said("sign document.txt --program ./signer --cert one.pem");
        assert!(code == 1 && said.contains(words), "{script}: {code} {said}");
        assert!(!folder.path("document.txt.sig").exists(), "{script}");
    }
    assert_eq!(folder.said("sign document.txt --program ./signer").0, 64, "without --cert");
    if !foreign_wanted() {
        return;
    }
    script_of(&folder, "exec openssl pkeyutl -sign -inkey one.key -pkeyopt digest:sha256");
    folder.done("sign document.txt --program ./signer --cert one.pem");
    folder.done("verify document.txt --trust authority/certificate.pem");
    script_of(
        &folder,
        "exec openssl pkeyutl -sign -inkey one.key -pkeyopt digest:sha256 \
         -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:32",
    );
    folder.done("sign document.txt --program ./signer --cert one.pem --pss --out document.txt.sig");
    folder.done("verify document.txt --trust authority/certificate.pem");
}

/// Somebody's program that signs.
fn script_of(folder: &Folder, script: &str) {
    folder.write("signer", format!("#!/bin/sh\n{script}\n"));
    folder.other("chmod", "+x signer", &[]);
}

#[test]
fn a_document_that_comes_through_a_pipe_is_no_file_that_grows() {
    let folder = Folder::new("pipe");
    folder.done("sign document.txt --key key.der --cert cert.der");
    let mut command: Command =
        folder.command("verify /dev/stdin document.txt.sig --trust cert.der");
    let document = std::fs::File::open(folder.path("document.txt")).unwrap();
    let (code, said) = said(&command.stdin(document).output().unwrap());
    assert_eq!(code, 0, "{said}");
}
