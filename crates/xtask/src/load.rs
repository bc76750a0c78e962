//! `cargo x load`: builds what is measured and what measures, both with optimisation, and runs the
//! measurement on two cores. What it prints on standard output belongs into docs/performance.md.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::machine::in_path;
use crate::run::cargo;

/// The generator's core; it puts the servers on core 0.
const CORE: &str = "1";

/// Further arguments are the generator's: `--seconds`, `--rounds`, `--only`.
pub fn run(root: &Path, args: &[String]) -> Result<(), String> {
    let [kabinet, load] = build(root)?;
    let folder = kabinet.ancestors().nth(2).unwrap_or(root);
    let data = folder.join(format!("load-{}", std::process::id()));
    let mut command = match in_path("taskset") {
        Some(taskset) => {
            let mut command = Command::new(taskset);
            command.args(["-c", CORE]).arg(&load);
            command
        }
        None => Command::new(&load),
    };
    command.current_dir(root).stdin(Stdio::null());
    command.args(["run", "--kabinet"]).arg(&kabinet).arg("--data").arg(&data).args(args);
    let status = command.status().map_err(|error| format!("{}: {error}", load.display()))?;
    if status.success() { Ok(()) } else { Err(format!("the measurement failed ({status})")) }
}

/// The programs `kabinet` and `load`, built in release.
fn build(root: &Path) -> Result<[PathBuf; 2], String> {
    let mut command = cargo(root);
    command.args(["build", "--release", "--package", "kabinet", "--package", "load"]);
    command.arg("--message-format=json-render-diagnostics").stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("cargo build: {error}"))?;
    let lines = BufReader::new(child.stdout.take().ok_or("cargo build: no output")?).lines();
    let made: Vec<Value> =
        lines.map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok()).collect();
    let status = child.wait().map_err(|error| format!("cargo build: {error}"))?;
    let find = |name: &str| {
        let mut named = made.iter().filter(|message| message["target"]["name"] == name);
        let program = named.find_map(|message| message["executable"].as_str());
        program.filter(|_| status.success()).map(PathBuf::from)
    };
    let says = || "it does not build; see above".to_owned();
    Ok([find("kabinet").ok_or_else(says)?, find("load").ok_or_else(says)?])
}
