//! Keys in tokens.

use std::path::PathBuf;

use sign::certificate::Certificate;
use sign::key::token::{Question, Tries, Trouble, Uri, open};
use sign::say;
use sign::verdict::{Language, Text};
use zeroize::Zeroizing;

use super::{Options, Signer, first_line, pin};
use crate::signature::{Refusal, UNREADABLE, USAGE};

/// The environment's name for the PIN of a token.
const PIN: &str = "KABINET_TOKEN_PIN";

impl Options {
    /// Opens the token. Its certificates are taken if none was named.
    pub(super) fn of_token(
        &self,
        uri: &Uri,
        certificates: Vec<Certificate>,
        language: Language,
    ) -> Result<Signer, Refusal> {
        let Some(module) = self.module.as_ref().or(uri.module.as_ref()) else {
            return Err(Refusal::usage(say!(
                "укажите библиотеку токена: --module или module-path в URI",
                "name the library of the token: --module, or module-path in the URI"
            )));
        };
        // Before the token is touched: a file that is not there costs no try.
        let given = match self.pin_file.as_ref().or(uri.pin_source.as_ref()) {
            Some(path) => Some(first_line(path)?),
            None => std::env::var(PIN).ok().map(Zeroizing::new),
        };
        let mut ask = |question: &Question<'_>| match &given {
            Some(given) => may_be_tried(given, question),
            None => pin::typed(question, language),
        };
        let from = PathBuf::from(uri.to_string());
        let opened = open(uri, module, &certificates, &mut ask);
        let opened = opened.map_err(|trouble| refusal(&from, &trouble))?;
        let certificates = match certificates.is_empty() {
            true => opened.certificates,
            false => certificates,
        };
        Ok(Signer { key: opened.key, certificates, from })
    }
}

/// A PIN that nobody types now may be an old one, and whatever runs this program may run it again:
/// it gets no chance to lock the token.
fn may_be_tried(
    given: &Zeroizing<String>,
    question: &Question<'_>,
) -> Result<Zeroizing<String>, Text> {
    if given.is_empty() {
        return Err(say!("PIN пуст, он не проверялся", "the PIN is empty and was not tried"));
    }
    if question.tries == Tries::Last {
        return Err(say!(
            "у токена осталась одна попытка, PIN из файла или окружения не проверялся: введите \
             его с клавиатуры (без --pin-file, pin-source и {PIN})",
            "the token has one try left; the PIN of the file or the environment was not tried: \
             type it (without --pin-file, pin-source and {PIN})"
        ));
    }
    Ok(given.clone())
}

fn refusal(from: &std::path::Path, trouble: &Trouble) -> Refusal {
    let code = match trouble {
        Trouble::Module(..) | Trouble::NoToken(_) | Trouble::NoKey(_) => UNREADABLE,
        Trouble::Tokens(_) | Trouble::Keys(_) | Trouble::NoPin(_) | Trouble::NoPublicKey => USAGE,
        _ => 1,
    };
    Refusal { code, ..Refusal::wrong(from, &trouble.text()) }
}
