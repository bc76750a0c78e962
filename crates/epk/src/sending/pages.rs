//! The person's pages: which service, the signature, what became of it, the receipt.

mod cancel;
mod choose;
mod receipt;
mod signing;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use cabinet::{Cabinet, Person};
use web::{Failure, Page};

use super::jobs::Post;
use super::{Sending, Service, Services, State, find};
use crate::application::pages::behind_the_gate;
use crate::passport::{self, Passport, PassportId};

pub(crate) use choose::{Line, lines};

type Answer = Result<Response, Failure>;

/// The routes.
pub fn routes(cabinet: &Cabinet, services: &Services) -> Router {
    let shared = Post { cabinet: cabinet.clone(), services: services.clone() };
    let gate = from_fn_with_state(cabinet.clone(), behind_the_gate);
    Router::new()
        .route("/passport/{id}/send", get(choose::show))
        .route("/passport/{id}/send/{service}", get(signing::show).post(signing::sign))
        .route("/passport/{id}/send/{service}/code", post(signing::send))
        .route(
            "/passport/{id}/send/{service}/agreement",
            get(signing::agreement).post(signing::agree),
        )
        .route_layer(gate)
        .route("/sendings/{id}", get(receipt::show))
        .route("/sendings/{id}/consent", post(receipt::renew))
        .route("/sendings/{id}/cancel", get(cancel::ask).post(cancel::carry_out))
        .route("/sendings/{id}/receipt", get(receipt::download))
        .with_state(shared)
}

/// A passport of this person; somebody else's is not there.
async fn own(post: &Post, person: &Person, id: &str) -> Result<Passport, Failure> {
    let id: PassportId = id.parse().map_err(|_| Failure::NotFound)?;
    let holder = person.account;
    let found = post.cabinet.app.db.read(move |tx| passport::find(tx, id)).await?;
    found.filter(|passport| passport.holder == holder).ok_or(Failure::NotFound)
}

fn service(post: &Post, id: &str) -> Result<Service, Failure> {
    post.services.find(id).cloned().ok_or(Failure::NotFound)
}

fn label(page: &Page, state: State) -> String {
    page.t(&format!("epk-sending-state-{}", state.as_str()))
}

/// «Аннулирован», or nothing for one that can be sent.
fn not_valid(page: &Page, state: passport::State) -> String {
    if state == passport::State::Valid {
        return String::new();
    }
    let state = page.t(&format!("epk-passport-state-{}", state.as_str()));
    page.t1("epk-sending-not-valid", "state", state)
}
