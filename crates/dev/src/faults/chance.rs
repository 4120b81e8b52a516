//! Chance that can be repeated.

use std::{
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Numbers that nobody can guess and that a seed gives again: `SplitMix64` (Steele, Lea and Flood, 2014).
#[derive(Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A seed that is another each time.
    pub(crate) fn seed() -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        u64::from(now.map_or(0, |now| now.subsec_nanos()))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub(crate) fn up_to(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    /// One of these.
    pub(crate) fn one_of<T: Copy, const N: usize>(&mut self, all: [T; N]) -> Option<T> {
        let at = usize::try_from(self.up_to(N as u64)).ok()?;
        all.get(at).copied()
    }

    /// A time shorter than `most`.
    pub(crate) fn time(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(self.up_to(most))
    }

    /// Waits for a time shorter than `most`.
    pub(crate) fn pause(&mut self, most: Duration) {
        thread::sleep(self.time(most));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_again() {
        let numbers = |seed| {
            let mut chance = Chance::new(seed);
            (0..20).map(|_| chance.up_to(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(7), numbers(7));
        assert_ne!(numbers(7), numbers(8));
        assert!(numbers(7).iter().all(|number| *number < 1_000));
        assert_eq!(Chance::new(7).up_to(0), 0);
        assert_eq!(Chance::new(7).one_of::<u8, 0>([]), None);
    }
}
