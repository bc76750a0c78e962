//! Time-stamps for signatures that are made: the authority is asked over the network.

use std::io;
use std::time::Duration;

use http::Method;
use http::header::CONTENT_TYPE;
use sign::key::{Error, SigningKey};
use sign::stamp::{Imprint, Request, ask};
use sign::transport::{Failure, Transport};
use sign::verdict::Language;
use store::Entropy;
use web::{Out, OutError};

/// How long an authority may take.
const DEADLINE: Duration = Duration::from_secs(20);

/// A transport over the program's own client, for addresses that the operator named.
///
/// # Errors
///
/// When the system gives no threads or sockets.
pub fn transport() -> io::Result<Box<Transport<'static>>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let out = Out::new();
    Ok(Box::new(move |request| {
        let call = match &request.body {
            None => web::Request::get(&request.url),
            Some((kind, body)) => web::Request::new(Method::POST, &request.url)
                .header(CONTENT_TYPE.as_str(), kind)
                .body(body.clone()),
        };
        let answer = runtime.block_on(out.send(call, DEADLINE)).map_err(|why| match why {
            OutError::Timeout => Failure::Late(DEADLINE),
            OutError::Refused => Failure::Refused,
            OutError::TooLarge => Failure::TooLong(request.limit),
            OutError::Address => Failure::Address,
            why => Failure::Other(why.to_string()),
        })?;
        match answer.status.as_u16() {
            200 if answer.body.len() <= request.limit => Ok(answer.body.to_vec()),
            200 => Err(Failure::TooLong(request.limit)),
            status => Err(Failure::Status(status)),
        }
    }))
}

/// Asks the authority at `url` to stamp a signature, under the hash of the key that made it, and
/// answers the stamp in DER. A stamp of something else is refused.
///
/// # Errors
///
/// [`Error::Failed`] with why there is none, in words.
pub fn stamp(
    url: &str,
    key: &SigningKey,
    signature: &[u8],
    language: Language,
) -> Result<Vec<u8>, Error> {
    let failed = |why: String| Error::Failed(format!("{url}: {why}"));
    let transport = transport().map_err(|error| failed(error.to_string()))?;
    let imprint = Imprint::of(key.digest(), signature);
    let request = Request::new(imprint, Entropy::system().bytes());
    let stamp = ask(&*transport, url, &request);
    let stamp = stamp.map_err(|error| failed(error.text().in_language(language).to_owned()))?;
    Ok(stamp.der().to_vec())
}
