//! Refusals that can be said to a person: a Fluent key and its arguments.

use web::{Arg, Lang, Texts, Visit};

/// Why something typed was refused, ready to be said in the reader's language.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// A key of `i18n/*/registries.ftl`.
    pub key: &'static str,
    /// Its arguments by name.
    pub args: Vec<(&'static str, Arg)>,
}

impl Explained {
    /// A reason without arguments.
    pub fn new(key: &'static str) -> Explained {
        Explained { key, args: Vec::new() }
    }

    /// The same with one more argument; numbers choose plural forms, text is shown as it is.
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Explained {
        self.args.push((name, value.into()));
        self
    }

    /// The reason in the visitor's language.
    pub fn said_to(&self, visit: &Visit) -> String {
        visit.tw(self.key, &self.args)
    }

    /// The reason in a given language.
    pub fn in_words(&self, texts: &Texts, lang: Lang) -> String {
        texts.with(lang, self.key, &self.args)
    }
}
