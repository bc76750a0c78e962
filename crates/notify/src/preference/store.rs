//! Choices in the database: a row for each that a person ever changed.

use std::collections::BTreeMap;

use ::store::{Result, Tx, params};

use crate::{Channel, Kind, Recipient};

pub(super) fn get(tx: &Tx, who: &Recipient) -> Result<BTreeMap<(Kind, Channel), bool>> {
    let rows: Vec<(String, String, bool)> = tx.query(
        "select kind, channel, chosen from notify_preference where site = $1 and subject = $2",
        params![who.site.as_str(), who.subject],
    )?;
    let known = rows.into_iter().filter_map(|(kind, channel, chosen)| {
        Some(((Kind::parse(&kind)?, Channel::parse(&channel)?), chosen))
    });
    Ok(known.collect())
}

pub(super) fn put(
    tx: &mut Tx,
    who: &Recipient,
    kind: Kind,
    channel: Channel,
    chosen: bool,
) -> Result<()> {
    tx.execute(
        "insert into notify_preference (site, subject, kind, channel, chosen, changed_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (site, subject, kind, channel) do update set
           chosen = excluded.chosen, changed_at = excluded.changed_at",
        params![who.site.as_str(), who.subject, kind.as_str(), channel.as_str(), chosen, tx.now()],
    )
    .map(|_| ())
}
