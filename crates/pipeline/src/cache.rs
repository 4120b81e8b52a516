//! One cache of answers for all who use a store: keys, status lists and registers that one worker
//! fetched, every other one has.
//!
//! ```text
//! client --asks--> memory --else--> store --else--> server
//! ```
//!
//! What is kept, and how long it is fresh, is for the client to say; here it is only written down.

use std::fmt;

use credeval_fetch::{Cache, Exhibit, FetchError, InMemory, Kept, Supplied, Url};
use credeval_model::Timestamp;
use credeval_store::{CacheEntry, Cached, CachedAnswer, Store, StoreError};

/// Answers that one step of an export reads: each may have 8 MiB.
const ANSWERS_AT_ONCE: u32 = 8;
/// Where an export stops to collect: a bundle has no room for more, and says so.
const EXPORTED_BYTES: usize = 64 * 1024 * 1024;

/// Boxed, as [`Cache`] gives its answers.
type Boxed<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Keeps answers in a store, and those that were asked for of late in memory before it.
///
/// What is erased or dropped in the store stays in the memory of a program that runs until it is no
/// more fresh, a day at most; nothing that is a person's is ever kept ([`Cache`]).
pub struct StoreCache {
    store: Store,
    memory: InMemory,
    clock: fn() -> Timestamp,
    told: Box<dyn Fn(&StoreError) + Send + Sync>,
}

impl StoreCache {
    /// A cache in `store`. `told` hears what the store refused: to the client it is as if nothing
    /// had been kept.
    pub fn new(
        store: Store,
        clock: fn() -> Timestamp,
        told: impl Fn(&StoreError) + Send + Sync + 'static,
    ) -> Self {
        Self {
            store,
            memory: InMemory::default(),
            clock,
            told: Box::new(told),
        }
    }

    async fn look(&self, url: &Url) -> Option<Kept> {
        let now = (self.clock)();
        let kept = self.memory.get(url).await;
        if let Some(kept) = kept.filter(|kept| kept.is_fresh(now)) {
            return Some(kept);
        }
        // Somebody else may have it anew.
        match self.store.cached(url.as_str(), now).await {
            Ok(found) => {
                let (Cached::Fresh(answer) | Cached::Stale(answer)) = found?;
                let kept = kept_of(url, answer);
                self.memory.put(url, kept.clone()).await;
                Some(kept)
            }
            Err(error) => {
                (self.told)(&error);
                None
            }
        }
    }

    async fn keep(&self, url: &Url, kept: Kept) {
        if let Err(error) = keep(&self.store, url, &kept).await {
            (self.told)(&error);
        }
        self.memory.put(url, kept).await;
    }
}

impl Cache for StoreCache {
    fn get<'a>(&'a self, url: &'a Url) -> Boxed<'a, Option<Kept>> {
        Box::pin(self.look(url))
    }

    fn put<'a>(&'a self, url: &'a Url, kept: Kept) -> Boxed<'a, ()> {
        Box::pin(self.keep(url, kept))
    }
}

impl fmt::Debug for StoreCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreCache").finish_non_exhaustive()
    }
}

async fn keep(store: &Store, url: &Url, kept: &Kept) -> Result<(), StoreError> {
    let entry = CacheEntry {
        url: url.to_string(),
        // No other is kept.
        status: 200,
        media_type: kept.media_type.clone(),
        etag: kept.etag.clone(),
        last_modified: kept.last_modified.clone(),
        fetched_at: kept.fetched_at,
        location: (kept.location != *url).then(|| kept.location.to_string()),
        may_be_stale: kept.may_be_stale,
        is_supplied: kept.is_supplied,
    };
    let (until, now) = (kept.fresh_until, kept.fetched_at);
    store.cache(&entry, &kept.bytes, until, now).await
}

fn kept_of(url: &Url, answer: CachedAnswer) -> Kept {
    let CachedAnswer {
        entry,
        fresh_until,
        digest,
        bytes,
    } = answer;
    // What does not parse any more is asked for without conditions, as at an address of its own.
    let location = entry.location.and_then(|text| text.parse().ok());
    Kept {
        bytes: bytes.into(),
        digest,
        media_type: entry.media_type,
        location: location.unwrap_or_else(|| url.clone()),
        etag: entry.etag,
        last_modified: entry.last_modified,
        fetched_at: entry.fetched_at,
        fresh_until,
        may_be_stale: entry.may_be_stale,
        is_supplied: entry.is_supplied,
    }
}

/// What an import came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Answers that the store has now.
    pub taken: u64,
    /// Those that it had from a later time, or of the same.
    pub older: u64,
    /// Addresses that answered otherwise than with success: such answers are not kept.
    pub refused: u64,
}

/// Why a cache could not be exported or imported.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The store did not do what it was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bundle.
    #[error(transparent)]
    Bundle(#[from] FetchError),
}

/// What a store keeps of answers, fresh or stale, as evidence to be packed: those whose address
/// begins with one of `prefixes`, or all where there are none. More than a bundle holds is cut off
/// just above its limit, so that packing it says so.
pub async fn export(store: &Store, prefixes: &[String]) -> Result<Supplied, StoreError> {
    let mut exhibits = Vec::new();
    let mut bytes = 0;
    let mut after: Option<String> = None;
    while bytes <= EXPORTED_BYTES {
        let answers = store.all_cached(after.as_deref(), ANSWERS_AT_ONCE).await?;
        let Some(last) = answers.last() else { break };
        after = Some(last.entry.url.clone());
        for answer in answers {
            let url = &answer.entry.url;
            let is_wanted =
                prefixes.is_empty() || prefixes.iter().any(|text| url.starts_with(text));
            // Every address was a URL when it was asked.
            if let Some(url) = url.parse::<Url>().ok().filter(|_| is_wanted) {
                bytes += answer.bytes.len();
                let exhibit = Exhibit::of(&kept_of(&url, answer));
                exhibits.push((url, exhibit));
            }
        }
    }
    Ok(Supplied::exhibits(exhibits))
}

/// Puts evidence into the cache of a store, marked as supplied until a server says that it still
/// stands. Its time of fetching and its lifetime are kept, the latter within a day; without one it is
/// stale. An answer of the same time or later stays.
pub async fn import(store: &Store, supplied: &Supplied) -> Result<Imported, BundleError> {
    let mut imported = Imported::default();
    for each in supplied.each() {
        let (url, exhibit) = each?;
        let kept = exhibit.kept(&url);
        let before = store.cached(url.as_str(), kept.fetched_at).await?;
        let is_older = before.is_some_and(|before| {
            let (Cached::Fresh(before) | Cached::Stale(before)) = before;
            before.entry.fetched_at >= kept.fetched_at
        });
        match is_older {
            true => imported.older += 1,
            false => {
                keep(store, &url, &kept).await?;
                imported.taken += 1;
            }
        }
    }
    let all = u64::try_from(supplied.addresses().count()).unwrap_or(u64::MAX);
    imported.refused = all - imported.taken - imported.older;
    Ok(imported)
}
