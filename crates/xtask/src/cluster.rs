//! A private PostgreSQL: its own folder, its own socket, no port, gone when we are.
//!
//! PostgreSQL refuses to run as root, so root lends it to an ordinary user. It keeps its promise
//! about the disk (`fsync` stays on), because some tests pull the plug and look what is left.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::machine;

const START_SECONDS_MAX: u64 = 60;
const STOP_SECONDS_MAX: u64 = 20;

/// Settings for many small databases at once; each test makes one of its own.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=300",
    "max_locks_per_transaction=256",
    "max_pred_locks_per_transaction=256",
    "shared_buffers=128MB",
    "log_min_messages=warning",
    "fsync=on",
];

const FOLDER: &str = "kabinet-pg-";

/// A running cluster. Dropping it stops the server and removes the folder.
pub struct Cluster {
    folder: PathBuf,
    server: Option<Child>,
}

/// The ordinary user that runs the server when we are root.
struct User {
    uid: u32,
    gid: u32,
}

impl Cluster {
    pub fn start() -> Result<Cluster, String> {
        let bin = machine::postgres_bin().ok_or("no PostgreSQL server here: cargo x setup")?;
        sweep(&std::env::temp_dir());
        let user = if machine::is_root() { Some(ordinary_user()?) } else { None };
        let folder = std::env::temp_dir().join(format!("{FOLDER}{}", std::process::id()));
        let own = |error| format!("cannot make {}: {error}", folder.display());
        fs::create_dir(&folder).map_err(own)?;
        let mut cluster = Cluster { folder: folder.clone(), server: None };
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).map_err(own)?;
        if let Some(user) = &user {
            chown(&folder, Some(user.uid), Some(user.gid)).map_err(own)?;
        }
        cluster.init(&bin, user.as_ref())?;
        cluster.serve(&bin, user.as_ref())?;
        Ok(cluster)
    }

    /// The address for the `postgres` crate; `kabinet` may make databases.
    pub fn url(&self) -> String {
        format!("postgres://kabinet@/postgres?host={}", self.folder.display())
    }

    fn init(&self, bin: &Path, user: Option<&User>) -> Result<(), String> {
        let mut command = self.as_user(&bin.join("initdb"), user);
        command.args(["--username=kabinet", "--auth=trust", "--encoding=UTF8", "--no-locale"]);
        command.arg("--no-sync").arg("-D").arg(self.folder.join("data"));
        let output = command.output().map_err(|error| format!("initdb: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("initdb failed: {}", String::from_utf8_lossy(&output.stderr)))
    }

    fn serve(&mut self, bin: &Path, user: Option<&User>) -> Result<(), String> {
        let log = self.folder.join("log");
        let file = fs::File::create(&log).map_err(|error| format!("log: {error}"))?;
        let mut command = self.as_user(&bin.join("postgres"), user);
        command.arg("-D").arg(self.folder.join("data")).arg("-k").arg(&self.folder);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        let server = command.stdout(Stdio::null()).stderr(file).spawn();
        let server = server.map_err(|error| format!("postgres: {error}"))?;
        let server = self.server.insert(server);
        let start = Instant::now();
        let pid_file = self.folder.join("data/postmaster.pid");
        while start.elapsed() < Duration::from_secs(START_SECONDS_MAX) {
            // The last line of this file is how the server says that it takes connections.
            if fs::read_to_string(&pid_file).is_ok_and(|text| text.contains("\nready")) {
                return Ok(());
            }
            if server.try_wait().is_ok_and(|ended| ended.is_some()) {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(&log).unwrap_or_default();
        Err(format!("PostgreSQL did not start within {START_SECONDS_MAX} s:\n{log}"))
    }

    /// The program under the ordinary user, sent an interrupt by the kernel should we be killed.
    fn as_user(&self, program: &Path, user: Option<&User>) -> Command {
        let mut command = match machine::in_path("setpriv") {
            Some(setpriv) => Command::new(setpriv),
            None => Command::new("env"),
        };
        if machine::in_path("setpriv").is_some() {
            if let Some(User { uid, gid }) = user {
                command.args([format!("--reuid={uid}"), format!("--regid={gid}")]);
                command.arg("--clear-groups");
            }
            command.arg("--pdeathsig=INT").arg("--");
        }
        command.arg(program).env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C");
        command.current_dir(&self.folder).stdin(Stdio::null());
        command
    }

    fn stop(server: &mut Child) {
        // An interrupt asks for a fast stop: open connections are ended, memory is released.
        let pid = server.id().to_string();
        let asked = Command::new("kill").args(["-INT", &pid]).status();
        let start = Instant::now();
        while asked.is_ok() && start.elapsed() < Duration::from_secs(STOP_SECONDS_MAX) {
            if server.try_wait().is_ok_and(|ended| ended.is_some()) {
                return;
            }
            sleep(Duration::from_millis(50));
        }
        let _ = server.kill();
        let _ = server.wait();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            Cluster::stop(server);
        }
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("cannot remove {}: {error}", self.folder.display());
        }
    }
}

/// Removes folders of earlier runs that were killed and could not clean up.
fn sweep(temporary: &Path) {
    for entry in fs::read_dir(temporary).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(FOLDER));
        let Some(pid) = pid.and_then(|pid| pid.parse::<u32>().ok()) else { continue };
        if !Path::new(&format!("/proc/{pid}")).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// `postgres` if the package made that user, else `nobody`.
fn ordinary_user() -> Result<User, String> {
    if machine::in_path("setpriv").is_none() {
        return Err("root needs setpriv (package util-linux) to lend PostgreSQL to a user".into());
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| format!("users: {error}"))?;
    let find = |name| users.lines().find_map(|line| user(line, name));
    find("postgres").or_else(|| find("nobody")).ok_or("no user postgres or nobody".into())
}

fn user(line: &str, name: &str) -> Option<User> {
    let fields: Vec<&str> = line.split(':').collect();
    let (uid, gid) = (fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?);
    (fields[0] == name).then_some(User { uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixStream;

    #[test]
    fn a_cluster_listens_on_its_socket_only_and_is_gone_afterwards() {
        if machine::postgres_bin().is_none() {
            println!("skipped: no PostgreSQL server here (cargo x setup)");
            return;
        }
        let cluster = Cluster::start().unwrap();
        let folder = cluster.folder.clone();
        let server = cluster.server.as_ref().unwrap().id();
        assert!(cluster.url().ends_with(folder.to_str().unwrap()));
        assert!(UnixStream::connect(folder.join(".s.PGSQL.5432")).is_ok());
        let pid_file = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
        assert_eq!(pid_file.lines().next(), Some(server.to_string().as_str()));
        drop(cluster);
        assert!(!folder.exists() && !Path::new(&format!("/proc/{server}")).exists());
    }

    #[test]
    fn a_user_is_found_by_name() {
        let user = user("postgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash", "postgres");
        assert_eq!(user.map(|user| (user.uid, user.gid)), Some((101, 104)));
    }

    #[test]
    fn folders_of_runs_that_were_killed_are_removed() {
        let here = std::env::temp_dir().join(format!("kabinet-sweep-{}", std::process::id()));
        let ours = here.join(format!("{FOLDER}{}", std::process::id()));
        let (dead, other) = (here.join(format!("{FOLDER}4194305")), here.join("kabinet-pg-notes"));
        for folder in [&ours, &dead, &other] {
            fs::create_dir_all(folder).unwrap();
        }
        sweep(&here);
        assert!(ours.exists() && other.exists() && !dead.exists());
        fs::remove_dir_all(here).unwrap();
    }
}
