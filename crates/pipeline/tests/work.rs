//! Rows of a store come out as what their credentials are, whoever dies on the way.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use credeval::brief::{Brief, Grounds};
use credeval::fetch::{Client, ClientOptions};
use credeval::import::{Handed, Import};
use credeval::model::{Digest, Document, Evaluation, RowResult, Timestamp, Totals};
use credeval::store::{
    Kept, Lane, Location, Lookup, Name, NewBatch, NewRow, Options, Requeue, Row, State, Store,
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

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// A folder with credentials of every kind, a manifest of them, and a store.
struct Place {
    folder: tempfile::TempDir,
    store: Store,
}

/// What stands in the rows, and what has to come of it.
const ROWS: [(&str, RowResult, &str); 8] = [
    ("good.jwt", RowResult::Passed, "passed"),
    ("altered.jwt", RowResult::Failed, "proof.signature"),
    ("open.jwt", RowResult::Inconclusive, "status.revocation"),
    ("broken.json", RowResult::Unreadable, "not_a_credential"),
    ("again.jwt", RowResult::Duplicate, "duplicate"),
    ("missing.jwt", RowResult::Unreadable, "not_read"),
    ("../good.jwt", RowResult::Unreadable, "row.path"),
    ("https://issuer.example/1", RowResult::Unreadable, "source"),
];

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (to, from) in [
            ("good.jwt", "badge.jwt"),
            ("again.jwt", "badge.jwt"),
            ("altered.jwt", "altered.jwt"),
            ("open.jwt", "in-good-standing.jwt"),
        ] {
            let from = fixtures().join("exemption").join(from);
            fs::copy(from, folder.path().join(to)).unwrap();
        }
        fs::write(folder.path().join("broken.json"), "{\"cut").unwrap();
        let at = Location::from(folder.path().join("store.db").as_path());
        let store = Store::open(&at, &Options::default(), clock())
            .await
            .unwrap();
        Self { folder, store }
    }

    fn import(&self) -> Import {
        Import {
            store: self.store.clone(),
            tenant: name("north"),
            actor: name("importer"),
            lane: Lane::Batch,
            brief: Brief {
                at: Some(clock()),
                offline: true,
                ..Brief::default()
            },
            trust: Some(TrustFolder::of(&fixtures().join("exemption/trust.toml"))),
            programmes: None,
            clock,
        }
    }

    /// Hands in a manifest; gives its batch.
    async fn hand_in(&self, manifest: &str) -> Digest {
        let path = self.folder.path().join("manifest.csv");
        fs::write(&path, manifest).unwrap();
        self.hand(&path).await
    }

    async fn hand(&self, path: &Path) -> Digest {
        self.hand_to(path, None).await
    }

    async fn hand_to(&self, path: &Path, worker: Option<&Worker>) -> Digest {
        let handed = Handed::at(path, credeval::manifest::Options::default()).unwrap();
        let import = self.import();
        let filling = import.open(&handed).await.unwrap();
        let filled = import.fill(&filling, &handed, worker, |_| ());
        filled.await.unwrap();
        filling.batch.id
    }

    /// Hands in [`ROWS`].
    async fn all(&self) -> Digest {
        let rows = ROWS.map(|(source, ..)| format!("{source}\n"));
        self.hand_in(&format!("source\n{}", rows.concat())).await
    }

    fn worker(&self, worker: &str, clock: fn() -> Timestamp) -> Worker {
        let client = Client::new(ClientOptions {
            offline: true,
            ..ClientOptions::default()
        });
        Worker::new(self.store.clone(), name(worker), client, clock)
    }

    async fn work(&self, worker: &str, clock: fn() -> Timestamp) -> u64 {
        self.worker(worker, clock).drain().await.unwrap()
    }

    async fn totals(&self, batch: &Digest) -> Totals {
        self.store.totals(batch).await.unwrap()
    }

    async fn rows(&self, batch: &Digest) -> Vec<Row> {
        self.store.rows(batch, 0, 100).await.unwrap()
    }

    /// What was told of each row: the result, the code and the message.
    async fn told(&self, batch: &Digest) -> Vec<(RowResult, String, String)> {
        let rows = self.rows(batch).await.into_iter();
        let told = rows.map(|row| {
            let told = row.told.unwrap();
            (told.result, told.code, told.message.unwrap_or_default())
        });
        told.collect()
    }

    /// Every row is what it has to be.
    async fn is_done(&self, batch: &Digest) {
        let rows = self.rows(batch).await;
        let told = self.told(batch).await;
        let found: Vec<_> = told
            .iter()
            .map(|(result, code, _)| (*result, code.as_str()))
            .collect();
        assert_eq!(found, ROWS.map(|(_, result, code)| (result, code)));
        assert!(rows.iter().all(|row| row.state == State::Done));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_row_comes_out_as_what_it_is() {
    let place = Place::new().await;
    let batch = place.all().await;
    // What has no credential has its result already.
    assert_eq!(place.work("one", clock).await, 6);
    place.is_done(&batch).await;
    let expected = Totals {
        rows: 8,
        passed: 1,
        failed: 1,
        inconclusive: 1,
        unreadable: 4,
        duplicate: 1,
        ..Totals::default()
    };
    assert_eq!(place.totals(&batch).await, expected);
    // Nothing is left to do, and handed in again it is the same batch.
    assert_eq!(place.work("two", clock).await, 0);
    assert_eq!(place.all().await, batch);
    assert_eq!(place.work("two", clock).await, 0);
    assert_eq!(place.totals(&batch).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_at_hand_is_worked_on_as_it_is_handed_in() {
    let place = Place::new().await;
    let manifest = place.folder.path().join("manifest.csv");
    let rows = ROWS.map(|(source, ..)| format!("{source}\n"));
    fs::write(&manifest, format!("source\n{}", rows.concat())).unwrap();
    let worker = place.worker("one", clock);
    let batch = place.hand_to(&manifest, Some(&worker)).await;
    // The one that is elsewhere waits in the queue.
    let waiting = place.rows(&batch).await.into_iter();
    let waiting = waiting.filter(|row| row.state == State::Queued);
    let lines: Vec<_> = waiting.map(|row| row.id.line).collect();
    assert_eq!(lines, [9]);
    assert_eq!(place.work("one", clock).await, 1);
    place.is_done(&batch).await;
    // By the queue it is the same, to the letter.
    let other = Place::new().await;
    let by_queue = other.all().await;
    other.work("one", clock).await;
    let at_once = place.told(&batch).await.into_iter();
    let [here, there] = [&place, &other].map(|place| place.folder.path().display().to_string());
    let at_once: Vec<_> = at_once
        .map(|(result, code, message)| (result, code, message.replace(&here, &there)))
        .collect();
    assert_eq!(other.told(&by_queue).await, at_once);
    let evaluations = |rows: Vec<Row>| rows.into_iter().map(|row| row.evaluation).collect();
    let [one, other]: [Vec<_>; 2] = [
        evaluations(place.rows(&batch).await),
        evaluations(other.rows(&by_queue).await),
    ];
    assert_eq!(one, other);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_ended_an_import_goes_by_the_queue() {
    let place = Place::new().await;
    let manifest = place.folder.path().join("manifest.csv");
    fs::write(&manifest, "source\ngood.jwt\naltered.jwt\n").unwrap();
    let handed = Handed::at(&manifest, credeval::manifest::Options::default()).unwrap();
    // The importer ended before any of its rows stood in the store.
    place.import().open(&handed).await.unwrap();
    let worker = place.worker("one", clock);
    let batch = place.hand_to(&manifest, Some(&worker)).await;
    assert_eq!(place.totals(&batch).await.pending, 2);
    assert_eq!(place.work("one", clock).await, 2);
    let totals = place.totals(&batch).await;
    assert_eq!((totals.passed, totals.failed), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_a_worker_that_died_are_worked_on_by_another() {
    let place = Place::new().await;
    let batch = place.all().await;
    let dead = name("dead");
    let until = clock() + Duration::from_mins(1);
    let claimed = place.store.claim(&dead, 4, until, clock()).await.unwrap();
    assert_eq!(claimed.len(), 4);
    // The others alone, as long as the lease holds.
    assert_eq!(place.work("one", clock).await, 2);
    assert_eq!(place.totals(&batch).await.pending, 4);
    place.store.release_expired(later()).await.unwrap();
    assert_eq!(place.work("one", later).await, 4);
    assert_eq!(place.totals(&batch).await.pending, 0);
    // The credential that stands there twice has one evaluation, whichever came first.
    let totals = place.totals(&batch).await;
    assert_eq!((totals.passed, totals.duplicate), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_ends_its_workers_is_given_up() {
    let place = Place::new().await;
    let batch = place.hand_in("source\ngood.jwt\n").await;
    for _ in 0..7 {
        let dead = name("dead");
        let claimed = place.store.claim(&dead, 1, clock(), clock()).await.unwrap();
        assert_eq!(claimed.len(), 1);
        place.store.release_expired(later()).await.unwrap();
    }
    assert_eq!(place.work("one", later).await, 1);
    let rows = place.rows(&batch).await;
    assert_eq!(rows[0].state, State::Dead);
    assert_eq!(rows[0].told.as_ref().unwrap().code, "fault");
}

/// A batch of one credential that is to be evaluated by `options`.
async fn by(place: &Place, options: &[u8]) -> Digest {
    let importer = name("importer");
    let new = NewBatch {
        tenant: name("north"),
        lane: Lane::Batch,
        purpose: None,
        manifest: Digest::of(b"manifest"),
        options: options.to_vec(),
    };
    let opened = place.store.open_batch(&new, &importer, clock()).await;
    let (batch, _) = opened.unwrap();
    let bytes = fs::read(place.folder.path().join("good.jwt")).unwrap();
    let rows = [NewRow {
        line: 2,
        document: Some(Document::new(bytes, "good.jwt")),
        ..NewRow::default()
    }];
    let added = place.store.enqueue(&batch.id, &rows, &importer, clock());
    added.await.unwrap();
    batch.id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brief_that_cannot_be_used_ends_its_own_rows_alone() {
    let place = Place::new().await;
    let importer = name("importer");
    let kept = async |kind, bytes: &[u8]| {
        let kept = place.store.keep(kind, bytes, &importer, clock());
        kept.await.unwrap()
    };
    let brief = |policy: &str| Brief {
        policy: policy.to_owned(),
        ..Brief::default()
    };
    let of = |brief, trust| serde_json::to_vec(&Grounds { brief, trust }).unwrap();
    let (none, nobody) = (Digest::of(b"none"), kept(Kept::Trust, b"{}").await);
    let newer = kept(Kept::Policy, b"{\"newer\":1}").await;
    let wrong = brief("nothing").to_bytes().unwrap();
    let wrong = kept(Kept::Policy, &wrong).await;
    let usable = Brief::default().to_bytes().unwrap();
    let usable = kept(Kept::Policy, &usable).await;
    let cases = [
        (b"options".to_vec(), "expected a brief: expected value"),
        (of(none, nobody), "expected the brief sha256:"),
        (of(newer, nobody), "expected a brief: unknown field"),
        (of(wrong, nobody), "the policy of a brief: "),
        (of(usable, none), "expected the trust file sha256:"),
    ];
    let mut broken = Vec::new();
    for (options, message) in cases {
        broken.push((by(&place, &options).await, message));
    }
    let whole = place.all().await;
    // Once more, as a worker does that may be older than who handed it in; and all others are done.
    let twice = place.worker("one", clock).attempts(2);
    assert_eq!(twice.step(100).await.unwrap(), 11);
    place.is_done(&whole).await;
    for (batch, message) in &broken {
        let row = place.rows(batch).await.remove(0);
        assert_eq!((row.state, row.told), (State::Queued, None));
        let (code, sentence) = row.last_error.unwrap();
        assert_eq!(code, "brief");
        assert!(sentence.unwrap().starts_with(message), "{message}");
    }
    assert_eq!(place.work("one", later).await, 5);
    for (batch, message) in &broken {
        let row = place.rows(batch).await.remove(0);
        let told = row.told.unwrap();
        assert_eq!(
            (row.state, told.result, told.code.as_str()),
            (State::Dead, RowResult::Unreadable, "brief")
        );
        assert!(told.message.unwrap().starts_with(message), "{message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_again_is_evaluated_again() {
    let place = Place::new().await;
    let batch = place.all().await;
    place.work("one", clock).await;
    let again = Requeue {
        tenant: name("north"),
        batch: Some(batch),
        results: vec![RowResult::Inconclusive, RowResult::Passed],
        code: None,
        dead: false,
    };
    place
        .store
        .requeue(&again, &name("officer"), clock())
        .await
        .unwrap();
    assert_eq!(place.totals(&batch).await.pending, 2);
    assert_eq!(place.work("two", clock).await, 2);
    place.is_done(&batch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_were_evaluated_before_are_not_evaluated_again() {
    let place = Place::new().await;
    let first = place.all().await;
    place.work("one", clock).await;
    let batch = place.hand_in("source\ngood.jwt\naltered.jwt\n").await;
    assert_ne!(batch, first);
    assert_eq!(place.work("one", clock).await, 2);
    let before = place.rows(&first).await;
    let expected = [&before[0], &before[1]].map(|row| {
        let message = format!("the same bytes as {}", row.id);
        (RowResult::Duplicate, "duplicate".to_owned(), message)
    });
    assert_eq!(place.told(&batch).await, expected);
    let rows = place.rows(&batch).await;
    assert_eq!(rows[0].evaluation, before[0].evaluation);
    // What they were found to be then counts for how this batch ends.
    let behind = place.store.behind_duplicates(&batch).await.unwrap();
    assert_eq!((behind.passed, behind.failed, behind.rows), (1, 1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_in_other_bytes_carries_a_warning() {
    let place = Place::new().await;
    let token = fs::read_to_string(place.folder.path().join("good.jwt")).unwrap();
    fs::write(
        place.folder.path().join("line.jwt"),
        format!("{}\n\n", token.trim()),
    )
    .unwrap();
    let batch = place
        .hand_in("source\ngood.jwt\nline.jwt\nopen.jwt\n")
        .await;
    place.work("one", clock).await;
    let told = place.told(&batch).await;
    assert_eq!(
        told[0],
        (RowResult::Passed, "passed".to_owned(), String::new())
    );
    let warning = "warning: the same seal as line 2, in other bytes".to_owned();
    assert_eq!(told[1], (RowResult::Passed, "passed".to_owned(), warning));
    // The same achievement of the same holder, under a seal of its own.
    let warning = "warning: the same achievement of the same holder as";
    assert!(told[2].2.contains(warning), "{}", told[2].2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_expected_is_compared_and_makes_nothing_better() {
    let place = Place::new().await;
    let rows = "source;expected_holder;expected_issuer\n\
                good.jwt;;Somebody Else\n\
                good.jwt;nobody@else.example;\n\
                again.jwt;;https://else.example/\n\
                altered.jwt;;Somebody Else\n";
    let batch = place.hand_in(rows).await;
    place.work("one", clock).await;
    let told = place.told(&batch).await;
    let codes: Vec<_> = told
        .iter()
        .map(|(result, code, _)| (*result, code.as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            (RowResult::Inconclusive, "expected.issuer"),
            (RowResult::Inconclusive, "expected.holder"),
            (RowResult::Failed, "expected.issuer"),
            (RowResult::Failed, "proof.signature"),
        ]
    );
    // One of the three rows has the evaluation; the others point to it.
    let rows = place.rows(&batch).await;
    assert_eq!(rows[0].evaluation, rows[2].evaluation);
    // Handed in once more they are known, and compared all the same.
    let other = place
        .hand_in("source,expected_issuer\ngood.jwt,https://else.example/\ngood.jwt,\n")
        .await;
    place.work("one", clock).await;
    let told = place.told(&other).await;
    assert_eq!(told[0].1, "expected.issuer");
    assert_eq!(told[1].1, "duplicate");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_a_batch_of_its_files() {
    let place = Place::new().await;
    let folder = place.folder.path().join("in");
    fs::create_dir(&folder).unwrap();
    for file in ["good.jwt", "altered.jwt", "broken.json"] {
        fs::copy(place.folder.path().join(file), folder.join(file)).unwrap();
    }
    let batch = place.hand(&folder).await;
    place.work("one", clock).await;
    let rows = place.rows(&batch).await;
    let found: Vec<_> = rows
        .iter()
        .map(|row| {
            let source = row.stated.source.as_deref().unwrap();
            (row.id.line, source, row.told.as_ref().unwrap().result)
        })
        .collect();
    let expected = [
        (1, "altered.jwt", RowResult::Failed),
        (2, "broken.json", RowResult::Unreadable),
        (3, "good.jwt", RowResult::Passed),
    ];
    assert_eq!(found, expected);
    assert_eq!(place.hand(&folder).await, batch);
    // Another file under an old name is another batch, in which what stayed is not evaluated again.
    fs::copy(folder.join("altered.jwt"), folder.join("broken.json")).unwrap();
    let changed = place.hand(&folder).await;
    assert_ne!(changed, batch);
    place.work("one", clock).await;
    assert_eq!(place.totals(&changed).await.duplicate, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evaluation_holds_all_that_it_was_made_from() {
    let place = Place::new().await;
    let batch = place.all().await;
    place.work("one", clock).await;
    let mut replayed = 0;
    for id in place
        .rows(&batch)
        .await
        .iter()
        .filter_map(|row| row.evaluation)
    {
        let found = place.store.replayable(&name("north"), &id).await.unwrap();
        let Lookup::Found(kept) = found else {
            panic!("{id}: {found:?}");
        };
        let grounds = Grounds {
            brief: kept.policy,
            trust: kept.trust,
        };
        // Years later, with what the store holds and nothing else.
        let briefed = grounds.open(&place.store, later()).await.unwrap();
        let mut judge = briefed.judge_at(kept.at);
        judge.learner = kept
            .inputs
            .as_deref()
            .map(|inputs| serde_json::from_slice(inputs).unwrap());
        let made = judge.judge_again(&kept.document, &kept.evidence).unwrap();
        let made: Vec<Evaluation> = made.into_iter().filter(|one| one.id == id).collect();
        let json = serde_json::to_vec(&made.first().unwrap()).unwrap();
        assert_eq!(String::from_utf8(json), String::from_utf8(kept.json));
        replayed += 1;
    }
    // The duplicate has that of the first.
    assert_eq!(replayed, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_does_not_wait_for_what_has_to_be_fetched() {
    let place = Place::new().await;
    let batch = place.hand_in("source\nhttps://issuer.example/1\n").await;
    let worker = place.worker("one", clock);
    assert_eq!(worker.step(64).await.unwrap(), 1);
    worker.end().await.unwrap();
    let totals = place.totals(&batch).await;
    assert_eq!((totals.unreadable, totals.pending), (1, 0));
    // Another one finds nothing left.
    assert_eq!(worker.step(64).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_no_room_to_fetch_waits_in_the_store() {
    let place = Place::new().await;
    let rows = (0..600).map(|number| format!("https://issuer.example/{number}\n"));
    let batch = place
        .hand_in(&format!("source\n{}", rows.collect::<String>()))
        .await;
    let worker = place.worker("one", clock);
    // More than there is room for, in one step.
    while worker.step(600).await.unwrap() > 0 {}
    worker.end().await.unwrap();
    let rows = place.store.rows(&batch, 0, 1_000).await.unwrap();
    let queued = rows.iter().filter(|row| row.state == State::Queued).count();
    assert!(queued < 600, "{queued}");
    assert!(
        rows.iter()
            .all(|row| matches!(row.state, State::Queued | State::Done))
    );
    // None was begun in vain.
    assert!(
        rows.iter()
            .filter(|row| row.state == State::Queued)
            .all(|row| row.attempts == 0)
    );
    let worker = place.worker("two", later);
    while worker.step(64).await.unwrap() > 0 {}
    worker.end().await.unwrap();
    assert_eq!(place.totals(&batch).await.unreadable, 600);
}
