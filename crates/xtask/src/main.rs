//! `cargo x`: what people do with this repository besides editing it.

mod check;
mod cluster;
mod demo;
mod http;
mod load;
mod machine;
mod run;
mod setup;
mod shots;
mod suite;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo x COMMAND

  setup [--yes]      show what the full tests want and install what is missing
  check              formatting, lints, tidy
  tidy               only the rules of the house: layers, tables, style, words, documents
  test [--sqlite-only | --pg-only] [-- FILTER…]
                     the whole suite on SQLite, then on a private PostgreSQL
  dev [-- ARG…]      the demonstration from this folder, data in ./data
  shots [--out DIR] [--only NAME]
                     pictures of the pages at 1280 and 360 pixels
  load [--seconds N] [--rounds N] [--only NAME,…]
                     how fast it is, on two cores; prints Markdown
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = args.split_first().map_or(("help", &[][..]), |(c, r)| (c.as_str(), r));
    let root = root();
    let outcome = match command {
        "setup" => setup::run(&root, rest),
        "check" => check::check(&root),
        "tidy" => tidy::run(&root),
        "test" => suite::run(&root, rest),
        "dev" => demo::run(&root, rest),
        "shots" => shots::run(&root, rest),
        "load" => load::run(&root, rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("no command `{other}`\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(says) => {
            eprintln!("{says}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace, wherever the command was called.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}
