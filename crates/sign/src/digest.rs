//! Hashes, fed piece by piece.

use std::fmt;

use aws_lc_rs::digest as sha;
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};
use streebog::{Digest as _, Streebog256, Streebog512};

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DigestAlgorithm {
    /// GOST R 34.11-2012 of 256 bits.
    Streebog256,
    /// GOST R 34.11-2012 of 512 bits.
    Streebog512,
    /// SHA-256 (FIPS 180-4).
    Sha256,
    /// SHA-384 (FIPS 180-4).
    Sha384,
    /// SHA-512 (FIPS 180-4).
    Sha512,
    /// SHA-1: names keys and certificates, and is refused under signatures.
    Sha1,
}

impl DigestAlgorithm {
    /// All that are known.
    pub const ALL: [Self; 6] = [
        Self::Streebog256,
        Self::Streebog512,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha1,
    ];

    /// Its object identifier.
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Streebog256 => gost::DIGEST_256,
            Self::Streebog512 => gost::DIGEST_512,
            Self::Sha256 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
            Self::Sha384 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
            Self::Sha512 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
            Self::Sha1 => ObjectIdentifier::new_unwrap("1.3.14.3.2.26"),
        }
    }

    /// The function with this object identifier.
    pub fn from_oid(oid: &ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.oid() == *oid)
    }

    /// As it is written beside what it was used on: without parameters (RFC 5754, section 2).
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned { oid: self.oid(), parameters: None }
    }

    /// A name that people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Streebog256 => "Streebog-256",
            Self::Streebog512 => "Streebog-512",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha1 => "SHA-1",
        }
    }

    /// Bytes of a hash.
    pub fn size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Streebog256 | Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Streebog512 | Self::Sha512 => 64,
        }
    }

    /// Whether two contents with one hash can be made, so that a signature over it says nothing.
    pub fn is_weak(self) -> bool {
        self == Self::Sha1
    }

    /// Begins to hash.
    pub fn begin(self) -> Digest {
        Digest {
            algorithm: self,
            state: match self {
                Self::Streebog256 => State::Streebog256(Box::default()),
                Self::Streebog512 => State::Streebog512(Box::default()),
                _ => State::Sha(Box::new(sha::Context::new(self.in_aws_lc().expect("is SHA")))),
            },
        }
    }

    /// Hashes what is there as a whole.
    pub fn hash(self, bytes: &[u8]) -> Vec<u8> {
        let mut digest = self.begin();
        digest.update(bytes);
        digest.finish()
    }

    /// The same function in `aws-lc-rs`; it has no Streebog.
    pub(crate) fn in_aws_lc(self) -> Option<&'static sha::Algorithm> {
        match self {
            Self::Streebog256 | Self::Streebog512 => None,
            Self::Sha256 => Some(&sha::SHA256),
            Self::Sha384 => Some(&sha::SHA384),
            Self::Sha512 => Some(&sha::SHA512),
            Self::Sha1 => Some(&sha::SHA1_FOR_LEGACY_USE_ONLY),
        }
    }
}

impl fmt::Display for DigestAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A hash that is being made.
#[derive(Clone)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    state: State,
}

#[derive(Clone)]
enum State {
    Streebog256(Box<Streebog256>),
    Streebog512(Box<Streebog512>),
    Sha(Box<sha::Context>),
}

impl Digest {
    /// Which hash it will be.
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// Hashes what comes next.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Streebog256(state) => state.update(bytes),
            State::Streebog512(state) => state.update(bytes),
            State::Sha(state) => state.update(bytes),
        }
    }

    /// The hash of everything that came.
    pub fn finish(self) -> Vec<u8> {
        match self.state {
            State::Streebog256(state) => state.finalize().to_vec(),
            State::Streebog512(state) => state.finalize().to_vec(),
            State::Sha(state) => state.finish().as_ref().to_vec(),
        }
    }
}
