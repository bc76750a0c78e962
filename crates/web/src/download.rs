//! Files for a person to keep: streamed from the store, never shown in place.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use hyper::body::Frame;
use store::file::{File, Files, Reader};
use tokio::task::JoinHandle;

use crate::{App, Failure};

/// Answers with a stored file, as an attachment under `name`, in constant memory. Whose it is has
/// been checked by [`store::file::find`].
///
/// # Errors
/// [`Failure::Internal`] when it is not whole; what is found later breaks the connection.
pub async fn download(app: &App, file: File, name: &str) -> Result<Response, Failure> {
    let (files, opened) = (app.files.clone(), file.clone());
    let first = tokio::task::spawn_blocking(move || begin(&files, &opened));
    let (reader, first) = first.await.map_err(Failure::internal)??;
    let body = Body::new(Streamed(Step::Ready(reader, first)));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(&file.media).map_err(Failure::internal)?;
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CONTENT_LENGTH, HeaderValue::from(file.size));
    headers.insert(CONTENT_DISPOSITION, attachment(name));
    // Were it shown in spite of all, it could do nothing.
    let policy = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

fn begin(files: &Files, file: &File) -> store::Result<(Reader, Option<Vec<u8>>)> {
    let mut reader = files.open(file)?;
    let first = reader.next_chunk()?;
    Ok((reader, first))
}

/// `attachment` with the name twice (RFC 6266): letters and digits for old programs, then exactly.
fn attachment(name: &str) -> HeaderValue {
    use std::fmt::Write as _;
    let plain = |c: char| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' };
    let fallback: String = name.chars().map(plain).collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
            exact.push(char::from(byte));
        } else {
            let _ = write!(exact, "%{byte:02X}");
        }
    }
    let text = format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{exact}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

/// A body that reads the next chunk when the one before has gone.
struct Streamed(Step);

enum Step {
    Ready(Reader, Option<Vec<u8>>),
    Reading(JoinHandle<store::Result<(Reader, Option<Vec<u8>>)>>),
    Over,
}

impl hyper::body::Body for Streamed {
    type Data = Bytes;
    type Error = store::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, store::Error>>> {
        loop {
            match std::mem::replace(&mut self.0, Step::Over) {
                Step::Over | Step::Ready(_, None) => return Poll::Ready(None),
                Step::Ready(mut reader, Some(chunk)) => {
                    self.0 = Step::Reading(tokio::task::spawn_blocking(move || {
                        let next = reader.next_chunk()?;
                        Ok((reader, next))
                    }));
                    return Poll::Ready(Some(Ok(Frame::data(chunk.into()))));
                }
                Step::Reading(mut reading) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(context) else {
                        self.0 = Step::Reading(reading);
                        return Poll::Pending;
                    };
                    match read.unwrap_or(Err(store::Error::Unknown)) {
                        Ok((reader, next)) => self.0 = Step::Ready(reader, next),
                        Err(error) => {
                            tracing::error!(%error, "a download was broken off");
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let text = |name| attachment(name).to_str().unwrap().to_owned();
        assert_eq!(
            text("Диплом 1.pdf"),
            "attachment; filename=\"_______1.pdf\"; \
             filename*=UTF-8''%D0%94%D0%B8%D0%BF%D0%BB%D0%BE%D0%BC%201.pdf"
        );
        for name in ["a\"; x=\"y", "a\r\nSet-Cookie: x", "../../etc/passwd", "\u{202e}fdp.exe"] {
            let text = text(name);
            assert_eq!(text.matches('"').count(), 2, "{text}");
            assert!(!text.contains(['\r', '\n', '/']), "{text}");
        }
    }
}
