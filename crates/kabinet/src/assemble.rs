//! The wiring: from what an operator decided to open storage, routers by site and the work that
//! runs beside them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cabinet::rp;
use epk::sending::{self, Services};
use identity::Identity;
use notify::Outbox;
use registries::{Register, Registries};
use store::file::Files;
use store::job::Runner;
use store::journal::Sealer;
use store::{Clock, Db, Entropy, Secret, Tx, Vault};
use tokio::sync::watch;
use web::{App, Cpu, MovedSession, Out, Site, Sites};

use crate::operate::Installation;

/// What is to be put together; made from a configuration or by the demonstration.
pub struct Plan {
    /// The folder of the key file, the journal's heads and the control socket.
    pub data: PathBuf,
    /// How to open the database.
    pub database: store::Settings,
    /// The clock; the demonstration moves it while it makes people.
    pub clock: Clock,
    /// The addresses of the sites.
    pub sites: Sites,
    /// The one HTTP client.
    pub out: Out,
    /// The provider that the cabinets and the desk know.
    pub provider: Provider,
    /// The sites as its clients.
    pub clients: Vec<OwnClient>,
    /// The addresses of the registers.
    pub registers: Vec<(Register, String)>,
    /// The services that take passports.
    pub services: Services,
    /// Who takes our messages.
    pub messages: notify::Settings,
}

/// The provider as the cabinets know it.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Linked accounts are kept under it.
    pub name: String,
    /// The issuer.
    pub issuer: String,
    /// Scopes asked of a provider that is not ours; `None` when it is.
    pub foreign_scopes: Option<String>,
}

/// One of our sites as a client.
#[derive(Clone, Debug)]
pub struct OwnClient {
    /// Which site.
    pub site: Site,
    /// Its `client_id`.
    pub id: String,
    /// Its secret; without one it is derived from the key file, so that every node knows it.
    pub secret: Option<Secret>,
}

/// An installation put together, not yet running.
pub struct House {
    /// The parts that the sites share.
    pub app: App,
    /// The provider, when this process serves it.
    pub identity: Option<Identity>,
    /// ЭПК, when this process serves it: examiners decide there from the desk.
    epk: Option<cabinet::Cabinet>,
    /// The sites' routes.
    pub routers: Vec<(Site, Router)>,
    runner: Runner,
    outbox: Outbox,
    heads: PathBuf,
    files: Files,
}

/// Where the journal's heads of a data folder lie.
pub fn heads(data: &Path) -> PathBuf {
    data.join("journal.heads")
}

/// The stored files of a data folder. Nodes that share a database share this folder, too.
pub fn files(data: &Path, db: &Db) -> Files {
    Files::at(data.join("files"), db)
}

/// The key file of a data folder.
pub fn key_file(data: &Path) -> PathBuf {
    data.join("kabinet.key")
}

/// Makes the folder of the data unless it is there; what lies in it is its owner's only.
///
/// # Errors
/// In words for the operator.
pub fn folder(data: &Path) -> Result<(), String> {
    use std::os::unix::fs::DirBuilderExt as _;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.map_err(|e| format!("{}: {e}", data.display()))
}

/// Opens the storage of an installation.
///
/// # Errors
/// In words for the operator.
pub fn storage(data: &Path, database: &store::Settings, clock: Clock) -> Result<Db, String> {
    folder(data)?;
    let entropy = Entropy::system();
    let vault = Vault::open(&key_file(data), true, &entropy)?;
    Db::open(database, clock, entropy, vault).map_err(|e| format!("database: {e}"))
}

impl House {
    /// Puts everything together.
    ///
    /// # Errors
    /// In words for the operator, naming the key.
    pub async fn build(plan: Plan) -> Result<House, String> {
        let (data, database, clock) =
            (plan.data.clone(), plan.database.clone(), plan.clock.clone());
        let opened = tokio::task::spawn_blocking(move || storage(&data, &database, clock));
        let db = opened.await.map_err(|e| e.to_string())??;
        let text = crate::texts()?;
        let files = files(&plan.data, &db);
        let (out, cpu) = (plan.out.clone(), Cpu::of_this_machine());
        let app = App::new(db.clone(), files.clone(), text, out, cpu, plan.sites)
            .when_moved(Arc::new(moved))
            .with_unread(Arc::new(notify::page::unread));
        let registries =
            Registries::new(plan.registers.clone(), plan.out.clone(), db.entropy().clone());
        let outbox = Outbox::new(&app, &plan.messages).map_err(|e| format!("mail: {e}"))?;
        let mut house = House {
            files,
            runner: Runner::new(db),
            outbox,
            heads: heads(&plan.data),
            identity: None,
            epk: None,
            routers: Vec::new(),
            app,
        };
        if house.app.sites.has(Site::Identity) {
            house.add_identity(&registries, &plan.clients, &plan.services).await?;
        }
        // The desk shows what others bring, so it comes last.
        let (desks, cabinets): (Vec<_>, Vec<_>) =
            plan.clients.iter().partition(|client| client.site == Site::Desk);
        for client in cabinets.into_iter().chain(desks) {
            house.add_party(client, &plan.provider, &registries, &plan.services)?;
        }
        if house.epk.is_some() {
            house.app.db.write("epk.begin", epk::begin).await.map_err(|e| e.to_string())?;
        }
        let runner = std::mem::replace(&mut house.runner, Runner::new(house.app.db.clone()));
        let runner = store::file::jobs(runner, &house.files);
        house.runner = support::jobs(cabinet::jobs(runner, &house.app), &house.app);
        Ok(house)
    }

    async fn add_identity(
        &mut self,
        registries: &Registries,
        clients: &[OwnClient],
        services: &Services,
    ) -> Result<(), String> {
        let config = identity::Config::default();
        let identity = Identity::new(self.app.clone(), registries.clone(), config);
        let own: Vec<_> = clients
            .iter()
            .filter(|client| self.app.sites.has(client.site))
            .map(|client| {
                let secret = secret(&self.app, client);
                crate::clients::settings(&self.app.sites, client, services)
                    .map(|s| (client.id.clone(), secret, s))
            })
            .collect::<Result<_, _>>()?;
        let begin = self.app.db.write("kabinet.begin", move |tx| {
            identity::begin(tx)?;
            for (id, secret, settings) in &own {
                if let Err(fault) = identity::client::register(tx, id, Some(secret), settings)? {
                    return Ok(Err(format!("clients.{id}: {fault}")));
                }
            }
            Ok(Ok(()))
        });
        begin.await.map_err(|e| e.to_string())??;
        let routes = identity::routes(&identity).merge(crate::help::of_provider(&self.app));
        let runner = std::mem::replace(&mut self.runner, Runner::new(self.app.db.clone()));
        self.runner = identity::jobs(runner, &identity);
        self.mount(Site::Identity, routes);
        self.identity = Some(identity);
        Ok(())
    }

    fn add_party(
        &mut self,
        client: &OwnClient,
        provider: &Provider,
        registries: &Registries,
        services: &Services,
    ) -> Result<(), String> {
        let site = client.site;
        if !self.app.sites.has(site) {
            return Ok(());
        }
        let settings =
            crate::clients::party(&self.app, client, provider, secret(&self.app, client));
        let wrong = |why: &dyn std::fmt::Debug| format!("provider: {why:?}");
        let cabinet = |nav| {
            cabinet::Cabinet::new(self.app.clone(), settings.clone(), registries.clone(), nav)
                .map_err(|e| wrong(&e))
        };
        let routes = match site {
            Site::Sep => {
                let cabinet = cabinet(sep::NAV)?;
                sep::home::pages::routes(&cabinet).merge(crate::help::of_cabinet(&cabinet))
            }
            Site::Epk => {
                let cabinet = cabinet(epk::NAV)?;
                let runner = Runner::new(self.app.db.clone());
                let runner = std::mem::replace(&mut self.runner, runner);
                let post =
                    sending::jobs::Post { cabinet: cabinet.clone(), services: services.clone() };
                self.runner = sending::jobs::jobs(epk::jobs(runner, &cabinet), &post);
                self.epk = Some(cabinet.clone());
                epk::home::pages::routes(&cabinet)
                    .merge(sending::pages::routes(&cabinet, services))
                    .merge(crate::help::of_cabinet(&cabinet))
            }
            _ => self.desk(settings).map_err(|e| wrong(&e))?,
        };
        self.mount(site, routes);
        Ok(())
    }

    /// The desk with the pages about people's accounts, which their owner brings.
    fn desk(&self, settings: rp::Settings) -> Result<Router, oauth::rp::ConfigFault> {
        let desk = support::Desk::new(&self.app, settings)?;
        let known_as = support::staff::citizen_of;
        let staff_routes = |epk: &cabinet::Cabinet| epk::staff_routes(epk, desk.frame(), known_as);
        let examiners = self.epk.as_ref().map(staff_routes);
        let routes = desk.routes().merge(examiners.unwrap_or_default());
        Ok(match &self.identity {
            Some(identity) => {
                let own = support::staff::account_of;
                let people = identity::staff::routes(identity, desk.frame(), own);
                routes.merge(people)
            }
            None => routes,
        })
    }

    /// Adds a site.
    pub fn mount(&mut self, site: Site, routes: Router) {
        self.routers.push((site, web::site_router(self.app.clone(), site, routes)));
    }

    /// Everything that answers, told apart by host name.
    pub fn router(&self) -> Router {
        web::hosts(&self.app, self.routers.clone())
    }

    /// What commands are carried out on.
    pub fn installation(&self) -> Installation {
        Installation {
            db: self.app.db.clone(),
            heads: self.heads.clone(),
            files: self.files.clone(),
            sites: self.app.sites.clone(),
        }
    }

    /// Runs jobs, the outbox, the sealer and the sweeping until `stop`; returns when all have
    /// finished what they were at.
    pub async fn work(&self, stop: Stop) {
        let sealer = Sealer::new(self.app.db.clone(), &self.heads);
        tokio::join!(
            self.runner.clone().run(stop.clone().wait()),
            self.outbox.clone().run(stop.clone().wait()),
            notify::live::run(self.app.clone(), stop.clone().wait()),
            sweep(self.app.db.clone(), stop.clone()),
            seal_to_the_end(sealer, stop),
        );
    }
}

/// The sealer stops last by a moment, so that what the others still wrote is under a head.
async fn seal_to_the_end(sealer: Sealer, stop: Stop) {
    sealer.run(stop.wait()).await;
}

async fn sweep(db: Db, stop: Stop) {
    let waiting = stop.wait();
    tokio::pin!(waiting);
    loop {
        tokio::select! {
            () = &mut waiting => return,
            () = tokio::time::sleep(Duration::from_secs(300)) => {}
        }
        if let Err(error) = forget_sessions(&db).await.and(db.forget_old().await) {
            tracing::warn!(%error, "old rows stay");
        }
    }
}

/// Removes old sessions batch by batch; between two of them others write.
async fn forget_sessions(db: &Db) -> store::Result<()> {
    for _ in 0..BATCHES_MAX {
        let gone = db.write("web.forget_old", web::session::forget_old).await?;
        if gone < u64::from(web::session::FORGOTTEN_AT_ONCE) {
            break;
        }
    }
    Ok(())
}

/// What is left after so many batches waits for the next round.
const BATCHES_MAX: u32 = 200;

/// What ends with a session that was used from another address, and who is told. In mode `signal`
/// the session goes on, and phones change their addresses all day: that stands in the journal only.
fn moved(tx: &mut Tx, session: &MovedSession) -> store::Result<()> {
    match session.site {
        _ if !session.ended => Ok(()),
        Site::Identity => identity::sso::moved(tx, session),
        Site::Sep | Site::Epk | Site::Desk => rp::moved(tx, session),
        Site::Start | Site::Registries | Site::Bank | Site::Phone => Ok(()),
    }
}

fn secret(app: &App, client: &OwnClient) -> Secret {
    client.secret.clone().unwrap_or_else(|| {
        let derived = app.db.vault().mac("kabinet.client_secret", client.id.as_bytes());
        Secret(URL_SAFE_NO_PAD.encode(derived))
    })
}

/// Tells everything that runs to finish. Cheap to clone.
#[derive(Clone)]
pub struct Stop(watch::Receiver<bool>, Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Stop {
        let (sender, receiver) = watch::channel(false);
        Stop(receiver, Arc::new(sender))
    }
}

impl Stop {
    /// Stops when SIGTERM or Ctrl-C comes.
    pub fn on_signal() -> Stop {
        let stop = Stop::default();
        let teller = stop.clone();
        tokio::spawn(async move {
            signalled().await;
            tracing::info!("stopping");
            teller.now();
        });
        stop
    }

    /// Stops now.
    pub fn now(&self) {
        self.1.send_replace(true);
    }

    /// Resolves when it is time to stop.
    pub fn wait(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut receiver = self.0.clone();
        async move {
            // The sender lives in every clone; an error would mean that nobody can stop us.
            let _ = receiver.wait_for(|stop| *stop).await;
        }
    }
}

async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(error) => {
            tracing::error!(%error, "signals cannot be heard");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use axum::routing::get;
    use notify::{Contact, Recipient};
    use web::session::Limits;
    use web::{Lang, VisitFacts};

    use super::*;

    #[test]
    fn the_folder_of_the_data_is_its_owners_only() {
        let name = format!("kabinet-folder-{}", store::Entropy::system().token());
        let place = std::env::temp_dir().join(name);
        let data = place.join("data");
        super::folder(&data).unwrap();
        super::folder(&data).expect("it may be there already");
        assert_eq!(std::fs::metadata(&data).unwrap().permissions().mode() & 0o077, 0);
        std::fs::remove_dir_all(&place).unwrap();
    }

    #[test]
    fn whoever_is_moved_off_is_told_once_by_the_site_whose_session_it_was() {
        let name = format!("kabinet-moved-{}", store::Entropy::system().token());
        let data = std::env::temp_dir().join(name);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let house = runtime.block_on(House::build(plan(&data))).unwrap();
        for (site, event) in [
            (Site::Identity, "session-ended-address"),
            (Site::Sep, "cabinet-session-ended"),
            (Site::Epk, "cabinet-session-ended"),
        ] {
            let to = format!("{site}@example.org");
            let email = Some(to.clone());
            let opened = house.app.db.write_now("story", move |tx| {
                let subject = tx.new_id().to_string();
                let contact = Contact { email: email.clone(), phone: None, lang: Lang::Ru };
                notify::contact::set(tx, &Recipient::new(site, &subject), contact)?;
                let home = VisitFacts { address: [192, 0, 2, 1].into(), agent: "story".into() };
                web::session::open(tx, site, &subject, &home, &(), Limits::PERSON)
            });
            let cookie = opened.unwrap().cookie.0;
            for _ in 0..2 {
                runtime.block_on(ask(&house.app, site, &cookie));
            }
            let told =
                house.app.db.read_now(move |tx| notify::message::waiting_for(tx, &to)).unwrap();
            let events: Vec<_> = told.iter().map(|peek| peek.event.as_str()).collect();
            assert_eq!(events, [event], "{site}");
        }
        drop(house);
        std::fs::remove_dir_all(&data).unwrap();
    }

    /// An installation without clients and registers.
    fn plan(data: &Path) -> Plan {
        let url = format!("sqlite:{}", data.join("kabinet.db").display());
        let (host, from) = ("127.0.0.1".to_owned(), "no-reply@example.org".to_owned());
        let smtp = notify::Smtp { host, port: 9, tls: notify::SmtpTls::None, login: None, from };
        let url_of_sms = "http://127.0.0.1:9/".to_owned();
        let sms = notify::Gateway { url: url_of_sms, token: Secret("story".into()) };
        let sites = Sites::demo(8080);
        Plan {
            data: data.to_owned(),
            database: store::Settings { url, threads: 2, schema: store::SCHEMA },
            clock: Clock::system(),
            out: Out::new(),
            provider: Provider {
                name: "gosuslugi".into(),
                issuer: sites.origin(Site::Identity).to_owned(),
                foreign_scopes: None,
            },
            clients: Vec::new(),
            registers: Vec::new(),
            services: Services::default(),
            messages: notify::Settings { smtp, sms, replies: None },
            sites,
        }
    }

    /// Asks for a page that wants to know who is there, from this machine.
    async fn ask(app: &App, site: Site, cookie: &str) {
        let who = |current: Option<web::Current>| async move { current.is_some().to_string() };
        let page = get(who);
        let router = web::site_router(app.clone(), site, Router::new().route("/", page));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
        let serving = tokio::spawn(async move { axum::serve(listener, service).await });
        let request = web::Request::get(url).header("cookie", &format!("__Host-session={cookie}"));
        let answer = app.out.send(request, Duration::from_secs(5)).await.unwrap();
        assert_eq!(&answer.body[..], b"false");
        serving.abort();
    }
}
