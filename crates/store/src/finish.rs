//! What came of claimed rows, in one transaction: results, evaluations, what they were made from, and
//! the end of the leases.

use std::collections::{BTreeMap, BTreeSet};

use credeval_model::{Digest, Document, RowResult, Timestamp, evidence::Answer};

use crate::{
    Judged, Lease, Meaning, Name, RowId, Store, StoreError, Told, alike,
    audit::Facts,
    batch::{Sentences, row_id},
    blob::{self, Kind, NewBlob},
    evaluation, outbox,
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
    /// Evaluations that were made now.
    Judged(Box<Judged>),
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
struct Written<'f> {
    tenant: String,
    finished: &'f Finished,
    told: Told,
    evaluation: Option<Digest>,
}

impl Finished {
    fn document(&self) -> Option<&Document> {
        match &self.by {
            Behind::Nothing => None,
            Behind::Same { document, .. } => Some(document),
            Behind::Judged(judged) => Some(&judged.document),
        }
    }

    pub(crate) fn meanings(&self) -> &[Meaning] {
        self.judged().map_or(&[], |judged| &judged.meanings)
    }

    fn judged(&self) -> Option<&Judged> {
        match &self.by {
            Behind::Judged(judged) => Some(judged),
            Behind::Nothing | Behind::Same { .. } => None,
        }
    }
}

impl Store {
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
                        rows.insert(row.lease.row, (place, tenant, row));
                    }
                    Finish::Recorded
                }
            });
        }
        let first = claim_work(&mut write, &rows).await?;
        let mut written = Vec::with_capacity(rows.len());
        let mut judged = Vec::new();
        for (id, (place, tenant, row)) in &rows {
            let own = |judged: &Judged| judged.evaluations.first().map(|first| first.id);
            let same = first.get(id);
            if let (Some((of, evaluation)), Some(answer)) = (same, answers.get_mut(*place)) {
                // The first may be another row of this very call.
                let in_call = rows
                    .get(of)
                    .and_then(|(_, _, row)| row.judged())
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
                    told,
                    evaluation,
                });
                continue;
            }
            let evaluation = match &row.by {
                Behind::Nothing => None,
                Behind::Same { evaluation, .. } => *evaluation,
                Behind::Judged(made) => {
                    judged.push((tenant.as_str(), *id, made.as_ref()));
                    own(made)
                }
            };
            written.push(Written {
                tenant: tenant.clone(),
                finished: row,
                told: row.told.clone(),
                evaluation,
            });
        }
        let meant = judged.iter().filter_map(|(tenant, id, _)| {
            let (_, _, row) = rows.get(id)?;
            Some((*id, *tenant, *row))
        });
        let meant: Vec<_> = meant.collect();
        let alike = alike::claim(&mut write, &meant).await?;
        for row in &mut written {
            if let Some((meaning, first)) = alike.get(&row.finished.lease.row) {
                let warning = meaning.warning(*first, row.finished.lease.row);
                row.told.message = Some(match row.told.message.take() {
                    Some(message) => format!("{message}; {warning}"),
                    None => warning,
                });
            }
        }
        evaluation::insert(&mut write, &judged, now).await?;
        // Bytes come last: whoever erases locks rows, evaluations and bytes in this order too.
        let documents = rows.values().filter_map(|(_, _, row)| row.document());
        put_blobs(&mut write, documents, &judged, now).await?;
        settle(&mut write, &written, now).await?;
        if self.announce {
            let ids: Vec<_> = rows.keys().copied().collect();
            outbox::remove(&mut write, &ids).await?;
        }
        if !written.is_empty() {
            write.log(worker, now, "finish", None, facts(&written));
        }
        write.commit().await?;
        Ok(answers)
    }
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
                 JOIN batch_rows r ON r.batch = v.batch AND r.line = v.line
                 WHERE r.lease = v.lease AND r.state IN ('leased', 'done', 'dead') AND r.leased_by = ",
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
async fn put_blobs<'f>(
    write: &mut Write<'_>,
    documents: impl Iterator<Item = &'f Document>,
    judged: &[(&str, RowId, &'f Judged)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let document = |document: &'f Document| NewBlob {
        digest: document.digest,
        bytes: &document.bytes,
        media_type: document.media_type.as_deref(),
        kind: Kind::Document,
    };
    let mut blobs: Vec<_> = documents.map(document).collect();
    let mut kept = BTreeSet::new();
    for (_, _, judged) in judged {
        kept.extend([judged.policy, judged.trust]);
        for (_, answer) in judged.evidence.iter() {
            if let Answer::Found(item) = answer {
                blobs.push(NewBlob {
                    digest: item.digest,
                    bytes: &item.bytes,
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
    rows: &BTreeMap<RowId, (usize, String, &Finished)>,
) -> Result<BTreeMap<RowId, First>, StoreError> {
    // By key, so that two writers never wait for each other in a circle.
    let mut work: Vec<_> = rows
        .iter()
        .filter_map(|(id, (_, tenant, row))| {
            let judged = row.judged()?;
            let key = (tenant, judged.document.digest, judged.policy, judged.trust);
            Some((key, *id))
        })
        .collect();
    work.sort_unstable();
    let mut ours = BTreeSet::new();
    for work in work.in_sets() {
        let new = Statement::new(
            "INSERT INTO work (tenant, document, policy, trust, batch, line) ",
        )
        .values(work, |row, ((tenant, document, policy, trust), id)| {
            row.bind((*tenant).clone())
                .bind(of(document))
                .bind(of(policy))
                .bind(of(trust))
                .bind(of(&id.batch))
                .bind(signed(id.line));
        })
        .text(" ON CONFLICT (tenant, document, policy, trust) DO NOTHING RETURNING batch, line")
        .rows(write.on())
        .await?;
        for row in &new {
            ours.insert(row_id(row)?);
        }
    }
    let others: Vec<_> = work.iter().filter(|(_, id)| !ours.contains(id)).collect();
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
                 JOIN work w ON w.tenant = v.tenant AND w.document = v.document
                   AND w.policy = v.policy AND w.trust = v.trust
                 JOIN batch_rows r ON r.batch = w.batch AND r.line = w.line",
            )
            .rows(write.on())
            .await?;
        for row in &found {
            let key = (row.text(3)?, row.digest(4)?, row.digest(5)?, row.digest(6)?);
            first.insert(key, (row_id(row)?, row.digest_if(2)?));
        }
    }
    let mut same = BTreeMap::new();
    for ((tenant, document, policy, trust), id) in others {
        let key = ((*tenant).clone(), *document, *policy, *trust);
        // A row that evaluates again what it evaluated itself is no duplicate of itself.
        if let Some(first) = first.get(&key).filter(|(first, _)| first != id) {
            same.insert(*id, *first);
        }
    }
    Ok(same)
}

/// Ends the leases.
async fn settle(
    write: &mut Write<'_>,
    written: &[Written<'_>],
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
fn facts(written: &[Written<'_>]) -> Digest {
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
            for evaluation in &judged.evaluations {
                facts
                    .add(evaluation.id.as_bytes())
                    .add(Digest::of(&evaluation.json).as_bytes());
            }
        }
    }
    facts.digest()
}
