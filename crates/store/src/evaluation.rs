//! Evaluations: written once, made again from what they were made from, and exported in order.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use credeval_model::{
    CheckOutcome, Digest, Document, Evaluation, RowResult, Timestamp,
    check::{Cause, verdict},
    evidence::{Answer, Evidence, EvidenceKind, Item, Origin},
    outcome::OutcomeCode,
};
use serde::{Deserialize, Serialize};

use crate::{
    BugError, Lookup, Meaning, Name, Pseudonym, RowId, Store, StoreError, blob,
    error::corrupt,
    statement::{Columns as _, Sets as _, Statement, of, signed},
    store::{Write, milliseconds, timestamp},
};

/// An evaluation to be kept.
#[derive(Debug, Clone)]
pub struct NewEvaluation {
    /// What it is called.
    pub id: Digest,
    /// Which part of the document, as a pointer; `None` where it is the whole.
    pub part: Option<String>,
    /// The version of the engine's rules.
    pub rules: String,
    /// The time for which the credential was judged.
    pub at: Timestamp,
    /// How its checks ended, by the rule of `verify`.
    pub verdict: CheckOutcome,
    /// What was proposed; `None` where nothing was scored.
    pub outcome: Option<OutcomeCode>,
    /// The evaluation as it was written, which is what is kept.
    pub json: Vec<u8>,
}

impl NewEvaluation {
    /// That of an evaluation, and what it was written as.
    pub fn of(evaluation: &Evaluation, json: Vec<u8>) -> Self {
        Self {
            id: evaluation.id,
            part: evaluation.document.part.as_ref().map(ToString::to_string),
            rules: evaluation.engine.rules.clone(),
            at: evaluation.at,
            verdict: verdict(&evaluation.checks),
            outcome: Some(evaluation.outcome.code),
            json,
        }
    }
}

/// A judged document: its evaluations, and all that they were made from.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The document.
    pub document: Document,
    /// The digest of the policy, which is kept already ([`Store::keep`]).
    pub policy: Digest,
    /// The digest of the trust file, which is kept already.
    pub trust: Digest,
    /// Every answer that was gathered, those too that could not be had.
    pub evidence: Evidence,
    /// What else was given, in the caller's words: what making it again needs beside this and what the
    /// evaluation itself holds.
    pub inputs: Option<Vec<u8>>,
    /// One for each part of the document.
    pub evaluations: Vec<NewEvaluation>,
    /// What the document means, apart from its bytes.
    pub meanings: Vec<Meaning>,
    /// What [`Store::pack`] made of it; `None` where that is left to whoever writes it.
    pub packed: Option<Box<Packed>>,
}

/// All that an evaluation was made from, and what it was written as.
#[derive(Debug, Clone)]
pub struct Replayable {
    /// The document.
    pub document: Document,
    /// Which part of it.
    pub part: Option<String>,
    /// Every answer that was gathered.
    pub evidence: Evidence,
    /// The time for which it was judged.
    pub at: Timestamp,
    /// The version of the engine's rules of then.
    pub rules: String,
    /// The digest of the policy, for [`Store::blob`].
    pub policy: Digest,
    /// The digest of the trust file.
    pub trust: Digest,
    /// What else was given.
    pub inputs: Option<Vec<u8>>,
    /// The evaluation as it was written.
    pub json: Vec<u8>,
}

/// Where a document was evaluated before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// By which row.
    pub row: RowId,
    /// Its evaluation, the first where it has several.
    pub evaluation: Option<Digest>,
}

/// An evaluation in the order of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its number in the feed, from 1, without gaps.
    pub seq: u64,
    /// Whose it is.
    pub tenant: String,
    /// What it is called.
    pub id: Digest,
    /// The row that it was made for.
    pub row: RowId,
    /// The document; `None` where it was erased.
    pub document: Option<Digest>,
    /// How its checks ended.
    pub result: RowResult,
    /// What was proposed, as its code.
    pub outcome: Option<String>,
    /// The version of the engine's rules.
    pub rules: String,
    /// The time for which it was judged.
    pub at: Timestamp,
    /// When it was made.
    pub made_at: Timestamp,
    /// The pseudonym of the learner, where the row has one.
    pub student: Option<Pseudonym>,
    /// The evaluation as it was written; `None` where it was erased.
    pub json: Option<Vec<u8>>,
}

/// Of which document an evaluation is, and by which evidence, as it is sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Record {
    media_type: Option<String>,
    source: String,
    part: Option<String>,
    pub(crate) evidence: Vec<Seen>,
}

/// What was seen at an address.
#[derive(Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) url: String,
    #[serde(flatten)]
    what: What,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Found {
        kind: EvidenceKind,
        digest: Digest,
        media_type: Option<String>,
        fetched_at: Option<Timestamp>,
        origin: Origin,
    },
    Missing(Cause),
}

impl Record {
    pub(crate) fn of(judged: &Judged, evaluation: &NewEvaluation) -> Self {
        let seen = |(url, answer): (&str, &Answer)| Seen {
            url: url.to_owned(),
            what: match answer {
                Answer::Found(item) => What::Found {
                    kind: item.kind,
                    digest: item.digest,
                    media_type: item.media_type.clone(),
                    fetched_at: item.fetched_at,
                    origin: item.origin,
                },
                Answer::Missing(cause) => What::Missing(cause.clone()),
            },
        };
        Self {
            media_type: judged.document.media_type.clone(),
            source: judged.document.source.clone(),
            part: evaluation.part.clone(),
            evidence: judged.evidence.iter().map(seen).collect(),
        }
    }

    pub(crate) fn digests(&self) -> BTreeSet<Digest> {
        let found = |seen: &Seen| match seen.what {
            What::Found { digest, .. } => Some(digest),
            What::Missing(_) => None,
        };
        self.evidence.iter().filter_map(found).collect()
    }
}

impl Store {
    /// All that an evaluation was made from.
    pub async fn replayable(
        &self,
        tenant: &Name,
        id: &Digest,
    ) -> Result<Lookup<Box<Replayable>>, StoreError> {
        let mut on = self.read().await?;
        let row = Statement::new(
            "SELECT document, policy, trust, rules, at, json, record, inputs, erased_at
             FROM evaluations WHERE tenant = ",
        )
        .bind(tenant.as_str().to_owned())
        .text(" AND id = ")
        .bind(of(id))
        .row(&mut on)
        .await?;
        let Some(row) = row else {
            return Ok(Lookup::Unknown);
        };
        if let Some(at) = row.number_if(8)? {
            return Ok(Lookup::Erased { at: timestamp(at)? });
        }
        let missing = || corrupt("an evaluation");
        let open = |what, sealed: Vec<u8>| self.open_of(what, tenant.as_str(), id, &sealed);
        let record = open("record", row.bytes_if(6)?.ok_or_else(missing)?)?;
        let record: Record = serde_json::from_slice(&record).map_err(|_| missing())?;
        let document = row.digest_if(0)?.ok_or_else(missing)?;
        let mut wanted = record.digests();
        wanted.insert(document);
        let blobs = blob::get(self, &mut on, &wanted).await?;
        let bytes = |digest: &Digest| match blobs.get(digest) {
            Some(blob) => Ok(blob.bytes.clone()),
            None => Err(corrupt("what an evaluation was made from")),
        };
        let mut evidence = Evidence::none();
        for seen in record.evidence {
            let answer = match seen.what {
                What::Missing(cause) => Answer::Missing(cause),
                What::Found {
                    kind,
                    digest,
                    media_type,
                    fetched_at,
                    origin,
                } => Answer::Found(Item {
                    kind,
                    bytes: bytes(&digest)?,
                    digest,
                    media_type,
                    fetched_at,
                    origin,
                }),
            };
            evidence.insert(seen.url, answer);
        }
        Ok(Lookup::Found(Box::new(Replayable {
            document: Document {
                bytes: bytes(&document)?,
                digest: document,
                media_type: record.media_type,
                source: record.source,
            },
            part: record.part,
            evidence,
            at: row.text(4)?.parse().map_err(|_| missing())?,
            rules: row.text(3)?,
            policy: row.digest(1)?,
            trust: row.digest(2)?,
            inputs: row
                .bytes_if(7)?
                .map(|sealed| open("inputs", sealed))
                .transpose()?,
            json: open("json", row.bytes_if(5)?.ok_or_else(missing)?)?,
        })))
    }

    /// Where each of these documents was evaluated before, by the same policy and trust file.
    pub async fn known(
        &self,
        tenant: &Name,
        policy: &Digest,
        trust: &Digest,
        documents: &[Digest],
    ) -> Result<Vec<Option<Known>>, StoreError> {
        let mut on = self.read().await?;
        let mut known = BTreeMap::new();
        for documents in documents.in_sets() {
            let rows = Statement::new("WITH v (document) AS (")
                .values(documents, |row, document| {
                    row.bind(of(document));
                })
                .text(
                    ") SELECT w.batch, w.line, w.document, r.evaluation FROM v
                     CROSS JOIN work w CROSS JOIN batch_rows r
                     WHERE w.document = v.document AND r.batch = w.batch AND r.line = w.line AND w.tenant = ",
                )
                .bind(tenant.as_str().to_owned())
                .text(" AND w.policy = ")
                .bind(of(policy))
                .text(" AND w.trust = ")
                .bind(of(trust))
                .rows(&mut on)
                .await?;
            for row in &rows {
                let found = Known {
                    row: crate::batch::row_id(row)?,
                    evaluation: row.digest_if(3)?,
                };
                known.insert(row.digest(2)?, found);
            }
        }
        Ok(documents
            .iter()
            .map(|document| known.get(document).copied())
            .collect())
    }

    /// Evaluations after a number of the feed, in order, at most `limit`; of one tenant or of all.
    ///
    /// The numbers follow the order of commits without gaps: once one was seen, none below it
    /// can still appear. So the last number that was seen is where the next call goes on.
    pub async fn evaluations_since(
        &self,
        tenant: Option<&Name>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Exported>, StoreError> {
        let mut on = self.read().await?;
        let mut statement = Statement::new(
            "SELECT e.batch, e.line, f.seq, e.tenant, e.id, e.document, e.result, e.outcome, e.rules, e.at, e.made_at, e.json, r.student
             FROM feed f JOIN evaluations e ON e.tenant = f.tenant AND e.id = f.evaluation
             LEFT JOIN batch_rows r ON r.batch = e.batch AND r.line = e.line
             WHERE f.seq > ",
        )
        .bind(signed(after));
        if let Some(tenant) = tenant {
            statement = statement
                .text(" AND f.tenant = ")
                .bind(tenant.as_str().to_owned());
        }
        let rows = statement
            .text(" ORDER BY f.seq LIMIT ")
            .bind(i64::from(limit))
            .rows(&mut on)
            .await?;
        let mut exported = Vec::with_capacity(rows.len());
        for row in &rows {
            let (tenant, id) = (row.text(3)?, row.digest(4)?);
            let json = row.bytes_if(11)?;
            exported.push(Exported {
                seq: row.count(2)?,
                row: crate::batch::row_id(row)?,
                document: row.digest_if(5)?,
                result: crate::batch::result(&row.text(6)?)?,
                outcome: row.text_if(7)?,
                rules: row.text(8)?,
                at: row.text(9)?.parse().map_err(|_| corrupt("a time"))?,
                made_at: timestamp(row.number(10)?)?,
                student: row.hash_if(12)?.map(Pseudonym::from),
                json: json
                    .map(|sealed| self.open_of("json", &tenant, &id, &sealed))
                    .transpose()?,
                tenant,
                id,
            });
        }
        Ok(exported)
    }

    pub(crate) fn seal_of(
        &self,
        what: &'static str,
        tenant: &str,
        evaluation: &Digest,
        bytes: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        self.seal
            .seal_packed(what, &place(tenant, evaluation), bytes)
    }

    pub(crate) fn open_of(
        &self,
        what: &'static str,
        tenant: &str,
        evaluation: &Digest,
        sealed: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        self.seal
            .open_packed(what, &place(tenant, evaluation), sealed)
    }
}

fn place(tenant: &str, evaluation: &Digest) -> Vec<u8> {
    [evaluation.as_bytes().as_slice(), tenant.as_bytes()].concat()
}

/// What is written of a judged document, packed, and sealed where the store has a key.
#[derive(Debug, Clone)]
pub struct Packed {
    tenant: String,
    /// The document's own bytes, and how many they were.
    pub(crate) document: (usize, Vec<u8>),
    evaluations: Vec<PackedEvaluation>,
}

#[derive(Debug, Clone)]
struct PackedEvaluation {
    written: Digest,
    json: Vec<u8>,
    record: Vec<u8>,
    inputs: Option<Vec<u8>>,
    evidence: BTreeSet<Digest>,
}

impl Packed {
    fn of(store: &Store, tenant: &str, judged: &Judged) -> Result<Self, StoreError> {
        let mut evaluations = Vec::with_capacity(judged.evaluations.len());
        for evaluation in &judged.evaluations {
            let seal = |what, bytes: &[u8]| store.seal_of(what, tenant, &evaluation.id, bytes);
            let record = Record::of(judged, evaluation);
            let evidence = record.digests();
            let record =
                serde_json::to_vec(&record).map_err(|_| corrupt("a value that JSON can hold"))?;
            let inputs = judged.inputs.as_deref();
            evaluations.push(PackedEvaluation {
                written: Digest::of(&evaluation.json),
                json: seal("json", &evaluation.json)?,
                record: seal("record", &record)?,
                inputs: inputs.map(|inputs| seal("inputs", inputs)).transpose()?,
                evidence,
            });
        }
        let Document { digest, bytes, .. } = &judged.document;
        Ok(Self {
            tenant: tenant.to_owned(),
            document: (bytes.len(), blob::packed(store, digest, bytes)?),
            evaluations,
        })
    }

    /// SHA-256 of each evaluation as it was written.
    pub(crate) fn written(&self) -> impl Iterator<Item = &Digest> {
        self.evaluations
            .iter()
            .map(|evaluation| &evaluation.written)
    }
}

impl Store {
    /// Packs what is to be written for a tenant, and seals it where the store has a key: that takes longer than to
    /// write it, and nobody has to wait for it. The bytes of the document and of its evaluations are then
    /// in what was packed alone.
    pub fn pack(&self, tenant: &Name, mut judged: Judged) -> Result<Judged, StoreError> {
        let packed = Packed::of(self, tenant.as_str(), &judged)?;
        judged.document.bytes = Vec::new();
        for evaluation in &mut judged.evaluations {
            evaluation.json = Vec::new();
        }
        judged.packed = Some(Box::new(packed));
        Ok(judged)
    }
}

impl Judged {
    /// What is written of it.
    pub(crate) fn packed(
        &self,
        store: &Store,
        tenant: &str,
    ) -> Result<Cow<'_, Packed>, StoreError> {
        match self.packed.as_deref() {
            None => Packed::of(store, tenant, self).map(Cow::Owned),
            Some(packed) if packed.tenant == tenant => Ok(Cow::Borrowed(packed)),
            Some(_) => Err(BugError::OtherTenant.into()),
        }
    }
}

/// Writes evaluations, each with its row, and what they refer to. One that is there already stays as it is,
/// unless it was erased.
pub(crate) async fn insert(
    write: &mut Write<'_>,
    judged: &[(&str, RowId, &Judged, &Packed)],
    now: Timestamp,
) -> Result<(), StoreError> {
    // Each once, in order: two writers never wait for each other in a circle.
    let mut all = BTreeMap::new();
    for (tenant, row, judged, packed) in judged {
        for (evaluation, packed) in judged.evaluations.iter().zip(&packed.evaluations) {
            all.entry((*tenant, evaluation.id))
                .or_insert((*row, *judged, evaluation, packed));
        }
    }
    let sealed: Vec<_> = all.iter().collect();
    let mut new = Vec::new();
    for rows in sealed.in_sets() {
        let inserted = Statement::new(
            "INSERT INTO evaluations (tenant, id, batch, line, document, policy, trust, rules, at, made_at, result, outcome, json, record, inputs) ",
        )
        .values(rows, |values, ((tenant, _), (row, judged, evaluation, packed))| {
            values
                .bind((*tenant).to_owned())
                .bind(of(&evaluation.id))
                .bind(of(&row.batch))
                .bind(signed(row.line))
                .bind(of(&judged.document.digest))
                .bind(of(&judged.policy))
                .bind(of(&judged.trust))
                .bind(evaluation.rules.clone())
                .bind(evaluation.at.to_string())
                .bind(milliseconds(now))
                .bind(RowResult::from(evaluation.verdict).as_str())
                .bind(evaluation.outcome.map(OutcomeCode::as_str))
                .bind(packed.json.clone())
                .bind(packed.record.clone())
                .bind(packed.inputs.clone());
        })
        .text(
            " ON CONFLICT (tenant, id) DO UPDATE SET batch = excluded.batch, line = excluded.line,
             document = excluded.document, made_at = excluded.made_at, json = excluded.json,
             record = excluded.record, inputs = excluded.inputs, erased_at = NULL
             WHERE evaluations.erased_at IS NOT NULL
             RETURNING tenant, id",
        )
        .rows(write.on())
        .await?;
        for row in &inserted {
            new.push((row.text(0)?, row.digest(1)?));
        }
    }
    new.sort_unstable();
    let mut references = Vec::new();
    for (tenant, id) in &new {
        let of_new = all.get(&(tenant.as_str(), *id)).into_iter();
        let digests = of_new.flat_map(|(.., packed)| &packed.evidence);
        references.extend(digests.map(|digest| (tenant, id, digest)));
    }
    for references in references.in_sets() {
        Statement::new("INSERT INTO evidence_used (tenant, evaluation, digest) ")
            .values(references, |row, (tenant, id, digest)| {
                row.bind((*tenant).clone()).bind(of(id)).bind(of(digest));
            })
            .text(" ON CONFLICT (tenant, evaluation, digest) DO NOTHING")
            .run(write.on())
            .await?;
    }
    write.made.append(&mut new);
    Ok(())
}
