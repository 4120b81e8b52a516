//! A person who hands one credential in, by the library, and waits until its result is there.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use credeval::{
    brief::{Brief, Grounds},
    store::{Lane, Name, NewBatch, NewRow, Options, RowId, RowResult, Store},
};
use credeval_dev::fixtures::bench::Maker;
use credeval_model::{Digest, Document, Timestamp};
use tokio::{
    runtime::{Builder, Runtime},
    time::sleep,
};

/// What goes wrong is told once, and ends the run.
pub(crate) type Fault = Box<dyn Error + Send + Sync>;

/// Between two looks for the result, and so how exact a wait is.
const LOOK: Duration = Duration::from_millis(5);
/// A wait that long is a fault.
const PATIENCE: Duration = Duration::from_mins(5);
/// Between two requests at least; up to as much again is added, so that they meet a worker's own rhythm anywhere.
const PAUSE: Duration = Duration::from_millis(50);

/// Who waits: a tenant of their own, with requests in the lane of people.
pub(super) struct Person {
    runtime: Runtime,
    store: Store,
    name: Name,
    grounds: Grounds,
    maker: Arc<Maker>,
    next: usize,
}

impl Person {
    /// A person at this store, who hands in credentials from this number on.
    pub(super) fn on(store: &str, maker: Arc<Maker>, first: usize) -> Result<Self, Fault> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let name = Name::new("person")?;
        let (store, grounds) = runtime.block_on(async {
            let options = Options {
                announce: true,
                connections: 2,
                ..Options::default()
            };
            let now = Timestamp::now();
            let store = Store::open(&store.parse()?, &options, now).await?;
            let grounds = Grounds::keep(&Brief::default(), None, &store, &name, now).await?;
            Ok::<_, Fault>((store, grounds))
        })?;
        Ok(Self {
            runtime,
            store,
            name,
            grounds,
            maker,
            next: first,
        })
    }

    /// So many requests, one after the other; how long each took.
    pub(super) fn wait(&mut self, requests: usize) -> Result<Vec<Duration>, Fault> {
        (0..requests).map(|_| self.once()).collect()
    }

    /// Requests, one after the other, until it is over; how long each took.
    pub(super) fn wait_until(&mut self, is_over: &AtomicBool) -> Result<Vec<Duration>, Fault> {
        let mut waits = Vec::new();
        while !is_over.load(Ordering::Relaxed) {
            waits.push(self.once()?);
        }
        Ok(waits)
    }

    /// One request: from handing it in to seeing that it passed.
    fn once(&mut self) -> Result<Duration, Fault> {
        let number = self.next;
        self.next += 1;
        let token = self.maker.plain_token(number)?;
        thread::sleep(PAUSE + PAUSE.mul_f64(fraction(number)));
        let begun = Instant::now();
        let result = self.runtime.block_on(self.result(token))?;
        let took = begun.elapsed();
        match result {
            RowResult::Passed => Ok(took),
            other => Err(format!("expected credential {number} to pass, found {other:?}").into()),
        }
    }

    async fn result(&self, token: String) -> Result<RowResult, Fault> {
        let Self { store, name, .. } = self;
        let now = Timestamp::now();
        let document = Document::new(token.into_bytes(), "a request");
        let new = NewBatch {
            tenant: name.clone(),
            lane: Lane::Interactive,
            purpose: None,
            manifest: document.digest,
            options: serde_json::to_vec(&self.grounds)?,
        };
        let (batch, _) = store.open_batch(&new, name, now).await?;
        let row = NewRow {
            line: 1,
            document: Some(document),
            ..NewRow::default()
        };
        store.enqueue(&batch.id, &[row], name, now).await?;
        let waited = tokio::time::timeout(PATIENCE, self.told(batch.id));
        waited.await?
    }

    async fn told(&self, batch: Digest) -> Result<RowResult, Fault> {
        loop {
            let row = self.store.row(RowId { batch, line: 1 }).await?;
            if let Some(told) = row.and_then(|row| row.told) {
                return Ok(told.result);
            }
            sleep(LOOK).await;
        }
    }
}

/// A number from 0 to 1 for each number, spread evenly: multiples of the golden ratio.
fn fraction(number: usize) -> f64 {
    let number = u32::try_from(number).unwrap_or_default();
    (f64::from(number) * 0.618_033_988_749_895).fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_spread_evenly() {
        let mut tenths = [0; 10];
        for number in 0..1_000 {
            let tenth = (0..10_u8)
                .rev()
                .find(|tenth| fraction(number) >= f64::from(*tenth) / 10.0);
            tenths[usize::from(tenth.unwrap())] += 1;
        }
        assert!(
            tenths.iter().all(|count| (90..=110).contains(count)),
            "{tenths:?}"
        );
    }
}
