//! The list in the database. What the words mention lies encrypted.

use ::store::{Error, Id, Moment, Result, Tx, params};
use web::Site;

use super::Listed;
use crate::message::Thread;
use crate::{Kind, Notice, Recipient};

const CONTENT: &str = "notify_page.content";
/// More are not counted: the badge says «99+».
const COUNTED: u32 = 100;

pub(super) fn put(
    tx: &mut Tx,
    who: &Recipient,
    notice: &Notice,
    about: Option<&str>,
    id: Id,
) -> Result<bool> {
    let (site, subject) = (who.site.as_str(), &who.subject);
    let mut args: Vec<(String, String)> =
        notice.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    // Where replies to a letter go is nothing for a page.
    Thread::forget(&mut args);
    let content = serde_json::to_vec(&args).map_err(Error::bug)?;
    let content = tx.vault().seal(CONTENT, &content);
    let put = tx.execute(
        "insert into notify_page
           (id, key, site, subject, kind, event, about, content, created_at, read_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null)
         on conflict do nothing",
        params![
            id,
            notice.key.as_ref().map(|key| format!("{site}/{subject}/{key}")),
            site,
            subject,
            notice.kind.as_str(),
            notice.event,
            about,
            content,
            tx.now()
        ],
    )?;
    Ok(put == 1)
}

pub(super) fn unread(tx: &Tx, site: Site, subject: &str) -> Result<u32> {
    let (count,): (i64,) = tx.query_one(
        "select count(*) from (select id from notify_page
           where site = $1 and subject = $2 and read_at is null limit $3) as counted",
        params![site.as_str(), subject, COUNTED],
    )?;
    Ok(u32::try_from(count).unwrap_or(0))
}

type Raw = (Id, String, String, Option<String>, Vec<u8>, Moment, Option<Moment>);

pub(super) fn newest(tx: &Tx, who: &Recipient, limit: u32) -> Result<Vec<Listed>> {
    let rows: Vec<Raw> = tx.query(
        "select id, kind, event, about, content, created_at, read_at from notify_page
         where site = $1 and subject = $2 order by id desc limit $3",
        params![who.site.as_str(), who.subject, limit],
    )?;
    rows.into_iter().map(|raw| listed(tx, raw)).collect()
}

pub(super) fn before(tx: &Tx, who: &Recipient, id: Id, limit: u32) -> Result<Vec<Listed>> {
    let rows: Vec<Raw> = tx.query(
        "select id, kind, event, about, content, created_at, read_at from notify_page
         where site = $1 and subject = $2 and id < $4 order by id desc limit $3",
        params![who.site.as_str(), who.subject, limit, id],
    )?;
    rows.into_iter().map(|raw| listed(tx, raw)).collect()
}

pub(super) fn after(tx: &Tx, who: &Recipient, id: Id, limit: u32) -> Result<Vec<Listed>> {
    let rows: Vec<Raw> = tx.query(
        "select id, kind, event, about, content, created_at, read_at from notify_page
         where site = $1 and subject = $2 and id > $4 order by id limit $3",
        params![who.site.as_str(), who.subject, limit, id],
    )?;
    rows.into_iter().map(|raw| listed(tx, raw)).collect()
}

pub(super) fn find(tx: &Tx, who: &Recipient, id: Id) -> Result<Option<Listed>> {
    let row: Option<Raw> = tx.query_opt(
        "select id, kind, event, about, content, created_at, read_at from notify_page
         where site = $1 and subject = $2 and id = $3",
        params![who.site.as_str(), who.subject, id],
    )?;
    row.map(|raw| listed(tx, raw)).transpose()
}

fn listed(tx: &Tx, raw: Raw) -> Result<Listed> {
    let (id, kind, event, about, content, created_at, read_at) = raw;
    let kind = Kind::parse(&kind).ok_or_else(|| Error::bug("a notice has an unknown kind"))?;
    let plain = tx.vault().open_bytes(CONTENT, &content);
    let plain = plain.ok_or_else(|| Error::bug("a notice cannot be decrypted"))?;
    let args = serde_json::from_slice(&plain).map_err(Error::bug)?;
    Ok(Listed { id, kind, event, args, about, created_at, read_at })
}

/// Whether this call did it.
pub(super) fn read(tx: &mut Tx, who: &Recipient, id: Id) -> Result<bool> {
    let read = tx.execute(
        "update notify_page set read_at = $4
         where site = $1 and subject = $2 and id = $3 and read_at is null",
        params![who.site.as_str(), who.subject, id, tx.now()],
    )?;
    Ok(read == 1)
}

pub(super) fn read_all(tx: &mut Tx, who: &Recipient, newest: Id) -> Result<u64> {
    tx.execute(
        "update notify_page set read_at = $4
         where site = $1 and subject = $2 and id <= $3 and read_at is null",
        params![who.site.as_str(), who.subject, newest, tx.now()],
    )
}

/// Removes notices that were made before `before`, a thousand at a time.
pub(crate) fn forget(tx: &mut Tx, before: Moment) -> Result<u64> {
    tx.execute(
        "delete from notify_page where id in (
           select id from notify_page where created_at < $1 order by created_at limit 1000)",
        params![before],
    )
}
