//! Every text in both languages, as people get it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use ::store::{Clock, Entropy, Id, MINUTE, Moment};
use web::{Lang, Site, Sites, Texts};

use super::{Missing, Words, either_arg, list_arg, moment_arg, of, text_arg};
use crate::message::store::Claimed;
use crate::message::{Content, MessageId};
use crate::{Channel, Kind};

const BOTH: &[Channel] = &Channel::ALL;
const EMAIL: &[Channel] = &[Channel::Email];
const SMS: &[Channel] = &[Channel::Sms];

/// An event, its channels, and the values that callers give.
type Event = (&'static str, &'static [Channel], &'static [(&'static str, &'static str)]);

const CODES: &[Event] = &[
    ("code-registration-email", EMAIL, &[]),
    ("code-registration-sms", SMS, &[]),
    ("code-login", BOTH, &[]),
    ("code-login-email", EMAIL, &[]),
    ("code-recovery", BOTH, &[]),
    ("code-sign", BOTH, &[]),
    ("code-two-step", BOTH, &[]),
    ("code-contact", BOTH, &[]),
    ("temporary-password", EMAIL, &[]),
];

/// As long as those of links are.
const TOKEN: &str = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq";

const NEWS: &[Event] = &[
    ("sign-in-new", BOTH, &[("device", "Firefox, Linux"), ("address", "192.0.2.17")]),
    ("wrong-passwords-locked", BOTH, &[]),
    ("unlocked-by-support", BOTH, &[]),
    ("password-changed", BOTH, &[]),
    ("two-step-changed", BOTH, &[]),
    ("phone-changed", BOTH, &[]),
    ("email-changed", BOTH, &[]),
    ("session-ended-address", BOTH, &[("address", "2001:db8::17")]),
    ("recovery-done", BOTH, &[]),
    ("registration-address-taken", BOTH, &[]),
    ("login-codes-wrong", BOTH, &[]),
    ("number-claimed", BOTH, &[]),
    ("level-check-refused", BOTH, &[]),
    ("account-restricted", BOTH, &[("why", "нарушены правила")]),
    ("level-raised", BOTH, &[("level", "standard")]),
    ("account-created", BOTH, &[]),
    ("consent-given", BOTH, &[("service", "СЭП"), ("data", "СНИЛС")]),
    ("consent-withdrawn", BOTH, &[("service", "ЭПК")]),
    ("service-linked", BOTH, &[("service", "ЭПК")]),
    ("temporary-password-sent", BOTH, &[]),
    ("email-freed", BOTH, &[]),
    ("phone-freed", BOTH, &[]),
    ("email-handed-over", BOTH, &[]),
    ("phone-handed-over", BOTH, &[]),
    ("email-handover-asked", BOTH, &[]),
    ("phone-handover-asked", BOTH, &[]),
    ("regain-granted", BOTH, &[("token", TOKEN)]),
    ("regain-begun", BOTH, &[("token", TOKEN)]),
    ("regain-approved", BOTH, &[("token", TOKEN), ("from", "1 мая")]),
    ("regain-next", BOTH, &[("from", "1 мая"), ("until", "2 мая")]),
    ("regain-stopped", BOTH, &[]),
    ("passport-issued", BOTH, &[("number", "ПК-12")]),
    ("passport-suspended", BOTH, &[("number", "ПК-12"), ("reason", "проверка")]),
    ("passport-resumed", BOTH, &[("number", "ПК-12"), ("reason", "проверка")]),
    ("passport-revoked", BOTH, &[("number", "ПК-12"), ("reason", "проверка")]),
    ("passport-expires", BOTH, &[("number", "ПК-12"), ("until", "1 мая"), ("days", "d7")]),
];

fn texts() -> &'static Texts {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    TEXTS.get_or_init(|| Texts::from_folder(&folder()).expect("the texts can be read"))
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../i18n")
}

fn message(kind: Kind, event: &str, channel: Channel, lang: Lang) -> Claimed {
    let made = Moment(1_767_225_600_000_000); // 2026-01-01T00:00:00Z
    let code = (kind == Kind::Code).then(|| ("042917".to_owned(), 2));
    Claimed {
        id: MessageId(Id::new(made, &Entropy::seeded(1))),
        notice: Id::new(made, &Entropy::seeded(2)),
        site: Site::Identity,
        subject: Some("one".into()),
        kind,
        event: event.into(),
        channel,
        to: "a@example.ru".into(),
        content: Content { lang, args: Vec::new(), code },
        attempt: 1,
        created_at: made,
        expires_at: made.plus(10 * MINUTE),
        digest: None,
    }
}

fn words(kind: Kind, event: &Event, channel: Channel, lang: Lang) -> Words {
    let mut message = message(kind, event.0, channel, lang);
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    message.content.args = event.2.iter().map(own).collect();
    of(&message, texts(), &Sites::demo(8080)).expect("there are words")
}

/// How many runs of exactly six digits a text has: what a phone offers to fill in.
fn runs_of_six(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6).count()
}

/// Parts of an SMS: 160 characters alone and 153 in a chain in the basic alphabet (GSM 03.38),
/// else 70 and 67 code units of UTF-16.
fn sms_parts(text: &str) -> usize {
    const BASIC: &str = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n\r";
    let basic = text.chars().all(|c| c.is_ascii_alphanumeric() || BASIC.contains(c));
    let length = if basic { text.chars().count() } else { text.encode_utf16().count() };
    let (alone, chained) = if basic { (160, 153) } else { (70, 67) };
    if length <= alone { 1 } else { length.div_ceil(chained) }
}

fn all() -> impl Iterator<Item = (Kind, &'static Event, Channel, Lang)> {
    let codes = CODES.iter().map(|event| (Kind::Code, event));
    let news = NEWS.iter().map(|event| (Kind::Security, event));
    codes.chain(news).flat_map(|(kind, event)| {
        event.1.iter().flat_map(move |channel| Lang::ALL.map(|lang| (kind, event, *channel, lang)))
    })
}

#[test]
fn a_code_message_has_its_code_once_and_no_other_message_has_anything_like_it() {
    for (kind, event, channel, lang) in all() {
        let words = words(kind, event, channel, lang);
        let whole = format!("{}\n{}", words.subject, words.text);
        let expected = usize::from(kind == Kind::Code);
        assert_eq!(runs_of_six(&whole), expected, "{} {lang}:\n{whole}", event.0);
        assert_eq!(whole.matches("042917").count(), expected, "{} {lang}", event.0);
        if channel == Channel::Email {
            assert_eq!(runs_of_six(&words.html), expected, "{} {lang}:\n{}", event.0, words.html);
        }
    }
}

#[test]
fn every_sms_is_at_most_two_parts_and_names_the_site() {
    for (kind, event, _, lang) in all().filter(|(_, _, channel, _)| *channel == Channel::Sms) {
        let text = words(kind, event, Channel::Sms, lang).text;
        assert!(sms_parts(&text) <= 2, "{} {lang} is too long:\n{text}", event.0);
        assert!(text.starts_with(['Г', 'G']), "{} {lang} does not say who writes", event.0);
        if kind == Kind::Code {
            assert!(text.ends_with("\n@gosuslugi.localhost #042917"), "{} {lang}: {text}", event.0);
            let warned = text.contains("Никому") || text.contains("никому");
            assert!(warned || text.contains("nobody"), "{} {lang} does not warn", event.0);
            assert!(text.contains('2'), "{} {lang} has no number", event.0);
        }
    }
}

#[test]
fn nothing_is_left_unresolved_and_arguments_arrive() {
    for (kind, event, channel, lang) in all() {
        let words = words(kind, event, channel, lang);
        for text in [&words.from, &words.subject, &words.text, &words.html] {
            let open = text.contains(['{', '}', '⟦', '⟧', '$', '\u{2068}']);
            assert!(!open, "{} {lang}: {text}", event.0);
        }
        if channel == Channel::Email {
            assert!(!words.subject.is_empty() && !words.subject.contains('\n'));
            // Words of the program choose a sentence and are not shown themselves.
            let shown = event.2.iter().filter(|(name, _)| !["level", "days"].contains(name));
            for (name, value) in shown {
                assert!(words.text.contains(value), "{} {lang} does not show {name}", event.0);
            }
        }
    }
}

#[test]
fn every_key_of_the_file_belongs_to_an_event_that_is_tried_here() {
    let source = std::fs::read_to_string(folder().join("ru/notify.ftl")).unwrap();
    let parts = ["-subject", "-body", "-sms"];
    let found: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| line.split_once(" =")?.0.strip_prefix("notice-"))
        .filter_map(|key| parts.iter().find_map(|part| key.strip_suffix(part)))
        .collect();
    let tried: BTreeSet<&str> = CODES.iter().chain(NEWS).map(|event| event.0).collect();
    assert_eq!(found, tried);
}

/// Events whose words other crates keep in files of their own, with the arguments they take.
fn events_of_others() -> Vec<(String, Vec<(String, String)>)> {
    let mut found = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder().join("ru")).unwrap() {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        let mut event = None;
        let ours = path.ends_with("notify.ftl");
        for line in source.lines().filter(|line| !ours && !line.is_empty()) {
            if !line.starts_with([' ', '}']) {
                event = line.split_once(" =").and_then(|(key, _)| {
                    let key = key.strip_prefix("notice-")?;
                    ["-subject", "-body", "-sms"].iter().find_map(|part| key.strip_suffix(part))
                });
            }
            let Some(event) = event else { continue };
            let args: &mut BTreeSet<String> = found.entry(event.to_owned()).or_default();
            let of_name = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
            let names = line.split('$').skip(1);
            args.extend(names.map(|rest| rest.chars().take_while(of_name).collect::<String>()));
        }
    }
    let value = |name: String| (name, "Тест".to_owned());
    found.into_iter().map(|(event, args)| (event, args.into_iter().map(value).collect())).collect()
}

/// Sent to an e-mail address that somebody typed, never by SMS.
const BY_EMAIL: &[&str] = &["ticket-access", "ticket-overdue"];

#[test]
fn words_in_the_files_of_other_crates_keep_the_rules() {
    for (event, mut args) in events_of_others() {
        args.retain(|(name, _)| !["site", "link", "host", "time"].contains(&name.as_str()));
        let is_code = event.starts_with("code-");
        if is_code {
            // Its number and digits come from the message itself.
            args.clear();
        }
        let kind = if is_code { Kind::Code } else { Kind::Account };
        for (channel, lang) in Channel::ALL.iter().flat_map(|c| Lang::ALL.map(|l| (*c, l))) {
            let mut message = message(kind, &event, channel, lang);
            message.content.args = args.clone();
            let words = match of(&message, texts(), &Sites::demo(8080)) {
                Ok(words) => words,
                Err(missing) if is_code || BY_EMAIL.contains(&event.as_str()) => {
                    assert!(missing.0.contains(&event));
                    continue;
                }
                Err(Missing(key)) => panic!("{key} is missing in {lang}: news go by both channels"),
            };
            let whole = format!("{}\n{}", words.subject, words.text);
            assert_eq!(runs_of_six(&whole), usize::from(is_code), "{event} {lang}:\n{whole}");
            assert!(!whole.contains(['{', '}', '⟦', '$']), "{event} {lang}:\n{whole}");
            let fits = channel == Channel::Email || sms_parts(&words.text) <= 2;
            assert!(fits, "{event} {lang} is too long:\n{}", words.text);
        }
    }
}

#[test]
fn what_is_known_in_both_languages_is_shown_in_the_readers() {
    let mut text = Vec::new();
    for lang in Lang::ALL {
        let mut message = message(Kind::Consent, "consent-given", Channel::Email, lang);
        let data = list_arg(["consent-data-snils", "consent-register-sfr", "no-such-key"]);
        let service = either_arg("СЭП", "SEP");
        message.content.args = vec![("service".into(), service), ("data".into(), data)];
        text.push(of(&message, texts(), &Sites::demo(8080)).unwrap().text);
    }
    let russian = "«СЭП» получает:\n\n— СНИЛС\n— Социальный фонд: стаж и взносы\n\n";
    assert!(text[0].contains(russian), "{}", text[0]);
    assert!(text[1].contains("“SEP” receives:\n\n— SNILS\n— "), "{}", text[1]);
    let mut message = message(Kind::Account, "data-differ", Channel::Email, Lang::En);
    let register = text_arg("registries-register-sfr");
    let lines = list_arg(["cabinet-inn"]);
    message.content.args = vec![("register".into(), register), ("lines".into(), lines)];
    let text = of(&message, texts(), &Sites::demo(8080)).unwrap().text;
    assert!(text.contains("Register: Social Fund\n"), "{text}");
    // A person's own text that looks like one of these names nothing of ours.
    let own = super::value_shown("why", "text:no-such-key", Lang::Ru, texts());
    assert_eq!(own, "text:no-such-key");
}

/// The token of a link is random: it says nothing about anybody.
#[test]
fn an_sms_holds_nothing_that_callers_give_but_the_token_of_a_link() {
    let personal = "Тестова Анна Примеровна";
    for (kind, event, _, lang) in all().filter(|(_, _, channel, _)| *channel == Channel::Sms) {
        let mut message = message(kind, event.0, Channel::Sms, lang);
        let told = event.2.iter().filter(|(name, _)| *name != "token");
        message.content.args =
            told.map(|(name, _)| ((*name).to_owned(), personal.to_owned())).collect();
        if event.2.iter().any(|(name, _)| *name == "token") {
            message.content.args.push(("token".to_owned(), TOKEN.to_owned()));
        }
        let text = of(&message, texts(), &Sites::demo(8080)).unwrap().text;
        assert!(!text.contains(personal), "{} {lang}: {text}", event.0);
    }
}

#[test]
fn what_a_stranger_typed_stays_one_line_of_plain_text() {
    let mut message = message(Kind::SignIn, "sign-in-new", Channel::Email, Lang::Ru);
    let nasty = "Fire\r\nBcc: all@example.ru\u{2028}<b>\u{202e}fox</b> { $code } \
                 http://evil.example/";
    message.content.args =
        vec![("device".into(), nasty.into()), ("address".into(), "й".repeat(5_000))];
    let words = of(&message, texts(), &Sites::demo(8080)).unwrap();
    assert!(words.text.contains("Fire Bcc: all@example.ru <b>fox</b> { $code }"), "{}", words.text);
    assert!(words.html.contains("&lt;b&gt;fox&lt;/b&gt;") && !words.html.contains("<b>"));
    assert!(!words.html.contains("href=\"http://evil"), "only our own addresses become links");
    assert!(words.html.contains("href=\"http://gosuslugi.localhost:8080/settings/security\""));
    assert!(words.text.chars().count() < 1_500);
}

#[test]
fn a_moment_is_written_in_the_readers_language() {
    let mut message = message(Kind::SignIn, "sign-in-new", Channel::Email, Lang::En);
    let at = Clock::manual(Moment(1_767_225_600_000_000)).now();
    message.content.args =
        vec![("device".into(), moment_arg(at)), ("address".into(), "moment:x".into())];
    let text = of(&message, texts(), &Sites::demo(8080)).unwrap().text;
    assert!(text.contains("Device: 1\u{a0}January 2026, 03:00, Moscow time"), "{text}");
    assert!(text.contains("Network address: moment:x"), "{text}");
}

#[test]
fn a_device_is_named_so_that_people_know_it() {
    let shown = |agent: &str| {
        let mut message = message(Kind::SignIn, "sign-in-new", Channel::Email, Lang::Ru);
        message.content.args = vec![("device".into(), agent.into()), ("address".into(), "".into())];
        let text = of(&message, texts(), &Sites::demo(8080)).unwrap().text;
        text.lines().find_map(|line| line.strip_prefix("Устройство: ")).unwrap().to_owned()
    };
    let android = "Mozilla/5.0 (Linux; Android 14; SM-S908B Build/UP1A.231005.007) \
                   AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36";
    assert_eq!(shown(android), "Chrome, Android");
    let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
    assert_eq!(shown(phone), "Safari, iPhone");
    let yandex = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like \
                  Gecko) Chrome/124.0.0.0 YaBrowser/24.6.0.0 Safari/537.36";
    assert_eq!(shown(yandex), "Яндекс Браузер, Windows");
    assert_eq!(shown("curl/8.5.0"), "curl/8.5.0");
    assert_eq!(shown("robot 231005"), "robot 231\u{2009}005", "no other code-like number");
}

#[test]
fn an_event_without_words_says_which_key_is_missing() {
    let message = message(Kind::Account, "no-such-event", Channel::Sms, Lang::Ru);
    let missing = of(&message, texts(), &Sites::demo(8080)).unwrap_err();
    assert_eq!(missing, Missing("notice-no-such-event-sms".into()));
}

#[test]
fn letters_about_security_say_that_they_cannot_be_switched_off_and_others_how() {
    let footer = |kind| {
        let message = message(kind, "level-raised", Channel::Email, Lang::Ru);
        of(&message, texts(), &Sites::demo(8080)).unwrap().text
    };
    assert!(footer(Kind::Security).contains("отказаться нельзя"));
    assert!(
        footer(Kind::Account).contains("http://gosuslugi.localhost:8080/settings/notifications")
    );
}
