//! The home page: what is known about the person, and what needs her attention.

pub mod pages;
#[cfg(test)]
mod tests;

use cabinet::Profile;
use oauth::acr::Level;

/// Something that the person should do, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    /// The registers are closed below *стандартная*.
    RaiseLevel,
    /// Without СНИЛС registers do not find her.
    AddSnils,
    /// Without ИНН some services, such as ЭПК, stay closed.
    AddInn,
    /// Without an e-mail address there are notices by SMS only.
    AddEmail,
}

impl Attention {
    /// The middle of its texts' keys.
    pub fn name(self) -> &'static str {
        match self {
            Attention::RaiseLevel => "level",
            Attention::AddSnils => "snils",
            Attention::AddInn => "inn",
            Attention::AddEmail => "email",
        }
    }
}

/// What needs attention; what registers say differently is shown beside it. A provider that knows
/// no levels tells too little about accounts for any of it to be the person's business.
pub fn attention(profile: &Profile) -> Vec<Attention> {
    let Some(level) = profile.level else { return Vec::new() };
    let standard = level >= Level::Standard;
    let all = [
        (Attention::RaiseLevel, !standard),
        (Attention::AddSnils, standard && profile.snils.is_none()),
        (Attention::AddInn, standard && profile.inn.is_none()),
        (Attention::AddEmail, profile.email.is_none()),
    ];
    all.into_iter().filter_map(|(attention, applies)| applies.then_some(attention)).collect()
}
