//! Tokens, signed after the transaction that decided on them.

use oauth::acr::Level;
use oauth::claims::{Actor, Mandate, NewAccessToken, NewIdToken};
use oauth::jose::{Algorithm, SignFault};
use oauth::json::Object;
use oauth::provider::TokenResponse;
use oauth::scope::{OPENID, Scopes};
use serde_json::json;
use store::journal::Draft;

use super::lookup::Source;
use super::{Provider, claims};
use crate::account::AccountId;
use crate::grant::Redeemed;
use crate::key::Keyset;

/// Seconds that an access token lives.
pub(crate) const ACCESS_TOKEN_LIFE: i64 = 600;
/// Seconds that a register's token lives.
pub const REGISTER_TOKEN_LIFE: i64 = 300;
/// Seconds that an ID token is good for a sign-in; as a hint it never expires.
const ID_TOKEN_LIFE: i64 = 600;
/// The client that the provider is to itself.
const OWN_CLIENT: &str = "identity";

/// The answer to a redeemed code or refresh token. `first` adds the ID token.
pub(super) fn answer(
    provider: &Provider,
    keys: &Keyset,
    redeemed: &Redeemed,
    now: i64,
    first: bool,
) -> Result<TokenResponse, SignFault> {
    let Redeemed { grant, scope, level, refresh } = redeemed;
    let (sub, sid) = (grant.account.to_string(), grant.session.to_string());
    let amr: Vec<&str> = grant.bound.amr.iter().map(String::as_str).collect();
    let acr = grant.bound.acr.as_deref();
    // The token must not outlive its grant.
    let lives = ACCESS_TOKEN_LIFE.min(grant.expires_at.seconds() - now).max(1);
    let access = NewAccessToken {
        iss: provider.issuer(),
        sub: &sub,
        aud: provider.issuer(),
        exp: now + lives,
        iat: now,
        jti: &Source::Grant(grant.id).jti(&nonce(provider)),
        client_id: &grant.client,
        scope,
        auth_time: Some(grant.bound.auth_time),
        acr,
        amr: &amr,
        sid: Some(&sid),
        act: None,
        mandate: None,
        about: None,
    }
    .sign(&keys.active)?;
    let id_token = if first && scope.contains(OPENID) {
        let id_token = NewIdToken {
            iss: provider.issuer(),
            sub: &sub,
            aud: &grant.client,
            exp: now + ID_TOKEN_LIFE,
            iat: now,
            auth_time: grant.bound.auth_time,
            nonce: grant.bound.nonce.as_deref(),
            acr,
            amr: &amr,
            sid: Some(&sid),
            at_hash: Some(Algorithm::Es256.half_hash(&access)),
            azp: None,
            about: &claims::of_id_token(*level),
        };
        Some(id_token.sign(&keys.active)?)
    } else {
        None
    };
    Ok(TokenResponse {
        scope: Some(scope.clone()),
        refresh_token: refresh.as_ref().map(|token| token.text.0.clone()),
        id_token,
        ..TokenResponse::bearer(access, lives)
    })
}

/// What a register's token is made of.
#[derive(Clone, Debug)]
pub struct RegisterToken {
    /// The person.
    pub(super) account: AccountId,
    /// Her level.
    pub(super) level: Level,
    /// The register.
    pub(super) audience: String,
    /// The client that acts for her.
    pub(super) client: String,
    /// What it came from.
    pub(super) source: Source,
    /// The mandate it came from.
    pub(super) mandate: Option<Mandate>,
    /// What the register learns.
    pub(super) about: Object,
}

impl RegisterToken {
    /// The entry of the journal: who asks which register about whom.
    pub(super) fn journal(&self) -> Draft {
        let about = json!({"client": self.client, "audience": self.audience,
            "mandate": self.mandate.as_ref().map(|mandate| &mandate.id)});
        let draft = Draft::new("identity", "token.exchanged").by("client", &self.client);
        draft.about(self.account).with(about)
    }

    /// Signs it.
    pub(super) fn sign(
        &self,
        provider: &Provider,
        keys: &Keyset,
        now: i64,
    ) -> Result<String, SignFault> {
        let scope = register_scope();
        NewAccessToken {
            iss: provider.issuer(),
            sub: &self.account.to_string(),
            aud: &self.audience,
            exp: now + REGISTER_TOKEN_LIFE,
            iat: now,
            jti: &self.source.jti(&nonce(provider)),
            client_id: &self.client,
            scope: &scope,
            auth_time: None,
            acr: Some(self.level.acr()),
            amr: &[],
            sid: None,
            act: Some(Actor { sub: self.client.clone() }),
            mandate: self.mandate.as_ref(),
            about: Some(&self.about),
        }
        .sign(&keys.active)
    }
}

/// The scope of a register's token.
pub(super) fn register_scope() -> Scopes {
    [registries::register::SCOPE].into_iter().collect()
}

/// The token that the provider issues to itself.
pub(super) fn own_register_token(
    provider: &Provider,
    keys: &Keyset,
    account: AccountId,
    level: Level,
    register: &str,
    about: &Object,
    now: i64,
) -> Result<String, SignFault> {
    let token = RegisterToken {
        account,
        level,
        audience: register.to_owned(),
        client: OWN_CLIENT.to_owned(),
        source: Source::Own,
        mandate: None,
        about: about.clone(),
    };
    token.sign(provider, keys, now)
}

fn nonce(provider: &Provider) -> String {
    use base64::Engine as _;
    let random: [u8; 12] = provider.app().entropy.bytes();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random)
}
