//! Rows that are worked on as they are handed in: their credentials are at hand, and what came of them is
//! written with them. They neither wait in the queue nor are they read back from the store.
//!
//! ```text
//! rows --sets--> known? --new ones--> evaluate (row.rs) --one set after the other--> take in
//! ```
//!
//! Sets are written in their order, so that the last row that the store has says where an import goes on.
//! What is not finished when it is the set's turn is taken in as leased, and finished as other rows are.

use std::{collections::BTreeMap, pin::pin, sync::Arc};

use credeval_store::{Batch, Begun, Blob, Claimed, Name, NewRow};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
    task::JoinSet,
    time::{Instant, sleep_until},
};

use super::{Ended, LEASE, SET, WRITTEN_AFTER, WorkError, Worker};

/// Rows that are handed in together.
pub(crate) const ROWS: usize = 2 * SET;
/// Sets of them in work: some are evaluated while one is written.
const SETS: usize = 4;
/// Rows that a worker that was killed may have had in work, and that do not stand in the store.
pub(crate) const BEGUN: u64 = (SETS * ROWS) as u64;

/// Rows on their way through a worker into their batch.
pub(crate) struct Intake {
    worker: Worker,
    batch: Batch,
    by: Name,
    room: Arc<Semaphore>,
    /// Says when the set before is written.
    before: Option<oneshot::Receiver<()>>,
    sets: JoinSet<Result<(), WorkError>>,
}

/// A set of rows.
struct Set {
    rows: Vec<NewRow>,
    before: Option<oneshot::Receiver<()>>,
    written: oneshot::Sender<()>,
    room: OwnedSemaphorePermit,
}

impl Intake {
    pub(crate) fn new(worker: &Worker, batch: &Batch, by: &Name) -> Self {
        Self {
            worker: worker.clone(),
            batch: batch.clone(),
            by: by.clone(),
            room: Arc::new(Semaphore::new(SETS)),
            before: None,
            sets: JoinSet::new(),
        }
    }

    /// Begins on rows, once there is room for them.
    pub(crate) async fn add(&mut self, rows: Vec<NewRow>) -> Result<(), WorkError> {
        let room = loop {
            tokio::select! {
                Some(ended) = self.sets.join_next() => ended??,
                Ok(room) = Arc::clone(&self.room).acquire_owned() => break room,
            }
        };
        let (written, is_written) = oneshot::channel();
        let set = Set {
            rows,
            before: self.before.replace(is_written),
            written,
            room,
        };
        let Self {
            worker, batch, by, ..
        } = self;
        let (worker, batch, by) = (worker.clone(), batch.clone(), by.clone());
        self.sets
            .spawn(async move { worker.take_in(&batch, &by, set).await });
        Ok(())
    }

    /// Waits until each row has its result, or waits in the queue.
    pub(crate) async fn end(mut self) -> Result<(), WorkError> {
        while let Some(ended) = self.sets.join_next().await {
            ended??;
        }
        Ok(())
    }
}

impl Worker {
    async fn take_in(&self, batch: &Batch, by: &Name, set: Set) -> Result<(), WorkError> {
        let Set {
            rows,
            before,
            written,
            room,
        } = set;
        let mut at_hand = BTreeMap::new();
        let mut claimed = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(document) = row.document.as_ref().filter(|_| row.told.is_none()) {
                let blob = Blob {
                    bytes: document.bytes.clone(),
                    media_type: document.media_type.clone(),
                };
                at_hand.insert(document.digest, blob);
                claimed.push(Claimed {
                    lease: Begun::lease(batch.id, row.line),
                    tenant: batch.tenant.clone(),
                    attempts: 1,
                    stated: row.stated.clone(),
                    document: Some(document.digest),
                });
            }
        }
        let (tasks, mut done) = self.tasks(claimed, at_hand).await?;
        let mut running = self.running();
        for task in tasks {
            running.add(task, ());
        }
        let mut turn = pin!(async {
            match before {
                Some(before) => before.await.is_ok(),
                None => true,
            }
        });
        let mut is_turn = None;
        let mut until = Instant::now();
        loop {
            tokio::select! {
                ended = running.next() => match ended {
                    Some(ended) => done.extend(ended?),
                    None => break,
                },
                is_written = &mut turn, if is_turn.is_none() => {
                    is_turn = Some(is_written);
                    until = Instant::now() + WRITTEN_AFTER;
                }
                () = sleep_until(until), if is_turn.is_some() => break,
            }
        }
        let is_turn = match is_turn {
            Some(is_turn) => is_turn,
            None => turn.await,
        };
        if !is_turn {
            // The set before was not written, which whoever waits for it is told.
            return Ok(());
        }
        let mut finished = BTreeMap::new();
        let mut others = Vec::new();
        for ended in done {
            match ended {
                Ended::Finished(row) => {
                    finished.insert(row.lease.row.line, *row);
                }
                other => others.push(other),
            }
        }
        let begun = rows.into_iter().map(|row| Begun {
            came: finished.remove(&row.line),
            row,
        });
        let begun: Vec<_> = begun.collect();
        let Self(inner) = self;
        let now = (inner.clock)();
        let store = &inner.store;
        store
            .take_in(batch, &begun, by, &inner.name, now + LEASE, now)
            .await?;
        let has_result = |begun: &&Begun| begun.came.is_some() || begun.row.told.is_some();
        (inner.told)(begun.iter().filter(has_result).count());
        drop(begun);
        // Nobody waits where no set follows.
        let _ = written.send(());
        drop(room);
        self.to_the_end(running, others).await
    }
}
