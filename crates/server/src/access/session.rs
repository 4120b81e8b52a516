//! What is kept between the requests of a browser.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use credeval_model::Timestamp;
use futures_util::future::BoxFuture;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::Principal;

/// Sessions and logins that are kept in memory: at a kilobyte each, some ten megabytes of each kind.
const KEPT: usize = 10_000;

/// Where sessions and logins under way are kept.
///
/// A store is asked by the SHA-256 of what the browser holds, so who reads it cannot ask as anybody.
/// One that several servers share makes a session good at each of them.
pub trait SessionStore: Send + Sync {
    /// Keeps something until a time, in place of what was there.
    fn put(
        &self,
        key: StoredKey,
        kept: Stored,
        until: Timestamp,
    ) -> BoxFuture<'_, Result<(), SessionStoreError>>;

    /// What is kept, unless its time has come.
    fn get(
        &self,
        key: StoredKey,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Option<Stored>, SessionStoreError>>;

    /// Takes out what is kept: of any number who ask at the same time, one gets it.
    fn take(
        &self,
        key: StoredKey,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Option<Stored>, SessionStoreError>>;
}

/// What a store of sessions is asked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StoredKey(pub [u8; 32]);

/// What is kept for a browser.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Stored {
    /// A login that was begun.
    Login(Login),
    /// Who is logged in.
    Session(Session),
}

/// A login that was begun: what its end is held to.
#[derive(Clone)]
pub struct Login {
    /// The state (RFC 6749 section 10.12).
    pub state: String,
    /// The nonce (OpenID Connect Core 1.0 section 15.5.2).
    pub nonce: String,
    /// The code verifier (RFC 7636 section 4.1).
    pub verifier: String,
    /// Where to go afterwards: a path of this server.
    pub return_to: String,
}

/// Who is logged in.
#[derive(Clone)]
pub struct Session {
    /// Who it is.
    pub principal: Principal,
    /// What forms of this session carry.
    pub token: String,
    /// When the login was.
    pub since: Timestamp,
    /// When something was last asked, to the minute.
    pub last: Timestamp,
}

/// A store of sessions that does not answer.
#[derive(Debug, thiserror::Error)]
#[error("expected an answer of the store of sessions, found {reason}")]
pub struct SessionStoreError {
    /// What it says instead.
    pub reason: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(..)")
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("principal", &self.principal)
            .field("since", &self.since)
            .finish_non_exhaustive()
    }
}

/// Sessions in the memory of this process: they end with it.
///
/// It holds 10,000 of each kind; where there are more, the one that would end first makes room, and a
/// flood of logins that are begun ends no session.
#[derive(Debug, Default)]
pub struct InMemorySessions {
    logins: Mutex<Kept>,
    sessions: Mutex<Kept>,
}

type Kept = HashMap<StoredKey, (Timestamp, Stored)>;

impl InMemorySessions {
    fn of(&self, stored: &Stored) -> &Mutex<Kept> {
        match stored {
            Stored::Login(_) => &self.logins,
            Stored::Session(_) => &self.sessions,
        }
    }

    fn found(
        &self,
        now: Timestamp,
        find: impl Fn(&mut Kept) -> Option<(Timestamp, Stored)>,
    ) -> Option<Stored> {
        let both = [&self.sessions, &self.logins].into_iter();
        let mut all =
            both.filter_map(|kept| find(&mut kept.lock().unwrap_or_else(PoisonError::into_inner)));
        let (until, stored) = all.next()?;
        (now < until).then_some(stored)
    }
}

impl SessionStore for InMemorySessions {
    fn put(
        &self,
        key: StoredKey,
        stored: Stored,
        until: Timestamp,
    ) -> BoxFuture<'_, Result<(), SessionStoreError>> {
        let kept = self.of(&stored).lock();
        let mut kept = kept.unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT && !kept.contains_key(&key) {
            let first = kept.iter().min_by_key(|(_, (until, _))| *until);
            if let Some(first) = first.map(|(key, _)| *key) {
                kept.remove(&first);
            }
        }
        kept.insert(key, (until, stored));
        Box::pin(async { Ok(()) })
    }

    fn get(
        &self,
        key: StoredKey,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Option<Stored>, SessionStoreError>> {
        let found = self.found(now, |kept| kept.get(&key).cloned());
        Box::pin(async { Ok(found) })
    }

    fn take(
        &self,
        key: StoredKey,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Option<Stored>, SessionStoreError>> {
        let found = self.found(now, |kept| kept.remove(&key));
        Box::pin(async { Ok(found) })
    }
}

impl Session {
    /// When it ends if nothing more is asked.
    pub(super) fn until(&self, idle: Duration, absolute: Duration) -> Timestamp {
        later(self.last, idle).min(later(self.since, absolute))
    }
}

/// A time after another; the last that there is, where it lies beyond.
pub(super) fn later(time: Timestamp, by: Duration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// What a browser holds: 32 random bytes in base64url.
pub(super) fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What is asked of a store for what a browser holds.
pub(super) fn stored_key(held: &str) -> StoredKey {
    StoredKey(Sha256::digest(held).into())
}

/// Whether two secrets are the same, in a time that tells nothing about where they differ.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login() -> Stored {
        Stored::Login(Login {
            state: String::new(),
            nonce: String::new(),
            verifier: String::new(),
            return_to: String::new(),
        })
    }

    fn session() -> Stored {
        Stored::Session(Session {
            principal: Principal {
                tenant: credeval_store::Name::new("uni-a").unwrap(),
                actor: credeval_store::Name::new("openid:1").unwrap(),
                role: super::super::Role::Reader,
            },
            token: String::new(),
            since: at(0),
            last: at(0),
        })
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[tokio::test]
    async fn what_is_taken_is_gone_and_what_has_ended_is_not_there() {
        let store = InMemorySessions::default();
        let (one, other) = (stored_key("one"), stored_key("other"));
        store.put(one, login(), at(10)).await.unwrap();
        assert!(store.get(one, at(9)).await.unwrap().is_some());
        assert!(store.get(one, at(10)).await.unwrap().is_none());
        assert!(store.get(other, at(9)).await.unwrap().is_none());
        assert!(store.take(one, at(9)).await.unwrap().is_some());
        assert!(store.take(one, at(9)).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_flood_of_logins_ends_no_session_and_is_bounded() {
        let store = InMemorySessions::default();
        let mine = stored_key("mine");
        store.put(mine, session(), at(1)).await.unwrap();
        for number in 0..10_100_i64 {
            let key = stored_key(&number.to_string());
            store.put(key, login(), at(100 + number)).await.unwrap();
        }
        assert!(store.get(mine, at(0)).await.unwrap().is_some());
        assert_eq!(store.logins.lock().unwrap().len(), KEPT);
        // The first made room, the last are there.
        let (first, last) = (stored_key("0"), stored_key("10099"));
        assert!(store.get(first, at(0)).await.unwrap().is_none());
        assert!(store.get(last, at(0)).await.unwrap().is_some());
    }

    #[test]
    fn a_session_ends_when_idle_and_at_the_latest_after_its_time() {
        let Stored::Session(mut session) = session() else {
            panic!()
        };
        let (idle, absolute) = (Duration::from_mins(1), Duration::from_secs(100));
        assert_eq!(session.until(idle, absolute), at(60));
        session.last = at(50);
        assert_eq!(session.until(idle, absolute), at(100));
    }
}
