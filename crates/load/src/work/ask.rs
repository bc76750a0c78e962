//! The same question again and again.

use crate::http::{Connection, Place, request};
use crate::measure::Work;

/// A request whose answer has to be 200 and to hold some words.
pub struct Ask {
    connection: Connection,
    request: Vec<u8>,
    /// What tells the answer from a polite refusal.
    words: &'static str,
}

impl Ask {
    /// Sends these bytes.
    pub fn new(place: &Place, request: Vec<u8>, words: &'static str) -> Ask {
        Ask { connection: Connection::to(place), request, words }
    }

    /// A GET without cookies.
    pub fn get(place: &Place, path: &str, words: &'static str) -> Ask {
        Ask::new(place, request("GET", path, &[("Host", &place.host)], None), words)
    }
}

impl Work for Ask {
    async fn once(&mut self) -> Result<(), String> {
        let answer = self.connection.send(&self.request).await?;
        let holds = std::str::from_utf8(&answer.body).is_ok_and(|text| text.contains(self.words));
        if answer.status == 200 && holds {
            return Ok(());
        }
        Err(format!("{} without {:?}", answer.status, self.words))
    }
}
