//! The words of a message, put together when it leaves.

pub(crate) mod gathered;
pub(crate) mod shown;
#[cfg(test)]
mod tests;

use ::store::Moment;
use web::{Arg, Lang, Sites, Texts};

use super::store::Claimed;
use super::{Thread, Trace};
use crate::{Channel, Kind};

/// A message in words. Subject and HTML are empty for an SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// The site that writes.
    pub(crate) from: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// There are no words under this key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Missing(pub(crate) String);

/// A value that callers put in grows no message beyond this many characters.
const ARG_MAX: usize = 200;

/// A moment inside of arguments; it is written out in the reader's language.
const MOMENT: &str = "moment:";
/// A text inside of arguments, by its key, in the reader's language.
const TEXT: &str = "text:";
/// Several of them: one line each.
const LIST: &str = "list:";
/// A name inside of arguments that is known in both languages: Russian, the sign, English.
const EITHER: &str = "either:";
const BETWEEN: char = '\u{1f}';

/// Words for a claimed message.
pub(crate) fn of(message: &Claimed, texts: &Texts, sites: &Sites) -> Result<Words, Missing> {
    let lang = message.content.lang;
    let args = arguments(message, texts, sites);
    let say = |part: &str| {
        let key = format!("notice-{}-{part}", message.event);
        if texts.has(lang, &key) { Ok(texts.with(lang, &key, &args)) } else { Err(Missing(key)) }
    };
    let from = texts.get(lang, site_key(message.site));
    match message.channel {
        Channel::Sms => {
            Ok(Words { from, subject: String::new(), text: say("sms")?, html: String::new() })
        }
        Channel::Email => {
            let subject = one_line(&say("subject")?);
            let footer = match (message.kind, &message.subject) {
                (Kind::Support, _) if Thread::of(&message.content.args).is_some() => {
                    "notice-footer-thread"
                }
                (Kind::Support, None) => "notice-footer-asked",
                (kind, Some(_)) if !kind.is_locked() => "notice-footer-chosen",
                _ => "notice-footer-locked",
            };
            let footer = texts.with(lang, footer, &args);
            let text = format!("{}\n\n--\u{20}\n{footer}\n", say("body")?.trim_end());
            let html = html(lang, &subject, &text, sites.origin(message.site));
            Ok(Words { from, subject, text, html })
        }
    }
}

/// What a message is called in lists of what was sent: its subject.
pub(crate) fn title(trace: &Trace, lang: Lang, texts: &Texts) -> String {
    let mut args = own_arguments(&trace.args, lang, texts);
    args.push(("site", Arg::Text(texts.get(lang, site_key(trace.site)))));
    one_line(&texts.with(lang, &format!("notice-{}-subject", trace.event), &args))
}

fn arguments<'m>(message: &'m Claimed, texts: &Texts, sites: &Sites) -> Vec<(&'m str, Arg)> {
    let Claimed { site, created_at: at, content, .. } = message;
    let told = Mentions { site: *site, at: *at, args: &content.args, lang: content.lang };
    let mut args = mentions(&told, texts, Some(sites));
    if message.kind == Kind::Code
        && let Some((code, number)) = &message.content.code
    {
        args.push(("code", Arg::Text(code.clone())));
        args.push(("number", Arg::Text(number.to_string())));
        let minutes = message.expires_at.since(message.created_at) / ::store::MINUTE;
        args.push(("minutes", Arg::Number(minutes.max(1))));
    }
    args
}

/// What every text may mention, and what the caller gave.
struct Mentions<'a> {
    site: web::Site,
    at: Moment,
    args: &'a [(String, String)],
    lang: Lang,
}

fn mentions<'a>(told: &Mentions<'a>, texts: &Texts, sites: Option<&Sites>) -> Vec<(&'a str, Arg)> {
    let Mentions { site, at, args, lang } = *told;
    let mut all = vec![
        ("site", Arg::Text(texts.get(lang, site_key(site)))),
        ("time", Arg::Text(moment(lang, at, texts))),
    ];
    if let Some(sites) = sites {
        all.push(("link", Arg::Text(sites.origin(site).to_owned())));
        // Domain-bound codes name the host without its port.
        let host = sites.host(site).split(':').next().unwrap_or_default();
        all.push(("host", Arg::Text(host.to_owned())));
    }
    all.extend(own_arguments(args, lang, texts));
    all
}

/// What the caller gave, ready to be shown.
fn own_arguments<'a>(
    args: &'a [(String, String)],
    lang: Lang,
    texts: &Texts,
) -> Vec<(&'a str, Arg)> {
    let shown = |(name, value): &'a (String, String)| {
        (name.as_str(), Arg::Text(value_shown(name, value, lang, texts)))
    };
    args.iter().map(shown).collect()
}

fn value_shown(name: &str, value: &str, lang: Lang, texts: &Texts) -> String {
    let at = value.strip_prefix(MOMENT).and_then(|micros| micros.parse().ok()).map(Moment);
    if let Some(at) = at {
        return moment(lang, at, texts);
    }
    if let Some(keys) = value.strip_prefix(LIST) {
        let known = keys.split(',').filter(|key| texts.has(lang, key));
        let lines: Vec<String> = known.map(|key| format!("— {}", texts.get(lang, key))).collect();
        return lines.join("\n");
    }
    if let Some(key) = value.strip_prefix(TEXT).filter(|key| texts.has(lang, key)) {
        return texts.get(lang, key);
    }
    let names = value.strip_prefix(EITHER).and_then(|names| names.split_once(BETWEEN));
    if let Some((russian, english)) = names {
        return plain(if lang == Lang::En { english } else { russian });
    }
    if name == "device" { plain(&device(value)) } else { plain(value) }
}

/// The text of a key as an argument of a notice, in the reader's language.
pub fn text_arg(key: &str) -> String {
    format!("{TEXT}{key}")
}

/// Texts of these keys as an argument of a notice: a list in the reader's language.
pub fn list_arg<'k>(keys: impl IntoIterator<Item = &'k str>) -> String {
    format!("{LIST}{}", keys.into_iter().collect::<Vec<_>>().join(","))
}

/// A name in both languages as an argument of a notice; the reader's is shown.
pub fn either_arg(russian: &str, english: &str) -> String {
    format!("{EITHER}{russian}{BETWEEN}{english}")
}

/// A moment as an argument of a notice; it is shown in the reader's language, Moscow time.
pub fn moment_arg(at: Moment) -> String {
    format!("{MOMENT}{}", at.0)
}

fn moment(lang: Lang, at: Moment, texts: &Texts) -> String {
    texts.with(lang, "notice-moment", &[("moment", web::date::date_time(at, lang).into())])
}

fn site_key(site: web::Site) -> &'static str {
    match site {
        web::Site::Sep => "notice-site-sep",
        web::Site::Epk => "notice-site-epk",
        web::Site::Desk => "notice-site-desk",
        _ => "notice-site-identity",
    }
}

/// What a caller put in, harmless: one line without control characters or marks that turn the
/// direction of the text around it, and without a number that looks like a code.
fn plain(value: &str) -> String {
    let line: String = one_line(value).chars().take(ARG_MAX).collect();
    let mut out = String::with_capacity(line.len());
    let mut rest = line.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        out.push_str(before);
        match run.split_at_checked(3) {
            Some((first, last)) if run.len() == 6 => out.extend([first, "\u{2009}", last]),
            _ => out.push_str(run),
        }
        rest = after;
    }
    out + rest
}

/// Browser and system of a `User-Agent`, as people call them. Most browsers also carry the names
/// of those they came after, so the first that fits counts; an unknown agent stays as it is.
fn device(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 8] = [
        ("YaBrowser/", "Яндекс Браузер"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (first(&BROWSERS), first(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        _ => agent.to_owned(),
    }
}

fn one_line(text: &str) -> String {
    let marks = ['\u{200e}', '\u{200f}'];
    let spans = ['\u{202a}'..='\u{202e}', '\u{2066}'..='\u{2069}'];
    let turns = |c: char| marks.contains(&c) || spans.iter().any(|span| span.contains(&c));
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let text: String = text.chars().filter(|c| !turns(*c)).collect();
    text.split(breaks).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The same letter as HTML: paragraphs, and links to the site that writes.
fn html(lang: Lang, subject: &str, text: &str, origin: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head><meta charset=\"utf-8\">\
         <title>{}</title></head>\n<body>\n{}\n</body>\n</html>\n",
        escaped(subject),
        paragraphs(text, origin)
    )
}

fn paragraphs(text: &str, origin: &str) -> String {
    let paragraph = |part: &str| {
        let lines: Vec<String> = part
            .trim()
            .lines()
            .filter(|line| line.trim() != "--")
            .map(|line| linked(line, origin))
            .collect();
        format!("<p>{}</p>", lines.join("<br>\n"))
    };
    text.split("\n\n").map(paragraph).collect::<Vec<_>>().join("\n")
}

fn linked(line: &str, origin: &str) -> String {
    let word = |word: &str| {
        let bare = word.trim_end_matches(['.', ',', ';', ')']);
        let ours = bare.strip_prefix(origin).is_some_and(|r| r.is_empty() || r.starts_with('/'));
        if origin.is_empty() || !ours {
            return escaped(word);
        }
        let (address, after) = (escaped(bare), escaped(&word[bare.len()..]));
        format!("<a href=\"{address}\">{address}</a>{after}")
    };
    line.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
