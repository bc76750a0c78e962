//! One-use passwords that support sends by e-mail to who cannot recover alone.
//!
//! A right one opens no session: it proves the mailbox, as the first code of a recovery would, and
//! what follows is the second step of a recovery. It is random, so a keyed hash is all the
//! protection that it needs, and comparing costs nothing that could be measured.

use store::{DAY, Result, Secret, Tx, params};

use crate::AccountId;

/// How long one can be used.
pub const LIFE: i64 = DAY;

/// Letters and digits that nobody takes for one another.
const SIGNS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Groups of [`GROUP`] signs: 59 bits, behind five attempts.
const GROUPS: usize = 3;
const GROUP: usize = 4;

/// What somebody typed, hashed; typing it with or without dashes, in capitals or not, is the same.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed(Vec<u8>);

impl Typed {
    /// Hashes what was typed. `None` for what cannot be a temporary password.
    pub fn of(vault: &store::Vault, text: &str) -> Option<Typed> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .take(GROUPS * GROUP + 1)
            .flat_map(char::to_lowercase)
            .collect();
        let fits = plain.len() == GROUPS * GROUP && plain.bytes().all(|b| SIGNS.contains(&b));
        fits.then(|| Typed(vault.lookup("identity_temporary", &plain)))
    }
}

/// Makes one in place of an older one, which is dead from now on: `k7md-2xqp-9hta`.
pub fn make(tx: &mut Tx, account: AccountId) -> Result<Secret> {
    let sign = |_| {
        let place = tx.entropy().below(u32::try_from(SIGNS.len()).unwrap_or(1));
        char::from(SIGNS[usize::try_from(place).unwrap_or(0)])
    };
    let group = |_| (0..GROUP).map(sign).collect::<String>();
    let text = (0..GROUPS).map(group).collect::<Vec<_>>().join("-");
    let hash = Typed::of(tx.vault(), &text).map(|typed| typed.0).unwrap_or_default();
    let now = tx.now();
    tx.execute(
        "insert into identity_temporary (account_id, hash, created_at, expires_at, used_at)
         values ($1, $2, $3, $4, null)
         on conflict (account_id) do update set hash = excluded.hash,
           created_at = excluded.created_at, expires_at = excluded.expires_at, used_at = null",
        params![account, hash, now, now.plus(LIFE)],
    )?;
    Ok(Secret(text))
}

/// Whether this is the living one of an account.
pub fn is_right(tx: &Tx, account: AccountId, typed: &Typed) -> Result<bool> {
    let row: Option<(i64,)> = tx.query_opt(
        "select count(*) from identity_temporary
         where account_id = $1 and hash = $2 and used_at is null and expires_at > $3",
        params![account, typed.0, tx.now()],
    )?;
    Ok(row.is_some_and(|(count,)| count == 1))
}

/// Uses it up; `false` when it is wrong, old, or was used.
pub fn use_up(tx: &mut Tx, account: AccountId, typed: &Typed) -> Result<bool> {
    let now = tx.now();
    let used = tx.execute(
        "update identity_temporary set used_at = $3
         where account_id = $1 and hash = $2 and used_at is null and expires_at > $3",
        params![account, typed.0, now],
    )?;
    Ok(used == 1)
}

/// Kills the one that an account may have: there is a new password, or the mailbox is not hers.
pub fn forget(tx: &mut Tx, account: AccountId) -> Result<()> {
    tx.execute("delete from identity_temporary where account_id = $1", params![account]).map(|_| ())
}
