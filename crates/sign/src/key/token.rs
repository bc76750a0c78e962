//! Keys that stay in a token and are reached by a PKCS #11 module (versions 2.40 and 3).
//!
//! A module is a library of the token's maker; to load it is to run its code. A PIN is tried once:
//! tokens lock themselves after a few wrong ones.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as Foreign, RvError};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::ObjectHandle;
use cryptoki::session::{Session, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::{AuthPin, Ulong};
use zeroize::Zeroizing;

use super::SigningKey;
use crate::algorithm::SignatureAlgorithm;
use crate::ber::{INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, tlv};
use crate::certificate::Certificate;
use crate::digest::DigestAlgorithm;
use crate::verdict::Text;

pub use self::trouble::Trouble;
pub use self::uri::Uri;

mod objects;
mod trouble;
mod uri;

/// What a token tells of wrong PINs that went before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tries {
    /// Nothing: the last PIN was right, or the token does not tell.
    Untold,
    /// A wrong one was entered since the last right one.
    Few,
    /// The next wrong one locks the token.
    Last,
    /// The token is locked.
    Locked,
}

/// Whose PIN is wanted.
pub struct Question<'a> {
    /// The label of the token.
    pub token: &'a str,
    /// What is known of wrong ones before.
    pub tries: Tries,
}

/// Answers the PIN, or says why there is none.
pub type Ask<'a> = dyn FnMut(&Question<'_>) -> Result<Zeroizing<String>, Text> + 'a;

/// A key in a token, and what else is there.
pub struct Opened {
    /// The key.
    pub key: SigningKey,
    /// The certificate of the key if it is in the token, then those of its issuers that are.
    pub certificates: Vec<Certificate>,
}

/// Opens the token and finds the key in it.
///
/// `known` are certificates at hand; where the token does not tell the public key, it is that of
/// the first one. `ask` is called at most once, and not at all where the PIN is typed on the device
/// or none is wanted.
///
/// # Errors
///
/// [`Trouble`].
pub fn open(
    uri: &Uri,
    module: &Path,
    known: &[Certificate],
    ask: &mut Ask<'_>,
) -> Result<Opened, Trouble> {
    let module = load(module)?;
    let (slot, about) = find_token(&module, uri)?;
    let session = module.open_ro_session(slot).map_err(Trouble::of)?;
    log_in(&module, slot, &about, &session, ask)?;
    let found = objects::find_key(&session, uri)?;
    let public = found.public.clone().or_else(|| known.first()?.key().ok().cloned());
    let public = public.ok_or(Trouble::NoPublicKey)?;
    let certificates = objects::chain_of(&public, found.certificates);
    let token = Token { module, slot, session: Mutex::new(Some(session)), key: found.handle };
    Ok(Opened { key: SigningKey::of_token(token, public), certificates })
}

/// A key in a token with somebody logged in.
pub(super) struct Token {
    module: Pkcs11,
    slot: Slot,
    /// There until it is dropped.
    session: Mutex<Option<Session>>,
    key: ObjectHandle,
}

impl Token {
    /// Signs a hash; the answer is what certificates and messages carry.
    pub(super) fn sign(
        &self,
        algorithm: SignatureAlgorithm,
        digest: &[u8],
    ) -> Result<Vec<u8>, Trouble> {
        let (mechanism, name, data) = match algorithm {
            SignatureAlgorithm::RsaPkcs1(hash) => {
                (Mechanism::RsaPkcs, "CKM_RSA_PKCS", digest_info(hash, digest))
            }
            SignatureAlgorithm::RsaPss { digest: hash, salt } => {
                let params = pss(hash, salt).ok_or(Trouble::KeyKind)?;
                (Mechanism::RsaPkcsPss(params), "CKM_RSA_PKCS_PSS", digest.to_vec())
            }
            SignatureAlgorithm::Ecdsa(_) => (Mechanism::Ecdsa, "CKM_ECDSA", digest.to_vec()),
            _ => return Err(Trouble::KeyKind),
        };
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let session = session.as_ref().ok_or(Trouble::Removed)?;
        // Asked first: some tokens carry out what their owner took from the list.
        let listed = self.module.get_mechanism_list(self.slot).map_err(Trouble::of)?;
        if !listed.contains(&mechanism.mechanism_type()) {
            return Err(Trouble::Mechanism(name));
        }
        let signature = session.sign(&mechanism, self.key, &data).map_err(|error| match error {
            Foreign::Pkcs11(RvError::MechanismInvalid | RvError::MechanismParamInvalid, _) => {
                Trouble::Mechanism(name)
            }
            other => Trouble::of(other),
        })?;
        match algorithm {
            SignatureAlgorithm::Ecdsa(_) => pair(&signature),
            _ => Ok(signature),
        }
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        // First the session, which logs out, then the module: it may hold the device for itself.
        drop(self.session.get_mut().unwrap_or_else(PoisonError::into_inner).take());
        let _ = self.module.clone().finalize();
    }
}

fn load(path: &Path) -> Result<Pkcs11, Trouble> {
    let failed = |error: Foreign| {
        let why = match error {
            Foreign::LibraryLoading(why) => why.to_string(),
            other => other.to_string(),
        };
        Trouble::Module(path.to_owned(), why)
    };
    let module = Pkcs11::new(path).map_err(failed)?;
    let begun = module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK));
    match begun {
        Ok(()) | Err(Foreign::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(module),
        Err(error) => Err(failed(error)),
    }
}

/// The one token that is meant.
fn find_token(module: &Pkcs11, uri: &Uri) -> Result<(Slot, TokenInfo), Trouble> {
    let mut there = Vec::new();
    let mut fitting = Vec::new();
    for slot in module.get_slots_with_token().map_err(Trouble::of)? {
        // A token that is taken out at this moment is not there.
        let Ok(about) = module.get_token_info(slot) else { continue };
        if !about.token_initialized() {
            continue;
        }
        there.push(format!("{} ({})", about.label(), about.serial_number()));
        let fits = |wanted: &Option<String>, found: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.trim_end() == found.trim_end())
        };
        let number = u64::try_from(usize::from(slot)).ok();
        if fits(&uri.token, about.label())
            && fits(&uri.manufacturer, about.manufacturer_id())
            && fits(&uri.model, about.model())
            && fits(&uri.serial, about.serial_number())
            && uri.slot.is_none_or(|wanted| number == Some(wanted))
        {
            fitting.push((slot, about));
        }
    }
    match fitting.len() {
        0 => Err(Trouble::NoToken(there)),
        1 => fitting.pop().ok_or(Trouble::NoToken(there)),
        _ => {
            let named = fitting.iter();
            let named = named.map(|(_, it)| format!("{} ({})", it.label(), it.serial_number()));
            Err(Trouble::Tokens(named.collect()))
        }
    }
}

fn log_in(
    module: &Pkcs11,
    slot: Slot,
    about: &TokenInfo,
    session: &Session,
    ask: &mut Ask<'_>,
) -> Result<(), Trouble> {
    if !about.login_required() {
        return Ok(());
    }
    if !about.user_pin_initialized() {
        return Err(Trouble::PinNotSet);
    }
    let tries = tries(about);
    if tries == Tries::Locked {
        return Err(Trouble::Locked);
    }
    let pin = match about.protected_authentication_path() {
        true => None,
        false => {
            let pin = ask(&Question { token: about.label(), tries }).map_err(Trouble::NoPin)?;
            Some(AuthPin::from(pin.as_str()))
        }
    };
    match session.login(UserType::User, pin.as_ref()) {
        Ok(()) | Err(Foreign::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
        Err(Foreign::Pkcs11(
            RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange,
            _,
        )) => {
            let after =
                module.get_token_info(slot).map_or(Tries::Untold, |about| self::tries(&about));
            Err(Trouble::Pin(after))
        }
        Err(Foreign::Pkcs11(RvError::PinLocked, _)) => Err(Trouble::Locked),
        Err(error) => Err(Trouble::of(error)),
    }
}

fn tries(about: &TokenInfo) -> Tries {
    if about.user_pin_locked() {
        Tries::Locked
    } else if about.user_pin_final_try() {
        Tries::Last
    } else if about.user_pin_count_low() {
        Tries::Few
    } else {
        Tries::Untold
    }
}

/// DigestInfo (RFC 8017, section 9.2), which CKM_RSA_PKCS pads and signs.
fn digest_info(hash: DigestAlgorithm, digest: &[u8]) -> Vec<u8> {
    let oid = tlv(OBJECT_IDENTIFIER, &[hash.oid().as_bytes()]);
    let null = [5, 0];
    tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&oid, &null]), &tlv(OCTET_STRING, &[digest])])
}

fn pss(hash: DigestAlgorithm, salt: u16) -> Option<PkcsPssParams> {
    let (hash_alg, mgf) = match hash {
        DigestAlgorithm::Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
        DigestAlgorithm::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384),
        DigestAlgorithm::Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512),
        _ => return None,
    };
    let s_len = Ulong::try_from(usize::from(salt)).ok()?;
    Some(PkcsPssParams { hash_alg, mgf, s_len })
}

/// Tokens answer r and s one behind the other; messages carry them in a SEQUENCE (RFC 3279).
fn pair(signature: &[u8]) -> Result<Vec<u8>, Trouble> {
    if signature.is_empty() || !signature.len().is_multiple_of(2) {
        return Err(Trouble::Answer("CKM_ECDSA".to_owned()));
    }
    let (r, s) = signature.split_at(signature.len() / 2);
    Ok(tlv(SEQUENCE, &[&unsigned(r), &unsigned(s)]))
}

/// An INTEGER that is not negative, of bytes from the highest on.
fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let leading = bytes.iter().take_while(|byte| **byte == 0).count();
    match &bytes[leading..] {
        [] => tlv(INTEGER, &[&[0]]),
        rest if rest[0] >= 0x80 => tlv(INTEGER, &[&[0], rest]),
        rest => tlv(INTEGER, &[rest]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_ecdsa_are_written_as_der_wants_them() {
        let signature = [[0, 0, 0x80, 1], [0, 0, 0, 0]].concat();
        assert_eq!(pair(&signature).unwrap(), [0x30, 8, 2, 3, 0, 0x80, 1, 2, 1, 0]);
        assert!(pair(&[1, 2, 3]).is_err() && pair(&[]).is_err());
    }

    #[test]
    fn the_hash_is_wrapped_as_rsa_wants_it() {
        let wrapped = digest_info(DigestAlgorithm::Sha256, &[7; 32]);
        // RFC 8017, section 9.2, note 1.
        let prefix = [
            0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
            0x01, 0x05, 0x00, 0x04, 0x20,
        ];
        assert_eq!(wrapped[..19], prefix);
        assert_eq!(wrapped[19..], [7; 32]);
    }
}
