//! Whose table it is: a crate's tables carry its name, and no other crate's SQL names them.
//!
//! That is what lets a cabinet move to a database of its own. The check reads SQL as a list of
//! words; it needs no grammar, because only a few words are followed by the name of a table.

use std::collections::BTreeMap;

use super::Finding;
use super::tree::{File, Tree};

/// The engines' own tables; only `store` knows that there are engines.
const CATALOGS: &[&str] = &["sqlite_", "pg_", "pragma_", "information_schema"];

/// A literal that begins with one of these and has the look of SQL is SQL.
const STATEMENTS: &[&str] = &[
    "alter", "copy", "create", "delete", "drop", "insert", "lock", "select", "truncate", "update",
    "with",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let crates = tree.crates();
    let mut found = Vec::new();
    for (file, rust) in tree.rust() {
        let Some(of) = file.source_of().filter(|of| *of != "xtask") else { continue };
        for literal in &rust.literals {
            let strict = is_sql(&literal.text) && !file.is_test_at(literal.at);
            for table in tables(&literal.text) {
                let owner = crates.iter().find(|name| belongs(&table.name, name));
                let catalog = of == "store" && CATALOGS.iter().any(|c| table.name.starts_with(c));
                let foreign = owner.is_some_and(|owner| *owner != of);
                if foreign || (strict && owner.is_none() && !catalog) {
                    let line = file.line_at(literal.at) + table.line;
                    found.push(finding(&file.path, line, of, &table.name));
                }
            }
        }
    }
    check_migrations(tree, &crates, &mut found);
    found
}

fn finding(path: &str, line: usize, of: &str, table: &str) -> Finding {
    let says = format!(
        "SQL of `{of}` names `{table}`: its tables begin with `{of}_`; ask the crate that owns \
         the fact by a function or over the protocol"
    );
    Finding::new(path, line, says)
}

fn check_migrations(tree: &Tree, crates: &[&str], found: &mut Vec<Finding>) {
    let mut numbers: BTreeMap<&str, &str> = BTreeMap::new();
    for file in tree.with_ending("sql") {
        let Some(name) = file.path.strip_prefix("migrations/") else { continue };
        let Some((number, of)) = owner_of(name, crates) else {
            let says = "a migration is called NNNN_CRATE.sql or NNNN_CRATE_WHAT.sql";
            found.push(Finding::new(&file.path, 1, says));
            continue;
        };
        if let Some(other) = numbers.insert(number, name) {
            let says = format!("number {number} is taken by {other}; take the next free one");
            found.push(Finding::new(&file.path, 1, says));
        }
        check_migration(file, of, found);
    }
}

fn check_migration(file: &File, of: &str, found: &mut Vec<Finding>) {
    for table in tables(&file.text).iter().filter(|table| !belongs(&table.name, of)) {
        found.push(finding(&file.path, table.line + 1, of, &table.name));
    }
}

/// Number and crate of a migration's file name.
fn owner_of<'a>(name: &'a str, crates: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let (number, rest) = name.strip_suffix(".sql")?.split_once('_')?;
    let of = crates.iter().find(|of| rest == **of || belongs(rest, of))?;
    (number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit())).then_some((number, *of))
}

fn belongs(table: &str, name: &str) -> bool {
    table.strip_prefix(name).is_some_and(|rest| rest.starts_with('_'))
}

fn is_sql(text: &str) -> bool {
    let first: String = text.trim_start().chars().take_while(char::is_ascii_lowercase).collect();
    STATEMENTS.contains(&first.as_str()) && text.contains(['_', '$', '*', '(', '=', '{'])
}

struct Table {
    name: String,
    /// Lines after the start of the text.
    line: usize,
}

#[derive(PartialEq)]
enum Token {
    Word(String, usize),
    Mark(char),
}

/// The tables that a piece of SQL names, without its own `with` names and functions.
fn tables(sql: &str) -> Vec<Table> {
    let tokens = tokens(sql);
    let common = common_names(&tokens);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let before = at.checked_sub(1).and_then(|i| word(&tokens, i)).unwrap_or_default();
        let named = match word(&tokens, at).unwrap_or_default() {
            "from" if before != "distinct" => list(&tokens, at + 1),
            "join" => list(&tokens, at + 1),
            "update" if !["for", "do", "on", "key"].contains(&before) => one(&tokens, at + 1),
            "into" | "references" | "table" => one(&tokens, at + 1),
            "on" if is_index(&tokens, at) => one(&tokens, at + 1),
            _ => continue,
        };
        for index in named {
            if let Token::Word(name, line) = &tokens[index]
                && !common.contains(&name.as_str())
            {
                found.push(Table { name: name.clone(), line: *line });
            }
        }
    }
    found
}

/// Index of the one table name from `at` on.
fn one(tokens: &[Token], at: usize) -> Vec<usize> {
    let skip = ["if", "not", "exists", "only", "lateral", "set", "select"];
    let at = (at..tokens.len()).find(|&i| !word(tokens, i).is_some_and(|w| skip.contains(&w)));
    at.filter(|&i| word(tokens, i).is_some()).into_iter().collect()
}

/// Indices of the names in `a, b as c, d` from `at` on. A name before `(` is a function.
fn list(tokens: &[Token], at: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut next = Some(at);
    while let Some(at) = next.take() {
        let Some(&name) = one(tokens, at).first() else { break };
        if tokens.get(name + 1) != Some(&Token::Mark('(')) {
            found.push(name);
        }
        let comma = (name + 1..tokens.len().min(name + 4))
            .take_while(|&i| word(tokens, i).is_some() || tokens[i] == Token::Mark(','))
            .find(|&i| tokens[i] == Token::Mark(','));
        next = comma.map(|comma| comma + 1);
    }
    found
}

/// Whether the `on` at this index belongs to `create index NAME on`.
fn is_index(tokens: &[Token], on: usize) -> bool {
    on >= 2 && (on.saturating_sub(5)..on).any(|i| word(tokens, i) == Some("index"))
}

/// Names that the statement itself introduces: `with NAME as (…), NAME(a, b) as (…)`.
fn common_names(tokens: &[Token]) -> Vec<&str> {
    let mut names = Vec::new();
    for at in 0..tokens.len() {
        let Some(name) = word(tokens, at) else { continue };
        let mut next = at + 1;
        if tokens.get(next) == Some(&Token::Mark('(')) {
            let close = (next..tokens.len()).find(|&i| tokens[i] == Token::Mark(')'));
            next = close.map_or(tokens.len(), |close| close + 1);
        }
        if word(tokens, next) != Some("as") {
            continue;
        }
        next += usize::from(word(tokens, next + 1) == Some("materialized"));
        if tokens.get(next + 1) == Some(&Token::Mark('(')) {
            names.push(name);
        }
    }
    names
}

fn word(tokens: &[Token], at: usize) -> Option<&str> {
    match tokens.get(at)? {
        Token::Word(word, _) => Some(word),
        Token::Mark(_) => None,
    }
}

fn tokens(sql: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut line = 0;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => line += 1,
            c if c.is_whitespace() => {}
            '-' if chars.peek() == Some(&'-') => while chars.next_if(|&c| c != '\n').is_some() {},
            '\'' => {
                let text: String = chars.by_ref().take_while(|&c| c != '\'').collect();
                line += text.matches('\n').count();
                found.push(Token::Mark('\''));
            }
            c if c.is_alphabetic() || c == '_' || c == '$' => {
                let mut name = String::from(c.to_ascii_lowercase());
                while let Some(c) = chars.next_if(|&c| c.is_alphanumeric() || "_.".contains(c)) {
                    name.push(c.to_ascii_lowercase());
                }
                let is_name = !name.starts_with('$');
                found.push(if is_name { Token::Word(name, line) } else { Token::Mark('$') });
            }
            c => found.push(Token::Mark(c)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_fires, assert_quiet};
    use super::*;

    const SEP: (&str, &str) = ("crates/sep/Cargo.toml", "");
    const STORE: (&str, &str) = ("crates/store/Cargo.toml", "");

    fn names(sql: &str) -> Vec<String> {
        tables(sql).into_iter().map(|table| table.name).collect()
    }

    #[test]
    fn names_follow_a_few_words() {
        assert_eq!(
            names("select a from sep_a, sep_b as b, (select 1) join sep_c on 1"),
            ["sep_a", "sep_b", "sep_c"]
        );
        assert_eq!(
            names("insert into sep_a(x) values ($1) on conflict do update set y = 1"),
            ["sep_a"]
        );
        assert_eq!(names("update sep_a set x = 'from b' where y is distinct from z"), ["sep_a"]);
        assert_eq!(names("create unique index if not exists i on sep_a (b)"), ["sep_a"]);
        assert_eq!(
            names("create table if not exists sep_a (b int8 references sep_c)"),
            ["sep_a", "sep_c"]
        );
    }

    #[test]
    fn names_made_by_the_statement_are_not_tables() {
        let sql = "with one as (select 1 from sep_a for update skip locked), two(x) as (select 2) \
                   select * from one, two join json_each($1) j on true";
        assert_eq!(names(sql), ["sep_a"]);
    }

    #[test]
    fn another_crates_table_is_named_nowhere() {
        let text = "fn f() {}\nconst A: &str = \"delete from store_job\";\n";
        let start = "crates/sep/src/a/store.rs:2: SQL of `sep` names `store_job`";
        assert_fires(check, &[SEP, STORE, ("crates/sep/src/a/store.rs", text)], start);
        let part = "const A: &str = \" and exists (select 1 from store_job where true)\";";
        assert_fires(check, &[SEP, STORE, ("crates/sep/src/a.rs", part)], "crates/sep/src/a.rs:1");
    }

    #[test]
    fn a_table_carries_its_crates_name() {
        let text = "const A: &str = \"select x\n from account where id = $1\";";
        let start = "crates/sep/src/a.rs:2: SQL of `sep` names `account`";
        assert_fires(check, &[SEP, ("crates/sep/src/a.rs", text)], start);
        let prose = "const A: &str = \"select a file from the list\";";
        assert_quiet(check, &[SEP, ("crates/sep/src/a.rs", prose)]);
    }

    #[test]
    fn only_store_reads_the_engines_catalogs() {
        let text = "const A: &str = \"select count(*) from sqlite_master\";";
        assert_quiet(check, &[STORE, ("crates/store/src/a.rs", text)]);
        assert_fires(check, &[SEP, ("crates/sep/src/a.rs", text)], "crates/sep/src/a.rs:1:");
    }

    #[test]
    fn a_migration_makes_tables_of_its_own_crate() {
        let sql = "-- from here on\ncreate table sep_a (id int8);\ncreate index i on store_b (c);";
        let start = "migrations/0002_sep.sql:3: SQL of `sep` names `store_b`";
        assert_fires(check, &[SEP, STORE, ("migrations/0002_sep.sql", sql)], start);
        assert_fires(
            check,
            &[SEP, ("migrations/sep.sql", "")],
            "migrations/sep.sql:1: a migration",
        );
    }

    #[test]
    fn two_migrations_have_two_numbers() {
        let files = [SEP, ("migrations/0002_sep.sql", ""), ("migrations/0002_sep_more.sql", "")];
        assert_fires(check, &files, "migrations/0002_sep_more.sql:1: number 0002 is taken");
    }
}
