//! Stories about asking, against a listener on the loopback that behaves as it is told.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use jiff::civil::date;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::breaker::FAILURES_MAX;
use crate::{EgrnRecord, FnsRecord, Gender, Holder};

fn story(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future);
}

/// What the register does to one call.
#[derive(Clone)]
enum Act {
    Answer(u16, String),
    Hang,
    HangUp,
}

/// A register on the loopback: for each call the next act, the last one for ever.
struct Neighbour {
    origin: String,
    calls: Arc<AtomicUsize>,
    last_head: Arc<Mutex<String>>,
}

async fn neighbour(acts: Vec<Act>) -> Neighbour {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let calls = Arc::new(AtomicUsize::new(0));
    let last_head = Arc::new(Mutex::new(String::new()));
    let (counted, heads) = (calls.clone(), last_head.clone());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (acts, counted, heads) = (acts.clone(), counted.clone(), heads.clone());
            tokio::spawn(async move {
                let mut head = vec![0; 4096];
                let length = stream.read(&mut head).await.unwrap_or(0);
                *heads.lock().unwrap() = String::from_utf8_lossy(&head[..length]).into_owned();
                let call = counted.fetch_add(1, Ordering::SeqCst);
                match acts[call.min(acts.len() - 1)].clone() {
                    Act::Answer(status, body) => {
                        let text = format!(
                            "HTTP/1.1 {status} x\r\ncontent-length: {}\r\n\
                             connection: close\r\n\r\n{body}",
                            body.len()
                        );
                        let _sent = stream.write_all(text.as_bytes()).await;
                        let _closed = stream.shutdown().await;
                    }
                    Act::Hang => tokio::time::sleep(Duration::from_secs(60)).await,
                    Act::HangUp => {}
                }
            });
        }
    });
    Neighbour { origin, calls, last_head }
}

fn record() -> String {
    let holder = Holder {
        family_name: "Тестова".into(),
        given_name: "Анна".into(),
        additional_name: None,
        birth_date: date(1990, 2, 3),
        gender: Gender::Female,
        snils: None,
        inn: None,
    };
    let as_of = store::Moment::from_seconds(1_767_225_600);
    serde_json::to_string(&FnsRecord { as_of, holder, declarations: Vec::new() }).unwrap()
}

fn clients(neighbour: &Neighbour) -> Registries {
    Registries::at(&neighbour.origin, Out::new(), Entropy::seeded(1))
}

fn token() -> Secret {
    Secret::new("a.b.c")
}

async fn ask(registries: &Registries) -> Asked<FnsRecord> {
    registries.person::<FnsRecord>(&token(), PAGE_DEADLINE).await
}

const DOWN: Asked<FnsRecord> = Asked::Unavailable { why: Why::Down };

#[test]
fn a_register_is_asked_with_the_token_and_its_answer_read() {
    story(async {
        let there = neighbour(vec![Act::Answer(200, record())]).await;
        let known = ask(&clients(&there)).await.known().unwrap();
        assert_eq!(known.as_of().seconds(), 1_767_225_600);
        assert_eq!(known.holder().given_name, "Анна");
        let head = there.last_head.lock().unwrap().clone();
        assert!(head.starts_with("GET /api/v1/fns/person HTTP/1.1"), "{head}");
        assert!(head.contains("authorization: Bearer a.b.c"), "{head}");
    });
}

#[test]
fn a_passing_failure_is_tried_again() {
    story(async {
        let failing = Act::Answer(500, "no".into());
        let there = neighbour(vec![failing, Act::HangUp, Act::Answer(200, record())]).await;
        assert!(ask(&clients(&there)).await.known().is_some());
        assert_eq!(there.calls.load(Ordering::SeqCst), 3);
    });
}

#[test]
fn a_lasting_failure_is_given_up_after_two_retries() {
    story(async {
        let there = neighbour(vec![Act::Answer(503, String::new())]).await;
        assert_eq!(ask(&clients(&there)).await, DOWN);
        assert_eq!(there.calls.load(Ordering::SeqCst), 3);
    });
}

#[test]
fn a_register_that_hangs_costs_no_more_than_the_deadline() {
    story(async {
        let there = neighbour(vec![Act::Hang]).await;
        let begun = Instant::now();
        let asked = ask(&clients(&there)).await;
        assert_eq!(asked, Asked::Unavailable { why: Why::Slow });
        assert!(begun.elapsed() < PAGE_DEADLINE + Duration::from_millis(300));
        assert_eq!(there.calls.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn one_that_hangs_leaves_room_for_the_others() {
    story(async {
        let (hung, well) = (
            neighbour(vec![Act::Hang]).await,
            neighbour(vec![Act::Answer(404, r#"{"error":"unknown_person"}"#.into())]).await,
        );
        let addresses =
            [(Register::Fns, hung.origin.clone()), (Register::Egrn, well.origin.clone())];
        let registries = Registries::new(addresses, Out::new(), Entropy::seeded(1));
        let stuck: Vec<_> = (0..20)
            .map(|_| {
                let registries = registries.clone();
                tokio::spawn(async move { ask(&registries).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        let begun = Instant::now();
        let asked = registries.person::<EgrnRecord>(&token(), PAGE_DEADLINE).await;
        assert_eq!(asked, Asked::Unknown);
        assert!(begun.elapsed() < Duration::from_millis(600));
        for call in stuck {
            assert!(call.await.unwrap().is_unavailable());
        }
        assert!(hung.calls.load(Ordering::SeqCst) <= UNDER_WAY_MAX);
    });
}

#[test]
fn after_five_failures_it_is_left_alone() {
    story(async {
        let there = neighbour(vec![Act::Answer(500, String::new())]).await;
        let registries = clients(&there);
        for _ in 0..FAILURES_MAX {
            assert_eq!(ask(&registries).await, DOWN);
        }
        let before = there.calls.load(Ordering::SeqCst);
        assert_eq!(ask(&registries).await, DOWN);
        assert_eq!(there.calls.load(Ordering::SeqCst), before);
        assert!(registries.health().contains(&(Register::Fns, Health::Resting)));
        assert!(registries.health().contains(&(Register::Sfr, Health::Well)));
    });
}

#[test]
fn refusals_are_answers_and_nonsense_is_not() {
    story(async {
        for (status, body, expected) in [
            (401, "{}", Asked::Unavailable { why: Why::Refused }),
            (403, "{}", Asked::Unavailable { why: Why::Refused }),
            (404, r#"{"error":"unknown_person"}"#, Asked::Unknown),
            (404, "<html>", DOWN),
            (200, "<html>", DOWN),
            (302, "", DOWN),
        ] {
            let there = neighbour(vec![Act::Answer(status, body.into())]).await;
            assert_eq!(ask(&clients(&there)).await, expected, "{status} {body}");
        }
    });
}

#[test]
fn a_register_without_an_address_is_down() {
    story(async {
        let registries = Registries::new([], Out::new(), Entropy::seeded(1));
        assert_eq!(ask(&registries).await, DOWN);
    });
}
