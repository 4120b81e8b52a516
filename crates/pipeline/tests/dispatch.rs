//! Workers on a whole PostgreSQL and a whole NATS server, which lose, repeat and go away.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_nats::jetstream::{self, stream};
use credeval::dispatch::{Member, News, Queue, SharedPace, Steps, Times};
use credeval_fetch::Pace as _;
use credeval_model::{Digest, RowResult, Timestamp};
use credeval_services::{Nats, Postgres};
use credeval_store::{
    Behind, Finish, Finished, Lane, Name, NewBatch, NewRow, Options, RowId, State, Stated, Store,
    StoreError, Told, Totals,
};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinHandle,
};

/// How long a test waits for what must happen; it fails by it alone.
const PATIENCE: Duration = Duration::from_mins(2);

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// A database and a stream for one test.
struct Place {
    postgres: Arc<Postgres>,
    nats: Arc<Nats>,
    database: String,
    stream: String,
}

impl Place {
    /// On the servers that all tests share; `None`, said loudly, where they are not installed.
    fn shared() -> Option<Self> {
        static SERVERS: OnceLock<Option<(Arc<Postgres>, Arc<Nats>)>> = OnceLock::new();
        let servers = SERVERS.get_or_init(servers);
        let (postgres, nats) = servers.as_ref()?;
        Some(Self::on(Arc::clone(postgres), Arc::clone(nats)))
    }

    /// On servers of its own, which it may kill.
    fn own() -> Option<Self> {
        let (postgres, nats) = servers()?;
        Some(Self::on(postgres, nats))
    }

    fn on(postgres: Arc<Postgres>, nats: Arc<Nats>) -> Self {
        static STREAMS: AtomicU32 = AtomicU32::new(0);
        Self {
            database: postgres.database().unwrap().url,
            stream: format!("TEST{}", STREAMS.fetch_add(1, Ordering::Relaxed)),
            postgres,
            nats,
        }
    }

    async fn store(&self) -> Store {
        let options = Options {
            announce: true,
            ..Options::default()
        };
        let location = self.database.parse().unwrap();
        Store::open(&location, &options, Timestamp::now())
            .await
            .unwrap()
    }

    async fn queue(&self) -> Queue {
        Queue::connect(&self.nats.url, &self.stream).await.unwrap()
    }

    /// The server as somebody reaches it who passes by the library.
    async fn jetstream(&self) -> jetstream::Context {
        jetstream::new(async_nats::connect(&self.nats.url).await.unwrap())
    }

    /// A worker with a store and a connection of its own, as another process has.
    async fn worker(&self, called: &str, gate: &Gate) -> Running {
        let store = self.store().await;
        let worker = Arc::new(Worker {
            store: store.clone(),
            name: name(called),
            gate: gate.clone(),
            done: Mutex::default(),
        });
        let member = Member::new(
            store,
            self.queue().await,
            Arc::clone(&worker),
            Timestamp::now,
        )
        .jobs(NonZeroUsize::new(2).unwrap())
        .times(Times {
            look: Duration::from_millis(20),
            sweep: Duration::from_millis(200),
            stuck: Duration::from_secs(1),
            poll: Duration::from_millis(200),
            wait: Duration::from_millis(300),
            ack: Duration::from_secs(2),
        });
        let (stop, stopped) = watch::channel(false);
        let heard = Arc::<Mutex<Vec<News>>>::default();
        let to = Arc::clone(&heard);
        let told = move |news| to.lock().unwrap().push(news);
        let task = tokio::spawn(async move { member.run(stopped, told).await.unwrap() });
        Running {
            worker,
            stop,
            heard,
            task,
        }
    }
}

fn servers() -> Option<(Arc<Postgres>, Arc<Nats>)> {
    let postgres = Postgres::start().unwrap()?;
    let nats = Nats::start().unwrap()?;
    Some((Arc::new(postgres), Arc::new(nats)))
}

/// How many steps may begin.
#[derive(Clone)]
struct Gate(Arc<Semaphore>);

impl Gate {
    fn open() -> Self {
        Self(Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)))
    }

    fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    fn let_in(&self, steps: usize) {
        self.0.add_permits(steps);
    }
}

/// Finishes what it claims, once it is let through the gate.
struct Worker {
    store: Store,
    name: Name,
    gate: Gate,
    done: Mutex<Vec<RowId>>,
}

/// How long a claimed row is its worker's.
const LEASE: Duration = Duration::from_secs(10);

impl Steps for Worker {
    type Error = StoreError;

    async fn step(&self, _: Lane, want: usize) -> Result<usize, StoreError> {
        let now = Timestamp::now();
        let claimed = self.store.claim(&self.name, want, now + LEASE, now).await?;
        if claimed.is_empty() {
            return Ok(0);
        }
        self.gate.0.acquire().await.unwrap().forget();
        let finished: Vec<_> = claimed
            .iter()
            .map(|row| Finished {
                lease: row.lease,
                told: Told {
                    result: RowResult::Unreadable,
                    code: "test".to_owned(),
                    message: None,
                    hint: None,
                },
                by: Behind::Nothing,
                stands: false,
            })
            .collect();
        let written = self
            .store
            .finish(&self.name, &finished, Timestamp::now())
            .await?;
        let mut done = self.done.lock().unwrap();
        for (row, written) in claimed.iter().zip(written) {
            if written == Finish::Recorded {
                done.push(row.lease.row);
            }
        }
        Ok(claimed.len())
    }
}

/// A worker at work.
struct Running {
    worker: Arc<Worker>,
    stop: watch::Sender<bool>,
    heard: Arc<Mutex<Vec<News>>>,
    task: JoinHandle<()>,
}

impl Running {
    fn done(&self) -> Vec<RowId> {
        self.worker.done.lock().unwrap().clone()
    }

    fn has_heard(&self, news: impl Fn(&News) -> bool) -> bool {
        self.heard.lock().unwrap().iter().any(news)
    }

    async fn leave(self) -> Vec<RowId> {
        self.stop.send(true).unwrap();
        tokio::time::timeout(PATIENCE, self.task)
            .await
            .unwrap()
            .unwrap();
        self.worker.done.lock().unwrap().clone()
    }
}

/// Opens a batch for a tenant with this many rows.
async fn batch(store: &Store, tenant: &str, lane: Lane, rows: u64) -> Digest {
    static MANIFESTS: AtomicU32 = AtomicU32::new(0);
    let manifest = MANIFESTS.fetch_add(1, Ordering::Relaxed);
    let new = NewBatch {
        tenant: name(tenant),
        lane,
        purpose: None,
        manifest: Digest::of(&manifest.to_be_bytes()),
        options: Vec::new(),
    };
    let by = name("importer");
    let now = Timestamp::now();
    let (batch, _) = store.open_batch(&new, &by, now).await.unwrap();
    let rows: Vec<_> = (1..=rows)
        .map(|line| NewRow {
            line,
            stated: Stated {
                source: Some(format!("https://issuer.example/{line}")),
                ..Stated::default()
            },
            ..NewRow::default()
        })
        .collect();
    for rows in rows.chunks(1_000) {
        store.enqueue(&batch.id, rows, &by, now).await.unwrap();
    }
    batch.id
}

/// Waits until something is so.
async fn until<T>(mut is_so: impl AsyncFnMut() -> Option<T>) -> T {
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(so) = is_so().await {
                return so;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    waited.await.unwrap()
}

/// Waits until all rows of a batch have a result.
async fn all_done(store: &Store, batch: &Digest) -> Totals {
    until(async || {
        let totals = store.totals(batch).await.unwrap();
        (totals.pending == 0).then_some(totals)
    })
    .await
}

/// Waits until somebody has the first row of a batch.
async fn begun(store: &Store, batch: Digest) {
    let row = RowId { batch, line: 1 };
    until(async || {
        let row = store.row(row).await.unwrap().unwrap();
        (row.state == State::Leased).then_some(())
    })
    .await;
}

/// That each row of these batches was done once, by anybody.
fn each_once(done: impl IntoIterator<Item = Vec<RowId>>, batches: &[(Digest, u64)]) {
    let mut times = BTreeMap::new();
    for row in done.into_iter().flatten() {
        *times.entry(row).or_insert(0) += 1;
    }
    assert!(times.values().all(|times| *times == 1), "{times:?}");
    let expected: u64 = batches.iter().map(|(_, rows)| rows).sum();
    assert_eq!(times.len() as u64, expected);
    for (row, _) in times {
        assert!(
            batches
                .iter()
                .any(|(batch, rows)| row.batch == *batch && row.line <= *rows)
        );
    }
}

/// How many messages are in the stream.
async fn messages(jetstream: &jetstream::Context, stream: &str) -> u64 {
    match jetstream.get_stream(stream).await {
        Ok(stream) => stream.cached_info().state.messages,
        Err(_) => 0,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_workers_do_each_row_once() {
    let Some(place) = Place::shared() else { return };
    let store = place.store().await;
    let gate = Gate::open();
    let mut workers = Vec::new();
    for called in ["one", "two", "three"] {
        workers.push(place.worker(called, &gate).await);
    }
    let a = batch(&store, "a", Lane::Batch, 1_500).await;
    let b = batch(&store, "b", Lane::Interactive, 70).await;
    let totals = all_done(&store, &a).await;
    assert_eq!((totals.rows, totals.unreadable), (1_500, 1_500));
    all_done(&store, &b).await;
    for row in store.rows(&a, 0, 2_000).await.unwrap() {
        assert_eq!((row.state, row.attempts), (State::Done, 1));
    }
    // Nothing is left behind in the queue, which has its bounds.
    let jetstream = place.jetstream().await;
    let config = jetstream.get_stream(&place.stream).await.unwrap();
    let config = &config.cached_info().config;
    assert_eq!(config.discard, stream::DiscardPolicy::New);
    assert!(config.discard_new_per_subject);
    assert_eq!(config.max_messages_per_subject, 256);
    until(async || (messages(&jetstream, &place.stream).await == 0).then_some(())).await;
    let mut done = Vec::new();
    for worker in workers {
        assert!(
            !worker
                .has_heard(|news| matches!(news, News::QueueAway { .. } | News::StoreAway { .. }))
        );
        done.push(worker.leave().await);
    }
    each_once(done, &[(a, 1_500), (b, 70)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_whose_messages_were_lost_are_announced_again() {
    let Some(place) = Place::shared() else { return };
    let store = place.store().await;
    let a = batch(&store, "a", Lane::Batch, 100).await;
    let b = batch(&store, "b", Lane::Interactive, 1).await;
    // As if somebody had announced all of it, and the queue had lost it.
    for lane in [Lane::Interactive, Lane::Batch] {
        let now = Timestamp::now();
        let rows = store
            .take_announcements(lane, 1_000, now, now)
            .await
            .unwrap();
        assert!(!rows.is_empty());
        store.announced(&rows).await.unwrap();
    }
    let worker = place.worker("one", &Gate::open()).await;
    all_done(&store, &b).await;
    all_done(&store, &a).await;
    assert!(worker.has_heard(|news| matches!(news, News::AnnouncedAgain { .. })));
    each_once([worker.leave().await], &[(a, 100), (b, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_was_emptied_or_removed_loses_nothing() {
    let Some(place) = Place::shared() else { return };
    let (store, gate) = (place.store().await, Gate::closed());
    let jetstream = place.jetstream().await;
    let a = batch(&store, "a", Lane::Batch, 1_000).await;
    let worker = place.worker("one", &gate).await;
    until(async || (messages(&jetstream, &place.stream).await > 10).then_some(())).await;
    let stream = jetstream.get_stream(&place.stream).await.unwrap();
    stream.purge().await.unwrap();
    gate.let_in(3);
    until(async || (worker.done().len() >= 3 * 64).then_some(())).await;
    jetstream.delete_stream(&place.stream).await.unwrap();
    gate.let_in(Semaphore::MAX_PERMITS / 2);
    all_done(&store, &a).await;
    // And new rows are announced in a stream that was made anew.
    until(async || jetstream.get_stream(&place.stream).await.ok()).await;
    let b = batch(&store, "b", Lane::Interactive, 1).await;
    all_done(&store, &b).await;
    each_once([worker.leave().await], &[(a, 1_000), (b, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_come_twice_and_backwards_change_nothing() {
    let Some(place) = Place::shared() else { return };
    let store = place.store().await;
    let worker = place.worker("one", &Gate::open()).await;
    let jetstream = place.jetstream().await;
    until(async || jetstream.get_stream(&place.stream).await.ok()).await;
    let a = batch(&store, "a", Lane::Batch, 200).await;
    let subject = format!("{}.batch", place.stream);
    let mut stray = 0;
    for line in (1..=200).rev() {
        let text = RowId { batch: a, line }.to_string();
        let wrong = "a message of somebody else".to_owned();
        let mut texts = vec![text.clone(), text];
        if line % 50 == 0 {
            texts.push(wrong);
            stray += 1;
        }
        for text in texts {
            // Where there is no room for it, it is not there: that is no fault either.
            let _ = jetstream
                .publish(subject.clone(), text.into())
                .await
                .unwrap()
                .await;
        }
    }
    all_done(&store, &a).await;
    until(async || (messages(&jetstream, &place.stream).await == 0).then_some(())).await;
    assert_eq!(stray, 4);
    assert!(worker.has_heard(|news| *news == News::Stray));
    each_once([worker.leave().await], &[(a, 200)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_is_away_stops_nobody() {
    let Some(place) = Place::own() else { return };
    let store = place.store().await;
    let worker = place.worker("one", &Gate::open()).await;
    let a = batch(&store, "a", Lane::Batch, 300).await;
    until(async || (!worker.done().is_empty()).then_some(())).await;
    place.nats.kill().unwrap();
    let b = batch(&store, "b", Lane::Batch, 300).await;
    all_done(&store, &a).await;
    all_done(&store, &b).await;
    until(async || {
        worker
            .has_heard(|news| matches!(news, News::QueueAway { .. }))
            .then_some(())
    })
    .await;
    // A worker that begins meanwhile does not wait for the queue either.
    let late = place.worker("two", &Gate::open()).await;
    place.nats.restart().unwrap();
    for worker in [&worker, &late] {
        until(async || {
            worker
                .has_heard(|news| *news == News::QueueBack)
                .then_some(())
        })
        .await;
    }
    let away = |news: &&News| matches!(news, News::QueueAway { .. });
    // Not for each time that it was tried; what was under way when the server went may still answer once.
    let told = worker.heard.lock().unwrap().iter().filter(away).count();
    assert!((1..=3).contains(&told), "{told}");
    let c = batch(&store, "c", Lane::Interactive, 100).await;
    all_done(&store, &c).await;
    let done = [worker.leave().await, late.leave().await];
    each_once(done, &[(a, 300), (b, 300), (c, 100)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_away_loses_nothing() {
    let Some(place) = Place::own() else { return };
    let (store, gate) = (place.store().await, Gate::closed());
    let worker = place.worker("one", &gate).await;
    let a = batch(&store, "a", Lane::Batch, 1_000).await;
    gate.let_in(4);
    until(async || (worker.done().len() > 64).then_some(())).await;
    place.postgres.kill().unwrap();
    gate.let_in(Semaphore::MAX_PERMITS / 2);
    until(async || {
        worker
            .has_heard(|news| matches!(news, News::StoreAway { .. }))
            .then_some(())
    })
    .await;
    place.postgres.restart().unwrap();
    let totals = until(async || {
        let totals = store.totals(&a).await.ok()?;
        (totals.pending == 0).then_some(totals)
    })
    .await;
    assert_eq!((totals.rows, totals.unreadable), (1_000, 1_000));
    until(async || {
        worker
            .has_heard(|news| *news == News::StoreBack)
            .then_some(())
    })
    .await;
    // What was written as the server died may not have been heard of; nothing is there twice.
    let done = worker.leave().await;
    assert!(done.len() <= 1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_a_worker_that_is_gone_come_back() {
    let Some(place) = Place::shared() else { return };
    let (store, gate) = (place.store().await, Gate::closed());
    let lost = place.worker("lost", &gate).await;
    let a = batch(&store, "a", Lane::Batch, 200).await;
    until(async || {
        let depth = store.depth(None).await.unwrap();
        (depth.leased > 0).then_some(())
    })
    .await;
    lost.task.abort();
    assert!(lost.task.await.unwrap_err().is_cancelled());
    let worker = place.worker("one", &Gate::open()).await;
    all_done(&store, &a).await;
    assert!(worker.has_heard(|news| matches!(news, News::Released { .. })));
    each_once([worker.leave().await], &[(a, 200)]);
    let attempts = store.rows(&a, 0, 200).await.unwrap();
    assert!(attempts.iter().any(|row| row.attempts == 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_served_before_a_batch_ends() {
    let Some(place) = Place::shared() else { return };
    let (store, gate) = (place.store().await, Gate::closed());
    let worker = place.worker("one", &gate).await;
    let big = batch(&store, "big", Lane::Batch, 3_000).await;
    // All places for batches are taken, and nothing ends.
    until(async || (store.depth(None).await.unwrap().leased == 128).then_some(())).await;
    let small = batch(&store, "small", Lane::Interactive, 1).await;
    begun(&store, small).await;
    // So does a batch of somebody else, which was announced behind the large one.
    let other = batch(&store, "other", Lane::Batch, 1).await;
    gate.let_in(8);
    all_done(&store, &small).await;
    all_done(&store, &other).await;
    let totals = store.totals(&big).await.unwrap();
    assert!(totals.pending > 1_000, "{totals:?}");
    gate.let_in(Semaphore::MAX_PERMITS / 2);
    all_done(&store, &big).await;
    each_once(
        [worker.leave().await],
        &[(big, 3_000), (small, 1), (other, 1)],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_queue_has_no_room_for_waits_in_the_outbox() {
    let Some(place) = Place::shared() else { return };
    let (store, gate) = (place.store().await, Gate::closed());
    let jetstream = place.jetstream().await;
    let config = stream::Config {
        name: place.stream.clone(),
        subjects: vec![format!("{}.*", place.stream)],
        retention: stream::RetentionPolicy::WorkQueue,
        discard: stream::DiscardPolicy::New,
        discard_new_per_subject: true,
        max_messages_per_subject: 4,
        ..stream::Config::default()
    };
    jetstream.create_stream(config).await.unwrap();
    let big = batch(&store, "big", Lane::Batch, 1_000).await;
    let worker = place.worker("one", &gate).await;
    until(async || (messages(&jetstream, &place.stream).await == 4).then_some(())).await;
    // There is room in the other lane.
    let small = batch(&store, "small", Lane::Interactive, 1).await;
    begun(&store, small).await;
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(messages(&jetstream, &place.stream).await <= 5);
    }
    // As somebody sees it when all that was taken for a moment is back.
    let later = Timestamp::now() + Duration::from_mins(1);
    let rest = store
        .take_announcements(Lane::Batch, 2_000, later, later)
        .await;
    assert_eq!(rest.unwrap().len(), 1_000 - 4 * 64);
    gate.let_in(Semaphore::MAX_PERMITS / 2);
    all_done(&store, &big).await;
    all_done(&store, &small).await;
    each_once([worker.leave().await], &[(big, 1_000), (small, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_leaves_finishes_what_it_began() {
    let Some(place) = Place::shared() else { return };
    let (store, gate) = (place.store().await, Gate::closed());
    let worker = place.worker("one", &gate).await;
    let a = batch(&store, "a", Lane::Batch, 500).await;
    until(async || (store.depth(None).await.unwrap().leased == 128).then_some(())).await;
    worker.stop.send(true).unwrap();
    gate.let_in(Semaphore::MAX_PERMITS / 2);
    let done = worker.leave().await;
    assert_eq!(done.len(), 128);
    // It has begun nothing more, and holds nothing.
    let depth = store.depth(None).await.unwrap();
    assert_eq!((depth.queued, depth.leased), (500 - 128, 0));
    let other = place.worker("two", &Gate::open()).await;
    all_done(&store, &a).await;
    each_once([done, other.leave().await], &[(a, 500)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_share_the_turns_at_a_host() {
    let Some(place) = Place::shared() else { return };
    let noon = || "2026-01-02T12:00:00Z".parse().unwrap();
    let one = SharedPace::new(place.store().await, noon);
    let two = SharedPace::new(place.store().await, noon);
    let seconds = Duration::from_secs;
    assert_eq!(one.turn("a.example", seconds(2)).await, Some(seconds(0)));
    assert_eq!(two.turn("a.example", seconds(2)).await, Some(seconds(2)));
    assert_eq!(one.turn("a.example", seconds(2)).await, Some(seconds(4)));
    assert_eq!(two.turn("b.example", seconds(2)).await, Some(seconds(0)));
    // A host that asks one of them to be left alone is left alone by all.
    one.rest("b.example", seconds(20)).await;
    assert_eq!(two.turn("b.example", seconds(2)).await, Some(seconds(20)));
    one.rest("b.example", seconds(1_000)).await;
    assert_eq!(two.turn("b.example", seconds(2)).await, None);
}

#[tokio::test]
async fn what_is_no_queue_is_refused() {
    for (url, stream) in [
        ("nats://127.0.0.1:1", "a b"),
        ("nats://127.0.0.1:1", ""),
        ("nats://127.0.0.1:1", "a.b"),
        ("https://127.0.0.1:1", "A"),
        ("nats://", "A"),
        ("nats://user:secret@[", "A"),
    ] {
        let error = Queue::connect(url, stream).await.unwrap_err().to_string();
        assert!(error.starts_with("expected "), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}
