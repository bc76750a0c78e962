//! The curve of the worked example of 512 bits in GOST R 34.10-2012 (RFC 7091, section 7.2): tests
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
pub struct Worked512;

/// The prime *p*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field;

/// The prime *q*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order;

impl Prime<8> for Field {
    const MODULUS: Limbs<8> =
        hex("4531ACD1FE0023C7 550D267B6B2FEE80 922B14B2FFB90F04 D4EB7C09B5D2D15D \
         F1D852741AF4704A 0458047E80E4546D 35B8336FAC224DD8 1664BBF528BE6373");
}

impl Prime<8> for Order {
    const MODULUS: Limbs<8> =
        hex("4531ACD1FE0023C7 550D267B6B2FEE80 922B14B2FFB90F04 D4EB7C09B5D2D15D \
         A82F2D7ECB1DBAC7 19905C5EECC423F1 D86E25EDBE23C595 D644AAF187E6E6DF");
}

impl Parameters<8> for Worked512 {
    type Field = Field;
    type Order = Order;

    const A: Option<Limbs<8>> = Some(hex("7"));
    const B: Limbs<8> = hex("1CFF0806A31116DA 29D8CFA54E57EB74 8BC5F377E49400FD D788B649ECA1AC43 \
         61834013B2AD7322 480A89CA58E0CF74 BC9E540C2ADD6897 FAD0A3084F302ADC");
    const GENERATOR: (Limbs<8>, Limbs<8>) = (
        hex("24D19CC64572EE30 F396BF6EBBFD7A6C 5213B3B3D7057CC8 25F91093A68CD762 \
             FD60611262CD838D C6B60AA7EEE804E2 8BC849977FAC33B4 B530F1B120248A9A"),
        hex("2BB312A43BD2CE6E 0D020613C857ACDD CFBF061E91E5F2C3 F32447C259F39B2C \
             83AB156D77F1496B F7EB3351E1EE4E43 DC1A18B91B24640B 6DBB92CB1ADD371E"),
    );
    const TAG: u8 = 0x82;

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Weierstrass<Self>, 8>> {
        static TABLES: OnceBox<Tables<Weierstrass<Worked512>, 8>> = OnceBox::new();
        &TABLES
    }
}
