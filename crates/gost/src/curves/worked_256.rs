//! The curve of the worked example of 256 bits in GOST R 34.10-2012 (RFC 7091, section 7.1): tests
//! only.

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
pub struct Worked256;

/// The prime *p*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field;

/// The prime *q*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order;

impl Prime<4> for Field {
    const MODULUS: Limbs<4> =
        hex("8000000000000000 0000000000000000 0000000000000000 0000000000000431");
}

impl Prime<4> for Order {
    const MODULUS: Limbs<4> =
        hex("8000000000000000 0000000000000001 50FE8A1892976154 C59CFC193ACCF5B3");
}

impl Parameters<4> for Worked256 {
    type Field = Field;
    type Order = Order;

    const A: Option<Limbs<4>> = Some(hex("7"));
    const B: Limbs<4> = hex("5FBFF498AA938CE7 39B8E022FBAFEF40 563F6E6A3472FC2A 514C0CE9DAE23B7E");
    const GENERATOR: (Limbs<4>, Limbs<4>) =
        (hex("2"), hex("08E2A8A0E65147D4 BD6316030E16D19C 85C97F0A9CA26712 2B96ABBCEA7E8FC8"));
    const TAG: u8 = 0x81;

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Weierstrass<Self>, 4>> {
        static TABLES: OnceBox<Tables<Weierstrass<Worked256>, 4>> = OnceBox::new();
        &TABLES
    }
}
