//! What every handler of every site has at hand.

use std::sync::Arc;

use store::file::Files;
use store::{Clock, Db, Entropy, Tx};

use crate::{Cpu, Live, Out, SessionId, Site, Sites, Texts, VisitFacts};

/// The parts of the program that every site shares. Cheap to clone; it can be asked for in a
/// handler's arguments by its type, whatever the router's own state is.
#[derive(Clone)]
pub struct App {
    /// Storage.
    pub db: Db,
    /// Stored files.
    pub files: Files,
    /// The one door to time; inside a transaction take `tx.now()`.
    pub clock: Clock,
    /// The one door to randomness; inside a transaction take `tx.entropy()`.
    pub entropy: Entropy,
    /// Texts in both languages.
    pub text: Texts,
    /// The only HTTP client.
    pub out: Out,
    /// The bounded pool for hashing passwords and the like.
    pub cpu: Cpu,
    /// The configured addresses of the sites.
    pub sites: Sites,
    /// Who listens for changes on this node.
    pub live: Live,
    /// What else happens when a session is used from another address.
    pub(crate) moved: Option<Moved>,
    /// Counts what a person has not read.
    pub(crate) unread: Option<Unread>,
}

/// Runs in the transaction that ends (or, in mode `signal`, moves) a session because of another
/// address, once for each. What rests on the session ends here, and the person is told.
pub type Moved = Arc<dyn Fn(&mut Tx, &MovedSession) -> store::Result<()> + Send + Sync>;

/// Counts the notices that a person of a site has not read; it runs in the read that finds the
/// session of a page.
pub type Unread = Arc<dyn Fn(&Tx, Site, &str) -> store::Result<u32> + Send + Sync>;

/// A session that was used from another address.
#[derive(Clone, Copy, Debug)]
pub struct MovedSession<'a> {
    /// The site.
    pub site: Site,
    /// The session.
    pub id: SessionId,
    /// The person's id on the site.
    pub subject: &'a str,
    /// The new address and the browser there.
    pub facts: &'a VisitFacts,
    /// Whether the session has ended; in mode `signal` it goes on from the new address.
    pub ended: bool,
}

impl App {
    /// Puts the parts together; clock and randomness are those of the storage. Whoever keeps
    /// nothing in `files` gives [`Files::temporary`].
    pub fn new(db: Db, files: Files, text: Texts, out: Out, cpu: Cpu, sites: Sites) -> App {
        let (clock, entropy) = (db.clock().clone(), db.entropy().clone());
        let live = Live::default();
        let (moved, unread) = (None, None);
        App { db, files, clock, entropy, text, out, cpu, sites, live, moved, unread }
    }

    /// With something that happens when a session is used from another address.
    #[must_use]
    pub fn when_moved(mut self, moved: Moved) -> App {
        self.moved = Some(moved);
        self
    }

    /// With a count of unread notices in the head of each page of somebody who is signed in.
    #[must_use]
    pub fn with_unread(mut self, unread: Unread) -> App {
        self.unread = Some(unread);
        self
    }

    /// For tests of any crate: the texts of the working tree and the demonstration's host names
    /// on port 8080.
    ///
    /// # Panics
    /// When the texts of the working tree cannot be read.
    pub fn for_story(db: Db) -> App {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../i18n");
        let text = Texts::from_folder(folder.as_ref()).expect("the texts can be read");
        let files = Files::temporary(&db);
        App::new(db, files, text, Out::new(), Cpu::new(2), Sites::demo(8080))
    }
}

impl<S: Sync> axum::extract::FromRequestParts<S> for App {
    type Rejection = crate::Failure;

    async fn from_request_parts(
        parts: &mut http::request::Parts,
        _: &S,
    ) -> Result<App, crate::Failure> {
        Ok(crate::Visit::of(parts)?.app().clone())
    }
}
