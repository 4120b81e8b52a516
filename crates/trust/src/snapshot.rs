//! A snapshot as its file holds it.

use credeval_model::{
    Digest,
    trust::{AnchorKind, lock::Locked, snapshot::Snapshot},
};

/// A snapshot that is not the one that the lock names.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// Its bytes were changed, or belong to another state.
    #[error("expected the snapshot {expected}, as the lock says, found {found}")]
    Digest {
        /// What the lock says.
        expected: Digest,
        /// What it is.
        found: Digest,
    },
    /// It is what the lock says, and no snapshot that this version can read.
    #[error("expected a snapshot in JSON: {source}")]
    Form {
        /// What the parser says, with line and column.
        source: serde_json::Error,
    },
}

/// Reads a snapshot that is the one that the lock names.
pub fn open(bytes: &[u8], locked: &Locked) -> Result<Snapshot, SnapshotError> {
    let found = Digest::of(bytes);
    if found != locked.sha256 {
        let expected = locked.sha256;
        return Err(SnapshotError::Digest { expected, found });
    }
    serde_json::from_slice(bytes).map_err(|source| SnapshotError::Form { source })
}

/// Writes a snapshot so that a reviewer sees in its lines what changed.
pub fn print(snapshot: &Snapshot) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(snapshot)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Territories in whose lists stand certificates of services that cannot be read, and how many;
/// nobody below them is known.
pub fn unreadable(snapshot: &Snapshot) -> Vec<(&str, u32)> {
    let lists = match snapshot {
        Snapshot::EuLotl(lists) => lists.lists.as_slice(),
        _ => &[],
    };
    let lists = lists.iter().filter(|list| list.unread > 0);
    lists
        .map(|list| (list.territory.as_str(), list.unread))
        .collect()
}

/// Whether it is of the kind that an anchor publishes.
pub fn is_of(snapshot: &Snapshot, kind: AnchorKind) -> bool {
    matches!(
        (kind, snapshot),
        (AnchorKind::EuLotl, Snapshot::EuLotl(_))
            | (AnchorKind::DccJson, Snapshot::DccJson(_))
            | (AnchorKind::Register, Snapshot::Register(_))
            | (AnchorKind::Esco, Snapshot::Esco(_))
    )
}
