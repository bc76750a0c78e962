//! Every form of sign-in, registration and recovery sent in every state in which it is not due:
//! each step not reached, reached and over, of an unknown handle, of another browser. The answer
//! is the step that is due or a clear page, and nothing happens: no session, no account, no
//! message, no code used up.

mod recovery;
mod regain;
mod registration;
mod sign_in;

use std::collections::BTreeMap;

use crate::robot::{Blank, Robot};
use crate::world::World;

/// A browser that has come by, and nobody yet.
async fn newcomer(world: &World) -> Robot {
    let mut robot = Robot::new();
    robot.open(&world.url("identity", "/login")).await;
    robot
}

/// Forms of each page, rendered many times: each has a one-use key of its own, good in the browser
/// that it was rendered for.
#[derive(Default)]
struct Blanks(BTreeMap<String, Vec<Blank>>);

impl Blanks {
    /// Takes the forms of the page where the robot is, so often.
    async fn gather(&mut self, robot: &Robot, copies: usize) {
        let mut robot = robot.clone();
        let here = robot.url.to_string();
        for _ in 0..copies {
            robot.open(&here).await;
            for blank in robot.blanks() {
                self.0.entry(blank.action.clone()).or_default().push(blank);
            }
        }
    }

    fn actions(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// A form that was not sent yet.
    fn take(&mut self, action: &str) -> Blank {
        let found = self.0.get_mut(action).and_then(Vec::pop);
        found.unwrap_or_else(|| panic!("no unsent form of {action}"))
    }
}

/// Sends a form that is not due; the robot where it led to. The sender stays where it was.
async fn send_undue(sender: &Robot, blank: &Blank) -> Robot {
    let mut robot = sender.clone();
    robot.post(blank).await;
    assert!(robot.status < 500, "{} of {}: {}", blank.action, sender.url, robot.outline());
    let said = !robot.words().trim().is_empty();
    assert!(said, "{} of {} leads to an empty page", blank.action, sender.url);
    robot
}

/// Nobody is signed in here.
async fn is_nobody(robot: &Robot, when: &str) {
    let mut robot = robot.clone();
    robot.open("/profile").await;
    let path = robot.url.path();
    assert_eq!(path, "/login", "{when}: a session was opened: {}", robot.outline());
}
