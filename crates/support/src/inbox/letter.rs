//! A letter as it came over the wire, and what of it joins a conversation.

use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders as _, PartType};

use super::dialogue::Reply;
use super::quote;
use crate::ticket::WORDS_MAX;

/// What is read of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// Its `Message-ID`, without angle brackets.
    pub(super) message_id: Option<String>,
    /// What it is told by from others: its `Message-ID`, or all that its sender wrote.
    pub(super) mark: Vec<u8>,
    /// The address that it says it is from.
    pub(super) from: Option<String>,
    /// The words without quotes and signature.
    pub(super) words: String,
    /// The text as it came, where something was cut.
    pub(super) original: Option<String>,
    /// Files: their names as they were sent, and their bytes.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// Whether a program wrote it: an answer that nobody gave, a notice of a mail server, a list.
    pub(super) automatic: bool,
}

/// Files of one letter that are looked at.
pub(super) const FILES_MAX: usize = 5;
/// The most characters of the text as it came.
const ORIGINAL_MAX: usize = 50_000;
/// Pictures inside of the text that are smaller are no screenshots but decoration of a signature,
/// in bytes.
const DECORATION: usize = 8 * 1024;

impl Letter {
    /// Reads the bytes between `DATA` and the dot. `ours` says whether an address is our own.
    ///
    /// # Errors
    /// A refusal for the sender.
    pub(super) fn read(bytes: &[u8], ours: impl Fn(&str) -> bool) -> Result<Letter, Reply> {
        if has_bare_line_end(bytes) {
            return Err(Reply::BARE_LINE_END);
        }
        let bytes = without_doubled_dots(bytes);
        let parsed = MessageParser::default().parse(&bytes).ok_or(Reply::NOT_A_LETTER)?;
        let from = parsed.from().and_then(Address::first).and_then(|from| from.address.as_deref());
        let text = text(&parsed);
        let original: String = quote::without_keys(&text).chars().take(ORIGINAL_MAX).collect();
        let cut = quote::cut(&original);
        let words: String = cut.chars().take(WORDS_MAX).collect();
        let message_id = parsed.message_id().map(str::to_owned);
        let mark = match &message_id {
            Some(id) => id.clone().into_bytes(),
            // Servers put lines above a letter on its way; what its sender wrote is the same.
            None => [from.unwrap_or_default(), parsed.subject().unwrap_or_default(), &text]
                .join("\n")
                .into_bytes(),
        };
        Ok(Letter {
            automatic: is_automatic(&parsed) || from.is_none_or(ours),
            files: files(&parsed),
            from: from.map(str::to_owned),
            original: (words != original).then_some(original),
            message_id,
            mark,
            words,
        })
    }
}

/// The text, with HTML only where nothing else is there.
fn text(parsed: &Message) -> String {
    let shown = |part: &mail_parser::MessagePart| match &part.body {
        PartType::Text(text) => Some(text.as_ref().to_owned()),
        PartType::Html(html) => {
            let own = quote::without_quotes(html);
            let own = mail_parser::decoders::html::html_to_text(&own);
            // Somebody wrote into the quote: then all of it is shown.
            let nothing = own.trim().is_empty();
            Some(if nothing { mail_parser::decoders::html::html_to_text(html) } else { own })
        }
        _ => None,
    };
    let parts: Vec<String> = parsed.text_bodies().filter_map(shown).collect();
    let lines = parts.join("\n").replace("\r\n", "\n").replace('\u{a0}', " ");
    let fits = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    lines.chars().filter(fits).filter(|c| !turns(*c)).collect::<String>().trim().to_owned()
}

/// Marks that turn the direction of the text around them.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn files(parsed: &Message) -> Vec<(String, Vec<u8>)> {
    let wanted = |part: &&mail_parser::MessagePart| {
        let kind = part.content_type().and_then(|kind| kind.subtype()).unwrap_or_default();
        // Signatures of programs; nobody means to send them.
        let signature = ["pkcs7-signature", "x-pkcs7-signature", "pgp-signature", "pgp-keys"];
        let inline = part.content_disposition().is_none_or(|how| how.is_inline());
        let decoration = inline && part.content_id().is_some() && part.len() < DECORATION;
        !decoration && !signature.iter().any(|word| kind.eq_ignore_ascii_case(word))
    };
    let file = |part: &mail_parser::MessagePart| {
        (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec())
    };
    parsed.attachments().filter(wanted).take(FILES_MAX).map(file).collect()
}

/// Whether a program wrote it (RFC 3834, sections 2 and 5, and what was used before it).
fn is_automatic(parsed: &Message) -> bool {
    let text = |name: &'static str| match parsed.header(name) {
        Some(HeaderValue::Text(text)) => Some(text.trim().to_ascii_lowercase()),
        Some(HeaderValue::TextList(texts)) => texts.first().map(|t| t.trim().to_ascii_lowercase()),
        Some(HeaderValue::Empty) | None => None,
        Some(_) => Some(String::new()),
    };
    let submitted = text("Auto-Submitted").is_some_and(|how| !how.starts_with("no"));
    let bulk = ["bulk", "junk", "list", "auto_reply"];
    let precedence = text("Precedence").is_some_and(|how| bulk.contains(&how.as_str()));
    let marks = ["List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Loop"];
    let marked = marks.iter().any(|name| parsed.header(*name).is_some());
    let report = parsed.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("report"))
    });
    submitted || precedence || marked || report
}

fn has_bare_line_end(bytes: &[u8]) -> bool {
    let is_whole = |at: usize| match bytes[at] {
        b'\n' => at > 0 && bytes[at - 1] == b'\r',
        b'\r' => bytes.get(at + 1) == Some(&b'\n'),
        _ => true,
    };
    !(0..bytes.len()).all(is_whole)
}

/// A dot at the start of a line was doubled on its way (RFC 5321, section 4.5.2).
fn without_doubled_dots(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        out.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Letter {
        let bytes = text.replace('\n', "\r\n").into_bytes();
        Letter::read(&bytes, |address| address.starts_with("help")).expect("a letter")
    }

    const HEAD: &str = "From: Anna <anna@example.ru>\nMessage-ID: <1@example.ru>\n\
        MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n";

    #[test]
    fn words_come_without_the_quote_and_the_whole_text_stays() {
        let key = "abcdefghijklmnop".repeat(4);
        let letter = read(&format!(
            "{HEAD}\nНе помогло\n\nOn Sun, 22 Nov 2026 SEP <n@x.ru> wrote:\n\
             > http://sep.ru/help/link/{key}\n"
        ));
        assert_eq!(letter.words, "Не помогло");
        let original = letter.original.expect("something was cut");
        assert!(original.contains("wrote:") && original.contains("/help/link/…"), "{original}");
        assert_eq!(letter.message_id.as_deref(), Some("1@example.ru"));
        assert_eq!(letter.from.as_deref(), Some("anna@example.ru"));
        assert!(!letter.automatic);
        assert_eq!(read(&format!("{HEAD}\nДа\n")).original, None);
    }

    #[test]
    fn what_a_program_wrote_is_known() {
        for line in [
            "Auto-Submitted: auto-replied",
            "auto-submitted: auto-generated; owner=x",
            "Precedence: bulk",
            "Precedence: auto_reply",
            "List-Id: <people.example.ru>",
            "X-Autoreply: yes",
        ] {
            assert!(read(&format!("{line}\n{HEAD}\nНет на месте\n")).automatic, "{line}");
        }
        assert!(!read(&format!("Auto-Submitted: no\n{HEAD}\nДа\n")).automatic);
        let bounce = "From: anna@example.ru\nMIME-Version: 1.0\n\
            Content-Type: multipart/report; boundary=b\n\n--b\n\nНет адреса\n--b--\n";
        assert!(read(bounce).automatic);
        assert!(read("From: help+x@example.ru\n\nПетля\n").automatic, "it is our own address");
        assert!(read("Subject: x\n\nНикто\n").automatic, "it is from nobody");
    }

    #[test]
    fn html_alone_becomes_text_and_files_are_found() {
        let letter = read(
            "From: anna@example.ru\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\
             \n--b\nContent-Type: text/html; charset=utf-8\n\n<p>Вот снимок</p><blockquote>Было\
             </blockquote>\n--b\nContent-Type: image/png; name=\"a.png\"\n\
             Content-Disposition: attachment; filename=\"../a.png\"\n\
             Content-Transfer-Encoding: base64\n\nAAEC\n--b\n\
             Content-Type: application/pgp-signature\n\nxyz\n--b\n\
             Content-Type: image/gif\nContent-ID: <logo>\nContent-Disposition: inline\n\nGIF\n\
             --b--\n",
        );
        assert_eq!(letter.words, "Вот снимок");
        assert_eq!(letter.files, [("../a.png".to_owned(), vec![0, 1, 2])]);
    }

    #[test]
    fn a_letter_without_an_id_is_told_by_what_was_written() {
        let text = "From: anna@example.ru\nSubject: x\n\nРаз\n";
        let once = read(text);
        assert_eq!(once.mark, read(&format!("Received: from a by b; now\n{text}")).mark);
        assert_ne!(once.mark, read(&text.replace("Раз", "Два")).mark);
    }

    #[test]
    fn bare_line_ends_are_refused_and_doubled_dots_undone() {
        assert_eq!(Letter::read(b"From: a@b.ru\n\nx", |_| false), Err(Reply::BARE_LINE_END));
        let letter = Letter::read(b"From: a@b.ru\r\n\r\n..dot\r\n", |_| false).unwrap();
        assert_eq!(letter.words, ".dot");
    }
}
