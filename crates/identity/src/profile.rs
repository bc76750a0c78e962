//! The profile: whose account it is, what the provider knows of her, and where each of it comes
//! from.

pub(crate) mod pages;
#[cfg(test)]
pub(crate) mod tests;

use ::store::Moment;
use web::Page;

use crate::account::{Account, Level, Status};
use crate::proofing::{Request, State};

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// She typed it and nobody has confirmed it.
    Typed,
    /// She typed the code that was sent there.
    Code(Moment),
    /// A register confirmed it.
    Register(registries::Register, Moment),
}

/// Something that the home page asks her to look at, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// Somebody typed five wrong passwords: she cannot sign in anew.
    Locked,
    /// No phone that codes can be sent to.
    Phone,
    /// No e-mail address for the alternative and for recovery.
    Email,
    /// A check of what she typed found something.
    CheckRefused,
    /// A register has not answered yet.
    CheckWaiting,
    /// She began to raise her level and did not finish.
    CheckBegun,
    /// The level is simple.
    RaiseToStandard,
    /// The level is standard.
    RaiseToConfirmed,
    /// No ИНН, which some services need.
    Inn,
}

impl Attention {
    /// The key of its words.
    pub fn title_key(self) -> String {
        format!("identity-attention-{}", self.as_str())
    }

    /// The key of the line below them.
    pub fn hint_key(self) -> String {
        format!("identity-attention-{}-hint", self.as_str())
    }

    /// The middle of keys of its texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Attention::Locked => "locked",
            Attention::Phone => "phone",
            Attention::Email => "email",
            Attention::CheckRefused => "check-refused",
            Attention::CheckWaiting => "check-waiting",
            Attention::CheckBegun => "check-begun",
            Attention::RaiseToStandard => "standard",
            Attention::RaiseToConfirmed => "confirmed",
            Attention::Inn => "inn",
        }
    }

    /// Where it is put right.
    pub fn href(self) -> &'static str {
        match self {
            Attention::Locked => "/recovery",
            Attention::Phone => "/settings/security/phone",
            Attention::Email => "/settings/security/email",
            Attention::CheckRefused | Attention::CheckWaiting => "/level/result",
            Attention::CheckBegun | Attention::RaiseToStandard | Attention::RaiseToConfirmed => {
                "/level"
            }
            Attention::Inn => "/profile/inn",
        }
    }

    /// Whether it is more than advice.
    pub fn is_urgent(self) -> bool {
        matches!(
            self,
            Attention::Locked | Attention::Phone | Attention::Email | Attention::CheckRefused
        )
    }
}

/// What needs the person's attention. `check` is the check of her level, if there is one.
pub fn attention(account: &Account, check: Option<&Request>) -> Vec<Attention> {
    let person = &account.personal;
    let mut found = Vec::new();
    if matches!(account.status, Status::Locked { .. }) {
        found.push(Attention::Locked);
    }
    if person.phone.as_ref().is_none_or(|phone| phone.verified_at.is_none()) {
        found.push(Attention::Phone);
    }
    if person.email.as_ref().is_none_or(|email| email.verified_at.is_none()) {
        found.push(Attention::Email);
    }
    match account.level {
        Level::Simple => found.push(match check.map(|check| check.state) {
            Some(State::Refused) => Attention::CheckRefused,
            Some(State::Checking | State::Waiting) => Attention::CheckWaiting,
            Some(State::Typing) => Attention::CheckBegun,
            None => Attention::RaiseToStandard,
        }),
        Level::Standard => found.push(Attention::RaiseToConfirmed),
        Level::Confirmed => {}
    }
    if account.level > Level::Simple && person.inn.is_none() {
        found.push(Attention::Inn);
    }
    found
}

/// A level as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelShown {
    level: Level,
    /// The weight of its tag.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// What it opens.
    pub allows: String,
}

impl LevelShown {
    /// The level in the words of a page.
    pub fn new(page: &Page, level: Level) -> LevelShown {
        let kind = match level {
            Level::Simple => "neutral",
            Level::Standard => "info",
            Level::Confirmed => "success",
        };
        let name = page.t(&format!("identity-level-name-{level}"));
        LevelShown { level, kind, name, allows: page.t(&format!("identity-level-{level}-allows")) }
    }

    /// Whether it is the level of a word.
    pub fn is(&self, word: &str) -> bool {
        self.level.as_str() == word
    }
}

/// A passport as a page that only reminds of it shows it: `45 ** ***321`.
pub fn masked_passport(passport: &registries::Passport) -> String {
    let region = passport.series.get(..2).unwrap_or_default();
    let last = passport.number.get(3..).unwrap_or_default();
    format!("{region} ** ***{last}")
}
