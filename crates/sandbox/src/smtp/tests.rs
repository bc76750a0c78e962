//! Stories about mail, told in raw lines over a real connection.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::*;
use crate::fault::Fault;
use crate::message::{Message, store};
use crate::tests::sandbox;

/// A client that says what it is told and reads whole replies.
struct Client(BufReader<TcpStream>);

impl Client {
    async fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line);
            let length = tokio::time::timeout(Duration::from_secs(5), read).await.unwrap().unwrap();
            assert!(length > 0, "the server hung up after {reply:?}");
            reply.push_str(&line);
            if line.as_bytes().get(3) == Some(&b' ') {
                return reply;
            }
        }
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).await.unwrap();
    }

    async fn say(&mut self, line: &str) -> String {
        self.send(format!("{line}\r\n").as_bytes()).await;
        self.reply().await
    }

    /// Says a line and expects the reply to begin with a code.
    async fn expect(&mut self, line: &str, code: &str) {
        let reply = self.say(line).await;
        assert!(reply.starts_with(code), "{line}: {reply}");
    }

    async fn hung_up(&mut self) -> bool {
        let mut rest = Vec::new();
        let read = self.0.read_to_end(&mut rest);
        tokio::time::timeout(Duration::from_secs(5), read).await.is_ok() && rest.is_empty()
    }

    async fn begin(&mut self) {
        self.expect("EHLO test", "250-phone.localhost\r\n250-SIZE 1048576").await;
        self.expect("MAIL FROM:<noreply@example.org> BODY=8BITMIME", "250").await;
        self.expect("RCPT TO:<Anna@Example.org>", "250").await;
        self.expect("DATA", "354").await;
    }
}

struct Server {
    sandbox: Sandbox,
    address: std::net::SocketAddr,
    /// Dropped, it ends the server.
    _stop: oneshot::Sender<()>,
}

impl Server {
    async fn start() -> Server {
        let sandbox = sandbox("http://127.0.0.1:1");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = sandbox.clone();
        tokio::spawn(async move {
            serving.smtp(listener, async { drop(stopped.await) }).await;
        });
        Server { sandbox, address, _stop: stop }
    }

    async fn client(&self) -> Client {
        let mut client = Client(BufReader::new(TcpStream::connect(self.address).await.unwrap()));
        assert!(client.reply().await.starts_with("220 "));
        client
    }

    async fn inbox(&self, address: &'static str) -> Vec<Message> {
        self.sandbox.app().db.read(move |tx| store::list(tx, address, 10)).await.unwrap()
    }

    fn trouble(&self, fault: Fault) {
        self.sandbox.faults().set(&[(Simulator::Smtp, fault)]).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_shown_on_the_phone() {
    let server = Server::start().await;
    let mut client = server.client().await;
    client.begin().await;
    let letter = "From: noreply@example.org\r\nTo: anna@example.org\r\n\
        Subject: =?utf-8?B?0JrQvtC0INC00LvRjyDQstGF0L7QtNCw?=\r\nMessage-ID: <1@example.org>\r\n\
        MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n\
        =D0=9A=D0=BE=D0=B4 123456\r\n..dot\r\n.";
    client.expect(letter, "250").await;
    client.expect("QUIT", "221").await;
    assert!(client.hung_up().await);
    let inbox = server.inbox("anna@example.org").await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0].subject.as_deref(), Some("Код для входа"));
    assert_eq!(inbox[0].text, "Код 123456\n.dot");
    assert_eq!(inbox[0].code.as_deref(), Some("123456"));
}

#[tokio::test(flavor = "multi_thread")]
async fn html_alone_becomes_text_and_each_recipient_gets_it() {
    let server = Server::start().await;
    let mut client = server.client().await;
    client.expect("EHLO test", "250").await;
    client.expect("MAIL FROM:<> SMTPUTF8", "250").await;
    client.expect("RCPT TO:<anna@example.org>", "250").await;
    client.expect("RCPT TO:<почта@пример.рф>", "250").await;
    client.expect("DATA", "354").await;
    let letter = "Subject: a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
        <p>Код <b>654321</b></p>\r\n.";
    client.expect(letter, "250").await;
    for address in ["anna@example.org", "почта@xn--e1afmkfd.xn--p1ai"] {
        let inbox = server.inbox(address).await;
        assert_eq!(inbox[0].code.as_deref(), Some("654321"), "{address}");
        assert!(!inbox[0].text.contains('<'));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_may_come_all_at_once_and_bytes_one_by_one() {
    let server = Server::start().await;
    let mut client = server.client().await;
    let all = b"EHLO t\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n\
        Subject: 1\r\n\r\none\r\n.\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n\
        DATA\r\nSubject: 2\r\n\r\ntwo\r\n.\r\nQUIT\r\n";
    client.send(all).await;
    for code in ["250", "250", "250", "354", "250", "250", "250", "354", "250", "221"] {
        let reply = client.reply().await;
        assert!(reply.starts_with(code), "{reply}");
    }
    let mut slow = server.client().await;
    for byte in b"EHLO t\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n\
        Subject: 3\r\n\r\n.\r\n"
    {
        slow.send(&[*byte]).await;
        tokio::task::yield_now().await;
    }
    for code in ["250", "250", "250", "354", "250"] {
        assert!(slow.reply().await.starts_with(code));
    }
    let inbox = server.inbox("b@example.org").await;
    let texts: Vec<&str> = inbox.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts.len(), 3);
    assert!(texts.contains(&"one") && texts.contains(&"two") && texts.contains(&""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_sent_again_is_one_letter() {
    let server = Server::start().await;
    for _ in 0..2 {
        let mut client = server.client().await;
        client.begin().await;
        client.expect("Message-ID: <7@example.org>\r\n\r\ntext\r\n.", "250").await;
    }
    assert_eq!(server.inbox("anna@example.org").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_of_commands_is_kept() {
    let server = Server::start().await;
    let mut client = server.client().await;
    client.expect("MAIL FROM:<a@example.org>", "503").await;
    client.expect("HELO test", "250 ").await;
    client.expect("RCPT TO:<b@example.org>", "503").await;
    client.expect("DATA", "503").await;
    client.expect("MAIL FROM:<a@example.org>", "250").await;
    client.expect("MAIL FROM:<a@example.org>", "503").await;
    client.expect("RSET", "250").await;
    client.expect("RCPT TO:<b@example.org>", "503").await;
    client.expect("mail from:<a@example.org>", "250").await;
    client.expect("rcpt to:<not an address>", "553").await;
    client.expect("RCPT TO:b@example.org", "501").await;
    client.expect("NOOP", "250").await;
    client.expect("VRFY anna", "252").await;
    client.expect("STARTTLS", "502").await;
    client.expect("AUTH PLAIN x", "502").await;
    client.expect("ПРИВЕТ", "500").await;
    client.expect("RSET", "250").await;
    client.expect("MAIL FROM:<a@example.org> SIZE=1048577", "552").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_is_too_large_is_refused_and_the_talk_goes_on() {
    let server = Server::start().await;
    let mut client = server.client().await;
    client.begin().await;
    let line = format!("{}\r\n", "x".repeat(998));
    for _ in 0..(LETTER_MAX / 1000 + 10) {
        client.send(line.as_bytes()).await;
    }
    client.expect(".", "552").await;
    client.expect("NOOP", "250").await;
    assert!(server.inbox("anna@example.org").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bare_line_end_smuggles_nothing() {
    let server = Server::start().await;
    let mut client = server.client().await;
    client.begin().await;
    client.send(b"Subject: a\r\n\r\none\n.\nMAIL FROM:<evil@example.org>\r\n.\r\n").await;
    assert!(client.reply().await.starts_with("550"));
    client.expect("NOOP", "250").await;
    assert!(server.inbox("anna@example.org").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_nonsense_ends_the_talk() {
    let server = Server::start().await;
    let mut client = server.client().await;
    for _ in 0..10 {
        client.expect("GET / HTTP/1.1", "500").await;
    }
    client.expect("GET / HTTP/1.1", "421").await;
    assert!(client.hung_up().await);
    let mut client = server.client().await;
    client.send("x".repeat(9_000).as_bytes()).await;
    assert!(client.reply().await.starts_with("500"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_told_to_be_down_or_to_refuse() {
    let server = Server::start().await;
    let mut client = server.client().await;
    client.expect("EHLO test", "250").await;
    server.trouble(Fault { status: Some(550), ..Fault::default() });
    client.expect("MAIL FROM:<a@example.org>", "250").await;
    client.expect("RCPT TO:<b@example.org>", "550").await;
    server.trouble(Fault { status: Some(503), ..Fault::default() });
    client.expect("NOOP", "421").await;
    let stream = TcpStream::connect(server.address).await.unwrap();
    let mut client = Client(BufReader::new(stream));
    assert!(client.reply().await.starts_with("421"));
    assert!(client.hung_up().await);
    server.trouble(Fault { delay_ms: 300, ..Fault::default() });
    let begun = std::time::Instant::now();
    server.client().await;
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stops_when_it_is_told() {
    let sandbox = sandbox("http://127.0.0.1:1");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let serving = sandbox.smtp(listener, async {});
    tokio::time::timeout(Duration::from_secs(5), serving).await.unwrap();
}
