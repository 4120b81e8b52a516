//! `credeval worker`: one of many on the same store.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc, Once,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use clap::Args;
use credeval::{
    cache::StoreCache,
    dispatch::{DispatchError, Member, News, Queue, STREAM, SharedPace, Steps},
    fetch::{Client, ClientOptions},
    model::Timestamp,
    store::{Lane, Name, Store},
    work::{WorkError, Worker},
};
use credeval_report::exit;
use tokio::{
    runtime::Runtime,
    signal,
    sync::watch,
    time::{MissedTickBehavior, interval},
};

use crate::arguments::JobsArgument;
use crate::batch;
use crate::error::Error;
use crate::store::{StoreArguments, StoreFault, worker_name};
use crate::{note, warn};

/// How often a worker tells how much it has done.
const TOLD_EVERY: Duration = Duration::from_secs(30);

/// What `credeval worker` takes.
#[derive(Debug, Args)]
pub(crate) struct WorkerArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// The queue that tells of work: a NATS server with JetStream, as nats://HOST:PORT or tls://HOST:PORT
    #[arg(
        long,
        value_name = "URL",
        env = "CREDEVAL_QUEUE",
        hide_env_values = true
    )]
    queue: String,
    /// What the stream of this store is called there; each store needs one of its own
    #[arg(long, value_name = "NAME", default_value = STREAM)]
    stream: String,
    #[command(flatten)]
    jobs: JobsArgument,
    /// How often a source is asked for that cannot be had for now, in all, before its row is given up
    #[arg(long, value_name = "N", default_value_t = 5)]
    attempts: u64,
}

/// Connections to the store for each lane, and for what tells of work.
const CONNECTIONS: u32 = 6;
/// Steps of each lane for each core. One ends with its slowest row, which may wait for a list of statuses and holds
/// no core meanwhile.
const STEPS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(3);
/// Threads that listen and announce.
const LISTENING: usize = 2;

/// Works until it is told to stop.
pub(crate) fn run(arguments: &WorkerArguments) -> Result<u8, Error> {
    let cores = || thread::available_parallelism().ok();
    let jobs = arguments.jobs.jobs.or_else(cores);
    let jobs = jobs.unwrap_or(NonZeroUsize::MIN);
    let threads = Threads {
        listening: batch::runtime(LISTENING)?,
        interactive: batch::threads_beside(jobs.get())?,
        batch: batch::threads_beside(jobs.get())?,
    };
    threads.listening.block_on(work(arguments, jobs, &threads))
}

/// Threads of each lane, with connections of its own: a batch keeps all of its threads busy for
/// long, and what people wait for would stand in line behind its rows.
struct Threads {
    listening: Runtime,
    interactive: Runtime,
    batch: Runtime,
}

/// A worker of each lane, on its threads.
struct Lanes {
    interactive: Worker,
    batch: Worker,
}

impl Steps for Lanes {
    type Error = WorkError;

    async fn step(&self, lane: Lane, want: usize) -> Result<usize, WorkError> {
        let worker = match lane {
            Lane::Interactive => &self.interactive,
            Lane::Batch => &self.batch,
        };
        worker.step(want).await
    }
}

async fn work(
    arguments: &WorkerArguments,
    jobs: NonZeroUsize,
    threads: &Threads,
) -> Result<u8, Error> {
    let queue = Queue::connect(&arguments.queue, &arguments.stream).await?;
    let called = worker_name()?;
    let lane = async |called: String, threads: &Runtime| {
        let name = Name::new(called).map_err(|error| StoreFault::Name {
            argument: "actor",
            error,
        })?;
        let store = arguments.store.connected(true, CONNECTIONS).await?.store;
        let worker = worker(store, name, jobs, arguments.attempts);
        Ok::<_, Error>(worker.evaluating_on(threads.handle().clone()))
    };
    let lanes = Lanes {
        interactive: lane(format!("{called}-interactive"), &threads.interactive).await?,
        batch: lane(format!("{called}-batch"), &threads.batch).await?,
    };
    let store = arguments.store.connected(true, CONNECTIONS).await?.store;
    let lanes = Arc::new(lanes);
    let member = Member::new(store, queue, Arc::clone(&lanes), Timestamp::now);
    let member = member.jobs(jobs.saturating_mul(STEPS));
    let (stop, stopped) = watch::channel(false);
    let done = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&done);
    let told = move |news: News| match news {
        News::Worked { rows } => {
            counted.fetch_add(rows, Ordering::Relaxed);
        }
        News::QueueAway { .. } | News::StoreAway { .. } => warn(&news.to_string()),
        news => note(&news.to_string()),
    };
    note(&format!("worker {called} begins, on {jobs} cores"));
    let running = member.run(stopped, told);
    tokio::pin!(running);
    let mut tell = interval(TOLD_EVERY);
    tell.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut signals = Signals::new()?;
    let mut is_told = false;
    let ended: Result<(), DispatchError> = loop {
        tokio::select! {
            ended = &mut running => break ended,
            () = signals.next() => {
                if is_told {
                    warn("left at once; rows in work come back when their leases end");
                    return Ok(exit::FAILED);
                }
                is_told = true;
                note("finishing what was begun; once more to leave at once");
                // Nobody is left to hear it where it has ended.
                let _ = stop.send(true);
            }
            _ = tell.tick() => tell_done(&done),
        }
    };
    ended?;
    for worker in [&lanes.interactive, &lanes.batch] {
        worker.end().await?;
    }
    tell_done(&done);
    note(&format!("worker {called} ended"));
    Ok(exit::HELD)
}

/// A worker that shares answers of servers, and turns at them, with all others on the store.
fn worker(store: Store, name: Name, jobs: NonZeroUsize, attempts: u64) -> Worker {
    let refused = Once::new();
    let cache = StoreCache::new(store.clone(), Timestamp::now, move |error| {
        refused.call_once(|| warn(&format!("the cache of answers is not used: {error}")));
    });
    let pace = SharedPace::new(store.clone(), Timestamp::now);
    let client = Client::sharing(ClientOptions::default(), cache, pace);
    Worker::new(store, name, client, Timestamp::now)
        .jobs(jobs)
        .attempts(attempts)
}

/// Tells how many rows were worked on since it was told last.
fn tell_done(done: &AtomicUsize) {
    let rows = done.swap(0, Ordering::Relaxed);
    if rows > 0 {
        note(&News::Worked { rows }.to_string());
    }
}

/// Ctrl-C, and what service managers send to end a program.
struct Signals {
    #[cfg(unix)]
    terminate: signal::unix::Signal,
}

impl Signals {
    fn new() -> Result<Self, Error> {
        Ok(Self {
            #[cfg(unix)]
            terminate: signal::unix::signal(signal::unix::SignalKind::terminate())?,
        })
    }

    /// The next one.
    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            // Where Ctrl-C cannot be heard it ends the program, as it would anyway.
            _ = signal::ctrl_c() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// The next one.
    #[cfg(not(unix))]
    async fn next(&mut self) {
        // Where Ctrl-C cannot be heard it ends the program, as it would anyway.
        let _ = signal::ctrl_c().await;
    }
}
