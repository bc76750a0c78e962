//! What ties letters to one conversation: an address to reply to that is its own, and the names
//! by which mailboxes put letters side by side (RFC 5322, section 3.6.4).
//!
//! It travels among the arguments of a notice, under names that no text mentions. Where the
//! operator has set no address for replies it is taken out before the letter is made, and the
//! letter says that replies are not read.

use lettre::Address;

/// A conversation as the headers of a letter name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// What tells the conversation to whoever takes replies: letters and digits. Whoever has it
    /// can write into the conversation.
    pub token: String,
    /// What all letters of the conversation have in common: letters, digits, dashes.
    pub root: String,
    /// The `Message-ID` of the person's letter that came last, without angle brackets.
    pub answers: Option<String>,
}

const TOKEN: &str = "thread-token";
const ROOT: &str = "thread-root";
const ANSWERS: &str = "thread-answers";

impl Thread {
    /// As arguments of a notice, beside those that its text mentions.
    pub fn args(self) -> Vec<(&'static str, String)> {
        let mut args = vec![(TOKEN, self.token), (ROOT, self.root)];
        args.extend(self.answers.map(|answers| (ANSWERS, answers)));
        args
    }

    pub(crate) fn of(args: &[(String, String)]) -> Option<Thread> {
        let value = |name| {
            let found = args.iter().find(|(other, _)| other == name);
            found.map(|(_, value)| value.clone())
        };
        Some(Thread { token: value(TOKEN)?, root: value(ROOT)?, answers: value(ANSWERS) })
    }

    /// Takes it out: nobody reads replies.
    pub(crate) fn forget(args: &mut Vec<(String, String)>) {
        args.retain(|(name, _)| ![TOKEN, ROOT, ANSWERS].contains(&name.as_str()));
    }

    /// `help+TOKEN@example.ru` for `help@example.ru` (RFC 5233).
    pub(crate) fn reply_to(&self, address: &Address) -> Option<Address> {
        let user = format!("{}+{}", address.user(), self.token);
        Address::new(user, address.domain()).ok()
    }

    /// `References`, oldest first, and `In-Reply-To`.
    pub(crate) fn references(&self, domain: &str) -> (String, String) {
        let root = format!("<thread.{}@{domain}>", self.root);
        match self.answers.as_ref().filter(|id| is_message_id(id)) {
            Some(answers) => (format!("{root} <{answers}>"), format!("<{answers}>")),
            None => (root.clone(), root),
        }
    }
}

/// Somebody else's `Message-ID` that can stand in a header of ours.
fn is_message_id(id: &str) -> bool {
    let sign = |b: u8| b.is_ascii_graphic() && !b"<>\"\\()".contains(&b);
    id.len() <= 200 && id.contains('@') && id.bytes().all(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_survives_the_way_through_the_arguments() {
        let thread = Thread { token: "ab".into(), root: "7".into(), answers: Some("x@y".into()) };
        let mut args: Vec<(String, String)> =
            thread.clone().args().into_iter().map(|(name, value)| (name.into(), value)).collect();
        args.push(("number".into(), "1".into()));
        assert_eq!(Thread::of(&args), Some(thread));
        Thread::forget(&mut args);
        assert_eq!(args, [("number".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn a_message_id_that_would_break_a_header_is_left_out() {
        let of = |answers: &str| {
            let answers = Some(answers.to_owned());
            Thread { token: String::new(), root: "7".into(), answers }.references("example.ru")
        };
        let root = "<thread.7@example.ru>".to_owned();
        assert_eq!(of("a@b"), (format!("{root} <a@b>"), "<a@b>".into()));
        for bad in ["a@b\r\nBcc: c@d", "a b@c", "no-at", "a@b>", &format!("{}@b", "a".repeat(200))]
        {
            assert_eq!(of(bad), (root.clone(), root.clone()), "{bad}");
        }
    }
}
