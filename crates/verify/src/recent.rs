//! What was worked out last, by the bytes that it was worked out of.
//!
//! Issuers sign thousands of credentials with one key under one chain of certificates. Reading
//! these is a function of their bytes alone, so that a result may be had again for the same bytes,
//! whoever brings them; nothing that depends on trust, time or evidence is kept here.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem;
use std::thread::LocalKey;

/// Bytes of the longest key; whatever is read from more is read anew each time.
const KEY_BYTES: usize = 4 * 1024;
/// Results of one generation.
const ENTRIES: usize = 128;

/// Results of one kind, each thread its own: those of the last [`ENTRIES`] keys, and of at most as
/// many before.
#[derive(Debug)]
pub(crate) struct Recent<V> {
    young: HashMap<Box<[u8]>, V>,
    old: HashMap<Box<[u8]>, V>,
}

impl<V> Default for Recent<V> {
    fn default() -> Self {
        Self {
            young: HashMap::new(),
            old: HashMap::new(),
        }
    }
}

impl<V: Clone> Recent<V> {
    fn get(&mut self, key: &[u8]) -> Option<V> {
        if let Some(known) = self.young.get(key) {
            return Some(known.clone());
        }
        let (key, known) = self.old.remove_entry(key)?;
        self.insert(key, known.clone());
        Some(known)
    }

    /// A full generation grows old, and the one before is forgotten.
    fn insert(&mut self, key: Box<[u8]>, value: V) {
        if self.young.len() >= ENTRIES {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

/// What `work_out` makes of a key, which must hold all that the result depends on.
pub(crate) fn recall<V: Clone + 'static>(
    store: &'static LocalKey<RefCell<Recent<V>>>,
    key: &[u8],
    work_out: impl FnOnce() -> V,
) -> V {
    if key.len() > KEY_BYTES {
        return work_out();
    }
    if let Some(known) = store.with_borrow_mut(|recent| recent.get(key)) {
        return known;
    }
    let value = work_out();
    store.with_borrow_mut(|recent| recent.insert(key.into(), value.clone()));
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    thread_local! {
        static LENGTHS: RefCell<Recent<usize>> = RefCell::default();
    }

    #[test]
    fn a_result_is_worked_out_once_for_its_key() {
        let mut count = 0;
        for key in [&b"one"[..], b"three", b"one"] {
            let length = recall(&LENGTHS, key, || {
                count += 1;
                key.len()
            });
            assert_eq!(length, key.len());
        }
        assert_eq!(count, 2);
    }

    #[test]
    fn what_is_kept_has_its_bounds() {
        for number in 0..10 * ENTRIES {
            recall(&LENGTHS, &number.to_be_bytes(), || number);
            recall(&LENGTHS, b"asked for all the time", || 1);
        }
        recall(&LENGTHS, &vec![0; KEY_BYTES + 1], || 2);
        LENGTHS.with_borrow(|recent| {
            assert!(recent.young.len() <= ENTRIES && recent.old.len() <= ENTRIES);
            let mut keys = recent.young.keys().chain(recent.old.keys());
            assert!(keys.all(|key| key.len() <= KEY_BYTES));
        });
        assert_eq!(recall(&LENGTHS, b"asked for all the time", || 3), 1);
        assert_eq!(recall(&LENGTHS, &0_usize.to_be_bytes(), || 4), 4);
    }
}
