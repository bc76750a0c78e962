//! How much is let in: beyond it a request is refused at once, not queued.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Requests of people that may be under way on one site.
const PEOPLE: usize = if cfg!(test) { 8 } else { 512 };
/// Calls of programs to the provider's own addresses; they wait for nobody, so that calls to
/// ourselves are never starved by people who wait for them.
const PROGRAMS: usize = 512;

/// The two classes of a site.
pub(crate) struct Admission {
    people: Class,
    programs: Class,
}

/// A class of requests with its own places.
pub(crate) struct Class(Arc<Semaphore>);

impl Admission {
    pub(crate) fn new() -> Admission {
        let class = |places| Class(Arc::new(Semaphore::new(places)));
        Admission { people: class(PEOPLE), programs: class(PROGRAMS) }
    }

    /// The class of an address.
    pub(crate) fn class(&self, path: &str) -> &Class {
        if is_back_channel(path) { &self.programs } else { &self.people }
    }
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
        let held: Vec<_> = (0..PEOPLE).map(|_| admission.class("/").enter().unwrap()).collect();
        assert!(admission.class("/login").enter().is_none());
        assert!(admission.class("/oauth2/token").enter().is_some());
        drop(held);
        assert!(admission.class("/login").enter().is_some());
    }
}
