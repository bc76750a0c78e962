//! The words that people read: the same in both languages, all used, none missing, none misspelt
//! by a letter of the other alphabet.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::fluent::{self, Message};
use super::rust;
use super::tree::{File, Tree};

/// Functions and methods whose first argument is a key.
const CALLS: &[&str] = &["t", "t1", "tw", "page"];

/// Crates without keys of their own, whose name other things begin with: `sign` says its words
/// itself, and `sign-in-…` are notices and faults.
const WORDLESS: &[&str] = &["sign"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let ru = &read(tree, "ru", &mut found);
    let en = &read(tree, "en", &mut found);
    parity(ru, en, "en", &mut found);
    parity(en, ru, "ru", &mut found);
    let mentions = mentions(tree);
    let beginnings = beginnings(tree);
    for mention in &mentions {
        for key in mention.keys(&beginnings).iter().filter(|key| !ru.contains_key(*key)) {
            let says = format!("no words for `{key}`: add the key to i18n/ru and i18n/en");
            found.push(Finding::new(mention.path, mention.line, says));
        }
    }
    unused(ru, &mentions, &mut found);
    for file in &tree.files {
        mixed_alphabets(file, &mut found);
    }
    found
}

/// What keys begin with: the name of a crate or of a file of words.
fn beginnings(tree: &Tree) -> Vec<&str> {
    let mut names = tree.crates();
    names.retain(|name| !WORDLESS.contains(name));
    names.extend(tree.with_ending("ftl").map(|file| file_name(file).trim_end_matches(".ftl")));
    names.push("notice");
    names
}

/// A message and the file it stands in.
struct Placed<'a> {
    file: &'a File,
    message: Message,
}

type Words<'a> = BTreeMap<String, Placed<'a>>;

fn read<'a>(tree: &'a Tree, language: &str, found: &mut Vec<Finding>) -> Words<'a> {
    let mut words = Words::new();
    let folder = format!("i18n/{language}/");
    for file in tree.with_ending("ftl").filter(|file| file.path.starts_with(&folder)) {
        let (messages, stray) = fluent::read(&file.text);
        for line in stray {
            let says = "not a line of Fluent: write `key = text`, and indent what continues it";
            found.push(Finding::new(&file.path, line, says));
        }
        for message in messages {
            let line = message.line;
            let key = message.key.clone();
            if let Some(first) = words.insert(key.clone(), Placed { file, message }) {
                let at = format!("{}:{}", first.file.path, first.message.line);
                let says = format!("`{key}` is already in {at}: keep one of the two");
                found.push(Finding::new(&file.path, line, says));
            }
        }
        entities_in_words(file, found);
    }
    words
}

/// What one language has and the other lacks, or says with other arguments.
fn parity(one: &Words, other: &Words, other_name: &str, found: &mut Vec<Finding>) {
    for (key, Placed { file, message }) in one {
        let says = match other.get(key) {
            None => format!("`{key}` has no words in i18n/{other_name}: add them"),
            Some(twin) if file_name(twin.file) != file_name(file) => {
                format!(
                    "`{key}` stands in {}: keep both languages in files of one name",
                    twin.file.path
                )
            }
            Some(twin) if twin.message.arguments != message.arguments => format!(
                "`{key}` takes {} here and {} in {}: use the same arguments",
                listed(&message.arguments),
                listed(&twin.message.arguments),
                twin.file.path
            ),
            Some(_) => continue,
        };
        found.push(Finding::new(&file.path, message.line, says));
    }
}

fn file_name(file: &File) -> &str {
    file.path.rsplit('/').next().unwrap_or_default()
}

fn listed(arguments: &BTreeSet<String>) -> String {
    if arguments.is_empty() {
        return "nothing".into();
    }
    arguments.iter().map(|name| format!("${name}")).collect::<Vec<_>>().join(", ")
}

/// A string in Rust or in a template that is, or may be, a key.
struct Mention<'a> {
    text: String,
    path: &'a str,
    line: usize,
    place: Place,
}

#[derive(PartialEq)]
enum Place {
    /// The first argument of one of [`CALLS`].
    Called,
    /// The event of a notice.
    Event,
    Elsewhere,
}

impl Mention<'_> {
    /// The keys that this string surely stands for.
    fn keys(&self, beginnings: &[&str]) -> Vec<String> {
        if self.is_pattern() || self.text.contains(['.', ':']) {
            return Vec::new();
        }
        // Keys begin with the name of their file; shorter strings with that beginning are
        // names of cookies, forms and the like.
        let begins_like_one = self
            .text
            .split_once('-')
            .is_some_and(|(first, rest)| rest.contains('-') && beginnings.contains(&first));
        match self.place {
            Place::Event => ["subject", "body"].map(|p| format!("notice-{}-{p}", self.text)).into(),
            Place::Called => vec![self.text.clone()],
            Place::Elsewhere if begins_like_one => vec![self.text.clone()],
            Place::Elsewhere => Vec::new(),
        }
    }

    /// Whether the key is put together at run time: `format!("level-{}", …)` or `"level-" ~ …`.
    fn is_pattern(&self) -> bool {
        self.text.contains('{') || self.text.ends_with('-')
    }

    /// Whether this may be the place where `key` is used.
    fn covers(&self, key: &str) -> bool {
        let (start, rest) = self.text.split_once('{').unwrap_or((&self.text, ""));
        let end = rest.rsplit_once('}').map_or("", |(_, end)| end);
        if !self.is_pattern() || start.len() < 2 {
            return self.text == key;
        }
        key.len() > start.len() + end.len() && key.starts_with(start) && key.ends_with(end)
    }
}

fn mentions(tree: &Tree) -> Vec<Mention<'_>> {
    let mut found = Vec::new();
    for (file, rust) in tree.rust().filter(|(file, _)| file.source_of() != Some("xtask")) {
        for literal in rust.literals.iter().filter(|l| may_be_key(&l.text)) {
            if !file.is_test_at(literal.at) {
                let line = file.line_at(literal.at);
                let place = place(&rust.code, literal.at);
                found.push(Mention { text: literal.text.clone(), path: &file.path, line, place });
            }
        }
    }
    for file in tree.files.iter().filter(|file| is_template(file)) {
        for (at, text) in template_strings(&file.text) {
            if may_be_key(text) {
                let place = place(&file.text, at);
                let line = file.line_at(at);
                found.push(Mention { text: text.into(), path: &file.path, line, place });
            }
        }
    }
    found
}

fn may_be_key(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || "-_.{}:".contains(c);
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(letter)
}

/// Where the string at this offset stands, judged by the text around it.
fn place(text: &str, at: usize) -> Place {
    let before = text[..at].trim_end();
    // The title that the key would give is replaced at once, so the key is only a name.
    let replaced = text[at..].split_once(')').is_some_and(|(_, rest)| rest.starts_with(".title("));
    let ends_with_word = |text: &str, word: &str| {
        let rest = text.trim_end().strip_suffix(word);
        rest.is_some_and(|rest| !rest.bytes().next_back().is_some_and(rust::is_word))
    };
    let called =
        before.strip_suffix('(').is_some_and(|b| CALLS.iter().any(|name| ends_with_word(b, name)));
    if called && !replaced {
        Place::Called
    } else if before.strip_suffix(':').is_some_and(|b| ends_with_word(b, "event")) {
        Place::Event
    } else {
        Place::Elsewhere
    }
}

fn is_template(file: &File) -> bool {
    file.path.contains("/templates/") || file.path.ends_with(".html")
}

/// The strings inside `{{ … }}` and `{% … %}`, with the offset of the opening quote.
fn template_strings(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        for (at, _) in text.match_indices(open) {
            let inside = text[at..].find(close).map_or(&text[at..], |end| &text[at..at + end]);
            let mut from = 0;
            while let Some(start) = inside[from..].find('"').map(|i| from + i) {
                let Some(length) = inside[start + 1..].find('"') else { break };
                found.push((at + start, &inside[start + 1..start + 1 + length]));
                from = start + length + 2;
            }
        }
    }
    found
}

fn unused(words: &Words, mentions: &[Mention], found: &mut Vec<Finding>) {
    let quoted: BTreeSet<&str> =
        words.values().flat_map(|placed| &placed.message.quotes).map(String::as_str).collect();
    let exact: BTreeSet<&str> = mentions.iter().map(|mention| mention.text.as_str()).collect();
    let patterns: Vec<&Mention> = mentions.iter().filter(|mention| mention.is_pattern()).collect();
    for (key, Placed { file, message }) in words {
        let whole = key.split('.').next().unwrap_or(key);
        let used = [key.as_str(), whole].iter().any(|key| {
            exact.contains(key) || quoted.contains(key) || patterns.iter().any(|p| p.covers(key))
        });
        if !used {
            let says = format!("`{key}` is used nowhere: remove it from both languages");
            found.push(Finding::new(&file.path, message.line, says));
        }
    }
}

/// Fluent's text is escaped when it is shown, so an entity would be read out letter by letter.
fn entities_in_words(file: &File, found: &mut Vec<Finding>) {
    for (number, line) in file.lines() {
        for (at, _) in line.match_indices('&') {
            let name: String =
                line[at + 1..].chars().take_while(|&c| c.is_alphanumeric() || c == '#').collect();
            if !name.is_empty() && line[at + 1 + name.len()..].starts_with(';') {
                let says = format!("`&{name};` is shown as it stands here: write the sign itself");
                found.push(Finding::new(&file.path, number, says));
            }
        }
    }
}

fn mixed_alphabets(file: &File, found: &mut Vec<Finding>) {
    let mut look = |line: usize, text: &str| {
        for (offset, part) in text.split('\n').enumerate() {
            for word in part.split(|c: char| !c.is_alphabetic()).filter(|word| is_mixed(word)) {
                let odd = odd_letters(word);
                let says = format!("`{word}` mixes alphabets ({odd}): type the word again");
                found.push(Finding::new(&file.path, line + offset, says));
            }
        }
    };
    match file.path.rsplit('.').next().unwrap_or_default() {
        "ftl" | "html" | "md" | "sql" | "txt" => look(1, &file.text),
        "rs" if file.source_of() != Some("xtask") => {
            for literal in file.rust.iter().flat_map(|rust| &rust.literals) {
                if is_mixed(&literal.text) && !file.is_test_at(literal.at) {
                    look(file.line_at(literal.at), &literal.text);
                }
            }
        }
        _ => {}
    }
}

fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&c)
}

fn is_mixed(text: &str) -> bool {
    text.chars().any(is_cyrillic) && text.chars().any(|c| c.is_ascii_alphabetic())
}

/// The letters of the alphabet that has fewer of them, with the name of that alphabet.
fn odd_letters(word: &str) -> String {
    let (cyrillic, latin): (String, String) = word.chars().partition(|&c| is_cyrillic(c));
    if latin.len() * 2 <= cyrillic.len() {
        format!("Latin {latin}")
    } else {
        format!("Cyrillic {cyrillic}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_fires, assert_quiet};
    use super::*;

    const PAGE: (&str, &str) = ("crates/sep/templates/a.html", "{{ t(\"home-title\") }}");

    #[test]
    fn both_languages_have_the_same_keys_and_arguments() {
        let ru = ("i18n/ru/sep.ftl", "home-title = Дом { $name }\nhome-more = Ещё\n");
        let en = ("i18n/en/sep.ftl", "home-title = Home\n");
        assert_fires(check, &[PAGE, ru, en], "i18n/ru/sep.ftl:1: `home-title` takes $name");
        assert_fires(check, &[PAGE, ru, en], "i18n/ru/sep.ftl:2: `home-more` has no words");
        let ru = ("i18n/ru/sep.ftl", "home-title = Дом\n");
        assert_quiet(check, &[PAGE, ru, en]);
        let elsewhere = ("i18n/en/epk.ftl", "home-title = Home\n");
        assert_fires(check, &[PAGE, ru, elsewhere], "i18n/ru/sep.ftl:1: `home-title` stands in");
        let twice = ("i18n/ru/web.ftl", "home-title = Дом\n");
        assert_fires(check, &[PAGE, ru, en, twice], "i18n/ru/web.ftl:1: `home-title` is already");
    }

    #[test]
    fn a_key_that_is_called_has_words() {
        let rust = ("crates/sep/src/a/pages.rs", "fn f() { text.tw(\"home-left\", 1) }");
        assert_fires(check, &[rust], "crates/sep/src/a/pages.rs:1: no words for `home-left`");
        assert_fires(check, &[PAGE], "crates/sep/templates/a.html:1: no words for `home-title`");
        let titled = ("crates/sep/src/a.rs", "fn f() { visit.page(\"paid\").title(text) }");
        assert_quiet(check, &[titled]);
        let other = ("crates/sep/src/a.rs", "fn f() { get(\"home-left\"); format(\"a-{b}\") }");
        assert_quiet(check, &[other]);
        let sep = ("crates/sep/Cargo.toml", "");
        let named =
            ("crates/sep/src/a.rs", "const A: [&str; 2] = [\"sep-home-left\", \"sep-form\"];");
        assert_fires(check, &[sep, named], "crates/sep/src/a.rs:1: no words for `sep-home-left`");
        assert_eq!(super::super::tests::fired(check, &[sep, named]).len(), 1);
        let sign = ("crates/sign/Cargo.toml", "");
        let other = ("crates/sep/src/a.rs", "const A: &str = \"sign-in-new\";");
        assert_quiet(check, &[sign, other]);
        let notice = ("crates/sep/src/a.rs", "Notice {\n event: \"paid\" }");
        let start = "crates/sep/src/a.rs:2: no words for `notice-paid-body`";
        assert_fires(check, &[sep, notice], start);
    }

    #[test]
    fn a_key_that_nothing_names_is_unused() {
        let rust = ("crates/sep/src/a.rs", "fn f() { format!(\"level-{level}-name\") }");
        let ru = ("i18n/ru/sep.ftl", "-brand = Б\nlevel-1-name = У { -brand }\nold = С\n");
        let en = ("i18n/en/sep.ftl", "-brand = B\nlevel-1-name = S { -brand }\nold = O\n");
        assert_eq!(
            super::super::tests::fired(check, &[rust, ru, en]),
            ["i18n/ru/sep.ftl:3: `old` is used nowhere: remove it from both languages"]
        );
    }

    #[test]
    fn an_entity_in_fluent_is_shown_as_it_stands() {
        let ru = ("i18n/ru/sep.ftl", "home-title = Дом&nbsp;мой & ваш\n");
        assert_fires(check, &[PAGE, ru], "i18n/ru/sep.ftl:1: `&nbsp;`");
        assert_fires(check, &[("i18n/ru/a.ftl", "a = b\nfree text\n")], "i18n/ru/a.ftl:2: not a");
    }

    #[test]
    fn a_letter_of_the_other_alphabet_is_found() {
        let latin_o = "\n<p>«Прoверка», SMS-код</p>";
        assert_fires(
            check,
            &[("a.html", latin_o)],
            "a.html:2: `Прoверка` mixes alphabets (Latin o)",
        );
        let rust = ("crates/a/src/a.rs", "const A: &str = \"\\nПривет\";");
        assert_quiet(check, &[rust]);
        let rust = ("crates/a/src/a.rs", "const A: &str = \"x\\\\nПpивет\";");
        assert_fires(check, &[rust], "crates/a/src/a.rs:1:");
    }
}
