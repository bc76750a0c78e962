//! Embeds the texts of both languages: `i18n/<language>/<file>.ftl`.

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    // Of the build, not of the day this file was compiled: two copies of a tree may share both.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    let root = Path::new(&here).join("../../i18n");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut out = String::from("pub const FILES: &[(web::Lang, &str, &str)] = &[\n");
    for (folder, lang) in [("ru", "Ru"), ("en", "En")] {
        let folder = root.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .expect("the folder of texts can be read")
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|e| e == "ftl"))
            .collect();
        files.sort();
        for path in files {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let path = path.canonicalize().expect("the text is there");
            writeln!(out, "    (web::Lang::{lang}, {name:?}, include_str!({path:?})),")
                .expect("a string takes text");
        }
    }
    out.push_str("];\n");
    let target = std::env::var("OUT_DIR").expect("cargo says where");
    std::fs::write(Path::new(&target).join("texts.rs"), out).expect("the list can be written");
}
