//! The files that the rules read.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::rust::{self, Rust};

/// Folders that hold nothing of ours.
const SKIPPED: &[&str] = &[".git", "target", "node_modules", "data"];

/// Files with these endings are read; of all others only the path is known.
const TEXT: &[&str] = &[
    "css",
    "ftl",
    "html",
    "js",
    "json",
    "lock",
    "md",
    "mjs",
    "rs",
    "sh",
    "sql",
    "svg",
    "toml",
    "txt",
    "xml",
    "yml",
    "yaml",
    "webmanifest",
];

pub struct Tree {
    /// Every path below the root, folders too, with `/` between its parts.
    pub paths: BTreeSet<String>,
    pub files: Vec<File>,
}

/// A text file.
pub struct File {
    pub path: String,
    pub text: String,
    /// Only for Rust files.
    pub rust: Option<Rust>,
}

impl Tree {
    pub fn read(root: &Path) -> io::Result<Tree> {
        let mut tree = Tree { paths: BTreeSet::new(), files: Vec::new() };
        tree.enter(root, "")?;
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(tree)
    }

    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    pub fn with_ending<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| ending_of(&file.path) == ending)
    }

    /// Rust files with their parts.
    pub fn rust(&self) -> impl Iterator<Item = (&File, &Rust)> {
        self.files.iter().filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    /// Names of the folders below `crates` that are crates.
    pub fn crates(&self) -> Vec<&str> {
        self.paths
            .iter()
            .filter_map(|path| path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml"))
            .filter(|name| !name.contains('/'))
            .collect()
    }

    fn enter(&mut self, root: &Path, below: &str) -> io::Result<()> {
        for entry in fs::read_dir(root.join(below))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
            let kind = entry.file_type()?;
            if kind.is_dir() && !SKIPPED.contains(&name.as_str()) && !name.starts_with("target-") {
                self.paths.insert(path.clone());
                self.enter(root, &path)?;
            } else if kind.is_file() {
                self.take(root, path);
            }
        }
        Ok(())
    }

    fn take(&mut self, root: &Path, path: String) {
        let ending = ending_of(&path);
        if (TEXT.contains(&ending) || path.starts_with(".ci/"))
            && let Ok(text) = fs::read_to_string(root.join(&path))
        {
            let rust = (ending == "rs").then(|| rust::read(&text));
            self.files.push(File { path: path.clone(), text, rust });
        }
        self.paths.insert(path);
    }
}

impl File {
    /// The crate whose `src` this file is part of.
    pub fn source_of(&self) -> Option<&str> {
        let (name, below) = self.path.strip_prefix("crates/")?.split_once('/')?;
        below.starts_with("src/").then_some(name)
    }

    /// Whether the file holds tests only.
    pub fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name == "tests.rs" || self.path.contains("/tests/") || self.path.contains("/benches/")
    }

    /// Whether a byte of a Rust file is compiled for tests only.
    pub fn is_test_at(&self, at: usize) -> bool {
        let ranges = self.rust.iter().flat_map(|rust| &rust.tests);
        self.is_test() || ranges.into_iter().any(|range| range.contains(&at))
    }

    /// Numbered lines, from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(i, line)| (i + 1, line))
    }

    pub fn line_at(&self, at: usize) -> usize {
        rust::line_of(&self.text, at)
    }
}

pub fn ending_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}
