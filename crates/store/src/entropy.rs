//! The one door to randomness: the system's generator, or a seeded stream for stories.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A source of random bytes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Entropy(Option<Arc<Mutex<Seeded>>>);

#[derive(Debug)]
struct Seeded {
    seed: u64,
    counter: u64,
}

impl Entropy {
    /// The operating system's generator.
    pub fn system() -> Entropy {
        Entropy(None)
    }

    /// A repeatable stream, for stories and demonstration data only.
    pub fn seeded(seed: u64) -> Entropy {
        Entropy(Some(Arc::new(Mutex::new(Seeded { seed, counter: 0 }))))
    }

    /// Fills `out` with random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe can be done then.
    pub fn fill(&self, out: &mut [u8]) {
        match &self.0 {
            None => fill_from_system(out),
            Some(seeded) => {
                seeded.lock().unwrap_or_else(PoisonError::into_inner).fill(out);
            }
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// 256 random bits as 43 characters of base64url: a cookie, a code, a token.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// A uniformly distributed number below `bound`.
    pub fn below(&self, bound: u32) -> u32 {
        let bound = bound.max(1);
        // The largest multiple of `bound`: values above it would favour small remainders.
        let fair = u32::MAX - u32::MAX % bound;
        loop {
            let n = u32::from_le_bytes(self.bytes());
            if n < fair {
                return n % bound;
            }
        }
    }

    /// A one-time code of six digits.
    pub fn six_digits(&self) -> String {
        format!("{:06}", self.below(1_000_000))
    }
}

impl Seeded {
    fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let mut block = [0; 16];
            block[..8].copy_from_slice(&self.seed.to_le_bytes());
            block[8..].copy_from_slice(&self.counter.to_le_bytes());
            self.counter += 1;
            let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &block);
            chunk.copy_from_slice(&digest.as_ref()[..chunk.len()]);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn fill_from_system(out: &mut [u8]) {
    getrandom::fill(out).expect("the operating system gives random bytes");
}
