//! Looking at messages before they leave, for stories and for the making of demonstration people,
//! who have no phone to read a code on. Nothing that serves requests calls it.

use ::store::{MINUTE, Result, Tx, params};
use web::Lang;

use crate::Channel;

/// A message that has not left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peek {
    /// The middle of the keys of its words.
    pub event: String,
    /// The channel.
    pub channel: Channel,
    /// The six digits of a code.
    pub code: Option<String>,
    /// What its words mention.
    pub args: Vec<(String, String)>,
    /// The language it is written in.
    pub lang: Lang,
}

/// Messages to an address that have not left, newest first.
pub fn waiting_for(tx: &Tx, to: &str) -> Result<Vec<Peek>> {
    let rows: Vec<(String, String, Vec<u8>, Option<Vec<u8>>)> = tx.query(
        "select event, channel, address, content from notify_message
         where state = 'waiting' and created_at > $1 order by id desc",
        params![tx.now().plus(-60 * MINUTE)],
    )?;
    let mut found = Vec::new();
    for (event, channel, address, content) in rows {
        if tx.vault().open_text(super::store::ADDRESS, &address)? != to {
            continue;
        }
        let content = super::store::open(tx, content)?;
        found.push(Peek {
            event,
            channel: super::store::channel_of(&channel)?,
            code: content.code.map(|(code, _)| code),
            args: content.args,
            lang: content.lang,
        });
    }
    Ok(found)
}
