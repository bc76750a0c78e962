//! Judging the signatures of a PDF: what they cover, what changed, and the messages in them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::change::Change;
use super::range::{ByteRange, Refused};
use super::signature::{Kind, Signature, signatures};
use super::validation;
use crate::chain::{Circumstances, Purpose};
use crate::cms::{Content, SignedData};
use crate::malformed::Malformed;
use crate::say;
use crate::stamp::{Expected, Stamp};
use crate::verdict::{self, Check, DOCUMENT_STAMP, Outcome, Signer, Stamped, Text, Verdict};
use crate::verify::{self, Conditions};
use crate::work::{self, Work};

/// How often a file may be hashed beyond the usual work.
const HASHED: u64 = 16;

/// Judges all signatures of a file.
///
/// # Errors
///
/// When the file is no PDF, is encrypted or is not understood.
pub fn verify(bytes: &[u8], conditions: &mut Conditions<'_>) -> Result<Verdict, Malformed> {
    // A large file may be hashed for some seals however long that takes.
    let hashing = HASHED * work::of_bytes(bytes.len());
    verify_within(bytes, conditions, &Work::new(Work::USUAL + hashing))
}

/// The same with at most so much work. What is left undone is unknown.
///
/// # Errors
///
/// As [`verify`].
pub fn verify_within(
    bytes: &[u8],
    conditions: &mut Conditions<'_>,
    work: &Work,
) -> Result<Verdict, Malformed> {
    let found = signatures(bytes)?;
    conditions.forget_brought();
    for signature in &found {
        let contents = signature.contents.as_deref().unwrap_or_default();
        if work.spend(work::of_bytes(contents.len()))
            && let Ok(message) = SignedData::from_bytes(contents)
            && work.spend(verify::brought(&message))
        {
            conditions.take_in(&message);
        }
    }
    let evidence = validation::read(bytes);
    let kinds = [&evidence.certificates, &evidence.lists, &evidence.answers];
    if work.spend(kinds.into_iter().flatten().map(|der| work::of_bytes(der.len())).sum()) {
        conditions.take_in_evidence(&evidence);
    }
    let judged = found.iter().map(|it| judge(bytes, it, conditions, work)).collect();
    let mut checks = Vec::new();
    if work.is_used_up() {
        checks.push(Work::too_much("work"));
    }
    if !found.is_empty() && found.iter().all(|signature| signature.kind == Kind::Stamp) {
        let why = say!(
            "в файле только штамп времени: никто его не подписал",
            "the file has only a time-stamp: nobody signed it"
        );
        checks.push(Check::fails("signatures", why));
    }
    Ok(Verdict::new(conditions.moment(), checks, judged))
}

/// Judges one; what the messages of the file bring was taken in before.
fn judge(
    bytes: &[u8],
    found: &Signature,
    conditions: &Conditions<'_>,
    work: &Work,
) -> verdict::Signature {
    let mut checks = vec![range(found)];
    let judged = match &found.range {
        Ok(range) => {
            checks.push(changes(found));
            message(bytes, found, range, conditions, work)
        }
        Err(_) => Err(None),
    };
    let mut judged = judged.unwrap_or_else(|check| {
        checks.extend(check);
        verdict::Signature {
            outcome: Outcome::Fails,
            format: "PDF",
            signer: None,
            signed_at: None,
            stamped_at: None,
            checks: Vec::new(),
            stamps: Vec::new(),
        }
    });
    checks.append(&mut judged.checks);
    judged.checks = checks;
    judged.signed_at = judged.signed_at.or_else(|| date(found.said.time.as_deref()?));
    judged.outcome = verdict::Signature::worst(&judged.checks, &judged.stamps);
    judged
}

fn message(
    bytes: &[u8],
    found: &Signature,
    range: &ByteRange,
    conditions: &Conditions<'_>,
    work: &Work,
) -> Result<verdict::Signature, Option<Check>> {
    const NAME: &str = "pdf.message";
    let broken = || {
        let why = say!(
            "на месте подписи лежит не подпись или за ней что-то ещё",
            "what stands in place of the signature is none, or something stands behind it"
        );
        Some(Check::fails(NAME, why))
    };
    if let Kind::Other(kind) = &found.kind {
        let why = say!(
            "вид подписи «{kind}» программе неизвестен",
            "the kind of signature “{kind}” is not known"
        );
        return Err(Some(Check::unknown(NAME, why)));
    }
    let contents = found.contents.as_deref().ok_or_else(broken)?;
    let parts = range.parts(bytes);
    if found.kind == Kind::Stamp {
        let stamp = Stamp::from_der(contents).map_err(|_| broken())?;
        return Ok(document_stamp(&stamp, &parts, conditions, work));
    }
    let data = SignedData::from_bytes(contents).map_err(|_| broken())?;
    let [signer] = &data.signers[..] else {
        let why = say!(
            "в подписи PDF должен быть один подписавший",
            "a signature in a PDF has one signer"
        );
        return Err(Some(Check::fails(NAME, why)));
    };
    if data.content.is_some() {
        let why = say!(
            "в подписи PDF лежит ещё один документ",
            "the signature of the PDF holds another document"
        );
        return Err(Some(Check::fails(NAME, why)));
    }
    let digests = data.known_digests();
    let length = parts.iter().map(|part| part.len()).sum();
    if !work.spend(digests.len() as u64 * work::of_bytes(length)) {
        return Ok(verify::unexamined());
    }
    let mut read = std::io::Read::chain(parts[0], parts[1]);
    let content = Content::read(&mut read, &digests, &mut |_| {});
    let content = content.map_err(|_| broken())?;
    let judged = verify::signature(&data, signer, Some(&content), conditions, work);
    let Some(mut judged) = judged else { return Ok(verify::unexamined()) };
    judged.format = match (&found.kind, judged.format) {
        (Kind::Cades, "CAdES-BES") => "PAdES B-B",
        (Kind::Cades, "CAdES-T") => "PAdES B-T",
        (Kind::Cades, format) => {
            let why = say!(
                "подпись названа PAdES, но сертификата среди подписанного нет",
                "it is called PAdES, but the certificate is not among what is signed"
            );
            judged.checks.push(Check::fails("pdf.pades", why));
            format
        }
        (_, format) => format,
    };
    Ok(judged)
}

/// A time-stamp in the place of a signature: nobody signed, but the file was there.
fn document_stamp(
    stamp: &Stamp,
    parts: &[&[u8]],
    conditions: &Conditions<'_>,
    work: &Work,
) -> verdict::Signature {
    let circumstances = Circumstances {
        trust: conditions.trust,
        others: &conditions.others,
        at: conditions.moment(),
        purpose: Purpose::TimeStamp,
        revocation: conditions.revocation.as_ref(),
    };
    let checked = stamp.check_within(Expected::Parts(parts), &circumstances, work);
    let outcome = checked.outcome();
    verdict::Signature {
        outcome,
        format: DOCUMENT_STAMP,
        signer: None,
        signed_at: None,
        stamped_at: (outcome == Outcome::Holds).then_some(checked.time),
        checks: Vec::new(),
        stamps: vec![Stamped {
            outcome,
            time: Some(checked.time),
            authority: checked.certificate.as_ref().map(Signer::of),
            checks: checked.checks,
        }],
    }
}

fn range(found: &Signature) -> Check {
    const NAME: &str = "pdf.range";
    let why = match &found.range {
        Ok(ByteRange { hole, end }) => {
            let (start, behind) = (hole.start, hole.end);
            let check = Check::holds(NAME).on("field", &found.field);
            return check.on("covered", format!("0..{start}, {behind}..{end}"));
        }
        Err(Refused::Numbers) => {
            say!("/ByteRange — не четыре целых числа", "/ByteRange is not four whole numbers")
        }
        Err(Refused::Beginning) => say!(
            "подпись охватывает файл не с начала",
            "the signature does not cover the file from its beginning"
        ),
        Err(Refused::Order) => {
            say!("части /ByteRange накладываются", "the parts of /ByteRange overlap")
        }
        Err(Refused::Outside) => {
            say!("/ByteRange выходит за конец файла", "/ByteRange reaches out of the file")
        }
        Err(Refused::Hole) => say!(
            "подпись не охватывает больше, чем себя саму",
            "the signature leaves out more or less than itself"
        ),
        Err(Refused::End) => say!(
            "подпись охватывает только часть файла",
            "the signature covers only a part of the file"
        ),
        Err(Refused::Itself) => say!(
            "подпись не охватывает собственное описание",
            "the signature does not cover its own description"
        ),
    };
    Check::fails(NAME, why).on("field", &found.field)
}

fn changes(found: &Signature) -> Check {
    const NAME: &str = "pdf.changes";
    let changes = match &found.changes {
        Ok(changes) => changes,
        Err(_) if found.is_unfinished => return Work::too_much(NAME),
        Err(malformed) => {
            let why = say!(
                "что изменилось после подписи, разобрать нельзя: {malformed}",
                "what changed after signing cannot be read: {malformed}"
            );
            return Check::fails(NAME, why);
        }
    };
    let level = found.level;
    let forbidden: Vec<&Change> = changes.iter().filter(|c| !c.is_permitted(level)).collect();
    let list = |changes: &mut dyn Iterator<Item = &Change>| {
        let texts: Vec<_> = changes.map(Change::words).collect();
        let ru: Vec<&str> = texts.iter().map(|text| text.ru.as_str()).collect();
        let en: Vec<&str> = texts.iter().map(|text| text.en.as_str()).collect();
        (ru.join(", "), en.join(", "))
    };
    if !forbidden.is_empty() {
        let (ru, en) = list(&mut forbidden.into_iter());
        let why = say!("файл изменён после подписи: {ru}", "changed after it was signed: {en}");
        return Check::fails(NAME, why).on("permitted", level.to_string());
    }
    if let Some(why) = doubt(found, changes) {
        return Check::unknown(NAME, why).on("permitted", level.to_string());
    }
    let check = Check::holds(NAME).on("permitted", level.to_string());
    if changes.is_empty() {
        return check;
    }
    let (ru, en) = list(&mut changes.iter());
    check.because(say!("после подписи: {ru}", "after it was signed: {en}"))
}

/// What is permitted by its kind and may still mislead whoever looks at the file.
fn doubt(found: &Signature, changes: &[Change]) -> Option<Text> {
    changes.iter().find_map(|change| match change {
        Change::Filled(field) if found.locks => Some(say!(
            "после подписи заполнено поле «{field}», а подпись запирает поля",
            "the field “{field}” was filled in, and the signature locks fields"
        )),
        Change::Covered(field) => Some(say!(
            "отметка добавленной подписи «{field}» закрывает значительную часть страницы",
            "the mark of the added signature “{field}” covers much of a page"
        )),
        _ => None,
    })
}

/// `D:20261122101500+03'00'` and its shorter forms (ISO 32000-1, 7.9.4).
fn date(text: &str) -> Option<Timestamp> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (moment, zone) = text.split_at(digits);
    let number = |range: std::ops::Range<usize>, missing: i16| match moment.get(range) {
        None => Some(missing),
        Some(digits) => digits.parse().ok(),
    };
    if !(4..=14).contains(&digits) || digits % 2 != 0 {
        return None;
    }
    let small = |range, missing| i8::try_from(number(range, missing)?).ok();
    let time = DateTime::new(
        number(0..4, 0)?,
        small(4..6, 1)?,
        small(6..8, 1)?,
        small(8..10, 0)?,
        small(10..12, 0)?,
        small(12..14, 0)?,
        0,
    );
    let offset = match zone.as_bytes() {
        [] | [b'Z', ..] => Offset::UTC,
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let rest: Vec<u8> = rest.iter().copied().filter(|byte| *byte != b'\'').collect();
            let rest = std::str::from_utf8(&rest).ok()?;
            let hours: i32 = rest.get(0..2)?.parse().ok()?;
            let minutes: i32 = rest.get(2..4).map_or(Some(0), |digits| digits.parse().ok())?;
            let seconds = 60 * (60 * hours + minutes);
            Offset::from_seconds(if *sign == b'-' { -seconds } else { seconds }).ok()?
        }
        _ => return None,
    };
    Some(time.ok()?.to_zoned(TimeZone::fixed(offset)).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_of_all_forms_are_read() {
        let read = |text: &str| date(text).map(|time| time.to_string());
        for (text, time) in [
            ("D:20261122101500+03'00'", "2026-11-22T07:15:00Z"),
            ("D:20261122101500-0330", "2026-11-22T13:45:00Z"),
            ("D:20261122101500Z00'00'", "2026-11-22T10:15:00Z"),
            ("20261122", "2026-11-22T00:00:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(time), "{text}");
        }
        for wrong in ["", "D:", "D:20261", "D:20261322", "D:20261122101500+99", "D:2026112210é"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
