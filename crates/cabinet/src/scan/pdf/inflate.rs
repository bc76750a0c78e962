//! Streams that hold objects or tables, inflated under limits.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::{Malformed, Value, entry, items};

/// The largest stream, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;
/// All streams of a file.
const ALL: usize = 64 * 1024 * 1024;

/// Inflates, and counts what it gave out.
#[derive(Default)]
pub(super) struct Inflater {
    given: usize,
}

impl Inflater {
    /// The content of a stream that has no filter, or Flate alone with or without a predictor of
    /// PNG (ISO 32000-1, 7.4.4).
    pub(super) fn inflate(&mut self, dictionary: &[u8], data: &[u8]) -> Result<Vec<u8>, Malformed> {
        let content = match single(dictionary, "Filter")? {
            None => data.to_vec(),
            Some(Value::Name(filter)) if filter.is("FlateDecode") => {
                let room = LARGEST.min(ALL - self.given);
                decompress_to_vec_zlib_with_limit(data, room).map_err(|_| Malformed)?
            }
            Some(_) => return Err(Malformed),
        };
        self.given += content.len();
        if content.len() > LARGEST || self.given > ALL {
            return Err(Malformed);
        }
        match single(dictionary, "DecodeParms")? {
            None | Some(Value::Other) => Ok(content),
            Some(Value::Dictionary(how)) => predicted(content, how),
            Some(_) => Err(Malformed),
        }
    }
}

/// A value, or the only item of an array of one.
fn single<'a>(dictionary: &'a [u8], key: &str) -> Result<Option<Value<'a>>, Malformed> {
    match entry(dictionary, key)? {
        Some(Value::Array(array)) => Ok(items(array, 1)?.pop()),
        value => Ok(value),
    }
}

fn predicted(content: Vec<u8>, how: &[u8]) -> Result<Vec<u8>, Malformed> {
    let integer = |key, default: i64| match entry(how, key)? {
        None => Ok(default),
        Some(Value::Integer(value)) => Ok(value),
        Some(_) => Err(Malformed),
    };
    let plain = integer("Colors", 1)? == 1 && integer("BitsPerComponent", 8)? == 8;
    match integer("Predictor", 1)? {
        1 => Ok(content),
        10..=15 if plain => {
            let width = usize::try_from(integer("Columns", 1)?).map_err(|_| Malformed)?;
            if (1..=64).contains(&width) { rows(&content, width) } else { Err(Malformed) }
        }
        _ => Err(Malformed),
    }
}

/// Undoes the filters of PNG (its specification, section 9) for samples of one byte.
fn rows(content: &[u8], width: usize) -> Result<Vec<u8>, Malformed> {
    let mut out: Vec<u8> = Vec::with_capacity(content.len());
    let mut above = vec![0; width];
    for row in content.chunks(width + 1) {
        let (filter, row) = row.split_first().ok_or(Malformed)?;
        if row.len() != width {
            return Err(Malformed);
        }
        let mut current = vec![0; width];
        for (at, byte) in row.iter().enumerate() {
            let left = if at == 0 { 0 } else { current[at - 1] };
            let corner = if at == 0 { 0 } else { above[at - 1] };
            let guess = match filter {
                0 => 0,
                1 => left,
                2 => above[at],
                3 => u8::midpoint(left, above[at]),
                4 => paeth(left, above[at], corner),
                _ => return Err(Malformed),
            };
            current[at] = byte.wrapping_add(guess);
        }
        out.extend_from_slice(&current);
        above = current;
    }
    Ok(out)
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let distance = |value: u8| (guess - i16::from(value)).abs();
    if distance(left) <= distance(above) && distance(left) <= distance(corner) {
        left
    } else if distance(above) <= distance(corner) {
        above
    } else {
        corner
    }
}
