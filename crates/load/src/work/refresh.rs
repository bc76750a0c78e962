//! Refresh tokens that change at each use.

use super::{call, text};
use crate::http::{Connection, Place};
use crate::measure::Work;
use crate::town::Client;

/// One service with one chain of refresh tokens.
pub struct Refresh {
    connection: Connection,
    client: Client,
    token: String,
}

impl Refresh {
    /// Begins with a token that was not used yet.
    pub fn new(provider: &Place, client: &Client, token: String) -> Refresh {
        Refresh { connection: Connection::to(provider), client: client.clone(), token }
    }
}

impl Work for Refresh {
    async fn once(&mut self) -> Result<(), String> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", self.token.as_str())];
        let tokens = call(&mut self.connection, &self.client, "/oauth2/token", &fields).await?;
        let next = text(&tokens, "refresh_token")?.to_owned();
        if next == self.token {
            return Err("the refresh token did not change".into());
        }
        self.token = next;
        Ok(())
    }
}
