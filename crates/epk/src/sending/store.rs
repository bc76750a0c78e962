//! Sendings in the database.

use cabinet::CabinetAccountId;
use oauth::Secret;
use store::{Error, Moment, Result, Tx, params};

use super::{End, Sending, SendingId, Service, Signed, State};
use crate::passport::PassportId;

const NAME: &str = "epk_sending.service_name";
const PHONE: &str = "epk_sending.phone";
const MANDATE: &str = "epk_sending.mandate";
const NUMBER: &str = "epk_sending.number";
const REASON: &str = "epk_sending.reason";

/// What a new sending is made from.
pub(super) struct Order<'a> {
    pub(super) id: SendingId,
    pub(super) passport: PassportId,
    pub(super) holder: CabinetAccountId,
    pub(super) service: &'a Service,
    pub(super) sha256: &'a [u8],
    pub(super) content: &'a [u8],
    pub(super) agreement: &'a str,
    pub(super) phone: &'a str,
    pub(super) code: i64,
    pub(super) deadline_at: Moment,
}

/// Of one passport to one service one sending is open at a time.
fn open_for(passport: PassportId, service: &str) -> String {
    format!("{passport}:{service}")
}

/// Keeps a new sending; `false` when one is open already.
pub(super) fn put(tx: &mut Tx, order: &Order) -> Result<bool> {
    let service = order.service;
    let signed = Signed { name: service.name.clone(), purpose: service.purpose.clone() };
    let signed = serde_json::to_vec(&signed).map_err(Error::bug)?;
    let made = tx.execute(
        "insert into epk_sending
           (id, passport, holder, service, open_for, service_name, state, sha256, content,
            agreement, phone, code, signed_at, deadline_at, mandate, mandate_ends_at, accepted_at,
            waits_for, tries, next_try_at, late_at, number, reason, settled_at, handing_until,
            handed_at)
         values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9, $10, $11, $12, $13,
            null, null, null, '', 0, null, null, null, null, null, null, null)
         on conflict do nothing",
        params![
            order.id,
            order.passport,
            order.holder,
            service.id,
            open_for(order.passport, &service.id),
            tx.vault().seal(NAME, &signed),
            order.sha256,
            order.content,
            order.agreement,
            tx.vault().seal_text(PHONE, order.phone),
            order.code,
            tx.now(),
            order.deadline_at,
        ],
    )?;
    Ok(made == 1)
}

/// How many sendings of a passport to a service there were.
pub(super) fn count(tx: &Tx, passport: PassportId, service: &str) -> Result<i64> {
    let (count,): (i64,) = tx.query_one(
        "select count(*) from epk_sending where passport = $1 and service = $2",
        params![passport, service],
    )?;
    Ok(count)
}

pub(super) fn open(tx: &Tx, passport: PassportId, service: &str) -> Result<Option<SendingId>> {
    let row: Option<(SendingId,)> = tx.query_opt(
        "select id from epk_sending where open_for = $1",
        params![open_for(passport, service)],
    )?;
    Ok(row.map(|(id,)| id))
}

/// Moves an open sending; `false` when it was elsewhere.
pub(super) fn move_to(tx: &mut Tx, id: SendingId, from: State, to: State) -> Result<bool> {
    let moved = tx.execute(
        "update epk_sending set state = $3, waits_for = '', tries = 0, next_try_at = null
         where id = $1 and state = $2",
        params![id, from.as_str(), to.as_str()],
    )?;
    Ok(moved == 1)
}

/// An attempt that handed it over and brought no answer may have reached the service.
pub(super) fn wait(tx: &mut Tx, id: SendingId, waits_for: &str, again: Moment) -> Result<()> {
    tx.execute(
        "update epk_sending
         set waits_for = $2, tries = tries + 1, next_try_at = $3,
           handed_at = case when handing_until is null then handed_at
             else coalesce(handed_at, $4) end,
           handing_until = null
         where id = $1 and state = 'waiting'",
        params![id, waits_for, again, tx.now()],
    )
    .map(|_| ())
}

/// Begins an attempt to hand it over, which has the word until then; `false` when it has come to
/// its end. An attempt that nobody has ended, because its process died, may have got through.
pub(super) fn hand_over(tx: &mut Tx, id: SendingId, until: Moment) -> Result<bool> {
    let begun = tx.execute(
        "update epk_sending
         set handed_at = case when handing_until is null then handed_at
             else coalesce(handed_at, $3) end,
           handing_until = $2
         where id = $1 and state = 'waiting'",
        params![id, until, tx.now()],
    )?;
    Ok(begun == 1)
}

/// The attempt that has the word until then is over and has sent nothing. Of another attempt it
/// says nothing.
pub(super) fn not_sent(tx: &mut Tx, id: SendingId, until: Moment) -> Result<()> {
    tx.execute(
        "update epk_sending set handing_until = null where id = $1 and handing_until = $2",
        params![id, until],
    )
    .map(|_| ())
}

/// Ends a sending that the service is not known to have, unless an attempt has the word; `false`
/// when it was not for the holder to end.
pub(super) fn cancel(tx: &mut Tx, id: SendingId) -> Result<bool> {
    let cancelled = tx.execute(
        "update epk_sending
         set state = 'cancelled', settled_at = $2, open_for = null, waits_for = '',
           next_try_at = null
         where id = $1 and state in ('waiting', 'consent') and accepted_at is null
           and (handing_until is null or handing_until <= $2)",
        params![id, tx.now()],
    )?;
    Ok(cancelled == 1)
}

/// Notes that the person was told; `false` when she was told before.
pub(super) fn note_late(tx: &mut Tx, id: SendingId) -> Result<bool> {
    let noted = tx.execute(
        "update epk_sending set late_at = $2 where id = $1 and late_at is null",
        params![id, tx.now()],
    )?;
    Ok(noted == 1)
}

/// Notes that the service has it; `false` when that was known.
pub(super) fn accept(tx: &mut Tx, id: SendingId) -> Result<bool> {
    let accepted = tx.execute(
        "update epk_sending set accepted_at = $2, tries = 0
         where id = $1 and state = 'waiting' and accepted_at is null",
        params![id, tx.now()],
    )?;
    Ok(accepted == 1)
}

/// The service says that it does not know it any more: it is sent anew. That it was there stays
/// true.
pub(super) fn unaccept(tx: &mut Tx, id: SendingId) -> Result<()> {
    tx.execute(
        "update epk_sending
         set handed_at = coalesce(handed_at, accepted_at), accepted_at = null,
           handing_until = null
         where id = $1",
        params![id],
    )
    .map(|_| ())
}

/// Keeps a registration number that came after the end; `false` when there is one.
pub(super) fn keep_number(tx: &mut Tx, id: SendingId, number: &str) -> Result<bool> {
    let sealed = tx.vault().seal_text(NUMBER, number);
    let kept = tx.execute(
        "update epk_sending set number = $2
         where id = $1 and number is null and state in ('cancelled', 'undelivered', 'stopped')",
        params![id, sealed],
    )?;
    Ok(kept == 1)
}

/// Ends a sending; `false` when it had ended before.
pub(super) fn settle(tx: &mut Tx, id: SendingId, end: &End) -> Result<bool> {
    let (number, reason) = match end {
        End::Delivered(number) => (Some(number.as_str()), None),
        End::Refused(reason) => (None, Some(reason.as_str())),
        End::Undelivered => (None, None),
        End::Stopped(state) => (None, Some(state.as_str())),
    };
    let settled = tx.execute(
        "update epk_sending
         set state = $2, number = $3, reason = $4, settled_at = $5, open_for = null,
           waits_for = '', next_try_at = null
         where id = $1 and state in ('waiting', 'consent')",
        params![
            id,
            end.state().as_str(),
            number.map(|text| tx.vault().seal_text(NUMBER, text)),
            reason.map(|text| tx.vault().seal_text(REASON, text)),
            tx.now(),
        ],
    )?;
    Ok(settled == 1)
}

/// Keeps the mandate of a sending that waits; `false` when it has ended meanwhile, and nobody would
/// give the mandate back.
pub(super) fn keep_mandate(
    tx: &mut Tx,
    id: SendingId,
    mandate: &Secret,
    ends_at: Moment,
) -> Result<bool> {
    let sealed = tx.vault().seal_text(MANDATE, mandate.expose());
    let kept = tx.execute(
        "update epk_sending set mandate = $2, mandate_ends_at = $3
         where id = $1 and state = 'waiting'",
        params![id, sealed, ends_at],
    )?;
    Ok(kept == 1)
}

/// The mandate of a sending, whatever its time.
pub(super) fn mandate(tx: &Tx, id: SendingId) -> Result<Option<Secret>> {
    let row: Option<(Option<Vec<u8>>,)> =
        tx.query_opt("select mandate from epk_sending where id = $1", params![id])?;
    let sealed = row.and_then(|(sealed,)| sealed);
    sealed.map(|sealed| tx.vault().open_text(MANDATE, &sealed).map(Secret::from)).transpose()
}

pub(super) fn forget_mandate(tx: &mut Tx, id: SendingId) -> Result<()> {
    tx.execute(
        "update epk_sending set mandate = null, mandate_ends_at = null where id = $1",
        params![id],
    )
    .map(|_| ())
}

pub(super) fn find(tx: &Tx, id: SendingId) -> Result<Option<Sending>> {
    let row: Option<(First, Second)> = tx
        .query_opt::<First>(
            "select id, passport, holder, service, service_name, state, sha256, content,
               agreement, phone
             from epk_sending where id = $1",
            params![id],
        )?
        .map(|first| second(tx, first.0).map(|second| (first, second)))
        .transpose()?;
    row.map(|(first, second)| sending(tx, first, second)).transpose()
}

pub(super) fn of_passport(tx: &Tx, passport: PassportId) -> Result<Vec<Sending>> {
    let rows: Vec<First> = tx.query(
        "select id, passport, holder, service, service_name, state, sha256, content,
           agreement, phone
         from epk_sending where passport = $1 order by signed_at desc, id desc limit 100",
        params![passport],
    )?;
    let whole = |first: First| {
        let second = second(tx, first.0)?;
        sending(tx, first, second)
    };
    rows.into_iter().map(whole).collect()
}

fn second(tx: &Tx, id: SendingId) -> Result<Second> {
    tx.query_one(
        "select signed_at, deadline_at, accepted_at, waits_for, tries, next_try_at, number,
           reason, settled_at, coalesce(handed_at, handing_until)
         from epk_sending where id = $1",
        params![id],
    )
}

/// What was signed. A row has more columns than a tuple may hold.
type First = (
    SendingId,
    PassportId,
    CabinetAccountId,
    String,
    Vec<u8>,
    String,
    Vec<u8>,
    Vec<u8>,
    String,
    Vec<u8>,
);

/// What became of it.
type Second = (
    Moment,
    Moment,
    Option<Moment>,
    String,
    i64,
    Option<Moment>,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<Moment>,
    Option<Moment>,
);

fn sending(tx: &Tx, first: First, second: Second) -> Result<Sending> {
    let (id, passport, holder, service, signed, state, sha256, content, agreement, phone) = first;
    let (signed_at, deadline_at, accepted_at, waits_for, tries, next_try_at, ..) = &second;
    let (signed_at, deadline_at, accepted_at) = (*signed_at, *deadline_at, *accepted_at);
    let (waits_for, tries, next_try_at) = (waits_for.clone(), *tries, *next_try_at);
    let (.., number, reason, settled_at, handed_at) = second;
    let open = |context: &str, sealed: Option<Vec<u8>>| {
        sealed.map(|sealed| tx.vault().open_text(context, &sealed)).transpose()
    };
    let signed = tx.vault().open_text(NAME, &signed)?;
    Ok(Sending {
        id,
        passport,
        holder,
        service,
        signed: serde_json::from_str(&signed).map_err(Error::bug)?,
        state: State::parse(&state)?,
        sha256,
        content,
        agreement,
        phone: tx.vault().open_text(PHONE, &phone)?,
        signed_at,
        deadline_at,
        accepted_at,
        waits_for,
        tries,
        next_try_at,
        number: open(NUMBER, number)?,
        reason: open(REASON, reason)?,
        settled_at,
        may_be_there: handed_at.is_some(),
    })
}
