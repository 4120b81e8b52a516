//! What servers answered, by address, shared by all who use the store.
//!
//! The store judges nothing: what may be kept and how long it is fresh is for who fetched it. Only a
//! keyed hash of an address is to be seen in the tables, since some name a person.

use std::collections::BTreeSet;

use credeval_model::{Digest, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    blob::{self, Kind, NewBlob},
    error::corrupt,
    seal::KeyedHash,
    statement::{Columns as _, Sets as _, Statement, of},
    store::{Write, milliseconds, timestamp},
};

/// What a server answered, without the bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CacheEntry {
    /// The address that was asked.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// The media type that the server named.
    pub media_type: Option<String>,
    /// The `ETag`, to ask whether it still holds.
    pub etag: Option<String>,
    /// The `Last-Modified`, likewise.
    pub last_modified: Option<String>,
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// Where it was found, where that is another address than the one that was asked.
    #[serde(default)]
    pub location: Option<String>,
    /// Whether it may be used after its time where the server cannot be asked.
    #[serde(default)]
    pub may_be_stale: bool,
    /// Whether a person put it there, and no server said yet that it still stands.
    #[serde(default)]
    pub is_supplied: bool,
}

/// A kept answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedAnswer {
    /// What came with the bytes.
    pub entry: CacheEntry,
    /// Until when it is fresh.
    pub fresh_until: Timestamp,
    /// SHA-256 of the bytes.
    pub digest: Digest,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A kept answer, by its age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cached {
    /// It may be used as it is.
    Fresh(CachedAnswer),
    /// It may be used only to ask whether it still holds, or where a rule allows it and says so.
    Stale(CachedAnswer),
}

impl Store {
    /// What was answered at an address, where something is kept.
    pub async fn cached(&self, url: &str, now: Timestamp) -> Result<Option<Cached>, StoreError> {
        let mut on = self.read().await?;
        let hash = self.url_hash(url);
        let row = Statement::new("SELECT answer, digest, fresh_until FROM http_cache WHERE url = ")
            .bind(hash.to_vec())
            .row(&mut on)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let entry = self.seal.open("answer", &hash, &row.bytes(0)?)?;
        let entry: CacheEntry =
            serde_json::from_slice(&entry).map_err(|_| corrupt("a kept answer"))?;
        let digest = row.digest(1)?;
        let mut blobs = blob::get(self, &mut on, &BTreeSet::from([digest])).await?;
        // Between the two statements it may have been replaced: then nothing is kept as far as this call saw.
        let Some(found) = blobs.remove(&digest) else {
            return Ok(None);
        };
        let fresh_until = timestamp(row.number(2)?)?;
        let answer = CachedAnswer {
            entry,
            fresh_until,
            digest,
            bytes: found.bytes,
        };
        Ok(Some(match milliseconds(now) < milliseconds(fresh_until) {
            true => Cached::Fresh(answer),
            false => Cached::Stale(answer),
        }))
    }

    /// Kept answers in an order of their own, at most `limit`; where one was given, those after it.
    pub async fn all_cached(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<CachedAnswer>, StoreError> {
        let mut on = self.read().await?;
        // By the hash, which is what the table has; an address that is no more in it leads on as well.
        let after = after.map_or_else(Vec::new, |url| self.url_hash(url).to_vec());
        let rows =
            Statement::new("SELECT url, answer, digest, fresh_until FROM http_cache WHERE url > ")
                .bind(after)
                .text(" ORDER BY url LIMIT ")
                .bind(i64::from(limit))
                .rows(&mut on)
                .await?;
        let mut answers = Vec::with_capacity(rows.len());
        for row in &rows {
            let hash = row.bytes(0)?;
            let entry = self.seal.open("answer", &hash, &row.bytes(1)?)?;
            let entry = serde_json::from_slice(&entry).map_err(|_| corrupt("a kept answer"))?;
            let digest = row.digest(2)?;
            let mut blobs = blob::get(self, &mut on, &BTreeSet::from([digest])).await?;
            // One that was replaced since the first statement is left out.
            if let Some(found) = blobs.remove(&digest) {
                answers.push(CachedAnswer {
                    entry,
                    fresh_until: timestamp(row.number(3)?)?,
                    digest,
                    bytes: found.bytes,
                });
            }
        }
        Ok(answers)
    }

    /// Keeps an answer, in the place of an earlier one. Where the server said that the earlier one still holds, its
    /// bytes are given again with the new times.
    pub async fn cache(
        &self,
        entry: &CacheEntry,
        bytes: &[u8],
        fresh_until: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let hash = self.url_hash(&entry.url);
        let digest = Digest::of(bytes);
        let json = serde_json::to_vec(entry).map_err(|_| corrupt("a value that JSON can hold"))?;
        let answer = self.seal.seal("answer", &hash, &json)?;
        let mut write = self.write().await?;
        let lock = self.engine.lock(" FOR UPDATE");
        let before = Statement::new("SELECT digest FROM http_cache WHERE url = ")
            .bind(hash.to_vec())
            .text(lock)
            .row(write.on())
            .await?;
        Statement::new("INSERT INTO http_cache (url, answer, digest, fresh_until) ")
            .values([answer], |row, answer| {
                row.bind(hash.to_vec())
                    .bind(answer)
                    .bind(of(&digest))
                    .bind(milliseconds(fresh_until));
            })
            .text(
                " ON CONFLICT (url) DO UPDATE SET answer = excluded.answer,
                 digest = excluded.digest, fresh_until = excluded.fresh_until",
            )
            .run(write.on())
            .await?;
        // After the place of the address is held: an erasure locks in this order too.
        let blob = NewBlob {
            digest,
            bytes: blob::Bytes::Plain(bytes),
            media_type: entry.media_type.as_deref(),
            kind: Kind::Evidence,
        };
        blob::put(&mut write, &[blob], now).await?;
        if let Some(row) = before
            && row.digest(0)? != digest
        {
            blob::drop_unreferenced(&mut write, BTreeSet::from([row.digest(0)?]), now).await?;
        }
        write.commit().await
    }

    /// Drops answers that were fresh only before `before`; gives how many.
    pub async fn drop_cached(&self, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        let mut write = self.write().await?;
        let rows = Statement::new("DELETE FROM http_cache WHERE fresh_until < ")
            .bind(milliseconds(before))
            .text(" RETURNING digest")
            .rows(write.on())
            .await?;
        let digests = rows
            .iter()
            .map(|row| row.digest(0))
            .collect::<Result<_, _>>()?;
        blob::drop_unreferenced(&mut write, digests, now).await?;
        write.commit().await?;
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    }

    fn url_hash(&self, url: &str) -> KeyedHash {
        self.seal.hash("url", &[url.as_bytes()])
    }
}

/// Drops the answers at these addresses that no evaluation uses any more; gives how many, and adds the
/// digests of their bytes.
pub(crate) async fn drop_unused(
    write: &mut Write<'_>,
    urls: &BTreeSet<String>,
    digests: &mut BTreeSet<Digest>,
) -> Result<u64, StoreError> {
    let hashes: Vec<_> = urls.iter().map(|url| write.store.url_hash(url)).collect();
    let mut dropped = 0;
    for hashes in hashes.in_sets() {
        let rows = Statement::new("DELETE FROM http_cache WHERE url IN (")
            .values(hashes, |row, hash| {
                row.bind(hash.to_vec());
            })
            .text(
                ") AND NOT EXISTS (SELECT 1 FROM evidence_used u WHERE u.digest = http_cache.digest)
                 RETURNING digest",
            )
            .rows(write.on())
            .await?;
        for row in &rows {
            digests.insert(row.digest(0)?);
            dropped += 1;
        }
    }
    Ok(dropped)
}
