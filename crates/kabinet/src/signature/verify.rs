//! `kabinet signature verify`.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use sign::ber;
use sign::cms::{Content, SignedData};
use sign::revocation::Revocation;
use sign::say;
use sign::trust::{Trust, certificates_of};
use sign::verdict::{Language, Line, Outcome, Report, Text, Verdict};
use sign::verify::{Conditions, message};

use super::online::Asking;
use super::power::{self, Acting};
use super::progress::Progress;
use super::{Answer, Refusal, exit_code, is_coloured, pdf, shown};

/// Ends of names of signatures beside a document.
const BESIDE: [&str; 5] = ["sig", "p7s", "sgn", "sign", "p7m"];
/// Bytes of a signature without the document in it, or of a list of revoked certificates.
const SMALL: u64 = 64 * 1024 * 1024;

/// Who signed, when, and whether it holds.
#[derive(Args, Debug)]
pub struct Verify {
    /// The signed document, a PDF with seals in it, or a signature with the document inside
    file: PathBuf,
    /// Signatures beside the document; default: those with its name and .sig, .p7s, .sgn, .sign
    signatures: Vec<PathBuf>,
    #[command(flatten)]
    belief: Belief,
    #[command(flatten)]
    asking: Asking,
    #[command(flatten)]
    acting: Acting,
    /// Answer for programs
    #[arg(long)]
    json: bool,
    /// Say every check
    #[arg(long)]
    details: bool,
}

/// Whom to believe.
#[derive(Args, Debug)]
pub struct Belief {
    /// A certificate, or a folder of certificates, to believe without asking anybody
    #[arg(long, value_name = "CERT-OR-FOLDER")]
    trust: Vec<PathBuf>,
    /// Certificates that are known and not trusted: of the signer, of authorities between
    #[arg(long)]
    cert: Vec<PathBuf>,
    /// A list of revoked certificates
    #[arg(long)]
    crl: Vec<PathBuf>,
    /// An answer of OCSP
    #[arg(long)]
    ocsp: Vec<PathBuf>,
    /// Believe what comes with the signature itself about revocation, if nobody else says anything
    #[arg(long)]
    embedded: bool,
    /// Do not ask whether certificates were revoked
    #[arg(long)]
    no_revocation: bool,
    /// Judge as of this moment: 2026-11-22 (its beginning in UTC) or 2026-11-22T10:41:00+03:00
    #[arg(long)]
    at: Option<String>,
}

/// What came out for one file with signatures.
#[derive(Serialize)]
pub struct Judged {
    file: String,
    /// Of all signatures in it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// The answer for programs.
#[derive(Serialize)]
struct ForPrograms<'a> {
    outcome: Outcome,
    exit_code: u8,
    document: String,
    results: &'a [Judged],
    #[serde(skip_serializing_if = "Option::is_none")]
    power: Option<&'a power::Judged>,
}

impl Verify {
    /// Judges all signatures.
    ///
    /// # Errors
    ///
    /// Files that cannot be read and options that mean nothing.
    pub fn run(&self, now: Timestamp, language: Language) -> Result<Answer, Refusal> {
        let trust = self.belief.trust()?;
        let transport = self.asking.transport()?;
        let mut conditions = self.belief.conditions(&trust, now)?;
        self.asking.allow(transport.as_deref(), conditions.revocation.as_mut())?;
        let (document, mut judged) = self.judged(&mut conditions)?;
        let power = self.acting.judge(&mut judged, &mut conditions)?;
        let outcomes = judged.iter().map(|judged| judged.verdict.outcome);
        let outcome = outcomes
            .chain(power.as_ref().map(power::Judged::outcome))
            .max()
            .unwrap_or(Outcome::Unknown);
        let code = exit_code(outcome);
        let text = if self.json {
            let document = shown(&document);
            let (results, power) = (&judged[..], power.as_ref());
            let whole = ForPrograms { outcome, exit_code: code, document, results, power };
            // Strings, numbers and lists: nothing of it fails to be written.
            serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
        } else {
            self.words(&document, &judged, language) + &self.of_power(power.as_ref(), language)
        };
        Ok(Answer { code, text })
    }

    /// The document, and what came out for each file with signatures.
    fn judged(&self, conditions: &mut Conditions<'_>) -> Result<(PathBuf, Vec<Judged>), Refusal> {
        if !self.signatures.is_empty() {
            let judged = beside(&self.file, &self.signatures, conditions)?;
            return Ok((self.file.clone(), judged));
        }
        if let Some(bytes) = pdf::read(&self.file)? {
            return self.of_pdf(&bytes, conditions);
        }
        let (mut file, length) = open(&self.file)?;
        let mut progress = Progress::new(length);
        let read = SignedData::read(&mut file, &mut |bytes| progress.at(bytes));
        drop(progress);
        let data = match read {
            Ok(data) => data,
            Err(ber::Error::Io(error)) if is_of_the_system(&error) => {
                return Err(Refusal::unreadable(&self.file, &error));
            }
            Err(error) => return self.not_a_message(&error, conditions),
        };
        if data.content.is_none()
            && let Some(document) = document_of(&self.file)
        {
            let signatures = [self.file.clone()];
            return Ok((document.clone(), beside(&document, &signatures, conditions)?));
        }
        let verdict = message(&data, None, conditions);
        let judged = Judged { file: shown(&self.file), verdict };
        Ok((self.file.clone(), vec![judged]))
    }

    /// A PDF: the seals in it, and the signatures that lie beside it.
    fn of_pdf(
        &self,
        bytes: &[u8],
        conditions: &mut Conditions<'_>,
    ) -> Result<(PathBuf, Vec<Judged>), Refusal> {
        let found = found_beside(&self.file);
        let verdict = pdf::judged(bytes, !found.is_empty(), conditions);
        let verdict = verdict.map(|verdict| Judged { file: shown(&self.file), verdict });
        let mut judged = Vec::from_iter(verdict);
        if !found.is_empty() {
            judged.extend(beside(&self.file, &found, conditions)?);
        }
        Ok((self.file.clone(), judged))
    }

    /// A document: the signatures are those that lie beside it.
    fn not_a_message(
        &self,
        error: &ber::Error,
        conditions: &mut Conditions<'_>,
    ) -> Result<(PathBuf, Vec<Judged>), Refusal> {
        let found = found_beside(&self.file);
        if !found.is_empty() {
            return Ok((self.file.clone(), beside(&self.file, &found, conditions)?));
        }
        let Text { ru, en } = error.text();
        let why = say!(
            "это не подпись ({ru}), и рядом нет файла подписи",
            "this is no signature ({en}), and there is none beside it"
        );
        let verdict = Verdict::malformed(conditions.moment(), why);
        Ok((self.file.clone(), vec![Judged { file: shown(&self.file), verdict }]))
    }

    fn words(&self, document: &Path, judged: &[Judged], language: Language) -> String {
        let mut text = String::new();
        for one in judged {
            if !text.is_empty() {
                text.push('\n');
            }
            // What was taken without being named is said.
            if judged.len() > 1 || (self.signatures.is_empty() && one.file != shown(&self.file)) {
                text.push_str(&format!("{}\n", one.file));
            } else if document != self.file {
                text.push_str(&format!("{}\n", shown(document)));
            }
            for line in Report::new(&one.verdict, self.details).lines {
                text.push_str(&coloured(&line, language));
                text.push('\n');
            }
        }
        text
    }

    fn of_power(&self, power: Option<&power::Judged>, language: Language) -> String {
        let Some(power) = power else { return String::new() };
        let mut text = format!("\n{}\n", power.file());
        for line in power.lines(self.details) {
            text.push_str(&coloured(&line, language));
            text.push('\n');
        }
        text
    }
}

impl Belief {
    /// The anchors.
    ///
    /// # Errors
    ///
    /// Files that cannot be read.
    pub fn trust(&self) -> Result<Trust, Refusal> {
        let mut trust = Trust::default();
        for path in &self.trust {
            let some = Trust::from_path(path).map_err(unreadable)?;
            for anchor in some.anchors() {
                trust.add(anchor.clone());
            }
        }
        Ok(trust)
    }

    /// All that signatures are judged by.
    ///
    /// # Errors
    ///
    /// Files that cannot be read, and a moment that is none.
    pub fn conditions<'a>(
        &self,
        trust: &'a Trust,
        now: Timestamp,
    ) -> Result<Conditions<'a>, Refusal> {
        let mut others = Vec::new();
        for path in &self.cert {
            others.extend(certificates_of(path).map_err(unreadable)?);
        }
        let mut revocation = Revocation::new(now);
        let wrong = |path: &Path, error: &dyn std::fmt::Display| {
            Refusal::wrong(path, &say!("{error}", "{error}"))
        };
        for path in &self.crl {
            let bytes = small(path)?;
            revocation.add_lists(&bytes).map_err(|error| wrong(path, &error))?;
        }
        for path in &self.ocsp {
            let bytes = small(path)?;
            revocation.add_answer(&bytes).map_err(|error| wrong(path, &error))?;
        }
        if self.embedded {
            revocation.believe_brought();
        }
        let at = self.at.as_deref().map(moment).transpose()?;
        let revocation = (!self.no_revocation).then_some(revocation);
        Ok(Conditions { now, at, trust, others, revocation })
    }
}

/// Whether reading failed, and not the sense of what was read: text may look like Base64.
fn is_of_the_system(error: &io::Error) -> bool {
    error.kind() != io::ErrorKind::InvalidData
}

fn unreadable(error: sign::trust::Unreadable) -> Refusal {
    Refusal { code: super::UNREADABLE, why: say!("{error}", "{error}") }
}

/// Judges signatures beside a document, which is read once for all of them.
fn beside(
    document: &Path,
    signatures: &[PathBuf],
    conditions: &mut Conditions<'_>,
) -> Result<Vec<Judged>, Refusal> {
    let mut read = Vec::new();
    let mut digests = Vec::new();
    for path in signatures {
        let (mut file, _) = open(path)?;
        let data = match SignedData::read(&mut file, &mut |_| {}) {
            Err(ber::Error::Io(error)) if is_of_the_system(&error) => {
                return Err(Refusal::unreadable(path, &error));
            }
            other => other,
        };
        digests.extend(data.iter().flat_map(SignedData::known_digests));
        read.push((path, data));
    }
    let (mut file, length) = open(document)?;
    let mut progress = Progress::new(length);
    let content = Content::read(&mut file, &digests, &mut |bytes| progress.at(bytes))
        .map_err(|error| Refusal::unreadable(document, &error))?;
    drop(progress);
    let judged = read.into_iter().map(|(path, data)| Judged {
        file: shown(path),
        verdict: judged_by(data, &content, conditions),
    });
    Ok(judged.collect())
}

/// Judges a message by the document beside it.
pub(super) fn judged_by(
    data: Result<SignedData, ber::Error>,
    document: &Content,
    conditions: &mut Conditions<'_>,
) -> Verdict {
    let mut data = match data {
        Ok(data) => data,
        Err(error) => {
            let Text { ru, en } = error.text();
            let why = say!("это не подпись: {ru}", "this is no signature: {en}");
            return Verdict::malformed(conditions.moment(), why);
        }
    };
    let another = different(&mut data, document);
    let verdict = message(&data, Some(document), conditions);
    match another {
        Some(check) => Verdict::new(verdict.at, vec![check], verdict.signatures),
        None => verdict,
    }
}

/// Signatures that lie beside a file, by their names.
pub(super) fn found_beside(file: &Path) -> Vec<PathBuf> {
    let named = BESIDE.iter().map(|ending| with_ending(file, ending));
    named.filter(|path| path.is_file()).collect()
}

/// A signature that brings a content of its own, and is named beside a document: it is judged by
/// the document, and it is said if the two differ.
fn different(data: &mut SignedData, document: &Content) -> Option<sign::verdict::Check> {
    let inside = data.content.take()?;
    let same = inside.length == document.length
        && inside.hashes.iter().all(|(digest, hash)| {
            document.hash(*digest).is_none_or(|other| other == hash.as_slice())
        });
    if same {
        return None;
    }
    let why = say!(
        "внутри подписи лежит другой документ",
        "another document lies inside of the signature"
    );
    Some(sign::verdict::Check::fails("content.same", why))
}

pub(super) fn open(path: &Path) -> Result<(File, u64), Refusal> {
    let refused = |error: io::Error| Refusal::unreadable(path, &error);
    let file = File::open(path).map_err(refused)?;
    let about = file.metadata().map_err(refused)?;
    if about.is_dir() {
        return Err(refused(io::ErrorKind::IsADirectory.into()));
    }
    Ok((file, about.len()))
}

fn small(path: &Path) -> Result<Vec<u8>, Refusal> {
    let (file, _) = open(path)?;
    let mut bytes = Vec::new();
    let read = file.take(SMALL + 1).read_to_end(&mut bytes);
    read.map_err(|error| Refusal::unreadable(path, &error))?;
    if bytes.len() as u64 > SMALL {
        return Err(Refusal::unreadable(path, &io::Error::from(io::ErrorKind::FileTooLarge)));
    }
    Ok(bytes)
}

/// The document whose name the signature's is, without its ending.
fn document_of(signature: &Path) -> Option<PathBuf> {
    let ending = signature.extension()?.to_str()?.to_lowercase();
    let document = signature.with_extension("");
    let known =
        BESIDE.contains(&ending.as_str()) && fs::metadata(&document).is_ok_and(|it| it.is_file());
    known.then_some(document)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// A moment, or the beginning of a day in UTC.
fn moment(text: &str) -> Result<Timestamp, Refusal> {
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
    text.parse::<Timestamp>().ok().or_else(day).ok_or_else(|| {
        let text = text.escape_default();
        Refusal::usage(say!("--at {text}: это не дата", "--at {text}: not a date"))
    })
}

fn coloured(line: &Line, language: Language) -> String {
    let text = line.in_language(language);
    if !is_coloured() {
        return text;
    }
    match line.outcome {
        Some(Outcome::Holds) => format!("\x1b[32m{text}\x1b[0m"),
        Some(Outcome::Unknown) => format!("\x1b[33m{text}\x1b[0m"),
        Some(Outcome::Fails) => format!("\x1b[31m{text}\x1b[0m"),
        None => text,
    }
}
