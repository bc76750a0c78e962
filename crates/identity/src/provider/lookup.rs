//! Whether a token is good at this moment: what UserInfo, introspection and revocation look up.

use oauth::claims::AccessClaims;
use oauth::provider::Introspection;
use store::{Id, Result, Tx};

use crate::account::{self, Account};
use crate::client::Client;
use crate::grant::{self, GrantId, REFRESH_IDLE, RefreshToken};
use crate::mandate::{self, MandateId};

/// A verified access token.
#[derive(Debug)]
pub struct Access {
    /// What it says.
    pub claims: AccessClaims,
    /// What it came from, and lives and dies with.
    pub source: Source,
}

/// What a token came from. Its `jti` names it, so that one look-up tells whether it is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A grant: the token opens UserInfo.
    Grant(GrantId),
    /// A grant, by exchange: the token is for a register.
    Exchange(GrantId),
    /// A mandate.
    Mandate(MandateId),
    /// The provider itself, for the check of what an applicant typed.
    Own,
}

impl Source {
    /// A `jti` that names the source; `nonce` is random.
    pub fn jti(self, nonce: &str) -> String {
        match self {
            Source::Grant(id) => format!("g.{id}.{nonce}"),
            Source::Exchange(id) => format!("x.{id}.{nonce}"),
            Source::Mandate(id) => format!("m.{id}.{nonce}"),
            Source::Own => format!("p.{nonce}"),
        }
    }

    /// Reads the source from a `jti`.
    pub fn parse(jti: &str) -> Option<Source> {
        let (kind, rest) = jti.split_once('.')?;
        let id = || -> Option<Id> { rest.split_once('.')?.0.parse().ok() };
        match kind {
            "g" => Some(Source::Grant(GrantId(id()?))),
            "x" => Some(Source::Exchange(GrantId(id()?))),
            "m" => Some(Source::Mandate(MandateId(id()?))),
            "p" => Some(Source::Own),
            _ => None,
        }
    }
}

/// The account that an access token for UserInfo opens at this moment.
pub fn person(tx: &Tx, access: &Access) -> Result<Option<Account>> {
    let Source::Grant(id) = access.source else { return Ok(None) };
    let Some((grant, _)) = grant::in_force(tx, id)? else { return Ok(None) };
    account::find(tx, grant.account)
}

/// What a client may know about an access token: everything about its own, nothing about others.
pub fn introspect(tx: &Tx, client: &Client, access: &Access) -> Result<Introspection> {
    let own = access.claims.client_id == client.id;
    let good = own
        && match access.source {
            Source::Grant(id) | Source::Exchange(id) => grant::in_force(tx, id)?.is_some(),
            Source::Mandate(id) => mandate::in_force(tx, id)?.is_some(),
            Source::Own => false,
        };
    Ok(if good { Introspection::of(access.claims.clone()) } else { Introspection::inactive() })
}

/// The same for a token that is a secret of ours: a refresh token or a mandate.
pub fn introspect_secret(tx: &Tx, client: &Client, text: &str) -> Result<Introspection> {
    if mandate::is_mandate(text) {
        let mandate = mandate::known(tx, client, text)?;
        return Ok(mandate.map_or_else(Introspection::inactive, |mandate| Introspection {
            active: true,
            scope: Some(mandate.scope),
            client_id: Some(mandate.client),
            exp: Some(mandate.expires_at.seconds()),
            iat: Some(mandate.created_at.seconds()),
            sub: Some(mandate.account.to_string()),
            aud: vec![mandate.audience],
            ..Introspection::default()
        }));
    }
    let Some(token) = RefreshToken::parse(tx, text) else { return Ok(Introspection::inactive()) };
    let Some((grant, _)) = grant::in_force(tx, token.grant)? else {
        return Ok(Introspection::inactive());
    };
    let ends = grant.expires_at.min(grant.refreshed_at.plus(REFRESH_IDLE));
    let good = grant.client == client.id && grant.generation == token.generation;
    if !good || tx.now() >= ends {
        return Ok(Introspection::inactive());
    }
    Ok(Introspection {
        active: true,
        scope: Some(grant.scope),
        client_id: Some(grant.client),
        exp: Some(ends.seconds()),
        iat: Some(grant.refreshed_at.seconds()),
        sub: Some(grant.account.to_string()),
        ..Introspection::default()
    })
}

/// The client gives a token back (RFC 7009). A refresh token and the access token of a sign-in
/// end the whole grant; a mandate ends alone. Tokens of registers live five minutes and are
/// verified without us: they are not taken back one by one, and `false` says so. What is not
/// the client's own is left alone and sounds the same as what is gone.
pub fn revoke(tx: &mut Tx, client: &Client, text: &str, access: Option<&Access>) -> Result<bool> {
    if mandate::is_mandate(text) {
        mandate::revoke(tx, client, text)?;
        return Ok(true);
    }
    if let Some(token) = RefreshToken::parse(tx, text) {
        grant::revoke(tx, client, token.grant)?;
        return Ok(true);
    }
    let Some(access) = access.filter(|access| access.claims.client_id == client.id) else {
        return Ok(true);
    };
    match access.source {
        Source::Grant(id) => grant::revoke(tx, client, id).map(|_| true),
        Source::Exchange(_) | Source::Mandate(_) | Source::Own => Ok(false),
    }
}
