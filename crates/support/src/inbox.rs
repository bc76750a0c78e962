//! Letters that come in: replies to our letters about requests for help. The operator's mail
//! server hands them over by SMTP or LMTP; this is no server for the whole world.
//!
//! * **Where.** Each letter of ours says where to reply: `help+KEY@domain`. The key is 128 random
//!   bits, of which a keyed hash is kept. A key that is wrong, old or malformed is answered like
//!   any other address that is not here.
//! * **Who.** Nobody checks who wrote: neither DKIM nor SPF is looked at here, and both say only
//!   which server sent it. A letter adds words to a thread, marked as not verified; it confirms
//!   no address, opens no data, and nothing is answered to it.
//! * **Once.** `250` is said after the commit. A letter that comes again, because that answer was
//!   lost, is known by its `Message-ID`.
//! * **No loops.** What a program wrote is taken and dropped without a word (RFC 3834).

mod dialogue;
mod letter;
mod quote;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use ::store::Tx;
use cabinet::scan::pages::{Refused, Taken, give_up, take};
use cabinet::scan::{Refusal, shown_name};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use web::App;

use self::dialogue::{Dialogue, Envelope, LETTER_MAX, LINE_MAX, Reply, Step, end_of_letter};
use self::letter::Letter;
use crate::ticket::mail::{self, Incoming, Joined, Mailbox};
use crate::ticket::{self, PICTURE_MAX, Picture, TicketId, Via};

/// Conversations that may be under way; each may hold a letter in memory.
const CONVERSATIONS_MAX: usize = 4;
/// The other side must say something within this time.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest conversation.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// A letter beyond the limit is read on so far, to answer it politely.
const DRAINED_MAX: usize = 4 * LETTER_MAX;

/// Takes letters at `listener` until `stop` resolves. `address` is that of replies without a key,
/// `help@example.ru`; `from` is what our letters come from. An address that is none takes nothing.
pub async fn serve(
    app: &App,
    listener: TcpListener,
    address: &str,
    from: &str,
    stop: impl Future<Output = ()>,
) {
    let Some(mailbox) = Mailbox::new(address, from) else {
        tracing::error!("the address for replies is no address: letters are not taken");
        return;
    };
    let inbox = Inbox { app: app.clone(), mailbox: Arc::new(mailbox) };
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
        let inbox = inbox.clone();
        tokio::spawn(async move {
            let _place = place;
            let talk = Conversation { inbox, stream, buffer: Vec::new() }.talk();
            if let Ok(Err(error)) = tokio::time::timeout(LONGEST, talk).await {
                tracing::debug!(%error, "a conversation about mail ended early");
            }
        });
    }
}

/// Whether replies can be sent to an address of this form, with a key between name and domain.
pub fn is_address(address: &str) -> bool {
    Mailbox::new(address, "").is_some()
}

/// What all conversations have at hand.
#[derive(Clone)]
struct Inbox {
    app: App,
    mailbox: Arc<Mailbox>,
}

/// One connection.
struct Conversation {
    inbox: Inbox,
    stream: TcpStream,
    /// What was read and not yet used: the other side may send several commands at once.
    buffer: Vec<u8>,
}

impl Conversation {
    async fn talk(mut self) -> std::io::Result<()> {
        let mut dialogue = Dialogue::default();
        self.say(Reply::WELCOME).await?;
        loop {
            let step = match self.line().await? {
                Some(line) => dialogue.hear(&line),
                None => Step::End(Reply::LINE_TOO_LONG),
            };
            let step = match step {
                Step::Find(address) => match self.inbox.find(&address).await {
                    Ok(found) => dialogue.found(found),
                    Err(reply) => Step::Say(reply),
                },
                Step::Letter(envelope) => {
                    self.say(Reply::GO_ON).await?;
                    let Some(letter) = self.letter().await? else {
                        return self.end(Reply::TOO_MUCH).await;
                    };
                    let replies = self.inbox.take(&envelope, letter).await;
                    for reply in replies {
                        self.say(reply).await?;
                    }
                    continue;
                }
                step => step,
            };
            match step {
                Step::Say(reply) => self.say(reply).await?,
                Step::End(reply) => return self.end(reply).await,
                Step::Find(_) | Step::Letter(_) => return self.end(Reply::BUSY).await,
            }
        }
    }

    async fn end(mut self, reply: Reply) -> std::io::Result<()> {
        self.say(reply).await?;
        self.stream.shutdown().await
    }

    async fn say(&mut self, reply: Reply) -> std::io::Result<()> {
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
            if self.buffer.len() > LINE_MAX {
                return Ok(None);
            }
            self.more().await?;
        }
    }

    /// The bytes of a letter, still with doubled dots. The inner error is a refusal after which
    /// the conversation goes on; `None` ends it.
    async fn letter(&mut self) -> std::io::Result<Option<Result<Vec<u8>, Reply>>> {
        let (mut looked, mut length) = (0, 0);
        loop {
            if let Some(end) = end_of_letter(&self.buffer, looked, length == 0) {
                let rest = self.buffer.split_off(end.after);
                self.buffer.truncate(end.content);
                let letter = std::mem::replace(&mut self.buffer, rest);
                let whole = length == 0 && letter.len() <= LETTER_MAX;
                return Ok(Some(if whole { Ok(letter) } else { Err(Reply::TOO_LARGE) }));
            }
            // An end that is split between two reads begins within the last four bytes.
            looked = self.buffer.len().saturating_sub(4);
            if self.buffer.len() > LETTER_MAX {
                length += looked;
                self.buffer.drain(..looked);
                looked = 0;
            }
            if length > DRAINED_MAX {
                return Ok(None);
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> std::io::Result<()> {
        let mut chunk = [0; 16 * 1024];
        let read = tokio::time::timeout(PATIENCE, self.stream.read(&mut chunk)).await;
        match read {
            Ok(Ok(0)) => Err(std::io::ErrorKind::UnexpectedEof.into()),
            Ok(Ok(length)) => {
                self.buffer.extend_from_slice(&chunk[..length]);
                Ok(())
            }
            Ok(Err(error)) => Err(error),
            Err(_) => {
                self.say(Reply::TIMEOUT).await?;
                Err(std::io::ErrorKind::TimedOut.into())
            }
        }
    }
}

impl Inbox {
    async fn find(&self, address: &str) -> Result<Option<TicketId>, Reply> {
        let key = self.mailbox.key_of(address);
        let found = self.app.db.read(move |tx| mail::by_key(tx, key.as_deref())).await;
        found.map_err(|error| unable(&error))
    }

    /// Answers for a letter: once, or for each recipient.
    async fn take(&self, envelope: &Envelope, bytes: Result<Vec<u8>, Reply>) -> Vec<Reply> {
        let count = if envelope.each { envelope.recipients.len() } else { 1 };
        let ours = |address: &str| self.mailbox.is_ours(address);
        let read = bytes.and_then(|bytes| Letter::read(&bytes, ours));
        let letter = match read {
            Ok(letter) => letter,
            Err(refusal) => return vec![refusal; count],
        };
        if letter.automatic || envelope.sender.is_empty() || ours(&envelope.sender) {
            metrics::counter!("support_letters", "end" => "dropped").increment(1);
            return vec![Reply::TAKEN; count];
        }
        let mut replies = Vec::new();
        for ticket in &envelope.recipients {
            replies.push(self.join(*ticket, &letter).await.unwrap_or_else(|refusal| refusal));
        }
        if envelope.each {
            return replies;
        }
        // One answer for all: a letter that is taken for some is sent again, and known by them.
        let bad = replies.into_iter().find(|reply| *reply != Reply::TAKEN);
        vec![bad.unwrap_or(Reply::TAKEN)]
    }

    async fn join(&self, id: TicketId, letter: &Letter) -> Result<Reply, Reply> {
        let (mark, count) = (letter.mark.clone(), letter.files.len());
        let admit = move |tx: &mut Tx| mail::admit(tx, id, &mark, count);
        let admitted = self.app.db.write("ticket.letter_admit", admit).await;
        let room = match admitted.map_err(|error| unable(&error))? {
            mail::Admitted::Go { room } => room,
            mail::Admitted::Known => return Ok(Reply::TAKEN),
            mail::Admitted::Spent => return Ok(Reply::TOO_OFTEN),
        };
        let read = self.app.db.read(move |tx| ticket::find(tx, id)).await;
        let ticket = read.map_err(|error| unable(&error))?.ok_or(Reply::NOBODY)?;
        let same =
            letter.from.as_ref().is_some_and(|from| from.eq_ignore_ascii_case(&ticket.email));
        let (taken, refused) = self.judge(&ticket, letter, room).await?;
        let incoming = Incoming {
            mark: letter.mark.clone(),
            message_id: letter.message_id.clone(),
            words: letter.words.clone(),
            original: letter.original.clone(),
            via: if same { Via::Mail } else { Via::OtherMail },
            files: taken.iter().map(picture).collect(),
            refused,
        };
        let write = move |tx: &mut Tx| mail::join(tx, id, &incoming);
        let joined = self.app.db.write("ticket.letter", write).await;
        if joined != Ok(Joined::Done) {
            // After an unknown outcome the bytes may have a row: then they stay.
            if joined.is_ok() {
                give_up(&self.app, taken).await;
            }
        }
        let joined = joined.map_err(|error| unable(&error))?;
        metrics::counter!("support_letters", "end" => joined.as_str()).increment(1);
        Ok(Reply::TAKEN)
    }

    /// Judges the files like screenshots: pictures are written anew, PDFs are read to their end.
    async fn judge(
        &self,
        ticket: &ticket::Ticket,
        letter: &Letter,
        room: usize,
    ) -> Result<(Vec<Taken>, Vec<Refused>), Reply> {
        let (mut taken, mut refused) = (Vec::new(), Vec::new());
        let owner = ticket::owner(ticket);
        for (name, bytes) in &letter.files {
            let outcome = if taken.len() >= room {
                Ok(Err(Refusal::TooMany))
            } else if bytes.len() as u64 > PICTURE_MAX {
                Ok(Err(Refusal::TooLarge))
            } else {
                take(&self.app, &owner, name, bytes.clone()).await
            };
            match outcome {
                Ok(Ok(file)) => taken.push(file),
                Ok(Err(why)) => refused.push(Refused { name: shown_name(name), why }),
                Err(_) => {
                    give_up(&self.app, taken).await;
                    return Err(Reply::BUSY);
                }
            }
        }
        Ok((taken, refused))
    }
}

fn picture(taken: &Taken) -> Picture {
    let Taken { written, kind, name } = taken.clone();
    Picture { written, name, media: kind.media() }
}

fn unable(error: &::store::Error) -> Reply {
    tracing::warn!(%error, "a letter cannot be kept now");
    Reply::BUSY
}
