//! The passport as a document to keep: what it says in words, and the same for programs.
//!
//! It is in Russian, as the official paper is, and says nothing about the state: that is asked
//! for by its QR code.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::civil::Date;
use pdf::{Attachment, Document, Entry, Field, Qr, Section};
use serde_json::{Value, json};
use store::Moment;
use web::{Arg, Lang, Site, Sites, Texts};

use super::{Checked, Education, Employment, Passport};

/// The media type of the file.
pub const MEDIA_TYPE: &str = "application/pdf";
/// The largest file that is looked at when somebody asks whether it is a passport, in bytes.
pub const FILE_MAX: usize = 5 * 1024 * 1024;
/// The colour of ЭПК.
const ACCENT: [u8; 3] = [0x56, 0x37, 0xa3];

/// Which file of a passport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// PDF/A-3 with the data inside.
    Full,
    /// PDF/A-1b, for the oldest archives.
    Plain,
}

impl Form {
    /// Both.
    pub const ALL: [Form; 2] = [Form::Full, Form::Plain];

    /// The word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Full => "a3",
            Form::Plain => "a1",
        }
    }
}

/// Makes the file. It computes for a while: never inside of a transaction.
///
/// # Errors
/// [`pdf::Unprintable`].
pub fn make(
    passport: &Passport,
    texts: &Texts,
    sites: &Sites,
    form: Form,
) -> Result<Vec<u8>, pdf::Unprintable> {
    let form = match form {
        Form::Full => pdf::Form::A3,
        Form::Plain => pdf::Form::A1,
    };
    pdf::print(&document(passport, texts, sites), form)
}

/// The digest that a file is recognised by.
pub fn fingerprint(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

/// Where the state of a passport is shown to whoever has its paper. The code stands in the query,
/// which no log of ours keeps.
pub fn check_url(passport: &Passport, sites: &Sites) -> String {
    let (number, code) = (passport.number.digits(), passport.code.signs());
    sites.url(Site::Epk, &format!("/check?n={number}&k={code}"))
}

/// The name of the file for its owner.
pub fn file_name(passport: &Passport) -> String {
    format!("passport-{}.pdf", passport.number.digits())
}

fn document(passport: &Passport, texts: &Texts, sites: &Sites) -> Document {
    let words = Words { texts };
    let number = passport.number.to_string();
    let mut document = Document {
        title: words.t("epk-passport-print-title"),
        subtitle: words.t("epk-passport-print-subtitle"),
        issuer: words.t("epk-passport-print-issuer"),
        accent: ACCENT,
        footer: words.t1("epk-passport-print-footer", "number", &number),
        page_number: words.t("epk-passport-print-page"),
        ..Document::new(
            &format!("urn:kabinet:passport:{}", passport.number.digits()),
            "ru",
            passport.issued_at.timestamp(),
        )
    };
    document.code = Some(Qr {
        content: check_url(passport, sites),
        alt: words.t("epk-passport-print-qr"),
        caption: vec![words.t("epk-passport-print-qr-caption")],
    });
    document.highlights = vec![
        words.field("epk-passport-number", number),
        words.field("epk-passport-issued", web::date::date(passport.issued_at, Lang::Ru)),
        words.field("epk-passport-until", web::date::day(passport.last_day(), Lang::Ru)),
    ];
    document.sections = sections(passport, &words, sites);
    document.attachment = Some(Attachment {
        name: "passport.json".to_owned(),
        media_type: "application/json",
        description: words.t("epk-passport-print-data"),
        bytes: serde_json::to_vec_pretty(&data(passport, sites)).unwrap_or_default(),
    });
    document
}

/// Russian words, whoever downloads.
struct Words<'a> {
    texts: &'a Texts,
}

impl Words<'_> {
    fn t(&self, key: &str) -> String {
        self.texts.get(Lang::Ru, key)
    }

    fn t1(&self, key: &str, name: &str, value: &str) -> String {
        self.texts.with(Lang::Ru, key, &[(name, Arg::from(value))])
    }

    fn field(&self, key: &str, value: String) -> Field {
        Field::new(self.t(key), value)
    }
}

fn sections(passport: &Passport, words: &Words, sites: &Sites) -> Vec<Section> {
    let facts = &passport.facts;
    let person = Section {
        heading: words.t("epk-passport-holder"),
        entries: vec![Entry::of(vec![
            words.field("epk-passport-name", facts.whole_name()),
            words.field("epk-passport-born", web::date::day(facts.birth_date, Lang::Ru)),
        ])],
        notes: rests_on(words, &facts.checks, &["name", "birth-date"]),
    };
    let education = Section {
        heading: words.t("epk-passport-education"),
        entries: facts.education.iter().map(|one| diploma(one, words)).collect(),
        notes: rests_on(words, &facts.checks, &["diploma"]),
    };
    let work = Section {
        heading: words.t("epk-passport-work"),
        entries: facts.employment.iter().map(|one| job(one, words)).collect(),
        notes: rests_on(words, &facts.checks, &["work"]),
    };
    let check = Section {
        heading: words.t("epk-passport-print-check"),
        entries: vec![Entry::of(vec![
            words.field("epk-passport-print-where", sites.url(Site::Epk, "/check")),
            words.field("epk-passport-number", passport.number.to_string()),
            words.field("epk-passport-code", passport.code.shown()),
        ])],
        notes: vec![words.t("epk-passport-print-check-note")],
    };
    let all = [person, education, work, check];
    all.into_iter().filter(|section| !section.entries.is_empty()).collect()
}

fn diploma(education: &Education, words: &Words) -> Entry {
    let series = format!("{} {}", education.diploma_series, education.diploma_number);
    Entry {
        title: super::qualified(&education.qualification, &education.level),
        fields: vec![
            words.field("epk-passport-institution", education.institution.clone()),
            words.field("epk-passport-diploma", series.trim().to_owned()),
            words.field("epk-passport-issued", web::date::day(education.issued_on, Lang::Ru)),
        ],
    }
}

fn job(employment: &Employment, words: &Words) -> Entry {
    let day = |date: Date| web::date::day(date, Lang::Ru);
    let to = employment.to.map_or_else(|| words.t("epk-passport-now"), day);
    let time = format!("{} — {to}", day(employment.from));
    Entry {
        title: employment.position.clone(),
        fields: vec![
            words.field("epk-passport-employer", employment.employer.clone()),
            words.field("epk-passport-time", time),
        ],
    }
}

/// What the lines of a section rest on: a line for each rule that held.
fn rests_on(words: &Words, checks: &[Checked], rules: &[&str]) -> Vec<String> {
    let held = rules.iter().filter_map(|rule| checks.iter().find(|check| check.rule == *rule));
    held.map(|check| line(words.texts, Lang::Ru, check)).collect()
}

/// «Имя сверено с реестрами 22 ноября 2026, 10:42».
pub fn line(texts: &Texts, lang: Lang, check: &Checked) -> String {
    let key = format!("epk-passport-rests-{}", check.rule);
    let source = format!("epk-passport-source-{}", check.source);
    let known = |key: String| texts.has(lang, &key).then(|| texts.get(lang, &key));
    let source = known(source).unwrap_or_else(|| check.source.clone());
    let when = web::date::date_time(check.at, lang);
    let key = if texts.has(lang, &key) { key.as_str() } else { "epk-passport-rests" };
    texts.with(lang, key, &[("source", Arg::from(source)), ("when", Arg::from(when))])
}

/// The data for programs, with the names that the W3C and schema.org use where they have any.
pub fn data(passport: &Passport, sites: &Sites) -> Value {
    let facts = &passport.facts;
    let at = |moment: Moment| moment.timestamp().to_string();
    json!({
        "type": "QualificationPassport",
        "version": 1,
        "number": passport.number.digits(),
        "validFrom": at(passport.issued_at),
        "validUntil": at(passport.expires_at),
        "check": check_url(passport, sites),
        "holder": {
            "familyName": facts.family_name,
            "givenName": facts.given_name,
            "additionalName": facts.additional_name,
            "birthDate": facts.birth_date,
        },
        "education": facts.education,
        "employment": facts.employment,
        "checks": facts.checks.iter().map(|check| json!({
            "rule": check.rule, "source": check.source, "at": at(check.at),
        })).collect::<Vec<_>>(),
    })
}
