//! Credentials that people hand in one at a time and wait for: each evaluated at once, and written together with
//! what is ready at the same moment.
//!
//! ```text
//! request --evaluate (row.rs)--> what came of it --all that is ready--> one transaction --> answer
//! ```
//!
//! Who is answered has what was answered in the store. What was evaluated before is evaluated again: a person
//! asks how a credential stands today.

use std::{collections::BTreeMap, sync::Arc};

use credeval_model::{Digest, Document, Evaluation};
use credeval_store::{Batch, Begun, Finished, Lane, Name, NewBatch, NewRow, Stated, StoreError};
use credeval_verify::OpenError;
use tokio::{
    sync::{mpsc, oneshot},
    task::{JoinError, JoinHandle},
};

use super::{LEASE, SET, Worker, row};
use crate::{
    brief::{BriefError, Grounds},
    given::Given,
};

/// A credential that somebody hands in and waits for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Whose it is.
    pub tenant: Name,
    /// Who hands it in.
    pub by: Name,
    /// By what it is evaluated; both are in the store ([`Grounds::keep`]).
    pub grounds: Grounds,
    /// The learner, by the tenant's own number.
    pub student: Option<String>,
    /// The credential.
    pub document: Document,
    /// What is given beside it.
    pub given: Given,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// The document is no credential. Nothing of it was kept.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What it is to be evaluated by cannot be used.
    #[error(transparent)]
    Brief(#[from] BriefError),
    /// The store did not do what it was asked.
    #[error("{0}")]
    Store(Arc<StoreError>),
    /// What people gave cannot be kept.
    #[error("expected what is given to be written as JSON: {0}")]
    Given(#[from] serde_json::Error),
    /// The evaluation ended by itself, which is a fault of ours.
    #[error("expected a credential to be evaluated to the end: {0}")]
    Task(#[from] JoinError),
    /// The desk is closed.
    #[error("expected an open desk, found one that is closing")]
    Closed,
}

/// Where requests are handed in. Copies are the same desk.
#[derive(Clone)]
pub struct Desk {
    worker: Worker,
    ready: mpsc::Sender<Ready>,
}

/// What a desk writes by, to be waited for at the end.
pub struct Writing(JoinHandle<()>);

/// A request, and what came of it.
struct Evaluated {
    request: Request,
    /// Its grounds, as a batch keeps them.
    options: Vec<u8>,
    came: row::Came,
}

/// One that waits to be written, and who is told when it is.
type Ready = (Evaluated, oneshot::Sender<Result<(), Arc<StoreError>>>);

impl Desk {
    /// A desk on the store of a worker, whose cores, client and clock it shares. It writes until each copy of it is
    /// dropped.
    pub fn open(worker: &Worker) -> (Self, Writing) {
        let (ready, waiting) = mpsc::channel(SET);
        let desk = Self {
            worker: worker.clone(),
            ready,
        };
        (desk, Writing(tokio::spawn(write(worker.clone(), waiting))))
    }

    /// Evaluates a credential; the answer is one evaluation for each achievement, which are then kept.
    pub async fn evaluate(&self, request: Request) -> Result<Vec<Evaluation>, DeskError> {
        let briefed = self.worker.briefed(request.grounds).await?;
        let worker = self.worker.clone();
        let evaluating = self.worker.evaluating().spawn(async move {
            let by = row::By {
                worker: &worker,
                tenant: &request.tenant,
                grounds: request.grounds,
                briefed: &briefed,
            };
            let judged = by.judged(request.document.clone(), &request.given).await;
            (request, judged)
        });
        let (request, judged) = evaluating.await?;
        let (judged, evaluations) = judged.map_err(|error| match error {
            row::NotJudged::Open(error) => DeskError::Open(error),
            row::NotJudged::Written(error) => DeskError::Given(error),
            row::NotJudged::Store(error) => DeskError::Store(Arc::new(error)),
        })?;
        let came = row::Came::again(judged, &evaluations);
        let (written, is_written) = oneshot::channel();
        let options = serde_json::to_vec(&request.grounds)?;
        let evaluated = Evaluated {
            request,
            options,
            came,
        };
        self.ready
            .send((evaluated, written))
            .await
            .map_err(|_| DeskError::Closed)?;
        let written = is_written.await.map_err(|_| DeskError::Closed)?;
        written.map_err(DeskError::Store)?;
        Ok(evaluations)
    }
}

impl Writing {
    /// Waits until all that was evaluated is written, once no copy of the desk is left.
    pub async fn end(self) -> Result<(), JoinError> {
        self.0.await
    }
}

/// Rows of which one transaction is: of a tenant, handed in by the same, under the same trust file.
type Pile = (Name, Name, Digest);

/// The batch of a pile, and the line that is next.
struct Open {
    batch: Batch,
    line: u64,
}

/// Writes what is ready, all of it at a time.
async fn write(worker: Worker, mut waiting: mpsc::Receiver<Ready>) {
    // Lines are counted here, so each desk has batches of its own.
    let name = worker.0.name.as_str();
    let desk = Digest::of(format!("desk {name} {}", (worker.0.clock)()).as_bytes());
    let mut open: BTreeMap<Pile, Open> = BTreeMap::new();
    let mut ready = Vec::new();
    while waiting.recv_many(&mut ready, SET).await > 0 {
        let mut piles: BTreeMap<Pile, Vec<Ready>> = BTreeMap::new();
        for one in ready.drain(..) {
            let Request {
                tenant,
                by,
                grounds,
                ..
            } = &one.0.request;
            let pile = (tenant.clone(), by.clone(), grounds.trust);
            piles.entry(pile).or_default().push(one);
        }
        for (pile, ready) in piles {
            let (rows, told): (Vec<_>, Vec<_>) = ready.into_iter().unzip();
            let came = take_in(&worker, desk, &mut open, pile, rows).await;
            let came = came.map_err(Arc::new);
            for told in told {
                // Who asked may have gone.
                let _ = told.send(came.clone());
            }
        }
    }
}

async fn take_in(
    worker: &Worker,
    desk: Digest,
    open: &mut BTreeMap<Pile, Open>,
    pile: Pile,
    rows: Vec<Evaluated>,
) -> Result<(), StoreError> {
    let store = &worker.0.store;
    let now = (worker.0.clock)();
    let (tenant, by, _) = pile.clone();
    let Some(first) = rows.first() else {
        return Ok(());
    };
    if !open.contains_key(&pile) {
        let new = NewBatch {
            tenant,
            lane: Lane::Interactive,
            purpose: None,
            manifest: desk,
            options: first.options.clone(),
        };
        let (batch, _) = store.open_batch(&new, &by, now).await?;
        open.insert(pile.clone(), Open { batch, line: 0 });
    }
    let Some(at) = open.get_mut(&pile) else {
        return Ok(());
    };
    let mut begun = Vec::with_capacity(rows.len());
    for Evaluated { request, came, .. } in rows {
        at.line += 1;
        let lease = Begun::lease(at.batch.id, at.line);
        let row::Came { told, by, stands } = came;
        begun.push(Begun {
            row: NewRow {
                line: at.line,
                student: request.student,
                stated: Stated {
                    source: Some(request.document.source.clone()),
                    brief: Some(request.grounds.brief),
                    ..Stated::default()
                },
                document: Some(request.document),
                ..NewRow::default()
            },
            came: Some(Finished {
                lease,
                told,
                by,
                stands,
            }),
        });
    }
    let name = &worker.0.name;
    store
        .take_in(&at.batch, &begun, &by, name, now + LEASE, now)
        .await?;
    Ok(())
}
