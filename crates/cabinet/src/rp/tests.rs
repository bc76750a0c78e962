//! Stories of the entrance: every way in, every false answer, every way out.

mod entry;
mod hostile;
mod leaving;
mod tokens;

use registries::Registries;
use web::{App, Site};

use crate::Cabinet;
use crate::story::{Browser, Outside, settings};

/// A cabinet of the story's world and a browser that has never been there.
fn visited(app: &App, outside: &Outside) -> (Cabinet, Browser) {
    let registries = Registries::at(outside.origin(), app.out.clone(), app.entropy.clone());
    let cabinet = Cabinet::new(app.clone(), settings(Site::Sep, outside), registries, &[]);
    let cabinet = cabinet.expect("the settings work");
    let browser = Browser::new(app, Site::Sep, cabinet.routes());
    (cabinet, browser)
}

/// How many rows there are of each thing that an entry makes: accounts, living sessions, tokens.
async fn made(app: &App) -> (i64, i64, i64) {
    app.db
        .read(|tx| {
            let (accounts,) =
                tx.query_one("select count(*) from cabinet_account", store::params![])?;
            let (tokens,) = tx.query_one("select count(*) from cabinet_token", store::params![])?;
            let sessions: Vec<(String,)> =
                tx.query("select id from cabinet_account", store::params![])?;
            let mut living = 0;
            for (account,) in sessions {
                living += web::session::of(tx, Site::Sep, &account)?.len();
            }
            Ok((accounts, i64::try_from(living).unwrap_or(-1), tokens))
        })
        .await
        .expect("storage answers")
}
