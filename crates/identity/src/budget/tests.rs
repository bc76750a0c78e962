use store::{Db, HOUR, MINUTE};

use super::*;

fn three() -> Budget {
    Budget::new("story", "a", 3, HOUR)
}

fn take(db: &Db) -> bool {
    db.write_now("take", |tx| Ok(three().take(tx)?.is_some())).unwrap()
}

#[test]
fn within_any_hour_there_are_no_more_uses_than_the_budget_has() {
    let db = Db::memory();
    for _ in 0..3 {
        assert!(take(&db));
        db.clock().advance(20 * MINUTE - 1);
    }
    // The first use is one hour minus three microseconds old.
    assert!(!take(&db));
    db.clock().advance(3);
    assert!(take(&db), "the first use is an hour old");
    assert!(!take(&db), "the second is not");
}

#[test]
fn a_clock_that_jumps_back_gives_nothing_away() {
    let db = Db::memory();
    assert!(take(&db) && take(&db) && take(&db));
    db.clock().advance(-5 * HOUR);
    assert!(!take(&db));
}

#[test]
fn budgets_of_others_are_untouched_and_a_use_can_be_given_back() {
    let db = Db::memory();
    db.write_now("use", |tx| {
        let mine = three();
        let taken = mine.take(tx)?.unwrap();
        mine.take(tx)?;
        assert_eq!(mine.left(tx)?, 1);
        give_back(tx, taken)?;
        assert_eq!(mine.left(tx)?, 2);
        assert_eq!(Budget::new("story", "b", 3, HOUR).left(tx)?, 3);
        Ok(())
    })
    .unwrap();
}

#[test]
fn it_tells_when_the_next_use_will_be_there() {
    let db = Db::memory();
    let start = db.clock().now();
    for _ in 0..3 {
        assert!(take(&db));
        db.clock().advance(MINUTE);
    }
    let next = db.read_now(|tx| three().next_at(tx)).unwrap();
    assert_eq!(next, start.plus(HOUR));
}

#[test]
fn uses_that_are_taken_in_parallel_are_counted_exactly() {
    let db = Db::memory();
    let threads: Vec<_> = (0..20)
        .map(|_| {
            let db = db.clone();
            std::thread::spawn(move || take(&db))
        })
        .collect();
    let taken = threads.into_iter().map(|t| t.join().unwrap()).filter(|taken| *taken).count();
    assert_eq!(taken, 3);
}
