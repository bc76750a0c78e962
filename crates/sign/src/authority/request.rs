//! Public keys that are brought to an authority: bare, or in a request (PKCS #10, RFC 2986) that
//! its owner signed.

use der::asn1::{AnyRef, BitStringRef};
use der::referenced::OwnedToRef as _;
use der::{Decode as _, Reader as _, SliceReader};
use spki::AlgorithmIdentifierOwned;

use crate::algorithm::{PublicKey, SignatureAlgorithm};
use crate::certificate::{blocks, signed_part};
use crate::malformed::Malformed;

/// Reads the public key of a file in PEM or DER: a `PUBLIC KEY`, or a `CERTIFICATE REQUEST`, whose
/// signature must hold. Of a request nothing but the key is taken: what a certificate says is for
/// the authority to know.
///
/// # Errors
///
/// [`Malformed`].
pub fn public_key_of(file: &[u8]) -> Result<PublicKey, Malformed> {
    const WHAT: &str = "public key or request for a certificate";
    let labels = ["PUBLIC KEY", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];
    let blocks = blocks(file, &labels)?;
    let [der] = blocks.as_slice() else {
        return Err(Malformed::new(WHAT, format!("{} of them in the file", blocks.len())));
    };
    let malformed = |error: crate::algorithm::Error| Malformed::new(WHAT, error.to_string());
    match requested(der) {
        Ok((key, algorithm, signature)) => {
            let key = PublicKey::from_der(key).map_err(malformed)?;
            let algorithm = SignatureAlgorithm::read(algorithm.owned_to_ref(), None, &key);
            let algorithm = algorithm.map_err(malformed)?;
            let part = signed_part(der).map_err(|error| Malformed::der(WHAT, error))?;
            key.verify(algorithm, &der[part], signature).map_err(malformed)?;
            Ok(key)
        }
        Err(_) => PublicKey::from_der(der).map_err(malformed),
    }
}

/// The key of a request, and its algorithm and signature.
fn requested(der: &[u8]) -> der::Result<(&[u8], AlgorithmIdentifierOwned, &[u8])> {
    let mut reader = SliceReader::new(der)?;
    let found = reader.sequence(|outer| {
        let key = outer.sequence(|body| {
            u8::decode(body)?;
            AnyRef::decode(body)?.sequence(|name| name.drain(name.remaining_len()))?;
            let key = body.tlv_bytes()?;
            body.drain(body.remaining_len())?;
            Ok::<_, der::Error>(key)
        })?;
        let algorithm = AlgorithmIdentifierOwned::decode(outer)?;
        let signature = BitStringRef::decode(outer)?;
        let whole = signature.as_bytes().ok_or_else(|| der::Tag::BitString.value_error())?;
        Ok::<_, der::Error>((key, algorithm, whole))
    })?;
    reader.finish()?;
    Ok(found)
}
