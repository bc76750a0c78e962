//! A disk of 16 MB that fills up under people: they are told so, nobody loses what was answered,
//! pages can still be read, and when there is room again it goes on by itself. On SQLite, whose
//! data lie on that disk. Only where a file system may be mounted, which takes root.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use kabinet::demo::Inventory;
use tokio::task::JoinSet;

use crate::nodes::{Ports, start_node, start_outside};
use crate::program::{Folder, run_well, text};
use crate::robot::Robot;
use crate::world::World;

/// What is left when somebody else's files have taken the rest.
const ROOM: u64 = 2 * 1024 * 1024;
/// People who write at the same time.
const WRITERS: usize = 8;
/// Refusals in a row after which a writer believes that the disk is full.
const REFUSALS: usize = 5;
/// Between two tries of somebody who was refused.
const PAUSE: Duration = Duration::from_millis(300);
/// Nobody writes more than this; all of it is more than the disk holds.
const WRITES: usize = 90;

/// A small file system in memory, taken away at the end.
struct Disk(PathBuf);

impl Disk {
    /// None where it may not be mounted.
    fn mount(place: PathBuf) -> Option<Disk> {
        fs::create_dir(&place).expect("a place for the disk");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=16m,mode=0700", "tmpfs", text(&place)]);
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        mounted.then_some(Disk(place))
    }

    /// Fills it with a file, but for [`ROOM`].
    fn fill(&self) -> PathBuf {
        let path = self.0.join("ballast");
        let mut file = File::create(&path).expect("a file");
        let block = vec![7; 64 * 1024];
        while file.write_all(&block).is_ok() {}
        let length = file.metadata().expect("its length is known").len();
        file.set_len(length.saturating_sub(ROOM)).expect("it can be cut");
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").args(["--lazy", text(&self.0)]).status();
    }
}

/// Begins registrations, each a row, until the disk is full; the browsers that were told «go on».
async fn write_on(world: World) -> Vec<Robot> {
    let mut told = Vec::new();
    let mut refused = 0;
    for _ in 0..WRITES {
        let mut robot = Robot::new();
        robot.open(&world.url("identity", "/register")).await;
        assert_eq!(robot.status, 200, "a page without data: {}", robot.outline());
        robot.fill_autocomplete("family-name", "Тестова-Заполнительная");
        robot.fill_autocomplete("given-name", "Анна").press("Продолжить").await;
        if robot.status == 503 {
            assert_eq!(robot.tally.without_hint, 0, "it does not say when to come back");
            // Either nothing was written, or it may have been and can be sent again.
            let words = robot.words();
            let clear = ["Ничего не изменилось", "дважды действие не выполнится"];
            assert!(clear.iter().any(|text| words.contains(text)), "{}", robot.outline());
            refused += 1;
            tokio::time::sleep(PAUSE).await;
        } else {
            robot.is_at("gosuslugi.localhost", "/register/email");
            told.push(robot);
            refused = 0;
        }
        if refused == REFUSALS {
            return told;
        }
    }
    panic!("the disk does not fill up");
}

/// What is wrong with the journal, if anything.
fn verify(config: &Path) {
    let report = run_well(&["audit", "verify", "--config", text(config), "--json"]);
    assert!(report.contains("\"findings\":[]"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_costs_nobody_what_was_answered() {
    if store::Db::story_url().is_some() {
        return;
    }
    let folder = Folder::new("disk");
    let Some(disk) = Disk::mount(folder.path("disk")) else {
        println!("skipped: no file system may be mounted here (root may)");
        return;
    };
    let ports = Ports::alone();
    let data = disk.0.join("node0");
    fs::write(disk.0.join("token"), "between-us\n").unwrap();
    let outside = start_outside(&folder, &ports).await;
    let program = start_node(&ports, 0, &data, "").await;
    let world = World::of(ports.inventory());
    let (who, late) = (world.citizen().await, world.citizen().await);
    let mut reader = Robot::new();
    world.register(&mut reader, &who).await;

    let ballast = disk.fill();
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        writers.spawn(write_on(World::of(Inventory::clone(&ports.inventory()))));
    }
    let mut told = Vec::new();
    while let Some(written) = writers.join_next().await {
        told.extend(written.expect("a writer is told clearly"));
    }
    println!("{} were told that they may go on before the disk was full", told.len());
    assert!(!told.is_empty());
    // Whoever only looks sees her page; whoever presses on gets through when there is room.
    reader.open(&world.url("identity", "/profile")).await;
    reader.is_at("gosuslugi.localhost", "/profile").sees(&who.family);
    let patient = {
        let world = World::of(ports.inventory());
        tokio::spawn(async move {
            let mut robot = Robot::new().patient(PAUSE);
            world.register(&mut robot, &late).await;
            (robot, late)
        })
    };
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!patient.is_finished(), "it was full");
    fs::remove_file(ballast).expect("somebody tidies up");

    let back = Instant::now();
    let (mut robot, late) = patient.await.expect("it goes on");
    println!("it went on {:?} after there was room", back.elapsed());
    robot.open(&world.url("identity", "/profile")).await.sees(&late.family);
    for mut robot in told {
        robot.open("/register/email").await;
        robot.is_at("gosuslugi.localhost", "/register/email");
    }
    assert!(program.stop().success());
    assert!(outside.stop().success());
    verify(&data.with_extension("toml"));
}
