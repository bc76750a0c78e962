//! Everybody's mail server: it takes mail for any address (RFC 5321) and shows it on the phone.
//!
//! It listens on the loopback of a demonstration; it relays nothing and offers no TLS.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::Sandbox;
use crate::fault::Simulator;
use crate::message::store;

mod dialogue;
mod letter;
#[cfg(test)]
mod tests;

pub use dialogue::{Dialogue, LETTER_MAX, Reply, Step};
pub use letter::Letter;

/// Conversations that may be under way.
const CONVERSATIONS_MAX: usize = 64;
/// The other side must say something within this time.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest conversation.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// A letter beyond the limit is read on so far, to answer it politely.
const DRAINED_MAX: usize = 8 * LETTER_MAX;

/// Takes mail until `stop` resolves.
pub async fn serve(sandbox: Sandbox, listener: TcpListener, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(CONVERSATIONS_MAX));
    let mut stop = std::pin::pin!(stop);
    loop {
        let place = places.clone().acquire_owned();
        let accepted = tokio::select! {
            () = &mut stop => return,
            accepted = async { Some((place.await.ok()?, listener.accept().await)) } => accepted,
        };
        let Some((place, accepted)) = accepted else { return };
        let Ok((stream, _)) = accepted else {
            // No file handles left: wait for some to be given back.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let sandbox = sandbox.clone();
        tokio::spawn(async move {
            let _place = place;
            let talk = Conversation::new(sandbox, stream).talk();
            if let Ok(Err(error)) = tokio::time::timeout(LONGEST, talk).await {
                tracing::debug!(%error, "an SMTP conversation ended early");
            }
        });
    }
}

/// One connection.
struct Conversation {
    sandbox: Sandbox,
    stream: TcpStream,
    /// What was read and not yet used: the other side may send several commands at once.
    buffer: Vec<u8>,
}

impl Conversation {
    fn new(sandbox: Sandbox, stream: TcpStream) -> Conversation {
        Conversation { sandbox, stream, buffer: Vec::new() }
    }

    async fn talk(mut self) -> std::io::Result<()> {
        tokio::time::sleep(self.sandbox.faults().of(Simulator::Smtp).delay()).await;
        let mut dialogue = Dialogue::default();
        let mut step = dialogue.greet(self.sandbox.faults().of(Simulator::Smtp));
        loop {
            self.say(&step.reply).await?;
            if step.ends {
                return self.stream.shutdown().await;
            }
            step = match step.letter.take() {
                Some(recipients) => match self.letter().await? {
                    Some(Ok(bytes)) => Step::reply(self.deliver(recipients, &bytes).await),
                    Some(Err(refusal)) => Step::reply(refusal),
                    None => Step::end(Reply::TOO_MUCH),
                },
                None => match self.line().await? {
                    Some(line) => dialogue.hear(&line, self.sandbox.faults().of(Simulator::Smtp)),
                    None => Step::end(Reply::LINE_TOO_LONG),
                },
            };
        }
    }

    async fn say(&mut self, reply: &Reply) -> std::io::Result<()> {
        self.stream.write_all(reply.to_string().as_bytes()).await
    }

    /// A command without its line end; `None` when it is too long.
    async fn line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let mut line: Vec<u8> = self.buffer.drain(..=end).collect();
                while line.ends_with(b"\n") || line.ends_with(b"\r") {
                    line.pop();
                }
                return Ok(Some(line));
            }
            if self.buffer.len() > dialogue::LINE_MAX {
                return Ok(None);
            }
            self.more().await?;
        }
    }

    /// The bytes of a letter up to the line with a single dot, still with doubled dots. The
    /// inner error is a refusal after which the conversation goes on; `None` ends it.
    async fn letter(&mut self) -> std::io::Result<Option<Result<Vec<u8>, Reply>>> {
        let mut letter = Vec::new();
        let mut length = 0;
        loop {
            // The line end before the dot belongs to the letter; an empty letter has none.
            let first = length == 0;
            if let Some(end) = dialogue::end_of_letter(&self.buffer, first) {
                let rest = self.buffer.split_off(end.after);
                self.buffer.truncate(end.content);
                length += self.buffer.len();
                letter.append(&mut self.buffer);
                self.buffer = rest;
                let whole = length <= LETTER_MAX;
                return Ok(Some(if whole { Ok(letter) } else { Err(Reply::TOO_LARGE) }));
            }
            // Enough stays behind for an end that is split between two reads.
            let taken = self.buffer.len().saturating_sub(4);
            if taken > 0 {
                length += taken;
                if length <= LETTER_MAX {
                    letter.extend(self.buffer.drain(..taken));
                } else {
                    self.buffer.drain(..taken);
                }
            }
            if length > DRAINED_MAX {
                return Ok(None);
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> std::io::Result<()> {
        let mut chunk = [0; 8 * 1024];
        let read = tokio::time::timeout(PATIENCE, self.stream.read(&mut chunk)).await;
        match read {
            Ok(Ok(0)) => Err(std::io::ErrorKind::UnexpectedEof.into()),
            Ok(Ok(length)) => {
                self.buffer.extend_from_slice(&chunk[..length]);
                Ok(())
            }
            Ok(Err(error)) => Err(error),
            Err(_) => {
                self.say(&Reply::TIMEOUT).await?;
                Err(std::io::ErrorKind::TimedOut.into())
            }
        }
    }

    /// Puts the letter into every inbox in one transaction, so that the answer is true of all.
    async fn deliver(&self, recipients: Vec<String>, bytes: &[u8]) -> Reply {
        tokio::time::sleep(self.sandbox.faults().of(Simulator::Smtp).delay()).await;
        let letter = match Letter::read(bytes) {
            Ok(letter) => letter,
            Err(refusal) => return refusal,
        };
        let incoming: Vec<_> = recipients.into_iter().map(|to| letter.to(to)).collect();
        let kept = self.sandbox.app().db.write("phone.mail", move |tx| {
            for incoming in &incoming {
                store::receive(tx, incoming)?;
            }
            Ok(())
        });
        match kept.await {
            Ok(()) => Reply::TAKEN,
            Err(error) => {
                tracing::error!(%error, "a mail cannot be kept");
                Reply::STORAGE
            }
        }
    }
}
