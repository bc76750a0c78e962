//! `cargo x tidy`: the rules of the house that a compiler does not know.
//!
//! Each rule is a function over the files of the tree. What it finds names the place and says what
//! to do, so that nobody has to look up a rule to satisfy it.

mod assets;
mod docs;
mod doors;
mod fluent;
mod layers;
mod packages;
mod rust;
mod style;
mod tables;
mod tree;
mod words;

use std::fmt;
use std::path::Path;
use std::time::Instant;

use self::tree::Tree;

/// A place that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub says: String,
}

type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("layers", layers::check),
    ("tables", tables::check),
    ("doors", doors::check),
    ("packages", packages::check),
    ("style", style::check),
    ("words", words::check),
    ("docs", docs::check),
    ("assets", assets::check),
];

/// Checks the tree at `root`, prints what it finds and the sizes that have a limit.
pub fn run(root: &Path) -> Result<(), String> {
    let start = Instant::now();
    let tree = Tree::read(root).map_err(|error| format!("cannot read the tree: {error}"))?;
    let found = findings(&tree);
    for finding in &found {
        println!("{finding}");
    }
    println!(
        "tidy: {} text files in {:.1} s; {}; {}",
        tree.files.len(),
        start.elapsed().as_secs_f64(),
        packages::summary(&tree),
        assets::summary(&tree)
    );
    match found.len() {
        0 => Ok(()),
        1 => Err("tidy: 1 place to put right, named above".into()),
        n => Err(format!("tidy: {n} places to put right, named above")),
    }
}

fn findings(tree: &Tree) -> Vec<Finding> {
    let mut found: Vec<Finding> = RULES.iter().flat_map(|(_, rule)| rule(tree)).collect();
    found.sort();
    found.dedup();
    found
}

impl Finding {
    fn new(path: &str, line: usize, says: impl Into<String>) -> Finding {
        Finding { path: path.into(), line, says: says.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.says)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::atomic::{AtomicU32, Ordering};

    static NEXT: AtomicU32 = AtomicU32::new(0);

    /// A tree with these files, written to a folder of its own and read back.
    pub fn fixture(files: &[(&str, &str)]) -> Tree {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kabinet-tidy-{}-{number}", std::process::id());
        let root = std::env::temp_dir().join(name);
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let tree = Tree::read(&root).unwrap();
        fs::remove_dir_all(&root).unwrap();
        tree
    }

    /// The findings of one rule as printed lines.
    pub fn fired(rule: Rule, files: &[(&str, &str)]) -> Vec<String> {
        rule(&fixture(files)).iter().map(ToString::to_string).collect()
    }

    #[track_caller]
    pub fn assert_fires(rule: Rule, files: &[(&str, &str)], start: &str) {
        let fired = fired(rule, files);
        assert!(fired.iter().any(|line| line.starts_with(start)), "no «{start}» in {fired:#?}");
    }

    #[track_caller]
    pub fn assert_quiet(rule: Rule, files: &[(&str, &str)]) {
        assert_eq!(fired(rule, files), Vec::<String>::new());
    }

    #[test]
    fn this_tree_is_tidy() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let found: Vec<String> =
            findings(&Tree::read(&root).unwrap()).iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "\n{}", found.join("\n"));
    }

    #[test]
    fn what_is_built_or_downloaded_is_not_read() {
        let tree = fixture(&[
            ("target/a.rs", ""),
            ("crates/kabinet/tests/foreign/node_modules/b.js", ""),
            ("crates/web/src/lib.rs", "fn f() {}"),
        ]);
        assert_eq!(tree.files.len(), 1);
        assert_eq!(tree.files[0].source_of(), Some("web"));
    }
}
