//! What came of claimed rows, in one transaction: results, evaluations, what they were made from, and
//! the end of the leases.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use credeval_model::{Digest, Document, RowResult, Timestamp, evidence::Answer};

use crate::{
    Batch, Judged, Lease, Meaning, Name, NewRow, RowId, Store, StoreError, Told, alike,
    audit::Facts,
    batch::{self, Sentences, Start, row_id},
    blob::{self, Bytes, Kind, NewBlob},
    evaluation::{self, Packed},
    links, outbox,
    statement::{Columns as _, Sets as _, Statement, of, signed},
    store::{Write, milliseconds},
};

/// What came of a claimed row.
#[derive(Debug, Clone)]
pub struct Finished {
    /// The right to work on it, which ends.
    pub lease: Lease,
    /// What is told about it.
    pub told: Told,
    /// What is behind it.
    pub by: Behind,
    /// Whether what is told is of this row alone, and stays where another row has the same bytes.
    pub stands: bool,
}

/// A row that is worked on before it stands in its batch.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The row.
    pub row: NewRow,
    /// What came of it, under its first lease; `None` where it is not finished.
    pub came: Option<Finished>,
}

impl Begun {
    /// The lease of a row that did not stand in its batch before.
    pub fn lease(batch: Digest, line: u64) -> Lease {
        Lease {
            row: RowId { batch, line },
            number: 1,
        }
    }

    fn is_in_work(&self) -> bool {
        self.came.is_none() && self.row.told.is_none() && self.row.document.is_some()
    }
}

/// What is behind a result.
#[derive(Debug, Clone)]
pub enum Behind {
    /// Nothing that is kept: there was no readable credential.
    Nothing,
    /// An evaluation that was made before ([`Store::known`]), of the same bytes.
    Same {
        /// The document.
        document: Document,
        /// The evaluation.
        evaluation: Option<Digest>,
    },
    /// Evaluations that were made now. Where another row evaluated the same bytes first, this one is its duplicate.
    Judged(Box<Judged>),
    /// Evaluations that were made now, whatever was before: somebody asked for them again. The same bytes are
    /// duplicates of this row from now on.
    Again(Box<Judged>),
}

/// What the store made of a finished row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// It is written.
    Recorded,
    /// Somebody else finished the same bytes meanwhile: the row is a duplicate of that one, and what
    /// was made now is dropped.
    Duplicate {
        /// The row that came first.
        of: RowId,
        /// Its evaluation.
        evaluation: Option<Digest>,
    },
    /// The same lease finished it before; nothing was changed.
    Already,
    /// The lease is lost: the row is another's, or waits again. Nothing was changed.
    Lost,
}

/// The code of a row that turned out to be the same as another.
const DUPLICATE: &str = "duplicate";

/// What is written for a row.
struct Written<'r, 'f> {
    tenant: String,
    finished: &'f Finished,
    packed: Option<&'r Packed>,
    told: Told,
    evaluation: Option<Digest>,
}

impl Finished {
    fn document(&self) -> Option<&Document> {
        match &self.by {
            Behind::Nothing => None,
            Behind::Same { document, .. } => Some(document),
            Behind::Judged(judged) | Behind::Again(judged) => Some(&judged.document),
        }
    }

    pub(crate) fn meanings(&self) -> &[Meaning] {
        self.judged().map_or(&[], |judged| &judged.meanings)
    }

    fn judged(&self) -> Option<&Judged> {
        match &self.by {
            Behind::Judged(judged) | Behind::Again(judged) => Some(judged),
            Behind::Nothing | Behind::Same { .. } => None,
        }
    }
}

impl Store {
    /// Adds rows to a batch that a worker began on before, with what came of those that it finished; says
    /// of each what was made of it. Those with a credential that are not finished are in its work, under
    /// their first lease, until `until`; those without one wait. A row that the batch has already is
    /// left as it is, and the answer is `Lost`.
    ///
    /// All is one transaction: of what is interrupted before it, nothing has happened.
    pub async fn take_in(
        &self,
        batch: &Batch,
        begun: &[Begun],
        by: &Name,
        worker: &Name,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Finish>, StoreError> {
        let tenant = &batch.tenant;
        let mut packed = Vec::with_capacity(begun.len());
        for begun in begun {
            packed.push(match &begun.came {
                Some(came) => came.packed(self, tenant)?,
                None => None,
            });
        }
        let id = &batch.id;
        let mut write = self.write().await?;
        batch::hold(&mut write, id).await?;
        let mut known =
            batch::lines(&mut write, id, begun.iter().map(|begun| begun.row.line)).await?;
        let mut rows = BTreeMap::new();
        let mut fresh = Vec::with_capacity(begun.len());
        let mut answers = Vec::with_capacity(begun.len());
        for (place, (begun, packed)) in begun.iter().zip(packed).enumerate() {
            // A line that the caller names twice is the first of the two.
            if !known.insert(begun.row.line) {
                answers.push(Finish::Lost);
                continue;
            }
            answers.push(Finish::Recorded);
            fresh.push(begun);
            if let Some(came) = &begun.came {
                let writing = Writing {
                    place,
                    tenant: tenant.clone(),
                    row: came,
                    packed,
                };
                rows.insert(came.lease.row, writing);
            }
        }
        let given = || fresh.iter().map(|begun| &begun.row);
        let students = given().filter_map(|row| row.student.as_deref());
        links::link(&mut write, tenant, students).await?;
        let written = record(&mut write, &rows, &mut answers, now).await?;
        let by_line: BTreeMap<_, _> = written
            .iter()
            .map(|row| (row.finished.lease.row.line, row))
            .collect();
        let start = |begun: &Begun| match by_line.get(&begun.row.line) {
            Some(row) => Start::Done {
                by: worker,
                told: &row.told,
                evaluation: row.evaluation,
            },
            None if begun.is_in_work() => Start::Leased { by: worker, until },
            None => Start::Waiting,
        };
        let starts: Vec<_> = fresh
            .iter()
            .map(|begun| (&begun.row, start(begun)))
            .collect();
        batch::insert(&mut write, batch, &starts, now).await?;
        let in_work = fresh.iter().filter(|begun| begun.is_in_work());
        let documents = in_work.filter_map(|begun| begun.row.document.as_ref());
        let documents: Vec<_> = documents.map(NewBlob::document).collect();
        blob::put(&mut write, &documents, now).await?;
        let waiting = given().filter(|row| row.document.is_none());
        outbox::announce(&mut write, &batch::waiting(id, waiting, now)).await?;
        if !fresh.is_empty() {
            let detail = batch::facts(id, given());
            write.log(by, now, "enqueue", None, detail);
        }
        if !written.is_empty() {
            write.log(worker, now, "finish", None, facts(&written));
        }
        write.commit().await?;
        Ok(answers)
    }

    /// Writes what came of rows; says of each what was made of it.
    pub async fn finish(
        &self,
        worker: &Name,
        finished: &[Finished],
        now: Timestamp,
    ) -> Result<Vec<Finish>, StoreError> {
        let mut write = self.write().await?;
        let leases: BTreeSet<Lease> = finished.iter().map(|row| row.lease).collect();
        let mut standing = standing(&mut write, worker, &leases).await?;
        // Each lease once; of a row that is named twice the first counts, and the second is `Already`.
        let mut rows = BTreeMap::new();
        let mut answers = Vec::with_capacity(finished.len());
        for (place, row) in finished.iter().enumerate() {
            answers.push(match standing.get_mut(&row.lease) {
                None => Finish::Lost,
                Some(Standing::Done) => Finish::Already,
                Some(at @ Standing::Held(_)) => {
                    if let Standing::Held(tenant) = std::mem::replace(at, Standing::Done) {
                        let writing = Writing {
                            place,
                            packed: row.packed(self, &tenant)?,
                            tenant,
                            row,
                        };
                        rows.insert(row.lease.row, writing);
                    }
                    Finish::Recorded
                }
            });
        }
        let written = record(&mut write, &rows, &mut answers, now).await?;
        settle(&mut write, &written, now).await?;
        let ids: Vec<_> = rows.keys().copied().collect();
        outbox::remove(&mut write, &ids).await?;
        if !written.is_empty() {
            write.log(worker, now, "finish", None, facts(&written));
        }
        write.commit().await?;
        Ok(answers)
    }
}

/// Rows that are to be written.
type Rows<'f> = BTreeMap<RowId, Writing<'f>>;

struct Writing<'f> {
    /// Its place among what was given.
    place: usize,
    tenant: String,
    row: &'f Finished,
    packed: Option<Cow<'f, Packed>>,
}

impl Finished {
    fn packed(&self, store: &Store, tenant: &str) -> Result<Option<Cow<'_, Packed>>, StoreError> {
        let judged = self.judged();
        judged
            .map(|judged| judged.packed(store, tenant))
            .transpose()
    }
}

/// Writes what came of rows, but for the rows themselves; gives what is to be written there. Of a row that is
/// a duplicate its answer says so.
async fn record<'r, 'f>(
    write: &mut Write<'_>,
    rows: &'r Rows<'f>,
    answers: &mut [Finish],
    now: Timestamp,
) -> Result<Vec<Written<'r, 'f>>, StoreError> {
    let first = claim_work(write, rows).await?;
    let mut written = Vec::with_capacity(rows.len());
    let mut judged = Vec::new();
    for (id, writing) in rows {
        let Writing {
            place,
            tenant,
            row,
            packed,
        } = writing;
        let own = |judged: &Judged| judged.evaluations.first().map(|first| first.id);
        let same = first.get(id);
        if let (Some((of, evaluation)), Some(answer)) = (same, answers.get_mut(*place)) {
            // The first may be another row of this very call.
            let in_call = rows
                .get(of)
                .and_then(|writing| writing.row.judged())
                .and_then(own);
            let evaluation = evaluation.or(in_call);
            *answer = Finish::Duplicate {
                of: *of,
                evaluation,
            };
            let told = match row.stands {
                true => row.told.clone(),
                false => Told {
                    result: RowResult::Duplicate,
                    code: DUPLICATE.to_owned(),
                    message: Some(format!("the same bytes as {}", of.seen_from(*id))),
                    hint: None,
                },
            };
            written.push(Written {
                tenant: tenant.clone(),
                finished: row,
                packed: packed.as_deref(),
                told,
                evaluation,
            });
            continue;
        }
        let evaluation = match &row.by {
            Behind::Nothing => None,
            Behind::Same { evaluation, .. } => *evaluation,
            Behind::Judged(made) | Behind::Again(made) => {
                if let Some(packed) = packed {
                    judged.push((tenant.as_str(), *id, made.as_ref(), packed.as_ref()));
                }
                own(made)
            }
        };
        written.push(Written {
            tenant: tenant.clone(),
            finished: row,
            packed: packed.as_deref(),
            told: row.told.clone(),
            evaluation,
        });
    }
    let meant = judged
        .iter()
        .filter_map(|(tenant, id, ..)| Some((*id, *tenant, rows.get(id)?.row)));
    let meant: Vec<_> = meant.collect();
    let alike = alike::claim(write, &meant).await?;
    for row in &mut written {
        if let Some((meaning, first)) = alike.get(&row.finished.lease.row) {
            let warning = meaning.warning(*first, row.finished.lease.row);
            row.told.message = Some(match row.told.message.take() {
                Some(message) => format!("{message}; {warning}"),
                None => warning,
            });
        }
    }
    evaluation::insert(write, &judged, now).await?;
    // Bytes come last: whoever erases locks rows, evaluations and bytes in this order too.
    put_blobs(write, rows, &judged, now).await?;
    Ok(written)
}

/// How a lease stands.
pub(crate) enum Standing {
    /// The worker holds it, for this tenant.
    Held(String),
    /// This very lease finished it.
    Done,
}

/// How these leases stand; those that are lost are left out. Rows are locked, in order.
pub(crate) async fn standing(
    write: &mut Write<'_>,
    worker: &Name,
    leases: &BTreeSet<Lease>,
) -> Result<BTreeMap<Lease, Standing>, StoreError> {
    let leases: Vec<_> = leases.iter().collect();
    let lock = write.store.engine.lock(" FOR UPDATE OF r");
    let mut standing = BTreeMap::new();
    for leases in leases.in_sets() {
        let rows = Statement::new("WITH v (batch, line, lease) AS (")
            .values(leases, |row, lease| {
                row.bind(of(&lease.row.batch))
                    .bind(signed(lease.row.line))
                    .bind(signed(lease.number));
            })
            .text(
                ") SELECT r.batch, r.line, r.lease, r.state, r.tenant FROM v
                 CROSS JOIN batch_rows r WHERE r.batch = v.batch AND r.line = v.line
                 AND r.lease = v.lease AND r.state IN ('leased', 'done', 'dead') AND r.leased_by = ",
            )
            .bind(worker.as_str().to_owned())
            .text(" ORDER BY r.batch, r.line")
            .text(lock)
            .rows(write.on())
            .await?;
        for row in &rows {
            let lease = Lease {
                row: row_id(row)?,
                number: row.count(2)?,
            };
            let stands = match row.text(3)?.as_str() {
                "leased" => Standing::Held(row.text(4)?),
                _ => Standing::Done,
            };
            standing.insert(lease, stands);
        }
    }
    Ok(standing)
}

/// Stores documents, and evidence of what was judged; sees that policies and trust files are kept.
async fn put_blobs(
    write: &mut Write<'_>,
    rows: &Rows<'_>,
    judged: &[(&str, RowId, &Judged, &Packed)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut blobs = Vec::with_capacity(rows.len());
    for writing in rows.values() {
        let Some(document) = writing.row.document() else {
            continue;
        };
        let mut blob = NewBlob::document(document);
        if let Some(packed) = &writing.packed {
            let (length, sealed) = &packed.document;
            blob.bytes = Bytes::Packed {
                length: *length,
                sealed,
            };
        }
        blobs.push(blob);
    }
    let mut kept = BTreeSet::new();
    for (_, _, judged, _) in judged {
        kept.extend([judged.policy, judged.trust]);
        for (_, answer) in judged.evidence.iter() {
            if let Answer::Found(item) = answer {
                blobs.push(NewBlob {
                    digest: item.digest,
                    bytes: Bytes::Plain(&item.bytes),
                    media_type: item.media_type.as_deref(),
                    kind: Kind::Evidence,
                });
            }
        }
    }
    blob::must_be_kept(write, kept).await?;
    blob::put(write, &blobs, now).await?;
    Ok(())
}

/// A row that evaluated something first, and its evaluation.
type First = (RowId, Option<Digest>);

/// Claims what these rows evaluated, as theirs; gives those that others, or earlier ones among them,
/// evaluated before.
async fn claim_work(
    write: &mut Write<'_>,
    rows: &Rows<'_>,
) -> Result<BTreeMap<RowId, First>, StoreError> {
    let mut work = Vec::new();
    // Whoever comes last has it: each once.
    let mut again = BTreeMap::new();
    for (id, Writing { tenant, row, .. }) in rows {
        let Some(judged) = row.judged() else { continue };
        let key = (tenant, judged.document.digest, judged.policy, judged.trust);
        match row.by {
            Behind::Again(_) => drop(again.insert(key, *id)),
            _ => work.push((key, *id)),
        }
    }
    take_over(write, again).await?;
    // By key, so that two writers never wait for each other in a circle.
    work.sort_unstable();
    // Where all are new, as they mostly are, nobody need be asked which.
    let mut others = Vec::new();
    for work in work.in_sets() {
        let new = claims(work).text("DO NOTHING").run(write.on()).await?;
        if new < work.len() as u64 {
            others.extend(work);
        }
    }
    let mut first = BTreeMap::new();
    for others in others.in_sets() {
        let found = Statement::new("WITH v (tenant, document, policy, trust) AS (")
            .values(others, |row, ((tenant, document, policy, trust), _)| {
                row.bind((*tenant).clone())
                    .bind(of(document))
                    .bind(of(policy))
                    .bind(of(trust));
            })
            .text(
                ") SELECT w.batch, w.line, r.evaluation, w.tenant, w.document, w.policy, w.trust FROM v
                 CROSS JOIN work w LEFT JOIN batch_rows r ON r.batch = w.batch AND r.line = w.line
                 WHERE w.tenant = v.tenant AND w.document = v.document AND w.policy = v.policy AND w.trust = v.trust",
            )
            .rows(write.on())
            .await?;
        for row in &found {
            let key = (row.text(3)?, row.digest(4)?, row.digest(5)?, row.digest(6)?);
            first.insert(key, (row_id(row)?, row.digest_if(2)?));
        }
    }
    let mut same = BTreeMap::new();
    for ((tenant, document, policy, trust), id) in &others {
        let key = ((*tenant).clone(), *document, *policy, *trust);
        // A row that evaluates again what it evaluated itself is no duplicate of itself.
        if let Some(first) = first.get(&key).filter(|(first, _)| first != id) {
            same.insert(*id, *first);
        }
    }
    Ok(same)
}

/// What was evaluated: whose document, by which policy and trust file.
type Work<'r> = (&'r String, Digest, Digest, Digest);

/// Claims work for rows; what follows says what is done where others have it.
fn claims(work: &[(Work<'_>, RowId)]) -> Statement {
    Statement::new("INSERT INTO work (tenant, document, policy, trust, batch, line) ")
        .values(work, |row, ((tenant, document, policy, trust), id)| {
            row.bind((*tenant).clone())
                .bind(of(document))
                .bind(of(policy))
                .bind(of(trust))
                .bind(of(&id.batch))
                .bind(signed(id.line));
        })
        .text(" ON CONFLICT (tenant, document, policy, trust) ")
}

/// Claims what these rows evaluated, as theirs, whoever had it before.
async fn take_over(
    write: &mut Write<'_>,
    again: BTreeMap<Work<'_>, RowId>,
) -> Result<(), StoreError> {
    let again: Vec<_> = again.into_iter().collect();
    for again in again.in_sets() {
        claims(again)
            .text("DO UPDATE SET batch = excluded.batch, line = excluded.line")
            .run(write.on())
            .await?;
    }
    Ok(())
}

/// Ends the leases.
async fn settle(
    write: &mut Write<'_>,
    written: &[Written<'_, '_>],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut sealed = Vec::with_capacity(written.len());
    for row in written {
        let said = Sentences::of(&row.told);
        let id = row.finished.lease.row;
        sealed.push((row, write.store.sealed_json("told", id, &said)?));
    }
    for rows in sealed.in_sets() {
        Statement::new("WITH v (batch, line, result, code, told, document, evaluation) AS (")
            .values(rows, |values, (row, told)| {
                let id = row.finished.lease.row;
                values
                    .bind(of(&id.batch))
                    .bind(signed(id.line))
                    .bind(row.told.result.as_str())
                    .bind(row.told.code.clone())
                    .bind(told.clone())
                    .bind(row.finished.document().map(|document| of(&document.digest)))
                    .bind(row.evaluation.as_ref().map(of));
            })
            .text(
                ") UPDATE batch_rows SET state = 'done', lease_until = NULL, result = v.result,
                 code = v.code, told = v.told, evaluation = v.evaluation,
                 document = COALESCE(v.document, batch_rows.document), changed_at = ",
            )
            .bind(milliseconds(now))
            .text(" FROM v WHERE batch_rows.batch = v.batch AND batch_rows.line = v.line")
            .run(write.on())
            .await?;
    }
    Ok(())
}

/// All that was written, as one digest.
fn facts(written: &[Written<'_, '_>]) -> Digest {
    let mut facts = Facts::default();
    for row in written {
        let id = row.finished.lease.row;
        facts
            .add(&row.tenant)
            .add(id.batch.as_bytes())
            .number(signed(id.line))
            .add(row.told.result.as_str())
            .add(&row.told.code)
            .add_if(
                row.finished
                    .document()
                    .map(|document| document.digest.as_bytes()),
            )
            .add_if(row.evaluation.as_ref().map(Digest::as_bytes));
        if let Some(judged) = row.finished.judged() {
            facts
                .add(judged.policy.as_bytes())
                .add(judged.trust.as_bytes());
            let written = row.packed.iter().flat_map(|packed| packed.written());
            for (evaluation, written) in judged.evaluations.iter().zip(written) {
                facts.add(evaluation.id.as_bytes()).add(written.as_bytes());
            }
        }
    }
    facts.digest()
}
