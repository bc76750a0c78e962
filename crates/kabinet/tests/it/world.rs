//! One running demonstration for all tests of this program: real sockets, a real mail listener,
//! the database that `KABINET_TEST_PG` names or SQLite in a file.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use kabinet::assemble::Stop;
use kabinet::demo::{self, Inventory, Options};
use serde_json::{Value, json};
use web::{Out, Request};

use crate::robot::Robot;

pub struct World {
    pub inventory: Arc<Inventory>,
    out: Out,
}

/// A citizen whom the registers know and who has no account yet.
pub struct Citizen {
    pub family: String,
    pub given: String,
    pub additional: String,
    pub email: String,
    pub phone: String,
    pub password: String,
    pub record: Value,
}

/// The demonstration, started by whichever test comes first. It ends with the test program.
pub fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let name = format!("kabinet-it-{}", std::process::id());
        let data = std::env::temp_dir().join(name);
        let options =
            Options { port: 0, data: data.clone(), fresh: true, database: store::Db::story_url() };
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
            let stop = Stop::default();
            let served =
                runtime.expect("a runtime").block_on(demo::serve(options, stop, |running| {
                    let _ = sender.send(Arc::clone(&running.inventory));
                }));
            served.expect("the demonstration serves");
        });
        let inventory = receiver
            .recv_timeout(Duration::from_secs(180))
            .expect("the demonstration is ready within three minutes");
        World { inventory, out: Out::new() }
    })
}

impl World {
    /// A demonstration that runs in a process of its own.
    pub fn of(inventory: Inventory) -> World {
        World { inventory: Arc::new(inventory), out: Out::new() }
    }

    pub fn url(&self, site: &str, path: &str) -> String {
        format!("{}{path}", self.inventory.sites[site])
    }

    /// A citizen invented this moment through the registers' own API.
    pub async fn citizen(&self) -> Citizen {
        self.citizen_like(json!({})).await
    }

    pub async fn citizen_like(&self, wish: Value) -> Citizen {
        let url = self.url("registries", "/api/people");
        let sent = self.out.send(Request::post_json(url, &wish), Duration::from_secs(10)).await;
        let answer = sent.expect("the registers answer");
        assert!(answer.status.is_success(), "{}: {}", answer.status, answer.text());
        let record: Value = answer.json().expect("a record");
        let text = |field: &str| record[field].as_str().unwrap_or_default().to_owned();
        let number = store::Entropy::system().below(10_000_000);
        Citizen {
            family: text("family_name"),
            given: text("given_name"),
            additional: text("additional_name"),
            email: format!("newcomer{number:07}@example.test"),
            phone: format!("+7901{number:07}"),
            password: "лиловый верблюд поёт".into(),
            record,
        }
    }

    /// Messages to an address, newest first.
    pub async fn messages(&self, to: &str) -> Vec<Value> {
        let url = self.url("phone", &format!("/api/messages?to={}", to.replace('+', "%2B")));
        let sent = self.out.send(Request::get(url), Duration::from_secs(10)).await;
        let answer = sent.expect("the phone answers");
        answer.json().expect("a list of messages")
    }

    /// The code in the newest message to an address after `seen` others.
    pub async fn code(&self, to: &str, seen: usize) -> String {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let messages = self.messages(to).await;
            let fresh = messages.len().saturating_sub(seen);
            let code = messages[..fresh].iter().find_map(|m| m["code"].as_str());
            if let Some(code) = code {
                return code.to_owned();
            }
            assert!(Instant::now() < deadline, "no new code to {to}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn faults(&self, faults: Value) {
        let url = self.url("registries", "/api/faults");
        let body = serde_json::to_vec(&faults).expect("faults are JSON");
        let request = Request::new(axum::http::Method::PUT, url)
            .header("content-type", "application/json")
            .body(body);
        let answer = self.out.send(request, Duration::from_secs(10)).await.expect("an answer");
        assert!(answer.status.is_success(), "{}", answer.text());
    }

    /// Registers a citizen from СЭП's start page and comes back to СЭП's consent.
    pub async fn register(&self, robot: &mut Robot, who: &Citizen) {
        robot.open(&self.url("sep", "/")).await;
        robot.press("Войти через Госуслуги").await;
        robot.follow("Зарегистрироваться").await;
        robot.fill_autocomplete("family-name", &who.family);
        robot.fill_autocomplete("given-name", &who.given);
        robot.fill_autocomplete("additional-name", &who.additional);
        robot.press("Продолжить").await;
        robot.fill_autocomplete("email", &who.email).press("Получить код").await;
        let code = self.code(&who.email, 0).await;
        robot.fill_autocomplete("one-time-code", &code).press("Продолжить").await;
        robot.fill_autocomplete("tel", &who.phone).press("Получить код").await;
        let code = self.code(&who.phone, 0).await;
        robot.fill_autocomplete("one-time-code", &code).press("Продолжить").await;
        robot.fill_autocomplete("new-password", &who.password).press("Продолжить").await;
        robot.tick("условия я принимаю").press("Продолжить").await;
        robot.tick("Даю согласие").press("Продолжить").await;
        robot.sees("упрощённая");
    }

    /// Types a wrong password.
    pub async fn mistype(&self, robot: &mut Robot, login: &str) {
        robot.open(&self.url("identity", "/login")).await;
        robot.fill_autocomplete("username", login);
        robot.fill_autocomplete("current-password", "не тот пароль").press("Войти").await;
    }

    /// Types login and password and the code that comes by SMS.
    pub async fn sign_in(&self, robot: &mut Robot, login: &str, phone: &str, password: &str) {
        let seen = self.messages(phone).await.len();
        robot.fill_autocomplete("username", login);
        robot.fill_autocomplete("current-password", password).press("Войти").await;
        let code = self.code(phone, seen).await;
        robot.fill_autocomplete("one-time-code", &code).press("Войти").await;
    }
}
