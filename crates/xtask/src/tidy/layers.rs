//! Which crate may use which: the drawing in ARCHITECTURE.md, as data.

use super::Finding;
use super::tree::{File, Tree};

/// Lower lines are used by upper ones only; crates on one line never use one another.
const LINES: &[&[&str]] = &[
    &["store", "oauth", "gost", "pdf"],
    &["web", "sign"],
    &["notify", "registries"],
    &["cabinet"],
    &["identity", "sep", "epk", "support", "sandbox"],
    &["kabinet"],
];

/// Stand beside the drawing: none of the others knows them.
const BESIDE: &[&str] = &["xtask", LOAD];

/// Measures from outside, but fills a database by the functions of all crates.
const LOAD: &str = "load";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for name in tree.crates() {
        let Some(file) = tree.file(&format!("crates/{name}/Cargo.toml")) else { continue };
        if !BESIDE.contains(&name) && line_of(name).is_none() {
            let says =
                format!("crate `{name}` has no line in the drawing; add it to LINES of tidy");
            found.push(Finding::new(&file.path, 1, says));
            continue;
        }
        check_crate(tree, name, file, &mut found);
    }
    found
}

fn check_crate(tree: &Tree, name: &str, file: &File, found: &mut Vec<Finding>) {
    let manifest: toml::Table = match file.text.parse() {
        Ok(manifest) => manifest,
        Err(error) => {
            let says = format!("not a manifest: {}", error.message());
            found.push(Finding::new(&file.path, 1, says));
            return;
        }
    };
    let crates = tree.crates();
    for used in dependencies(&manifest) {
        if !crates.contains(&used.as_str()) || may_use(name, &used) {
            continue;
        }
        let at = file.lines().find(|(_, line)| line.trim_start().starts_with(&used));
        let says = format!(
            "`{name}` may not use `{used}`: a crate uses only lower lines of the drawing; \
             move what both need into a lower crate, or the wiring into `kabinet`"
        );
        found.push(Finding::new(&file.path, at.map_or(1, |(number, _)| number), says));
    }
}

fn may_use(user: &str, used: &str) -> bool {
    if user == LOAD {
        return line_of(used).is_some();
    }
    match (line_of(user), line_of(used)) {
        (Some(user), Some(used)) => used < user,
        _ => false,
    }
}

fn line_of(name: &str) -> Option<usize> {
    LINES.iter().position(|line| line.contains(&name))
}

/// Names in every table of dependencies, those for tests, builds and single targets too.
fn dependencies(manifest: &toml::Table) -> Vec<String> {
    const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut names = Vec::new();
    for table in TABLES.iter().filter_map(|name| manifest.get(*name)?.as_table()) {
        for (key, value) in table {
            let package = value.get("package").and_then(|package| package.as_str());
            names.push(package.unwrap_or(key).to_owned());
        }
    }
    let targets = manifest.get("target").and_then(|target| target.as_table());
    for target in targets.into_iter().flat_map(|targets| targets.values()) {
        names.extend(target.as_table().map(dependencies).unwrap_or_default());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_fires, assert_quiet};
    use super::*;

    const WEB: (&str, &str) = ("crates/web/Cargo.toml", "[dependencies]\nstore.workspace = true\n");
    const STORE: (&str, &str) = ("crates/store/Cargo.toml", "[dependencies]\nserde = \"1\"\n");

    #[test]
    fn an_upper_crate_uses_a_lower_one() {
        assert_quiet(check, &[WEB, STORE]);
    }

    #[test]
    fn a_lower_crate_may_not_use_an_upper_one() {
        let store =
            ("crates/store/Cargo.toml", "[dependencies]\nserde = \"1\"\nweb.path = \"x\"\n");
        let start = "crates/store/Cargo.toml:3: `store` may not use `web`";
        assert_fires(check, &[WEB, store], start);
    }

    #[test]
    fn crates_on_one_line_never_use_one_another_not_even_in_tests() {
        let sep = ("crates/sep/Cargo.toml", "[dev-dependencies]\nepk = { path = \"../epk\" }\n");
        let epk = ("crates/epk/Cargo.toml", "[dependencies]\n");
        assert_fires(check, &[sep, epk], "crates/sep/Cargo.toml:2: `sep` may not use `epk`");
    }

    #[test]
    fn a_renamed_or_targeted_dependency_is_seen() {
        let text = "[target.'cfg(unix)'.dependencies]\nother = { package = \"web\" }\n";
        assert_fires(
            check,
            &[WEB, ("crates/store/Cargo.toml", text)],
            "crates/store/Cargo.toml:1:",
        );
    }

    #[test]
    fn a_new_crate_must_be_drawn() {
        assert_fires(check, &[("crates/news/Cargo.toml", "")], "crates/news/Cargo.toml:1: crate");
    }
}
