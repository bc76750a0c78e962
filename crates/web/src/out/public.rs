//! Which addresses lie in the public network: the others belong to this machine, to a network
//! behind it, or to nobody.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the public network (the registries of special addresses of IANA,
/// RFC 6890). What carries another address inside itself counts as not public.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => !SPECIAL_4.iter().any(|(net, bits)| v4_in(v4, *net, *bits)),
        IpAddr::V6(v6) => {
            v6_in(v6, UNICAST, 3) && !SPECIAL_6.iter().any(|(net, bits)| v6_in(v6, *net, *bits))
        }
    }
}

const SPECIAL_4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    // Multicast, and what nobody uses.
    ([224, 0, 0, 0], 3),
];

/// Everything that has been given out lies in here.
const UNICAST: [u16; 2] = [0x2000, 0];

const SPECIAL_6: &[([u16; 2], u32)] = &[
    // Protocol assignments with Teredo, documentation, 6to4, documentation again.
    ([0x2001, 0], 23),
    ([0x2001, 0xdb8], 32),
    ([0x2002, 0], 16),
    ([0x3fff, 0], 20),
];

fn v4_in(address: Ipv4Addr, net: [u8; 4], bits: u32) -> bool {
    let shift = 32 - bits;
    u32::from(address) >> shift == u32::from(Ipv4Addr::from(net)) >> shift
}

fn v6_in(address: Ipv6Addr, net: [u16; 2], bits: u32) -> bool {
    let net = Ipv6Addr::new(net[0], net[1], 0, 0, 0, 0, 0, 0);
    let shift = 128 - bits;
    u128::from(address) >> shift == u128::from(net) >> shift
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn only_the_public_network_is_public() {
        for inside in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["1.1.1.1", "172.32.0.1", "192.1.0.1", "223.255.255.1", "2a00:1450::1"] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }
}
