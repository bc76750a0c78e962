//! What is refused before the parser begins.
//!
//! The parser counts nodes and nothing else. It compares every attribute of an element with all
//! before it, by namespace and name, and copies all namespaces around an element that declares one
//! more: a small file could keep it busy for hours. It also sets memory aside for every `<` and `=`
//! of the text.

use super::Bounds;
use crate::malformed::Malformed;

/// The longest tag, in bytes: the parser counts the length of a name in 16 bits.
const TAG_MAX: usize = 0xffff;
/// How many attributes an element may have: real ones have a dozen.
const ATTRIBUTES_MAX: u64 = 500;
/// How many pairs of attributes of one element there may be in a document.
const PAIRS_MAX: u64 = 2_000_000;
/// How many namespaces a document may declare.
const DECLARATIONS_MAX: usize = 200;
/// The length of all tags that declare some, in bytes: namespaces are compared over and over.
const DECLARING_MAX: usize = 16 * 1024;

/// What stands between tags and is not looked into, by its beginning and end.
const PASSED_OVER: [(&str, &str); 3] = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];

/// What the tags of a document cost.
#[derive(Default)]
struct Costs {
    pairs: u64,
    declarations: usize,
    declaring: usize,
}

/// What one tag has.
#[derive(Default)]
struct Tag {
    length: usize,
    attributes: u64,
    declarations: usize,
    /// Declarations of the namespace without a prefix: the parser takes the first of several.
    defaults: usize,
    /// Whether an attribute is called `xmlns` in some namespace: the parser takes it for a
    /// declaration.
    is_mistaken: bool,
}

/// Whether a text is one that the parser reads in a time that grows like its length.
pub(super) fn measure(text: &str, bounds: Bounds) -> Result<(), Malformed> {
    let Bounds { what, nodes, .. } = bounds;
    let most = usize::try_from(nodes).unwrap_or(usize::MAX);
    let count = |wanted| text.bytes().filter(|byte| *byte == wanted).count();
    if count(b'<') / 2 > most || count(b'=') > most {
        return Err(Malformed::new(what, format!("more than {nodes} elements or attributes")));
    }
    let mut costs = Costs::default();
    let mut at = 0;
    while let Some(before) = text[at..].find('<') {
        at += before;
        let rest = &text[at..];
        let passed_over = PASSED_OVER.iter().find(|(begin, _)| rest.starts_with(begin));
        at += match passed_over {
            Some((begin, end)) => match rest[begin.len()..].find(end) {
                Some(length) => begin.len() + length + end.len(),
                // The parser will miss the end, too.
                None => return Ok(()),
            },
            None => {
                let tag = Tag::read(rest.as_bytes());
                let why = costs.add(&tag);
                why.map_err(|why| Malformed { what, at: Some(at), why: why.to_owned() })?;
                tag.length
            }
        };
    }
    Ok(())
}

impl Tag {
    /// Reads a tag to its end, which a `>` in quotes is not, or as far as a tag may reach.
    fn read(bytes: &[u8]) -> Self {
        let mut tag = Self::default();
        let mut open = None;
        for (place, byte) in bytes.iter().enumerate().take(TAG_MAX + 1) {
            tag.length = place + 1;
            match (open, byte) {
                (None, b'>') => break,
                (None, b'"' | b'\'') => open = Some(byte),
                (Some(quote), byte) if quote == byte => open = None,
                (None, b'=') => tag.attributes += 1,
                (None, b'x') => tag.name(bytes[place - 1], &bytes[place..]),
                _ => {}
            }
        }
        tag
    }

    /// Looks at a name, or the rest of one, that may declare a namespace.
    fn name(&mut self, before: u8, bytes: &[u8]) {
        let Some(rest) = bytes.strip_prefix(b"xmlns") else { return };
        self.declarations += 1;
        let is_end = rest.first().is_none_or(|byte| b" \t\r\n=".contains(byte));
        self.defaults += usize::from(is_end && before.is_ascii_whitespace());
        self.is_mistaken |= is_end && before == b':';
    }
}

impl Costs {
    fn add(&mut self, tag: &Tag) -> Result<(), &'static str> {
        self.pairs += tag.attributes * tag.attributes.saturating_sub(1) / 2;
        self.declarations += tag.declarations;
        self.declaring += if tag.declarations > 0 { tag.length } else { 0 };
        let wrong = [
            (tag.length > TAG_MAX, "a tag is longer than 64 KiB"),
            (tag.attributes > ATTRIBUTES_MAX, "an element has more than 500 attributes"),
            (self.pairs > PAIRS_MAX, "too many elements have too many attributes"),
            (self.declarations > DECLARATIONS_MAX, "it declares more than 200 namespaces"),
            (self.declaring > DECLARING_MAX, "the namespaces it declares are longer than 16 KiB"),
            (tag.defaults > 1, "an element declares its namespace twice"),
            (tag.is_mistaken, "an attribute is called xmlns in a namespace"),
        ];
        wrong.iter().find(|(is_wrong, _)| *is_wrong).map_or(Ok(()), |(_, why)| Err(*why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { what: "test", nodes: 500_000, depth: 256 };

    fn parse(text: &str) -> Result<(), String> {
        super::super::parse(text, BOUNDS).map(drop).map_err(|error| error.why)
    }

    fn attributes(count: usize) -> String {
        (0..count).map(|number| format!(" a{number}='>'")).collect()
    }

    #[test]
    fn what_would_keep_the_parser_busy_is_refused() {
        let (many, some) = (attributes(501), attributes(500));
        let nested = |count: usize| {
            let open: String = (0..count).map(|n| format!("<a xmlns:p{n}='u{n}'>")).collect();
            open + &"</a>".repeat(count)
        };
        let long = format!("<a b=\"{}\"/>", ">".repeat(0xffff - 9));
        let declaring = format!("<a xmlns='{}'/>", "u".repeat(16 * 1024 - 13));
        for right in [
            &long,
            &declaring,
            &format!("<a{some}/>"),
            &format!("<a><!-- <a{many}/> --><![CDATA[<a{many}/>]]></a><?b <a{many}/> ?>"),
            &nested(200),
            &format!("<a>{}</a>", format!("<b{some}/>").repeat(16)),
            &format!("<a>{}</a>", "<b c='d' e='f'/>".repeat(100_000)),
        ] {
            assert_eq!(parse(right), Ok(()));
        }
        for (wrong, why) in [
            (format!("<a{many}/>"), "500 attributes"),
            (format!("<a/><a{many}"), "500 attributes"),
            (format!("<a><!-- ' --><![CDATA[<]]]><?b \"?>'<a{many}/></a>"), "500 attributes"),
            (format!("<!--><a{many}/>--><a{many}/>"), "500 attributes"),
            (format!("<a>{}</a>", format!("<b{some}/>").repeat(17)), "too many attributes"),
            (nested(201), "200 namespaces"),
            (format!("<a>{}</a>", "<b xmlns=\"u\"/>".repeat(201)), "200 namespaces"),
            (long.replacen(">>", ">>>", 1), "longer than 64 KiB"),
            (format!("<{}/>", "é".repeat(33_000)), "longer than 64 KiB"),
            (declaring.replacen("uu", "uuu", 1), "longer than 16 KiB"),
            (format!("<a><!--{}--></a>", "=".repeat(500_001)), "more than 500000"),
            (format!("<a><!--{}--></a>", "<".repeat(1_000_002)), "more than 500000"),
        ] {
            let said = parse(&wrong).unwrap_err();
            assert!(said.contains(why), "{why}: {said}");
        }
    }

    #[test]
    fn namespaces_that_programs_would_take_differently_are_refused() {
        for wrong in [
            "<a xmlns='u' xmlns='v'/>",
            "<a xmlns='u'\n\txmlns = 'v'/>",
            "<a xmlns:b='u' b:xmlns='v'/>",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        let right = "<a xmlns='xmlns=' xmlns:xmlnsb='u' xmlnsb:c=' xmlns= xmlns= b:xmlns='/>";
        assert_eq!(parse(right), Ok(()));
        assert_eq!(parse("<a><!-- <a xmlns='u' xmlns='v'/> --><b xmlns='u'/></a>"), Ok(()));
    }
}
