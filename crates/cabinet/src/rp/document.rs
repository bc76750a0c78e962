//! A document of the provider (discovery, keys): fetched when it is first needed, kept for a
//! while, fetched by one visitor at a time.

use std::sync::{Arc, PoisonError, RwLock};

use oauth::rp::RpError;
use store::Moment;
use tokio::sync::{Mutex, MutexGuard};

/// One document.
pub(super) struct Document<T> {
    state: RwLock<State<T>>,
    fetching: Mutex<()>,
}

struct State<T> {
    known: Option<(Arc<T>, Moment)>,
    failed: Option<(RpError, Moment)>,
}

impl<T> Document<T> {
    pub(super) fn unknown() -> Document<T> {
        let state = RwLock::new(State { known: None, failed: None });
        Document { state, fetching: Mutex::new(()) }
    }

    /// The document, however old.
    pub(super) fn any(&self) -> Option<Arc<T>> {
        self.read(|state| state.known.as_ref().map(|(value, _)| Arc::clone(value)))
    }

    /// The document when it was fetched less than `life` microseconds ago. A clock that went back
    /// makes it old, not young for ever.
    pub(super) fn younger(&self, now: Moment, life: i64) -> Option<Arc<T>> {
        self.read(|state| {
            let (value, at) = state.known.as_ref()?;
            (0..life).contains(&now.since(*at)).then(|| Arc::clone(value))
        })
    }

    /// The last failure when it happened less than `pause` microseconds ago: asking again at once
    /// would only make everybody wait.
    pub(super) fn failed(&self, now: Moment, pause: i64) -> Option<RpError> {
        self.read(|state| {
            let (error, at) = state.failed.as_ref()?;
            (0..pause).contains(&now.since(*at)).then(|| error.clone())
        })
    }

    /// The right to fetch; look again after getting it, somebody else may have fetched.
    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.fetching.lock().await
    }

    pub(super) fn keep(&self, value: T, now: Moment) -> Arc<T> {
        let value = Arc::new(value);
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        *state = State { known: Some((Arc::clone(&value), now)), failed: None };
        value
    }

    pub(super) fn fail(&self, error: RpError, now: Moment) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.failed = Some((error, now));
    }

    fn read<R>(&self, look: impl FnOnce(&State<T>) -> R) -> R {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }
}
