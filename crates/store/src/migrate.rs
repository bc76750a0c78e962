//! Migrations: one text for both engines, applied once each, in order.

/// One file of `migrations/`.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its name in `store_migration`; never changes after a release.
    pub name: &'static str,
    /// Its text: `create table`, `create index`, `alter table … add column`; statements end with
    /// a semicolon at the end of a line, comments start with `--`.
    pub sql: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(Migration {
            name: $name,
            sql: include_str!(concat!("../../../migrations/", $name, ".sql")),
        }),*]
    };
}

/// The tables of the product.
pub const SCHEMA: &[Migration] = migrations![
    "0001_store",
    "0002_store_file",
    "0100_web",
    "0110_web_session_ended",
    "0150_identity_account",
    "0160_identity_provider",
    "0170_identity_proofing",
    "0180_identity_mandate",
    "0190_identity_desk",
    "0195_identity_regain",
    "0196_identity_handover",
    "0200_notify",
    "0210_notify_page",
    "0300_cabinet",
    "0310_cabinet_difference",
    "0320_cabinet_code",
    "0500_epk",
    "0501_epk_application",
    "0502_epk_passport",
    "0503_epk_sending",
    "0504_epk_employer",
    "0505_epk_cancel",
    "0506_epk_member",
    "0600_support",
    "0610_support_ticket",
    "0620_support_mail",
];

/// The tables of the simulated world outside, which has a database of its own.
pub const SANDBOX_SCHEMA: &[Migration] = migrations![
    "0001_store",
    "0100_web",
    "0110_web_session_ended",
    "0900_sandbox",
    "0910_sandbox_service",
    "0911_sandbox_reply",
];

impl Migration {
    /// Its statements without comments.
    pub(crate) fn statements(&self) -> Vec<String> {
        let text: String = self
            .sql
            .lines()
            .map(|line| line.split("--").next().unwrap_or_default())
            .collect::<Vec<_>>()
            .join("\n");
        text.split(";\n")
            .map(|s| s.trim().trim_end_matches(';').to_owned())
            .filter(|s| !s.is_empty())
            .collect()
    }
}

/// The columns of a table as the migrations make them, in their order.
pub(crate) fn columns(schema: &[Migration], table: &str) -> Vec<String> {
    let (create, alter) =
        (format!("create table {table} "), format!("alter table {table} add column "));
    let mut found = Vec::new();
    for statement in schema.iter().flat_map(Migration::statements) {
        if let Some(rest) = statement.strip_prefix(&alter) {
            found.extend(first_word(rest));
        } else if statement.starts_with(&create) {
            found.extend(parts(&statement).iter().filter_map(|part| first_word(part)));
        }
    }
    found
}

/// What stands between the outermost brackets of a statement, at its commas.
fn parts(statement: &str) -> Vec<String> {
    let (mut depth, mut found) = (0, vec![String::new()]);
    for c in statement.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 1 => found.push(String::new()),
            c if depth > 0 => found.last_mut().into_iter().for_each(|part| part.push(c)),
            _ => {}
        }
    }
    found
}

/// The name of a column; nothing for a constraint of the table.
fn first_word(part: &str) -> Option<String> {
    const CONSTRAINTS: [&str; 5] = ["primary", "unique", "check", "foreign", "constraint"];
    let word = part.split_whitespace().next()?;
    (!CONSTRAINTS.contains(&word)).then(|| word.to_owned())
}

/// Translates the three type words and makes tables strict: a table that is not would keep text
/// in an `int8` column.
pub(crate) fn for_lite(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len() + 8);
    let mut word = String::new();
    for c in statement.chars().chain(std::iter::once('\n')) {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        out.push_str(match word.as_str() {
            "int8" | "bool" => "integer",
            "bytea" => "blob",
            other => other,
        });
        word.clear();
        out.push(c);
    }
    let out = out.trim_end();
    if out.starts_with("create table") { format!("{out} strict") } else { out.to_owned() }
}
