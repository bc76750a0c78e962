//! What can go wrong with storage. What a person can cause is never here: it is an `Ok` value.

use std::fmt;

/// The result of everything that touches storage.
pub type Result<T> = std::result::Result<T, Error>;

/// Trouble with storage, or a bug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// Too much is waiting, the disk is full or the database is away; nothing was written.
    /// The same call may succeed a little later.
    Busy,
    /// The commit was sent and its answer was lost: it may have happened. Repeating a write with
    /// its one-use key is safe and tells.
    Unknown,
    /// A row that the code relies on is not there.
    Missing,
    /// Two transactions met and this one has to run again. The engine does that by itself;
    /// domain code never sees it unless it inspects errors.
    Conflict,
    /// A uniqueness rule (its name, where the engine tells it) or another constraint refused.
    Constraint(String),
    /// A bug or broken storage, in words for the log.
    Broken(String),
}

impl Error {
    /// A bug, described for the log; never with personal data or secrets.
    pub fn bug(what: impl fmt::Display) -> Error {
        Error::Broken(what.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Busy => f.write_str("storage is busy"),
            Error::Unknown => f.write_str("the outcome of the commit is unknown"),
            Error::Missing => f.write_str("a row that must exist is missing"),
            Error::Conflict => f.write_str("transactions conflict"),
            Error::Constraint(name) => write!(f, "constraint {name} refused"),
            Error::Broken(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}
