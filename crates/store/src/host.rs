//! When a host may be asked, for all who share the store.
//!
//! Each worker is polite by itself; a hundred polite workers are a burden. So they draw their turns
//! from one row for each host. Only a keyed hash of a host is to be seen in the table.

use std::time::Duration;

use credeval_model::Timestamp;

use crate::{
    Store, StoreError,
    error::corrupt,
    seal::KeyedHash,
    statement::{Columns as _, Statement},
    store::{milliseconds, timestamp},
};

/// The longest that a host is left alone because it asked for it. What lies further ahead was written by a
/// clock that ran ahead, and counts for nothing.
pub const LONGEST_REST: Duration = Duration::from_hours(1);

/// The turn to ask a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// It is at this time, and nobody else's.
    At(Timestamp),
    /// It would not be before this time, which is too late; none was taken.
    Beyond(Timestamp),
}

impl Store {
    /// Takes the next turn to ask a host, `spacing` after the one before, if it comes within `wait`.
    pub async fn host_slot(
        &self,
        host: &str,
        spacing: Duration,
        wait: Duration,
        now: Timestamp,
    ) -> Result<Slot, StoreError> {
        let (hash, now) = (self.host_hash(host), milliseconds(now));
        let spacing = length(spacing);
        let mut write = self.keep_books().await?;
        let next = Statement::new("INSERT INTO host_slots (host, next) ")
            .values([()], |row, ()| {
                row.bind(hash.to_vec()).bind(now.saturating_add(spacing));
            })
            .text(" ON CONFLICT (host) DO UPDATE SET next = ")
            .bind(spacing)
            .text(" + CASE WHEN host_slots.next > ")
            .bind(now)
            .text(" AND host_slots.next <= ")
            .bind(now.saturating_add(length(LONGEST_REST)))
            .text(" THEN host_slots.next ELSE ")
            .bind(now)
            .text(" END WHERE host_slots.next <= ")
            .bind(now.saturating_add(length(wait)))
            .text(" OR host_slots.next > ")
            .bind(now.saturating_add(length(LONGEST_REST)))
            .text(" RETURNING next")
            .row(write.on())
            .await?;
        let slot = match next {
            Some(row) => Slot::At(timestamp(row.number(0)?.saturating_sub(spacing))?),
            None => {
                let next = Statement::new("SELECT next FROM host_slots WHERE host = ")
                    .bind(hash.to_vec())
                    .row(write.on())
                    .await?
                    .ok_or_else(|| corrupt("the turn of a host"))?;
                Slot::Beyond(timestamp(next.number(0)?)?)
            }
        };
        write.commit().await?;
        Ok(slot)
    }

    /// Leaves a host alone until `until`, or longer where it was to be left alone longer already;
    /// never for more than [`LONGEST_REST`].
    pub async fn host_rest(
        &self,
        host: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let longest = milliseconds(now).saturating_add(length(LONGEST_REST));
        let until = milliseconds(until).min(longest);
        let mut write = self.keep_books().await?;
        Statement::new("INSERT INTO host_slots (host, next) ")
            .values([()], |row, ()| {
                row.bind(self.host_hash(host).to_vec()).bind(until);
            })
            .text(
                " ON CONFLICT (host) DO UPDATE SET next = excluded.next
                 WHERE host_slots.next < excluded.next OR host_slots.next > ",
            )
            .bind(longest)
            .run(write.on())
            .await?;
        write.commit().await
    }

    /// Forgets hosts that may be asked at once anyway; gives how many.
    pub async fn forget_slots(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut write = self.keep_books().await?;
        let forgotten = Statement::new("DELETE FROM host_slots WHERE next < ")
            .bind(milliseconds(now))
            .run(write.on())
            .await?;
        write.commit().await?;
        Ok(forgotten)
    }

    fn host_hash(&self, host: &str) -> KeyedHash {
        self.seal.hash("host", &[host.as_bytes()])
    }
}

/// In milliseconds.
fn length(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
