//! Access tokens whose signature was checked, by their hash: a token is asked about many times and
//! verified once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use oauth::claims::AccessClaims;
use oauth::jose::{self, Algorithm, MAX_TOKEN_BYTES, Typ};
use oauth::json::Object;

use super::lookup::{Access, Source};
use crate::key::Keyset;

/// Tokens of one half of the memory; the older half goes when the younger is full.
const HALF: usize = 4_096;
/// Times in tokens may lie ahead of our clock by so many seconds: nodes differ.
const LEEWAY: i64 = 5;

#[derive(Default)]
pub(super) struct Verified(Mutex<Memory>);

type Known = HashMap<[u8; 32], Arc<Access>>;

#[derive(Default)]
struct Memory {
    /// The key set under which everything here was verified.
    keys: Bytes,
    young: Known,
    old: Known,
}

impl Verified {
    /// The claims of a token of ours that is not expired.
    pub(super) fn check(
        &self,
        keys: &Keyset,
        issuer: &str,
        token: &str,
        now: i64,
    ) -> Option<Arc<Access>> {
        if token.len() > MAX_TOKEN_BYTES {
            return None;
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        let known = self.memory(keys).find(&hash);
        let access = match known {
            Some(access) => access,
            None => {
                let access = Arc::new(verify(keys, issuer, token)?);
                self.memory(keys).keep(hash, &access);
                access
            }
        };
        let claims = &access.claims;
        (claims.iat <= now + LEEWAY && now < claims.exp).then_some(access)
    }

    /// The memory; emptied when the keys have changed, because a key may have been withdrawn.
    fn memory(&self, keys: &Keyset) -> MutexGuard<'_, Memory> {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.keys != keys.body {
            *memory = Memory { keys: keys.body.clone(), ..Memory::default() };
        }
        memory
    }
}

impl Memory {
    fn find(&mut self, hash: &[u8; 32]) -> Option<Arc<Access>> {
        self.young.get(hash).or_else(|| self.old.get(hash)).cloned()
    }

    fn keep(&mut self, hash: [u8; 32], access: &Arc<Access>) {
        if self.young.len() >= HALF {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(hash, Arc::clone(access));
    }
}

fn verify(keys: &Keyset, issuer: &str, token: &str) -> Option<Access> {
    let verified =
        jose::verify(token, &keys.published, Typ::AccessToken, &[Algorithm::Es256]).ok()?;
    let mut claims = AccessClaims::read(verified.claims).ok()?;
    if claims.iss != issuer {
        return None;
    }
    // The memory holds thousands; nobody reads the rest here.
    claims.all = Object::new();
    let source = Source::parse(&claims.jti)?;
    Some(Access { claims, source })
}
