//! Staff of the demonstration at the desk. A code of the app opens one sign-in only, so each of
//! them signs in once, and all tests go on from there with a copy of the browser.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::Mutex;

use crate::robot::Robot;
use crate::world::World;

/// Seconds for which an app shows a code (RFC 6238).
const STEP: u64 = 30;

/// A browser in which somebody with this role is at the desk's first page.
pub async fn staff(world: &World, role: &'static str) -> Robot {
    static AT_THE_DESK: Mutex<BTreeMap<&str, Robot>> = Mutex::const_new(BTreeMap::new());
    let mut at_the_desk = AT_THE_DESK.lock().await;
    if let Some(robot) = at_the_desk.get(role) {
        return robot.clone();
    }
    let robot = enter(world, role).await;
    at_the_desk.insert(role, robot.clone());
    robot
}

/// The same in a demonstration of the test's own.
pub async fn enter(world: &World, role: &str) -> Robot {
    let who = world.inventory.staff.iter().find(|s| s.roles == [role]).expect("somebody");
    let mut robot = Robot::new();
    robot.open(&world.url("desk", "/")).await.press("Войти через Госуслуги").await;
    robot.fill_autocomplete("username", &who.login);
    robot.fill_autocomplete("current-password", &who.password).press("Войти").await;
    let code = from_app(&who.totp_secret).await;
    robot.fill_autocomplete("one-time-code", &code).press("Войти").await;
    if robot.words().contains("Разрешить") {
        robot.press("Разрешить").await;
    }
    robot.is_at("desk.localhost", "/");
    robot
}

/// What an authenticator app shows, and no other test has been given: whoever comes second within
/// half a minute waits for the next code.
pub async fn from_app(secret: &str) -> String {
    static GIVEN: Mutex<BTreeMap<String, u64>> = Mutex::const_new(BTreeMap::new());
    let mut given = GIVEN.lock().await;
    let last = given.get(secret).copied();
    let now = seconds();
    let step = last.map_or(now / STEP, |last| (now / STEP).max(last + 1));
    tokio::time::sleep(Duration::from_secs((step * STEP).saturating_sub(now))).await;
    given.insert(secret.to_owned(), step);
    let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
    let app = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    app.generate(step * STEP).to_string()
}

fn seconds() -> u64 {
    store::Clock::system().now().seconds().unsigned_abs()
}
