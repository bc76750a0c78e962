//! Second factors: codes by SMS and e-mail, the authenticator app (TOTP, RFC 6238).
//!
//! The app is set up in two steps: [`begin_totp`] makes a secret and shows it, [`confirm_totp`]
//! takes the first code of it. Until then the older app, if there is one, stays. A time step is
//! accepted once, whichever page asked for it.

mod store;
#[cfg(test)]
mod tests;

use ::store::{MINUTE, Moment, Result, Secret, Tx};
use notify::Kind;
use serde_json::json;
use totp_rs::Builder;
use web::VisitFacts;

use crate::account::{self, AccountId, Second};
use crate::code::{self, Checked};

::store::id!(
    /// An authenticator app, or one that is being set up.
    pub TotpId
);

/// How long a set-up may take.
pub const SETUP_LIFE: i64 = 15 * MINUTE;
/// Seconds of a time step (RFC 6238 §5.2).
const STEP: u64 = 30;

/// The factors of an account and their state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factors {
    /// The phone that codes are sent to, masked.
    pub sms: Option<String>,
    /// The address that codes are sent to as the alternative, masked.
    pub email: Option<String>,
    /// Since when the authenticator app is set up.
    pub totp: Option<Moment>,
    /// Which is asked for first.
    pub default: Second,
}

/// What is needed to set up an app.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The set-up.
    pub id: TotpId,
    /// The secret in base 32, to be typed in by hand.
    pub secret: Secret,
    /// The `otpauth` address, to be shown as a QR code.
    pub uri: Secret,
}

/// How the first code of a new app was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Confirmed {
    /// The app is set up and asked for first from now on.
    Done,
    /// The code is not one of this app.
    Wrong,
    /// There is no such set-up any more.
    Gone,
    /// Too many wrong codes within this hour.
    Spent {
        /// When the next attempt is possible.
        until: Moment,
    },
}

/// The factors of an account; `None` when there is no such account.
pub fn of(tx: &Tx, id: AccountId) -> Result<Option<Factors>> {
    let Some(account) = account::find(tx, id)? else { return Ok(None) };
    let personal = &account.personal;
    let sms = personal.phone.as_ref().filter(|known| known.verified_at.is_some());
    let email = personal.email.as_ref().filter(|known| known.verified_at.is_some());
    let totp = store::confirmed(tx, id)?.map(|totp| totp.since);
    // An app that was removed cannot be the default, whatever the row says.
    let default = if totp.is_some() { account.second } else { Second::Sms };
    Ok(Some(Factors {
        sms: sms.map(|known| known.value.masked()),
        email: email.map(|known| known.value.masked()),
        totp,
        default,
    }))
}

/// Makes a secret for a new app. `issuer` and `label` are what the app shows.
pub fn begin_totp(tx: &mut Tx, id: AccountId, issuer: &str, label: &str) -> Result<Setup> {
    let secret: [u8; 20] = tx.entropy().bytes();
    let totp = store::insert(tx, id, &secret)?;
    Ok(setup(totp, secret, issuer, label))
}

/// Shows a set-up again, after a wrong first code. `None` when its time is up or it is done.
pub fn pending_totp(
    tx: &Tx,
    id: AccountId,
    totp: TotpId,
    issuer: &str,
    label: &str,
) -> Result<Option<Setup>> {
    let found = store::pending(tx, id, totp)?;
    Ok(found.map(|secret| setup(totp, secret, issuer, label)))
}

fn setup(id: TotpId, secret: [u8; 20], issuer: &str, label: &str) -> Setup {
    let text = totp_rs::Secret::new_stack(secret).to_base32();
    let (issuer, label) = (escaped(issuer), escaped(label));
    let uri = format!(
        "otpauth://totp/{issuer}:{label}?secret={text}&issuer={issuer}\
         &algorithm=SHA1&digits=6&period={STEP}"
    );
    Setup { id, secret: Secret(text), uri: Secret(uri) }
}

/// Percent-encoding with spaces as `%20`: apps show a `+` as it stands.
fn escaped(text: &str) -> String {
    let keep = |b: u8| b.is_ascii_alphanumeric() || b"-._~@".contains(&b);
    text.bytes()
        .map(|b| if keep(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Takes the first code of a new app: from now on it replaces the older one and is asked for
/// first.
pub fn confirm_totp(
    tx: &mut Tx,
    id: AccountId,
    totp: TotpId,
    typed: &str,
    facts: &VisitFacts,
) -> Result<Confirmed> {
    let wrongs = code::wrongs_of(&whose(id));
    let Some(charged) = wrongs.take(tx)? else {
        return Ok(Confirmed::Spent { until: wrongs.next_at(tx)? });
    };
    let Some(secret) = store::pending(tx, id, totp)? else { return Ok(Confirmed::Gone) };
    let Some(step) = step_of(&secret, typed, tx.now()) else { return Ok(Confirmed::Wrong) };
    if !store::confirm(tx, id, totp, step)? {
        return Ok(Confirmed::Gone);
    }
    crate::budget::give_back(tx, charged)?;
    account::store::set_second(tx, id, Second::Totp)?;
    changed(tx, id, "factor.totp_confirmed", facts)?;
    Ok(Confirmed::Done)
}

/// Removes the app; codes come by SMS again. `false` when there was none.
pub fn remove_totp(tx: &mut Tx, id: AccountId, facts: &VisitFacts) -> Result<bool> {
    let removed = store::remove(tx, id)?;
    if removed {
        account::store::set_second(tx, id, Second::Sms)?;
        changed(tx, id, "factor.totp_removed", facts)?;
    }
    Ok(removed)
}

/// Chooses what is asked for first. `false` when the account does not have that factor.
pub fn set_default(tx: &mut Tx, id: AccountId, second: Second, facts: &VisitFacts) -> Result<bool> {
    let Some(factors) = of(tx, id)? else { return Ok(false) };
    let has = match second {
        Second::Sms => factors.sms.is_some(),
        Second::Totp => factors.totp.is_some(),
    };
    if has && factors.default != second {
        account::store::set_second(tx, id, second)?;
        changed(tx, id, "factor.default_changed", facts)?;
    }
    Ok(has)
}

fn changed(tx: &mut Tx, id: AccountId, event: &str, facts: &VisitFacts) -> Result<()> {
    tx.journal(&crate::own_entry(event, id, facts, json!({})))?;
    crate::tell(tx, id, Kind::Security, "two-step-changed", vec![])
}

/// Compares a code with the app of an account. A right one uses its time step up; wrong ones count
/// against the account's hour, together with the codes that are sent. A code that was used is
/// [`Checked::Dead`]: the next one comes within half a minute.
pub fn verify_totp(tx: &mut Tx, id: AccountId, typed: &str) -> Result<Checked> {
    let wrongs = code::wrongs_of(&whose(id));
    let Some(charged) = wrongs.take(tx)? else {
        return Ok(Checked::Spent { until: wrongs.next_at(tx)? });
    };
    let Some(totp) = store::confirmed(tx, id)? else { return Ok(Checked::Closed) };
    let Some(step) = step_of(&totp.secret, typed, tx.now()) else {
        return Ok(Checked::Wrong { left: wrongs.left(tx)? });
    };
    if !store::use_step(tx, totp.id, step)? {
        return Ok(Checked::Dead);
    }
    crate::budget::give_back(tx, charged)?;
    Ok(Checked::Right)
}

/// Whose hourly limits of codes an account's attempts count against.
pub fn whose(id: AccountId) -> String {
    format!("account:{id}")
}

/// The time step, one more or one less than now, to which a code belongs.
fn step_of(secret: &[u8; 20], typed: &str, now: Moment) -> Option<i64> {
    let typed = code::digits(typed);
    let secret = totp_rs::Secret::new_stack(*secret);
    let totp = Builder::new().with_secret(secret).with_step_duration(STEP).build_noncompliant();
    let now = u64::try_from(now.seconds()).ok()?;
    i64::try_from(totp.check(&typed, now)?).ok()
}

/// The code that an app with this secret (base 32) shows: for stories and for demonstration people.
pub fn totp_now(secret: &Secret, now: Moment) -> Option<String> {
    let secret = totp_rs::Secret::try_from_base32(&secret.0).ok()?;
    let totp = Builder::new().with_secret(secret).with_step_duration(STEP).build_noncompliant();
    Some(totp.generate(u64::try_from(now.seconds()).ok()?).to_string())
}
