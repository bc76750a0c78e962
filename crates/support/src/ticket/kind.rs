//! The words that tables, addresses and keys of texts know tickets by.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What it is about, as the person sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Topic {
    /// She cannot sign in.
    SignIn,
    /// A page failed.
    Error,
    /// Her data are wrong or missing.
    Records,
    /// An application or a document.
    Application,
    /// Messages do not come, or too many do.
    Messages,
    /// Anything else.
    Other,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The desk owes an answer.
    Waiting,
    /// She has one.
    Answered,
    /// It is over.
    Closed,
}

/// What an entry of the thread is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Her words.
    Asked,
    /// The desk's words.
    Answered,
    /// Staff opened her data; the words are the reason, none when she told the access number.
    Opened,
    /// It went to another member of staff.
    Handed,
    /// The desk closed it.
    Closed,
    /// The deadline passed.
    Overdue,
    /// Staff asked to see her data: the number went to her. The words are where to.
    Requested,
    /// A file of hers was not taken; the words say which and why.
    Refused,
}

/// How an entry came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Via {
    /// By a page.
    #[default]
    Page,
    /// By a letter that names the address of the ticket as its sender. Nobody checks that.
    Mail,
    /// By a letter that names another address.
    OtherMail,
}

/// Which tickets the desk looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// An answer is owed; the oldest deadline first.
    Waiting,
    /// The deadline has passed.
    Overdue,
    /// Held by the member of staff who looks.
    Mine,
    /// Answered, she may write again.
    Answered,
    /// Closed.
    Closed,
}

impl Topic {
    /// In the order in which the form shows them.
    pub const ALL: [Topic; 6] = [
        Topic::SignIn,
        Topic::Error,
        Topic::Records,
        Topic::Application,
        Topic::Messages,
        Topic::Other,
    ];

    /// The word in the table, in forms and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Topic::SignIn => "sign-in",
            Topic::Error => "error",
            Topic::Records => "records",
            Topic::Application => "application",
            Topic::Messages => "messages",
            Topic::Other => "other",
        }
    }
}

impl FromStr for Topic {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Topic, ()> {
        Topic::ALL.into_iter().find(|topic| topic.as_str() == word).ok_or(())
    }
}

impl State {
    const ALL: [State; 3] = [State::Waiting, State::Answered, State::Closed];

    pub(super) fn of(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The word in the table and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Answered => "answered",
            State::Closed => "closed",
        }
    }
}

impl EntryKind {
    const ALL: [EntryKind; 8] = [
        EntryKind::Asked,
        EntryKind::Answered,
        EntryKind::Opened,
        EntryKind::Handed,
        EntryKind::Closed,
        EntryKind::Overdue,
        EntryKind::Requested,
        EntryKind::Refused,
    ];

    pub(super) fn of(word: &str) -> Option<EntryKind> {
        EntryKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The word in the table and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            EntryKind::Asked => "asked",
            EntryKind::Answered => "answered",
            EntryKind::Opened => "opened",
            EntryKind::Handed => "handed",
            EntryKind::Closed => "closed",
            EntryKind::Overdue => "overdue",
            EntryKind::Requested => "requested",
            EntryKind::Refused => "refused",
        }
    }
}

impl Via {
    pub(super) fn of(word: Option<&str>) -> Via {
        match word {
            Some("mail") => Via::Mail,
            Some("mail_other") => Via::OtherMail,
            _ => Via::Page,
        }
    }

    /// The word in the table.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Via::Page => None,
            Via::Mail => Some("mail"),
            Via::OtherMail => Some("mail_other"),
        }
    }
}

impl Queue {
    /// In the order in which the desk shows them.
    pub const ALL: [Queue; 5] =
        [Queue::Waiting, Queue::Overdue, Queue::Mine, Queue::Answered, Queue::Closed];

    /// The word in addresses and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Queue::Waiting => "waiting",
            Queue::Overdue => "overdue",
            Queue::Mine => "mine",
            Queue::Answered => "answered",
            Queue::Closed => "closed",
        }
    }
}
