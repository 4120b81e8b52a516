//! What is kept of answers, so that not every credential asks for them again.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use credeval_model::{Digest, Timestamp};
use futures_util::future::BoxFuture;
use url::Url;

/// Bytes that are kept in memory: the status lists of some dozen issuers and many keys.
const MEMORY_BYTES: usize = 64 * 1024 * 1024;

/// An answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// Their digest.
    pub digest: Digest,
    /// The media type that the server named.
    pub media_type: Option<String>,
    /// Where it was found, after all redirects.
    pub location: Url,
    /// The server's name for this very answer (RFC 9110 section 8.8.3).
    pub etag: Option<String>,
    /// When the server says that it was changed last (RFC 9110 section 8.8.2), as it wrote it.
    pub last_modified: Option<String>,
    /// When the server gave it, or said last that it still stands.
    pub fetched_at: Timestamp,
    /// Until when it may be used without asking (RFC 9111 section 4.2).
    pub fresh_until: Timestamp,
    /// Whether it may be used after that where the server cannot be asked (RFC 9111 section 4.2.4).
    pub may_be_stale: bool,
    /// Whether a person put it there, and no server said yet that it still stands.
    pub is_supplied: bool,
}

impl Kept {
    /// Whether it may be used at `now` without asking: not after its lifetime, and not before it was
    /// fetched.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.fetched_at <= now && now < self.fresh_until
    }
}

/// Where answers are kept, by URL.
///
/// A fault of the cache is no answer: what cannot be read is `None`, and what cannot be kept is
/// fetched again. Only answers that servers allow to be kept are put, and none of those that hold
/// credentials.
pub trait Cache: Send + Sync {
    /// What was put last for the URL, fresh or stale.
    fn get<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Option<Kept>>;

    /// Keeps an answer in place of the one before.
    fn put<'a>(&'a self, url: &'a Url, kept: Kept) -> BoxFuture<'a, ()>;
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCache;

impl Cache for NoCache {
    fn get<'a>(&'a self, _: &'a Url) -> BoxFuture<'a, Option<Kept>> {
        Box::pin(async { None })
    }

    fn put<'a>(&'a self, _: &'a Url, _: Kept) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

/// Keeps answers in memory as long as the program runs, up to a number of bytes.
///
/// They stand in two generations: where the younger one has no room, it grows old, and the one
/// before is forgotten; what is asked for again is young again.
pub struct InMemory {
    /// Of one generation.
    limit: usize,
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<Url, Kept>,
    old: HashMap<Url, Kept>,
    /// Of the younger one.
    bytes: usize,
}

impl Default for InMemory {
    /// Up to 64 MiB.
    fn default() -> Self {
        Self::up_to(MEMORY_BYTES)
    }
}

impl InMemory {
    /// Keeps up to so many bytes; an answer of more than half of them is not kept.
    pub fn up_to(bytes: usize) -> Self {
        Self {
            limit: bytes / 2,
            generations: Mutex::default(),
        }
    }

    fn look(&self, url: &Url) -> Option<Kept> {
        let mut generations = self
            .generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = generations.young.get(url) {
            return Some(kept.clone());
        }
        let kept = generations.old.remove(url)?;
        generations.insert(url, kept.clone(), self.limit);
        Some(kept)
    }

    fn keep(&self, url: &Url, kept: Kept) {
        let mut generations = self
            .generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        generations.old.remove(url);
        generations.insert(url, kept, self.limit);
    }
}

impl Generations {
    fn insert(&mut self, url: &Url, kept: Kept, limit: usize) {
        if let Some(before) = self.young.remove(url) {
            self.bytes -= size(url, &before);
        }
        let bytes = size(url, &kept);
        if bytes > limit {
            return;
        }
        if self.bytes + bytes > limit {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.young.insert(url.clone(), kept);
    }
}

/// Bytes that an answer takes, with what is kept of its head.
fn size(url: &Url, kept: &Kept) -> usize {
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    size_of::<(Url, Kept)>()
        + url.as_str().len()
        + kept.location.as_str().len()
        + kept.bytes.len()
        + text(&kept.media_type)
        + text(&kept.etag)
        + text(&kept.last_modified)
}

impl Cache for InMemory {
    fn get<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Option<Kept>> {
        Box::pin(async { self.look(url) })
    }

    fn put<'a>(&'a self, url: &'a Url, kept: Kept) -> BoxFuture<'a, ()> {
        Box::pin(async { self.keep(url, kept) })
    }
}

impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InMemory({} bytes)", 2 * self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(name: u32) -> Url {
        Url::parse(&format!("https://issuer.example/{name}")).unwrap()
    }

    fn kept(bytes: usize) -> Kept {
        let bytes = vec![0; bytes];
        Kept {
            digest: Digest::of(&bytes),
            bytes: bytes.into(),
            media_type: None,
            location: url(0),
            etag: None,
            last_modified: None,
            fetched_at: "2026-03-01T12:00:00Z".parse().unwrap(),
            fresh_until: "2026-03-01T13:00:00Z".parse().unwrap(),
            may_be_stale: false,
            is_supplied: false,
        }
    }

    #[test]
    fn an_answer_is_fresh_within_its_lifetime() {
        let fresh = |now: &str| kept(1).is_fresh(now.parse().unwrap());
        assert!(fresh("2026-03-01T12:00:00Z") && fresh("2026-03-01T12:59:59Z"));
        assert!(!fresh("2026-03-01T13:00:00Z") && !fresh("2026-03-01T11:59:59Z"));
    }

    #[tokio::test]
    async fn what_is_asked_for_stays_and_the_sum_is_bounded() {
        let one = size(&url(1), &kept(1000));
        let memory = InMemory::up_to(6 * one);
        for name in 0..100 {
            memory.put(&url(name), kept(1000)).await;
            // One that is asked for all the time.
            assert!(memory.get(&url(0)).await.is_some(), "{name}");
        }
        let mut held = 0;
        for name in 0..100 {
            let generations = memory.generations.lock().unwrap();
            let (young, old) = (&generations.young, &generations.old);
            held += usize::from(young.contains_key(&url(name)) || old.contains_key(&url(name)));
        }
        assert!((3..=6).contains(&held), "{held}");
        assert!(memory.get(&url(50)).await.is_none());
    }

    #[tokio::test]
    async fn a_long_answer_takes_no_other_away_and_none_stays_behind() {
        let memory = InMemory::up_to(6 * size(&url(1), &kept(1000)));
        memory.put(&url(1), kept(1000)).await;
        memory.put(&url(2), kept(1000)).await;
        memory.put(&url(2), kept(1_000_000)).await;
        assert!(memory.get(&url(1)).await.is_some());
        assert!(memory.get(&url(2)).await.is_none());
        // One put anew counts once.
        for _ in 0..100 {
            memory.put(&url(3), kept(1000)).await;
        }
        assert!(memory.get(&url(1)).await.is_some());
        assert!(NoCache.get(&url(1)).await.is_none());
    }
}
