//! Bytes that look random and are the same in every run, for tests.

use std::convert::Infallible;

use gost::signature::rand_core::{TryCryptoRng, TryRng};
use streebog::{Digest, Streebog512};

pub struct Random {
    seed: String,
    counter: u64,
}

impl Random {
    pub fn new(seed: impl Into<String>) -> Self {
        Self { seed: seed.into(), counter: 0 }
    }

    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            self.counter += 1;
            let block = Streebog512::new()
                .chain_update(self.counter.to_le_bytes())
                .chain_update(&self.seed)
                .finalize();
            bytes.extend_from_slice(&block[..block.len().min(len - bytes.len())]);
        }
        bytes
    }
}

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.try_next_u64()? as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut word = [0; 8];
        self.try_fill_bytes(&mut word)?;
        Ok(u64::from_le_bytes(word))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.copy_from_slice(&self.bytes(bytes.len()));
        Ok(())
    }
}

impl TryCryptoRng for Random {}
