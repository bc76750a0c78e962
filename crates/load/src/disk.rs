//! The machine's own limit of durable writes: append 4 KiB, wait until the disk has it.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

const PIECE: [u8; 4096] = [b'x'; 4096];

/// Appends that reached the disk, per second: one round after the other.
pub fn appends(folder: &Path, round: Duration, rounds: usize) -> Result<Vec<f64>, String> {
    let path = folder.join("appends");
    let rates = (0..rounds).map(|_| one(&path, round)).collect::<std::io::Result<Vec<f64>>>();
    let _ = fs::remove_file(&path);
    rates.map_err(|error| format!("{}: {error}", path.display()))
}

fn one(path: &Path, round: Duration) -> std::io::Result<f64> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < round {
        file.write_all(&PIECE)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}
