//! The hosts that rows name: one that answers slowly takes its own rows with it, and no others.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How long a row is put off for which there is no room at its host, for each row that was put off
/// before it.
const PUT_OFF: Duration = Duration::from_millis(200);
/// At first.
const PUT_OFF_AT_LEAST: Duration = Duration::from_secs(2);
/// At most.
const PUT_OFF_AT_MOST: Duration = Duration::from_mins(2);
/// Hosts that are remembered for having had no room.
const HOSTS: usize = 4096;

/// How many rows of each host are in work.
#[derive(Debug)]
pub(super) struct Hosts {
    most: usize,
    hosts: Arc<Mutex<BTreeMap<String, Host>>>,
}

#[derive(Debug, Default)]
struct Host {
    in_work: usize,
    put_off: u32,
}

/// A row's place at its host, which it gives back when it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    host: String,
    hosts: Arc<Mutex<BTreeMap<String, Host>>>,
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
    pub(super) fn turn(&self, host: &str) -> Result<Turn, Duration> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= HOSTS {
            hosts.retain(|_, host| host.in_work > 0);
        }
        let at = hosts.entry(host.to_owned()).or_default();
        if at.in_work < self.most {
            at.in_work += 1;
            at.put_off = at.put_off.saturating_sub(1);
            return Ok(Turn {
                host: host.to_owned(),
                hosts: Arc::clone(&self.hosts),
            });
        }
        at.put_off = at.put_off.saturating_add(1);
        let pause = PUT_OFF.saturating_mul(at.put_off);
        Err(pause.clamp(PUT_OFF_AT_LEAST, PUT_OFF_AT_MOST))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get_mut(&self.host) {
            host.in_work = host.in_work.saturating_sub(1);
            if host.in_work == 0 && host.put_off == 0 {
                hosts.remove(&self.host);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_busy_has_its_own_rows_wait() {
        let hosts = Hosts::up_to(2);
        let (first, _second) = (hosts.turn("a").unwrap(), hosts.turn("a").unwrap());
        assert_eq!(hosts.turn("a").unwrap_err(), PUT_OFF_AT_LEAST);
        // Each that is put off waits for those before it.
        let pauses: Vec<_> = (0..20).map(|_| hosts.turn("a").unwrap_err()).collect();
        assert!(pauses.is_sorted());
        assert!(pauses.last() > pauses.first());
        assert!(hosts.turn("b").is_ok());
        drop(first);
        assert!(hosts.turn("a").is_ok());
    }
}
