use oauth::jose::{Algorithm, Jwks, Typ, verify};
use serde_json::json;
use store::{Db, SECOND};

use super::{OVERLAP, Rotation, State, TERM, begin, load, rotate, rotate_when_due, show};

fn begun() -> Db {
    let db = Db::memory();
    db.write_now("story", begin).unwrap();
    db
}

fn sign(db: &Db) -> String {
    let keys = db.read_now(load).unwrap();
    keys.active.sign(Typ::AccessToken, &json!({"sub": "1"})).unwrap()
}

fn is_good(db: &Db, token: &str) -> bool {
    let keys = db.read_now(load).unwrap();
    let published = Jwks::parse(&keys.body).unwrap();
    verify(token, &published, Typ::AccessToken, &[Algorithm::Es256]).is_ok()
}

#[test]
fn the_first_keys_are_made_once() {
    let db = begun();
    let before = db.read_now(show).unwrap();
    db.write_now("story", begin).unwrap();
    assert_eq!(db.read_now(show).unwrap(), before);
    let states: Vec<State> = before.iter().map(|key| key.state).collect();
    assert_eq!(states, [State::Next, State::Active]);
}

#[test]
fn the_key_that_takes_over_was_published_before() {
    let db = begun();
    let cached = db.read_now(load).unwrap().published.clone();
    assert!(db.write_now("story", |tx| rotate(tx, Rotation::Planned)).unwrap());
    let token = sign(&db);
    assert!(verify(&token, &cached, Typ::AccessToken, &[Algorithm::Es256]).is_ok());
}

#[test]
fn what_was_signed_before_a_rotation_stays_good_for_the_overlap() {
    let db = begun();
    let token = sign(&db);
    db.write_now("story", |tx| rotate(tx, Rotation::Planned)).unwrap();
    assert!(is_good(&db, &token));
    db.clock().advance(OVERLAP - SECOND);
    assert!(is_good(&db, &token));
    db.clock().advance(SECOND);
    assert!(!is_good(&db, &token));
    let keys = db.read_now(load).unwrap();
    let hint = verify(&token, &keys.ours, Typ::AccessToken, &[Algorithm::Es256]);
    assert!(hint.is_ok(), "as a hint it still proves that it came from us");
}

#[test]
fn in_an_emergency_everything_that_was_signed_is_worthless() {
    let db = begun();
    let token = sign(&db);
    assert!(db.write_now("story", |tx| rotate(tx, Rotation::Emergency)).unwrap());
    assert!(!is_good(&db, &token));
    let keys = db.read_now(load).unwrap();
    assert!(verify(&token, &keys.ours, Typ::AccessToken, &[Algorithm::Es256]).is_err());
    assert!(is_good(&db, &sign(&db)));
}

#[test]
fn keys_change_by_themselves_after_their_term() {
    let db = begun();
    assert!(!db.write_now("story", rotate_when_due).unwrap());
    db.clock().advance(TERM);
    assert!(db.write_now("story", rotate_when_due).unwrap());
    assert!(!db.write_now("story", rotate_when_due).unwrap());
}

#[test]
fn names_of_published_keys_are_distinct_and_nothing_private_is_published() {
    let db = begun();
    for _ in 0..3 {
        db.write_now("story", |tx| rotate(tx, Rotation::Planned)).unwrap();
    }
    let body = db.read_now(load).unwrap().body.clone();
    let set: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let keys = set["keys"].as_array().unwrap();
    let mut kids: Vec<&str> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    kids.sort_unstable();
    kids.dedup();
    assert_eq!(kids.len(), keys.len());
    assert_eq!(keys.len(), 5);
    assert!(keys.iter().all(|key| key.get("d").is_none() && key["use"] == "sig"));
}

#[tokio::test]
async fn another_node_follows_within_a_second() {
    let db = begun();
    let ring = super::Ring::new(db.clone());
    let before = ring.keys().await.unwrap().active.kid().to_owned();
    db.write("story", |tx| rotate(tx, Rotation::Planned)).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert_ne!(ring.keys().await.unwrap().active.kid(), before);
}
