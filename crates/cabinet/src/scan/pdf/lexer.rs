//! The syntax of PDF objects (ISO 32000-1, 7.2 and 7.3), without building them: a value is where
//! it stands. Nothing is allocated, so a file cannot ask for memory.

use super::Malformed;

/// How deep arrays and dictionaries may stand in each other; outlines and page trees are linked
/// by references and need little.
const DEEPEST: u32 = 48;
/// The longest comment and all comments together, in bytes: something else may hide in them.
const COMMENT: usize = 1024;

/// A value, shallowly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// `null`, a boolean, a string or a number that is no integer.
    Other,
    Integer(i64),
    Name(Name),
    /// What stands between the brackets.
    Array(&'a [u8]),
    /// What stands between the double brackets.
    Dictionary(&'a [u8]),
    /// `12 0 R`.
    Reference(u32),
}

/// The start of a name, with `#41` decoded, and its whole length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    start: [u8; 24],
    length: usize,
}

impl Name {
    pub(super) fn is(&self, name: &str) -> bool {
        self.length == name.len() && self.start.get(..self.length) == Some(name.as_bytes())
    }

    pub(super) fn is_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }
}

/// Is told of each entry of each dictionary, however deep.
pub(super) trait Witness {
    fn entry(&mut self, key: &Name, value: &Value<'_>);
}

/// Nobody.
impl Witness for () {
    fn entry(&mut self, _: &Name, _: &Value<'_>) {}
}

/// Reads a text from a place on.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a [u8], at: usize) -> Lexer<'a> {
        Lexer { text, at: at.min(text.len()) }
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

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Passes over white space and comments.
    pub(super) fn space(&mut self) -> Result<(), Malformed> {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let line = self.rest().iter().position(|b| b"\r\n".contains(b));
                let length = line.unwrap_or(self.rest().len());
                let comment = &self.rest()[..length];
                if length > COMMENT || comment.contains(&b'<') {
                    return Err(Malformed);
                }
                self.at += length;
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
        Ok(())
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
    pub(super) fn skip(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let skipped = self.rest().get(..count).ok_or(Malformed)?;
        self.at += count;
        Ok(skipped)
    }

    /// White space, then an integer without a sign and of at most ten digits.
    pub(super) fn number(&mut self) -> Result<u64, Malformed> {
        self.space()?;
        let digits = self.rest().iter().take_while(|b| b.is_ascii_digit()).count();
        if !(1..=10).contains(&digits) {
            return Err(Malformed);
        }
        let digits = self.skip(digits)?;
        Ok(digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
    }

    /// `12 0 obj`: the number of an object and its generation.
    pub(super) fn object(&mut self) -> Result<(u32, u64), Malformed> {
        let number = u32::try_from(self.number()?).map_err(|_| Malformed)?;
        let generation = self.number()?;
        self.space()?;
        if self.word("obj") { Ok((number, generation)) } else { Err(Malformed) }
    }

    /// White space, then a value; whoever watches is told of what it holds.
    pub(super) fn value(&mut self, witness: &mut impl Witness) -> Result<Value<'a>, Malformed> {
        self.nested(witness, 0)
    }

    fn nested(&mut self, witness: &mut impl Witness, depth: u32) -> Result<Value<'a>, Malformed> {
        if depth > DEEPEST {
            return Err(Malformed);
        }
        self.space()?;
        match self.peek().ok_or(Malformed)? {
            b'/' => self.name().map(Value::Name),
            b'(' => self.string(),
            b'<' if self.rest().starts_with(b"<<") => self.dictionary(witness, depth),
            b'<' => self.hexadecimal(),
            b'[' => self.array(witness, depth),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.numeric(),
            _ if self.word("true") || self.word("false") || self.word("null") => Ok(Value::Other),
            _ => Err(Malformed),
        }
    }

    fn dictionary(
        &mut self,
        witness: &mut impl Witness,
        depth: u32,
    ) -> Result<Value<'a>, Malformed> {
        self.at += 2;
        let start = self.at;
        loop {
            self.space()?;
            if self.rest().starts_with(b">>") {
                let inside = &self.text[start..self.at];
                self.at += 2;
                return Ok(Value::Dictionary(inside));
            }
            if self.peek() != Some(b'/') {
                return Err(Malformed);
            }
            let key = self.name()?;
            let value = self.nested(witness, depth + 1)?;
            witness.entry(&key, &value);
        }
    }

    fn array(&mut self, witness: &mut impl Witness, depth: u32) -> Result<Value<'a>, Malformed> {
        self.at += 1;
        let start = self.at;
        loop {
            self.space()?;
            if self.peek() == Some(b']') {
                let inside = &self.text[start..self.at];
                self.at += 1;
                return Ok(Value::Array(inside));
            }
            self.nested(witness, depth + 1)?;
        }
    }

    fn name(&mut self) -> Result<Name, Malformed> {
        self.at += 1;
        let mut name = Name { start: [0; 24], length: 0 };
        while let Some(byte) = self.peek().filter(|b| is_regular(*b)) {
            let hex = self.rest().get(1).zip(self.rest().get(2));
            let hex = hex.and_then(|(high, low)| Some((digit(*high)?, digit(*low)?)));
            let byte = match hex {
                Some((high, low)) if byte == b'#' => {
                    self.at += 2;
                    high << 4 | low
                }
                _ => byte,
            };
            self.at += 1;
            if let Some(place) = name.start.get_mut(name.length) {
                *place = byte;
            }
            name.length += 1;
        }
        Ok(name)
    }

    fn string(&mut self) -> Result<Value<'a>, Malformed> {
        let mut open = 0_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at = self.text.len().min(self.at + 1),
                b'(' => open += 1,
                b')' if open == 1 => return Ok(Value::Other),
                b')' => open -= 1,
                _ => {}
            }
        }
        Err(Malformed)
    }

    fn hexadecimal(&mut self) -> Result<Value<'a>, Malformed> {
        let length = self.rest().iter().position(|b| *b == b'>').ok_or(Malformed)?;
        let inside = &self.skip(length + 1)?[1..length];
        let fits = inside.iter().all(|b| b.is_ascii_hexdigit() || is_space(*b));
        if fits { Ok(Value::Other) } else { Err(Malformed) }
    }

    /// A number, or a reference when two more words make it one.
    fn numeric(&mut self) -> Result<Value<'a>, Malformed> {
        let length = self.rest().iter().take_while(|b| is_regular(**b)).count();
        let word = self.skip(length)?;
        if !word.iter().all(|b| b"0123456789+-.".contains(b)) {
            return Err(Malformed);
        }
        let text = std::str::from_utf8(word).map_err(|_| Malformed)?;
        let Ok(integer) = text.parse::<i64>() else { return Ok(Value::Other) };
        if let Ok(number) = u32::try_from(integer)
            && let Some(after) = self.reference()
        {
            self.at = after;
            return Ok(Value::Reference(number));
        }
        Ok(Value::Integer(integer))
    }

    /// Where ` 0 R` ends, if it stands here.
    fn reference(&self) -> Option<usize> {
        let end = self.text.len().min(self.at + 64);
        let mut ahead = Lexer { text: &self.text[..end], at: self.at };
        ahead.number().ok()?;
        ahead.space().ok()?;
        ahead.word("R").then_some(ahead.at)
    }
}

/// The value of a key of a dictionary, given by what stands between its brackets. A key that
/// stands there twice means nothing: programs differ in which one counts.
pub(super) fn entry<'a>(
    dictionary: &'a [u8],
    wanted: &str,
) -> Result<Option<Value<'a>>, Malformed> {
    let mut lexer = Lexer::new(dictionary, 0);
    let mut found = None;
    loop {
        lexer.space()?;
        if lexer.is_over() {
            return Ok(found);
        }
        if lexer.peek() != Some(b'/') {
            return Err(Malformed);
        }
        let key = lexer.name()?;
        let value = lexer.value(&mut ())?;
        if key.is(wanted) && found.replace(value).is_some() {
            return Err(Malformed);
        }
    }
}

/// The values of an array, at most `most`.
pub(super) fn items(array: &[u8], most: usize) -> Result<Vec<Value<'_>>, Malformed> {
    let mut lexer = Lexer::new(array, 0);
    let mut items = Vec::new();
    loop {
        lexer.space()?;
        if lexer.is_over() {
            return Ok(items);
        }
        if items.len() == most {
            return Err(Malformed);
        }
        items.push(lexer.value(&mut ())?);
    }
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
