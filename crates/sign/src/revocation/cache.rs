//! Answers kept in a folder for the next check.
//!
//! What lies there is signed by those who answered, and is checked like what was just fetched. So
//! the folder can make nobody believe anything wrong; but whoever may write into it could keep an
//! older answer in use. Hence it must belong to who runs the program, and nobody else may write.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::algorithm::DigestAlgorithm;
use crate::certificate::hexadecimal;

/// For how long an answer is taken from here at most: issuers make new lists long before the old
/// ones end.
const AGE_MAX: SignedDuration = SignedDuration::from_hours(24);
/// How far clocks may have been set back.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// The first line of a file.
const MARK: &str = "kabinet answer 1";
const ENDING: &str = "answer";

/// A folder of answers.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

/// Why a folder is not used.
#[derive(Debug)]
pub enum Unfit {
    /// The system says so.
    System(io::Error),
    /// It belongs to somebody else, or others may write into it.
    Open,
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::System(error) => error.fmt(f),
            Self::Open => f.write_str("others may write there"),
        }
    }
}

impl std::error::Error for Unfit {}

impl From<io::Error> for Unfit {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// What an answer is to: a kind, an address, and the question without its nonce.
pub(super) struct Place<'a> {
    pub kind: &'static str,
    pub url: &'a str,
    pub question: &'a [u8],
}

impl Place<'_> {
    fn name(&self) -> String {
        let parts = [self.kind.as_bytes(), &[0], self.url.as_bytes(), &[0], self.question];
        hexadecimal(&DigestAlgorithm::Sha256.hash(&parts.concat()))
    }

    /// The lines before the answer. Nobody else's file begins with them.
    fn head(&self) -> String {
        let url: String = self.url.chars().filter(|c| !c.is_control()).collect();
        format!("{MARK}\n{} {url}\n", self.kind)
    }
}

impl Cache {
    /// Uses a folder, which is made, for its owner's eyes only, if it is not there.
    ///
    /// # Errors
    ///
    /// [`Unfit`].
    pub fn open(folder: &Path) -> Result<Self, Unfit> {
        make_private(folder)?;
        // Of a link only where it leads now is used, whatever somebody makes of it later.
        let cache = Self { folder: fs::canonicalize(folder)? };
        // Whose a new file is, tells who we are.
        let draft = cache.draft();
        let probe = new_file(&draft).and_then(|file| file.metadata());
        let _ = fs::remove_file(&draft);
        if !is_ours(&fs::metadata(&cache.folder)?, &probe?) {
            return Err(Unfit::Open);
        }
        Ok(cache)
    }

    /// The answer that is kept, if it was fetched less than a day before `now`. Damaged and foreign
    /// files are none.
    pub(super) fn get(&self, place: &Place<'_>, limit: usize, now: Timestamp) -> Option<Vec<u8>> {
        let file = File::open(self.path(place)).ok()?;
        let mut bytes = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(8 * 1024);
        file.take(most).read_to_end(&mut bytes).ok()?;
        let rest = bytes.strip_prefix(place.head().as_bytes())?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let fetched: i64 = std::str::from_utf8(&rest[..end]).ok()?.parse().ok()?;
        let fetched = Timestamp::from_second(fetched).ok()?;
        let age = now.duration_since(fetched);
        let body = &rest[end + 1..];
        (age <= AGE_MAX && age >= -SKEW && body.len() <= limit).then(|| body.to_vec())
    }

    /// Keeps an answer. That it cannot be kept is no fault of the check.
    pub(super) fn put(&self, place: &Place<'_>, answer: &[u8], now: Timestamp) {
        let draft = self.draft();
        let write = || -> io::Result<()> {
            let mut file = new_file(&draft)?;
            file.write_all(place.head().as_bytes())?;
            file.write_all(format!("{}\n", now.as_second()).as_bytes())?;
            file.write_all(answer)?;
            self.sweep(&file);
            fs::rename(&draft, self.path(place))
        };
        if write().is_err() {
            let _ = fs::remove_file(&draft);
        }
    }

    /// Removes what is too old to be taken, and drafts that somebody who was killed left.
    fn sweep(&self, newest: &File) {
        let day = Duration::from_secs(AGE_MAX.as_secs().unsigned_abs());
        let Ok(now) = newest.metadata().and_then(|about| about.modified()) else { return };
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            let is_ours = path.extension().is_some_and(|ending| ending == ENDING);
            let modified = fs::symlink_metadata(&path).and_then(|about| about.modified());
            let is_old = modified.is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > day));
            if is_ours && is_old {
                let _ = fs::remove_file(path);
            }
        }
    }

    fn path(&self, place: &Place<'_>) -> PathBuf {
        self.folder.join(format!("{}.{ENDING}", place.name()))
    }

    fn draft(&self) -> PathBuf {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        self.folder.join(format!(".{}-{number}.{ENDING}", std::process::id()))
    }
}

#[cfg(unix)]
fn new_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // A draft of this name is one of a process that is no more.
    let _ = fs::remove_file(path);
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn new_file(path: &Path) -> io::Result<File> {
    let _ = fs::remove_file(path);
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn is_ours(folder: &fs::Metadata, own: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    folder.is_dir() && folder.uid() == own.uid() && folder.mode() & 0o022 == 0
}

#[cfg(not(unix))]
fn is_ours(folder: &fs::Metadata, _own: &fs::Metadata) -> bool {
    folder.is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{days, now};

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let name = format!("sign-cache-{}-{name}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            let _ = fs::remove_dir_all(&folder);
            Self(folder)
        }

        fn only_file(&self) -> PathBuf {
            let mut files = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
            let file = files.next().unwrap();
            assert_eq!(files.next(), None, "one file and no drafts");
            file
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    const PLACE: Place<'_> = Place { kind: "crl", url: "http://crl.example/a", question: &[] };

    #[test]
    fn an_answer_is_kept_for_a_day_and_only_for_its_question() {
        let folder = Folder::new("kept");
        let cache = Cache::open(&folder.0).unwrap();
        cache.put(&PLACE, b"answer", now());
        cache.put(&PLACE, b"newer answer", now());
        let get = |place: &Place<'_>, at| cache.get(place, 100, at);
        assert_eq!(get(&PLACE, now()).unwrap(), b"newer answer");
        assert!(get(&PLACE, now() + SignedDuration::from_hours(23)).is_some());
        assert!(get(&PLACE, now() + days(2)).is_none(), "too old");
        assert!(get(&PLACE, now() - days(1)).is_none(), "of the future");
        assert!(cache.get(&PLACE, 5, now()).is_none(), "longer than is asked for");
        let others = [
            Place { kind: "ocsp", ..PLACE },
            Place { url: "http://crl.example/b", ..PLACE },
            Place { question: b"?", ..PLACE },
        ];
        assert!(others.iter().all(|place| get(place, now()).is_none()));
    }

    #[test]
    fn damaged_and_foreign_files_are_no_answers() {
        let folder = Folder::new("damaged");
        let cache = Cache::open(&folder.0).unwrap();
        cache.put(&PLACE, b"answer", now());
        let file = folder.only_file();
        let whole = fs::read(&file).unwrap();
        let head = whole.len() - b"answer".len();
        for length in 0..head {
            fs::write(&file, &whole[..length]).unwrap();
            assert_eq!(cache.get(&PLACE, 100, now()), None, "{length}");
        }
        // The file of another question under this one's name.
        let other = Place { url: "http://crl.example/b", ..PLACE };
        fs::write(cache.path(&other), &whole).unwrap();
        assert_eq!(cache.get(&other, 100, now()), None);
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        assert_eq!(cache.get(&PLACE, 100, now()), None);
        cache.put(&PLACE, b"answer", now());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_may_write_to_is_not_used() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = Folder::new("open");
        let cache = Cache::open(&folder.0).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.0), 0o700);
        cache.put(&PLACE, b"answer", now());
        assert_eq!(mode(&folder.only_file()), 0o600);
        for mode in [0o777, 0o1777, 0o770, 0o702] {
            fs::set_permissions(&folder.0, fs::Permissions::from_mode(mode)).unwrap();
            assert!(matches!(Cache::open(&folder.0), Err(Unfit::Open)), "{mode:o}");
        }
        let file = folder.only_file();
        assert!(matches!(Cache::open(&file), Err(Unfit::System(_))), "a file is no folder");
    }

    #[test]
    fn what_is_too_old_to_be_taken_is_removed() {
        let folder = Folder::new("sweep");
        let cache = Cache::open(&folder.0).unwrap();
        cache.put(&PLACE, b"answer", now());
        let file = folder.only_file();
        let modified = fs::metadata(&file).unwrap().modified().unwrap();
        let old = modified - Duration::from_secs(2 * 24 * 60 * 60);
        File::options().write(true).open(&file).unwrap().set_modified(old).unwrap();
        let other = Place { url: "http://crl.example/b", ..PLACE };
        cache.put(&other, b"answer", now());
        assert_eq!(folder.only_file(), cache.path(&other));
    }
}
