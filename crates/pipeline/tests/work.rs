//! Rows of a store come out as what their credentials are, whoever dies on the way.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{fs, path::Path, sync::Arc};

use credeval::brief::{Brief, Grounds};
use credeval::fetch::{Client, ClientOptions, Supplied};
use credeval::model::{Digest, Evaluation, Timestamp};
use credeval::store::Totals;
use credeval::store::{
    Lane, Location, Lookup, Name, NewBatch, NewRow, Options, Requeue, RowResult, State, Stated,
    Store,
};
use credeval::trusted::TrustFolder;
use credeval::work::Worker;

const AT: &str = "2026-09-01T00:00:00Z";

fn clock() -> Timestamp {
    AT.parse().unwrap()
}

/// Long after every lease that was taken at [`clock`] ended.
fn later() -> Timestamp {
    "2026-09-01T06:00:00Z".parse().unwrap()
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// A folder with credentials of every kind, and a batch of them in a store.
struct Place {
    folder: tempfile::TempDir,
    store: Store,
    batch: Digest,
}

/// What stands in the rows, and what has to come of it.
const ROWS: [(&str, RowResult, &str); 8] = [
    ("good.jwt", RowResult::Passed, "passed"),
    ("altered.jwt", RowResult::Failed, "proof.signature"),
    ("open.jwt", RowResult::Inconclusive, "status.revocation"),
    ("broken.json", RowResult::Unreadable, "not_a_credential"),
    ("again.jwt", RowResult::Duplicate, "duplicate"),
    ("missing.jwt", RowResult::Unreadable, "not_read"),
    ("../good.jwt", RowResult::Unreadable, "source"),
    ("https://issuer.example/1", RowResult::Unreadable, "source"),
];

impl Place {
    async fn new() -> Self {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exemption");
        let folder = tempfile::tempdir().unwrap();
        for (to, from) in [
            ("good.jwt", "badge.jwt"),
            ("again.jwt", "badge.jwt"),
            ("altered.jwt", "altered.jwt"),
            ("open.jwt", "in-good-standing.jwt"),
        ] {
            fs::copy(fixtures.join(from), folder.path().join(to)).unwrap();
        }
        fs::write(folder.path().join("broken.json"), "{\"cut").unwrap();
        let at = Location::from(folder.path().join("store.db").as_path());
        let store = Store::open(&at, &Options::default(), clock())
            .await
            .unwrap();
        let new = NewBatch {
            tenant: name("north"),
            lane: Lane::Batch,
            purpose: None,
            manifest: Digest::of(b"manifest"),
            options: Vec::new(),
        };
        let (batch, _) = store
            .open_batch(&new, &name("importer"), clock())
            .await
            .unwrap();
        let rows: Vec<NewRow> = ROWS
            .iter()
            .zip(1..)
            .map(|((source, ..), line)| NewRow {
                line,
                stated: Stated {
                    source: Some((*source).to_owned()),
                    ..Stated::default()
                },
                ..NewRow::default()
            })
            .collect();
        store
            .enqueue(&batch.id, &rows, &name("importer"), clock())
            .await
            .unwrap();
        store
            .close_batch(&batch.id, 8, &name("importer"), clock())
            .await
            .unwrap();
        Self {
            folder,
            store,
            batch: batch.id,
        }
    }

    async fn by(&self) -> Arc<By> {
        let mut judge = Judge::at(clock());
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
        judge.trust = TrustFolder::of(&fixtures.join("exemption/trust.toml"))
            .load()
            .unwrap();
        let keep = async |kind, bytes: &[u8]| {
            let importer = name("importer");
            self.store
                .keep(kind, bytes, &importer, clock())
                .await
                .unwrap()
        };
        Arc::new(By {
            judge,
            client: Client::new(ClientOptions {
                offline: true,
                ..ClientOptions::default()
            }),
            supplied: None::<Supplied>,
            files: Some(self.folder.path().to_owned()),
            options: credeval::fetch::Options::default(),
            policy: keep(credeval::store::Kept::Policy, b"policy").await,
            trust: keep(credeval::store::Kept::Trust, b"trust").await,
        })
    }

    async fn work(&self, worker: &str, clock: fn() -> Timestamp) -> usize {
        let mut done = 0;
        let worker = Worker::new(self.store.clone(), name(worker), self.by().await, clock);
        worker.drain(|rows| done += rows).await.unwrap();
        done
    }

    async fn totals(&self) -> Totals {
        self.store.totals(&self.batch).await.unwrap()
    }

    /// Every row is what it has to be.
    async fn is_done(&self) {
        let rows = self.store.rows(&self.batch, 0, 100).await.unwrap();
        let found: Vec<_> = rows
            .iter()
            .map(|row| {
                let told = row.told.as_ref().unwrap();
                let source = row.stated.source.as_deref().unwrap();
                (source, told.result, told.code.as_str())
            })
            .collect();
        assert_eq!(found, ROWS);
        assert!(rows.iter().all(|row| row.state == State::Done));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_row_comes_out_as_what_it_is() {
    let place = Place::new().await;
    assert_eq!(place.work("one", clock).await, 8);
    place.is_done().await;
    let expected = Totals {
        rows: 8,
        passed: 1,
        failed: 1,
        inconclusive: 1,
        unreadable: 4,
        duplicate: 1,
        ..Totals::default()
    };
    assert_eq!(place.totals().await, expected);
    // Nothing is left to do.
    assert_eq!(place.work("two", clock).await, 0);
    assert_eq!(place.totals().await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_a_worker_that_died_are_worked_on_by_another() {
    let place = Place::new().await;
    let dead = name("dead");
    let until = clock() + std::time::Duration::from_mins(1);
    let claimed = place.store.claim(&dead, 5, until, clock()).await.unwrap();
    assert_eq!(claimed.len(), 5);
    // The others alone, as long as the lease holds.
    assert_eq!(place.work("one", clock).await, 3);
    assert_eq!(place.totals().await.pending, 5);
    place.store.release_expired(later()).await.unwrap();
    assert_eq!(place.work("one", later).await, 5);
    assert_eq!(place.totals().await.pending, 0);
    // The credential that stands there twice has one evaluation, whichever came first.
    let totals = place.totals().await;
    assert_eq!((totals.passed, totals.duplicate), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_again_is_evaluated_again() {
    let place = Place::new().await;
    place.work("one", clock).await;
    let again = Requeue {
        tenant: name("north"),
        batch: Some(place.batch),
        results: vec![
            RowResult::Unreadable,
            RowResult::Inconclusive,
            RowResult::Passed,
        ],
        code: None,
        dead: false,
    };
    place
        .store
        .requeue(&again, &name("officer"), clock())
        .await
        .unwrap();
    assert_eq!(place.totals().await.pending, 6);
    assert_eq!(place.work("two", clock).await, 6);
    place.is_done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_were_evaluated_before_are_not_evaluated_again() {
    let place = Place::new().await;
    place.work("one", clock).await;
    let importer = name("importer");
    let new = NewBatch {
        tenant: name("north"),
        lane: Lane::Batch,
        purpose: None,
        manifest: Digest::of(b"another manifest"),
        options: Vec::new(),
    };
    let (batch, _) = place
        .store
        .open_batch(&new, &importer, clock())
        .await
        .unwrap();
    let row = NewRow {
        line: 1,
        stated: Stated {
            source: Some("good.jwt".to_owned()),
            ..Stated::default()
        },
        ..NewRow::default()
    };
    place
        .store
        .enqueue(&batch.id, &[row], &importer, clock())
        .await
        .unwrap();
    assert_eq!(place.work("one", clock).await, 1);
    let rows = place.store.rows(&batch.id, 0, 1).await.unwrap();
    let before = place.store.rows(&place.batch, 0, 1).await.unwrap();
    let (row, before) = (rows.first().unwrap(), before.first().unwrap());
    let told = row.told.as_ref().unwrap();
    assert_eq!(told.result, RowResult::Duplicate);
    // Who evaluates it and then finds out that it was done says nothing of where.
    let message = format!("the same bytes as {}", before.id);
    assert_eq!(told.message, Some(message));
    assert_eq!(row.evaluation, before.evaluation);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evaluation_holds_all_that_it_was_made_from() {
    let place = Place::new().await;
    place.work("one", clock).await;
    let rows = place.store.rows(&place.batch, 0, 100).await.unwrap();
    let by = place.by().await;
    let mut replayed = 0;
    for id in rows.iter().filter_map(|row| row.evaluation) {
        let found = place.store.replayable(&name("north"), &id).await.unwrap();
        let Lookup::Found(replayable) = found else {
            panic!("{id}: {found:?}");
        };
        let (made, evidence) = by
            .judge
            .judge_document(&replayable.document, None, &by.client)
            .await
            .unwrap();
        let made: Vec<Evaluation> = made.into_iter().filter(|one| one.id == id).collect();
        assert_eq!(
            serde_json::to_vec(&made.first().unwrap()).unwrap(),
            replayable.json
        );
        assert_eq!(evidence.records(), replayable.evidence.records());
        replayed += 1;
    }
    // The duplicate has that of the first.
    assert_eq!(replayed, 4);
}
