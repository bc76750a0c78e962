//! XML as it is read here: of bounded size and depth, without document types (which could name
//! files and addresses, and blow up a small text), in UTF-8 or windows-1251.
//!
//! Other programs read the same document. Where they could take something else from it than what is
//! read here, it is refused.

use std::borrow::Cow;

use roxmltree::{Document, Node, ParsingOptions};

use crate::certificate::visible;
use crate::malformed::Malformed;

mod tags;

/// What a document may cost.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// What it should be, for messages.
    pub what: &'static str,
    /// How many nodes it may have: elements, texts, comments and processing instructions. Of
    /// attributes, which are none, there may be as many again.
    pub nodes: u32,
    /// How deep its elements may nest.
    pub depth: u16,
}

/// The text of a file. What it declares and what it is in must be the same.
pub(crate) fn decoded<'a>(bytes: &'a [u8], what: &'static str) -> Result<Cow<'a, str>, Malformed> {
    let wide = [&b"\xfe\xff"[..], b"\xff\xfe", b"\0<", b"<\0"];
    if wide.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Malformed::new(what, "UTF-16 is not read; expected UTF-8 or windows-1251"));
    }
    let (marked, bytes) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    let declared = encoding(bytes).unwrap_or("utf-8").to_ascii_lowercase();
    match declared.as_str() {
        "utf-8" | "utf8" => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => {
                let at = Some(error.valid_up_to());
                Err(Malformed { what, at, why: "expected UTF-8".to_owned() })
            }
        },
        "windows-1251" | "cp1251" | "cp-1251" if !marked => of_windows_1251(bytes, what),
        "windows-1251" | "cp1251" | "cp-1251" => {
            Err(Malformed::new(what, "it is marked as UTF-8 and declared as windows-1251"))
        }
        other => {
            let other = visible(other);
            Err(Malformed::new(what, format!("the encoding {other} is not read")))
        }
    }
}

/// Reads a document.
pub(crate) fn parse(text: &str, bounds: Bounds) -> Result<Document<'_>, Malformed> {
    tags::measure(text, bounds)?;
    let Bounds { what, nodes, depth } = bounds;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: nodes, ..Default::default() };
    // The parser does not go deeper into itself as elements nest, so the depth is measured after.
    let document = Document::parse_with_options(text, options)
        .map_err(|error| Malformed::new(what, visible(&error.to_string())))?;
    let mut deep: Vec<u16> = Vec::new();
    for node in document.descendants() {
        let above = node.parent().map(|parent| deep[parent.id().get_usize()]);
        let here = above.map_or(0, |above| above.saturating_add(1));
        if here > depth {
            let at = Some(node.range().start);
            let why = format!("elements nest more than {depth} deep");
            return Err(Malformed { what, at, why });
        }
        deep.push(here);
    }
    Ok(document)
}

/// Something stands there twice that may be there once: who takes the first and who takes the last
/// would read two things.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Twice;

/// The attribute of a name, in no namespace. The parser's own search would take one of any
/// namespace. One of the same name in another makes it two: people would see both as one.
pub(crate) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Result<Option<&'a str>, Twice> {
    let mut named = node.attributes().filter(|attribute| attribute.name() == name);
    match (named.next(), named.next()) {
        (_, Some(_)) => Err(Twice),
        (found, None) => {
            Ok(found.filter(|it| it.namespace().is_none()).map(|attribute| attribute.value()))
        }
    }
}

/// The element of a name under another one, in its namespace.
pub(crate) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Result<Option<Node<'a, 'i>>, Twice> {
    let mut named = children(node).filter(|child| child.tag_name().name() == name);
    match (named.next(), named.next()) {
        (_, Some(_)) => Err(Twice),
        (found, None) => Ok(found),
    }
}

/// The elements under another one, in its namespace.
pub(crate) fn children<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let namespace = node.tag_name().namespace();
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().namespace() == namespace)
}

/// The encoding that the XML declaration names.
fn encoding(bytes: &[u8]) -> Option<&str> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let end = rest.windows(2).take(200).position(|two| two == b"?>")?;
    let declaration = std::str::from_utf8(&rest[..end]).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// Letters of the upper half of windows-1251 before the alphabet; 0x98 is none.
const UPPER: [char; 64] = [
    'Ђ', 'Ѓ', '‚', 'ѓ', '„', '…', '†', '‡', '€', '‰', 'Љ', '‹', 'Њ', 'Ќ', 'Ћ', 'Џ', //
    'ђ', '‘', '’', '“', '”', '•', '–', '—', '\0', '™', 'љ', '›', 'њ', 'ќ', 'ћ', 'џ', //
    '\u{a0}', 'Ў', 'ў', 'Ј', '¤', 'Ґ', '¦', '§', 'Ё', '©', 'Є', '«', '¬', '\u{ad}', '®',
    'Ї', //
    '°', '±', 'І', 'і', 'ґ', 'µ', '¶', '·', 'ё', '№', 'є', '»', 'ј', 'Ѕ', 'ѕ', 'ї',
];

fn of_windows_1251<'a>(bytes: &[u8], what: &'static str) -> Result<Cow<'a, str>, Malformed> {
    let mut text = String::with_capacity(bytes.len() * 2);
    for (at, byte) in bytes.iter().enumerate() {
        let letter = match byte {
            0..0x80 => char::from(*byte),
            0x80..0xc0 => UPPER[usize::from(byte - 0x80)],
            // The alphabet in order, as Unicode has it: А is U+0410.
            _ => char::from_u32(0x410 + u32::from(byte - 0xc0)).unwrap_or('\0'),
        };
        if letter == '\0' {
            let why = "this byte stands for no letter of windows-1251".to_owned();
            return Err(Malformed { what, at: Some(at), why });
        }
        text.push(letter);
    }
    Ok(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { what: "test", nodes: 100_000, depth: 20 };

    #[test]
    fn both_encodings_are_read_and_contradictions_refused() {
        let of = |bytes: &[u8]| decoded(bytes, "test").map(Cow::into_owned);
        assert_eq!(of("<а>ё№</а>".as_bytes()).unwrap(), "<а>ё№</а>");
        assert_eq!(of("\u{feff}<а/>".as_bytes()).unwrap(), "<а/>");
        let mut old = b"<?xml version='1.0' encoding = 'Windows-1251' ?><".to_vec();
        old.extend([0xc0, 0xff, 0xa8, 0xb8, 0xb9, 0x97, b'/', b'>']);
        let text = of(&old).unwrap();
        assert!(text.ends_with("<АяЁё№—/>"), "{text}");
        assert!(of(&[b"\xef\xbb\xbf", &old[..]].concat()).is_err(), "marked as another");
        old.push(0x98);
        assert!(of(&old).unwrap_err().at.is_some(), "no letter");
        assert!(of(b"<?xml version=\"1.0\" encoding=\"koi8-r\"?><a/>").is_err());
        assert!(of(b"<?xml version=\"1.0\" encoding=\"utf-8\"?><\xc0/>").is_err());
        assert!(of(b"<\xc0/>").is_err(), "nothing declared is UTF-8");
        let wide: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(of(&wide).is_err() && of(b"\xff\xfe<\0").is_err());
    }

    #[test]
    fn depth_is_measured_whatever_stands_in_attributes_comments_and_data() {
        let nested = |open: &str, count: usize| open.repeat(count) + &"</a>".repeat(count);
        assert!(parse(&nested("<a>", 18), BOUNDS).is_ok());
        for open in ["<a>", "<a b='/>'>", "<a><!-- <a/> -->", "<a><![CDATA[</a></a>]]>"] {
            for count in [40, 10_000] {
                let error = parse(&nested(open, count), BOUNDS).unwrap_err();
                assert!(error.why.contains("deep"), "{open}: {error}");
            }
        }
        assert!(parse(&"<a>".repeat(100_000), BOUNDS).is_err());
        let many = format!("<a>{}</a>", "<b/>".repeat(100_000));
        assert!(parse(&many, BOUNDS).is_err(), "too many");
        assert!(parse("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", BOUNDS).is_err());
    }
}
