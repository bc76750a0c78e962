//! The rows of recoveries.

use store::{Error, Moment, Result, Tx, params};

use super::{Flow, Inquiry, LIFE, Means, Step};
use crate::AccountId;
use crate::regain::RegainId;

store::id!(
    /// A recovery.
    pub RecoveryId
);

/// Puts a recovery behind a handle; also one of nobody's account.
pub(super) fn insert(
    tx: &mut Tx,
    handle: &str,
    account: Option<AccountId>,
    whose: String,
    regain: Option<RegainId>,
) -> Result<Flow> {
    let (id, now, hash) = (RecoveryId(tx.new_id()), tx.now(), hash(tx, handle));
    for _ in 0..20 {
        let reference = crate::registration::reference(tx);
        let made = tx.execute(
            "insert into identity_recovery (id, handle, reference, account_id, whose, step,
               totp_wrong, email_at, second_at, second, created_at, expires_at, regain_id)
             values ($1, $2, $3, $4, $5, 'email', 0, null, null, null, $6, $7, $8)
             on conflict do nothing",
            params![id, hash, reference, account, whose, now, now.plus(LIFE), regain],
        )?;
        if made == 1 {
            let (step, totp_wrong, second) = (Step::Email, 0, None);
            return Ok(Flow { id, reference, account, whose, step, totp_wrong, regain, second });
        }
    }
    Err(Error::Busy)
}

type Row =
    (RecoveryId, String, Option<AccountId>, String, String, i64, Option<RegainId>, Option<String>);

/// The recovery behind a handle, if its time is not up.
pub(super) fn find(tx: &Tx, handle: &str) -> Result<Option<Flow>> {
    let now = tx.now();
    let row: Option<Row> = tx.query_opt(
        "select id, reference, account_id, whose, step, totp_wrong, regain_id, second
         from identity_recovery
         where handle = $1 and expires_at > $2 and created_at <= $3",
        params![hash(tx, handle), now, now.plus(store::MINUTE)],
    )?;
    let Some((id, reference, account, whose, step, totp_wrong, regain, second)) = row else {
        return Ok(None);
    };
    let step = Step::parse(&step).ok_or_else(|| Error::bug("a recovery has an unknown step"))?;
    let second = second.and_then(|word| Means::parse(&word));
    Ok(Some(Flow { id, reference, account, whose, step, totp_wrong, regain, second }))
}

pub(super) fn inquire(tx: &Tx, reference: &str) -> Result<Option<Inquiry>> {
    let row: Option<(Option<AccountId>, Moment, Option<Moment>, Option<Moment>)> = tx.query_opt(
        "select account_id, created_at, email_at, second_at from identity_recovery
         where reference = $1",
        params![reference],
    )?;
    Ok(row.map(|(account, begun_at, email_at, second_at)| Inquiry {
        account,
        begun_at,
        email_at,
        second_at,
    }))
}

/// Compare and set of the step.
pub(super) fn step(tx: &mut Tx, id: RecoveryId, from: Step, to: Step) -> Result<bool> {
    let moved = tx.execute(
        "update identity_recovery set step = $3 where id = $1 and step = $2",
        params![id, from.as_str(), to.as_str()],
    )?;
    Ok(moved == 1)
}

/// Records the code by e-mail, and moves on.
pub(super) fn email_proved(tx: &mut Tx, id: RecoveryId) -> Result<bool> {
    let now = tx.now();
    let moved = tx.execute(
        "update identity_recovery set step = 'second', email_at = $2
         where id = $1 and step = 'email'",
        params![id, now],
    )?;
    Ok(moved == 1)
}

/// Records the second factor, and by which grant of the desk it counts, and moves on.
pub(super) fn second_proved(
    tx: &mut Tx,
    id: RecoveryId,
    means: Means,
    regain: Option<RegainId>,
) -> Result<bool> {
    let now = tx.now();
    let moved = tx.execute(
        "update identity_recovery
         set step = 'password', second_at = $2, second = $3, regain_id = coalesce($4, regain_id)
         where id = $1 and step = 'second' and email_at is not null",
        params![id, now, means.as_str(), regain],
    )?;
    Ok(moved == 1)
}

/// The last step: only with both proofs.
pub(super) fn finish(tx: &mut Tx, id: RecoveryId) -> Result<bool> {
    let moved = tx.execute(
        "update identity_recovery set step = 'done'
         where id = $1 and step = 'password' and email_at is not null and second_at is not null
           and account_id is not null",
        params![id],
    )?;
    Ok(moved == 1)
}

/// Ends the other open recoveries of an account.
pub(crate) fn end_all(tx: &mut Tx, account: AccountId) -> Result<()> {
    tx.execute(
        "update identity_recovery set step = 'dead'
         where account_id = $1 and step <> 'done'",
        params![account],
    )
    .map(|_| ())
}

/// Charges an attempt at the app's code; `None` when the app is closed for this recovery.
pub(super) fn charge_totp(tx: &mut Tx, id: RecoveryId) -> Result<Option<i64>> {
    let rows: Vec<(i64,)> = tx.execute_returning(
        "update identity_recovery set totp_wrong = totp_wrong + 1
         where id = $1 and totp_wrong < $2 returning totp_wrong",
        params![id, crate::code::WRONG_MOST],
    )?;
    Ok(rows.first().map(|(wrong,)| *wrong))
}

pub(super) fn uncharge_totp(tx: &mut Tx, id: RecoveryId) -> Result<()> {
    tx.execute(
        "update identity_recovery set totp_wrong = totp_wrong - 1 where id = $1",
        params![id],
    )
    .map(|_| ())
}

fn hash(tx: &Tx, handle: &str) -> Vec<u8> {
    tx.vault().lookup("identity_recovery", handle)
}
