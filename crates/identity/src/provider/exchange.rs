//! Token exchange (RFC 8693): from the token of a sign-in to a register's token or a mandate, and
//! from a mandate to a register's token.

use oauth::provider::{ExchangeRequest, Requested, SubjectKind};
use oauth::{ErrorCode, Refusal};
use store::{Result, Secret, Tx};

use super::claims;
pub use super::issue::RegisterToken;
use super::issue::register_scope;
use super::lookup::{Access, Source};
use crate::account;
use crate::client::Client;
use crate::consent;
use crate::grant::{self, Answer, Grant};
use crate::mandate::{self, Mandate, Wish};

/// What an exchange gives.
#[derive(Clone, Debug)]
pub enum Exchanged {
    /// A register's token, to be signed.
    Token(RegisterToken),
    /// A mandate and its secret.
    Mandate(Mandate, Secret),
}

/// Decides on an exchange. `access` is the verified subject token, where it is an access token.
pub fn exchange(
    tx: &mut Tx,
    client: &Client,
    request: &ExchangeRequest,
    access: Option<&Access>,
) -> Result<Answer<Exchanged>> {
    if let Err(refusal) = check(client, request) {
        return Ok(Err(refusal));
    }
    match request.subject_kind {
        SubjectKind::AccessToken => of_access_token(tx, client, request, access),
        SubjectKind::Mandate => of_mandate(tx, client, request),
    }
}

/// What needs no database: audience and scope.
fn check(client: &Client, request: &ExchangeRequest) -> Answer<()> {
    if !client.settings.audiences.contains(&request.audience) {
        return Err(Refusal::new(
            ErrorCode::InvalidTarget,
            "the audience is unknown or not for this client",
        ));
    }
    match &request.scope {
        Some(scope) if !scope.is_subset(&register_scope()) => {
            Err(Refusal::new(ErrorCode::InvalidScope, "only the scope register is given"))
        }
        _ => Ok(()),
    }
}

fn of_access_token(
    tx: &mut Tx,
    client: &Client,
    request: &ExchangeRequest,
    access: Option<&Access>,
) -> Result<Answer<Exchanged>> {
    let own = access.filter(|access| access.claims.client_id == client.id);
    // A register's token names another source, so it cannot be exchanged on.
    let Some(Source::Grant(id)) = own.map(|access| access.source) else { return unacceptable() };
    let Some((grant, alive)) = grant::in_force(tx, id)? else { return unacceptable() };
    let level = alive.level();
    if !agreed(tx, &grant, &request.audience)? {
        return Ok(Err(Refusal::new(
            ErrorCode::InvalidTarget,
            "the person has not agreed to this audience",
        )));
    }
    match &request.requested {
        Requested::Mandate { purpose, reference, lifetime } => {
            let wish = Wish {
                audience: request.audience.clone(),
                purpose: purpose.clone(),
                reference: reference.clone(),
                lifetime: *lifetime,
            };
            let (mandate, secret) = mandate::give(tx, &grant, &wish)?;
            Ok(Ok(Exchanged::Mandate(mandate, secret)))
        }
        Requested::AccessToken => {
            let Some(account) = account::find(tx, grant.account)? else { return unacceptable() };
            Ok(Ok(Exchanged::Token(RegisterToken {
                account: grant.account,
                level,
                audience: request.audience.clone(),
                client: client.id.clone(),
                source: Source::Exchange(grant.id),
                mandate: None,
                about: claims::of_register_token(&account, &grant.scope),
            })))
        }
    }
}

fn of_mandate(
    tx: &mut Tx,
    client: &Client,
    request: &ExchangeRequest,
) -> Result<Answer<Exchanged>> {
    let text = request.subject_token.expose();
    let Some(mandate) = mandate::take(tx, client, text)? else { return unacceptable() };
    if mandate.audience != request.audience {
        return Ok(Err(Refusal::new(
            ErrorCode::InvalidTarget,
            "the mandate is for another audience",
        )));
    }
    if !mandate::may_be_worked_for(tx, mandate.account)? {
        return Ok(Err(Refusal::new(
            ErrorCode::InvalidGrant,
            "the account may not be used at present",
        )));
    }
    let Some(account) = account::find(tx, mandate.account)? else { return unacceptable() };
    Ok(Ok(Exchanged::Token(RegisterToken {
        account: account.id,
        level: account.level,
        audience: mandate.audience.clone(),
        client: client.id.clone(),
        source: Source::Mandate(mandate.id),
        about: claims::of_register_token(&account, &mandate.scope),
        mandate: Some(mandate.claim()),
    })))
}

/// Whether her consent names the register: it may have been added to the service since.
fn agreed(tx: &Tx, grant: &Grant, audience: &str) -> Result<bool> {
    let consent = consent::find(tx, grant.account, &grant.client)?;
    Ok(consent.is_some_and(|consent| consent.covers.contains(audience)))
}

/// RFC 8693 §2.2.2: whatever is wrong with the subject token.
fn unacceptable() -> Result<Answer<Exchanged>> {
    let why = "the subject token is unknown, over or another client's";
    Ok(Err(Refusal::new(ErrorCode::InvalidRequest, why)))
}
