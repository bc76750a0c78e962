//! Forms: what a person sent, and what is shown again with its errors.

mod fields;
mod parse;
#[cfg(test)]
mod tests;

use axum::extract::{FromRequest, Request};
use http::Method;
use http::header::CONTENT_TYPE;

pub use fields::{Choice, Fields, Problem};

use crate::visit::Sender;
use crate::{Failure, Visit, csrf};

/// The largest form, in bytes.
pub const MOST: usize = 64 * 1024;

/// A form that was sent by a page of this site, read and checked. As a handler's last argument
/// it refuses what came from elsewhere, what is too large and what is not UTF-8.
#[derive(Clone, Debug)]
pub struct Form {
    pairs: Vec<Pair>,
    once: Vec<u8>,
}

/// A field as it came and as it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) raw: String,
    pub(crate) text: String,
}

/// A form as it came, to be sent again by a press of a button; never with passwords or codes.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Sent {
    /// Its name.
    pub(crate) name: String,
    /// Its fields.
    pub(crate) fields: Vec<(String, String)>,
}

impl Form {
    /// The field, trimmed and in Unicode's composed form (NFC); empty when it is missing or came
    /// more than once.
    pub fn text(&self, name: &str) -> &str {
        self.single(name).map_or("", |pair| &pair.text)
    }

    /// The field as it was typed; for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.single(name).map_or("", |pair| &pair.raw)
    }

    /// Whether the field came at all: a ticked box, a pressed button.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|pair| pair.name == name)
    }

    /// All values of a field that may come more than once, trimmed.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let named = self.pairs.iter().filter(|pair| pair.name == name);
        named.map(|pair| pair.text.as_str()).collect()
    }

    /// The key for `db.write_once`: the same for every repeat of this very form, and bound to
    /// the browser, the sign-in and the form's name.
    pub fn once(&self) -> Vec<u8> {
        self.once.clone()
    }

    pub(crate) fn empty() -> Form {
        Form { pairs: Vec::new(), once: Vec::new() }
    }

    /// The form of fields that came one by one, judged like one that came as a whole.
    pub(crate) fn of_fields(
        visit: &Visit,
        fields: Vec<(String, Vec<u8>)>,
    ) -> Result<Form, Failure> {
        let pair = |(name, value): (String, Vec<u8>)| parse::pair(name, value);
        let pairs: Option<Vec<Pair>> = fields.into_iter().map(pair).collect();
        let mut form = Form { pairs: pairs.ok_or(Failure::Invalid)?, once: Vec::new() };
        form.once = judged(visit, &form)?;
        Ok(form)
    }

    /// A form as if it had been sent, for stories.
    #[doc(hidden)]
    pub fn for_story(fields: &[(&str, &str)]) -> Form {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Form { pairs: parse::pairs(body.as_bytes()).unwrap_or_default(), once: b"story".to_vec() }
    }

    /// A field that came twice is no field: nobody may guess which one counts.
    fn single(&self, name: &str) -> Option<&Pair> {
        let mut named = self.pairs.iter().filter(|pair| pair.name == name);
        let first = named.next();
        if named.next().is_some() { None } else { first }
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Form, Failure> {
        let (parts, body) = request.into_parts();
        let visit = Visit::of(&parts)?;
        if parts.method != Method::POST {
            return Err(Failure::Method);
        }
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Failure::Invalid);
        }
        if visit.sender == Sender::Foreign {
            return Err(Failure::Stale);
        }
        let body = axum::body::to_bytes(body, MOST).await.map_err(|_| Failure::TooLarge)?;
        let pairs = parse::pairs(&body).ok_or(Failure::Invalid)?;
        checked(&visit, pairs)
    }
}

fn checked(visit: &Visit, pairs: Vec<Pair>) -> Result<Form, Failure> {
    let mut form = Form { pairs, once: Vec::new() };
    if csrf::check(visit, form.raw(csrf::TOKEN)) == csrf::Verdict::Bad {
        keep_late(visit, &form);
    }
    form.once = judged(visit, &form)?;
    Ok(form)
}

/// The one-use key of a form of ours and of this sign-in.
fn judged(visit: &Visit, form: &Form) -> Result<Vec<u8>, Failure> {
    let tag = match csrf::check(visit, form.raw(csrf::TOKEN)) {
        csrf::Verdict::Good(tag) => tag,
        csrf::Verdict::OtherSignIn => return Err(csrf::after_another_sign_in(visit)),
        csrf::Verdict::Bad => return Err(Failure::Stale),
    };
    let once = csrf::once(visit, tag, form.raw(csrf::NAME), form.raw(csrf::KEY));
    once.ok_or(Failure::Stale)
}

/// Lets the page of the refusal offer to send the form again, if the browser vouches that one of
/// our pages sent it.
fn keep_late(visit: &Visit, form: &Form) {
    if visit.sender == Sender::Ourselves {
        visit.notes().late = Sent::of(form);
    }
}

/// What came with a form of ours, whichever sign-in it was made in; nothing when it is not ours.
pub(crate) fn sent(visit: &Visit, body: &[u8]) -> Option<Sent> {
    let form = Form { pairs: parse::pairs(body)?, once: Vec::new() };
    let ours = csrf::check(visit, form.raw(csrf::TOKEN)) != csrf::Verdict::Bad;
    if ours && visit.sender != Sender::Foreign { Sent::of(&form) } else { None }
}

impl Sent {
    /// Nothing when a field is secret: those are typed again.
    fn of(form: &Form) -> Option<Sent> {
        let name = form.text(csrf::NAME).to_owned();
        let known = !name.is_empty() && csrf::is_form_name(&name);
        if !known || form.pairs.iter().any(|pair| is_secret(&pair.name)) {
            return None;
        }
        let own = form.pairs.iter().filter(|pair| !pair.name.starts_with('_'));
        let fields = own.map(|pair| (pair.name.clone(), pair.raw.clone())).collect();
        Some(Sent { name, fields })
    }
}

fn is_secret(name: &str) -> bool {
    ["password", "code", "secret", "pin"].iter().any(|word| name.contains(word))
}
