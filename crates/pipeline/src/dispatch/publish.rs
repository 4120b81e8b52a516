//! From the outbox into the queue, and from the rows that are stuck into the outbox.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use credeval_model::Timestamp;
use credeval_store::{Lane, Store, StoreError};
use tokio::{sync::watch, time::Instant};

use super::{DispatchError, LANES, News, Queue, ROWS, Times, is_over, news::Desk, pause};

/// Messages that are on their way to the server at one time.
const IN_FLIGHT: usize = 32;
/// How long a row that was taken from the outbox may be on its way. Who took it may be gone.
const TAKEN: Duration = Duration::from_secs(10);
/// Rows that are announced again at one time: as many as a lane of the queue holds.
const AGAIN: u32 = 16_384;

/// Announces what waits, and looks for what is stuck.
pub(super) struct Publisher {
    pub(super) store: Store,
    pub(super) queue: Queue,
    pub(super) times: Times,
    pub(super) clock: fn() -> Timestamp,
    pub(super) desk: Arc<Desk>,
}

/// What a publisher knows of the queue.
#[derive(Default)]
struct Known {
    /// The stream is there.
    is_prepared: bool,
    /// Lanes that had no room when they were last used.
    full: BTreeSet<Lane>,
}

impl Publisher {
    pub(super) async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut known = Known::default();
        let mut swept: Option<Instant> = None;
        while !is_over(&stop) {
            let is_due = swept.is_none_or(|swept| swept.elapsed() >= self.times.sweep);
            if is_due {
                swept = Some(Instant::now());
                match self.release().await {
                    Ok(()) => self.desk.store_there(),
                    Err(error) => self.desk.store_away(error),
                }
            }
            match self.round(&mut known, is_due).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => {
                    // A stream that was removed is made again.
                    known = Known::default();
                    match error {
                        DispatchError::Store(error) => self.desk.store_away(error),
                        error => self.desk.queue_away(error),
                    }
                    pause(&mut stop, self.times.poll).await;
                }
            }
            pause(&mut stop, self.times.look).await;
        }
    }

    /// Announces what is due, as far as there is room; says whether there may be more.
    async fn round(&self, known: &mut Known, sweeps: bool) -> Result<bool, DispatchError> {
        if !self.queue.is_connected() {
            return Err(DispatchError::Queue {
                what: "be connected",
                source: "no connection".into(),
            });
        }
        if !known.is_prepared {
            self.queue.prepare(self.times.ack).await?;
            known.is_prepared = true;
        }
        let mut is_more = false;
        for lane in LANES {
            // A lane that had no room is asked before rows are taken for it.
            let room = match known.full.contains(&lane) {
                true => self.queue.room(lane).await?.min(IN_FLIGHT),
                false => IN_FLIGHT,
            };
            if room == 0 {
                continue;
            }
            let (taken, announced) = self.announce(lane, room * ROWS).await?;
            match announced < taken {
                true => known.full.insert(lane),
                false => known.full.remove(&lane),
            };
            is_more |= announced == IN_FLIGHT * ROWS;
            if sweeps && taken == 0 {
                self.announce_again(lane).await?;
            }
        }
        self.desk.queue_there();
        Ok(is_more)
    }

    /// Gives how many rows were taken from the outbox, and how many of them are in the queue now.
    async fn announce(&self, lane: Lane, rows: usize) -> Result<(usize, usize), DispatchError> {
        let now = (self.clock)();
        let limit = u32::try_from(rows).unwrap_or(u32::MAX);
        let taken = self
            .store
            .take_announcements(lane, limit, now + TAKEN, now)
            .await?;
        if taken.is_empty() {
            return Ok((0, 0));
        }
        let announced = self.queue.announce(lane, &taken).await?;
        // Those for which there was no room come again.
        self.store.announced(&announced).await?;
        Ok((taken.len(), announced.len()))
    }

    /// Rows whose workers are gone wait again.
    async fn release(&self) -> Result<(), StoreError> {
        loop {
            let rows = self.store.release_expired((self.clock)()).await?.len();
            if rows == 0 {
                break;
            }
            self.desk.tell(News::Released { rows });
        }
        self.store.forget_slots((self.clock)()).await?;
        Ok(())
    }

    /// Rows of a lane that wait though no message does: theirs were lost.
    async fn announce_again(&self, lane: Lane) -> Result<(), DispatchError> {
        if self.queue.waiting(lane).await? > 0 {
            return Ok(());
        }
        let now = (self.clock)();
        let older = now.checked_sub(self.times.stuck).unwrap_or(Timestamp::MIN);
        let rows = self.store.announce_again(lane, older, AGAIN, now).await?;
        if rows > 0 {
            self.desk.tell(News::AnnouncedAgain { rows });
        }
        Ok(())
    }
}
