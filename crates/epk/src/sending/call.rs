//! What is said to a service over HTTP, and what its answers mean: `docs/services.md`.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use oauth::Secret;
use serde::Deserialize;
use serde_json::{Value, json};
use store::SECOND;
use web::{Answer, Out, OutError, Request};

use super::{Sending, Service, hex};

/// The time that a service has for one answer.
const DEADLINE: Duration = Duration::from_secs(10);
/// The most characters of a registration number and of a reason.
const NUMBER_MAX: usize = 100;
const REASON_MAX: usize = 1_000;

/// What a service said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// It has registered the document.
    Registered(String),
    /// It has refused it.
    Refused(String),
    /// It has it; the pause it asks for, in microseconds.
    Received(Option<i64>),
    /// It does not know the document.
    Unknown,
    /// It gave no answer that can be understood; the pause it asks for.
    Away(Option<i64>),
    /// It could not be reached: nothing was sent.
    NotSent,
}

/// The body of the one request that hands a document in. The same sending gives the same bytes.
pub(super) fn parcel(file: &[u8], name: &str, data: &Value, sending: &Sending) -> Vec<u8> {
    let parcel = json!({
        "kind": "qualification-passport",
        "file": {
            "name": name,
            "media_type": "application/pdf",
            "sha256": hex(&sending.sha256),
            "content": STANDARD.encode(file),
        },
        "data": data,
        "signed": {
            "at": sending.signed_at.timestamp().to_string(),
            "sha256": hex(&sending.content),
            "agreement": sending.agreement,
            "purpose": sending.signed.purpose.ru,
        },
    });
    serde_json::to_vec(&parcel).unwrap_or_default()
}

/// Hands the document in. A repeat is the same document there.
pub(super) async fn hand_in(
    out: &Out,
    service: &Service,
    sending: &Sending,
    token: &Secret,
    parcel: Vec<u8>,
) -> Told {
    let request = Request::new(Method::PUT, service.place(&sending.id.to_string()))
        .header("content-type", "application/json")
        .bearer(token.expose())
        .body(parcel);
    match understood(sending, service, out.send(request, DEADLINE).await) {
        // Whoever was given it a moment ago cannot mean that: it says nothing.
        Told::Unknown => Told::Away(None),
        told => told,
    }
}

/// Asks what became of it.
pub(super) async fn ask(out: &Out, service: &Service, sending: &Sending, token: &Secret) -> Told {
    let request = Request::get(service.place(&sending.id.to_string())).bearer(token.expose());
    understood(sending, service, out.send(request, DEADLINE).await)
}

#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
enum Said {
    Received,
    Registered { number: String, sha256: Option<String> },
    Refused { reason: String },
}

fn understood(sending: &Sending, service: &Service, sent: Result<Answer, OutError>) -> Told {
    let answer = match sent {
        Ok(answer) => answer,
        Err(error) => {
            tracing::info!(service = service.id, %error, "a service gave no answer");
            return match error {
                OutError::Refused | OutError::Crowded | OutError::Address | OutError::Inside => {
                    Told::NotSent
                }
                OutError::Timeout | OutError::TooLarge | OutError::Broken => Told::Away(None),
            };
        }
    };
    let status = answer.status.as_u16();
    let seconds = answer.header("retry-after").and_then(|text| text.parse::<i64>().ok());
    let pause = seconds.map(|seconds| seconds.clamp(0, 3_600) * SECOND);
    match status {
        200..=202 => match answer.json() {
            Ok(said) => judged(sending, service, said, pause),
            Err(_) => nonsense(service, pause),
        },
        // Ours, but not as we remember it: what became of it can be asked for.
        409 => Told::Received(pause),
        404 if is_unknown(&answer) => Told::Unknown,
        _ => {
            // Also 4xx: what they do not accept today a mended program may send tomorrow.
            tracing::warn!(service = service.id, status, "a service did not take a document");
            Told::Away(pause)
        }
    }
}

fn judged(sending: &Sending, service: &Service, said: Said, pause: Option<i64>) -> Told {
    match said {
        Said::Received => Told::Received(pause),
        Said::Registered { number, sha256 } => {
            let number = plain(&number, NUMBER_MAX);
            let same = sha256.is_none_or(|said| said.eq_ignore_ascii_case(&hex(&sending.sha256)));
            if number.is_empty() || !same {
                return nonsense(service, pause);
            }
            Told::Registered(number)
        }
        Said::Refused { reason } => Told::Refused(plain(&reason, REASON_MAX)),
    }
}

fn nonsense(service: &Service, pause: Option<i64>) -> Told {
    tracing::warn!(service = service.id, "the answer of a service makes no sense");
    Told::Away(pause)
}

/// A 404 without this word comes from a wrong address and says nothing.
fn is_unknown(answer: &Answer) -> bool {
    let said: Option<Value> = answer.json().ok();
    said.is_some_and(|said| said["error"] == "unknown_document")
}

/// One line of theirs as it is kept and shown: no signs that steer, and not too long.
fn plain(text: &str, most: usize) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let steers = |c: char| c.is_control() || turns(c) || matches!(c, '\u{200b}'..='\u{200f}');
    let line: String = text.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
    line.trim().chars().filter(|c| !steers(*c)).take(most).collect()
}
