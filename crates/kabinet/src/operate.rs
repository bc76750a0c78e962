//! What an operator does from the command line, on the spot or through a running server.

use std::path::PathBuf;

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use store::{Db, Secret};
use web::Sites;

/// One command.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// Sign with a new key; tokens of the old one stay valid until they end
    Rotate,
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
            Command::Client(command) => client(command, home).await,
            Command::Staff(StaffCommand::Add { name, role }) => staff(name, role, home).await,
            Command::Keys(KeysCommand::Rotate) => rotate(home).await,
            Command::Audit(AuditCommand::Verify { json }) => verify(json, home).await,
            Command::Audit(AuditCommand::Files { json }) => verify_files(json, home).await,
            Command::Backup { to } => backup(to, home).await,
        }
    }
}

async fn client(command: ClientCommand, home: &Installation) -> Reply {
    match command {
        ClientCommand::List => match home.db.read(identity::client::all).await {
            Ok(clients) => {
                let line = |client: &identity::client::Client| {
                    let state = if client.disabled { "closed" } else { "open" };
                    format!("{}\t{state}\t{}", client.id, client.settings.name.ru)
                };
                Reply::done(clients.iter().map(line).collect::<Vec<_>>().join("\n"))
            }
            Err(error) => Reply::failed(error.to_string()),
        },
        ClientCommand::Disable { id } => set_disabled(id, true, home).await,
        ClientCommand::Enable { id } => set_disabled(id, false, home).await,
        add @ ClientCommand::Add { .. } => add_client(add, home).await,
    }
}

async fn set_disabled(id: String, disabled: bool, home: &Installation) -> Reply {
    let name = id.clone();
    let write = move |tx: &mut store::Tx| identity::client::set_disabled(tx, &id, disabled);
    match home.db.write("client.set_disabled", write).await {
        Ok(true) => Reply::done(format!("{name}: done")),
        Ok(false) => Reply::failed(format!("there is no client {name}")),
        Err(error) => Reply::failed(error.to_string()),
    }
}

async fn add_client(command: ClientCommand, home: &Installation) -> Reply {
    let (id, settings) = match client_settings(command) {
        Ok(parsed) => parsed,
        Err(why) => return Reply::failed(why),
    };
    let secret = Secret(home.db.entropy().token());
    let (name, kept) = (id.clone(), secret.clone());
    let write = move |tx: &mut store::Tx| {
        if identity::client::find(tx, &id)?.is_some() {
            return Ok(Err("there is such a client already".to_owned()));
        }
        let registered = identity::client::register(tx, &id, Some(&secret), &settings)?;
        Ok(registered.map_err(|fault| fault.to_string()))
    };
    match home.db.write("client.add", write).await {
        Ok(Ok(())) => Reply::done(format!("client_id: {name}\nclient_secret: {}", kept.0)),
        Ok(Err(why)) => Reply::failed(format!("{name}: {why}")),
        Err(error) => Reply::failed(error.to_string()),
    }
}

fn client_settings(command: ClientCommand) -> Result<(String, identity::client::Settings), String> {
    use identity::client::{Settings, Words};
    let ClientCommand::Add {
        id,
        name,
        name_en,
        purpose,
        redirect_uri,
        post_logout_uri,
        backchannel_logout_uri,
        scopes,
    } = command
    else {
        return Err("this adds nothing".into());
    };
    let uri = |text: &String| {
        oauth::RedirectUri::register(text).map_err(|why| format!("{text}: {why:?}"))
    };
    let uris = |texts: &[String]| texts.iter().map(uri).collect::<Result<Vec<_>, _>>();
    let name_en = name_en.unwrap_or_else(|| name.clone());
    let settings = Settings {
        name: Words::new(&name, &name_en),
        about: Words::default(),
        purpose: Words::new(&purpose, &purpose),
        terms_version: 1,
        terms: None,
        redirect_uris: uris(&redirect_uri)?,
        post_logout_uris: uris(&post_logout_uri)?,
        backchannel_logout_uri: backchannel_logout_uri.as_ref().map(uri).transpose()?,
        entry: None,
        scopes: oauth::scope::Scopes::parse(&scopes).map_err(|e| format!("scopes: {e:?}"))?,
        audiences: Vec::new(),
        receivers: Vec::new(),
        level: oauth::acr::Level::Simple,
        listed: false,
        keywords: Vec::new(),
    };
    Ok((id, settings))
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

async fn rotate(home: &Installation) -> Reply {
    let rotation = identity::key::Rotation::Planned;
    let write = move |tx: &mut store::Tx| identity::key::rotate(tx, rotation);
    match home.db.write("keys.rotate", write).await {
        Ok(true) => Reply::done("the next key signs from now on; tokens of the old one stay valid"),
        Ok(false) => Reply::done("somebody else rotated at the same moment"),
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
