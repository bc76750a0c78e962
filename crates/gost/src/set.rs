//! The twelve parameter sets and what belongs to each.

use core::fmt;

use spki::ObjectIdentifier;

/// A parameter set of GOST R 34.10-2012: a curve with a base point, under a name.
///
/// Several names mean the same curve. A key keeps the name it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterSet {
    /// id-GostR3410-2001-CryptoPro-A-ParamSet (RFC 4357).
    CryptoProA,
    /// id-GostR3410-2001-CryptoPro-B-ParamSet (RFC 4357).
    CryptoProB,
    /// id-GostR3410-2001-CryptoPro-C-ParamSet (RFC 4357).
    CryptoProC,
    /// id-GostR3410-2001-CryptoPro-XchA-ParamSet (RFC 4357): the curve of CryptoPro-A.
    CryptoProXchA,
    /// id-GostR3410-2001-CryptoPro-XchB-ParamSet (RFC 4357): the curve of CryptoPro-C.
    CryptoProXchB,
    /// id-tc26-gost-3410-2012-256-paramSetA (RFC 7836): has an Edwards form, cofactor 4.
    Tc26_256A,
    /// id-tc26-gost-3410-2012-256-paramSetB (RFC 9215): the curve of CryptoPro-A.
    Tc26_256B,
    /// id-tc26-gost-3410-2012-256-paramSetC (RFC 9215): the curve of CryptoPro-B.
    Tc26_256C,
    /// id-tc26-gost-3410-2012-256-paramSetD (RFC 9215): the curve of CryptoPro-C.
    Tc26_256D,
    /// id-tc26-gost-3410-12-512-paramSetA (RFC 7836).
    Tc26_512A,
    /// id-tc26-gost-3410-12-512-paramSetB (RFC 7836).
    Tc26_512B,
    /// id-tc26-gost-3410-2012-512-paramSetC (RFC 7836): has an Edwards form, cofactor 4.
    Tc26_512C,
}

/// A curve, of which some have several names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    CryptoProA,
    CryptoProB,
    CryptoProC,
    Tc26256A,
    Tc26512A,
    Tc26512B,
    Tc26512C,
}

impl ParameterSet {
    /// All twelve.
    pub const ALL: [Self; 12] = [
        Self::CryptoProA,
        Self::CryptoProB,
        Self::CryptoProC,
        Self::CryptoProXchA,
        Self::CryptoProXchB,
        Self::Tc26_256A,
        Self::Tc26_256B,
        Self::Tc26_256C,
        Self::Tc26_256D,
        Self::Tc26_512A,
        Self::Tc26_512B,
        Self::Tc26_512C,
    ];

    /// A short name that people use.
    pub fn name(self) -> &'static str {
        match self {
            Self::CryptoProA => "CryptoPro-A",
            Self::CryptoProB => "CryptoPro-B",
            Self::CryptoProC => "CryptoPro-C",
            Self::CryptoProXchA => "CryptoPro-XchA",
            Self::CryptoProXchB => "CryptoPro-XchB",
            Self::Tc26_256A => "TC26-256-A",
            Self::Tc26_256B => "TC26-256-B",
            Self::Tc26_256C => "TC26-256-C",
            Self::Tc26_256D => "TC26-256-D",
            Self::Tc26_512A => "TC26-512-A",
            Self::Tc26_512B => "TC26-512-B",
            Self::Tc26_512C => "TC26-512-C",
        }
    }

    /// Its object identifier.
    pub fn oid(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(match self {
            Self::CryptoProA => "1.2.643.2.2.35.1",
            Self::CryptoProB => "1.2.643.2.2.35.2",
            Self::CryptoProC => "1.2.643.2.2.35.3",
            Self::CryptoProXchA => "1.2.643.2.2.36.0",
            Self::CryptoProXchB => "1.2.643.2.2.36.1",
            Self::Tc26_256A => "1.2.643.7.1.2.1.1.1",
            Self::Tc26_256B => "1.2.643.7.1.2.1.1.2",
            Self::Tc26_256C => "1.2.643.7.1.2.1.1.3",
            Self::Tc26_256D => "1.2.643.7.1.2.1.1.4",
            Self::Tc26_512A => "1.2.643.7.1.2.1.2.1",
            Self::Tc26_512B => "1.2.643.7.1.2.1.2.2",
            Self::Tc26_512C => "1.2.643.7.1.2.1.2.3",
        })
    }

    /// The set with this object identifier.
    pub fn from_oid(oid: &ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.oid() == *oid)
    }

    /// Bytes of a private key, of a coordinate, of half a signature and of a hash: 32 or 64.
    pub fn size(self) -> usize {
        match self {
            Self::Tc26_512A | Self::Tc26_512B | Self::Tc26_512C => 64,
            _ => 32,
        }
    }

    /// The object identifier of its keys (RFC 9215, section 4).
    pub fn key_oid(self) -> ObjectIdentifier {
        if self.size() == 32 { crate::KEY_256 } else { crate::KEY_512 }
    }

    /// The object identifier of its signatures together with Streebog (RFC 9215, section 3).
    pub fn signature_oid(self) -> ObjectIdentifier {
        if self.size() == 32 { crate::SIGNATURE_256 } else { crate::SIGNATURE_512 }
    }

    /// The object identifier of the Streebog that goes with it (RFC 9215, section 2).
    pub fn digest_oid(self) -> ObjectIdentifier {
        if self.size() == 32 { crate::DIGEST_256 } else { crate::DIGEST_512 }
    }

    /// Whether keys of this set name the hash beside the set: older sets do.
    #[cfg(feature = "alloc")]
    pub(crate) fn names_digest(self) -> bool {
        !matches!(
            self,
            Self::Tc26_256A | Self::Tc26_256B | Self::Tc26_256C | Self::Tc26_256D | Self::Tc26_512C
        )
    }

    pub(crate) fn curve(self) -> Curve {
        match self {
            Self::CryptoProA | Self::CryptoProXchA | Self::Tc26_256B => Curve::CryptoProA,
            Self::CryptoProB | Self::Tc26_256C => Curve::CryptoProB,
            Self::CryptoProC | Self::CryptoProXchB | Self::Tc26_256D => Curve::CryptoProC,
            Self::Tc26_256A => Curve::Tc26256A,
            Self::Tc26_512A => Curve::Tc26512A,
            Self::Tc26_512B => Curve::Tc26512B,
            Self::Tc26_512C => Curve::Tc26512C,
        }
    }
}

impl fmt::Display for ParameterSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
