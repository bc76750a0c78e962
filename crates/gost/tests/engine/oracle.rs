//! GOST engine as a child process: oracle.c says which commands it knows.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use gost::ParameterSet;

pub struct Oracle {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    /// Builds and starts it, or says why there is none.
    pub fn start() -> Result<Self, String> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/oracle.c");
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("oracle-{}-{number}", std::process::id());
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let built = Command::new("cc")
            .arg("-O2")
            .arg(source)
            .args(["-l:libcrypto.so.3", "-o"])
            .arg(&program)
            .output()
            .map_err(|error| format!("cc: {error}"))?;
        if !built.status.success() {
            return Err(String::from_utf8_lossy(&built.stderr).into_owned());
        }
        let child = Command::new(&program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("{}: {error}", program.display()))?;
        // It runs; its file is no longer needed.
        let _ = std::fs::remove_file(&program);
        let commands = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut oracle = Self { child, commands, answers };
        match oracle.answer().as_str() {
            "ready" => Ok(oracle),
            other => Err(other.into()),
        }
    }

    /// Makes a key, keeps it, and answers it in PKCS #8.
    pub fn key(&mut self, set: ParameterSet) -> Vec<u8> {
        let (bits, name) = (8 * set.size(), name(set));
        unhex(&self.ask(&format!("key gost2012_{bits} {name}")))
    }

    /// Signs with the key it keeps.
    pub fn sign(&mut self, set: ParameterSet, message: &[u8]) -> Vec<u8> {
        unhex(&self.ask(&format!("sign {} {}", digest(set), hex(message))))
    }

    /// Whether the signature holds for the key (as in certificates).
    pub fn verify(
        &mut self,
        set: ParameterSet,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let (digest, key) = (digest(set), hex(key));
        let (message, signature) = (hex(message), hex(signature));
        self.ask(&format!("verify {digest} {key} {message} {signature}")) == "1"
    }

    /// Signatures and verifications a second with the key it keeps.
    #[allow(dead_code, reason = "the test needs no speed")]
    pub fn speed(&mut self, set: ParameterSet, seconds: f64) -> (f64, f64) {
        let answer = self.ask(&format!("speed {} {seconds}", digest(set)));
        let (sign, verify) = answer.split_once(' ').unwrap();
        (sign.parse().unwrap(), verify.parse().unwrap())
    }

    fn ask(&mut self, command: &str) -> String {
        writeln!(self.commands, "{command}").unwrap();
        let answer = self.answer();
        assert!(!answer.starts_with("failed"), "{command}: {answer}");
        answer
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the engine calls the set.
fn name(set: ParameterSet) -> &'static str {
    match set {
        ParameterSet::CryptoProA | ParameterSet::Tc26_512A => "A",
        ParameterSet::CryptoProB | ParameterSet::Tc26_512B => "B",
        ParameterSet::CryptoProC | ParameterSet::Tc26_512C => "C",
        ParameterSet::CryptoProXchA => "XA",
        ParameterSet::CryptoProXchB => "XB",
        ParameterSet::Tc26_256A => "TCA",
        ParameterSet::Tc26_256B => "TCB",
        ParameterSet::Tc26_256C => "TCC",
        ParameterSet::Tc26_256D => "TCD",
    }
}

fn digest(set: ParameterSet) -> &'static str {
    if set.size() == 32 { "md_gost12_256" } else { "md_gost12_512" }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()).collect()
}
