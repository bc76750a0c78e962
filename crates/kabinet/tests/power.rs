//! `kabinet signature verify --power`: who signs for whom, as people and programs run it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with an authority, the certificates of invented people, a document that the
/// representative signed, and a power of attorney that the principal's director signed.
struct Folder(PathBuf);

const SAMPLES: &str = "../sign/tests/vectors/power";

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("kabinet-power-{}-{name}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        let _ = fs::remove_dir_all(&folder.0);
        fs::create_dir(&folder.0).unwrap();
        folder.runs(&["ca", "init", "ca", "--name", "Root", "--key", "gost256"]);
        let head = [
            "--organization",
            "ООО «Вымышленное общество»",
            "--inn-organization",
            "9900000017",
            "--ogrn",
            "1999900000010",
        ];
        folder.issue("head", ["Образцов", "Пример Тестович", "90000000182", "990000001172"], &head);
        folder.issue("anna", ["Тестова", "Анна Примеровна", "90000000283", "990000002200"], &[]);
        folder.issue("boris", ["Пробный", "Борис Вымыслович", "90000000384", "990000003324"], &[]);
        fs::write(folder.path("document.txt"), "An agreement with nobody.").unwrap();
        folder.signs("document.txt", "anna");
        folder.takes("003.xml");
        folder.signs("003.xml", "head");
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn issue(&self, name: &str, [surname, given, snils, inn]: [&str; 4], more: &[&str]) {
        let (key, out) = (format!("{name}.key"), format!("{name}.pem"));
        let kind = if more.is_empty() { "person" } else { "staff" };
        let mut words = vec!["ca", "issue", "ca", "--for", kind, "--surname", surname];
        words.extend(["--given", given, "--snils", snils, "--inn", inn]);
        words.extend(["--key-out", &key, "--out", &out]);
        words.extend(more);
        self.runs(&words);
    }

    fn signs(&self, file: &str, who: &str) {
        let (key, cert) = (format!("{who}.key"), format!("{who}.pem"));
        let out = format!("{file}.sig");
        self.runs(&["sign", file, "--key", &key, "--cert", &cert, "--out", &out]);
    }

    /// Takes a sample into the folder.
    fn takes(&self, name: &str) {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLES);
        fs::copy(samples.join(name), self.path(name)).unwrap();
    }

    fn run(&self, language: &str, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kabinet"));
        command.current_dir(&self.0).args(["signature", "--language", language]).args(words);
        command.output().unwrap()
    }

    fn runs(&self, words: &[&str]) {
        let output = self.run("en", words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The exit code and what was printed.
    fn verified(&self, language: &str, more: &str) -> (i32, String) {
        let mut words = vec!["verify", "document.txt", "--trust", "ca/certificate.pem"];
        words.extend(more.split_whitespace());
        let output = self.run(language, &words);
        let printed = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(printed).unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_power_of_the_signer_is_judged_in_three_lines() {
    let folder = Folder::new("holds");
    let (code, said) = folder.verified("ru", "--power 003.xml --no-registry");
    assert_eq!(code, 0, "{said}");
    let lines: Vec<&str> = said.lines().collect();
    let at = lines.iter().position(|line| *line == "003.xml").unwrap();
    assert_eq!(lines.len() - at, 4, "{said}");
    assert!(lines[at + 1].starts_with("Доверил:   ООО «Вымышленное общество», ИНН 9900000017"));
    assert!(lines[at + 2].starts_with("Кому:      Тестова Анна Примеровна"), "{said}");
    assert!(lines[at + 3].starts_with("МЧД:       в силе"), "{said}");
    // The state in the registry is needed for yes, unless the caller does without.
    let (code, said) = folder.verified("en", "--power 003.xml");
    assert!(code == 2 && said.contains("registry of ФНС was not asked"), "{said}");
    let (code, said) = folder.verified("en", "--power 003.xml --power-signature 003.xml.sig");
    assert!(code == 2 && said.contains("Power:     cannot be told"), "{said}");
    let (code, said) = folder.verified("en", "--power 003.xml --no-registry --details");
    assert!(code == 0 && said.contains("+ power.representative"), "{said}");

    let output = folder.verified("en", "--power 003.xml --no-registry --json").1;
    let answer: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!((&answer["outcome"], &answer["exit_code"]), (&"holds".into(), &0.into()));
    let power = &answer["power"];
    assert_eq!((&power["file"], &power["outcome"]), (&"003.xml".into(), &"holds".into()));
    assert_eq!(power["power"]["principals"][0]["inn"], "9900000017");
    assert_eq!(power["power"]["codes"][0]["code"], "PROBA_01");
    assert_eq!(power["signatures"][0]["format"], "CAdES-BES");
    let names: Vec<&str> = power["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["name"].as_str().unwrap())
        .collect();
    for name in ["power.numbers", "power.principal", "power.registry", "power.signature"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let own = answer["results"][0]["signatures"][0]["checks"].as_array().unwrap();
    let of_power = own.iter().find(|check| check["name"] == "power.representative").unwrap();
    assert_eq!(of_power["input"]["snils"], "90000000283");
}

#[test]
fn what_speaks_against_it_is_found() {
    let folder = Folder::new("fails");
    let said_no = |more: &str, why: &str| {
        let (code, said) = folder.verified("en", &format!("{more} --no-registry"));
        assert!(code == 1 && said.contains(why), "{more}: {said}");
    };
    // Somebody else signed the document.
    folder.signs("document.txt", "boris");
    said_no("--power 003.xml", "“Пробный Борис Вымыслович” is not in it");
    folder.signs("document.txt", "anna");
    // Another day.
    said_no("--power 003.xml --at 2020-01-01", "the certificate");
    let xml = fs::read_to_string(folder.path("003.xml")).unwrap();
    let writes = |changed: &str| {
        fs::write(folder.path("changed.xml"), changed).unwrap();
        folder.signs("changed.xml", "head");
    };
    writes(&xml.replace("2026-09-01", "2020-01-01").replace("2027-08-31", "2020-12-31"));
    said_no("--power changed.xml", "outside of the term of the power");
    writes(&xml.replace("9900000017", "9900000018"));
    said_no("--power changed.xml", "there are no such numbers: ИНН 9900000018");
    // The representative gave it to herself.
    fs::write(folder.path("own.xml"), &xml).unwrap();
    folder.signs("own.xml", "anna");
    said_no("--power own.xml", "was not signed by the principal");
    // Changed after it was signed, with the signature of another file, or without a signature.
    fs::write(folder.path("003.xml"), xml.replace("PROBA_01", "PROBA_99")).unwrap();
    said_no("--power 003.xml", "this is not the document that was signed");
    said_no("--power 003.xml --power-signature document.txt.sig", "not the document");
    said_no("--power 003.xml --power-signature document.txt", "this is no signature");
    said_no("--power document.txt", "no machine-readable power of attorney");
    fs::remove_file(folder.path("003.xml.sig")).unwrap();
    let (code, said) = folder.verified("en", "--power 003.xml --no-registry");
    assert!(code == 2 && said.contains("signature of the power of attorney was not given"));
    let bomb = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><a>&b;</a>";
    fs::write(folder.path("bomb.xml"), bomb).unwrap();
    said_no("--power bomb.xml", "no machine-readable power of attorney");
    let tax = xml.replace("ВерсФорм=\"EMCHD_1\"", "ВерсФорм=\"5.01\"");
    fs::write(folder.path("tax.xml"), tax).unwrap();
    let (code, said) = folder.verified("en", "--power tax.xml --no-registry");
    assert!(code == 2 && said.contains("are not read, only 003"), "{said}");
    assert_eq!(folder.verified("en", "--power missing.xml").0, 66);
    assert_eq!(folder.verified("en", "--power 003.xml --power-signature missing.sig").0, 66);
    assert_eq!(folder.verified("en", "--no-registry").0, 64, "only together with --power");
}

#[test]
fn other_forms_of_the_file_are_read() {
    let folder = Folder::new("forms");
    for (name, code) in
        [("002.xml", 0), ("prefixes.xml", 0), ("windows_1251.xml", 0), ("handed_on.xml", 2)]
    {
        folder.takes(name);
        folder.signs(name, "head");
        let (found, said) = folder.verified("en", &format!("--power {name} --no-registry"));
        assert_eq!(found, code, "{name}: {said}");
    }
}
