//! A folder of one test, and the program as people run it in there.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with a document, and a key of GOST with its certificate.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let name = format!("kabinet-signature-{}-{name}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        fs::create_dir(&folder.0).unwrap();
        let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gost/tests/vectors/g256_XA");
        for file in ["key.der", "cert.der"] {
            fs::copy(vectors.join(file), folder.path(file)).unwrap();
        }
        folder.write("document.txt", "An agreement with nobody.");
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The program with these words behind `signature`, in English and without a terminal.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kabinet"));
        command.current_dir(&self.0).stdin(Stdio::null());
        command.env_remove("KABINET_KEY_PASSWORD").env_remove("KABINET_TOKEN_PIN");
        command.args(["signature", "--language", "en"]).args(arguments.split_whitespace());
        command
    }

    pub fn run(&self, arguments: &str) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The exit code and what was printed.
    pub fn said(&self, arguments: &str) -> (i32, String) {
        said(&self.run(arguments))
    }

    /// What was printed by a command that must succeed.
    pub fn done(&self, arguments: &str) -> String {
        let (code, said) = self.said(arguments);
        assert_eq!(code, 0, "{arguments}: {said}");
        said
    }

    /// Another program, which must succeed, and what it said.
    pub fn other(&self, program: &str, arguments: &str, environment: &[(&str, &OsStr)]) -> String {
        let mut command = Command::new(program);
        command.current_dir(&self.0).stdin(Stdio::null()).args(arguments.split_whitespace());
        command.envs(environment.iter().copied());
        let output = command.output();
        let output = output.unwrap_or_else(|e| panic!("{program}: {e} (cargo x setup brings it)"));
        let (code, said) = said(&output);
        assert_eq!(code, 0, "{program} {arguments}: {said}");
        said
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The exit code and what was printed.
pub fn said(output: &Output) -> (i32, String) {
    let printed = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.code().unwrap(), String::from_utf8(printed).unwrap())
}

/// Whether tests with other people's programs are wanted.
pub fn foreign_wanted() -> bool {
    let wanted = std::env::var_os("KABINET_TEST_FOREIGN").is_some();
    if !wanted {
        println!("skipped: KABINET_TEST_FOREIGN is not set (cargo x test sets it)");
    }
    wanted
}
