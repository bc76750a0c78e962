//! A folder for the files of one test, and programs that run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub struct Folder(PathBuf);

/// A folder, or nothing when such tests are not wanted.
pub fn folder(name: &str) -> Option<Folder> {
    if std::env::var_os("KABINET_TEST_FOREIGN").is_none() {
        println!("skipped: KABINET_TEST_FOREIGN is not set (cargo x test sets it)");
        return None;
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sign").join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    Some(Folder(path))
}

impl Folder {
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs a program with words that are separated by spaces.
    pub fn try_run(&self, program: &str, words: &str) -> Output {
        let mut command = Command::new(program);
        command.args(words.split(' ')).current_dir(&self.0).stdin(Stdio::null());
        command.env("OPENSSL_CONF", self.path("openssl.cnf"));
        command.output().unwrap_or_else(|e| panic!("{program}: {e} (cargo x setup installs it)"))
    }

    /// What a program says that must succeed.
    pub fn run(&self, program: &str, words: &str) -> String {
        let output = self.try_run(program, words);
        let said = said(&output);
        assert!(output.status.success(), "{program} {words}: {said}");
        said
    }
}

pub fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}
