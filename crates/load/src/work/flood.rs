//! A flood of sign-ins by strangers from everywhere, and somebody who reads pages meanwhile.
//!
//! Each stranger types an address that has no account: the program compares it with a decoy at the
//! cost of a real password, so that nothing shows who is registered. Each connection comes from a
//! network of its own (127.0.0.0/8 has 65,536 of them), as the limit per network would answer
//! otherwise.

use std::cell::{Cell, RefCell};
use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::spawn_local;

use super::ask::Ask;
use crate::browser::{Browser, headers};
use crate::http::{Connection, Place, request};
use crate::measure::{Work, micros};
use crate::page::Form;

/// A stranger moves on to another network before the hourly limit of this one.
const MOVES_AFTER: usize = 400;
/// Strangers that there can be.
const CROWD_MAX: usize = 512;

/// What was answered to a password.
const COMPARED: u16 = 422;
const REFUSED: u16 = 503;

/// A stranger who types passwords.
pub struct Stranger {
    connection: Connection,
    cookies: String,
    form: Form,
    number: usize,
    typed: usize,
}

impl Stranger {
    /// With a form of her own; no two may have one number.
    pub async fn new(provider: &Place, number: usize) -> Result<Stranger, String> {
        let mut browser = Browser::default();
        let page = browser.open(&format!("http://{}/login", provider.host)).await?;
        let mut form = page.form("password")?;
        form.set("password", "no password of anybody")?;
        Ok(Stranger {
            connection: Connection::between(network(number), provider),
            cookies: browser.cookies(provider),
            form,
            number,
            typed: 0,
        })
    }

    /// Types one; answers the status.
    async fn knock(&mut self) -> Result<u16, String> {
        self.typed += 1;
        if self.typed.is_multiple_of(MOVES_AFTER) {
            let next = self.number + CROWD_MAX * (self.typed / MOVES_AFTER);
            self.connection = Connection::between(network(next), &self.connection.place);
        }
        let login = format!("stranger{}.{}@example.test", self.number, self.typed);
        self.form.set("login", &login)?;
        let body = self.form.body(None);
        let head = headers(&self.connection.place, &self.cookies);
        let asked = request("POST", &self.form.action, &head, Some(&body));
        Ok(self.connection.send(&asked).await?.status)
    }
}

/// An address in a network of its own, none of which is that of the servers.
fn network(number: usize) -> Ipv4Addr {
    let [high, low] = u16::try_from(256 + number).unwrap_or(u16::MAX).to_be_bytes();
    Ipv4Addr::new(127, high, low, 1)
}

impl Work for Stranger {
    async fn once(&mut self) -> Result<(), String> {
        match self.knock().await? {
            COMPARED => Ok(()),
            status => Err(format!("a password was answered with {status}")),
        }
    }
}

/// How often something is begun, whether or not the last one has ended.
#[derive(Clone)]
struct Pace {
    start: Instant,
    gap: Duration,
    end: Instant,
    next: Rc<Cell<u32>>,
}

impl Pace {
    fn new(rate: f64, length: Duration) -> Pace {
        let start = Instant::now();
        let gap = Duration::from_secs_f64(1.0 / rate.max(1.0));
        Pace { start, gap, end: start + length, next: Rc::default() }
    }

    /// Waits for the next turn; none after the end. Answers when it was due.
    async fn turn(&self) -> Option<Instant> {
        let due = self.start + self.gap * self.next.replace(self.next.get() + 1);
        if due >= self.end {
            return None;
        }
        tokio::time::sleep_until(due.into()).await;
        Some(due)
    }
}

/// What a flood looked like.
#[derive(Clone, Debug, Default)]
pub struct Flood {
    /// How many passwords were typed a second.
    pub offered: f64,
    /// How many were compared a second.
    pub compared: f64,
    /// Times of the refusals in microseconds, sorted.
    pub refused: Vec<u32>,
    /// Times of the page in microseconds, sorted, without and with the flood.
    pub calm: Vec<u32>,
    pub flooded: Vec<u32>,
    /// What else was answered, and how often.
    pub odd: Vec<String>,
}

/// Reads `pages` at `reading` a second, first in peace, then with `offered` passwords a second.
pub async fn measure(
    strangers: Vec<Stranger>,
    pages: impl Fn() -> Vec<Ask>,
    (offered, reading): (f64, f64),
    length: Duration,
) -> Flood {
    let flood = Rc::new(RefCell::new(Flood::default()));
    let calm = read(pages(), Pace::new(reading, length), flood.clone()).await;
    let pace = Pace::new(offered, length);
    let knocking: Vec<_> = strangers
        .into_iter()
        .map(|stranger| spawn_local(knock(stranger, pace.clone(), flood.clone())))
        .collect();
    let flooded = read(pages(), Pace::new(reading, length), flood.clone()).await;
    let mut compared = 0;
    for one in knocking {
        compared += one.await.unwrap_or(0);
    }
    let seconds = pace.start.elapsed().max(length).as_secs_f64();
    let mut flood = flood.take();
    flood.refused.sort_unstable();
    flood.compared = f64::from(compared) / seconds;
    flood.offered = flood.compared + flood.refused.len() as f64 / seconds;
    (flood.calm, flood.flooded) = (calm, flooded);
    flood
}

async fn knock(mut stranger: Stranger, pace: Pace, flood: Rc<RefCell<Flood>>) -> u32 {
    let mut compared = 0;
    while let Some(due) = pace.turn().await {
        match stranger.knock().await {
            Ok(COMPARED) => compared += 1,
            Ok(REFUSED) => flood.borrow_mut().refused.push(micros(due.elapsed())),
            Ok(status) => flood.borrow_mut().odd.push(format!("status {status}")),
            Err(why) => flood.borrow_mut().odd.push(why),
        }
    }
    compared
}

async fn read(pages: Vec<Ask>, pace: Pace, flood: Rc<RefCell<Flood>>) -> Vec<u32> {
    let reading: Vec<_> = pages
        .into_iter()
        .map(|mut page| {
            let (pace, flood) = (pace.clone(), flood.clone());
            spawn_local(async move {
                let mut times = Vec::new();
                while let Some(due) = pace.turn().await {
                    match page.once().await {
                        Ok(()) => times.push(micros(due.elapsed())),
                        Err(why) => flood.borrow_mut().odd.push(format!("page: {why}")),
                    }
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for one in reading {
        times.extend(one.await.unwrap_or_default());
    }
    times.sort_unstable();
    times
}
