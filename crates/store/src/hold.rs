//! Legal holds: what is held is neither purged nor erased.

use credeval_model::{Digest, Timestamp};

use crate::{
    Name, Store, StoreError,
    audit::Facts,
    error::corrupt,
    seal::KeyedHash,
    statement::{Columns as _, Statement},
    store::{Write, milliseconds, timestamp},
};

/// What is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'s> {
    /// All that is kept of a learner, by the tenant's own number.
    Student(&'s str),
    /// An evaluation, and the row that it was made for.
    Evaluation(&'s Digest),
    /// A batch.
    Batch(&'s Digest),
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Why, in the words of who set it.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

impl Subject<'_> {
    fn kind(self) -> &'static str {
        match self {
            Self::Student(_) => "student",
            Self::Evaluation(_) => "evaluation",
            Self::Batch(_) => "batch",
        }
    }
}

impl Store {
    /// Holds something, until it is released. One that is held already keeps its first reason; `false` then.
    pub async fn hold(
        &self,
        tenant: &Name,
        subject: Subject<'_>,
        reason: &str,
        by: &Name,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = self.hold_key(tenant, subject);
        let sealed = self.seal.seal("reason", &key, reason.as_bytes())?;
        let mut write = self.write().await?;
        exclusively(&mut write).await?;
        let new = Statement::new("INSERT INTO holds (tenant, subject, kind, reason, since) ")
            .values([sealed], |row, sealed| {
                row.bind(tenant.as_str().to_owned())
                    .bind(key.to_vec())
                    .bind(subject.kind())
                    .bind(sealed)
                    .bind(milliseconds(now));
            })
            .text(" ON CONFLICT (tenant, subject) DO NOTHING")
            .run(write.on())
            .await?;
        if new > 0 {
            let detail = Facts::default().add(subject.kind()).add(reason).digest();
            let hash = self.audited(tenant, &key);
            write.log(by, now, "hold", Some(hash), detail);
        }
        write.commit().await?;
        Ok(new > 0)
    }

    /// Releases something that was held; `false` where it was not.
    pub async fn release(
        &self,
        tenant: &Name,
        subject: Subject<'_>,
        by: &Name,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = self.hold_key(tenant, subject);
        let mut write = self.write().await?;
        exclusively(&mut write).await?;
        let released = Statement::new("DELETE FROM holds WHERE tenant = ")
            .bind(tenant.as_str().to_owned())
            .text(" AND subject = ")
            .bind(key.to_vec())
            .run(write.on())
            .await?;
        if released > 0 {
            let detail = Facts::default().add(subject.kind()).digest();
            let hash = self.audited(tenant, &key);
            write.log(by, now, "release", Some(hash), detail);
        }
        write.commit().await?;
        Ok(released > 0)
    }

    /// Whether something is held, and why.
    pub async fn held(
        &self,
        tenant: &Name,
        subject: Subject<'_>,
    ) -> Result<Option<Hold>, StoreError> {
        let key = self.hold_key(tenant, subject);
        let mut on = self.read().await?;
        let row = Statement::new("SELECT reason, since FROM holds WHERE tenant = ")
            .bind(tenant.as_str().to_owned())
            .text(" AND subject = ")
            .bind(key.to_vec())
            .row(&mut on)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let reason = self.seal.open("reason", &key, &row.bytes(0)?)?;
        Ok(Some(Hold {
            reason: String::from_utf8(reason).map_err(|_| corrupt("a hold"))?,
            since: timestamp(row.number(1)?)?,
        }))
    }

    /// The 32 bytes that stand for it in the rows: pseudonyms and digests never meet.
    fn hold_key(&self, tenant: &Name, subject: Subject<'_>) -> [u8; 32] {
        match subject {
            Subject::Student(student) => *self.pseudonym(tenant, student).as_bytes(),
            Subject::Evaluation(digest) | Subject::Batch(digest) => *digest.as_bytes(),
        }
    }

    /// A subject as the audit log names it.
    pub(crate) fn audited(&self, tenant: &Name, key: &[u8; 32]) -> KeyedHash {
        self.seal
            .hash("audited", &[tenant.as_str().as_bytes(), key])
    }
}

/// Until the transaction ends, nobody else holds, releases, erases or purges: a hold never comes too late
/// for an erasure that has begun without being told so.
pub(crate) async fn exclusively(write: &mut Write<'_>) -> Result<(), StoreError> {
    let lock = write.store.engine.lock(" FOR UPDATE");
    Statement::new("SELECT name FROM settings WHERE name = 'holds'")
        .text(lock)
        .rows(write.on())
        .await?;
    Ok(())
}

/// The condition that a row `r` is held: itself by its batch, its learner, or one of its evaluations.
pub(crate) const ROW_IS_HELD: &str = "EXISTS (SELECT 1 FROM holds h WHERE h.tenant = r.tenant AND (
    h.subject = r.batch OR h.subject = r.student OR h.subject = r.evaluation
    OR h.subject IN (SELECT e.id FROM evaluations e WHERE e.batch = r.batch AND e.line = r.line)))";

impl Write<'_> {
    /// Whether all of a learner is held.
    pub(crate) async fn student_is_held(
        &mut self,
        tenant: &Name,
        pseudonym: &[u8; 32],
    ) -> Result<bool, StoreError> {
        let row = Statement::new("SELECT 1 FROM holds WHERE tenant = ")
            .bind(tenant.as_str().to_owned())
            .text(" AND subject = ")
            .bind(pseudonym.to_vec())
            .row(self.on())
            .await?;
        Ok(row.is_some())
    }
}
