//! Stories about faults.

use super::*;

#[test]
fn a_fault_lasts_until_it_is_changed_and_touches_nobody_else() {
    let faults = Faults::default();
    let sfr = Simulator::Register(Register::Sfr);
    let slow = Fault { delay_ms: 300, ..Fault::default() };
    faults.set(&[(sfr, slow)]).unwrap();
    faults.set(&[(Simulator::Sms, Fault { status: Some(503), ..Fault::default() })]).unwrap();
    assert_eq!(faults.of(sfr), slow);
    assert_eq!(faults.of(Simulator::Sms).status, Some(503));
    assert!(faults.of(Simulator::Smtp).is_none());
    faults.clear();
    assert!(faults.all().iter().all(|(_, fault)| fault.is_none()));
}

#[test]
fn a_delay_is_at_most_a_minute() {
    let faults = Faults::default();
    let fault = Fault { delay_ms: u64::MAX, ..Fault::default() };
    faults.set(&[(Simulator::Smtp, fault)]).unwrap();
    assert_eq!(faults.of(Simulator::Smtp).delay(), Duration::from_secs(60));
}

#[test]
fn nonsense_is_refused_and_changes_nothing() {
    let faults = Faults::default();
    let fine = (Simulator::Sms, Fault { delay_ms: 1, ..Fault::default() });
    let status = (Simulator::Smtp, Fault { status: Some(200), ..Fault::default() });
    assert_eq!(faults.set(&[fine, status]), Err(FaultRefused::Status(200)));
    let wrong = (Simulator::Bank, Fault { wrong: true, ..Fault::default() });
    assert_eq!(faults.set(&[fine, wrong]), Err(FaultRefused::Wrong(Simulator::Bank)));
    assert!(faults.of(Simulator::Sms).is_none());
    assert!("pfr".parse::<Simulator>().is_err());
}

#[test]
fn every_simulator_has_its_fixed_name() {
    let names: Vec<&str> = Simulator::all().map(Simulator::as_str).collect();
    let registers = ["fns", "sfr", "egrn", "business", "tfoms", "education"];
    let services = ["employment", "accreditation", "experts"];
    let fixed = [&registers[..], &services, &["sms", "smtp", "tsp", "bank"]].concat();
    assert!(fixed.iter().all(|name| names.contains(name)));
    assert_eq!(names.len(), fixed.len());
}
