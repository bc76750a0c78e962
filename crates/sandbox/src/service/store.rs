//! Documents in the database.

use ::store::{Error, Moment, Result, Tx, params};

use super::{Document, Holder, Service};

/// A document that has come in and is in order.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// For which service.
    pub service: Service,
    /// The sender's key.
    pub key: String,
    /// The digest of the request.
    pub content: String,
    /// Whose it is.
    pub holder: Holder,
    /// Its data.
    pub data: serde_json::Value,
    /// Its file.
    pub file: Vec<u8>,
    /// The digest of the file.
    pub sha256: String,
    /// Why it is refused, if it is.
    pub reason: Option<String>,
}

/// Takes a document in, once for each key, and counts the call; `None` when the key was used for
/// another one.
pub fn receive(tx: &mut Tx, incoming: &Incoming) -> Result<Option<Document>> {
    let Incoming { service, key, content, .. } = incoming;
    let now = tx.now();
    let (before,): (i64,) = tx.query_one(
        "select count(*) from sandbox_document where service = $1",
        params![service.as_str()],
    )?;
    // The sandbox has one writer: nobody counts at the same time.
    let year = registries::date::today(now).year();
    let number = format!("{}-{year}-{:06}", service.prefix(), before + 1);
    let person = serde_json::to_string(&incoming.holder).map_err(Error::bug)?;
    tx.execute(
        "insert into sandbox_document
           (service, sender_key, content, person, data, file, sha256, number, reason,
            received_at, answered_at, calls)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0) on conflict do nothing",
        params![
            service.as_str(),
            key,
            content,
            person,
            incoming.data.to_string(),
            incoming.file,
            incoming.sha256,
            number,
            incoming.reason.as_deref(),
            now,
            now.plus(service.thinks()),
        ],
    )?;
    let same = tx.execute(
        "update sandbox_document set calls = calls + 1
         where service = $1 and sender_key = $2 and content = $3",
        params![service.as_str(), key, content],
    )?;
    if same == 0 { Ok(None) } else { find(tx, *service, key) }
}

type Columns = (String, String, String, String, String, Option<String>, Moment, Moment, i64);

/// The document under a key.
pub fn find(tx: &Tx, service: Service, key: &str) -> Result<Option<Document>> {
    let row: Option<Columns> = tx.query_opt(
        "select sender_key, person, data, sha256, number, reason, received_at, answered_at, calls
         from sandbox_document where service = $1 and sender_key = $2",
        params![service.as_str(), key],
    )?;
    row.map(|row| document(service, row)).transpose()
}

/// What a service has, newest first.
pub fn list(tx: &Tx, service: Service, most: i64) -> Result<Vec<Document>> {
    let rows: Vec<Columns> = tx.query(
        "select sender_key, person, data, sha256, number, reason, received_at, answered_at, calls
         from sandbox_document where service = $1
         order by received_at desc, sender_key desc limit $2",
        params![service.as_str(), most],
    )?;
    rows.into_iter().map(|row| document(service, row)).collect()
}

/// The file of a document.
pub fn file(tx: &Tx, service: Service, key: &str) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select file from sandbox_document where service = $1 and sender_key = $2",
        params![service.as_str(), key],
    )?;
    Ok(row.map(|(file,)| file))
}

fn document(service: Service, row: Columns) -> Result<Document> {
    let (key, person, data, sha256, number, reason, received_at, answered_at, calls) = row;
    Ok(Document {
        service,
        key,
        holder: serde_json::from_str(&person).map_err(Error::bug)?,
        data: serde_json::from_str(&data).map_err(Error::bug)?,
        sha256,
        number,
        reason,
        received_at,
        answered_at,
        calls,
    })
}
