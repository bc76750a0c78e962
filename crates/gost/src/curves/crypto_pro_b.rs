//! The curve of two sets: id-GostR3410-2001-CryptoPro-B-ParamSet (RFC 4357, section 11.4) and
//! id-tc26-gost-3410-2012-256-paramSetC (R 1323565.1.024).

#[cfg(feature = "alloc")]
use once_cell::race::OnceBox;

use crate::field::Prime;
#[cfg(feature = "alloc")]
use crate::group::Tables;
use crate::limbs::{Limbs, hex};
use crate::weierstrass::Parameters;
#[cfg(feature = "alloc")]
use crate::weierstrass::Weierstrass;

/// The parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CryptoProB;

/// The prime *p*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field;

/// The prime *q*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order;

impl Prime<4> for Field {
    const MODULUS: Limbs<4> =
        hex("8000000000000000 0000000000000000 0000000000000000 0000000000000C99");
}

impl Prime<4> for Order {
    const MODULUS: Limbs<4> =
        hex("8000000000000000 0000000000000001 5F700CFFF1A624E5 E497161BCC8A198F");
}

impl Parameters<4> for CryptoProB {
    type Field = Field;
    type Order = Order;

    const B: Limbs<4> = hex("3E1AF419A269A5F8 66A7D3C25C3DF80A E979259373FF2B18 2F49D4CE7E1BBC8B");
    const GENERATOR: (Limbs<4>, Limbs<4>) =
        (hex("1"), hex("3FA8124359F96680 B83D1C3EB2C070E5 C545C9858D03ECFB 744BF8D717717EFC"));
    const TAG: u8 = 2;

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Weierstrass<Self>, 4>> {
        static TABLES: OnceBox<Tables<Weierstrass<CryptoProB>, 4>> = OnceBox::new();
        &TABLES
    }
}
