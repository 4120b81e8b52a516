//! The hosts that rows name: one that answers slowly takes its own rows with it, and no others.
//!
//! A row waits for its place at a host only where that is near, by how long rows took there before. Else it goes
//! back into the queue, so that those who wait for one host never hold what others could be worked on in.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

/// How long a row takes at a host that is not known yet.
const UNKNOWN: Duration = Duration::from_secs(2);
/// How long a row waits for its place.
const NEAR: Duration = Duration::from_secs(1);
/// How long a row is put off at least.
const PUT_OFF_AT_LEAST: Duration = Duration::from_secs(2);
/// At most.
const PUT_OFF_AT_MOST: Duration = Duration::from_mins(2);
/// Hosts that are remembered though no row is in work there.
const HOSTS: usize = 4096;

type Known = Arc<Mutex<BTreeMap<String, Host>>>;

/// How many rows of each host are in work.
#[derive(Debug)]
pub(super) struct Hosts {
    most: usize,
    hosts: Known,
}

#[derive(Debug)]
struct Host {
    places: Arc<Semaphore>,
    /// Rows that wait for a place, or have one.
    here: usize,
    /// Rows that were put off, less those that came to a place since.
    put_off: u32,
    /// How long a row had its place lately.
    took: Duration,
}

/// A row's place at its host, which it gives back when it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    /// And since when it has it; none while it waits.
    place: Option<(OwnedSemaphorePermit, Instant)>,
    host: String,
    hosts: Known,
}

impl Hosts {
    /// With so many rows of one host in work at a time.
    pub(super) fn up_to(most: usize) -> Self {
        Self {
            most: most.max(1),
            hosts: Arc::default(),
        }
    }

    /// A place at the host; else how long to put the row off.
    pub(super) async fn turn(&self, host: &str) -> Result<Turn, Duration> {
        let (places, mut turn) = self.come(host)?;
        // Nobody closes it.
        let place = places.acquire_owned().await.ok();
        turn.place = place.map(|place| (place, Instant::now()));
        Ok(turn)
    }

    /// Comes to a host, where its place is near.
    fn come(&self, host: &str) -> Result<(Arc<Semaphore>, Turn), Duration> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= HOSTS {
            hosts.retain(|_, host| host.here > 0);
        }
        let at = hosts.entry(host.to_owned()).or_insert_with(|| Host {
            places: Arc::new(Semaphore::new(self.most)),
            here: 0,
            put_off: 0,
            took: UNKNOWN,
        });
        let most = u32::try_from(self.most).unwrap_or(u32::MAX);
        let after = |rows: usize| {
            let rows = u32::try_from(rows).unwrap_or(u32::MAX);
            at.took.saturating_mul(rows) / most
        };
        let before = (at.here + 1).saturating_sub(self.most);
        if before > 0 && after(before) > NEAR {
            let pause = after(before.saturating_add(at.put_off as usize));
            at.put_off = at.put_off.saturating_add(1);
            return Err(pause.clamp(PUT_OFF_AT_LEAST, PUT_OFF_AT_MOST));
        }
        at.here += 1;
        at.put_off = at.put_off.saturating_sub(1);
        let turn = Turn {
            place: None,
            host: host.to_owned(),
            hosts: Arc::clone(&self.hosts),
        };
        Ok((Arc::clone(&at.places), turn))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get_mut(&self.host) {
            host.here = host.here.saturating_sub(1);
            if let Some((_, begun)) = &self.place {
                // The last few count most.
                host.took = (host.took.saturating_mul(3) + begun.elapsed()) / 4;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{sleep, timeout};

    use super::*;

    /// A place that is there at once.
    async fn at_once(hosts: &Hosts, host: &str) -> Turn {
        let turn = timeout(Duration::ZERO, hosts.turn(host)).await;
        turn.unwrap().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_is_busy_has_its_own_rows_wait() {
        let hosts = Hosts::up_to(1);
        let first = at_once(&hosts, "a").await;
        assert_eq!(hosts.turn("a").await.unwrap_err(), PUT_OFF_AT_LEAST);
        // Each that is put off waits for those before it.
        let mut pauses = Vec::new();
        for _ in 0..20 {
            pauses.push(hosts.turn("a").await.unwrap_err());
        }
        assert!(pauses.is_sorted());
        assert!(pauses.last() > pauses.first());
        assert!(pauses.iter().all(|pause| *pause <= PUT_OFF_AT_MOST));
        at_once(&hosts, "b").await;
        drop(first);
        at_once(&hosts, "a").await;
    }

    #[tokio::test(start_paused = true)]
    async fn at_a_host_that_answers_quickly_rows_wait_for_their_place() {
        let hosts = Arc::new(Hosts::up_to(2));
        for _ in 0..20 {
            let _turn = at_once(&hosts, "quick").await;
            sleep(Duration::from_millis(20)).await;
        }
        // Ten times as many as have a place.
        let waiting = (0..20).map(|_| {
            let hosts = Arc::clone(&hosts);
            tokio::spawn(async move {
                let turn = hosts.turn("quick").await;
                sleep(Duration::from_millis(20)).await;
                turn.is_ok()
            })
        });
        let begun = Instant::now();
        for waiting in waiting.collect::<Vec<_>>() {
            assert!(waiting.await.unwrap());
        }
        assert!(
            begun.elapsed() < Duration::from_millis(250),
            "{:?}",
            begun.elapsed()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_became_slow_is_known_for_it() {
        let hosts = Hosts::up_to(1);
        for _ in 0..8 {
            let turn = at_once(&hosts, "slow").await;
            sleep(Duration::from_secs(30)).await;
            drop(turn);
        }
        let _turn = at_once(&hosts, "slow").await;
        assert!(hosts.turn("slow").await.unwrap_err() > Duration::from_secs(20));
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_waiting_leaves_nothing() {
        let hosts = Hosts::up_to(1);
        for _ in 0..20 {
            let _turn = at_once(&hosts, "a").await;
            sleep(Duration::from_millis(20)).await;
        }
        let turn = at_once(&hosts, "a").await;
        for _ in 0..100 {
            let waiting = timeout(Duration::from_millis(1), hosts.turn("a")).await;
            assert!(waiting.is_err());
        }
        drop(turn);
        at_once(&hosts, "a").await;
    }
}
