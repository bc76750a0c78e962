//! Messages in the database. Addresses and contents lie encrypted; a code is blanked when its
//! message has ended.

use ::store::{Error, Id, Moment, Result, SECOND, Tx, params};
use web::Site;

use super::{Content, Draft, MessageId, NEWS_LIFE, Standing, State, Trace};
use crate::outbox::Lane;
use crate::preference::manner::Plan;
use crate::{Channel, Kind, Recipient, contact};

pub(super) const ADDRESS: &str = "notify_message.address";
const CONTENT: &str = "notify_message.content";

/// A claimed message is free again after this long, should its node have died. Longer than an
/// attempt may take.
const LEASE: i64 = 30 * SECOND;

/// Writes a message, unless one with its key is there.
pub(super) fn put(tx: &mut Tx, draft: &Draft) -> Result<()> {
    put_for(tx, draft, Plan { due: tx.now(), gathered: false })
}

/// What the messages of one digest share.
fn digest(who: (&str, &str), plan: Plan) -> Option<String> {
    plan.gathered.then(|| format!("{}/{}/{}", who.0, who.1, plan.due.0))
}

/// The same for a message that leaves at a later moment, or together with others.
pub(super) fn put_for(tx: &mut Tx, draft: &Draft, plan: Plan) -> Result<()> {
    let content = serde_json::to_vec(&draft.content).map_err(Error::bug)?;
    let content = tx.vault().seal(CONTENT, &content);
    let address = tx.vault().seal_text(ADDRESS, draft.to);
    let lane = Lane::of(draft.channel, draft.kind, plan.gathered);
    let (id, now) = (tx.new_id(), tx.now());
    let digest = digest((draft.site.as_str(), draft.subject.unwrap_or_default()), plan);
    let expires_at = draft.expires_at.plus(plan.due.since(now));
    tx.execute(
        "insert into notify_message
           (id, key, notice, site, subject, kind, event, channel, lane, priority, state,
            address, content, attempts, due_at, expires_at, error, created_at, ended_at, digest)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting',
            $11, $12, 0, $15, $14, null, $13, null, $16)
         on conflict do nothing",
        params![
            id,
            draft.key,
            draft.notice,
            draft.site.as_str(),
            draft.subject,
            draft.kind.as_str(),
            draft.event,
            draft.channel.as_str(),
            lane.as_str(),
            draft.kind.priority(),
            address,
            content,
            now,
            expires_at,
            plan.due,
            digest
        ],
    )?;
    tx.wake_after_commit();
    Ok(())
}

/// Whether a message of the same notice exists on `channel`.
pub(super) fn has_sibling(tx: &Tx, notice: Id, channel: Channel) -> Result<bool> {
    let row: Option<(Id,)> = tx.query_opt(
        "select id from notify_message where notice = $1 and channel = $2",
        params![notice, channel.as_str()],
    )?;
    Ok(row.is_some())
}

/// A message in the hands of this node.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub(crate) id: MessageId,
    pub(crate) notice: Id,
    pub(crate) site: Site,
    pub(crate) subject: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) event: String,
    pub(crate) channel: Channel,
    pub(crate) to: String,
    pub(crate) content: Content,
    /// Which attempt this is, from 1.
    pub(crate) attempt: i64,
    pub(crate) created_at: Moment,
    pub(crate) expires_at: Moment,
    /// What the messages of one digest share.
    pub(crate) digest: Option<String>,
}

/// The lanes in which something is due: one statement of five indexed looks, for it runs after
/// every commit that may have left a message.
pub(crate) fn due_lanes(tx: &Tx) -> Result<Vec<Lane>> {
    let names = Lane::ALL.map(Lane::as_str);
    let rows: Vec<(String,)> = tx.query(
        "select lane from (select lane from notify_message
           where lane = $2 and due_at is not null and due_at <= $1 limit 1) as one
         union all select lane from (select lane from notify_message
           where lane = $3 and due_at is not null and due_at <= $1 limit 1) as two
         union all select lane from (select lane from notify_message
           where lane = $4 and due_at is not null and due_at <= $1 limit 1) as three
         union all select lane from (select lane from notify_message
           where lane = $5 and due_at is not null and due_at <= $1 limit 1) as four
         union all select lane from (select lane from notify_message
           where lane = $6 and due_at is not null and due_at <= $1 limit 1) as five",
        params![tx.now(), names[0], names[1], names[2], names[3], names[4]],
    )?;
    Ok(Lane::ALL.into_iter().filter(|l| rows.iter().any(|(due,)| due == l.as_str())).collect())
}

type RawClaimed = (
    MessageId,
    Id,
    String,
    Option<String>,
    String,
    String,
    String,
    Vec<u8>,
    Option<Vec<u8>>,
    i64,
    Moment,
    Moment,
    Option<String>,
);

/// Takes up to `count` due messages of a lane, the most urgent and oldest first. The condition
/// stands outside of the inner query once more, so that of two nodes that meet, the second finds
/// the row changed and leaves it. Of digests it takes all that is due of each.
pub(crate) fn claim(tx: &mut Tx, lane: Lane, count: usize) -> Result<Vec<Claimed>> {
    if lane.is_for_codes() {
        expire_codes(tx, lane)?;
    }
    let (now, lease) = (tx.now(), tx.now().plus(LEASE));
    let claim = params![now, lease, lane.as_str(), count];
    let rows: Vec<RawClaimed> = if lane == Lane::EmailDigest {
        tx.execute_returning(
            "update notify_message set state = 'sending', due_at = $2, attempts = attempts + 1
             where due_at <= $1 and digest in (
               select digest from notify_message
               where lane = $3 and due_at is not null and due_at <= $1
               order by lane, priority, due_at, id limit $4)
             returning id, notice, site, subject, kind, event, channel, address, content,
               attempts, created_at, expires_at, digest",
            claim,
        )?
    } else {
        tx.execute_returning(
            "update notify_message set state = 'sending', due_at = $2, attempts = attempts + 1
             where due_at <= $1 and id in (
               select id from notify_message
               where lane = $3 and due_at is not null and due_at <= $1
               order by lane, priority, due_at, id limit $4)
             returning id, notice, site, subject, kind, event, channel, address, content,
               attempts, created_at, expires_at, digest",
            claim,
        )?
    };
    let mut claimed: Vec<Claimed> =
        rows.into_iter().map(|row| claimed(tx, row)).collect::<Result<_>>()?;
    // `returning` promises no order.
    claimed.sort_by_key(|message| (message.kind.priority(), message.id));
    Ok(claimed)
}

fn claimed(tx: &Tx, row: RawClaimed) -> Result<Claimed> {
    let (id, notice, site, subject, kind, event, channel, to, content, attempt, ..) = row;
    Ok(Claimed {
        id,
        notice,
        site: site.parse().map_err(Error::bug)?,
        subject,
        kind: kind_of(&kind)?,
        event,
        channel: channel_of(&channel)?,
        to: tx.vault().open_text(ADDRESS, &to)?,
        content: open(tx, content)?,
        attempt,
        created_at: row.10,
        expires_at: row.11,
        digest: row.12,
    })
}

/// A message that waits for its time and was never tried.
pub(super) struct Waiting {
    id: MessageId,
    pub(super) kind: Kind,
    pub(super) event: String,
    pub(super) channel: Channel,
}

/// What of a person's messages waits for its time.
pub(super) fn waiting(tx: &Tx, who: &Recipient) -> Result<Vec<Waiting>> {
    let rows: Vec<(MessageId, String, String, String)> = tx.query(
        "select id, kind, event, channel from notify_message
         where subject = $1 and site = $2 and state = 'waiting' and attempts = 0 and due_at > $3
         order by id",
        params![who.subject, who.site.as_str(), tx.now()],
    )?;
    let waiting = |(id, kind, event, channel): (MessageId, String, String, String)| {
        Ok(Waiting { id, kind: kind_of(&kind)?, event, channel: channel_of(&channel)? })
    };
    rows.into_iter().map(waiting).collect()
}

pub(super) fn withdraw(tx: &mut Tx, who: &Recipient, kind: Kind, channel: Channel) -> Result<()> {
    tx.execute(
        "delete from notify_message
         where subject = $1 and site = $2 and kind = $3 and channel = $4 and state = 'waiting'
           and attempts = 0",
        params![who.subject, who.site.as_str(), kind.as_str(), channel.as_str()],
    )
    .map(|_| ())
}

pub(super) fn standing(tx: &Tx) -> Result<Standing> {
    let now = tx.now();
    let (due,): (i64,) = tx.query_one(
        "select count(*) from notify_message where due_at is not null and due_at <= $1",
        params![now],
    )?;
    let (later,): (i64,) = tx.query_one(
        "select count(*) from notify_message where due_at is not null and due_at > $1",
        params![now],
    )?;
    let (failed,): (i64,) =
        tx.query_one("select count(*) from notify_message where state = 'failed'", params![])?;
    Ok(Standing { due, later, failed })
}

/// Gives a message another time, unless somebody has taken it meanwhile.
pub(super) fn plan_anew(tx: &mut Tx, who: &Recipient, waiting: &Waiting, plan: Plan) -> Result<()> {
    let lane = Lane::of(waiting.channel, waiting.kind, plan.gathered);
    tx.execute(
        "update notify_message set due_at = $2, expires_at = $3, lane = $4, digest = $5
         where id = $1 and state = 'waiting' and attempts = 0",
        params![
            waiting.id,
            plan.due,
            plan.due.plus(NEWS_LIFE),
            lane.as_str(),
            digest((who.site.as_str(), &who.subject), plan)
        ],
    )?;
    tx.wake_after_commit();
    Ok(())
}

/// Sends what waits for its time to another address. What is due already was meant for the old one.
pub(super) fn readdress(
    tx: &mut Tx,
    who: &Recipient,
    channel: Channel,
    to: Option<&str>,
) -> Result<()> {
    let (site, now) = (who.site.as_str(), tx.now());
    let Some(to) = to else {
        tx.execute(
            "update notify_message
             set state = 'failed', error = 'no-address', due_at = null, ended_at = $4
             where subject = $1 and site = $2 and channel = $3 and state = 'waiting'
               and attempts = 0 and due_at > $4",
            params![who.subject, site, channel.as_str(), now],
        )?;
        return Ok(());
    };
    let address = tx.vault().seal_text(ADDRESS, to);
    tx.execute(
        "update notify_message set address = $5
         where subject = $1 and site = $2 and channel = $3 and state = 'waiting'
           and attempts = 0 and due_at > $4",
        params![who.subject, site, channel.as_str(), now, address],
    )
    .map(|_| ())
}

pub(super) fn open(tx: &Tx, sealed: Option<Vec<u8>>) -> Result<Content> {
    let plain = sealed.and_then(|sealed| tx.vault().open_bytes(CONTENT, &sealed));
    let plain = plain.ok_or_else(|| Error::bug("a message cannot be decrypted"))?;
    serde_json::from_slice(&plain).map_err(Error::bug)
}

/// Ends codes of a lane whose time has passed, however many wait; they are never sent.
fn expire_codes(tx: &mut Tx, lane: Lane) -> Result<u64> {
    tx.execute(
        "update notify_message
         set state = 'expired', due_at = null, ended_at = $1, content = null
         where lane = $2 and due_at is not null and due_at <= $1 and expires_at <= $1",
        params![tx.now(), lane.as_str()],
    )
}

/// Ends a message, once: a node that lost its claim meanwhile changes nothing. Tells whether
/// this call ended it.
pub(crate) fn end(
    tx: &mut Tx,
    message: &Claimed,
    state: State,
    error: Option<&str>,
) -> Result<bool> {
    let ended = tx.execute(
        "update notify_message set state = $2, error = $3, due_at = null, ended_at = $4
         where id = $1 and due_at is not null",
        params![message.id, state.as_str(), error, tx.now()],
    )?;
    if message.kind == Kind::Code {
        tx.execute("update notify_message set content = null where id = $1", params![message.id])?;
    }
    Ok(ended == 1)
}

/// Puts a message back for another attempt at `due`.
pub(crate) fn put_back(tx: &mut Tx, message: &Claimed, due: Moment, error: &str) -> Result<()> {
    tx.execute(
        "update notify_message set state = 'waiting', due_at = $2, error = $3
         where id = $1 and attempts = $4 and due_at is not null",
        params![message.id, due, error, message.attempt],
    )
    .map(|_| ())
}

/// Removes messages that ended before `before`; a thousand at a time keeps the writer free.
pub(crate) fn forget(tx: &mut Tx, before: Moment) -> Result<u64> {
    tx.execute(
        "delete from notify_message where id in (
           select id from notify_message
           where ended_at is not null and ended_at < $1 order by ended_at limit 1000)",
        params![before],
    )
}

type RawTrace = (
    MessageId,
    String,
    String,
    String,
    Vec<u8>,
    String,
    Option<String>,
    Moment,
    Option<Moment>,
    Option<Moment>,
    Option<Vec<u8>>,
);

pub(super) fn sent_to(tx: &Tx, who: &Recipient, limit: u32) -> Result<Vec<Trace>> {
    let rows: Vec<RawTrace> = tx.query(
        "select id, site, event, channel, address, state, error, created_at, due_at, ended_at,
           content
         from notify_message where subject = $1 and site = $2 order by id desc limit $3",
        params![who.subject, who.site.as_str(), limit],
    )?;
    rows.into_iter().map(|raw| trace(tx, raw)).collect()
}

pub(super) fn failed(tx: &Tx, limit: u32) -> Result<Vec<Trace>> {
    let rows: Vec<RawTrace> = tx.query(
        "select id, site, event, channel, address, state, error, created_at, due_at, ended_at,
           null
         from notify_message where state = 'failed' order by id desc limit $1",
        params![limit],
    )?;
    rows.into_iter().map(|raw| trace(tx, raw)).collect()
}

fn trace(tx: &Tx, raw: RawTrace) -> Result<Trace> {
    let (id, site, event, channel, address, state, error, created_at, due_at, ended_at, content) =
        raw;
    let channel = channel_of(&channel)?;
    let address = tx.vault().open_text(ADDRESS, &address)?;
    Ok(Trace {
        id,
        site: site.parse().map_err(Error::bug)?,
        event,
        args: content.map_or(Ok(Vec::new()), |c| open(tx, Some(c)).map(|c| c.args))?,
        channel,
        to: contact::masked(channel, &address),
        state: State::parse(&state)?,
        error,
        created_at,
        due_at,
        ended_at,
    })
}

fn kind_of(word: &str) -> Result<Kind> {
    Kind::parse(word).ok_or_else(|| Error::bug("a message has an unknown kind"))
}

pub(super) fn channel_of(word: &str) -> Result<Channel> {
    Channel::parse(word).ok_or_else(|| Error::bug("a message has an unknown channel"))
}
