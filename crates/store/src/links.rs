//! Pseudonyms, and the one place that leads from them back to a person.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt,
};

use crate::{
    Name, Store, StoreError,
    error::corrupt,
    statement::{Columns as _, Sets as _, Statement},
    store::Write,
};

/// What stands for a learner everywhere but in the links: HMAC-SHA-256 of the tenant's own number for
/// the learner, by a key of that tenant. Without the key it cannot be found by trying numbers, and two
/// tenants cannot tell that they speak of the same learner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym([u8; 32]);

impl Pseudonym {
    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Pseudonym {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Store {
    /// The pseudonym of a learner.
    pub fn pseudonym(&self, tenant: &Name, student: &str) -> Pseudonym {
        self.pseudonym_of(tenant.as_str(), student)
    }

    pub(crate) fn pseudonym_of(&self, tenant: &str, student: &str) -> Pseudonym {
        let hash = self
            .seal
            .hash("pseudonym", &[tenant.as_bytes(), student.as_bytes()]);
        Pseudonym(hash)
    }

    /// The tenant's own number for a learner; `None` where no link leads there, or no more.
    pub async fn student(
        &self,
        tenant: &Name,
        pseudonym: Pseudonym,
    ) -> Result<Option<String>, StoreError> {
        let mut on = self.read().await?;
        let row = Statement::new("SELECT id FROM links WHERE tenant = ")
            .bind(tenant.as_str().to_owned())
            .text(" AND student = ")
            .bind(pseudonym.0.to_vec())
            .row(&mut on)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let id = self.seal.open("link", &pseudonym.0, &row.bytes(0)?)?;
        String::from_utf8(id)
            .map(Some)
            .map_err(|_| corrupt("a link"))
    }
}

/// Links learners to their pseudonyms.
pub(crate) async fn link(
    write: &mut Write<'_>,
    tenant: &str,
    students: impl Iterator<Item = &str>,
) -> Result<(), StoreError> {
    // Each once, in order: two writers never wait for each other in a circle.
    let mut links = BTreeMap::new();
    for student in students {
        let pseudonym = write.store.pseudonym_of(tenant, student);
        if let Entry::Vacant(place) = links.entry(pseudonym) {
            let id = write
                .store
                .seal
                .seal("link", &pseudonym.0, student.as_bytes())?;
            place.insert(id);
        }
    }
    let links: Vec<_> = links.into_iter().collect();
    for links in links.in_sets() {
        // The update changes nothing and holds the link: who erases the learner comes before or after.
        Statement::new("INSERT INTO links (tenant, student, id) ")
            .values(links, |row, (pseudonym, id)| {
                row.bind(tenant.to_owned())
                    .bind(pseudonym.0.to_vec())
                    .bind(id.clone());
            })
            .text(" ON CONFLICT (tenant, student) DO UPDATE SET tenant = excluded.tenant")
            .run(write.on())
            .await?;
    }
    Ok(())
}
