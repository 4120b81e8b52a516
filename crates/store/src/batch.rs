//! Batches: the rows of a manifest, what became of each, and totals that add up.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use credeval_model::{Digest, Document, RowResult, Timestamp, Totals};
use serde::{Deserialize, Serialize};

use crate::{
    BugError, Name, Pseudonym, Store, StoreError,
    audit::Facts,
    blob::{self, NewBlob},
    error::corrupt,
    links, outbox,
    statement::{Columns, Sets as _, Statement, of, signed},
    store::{Write, milliseconds, timestamp},
};

/// A row's place: its batch, and its line in the manifest from 1.
///
/// As text, which is what messages between machines carry: the batch's 64 hexadecimal digits, `-`, and the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    /// The batch.
    pub batch: Digest,
    /// The line.
    pub line: u64,
}

impl RowId {
    /// How it is named to those who have `row` before them: by its line alone, where both are of one batch.
    pub fn seen_from(self, row: Self) -> impl fmt::Display {
        fmt::from_fn(move |f| match self.batch == row.batch {
            true => write!(f, "line {}", self.line),
            false => fmt::Display::fmt(&self, f),
        })
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.batch.hex(), self.line)
    }
}

impl FromStr for RowId {
    type Err = InvalidRowId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (batch, line) = text.split_once('-')?;
            Some(Self {
                batch: batch.parse().ok()?,
                line: line.parse().ok()?,
            })
        };
        read().ok_or_else(|| InvalidRowId {
            found: text.chars().take(80).collect(),
        })
    }
}

/// Not the place of a row.
#[derive(Debug, thiserror::Error)]
#[error("expected a batch in 64 hexadecimal digits, `-` and a line, found `{found}`")]
pub struct InvalidRowId {
    found: String,
}

/// Who waits for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// A person does.
    Interactive,
    /// Nobody does in particular.
    Batch,
}

impl Lane {
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Interactive => 0,
            Self::Batch => 1,
        }
    }

    fn of(number: i64) -> Result<Self, StoreError> {
        match number {
            0 => Ok(Self::Interactive),
            1 => Ok(Self::Batch),
            _ => Err(corrupt("a lane")),
        }
    }
}

/// The result that stands in the store.
pub(crate) fn result(text: &str) -> Result<RowResult, StoreError> {
    RowResult::named(text).ok_or_else(|| corrupt("a result"))
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits.
    Queued,
    /// A worker has it.
    Leased,
    /// It has a result.
    Done,
    /// It was given up: it has a result, and stands apart to be looked at.
    Dead,
}

impl State {
    fn of(text: &str) -> Result<Self, StoreError> {
        match text {
            "queued" => Ok(Self::Queued),
            "leased" => Ok(Self::Leased),
            "done" => Ok(Self::Done),
            "dead" => Ok(Self::Dead),
            _ => Err(corrupt("a state")),
        }
    }
}

/// A batch to be opened.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Whose it is.
    pub tenant: Name,
    /// Who waits for it.
    pub lane: Lane,
    /// What recognition is asked for, in one word; retention can go by it.
    pub purpose: Option<Name>,
    /// SHA-256 of the manifest's bytes.
    pub manifest: Digest,
    /// What else decides how its rows are evaluated, in the caller's words, which workers read.
    pub options: Vec<u8>,
}

impl NewBatch {
    /// What it is called: SHA-256 over all of it, so that the same manifest with the same options is
    /// the same batch.
    pub fn id(&self) -> Digest {
        Facts::default()
            .add("credeval/batch/1")
            .add(self.tenant.as_str())
            .number(self.lane.number())
            .add_if(self.purpose.as_ref().map(Name::as_str))
            .add(self.manifest.as_bytes())
            .add(&self.options)
            .digest()
    }
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// What it is called.
    pub id: Digest,
    /// Whose it is.
    pub tenant: String,
    /// Who waits for it.
    pub lane: Lane,
    /// SHA-256 of the manifest's bytes.
    pub manifest: Digest,
    /// What its rows are evaluated by, in the words of who opened it.
    pub options: Vec<u8>,
    /// When it was opened first.
    pub created_at: Timestamp,
    /// How many rows its manifest has; unknown until all of it was read.
    pub declared: Option<u64>,
}

/// What a manifest says of a row. None of it is looked at here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stated {
    /// The sender's own name for the row.
    pub row_id: Option<String>,
    /// Where the credential is.
    pub source: Option<String>,
    /// The receiving programme.
    pub programme: Option<String>,
    /// What it is evaluated by, where that is not what the batch names: the digest of what is kept for it.
    pub brief: Option<Digest>,
    /// Whose it should be.
    pub expected_holder: Option<String>,
    /// Who should have issued it.
    pub expected_issuer: Option<String>,
    /// Columns that nobody here knows, by their names, as JSON.
    pub columns: serde_json::Map<String, serde_json::Value>,
}

/// What is told about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What came of it.
    pub result: RowResult,
    /// A stable word for why.
    pub code: String,
    /// One sentence.
    pub message: Option<String>,
    /// What the sender can do about it.
    pub hint: Option<String>,
}

/// The sentences of [`Told`], as they are sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Sentences {
    pub(crate) message: Option<String>,
    pub(crate) hint: Option<String>,
}

/// A row to be enqueued.
#[derive(Debug, Clone, Default)]
pub struct NewRow {
    /// Its line in the manifest, from 1.
    pub line: u64,
    /// Whose it is, by the tenant's own number; only a pseudonym of it stands in the row.
    pub student: Option<String>,
    /// What the manifest says.
    pub stated: Stated,
    /// The credential, where it is at hand: workers elsewhere cannot read the sender's files.
    pub document: Option<Document>,
    /// When it may be evaluated first; at once, unless given.
    pub run_at: Option<Timestamp>,
    /// What came of it, where that is known already: such a row is done.
    pub told: Option<Told>,
}

/// Whether a row was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enqueued {
    /// It was.
    New,
    /// The batch had it already; it was left as it is.
    Known,
}

/// A row as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place.
    pub id: RowId,
    /// The pseudonym of the learner, where it has one.
    pub student: Option<Pseudonym>,
    /// What the manifest says; empty where it was erased.
    pub stated: Stated,
    /// Where it stands.
    pub state: State,
    /// How often it was begun since it was enqueued, or requeued.
    pub attempts: u64,
    /// What came of it. While it waits for another attempt: `None`, and the reason is in `last_error`.
    pub told: Option<Told>,
    /// Why the last attempt did not come to a result: a code and a sentence.
    pub last_error: Option<(String, Option<String>)>,
    /// The credential.
    pub document: Option<Digest>,
    /// Its evaluation, the first where the credential has several parts; for a duplicate the one that
    /// was made before.
    pub evaluation: Option<Digest>,
    /// When what it says of a person was erased.
    pub erased_at: Option<Timestamp>,
}

impl Store {
    /// Opens a batch, or finds it again; the second value says whether it is new.
    pub async fn open_batch(
        &self,
        new: &NewBatch,
        by: &Name,
        now: Timestamp,
    ) -> Result<(Batch, bool), StoreError> {
        let id = new.id();
        let mut write = self.write().await?;
        let inserted = Statement::new(
            "INSERT INTO batches (id, tenant, lane, purpose, manifest, options, created_at) ",
        )
        .values([new], |row, new| {
            row.bind(of(&id))
                .bind(new.tenant.as_str().to_owned())
                .bind(new.lane.number())
                .bind(
                    new.purpose
                        .as_ref()
                        .map(|purpose| purpose.as_str().to_owned()),
                )
                .bind(of(&new.manifest))
                .bind(new.options.clone())
                .bind(milliseconds(now));
        })
        .text(" ON CONFLICT (id) DO NOTHING")
        .run(write.on())
        .await?;
        if inserted > 0 {
            let detail = Facts::default().add(id.as_bytes()).digest();
            write.log(by, now, "open_batch", None, detail);
        }
        let batch = hold(&mut write, &id).await?;
        write.commit().await?;
        Ok((batch, inserted > 0))
    }

    /// Whether a tenant ever opened a batch.
    pub async fn has_tenant(&self, tenant: &Name) -> Result<bool, StoreError> {
        let mut on = self.read().await?;
        let row = Statement::new("SELECT 1 FROM batches WHERE tenant = ")
            .bind(tenant.as_str().to_owned())
            .text(" LIMIT 1")
            .row(&mut on)
            .await?;
        Ok(row.is_some())
    }

    /// The tenants that opened batches, by name, at most `limit`.
    pub async fn tenants(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        let mut on = self.read().await?;
        let rows = Statement::new("SELECT DISTINCT tenant FROM batches ORDER BY tenant LIMIT ")
            .bind(i64::from(limit))
            .rows(&mut on)
            .await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// A batch by its id.
    pub async fn batch(&self, id: &Digest) -> Result<Option<Batch>, StoreError> {
        let mut on = self.read().await?;
        let row = select_batch(id).row(&mut on).await?;
        row.map(|row| read_batch(&row)).transpose()
    }

    /// Adds rows to a batch, in one transaction; says of each whether it was new. A row that the batch
    /// has already, by its line, is left as it is.
    pub async fn enqueue(
        &self,
        batch: &Digest,
        rows: &[NewRow],
        by: &Name,
        now: Timestamp,
    ) -> Result<Vec<Enqueued>, StoreError> {
        let mut write = self.write().await?;
        let of_batch = hold(&mut write, batch).await?;
        let students = rows.iter().filter_map(|row| row.student.as_deref());
        links::link(&mut write, &of_batch.tenant, students).await?;
        let mut known = lines(&mut write, batch, rows.iter().map(|row| row.line)).await?;
        // A line that the caller names twice is the first of the two.
        let (mut answers, mut fresh) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows {
            answers.push(match known.insert(row.line) {
                true => {
                    fresh.push(row);
                    Enqueued::New
                }
                false => Enqueued::Known,
            });
        }
        let starts: Vec<_> = fresh.iter().map(|row| (*row, Start::Waiting)).collect();
        insert(&mut write, &of_batch, &starts, now).await?;
        let documents = fresh.iter().filter_map(|row| row.document.as_ref());
        let documents: Vec<_> = documents.map(NewBlob::document).collect();
        blob::put(&mut write, &documents, now).await?;
        let fresh = || fresh.iter().copied();
        outbox::announce(&mut write, &waiting(batch, fresh(), now)).await?;
        if fresh().next().is_some() {
            write.log(by, now, "enqueue", None, facts(batch, fresh()));
        }
        write.commit().await?;
        Ok(answers)
    }

    /// Says how many rows a batch has, once all of its manifest was read: totals are checked against it.
    pub async fn close_batch(
        &self,
        batch: &Digest,
        rows: u64,
        by: &Name,
        now: Timestamp,
    ) -> Result<Totals, StoreError> {
        let mut write = self.write().await?;
        let closed = Statement::new("UPDATE batches SET declared = ")
            .bind(signed(rows))
            .text(" WHERE declared IS NULL AND id = ")
            .bind(of(batch))
            .run(write.on())
            .await?;
        if closed > 0 {
            let detail = Facts::default()
                .add(batch.as_bytes())
                .number(signed(rows))
                .digest();
            write.log(by, now, "close_batch", None, detail);
        }
        write.commit().await?;
        self.totals(batch).await
    }

    /// Counts over the rows of a batch, by the database; an error where they do not add up, or where a batch
    /// that was read to its end lacks rows.
    pub async fn totals(&self, batch: &Digest) -> Result<Totals, StoreError> {
        let mut on = self.read().await?;
        let declared = select_batch(batch).row(&mut on).await?;
        let declared = declared.ok_or(BugError::UnknownBatch { batch: *batch })?;
        let declared = read_batch(&declared)?.declared;
        let row = Statement::new(
            "SELECT COUNT(*),
                    COUNT(CASE WHEN result = 'passed' THEN 1 END),
                    COUNT(CASE WHEN result = 'failed' THEN 1 END),
                    COUNT(CASE WHEN result = 'inconclusive' THEN 1 END),
                    COUNT(CASE WHEN result = 'unreadable' THEN 1 END),
                    COUNT(CASE WHEN result = 'duplicate' THEN 1 END),
                    COUNT(CASE WHEN result = 'skipped' THEN 1 END),
                    COUNT(CASE WHEN state IN ('queued', 'leased') THEN 1 END)
             FROM batch_rows WHERE batch = ",
        )
        .bind(of(batch))
        .row(&mut on)
        .await?
        .ok_or_else(|| corrupt("a count"))?;
        let totals = Totals {
            rows: row.count(0)?,
            passed: row.count(1)?,
            failed: row.count(2)?,
            inconclusive: row.count(3)?,
            unreadable: row.count(4)?,
            duplicate: row.count(5)?,
            skipped: row.count(6)?,
            pending: row.count(7)?,
        };
        let fault = |expected, found| BugError::Totals {
            batch: *batch,
            expected,
            found,
        };
        if !totals.adds_up() {
            let ended = RowResult::ALL.iter().map(|result| totals.of(*result));
            let sum = ended.fold(totals.pending, u64::saturating_add);
            return Err(fault(totals.rows, sum).into());
        }
        if let Some(declared) = declared
            && declared != totals.rows
        {
            return Err(fault(declared, totals.rows).into());
        }
        Ok(totals)
    }

    /// Whether a batch has rows that wait or are in work.
    pub async fn is_pending(&self, batch: &Batch) -> Result<bool, StoreError> {
        let mut on = self.read().await?;
        let of_batch = |statement: Statement| {
            statement
                .bind(batch.lane.number())
                .text(" AND tenant = ")
                .bind(batch.tenant.clone())
                .text(" AND batch = ")
                .bind(of(&batch.id))
        };
        // Each state is looked for along its own index, and not through the whole batch; both at one moment, since
        // rows go from the one to the other.
        let queued = Statement::new(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM batch_rows WHERE state = 'queued' AND lane = ",
        );
        let leased = of_batch(queued)
            .text(") OR EXISTS (SELECT 1 FROM batch_rows WHERE state = 'leased' AND lane = ");
        let row = of_batch(leased).text(")").row(&mut on).await?;
        Ok(row.is_some())
    }

    /// How many rows of a batch ended by which result and code, the most frequent first.
    pub async fn summary(
        &self,
        batch: &Digest,
    ) -> Result<Vec<(RowResult, String, u64)>, StoreError> {
        let mut on = self.read().await?;
        let rows = Statement::new(
            "SELECT result, code, COUNT(*) FROM batch_rows WHERE result IS NOT NULL AND batch = ",
        )
        .bind(of(batch))
        .text(" GROUP BY result, code ORDER BY COUNT(*) DESC, result, code")
        .rows(&mut on)
        .await?;
        let read = rows.iter().map(|row| {
            let code = row.text_if(1)?.unwrap_or_default();
            Ok((result(&row.text(0)?)?, code, row.count(2)?))
        });
        read.collect()
    }

    /// What the duplicates of a batch were found to be where they were evaluated, in numbers: the worst of
    /// their parts.
    pub async fn behind_duplicates(&self, batch: &Digest) -> Result<Totals, StoreError> {
        let mut on = self.read().await?;
        let rows = Statement::new(
            "SELECT worst, COUNT(*) FROM (
               SELECT r.line, MAX(CASE e.result WHEN 'failed' THEN 2 WHEN 'inconclusive' THEN 1 ELSE 0 END) AS worst
               FROM batch_rows r
               JOIN evaluations f ON f.tenant = r.tenant AND f.id = r.evaluation
               JOIN evaluations e ON e.batch = f.batch AND e.line = f.line AND e.at = f.at
               WHERE r.result = 'duplicate' AND r.batch = ",
        )
        .bind(of(batch))
        .text(" GROUP BY r.line) d GROUP BY worst")
        .rows(&mut on)
        .await?;
        let mut totals = Totals::default();
        for row in &rows {
            let worst = match row.number(0)? {
                2 => RowResult::Failed,
                1 => RowResult::Inconclusive,
                _ => RowResult::Passed,
            };
            totals.add(worst, row.count(1)?);
            totals.rows = totals.rows.saturating_add(row.count(1)?);
        }
        Ok(totals)
    }

    /// The last line that a batch has; `None` where it has no rows.
    pub async fn last_line(&self, batch: &Digest) -> Result<Option<u64>, StoreError> {
        let mut on = self.read().await?;
        let row = Statement::new("SELECT line FROM batch_rows WHERE batch = ")
            .bind(of(batch))
            .text(" ORDER BY line DESC LIMIT 1")
            .row(&mut on)
            .await?;
        row.map(|row| row.count(0)).transpose()
    }

    /// Rows of a batch in the order of their lines, after a line; at most `limit`.
    pub async fn rows(
        &self,
        batch: &Digest,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Row>, StoreError> {
        let mut on = self.read().await?;
        let rows = Statement::new(SELECT_ROW)
            .text(" WHERE batch = ")
            .bind(of(batch))
            .text(" AND line > ")
            .bind(signed(after))
            .text(" ORDER BY line LIMIT ")
            .bind(i64::from(limit))
            .rows(&mut on)
            .await?;
        rows.iter().map(|row| self.read_row(row)).collect()
    }

    /// One row.
    pub async fn row(&self, id: RowId) -> Result<Option<Row>, StoreError> {
        let rows = self.rows(&id.batch, id.line.saturating_sub(1), 1).await?;
        Ok(rows.into_iter().find(|row| row.id == id))
    }

    fn read_row(&self, row: &sqlx::any::AnyRow) -> Result<Row, StoreError> {
        let id = row_id(row)?;
        let result = row.text_if(6)?.as_deref().map(result).transpose()?;
        let code = row.text_if(7)?;
        let sentences = row.bytes_if(8)?;
        let sentences: Option<Sentences> = sentences
            .map(|sealed| self.unsealed_json("told", id, &sealed))
            .transpose()?;
        let (message, hint) = sentences.map_or((None, None), |said| (said.message, said.hint));
        let (told, last_error) = match (result, code) {
            (Some(result), code) => {
                let told = Told {
                    result,
                    code: code.unwrap_or_default(),
                    message,
                    hint,
                };
                (Some(told), None)
            }
            (None, Some(code)) => (None, Some((code, message))),
            (None, None) => (None, None),
        };
        Ok(Row {
            id,
            student: row.hash_if(2)?.map(Pseudonym::from),
            stated: match row.bytes_if(3)? {
                Some(sealed) => self.unsealed_json("stated", id, &sealed)?,
                None => Stated::default(),
            },
            state: State::of(&row.text(4)?)?,
            attempts: row.count(5)?,
            told,
            last_error,
            document: row.digest_if(9)?,
            evaluation: row.digest_if(10)?,
            erased_at: row.number_if(11)?.map(timestamp).transpose()?,
        })
    }

    /// What a row says, as it is kept.
    pub(crate) fn sealed_json(
        &self,
        what: &'static str,
        row: RowId,
        value: &impl Serialize,
    ) -> Result<Vec<u8>, StoreError> {
        let json = serde_json::to_vec(value).map_err(|_| corrupt("a value that JSON can hold"))?;
        self.seal.seal(what, &place(row), &json)
    }

    pub(crate) fn unsealed_json<T: for<'de> Deserialize<'de>>(
        &self,
        what: &'static str,
        row: RowId,
        sealed: &[u8],
    ) -> Result<T, StoreError> {
        let json = self.seal.open(what, &place(row), sealed)?;
        serde_json::from_slice(&json).map_err(|_| corrupt(what))
    }
}

fn place(row: RowId) -> Vec<u8> {
    [row.batch.as_bytes().as_slice(), &row.line.to_be_bytes()].concat()
}

/// The place that the first two columns name.
pub(crate) fn row_id(row: &impl Columns) -> Result<RowId, StoreError> {
    Ok(RowId {
        batch: row.digest(0)?,
        line: row.count(1)?,
    })
}

/// Deletes what a table has for these rows, by a statement that ends where a batch is to be named.
///
/// Batch by batch: SQLite finds pairs of batch and line by no index, and would read the whole table.
pub(crate) async fn delete_rows(
    write: &mut Write<'_>,
    delete_of_batch: &'static str,
    rows: &[RowId],
) -> Result<(), StoreError> {
    let mut batches: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    for row in rows {
        batches.entry(row.batch).or_default().push(row.line);
    }
    for (batch, lines) in batches {
        for lines in lines.in_sets() {
            Statement::new(delete_of_batch)
                .bind(of(&batch))
                .text(" AND line IN (")
                .values(lines, |row, line| {
                    row.bind(signed(*line));
                })
                .text(")")
                .run(write.on())
                .await?;
        }
    }
    Ok(())
}

const SELECT_ROW: &str = "SELECT batch, line, student, stated, state, attempts, result, code, told, document, evaluation, erased_at FROM batch_rows";

fn select_batch(id: &Digest) -> Statement {
    Statement::new(
        "SELECT id, tenant, lane, manifest, options, created_at, declared FROM batches WHERE id = ",
    )
    .bind(of(id))
}

fn read_batch(row: &sqlx::any::AnyRow) -> Result<Batch, StoreError> {
    Ok(Batch {
        id: row.digest(0)?,
        tenant: row.text(1)?,
        lane: Lane::of(row.number(2)?)?,
        manifest: row.digest(3)?,
        options: row.bytes(4)?,
        created_at: timestamp(row.number(5)?)?,
        declared: row
            .number_if(6)?
            .map(|rows| u64::try_from(rows).map_err(|_| corrupt("a count")))
            .transpose()?,
    })
}

/// A batch that nobody else adds rows to until the transaction ends.
pub(crate) async fn hold(write: &mut Write<'_>, id: &Digest) -> Result<Batch, StoreError> {
    let lock = write.store.engine.lock(" FOR UPDATE");
    let row = select_batch(id).text(lock).row(write.on()).await?;
    read_batch(&row.ok_or(BugError::UnknownBatch { batch: *id })?)
}

/// Which of these lines a batch has.
pub(crate) async fn lines(
    write: &mut Write<'_>,
    batch: &Digest,
    lines: impl Iterator<Item = u64> + Clone,
) -> Result<BTreeSet<u64>, StoreError> {
    let (first, last) = (lines.clone().min(), lines.max());
    let rows = Statement::new("SELECT line FROM batch_rows WHERE batch = ")
        .bind(of(batch))
        .text(" AND line >= ")
        .bind(signed(first.unwrap_or(0)))
        .text(" AND line <= ")
        .bind(signed(last.unwrap_or(0)))
        .rows(write.on())
        .await?;
    rows.iter().map(|row| row.count(0)).collect()
}

/// How a row begins.
pub(crate) enum Start<'r> {
    /// It waits, unless what came of it is known already.
    Waiting,
    /// It is in work, under its first lease.
    Leased {
        /// By whom.
        by: &'r Name,
        /// Until when.
        until: Timestamp,
    },
    /// It is done, under its first lease.
    Done {
        /// By whom.
        by: &'r Name,
        /// What came of it.
        told: &'r Told,
        /// Its evaluation.
        evaluation: Option<Digest>,
    },
}

/// Inserts rows that a batch, which is held, does not have.
pub(crate) async fn insert(
    write: &mut Write<'_>,
    batch: &Batch,
    rows: &[(&NewRow, Start<'_>)],
    now: Timestamp,
) -> Result<(), StoreError> {
    for rows in rows.in_sets() {
        insert_set(write, batch, rows, now).await?;
    }
    Ok(())
}

async fn insert_set(
    write: &mut Write<'_>,
    batch: &Batch,
    rows: &[(&NewRow, Start<'_>)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let store = write.store;
    let mut sealed = Vec::with_capacity(rows.len());
    for (row, start) in rows {
        let id = RowId {
            batch: batch.id,
            line: row.line,
        };
        let told = match start {
            Start::Done { told, .. } => Some(*told),
            Start::Waiting | Start::Leased { .. } => row.told.as_ref(),
        };
        let sentences = told.map(|told| store.sealed_json("told", id, &Sentences::of(told)));
        let stated = store.sealed_json("stated", id, &row.stated)?;
        sealed.push((row, start, told, stated, sentences.transpose()?));
    }
    Statement::new(
        "INSERT INTO batch_rows (batch, line, tenant, lane, student, stated, state, attempts, lease, run_at, lease_until, leased_by, result, code, told, document, evaluation, changed_at) ",
    )
    .values(sealed, |values, (row, start, told, stated, sentences)| {
        let student = row.student.as_deref();
        let student = student.map(|student| store.pseudonym_of(&batch.tenant, student));
        let (worker, until, evaluation) = match start {
            Start::Waiting => (None, None, None),
            Start::Leased { by, until } => (Some(by), Some(milliseconds(*until)), None),
            Start::Done { by, evaluation, .. } => (Some(by), None, evaluation.as_ref()),
        };
        let state = match (told, until) {
            (Some(_), _) => "done",
            (None, Some(_)) => "leased",
            (None, None) => "queued",
        };
        // The first lease is the first attempt.
        let lease = i64::from(worker.is_some());
        values
            .bind(of(&batch.id))
            .bind(signed(row.line))
            .bind(batch.tenant.clone())
            .bind(batch.lane.number())
            .bind(student.map(|student| student.as_bytes().to_vec()))
            .bind(stated)
            .bind(state)
            .bind(lease)
            .bind(lease)
            .bind(milliseconds(row.run_at.unwrap_or(now)))
            .bind(until)
            .bind(worker.map(|worker| worker.as_str().to_owned()))
            .bind(told.map(|told| told.result.as_str()))
            .bind(told.map(|told| told.code.clone()))
            .bind(sentences)
            .bind(row.document.as_ref().map(|document| of(&document.digest)))
            .bind(evaluation.map(of))
            .bind(milliseconds(now));
    })
    .run(write.on())
    .await?;
    Ok(())
}

/// What the log says of rows that were taken in.
pub(crate) fn facts<'r>(batch: &Digest, rows: impl IntoIterator<Item = &'r NewRow>) -> Digest {
    let mut facts = Facts::default();
    facts.add(batch.as_bytes());
    for row in rows {
        facts.number(signed(row.line));
        facts.add_if(
            row.document
                .as_ref()
                .map(|document| document.digest.as_bytes()),
        );
        facts.add_if(row.told.as_ref().map(|told| told.result.as_str()));
    }
    facts.digest()
}

/// The rows among these that wait, and since when.
pub(crate) fn waiting<'r>(
    batch: &Digest,
    rows: impl IntoIterator<Item = &'r NewRow>,
    now: Timestamp,
) -> Vec<(RowId, Timestamp)> {
    let id = |row: &NewRow| RowId {
        batch: *batch,
        line: row.line,
    };
    let waiting = rows.into_iter().filter(|row| row.told.is_none());
    waiting
        .map(|row| (id(row), row.run_at.unwrap_or(now)))
        .collect()
}

impl Sentences {
    pub(crate) fn of(told: &Told) -> Self {
        Self {
            message: told.message.clone(),
            hint: told.hint.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_id_prints_and_parses() {
        let id = RowId {
            batch: Digest::of(b"a"),
            line: 17,
        };
        assert_eq!(id.to_string().parse::<RowId>().unwrap(), id);
        for wrong in ["", "17", "ab-17", &format!("{}-x", id.batch.hex())] {
            assert!(wrong.parse::<RowId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_batch_is_named_by_all_that_decides() {
        let batch = |tenant: &str, options: &[u8]| NewBatch {
            tenant: Name::new(tenant).unwrap(),
            lane: Lane::Batch,
            purpose: None,
            manifest: Digest::of(b"manifest"),
            options: options.to_vec(),
        };
        assert_eq!(batch("a", b"x").id(), batch("a", b"x").id());
        assert_ne!(batch("a", b"x").id(), batch("a", b"y").id());
        assert_ne!(batch("a", b"x").id(), batch("b", b"x").id());
    }
}
