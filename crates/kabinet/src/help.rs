//! *Помощь* of the sites where people are: the pages of the help desk in each site's own frame.

use std::sync::Arc;

use axum::Router;
use cabinet::{Cabinet, Person};
use support::ticket;
use web::{App, Visit};

/// For the provider.
pub(crate) fn of_provider(app: &App) -> Router {
    let frame = |visit: Visit, title_key: &'static str| async move {
        Ok(match identity::person::current(&visit).await? {
            Some(person) => identity::nav::page(&visit, &person, title_key),
            None => visit.page(title_key),
        })
    };
    ticket::routes(app, Arc::new(move |visit, key| Box::pin(frame(visit, key))))
}

/// For a cabinet.
pub(crate) fn of_cabinet(cabinet: &Cabinet) -> Router {
    let cabinet = cabinet.clone();
    let app = cabinet.app.clone();
    let frame = move |visit: Visit, title_key: &'static str| {
        let cabinet = cabinet.clone();
        async move {
            Ok(match web::session::current(visit.app(), &visit).await? {
                Some(current) => cabinet.page(&visit, &Person::of(&current)?, title_key).await,
                None => visit.page(title_key),
            })
        }
    };
    ticket::routes(&app, Arc::new(move |visit, key| Box::pin(frame(visit, key))))
}
