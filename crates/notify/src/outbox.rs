//! The outbox: delivers what transactions left.
//!
//! Codes and news of each channel have lanes of their own with places of their own, so a code
//! never waits behind news, and SMS never behind a mail server that hangs. One loop per node
//! wakes at every commit that left something, claims as much as there are places for, and lets
//! each attempt run by itself. An attempt that ends badly is repeated with growing pauses; what
//! is refused for good, or was not taken in time, is recorded and shown to staff.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use ::store::journal::Draft;
use ::store::{DAY, MINUTE, Result, SECOND, Tx};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use web::App;

use crate::mail::Mailer;
use crate::message::store::{self, Claimed};
use crate::message::{State, Thread, fall_back, words};
use crate::{Channel, Gateway, Kind, Smtp, live, page, sms};

/// Who takes our messages.
#[derive(Clone, Debug)]
pub struct Settings {
    /// For e-mail.
    pub smtp: Smtp,
    /// For SMS.
    pub sms: Gateway,
    /// The address that replies to letters of a conversation come to, `help@example.ru`; none
    /// where nobody reads them.
    pub replies: Option<String>,
}

/// Delivers messages. Cheap to clone.
#[derive(Clone)]
pub struct Outbox(Arc<Inner>);

struct Inner {
    app: App,
    mailer: Mailer,
    gateway: Gateway,
    places: [Arc<Semaphore>; 5],
}

/// Messages that queue only behind each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    SmsCodes,
    EmailCodes,
    SmsNews,
    EmailNews,
    EmailDigest,
}

/// Why a message was not taken: one word, and behind a space a number or a key; never personal
/// data. Pages of staff translate the word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    why: String,
    for_good: bool,
    /// How long the other side asks us to wait, in microseconds.
    wait: Option<i64>,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    Taken,
    Refused(Refused),
    TooLate,
}

/// One attempt, from the first byte to the last; shorter than a claim.
const ATTEMPT: Duration = Duration::from_secs(15);
/// Without a commit of ours we look this often: for attempts that are due again, and for
/// messages that another node left.
const LOOK: Duration = Duration::from_millis(500);
/// How long a look waits for more commits to come.
const SWARM: Duration = Duration::from_millis(3);
/// Messages that have ended stay this long for people and staff to see.
const KEPT: i64 = 90 * DAY;
/// Notices in one letter of a digest; what is beyond comes in another.
const DIGEST_MAX: usize = 50;
const HOUR: Duration = Duration::from_secs(3600);

impl Outbox {
    /// Prepares delivery; nothing is connected yet.
    ///
    /// # Errors
    /// In words for the operator, naming the setting.
    pub fn new(app: &App, settings: &Settings) -> std::result::Result<Outbox, String> {
        let places = Lane::ALL.map(|lane| Arc::new(Semaphore::new(lane.places())));
        let mailer = Mailer::new(&settings.smtp, settings.replies.as_deref())?;
        let gateway = settings.sms.clone();
        Ok(Outbox(Arc::new(Inner { app: app.clone(), mailer, gateway, places })))
    }

    /// Delivers until `stop` resolves; attempts under way are finished.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut under_way = JoinSet::new();
        let mut tidied: Option<tokio::time::Instant> = None;
        loop {
            // Listen before looking, so that nothing that arrives in between is slept over.
            let arrived = self.0.app.db.work_arrived();
            if let Err(error) = self.hand_out(&mut under_way).await {
                tracing::warn!(%error, "messages cannot be claimed");
            }
            if tidied.is_none_or(|at| at.elapsed() > HOUR) {
                tidied = Some(tokio::time::Instant::now());
                self.forget_old().await;
            }
            tokio::select! {
                () = &mut stop => break,
                // Commits come in swarms; one look serves all of them.
                () = arrived => tokio::time::sleep(SWARM).await,
                Some(_) = under_way.join_next() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    /// Delivers what is due now and returns how many attempts were made. Stories call it.
    pub async fn deliver_due(&self) -> Result<usize> {
        let mut under_way = JoinSet::new();
        let mut attempts = 0;
        loop {
            let begun = self.hand_out(&mut under_way).await?;
            if begun == 0 && under_way.is_empty() {
                return Ok(attempts);
            }
            attempts += begun;
            while under_way.join_next().await.is_some() {}
        }
    }

    /// Claims as many messages as there are free places and starts their attempts.
    async fn hand_out(&self, under_way: &mut JoinSet<()>) -> Result<usize> {
        let db = &self.0.app.db;
        let mut begun = 0;
        for lane in db.read(store::due_lanes).await? {
            let places = &self.0.places[lane as usize];
            let free = places.available_permits();
            if free == 0 {
                continue;
            }
            let claimed = db.claim("notify.claim", move |tx| store::claim(tx, lane, free));
            for letter in letters(claimed.await?) {
                let place = places.clone().acquire_owned().await;
                let outbox = self.clone();
                under_way.spawn(async move {
                    outbox.deliver(letter).await;
                    drop(place);
                });
                begun += 1;
            }
        }
        Ok(begun)
    }

    /// Delivers one message, or the messages of one digest in one letter.
    async fn deliver(&self, letter: Vec<Claimed>) {
        let ends = match letter.as_slice() {
            [message] if message.digest.is_none() => vec![self.attempt(message).await],
            gathered => self.attempt_digest(gathered).await,
        };
        for (message, end) in letter.iter().zip(&ends) {
            let (channel, event) = (message.channel.as_str(), &message.event);
            let (kind, end_word) = (message.kind.as_str(), end.as_str());
            metrics::counter!(
                "notify_attempts", "channel" => channel, "kind" => kind, "end" => end_word
            )
            .increment(1);
            if let Attempt::Refused(refused) = end {
                let (id, why) = (&message.id, &refused.why);
                tracing::warn!(%id, event, channel, why, "not delivered");
            }
        }
        // The message may be out: what is not recorded is sent again, so it is worth insisting.
        for pause in [0, 1, 2, 4, 8] {
            tokio::time::sleep(Duration::from_secs(pause)).await;
            let (letter, ends) = (letter.clone(), ends.clone());
            let write = move |tx: &mut Tx| {
                letter.iter().zip(&ends).try_for_each(|(message, end)| record(tx, message, end))
            };
            match self.0.app.db.write("notify.end", write).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "the end of a delivery was not recorded"),
            }
        }
    }

    async fn attempt(&self, message: &Claimed) -> Attempt {
        let Inner { app, mailer, gateway, .. } = &*self.0;
        if app.clock.now() >= message.expires_at {
            return Attempt::TooLate;
        }
        let mut message = message.clone();
        if !mailer.takes_replies() {
            Thread::forget(&mut message.content.args);
        }
        let words = match words::of(&message, &app.text, &app.sites) {
            Ok(words) => words,
            Err(words::Missing(key)) => {
                return Attempt::Refused(Refused::for_good(format!("no-words {key}")));
            }
        };
        let sending = async {
            match message.channel {
                Channel::Email => {
                    let thread = Thread::of(&message.content.args);
                    mailer.send(message.id, &message.to, message.created_at, words, thread).await
                }
                Channel::Sms => {
                    sms::send(&app.out, gateway, message.id, &message.to, &words.text).await
                }
            }
        };
        match tokio::time::timeout(ATTEMPT, sending).await {
            Ok(Ok(())) => Attempt::Taken,
            Ok(Err(refused)) => Attempt::Refused(refused),
            Err(_) => Attempt::Refused(Refused::for_now(match message.channel {
                Channel::Email => "mail-silent",
                Channel::Sms => "sms-silent",
            })),
        }
    }

    /// One letter of several notices; what has no words, or came too late, is not in it.
    async fn attempt_digest(&self, gathered: &[Claimed]) -> Vec<Attempt> {
        let Inner { app, mailer, .. } = &*self.0;
        let now = app.clock.now();
        let part = |message: &Claimed| match words::gathered::part(message, &app.text, &app.sites) {
            _ if now >= message.expires_at => Err(Attempt::TooLate),
            Err(words::Missing(key)) => {
                Err(Attempt::Refused(Refused::for_good(format!("no-words {key}"))))
            }
            Ok(text) => Ok(text),
        };
        let parts: Vec<_> = gathered.iter().map(part).collect();
        let texts: Vec<String> = parts.iter().filter_map(|part| part.clone().ok()).collect();
        let first = gathered.iter().zip(&parts).find(|(_, part)| part.is_ok());
        let Some((first, _)) = first else {
            return parts.into_iter().filter_map(|part| part.err()).collect();
        };
        let words = words::gathered::letter(first, &texts, &app.text, &app.sites);
        let sending = mailer.send(first.id, &first.to, first.created_at, words, None);
        let end = match tokio::time::timeout(ATTEMPT, sending).await {
            Ok(Ok(())) => Attempt::Taken,
            Ok(Err(refused)) => Attempt::Refused(refused),
            Err(_) => Attempt::Refused(Refused::for_now("mail-silent")),
        };
        parts.into_iter().map(|part| part.map_or_else(|ended| ended, |_| end.clone())).collect()
    }

    async fn forget_old(&self) {
        let db = &self.0.app.db;
        let messages = |tx: &mut Tx| store::forget(tx, tx.now().plus(-KEPT));
        while let Ok(1..) = db.write("notify.forget", messages).await {}
        let pages = |tx: &mut Tx| page::store::forget(tx, tx.now().plus(-page::KEPT));
        while let Ok(1..) = db.write("notify.forget_pages", pages).await {}
        let changes = |tx: &mut Tx| live::store::forget(tx, tx.now().plus(-live::KEPT));
        while let Ok(1..) = db.write("notify.forget_live", changes).await {}
    }
}

/// Puts the messages of each digest together; a letter of many pages nobody reads.
fn letters(claimed: Vec<Claimed>) -> Vec<Vec<Claimed>> {
    let mut letters: Vec<Vec<Claimed>> = Vec::new();
    for message in claimed {
        let fits = |letter: &&mut Vec<Claimed>| {
            let same = letter.first().is_some_and(|first| first.digest == message.digest);
            message.digest.is_some() && same && letter.len() < DIGEST_MAX
        };
        match letters.iter_mut().find(fits) {
            Some(letter) => letter.push(message),
            None => letters.push(vec![message]),
        }
    }
    letters
}

/// Records how an attempt ended; a message that has ended already stays as it is.
pub(crate) fn record(tx: &mut Tx, message: &Claimed, attempt: &Attempt) -> Result<()> {
    match attempt {
        Attempt::Taken => store::end(tx, message, State::Sent, None).map(|_| ()),
        Attempt::Refused(refused) if !refused.for_good => {
            let wait = refused.wait.unwrap_or_else(|| pause(message, tx));
            // Not later than its end, which is then recorded.
            let due = tx.now().plus(wait).min(message.expires_at);
            store::put_back(tx, message, due, &refused.why)
        }
        Attempt::TooLate if message.kind == Kind::Code => {
            store::end(tx, message, State::Expired, None).map(|_| ())
        }
        Attempt::TooLate => fail(tx, message, "late"),
        Attempt::Refused(refused) => fail(tx, message, &refused.why),
    }
}

fn fail(tx: &mut Tx, message: &Claimed, why: &str) -> Result<()> {
    if !store::end(tx, message, State::Failed, Some(why))? {
        return Ok(());
    }
    let mut draft = Draft::new(message.site.as_str(), "notice.failed").with(serde_json::json!({
        "message": message.id,
        "event": message.event,
        "channel": message.channel.as_str(),
        "why": why,
    }));
    draft.subject = message.subject.clone();
    tx.journal(&draft)?;
    fall_back(tx, message)
}

/// 1 s, 2 s, 4 s …, each between half and one and a half of that. A person waits for a code, so
/// its pauses stay short; news may take a quarter of an hour.
fn pause(message: &Claimed, tx: &Tx) -> i64 {
    let exponent = u32::try_from(message.attempt.clamp(1, 20) - 1).unwrap_or(0);
    let longest = if message.kind == Kind::Code { 8 * SECOND } else { 15 * MINUTE };
    let base = (SECOND << exponent).min(longest);
    base / 2 + base / 1_000 * i64::from(tx.entropy().below(1_000))
}

impl Lane {
    pub(crate) const ALL: [Lane; 5] =
        [Lane::SmsCodes, Lane::EmailCodes, Lane::SmsNews, Lane::EmailNews, Lane::EmailDigest];

    pub(crate) fn of(channel: Channel, kind: Kind, gathered: bool) -> Lane {
        match (channel, kind) {
            _ if gathered => Lane::EmailDigest,
            (Channel::Sms, Kind::Code) => Lane::SmsCodes,
            (Channel::Email, Kind::Code) => Lane::EmailCodes,
            (Channel::Sms, _) => Lane::SmsNews,
            (Channel::Email, _) => Lane::EmailNews,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Lane::SmsCodes => "sms-codes",
            Lane::EmailCodes => "email-codes",
            Lane::SmsNews => "sms-news",
            Lane::EmailNews => "email-news",
            Lane::EmailDigest => "email-digest",
        }
    }

    pub(crate) fn is_for_codes(self) -> bool {
        matches!(self, Lane::SmsCodes | Lane::EmailCodes)
    }

    /// How many attempts run at a time.
    fn places(self) -> usize {
        if self.is_for_codes() { 16 } else { 8 }
    }
}

impl Attempt {
    fn as_str(&self) -> &'static str {
        match self {
            Attempt::Taken => "taken",
            Attempt::Refused(_) => "refused",
            Attempt::TooLate => "too_late",
        }
    }
}

impl Refused {
    /// It may be taken later.
    pub(crate) fn for_now(why: impl Into<String>) -> Refused {
        Refused { why: why.into(), for_good: false, wait: None }
    }

    /// It will never be taken.
    pub(crate) fn for_good(why: impl Into<String>) -> Refused {
        Refused { why: why.into(), for_good: true, wait: None }
    }

    /// Not before so many seconds, as the other side asked; at most five minutes.
    pub(crate) fn after_seconds(mut self, seconds: Option<i64>) -> Refused {
        self.wait = seconds.map(|s| s.clamp(1, 300) * SECOND);
        self
    }
}
