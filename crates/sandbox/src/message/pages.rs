//! Everybody's phone: the list of addresses and the messages of one.

use axum::extract::{Query, State};
use axum::response::Response;
use registries::Phone;
use serde::Deserialize;
use web::{Failure, Fields, Page, Visit, html};

use super::store::{self, Inbox};
use super::{Channel, Message, address};
use crate::Sandbox;

const INBOXES_MAX: i64 = 200;
const MESSAGES_MAX: i64 = 100;

#[derive(askama::Template)]
#[template(path = "message/list.html")]
struct ListPage {
    page: Page,
    fields: Fields,
    inboxes: Vec<Inbox>,
}

#[derive(askama::Template)]
#[template(path = "message/inbox.html")]
struct InboxPage {
    page: Page,
    address: String,
    messages: Vec<Message>,
    watching: bool,
    /// Whether somebody takes answers.
    answers: bool,
}

/// Whose messages are shown, and whether the page loads itself again.
#[derive(Deserialize)]
pub struct Whose {
    #[serde(default)]
    to: String,
    #[serde(default)]
    watch: Option<String>,
}

/// Every address that has messages.
pub async fn list(State(sandbox): State<Sandbox>, visit: Visit) -> Result<Response, Failure> {
    let inboxes = sandbox.app().db.read(|tx| store::inboxes(tx, INBOXES_MAX)).await?;
    let page = visit.page("sandbox-phone-title");
    Ok(html(&ListPage { page, fields: Fields::empty(), inboxes }))
}

/// The messages of one phone or mailbox.
pub async fn show(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    Query(whose): Query<Whose>,
) -> Result<Response, Failure> {
    let address = address(&whose.to);
    if address.is_empty() {
        return list(State(sandbox), visit).await;
    }
    let wanted = address.clone();
    let messages = sandbox.app().db.read(move |tx| store::list(tx, &wanted, MESSAGES_MAX)).await?;
    let page = visit.page("sandbox-phone-title").title(shown(&address)).narrow();
    let watching = whose.watch.is_some();
    let answers = sandbox.relay().is_some();
    Ok(html(&InboxPage { page, address, messages, watching, answers }))
}

/// A phone grouped for reading; an e-mail address as it is.
fn shown(address: &str) -> String {
    Phone::parse(address).map_or_else(|_| address.to_owned(), |phone| phone.to_string())
}

pub(super) fn inbox_address(address: &str, watch: bool) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("to", address);
    if watch {
        query.append_pair("watch", "1");
    }
    format!("/inbox?{}", query.finish())
}

impl Inbox {
    fn href(&self) -> String {
        inbox_address(&self.address, false)
    }

    fn name(&self) -> String {
        shown(&self.address)
    }
}

impl InboxPage {
    fn here(&self) -> String {
        inbox_address(&self.address, self.watching)
    }

    fn watch(&self) -> String {
        inbox_address(&self.address, true)
    }

    fn stop_watching(&self) -> String {
        inbox_address(&self.address, false)
    }

    fn lines<'m>(&self, message: &'m Message) -> Vec<&'m str> {
        message.text.lines().collect()
    }

    /// A line in pieces, and which of them are addresses of pages: a mailbox lets them be pressed.
    fn words<'m>(&self, line: &'m str) -> Vec<(&'m str, bool)> {
        line.split_inclusive(' ')
            .flat_map(|piece| {
                let word = piece.trim_end().trim_end_matches(['.', ',', ';', ')']);
                let link = word.starts_with("http://") || word.starts_with("https://");
                let (word, rest) = piece.split_at(word.len());
                [(word, link), (rest, false)]
            })
            .filter(|(text, _)| !text.is_empty())
            .collect()
    }

    fn is_mail(&self, message: &Message) -> bool {
        message.channel == Channel::Email
    }

    /// Where a letter is answered; empty when it cannot be.
    fn answer(&self, message: &Message) -> String {
        let fits = self.answers && self.is_mail(message) && message.reply_to.is_some();
        if fits { super::reply::address_of(message) } else { String::new() }
    }

    fn channel(&self, message: &Message) -> String {
        self.page.t(match message.channel {
            Channel::Sms => "sandbox-channel-sms",
            Channel::Email => "sandbox-channel-email",
            Channel::Push => "sandbox-channel-push",
        })
    }
}
