use super::Binding;

#[test]
fn a_network_is_24_bits_of_ipv4_and_64_of_ipv6() {
    let address = |text: &str| text.parse::<std::net::IpAddr>().unwrap();
    let same = |a, b| Binding::Network.allows(address(a), address(b));
    assert!(same("192.0.2.1", "192.0.2.200"));
    assert!(!same("192.0.2.1", "192.0.3.1"));
    assert!(same("2001:db8::1", "2001:db8::ffff"));
    assert!(!same("2001:db8::1", "2001:db8:0:1::1"));
    assert!(!Binding::Exact.allows(address("192.0.2.1"), address("192.0.2.2")));
}
