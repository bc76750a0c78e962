//! Messages in Base64: with the lines of PEM, or bare, as many Russian programs write them.

use std::io::{self, Read, Seek, SeekFrom};

use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::read::DecoderReader;

use crate::ber::{Error, SEQUENCE};

static BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes of a message, whatever it was wrapped in.
pub enum Unwrapped<R: Read> {
    Bare(io::BufReader<R>),
    Text(Box<DecoderReader<'static, GeneralPurpose, Letters<R>>>),
}

impl<R: Read> Read for Unwrapped<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bare(input) => input.read(bytes),
            Self::Text(input) => input.read(bytes),
        }
    }
}

/// Tells by its beginning what a message is wrapped in.
///
/// # Errors
///
/// If reading fails.
pub fn open<R: Read + Seek>(input: &mut R) -> Result<Unwrapped<&mut R>, Error> {
    let start = input.stream_position().map_err(Error::Io)?;
    let mut first = [0; 1];
    let read = input.read(&mut first).map_err(Error::Io)?;
    input.seek(SeekFrom::Start(start)).map_err(Error::Io)?;
    // Text begins with a letter, a dash, a space or a byte order mark; a message with SEQUENCE,
    // which is the digit 0 and cannot begin one in Base64.
    if read == 0 || first[0] == SEQUENCE || !is_text(first[0]) {
        return Ok(Unwrapped::Bare(io::BufReader::with_capacity(64 * 1024, input)));
    }
    let letters = Letters {
        input: io::BufReader::with_capacity(64 * 1024, input),
        line: Line::Start,
        some: false,
    };
    Ok(Unwrapped::Text(Box::new(DecoderReader::new(letters, &BASE64))))
}

fn is_text(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"-+/\xef".contains(&byte)
}

/// Only the letters of Base64: without the lines around, the ends of lines and a byte order mark.
pub struct Letters<R: Read> {
    input: io::BufReader<R>,
    line: Line,
    some: bool,
}

#[derive(PartialEq)]
enum Line {
    Start,
    Letters,
    /// A line such as `-----BEGIN CMS-----`.
    Around,
    Over,
}

impl<R: Read> Read for Letters<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        // The filter works in place: what stays is never more than what came.
        while self.line != Line::Over {
            let read = self.input.read(bytes)?;
            if read == 0 {
                break;
            }
            let kept = self.keep(&mut bytes[..read]);
            if kept > 0 {
                return Ok(kept);
            }
        }
        Ok(0)
    }
}

impl<R: Read> Letters<R> {
    fn keep(&mut self, bytes: &mut [u8]) -> usize {
        let mut kept = 0;
        for at in 0..bytes.len() {
            let byte = bytes[at];
            self.line = match (&self.line, byte) {
                (Line::Over, _) => return kept,
                (_, b'\n' | b'\r') => Line::Start,
                (Line::Around, _) => Line::Around,
                (Line::Start, b'-') if self.some => Line::Over,
                (Line::Start, b'-') => Line::Around,
                (Line::Start, b' ' | b'\t' | 0xef | 0xbb | 0xbf) => Line::Start,
                (Line::Letters, b' ' | b'\t') => Line::Letters,
                _ => {
                    bytes[kept] = byte;
                    kept += 1;
                    self.some = true;
                    Line::Letters
                }
            };
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use crate::ber::Error;
    use crate::cms::SignedData;

    #[test]
    fn a_text_that_only_looks_like_base64_was_read_and_is_no_message() {
        for text in ["hi", "MIIB", "Договор", "a=b", "MII*"] {
            match SignedData::read(&mut Cursor::new(text), &mut |_| {}) {
                Err(Error::Io(error)) => panic!("{text}: {error}"),
                Err(_) => {}
                Ok(_) => panic!("{text}: a message"),
            }
        }
    }
}
