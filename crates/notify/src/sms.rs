//! SMS through a gateway: `POST` of JSON `{id, to, text}` with a bearer token. The gateway treats
//! repeats of an id as one message.

use std::time::Duration;

use ::store::Secret;
use web::out::Request;
use web::{Out, OutError};

use crate::MessageId;
use crate::outbox::Refused;

/// The gateway that takes our SMS.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its address, such as `https://sms.example/api/sms`.
    pub url: String,
    /// What it knows us by.
    pub token: Secret,
}

/// For one call; shorter than the outbox allows an attempt.
const CALL: Duration = Duration::from_secs(10);

pub(crate) async fn send(
    out: &Out,
    gateway: &Gateway,
    id: MessageId,
    to: &str,
    text: &str,
) -> Result<(), Refused> {
    let message = serde_json::json!({ "id": id, "to": to, "text": text });
    let request = Request::post_json(&gateway.url, &message).bearer(&gateway.token.0);
    match out.send(request, CALL).await {
        Ok(answer) => {
            judge(answer.status.as_u16(), answer.header("retry-after").and_then(|s| s.parse().ok()))
        }
        Err(OutError::Timeout) => Err(Refused::for_now("sms-silent")),
        Err(_) => Err(Refused::for_now("sms-away")),
    }
}

/// What the gateway's answer means. Its words are not kept: they may repeat the number.
fn judge(status: u16, retry_after: Option<i64>) -> Result<(), Refused> {
    let why = format!("sms-status {status}");
    match status {
        200..=299 => Ok(()),
        // Only these say that this very message is wrong. The others (a token that is not
        // accepted, an address that moved, too many calls) pass when somebody has seen to them.
        400 | 410 | 422 => Err(Refused::for_good(why)),
        _ => Err(Refused::for_now(why).after_seconds(retry_after)),
    }
}
