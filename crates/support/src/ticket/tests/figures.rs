//! How well the desk works, and paging.

use ::store::{DAY, Db, HOUR, MINUTE};
use registries::Email;
use web::{Role, Site};

use super::desk::signed_in_at;
use super::{answers, member, operator, replies, request, taken};
use crate::ticket::figures::{Share, depth};
use crate::ticket::{
    self, PER_ADDRESS_HOUR, QUEUE_PAGE, Queue, Request, THREAD_PAGE, TicketId, Topic, Wanted,
    queue, thread,
};

fn from(db: &Db, site: Site, n: i64) -> TicketId {
    let email = Email::parse(&format!("p{n}@example.test")).unwrap();
    // Networks are limited: these come from many.
    let network = format!("203.0.113.{}", n / PER_ADDRESS_HOUR);
    taken(db, Request { site, email, network, ..request() }).0
}

#[test]
fn what_came_back_after_it_was_closed_is_counted_once() {
    let db = Db::memory();
    let staff = operator(&db);
    let (id, other) = (from(&db, Site::Sep, 1), from(&db, Site::Epk, 2));
    db.clock().advance(HOUR);
    let close = |id, said| {
        let who = staff.clone();
        db.write_now("close", move |tx| ticket::answer(tx, &who, id, said, "Готово", true)).unwrap()
    };
    close(id, 1);
    close(other, 1);
    replies(&db, id);
    close(id, 3);
    replies(&db, id);
    let depth = db.read_now(depth).unwrap();
    assert_eq!((depth.received, depth.closed, depth.reopened), (2, 2, 1));
    assert_eq!((depth.now.open, depth.now.waiting), (1, 1));
    let share = Share { received: 1, answered: 1, in_time: 1 };
    assert_eq!(
        depth.sites,
        [(Site::Identity, Share::default()), (Site::Sep, share), (Site::Epk, share)]
    );
    let of_errors = depth.topics.iter().find(|(topic, _)| *topic == Topic::Error).unwrap().1;
    assert_eq!(of_errors.received, 2);
}

#[test]
fn the_backlog_tells_how_long_people_wait_and_the_first_answer_keeps_its_clock() {
    let db = Db::memory();
    let staff = operator(&db);
    for (n, wait) in [(1, 4 * DAY), (2, 2 * DAY), (3, 5 * HOUR), (4, HOUR), (5, 0)] {
        from(&db, Site::Sep, n);
        let next = [4 * DAY, 2 * DAY, 5 * HOUR, HOUR, 0];
        let at = next.iter().position(|other| *other == wait).unwrap();
        let after = next.get(at + 1).copied().unwrap_or(0);
        db.clock().advance(wait - after);
    }
    db.clock().advance(MINUTE);
    let found = db.read_now(depth).unwrap();
    assert_eq!(found.backlog, [2, 1, 1, 1]);
    assert_eq!((found.unanswered_late, found.most), (2, None));
    let late = from(&db, Site::Sep, 6);
    db.clock().advance(DAY + MINUTE);
    answers(&db, &staff, late, 1);
    let found = db.read_now(depth).unwrap();
    assert_eq!((found.now.answered, found.now.in_time), (1, 0));
    assert_eq!(found.most, Some(DAY + MINUTE));
}

#[test]
fn a_queue_has_pages_and_shows_one_site() {
    let db = Db::memory();
    let staff = operator(&db);
    for n in 0..QUEUE_PAGE + 3 {
        from(&db, if n % 2 == 0 { Site::Sep } else { Site::Identity }, n);
        db.clock().advance(MINUTE);
    }
    let look = |site, page| {
        let (wanted, who) = (Wanted { queue: Queue::Waiting, site, page }, staff.id);
        db.read_now(move |tx| queue(tx, &wanted, who)).unwrap()
    };
    let (first, more) = look(None, 0);
    assert!(more && first.len() == 25);
    let (second, more) = look(None, 1);
    assert!(!more && second.len() == 3);
    assert!(second.iter().all(|ticket| first.iter().all(|other| other.id != ticket.id)));
    let (sep, more) = look(Some(Site::Sep), 0);
    assert!(!more && sep.len() == 14 && sep.iter().all(|ticket| ticket.site == Site::Sep));
}

#[test]
fn a_long_thread_has_pages_from_its_end() {
    let db = Db::memory();
    let id = from(&db, Site::Sep, 1);
    for _ in 0..THREAD_PAGE + 4 {
        db.clock().advance(HOUR);
        replies(&db, id);
    }
    let newest = db.read_now(move |tx| thread(tx, id, None)).unwrap();
    let places: Vec<i64> = newest.entries.iter().map(|entry| entry.place).collect();
    assert_eq!(places, (6..=55).collect::<Vec<_>>());
    let older = db.read_now(move |tx| thread(tx, id, newest.older)).unwrap();
    let places: Vec<i64> = older.entries.iter().map(|entry| entry.place).collect();
    assert_eq!(places, [1, 2, 3, 4, 5]);
    assert_eq!(older.older, None);
}

#[tokio::test]
async fn figures_are_there_for_administrators_only() {
    let db = Db::memory();
    let app = web::App::for_story(db.clone());
    let made = db.clone();
    let staff = tokio::task::spawn_blocking(move || {
        from(&made, Site::Sep, 1);
        member(&made, "boss", &[Role::Administrator])
    });
    let staff = staff.await.unwrap();
    let mut boss = signed_in_at(&app, &staff, Role::Administrator).await;
    let page = boss.get("/tickets/figures").await;
    assert!(page.says("Вернулись после закрытия") && !page.says("⟦"), "{}", page.text);
    assert!(boss.get("/tickets").await.says("/tickets/figures"));
    let mut operator = signed_in_at(&app, &staff, Role::Operator).await;
    assert_eq!(operator.get("/tickets/figures").await.status.as_u16(), 404);
    assert!(!operator.get("/tickets").await.says("/tickets/figures"));
}
