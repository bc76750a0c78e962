//! The one door to time. Everything else takes it from [`Clock`] or from a transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// One second in microseconds, the unit of every stored time and duration.
pub const SECOND: i64 = 1_000_000;
/// One minute in microseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in microseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day of 24 hours in microseconds.
pub const DAY: i64 = 24 * HOUR;

/// A point in time: microseconds since 1970-01-01T00:00:00Z, stored as `int8`.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment moved by `micros` microseconds (negative moves back).
    pub fn plus(self, micros: i64) -> Moment {
        Moment(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to this moment; negative when the clock went back.
    pub fn since(self, earlier: Moment) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds since the epoch, as OAuth and JWT count time.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// The moment `seconds` after the epoch.
    pub fn from_seconds(seconds: i64) -> Moment {
        Moment(seconds.saturating_mul(SECOND))
    }

    /// For showing to people; saturates at the ends of what a calendar can hold.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

/// The clock of one program. The real one follows the system; tests and the making of
/// demonstration data set it by hand or move it.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
enum Inner {
    /// The system's time plus an offset in microseconds.
    System { offset: AtomicI64 },
    /// Stands still until somebody sets it.
    Manual { now: AtomicI64 },
}

impl Clock {
    /// Follows the system's clock.
    pub fn system() -> Clock {
        Clock(Arc::new(Inner::System { offset: AtomicI64::new(0) }))
    }

    /// Stands at `start` until moved.
    pub fn manual(start: Moment) -> Clock {
        Clock(Arc::new(Inner::Manual { now: AtomicI64::new(start.0) }))
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        match &*self.0 {
            Inner::System { offset } => system_now().plus(offset.load(Ordering::Relaxed)),
            Inner::Manual { now } => Moment(now.load(Ordering::Relaxed)),
        }
    }

    /// Moves the clock by `micros` microseconds from where it stands (negative moves it back).
    pub fn advance(&self, micros: i64) {
        match &*self.0 {
            Inner::System { offset } => offset.fetch_add(micros, Ordering::Relaxed),
            Inner::Manual { now } => now.fetch_add(micros, Ordering::Relaxed),
        };
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn system_now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Moment(since.map_or(0, |d| i64::try_from(d.as_micros()).unwrap_or(i64::MAX)))
}
