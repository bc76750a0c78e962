//! `cargo x dev`, and the demonstration as a child process for commands that look at it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::Site;
use crate::run::{cargo, run as run_command};

const READY_SECONDS_MAX: u64 = 60;
const STOP_SECONDS_MAX: u64 = 10;

/// `cargo run -- demo` with its data in `./data`; further arguments are the program's.
pub fn run(root: &Path, args: &[String]) -> Result<(), String> {
    let args = args.strip_prefix(&["--".to_owned()]).unwrap_or(args);
    let mut command = cargo(root);
    run_command(command.args(["run", "--", "demo", "--data", "data"]).args(args))
}

/// A running demonstration with a data folder of its own. Dropping it ends both.
pub struct Demo {
    /// What the program wrote about itself: sites, people, staff.
    pub facts: Value,
    folder: PathBuf,
    server: Child,
}

impl Demo {
    /// Builds the program and starts it on a free port.
    pub fn start(root: &Path) -> Result<Demo, String> {
        let program = build(root)?;
        let folder = std::env::temp_dir().join(format!("kabinet-shots-{}", std::process::id()));
        fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let log = fs::File::create(folder.join("log")).map_err(|error| format!("log: {error}"))?;
        let errors = log.try_clone().map_err(|error| format!("log: {error}"))?;
        let mut command = Command::new(&program);
        command.current_dir(root).args(["demo", "--port", "0", "--data"]).arg(&folder);
        command.stdin(Stdio::null()).stdout(log).stderr(errors);
        let server = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let mut demo = Demo { facts: Value::Null, folder, server };
        demo.wait()?;
        Ok(demo)
    }

    fn wait(&mut self) -> Result<(), String> {
        let start = Instant::now();
        let facts = self.folder.join("demo.json");
        while start.elapsed() < Duration::from_secs(READY_SECONDS_MAX) {
            if let Ok(text) = fs::read_to_string(&facts)
                && let Ok(facts) = serde_json::from_str(&text)
            {
                self.facts = facts;
                let ready = Site::read(&url(&self.facts, "start")?)?.get("/health/ready");
                if ready.is_ok_and(|answer| answer.status == 200) {
                    return Ok(());
                }
            }
            if self.server.try_wait().is_ok_and(|ended| ended.is_some()) {
                break;
            }
            sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(format!("the demonstration was not ready within {READY_SECONDS_MAX} s:\n{log}"))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.server.id().to_string()]).status();
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(STOP_SECONDS_MAX) {
            if self.server.try_wait().is_ok_and(|ended| ended.is_some()) {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The address of a site in demo.json, without a slash at its end.
pub fn url(facts: &Value, site: &str) -> Result<String, String> {
    let url = facts["sites"][site].as_str();
    let url = url.ok_or(format!("demo.json names no site `{site}`"))?;
    Ok(url.trim_end_matches('/').to_owned())
}

/// Builds `kabinet` and answers where it lies, whatever the target folder is called.
fn build(root: &Path) -> Result<PathBuf, String> {
    let mut command = cargo(root);
    command.args(["build", "--package", "kabinet", "--message-format=json-render-diagnostics"]);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| format!("cargo build: {error}"))?;
    let lines = BufReader::new(child.stdout.take().ok_or("cargo build: no output")?).lines();
    let program = lines.map_while(Result::ok).filter_map(|line| executable(&line)).last();
    let status = child.wait().map_err(|error| format!("cargo build: {error}"))?;
    match program {
        Some(program) if status.success() => Ok(program),
        _ => Err("kabinet does not build; see above".into()),
    }
}

fn executable(line: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(line).ok()?;
    (message["target"]["name"] == "kabinet").then_some(())?;
    message["executable"].as_str().map(PathBuf::from)
}
