//! Who is signed in to a cabinet, and what the cabinet's pages share.

pub mod pages;

use ::store::{Moment, Result, Tx};
use notify::{Contact, Recipient};
use oauth::rp::ConfigFault;
use registries::Registries;
use serde::{Deserialize, Serialize};
use web::App;
use web::session::SessionId;

use crate::account::{self, CabinetAccountId, Profile};
use crate::rp::{Admission, Arrival, Entrance, Settings};

/// The person who is signed in. As a handler's argument it sends others to the sign-in page and
/// back afterwards.
#[derive(Debug, Clone)]
pub struct Person {
    /// The session.
    pub session: SessionId,
    /// The account in this cabinet.
    pub account: CabinetAccountId,
    /// What the provider said at the entry.
    pub profile: Profile,
    /// When that was.
    pub entered_at: Moment,
}

/// What a cabinet keeps with a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    account: CabinetAccountId,
    profile: Profile,
}

/// What the pages of one cabinet share: the state of its router. Cheap to clone.
#[derive(Clone)]
pub struct Cabinet {
    /// The parts of the program.
    pub app: App,
    /// The way in and out.
    pub entrance: Entrance,
    /// The registers.
    pub registries: Registries,
    /// The main navigation: paths and the keys of their words.
    pub nav: &'static [(&'static str, &'static str)],
    agreed: Option<Agreed>,
}

/// Says whether a person has agreed that registers are asked about her.
type Agreed = fn(&Tx, CabinetAccountId) -> Result<bool>;

impl Cabinet {
    /// A cabinet whose entrance links accounts by itself.
    ///
    /// # Errors
    /// In words for the operator, when the settings of the entrance cannot work.
    pub fn new(
        app: App,
        settings: Settings,
        registries: Registries,
        nav: &'static [(&'static str, &'static str)],
    ) -> std::result::Result<Cabinet, ConfigFault> {
        let entrance = Entrance::new(app.clone(), settings, admit)?;
        Ok(Cabinet { app, entrance, registries, nav, agreed: None })
    }

    /// The same cabinet, which asks registers only about people who have agreed to its terms.
    #[must_use]
    pub fn with_terms(mut self, agreed: Agreed) -> Cabinet {
        self.agreed = Some(agreed);
        self
    }

    /// Whether registers may be asked about this person.
    pub(crate) fn has_agreed(&self) -> impl Fn(&Tx, CabinetAccountId) -> Result<bool> + use<> {
        let agreed = self.agreed;
        move |tx, account| agreed.map_or(Ok(true), |agreed| agreed(tx, account))
    }
}

/// Everybody whom the provider vouches for comes in; what is open to whom, the pages say.
fn admit(tx: &mut Tx, arrival: &Arrival) -> Result<Admission> {
    let Arrival { site, provider, sub, profile, lang, .. } = arrival;
    let linked = account::link(tx, *site, provider, sub, profile)?;
    let (email, phone) = (profile.email.clone(), profile.phone.clone());
    let who = Recipient::new(*site, linked.id);
    notify::contact::set(tx, &who, Contact { email, phone, lang: *lang })?;
    Admission::enter(linked.id, &Kept { account: linked.id, profile: profile.clone() })
}
