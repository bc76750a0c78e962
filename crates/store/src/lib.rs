//! What every fact shares: transactions on SQLite and PostgreSQL, migrations, jobs, the journal,
//! encryption of columns, the clock, randomness and ids. It knows no HTTP.
//!
//! One request is one closure:
//!
//! ```
//! use store::{Db, params};
//! let db = Db::memory();
//! let left = db.write_now("limit.charge", |tx| tx.charge("login:1", 60_000_000));
//! assert_eq!(left.unwrap(), 1);
//! let sql = "select count(*) from store_job";
//! let n: Option<(i64,)> = db.read_now(move |tx| tx.query_opt(sql, params![])).unwrap();
//! assert_eq!(n, Some((0,)));
//! ```
//!
//! * `&Tx` reads, `&mut Tx` writes: the compiler proves what a page may do.
//! * `Ok` commits, `Err` rolls back. Everything a person can cause is an `Ok` value.
//! * A closure may run more than once (`Fn`): it takes time, randomness and ids from the `Tx`.
//! * SQL is one portable text with `$n` parameters and is `&'static str`: it cannot be assembled
//!   from what somebody typed.

// `id!` names this crate like it does in others.
extern crate self as store;

mod backup;
mod clock;
mod db;
mod engine;
mod entropy;
mod error;
pub mod file;
mod id;
pub mod job;
pub mod journal;
mod limit;
mod migrate;
mod tx;
mod value;
mod vault;

pub use backup::{BackupReport, backup, restore};
pub use clock::{Clock, DAY, HOUR, MINUTE, Moment, SECOND};
pub use db::{Db, Settings};
pub use entropy::Entropy;
pub use error::{Error, Result};
pub use id::Id;
pub use migrate::{Migration, SANDBOX_SCHEMA, SCHEMA};
pub use serde;
pub use tx::Tx;
pub use value::{FromRow, FromValue, Row, ToValue, Value};
pub use vault::{Secret, Vault};

#[cfg(test)]
mod tests;
