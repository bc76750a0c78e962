//! What an operator does from the command line, on the spot or through a running server.

mod client;
mod keys;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use store::Db;
use web::Sites;

/// One command.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "one is read in the life of a program")]
pub enum Command {
    /// Services that people enter through the provider.
    Client(ClientCommand),
    /// People who work at the desk.
    Staff(StaffCommand),
    /// The provider's signing keys.
    Keys(KeysCommand),
    /// The journal.
    Audit(AuditCommand),
    /// Write a backup into a new folder.
    Backup {
        /// The folder to make.
        to: PathBuf,
    },
}

/// Clients.
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "one is read in the life of a program")]
pub enum ClientCommand {
    /// Register a service; its secret is shown once
    Add {
        /// client_id: a-z, 0-9, '-', '_', '.'
        #[arg(long)]
        id: String,
        /// What people call it
        #[arg(long)]
        name: String,
        /// Its English name, if it has one
        #[arg(long)]
        name_en: Option<String>,
        /// What it does with the data, in words that follow «чтобы»
        #[arg(long)]
        purpose: String,
        /// Addresses for codes, compared byte by byte
        #[arg(long, required = true)]
        redirect_uri: Vec<String>,
        /// Addresses for people who have signed out
        #[arg(long)]
        post_logout_uri: Vec<String>,
        /// Where logout tokens go
        #[arg(long)]
        backchannel_logout_uri: Option<String>,
        /// The scopes it may ask for
        #[arg(long, default_value = "openid profile")]
        scopes: String,
        /// A register (fns, sfr, egrn, business, tfoms, education) or a service for which it may
        /// exchange tokens, by name or as urn:kabinet:…; may be repeated
        #[arg(long)]
        audience: Vec<String>,
        /// The level an account needs: simple, standard, confirmed
        #[arg(long, default_value = "simple")]
        level: String,
        /// Where «Перейти» leads; with it the service stands in «Электронные сервисы»
        #[arg(long)]
        entry: Option<String>,
        /// One sentence on what it is for, shown there
        #[arg(long, requires = "entry")]
        about: Option<String>,
        /// The same in English
        #[arg(long, requires = "about")]
        about_en: Option<String>,
        /// A word by which people find it there; may be repeated
        #[arg(long, requires = "entry")]
        keyword: Vec<String>,
        /// Where its terms can be read
        #[arg(long)]
        terms: Option<String>,
    },
    /// All services
    List,
    /// Close a service: everything issued to it stops working
    Disable {
        /// client_id
        id: String,
    },
    /// Open it again
    Enable {
        /// client_id
        id: String,
    },
}

/// Staff.
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum StaffCommand {
    /// Invite somebody; the one-use link is shown once
    Add {
        /// Surname, given name, additional name
        #[arg(long)]
        name: String,
        /// operator, examiner, auditor, administrator
        #[arg(long, required = true, value_delimiter = ',')]
        role: Vec<String>,
    },
}

/// Keys.
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum KeysCommand {
    /// All keys: what each is for, since when, until when
    List,
    /// Sign with a new key; tokens of the old one stay valid until they end
    Rotate {
        /// The private key may be known to others: the old keys leave at once, and everything
        /// they signed is refused. Without --yes it only says what will happen
        #[arg(long)]
        emergency: bool,
        /// Do it
        #[arg(long, requires = "emergency")]
        yes: bool,
    },
}

/// The journal.
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum AuditCommand {
    /// Verify every entry against the signed heads
    Verify {
        /// Print JSON: entries, head, findings
        #[arg(long)]
        json: bool,
    },
    /// Read every stored file and compare it with what is known of it
    Files {
        /// Print JSON: files, findings
        #[arg(long)]
        json: bool,
    },
}

/// What a command answers: text for standard output and the exit code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// What to print.
    pub text: String,
    /// 0 when it went well.
    pub code: u8,
}

impl Reply {
    fn done(text: impl Into<String>) -> Reply {
        Reply { text: text.into(), code: 0 }
    }

    /// It did not go well.
    pub fn failed(text: impl Into<String>) -> Reply {
        Reply { text: text.into(), code: 1 }
    }
}

/// An open installation.
#[derive(Clone)]
pub struct Installation {
    /// Its database.
    pub db: Db,
    /// Its journal's heads.
    pub heads: PathBuf,
    /// Its stored files.
    pub files: store::file::Files,
    /// Its sites.
    pub sites: Sites,
}

impl Command {
    /// Carries it out.
    pub async fn carry_out(self, home: &Installation) -> Reply {
        match self {
            Command::Client(command) => client::carry_out(command, home).await,
            Command::Staff(StaffCommand::Add { name, role }) => staff(name, role, home).await,
            Command::Keys(KeysCommand::List) => keys::list(home).await,
            Command::Keys(KeysCommand::Rotate { emergency: true, yes: false }) => {
                keys::foretell(home).await
            }
            Command::Keys(KeysCommand::Rotate { emergency, .. }) => {
                keys::rotate(emergency, home).await
            }
            Command::Audit(AuditCommand::Verify { json }) => verify(json, home).await,
            Command::Audit(AuditCommand::Files { json }) => verify_files(json, home).await,
            Command::Backup { to } => backup(to, home).await,
        }
    }
}

async fn staff(name: String, roles: Vec<String>, home: &Installation) -> Reply {
    let roles: Result<Vec<web::Role>, String> = roles.iter().map(|r| r.parse()).collect();
    let roles = match roles {
        Ok(roles) => roles,
        Err(why) => return Reply::failed(why),
    };
    let write = move |tx: &mut store::Tx| support::staff::invite(tx, &name, &roles);
    match home.db.write("staff.invite", write).await {
        Ok(token) => {
            let path = format!("/invitation/{}", token.0);
            let link = home.sites.url(web::Site::Desk, &path);
            Reply::done(format!("The link works once, for seven days:\n{link}"))
        }
        Err(error) => Reply::failed(error.to_string()),
    }
}

async fn verify(json: bool, home: &Installation) -> Reply {
    let (db, heads) = (home.db.clone(), home.heads.clone());
    let checked = blocking(move || db.read_now(move |tx| store::journal::verify(tx, Some(&heads))));
    let report = match checked.await {
        Ok(report) => report,
        Err(error) => return Reply::failed(error.to_string()),
    };
    let code = u8::from(!report.holds());
    let text =
        if json { serde_json::to_string(&report).unwrap_or_default() } else { told(&report) };
    Reply { text, code }
}

fn told(report: &store::journal::Report) -> String {
    use std::fmt::Write as _;
    let mut out = format!(
        "entries: {}\nwaiting for a head: {}\nhead: {}\n",
        report.entries, report.unsealed, report.head
    );
    for finding in &report.findings {
        let _ = write!(out, "! {}", finding.what);
        let parts = [
            finding.position.map(|p| format!("position {p}")),
            finding.entry.as_ref().map(|e| format!("entry {e}")),
            finding.head.map(|h| format!("head {h}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let _ = writeln!(out, " ({})", parts.join(", "));
    }
    out.push_str(if report.holds() { "the journal holds" } else { "the journal does NOT hold" });
    out
}

async fn verify_files(json: bool, home: &Installation) -> Reply {
    let files = home.files.clone();
    let report = match blocking(move || store::file::verify(&files)).await {
        Ok(report) => report,
        Err(error) => return Reply::failed(error.to_string()),
    };
    let text = if json {
        serde_json::to_string(&report).unwrap_or_default()
    } else {
        let marked = report.findings.iter().map(|finding| format!("! {finding}\n"));
        let holds = if report.findings.is_empty() { "all are whole" } else { "NOT all are whole" };
        format!("{}files: {}\n{holds}", marked.collect::<String>(), report.files)
    };
    Reply { text, code: u8::from(!report.findings.is_empty()) }
}

async fn backup(to: PathBuf, home: &Installation) -> Reply {
    let (db, heads, files) = (home.db.clone(), home.heads.clone(), home.files.clone());
    let name = to.display().to_string();
    let made = blocking(move || store::backup(&db, store::SCHEMA, Some(&heads), Some(&files), &to));
    match made.await {
        Ok(report) => {
            let rows: u64 = report.rows.values().sum();
            Reply::done(format!(
                "{name}: {rows} rows of {} tables, {} files.\nThe key file is not in it: keep a \
                 copy of kabinet.key in another place. Without it the backup cannot be read.",
                report.rows.len(),
                report.files.len()
            ))
        }
        Err(error) => Reply::failed(error.to_string()),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> store::Result<T> + Send + 'static,
) -> store::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(store::Error::Unknown))
}
