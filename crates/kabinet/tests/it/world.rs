//! One running demonstration for all tests of this program: real sockets, a real mail listener,
//! the database that `KABINET_TEST_PG` names or SQLite in a file.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use kabinet::assemble::Stop;
use kabinet::demo::{self, Inventory, Options};
use serde_json::{Value, json};
use tokio::sync::RwLock;
use web::{Answer, Out, OutError, Request};

use crate::robot::Robot;

/// For one call to the world outside, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// For a message that is on its way, on a busy machine.
const ARRIVES: Duration = Duration::from_secs(60);

/// All tests ask the same registers: whoever needs an answer at once reads this meanwhile, and
/// whoever troubles a register writes. Nobody takes it twice.
pub static REGISTERS: RwLock<()> = RwLock::const_new(());
/// The same for the services that take documents.
pub static SERVICES: RwLock<()> = RwLock::const_new(());

pub struct World {
    pub inventory: Arc<Inventory>,
    out: Out,
    /// Tidies up after this process.
    _janitor: Option<Child>,
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
        World { inventory, out: Out::new(), _janitor: janitor(&data) }
    })
}

/// A static is never dropped. This process waits for the end of ours, however it ends, which
/// closes its input, and removes the folder.
fn janitor(folder: &Path) -> Option<Child> {
    let mut wait = Command::new("sh");
    wait.args(["-c", "trap '' INT TERM HUP; read -r _; rm -rf -- \"$1\"", "janitor"]).arg(folder);
    wait.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
}

impl World {
    /// A demonstration that runs in a process of its own.
    pub fn of(inventory: Inventory) -> World {
        World { inventory: Arc::new(inventory), out: Out::new(), _janitor: None }
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
        let answer = self.ask(|| Request::post_json(&url, &wish)).await;
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
        let answer = self.ask(|| Request::get(&url)).await;
        answer.json().expect("a list of messages")
    }

    /// How many messages with a code an address got.
    pub async fn codes(&self, to: &str) -> usize {
        let messages = self.messages(to).await;
        messages.iter().filter(|message| message["code"].is_string()).count()
    }

    /// Calls the world outside. A connection that another test has made ends with that test, so
    /// a broken one says nothing; and where a test pulls the plug, it comes back.
    async fn ask(&self, request: impl Fn() -> Request) -> Answer {
        let deadline = Instant::now() + Duration::from_secs(30);
        while Instant::now() < deadline {
            match self.out.send(request(), PATIENCE).await {
                Err(OutError::Broken | OutError::Crowded | OutError::Refused) => {}
                sent => return sent.expect("the world outside answers"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no connection to the world outside holds");
    }

    /// The code in the newest message to an address after `seen` others.
    pub async fn code(&self, to: &str, seen: usize) -> String {
        code_in(&self.coded(to, seen).await)
    }

    /// The same; the message says what the code is for.
    pub async fn code_for(&self, act: &str, to: &str, seen: usize) -> String {
        let message = self.coded(to, seen).await;
        assert!(says(&message, act), "the message names the act «{act}»: {message}");
        code_in(&message)
    }

    /// The newest message with a code after `seen` others.
    async fn coded(&self, to: &str, seen: usize) -> Value {
        let deadline = Instant::now() + ARRIVES;
        loop {
            let mut messages = self.messages(to).await;
            messages.truncate(messages.len().saturating_sub(seen));
            if let Some(message) = messages.into_iter().find(|m| m["code"].is_string()) {
                return message;
            }
            assert!(Instant::now() < deadline, "no new code to {to}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for a message with these words in its subject or text; the text of the newest.
    pub async fn letter(&self, to: &str, words: &str) -> String {
        let deadline = Instant::now() + ARRIVES;
        loop {
            let messages = self.messages(to).await;
            if let Some(message) = messages.iter().find(|message| says(message, words)) {
                return message["text"].as_str().unwrap_or_default().to_owned();
            }
            assert!(Instant::now() < deadline, "no letter «{words}» to {to}: {messages:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// How many messages to an address say this so far.
    pub async fn told(&self, to: &str, words: &str) -> usize {
        let messages = self.messages(to).await;
        messages.iter().filter(|message| says(message, words)).count()
    }

    pub async fn faults(&self, faults: Value) {
        let url = self.url("registries", "/api/faults");
        let body = serde_json::to_vec(&faults).expect("faults are JSON");
        let put = || {
            Request::new(axum::http::Method::PUT, &url)
                .header("content-type", "application/json")
                .body(body.clone())
        };
        let answer = self.ask(put).await;
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

/// Whether subject or text of a message have these words.
fn says(message: &Value, words: &str) -> bool {
    let has = |part: &str| message[part].as_str().is_some_and(|text| text.contains(words));
    has("subject") || has("text")
}

fn code_in(message: &Value) -> String {
    message["code"].as_str().unwrap_or_default().to_owned()
}
