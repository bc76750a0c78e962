//! Choices in the database: a row for each that a person ever changed.

use std::collections::BTreeMap;

use ::store::{Result, Tx, params};

use super::{Manner, Quiet, Way, Zone};
use crate::{Importance, Kind, Recipient};

pub(super) fn get(tx: &Tx, who: &Recipient) -> Result<BTreeMap<(Kind, Way), bool>> {
    let rows: Vec<(String, String, bool)> = tx.query(
        "select kind, channel, chosen from notify_preference where site = $1 and subject = $2",
        params![who.site.as_str(), who.subject],
    )?;
    let known = rows
        .into_iter()
        .filter_map(|(kind, way, chosen)| Some(((Kind::parse(&kind)?, Way::parse(&way)?), chosen)));
    Ok(known.collect())
}

pub(super) fn put(tx: &mut Tx, who: &Recipient, kind: Kind, way: Way, chosen: bool) -> Result<()> {
    tx.execute(
        "insert into notify_preference (site, subject, kind, channel, chosen, changed_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (site, subject, kind, channel) do update set
           chosen = excluded.chosen, changed_at = excluded.changed_at",
        params![who.site.as_str(), who.subject, kind.as_str(), way.as_str(), chosen, tx.now()],
    )
    .map(|_| ())
}

pub(super) fn manner(tx: &Tx, who: &Recipient) -> Result<Option<Manner>> {
    type Raw = (String, String, String, Option<i64>, Option<i64>, Option<i64>, String);
    let row: Option<Raw> = tx.query_opt(
        "select page_from, email_from, sms_from, digest_hour, quiet_from, quiet_to, zone
         from notify_manner where site = $1 and subject = $2",
        params![who.site.as_str(), who.subject],
    )?;
    let Some((page, email, sms, digest, from, to, zone)) = row else { return Ok(None) };
    let importance = |word: String| Importance::parse(&word).unwrap_or(Importance::Low);
    let minute = |minute: Option<i64>| u16::try_from(minute?).ok();
    let quiet = minute(from).zip(minute(to)).map(|(from, to)| Quiet { from, to });
    Ok(Some(Manner {
        from: [page, email, sms].map(importance),
        digest: digest.and_then(|hour| u8::try_from(hour).ok()),
        quiet,
        zone: Zone::parse(&zone).unwrap_or_default(),
    }))
}

pub(super) fn put_manner(tx: &mut Tx, who: &Recipient, manner: &Manner) -> Result<()> {
    let [page, email, sms] = manner.from.map(Importance::as_str);
    let quiet = |end: fn(Quiet) -> u16| manner.quiet.map(|quiet| i64::from(end(quiet)));
    tx.execute(
        "insert into notify_manner (site, subject, page_from, email_from, sms_from, digest_hour,
           quiet_from, quiet_to, zone, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (site, subject) do update set
           page_from = excluded.page_from, email_from = excluded.email_from,
           sms_from = excluded.sms_from, digest_hour = excluded.digest_hour,
           quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
           zone = excluded.zone, changed_at = excluded.changed_at",
        params![
            who.site.as_str(),
            who.subject,
            page,
            email,
            sms,
            manner.digest.map(i64::from),
            quiet(|quiet| quiet.from),
            quiet(|quiet| quiet.to),
            manner.zone.as_str(),
            tx.now()
        ],
    )
    .map(|_| ())
}
