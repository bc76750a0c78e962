//! A signature and the orders in which programs write it.

use core::fmt;

use signature::SignatureEncoding;

use crate::Error;

/// A signature: two numbers *r* and *s* of 32 or 64 bytes each.
///
/// Written, *s* comes before *r*, each from its highest byte on: the order of certificates and of
/// CMS (RFC 9215, section 3; GOST engine). Programs on CryptoPro's interface write all bytes in
/// the opposite order, see [`Signature::from_reversed`]; RFC 7091 writes *r* before *s*, see
/// [`Signature::from_r_s`].
///
/// Neither number is 0. That they are below *q* is checked with the key, which knows *q*.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature {
    bytes: SignatureBytes,
}

/// The bytes of a signature: 64 or 128.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignatureBytes {
    bytes: [u8; 128],
    len: u8,
}

impl AsRef<[u8]> for SignatureBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.len.into()]
    }
}

impl fmt::Debug for SignatureBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl Signature {
    /// Reads *s* and *r*, each from its highest byte on.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] unless there are 64 or 128 bytes; [`Error::Range`] if a number is 0.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() != 64 && bytes.len() != 128 {
            return Err(Error::Length);
        }
        let (s, r) = bytes.split_at(bytes.len() / 2);
        Self::from_r_s(r, s)
    }

    /// Reads all bytes in the opposite order, as programs on CryptoPro's interface write them.
    ///
    /// # Errors
    ///
    /// The same as those of [`Signature::from_slice`].
    pub fn from_reversed(bytes: &[u8]) -> Result<Self, Error> {
        let mut turned = [0; 128];
        let turned = turned.get_mut(..bytes.len()).ok_or(Error::Length)?;
        turned.copy_from_slice(bytes);
        turned.reverse();
        Self::from_slice(turned)
    }

    /// Puts the two numbers together, each from its highest byte on.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] unless both have 32 or both have 64 bytes; [`Error::Range`] if one is 0.
    pub fn from_r_s(r: &[u8], s: &[u8]) -> Result<Self, Error> {
        if r.len() != s.len() || (r.len() != 32 && r.len() != 64) {
            return Err(Error::Length);
        }
        if r.iter().all(|byte| *byte == 0) || s.iter().all(|byte| *byte == 0) {
            return Err(Error::Range);
        }
        let mut bytes = [0; 128];
        bytes[..s.len()].copy_from_slice(s);
        bytes[s.len()..2 * s.len()].copy_from_slice(r);
        Ok(Self { bytes: SignatureBytes { bytes, len: 2 * s.len() as u8 } })
    }

    /// The number *r* from its highest byte on.
    pub fn r(&self) -> &[u8] {
        let bytes = self.as_bytes();
        &bytes[bytes.len() / 2..]
    }

    /// The number *s* from its highest byte on.
    pub fn s(&self) -> &[u8] {
        let bytes = self.as_bytes();
        &bytes[..bytes.len() / 2]
    }

    /// *s* and *r*, each from its highest byte on.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.as_ref()
    }

    /// All bytes in the opposite order, as programs on CryptoPro's interface want them.
    pub fn to_reversed(&self) -> SignatureBytes {
        let mut turned = self.bytes;
        turned.bytes[..turned.len.into()].reverse();
        turned
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signature").field("r", &self.r()).field("s", &self.s()).finish()
    }
}

impl TryFrom<&[u8]> for Signature {
    type Error = Error;

    fn try_from(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_slice(bytes)
    }
}

impl From<Signature> for SignatureBytes {
    fn from(signature: Signature) -> Self {
        signature.bytes
    }
}

impl SignatureEncoding for Signature {
    type Repr = SignatureBytes;

    fn to_bytes(&self) -> SignatureBytes {
        self.bytes
    }
}

#[cfg(feature = "alloc")]
impl spki::SignatureBitStringEncoding for Signature {
    fn to_bitstring(&self) -> spki::der::Result<spki::der::asn1::BitString> {
        spki::der::asn1::BitString::from_bytes(self.as_bytes())
    }
}
