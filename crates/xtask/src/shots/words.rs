//! What stands on a button in the language of the visitor. The table of pages names buttons and
//! fields in Russian, as people here do; in English the text of the same key is looked for.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// The language of the pages that are photographed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    Ru,
    En,
}

/// Russian words and what stands in their place.
pub struct Words(HashMap<String, Vec<String>>);

impl Lang {
    pub fn parse(word: &str) -> Option<Lang> {
        [Lang::Ru, Lang::En].into_iter().find(|lang| lang.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Lang::Ru => "ru",
            Lang::En => "en",
        }
    }
}

impl Words {
    /// Reads the texts of the tree.
    pub fn read(root: &Path, lang: Lang) -> Result<Words, String> {
        if lang == Lang::Ru {
            return Ok(Words(HashMap::new()));
        }
        let russian = texts(&root.join("i18n/ru"))?;
        let other = texts(&root.join("i18n").join(lang.as_str()))?;
        let mut words: HashMap<String, Vec<String>> = HashMap::new();
        for (key, text) in russian {
            if let Some(said) = other.get(&key) {
                words.entry(text).or_default().push(said.clone());
            }
        }
        Ok(Words(words))
    }

    /// Everything that may stand where a Russian page has this: one word may have several
    /// translations.
    pub fn said(&self, russian: &str) -> Vec<String> {
        self.0.get(russian).cloned().unwrap_or_else(|| vec![russian.to_owned()])
    }
}

/// Keys and texts of a folder; texts of one line are enough for buttons and labels.
fn texts(folder: &Path) -> Result<HashMap<String, String>, String> {
    let says = |error| format!("{}: {error}", folder.display());
    let mut texts = HashMap::new();
    for entry in fs::read_dir(folder).map_err(says)? {
        let text = fs::read_to_string(entry.map_err(says)?.path()).map_err(says)?;
        let pairs = text.lines().filter(|line| !line.starts_with([' ', '#']));
        let pairs = pairs.filter_map(|line| line.split_once(" = "));
        texts.extend(pairs.map(|(key, text)| (key.to_owned(), text.trim().to_owned())));
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_is_found_by_the_text_of_its_key() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let english = Words::read(&root, Lang::En).unwrap();
        assert!(english.said("Отказаться").contains(&"Decline".to_owned()));
        assert_eq!(english.said("+7 900"), ["+7 900"]);
        assert_eq!(Words::read(&root, Lang::Ru).unwrap().said("Выйти"), ["Выйти"]);
    }
}
