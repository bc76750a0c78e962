//! `kabinet signature trust`: anchors from the national list of accredited authorities.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use sign::say;
use sign::trust::{NationalList, Trust, Unreadable, bytes_of};
use sign::verdict::{Language, Outcome, Text};

use super::{Answer, Refusal, UNREADABLE, exit_code, shown};

/// What can be done with anchors.
#[derive(Debug, Subcommand)]
pub enum TrustCommand {
    /// Check the signature of the national list (TSL, XML) and write the certificates of the
    /// authorities that are accredited now into a folder, for `verify --trust`
    Import(ImportOptions),
}

/// An import.
#[derive(Args, Debug)]
pub struct ImportOptions {
    /// The list
    list: PathBuf,
    /// The certificate, or a folder of certificates, of whoever may sign the list; from a source
    /// of its own, never from the list
    #[arg(long)]
    signer: PathBuf,
    /// The folder to write to
    #[arg(long)]
    out: PathBuf,
}

impl TrustCommand {
    /// Carries it out and returns what to say. Nothing is written unless the signature holds.
    ///
    /// # Errors
    ///
    /// [`Refusal`] with the exit code.
    pub fn run(&self, now: Timestamp, language: Language) -> Result<Answer, Refusal> {
        let Self::Import(options) = self;
        let signers = Trust::from_path(&options.signer).map_err(unreadable)?;
        let bytes = bytes_of(&options.list).map_err(unreadable)?;
        let list = NationalList::read(&bytes, &signers, now)
            .map_err(|error| Refusal::wrong(&options.list, &say!("{error}", "{error}")))?;
        if list.outcome() != Outcome::Holds {
            let bad = list.checks.iter().filter(|check| check.outcome == list.outcome());
            let why = bad.filter_map(|check| check.why.clone()).next().unwrap_or_default();
            let refusal = Refusal::wrong(&options.list, &why);
            return Err(Refusal { code: exit_code(list.outcome()), ..refusal });
        }
        let anchors = list.anchors(now);
        anchors.write_to(&options.out)?;
        let said = summary(&list, &anchors, &shown(&options.out));
        Ok(Answer { code: 0, text: said.in_language(language).to_owned() })
    }
}

fn unreadable(error: Unreadable) -> Refusal {
    Refusal { code: UNREADABLE, why: say!("{error}", "{error}") }
}

fn summary(list: &NationalList, anchors: &Trust, folder: &str) -> Text {
    let (version, date) = (&list.version, &list.date);
    let active = list.authorities.iter().filter(|authority| authority.is_active()).count();
    let all = list.authorities.len();
    let count = anchors.anchors().len();
    let unread: usize = list.authorities.iter().map(|authority| authority.unreadable).sum();
    say!(
        "Подпись списка верна: версия {version} от {date}.\n\
         Аккредитованы сейчас: {active} из {all}.\n\
         Действующих сертификатов: {count}, они в {folder}.\n\
         Не удалось прочитать сертификатов: {unread}.\n",
        "The signature of the list holds: version {version} of {date}.\n\
         Accredited now: {active} of {all}. Valid certificates: {count}, they are in {folder}.\n\
         Certificates that could not be read: {unread}.\n"
    )
}
