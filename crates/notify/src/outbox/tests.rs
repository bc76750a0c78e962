//! The outbox against a mail server and a gateway that listen on this machine.

mod digest;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ::store::{Db, MINUTE, Secret};
use mail_parser::MessageParser;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use web::{App, Lang, Site};

use super::{Outbox, Settings};
use crate::{
    Address, Channel, CodeMessage, Contact, Gateway, Kind, Notice, Recipient, Smtp, SmtpTls,
    Thread, answer_address, contact, message, send_code, tell,
};

/// A server on this machine and what it was given.
#[derive(Clone)]
struct Peer {
    port: u16,
    /// SMTP: the answer to `RCPT TO`; the gateway: the status. 0 hangs.
    mood: Arc<Mutex<u16>>,
    taken: Arc<Mutex<Vec<(Instant, String)>>>,
}

impl Peer {
    fn turn(&self, mood: u16) {
        *self.mood.lock().unwrap() = mood;
    }

    fn mood(&self) -> u16 {
        *self.mood.lock().unwrap()
    }

    fn take(&self, text: String) {
        self.taken.lock().unwrap().push((Instant::now(), text));
    }

    fn texts(&self) -> Vec<String> {
        self.taken.lock().unwrap().iter().map(|(_, text)| text.clone()).collect()
    }

    async fn listen<F, G>(mood: u16, serve: F) -> Peer
    where
        F: Fn(Peer, TcpStream) -> G + Send + Sync + Copy + 'static,
        G: Future<Output = std::io::Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let peer = Peer { port, mood: Arc::new(Mutex::new(mood)), taken: Arc::default() };
        let serving = peer.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(serving.clone(), stream));
            }
        });
        peer
    }
}

async fn mail_server(peer: Peer, stream: TcpStream) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    if peer.mood() == 0 {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    stream.write_all(b"220 here\r\n").await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let command = line.to_ascii_uppercase();
        let answer = if command.starts_with("RCPT") && peer.mood() != 250 {
            format!("{} not now <somebody@example.ru>\r\n", peer.mood())
        } else if command.starts_with("DATA") {
            stream.write_all(b"354 go on\r\n").await?;
            let mut letter = String::new();
            while !letter.ends_with("\r\n.\r\n") {
                stream.read_line(&mut letter).await?;
            }
            peer.take(letter.trim_end_matches(".\r\n").to_owned());
            "250 taken\r\n".into()
        } else if command.starts_with("QUIT") {
            "221 bye\r\n".into()
        } else {
            "250 fine\r\n".into()
        };
        stream.write_all(answer.as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

async fn gateway(peer: Peer, stream: TcpStream) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut head, mut length, mut line) = (String::new(), 0, String::new());
        while stream.read_line(&mut line).await? > 2 {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            head.push_str(&line);
            line.clear();
        }
        if head.is_empty() {
            return Ok(());
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let status = peer.mood();
        if head.contains("Bearer of-the-gateway") && (200..300).contains(&status) {
            peer.take(String::from_utf8_lossy(&body).into_owned());
        }
        let answer = format!("HTTP/1.1 {status} X\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await?;
    }
}

struct Town {
    db: Db,
    outbox: Outbox,
    mail: Peer,
    sms: Peer,
}

fn anna() -> Recipient {
    Recipient::new(Site::Identity, "anna")
}

async fn town() -> Town {
    let db = Db::memory();
    let mail = Peer::listen(250, mail_server).await;
    let sms = Peer::listen(202, gateway).await;
    let settings = Settings {
        smtp: Smtp {
            host: "127.0.0.1".into(),
            port: mail.port,
            tls: SmtpTls::None,
            login: None,
            from: "no-reply@gosuslugi.localhost".into(),
        },
        sms: Gateway {
            url: format!("http://phone.localhost:{}/api/sms", sms.port),
            token: Secret("of-the-gateway".into()),
        },
        replies: Some("help@support.localhost".into()),
    };
    let outbox = Outbox::new(&App::for_story(db.clone()), &settings).unwrap();
    db.write("contact", |tx| {
        let email = Some("anna@example.ru".to_owned());
        let phone = Some("+79990001122".to_owned());
        contact::set(tx, &anna(), Contact { email, phone, lang: Lang::Ru })
    })
    .await
    .unwrap();
    Town { db, outbox, mail, sms }
}

impl Town {
    async fn tell(&self, kind: Kind, event: &'static str) {
        let write = self.db.write("tell", move |tx| {
            let args = vec![("device", "Firefox".to_owned()), ("address", "192.0.2.1".into())];
            tell(tx, &anna(), &Notice { kind, event, args, key: None })
        });
        write.await.unwrap();
    }

    async fn code(&self, channel: Channel, to: &'static str) {
        let write = self.db.write("code", move |tx| {
            let (lang, expires_at) = (Lang::Ru, tx.now().plus(10 * MINUTE));
            let (site, purpose_key, code, number) = (Site::Identity, "code-login", "042917", 2);
            let message =
                CodeMessage { site, channel, to, lang, purpose_key, code, number, expires_at };
            send_code(tx, &message)
        });
        write.await.unwrap();
    }

    async fn states(&self) -> Vec<(Channel, message::State)> {
        let sent = self.db.read(|tx| message::sent_to(tx, &anna(), 100)).await.unwrap();
        let mut states: Vec<_> = sent.iter().map(|trace| (trace.channel, trace.state)).collect();
        states.sort_by_key(|(channel, _)| *channel);
        states
    }
}

#[tokio::test]
async fn a_letter_reaches_the_mail_server_in_good_form() {
    let town = town().await;
    town.tell(Kind::SignIn, "sign-in-new").await;
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    let letters = town.mail.texts();
    let letter = MessageParser::default().parse(letters[0].as_bytes()).unwrap();
    assert_eq!(letter.subject(), Some("Вход с нового устройства"));
    let from = letter.from().and_then(|from| from.first()).unwrap();
    assert_eq!(from.name(), Some("Госуслуги"));
    assert_eq!(from.address(), Some("no-reply@gosuslugi.localhost"));
    assert_eq!(letter.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert!(letter.message_id().unwrap().ends_with("@gosuslugi.localhost"));
    assert!(letter.body_text(0).unwrap().contains("Устройство: Firefox"));
    assert!(letter.body_html(0).unwrap().contains("<p>"));
    assert!(letters[0].is_ascii(), "old mail servers take no other bytes");
    assert_eq!(letter.date().unwrap().to_timestamp(), 1_767_225_600);
}

#[tokio::test]
async fn an_sms_reaches_the_gateway_with_its_id_and_the_token() {
    let town = town().await;
    town.code(Channel::Sms, "+79990001122").await;
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    let sent: serde_json::Value = serde_json::from_str(&town.sms.texts()[0]).unwrap();
    assert_eq!(sent["to"], "+79990001122");
    assert_eq!(sent["id"].as_str().map(str::len), Some(26));
    assert!(sent["text"].as_str().unwrap().ends_with("@gosuslugi.localhost #042917"));
    assert_eq!(town.outbox.deliver_due().await, Ok(0), "it is sent once");
}

#[tokio::test]
async fn letters_wait_out_a_mail_server_that_is_busy_and_come_once_under_one_id() {
    let town = town().await;
    town.mail.turn(451);
    town.tell(Kind::Account, "password-changed").await;
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    assert_eq!(town.states().await, [(Channel::Email, message::State::Waiting)]);
    assert_eq!(town.outbox.deliver_due().await, Ok(0), "not before its pause is over");
    town.mail.turn(250);
    town.db.clock().advance(MINUTE);
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    assert_eq!(town.states().await, [(Channel::Email, message::State::Sent)]);
    assert_eq!(town.mail.texts().len(), 1);
    let failed = town.db.read(|tx| message::failed(tx, 9)).await.unwrap();
    assert!(failed.is_empty());
}

#[tokio::test]
async fn what_is_refused_for_good_fails_at_once_and_its_reason_names_nobody() {
    let town = town().await;
    town.mail.turn(550);
    town.sms.turn(422);
    town.tell(Kind::Security, "password-changed").await;
    assert_eq!(town.outbox.deliver_due().await, Ok(2));
    let expected = [Channel::Email, Channel::Sms].map(|c| (c, message::State::Failed));
    assert_eq!(town.states().await, expected);
    let failed = town.db.read(|tx| message::failed(tx, 9)).await.unwrap();
    let mut reasons: Vec<&str> = failed.iter().filter_map(|t| t.error.as_deref()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["mail-status 550", "sms-status 422"]);
}

#[tokio::test]
async fn a_gateway_that_wants_a_pause_gets_it() {
    let town = town().await;
    town.sms.turn(503);
    town.code(Channel::Sms, "+79990001122").await;
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    town.sms.turn(202);
    town.db.clock().advance(6_900_000);
    assert_eq!(town.outbox.deliver_due().await, Ok(0));
    town.db.clock().advance(200_000);
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
}

#[tokio::test]
async fn a_code_by_sms_leaves_at_once_while_the_mail_server_hangs() {
    let town = town().await;
    town.mail.turn(0);
    for _ in 0..20 {
        town.tell(Kind::Account, "password-changed").await;
    }
    let running = tokio::spawn(town.outbox.clone().run(std::future::pending()));
    tokio::time::sleep(Duration::from_millis(200)).await;
    // Without being woken, each would wait for the next look: half a second.
    let asked = Instant::now();
    for count in 1..=6 {
        town.code(Channel::Sms, "+79990001122").await;
        while town.sms.texts().len() < count && asked.elapsed() < Duration::from_secs(9) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    assert!(asked.elapsed() < Duration::from_millis(1_500), "{:?}", asked.elapsed());
    running.abort();
}

#[tokio::test]
async fn a_code_by_mail_overtakes_letters_that_hang() {
    let town = town().await;
    town.mail.turn(0);
    for _ in 0..20 {
        town.tell(Kind::Account, "password-changed").await;
    }
    let running = tokio::spawn(town.outbox.clone().run(std::future::pending()));
    tokio::time::sleep(Duration::from_millis(200)).await;
    town.mail.turn(250);
    town.code(Channel::Email, "new@example.ru").await;
    let asked = Instant::now();
    while town.mail.texts().is_empty() && asked.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let letters = town.mail.texts();
    assert!(letters[0].contains("new@example.ru"), "{}", letters[0]);
    assert!(asked.elapsed() < Duration::from_millis(400));
    running.abort();
}

#[tokio::test]
async fn two_nodes_never_send_one_message_twice() {
    let town = town().await;
    for _ in 0..30 {
        town.tell(Kind::Account, "password-changed").await;
    }
    let (one, two) = tokio::join!(town.outbox.deliver_due(), town.outbox.deliver_due());
    assert_eq!(one.unwrap() + two.unwrap(), 30);
    assert_eq!(town.mail.texts().len(), 30);
}

#[tokio::test]
async fn settings_that_cannot_work_are_named_before_anything_is_sent() {
    let town = town().await;
    let smtp = Smtp {
        host: "localhost".into(),
        port: 25,
        tls: SmtpTls::None,
        login: None,
        from: "Госуслуги".into(),
    };
    let sms = Gateway { url: String::new(), token: Secret(String::new()) };
    let settings = Settings { smtp, sms, replies: None };
    let refused = Outbox::new(&App::for_story(town.db), &settings).err().unwrap();
    assert!(refused.starts_with("smtp.from:"), "{refused}");
}

#[tokio::test]
async fn a_letter_of_a_conversation_says_where_replies_go_and_what_it_belongs_to() {
    let town = town().await;
    town.db
        .write("answer", |tx| {
            let address =
                Address { site: Site::Sep, channel: Channel::Email, to: "b@c.ru", lang: Lang::Ru };
            let answers = Some("mine@c.ru".to_owned());
            let thread = Thread { token: "abcdefgh".into(), root: "17".into(), answers };
            let mut args = vec![("number", "482-109-375".to_owned()), ("token", "x".into())];
            args.extend(thread.args());
            answer_address(tx, &address, "ticket-answered", &args, "once")
        })
        .await
        .unwrap();
    assert_eq!(town.outbox.deliver_due().await, Ok(1));
    let letters = town.mail.texts();
    let letter = MessageParser::default().parse(&letters[0]).unwrap();
    let reply_to = letter.reply_to().and_then(|to| to.first()).unwrap();
    assert_eq!(reply_to.address.as_deref(), Some("help+abcdefgh@support.localhost"));
    let references = letter.references().as_text_list().unwrap();
    assert_eq!(references, ["thread.17@gosuslugi.localhost", "mine@c.ru"]);
    assert_eq!(letter.in_reply_to().as_text(), Some("mine@c.ru"));
    assert!(letter.body_text(0).unwrap().contains("можно просто ответить"));
}
