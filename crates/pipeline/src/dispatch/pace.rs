//! Turns to ask a host that all workers on a store share.

use std::time::Duration;

use credeval_fetch::Pace;
use credeval_model::Timestamp;
use credeval_store::{Slot, Store};
use futures_util::future::BoxFuture;

/// The longest that a worker waits for its turn with a row in its hands; beyond it the row is tried again later.
const LONGEST: Duration = Duration::from_secs(30);

/// Takes turns from a store.
///
/// Where the store is away, the client's own limits hold alone.
pub struct SharedPace {
    store: Store,
    clock: fn() -> Timestamp,
}

impl SharedPace {
    /// Turns from this store; `clock` says what time it is.
    pub fn new(store: Store, clock: fn() -> Timestamp) -> Self {
        Self { store, clock }
    }
}

impl Pace for SharedPace {
    fn turn<'a>(&'a self, host: &'a str, spacing: Duration) -> BoxFuture<'a, Option<Duration>> {
        Box::pin(async move {
            let now = (self.clock)();
            match self.store.host_slot(host, spacing, LONGEST, now).await {
                // A time that is over is no wait.
                Ok(Slot::At(at)) => Some(at.duration_since(now).try_into().unwrap_or_default()),
                Ok(Slot::Beyond(_)) => None,
                Err(_) => Some(Duration::ZERO),
            }
        })
    }

    fn rest<'a>(&'a self, host: &'a str, pause: Duration) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let now = (self.clock)();
            let until = now.checked_add(pause).unwrap_or(Timestamp::MAX);
            // Where it cannot be told to the others, this worker leaves the host alone all the same.
            let _ = self.store.host_rest(host, until, now).await;
        })
    }
}
