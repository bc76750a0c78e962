//! The built program as a process of its own: started on a folder, stopped or killed, and ended on
//! every path.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use web::{Out, Request};

use crate::world::World;

/// The people of a demonstration are made within this time, also on a busy machine.
const READY: Duration = Duration::from_secs(120);
/// Work under way is finished within this time after SIGTERM.
const STOP: Duration = Duration::from_secs(30);

/// A folder for one test, removed at its end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("kabinet-{name}-{}", std::process::id()));
        fs::create_dir(&path).expect("a folder for the test");
        Folder(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A running process; its standard error goes to a file beside its folder of data.
pub struct Program(Child);

impl Program {
    pub fn start(data: &Path, arguments: &[&str]) -> Program {
        Program::run(command(arguments), data)
    }

    /// Starts a program of others, or ours with a beginning of its own.
    pub fn run(mut command: Command, data: &Path) -> Program {
        let log = data.with_extension("log");
        let log = File::options().create(true).append(true).open(log).expect("a log");
        let started = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn();
        Program(started.expect("the program starts"))
    }

    /// What it prints from now on, line by line.
    pub fn lines(&mut self) -> Receiver<String> {
        let output = self.0.stdout.take().expect("standard output is ours");
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            // Read to the end, also when nobody listens: a full pipe would stop the program.
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        receiver
    }

    /// Waits until a line of standard output begins so.
    fn wait_for(&mut self, beginning: &str, data: &Path) {
        let lines = self.lines();
        let deadline = Instant::now() + READY;
        while let Ok(line) = lines.recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            if line.starts_with(beginning) {
                return;
            }
        }
        let log = fs::read_to_string(data.with_extension("log")).unwrap_or_default();
        panic!("the program is not ready:\n{log}");
    }

    /// Pulls the plug.
    pub fn kill(mut self) {
        self.0.kill().expect("the process is ours to kill");
        self.0.wait().expect("its end is known");
    }

    /// Asks it to end, as an init system does.
    pub fn stop(mut self) -> ExitStatus {
        let id = self.0.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.expect("kill is there").success());
        let deadline = Instant::now() + STOP;
        loop {
            if let Some(status) = self.0.try_wait().expect("its state is known") {
                return status;
            }
            assert!(Instant::now() < deadline, "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Already ended is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kabinet"));
    command.args(arguments);
    command
}

/// Runs a command of the program to its end.
pub fn run(arguments: &[&str]) -> Output {
    command(arguments).stdin(Stdio::null()).output().expect("the program runs")
}

/// Runs a command that has to succeed; what it printed.
pub fn run_well(arguments: &[&str]) -> String {
    let output = run(arguments);
    let (said, why) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "kabinet {arguments:?}: {}\n{said}{why}", output.status);
    said.into_owned()
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("paths of tests are UTF-8")
}

/// A port that was free a moment ago. Sites keep their addresses over a restart, so it is chosen
/// before the first start.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its number").port()
}

/// Waits until a program answers well at an address on this machine.
pub async fn until_ready(port: u16, path: &str, log: &Path) {
    let out = Out::new();
    let deadline = Instant::now() + READY;
    loop {
        let request = Request::get(format!("http://127.0.0.1:{port}{path}"));
        match out.send(request, Duration::from_secs(5)).await {
            // The sandbox has no page for this host, and says so once it listens.
            Ok(answer) if answer.status.is_success() || path == "/" => return,
            _ => {}
        }
        let said = || fs::read_to_string(log).unwrap_or_default();
        assert!(Instant::now() < deadline, "port {port} is not ready:\n{}", said());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// `kabinet demo` in a process of its own.
pub struct Demo {
    pub program: Program,
    pub world: World,
}

impl Demo {
    /// On SQLite in the folder of the data. Ready when this returns.
    pub fn start(data: &Path, port: u16) -> Demo {
        Demo::start_on(data, port, None)
    }

    /// The same on a database elsewhere.
    pub fn start_on(data: &Path, port: u16, database: Option<&str>) -> Demo {
        let port = port.to_string();
        let mut arguments = vec!["demo", "--port", &port, "--data", text(data)];
        arguments.extend(database.iter().flat_map(|url| ["--database", url]));
        let mut program = Program::start(data, &arguments);
        program.wait_for("Начните здесь", data);
        let inventory = fs::read(data.join("demo.json")).expect("demo.json is there");
        let inventory = serde_json::from_slice(&inventory).expect("demo.json is an inventory");
        Demo { program, world: World::of(inventory) }
    }
}

/// Verifies the journal of a folder of data whose program has stopped; the number of its entries.
pub fn verified_entries(data: &Path) -> u64 {
    verified_entries_on(data, None)
}

/// The same with the database elsewhere.
pub fn verified_entries_on(data: &Path, database: Option<&str>) -> u64 {
    let mut arguments = vec!["audit", "verify", "--data", text(data), "--json"];
    arguments.extend(database.iter().flat_map(|url| ["--database", url]));
    let report = run_well(&arguments);
    let report: serde_json::Value = serde_json::from_str(&report).expect("a report in JSON");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(0), "{report}");
    report["entries"].as_u64().expect("a number of entries")
}
