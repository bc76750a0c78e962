//! Whether a power holds, and whether it is one of the signer.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use serde::Serialize;

use super::{Kind, Party, Power, Unread, numbers};
use crate::say;
use crate::trust::dsig;
use crate::verdict::{Check, Outcome, Signature, Signer, Text, Verdict, worst};
use crate::verify::Conditions;
use crate::xml;
use crate::{chain, verdict};

/// What is said of the state in the registry of ФНС, which nobody here can ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Registry {
    /// It is needed and missing: whether the power was revoked is not known.
    #[default]
    Wanted,
    /// The caller does without, and the verdict says so.
    Waived,
}

/// A power and the verdicts on its own signatures.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    /// The power.
    pub power: &'a Power,
    /// Signatures of its principals, beside it or inside of it.
    pub signatures: Vec<Signature>,
    /// Whether it must be asked for in the registry.
    pub registry: Registry,
}

/// What came out for a power.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// The worst of its checks.
    pub outcome: Outcome,
    /// What it says; nothing if it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power: Option<Power>,
    /// What was checked.
    pub checks: Vec<Check>,
    /// Its own signatures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
}

impl Judged {
    fn new(power: Option<Power>, checks: Vec<Check>, signatures: Vec<Signature>) -> Self {
        Self { outcome: worst(&checks), power, checks, signatures }
    }

    /// Of a file that was not read.
    pub fn unread(unread: &Unread) -> Self {
        const NAME: &str = "power.format";
        let check = match unread {
            Unread::Malformed(error) => Check::fails(
                NAME,
                say!(
                    "это не машиночитаемая доверенность: {error}",
                    "this is no machine-readable power of attorney: {error}"
                ),
            ),
            Unread::Format(format) => Check::unknown(
                NAME,
                say!(
                    "формат доверенности «{format}» не читается, только 003 (EMCHD_1) и 002",
                    "powers of attorney in the format “{format}” are not read, only 003 \
                     (EMCHD_1) and 002"
                ),
            ),
        };
        Self::new(None, vec![check], Vec::new())
    }
}

/// Judges a power by itself and by who signed the documents.
pub fn judge(given: Given<'_>, documents: &[&Verdict]) -> Judged {
    let Given { power, signatures, registry } = given;
    let mut checks = vec![format(power), wrong_numbers(power), term(power), twice(power)];
    checks.push(own_signature(&signatures));
    checks.extend(power.principals.iter().map(|party| granted(party, &signatures)));
    checks.extend(power.behind.as_ref().map(handed_on));
    checks.extend(together(power, documents));
    checks.push(state(power, registry));
    Judged::new(Some(power.clone()), checks, signatures)
}

/// Compares a power with the signers of documents. `at` is the moment as of which the caller wanted
/// it judged, if it named one.
///
/// Where several signed, one of them must be a representative. The principal needs no power; by
/// what right others signed is not told by this one.
pub fn compare(power: &Power, documents: Vec<Verdict>, at: Option<Timestamp>) -> Vec<Verdict> {
    let mut signers = documents
        .iter()
        .flat_map(|verdict| &verdict.signatures)
        .filter_map(|signature| signature.signer.as_ref());
    let is_used = signers.any(|signer| who(power, signer).0 == Same::Yes);
    let compared = documents.into_iter().map(|verdict| {
        let Verdict { at: moment, checks, mut signatures, .. } = verdict;
        for signature in &mut signatures {
            // Who stamps a document signs for nobody.
            if signature.format != verdict::DOCUMENT_STAMP {
                let found = of_signature(power, signature, is_used, (at, moment));
                signature.checks.extend(found);
                signature.outcome = Signature::worst(&signature.checks, &signature.stamps);
            }
        }
        Verdict::new(moment, checks, signatures)
    });
    compared.collect()
}

fn of_signature(
    power: &Power,
    signature: &Signature,
    is_used: bool,
    (at, moment): (Option<Timestamp>, Timestamp),
) -> Vec<Check> {
    const NAME: &str = "power.representative";
    let Some(signer) = &signature.signer else { return Vec::new() };
    let (same, party) = who(power, signer);
    let is_principal = power.principals.iter().any(|party| is_of(party, signer) == Same::Yes);
    let check = match same {
        Same::Yes => Check::holds(NAME).on("representative", party.unwrap_or_default()),
        _ if is_principal => Check::holds(NAME).because(say!(
            "подписал сам доверитель, доверенность ему не нужна",
            "the principal itself signed and needs no power"
        )),
        Same::Silent => Check::unknown(
            NAME,
            say!(
                "по номерам нельзя сказать, есть ли подписавший среди представителей",
                "the numbers do not tell whether the signer is one of the representatives"
            ),
        ),
        Same::No if is_used => Check::unknown(
            NAME,
            say!(
                "подписано не по этой доверенности, по какому праву — не проверено",
                "not signed by this power; by what right was not checked"
            ),
        ),
        Same::No => {
            let name = &signer.name;
            Check::fails(
                NAME,
                say!(
                    "доверенность выдана не тому, кто подписал: «{name}» в ней нет",
                    "the power is not the signer's: “{name}” is not in it"
                ),
            )
        }
    };
    let check = check
        .on("signer", signer.name.clone())
        .on("snils", signer.snils.clone().unwrap_or_default())
        .on("inn", signer.inn.clone().unwrap_or_default());
    let mut checks = vec![check];
    if same != Same::No && !(is_principal && same == Same::Silent) {
        checks.push(time(power, signature, at, moment));
        checks.extend(organization(power, signer));
    }
    checks
}

/// The representative who is nearest to a signer.
fn who(power: &Power, signer: &Signer) -> (Same, Option<String>) {
    let compared = power.representatives.iter().map(|party| (is_of(party, signer), party));
    match compared.max_by_key(|(same, _)| *same) {
        Some((same, party)) => (same, Some(party.name.clone())),
        None => (Same::No, None),
    }
}

/// The signature inside of a power (XML-DSig), if there is one, judged as of the moment of the
/// conditions: such signatures bring no time that is proven.
pub fn signature_inside(bytes: &[u8], conditions: &Conditions<'_>) -> Option<Signature> {
    const NAME: &str = "signature";
    let text = xml::decoded(bytes, super::read::WHAT).ok()?;
    let document = xml::parse(&text, super::read::BOUNDS).ok()?;
    if !dsig::is_there(&document) {
        return None;
    }
    let (mut checks, mut signer) = (Vec::new(), None);
    match dsig::verify(&document) {
        _ if !dsig::is_plain(&document) => {
            checks.push(Check::unknown(
                NAME,
                say!(
                    "подпись внутри (XML-DSig) не такой формы, какую программа проверяет",
                    "the signature inside (XML-DSig) is of a form that is not checked yet"
                ),
            ));
        }
        Ok(certificates) => {
            checks.push(Check::holds(NAME));
            if let Some(certificate) = certificates.first() {
                let others = [&conditions.others[..], &certificates].concat();
                let at = conditions.moment();
                let around = chain::Circumstances {
                    trust: conditions.trust,
                    others: &others,
                    at,
                    purpose: chain::Purpose::Document,
                    revocation: conditions.revocation.as_ref(),
                };
                checks.extend(chain::verify(certificate, &around).checks);
                signer = Some(Signer::of(certificate));
            }
        }
        Err(refusal) => {
            let Text { ru, en } = refusal.why;
            checks.push(match refusal.outcome {
                Outcome::Fails => Check::fails(NAME, say!("{ru}", "{en}")),
                _ => Check::unknown(
                    NAME,
                    say!("{ru}; подпись не проверена", "{en}; not checked yet"),
                ),
            });
        }
    }
    Some(Signature {
        outcome: worst(&checks),
        format: "XML-DSig",
        signer,
        signed_at: None,
        stamped_at: None,
        checks,
        stamps: Vec::new(),
    })
}

fn format(power: &Power) -> Check {
    const NAME: &str = "power.format";
    let check = match &power.strange_namespace {
        None => Check::holds(NAME),
        Some(namespace) if power.format == "003" => Check::unknown(
            NAME,
            say!(
                "пространство имён «{namespace}» не то, что у формата 003",
                "the namespace “{namespace}” is not the one of format 003"
            ),
        ),
        // Which one format 002 has was not at hand.
        Some(_) => Check::holds(NAME),
    };
    check.on("format", power.format).on("number", power.number.clone())
}

fn wrong_numbers(power: &Power) -> Check {
    const NAME: &str = "power.numbers";
    let wrong = numbers::wrong(power).join(", ");
    if wrong.is_empty() {
        return Check::holds(NAME);
    }
    Check::fails(
        NAME,
        say!("таких номеров не бывает: {wrong}", "there are no such numbers: {wrong}"),
    )
}

fn term(power: &Power) -> Check {
    const NAME: &str = "power.term";
    let (from, until) = (day(power.from), day(power.until));
    let check = match power.from <= power.until {
        true => Check::holds(NAME),
        false => Check::fails(
            NAME,
            say!("срок кончается раньше, чем начинается", "its term ends before it begins"),
        ),
    };
    check.on("from", from).on("until", until)
}

/// Two representatives who share a number and are not the same contradict each other.
fn twice(power: &Power) -> Check {
    const NAME: &str = "power.representatives";
    let parties = &power.representatives;
    for (number, one) in parties.iter().enumerate() {
        let shares = |other: &&Party| {
            let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
            same(&one.snils, &other.snils) || same(&one.inn, &other.inn)
        };
        let differs = |other: &&Party| (other.kind, *other) != (one.kind, one);
        let other = parties[number + 1..].iter().filter(shares).find(differs);
        if let Some(other) = other.filter(|other| other.kind == one.kind) {
            let (one, other) = (&one.name, &other.name);
            return Check::fails(
                NAME,
                say!(
                    "один и тот же номер у двух представителей: «{one}» и «{other}»",
                    "two representatives have the same number: “{one}” and “{other}”"
                ),
            );
        }
    }
    Check::holds(NAME).on("count", parties.len().to_string())
}

fn own_signature(signatures: &[Signature]) -> Check {
    const NAME: &str = "power.signature";
    let Some(worst) = signatures.iter().max_by_key(|signature| signature.outcome) else {
        return Check::unknown(
            NAME,
            say!(
                "подпись доверителя под доверенностью не дана",
                "the principal's signature of the power of attorney was not given"
            ),
        );
    };
    let checks = worst.checks.iter().chain(worst.stamps.iter().flat_map(|stamp| &stamp.checks));
    let bad = checks.filter(|check| check.outcome == worst.outcome);
    let why = bad.filter_map(|check| check.why.clone()).next().unwrap_or_default();
    let Text { ru, en } = why;
    match worst.outcome {
        Outcome::Holds => Check::holds(NAME),
        Outcome::Unknown => Check::unknown(
            NAME,
            say!(
                "нельзя сказать, верна ли подпись доверителя: {ru}",
                "it cannot be told whether the principal's signature holds: {en}"
            ),
        ),
        Outcome::Fails => Check::fails(
            NAME,
            say!(
                "подпись доверителя не верна: {ru}",
                "the principal's signature does not hold: {en}"
            ),
        ),
    }
    .on("format", worst.format)
}

/// Whether one of the signatures of the power is of this principal.
fn granted(principal: &Party, signatures: &[Signature]) -> Check {
    const NAME: &str = "power.principal";
    let name = &principal.name;
    let signers = signatures.iter().filter_map(|signature| signature.signer.as_ref());
    let best = signers.map(|signer| is_of(principal, signer)).max();
    let check = match best {
        Some(Same::Yes) => Check::holds(NAME),
        Some(Same::Silent) => Check::unknown(
            NAME,
            say!(
                "номеров не хватает, чтобы сказать, подписал ли доверенность доверитель «{name}»",
                "there are too few numbers to tell whether the principal “{name}” signed the power"
            ),
        ),
        Some(Same::No) => Check::fails(
            NAME,
            say!(
                "доверенность подписал не доверитель «{name}»",
                "the power was not signed by the principal “{name}”"
            ),
        ),
        None => Check::unknown(
            NAME,
            say!(
                "неизвестно, подписал ли доверенность доверитель «{name}»",
                "it is not known whether the principal “{name}” signed the power"
            ),
        ),
    };
    check.on("principal", name.clone()).on("inn", principal.inn.clone().unwrap_or_default())
}

fn handed_on(behind: &super::Behind) -> Check {
    let number = behind.number.clone().unwrap_or_default();
    Check::unknown(
        "power.behind",
        say!(
            "доверенность выдана в порядке передоверия; та, что за ней стоит, не проверена",
            "the power was handed on; the one that stands behind it was not checked"
        ),
    )
    .on("number", number)
}

/// Where representatives act together only, all of them must have signed.
fn together(power: &Power, documents: &[&Verdict]) -> Option<Check> {
    const NAME: &str = "power.together";
    if !power.jointly || power.representatives.len() < 2 {
        return None;
    }
    // Each may have signed in a file of its own.
    let signatures = || documents.iter().flat_map(|verdict| &verdict.signatures);
    let signed = |party: &&Party| {
        let mut signers = signatures().filter_map(|it| it.signer.as_ref());
        signers.any(|signer| is_of(party, signer) == Same::Yes)
    };
    let missing: Vec<&str> = power
        .representatives
        .iter()
        .filter(|party| !signed(party))
        .map(|party| party.name.as_str())
        .collect();
    let missing = missing.join(", ");
    Some(match missing.as_str() {
        "" => Check::holds(NAME),
        missing => Check::unknown(
            NAME,
            say!(
                "представители действуют только вместе; нет подписи: {missing}",
                "the representatives act together only; not signed by: {missing}"
            ),
        ),
    })
}

fn state(power: &Power, registry: Registry) -> Check {
    const NAME: &str = "power.registry";
    // When a power is registered, the registry asks who the heads of organisations are.
    let why = say!(
        "состояние в реестре ФНС не спрашивалось: зарегистрирована ли доверенность, не отозвана ли \
         и тот ли руководитель её выдал, неизвестно",
        "its state in the registry of ФНС was not asked: whether it is registered, was revoked, \
         and was granted by the real head is not known"
    );
    let check = match registry {
        Registry::Wanted => Check::unknown(NAME, why),
        Registry::Waived => Check::holds(NAME).because(say!(
            "состояние в реестре ФНС не спрашивалось: так попросили",
            "its state in the registry of ФНС was not asked, as was wanted"
        )),
    };
    check.on("number", power.number.clone()).on("system", power.system.clone().unwrap_or_default())
}

/// Whether the document was signed in the term of the power, by the clock of Moscow. What the
/// signer says of the time may be true or not: it can only speak against the signer.
fn time(power: &Power, signature: &Signature, at: Option<Timestamp>, moment: Timestamp) -> Check {
    const NAME: &str = "power.time";
    let proven = signature.stamped_at.or(at);
    let judged = proven.unwrap_or(moment);
    let outside = |at: &Timestamp| !is_within(power, *at);
    let check = if let Some(said) = signature.signed_at.filter(outside) {
        let Text { ru, en } = verdict::moment(said);
        Check::fails(
            NAME,
            say!(
                "подписано {ru}, вне срока доверенности",
                "signed on {en}, outside of the term of the power"
            ),
        )
    } else if is_within(power, judged) {
        Check::holds(NAME)
    } else if proven.is_none() && signature.signed_at.is_some() {
        let until = day(power.until);
        Check::unknown(
            NAME,
            say!(
                "срок доверенности кончился {until}, а что подписано раньше, ничем не доказано",
                "the term of the power ended on {until}, and nothing proves an earlier signature"
            ),
        )
    } else {
        let Text { ru, en } = verdict::moment(judged);
        Check::fails(
            NAME,
            say!("{ru} доверенность не действует", "on {en} the power is not in force"),
        )
    };
    check
        .on("at", judged.to_string())
        .on("signed_at", signature.signed_at.map(|at| at.to_string()).unwrap_or_default())
        .on("from", day(power.from))
        .on("until", day(power.until))
}

fn is_within(power: &Power, at: Timestamp) -> bool {
    let day = at.to_zoned(TimeZone::fixed(offset(3))).date();
    power.from <= day && day <= power.until
}

/// A certificate that names an organisation must name the principal's, or that of a representative.
fn organization(power: &Power, signer: &Signer) -> Option<Check> {
    const NAME: &str = "power.organization";
    let (inn, ogrn) = (signer.inn_of_organization.as_ref(), signer.ogrn.as_ref());
    let named = inn.or(ogrn)?;
    let parties = power.principals.iter().chain(&power.representatives);
    let mut organizations = parties.filter(|party| !is_person(party));
    let check = match organizations.any(|party| numbers_of_organization(party, signer) == Same::Yes)
    {
        true => Check::holds(NAME),
        false => Check::fails(
            NAME,
            say!(
                "сертификат называет организацию, которой в доверенности нет: {named}",
                "the certificate names an organisation that is not in the power: {named}"
            ),
        ),
    };
    let of_principals = power.principals.iter().filter_map(|party| party.inn.clone());
    let principals = of_principals.collect::<Vec<_>>().join(", ");
    Some(check.on("certificate", named.clone()).on("principals", principals))
}

/// What numbers tell of two being the same; ordered, so that the best is the `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Same {
    /// One of them differs.
    No,
    /// There is none that both have.
    Silent,
    /// One is the same, and none differs.
    Yes,
}

fn same<const N: usize>(pairs: [(&Option<String>, &Option<String>); N]) -> Same {
    let mut found = Same::Silent;
    for pair in pairs {
        match pair {
            (Some(one), Some(other)) if one == other => found = Same::Yes,
            (Some(_), Some(_)) => return Same::No,
            _ => {}
        }
    }
    found
}

fn is_person(party: &Party) -> bool {
    matches!(party.kind, Kind::Person | Kind::Entrepreneur)
}

/// Whether a certificate is one of a party: of the person, or of the head of the organisation whom
/// the power names. Others may hold certificates of it, too, so without a name it cannot be told.
fn is_of(party: &Party, signer: &Signer) -> Same {
    match party.kind {
        Kind::Person => same([(&party.snils, &signer.snils), (&party.inn, &signer.inn)]),
        Kind::Entrepreneur => same([
            (&party.snils, &signer.snils),
            (&party.inn, &signer.inn),
            (&party.ogrn, &signer.ogrnip),
        ]),
        Kind::Organization | Kind::Branch | Kind::Foreign => {
            let own = numbers_of_organization(party, signer);
            let head = party.heads.iter().map(|head| is_of(head, signer)).max();
            own.min(head.unwrap_or(Same::Silent))
        }
    }
}

fn numbers_of_organization(party: &Party, signer: &Signer) -> Same {
    same([(&party.inn, &signer.inn_of_organization), (&party.ogrn, &signer.ogrn)])
}

/// A day for people and programs alike.
fn day(date: Date) -> String {
    date.to_string()
}
