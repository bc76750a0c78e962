//! Documents that name what is there: every path in backticks and every link exists.

use super::Finding;
use super::tree::{File, Tree, ending_of};

/// Folders that exist only after a command, and the file that may not exist at all.
const MADE: &[&str] = &["target", "data", "mod.rs"];

/// A bare file name with one of these endings is meant to be found somewhere in the tree.
const OURS: &[&str] = &["md", "rs", "sql", "ftl", "css", "html", "mjs"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.with_ending("md") {
        let mut fenced = false;
        for (number, line) in file.lines() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if !fenced {
                check_line(tree, file, number, line, &mut found);
            }
        }
    }
    found
}

fn check_line(tree: &Tree, file: &File, number: usize, line: &str, found: &mut Vec<Finding>) {
    for named in backticked(line).filter(|named| !exists(tree, file, named)) {
        let says = format!("`{named}` is not in the tree: correct the path or the sentence");
        found.push(Finding::new(&file.path, number, says));
    }
    for target in links(line) {
        let path = target.split(['#', '?']).next().unwrap_or_default();
        if !path.is_empty() && !tree.paths.contains(&resolve(&file.path, path)) {
            let says = format!("the link to `{target}` leads nowhere: correct it");
            found.push(Finding::new(&file.path, number, says));
        }
    }
}

/// The parts of a line between single backticks.
fn backticked(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Targets of `[text](target)` that are paths.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| {
        let target = rest.split(')').next()?.split_whitespace().next()?;
        let elsewhere = target.contains("://") || target.starts_with("mailto:");
        (!elsewhere).then_some(target)
    })
}

/// Whether a backticked text is no path of ours, or one that exists.
fn exists(tree: &Tree, file: &File, named: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let path = named.split(['#', ':']).next().unwrap_or_default();
    if named.contains("::") || path.is_empty() || !path.chars().all(plain) {
        return true;
    }
    let made = path.split('/').next().is_some_and(|first| MADE.contains(&first));
    let invented = made || path.split(['/', '_', '.']).any(is_blank);
    let Some((top, _)) = path.split_once('/') else {
        let elsewhere = tree.paths.iter().any(|p| p.rsplit('/').next() == Some(path));
        return invented || !OURS.contains(&ending_of(path)) || elsewhere;
    };
    let of_ours = tree.paths.contains(top) || OURS.contains(&ending_of(path));
    let path = path.trim_end_matches('/');
    let below = || tree.paths.iter().any(|p| p.ends_with(path) && p.contains(&format!("/{path}")));
    let here = || tree.paths.contains(&resolve(&file.path, path));
    !of_ours || invented || path.starts_with('/') || tree.paths.contains(path) || here() || below()
}

/// A part to be filled in by the reader: `NNNN`, `CRATE`.
fn is_blank(part: &str) -> bool {
    part.len() > 2
        && part.bytes().all(|b| b.is_ascii_uppercase())
        && !["README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG", "LICENSE"]
            .contains(&part)
}

/// `target` as seen from the document `from`.
fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_fires, assert_quiet};
    use super::*;

    const LIB: (&str, &str) = ("crates/web/src/lib.rs", "");

    #[test]
    fn a_path_in_backticks_exists() {
        let doc = ("README.md", "a\nsee `crates/web/src/shell.rs`");
        assert_fires(check, &[LIB, doc], "README.md:2: `crates/web/src/shell.rs` is not");
        assert_fires(check, &[LIB, ("README.md", "`docs.md`")], "README.md:1: `docs.md`");
        let fine = "`crates/web/src/lib.rs:1`, `src/lib.rs`, `lib.rs`, `crates/web/`, `text/html`, \
                    `migrations/NNNN_CRATE.sql`, `target/a.html`, `store::Tx`, \
                    `/health/ready`, `DIR/kabinet.db`";
        assert_quiet(check, &[LIB, ("README.md", fine)]);
        assert_quiet(check, &[LIB, ("README.md", "```\n`a.rs` [b](c.md)\n```\n")]);
    }

    #[test]
    fn a_link_leads_somewhere() {
        let doc = ("docs/a.md", "[b](b.md#c) [d](https://e) [f](#g)");
        assert_fires(check, &[LIB, doc], "docs/a.md:1: the link to `b.md#c`");
        let doc = ("docs/a.md", "[b](../crates/web/src/lib.rs) [c](a.md)");
        assert_quiet(check, &[LIB, doc]);
    }
}
