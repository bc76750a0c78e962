//! PostgreSQL: threads that own a connection each. The sync client must never be made or dropped
//! on an async worker (it panics there), so it lives and dies on these threads.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use postgres::error::SqlState;
use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use postgres::{Client, NoTls, Statement};

use super::{Kind, Work, queued, run_caught};
use crate::db::Context;
use crate::migrate::Migration;
use crate::tx::Engine;
use crate::{Error, Result, Row, Tx, Value};

const QUEUE_MAX: usize = 1024;
/// How long a closure waits for its turn and is run again after conflicts or while the server is
/// away, counted from its arrival: fifty who wait while few threads try are all told in time.
const PATIENCE: Duration = Duration::from_secs(3);
/// The longest a new connection may take, unless the address of the database says otherwise.
const CONNECT: Duration = Duration::from_secs(2);

/// A closure and when it came.
type Arrived = (Instant, Box<dyn Work>);

/// The PostgreSQL engine: connection threads and the queue before them.
pub(crate) struct Pg {
    queue: SyncSender<Arrived>,
}

impl Pg {
    /// Connects, migrates and starts `threads` threads.
    pub(crate) fn open(
        url: &str,
        threads: usize,
        schema: &'static [Migration],
        context: &Context,
    ) -> Result<Pg> {
        // The first connection is made on a thread of its own: see above.
        let mut config: postgres::Config =
            url.parse().map_err(|_| Error::bug("the database URL is not understood"))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        let first = config.clone();
        std::thread::spawn(move || {
            let mut client = first.connect(NoTls).map_err(|e| translate(&e))?;
            migrate(&mut client, schema)
        })
        .join()
        .map_err(|_| Error::bug("the migration panicked"))??;
        let (queue, receiver) = sync_channel(QUEUE_MAX);
        let receiver = Arc::new(Mutex::new(receiver));
        for number in 0..threads.max(1) {
            let worker = Worker { config: config.clone(), context: context.clone(), number };
            let receiver = Arc::clone(&receiver);
            std::thread::Builder::new()
                .name(format!("postgres-{number}"))
                .spawn(move || worker.serve(&receiver))
                .map_err(|e| Error::Broken(format!("a database thread does not start: {e}")))?;
        }
        Ok(Pg { queue })
    }

    pub(crate) fn send(&self, work: Box<dyn Work>) {
        use std::sync::mpsc::TrySendError;
        match self.queue.try_send((Instant::now(), work)) {
            Ok(()) => queued(1.0),
            Err(TrySendError::Full((_, work)) | TrySendError::Disconnected((_, work))) => {
                work.answer(Err(Error::Busy));
            }
        }
    }
}

fn migrate(client: &mut Client, schema: &[Migration]) -> Result<()> {
    let run = |client: &mut Client| -> std::result::Result<(), postgres::Error> {
        // Two processes may start at once: the lock is held until the session's end.
        client.batch_execute("select pg_advisory_lock(7163001)")?;
        client.batch_execute(
            "create table if not exists store_migration (name text primary key, at int8)",
        )?;
        for migration in schema {
            let mut tx = client.transaction()?;
            let fresh = tx.execute(
                "insert into store_migration (name, at) values ($1, 0) on conflict do nothing",
                &[&migration.name],
            )?;
            if fresh == 1 {
                for statement in migration.statements() {
                    tx.batch_execute(&statement)?;
                }
            }
            tx.commit()?;
        }
        client.batch_execute("select pg_advisory_unlock(7163001)")
    };
    run(client).map_err(|e| Error::Broken(format!("migration: {}", describe(&e))))
}

struct Worker {
    config: postgres::Config,
    context: Context,
    number: usize,
}

/// How one run of a closure ended.
enum Turn {
    Done(Result<()>),
    /// Nothing was committed; it may run again.
    Again,
    /// The commit was sent and no answer came.
    Unknown,
}

impl Worker {
    fn serve(&self, queue: &Mutex<Receiver<Arrived>>) {
        let mut connection: Option<PgConnection> = None;
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok((arrived, work)) = next else { return };
            queued(-1.0);
            self.see_through(work, arrived + PATIENCE, &mut connection);
        }
    }

    fn see_through(
        &self,
        mut work: Box<dyn Work>,
        deadline: Instant,
        connection: &mut Option<PgConnection>,
    ) {
        if Instant::now() > deadline {
            return work.answer(Err(Error::Busy));
        }
        let mut pause = Duration::from_millis(1);
        loop {
            let turn = self.turn(work.as_mut(), connection);
            let late = Instant::now() + pause > deadline;
            match turn {
                Turn::Done(outcome) => return work.answer(outcome),
                Turn::Again if late => return work.answer(Err(Error::Busy)),
                Turn::Unknown if late || work.kind() != Kind::Keyed => {
                    return work.answer(Err(Error::Unknown));
                }
                Turn::Again | Turn::Unknown => {
                    metrics::counter!("store_retries", "write" => work.name()).increment(1);
                    // Jitter keeps two that met from meeting again.
                    let jitter = self.context.entropy.below(1_000) as f64 / 1_000.0;
                    std::thread::sleep(pause.mul_f64(0.5 + jitter));
                    pause = (pause * 2).min(Duration::from_millis(250));
                }
            }
        }
    }

    fn turn(&self, work: &mut dyn Work, connection: &mut Option<PgConnection>) -> Turn {
        if connection.as_ref().is_none_or(|c| c.client.is_closed()) {
            *connection = None;
            match self.config.connect(NoTls) {
                Ok(client) => *connection = Some(PgConnection::new(client)),
                Err(error) => {
                    let (number, error) = (self.number, describe(&error));
                    tracing::warn!(number, error, "the database does not answer");
                    return Turn::Again;
                }
            }
        }
        let Some(connected) = connection else { return Turn::Again };
        self.run_on(work, connected)
    }

    fn run_on(&self, work: &mut dyn Work, connection: &mut PgConnection) -> Turn {
        let begin = match work.kind() {
            Kind::Read => "begin isolation level repeatable read read only",
            Kind::Write | Kind::Keyed => "begin isolation level serializable",
            Kind::Claim => "begin isolation level read committed",
        };
        if connection.client.batch_execute(begin).is_err() {
            return Turn::Again;
        }
        let started = Instant::now();
        let (outcome, wakes) = {
            let engine = Engine::Pg(std::cell::RefCell::new(&mut *connection));
            let context = &self.context;
            let mut tx = Tx::begin(engine, &context.clock, &context.entropy, &context.vault);
            let outcome = run_caught(work, &mut tx);
            (outcome, tx.wakes())
        };
        crate::db::observe(work.name(), started.elapsed());
        let turn = match outcome {
            Ok(()) => commit(connection),
            Err(error) => roll_back(connection, error),
        };
        if wakes && matches!(turn, Turn::Done(Ok(()))) {
            self.context.wake.notify_waiters();
        }
        turn
    }
}

fn commit(connection: &mut PgConnection) -> Turn {
    match connection.client.batch_execute("commit") {
        Ok(()) => Turn::Done(Ok(())),
        Err(error) => match translate(&error) {
            Error::Conflict => Turn::Again,
            Error::Busy => Turn::Unknown,
            other => Turn::Done(Err(other)),
        },
    }
}

fn roll_back(connection: &mut PgConnection, error: Error) -> Turn {
    // When this fails the connection is gone, and the transaction with it.
    let gone = connection.client.batch_execute("rollback").is_err();
    match error {
        Error::Conflict => Turn::Again,
        Error::Busy if gone || connection.client.is_closed() => Turn::Again,
        other => Turn::Done(Err(other)),
    }
}

/// A connection and the statements prepared on it, by the address of their static text.
pub(crate) struct PgConnection {
    client: Client,
    statements: HashMap<(usize, usize), Statement>,
}

impl PgConnection {
    fn new(client: Client) -> PgConnection {
        PgConnection { client, statements: HashMap::new() }
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement> {
        let key = (sql.as_ptr() as usize, sql.len());
        if let Some(statement) = self.statements.get(&key) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|e| explain(&e, sql))?;
        self.statements.insert(key, statement.clone());
        Ok(statement)
    }

    pub(crate) fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        let statement = self.prepared(sql)?;
        self.client.execute(&statement, &bound(params)).map_err(|e| explain(&e, sql))
    }

    pub(crate) fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let statement = self.prepared(sql)?;
        let rows = self.client.query(&statement, &bound(params)).map_err(|e| explain(&e, sql))?;
        rows.iter().map(row).collect()
    }
}

fn bound(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|v| v as &(dyn ToSql + Sync)).collect()
}

fn row(row: &postgres::Row) -> Result<Row> {
    let mut values = Vec::with_capacity(row.len());
    for (index, column) in row.columns().iter().enumerate() {
        let value = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(index).map(|v| v.map(Value::Int)),
            Type::INT4 => {
                row.try_get::<_, Option<i32>>(index).map(|v| v.map(|v| Value::Int(i64::from(v))))
            }
            Type::BOOL => row.try_get::<_, Option<bool>>(index).map(|v| v.map(Value::Bool)),
            Type::TEXT | Type::VARCHAR => {
                row.try_get::<_, Option<String>>(index).map(|v| v.map(Value::Text))
            }
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index).map(|v| v.map(Value::Bytes)),
            ref other => {
                return Err(Error::Broken(format!("column type {other} is not in our subset")));
            }
        };
        values.push(value.map_err(|e| translate(&e))?.unwrap_or(Value::Null));
    }
    Ok(Row(values))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(v) if *ty == Type::INT4 => i32::try_from(*v)?.to_sql(ty, out),
            // A backup made on SQLite, where a bool is 0 or 1.
            Value::Int(v) if *ty == Type::BOOL => (*v != 0).to_sql(ty, out),
            Value::Int(v) => v.to_sql(ty, out),
            Value::Bool(v) => v.to_sql(ty, out),
            Value::Text(v) => v.to_sql(ty, out),
            Value::Bytes(v) => v.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::INT8 | Type::INT4 | Type::BOOL | Type::TEXT | Type::VARCHAR | Type::BYTEA
        )
    }

    to_sql_checked!();
}

fn explain(error: &postgres::Error, sql: &'static str) -> Error {
    match translate(error) {
        Error::Broken(what) => {
            let start: String = sql.chars().take(60).collect();
            Error::Broken(format!("{what} in «{start}…»"))
        }
        other => other,
    }
}

fn translate(error: &postgres::Error) -> Error {
    let Some(state) = error.code() else {
        // No answer of the server: the connection is gone.
        return if error.is_closed() || std::error::Error::source(error).is_some_and(is_io) {
            Error::Busy
        } else {
            Error::Broken(describe(error))
        };
    };
    if [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(state) {
        return Error::Conflict;
    }
    match &state.code()[..2] {
        // Integrity constraints.
        "23" => Error::Constraint(constraint(error)),
        // Connection trouble, resources, operator intervention (shutdown), system errors.
        "08" | "53" | "57" | "58" => Error::Busy,
        _ => Error::Broken(describe(error)),
    }
}

fn is_io(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<std::io::Error>()
}

fn constraint(error: &postgres::Error) -> String {
    error.as_db_error().and_then(|e| e.constraint()).unwrap_or("a constraint").to_owned()
}

/// The server's message without its detail line, which may quote values.
fn describe(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{} ({})", db.message(), db.code().code()),
        None => error.to_string(),
    }
}

/// Makes an empty schema on a test server and returns a URL whose connections live in it.
pub(crate) fn fresh_schema(server: &str) -> String {
    static NUMBER: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let name = format!("story_{}_{number}", std::process::id());
    let (server_url, schema) = (server.to_owned(), name.clone());
    std::thread::spawn(move || {
        let mut client = Client::connect(&server_url, NoTls).expect("the test server answers");
        let sql = format!("drop schema if exists {schema} cascade; create schema {schema}");
        client.batch_execute(&sql).expect("a schema can be made");
    })
    .join()
    .expect("the schema is made");
    let join = if server.contains('?') { '&' } else { '?' };
    format!("{server}{join}options=-csearch_path%3D{name}")
}
