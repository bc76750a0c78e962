//! Open pages at two nodes: what happens through one of them is heard at both, and neither waits
//! for open pages when it ends.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;

/// A node ends so soon, whatever pages are open.
const SOON: Duration = Duration::from_secs(2);
/// Pages that are open at each node.
const PAGES: usize = 5;

/// Opens the stream of a page at one node and waits until it is one.
async fn listen(ports: &Ports, node: usize, host: &str, cookies: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", ports.nodes[node])).await.unwrap();
    let head = format!("GET /live HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    hears(&mut stream, "retry:").await;
    stream
}

/// Reads until this has been said.
async fn hears(stream: &mut TcpStream, words: &str) -> String {
    let mut heard = Vec::new();
    let listening = async {
        loop {
            let text = String::from_utf8_lossy(&heard).into_owned();
            if text.contains(words) {
                return text;
            }
            assert!(stream.read_buf(&mut heard).await.unwrap() > 0, "it ended after\n{text}");
        }
    };
    tokio::time::timeout(Duration::from_secs(60), listening).await.expect("it is said in time")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_at_one_node_comes_into_pages_at_both_and_both_end_soon() {
    let Some(database) = store::Db::story_url() else { return };
    let folder = Folder::new("live");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ports = Ports {
        proxy: listener.local_addr().unwrap().port(),
        sandbox: free_port(),
        mail: free_port(),
        nodes: [free_port(), free_port()],
        metrics: [free_port(), free_port()],
    };
    let met = Arc::new([const { AtomicUsize::new(0) }; NODES]);
    let proxy = tokio::spawn(alternate(listener, ports.nodes, met));
    let outside = start_outside(&folder, &ports).await;
    let mut nodes = Vec::new();
    for node in 0..NODES {
        let data = folder.path(&format!("node{node}"));
        nodes.push(start_node(&ports, node, &data, &database).await);
    }
    let world = World::of(ports.inventory());
    let who = world.citizen().await;
    let mut robot = Robot::new().hanging_up();
    world.register(&mut robot, &who).await;
    let (host, cookies) = (format!("gosuslugi.localhost:{}", ports.proxy), robot.cookies_here());

    let mut pages = Vec::new();
    for node in 0..NODES * PAGES {
        pages.push(listen(&ports, node % NODES, &host, &cookies).await);
    }
    let mut other = Robot::new().hanging_up();
    other.open(&world.url("identity", "/login?next=/profile")).await;
    world.sign_in(&mut other, &who.email, &who.phone, &who.password).await;
    for page in &mut pages {
        let heard = hears(page, "Вход с нового устройства").await;
        assert!(heard.contains("непрочитанных:"), "{heard}");
    }
    robot.open("/notices").await.sees("Вход с нового устройства").sees("Новое");

    for node in nodes {
        let begun = Instant::now();
        assert!(node.stop().success());
        assert!(begun.elapsed() < SOON, "it took {:?}", begun.elapsed());
    }
    assert!(outside.stop().success());
    proxy.abort();
}
