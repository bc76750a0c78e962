//! Whether a certificate was revoked: from lists (CRL, RFC 5280, section 5) and answers (OCSP,
//! RFC 6960), given as files or fetched by the caller's transport.
//!
//! *Unknown* is said whenever it is unknown. Lists of changes only (delta) and lists of another
//! issuer (indirect) are not read; what they would answer is unknown.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

use crate::certificate::{Certificate, Malformed};
use crate::say;
use crate::transport::{Request, Transport};
use crate::verdict::{Text, moment};

pub use self::crl::RevocationList;
pub use self::ocsp::Answer;

pub(crate) mod crl;
pub(crate) mod ocsp;
#[cfg(test)]
mod tests;

/// How far ahead of ours the clock of an authority may be.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// How many bytes of a list are fetched.
const LIST_MAX: usize = 64 * 1024 * 1024;
/// How many bytes of an answer are fetched.
const ANSWER_MAX: usize = 64 * 1024;
/// How many addresses are asked for one certificate.
const URLS_MAX: usize = 4;

/// What is known of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was not revoked.
    Good {
        /// Who says so.
        source: String,
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

/// Lists and answers at hand, and the way to fetch others. What was fetched is kept as long as
/// this value lives.
pub struct Revocation<'a> {
    now: Timestamp,
    lists: Vec<RevocationList>,
    answers: Vec<Answer>,
    transport: Option<&'a Transport<'a>>,
    nonce: Option<[u8; 16]>,
    fetched: Mutex<BTreeMap<Vec<u8>, Result<Vec<u8>, String>>>,
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
            transport: None,
            nonce: None,
            fetched: Mutex::default(),
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
        self.answers.push(Answer::from_der(der)?);
        Ok(())
    }

    /// Lets it ask. `nonce` is sent with questions, so that an old answer is not taken for a new
    /// one: fresh random bytes.
    pub fn ask_by(&mut self, transport: &'a Transport<'a>, nonce: Option<[u8; 16]>) {
        self.transport = Some(transport);
        self.nonce = nonce;
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
        let asked = Asked { certificate, issuer, others, at, now: self.now };
        let mut heard = Heard::default();
        for answer in &self.answers {
            heard.add(answer.about(&asked, None));
        }
        for list in &self.lists {
            heard.add(list.about(&asked));
        }
        if heard.status.is_none() {
            self.ask(&asked, &mut heard);
        }
        if let Some(status) = heard.status {
            return status;
        }
        let extensions = certificate.extensions();
        let named = extensions.crl.named || extensions.ocsp.named;
        match heard.unusable {
            Some(why) => Status::Unknown(why),
            None if named && self.transport.is_none() => Status::Unknown(say!(
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

    /// Asks the addresses of the certificate until one says something: first for an answer, which
    /// is small and new, then for the list.
    fn ask(&self, asked: &Asked<'_>, heard: &mut Heard) {
        let extensions = asked.certificate.extensions();
        for url in extensions.ocsp.urls.iter().filter(|url| is_web(url)).take(URLS_MAX) {
            let Ok(question) = ocsp::question(asked, self.nonce.as_ref()) else { break };
            let body = Some((ocsp::QUESTION_TYPE, question));
            let request = Request { url: url.clone(), body, limit: ANSWER_MAX };
            heard.add_fetched(self.fetch(&request), |bytes| {
                let answer = Answer::from_der(bytes)?;
                Ok(vec![answer.about(asked, self.nonce.as_ref())])
            });
            if heard.status.is_some() {
                return;
            }
        }
        for url in extensions.crl.urls.iter().filter(|url| is_web(url)).take(URLS_MAX) {
            let request = Request { url: url.clone(), body: None, limit: LIST_MAX };
            heard.add_fetched(self.fetch(&request), |bytes| {
                let lists = RevocationList::read_all(bytes)?;
                Ok(lists.iter().map(|list| list.about(asked)).collect())
            });
            if heard.status.is_some() {
                return;
            }
        }
    }

    /// The answer of the transport, or what it was when the same was asked before; `None` if there
    /// is no transport.
    fn fetch(&self, request: &Request) -> Option<(String, Result<Vec<u8>, String>)> {
        let transport = self.transport?;
        let mut key = request.url.clone().into_bytes();
        key.push(0);
        key.extend(request.body.iter().flat_map(|(_, body)| body));
        let mut fetched = self.fetched.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let answer = fetched.entry(key).or_insert_with(|| {
            transport(request).and_then(|bytes| {
                let fits = bytes.len() <= request.limit;
                fits.then_some(bytes).ok_or_else(|| "the answer is too long".to_owned())
            })
        });
        Some((request.url.clone(), answer.clone()))
    }
}

/// Who is asked about, and when.
pub(crate) struct Asked<'a> {
    pub certificate: &'a Certificate,
    pub issuer: &'a Certificate,
    pub others: &'a [Certificate],
    pub at: Timestamp,
    pub now: Timestamp,
}

impl Asked<'_> {
    /// Whether a source speaks at a time that has not come.
    pub fn is_in_future(&self, time: Timestamp) -> bool {
        time > self.now.saturating_add(SKEW).unwrap_or(Timestamp::MAX)
    }

    /// What it means that a source, made at `made` and good until `until`, does not say that the
    /// certificate was revoked. `keeps` tells whether it keeps certificates that have expired.
    pub fn unrevoked(&self, made: Timestamp, until: Option<Timestamp>, keeps: bool) -> Finding {
        let is_later = made >= self.at;
        if !is_later && until.is_none_or(|until| until < self.at) {
            let Text { ru, en } = moment(until.unwrap_or(made));
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
        Finding::Says(Status::Good { source: String::new() })
    }

    /// What it means that the certificate was revoked.
    pub fn revoked(&self, since: Timestamp, reason: Option<u8>, source: String) -> Finding {
        Finding::Says(if since <= self.at {
            Status::Revoked { since, reason: reason_text(reason), source }
        } else {
            Status::RevokedLater { since, reason, source }
        })
    }
}

/// What the sources said so far: the worst that is known, else why something could not be used.
#[derive(Default)]
struct Heard {
    status: Option<Status>,
    unusable: Option<Text>,
}

impl Heard {
    fn add(&mut self, finding: Finding) {
        match finding {
            Finding::Silent => {}
            Finding::Unusable(why) => self.unusable = Some(why),
            Finding::Says(status) => {
                let worse = |known: &Status| weight(&status) > weight(known);
                if self.status.as_ref().is_none_or(worse) {
                    self.status = Some(status);
                }
            }
        }
    }

    fn add_fetched(
        &mut self,
        fetched: Option<(String, Result<Vec<u8>, String>)>,
        read: impl Fn(&[u8]) -> Result<Vec<Finding>, Malformed>,
    ) {
        let Some((url, answer)) = fetched else { return };
        let url = crate::certificate::visible(&url);
        match answer.and_then(|bytes| read(&bytes).map_err(|error| error.to_string())) {
            Ok(findings) => findings.into_iter().for_each(|finding| self.add(finding)),
            Err(why) => {
                let why = crate::certificate::visible(&why);
                self.unusable = Some(say!("{url} не отвечает: {why}", "{url}: {why}"));
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

fn is_web(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
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
