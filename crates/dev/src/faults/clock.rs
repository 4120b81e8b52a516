//! Clocks that are wrong by an hour, and jump while work is going on. What time passes they measure rightly.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use credeval_dev::rig::RigError;

use super::{
    Came, Case, PATIENCE,
    kills::{leave, worker_named},
};

/// Seconds that a clock may be off.
const OFF: [i64; 3] = [0, 3_600, -3_600];
/// Between two jumps.
const BETWEEN: Duration = Duration::from_secs(8);
/// Where Debian puts libfaketime, on each kind of machine.
const FOLDER: &str = "/usr/lib";
const LIBRARY: &str = "faketime/libfaketimeMT.so.1";

/// A clock that a process is given in place of the machine's.
struct Clock {
    library: PathBuf,
    /// Says how many seconds it is off; looked at every second.
    file: PathBuf,
}

impl Clock {
    fn new(folder: &Path) -> Result<Self, RigError> {
        let library = library().ok_or_else(|| {
            RigError::environment("libfaketime")(std::io::ErrorKind::NotFound.into())
        })?;
        let clock = Self {
            library,
            file: folder.join("clock"),
        };
        clock.set(0)?;
        Ok(clock)
    }

    fn set(&self, off: i64) -> Result<(), RigError> {
        let failed = || RigError::environment(self.file.display().to_string());
        // Whole or not at all: half a number is another time.
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{off:+}\n")).map_err(failed())?;
        fs::rename(&new, &self.file).map_err(failed())
    }

    fn give(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.file)
            .env("FAKETIME_CACHE_DURATION", "1")
            // A machine whose clock is set goes on measuring how long things take.
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }

    /// The clock is wrong by another hour; perhaps it is right again a while later.
    fn jump(&self, case: &mut Case, from: i64) -> Result<(), RigError> {
        let to = OFF.map(|off| if off == from { 3_600 - from.abs() } else { off });
        let to = case.chance.one_of(to).unwrap_or(3_600);
        self.set(to)?;
        if case.chance.up_to(2) == 0 {
            case.chance.pause(BETWEEN);
            self.set(0)?;
        }
        Ok(())
    }
}

/// The library, where it is installed.
fn library() -> Option<PathBuf> {
    let folders = fs::read_dir(FOLDER).ok()?.flatten();
    folders
        .map(|folder| folder.path().join(LIBRARY))
        .find(|path| path.is_file())
}

/// Why no process can be given another clock here.
pub(super) fn lacks() -> Option<String> {
    let Some(library) = library() else {
        return Some(
            "libfaketime is not installed, so no process can be given another clock".to_owned(),
        );
    };
    // The year alone, of a time that was a while ago.
    let asked = Command::new("date")
        .arg("+%Y")
        .env("LD_PRELOAD", library)
        .env("FAKETIME", "@2001-02-03 04:05:06")
        .output();
    match asked {
        Ok(output) if output.stdout.trim_ascii() == b"2001" => None,
        _ => Some("libfaketime gives processes no other clock here".to_owned()),
    }
}

/// The clock of the process that does all.
pub(super) fn of_batch(case: &mut Case) -> Result<Came, RigError> {
    let clock = Clock::new(case.rig.folder())?;
    let mut batch = case.rig.batch();
    clock.give(&mut batch);
    let mut batch = case.rig.run("batch", &mut batch)?;
    let is_there = case.middle(&mut batch)?;
    clock.jump(case, 0)?;
    let moment = case.came()?;
    batch.wait(PATIENCE)?.expect(case.expected.code)?;
    Ok(moment.only_if(is_there))
}

/// The clock of one of two workers, which may be wrong from the beginning.
pub(super) fn of_worker(case: &mut Case) -> Result<Came, RigError> {
    let clock = Clock::new(case.rig.folder())?;
    let from = case.chance.one_of(OFF).unwrap_or(0);
    clock.set(from)?;
    let mut wrong = case.rig.worker();
    clock.give(&mut wrong);
    let wrong = case.rig.run("wrong", &mut wrong)?;
    let right = worker_named(case, "right")?;
    let mut importer = case.rig.run("importer", &mut case.rig.queued_batch())?;
    let is_there = case.middle(&mut importer)?;
    let moment = case.came()?;
    clock.jump(case, from)?;
    importer.wait(PATIENCE)?.expect(case.expected.code)?;
    leave(vec![wrong, right])?;
    Ok(moment.only_if(is_there))
}
