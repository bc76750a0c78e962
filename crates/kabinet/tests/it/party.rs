//! The client `developer` of the demonstration, spoken to without any library.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use web::{Out, Request};

use crate::robot::Robot;
use crate::world::World;

/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const PATIENCE: Duration = Duration::from_secs(20);

/// Where the client is and how it proves itself.
pub struct Party {
    issuer: String,
    pub id: String,
    pub secret: String,
    pub redirect_uri: String,
    out: Out,
}

impl Party {
    pub fn of(world: &World) -> Party {
        let keys = &world.inventory.clients[0];
        Party {
            issuer: world.url("identity", ""),
            id: keys.client_id.clone(),
            secret: keys.client_secret.clone(),
            redirect_uri: keys.redirect_uris[0].clone(),
            out: Out::new(),
        }
    }

    /// Asks a signed-in person for her consent; the code that came back.
    pub async fn code(&self, robot: &mut Robot) -> String {
        let mut url = url::Url::parse(&self.issuer).expect("an issuer");
        url.set_path("/oauth2/authorize");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", "openid profile offline_access")
            .append_pair("state", "state-of-the-robot")
            .append_pair("nonce", "nonce-of-the-robot")
            .append_pair("code_challenge", CHALLENGE)
            .append_pair("code_challenge_method", "S256");
        robot.open(url.as_str()).await.press("Разрешить").await;
        answer(robot).remove("code").unwrap_or_else(|| panic!("no code: {}", robot.url))
    }

    pub async fn redeem(&self, code: &str) -> (u16, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    pub async fn refresh(&self, token: &str) -> (u16, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    async fn token(&self, fields: &[(&str, &str)]) -> (u16, Value) {
        let mut all = vec![("client_id", self.id.as_str()), ("client_secret", &self.secret)];
        all.extend_from_slice(fields);
        let request = Request::post_form(format!("{}/oauth2/token", self.issuer), &all);
        let answer = self.out.send(request, PATIENCE).await.expect("the provider answers");
        (answer.status.as_u16(), answer.json().unwrap_or_default())
    }
}

/// What the provider told the client through the browser.
pub fn answer(robot: &Robot) -> BTreeMap<String, String> {
    robot.url.query_pairs().into_owned().collect()
}
