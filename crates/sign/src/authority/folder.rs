//! The folder of an authority.
//!
//! Every fact is a file that is written once and never changed: a certificate, a revocation, a
//! list. A file gets its name only when it is whole and on the disk, and a name is never given
//! twice, so that a process that is killed at any moment leaves a folder that is right.
//!
//! ```text
//! key.pem           the private key, for the owner's eyes only
//! certificate.pem   the certificate of the authority
//! settings.json     addresses written into certificates
//! issued/NUMBER.pem       what was issued
//! revoked/NUMBER.json     what was revoked, since when and why
//! lists/00000001.crl      lists of revoked certificates, by number
//! ```

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Authority, Error, Order, Revoked, serial};
use crate::certificate::{Certificate, hexadecimal, read_all};
use crate::key::SigningKey;

/// How many times a number that is taken is drawn again: once would be a miracle.
const DRAWS_MAX: u32 = 3;

/// What an authority writes into every certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where its lists of revoked certificates will be.
    #[serde(default)]
    pub crl_urls: Vec<String>,
    /// Where it will answer by OCSP.
    #[serde(default)]
    pub ocsp_urls: Vec<String>,
}

/// An authority in a folder. As long as it is open no other process can open it.
pub struct Folder {
    path: PathBuf,
    authority: Authority,
    settings: Settings,
    /// Held, not read.
    _lock: File,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Revocation {
    since: Timestamp,
    reason: u8,
}

impl Folder {
    /// Makes the folder of a new authority. It is made beside its place and moved there when all of
    /// it is on the disk.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] if there is something at its place; [`Error::File`].
    pub fn create(path: &Path, authority: &Authority, settings: &Settings) -> Result<(), Error> {
        if fs::symlink_metadata(path).is_ok() {
            return Err(Error::Exists(path.to_owned()));
        }
        let name = path.file_name().ok_or_else(|| Error::Exists(path.to_owned()))?;
        let draft = format!(".{}.{}", name.to_string_lossy(), hexadecimal(&serial()?));
        let draft = path.with_file_name(draft);
        let made = fill(&draft, authority, settings).and_then(|()| {
            // Renaming onto a folder with files in it fails, so another one is never lost.
            fs::rename(&draft, path).map_err(|error| match error.kind() {
                io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists => {
                    Error::Exists(path.to_owned())
                }
                _ => Error::File(path.to_owned(), error),
            })
        });
        if made.is_err() {
            let _ = fs::remove_dir_all(&draft);
        }
        made?;
        sync_folder(path.parent().filter(|parent| !parent.as_os_str().is_empty()))
    }

    /// Opens the folder of an authority and waits until no other process has it open.
    ///
    /// # Errors
    ///
    /// [`Error::File`] or [`Error::Broken`] names the file.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let lock = at(path, |path| {
            // The certificate is never written again, so its lock is a lock of the folder.
            let file = File::open(path.join("certificate.pem"))?;
            file.lock()?;
            Ok(file)
        })?;
        let broken = |file: &Path, why: String| Error::Broken(file.to_owned(), why);
        let file = path.join("certificate.pem");
        let certificates = read_all(&at(&file, |file| fs::read(file))?)
            .map_err(|e| broken(&file, e.to_string()))?;
        let [certificate] = certificates.as_slice() else {
            return Err(broken(&file, "more than one certificate".to_owned()));
        };
        let file = path.join("key.pem");
        let pem = zeroize::Zeroizing::new(at(&file, |file| fs::read_to_string(file))?);
        let key = SigningKey::from_pem(&pem).map_err(|error| broken(&file, error.to_string()))?;
        let file = path.join("settings.json");
        let settings = at(&file, |file| fs::read(file))?;
        let settings =
            serde_json::from_slice(&settings).map_err(|error| broken(&file, error.to_string()))?;
        let authority = Authority::new(certificate.clone(), key)?;
        let folder = Self { path: path.to_owned(), authority, settings, _lock: lock };
        folder.sweep()?;
        Ok(folder)
    }

    /// The authority.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Issues a certificate, with the addresses of the settings, and keeps it. When this returns it
    /// is on the disk.
    ///
    /// # Errors
    ///
    /// As [`Authority::issue`], and [`Error::File`].
    pub fn issue(&self, order: &Order<'_>) -> Result<Certificate, Error> {
        let order = order
            .clone()
            .with_crl(self.settings.crl_urls.iter().cloned())
            .with_ocsp(self.settings.ocsp_urls.iter().cloned());
        let mut draws = 0;
        loop {
            draws += 1;
            let certificate = self.authority.issue_with(&order, &serial()?)?;
            let file = self.issued(&certificate.serial_text());
            match write_once(&file, certificate.to_pem().as_bytes(), 0o644) {
                Err(Error::Exists(_)) if draws < DRAWS_MAX => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(certificate),
            }
        }
    }

    /// Revokes a certificate by its number. When this returns it is on the disk; a list made from
    /// then on has it.
    ///
    /// # Errors
    ///
    /// [`Error::NotIssued`], [`Error::AlreadyRevoked`], [`Error::File`].
    pub fn revoke(&self, serial: &str, since: Timestamp, reason: u8) -> Result<(), Error> {
        let serial = serial.replace([':', ' '], "").to_lowercase();
        let is_number = !serial.is_empty() && serial.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_number || !self.issued(&serial).is_file() {
            return Err(Error::NotIssued(crate::certificate::visible(&serial)));
        }
        let json = serde_json::to_vec(&Revocation { since, reason })
            .map_err(|error| Error::Broken(self.path.clone(), error.to_string()))?;
        let file = self.path.join("revoked").join(format!("{serial}.json"));
        write_once(&file, &json, 0o644).map_err(|error| match error {
            Error::Exists(_) => Error::AlreadyRevoked(serial),
            error => error,
        })
    }

    /// Makes the next list of revoked certificates and keeps it.
    ///
    /// # Errors
    ///
    /// [`Error::Key`], [`Error::File`], [`Error::Broken`].
    pub fn list(&self, now: Timestamp, next_update: Timestamp) -> Result<Vec<u8>, Error> {
        let lists = self.path.join("lists");
        let last = names_in(&lists)?.iter().filter_map(|name| name.parse::<u64>().ok()).max();
        let number = last.unwrap_or_default() + 1;
        let der = self.authority.list(number, now, next_update, &self.revoked()?)?;
        write_once(&lists.join(format!("{number:08}.crl")), &der, 0o644)?;
        Ok(der)
    }

    /// What was revoked, by number.
    ///
    /// # Errors
    ///
    /// [`Error::File`], [`Error::Broken`].
    pub fn revoked(&self) -> Result<Vec<Revoked>, Error> {
        let folder = self.path.join("revoked");
        let mut names = names_in(&folder)?;
        names.sort();
        names.iter().map(|name| read_revocation(&folder, name)).collect()
    }

    fn issued(&self, serial: &str) -> PathBuf {
        self.path.join("issued").join(format!("{serial}.pem"))
    }

    /// Takes away what a killed process left half written.
    fn sweep(&self) -> Result<(), Error> {
        for name in ["issued", "revoked", "lists"] {
            let folder = self.path.join(name);
            for entry in at(&folder, |folder| fs::read_dir(folder))? {
                let path = entry.map_err(|error| Error::File(folder.clone(), error))?.path();
                if is_draft(&path) {
                    at(&path, |path| fs::remove_file(path))?;
                }
            }
        }
        Ok(())
    }
}

fn fill(draft: &Path, authority: &Authority, settings: &Settings) -> Result<(), Error> {
    at(draft, private_folder)?;
    for name in ["issued", "revoked", "lists"] {
        at(&draft.join(name), |folder| fs::create_dir(folder))?;
    }
    let pem = authority.key().to_pkcs8_pem()?;
    write_once(&draft.join("key.pem"), pem.as_bytes(), 0o600)?;
    let certificate = authority.certificate().to_pem();
    write_once(&draft.join("certificate.pem"), certificate.as_bytes(), 0o644)?;
    let settings = serde_json::to_vec_pretty(settings)
        .map_err(|error| Error::Broken(draft.to_owned(), error.to_string()))?;
    write_once(&draft.join("settings.json"), &settings, 0o644)
}

fn read_revocation(folder: &Path, name: &str) -> Result<Revoked, Error> {
    let file = folder.join(format!("{name}.json"));
    let broken = |why: String| Error::Broken(file.clone(), why);
    let bytes = at(&file, |file| fs::read(file))?;
    let Revocation { since, reason } =
        serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
    let digits: Vec<u32> = name.chars().filter_map(|c| c.to_digit(16)).collect();
    if digits.len() != name.len() || !digits.len().is_multiple_of(2) {
        return Err(broken("the name is no number".to_owned()));
    }
    let serial = digits.chunks_exact(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect();
    Ok(Revoked { serial, since, reason })
}

/// The names of the files in a folder, without endings and without drafts.
fn names_in(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for entry in at(folder, |folder| fs::read_dir(folder))? {
        let path = entry.map_err(|error| Error::File(folder.to_owned(), error))?.path();
        if !is_draft(&path)
            && let Some(name) = path.file_stem()
        {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

fn is_draft(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// Writes a file that does not exist yet: whole and on the disk, or not at all.
///
/// # Errors
///
/// [`Error::Exists`] if there is one of this name; [`Error::File`].
pub fn write_once(path: &Path, bytes: &[u8], mode: u32) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{}", hexadecimal(&serial()?)));
    let written = at(&draft, |draft| write_whole(draft, bytes, mode)).and_then(|()| {
        // A link is refused if the name is taken; renaming would write over it.
        fs::hard_link(&draft, path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::Exists(path.to_owned()),
            _ => Error::File(path.to_owned(), error),
        })
    });
    let _ = fs::remove_file(&draft);
    written?;
    sync_folder(path.parent().filter(|parent| !parent.as_os_str().is_empty()))
}

fn write_whole(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut file = private(OpenOptions::new().write(true).create_new(true), mode).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn private(options: &mut OpenOptions, mode: u32) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, mode)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions, _mode: u32) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

fn sync_folder(path: Option<&Path>) -> Result<(), Error> {
    let path = path.unwrap_or(Path::new("."));
    at(path, |path| File::open(path)?.sync_all())
}

fn at<T>(path: &Path, act: impl FnOnce(&Path) -> io::Result<T>) -> Result<T, Error> {
    act(path).map_err(|error| Error::File(path.to_owned(), error))
}
