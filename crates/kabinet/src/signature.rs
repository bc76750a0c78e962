//! `kabinet signature`: electronic signatures, without a server and without an installation.
//!
//! Exit codes: 0 it holds; 1 it does not, or the file is no signature; 2 nothing says no, but
//! something needed for yes is missing; 64 the command is not understood; 66 a file cannot be
//! read or written.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use sign::certificate::visible;
use sign::say;
use sign::verdict::{Language, Outcome, Text};

pub mod ca;
pub mod extend;
pub mod inspect;
mod online;
mod output;
mod pdf;
pub mod power;
mod private_key;
mod progress;
pub mod sign_file;
mod stamping;
pub mod trust;
pub mod verify;

/// What was wrong with a command.
pub const USAGE: u8 = 64;
/// A file cannot be read or written.
pub const UNREADABLE: u8 = 66;

/// The options of all commands.
#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    command: SignatureCommand,
    /// The language of answers; default: English if the environment says so, else Russian
    #[arg(long, global = true, value_enum)]
    language: Option<Tongue>,
}

/// What can be done.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "one is read in the life of a program")]
pub enum SignatureCommand {
    /// Say who signed, when, and whether it holds
    Verify(Box<verify::Verify>),
    /// Sign a file
    Sign(Box<sign_file::Sign>),
    /// Add to a sealed PDF what its seals are judged by, for the time when nobody can be asked
    Extend(Box<extend::Extend>),
    /// Show what is in a signature or a certificate, without judging it
    Inspect(inspect::Inspect),
    /// An authority of one's own: issue certificates and revoke them
    #[command(subcommand)]
    Ca(ca::CaCommand),
    /// Whom to trust: certificates of accredited authorities
    #[command(subcommand)]
    Trust(trust::TrustCommand),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Tongue {
    Ru,
    En,
}

/// Why a command did nothing: the exit code, and words for people.
#[derive(Debug)]
pub struct Refusal {
    /// 1, [`USAGE`] or [`UNREADABLE`].
    pub code: u8,
    /// What went wrong.
    pub why: Text,
}

impl Refusal {
    /// The command cannot be carried out as it is.
    pub fn usage(why: Text) -> Self {
        Self { code: USAGE, why }
    }

    /// A file cannot be read or written.
    pub fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Self {
        let path = shown(path);
        Self { code: UNREADABLE, why: say!("{path}: {error}", "{path}: {error}") }
    }

    /// A file is not what it should be.
    pub fn wrong(path: &Path, why: &Text) -> Self {
        let (path, Text { ru, en }) = (shown(path), why);
        Self { code: 1, why: say!("{path}: {ru}", "{path}: {en}") }
    }
}

/// A path without what would move the cursor of a terminal.
pub fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    path.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// What came out: the exit code and what goes to standard output.
pub struct Answer {
    /// The exit code.
    pub code: u8,
    /// Complete lines.
    pub text: String,
}

/// The exit code of an outcome.
pub fn exit_code(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Holds => 0,
        Outcome::Fails => 1,
        Outcome::Unknown => 2,
    }
}

/// Carries out a command, prints what came out, and returns the exit code.
pub fn run(options: &Options, now: Timestamp) -> u8 {
    let language = language(options.language);
    let answer = match &options.command {
        SignatureCommand::Verify(it) => it.run(now, language),
        SignatureCommand::Sign(it) => it.run(now, language),
        SignatureCommand::Extend(it) => it.run(now, language),
        SignatureCommand::Inspect(it) => it.run(),
        SignatureCommand::Ca(it) => it.run(now, language),
        SignatureCommand::Trust(it) => it.run(now, language),
    };
    match answer {
        Ok(answer) => match io::stdout().write_all(answer.text.as_bytes()) {
            Ok(()) => answer.code,
            // Whoever closed the pipe wants no more; the exit code still says what came out.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => answer.code,
            Err(_) => UNREADABLE,
        },
        Err(refusal) => {
            // Files and servers bring words of their own into it.
            let why = visible(refusal.why.in_language(language));
            let _ = writeln!(io::stderr(), "kabinet: {why}");
            refusal.code
        }
    }
}

fn language(asked: Option<Tongue>) -> Language {
    match asked {
        Some(Tongue::Ru) => Language::Russian,
        Some(Tongue::En) => Language::English,
        None => {
            let set = |name: &&str| std::env::var(name).is_ok_and(|value| !value.is_empty());
            let name = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find(set);
            let value = name.and_then(|name| std::env::var(name).ok()).unwrap_or_default();
            if value.starts_with("en") { Language::English } else { Language::Russian }
        }
    }
}

/// Whether answers are coloured.
fn is_coloured() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
