//! What the provider says of a person beside what a register says: each mismatch is shown.

use registries::Holder;
use registries::name::folded;

use crate::Profile;

/// One line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The key of its words.
    pub key: &'static str,
    /// What the provider says; dates as they are typed in Russia.
    pub ours: Option<String>,
    /// What the register says.
    pub theirs: Option<String>,
    /// How the two stand to each other.
    pub comparison: Comparison,
}

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// They agree (ё and е, case and hyphens apart for names).
    Same,
    /// They differ.
    Different,
    /// One side has none.
    Missing,
}

impl Line {
    fn new(
        key: &'static str,
        ours: Option<String>,
        theirs: Option<String>,
        same: impl Fn(&str, &str) -> bool,
    ) -> Line {
        let comparison = match (&ours, &theirs) {
            (Some(ours), Some(theirs)) if same(ours, theirs) => Comparison::Same,
            (Some(_), Some(_)) => Comparison::Different,
            _ => Comparison::Missing,
        };
        Line { key, ours, theirs, comparison }
    }
}

/// Compares name, date of birth, СНИЛС and ИНН. A line that neither side has is left out.
pub fn compare(profile: &Profile, holder: &Holder) -> Vec<Line> {
    let name = |ours: &str, theirs: &str| folded(ours) == folded(theirs);
    let exactly = |ours: &str, theirs: &str| ours == theirs;
    let digits = |ours: &str, theirs: &str| digits_of(ours) == digits_of(theirs);
    let birth = profile.birth_date.as_deref().map(typed);
    let lines = vec![
        Line::new(
            "cabinet-family-name",
            profile.family_name.clone(),
            Some(holder.family_name.clone()),
            name,
        ),
        Line::new(
            "cabinet-given-name",
            profile.given_name.clone(),
            Some(holder.given_name.clone()),
            name,
        ),
        Line::new(
            "cabinet-middle-name",
            profile.middle_name.clone(),
            holder.additional_name.clone(),
            name,
        ),
        Line::new(
            "cabinet-birth-date",
            birth,
            Some(registries::date::typed(holder.birth_date)),
            exactly,
        ),
        Line::new(
            "cabinet-snils",
            profile.snils.as_deref().map(snils_shown),
            holder.snils.as_ref().map(ToString::to_string),
            digits,
        ),
        Line::new(
            "cabinet-inn",
            profile.inn.clone(),
            holder.inn.as_ref().map(ToString::to_string),
            digits,
        ),
    ];
    lines.into_iter().filter(|line| line.ours.is_some() || line.theirs.is_some()).collect()
}

/// `1990-03-27` as `27.03.1990`; anything else stays as it is.
fn typed(iso: &str) -> String {
    match iso.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}.{month}.{year}"),
        _ => iso.to_owned(),
    }
}

/// `11223344595` as `112-233-445 95`; anything that is no СНИЛС stays as it is.
pub(crate) fn snils_shown(digits: &str) -> String {
    registries::Snils::parse(digits).map_or_else(|_| digits.to_owned(), |snils| snils.to_string())
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
