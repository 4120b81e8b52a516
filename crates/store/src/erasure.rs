//! Erasing a learner, and retention: what says anything of a person goes, and statistics stay.
//!
//! Of a row remain its place, state, result and code; of an evaluation its id, times, result and
//! proposal, policy and trust file. What was erased answers [`crate::Lookup::Erased`].
//!
//! Bytes that something else still refers to stay: what one tenant erases, another may have to keep.
//! On PostgreSQL the bytes leave the disk with the next vacuum, its log and the backups in their time.

use std::collections::BTreeSet;

use credeval_model::{Digest, RowResult, Timestamp, outcome::OutcomeCode};
use serde::Serialize;

use crate::{
    Name, RowId, Stated, Store, StoreError,
    audit::Facts,
    batch::row_id,
    blob, cache,
    error::corrupt,
    evaluation::Record,
    hold::{ROW_IS_HELD, exclusively},
    outbox, queue,
    statement::{Columns as _, Sets as _, Statement, of, signed},
    store::{Write, milliseconds},
};

/// What was erased, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows.
    pub rows: u64,
    /// Of them, those that had been given up.
    pub dead: u64,
    /// Evaluations.
    pub evaluations: u64,
    /// Decisions.
    pub decisions: u64,
    /// Documents and items of evidence.
    pub blobs: u64,
    /// Answers of servers.
    pub cached: u64,
    /// Links from a pseudonym to a person.
    pub links: u64,
    /// Rows that are held, and were left as they are.
    pub held: u64,
}

/// Which rows have been kept long enough.
#[derive(Debug, Clone)]
pub struct Retention {
    /// Whose.
    pub tenant: Name,
    /// Of batches opened for this purpose; of all, unless given.
    pub purpose: Option<Name>,
    /// With this result; with any, unless given.
    pub result: Option<RowResult>,
    /// With this proposal; with any or none, unless given.
    pub outcome: Option<OutcomeCode>,
    /// Which came to their result before this time.
    pub before: Timestamp,
}

/// Rows that one transaction erases.
const ROWS_ERASED_AT_ONCE: i64 = 500;

/// The code of a row that was erased before it had a result.
const ERASED: &str = "erased";

impl Store {
    /// Erases one learner: link, rows' contents, evaluations, decisions, documents and kept answers.
    ///
    /// Rows that wait or are in work are skipped, and whoever works on them can finish nothing. Rows that are
    /// held stay, and the link with them.
    pub async fn erase(
        &self,
        tenant: &Name,
        student: &str,
        by: &Name,
        now: Timestamp,
    ) -> Result<Counts, StoreError> {
        let pseudonym = self.pseudonym(tenant, student);
        let mut counts = Counts::default();
        let mut write = self.write().await?;
        exclusively(&mut write).await?;
        // Who enqueues a row of this learner holds the link too, so none is overlooked.
        let lock = self.engine.lock(" FOR UPDATE");
        Statement::new("SELECT student FROM links WHERE tenant = ")
            .bind(tenant.as_str().to_owned())
            .text(" AND student = ")
            .bind(pseudonym.as_bytes().to_vec())
            .text(lock)
            .rows(write.on())
            .await?;
        let all = |statement: &'static str| {
            Statement::new(statement)
                .text(" FROM batch_rows r WHERE r.erased_at IS NULL AND r.tenant = ")
                .bind(tenant.as_str().to_owned())
                .text(" AND r.student = ")
                .bind(pseudonym.as_bytes().to_vec())
        };
        let held = all("SELECT COUNT(*)").text(" AND ").text(ROW_IS_HELD);
        counts.held = match held.row(write.on()).await? {
            Some(row) => row.count(0)?,
            None => 0,
        };
        let rows = all("SELECT r.batch, r.line")
            .text(" AND NOT ")
            .text(ROW_IS_HELD);
        let rows = rows
            .text(" ORDER BY r.batch, r.line")
            .rows(write.on())
            .await?;
        let rows: Vec<_> = rows.iter().map(row_id).collect::<Result<_, _>>()?;
        erase_rows(&mut write, tenant, &rows, &mut counts, now).await?;
        if counts.held == 0 && !write.student_is_held(tenant, pseudonym.as_bytes()).await? {
            counts.links += drop_links(&mut write, tenant, &[*pseudonym.as_bytes()]).await?;
        }
        let subject = self.audited(tenant, pseudonym.as_bytes());
        write.log(by, now, "erase", Some(subject), counts.facts());
        write.commit().await?;
        self.forget_log().await?;
        Ok(counts)
    }

    /// Erases what has been kept long enough; with `dry_run` only counts it.
    pub async fn purge(
        &self,
        retention: &Retention,
        dry_run: bool,
        by: &Name,
        now: Timestamp,
    ) -> Result<Counts, StoreError> {
        let mut counts = Counts::default();
        let mut after = None;
        let mut write = self.write().await?;
        exclusively(&mut write).await?;
        let held = retention
            .rows("SELECT COUNT(*)")
            .text(" AND ")
            .text(ROW_IS_HELD);
        if let Some(row) = held.row(write.on()).await? {
            counts.held = row.count(0)?;
        }
        loop {
            let before = counts;
            let rows = retention.some(&mut write, after).await?;
            let Some((last, _)) = rows.last().copied() else {
                break;
            };
            after = Some(last);
            let students: BTreeSet<_> = rows.iter().filter_map(|(_, student)| *student).collect();
            let rows: Vec<_> = rows.into_iter().map(|(id, _)| id).collect();
            erase_rows(&mut write, &retention.tenant, &rows, &mut counts, now).await?;
            let students: Vec<_> = students.into_iter().collect();
            let unlinked = drop_links(&mut write, &retention.tenant, &students).await?;
            counts.links += unlinked;
            // A trial is one transaction that is undone, so that its numbers are those of the real one.
            if !dry_run {
                write.log(by, now, "purge", None, counts.since(&before).facts());
                write.commit().await?;
                write = self.write().await?;
                exclusively(&mut write).await?;
            }
        }
        write.undo().await?;
        if !dry_run {
            self.forget_log().await?;
        }
        Ok(counts)
    }
}

impl Counts {
    fn facts(&self) -> Digest {
        let mut facts = Facts::default();
        for count in self.all() {
            facts.number(signed(count));
        }
        facts.digest()
    }

    fn all(&self) -> [u64; 8] {
        [
            self.rows,
            self.dead,
            self.evaluations,
            self.decisions,
            self.blobs,
            self.cached,
            self.links,
            self.held,
        ]
    }

    /// What came on top of earlier counts.
    fn since(&self, before: &Self) -> Self {
        Self {
            rows: self.rows - before.rows,
            dead: self.dead - before.dead,
            evaluations: self.evaluations - before.evaluations,
            decisions: self.decisions - before.decisions,
            blobs: self.blobs - before.blobs,
            cached: self.cached - before.cached,
            links: self.links - before.links,
            held: self.held - before.held,
        }
    }
}

impl Retention {
    /// A statement over the rows that it is about.
    fn rows(&self, select: &'static str) -> Statement {
        let mut statement = Statement::new(select)
            .text(
                " FROM batch_rows r WHERE r.state IN ('done', 'dead') AND r.erased_at IS NULL AND r.tenant = ",
            )
            .bind(self.tenant.as_str().to_owned())
            .text(" AND r.changed_at < ")
            .bind(milliseconds(self.before));
        if let Some(result) = self.result {
            statement = statement.text(" AND r.result = ").bind(result.as_str());
        }
        if let Some(purpose) = &self.purpose {
            statement = statement
                .text(" AND r.batch IN (SELECT b.id FROM batches b WHERE b.purpose = ")
                .bind(purpose.as_str().to_owned())
                .text(")");
        }
        if let Some(outcome) = self.outcome {
            // By the evaluations of the row; a duplicate goes by the one that it is a duplicate of.
            statement = statement
                .text(
                    " AND EXISTS (SELECT 1 FROM evaluations e WHERE e.tenant = r.tenant
                     AND e.id = r.evaluation AND e.outcome = ",
                )
                .bind(outcome.as_str())
                .text(")");
        }
        statement
    }

    /// Some of the rows that are not held, after one, with their learners.
    async fn some(
        &self,
        write: &mut Write<'_>,
        after: Option<RowId>,
    ) -> Result<Vec<(RowId, Option<[u8; 32]>)>, StoreError> {
        let mut statement = self.rows("SELECT r.batch, r.line, r.student");
        if let Some(after) = after {
            statement = statement
                .text(" AND (r.batch, r.line) > (")
                .bind(of(&after.batch))
                .text(", ")
                .bind(signed(after.line))
                .text(")");
        }
        let rows = statement
            .text(" AND NOT ")
            .text(ROW_IS_HELD)
            .text(" ORDER BY r.batch, r.line LIMIT ")
            .bind(ROWS_ERASED_AT_ONCE)
            .rows(write.on())
            .await?;
        rows.iter()
            .map(|row| Ok((row_id(row)?, row.hash_if(2)?)))
            .collect()
    }
}

/// Erases rows, and all that only they refer to.
async fn erase_rows(
    write: &mut Write<'_>,
    tenant: &Name,
    rows: &[RowId],
    counts: &mut Counts,
    now: Timestamp,
) -> Result<(), StoreError> {
    for rows in rows.in_sets() {
        let (mut urls, mut digests) = (BTreeSet::new(), BTreeSet::new());
        let ids = erase_contents(write, rows, counts, &mut urls, &mut digests, now).await?;
        erase_evaluations(write, tenant, &ids, counts, &mut urls, &mut digests, now).await?;
        queue::forget_work(write, &ids).await?;
        outbox::remove(write, &ids).await?;
        counts.cached += cache::drop_unused(write, &urls, &mut digests).await?;
        counts.blobs += blob::drop_unreferenced(write, digests, now).await?;
    }
    Ok(())
}

/// Erases what rows say; gives those that it erased. Whoever has a lease on one loses it.
async fn erase_contents(
    write: &mut Write<'_>,
    rows: &[RowId],
    counts: &mut Counts,
    urls: &mut BTreeSet<String>,
    digests: &mut BTreeSet<Digest>,
    now: Timestamp,
) -> Result<Vec<RowId>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let lock = write.store.engine.lock(" FOR UPDATE OF r");
    let found = Statement::new("WITH v (batch, line) AS (")
        .values(rows, |row, id| {
            row.bind(of(&id.batch)).bind(signed(id.line));
        })
        .text(
            ") SELECT r.batch, r.line, r.state, r.stated, r.document FROM v
             CROSS JOIN batch_rows r WHERE r.batch = v.batch AND r.line = v.line
             AND r.erased_at IS NULL ORDER BY r.batch, r.line",
        )
        .text(lock)
        .rows(write.on())
        .await?;
    let mut ids = Vec::with_capacity(found.len());
    for row in &found {
        let id = row_id(row)?;
        ids.push(id);
        counts.rows += 1;
        counts.dead += u64::from(row.text(2)? == "dead");
        digests.extend(row.digest_if(4)?);
        if let Some(sealed) = row.bytes_if(3)? {
            let stated: Stated = write.store.unsealed_json("stated", id, &sealed)?;
            urls.extend(stated.source);
        }
    }
    if ids.is_empty() {
        return Ok(ids);
    }
    Statement::new("WITH v (batch, line) AS (")
        .values(&ids, |row, id| {
            row.bind(of(&id.batch)).bind(signed(id.line));
        })
        .text(") UPDATE batch_rows SET code = CASE WHEN result IS NULL THEN ")
        .bind(ERASED)
        .text(
            " ELSE code END, result = COALESCE(result, 'skipped'),
             state = CASE WHEN state = 'dead' THEN 'dead' ELSE 'done' END,
             lease = CASE WHEN state = 'leased' THEN lease + 1 ELSE lease END,
             lease_until = NULL, leased_by = NULL, student = NULL, stated = NULL, told = NULL,
             document = NULL, erased_at = ",
        )
        .bind(milliseconds(now))
        .text(" FROM v WHERE batch_rows.batch = v.batch AND batch_rows.line = v.line")
        .run(write.on())
        .await?;
    Ok(ids)
}

/// Erases the evaluations that were made for rows.
async fn erase_evaluations(
    write: &mut Write<'_>,
    tenant: &Name,
    rows: &[RowId],
    counts: &mut Counts,
    urls: &mut BTreeSet<String>,
    digests: &mut BTreeSet<Digest>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let lock = write.store.engine.lock(" FOR UPDATE OF e");
    let found = Statement::new("WITH v (batch, line) AS (")
        .values(rows, |row, id| {
            row.bind(of(&id.batch)).bind(signed(id.line));
        })
        .text(
            ") SELECT e.id, e.document, e.record FROM v
             CROSS JOIN evaluations e WHERE e.batch = v.batch AND e.line = v.line
             AND e.erased_at IS NULL AND e.tenant = ",
        )
        .bind(tenant.as_str().to_owned())
        .text(" ORDER BY e.id")
        .text(lock)
        .rows(write.on())
        .await?;
    let mut ids = Vec::with_capacity(found.len());
    for row in &found {
        let id = row.digest(0)?;
        digests.extend(row.digest_if(1)?);
        if let Some(sealed) = row.bytes_if(2)? {
            let record = write
                .store
                .open_of("record", tenant.as_str(), &id, &sealed)?;
            let record: Record =
                serde_json::from_slice(&record).map_err(|_| corrupt("an evaluation"))?;
            digests.extend(record.digests());
            urls.extend(record.evidence.into_iter().map(|seen| seen.url));
        }
        ids.push(id);
    }
    for ids in ids.in_sets() {
        let all = |statement: &'static str| {
            Statement::new(statement)
                .text(" AND tenant = ")
                .bind(tenant.as_str().to_owned())
        };
        let these = |statement: Statement, column: &'static str| {
            statement
                .text(" AND ")
                .text(column)
                .text(" IN (")
                .values(ids, |row, id| {
                    row.bind(of(id));
                })
                .text(")")
        };
        let erased = Statement::new(
            "UPDATE evaluations SET document = NULL, json = NULL, record = NULL, inputs = NULL, erased_at = ",
        )
        .bind(milliseconds(now))
        .text(" WHERE erased_at IS NULL AND tenant = ")
        .bind(tenant.as_str().to_owned());
        counts.evaluations += these(erased, "id").run(write.on()).await?;
        let used = all("DELETE FROM evidence_used WHERE 1 = 1");
        these(used, "evaluation").run(write.on()).await?;
        let decided = all("UPDATE decisions SET json = NULL WHERE json IS NOT NULL");
        counts.decisions += these(decided, "evaluation").run(write.on()).await?;
    }
    Ok(())
}

/// Deletes the links of these learners, unless a row still speaks of them.
async fn drop_links(
    write: &mut Write<'_>,
    tenant: &Name,
    students: &[[u8; 32]],
) -> Result<u64, StoreError> {
    let lock = write.store.engine.lock(" FOR UPDATE");
    let mut dropped = 0;
    for students in students.in_sets() {
        let these = |statement: &'static str| {
            Statement::new(statement)
                .text(" FROM links WHERE tenant = ")
                .bind(tenant.as_str().to_owned())
                .text(" AND student IN (")
                .values(students, |row, student| {
                    row.bind(student.to_vec());
                })
                .text(")")
        };
        // Waits for who is about to enqueue a row, which the next statement then sees.
        these("SELECT student")
            .text(" ORDER BY student")
            .text(lock)
            .rows(write.on())
            .await?;
        dropped += these("DELETE")
            .text(
                " AND NOT EXISTS (SELECT 1 FROM batch_rows r
                 WHERE r.tenant = links.tenant AND r.student = links.student)",
            )
            .run(write.on())
            .await?;
    }
    Ok(dropped)
}
