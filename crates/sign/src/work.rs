//! How much work the check of one file may cost.
//!
//! Whoever makes a message decides how much there is to check in it. So work is counted before it
//! is done, and what is too much is left undone and said to be unknown. It is counted, not
//! measured by a clock: the same file gets the same answer on every machine.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::algorithm::PublicKey;
use crate::say;
use crate::verdict::{Check, Text};

/// The work that may still be done for one file, in steps. A step takes about a microsecond.
#[derive(Debug)]
pub struct Work {
    limit: u64,
    spent: AtomicU64,
}

impl Work {
    /// Steps for one file: about 20 seconds of one processor. A message with 64 signers, each with
    /// a stamp and lists of revoked certificates of a megabyte, takes a tenth of it.
    pub const USUAL: u64 = 20_000_000;

    /// At most so many steps.
    pub fn new(limit: u64) -> Self {
        Self { limit, spent: AtomicU64::new(0) }
    }

    /// Counts steps that are about to be done; whether they may be done. Once they may not, nothing
    /// after them may, however small.
    #[must_use]
    pub fn spend(&self, steps: u64) -> bool {
        let add = |spent: u64| Some(spent.saturating_add(steps));
        let before = self.spent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
        before.is_ok_and(|before| before.saturating_add(steps) <= self.limit)
    }

    /// Whether something was left undone.
    pub fn is_used_up(&self) -> bool {
        self.spent() > self.limit
    }

    /// Steps that were counted so far.
    pub fn spent(&self) -> u64 {
        self.spent.load(Ordering::Relaxed)
    }

    /// What is said in place of a check that was left undone.
    pub(crate) fn too_much(name: &'static str) -> Check {
        Check::unknown(name, Self::why())
    }

    fn why() -> Text {
        say!(
            "проверка потребовала бы слишком много работы и не закончена",
            "it would take too much work to check and was not finished"
        )
    }
}

impl Default for Work {
    fn default() -> Self {
        Self::new(Self::USUAL)
    }
}

/// Steps to check a signature by a key of the kind that takes longest, but for RSA of 8192 bits.
const KEY: u64 = 700;

/// Steps to check one signature of so many bytes by a key.
pub(crate) fn of_signature(key: &PublicKey, bytes: usize) -> u64 {
    let key = match key {
        PublicKey::Gost(key) if key.set().size() == 32 => 150,
        PublicKey::Gost(_) => KEY,
        // It grows with the square of the length; exponents are bounded by what checks them.
        PublicKey::Rsa(key) => 50 * u64::from(key.bits() / 2048 + 1).pow(2),
        PublicKey::Ec(_) => 500,
        PublicKey::Ed25519(_) => 100,
    };
    key + of_bytes(bytes)
}

/// Steps to find a signer's certificate among so many, and to check one signature over so many
/// signed bytes by whatever key that has, in both orders of attributes.
pub(crate) fn of_examining(signed: usize, certificates: usize) -> u64 {
    of_search(certificates) + 2 * (KEY + of_bytes(signed))
}

/// Steps to read or to hash so many bytes; Streebog is the slowest.
pub(crate) fn of_bytes(bytes: usize) -> u64 {
    bytes as u64 / 64 + 1
}

/// Steps to look through so many certificates for a name.
pub(crate) fn of_search(certificates: usize) -> u64 {
    certificates as u64 / 8 + 1
}

#[cfg(test)]
mod tests;
