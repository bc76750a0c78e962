//! Open pages that hear of changes: who listens on this node, and the answer that streams
//! (server-sent events, WHATWG HTML, section 9.2).
//!
//! Nothing here knows what is told. Whoever finds out about a change calls [`Live::tell`]; the
//! handler of a site's `/live` takes an ear with [`Live::listen`] and writes with [`stream`].

pub mod stream;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use store::{Id, Moment};
use tokio::sync::{Notify, mpsc, watch};

use crate::Site;

/// Where every site streams from.
pub const PATH: &str = "/live";
/// A request with this header comes from the script of an open page, not from the person: it
/// reads, and does not prolong the session.
pub const HEADER: &str = "x-live";

/// Streams that one node holds open. Each costs a connection and a few kilobytes.
pub const NODE: usize = 2048;
/// Streams of one person on one site of one node; the newest takes the place of the oldest, for
/// of a phone that changed its network the old ones hang for minutes.
pub const PERSON: usize = 6;
/// Changes that wait for one stream; beyond them it is told to look at everything.
const WAITING: usize = 64;

/// The ears of this node. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Live(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    people: Mutex<People>,
    /// Somebody began to listen.
    came: Notify,
    closed: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct People {
    by: HashMap<(Site, String), Vec<Mouth>>,
    open: usize,
    next: u64,
}

/// The end of an ear that is spoken into.
#[derive(Debug)]
struct Mouth {
    seat: u64,
    changes: mpsc::Sender<Change>,
    missed: Arc<AtomicBool>,
}

/// Something changed for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The row that tells of it.
    pub id: Id,
    /// When it was written.
    pub at: Moment,
    /// The page that shows it differently now, as a path: `/applications/01…`.
    pub about: Option<String>,
    /// The notice that came with it.
    pub notice: Option<Id>,
}

/// What an ear heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A change.
    Change(Change),
    /// More than could wait: everything may have changed.
    Missed,
    /// A newer page of the same person took this one's place.
    Replaced,
    /// The program ends.
    Closing,
}

/// One open page's ear; it is free again when it is dropped.
#[derive(Debug)]
pub struct Ear {
    live: Live,
    who: (Site, String),
    seat: u64,
    changes: mpsc::Receiver<Change>,
    missed: Arc<AtomicBool>,
    closed: watch::Receiver<bool>,
}

impl Default for Live {
    fn default() -> Live {
        Live(Arc::new(Inner {
            people: Mutex::default(),
            came: Notify::new(),
            closed: watch::Sender::new(false),
        }))
    }
}

impl Live {
    /// An ear for a page of a person; `None` when the node has no place, or ends.
    pub fn listen(&self, site: Site, subject: &str) -> Option<Ear> {
        if *self.0.closed.borrow() {
            return None;
        }
        let (changes, heard) = mpsc::channel(WAITING);
        let missed = Arc::new(AtomicBool::new(false));
        let who = (site, subject.to_owned());
        let seat = {
            let mut people = self.people();
            let People { by, open, next } = &mut *people;
            let own = by.get(&who).map_or(0, Vec::len);
            if *open >= NODE && own < PERSON {
                return None;
            }
            let mouths = by.entry(who.clone()).or_default();
            if mouths.len() >= PERSON {
                mouths.remove(0);
                *open -= 1;
            }
            *next += 1;
            *open += 1;
            mouths.push(Mouth { seat: *next, changes, missed: missed.clone() });
            metrics::gauge!("live_streams").set(u32::try_from(*open).unwrap_or(u32::MAX));
            *next
        };
        self.0.came.notify_one();
        let closed = self.0.closed.subscribe();
        Some(Ear { live: self.clone(), who, seat, changes: heard, missed, closed })
    }

    /// Tells the open pages of a person on this node; whoever hears too slowly is told later that
    /// it missed something.
    pub fn tell(&self, site: Site, subject: &str, change: &Change) {
        let people = self.people();
        let mouths = people.by.get(&(site, subject.to_owned()));
        for mouth in mouths.into_iter().flatten() {
            if mouth.changes.try_send(change.clone()).is_err() {
                mouth.missed.store(true, Ordering::Relaxed);
            }
        }
    }

    /// How many pages listen on this node.
    pub fn open(&self) -> usize {
        self.people().open
    }

    /// Resolves when somebody listens.
    pub async fn somebody(&self) {
        while self.open() == 0 {
            self.0.came.notified().await;
        }
    }

    /// Ends every stream and lets no new one in: the program ends.
    pub fn close(&self) {
        self.0.closed.send_replace(true);
    }

    fn people(&self) -> MutexGuard<'_, People> {
        self.0.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ear {
    /// The next thing to be heard; may be dropped and called again.
    pub async fn next(&mut self) -> Heard {
        if self.missed.swap(false, Ordering::Relaxed) {
            while self.changes.try_recv().is_ok() {}
            return Heard::Missed;
        }
        tokio::select! {
            biased;
            _ = self.closed.wait_for(|closed| *closed) => Heard::Closing,
            change = self.changes.recv() => change.map_or(Heard::Replaced, Heard::Change),
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        let mut people = self.live.people();
        let People { by, open, .. } = &mut *people;
        let Some(mouths) = by.get_mut(&self.who) else { return };
        let before = mouths.len();
        mouths.retain(|mouth| mouth.seat != self.seat);
        *open -= before - mouths.len();
        if mouths.is_empty() {
            by.remove(&self.who);
        }
        metrics::gauge!("live_streams").set(u32::try_from(*open).unwrap_or(u32::MAX));
    }
}
