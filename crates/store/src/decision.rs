//! What officers decided: appended, never changed.

use credeval_model::{Digest, Timestamp};

use crate::{
    BugError, Lookup, Name, Store, StoreError,
    audit::Facts,
    statement::{Columns as _, Statement, of},
    store::{milliseconds, timestamp},
};

/// A decision as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its number among those on the same evaluation, from 1.
    pub number: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// By which account.
    pub actor: String,
    /// The record; `None` where it was erased.
    pub json: Option<Vec<u8>>,
}

impl Store {
    /// Records a decision on an evaluation, as JSON; gives its number. [`Lookup::Erased`] where the
    /// evaluation was erased: then there is nothing left to decide on.
    pub async fn decide(
        &self,
        tenant: &Name,
        evaluation: &Digest,
        json: &[u8],
        by: &Name,
        now: Timestamp,
    ) -> Result<Lookup<u64>, StoreError> {
        let mut write = self.write().await?;
        let lock = self.engine.lock(" FOR UPDATE");
        // Held until the end, so that decisions on one evaluation are numbered one after the other.
        let found = Statement::new("SELECT erased_at FROM evaluations WHERE tenant = ")
            .bind(tenant.as_str().to_owned())
            .text(" AND id = ")
            .bind(of(evaluation))
            .text(lock)
            .row(write.on())
            .await?;
        let found = found.ok_or(BugError::UnknownEvaluation {
            evaluation: *evaluation,
        })?;
        if let Some(at) = found.number_if(0)? {
            return Ok(Lookup::Erased { at: timestamp(at)? });
        }
        let last = Statement::new("SELECT COALESCE(MAX(number), 0) FROM decisions WHERE tenant = ")
            .bind(tenant.as_str().to_owned())
            .text(" AND evaluation = ")
            .bind(of(evaluation))
            .row(write.on())
            .await?;
        let number = match last {
            Some(row) => row.number(0)? + 1,
            None => 1,
        };
        let sealed = self.seal_of("decision", tenant.as_str(), evaluation, json)?;
        Statement::new("INSERT INTO decisions (tenant, evaluation, number, at, actor, json) ")
            .values([sealed], |row, sealed| {
                row.bind(tenant.as_str().to_owned())
                    .bind(of(evaluation))
                    .bind(number)
                    .bind(milliseconds(now))
                    .bind(by.as_str().to_owned())
                    .bind(sealed);
            })
            .run(write.on())
            .await?;
        let detail = Facts::default()
            .add(tenant.as_str())
            .add(evaluation.as_bytes())
            .number(number)
            .add(Digest::of(json).as_bytes())
            .digest();
        write.log(by, now, "decide", None, detail);
        write.commit().await?;
        Ok(Lookup::Found(u64::try_from(number).unwrap_or(u64::MAX)))
    }

    /// The decisions on an evaluation, in order.
    pub async fn decisions(
        &self,
        tenant: &Name,
        evaluation: &Digest,
    ) -> Result<Vec<Decision>, StoreError> {
        let mut on = self.read().await?;
        let rows = Statement::new("SELECT number, at, actor, json FROM decisions WHERE tenant = ")
            .bind(tenant.as_str().to_owned())
            .text(" AND evaluation = ")
            .bind(of(evaluation))
            .text(" ORDER BY number")
            .rows(&mut on)
            .await?;
        let mut decisions = Vec::with_capacity(rows.len());
        for row in &rows {
            let open =
                |sealed: Vec<u8>| self.open_of("decision", tenant.as_str(), evaluation, &sealed);
            decisions.push(Decision {
                number: row.count(0)?,
                at: timestamp(row.number(1)?)?,
                actor: row.text(2)?,
                json: row.bytes_if(3)?.map(open).transpose()?,
            });
        }
        Ok(decisions)
    }
}
