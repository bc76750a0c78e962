//! A headless Chromium, driven by the WebDriver protocol (W3C WebDriver) through ChromeDriver.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::base64;
use super::words::Lang;
use crate::http::Site;
use crate::machine;

/// The name of an element reference in WebDriver's JSON (section 12.2).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A page that is taller is cut here; the picture would not be looked at to its end.
const HEIGHT_MAX: u32 = 6_000;

/// How long a page may take to reach what it is waited for.
const SETTLE: Duration = Duration::from_secs(10);

pub struct Browser {
    driver: Child,
    site: Site,
    session: String,
    profile: PathBuf,
}

pub struct Picture {
    pub png: Vec<u8>,
    /// Width that the content wants, in CSS pixels.
    pub content_width: u32,
}

/// A thing on the page.
pub struct Element(String);

impl Browser {
    /// Starts one that asks for pages in this language.
    pub fn start(lang: Lang) -> Result<Browser, String> {
        let program = machine::chromedriver().ok_or("no ChromeDriver here: cargo x setup")?;
        let chromium = machine::chromium().ok_or("no Chromium here: cargo x setup")?;
        let mut driver = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("ChromeDriver: {error}"))?;
        let number = driver.id();
        let profile = std::env::temp_dir().join(format!("kabinet-browser-{number}"));
        let port = driver.stdout.take().and_then(port);
        let site = Site { host: "localhost".into(), port: port.unwrap_or_default() };
        let mut browser = Browser { driver, site, session: String::new(), profile };
        if port.is_none() {
            return Err("ChromeDriver did not say its port".into());
        }
        let mut args = vec![
            "--headless=new".to_owned(),
            "--disable-gpu".into(),
            "--disable-dev-shm-usage".into(),
            "--disable-background-networking".into(),
            "--hide-scrollbars".into(),
            format!("--lang={}", lang.as_str()),
            format!("--user-data-dir={}", browser.profile.display()),
        ];
        if machine::is_root() {
            args.push("--no-sandbox".into());
        }
        let chrome = json!({
            "binary": chromium,
            "args": args,
            "prefs": { "intl.accept_languages": lang.as_str() },
        });
        let wish = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": chrome } } });
        let session = browser.send("POST", "/session", &wish)?;
        browser.session =
            session["sessionId"].as_str().ok_or("ChromeDriver gave no session")?.to_owned();
        Ok(browser)
    }

    pub fn open(&self, url: &str) -> Result<(), String> {
        self.command("/url", &json!({ "url": url })).map(drop)
    }

    pub fn title(&self) -> Result<String, String> {
        let title = self.script("return document.title", &[])?;
        Ok(title.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a function body in the page; a promise is waited for.
    pub fn script(&self, body: &str, args: &[Value]) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[arguments.length - 1];\
             Promise.resolve((function () {{ {body} }}).apply(null, arguments))\
             .then(done, error => done({{ failed: String(error) }}));"
        );
        let value = self.command("/execute/async", &json!({ "script": script, "args": args }))?;
        match value["failed"].as_str() {
            Some(error) => Err(format!("script in the page: {error}")),
            None => Ok(value),
        }
    }

    /// The element that a function body returns.
    pub fn find(&self, body: &str, args: &[Value]) -> Result<Option<Element>, String> {
        let found = self.script(body, args)?;
        Ok(found[ELEMENT].as_str().map(|id| Element(id.to_owned())))
    }

    pub fn press(&self, element: &Element) -> Result<(), String> {
        self.command(&format!("/element/{}/click", element.0), &json!({})).map(drop)
    }

    /// Types into an emptied field.
    pub fn fill(&self, element: &Element, text: &str) -> Result<(), String> {
        self.command(&format!("/element/{}/clear", element.0), &json!({}))?;
        let path = format!("/element/{}/value", element.0);
        self.command(&path, &json!({ "text": text })).map(drop)
    }

    /// A picture of the whole page on a screen of this width.
    pub fn picture(&self, width: u32) -> Result<Picture, String> {
        let screen = |height: u32| {
            // Nothing is scaled, so that a pixel of the page is one of the picture.
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false })
        };
        self.devtools("Emulation.setDeviceMetricsOverride", screen(800))?;
        self.still()?;
        let size = "const e = document.documentElement; return [e.scrollWidth, e.scrollHeight]";
        let size = self.script(size, &[])?;
        let pixels = |i: usize| u32::try_from(size[i].as_u64().unwrap_or_default()).unwrap_or(0);
        let height = pixels(1).clamp(1, HEIGHT_MAX);
        self.devtools("Emulation.setDeviceMetricsOverride", screen(height))?;
        self.still()?;
        let shot = self.devtools("Page.captureScreenshot", json!({ "format": "png" }))?;
        let png = shot["data"].as_str().and_then(base64::decode).ok_or("no picture came")?;
        Ok(Picture { png, content_width: pixels(0) })
    }

    /// Waits until the page is loaded and has its fonts.
    fn still(&self) -> Result<(), String> {
        let start = Instant::now();
        while start.elapsed() < SETTLE {
            let ready = "return document.fonts.ready.then(() => document.readyState)";
            if self.script(ready, &[])? == "complete" {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Ends a Chromium that outlived its driver; it notes its number in the profile.
    fn end_orphan(&self) {
        let note = std::fs::read_link(self.profile.join("SingletonLock")).unwrap_or_default();
        let number = note.to_string_lossy().rsplit('-').next().unwrap_or_default().to_owned();
        let line = std::fs::read_to_string(format!("/proc/{number}/cmdline")).unwrap_or_default();
        if line.contains(&*self.profile.to_string_lossy()) {
            let _ = Command::new("kill").arg(number).status();
        }
    }

    /// A command of the DevTools protocol.
    fn devtools(&self, name: &str, params: Value) -> Result<Value, String> {
        self.command("/goog/cdp/execute", &json!({ "cmd": name, "params": params }))
    }

    fn command(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.send("POST", &format!("/session/{}{path}", self.session), body)
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let answer = self.site.send(method, path, Some(body))?;
        let mut value: Value = serde_json::from_str(&answer.body)
            .map_err(|error| format!("ChromeDriver's answer to {path}: {error}"))?;
        if answer.status == 200 {
            return Ok(value["value"].take());
        }
        let message = value["value"]["message"].as_str().unwrap_or("no reason given");
        Err(message.lines().next().unwrap_or_default().to_owned())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let path = format!("/session/{}", self.session);
            let _ = self.send("DELETE", &path, &json!({}));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        self.end_orphan();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// Reads lines until ChromeDriver says where it listens. What it says later is thrown away, but
/// it is read: a full or closed pipe would stop the driver.
fn port(output: ChildStdout) -> Option<u16> {
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("started successfully"))?;
    let port = line.rsplit(' ').next()?.trim_end_matches('.').parse().ok();
    std::thread::spawn(move || lines.for_each(drop));
    port
}
