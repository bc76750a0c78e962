//! The plug is pulled in the middle of much work: what was answered still holds afterwards.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kabinet::demo::Inventory;
use tokio::task::JoinSet;

use crate::party::Party;
use crate::program::{Demo, Folder, free_port, verified_entries};
use crate::robot::Robot;
use crate::world::{Citizen, World};

/// People who register at the same moment.
const CROWD: usize = 50;
/// The plug is pulled when so many have got as far as tokens.
const ENOUGH: usize = 4;

/// What the program answered to one person.
struct Told {
    who: Citizen,
    /// With the session's cookie.
    robot: Robot,
    /// A code that was redeemed, and the refresh token it gave.
    spent: Option<(String, String)>,
}

type Ledger = Arc<Mutex<Vec<Told>>>;

/// Registers and lets the developer's client in; writes down what was answered.
async fn live(world: World, party: Party, ledger: Ledger) {
    let who = world.citizen().await;
    let mut robot = Robot::new();
    world.register(&mut robot, &who).await;
    let place = {
        let mut ledger = ledger.lock().unwrap();
        ledger.push(Told { who, robot: robot.clone(), spent: None });
        ledger.len() - 1
    };
    let code = party.code(&mut robot).await;
    let (status, tokens) = party.redeem(&code).await;
    assert_eq!(status, 200, "{tokens}");
    let refresh = tokens["refresh_token"].as_str().expect("a refresh token").to_owned();
    ledger.lock().unwrap()[place].spent = Some((code, refresh));
}

fn served(ledger: &Ledger) -> usize {
    ledger.lock().unwrap().iter().filter(|told| told.spent.is_some()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_before_the_plug_was_pulled_holds() {
    let folder = Folder::new("crash");
    let (data, port) = (folder.path("data"), free_port());
    let Demo { program, world } = Demo::start(&data, port);
    let ledger = Ledger::default();
    let party = Party::of(&world);
    let mut crowd = JoinSet::new();
    for _ in 0..CROWD {
        // Everybody calls with a client of her own: one client limits its calls to a host.
        let own = World::of(Inventory::clone(&world.inventory));
        crowd.spawn(live(own, Party::of(&world), Arc::clone(&ledger)));
    }
    let deadline = Instant::now() + Duration::from_secs(90);
    while served(&ledger) < ENOUGH {
        assert!(Instant::now() < deadline, "only {} came through", served(&ledger));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(crowd.len() > ENOUGH, "nobody was under way");
    program.kill();
    // Whoever was under way finds nobody there; that is not what this test is about.
    crowd.shutdown().await;

    let Demo { program, world } = Demo::start(&data, port);
    let ledger = std::mem::take(&mut *ledger.lock().unwrap());
    for (number, mut told) in ledger.into_iter().enumerate() {
        told.robot.open(&world.url("identity", "/profile")).await;
        told.robot.is_at("gosuslugi.localhost", "/profile").sees(&told.who.family);
        if let Some((code, refresh)) = &told.spent {
            let (status, answer) = party.refresh(refresh).await;
            assert_eq!(status, 200, "an issued refresh token: {answer}");
            let (status, answer) = party.redeem(code).await;
            assert_eq!(status, 400, "a spent code: {answer}");
            assert_eq!(answer["error"], "invalid_grant");
        }
        if number < 3 {
            let mut robot = Robot::new();
            robot.open(&world.url("identity", "/login?next=/profile")).await;
            let who = &told.who;
            world.sign_in(&mut robot, &who.email, &who.phone, &who.password).await;
            robot.is_at("gosuslugi.localhost", "/profile").sees(&who.family);
        }
    }
    assert!(program.stop().success());
    assert!(verified_entries(&data) > 0);
}
