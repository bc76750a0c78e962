//! Ears and what they hear.

use store::{Clock, Entropy};

use super::*;

fn change() -> Change {
    let (clock, entropy) = (Clock::system(), Entropy::system());
    let at = clock.now();
    Change { id: Id::new(at, &entropy), at, about: Some("/passport/1".into()), notice: None }
}

#[tokio::test]
async fn a_change_is_heard_by_every_page_of_the_person_and_by_nobody_else() {
    let live = Live::default();
    let mut ears = [(); 2].map(|()| live.listen(Site::Epk, "anna").unwrap());
    let mut others =
        [live.listen(Site::Epk, "boris").unwrap(), live.listen(Site::Sep, "anna").unwrap()];
    let change = change();
    live.tell(Site::Epk, "anna", &change);
    for ear in &mut ears {
        assert_eq!(ear.next().await, Heard::Change(change.clone()));
    }
    live.close();
    for ear in &mut others {
        assert_eq!(ear.next().await, Heard::Closing);
    }
    assert!(live.listen(Site::Epk, "anna").is_none(), "nobody comes in at the end");
    drop((ears, others));
    assert_eq!(live.open(), 0);
}

#[tokio::test]
async fn whoever_hears_too_slowly_is_told_that_something_was_missed() {
    let live = Live::default();
    let mut ear = live.listen(Site::Sep, "anna").unwrap();
    let change = change();
    for _ in 0..=WAITING {
        live.tell(Site::Sep, "anna", &change);
    }
    assert_eq!(ear.next().await, Heard::Missed);
    live.tell(Site::Sep, "anna", &change);
    assert_eq!(ear.next().await, Heard::Change(change));
}

#[tokio::test]
async fn the_newest_page_takes_the_place_of_the_oldest() {
    let live = Live::default();
    let mut first = live.listen(Site::Sep, "anna").unwrap();
    let others: Vec<_> = (0..PERSON).map(|_| live.listen(Site::Sep, "anna").unwrap()).collect();
    assert_eq!(first.next().await, Heard::Replaced);
    drop(first);
    assert_eq!(live.open(), PERSON);
    drop(others);
    assert_eq!(live.open(), 0);
}

#[test]
fn a_full_node_takes_nobody_in_but_lets_people_move() {
    let live = Live::default();
    let ears: Vec<_> =
        (0..NODE).map(|n| live.listen(Site::Sep, &format!("p{}", n / PERSON)).unwrap()).collect();
    assert!(live.listen(Site::Sep, "late").is_none());
    assert!(live.listen(Site::Sep, "p0").is_some(), "she has all of hers");
    drop(ears);
    assert!(live.listen(Site::Sep, "late").is_some());
}

#[tokio::test]
async fn a_stream_is_answered_as_one_and_ends_when_its_writer_does() {
    let response = stream::stream(|pen| async move {
        pen.retry(std::time::Duration::from_millis(2_500)).await.unwrap();
        pen.event("change", Some(17), &serde_json::json!({"unread": 1})).await.unwrap();
        pen.beat().await.unwrap();
    });
    assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
    assert_eq!(response.headers()["cache-control"], "no-store, no-transform");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    let body = axum::body::to_bytes(response.into_body(), 1 << 10).await.unwrap();
    let text = "retry: 2500\n\nevent: change\nid: 17\ndata: {\"unread\":1}\n\n:\n\n";
    assert_eq!(body, text);
}
