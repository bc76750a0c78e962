//! A bounded place for work that only computes: password hashes, signatures in bulk.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use crate::Failure;

/// Runs at most as many computations at a time as there are cores and lets a short queue wait;
/// beyond that it refuses at once, so that a flood of sign-ins never slows browsing.
#[derive(Clone)]
pub struct Cpu(Arc<Pool>);

struct Pool {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
}

/// Waiting computations per core. At 15 ms a password this is a wait of about half a second.
const QUEUE_PER_CORE: usize = 32;

impl Cpu {
    /// A pool of `cores` places.
    pub fn new(cores: usize) -> Cpu {
        let cores = cores.max(1);
        let queue = cores * QUEUE_PER_CORE;
        let places = Arc::new(Semaphore::new(cores));
        Cpu(Arc::new(Pool { places, waiting: AtomicUsize::new(0), queue }))
    }

    /// A pool of as many places as the machine has cores.
    pub fn of_this_machine() -> Cpu {
        Cpu::new(std::thread::available_parallelism().map_or(1, usize::from))
    }

    /// Runs `work` on a thread of its own.
    ///
    /// # Errors
    /// [`Failure::Busy`] at once when too much is waiting; [`Failure::Internal`] when it panicked.
    pub async fn run<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        self.enter()?.run(work).await
    }

    /// Takes a turn for a computation that follows, before something else is spent on it: an
    /// attempt that is charged and then refused for lack of room would count against a person
    /// who did nothing wrong.
    ///
    /// # Errors
    /// [`Failure::Busy`] at once when too much is waiting.
    pub fn enter(&self) -> Result<Turn, Failure> {
        let before = self.0.waiting.fetch_add(1, Ordering::Relaxed);
        let turn = Turn(self.0.clone());
        if before < self.0.queue { Ok(turn) } else { Err(Failure::Busy) }
    }
}

/// A turn that was taken: counts one computation that waits or runs, for as long as it lives.
pub struct Turn(Arc<Pool>);

impl Turn {
    /// Runs `work` on a thread of its own as soon as there is a place.
    ///
    /// # Errors
    /// [`Failure::Internal`] when it panicked.
    pub async fn run<T, F>(self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let place = self.0.places.clone().acquire_owned().await.map_err(|_| Failure::Busy)?;
        // Place and turn go with the work: a visitor who hangs up stops waiting, the computation
        // does not, and its place must not be given away meanwhile.
        let worked = tokio::task::spawn_blocking(move || {
            let _kept = (place, self);
            work()
        });
        worked.await.map_err(Failure::internal)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_and_a_flood_is_refused_at_once() {
        let cpu = Cpu::new(1);
        assert_eq!(cpu.run(|| 2 + 2).await, Ok(4));
        let (open, shut) = std::sync::mpsc::channel::<()>();
        let shut = Arc::new(std::sync::Mutex::new(shut));
        let mut held = Vec::new();
        for _ in 0..QUEUE_PER_CORE {
            let (cpu, shut) = (cpu.clone(), shut.clone());
            held.push(tokio::spawn(async move {
                cpu.run(move || {
                    let _ = shut.lock().unwrap().recv();
                })
                .await
            }));
        }
        while cpu.0.waiting.load(Ordering::Relaxed) < QUEUE_PER_CORE {
            tokio::task::yield_now().await;
        }
        assert_eq!(cpu.run(|| ()).await, Err(Failure::Busy));
        drop(open);
        for task in held {
            assert_eq!(task.await.unwrap(), Ok(()));
        }
        assert_eq!(cpu.run(|| 1).await, Ok(1), "places come back");
    }

    #[tokio::test]
    async fn who_hangs_up_does_not_let_more_be_computed_at_once() {
        let cpu = Cpu::new(1);
        let (begun, begins) = tokio::sync::oneshot::channel();
        let (open, shut) = std::sync::mpsc::channel::<()>();
        let pool = cpu.clone();
        let first = tokio::spawn(async move {
            pool.run(move || {
                let _ = begun.send(());
                let _ = shut.recv();
            })
            .await
        });
        begins.await.unwrap();
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        let second = tokio::time::timeout(std::time::Duration::from_millis(50), cpu.run(|| ()));
        assert!(second.await.is_err(), "the only place is still in use");
        drop(open);
        assert_eq!(cpu.run(|| 1).await, Ok(1));
    }

    #[tokio::test]
    async fn a_panic_is_a_failure_of_that_call_alone() {
        let cpu = Cpu::new(1);
        let failed = cpu.run(|| "x".parse::<u8>().expect("this story panics")).await;
        assert!(matches!(failed, Err(Failure::Internal(_))));
        assert_eq!(cpu.run(|| 1).await, Ok(1));
    }
}
