//! One row, or several with the same bytes: its credential read, evaluated and compared with what is
//! expected of it.

use std::{sync::Arc, time::Duration};

use credeval_fetch::{Client, FetchError, Place, ServerError};
use credeval_model::{Document, Evaluation, RowResult, Timestamp, check::deciding};
use credeval_store::{
    Behind, Blob, Bury, Claimed, Finished, Judged, Known, Lease, Lookup, Name, NewEvaluation,
    Retry, Stated, StoreError, Told,
};
use credeval_verify::OpenError;
use tokio::sync::OwnedSemaphorePermit;
use url::Url;

use super::{BEGUN_AT_MOST, LARGE_KIB, Worker, expected, hosts::Turn, meaning::meanings};
use crate::{
    brief::{BriefError, Briefed, Grounds},
    given::Given,
};

/// Before the second attempt; four times as long before each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(30);

/// How long a row is put off where too many that have to be fetched are in work.
const NO_ROOM: Duration = Duration::from_secs(2);

/// What came of a row.
pub(super) enum Ended {
    Finished(Box<Finished>),
    Retry(Retry),
    Bury(Bury),
}

impl Ended {
    pub(super) fn lease(&self) -> Lease {
        match self {
            Self::Finished(row) => row.lease,
            Self::Retry(row) => row.lease,
            Self::Bury(row) => row.lease,
        }
    }
}

/// Where a row's credential likely is, looked up before.
pub(super) enum Likely {
    /// In the store.
    Here {
        /// Its bytes, where they were read already.
        at_hand: Option<Blob>,
        /// Where it was evaluated before.
        known: Option<Known>,
    },
    /// At its source.
    Elsewhere,
}

/// A row to work on, and others with the same bytes of which the same is expected.
pub(super) struct Task {
    worker: Worker,
    tenant: Name,
    grounds: Grounds,
    briefed: Arc<Briefed>,
    row: Claimed,
    others: Vec<Claimed>,
    likely: Likely,
}

/// What a row's credential came to.
#[derive(Clone)]
pub(super) struct Came {
    pub(super) told: Told,
    pub(super) by: Behind,
    pub(super) stands: bool,
}

impl Task {
    pub(super) fn new(
        worker: &Worker,
        tenant: &Name,
        grounds: Grounds,
        briefed: &Arc<Briefed>,
        row: Claimed,
        likely: Likely,
    ) -> Self {
        Self {
            worker: worker.clone(),
            tenant: tenant.clone(),
            grounds,
            briefed: Arc::clone(briefed),
            row,
            others: Vec::new(),
            likely,
        }
    }

    /// Another row with the same bytes, of which the same is expected.
    pub(super) fn join(&mut self, row: Claimed) {
        self.others.push(row);
    }

    pub(super) fn rows(&self) -> usize {
        self.others.len() + 1
    }

    pub(super) fn leases(&self) -> Vec<Lease> {
        let rows = std::iter::once(&self.row).chain(&self.others);
        rows.map(|row| row.lease).collect()
    }

    /// Works on it to its end.
    pub(super) async fn run(self) -> Result<Vec<Ended>, StoreError> {
        // It may be what kills its workers.
        if self.row.attempts > self.worker.0.attempts.saturating_add(BEGUN_AT_MOST) {
            return Ok(self.leases().into_iter().map(fault).collect());
        }
        let came = match self.document().await? {
            Ok(Got {
                document,
                _turn,
                _room,
            }) => self.came(document).await?,
            Err(fault) => {
                let now = (self.worker.0.clock)();
                let rows = std::iter::once(&self.row).chain(&self.others);
                let ended = rows.map(|row| fault.settle(row, self.worker.0.attempts, now));
                return Ok(ended.collect());
            }
        };
        // The store sees that the same bytes are kept once, and which row was the first.
        let finished = |lease, Came { told, by, stands }| {
            let finished = Finished {
                lease,
                told,
                by,
                stands,
            };
            Ended::Finished(Box::new(finished))
        };
        let others = self.others.iter();
        let mut ended: Vec<_> = others
            .map(|row| finished(row.lease, came.clone()))
            .collect();
        // Mostly there is one, and what came of it is long.
        ended.push(finished(self.row.lease, came));
        Ok(ended)
    }

    async fn document(&self) -> Result<Result<Got, Fault>, StoreError> {
        let inner = &self.worker.0;
        let line = format!("line {}", self.row.lease.row.line);
        let label = self.row.stated.source.as_deref().unwrap_or(&line);
        let of_blob = |blob: Blob| {
            let mut document = Document::new(blob.bytes, label);
            document.media_type = blob.media_type;
            document
        };
        if let Some(digest) = self.row.document {
            if let Likely::Here {
                at_hand: Some(blob),
                ..
            } = &self.likely
            {
                return Ok(Ok(Got::of(of_blob(blob.clone()))));
            }
            let room = self.room(self.briefed.brief.max_bytes).await;
            return Ok(match inner.store.blob(&digest).await? {
                Lookup::Found(blob) => Ok(Got {
                    _room: room,
                    ..Got::of(of_blob(blob))
                }),
                _ => Err(Fault::of("erased", "the credential was erased", None)),
            });
        }
        let url = Url::parse(label).ok().filter(|url| url.scheme() == "https");
        let Some(url) = url else {
            let hint = "write an https address, or the path of a file beside the manifest";
            let fault = Fault::of("source", "the source is no https address", Some(hint));
            return Ok(Err(fault));
        };
        let turn = match inner.hosts.turn(url.host_str().unwrap_or_default()).await {
            Ok(turn) => turn,
            Err(pause) => return Ok(Err(Fault::put_off(pause))),
        };
        let place = Place::Url(url);
        let options = self.briefed.brief.options();
        let documents = place.documents(self.client(), &options).await;
        let mut documents = documents.into_iter();
        Ok(match (documents.next(), documents.len()) {
            (Some(Ok(document)), 0) => Ok(Got {
                _room: self.room(document.bytes.len() as u64).await,
                document,
                _turn: Some(turn),
            }),
            (Some(Err(error)), 0) => Err(Fault::from(&error)),
            (_, others) => Err(Fault::several(others + 1)),
        })
    }

    fn client(&self) -> &Client {
        self.worker.client(&self.briefed.brief)
    }

    /// Room for a credential that is not small.
    async fn room(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let kib = u32::try_from(bytes / 1024)
            .unwrap_or(LARGE_KIB)
            .min(LARGE_KIB);
        let large = Arc::clone(&self.worker.0.large);
        // It is never closed.
        large.acquire_many_owned(kib).await.ok()
    }

    async fn came(&self, document: Document) -> Result<Came, StoreError> {
        let known = match &self.likely {
            Likely::Here { known, .. } => *known,
            Likely::Elsewhere => {
                let Grounds { brief, trust } = &self.grounds;
                let store = &self.worker.0.store;
                let digests = [document.digest];
                let known = store.known(&self.tenant, brief, trust, &digests).await?;
                known.into_iter().next().flatten()
            }
        };
        match known {
            Some(known) => self.known(document, known).await,
            None => self.judged(document).await,
        }
    }

    /// The same bytes were evaluated before. What is expected of this row is compared with what they
    /// were found to be.
    async fn known(&self, document: Document, known: Known) -> Result<Came, StoreError> {
        let stated = &self.row.stated;
        let by = |document| Behind::Same {
            document,
            evaluation: known.evaluation,
        };
        let is_expected = stated.expected_holder.is_some() || stated.expected_issuer.is_some();
        if let Some(id) = known.evaluation.filter(|_| is_expected)
            && let Lookup::Found(kept) = self.worker.0.store.replayable(&self.tenant, &id).await?
        {
            let mut judge = self.briefed.judge_at(kept.at);
            judge.learner = expected::holder(stated);
            let again = judge.judge_again(&document, &kept.evidence);
            if let Some(told) = again
                .ok()
                .and_then(|again| expected::differs(stated, &again))
            {
                return Ok(Came {
                    told,
                    by: by(document),
                    stands: true,
                });
            }
        }
        Ok(Came {
            told: Told {
                result: RowResult::Duplicate,
                code: "duplicate".to_owned(),
                message: Some(format!(
                    "the same bytes as {}",
                    known.row.seen_from(self.row.lease.row)
                )),
                hint: None,
            },
            by: by(document),
            stands: false,
        })
    }

    async fn judged(&self, document: Document) -> Result<Came, StoreError> {
        let stated = &self.row.stated;
        let by = By {
            worker: &self.worker,
            tenant: &self.tenant,
            grounds: self.grounds,
            briefed: &self.briefed,
        };
        let given = Given {
            learner: expected::holder(stated),
            ..Given::default()
        };
        let (judged, evaluations) = match by.judged(document, &given).await {
            Ok(judged) => judged,
            Err(NotJudged::Open(error)) => return Ok(Came::unread(unopened(&error))),
            Err(NotJudged::Written(error)) => {
                let fault = Fault::of("not_written", &error.to_string(), None);
                return Ok(Came::unread(fault.told()));
            }
            Err(NotJudged::Store(error)) => return Err(error),
        };
        let (told, stands) = told(stated, &evaluations);
        Ok(Came {
            told,
            by: Behind::Judged(Box::new(judged)),
            stands,
        })
    }
}

/// By what and for whom a document is judged.
pub(super) struct By<'b> {
    pub(super) worker: &'b Worker,
    pub(super) tenant: &'b Name,
    pub(super) grounds: Grounds,
    pub(super) briefed: &'b Briefed,
}

/// Why a document is not judged.
pub(super) enum NotJudged {
    /// It is no credential.
    Open(OpenError),
    /// What came of it is nothing that JSON can hold.
    Written(serde_json::Error),
    Store(StoreError),
}

impl By<'_> {
    /// Judges a document: what is to be kept of it, packed, and its evaluations.
    pub(super) async fn judged(
        &self,
        document: Document,
        given: &Given,
    ) -> Result<(Judged, Vec<Evaluation>), NotJudged> {
        let inner = &self.worker.0;
        let judge = given.to(self.briefed.judge_at((inner.clock)()));
        let supplied = self.briefed.supplied.as_ref();
        let client = self.worker.client(&self.briefed.brief);
        let judged = judge.judge_document(&document, supplied, client);
        let judged = judged.await.map_err(NotJudged::Open)?;
        let written = judged.evaluations.iter().map(|evaluation| {
            let json = serde_json::to_vec(evaluation)?;
            Ok(NewEvaluation::of(evaluation, json))
        });
        let evaluations: serde_json::Result<Vec<_>> = written.collect();
        let kept = Judged {
            document,
            policy: self.grounds.brief,
            trust: self.grounds.trust,
            evidence: judged.evidence,
            inputs: given.to_inputs().map_err(NotJudged::Written)?,
            evaluations: evaluations.map_err(NotJudged::Written)?,
            meanings: meanings(&judged.seals, &judged.evaluations),
            packed: None,
        };
        let kept = inner
            .store
            .pack(self.tenant, kept)
            .map_err(NotJudged::Store)?;
        Ok((kept, judged.evaluations))
    }
}

/// A credential, and what it holds while it is in work.
struct Got {
    document: Document,
    _turn: Option<Turn>,
    _room: Option<OwnedSemaphorePermit>,
}

impl Got {
    fn of(document: Document) -> Self {
        Self {
            document,
            _turn: None,
            _room: None,
        }
    }
}

impl Came {
    /// What was judged now, whatever was before.
    pub(super) fn again(judged: Judged, evaluations: &[Evaluation]) -> Self {
        let (told, stands) = told(&Stated::default(), evaluations);
        Self {
            told,
            by: Behind::Again(Box::new(judged)),
            stands,
        }
    }

    fn unread(told: Told) -> Self {
        Self {
            told,
            by: Behind::Nothing,
            stands: false,
        }
    }
}

/// What is told of a credential by the rule of `verify`: the worst of its parts, by the first check
/// that made it so; and whether it is told of this row alone, which expects another credential.
fn told(stated: &Stated, evaluations: &[Evaluation]) -> (Told, bool) {
    let checks = evaluations.iter().flat_map(|evaluation| &evaluation.checks);
    let found = deciding(checks);
    let told = Told {
        result: found.map_or(RowResult::Passed, |check| check.outcome.into()),
        code: found.map_or_else(|| "passed".to_owned(), |check| check.code.to_string()),
        message: found.map(|check| check.summary.to_string()),
        hint: None,
    };
    // What is worse is told; of what is as bad, what the credential itself is.
    let severity = |result| match result {
        RowResult::Failed => 2,
        RowResult::Inconclusive => 1,
        _ => 0,
    };
    match expected::differs(stated, evaluations) {
        Some(other) if severity(other.result) > severity(told.result) => (other, true),
        _ => (told, false),
    }
}

/// A row whose evaluation ends by itself, again and again or for a fault of ours.
pub(super) fn fault(lease: Lease) -> Ended {
    Ended::Bury(Bury {
        lease,
        told: Told {
            result: RowResult::Unreadable,
            code: "fault".to_owned(),
            message: Some("a fault of credeval itself, not of the credential".to_owned()),
            hint: Some("report it, with the document where you may".to_owned()),
        },
    })
}

/// A row that there is no room for just now.
pub(super) fn put_off(row: &Claimed, now: Timestamp) -> Ended {
    Fault::put_off(NO_ROOM).settle(row, u64::MAX, now)
}

/// A row whose brief cannot be used here: a worker of another version may, so it is tried again, and then
/// given up.
pub(super) fn without_brief(
    row: &Claimed,
    error: &BriefError,
    attempts: u64,
    now: Timestamp,
) -> Ended {
    let hint = "see that all workers are of the version that handed the batch in, then requeue it";
    let fault = Fault {
        passes: Passes::Perhaps,
        ..Fault::of("brief", &error.to_string(), Some(hint))
    };
    fault.settle(row, attempts, now)
}

/// Why a row has no document, or is not evaluated.
struct Fault {
    code: &'static str,
    message: String,
    hint: Option<String>,
    passes: Passes,
}

/// Whether what is wrong may pass by itself.
#[derive(Clone, Copy)]
enum Passes {
    Never,
    Perhaps,
    /// There is no room for it just now.
    After(Duration),
}

impl Fault {
    fn of(code: &'static str, message: &str, hint: Option<&str>) -> Self {
        Self {
            code,
            message: message.to_owned(),
            hint: hint.map(str::to_owned),
            passes: Passes::Never,
        }
    }

    fn several(found: usize) -> Self {
        let message = format!("expected one credential, found {found}");
        let hint = "hand each in by a row of its own";
        Self::of("several", &message, Some(hint))
    }

    fn told(&self) -> Told {
        Told {
            result: RowResult::Unreadable,
            code: self.code.to_owned(),
            message: Some(self.message.clone()),
            hint: self.hint.clone(),
        }
    }

    fn put_off(pause: Duration) -> Self {
        Self {
            passes: Passes::After(pause),
            ..Self::of(
                "put_off",
                "others of the same host are asked for first",
                None,
            )
        }
    }

    /// Tries again later, at the last gives up; what does not pass by itself is told at once.
    fn settle(&self, row: &Claimed, attempts: u64, now: Timestamp) -> Ended {
        let lease = row.lease;
        let retry = |pause, counts| {
            Ended::Retry(Retry {
                lease,
                at: now + pause,
                code: self.code.to_owned(),
                message: Some(self.message.clone()),
                counts,
            })
        };
        let told = self.told();
        match self.passes {
            Passes::After(pause) => retry(pause, false),
            Passes::Perhaps if row.attempts < attempts => {
                let power = u32::try_from(row.attempts.saturating_sub(1)).unwrap_or(u32::MAX);
                retry(
                    FIRST_PAUSE.saturating_mul(4_u32.saturating_pow(power.min(6))),
                    true,
                )
            }
            Passes::Perhaps => Ended::Bury(Bury { lease, told }),
            Passes::Never => Ended::Finished(Box::new(Finished {
                lease,
                told,
                by: Behind::Nothing,
                stands: false,
            })),
        }
    }
}

/// What is told of a document that is no credential.
pub(crate) fn unopened(error: &OpenError) -> Told {
    Fault::of("not_a_credential", &error.to_string(), error.hint()).told()
}

/// What is told of a credential that cannot be had.
pub(crate) fn unread(error: &FetchError) -> Told {
    Fault::from(error).told()
}

/// What is told where there are several credentials in the place of one.
pub(crate) fn several(found: usize) -> Told {
    Fault::several(found).told()
}

/// What to do about a file that cannot be read.
const NOT_READ: &str = "see that the file is there and can be read, or correct its path";

impl From<&FetchError> for Fault {
    fn from(error: &FetchError) -> Self {
        let (code, may_pass) = match error {
            FetchError::Config(_) => ("source", false),
            FetchError::Input(_) => ("input", false),
            FetchError::Server(ServerError::Timeout { .. } | ServerError::Unreachable { .. }) => {
                ("unreachable", true)
            }
            FetchError::Server(_) => ("server", error.may_pass()),
            _ => ("not_read", false),
        };
        let hint = error.hint();
        let of_file = || (code == "not_read").then_some(NOT_READ);
        Self {
            code,
            message: error.to_string(),
            hint: hint.or_else(of_file).map(str::to_owned),
            passes: match may_pass {
                true => Passes::Perhaps,
                false => Passes::Never,
            },
        }
    }
}
