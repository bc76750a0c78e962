//! The entrance of a site that lets people in through a provider («Войти через Госуслуги»):
//! `oauth::rp` with storage, a clock, HTTP and pages. Both cabinets and the desk use it, and it
//! knows the provider by its protocol only.
//!
//! | route | what it does |
//! |---|---|
//! | `GET /enter` | a page with the button |
//! | `POST /enter` | begins a sign-in: 303 to the provider |
//! | `GET /go?next=…` | the same for links from other sites: it shows nothing |
//! | `GET /callback` | judges the answer, opens the session |
//! | `POST /logout` | ends the session here, then 303 to the provider's end-session page |
//! | `GET /signed-out` | what has ended |
//! | `POST /backchannel-logout` | the provider says that a session ended |
//!
//! ```ignore
//! let entrance = Entrance::new(app.clone(), settings, |tx, arrival| {
//!     // In the transaction of the call-back: who is this here?
//!     match staff::find(tx, &arrival.provider, &arrival.sub)? {
//!         Some(staff) => Ok(Admission::enter(staff.id, &StaffSession { .. })?),
//!         None => Ok(Admission::Refuse { page: "/not-staff".into() }),
//!     }
//! })?;
//! let router = entrance.routes().merge(my_pages);
//! ```
//!
//! Pages with «Выйти» or «Войти» are redirected to the provider after their POST: give their
//! [`web::Page`] the origins of [`Entrance::form_origins`].

mod document;
mod ended;
pub mod pages;
mod provider;
mod store;
#[cfg(test)]
mod tests;
mod token;

use std::sync::Arc;

use ::store::{DAY, Moment, Result, SECOND, Tx};
use oauth::Secret;
use oauth::rp::{ClientSecretIn, ConfigFault, RelyingParty, Tokens};
use serde::Serialize;
use web::session::{External, Limits, Opened, SessionId};
use web::{App, Lang, Site, VisitFacts};

use crate::account::Profile;

pub use self::provider::Features;
pub use self::token::Closed;

/// How a site reaches its provider.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The site.
    pub site: Site,
    /// Our name of the provider; linked accounts are kept under it and stay when the issuer's
    /// address changes.
    pub provider: String,
    /// The issuer, byte by byte as it names itself.
    pub issuer: String,
    /// The site's name at the provider.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
    /// How the secret is sent.
    pub secret_in: ClientSecretIn,
    /// The scopes asked for, separated by spaces; `openid` must be among them.
    pub scopes: String,
    /// Pages of the provider that people are sent to; `None` for a provider that is not ours.
    pub pages: Option<ProviderPages>,
    /// How long a session lasts.
    pub limits: Limits,
}

/// Addresses of pages at our own provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderPages {
    /// Personal data, where СНИЛС and ИНН are entered.
    pub profile: String,
    /// Raising the level of the account.
    pub level: String,
    /// The electronic services.
    pub services: String,
}

impl ProviderPages {
    /// The pages of our own provider at `origin`.
    pub fn of(origin: &str) -> ProviderPages {
        ProviderPages {
            profile: format!("{origin}/profile"),
            level: format!("{origin}/level"),
            services: format!("{origin}/services"),
        }
    }
}

/// Somebody whom the provider vouches for, before this site has said yes.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The site.
    pub site: Site,
    /// Our name of the provider.
    pub provider: String,
    /// The provider's name of the person.
    pub sub: String,
    /// The session at the provider.
    pub sid: Option<String>,
    /// What the provider says of the person.
    pub profile: Profile,
    /// By which means she signed in (`amr`).
    pub amr: Vec<String>,
    /// When she proved who she is, seconds since the epoch.
    pub auth_time: Option<i64>,
    /// When the sign-in was begun here.
    pub begun_at: Moment,
    /// The local path that she is on her way to.
    pub next: String,
    /// The language of the visit.
    pub lang: Lang,
    /// Address and browser.
    pub facts: VisitFacts,
}

/// What a site says to an [`Arrival`].
#[derive(Debug, Clone)]
pub enum Admission {
    /// Come in: a session is opened.
    Enter {
        /// The person's id on this site.
        subject: String,
        /// What the site keeps with the session.
        data: serde_json::Value,
        /// Where to, when it is not where she wanted.
        next: Option<String>,
    },
    /// Come in: the site has opened the session itself, in the same transaction.
    Opened {
        /// The session.
        opened: Opened,
        /// Where to, when it is not where she wanted.
        next: Option<String>,
    },
    /// No session; the person is sent to this page of the site, which explains.
    Refuse {
        /// A local path.
        page: String,
    },
}

impl Admission {
    /// Opens a session of `subject` with the site's own `data`.
    ///
    /// # Errors
    /// When `data` does not serialise.
    pub fn enter(subject: impl std::fmt::Display, data: &impl Serialize) -> Result<Admission> {
        let data = serde_json::to_value(data).map_err(::store::Error::bug)?;
        Ok(Admission::Enter { subject: subject.to_string(), data, next: None })
    }
}

/// The entrance of one site. Cheap to clone.
#[derive(Clone)]
pub struct Entrance(Arc<Inner>);

type Admit = dyn Fn(&mut Tx, &Arrival) -> Result<Admission> + Send + Sync;

struct Inner {
    app: App,
    settings: Settings,
    party: RelyingParty,
    provider: provider::Provider,
    admit: Box<Admit>,
}

impl Entrance {
    /// Checks the settings. `admit` decides, in the transaction of the call-back, who comes in; it
    /// may run more than once.
    ///
    /// # Errors
    /// In words for the operator.
    pub fn new(
        app: App,
        settings: Settings,
        admit: impl Fn(&mut Tx, &Arrival) -> Result<Admission> + Send + Sync + 'static,
    ) -> std::result::Result<Entrance, ConfigFault> {
        let at = |path| app.sites.url(settings.site, path);
        let party = RelyingParty::new(
            &settings.issuer,
            &settings.client_id,
            settings.client_secret.clone(),
            &at("/callback"),
        )?
        .with_scopes(&settings.scopes)?
        .with_post_logout(&at("/signed-out"))?
        .with_secret_in(settings.secret_in);
        let provider = provider::Provider::new(app.clone(), party.clone());
        let admit = Box::new(admit);
        Ok(Entrance(Arc::new(Inner { app, settings, party, provider, admit })))
    }

    /// The site.
    pub fn site(&self) -> Site {
        self.0.settings.site
    }

    /// Our name of the provider.
    pub fn provider_name(&self) -> &str {
        &self.0.settings.provider
    }

    /// Pages of the provider, when it is ours.
    pub fn pages(&self) -> Option<&ProviderPages> {
        self.0.settings.pages.as_ref()
    }

    /// The address of a page at the provider from which the person comes back to this site with
    /// fresh data: our provider reads `return_to` and shows the way back.
    pub fn there_and_back(&self, address: &str) -> String {
        let back = self.app().sites.url(self.site(), "/go");
        let query = oauth::form::encode([("return_to", back.as_str())]);
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}{query}")
    }

    fn app(&self) -> &App {
        &self.0.app
    }

    /// How old a sign-in at the provider may be that opens this site, in seconds: staff prove
    /// who they are when they come to work. The provider is asked for it, and its answer is
    /// checked.
    fn max_age(&self) -> Option<i64> {
        (self.site() == Site::Desk).then_some(STAFF_MAX_AGE)
    }

    /// Opens the session of somebody who was admitted, in the transaction of the call-back, unless
    /// the provider has ended it by then.
    fn open(
        &self,
        tx: &mut Tx,
        arrival: &Arrival,
        tokens: &Tokens,
        replaces: Option<SessionId>,
    ) -> Result<Entered> {
        if ended::is_over(tx, arrival, tokens.id.iat)? {
            return Ok(Entered::Over);
        }
        let limits = self.0.settings.limits;
        let external =
            External { session: arrival.sid.clone(), subject: Some(arrival.sub.clone()) };
        let (opened, subject, next) = match (self.0.admit)(tx, arrival)? {
            Admission::Refuse { page } => return Ok(Entered::Refused { page }),
            Admission::Enter { subject, data, next } => {
                let (site, facts) = (arrival.site, &arrival.facts);
                let opened =
                    web::session::open_from(tx, site, &subject, facts, &data, limits, &external)?;
                (opened, Some(subject), next)
            }
            Admission::Opened { opened, next } => {
                web::session::set_external(tx, opened.id, &external)?;
                (opened, None, next)
            }
        };
        if let Some(old) = replaces {
            end(tx, old, why::REPLACED)?;
        }
        let held = store::Held {
            sub: arrival.sub.clone(),
            auth_time: arrival.auth_time,
            id_token: tokens.id_token.clone(),
            access: tokens.access_token.clone(),
            access_ends_at: Moment::from_seconds(tokens.expires_at),
            refresh: tokens.refresh_token.clone(),
            refreshing_until_at: Moment(0),
        };
        let ends_at = tx.now().plus(limits.total);
        store::keep(tx, &opened.id.to_string(), &held, ends_at)?;
        schedule_sweep(tx)?;
        Ok(Entered::In { opened, subject, next })
    }
}

/// The outcome of a call-back's transaction.
enum Entered {
    In {
        opened: Opened,
        subject: Option<String>,
        next: Option<String>,
    },
    Refused {
        page: String,
    },
    /// The provider ended the session while its call-back was on the way.
    Over,
}

/// Why sessions end here, beside the words of [`web::session::why`].
mod why {
    /// The same browser signed in again.
    pub const REPLACED: &str = "replaced";
}

/// Ends a session of this site and forgets its tokens.
pub fn end(tx: &mut Tx, session: SessionId, why: &'static str) -> Result<()> {
    web::session::end(tx, session, why)?;
    store::forget(tx, &session.to_string())
}

/// Ends what rested on a session that was used from another address, in the transaction of its
/// end: its tokens are forgotten, and the person is told at the addresses that this site knows.
/// The provider's session is left alone: it is bound to its own address and ends by itself.
///
/// # Errors
/// When storage does.
pub fn moved(tx: &mut Tx, moved: &web::MovedSession) -> Result<()> {
    store::forget(tx, &moved.id.to_string())?;
    let notice = notify::Notice {
        kind: notify::Kind::Security,
        event: "cabinet-session-ended",
        args: vec![("address", moved.facts.address.to_string())],
        key: None,
    };
    notify::tell(tx, &notify::Recipient::new(moved.site, moved.subject), &notice)
}

/// What an ended session or an old sign-in left behind goes an hour later.
fn schedule_sweep(tx: &mut Tx) -> Result<()> {
    let due = tx.now().plus(3_600 * SECOND);
    tx.enqueue_once(SWEEP, SWEEP, &(), due).map(|_| ())
}

/// Removes tokens whose session is over and names that need not be remembered any longer.
pub fn sweep(tx: &mut Tx) -> Result<()> {
    ended::forget_old(tx)?;
    store::sweep(tx)?;
    crate::signing::forget_old(tx)
}

/// The job that sweeps.
pub const SWEEP: &str = "cabinet.sweep";

/// An hour. A session of the desk lasts a shift and asks nothing in between; whoever enters anew
/// (in the morning, or because she was away from it for longer than a session waits) proves who
/// she is unless she has just done so. The provider's own session may be as old as the day.
const STAFF_MAX_AGE: i64 = 3_600;

/// How long the name of an answered sign-in is remembered; sign-ins themselves live an hour.
const ANSWERED_FOR: i64 = DAY;
