//! Calls to the program of an organisation when a passport that it watches changes: the form is
//! that of Standard Webhooks (standardwebhooks.com, specification 1.0). Body and id of a call stay
//! the same however often it is sent; the signature is made anew with the moment of each attempt.

mod store;
#[cfg(test)]
mod tests;

use ::store::{HOUR, MINUTE, Moment, Result, SECOND, Secret, Tx};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cabinet::CabinetAccountId;
use notify::{Kind, Notice};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Watch, entry, jobs};
use crate::employer::{EmployerId, acting, members, tell, touch_members};
use crate::passport::{Passport, State};

::store::id!(/** A call to the program of an organisation. */ pub DeliveryId);

/// The longest address, in characters.
pub const URL_MAX: usize = 500;
/// How long to wait before each further attempt; after the last the call is given up.
pub const PAUSES: [i64; 9] = [
    2 * SECOND,
    10 * SECOND,
    MINUTE,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    6 * HOUR,
    12 * HOUR,
    24 * HOUR,
];
/// How long a call that has come to its end is kept for the organisation to look at.
pub const KEPT: i64 = 90 * ::store::DAY;
/// Where an organisation sees its calls.
const PAGE: &str = "/employer/hook";
/// Changes of the address within a day.
const CHANGES_PER_DAY: i64 = 20;
/// Before a secret, so that it is recognised where it should not be.
const SECRET_MARK: &str = "whsec_";

/// Where an organisation's program is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// The address.
    pub url: String,
    /// What signs the calls: `whsec_` and base64.
    pub secret: Secret,
    /// Since when.
    pub made_at: Moment,
}

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// It waits for its first or next attempt.
    Waiting,
    /// The program took it.
    Sent,
    /// It was given up.
    Dead,
}

/// A call as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id; `webhook-id` is made of it.
    pub id: DeliveryId,
    /// Whose program is called.
    pub employer: EmployerId,
    /// The number of the passport, twelve digits.
    pub number: String,
    /// What is sent.
    pub body: String,
    /// How far it has come.
    pub stage: Stage,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last attempt failed, in a word.
    pub error: String,
    /// When it was made.
    pub made_at: Moment,
    /// When the next attempt is due.
    pub due_at: Moment,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It was taken.
    Taken,
    /// It may be taken later; why not now, in a word.
    Failed(String),
    /// The program says that it does not want calls any more, or there is no address.
    Refused(String),
}

/// Sets the address of the program of the organisation that a person acts for; the secret is
/// shown this once. `None` when the person may not, or has changed it too often.
pub fn set(tx: &mut Tx, by: CabinetAccountId, url: &str) -> Result<Option<Secret>> {
    let Some(employer) = acting(tx, by)? else { return Ok(None) };
    if tx.charge(&format!("epk-hook:{}", employer.id), ::store::DAY)? > CHANGES_PER_DAY {
        return Ok(None);
    }
    let secret = Secret(format!("{SECRET_MARK}{}", STANDARD.encode(tx.entropy().bytes::<32>())));
    store::set(tx, employer.id, url, &secret.0)?;
    let about = json!({ "employer": employer.id });
    tx.journal(&entry("hook_set").by("person", by).about(by).with(about))?;
    Ok(Some(secret))
}

/// Forgets the address; calls that wait are given up.
pub fn remove(tx: &mut Tx, by: CabinetAccountId) -> Result<bool> {
    let Some(employer) = acting(tx, by)? else { return Ok(false) };
    let removed = store::remove(tx, employer.id)?;
    if removed {
        let about = json!({ "employer": employer.id });
        tx.journal(&entry("hook_removed").by("person", by).about(by).with(about))?;
    }
    Ok(removed)
}

/// The address of an organisation's program, if it has one.
pub fn of(tx: &Tx, employer: EmployerId) -> Result<Option<Hook>> {
    store::get(tx, employer)
}

/// The latest calls to an organisation's program, newest first.
pub fn deliveries(tx: &Tx, employer: EmployerId, limit: i64) -> Result<Vec<Delivery>> {
    store::of_employer(tx, employer, limit)
}

/// Writes down a call about a change, once for each watch and `mark`.
pub(super) fn put(
    tx: &mut Tx,
    watch: &Watch,
    passport: &Passport,
    state: State,
    since: Moment,
    mark: &str,
) -> Result<()> {
    let id = DeliveryId(tx.new_id());
    let body = json!({
        "type": "passport.state_changed",
        "timestamp": since.timestamp().to_string(),
        "data": {
            "number": passport.number.digits(),
            "state": state.as_str(),
            "since": since.timestamp().to_string(),
        },
    });
    let number = passport.number.digits();
    if store::put(tx, id, watch, number, mark, &body.to_string())? {
        jobs::send_at(tx, id, 1, tx.now())?;
        touch_members(tx, watch.employer, PAGE)?;
    }
    Ok(())
}

/// A call that was given up is sent once more; `false` when it was not given up.
pub fn again(tx: &mut Tx, by: CabinetAccountId, id: DeliveryId) -> Result<Option<bool>> {
    let Some(employer) = acting(tx, by)? else { return Ok(None) };
    let found = store::find(tx, id)?.filter(|delivery| delivery.employer == employer.id);
    if found.is_none() {
        return Ok(None);
    }
    let revived = store::revive(tx, id)?;
    if revived {
        jobs::send_at(tx, id, 1, tx.now())?;
        touch_members(tx, employer.id, PAGE)?;
    }
    Ok(Some(revived))
}

/// The call whose attempt number `attempt` is due now; `None` when somebody made it already.
pub(super) fn due(tx: &Tx, id: DeliveryId, attempt: i64) -> Result<Option<Delivery>> {
    let found = store::find(tx, id)?;
    Ok(found.filter(|one| one.stage == Stage::Waiting && one.attempts + 1 == attempt))
}

/// Writes down how the attempt number `attempt` ended. An attempt that another one has overtaken
/// changes nothing.
pub(super) fn record(
    tx: &mut Tx,
    delivery: &Delivery,
    attempt: i64,
    ended: &Attempt,
) -> Result<()> {
    let (id, now) = (delivery.id, tx.now());
    touch_members(tx, delivery.employer, PAGE)?;
    let pause = usize::try_from(attempt - 1).ok().and_then(|place| PAUSES.get(place));
    match (ended, pause) {
        (Attempt::Taken, _) => store::end(tx, id, attempt, Stage::Sent, "").map(|_| ()),
        (Attempt::Failed(why), Some(pause)) => {
            // Between one and one and a half of it, so that calls do not come in a crowd.
            let jitter = pause / 2 / 1_000 * i64::from(tx.entropy().below(1_000));
            let due_at = now.plus(pause + jitter);
            if store::put_off(tx, id, attempt, why, due_at)? {
                jobs::send_at(tx, id, attempt + 1, due_at)?;
            }
            Ok(())
        }
        (Attempt::Failed(why) | Attempt::Refused(why), _) => {
            if !store::end(tx, id, attempt, Stage::Dead, why)? {
                return Ok(());
            }
            let about = json!({ "delivery": id, "why": why });
            tx.journal(&entry("hook_dead").about(delivery.employer).with(about))?;
            for member in members(tx, delivery.employer)? {
                let args = vec![("number", delivery.number.clone())];
                // Once a day and person is enough, however many calls were given up.
                let day = registries::date::today(now);
                let key = Some(format!("hook/{}/dead/{day}", delivery.employer));
                let notice = Notice { kind: Kind::Service, event: "watch-dead", args, key };
                tell(tx, member.account, PAGE, &notice)?;
            }
            Ok(())
        }
    }
}

/// Removes calls that ended [`KEPT`] ago, some at once; when to look again.
pub(super) fn forget(tx: &mut Tx) -> Result<Moment> {
    let gone = store::forget(tx, tx.now().plus(-KEPT), FORGOTTEN_AT_ONCE)?;
    let pause = if gone == FORGOTTEN_AT_ONCE { SECOND } else { ::store::DAY };
    Ok(tx.now().plus(pause))
}

/// So many calls are removed in one transaction.
const FORGOTTEN_AT_ONCE: u64 = 1_000;

/// The headers of a call: `webhook-id`, `webhook-timestamp` (seconds), `webhook-signature`.
pub(super) fn headers(
    delivery: &Delivery,
    secret: &Secret,
    now: Moment,
) -> [(&'static str, String); 3] {
    let (id, seconds) = (format!("msg_{}", delivery.id), now.seconds());
    let signature = signature(&secret.0, &id, seconds, &delivery.body);
    [
        ("webhook-id", id),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signature),
    ]
}

/// `v1,` and the HMAC-SHA256 of `id.seconds.body` in base64.
fn signature(secret: &str, id: &str, seconds: i64, body: &str) -> String {
    let key = secret.strip_prefix(SECRET_MARK).unwrap_or(secret);
    let key = STANDARD.decode(key).unwrap_or_default();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(tag.as_ref()))
}

impl Stage {
    /// All of them.
    pub const ALL: [Stage; 3] = [Stage::Waiting, Stage::Sent, Stage::Dead];

    /// The word in tables and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Waiting => "waiting",
            Stage::Sent => "sent",
            Stage::Dead => "dead",
        }
    }

    /// How pages colour it.
    pub fn tone(self) -> &'static str {
        match self {
            Stage::Waiting => "info",
            Stage::Sent => "success",
            Stage::Dead => "danger",
        }
    }

    fn parse(word: &str) -> Result<Stage> {
        let found = Stage::ALL.into_iter().find(|stage| stage.as_str() == word);
        found.ok_or_else(|| ::store::Error::bug("a call has an unknown state"))
    }
}
