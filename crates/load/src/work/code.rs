//! The code flow with PKCE of somebody who is signed in and has consented: authorize, then token.
//! Two requests, and both leave rows that the disk has when the answer leaves.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::{call, text};
use crate::browser::{Browser, headers};
use crate::http::{Connection, Place, request};
use crate::measure::Work;
use crate::town::Client;

/// What the code flow asks for: an ID token and an access token.
pub const SCOPE: &str = "openid profile";
/// The same with a refresh token.
pub const OFFLINE_SCOPE: &str = "openid profile offline_access";

const PAGES_MAX: usize = 4;

/// One authorization request and what is kept for its code.
struct Request {
    path: String,
    verifier: String,
}

impl Request {
    /// The verifier only has to differ each time: nobody here tries to guess it.
    fn new(client: &Client, scope: &str, seed: &str, number: u64) -> Request {
        let hash = digest(&SHA256, format!("{seed}:{number}").as_bytes());
        let verifier = URL_SAFE_NO_PAD.encode(hash);
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &client.id)
            .append_pair("redirect_uri", &client.redirect_uri)
            .append_pair("scope", scope)
            .append_pair("state", &verifier[..22])
            .append_pair("nonce", &challenge[..22])
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .finish();
        Request { path: format!("/oauth2/authorize?{query}"), verifier }
    }
}

/// Goes through the pages of the first contact and says yes; answers the tokens.
pub async fn first_contact(
    browser: &mut Browser,
    provider: &Place,
    client: &Client,
    scope: &str,
    seed: &str,
) -> Result<Value, String> {
    let asked = Request::new(client, scope, seed, 0);
    let mut page = browser.open(&format!("http://{}{}", provider.host, asked.path)).await?;
    for _ in 0..PAGES_MAX {
        if page.url.starts_with(&client.redirect_uri) {
            let code = code_in(&page.url)?;
            let mut connection = Connection::to(provider);
            return redeem(&mut connection, client, &code, &asked.verifier).await;
        }
        let form = page.form_with_button("allow");
        let form = form.ok_or_else(|| format!("{} ({}): no consent", page.url, page.status))?;
        page = browser.submit(&page, &form, Some("allow")).await?;
    }
    Err(format!("the pages do not end: {}", page.url))
}

/// One connection of a service, or of the browser of somebody who uses it.
pub struct CodeFlow {
    connection: Connection,
    client: Client,
    cookies: String,
    seed: String,
    number: u64,
}

impl CodeFlow {
    /// With the cookies of somebody who is signed in.
    pub fn new(provider: &Place, client: &Client, cookies: String, seed: String) -> CodeFlow {
        let connection = Connection::to(provider);
        CodeFlow { connection, client: client.clone(), cookies, seed, number: 0 }
    }
}

impl Work for CodeFlow {
    async fn once(&mut self) -> Result<(), String> {
        self.number += 1;
        let asked = Request::new(&self.client, SCOPE, &self.seed, self.number);
        let head = headers(&self.connection.place, &self.cookies);
        let bytes = request("GET", &asked.path, &head, None);
        let answer = self.connection.send(&bytes).await?;
        let Some(to) = answer.header("location").filter(|_| answer.status == 303) else {
            return Err(format!("authorize: {}", answer.status));
        };
        let code = code_in(to)?;
        let tokens = redeem(&mut self.connection, &self.client, &code, &asked.verifier).await?;
        text(&tokens, "id_token")?;
        text(&tokens, "access_token").map(|_| ())
    }
}

fn code_in(url: &str) -> Result<String, String> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let code = pairs.find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
    code.ok_or_else(|| format!("no code: {url}"))
}

async fn redeem(
    connection: &mut Connection,
    client: &Client,
    code: &str,
    verifier: &str,
) -> Result<Value, String> {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &client.redirect_uri),
        ("code_verifier", verifier),
    ];
    call(connection, client, "/oauth2/token", &fields).await
}
