//! Telling people: what about ([`Kind`]), over which channel ([`Channel`]), whether they want it
//! ([`preference`]), where they are reached ([`contact`]), and the outbox that delivers it.
//!
//! Everything here is called inside the transaction of the fact that people are told about; a
//! message exists exactly when the fact does, and leaves after the commit.
//!
//! | what happened | call |
//! |---|---|
//! | a one-time code was made | [`send_code`] |
//! | something a person of ours should know | [`tell`] |
//! | the same about a thing that has a page | [`tell_about`] |
//! | a thing that open pages show has changed, and nobody is told | [`touch`] |
//! | something the owner of a bare address should know | [`tell_address`] |
//! | an answer to somebody who wrote to us from a bare address | [`answer_address`] |
//! | an address was confirmed, changed or removed | [`contact::set`], [`contact::forget`] |
//!
//! Words live in `i18n/*/notify.ftl` under `notice-<event>-subject`, `-body` and `-sms`; other
//! crates may keep theirs in files of their own under the same pattern. They are put together
//! when the message leaves, in the person's language. Every text may use `$site` (name of the
//! site), `$link` (its address), `$time` (when the notice was made) and the notice's own
//! arguments. An SMS carries no personal data: it passes through other people's systems.
//!
//! Delivery is at least once. A message keeps one id for life: the SMS gateway is asked to treat
//! repeats of an id as one, and mail carries it as `Message-ID`. See [`outbox`].

pub mod contact;
mod importance;
mod kind;
pub mod live;
mod mail;
pub mod message;
pub mod outbox;
pub mod page;
pub mod preference;
mod sms;

pub use contact::{Contact, Recipient};
pub use importance::{Importance, importance};
pub use kind::{Channel, Kind};
pub use mail::{Smtp, SmtpTls};
pub use message::words::{either_arg, list_arg, moment_arg, text_arg};
pub use message::{
    Address, CodeMessage, MessageId, Notice, Thread, answer_address, send_code, send_number, tell,
    tell_about, tell_address, touch,
};
pub use outbox::{Outbox, Settings};
pub use preference::pages;
pub use sms::Gateway;

/// A language as it stands in a column; Russian when it is unknown.
fn lang(tag: &str) -> web::Lang {
    tag.parse().unwrap_or_default()
}
