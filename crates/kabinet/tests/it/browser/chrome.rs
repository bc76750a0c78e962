//! Headless Chromium at 360 pixels through a ChromeDriver of its own (W3C WebDriver).

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};
use url::Url;

use crate::program::text;
use crate::robot::Robot;

/// Width of a small phone, in CSS pixels.
const WIDTH: u64 = 360;

/// How long a page may take to show what is waited for, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs axe-core over the page. `moderate` and `minor` are advice; the others shut people out.
const AXE: &str = "\
    const done = arguments[arguments.length - 1];\
    axe.run().then(r => done(r.violations\
      .filter(v => v.impact === 'serious' || v.impact === 'critical')\
      .map(v => v.impact + ' ' + v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))),\
      error => done([String(error)]));";

pub struct Chrome {
    client: Client,
    driver: Child,
    port: u16,
    session: String,
    _turn: SemaphorePermit<'static>,
}

impl Chrome {
    /// Waits until there is room: more than two would fight for the cores and be slow together.
    /// One test may start two of them; two such tests could wait for each other.
    pub async fn start() -> Chrome {
        static ROOM: Semaphore = Semaphore::const_new(2);
        let turn = ROOM.acquire().await.expect("nobody closes it");
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("ChromeDriver starts (cargo x setup tells what is missing)");
        let port = port(&mut driver);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities());
        let connected = builder.connect(&format!("http://127.0.0.1:{port}")).await;
        let client = connected.expect("Chromium starts");
        let session = client.session_id().await.ok().flatten().expect("a session");
        let chrome = Chrome { client, driver, port, session, _turn: turn };
        chrome.width(WIDTH).await;
        chrome
    }

    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|e| panic!("{url}: {e}"));
    }

    /// Presses the button or follows the link with exactly these words.
    pub async fn press(&self, words: &str) {
        let path =
            format!("//button[normalize-space(.)='{words}'] | //a[normalize-space(.)='{words}']");
        let found = self.wait(Locator::XPath(&path), words).await;
        found.click().await.unwrap_or_else(|e| panic!("«{words}»: {e}"));
    }

    /// Types into the field with this `autocomplete` token.
    pub async fn fill(&self, token: &str, value: &str) {
        let field = self.find(&format!("[autocomplete~='{token}']")).await;
        field.send_keys(value).await.unwrap_or_else(|e| panic!("{token}: {e}"));
    }

    /// Types into the field of this name, in place of what stands there.
    pub async fn type_in(&self, name: &str, value: &str) {
        let field = self.find(&format!("main [name='{name}']")).await;
        field.clear().await.unwrap_or_else(|e| panic!("{name}: {e}"));
        field.send_keys(value).await.unwrap_or_else(|e| panic!("{name}: {e}"));
    }

    /// Presses, ticks or follows what fits this selector.
    pub async fn click(&self, selector: &str) {
        let found = self.find(selector).await;
        found.click().await.unwrap_or_else(|e| panic!("{selector}: {e}"));
    }

    /// Chooses a radio button by its label.
    pub async fn choose(&self, name: &str, value: &str) {
        let button = self.find(&format!("main [name='{name}'][value='{value}']")).await;
        let id = button.attr("id").await.ok().flatten().expect("a button has an id");
        self.click(&format!("label[for='{id}']")).await;
    }

    /// Chooses files of this machine for a field.
    pub async fn attach(&self, field: &str, files: &[&Path]) {
        let names: Vec<&str> = files.iter().map(|file| text(file)).collect();
        let input = self.find(&format!("input[type=file][name='{field}']")).await;
        input.send_keys(&names.join("\n")).await.unwrap_or_else(|e| panic!("{field}: {e}"));
    }

    /// Saves into this folder what is downloaded.
    pub async fn save_into(&self, folder: &Path) {
        let params = json!({ "behavior": "allow", "downloadPath": text(folder) });
        self.tell("Browser.setDownloadBehavior", params).await;
    }

    /// Goes on at the site where a robot is, as whoever is signed in there.
    pub async fn borrow(&self, robot: &Robot) {
        for (name, value) in robot.jar() {
            let mut url = robot.url.clone();
            url.set_scheme("https").expect("it is one of the web");
            let cookie = json!({ "url": url.as_str(), "name": name, "value": value, "path": "/",
                "secure": true, "httpOnly": true, "sameSite": "Lax" });
            self.tell("Network.setCookie", cookie).await;
        }
        self.open(robot.url.as_str()).await;
    }

    /// Becomes another device: nothing of what was done here is known any more.
    pub async fn forget(&self) {
        self.tell("Network.clearBrowserCookies", json!({})).await;
    }

    pub async fn find(&self, selector: &str) -> Element {
        self.wait(Locator::Css(selector), selector).await
    }

    /// Types into whatever has the focus.
    pub async fn keys(&self, keys: &str) {
        let focused = self.client.active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("it takes keys");
    }

    pub async fn sees(&self, words: &str) {
        let start = Instant::now();
        while !self.words().await.contains(words) {
            assert!(start.elapsed() < PATIENCE, "«{words}» is not on\n{}", self.words().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Opens the page again and again until it says this.
    pub async fn awaits(&self, words: &str) {
        let start = Instant::now();
        while !self.words().await.contains(words) {
            assert!(start.elapsed() < PATIENCE, "«{words}» is not on\n{}", self.words().await);
            tokio::time::sleep(Duration::from_millis(300)).await;
            self.client.refresh().await.expect("it is opened again");
        }
    }

    pub async fn does_not_see(&self, words: &str) {
        let seen = self.words().await;
        assert!(!seen.contains(words), "«{words}» is on\n{seen}");
    }

    pub async fn is_at(&self, host: &str, path: &str) {
        let start = Instant::now();
        loop {
            let here = self.client.current_url().await.expect("an address");
            if here.host_str() == Some(host) && here.path() == path {
                return;
            }
            let late = start.elapsed() > PATIENCE;
            assert!(!late, "at {here} instead of {host}{path}\n{}", self.words().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The host of the page; none while there is no page.
    pub async fn host(&self) -> String {
        let here = self.client.current_url().await.expect("an address");
        here.host_str().unwrap_or_default().to_owned()
    }

    /// The path of the page.
    pub async fn path(&self) -> String {
        self.client.current_url().await.expect("an address").path().to_owned()
    }

    /// The words inside what fits this selector.
    pub async fn words_in(&self, selector: &str) -> String {
        let found = self.find(selector).await;
        found.text().await.unwrap_or_else(|e| panic!("{selector}: {e}"))
    }

    /// The words that can be seen.
    pub async fn words(&self) -> String {
        let script = "return document.body ? document.body.innerText : ''";
        let words = self.client.execute(script, Vec::new()).await.unwrap_or_default();
        words.as_str().unwrap_or_default().to_owned()
    }

    pub async fn html(&self) -> String {
        self.client.source().await.expect("the page's source")
    }

    pub async fn script(&self, body: &str) -> Value {
        self.client.execute(body, Vec::new()).await.unwrap_or_else(|e| panic!("{body}: {e}"))
    }

    /// Sets the width of the screen. Windows of Chromium cannot be as narrow as phones are, so
    /// the screen is emulated.
    pub async fn width(&self, width: u64) {
        let screen = json!({ "width": width, "height": 800, "deviceScaleFactor": 1,
            "mobile": false });
        self.tell("Emulation.setDeviceMetricsOverride", screen).await;
    }

    async fn tell(&self, cmd: &'static str, params: Value) {
        let told = self.client.issue_cmd(DevTools { cmd, params }).await;
        told.unwrap_or_else(|e| panic!("{cmd}: {e}"));
    }

    /// Width that the page wants, in CSS pixels.
    pub async fn content_width(&self) -> u64 {
        let width = self.script("return document.documentElement.scrollWidth").await;
        width.as_u64().expect("a number")
    }

    /// What axe-core finds serious or critical; nothing, and a line about it, without axe-core.
    pub async fn grave_violations(&self) -> Vec<String> {
        let foreign = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign");
        let file = foreign.join("node_modules/axe-core/axe.min.js");
        let Ok(axe) = std::fs::read_to_string(file) else {
            println!("skipped: axe-core is not installed (npm ci in crates/kabinet/tests/foreign)");
            return Vec::new();
        };
        self.script(&format!("{axe};window.axe = axe")).await;
        let found = self.client.execute_async(AXE, Vec::new()).await.expect("axe-core answers");
        let found = found.as_array().expect("a list").iter();
        found.map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
    }

    async fn wait(&self, locator: Locator<'_>, what: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(locator).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("«{what}»: {error}; the page:\n{}", self.words().await),
        }
    }
}

impl Drop for Chrome {
    /// Ends the session first: Chromium would outlive its driver.
    fn drop(&mut self) {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
            let end = format!(
                "DELETE /session/{} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
                self.session
            );
            let _ = stream.write_all(end.as_bytes());
            let _ = stream.read(&mut [0; 512]);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A command of the DevTools protocol, as ChromeDriver passes it on.
#[derive(Debug)]
struct DevTools {
    cmd: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.cmd, "params": self.params });
        (Method::POST, Some(body.to_string()))
    }
}

fn capabilities() -> Capabilities {
    let chrome = json!({
        "args": [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--lang=ru",
        ],
        "prefs": { "intl.accept_languages": "ru,en" },
    });
    let mut capabilities = Capabilities::new();
    capabilities.insert("goog:chromeOptions".into(), chrome);
    capabilities
}

/// Reads until ChromeDriver says where it listens, and goes on reading: a full pipe would stop it.
fn port(driver: &mut Child) -> u16 {
    let output = driver.stdout.take().expect("its output is ours");
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("started successfully"));
    let line = line.expect("ChromeDriver says its port");
    let port = line.rsplit(' ').next().map(|port| port.trim_end_matches('.').to_owned());
    std::thread::spawn(move || lines.for_each(drop));
    port.and_then(|port| port.parse().ok()).expect("the port is a number")
}
