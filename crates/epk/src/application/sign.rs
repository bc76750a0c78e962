//! Signing: the code, and what happens in the one transaction in which it is right.

mod store;

use ::store::{Moment, Result, Tx};
use aws_lc_rs::digest::{Context, SHA256};
use cabinet::signing::{self, Act, Checked, Sent};
use registries::lookalike;
use serde::{Deserialize, Serialize};
use web::session::SessionId;
use web::{Lang, Site};

use super::answers::Diploma;
use super::{
    Application, ApplicationId, By, PROMISE, answers, find, mandate, note, remarks, store as rows,
    tell,
};
use crate::agreement;

pub(crate) use store::{elsewhere, forget_diplomas};

/// A signature as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The digest of all answers as they were stored.
    pub content: Vec<u8>,
    /// The version of the agreement that makes it count.
    pub agreement: String,
    /// The SHA-256 of the text of it that was shown.
    pub agreement_sha256: Vec<u8>,
    /// The phone that the code went to, E.164.
    pub phone: String,
    /// Which code of this round it was.
    pub code: i64,
    /// When.
    pub signed_at: Moment,
}

/// How signing, or asking for a code, ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signing {
    /// It is signed: the first time, and under which number.
    Signed {
        /// The number of the application.
        number: String,
    },
    /// It was signed before: by another press of the button, or on another device.
    Before,
    /// Something is missing, or a remark has not been answered.
    Incomplete,
    /// The agreement in force has not been accepted.
    NoAgreement,
    /// What came of the code that was asked for.
    Code(Sent),
    /// What came of the code that was typed.
    Typed(Checked),
}

/// The digest of everything that the application says, as it is stored.
pub fn digest(tx: &Tx, application: &Application) -> Result<[u8; 32]> {
    let mut context = Context::new(&SHA256);
    let mut add = |bytes: &[u8]| {
        context.update(&(bytes.len() as u64).to_be_bytes());
        context.update(bytes);
    };
    add(b"kabinet application 1");
    add(application.id.to_string().as_bytes());
    add(application.account.to_string().as_bytes());
    for (part, content) in rows::parts(tx, application.id)? {
        add(part.as_bytes());
        add(&content);
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    Ok(digest)
}

/// The act that a code signs: this application, the next round of it, as it is stored now.
pub fn act(tx: &Tx, application: &Application) -> Result<Act> {
    Ok(Act {
        site: Site::Epk,
        account: application.account,
        name: format!("application:{}:{}", application.id, application.round + 1),
        content: digest(tx, application)?,
        words: "code-sign-application",
    })
}

/// What keeps an application from being signed.
fn obstacle(tx: &Tx, seen: &Application) -> Result<Option<Signing>> {
    let now = find(tx, seen.account, seen.id)?;
    if !now.is_some_and(|now| now.state.is_writable() && now.round == seen.round) {
        return Ok(Some(Signing::Before));
    }
    let unanswered = remarks(tx, seen.id, seen.round)?.iter().any(|remark| !remark.answered);
    if unanswered || !answers(tx, seen.id)?.missing().is_empty() {
        return Ok(Some(Signing::Incomplete));
    }
    let agreed = agreement::accepted(tx, seen.account)?.is_some();
    Ok((!agreed).then_some(Signing::NoAgreement))
}

/// Sends a code that signs the application as it is now.
pub fn send_code(tx: &mut Tx, seen: &Application, phone: &str, lang: Lang) -> Result<Signing> {
    if let Some(obstacle) = obstacle(tx, seen)? {
        return Ok(obstacle);
    }
    let act = act(tx, seen)?;
    Ok(Signing::Code(signing::send(tx, &act, phone, lang)?))
}

/// Signs with what was typed. With the right code everything happens at once: the signature, the
/// number, the receipt and the job that asks the registers; `session` lets the job ask the
/// provider for its mandates.
pub fn sign(
    tx: &mut Tx,
    seen: &Application,
    phone: &str,
    typed: &str,
    session: SessionId,
) -> Result<Signing> {
    if let Some(obstacle) = obstacle(tx, seen)? {
        return Ok(obstacle);
    }
    let act = act(tx, seen)?;
    let checked = signing::check(tx, &act, typed)?;
    let Checked::Right { number: code } = checked else { return Ok(Signing::Typed(checked)) };
    let Some(agreed) = agreement::accepted(tx, seen.account)? else {
        return Ok(Signing::NoAgreement);
    };
    let round = seen.round + 1;
    let signature = Signature {
        content: act.content.to_vec(),
        agreement: agreed.version,
        agreement_sha256: agreed.sha256,
        phone: phone.to_owned(),
        code,
        signed_at: tx.now(),
    };
    let due_at = tx.now().plus(PROMISE);
    if !store::submit(tx, seen, due_at)? || !store::put(tx, seen.id, round, &signature)? {
        return Ok(Signing::Before);
    }
    let number = numbered(tx, seen)?;
    store::forget_diplomas(tx, seen.id)?;
    for diploma in &answers(tx, seen.id)?.education {
        let lookup = lookup(tx, &diploma.value);
        store::add_diploma(tx, seen.id, &lookup)?;
    }
    let signed = Application { number: Some(number.clone()), round, ..seen.clone() };
    note(tx, &signed, By::Person, "signed", &round.to_string())?;
    tell(tx, &signed, "application-submitted", &round.to_string())?;
    mandate::begin(tx, &signed, session, due_at)?;
    Ok(Signing::Signed { number })
}

/// The signature of a round.
pub fn signature(tx: &Tx, id: ApplicationId, round: i64) -> Result<Option<Signature>> {
    store::get(tx, id, round)
}

/// The number of the application; it gets one with its first signature and keeps it.
fn numbered(tx: &mut Tx, application: &Application) -> Result<String> {
    if let Some(number) = &application.number {
        return Ok(number.clone());
    }
    for _ in 0..NUMBER_TRIES {
        let number = number(tx);
        if store::number(tx, application.id, &number)? {
            return Ok(number);
        }
    }
    Err(::store::Error::bug("random numbers of applications are used up"))
}

/// `26-4821-7730-5`: the year, eight random digits and a check digit, to be told on the phone.
fn number(tx: &Tx) -> String {
    let year = registries::date::today(tx.now()).year().rem_euclid(100);
    let random = tx.entropy().below(100_000_000);
    let digits = format!("{year:02}{random:08}");
    let check = check_digit(&digits);
    format!("{}-{}-{}-{check}", &digits[..2], &digits[2..6], &digits[6..])
}

/// The check digit of Luhn (ISO/IEC 7812-1): it finds every wrong digit.
fn check_digit(digits: &str) -> u32 {
    let weighed = digits.bytes().rev().enumerate().map(|(place, byte)| {
        let digit = u32::from(byte - b'0');
        let doubled = if place % 2 == 0 { digit * 2 } else { digit };
        doubled / 10 + doubled % 10
    });
    (10 - weighed.sum::<u32>() % 10) % 10
}

/// By which a diploma is found among those of all signed applications.
pub(crate) fn lookup(tx: &Tx, diploma: &Diploma) -> Vec<u8> {
    let facts = &diploma.facts;
    let folded = format!("{} {}", lookalike::fold(&facts.diploma_series), facts.diploma_number);
    tx.vault().lookup("diploma", &folded)
}

/// A hundred million numbers a year: five in a row are hardly taken.
const NUMBER_TRIES: u32 = 5;
