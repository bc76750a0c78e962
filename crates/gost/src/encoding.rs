//! Keys in the containers of PKCS #8 (RFC 5958) and of certificates (RFC 5280), filled as RFC 9215
//! says and as GOST engine and CryptoPro do.

use pkcs8::PrivateKeyInfoRef;
use spki::der::asn1::{AnyRef, OctetStringRef, UintRef};
use spki::der::{Decode, Reader, SliceReader, Tag, Tagged};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};

use crate::{Error, KEY_256, KEY_512, ParameterSet, SigningKey, VerifyingKey};

/// Reads the parameter set of a key.
///
/// Beside the set there may be the hash and, in old keys, a cipher: they say nothing that the
/// algorithm of the key does not say, and programs differ in them.
impl TryFrom<AlgorithmIdentifierRef<'_>> for ParameterSet {
    type Error = spki::Error;

    fn try_from(algorithm: AlgorithmIdentifierRef<'_>) -> spki::Result<Self> {
        let len = match algorithm.oid {
            KEY_256 => 32,
            KEY_512 => 64,
            oid => return Err(spki::Error::OidUnknown { oid }),
        };
        let parameters = algorithm.parameters.ok_or(spki::Error::AlgorithmParametersMissing)?;
        let oid = parameters.sequence(|reader| {
            let set: ObjectIdentifier = reader.decode()?;
            let _digest: Option<ObjectIdentifier> = reader.decode()?;
            let _cipher: Option<ObjectIdentifier> = reader.decode()?;
            Ok::<_, spki::der::Error>(set)
        })?;
        match Self::from_oid(&oid) {
            Some(set) if set.size() == len => Ok(set),
            _ => Err(spki::Error::OidUnknown { oid }),
        }
    }
}

impl TryFrom<SubjectPublicKeyInfoRef<'_>> for VerifyingKey {
    type Error = spki::Error;

    fn try_from(info: SubjectPublicKeyInfoRef<'_>) -> spki::Result<Self> {
        let set = ParameterSet::try_from(info.algorithm)?;
        let bytes = info.subject_public_key.as_bytes().ok_or(spki::Error::KeyMalformed)?;
        let point = <&OctetStringRef>::from_der(bytes)?;
        Self::from_le_bytes(set, point.as_bytes()).map_err(|_| spki::Error::KeyMalformed)
    }
}

/// Reads a private key in any of the ways in which they are written.
///
/// The contents are the number from its lowest byte on, bare or in an OCTET STRING, or an INTEGER
/// (old GOST engines); or the number multiplied by masks, followed by what undoes them, bare or
/// in a SEQUENCE with the public key (R 50.1.112-2016). A public key beside it must belong to it.
impl TryFrom<PrivateKeyInfoRef<'_>> for SigningKey {
    type Error = pkcs8::Error;

    fn try_from(info: PrivateKeyInfoRef<'_>) -> pkcs8::Result<Self> {
        let set = ParameterSet::try_from(info.algorithm)?;
        let key = contents(set, info.private_key.as_bytes())?;
        if let Some(public) = info.public_key {
            let bytes = public.as_bytes().ok_or(spki::Error::KeyMalformed)?;
            let bytes = <&OctetStringRef>::from_der(bytes).map_or(bytes, OctetStringRef::as_bytes);
            if bytes != key.public().to_le_bytes() {
                return Err(pkcs8::KeyError::Invalid.into());
            }
        }
        Ok(key)
    }
}

fn contents(set: ParameterSet, bytes: &[u8]) -> pkcs8::Result<SigningKey> {
    let len = set.size();
    if !bytes.is_empty() && bytes.len().is_multiple_of(len) {
        return number(set, bytes);
    }
    match AnyRef::from_der(bytes)?.tag() {
        Tag::OctetString => number(set, <&OctetStringRef>::from_der(bytes)?.as_bytes()),
        Tag::Integer => {
            let integer = UintRef::from_der(bytes)?;
            let mut turned = zeroize::Zeroizing::new([0; 64]);
            for (to, from) in turned.iter_mut().zip(integer.as_bytes().iter().rev()) {
                *to = *from;
            }
            if integer.as_bytes().len() > len {
                return Err(malformed(Error::Length));
            }
            number(set, &turned[..len])
        }
        Tag::Sequence => {
            let sequence = AnyRef::from_der(bytes)?;
            let mut reader = SliceReader::new(sequence.value())?;
            let masked: &OctetStringRef = reader.decode()?;
            let key = number(set, masked.as_bytes())?;
            let public: Option<&OctetStringRef> = reader.decode()?;
            reader.finish()?;
            match public {
                Some(public) if public.as_bytes() != key.public().to_le_bytes() => {
                    Err(pkcs8::KeyError::Invalid.into())
                }
                _ => Ok(key),
            }
        }
        tag => Err(tag.unexpected_error(Some(Tag::OctetString)).into()),
    }
}

/// The number and, where there are more bytes, what undoes its masks.
fn number(set: ParameterSet, bytes: &[u8]) -> pkcs8::Result<SigningKey> {
    let (masked, masks) = bytes.split_at_checked(set.size()).ok_or(malformed(Error::Length))?;
    SigningKey::from_masked(set, masked, masks).map_err(malformed)
}

fn malformed(_: Error) -> pkcs8::Error {
    pkcs8::KeyError::Invalid.into()
}

#[cfg(feature = "alloc")]
mod writing {
    use pkcs8::{EncodePrivateKey, PrivateKeyInfo};
    use spki::der::asn1::{Any, BitStringRef};
    use spki::der::{Document, Encode, SecretDocument};
    use spki::{
        AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, EncodePublicKey,
        SubjectPublicKeyInfo,
    };

    use super::{AnyRef, OctetStringRef, ParameterSet, SigningKey, Tag, VerifyingKey};

    impl ParameterSet {
        /// The algorithm of its keys: the set and, for older sets, the hash beside it.
        ///
        /// # Errors
        ///
        /// None that is known: writing a few object identifiers does not fail.
        pub fn key_algorithm(self) -> spki::Result<AlgorithmIdentifierOwned> {
            let mut parameters = self.oid().to_der()?;
            if self.names_digest() {
                parameters.extend(self.digest_oid().to_der()?);
            }
            let parameters = Any::new(Tag::Sequence, parameters)?;
            Ok(AlgorithmIdentifierOwned { oid: self.key_oid(), parameters: Some(parameters) })
        }
    }

    impl EncodePublicKey for VerifyingKey {
        fn to_public_key_der(&self) -> spki::Result<Document> {
            let point = OctetStringRef::new(self.to_le_bytes())?.to_der()?;
            Ok(Document::encode_msg(&SubjectPublicKeyInfo {
                algorithm: self.set().key_algorithm()?,
                subject_public_key: BitStringRef::from_bytes(&point)?,
            })?)
        }
    }

    /// As GOST engine writes it: the bare number from its lowest byte on.
    impl EncodePrivateKey for SigningKey {
        fn to_pkcs8_der(&self) -> pkcs8::Result<SecretDocument> {
            let algorithm = self.set().key_algorithm()?;
            let parameters = algorithm.parameters.as_ref().map(AnyRef::from);
            let number = self.to_le_bytes();
            Ok(SecretDocument::encode_msg(&PrivateKeyInfo {
                algorithm: spki::AlgorithmIdentifier { oid: algorithm.oid, parameters },
                private_key: OctetStringRef::new(&number[..self.set().size()])?,
                public_key: None::<BitStringRef<'_>>,
            })?)
        }
    }

    impl DynSignatureAlgorithmIdentifier for SigningKey {
        fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
            self.public().signature_algorithm_identifier()
        }
    }

    impl DynSignatureAlgorithmIdentifier for VerifyingKey {
        fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
            Ok(AlgorithmIdentifierOwned { oid: self.set().signature_oid(), parameters: None })
        }
    }
}
