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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::next;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for path in ["/", "/settings", "/authorize?client_id=sep&x=%2F%2Fevil", "/a//b", "/a#b"] {
            assert_eq!(next(path), path);
        }
        let foreign = [
            "",
            "settings",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "https://evil.example",
            "/\t/evil.example",
            "/\n//evil",
            " /a",
            "/a b",
            "javascript:alert(1)",
            "/путь",
        ];
        for path in foreign {
            assert_eq!(next(path), "/", "{path:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_the_browser_stays_here(path in "[/\\\\a-z:.@\t\r\n ?#]{0,20}") {
            let here = url::Url::parse("http://sep.localhost:8080/here").unwrap();
            let there = here.join(next(&path)).unwrap();
            prop_assert_eq!(there.origin(), here.origin());
        }
    }
}
