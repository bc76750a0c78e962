//! Why a token does not sign, in words.

use std::path::PathBuf;

use cryptoki::error::{Error as Foreign, RvError};

use super::Tries;
use crate::say;
use crate::verdict::Text;

/// Why a token does not sign.
#[derive(Debug)]
pub enum Trouble {
    /// The library is not there, is no PKCS #11 module, or does not begin.
    Module(PathBuf, String),
    /// No token fits; these are there.
    NoToken(Vec<String>),
    /// Several tokens fit.
    Tokens(Vec<String>),
    /// No private key fits; these are there.
    NoKey(Vec<String>),
    /// Several private keys fit.
    Keys(Vec<String>),
    /// There is no PIN to try.
    NoPin(Text),
    /// The PIN was wrong, and was tried once.
    Pin(Tries),
    /// The PIN is locked; it was not tried, or was the last wrong one.
    Locked,
    /// The token has no PIN yet.
    PinNotSet,
    /// The key wants its PIN for each signature.
    PinEachTime,
    /// The key is not meant for signatures.
    NotForSigning,
    /// The key is neither RSA nor ECDSA on a curve that is known.
    KeyKind,
    /// The token does not tell the public key, and there is no certificate.
    NoPublicKey,
    /// The token or the key cannot do this mechanism.
    Mechanism(&'static str),
    /// The token was taken out.
    Removed,
    /// Something else, in the words of PKCS #11.
    Answer(String),
}

impl Trouble {
    /// What an answer of the module means.
    pub(super) fn of(error: Foreign) -> Self {
        let Foreign::Pkcs11(code, function) = error else { return Self::Answer(error.to_string()) };
        match code {
            RvError::DeviceRemoved
            | RvError::TokenNotPresent
            | RvError::SessionClosed
            | RvError::SessionHandleInvalid
            | RvError::KeyHandleInvalid
            | RvError::ObjectHandleInvalid => Self::Removed,
            RvError::KeyFunctionNotPermitted => Self::NotForSigning,
            RvError::PinLocked => Self::Locked,
            RvError::UserPinNotInitialized => Self::PinNotSet,
            // The names, not the explanations, which are paragraphs of the standard.
            other => Self::Answer(format!("C_{function:?}: {other:?}")),
        }
    }

    /// Why, for people.
    pub fn text(&self) -> Text {
        match self {
            Self::NoToken(there) if there.is_empty() => say!(
                "модуль не видит ни одного токена: он подключён?",
                "the module sees no token: is it plugged in?"
            ),
            Self::NoToken(there) => {
                let there = there.join(", ");
                say!(
                    "такого токена нет; есть: {there}",
                    "there is no such token; there are: {there}"
                )
            }
            Self::Tokens(these) => {
                let these = these.join(", ");
                say!(
                    "подходит несколько токенов, уточните token= или serial=: {these}",
                    "several tokens fit, say token= or serial=: {these}"
                )
            }
            Self::NoKey(there) if there.is_empty() => {
                say!("в токене нет закрытых ключей", "there is no private key in the token")
            }
            Self::NoKey(there) => {
                let there = there.join(", ");
                say!(
                    "такого ключа в токене нет; есть: {there}",
                    "there is no such key in the token; there are: {there}"
                )
            }
            Self::Keys(these) => {
                let these = these.join(", ");
                say!(
                    "подходит несколько ключей, уточните object= или id=: {these}",
                    "several keys fit, say object= or id=: {these}"
                )
            }
            Self::Module(..) | Self::Mechanism(_) | Self::Removed | Self::Answer(_) => {
                self.of_the_device()
            }
            Self::NoPin(_) | Self::Pin(_) | Self::Locked | Self::PinNotSet | Self::PinEachTime => {
                self.of_the_pin()
            }
            Self::NotForSigning => say!(
                "этот ключ не предназначен для подписи (CKA_SIGN)",
                "this key is not meant for signatures (CKA_SIGN)"
            ),
            Self::KeyKind => say!(
                "ключи этого вида в токене не поддерживаются: только RSA и ECDSA P-256, P-384, \
                 P-521; для ГОСТ есть --program",
                "keys of this kind in a token are not supported, only RSA and ECDSA on P-256, \
                 P-384, P-521; for GOST there is --program"
            ),
            Self::NoPublicKey => say!(
                "токен не называет открытый ключ и не содержит сертификата: укажите --cert",
                "the token tells no public key and has no certificate: name --cert"
            ),
        }
    }

    fn of_the_device(&self) -> Text {
        match self {
            Self::Module(path, why) => {
                let path = path.display();
                say!(
                    "модуль PKCS #11 {path} не загружается: {why}",
                    "the PKCS #11 module {path} does not load: {why}"
                )
            }
            Self::Mechanism(name) => say!(
                "токен не умеет подписывать этим ключом так, как нужно ({name})",
                "the token cannot sign by this key in the way that is wanted ({name})"
            ),
            Self::Removed => say!("токен извлечён", "the token was taken out"),
            Self::Answer(what) => {
                say!("токен ответил отказом: {what}", "the token refused: {what}")
            }
            _ => Text::default(),
        }
    }

    fn of_the_pin(&self) -> Text {
        match self {
            Self::NoPin(why) => why.clone(),
            Self::Pin(tries) => {
                let Text { ru, en } = left(*tries);
                say!(
                    "PIN не подошёл; второй раз он не проверялся. {ru}",
                    "the PIN is wrong; it was not tried again. {en}"
                )
            }
            Self::Locked => say!(
                "PIN заблокирован: неверных попыток было слишком много; снимает блокировку \
                 администратор токена",
                "the PIN is locked after too many wrong ones; the administrator of the token \
                 unlocks it"
            ),
            Self::PinNotSet => {
                say!("у токена ещё нет PIN пользователя", "the token has no PIN of a user yet")
            }
            Self::PinEachTime => say!(
                "ключ требует PIN для каждой подписи (CKA_ALWAYS_AUTHENTICATE), это не \
                 поддерживается",
                "the key wants its PIN for each signature (CKA_ALWAYS_AUTHENTICATE), which is \
                 not supported"
            ),
            _ => Text::default(),
        }
    }
}

/// What a token tells of the tries that are left; it never tells how many.
fn left(tries: Tries) -> Text {
    match tries {
        Tries::Untold => say!(
            "Сколько попыток осталось, токен не сообщает",
            "The token does not tell how many tries are left"
        ),
        Tries::Few => say!(
            "Токен предупреждает, что попыток осталось мало",
            "The token warns that few tries are left"
        ),
        Tries::Last => say!(
            "Осталась одна попытка, после неё токен заблокируется",
            "One try is left, then the token locks itself"
        ),
        Tries::Locked => say!("Теперь токен заблокирован", "Now the token is locked"),
    }
}
