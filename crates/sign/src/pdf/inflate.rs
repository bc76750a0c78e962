//! Streams that hold objects or tables, inflated under limits.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::Broken;
use super::value::{Dictionary, Value};

/// The largest stream, in bytes.
const LARGEST: usize = 32 * 1024 * 1024;
/// The longest row of a stream with a predictor, in bytes.
const WIDEST: usize = 4096;

/// The content of a stream that has no filter, or Flate alone with or without a predictor of PNG
/// (ISO 32000-1, 7.4.4); `room` bytes at most.
pub(super) fn inflate(
    dictionary: &Dictionary,
    data: &[u8],
    room: usize,
) -> Result<Vec<u8>, Broken> {
    let error = Broken { at: 0, expected: "a stream of objects with Flate and not too large" };
    let room = room.min(LARGEST);
    let content = match single(dictionary.get("Filter")) {
        None if data.len() <= room => data.to_vec(),
        Some(filter) if filter.is_name("FlateDecode") => {
            decompress_to_vec_zlib_with_limit(data, room).map_err(|_| error)?
        }
        _ => return Err(error),
    };
    match single(dictionary.get("DecodeParms")) {
        None => Ok(content),
        Some(Value::Dictionary(how)) => predicted(content, how).ok_or(error),
        Some(_) => Err(error),
    }
}

/// A value, or the only item of an array of one.
fn single(value: Option<&Value>) -> Option<&Value> {
    match value {
        Some(Value::Array(items)) if items.len() < 2 => {
            items.first().filter(|item| **item != Value::Null)
        }
        value => value,
    }
}

fn predicted(content: Vec<u8>, how: &Dictionary) -> Option<Vec<u8>> {
    let integer = |key, default| match how.get(key) {
        None => Some(default),
        Some(value) => value.as_integer(),
    };
    let plain = integer("Colors", 1)? == 1 && integer("BitsPerComponent", 8)? == 8;
    match integer("Predictor", 1)? {
        1 => Some(content),
        10..=15 if plain => {
            let width = usize::try_from(integer("Columns", 1)?).ok()?;
            if (1..=WIDEST).contains(&width) { rows(&content, width) } else { None }
        }
        _ => None,
    }
}

/// Undoes the filters of PNG (its specification, section 9) for samples of one byte.
fn rows(content: &[u8], width: usize) -> Option<Vec<u8>> {
    let mut out: Vec<u8> = Vec::with_capacity(content.len());
    let mut above = vec![0; width];
    for row in content.chunks(width + 1) {
        let (filter, row) = row.split_first()?;
        if row.len() != width {
            return None;
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
                _ => return None,
            };
            current[at] = byte.wrapping_add(guess);
        }
        out.extend_from_slice(&current);
        above = current;
    }
    Some(out)
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
