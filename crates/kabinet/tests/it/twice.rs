//! Every form on the main road is sent three times at once, as by a hand that trembles or a
//! network that repeats: all answers are the same, and what they tell of happened once.

use crate::party::Party;
use crate::road::raise;
use crate::robot::Robot;
use crate::world::world;

const COPIES: usize = 3;
/// What the message about a new level says.
const RAISED: &str = "Теперь она стандартная";

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_three_times_at_once_counts_once() {
    let world = world();
    let who = world.citizen().await;
    let mut robot = Robot::new().sending(COPIES);
    world.register(&mut robot, &who).await;
    assert_eq!((world.codes(&who.email).await, world.codes(&who.phone).await), (1, 1));
    robot.follow("Продолжить").await;
    robot.sees("СЭП просит ваши данные").press("Разрешить").await;
    robot.is_at("sep.localhost", "/").sees(&who.family);

    raise(world, &mut robot, &who).await;
    robot.sees("стандартная");
    world.letter(&who.email, RAISED).await;
    robot.open(&world.url("identity", "/services")).await;
    robot.follow("ЭПК").await.follow("Перейти").await.press("Разрешить").await;
    robot.press("Принять").await;
    robot.is_at("epk.localhost", "/").sees(&who.family);
    let party = Party::of(world);
    let code = party.code(&mut robot).await;
    let (status, answer) = party.redeem(&code).await;
    assert_eq!(status, 200, "the one code of three consents: {answer}");

    // Another browser: one code, one session.
    let before = world.codes(&who.phone).await;
    let mut other = Robot::new().sending(COPIES);
    other.open(&world.url("identity", "/login?next=/profile")).await;
    world.sign_in(&mut other, &who.email, &who.phone, &who.password).await;
    other.is_at("gosuslugi.localhost", "/profile").sees(&who.family);
    assert_eq!(world.codes(&who.phone).await, before + 1);
    other.open("/settings/security/sessions").await;
    let ends = other.blanks().into_iter().filter(|blank| blank.action.ends_with("/end"));
    let own = ends.filter(|blank| !blank.action.ends_with("/others/end")).count();
    assert!((1..=2).contains(&own), "{own} sessions: {}", other.outline());
    assert_eq!(world.told(&who.email, RAISED).await, 1, "one check, one message");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_and_codes_sent_three_times_at_once_are_one_attempt() {
    let world = world();
    let who = world.citizen().await;
    world.register(&mut Robot::new(), &who).await;
    let mut robot = Robot::new().sending(COPIES);
    for left in (1..5).rev() {
        world.mistype(&mut robot, &who.email).await;
        assert_eq!(robot.status, 422, "{left} are left: {}", robot.outline());
    }
    robot.sees("Осталась 1 попытка");
    let seen = world.messages(&who.phone).await.len();
    robot.fill_autocomplete("username", &who.email);
    robot.fill_autocomplete("current-password", &who.password).press("Войти").await;
    let code = world.code(&who.phone, seen).await;
    let wrong = if code == "111111" { "222222" } else { "111111" };
    for _ in 0..2 {
        robot.fill_autocomplete("one-time-code", wrong).press("Войти").await;
        assert_eq!(robot.status, 422, "{}", robot.outline());
    }
    robot.fill_autocomplete("one-time-code", &code).press("Войти").await;
    robot.open("/profile").await.sees(&who.family);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_sent_three_times_at_once_is_one() {
    let world = world();
    let who = world.citizen().await;
    world.register(&mut Robot::new(), &who).await;
    let before = (world.codes(&who.email).await, world.codes(&who.phone).await);
    let seen = (world.messages(&who.email).await.len(), world.messages(&who.phone).await.len());
    let mut robot = Robot::new().sending(COPIES);
    robot.open(&world.url("identity", "/recovery")).await;
    robot.fill_autocomplete("username", &who.phone).press("Продолжить").await;
    let code = world.code(&who.email, seen.0).await;
    robot.fill_autocomplete("one-time-code", &code).press("Продолжить").await;
    if !robot.has("[autocomplete~=one-time-code]") {
        robot.press("код").await;
    }
    let code = world.code(&who.phone, seen.1).await;
    robot.fill_autocomplete("one-time-code", &code).press("Продолжить").await;
    robot.fill_autocomplete("new-password", "зелёный верблюд молчит").press("Продолжить").await;
    robot.is_at("gosuslugi.localhost", "/login");
    let after = (world.codes(&who.email).await, world.codes(&who.phone).await);
    assert_eq!(after, (before.0 + 1, before.1 + 1), "one code by each way");
    robot.open(&world.url("identity", "/login?next=/profile")).await;
    world.sign_in(&mut robot, &who.email, &who.phone, "зелёный верблюд молчит").await;
    robot.is_at("gosuslugi.localhost", "/profile").sees(&who.family);
}
