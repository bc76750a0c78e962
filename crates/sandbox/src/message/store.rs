//! Messages in the database.

use ::store::{Error, Moment, Result, Tx, params};

use super::{Channel, Message, MessageId, code_in};

/// A message that has come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The sender's own id; a repeat with it is the same message.
    pub sender_key: Option<String>,
    /// The way it came.
    pub channel: Channel,
    /// To whom, as [`super::address`] writes it.
    pub to: String,
    /// The subject of a mail.
    pub subject: Option<String>,
    /// Its text.
    pub text: String,
    /// Where answers to a mail go.
    pub reply_to: Option<String>,
    /// The `Message-ID` of a mail.
    pub message_id: Option<String>,
}

/// An address with messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// Whose.
    pub address: String,
    /// How many there are.
    pub count: i64,
    /// When the last one came.
    pub last_at: Moment,
}

/// Messages of one address that are kept; older ones go.
const KEPT: i64 = 500;

/// Puts a message into its inbox; false when it was there already.
pub fn receive(tx: &mut Tx, incoming: &Incoming) -> Result<bool> {
    let id = MessageId(tx.new_id());
    let rows = tx.execute(
        "insert into sandbox_message
           (id, sender_key, at, channel, recipient, subject, body, code, reply_to, message_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
        params![
            id,
            incoming.sender_key.as_deref(),
            tx.now(),
            incoming.channel.as_str(),
            incoming.to,
            incoming.subject.as_deref(),
            incoming.text,
            code_in(&incoming.text),
            incoming.reply_to.as_deref(),
            incoming.message_id.as_deref(),
        ],
    )?;
    tx.execute(
        "delete from sandbox_message where id in (
           select id from sandbox_message where recipient = $1 order by at desc, id desc
           limit 1000 offset $2)",
        params![incoming.to, KEPT],
    )?;
    Ok(rows == 1)
}

type Columns = (
    MessageId,
    Moment,
    String,
    String,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// The messages of one address, newest first.
pub fn list(tx: &Tx, address: &str, most: i64) -> Result<Vec<Message>> {
    let rows: Vec<Columns> = tx.query(
        "select id, at, channel, recipient, subject, body, code, reply_to, message_id
         from sandbox_message where recipient = $1 order by at desc, id desc limit $2",
        params![address, most],
    )?;
    rows.into_iter().map(message).collect()
}

/// One message of an address.
pub fn find(tx: &Tx, address: &str, id: MessageId) -> Result<Option<Message>> {
    let row: Option<Columns> = tx.query_opt(
        "select id, at, channel, recipient, subject, body, code, reply_to, message_id
         from sandbox_message where recipient = $1 and id = $2",
        params![address, id],
    )?;
    row.map(message).transpose()
}

/// Every address that has messages, the one with the newest message first.
pub fn inboxes(tx: &Tx, most: i64) -> Result<Vec<Inbox>> {
    let rows: Vec<(String, i64, Moment)> = tx.query(
        "select recipient, count(*), max(at) from sandbox_message
         group by recipient order by max(at) desc, recipient limit $1",
        params![most],
    )?;
    let inbox = |(address, count, last_at)| Inbox { address, count, last_at };
    Ok(rows.into_iter().map(inbox).collect())
}

fn message(columns: Columns) -> Result<Message> {
    let (id, at, channel, to, subject, text, code, reply_to, message_id) = columns;
    let channel = Channel::parse(&channel).ok_or_else(|| Error::bug("an unknown channel"))?;
    Ok(Message { id, at, channel, to, subject, text, code, reply_to, message_id })
}
