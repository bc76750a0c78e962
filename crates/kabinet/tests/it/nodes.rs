//! Two nodes on one PostgreSQL behind a proxy that sends every request to the other one: nothing
//! that a person does may depend on which node she meets. Only with `KABINET_TEST_PG`.

mod live;

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kabinet::demo::Inventory;
use tokio::net::{TcpListener, TcpStream};

use crate::program::{Folder, Program, free_port, run_well, text, until_ready};
use crate::robot::Robot;
use crate::world::World;

const NODES: usize = 2;

/// Ports of everything that listens.
pub struct Ports {
    /// Where people come.
    proxy: u16,
    sandbox: u16,
    mail: u16,
    nodes: [u16; NODES],
    metrics: [u16; NODES],
}

impl Ports {
    /// For one node that people come to directly.
    pub fn alone() -> Ports {
        let (only, metrics) = (free_port(), free_port());
        let (sandbox, mail) = (free_port(), free_port());
        Ports { proxy: only, sandbox, mail, nodes: [only, 0], metrics: [metrics, 0] }
    }

    fn origin(&self, site: &str) -> String {
        let outside = matches!(site, "registries" | "bank" | "phone");
        let port = if outside { self.sandbox } else { self.proxy };
        let host = if site == "identity" { "gosuslugi" } else { site };
        format!("http://{host}.localhost:{port}")
    }

    pub fn inventory(&self) -> Inventory {
        let sites = ["identity", "sep", "epk", "desk", "registries", "bank", "phone"];
        let sites = sites.map(|site| (site.to_owned(), self.origin(site)));
        Inventory { sites: BTreeMap::from(sites), ..Inventory::default() }
    }

    fn configuration(&self, node: usize, data: &Path, database: &str) -> String {
        let registers = ["fns", "sfr", "egrn", "business", "tfoms", "education"]
            .map(|name| format!("{name} = \"{}\"\n", self.origin("registries")))
            .concat();
        let sites = ["identity", "sep", "epk", "desk"]
            .map(|name| format!("{name} = \"{}\"\n", self.origin(name)))
            .concat();
        format!(
            "data = \"{}\"\ndatabase = \"{database}\"\ndatabase_connections = 4\n\
             [listen]\naddress = \"127.0.0.1:{}\"\nmetrics = \"127.0.0.1:{}\"\n\
             [sites]\n{sites}[registers]\n{registers}\
             [sms]\nurl = \"{}/api/sms\"\ntoken_file = \"{}\"\n\
             [mail]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"id@example.test\"\n",
            text(data),
            self.nodes[node],
            self.metrics[node],
            self.origin("phone"),
            text(&data.with_file_name("token")),
            self.mail,
        )
    }
}

/// Sends each connection to the node whose turn it is and counts.
async fn alternate(listener: TcpListener, nodes: [u16; NODES], met: Arc<[AtomicUsize; NODES]>) {
    let mut turn = 0;
    while let Ok((mut person, _)) = listener.accept().await {
        let node = turn % NODES;
        turn += 1;
        met[node].fetch_add(1, Ordering::Relaxed);
        let address = SocketAddr::from(([127, 0, 0, 1], nodes[node]));
        tokio::spawn(async move {
            if let Ok(mut server) = TcpStream::connect(address).await {
                let _ = tokio::io::copy_bidirectional(&mut person, &mut server).await;
            }
        });
    }
}

/// The world outside: registers, phones, mail.
pub async fn start_outside(folder: &Folder, ports: &Ports) -> Program {
    fs::write(folder.path("token"), "between-us\n").unwrap();
    let (sandbox, issuer) = (folder.path("sandbox"), ports.origin("identity"));
    fs::create_dir(&sandbox).unwrap();
    let (http, mail) = (ports.sandbox.to_string(), ports.mail.to_string());
    let outside = ["sandbox", "--port", &http, "--smtp-port", &mail, "--issuer", &issuer];
    let told = ["--data", text(&sandbox), "--sms-token", "between-us"];
    let program = Program::start(&sandbox, &[&outside[..], &told].concat());
    until_ready(ports.sandbox, "/", &sandbox.with_extension("log")).await;
    program
}

/// A node with its data in `data`, the token of the gateway and its configuration beside it.
pub async fn start_node(ports: &Ports, node: usize, data: &Path, database: &str) -> Program {
    fs::create_dir(data).unwrap();
    let config = data.with_extension("toml");
    fs::write(&config, ports.configuration(node, data, database)).unwrap();
    let key = data.with_file_name("node0").join("kabinet.key");
    if key.exists() {
        fs::copy(key, data.join("kabinet.key")).unwrap();
    }
    let program = Program::start(data, &["serve", "--config", text(&config)]);
    until_ready(ports.metrics[node], "/health/ready", &data.with_extension("log")).await;
    program
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_meets_two_nodes_in_turn_does_not_notice() {
    let Some(database) = store::Db::story_url() else { return };
    let folder = Folder::new("nodes");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ports = Ports {
        proxy: listener.local_addr().unwrap().port(),
        sandbox: free_port(),
        mail: free_port(),
        nodes: [free_port(), free_port()],
        metrics: [free_port(), free_port()],
    };
    let met = Arc::new([const { AtomicUsize::new(0) }; NODES]);
    let proxy = tokio::spawn(alternate(listener, ports.nodes, Arc::clone(&met)));
    let mut programs = vec![start_outside(&folder, &ports).await];
    for node in 0..NODES {
        let data = folder.path(&format!("node{node}"));
        programs.push(start_node(&ports, node, &data, &database).await);
    }
    let world = World::of(ports.inventory());

    let who = world.citizen().await;
    let mut robot = Robot::new().hanging_up();
    world.register(&mut robot, &who).await;
    robot.follow("Продолжить").await;
    robot.sees("СЭП просит ваши данные").press("Разрешить").await;
    robot.is_at("sep.localhost", "/").sees(&who.family);
    let mut other = Robot::new().hanging_up();
    other.open(&world.url("identity", "/login?next=/profile")).await;
    world.sign_in(&mut other, &who.email, &who.phone, &who.password).await;
    for _ in 0..NODES {
        other.open("/profile").await.sees(&who.family);
    }
    robot.press("Выйти").await;
    for _ in 0..NODES {
        robot.open(&world.url("sep", "/")).await.does_not_see(&who.family);
    }
    for _ in 0..NODES {
        other.open("/profile").await.sees(&who.family);
    }
    assert!(met.iter().all(|count| count.load(Ordering::Relaxed) > 5), "{met:?}");

    // The world outside ends last: messages may still be on their way to it.
    for program in programs.into_iter().rev() {
        assert!(program.stop().success());
    }
    proxy.abort();
    for node in 0..NODES {
        let config = folder.path(&format!("node{node}.toml"));
        let report = run_well(&["audit", "verify", "--config", text(&config), "--json"]);
        assert!(report.contains("\"findings\":[]"), "{report}");
    }
}
