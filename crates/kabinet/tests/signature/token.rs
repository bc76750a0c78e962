//! Keys in a token of PKCS #11: SoftHSM, which keeps it in a folder.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::folder::{Folder, foreign_wanted, said};

const PIN: &str = "24681357";
const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
const OPENSSL_VERIFY: &str = "cms -verify -binary -inform DER -in document.txt.sig -content \
     document.txt -CAfile authority/certificate.pem -purpose any -out verified";
const VERIFY: &str = "verify document.txt --trust authority/certificate.pem --no-revocation --json";

/// A folder with a token in it and an authority.
struct Token(Folder);

impl Token {
    /// Nothing where other people's programs are not wanted.
    fn new(name: &str) -> Option<Self> {
        if !foreign_wanted() {
            return None;
        }
        let token = Self(Folder::new(name));
        fs::create_dir(token.0.path("tokens")).unwrap();
        token.configure("");
        token.0.write("pin", format!("{PIN}\n"));
        token.foreign(
            "softhsm2-util",
            &format!("--init-token --free --label Demo --pin {PIN} --so-pin 1234567890"),
        );
        token.0.done("ca init authority --name Root --key p256");
        Some(token)
    }

    fn configure(&self, more: &str) {
        let tokens = self.0.path("tokens");
        let text = format!("directories.tokendir = {}\n{more}\n", tokens.display());
        self.0.write("softhsm2.conf", text);
    }

    fn configuration(&self) -> PathBuf {
        self.0.path("softhsm2.conf")
    }

    fn foreign(&self, program: &str, arguments: &str) -> String {
        let configuration = self.configuration();
        self.0.other(program, arguments, &[("SOFTHSM2_CONF", configuration.as_os_str())])
    }

    /// Makes a key, has it certified, and puts it into the token under the name of its kind.
    fn key(&self, kind: &str, id: &str) {
        self.0.done(&format!(
            "ca issue authority --for person --surname Testova --given Anna --key {kind} \
             --key-out {kind}.key --out {kind}.pem"
        ));
        self.foreign(
            "softhsm2-util",
            &format!("--import {kind}.key --token Demo --label {kind} --id {id} --pin {PIN}"),
        );
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = self.0.command(arguments);
        command.env("SOFTHSM2_CONF", self.configuration());
        command
    }

    fn said(&self, arguments: &str) -> (i32, String) {
        said(&self.command(arguments).output().unwrap())
    }
}

#[test]
fn what_a_token_signs_holds_here_and_in_openssl() {
    let Some(token) = Token::new("token-signs") else { return };
    for (number, kind) in ["rsa2048", "p256", "p384"].iter().enumerate() {
        token.key(kind, &format!("0{}", number + 1));
    }
    // The certificate of the first lies in the token beside its key.
    token.foreign(
        "p11tool",
        &format!(
            "--provider {MODULE} --login --set-pin={PIN} --write --load-certificate rsa2048.pem \
             --label rsa2048 --id 01 pkcs11:token=Demo"
        ),
    );
    for (kind, more) in [
        ("rsa2048", ""),
        ("rsa2048", "--cert rsa2048.pem --pss"),
        ("p256", "--cert p256.pem"),
        ("p384", "--cert p384.pem"),
    ] {
        let (code, printed) = token.said(&format!(
            "sign document.txt --key pkcs11:token=Demo;object={kind}?module-path={MODULE} \
             --pin-file pin --out document.txt.sig {more}"
        ));
        assert_eq!(code, 0, "{kind} {more}: {printed}");
        let answer: serde_json::Value =
            serde_json::from_str(&token.0.done(VERIFY)).expect("an answer for programs");
        let signature = &answer["results"][0]["signatures"][0];
        assert_eq!(signature["signer"]["name"], "Testova Anna", "{kind}");
        let mut checks = signature["checks"].as_array().unwrap().iter();
        let algorithm = checks.find(|check| check["name"] == "signature").unwrap();
        let pss = algorithm["input"]["algorithm"].as_str().unwrap().contains("PSS");
        assert_eq!(pss, more.contains("--pss"), "{algorithm}");
        token.0.other("openssl", OPENSSL_VERIFY, &[]);
        assert_eq!(token.0.read("verified"), token.0.read("document.txt"), "{kind}");
    }

    // By number, with the PIN from the environment, and nothing but the bytes of the signature.
    let mut bare = token.command("sign document.txt --format raw --out bare --key pkcs11:id=%02");
    bare.args(["--module", MODULE]).env("KABINET_TOKEN_PIN", PIN);
    let (code, printed) = said(&bare.output().unwrap());
    assert_eq!(code, 0, "{printed}");
    token.0.other("openssl", "x509 -in p256.pem -noout -pubkey -out p256.pub", &[]);
    let check = "dgst -sha256 -verify p256.pub -signature bare document.txt";
    token.0.other("openssl", check, &[]);
}

#[test]
fn what_is_wrong_with_a_token_is_said_and_nothing_is_written() {
    let Some(token) = Token::new("token-refuses") else { return };
    token.key("rsa2048", "01");
    token.key("p256", "02");
    token.0.write("empty", "");
    token.0.write("wrong", "00000000\n");
    let there =
        |rest: &str| format!("pkcs11:token=Demo;object=rsa2048?module-path={MODULE} {rest}");
    let with = |place: &str, rest: &str| format!("pkcs11:{place}?module-path={MODULE} {rest}");
    for (key, code, words) in [
        ("pkcs11:token=Demo --pin-file pin".to_owned(), 64, "name the library of the token"),
        ("pkcs11:?module-path=missing.so".to_owned(), 66, "missing.so does not load"),
        ("pkcs11:?module-path=libm.so.6".to_owned(), 66, "C_GetFunctionList"),
        (with("token=Other", ""), 66, "there is no such token; there are: Demo"),
        (with("token=Demo;object=gost", "--pin-file pin"), 66, "rsa2048 (id 01)"),
        (with("token=Demo", "--pin-file pin"), 64, "several keys fit"),
        (with("token=Demo;colour=red", "--pin-file pin"), 64, "colour is not understood"),
        (there(""), 64, "there is nobody to ask"),
        (there("--pin-file missing"), 66, "missing"),
        (there("--pin-file empty"), 64, "the PIN is empty and was not tried"),
        (there("--password-file pin"), 64, "has no password but a PIN"),
        ("key.der --cert cert.der --pin-file pin".to_owned(), 64, "with a key in a token only"),
        // The order matters from here on: a wrong PIN makes the token warn.
        (there("--pin-file pin"), 1, "none of the certificates is one of this key"),
        (there("--pin-file pin --cert p256.pem"), 1, "none of the certificates is one of this key"),
        (
            there("--pin-file wrong --cert rsa2048.pem"),
            1,
            "it was not tried again. The token warns",
        ),
    ] {
        let (found, printed) = token.said(&format!("sign document.txt --key {key}"));
        assert_eq!(found, code, "{key}: {printed}");
        assert!(printed.contains(words), "{key}: {printed}");
        assert!(!token.0.path("document.txt.sig").exists(), "{key}");
    }
    let (code, printed) = token.said(&format!(
        "sign document.txt --key pkcs11:object=rsa2048?module-path={MODULE}&pin-value={PIN}"
    ));
    assert!(code == 64 && !printed.contains(PIN) && printed.contains("pin-value"), "{printed}");
    // The right PIN after the wrong one.
    let right = there("--pin-file pin --cert rsa2048.pem");
    assert_eq!(token.said(&format!("sign document.txt --key {right}")).0, 0);
}

#[test]
fn a_key_that_may_not_sign_and_a_token_that_cannot_say_so() {
    let Some(token) = Token::new("token-cannot") else { return };
    token.key("rsa2048", "01");
    let place = format!("pkcs11:object=rsa2048?module-path={MODULE} --pin-file pin");
    let sign = format!("sign document.txt --cert rsa2048.pem --key {place}");
    token.configure("slots.mechanisms = CKM_RSA_PKCS,CKM_SHA256");
    let (code, printed) = token.said(&format!("{sign} --pss"));
    assert!(code == 1 && printed.contains("CKM_RSA_PKCS_PSS"), "{code} {printed}");
    assert!(!token.0.path("document.txt.sig").exists());
    token.configure("");
    token.foreign(
        "p11tool",
        &format!(
            "--provider {MODULE} --login --set-pin={PIN} --write --load-privkey rsa2048.key \
             --mark-decrypt --no-mark-sign --label closed --id 09 pkcs11:token=Demo"
        ),
    );
    let closed = sign.replace("object=rsa2048", "object=closed");
    let (code, printed) = token.said(&closed);
    assert!(code == 1 && printed.contains("CKA_SIGN"), "{code} {printed}");
}

#[test]
fn a_token_that_goes_away_leaves_no_half_of_a_signature() {
    let Some(token) = Token::new("token-goes") else { return };
    token.key("p256", "01");
    // The program opens the token first and then waits for the document.
    let document = token.0.path("slow");
    token.0.other("mkfifo", "slow", &[]);
    let mut command = token.command(&format!(
        "sign slow --cert p256.pem --pin-file pin --out slow.sig \
         --key pkcs11:object=p256?module-path={MODULE}"
    ));
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Opening waits for the one who reads; by then the token is open.
    let mut writer = fs::OpenOptions::new().write(true).open(&document).unwrap();
    take_out(&token.0.path("tokens"));
    writer.write_all(b"An agreement.").unwrap();
    drop(writer);
    let (code, printed) = said(&child.wait_with_output().unwrap());
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("the token"), "{printed}");
    assert!(!token.0.path("slow.sig").exists());
}

/// What is left when somebody pulls a token out: nothing.
fn take_out(tokens: &Path) {
    for entry in fs::read_dir(tokens).unwrap() {
        fs::remove_dir_all(entry.unwrap().path()).unwrap();
    }
}

#[test]
fn a_pin_is_asked_for_once_on_a_terminal_and_not_shown() {
    let Some(token) = Token::new("token-asks") else { return };
    token.key("p256", "01");
    let program = env!("CARGO_BIN_EXE_kabinet");
    for (language, typed, code, words) in [
        ("en", "00000000", 1, "PIN of the token “Demo”: "),
        ("ru", "00000000", 1, "Токен предупреждает: попыток осталось мало"),
        ("en", "", 64, "no PIN was typed"),
        ("en", PIN, 0, "signed by Testova Anna"),
    ] {
        let line = format!(
            "{program} signature --language {language} sign document.txt --cert p256.pem \
             --key 'pkcs11:object=p256?module-path={MODULE}' --out document.txt.sig"
        );
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).current_dir(token.0.path(""));
        command.env("SOFTHSM2_CONF", token.configuration()).env_remove("KABINET_TOKEN_PIN");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("script of bsdutils");
        let mut input = child.stdin.take().unwrap();
        // A terminal shows what is typed before it was told not to.
        std::thread::sleep(std::time::Duration::from_secs(3));
        input.write_all(format!("{typed}\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        drop(input);
        let (found, printed) = said(&output);
        assert_eq!(found, code, "{printed}");
        assert!(printed.contains(words), "{printed}");
        assert!(typed.is_empty() || !printed.contains(typed), "{printed}");
    }
}
