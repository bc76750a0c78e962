//! Linked accounts.

use store::{Error, Result, Tx, params};
use web::Site;

use super::{Account, CabinetAccountId, Linked, Profile};

/// Links the person to this site, or brings what is known of her up to date: one statement, so
/// that twenty first entries at once make one account.
pub(super) fn link(
    tx: &mut Tx,
    site: Site,
    provider: &str,
    sub: &str,
    profile: &Profile,
) -> Result<Linked> {
    let fresh = CabinetAccountId(tx.new_id());
    let plain = serde_json::to_vec(profile).map_err(Error::bug)?;
    let sealed = tx.vault().seal(PROFILE, &plain);
    let rows: Vec<(CabinetAccountId,)> = tx.execute_returning(
        "insert into cabinet_account (id, site, provider, sub, profile, created_at, entered_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         on conflict (site, provider, sub) do update
           set profile = excluded.profile, entered_at = excluded.entered_at
         returning id",
        params![fresh, site.as_str(), provider, sub, sealed, tx.now()],
    )?;
    let (id,) = rows.into_iter().next().ok_or(Error::Missing)?;
    Ok(Linked { id, first: id == fresh })
}

pub(super) fn find(tx: &Tx, id: CabinetAccountId) -> Result<Option<Account>> {
    type Row = (String, String, Vec<u8>, store::Moment, store::Moment);
    let row: Option<Row> = tx.query_opt(
        "select site, provider, profile, created_at, entered_at
         from cabinet_account where id = $1",
        params![id],
    )?;
    let Some((site, provider, sealed, created_at, entered_at)) = row else { return Ok(None) };
    let plain = tx.vault().open_bytes(PROFILE, &sealed);
    let profile = plain
        .and_then(|plain| serde_json::from_slice(&plain).ok())
        .ok_or_else(|| Error::bug("cabinet_account.profile cannot be read"))?;
    let site = site.parse().map_err(Error::bug)?;
    Ok(Some(Account { id, site, provider, profile, created_at, entered_at }))
}

pub(super) fn of_person(
    tx: &Tx,
    site: Site,
    provider: &str,
    sub: &str,
) -> Result<Option<CabinetAccountId>> {
    let row: Option<(CabinetAccountId,)> = tx.query_opt(
        "select id from cabinet_account where site = $1 and provider = $2 and sub = $3",
        params![site.as_str(), provider, sub],
    )?;
    Ok(row.map(|(id,)| id))
}

const PROFILE: &str = "cabinet_account.profile";
