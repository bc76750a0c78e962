//! Serves the gallery of components on every site of the demonstration:
//! `cargo run -p web --example gallery -- 8099`, then `http://sep.localhost:8099/dev/pages`.

use web::{App, Cpu, Listener, Out, Site, Sites, Texts};

#[tokio::main]
async fn main() {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(8099);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../i18n");
    let text = Texts::from_folder(folder.as_ref()).expect("the texts can be read");
    let db = store::Db::for_story(store::Clock::system(), store::Entropy::system());
    let files = store::file::Files::temporary(&db);
    let app = App::new(db, files, text, Out::new(), Cpu::of_this_machine(), Sites::demo(port));
    let site = |site| (site, web::site_router(app.clone(), site, web::gallery()));
    let router = web::hosts(&app, Site::ALL.into_iter().map(site).collect());
    let socket = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    println!("http://localhost:{port}/dev/pages");
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    web::serve(vec![Listener::plain(socket)], router, stop).await;
}
