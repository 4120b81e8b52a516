//! Documents, evidence, evaluations, batches with their queue, and the audit log: SQLite embedded, or
//! PostgreSQL by URL, with one schema and one set of statements.
//!
//! - [`Store::keep`], [`Store::blob`]: bytes by their digest, equal ones once, encrypted with a [`StoreKey`];
//! - [`Store::open_batch`], [`Store::enqueue`], [`Store::totals`]: the rows of a manifest, and counts that add up;
//! - [`Store::claim`], [`Store::finish`] and their like: the queue, by leases, at least once, with one result each;
//! - [`Store::replayable`], [`Store::evaluations_since`]: evaluations, with what they were made from;
//! - [`Store::cache`]: answers of servers; [`Store::decide`]: what officers decided;
//! - [`Store::take_announcements`]: rows that workers elsewhere are told of; [`Store::host_slot`]: when a host may be asked;
//! - [`Store::erase`], [`Store::purge`], [`Store::hold`]: personal data;
//! - [`Store::audit_head`], [`Store::audit_verify`]: the log of it all.
//!
//! Nothing here knows an engine that judges credentials, and nothing reads a clock.
//!
//! ```no_run
//! # async fn example(now: credeval_model::Timestamp) -> Result<(), Box<dyn std::error::Error>> {
//! use credeval_store::{Options, Store};
//!
//! let store = Store::open(&"credeval.db".parse()?, &Options::default(), now).await?;
//! println!("{:?}", store.audit_head().await?);
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod alike;
mod audit;
mod batch;
mod blob;
mod cache;
mod decision;
mod erasure;
mod error;
mod evaluation;
mod finish;
mod hold;
mod host;
mod links;
mod location;
mod migration;
mod name;
mod outbox;
mod queue;
mod seal;
mod statement;
mod store;

pub use alike::Meaning;
pub use audit::{Fault, Head, Verified};
pub use batch::{
    Batch, Enqueued, InvalidRowId, Lane, NewBatch, NewRow, Row, RowId, State, Stated, Told,
};
pub use blob::{Blob, Kept, Lookup};
pub use cache::{CacheEntry, Cached, CachedAnswer};
pub use decision::Decision;
pub use erasure::{Counts, Retention};
pub use error::{BugError, ConfigError, EnvironmentError, StoreError};
pub use evaluation::{Exported, Judged, Known, NewEvaluation, Packed, Replayable};
pub use finish::{Begun, Behind, Finish, Finished};
pub use hold::{Hold, Subject};
pub use host::{LONGEST_REST, Slot};
pub use links::Pseudonym;
pub use location::Location;
pub use name::Name;
pub use queue::{Bury, Claimed, Depth, Lease, Requeue, Retry};
pub use seal::StoreKey;
pub use store::{CONNECTIONS, Options, Store};

pub use credeval_model::{RowResult, Totals};
