//! id-tc26-gost-3410-12-512-paramSetA (RFC 7836, appendix A.1).

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
pub struct Tc26512A;

/// The prime *p*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field;

/// The prime *q*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order;

impl Prime<8> for Field {
    const MODULUS: Limbs<8> =
        hex("FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF \
         FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFDC7");
}

impl Prime<8> for Order {
    const MODULUS: Limbs<8> =
        hex("FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF \
         27E69532F48D8911 6FF22B8D4E056060 9B4B38ABFAD2B85D CACDB1411F10B275");
}

impl Parameters<8> for Tc26512A {
    type Field = Field;
    type Order = Order;

    const B: Limbs<8> = hex("E8C2505DEDFC86DD C1BD0B2B6667F1DA 34B82574761CB0E8 79BD081CFD0B6265 \
         EE3CB090F30D2761 4CB4574010DA90DD 862EF9D4EBEE4761 503190785A71C760");
    const GENERATOR: (Limbs<8>, Limbs<8>) = (
        hex("3"),
        hex("7503CFE87A836AE3 A61B8816E25450E6 CE5E1C93ACF1ABC1 778064FDCBEFA921 \
             DF1626BE4FD036E9 3D75E6A50E3A41E9 8028FE5FC235F5B8 89A589CB5215F2A4"),
    );
    const TAG: u8 = 5;

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Weierstrass<Self>, 8>> {
        static TABLES: OnceBox<Tables<Weierstrass<Tc26512A>, 8>> = OnceBox::new();
        &TABLES
    }
}
