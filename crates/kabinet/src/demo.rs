//! `kabinet demo`: everything on 127.0.0.1 and one port, with invented people.

mod inventory;
mod people;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::response::IntoResponse as _;
use clap::Args;
use epk::sending::{Service, Services, Words};
use http::StatusCode;
use notify::{Gateway, Smtp, SmtpTls};
use registries::Register;
use sandbox::Sandbox;
use store::{Clock, Secret};
use tokio::net::TcpListener;
use web::{Lang, Listener, Out, Site, Sites};

pub use inventory::{Board, ClientKeys, Inventory, Person, StaffMember};

use crate::assemble::{House, OwnClient, Plan, Provider, Stop};
use crate::control;
use crate::health::{self, Health};
use crate::operate::Reply;

/// What the demonstration is told.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// The folder of everything it keeps
    #[arg(long, default_value = "./data")]
    pub data: PathBuf,
    /// Begin anew: empties what the demonstration itself made in that folder
    #[arg(long)]
    pub fresh: bool,
    /// sqlite:PATH or postgres://…; default: kabinet.db in the folder
    #[arg(long)]
    pub database: Option<String>,
}

/// What the demonstration makes in its folder.
const MADE: [&str; 13] = [
    "kabinet.db",
    "kabinet.db-wal",
    "kabinet.db-shm",
    "kabinet.lock",
    "sandbox.db",
    "sandbox.db-wal",
    "sandbox.db-shm",
    "sandbox.lock",
    "kabinet.key",
    "journal.heads",
    "kabinet.sock",
    "demo.json",
    "sandbox.keys",
];

/// What a running demonstration tells the tests that started it.
pub struct Running {
    /// Its port.
    pub port: u16,
    /// Who and what is in it.
    pub inventory: Arc<Inventory>,
}

/// Runs until a signal.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn run(options: Options) -> Result<Reply, String> {
    let stop = Stop::on_signal();
    let announce = |running: &Running| println!("{}", running.inventory.told());
    serve(options, stop, announce).await?;
    Ok(Reply { text: "stopped".into(), code: 0 })
}

/// Serves until `stop`; `ready` is called once when everything answers.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn serve(
    options: Options,
    stop: Stop,
    ready: impl FnOnce(&Running),
) -> Result<(), String> {
    crate::assemble::folder(&options.data)?;
    prepare(&options)?;
    let measured = health::measure()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let socket =
        TcpListener::bind(address).await.map_err(|e| format!("--port {}: {e}", options.port))?;
    let port = socket.local_addr().map_err(|e| e.to_string())?.port();
    let smtp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|e| e.to_string())?;
    let smtp_port = smtp.local_addr().map_err(|e| e.to_string())?.port();

    let letters = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|e| e.to_string())?;

    let clock = Clock::system();
    let plan = plan(&options, port, smtp_port, clock.clone())?;
    let out = plan.out.clone();
    let sites = plan.sites.clone();
    let mut house = House::build(plan).await?;
    let sandbox = open_sandbox(&options.data, &sites, out, &house).await?;
    sandbox.relay_to(letters.local_addr().map_err(|e| e.to_string())?);
    for site in [Site::Registries, Site::Bank, Site::Phone] {
        house.routers.push((site, sandbox.router(site)));
    }
    let open = Arc::new(AtomicBool::new(false));
    let board = Board::default();
    house.mount(Site::Start, crate::start::routes(board.clone()));
    let health = Health { db: house.app.db.clone(), metrics: measured };
    let router = front(health, house.router(), Arc::clone(&open));
    let control = control::listen(&options.data)?;

    let making = async {
        let known = inventory::load(&options.data);
        let people = match known {
            Some(known) => known,
            None => people::make(&house, &clock).await?,
        };
        let inventory = Arc::new(people.at(&sites, smtp_port, &options.data)?);
        let _ = std::fs::remove_file(options.data.join(UNFINISHED));
        board.pin(Arc::clone(&inventory));
        open.store(true, Ordering::Release);
        ready(&Running { port, inventory });
        stop.wait().await;
        Ok::<(), String>(())
    };
    let making = async {
        let made = making.await;
        // When making fails, what serves has to end, too.
        stop.now();
        made
    };
    let (made, ..) = tokio::join!(
        making,
        web::serve(vec![Listener::plain(socket)], router, stop.wait()),
        sandbox.smtp(smtp, stop.wait()),
        support::inbox::serve(&house.app, letters, REPLIES, FROM, stop.wait()),
        control::serve(control, house.installation(), stop.wait()),
        house.work(stop.clone()),
    );
    let _ = std::fs::remove_file(control::path(&options.data));
    made
}

/// Health and metrics for any host, then the sites. Not ready before the people are there.
fn front(health: Health, sites: Router, open: Arc<AtomicBool>) -> Router {
    let gate = move |request: axum::extract::Request, next: axum::middleware::Next| {
        let open = Arc::clone(&open);
        async move {
            if request.uri().path() == "/health/ready" && !open.load(Ordering::Acquire) {
                let text = "the people of the demonstration are being made\n";
                return (StatusCode::SERVICE_UNAVAILABLE, text).into_response();
            }
            next.run(request).await
        }
    };
    health::routes(health).layer(axum::middleware::from_fn(gate)).fallback_service(sites)
}

fn plan(options: &Options, port: u16, smtp_port: u16, clock: Clock) -> Result<Plan, String> {
    let sites = Sites::demo(port);
    let url = options
        .database
        .clone()
        .unwrap_or_else(|| format!("sqlite:{}", options.data.join("kabinet.db").display()));
    let own = |site: Site| OwnClient { site, id: site.as_str().to_owned(), secret: None };
    let registers = sites.origin(Site::Registries).to_owned();
    Ok(Plan {
        data: options.data.clone(),
        database: store::Settings { url, threads: 8, schema: store::SCHEMA },
        clock,
        provider: Provider {
            name: "gosuslugi".into(),
            issuer: sites.origin(Site::Identity).to_owned(),
            foreign_scopes: None,
        },
        out: Out::of_demonstration(&hosts(&sites)),
        clients: vec![own(Site::Sep), own(Site::Epk), own(Site::Desk)],
        registers: Register::ALL.map(|register| (register, registers.clone())).to_vec(),
        services: services(&sites)?,
        messages: notify::Settings {
            smtp: Smtp {
                host: "127.0.0.1".into(),
                port: smtp_port,
                tls: SmtpTls::None,
                login: None,
                from: FROM.into(),
            },
            sms: Gateway {
                url: sites.url(Site::Phone, "/api/sms"),
                token: Secret(SMS_TOKEN.into()),
            },
            replies: Some(REPLIES.into()),
        },
        sites,
    })
}

/// The services of the world outside, by their addresses.
fn services(sites: &Sites) -> Result<Services, String> {
    let texts = crate::texts()?;
    let words = |key: &str| Words::new(texts.get(Lang::Ru, key), texts.get(Lang::En, key));
    let service = |service: sandbox::service::Service| Service {
        id: service.as_str().to_owned(),
        url: sites.url(Site::Registries, &format!("/api/v1/services/{service}")),
        name: words(service.name_key()),
        purpose: words(service.purpose_key()),
    };
    Services::new(sandbox::service::Service::ALL.map(service).to_vec())
}

/// What letters of the demonstration come from, and where replies to them go.
const FROM: &str = "no-reply@gosuslugi.localhost";
const REPLIES: &str = "help@gosuslugi.localhost";

/// Between the program and its own simulated gateway on the loopback; it opens nothing else.
const SMS_TOKEN: &str = "demonstration";

fn hosts(sites: &Sites) -> Vec<(&str, IpAddr)> {
    let name = |site: Site| sites.host(site).split(':').next().unwrap_or_default();
    Site::ALL.into_iter().map(|site| (name(site), IpAddr::from(Ipv4Addr::LOCALHOST))).collect()
}

async fn open_sandbox(
    data: &Path,
    sites: &Sites,
    out: Out,
    house: &House,
) -> Result<Sandbox, String> {
    let settings = sandbox::Settings {
        folder: data.to_owned(),
        issuer: sites.origin(Site::Identity).to_owned(),
        sms_token: oauth::Secret::new(SMS_TOKEN),
        text: house.app.text.clone(),
        out,
        sites: sites.clone(),
        clock: house.app.clock.clone(),
        entropy: house.app.entropy.clone(),
    };
    tokio::task::spawn_blocking(move || Sandbox::open(settings)).await.map_err(|e| e.to_string())?
}

/// The mark of a start whose people are not finished: what lies beside it is the demonstration's.
const UNFINISHED: &str = "demo.unfinished";

/// Empties the folder when it was asked for or when an earlier start was cut short, and refuses
/// one that holds somebody's installation.
fn prepare(options: &Options) -> Result<(), String> {
    let data = &options.data;
    let mark = data.join(UNFINISHED);
    if inventory::was_finished(data) && !options.fresh {
        return Ok(());
    }
    let made_here = inventory::was_finished(data) || mark.exists();
    if !made_here && crate::assemble::key_file(data).exists() {
        return Err(format!(
            "{}: an installation that is not a demonstration lies here; give another --data",
            data.display()
        ));
    }
    std::fs::write(&mark, b"").map_err(|e| at(&mark, &e))?;
    empty(data)
}

/// Removes what the demonstration made, and nothing else.
fn empty(data: &Path) -> Result<(), String> {
    for name in MADE {
        let path = data.join(name);
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(at(&path, &error)),
        }
    }
    let files = data.join("files");
    match std::fs::remove_dir_all(&files) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(at(&files, &error)),
        _ => Ok(()),
    }
}

fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::{Options, prepare};

    #[test]
    fn an_installation_that_is_not_ours_is_left_alone() {
        let name = format!("kabinet-demo-{}", store::Entropy::system().token());
        let data = std::env::temp_dir().join(name);
        std::fs::create_dir(&data).unwrap();
        for file in ["kabinet.key", "kabinet.db"] {
            std::fs::write(data.join(file), b"somebody's").unwrap();
        }
        let options = Options { port: 0, data: data.clone(), fresh: true, database: None };
        assert!(prepare(&options).is_err());
        assert!(data.join("kabinet.key").exists() && data.join("kabinet.db").exists());
        // A start of ours that was cut short is begun anew.
        std::fs::write(data.join(super::UNFINISHED), b"").unwrap();
        prepare(&Options { fresh: false, ..options }).unwrap();
        assert!(!data.join("kabinet.db").exists());
        std::fs::remove_dir_all(data).unwrap();
    }
}
