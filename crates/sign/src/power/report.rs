//! A power in words: three lines.

use super::{Code, HandingOn, Judged, Party, Power};
use crate::say;
use crate::verdict::{Check, Language, Line, Outcome, Signature, Text};

/// How many of a list are told.
const TOLD: usize = 3;
/// How many characters of the powers as text are told: people read in them what may be done.
const TEXT_TOLD: usize = 2_000;

impl Judged {
    /// Three lines: in whose name, who may do what until when, whether it is in force and why not.
    /// `details` adds a line for every check.
    pub fn lines(&self, details: bool) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(power) = &self.power {
            lines.push(fact(say!("Доверил:", "Granted:"), principals(power)));
            lines.push(fact(say!("Кому:", "To:"), representatives(power)));
        }
        lines.push(self.whether());
        if details {
            lines.extend(self.checks.iter().map(|check| detail("", check)));
            let checks = |signature: &Signature| {
                let stamps = signature.stamps.iter().flat_map(|stamp| stamp.checks.clone());
                signature.checks.clone().into_iter().chain(stamps).collect::<Vec<_>>()
            };
            let own = self.signatures.iter().flat_map(checks);
            lines.extend(own.map(|check| detail("power: ", &check)));
        }
        lines
    }

    fn whether(&self) -> Line {
        let mut reasons: Vec<&Text> = Vec::new();
        for check in self.checks.iter().filter(|check| check.outcome == self.outcome) {
            reasons.extend(check.why.as_ref().filter(|why| !reasons.contains(why)));
        }
        let joined = |language| {
            let reasons: Vec<&str> = reasons.iter().map(|why| why.in_language(language)).collect();
            reasons.join("; ")
        };
        let (ru, en) = (joined(Language::Russian), joined(Language::English));
        let text = match (self.outcome, reasons.is_empty()) {
            (Outcome::Holds, true) => say!("в силе", "in force"),
            (Outcome::Holds, false) => say!("в силе ({ru})", "in force ({en})"),
            (Outcome::Unknown, _) => {
                say!("нельзя сказать, в силе ли: {ru}", "cannot be told: {en}")
            }
            (Outcome::Fails, _) => say!("НЕ В СИЛЕ: {ru}", "NOT IN FORCE: {en}"),
        };
        let label = say!("МЧД:", "Power:");
        Line { label, text, outcome: Some(self.outcome) }
    }
}

fn fact(label: Text, text: Text) -> Line {
    Line { label, text, outcome: None }
}

fn detail(of: &str, check: &Check) -> Line {
    let name = check.name;
    let mark = match check.outcome {
        Outcome::Holds => '+',
        Outcome::Unknown => '?',
        Outcome::Fails => '-',
    };
    let text = match &check.why {
        Some(Text { ru, en }) => say!("  {mark} {of}{name}: {ru}", "  {mark} {of}{name}: {en}"),
        None => say!("  {mark} {of}{name}", "  {mark} {of}{name}"),
    };
    Line { label: Text::default(), text, outcome: Some(check.outcome) }
}

fn principals(power: &Power) -> Text {
    let Text { ru, en } = joined(power.principals.iter().map(party));
    let number = &power.number;
    say!("{ru}; номер {number}", "{en}; number {number}")
}

fn representatives(power: &Power) -> Text {
    let who = joined(power.representatives.iter().map(party));
    let what = powers(power);
    let (from, until) = (power.from, power.until);
    let on = match power.handing_on {
        HandingOn::No | HandingOn::Unknown => Text::default(),
        HandingOn::Once => say!(", с правом передоверить один раз", ", may be handed on once"),
        HandingOn::Always => say!(", с правом передоверия", ", may be handed on"),
    };
    Text {
        ru: format!("{}; с {from} по {until}{}; {}", who.ru, on.ru, what.ru),
        en: format!("{}; from {from} until {until}{}; {}", who.en, on.en, what.en),
    }
}

fn powers(power: &Power) -> Text {
    match (&power.text, power.codes.as_slice()) {
        (None, []) => say!("полномочия не названы", "no powers are named"),
        (Some(text), []) => in_words(text),
        (None, codes) => by_codes(codes),
        (Some(text), codes) => {
            let (words, codes) = (in_words(text), by_codes(codes));
            Text {
                ru: format!("{}; {}", words.ru, codes.ru),
                en: format!("{}; {}", words.en, codes.en),
            }
        }
    }
}

fn in_words(text: &str) -> Text {
    let told: String = text.chars().take(TEXT_TOLD).collect();
    match text.chars().count().saturating_sub(TEXT_TOLD) {
        0 => say!("{told}", "{told}"),
        more => say!(
            "{told}… (ещё символов: {more}, целиком в --json)",
            "{told}… ({more} more characters, the whole is in --json)"
        ),
    }
}

fn by_codes(codes: &[Code]) -> Text {
    let count = codes.len();
    let all = codes.iter().map(|Code { code, name }| say!("{code} {name}", "{code} {name}"));
    let Text { ru, en } = joined(all);
    say!("полномочий по кодам — {count}: {ru}", "powers by code, {count}: {en}")
}

fn party(party: &Party) -> Text {
    let (mut ru, mut en) = (vec![party.name.clone()], vec![party.name.clone()]);
    let is_entrepreneur = party.kind == super::Kind::Entrepreneur;
    let ogrn = if is_entrepreneur { ("ОГРНИП", "OGRNIP") } else { ("ОГРН", "OGRN") };
    for ((in_russian, in_english), number) in
        [(("ИНН", "INN"), &party.inn), (ogrn, &party.ogrn), (("СНИЛС", "SNILS"), &party.snils)]
    {
        ru.extend(number.as_ref().map(|number| format!("{in_russian} {number}")));
        en.extend(number.as_ref().map(|number| format!("{in_english} {number}")));
    }
    Text { ru: ru.join(", "), en: en.join(", ") }
}

/// The first of them, and how many there are beyond.
fn joined(texts: impl Iterator<Item = Text>) -> Text {
    let all: Vec<Text> = texts.collect();
    let of = |language| {
        let told = all.iter().take(TOLD).map(|text| text.in_language(language));
        told.collect::<Vec<_>>().join("; ")
    };
    let (ru, en) = (of(Language::Russian), of(Language::English));
    match all.len().saturating_sub(TOLD) {
        0 => Text { ru, en },
        more => say!("{ru}; и ещё {more}", "{en}; and {more} more"),
    }
}
