//! A world for stories: a provider that can be told to lie, registers that can be told to hang,
//! and a browser without JavaScript. Only with the feature `story`; no program has it.

pub mod endpoints;
pub mod pages;

use std::sync::Arc;

use oauth::Secret;
use oauth::rp::ClientSecretIn;
use store::Db;
use web::session::Limits;
use web::{App, Site};

use crate::rp::{ProviderPages, Settings};

pub use endpoints::Outside;
pub use pages::{Answer, Browser};

/// Runs a story: storage first, because its engine must not be opened inside a runtime.
///
/// # Panics
/// When the story does.
pub fn tell<F, G>(story: F)
where
    F: FnOnce(App, Outside) -> G,
    G: Future<Output = ()>,
{
    let db = Db::memory();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts");
    runtime.block_on(async {
        let app = App::for_story(db.clone()).when_moved(Arc::new(crate::rp::moved));
        let outside = Outside::start(app.clock.clone()).await;
        story(app, outside).await;
    });
    drop(runtime);
    drop(db);
}

/// Settings of a site that is a client of the story's provider.
pub fn settings(site: Site, outside: &Outside) -> Settings {
    Settings {
        site,
        provider: "gosuslugi".into(),
        issuer: outside.origin().to_owned(),
        client_id: site.to_string(),
        client_secret: Secret::from("story"),
        secret_in: ClientSecretIn::Header,
        scopes: "openid profile birthdate gender email phone snils inn offline_access".into(),
        pages: Some(ProviderPages::of(outside.origin())),
        limits: Limits::PERSON,
    }
}
