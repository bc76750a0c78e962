//! The corpora of fuzzing, and each file of them with one byte exchanged at many places.

use std::path::Path;

#[path = "../../../fuzz/targets.rs"]
mod targets;

fn run(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut count = 0;
    for file in files {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        target(&bytes);
        let mut copy = bytes.clone();
        for at in (0..bytes.len()).step_by(bytes.len().div_ceil(100).max(1)) {
            copy[at] = !copy[at];
            target(&copy);
            copy[at] = bytes[at];
        }
        count += 1;
    }
    assert!(count > 0, "{name}: no files");
}

#[test]
fn messages() {
    run("cms", targets::cms);
}

#[test]
fn certificates() {
    run("certificate", targets::certificate);
}

#[test]
fn lists_and_answers_about_revocation() {
    run("revocation", targets::revocation);
}

#[test]
fn stamps() {
    run("stamp", targets::stamp);
}

#[test]
fn pdf_files() {
    run("pdf", targets::pdf);
}
