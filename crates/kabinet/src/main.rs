//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use kabinet::config::Config;
use kabinet::operate::{Command, Reply};
use kabinet::{control, demo, serve};

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
    #[command(flatten)]
    Operate(Operate),
}

#[derive(Subcommand)]
enum Operate {
    #[command(flatten)]
    Command(Command),
}

/// Which installation is meant.
#[derive(Args, Clone, Debug, Default)]
pub struct Home {
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

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return said(Err(format!("the runtime does not start: {error}"))),
    };
    said(runtime.block_on(run(cli)))
}

async fn run(cli: Cli) -> Result<Reply, String> {
    let _ = (&cli, control::path);
    Err("wiring".into())
}

fn said(outcome: Result<Reply, String>) -> ExitCode {
    match outcome {
        Ok(reply) => {
            if reply.code == 0 {
                println!("{}", reply.text);
            } else {
                eprintln!("{}", reply.text);
            }
            ExitCode::from(reply.code)
        }
        Err(why) => {
            eprintln!("kabinet: {why}");
            ExitCode::FAILURE
        }
    }
}
