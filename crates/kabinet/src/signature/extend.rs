//! `kabinet signature extend`: what a seal is judged by is put beside it, for the time when nobody
//! can be asked any more (PAdES B-LT).

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use sign::pdf::{extend, verify};
use sign::revocation::Revocation;
use sign::say;
use sign::verdict::{Check, Language, Outcome, Text, Verdict};
use sign::verify::Conditions;

use super::online::Asking;
use super::output::Output;
use super::verify::Belief;
use super::{Answer, Refusal, exit_code, pdf, shown};

/// Add to a sealed and stamped PDF the certificates and the proofs that none was revoked.
#[derive(Args, Debug)]
pub struct Extend {
    /// The sealed PDF; each of its seals must hold now and have a time-stamp
    file: PathBuf,
    #[command(flatten)]
    belief: Belief,
    #[command(flatten)]
    asking: Asking,
    /// Where the extended file goes, in place of what is there
    #[arg(long)]
    out: PathBuf,
}

impl Extend {
    /// Extends a file, and checks that what came out holds by what is in it alone.
    ///
    /// # Errors
    ///
    /// Files that cannot be read or written, and seals that do not hold or have no stamp.
    pub fn run(&self, now: Timestamp, language: Language) -> Result<Answer, Refusal> {
        let wrong = |why: &Text| Refusal::wrong(&self.file, why);
        let bytes =
            pdf::read(&self.file)?.ok_or_else(|| wrong(&say!("это не PDF", "this is no PDF")))?;
        let trust = self.belief.trust()?;
        let transport = self.asking.transport()?;
        let mut conditions = self.belief.conditions(&trust, now)?;
        self.asking.allow(transport.as_deref(), conditions.revocation.as_mut())?;
        if conditions.at.is_some() || conditions.revocation.is_none() {
            return Err(Refusal::usage(say!(
                "дополняется то, что верно сейчас и чей отзыв проверен: без --at и --no-revocation",
                "what holds now and was asked about is extended: without --at and --no-revocation"
            )));
        }
        let unread = |error: &dyn std::fmt::Display| wrong(&say!("{error}", "{error}"));
        let verdict = verify(&bytes, &mut conditions).map_err(|error| unread(&error))?;
        self.must_hold(&verdict)?;
        let unstamped = |it: &sign::verdict::Signature| it.stamped_at.is_none();
        if verdict.signatures.iter().any(unstamped) {
            return Err(wrong(&say!(
                "у подписи нет штампа времени: без него подпись не переживёт своего сертификата",
                "a signature has no time-stamp: without it, it does not outlive its certificate"
            )));
        }
        let evidence = conditions.revocation.as_ref().map(Revocation::evidence).unwrap_or_default();
        let extended = extend(&bytes, &evidence).map_err(|error| wrong(&error.text()))?;
        let mut revocation = Revocation::new(now);
        revocation.believe_brought();
        let (others, revocation) = (Vec::new(), Some(revocation));
        let mut alone = Conditions { now, at: None, trust: &trust, others, revocation };
        let proof = verify(&extended, &mut alone).map_err(|error| unread(&error))?;
        self.must_hold(&proof)?;
        let mut output = Output::create(&self.out)?;
        let written = output.writer().write_all(&extended);
        written.map_err(|error| Refusal::unreadable(&self.out, &error))?;
        output.finish()?;
        let (certificates, lists, answers) =
            (evidence.certificates.len(), evidence.lists.len(), evidence.answers.len());
        let out = shown(&self.out);
        let said = say!(
            "{out}: сертификатов {certificates}, списков отзыва {lists}, ответов OCSP {answers}",
            "{out}: {certificates} certificates, {lists} lists, {answers} answers of OCSP"
        );
        Ok(Answer { code: 0, text: format!("{}\n", said.in_language(language)) })
    }

    fn must_hold(&self, verdict: &Verdict) -> Result<(), Refusal> {
        if verdict.outcome == Outcome::Holds {
            return Ok(());
        }
        let stamps = |it: &sign::verdict::Signature| {
            it.stamps.iter().flat_map(|stamp| stamp.checks.clone()).collect::<Vec<Check>>()
        };
        let own = verdict.signatures.iter().flat_map(|it| [it.checks.clone(), stamps(it)].concat());
        let mut checks = verdict.checks.iter().cloned().chain(own);
        let bad = checks.find(|check| check.outcome == verdict.outcome);
        let why = bad.and_then(|check| check.why).unwrap_or_default();
        let code = exit_code(verdict.outcome);
        Err(Refusal { code, ..Refusal::wrong(&self.file, &why) })
    }
}
