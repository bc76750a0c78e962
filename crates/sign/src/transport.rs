//! How a caller lets this crate ask the network: it opens none itself.

/// A question over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where to: `http` or `https`.
    pub url: String,
    /// What is sent by POST, with its media type; GET if there is nothing.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// How many bytes of an answer are read at most; a longer one is an error.
    pub limit: usize,
}

/// Sends a question and returns the body of the answer with status 200, or why there is none, in a
/// few words for people.
///
/// The addresses come from certificates that others made: a caller that stands inside a network of
/// its own should refuse addresses of that network.
pub type Transport<'a> = dyn Fn(&Request) -> Result<Vec<u8>, String> + Send + Sync + 'a;
