//! id-tc26-gost-3410-2012-256-paramSetA (RFC 7836, appendix A.2).

#[cfg(feature = "alloc")]
use once_cell::race::OnceBox;

#[cfg(feature = "alloc")]
use crate::edwards::Edwards;
use crate::edwards::Parameters;
use crate::field::Prime;
#[cfg(feature = "alloc")]
use crate::group::Tables;
use crate::limbs::{Limbs, hex};

/// The parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tc26256A;

/// The prime *p*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field;

/// The prime *q*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order;

impl Prime<4> for Field {
    const MODULUS: Limbs<4> =
        hex("FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFD97");
}

impl Prime<4> for Order {
    const MODULUS: Limbs<4> =
        hex("4000000000000000 0000000000000000 0FD8CDDFC87B6635 C115AF556C360C67");
}

impl Parameters<4> for Tc26256A {
    type Field = Field;
    type Order = Order;

    const D: Limbs<4> = hex("0605F6B7C183FA81 578BC39CFAD51813 2B9DF62897009AF7 E522C32D6DC7BFFB");
    const WEIERSTRASS: (Limbs<4>, Limbs<4>) = (
        hex("C2173F1513981673 AF4892C23035A27C E25E2013BF95AA33 B22C656F277E7335"),
        hex("295F9BAE7428ED9C CC20E7C359A9D41A 22FCCD9108E17BF7 BA9337A6F8AE9513"),
    );
    const GENERATOR: (Limbs<4>, Limbs<4>) = (
        hex("91E38443A5E82C0D 880923425712B2BB 658B9196932E02C7 8B2582FE742DAA28"),
        hex("32879423AB1A0375 895786C4BB46E956 5FDE0B5344766740 AF268ADB32322E5C"),
    );
    const TAG: u8 = 4;

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Edwards<Self>, 4>> {
        static TABLES: OnceBox<Tables<Edwards<Tc26256A>, 4>> = OnceBox::new();
        &TABLES
    }
}
