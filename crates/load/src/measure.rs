//! How often something is done, how long it takes, and what it costs the server.
//!
//! A closed loop: each connection does the next thing when the last one is answered. Rounds follow
//! one another without a pause after a warm-up that is not counted.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::spawn_local;

use crate::process::{Process, machine_cpu, own_cpu};

/// A connection that gives up after so many failures in a row.
const FAILURES_MAX: u32 = 20;

/// Something that is done again and again over one connection.
pub trait Work: 'static {
    /// Does it once and checks the answer.
    fn once(&mut self) -> impl Future<Output = Result<(), String>>;
}

/// How long is measured.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    /// Before the first round.
    pub warm: Duration,
    /// One round.
    pub length: Duration,
    /// How many.
    pub count: usize,
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// What was done.
    pub name: String,
    /// Over how many connections.
    pub connections: usize,
    /// A second: the slowest, the middle and the fastest round.
    pub rate: (f64, f64, f64),
    /// For each second of processor time that the server took.
    pub per_cpu: f64,
    /// The middle time, and the time that one in a hundred exceeds, in milliseconds.
    pub times: (f64, f64),
    /// Cores that the generator, and that all other programs took meanwhile.
    pub cores: (f64, f64),
    /// How many failed.
    pub failed: usize,
    /// Why the first one failed.
    pub why: String,
}

/// When something ended, and how long it took in microseconds.
#[derive(Clone, Copy)]
struct Sample {
    end: Instant,
    micros: u32,
}

/// What one connection has seen.
#[derive(Default)]
struct Seen {
    samples: Vec<Sample>,
    failed: usize,
    why: String,
}

/// Processor time so far, in seconds.
#[derive(Clone, Copy)]
struct Mark {
    at: Instant,
    server: f64,
    own: f64,
    machine: f64,
}

impl Mark {
    fn now(server: &Process) -> Mark {
        let (own, machine) = (own_cpu(), machine_cpu());
        Mark { at: Instant::now(), server: server.cpu(), own, machine }
    }
}

/// Measures for the length of all rounds.
pub async fn rounds<W: Work>(
    name: &str,
    workers: Vec<W>,
    server: &Process,
    rounds: Rounds,
) -> Figures {
    let connections = workers.len();
    let stop = Rc::new(Cell::new(false));
    let begin = |worker| spawn_local(work(worker, Until::Told(stop.clone())));
    let running: Vec<_> = workers.into_iter().map(begin).collect();
    tokio::time::sleep(rounds.warm).await;
    let mut marks = vec![Mark::now(server)];
    for _ in 0..rounds.count {
        tokio::time::sleep(rounds.length).await;
        marks.push(Mark::now(server));
    }
    stop.set(true);
    figures(name, connections, &marks, all(running).await)
}

/// Measures a number of times for each connection: for things of which there is a limited number.
pub async fn times<W: Work>(
    name: &str,
    workers: Vec<W>,
    server: &Process,
    count: usize,
) -> Figures {
    let connections = workers.len();
    let begun = Mark::now(server);
    let begin = |worker| spawn_local(work(worker, Until::Done(count)));
    let running: Vec<_> = workers.into_iter().map(begin).collect();
    let seen = all(running).await;
    figures(name, connections, &[begun, Mark::now(server)], seen)
}

enum Until {
    Told(Rc<Cell<bool>>),
    Done(usize),
}

async fn work<W: Work>(mut worker: W, until: Until) -> Seen {
    let mut seen = Seen::default();
    let (mut row, mut done) = (0, 0);
    while row < FAILURES_MAX {
        match &until {
            Until::Told(stop) if stop.get() => break,
            Until::Done(count) if done == *count => break,
            _ => done += 1,
        }
        let start = Instant::now();
        let outcome = worker.once().await;
        let end = Instant::now();
        if let Err(why) = outcome {
            row += 1;
            seen.failed += 1;
            if seen.why.is_empty() {
                seen.why = why;
            }
            continue;
        }
        row = 0;
        seen.samples.push(Sample { end, micros: micros(end - start) });
    }
    seen
}

async fn all(running: Vec<tokio::task::JoinHandle<Seen>>) -> Seen {
    let mut whole = Seen::default();
    for one in running {
        let seen = match one.await {
            Ok(seen) => seen,
            Err(error) => Seen { failed: 1, why: error.to_string(), ..Seen::default() },
        };
        whole.samples.extend(seen.samples);
        whole.failed += seen.failed;
        if whole.why.is_empty() {
            whole.why = seen.why;
        }
    }
    whole
}

fn figures(name: &str, connections: usize, marks: &[Mark], seen: Seen) -> Figures {
    let (first, last) = (marks[0], marks[marks.len() - 1]);
    let within = |from: Mark, to: Mark| {
        seen.samples.iter().filter(move |sample| sample.end > from.at && sample.end <= to.at)
    };
    let rates = marks.windows(2).map(|pair| {
        within(pair[0], pair[1]).count() as f64 / (pair[1].at - pair[0].at).as_secs_f64()
    });
    let mut counted: Vec<u32> = within(first, last).map(|sample| sample.micros).collect();
    counted.sort_unstable();
    let (seconds, server) = ((last.at - first.at).as_secs_f64(), last.server - first.server);
    let own = last.own - first.own;
    let others = (last.machine - first.machine - server - own).max(0.0);
    Figures {
        name: name.to_owned(),
        connections,
        rate: spread(rates.collect()),
        per_cpu: if server > 0.0 { counted.len() as f64 / server } else { 0.0 },
        times: (percentile(&counted, 0.5), percentile(&counted, 0.99)),
        cores: (own / seconds, others / seconds),
        failed: seen.failed,
        why: seen.why,
    }
}

/// The least, the middle and the most.
pub fn spread(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    match values.as_slice() {
        [] => (0.0, 0.0, 0.0),
        values => (values[0], values[values.len() / 2], values[values.len() - 1]),
    }
}

/// Whole microseconds.
pub fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}

/// Of sorted microseconds, in milliseconds.
pub fn percentile(sorted: &[u32], share: f64) -> f64 {
    let place = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(place).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_spread_are_those_of_the_sorted_values() {
        let micros: Vec<u32> = (1..=100).map(|n| n * 1000).collect();
        assert_eq!(percentile(&micros, 0.5), 51.0);
        assert_eq!(percentile(&micros, 0.99), 99.0);
        assert_eq!(percentile(&[], 0.99), 0.0);
        assert_eq!(spread(vec![3.0, 1.0, 2.0]), (1.0, 2.0, 3.0));
    }

    struct Flaky(u32);

    impl Work for Flaky {
        async fn once(&mut self) -> Result<(), String> {
            self.0 += 1;
            if self.0.is_multiple_of(2) { Err("even".into()) } else { Ok(()) }
        }
    }

    #[tokio::test]
    async fn what_fails_is_counted_apart() {
        let seen = work(Flaky(0), Until::Done(9)).await;
        assert_eq!((seen.samples.len(), seen.failed, seen.why.as_str()), (5, 4, "even"));
    }

    struct Broken;

    impl Work for Broken {
        async fn once(&mut self) -> Result<(), String> {
            Err("no".into())
        }
    }

    #[tokio::test]
    async fn a_connection_gives_up_when_nothing_works() {
        let seen = work(Broken, Until::Done(1_000)).await;
        assert_eq!(seen.failed, FAILURES_MAX as usize);
    }
}
