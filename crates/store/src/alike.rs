//! Documents that mean the same in other bytes: the same seal, or the same achievement of the same holder.
//!
//! Each is evaluated, since only its own bytes say what it is; the one that came later carries a warning.

use std::collections::{BTreeMap, BTreeSet};

use credeval_model::Digest;

use crate::{
    RowId, StoreError,
    batch::row_id,
    finish::Finished,
    statement::{Columns as _, Sets as _, Statement, of, signed},
    store::Write,
};

/// What a document means, apart from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// The seal that it bears.
    Seal(Digest),
    /// What was achieved, and by whom.
    Achievement(Digest),
}

impl Meaning {
    fn parts(&self) -> (&'static str, &Digest) {
        match self {
            Self::Seal(digest) => ("seal", digest),
            Self::Achievement(digest) => ("achievement", digest),
        }
    }

    /// What is told to `row` of the row that had it first.
    pub(crate) fn warning(self, first: RowId, row: RowId) -> String {
        let first = first.seen_from(row);
        match self {
            Self::Seal(_) => format!("warning: the same seal as {first}, in other bytes"),
            Self::Achievement(_) => {
                format!("warning: the same achievement of the same holder as {first}")
            }
        }
    }
}

/// Claims what these rows mean as theirs; gives of each row what another had first.
pub(crate) async fn claim(
    write: &mut Write<'_>,
    rows: &[(RowId, &str, &Finished)],
) -> Result<BTreeMap<RowId, (Meaning, RowId)>, StoreError> {
    // By key, so that two writers never wait for each other in a circle.
    let mut things: BTreeMap<_, Vec<(RowId, Meaning)>> = BTreeMap::new();
    for (id, tenant, row) in rows {
        for meaning in row.meanings() {
            let (kind, digest) = meaning.parts();
            let hash = write
                .store
                .seal
                .hash("alike", &[kind.as_bytes(), digest.as_bytes()]);
            let of_thing = things.entry((*tenant, hash.to_vec())).or_default();
            of_thing.push((*id, *meaning));
        }
    }
    let mut alike = BTreeMap::new();
    let keys: Vec<_> = things.iter().collect();
    // Only what several rows mean, or what was here before, says anything of another row.
    let mut shared = Vec::new();
    for keys in keys.in_sets() {
        let new = Statement::new("INSERT INTO alike (tenant, thing, batch, line) ")
            .values(keys, |row, ((tenant, hash), of_thing)| {
                let first = of_thing.iter().map(|(id, _)| *id).min();
                let batch = first.map_or_else(Vec::new, |id| of(&id.batch));
                row.bind((*tenant).to_owned())
                    .bind(hash.clone())
                    .bind(batch)
                    .bind(signed(first.map_or(0, |id| id.line)));
            })
            .text(" ON CONFLICT (tenant, thing) DO NOTHING")
            .run(write.on())
            .await?;
        let is_new = new == keys.len() as u64;
        let of_several = |(_, of_thing): &&(_, &Vec<_>)| !is_new || of_thing.len() > 1;
        shared.extend(keys.iter().filter(of_several));
    }
    for keys in shared.in_sets() {
        let found = Statement::new("WITH v (tenant, thing) AS (")
            .values(keys, |row, ((tenant, hash), _)| {
                row.bind((*tenant).to_owned()).bind(hash.clone());
            })
            .text(
                ") SELECT a.batch, a.line, a.tenant, a.thing FROM v
                 CROSS JOIN alike a WHERE a.tenant = v.tenant AND a.thing = v.thing",
            )
            .rows(write.on())
            .await?;
        for row in &found {
            let (first, tenant, thing) = (row_id(row)?, row.text(2)?, row.bytes(3)?);
            let of_thing = things.get(&(tenant.as_str(), thing)).into_iter().flatten();
            let others = of_thing.filter(|(id, _)| *id != first);
            for (id, meaning) in others {
                // A seal says more than the words that it covers.
                let told = alike.entry(*id).or_insert((*meaning, first));
                *told = (*told).min((*meaning, first));
            }
        }
    }
    Ok(alike)
}

/// What these rows mean, others may have first from now on.
pub(crate) async fn forget(write: &mut Write<'_>, rows: &[RowId]) -> Result<(), StoreError> {
    let rows: BTreeSet<_> = rows.iter().copied().collect();
    let rows: Vec<_> = rows.into_iter().collect();
    crate::batch::delete_rows(write, "DELETE FROM alike WHERE batch = ", &rows).await
}
