//! The audit log: append-only, each entry chained to the one before it by a hash.
//!
//! Whoever can write to the database can rewrite the whole chain so that it agrees with itself. So its
//! head is kept elsewhere ([`Store::audit_head`]; the daily export carries it), and
//! [`Store::audit_verify`] is given it.
//!
//! An entry names its subject by a keyed hash and what happened by a digest over it: the log holds no
//! personal data, and need not be touched when a learner is erased. What is logged is every change to
//! what is known or decided; the bookkeeping of who works on which row (claims, heartbeats,
//! announcements, the cache of answers) is not, since it changes nothing that anybody could rely on.

use credeval_model::{Digest, Timestamp};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::{
    Name, Store, StoreError,
    seal::{KeyedHash, length},
    statement::{Columns, Sets as _, Statement, of, signed},
    store::{Write, milliseconds},
};

/// The end of the audit log: how many entries it has, and the hash of the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The number of the last entry, from 1; 0 where there is none.
    pub seq: u64,
    /// Its hash; all zeros where there is none.
    pub hash: Digest,
}

/// What a walk along the audit log found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Verified {
    /// Every entry is chained to the one before it, and the head that was expected is among them.
    Whole {
        /// The end of the log.
        head: Head,
    },
    /// It is broken.
    Broken {
        /// The number of the first entry that does not hold.
        seq: u64,
        /// How.
        fault: Fault,
    },
}

/// How the audit log is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// There is no entry with this number, though later ones, the store's own head or the expected one say so.
    Missing,
    /// It does not name the hash of the entry before it.
    Unchained,
    /// It is not what its hash was made of.
    Changed,
    /// The entry is sound, and another one than the store's own head says.
    OtherThanHead,
    /// The entry is sound, and another one than the expected head says: the chain was rewritten.
    Rewritten,
}

/// An entry to be written.
pub(crate) struct NewEntry {
    pub(crate) at: Timestamp,
    pub(crate) actor: Name,
    pub(crate) action: &'static str,
    pub(crate) subject: Option<KeyedHash>,
    pub(crate) detail: Digest,
}

/// What happened, as a digest over its parts, each with its length.
#[derive(Default)]
pub(crate) struct Facts(Sha256);

impl Facts {
    pub(crate) fn add(&mut self, part: impl AsRef<[u8]>) -> &mut Self {
        let part = part.as_ref();
        self.0.update(length(part));
        self.0.update(part);
        self
    }

    /// Adds a part that may be absent, which is something else than empty.
    pub(crate) fn add_if(&mut self, part: Option<impl AsRef<[u8]>>) -> &mut Self {
        match part {
            Some(part) => self.add(b"+").add(part),
            None => self.add(b"-"),
        }
    }

    pub(crate) fn number(&mut self, number: i64) -> &mut Self {
        self.add(number.to_be_bytes())
    }

    pub(crate) fn digest(&mut self) -> Digest {
        let whole: [u8; 32] = std::mem::take(&mut self.0).finalize().into();
        whole.into()
    }
}

/// An entry as it stands in the log.
struct Entry {
    seq: i64,
    at: i64,
    actor: String,
    action: String,
    subject: Option<KeyedHash>,
    detail: Digest,
    previous: Digest,
}

impl Entry {
    /// SHA-256 over all of it.
    fn hash(&self) -> Digest {
        Facts::default()
            .add("credeval/audit/1")
            .number(self.seq)
            .number(self.at)
            .add(&self.actor)
            .add(&self.action)
            .add_if(self.subject)
            .add(self.detail.as_bytes())
            .add(self.previous.as_bytes())
            .digest()
    }

    fn read(row: &impl Columns) -> Result<(Self, Digest), StoreError> {
        let entry = Self {
            seq: row.number(0)?,
            at: row.number(1)?,
            actor: row.text(2)?,
            action: row.text(3)?,
            subject: row.hash_if(4)?,
            detail: row.digest(5)?,
            previous: row.digest(6)?,
        };
        Ok((entry, row.digest(7)?))
    }
}

/// Entries that one step of the walk reads.
const ENTRIES_AT_ONCE: i64 = 2_000;

impl Store {
    /// The end of the audit log.
    pub async fn audit_head(&self) -> Result<Head, StoreError> {
        let mut on = self.read().await?;
        head(Statement::new("SELECT audit, hash FROM head"), &mut on).await
    }

    /// The number of the entry with this hash, as the log has it; whether it holds is for
    /// [`Store::audit_verify`].
    pub async fn audit_entry(&self, hash: &Digest) -> Result<Option<u64>, StoreError> {
        let mut on = self.read().await?;
        let row = Statement::new("SELECT seq FROM audit WHERE hash = ")
            .bind(of(hash))
            .row(&mut on)
            .await?;
        row.map(|row| row.count(0)).transpose()
    }

    /// Walks along the audit log and names the first entry that does not hold.
    ///
    /// `expected` is a head that was kept elsewhere, of now or of earlier. Without one, a chain that
    /// was rewritten from its beginning, or shortened together with the store's own head, is not
    /// found. What the entries stand for is not compared with the rest of the store.
    pub async fn audit_verify(&self, expected: Option<Head>) -> Result<Verified, StoreError> {
        let own = self.audit_head().await?;
        let mut on = self.read().await?;
        let none = Head {
            seq: 0,
            hash: [0; 32].into(),
        };
        let broken = |seq, fault| Ok(Verified::Broken { seq, fault });
        let mut last = none;
        loop {
            let entries = Statement::new(
                "SELECT seq, at, actor, action, subject, detail, previous, hash FROM audit WHERE seq > ",
            )
            .bind(signed(last.seq))
            .text(" ORDER BY seq LIMIT ")
            .bind(ENTRIES_AT_ONCE)
            .rows(&mut on)
            .await?;
            if entries.is_empty() {
                break;
            }
            for row in &entries {
                let (entry, hash) = Entry::read(row)?;
                let seq = last.seq + 1;
                if entry.seq != signed(seq) {
                    return broken(seq, Fault::Missing);
                }
                if entry.previous != last.hash {
                    return broken(seq, Fault::Unchained);
                }
                if entry.hash() != hash {
                    return broken(seq, Fault::Changed);
                }
                last = Head { seq, hash };
                // Entries written since the walk began come after it.
                if seq == own.seq && hash != own.hash {
                    return broken(seq, Fault::OtherThanHead);
                }
                if expected.is_some_and(|head| head.seq == seq && head.hash != hash) {
                    return broken(seq, Fault::Rewritten);
                }
            }
        }
        if last.seq < own.seq || expected.is_some_and(|head| last.seq < head.seq) {
            return broken(last.seq + 1, Fault::Missing);
        }
        Ok(Verified::Whole { head: last })
    }
}

async fn head(statement: Statement, on: &mut sqlx::AnyConnection) -> Result<Head, StoreError> {
    let row = statement.row(on).await?;
    let row = row.ok_or_else(|| crate::error::corrupt("the head of the audit log"))?;
    Ok(Head {
        seq: row.count(0)?,
        hash: row.digest(1)?,
    })
}

impl Write<'_> {
    /// An entry for the audit log, written with the rest.
    pub(crate) fn log(
        &mut self,
        by: &Name,
        now: Timestamp,
        action: &'static str,
        subject: Option<KeyedHash>,
        detail: Digest,
    ) {
        self.entries.push(NewEntry {
            at: now,
            actor: by.clone(),
            action,
            subject,
            detail,
        });
    }
}

/// Appends the entries of a transaction and numbers its evaluations.
///
/// The row of `head` is locked from here on; what follows are inserts of a few short rows.
pub(crate) async fn append(write: &mut Write<'_>) -> Result<(), StoreError> {
    let entries = std::mem::take(&mut write.entries);
    let made = std::mem::take(&mut write.made);
    if entries.is_empty() && made.is_empty() {
        return Ok(());
    }
    let lock = write.store.engine.lock(" FOR UPDATE");
    let row = Statement::new("SELECT audit, hash, feed FROM head")
        .text(lock)
        .row(write.on())
        .await?
        .ok_or_else(|| crate::error::corrupt("the head of the audit log"))?;
    let (mut audit, mut hash, feed) = (row.number(0)?, row.digest(1)?, row.number(2)?);
    let mut rows = Vec::with_capacity(entries.len());
    for new in entries {
        audit += 1;
        let entry = Entry {
            seq: audit,
            at: milliseconds(new.at),
            actor: new.actor.as_str().to_owned(),
            action: new.action.to_owned(),
            subject: new.subject,
            detail: new.detail,
            previous: hash,
        };
        hash = entry.hash();
        rows.push((entry, hash));
    }
    let numbered: Vec<_> = (feed + 1..).zip(made).collect();
    for rows in rows.in_sets() {
        Statement::new(
            "INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) ",
        )
        .values(rows, |row, (entry, hash)| {
            row.bind(entry.seq)
                .bind(entry.at)
                .bind(entry.actor.clone())
                .bind(entry.action.clone())
                .bind(entry.subject.map(|subject| subject.to_vec()))
                .bind(of(&entry.detail))
                .bind(of(&entry.previous))
                .bind(of(hash));
        })
        .run(write.on())
        .await?;
    }
    for rows in numbered.in_sets() {
        Statement::new("INSERT INTO feed (seq, tenant, evaluation) ")
            .values(rows, |row, (seq, (tenant, evaluation))| {
                row.bind(*seq).bind(tenant.clone()).bind(of(evaluation));
            })
            .run(write.on())
            .await?;
    }
    let feed = numbered.last().map_or(feed, |(seq, _)| *seq);
    Statement::new("UPDATE head SET audit = ")
        .bind(audit)
        .text(", hash = ")
        .bind(of(&hash))
        .text(", feed = ")
        .bind(feed)
        .run(write.on())
        .await?;
    Ok(())
}
