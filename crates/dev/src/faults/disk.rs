//! A disk that is full in mid-batch.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use credeval_dev::rig::RigError;

use super::{Came, Case, PATIENCE};

/// Bytes of it: room for the store of some thousand rows.
const SIZE: &str = "size=256m";
/// Bytes that are written to it at a time, until there is no room.
const BALLAST: usize = 64 * 1024;

/// A file system of its own in memory, which ends when this is dropped.
pub(super) struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path) -> Result<Self, RigError> {
        let failed = || RigError::environment(format!("mount a disk at {}", at.display()));
        fs::create_dir_all(at).map_err(failed())?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", SIZE, "tmpfs"])
            .arg(at)
            .output()
            .map_err(failed())?;
        match mounted.status.success() {
            true => Ok(Self(at.to_owned())),
            false => {
                let said = String::from_utf8_lossy(&mounted.stderr).into_owned();
                Err(failed()(std::io::Error::other(said)))
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily, so that nobody who still has it open keeps it.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Why no disk can be mounted here.
pub(super) fn lacks() -> Option<String> {
    let lack = |why: String| Some(format!("no file system may be mounted here ({why})"));
    match tempfile::tempdir() {
        Ok(folder) => match Disk::mount(folder.path()) {
            Ok(_) => None,
            Err(error) => lack(error.to_string()),
        },
        Err(error) => lack(error.to_string()),
    }
}

/// The disk of the store; once there is room again, the same command is run again.
pub(super) fn full(case: &mut Case) -> Result<Came, RigError> {
    let disk = Disk::mount(&case.rig.folder().join("disk"))?;
    case.rig.store = disk.0.join("store.db").display().to_string();
    let mut first = case.rig.run("first", &mut case.rig.batch())?;
    let is_there = case.middle(&mut first)?;
    let ballast = disk.0.join("ballast");
    fill(&ballast)?;
    let ended = first.wait(PATIENCE)?;
    let moment = case.came()?;
    let rows = case.expected.totals.rows;
    if moment != (Came::Missed { done: rows }) && !ended.said.contains("full") {
        return Err(RigError::Process {
            process: ended.name,
            what: "say that the disk is full".to_owned(),
            said: ended.said,
        });
    }
    fs::remove_file(&ballast).map_err(RigError::environment("make room"))?;
    let second = case.rig.run("second", &mut case.rig.batch())?;
    second.wait(PATIENCE)?.expect(case.expected.code)?;
    // The checks look at it too.
    case.disk = Some(disk);
    Ok(moment.only_if(is_there && ended.code() == Some(2)))
}

/// Takes all room that is left.
fn fill(ballast: &Path) -> Result<(), RigError> {
    let failed = || RigError::environment(ballast.display().to_string());
    let mut file = File::create(ballast).map_err(failed())?;
    let bytes = vec![1; BALLAST];
    loop {
        match file.write_all(&bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::StorageFull => return Ok(()),
            Err(error) => return Err(failed()(error)),
        }
    }
}
