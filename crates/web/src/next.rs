//! Where to go after signing in: local paths only.

/// `path` when it is a path of this site that a browser cannot read as another site, else `/`.
///
/// Refused are `//host`, `/\host`, control characters and whitespace (browsers strip or fold
/// them), and anything that does not begin with a slash.
pub fn next(path: &str) -> &str {
    let bytes = path.as_bytes();
    let local = bytes.first() == Some(&b'/') && !matches!(bytes.get(1), Some(b'/' | b'\\'));
    let plain = bytes.iter().all(|b| b.is_ascii_graphic() && *b != b'\\');
    if local && plain && path.len() <= 4096 { path } else { "/" }
}
