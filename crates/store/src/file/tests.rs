//! Stories about stored files.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{Draft, FileId, Files, Label, Owner, Written, find, keep, of, remove, sweep, verify};
use crate::{Clock, DAY, Db, Entropy, Error, HOUR, MINUTE, Moment};

const LABEL: Label = Label { noun: "scan", name: "Диплом.pdf", media: "application/pdf" };

struct World {
    db: Db,
    files: Files,
    folder: PathBuf,
}

impl World {
    fn new() -> World {
        let db = Db::memory();
        let name = format!("kabinet-story-{}", Entropy::system().token());
        let folder = std::env::temp_dir().join(name);
        World { files: Files::at(&folder, &db), db, folder }
    }

    fn write(&self, owner: &Owner, content: &[u8]) -> Written {
        let mut draft = self.files.begin(owner).unwrap();
        draft.write(content).unwrap();
        draft.finish().unwrap()
    }

    fn keep(&self, owner: &Owner, content: &[u8]) -> FileId {
        let written = self.write(owner, content);
        let id = written.id;
        self.db.write_now("keep", move |tx| keep(tx, &written, &LABEL)).unwrap();
        id
    }

    fn find(&self, owner: &Owner, id: FileId) -> Option<super::File> {
        let owner = owner.clone();
        self.db.read_now(move |tx| find(tx, &owner, id)).unwrap()
    }

    fn read(&self, owner: &Owner, id: FileId) -> crate::Result<Vec<u8>> {
        let file = self.find(owner, id).ok_or(Error::Missing)?;
        self.files.open(&file)?.all(1 << 24)
    }

    fn remove(&self, owner: &Owner, id: FileId) -> bool {
        let owner = owner.clone();
        self.db.write_now("remove", move |tx| remove(tx, &owner, id)).unwrap()
    }

    /// How many files lie in the folder, finished or not.
    fn on_disk(&self) -> usize {
        self.files.0.folder.ids().unwrap().len()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn anna() -> Owner {
    Owner::new("epk", "anna")
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n * 31 % 251) as u8).collect()
}

#[test]
fn a_file_comes_back_as_it_was_whatever_its_length() {
    let world = World::new();
    let chunk = super::seal::CHUNK;
    for length in [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 7] {
        let content = bytes(length);
        let id = world.keep(&anna(), &content);
        assert_eq!(world.read(&anna(), id).unwrap(), content, "{length} bytes");
        let found = world.find(&anna(), id).unwrap();
        assert_eq!((found.size, found.name.as_str()), (length as u64, "Диплом.pdf"));
        let sealed = std::fs::read(world.files.sealed(id)).unwrap();
        assert!(length < 32 || !contains(&sealed, &content[..32]), "it lies there sealed");
    }
    assert_eq!(verify(&world.files).unwrap().findings, [""; 0]);
    let all = world.db.read_now(|tx| of(tx, &anna(), "scan")).unwrap();
    assert_eq!(all.len(), 7);
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[test]
fn somebody_elses_file_is_not_there() {
    let world = World::new();
    let id = world.keep(&anna(), b"hers");
    for other in [Owner::new("epk", "boris"), Owner::new("sep", "anna")] {
        assert_eq!(world.find(&other, id), None);
        assert!(!world.remove(&other, id));
        // Even a row that was changed to another owner does not open the bytes.
        let stolen = super::File { owner: other, ..world.find(&anna(), id).unwrap() };
        assert!(world.files.open(&stolen).unwrap().all(100).is_err());
    }
    assert_eq!(world.read(&anna(), id).unwrap(), b"hers");
}

#[test]
fn others_of_the_machine_see_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    let id = world.keep(&anna(), b"hers");
    let path = world.files.sealed(id);
    for path in [path.clone(), path.parent().unwrap().to_owned(), world.folder.clone()] {
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o077, 0);
    }
}

#[test]
fn chunks_that_change_places_files_that_change_names_and_cut_ones_do_not_open() {
    let world = World::new();
    let size = super::seal::CHUNK + super::seal::TAG;
    let (one, two) = (world.keep(&anna(), &bytes(200_000)), world.keep(&anna(), &bytes(200_000)));
    let (path, other) = (world.files.sealed(one), world.files.sealed(two));
    let whole = std::fs::read(&path).unwrap();
    let header = whole.len() % size % (200_000 % super::seal::CHUNK + super::seal::TAG);
    assert_eq!(header, 39, "three chunks and a rest follow the header");
    let swapped = [
        &whole[..header],
        &whole[header + size..header + 2 * size],
        &whole[header..header + size],
        &whole[header + 2 * size..],
    ];
    let damaged = [
        swapped.concat(),
        whole[..header + size].to_vec(),
        whole[..header + 2 * size + 5].to_vec(),
        whole[..header].to_vec(),
        Vec::new(),
        [&whole[..], &whole[header..header + size]].concat(),
        std::fs::read(&other).unwrap(),
    ];
    for (n, bytes) in damaged.iter().enumerate() {
        std::fs::write(&path, bytes).unwrap();
        assert!(matches!(world.read(&anna(), one), Err(Error::Broken(_))), "way {n}");
        assert_eq!(verify(&world.files).unwrap().findings.len(), 1, "way {n}");
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(world.read(&anna(), one), Err(Error::Missing));
    assert_eq!(verify(&world.files).unwrap().findings.len(), 1);
    assert_eq!(world.read(&anna(), two).unwrap(), bytes(200_000));
}

/// One world for many cases: opening a database for each would take minutes on PostgreSQL.
fn cases(strategy: impl Strategy<Value = Vec<u64>>, judge: impl Fn(&World, Vec<u64>)) {
    let world = World::new();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(64));
    let judged = runner.run(&strategy, |numbers| {
        judge(&world, numbers);
        Ok(())
    });
    judged.unwrap();
}

#[test]
fn a_changed_byte_is_found_wherever_it_is() {
    let place = prop::collection::vec(0_u64..70_071, 2);
    cases(place, |world, numbers| {
        let id = world.keep(&anna(), &bytes(70_000));
        let path = world.files.sealed(id);
        let mut sealed = std::fs::read(&path).unwrap();
        assert_eq!(sealed.len(), 70_071);
        sealed[numbers[0] as usize] ^= (numbers[1] % 255 + 1) as u8;
        std::fs::write(&path, sealed).unwrap();
        assert!(matches!(world.read(&anna(), id), Err(Error::Broken(_))), "{numbers:?}");
    });
}

#[test]
fn however_a_content_is_cut_into_pieces_it_comes_back() {
    cases(prop::collection::vec(0_u64..90_000, 0..6), |world, pieces| {
        let content = bytes(pieces.iter().sum::<u64>() as usize);
        let mut draft = world.files.begin(&anna()).unwrap();
        let mut rest = &content[..];
        for piece in pieces {
            let (now, later) = rest.split_at(piece as usize);
            draft.write(now).unwrap();
            rest = later;
        }
        let written = draft.finish().unwrap();
        assert_eq!(world.files.open_written(&written).unwrap().all(1 << 24).unwrap(), content);
    });
}

#[test]
fn what_a_crash_left_goes_a_day_later_and_what_rows_name_stays() {
    let world = World::new();
    let kept = world.keep(&anna(), b"kept");
    // A crash after the bytes and before the row.
    world.write(&anna(), b"nobody knows");
    // A crash while bytes were written.
    let unfinished: Draft = world.files.begin(&anna()).unwrap();
    std::mem::forget(unfinished);
    assert_eq!(world.on_disk(), 3);
    world.db.clock().advance(23 * HOUR);
    assert_eq!(sweep(&world.files), Ok(0), "an upload may be under way");
    world.db.clock().advance(2 * HOUR);
    assert_eq!(sweep(&world.files), Ok(2));
    assert_eq!(world.on_disk(), 1);
    assert_eq!(world.read(&anna(), kept).unwrap(), b"kept");
}

#[test]
fn what_is_given_up_leaves_nothing() {
    let world = World::new();
    let mut draft = world.files.begin(&anna()).unwrap();
    draft.write(&bytes(100_000)).unwrap();
    assert_eq!(draft.size(), 100_000);
    drop(draft);
    let written = world.write(&anna(), b"refused");
    world.files.discard(&written);
    assert_eq!(world.on_disk(), 0);
}

#[test]
fn a_removed_file_is_gone_at_once_and_its_bytes_a_day_later() {
    let world = World::new();
    let id = world.keep(&anna(), b"not needed");
    assert!(world.remove(&anna(), id));
    assert!(!world.remove(&anna(), id), "only once");
    assert_eq!(world.find(&anna(), id), None);
    world.db.clock().advance(DAY - MINUTE);
    assert_eq!(sweep(&world.files), Ok(0));
    world.db.clock().advance(2 * MINUTE);
    assert_eq!(sweep(&world.files), Ok(1));
    assert_eq!((sweep(&world.files), world.on_disk()), (Ok(0), 0));
}

#[test]
fn the_sweeping_job_runs_and_comes_again() {
    let world = World::new();
    world.keep(&anna(), b"kept");
    world.write(&anna(), b"nobody knows");
    world.db.clock().advance(DAY + MINUTE);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let runner = super::jobs(crate::job::Runner::new(world.db.clone()), &world.files);
        assert_eq!(runner.run_due().await, Ok(1));
        assert_eq!(world.on_disk(), 1);
        assert_eq!(runner.run_due().await, Ok(0));
    });
    assert_eq!(world.db.read_now(crate::job::waiting), Ok(1), "it waits for its next turn");
}

#[test]
fn a_transaction_that_fails_leaves_no_row() {
    let world = World::new();
    let written = world.write(&anna(), b"x");
    let id = written.id;
    let failed = world.db.write_now("fail", move |tx| {
        keep(tx, &written, &LABEL)?;
        Err::<(), _>(Error::bug("changed my mind"))
    });
    assert!(failed.is_err());
    assert_eq!(world.find(&anna(), id), None);
}

#[test]
fn a_full_disk_is_a_busy_answer_and_leaves_nothing_visible() {
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    let id: FileId = "06fh2xkcsr0000000000000000".parse().unwrap();
    assert_eq!(super::folder::error(id, &full), Error::Busy);
    // A device that takes nothing stands where the file is written.
    let world = World::new();
    let mut draft = world.files.begin(&anna()).unwrap();
    draft.file = Some(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    assert_eq!(draft.write(&bytes(200_000)), Err(Error::Busy));
    assert!(draft.write(b"more").is_err());
    assert!(draft.finish().is_err(), "what lost a chunk is never finished");
    assert_eq!(world.on_disk(), 0);
}

#[test]
fn a_backup_holds_the_files_and_a_restored_copy_verifies() {
    let world = World::new();
    let (kept, gone) = (world.keep(&anna(), &bytes(100_000)), world.keep(&anna(), b"removed"));
    world.remove(&anna(), gone);
    let to = world.folder.join("backup");
    let report = crate::backup(&world.db, crate::SCHEMA, None, Some(&world.files), &to).unwrap();
    assert_eq!(report.files.keys().collect::<Vec<_>>(), [&kept.to_string()]);

    let copy = restored(&world, &to).unwrap();
    assert_eq!(copy.read(&anna(), kept).unwrap(), bytes(100_000));
    let verified = verify(&copy.files).unwrap();
    assert_eq!((verified.files, verified.findings), (1, Vec::new()));

    let path = to.join("files").join(kept.to_string());
    let mut sealed = std::fs::read(&path).unwrap();
    sealed[50_000] ^= 1;
    std::fs::write(&path, sealed).unwrap();
    assert!(restored(&world, &to).is_err(), "a damaged file is refused");
    let without = crate::backup(&world.db, crate::SCHEMA, None, None, &world.folder.join("b2"));
    assert!(without.is_err(), "no backup leaves files out silently");
}

fn restored(world: &World, from: &Path) -> crate::Result<World> {
    let db = Db::for_story(Clock::manual(Moment(0)), Entropy::seeded(9));
    let name = format!("kabinet-story-{}", Entropy::system().token());
    let folder = std::env::temp_dir().join(name);
    let copy = World { files: Files::at(&folder, &db), db, folder };
    assert_ne!(copy.folder, world.folder);
    crate::restore(&copy.db, crate::SCHEMA, from, None, Some(&copy.files), |_| Ok(()))?;
    Ok(copy)
}

#[test]
fn a_manifest_that_names_a_path_is_refused() {
    let world = World::new();
    world.keep(&anna(), b"x");
    let to = world.folder.join("backup");
    crate::backup(&world.db, crate::SCHEMA, None, Some(&world.files), &to).unwrap();
    let manifest = to.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let id = world.files.0.folder.ids().unwrap().into_iter().find(|(_, finished)| *finished);
    let id = id.unwrap().0.to_string();
    std::fs::write(&manifest, text.replace(&id, "../../etc/passwd")).unwrap();
    assert!(restored(&world, &to).is_err());
}
