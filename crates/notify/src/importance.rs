//! How much a notice matters. People choose from which importance on a channel is used; a digest
//! gathers what is not [`Importance::High`].

use crate::Kind;

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Importance {
    /// A confirmation of what the person did herself.
    Low,
    /// Something happened that the person waits for or should know.
    Normal,
    /// The person must act, or may lose something.
    High,
}

/// Events that matter more or less than others of their kind. The table in `docs/notices.md` is
/// this one; a test compares them.
const EXCEPTIONS: &[(&str, Importance)] = &[
    ("account-created", Importance::Low),
    ("consent-given", Importance::Low),
    ("consent-withdrawn", Importance::Low),
    ("application-submitted", Importance::Low),
    ("ticket-received", Importance::Low),
    ("ticket-closed", Importance::Low),
    ("sending-cancelled", Importance::Low),
    ("level-check-refused", Importance::High),
    ("application-returned", Importance::High),
    ("application-refused", Importance::High),
    ("application-consent", Importance::High),
    ("passport-suspended", Importance::High),
    ("passport-revoked", Importance::High),
    ("data-differ", Importance::High),
];

/// How much a notice matters: an exception by its event, else what is usual for its kind.
pub fn importance(kind: Kind, event: &str) -> Importance {
    let exception = EXCEPTIONS.iter().find(|(name, _)| *name == event);
    exception.map_or_else(|| usual(kind), |(_, importance)| *importance)
}

fn usual(kind: Kind) -> Importance {
    match kind {
        Kind::Code | Kind::Security | Kind::SignIn => Importance::High,
        Kind::Account
        | Kind::Consent
        | Kind::Application
        | Kind::Document
        | Kind::Reminder
        | Kind::Support => Importance::Normal,
        Kind::Service => Importance::Low,
    }
}

impl Importance {
    /// All of them, the least first.
    pub const ALL: [Importance; 3] = [Importance::Low, Importance::Normal, Importance::High];

    /// The word in tables, forms and keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Importance::Low => "low",
            Importance::Normal => "normal",
            Importance::High => "high",
        }
    }

    /// The importance of a word in a table or a form.
    pub fn parse(word: &str) -> Option<Importance> {
        Importance::ALL.into_iter().find(|importance| importance.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = include_str!("../../../docs/notices.md");

    /// The words of a row's cells, without back-quotes.
    fn cells(line: &str) -> Vec<&str> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect()
    }

    #[test]
    fn the_table_in_the_docs_is_the_table_in_the_code() {
        let rows: Vec<_> =
            TABLE.lines().filter(|line| line.starts_with("| `")).map(cells).collect();
        let mut written = Vec::new();
        for kind in Kind::ALL {
            written.push(format!("{} {}", kind.as_str(), usual(kind).as_str()));
        }
        for (event, importance) in EXCEPTIONS {
            written.push(format!("{event} {}", importance.as_str()));
        }
        let told: Vec<_> = rows.iter().map(|row| format!("{} {}", row[0], row[1])).collect();
        assert_eq!(told, written);
    }

    #[test]
    fn every_exception_is_a_notice_that_has_words() {
        let app = web::App::for_story(::store::Db::memory());
        for (event, _) in EXCEPTIONS {
            let key = format!("notice-{event}-subject");
            assert!(app.text.has(web::Lang::Ru, &key), "{key}");
        }
    }
}
