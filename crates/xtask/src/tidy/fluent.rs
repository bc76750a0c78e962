//! The part of Fluent's syntax that the rules about words need.

use std::collections::BTreeSet;

/// A message, a term (its key begins with `-`) or an attribute (`message.attribute`).
#[derive(Debug)]
pub struct Message {
    pub key: String,
    pub line: usize,
    /// Names of its `$arguments`.
    pub arguments: BTreeSet<String>,
    /// Messages and terms that its text quotes.
    pub quotes: BTreeSet<String>,
}

/// The messages of a file, and the lines that are none.
pub fn read(text: &str) -> (Vec<Message>, Vec<usize>) {
    let mut messages: Vec<Message> = Vec::new();
    let mut stray = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.is_empty() || line.starts_with('#') {
            continue;
        }
        let top = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
        if top && let Some((key, value)) = entry(line) {
            messages.push(message(key.to_owned(), index + 1, value));
        } else if trimmed.starts_with('.')
            && let Some((name, value)) = entry(&trimmed[1..])
        {
            let parent = messages.last().map(|message| message.key.split('.').next());
            let key = format!("{}.{name}", parent.flatten().unwrap_or_default());
            messages.push(message(key, index + 1, value));
        } else if let Some(last) = messages.last_mut().filter(|_| !top) {
            last.take(line);
        } else {
            stray.push(index + 1);
        }
    }
    (messages, stray)
}

fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim_end();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (!key.is_empty() && key.chars().all(plain)).then_some((key, value))
}

fn message(key: String, line: usize, value: &str) -> Message {
    let mut message = Message { key, line, arguments: BTreeSet::new(), quotes: BTreeSet::new() };
    message.take(value);
    message
}

impl Message {
    /// Notes what a piece of the text refers to.
    fn take(&mut self, text: &str) {
        let name = |rest: &str| -> String {
            rest.chars().take_while(|&c| c.is_ascii_alphanumeric() || "-_.".contains(c)).collect()
        };
        for (at, _) in text.match_indices('$') {
            self.arguments.insert(name(&text[at + 1..]));
        }
        for (at, _) in text.match_indices('{') {
            let inside = text[at + 1..].trim_start();
            let key = name(inside);
            let after = inside[key.len()..].trim_start();
            if !key.is_empty() && after.starts_with(['}', '(']) {
                self.quotes.insert(key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_terms_attributes_and_plurals_are_read() {
        let (messages, stray) = read(
            "# note\n-brand = Дом\nleft = Было { $n ->\n    [one] { $n } раз\n   *[few] раза\n }\n\
             title = { -brand }: { left }\n    .hint = для { $who }\n",
        );
        assert_eq!(stray, [0_usize; 0]);
        let keys: Vec<&str> = messages.iter().map(|message| message.key.as_str()).collect();
        assert_eq!(keys, ["-brand", "left", "title", "title.hint"]);
        assert!(messages[1].arguments.contains("n") && messages[1].quotes.is_empty());
        assert!(messages[2].quotes.contains("-brand") && messages[2].quotes.contains("left"));
        assert!(messages[3].arguments.contains("who"));
    }

    #[test]
    fn a_line_that_is_no_message_is_stray() {
        assert_eq!(read("a = b\nfree text\n").1, [2]);
    }
}
