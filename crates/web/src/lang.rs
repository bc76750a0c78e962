//! The two languages and how one is chosen.

use std::fmt;
use std::str::FromStr;

/// A language of the pages and messages.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Russian, where nothing else is asked for.
    #[default]
    Ru,
    /// English.
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Lang; 2] = [Lang::Ru, Lang::En];

    /// Its tag: `ru` or `en`.
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::Ru => "ru",
            Lang::En => "en",
        }
    }

    /// The best language for an `Accept-Language` header (RFC 9110, section 12.5.4): the highest
    /// quality wins, then the one that is named first; Russian when neither is named.
    pub fn accepted(header: &str) -> Lang {
        let mut best: Option<(Lang, u16)> = None;
        for range in header.split(',').take(32) {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let primary = tag.split('-').next().unwrap_or_default();
            let Ok(lang) = primary.to_ascii_lowercase().parse::<Lang>() else { continue };
            let quality = parts.find_map(quality).unwrap_or(1000);
            if quality > best.map_or(0, |(_, q)| q) {
                best = Some((lang, quality));
            }
        }
        best.map_or(Lang::Ru, |(lang, _)| lang)
    }
}

/// `q=0.7` in thousandths; anything else about the range is ignored.
fn quality(parameter: &str) -> Option<u16> {
    let value = parameter.trim().strip_prefix("q=")?;
    let q: f32 = value.trim().parse().ok()?;
    (0.0..=1.0).contains(&q).then_some((q * 1000.0) as u16)
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Lang {
    type Err = ();

    fn from_str(tag: &str) -> Result<Lang, ()> {
        match tag {
            "ru" => Ok(Lang::Ru),
            "en" => Ok(Lang::En),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Lang;

    #[test]
    fn the_best_known_language_is_chosen() {
        for (header, lang) in [
            ("", Lang::Ru),
            ("de, fr;q=0.9", Lang::Ru),
            ("en", Lang::En),
            ("EN-us;q=0.9, ru;q=0.8", Lang::En),
            ("en;q=0.5, ru", Lang::Ru),
            ("en;q=0, ru;q=0", Lang::Ru),
            ("ru-RU,ru;q=0.9,en-US;q=0.8", Lang::Ru),
            ("en;q=2, ru;q=0.1", Lang::En),
            ("en;q=abc", Lang::En),
            ("*", Lang::Ru),
        ] {
            assert_eq!(Lang::accepted(header), lang, "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_a_panic(header in ".{0,100}") {
            Lang::accepted(&header);
        }
    }
}
