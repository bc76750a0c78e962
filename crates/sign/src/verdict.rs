//! What was checked, what came out, and why: for people and for programs.

use serde::{Serialize, Serializer};

/// How a check ended.
///
/// They are ordered from good to bad, so that of several the worst is the `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It is as it must be.
    Holds,
    /// Nothing says no, but something needed for yes is missing.
    Unknown,
    /// It is not as it must be.
    Fails,
}

/// A language of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Русский.
    #[default]
    Russian,
    /// English.
    English,
}

/// A sentence in both languages, without its full stop; make it with [`say!`](crate::say).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// По-русски.
    pub ru: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// The sentence in a language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Russian => &self.ru,
            Language::English => &self.en,
        }
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut both = serializer.serialize_struct("Text", 2)?;
        both.serialize_field("ru", &self.ru)?;
        both.serialize_field("en", &self.en)?;
        both.end()
    }
}

/// A [`Text`] from two literals with the arguments of `format!` captured from around:
/// `say!("срок истёк {end}", "it expired on {end}")`.
#[macro_export]
macro_rules! say {
    ($ru:literal, $en:literal $(,)?) => {
        $crate::verdict::Text { ru: format!($ru), en: format!($en) }
    };
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was checked, for programs: words with dots such as `content.digest`. It never changes.
    pub name: &'static str,
    /// What it was checked on: names and values, for programs and for who wants to know more.
    #[serde(serialize_with = "as_map", skip_serializing_if = "Vec::is_empty")]
    pub input: Vec<(&'static str, String)>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it ended so; always there unless it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Text>,
}

impl Check {
    /// It is as it must be.
    pub fn holds(name: &'static str) -> Self {
        Self { name, input: Vec::new(), outcome: Outcome::Holds, why: None }
    }

    /// It is not as it must be.
    pub fn fails(name: &'static str, why: Text) -> Self {
        Self { name, input: Vec::new(), outcome: Outcome::Fails, why: Some(why) }
    }

    /// It cannot be told.
    pub fn unknown(name: &'static str, why: Text) -> Self {
        Self { name, input: Vec::new(), outcome: Outcome::Unknown, why: Some(why) }
    }

    /// Remembers what it was checked on.
    #[must_use]
    pub fn on(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.input.push((name, value.into()));
        self
    }

    /// Adds a remark to a check that holds.
    #[must_use]
    pub fn because(mut self, why: Text) -> Self {
        self.why = Some(why);
        self
    }
}

fn as_map<S: Serializer>(
    pairs: &[(&'static str, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

/// The worst of some checks; [`Outcome::Unknown`] of none, because nothing was checked.
pub fn worst(checks: &[Check]) -> Outcome {
    checks.iter().map(|check| check.outcome).max().unwrap_or(Outcome::Unknown)
}
