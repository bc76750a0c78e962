//! Staff of the demonstration at the desk. A code of the app opens one sign-in only, so each of
//! them signs in once, and all tests go on from there with a copy of the browser.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::robot::Robot;
use crate::world::{World, world};

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

/// What an authenticator app shows, and no other test has been given: a code opens one sign-in.
/// Nobody else is given one of the same app while this is held, which has to be until it is sent.
pub async fn from_app(secret: &str) -> Shown {
    static APPS: Mutex<BTreeMap<String, Arc<Mutex<u64>>>> = Mutex::const_new(BTreeMap::new());
    let app = Arc::clone(APPS.lock().await.entry(secret.to_owned()).or_default());
    let mut next = app.lock_owned().await;
    let step = (seconds() / STEP).max(*next);
    *next = step + 1;
    // A code is taken half a minute before its time, too: clocks differ.
    let from = (step - 1) * STEP;
    tokio::time::sleep(Duration::from_secs(from.saturating_sub(seconds()))).await;
    let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
    let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    Shown { code: totp.generate(step * STEP).to_string(), _turn: next }
}

/// A code on the screen of an authenticator app.
pub struct Shown {
    code: String,
    _turn: OwnedMutexGuard<u64>,
}

impl Deref for Shown {
    type Target = str;

    fn deref(&self) -> &str {
        &self.code
    }
}

fn seconds() -> u64 {
    store::Clock::system().now().seconds().unsigned_abs()
}

/// Of the simple level a person may have several accounts, and with another one she would be a
/// stranger to her own application.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_nobody_checked_is_no_way_to_the_desk() {
    let world = world();
    let who = world.citizen().await;
    let mut robot = Robot::new();
    world.register(&mut robot, &who).await;
    robot.open(&world.url("desk", "/")).await.press("Войти через Госуслуги").await;
    robot.sees("нужен более высокий уровень").sees("стандартная");
}
