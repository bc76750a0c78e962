//! Stories about the breaker.

use super::*;

fn open(now: Instant) -> Breaker {
    let breaker = Breaker::default();
    for call in 1..=FAILURES_MAX {
        assert_eq!(breaker.ask(now).unwrap().failed(now), call == FAILURES_MAX);
    }
    breaker
}

#[test]
fn five_failures_in_a_row_open_it() {
    let now = Instant::now();
    let breaker = Breaker::default();
    for _ in 1..FAILURES_MAX {
        breaker.ask(now).unwrap().failed(now);
    }
    breaker.ask(now).unwrap().answered();
    for _ in 1..FAILURES_MAX {
        breaker.ask(now).unwrap().failed(now);
    }
    assert_eq!(breaker.health(), Health::Well);
    assert!(breaker.ask(now).unwrap().failed(now));
    assert_eq!(breaker.health(), Health::Resting);
    assert!(breaker.ask(now).is_none());
}

#[test]
fn after_the_rest_one_call_looks_and_the_others_wait() {
    let now = Instant::now();
    let breaker = open(now);
    assert!(breaker.ask(now + REST / 2).is_none());
    let probe = breaker.ask(now + REST).unwrap();
    assert!(breaker.ask(now + REST).is_none());
    probe.answered();
    assert_eq!(breaker.health(), Health::Well);
    assert!(breaker.ask(now + REST).is_some());
}

#[test]
fn a_failed_look_starts_another_rest() {
    let now = Instant::now();
    let breaker = open(now);
    breaker.ask(now + REST).unwrap().failed(now + REST);
    assert!(breaker.ask(now + REST).is_none());
    assert!(breaker.ask(now + 2 * REST).is_some());
}

#[test]
fn a_look_that_was_given_up_lets_the_next_one_look() {
    let now = Instant::now();
    let breaker = open(now);
    drop(breaker.ask(now + REST).unwrap());
    assert!(breaker.ask(now + REST).is_some());
}

#[test]
fn a_late_answer_does_not_close_it() {
    let now = Instant::now();
    let breaker = Breaker::default();
    let late = breaker.ask(now).unwrap();
    for _ in 0..FAILURES_MAX {
        breaker.ask(now).unwrap().failed(now);
    }
    late.answered();
    assert_eq!(breaker.health(), Health::Resting);
}
