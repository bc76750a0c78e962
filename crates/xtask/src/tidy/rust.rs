//! Just enough of the Rust lexer to tell code from words.
//!
//! Rules that look for a name must not find it in a comment, and rules that read SQL must not
//! read code. Everything here works on bytes and keeps every line break where it was, so that a
//! position in the masked text is a position in the file.

use std::ops::Range;

/// A Rust file taken apart.
pub struct Rust {
    /// The file with comments and the insides of literals blanked out.
    pub code: String,
    /// Its string literals, in order, with escapes resolved.
    pub literals: Vec<Literal>,
    /// The byte ranges of modules and functions that are compiled for tests only.
    pub tests: Vec<Range<usize>>,
}

pub struct Literal {
    /// Byte offset of the opening quote (or of the `r`/`b` before it).
    pub at: usize,
    pub text: String,
}

/// A function with a body.
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

/// The number (from 1) of the line in which the byte `at` stands.
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|&&b| b == b'\n').count() + 1
}

pub fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// Byte offsets at which `word` stands in `code` as a whole word.
pub fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let bytes = code.as_bytes();
    code.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let end = at + word.len();
        (at == 0 || !is_word(bytes[at - 1])) && bytes.get(end).is_none_or(|&b| !is_word(b))
    })
}

/// Takes a file apart. A file that does not lex (it would not compile either) gives what was read.
pub fn read(text: &str) -> Rust {
    let mut lexer = Lexer {
        src: text.as_bytes(),
        at: 0,
        code: Vec::with_capacity(text.len()),
        literals: vec![],
    };
    while lexer.at < lexer.src.len() {
        lexer.step();
    }
    let code = String::from_utf8(lexer.code).unwrap_or_default();
    let tests = test_ranges(&code);
    Rust { code, literals: lexer.literals, tests }
}

/// The functions of a file, outermost and nested alike.
pub fn functions(code: &str) -> Vec<Function> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    for at in words(code, "fn") {
        let name: String =
            code[at + 2..].trim_start().chars().take_while(|c| is_name(*c)).collect();
        let Some(open) = body_start(bytes, at + 2) else { continue };
        let Some(close) = closing(bytes, open) else { continue };
        if !name.is_empty() {
            let line = line_of(code, at);
            found.push(Function { name, line, lines: line_of(code, close) - line + 1 });
        }
    }
    found
}

fn test_ranges(code: &str) -> Vec<Range<usize>> {
    let bytes = code.as_bytes();
    let mut ranges = Vec::new();
    for (at, mark) in code.match_indices("#[cfg(test)]").chain(code.match_indices("#[test]")) {
        if let Some(open) = body_start(bytes, at + mark.len())
            && let Some(close) = closing(bytes, open)
        {
            ranges.push(at..close);
        }
    }
    ranges
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The `{` that opens the body of the item at `from`; none for an item that ends with `;`.
fn body_start(bytes: &[u8], from: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, &b) in bytes.iter().enumerate().skip(from) {
        match b {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' if depth == 0 => return Some(at),
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

fn closing(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, &b) in bytes.iter().enumerate().skip(open) {
        match b {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

struct Lexer<'a> {
    src: &'a [u8],
    at: usize,
    code: Vec<u8>,
    literals: Vec<Literal>,
}

impl Lexer<'_> {
    fn step(&mut self) {
        let rest = &self.src[self.at..];
        let after_word = self.at > 0 && is_word(self.src[self.at - 1]);
        if rest.starts_with(b"//") {
            let end = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
            self.blank(end);
        } else if rest.starts_with(b"/*") {
            self.blank(block_comment(rest));
        } else if rest[0] == b'"' {
            self.string(0);
        } else if !after_word && let Some((prefix, hashes)) = raw_prefix(rest) {
            self.raw_string(prefix, hashes);
        } else if !after_word && (rest.starts_with(b"b\"") || rest.starts_with(b"c\"")) {
            self.string(1);
        } else if rest[0] == b'\''
            && let Some(end) = char_literal(rest)
        {
            self.blank(end);
        } else {
            self.code.push(rest[0]);
            self.at += 1;
        }
    }

    /// Skips `count` bytes, leaving spaces and line breaks.
    fn blank(&mut self, count: usize) {
        let end = (self.at + count).min(self.src.len());
        for &b in &self.src[self.at..end] {
            self.code.push(if b == b'\n' { b'\n' } else { b' ' });
        }
        self.at = end;
    }

    fn string(&mut self, prefix: usize) {
        let start = self.at;
        let mut end = start + prefix + 1;
        while end < self.src.len() && self.src[end] != b'"' {
            end += if self.src[end] == b'\\' { 2 } else { 1 };
        }
        let end = end.min(self.src.len());
        let inside = String::from_utf8_lossy(&self.src[start + prefix + 1..end]);
        self.literals.push(Literal { at: start, text: unescape(&inside) });
        self.quoted(end + 1 - start, prefix);
    }

    fn raw_string(&mut self, prefix: usize, hashes: usize) {
        let start = self.at;
        let inside = start + prefix + hashes + 1;
        let mut close = vec![b'"'];
        close.extend(std::iter::repeat_n(b'#', hashes));
        let rest = &self.src[inside.min(self.src.len())..];
        let length = rest.windows(close.len()).position(|w| w == close).unwrap_or(rest.len());
        let text = String::from_utf8_lossy(&rest[..length]).into_owned();
        self.literals.push(Literal { at: start, text });
        self.quoted(inside + length + close.len() - start, prefix);
    }

    /// Blanks a literal but leaves its quotes, so that `t("")` is still seen as a call.
    fn quoted(&mut self, count: usize, prefix: usize) {
        let from = self.code.len();
        self.blank(count);
        let last = self.code.len() - 1;
        if let Some(open) = self.code.get_mut(from + prefix) {
            *open = b'"';
        }
        self.code[last] = b'"';
    }
}

/// Length of the prefix (`r`, `br`, `cr`) and number of hashes, when a raw string starts here.
fn raw_prefix(rest: &[u8]) -> Option<(usize, usize)> {
    let prefix = match rest {
        [b'r', ..] => 1,
        [b'b' | b'c', b'r', ..] => 2,
        _ => return None,
    };
    let hashes = rest[prefix..].iter().take_while(|&&b| b == b'#').count();
    (rest.get(prefix + hashes) == Some(&b'"')).then_some((prefix, hashes))
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// Length of a character literal; none when the quote begins a lifetime.
fn char_literal(rest: &[u8]) -> Option<usize> {
    if rest.get(1) == Some(&b'\\') {
        let end = rest.iter().skip(3).position(|&b| b == b'\'')?;
        return Some(end + 4);
    }
    let width = match rest.get(1)? {
        0..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    (rest.get(1 + width) == Some(&b'\'')).then_some(width + 2)
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('0') => out.push('\0'),
            Some('\n') => {
                while chars.peek().is_some_and(|c| c.is_whitespace()) {
                    chars.next();
                }
            }
            Some('u') => out.push(unicode(&mut chars)),
            Some('x') => {
                let digits: String = chars.by_ref().take(2).collect();
                out.push(u8::from_str_radix(&digits, 16).map_or('?', char::from));
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// Reads `{1F600}` of an escape.
fn unicode(chars: &mut impl Iterator<Item = char>) -> char {
    let digits: String = chars.skip(1).take_while(|&c| c != '}').filter(|&c| c != '_').collect();
    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_not_code() {
        let rust = read("let a = \"x // y\"; // fn b() {}\n/* /* fn */ c */ let d = 'e';");
        assert!(!rust.code.contains("fn"), "{}", rust.code);
        assert!(rust.code.contains("let d ="));
        assert_eq!(rust.literals[0].text, "x // y");
    }

    #[test]
    fn raw_strings_escapes_and_lifetimes_are_read() {
        let rust =
            read("fn f<'a>(x: &'a str) { g(r#\"a \"q\" b\"#, \"\\u{444}\\n\\\n   z\", '\\'') }");
        assert_eq!(rust.literals[0].text, "a \"q\" b");
        assert_eq!(rust.literals[1].text, "ф\nz");
        assert!(rust.code.ends_with("}"));
        assert_eq!(functions(&rust.code).len(), 1);
    }

    #[test]
    fn a_masked_file_has_the_lines_of_the_file() {
        let text = "let a = \"1\n2\";\n/* 3\n4 */ fn five() {\n}\n";
        let rust = read(text);
        assert_eq!(rust.code.lines().count(), text.lines().count());
        let five = &functions(&rust.code)[0];
        assert_eq!((five.name.as_str(), five.line, five.lines), ("five", 4, 2));
    }
}
