//! RSASSA-PSS: its parameters (RFC 4055, section 3.1) and the salts that are known.

use aws_lc_rs::signature::{
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
    RsaPssSaltLength,
};
use der::asn1::AnyRef;
use der::{Decode as _, Encode as _, Sequence};
use spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef, ObjectIdentifier};

use super::{Error, RSA_PSS, SignatureAlgorithm};
use crate::digest::DigestAlgorithm;

const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

#[derive(Sequence)]
struct Parameters<'a> {
    #[asn1(context_specific = "0", optional = "true")]
    hash: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "1", optional = "true")]
    mask: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "2", optional = "true")]
    salt: Option<u16>,
    #[asn1(context_specific = "3", optional = "true")]
    trailer: Option<u8>,
}

pub fn read(algorithm: AlgorithmIdentifierRef<'_>) -> Result<SignatureAlgorithm, Error> {
    let unknown = || Error::UnknownParameters(RSA_PSS);
    let parameters = algorithm.parameters.ok_or_else(unknown)?;
    let parameters: Parameters<'_> = parameters.decode_as().map_err(|_| unknown())?;
    let known = |hash: Option<AlgorithmIdentifierRef<'_>>| match hash {
        None => Ok(DigestAlgorithm::Sha1),
        Some(hash) => DigestAlgorithm::from_oid(&hash.oid).ok_or(Error::UnknownDigest(hash.oid)),
    };
    let digest = known(parameters.hash)?;
    let mask = match parameters.mask {
        None => DigestAlgorithm::Sha1,
        Some(mask) if mask.oid == MGF1 => {
            let hash = mask.parameters.ok_or_else(unknown)?;
            known(Some(hash.decode_as().map_err(|_| unknown())?))?
        }
        Some(_) => return Err(unknown()),
    };
    if mask != digest || parameters.trailer.is_some_and(|trailer| trailer != 1) {
        return Err(unknown());
    }
    Ok(SignatureAlgorithm::RsaPss { digest, salt: parameters.salt.unwrap_or(20) })
}

pub fn write(digest: DigestAlgorithm, salt: u16) -> AlgorithmIdentifierOwned {
    // Of two object identifiers and a number: nothing of it fails to be written.
    let hash = AlgorithmIdentifierRef { oid: digest.oid(), parameters: Some(AnyRef::NULL) };
    let mask = hash.to_der().unwrap_or_default();
    let mask = AlgorithmIdentifierRef { oid: MGF1, parameters: AnyRef::from_der(&mask).ok() };
    let parameters =
        Parameters { hash: Some(hash), mask: Some(mask), salt: Some(salt), trailer: None };
    AlgorithmIdentifierOwned { oid: RSA_PSS, parameters: der::Any::encode_from(&parameters).ok() }
}

/// `aws-lc-rs` checks one length of salt at a time, each a `static`: those that programs write
/// are here (none, that of SHA-1, those of the hashes, and as long as the key lets it be).
pub fn verification(
    digest: DigestAlgorithm,
    salt: u16,
    bits: u32,
) -> Option<&'static RsaParameters> {
    macro_rules! known {
        ($($hash:ident $base:ident),*) => {
            match digest {
                $(DigestAlgorithm::$hash => {
                    static NONE: RsaParameters =
                        $base.with_pss_salt_length(RsaPssSaltLength::Custom(0));
                    static S20: RsaParameters =
                        $base.with_pss_salt_length(RsaPssSaltLength::Custom(20));
                    static S32: RsaParameters =
                        $base.with_pss_salt_length(RsaPssSaltLength::Custom(32));
                    static S48: RsaParameters =
                        $base.with_pss_salt_length(RsaPssSaltLength::Custom(48));
                    static S64: RsaParameters =
                        $base.with_pss_salt_length(RsaPssSaltLength::Custom(64));
                    static MAX: RsaParameters = $base.with_pss_salt_length(RsaPssSaltLength::Max);
                    match salt {
                        0 => Some(&NONE),
                        20 => Some(&S20),
                        32 => Some(&S32),
                        48 => Some(&S48),
                        64 => Some(&S64),
                        _ if u32::from(salt) == longest(digest, bits) => Some(&MAX),
                        _ => None,
                    }
                })*
                _ => None,
            }
        };
    }
    known!(
        Sha256 RSA_PSS_2048_8192_SHA256,
        Sha384 RSA_PSS_2048_8192_SHA384,
        Sha512 RSA_PSS_2048_8192_SHA512
    )
}

/// The longest salt that a key of so many bits has room for (RFC 8017, section 9.1.1).
fn longest(digest: DigestAlgorithm, bits: u32) -> u32 {
    ((bits + 6) / 8).saturating_sub(digest.size() as u32 + 2)
}
