//! The queue of a store, worked off: rows are claimed in sets, their credentials read and evaluated on
//! all cores, and what came of them is written back in sets.
//!
//! ```text
//! claim --set--> read --documents--> known? --new ones--> evaluate --finished--> finish
//! ```
//!
//! A worker may die at any moment: its rows come back when their lease ends, and what it did not
//! write has not happened. Whoever works beside it, on this machine or another, does the same.

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use credeval_fetch::{self as fetch, Client, FetchError, Place, ServerError, Supplied};
use credeval_model::{
    Digest, Document, Timestamp, check::deciding, evaluation::Evaluation, evidence::Evidence,
};
use credeval_store::{
    Behind, Bury, Claimed, Finished, Judged, Known, Name, NewEvaluation, Retry, RowResult, Store,
    StoreError, Told,
};
use credeval_verify::OpenError;
use tokio::task::{JoinError, JoinSet};
use url::Url;

use crate::Judge;

/// Rows of one set: enough that a commit to disk is shared by many, few enough that they are back soon.
const SET: usize = 64;
/// Sets in work for each core: one is evaluated while another is read or written.
const SETS_FOR_A_CORE: usize = 2;
/// How long a claimed row may take before it is somebody else's.
const LEASE: Duration = Duration::from_mins(5);
/// Before the second attempt; four times as long before each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(30);

/// What all rows are evaluated by.
pub struct By {
    /// Whom to trust, by which policy, at what time.
    pub judge: Judge,
    /// The way out.
    pub client: Client,
    /// Evidence that a person supplied.
    pub supplied: Option<Supplied>,
    /// Where files stand that rows name by a relative path; none is read without it.
    pub files: Option<PathBuf>,
    /// How documents are read.
    pub options: fetch::Options,
    /// The digest of the policy, which the store keeps.
    pub policy: Digest,
    /// The digest of the trust file, which the store keeps.
    pub trust: Digest,
}

/// A worker on the queue of a store.
pub struct Worker {
    store: Store,
    name: Name,
    by: Arc<By>,
    jobs: NonZeroUsize,
    attempts: u64,
    clock: fn() -> Timestamp,
}

/// Why a worker stopped before the queue was empty.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkError {
    /// The store did not do what it was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A task ended by itself.
    #[error("expected a set of rows to be worked on to its end: {0}")]
    Task(#[from] JoinError),
}

impl Worker {
    /// A worker that keeps one core busy and gives a source up that cannot be had at once; `clock`
    /// says what time it is.
    pub fn new(store: Store, name: Name, by: Arc<By>, clock: fn() -> Timestamp) -> Self {
        Self {
            store,
            name,
            by,
            jobs: NonZeroUsize::MIN,
            attempts: 1,
            clock,
        }
    }

    /// How many cores it keeps busy.
    #[must_use]
    pub fn jobs(self, jobs: NonZeroUsize) -> Self {
        Self { jobs, ..self }
    }

    /// How often it asks for a source that cannot be had for now, in all, before it gives it up.
    #[must_use]
    pub fn attempts(self, attempts: u64) -> Self {
        Self { attempts, ..self }
    }

    /// Works until no row was due and none is in work here; `told` hears how many rows got a result.
    ///
    /// Rows that wait for another attempt, or come back from somebody else, are left to whoever
    /// comes later.
    pub async fn drain(&self, mut told: impl FnMut(usize)) -> Result<(), WorkError> {
        let most = self.jobs.get().saturating_mul(SETS_FOR_A_CORE);
        let mut sets = JoinSet::new();
        let mut is_empty = false;
        loop {
            while !is_empty && sets.len() < most {
                let now = (self.clock)();
                let until = now + LEASE;
                let claimed = self.store.claim(&self.name, SET, until, now).await?;
                is_empty = claimed.is_empty();
                if !is_empty {
                    let (by, store) = (Arc::clone(&self.by), self.store.clone());
                    let attempts = self.attempts;
                    sets.spawn(async move { by.set(&store, claimed, attempts, now).await });
                }
            }
            let Some(set) = sets.join_next().await else {
                return Ok(());
            };
            let done = self.write(set??).await?;
            told(done);
        }
    }

    /// Writes what came of a set; gives how many rows have a result now.
    async fn write(&self, set: Set) -> Result<usize, WorkError> {
        let now = (self.clock)();
        let done = set.finished.len() + set.buried.len();
        if !set.finished.is_empty() {
            self.store.finish(&self.name, &set.finished, now).await?;
        }
        if !set.retried.is_empty() {
            self.store.retry(&self.name, &set.retried, now).await?;
        }
        if !set.buried.is_empty() {
            self.store.bury(&self.name, &set.buried, now).await?;
        }
        Ok(done)
    }
}

/// What came of a set of rows.
#[derive(Default)]
struct Set {
    finished: Vec<Finished>,
    retried: Vec<Retry>,
    buried: Vec<Bury>,
}

impl By {
    /// Reads and evaluates the rows of a set. Rows of one tenant each are looked up together.
    async fn set(
        &self,
        store: &Store,
        claimed: Vec<Claimed>,
        attempts: u64,
        now: Timestamp,
    ) -> Result<Set, StoreError> {
        let mut set = Set::default();
        let mut read: BTreeMap<String, Vec<(Claimed, Document)>> = BTreeMap::new();
        for row in claimed {
            match self.document(store, &row).await? {
                Ok(document) => {
                    let of_tenant = read.entry(row.tenant.clone()).or_default();
                    of_tenant.push((row, document));
                }
                Err(fault) => fault.settle(&row, attempts, now, &mut set),
            }
        }
        for (tenant, rows) in read {
            let tenant = Name::new(tenant)?;
            let digests: Vec<Digest> = rows.iter().map(|(_, document)| document.digest).collect();
            let known = store
                .known(&tenant, &self.policy, &self.trust, &digests)
                .await?;
            for ((row, document), known) in rows.into_iter().zip(known) {
                set.finished.push(match known {
                    Some(known) => duplicate(&row, document, known),
                    None => self.judged(&row, document).await,
                });
            }
        }
        Ok(set)
    }

    async fn document(
        &self,
        store: &Store,
        row: &Claimed,
    ) -> Result<Result<Document, Fault>, StoreError> {
        let source = row.stated.source.as_deref().unwrap_or_default();
        if let Some(digest) = row.document {
            return Ok(match store.blob(&digest).await? {
                credeval_store::Lookup::Found(blob) => {
                    let mut document = Document::new(blob.bytes, source);
                    document.media_type = blob.media_type;
                    Ok(document)
                }
                _ => Err(Fault::of("erased", "the credential was erased", None)),
            });
        }
        let place = match self.place(source) {
            Ok(place) => place,
            Err(fault) => return Ok(Err(fault)),
        };
        let opened = place.open(&self.client, &self.options).await;
        Ok(opened.map_err(|error| Fault::from(&error)))
    }

    /// Where a row says that its credential is.
    fn place(&self, source: &str) -> Result<Place, Fault> {
        if source.contains("://") {
            let url = Url::parse(source)
                .ok()
                .filter(|url| url.scheme() == "https");
            return url.map(Place::Url).ok_or_else(|| {
                let hint = "write an https address, or a file's path";
                Fault::of("source", "the source is no https address", Some(hint))
            });
        }
        let inside = |path: &Path| {
            use std::path::Component::{CurDir, Normal};
            let mut parts = path.components();
            parts.all(|part| matches!(part, Normal(_) | CurDir))
        };
        let path = Path::new(source);
        match &self.files {
            Some(files) if inside(path) && !source.is_empty() => Ok(Place::File(files.join(path))),
            _ => {
                let hint = "write the path of a file beside the manifest, without `..`";
                Err(Fault::of(
                    "source",
                    "the source is no file of this batch",
                    Some(hint),
                ))
            }
        }
    }

    async fn judged(&self, row: &Claimed, document: Document) -> Finished {
        let supplied = self.supplied.as_ref();
        let judged = self
            .judge
            .judge_document(&document, supplied, &self.client)
            .await;
        let (told, by) = match judged {
            Err(error) => (unreadable(&error), Behind::Nothing),
            Ok((evaluations, evidence)) => self.kept(document, &evaluations, evidence),
        };
        Finished {
            lease: row.lease,
            told,
            by,
        }
    }

    fn kept(
        &self,
        document: Document,
        evaluations: &[Evaluation],
        evidence: Evidence,
    ) -> (Told, Behind) {
        let told = told(evaluations);
        let written = evaluations.iter().map(|evaluation| {
            let json = serde_json::to_vec(evaluation)?;
            Ok(NewEvaluation::of(evaluation, json))
        });
        match written.collect::<Result<Vec<_>, serde_json::Error>>() {
            Ok(evaluations) => {
                let judged = Judged {
                    document,
                    policy: self.policy,
                    trust: self.trust,
                    evidence,
                    inputs: None,
                    evaluations,
                };
                (told, Behind::Judged(Box::new(judged)))
            }
            Err(error) => {
                let told = Told {
                    result: RowResult::Unreadable,
                    code: "not_written".to_owned(),
                    message: Some(error.to_string()),
                    hint: None,
                };
                (told, Behind::Nothing)
            }
        }
    }
}

/// What is told of a credential by the rule of `verify`: the worst of its parts, by the first check
/// that made it so.
fn told(evaluations: &[Evaluation]) -> Told {
    let checks = evaluations.iter().flat_map(|evaluation| &evaluation.checks);
    let found = deciding(checks);
    Told {
        result: found.map_or(RowResult::Passed, |check| check.outcome.into()),
        code: found.map_or_else(|| "passed".to_owned(), |check| check.code.to_string()),
        message: found.map(|check| check.summary.to_string()),
        hint: None,
    }
}

fn duplicate(row: &Claimed, document: Document, known: Known) -> Finished {
    Finished {
        lease: row.lease,
        told: Told {
            result: RowResult::Duplicate,
            code: "duplicate".to_owned(),
            message: Some(format!("the same bytes as {}", known.row)),
            hint: None,
        },
        by: Behind::Same {
            document,
            evaluation: known.evaluation,
        },
    }
}

fn unreadable(error: &OpenError) -> Told {
    Told {
        result: RowResult::Unreadable,
        code: "not_a_credential".to_owned(),
        message: Some(error.to_string()),
        hint: error.hint().map(str::to_owned),
    }
}

/// Why a row has no document.
struct Fault {
    code: &'static str,
    message: String,
    hint: Option<String>,
    /// Whether it may pass by itself.
    is_transient: bool,
}

impl Fault {
    fn of(code: &'static str, message: &str, hint: Option<&str>) -> Self {
        Self {
            code,
            message: message.to_owned(),
            hint: hint.map(str::to_owned),
            is_transient: false,
        }
    }

    /// Tries again later, at the last gives up; what does not pass by itself is told at once.
    fn settle(self, row: &Claimed, attempts: u64, now: Timestamp, set: &mut Set) {
        let lease = row.lease;
        if self.is_transient && row.attempts < attempts {
            let power = u32::try_from(row.attempts.saturating_sub(1)).unwrap_or(u32::MAX);
            let pause = FIRST_PAUSE.saturating_mul(4_u32.saturating_pow(power.min(6)));
            set.retried.push(Retry {
                lease,
                at: now + pause,
                code: self.code.to_owned(),
                message: Some(self.message),
            });
            return;
        }
        let told = Told {
            result: RowResult::Unreadable,
            code: self.code.to_owned(),
            message: Some(self.message),
            hint: self.hint,
        };
        match self.is_transient {
            true => set.buried.push(Bury { lease, told }),
            false => set.finished.push(Finished {
                lease,
                told,
                by: Behind::Nothing,
            }),
        }
    }
}

impl From<&FetchError> for Fault {
    fn from(error: &FetchError) -> Self {
        let (code, is_transient) = match error {
            FetchError::Config(_) => ("source", false),
            FetchError::Input(_) => ("input", false),
            FetchError::Server(ServerError::Timeout { .. } | ServerError::Unreachable { .. }) => {
                ("unreachable", true)
            }
            FetchError::Server(_) => ("server", error.may_pass()),
            _ => ("not_read", false),
        };
        Self {
            code,
            message: error.to_string(),
            hint: error.hint().map(str::to_owned),
            is_transient,
        }
    }
}
