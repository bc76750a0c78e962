//! A server that this run has started, on a core of its own, and what the system says about it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The core of the servers; the generator has the other one.
pub const SERVER_CORE: &str = "0";
/// Clock ticks a second in `/proc`: 100 on every Linux, whatever its kernel was built with.
const TICKS: f64 = 100.0;
const STOP_SECONDS_MAX: u64 = 15;
const SETTLE_SECONDS_MAX: u64 = 120;

/// A child process. Dropping it ends it.
pub struct Process {
    child: Child,
}

impl Process {
    /// Starts a program, on [`SERVER_CORE`] where `taskset` is installed; its errors go to `log`.
    pub fn start(
        program: &Path,
        args: &[&str],
        out: Stdio,
        log: impl Into<Stdio>,
    ) -> Result<Process, String> {
        // `taskset` becomes the program: the process id is the program's.
        let mut command = if is_pinned() {
            let mut command = Command::new("taskset");
            command.args(["-c", SERVER_CORE]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.args(args).stdin(Stdio::null()).stdout(out).stderr(log);
        let child = command.spawn().map_err(|e| format!("{}: {e}", program.display()))?;
        Ok(Process { child })
    }

    /// Runs this program itself to its end, on [`SERVER_CORE`], and answers the line it prints.
    pub fn own(args: &[&str]) -> Result<String, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut own = Process::start(&program, args, Stdio::piped(), Stdio::inherit())?;
        let mut line = String::new();
        let output = own.output().ok_or("it says nothing")?;
        BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
        let ended = own.child.wait().map_err(|error| error.to_string())?;
        if ended.success() { Ok(line.trim().to_owned()) } else { Err(format!("{args:?}: {ended}")) }
    }

    /// Waits until it does next to nothing: what it had put off is done.
    pub fn settle(&self) {
        for _ in 0..SETTLE_SECONDS_MAX {
            let before = self.cpu();
            sleep(Duration::from_secs(1));
            if self.cpu() - before < 0.05 {
                return;
            }
        }
    }

    /// What it prints.
    pub fn output(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    /// Whether it runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_none())
    }

    /// Processor time since its start, in seconds.
    pub fn cpu(&self) -> f64 {
        cpu_of(&self.child.id().to_string())
    }

    /// Its memory now and at most, in MiB.
    pub fn memory(&self) -> (f64, f64) {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let text = text.unwrap_or_default();
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
            number.unwrap_or(0.0) / 1024.0
        };
        (field("VmRSS:"), field("VmHWM:"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !self.runs() {
            return;
        }
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let start = Instant::now();
        while self.runs() && start.elapsed() < Duration::from_secs(STOP_SECONDS_MAX) {
            sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether servers have a core of their own.
pub fn is_pinned() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join("taskset").is_file())
}

/// Processor time of this program, in seconds.
pub fn own_cpu() -> f64 {
    cpu_of("self")
}

/// Processor time of everything on this machine, in seconds of all cores together.
pub fn machine_cpu() -> f64 {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    let ticks: Vec<f64> = line.split_whitespace().filter_map(|part| part.parse().ok()).collect();
    // user, nice, system, (idle, waiting for the disk,) interrupts
    [0, 1, 2, 5, 6].iter().filter_map(|place| ticks.get(*place)).sum::<f64>() / TICKS
}

/// The load averages of one, five and fifteen minutes.
pub fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// The processor's name.
pub fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name"));
    line.and_then(|line| line.split_once(": ")).map_or("unknown".into(), |(_, name)| name.into())
}

fn cpu_of(process: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    ticks(&text).unwrap_or(0.0) / TICKS
}

/// User and system time. The program's name stands in brackets and may hold spaces.
fn ticks(stat: &str) -> Option<f64> {
    let rest = &stat[stat.rfind(')')? + 2..];
    let parts: Vec<&str> = rest.split(' ').collect();
    Some(parts.get(11)?.parse::<f64>().ok()? + parts.get(12)?.parse::<f64>().ok()?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_with_spaces_does_not_shift_the_fields() {
        let stat = "7 (a b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0";
        assert_eq!(super::ticks(stat), Some(200.0));
    }
}
