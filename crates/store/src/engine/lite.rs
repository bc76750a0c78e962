//! SQLite: one writer thread with group commit, read-only connections beside it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};

use super::{Work, queued, run_caught};
use crate::db::Context;
use crate::migrate::Migration;
use crate::tx::Engine;
use crate::{Error, Result, Row, Tx, Value};

/// At most so many closures share one commit.
const BATCH_MAX: usize = 128;
/// At most so many closures wait for the writer; more are answered `Busy` at once.
const QUEUE_MAX: usize = 1024;

/// The SQLite engine of one database file.
pub(crate) struct Lite {
    writer: SyncSender<Box<dyn Work>>,
    /// `None` for a database in memory: there the writer's connection is the only one.
    readers: Option<Readers>,
    context: Context,
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    statements: LiteStatements,
}

impl Lite {
    /// Opens the file (made if it is not there), migrates it and starts the writer.
    pub(crate) fn open(path: &Path, schema: &[Migration], context: Context) -> Result<Lite> {
        let lock = lock(path)?;
        let connection = Connection::open(path).map_err(translate)?;
        configure(&connection)?;
        connection.pragma_update(None, "journal_mode", "wal").map_err(translate)?;
        migrate(&connection, schema)?;
        let readers = Readers {
            path: path.to_owned(),
            idle: Mutex::new(Vec::new()),
            statements: LiteStatements,
        };
        let writer = start_writer(connection, context.clone(), Some(lock))?;
        Ok(Lite { writer, readers: Some(readers), context })
    }

    /// A database in memory, for stories.
    pub(crate) fn memory(schema: &[Migration], context: Context) -> Result<Lite> {
        let connection = Connection::open_in_memory().map_err(translate)?;
        configure(&connection)?;
        migrate(&connection, schema)?;
        let writer = start_writer(connection, context.clone(), None)?;
        Ok(Lite { writer, readers: None, context })
    }

    /// Takes a closure to the writer. When too many wait it is answered `Busy` at once.
    pub(crate) fn send(&self, work: Box<dyn Work>) {
        use std::sync::mpsc::TrySendError;
        match self.writer.try_send(work) {
            Ok(()) => queued(1.0),
            Err(TrySendError::Full(work) | TrySendError::Disconnected(work)) => {
                work.answer(Err(Error::Busy));
            }
        }
    }

    /// Runs a reading closure on this thread, on a read-only connection of its own; hands it
    /// back for the writer's thread when the database is in memory.
    ///
    /// A read takes microseconds, less than moving it to another thread would.
    pub(crate) fn read_here<T>(&self, f: impl Fn(&Tx) -> Result<T>) -> Option<Result<T>> {
        let readers = self.readers.as_ref()?;
        Some(readers.read(&self.context, f))
    }
}

impl Readers {
    fn read<T>(&self, context: &Context, f: impl Fn(&Tx) -> Result<T>) -> Result<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let step = |sql| self.statements.execute(&connection, sql, &[]);
        step("begin")?;
        let outcome = {
            let engine = Engine::Lite(&connection, &self.statements);
            let tx = Tx::begin(engine, &context.clock, &context.entropy, &context.vault);
            f(&tx)
        };
        step("rollback")?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        outcome
    }

    fn connect(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).map_err(translate)?;
        configure(&connection)?;
        connection.pragma_update(None, "query_only", true).map_err(translate)?;
        Ok(connection)
    }
}

/// One process per file: a second one would wait for locks in the middle of answers.
fn lock(path: &Path) -> Result<std::fs::File> {
    let lock_path = path.with_extension("lock");
    let name = lock_path.display();
    let file = std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path)
        .map_err(|e| Error::Broken(format!("{name}: {e}")))?;
    file.try_lock()
        .map_err(|_| Error::Broken(format!("{name}: another process uses this database")))?;
    Ok(file)
}

fn configure(connection: &Connection) -> Result<()> {
    connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(translate)?;
    connection.set_prepared_statement_cache_capacity(512);
    // Plans must not depend on what is bound: without this a statement that meets a partial index
    // is compiled again for every value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(translate)?;
    // FULL: with NORMAL a power cut takes commits that people were told of.
    connection
        .execute_batch(
            "pragma synchronous = full; pragma foreign_keys = on; pragma temp_store = memory;
             pragma cache_size = -8000;",
        )
        .map_err(translate)
}

fn migrate(connection: &Connection, schema: &[Migration]) -> Result<()> {
    connection
        .execute_batch(
            "create table if not exists store_migration (name text primary key, at integer) strict",
        )
        .map_err(translate)?;
    for migration in schema {
        connection.execute_batch("begin immediate").map_err(translate)?;
        let fresh = connection
            .execute(
                "insert into store_migration (name, at) values (?1, 0) on conflict do nothing",
                [migration.name],
            )
            .map_err(translate)?;
        if fresh == 1 {
            for statement in migration.statements() {
                connection
                    .execute_batch(&crate::migrate::for_lite(&statement))
                    .map_err(|e| Error::Broken(format!("migration {}: {e}", migration.name)))?;
            }
        }
        connection.execute_batch("commit").map_err(translate)?;
    }
    Ok(())
}

fn start_writer(
    connection: Connection,
    context: Context,
    lock: Option<std::fs::File>,
) -> Result<SyncSender<Box<dyn Work>>> {
    let (sender, receiver) = sync_channel(QUEUE_MAX);
    std::thread::Builder::new()
        .name("sqlite-writer".into())
        .spawn(move || {
            let _lock = lock;
            let writer = Writer { connection, statements: LiteStatements, context };
            writer.serve(&receiver);
        })
        .map_err(|e| Error::Broken(format!("the writer thread does not start: {e}")))?;
    Ok(sender)
}

struct Writer {
    connection: Connection,
    statements: LiteStatements,
    context: Context,
}

/// How a batch ended before its commit.
enum Batch {
    /// All closures ran; each has its own outcome.
    Ran(Vec<Result<()>>),
    /// The closure at this place took the whole transaction down with it.
    Lost { culprit: usize, error: Error },
}

impl Writer {
    fn serve(&self, queue: &Receiver<Box<dyn Work>>) {
        while let Ok(first) = queue.recv() {
            let mut batch = vec![first];
            while batch.len() < BATCH_MAX {
                match queue.try_recv() {
                    Ok(work) => batch.push(work),
                    Err(_) => break,
                }
            }
            queued(-(batch.len() as f64));
            self.commit_together(batch);
        }
    }

    /// Runs the batch, a savepoint each, commits once, then answers.
    fn commit_together(&self, mut batch: Vec<Box<dyn Work>>) {
        while !batch.is_empty() {
            if let Err(error) = self.execute("begin immediate") {
                return answer_all(batch, &error);
            }
            let mut wakes = false;
            match self.run_batch(&mut batch, &mut wakes) {
                Batch::Ran(outcomes) => {
                    match self.execute("commit") {
                        Ok(()) => {
                            if wakes {
                                self.context.wake.notify_waiters();
                            }
                            for (work, outcome) in batch.into_iter().zip(outcomes) {
                                work.answer(outcome);
                            }
                        }
                        Err(error) => self.commit_failed(batch, error),
                    }
                    return;
                }
                // FULL, IOERR and NOMEM can end the whole transaction: whoever caused it is
                // answered, the others run again from the start.
                Batch::Lost { culprit, error } => {
                    self.rollback();
                    batch.remove(culprit).answer(Err(error));
                }
            }
        }
    }

    fn run_batch(&self, batch: &mut [Box<dyn Work>], wakes: &mut bool) -> Batch {
        let mut outcomes = Vec::with_capacity(batch.len());
        for (place, work) in batch.iter_mut().enumerate() {
            match self.run_one(work.as_mut(), wakes) {
                Ok(outcome) => outcomes.push(outcome),
                Err(error) => return Batch::Lost { culprit: place, error },
            }
        }
        Batch::Ran(outcomes)
    }

    /// `Err` only when the whole transaction is gone.
    fn run_one(&self, work: &mut dyn Work, wakes: &mut bool) -> Result<Result<()>> {
        self.execute("savepoint work")?;
        let started = std::time::Instant::now();
        let context = &self.context;
        let (outcome, woke) = {
            let engine = Engine::Lite(&self.connection, &self.statements);
            let mut tx = Tx::begin(engine, &context.clock, &context.entropy, &context.vault);
            let outcome = run_caught(work, &mut tx);
            (outcome, tx.wakes())
        };
        crate::db::observe(work.name(), started.elapsed());
        if self.connection.is_autocommit() {
            return Err(outcome.err().unwrap_or(Error::Busy));
        }
        match outcome {
            Ok(()) => {
                self.execute("release work")?;
                *wakes |= woke;
                Ok(Ok(()))
            }
            Err(error) => {
                self.execute("rollback to work")?;
                self.execute("release work")?;
                Ok(Err(error))
            }
        }
    }

    fn commit_failed(&self, batch: Vec<Box<dyn Work>>, error: Error) {
        tracing::error!(%error, "a commit failed");
        // Still open: nothing was written for certain. Closed: the disk may or may not have it.
        let certain = !self.connection.is_autocommit();
        self.rollback();
        let told = if certain && error == Error::Busy { Error::Busy } else { Error::Unknown };
        answer_all(batch, &told);
    }

    fn rollback(&self) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.execute("rollback")
        {
            tracing::error!(%error, "a rollback failed");
        }
    }

    fn execute(&self, sql: &'static str) -> Result<()> {
        self.statements.execute(&self.connection, sql, &[]).map(|_| ())
    }
}

fn answer_all(batch: Vec<Box<dyn Work>>, error: &Error) {
    for work in batch {
        work.answer(Err(error.clone()));
    }
}

/// Runs statements on a connection; keeps the `?n` form of each `$n` text.
pub(crate) struct LiteStatements;

thread_local! {
    static REWRITTEN: RefCell<HashMap<usize, Arc<str>>> = RefCell::default();
}

impl LiteStatements {
    pub(crate) fn execute(
        &self,
        connection: &Connection,
        sql: &'static str,
        params: &[Value],
    ) -> Result<u64> {
        let text = numbered(sql);
        let mut statement = connection.prepare_cached(&text).map_err(|e| explain(e, sql))?;
        let bound = rusqlite::params_from_iter(params.iter().map(Bound));
        let count = statement.execute(bound).map_err(|e| explain(e, sql))?;
        Ok(count as u64)
    }

    pub(crate) fn query(
        &self,
        connection: &Connection,
        sql: &'static str,
        params: &[Value],
    ) -> Result<Vec<Row>> {
        let text = numbered(sql);
        let mut statement = connection.prepare_cached(&text).map_err(|e| explain(e, sql))?;
        let columns = statement.column_count();
        let bound = rusqlite::params_from_iter(params.iter().map(Bound));
        let mut rows = statement.query(bound).map_err(|e| explain(e, sql))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(|e| explain(e, sql))? {
            let mut values = Vec::with_capacity(columns);
            for index in 0..columns {
                values.push(value(row.get_ref(index).map_err(|e| explain(e, sql))?)?);
            }
            out.push(Row(values));
        }
        Ok(out)
    }
}

/// SQLite numbers `$2, $1` by first appearance and would bind them swapped without a word, so
/// `$n` becomes `?n`. Texts are static: their address names them.
fn numbered(sql: &'static str) -> Arc<str> {
    REWRITTEN.with_borrow_mut(|known| {
        Arc::clone(known.entry(sql.as_ptr() as usize ^ sql.len().rotate_left(48)).or_insert_with(
            || {
                let mut out = String::with_capacity(sql.len());
                let mut rest = sql.chars().peekable();
                while let Some(c) = rest.next() {
                    let parameter = c == '$' && rest.peek().is_some_and(char::is_ascii_digit);
                    out.push(if parameter { '?' } else { c });
                }
                out.into()
            },
        ))
    })
}

struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Bool(v) => ValueRef::Integer(i64::from(*v)),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

fn value(column: ValueRef<'_>) -> Result<Value> {
    Ok(match column {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(v) => Value::Int(v),
        ValueRef::Text(v) => Value::Text(String::from_utf8_lossy(v).into_owned()),
        ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
        ValueRef::Real(_) => return Err(Error::bug("a column holds a real number")),
    })
}

fn explain(error: rusqlite::Error, sql: &'static str) -> Error {
    match translate(error) {
        Error::Broken(what) => {
            let start: String = sql.chars().take(60).collect();
            Error::Broken(format!("{what} in «{start}…»"))
        }
        other => other,
    }
}

fn translate(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::OutOfMemory
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen,
        ) => {
            tracing::error!(%error, "storage refuses");
            Error::Busy
        }
        Some(ErrorCode::ConstraintViolation) => Error::Constraint(error.to_string()),
        _ => Error::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, StatementStatus};

    /// How often a statement was compiled again while the same was asked with other values.
    fn compiled_again(connection: &Connection) -> i32 {
        let schema = "create table a (kind text, done int);
                      create index a_open on a (kind) where done = 0;";
        connection.execute_batch(schema).unwrap();
        let sql = "select kind from a where kind = ?1 and done = ?2";
        let mut statement = connection.prepare(sql).unwrap();
        for done in [0, 1, 0] {
            let rows = statement.query_map(("x", done), |row| row.get::<_, String>(0)).unwrap();
            assert_eq!(rows.count(), 0);
        }
        statement.get_status(StatementStatus::RePrepare)
    }

    #[test]
    fn a_statement_that_meets_a_partial_index_is_compiled_once_for_all_values() {
        let connection = Connection::open_in_memory().unwrap();
        super::configure(&connection).unwrap();
        assert_eq!(compiled_again(&connection), 0);
        let otherwise = Connection::open_in_memory().unwrap();
        assert!(compiled_again(&otherwise) > 0, "nothing is tested here any more");
    }
}
