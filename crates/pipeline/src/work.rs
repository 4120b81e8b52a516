//! The queue of a store, worked off: rows are claimed in sets, their credentials read and evaluated on
//! all cores, and what came of them is written back in sets.
//!
//! ```text
//! claim --rows--> known? --new ones--> read, evaluate (row.rs) --what came of them--> finish
//! ```
//!
//! A worker may die at any moment: its rows come back when their lease ends, and what it did not
//! write has not happened. Whoever works beside it, on this machine or another, does the same.

pub mod desk;
mod expected;
mod hosts;
pub(crate) mod intake;
mod meaning;
mod row;

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
    sync::Arc,
    time::Duration,
};

use credeval_fetch::{Client, ClientOptions};
use credeval_model::{Digest, Timestamp};
use credeval_store::{Blob, BugError, Claimed, Lease, Name, Store, StoreError};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedSemaphorePermit, Semaphore},
    task::{self, JoinError, JoinSet},
    time::{MissedTickBehavior, interval},
};

use crate::brief::{Brief, BriefError, Briefed, Grounds};
use hosts::Hosts;
use row::{Ended, Likely, Task};
pub(crate) use row::{several, unopened, unread};

/// Rows that are claimed and written together: enough that a commit to disk is shared by many, few
/// enough that they are back soon.
pub const SET: usize = 256;
/// Rows in work for each core: some are evaluated while others are read or written.
const ROWS_FOR_A_CORE: usize = 2 * SET;
/// How long a claimed row is its worker's, which says again and again that it lives.
const LEASE: Duration = Duration::from_mins(1);
/// How often it says so.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How long what is done waits for others to be written with.
const WRITTEN_AFTER: Duration = Duration::from_secs(1);
/// Bytes of a kept credential that are read together with others.
const SMALL: u64 = 64 * 1024;
/// KiB of credentials that are not small, and in work at once.
const LARGE_KIB: u32 = 64 * 1024;
/// Rows that have to be fetched and are in work beside steps: as many as one step may claim at least.
const ELSEWHERE: usize = 2 * SET;
/// How often a row is begun before it is taken for what ends its workers.
const BEGUN_AT_MOST: u64 = 5;
/// Briefs that are held ready. One with the registers of all Europe takes some hundred megabytes.
const BRIEFS: usize = 16;

/// A worker on the queue of a store. Copies work together.
#[derive(Clone)]
pub struct Worker(Arc<Inner>);

struct Inner {
    store: Store,
    name: Name,
    client: Client,
    offline: Client,
    clock: fn() -> Timestamp,
    attempts: u64,
    jobs: NonZeroUsize,
    /// Where rows are evaluated; where the worker is, without it.
    evaluating: Option<Handle>,
    /// Hears how many rows got a result.
    told: Box<dyn Fn(usize) + Send + Sync>,
    hosts: Hosts,
    large: Arc<Semaphore>,
    /// Room for rows that have to be fetched and are in work beside steps.
    elsewhere: Arc<Semaphore>,
    fetching: Mutex<JoinSet<Result<(), WorkError>>>,
    batches: Mutex<BTreeMap<Digest, Grounds>>,
    briefs: Mutex<BTreeMap<Grounds, Arc<Briefed>>>,
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
    pub fn new(store: Store, name: Name, client: Client, clock: fn() -> Timestamp) -> Self {
        let offline = Client::new(ClientOptions {
            offline: true,
            ..client.options().clone()
        });
        let at_once = client.options().at_once;
        let large = Semaphore::new(usize::try_from(LARGE_KIB).unwrap_or(usize::MAX));
        Self(Arc::new(Inner {
            store,
            name,
            client,
            offline,
            clock,
            attempts: 1,
            jobs: NonZeroUsize::MIN,
            evaluating: None,
            told: Box::new(|_| ()),
            hosts: Hosts::up_to(at_once.saturating_mul(2)),
            large: Arc::new(large),
            elsewhere: Arc::new(Semaphore::new(ELSEWHERE)),
            fetching: Mutex::default(),
            batches: Mutex::default(),
            briefs: Mutex::default(),
        }))
    }

    /// How many cores it keeps busy.
    #[must_use]
    pub fn jobs(self, jobs: NonZeroUsize) -> Self {
        self.with(|inner| inner.jobs = jobs)
    }

    /// The runtime that rows are evaluated on. On the worker's own, each answer of the store waits behind
    /// evaluations, which are hundreds and let nobody go first.
    #[must_use]
    pub fn evaluating_on(self, runtime: Handle) -> Self {
        self.with(|inner| inner.evaluating = Some(runtime))
    }

    /// How often it asks for a source that cannot be had for now, in all, before it gives it up.
    #[must_use]
    pub fn attempts(self, attempts: u64) -> Self {
        self.with(|inner| inner.attempts = attempts)
    }

    /// Who hears of how many rows the result was written, each time that some were.
    #[must_use]
    pub fn telling(self, told: impl Fn(usize) + Send + Sync + 'static) -> Self {
        self.with(|inner| inner.told = Box::new(told))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        // Nobody has a copy while it is being made.
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            change(inner);
        }
        self
    }

    /// Claims up to `want` rows that are due and works to their end on those whose credentials are at hand; gives
    /// how many there were. Those that have to be fetched go on beside it, so that a server that does not answer
    /// holds nobody's next step: [`Worker::end`] waits for them.
    pub async fn step(&self, want: usize) -> Result<usize, WorkError> {
        let claimed = self.claim(want).await?;
        let rows = claimed.len();
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            claimed.into_iter().partition(|row| row.document.is_some());
        self.fetching(elsewhere).await?;
        if !here.is_empty() {
            self.work(here, None).await?;
        }
        Ok(rows)
    }

    /// Begins on rows that have to be fetched; where too many are in work already, puts them off. Tells what
    /// came of those before.
    async fn fetching(&self, rows: Vec<Claimed>) -> Result<(), WorkError> {
        let mut begun = self.0.fetching.lock().await;
        while let Some(ended) = begun.try_join_next() {
            ended??;
        }
        if rows.is_empty() {
            return Ok(());
        }
        let room = Arc::clone(&self.0.elsewhere);
        // More than there is room for at all take all of it.
        let wanted = u32::try_from(rows.len().min(ELSEWHERE)).unwrap_or(u32::MAX);
        let room = room.try_acquire_many_owned(wanted);
        let worker = self.clone();
        begun.spawn(async move {
            match room {
                Ok(room) => worker.work(rows, Some(room)).await,
                Err(_) => {
                    let now = (worker.0.clock)();
                    let mut put_off = rows.iter().map(|row| row::put_off(row, now)).collect();
                    worker.write(&mut put_off).await
                }
            }
        });
        Ok(())
    }

    /// Waits until nothing that was begun by steps is in work any more.
    pub async fn end(&self) -> Result<(), WorkError> {
        let mut begun = self.0.fetching.lock().await;
        while let Some(ended) = begun.join_next().await {
            ended??;
        }
        Ok(())
    }

    /// Works until no row was due and none is in work here; gives how many rows were begun.
    ///
    /// Rows that wait for another attempt, or come back from somebody else, are left to whoever
    /// comes later.
    pub async fn drain(&self) -> Result<u64, WorkError> {
        let most = self.0.jobs.get().saturating_mul(ROWS_FOR_A_CORE);
        let room = Arc::new(Semaphore::new(most));
        let mut sets: JoinSet<Result<(), WorkError>> = JoinSet::new();
        let mut begun = 0;
        loop {
            let set = u32::try_from(SET).unwrap_or(u32::MAX);
            let permit = tokio::select! {
                Ok(permit) = Arc::clone(&room).acquire_many_owned(set) => permit,
                Some(ended) = sets.join_next() => {
                    ended??;
                    continue;
                }
            };
            let claimed = self.claim(SET).await?;
            if claimed.is_empty() {
                // What is in work may put rows back that are due at once.
                match sets.join_next().await {
                    Some(ended) => ended??,
                    None => return Ok(begun),
                }
                continue;
            }
            begun += claimed.len() as u64;
            let worker = self.clone();
            sets.spawn(async move { worker.work(claimed, Some(permit)).await });
        }
    }

    async fn claim(&self, want: usize) -> Result<Vec<Claimed>, WorkError> {
        let Inner {
            store, name, clock, ..
        } = &*self.0;
        let now = clock();
        Ok(store.claim(name, want, now + LEASE, now).await?)
    }

    /// Works on claimed rows and writes what came of them. A row's part of `room` is free as soon as it
    /// ended.
    async fn work(
        &self,
        claimed: Vec<Claimed>,
        mut room: Option<OwnedSemaphorePermit>,
    ) -> Result<(), WorkError> {
        let mut running = self.running();
        let digests: BTreeSet<_> = claimed.iter().filter_map(|row| row.document).collect();
        let small = self.0.store.blobs(&digests, SMALL).await?;
        let (tasks, done) = self.tasks(claimed, small).await?;
        for task in tasks {
            let permit = room.as_mut().and_then(|room| room.split(task.rows()));
            running.add(task, permit);
        }
        drop(room);
        self.to_the_end(running, done).await
    }

    /// Where rows are evaluated.
    fn evaluating(&self) -> Handle {
        self.0.evaluating.clone().unwrap_or_else(Handle::current)
    }

    fn running(&self) -> Running {
        Running {
            on: self.evaluating(),
            tasks: JoinSet::new(),
            leases: BTreeMap::new(),
        }
    }

    /// Writes what came of rows, and what comes of those that are in work, until there are no more.
    async fn to_the_end(
        &self,
        mut running: Running,
        mut done: Vec<Ended>,
    ) -> Result<(), WorkError> {
        let mut beat = ticking(HEARTBEAT);
        let mut write = ticking(WRITTEN_AFTER);
        loop {
            tokio::select! {
                ended = running.next() => match ended {
                    Some(ended) => done.extend(ended?),
                    None => return self.write(&mut done).await,
                },
                _ = write.tick() => self.write(&mut done).await?,
                _ = beat.tick() => {
                    let leases: Vec<_> = running.leases().chain(done.iter().map(Ended::lease)).collect();
                    let until = (self.0.clock)() + LEASE;
                    // Of a lease that is lost, `finish` will say so.
                    self.0.store.heartbeat(&self.0.name, &leases, until).await?;
                }
            }
            if done.len() >= SET {
                self.write(&mut done).await?;
            }
        }
    }

    /// What is to be done about rows, some of whose credentials are `at_hand`: those with the same bytes once;
    /// and the end of those whose brief cannot be used here.
    async fn tasks(
        &self,
        claimed: Vec<Claimed>,
        at_hand: BTreeMap<Digest, Blob>,
    ) -> Result<(Vec<Task>, Vec<Ended>), WorkError> {
        let store = &self.0.store;
        let mut of_grounds: BTreeMap<(String, Grounds), Vec<Claimed>> = BTreeMap::new();
        let (mut tasks, mut ended) = (Vec::new(), Vec::new());
        let (now, attempts) = ((self.0.clock)(), self.0.attempts);
        for row in claimed {
            match told_apart(self.grounds(&row).await)? {
                Ok(grounds) => {
                    let of_these = of_grounds.entry((row.tenant.clone(), grounds)).or_default();
                    of_these.push(row);
                }
                Err(error) => ended.push(row::without_brief(&row, &error, attempts, now)),
            }
        }
        for ((tenant, grounds), rows) in of_grounds {
            let tenant = Name::new(tenant).map_err(StoreError::from)?;
            let briefed = match told_apart(self.briefed(grounds).await)? {
                Ok(briefed) => briefed,
                Err(error) => {
                    let rows = rows.iter();
                    ended.extend(rows.map(|row| row::without_brief(row, &error, attempts, now)));
                    continue;
                }
            };
            let digests: Vec<_> = rows.iter().filter_map(|row| row.document).collect();
            let known = store.known(&tenant, &grounds.brief, &grounds.trust, &digests);
            let known = known.await?.into_iter();
            let known: BTreeMap<_, _> = digests.into_iter().zip(known).collect();
            let mut alike: BTreeMap<_, Task> = BTreeMap::new();
            for row in rows {
                let Some(digest) = row.document else {
                    let likely = Likely::Elsewhere;
                    tasks.push(Task::new(self, &tenant, grounds, &briefed, row, likely));
                    continue;
                };
                let expected = (
                    row.stated.expected_holder.clone(),
                    row.stated.expected_issuer.clone(),
                );
                match alike.entry((digest, expected)) {
                    std::collections::btree_map::Entry::Occupied(mut first) => {
                        first.get_mut().join(row);
                    }
                    std::collections::btree_map::Entry::Vacant(place) => {
                        let known = known.get(&digest).copied().flatten();
                        let at_hand = at_hand.get(&digest).cloned();
                        let likely = Likely::Here { at_hand, known };
                        place.insert(Task::new(self, &tenant, grounds, &briefed, row, likely));
                    }
                }
            }
            tasks.extend(alike.into_values());
        }
        Ok((tasks, ended))
    }

    /// What a row is evaluated by: its own brief, or that of its batch.
    async fn grounds(&self, row: &Claimed) -> Result<Grounds, BriefError> {
        let id = row.lease.row.batch;
        let mut batches = self.0.batches.lock().await;
        let of_batch = match batches.get(&id) {
            Some(grounds) => *grounds,
            None => {
                let batch = self.0.store.batch(&id).await?;
                let batch = batch.ok_or(BugError::UnknownBatch { batch: id });
                let options = batch.map_err(StoreError::from)?.options;
                let grounds = serde_json::from_slice(&options)?;
                batches.insert(id, grounds);
                grounds
            }
        };
        let brief = row.stated.brief.unwrap_or(of_batch.brief);
        Ok(Grounds { brief, ..of_batch })
    }

    /// The client that a brief allows.
    fn client(&self, brief: &Brief) -> &Client {
        match brief.offline {
            true => &self.0.offline,
            false => &self.0.client,
        }
    }

    async fn briefed(&self, grounds: Grounds) -> Result<Arc<Briefed>, BriefError> {
        let mut briefs = self.0.briefs.lock().await;
        if let Some(briefed) = briefs.get(&grounds) {
            return Ok(Arc::clone(briefed));
        }
        let briefed = grounds.open(&self.0.store, (self.0.clock)()).await?;
        if briefs.len() >= BRIEFS {
            briefs.pop_first();
        }
        let briefed = Arc::new(briefed);
        briefs.insert(grounds, Arc::clone(&briefed));
        Ok(briefed)
    }

    /// Writes what came of rows, and lets go of them.
    async fn write(&self, done: &mut Vec<Ended>) -> Result<(), WorkError> {
        let Inner {
            store,
            name,
            clock,
            told,
            ..
        } = &*self.0;
        if done.is_empty() {
            return Ok(());
        }
        let now = clock();
        let (mut finished, mut retried, mut buried) = (Vec::new(), Vec::new(), Vec::new());
        for ended in done.drain(..) {
            match ended {
                Ended::Finished(row) => finished.push(*row),
                Ended::Retry(row) => retried.push(row),
                Ended::Bury(row) => buried.push(row),
            }
        }
        if !finished.is_empty() {
            store.finish(name, &finished, now).await?;
        }
        if !retried.is_empty() {
            store.retry(name, &retried, now).await?;
        }
        if !buried.is_empty() {
            store.bury(name, &buried, now).await?;
        }
        told(finished.len() + buried.len());
        Ok(())
    }
}

/// A fault of the store ends a step; a brief that cannot be used ends its rows alone.
fn told_apart<T>(found: Result<T, BriefError>) -> Result<Result<T, BriefError>, StoreError> {
    match found {
        Err(BriefError::Store(error)) => Err(error),
        found => Ok(found),
    }
}

/// Tasks in work, with the leases of their rows.
struct Running {
    on: Handle,
    tasks: JoinSet<Result<Vec<Ended>, StoreError>>,
    leases: BTreeMap<task::Id, Vec<Lease>>,
}

impl Running {
    /// Begins on a task, and lets go of `holding` when it ended.
    fn add<T: Send + 'static>(&mut self, task: Task, holding: T) {
        let leases = task.leases();
        let to_its_end = async move {
            let ended = task.run().await;
            drop(holding);
            ended
        };
        let running = self.tasks.spawn_on(to_its_end, &self.on);
        self.leases.insert(running.id(), leases);
    }

    /// What came of the next that ends; `None` where there are no more.
    async fn next(&mut self) -> Option<Result<Vec<Ended>, WorkError>> {
        Some(match self.tasks.join_next_with_id().await? {
            Ok((id, ended)) => {
                self.leases.remove(&id);
                ended.map_err(WorkError::from)
            }
            Err(fault) if fault.is_panic() => {
                let leases = self.leases.remove(&fault.id()).unwrap_or_default();
                Ok(leases.into_iter().map(row::fault).collect())
            }
            Err(fault) => Err(fault.into()),
        })
    }

    /// The leases of what is in work.
    fn leases(&self) -> impl Iterator<Item = Lease> {
        self.leases.values().flatten().copied()
    }
}

/// Ticks, the first time after the whole period.
fn ticking(period: Duration) -> tokio::time::Interval {
    let mut ticks = interval(period);
    ticks.reset();
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
