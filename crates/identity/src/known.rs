//! Browsers and networks that an account was used from, so that its owner is told of new ones.

use std::net::IpAddr;

use store::{Result, Tx, params};
use web::VisitFacts;

use crate::AccountId;

/// Notes browser and network of a sign-in; tells whether either is new to the account.
pub(crate) fn note(
    tx: &mut Tx,
    account: AccountId,
    visitor: &str,
    facts: &VisitFacts,
) -> Result<bool> {
    let browser = seen(tx, account, &format!("browser:{visitor}"))?;
    let network = seen(tx, account, &format!("network:{}", network_of(facts.address)))?;
    Ok(browser || network)
}

/// Whether it was not known before.
fn seen(tx: &mut Tx, account: AccountId, what: &str) -> Result<bool> {
    let (hash, now) = (tx.vault().lookup("identity_known", what), tx.now());
    let new = tx.execute(
        "insert into identity_known (account_id, hash, first_at, last_at) values ($1, $2, $3, $3)
         on conflict do nothing",
        params![account, hash, now],
    )?;
    if new == 0 {
        tx.execute(
            "update identity_known set last_at = $3 where account_id = $1 and hash = $2",
            params![account, hash, now],
        )?;
    }
    Ok(new == 1)
}

/// The network of an address: people keep theirs while the last part changes.
pub(crate) fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}
