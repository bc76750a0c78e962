//! `kabinet signature` as people and programs run it: exit codes, words, files.

use std::fs;

use crate::folder::Folder;

#[path = "signature/authority.rs"]
mod authority;
#[path = "signature/folder.rs"]
mod folder;
#[path = "signature/judging.rs"]
mod judging;
#[path = "signature/seals.rs"]
mod seals;
#[path = "signature/token.rs"]
mod token;

#[test]
fn each_exit_code_means_what_is_promised() {
    let folder = Folder::new("codes");
    let (code, said) = folder.said("sign document.txt --key key.der --cert cert.der");
    assert_eq!(code, 0, "{said}");
    let (code, said) = folder.said("verify document.txt --trust cert.der");
    assert_eq!(code, 0, "{said}");
    // The signature that was found beside the document is named, then three lines.
    assert_eq!(said.lines().count(), 4, "{said}");
    assert!(said.contains("document.txt.sig\nSigned by: ") && said.contains("holds"), "{said}");

    let (code, said) = folder.said("verify document.txt document.txt.sig");
    assert_eq!(code, 2, "without an anchor: {said}");
    let (code, said) = folder.said("verify document.txt.sig --trust cert.der");
    assert_eq!(code, 0, "the document beside is found by its name: {said}");

    fs::write(folder.path("other.txt"), "An agreement with somebody.").unwrap();
    let (code, said) = folder.said("verify other.txt document.txt.sig --trust cert.der");
    assert_eq!(code, 1);
    assert!(said.contains("DOES NOT HOLD: this is not the document that was signed"), "{said}");

    let whole = fs::read(folder.path("document.txt.sig")).unwrap();
    fs::write(folder.path("cut.sig"), &whole[..whole.len() / 2]).unwrap();
    let (code, said) = folder.said("verify document.txt cut.sig --trust cert.der");
    assert_eq!((code, said.contains("breaks off at byte")), (1, true), "{said}");
    assert_eq!(folder.said("verify other.txt --trust cert.der").0, 1, "no signature at all");

    assert_eq!(folder.said("verify").0, 64);
    assert_eq!(folder.said("verify document.txt --at yesterday").0, 64);
    assert_eq!(folder.said("verify missing.txt").0, 66);
    assert_eq!(folder.said("verify document.txt missing.sig").0, 66);
    assert_eq!(folder.said("verify document.txt --trust missing").0, 66);
    assert_eq!(folder.said("--help").0, 0);
}

#[test]
fn a_document_inside_comes_back_and_programs_get_json() {
    let folder = Folder::new("inside");
    let sign = "sign document.txt --key key.der --cert cert.der --attached --out inside.p7s";
    assert_eq!(folder.said(sign).0, 0);
    let output = folder.run("verify inside.p7s --trust cert.der --json");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["outcome"], "holds");
    assert_eq!(answer["exit_code"], 0);
    assert_eq!(answer["results"][0]["signatures"][0]["format"], "CAdES-BES");

    // As of a day before the certificate it does not hold, and says why.
    let output = folder.run("verify inside.p7s --trust cert.der --json --at 2001-01-01");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&answer["outcome"], output.status.code()), (&"fails".into(), Some(1)));

    let (code, said) = folder.said("inspect inside.p7s");
    assert!(code == 0 && said.contains("signingCertificateV2"), "{said}");
    let (code, said) = folder.said("inspect cert.der");
    assert!(code == 0 && said.contains("CryptoPro-XchA"), "{said}");
}

#[test]
fn nothing_is_replaced_by_half_a_signature() {
    let folder = Folder::new("half");
    let replaced = folder.said("sign document.txt --key key.der --cert cert.der --out key.der");
    assert_eq!(replaced.0, 64);
    let wrong = folder.said("sign document.txt --key cert.der --cert cert.der");
    assert_eq!(wrong.0, 1, "{}", wrong.1);
    let stranger = "sign document.txt --program nothing-of-that-name --cert cert.der";
    let (code, said) = folder.said(stranger);
    assert_eq!((code, said.contains("nothing-of-that-name")), (1, true), "{said}");
    let mut left: Vec<_> =
        fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["cert.der", "document.txt", "key.der"]);

    // What has the default name already is not ours; what was named is replaced.
    let sign = "sign document.txt --key key.der --cert cert.der";
    let replaced = folder.said(&format!("{sign} --out cert.der"));
    assert_eq!(replaced.0, 64, "{}", replaced.1);
    fs::write(folder.path("document.txt.sig"), "the only copy").unwrap();
    let (code, said) = folder.said(sign);
    assert_eq!((code, said.contains("--out")), (64, true), "{said}");
    assert_eq!(fs::read(folder.path("document.txt.sig")).unwrap(), b"the only copy");
    assert_eq!(folder.said(&format!("{sign} --out document.txt.sig")).0, 0);
}
