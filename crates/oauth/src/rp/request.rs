//! Requests to the provider as plain data; the caller sends them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::begin::CodeGrant;
use super::discovery::Discovery;
use super::fault::{Reason, RpError};
use super::{ClientSecretIn, RelyingParty};
use crate::form;
use crate::provider::{ACCESS_TOKEN_TYPE, MANDATE_TOKEN_TYPE, SubjectKind};

pub(super) const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// The methods we use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

impl Method {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A request to send. Follow no redirects, and give up after 10 seconds.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: String,
    /// The headers; secrets may be among them.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty for GET.
    pub body: Vec<u8>,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.method.as_str(), self.url)
    }
}

/// What a mandate is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MandateTerms<'a> {
    /// The one resource.
    pub audience: &'a str,
    /// The scopes there, separated by spaces; empty for what the access token has.
    pub scope: &'a str,
    /// What for, in words the person will read.
    pub purpose: &'a str,
    /// The application.
    pub reference: &'a str,
    /// Seconds, at most [`crate::provider::MAX_MANDATE_SECONDS`].
    pub lifetime: i64,
}

impl RelyingParty {
    /// Redeems the code; judge the answer with [`RelyingParty::tokens`].
    pub fn token_request(&self, discovery: &Discovery, grant: &CodeGrant) -> HttpRequest {
        self.post(
            &discovery.token_endpoint,
            vec![
                ("grant_type", "authorization_code"),
                ("code", grant.code.expose()),
                ("redirect_uri", self.redirect_uri.as_str()),
                ("code_verifier", grant.verifier.as_str()),
            ],
        )
    }

    /// Asks for new tokens; judge the answer with [`RelyingParty::refreshed`].
    pub fn refresh_request(&self, discovery: &Discovery, refresh_token: &str) -> HttpRequest {
        let form = vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        self.post(&discovery.token_endpoint, form)
    }

    /// Exchanges the access token of the sign-in, or a mandate, for an access token of one
    /// audience (RFC 8693); judge the answer with [`RelyingParty::exchanged`].
    pub fn exchange_request(
        &self,
        discovery: &Discovery,
        subject_token: &str,
        subject_kind: SubjectKind,
        audience: &str,
        scope: &str,
    ) -> Result<HttpRequest, RpError> {
        let kind = match subject_kind {
            SubjectKind::AccessToken => ACCESS_TOKEN_TYPE,
            SubjectKind::Mandate => MANDATE_TOKEN_TYPE,
        };
        let mut form = vec![
            ("grant_type", EXCHANGE),
            ("subject_token", subject_token),
            ("subject_token_type", kind),
            ("requested_token_type", ACCESS_TOKEN_TYPE),
            ("audience", audience),
        ];
        if !scope.is_empty() {
            form.push(("scope", scope));
        }
        self.exchange(discovery, form)
    }

    /// Exchanges the access token of the sign-in for a mandate: permission to work for the person
    /// later; judge the answer with [`RelyingParty::mandate`].
    pub fn mandate_request(
        &self,
        discovery: &Discovery,
        access_token: &str,
        terms: &MandateTerms<'_>,
    ) -> Result<HttpRequest, RpError> {
        let lifetime = terms.lifetime.to_string();
        let mut form = vec![
            ("grant_type", EXCHANGE),
            ("subject_token", access_token),
            ("subject_token_type", ACCESS_TOKEN_TYPE),
            ("requested_token_type", MANDATE_TOKEN_TYPE),
            ("audience", terms.audience),
            ("purpose", terms.purpose),
            ("reference", terms.reference),
            ("expires_in", &lifetime),
        ];
        if !terms.scope.is_empty() {
            form.push(("scope", terms.scope));
        }
        self.exchange(discovery, form)
    }

    /// Withdraws a refresh token or mandate (RFC 7009); any answer with status 200 is success.
    pub fn revoke_request(
        &self,
        discovery: &Discovery,
        token: &str,
    ) -> Result<HttpRequest, RpError> {
        let endpoint = discovery.revocation_endpoint.as_deref();
        let endpoint = endpoint.ok_or_else(|| not_offered("a revocation endpoint"))?;
        Ok(self.post(endpoint, vec![("token", token)]))
    }

    /// Reads the claims of the person; judge the answer with [`RelyingParty::userinfo`].
    pub fn userinfo_request(
        &self,
        discovery: &Discovery,
        access_token: &str,
    ) -> Result<HttpRequest, RpError> {
        let endpoint = discovery.userinfo_endpoint.as_deref();
        let endpoint = endpoint.ok_or_else(|| not_offered("a userinfo endpoint"))?;
        Ok(HttpRequest {
            method: Method::Get,
            url: endpoint.to_owned(),
            headers: vec![
                ("authorization", format!("Bearer {access_token}")),
                ("accept", "application/json".to_owned()),
            ],
            body: Vec::new(),
        })
    }

    fn exchange(
        &self,
        discovery: &Discovery,
        form: Vec<(&str, &str)>,
    ) -> Result<HttpRequest, RpError> {
        if !discovery.exchange {
            return Err(not_offered("token exchange"));
        }
        Ok(self.post(&discovery.token_endpoint, form))
    }

    fn post<'a>(&'a self, url: &str, mut form: Vec<(&'a str, &'a str)>) -> HttpRequest {
        let mut headers = vec![
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("accept", "application/json".to_owned()),
        ];
        match self.secret_in {
            ClientSecretIn::Header => headers.push(("authorization", self.basic())),
            ClientSecretIn::Body => {
                form.push(("client_id", &self.client_id));
                form.push(("client_secret", self.client_secret.expose()));
            }
        }
        let body = form::encode(form).into_bytes();
        HttpRequest { method: Method::Post, url: url.to_owned(), headers, body }
    }

    /// Name and secret are form-encoded before they are joined (RFC 6749 §2.3.1).
    fn basic(&self) -> String {
        let encode =
            |text: &str| -> String { form_urlencoded::byte_serialize(text.as_bytes()).collect() };
        let pair = format!("{}:{}", encode(&self.client_id), encode(self.client_secret.expose()));
        format!("Basic {}", STANDARD.encode(pair))
    }
}

fn not_offered(what: &str) -> RpError {
    RpError::new(Reason::NotOffered, format!("the provider does not offer {what}"))
}
