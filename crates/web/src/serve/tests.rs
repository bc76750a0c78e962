use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;

use super::{Listener, serve};
use crate::tls::Certificates;

const ONE: (&[u8], &[u8]) =
    (include_bytes!("../tls/one.chain.pem"), include_bytes!("../tls/one.key.pem"));
const TWO: (&[u8], &[u8]) =
    (include_bytes!("../tls/two.chain.pem"), include_bytes!("../tls/two.key.pem"));

fn router() -> Router {
    let slow = || async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        "slow"
    };
    Router::new().route("/", get(|| async { "here" })).route("/slow", get(slow))
}

async fn ask<S>(stream: &mut S, path: &str) -> String
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[tokio::test]
async fn at_the_end_what_is_under_way_is_finished_and_nobody_else_let_in() {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(vec![Listener::plain(socket)], router(), async {
        let _ = stopped.await;
    }));
    let mut idle = TcpStream::connect(address).await.unwrap();
    assert!(ask(&mut idle, "/").await.ends_with("here"));
    let mut busy = TcpStream::connect(address).await.unwrap();
    let slow = tokio::spawn(async move { ask(&mut busy, "/slow").await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.send(()).unwrap();
    assert!(slow.await.unwrap().ends_with("slow"));
    tokio::time::timeout(Duration::from_secs(2), server).await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let never = std::future::pending();
    let server = tokio::spawn(serve(vec![Listener::plain(socket)], router(), never));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "y".repeat(64 * 1024));
    let _ = stream.write_all(head.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"));
    server.abort();
}

struct Files(std::path::PathBuf);

impl Files {
    fn new() -> Files {
        let name = format!("kabinet-tls-{}-{:p}", std::process::id(), &ONE);
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Files(folder)
    }

    fn put(&self, (chain, key): (&[u8], &[u8]), seconds: u64) {
        for (name, bytes) in [("chain.pem", chain), ("key.pem", key)] {
            let path = self.0.join(name);
            std::fs::write(&path, bytes).unwrap();
            // Files written within one tick of the file system's clock would look unchanged.
            let at = std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds);
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn connector(chain: &[u8], tls12: bool) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(chain).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions: &[_] =
        if tls12 { &[&rustls::version::TLS12] } else { &[&rustls::version::TLS13] };
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[tokio::test]
async fn new_certificates_are_used_without_dropping_a_connection() {
    let files = Files::new();
    files.put(ONE, 0);
    let certificates =
        Certificates::read(files.0.join("chain.pem"), files.0.join("key.pem")).unwrap();
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let listener = Listener::tls(socket, certificates.clone());
    let server = tokio::spawn(serve(vec![listener], router(), std::future::pending()));
    let open = async |name: &'static str, chain, tls12| {
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from(name).unwrap();
        connector(chain, tls12).connect(name, stream).await
    };
    let mut old = open("one.example", ONE.0, false).await.unwrap();
    assert!(ask(&mut old, "/").await.ends_with("here"));
    assert!(open("one.example", ONE.0, true).await.is_err(), "TLS 1.2 is not spoken");

    assert_eq!(certificates.reload(), Ok(false));
    files.put((b"nonsense", TWO.1), 1);
    let refused = certificates.reload().unwrap_err();
    assert!(refused.contains("chain.pem"), "{refused}");
    assert!(open("one.example", ONE.0, false).await.is_ok(), "the old one stays in use");

    files.put(TWO, 2);
    assert_eq!(certificates.reload(), Ok(true));
    let mut new = open("two.example", TWO.0, false).await.unwrap();
    assert!(ask(&mut new, "/").await.ends_with("here"));
    assert!(ask(&mut old, "/").await.ends_with("here"), "the open connection goes on");
    assert!(open("one.example", ONE.0, false).await.is_err());
    server.abort();
}

#[test]
fn a_key_that_does_not_fit_its_certificate_is_named() {
    let files = Files::new();
    files.put((ONE.0, TWO.1), 0);
    let refused = Certificates::read(files.0.join("chain.pem"), files.0.join("key.pem"));
    assert!(refused.err().unwrap().contains("chain.pem"));
}
