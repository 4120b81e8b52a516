//! Bytes by their digest: documents, evidence, policies and trust files. Equal bytes are stored once.
//!
//! Documents and evidence last as long as something refers to them: a row, an evaluation, the cache.
//! They are written in the transaction that writes the reference, so a crash leaves neither without
//! the other.

use std::collections::{BTreeMap, BTreeSet};

use credeval_model::{Digest, Document, Timestamp};

use crate::{
    BugError, EnvironmentError, Name, Store, StoreError,
    audit::Facts,
    error::corrupt,
    seal::KeyedHash,
    statement::{Columns as _, Sets as _, Statement, of, signed},
    store::{Write, milliseconds, timestamp},
};

/// Bytes of a blob that is written together with others.
const SMALL: usize = 64 * 1024;

/// Bytes that are kept for good, since evaluations can only be made again with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A policy file.
    Policy,
    /// A trust file with its snapshots, as the caller writes them.
    Trust,
}

/// What kind of bytes they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Evidence,
    Kept(Kept),
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Evidence => "evidence",
            Self::Kept(Kept::Policy) => "policy",
            Self::Kept(Kept::Trust) => "trust",
        }
    }
}

/// Stored bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The media type that was stated when they came first.
    pub media_type: Option<String>,
}

/// What the store has of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<T> {
    /// It is there.
    Found(T),
    /// It was there, and was erased.
    Erased {
        /// When.
        at: Timestamp,
    },
    /// It was never there.
    Unknown,
}

/// Bytes to be stored.
pub(crate) struct NewBlob<'b> {
    pub(crate) digest: Digest,
    pub(crate) bytes: Bytes<'b>,
    pub(crate) media_type: Option<&'b str>,
    pub(crate) kind: Kind,
}

/// Bytes on their way into the store.
#[derive(Clone, Copy)]
pub(crate) enum Bytes<'b> {
    /// As they came.
    Plain(&'b [u8]),
    /// As they are kept.
    Packed {
        /// How many they were.
        length: usize,
        sealed: &'b [u8],
    },
}

impl Bytes<'_> {
    fn length(self) -> usize {
        match self {
            Self::Plain(bytes) => bytes.len(),
            Self::Packed { length, .. } => length,
        }
    }
}

impl<'b> NewBlob<'b> {
    pub(crate) fn document(document: &'b Document) -> Self {
        Self {
            digest: document.digest,
            bytes: Bytes::Plain(&document.bytes),
            media_type: document.media_type.as_deref(),
            kind: Kind::Document,
        }
    }
}

impl Store {
    /// Keeps a policy or trust file for good; gives its digest.
    pub async fn keep(
        &self,
        kind: Kept,
        bytes: &[u8],
        by: &Name,
        now: Timestamp,
    ) -> Result<Digest, StoreError> {
        let digest = Digest::of(bytes);
        let mut write = self.write().await?;
        let blob = NewBlob {
            digest,
            bytes: Bytes::Plain(bytes),
            media_type: None,
            kind: Kind::Kept(kind),
        };
        let new = put(&mut write, &[blob], now).await?;
        // The same bytes may have come as a document before, which an erasure would take away.
        let kept = Statement::new("UPDATE blobs SET kind = ")
            .bind(Kind::Kept(kind).as_str())
            .text(" WHERE kind IN ('document', 'evidence') AND digest = ")
            .bind(of(&digest))
            .run(write.on())
            .await?;
        if new > 0 || kept > 0 {
            let detail = Facts::default().add(digest.as_bytes()).digest();
            write.log(by, now, "keep", None, detail);
        }
        write.commit().await?;
        Ok(digest)
    }

    /// The bytes with this digest.
    pub async fn blob(&self, digest: &Digest) -> Result<Lookup<Blob>, StoreError> {
        let mut on = self.read().await?;
        let found = Statement::new("SELECT digest, media_type, bytes FROM blobs WHERE digest = ")
            .bind(of(digest))
            .row(&mut on)
            .await?;
        if let Some(row) = found {
            return self.unsealed(&row).map(|(_, blob)| Lookup::Found(blob));
        }
        let erased = Statement::new("SELECT at FROM erased WHERE thing = ")
            .bind(self.erased_blob(digest).to_vec())
            .row(&mut on)
            .await?;
        Ok(match erased {
            Some(row) => Lookup::Erased {
                at: timestamp(row.number(0)?)?,
            },
            None => Lookup::Unknown,
        })
    }

    /// Those of these that are there and have at most `each` bytes, which are read together.
    pub async fn blobs(
        &self,
        digests: &BTreeSet<Digest>,
        each: u64,
    ) -> Result<BTreeMap<Digest, Blob>, StoreError> {
        let digests: Vec<_> = digests.iter().collect();
        let mut on = self.read().await?;
        let mut found = BTreeMap::new();
        for digests in digests.in_sets() {
            let rows = Statement::new("WITH v (digest) AS (")
                .values(digests, |row, digest| {
                    row.bind(of(digest));
                })
                .text(
                    ") SELECT b.digest, b.media_type, b.bytes FROM v
                     CROSS JOIN blobs b WHERE b.digest = v.digest AND b.length <= ",
                )
                .bind(signed(each))
                .rows(&mut on)
                .await?;
            for row in &rows {
                found.extend([self.unsealed(row)?]);
            }
        }
        Ok(found)
    }

    /// The blob of a row of digest, media type and bytes.
    fn unsealed(&self, row: &sqlx::any::AnyRow) -> Result<(Digest, Blob), StoreError> {
        let digest = row.digest(0)?;
        let sealed = row.bytes(2)?;
        let bytes = self.seal.open_packed("blob", digest.as_bytes(), &sealed)?;
        // A disk that forgets is found here, and not years later.
        if Digest::of(&bytes) != digest {
            return Err(corrupt("stored bytes"));
        }
        let media_type = row.text_if(1)?;
        Ok((digest, Blob { bytes, media_type }))
    }

    fn erased_blob(&self, digest: &Digest) -> KeyedHash {
        self.seal.hash("erased blob", &[digest.as_bytes()])
    }
}

/// Several blobs by digest; those that are not there are left out.
pub(crate) async fn get(
    store: &Store,
    on: &mut sqlx::AnyConnection,
    digests: &BTreeSet<Digest>,
) -> Result<BTreeMap<Digest, Blob>, StoreError> {
    let mut found = BTreeMap::new();
    // One by one: they may have many megabytes each, and the driver holds whole answers.
    for digest in digests {
        let row = Statement::new("SELECT digest, media_type, bytes FROM blobs WHERE digest = ")
            .bind(of(digest))
            .row(on)
            .await?;
        if let Some(row) = row {
            found.extend([store.unsealed(&row)?]);
        }
    }
    Ok(found)
}

/// Turns at storing the same bytes as somebody else does just now. One would do, but for an erasure in between.
const TURNS: usize = 8;

/// Stores what is not there yet, and holds all of it until the transaction ends: nobody can erase what
/// is about to be referred to. Gives how many were new.
pub(crate) async fn put(
    write: &mut Write<'_>,
    blobs: &[NewBlob<'_>],
    now: Timestamp,
) -> Result<u64, StoreError> {
    // In the order of their digests, so that two writers never wait for each other in a circle.
    let mut missing: BTreeMap<Digest, &NewBlob<'_>> =
        blobs.iter().map(|blob| (blob.digest, blob)).collect();
    let mut new = 0;
    for _ in 0..TURNS {
        let digests: Vec<Digest> = missing.keys().copied().collect();
        for present in locked(write, &digests, " FOR KEY SHARE OF b").await? {
            missing.remove(&present);
        }
        if missing.is_empty() {
            return Ok(new);
        }
        let (small, large): (Vec<_>, Vec<_>) = missing
            .values()
            .partition(|blob| blob.bytes.length() <= SMALL);
        let mut inserted: Vec<Digest> = Vec::new();
        for blobs in small.in_sets().chain(large.chunks(1)) {
            let of_these = insert(write, blobs, now).await?;
            new += of_these;
            // Where some were there already, the next turn holds them.
            if of_these == blobs.len() as u64 {
                inserted.extend(blobs.iter().map(|blob| blob.digest));
            }
        }
        for digest in inserted {
            missing.remove(&digest);
        }
    }
    match missing.is_empty() {
        true => Ok(new),
        false => Err(EnvironmentError::Contended.into()),
    }
}

/// Inserts those that are not there yet; gives how many there were.
async fn insert(
    write: &mut Write<'_>,
    blobs: &[&NewBlob<'_>],
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut sealed = Vec::with_capacity(blobs.len());
    for blob in blobs {
        sealed.push(match blob.bytes {
            Bytes::Plain(bytes) => packed(write.store, &blob.digest, bytes)?,
            Bytes::Packed { sealed, .. } => sealed.to_vec(),
        });
    }
    let rows = blobs.iter().zip(sealed);
    Statement::new("INSERT INTO blobs (digest, kind, media_type, length, stored_at, bytes) ")
        .values(rows, |row, (blob, sealed)| {
            // A server may send anything, and PostgreSQL takes no text with a NUL.
            let media_type = blob.media_type.filter(|text| !text.contains('\0'));
            row.bind(of(&blob.digest))
                .bind(blob.kind.as_str())
                .bind(media_type.map(str::to_owned))
                .bind(i64::try_from(blob.bytes.length()).unwrap_or(i64::MAX))
                .bind(milliseconds(now))
                .bind(sealed);
        })
        .text(" ON CONFLICT (digest) DO NOTHING")
        .run(write.on())
        .await
}

/// Bytes as they are kept.
pub(crate) fn packed(store: &Store, digest: &Digest, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    store.seal.seal_packed("blob", digest.as_bytes(), bytes)
}

/// Which of these blobs are there; locked, where others write too.
async fn locked(
    write: &mut Write<'_>,
    digests: &[Digest],
    lock: &'static str,
) -> Result<Vec<Digest>, StoreError> {
    let lock = write.store.engine.lock(lock);
    let mut found = Vec::new();
    for digests in digests.in_sets() {
        let rows = Statement::new("WITH v (digest) AS (")
            .values(digests, |row, digest| {
                row.bind(of(digest));
            })
            .text(") SELECT b.digest FROM v CROSS JOIN blobs b WHERE b.digest = v.digest ORDER BY b.digest")
            .text(lock)
            .rows(write.on())
            .await?;
        for row in &rows {
            found.push(row.digest(0)?);
        }
    }
    Ok(found)
}

/// An error where one of these policies and trust files is not kept.
pub(crate) async fn must_be_kept(
    write: &mut Write<'_>,
    digests: BTreeSet<Digest>,
) -> Result<(), StoreError> {
    for digest in digests {
        let kept =
            Statement::new("SELECT 1 FROM blobs WHERE kind IN ('policy', 'trust') AND digest = ")
                .bind(of(&digest))
                .row(write.on())
                .await?;
        if kept.is_none() {
            return Err(BugError::NotKept { digest }.into());
        }
    }
    Ok(())
}

/// Deletes those of these documents and items of evidence that nothing refers to any more; gives how
/// many there were.
pub(crate) async fn drop_unreferenced(
    write: &mut Write<'_>,
    digests: BTreeSet<Digest>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let digests: Vec<Digest> = digests.into_iter().collect();
    // Waits for who is about to refer to one, whose reference the next statement then sees.
    let present = locked(write, &digests, " FOR UPDATE OF b").await?;
    let mut dropped = 0;
    for digests in present.in_sets() {
        let rows = Statement::new(
            "DELETE FROM blobs WHERE kind IN ('document', 'evidence') AND digest IN (",
        )
        .values(digests, |row, digest| {
            row.bind(of(digest));
        })
        .text(
            ") AND NOT EXISTS (SELECT 1 FROM batch_rows r WHERE r.document = blobs.digest)
                 AND NOT EXISTS (SELECT 1 FROM evaluations e WHERE e.document = blobs.digest)
                 AND NOT EXISTS (SELECT 1 FROM evidence_used u WHERE u.digest = blobs.digest)
                 AND NOT EXISTS (SELECT 1 FROM http_cache c WHERE c.digest = blobs.digest)
                 RETURNING digest",
        )
        .rows(write.on())
        .await?;
        for row in &rows {
            let thing = write.store.erased_blob(&row.digest(0)?);
            Statement::new("INSERT INTO erased (thing, at) ")
                .values([thing], |row, thing| {
                    row.bind(thing.to_vec()).bind(milliseconds(now));
                })
                .text(" ON CONFLICT (thing) DO UPDATE SET at = excluded.at")
                .run(write.on())
                .await?;
            dropped += 1;
        }
    }
    Ok(dropped)
}
