//! What must be so of every certificate of a chain.

use jiff::Timestamp;

use super::search::Step;
use super::{Circumstances, Purpose, names};
use crate::certificate::{Certificate, purpose};
use crate::revocation::{Status, is_harmless, reason_text};
use crate::say;
use crate::verdict::{Check, Outcome, Text, moment, worst};
use crate::work::Work;

/// Applies every rule to a way, from below upwards.
pub(super) fn apply(
    way: &[Step],
    anchored: bool,
    circumstances: &Circumstances<'_>,
    work: &Work,
) -> Vec<Check> {
    // Every check says whom it is about, and names may be long.
    let names = way.iter().map(|step| step.certificate.subject().der().len() as u64);
    if !work.spend(names.sum::<u64>() + way.len() as u64) {
        return vec![Work::too_much("chain.rules")];
    }
    let mut checks = Vec::new();
    for (number, step) in way.iter().enumerate() {
        let is_anchor = anchored && number + 1 == way.len();
        let certificate = &step.certificate;
        if number == 0 {
            checks.push(about(usage(certificate, circumstances.purpose), certificate));
        } else {
            checks.push(about(authority(certificate), certificate));
            checks.push(about(length(certificate, &way[..number]), certificate));
        }
        checks.push(about(term(certificate, circumstances), certificate));
        if let Some(signed) = step.signed.as_ref().filter(|_| !is_anchor) {
            checks.push(about(signature(signed), certificate));
        }
        checks.push(about(critical(certificate), certificate));
        checks.extend(names::check(certificate, &way[..number], work));
    }
    if anchored && let Some(anchor) = way.last() {
        let anchor = &anchor.certificate;
        let check = Check::holds("chain.anchor").on("fingerprint", anchor.fingerprint());
        checks.push(about(check, anchor));
    }
    checks.extend(revocation(way, anchored, worst(&checks), circumstances, work));
    checks
}

/// Names the certificate that a check is about.
fn about(check: Check, certificate: &Certificate) -> Check {
    check
        .on("certificate", certificate.subject().to_string())
        .on("serial", certificate.serial_text())
}

fn term(certificate: &Certificate, circumstances: &Circumstances<'_>) -> Check {
    const NAME: &str = "certificate.term";
    let (from, until) = (certificate.not_before(), certificate.not_after());
    let who = certificate.subject().title();
    let check = if circumstances.at < from {
        let Text { ru, en } = moment(from);
        Check::fails(
            NAME,
            say!(
                "сертификат «{who}» начинает действовать только {ru}",
                "the certificate “{who}” is not valid before {en}"
            ),
        )
    } else if circumstances.at > until {
        let Text { ru, en } = moment(until);
        Check::fails(
            NAME,
            say!("срок сертификата «{who}» истёк {ru}", "the certificate “{who}” expired on {en}"),
        )
    } else {
        Check::holds(NAME)
    };
    check
        .on("at", circumstances.at.to_string())
        .on("not_before", from.to_string())
        .on("not_after", until.to_string())
}

fn signature(
    signed: &Result<crate::algorithm::SignatureAlgorithm, crate::algorithm::Error>,
) -> Check {
    const NAME: &str = "certificate.signature";
    match signed {
        Ok(algorithm) => Check::holds(NAME).on("algorithm", algorithm.to_string()),
        Err(error) => {
            let Text { ru, en } = error.text();
            let why = say!("подпись издателя сертификата: {ru}", "signature of the issuer: {en}");
            match error.outcome() {
                Outcome::Unknown => Check::unknown(NAME, why),
                _ => Check::fails(NAME, why),
            }
        }
    }
}

fn critical(certificate: &Certificate) -> Check {
    const NAME: &str = "certificate.critical";
    let unknown = &certificate.extensions().unknown_critical;
    let list = unknown.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if unknown.is_empty() {
        return Check::holds(NAME);
    }
    Check::fails(
        NAME,
        say!(
            "в сертификате обязательное дополнение, которого программа не знает: {list}",
            "the certificate has a critical extension that is not known: {list}"
        ),
    )
    .on("extensions", list)
}

/// An issuer must be an authority, and its key may sign certificates (RFC 5280, sections 4.2.1.3
/// and 4.2.1.9). Certificates of version 1 say neither and can only be anchors.
fn authority(certificate: &Certificate) -> Check {
    const NAME: &str = "certificate.authority";
    let who = certificate.subject().title();
    let is_old_root = certificate.is_old() && certificate.is_self_issued();
    if !(certificate.is_authority() || is_old_root) {
        return Check::fails(
            NAME,
            say!(
                "«{who}» — не удостоверяющий центр и не вправе выдавать сертификаты",
                "“{who}” is not an authority and may not issue certificates"
            ),
        );
    }
    match certificate.usage() {
        Some(usage) if !usage.key_cert_sign() => Check::fails(
            NAME,
            say!(
                "ключ «{who}» не предназначен для подписи сертификатов",
                "the key of “{who}” is not meant to sign certificates"
            ),
        ),
        _ => Check::holds(NAME),
    }
}

/// At most so many authorities below as the certificate allows; those that an authority issued to
/// itself, when it changed its key, do not count (RFC 5280, section 4.2.1.9).
fn length(certificate: &Certificate, below: &[Step]) -> Check {
    const NAME: &str = "certificate.path_length";
    let constraints = certificate.extensions().constraints.as_ref();
    let Some(allowed) = constraints.and_then(|constraints| constraints.path_len_constraint) else {
        return Check::holds(NAME);
    };
    let authorities = below.iter().skip(1).filter(|step| !step.certificate.is_self_issued());
    let found = authorities.count();
    let check = if found <= usize::from(allowed) {
        Check::holds(NAME)
    } else {
        let who = certificate.subject().title();
        Check::fails(
            NAME,
            say!(
                "под «{who}» может быть центров: {allowed}, а в цепочке их {found}",
                "below “{who}” there may be {allowed} authorities, and the chain has {found}"
            ),
        )
    };
    check.on("allowed", allowed.to_string()).on("found", found.to_string())
}

/// The certificate at the lower end must be one for its purpose.
fn usage(certificate: &Certificate, wanted: Purpose) -> Check {
    const NAME: &str = "certificate.usage";
    let who = certificate.subject().title();
    let may_sign = certificate
        .usage()
        .is_none_or(|usage| usage.digital_signature() || usage.non_repudiation());
    if !may_sign {
        return Check::fails(
            NAME,
            say!(
                "ключ «{who}» не предназначен для подписи",
                "the key of “{who}” is not meant for signatures"
            ),
        );
    }
    let extensions = certificate.extensions();
    let purposes = extensions.purposes.as_deref();
    let right = match (wanted, purposes) {
        (Purpose::Document, None) => true,
        (Purpose::Document, Some(purposes)) => {
            let other = [purpose::SERVER, purpose::TIME_STAMPING, purpose::OCSP];
            // Critical means: for this and for nothing else.
            let is_code = |found| extensions.purposes_critical && found == purpose::CODE_SIGNING;
            purposes.iter().any(|found| !other.contains(found) && !is_code(*found))
        }
        // Only this one, and critical: RFC 3161, section 2.3.
        (Purpose::TimeStamp, purposes) => {
            purposes == Some(&[purpose::TIME_STAMPING]) && extensions.purposes_critical
        }
        (Purpose::Ocsp, purposes) => purposes.unwrap_or_default().contains(&purpose::OCSP),
    };
    if right {
        return Check::holds(NAME);
    }
    let why = match wanted {
        Purpose::Document => say!(
            "сертификат «{who}» выдан не для подписи документов",
            "the certificate “{who}” is not for signing documents"
        ),
        Purpose::TimeStamp => say!(
            "сертификат «{who}» выдан не для меток времени",
            "the certificate “{who}” is not for time-stamps"
        ),
        Purpose::Ocsp => say!(
            "сертификат «{who}» выдан не для ответов об отзыве",
            "the certificate “{who}” is not for answers about revocation"
        ),
    };
    Check::fails(NAME, why)
}

/// What a later revocation means: the past stands, but not the time that a time-stamp proves if
/// the key may have been in other hands, because whoever has it dates stamps as they like
/// (RFC 3161, section 4).
fn later(who: &str, since: Timestamp, reason: Option<u8>, purpose: Purpose) -> Check {
    const NAME: &str = "certificate.revocation";
    let Text { ru, en } = moment(since);
    if purpose == Purpose::TimeStamp && !is_harmless(reason) {
        let because = reason_text(reason);
        let why = Text {
            ru: format!(
                "сертификат «{who}» отозван {ru}: {}; его штампы времени больше ничего не \
                 доказывают",
                because.ru
            ),
            en: format!(
                "the certificate “{who}” was revoked on {en}: {}; its time-stamps prove nothing \
                 any more",
                because.en
            ),
        };
        return Check::fails(NAME, why);
    }
    Check::holds(NAME).because(say!(
        "сертификат «{who}» отозван позже: {ru}",
        "the certificate “{who}” was revoked later: {en}"
    ))
}

/// Asks about every certificate but the anchor, unless the chain fails anyhow: then nobody need be
/// troubled.
fn revocation(
    way: &[Step],
    anchored: bool,
    so_far: Outcome,
    circumstances: &Circumstances<'_>,
    work: &Work,
) -> Vec<Check> {
    const NAME: &str = "certificate.revocation";
    let Some(revocation) = circumstances.revocation else {
        return vec![Check::holds(NAME).because(say!(
            "отзыв сертификатов не проверялся: так попросили",
            "revocation was not checked, as was asked for"
        ))];
    };
    // Addresses in certificates of nobody known are not asked.
    if so_far == Outcome::Fails || !anchored {
        return Vec::new();
    }
    let mut checks = Vec::new();
    for (number, step) in way.iter().enumerate() {
        let certificate = &step.certificate;
        let Some(issuer) = way.get(number + 1) else { break };
        if !work.spend(revocation.steps(certificate, &issuer.certificate)) {
            checks.push(about(Work::too_much(NAME), certificate));
            break;
        }
        let who = certificate.subject().title();
        let others = circumstances.others;
        let status = revocation.status(certificate, &issuer.certificate, others, circumstances.at);
        let check = match status {
            Status::Good { source, brought: false } => Check::holds(NAME).on("source", source),
            Status::Good { source, brought: true } => {
                let why = say!(
                    "об отзыве известно лишь из сведений при самой подписи",
                    "of revocation only what came with the signature itself is known"
                );
                Check::holds(NAME).because(why).on("source", source)
            }
            Status::NotNamed => Check::holds(NAME).because(say!(
                "в сертификате «{who}» не сказано, где узнать об отзыве",
                "the certificate “{who}” does not say where to ask about revocation"
            )),
            Status::RevokedLater { since, reason, source } => {
                later(&who, since, reason, circumstances.purpose).on("source", source)
            }
            Status::Revoked { since, reason, source } => {
                let Text { ru, en } = reason;
                let since = moment(since);
                let why = Text {
                    ru: format!("сертификат «{who}» отозван {}: {ru}", since.ru),
                    en: format!("the certificate “{who}” was revoked on {}: {en}", since.en),
                };
                Check::fails(NAME, why).on("source", source)
            }
            Status::Unknown(Text { ru, en }) => Check::unknown(
                NAME,
                say!(
                    "неизвестно, не отозван ли сертификат «{who}»: {ru}",
                    "it is not known whether the certificate “{who}” was revoked: {en}"
                ),
            ),
        };
        checks.push(about(check, certificate));
    }
    checks
}
