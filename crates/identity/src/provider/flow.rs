//! Flows: requests to the authorization endpoint that wait while the person signs in, registers,
//! raises her level or reads what she agrees to.
//!
//! A flow belongs to the browser it began in and, once consent was asked for, to the session that
//! was asked. It ends with its code or its refusal, in the same transaction.

mod store;

use ::store::{HOUR, Moment, Result, Tx};
use oauth::provider::AuthorizationRequest;
use web::session::SessionId;
use web::{Lang, Visitor};

use crate::client::{self, Client};

pub use store::{forget_all, forget_old};

::store::id!(
    /// A flow.
    pub FlowId
);

/// How long a request waits: long enough to register and to have a passport at hand.
pub const LIFE: i64 = HOUR;
/// Where a person comes back to; the flow's id follows.
pub const RETURN: &str = "/continue?flow=";

/// A request that waits.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its id.
    pub id: FlowId,
    /// The checked request.
    pub request: AuthorizationRequest,
    /// The session that was asked for consent.
    pub session: Option<SessionId>,
    /// When the request came in.
    pub arrived_at: Moment,
}

impl Flow {
    /// The local path on which the flow goes on.
    pub fn path(&self) -> String {
        path(self.id)
    }
}

/// The local path on which a flow goes on.
pub fn path(id: FlowId) -> String {
    format!("{RETURN}{id}")
}

/// Keeps a request for the browser that sent it.
pub fn begin(
    tx: &mut Tx,
    request: &AuthorizationRequest,
    visitor: &Visitor,
    arrived_at: Moment,
) -> Result<FlowId> {
    let id = FlowId(tx.new_id());
    let hash = visitor_hash(tx, visitor);
    store::insert(tx, id, request, &hash, arrived_at, tx.now().plus(LIFE))?;
    Ok(id)
}

/// The flow, for the browser it began in.
pub fn find(tx: &Tx, id: FlowId, visitor: &Visitor) -> Result<Option<Flow>> {
    store::find(tx, id, &visitor_hash(tx, visitor))
}

/// Notes which session is asked for consent.
pub fn bind(tx: &mut Tx, id: FlowId, session: SessionId) -> Result<bool> {
    store::bind(tx, id, session)
}

/// Ends a flow; `false` when it has ended already: of two answers one counts.
pub fn take(tx: &mut Tx, id: FlowId) -> Result<bool> {
    store::take(tx, id)
}

/// What pages on the way (sign-in, registration) know about the service that somebody came from.
#[derive(Clone, Debug)]
pub struct WayBack {
    /// The service.
    pub client: Client,
    /// The origin to which the last redirect leads; such a page's `form-action` must name it
    /// ([`web::Page::form_action`]), or browsers stop the POST that ends there.
    pub origin: String,
    /// A phone, e-mail or СНИЛС to put into the field.
    pub login_hint: Option<String>,
    /// The languages that the service would like.
    pub ui_locales: Vec<String>,
}

impl WayBack {
    /// The service's name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        self.client.settings.name.in_language(lang.as_str())
    }
}

/// The service behind a kept `next`, if it is the way back into a flow of this browser.
pub fn way_back(tx: &Tx, next: &str, visitor: &Visitor) -> Result<Option<WayBack>> {
    let Some(id) = next.strip_prefix(RETURN).and_then(|id| id.parse().ok()) else {
        return Ok(None);
    };
    let Some(flow) = find(tx, id, visitor)? else { return Ok(None) };
    let Some(client) = client::open(tx, &flow.request.client_id)? else { return Ok(None) };
    Ok(Some(WayBack {
        client,
        origin: flow.request.redirect_uri.origin().to_owned(),
        login_hint: flow.request.login_hint,
        ui_locales: flow.request.ui_locales,
    }))
}

fn visitor_hash(tx: &Tx, visitor: &Visitor) -> Vec<u8> {
    tx.vault().mac("identity.flow", visitor.as_str().as_bytes())
}
