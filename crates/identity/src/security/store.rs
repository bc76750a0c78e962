//! The rows of proofs and of changes of contacts.

use notify::Channel;
use store::{DAY, Error, Moment, Result, Tx, params};
use web::session::SessionId;

use super::contact::{Change, ChangeId};
use crate::account::AccountId;

const VALUE: &str = "identity_change.value";

pub(super) fn note_proof(tx: &mut Tx, session: SessionId) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "insert into identity_fresh (session, at) values ($1, $2)
         on conflict (session) do update set at = excluded.at",
        params![session, now],
    )
    .map(|_| ())
}

pub(super) fn proved_at(tx: &Tx, session: SessionId) -> Result<Option<Moment>> {
    let row: Option<(Moment,)> =
        tx.query_opt("select at from identity_fresh where session = $1", params![session])?;
    Ok(row.map(|(at,)| at))
}

/// Begins a change; one for the same channel that was under way is over.
pub(super) fn insert_change(
    tx: &mut Tx,
    account: AccountId,
    channel: Channel,
    value: &str,
    expires_at: Moment,
) -> Result<ChangeId> {
    let (id, now) = (ChangeId(tx.new_id()), tx.now());
    tx.execute(
        "delete from identity_change where account_id = $1 and channel = $2",
        params![account, channel.as_str()],
    )?;
    let sealed = tx.vault().seal_text(VALUE, value);
    tx.execute(
        "insert into identity_change
           (id, account_id, channel, value, second_at, created_at, expires_at, used_at)
         values ($1, $2, $3, $4, null, $5, $6, null)",
        params![id, account, channel.as_str(), sealed, now, expires_at],
    )?;
    Ok(id)
}

/// A change of this account that is under way.
pub(super) fn change(tx: &Tx, account: AccountId, id: ChangeId) -> Result<Option<Change>> {
    let row: Option<(String, Vec<u8>, Option<Moment>)> = tx.query_opt(
        "select channel, value, second_at from identity_change
         where id = $1 and account_id = $2 and used_at is null and expires_at > $3",
        params![id, account, tx.now()],
    )?;
    let Some((channel, sealed, second_at)) = row else { return Ok(None) };
    let channel =
        Channel::parse(&channel).ok_or_else(|| Error::bug("a change has an unknown channel"))?;
    let value = tx.vault().open_text(VALUE, &sealed)?;
    Ok(Some(Change { id, account, channel, value, second_shown: second_at.is_some() }))
}

pub(super) fn second_shown(tx: &mut Tx, id: ChangeId) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update identity_change set second_at = $2 where id = $1 and second_at is null",
        params![id, now],
    )
    .map(|_| ())
}

/// `false` when it was used already.
pub(super) fn use_up(tx: &mut Tx, id: ChangeId) -> Result<bool> {
    let now = tx.now();
    let used = tx.execute(
        "update identity_change set used_at = $2 where id = $1 and used_at is null",
        params![id, now],
    )?;
    Ok(used == 1)
}

/// Removes what nobody needs any more.
pub(crate) fn forget_old(tx: &mut Tx) -> Result<()> {
    let day = tx.now().plus(-DAY);
    tx.execute("delete from identity_fresh where at < $1", params![day])?;
    tx.execute("delete from identity_change where expires_at < $1", params![day])?;
    tx.execute("delete from identity_view where expires_at < $1", params![day])?;
    tx.execute("delete from identity_confirmation where expires_at < $1", params![day])?;
    Ok(())
}

/// After a restore from a copy: proofs, changes, opened records and numbers that were used after
/// it was made must not live again.
pub(crate) fn forget_all(tx: &mut Tx) -> Result<()> {
    tx.execute("delete from identity_fresh", params![])?;
    tx.execute("delete from identity_change", params![])?;
    tx.execute("delete from identity_view", params![])?;
    tx.execute("delete from identity_confirmation", params![])?;
    Ok(())
}
