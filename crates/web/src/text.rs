//! Texts of all pages and messages, from Fluent files, read once.

use std::collections::HashMap;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::Lang;

/// Every text in every language. Cheap to clone.
#[derive(Clone)]
pub struct Texts(Arc<HashMap<Lang, Book>>);

struct Book {
    bundle: FluentBundle<FluentResource>,
    /// Texts without arguments, ready made: most of a page is these.
    plain: HashMap<String, String>,
}

/// A value that is put into a text: `{ $name }`.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// Words, shown as they are.
    Text(String),
    /// A number, which also chooses the plural form.
    Number(i64),
}

impl Texts {
    /// Reads Fluent files: (language, name of the file for messages, its text).
    ///
    /// # Errors
    /// In words for the author: a syntax error or a key that is defined twice.
    pub fn load(files: &[(Lang, &str, &str)]) -> Result<Texts, String> {
        Texts::read(files, &|why| Err(why))
    }

    /// Reads files; `twice` decides about a key that is defined twice (the first counts).
    fn read(
        files: &[(Lang, &str, &str)],
        twice: &dyn Fn(String) -> Result<(), String>,
    ) -> Result<Texts, String> {
        let mut books = HashMap::new();
        for lang in Lang::ALL {
            let sources = files.iter().filter(|(l, _, _)| *l == lang).map(|(_, f, s)| (*f, *s));
            books.insert(lang, Book::read(lang, sources, twice)?);
        }
        Ok(Texts(Arc::new(books)))
    }

    /// Reads every file in the folders `ru` and `en` of `folder`; for tests and tools. A key that
    /// is defined twice is only logged here: it is the fault of one crate, not of every test.
    ///
    /// # Errors
    /// A syntax error, or a folder that cannot be read.
    pub fn from_folder(folder: &std::path::Path) -> Result<Texts, String> {
        let mut files = Vec::new();
        for lang in Lang::ALL {
            let folder = folder.join(lang.as_str());
            let wrong = |e: std::io::Error| format!("{}: {e}", folder.display());
            for entry in std::fs::read_dir(&folder).map_err(wrong)? {
                let path = entry.map_err(wrong)?.path();
                if path.extension().is_some_and(|e| e == "ftl") {
                    let source = std::fs::read_to_string(&path).map_err(wrong)?;
                    files.push((lang, path.display().to_string(), source));
                }
            }
        }
        let files: Vec<_> = files.iter().map(|(l, f, s)| (*l, f.as_str(), s.as_str())).collect();
        Texts::read(&files, &|why| {
            tracing::error!(%why, "a text is defined twice");
            Ok(())
        })
    }

    /// The text under `key`. A key that is missing shows as `⟦key⟧` and is logged.
    pub fn get(&self, lang: Lang, key: &str) -> String {
        match self.0.get(&lang).and_then(|book| book.plain.get(key)) {
            Some(text) => text.clone(),
            None => self.with(lang, key, &[]),
        }
    }

    /// The text under `key` with values put in.
    pub fn with(&self, lang: Lang, key: &str, args: &[(&str, Arg)]) -> String {
        self.0.get(&lang).and_then(|book| book.format(key, args)).unwrap_or_else(|| {
            tracing::error!(%lang, key, "a text is missing");
            format!("⟦{key}⟧")
        })
    }

    /// Whether there is a text under `key`.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.0.get(&lang).is_some_and(|book| book.bundle.has_message(key))
    }
}

impl Book {
    fn read<'s>(
        lang: Lang,
        sources: impl Iterator<Item = (&'s str, &'s str)>,
        twice: &dyn Fn(String) -> Result<(), String>,
    ) -> Result<Book, String> {
        let id: LanguageIdentifier = lang.as_str().parse().map_err(|e| format!("{lang}: {e}"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The marks would end up in copied text and in e-mails.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::Ru => |value, _| number(value, '\u{a0}'),
            Lang::En => |value, _| number(value, ','),
        }));
        let mut defined = Vec::new();
        for (file, source) in sources {
            let resource = FluentResource::try_new(source.to_owned())
                .map_err(|(_, errors)| format!("{file}: {errors:?}"))?;
            defined.extend(keys(source).map(str::to_owned));
            if let Err(errors) = bundle.add_resource(resource) {
                twice(format!("{file}: {errors:?}"))?;
            }
        }
        let mut book = Book { bundle, plain: HashMap::new() };
        for key in defined {
            if let Some(text) = book.format_exactly(&key) {
                book.plain.insert(key, text);
            }
        }
        Ok(book)
    }

    /// The text when it needs no arguments.
    fn format_exactly(&self, key: &str) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, None, &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    fn format(&self, key: &str, args: &[(&str, Arg)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            match arg {
                Arg::Text(text) => values.set(*name, text.as_str()),
                Arg::Number(number) => values.set(*name, *number),
            }
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        for error in errors {
            tracing::error!(key, %error, "a text lacks a value");
        }
        Some(text)
    }
}

/// The keys that a Fluent source defines: words before `=` at the beginning of a line.
fn keys(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim_end();
        let word = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        (word && key.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(key)
    })
}

/// Whole numbers in groups of three from 10,000 on.
fn number(value: &FluentValue, separator: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    if number.value.fract() != 0.0 || number.value.abs() < 10_000.0 {
        return None;
    }
    let digits = format!("{:.0}", number.value.abs());
    let mut out = String::from(if number.value < 0.0 { "−" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(separator);
        }
        out.push(digit);
    }
    Some(out)
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

impl From<&&str> for Arg {
    fn from(text: &&str) -> Arg {
        Arg::Text((*text).to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Arg {
        Arg::Text(text.clone())
    }
}

macro_rules! number_args {
    ($($type:ty),*) => {$(
        impl From<$type> for Arg {
            fn from(number: $type) -> Arg {
                Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        impl From<&$type> for Arg {
            fn from(number: &$type) -> Arg {
                Arg::from(*number)
            }
        }
    )*};
}

number_args!(i64, i32, u8, u16, u32, u64, usize);

#[cfg(test)]
mod tests {
    use super::*;

    const RU: &str = "
# Пример
hello = Здравствуйте, { $name }!
plain = Просто { -brand }
-brand = Кабинет
codes = { $count ->
    [one] { $count } код
    [few] { $count } кода
   *[many] { $count } кодов
 }
";

    fn texts() -> Texts {
        Texts::load(&[(Lang::Ru, "a.ftl", RU), (Lang::En, "b.ftl", "hello = Hello, { $name }!\n")])
            .unwrap()
    }

    #[test]
    fn texts_come_with_values_plurals_and_grouped_numbers() {
        let texts = texts();
        let with = |args: &[(&str, Arg)], key| texts.with(Lang::Ru, key, args);
        assert_eq!(with(&[("name", "Анна".into())], "hello"), "Здравствуйте, Анна!");
        assert_eq!(texts.get(Lang::Ru, "plain"), "Просто Кабинет");
        for (count, shown) in [
            (1, "1 код"),
            (3, "3 кода"),
            (11, "11 кодов"),
            (21, "21 код"),
            (9_999, "9999 кодов"),
            (1_234_567, "1\u{a0}234\u{a0}567 кодов"),
        ] {
            assert_eq!(with(&[("count", count.into())], "codes"), shown);
        }
    }

    #[test]
    fn a_key_that_is_missing_is_seen() {
        assert_eq!(texts().get(Lang::En, "plain"), "⟦plain⟧");
        assert!(!texts().has(Lang::En, "plain") && texts().has(Lang::Ru, "plain"));
    }

    #[test]
    fn a_broken_file_and_a_key_defined_twice_are_named() {
        let load = |a, b| Texts::load(&[(Lang::Ru, "a.ftl", a), (Lang::Ru, "b.ftl", b)]);
        assert!(load("key = {", "").err().unwrap().starts_with("a.ftl: "));
        assert!(load("key = 1\n", "key = 2\n").err().unwrap().starts_with("b.ftl: "));
    }
}
