//! The corpora of fuzzing, and each file of them with one byte exchanged at many places.

use std::path::Path;

#[path = "../../../fuzz/targets.rs"]
mod targets;

fn files(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let files: Vec<_> = files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    assert!(!files.is_empty(), "{name}: no files");
    files
}

fn run(name: &str, target: fn(&[u8])) {
    for bytes in files(name) {
        target(&bytes);
        let mut copy = bytes.clone();
        for at in (0..bytes.len()).step_by(bytes.len().div_ceil(100).max(1)) {
            copy[at] = !copy[at];
            target(&copy);
            copy[at] = bytes[at];
        }
    }
}

/// Random damage for a minute: exchanged, doubled and moved bytes, and pieces of other files.
#[test]
#[ignore = "takes a minute; cargo-fuzz finds more in fuzz/"]
fn a_minute_of_random_damage() {
    let targets: [(&str, fn(&[u8])); 7] = [
        ("cms", targets::cms),
        ("certificate", targets::certificate),
        ("revocation", targets::revocation),
        ("trust_list", targets::trust_list),
        ("stamp", targets::stamp),
        ("pdf", targets::pdf),
        ("power", targets::power),
    ];
    let mut random = u64::from(std::process::id()) << 32 | 0x9E37_79B9;
    let mut below = |limit: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random >> 16).unwrap() % limit.max(1)
    };
    let started = std::time::Instant::now();
    let mut runs = 0_u64;
    while started.elapsed().as_secs() < 60 {
        for (name, target) in targets {
            let files = files(name);
            let mut bytes = files[below(files.len())].clone();
            for _ in 0..=below(8) {
                let (at, other) = (below(bytes.len()), below(bytes.len()));
                match below(4) {
                    0 => bytes[at] = u8::try_from(below(256)).unwrap(),
                    1 => bytes[at] = b"0123456789<>[]()/% R\x30\x80\xff"[below(23)],
                    2 => bytes.truncate(at.max(1)),
                    _ => {
                        let end = bytes.len().min(other + below(64));
                        let piece = bytes[other..end].to_vec();
                        let _: Vec<u8> = bytes.splice(at..at, piece).collect();
                    }
                }
            }
            target(&bytes);
            runs += 1;
        }
    }
    println!("{runs} runs");
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
fn lists_of_accredited_authorities() {
    run("trust_list", targets::trust_list);
}

#[test]
fn stamps() {
    run("stamp", targets::stamp);
}

#[test]
fn pdf_files() {
    run("pdf", targets::pdf);
}

#[test]
fn powers_of_attorney() {
    run("power", targets::power);
}
