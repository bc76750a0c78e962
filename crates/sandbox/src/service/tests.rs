//! Stories about services that take documents, over the wire.

use ::store::SECOND;
use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use web::Site;

use super::*;
use crate::Sandbox;
use crate::fault::{Fault, Simulator};
use crate::tests::{Answer, NOW, Provider, call, sandbox, send};

const SNILS: &str = "11223344595";

fn file() -> Vec<u8> {
    b"%PDF-1.7 a passport".to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    use aws_lc_rs::digest::{SHA256, digest};
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A passport in order, of somebody who began to work in this year.
fn parcel(since: i16) -> Value {
    use base64::Engine as _;
    json!({
        "kind": "qualification-passport",
        "file": {
            "media_type": "application/pdf",
            "sha256": sha256(&file()),
            "content": base64::engine::general_purpose::STANDARD.encode(file()),
        },
        "data": {
            "number": "264837190527",
            "check": "http://epk.localhost/check?n=1&k=2",
            "holder": { "familyName": "Тестова", "givenName": "Анна", "additionalName": null },
            "employment": [{ "from": format!("{since}-01-01"), "to": null }],
        },
    })
}

struct Story {
    provider: Provider,
    sandbox: Sandbox,
}

impl Story {
    async fn new() -> Story {
        let provider = Provider::start().await;
        let sandbox = sandbox(&provider.issuer);
        Story { provider, sandbox }
    }

    fn token(&self, audience: &str) -> String {
        let about = json!({ "snils": SNILS, "family_name": "Тестова" });
        self.provider.signed(&self.provider.key, audience, "register", NOW + 300, about)
    }

    async fn call(&self, method: &str, to: Service, key: &str, parcel: Option<&Value>) -> Answer {
        let path = format!("/api/v1/services/{to}/documents/{key}");
        let token = self.token(&to.audience());
        send(&self.sandbox, Site::Registries, call(method, &path, Some(&token), parcel)).await
    }

    async fn put(&self, to: Service, key: &str, parcel: &Value) -> Answer {
        self.call("PUT", to, key, Some(parcel)).await
    }

    async fn page(&self, path: &str) -> String {
        let request = Request::get(path).header("accept-language", "ru");
        let request = request.body(Body::empty()).unwrap();
        send(&self.sandbox, Site::Registries, request).await.text
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_registered_once_however_often_it_comes() {
    let story = Story::new().await;
    let first = story.put(Service::Employment, "01key", &parcel(2020)).await;
    assert_eq!(first.status.as_u16(), 201, "{}", first.text);
    assert_eq!(first.json["state"], "registered");
    assert_eq!(first.json["number"], "СЗ-2026-000001");
    assert_eq!(first.json["sha256"], sha256(&file()));
    let again = story.put(Service::Employment, "01key", &parcel(2020)).await;
    assert_eq!((again.status.as_u16(), &again.json), (200, &first.json));
    let asked = story.call("GET", Service::Employment, "01key", None).await;
    assert_eq!(asked.json, first.json);
    let other = story.put(Service::Employment, "02key", &parcel(2020)).await;
    assert_eq!(other.json["number"], "СЗ-2026-000002");
    let page = story.page("/services/employment/01key").await;
    assert!(page.contains("СЗ-2026-000001") && page.contains("Тестова Анна"), "{page}");
    assert!(page.contains("http://epk.localhost/check?n=1"), "{page}");
    assert!(story.page("/services").await.contains("/services/employment/02key"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_document_under_the_same_key_is_not_taken() {
    let story = Story::new().await;
    story.put(Service::Employment, "01key", &parcel(2020)).await;
    let other = story.put(Service::Employment, "01key", &parcel(2021)).await;
    assert_eq!(other.status.as_u16(), 409, "{}", other.text);
    assert_eq!(other.json["error"], "another_document");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_thinks_says_so_and_answers_later() {
    let story = Story::new().await;
    let first = story.put(Service::Accreditation, "01key", &parcel(2020)).await;
    assert_eq!(first.status.as_u16(), 202, "{}", first.text);
    assert_eq!(first.json, json!({ "state": "received" }));
    assert!(story.page("/services").await.contains("Рассматривается"));
    story.sandbox.app().db.clock().advance(THINKS + SECOND);
    let asked = story.call("GET", Service::Accreditation, "01key", None).await;
    assert_eq!(asked.json["number"], "АС-2026-000001", "{}", asked.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_worked_too_little_is_refused_with_a_reason() {
    let story = Story::new().await;
    let refused = story.put(Service::Experts, "01key", &parcel(2025)).await;
    assert_eq!(refused.json["state"], "refused", "{}", refused.text);
    assert!(refused.json["reason"].as_str().unwrap().contains("3 лет"), "{}", refused.text);
    let taken = story.put(Service::Experts, "02key", &parcel(2020)).await;
    assert_eq!(taken.json["state"], "registered", "{}", taken.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_whole_or_not_hers_is_refused() {
    let story = Story::new().await;
    let mut digest = parcel(2020);
    digest["file"]["sha256"] = json!("00");
    let mut kind = parcel(2020);
    kind["kind"] = json!("diploma");
    let mut page = parcel(2020);
    page["file"]["content"] = json!("AAAA");
    page["file"]["sha256"] = json!(sha256(&[0, 0, 0]));
    let mut other = parcel(2020);
    other["data"]["holder"]["familyName"] = json!("Чужова");
    for (what, wrong, error) in [
        ("digest", digest, "wrong_digest"),
        ("kind", kind, "unknown_kind"),
        ("content", page, "unreadable"),
        ("person", other, "another_person"),
        ("nothing", json!({}), "unreadable"),
    ] {
        let answer = story.put(Service::Employment, "01key", &wrong).await;
        assert_eq!(answer.status.as_u16(), 422, "{what}: {}", answer.text);
        assert_eq!(answer.json["error"], error, "{what}");
    }
    assert!(!story.page("/services").await.contains("01key"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_for_one_service_and_shows_ones_own_documents_only() {
    let story = Story::new().await;
    let path = "/api/v1/services/employment/documents/01key";
    let parcel = parcel(2020);
    let put = async |token: Option<&str>| {
        let request = call("PUT", path, token, Some(&parcel));
        send(&story.sandbox, Site::Registries, request).await
    };
    assert_eq!(put(None).await.status.as_u16(), 401);
    for foreign in [Service::Experts.audience(), "urn:kabinet:register:fns".into()] {
        let answer = put(Some(&story.token(&foreign))).await;
        assert_eq!(answer.status.as_u16(), 401, "{foreign}");
    }
    assert_eq!(put(Some(&story.token(&Service::Employment.audience()))).await.status, 201);
    let about = json!({ "snils": "99000000150" });
    let audience = Service::Employment.audience();
    let provider = &story.provider;
    let stranger = provider.signed(&provider.key, &audience, "register", NOW + 300, about);
    let asked = call("GET", path, Some(&stranger), None);
    let asked = send(&story.sandbox, Site::Registries, asked).await;
    assert_eq!(asked.status.as_u16(), 404, "{}", asked.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_can_be_down_and_can_refuse_everybody() {
    let story = Story::new().await;
    let set = |fault: Fault| {
        let who = Simulator::Service(Service::Employment);
        story.sandbox.faults().set(&[(who, fault)]).unwrap();
    };
    set(Fault { status: Some(503), ..Fault::default() });
    let down = story.put(Service::Employment, "01key", &parcel(2020)).await;
    assert_eq!(down.status.as_u16(), 503);
    set(Fault { refuse: true, ..Fault::default() });
    let refused = story.put(Service::Employment, "01key", &parcel(2020)).await;
    assert_eq!(refused.json["state"], "refused", "{}", refused.text);
    set(Fault::default());
    // What was refused stays so under its key.
    let again = story.put(Service::Employment, "01key", &parcel(2020)).await;
    assert_eq!(again.json, refused.json);
}
