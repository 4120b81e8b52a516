//! Room on the disk: none is left, and no more is taken than is needed.

use std::{fs, path::Path, process::Command};

use credeval_model::Digest;
use credeval_store::{Kept, Lane, Location, Options, Store, Verified};

use crate::place::*;

/// A file system of its own, which ends with the test.
struct Small(tempfile::TempDir);

impl Small {
    /// `None`, said loudly, where this process may not mount one.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(folder.path())
            .output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            use std::io::Write as _;
            let _ = std::io::stderr()
                .write_all(b"SKIPPED: no file system may be mounted here, so no disk was full\n");
            return None;
        }
        Some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_is_told() {
    let Some(disk) = Small::mount() else {
        return;
    };
    let at = Location::from(disk.path().join("store.db").as_path());
    let store = Store::open(&at, &Options::default(), time(0))
        .await
        .unwrap();
    let id = batch(&store, "a", Lane::Batch, 40).await;
    let kept = kept(&store).await;
    // All but a little of the room.
    let ballast = disk.path().join("ballast");
    fs::write(&ballast, vec![1; 2_800_000]).unwrap();
    let mut told = None;
    let mut done = 0;
    for row in claim(&store, "one", 40, 0).await {
        // Nothing that can be packed.
        let text: String = (0..4_000)
            .map(|at| Digest::of(format!("{at} of {}", row.lease.row).as_bytes()).hex())
            .collect();
        let finished = finished(&row, &text, kept);
        match store.finish(&name("one"), &[finished], time(1)).await {
            Ok(_) => done += 1,
            Err(error) => {
                told = Some(error.to_string());
                break;
            }
        }
    }
    let told = told.unwrap();
    assert!(told.contains("full"), "{told}");
    // Asked again it says the same, and not that its connection is unfit.
    let more = store.release_expired(time(9_000)).await;
    if let Err(error) = more {
        assert!(error.to_string().contains("full"), "{error}");
    }
    fs::remove_file(&ballast).unwrap();
    store.release_expired(time(9_000)).await.unwrap();
    let totals = store.totals(&id).await.unwrap();
    assert_eq!((totals.passed, totals.pending), (done, 40 - done));
    let left = claim(&store, "two", 100, 9_000).await;
    assert_eq!(left.len() as u64, 40 - done);
    let all: Vec<_> = left.iter().map(|row| unreadable(row.lease)).collect();
    store.finish(&name("two"), &all, time(9_001)).await.unwrap();
    assert_eq!(store.totals(&id).await.unwrap().pending, 0);
    let verified = store.audit_verify(None).await.unwrap();
    assert!(matches!(verified, Verified::Whole { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_sqlite_is_begun_anew_while_others_read() {
    let place = Place::sqlite();
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 200).await;
    let reading: Vec<_> = (0..4)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                loop {
                    store.totals(&id).await.unwrap();
                }
            })
        })
        .collect();
    for number in 0..300 {
        // Nothing that can be packed, 32 KiB of it.
        let text: String = (0..512)
            .map(|at| Digest::of(format!("{at} of {number}").as_bytes()).hex())
            .collect();
        let by = name("by");
        store
            .keep(Kept::Policy, text.as_bytes(), &by, time(number))
            .await
            .unwrap();
    }
    for one in reading {
        one.abort();
    }
    let Location::Sqlite(path) = &place.location else {
        panic!("{:?}", place.location);
    };
    let log = path.with_extension("db-wal").metadata().unwrap().len();
    assert!(log < 6_000_000, "{log}");
}
