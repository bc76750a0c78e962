//! A verdict in words: three lines for each signature.

use super::{Check, DOCUMENT_STAMP, Language, Outcome, Signature, Signer, Text, Verdict, moment};
use crate::certificate::visible;
use crate::say;

/// One line, and how good what it says is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What the line is about, such as “Signed by”; empty if it goes on.
    pub label: Text,
    /// What it says.
    pub text: Text,
    /// To colour it by; none for facts.
    pub outcome: Option<Outcome>,
}

/// The lines of a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Line by line.
    pub lines: Vec<Line>,
}

impl Report {
    /// Three lines for each signature: who, when, whether it holds and why not. `details` adds a
    /// line for every check.
    pub fn new(verdict: &Verdict, details: bool) -> Self {
        let mut lines = Vec::new();
        let troubled = |check: &&Check| check.outcome != Outcome::Holds;
        for check in verdict.checks.iter().filter(troubled) {
            let text = check.why.clone().unwrap_or_default();
            let label = result_label(verdict, check.outcome);
            lines.push(Line { label, text, outcome: Some(check.outcome) });
        }
        for signature in &verdict.signatures {
            lines.push(who(signature));
            lines.push(when(signature));
            lines.push(whether(signature));
            if details {
                lines.extend(every_check(signature));
            }
        }
        Self { lines }
    }

    /// The lines as plain text, each label padded to one width.
    pub fn text(&self, language: Language) -> String {
        let mut text = String::new();
        for line in &self.lines {
            text.push_str(&line.in_language(language));
            text.push('\n');
        }
        text
    }
}

impl Line {
    /// The line as plain text.
    pub fn in_language(&self, language: Language) -> String {
        let label = self.label.in_language(language);
        // Files bring words of their own into it, and none may rewrite what stands above it.
        let text = visible(self.text.in_language(language));
        match label {
            "" => text,
            label => format!("{label:<11}{text}"),
        }
    }
}

fn result_label(verdict: &Verdict, outcome: Outcome) -> Text {
    match (verdict.signatures.is_empty(), outcome) {
        (true, _) => say!("Ответ:", "Result:"),
        _ => say!("Файл:", "File:"),
    }
}

fn who(signature: &Signature) -> Line {
    let text = match &signature.signer {
        Some(signer) => signer.line(),
        None if signature.format == DOCUMENT_STAMP => {
            let authority = signature.stamps.iter().find_map(|stamp| stamp.authority.as_ref());
            let Text { ru, en } = authority.map(Signer::line).unwrap_or_default();
            say!("никто, это штамп времени: {ru}", "nobody, this is a time-stamp: {en}")
        }
        None => say!("неизвестно: нет сертификата", "not known: there is no certificate"),
    };
    Line { label: say!("Подписал:", "Signed by:"), text, outcome: None }
}

impl Signer {
    /// Name, position, organisation and numbers in one line.
    pub fn line(&self) -> Text {
        let mut ru = vec![self.name.clone()];
        ru.extend(self.title.clone());
        ru.extend(self.organization.clone());
        let mut en = ru.clone();
        let numbers = [
            ("ИНН", "INN", self.inn.as_ref()),
            ("СНИЛС", "SNILS", self.snils.as_ref()),
            ("ИНН организации", "INN of the organisation", self.inn_of_organization.as_ref()),
            ("ОГРН", "OGRN", self.ogrn.as_ref()),
            ("ОГРНИП", "OGRNIP", self.ogrnip.as_ref()),
        ];
        for (in_russian, in_english, number) in numbers {
            ru.extend(number.map(|number| format!("{in_russian} {number}")));
            en.extend(number.map(|number| format!("{in_english} {number}")));
        }
        Text { ru: ru.join(", "), en: en.join(", ") }
    }
}

fn when(signature: &Signature) -> Line {
    let text = match (signature.stamped_at, signature.signed_at) {
        (Some(stamped), _) => {
            let Text { ru, en } = moment(stamped);
            say!("не позже {ru}: подтверждено штампом времени", "by {en}: proven by a time-stamp")
        }
        (None, Some(signed)) => {
            let Text { ru, en } = moment(signed);
            say!("{ru}, со слов подписавшего", "{en}, as the signer says")
        }
        (None, None) => say!("не указано", "not said"),
    };
    Line { label: say!("Когда:", "When:"), text, outcome: None }
}

fn whether(signature: &Signature) -> Line {
    let stamps = signature.stamps.iter().flat_map(|stamp| &stamp.checks);
    let checks: Vec<&Check> = signature.checks.iter().chain(stamps).collect();
    let mut reasons: Vec<&Text> = Vec::new();
    for check in checks.iter().filter(|check| check.outcome == signature.outcome) {
        reasons.extend(check.why.as_ref().filter(|why| !reasons.contains(why)));
    }
    let joined = |language| {
        let reasons: Vec<&str> = reasons.iter().map(|why| why.in_language(language)).collect();
        reasons.join("; ")
    };
    let (ru, en) = (joined(Language::Russian), joined(Language::English));
    let text = match (signature.outcome, reasons.is_empty()) {
        (Outcome::Holds, true) => say!("верна", "holds"),
        (Outcome::Holds, false) => say!("верна ({ru})", "holds ({en})"),
        (Outcome::Unknown, _) => say!("нельзя сказать, верна ли: {ru}", "cannot be told: {en}"),
        (Outcome::Fails, _) => say!("НЕ ВЕРНА: {ru}", "DOES NOT HOLD: {en}"),
    };
    let label = say!("Подпись:", "Signature:");
    Line { label, text, outcome: Some(signature.outcome) }
}

fn every_check(signature: &Signature) -> Vec<Line> {
    let stamps = signature.stamps.iter().flat_map(|stamp| &stamp.checks);
    let own = signature.checks.iter().map(|check| ("", check));
    let lines = own.chain(stamps.map(|check| ("stamp: ", check))).map(|(of, check)| {
        let name = check.name;
        let mark = match check.outcome {
            Outcome::Holds => '+',
            Outcome::Unknown => '?',
            Outcome::Fails => '-',
        };
        let line = match &check.why {
            Some(Text { ru, en }) => {
                say!("  {mark} {of}{name}: {ru}", "  {mark} {of}{name}: {en}")
            }
            None => say!("  {mark} {of}{name}", "  {mark} {of}{name}"),
        };
        Line { label: Text::default(), text: line, outcome: Some(check.outcome) }
    });
    lines.collect()
}
