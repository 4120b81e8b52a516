//! The queue: rows are claimed under a lease, and come back when it ends.
//!
//! At least once: whoever claims a row may die, and then another claims it. A lease has a number; who
//! holds an earlier one can finish nothing. So a row has one result, however often it was worked on.
//!
//! Nobody is starved. Interactive rows come first, but for a share that is kept for batches. Within a
//! lane those tenants come first that have the fewest rows in work; among equals they take turns.

use std::collections::{BTreeMap, BTreeSet};

use credeval_model::{Digest, RowResult, Timestamp};

use crate::{
    Lane, Name, RowId, Stated, Store, StoreError, Told, alike,
    audit::Facts,
    batch::{Sentences, delete_rows, row_id},
    finish::{self, Standing},
    outbox,
    statement::{Columns as _, Sets as _, Statement, of, signed},
    store::{Write, milliseconds},
};

/// Of how many claimed rows one is kept for batches while people wait.
const BATCH_SHARE: usize = 5;

/// Whose turn it is, as far as this process remembers. Fairness rests on rows in work, which all
/// processes see; this breaks ties.
#[derive(Default)]
pub(crate) struct Turns {
    /// Claimed rows since the last one that was kept for batches.
    since_batch: usize,
    /// The tenant that was served last in each lane.
    last: BTreeMap<i64, String>,
}

impl Turns {
    /// How many of these rows are kept for batches.
    fn kept(&mut self, want: usize) -> usize {
        self.since_batch += want;
        let kept = self.since_batch / BATCH_SHARE;
        self.since_batch %= BATCH_SHARE;
        kept
    }
}

/// The right to work on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lease {
    /// The row.
    pub row: RowId,
    /// Which lease of the row it is; each has a higher number than all before it.
    pub number: u64,
}

/// A row to work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The right to work on it.
    pub lease: Lease,
    /// Whose it is.
    pub tenant: String,
    /// How often it was begun, this time with it. Where that is much, it may be what kills its workers.
    pub attempts: u64,
    /// What the manifest says.
    pub stated: Stated,
    /// The credential, where it is in the store already.
    pub document: Option<Digest>,
}

/// Another attempt later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// The right to work on the row, which is given back.
    pub lease: Lease,
    /// When.
    pub at: Timestamp,
    /// A stable word for why.
    pub code: String,
    /// One sentence.
    pub message: Option<String>,
    /// Whether this attempt counts as one. It does not where the row was only put off.
    pub counts: bool,
}

/// No more attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bury {
    /// The right to work on the row, which is given back.
    pub lease: Lease,
    /// What came of it.
    pub told: Told,
}

/// Which rows are to be evaluated again.
#[derive(Debug, Clone)]
pub struct Requeue {
    /// Whose.
    pub tenant: Name,
    /// Of which batch; of all, unless given.
    pub batch: Option<Digest>,
    /// With which results; with any, if empty.
    pub results: Vec<RowResult>,
    /// With which code; with any, unless given.
    pub code: Option<String>,
    /// Only those that were given up.
    pub dead: bool,
}

/// How many rows of a tenant wait, are in work, and were given up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Depth {
    /// They wait.
    pub queued: u64,
    /// They are in work.
    pub leased: u64,
    /// They were given up.
    pub dead: u64,
}

/// Rows whose lease ended that one call puts back.
const EXPIRED_AT_ONCE: i64 = 5_000;

impl Store {
    /// Claims up to `want` rows that are due, until `until`; fewer where there are no more.
    pub async fn claim(
        &self,
        worker: &Name,
        want: usize,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Claimed>, StoreError> {
        let kept = self.turns(|turns| turns.kept(want));
        let mut write = self.keep_books().await?;
        let mut claimed = Vec::new();
        let steps = [
            (Lane::Interactive, want.saturating_sub(kept)),
            (Lane::Batch, want),
            (Lane::Interactive, want),
        ];
        for (lane, up_to) in steps {
            let room = up_to.saturating_sub(claimed.len());
            if room > 0 {
                claimed.append(
                    &mut self
                        .fairly(&mut write, lane, worker, room, until, now)
                        .await?,
                );
            }
        }
        write.commit().await?;
        Ok(claimed)
    }

    /// Claims these rows, as far as they wait and are due: a message named them.
    pub async fn claim_these(
        &self,
        rows: &[RowId],
        worker: &Name,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Claimed>, StoreError> {
        let mut write = self.keep_books().await?;
        let lock = self.engine.lock(" FOR UPDATE OF r SKIP LOCKED");
        let mut claimed = Vec::new();
        for rows in rows.in_sets() {
            let picked = Statement::new("WITH v (batch, line) AS (")
                .values(rows, |row, id| {
                    row.bind(of(&id.batch)).bind(signed(id.line));
                })
                .text(
                    "), picked AS MATERIALIZED (SELECT r.batch, r.line FROM v
                     CROSS JOIN batch_rows r WHERE r.batch = v.batch AND r.line = v.line
                     AND r.state = 'queued' AND r.run_at <= ",
                )
                .bind(milliseconds(now))
                .text(lock)
                .text(") ");
            claimed.append(&mut self.lease(&mut write, picked, worker, until, now).await?);
        }
        write.commit().await?;
        Ok(claimed)
    }

    /// Holds on to rows until `until`; gives the leases that are lost.
    pub async fn heartbeat(
        &self,
        worker: &Name,
        leases: &[Lease],
        until: Timestamp,
    ) -> Result<Vec<Lease>, StoreError> {
        let mut write = self.keep_books().await?;
        let held = held(&mut write, worker, leases.iter().copied()).await?;
        let kept: Vec<_> = leases.iter().filter(|lease| held.contains(lease)).collect();
        for leases in kept.in_sets() {
            Statement::new("WITH v (batch, line) AS (")
                .values(leases, |row, lease| {
                    row.bind(of(&lease.row.batch)).bind(signed(lease.row.line));
                })
                .text(") UPDATE batch_rows SET lease_until = ")
                .bind(milliseconds(until))
                .text(" FROM v WHERE batch_rows.batch = v.batch AND batch_rows.line = v.line")
                .run(write.on())
                .await?;
        }
        write.commit().await?;
        Ok(leases
            .iter()
            .filter(|lease| !held.contains(lease))
            .copied()
            .collect())
    }

    /// Puts rows back for another attempt; gives the leases that are lost, whose rows are left alone.
    pub async fn retry(
        &self,
        worker: &Name,
        retries: &[Retry],
        now: Timestamp,
    ) -> Result<Vec<Lease>, StoreError> {
        let mut write = self.write().await?;
        let held = held(&mut write, worker, retries.iter().map(|retry| retry.lease)).await?;
        let (ours, lost) = parted(retries, &held, |retry| retry.lease);
        let mut facts = Facts::default();
        let mut sealed = Vec::with_capacity(ours.len());
        for retry in &ours {
            let said = Sentences {
                message: retry.message.clone(),
                hint: None,
            };
            sealed.push((*retry, self.sealed_json("told", retry.lease.row, &said)?));
            let row = retry.lease.row;
            facts
                .add(row.batch.as_bytes())
                .number(signed(row.line))
                .add(&retry.code);
        }
        for retries in sealed.in_sets() {
            Statement::new("WITH v (batch, line, run_at, code, told, begun) AS (")
                .values(retries, |row, (retry, told)| {
                    row.bind(of(&retry.lease.row.batch))
                        .bind(signed(retry.lease.row.line))
                        .bind(milliseconds(retry.at))
                        .bind(retry.code.clone())
                        .bind(told.clone())
                        .bind(i64::from(!retry.counts));
                })
                .text(
                    ") UPDATE batch_rows SET state = 'queued', lease_until = NULL, leased_by = NULL,
                     run_at = v.run_at, code = v.code, told = v.told,
                     attempts = attempts - v.begun, changed_at = ",
                )
                .bind(milliseconds(now))
                .text(" FROM v WHERE batch_rows.batch = v.batch AND batch_rows.line = v.line")
                .run(write.on())
                .await?;
        }
        let waiting: Vec<_> = ours
            .iter()
            .map(|retry| (retry.lease.row, retry.at))
            .collect();
        outbox::announce(&mut write, &waiting).await?;
        if !ours.is_empty() {
            write.log(worker, now, "retry", None, facts.digest());
        }
        write.commit().await?;
        Ok(lost)
    }

    /// Gives rows up, each with its result; gives the leases that are lost, whose rows are left alone.
    pub async fn bury(
        &self,
        worker: &Name,
        burials: &[Bury],
        now: Timestamp,
    ) -> Result<Vec<Lease>, StoreError> {
        let mut write = self.write().await?;
        let held = held(&mut write, worker, burials.iter().map(|bury| bury.lease)).await?;
        let (ours, lost) = parted(burials, &held, |bury| bury.lease);
        let mut facts = Facts::default();
        let mut sealed = Vec::with_capacity(ours.len());
        for bury in &ours {
            let said = Sentences::of(&bury.told);
            sealed.push((*bury, self.sealed_json("told", bury.lease.row, &said)?));
            let row = bury.lease.row;
            facts.add(row.batch.as_bytes()).number(signed(row.line));
            facts.add(bury.told.result.as_str()).add(&bury.told.code);
        }
        for burials in sealed.in_sets() {
            Statement::new("WITH v (batch, line, result, code, told) AS (")
                .values(burials, |row, (bury, told)| {
                    row.bind(of(&bury.lease.row.batch))
                        .bind(signed(bury.lease.row.line))
                        .bind(bury.told.result.as_str())
                        .bind(bury.told.code.clone())
                        .bind(told.clone());
                })
                .text(
                    ") UPDATE batch_rows SET state = 'dead', lease_until = NULL,
                     result = v.result, code = v.code, told = v.told, changed_at = ",
                )
                .bind(milliseconds(now))
                .text(" FROM v WHERE batch_rows.batch = v.batch AND batch_rows.line = v.line")
                .run(write.on())
                .await?;
        }
        // Somebody else may have had it announced meanwhile, as one whose lease had ended.
        let ids: Vec<_> = ours.iter().map(|bury| bury.lease.row).collect();
        outbox::remove(&mut write, &ids).await?;
        if !ours.is_empty() {
            write.log(worker, now, "bury", None, facts.digest());
        }
        write.commit().await?;
        Ok(lost)
    }

    /// Has rows that have a result evaluated again; gives how many. Those that were erased are left alone.
    ///
    /// Evaluations that were made stay. Bytes that such a row evaluated are no duplicates any more.
    pub async fn requeue(
        &self,
        which: &Requeue,
        by: &Name,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut after: Option<RowId> = None;
        let mut requeued = 0;
        loop {
            let mut write = self.write().await?;
            let rows = requeue_some(&mut write, which, after, now).await?;
            let Some(last) = rows.last().copied() else {
                write.undo().await?;
                return Ok(requeued);
            };
            let waiting: Vec<_> = rows.iter().map(|id| (*id, now)).collect();
            outbox::announce(&mut write, &waiting).await?;
            let mut facts = Facts::default();
            for row in &rows {
                facts.add(row.batch.as_bytes()).number(signed(row.line));
            }
            write.log(by, now, "requeue", None, facts.digest());
            write.commit().await?;
            requeued += u64::try_from(rows.len()).unwrap_or(u64::MAX);
            after = Some(last);
        }
    }

    /// Puts back rows whose lease ended: whoever had them is taken for dead. Gives their places, at
    /// most 5,000.
    pub async fn release_expired(&self, now: Timestamp) -> Result<Vec<RowId>, StoreError> {
        let mut write = self.write().await?;
        let lock = self.engine.lock(" FOR UPDATE SKIP LOCKED");
        let rows = Statement::new(
            "WITH picked AS MATERIALIZED (SELECT batch, line FROM batch_rows
             WHERE state = 'leased' AND lease_until < ",
        )
        .bind(milliseconds(now))
        .text(" LIMIT ")
        .bind(EXPIRED_AT_ONCE)
        .text(lock)
        .text(
            ") UPDATE batch_rows SET state = 'queued', lease_until = NULL, leased_by = NULL
             FROM picked WHERE batch_rows.batch = picked.batch AND batch_rows.line = picked.line
             RETURNING batch_rows.batch, batch_rows.line",
        )
        .rows(write.on())
        .await?;
        let rows: Vec<_> = rows.iter().map(row_id).collect::<Result<_, _>>()?;
        let waiting: Vec<_> = rows.iter().map(|id| (*id, now)).collect();
        outbox::announce(&mut write, &waiting).await?;
        write.commit().await?;
        Ok(rows)
    }

    /// How much a tenant has waiting, in work and given up; or all tenants.
    pub async fn depth(&self, tenant: Option<&Name>) -> Result<Depth, StoreError> {
        let mut on = self.read().await?;
        let mut counts = [0; 3];
        // A statement for each, so that each is counted along its own index.
        let texts = [
            "SELECT COUNT(*) FROM batch_rows WHERE state = 'queued'",
            "SELECT COUNT(*) FROM batch_rows WHERE state = 'leased'",
            "SELECT COUNT(*) FROM batch_rows WHERE state = 'dead'",
        ];
        for (count, text) in counts.iter_mut().zip(texts) {
            let mut statement = Statement::new(text);
            if let Some(tenant) = tenant {
                // Both lanes are named, since the indexes begin with them.
                statement = statement
                    .text(" AND lane IN (0, 1) AND tenant = ")
                    .bind(tenant.as_str().to_owned());
            }
            if let Some(row) = statement.row(&mut on).await? {
                *count = row.count(0)?;
            }
        }
        let [queued, leased, dead] = counts;
        Ok(Depth {
            queued,
            leased,
            dead,
        })
    }

    /// Claims rows of one lane, as many of each tenant as there are, and as are fair.
    async fn fairly(
        &self,
        write: &mut Write<'_>,
        lane: Lane,
        worker: &Name,
        want: usize,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Claimed>, StoreError> {
        let mut tenants = self.waiting_tenants(write, lane).await?;
        let lock = self.engine.lock(" FOR UPDATE SKIP LOCKED");
        let mut claimed: Vec<Claimed> = Vec::new();
        while claimed.len() < want && !tenants.is_empty() {
            let room = want - claimed.len();
            let share = (room / tenants.len()).max(1);
            let mut more = Vec::new();
            for tenant in tenants {
                let limit = share.min(want.saturating_sub(claimed.len()));
                if limit == 0 {
                    break;
                }
                let picked = Statement::new(
                    "WITH picked AS MATERIALIZED (SELECT batch, line FROM batch_rows
                     WHERE state = 'queued' AND lane = ",
                )
                .bind(lane.number())
                .text(" AND tenant = ")
                .bind(tenant.clone())
                .text(" AND run_at <= ")
                .bind(milliseconds(now))
                .text(" ORDER BY run_at, batch, line LIMIT ")
                .bind(i64::try_from(limit).unwrap_or(i64::MAX))
                .text(lock)
                .text(") ");
                let mut rows = self.lease(write, picked, worker, until, now).await?;
                if !rows.is_empty() {
                    self.turns(|turns| turns.last.insert(lane.number(), tenant.clone()));
                }
                if rows.len() == limit {
                    more.push(tenant);
                }
                claimed.append(&mut rows);
            }
            tenants = more;
        }
        Ok(claimed)
    }

    /// The tenants with rows that wait, in the order in which they are served.
    async fn waiting_tenants(
        &self,
        write: &mut Write<'_>,
        lane: Lane,
    ) -> Result<Vec<String>, StoreError> {
        // From one tenant to the next along the index: a long queue is not walked through.
        let waiting = Statement::new(
            "WITH RECURSIVE t (tenant) AS (
               SELECT MIN(tenant) FROM batch_rows WHERE state = 'queued' AND lane = ",
        )
        .bind(lane.number())
        .text(
            " UNION ALL
               SELECT (SELECT MIN(r.tenant) FROM batch_rows r
                       WHERE r.state = 'queued' AND r.tenant > t.tenant AND r.lane = ",
        )
        .bind(lane.number())
        .text(
            ") FROM t WHERE t.tenant IS NOT NULL)
             SELECT tenant FROM t WHERE tenant IS NOT NULL",
        )
        .rows(write.on())
        .await?;
        let in_work = Statement::new(
            "SELECT tenant, COUNT(*) FROM batch_rows WHERE state = 'leased' AND lane = ",
        )
        .bind(lane.number())
        .text(" GROUP BY tenant")
        .rows(write.on())
        .await?;
        let mut counts = BTreeMap::new();
        for row in &in_work {
            counts.insert(row.text(0)?, row.number(1)?);
        }
        let last = self.turns(|turns| turns.last.get(&lane.number()).cloned());
        let mut tenants = Vec::with_capacity(waiting.len());
        for row in &waiting {
            let tenant = row.text(0)?;
            let count = counts.get(&tenant).copied().unwrap_or(0);
            let had_its_turn = last.as_ref().is_some_and(|last| tenant <= *last);
            tenants.push((count, had_its_turn, tenant));
        }
        tenants.sort_unstable();
        Ok(tenants.into_iter().map(|(_, _, tenant)| tenant).collect())
    }

    /// Leases the rows that `picked` names.
    async fn lease(
        &self,
        write: &mut Write<'_>,
        picked: Statement,
        worker: &Name,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Claimed>, StoreError> {
        let rows = picked
            .text(
                "UPDATE batch_rows SET state = 'leased', attempts = attempts + 1,
                 lease = lease + 1, lease_until = ",
            )
            .bind(milliseconds(until))
            .text(", leased_by = ")
            .bind(worker.as_str().to_owned())
            .text(", changed_at = ")
            .bind(milliseconds(now))
            .text(
                " FROM picked WHERE batch_rows.batch = picked.batch AND batch_rows.line = picked.line
                 RETURNING batch_rows.batch, batch_rows.line, lease, tenant, attempts, stated, document",
            )
            .rows(write.on())
            .await?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = row_id(row)?;
            claimed.push(Claimed {
                lease: Lease {
                    row: id,
                    number: row.count(2)?,
                },
                tenant: row.text(3)?,
                attempts: row.count(4)?,
                stated: match row.bytes_if(5)? {
                    Some(sealed) => self.unsealed_json("stated", id, &sealed)?,
                    None => Stated::default(),
                },
                document: row.digest_if(6)?,
            });
        }
        claimed.sort_unstable_by_key(|row| row.lease);
        Ok(claimed)
    }

    fn turns<T>(&self, then: impl FnOnce(&mut Turns) -> T) -> T {
        // A panic while it was held leaves numbers that are still numbers.
        let mut turns = self
            .turns
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        then(&mut turns)
    }
}

/// Which of these leases this worker still holds. Their rows are locked.
async fn held(
    write: &mut Write<'_>,
    worker: &Name,
    leases: impl Iterator<Item = Lease>,
) -> Result<BTreeSet<Lease>, StoreError> {
    let standing = finish::standing(write, worker, &leases.collect()).await?;
    let held = standing.into_iter();
    let held = held.filter(|(_, standing)| matches!(standing, Standing::Held(_)));
    Ok(held.map(|(lease, _)| lease).collect())
}

/// Those whose lease is held, each row once, and the leases that are not.
fn parted<'i, T>(
    items: &'i [T],
    held: &BTreeSet<Lease>,
    lease: impl Fn(&T) -> Lease,
) -> (Vec<&'i T>, Vec<Lease>) {
    let mut seen = BTreeSet::new();
    let (mut ours, mut lost) = (Vec::new(), Vec::new());
    for item in items {
        match held.contains(&lease(item)) {
            true if seen.insert(lease(item)) => ours.push(item),
            true => {}
            false => lost.push(lease(item)),
        }
    }
    (ours, lost)
}

/// Rows that one transaction puts back into the queue.
const REQUEUED_AT_ONCE: i64 = 2_000;

async fn requeue_some(
    write: &mut Write<'_>,
    which: &Requeue,
    after: Option<RowId>,
    now: Timestamp,
) -> Result<Vec<RowId>, StoreError> {
    let lock = write.store.engine.lock(" FOR UPDATE");
    let states = match which.dead {
        true => " AND state = 'dead'",
        false => " AND state IN ('done', 'dead')",
    };
    let mut picked = Statement::new(
        "WITH picked AS MATERIALIZED (SELECT batch, line FROM batch_rows
         WHERE erased_at IS NULL AND tenant = ",
    )
    .bind(which.tenant.as_str().to_owned())
    .text(states);
    if let Some(batch) = &which.batch {
        picked = picked.text(" AND batch = ").bind(of(batch));
    }
    if !which.results.is_empty() {
        picked = picked
            .text(" AND result IN (")
            .values(&which.results, |row, result| {
                row.bind(result.as_str());
            })
            .text(")");
    }
    if let Some(code) = &which.code {
        picked = picked.text(" AND code = ").bind(code.clone());
    }
    if let Some(after) = after {
        picked = picked
            .text(" AND (batch, line) > (")
            .bind(of(&after.batch))
            .text(", ")
            .bind(signed(after.line))
            .text(")");
    }
    let rows = picked
        .text(" ORDER BY batch, line LIMIT ")
        .bind(REQUEUED_AT_ONCE)
        .text(lock)
        .text(
            ") UPDATE batch_rows SET state = 'queued', result = NULL, code = NULL, told = NULL,
             evaluation = NULL, attempts = 0, leased_by = NULL, run_at = ",
        )
        .bind(milliseconds(now))
        .text(", changed_at = ")
        .bind(milliseconds(now))
        .text(
            " FROM picked WHERE batch_rows.batch = picked.batch AND batch_rows.line = picked.line
             RETURNING batch_rows.batch, batch_rows.line",
        )
        .rows(write.on())
        .await?;
    let rows: BTreeSet<_> = rows.iter().map(row_id).collect::<Result<_, _>>()?;
    let rows: Vec<_> = rows.into_iter().collect();
    forget_work(write, &rows).await?;
    Ok(rows)
}

/// What these rows evaluated may be evaluated again.
pub(crate) async fn forget_work(write: &mut Write<'_>, rows: &[RowId]) -> Result<(), StoreError> {
    delete_rows(write, "DELETE FROM work WHERE batch = ", rows).await?;
    alike::forget(write, rows).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_of_five_is_kept_for_batches() {
        let mut turns = Turns::default();
        assert_eq!((1..=10).map(|_| turns.kept(1)).sum::<usize>(), 2);
        assert_eq!(turns.kept(50), 10);
        assert_eq!(turns.kept(3), 0);
        assert_eq!(turns.kept(3), 1);
    }
}
