//! Files that a person sends with a form, read piece by piece.
//!
//! The form is `<form method="post" enctype="multipart/form-data">` with `page.form_keys` and
//! every other field **before** the file input (`ui::upload`): then the token is judged before a
//! byte of a file is taken. The route asks for [`Upload`] as its last argument; requests of this
//! kind have places and a time limit of their own (`router.rs`, `admission.rs`).

mod parts;

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use http::Method;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt as _;

use crate::form::{self, Form};
use crate::visit::Sender;
use crate::{Failure, Visit};

use parts::{Event, Malformed, Parts};

/// The largest body, in bytes. Files that are larger than a form takes are read to their end up to
/// here, so that the answer can say which they are instead of breaking the connection.
pub const LARGEST: u64 = 256 * 1024 * 1024;
/// The longest silence of a sender.
const SILENCE: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 20 });
/// Fields and files that a form may have.
const MOST: u32 = 64;

/// A form with files that was sent by a page of this site: its fields were read and checked, its
/// files wait to be read.
pub struct Upload {
    form: Form,
    parts: Parts,
    body: Body,
    read: u64,
    count: u32,
    /// The name of a file whose beginning was read with the fields.
    begun: Option<String>,
    in_file: bool,
}

impl Upload {
    /// The fields before the files.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Goes to the next file and tells its name as it was sent: clean it before it is shown.
    ///
    /// # Errors
    /// [`Failure::TooLarge`], [`Failure::Invalid`] when the form was cut off.
    pub async fn next_file(&mut self) -> Result<Option<String>, Failure> {
        while self.in_file {
            self.chunk().await?;
        }
        if let Some(name) = self.begun.take() {
            self.in_file = true;
            return Ok(Some(name));
        }
        loop {
            match self.event().await? {
                Event::Part { file: Some(name), .. } => {
                    self.in_file = true;
                    return Ok(Some(name));
                }
                Event::End => return Ok(None),
                // A field after the files was not judged with the form: it is not one of ours.
                Event::Part { .. } | Event::Data(_) | Event::Over => {}
            }
        }
    }

    /// The next bytes of the file; `None` at its end.
    ///
    /// # Errors
    /// As [`Upload::next_file`].
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        if !self.in_file {
            return Ok(None);
        }
        if let Event::Data(bytes) = self.event().await? {
            return Ok(Some(bytes));
        }
        self.in_file = false;
        Ok(None)
    }

    async fn event(&mut self) -> Result<Event, Failure> {
        loop {
            if let Some(event) = self.parts.next().map_err(|Malformed| Failure::Invalid)? {
                if matches!(event, Event::Part { .. }) {
                    self.count += 1;
                }
                return if self.count > MOST { Err(Failure::TooLarge) } else { Ok(event) };
            }
            let frame = tokio::time::timeout(SILENCE, self.body.frame()).await;
            let frame = frame.map_err(|_| Failure::Slow)?;
            // The end, or a connection that broke: the form is not whole.
            let frame = frame.ok_or(Failure::Invalid)?.map_err(|_| Failure::Invalid)?;
            let Ok(piece) = frame.into_data() else { continue };
            self.read += piece.len() as u64;
            if self.read > LARGEST {
                return Err(Failure::TooLarge);
            }
            self.parts.push(&piece);
        }
    }

    /// Reads the fields up to the first file.
    async fn fields(&mut self) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
        let mut size = 0;
        loop {
            match self.event().await? {
                Event::Part { file: Some(name), .. } => {
                    self.begun = Some(name);
                    return Ok(fields);
                }
                Event::Part { name, file: None } => fields.push((name, Vec::new())),
                Event::Data(bytes) => {
                    size += bytes.len();
                    if size > form::MOST {
                        return Err(Failure::TooLarge);
                    }
                    if let Some((_, value)) = fields.last_mut() {
                        value.extend(bytes);
                    }
                }
                Event::Over => {}
                Event::End => return Ok(fields),
            }
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Upload, Failure> {
        let (parts, body) = request.into_parts();
        let visit = Visit::of(&parts)?;
        if parts.method != Method::POST {
            return Err(Failure::Method);
        }
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        if visit.sender == Sender::Foreign {
            return Err(Failure::Stale);
        }
        let declared = header(CONTENT_LENGTH).and_then(|text| text.parse::<u64>().ok());
        if declared.is_some_and(|length| length > LARGEST) {
            return Err(Failure::TooLarge);
        }
        let reader = Parts::new(header(CONTENT_TYPE).unwrap_or_default());
        let reader = reader.map_err(|Malformed| Failure::Invalid)?;
        let mut upload = Upload {
            form: Form::empty(),
            parts: reader,
            body,
            read: 0,
            count: 0,
            begun: None,
            in_file: false,
        };
        let fields = upload.fields().await?;
        upload.form = Form::of_fields(&visit, fields)?;
        Ok(upload)
    }
}

/// Whether a request brings files: it takes longer than others and has places of its own.
pub(crate) fn is_upload(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).map(|value| value.as_bytes());
    let multipart =
        |kind: &[u8]| kind.len() >= 10 && kind[..10].eq_ignore_ascii_case(b"multipart/");
    request.method() == Method::POST && kind.is_some_and(multipart)
}
