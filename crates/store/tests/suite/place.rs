//! An empty store for one test, and what tests put into it.

use std::sync::OnceLock;

use credeval_model::{
    CheckOutcome, Digest, Document, Timestamp,
    check::Cause,
    evidence::{Answer, Evidence, EvidenceKind, Item, Origin},
    outcome::OutcomeCode,
};
use credeval_services::Postgres;
use credeval_store::{
    Behind, Claimed, Finish, Finished, Judged, Kept, Lane, Lease, Location, Name, NewBatch,
    NewEvaluation, NewRow, Options, RowResult, Stated, Store, StoreKey, Told,
};
use sqlx::{AnyPool, AssertSqlSafe};

/// Where the store of a test is.
pub(crate) struct Place {
    pub(crate) location: Location,
    /// Its folder, on SQLite.
    pub(crate) folder: Option<tempfile::TempDir>,
    url: String,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a store.db");
        Self {
            location: Location::from(path.as_path()),
            url: format!(
                "sqlite://{}",
                path.display().to_string().replace(' ', "%20")
            ),
            folder: Some(folder),
        }
    }

    /// `None`, said loudly, where no server is installed.
    pub(crate) fn postgres() -> Option<Self> {
        static SERVER: OnceLock<Option<Postgres>> = OnceLock::new();
        let server = SERVER.get_or_init(|| Postgres::start().unwrap());
        let database = server.as_ref()?.database().unwrap();
        Some(Self {
            location: database.url.parse().unwrap(),
            url: database.url,
            folder: None,
        })
    }

    /// Where it is, as another process is told.
    pub(crate) fn text(&self) -> String {
        match &self.location {
            Location::Sqlite(path) => path.display().to_string(),
            Location::Postgres(url) => url.to_string(),
        }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.folder.is_some()
    }

    pub(crate) async fn open(&self) -> Store {
        self.open_with(&Options::default()).await.unwrap()
    }

    pub(crate) async fn open_with(
        &self,
        options: &Options,
    ) -> Result<Store, credeval_store::StoreError> {
        Store::open(&self.location, options, time(0)).await
    }

    pub(crate) async fn open_sealed(&self) -> Store {
        let options = Options {
            key: Some(StoreKey::new([7; 32])),
            ..Options::default()
        };
        self.open_with(&options).await.unwrap()
    }

    /// The database as somebody reaches it who passes by the store.
    pub(crate) async fn database(&self) -> AnyPool {
        sqlx::any::install_default_drivers();
        AnyPool::connect(&self.url).await.unwrap()
    }

    /// Does something to the database behind the store's back.
    pub(crate) async fn tamper(&self, sql: &str) {
        let database = self.database().await;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(&database)
            .await
            .unwrap();
        database.close().await;
    }

    /// One number out of the database.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let database = self.database().await;
        let number = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
        let number = number.fetch_one(&database).await.unwrap();
        database.close().await;
        number
    }
}

/// A time, in seconds after the tests' beginning.
pub(crate) fn time(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + seconds).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// Opens a batch for a tenant with this many rows, each of a learner of its own.
pub(crate) async fn batch(store: &Store, tenant: &str, lane: Lane, rows: u64) -> Digest {
    batch_named(store, tenant, lane, rows, "manifest").await
}

pub(crate) async fn batch_named(
    store: &Store,
    tenant: &str,
    lane: Lane,
    rows: u64,
    manifest: &str,
) -> Digest {
    let new = NewBatch {
        tenant: name(tenant),
        lane,
        purpose: Some(name("admission")),
        manifest: Digest::of(manifest.as_bytes()),
        options: b"options".to_vec(),
    };
    let (batch, _) = store
        .open_batch(&new, &name("importer"), time(0))
        .await
        .unwrap();
    let rows: Vec<_> = (1..=rows).map(row).collect();
    store
        .enqueue(&batch.id, &rows, &name("importer"), time(0))
        .await
        .unwrap();
    batch.id
}

pub(crate) fn row(line: u64) -> NewRow {
    NewRow {
        line,
        student: Some(format!("student-{line}")),
        stated: Stated {
            row_id: Some(format!("row {line}")),
            source: Some(format!("https://issuer.example/badges/{line}")),
            expected_holder: Some(format!("Holder Number {line}")),
            ..Stated::default()
        },
        ..NewRow::default()
    }
}

pub(crate) fn told(result: RowResult) -> Told {
    Told {
        result,
        code: "proof.signature".to_owned(),
        message: Some("a sentence about Holder".to_owned()),
        hint: Some("what to do".to_owned()),
    }
}

/// The policy and the trust file of the tests, kept.
pub(crate) async fn kept(store: &Store) -> (Digest, Digest) {
    let by = name("admin");
    let policy = store
        .keep(Kept::Policy, b"a policy", &by, time(0))
        .await
        .unwrap();
    let trust = store
        .keep(Kept::Trust, b"a trust file", &by, time(0))
        .await
        .unwrap();
    (policy, trust)
}

/// What comes of judging a document: one key that all of them use, one badge of its own, and one
/// address that did not answer.
pub(crate) fn judged(text: &str, (policy, trust): (Digest, Digest)) -> Judged {
    let mut document = Document::new(text.as_bytes().to_vec(), format!("{text}.json"));
    document.media_type = Some("application/json".to_owned());
    let item = |kind, bytes: String| {
        Answer::Found(Item {
            kind,
            digest: Digest::of(bytes.as_bytes()),
            bytes: bytes.into_bytes(),
            media_type: Some("application/json".to_owned()),
            fetched_at: Some("2026-01-02T03:04:05.123456789Z".parse().unwrap()),
            origin: Origin::Fetched,
        })
    };
    let mut evidence = Evidence::none();
    evidence.insert(
        "https://issuer.example/key",
        item(EvidenceKind::KeyDocument, "the issuer's key".to_owned()),
    );
    evidence.insert(
        format!("https://issuer.example/hosted/{text}"),
        item(EvidenceKind::HostedBadge, format!("hosted {text}")),
    );
    evidence.insert(
        "https://issuer.example/list",
        Answer::Missing(Cause::new("not_reachable").url("https://issuer.example/list")),
    );
    let at: Timestamp = "2026-01-02T03:04:05.000000001Z".parse().unwrap();
    Judged {
        evaluations: vec![NewEvaluation {
            id: Digest::of(format!("evaluation of {text}").as_bytes()),
            part: Some("/credentialSubject/0".to_owned()),
            rules: "2".to_owned(),
            at,
            verdict: CheckOutcome::Passed,
            outcome: Some(OutcomeCode::RecogniseFull),
            json: format!("{{\"of\":  \"{text}\"}}\n").into_bytes(),
        }],
        document,
        policy,
        trust,
        evidence,
        inputs: Some(b"inputs of Learner".to_vec()),
        meanings: Vec::new(),
        packed: None,
    }
}

pub(crate) fn finished(claimed: &Claimed, text: &str, kept: (Digest, Digest)) -> Finished {
    Finished {
        lease: claimed.lease,
        told: told(RowResult::Passed),
        stands: false,
        by: Behind::Judged(Box::new(judged(text, kept))),
    }
}

pub(crate) fn unreadable(lease: Lease) -> Finished {
    Finished {
        lease,
        told: told(RowResult::Unreadable),
        stands: false,
        by: Behind::Nothing,
    }
}

pub(crate) async fn claim(store: &Store, worker: &str, want: usize, now: i64) -> Vec<Claimed> {
    store
        .claim(&name(worker), want, time(now + 60), time(now))
        .await
        .unwrap()
}

/// Claims all rows that are due and finishes each with a document of its own.
pub(crate) async fn finish_all(store: &Store, now: i64) -> Vec<Claimed> {
    let kept = kept(store).await;
    let claimed = claim(store, "worker", 1_000, now).await;
    let all: Vec<_> = claimed
        .iter()
        .map(|row| finished(row, &format!("document {}", row.lease.row.line), kept))
        .collect();
    let answers = store
        .finish(&name("worker"), &all, time(now))
        .await
        .unwrap();
    assert!(answers.iter().all(|answer| *answer == Finish::Recorded));
    claimed
}
