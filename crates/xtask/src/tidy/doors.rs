//! One door to each thing: which names may stand where.

use super::Finding;
use super::rust::{self, Rust};
use super::tree::{File, Tree};

/// Files, or folders of these names, in which a noun speaks HTTP.
const HTTP_FILES: &[&str] = &["pages", "staff", "api", "endpoints"];

/// Crates that are about HTTP or wiring as a whole.
const HTTP_CRATES: &[&str] = &["web", "kabinet", "sandbox", "load"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, rust) in tree.rust() {
        let Some(of) = file.source_of() else { continue };
        if of != "store" {
            let to = "SQL goes through store::Tx, which knows both engines";
            names(file, rust, &["rusqlite", "postgres"], to, &mut found);
        }
        if !is_out(&file.path) {
            let to = "web::out is the only HTTP client";
            names(file, rust, &["reqwest"], to, &mut found);
        }
        if !HTTP_CRATES.contains(&of) && !speaks_http(&file.path) {
            let to = "handlers and templates live in pages.rs, staff.rs, api.rs or endpoints.rs";
            // lib.rs gathers the routes of its nouns, and shows nothing itself.
            let wires = file.path.ends_with("/src/lib.rs");
            let banned: &[&str] = if wires { &["askama"] } else { &["axum", "askama"] };
            names(file, rust, banned, to, &mut found);
        }
    }
    for store in tree.files.iter().filter_map(|file| file.path.strip_suffix("/store.rs")) {
        for path in [format!("{store}.rs"), format!("{store}/store.rs")] {
            let Some(file) = tree.file(&path) else { continue };
            let about_http = file.source_of().is_some_and(|of| HTTP_CRATES.contains(&of));
            if let Some(rust) = file.rust.as_ref()
                && (!about_http || path.ends_with("/store.rs"))
            {
                not_async(file, rust, &mut found);
            }
        }
    }
    found
}

fn is_out(path: &str) -> bool {
    path == "crates/web/src/out.rs" || path.starts_with("crates/web/src/out/")
}

fn speaks_http(path: &str) -> bool {
    path.split('/').any(|part| HTTP_FILES.contains(&part.strip_suffix(".rs").unwrap_or(part)))
}

/// Finds crates that are named in code outside tests, as the start of a path or in a `use`.
fn names(file: &File, rust: &Rust, banned: &[&str], to: &str, found: &mut Vec<Finding>) {
    for name in banned {
        for at in rust::words(&rust.code, name) {
            let before = rust.code[..at].trim_end();
            let after = rust.code[at + name.len()..].trim_start();
            let starts_path = after.starts_with("::") && !before.ends_with("::");
            let used = before.ends_with("use") || before.ends_with("extern crate");
            if (starts_path || used) && !file.is_test_at(at) {
                let says = format!("`{name}` is not named here: {to}");
                found.push(Finding::new(&file.path, file.line_at(at), says));
            }
        }
    }
}

fn not_async(file: &File, rust: &Rust, found: &mut Vec<Finding>) {
    for word in ["async", "await"] {
        for at in rust::words(&rust.code, word).filter(|&at| !file.is_test_at(at)) {
            let says = "rules and SQL are plain functions: wait in pages.rs or jobs.rs, \
                        then call them in one transaction";
            found.push(Finding::new(&file.path, file.line_at(at), says));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_fires, assert_quiet};
    use super::*;

    #[test]
    fn only_store_names_a_database_engine() {
        let text = "// rusqlite::x\nuse rusqlite::Connection;\n";
        assert_fires(check, &[("crates/sep/src/a.rs", text)], "crates/sep/src/a.rs:2: `rusqlite`");
        assert_quiet(check, &[("crates/store/src/engine/lite.rs", text)]);
        assert_quiet(check, &[("crates/sep/src/b.rs", "let engine = Engine::postgres();")]);
    }

    #[test]
    fn only_web_out_names_the_http_client() {
        let text = "fn f() { reqwest::get(1) }";
        assert_fires(check, &[("crates/web/src/a.rs", text)], "crates/web/src/a.rs:1: `reqwest`");
        assert_quiet(check, &[("crates/web/src/out.rs", text)]);
    }

    #[test]
    fn handlers_live_in_files_for_them() {
        let text = "#[derive(askama::Template)]\nstruct P;\n#[cfg(test)]\nmod t { use axum::X; }\n";
        let start = "crates/sep/src/home.rs:1: `askama`";
        assert_fires(check, &[("crates/sep/src/home.rs", text)], start);
        assert_quiet(check, &[("crates/sep/src/home/pages.rs", text)]);
        assert_quiet(check, &[("crates/identity/src/endpoints/token.rs", text)]);
        assert_quiet(check, &[("crates/sandbox/src/phone.rs", text)]);
        let wiring = "pub fn routes() -> axum::Router { axum::Router::new() }";
        assert_quiet(check, &[("crates/sep/src/lib.rs", wiring)]);
        assert_fires(check, &[("crates/sep/src/home.rs", wiring)], "crates/sep/src/home.rs:1:");
    }

    #[test]
    fn rules_and_sql_do_not_wait() {
        let store = ("crates/sep/src/home/store.rs", "fn find() {}");
        let noun = ("crates/sep/src/home.rs", "pub async fn show() {}");
        assert_fires(check, &[store, noun], "crates/sep/src/home.rs:1: rules and SQL");
        assert_quiet(check, &[noun]);
        let web = ("crates/web/src/session.rs", "async fn current() {}");
        assert_quiet(check, &[web, ("crates/web/src/session/store.rs", "")]);
        let store = ("crates/web/src/session/store.rs", "async fn current() {}");
        assert_fires(check, &[web, store], "crates/web/src/session/store.rs:1: rules and SQL");
    }
}
