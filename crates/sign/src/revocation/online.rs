//! Asking the addresses that certificates name, within bounds, and keeping the answers.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::cache::{Cache, Place};
use super::{Answer, Asked, Finding, Heard, Revocation, RevocationList, ocsp, soon_after};
use crate::certificate::{Certificate, read_all, visible};
use crate::malformed::Malformed;
use crate::say;
use crate::transport::{Failure, Request, Transport};
use crate::verdict::Text;

/// How many bytes of a list are fetched.
pub(super) const LIST_MAX: usize = 64 * 1024 * 1024;
/// How many bytes of an answer are fetched.
const ANSWER_MAX: usize = 64 * 1024;
/// How many bytes of certificates are fetched.
const CERTIFICATES_MAX: usize = 1024 * 1024;
/// How many addresses are asked for one certificate.
const URLS_MAX: usize = 4;
/// How many questions go out in the life of one value: a message may bring many certificates.
const QUESTIONS_MAX: usize = 64;

/// The way to ask. What was answered is kept as long as this value lives, and longer in a cache.
pub struct Online<'a> {
    transport: &'a Transport<'a>,
    nonce: Option<[u8; 16]>,
    cache: Option<Cache>,
    fetched: Mutex<BTreeMap<Vec<u8>, Result<Vec<u8>, Failure>>>,
}

impl<'a> Online<'a> {
    /// Over this transport.
    pub fn by(transport: &'a Transport<'a>) -> Self {
        Self { transport, nonce: None, cache: None, fetched: Mutex::default() }
    }

    /// Sends a nonce with questions, so that an old answer is not taken for a new one: fresh
    /// random bytes.
    #[must_use]
    pub fn with_nonce(mut self, nonce: [u8; 16]) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// Keeps answers in a folder, and takes those that are there and still valid.
    #[must_use]
    pub fn kept_in(mut self, cache: Cache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// The answer, or what it was when the same was asked before.
    fn fetch(&self, request: &Request) -> Result<Vec<u8>, Failure> {
        let mut key = request.url.clone().into_bytes();
        key.push(0);
        key.extend(request.body.iter().flat_map(|(_, body)| body));
        let mut fetched = self.lock();
        if let Some(known) = fetched.get(&key) {
            return known.clone();
        }
        let answer = match fetched.len() {
            QUESTIONS_MAX.. => Err(Failure::Exhausted),
            _ => (self.transport)(request).and_then(|bytes| {
                let fits = bytes.len() <= request.limit;
                fits.then_some(bytes).ok_or(Failure::TooLong(request.limit))
            }),
        };
        if answer != Err(Failure::Exhausted) {
            fetched.insert(key, answer.clone());
        }
        answer
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Vec<u8>, Result<Vec<u8>, Failure>>> {
        self.fetched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self, place: &Place<'_>, limit: usize, now: Timestamp) -> Option<Vec<u8>> {
        self.cache.as_ref()?.get(place, limit, now)
    }

    fn keep(&self, place: &Place<'_>, bytes: &[u8], now: Timestamp) {
        if let Some(cache) = &self.cache {
            cache.put(place, bytes, now);
        }
    }
}

impl Revocation<'_> {
    /// Asks the addresses of the certificate until one says something: first for an answer, which
    /// is small and new, then for the list.
    pub(super) fn ask(&self, asked: &Asked<'_>, heard: &mut Heard) {
        let Some(online) = &self.online else { return };
        let extensions = asked.certificate.extensions();
        for url in extensions.ocsp.urls.iter().filter(|url| is_web(url)).take(URLS_MAX) {
            self.ask_answerer(online, url, asked, heard);
            if heard.status.is_some() {
                return;
            }
        }
        for url in extensions.crl.urls.iter().filter(|url| is_web(url)).take(URLS_MAX) {
            self.ask_list(online, url, asked, heard);
            if heard.status.is_some() {
                return;
            }
        }
    }

    fn ask_answerer(&self, online: &Online<'_>, url: &str, asked: &Asked<'_>, heard: &mut Heard) {
        let Ok(plain) = ocsp::question(asked, None) else { return };
        let place = Place { kind: "ocsp", url, question: &plain };
        if let Some(bytes) = online.kept(&place, ANSWER_MAX, asked.now)
            && let Ok(answer) = Answer::from_der(&bytes)
            && answer.until(asked).is_some_and(|until| until >= asked.now)
            && let said @ Finding::Says(_) = self.vouched(&answer, asked, None)
        {
            return heard.add(said);
        }
        let Ok(question) = ocsp::question(asked, online.nonce.as_ref()) else { return };
        let body = Some((ocsp::QUESTION_TYPE, question));
        let request = Request { url: url.to_owned(), body, limit: ANSWER_MAX };
        let bytes = match online.fetch(&request) {
            Ok(bytes) => bytes,
            Err(failure) => return heard.add(silent(url, &failure)),
        };
        let answer = match Answer::from_der(&bytes) {
            Ok(answer) => answer,
            Err(error) => return heard.add(gibberish(url, &error)),
        };
        let finding = self.vouched(&answer, asked, online.nonce.as_ref());
        let finding = asked.of_today(finding, answer.good_until(asked));
        if matches!(finding, Finding::Says(_)) && answer.until(asked).is_some() {
            online.keep(&place, &bytes, asked.now);
        }
        heard.add(finding.or_about_others(url));
    }

    fn ask_list(&self, online: &Online<'_>, url: &str, asked: &Asked<'_>, heard: &mut Heard) {
        let place = Place { kind: "crl", url, question: &[] };
        let is_current =
            |list: &RevocationList| list.next_update().is_some_and(|next| next >= asked.now);
        if let Some(bytes) = online.kept(&place, LIST_MAX, asked.now)
            && let Ok(lists) = RevocationList::read_all(&bytes)
            && lists.iter().all(is_current)
        {
            let mut kept = Heard::default();
            lists.iter().for_each(|list| kept.add(self.listed(list, asked)));
            if let Some(status) = kept.status {
                return heard.add(Finding::Says(status));
            }
        }
        let request = Request { url: url.to_owned(), body: None, limit: LIST_MAX };
        let bytes = match online.fetch(&request) {
            Ok(bytes) => bytes,
            Err(failure) => return heard.add(silent(url, &failure)),
        };
        let lists = match RevocationList::read_all(&bytes) {
            Ok(lists) => lists,
            Err(error) => return heard.add(gibberish(url, &error)),
        };
        let mut says = false;
        for list in &lists {
            let until = list.next_update().unwrap_or_else(|| soon_after(list.this_update()));
            let finding = asked.of_today(self.listed(list, asked), until).or_about_others(url);
            says |= matches!(finding, Finding::Says(_));
            heard.add(finding);
        }
        if says && lists.iter().all(is_current) {
            online.keep(&place, &bytes, asked.now);
        }
    }

    /// Certificates that may have issued this one, from the addresses that it names (caIssuers,
    /// RFC 5280, section 4.2.2.1), and why there are none. Only those are returned whose key made
    /// its signature: whoever runs the address gains nothing by others.
    pub(crate) fn issuers_of(&self, certificate: &Certificate) -> (Vec<Certificate>, Option<Text>) {
        let (mut found, mut why) = (Vec::new(), None);
        let Some(online) = &self.online else { return (found, why) };
        let urls = certificate.extensions().issuers.iter().filter(|url| is_web(url));
        for url in urls.take(URLS_MAX) {
            match self.issuers_at(online, url, certificate) {
                Ok(issuers) => found = issuers,
                Err(text) => why = Some(text),
            }
            if !found.is_empty() {
                return (found, None);
            }
        }
        (found, why)
    }

    /// Kept is only what was of use, and what is kept and of no use is asked for again.
    fn issuers_at(
        &self,
        online: &Online<'_>,
        url: &str,
        certificate: &Certificate,
    ) -> Result<Vec<Certificate>, Text> {
        let issuers = |certificates: Vec<Certificate>| -> Vec<Certificate> {
            let is_issuer = |it: &Certificate| self.effort.is_issued(certificate, it);
            certificates.into_iter().filter(is_issuer).collect()
        };
        let place = Place { kind: "issuer", url, question: &[] };
        if let Some(bytes) = online.kept(&place, CERTIFICATES_MAX, self.now)
            && let Ok(certificates) = read_all(&bytes)
            && let found = issuers(certificates)
            && !found.is_empty()
        {
            return Ok(found);
        }
        let request = Request { url: url.to_owned(), body: None, limit: CERTIFICATES_MAX };
        let bytes = online.fetch(&request).map_err(|failure| silent_text(url, &failure))?;
        let certificates = read_all(&bytes).map_err(|error| gibberish_text(url, &error))?;
        let found = issuers(certificates);
        if !found.is_empty() {
            online.keep(&place, &bytes, self.now);
        }
        Ok(found)
    }
}

impl Finding {
    /// What was fetched for a certificate and does not speak of it is of no use, and that is said.
    fn or_about_others(self, url: &str) -> Self {
        let url = visible(url);
        match self {
            Self::Silent => Self::Unusable(say!(
                "{url}: ответ о других сертификатах",
                "{url}: the answer is about other certificates"
            )),
            said => said,
        }
    }
}

fn silent(url: &str, failure: &Failure) -> Finding {
    Finding::Unusable(silent_text(url, failure))
}

fn silent_text(url: &str, failure: &Failure) -> Text {
    let (url, Text { ru, en }) = (visible(url), failure.text());
    say!("{url}: {ru}", "{url}: {en}")
}

fn gibberish(url: &str, error: &Malformed) -> Finding {
    Finding::Unusable(gibberish_text(url, error))
}

fn gibberish_text(url: &str, error: &Malformed) -> Text {
    let (url, error) = (visible(url), visible(&error.to_string()));
    say!("{url}: ответ не разобран ({error})", "{url}: the answer is not understood ({error})")
}

fn is_web(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}
