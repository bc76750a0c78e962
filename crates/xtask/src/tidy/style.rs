//! Style by numbers, and words that are left behind in unfinished work.

use super::Finding;
use super::rust;
use super::tree::{File, Tree, ending_of};

const COLUMNS_MAX: usize = 100;
const FUNCTION_LINES_MAX: usize = 70;
const FILE_LINES_MAX: usize = 600;

/// A longer run without a space (an address, a key, a digest) cannot be broken.
const UNBROKEN_MIN: usize = 80;

/// Files that are one long table of facts.
const TABLES: &[&str] = &[];

const UNFINISHED: &[&str] = &["TODO", "FIXME", "XXX"];
const UNFINISHED_MACROS: &[&str] = &["dbg!", "todo!", "unimplemented!"];

/// Folders that exist on one machine only; put together, so that no file names one, not even this.
const MACHINE: &[&str] =
    &[concat!("/", "work/"), concat!("/", "farm/"), concat!("/", "root/"), concat!("/", "Users/")];

/// This file and its tests name what they look for.
const SELF: &str = "crates/xtask/src/tidy/style.rs";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &tree.files {
        columns(file, &mut found);
        functions(file, &mut found);
        length(file, &mut found);
        if file.path != SELF && !file.path.ends_with("Cargo.lock") {
            left_behind(file, &mut found);
        }
    }
    for path in tree.paths.iter().filter(|path| path.ends_with("/mod.rs")) {
        let says = "no mod.rs: call it like its folder, beside the folder";
        found.push(Finding::new(path, 1, says));
    }
    found
}

fn columns(file: &File, found: &mut Vec<Finding>) {
    let ours = ["rs", "sql", "css", "js", "mjs", "sh"].contains(&ending_of(&file.path));
    if !ours && !file.path.starts_with(".ci/") {
        return;
    }
    for (number, line) in file.lines() {
        let columns = line.chars().count();
        let unbroken = line.split_whitespace().map(|part| part.chars().count()).max();
        if columns > COLUMNS_MAX && unbroken.unwrap_or(0) < UNBROKEN_MIN {
            let says = format!("{columns} columns, at most {COLUMNS_MAX}: break the line");
            found.push(Finding::new(&file.path, number, says));
        }
    }
}

fn functions(file: &File, found: &mut Vec<Finding>) {
    let Some(rust) = file.rust.as_ref().filter(|_| !file.is_test()) else { return };
    let tests: Vec<_> =
        rust.tests.iter().map(|r| file.line_at(r.start)..=file.line_at(r.end)).collect();
    for function in rust::functions(&rust.code) {
        let tested = tests.iter().any(|lines| lines.contains(&function.line));
        if function.lines > FUNCTION_LINES_MAX && !tested {
            let says = format!(
                "function `{}` has {} lines, at most {FUNCTION_LINES_MAX}: give its steps names",
                function.name, function.lines
            );
            found.push(Finding::new(&file.path, function.line, says));
        }
    }
}

fn length(file: &File, found: &mut Vec<Finding>) {
    let ours = ["rs", "html", "js", "mjs", "sql"].contains(&ending_of(&file.path));
    let lines = file.lines().count();
    if ours && lines > FILE_LINES_MAX && !file.is_test() && !TABLES.contains(&file.path.as_str()) {
        let says = format!(
            "{lines} lines, at most {FILE_LINES_MAX}: more than one thing lives here; \
             move one out (a pure table of facts is listed in TABLES of tidy/style.rs)"
        );
        found.push(Finding::new(&file.path, FILE_LINES_MAX + 1, says));
    }
}

fn left_behind(file: &File, found: &mut Vec<Finding>) {
    for (number, line) in file.lines() {
        let mut say = |says: String| found.push(Finding::new(&file.path, number, says));
        for word in UNFINISHED.iter().filter(|word| rust::words(line, word).next().is_some()) {
            say(format!("`{word}`: finish it, or say in a sentence what is not there and why"));
        }
        let prose = ["rs", "html", "ftl", "md", "js"].contains(&ending_of(&file.path));
        let lower = line.to_lowercase();
        if prose && rust::words(&lower, "placeholder").next().is_some() {
            say("`placeholder`: a field has a label and a hint, code has its real value".into());
        }
        if let Some(path) = machine_path(line) {
            say(format!("`{path}…` exists on one machine only: use a relative path"));
        }
    }
    let Some(rust) = &file.rust else { return };
    for name in UNFINISHED_MACROS {
        for (at, _) in rust.code.match_indices(name) {
            if at == 0 || !rust::is_word(rust.code.as_bytes()[at - 1]) {
                let says = format!("`{name}` is not for finished code: remove it");
                found.push(Finding::new(&file.path, file.line_at(at), says));
            }
        }
    }
}

/// A folder of one machine, at the start of a path.
fn machine_path(line: &str) -> Option<&'static str> {
    let starts = |at: usize| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-/}>*".contains(c))
    };
    let named = MACHINE.iter().find(|path| line.match_indices(**path).any(|(at, _)| starts(at)));
    let temporary = line.match_indices("/tmp/").any(|(at, found)| {
        starts(at) && line[at + found.len()..].starts_with(|c: char| c.is_ascii_lowercase())
    });
    named.copied().or(temporary.then_some("/tmp/"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_fires, assert_quiet};
    use super::*;

    #[test]
    fn long_lines_are_broken_where_they_can_be() {
        let long = format!("// {}", "word ".repeat(25));
        assert_fires(check, &[("crates/a/src/a.rs", &long)], "crates/a/src/a.rs:1: 128 columns");
        let unbroken = format!("// {}", "x".repeat(120));
        assert_quiet(check, &[("crates/a/src/a.rs", &unbroken), ("README.md", &long)]);
    }

    #[test]
    fn long_functions_are_named_with_their_length() {
        let text = format!("struct A;\nfn long() {{\n{}}}\n", "    step();\n".repeat(70));
        let start = "crates/a/src/a.rs:2: function `long` has 72 lines";
        assert_fires(check, &[("crates/a/src/a.rs", &text)], start);
        assert_quiet(check, &[("crates/a/src/a/tests.rs", &text)]);
        let inside = format!("#[cfg(test)]\nmod tests {{\n{text}}}\n");
        assert_quiet(check, &[("crates/a/src/a.rs", &inside)]);
    }

    #[test]
    fn long_files_are_named() {
        let text = "struct A;\n".repeat(601);
        assert_fires(check, &[("crates/a/src/a.rs", &text)], "crates/a/src/a.rs:601: 601 lines");
        assert_quiet(check, &[("crates/a/tests/it/a.rs", &text)]);
    }

    #[test]
    fn a_module_is_called_like_its_folder() {
        assert_fires(check, &[("crates/a/src/b/mod.rs", "")], "crates/a/src/b/mod.rs:1: no mod.rs");
    }

    #[test]
    fn unfinished_work_is_named() {
        assert_fires(check, &[("a.md", "b\n TODO: c")], "a.md:2: `TODO`");
        assert_fires(check, &[("a.rs", "fn f() { dbg!(1); }")], "a.rs:1: `dbg!`");
        assert_fires(check, &[("a.html", "<input placeholder=\"x\">")], "a.html:1: `placeholder`");
        assert_quiet(check, &[("a.css", "::placeholder {}"), ("a.rs", "// XXXL, TODOS")]);
    }

    #[test]
    fn folders_of_one_machine_are_named() {
        let machine = MACHINE[0];
        let (seen, named) = (format!("see {machine}main"), format!("a.md:1: `{machine}…`"));
        assert_fires(check, &[("a.md", &seen)], &named);
        let temporary = concat!("cp x /", "tmp/shots");
        assert_fires(check, &[("a.sh", temporary)], concat!("a.sh:1: `/", "tmp/…`"));
        let within = format!("// {{base}}{machine}{{id}} and https://a{machine}b");
        assert_quiet(check, &[("a.rs", &within)]);
    }
}
