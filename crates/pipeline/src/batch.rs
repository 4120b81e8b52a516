//! Many documents: worked on by all cores, handed on in their order, held in bounded memory.
//!
//! ```text
//! items --weigh, begin--> tasks of the runtime (read, verify, map, score, write) --in order--> then
//! ```
//!
//! An item begins as soon as there is room for it among those that are not yet handed on, so that
//! neither a slow reader of the results nor one slow document lets the others pile up. On a runtime
//! of several threads the tasks share its cores, and those that wait for the network hold none.

use std::collections::VecDeque;

use tokio::task::JoinHandle;

/// What is held of items that were begun and are not yet handed on.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// How many: enough that a slow one among quick ones leaves no core without work.
    pub items: usize,
    /// Bytes of their documents. One that is longer is worked on alone.
    pub bytes: u64,
}

impl Default for Room {
    /// 256 items, and the bytes of two documents of the largest size.
    fn default() -> Self {
        Self {
            items: 256,
            bytes: 2 * credeval_model::limits::DOCUMENT_BYTES,
        }
    }
}

/// What came of an item.
#[derive(Debug)]
pub enum Outcome<I, T, F> {
    /// It was worked on.
    Done(I, T),
    /// It never was one: what stood in its place.
    Refused(F),
    /// Work on it ended by a panic, which is a fault of ours. The others are not touched.
    Panicked(I),
}

/// Works on `items` and hands on what came of each, in their order.
///
/// `weigh` says how many bytes an item takes while it is worked on. `work` begins it: its future
/// becomes a task of the runtime that this runs on. An error of `then` ends all.
pub async fn in_order<I, F, W, E>(
    items: impl IntoIterator<Item = Result<I, F>>,
    room: Room,
    weigh: impl Fn(&I) -> u64,
    work: impl Fn(&I) -> W,
    mut then: impl FnMut(Outcome<I, W::Output, F>) -> Result<(), E>,
) -> Result<(), E>
where
    W: Future<Output: Send + 'static> + Send + 'static,
{
    let mut items = items.into_iter().map(|item| {
        // A longer one finds room too, alone.
        item.map(|item| (weigh(&item).min(room.bytes), item))
    });
    let mut queue = Queue(VecDeque::new());
    let mut left = room.bytes;
    let mut next = items.next();
    loop {
        let fits =
            |item: &mut Result<(u64, I), F>| !matches!(item, Ok((bytes, _)) if *bytes > left);
        let begin = next.take_if(|item| queue.0.len() < room.items && fits(item));
        if let Some(item) = begin {
            queue.0.push_back(match item {
                Ok((bytes, item)) => {
                    left -= bytes;
                    let result = tokio::spawn(work(&item));
                    Waiting::Begun {
                        item,
                        bytes,
                        result,
                    }
                }
                Err(refused) => Waiting::Refused(refused),
            });
            next = items.next();
            continue;
        }
        let Some(first) = queue.0.front_mut() else {
            return Ok(());
        };
        // It stays in the queue until it has ended: who drops this run drops it too.
        let ended = match first {
            Waiting::Begun { result, .. } => Some(result.await),
            Waiting::Refused(_) => None,
        };
        match (queue.0.pop_front(), ended) {
            (Some(Waiting::Begun { item, bytes, .. }), Some(ended)) => {
                left += bytes;
                then(match ended {
                    Ok(made) => Outcome::Done(item, made),
                    Err(_) => Outcome::Panicked(item),
                })?;
            }
            (Some(Waiting::Refused(refused)), _) => then(Outcome::Refused(refused))?,
            _ => {}
        }
    }
}

/// An item whose turn has not come.
enum Waiting<I, T, F> {
    Begun {
        item: I,
        bytes: u64,
        result: JoinHandle<T>,
    },
    Refused(F),
}

/// Items in their order. What is left of them when the run ends is not worked on.
struct Queue<I, T, F>(VecDeque<Waiting<I, T, F>>);

impl<I, T, F> Drop for Queue<I, T, F> {
    fn drop(&mut self) {
        for waiting in &self.0 {
            if let Waiting::Begun { result, .. } = waiting {
                result.abort();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use super::*;

    const ROOM: Room = Room {
        items: 4,
        bytes: 10,
    };

    /// Every third item is slow, so that those after it end before it.
    async fn slowly(item: u64) -> u64 {
        if item.is_multiple_of(3) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        item
    }

    fn runtimes() -> [tokio::runtime::Runtime; 2] {
        let mut many = tokio::runtime::Builder::new_multi_thread();
        let mut one = tokio::runtime::Builder::new_current_thread();
        [
            many.worker_threads(4).enable_all().build().unwrap(),
            one.enable_all().build().unwrap(),
        ]
    }

    #[test]
    fn what_comes_of_items_keeps_their_order() {
        for runtime in runtimes() {
            let items = (0..50).map(|item| match item % 10 {
                7 => Err(item),
                _ => Ok(item),
            });
            let mut seen = Vec::new();
            let work = |item: &u64| slowly(*item);
            let run = in_order(
                items,
                ROOM,
                |_| 1,
                work,
                |outcome| {
                    seen.push(match outcome {
                        Outcome::Done(item, made) => {
                            assert_eq!(item, made);
                            item
                        }
                        Outcome::Refused(item) => {
                            assert_eq!(item % 10, 7);
                            item
                        }
                        Outcome::Panicked(item) => panic!("{item}"),
                    });
                    Ok::<(), ()>(())
                },
            );
            runtime.block_on(run).unwrap();
            assert_eq!(seen, (0..50).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_is_told_of_its_item_alone() {
        for runtime in runtimes() {
            let items = (0..20_u64).map(Ok::<_, ()>);
            let work = |item: &u64| {
                let item = *item;
                async move {
                    assert_ne!(item, 7, "on purpose");
                    slowly(item).await
                }
            };
            let mut panicked = Vec::new();
            let mut done = 0;
            let run = in_order(
                items,
                ROOM,
                |_| 1,
                work,
                |outcome| {
                    match outcome {
                        Outcome::Panicked(item) => panicked.push(item),
                        _ => done += 1,
                    }
                    Ok::<(), ()>(())
                },
            );
            runtime.block_on(run).unwrap();
            assert_eq!((panicked, done), (vec![7], 19));
        }
    }

    #[test]
    fn no_more_is_begun_than_there_is_room_for() {
        for runtime in runtimes() {
            // Bytes and items that were begun and not handed on, and the most there were of each.
            let held = Arc::new((AtomicU64::new(0), AtomicUsize::new(0)));
            let most = Arc::new(Mutex::new((0, 0)));
            let items = (0..60_u64).map(Ok::<_, ()>);
            // One of them is longer than there is room at all.
            let weigh = |item: &u64| if *item == 33 { 1_000 } else { item % 5 };
            let work = |item: &u64| {
                let bytes = held.0.fetch_add(weigh(item).min(10), Ordering::SeqCst);
                let count = held.1.fetch_add(1, Ordering::SeqCst) + 1;
                let mut most = most.lock().unwrap();
                *most = (most.0.max(bytes + weigh(item).min(10)), most.1.max(count));
                slowly(*item)
            };
            let mut done = 0;
            let run = in_order(items, ROOM, weigh, work, |outcome| {
                if let Outcome::Done(item, _) = outcome {
                    done += 1;
                    held.0.fetch_sub(weigh(&item).min(10), Ordering::SeqCst);
                    held.1.fetch_sub(1, Ordering::SeqCst);
                }
                Ok::<(), ()>(())
            });
            runtime.block_on(run).unwrap();
            assert_eq!(*most.lock().unwrap(), (10, 4));
            assert_eq!(done, 60);
        }
    }

    #[test]
    fn an_error_of_whoever_takes_the_results_ends_all() {
        for runtime in runtimes() {
            let begun = AtomicUsize::new(0);
            let work = |item: &u64| {
                begun.fetch_add(1, Ordering::SeqCst);
                slowly(*item)
            };
            let run = in_order(
                (0_u64..).map(Ok::<_, ()>),
                ROOM,
                |_| 1,
                work,
                |outcome| match outcome {
                    Outcome::Done(5, _) => Err("enough"),
                    _ => Ok(()),
                },
            );
            assert_eq!(runtime.block_on(run), Err("enough"));
            assert!(begun.load(Ordering::SeqCst) <= 10);
        }
    }
}
