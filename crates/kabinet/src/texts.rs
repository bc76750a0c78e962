//! The texts of both languages, embedded.

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// All texts.
///
/// # Errors
/// In words for a developer: a file that Fluent does not understand.
pub fn load() -> Result<web::Texts, String> {
    web::Texts::load(FILES)
}
