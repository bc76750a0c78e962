//! The keys in memory, followed from the database.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use ::store::{Db, Result};

use super::{Keyset, Loaded};

/// After so long the database is looked at again: a rotation on another node is known here
/// within a second.
const FRESH: Duration = Duration::from_millis(500);

/// The keys of the present moment. Cheap to clone.
#[derive(Clone)]
pub struct Ring(Arc<Inner>);

struct Inner {
    db: Db,
    held: RwLock<Option<Held>>,
}

struct Held {
    keys: Arc<Keyset>,
    seen: Instant,
}

impl Ring {
    /// A ring that fills itself at its first use.
    pub fn new(db: Db) -> Ring {
        Ring(Arc::new(Inner { db, held: RwLock::new(None) }))
    }

    /// The keys, at most half a second old.
    pub async fn keys(&self) -> Result<Arc<Keyset>> {
        let stale = match self.held() {
            Some((keys, true)) => return Ok(keys),
            Some((keys, false)) => Some(keys),
            None => None,
        };
        let known = stale.clone();
        let read = self.0.db.read(move |tx| super::load_unless(tx, known.as_deref()));
        let keys = match (read.await?, stale) {
            (Loaded::New(keys), _) => keys,
            (Loaded::Same, Some(keys)) => keys,
            (Loaded::Same | Loaded::Nothing, _) => self.begin().await?,
        };
        self.hold(&keys);
        Ok(keys)
    }

    async fn begin(&self) -> Result<Arc<Keyset>> {
        self.0.db.write("key.begin", super::begin).await?;
        self.0.db.read(super::load).await
    }

    fn held(&self) -> Option<(Arc<Keyset>, bool)> {
        let held = self.0.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|held| (Arc::clone(&held.keys), held.seen.elapsed() < FRESH))
    }

    fn hold(&self, keys: &Arc<Keyset>) {
        let held = Held { keys: Arc::clone(keys), seen: Instant::now() };
        *self.0.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
    }
}
