//! Work that happens later: rows written in the transaction of the fact that causes it, claimed
//! by one node at a time, repeated with growing pauses, shown to staff when given up.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Db, Error, HOUR, Id, MINUTE, Moment, Result, SECOND, Tx, params};

/// A job as its handler gets it.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: Id,
    /// Which handler runs it.
    pub kind: String,
    /// What it is about; encrypted in the table.
    pub payload: serde_json::Value,
    /// Which attempt this is, from 1.
    pub attempt: i64,
}

impl Job {
    /// Reads the payload into the type it was made from.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_value(self.payload.clone()).map_err(Error::bug)
    }
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It is done and its row goes.
    Done,
    /// It failed and is tried again after a pause that doubles (with jitter); after the last
    /// attempt it is dead. The reason is for staff, without personal data.
    Retry(String),
    /// Not yet: run it again at that moment; no attempt is counted.
    Later(Moment),
    /// It can never succeed.
    Dead(String),
}

/// A claimed job is free again after this long, should its node have died.
const CLAIM: i64 = 2 * MINUTE;
/// After so many attempts a job is given up and shown to staff.
const ATTEMPTS_MAX: i64 = 20;
/// How many jobs one node runs at once.
const PARALLEL: i64 = 16;
const CONTEXT: &str = "store_job.payload";

impl Tx<'_> {
    /// Makes a job that runs at `due` or soon after.
    pub fn enqueue(
        &mut self,
        kind: &'static str,
        payload: &impl Serialize,
        due: Moment,
    ) -> Result<Id> {
        let id = self.new_id();
        self.insert_job(id, kind, None, payload, due)?;
        Ok(id)
    }

    /// Makes a job unless one with this `key` is waiting already; tells whether it was made. A job
    /// that was given up does not wait any more.
    pub fn enqueue_once(
        &mut self,
        kind: &'static str,
        key: &str,
        payload: &impl Serialize,
        due: Moment,
    ) -> Result<bool> {
        let id = self.new_id();
        self.insert_job(id, kind, Some(key), payload, due)
    }

    fn insert_job(
        &mut self,
        id: Id,
        kind: &'static str,
        key: Option<&str>,
        payload: &impl Serialize,
        due: Moment,
    ) -> Result<bool> {
        let plain = serde_json::to_vec(payload).map_err(Error::bug)?;
        let sealed = self.vault().seal(CONTEXT, &plain);
        let now = self.now();
        let made = self.execute(
            "insert into store_job
               (id, kind, key, payload, state, due_at, claimed_until, attempts, error, created_at)
             values ($1, $2, $3, $4, 'ready', $5, 0, 0, null, $6)
             on conflict do nothing",
            params![id, kind, key, sealed, due, now],
        )?;
        self.wake_after_commit();
        Ok(made == 1)
    }

    /// Ends a job inside the transaction of its effect, so that neither happens without the
    /// other. A handler that did this returns [`Ending::Done`] as usual.
    pub fn finish_job(&mut self, job: &Job) -> Result<()> {
        self.execute("delete from store_job where id = $1", params![job.id]).map(|_| ())
    }
}

/// A job that was given up, for staff.
#[derive(Clone, Debug)]
pub struct DeadJob {
    /// Its id.
    pub id: Id,
    /// Its kind.
    pub kind: String,
    /// The last reason.
    pub error: String,
    /// When it was made.
    pub created_at: Moment,
}

/// Jobs that were given up, newest first.
pub fn dead(tx: &Tx) -> Result<Vec<DeadJob>> {
    let rows = tx.query::<(Id, String, Option<String>, Moment)>(
        "select id, kind, error, created_at from store_job where state = 'dead'
         order by id desc limit 100",
        params![],
    )?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, error, created_at)| DeadJob {
            id,
            kind,
            error: error.unwrap_or_default(),
            created_at,
        })
        .collect())
}

/// How many jobs wait, dead ones not counted. Stories check that nothing is left over.
pub fn waiting(tx: &Tx) -> Result<i64> {
    let (count,) =
        tx.query_one("select count(*) from store_job where state = 'ready'", params![])?;
    Ok(count)
}

/// How many jobs have been given up.
pub fn dead_count(tx: &Tx) -> Result<i64> {
    let (count,) =
        tx.query_one("select count(*) from store_job where state = 'dead'", params![])?;
    Ok(count)
}

/// How many jobs should have begun by now: their time has come, and nobody has taken them.
pub fn due_count(tx: &Tx) -> Result<i64> {
    let (count,) = tx.query_one(
        "select count(*) from store_job
         where state = 'ready' and due_at <= $1 and claimed_until <= $1",
        params![tx.now()],
    )?;
    Ok(count)
}

type Handler =
    Arc<dyn Fn(Job) -> Pin<Box<dyn Future<Output = Result<Ending>> + Send>> + Send + Sync>;

/// Runs jobs of the kinds it was told of.
#[derive(Clone)]
pub struct Runner {
    db: Db,
    handlers: HashMap<&'static str, Handler>,
}

impl Runner {
    /// A runner without handlers.
    pub fn new(db: Db) -> Runner {
        Runner { db, handlers: HashMap::new() }
    }

    /// Adds the handler of one kind. It must be idempotent: a job runs at least once.
    #[must_use]
    pub fn on<F, A>(mut self, kind: &'static str, handler: F) -> Runner
    where
        F: Fn(Job) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Ending>> + Send + 'static,
    {
        self.handlers.insert(kind, Arc::new(move |job| Box::pin(handler(job))));
        self
    }

    /// Runs jobs until `stop` resolves; those that are under way are finished.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        if let Err(error) = self.db.write("job.free", free).await {
            tracing::warn!(%error, "jobs of a process that died wait for the end of their claims");
        }
        loop {
            // Listen before looking, so that nothing that arrives in between is slept over.
            let arrived = self.db.work_arrived();
            let worked = match self.run_due().await {
                Ok(count) => count > 0,
                Err(error) => {
                    tracing::warn!(%error, "jobs cannot be claimed");
                    false
                }
            };
            let pause = if worked { Duration::ZERO } else { Duration::from_millis(500) };
            tokio::select! {
                () = &mut stop => return,
                () = arrived => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Runs what is due now, a batch in parallel, and returns how many ran. Stories call it.
    pub async fn run_due(&self) -> Result<usize> {
        let jobs = self.db.claim("job.claim", claim).await?;
        let count = jobs.len();
        let mut running = tokio::task::JoinSet::new();
        for job in jobs {
            let runner = self.clone();
            running.spawn(async move { runner.run_one(job).await });
        }
        while let Some(outcome) = running.join_next().await {
            match outcome {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the end of a job was not recorded"),
                Err(error) => tracing::error!(%error, "a job panicked"),
            }
        }
        Ok(count)
    }

    async fn run_one(&self, job: Job) -> Result<()> {
        let ending = match self.handlers.get(job.kind.as_str()) {
            Some(handler) => match tokio::spawn(handler(job.clone())).await {
                Ok(Ok(ending)) => ending,
                Ok(Err(error)) => Ending::Retry(error.to_string()),
                Err(_) => Ending::Retry("the handler panicked".into()),
            },
            None => Ending::Retry("this node has no handler of this kind".into()),
        };
        metrics::counter!("store_jobs", "kind" => job.kind.clone()).increment(1);
        self.db.write("job.end", move |tx| end(tx, &job, &ending)).await
    }
}

fn claim(tx: &mut Tx) -> Result<Vec<Job>> {
    let now = tx.now();
    // The one place where the engines differ: PostgreSQL passes over rows that others hold.
    let sql = if tx.on_postgres() {
        "update store_job set claimed_until = $2, attempts = attempts + 1
         where id in (
           select id from store_job
           where state = 'ready' and due_at <= $1 and claimed_until <= $1
           order by due_at limit $3 for update skip locked)
         returning id, kind, payload, attempts"
    } else {
        "update store_job set claimed_until = $2, attempts = attempts + 1
         where id in (
           select id from store_job
           where state = 'ready' and due_at <= $1 and claimed_until <= $1
           order by due_at limit $3)
         returning id, kind, payload, attempts"
    };
    let rows: Vec<(Id, String, Vec<u8>, i64)> =
        tx.execute_returning(sql, params![now, now.plus(CLAIM), PARALLEL])?;
    rows.into_iter()
        .map(|(id, kind, sealed, attempt)| {
            let plain = tx
                .vault()
                .open_bytes(CONTEXT, &sealed)
                .ok_or_else(|| Error::bug("a job's payload cannot be decrypted"))?;
            let payload = serde_json::from_slice(&plain).map_err(Error::bug)?;
            Ok(Job { id, kind, payload, attempt })
        })
        .collect()
}

/// Frees what a process claimed that died here. A file of SQLite admits one process at a time, so
/// at a start nobody is at work; on PostgreSQL another node may be, and claims end by themselves.
fn free(tx: &mut Tx) -> Result<()> {
    if tx.on_postgres() {
        return Ok(());
    }
    tx.execute("update store_job set claimed_until = 0 where claimed_until > 0", params![])?;
    Ok(())
}

fn end(tx: &mut Tx, job: &Job, ending: &Ending) -> Result<()> {
    let (sql, reason, due): (_, Option<&str>, Moment) = match ending {
        Ending::Done => return tx.finish_job(job),
        Ending::Later(due) => (
            "update store_job set claimed_until = 0, attempts = attempts - 1, error = $2,
             due_at = $3 where id = $1",
            None,
            *due,
        ),
        Ending::Retry(reason) if job.attempt < ATTEMPTS_MAX => (
            "update store_job set claimed_until = 0, error = $2, due_at = $3 where id = $1",
            Some(reason),
            tx.now().plus(pause(job.attempt, tx)),
        ),
        // Its key is free again: the row stays for staff, and the same work can be asked for anew.
        Ending::Retry(reason) | Ending::Dead(reason) => (
            "update store_job set claimed_until = 0, state = 'dead', key = null, error = $2,
             due_at = $3 where id = $1",
            Some(reason),
            tx.now(),
        ),
    };
    tx.execute(sql, params![job.id, reason, due]).map(|_| ())
}

/// 1 s, 2 s, 4 s … at most an hour, each between half and one and a half of that.
fn pause(attempt: i64, tx: &Tx) -> i64 {
    let exponent = u32::try_from(attempt.clamp(1, 13) - 1).unwrap_or(0);
    let base = (SECOND << exponent).min(HOUR);
    base / 2 + base / 1_000 * i64::from(tx.entropy().below(1_000))
}
