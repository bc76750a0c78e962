//! `--online`: what certificates say is asked where they say it is answered.
//!
//! The addresses are those of strangers: whoever made a certificate chose them. So only public
//! ones are asked unless the caller permits more, redirects count as new addresses, and time, size
//! and number of answers are bounded.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use http::header::{CONTENT_TYPE, LOCATION};
use http::{Method, StatusCode};
use sign::certificate::visible;
use sign::revocation::{Cache, Online, Revocation};
use sign::say;
use sign::transport::{Failure, Request, Transport};
use store::Entropy;
use web::{Answer, Bounds, Out, OutError};

use super::{Refusal, UNREADABLE, shown};

/// How often an answer may lead on to another address.
const REDIRECTS_MAX: u32 = 3;
/// All questions together take at most so many times as long as one may.
const WHOLE: u32 = 6;

/// Whether and how to ask.
#[derive(Args, Debug)]
pub struct Asking {
    /// Ask the addresses that certificates name: whether they were revoked (OCSP, CRL), and for
    /// missing certificates of issuers. Public addresses only; `=anywhere`: also this machine and
    /// private networks
    #[arg(
        long,
        value_enum,
        value_name = "WHERE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "public",
        conflicts_with = "no_revocation"
    )]
    online: Option<Reach>,
    /// How many seconds to wait for each answer
    #[arg(long, value_name = "SECONDS", default_value_t = 10, requires = "online",
        value_parser = clap::value_parser!(u32).range(1..=300))]
    wait: u32,
    /// The folder in which answers are kept while they are valid, a day at most; default:
    /// kabinet/answers in the user's folder for caches
    #[arg(long, value_name = "FOLDER", requires = "online")]
    cache: Option<PathBuf>,
    /// Neither keep answers nor use kept ones
    #[arg(long, requires = "online", conflicts_with = "cache")]
    no_cache: bool,
}

/// Where questions may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reach {
    /// To addresses of the public network
    Public,
    /// Also to this machine and to private networks
    Anywhere,
}

impl Asking {
    /// The way to ask, if it was asked for.
    ///
    /// # Errors
    ///
    /// When the system gives no threads or sockets.
    pub fn transport(&self) -> Result<Option<Box<Transport<'static>>>, Refusal> {
        let Some(reach) = self.online else { return Ok(None) };
        let wait = Duration::from_secs(self.wait.into());
        let transport = transport(reach, wait).map_err(|error| {
            let why = say!("сеть недоступна: {error}", "no network: {error}");
            Refusal { code: UNREADABLE, why }
        })?;
        Ok(Some(transport))
    }

    /// Lets revocation be asked over it.
    ///
    /// # Errors
    ///
    /// A folder for answers that was named and cannot be used.
    pub fn allow<'a>(
        &self,
        transport: Option<&'a Transport<'a>>,
        revocation: Option<&mut Revocation<'a>>,
    ) -> Result<(), Refusal> {
        let (Some(transport), Some(revocation)) = (transport, revocation) else { return Ok(()) };
        let online = Online::by(transport).with_nonce(Entropy::system().bytes());
        revocation.ask_by(match self.cache()? {
            Some(cache) => online.kept_in(cache),
            None => online,
        });
        Ok(())
    }

    fn cache(&self) -> Result<Option<Cache>, Refusal> {
        if self.no_cache {
            return Ok(None);
        }
        if let Some(folder) = &self.cache {
            return Cache::open(folder).map(Some).map_err(|error| {
                let folder = shown(folder);
                let why = say!(
                    "{folder}: папка для ответов не годится: {error}",
                    "{folder}: not a folder for answers: {error}"
                );
                Refusal { code: UNREADABLE, why }
            });
        }
        // Nobody named it: without it the network is asked each time, and nothing else changes.
        Ok(default_folder().and_then(|folder| Cache::open(&folder).ok()))
    }
}

fn default_folder() -> Option<PathBuf> {
    let named = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache")));
    Some(caches?.join("kabinet").join("answers"))
}

/// A runtime that ends without waiting for names that are still being looked up: the system may
/// take as long over them as it likes.
struct Impatient(Option<tokio::runtime::Runtime>);

impl Impatient {
    fn new() -> io::Result<Self> {
        tokio::runtime::Builder::new_current_thread().enable_all().build().map(Some).map(Self)
    }

    fn run<T>(&self, asking: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        self.0.as_ref().map_or(Err(Failure::Refused), |runtime| runtime.block_on(asking))
    }
}

impl Drop for Impatient {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

fn transport(reach: Reach, wait: Duration) -> io::Result<Box<Transport<'static>>> {
    let runtime = Impatient::new()?;
    let out = Out::new();
    let whole = wait * WHOLE;
    let spent = std::sync::Mutex::new(Duration::ZERO);
    Ok(Box::new(move |request| {
        let mut spent = spent.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let deadline = wait.min(whole.saturating_sub(*spent));
        if deadline.is_zero() {
            return Err(Failure::Exhausted);
        }
        let begun = Instant::now();
        let inside = reach == Reach::Anywhere;
        let bounds = Bounds { deadline, most: request.limit, inside };
        let answer = runtime.run(async {
            let late = Err(Failure::Late(deadline));
            tokio::time::timeout(deadline, fetch(&out, request, bounds)).await.unwrap_or(late)
        });
        *spent += begun.elapsed();
        answer
    }))
}

/// Sends a question; what is asked by GET is also taken from where the answer leads on to.
async fn fetch(out: &Out, request: &Request, bounds: Bounds) -> Result<Vec<u8>, Failure> {
    let mut url = request.url.clone();
    for _ in 0..=REDIRECTS_MAX {
        let call = match &request.body {
            None => web::Request::get(&url),
            Some((kind, body)) => web::Request::new(Method::POST, &url)
                .header(CONTENT_TYPE.as_str(), kind)
                .body(body.clone()),
        };
        let answer = out.fetch(call, bounds).await.map_err(|error| failure(error, bounds))?;
        if answer.status == StatusCode::OK {
            return Ok(answer.body.into());
        }
        match next(&url, &answer).filter(|_| request.body.is_none()) {
            Some(next) => url = next,
            None => return Err(Failure::Status(answer.status.as_u16())),
        }
    }
    Err(Failure::Redirected)
}

/// Where an answer leads on to.
fn next(url: &str, answer: &Answer) -> Option<String> {
    let leads = matches!(answer.status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = answer.header(LOCATION.as_str()).filter(|_| leads)?;
    Some(url::Url::parse(url).ok()?.join(location).ok()?.to_string())
}

fn failure(error: OutError, bounds: Bounds) -> Failure {
    match error {
        OutError::Timeout => Failure::Late(bounds.deadline),
        OutError::Refused => Failure::Refused,
        OutError::TooLarge => Failure::TooLong(bounds.most),
        OutError::Broken => Failure::Broken,
        OutError::Address => Failure::Address,
        OutError::Inside => Failure::Inside,
        OutError::Crowded => Failure::Other(visible(&error.to_string())),
    }
}
