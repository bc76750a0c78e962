//! A browser without JavaScript for one site: it keeps cookies and sends the forms of pages.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use tower::ServiceExt as _;
use web::{App, Site};

use super::Outside;

/// A browser on one site. A clone shares nothing: it is a second browser with the same cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    origin: String,
    cookies: BTreeMap<String, String>,
    address: SocketAddr,
}

/// An answer, read completely.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub text: String,
    /// The same as it came.
    pub bytes: Vec<u8>,
    /// How long it took.
    pub took: Duration,
}

impl Answer {
    /// Where it redirects to; empty when it does not.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// The words of the `h1`.
    pub fn title(&self) -> &str {
        between(&self.text, "<h1>", "</h1>").unwrap_or_default().trim()
    }

    /// Whether the page holds these words.
    pub fn says(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// The fields of the form that is sent to `action`.
    ///
    /// # Panics
    /// When the page has no such form.
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        let mark = format!("action=\"{action}\"");
        let form = self.text.split("<form").find(|form| form.contains(&mark));
        let form = form.unwrap_or_else(|| panic!("no form for {action} on «{}»", self.title()));
        let form = form.split("</form>").next().unwrap_or_default();
        let inputs = form.split("<input").skip(1);
        let field = |input: &str| {
            let input = input.split('>').next()?;
            let chosen = input.contains(" checked");
            if !chosen && (input.contains("\"radio\"") || input.contains("\"checkbox\"")) {
                return None;
            }
            let name = between(input, "name=\"", "\"")?;
            let value = between(input, "value=\"", "\"").unwrap_or_default();
            Some((name.to_owned(), plain(value)))
        };
        inputs.filter_map(field).collect()
    }
}

impl Browser {
    /// A browser that has never been here.
    pub fn new(app: &App, site: Site, routes: Router) -> Browser {
        Browser {
            router: web::site_router(app.clone(), site, routes),
            origin: app.sites.origin(site).to_owned(),
            cookies: BTreeMap::new(),
            address: SocketAddr::from(([127, 0, 0, 1], 4_711)),
        }
    }

    /// Asks from another address from now on.
    pub fn move_to(&mut self, address: [u8; 4]) {
        self.address = SocketAddr::from((address, 4_711));
    }

    /// Opens a page of the site.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request("GET", path).body(Body::empty());
        self.send(request.expect("a proper request")).await
    }

    /// Sends the form of a page, with some fields filled in.
    pub async fn submit(&mut self, page: &Answer, action: &str, typed: &[(&str, &str)]) -> Answer {
        let mut fields = page.form(action);
        for (name, value) in typed {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.post(action, &fields).await
    }

    /// Sends fields to an address.
    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Answer {
        let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = self
            .request("POST", path)
            .header(header::ORIGIN, &self.origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(oauth::form::encode(pairs)));
        self.send(request.expect("a proper request")).await
    }

    /// Sends the form of a page with one file.
    pub async fn send_file(
        &mut self,
        page: &Answer,
        action: &str,
        field: &str,
        name: &str,
        bytes: &[u8],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in page.form(action).iter().filter(|(name, _)| name != field) {
            let part = format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
            body.extend(format!("--story\r\n{part}\r\n").into_bytes());
        }
        let part = format!("form-data; name=\"{field}\"; filename=\"{name}\"");
        body.extend(format!("--story\r\nContent-Disposition: {part}\r\n\r\n").into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--story--\r\n");
        let request = self
            .request("POST", action)
            .header(header::ORIGIN, &self.origin)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=story")
            .body(Body::from(body));
        self.send(request.expect("a proper request")).await
    }

    /// Sends a body of another kind than a form of fields.
    pub async fn post_body(&mut self, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
        let request = self
            .request("POST", path)
            .header(header::ORIGIN, &self.origin)
            .header(header::CONTENT_TYPE, kind)
            .body(body.into());
        self.send(request.expect("a proper request")).await
    }

    /// Follows redirects inside the site.
    pub async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..5 {
            let location = answer.location().to_owned();
            if !location.starts_with('/') {
                break;
            }
            let path = location.split('#').next().unwrap_or_default();
            answer = self.get(path).await;
        }
        answer
    }

    /// Signs in by the button and lands on the page after it.
    pub async fn enter(&mut self, outside: &Outside) -> Answer {
        let page = self.get("/enter").await;
        let sent = self.submit(&page, "/enter", &[]).await;
        let back = self.get(&outside.consent(sent.location())).await;
        self.follow(back).await
    }

    /// Whether it holds a session.
    pub fn has_session(&self) -> bool {
        self.cookies.get("__Host-session").is_some_and(|value| !value.is_empty())
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.origin.trim_start_matches("http://"))
            .header(header::ACCEPT_LANGUAGE, "ru")
            .header(header::COOKIE, cookies.join("; "))
    }

    async fn send(&mut self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(ConnectInfo(self.address));
        let begun = Instant::now();
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|e| match e {});
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap_or_default();
            let pair = text.split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else { continue };
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 4 << 20).await.expect("the page is read");
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
            took: begun.elapsed(),
        }
    }
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let from = text.find(start)? + start.len();
    let length = text[from..].find(end)?;
    Some(&text[from..from + length])
}

fn plain(value: &str) -> String {
    value.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"")
}
