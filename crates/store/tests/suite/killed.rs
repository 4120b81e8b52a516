//! A worker that is killed in the middle of its work, by a signal that nobody can handle.

use std::process::{Command, Stdio};

use credeval_store::{Depth, Kept, Lane, Lookup, Options, Store, Verified};

use crate::place::*;

on_both! {
    a_killed_worker_leaves_a_whole_store
}

/// Tells the child where the store is.
const STORE: &str = "CREDEVAL_TEST_STORE";

/// Enqueues and finishes rows until it is killed. Run by the tests below, in a process of its own.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "works until it is killed"]
async fn child() {
    let Ok(location) = std::env::var(STORE) else {
        return;
    };
    let round = std::env::var("CREDEVAL_TEST_ROUND").unwrap();
    let location = location.parse().unwrap();
    let store = Store::open(&location, &Options::default(), time(0))
        .await
        .unwrap();
    let kept = kept(&store).await;
    for number in 0_u64.. {
        batch_named(&store, "a", Lane::Batch, 20, &format!("{round} {number}")).await;
        let claimed = claim(&store, "child", 20, 1).await;
        let all: Vec<_> = claimed
            .iter()
            .map(|row| {
                finished(
                    row,
                    &format!("{round} {number} {}", row.lease.row.line),
                    kept,
                )
            })
            .collect();
        store.finish(&name("child"), &all, time(2)).await.unwrap();
    }
}

async fn a_killed_worker_leaves_a_whole_store(place: Place) {
    let store = place.open().await;
    for round in 0..4 {
        let before = store.audit_head().await.unwrap().seq;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["killed::child", "--exact", "--ignored"])
            .env(STORE, place.text())
            .env("CREDEVAL_TEST_ROUND", round.to_string())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Each time it came a little further, wherever in its work that is.
        while store.audit_head().await.unwrap().seq < before + 4 + round {
            assert_eq!(child.try_wait().unwrap(), None, "the child ended by itself");
            tokio::task::yield_now().await;
        }
        // SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        // A server may still be at its last commit, which all others wait for.
        let after = format!("after the kill {round}");
        let here = name("here");
        store
            .keep(Kept::Policy, after.as_bytes(), &here, time(3))
            .await
            .unwrap();
        let head = store.audit_head().await.unwrap();
        let verified = store.audit_verify(None).await.unwrap();
        assert!(matches!(verified, Verified::Whole { head: whole } if whole.seq >= head.seq));
        // Every row that has a result has all that it was made from, and no other has anything.
        let feed = store.evaluations_since(None, 0, 100_000).await.unwrap();
        for (one, seq) in feed.iter().zip(1..) {
            assert_eq!(one.seq, seq);
            let replay = store.replayable(&name("a"), &one.id).await.unwrap();
            assert!(matches!(replay, Lookup::Found(_)));
        }
        let passed = place
            .number("SELECT COUNT(*) FROM batch_rows WHERE result = 'passed'")
            .await;
        assert_eq!(passed, i64::try_from(feed.len()).unwrap());
        let documents = place
            .number("SELECT COUNT(*) FROM blobs WHERE kind = 'document'")
            .await;
        assert_eq!(documents, passed);
        // What it had in work comes back, and is finished by another.
        store.release_expired(time(1_000)).await.unwrap();
        let left = claim(&store, "another", 100, 1_000).await;
        let all: Vec<_> = left.iter().map(|row| unreadable(row.lease)).collect();
        store
            .finish(&name("another"), &all, time(1_000))
            .await
            .unwrap();
        assert_eq!(store.depth(None).await.unwrap(), Depth::default());
    }
    let mut batches: Vec<_> = store.evaluations_since(None, 0, 100_000).await.unwrap();
    batches.dedup_by_key(|one| one.row.batch);
    for one in batches {
        let totals = store.totals(&one.row.batch).await.unwrap();
        assert_eq!((totals.rows, totals.pending), (20, 0));
    }
}
