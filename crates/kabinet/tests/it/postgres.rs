//! A PostgreSQL of one test's own, that can be stopped and started again: its own folder, its own
//! socket, no port.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::{Folder, text};

/// Starting and recovering take seconds, on a busy machine tens of them.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Cluster {
    folder: Folder,
    bin: PathBuf,
    /// The ordinary user that root lends it to, because PostgreSQL refuses to run as root.
    lent_to: Option<(u32, u32)>,
    server: Option<Child>,
}

impl Cluster {
    /// A running one; none where PostgreSQL is not installed.
    pub fn start(name: &str) -> Option<Cluster> {
        let bin = bin()?;
        let folder = Folder::new(name);
        let is_root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
        let lent_to = if is_root { Some(ordinary_user()) } else { None };
        if let Some((uid, gid)) = lent_to {
            chown(&folder.0, Some(uid), Some(gid)).expect("the folder is lent");
        }
        fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o700)).expect("it is private");
        let mut cluster = Cluster { folder, bin, lent_to, server: None };
        let mut init = cluster.command("initdb");
        init.args(["--username=kabinet", "--auth=trust", "--encoding=UTF8", "--no-locale"]);
        init.args(["--no-sync", "-D", text(&cluster.data())]);
        let output = init.output().expect("initdb runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        cluster.go_on();
        Some(cluster)
    }

    /// The address for `--database`.
    pub fn url(&self) -> String {
        format!("postgres://kabinet@/postgres?host={}", self.folder.0.display())
    }

    /// `pg_ctl stop -m immediate`: no word of farewell to anybody, as if the plug was pulled.
    pub fn stop_at_once(&mut self) {
        self.end("-QUIT");
    }

    /// Starts the server; takes connections when this returns.
    pub fn go_on(&mut self) {
        let log = File::options().create(true).append(true).open(self.folder.path("log"));
        let mut command = self.command("postgres");
        command.args(["-D", text(&self.data()), "-k", text(&self.folder.0)]);
        command.args(["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]);
        let server = command.stdout(Stdio::null()).stderr(log.expect("a log")).spawn();
        let server = self.server.insert(server.expect("postgres starts"));
        let id = server.id().to_string();
        let deadline = Instant::now() + PATIENCE;
        // Its first line names the process, its last line says that it takes connections.
        let ready = |said: String| said.starts_with(&id) && said.contains("\nready");
        while !fs::read_to_string(self.data().join("postmaster.pid")).is_ok_and(ready) {
            let log = || fs::read_to_string(self.folder.path("log")).unwrap_or_default();
            assert!(Instant::now() < deadline, "PostgreSQL does not start:\n{}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path("data")
    }

    /// A program of PostgreSQL under the ordinary user; the kernel ends it with this thread.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        if let Some((uid, gid)) = self.lent_to {
            command.args([format!("--reuid={uid}"), format!("--regid={gid}")]);
            command.arg("--clear-groups");
        }
        command.args(["--pdeathsig", "INT", "--"]).arg(self.bin.join(program));
        // Not where the tests run: that folder may be closed to the ordinary user.
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    fn end(&mut self, signal: &str) {
        let Some(mut server) = self.server.take() else { return };
        let _ = Command::new("kill").args([signal, &server.id().to_string()]).status();
        let deadline = Instant::now() + PATIENCE;
        while server.try_wait().is_ok_and(|ended| ended.is_none()) {
            if Instant::now() > deadline {
                let _ = server.kill();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.end("-INT");
    }
}

/// The folder with `initdb` and `postgres`; Debian keeps it out of PATH. The newest one wins.
fn bin() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let anywhere = std::env::split_paths(&path).collect::<Vec<_>>();
    let whole = |bin: &PathBuf| bin.join("initdb").is_file() && bin.join("postgres").is_file();
    let number = |bin: &PathBuf| -> Option<u32> {
        bin.parent().and_then(Path::file_name)?.to_str()?.parse().ok()
    };
    debian.filter(whole).max_by_key(number).or_else(|| anywhere.into_iter().find(whole))
}

fn ordinary_user() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").expect("users");
    let find = |wanted: &str| {
        users.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            let ids = (fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?);
            (fields[0] == wanted).then_some(ids)
        })
    };
    find("postgres").or_else(|| find("nobody")).expect("a user postgres or nobody")
}
