//! What the rules found, in words: for the person and at the desk.

use web::Page;

use super::{Evidence, Finding, Outcome};

/// A rule as templates show it (`application/rules.html`).
pub(crate) struct Found {
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) tag: &'static str,
    pub(crate) outcome: String,
    pub(crate) holds: bool,
    /// Sentences about what is so or not.
    pub(crate) facts: Vec<(bool, String)>,
    /// What was compared with registers, entry by entry.
    pub(crate) groups: Vec<Group>,
}

/// What was compared about one entry with one register.
pub(crate) struct Group {
    /// «Примерный университет. Реестр документов об образовании».
    pub(crate) title: String,
    pub(crate) lines: Vec<Line>,
}

/// One comparison with a register.
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) said: String,
    pub(crate) held: String,
    pub(crate) tag: &'static str,
    pub(crate) result: String,
}

/// «Пройдено 7 из 7»; empty before the rules were applied.
pub(crate) fn passed(page: &Page, findings: &[Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let holds = findings.iter().filter(|found| found.outcome == Outcome::Holds).count();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    page.t2("epk-rules-passed", "holds", count(holds), "all", count(findings.len()))
}

/// All rules that were applied.
pub(crate) fn found(page: &Page, findings: &[Finding]) -> Vec<Found> {
    findings.iter().map(|finding| one(page, finding)).collect()
}

fn one(page: &Page, finding: &Finding) -> Found {
    let holds = finding.outcome == Outcome::Holds;
    let rule = finding.rule.as_str();
    let (facts, lines): (Vec<&Evidence>, Vec<&Evidence>) =
        finding.evidence.iter().partition(|line| line.said.is_empty() && line.held.is_none());
    // What neither side says (a patronymic that nobody has) is no comparison.
    let says = |line: &&Evidence| !line.said.is_empty() || line.held.as_deref() != Some("");
    let compared = lines.into_iter().filter(says);
    let when = page.date_time(finding.at);
    Found {
        title: page.t(&format!("epk-rule-{rule}")),
        about: page.t1("epk-rules-checked", "when", when),
        tag: if holds { "success" } else { "danger" },
        outcome: page.t(if holds { "epk-rules-holds" } else { "epk-rules-fails" }),
        holds,
        facts: facts.into_iter().filter_map(|line| fact(page, line)).collect(),
        groups: grouped(page, compared),
    }
}

/// «Заявление не менялось после подписи».
fn fact(page: &Page, line: &Evidence) -> Option<(bool, String)> {
    let end = if line.agrees { "yes" } else { "no" };
    let key = format!("epk-fact-{}-{end}", line.what);
    // A register that does not know a field that is empty here says nothing either way.
    let known = page.visit().app().text.has(page.lang(), &key);
    known.then(|| (line.agrees, page.t1(&key, "about", line.about.as_str())))
}

fn grouped<'a>(page: &Page, lines: impl Iterator<Item = &'a Evidence>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut last = None;
    for line in lines {
        let key = (line.about.as_str(), line.source.as_str());
        if last != Some(key) {
            let source = page.t(&format!("registries-register-{}", line.source));
            let title = match line.about.as_str() {
                "" => source,
                about => format!("{about}. {source}"),
            };
            groups.push(Group { title, lines: Vec::new() });
            last = Some(key);
        }
        if let Some(group) = groups.last_mut() {
            group.lines.push(compare(page, line));
        }
    }
    groups
}

fn compare(page: &Page, line: &Evidence) -> Line {
    let held = match &line.held {
        Some(held) if !held.is_empty() => held.clone(),
        Some(_) => "—".to_owned(),
        None => page.t("epk-rules-not-found"),
    };
    let said = if line.said.is_empty() { "—".to_owned() } else { line.said.clone() };
    Line {
        what: page.t(&format!("epk-label-{}", line.what)),
        said,
        held,
        tag: if line.agrees { "success" } else { "danger" },
        result: page.t(if line.agrees { "epk-rules-same" } else { "epk-rules-differs" }),
    }
}
