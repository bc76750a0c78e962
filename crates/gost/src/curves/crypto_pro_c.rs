//! The curve of three sets: id-GostR3410-2001-CryptoPro-C-ParamSet and -XchB- (RFC 4357,
//! section 11.4) and id-tc26-gost-3410-2012-256-paramSetD (R 1323565.1.024).

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
pub struct CryptoProC;

/// The prime *p*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field;

/// The prime *q*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order;

impl Prime<4> for Field {
    const MODULUS: Limbs<4> =
        hex("9B9F605F5A858107 AB1EC85E6B41C8AA CF846E86789051D3 7998F7B9022D759B");
}

impl Prime<4> for Order {
    const MODULUS: Limbs<4> =
        hex("9B9F605F5A858107 AB1EC85E6B41C8AA 582CA3511EDDFB74 F02F3A6598980BB9");
}

impl Parameters<4> for CryptoProC {
    type Field = Field;
    type Order = Order;

    const B: Limbs<4> = hex("805A");
    const GENERATOR: (Limbs<4>, Limbs<4>) =
        (hex("0"), hex("41ECE55743711A8C 3CBF3783CD08C0EE 4D4DC440D4641A8F 366E550DFDB3BB67"));
    const TAG: u8 = 3;

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Weierstrass<Self>, 4>> {
        static TABLES: OnceBox<Tables<Weierstrass<CryptoProC>, 4>> = OnceBox::new();
        &TABLES
    }
}
