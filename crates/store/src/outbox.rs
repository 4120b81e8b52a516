//! Rows that a dispatcher shall announce to workers on other machines.
//!
//! What is announced is a row's place and nothing else. An announcement that is lost, repeated or out of order
//! only delays: whoever hears it claims as many rows here.

use credeval_model::Timestamp;

use crate::{
    Lane, RowId, Store, StoreError,
    batch::{delete_rows, row_id},
    statement::{Sets as _, Statement, of, signed},
    store::{Write, milliseconds},
};

impl Store {
    /// Takes rows of a lane that are due to be announced; they come again after `until`, unless
    /// [`Store::announced`] is told of them.
    ///
    /// In the order in which they are due, whoever's they are: an announcement is heard by who then claims
    /// whichever rows are next, and that is where tenants take turns.
    pub async fn take_announcements(
        &self,
        lane: Lane,
        limit: u32,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<RowId>, StoreError> {
        let mut write = self.keep_books().await?;
        let lock = self.engine.lock(" FOR UPDATE SKIP LOCKED");
        let rows = Statement::new(
            "WITH picked AS MATERIALIZED (SELECT batch, line FROM outbox WHERE lane = ",
        )
        .bind(lane.number())
        .text(" AND due <= ")
        .bind(milliseconds(now))
        .text(" AND taken_until < ")
        .bind(milliseconds(now))
        .text(" ORDER BY due, batch, line LIMIT ")
        .bind(i64::from(limit))
        .text(lock)
        .text(") UPDATE outbox SET taken_until = ")
        .bind(milliseconds(until))
        .text(
            " FROM picked WHERE outbox.batch = picked.batch AND outbox.line = picked.line
             RETURNING outbox.batch, outbox.line",
        )
        .rows(write.on())
        .await?;
        write.commit().await?;
        rows.iter().map(row_id).collect()
    }

    /// These were announced.
    pub async fn announced(&self, rows: &[RowId]) -> Result<(), StoreError> {
        let mut write = self.keep_books().await?;
        remove(&mut write, rows).await?;
        write.commit().await
    }

    /// Announces rows of a lane again that have waited since before `older`, at most `limit`: nobody
    /// took them, and they are not to be announced yet, so a message was lost. Gives how many.
    pub async fn announce_again(
        &self,
        lane: Lane,
        older: Timestamp,
        limit: u32,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut write = self.write().await?;
        let again = Statement::new(
            "INSERT INTO outbox (batch, line, lane, due, taken_until) SELECT batch, line, lane, ",
        )
        .bind(milliseconds(now))
        .text(", ")
        .bind(NEVER)
        .text(" FROM batch_rows r WHERE state = 'queued' AND lane = ")
        .bind(lane.number())
        .text(" AND run_at < ")
        .bind(milliseconds(older))
        .text(
            " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.batch = r.batch AND o.line = r.line) LIMIT ",
        )
        .bind(i64::from(limit))
        .text(" ON CONFLICT (batch, line) DO NOTHING")
        .run(write.on())
        .await?;
        write.commit().await?;
        Ok(again)
    }
}

/// Before all times.
const NEVER: i64 = i64::MIN;

/// Has rows announced, each when it is due; nothing where the store never had a dispatcher.
pub(crate) async fn announce(
    write: &mut Write<'_>,
    rows: &[(RowId, Timestamp)],
) -> Result<(), StoreError> {
    if !write.store.announce {
        return Ok(());
    }
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    rows.dedup_by_key(|(id, _)| *id);
    for rows in rows.in_sets() {
        Statement::new("WITH v (batch, line, due, taken_until) AS (")
            .values(rows, |row, (id, due)| {
                row.bind(of(&id.batch))
                    .bind(signed(id.line))
                    .bind(milliseconds(*due))
                    .bind(NEVER);
            })
            .text(
                ") INSERT INTO outbox (batch, line, lane, due, taken_until)
                 SELECT v.batch, v.line, r.lane, v.due, v.taken_until FROM v
                 CROSS JOIN batch_rows r WHERE r.batch = v.batch AND r.line = v.line
                 ON CONFLICT (batch, line) DO UPDATE SET due = excluded.due, taken_until = excluded.taken_until",
            )
            .run(write.on())
            .await?;
    }
    Ok(())
}

pub(crate) async fn remove(write: &mut Write<'_>, rows: &[RowId]) -> Result<(), StoreError> {
    if !write.store.announce {
        return Ok(());
    }
    delete_rows(write, "DELETE FROM outbox WHERE batch = ", rows).await
}
