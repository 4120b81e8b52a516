//! Many machines on one store: that rows wait is told to workers by NATS JetStream.
//!
//! ```text
//! store: outbox --publish--> queue: a lane of messages --listen--> step: claim, work, finish --> store
//!        stuck rows --sweep--> outbox
//! ```
//!
//! The store is the truth, and the queue only tells: a message says that so many rows wait, by their
//! places. Whoever hears it claims as many rows in the store, and those need not be the same. So a
//! message that is lost, repeated or late only delays, and the queue may be emptied at any moment.
//! Where it is away, workers look into the store by themselves.
//!
//! Each lane has messages, room and workers of its own: what a person waits for is never behind a batch.

mod listen;
mod message;
mod news;
mod pace;
mod publish;
mod queue;

use std::{fmt::Display, num::NonZeroUsize, sync::Arc, time::Duration};

use credeval_model::Timestamp;
use credeval_store::{Lane, Store, StoreError};
use tokio::{
    sync::watch,
    task::{JoinError, JoinSet},
};

pub use news::News;
pub use pace::SharedPace;
pub use queue::{Queue, STREAM};

use crate::work::{WorkError, Worker};
use listen::Listener;
use news::Desk;
use publish::Publisher;

/// The lanes, in the order in which they are served.
const LANES: [Lane; 2] = [Lane::Interactive, Lane::Batch];
/// Rows that one message names: enough that a commit to disk is shared by many, few enough that they are back soon.
pub const ROWS: usize = 64;

/// Works on what waits in a store.
pub trait Steps: Send + Sync + 'static {
    /// Why a step was not done.
    type Error: Display + Send;

    /// Claims up to `want` rows that are due and works on them to the end; gives how many it claimed,
    /// which is 0 where nothing was due. Which rows are next is for the store to say; `lane` is that of the
    /// message, for whoever keeps a place free for people.
    fn step(
        &self,
        lane: Lane,
        want: usize,
    ) -> impl Future<Output = Result<usize, Self::Error>> + Send;
}

impl Steps for Worker {
    type Error = WorkError;

    async fn step(&self, _: Lane, want: usize) -> Result<usize, WorkError> {
        Self::step(self, want).await
    }
}

/// How long things may take.
#[derive(Debug, Clone)]
pub struct Times {
    /// From one look into the outbox to the next; by default 250 milliseconds, which a person does not notice.
    pub look: Duration,
    /// From one search for stuck rows to the next; by default 10 seconds.
    pub sweep: Duration,
    /// How long a row waits before it is taken for stuck; by default a minute.
    pub stuck: Duration,
    /// From one look into the store to the next where the queue is away, and after a fault of
    /// the store; by default 3 seconds.
    pub poll: Duration,
    /// How long one request for a message stands, and so how long a worker takes to leave at most, when
    /// it has nothing to do; by default 2 seconds.
    pub wait: Duration,
    /// How long the queue waits for a sign of life of whoever has a message, before it gives it to another;
    /// by default 30 seconds. It counts where the worker is the first that asks this queue.
    pub ack: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            look: Duration::from_millis(250),
            sweep: Duration::from_secs(10),
            stuck: Duration::from_mins(1),
            poll: Duration::from_secs(3),
            wait: Duration::from_secs(2),
            ack: Duration::from_secs(30),
        }
    }
}

/// Why a worker among many cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DispatchError {
    /// The address of the queue.
    #[error("expected the queue as nats://HOST:PORT or tls://HOST:PORT, found {found}")]
    Address {
        /// What stands there, without what may be secret.
        found: &'static str,
    },
    /// The name of the stream.
    #[error("expected a stream named by letters, digits, `-` and `_`, found `{found}`")]
    Name {
        /// What was found.
        found: String,
    },
    /// The queue refused, or cannot be reached.
    #[error("expected the queue to {what}: {source}")]
    Queue {
        /// What it was asked for.
        what: &'static str,
        /// What it says.
        source: async_nats::Error,
    },
    /// The store did not do what it was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A task ended by itself.
    #[error("expected the worker's tasks to run until they are told to stop: {0}")]
    Task(#[from] JoinError),
}

impl DispatchError {
    /// What the reader can do about it, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Address { .. } => {
                "name a NATS server that runs with JetStream (`nats-server -js`), such as nats://127.0.0.1:4222"
            }
            Self::Name { .. } => "give a short name such as CREDEVAL",
            Self::Queue { .. } => {
                "look whether the server runs, and whether it runs with JetStream"
            }
            Self::Store(error) => return error.hint(),
            Self::Task(_) => return None,
        })
    }
}

/// One worker process among many: it announces what waits, looks for what is stuck, and works.
///
/// All of it may run any number of times: whoever is first at a row of the outbox has it.
pub struct Member<S> {
    store: Store,
    queue: Queue,
    steps: Arc<S>,
    jobs: NonZeroUsize,
    times: Times,
    clock: fn() -> Timestamp,
}

impl<S: Steps> Member<S> {
    /// A worker that does one step for each lane at a time; `clock` says what time it is.
    ///
    /// The store must be one that announces ([`credeval_store::Options::announce`]).
    pub fn new(store: Store, queue: Queue, steps: Arc<S>, clock: fn() -> Timestamp) -> Self {
        Self {
            store,
            queue,
            steps,
            jobs: NonZeroUsize::MIN,
            times: Times::default(),
            clock,
        }
    }

    /// How many steps it does at a time for each lane. Those for what people wait for are beside
    /// those for batches.
    #[must_use]
    pub fn jobs(self, jobs: NonZeroUsize) -> Self {
        Self { jobs, ..self }
    }

    /// How long things may take.
    #[must_use]
    pub fn times(self, times: Times) -> Self {
        Self { times, ..self }
    }

    /// Works until `stop` is true or gone; then it finishes the steps that were begun, and leaves. `told` hears
    /// what happens.
    ///
    /// Faults of the store and of the queue end nothing: they are told once, and it goes on when they are over.
    pub async fn run(
        self,
        stop: watch::Receiver<bool>,
        told: impl Fn(News) + Send + Sync + 'static,
    ) -> Result<(), DispatchError> {
        let desk = Arc::new(Desk::new(told));
        let mut tasks = JoinSet::new();
        let publisher = Publisher {
            store: self.store,
            queue: self.queue.clone(),
            times: self.times.clone(),
            clock: self.clock,
            desk: Arc::clone(&desk),
        };
        tasks.spawn(publisher.run(stop.clone()));
        for lane in LANES {
            for _ in 0..self.jobs.get() {
                let listener = Listener {
                    lane,
                    queue: self.queue.clone(),
                    steps: Arc::clone(&self.steps),
                    times: self.times.clone(),
                    desk: Arc::clone(&desk),
                };
                tasks.spawn(listener.run(stop.clone()));
            }
        }
        while let Some(ended) = tasks.join_next().await {
            ended?;
        }
        Ok(())
    }
}

/// Whether it is time to leave: it was said, or nobody is left who could say it.
fn is_over(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

/// Waits so long, or until it is time to leave.
async fn pause(stop: &mut watch::Receiver<bool>, pause: Duration) {
    let over = stop.wait_for(|stop| *stop);
    // Either way it is looked at again whether it is time to leave.
    let _ = tokio::time::timeout(pause, over).await;
}
