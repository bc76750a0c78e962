//! What is done again and again.

pub mod ask;
pub mod code;
pub mod flood;
pub mod refresh;
pub mod sign_in;

use serde_json::Value;

use crate::http::{Connection, Place, request};
use crate::town::Client;

/// Calls the provider's addresses for programs, as the client that sends its secret in a header.
pub async fn call(
    connection: &mut Connection,
    client: &Client,
    path: &str,
    fields: &[(&str, &str)],
) -> Result<Value, String> {
    let asked = call_request(&connection.place, client, path, fields);
    let answer = connection.send(&asked).await?;
    if answer.status != 200 {
        return Err(format!("{path}: {} {}", answer.status, answer.text()));
    }
    serde_json::from_slice(&answer.body).map_err(|error| format!("{path}: {error}"))
}

/// The request of such a call.
pub fn call_request(
    place: &Place,
    client: &Client,
    path: &str,
    fields: &[(&str, &str)],
) -> Vec<u8> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let headers = [("Host", place.host.as_str()), ("Authorization", &client.authorization)];
    request("POST", path, &headers, Some(&body))
}

/// A field of an answer that has to be there.
pub fn text<'a>(answer: &'a Value, name: &str) -> Result<&'a str, String> {
    answer[name].as_str().ok_or_else(|| format!("the answer has no {name}"))
}
