//! id-tc26-gost-3410-2012-512-paramSetC (RFC 7836, appendix A.2).

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
pub struct Tc26512C;

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
        hex("3FFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF \
         C98CDBA46506AB00 4C33A9FF5147502C C8EDA9E7A769A126 94623CEF47F023ED");
}

impl Parameters<8> for Tc26512C {
    type Field = Field;
    type Order = Order;

    const D: Limbs<8> = hex("9E4F5D8C017D8D9F 13A5CF3CDF5BFE4D AB402D54198E31EB DE28A0621050439C \
         A6B39E0A515C06B3 04E2CE43E79E369E 91A0CFC2BC2A22B4 CA302DBB33EE7550");
    const WEIERSTRASS: (Limbs<8>, Limbs<8>) = (
        hex("DC9203E514A72187 5485A529D2C722FB 187BC8980EB86664 4DE41C68E1430645 \
             46E861C0E2C9EDD9 2ADE71F46FCF50FF 2AD97F951FDA9F2A 2EB6546F39689BD3"),
        hex("B4C4EE28CEBC6C2C 8AC12952CF37F16A C7EFB6A9F69F4B57 FFDA2E4F0DE5ADE0 \
             38CBC2FFF719D2C1 8DE0284B8BFEF3B5 2B8CC7A5F5BF0A3C 8D2319A5312557E1"),
    );
    const GENERATOR: (Limbs<8>, Limbs<8>) = (
        hex("E2E31EDFC23DE7BD EBE241CE593EF5DE 2295B7A9CBAEF021 D385F7074CEA043A \
             A27272A7AE602BF2 A7B9033DB9ED3610 C6FB85487EAE97AA C5BC7928C1950148"),
        hex("F5CE40D95B5EB899 ABBCCFF5911CB857 7939804D6527378B 8C108C3D2090FF9B \
             E18E2D33E3021ED2 EF32D85822423B63 04F726AA854BAE07 D0396E9A9ADDC40F"),
    );
    const TAG: u8 = 7;

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Edwards<Self>, 8>> {
        static TABLES: OnceBox<Tables<Edwards<Tc26512C>, 8>> = OnceBox::new();
        &TABLES
    }
}
