//! Both directions with GOST engine: 1,000 keys and messages for each of the twelve sets.
//!
//! Runs where Debian's `libengine-gost-openssl` and a C compiler are installed; `cargo x test`
//! insists on them.

#[path = "engine/oracle.rs"]
mod oracle;
#[path = "engine/random.rs"]
mod random;

use gost::pkcs8::{DecodePrivateKey, EncodePublicKey};
use gost::signature::{Keypair, RandomizedSigner, Signer, Verifier};
use gost::{ParameterSet, Signature, SigningKey};
use oracle::Oracle;
use random::Random;

const TIMES: usize = 1000;

#[test]
fn what_either_signs_the_other_verifies() {
    if let Err(reason) = Oracle::start() {
        assert!(std::env::var_os("KABINET_TEST_FOREIGN").is_none(), "no GOST engine: {reason}");
        println!("skipped: no GOST engine ({})", reason.trim());
        return;
    }
    std::thread::scope(|scope| {
        for half in [0, 1] {
            scope.spawn(move || {
                let mut oracle = Oracle::start().unwrap();
                for set in ParameterSet::ALL.into_iter().skip(half).step_by(2) {
                    theirs(&mut oracle, set);
                    ours(&mut oracle, set);
                }
            });
        }
    });
}

/// Keys and signatures of the engine, read by us; and our signatures with its keys.
fn theirs(oracle: &mut Oracle, set: ParameterSet) {
    let mut random = Random::new(format!("theirs {set}"));
    for i in 0..TIMES {
        let key = SigningKey::from_pkcs8_der(&oracle.key(set)).unwrap();
        assert_eq!(key.set(), set);
        let message = random.bytes(i % 200);
        let signature = Signature::from_slice(&oracle.sign(set, &message)).unwrap();
        key.public().verify(&message, &signature).unwrap();
        let other = random.bytes(i % 200 + 1);
        assert!(key.public().verify(&other, &signature).is_err());
    }
}

/// Keys and signatures of ours, read by the engine; every tenth time spoiled.
fn ours(oracle: &mut Oracle, set: ParameterSet) {
    let mut random = Random::new(format!("ours {set}"));
    for i in 0..TIMES {
        let key = SigningKey::generate(set, &mut random).unwrap();
        let info = key.verifying_key().to_public_key_der().unwrap();
        let message = random.bytes(i % 200);
        let signature: Signature = match i % 2 {
            0 => key.sign(&message),
            _ => key.sign_with_rng(&mut random, &message),
        };
        let mut bytes = signature.as_bytes().to_vec();
        assert!(oracle.verify(set, info.as_bytes(), &message, &bytes), "{set}, {i}");
        if i % 10 == 0 {
            let at = i / 10 % bytes.len();
            bytes[at] ^= 1 << (i / 10 % 8);
            assert!(!oracle.verify(set, info.as_bytes(), &message, &bytes), "{set}, {i}");
        }
    }
}
