//! `kabinet serve` and `kabinet sandbox`: from the configuration to a listening program.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use epk::sending::{Service, Services, Words};
use notify::{Gateway, Smtp, SmtpTls};
use registries::Register;
use store::{Clock, Secret};
use tokio::net::TcpListener;
use web::tls::Certificates;
use web::{Listener, Out, Site, SiteSettings, Sites};

use crate::assemble::{House, OwnClient, Plan, Provider, Stop};
use crate::config::{self, Client, Config, Named};
use crate::health::{self, Health};
use crate::operate::Reply;
use crate::{control, health as measures};

/// Serves the configured sites until a signal.
///
/// # Errors
/// In words for the operator, naming the key.
pub async fn run(config: Config) -> Result<Reply, String> {
    let stop = Stop::on_signal();
    let measured = measures::measure()?;
    let certificates = certificates(&config)?;
    let plan = plan(&config)?;
    let house = House::build(plan).await?;
    let sites = bind(config.listen.address, "listen.address").await?;
    let inner = bind(config.listen.metrics, "listen.metrics").await?;
    let letters = letters(&config).await?;
    let socket = control::listen(&config.data)?;
    let health = Health { db: house.app.db.clone(), metrics: measured };
    let listener = match &certificates {
        Some(certificates) => Listener::tls(sites, certificates.clone()),
        None => Listener::plain(sites),
    };
    tracing::info!(address = %config.listen.address, "serving");
    let reloading = async {
        if let Some(certificates) = certificates.clone() {
            certificates.watch(stop.wait()).await;
        }
    };
    let taking_letters = async {
        if let Some(listener) = letters {
            let (address, from) = (&config.support.mail_address, &config.mail.from);
            support::inbox::serve(&house.app, listener, address, from, stop.wait()).await;
        }
    };
    tokio::join!(
        taking_letters,
        web::serve(vec![listener], house.router(), stop.wait()),
        web::serve(vec![Listener::plain(inner)], health::routes(health), stop.wait()),
        control::serve(socket, house.installation(), stop.wait()),
        house.work(stop.clone()),
        reloading,
    );
    // It is ours: the database's lock admits one process per folder.
    let _ = std::fs::remove_file(control::path(&config.data));
    Ok(Reply { text: "stopped".into(), code: 0 })
}

/// Where replies by e-mail come in, if they do.
async fn letters(config: &Config) -> Result<Option<TcpListener>, String> {
    let key = "support.mail_listen";
    match replies(config)? {
        None => Ok(None),
        Some(_) => {
            let listen = &config.support.mail_listen;
            let address = listen.parse().map_err(|e| format!("{key}: {listen:?}: {e}"))?;
            bind(address, key).await.map(Some)
        }
    }
}

/// The address of replies.
fn replies(config: &Config) -> Result<Option<String>, String> {
    let config::Support { mail_address, mail_listen } = &config.support;
    match (mail_address.is_empty(), mail_listen.is_empty()) {
        (true, true) => Ok(None),
        (false, false) if support::inbox::is_address(mail_address) => {
            Ok(Some(mail_address.clone()))
        }
        (false, false) => Err(format!("support.mail_address: {mail_address:?} is no address")),
        _ => Err("support.mail_address and support.mail_listen go together".into()),
    }
}

async fn bind(address: SocketAddr, key: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|e| format!("{key}: {address}: {e}"))
}

fn certificates(config: &Config) -> Result<Option<Certificates>, String> {
    let (chain, key) = (&config.listen.certificate, &config.listen.key);
    match (chain.as_os_str().is_empty(), key.as_os_str().is_empty()) {
        (true, true) => Ok(None),
        (false, false) => Certificates::read(chain.clone(), key.clone())
            .map(Some)
            .map_err(|e| format!("listen.certificate, listen.key: {e}")),
        _ => Err("listen.certificate and listen.key go together".into()),
    }
}

/// The database's settings of a configuration.
pub fn database(config: &Config) -> store::Settings {
    store::Settings {
        url: config.database_url(),
        threads: config.database_connections,
        schema: store::SCHEMA,
    }
}

/// The sites of a configuration.
///
/// # Errors
/// In words for the operator, naming the key.
pub fn sites(config: &Config) -> Result<Sites, String> {
    let origins = [
        (Site::Identity, &config.sites.identity),
        (Site::Sep, &config.sites.sep),
        (Site::Epk, &config.sites.epk),
        (Site::Desk, &config.sites.desk),
    ];
    let origins: Vec<_> = origins
        .into_iter()
        .filter(|(_, origin)| !origin.is_empty())
        .map(|(site, origin)| (site, origin.clone()))
        .collect();
    let binding = config.binding()?;
    let bindings = Site::ALL.map(|site| (site, binding)).to_vec();
    let trusted_proxies = config.listen.trusted_proxies.clone();
    let defaults = SiteSettings::default();
    Sites::new(SiteSettings { origins, bindings, trusted_proxies, ..defaults })
}

/// Checks a configuration and turns it into a plan.
///
/// # Errors
/// In words for the operator, naming the key.
pub fn plan(config: &Config) -> Result<Plan, String> {
    let sites = sites(config)?;
    if ![Site::Identity, Site::Sep, Site::Epk, Site::Desk].iter().any(|site| sites.has(*site)) {
        return Err("sites: at least one origin is needed".into());
    }
    Ok(Plan {
        data: config.data.clone(),
        database: database(config),
        clock: Clock::system(),
        provider: provider(config, &sites)?,
        sites,
        out: Out::new(),
        clients: vec![
            own(Site::Sep, "clients.sep", &config.clients.sep)?,
            own(Site::Epk, "clients.epk", &config.clients.epk)?,
            own(Site::Desk, "clients.desk", &config.clients.desk)?,
        ],
        registers: registers(config),
        services: services(config)?,
        messages: messages(config)?,
    })
}

fn provider(config: &Config, sites: &Sites) -> Result<Provider, String> {
    let name = config.provider.name.clone();
    if !config.provider.issuer.is_empty() {
        let foreign_scopes = Some(config.provider.scopes.clone());
        return Ok(Provider { name, issuer: config.provider.issuer.clone(), foreign_scopes });
    }
    if !sites.has(Site::Identity) {
        return Err("provider.issuer: needed, because sites.identity is empty".into());
    }
    let issuer = sites.origin(Site::Identity).to_owned();
    Ok(Provider { name, issuer, foreign_scopes: None })
}

fn own(site: Site, key: &str, client: &Client) -> Result<OwnClient, String> {
    let secret = file(&client.secret_file, &format!("{key}.secret_file"))?;
    Ok(OwnClient { site, id: client.id.clone(), secret })
}

fn registers(config: &Config) -> Vec<(Register, String)> {
    let given = &config.registers;
    let all = [
        (Register::Fns, &given.fns),
        (Register::Sfr, &given.sfr),
        (Register::Egrn, &given.egrn),
        (Register::Business, &given.business),
        (Register::Tfoms, &given.tfoms),
        (Register::Education, &given.education),
    ];
    let named = all.into_iter().filter(|(_, base)| !base.is_empty());
    named.map(|(register, base)| (register, base.clone())).collect()
}

/// The services of a configuration.
///
/// # Errors
/// In words for the operator, naming the service.
pub fn services(config: &Config) -> Result<Services, String> {
    let words = |named: &Named| Words::new(&named.ru, &named.en);
    let service = |one: &config::Service| Service {
        id: one.id.clone(),
        url: one.url.clone(),
        name: words(&one.name),
        purpose: words(&one.purpose),
    };
    Services::new(config.services.iter().map(service).collect())
}

fn messages(config: &Config) -> Result<notify::Settings, String> {
    let mail = &config.mail;
    let tls = match mail.tls.as_str() {
        "none" => SmtpTls::None,
        "starttls" => SmtpTls::Starttls,
        "tls" => SmtpTls::Tls,
        other => {
            let known = "\"none\", \"starttls\", \"tls\"";
            return Err(format!("mail.tls: {other:?} is not one of {known}"));
        }
    };
    if mail.host.is_empty() || mail.from.is_empty() {
        return Err("mail.host and mail.from: needed, codes are sent by mail too".into());
    }
    if config.sms.url.is_empty() {
        return Err("sms.url: needed, codes are sent by SMS".into());
    }
    let password = file(&mail.password_file, "mail.password_file")?;
    let login = (!mail.user.is_empty())
        .then(|| (mail.user.clone(), password.unwrap_or_else(|| Secret(String::new()))));
    let token = file(&config.sms.token_file, "sms.token_file")?;
    let token = token.unwrap_or_else(|| Secret(String::new()));
    Ok(notify::Settings {
        smtp: Smtp {
            host: mail.host.clone(),
            port: mail.port,
            tls,
            login,
            from: mail.from.clone(),
        },
        sms: Gateway { url: config.sms.url.clone(), token },
        replies: replies(config)?,
    })
}

/// Runs the simulated world alone until a signal.
///
/// # Errors
/// In words for the operator.
pub async fn sandbox(options: SandboxOptions) -> Result<Reply, String> {
    let stop = Stop::on_signal();
    let demo = Sites::demo(options.port);
    let outside = [Site::Registries, Site::Bank, Site::Phone];
    let origins = outside.map(|site| (site, demo.origin(site).to_owned())).to_vec();
    let sites = Sites::new(SiteSettings { origins, ..SiteSettings::default() })?;
    let loopback = std::net::Ipv4Addr::LOCALHOST;
    let http = bind((loopback, options.port).into(), "--port").await?;
    let mail = bind((loopback, options.smtp_port).into(), "--smtp-port").await?;
    let settings = sandbox::Settings {
        folder: options.data,
        issuer: options.issuer,
        sms_token: oauth::Secret::new(options.sms_token),
        text: crate::texts()?,
        out: Out::new(),
        sites,
        clock: Clock::system(),
        entropy: store::Entropy::system(),
    };
    let opened = tokio::task::spawn_blocking(move || sandbox::Sandbox::open(settings));
    let sandbox = opened.await.map_err(|e| e.to_string())??;
    let routers = outside.map(|site| (site, sandbox.router(site))).to_vec();
    for site in outside {
        println!("{}", demo.origin(site));
    }
    println!("smtp 127.0.0.1:{}", options.smtp_port);
    tokio::join!(
        web::serve(vec![Listener::plain(http)], web::hosts(sandbox.app(), routers), stop.wait()),
        sandbox.smtp(mail, stop.wait()),
    );
    Ok(Reply { text: "stopped".into(), code: 0 })
}

/// The secret in a file, without the line's end; nothing when no file is named.
fn file(path: &Path, key: &str) -> Result<Option<Secret>, String> {
    if path.as_os_str().is_empty() {
        return Ok(None);
    }
    let text =
        std::fs::read_to_string(path).map_err(|e| format!("{key}: {}: {e}", path.display()))?;
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    if text.is_empty() {
        return Err(format!("{key}: {} is empty", path.display()));
    }
    Ok(Some(Secret(text)))
}

/// `kabinet sandbox`: the world outside alone.
#[derive(Args, Clone, Debug)]
pub struct SandboxOptions {
    /// Port of registries.localhost, bank.localhost and phone.localhost on 127.0.0.1
    #[arg(long, default_value_t = 8090)]
    pub port: u16,
    /// Port of the SMTP listener
    #[arg(long, default_value_t = 8025)]
    pub smtp_port: u16,
    /// The provider whose tokens the registers accept
    #[arg(long, default_value = "http://gosuslugi.localhost:8080")]
    pub issuer: String,
    /// The folder of its database
    #[arg(long, default_value = "./data")]
    pub data: PathBuf,
    /// What the SMS gateway is called with
    #[arg(long, default_value = "sandbox")]
    pub sms_token: String,
}
