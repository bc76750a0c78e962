//! `cargo x check`: everything that can be said about the code without running it.

use std::path::Path;

use crate::run::{Parts, cargo, run};
use crate::tidy;

/// All parts run, so that one call shows everything that is wrong.
pub fn check(root: &Path) -> Result<(), String> {
    let mut parts = Parts::default();
    let outcomes = [
        parts.part("tidy", || tidy::run(root)),
        parts.part("formatting", || run(cargo(root).args(["fmt", "--all", "--check"]))),
        parts.part("lints", || {
            let clippy = ["clippy", "--workspace", "--all-targets", "--quiet"];
            run(cargo(root).args(clippy).args(["--", "-D", "warnings"]))
        }),
    ];
    let failures: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}
