//! `--power`: whether the signer may sign for somebody else (машиночитаемая доверенность, МЧД).

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use sign::ber;
use sign::cms::{Content, SignedData};
use sign::power::{self, Given, Power, Registry};
use sign::say;
use sign::trust::bytes_of;
use sign::verdict::{Check, Line, Outcome, Signature, Verdict, worst};
use sign::verify::Conditions;

use super::verify::{self, found_beside, judged_by};
use super::{Refusal, UNREADABLE, shown};

/// By what right the signer signed.
#[derive(Args, Debug)]
pub struct Acting {
    /// The machine-readable power of attorney (МЧД, XML) by which the signer signed
    #[arg(long, value_name = "FILE")]
    power: Option<PathBuf>,
    /// The principal's signature of the power; default: those beside it with its name and .sig,
    /// .p7s, .sgn, .sign
    #[arg(long, value_name = "FILE", requires = "power")]
    power_signature: Vec<PathBuf>,
    /// Do without the state of the power in the registry of ФНС, which is not asked here
    #[arg(long, requires = "power")]
    no_registry: bool,
}

/// What came out for a power of attorney.
#[derive(Serialize)]
pub struct Judged {
    file: String,
    #[serde(flatten)]
    verdict: power::Judged,
}

impl Judged {
    /// The worst of its checks.
    pub fn outcome(&self) -> Outcome {
        self.verdict.outcome
    }

    /// The file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// For people.
    pub fn lines(&self, details: bool) -> Vec<Line> {
        self.verdict.lines(details)
    }
}

impl Acting {
    /// Judges the power, if one was given, and compares it with the signers of the documents.
    ///
    /// # Errors
    ///
    /// Files that cannot be read.
    pub fn judge(
        &self,
        documents: &mut [verify::Judged],
        conditions: &mut Conditions<'_>,
    ) -> Result<Option<Judged>, Refusal> {
        let Some(path) = &self.power else { return Ok(None) };
        let bytes = bytes_of(path)
            .map_err(|error| Refusal { code: UNREADABLE, why: say!("{error}", "{error}") })?;
        let file = shown(path);
        let power = match Power::read(&bytes) {
            Ok(power) => power,
            Err(unread) => {
                let verdict = power::Judged::unread(&unread);
                return Ok(Some(Judged { file, verdict }));
            }
        };
        let signatures = self.own_signatures(path, &bytes, conditions)?;
        let verdicts = documents.iter().map(|document| document.verdict.clone()).collect();
        let compared = power::compare(&power, verdicts, conditions.at);
        for (document, verdict) in documents.iter_mut().zip(compared) {
            document.verdict = verdict;
        }
        let registry = if self.no_registry { Registry::Waived } else { Registry::Wanted };
        let verdicts: Vec<&Verdict> = documents.iter().map(|document| &document.verdict).collect();
        let verdict = power::judge(Given { power: &power, signatures, registry }, &verdicts);
        Ok(Some(Judged { file, verdict }))
    }

    /// The signatures of the power, judged over the very bytes that were read: those that were
    /// named, or lie beside it, and the one inside.
    fn own_signatures(
        &self,
        path: &Path,
        bytes: &[u8],
        conditions: &mut Conditions<'_>,
    ) -> Result<Vec<Signature>, Refusal> {
        let beside = match self.power_signature.as_slice() {
            [] => found_beside(path),
            named => named.to_vec(),
        };
        let mut found = Vec::new();
        for path in &beside {
            let (mut file, _) = verify::open(path)?;
            let data = match SignedData::read(&mut file, &mut |_| {}) {
                Err(ber::Error::Io(error)) => return Err(Refusal::unreadable(path, &error)),
                other => other,
            };
            let digests = data.iter().flat_map(SignedData::known_digests).collect::<Vec<_>>();
            let content = Content::read(&mut &bytes[..], &digests, &mut |_| {})
                .map_err(|error| Refusal::unreadable(path, &error))?;
            found.extend(signatures(judged_by(data, &content, conditions)));
        }
        found.extend(power::signature_inside(bytes, conditions));
        Ok(found)
    }
}

/// All that was found of a message. What is wrong with it as a whole is wrong with a signature.
fn signatures(verdict: Verdict) -> Vec<Signature> {
    let Verdict { checks, mut signatures, .. } = verdict;
    if !checks.is_empty() {
        signatures.push(of_nobody(checks));
    }
    signatures
}

fn of_nobody(checks: Vec<Check>) -> Signature {
    Signature {
        outcome: worst(&checks),
        format: "CMS",
        signer: None,
        signed_at: None,
        stamped_at: None,
        checks,
        stamps: Vec::new(),
    }
}
