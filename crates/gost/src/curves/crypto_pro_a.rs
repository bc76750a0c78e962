//! The curve of three sets: id-GostR3410-2001-CryptoPro-A-ParamSet and -XchA- (RFC 4357,
//! section 11.4) and id-tc26-gost-3410-2012-256-paramSetB (RFC 7836, appendix A; R 1323565.1.024).

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
pub struct CryptoProA;

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
        hex("FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF 6C611070995AD100 45841B09B761B893");
}

impl Parameters<4> for CryptoProA {
    type Field = Field;
    type Order = Order;

    const B: Limbs<4> = hex("A6");
    const GENERATOR: (Limbs<4>, Limbs<4>) =
        (hex("1"), hex("8D91E471E0989CDA 27DF505A453F2B76 35294F2DDF23E3B1 22ACC99C9E9F1E14"));
    const TAG: u8 = 1;

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Weierstrass<Self>, 4>> {
        static TABLES: OnceBox<Tables<Weierstrass<CryptoProA>, 4>> = OnceBox::new();
        &TABLES
    }
}
