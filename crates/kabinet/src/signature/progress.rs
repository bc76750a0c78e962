//! How far the reading of a large file has come, on the terminal.

use std::io::{self, IsTerminal as _, Write as _};

/// Files below this size are read at once, and need no line.
const LARGE: u64 = 64 * 1024 * 1024;

/// A line on standard error that goes away in the end.
pub struct Progress {
    total: u64,
    shown: u64,
    visible: bool,
}

impl Progress {
    /// For a file of so many bytes; nothing is shown unless it is large and somebody looks.
    pub fn new(total: u64) -> Self {
        Self { total, shown: 0, visible: total >= LARGE && io::stderr().is_terminal() }
    }

    /// So many bytes went by.
    pub fn at(&mut self, bytes: u64) {
        let percent = bytes.saturating_mul(100) / self.total.max(1);
        if self.visible && percent != self.shown {
            self.shown = percent;
            let _ = write!(io::stderr(), "\r{:>3} %", percent.min(100));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.visible && self.shown > 0 {
            let _ = write!(io::stderr(), "\r     \r");
        }
    }
}
