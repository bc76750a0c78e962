//! `kill -9` while many people submit their applications: what was acknowledged is there
//! afterwards, and each application is issued once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kabinet::demo::Inventory;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::desk::enter;
use crate::passport::{self, confirmed_by, fill, shape, specialist};
use crate::program::{Demo, Folder, free_port, verified_entries_on};
use crate::robot::Robot;
use crate::world::{Citizen, World};

/// People who submit, unless `KABINET_TEST_SUBMISSIONS` gives another number: fifty take longer
/// than all other tests together, because each is registered and confirmed first.
const CROWD: u32 = 12;
/// One comes after another, so that the plug finds each at another page.
const STEP: Duration = Duration::from_millis(60);
/// So many at once are registered and confirmed: more would keep each other waiting.
const ARRIVING: usize = 8;
/// How often the plug is pulled.
const KILLS: u32 = 4;
/// The pause before that is drawn from below this, in milliseconds.
const KILL_WITHIN: u32 = 1_500;
/// Somebody who waits for a 503 presses again after this at the latest.
const PAUSE: Duration = Duration::from_millis(500);
/// On PostgreSQL, where others may be at work, a check that a process had begun when it died is
/// anybody's again after two minutes.
const ISSUED_WITHIN: Duration = Duration::from_secs(240);

struct Applicant {
    who: Citizen,
    robot: Robot,
    world: World,
}

fn crowd() -> u32 {
    let wanted = std::env::var("KABINET_TEST_SUBMISSIONS").ok();
    wanted.map_or(CROWD, |text| text.parse().expect("a number of people"))
}

/// Somebody invented this moment, with a whole application before her.
async fn applicant(world: World, operator: Robot) -> Applicant {
    let who = specialist(&world).await;
    let mut robot = Robot::new().patient(PAUSE).stubborn();
    confirmed_by(&world, &mut robot, &who, operator).await;
    fill(&mut robot).await;
    Applicant { who, robot, world }
}

/// Signs, whatever happens on the way; returns when she was told that it is signed: its number.
async fn submit(mut applicant: Applicant) -> (Applicant, String) {
    let Applicant { who, robot, world } = &mut applicant;
    passport::submit(world, robot, who, true).await;
    let number = number_on(robot);
    (applicant, number)
}

/// The number of the application on a page.
fn number_on(robot: &Robot) -> String {
    let words = robot.words();
    let number = words.split_whitespace().find(|word| shape(word) == "00-0000-0000-0");
    number.unwrap_or_else(|| panic!("no number on\n{}", robot.outline())).to_owned()
}

/// The number of her only passport, once it is issued.
async fn passport_of(applicant: &mut Applicant, number: &str) -> String {
    let Applicant { robot, world, .. } = applicant;
    let deadline = Instant::now() + ISSUED_WITHIN;
    robot.open(&world.url("epk", "/applications")).await;
    while !robot.words().contains("Паспорт выдан") {
        assert!(Instant::now() < deadline, "{number} is not issued:\n{}", robot.outline());
        tokio::time::sleep(Duration::from_millis(200)).await;
        robot.open(&world.url("epk", "/applications")).await;
    }
    let numbers: BTreeSet<String> = robot
        .words()
        .split_whitespace()
        .filter(|word| shape(word) == "00-0000-0000-0")
        .map(str::to_owned)
        .collect();
    assert_eq!(numbers, BTreeSet::from([number.to_owned()]), "one application, the acknowledged");
    robot.open(&world.url("epk", "/passport")).await;
    robot.sees("действует").does_not_see("Другие ваши паспорта");
    let words = robot.words();
    let after = words.split('№').nth(1).unwrap_or_default();
    after.chars().filter(char::is_ascii_digit).take(12).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_while_the_plug_was_pulled_is_issued_once() {
    let folder = Folder::new("submissions");
    let (data, port, database) = (folder.path("data"), free_port(), store::Db::story_url());
    let Demo { mut program, world } = Demo::start_on(&data, port, database.as_deref());
    let operator = enter(&world, "operator").await.patient(PAUSE).stubborn();
    let own = |world: &World| World::of(Inventory::clone(&world.inventory));
    let begun = Instant::now();
    let mut arriving = JoinSet::new();
    let room = Arc::new(Semaphore::new(ARRIVING));
    for _ in 0..crowd() {
        let (world, operator, room) = (own(&world), operator.clone(), Arc::clone(&room));
        arriving.spawn(async move {
            let _place = room.acquire().await.expect("nobody closes it");
            applicant(world, operator).await
        });
    }
    let applicants = arriving.join_all().await;
    println!("{} people can sign after {:.0?}", applicants.len(), begun.elapsed());

    let mut signing = JoinSet::new();
    for (number, applicant) in (0u32..).zip(applicants) {
        signing.spawn(async move {
            tokio::time::sleep(STEP * number).await;
            submit(applicant).await
        });
    }
    for _ in 0..KILLS {
        let pause = store::Entropy::system().below(KILL_WITHIN);
        tokio::time::sleep(Duration::from_millis(u64::from(pause))).await;
        program.kill();
        let (data, database) = (data.clone(), database.clone());
        let again =
            tokio::task::spawn_blocking(move || Demo::start_on(&data, port, database.as_deref()));
        program = again.await.expect("it starts again").program;
    }
    let signed = signing.join_all().await;
    println!("all have signed after {:.0?}", begun.elapsed());

    let mut applications = BTreeSet::new();
    let mut passports = BTreeSet::new();
    for (mut applicant, number) in signed {
        passports.insert(passport_of(&mut applicant, &number).await);
        applications.insert(number);
    }
    println!("all are issued after {:.0?}", begun.elapsed());
    let all = usize::try_from(crowd()).expect("a number of people");
    assert_eq!((applications.len(), passports.len()), (all, all), "every number is one person's");
    assert!(program.stop().success());
    assert!(verified_entries_on(&data, database.as_deref()) > 0);
}
