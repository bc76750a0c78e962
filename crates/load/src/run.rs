//! The order of a run: start, first contacts, everything that is measured, report.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::browser::{Browser, headers};
use crate::http::{Connection, Place, request};
use crate::measure::{Figures, Rounds, Work, percentile, rounds, spread, times};
use crate::process::{Process, load_average};
use crate::report::{Machine, Memory, Report};
use crate::town::Town;
use crate::work::ask::Ask;
use crate::work::code::{CodeFlow, OFFLINE_SCOPE, first_contact};
use crate::work::flood::{self, Stranger};
use crate::work::refresh::Refresh;
use crate::work::sign_in::SignIn;
use crate::work::{call_request, text};
use crate::{Options, disk};

/// Connections of the main pass; a second one has one connection, for the times of a quiet hour.
const MANY: usize = 16;
const WARM: Duration = Duration::from_secs(1);
const STARTS: usize = 5;
/// How many passports there are at the end.
const PASSPORTS: usize = 100_000;
/// What the rows of that part are called by.
const MANY_PASSPORTS: &str = ", 100,000 passports";
/// The first start makes the people of the demonstration.
const READY_SECONDS_MAX: u64 = 180;
/// An account gets ten codes an hour: one for the set-up, seven here, two to spare.
const SIGN_INS_EACH: usize = 6;
const STRANGERS: usize = 256;
const READERS: usize = 4;
/// Pages a second of those who read during the flood.
const READING: f64 = 100.0;

/// Runs everything and prints it.
pub async fn run(options: &Options) -> Result<(), String> {
    fs::create_dir_all(&options.data).map_err(|e| format!("{}: {e}", options.data.display()))?;
    let folder = Folder(&options.data);
    let report = measure(options, &folder).await;
    drop(folder);
    print!("{}", report?.markdown());
    Ok(())
}

/// The folder of the data; it is ours and goes with the run.
struct Folder<'a>(&'a Path);

impl Drop for Folder<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.0);
    }
}

async fn measure(options: &Options, folder: &Folder<'_>) -> Result<Report, String> {
    let before = load_average();
    let (server, starts, path) = start(options, folder).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let idle = server.memory().0;
    let town = Town::read(&folder.0.join("demo.json"))?;
    let (figures, browsers) = (Vec::new(), Vec::new());
    let mut session = Session { options, server, town, path, figures, browsers };
    session.bare().await?;
    session.documents().await?;
    session.first_contacts().await?;
    session.tokens().await?;
    session.cabinets("").await?;
    session.verification("").await?;
    session.sign_ins().await?;
    let flood = session.flood().await?;
    let (after, peak) = session.server.memory();
    let mut session = session.filled(folder).await?;
    session.cabinets(MANY_PASSPORTS).await?;
    session.verification(MANY_PASSPORTS).await?;
    let Session { figures, server, .. } = session;
    drop(server);
    let prints = prints(options)?;
    let round = Duration::from_secs(options.seconds);
    let appends = spread(disk::appends(folder.0, round, options.rounds)?);
    let machine = Machine { before, after: load_average() };
    let memory = Memory { idle, after, peak };
    let rounds = (options.rounds, options.seconds);
    Ok(Report { machine, rounds, figures, flood, starts, memory, appends, prints })
}

/// How many passports are printed in a second of processor time.
fn prints(options: &Options) -> Result<Option<f64>, String> {
    if !options.wants("print") {
        return Ok(None);
    }
    let seconds = options.seconds.to_string();
    let line = Process::own(&["print", "--seconds", &seconds])?;
    line.parse().map(Some).map_err(|_| format!("{line} is no number of prints"))
}

/// Puts passports into the data of a server that does not run; answers the path of a QR code.
fn fill(folder: &Folder<'_>, count: usize) -> Result<String, String> {
    let (data, count) = (folder.0.to_string_lossy(), count.to_string());
    Process::own(&["fill", "--data", &data, "--count", &count])
}

/// Starts with an empty folder, then several times with the data of the first start and one
/// passport; answers the last server, the milliseconds from each start to the first good answer
/// of `/health/ready`, and the path of the passport's QR code.
async fn start(
    options: &Options,
    folder: &Folder<'_>,
) -> Result<(Process, Vec<f64>, String), String> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|socket| socket.local_addr());
    let port = port.map_err(|error| error.to_string())?.port();
    told("first start, which makes the people");
    drop(begin(options, folder, port).await?);
    let path = fill(folder, 1)?;
    let mut starts = Vec::new();
    loop {
        let (server, time) = begin(options, folder, port).await?;
        starts.push(time.as_secs_f64() * 1000.0);
        if starts.len() == STARTS {
            return Ok((server, starts, path));
        }
    }
}

async fn begin(
    options: &Options,
    folder: &Folder<'_>,
    port: u16,
) -> Result<(Process, Duration), String> {
    let log = folder.0.join("load.log");
    let errors = fs::File::create(&log).map_err(|e| format!("{}: {e}", log.display()))?;
    let (port_text, data) = (port.to_string(), folder.0.to_string_lossy().into_owned());
    let args = ["demo", "--port", port_text.as_str(), "--data", data.as_str()];
    let start = Instant::now();
    let mut server = Process::start(&options.kabinet, &args, Stdio::null(), errors)?;
    let place = Place { host: format!("localhost:{port}"), port };
    let asked = request("GET", "/health/ready", &[("Host", &place.host)], None);
    while start.elapsed() < Duration::from_secs(READY_SECONDS_MAX) && server.runs() {
        let answer = Connection::to(&place).send(&asked).await;
        if answer.is_ok_and(|answer| answer.status == 200) {
            return Ok((server, start.elapsed()));
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let log = fs::read_to_string(&log).unwrap_or_default();
    Err(format!("the demonstration did not get ready:\n{log}"))
}

/// A running server and what is known of it.
struct Session<'a> {
    options: &'a Options,
    server: Process,
    town: Town,
    /// The path of the QR code of a passport.
    path: String,
    figures: Vec<Figures>,
    /// Of the first three people, signed in, with all consents given.
    browsers: Vec<Browser>,
}

impl Session<'_> {
    fn rounds(&self) -> Rounds {
        let length = Duration::from_secs(self.options.seconds);
        Rounds { warm: WARM, length, count: self.options.rounds }
    }

    /// With many connections, then with one.
    async fn passes<W: Work>(
        &mut self,
        name: &str,
        mut worker: impl FnMut(usize) -> Result<W, String>,
    ) -> Result<(), String> {
        if !self.options.wants(name) {
            return Ok(());
        }
        for connections in [MANY, 1] {
            let workers = (0..connections).map(&mut worker).collect::<Result<Vec<W>, String>>()?;
            let measured = rounds(name, workers, &self.server, self.rounds()).await;
            self.note(measured);
        }
        Ok(())
    }

    fn note(&mut self, figures: Figures) {
        let Figures { name, connections, rate, failed, why, .. } = &figures;
        told(&format!("{name}, {connections}: {:.0}/s, {failed} failed {why}", rate.1));
        self.figures.push(figures);
    }

    /// A server that does nothing, on the same core, while the other one is idle.
    async fn bare(&mut self) -> Result<(), String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut bare = Process::start(&program, &["bare"], Stdio::piped(), Stdio::inherit())?;
        let mut line = String::new();
        let output = bare.output().ok_or("the bare server says nothing")?;
        BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
        let port = line.trim().parse().map_err(|_| "the bare server has no port")?;
        let place = Place { host: format!("localhost:{port}"), port };
        for (name, path, words) in
            [("bare axum, 13 bytes", "/hello", "Hello"), ("bare axum, 2.4 kB", "/json", "issuer")]
        {
            for connections in [MANY, 1] {
                let workers = (0..connections).map(|_| Ask::get(&place, path, words)).collect();
                let measured = rounds(name, workers, &bare, self.rounds()).await;
                self.note(measured);
            }
        }
        Ok(())
    }

    async fn documents(&mut self) -> Result<(), String> {
        let place = self.town.place("identity")?;
        let discovery = "/.well-known/openid-configuration";
        self.passes("discovery", |_| Ok(Ask::get(&place, discovery, "issuer"))).await?;
        self.passes("JWK set", |_| Ok(Ask::get(&place, "/oauth2/jwks", "keys"))).await
    }

    /// Signs in, says yes to the developer's service and enters the cabinet, through the pages.
    async fn first_contacts(&mut self) -> Result<(), String> {
        let place = self.town.place("identity")?;
        let (sep, epk) = (self.town.url("sep")?, self.town.url("epk")?);
        for citizen in &self.town.people[..3] {
            let mut sign_in = SignIn::of(&self.town, citizen)?;
            sign_in.once().await?;
            let mut browser = sign_in.browser;
            let client = &self.town.client;
            first_contact(&mut browser, &place, client, OFFLINE_SCOPE, &citizen.phone).await?;
            enter(&mut browser, &sep).await?;
            enter(&mut browser, &epk).await?;
            self.browsers.push(browser);
        }
        told("three people are signed in");
        Ok(())
    }

    async fn tokens(&mut self) -> Result<(), String> {
        let place = self.town.place("identity")?;
        let client = self.town.client.clone();
        let cookies: Vec<String> = self.browsers.iter().map(|b| b.cookies(&place)).collect();
        let flow = |n: usize| {
            let whose = cookies[n % cookies.len()].clone();
            Ok(CodeFlow::new(&place, &client, whose, format!("flow {n}")))
        };
        self.passes("code flow with PKCE, signed in", flow).await?;

        let chains = self.chains(MANY + 1).await?;
        let mut unused = chains.iter();
        let refresh = |_| {
            let tokens = unused.next().ok_or("no refresh token is left")?;
            Ok(Refresh::new(&place, &client, text(tokens, "refresh_token")?.to_owned()))
        };
        self.passes("refresh with rotation", refresh).await?;

        let bearer = format!("Bearer {}", text(&chains[0], "access_token")?);
        let headers = [("Host", place.host.as_str()), ("Authorization", bearer.as_str())];
        let userinfo = request("GET", "/oauth2/userinfo", &headers, None);
        self.passes("userinfo", |_| Ok(Ask::new(&place, userinfo.clone(), "\"sub\""))).await?;

        let fields = [("token", text(&chains[0], "access_token")?)];
        let introspect = call_request(&place, &client, "/oauth2/introspect", &fields);
        let ask = |_| Ok(Ask::new(&place, introspect.clone(), "\"active\":true"));
        self.passes("introspection", ask).await
    }

    /// Answers of the token endpoint with a refresh token each.
    async fn chains(&mut self, count: usize) -> Result<Vec<Value>, String> {
        let place = self.town.place("identity")?;
        let mut chains = Vec::new();
        for n in 0..count {
            let browser = &mut self.browsers[n % 3];
            let seed = format!("chain {n}");
            let client = &self.town.client;
            chains.push(first_contact(browser, &place, client, OFFLINE_SCOPE, &seed).await?);
        }
        Ok(chains)
    }

    fn home(&self, site: &str, n: usize) -> Result<Ask, String> {
        let place = self.town.place(site)?;
        let cookies = self.browsers[n % self.browsers.len()].cookies(&place);
        let asked = request("GET", "/", &headers(&place, &cookies), None);
        // Only who is signed in can sign out.
        Ok(Ask::new(&place, asked, "action=\"/logout\""))
    }

    async fn cabinets(&mut self, suffix: &str) -> Result<(), String> {
        for (site, name) in
            [("sep", "cabinet home page, signed in"), ("epk", "ЭПК home page, signed in")]
        {
            let homes =
                (0..MANY).map(|n| self.home(site, n)).collect::<Result<Vec<_>, String>>()?;
            let mut homes = homes.into_iter();
            let mut spare = Some(self.home(site, 0)?);
            let home =
                |_| homes.next().or_else(|| spare.take()).ok_or("no page is left".to_owned());
            self.passes(&format!("{name}{suffix}"), home).await?;
        }
        Ok(())
    }

    /// What an employer's telephone asks after it has seen a QR code.
    async fn verification(&mut self, suffix: &str) -> Result<(), String> {
        let place = self.town.place("epk")?;
        let path = self.path.clone();
        let words = "Паспорт действует";
        let asked = request("GET", &path, &headers(&place, ""), None);
        let name = format!("verification by QR code{suffix}");
        self.passes(&name, |_| Ok(Ask::new(&place, asked.clone(), words))).await
    }

    /// The same session with many passports in the database.
    async fn filled(self, folder: &Folder<'_>) -> Result<Self, String> {
        let Session { options, server, town, figures, browsers, path } = self;
        drop(server);
        told(&format!("issuing {PASSPORTS} passports"));
        fill(folder, PASSPORTS)?;
        let port = town.place("start")?.port;
        let server = begin(options, folder, port).await?.0;
        server.settle();
        Ok(Session { options, server, town, figures, browsers, path })
    }

    async fn sign_ins(&mut self) -> Result<(), String> {
        let name = "sign-in, password and SMS";
        if !self.options.wants(name) {
            return Ok(());
        }
        let all = |town: &Town| {
            let people = town.people.iter().map(|citizen| SignIn::of(town, citizen));
            people.collect::<Result<Vec<SignIn>, String>>()
        };
        let measured = times(name, all(&self.town)?, &self.server, SIGN_INS_EACH).await;
        self.note(measured);
        let one = all(&self.town)?.into_iter().take(1).collect();
        let measured = times(name, one, &self.server, 1).await;
        self.note(measured);
        Ok(())
    }

    /// First what the program can do, then ten times of it.
    async fn flood(&mut self) -> Result<Option<flood::Flood>, String> {
        let name = "password of a stranger";
        if !self.options.wants(name) {
            return Ok(None);
        }
        let place = self.town.place("identity")?;
        let strangers = crowd(&place, 0..MANY).await?;
        let measured = rounds(name, strangers, &self.server, self.rounds()).await;
        let offered = 10.0 * measured.rate.1;
        self.note(measured);
        let alone = crowd(&place, MANY..MANY + 1).await?;
        let measured = rounds(name, alone, &self.server, self.rounds()).await;
        self.note(measured);

        let crowd = crowd(&place, MANY + 1..MANY + 1 + STRANGERS).await?;
        let pages = || (0..READERS).filter_map(|n| self.home("sep", n).ok()).collect();
        let length = Duration::from_secs(2 * self.options.seconds);
        let flood = flood::measure(crowd, pages, (offered, READING), length).await;
        let worst = percentile(&flood.flooded, 0.99);
        told(&format!("flood of {:.0}/s: pages p99 {worst:.1} ms", flood.offered));
        Ok(Some(flood))
    }
}

async fn crowd(place: &Place, numbers: Range<usize>) -> Result<Vec<Stranger>, String> {
    let mut crowd = Vec::new();
    for number in numbers {
        crowd.push(Stranger::new(place, number).await?);
    }
    Ok(crowd)
}

/// Into a cabinet by its button, through consent and terms.
async fn enter(browser: &mut Browser, site: &str) -> Result<(), String> {
    let page = browser.open(&format!("{site}/")).await?;
    let form = page.form_to("/enter")?;
    let mut page = browser.submit(&page, &form, None).await?;
    if let Some(form) = page.form_with_button("allow") {
        page = browser.submit(&page, &form, Some("allow")).await?;
    }
    if let Ok(form) = page.form_to("/terms") {
        page = browser.submit(&page, &form, None).await?;
    }
    let inside = page.status == 200 && page.form_to("/logout").is_ok();
    if inside { Ok(()) } else { Err(format!("not inside but at {} ({})", page.url, page.status)) }
}

/// To the screen; the report is on standard output.
fn told(text: &str) {
    eprintln!("load: {text}");
}
