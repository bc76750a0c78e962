//! Who accepted the agreement.

use cabinet::CabinetAccountId;
use store::{Moment, Result, Tx, params};
use web::Lang;

use super::Agreement;

/// Records an acceptance; `false` when this version had been accepted before.
pub(super) fn put(
    tx: &mut Tx,
    account: CabinetAccountId,
    version: &str,
    lang: Lang,
    sha256: &[u8],
) -> Result<bool> {
    tx.execute(
        "insert into epk_agreement (account, version, lang, sha256, accepted_at)
         values ($1, $2, $3, $4, $5) on conflict do nothing",
        params![account, version, lang.as_str(), sha256, tx.now()],
    )
    .map(|rows| rows == 1)
}

pub(super) fn get(tx: &Tx, account: CabinetAccountId, version: &str) -> Result<Option<Agreement>> {
    let row: Option<(String, Vec<u8>, Moment)> = tx.query_opt(
        "select lang, sha256, accepted_at from epk_agreement
         where account = $1 and version = $2",
        params![account, version],
    )?;
    Ok(row.map(|(lang, sha256, accepted_at)| Agreement {
        version: version.to_owned(),
        lang: lang.parse().unwrap_or_default(),
        sha256,
        accepted_at,
    }))
}
