//! What a worker tells whoever runs it: counts and faults, and nothing of any person.

use std::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum News {
    /// The queue does not do what it is asked; the store is looked into meanwhile.
    QueueAway {
        /// What it says.
        why: String,
    },
    /// The queue is there again.
    QueueBack,
    /// The store does not do what it is asked; what was begun waits for its lease to end.
    StoreAway {
        /// What it says.
        why: String,
    },
    /// The store is there again.
    StoreBack,
    /// Rows were worked on to the end.
    Worked {
        /// How many.
        rows: usize,
    },
    /// Rows came back from a worker that is taken for dead.
    Released {
        /// How many.
        rows: usize,
    },
    /// Rows that waited for long are announced again: their messages were lost.
    AnnouncedAgain {
        /// How many.
        rows: u64,
    },
    /// A message that is none of ours was thrown away.
    Stray,
}

impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::QueueAway { why } => write!(f, "{why}; looking into the store meanwhile"),
            Self::QueueBack => f.write_str("the queue is there again"),
            Self::StoreAway { why } => write!(f, "{why}; trying again"),
            Self::StoreBack => f.write_str("the store is there again"),
            Self::Worked { rows } => write!(f, "worked on {rows} rows"),
            Self::Released { rows } => {
                write!(f, "took back {rows} rows of a worker that is gone")
            }
            Self::AnnouncedAgain { rows } => {
                write!(f, "announced {rows} rows again that nobody took")
            }
            Self::Stray => f.write_str("threw away a message that names no rows"),
        }
    }
}

/// Where a worker's tasks bring their news. What lasts is told when it begins and when it ends.
pub(super) struct Desk {
    told: Box<dyn Fn(News) + Send + Sync>,
    queue: AtomicBool,
    store: AtomicBool,
}

impl Desk {
    pub(super) fn new(told: impl Fn(News) + Send + Sync + 'static) -> Self {
        Self {
            told: Box::new(told),
            queue: AtomicBool::new(true),
            store: AtomicBool::new(true),
        }
    }

    pub(super) fn tell(&self, news: News) {
        (self.told)(news);
    }

    pub(super) fn queue_away(&self, why: impl fmt::Display) {
        if self.queue.swap(false, Ordering::Relaxed) {
            let why = why.to_string();
            self.tell(News::QueueAway { why });
        }
    }

    pub(super) fn queue_there(&self) {
        if !self.queue.swap(true, Ordering::Relaxed) {
            self.tell(News::QueueBack);
        }
    }

    pub(super) fn store_away(&self, why: impl fmt::Display) {
        if self.store.swap(false, Ordering::Relaxed) {
            let why = why.to_string();
            self.tell(News::StoreAway { why });
        }
    }

    pub(super) fn store_there(&self) {
        if !self.store.swap(true, Ordering::Relaxed) {
            self.tell(News::StoreBack);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn what_lasts_is_told_once() {
        let heard = Arc::<Mutex<Vec<News>>>::default();
        let to = Arc::clone(&heard);
        let desk = Desk::new(move |news| to.lock().unwrap().push(news));
        desk.queue_there();
        desk.queue_away("gone");
        desk.queue_away("still gone");
        desk.store_away("gone too");
        desk.queue_there();
        desk.queue_there();
        desk.store_there();
        let lines: Vec<_> = heard.lock().unwrap().iter().map(News::to_string).collect();
        assert_eq!(
            lines,
            [
                "gone; looking into the store meanwhile",
                "gone too; trying again",
                "the queue is there again",
                "the store is there again",
            ]
        );
    }
}
