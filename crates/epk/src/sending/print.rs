//! The receipt of a sending as a document to keep. Like the passport it is in Russian, and the
//! same sending gives the same bytes.

use pdf::{Attachment, Document, Entry, Field, Section};
use serde_json::{Value, json};
use web::{Arg, Lang, Texts};

use super::{Sending, State, hex};
use crate::passport::Passport;

/// The colour of ЭПК.
const ACCENT: [u8; 3] = [0x56, 0x37, 0xa3];

/// Makes the file; `None` while the service has not answered. It computes for a while: never
/// inside of a transaction.
///
/// # Errors
/// [`pdf::Unprintable`].
pub fn make(
    sending: &Sending,
    passport: &Passport,
    texts: &Texts,
) -> Result<Option<Vec<u8>>, pdf::Unprintable> {
    let answered = matches!(sending.state, State::Delivered | State::Refused);
    let Some(at) = sending.settled_at.filter(|_| answered) else { return Ok(None) };
    let words = |key: &str| texts.get(Lang::Ru, key);
    let document = Document {
        title: words("epk-sending-print-title"),
        subtitle: sending.signed.name.ru.clone(),
        issuer: words("epk-passport-print-issuer"),
        accent: ACCENT,
        footer: texts.with(
            Lang::Ru,
            "epk-sending-print-footer",
            &[("number", Arg::from(passport.number.to_string()))],
        ),
        page_number: words("epk-passport-print-page"),
        highlights: rows(texts, &heading(sending, at)),
        sections: vec![
            section(texts, "epk-sending-what", &what(sending, passport)),
            section(texts, "epk-sending-signature", &signature(sending)),
        ],
        attachment: Some(Attachment {
            name: "receipt.json".to_owned(),
            media_type: "application/json",
            description: words("epk-sending-print-data"),
            bytes: serde_json::to_vec_pretty(&data(sending, passport)).unwrap_or_default(),
        }),
        ..Document::new(&format!("urn:kabinet:sending:{}", sending.id), "ru", at.timestamp())
    };
    pdf::print(&document, pdf::Form::A3).map(Some)
}

/// The name of the file for its owner.
pub fn file_name(sending: &Sending) -> String {
    format!("receipt-{}.pdf", sending.id)
}

/// Keys of words and values.
pub(super) type Rows = Vec<(&'static str, String)>;

fn heading(sending: &Sending, at: store::Moment) -> Rows {
    let when = ("epk-sending-answered", web::date::date_time(at, Lang::Ru));
    match &sending.number {
        Some(number) => vec![("epk-sending-number", number.clone()), when],
        None => vec![("epk-sending-reason", sending.reason.clone().unwrap_or_default()), when],
    }
}

fn what(sending: &Sending, passport: &Passport) -> Rows {
    vec![
        ("epk-sending-passport", passport.number.to_string()),
        ("epk-sending-holder", passport.facts.whole_name()),
        ("epk-sending-service", sending.signed.name.ru.clone()),
        ("epk-sending-purpose", sending.signed.purpose.ru.clone()),
        ("epk-sending-sha256", grouped(&hex(&sending.sha256))),
        ("epk-sending-key", sending.id.to_string()),
    ]
}

fn signature(sending: &Sending) -> Rows {
    let phone = notify::contact::masked(notify::Channel::Sms, &sending.phone);
    vec![
        ("epk-receipt-signed", web::date::date_time(sending.signed_at, Lang::Ru)),
        ("epk-receipt-phone", phone),
        ("epk-receipt-agreement", sending.agreement.clone()),
        ("epk-sending-content", grouped(&hex(&sending.content))),
    ]
}

fn section(texts: &Texts, heading: &str, said: &Rows) -> Section {
    Section {
        heading: texts.get(Lang::Ru, heading),
        entries: vec![Entry::of(rows(texts, said))],
        ..Section::default()
    }
}

fn rows(texts: &Texts, rows: &Rows) -> Vec<Field> {
    rows.iter().map(|(key, value)| Field::new(texts.get(Lang::Ru, key), value.clone())).collect()
}

/// A digest in groups, so that lines can break between them.
pub(super) fn grouped(digits: &str) -> String {
    let groups: Vec<&str> = (0..digits.len().div_ceil(8))
        .filter_map(|at| digits.get(at * 8..(at * 8 + 8).min(digits.len())))
        .collect();
    groups.join(" ")
}

/// The same for programs.
fn data(sending: &Sending, passport: &Passport) -> Value {
    json!({
        "type": "SendingReceipt",
        "version": 1,
        "sending": sending.id,
        "passport": passport.number.digits(),
        "service": { "id": sending.service, "name": sending.signed.name.ru },
        "purpose": sending.signed.purpose.ru,
        "sha256": hex(&sending.sha256),
        "signed": {
            "at": sending.signed_at.timestamp().to_string(),
            "sha256": hex(&sending.content),
            "agreement": sending.agreement,
        },
        "outcome": {
            "state": sending.state.as_str(),
            "number": sending.number,
            "reason": sending.reason,
            "at": sending.settled_at.map(|at| at.timestamp().to_string()),
        },
    })
}
