//! How well the desk works: what waits, how quickly it answers first, what comes back.

mod store;

use ::store::{DAY, HOUR, Moment, Result, Tx};
use web::Site;

use super::{ANSWER_WITHIN, Topic};

/// The span that figures look back.
pub const FIGURES_SPAN: i64 = 30 * DAY;

/// What waits now, and the first answers of the last thirty days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Figures {
    /// Waiting or answered.
    pub open: i64,
    /// An answer is owed.
    pub waiting: i64,
    /// The deadline has passed.
    pub overdue: i64,
    /// First answers within the last thirty days.
    pub answered: i64,
    /// How many of them came in time.
    pub in_time: i64,
    /// The median of what they took, in microseconds.
    pub median: Option<i64>,
}

/// The same in depth, for administrators.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Depth {
    /// As above.
    pub now: Figures,
    /// What nine of ten first answers took at most, in microseconds.
    pub most: Option<i64>,
    /// Requests of the last thirty days.
    pub received: i64,
    /// Requests of the last thirty days whose first answer is owed and late.
    pub unanswered_late: i64,
    /// Of those that were closed within the last thirty days or since came back: how many.
    pub closed: i64,
    /// How many requests of the last thirty days came back after they were closed.
    pub reopened: i64,
    /// How long those that wait have waited: up to four hours, up to a day, up to three, longer.
    pub backlog: [i64; 4],
    /// By site.
    pub sites: Vec<(Site, Share)>,
    /// By topic.
    pub topics: Vec<(Topic, Share)>,
}

/// A part of the requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Share {
    /// Received.
    pub received: i64,
    /// First answers.
    pub answered: i64,
    /// First answers in time.
    pub in_time: i64,
}

/// A request as figures see it.
pub(super) struct Trace {
    site: Site,
    topic: Topic,
    created_at: Moment,
    due_at: Option<Moment>,
    answered_at: Option<Moment>,
    closed: bool,
    reopened: bool,
}

/// How well the desk works, in short.
pub fn figures(tx: &Tx) -> Result<Figures> {
    let traces = store::since(tx, tx.now().plus(-FIGURES_SPAN))?;
    short(tx, &traces)
}

fn short(tx: &Tx, traces: &[Trace]) -> Result<Figures> {
    let mut figures = store::counts(tx)?;
    let took = sorted(traces);
    figures.answered = count(took.len());
    figures.in_time = count(took.iter().filter(|took| **took <= ANSWER_WITHIN).count());
    let middle = took.len() / 2;
    figures.median = took.get(middle).map(|upper| match took.len() % 2 {
        0 => i64::midpoint(took[middle - 1], *upper),
        _ => *upper,
    });
    Ok(figures)
}

/// How well the desk works, in depth.
pub fn depth(tx: &Tx) -> Result<Depth> {
    let now = tx.now();
    let traces = store::since(tx, now.plus(-FIGURES_SPAN))?;
    let took = sorted(&traces);
    // The smallest that at least nine of ten do not exceed.
    let most = (took.len() * 9).div_ceil(10).checked_sub(1).and_then(|at| took.get(at).copied());
    let mut backlog = [0; 4];
    for waiting_since in store::waiting_since(tx)? {
        let age = now.since(waiting_since);
        let place = [4 * HOUR, DAY, 3 * DAY].iter().filter(|limit| age > **limit).count();
        backlog[place] += 1;
    }
    let late =
        |trace: &&Trace| trace.answered_at.is_none() && trace.due_at.is_some_and(|due| due < now);
    let sites = [Site::Identity, Site::Sep, Site::Epk];
    let by_site = sites.map(|site| (site, share(&traces, |trace| trace.site == site)));
    let by_topic = Topic::ALL.map(|topic| (topic, share(&traces, |trace| trace.topic == topic)));
    Ok(Depth {
        now: short(tx, &traces)?,
        most,
        received: count(traces.len()),
        unanswered_late: count(traces.iter().filter(late).count()),
        closed: count(traces.iter().filter(|trace| trace.closed || trace.reopened).count()),
        reopened: count(traces.iter().filter(|trace| trace.reopened).count()),
        backlog,
        sites: by_site.to_vec(),
        topics: by_topic.to_vec(),
    })
}

/// What the first answers took, the quickest first.
fn sorted(traces: &[Trace]) -> Vec<i64> {
    let mut took: Vec<i64> = traces.iter().filter_map(Trace::took).collect();
    took.sort_unstable();
    took
}

fn share(traces: &[Trace], belongs: impl Fn(&Trace) -> bool) -> Share {
    let mut share = Share::default();
    for trace in traces.iter().filter(|trace| belongs(trace)) {
        share.received += 1;
        share.answered += i64::from(trace.took().is_some());
        share.in_time += i64::from(trace.took().is_some_and(|took| took <= ANSWER_WITHIN));
    }
    share
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Trace {
    fn took(&self) -> Option<i64> {
        self.answered_at.map(|at| at.since(self.created_at))
    }
}
