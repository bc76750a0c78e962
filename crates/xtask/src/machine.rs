//! What is installed here, and who we are.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of npm packages that the tests use.
pub const FOREIGN: &str = "crates/kabinet/tests/foreign";

/// Preflight, what it calls, and something that runs it.
const PREFLIGHT: &[&str] = &[
    "libpdfbox2-java",
    "libcommons-logging-java",
    "libjaxb-api-java",
    "libactivation-java",
    "default-jre-headless",
];

/// Where packages of Python go that the tests use, and what names them.
pub const PYTHON: &str = "target/python";
pub const REQUIREMENTS: &str = "crates/sign/tests/outside/requirements.txt";

/// The oldest Node.js on which the pinned npm packages run.
const NODE_MIN: u32 = 18;

/// Something that the full tests want.
pub struct Want {
    pub name: &'static str,
    /// What is there, or none.
    pub found: Option<String>,
    /// What brings it.
    pub source: Source,
    pub what_for: &'static str,
}

#[derive(PartialEq)]
pub enum Source {
    /// Packages of Debian and its relatives.
    Debian(&'static [&'static str]),
    /// `npm ci` in [`FOREIGN`].
    Npm,
    /// `pip install` of [`REQUIREMENTS`] into [`PYTHON`].
    Pip,
}

/// Looks at everything that the full tests want.
pub fn wants(root: &Path) -> Vec<Want> {
    let mut wants = vec![
        debian("PostgreSQL server", &["postgresql"], "the suite's second run", postgres_found()),
        debian("Chromium", &["chromium"], "browser tests, pictures", chromium().map(told)),
        debian("ChromeDriver", &["chromium-driver"], "drives Chromium", chromedriver().map(told)),
        debian("fonts with Cyrillic", &["fonts-dejavu-core"], "readable pictures", fonts()),
        debian("Node.js", &["nodejs"], "foreign programs", node()),
        debian("npm", &["npm"], "brings the foreign programs", in_path("npm").map(told)),
        debian(
            "Poppler",
            &["poppler-utils"],
            "reads our PDF files",
            in_path("pdftotext").map(told),
        ),
        debian("PDFBox Preflight", PREFLIGHT, "judges our PDF/A-1b files", preflight()),
        debian(
            "GOST engine of OpenSSL",
            &["libengine-gost-openssl", "openssl"],
            "signs and verifies what `gost` verified and signed",
            gost_engine(),
        ),
        debian(
            "certtool of GnuTLS",
            &["gnutls-bin"],
            "verifies what `sign` signed, and fills tokens",
            in_path("certtool").map(told),
        ),
        debian(
            "SoftHSM",
            &["softhsm2"],
            "a token of PKCS #11 in a folder",
            in_path("softhsm2-util").map(told),
        ),
    ];
    wants.push(debian("Python", &["python3-venv"], "runs pyHanko", python()));
    wants.push(Want {
        name: "pyHanko",
        found: pyhanko(root),
        source: Source::Pip,
        what_for: "seals and judges PDF files",
    });
    wants.push(Want {
        name: "npm packages",
        found: npm_packages(&root.join(FOREIGN)),
        source: Source::Npm,
        what_for: "axe-core reads pages, oidc-provider signs people in",
    });
    wants
}

pub fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| in_path(name))
}

pub fn chromedriver() -> Option<PathBuf> {
    in_path("chromedriver")
}

/// The folder with `initdb` and `postgres`; Debian keeps it out of PATH. The newest one wins.
pub fn postgres_bin() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file() && bin.join("postgres").is_file())
        .collect();
    versions.sort();
    let on_path = || in_path("initdb").filter(|_| in_path("postgres").is_some());
    let beside = |program: PathBuf| program.parent().map(Path::to_path_buf);
    versions.pop().map(|(_, bin)| bin).or_else(|| on_path().and_then(beside))
}

pub fn in_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

/// Set by every service that builds and tests for others.
pub fn is_ci() -> bool {
    env::var("CI").is_ok_and(|ci| ci == "true" || ci == "1")
}

fn debian(
    name: &'static str,
    packages: &'static [&'static str],
    what_for: &'static str,
    found: Option<String>,
) -> Want {
    Want { name, found, source: Source::Debian(packages), what_for }
}

fn told(path: PathBuf) -> String {
    answer(&path, &["--version"]).unwrap_or_else(|| path.display().to_string())
}

fn postgres_found() -> Option<String> {
    postgres_bin().map(|bin| told(bin.join("postgres")))
}

fn node() -> Option<String> {
    let version = in_path("node").and_then(|node| answer(&node, &["--version"]))?;
    let major: u32 = version.trim_start_matches('v').split('.').next()?.parse().ok()?;
    (major >= NODE_MIN).then_some(version)
}

/// The jars lie where Debian puts them, which is where the tests look.
fn preflight() -> Option<String> {
    let jars = ["preflight", "pdfbox2", "commons-logging", "jaxb-api", "javax.activation"];
    let here = |jar: &&str| Path::new("/usr/share/java").join(format!("{jar}.jar")).is_file();
    let java = in_path("java").filter(|_| jars.iter().all(here))?;
    answer(&java, &["-version"]).or_else(|| Some(java.display().to_string()))
}

/// OpenSSL's folder of engines has the architecture in its path: one of two levels has it.
fn gost_engine() -> Option<String> {
    let folders = fs::read_dir("/usr/lib").ok()?.flatten();
    let mut paths = folders.map(|folder| folder.path().join("engines-3/gost.so"));
    paths.find(|path| path.is_file()).map(|path| path.display().to_string())
}

/// With what it makes environments of its own by, which Debian packs apart.
fn python() -> Option<String> {
    let python = in_path("python3")?;
    answer(&python, &["-c", "import ensurepip, sys; print('Python', sys.version.split()[0])"])
}

/// The installed version, when it is the one that is asked for.
fn pyhanko(root: &Path) -> Option<String> {
    let script = "import importlib.metadata as m; print('pyHanko==' + m.version('pyHanko'))";
    let found = answer(&root.join(PYTHON).join("bin/python"), &["-c", script])?;
    let wanted = fs::read_to_string(root.join(REQUIREMENTS)).ok()?;
    wanted.lines().any(|line| line == found).then_some(found)
}

fn fonts() -> Option<String> {
    let listed = answer(&in_path("fc-list")?, &[":lang=ru", "family"])?;
    Some(listed.split(',').next().unwrap_or_default().to_owned())
}

/// The installed versions, when they are those of the lock file.
fn npm_packages(folder: &Path) -> Option<String> {
    let read = |path: PathBuf| -> Option<serde_json::Value> {
        serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
    };
    let wanted = read(folder.join("package.json"))?;
    let mut found = Vec::new();
    for (name, version) in wanted["dependencies"].as_object()? {
        let installed = read(folder.join("node_modules").join(name).join("package.json"))?;
        if installed["version"] != *version {
            return None;
        }
        found.push(format!("{name} {}", version.as_str()?));
    }
    Some(found.join(", "))
}

/// The first line that a program prints.
fn answer(program: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let line = String::from_utf8_lossy(&output.stdout).lines().next()?.trim().to_owned();
    (output.status.success() && !line.is_empty()).then_some(line)
}
