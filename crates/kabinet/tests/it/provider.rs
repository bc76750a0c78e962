//! The cabinets behind a provider that others wrote, npm `oidc-provider` on Node.js. Whatever the
//! protocol gives works; what only our own provider knows (levels, exchange of tokens) is closed
//! with words. Only with `KABINET_TEST_FOREIGN`.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::{Folder, Program, free_port, run_well, text, until_ready};
use crate::robot::Robot;

/// Whom the provider knows.
const LOGIN: &str = "maya";
const FAMILY: &str = "Чужестранцева";
/// Each cabinet is a client with this secret.
const SECRET: &str = "between the provider and a cabinet";
/// For whatever takes a moment on an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);

struct Ports {
    provider: u16,
    sites: u16,
    metrics: u16,
}

impl Ports {
    fn issuer(&self) -> String {
        format!("http://other.localhost:{}", self.provider)
    }

    fn site(&self, name: &str, path: &str) -> String {
        format!("http://{name}.localhost:{}{path}", self.sites)
    }

    fn client(&self, name: &str) -> Value {
        json!({
            "client_id": name,
            "client_secret": SECRET,
            "redirect_uris": [self.site(name, "/callback")],
            "post_logout_redirect_uris": [self.site(name, "/signed-out")],
            "backchannel_logout_uri": self.site(name, "/backchannel-logout"),
        })
    }

    fn configuration(&self, data: &Path, secret: &Path) -> String {
        let database = store::Db::story_url().unwrap_or_default();
        let client = |name| format!("{name} = {{id = \"{name}\", secret_file = {secret:?}}}\n");
        format!(
            "data = {data:?}\ndatabase = {database:?}\ndatabase_connections = 4\n\
             [listen]\naddress = \"127.0.0.1:{}\"\nmetrics = \"127.0.0.1:{}\"\n\
             [sites]\nsep = {:?}\nepk = {:?}\n\
             [provider]\nname = \"other\"\nissuer = {:?}\n\
             [clients]\n{}{}\
             [sms]\nurl = \"http://127.0.0.1:9/sms\"\n\
             [mail]\nhost = \"127.0.0.1\"\nport = 9\ntls = \"none\"\nfrom = \"id@example.test\"\n",
            self.sites,
            self.metrics,
            self.site("sep", ""),
            self.site("epk", ""),
            self.issuer(),
            client("sep"),
            client("epk"),
        )
    }
}

/// The provider, and what it prints.
fn provider(folder: &Folder, ports: &Ports) -> (Program, Receiver<String>) {
    let person = json!({
        "family_name": FAMILY,
        "given_name": "Майя",
        "middle_name": "Примеровна",
        "birthdate": "1990-02-28",
        "email": "maya@example.test",
        "email_verified": true,
        "phone_number": "+79010000001",
        "phone_number_verified": false,
    });
    let told = json!({
        "port": ports.provider,
        "issuer": ports.issuer(),
        "clients": [ports.client("sep"), ports.client("epk")],
        "people": { LOGIN: person },
    });
    let mut node = Command::new("node");
    node.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign"));
    node.arg("provider.mjs").arg(told.to_string());
    let mut program = Program::run(node, &folder.path("provider"));
    let lines = program.lines();
    assert_eq!(next_line(&lines, folder), "listening");
    (program, lines)
}

/// What `provider.mjs` says next; notices of the library stand between.
fn next_line(lines: &Receiver<String>, folder: &Folder) -> String {
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(line) if line.starts_with("oidc-provider") => {}
            Ok(line) => return line,
            Err(_) => {
                let log = fs::read_to_string(folder.path("provider.log")).unwrap_or_default();
                panic!("the provider says nothing:\n{log}");
            }
        }
    }
}

fn cabinets(folder: &Folder, ports: &Ports) -> Program {
    let (data, config) = (folder.path("data"), folder.path("data.toml"));
    let secret = folder.path("secret");
    fs::write(&secret, SECRET).unwrap();
    fs::write(&config, ports.configuration(&data, &secret)).unwrap();
    Program::start(&data, &["serve", "--config", text(&config)])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_of_others_lets_people_into_both_cabinets_and_out_of_them() {
    if std::env::var_os("KABINET_TEST_FOREIGN").is_none() {
        println!("skipped: KABINET_TEST_FOREIGN is not set (cargo x test sets it)");
        return;
    }
    let folder = Folder::new("provider");
    let ports = Ports { provider: free_port(), sites: free_port(), metrics: free_port() };
    let (node, lines) = provider(&folder, &ports);
    let program = cabinets(&folder, &ports);
    until_ready(ports.metrics, "/health/ready", &folder.path("data.log")).await;

    let mut robot = Robot::new();
    robot.open(&ports.site("sep", "/")).await.press("Войти через Госуслуги").await;
    assert_eq!(robot.url.host_str(), Some("other.localhost"), "{}", robot.outline());
    robot.fill_name("login", LOGIN).fill_name("password", "any").press("Sign-in").await;
    robot.press("Continue").await;
    // What the provider told is there; what needs registers says why it is not.
    robot.is_at("sep.localhost", "/").sees("Майя Примеровна, здравствуйте");
    robot.sees("не даёт доступа к государственным реестрам");
    robot.open(&ports.site("sep", "/profile")).await.sees(FAMILY).sees("maya@example.test");
    // She has not confirmed her number there.
    robot.does_not_see("000-00-01").does_not_see("+79010000001");

    // The second cabinet asks for no password. Its parts need a level, which nobody told it.
    robot.open(&ports.site("epk", "/")).await.press("Войти через Госуслуги").await;
    assert!(!robot.has("[type=password]"), "{}", robot.outline());
    robot.press("Continue").await;
    robot.is_at("epk.localhost", "/").sees("не сообщает уровень учётной записи");
    robot.open(&ports.site("epk", "/profile")).await.sees(FAMILY);

    // Out of one is out of all: the other cabinet hears of it from the provider alone.
    let mut thief = robot.clone();
    robot.open(&ports.site("sep", "/")).await.press("Выйти").await;
    robot.press("Sign out").await;
    robot.is_at("sep.localhost", "/signed-out").sees("и на этом сайте, и на Госуслугах");
    let mut told = [next_line(&lines, &folder), next_line(&lines, &folder)];
    told.sort();
    assert_eq!(told, ["told epk", "told sep"]);
    for somebody in [&mut robot, &mut thief] {
        somebody.open(&ports.site("epk", "/profile")).await.does_not_see(FAMILY);
        somebody.open(&ports.site("sep", "/")).await.does_not_see("Майя");
    }
    robot.press("Войти через Госуслуги").await;
    assert!(robot.has("[type=password]"), "{}", robot.outline());

    assert!(program.stop().success());
    drop(node);
    let config = folder.path("data.toml");
    let report = run_well(&["audit", "verify", "--config", text(&config), "--json"]);
    assert!(report.contains("\"findings\":[]"), "{report}");
}
