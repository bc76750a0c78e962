//! Every statement of the source, prepared on the engine at hand against the migrated schema: a
//! wrong column in a branch that no test walks, or a statement that one of the engines does not
//! know, is found here.

#[path = "../../../xtask/src/tidy/rust.rs"]
#[allow(dead_code, reason = "a reader of Rust files, made for more than this")]
mod rust;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use store::{Clock, Db, Entropy, Row, Settings, Value, Vault};

/// Statements begin with one of these.
const VERBS: [&str; 5] = ["select", "insert", "update", "delete", "with"];
/// The methods of `store::Tx` that take a statement.
const DOORS: [&str; 5] = ["query", "query_opt", "query_one", "execute", "execute_returning"];
/// Fewer than this, and it is the search that is wrong.
const STATEMENTS_MIN: usize = 200;
/// The one thing that is said to PostgreSQL only: SQLite has one writer, and none to skip.
const POSTGRES_ONLY: &str = "skip locked";
/// What `store::Value` can be bound to on PostgreSQL.
const TYPES: [&str; 6] = ["bigint", "integer", "boolean", "text", "character varying", "bytea"];

/// A statement and where it stands.
struct Statement {
    place: String,
    text: String,
    /// In the simulated world outside, which has tables of its own.
    outside: bool,
}

/// What a walk through the source found.
#[derive(Default)]
struct Found {
    statements: Vec<Statement>,
    /// Calls of a door whose statement stands right there.
    calls: usize,
    /// Those of them that were not taken for statements.
    missed: Vec<String>,
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All Rust files below a folder that are compiled into the program.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the source").map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name().into_string().expect("names are UTF-8");
        if path.is_dir() && name != "tests" {
            sources(&path, found);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            found.push(path);
        }
    }
}

fn statements() -> Found {
    let mut found = Found::default();
    for entry in fs::read_dir(crates()).expect("the crates").map(Result::unwrap) {
        let name = entry.file_name().into_string().expect("names are UTF-8");
        if ["xtask", "load"].contains(&name.as_str()) {
            continue;
        }
        let mut files = Vec::new();
        sources(&entry.path().join("src"), &mut files);
        // The engines talk to their databases below `Tx`, in their own words.
        files.retain(|file| !file.components().any(|part| part.as_os_str() == "engine"));
        for file in files {
            let text = fs::read_to_string(&file).expect("a source file");
            let place = file.strip_prefix(crates()).expect("it is below").display().to_string();
            read(&text, &place, name == "sandbox", &mut found);
        }
    }
    found
}

/// Adds the statements of one file.
fn read(text: &str, place: &str, outside: bool, found: &mut Found) {
    let rust = rust::read(text);
    let tested = |at: usize| rust.tests.iter().any(|range| range.contains(&at));
    let mut taken = BTreeSet::new();
    for literal in rust.literals.iter().filter(|literal| !tested(literal.at)) {
        if is_statement(&literal.text) {
            taken.insert(literal.at);
            let place = format!("{place}:{}", rust::line_of(text, literal.at));
            found.statements.push(Statement { place, text: literal.text.clone(), outside });
        }
    }
    let calls = DOORS.iter().flat_map(|door| rust::words(&rust.code, door));
    for at in calls.filter(|at| !tested(*at)).filter_map(|at| written_there(&rust.code, at)) {
        found.calls += 1;
        if !taken.contains(&at) {
            found.missed.push(format!("{place}:{}", rust::line_of(text, at)));
        }
    }
}

/// Where the statement begins that is written into the call at `at`, if one is.
fn written_there(code: &str, at: usize) -> Option<usize> {
    let is_method = code[..at].ends_with('.');
    let open = at + code[at..].find(['(', ';'])?;
    let first = open + 1 + code[open + 1..].find(|c: char| !c.is_whitespace())?;
    let quoted = code[first..].starts_with(['"', 'r']) && code[first..].contains('"');
    (is_method && quoted && !code[first..].starts_with("r.")).then_some(first)
}

/// Statements have something in them that sentences have not. Those that are put together (the
/// copying of whole tables) have braces and stand in no file as they run.
fn is_statement(text: &str) -> bool {
    let verb = text.split_whitespace().next().unwrap_or_default();
    let dense = text.contains(['_', '$', '*', '(', '=']);
    VERBS.contains(&verb) && verb.len() < text.trim().len() && dense && !text.contains('{')
}

/// How many parameters a statement has.
fn parameters(text: &str) -> usize {
    let numbers = text.split('$').skip(1).map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    });
    numbers.max().unwrap_or(0)
}

fn open(outside: bool, postgres: bool) -> Db {
    let url = if postgres { Db::story_url() } else { None };
    let schema = if outside { store::SANDBOX_SCHEMA } else { store::SCHEMA };
    let settings = Settings { url: url.unwrap_or("sqlite::memory:".into()), threads: 1, schema };
    Db::open(&settings, Clock::system(), Entropy::seeded(1), Vault::for_tests()).expect("it opens")
}

/// What is wrong with a statement; SQLite compiles it to explain it.
fn on_sqlite(db: &Db, text: &str) -> Result<(), String> {
    let sql: &'static str = format!("explain {text}").leak();
    let nothing = vec![Value::Null; parameters(text)];
    let rows = db.write_now("sql.explain", move |tx| tx.query::<Row>(sql, &nothing));
    rows.map(drop).map_err(|error| error.to_string())
}

/// The same on PostgreSQL, which also says what it takes the parameters for.
fn on_postgres(db: &Db, number: usize, text: &str) -> Result<(), String> {
    let sql: &'static str = format!("prepare statement_{number} as {text}").leak();
    let types: (String,) = db
        .write_now("sql.prepare", move |tx| {
            tx.execute(sql, &[])?;
            tx.query_one(
                "select coalesce(array_to_string(parameter_types, ','), '')
                 from pg_prepared_statements where name = $1",
                &[Value::Text(format!("statement_{number}"))],
            )
        })
        .map_err(|error| error.to_string())?;
    let mut types = types.0.split(',').filter(|name| !name.is_empty());
    match types.find(|name| !TYPES.contains(name)) {
        Some(foreign) => Err(format!("a parameter is taken for {foreign}: cast it")),
        None => Ok(()),
    }
}

#[test]
fn every_statement_of_the_source_can_be_prepared() {
    let found = statements();
    assert!(found.missed.is_empty(), "not taken for statements: {:#?}", found.missed);
    let (count, calls) = (found.statements.len(), found.calls);
    assert!(calls >= STATEMENTS_MIN && count >= calls, "only {count} statements, {calls} calls");
    let postgres = Db::story_url().is_some();
    let (ours, outside) = (open(false, postgres), open(true, postgres));
    let mut faults = Vec::new();
    for (number, statement) in found.statements.iter().enumerate() {
        let db = if statement.outside { &outside } else { &ours };
        let prepared = match postgres {
            true => on_postgres(db, number, &statement.text),
            false if statement.text.contains(POSTGRES_ONLY) => Ok(()),
            false => on_sqlite(db, &statement.text),
        };
        if let Err(fault) = prepared {
            faults.push(format!("{}: {fault}", statement.place));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{count} statements were prepared");
}

#[test]
fn a_wrong_column_and_a_wrong_parameter_are_found() {
    let mut found = Found::default();
    let source = "fn f(tx: &Tx) { tx.query(\"select kind from store_job where id = $1\", p);\n\
                  tx.query_opt(\n\"begin\", p); tx.execute(NAMED, p) }";
    read(source, "f.rs", false, &mut found);
    assert_eq!((found.statements.len(), found.calls), (1, 2));
    assert_eq!(found.missed, ["f.rs:3"]);
    let good = &found.statements[0].text;
    let bad = good.replace("kind", "colour");
    let db = open(false, false);
    assert_eq!(on_sqlite(&db, good), Ok(()));
    assert!(on_sqlite(&db, &bad).unwrap_err().contains("colour"));
    if Db::story_url().is_some() {
        let db = open(false, true);
        assert_eq!(on_postgres(&db, 1, good), Ok(()));
        assert!(on_postgres(&db, 2, &bad).unwrap_err().contains("colour"));
        let odd = "select id from store_job where $1 > 0.5";
        assert!(on_postgres(&db, 3, odd).unwrap_err().contains("cast it"));
    }
}
