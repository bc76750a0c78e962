//! Argon2id with the parameters of OWASP's first choice: 19 MiB, two passes, one lane.

use std::cell::RefCell;
use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};
use store::Entropy;
use subtle::ConstantTimeEq as _;

use super::normal;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_LEN: usize = 16;
const HASH_LEN: usize = 32;

thread_local! {
    /// The 19 MiB that a hash needs are asked for once per thread, not once per password.
    static BLOCKS: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

/// A hashed password in the PHC string form; it does not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hashed(String);

impl Hashed {
    pub(super) fn read(text: String) -> Hashed {
        Hashed(text)
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hashed(…)")
    }
}

/// Hashes a password with a fresh salt: 15 to 40 ms of one core, so never in a transaction and
/// only on `app.cpu`.
pub fn hash(password: &str, entropy: &Entropy) -> Hashed {
    let salt: [u8; SALT_LEN] = entropy.bytes();
    let digest = digest(password, &salt, MEMORY_KIB, PASSES, LANES).unwrap_or_default();
    written(&salt, &digest)
}

/// A hash that no password has; comparing with it costs what comparing with a real one costs.
pub fn decoy(entropy: &Entropy) -> Hashed {
    written(&entropy.bytes::<SALT_LEN>(), &entropy.bytes::<HASH_LEN>())
}

/// Whether the password has this hash. As slow as [`hash`].
pub fn is_right(password: &str, hashed: &Hashed) -> bool {
    let Some((memory, passes, lanes, salt, expected)) = read(&hashed.0) else { return false };
    let Some(digest) = digest(password, &salt, memory, passes, lanes) else { return false };
    bool::from(digest.as_slice().ct_eq(&expected))
}

fn written(salt: &[u8], digest: &[u8]) -> Hashed {
    let (salt, digest) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(digest));
    Hashed(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${digest}"))
}

fn read(text: &str) -> Option<(u32, u32, u32, Vec<u8>, Vec<u8>)> {
    let rest = text.strip_prefix("$argon2id$v=19$")?;
    let mut parts = rest.split('$');
    let mut numbers = parts.next()?.split(',');
    let mut number = |name: &str| numbers.next()?.strip_prefix(name)?.parse::<u32>().ok();
    let (memory, passes, lanes) = (number("m=")?, number("t=")?, number("p=")?);
    let salt = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
    let digest = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
    Some((memory, passes, lanes, salt, digest))
}

fn digest(password: &str, salt: &[u8], memory: u32, passes: u32, lanes: u32) -> Option<Vec<u8>> {
    let params = Params::new(memory, passes, lanes, Some(HASH_LEN)).ok()?;
    let blocks = params.block_count();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let password = normal(password);
    let mut out = vec![0; HASH_LEN];
    BLOCKS.with_borrow_mut(|memory| {
        memory.resize(blocks, Block::default());
        argon.hash_password_into_with_memory(password.as_bytes(), salt, &mut out, memory).ok()
    })?;
    Some(out)
}
