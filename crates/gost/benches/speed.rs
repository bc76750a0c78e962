//! Signatures and verifications a second of one thread's CPU time, beside those of GOST engine.
//!
//! `cargo bench -p gost [-- SECONDS [SET…]]`: seconds for each figure (0.5), sets by their names.
//! The two are measured in turn three times, and the best of each counts.

#[path = "../tests/engine/oracle.rs"]
#[allow(dead_code, reason = "only its speed is wanted")]
mod oracle;
#[path = "../tests/engine/random.rs"]
mod random;

use std::convert::Infallible;
use std::hint::black_box;
use std::time::Instant;

use gost::signature::rand_core::{TryCryptoRng, TryRng};
use gost::signature::{RandomizedSigner, Verifier};
use gost::{ParameterSet, Signature, SigningKey};
use oracle::Oracle;
use random::Random;

const ROUNDS: usize = 3;

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let seconds: f64 = args.next().and_then(|arg| arg.parse().ok()).unwrap_or(0.5);
    let names: Vec<String> = args.collect();
    let mut oracle = Oracle::start().map_err(|why| println!("no GOST engine: {}", why.trim())).ok();

    println!("| set | sign/s | engine | ratio | verify/s | engine | ratio |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for set in ParameterSet::ALL {
        if !names.is_empty() && !names.iter().any(|name| name == set.name()) {
            continue;
        }
        let (mut ours, mut theirs) = ((0.0, 0.0), (0.0, 0.0));
        for _ in 0..ROUNDS {
            better(&mut ours, speed(set, seconds));
            if let Some(oracle) = &mut oracle {
                oracle.key(set);
                better(&mut theirs, oracle.speed(set, seconds));
            }
        }
        let cells = |ours: f64, theirs: f64| match oracle {
            Some(_) => format!("{ours:.0} | {theirs:.0} | {:.2}", ours / theirs),
            None => format!("{ours:.0} | – | –"),
        };
        println!("| {set} | {} | {} |", cells(ours.0, theirs.0), cells(ours.1, theirs.1));
    }
}

fn better(best: &mut (f64, f64), now: (f64, f64)) {
    *best = (best.0.max(now.0), best.1.max(now.1));
}

/// As oracle.c does it: a message of 150 bytes, hashed each time.
fn speed(set: ParameterSet, seconds: f64) -> (f64, f64) {
    let key = SigningKey::generate(set, &mut Random::new("speed")).unwrap();
    let message = [b'A'; 150];
    let mut fresh = Fresh(1);
    let sign = a_second(seconds, || {
        black_box::<Signature>(key.sign_with_rng(&mut fresh, black_box(&message)));
    });
    let signature: Signature = key.sign_with_rng(&mut fresh, &message);
    let verify = a_second(seconds, || {
        black_box(key.public()).verify(black_box(&message), black_box(&signature)).unwrap();
    });
    (sign, verify)
}

/// How often something runs in a second of this thread's CPU time.
fn a_second(seconds: f64, mut run: impl FnMut()) -> f64 {
    run();
    let (start, begun) = (Instant::now(), cpu_seconds());
    let mut times = 0;
    while start.elapsed().as_secs_f64() < seconds {
        for _ in 0..16 {
            run();
        }
        times += 16;
    }
    f64::from(times) / (cpu_seconds() - begun)
}

/// Seconds for which this thread has run (Linux: nanoseconds are the first word of the file).
fn cpu_seconds() -> f64 {
    let file = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    file.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// A source of bytes that costs nothing: that of the system is no matter of ours.
struct Fresh(u64);

impl TryRng for Fresh {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.try_next_u64()? as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        Ok(self.0)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(self.try_next_u64()? as u8);
        Ok(())
    }
}

impl TryCryptoRng for Fresh {}
