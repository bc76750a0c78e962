//! Tokens that show that a form was made by this site for this browser and this sign-in, and
//! keys that make it count once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Failure, Visit, cookie};

/// The hidden field of the token.
pub(crate) const TOKEN: &str = "_token";
/// The hidden field of the one-use key.
pub(crate) const KEY: &str = "_key";
/// The hidden field of the form's name.
pub(crate) const NAME: &str = "_form";

const TAG_LEN: usize = 8;
const MAC_LEN: usize = 32;
const KEY_LEN: usize = 16;

/// The sign-in that a form was made in: the first bytes of its cookie's hash, zeros for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag([u8; TAG_LEN]);

/// What a token says about a form that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Ours, and of this sign-in or of this browser before it signed in.
    Good(Tag),
    /// Ours, and of a sign-in that is over.
    OtherSignIn,
    /// Not ours.
    Bad,
}

impl Tag {
    const NONE: Tag = Tag([0; TAG_LEN]);

    fn of(visit: &Visit) -> Tag {
        let Some(cookie) = visit.cookies.get(cookie::SESSION).filter(|c| !c.is_empty()) else {
            return Tag::NONE;
        };
        let mac = visit.app().db.vault().mac("web.csrf.session", cookie.as_bytes());
        let mut tag = [0; TAG_LEN];
        tag.copy_from_slice(&mac[..TAG_LEN]);
        Tag(tag)
    }
}

/// The token of all forms of a page. The cookie of a session that has ended is taken away by the
/// same answer, so such a page belongs to nobody: its forms would come back without that cookie.
pub(crate) fn token(visit: &Visit) -> String {
    let over = visit.notes().ended.is_some();
    let tag = if over { Tag::NONE } else { Tag::of(visit) };
    let mac = visit.app().db.vault().mac("web.csrf", &message(visit, tag));
    URL_SAFE_NO_PAD.encode([&tag.0[..], &mac].concat())
}

/// Judges a token; the comparison takes the same time wherever it differs.
pub(crate) fn check(visit: &Visit, token: &str) -> Verdict {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return Verdict::Bad };
    let Some((tag, mac)) = bytes.split_first_chunk::<TAG_LEN>() else { return Verdict::Bad };
    let tag = Tag(*tag);
    if !visit.app().db.vault().mac_is("web.csrf", &message(visit, tag), mac) {
        return Verdict::Bad;
    }
    if tag == Tag::of(visit) || tag == Tag::NONE {
        Verdict::Good(tag)
    } else {
        Verdict::OtherSignIn
    }
}

/// A one-use key for one rendering of the form `name`; it cannot be invented.
pub(crate) fn key(visit: &Visit, name: &str) -> String {
    let random: [u8; KEY_LEN] = visit.app().entropy.bytes();
    let mac = visit.app().db.vault().mac("web.form_key", &key_message(visit, name, &random));
    URL_SAFE_NO_PAD.encode([&random[..], &mac].concat())
}

/// What the outcome of the form is kept under: bound to site, browser, sign-in, form and key.
/// `None` when the key is not one of ours.
pub(crate) fn once(visit: &Visit, tag: Tag, name: &str, key: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(key).ok()?;
    let (random, mac) = bytes.split_first_chunk::<KEY_LEN>()?;
    let vault = visit.app().db.vault();
    let message = key_message(visit, name, random);
    if mac.len() != MAC_LEN || !vault.mac_is("web.form_key", &message, mac) {
        return None;
    }
    Some(vault.mac("web.once", &[&tag.0[..], &message].concat()))
}

/// What a form of another sign-in leads to: signing in, or, when somebody has signed in again,
/// the page anew.
pub(crate) fn after_another_sign_in(visit: &Visit) -> Failure {
    if Tag::of(visit) == Tag::NONE { Failure::SignIn } else { Failure::Stale }
}

/// Whether a text can be the name of a form.
pub(crate) fn is_form_name(name: &str) -> bool {
    name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn message(visit: &Visit, tag: Tag) -> Vec<u8> {
    let site = visit.site.as_str();
    [&tag.0[..], site.as_bytes(), b"|", visit.visitor.as_str().as_bytes()].concat()
}

fn key_message(visit: &Visit, name: &str, random: &[u8; KEY_LEN]) -> Vec<u8> {
    let site = visit.site.as_str().as_bytes();
    let visitor = visit.visitor.as_str().as_bytes();
    [&random[..], site, b"|", visitor, b"|", name.as_bytes()].concat()
}
