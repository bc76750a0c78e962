//! The phone and the e-mail address of an account: codes and notices go there.

use ::store::{Result, Tx};
use notify::Channel;
use registries::{Email, Phone};
use serde_json::json;
use web::{Site, session};

use super::{AccountId, By, Claim, Handle, Known, Second, find, set, store, tell_notify};
use crate::{factor, grant, login, password, recovery, sso};

/// Replaces the phone by one whose code was typed.
pub fn set_phone(tx: &mut Tx, id: AccountId, phone: &Phone) -> Result<Claim> {
    let known = Known { value: phone.clone(), verified_at: Some(tx.now()) };
    set(tx, id, Handle::phone(phone), |personal| personal.phone = Some(known))
}

/// Replaces the e-mail address by one whose code was typed.
pub fn set_email(tx: &mut Tx, id: AccountId, email: &Email) -> Result<Claim> {
    let known = Known { value: email.clone(), verified_at: Some(tx.now()) };
    set(tx, id, Handle::email(email), |personal| personal.email = Some(known))
}

/// Takes the phone (SMS) or the e-mail address away from an account: it is somebody else's now.
/// Whatever was proved by it ends, and the owner is told on the address that remains, with the
/// way to go on. `false` when there was none, or it is another one than `value`.
pub fn drop_contact(
    tx: &mut Tx,
    id: AccountId,
    channel: Channel,
    value: &str,
    by: &By,
) -> Result<bool> {
    let Some(mut account) = find(tx, id)? else { return Ok(false) };
    let personal = &mut account.personal;
    let (kind, event, notice) = match channel {
        Channel::Sms if personal.phone.as_ref().is_some_and(|k| k.value.as_str() == value) => {
            personal.phone = None;
            ("phone", "account.phone_dropped", "phone-handed-over")
        }
        Channel::Email if personal.email.as_ref().is_some_and(|k| k.value.as_str() == value) => {
            personal.email = None;
            ("email", "account.email_dropped", "email-handed-over")
        }
        _ => return Ok(false),
    };
    store::release_kind(tx, id, kind)?;
    store::save_personal(tx, &account)?;
    tell_notify(tx, id, &account.personal, account.lang)?;
    let left = factor::of(tx, id)?;
    if channel == Channel::Sms && left.is_some_and(|factors| factors.totp.is_some()) {
        store::set_second(tx, id, Second::Totp)?;
    }
    let sessions = end_what_rests_on(tx, id, channel)?;
    tx.journal(&by.draft(event, id).with(json!({"sessions": sessions})))?;
    crate::tell(tx, id, notify::Kind::Security, notice, vec![])?;
    Ok(true)
}

/// Ends sessions that were opened with a code of this channel, or of which that is not known any
/// more, and everything that waits for such a code. Tells how many sessions.
fn end_what_rests_on(tx: &mut Tx, id: AccountId, channel: Channel) -> Result<usize> {
    let means = match channel {
        Channel::Sms => oauth::acr::amr::SMS,
        Channel::Email => oauth::acr::amr::EMAIL,
    };
    let mut sessions = grant::sessions_of(tx, id)?;
    let open = session::of(tx, Site::Identity, &id.to_string())?;
    sessions.extend(open.into_iter().map(|row| row.id));
    sessions.sort();
    sessions.dedup();
    let mut ended = 0;
    for one in sessions {
        let sign_in = session::data::<sso::SignIn>(tx, one)?;
        if sign_in.is_none_or(|sign_in| sign_in.amr.iter().any(|amr| amr == means)) {
            sso::end(tx, one, session::why::CREDENTIALS)?;
            ended += 1;
        }
    }
    login::end_all(tx, id)?;
    recovery::end_all(tx, id)?;
    password::temporary::forget(tx, id)?;
    store::end_changes(tx, id)?;
    Ok(ended)
}
