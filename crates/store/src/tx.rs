//! One transaction, on either engine.

use std::cell::{Cell, RefCell};

use crate::engine::lite::LiteStatements;
use crate::engine::pg::PgConnection;
use crate::{Clock, Entropy, Error, FromRow, Id, Moment, Result, Row, Value, Vault};

/// An open transaction. `&Tx` reads, `&mut Tx` writes.
///
/// The moment is the same from its beginning to its end. After a failed statement the
/// transaction only repeats the failure: on PostgreSQL it could do nothing else.
pub struct Tx<'c> {
    engine: Engine<'c>,
    now: Moment,
    entropy: &'c Entropy,
    vault: &'c Vault,
    failed: RefCell<Option<Error>>,
    wakes: Cell<bool>,
}

pub(crate) enum Engine<'c> {
    Lite(&'c rusqlite::Connection, &'c LiteStatements),
    Pg(RefCell<&'c mut PgConnection>),
}

impl<'c> Tx<'c> {
    pub(crate) fn begin(
        engine: Engine<'c>,
        clock: &Clock,
        entropy: &'c Entropy,
        vault: &'c Vault,
    ) -> Tx<'c> {
        Tx {
            engine,
            now: clock.now(),
            entropy,
            vault,
            failed: RefCell::new(None),
            wakes: Cell::new(false),
        }
    }

    /// The moment of this transaction.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Randomness for this transaction.
    pub fn entropy(&self) -> &Entropy {
        self.entropy
    }

    /// The keys that personal columns are encrypted with.
    pub fn vault(&self) -> &Vault {
        self.vault
    }

    /// A new id.
    pub fn new_id(&self) -> Id {
        Id::new(self.now, self.entropy)
    }

    /// All rows of a `select`.
    pub fn query<R: FromRow>(&self, sql: &'static str, params: &[Value]) -> Result<Vec<R>> {
        self.rows(sql, params)?.into_iter().map(R::from_row).collect()
    }

    /// The first row of a `select`, if there is one.
    pub fn query_opt<R: FromRow>(&self, sql: &'static str, params: &[Value]) -> Result<Option<R>> {
        self.rows(sql, params)?.into_iter().next().map(R::from_row).transpose()
    }

    /// The row of a `select` that must be there.
    ///
    /// # Errors
    /// [`Error::Missing`] when it is not.
    pub fn query_one<R: FromRow>(&self, sql: &'static str, params: &[Value]) -> Result<R> {
        self.query_opt(sql, params)?.ok_or(Error::Missing)
    }

    /// Runs a statement that changes rows and tells how many.
    pub fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        self.guard(|engine| match engine {
            Engine::Lite(connection, statements) => statements.execute(connection, sql, params),
            Engine::Pg(connection) => connection.borrow_mut().execute(sql, params),
        })
    }

    /// Runs a statement that changes rows and returns columns of them (`… returning …`).
    pub fn execute_returning<R: FromRow>(
        &mut self,
        sql: &'static str,
        params: &[Value],
    ) -> Result<Vec<R>> {
        self.rows(sql, params)?.into_iter().map(R::from_row).collect()
    }

    fn rows(&self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        self.guard(|engine| match engine {
            Engine::Lite(connection, statements) => statements.query(connection, sql, params),
            Engine::Pg(connection) => connection.borrow_mut().query(sql, params),
        })
    }

    fn guard<T>(&self, run: impl FnOnce(&Engine<'c>) -> Result<T>) -> Result<T> {
        if let Some(error) = &*self.failed.borrow() {
            return Err(error.clone());
        }
        run(&self.engine).inspect_err(|error| {
            *self.failed.borrow_mut() = Some(error.clone());
        })
    }

    /// What failed in it, if anything did; a closure that swallowed an error must not commit.
    pub(crate) fn failure(&self) -> Option<Error> {
        self.failed.borrow().clone()
    }

    /// Asks that whoever waits in [`crate::Db::work_arrived`] is woken when this transaction has
    /// been committed.
    pub fn wake_after_commit(&self) {
        self.wakes.set(true);
    }

    pub(crate) fn wakes(&self) -> bool {
        self.wakes.get()
    }

    pub(crate) fn on_postgres(&self) -> bool {
        matches!(self.engine, Engine::Pg(_))
    }
}
