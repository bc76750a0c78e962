//! Whether a certificate was revoked: from lists (CRL, RFC 5280, section 5) and answers (OCSP,
//! RFC 6960), given as files or fetched by the caller's transport.
//!
//! *Unknown* is said whenever it is unknown. Lists of changes only (delta) and lists of another
//! issuer (indirect) are not read; what they would answer is unknown.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::certificate::{Certificate, Malformed};
use crate::digest::DigestAlgorithm;
use crate::say;
use crate::verdict::{Language, Text, moment};

pub use self::cache::{Cache, Unfit};
pub use self::crl::RevocationList;
pub(crate) use self::effort::Effort;
pub use self::ocsp::Answer;
pub use self::online::Online;

mod cache;
pub(crate) mod crl;
mod effort;
pub(crate) mod ocsp;
mod online;
mod steps;
#[cfg(test)]
mod tests;

/// How far ahead of ours the clock of an authority may be.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// How many reasons are told why something is not known.
const REASONS_MAX: usize = 4;
/// How many lists and answers are taken that a signature brings along.
const BROUGHT_MAX: usize = 1_000;

/// What is known of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was not revoked.
    Good {
        /// Who says so.
        source: String,
        /// Whether only the signature itself brought it along.
        brought: bool,
    },
    /// It was revoked at the moment that was asked about.
    Revoked {
        /// Since when.
        since: Timestamp,
        /// Why.
        reason: Text,
        /// Who says so.
        source: String,
    },
    /// It was revoked after the moment that was asked about.
    RevokedLater {
        /// Since when.
        since: Timestamp,
        /// The code of the reason (RFC 5280, section 5.3.1), if one is given.
        reason: Option<u8>,
        /// Who says so.
        source: String,
    },
    /// The certificate names nobody to ask, and nobody knows anything.
    NotNamed,
    /// It cannot be told, and why.
    Unknown(Text),
}

/// Lists and answers at hand, and the way to fetch others.
pub struct Revocation<'a> {
    now: Timestamp,
    lists: Vec<RevocationList>,
    answers: Vec<Answer>,
    online: Option<Online<'a>>,
    brought: Brought,
    believes_brought: bool,
    effort: Effort,
    evidence: Mutex<Evidence>,
}

/// What a signature brings along: its owner chose it, so it is heard apart.
#[derive(Default)]
struct Brought {
    lists: Vec<RevocationList>,
    answers: Vec<Answer>,
    /// Hashes of all of them: many copies would each cost the check of a signature.
    known: HashSet<Vec<u8>>,
}

/// What was found out is founded on these, each in DER: certificates of chains, lists, and answers
/// of OCSP. Kept with a signature they let it be checked when nobody can be asked any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Certificates.
    pub certificates: Vec<Vec<u8>>,
    /// Lists.
    pub lists: Vec<Vec<u8>>,
    /// Answers.
    pub answers: Vec<Vec<u8>>,
}

/// What one source says of one certificate.
pub(crate) enum Finding {
    /// Nothing: it is about others.
    Silent,
    /// It would, but cannot be used.
    Unusable(Text),
    /// This.
    Says(Status),
}

impl<'a> Revocation<'a> {
    /// Nothing at hand. `now` is the time by which lists from the future are told.
    pub fn new(now: Timestamp) -> Self {
        Self {
            now,
            lists: Vec::new(),
            answers: Vec::new(),
            online: None,
            brought: Brought::default(),
            believes_brought: false,
            effort: Effort::default(),
            evidence: Mutex::default(),
        }
    }

    /// Adds the lists of a file, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if one is none.
    pub fn add_lists(&mut self, file: &[u8]) -> Result<(), Malformed> {
        for list in RevocationList::read_all(file)? {
            // Many copies would each cost the check of a signature.
            if !self.lists.iter().any(|known| known.der() == list.der()) {
                self.lists.push(list);
            }
        }
        Ok(())
    }

    /// Adds an answer of OCSP in DER.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if it is none.
    pub fn add_answer(&mut self, der: &[u8]) -> Result<(), Malformed> {
        let answer = Answer::from_der(der)?;
        if !self.answers.contains(&answer) {
            self.answers.push(answer);
        }
        Ok(())
    }

    /// Believes what a signature brings along where nobody else can be heard. Whoever signs chooses
    /// it, and may leave out what is newer; that something was revoked is believed anyway.
    pub fn believe_brought(&mut self) {
        self.believes_brought = true;
    }

    /// Adds what a signature brings along. What cannot be read is of no use.
    pub(crate) fn bring(&mut self, lists: &[Vec<u8>], answers: &[Vec<u8>]) {
        let Brought { lists: known_lists, answers: known_answers, known } = &mut self.brought;
        let mut is_new = |der: &Vec<u8>| {
            known.len() < BROUGHT_MAX && known.insert(DigestAlgorithm::Sha256.hash(der))
        };
        let new = lists.iter().filter(|der| is_new(der));
        known_lists.extend(new.filter_map(|der| RevocationList::from_der(der).ok()));
        let new = answers.iter().filter(|der| is_new(der));
        known_answers.extend(new.filter_map(|der| Answer::from_der(der).ok()));
    }

    /// Forgets what another signature brought along.
    pub(crate) fn forget_brought(&mut self) {
        self.brought = Brought::default();
    }

    /// Lets it ask the addresses that certificates name.
    pub fn ask_by(&mut self, online: Online<'a>) {
        self.online = Some(online);
    }

    /// What is known of a certificate at a moment. `issuer` is the next one in its chain, and
    /// `others` are certificates at hand, of which one may be an answerer's.
    pub fn status(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        others: &[Certificate],
        at: Timestamp,
    ) -> Status {
        let (now, effort) = (self.now, &self.effort);
        self.status_of(&Asked { certificate, issuer, others, at, now, effort, of_answerer: false })
    }

    /// What everything was founded on that was said so far.
    pub fn evidence(&self) -> Evidence {
        self.evidence.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers what something is founded on.
    fn note(&self, kind: impl Fn(&mut Evidence) -> &mut Vec<Vec<u8>>, der: &[u8]) {
        let mut evidence = self.evidence.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kind(&mut evidence);
        if !known.iter().any(|known| known == der) {
            known.push(der.to_vec());
        }
    }

    fn status_of(&self, asked: &Asked<'_>) -> Status {
        self.note(|evidence| &mut evidence.certificates, asked.certificate.der());
        self.note(|evidence| &mut evidence.certificates, asked.issuer.der());
        let mut heard = self.heard(&self.answers, &self.lists, asked);
        if heard.status.is_none() {
            self.ask(asked, &mut heard);
        }
        self.hear_brought(asked, &mut heard);
        if let Some(status) = heard.status {
            return status;
        }
        let extensions = asked.certificate.extensions();
        let named = extensions.crl.named || extensions.ocsp.named;
        match heard.why() {
            Some(why) => Status::Unknown(why),
            None if named && self.online.is_none() => Status::Unknown(say!(
                "не дано ни списка отозванных сертификатов, ни ответа OCSP",
                "neither a list of revoked certificates nor an answer of OCSP was given"
            )),
            None if named => Status::Unknown(say!(
                "ни по одному адресу из сертификата спросить нельзя",
                "none of the addresses in the certificate can be asked"
            )),
            None => Status::NotNamed,
        }
    }

    fn heard(&self, answers: &[Answer], lists: &[RevocationList], asked: &Asked<'_>) -> Heard {
        let mut heard = Heard::default();
        answers.iter().for_each(|answer| heard.add(self.vouched(answer, asked, None)));
        lists.iter().for_each(|list| heard.add(self.listed(list, asked)));
        heard
    }

    /// Hears what the signature brings along: always that something was revoked; that it was not
    /// only where nobody else says anything, and the caller agreed to believe it.
    fn hear_brought(&self, asked: &Asked<'_>, heard: &mut Heard) {
        let brought = self.heard(&self.brought.answers, &self.brought.lists, asked);
        match brought.status {
            Some(Status::Good { source, .. }) if heard.status.is_none() => {
                heard.add(if self.believes_brought {
                    Finding::Says(Status::Good { source, brought: true })
                } else {
                    Finding::Unusable(say!(
                        "сведения об отзыве приложены к самой подписи, и никто другой их не \
                         подтвердил",
                        "what is known of revocation came with the signature itself, and nobody \
                         else confirmed it"
                    ))
                });
            }
            Some(Status::Good { .. }) => {}
            Some(worse) => heard.add(Finding::Says(worse)),
            None => brought.unusable.into_iter().for_each(|why| heard.add(Finding::Unusable(why))),
        }
    }

    /// What a list says.
    fn listed(&self, list: &RevocationList, asked: &Asked<'_>) -> Finding {
        let finding = list.about(asked);
        if let Finding::Says(_) = finding {
            self.note(|evidence| &mut evidence.lists, list.der());
        }
        finding
    }

    /// What an answer says.
    fn vouched(&self, answer: &Answer, asked: &Asked<'_>, nonce: Option<&[u8; 16]>) -> Finding {
        let finding = self.believed(answer, asked, nonce);
        if let Finding::Says(_) = finding {
            self.note(|evidence| &mut evidence.answers, answer.der());
        }
        finding
    }

    /// What an answer says. If it was signed by somebody whom the issuer gave that right, the
    /// issuer may have taken it back, unless it said that nobody need ask (id-pkix-ocsp-nocheck,
    /// RFC 6960, section 4.2.2.2.1).
    fn believed(&self, answer: &Answer, asked: &Asked<'_>, nonce: Option<&[u8; 16]>) -> Finding {
        let (finding, answerer) = answer.about(asked, nonce);
        let Finding::Says(said) = &finding else { return finding };
        let Some((answerer, at)) = answerer else { return finding };
        if answerer.extensions().no_check {
            return finding;
        }
        if asked.of_answerer {
            return Finding::Unusable(say!(
                "за одного отвечающего по OCSP ручается лишь другой",
                "for one OCSP answerer only another one vouches"
            ));
        }
        let certificate = &answerer;
        match self.status_of(&Asked { certificate, at, of_answerer: true, ..*asked }) {
            Status::Good { .. } | Status::NotNamed => finding,
            Status::RevokedLater { reason, .. } if is_harmless(reason) => finding,
            Status::Revoked { .. } | Status::RevokedLater { .. } => Finding::Unusable(say!(
                "сертификат отвечающего по OCSP отозван",
                "the certificate of the OCSP answerer was revoked"
            )),
            // That it was revoked is believed. That it was revoked later is half a good word.
            Status::Unknown(_) if matches!(said, Status::Revoked { .. }) => finding,
            Status::Unknown(Text { ru, en }) => Finding::Unusable(say!(
                "неизвестно, не отозван ли сертификат отвечающего по OCSP: {ru}",
                "it is not known whether the certificate of the OCSP answerer was revoked: {en}"
            )),
        }
    }
}

/// Who is asked about, and when.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub certificate: &'a Certificate,
    pub issuer: &'a Certificate,
    pub others: &'a [Certificate],
    pub at: Timestamp,
    pub now: Timestamp,
    /// What may still be spent on checking signatures.
    pub effort: &'a Effort,
    /// Whether it is about somebody who signs answers about others.
    pub of_answerer: bool,
}

impl Asked<'_> {
    /// Whether a source speaks at a time that has not come.
    pub fn is_in_future(&self, time: Timestamp) -> bool {
        time > soon_after(self.now)
    }

    /// What it means that a source, made at `made` and good until `until`, does not say that the
    /// certificate was revoked. `keeps` tells whether it keeps certificates that have expired.
    pub fn unrevoked(&self, made: Timestamp, until: Option<Timestamp>, keeps: bool) -> Finding {
        let is_later = made >= self.at;
        // What is good for no longer than the moment of its making was made just now.
        let until = until.unwrap_or_else(|| soon_after(made));
        if !is_later && until < self.at {
            let Text { ru, en } = moment(until);
            return Finding::Unusable(say!(
                "сведения устарели {ru}",
                "what is known is out of date since {en}"
            ));
        }
        if is_later && !keeps && self.certificate.not_after() < made {
            let Text { ru, en } = moment(made);
            return Finding::Unusable(say!(
                "сведения собраны {ru}, когда сертификат уже истёк",
                "what is known was gathered on {en}, after the certificate had expired"
            ));
        }
        Finding::Says(Status::Good { source: String::new(), brought: false })
    }

    /// Who is asked now answers for now: an old answer may keep quiet about what came since. Of
    /// certificates that have expired nobody need make new ones.
    pub fn of_today(&self, finding: Finding, until: Timestamp) -> Finding {
        let is_good = matches!(finding, Finding::Says(Status::Good { .. }));
        if !is_good || until >= self.now || self.certificate.not_after() < self.now {
            return finding;
        }
        let Text { ru, en } = moment(until);
        Finding::Unusable(say!(
            "на вопрос пришёл старый ответ, годный до {ru}",
            "the question got an old answer, good until {en}"
        ))
    }

    /// What it means that the certificate was revoked, as a source of the moment `made` says.
    pub fn revoked(
        &self,
        since: Timestamp,
        reason: Option<u8>,
        source: String,
        made: Timestamp,
    ) -> Finding {
        if since > soon_after(made) {
            let Text { ru, en } = moment(since);
            return Finding::Unusable(say!(
                "отзыв датирован временем после самих сведений: {ru}",
                "the revocation is dated after what tells of it: {en}"
            ));
        }
        Finding::Says(if since <= self.at {
            Status::Revoked { since, reason: reason_text(reason), source }
        } else {
            Status::RevokedLater { since, reason, source }
        })
    }
}

/// The latest that a clock may show when ours shows this; and how long an answer is good that does
/// not say it.
pub(crate) fn soon_after(time: Timestamp) -> Timestamp {
    time.saturating_add(SKEW).unwrap_or(Timestamp::MAX)
}

/// What the sources said so far: the worst that is known, else why they could not be used.
#[derive(Default)]
struct Heard {
    status: Option<Status>,
    unusable: Vec<Text>,
}

impl Heard {
    fn why(&self) -> Option<Text> {
        let joined = |language| {
            let texts: Vec<&str> =
                self.unusable.iter().map(|it| it.in_language(language)).collect();
            texts.join("; ")
        };
        let (ru, en) = (joined(Language::Russian), joined(Language::English));
        (!self.unusable.is_empty()).then_some(Text { ru, en })
    }

    fn add(&mut self, finding: Finding) {
        match finding {
            Finding::Silent => {}
            Finding::Unusable(why) => {
                if self.unusable.len() < REASONS_MAX && !self.unusable.contains(&why) {
                    self.unusable.push(why);
                }
            }
            Finding::Says(status) => {
                let worse = |known: &Status| weight(&status) > weight(known);
                if self.status.as_ref().is_none_or(worse) {
                    self.status = Some(status);
                }
            }
        }
    }
}

fn weight(status: &Status) -> u8 {
    match status {
        Status::NotNamed | Status::Unknown(_) => 0,
        Status::Good { .. } => 1,
        Status::RevokedLater { reason, .. } if is_harmless(*reason) => 2,
        Status::RevokedLater { .. } => 3,
        Status::Revoked { .. } => 4,
    }
}

/// Whether what a key signed before its revocation stays beyond doubt: not if the key may have
/// been in other hands, nor if nobody says why (RFC 3161, section 4).
pub(crate) fn is_harmless(reason: Option<u8>) -> bool {
    matches!(reason, Some(0 | 3 | 4 | 5))
}

/// A reason of revocation (RFC 5280, section 5.3.1) for people.
pub(crate) fn reason_text(code: Option<u8>) -> Text {
    match code {
        Some(1) => say!("ключ попал в чужие руки", "the key was compromised"),
        Some(2) => {
            say!("ключ удостоверяющего центра попал в чужие руки", "the authority was compromised")
        }
        Some(3) => say!("сведения о владельце изменились", "the owner's affiliation changed"),
        Some(4) => say!("сертификат заменён другим", "it was replaced by another certificate"),
        Some(5) => say!("сертификат больше не нужен", "it is no longer needed"),
        Some(6) => say!("действие приостановлено", "it is on hold"),
        Some(9) => say!("владелец лишён полномочий", "the privilege was withdrawn"),
        Some(10) => say!(
            "ключ центра полномочий попал в чужие руки",
            "the attribute authority was compromised"
        ),
        _ => say!("причина не названа", "no reason was given"),
    }
}
