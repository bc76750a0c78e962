//! What checking the signatures of sources may cost: whoever makes a message decides how many
//! lists, answers and certificates lie in it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::algorithm::PublicKey;
use crate::certificate::Certificate;
use crate::digest::DigestAlgorithm;
use crate::say;
use crate::verdict::Text;

/// How many signatures are checked in the life of one value. A signature of somebody with two
/// authorities above her and a stamp needs about ten.
const CHECKS_MAX: usize = 1_000;

/// Signatures that were checked already, by what was signed and by whose key. Nothing is checked
/// twice.
#[derive(Default)]
pub(crate) struct Effort(Mutex<HashMap<(Vec<u8>, Vec<u8>), Result<(), Text>>>);

impl Effort {
    /// Checks the signature of a source, named by its hash, with the key of a certificate.
    ///
    /// # Errors
    ///
    /// Why it does not hold, or that too many were checked.
    pub fn check(
        &self,
        source: &[u8],
        signer: &Certificate,
        verify: impl FnOnce(&PublicKey) -> Result<(), Text>,
    ) -> Result<(), Text> {
        let key = (source.to_vec(), DigestAlgorithm::Sha256.hash(signer.key_bits()));
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&key) {
            return known.clone();
        }
        if known.len() >= CHECKS_MAX {
            return Err(say!(
                "сведений об отзыве больше, чем можно проверить",
                "there is more about revocation than can be checked"
            ));
        }
        let result = signer.key().map_err(|error| error.text()).and_then(verify);
        known.insert(key, result.clone());
        result
    }

    /// Whether a certificate was issued with the key of another one.
    pub fn is_issued(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let hash = DigestAlgorithm::Sha256.hash(certificate.der());
        let verify = |key: &PublicKey| {
            certificate.is_signed_by(key).map(|_| ()).map_err(|error| error.text())
        };
        certificate.issuer() == issuer.subject() && self.check(&hash, issuer, verify).is_ok()
    }
}
