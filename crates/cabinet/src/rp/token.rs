//! The tokens of a session while it lasts: the access token is refreshed by itself shortly before
//! it ends, by one visitor at a time, and exchanged for tokens of registers.

use std::time::Duration;

use oauth::Secret;
use oauth::provider::SubjectKind;
use oauth::rp::{Exchanged, MandateTerms, Previous, Reason, Refreshed, RpError};
use store::{Moment, SECOND};
use web::OutError;
use web::session::{SessionId, why};

use super::store::{self as rows, Held};
use super::{Entrance, end};

/// Why there is no token at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// The sign-in is over at the provider, or the token cannot be renewed: the person has to
    /// enter again.
    SignInOver,
    /// The provider does not exchange tokens.
    NotOffered,
    /// The provider says no, for example because the level of the account is too low.
    Refused,
    /// The provider does not answer, or storage is busy.
    Down,
}

impl Entrance {
    /// The access token of a session, good for at least a few seconds more.
    ///
    /// # Errors
    /// [`Closed::SignInOver`] ends the session too when the provider has ended it.
    pub async fn access(&self, session: SessionId) -> Result<Secret, Closed> {
        for _ in 0..ROUNDS {
            let held = self.held(session).await?;
            let left = held.access_ends_at.since(self.app().clock.now());
            if left > REFRESH_BEFORE {
                return Ok(held.access);
            }
            if held.refresh.is_none() {
                match held.refreshing_until_at.since(self.app().clock.now()) {
                    _ if left > LEAST_LEFT => return Ok(held.access),
                    // Somebody has the token and is at it.
                    1.. => tokio::time::sleep(ROUND).await,
                    _ => return Err(Closed::SignInOver),
                }
                continue;
            }
            // In a task of its own: a visitor who goes away must not take the answer with her,
            // because the provider has rotated the token by then.
            let (entrance, seen) = (self.clone(), held.access_ends_at);
            let refreshing = tokio::spawn(async move { entrance.refresh(session, seen).await });
            match refreshing.await {
                Ok(Ok(Some(access))) => return Ok(access),
                Ok(Err(Closed::SignInOver)) => return Err(Closed::SignInOver),
                // Somebody else refreshes, or it failed: the old token may still do.
                _ if left > LEAST_LEFT => return Ok(held.access),
                Ok(Ok(None)) => tokio::time::sleep(ROUND).await,
                Ok(Err(closed)) => return Err(closed),
                Err(_) => return Err(Closed::Down),
            }
        }
        Err(Closed::Down)
    }

    /// A token of `audience` for the person of this session, kept until shortly before it ends.
    pub async fn exchanged(
        &self,
        session: SessionId,
        audience: &'static str,
        scope: &str,
    ) -> Result<Secret, Closed> {
        let key = session.to_string();
        let known = self.app().db.read(move |tx| rows::exchanged(tx, &key, audience)).await;
        let now = self.app().clock.now();
        if let Some((token, ends_at)) = known.map_err(down)?
            && ends_at.since(now) > EXCHANGE_BEFORE
        {
            return Ok(token);
        }
        let access = self.access(session).await?;
        let kind = SubjectKind::AccessToken;
        let made = self.exchange(&access, kind, audience, scope).await?;
        let (key, kept) = (session.to_string(), made.clone());
        let ends_at = Moment::from_seconds(made.expires_at);
        self.app()
            .db
            .write("cabinet.exchanged", move |tx| {
                rows::keep_exchanged(tx, &key, audience, &kept.token, ends_at)
            })
            .await
            .map_err(down)?;
        Ok(made.token)
    }

    /// Exchanges the sign-in for a mandate, for work that goes on after it.
    pub async fn mandate(
        &self,
        session: SessionId,
        terms: &MandateTerms<'_>,
    ) -> Result<Exchanged, Closed> {
        let access = self.access(session).await?;
        let discovery = self.0.provider.discovery().await.map_err(refused)?;
        let party = &self.0.party;
        let request = party.mandate_request(&discovery, access.expose(), terms).map_err(refused)?;
        let (status, body) = self.0.provider.send(request).await.map_err(refused)?;
        party.mandate(status, &body, self.app().clock.now().seconds()).map_err(refused)
    }

    /// A token of `audience` for a mandate; jobs call it.
    pub async fn on_mandate(
        &self,
        mandate: &Secret,
        audience: &str,
        scope: &str,
    ) -> Result<Exchanged, Closed> {
        self.exchange(mandate, SubjectKind::Mandate, audience, scope).await
    }

    /// Gives a mandate back: the work it was for is done.
    pub async fn give_back(&self, mandate: &Secret) -> Result<(), Closed> {
        let discovery = self.0.provider.discovery().await.map_err(refused)?;
        let request = self.0.party.revoke_request(&discovery, mandate.expose());
        let sent = self.0.provider.send(request.map_err(refused)?).await.map_err(refused)?;
        if sent.0 == 200 { Ok(()) } else { Err(Closed::Down) }
    }

    async fn exchange(
        &self,
        subject: &Secret,
        kind: SubjectKind,
        audience: &str,
        scope: &str,
    ) -> Result<Exchanged, Closed> {
        let discovery = self.0.provider.discovery().await.map_err(refused)?;
        let party = &self.0.party;
        let request = party
            .exchange_request(&discovery, subject.expose(), kind, audience, scope)
            .map_err(refused)?;
        let (status, body) = self.0.provider.send(request).await.map_err(refused)?;
        let now = self.app().clock.now().seconds();
        party.exchanged(status, &body, now).map_err(|error| {
            tracing::info!(audience, %error, "a token was not exchanged");
            refused(error)
        })
    }

    async fn held(&self, session: SessionId) -> Result<Held, Closed> {
        let key = session.to_string();
        let held = self.app().db.read(move |tx| rows::held(tx, &key)).await;
        held.map_err(down)?.ok_or(Closed::SignInOver)
    }

    /// Refreshes the tokens of a session, unless somebody else is at it or has just done it.
    ///
    /// A refresh token is sent once. Whoever refreshes takes it out of the table first, and puts
    /// it back only when the provider cannot have used it up: a token that comes twice is a
    /// thief's (RFC 9700 §4.14.2), costs the person the sign-in and alarms her. What is lost
    /// because an answer or our storage failed costs one more redirect, without a question.
    async fn refresh(&self, session: SessionId, seen: Moment) -> Result<Option<Secret>, Closed> {
        let db = &self.app().db;
        let key = session.to_string();
        let until = self.app().clock.now().plus(CLAIM);
        let claimed = db
            .write("cabinet.refresh_claim", move |tx| rows::claim_refresh(tx, &key, seen, until))
            .await
            .map_err(down)?;
        let Some(refresh) = claimed else { return Ok(None) };
        let held = self.held(session).await?;
        match self.ask_refresh(&held, &refresh).await {
            Ok(fresh) => {
                let access = fresh.access_token.clone();
                self.keep_refreshed(session, fresh, refresh).await?;
                Ok(Some(access))
            }
            Err((error, _)) if is_over(&error) => {
                tracing::info!(%error, "the provider has ended a sign-in");
                let ended = db.write("cabinet.over", move |tx| end(tx, session, why::PROVIDER));
                ended.await.map_err(down)?;
                Err(Closed::SignInOver)
            }
            Err((error, fate)) => {
                tracing::warn!(%error, ?fate, "tokens could not be refreshed");
                let key = session.to_string();
                let again = self.app().clock.now().plus(RETRY_AFTER);
                db.write("cabinet.refresh_failed", move |tx| match fate {
                    Fate::Unused => rows::put_back(tx, &key, &refresh, again),
                    Fate::Unknown => rows::give_up_refresh(tx, &key),
                })
                .await
                .map_err(down)?;
                Err(Closed::Down)
            }
        }
    }

    async fn ask_refresh(
        &self,
        held: &Held,
        refresh: &Secret,
    ) -> Result<Refreshed, (RpError, Fate)> {
        let provider = &self.0.provider;
        let party = &self.0.party;
        let discovery = provider.discovery().await.map_err(|error| (error, Fate::Unused))?;
        let request = party.refresh_request(&discovery, refresh.expose());
        let (status, body) = provider.try_send(request).await.map_err(|fault| {
            (super::provider::error(Reason::ProviderUnavailable, &fault), Fate::of_fault(&fault))
        })?;
        let now = self.app().clock.now().seconds();
        let previous = Previous { sub: &held.sub, auth_time: held.auth_time };
        let judged = provider.judge(|keys| party.refreshed(previous, status, &body, keys, now));
        judged.await.map_err(|error| (error, Fate::of_status(status)))
    }

    /// Keeps new tokens. The provider has used up the old refresh token, so this is tried again
    /// for a while when storage is busy.
    async fn keep_refreshed(
        &self,
        session: SessionId,
        fresh: Refreshed,
        old: Secret,
    ) -> Result<(), Closed> {
        let ends_at = Moment::from_seconds(fresh.expires_at);
        let kept = std::sync::Arc::new((session.to_string(), fresh, old));
        for attempt in 1.. {
            let kept = kept.clone();
            let done = self.app().db.write("cabinet.refreshed", move |tx| {
                let (key, fresh, old) = &*kept;
                let id_token = fresh.id.as_ref().map(|(_, text)| text);
                // A provider that gives no new refresh token goes on taking the old one.
                let refresh = fresh.refresh_token.as_ref().unwrap_or(old);
                rows::replace(tx, key, &fresh.access_token, ends_at, refresh, id_token)
            });
            match done.await {
                Ok(()) => return Ok(()),
                Err(error) if attempt == KEEP_ATTEMPTS => return Err(down(error)),
                Err(_) => tokio::time::sleep(KEEP_PAUSE).await,
            }
        }
        Err(Closed::Down)
    }
}

/// What became of a refresh token whose answer is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// The provider has not used it up.
    Unused,
    /// Nobody knows: it must not be sent again.
    Unknown,
}

impl Fate {
    fn of_fault(fault: &OutError) -> Fate {
        match fault {
            OutError::Refused | OutError::Crowded | OutError::Address | OutError::Inside => {
                Fate::Unused
            }
            OutError::Timeout | OutError::TooLarge | OutError::Broken => Fate::Unknown,
        }
    }

    /// A refusal and "not now" change nothing (RFC 6749 §5.2, RFC 9110 §15.6.4); a good answer
    /// that we cannot take has changed it.
    fn of_status(status: u16) -> Fate {
        match status {
            400..=499 | 503 => Fate::Unused,
            _ => Fate::Unknown,
        }
    }
}

/// Whether the provider has said for good that this sign-in yields no more tokens.
fn is_over(error: &RpError) -> bool {
    matches!(error.reason, Reason::GrantRefused | Reason::SubjectMismatch)
}

fn refused(error: RpError) -> Closed {
    match error.reason {
        Reason::NotOffered => Closed::NotOffered,
        Reason::GrantRefused => Closed::SignInOver,
        Reason::ProviderUnavailable | Reason::Malformed | Reason::UnknownKey => Closed::Down,
        _ => Closed::Refused,
    }
}

fn down(error: store::Error) -> Closed {
    tracing::warn!(%error, "tokens cannot be read or kept");
    Closed::Down
}

/// An access token is renewed when less than this is left of it.
const REFRESH_BEFORE: i64 = 60 * SECOND;
/// With less than this left it may end on its way to the register.
const LEAST_LEFT: i64 = 5 * SECOND;
/// An exchanged token is not used when less than this is left of it.
const EXCHANGE_BEFORE: i64 = 20 * SECOND;
/// Whoever refreshes has this long; longer than all deadlines on the way together.
const CLAIM: i64 = 20 * SECOND;
/// After a failed refresh the next one may try this much later.
const RETRY_AFTER: i64 = 2 * SECOND;
/// How often new tokens are tried to be kept, and the pause in between.
const KEEP_ATTEMPTS: u32 = 10;
const KEEP_PAUSE: Duration = Duration::from_millis(500);
/// How often, and how long each time, a visitor waits for somebody else's refresh.
const ROUNDS: u32 = 40;
const ROUND: Duration = Duration::from_millis(50);
