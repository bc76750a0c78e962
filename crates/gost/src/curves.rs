//! The seven curves behind the twelve parameter sets, one file each.

mod crypto_pro_a;
mod crypto_pro_b;
mod crypto_pro_c;
mod tc26_256_a;
mod tc26_512_a;
mod tc26_512_b;
mod tc26_512_c;
#[cfg(test)]
mod worked_256;
#[cfg(test)]
mod worked_512;

use crate::edwards::Edwards;
use crate::weierstrass::Weierstrass;

/// CryptoPro-A, CryptoPro-XchA, TC26-256-B.
pub type CryptoProA = Weierstrass<crypto_pro_a::CryptoProA>;
/// CryptoPro-B, TC26-256-C.
pub type CryptoProB = Weierstrass<crypto_pro_b::CryptoProB>;
/// CryptoPro-C, CryptoPro-XchB, TC26-256-D.
pub type CryptoProC = Weierstrass<crypto_pro_c::CryptoProC>;
/// TC26-256-A.
pub type Tc26256A = Edwards<tc26_256_a::Tc26256A>;
/// TC26-512-A.
pub type Tc26512A = Weierstrass<tc26_512_a::Tc26512A>;
/// TC26-512-B.
pub type Tc26512B = Weierstrass<tc26_512_b::Tc26512B>;
/// TC26-512-C.
pub type Tc26512C = Edwards<tc26_512_c::Tc26512C>;
/// The worked example of 256 bits.
#[cfg(test)]
pub type Worked256 = Weierstrass<worked_256::Worked256>;
/// The worked example of 512 bits.
#[cfg(test)]
pub type Worked512 = Weierstrass<worked_512::Worked512>;
