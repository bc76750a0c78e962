use axum::body::Body;
use http::{Request, StatusCode};
use sign::certificate::read_all;
use sign::chain::{Circumstances, Purpose};
use sign::digest::DigestAlgorithm;
use sign::stamp::{Error, Expected, Imprint, QUESTION_TYPE, Request as Question, check_answer};
use sign::trust::Trust;
use tower::ServiceExt as _;
use web::Site;

use crate::fault::{Fault, Simulator};
use crate::tests::sandbox;

const MESSAGE: &[u8] = b"a signature";

fn question() -> Question {
    Question::new(Imprint::of(DigestAlgorithm::Streebog256, MESSAGE), [5; 16])
}

async fn send(sandbox: &crate::Sandbox, request: Request<Body>) -> (StatusCode, Vec<u8>) {
    let response = sandbox.router(Site::Registries).oneshot(request).await.unwrap();
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, body.to_vec())
}

async fn ask(sandbox: &crate::Sandbox, kind: &str) -> (StatusCode, Vec<u8>) {
    let request = Request::post("/tsp").header("content-type", kind);
    send(sandbox, request.body(Body::from(question().to_der().unwrap())).unwrap()).await
}

#[tokio::test]
async fn whoever_asks_gets_a_stamp_that_holds_below_the_root() {
    let sandbox = sandbox("http://issuer");
    let (status, answer) = ask(&sandbox, QUESTION_TYPE).await;
    assert_eq!(status, StatusCode::OK);
    let stamp = check_answer(&question(), &answer).unwrap();
    let root = Request::get("/tsp/root.pem").body(Body::empty()).unwrap();
    let trust = Trust::new(read_all(&send(&sandbox, root).await.1).unwrap());
    let at = sandbox.app().clock.now().timestamp();
    let around = Circumstances {
        trust: &trust,
        others: &[],
        at,
        purpose: Purpose::TimeStamp,
        revocation: None,
    };
    let checked = stamp.check(Expected::Bytes(MESSAGE), &around);
    assert_ne!(checked.outcome(), sign::verdict::Outcome::Fails, "{:#?}", checked.checks);
    assert!(checked.chain.unwrap().anchored);
    assert_eq!(checked.time, at);
}

#[test]
fn it_starts_in_the_middle_of_a_second() {
    let now: jiff::Timestamp = "2026-11-22T10:15:00.75Z".parse().unwrap();
    let answer = crate::tsp::Tsp::new(now).unwrap();
    let answer = answer.answer(&question().to_der().unwrap(), now, [1; 16], false).unwrap();
    check_answer(&question(), &answer).unwrap();
}

#[tokio::test]
async fn it_is_wrong_or_fails_when_it_is_told_to() {
    let sandbox = sandbox("http://issuer");
    let set = |fault| sandbox.faults().set(&[(Simulator::Tsp, fault)]).unwrap();
    set(Fault { wrong: true, ..Fault::default() });
    let (_, answer) = ask(&sandbox, QUESTION_TYPE).await;
    let refused = check_answer(&question(), &answer).unwrap_err();
    assert!(matches!(refused, Error::Mismatch("imprint")), "{refused}");
    set(Fault { status: Some(503), ..Fault::default() });
    assert_eq!(ask(&sandbox, QUESTION_TYPE).await.0, StatusCode::SERVICE_UNAVAILABLE);
    set(Fault::default());
    assert_eq!(ask(&sandbox, "text/plain").await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
