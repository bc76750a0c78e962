//! The database is away for a while under fifty people. Whoever is not served is told so at once;
//! what was answered holds; whoever presses again, as the page says, is served once. Only with
//! `KABINET_TEST_PG`, on a PostgreSQL of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kabinet::demo::Inventory;
use store::{Clock, Db, Entropy, Settings, Vault};
use tokio::task::JoinSet;
use web::{Out, Request};

use crate::postgres::Cluster;
use crate::program::{Demo, Folder, free_port, verified_entries_on};
use crate::robot::{Robot, Tally};
use crate::world::{Citizen, World};

/// Who registers while it happens.
const PEOPLE: u32 = 50;
/// Who types wrong passwords meanwhile, so often each: one less than locks.
const STRANGERS: u32 = 20;
const GUESSES: usize = 4;
/// One comes after another, so that the end finds each at another page.
const STEP: Duration = Duration::from_millis(100);
/// The longest pause before somebody presses again.
const PAUSE: Duration = Duration::from_secs(2);
/// The database goes when so many have got through.
const ENOUGH: usize = 3;
/// How long it is away, unless `KABINET_TEST_OUTAGE` gives other seconds: retries end after three,
/// requests after ten, so that longer changes nothing.
const OUTAGE: Duration = Duration::from_secs(12);

/// What somebody was told, with the browser that it was told to.
enum Told {
    Registered(Box<Citizen>, Robot),
    Missed(String, Robot),
}

type Ledger = Arc<Mutex<Vec<Told>>>;

fn outage() -> Duration {
    let wanted = std::env::var("KABINET_TEST_OUTAGE").ok();
    wanted.map_or(OUTAGE, |text| Duration::from_secs(text.parse().expect("seconds")))
}

/// Everybody, each with a client of her own.
fn crowd(world: &World, ledger: &Ledger) -> JoinSet<()> {
    let mut crowd = JoinSet::new();
    let own = || (World::of(Inventory::clone(&world.inventory)), Arc::clone(ledger));
    for number in 0..PEOPLE {
        let (world, ledger) = own();
        crowd.spawn(async move {
            tokio::time::sleep(STEP * number).await;
            let who = world.citizen().await;
            let mut robot = Robot::new().patient(PAUSE);
            world.register(&mut robot, &who).await;
            ledger.lock().unwrap().push(Told::Registered(Box::new(who), robot));
        });
    }
    for number in 0..STRANGERS {
        let (world, ledger) = own();
        crowd.spawn(async move {
            tokio::time::sleep(STEP * number).await;
            let login = format!("+7903{:07}", Entropy::system().below(10_000_000));
            let mut robot = Robot::new().patient(PAUSE);
            for _ in 0..GUESSES {
                world.mistype(&mut robot, &login).await;
                assert_eq!(robot.status, 422, "{}", robot.outline());
                tokio::time::sleep(PAUSE).await;
            }
            ledger.lock().unwrap().push(Told::Missed(login, robot));
        });
    }
    crowd
}

/// How many accounts the database has.
async fn accounts(database: &str) -> i64 {
    let url = database.to_owned();
    let counted = tokio::task::spawn_blocking(move || {
        let settings = Settings { url, threads: 1, schema: store::SCHEMA };
        let entropy = Entropy::system();
        let db = Db::open(&settings, Clock::system(), entropy, Vault::for_tests()).unwrap();
        let (count,): (i64,) =
            db.read_now(|tx| tx.query_one("select count(*) from identity_account", &[])).unwrap();
        count
    });
    counted.await.unwrap()
}

async fn ready(port: u16) -> u16 {
    let request = Request::get(format!("http://127.0.0.1:{port}/health/ready"));
    let answer = Out::new().send(request, Duration::from_secs(30)).await;
    answer.expect("health answers, whatever the database does").status.as_u16()
}

/// Waits until so many were served.
async fn served(ledger: &Ledger, wanted: usize) {
    let deadline = Instant::now() + Duration::from_secs(120);
    let count = || {
        let told = ledger.lock().unwrap();
        told.iter().filter(|one| matches!(one, Told::Registered(..))).count()
    };
    while count() < wanted {
        assert!(Instant::now() < deadline, "only {} came through", count());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_loses_anything_while_the_database_is_away() {
    if store::Db::story_url().is_none() {
        return;
    }
    let Some(mut cluster) = Cluster::start("outage-pg") else {
        println!("skipped: no PostgreSQL server here (cargo x setup)");
        return;
    };
    let folder = Folder::new("outage");
    let (data, port, database) = (folder.path("data"), free_port(), cluster.url());
    let Demo { program, world } = Demo::start_on(&data, port, Some(&database));
    let before = accounts(&database).await;
    let ledger = Ledger::default();
    let mut crowd = crowd(&world, &ledger);
    served(&ledger, ENOUGH).await;

    cluster.stop_at_once();
    let away = Instant::now();
    let mut early = Vec::new();
    std::mem::swap(&mut early, &mut ledger.lock().unwrap());
    while away.elapsed() < outage() {
        assert_eq!(ready(port).await, 503);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    cluster.go_on();
    let back = Instant::now();

    while let Some(ended) = crowd.join_next().await {
        ended.expect("everybody is served in the end");
    }
    println!("everybody was served {:?} after the database came back", back.elapsed());
    assert_eq!(ready(port).await, 200);
    early.append(&mut ledger.lock().unwrap());
    assert_eq!(early.len(), (PEOPLE + STRANGERS) as usize);
    assert_eq!(accounts(&database).await - before, i64::from(PEOPLE), "one account each");
    were_told_clearly(&early);
    holds(&world, early).await;
    assert!(program.stop().success());
    assert!(verified_entries_on(&data, Some(&database)) > 0);
}

/// Refusals say when to come back, and nothing else went wrong.
fn were_told_clearly(told: &[Told]) {
    let mut all = Tally::default();
    let mut statuses = BTreeMap::<u16, usize>::new();
    for one in told {
        let (Told::Registered(_, robot) | Told::Missed(_, robot)) = one;
        all.slowest = all.slowest.max(robot.tally.slowest);
        all.without_hint += robot.tally.without_hint;
        for (status, count) in &robot.tally.statuses {
            *statuses.entry(*status).or_default() += count;
        }
    }
    println!("answers by status: {statuses:?}; the slowest took {:?}", all.slowest);
    assert!(statuses.get(&503).is_some_and(|count| *count > 0), "it was away: {statuses:?}");
    assert_eq!(all.without_hint, 0, "a 503 says when to come back");
    let odd: Vec<&u16> = statuses.keys().filter(|s| **s >= 500 && **s != 503).collect();
    assert!(odd.is_empty(), "{statuses:?}");
}

/// Sessions are open, and every wrong password counts once.
async fn holds(world: &World, told: Vec<Told>) {
    for (number, one) in told.into_iter().enumerate() {
        match one {
            Told::Registered(who, mut robot) => {
                robot.open(&world.url("identity", "/profile")).await;
                robot.is_at("gosuslugi.localhost", "/profile").sees(&who.family);
                if number < ENOUGH {
                    let mut robot = Robot::new();
                    robot.open(&world.url("identity", "/login?next=/profile")).await;
                    world.sign_in(&mut robot, &who.email, &who.phone, &who.password).await;
                    robot.is_at("gosuslugi.localhost", "/profile").sees(&who.family);
                }
            }
            Told::Missed(login, mut robot) => {
                world.mistype(&mut robot, &login).await;
                assert_eq!(robot.status, 403, "{}", robot.outline());
                robot.sees("Вход закрыт");
            }
        }
    }
}
