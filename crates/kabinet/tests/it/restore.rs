//! A backup of a running program, read into an empty place: people are back, and whatever could
//! have been stolen or ended since then is not.

use std::fs;

use crate::party::Party;
use crate::program::{Demo, Folder, free_port, run_well, text, verified_entries};
use crate::robot::Robot;

/// What is not the database's: the key (kept in another place by a careful operator) and the
/// world outside, which a restore does not touch.
const KEPT: [&str; 4] = ["kabinet.key", "demo.json", "sandbox.db", "sandbox.keys"];

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restore_people_sign_in_anew_and_nothing_old_opens_a_door() {
    let folder = Folder::new("restore");
    let (old, new, copy) = (folder.path("old"), folder.path("new"), folder.path("copy"));
    let port = free_port();
    let Demo { program, world } = Demo::start(&old, port);
    let who = &world.inventory.people[0];
    let mut robot = Robot::new();
    robot.open(&world.url("sep", "/")).await.press("Войти через Госуслуги").await;
    world.sign_in(&mut robot, &who.phone, &who.phone, &who.password).await;
    robot.press("Разрешить").await.is_at("sep.localhost", "/").sees("Тестова");
    let party = Party::of(&world);
    let code = party.code(&mut robot).await;
    let (status, tokens) = party.redeem(&code).await;
    assert_eq!(status, 200, "{tokens}");
    let refresh = tokens["refresh_token"].as_str().expect("a refresh token");
    // Its cookie works until the restore.
    robot.open(&world.url("identity", "/profile")).await.sees("Тестова");

    run_well(&["backup", text(&copy), "--data", text(&old)]);
    assert!(!copy.join("kabinet.key").exists(), "the key never lies beside the backup");
    assert!(program.stop().success());
    fs::create_dir(&new).unwrap();
    for name in KEPT {
        let from = old.join(name);
        if from.exists() {
            fs::copy(from, new.join(name)).unwrap();
        }
    }
    run_well(&["restore", text(&copy), "--data", text(&new)]);

    let Demo { program, world } = Demo::start(&new, port);
    robot.open(&world.url("identity", "/profile")).await;
    robot.is_at("gosuslugi.localhost", "/login").does_not_see("Тестова");
    robot.open(&world.url("sep", "/")).await.does_not_see("Тестова");
    let (status, answer) = party.refresh(refresh).await;
    assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()));

    let mut robot = Robot::new();
    robot.open(&world.url("identity", "/login?next=/profile")).await;
    world.sign_in(&mut robot, &who.email, &who.phone, &who.password).await;
    robot.is_at("gosuslugi.localhost", "/profile").sees("Тестова");
    assert!(program.stop().success());
    assert!(verified_entries(&new) > 0);
}
