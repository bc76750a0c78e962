//! `cargo x setup`: what the full tests want, what of it is here, and how to get the rest.

use std::io::{IsTerminal, stdin};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::machine::{self, FOREIGN, PYTHON, REQUIREMENTS, Source, Want};
use crate::run;

pub fn run(root: &Path, args: &[String]) -> Result<(), String> {
    if let Some(other) = args.iter().find(|arg| *arg != "--yes") {
        return Err(format!("setup knows only --yes, not `{other}`"));
    }
    let wants = machine::wants(root);
    for want in &wants {
        let found = want.found.as_deref().unwrap_or("missing");
        println!("{:<20} {found}  ({})", want.name, want.what_for);
    }
    let missing: Vec<&Want> = wants.iter().filter(|want| want.found.is_none()).collect();
    if missing.is_empty() {
        println!("everything is here");
        return Ok(());
    }
    let lines = lines(&missing, machine::is_root());
    println!("\nto install what is missing:\n{}", indented(&lines));
    if !args.is_empty() || may_install() {
        install(root, &lines, args)
    } else {
        Err("not installed: run these lines, or `cargo x setup --yes`".into())
    }
}

/// Installs what is missing of `needed` where that is welcome; elsewhere says what to run.
pub fn ensure(root: &Path, needed: impl Fn(&Want) -> bool) -> Result<(), String> {
    let missing = |root| -> Vec<Want> {
        machine::wants(root).into_iter().filter(|w| w.found.is_none() && needed(w)).collect()
    };
    let before = missing(root);
    if before.is_empty() {
        return Ok(());
    }
    if may_install() {
        run(root, &[])?;
    }
    let after = missing(root);
    if after.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = after.iter().map(|want| want.name).collect();
    let lines = lines(&after.iter().collect::<Vec<_>>(), machine::is_root());
    Err(format!(
        "missing for the full tests: {}. Run `cargo x setup --yes`, or yourself:\n{}",
        names.join(", "),
        indented(&lines)
    ))
}

fn may_install() -> bool {
    machine::is_root() || machine::is_ci()
}

/// A line for the shell, and the folder below the root in which it runs.
#[derive(Debug, PartialEq)]
struct Line {
    folder: &'static str,
    words: Vec<String>,
}

fn lines(missing: &[&Want], root: bool) -> Vec<Line> {
    let mut packages = Vec::new();
    let (mut npm, mut pip) = (false, false);
    for want in missing {
        match want.source {
            Source::Debian(names) => packages.extend(names),
            Source::Npm => npm = true,
            Source::Pip => pip = true,
        }
    }
    let line = |folder, text: &str| Line {
        folder,
        words: text.split_whitespace().map(str::to_owned).collect(),
    };
    let sudo = if root { "" } else { "sudo " };
    let mut lines = Vec::new();
    if !packages.is_empty() {
        let names: Vec<&str> = packages.into_iter().copied().collect();
        lines.push(line("", &format!("{sudo}apt-get update")));
        let install = "apt-get install --yes --no-install-recommends";
        lines.push(line("", &format!("{sudo}{install} {}", names.join(" "))));
    }
    if npm {
        lines.push(line(FOREIGN, "npm ci --ignore-scripts --no-audit --no-fund"));
    }
    if pip {
        lines.push(line("", &format!("python3 -m venv {PYTHON}")));
        let install = "pip install --quiet --disable-pip-version-check --requirement";
        lines.push(line("", &format!("{PYTHON}/bin/{install} {REQUIREMENTS}")));
    }
    lines
}

fn install(root: &Path, lines: &[Line], args: &[String]) -> Result<(), String> {
    let asks = args.iter().any(|arg| arg == "--yes") && stdin().is_terminal();
    for line in lines {
        let mut words = line.words.clone();
        // Nobody is there to type a password unless a person called us from a terminal.
        if words[0] == "sudo" && !asks {
            words.insert(1, "--non-interactive".into());
        }
        if words.iter().any(|word| word == "apt-get") && machine::in_path("apt-get").is_none() {
            return Err("this system has no apt-get: install the programs named above".into());
        }
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(root.join(line.folder));
        command.env("DEBIAN_FRONTEND", "noninteractive");
        let stdin = if asks { Stdio::inherit() } else { Stdio::null() };
        run::run(command.stdin(stdin))?;
    }
    let left: Vec<&str> =
        machine::wants(root).iter().filter(|w| w.found.is_none()).map(|w| w.name).collect();
    match left.is_empty() {
        true => Ok(()),
        false => Err(format!("still missing: {}", left.join(", "))),
    }
}

fn indented(lines: &[Line]) -> String {
    let shown = |line: &Line| {
        let words = line.words.join(" ");
        if line.folder.is_empty() {
            format!("  {words}")
        } else {
            format!("  (cd {} && {words})", line.folder)
        }
    };
    lines.iter().map(shown).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(source: Source) -> Want {
        Want { name: "a", found: None, source, what_for: "b" }
    }

    #[test]
    fn packages_come_in_one_line_and_npm_in_its_folder() {
        let chromium = want(Source::Debian(&["chromium"]));
        let npm = want(Source::Debian(&["npm"]));
        let foreign = want(Source::Npm);
        let shown = indented(&lines(&[&chromium, &npm, &foreign], false));
        assert_eq!(
            shown,
            "  sudo apt-get update\n  \
             sudo apt-get install --yes --no-install-recommends chromium npm\n  \
             (cd crates/kabinet/tests/foreign && npm ci --ignore-scripts --no-audit --no-fund)"
        );
        assert!(!indented(&lines(&[&chromium], true)).contains("sudo"));
    }

    #[test]
    fn nothing_missing_needs_no_line() {
        assert_eq!(lines(&[], true), []);
    }
}
