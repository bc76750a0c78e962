//! A browser without JavaScript: keeps cookies, remembers the last page's hidden fields.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt as _;

pub(super) struct Browser {
    router: Router,
    pub(super) jar: BTreeMap<String, String>,
    pub(super) address: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
}

pub(super) struct Seen {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The hidden fields of the page's forms, the last of a name.
    pub(super) fn hidden(&self) -> BTreeMap<String, String> {
        let mut out = BTreeMap::new();
        for tag in self.text.split("<input type=\"hidden\" ").skip(1) {
            let part = |name: &str| {
                let start = format!("{name}=\"");
                let rest = &tag[tag.find(&start).unwrap() + start.len()..];
                rest[..rest.find('"').unwrap()].to_owned()
            };
            out.insert(part("name"), part("value"));
        }
        out
    }
}

impl Browser {
    pub(super) fn new(router: Router) -> Browser {
        let (jar, headers) = (BTreeMap::new(), Vec::new());
        Browser { router, jar, address: "192.0.2.10:5000", headers }
    }

    pub(super) async fn get(&mut self, path: &str) -> Seen {
        self.ask("GET", path, None).await
    }

    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.ask("POST", path, Some(body)).await
    }

    /// Opens `page`, types into its form and sends it to `path`.
    pub(super) async fn fill(&mut self, page: &str, path: &str, more: &[(&str, &str)]) -> Seen {
        let hidden = self.get(page).await.hidden();
        let mut fields: Vec<(&str, &str)> =
            hidden.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        fields.extend_from_slice(more);
        self.post(path, &fields).await
    }

    pub(super) async fn ask(&mut self, method: &str, path: &str, body: Option<String>) -> Seen {
        let cookies: Vec<String> = self.jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let mut request = Request::builder().method(method).uri(path);
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if body.is_some() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(Body::from(body.unwrap_or_default())).unwrap();
        let peer: SocketAddr = self.address.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for value in parts.headers.get_all("set-cookie") {
            self.keep(value.to_str().unwrap());
        }
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Seen { status: parts.status, headers: parts.headers, text }
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once("; ").unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        assert!(attributes.starts_with("Path=/; Secure; HttpOnly; SameSite=Lax"), "{cookie}");
        if attributes.ends_with("Max-Age=0") {
            self.jar.remove(name);
        } else {
            self.jar.insert(name.to_owned(), value.to_owned());
        }
    }
}
