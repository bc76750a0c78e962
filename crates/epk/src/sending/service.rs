//! The services that passports can be sent to, as the operator named them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use web::Lang;

/// What the audience of a token for a service begins with; its id follows.
pub const AUDIENCE: &str = "urn:kabinet:service:";
/// The longest id.
const ID_MAX: usize = 40;
/// The most characters of a name and of a purpose: the provider keeps them with the mandate.
const WORDS_MAX: usize = 120;

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

/// A service that takes passports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name in addresses, tables and audiences.
    pub id: String,
    /// The address before `/documents/…`.
    pub url: String,
    /// What people call it.
    pub name: Words,
    /// What it gets a passport for, in words that follow «чтобы» and "to".
    pub purpose: Words,
}

/// All services. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Services(Arc<Vec<Service>>);

impl Services {
    /// Checks what was configured.
    ///
    /// # Errors
    /// In words for the operator, naming the service.
    pub fn new(all: Vec<Service>) -> Result<Services, String> {
        for (place, service) in all.iter().enumerate() {
            let id = &service.id;
            let proper = |b: u8| b.is_ascii_lowercase();
            if id.is_empty() || id.len() > ID_MAX || !id.bytes().all(proper) {
                return Err(format!("services: id {id:?}: 1 to {ID_MAX} letters a to z"));
            }
            if all.iter().take(place).any(|before| before.id == *id) {
                return Err(format!("services: id {id:?} stands twice"));
            }
            if !(service.url.starts_with("https://") || service.url.starts_with("http://")) {
                return Err(format!("services.{id}.url: an address with https:// is needed"));
            }
            let (name, purpose) = (&service.name, &service.purpose);
            let words = [&name.ru, &name.en, &purpose.ru, &purpose.en];
            let good = |text: &str| {
                (1..=WORDS_MAX).contains(&text.trim().chars().count())
                    && !text.chars().any(char::is_control)
            };
            if !words.iter().all(|text| good(text)) {
                let limit = format!("of 1 to {WORDS_MAX} characters are needed, in two languages");
                return Err(format!("services.{id}: name and purpose {limit}"));
            }
        }
        Ok(Services(Arc::new(all)))
    }

    /// All of them, in the order of the configuration.
    pub fn all(&self) -> &[Service] {
        &self.0
    }

    /// The one with this id.
    pub fn find(&self, id: &str) -> Option<&Service> {
        self.0.iter().find(|service| service.id == id)
    }
}

impl Service {
    /// The audience of its tokens.
    pub fn audience(&self) -> String {
        format!("{AUDIENCE}{}", self.id)
    }

    /// Where a document lies under a key.
    pub fn place(&self, key: &str) -> String {
        format!("{}/documents/{key}", self.url.trim_end_matches('/'))
    }
}

impl Words {
    /// Both languages of a text.
    pub fn new(ru: impl Into<String>, en: impl Into<String>) -> Words {
        Words { ru: ru.into(), en: en.into() }
    }

    /// The text in a language.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }
}
