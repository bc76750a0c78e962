//! The command line.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use kabinet::config::Config;
use kabinet::operate::{
    AuditCommand, ClientCommand, Command, Installation, KeysCommand, Reply, StaffCommand,
};
use kabinet::{assemble, control, demo, serve, signature};

#[derive(Parser)]
#[command(name = "kabinet", version, about = "Everything behind «Войти через Госуслуги»")]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Everything on this machine with invented people: start here
    Demo(demo::Options),
    /// The sites, which reach registers, SMS and mail by their addresses
    Serve(Home),
    /// The simulated world outside alone
    Sandbox(serve::SandboxOptions),
    /// Make the database's tables, then end
    Migrate(Home),
    /// Check the configuration and what it points at, then end
    Check(Home),
    /// Read a backup into an empty database; everything one-time and every session ends
    Restore {
        /// The folder of the backup
        from: PathBuf,
        #[command(flatten)]
        home: Home,
    },
    /// Services that people enter through the provider
    Client(Operation<ClientCommand>),
    /// People who work at the desk
    Staff(Operation<StaffCommand>),
    /// The provider's signing keys
    Keys(Operation<KeysCommand>),
    /// The journal
    Audit(Operation<AuditCommand>),
    /// Electronic signatures: verify, sign, inspect; needs no server
    Signature(signature::Options),
    /// Write a backup (database, files, journal heads) into a new folder; the key file is not in it
    Backup {
        /// The folder to make
        to: PathBuf,
        #[command(flatten)]
        home: Home,
    },
}

#[derive(Args)]
struct Operation<C: Subcommand> {
    #[command(subcommand)]
    command: C,
    #[command(flatten)]
    home: Home,
}

/// Which installation is meant.
#[derive(Args, Clone, Debug, Default)]
struct Home {
    /// The configuration file
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// The folder of the data; default ./data
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// sqlite:PATH or postgres://…
    #[arg(long, global = true)]
    database: Option<String>,
}

impl Home {
    /// The configuration with what was said on the command line.
    fn config(&self) -> Result<Config, String> {
        let mut config = match &self.config {
            Some(path) => Config::read(path)?,
            None => Config::default(),
        };
        if let Some(data) = &self.data {
            config.data.clone_from(data);
        }
        if let Some(database) = &self.database {
            config.database.clone_from(database);
        }
        Ok(config)
    }
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misunderstood(&error),
    };
    if let What::Signature(options) = &cli.what {
        let now = store::Clock::system().now().timestamp();
        return ExitCode::from(signature::run(options, now));
    }
    begin_log();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime {
        Ok(runtime) => said(runtime.block_on(run(cli.what))),
        Err(error) => said(Err(format!("the runtime does not start: {error}"))),
    }
}

/// The usual code for a command that is not understood, but for signatures, where 2 is an answer.
fn misunderstood(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    let of_signature = std::env::args_os().nth(1).is_some_and(|first| first == "signature");
    match error.exit_code() {
        0 => ExitCode::SUCCESS,
        _ if of_signature => ExitCode::from(signature::USAGE),
        _ => ExitCode::from(2),
    }
}

/// Standard error; `KABINET_LOG` takes filters such as `info,web=debug`. A line that cannot be
/// written (the disk under the log is full) is lost and stops nothing: the complaint about it
/// would go to the same place, and fail with a panic.
fn begin_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("KABINET_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,kabinet=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}

async fn run(what: What) -> Result<Reply, String> {
    match what {
        What::Demo(options) => demo::run(options).await,
        What::Serve(home) => serve::run(home.config()?).await,
        What::Sandbox(options) => serve::sandbox(options).await,
        What::Migrate(home) => migrate(&home.config()?).await,
        What::Check(home) => check(&home.config()?).await,
        What::Restore { from, home } => restore(from, &home.config()?).await,
        What::Signature(_) => unreachable!("it is done before the runtime begins"),
        What::Client(it) => operate(Command::Client(it.command), &it.home.config()?).await,
        What::Staff(it) => operate(Command::Staff(it.command), &it.home.config()?).await,
        What::Keys(it) => operate(Command::Keys(it.command), &it.home.config()?).await,
        What::Audit(it) => operate(Command::Audit(it.command), &it.home.config()?).await,
        What::Backup { to, home } => {
            let to = std::path::absolute(&to).map_err(|e| format!("{}: {e}", to.display()))?;
            operate(Command::Backup { to }, &home.config()?).await
        }
    }
}

/// Through the server that runs on this data, else on the spot.
async fn operate(command: Command, config: &Config) -> Result<Reply, String> {
    if let Some(reply) = control::send(&config.data, &command).await? {
        return Ok(reply);
    }
    let home = open(config).await?;
    Ok(command.carry_out(&home).await)
}

async fn open(config: &Config) -> Result<Installation, String> {
    if !assemble::key_file(&config.data).exists() {
        return Err(format!("{}: there is no installation here", config.data.display()));
    }
    open_or_make(config).await
}

async fn open_or_make(config: &Config) -> Result<Installation, String> {
    let (data, database) = (config.data.clone(), serve::database(config));
    let opened = tokio::task::spawn_blocking(move || {
        assemble::storage(&data, &database, store::Clock::system())
    });
    let db = opened.await.map_err(|e| e.to_string())??;
    let sites = serve::sites(config)?;
    let (heads, files) = (assemble::heads(&config.data), assemble::files(&config.data, &db));
    Ok(Installation { db, heads, files, sites })
}

async fn migrate(config: &Config) -> Result<Reply, String> {
    open_or_make(config).await?;
    Ok(Reply { text: "the tables are there".into(), code: 0 })
}

async fn check(config: &Config) -> Result<Reply, String> {
    serve::plan(config)?;
    if !open(config).await?.db.answers().await {
        return Err("database: it does not answer".into());
    }
    Ok(Reply { text: "the configuration holds and the database answers".into(), code: 0 })
}

async fn restore(from: PathBuf, config: &Config) -> Result<Reply, String> {
    let home = open(config).await?;
    let restored = tokio::task::spawn_blocking(move || {
        let (heads, files) = (Some(home.heads.as_path()), Some(&home.files));
        store::restore(&home.db, store::SCHEMA, &from, heads, files, |tx| {
            identity::restored(tx)?;
            support::staff::restored(tx)?;
            web::session::restored(tx)?;
            cabinet::rp::sweep(tx)?;
            tx.journal(&store::journal::Draft::new("kabinet", "backup.restored")).map(|_| ())
        })
    });
    let report = restored.await.map_err(|e| e.to_string())?.map_err(|e| e.to_string())?;
    let rows: u64 = report.rows.values().sum();
    Ok(Reply {
        text: format!(
            "{rows} rows and {} files are back; every session, code and token has ended",
            report.files.len()
        ),
        code: 0,
    })
}

fn said(outcome: Result<Reply, String>) -> ExitCode {
    match outcome {
        // With --json a failed verification is still data for a program.
        Ok(reply) => {
            println!("{}", reply.text);
            ExitCode::from(reply.code)
        }
        Err(why) => {
            eprintln!("kabinet: {why}");
            ExitCode::FAILURE
        }
    }
}
