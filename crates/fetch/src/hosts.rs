//! Politeness: how often and how much at once one host is asked.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};
use url::Url;

/// Hosts that are remembered; above it those are forgotten that nobody asks any more.
const REMEMBERED: usize = 1024;

/// The hosts that are asked, each in turn.
pub(crate) struct Hosts {
    at_once: usize,
    spacing: Duration,
    known: Mutex<HashMap<String, Arc<Host>>>,
}

struct Host {
    permits: Arc<Semaphore>,
    /// The earliest moment of the next request.
    next: Mutex<Instant>,
}

/// Leave to ask a host once; it ends when it is dropped.
pub(crate) struct Turn {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Hosts {
    /// At most `at_once` requests to one host at a time, at least one, and `spacing` from the start
    /// of one to that of the next.
    pub(crate) fn new(at_once: usize, spacing: Duration) -> Self {
        Self {
            at_once: at_once.max(1),
            spacing,
            known: Mutex::default(),
        }
    }

    /// Waits for the turn to ask the host of `url`.
    pub(crate) async fn turn(&self, url: &Url) -> Turn {
        let host = self.host(url);
        // Nobody closes the semaphore.
        let permit = Arc::clone(&host.permits).acquire_owned().await.ok();
        let start = {
            let mut next = host.next.lock().unwrap_or_else(PoisonError::into_inner);
            let start = (*next).max(Instant::now());
            *next = start + self.spacing;
            start
        };
        sleep_until(start).await;
        Turn { _permit: permit }
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let name = url.authority().to_owned();
        let mut hosts = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= REMEMBERED && !hosts.contains_key(&name) {
            let now = Instant::now();
            hosts.retain(|_, host| {
                let next = *host.next.lock().unwrap_or_else(PoisonError::into_inner);
                let is_asked = host.permits.available_permits() < self.at_once;
                is_asked || Arc::strong_count(host) > 1 || next > now
            });
        }
        let host = hosts.entry(name).or_insert_with(|| {
            Arc::new(Host {
                permits: Arc::new(Semaphore::new(self.at_once)),
                next: Mutex::new(Instant::now()),
            })
        });
        Arc::clone(host)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    fn url(host: &str) -> Url {
        Url::parse(&format!("https://{host}/path")).unwrap()
    }

    /// The seconds at which so many requests begin that each take `took`.
    async fn begun(hosts: &Hosts, urls: &[Url], took: Duration) -> Vec<u64> {
        let start = Instant::now();
        let requests = urls.iter().map(async |url| {
            let turn = hosts.turn(url).await;
            let begun = start.elapsed().as_secs();
            tokio::time::sleep(took).await;
            drop(turn);
            begun
        });
        join_all(requests).await
    }

    #[tokio::test(start_paused = true)]
    async fn requests_to_one_host_are_spaced_and_few_at_a_time() {
        let second = Duration::from_secs(1);
        let urls = vec![url("a.example"); 6];
        let spaced = Hosts::new(9, second);
        assert_eq!(begun(&spaced, &urls, second).await, [0, 1, 2, 3, 4, 5]);
        let few = Hosts::new(2, Duration::ZERO);
        assert_eq!(begun(&few, &urls, 5 * second).await, [0, 0, 5, 5, 10, 10]);
        // Another host has its own turn.
        let urls = ["a.example", "b.example", "a.example", "b.example"].map(url);
        let spaced = Hosts::new(9, second);
        assert_eq!(begun(&spaced, &urls, second).await, [0, 0, 1, 1]);
    }

    #[tokio::test(start_paused = true)]
    async fn hosts_that_nobody_asks_are_forgotten() {
        let hosts = Hosts::new(1, Duration::ZERO);
        let turn = hosts.turn(&url("kept.example")).await;
        for index in 0..3 * REMEMBERED {
            hosts.turn(&url(&format!("{index}.example"))).await;
        }
        let known = hosts.known.lock().unwrap();
        assert!(known.len() <= REMEMBERED + 1, "{}", known.len());
        // One that is being asked is not: its turn would begin anew.
        assert_eq!(known["kept.example"].permits.available_permits(), 0);
        drop(known);
        drop(turn);
    }
}
