//! `cargo x test`: the whole suite on SQLite, and once more on PostgreSQL.

use std::path::Path;
use std::process::Command;

use crate::cluster::Cluster;
use crate::run::{Parts, cargo, run as run_command};
use crate::setup;

#[derive(Debug, PartialEq, Eq)]
struct Choice {
    sqlite: bool,
    postgres: bool,
    /// What follows `--`: names of tests, as `cargo test` takes them.
    filter: Vec<String>,
}

pub fn run(root: &Path, args: &[String]) -> Result<(), String> {
    let choice = choice(args)?;
    setup::ensure(root, |want| choice.postgres || want.name != "PostgreSQL server")?;
    let mut parts = Parts::default();
    parts.part("build", || run_command(test(root).arg("--no-run")))?;
    if choice.sqlite {
        parts.part("suite on SQLite", || suite(root, &choice.filter, None))?;
    }
    if choice.postgres {
        let cluster = parts.part("start PostgreSQL", Cluster::start)?;
        let outcome =
            parts.part("suite on PostgreSQL", || suite(root, &choice.filter, Some(&cluster.url())));
        drop(cluster);
        outcome?;
    }
    drop(parts);
    println!("all tests passed");
    Ok(())
}

fn choice(args: &[String]) -> Result<Choice, String> {
    let mut choice = Choice { sqlite: true, postgres: true, filter: Vec::new() };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--sqlite-only" => choice.postgres = false,
            "--pg-only" => choice.sqlite = false,
            "--" => choice.filter = args.by_ref().cloned().collect(),
            other => return Err(format!("test does not know `{other}`; a filter follows `--`")),
        }
    }
    if !choice.sqlite && !choice.postgres {
        return Err("--sqlite-only and --pg-only together leave nothing to do".into());
    }
    Ok(choice)
}

fn suite(root: &Path, filter: &[String], postgres: Option<&str>) -> Result<(), String> {
    let mut command = test(root);
    command.arg("--").args(filter);
    match postgres {
        Some(url) => command.env("KABINET_TEST_PG", url),
        None => command.env_remove("KABINET_TEST_PG"),
    };
    run_command(&mut command)
}

/// `cargo test` with everything switched on that plain `cargo test` leaves out.
fn test(root: &Path) -> Command {
    let mut command = cargo(root);
    command.args(["test", "--workspace", "--quiet", "--no-fail-fast"]);
    command.env("KABINET_TEST_BROWSER", "1").env("KABINET_TEST_FOREIGN", "1");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn both_engines_unless_told_otherwise() {
        let both = choice(&[]).unwrap();
        assert!(both.sqlite && both.postgres);
        assert!(!choice(&words("--sqlite-only")).unwrap().postgres);
        assert!(!choice(&words("--pg-only")).unwrap().sqlite);
        assert!(choice(&words("--sqlite-only --pg-only")).is_err());
    }

    #[test]
    fn a_filter_follows_two_dashes() {
        assert_eq!(choice(&words("-- sign_in --nocapture")).unwrap().filter.len(), 2);
        assert!(choice(&words("sign_in")).is_err());
    }
}
