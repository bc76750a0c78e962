//! Being found: a holder switches it on for one passport and sees exactly what employers will see;
//! an employer searches by the words of a qualification and its level.
//!
//! Words are folded (small letters, ё as е, letters of the other alphabet that look alike) and cut
//! to their first [`STEM`] letters, so that «инженера» finds «инженер». Each look-up is exact, and
//! every search counts: whoever wants to copy the register this way needs years.

mod store;
#[cfg(test)]
pub(crate) mod tests;

use ::store::journal::Draft;
use ::store::{HOUR, Moment, Result, Tx};
use cabinet::CabinetAccountId;
use jiff::civil::Date;
use notify::{Kind, Notice};
use serde_json::json;

use super::{acting, entry, page_of_holder, tell, touch};
use crate::passport::{self, Passport, PassportId, State};

::store::id!(/** What employers know of a passport that may be found. */ pub FindId);

/// Searches of one organisation within an hour, all its people together.
pub const PER_HOUR: i64 = 30;
/// Cards on a page.
pub const PAGE: usize = 10;
/// How many pages of one search are shown.
pub const PAGES_MAX: i64 = 5;
/// Letters of a word that count.
pub const STEM: usize = 6;
/// Words of a question that count.
pub const WORDS_MAX: usize = 5;
/// Fewer letters than this are no word to search for.
const LETTERS_MIN: usize = 3;

/// What is shown of a passport to whoever searches: nothing that names its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Qualification, level, year of the document.
    pub qualifications: Vec<(String, String, i16)>,
    /// The last day of its term.
    pub until: Date,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The cards, newest first.
    pub cards: Vec<(FindId, Card)>,
    /// Whether there is a next page to ask for.
    pub more: bool,
}

/// The outcome of [`search`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Searching {
    /// What there is.
    Found(Found),
    /// There is no such page: so many are never shown.
    Beyond,
    /// No word that can be searched for.
    Vague,
    /// Too many searches within the hour.
    TooMany {
        /// When the next one is possible.
        until: Moment,
    },
    /// The person does not act for a confirmed organisation.
    Nobody,
}

/// What employers would see of a passport.
pub fn card(passport: &Passport) -> Card {
    let one = |diploma: &passport::Education| {
        (diploma.qualification.clone(), diploma.level.clone(), diploma.issued_on.year())
    };
    let qualifications = passport.facts.education.iter().map(one).collect();
    Card { qualifications, until: passport.last_day() }
}

/// Lets a passport be found; `false` when it is not the holder's, or does not count.
pub fn switch_on(tx: &mut Tx, holder: CabinetAccountId, id: PassportId) -> Result<bool> {
    let found = passport::find(tx, id)?.filter(|passport| passport.holder == holder);
    let Some(passport) = found.filter(|passport| passport.state(tx.now()) == State::Valid) else {
        return Ok(false);
    };
    put(tx, &passport, entry("findable").by("person", holder))?;
    Ok(true)
}

fn put(tx: &mut Tx, passport: &Passport, draft: Draft) -> Result<()> {
    let (find, id, holder) = (FindId(tx.new_id()), passport.id, passport.holder);
    if !store::put(tx, find, id, holder)? {
        return Ok(());
    }
    for word in words_of(&card(passport)) {
        store::put_word(tx, find, &word)?;
    }
    tx.journal(&draft.about(holder).with(json!({ "passport": id })))?;
    touch(tx, holder, &page_of_holder(id))
}

/// A new passport takes the place of one that may be found. If that one counted until now, and
/// employers see nothing of the new one that they could not see before, it may be found, too, and
/// its holder is told. Else she is asked: what she agreed to show she had seen, and a new
/// qualification is hers to show.
pub(crate) fn follow(tx: &mut Tx, old: PassportId, new: PassportId) -> Result<()> {
    if since(tx, old)?.is_none() {
        return Ok(());
    }
    let (Some(before), Some(now)) = (passport::find(tx, old)?, passport::find(tx, new)?) else {
        return Ok(());
    };
    let seen = card(&before).qualifications;
    let nothing_new = card(&now).qualifications.iter().all(|one| seen.contains(one));
    let goes_on = nothing_new && counted(tx, &before)?;
    if goes_on {
        put(tx, &now, entry("findable"))?;
    }
    let event = if goes_on { "employer-find-kept" } else { "employer-find-paused" };
    let args = vec![("passport", new.to_string())];
    let (kind, key) = (Kind::Consent, Some(format!("find/{new}")));
    tell(tx, now.holder, &page_of_holder(new), &Notice { kind, event, args, key })
}

/// Whether a passport that was replaced in this transaction counted until then.
fn counted(tx: &Tx, replaced: &Passport) -> Result<bool> {
    let states = passport::history(tx, replaced.id)?.into_iter().map(|change| change.state);
    let before = states.rev().find(|state| *state != State::Superseded);
    Ok(before == Some(State::Valid) && tx.now() < replaced.expires_at)
}

/// The passport is not found any more.
pub fn switch_off(tx: &mut Tx, holder: CabinetAccountId, id: PassportId) -> Result<()> {
    if store::remove(tx, holder, id)? {
        let about = json!({ "passport": id });
        tx.journal(&entry("hidden").by("person", holder).about(holder).with(about))?;
        touch(tx, holder, &page_of_holder(id))?;
    }
    Ok(())
}

/// A passport that has been replaced or revoked is not looked for any more.
pub(crate) fn forget(tx: &mut Tx, id: PassportId) -> Result<()> {
    store::forget(tx, id)
}

/// Since when a passport may be found.
pub fn since(tx: &Tx, id: PassportId) -> Result<Option<Moment>> {
    store::since(tx, id)
}

/// The passport behind a card, and whose it is, as long as it counts and may be found.
pub fn behind(tx: &Tx, id: FindId) -> Result<Option<Passport>> {
    let Some(passport) = store::passport(tx, id)? else { return Ok(None) };
    let found = passport::find(tx, passport)?;
    Ok(found.filter(|passport| passport.state(tx.now()) == State::Valid))
}

/// Searches for an organisation; `page` counts from nought. It counts first. Where a page begins
/// follows from its number alone: whoever could name the place would leaf through the register.
pub fn search(tx: &mut Tx, by: CabinetAccountId, question: &str, page: i64) -> Result<Searching> {
    let Some(employer) = acting(tx, by)? else { return Ok(Searching::Nobody) };
    let words = words(question);
    if words.iter().all(|word| word.chars().count() < LETTERS_MIN) {
        return Ok(Searching::Vague);
    }
    if tx.charge(&format!("epk-find:{}", employer.id), HOUR)? > PER_HOUR {
        let until = Moment((tx.now().0.div_euclid(HOUR) + 1) * HOUR);
        return Ok(Searching::TooMany { until });
    }
    if !(0..PAGES_MAX).contains(&page) {
        return Ok(Searching::Beyond);
    }
    let skipped = usize::try_from(page).unwrap_or_default() * PAGE;
    let mut rows = store::search(tx, by, &words, skipped, PAGE + 1)?;
    let more = rows.len() > PAGE && page + 1 < PAGES_MAX;
    rows.truncate(PAGE);
    let mut cards = Vec::with_capacity(rows.len());
    for (id, passport) in rows {
        cards.extend(passport::find(tx, passport)?.map(|passport| (id, card(&passport))));
    }
    Ok(Searching::Found(Found { cards, more }))
}

/// The words of a text as they are kept and looked up: each once, at most [`WORDS_MAX`].
pub fn words(text: &str) -> Vec<String> {
    let mut words = stems(text);
    words.truncate(WORDS_MAX);
    words
}

fn words_of(card: &Card) -> Vec<String> {
    let texts: Vec<String> = card
        .qualifications
        .iter()
        .map(|(qualification, level, _)| format!("{qualification} {level}"))
        .collect();
    stems(&texts.join(" "))
}

fn stems(text: &str) -> Vec<String> {
    let folded = registries::lookalike::fold(text);
    let parts = folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let mut stems: Vec<String> = Vec::new();
    for part in parts {
        let stem: String = part.chars().take(STEM).collect();
        // «и», «в», «по» join words and say nothing.
        if stem.chars().count() > 2 && !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems
}
