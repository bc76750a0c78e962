//! The plug is pulled in the middle of much work: what was answered still holds afterwards.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kabinet::demo::Inventory;
use tokio::task::JoinSet;

use crate::party::Party;
use crate::program::{Demo, Folder, free_port, verified_entries_on};
use crate::robot::Robot;
use crate::world::{Citizen, World};

/// So many people register and sign in, and as many strangers guess passwords.
const CROWD: u32 = 50;
/// One comes after another, so that at every moment each is at another page.
const STEP: Duration = Duration::from_millis(50);
/// Between two guesses of a stranger: the pool of the hashes is for the others, too.
const PAUSE: Duration = Duration::from_millis(1_500);
/// Guesses of one stranger; fewer than lock.
const GUESSES: usize = 4;
/// Wrong passwords that lock.
const LOCKING: usize = 5;
/// The plug is pulled when the slowest kind of answer has been given so often.
const ENOUGH: usize = 4;
/// So many of the strangers are looked at afterwards.
const SAMPLE: usize = 6;

/// Somebody who was told that she is registered.
struct Registered {
    who: Citizen,
    /// With the session's cookie.
    robot: Robot,
    /// A code that was redeemed, and the refresh token it gave.
    spent: Option<(String, String)>,
}

/// Somebody who was told that she has signed in with a code.
struct Entered {
    family: String,
    robot: Robot,
    /// The same browser before, with a page of the code that was not sent, and the code.
    before: Robot,
    code: String,
}

/// What the program answered.
#[derive(Default)]
struct Told {
    registered: Vec<Registered>,
    entered: Vec<Entered>,
    /// Logins, and how many passwords were called wrong for each.
    missed: Vec<(String, usize)>,
}

impl Told {
    fn is_enough(&self) -> bool {
        let spent = self.registered.iter().filter(|one| one.spent.is_some()).count();
        let guessed: usize = self.missed.iter().map(|(_, count)| count).sum();
        spent.min(self.entered.len()).min(guessed / 5) >= ENOUGH
    }
}

type Ledger = Arc<Mutex<Told>>;

/// Registers, lets the developer's client in, signs in elsewhere and mistypes once; writes down
/// what was answered.
async fn live(world: World, ledger: Ledger) {
    let (who, party) = (world.citizen().await, Party::of(&world));
    let mut robot = Robot::new();
    world.register(&mut robot, &who).await;
    let (login, phone) = (who.email.clone(), who.phone.clone());
    let (family, password) = (who.family.clone(), who.password.clone());
    let place = {
        let mut told = ledger.lock().unwrap();
        told.registered.push(Registered { who, robot: robot.clone(), spent: None });
        told.registered.len() - 1
    };
    let code = party.code(&mut robot).await;
    let (status, tokens) = party.redeem(&code).await;
    assert_eq!(status, 200, "{tokens}");
    let refresh = tokens["refresh_token"].as_str().expect("a refresh token").to_owned();
    ledger.lock().unwrap().registered[place].spent = Some((code, refresh));

    let mut robot = Robot::new();
    robot.open(&world.url("identity", "/login?next=/profile")).await;
    let seen = world.messages(&phone).await.len();
    robot.fill_autocomplete("username", &login);
    robot.fill_autocomplete("current-password", &password).press("Войти").await;
    let code = world.code(&phone, seen).await;
    // Another page of the same code: sent, it would be another use.
    let mut before = robot.clone();
    before.open("/login/code").await;
    robot.fill_autocomplete("one-time-code", &code).press("Войти").await;
    robot.is_at("gosuslugi.localhost", "/profile").sees(&family);
    ledger.lock().unwrap().entered.push(Entered { family, robot, before, code });
    guess(&world, &login, 1, &ledger).await;
}

/// Types wrong passwords and counts those that were called wrong.
async fn guess(world: &World, login: &str, times: usize, ledger: &Ledger) {
    let place = {
        let mut told = ledger.lock().unwrap();
        told.missed.push((login.to_owned(), 0));
        told.missed.len() - 1
    };
    for _ in 0..times {
        let mut robot = Robot::new();
        world.mistype(&mut robot, login).await;
        assert_eq!(robot.status, 422, "{}", robot.outline());
        ledger.lock().unwrap().missed[place].1 += 1;
        tokio::time::sleep(PAUSE).await;
    }
}

/// People and strangers, each with a client of her own: one client limits its calls to a host.
fn crowd(world: &World, ledger: &Ledger) -> JoinSet<()> {
    let mut crowd = JoinSet::new();
    for number in 0..CROWD {
        let own = || World::of(Inventory::clone(&world.inventory));
        let (one, other, ledgers) = (own(), own(), (ledger.clone(), ledger.clone()));
        crowd.spawn(async move {
            tokio::time::sleep(STEP * number).await;
            live(one, ledgers.0).await;
        });
        crowd.spawn(async move {
            tokio::time::sleep(STEP * number).await;
            let login = format!("+7902{:07}", store::Entropy::system().below(10_000_000));
            guess(&other, &login, GUESSES, &ledgers.1).await;
        });
    }
    crowd
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_before_the_plug_was_pulled_holds() {
    let folder = Folder::new("crash");
    let (data, port, database) = (folder.path("data"), free_port(), store::Db::story_url());
    let database = database.as_deref();
    let Demo { program, world } = Demo::start_on(&data, port, database);
    let ledger = Ledger::default();
    let mut crowd = crowd(&world, &ledger);
    let deadline = Instant::now() + Duration::from_secs(120);
    while !ledger.lock().unwrap().is_enough() {
        assert!(Instant::now() < deadline, "they do not come through");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    program.kill();
    // Whoever was under way finds nobody there; that is not what this test is about.
    crowd.shutdown().await;

    let Demo { program, world } = Demo::start_on(&data, port, database);
    let told = std::mem::take(&mut *ledger.lock().unwrap());
    println!(
        "told before the plug was pulled: {} registered, {} signed in, {} guessed",
        told.registered.len(),
        told.entered.len(),
        told.missed.len(),
    );
    assert!(told.registered.len() < CROWD as usize, "nobody was under way");
    still_registered(&world, told.registered).await;
    still_entered(&world, told.entered).await;
    still_counted(&world, told.missed).await;
    assert!(program.stop().success());
    assert!(verified_entries_on(&data, database) > 0);
}

async fn still_registered(world: &World, registered: Vec<Registered>) {
    let party = Party::of(world);
    let mut password_tried = false;
    for mut told in registered {
        told.robot.open(&world.url("identity", "/profile")).await;
        told.robot.is_at("gosuslugi.localhost", "/profile").sees(&told.who.family);
        if let Some((code, refresh)) = &told.spent {
            let (status, answer) = party.refresh(refresh).await;
            assert_eq!(status, 200, "an issued refresh token: {answer}");
            let (status, answer) = party.redeem(code).await;
            assert_eq!(status, 400, "a spent code: {answer}");
            assert_eq!(answer["error"], "invalid_grant");
        } else if !password_tried {
            password_tried = true;
            let mut robot = Robot::new();
            robot.open(&world.url("identity", "/login?next=/profile")).await;
            let who = &told.who;
            world.sign_in(&mut robot, &who.email, &who.phone, &who.password).await;
            robot.is_at("gosuslugi.localhost", "/profile").sees(&who.family);
        }
    }
}

async fn still_entered(world: &World, entered: Vec<Entered>) {
    for mut told in entered {
        told.robot.open(&world.url("identity", "/profile")).await;
        told.robot.is_at("gosuslugi.localhost", "/profile").sees(&told.family);
        let Entered { mut before, code, family, .. } = told;
        before.fill_autocomplete("one-time-code", &code).press("Войти").await;
        before.does_not_see(&family);
        before.open("/profile").await.is_at("gosuslugi.localhost", "/login");
    }
}

/// Whatever was called wrong is one of the five that lock.
async fn still_counted(world: &World, mut missed: Vec<(String, usize)>) {
    missed.retain(|(_, count)| *count > 0);
    let (own, mut strangers): (Vec<_>, Vec<_>) =
        missed.into_iter().partition(|(login, _)| login.contains('@'));
    strangers.sort_by_key(|(_, count)| *count);
    let strangers = strangers.into_iter().rev().take(SAMPLE);
    for (login, count) in own.into_iter().take(2).chain(strangers) {
        let mut robot = Robot::new();
        for _ in count..LOCKING {
            world.mistype(&mut robot, &login).await;
        }
        assert_eq!(robot.status, 403, "after {count}: {}", robot.outline());
        robot.sees("Вход закрыт");
    }
}
