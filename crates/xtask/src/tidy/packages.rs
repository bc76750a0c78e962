//! What the program is made of: how many packages, and none that needs a library of the system.

use super::Finding;
use super::tree::{File, Tree};

const LOCK: &str = "Cargo.lock";
/// Raised by four for keys in tokens (`cryptoki`, `cryptoki-sys`, `libloading`, `secrecy`): what
/// they do cannot be written here, where unsafe code is forbidden.
const PACKAGES_MAX: usize = 564;

/// Packages named `…-sys` that were looked at: they bring their C sources along, or are
/// declarations for another system and never built on ours.
const BUNDLED: &[&str] = &[
    "aws-lc-sys",
    // Declarations written beforehand; the library is loaded when somebody names one.
    "cryptoki-sys",
    "libsqlite3-sys",
    "core-foundation-sys",
    "jni-sys",
    "js-sys",
    "linux-raw-sys",
    "security-framework-sys",
    "wasi-sys",
    "web-sys",
    "windows-sys",
];

/// Packages without `-sys` in the name that link a library of the system all the same.
const LINKING: &[&str] = &["native-tls", "openssl", "libgssapi", "pam", "pcsc", "dbus", "curl"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(lock) = tree.file(LOCK) {
        check_lock(lock, &mut found);
    }
    if let Some(file) = tree.file("Cargo.toml") {
        check_bundled(file, &mut found);
    }
    for file in tree.files.iter().filter(|file| file.path.ends_with("package-lock.json")) {
        for (number, _) in file.lines().filter(|(_, line)| line.contains("\"resolved\": \"http")) {
            let says = "the lock file names a registry; run npm install in this folder again \
                        with its .npmrc in place";
            found.push(Finding::new(&file.path, number, says));
        }
    }
    found
}

/// One phrase for the summary of tidy.
pub fn summary(tree: &Tree) -> String {
    let count = tree.file(LOCK).map_or(0, |lock| names(lock).count());
    format!("{count} packages of at most {PACKAGES_MAX}")
}

fn check_lock(lock: &File, found: &mut Vec<Finding>) {
    let count = names(lock).count();
    if count > PACKAGES_MAX {
        let says = format!("{count} packages, at most {PACKAGES_MAX}: drop a dependency");
        found.push(Finding::new(LOCK, 1, says));
    }
    for (number, name) in names(lock) {
        let unknown = name.ends_with("-sys") && !BUNDLED.contains(&name);
        if unknown || LINKING.contains(&name) {
            let says = format!(
                "`{name}` may link a library of the system; drop it, or if it brings its \
                 sources along add it to BUNDLED of tidy"
            );
            found.push(Finding::new(LOCK, number, says));
        }
    }
}

fn check_bundled(manifest: &File, found: &mut Vec<Finding>) {
    for (number, line) in manifest.lines() {
        if line.starts_with("rusqlite") && !line.contains("\"bundled\"") {
            let says = "rusqlite without `bundled` links the system's SQLite; add the feature";
            found.push(Finding::new(&manifest.path, number, says));
        }
    }
}

fn names(lock: &File) -> impl Iterator<Item = (usize, &str)> {
    lock.lines().filter_map(|(number, line)| {
        Some((number, line.strip_prefix("name = \"")?.strip_suffix('"')?))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_fires, assert_quiet};
    use super::*;

    #[test]
    fn a_package_that_links_the_system_is_named() {
        let lock = "[[package]]\nname = \"openssl-sys\"\n\n[[package]]\nname = \"openssl\"\n";
        assert_fires(check, &[("Cargo.lock", lock)], "Cargo.lock:2: `openssl-sys`");
        assert_fires(check, &[("Cargo.lock", lock)], "Cargo.lock:5: `openssl`");
        assert_quiet(check, &[("Cargo.lock", "[[package]]\nname = \"aws-lc-sys\"\n")]);
    }

    #[test]
    fn too_many_packages_are_too_many() {
        let lock = "name = \"a\"\n".repeat(PACKAGES_MAX + 1);
        assert_fires(check, &[("Cargo.lock", &lock)], "Cargo.lock:1: 565 packages");
    }

    #[test]
    fn sqlite_comes_with_us() {
        assert_fires(check, &[("Cargo.toml", "rusqlite = \"1\"\n")], "Cargo.toml:1: rusqlite");
        assert_quiet(check, &[("Cargo.toml", "rusqlite = { features = [\"bundled\"] }\n")]);
    }

    #[test]
    fn a_lock_file_names_no_registry() {
        let lock = ("a/package-lock.json", "{\n\"resolved\": \"https://r/x.tgz\"}");
        assert_fires(check, &[lock], "a/package-lock.json:2: the lock file");
    }
}
