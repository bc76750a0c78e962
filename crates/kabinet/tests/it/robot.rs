//! A browser without JavaScript: follows links and redirects, keeps cookies per host, fills forms
//! by their labels and presses buttons by their words. What it cannot find, a person could not
//! either, and the test ends with the page's words.

mod form;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use scraper::{ElementRef, Html, Selector};
use url::Url;
use web::{Out, Request};

pub use self::form::Blank;
use self::form::{Body, File, attribute, defaults, file_fields, labelled, text};

/// The longest a page may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The pause of the stubborn.
const STUBBORN: Duration = Duration::from_millis(100);
/// Also the patient stop asking the same at some time.
const GIVES_UP: Duration = Duration::from_secs(120);
/// For what comes by itself, on a busy machine.
const AWAITS: Duration = Duration::from_secs(60);
/// More redirects than this are a loop.
const REDIRECTS_MAX: usize = 15;
/// Programs of others have their redirect addresses here, and nobody listens: the robot stops and
/// the test reads `url`.
const FOREIGN: &str = "127.0.0.1";

/// What a robot was answered, whatever it made of it.
#[derive(Clone, Default)]
pub struct Tally {
    /// How often each status came.
    pub statuses: BTreeMap<u16, usize>,
    /// Answers 503 that did not say when to come back.
    pub without_hint: usize,
    /// The longest wait for an answer.
    pub slowest: Duration,
}

#[derive(Clone)]
pub struct Robot {
    out: Out,
    /// Cookies by host.
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    pub url: Url,
    pub status: u16,
    pub html: String,
    filled: Vec<(String, String)>,
    chosen: Vec<File>,
    language: &'static str,
    hangs_up: bool,
    /// How long it waits at most before it tries again what was answered 503.
    waits: Option<Duration>,
    /// Sends the same again when nobody answers.
    stubborn: bool,
    /// Sends every form so often at once.
    copies: usize,
    /// Sent with every request.
    headers: Vec<(&'static str, String)>,
    pub tally: Tally,
}

/// An answer as it came.
struct Answer {
    status: u16,
    next: Option<String>,
    retry_after: Option<u64>,
    html: String,
}

impl Robot {
    pub fn new() -> Robot {
        Robot {
            out: Out::new(),
            cookies: BTreeMap::new(),
            url: "http://localhost/".parse().unwrap(),
            status: 0,
            html: String::new(),
            filled: Vec::new(),
            chosen: Vec::new(),
            language: "ru",
            hangs_up: false,
            waits: None,
            stubborn: false,
            copies: 1,
            headers: Vec::new(),
            tally: Tally::default(),
        }
    }

    pub fn in_english(mut self) -> Robot {
        self.language = "en";
        self
    }

    /// A new connection for every request, so that a proxy in front can send each elsewhere.
    pub fn hanging_up(mut self) -> Robot {
        self.hangs_up = true;
        self
    }

    /// Somebody who does what the page of a 503 says: waits (`most` at the longest) and sends the
    /// same again.
    pub fn patient(mut self, most: Duration) -> Robot {
        self.waits = Some(most);
        self
    }

    /// Somebody who sends the same again while nobody answers, as whoever presses "reload" does.
    pub fn stubborn(mut self) -> Robot {
        self.stubborn = true;
        self
    }

    /// Somebody whose every request has this header.
    pub fn with_header(mut self, name: &'static str, value: &str) -> Robot {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Somebody whose every form is sent so often at once; all answers have to be the same.
    pub fn sending(mut self, copies: usize) -> Robot {
        self.copies = copies;
        self
    }

    pub async fn open(&mut self, url: &str) -> &mut Robot {
        let url = self.url.join(url).unwrap_or_else(|e| panic!("{url}: {e}"));
        self.go("GET", url, None).await;
        self
    }

    /// Follows the link with these words.
    pub async fn follow(&mut self, words: &str) -> &mut Robot {
        let href = self.link(words);
        self.open(&href).await
    }

    /// The file behind the link with these words; the page stays.
    pub async fn download(&self, words: &str) -> Vec<u8> {
        let url = self.url.join(&self.link(words)).expect("a link leads somewhere");
        let answer = self.out.send(self.request("GET", &url, None), PATIENCE).await;
        let answer = answer.unwrap_or_else(|e| panic!("{url}: {e:?}"));
        assert_eq!(answer.status.as_u16(), 200, "{url}");
        answer.body.to_vec()
    }

    /// Where the link with these words leads.
    pub fn link(&self, words: &str) -> String {
        let exact = self.all("a[href]", |a| (text(a) == words).then(|| attribute(a, "href")));
        let close =
            self.all("main a[href]", |a| text(a).contains(words).then(|| attribute(a, "href")));
        let mut found = exact.into_iter().chain(close);
        found.next().unwrap_or_else(|| panic!("no link «{words}» on\n{}", self.outline()))
    }

    /// Types into the field with this name; for fields that are found by `autocomplete`.
    pub fn fill_autocomplete(&mut self, token: &str, value: &str) -> &mut Robot {
        let wanted = format!("[autocomplete~='{token}']");
        let name = self
            .all(&wanted, |input| Some(attribute(input, "name")))
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("no field for {token} on\n{}", self.outline()));
        self.filled.push((name, value.to_owned()));
        self
    }

    /// Types into the field of this name.
    pub fn fill_name(&mut self, name: &str, value: &str) -> &mut Robot {
        let wanted = format!("[name='{name}']");
        let found = self.all(&wanted, |_| Some(())).len();
        assert!(found > 0, "no field {name} on\n{}", self.outline());
        self.filled.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Chooses a file for the field of this name; more than one is sent in this order.
    pub fn attach(&mut self, field: &str, name: &str, bytes: &[u8]) -> &mut Robot {
        assert!(self.has(&format!("input[type=file][name='{field}']")), "{}", self.outline());
        let (field, name) = (field.to_owned(), name.to_owned());
        self.chosen.push(File { field, name, bytes: bytes.to_vec() });
        self
    }

    /// Chooses a value of radio buttons or a list.
    pub fn choose(&mut self, name: &str, value: &str) -> &mut Robot {
        self.fill_name(name, value)
    }

    /// Ticks the box or chooses the radio button with this label.
    pub fn tick(&mut self, label: &str) -> &mut Robot {
        let html = Html::parse_document(&self.html);
        let input = labelled(&html, label)
            .unwrap_or_else(|| panic!("no box «{label}» on\n{}", self.outline()));
        let value = input.value().attr("value").unwrap_or("on").to_owned();
        let name = attribute(input, "name");
        self.filled.push((name, value));
        self
    }

    /// Presses the button with these words, sending the form around it.
    pub async fn press(&mut self, words: &str) -> &mut Robot {
        let (method, action, body) = {
            let html = Html::parse_document(&self.html);
            let buttons = Selector::parse("button, input[type=submit]").unwrap();
            let button = html
                .select(&buttons)
                .find(|b| text(*b).contains(words) && attribute(*b, "type") != "button")
                .unwrap_or_else(|| panic!("no button «{words}» on\n{}", self.outline()));
            let form = button
                .ancestors()
                .filter_map(ElementRef::wrap)
                .find(|e| e.value().name() == "form")
                .unwrap_or_else(|| panic!("the button «{words}» is in no form"));
            let mut fields = defaults(form);
            for (name, value) in self.filled.drain(..) {
                fields.retain(|(known, _)| *known != name);
                fields.push((name, value));
            }
            if let Some(name) = button.value().attr("name") {
                fields.push((name.to_owned(), attribute(button, "value")));
            }
            let files = file_fields(form).map(|fields| taken(&mut self.chosen, &fields));
            let action = form.value().attr("action").unwrap_or("").to_owned();
            let method = form.value().attr("method").unwrap_or("get").to_ascii_uppercase();
            (method, action, Body { fields, files })
        };
        let mut url = self.url.join(&action).expect("the form's address is one");
        if method == "GET" {
            url.query_pairs_mut().clear().extend_pairs(&body.fields);
            self.go("GET", url, None).await;
        } else {
            self.go("POST", url, Some(body)).await;
        }
        self
    }

    /// The forms in the main part of the page.
    pub fn blanks(&self) -> Vec<Blank> {
        self.all("main form[method='post']", |form| {
            Some(Blank { action: attribute(form, "action"), fields: defaults(form) })
        })
    }

    /// Sends a form that the page may not have.
    pub async fn post(&mut self, blank: &Blank) -> &mut Robot {
        let url = self.url.join(&blank.action).expect("the form's address is one");
        self.go("POST", url, Some(Body::of(blank.fields.clone()))).await;
        self
    }

    /// Spoils what the cookies of this name hold.
    pub fn spoil_cookie(&mut self, ending: &str) {
        let mut spoilt = 0;
        for (name, value) in self.cookies.values_mut().flatten() {
            if name.ends_with(ending) {
                *value = value.chars().rev().collect();
                spoilt += 1;
            }
        }
        assert!(spoilt > 0, "no cookie {ending}");
    }

    /// The cookies of the site it is at, as a browser sends them.
    pub fn cookies_here(&self) -> String {
        let cookies = self.jar();
        cookies.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Names and values of the cookies of the site it is at.
    pub fn jar(&self) -> impl Iterator<Item = (&String, &String)> {
        let host = self.url.host_str().unwrap_or_default();
        self.cookies.get(host).into_iter().flatten()
    }

    /// Opens the page again and again until it says this.
    pub async fn awaits(&mut self, words: &str) -> &mut Robot {
        let (deadline, here) = (Instant::now() + AWAITS, self.url.to_string());
        while !self.words().contains(words) {
            assert!(Instant::now() < deadline, "no «{words}» on\n{}", self.outline());
            tokio::time::sleep(STUBBORN).await;
            self.open(&here).await;
        }
        self
    }

    /// Opens the page again and again while it says this.
    pub async fn outlasts(&mut self, words: &str) -> &mut Robot {
        let (deadline, here) = (Instant::now() + AWAITS, self.url.to_string());
        while self.words().contains(words) {
            assert!(Instant::now() < deadline, "still «{words}» on\n{}", self.outline());
            tokio::time::sleep(STUBBORN).await;
            self.open(&here).await;
        }
        self
    }

    /// The page says this.
    pub fn sees(&mut self, words: &str) -> &mut Robot {
        let seen = self.words();
        assert!(seen.contains(words), "«{words}» is not on\n{}", self.outline());
        self
    }

    pub fn does_not_see(&mut self, words: &str) -> &mut Robot {
        let seen = self.words();
        assert!(!seen.contains(words), "«{words}» is on\n{}", self.outline());
        self
    }

    pub fn is_at(&mut self, host: &str, path: &str) -> &mut Robot {
        let here = (self.url.host_str().unwrap_or_default(), self.url.path());
        assert!(
            here == (host, path),
            "at {} instead of {host}{path}\n{}",
            self.url,
            self.outline()
        );
        self
    }

    /// Whether something on the page fits this selector.
    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector, |_| Some(())).is_empty()
    }

    /// The words of the page as a person reads them.
    pub fn words(&self) -> String {
        let html = Html::parse_document(&self.html);
        let body = Selector::parse("body").unwrap();
        html.select(&body).map(text).collect()
    }

    fn all<T>(&self, selector: &str, f: impl Fn(ElementRef) -> Option<T>) -> Vec<T> {
        let html = Html::parse_document(&self.html);
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).filter_map(f).collect()
    }

    /// What a failing test shows: where it is, headings, alerts, fields, buttons, links.
    pub fn outline(&self) -> String {
        let parts = [
            ("h1", "h1"),
            ("alert", "[role=alert]"),
            ("label", "label"),
            ("button", "button"),
            ("link", "main a"),
            ("text", "main p"),
        ];
        let mut out = format!("{} ({})\n", self.url, self.status);
        for (name, selector) in parts {
            for words in self.all(selector, |e| Some(text(e))) {
                out.push_str(&format!("  {name}: {words}\n"));
            }
        }
        out
    }

    async fn go(&mut self, method: &str, url: Url, body: Option<Body>) {
        let (mut method, mut url, mut body) = (method.to_owned(), url, body);
        self.filled.clear();
        self.chosen.clear();
        for _ in 0..REDIRECTS_MAX {
            let answer = self.insist(&method, &url, body.take()).await;
            self.status = answer.status;
            self.url = url.clone();
            match answer.next {
                Some(next) if (300..400).contains(&self.status) => {
                    url = url.join(&next).expect("a redirect leads somewhere");
                    if url.host_str() == Some(FOREIGN) {
                        self.url = url;
                        self.html.clear();
                        return;
                    }
                    "GET".clone_into(&mut method);
                }
                _ => {
                    self.html = answer.html;
                    return;
                }
            }
        }
        panic!("redirects without end at {url}");
    }

    /// The answer to a request; the patient go on until it is not 503.
    async fn insist(&mut self, method: &str, url: &Url, body: Option<Body>) -> Answer {
        let deadline = Instant::now() + GIVES_UP;
        loop {
            let begun = Instant::now();
            let answer = self.send(method, url, body.as_ref()).await;
            *self.tally.statuses.entry(answer.status).or_default() += 1;
            self.tally.slowest = self.tally.slowest.max(begun.elapsed());
            if answer.status != 503 {
                return answer;
            }
            self.tally.without_hint += usize::from(answer.retry_after.is_none());
            match self.waits {
                Some(most) if Instant::now() < deadline => {
                    let hint = Duration::from_secs(answer.retry_after.unwrap_or_default());
                    tokio::time::sleep(hint.min(most)).await;
                }
                _ => return answer,
            }
        }
    }

    /// Sends a request, a form perhaps several times at once, and keeps the cookies of the first
    /// answer.
    async fn send(&mut self, method: &str, url: &Url, body: Option<&Body>) -> Answer {
        let copies = if method == "POST" { self.copies } else { 1 };
        let mut sent: Vec<_> = (1..copies)
            .map(|_| {
                let request = self.request(method, url, body);
                let out = self.out.clone();
                tokio::spawn(async move { out.send(request, PATIENCE).await })
            })
            .collect();
        let mut first = self.out.send(self.request(method, url, body), PATIENCE).await;
        let deadline = Instant::now() + GIVES_UP;
        while self.stubborn && first.is_err() && Instant::now() < deadline {
            tokio::time::sleep(STUBBORN).await;
            first = self.out.send(self.request(method, url, body), PATIENCE).await;
        }
        let first = first.unwrap_or_else(|e| panic!("{method} {url}: {e:?}"));
        for copy in sent.drain(..) {
            let copy = copy.await.expect("it is sent").expect("it is answered");
            assert_eq!(gist(&copy), gist(&first), "{method} {url} sent {copies} times at once");
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let kept = self.cookies.entry(host).or_default();
        for line in first.headers.get_all("set-cookie") {
            keep(kept, line.to_str().unwrap_or_default());
        }
        Answer {
            status: first.status.as_u16(),
            next: first.header("location").map(str::to_owned),
            retry_after: first.header("retry-after").and_then(|text| text.parse().ok()),
            html: first.text(),
        }
    }

    fn request(&self, method: &str, url: &Url, body: Option<&Body>) -> Request {
        assert!(matches!(method, "GET" | "POST"));
        let origin = self.url.origin().ascii_serialization();
        let mut request = match body {
            Some(body) => body.request(url.as_str()).header("origin", &origin),
            None => Request::get(url.as_str()),
        };
        request = request.header("accept-language", self.language).header("accept", "text/html");
        request = request.header("user-agent", "Robot/1.0 (in the tests)");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if self.hangs_up {
            request = request.header("connection", "close");
        }
        if let Some(cookies) = self.cookies.get(url.host_str().unwrap_or_default()) {
            let line: Vec<String> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            request = request.header("cookie", &line.join("; "));
        }
        request
    }
}

/// The files for these fields; a field for which nothing was chosen sends an empty one.
fn taken(chosen: &mut Vec<File>, fields: &[String]) -> Vec<File> {
    let mut files = std::mem::take(chosen);
    for field in fields {
        if !files.iter().any(|file| file.field == *field) {
            files.push(File { field: field.clone(), name: String::new(), bytes: Vec::new() });
        }
    }
    files
}

/// What two answers to one form have in common: status and the page that they lead to or show.
fn gist(answer: &web::Answer) -> (u16, String, Vec<String>) {
    let next = answer.header("location").unwrap_or_default();
    // Each beginning of a sign-in has a state of its own in the query.
    let next = next.split('?').next().unwrap_or_default().to_owned();
    let html = Html::parse_document(&answer.text());
    let said = Selector::parse("h1, [role=alert]").unwrap();
    (answer.status.as_u16(), next, html.select(&said).map(text).collect())
}

fn keep(cookies: &mut BTreeMap<String, String>, line: &str) {
    let mut parts = line.split(';').map(str::trim);
    let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
    let gone = parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
    if gone {
        cookies.remove(name);
    } else {
        cookies.insert(name.to_owned(), value.to_owned());
    }
}
