//! How much is let in: beyond it a request is refused at once, not queued.

use std::sync::Arc;

use axum::extract::Request;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::upload;

/// Requests of people that may be under way on one site.
const PEOPLE: usize = if cfg!(test) { 8 } else { 512 };
/// Calls of programs to the provider's own addresses; they wait for nobody, so that calls to
/// ourselves are never starved by people who wait for them.
const PROGRAMS: usize = 512;

/// Files that may be on their way to one site: each takes minutes where others take moments.
const UPLOADS: usize = if cfg!(test) { 2 } else { 64 };

/// The three classes of a site.
pub(crate) struct Admission {
    people: Class,
    programs: Class,
    uploads: Class,
}

/// A class of requests with its own places.
pub(crate) struct Class(Arc<Semaphore>);

impl Admission {
    pub(crate) fn new() -> Admission {
        let class = |places| Class(Arc::new(Semaphore::new(places)));
        Admission { people: class(PEOPLE), programs: class(PROGRAMS), uploads: class(UPLOADS) }
    }

    /// The class of a request.
    pub(crate) fn class(&self, request: &Request) -> &Class {
        if takes_files(request) {
            &self.uploads
        } else if is_back_channel(request.uri().path()) {
            &self.programs
        } else {
            &self.people
        }
    }
}

/// Whether a request brings files and may take long. No address of programs takes any: whoever
/// says so there would hold a place of theirs for minutes.
pub(crate) fn takes_files(request: &Request) -> bool {
    upload::is_upload(request) && !is_back_channel(request.uri().path())
}

impl Class {
    /// A place, for as long as it is held; `None` when all are taken.
    pub(crate) fn enter(&self) -> Option<OwnedSemaphorePermit> {
        self.0.clone().try_acquire_owned().ok()
    }
}

/// Addresses that only programs call. Signing in and out are pages and not among them.
fn is_back_channel(path: &str) -> bool {
    const EXACT: [&str; 9] = [
        "/oauth2/token",
        "/oauth2/jwks",
        "/oauth2/introspect",
        "/oauth2/revoke",
        "/oauth2/userinfo",
        "/oauth2/te",
        "/aas/oauth2/te",
        "/backchannel-logout",
        "/health/ready",
    ];
    EXACT.contains(&path) || path.starts_with("/.well-known/") || path.starts_with("/api/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_house_refuses_people_and_still_lets_programs_in() {
        let admission = Admission::new();
        let at = |path: &str| axum::http::Request::get(path).body(Default::default()).unwrap();
        let held: Vec<_> =
            (0..PEOPLE).map(|_| admission.class(&at("/")).enter().unwrap()).collect();
        assert!(admission.class(&at("/login")).enter().is_none());
        assert!(admission.class(&at("/oauth2/token")).enter().is_some());
        drop(held);
        assert!(admission.class(&at("/login")).enter().is_some());
    }

    #[test]
    fn slow_files_take_no_places_of_people() {
        let admission = Admission::new();
        let kind = (axum::http::header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        let mut request = axum::http::Request::post("/scans").body(Default::default()).unwrap();
        request.headers_mut().insert(kind.0, kind.1.parse().unwrap());
        let held: Vec<_> =
            (0..UPLOADS).map(|_| admission.class(&request).enter().unwrap()).collect();
        assert!(admission.class(&request).enter().is_none());
        assert!(takes_files(&request));
        *request.uri_mut() = "/oauth2/token".parse().unwrap();
        assert!(!takes_files(&request) && admission.class(&request).enter().is_some());
        request.headers_mut().clear();
        assert!(admission.class(&request).enter().is_some());
        drop(held);
    }
}
