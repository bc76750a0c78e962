//! The door to storage: `read`, `write` and `write_once`.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{Notify, oneshot};

use crate::engine::lite::Lite;
use crate::engine::pg::Pg;
use crate::engine::{Kind, Work};
use crate::journal::Draft;
use crate::migrate::{Migration, SCHEMA};
use crate::{Clock, DAY, Entropy, Error, Moment, Result, Tx, Vault, params};

/// How to open a database.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite:PATH`, `sqlite::memory:` or `postgres://…`.
    pub url: String,
    /// Connections to PostgreSQL; SQLite has one writer.
    pub threads: usize,
    /// The tables to make.
    pub schema: &'static [Migration],
}

/// An open database with the clock, randomness and keys that its transactions use. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: Engine,
    context: Context,
    /// Journal entries that may wait up to a second: see [`Db::journal_later`].
    drafts: Mutex<Vec<(Moment, Draft)>>,
}

enum Engine {
    Lite(Lite),
    Pg(Pg),
}

/// What every transaction of a database shares.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
    pub(crate) vault: Vault,
    pub(crate) wake: Arc<Notify>,
}

/// A closure slower than this holds up every other writer and is logged.
const SLOW: Duration = Duration::from_millis(20);

impl Db {
    /// Opens and migrates. Call it outside of async workers, or early: it blocks.
    ///
    /// # Errors
    /// [`Error::Broken`] in words for the operator.
    pub fn open(settings: &Settings, clock: Clock, entropy: Entropy, vault: Vault) -> Result<Db> {
        let context = Context { clock, entropy, vault, wake: Arc::new(Notify::new()) };
        let engine = if settings.url == "sqlite::memory:" {
            Engine::Lite(Lite::memory(settings.schema, context.clone())?)
        } else if let Some(path) = settings.url.strip_prefix("sqlite:") {
            Engine::Lite(Lite::open(&PathBuf::from(path), settings.schema, context.clone())?)
        } else if settings.url.starts_with("postgres") {
            Engine::Pg(Pg::open(&settings.url, settings.threads, settings.schema, &context)?)
        } else {
            return Err(Error::bug("database: expected sqlite:PATH or postgres://…"));
        };
        Ok(Db(Arc::new(Inner { engine, context, drafts: Mutex::default() })))
    }

    /// A database for one story, with a clock that stands still and a fixed seed: in memory, or,
    /// where `KABINET_TEST_PG` names a PostgreSQL server, in a schema of its own there.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub fn memory() -> Db {
        let start = Moment(1_767_225_600 * crate::SECOND); // 2026-01-01T00:00:00Z
        Db::for_story(Clock::manual(start), Entropy::seeded(1))
    }

    /// The same with a given clock and randomness.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub fn for_story(clock: Clock, entropy: Entropy) -> Db {
        let url = Db::story_url().unwrap_or_else(|| "sqlite::memory:".to_owned());
        let settings = Settings { url, threads: 2, schema: SCHEMA };
        Db::open(&settings, clock, entropy, Vault::for_tests()).expect("a story's database opens")
    }

    /// Where `KABINET_TEST_PG` names a PostgreSQL server: the address of an empty schema on it.
    pub fn story_url() -> Option<String> {
        let server = std::env::var("KABINET_TEST_PG").ok()?;
        Some(crate::engine::pg::fresh_schema(&server))
    }

    /// Runs a closure on one consistent view.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Tx) -> Result<T> + Send + 'static,
    {
        match self.read_here(&f) {
            Some(outcome) => outcome,
            None => self.queued(Kind::Read, "read", move |tx| f(tx)).await,
        }
    }

    /// Runs a closure in a transaction; `Ok` commits, and when the answer is here the disk has
    /// it; `Err` rolls back. `name` is for logs and metrics.
    ///
    /// # Errors
    /// [`Error::Busy`] (nothing written), [`Error::Unknown`] (it may have been written).
    pub async fn write<T, F>(&self, name: &'static str, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        self.queued(Kind::Write, name, f).await
    }

    /// The same, once per `key`: a repeat within a day runs nothing and returns the outcome of
    /// the first. Outcomes are kept encrypted.
    pub async fn write_once<T, F>(&self, name: &'static str, key: &[u8], f: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let key = key.to_vec();
        self.queued(Kind::Keyed, name, move |tx| once(tx, name, &key, &f)).await
    }

    /// Runs a single statement that claims rows (jobs, messages).
    pub async fn claim<T, F>(&self, name: &'static str, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        self.queued(Kind::Claim, name, f).await
    }

    /// [`Db::read`] for plain threads: stories and the command line. Never on an async worker.
    pub fn read_now<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Tx) -> Result<T> + Send + 'static,
    {
        match self.read_here(&f) {
            Some(outcome) => outcome,
            None => self.send(Kind::Read, "read", move |tx: &mut Tx| f(tx)).wait(),
        }
    }

    /// [`Db::write`] for plain threads: stories and the command line. Never on an async worker.
    pub fn write_now<T, F>(&self, name: &'static str, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        self.send(Kind::Write, name, f).wait()
    }

    /// [`Db::write_once`] for plain threads.
    pub fn write_once_now<T, F>(&self, name: &'static str, key: &[u8], f: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let key = key.to_vec();
        self.send(Kind::Keyed, name, move |tx: &mut Tx| once(tx, name, &key, &f)).wait()
    }

    /// Puts an entry into the journal within a second. For readings that may be lost in a crash:
    /// own page views, tokens shown, public verifications. Facts go through [`Tx::journal`].
    pub fn journal_later(&self, draft: Draft) {
        let now = self.0.context.clock.now();
        self.0.drafts.lock().unwrap_or_else(PoisonError::into_inner).push((now, draft));
    }

    pub(crate) fn take_drafts(&self) -> Vec<(Moment, Draft)> {
        std::mem::take(&mut *self.0.drafts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the database answers; for health checks.
    pub async fn answers(&self) -> bool {
        let sql = "select count(*) from store_setting";
        self.read(move |tx| tx.query_one::<(i64,)>(sql, params![])).await.is_ok()
    }

    /// Removes outcomes older than a day and counts whose window has passed. Run it now and then.
    pub async fn forget_old(&self) -> Result<()> {
        self.write("store.forget_old", forget_old).await
    }

    /// The clock of this database's transactions.
    pub fn clock(&self) -> &Clock {
        &self.0.context.clock
    }

    /// The randomness of this database's transactions.
    pub fn entropy(&self) -> &Entropy {
        &self.0.context.entropy
    }

    /// The keys of this database's columns.
    pub fn vault(&self) -> &Vault {
        &self.0.context.vault
    }

    /// Resolves when a transaction of this process that made a job has been committed after this
    /// call, be it before the first poll.
    pub fn work_arrived(&self) -> impl Future<Output = ()> + '_ {
        self.0.context.wake.notified()
    }

    fn read_here<T>(&self, f: impl Fn(&Tx) -> Result<T>) -> Option<Result<T>> {
        match &self.0.engine {
            Engine::Lite(lite) => lite.read_here(f),
            Engine::Pg(_) => None,
        }
    }

    async fn queued<T, F>(&self, kind: Kind, name: &'static str, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.dispatch(Box::new(Closure { kind, name, f, out: None, reply: Reply::Async(reply) }));
        answer.await.unwrap_or(Err(Error::Unknown))
    }

    fn send<T, F>(&self, kind: Kind, name: &'static str, f: F) -> Waiting<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        self.dispatch(Box::new(Closure { kind, name, f, out: None, reply: Reply::Plain(reply) }));
        Waiting(answer)
    }

    fn dispatch(&self, work: Box<dyn Work>) {
        match &self.0.engine {
            Engine::Lite(lite) => lite.send(work),
            Engine::Pg(pg) => pg.send(work),
        }
    }
}

struct Waiting<T>(std::sync::mpsc::Receiver<Result<T>>);

impl<T> Waiting<T> {
    fn wait(self) -> Result<T> {
        self.0.recv().unwrap_or(Err(Error::Unknown))
    }
}

struct Closure<T, F> {
    kind: Kind,
    name: &'static str,
    f: F,
    out: Option<T>,
    reply: Reply<T>,
}

enum Reply<T> {
    Async(oneshot::Sender<Result<T>>),
    Plain(std::sync::mpsc::SyncSender<Result<T>>),
}

impl<T, F> Work for Closure<T, F>
where
    T: Send,
    F: Fn(&mut Tx) -> Result<T> + Send,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    fn run(&mut self, tx: &mut Tx) -> Result<()> {
        self.out = None;
        self.out = Some((self.f)(tx)?);
        Ok(())
    }

    fn answer(self: Box<Self>, end: Result<()>) {
        let Closure { out, reply, .. } = *self;
        let outcome = end.and_then(|()| out.ok_or(Error::Unknown));
        // Whoever asked may have gone; the work is done all the same.
        match reply {
            Reply::Async(sender) => drop(sender.send(outcome)),
            Reply::Plain(sender) => drop(sender.try_send(outcome)),
        }
    }
}

/// Runs `f` unless its outcome already stands under `key`.
fn once<T, F>(tx: &mut Tx, name: &'static str, key: &[u8], f: &F) -> Result<T>
where
    T: Serialize + DeserializeOwned,
    F: Fn(&mut Tx) -> Result<T>,
{
    // The name is part of the key: who takes the key of one form to another one, out of order or
    // on purpose, gets an ordinary answer and never the outcome of the first.
    let key = tx.vault().mac("store.outcome", &[name.as_bytes(), b"\0", key].concat());
    let fresh = tx.execute(
        "insert into store_outcome (key, name, outcome, at) values ($1, $2, null, $3)
         on conflict do nothing",
        params![key, name, tx.now()],
    )?;
    if fresh == 0 {
        let (sealed,): (Option<Vec<u8>>,) =
            tx.query_one("select outcome from store_outcome where key = $1", params![key])?;
        let plain = sealed.and_then(|s| tx.vault().open_bytes("store_outcome.outcome", &s));
        return plain
            .and_then(|plain| serde_json::from_slice(&plain).ok())
            .ok_or_else(|| Error::bug("a stored outcome cannot be read"));
    }
    let outcome = f(tx)?;
    let plain = serde_json::to_vec(&outcome).map_err(Error::bug)?;
    let sealed = tx.vault().seal("store_outcome.outcome", &plain);
    tx.execute("update store_outcome set outcome = $2 where key = $1", params![key, sealed])?;
    Ok(outcome)
}

fn forget_old(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.execute("delete from store_outcome where at < $1", params![now.plus(-DAY)])?;
    tx.execute("delete from store_count where expires_at < $1", params![now])?;
    Ok(())
}

pub(crate) fn observe(name: &'static str, took: Duration) {
    metrics::histogram!("store_seconds", "write" => name).record(took.as_secs_f64());
    if took > SLOW {
        tracing::warn!(name, ?took, "a transaction is slow");
    }
}
