//! The format of a file on the disk: a header, then chunks of AES-256-GCM.
//!
//! Header: `KF`, the version, the id of the key (four bytes, big-endian), a salt of 32 bytes. The
//! file's key is HKDF-SHA-256 of the installation's key, the salt, and the file's id and owner.
//! Chunk `n` is sealed under the nonce `n ‖ last`, as in the STREAM construction (Hoang,
//! Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
//! Misuse-Resistance, section 7), so no nonce comes twice under a key.

use std::io::Read;

use aws_lc_rs::aead::{Aad, LessSafeKey, Nonce};

use super::{FileId, Owner};
use crate::{Entropy, Error, Result, Vault};

/// Bytes of content in a chunk; only the last one may have fewer.
pub(super) const CHUNK: usize = 64 * 1024;
/// What sealing adds to a chunk.
pub(super) const TAG: usize = 16;

const MAGIC: &[u8; 3] = b"KF\x01";
const SALT: usize = 32;
const HEADER: usize = MAGIC.len() + 4 + SALT;

/// Seals the chunks of one file in order.
pub(super) struct Sealer {
    key: LessSafeKey,
    next: u64,
}

impl Sealer {
    /// A sealer, and the header that the file begins with.
    pub(super) fn new(
        vault: &Vault,
        entropy: &Entropy,
        id: FileId,
        owner: &Owner,
    ) -> (Sealer, Vec<u8>) {
        let salt: [u8; SALT] = entropy.bytes();
        let (number, key) = vault.new_file_key(&salt, &bound(id, owner));
        let header = [&MAGIC[..], &number.to_be_bytes(), &salt].concat();
        (Sealer { key, next: 0 }, header)
    }

    /// Seals a chunk in place and makes it longer by [`TAG`].
    pub(super) fn seal(&mut self, chunk: &mut Vec<u8>, last: bool) -> Result<()> {
        let nonce = nonce(self.next, last);
        self.next += 1;
        self.key
            .seal_in_place_append_tag(nonce, Aad::empty(), chunk)
            .map_err(|_| Error::bug("a chunk cannot be sealed"))
    }
}

/// Opens the chunks of one file in order.
pub(super) struct Opener<R> {
    key: LessSafeKey,
    from: R,
    next: u64,
    chunks: u64,
}

impl<R: Read> Opener<R> {
    /// Reads the header; `length` is that of the whole file on the disk.
    pub(super) fn new(
        vault: &Vault,
        mut from: R,
        length: u64,
        id: FileId,
        owner: &Owner,
    ) -> Result<Opener<R>> {
        let broken = |what: &str| Error::Broken(format!("file {id}: {what}"));
        let mut header = [0; HEADER];
        from.read_exact(&mut header).map_err(|_| broken("it is shorter than its header"))?;
        let (magic, rest) = header.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(broken("its format is not known"));
        }
        let (number, salt) = rest.split_at(4);
        let number = u32::from_be_bytes(number.try_into().map_err(Error::bug)?);
        let salt: &[u8; SALT] = salt.try_into().map_err(Error::bug)?;
        let key = vault.file_key(number, salt, &bound(id, owner));
        let key = key.ok_or_else(|| broken("its key is not in the key file"))?;
        let chunks = length.saturating_sub(HEADER as u64).div_ceil((CHUNK + TAG) as u64);
        if chunks == 0 {
            return Err(broken("it was cut off"));
        }
        Ok(Opener { key, from, next: 0, chunks })
    }

    /// The next chunk; `None` after the last.
    pub(super) fn next_chunk(&mut self) -> std::result::Result<Option<Vec<u8>>, &'static str> {
        if self.next == self.chunks {
            return Ok(None);
        }
        let last = self.next + 1 == self.chunks;
        let mut chunk = Vec::with_capacity(CHUNK + TAG);
        let most = (CHUNK + TAG) as u64;
        let read = self.from.by_ref().take(most).read_to_end(&mut chunk);
        read.map_err(|_| "it cannot be read")?;
        let nonce = nonce(self.next, last);
        let opened = self.key.open_in_place(nonce, Aad::empty(), &mut chunk);
        let length = opened.map_err(|_| "a chunk was changed, moved or cut off")?.len();
        chunk.truncate(length);
        self.next += 1;
        Ok(Some(chunk))
    }
}

/// The number of the chunk, then whether it is the last: eleven bytes and one.
fn nonce(number: u64, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    bytes[3..11].copy_from_slice(&number.to_be_bytes());
    bytes[11] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

/// What the key is bound to. The length keeps ("ab", "c") apart from ("a", "bc").
fn bound(id: FileId, owner: &Owner) -> Vec<u8> {
    let length = (owner.site.len() as u64).to_be_bytes();
    [&id.0.as_bytes()[..], &length, owner.site.as_bytes(), owner.subject.as_bytes()].concat()
}
