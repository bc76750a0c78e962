//! id-tc26-gost-3410-12-512-paramSetB (RFC 7836, appendix A.1).

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
pub struct Tc26512B;

/// The prime *p*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field;

/// The prime *q*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order;

impl Prime<8> for Field {
    const MODULUS: Limbs<8> =
        hex("8000000000000000 0000000000000000 0000000000000000 0000000000000000 \
         0000000000000000 0000000000000000 0000000000000000 000000000000006F");
}

impl Prime<8> for Order {
    const MODULUS: Limbs<8> =
        hex("8000000000000000 0000000000000000 0000000000000000 0000000000000001 \
         49A1EC142565A545 ACFDB77BD9D40CFA 8B996712101BEA0E C6346C54374F25BD");
}

impl Parameters<8> for Tc26512B {
    type Field = Field;
    type Order = Order;

    const B: Limbs<8> = hex("687D1B459DC84145 7E3E06CF6F5E2517 B97C7D614AF138BC BF85DC806C4B289F \
         3E965D2DB1416D21 7F8B276FAD1AB69C 50F78BEE1FA3106E FB8CCBC7C5140116");
    const GENERATOR: (Limbs<8>, Limbs<8>) = (
        hex("2"),
        hex("1A8F7EDA389B094C 2C071E3647A8940F 3C123B697578C213 BE6DD9E6C8EC7335 \
             DCB228FD1EDF4A39 152CBCAAF8C03988 28041055F94CEEEC 7E21340780FE41BD"),
    );
    const TAG: u8 = 6;

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Weierstrass<Self>, 8>> {
        static TABLES: OnceBox<Tables<Weierstrass<Tc26512B>, 8>> = OnceBox::new();
        &TABLES
    }
}
