//! RFC 7636, its example and its limits.

use proptest::prelude::*;

use super::*;

#[test]
fn the_example_of_the_rfc_holds() {
    let verifier = Verifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
    let challenge = Challenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
    assert_eq!(verifier.challenge(), challenge);
    assert!(challenge.accepts(&verifier));
    assert!(!challenge.accepts(&Verifier::from_random(&[1; 32])));
}

#[test]
fn a_verifier_has_43_to_128_unreserved_characters() {
    assert_eq!(Verifier::parse(&"a".repeat(42)), Err(PkceFault::Verifier));
    assert!(Verifier::parse(&"a".repeat(43)).is_ok());
    assert!(Verifier::parse(&"~".repeat(128)).is_ok());
    assert_eq!(Verifier::parse(&"a".repeat(129)), Err(PkceFault::Verifier));
    for odd in [" ", "+", "/", "=", "%", "é", "\n", "\0"] {
        let text = format!("{}{odd}", "a".repeat(43));
        assert_eq!(Verifier::parse(&text), Err(PkceFault::Verifier), "{odd:?}");
    }
}

#[test]
fn a_challenge_is_exactly_32_bytes() {
    let good = Verifier::from_random(&[9; 32]).challenge();
    assert_eq!(Challenge::parse(good.as_str()), Ok(good.clone()));
    let text = good.as_str();
    for wrong in [
        String::new(),
        text[..42].to_owned(),
        format!("{text}="),
        format!("{}+", &text[..42]),
        format!("{}é", &text[..41]),
        "a".repeat(44),
        // The last character carries two bits that must be zero: another spelling of a challenge.
        format!("{}B", "A".repeat(42)),
    ] {
        assert_eq!(Challenge::parse(&wrong), Err(PkceFault::Challenge), "{wrong}");
    }
}

#[test]
fn both_survive_storing_and_the_verifier_stays_out_of_logs() {
    let verifier = Verifier::from_random(&[3; 32]);
    let json = serde_json::to_string(&verifier).unwrap();
    assert_eq!(serde_json::from_str::<Verifier>(&json).unwrap(), verifier);
    assert!(serde_json::from_str::<Verifier>("\"short\"").is_err());
    assert!(!format!("{verifier:?}").contains(verifier.as_str()));
    let json = serde_json::to_string(&verifier.challenge()).unwrap();
    assert_eq!(serde_json::from_str::<Challenge>(&json).unwrap(), verifier.challenge());
}

proptest! {
    #[test]
    fn nothing_makes_the_readers_panic(text in ".{0,140}") {
        let _ = Verifier::parse(&text);
        let _ = Challenge::parse(&text);
    }

    #[test]
    fn a_verifier_fits_its_own_challenge_only(one: [u8; 32], two: [u8; 32]) {
        let (first, second) = (Verifier::from_random(&one), Verifier::from_random(&two));
        prop_assert!(Verifier::parse(first.as_str()).is_ok());
        prop_assert!(first.challenge().accepts(&first));
        prop_assert_eq!(first.challenge().accepts(&second), one == two);
    }
}
