//! Backup and restore: a folder of plain files that either engine can read, so that it also moves
//! an installation from SQLite to PostgreSQL. The key file is not in it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, Read as _, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::file::{self, FileId, Files};
use crate::migrate::columns;
use crate::{Db, Error, Migration, Moment, Result, Row, Tx, Value};

/// The first one had no files, the second one did not name its columns.
const FORMAT: u32 = 3;
const HEADS: &str = "journal.heads";
const FILES: &str = "files";

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupReport {
    /// The version of the format.
    pub format: u32,
    /// When it was made.
    pub at: Moment,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// The columns of each table, in the order of the values.
    #[serde(default)]
    pub columns: BTreeMap<String, Vec<String>>,
    /// SHA-256 of each table's file, in hexadecimal.
    pub digests: BTreeMap<String, String>,
    /// SHA-256 of each stored file as it lies on the disk, sealed, by its id.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// Writes one consistent view of the database, the stored files that it speaks of and the
/// journal's heads into the new folder `to`. Files stay sealed.
///
/// # Errors
/// [`Error::Broken`] in words for the operator.
pub fn backup(
    db: &Db,
    schema: &'static [Migration],
    heads: Option<&Path>,
    files: Option<&Files>,
    to: &Path,
) -> Result<BackupReport> {
    make_folder(to).map_err(|e| at_path(to, &e))?;
    // Before the view of the database, which may be ahead of the file but never behind it: a
    // head sealed between the two would accuse the restored journal of having been cut off.
    if let Some(heads) = heads.filter(|path| path.exists()) {
        std::fs::copy(heads, to.join(HEADS)).map_err(|e| at_path(heads, &e))?;
    }
    let folder = to.to_owned();
    let (mut report, kept) = db.read_now(move |tx| {
        let mut report = BackupReport {
            format: FORMAT,
            at: tx.now(),
            rows: BTreeMap::new(),
            columns: BTreeMap::new(),
            digests: BTreeMap::new(),
            files: BTreeMap::new(),
        };
        for table in tables(schema) {
            let columns = columns(schema, table);
            let (rows, digest) = write_table(tx, table, &columns, &folder)?;
            report.columns.insert(table.into(), columns);
            report.rows.insert(table.into(), rows);
            report.digests.insert(table.into(), digest);
        }
        let has_files = report.rows.contains_key("store_file");
        let kept = if has_files { file::kept(tx)? } else { Vec::new() };
        Ok((report, kept))
    })?;
    if !kept.is_empty() {
        // After the view: what was removed since lies on the disk for a day more.
        let files = files.ok_or_else(|| Error::bug("the database has files: name their folder"))?;
        report.files = copy_out(files, &kept, &to.join(FILES))?;
    }
    let text = serde_json::to_vec_pretty(&report).map_err(Error::bug)?;
    write_synced(&to.join("manifest.json"), &text)?;
    Ok(report)
}

/// Reads the folder `from` into an empty, migrated database, and runs `after` in the same
/// transaction: there everything that may have died since the backup (sessions, codes, tokens)
/// is ended. Stored files go to their folder before, so that no row is without its bytes. The
/// journal's heads of the backup go to `heads`; what stood there is kept beside it.
///
/// # Errors
/// [`Error::Broken`] in words for the operator; nothing is written then.
pub fn restore(
    db: &Db,
    schema: &'static [Migration],
    from: &Path,
    heads: Option<&Path>,
    files: Option<&Files>,
    after: impl Fn(&mut Tx) -> Result<()> + Send + 'static,
) -> Result<BackupReport> {
    let manifest = from.join("manifest.json");
    let text = std::fs::read(&manifest).map_err(|e| at_path(&manifest, &e))?;
    let report: BackupReport = serde_json::from_slice(&text).map_err(Error::bug)?;
    if !(1..=FORMAT).contains(&report.format) {
        return Err(Error::Broken(format!("backup format {} is not known", report.format)));
    }
    if !report.files.is_empty() {
        let files = files.ok_or_else(|| Error::bug("the backup has files: name their folder"))?;
        copy_in(files, &report.files, &from.join(FILES))?;
    }
    let (folder, expected) = (from.to_owned(), report.clone());
    db.write_now("backup.restore", move |tx| {
        for table in tables(schema) {
            read_table(tx, schema, table, &folder, &expected)?;
        }
        after(tx)
    })?;
    if let Some(heads) = heads {
        if heads.exists() {
            let aside = heads.with_extension("heads.before-restore");
            std::fs::rename(heads, &aside).map_err(|e| at_path(heads, &e))?;
        }
        let kept = from.join(HEADS);
        if kept.exists() {
            std::fs::copy(&kept, heads).map_err(|e| at_path(&kept, &e))?;
        }
    }
    Ok(report)
}

/// The tables of a schema in the order of their creation, so that references find their rows.
fn tables(schema: &'static [Migration]) -> Vec<&'static str> {
    let lines = schema.iter().flat_map(|migration| migration.sql.lines());
    lines
        .filter_map(|line| line.strip_prefix("create table "))
        .filter_map(|rest| rest.split([' ', '(']).next())
        .collect()
}

/// A backup asks for tables by name: the one place where SQL is put together, from names that
/// stand in our own migrations.
fn sql(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn write_table(tx: &Tx, table: &str, columns: &[String], folder: &Path) -> Result<(u64, String)> {
    let columns = columns.join(", ");
    let rows: Vec<Row> = tx.query(sql(format!("select {columns} from {table} order by 1")), &[])?;
    let mut text = Vec::new();
    for row in &rows {
        let values: Vec<serde_json::Value> = row.0.iter().map(to_json).collect();
        serde_json::to_writer(&mut text, &values).map_err(Error::bug)?;
        text.push(b'\n');
    }
    write_synced(&folder.join(format!("{table}.jsonl")), &text)?;
    Ok((rows.len() as u64, digest(&text)))
}

/// Columns that a backup lacks, because it is older than they are, get their defaults.
fn read_table(
    tx: &mut Tx,
    schema: &'static [Migration],
    table: &str,
    folder: &Path,
    report: &BackupReport,
) -> Result<()> {
    let (present,): (i64,) = tx.query_one(sql(format!("select count(*) from {table}")), &[])?;
    if present > 0 {
        return Err(Error::Broken(format!("{table} is not empty: restore needs a new database")));
    }
    let path = folder.join(format!("{table}.jsonl"));
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        // The backup is older than the table.
        Err(_) if !report.rows.contains_key(table) => return Ok(()),
        Err(error) => return Err(at_path(&path, &error)),
    };
    if report.digests.get(table) != Some(&digest(&text)) {
        return Err(Error::Broken(format!("{}: it was changed or cut off", path.display())));
    }
    let known = columns(schema, table);
    let named = match report.columns.get(table) {
        Some(named) => named.clone(),
        // Before columns were named, new ones could only be the last.
        None => known.clone(),
    };
    // Names go into the text of the statement: only those of our own migrations do.
    if let Some(stranger) = named.iter().find(|name| !known.contains(name)) {
        let why = "the backup is of a newer version of the program";
        return Err(Error::Broken(format!("{table} has no column {stranger:?}: {why}")));
    }
    for line in text.lines() {
        let line = line.map_err(|e| at_path(&path, &e))?;
        let values: Vec<serde_json::Value> = serde_json::from_str(&line).map_err(Error::bug)?;
        let values: Vec<Value> = values.into_iter().map(from_json).collect::<Result<_>>()?;
        let Some(named) = named.get(..values.len()) else {
            return Err(Error::Broken(format!("{}: a row is too long", path.display())));
        };
        tx.execute(insert_text(table, named), &values)?;
    }
    Ok(())
}

/// One text per table and columns, kept so that a large table leaks it once.
fn insert_text(table: &str, columns: &[String]) -> &'static str {
    use std::cell::RefCell;
    use std::collections::HashMap;
    thread_local! {
        static KNOWN: RefCell<HashMap<String, &'static str>> = RefCell::default();
    }
    let marks: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let (columns, marks) = (columns.join(", "), marks.join(", "));
    let text = format!("insert into {table} ({columns}) values ({marks})");
    KNOWN.with_borrow_mut(|known| {
        *known.entry(text.clone()).or_insert_with(|| Box::leak(text.into_boxed_str()))
    })
}

/// Copies sealed files, and tells the digest of each.
fn copy_out(files: &Files, kept: &[FileId], to: &Path) -> Result<BTreeMap<String, String>> {
    make_folder(to).map_err(|e| at_path(to, &e))?;
    let mut digests = BTreeMap::new();
    for id in kept {
        let (from, to) = (files.sealed(*id), to.join(id.to_string()));
        let copied = std::fs::copy(&from, &to).map_err(|e| at_path(&from, &e))?;
        tracing::debug!(%id, copied, "a file is in the backup");
        std::fs::File::open(&to).and_then(|f| f.sync_all()).map_err(|e| at_path(&to, &e))?;
        digests.insert(id.to_string(), digest_of(&to)?);
    }
    Ok(digests)
}

/// Puts sealed files into their places, all or those before the first that is not as it was.
fn copy_in(files: &Files, digests: &BTreeMap<String, String>, from: &Path) -> Result<()> {
    for (name, expected) in digests {
        // Read as an id: a manifest that was tampered with names no path.
        let id: FileId = name.parse().map_err(|_| Error::bug("the backup names no file id"))?;
        let path = from.join(id.to_string());
        if &digest_of(&path)? != expected {
            return Err(Error::Broken(format!("{}: it was changed or cut off", path.display())));
        }
        files.take_in(id, &path)?;
    }
    Ok(())
}

fn digest_of(path: &Path) -> Result<String> {
    let mut file = std::fs::File::open(path).map_err(|e| at_path(path, &e))?;
    let mut digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match file.read(&mut chunk).map_err(|e| at_path(path, &e))? {
            0 => return Ok(hex(digest.finish().as_ref())),
            read => digest.update(&chunk[..read]),
        }
    }
}

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(v) => json!(v),
        Value::Bool(v) => json!(v),
        Value::Text(v) => json!(v),
        Value::Bytes(v) => json!({ "bytes": STANDARD.encode(v) }),
    }
}

fn from_json(value: serde_json::Value) -> Result<Value> {
    let unknown = || Error::bug("the backup holds a value of an unknown kind");
    Ok(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(v) => Value::Bool(v),
        serde_json::Value::Number(v) => Value::Int(v.as_i64().ok_or_else(unknown)?),
        serde_json::Value::String(v) => Value::Text(v),
        serde_json::Value::Object(v) => {
            let text = v.get("bytes").and_then(|b| b.as_str()).ok_or_else(unknown)?;
            Value::Bytes(STANDARD.decode(text).map_err(|_| unknown())?)
        }
        serde_json::Value::Array(_) => return Err(unknown()),
    })
}

fn digest(text: &[u8]) -> String {
    hex(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A backup tells who did what and when: its folder is its owner's only.
fn make_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().mode(0o700).create(path)
}

fn write_synced(path: &Path, text: &[u8]) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create_new(path)?;
        file.write_all(text)?;
        file.sync_all()
    };
    write().map_err(|e| at_path(path, &e))
}

fn at_path(path: &Path, error: &std::io::Error) -> Error {
    Error::Broken(format!("{}: {error}", path.display()))
}
