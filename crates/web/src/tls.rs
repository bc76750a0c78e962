//! Certificates that are read again when their files change.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// A certificate chain and its key from PEM files. Connections that are open keep what they
/// began with; new ones take what was read last. Cheap to clone.
#[derive(Clone)]
pub struct Certificates(Arc<Inner>);

struct Inner {
    chain: PathBuf,
    key: PathBuf,
    state: RwLock<State>,
}

struct State {
    acceptor: TlsAcceptor,
    changed: Stamp,
}

/// When each of the two files was last changed.
type Stamp = (Option<SystemTime>, Option<SystemTime>);

impl Certificates {
    /// Reads both files. TLS 1.3 only.
    ///
    /// # Errors
    /// In words for the operator, naming the file.
    pub fn read(chain: PathBuf, key: PathBuf) -> Result<Certificates, String> {
        let changed = stamp(&chain, &key);
        let acceptor = acceptor(&chain, &key)?;
        let state = RwLock::new(State { acceptor, changed });
        Ok(Certificates(Arc::new(Inner { chain, key, state })))
    }

    /// What new connections are taken with.
    pub fn acceptor(&self) -> TlsAcceptor {
        self.0.state.read().unwrap_or_else(PoisonError::into_inner).acceptor.clone()
    }

    /// Reads the files again if they have changed; `true` when something new is in use now.
    ///
    /// # Errors
    /// When they cannot be used; the old ones stay in use.
    pub fn reload(&self) -> Result<bool, String> {
        let Inner { chain, key, state } = &*self.0;
        let changed = stamp(chain, key);
        if state.read().unwrap_or_else(PoisonError::into_inner).changed == changed {
            return Ok(false);
        }
        let acceptor = acceptor(chain, key)?;
        *state.write().unwrap_or_else(PoisonError::into_inner) = State { acceptor, changed };
        Ok(true)
    }

    /// Looks at the files every ten seconds until `stop` resolves.
    pub async fn watch(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(Duration::from_secs(10)) => {}
            }
            let again = self.clone();
            match tokio::task::spawn_blocking(move || again.reload()).await {
                Ok(Ok(true)) => tracing::info!("new certificates are in use"),
                Ok(Ok(false)) => {}
                Ok(Err(error)) => tracing::error!(%error, "the old certificates stay in use"),
                Err(error) => tracing::error!(%error, "certificates cannot be read"),
            }
        }
    }
}

fn stamp(chain: &PathBuf, key: &PathBuf) -> Stamp {
    let changed = |path: &PathBuf| std::fs::metadata(path).and_then(|m| m.modified()).ok();
    (changed(chain), changed(key))
}

fn acceptor(chain: &PathBuf, key: &PathBuf) -> Result<TlsAcceptor, String> {
    let wrong = |path: &PathBuf, why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let certificates: Vec<CertificateDer> = CertificateDer::pem_file_iter(chain)
        .and_then(Iterator::collect)
        .map_err(|e| wrong(chain, &e))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|e| wrong(key, &e))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|e| e.to_string())?
        .with_no_client_auth()
        .with_single_cert(certificates, secret)
        .map_err(|e| wrong(chain, &e))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
