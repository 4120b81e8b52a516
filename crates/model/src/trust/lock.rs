//! The lock beside a trust file: which state of what others publish is relied on.
//!
//! `trust.toml` says whom to trust and `trust.lock` what they last said; both are reviewed like
//! any other change. A snapshot that is not what its digest in the lock says is refused.

use serde::{Deserialize, Serialize};

use crate::{Digest, Timestamp};

/// A lock file (TOML).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustLock {
    /// One for each published anchor that was brought up to date, under `[[snapshot]]`.
    #[serde(default, rename = "snapshot")]
    pub snapshots: Vec<Locked>,
}

/// A snapshot that is relied on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// The anchor's id.
    pub anchor: String,
    /// The snapshot's file, from the folder of the lock.
    pub file: String,
    /// SHA-256 of the snapshot.
    pub sha256: Digest,
    /// When it was made.
    pub updated: Timestamp,
    /// What it was made from, under `[[snapshot.source]]`.
    #[serde(default, rename = "source")]
    pub sources: Vec<Source>,
}

/// A published file that a snapshot was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Where it was read.
    pub url: String,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Trusted lists: the territory, `EU` for the list of lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Trusted lists: the sequence number, which never goes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// When its publisher issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Timestamp>,
    /// When its publisher issues the next at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update: Option<Timestamp>,
    /// Why it is not relied on, where it is not: its signature does not hold, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}
