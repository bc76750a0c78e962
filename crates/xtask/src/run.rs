//! Running other programs, with their names and times on the screen.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Names and times of the parts of a long command, printed together at its end.
#[derive(Default)]
pub struct Parts {
    done: Vec<(String, Duration)>,
}

impl Parts {
    /// Runs one part and notes how long it took, also when it fails.
    pub fn part<T>(
        &mut self,
        name: &str,
        work: impl FnOnce() -> Result<T, String>,
    ) -> Result<T, String> {
        println!("── {name}");
        let start = Instant::now();
        let outcome = work();
        self.done.push((name.to_owned(), start.elapsed()));
        outcome
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        for (name, time) in &self.done {
            println!("{:>9}  {name}", shown(*time));
        }
        let total = self.done.iter().map(|(_, time)| *time).sum();
        println!("{:>9}  in all", shown(total));
    }
}

/// Runs a program to its end; its output goes to the screen.
pub fn run(command: &mut Command) -> Result<(), String> {
    let line = shown_command(command);
    println!("$ {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` failed ({status})")),
        Err(error) => Err(format!("`{line}` did not start: {error}")),
    }
}

/// The cargo that runs us. It and what it runs are asked nothing.
pub fn cargo(root: &std::path::Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command.current_dir(root).stdin(Stdio::null());
    command
}

fn shown_command(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let mut line = program.rsplit('/').next().unwrap_or_default().to_owned();
    for arg in command.get_args() {
        line.push(' ');
        line.push_str(&arg.to_string_lossy());
    }
    line
}

fn shown(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 {
        return format!("{seconds:.1} s");
    }
    format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_at_a_glance() {
        assert_eq!(shown(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(shown(Duration::from_secs(605)), "10 min 05 s");
    }

    #[test]
    fn a_program_that_fails_or_is_not_there_is_named() {
        assert_eq!(run(Command::new("sh").args(["-c", "exit 0"])), Ok(()));
        let failed = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert!(failed.starts_with("`sh -c exit 3` failed"), "{failed}");
        assert!(run(&mut Command::new("no-such-program-here")).is_err());
    }
}
