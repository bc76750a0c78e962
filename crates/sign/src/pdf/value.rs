//! What objects of a PDF are made of (ISO 32000-1, 7.2 and 7.3), read from bytes under limits.

use std::ops::Range;

use super::Broken;

/// How deep arrays and dictionaries may stand in each other.
const DEEPEST: u32 = 64;
/// Values in one object.
const VALUES: usize = 1_000_000;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    /// A number that is no integer of 64 bits, as it is written.
    Number(Vec<u8>),
    Name(Vec<u8>),
    /// What a string says, without its brackets and escapes.
    Text(Vec<u8>),
    Array(Vec<Value>),
    Dictionary(Dictionary),
    Reference(Id),
}

/// The name of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id {
    pub number: u32,
    pub generation: u16,
}

/// Keys with values, no key twice.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    key: Vec<u8>,
    value: Value,
    /// Where the value stands in the text that was read; nowhere if it was not read.
    span: Range<usize>,
}

impl Value {
    pub(super) fn name(name: &str) -> Value {
        Value::Name(name.into())
    }

    pub(super) fn is_name(&self, name: &str) -> bool {
        matches!(self, Value::Name(found) if found == name.as_bytes())
    }

    pub(super) fn as_integer(&self) -> Option<i64> {
        if let Value::Integer(value) = self { Some(*value) } else { None }
    }

    pub(super) fn as_usize(&self) -> Option<usize> {
        usize::try_from(self.as_integer()?).ok()
    }

    pub(super) fn as_array(&self) -> Option<&[Value]> {
        if let Value::Array(items) = self { Some(items) } else { None }
    }

    pub(super) fn as_dictionary(&self) -> Option<&Dictionary> {
        if let Value::Dictionary(dictionary) = self { Some(dictionary) } else { None }
    }

    pub(super) fn as_reference(&self) -> Option<Id> {
        if let Value::Reference(id) = self { Some(*id) } else { None }
    }

    /// What a string says, for people (ISO 32000-1, 7.9.2.2; UTF-8 is of ISO 32000-2).
    pub(super) fn as_words(&self) -> Option<String> {
        let Value::Text(bytes) = self else { return None };
        Some(match &bytes[..] {
            [0xFE, 0xFF, rest @ ..] => {
                let units = rest.chunks(2).map(|pair| match pair {
                    [high, low] => u16::from_be_bytes([*high, *low]),
                    _ => 0xFFFD,
                });
                char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect()
            }
            [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
            // PDFDocEncoding is Latin-1 but for some signs that names hardly have.
            bytes => bytes.iter().map(|byte| char::from(*byte)).collect(),
        })
    }

    /// A string for people.
    pub(super) fn words(words: &str) -> Value {
        if words.is_ascii() {
            return Value::Text(words.into());
        }
        let units = words.encode_utf16().flat_map(u16::to_be_bytes);
        Value::Text([0xFE, 0xFF].into_iter().chain(units).collect())
    }

    /// The values of an array and of a dictionary; none of others.
    pub(super) fn children(&self) -> Box<dyn Iterator<Item = &Value> + '_> {
        match self {
            Value::Array(items) => Box::new(items.iter()),
            Value::Dictionary(dictionary) => Box::new(dictionary.iter().map(|(_, value)| value)),
            _ => Box::new(std::iter::empty()),
        }
    }
}

impl Id {
    pub(super) fn new(number: u32) -> Id {
        Id { number, generation: 0 }
    }
}

impl Dictionary {
    pub(super) fn of<const N: usize>(entries: [(&str, Value); N]) -> Dictionary {
        let mut dictionary = Dictionary::default();
        for (key, value) in entries {
            dictionary.set(key, value);
        }
        dictionary
    }

    /// The value of a key; `null` is none (ISO 32000-1, 7.3.7).
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let entry = self.entries.iter().find(|entry| entry.key == key.as_bytes())?;
        (entry.value != Value::Null).then_some(&entry.value)
    }

    /// Where the value of a key stands in the text.
    pub(super) fn span(&self, key: &str) -> Option<Range<usize>> {
        let entry = self.entries.iter().find(|entry| entry.key == key.as_bytes())?;
        Some(entry.span.clone())
    }

    pub(super) fn set(&mut self, key: &str, value: Value) {
        match self.entries.iter_mut().find(|entry| entry.key == key.as_bytes()) {
            Some(entry) => entry.value = value,
            None => self.entries.push(Entry { key: key.into(), value, span: 0..0 }),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &Value)> {
        self.entries.iter().map(|entry| (&entry.key[..], &entry.value))
    }

    /// Whether both say the same but for some keys.
    pub(super) fn equals_but(&self, other: &Dictionary, but: &[&str]) -> bool {
        self.first_difference(other, but).is_none()
    }

    /// A key, other than some, of which both say something else.
    pub(super) fn first_difference(&self, other: &Dictionary, but: &[&str]) -> Option<String> {
        let counts = |key: &[u8]| !but.iter().any(|name| name.as_bytes() == key);
        let keys = self.iter().chain(other.iter()).map(|(key, _)| key);
        let mut keys = keys.filter(|key| counts(key));
        let differs = |key: &&[u8]| self.raw(key) != other.raw(key);
        keys.find(differs).map(|key| String::from_utf8_lossy(key).into_owned())
    }

    fn raw(&self, key: &[u8]) -> Option<&Value> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        (entry.value != Value::Null).then_some(&entry.value)
    }
}

impl PartialEq for Dictionary {
    fn eq(&self, other: &Dictionary) -> bool {
        self.equals_but(other, &[])
    }
}

/// Reads a text from a place on.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
    values: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a [u8], at: usize) -> Lexer<'a> {
        Lexer { text, at: at.min(text.len()), values: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn is_over(&self) -> bool {
        self.at == self.text.len()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        &self.text[self.at..]
    }

    pub(super) fn error(&self, expected: &'static str) -> Broken {
        Broken { at: self.at, expected }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Passes over white space and comments.
    pub(super) fn space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let line = self.rest().iter().position(|b| b"\r\n".contains(b));
                self.at += line.unwrap_or(self.rest().len());
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// Passes over a word that must end here; `false` when another one stands here.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let after = self.rest().get(word.len()).copied();
        let found =
            self.rest().starts_with(word.as_bytes()) && after.is_none_or(|b| !is_regular(b));
        if found {
            self.at += word.len();
        }
        found
    }

    /// Passes over bytes.
    pub(super) fn skip(&mut self, count: usize) -> Result<&'a [u8], Broken> {
        let skipped = self.rest().get(..count).ok_or(self.error("more bytes"))?;
        self.at += count;
        Ok(skipped)
    }

    /// White space, then an integer without a sign and of at most ten digits.
    pub(super) fn number(&mut self) -> Result<u64, Broken> {
        self.space();
        let digits = self.rest().iter().take_while(|b| b.is_ascii_digit()).count();
        if !(1..=10).contains(&digits) {
            return Err(self.error("a number"));
        }
        let digits = self.skip(digits)?;
        Ok(digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
    }

    /// `12 0 obj`: the name of an object.
    pub(super) fn object(&mut self) -> Result<Id, Broken> {
        let error = self.error("an object such as `12 0 obj`");
        let mut head = || {
            let number = u32::try_from(self.number().ok()?).ok()?;
            let generation = u16::try_from(self.number().ok()?).ok()?;
            self.space();
            self.word("obj").then_some(Id { number, generation })
        };
        head().ok_or(error)
    }

    /// White space, then a value.
    pub(super) fn value(&mut self) -> Result<Value, Broken> {
        self.nested(0)
    }

    fn nested(&mut self, depth: u32) -> Result<Value, Broken> {
        self.values += 1;
        if depth > DEEPEST || self.values > VALUES {
            return Err(self.error("fewer values in one object"));
        }
        self.space();
        match self.peek().ok_or(self.error("a value"))? {
            b'/' => self.name().map(Value::Name),
            b'(' => self.string().map(Value::Text),
            b'<' if self.rest().starts_with(b"<<") => self.dictionary(depth).map(Value::Dictionary),
            b'<' => self.hexadecimal().map(Value::Text),
            b'[' => self.array(depth).map(Value::Array),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.numeric(),
            _ if self.word("true") => Ok(Value::Bool(true)),
            _ if self.word("false") => Ok(Value::Bool(false)),
            _ if self.word("null") => Ok(Value::Null),
            _ => Err(self.error("a value")),
        }
    }

    fn dictionary(&mut self, depth: u32) -> Result<Dictionary, Broken> {
        self.at += 2;
        let mut entries: Vec<Entry> = Vec::new();
        let mut keys = std::collections::HashSet::new();
        loop {
            self.space();
            if self.rest().starts_with(b">>") {
                self.at += 2;
                return Ok(Dictionary { entries });
            }
            if self.peek() != Some(b'/') {
                return Err(self.error("a key or `>>`"));
            }
            let key = self.name()?;
            // Programs differ in which one counts.
            if !keys.insert(key.clone()) {
                return Err(self.error("each key of a dictionary only once"));
            }
            self.space();
            let start = self.at;
            let value = self.nested(depth + 1)?;
            entries.push(Entry { key, value, span: start..self.at });
        }
    }

    fn array(&mut self, depth: u32) -> Result<Vec<Value>, Broken> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(items);
            }
            items.push(self.nested(depth + 1)?);
        }
    }

    fn name(&mut self) -> Result<Vec<u8>, Broken> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|b| is_regular(*b)) {
            self.at += 1;
            let hex = match self.rest() {
                [high, low, ..] if byte == b'#' => digit(*high).zip(digit(*low)),
                _ => None,
            };
            match hex {
                Some((high, low)) => {
                    self.at += 2;
                    name.push(high << 4 | low);
                }
                None => name.push(byte),
            }
        }
        Ok(name)
    }

    fn string(&mut self) -> Result<Vec<u8>, Broken> {
        let start = self.error("the end of this string");
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => text.extend(self.escape()),
                b')' if open == 1 => return Ok(text),
                byte => {
                    open = match byte {
                        b'(' => open + 1,
                        b')' => open - 1,
                        _ => open,
                    };
                    text.push(byte);
                }
            }
        }
        Err(start)
    }

    /// What stands behind a backslash (ISO 32000-1, table 3).
    fn escape(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'\n' => return None,
            b'\r' => {
                self.at += usize::from(self.peek() == Some(b'\n'));
                return None;
            }
            b'0'..=b'7' => {
                let mut octal = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.peek() else { break };
                    octal = octal * 8 + u32::from(next - b'0');
                    self.at += 1;
                }
                (octal & 0xFF) as u8
            }
            byte => byte,
        })
    }

    fn hexadecimal(&mut self) -> Result<Vec<u8>, Broken> {
        let error = self.error("hexadecimal digits up to `>`");
        let length = self.rest().iter().position(|b| *b == b'>').ok_or(error)?;
        let inside = &self.skip(length + 1)?[1..length];
        let mut text = Vec::with_capacity(length / 2);
        let mut half = None;
        for byte in inside.iter().filter(|byte| !is_space(**byte)) {
            let digit = digit(*byte).ok_or(error)?;
            match half.take() {
                Some(high) => text.push(high << 4 | digit),
                None => half = Some(digit),
            }
        }
        text.extend(half.map(|high: u8| high << 4));
        Ok(text)
    }

    /// A number, or a reference when two more words make it one.
    fn numeric(&mut self) -> Result<Value, Broken> {
        let length = self.rest().iter().take_while(|b| is_regular(**b)).count();
        let error = self.error("a number");
        let word = self.skip(length)?;
        if !word.iter().all(|b| b"0123456789+-.".contains(b)) {
            return Err(error);
        }
        let text = std::str::from_utf8(word).map_err(|_| error)?;
        let Ok(integer) = text.parse::<i64>() else { return Ok(Value::Number(word.into())) };
        if let Ok(number) = u32::try_from(integer)
            && let Some((generation, after)) = self.reference()
        {
            self.at = after;
            return Ok(Value::Reference(Id { number, generation }));
        }
        Ok(Value::Integer(integer))
    }

    /// The generation in ` 0 R`, and where that ends, if it stands here.
    fn reference(&self) -> Option<(u16, usize)> {
        let end = self.text.len().min(self.at + 64);
        let mut ahead = Lexer::new(&self.text[..end], self.at);
        let generation = u16::try_from(ahead.number().ok()?).ok()?;
        ahead.space();
        ahead.word("R").then_some((generation, ahead.at))
    }
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

pub(super) fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

pub(super) fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
