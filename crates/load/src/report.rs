//! What was measured, as Markdown.

use std::fmt::Write as _;

use crate::measure::{Figures, percentile, spread};
use crate::process;
use crate::work::flood::Flood;

/// A generator that takes more of its core than this cannot ask faster.
const FULL: f64 = 0.95;

/// What else the machine did.
pub struct Machine {
    /// Load averages before the run.
    pub before: String,
    /// Load averages after it.
    pub after: String,
}

/// Resident memory in MiB.
pub struct Memory {
    /// Three seconds after the start.
    pub idle: f64,
    /// After everything.
    pub after: f64,
    /// The most at any time.
    pub peak: f64,
}

/// Everything.
pub struct Report {
    pub machine: Machine,
    /// How many rounds of how many seconds.
    pub rounds: (usize, u64),
    pub figures: Vec<Figures>,
    pub flood: Option<Flood>,
    /// Milliseconds from start to ready, with data.
    pub starts: Vec<f64>,
    pub memory: Memory,
    /// Appends a second that reached the disk.
    pub appends: (f64, f64, f64),
    /// Passports printed in a second of processor time.
    pub prints: Option<f64>,
}

impl Report {
    /// The whole report.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        self.conditions(&mut out);
        self.table(&mut out);
        self.rest(&mut out);
        self.doubts(&mut out);
        out
    }

    fn conditions(&self, out: &mut String) {
        let (rounds, seconds) = self.rounds;
        let _ = writeln!(out, "Processor: {}.", process::processor());
        let pinned = if process::is_pinned() {
            "server on core 0, generator on core 1"
        } else {
            "`taskset` is not installed: nothing was pinned, so these figures say little"
        };
        let _ = writeln!(out, "Cores: {pinned}. Rounds: {rounds} of {seconds} s.");
        let Machine { before, after } = &self.machine;
        let _ = writeln!(out, "Load average before: {before}; after: {after}.\n");
    }

    fn table(&self, out: &mut String) {
        out.push_str(
            "| work | connections | a second: median [slowest – fastest] | \
             per server CPU second | bare answers each costs | p50 ms | p99 ms | failed | \
             other programs, cores |\n\
             |---|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        );
        let bare = self.figures.first().map_or(0.0, |figures| figures.per_cpu);
        for figures in &self.figures {
            let (slowest, median, fastest) = figures.rate;
            let ratio = if figures.per_cpu > 0.0 { bare / figures.per_cpu } else { 0.0 };
            let _ = writeln!(
                out,
                "| {} | {} | {} [{} – {}] | {} | {ratio:.1} | {:.2} | {:.2} | {} | {:.2} |",
                figures.name,
                figures.connections,
                number(median),
                number(slowest),
                number(fastest),
                number(figures.per_cpu),
                figures.times.0,
                figures.times.1,
                figures.failed,
                figures.cores.1,
            );
        }
        out.push('\n');
    }

    fn rest(&self, out: &mut String) {
        let (slowest, median, fastest) = self.appends;
        let _ = writeln!(
            out,
            "- The disk: {} [{} – {}] appends of 4 KiB with `fdatasync` a second, one after the \
             other.",
            number(median),
            number(slowest),
            number(fastest),
        );
        let (quickest, median, longest) = spread(self.starts.clone());
        let _ = writeln!(
            out,
            "- Start to ready with data: {median:.0} ms [{quickest:.0} – {longest:.0}] in {} \
             starts.",
            self.starts.len(),
        );
        let Memory { idle, after, peak } = self.memory;
        let _ = writeln!(
            out,
            "- Resident memory: {idle:.0} MiB idle, {after:.0} MiB after the run, {peak:.0} MiB at \
             most.",
        );
        if let Some(prints) = self.prints {
            let _ = writeln!(
                out,
                "- Printing: {} passports (PDF/A-3a with JSON and QR code, two diplomas and three \
                 jobs) in a second of one core.",
                number(prints),
            );
        }
        if let Some(flood) = &self.flood {
            self.flood(flood, out);
        }
    }

    fn flood(&self, flood: &Flood, out: &mut String) {
        let _ = writeln!(
            out,
            "- Flood: {} passwords a second were typed, {} a second compared; {} were answered \
             503, p50 {:.1} ms, p99 {:.1} ms. The cabinet's home page meanwhile: p50 {:.1} ms, \
             p99 {:.1} ms ({} answers); without the flood {:.1} and {:.1} ms.",
            number(flood.offered),
            number(flood.compared),
            flood.refused.len(),
            percentile(&flood.refused, 0.5),
            percentile(&flood.refused, 0.99),
            percentile(&flood.flooded, 0.5),
            percentile(&flood.flooded, 0.99),
            flood.flooded.len(),
            percentile(&flood.calm, 0.5),
            percentile(&flood.calm, 0.99),
        );
        if let Some(first) = flood.odd.first() {
            let _ = writeln!(out, "  Answered otherwise: {}, first {first:?}.", flood.odd.len());
        }
    }

    fn doubts(&self, out: &mut String) {
        for figures in self.figures.iter().filter(|figures| figures.failed > 0) {
            let Figures { name, connections, why, .. } = figures;
            let _ = writeln!(out, "- Failed, {name}, {connections} connections: {why:?}.");
        }
        let is_full = |figures: &&Figures| figures.cores.0 > FULL;
        let full: Vec<String> = self
            .figures
            .iter()
            .filter(is_full)
            .map(|figures| format!("{} ({})", figures.name, figures.connections))
            .collect();
        if !full.is_empty() {
            let full = full.join(", ");
            let _ = writeln!(
                out,
                "- The generator was at its own limit, and the server may do more: {full}.",
            );
        }
        let busiest = self.figures.iter().map(|figures| figures.cores.1).fold(0.0, f64::max);
        let _ = writeln!(
            out,
            "- Other programs took at most {busiest:.2} of {} cores during a measurement.",
            std::thread::available_parallelism().map_or(1, usize::from).max(2),
        );
    }
}

/// 12,345 or 12.3: three digits tell enough.
fn number(value: f64) -> String {
    if value < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(1.26), "1.3");
        assert_eq!(number(123.4), "123");
        assert_eq!(number(147_938.2), "147,938");
    }

    #[test]
    fn every_figure_has_its_row_and_failures_are_told() {
        let bare = Figures { name: "bare".into(), per_cpu: 100.0, ..Figures::default() };
        let work = Figures {
            name: "work".into(),
            per_cpu: 50.0,
            failed: 1,
            why: "no".into(),
            ..Figures::default()
        };
        let report = Report {
            machine: Machine { before: "0".into(), after: "0".into() },
            rounds: (3, 4),
            figures: vec![bare, work],
            flood: None,
            starts: vec![20.0],
            memory: Memory { idle: 1.0, after: 2.0, peak: 3.0 },
            appends: (1.0, 2.0, 3.0),
            prints: Some(10.0),
        };
        let text = report.markdown();
        assert!(text.contains("| work | 0 | 0.0 [0.0 – 0.0] | 50.0 | 2.0 |"), "{text}");
        assert!(text.contains("- Failed, work"), "{text}");
    }
}
