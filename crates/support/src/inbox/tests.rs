//! Stories about letters, told in raw lines over a real connection.

use std::net::SocketAddr;

use ::store::Db;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::sync::oneshot;

use super::*;
use crate::ticket::tests::people::PIXEL;
use crate::ticket::tests::{HERS, letters, request, taken};
use crate::ticket::{Entry, EntryKind, REPLIES_PER_HOUR, thread};

/// A mail server that hands letters over.
struct Client(BufReader<TcpStream>);

impl Client {
    async fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line);
            let length = tokio::time::timeout(Duration::from_secs(20), read).await;
            assert!(length.unwrap().unwrap() > 0, "hung up after {reply:?}");
            reply.push_str(&line);
            if line.as_bytes().get(3) == Some(&b' ') {
                return reply;
            }
        }
    }

    async fn expect(&mut self, line: &str, code: &str) {
        self.0.get_mut().write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        let reply = self.reply().await;
        assert!(reply.starts_with(code), "{line}: {reply}");
    }

    /// Sends a whole letter and expects the answer to begin with a code.
    async fn sends(&mut self, sender: &str, to: &str, letter: &str, code: &str) {
        self.expect(&format!("MAIL FROM:<{sender}>"), "250").await;
        self.expect(&format!("RCPT TO:<{to}>"), "250").await;
        self.expect("DATA", "354").await;
        self.expect(&format!("{}\r\n.", letter.replace('\n', "\r\n")), code).await;
    }
}

struct Town {
    db: Db,
    id: TicketId,
    address: SocketAddr,
    /// Where replies to the first letter go.
    to: String,
    _stop: oneshot::Sender<()>,
}

async fn town() -> Town {
    let db = Db::memory();
    let app = App::for_story(db.clone());
    let made = db.clone();
    let begin = move || {
        let (id, _) = taken(&made, request());
        let letter = letters(&made, HERS).remove(0);
        let key = letter.args.into_iter().find(|(name, _)| name == "thread-token").unwrap().1;
        (id, format!("help+{key}@support.localhost"))
    };
    let (id, to) = tokio::task::spawn_blocking(begin).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(async move {
        let stop = async { drop(stopped.await) };
        let (ours, from) = ("help@support.localhost", "no-reply@example.ru");
        serve(&app, listener, ours, from, stop).await
    });
    Town { db, id, address, to, _stop: stop }
}

impl Town {
    async fn client(&self, hello: &str) -> Client {
        let mut client = Client(BufReader::new(TcpStream::connect(self.address).await.unwrap()));
        assert!(client.reply().await.starts_with("220 "));
        client.expect(hello, "250").await;
        client
    }

    async fn entries(&self) -> Vec<Entry> {
        let id = self.id;
        self.db.read(move |tx| thread(tx, id, None)).await.unwrap().entries
    }
}

fn plain(id: &str, words: &str) -> String {
    format!(
        "From: Anna <{HERS}>\nMessage-ID: <{id}@example.test>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\n\n{words}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_in_the_thread_when_it_is_acknowledged_and_a_repeat_changes_nothing() {
    let town = town().await;
    let mut server = town.client("EHLO mail").await;
    let quoted = plain("1", "Не помогло\n\nOn 22 Nov 2026 SEP <a@b.ru> wrote:\n> Support");
    server.sends(HERS, &town.to, &quoted, "250").await;
    let entries = town.entries().await;
    assert_eq!(entries.len(), 2);
    assert_eq!((entries[1].words.as_str(), entries[1].via), ("Не помогло", Via::Mail));
    assert!(entries[1].original.as_ref().unwrap().contains("> Support"));
    server.sends(HERS, &town.to, &quoted, "250").await;
    assert_eq!(town.entries().await.len(), 2);
    let foreign = plain("2", "Я за неё").replace(HERS, "boris@example.test");
    server.sends("boris@example.test", &town.to, &foreign, "250").await;
    assert_eq!(town.entries().await[2].via, Via::OtherMail);
    server.expect("QUIT", "221").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_addresses_are_refused_alike() {
    let town = town().await;
    let mut server = town.client("EHLO mail").await;
    server.expect(&format!("MAIL FROM:<{HERS}>"), "250").await;
    let wrong = town.to.replace("help+", "help+a");
    let other = town.to.replace('a', "b").replace("lockbhost", "localhost");
    let mut said = Vec::new();
    for to in [wrong.as_str(), &other, "help@support.localhost", "anna@example.ru", "x"] {
        let line = format!("RCPT TO:<{to}>\r\n");
        server.0.get_mut().write_all(line.as_bytes()).await.unwrap();
        said.push(server.reply().await);
    }
    assert!(said[0].starts_with("550 5.1.1"), "{said:?}");
    assert!(said.iter().all(|reply| *reply == said[0]), "{said:?}");
    server.expect("DATA", "503").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_programs_write_is_dropped_without_a_word() {
    let town = town().await;
    let mut server = town.client("EHLO mail").await;
    let away = format!("Auto-Submitted: auto-replied\n{}", plain("1", "Я в отпуске"));
    server.sends(HERS, &town.to, &away, "250").await;
    server.sends("", &town.to, &plain("2", "Письмо не доставлено"), "250").await;
    server.sends(&town.to, &town.to, &plain("3", "Петля"), "250").await;
    let ours = plain("4", "Петля").replace(HERS, "no-reply@example.ru");
    server.sends(HERS, &town.to, &ours, "250").await;
    assert_eq!(town.entries().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_judged_like_screenshots() {
    let town = town().await;
    let mut server = town.client("EHLO mail").await;
    let encoded = base64(PIXEL);
    let letter = format!(
        "From: {HERS}\nMessage-ID: <1@example.test>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nLook\n\
         --b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: attachment; filename=\"../screen.png\"\n\n{encoded}\n\
         --b\nContent-Type: application/pdf\n\
         Content-Disposition: attachment; filename=\"run.pdf\"\n\nMZ no pdf\n--b--"
    );
    server.sends(HERS, &town.to, &letter, "250").await;
    let kinds: Vec<EntryKind> = town.entries().await.iter().map(|entry| entry.kind).collect();
    assert_eq!(
        kinds,
        [EntryKind::Asked, EntryKind::Asked, EntryKind::Asked, EntryKind::Refused],
        "words, the picture, and why the other was not taken"
    );
    let entries = town.entries().await;
    let file = entries[2].picture.expect("a file");
    let id = town.id;
    let found = town.db.read(move |tx| {
        let owner = ticket::owner(&ticket::find(tx, id)?.unwrap());
        ::store::file::find(tx, &owner, file)
    });
    let found = found.await.unwrap().expect("it is kept");
    assert_eq!((found.name.as_str(), found.media.as_str()), ("screen.png", "image/png"));
    assert!(entries[3].words.contains("other_kind"), "{}", entries[3].words);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_letters_wait_and_too_large_ones_are_refused() {
    let town = town().await;
    let mut server = town.client("EHLO mail").await;
    for n in 0..REPLIES_PER_HOUR {
        server.sends(HERS, &town.to, &plain(&n.to_string(), "Ещё"), "250").await;
    }
    server.sends(HERS, &town.to, &plain("99", "Ещё"), "451 4.7.1").await;
    server.expect(&format!("MAIL FROM:<{HERS}> SIZE=99999999"), "552").await;
    let large = plain("100", &"x".repeat(LETTER_MAX));
    server.sends(HERS, &town.to, &large, "552").await;
    server.expect("NOOP", "250").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_delivery_agent_is_answered_for_each_recipient() {
    let town = town().await;
    let mut server = town.client("LHLO mail").await;
    server.expect(&format!("MAIL FROM:<{HERS}>"), "250").await;
    for _ in 0..2 {
        server.expect(&format!("RCPT TO:<{}>", town.to), "250").await;
    }
    server.expect("DATA", "354").await;
    server.expect(&format!("{}\r\n.", plain("1", "Да").replace('\n', "\r\n")), "250").await;
    assert!(server.reply().await.starts_with("250"));
    assert_eq!(town.entries().await.len(), 2, "one letter is there once");
    let mut rest = Vec::new();
    server.expect("QUIT", "221").await;
    server.0.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ABC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let whole = [0, 1, 2].map(|at| u32::from(chunk.get(at).copied().unwrap_or(0)));
        let bits = whole[0] << 16 | whole[1] << 8 | whole[2];
        for at in 0..4 {
            let sign = char::from(ABC[(bits >> (18 - 6 * at) & 63) as usize]);
            out.push(if at > chunk.len() { '=' } else { sign });
        }
    }
    out
}
