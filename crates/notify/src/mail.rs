//! Letters by SMTP.

use std::time::{Duration, UNIX_EPOCH};

use ::store::{Moment, Secret};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::MessageId;
use crate::message::Thread;
use crate::message::words::Words;
use crate::outbox::Refused;

/// The mail server that takes our letters.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Its name or address; with TLS its certificate must be valid for it.
    pub host: String,
    /// Its port, usually 587 or 465.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// Name and password, if it wants them.
    pub login: Option<(String, Secret)>,
    /// The address that letters come from: `no-reply@gosuslugi.example`. The name before it is
    /// that of the site that writes.
    pub from: String,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// Not at all: for a server on this machine only.
    None,
    /// By `STARTTLS`; without it nothing is sent.
    Starttls,
    /// From the first byte.
    Tls,
}

pub(crate) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    /// Where replies go, if anybody reads them.
    replies: Option<Address>,
}

/// For one answer of the server; the outbox limits the attempt as a whole.
const ANSWER: Duration = Duration::from_secs(10);

impl Mailer {
    /// # Errors
    /// In words for the operator, naming the setting.
    pub(crate) fn new(smtp: &Smtp, replies: Option<&str>) -> Result<Mailer, String> {
        let from: Address = smtp.from.parse().map_err(|e| format!("smtp.from: {e}"))?;
        let replies = replies.map(|address| address.parse().map_err(|e| format!("replies: {e}")));
        let replies = replies.transpose()?;
        let parameters =
            || TlsParameters::new(smtp.host.clone()).map_err(|e| format!("smtp.tls: {e}"));
        let tls = match smtp.tls {
            SmtpTls::None => Tls::None,
            SmtpTls::Starttls => Tls::Required(parameters()?),
            SmtpTls::Tls => Tls::Wrapper(parameters()?),
        };
        // The builder is called dangerous because it starts without TLS; `tls` decides.
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
            .port(smtp.port)
            .tls(tls)
            .timeout(Some(ANSWER));
        if let Some((name, password)) = &smtp.login {
            builder = builder.credentials(Credentials::new(name.clone(), password.0.clone()));
        }
        Ok(Mailer { transport: builder.build(), from, replies })
    }

    /// Whether somebody reads what people reply.
    pub(crate) fn takes_replies(&self) -> bool {
        self.replies.is_some()
    }

    /// Hands a letter over. A repeat carries the same `Message-ID`, so that mailboxes can tell.
    pub(crate) async fn send(
        &self,
        id: MessageId,
        to: &str,
        made_at: Moment,
        words: Words,
        thread: Option<Thread>,
    ) -> Result<(), Refused> {
        let letter = self.letter(id, to, made_at, words, thread)?;
        self.transport.send(letter).await.map(|_| ()).map_err(|error| judge(&error))
    }

    fn letter(
        &self,
        id: MessageId,
        to: &str,
        made_at: Moment,
        words: Words,
        thread: Option<Thread>,
    ) -> Result<Message, Refused> {
        let to = to.parse().map_err(|_| Refused::for_good("bad-address"))?;
        let since = Duration::from_micros(u64::try_from(made_at.0).unwrap_or(0));
        let mut builder = Message::builder();
        if let (Some(thread), Some(address)) = (thread, &self.replies) {
            let reply_to =
                thread.reply_to(address).ok_or_else(|| Refused::for_good("bad-letter"))?;
            let (references, answers) = thread.references(self.from.domain());
            let reply_to = Mailbox::new(Some(words.from.clone()), reply_to);
            builder = builder.reply_to(reply_to).references(references).in_reply_to(answers);
        }
        builder
            .from(Mailbox::new(Some(words.from), self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(words.subject)
            .date(UNIX_EPOCH + since)
            .message_id(Some(format!("<{id}@{}>", self.from.domain())))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(words.text, words.html))
            .map_err(|_| Refused::for_good("bad-letter"))
    }
}

/// Tells other programs not to answer (RFC 3834, section 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// What the server's refusal means. Its words are not kept: they often repeat the address.
fn judge(error: &lettre::transport::smtp::Error) -> Refused {
    let Some(code) = error.status().map(u16::from) else {
        return Refused::for_now(if error.is_timeout() { "mail-silent" } else { "mail-away" });
    };
    let why = format!("mail-status {code}");
    match code {
        // Our own login is wrong: the operator repairs that, and the letters are still wanted.
        530 | 534 | 535 | 538 => Refused::for_now(why),
        500..=599 => Refused::for_good(why),
        _ => Refused::for_now(why),
    }
}
