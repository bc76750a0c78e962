//! Verification of a passport by anybody: by number and code, by the QR code, by the file.
//!
//! Whoever has the number alone learns nothing: a wrong code is answered like a number that was
//! never issued. Whoever has the code or the file sees the state as it is now and the least that
//! tells whether the paper belongs to the person who shows it. The holder sees who looked, when
//! and how.

pub mod pages;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use ::store::journal::{Draft, about_event};
use ::store::{MINUTE, Moment, Result, Tx};
use cabinet::CabinetAccountId;
use jiff::civil::Date;
use serde_json::json;
use web::Site;

use crate::passport::{self, Code, Facts, Number, Passport, PassportId, State};

/// Wrong codes and files from one network within [`WINDOW`].
pub const PER_NETWORK: i64 = 60;
/// Over what time they are counted.
pub const WINDOW: i64 = 10 * MINUTE;
/// The most characters of the name of an organisation.
pub const ORGANISATION_MAX: usize = 120;

const EVENT: &str = "passport.verified";

::store::id!(/** One look at a passport, which may get a name afterwards. */ pub LookId);

/// How somebody came to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the QR code, or by the link behind it.
    Qr,
    /// By number and code.
    Number,
    /// By the file.
    File,
}

/// What a verification shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The passport.
    pub passport: PassportId,
    /// Whose it is; not shown.
    pub holder: CabinetAccountId,
    /// Its number.
    pub number: Number,
    /// «Анна Примеровна Т.»: enough to compare with the person who stands there.
    pub name: String,
    /// Each qualification and its level.
    pub qualifications: Vec<(String, String)>,
    /// When it was issued.
    pub issued_at: Moment,
    /// The last day of its term.
    pub last_day: Date,
    /// Where it stands now.
    pub state: State,
    /// Since when.
    pub since: Moment,
}

/// The outcome of [`verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is such a passport.
    Found(Box<Shown>),
    /// There is none, or the code is another one.
    Nothing,
    /// Too many verifications from this network.
    TooMany {
        /// When the next one is possible.
        until: Moment,
    },
}

/// One look at a passport, for its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Moment,
    /// How; nothing when that was erased.
    pub way: Option<Way>,
    /// What the organisation called itself.
    pub organisation: Option<String>,
}

/// Looks a passport up by number and code. It writes nothing, so that a right code costs one
/// read, however many people of one employer ask at once; [`Verdict::Nothing`] has to be counted
/// by [`charge`] before it is answered. The code has 66 random bits: what a burst of guesses
/// gains before the first of them is counted is nothing, so here alone the count comes after.
pub fn verify(tx: &Tx, from: IpAddr, number: Number, code: &Code) -> Result<Verdict> {
    if tx.charged(&counter(tx, from), WINDOW)? >= PER_NETWORK {
        return Ok(Verdict::TooMany { until: next_window(tx) });
    }
    let found = passport::by_number(tx, number)?.filter(|passport| passport.code.is(code));
    verdict(tx, found)
}

/// Looks a passport up by the digest of a file, which was counted by [`charge`] before it was
/// read.
pub fn verify_file(tx: &Tx, sha256: &[u8]) -> Result<Verdict> {
    verdict(tx, passport::by_file(tx, sha256)?)
}

/// Counts a wrong code or a file against a network; when there were too many, the moment of the
/// next one.
pub fn charge(tx: &mut Tx, from: IpAddr) -> Result<Option<Moment>> {
    let counter = counter(tx, from);
    let count = tx.charge(&counter, WINDOW)?;
    Ok((count > PER_NETWORK).then(|| next_window(tx)))
}

fn counter(tx: &Tx, from: IpAddr) -> String {
    let network = tx.vault().lookup("epk-check", &network(from));
    let key: String = network.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("epk-check:{key}")
}

fn next_window(tx: &Tx) -> Moment {
    Moment((tx.now().0.div_euclid(WINDOW) + 1) * WINDOW)
}

/// The entry about a look. It goes into the journal with others that may be lost in a crash.
/// Whoever names an organisation afterwards makes another entry about the same `look`: the holder
/// reads one line.
pub fn entry(shown: &Shown, look: LookId, way: Way, organisation: &str) -> Draft {
    let organisation = organisation_of(organisation);
    let about = json!({
        "passport": shown.passport, "look": look, "way": way.as_str(),
        "organisation": organisation,
    });
    Draft::new(Site::Epk.as_str(), EVENT).by_anonymous().about(shown.holder).with(about)
}

/// Who looked at a passport of this holder, newest first; at most `limit` of the latest looks at
/// all passports of the holder.
pub fn looks(
    tx: &Tx,
    holder: CabinetAccountId,
    passport: PassportId,
    limit: u32,
) -> Result<Vec<Look>> {
    let site = Site::Epk.as_str();
    let entries = about_event(tx, site, &holder.to_string(), EVENT, None, limit)?;
    let id = passport.to_string();
    let mut looks: Vec<(Option<String>, Look)> = Vec::new();
    for entry in entries {
        let Some(payload) = entry.payload else { continue };
        let text = |key: &str| payload.get(key).and_then(|value| value.as_str());
        if text("passport") != Some(&id) {
            continue;
        }
        let name = text("look").map(str::to_owned);
        let organisation = text("organisation").filter(|name| !name.is_empty());
        let organisation = organisation.map(str::to_owned);
        // The later entry comes first; the earlier one says when the look was.
        let later = looks.iter_mut().find(|(known, _)| name.is_some() && *known == name);
        if let Some((_, later)) = later {
            later.at = entry.at;
            later.organisation = later.organisation.take().or(organisation);
        } else {
            let way = text("way").and_then(Way::parse);
            looks.push((name, Look { at: entry.at, way, organisation }));
        }
    }
    Ok(looks.into_iter().map(|(_, look)| look).collect())
}

fn verdict(tx: &Tx, found: Option<Passport>) -> Result<Verdict> {
    let Some(passport) = found else { return Ok(Verdict::Nothing) };
    let state = passport.state(tx.now());
    let since = match state {
        State::Expired => passport.expires_at,
        _ => passport::history(tx, passport.id)?.last().map_or(passport.issued_at, |c| c.at),
    };
    Ok(Verdict::Found(Box::new(shown(passport, state, since))))
}

fn shown(passport: Passport, state: State, since: Moment) -> Shown {
    let qualification = |one: &passport::Education| (one.qualification.clone(), one.level.clone());
    Shown {
        passport: passport.id,
        holder: passport.holder,
        number: passport.number,
        name: short_name(&passport.facts),
        qualifications: passport.facts.education.iter().map(qualification).collect(),
        issued_at: passport.issued_at,
        last_day: passport.last_day(),
        state,
        since,
    }
}

/// «Анна Примеровна Т.»
fn short_name(facts: &Facts) -> String {
    let initial = facts.family_name.chars().next().map(|first| format!("{first}."));
    let given = Some(facts.given_name.clone()).filter(|name| !name.is_empty());
    let parts = [given, facts.additional_name.clone(), initial];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The name of an organisation as it is kept: one line, no tricks with the direction of writing.
pub(crate) fn organisation_of(text: &str) -> String {
    let plain = |c: &char| !c.is_control() && !is_invisible(*c);
    text.trim().chars().filter(plain).take(ORGANISATION_MAX).collect()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whoever has an IPv6 address has a whole /64.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

impl Way {
    /// All of them.
    pub const ALL: [Way; 3] = [Way::Qr, Way::Number, Way::File];

    /// The word in the journal and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Qr => "qr",
            Way::Number => "number",
            Way::File => "file",
        }
    }

    fn parse(word: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.as_str() == word)
    }
}
