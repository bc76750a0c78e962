//! Stories about storage, on whichever engine `Db::memory` opens.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use proptest::prelude::*;

use crate::job::{Ending, Runner};
use crate::journal::{self, Draft, Sealer};
use crate::{
    Clock, Db, Entropy, Error, Id, MINUTE, Moment, SCHEMA, SECOND, Settings, Tx, Vault, params,
};

fn setting(tx: &mut Tx, name: &str, value: &str) -> crate::Result<u64> {
    tx.execute(
        "insert into store_setting (name, value) values ($1, $2) on conflict do nothing",
        params![name, value],
    )
}

fn settings(tx: &Tx) -> crate::Result<i64> {
    tx.query_one::<(i64,)>("select count(*) from store_setting", params![]).map(|row| row.0)
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

#[test]
fn ok_commits_and_err_rolls_back() {
    let db = Db::memory();
    db.write_now("keep", |tx| setting(tx, "a", "1")).unwrap();
    let failed = db.write_now("drop", |tx| {
        setting(tx, "b", "1")?;
        Err::<(), _>(Error::bug("changed my mind"))
    });
    assert!(failed.is_err());
    assert_eq!(db.read_now(settings), Ok(1));
}

#[test]
fn a_closure_that_swallows_a_failed_statement_does_not_commit() {
    let db = Db::memory();
    let outcome = db.write_now("swallow", |tx| {
        setting(tx, "a", "1")?;
        let _ignored = tx.execute("insert into store_setting (name) values ($1)", params!["b"]);
        Ok(())
    });
    assert!(matches!(outcome, Err(Error::Constraint(_))), "{outcome:?}");
    assert_eq!(db.read_now(settings), Ok(0));
}

#[test]
fn a_panic_is_a_failure_of_that_closure_only() {
    let db = Db::memory();
    let outcome = db.write_now::<(), _>("boom", |_| panic!("a bug"));
    assert!(matches!(outcome, Err(Error::Broken(_))));
    assert_eq!(db.write_now("after", |tx| setting(tx, "a", "1")), Ok(1));
}

#[test]
fn parameters_are_bound_by_number_and_not_by_order() {
    let db = Db::memory();
    let row = db.write_now("order", |tx| {
        tx.execute(
            "insert into store_setting (value, name) values ($2, $1)",
            params!["the name", "the value"],
        )?;
        tx.query_one::<(String, String)>("select name, value from store_setting", params![])
    });
    assert_eq!(row, Ok(("the name".into(), "the value".into())));
}

#[test]
fn the_same_key_runs_once_and_gives_the_same_answer() {
    let db = Db::memory();
    let answers: Vec<_> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..16)
            .map(|_| {
                let db = db.clone();
                scope.spawn(move || {
                    db.write_once_now("form", b"key", |tx| {
                        let made = tx.new_id().to_string();
                        setting(tx, &made, "1")?;
                        Ok(made)
                    })
                })
            })
            .collect();
        handles.into_iter().map(|h| h.join().unwrap().unwrap()).collect()
    });
    assert!(answers.iter().all(|a| *a == answers[0]));
    assert_eq!(db.read_now(settings), Ok(1));
}

#[test]
fn a_key_that_comes_with_another_form_is_another_key() {
    let db = Db::memory();
    for _ in 0..2 {
        assert_eq!(db.write_once_now("one", b"key", |_| Ok(1)), Ok(1));
        assert_eq!(db.write_once_now("two", b"key", |_| Ok("two".to_owned())), Ok("two".into()));
    }
}

#[test]
fn a_failed_attempt_leaves_its_key_free() {
    let db = Db::memory();
    assert!(db.write_once_now::<(), _>("form", b"key", |_| Err(Error::bug("x"))).is_err());
    assert_eq!(db.write_once_now("form", b"key", |_| Ok(5)), Ok(5));
}

#[test]
fn attempts_are_counted_when_they_come_in_parallel() {
    let db = Db::memory();
    let counted = Arc::new(AtomicU32::new(0));
    std::thread::scope(|scope| {
        for _ in 0..40 {
            let (db, counted) = (db.clone(), Arc::clone(&counted));
            scope.spawn(move || {
                let n = db.write_now("charge", |tx| tx.charge("login:x", MINUTE)).unwrap();
                if n <= 5 {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(counted.load(Ordering::Relaxed), 5);
    db.clock().advance(MINUTE);
    assert_eq!(db.write_now("charge", |tx| tx.charge("login:x", MINUTE)), Ok(1));
}

#[test]
fn a_job_runs_is_repeated_and_ends_with_its_effect() {
    let db = Db::memory();
    db.write_now("make", |tx| tx.enqueue("greet", &"Анна", tx.now())).unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&runs);
    let effect = db.clone();
    block_on(async {
        let runner = Runner::new(db.clone()).on("greet", move |job| {
            let (run, db) = (seen.fetch_add(1, Ordering::Relaxed), effect.clone());
            async move {
                assert_eq!(job.read::<String>()?, "Анна");
                if run == 0 {
                    return Ok(Ending::Retry("not yet".into()));
                }
                db.write("greeted", move |tx| {
                    setting(tx, "greeted", "1")?;
                    tx.finish_job(&job)
                })
                .await?;
                Ok(Ending::Done)
            }
        });
        assert_eq!(runner.run_due().await, Ok(1));
        assert_eq!(runner.run_due().await, Ok(0), "it waits before the second attempt");
        db.clock().advance(2 * SECOND);
        assert_eq!(runner.run_due().await, Ok(1));
        assert_eq!(runner.run_due().await, Ok(0));
    });
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    assert_eq!(db.read_now(crate::job::waiting), Ok(0));
}

#[test]
fn a_job_that_never_succeeds_is_shown_to_staff() {
    let db = Db::memory();
    db.write_now("make", |tx| tx.enqueue("hopeless", &1, tx.now())).unwrap();
    block_on(async {
        let runner = Runner::new(db.clone())
            .on("hopeless", |_| async { Ok(Ending::Retry("no answer".into())) });
        for _ in 0..20 {
            runner.run_due().await.unwrap();
            db.clock().advance(2 * crate::HOUR);
        }
    });
    let dead = db.read_now(crate::job::dead).unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].error, "no answer");
}

#[test]
fn work_whose_job_was_given_up_can_be_asked_for_again() {
    let db = Db::memory();
    let ask = || {
        let made = db.write_now("make", |tx| {
            let now = tx.now();
            tx.enqueue_once("sweep", "sweep", &1, now)
        });
        made.unwrap()
    };
    assert!(ask());
    assert!(!ask(), "it waits already");
    block_on(async {
        let broken = Runner::new(db.clone())
            .on("sweep", |_| async { Ok(Ending::Dead("the disk is on fire".into())) });
        assert_eq!(broken.run_due().await.unwrap(), 1);
        assert!(ask(), "a dead job does not stand in the way");
        assert!(!ask());
        let mended = Runner::new(db.clone()).on("sweep", |_| async { Ok(Ending::Done) });
        assert_eq!(mended.run_due().await.unwrap(), 1);
    });
    assert_eq!(db.read_now(crate::job::waiting), Ok(0));
    assert_eq!(db.read_now(crate::job::dead).unwrap().len(), 1, "staff still see it");
}

#[test]
fn a_job_of_a_node_that_died_is_free_again_after_its_claim() {
    let db = Db::memory();
    db.write_now("make", |tx| tx.enqueue("later", &1, tx.now())).unwrap();
    block_on(async {
        // A node claims it and is gone before it can say how it ended.
        let began = Arc::new(tokio::sync::Notify::new());
        let told = Arc::clone(&began);
        let dying = Runner::new(db.clone()).on("later", move |_| {
            told.notify_one();
            std::future::pending()
        });
        let node = tokio::spawn(async move { dying.run_due().await });
        began.notified().await;
        node.abort();
        let alive = Runner::new(db.clone()).on("later", |_| async { Ok(Ending::Done) });
        assert_eq!(alive.run_due().await, Ok(0));
        db.clock().advance(3 * MINUTE);
        assert_eq!(alive.run_due().await, Ok(1));
    });
}

#[test]
fn on_sqlite_what_a_dead_process_claimed_is_free_as_soon_as_the_next_one_starts() {
    let settings = Settings { url: "sqlite::memory:".into(), threads: 1, schema: SCHEMA };
    let (clock, entropy) = (Clock::manual(Moment::from_seconds(1)), Entropy::seeded(1));
    let db = Db::open(&settings, clock, entropy, Vault::for_tests()).unwrap();
    db.write_now("make", |tx| tx.enqueue("later", &1, tx.now())).unwrap();
    block_on(async {
        let claimed = Runner::new(db.clone()).on("later", |_| std::future::pending());
        let dying = tokio::time::timeout(Duration::from_millis(200), claimed.run_due());
        assert!(dying.await.is_err(), "it is at work when the plug is pulled");
        let (told, ran) = tokio::sync::oneshot::channel();
        let told = Arc::new(std::sync::Mutex::new(Some(told)));
        let next = Runner::new(db.clone()).on("later", move |_| {
            let told = told.lock().unwrap().take();
            async move {
                told.map(|told| told.send(()));
                Ok(Ending::Done)
            }
        });
        let running = tokio::spawn(next.run(std::future::pending()));
        tokio::time::timeout(Duration::from_secs(5), ran).await.unwrap().unwrap();
        running.abort();
    });
}

#[test]
fn ids_sort_by_time_and_survive_a_round_trip() {
    let entropy = Entropy::seeded(3);
    let early = Id::new(Moment(1_000_000), &entropy);
    let late = Id::new(Moment(2_000_000), &entropy);
    assert!(early < late && early.to_string() < late.to_string());
    assert_eq!(late.to_string().parse(), Ok(late));
    assert!("short".parse::<Id>().is_err());
    assert!("zzzzzzzzzzzzzzzzzzzzzzzzzz".parse::<Id>().is_err());
}

#[test]
fn a_sealed_value_opens_in_its_own_context_only() {
    let vault = Vault::for_tests();
    let sealed = vault.seal_text("a.b", "тайна");
    assert_eq!(vault.open_text("a.b", &sealed), Ok("тайна".into()));
    assert!(vault.open_text("a.c", &sealed).is_err());
    for place in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[place] ^= 1;
        assert!(vault.open_bytes("a.b", &changed).is_none(), "byte {place}");
    }
    assert_ne!(vault.lookup("phone", "1"), vault.lookup("email", "1"));
}

fn journal_of(db: &Db, entries: u32) {
    for n in 0..entries {
        db.write_now("fact", move |tx| {
            let draft = Draft::new("identity", "login.ok").by("person", n).about(n % 7);
            tx.journal(&draft.with(serde_json::json!({ "n": n })))
        })
        .unwrap();
    }
}

fn folder() -> std::path::PathBuf {
    let name = format!("kabinet-store-{}-{}", std::process::id(), Entropy::system().token());
    let path = std::env::temp_dir().join(name);
    std::fs::create_dir(&path).unwrap();
    path
}

#[test]
fn a_whole_journal_verifies_and_its_heads_lie_in_the_file_too() {
    let (db, dir) = (Db::memory(), folder());
    let heads = dir.join("journal.heads");
    block_on(async {
        let sealer = Sealer::new(db.clone(), &heads);
        for _ in 0..3 {
            tokio::task::block_in_place(|| journal_of(&db, 11));
            sealer.turn().await.unwrap();
        }
    });
    let path = heads.clone();
    let report = db.read_now(move |tx| journal::verify(tx, Some(&path))).unwrap();
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!((report.entries, report.head, report.unsealed), (33, 3, 0));
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn a_head_after_a_torn_line_is_not_lost() {
    let (db, dir) = (Db::memory(), folder());
    let heads = dir.join("journal.heads");
    let seal = |entries| {
        block_on(async {
            tokio::task::block_in_place(|| journal_of(&db, entries));
            Sealer::new(db.clone(), &heads).turn().await.unwrap();
        });
    };
    seal(2);
    let whole = std::fs::read_to_string(&heads).unwrap();
    std::fs::write(&heads, &whole[..whole.len() - 9]).unwrap();
    seal(2);
    let kept = std::fs::read_to_string(&heads).unwrap();
    let readable = kept.lines().filter(|line| line.split(' ').count() == 6).count();
    assert_eq!(readable, 3, "the torn line, the head it was, the next one: {kept}");
    let path = heads.clone();
    assert!(db.read_now(move |tx| journal::verify(tx, Some(&path))).unwrap().holds());
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn an_erased_payload_verifies_and_a_blanked_one_does_not() {
    let db = Db::memory();
    journal_of(&db, 5);
    block_on(journal::seal_once(&db)).unwrap();
    let first = |tx: &Tx| {
        tx.query_one::<(Id,)>("select id from store_journal where position = 2", params![])
    };
    db.write_now("erase", move |tx| {
        let id = first(tx)?.0;
        journal::erase(tx, id, &Draft::new("identity", "").by("person", 1))
    })
    .unwrap();
    assert!(db.read_now(|tx| journal::verify(tx, None)).unwrap().holds());
    let blank = "update store_journal set payload = null where position = 3";
    db.write_now("tamper", move |tx| tx.execute(blank, params![])).unwrap();
    let report = db.read_now(|tx| journal::verify(tx, None)).unwrap();
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].position, Some(3));
}

/// What somebody with the database in their hands may try.
#[derive(Clone, Debug)]
enum Tampering {
    Event(i64),
    Actor(i64),
    Subject(i64),
    At(i64, i64),
    Payload(i64, usize),
    Recommitted(i64),
    Deleted(i64),
    Swapped(i64, i64),
    CutOff(i64),
    CutOffWithHeads(i64),
}

const ENTRIES: i64 = 40;
const PER_HEAD: i64 = 8;

fn tampering() -> impl Strategy<Value = Tampering> {
    let place = 0..ENTRIES;
    prop_oneof![
        place.clone().prop_map(Tampering::Event),
        place.clone().prop_map(Tampering::Actor),
        place.clone().prop_map(Tampering::Subject),
        (place.clone(), 1_i64..10_000).prop_map(|(p, d)| Tampering::At(p, d)),
        (place.clone(), 0_usize..40).prop_map(|(p, b)| Tampering::Payload(p, b)),
        place.clone().prop_map(Tampering::Recommitted),
        place.clone().prop_map(Tampering::Deleted),
        (place.clone(), 1..ENTRIES).prop_map(|(p, d)| Tampering::Swapped(p, (p + d) % ENTRIES)),
        place.clone().prop_map(Tampering::CutOff),
        (1..ENTRIES / PER_HEAD).prop_map(Tampering::CutOffWithHeads),
    ]
}

/// Does it; returns the position that verification must name.
fn tamper(tx: &mut Tx, how: &Tampering) -> crate::Result<i64> {
    let set = |tx: &mut Tx, sql, place: i64| tx.execute(sql, params![place]).map(|_| place);
    match *how {
        Tampering::Event(p) => {
            set(tx, "update store_journal set event = 'other' where position = $1", p)
        }
        Tampering::Actor(p) => {
            set(tx, "update store_journal set actor = 'person:0x' where position = $1", p)
        }
        Tampering::Subject(p) => {
            set(tx, "update store_journal set subject = null where position = $1", p)
        }
        Tampering::At(p, d) => {
            let sql = "update store_journal set at = at + $2 where position = $1";
            tx.execute(sql, params![p, d]).map(|_| p)
        }
        Tampering::Payload(p, byte) => {
            let (mut payload,): (Vec<u8>,) =
                tx.query_one("select payload from store_journal where position = $1", params![p])?;
            let length = payload.len();
            payload[byte % length] ^= 1;
            let sql = "update store_journal set payload = $2 where position = $1";
            tx.execute(sql, params![p, payload]).map(|_| p)
        }
        Tampering::Recommitted(p) => {
            // Another payload with a commitment that fits it.
            let payload = tx.vault().seal("store_journal.payload", b"{\"n\":-1}");
            let commitment = crate::journal::commitment(&payload);
            let sql = "update store_journal set payload = $2, commitment = $3 where position = $1";
            tx.execute(sql, params![p, payload, commitment]).map(|_| p)
        }
        Tampering::Deleted(p) => set(tx, "delete from store_journal where position = $1", p),
        Tampering::Swapped(a, b) => {
            let place = "update store_journal set position = $2 where position = $1";
            tx.execute(place, params![a, -1])?;
            tx.execute(place, params![b, a])?;
            tx.execute(place, params![-1, b]).map(|_| a.min(b))
        }
        Tampering::CutOff(p) => set(tx, "delete from store_journal where position >= $1", p),
        Tampering::CutOffWithHeads(head) => {
            let first = head * PER_HEAD;
            tx.execute("delete from store_journal where position >= $1", params![first])?;
            tx.execute("delete from store_head where number > $1", params![head])?;
            // The file of heads names the last entry of the first head that is gone.
            Ok((head + 1) * PER_HEAD - 1)
        }
    }
}

#[test]
fn a_thousand_ways_to_change_the_journal_are_found_and_the_entry_is_named() {
    let (db, dir) = (Db::memory(), folder());
    let heads = dir.join("journal.heads");
    block_on(async {
        let sealer = Sealer::new(db.clone(), &heads);
        for _ in 0..ENTRIES / PER_HEAD {
            tokio::task::block_in_place(|| journal_of(&db, PER_HEAD as u32));
            sealer.turn().await.unwrap();
        }
    });
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(1_000));
    runner
        .run(&tampering(), |how| {
            let (path, done) = (heads.clone(), how.clone());
            // The change is made, verified against and taken back in one transaction.
            let found: Arc<std::sync::Mutex<Option<(i64, journal::Report)>>> = Arc::default();
            let out = Arc::clone(&found);
            let _rolled_back = db.write_now::<(), _>("tamper", move |tx| {
                let place = tamper(tx, &done)?;
                *out.lock().unwrap() = Some((place, journal::verify(tx, Some(&path))?));
                Err(Error::Missing)
            });
            let (place, report) = found.lock().unwrap().take().expect("verification ran");
            let named = report.findings.iter().any(|f| f.position == Some(place));
            prop_assert!(named, "{how:?} is not named at {place}: {:?}", report.findings);
            Ok(())
        })
        .unwrap();
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn a_backup_comes_back_whole_and_a_damaged_one_is_refused() {
    let (db, dir) = (Db::memory(), folder());
    db.write_now("fill", |tx| {
        setting(tx, "имя", "ё'«»\n\u{0}".trim_end_matches('\u{0}'))?;
        tx.enqueue("greet", &1, tx.now())
    })
    .unwrap();
    journal_of(&db, 4);
    block_on(journal::seal_once(&db)).unwrap();
    let to = dir.join("backup");
    let made = crate::backup(&db, crate::SCHEMA, None, None, &to).unwrap();
    assert_eq!(made.rows["store_journal"], 4);
    let mode = std::os::unix::fs::PermissionsExt::mode(&to.metadata().unwrap().permissions());
    assert_eq!(mode & 0o077, 0, "others of the machine see nothing of it");

    let other = Db::for_story(Clock::manual(Moment(0)), Entropy::seeded(9));
    crate::restore(&other, crate::SCHEMA, &to, None, None, |tx| {
        setting(tx, "restored", "1").map(|_| ())
    })
    .unwrap();
    assert_eq!(other.read_now(settings), Ok(2));
    assert!(other.read_now(|tx| journal::verify(tx, None)).unwrap().holds());
    assert!(
        crate::restore(&other, crate::SCHEMA, &to, None, None, |_| Ok(())).is_err(),
        "a database that holds something is not overwritten"
    );

    let file = to.join("store_setting.jsonl");
    let text = std::fs::read_to_string(&file).unwrap().replace("имя", "имя2");
    std::fs::write(&file, text).unwrap();
    let third = Db::for_story(Clock::manual(Moment(0)), Entropy::seeded(10));
    assert!(crate::restore(&third, crate::SCHEMA, &to, None, None, |_| Ok(())).is_err());
    assert_eq!(third.read_now(settings), Ok(0));
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn a_file_database_keeps_what_was_acknowledged_and_admits_one_process() {
    let dir = folder();
    let settings_of = || crate::Settings {
        url: format!("sqlite:{}", dir.join("kabinet.db").display()),
        threads: 1,
        schema: crate::SCHEMA,
    };
    let open = || Db::open(&settings_of(), Clock::system(), Entropy::system(), Vault::for_tests());
    let db = open().unwrap();
    assert!(open().is_err(), "a second process is told at once");
    db.write_now("keep", |tx| setting(tx, "a", "1")).unwrap();
    assert_eq!(db.read_now(settings), Ok(1));
    drop(db);
    // The writer thread lets the file go when the last handle is gone.
    let again = (0..100).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        open().ok()
    });
    assert_eq!(again.expect("the file is free").read_now(settings), Ok(1));
    std::fs::remove_dir_all(dir).unwrap();
}

/// A database of a later version of the program, whose settings have one column more.
fn later() -> (Db, &'static [crate::Migration]) {
    let sql = "alter table store_setting add column note text not null default 'none';";
    let mut schema = SCHEMA.to_vec();
    schema.push(crate::Migration { name: "9999_later", sql });
    let schema: &'static [crate::Migration] = schema.leak();
    let url = Db::story_url().unwrap_or_else(|| "sqlite::memory:".to_owned());
    let settings = Settings { url, threads: 2, schema };
    let (clock, entropy) = (Clock::manual(Moment(0)), Entropy::seeded(9));
    (Db::open(&settings, clock, entropy, Vault::for_tests()).unwrap(), schema)
}

#[test]
fn a_backup_from_before_a_column_was_added_comes_back_and_one_from_after_it_is_refused() {
    for format in [2, 3] {
        let (db, dir) = (Db::memory(), folder());
        db.write_now("fill", |tx| setting(tx, "name", "value")).unwrap();
        let to = dir.join("backup");
        let mut made = crate::backup(&db, SCHEMA, None, None, &to).unwrap();
        made.format = format;
        if format == 2 {
            made.columns.clear();
        }
        std::fs::write(to.join("manifest.json"), serde_json::to_vec(&made).unwrap()).unwrap();
        let (newer, schema) = later();
        crate::restore(&newer, schema, &to, None, None, |_| Ok(())).unwrap();
        let row: (String, String) = newer
            .read_now(|tx| tx.query_one("select value, note from store_setting", params![]))
            .unwrap();
        assert_eq!(row, ("value".into(), "none".into()), "format {format}");

        let again = dir.join("again");
        crate::backup(&newer, schema, None, None, &again).unwrap();
        let older = Db::for_story(Clock::manual(Moment(0)), Entropy::seeded(9));
        let refused = crate::restore(&older, SCHEMA, &again, None, None, |_| Ok(()));
        assert!(format!("{refused:?}").contains("newer version"), "{refused:?}");
        std::fs::remove_dir_all(dir).unwrap();
    }
}

/// The names come from the text of the migrations: they must be those of the engine.
#[test]
fn the_columns_of_the_migrations_are_those_of_the_database() {
    let text = match Db::story_url() {
        Some(_) => {
            "select column_name::text from information_schema.columns
             where table_schema = current_schema() and table_name::text = $1::text
             order by ordinal_position"
        }
        None => "select name from pragma_table_info($1) order by cid",
    };
    let columns_of = move |tx: &Tx, table: &str| {
        let rows: Vec<(String,)> = tx.query(text, params![table])?;
        Ok::<Vec<String>, Error>(rows.into_iter().map(|row| row.0).collect())
    };
    let lines = SCHEMA.iter().flat_map(|migration| migration.sql.lines());
    let tables: Vec<&str> =
        lines.filter_map(|line| line.strip_prefix("create table ")?.split(' ').next()).collect();
    assert!(tables.len() > 30);
    let db = Db::memory();
    for table in tables {
        let of_engine = db.read_now(move |tx| columns_of(tx, table)).unwrap();
        assert_eq!(crate::migrate::columns(SCHEMA, table), of_engine, "{table}");
    }
}
