//! The lock beside a trust file: which state of what others publish is relied on.
//!
//! `trust.toml` says whom to trust and `trust.lock` what they last said; both are reviewed like
//! any other change. A snapshot that is not what its digest in the lock says is refused.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Anchor;
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
    /// The words of its anchor that it was made under ([`words`]); under others it is not relied on.
    pub made_for: Digest,
    /// When the earliest of what it was made from was fetched.
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
    /// Whether a person supplied it as a file: it may not be what stands at the address.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub supplied: bool,
    /// Trusted lists: the territory, `EU` for the list of lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Lists of territories: SHA-256 of the certificate that it is signed under. Of a list that is
    /// not relied on, it is here only while the list of lists names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<Digest>,
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

impl Locked {
    /// Whether it was made under what the anchor says now.
    pub fn is_of(&self, anchor: &Anchor) -> bool {
        self.made_for == words(anchor)
    }

    /// What it was made from, behind which nothing may go: nothing, where the anchor names another
    /// source now, whose numbers are others.
    pub fn marks(&self, anchor: &Anchor) -> &[Source] {
        let source = anchor.source.as_deref();
        let is_source = |one: &Source| source.is_some_and(|source| is_part(source, &one.url));
        match self.sources.iter().any(is_source) {
            true => &self.sources,
            false => &[],
        }
    }
}

/// The address of a file of a publication that has several: that of the publication, with the
/// file's name.
pub fn part(source: &str, name: &str) -> String {
    let joint = if source.contains('?') { '&' } else { '?' };
    format!("{source}{joint}file={name}")
}

/// Whether an address is that of a publication, or of one of its files ([`part`]).
pub fn is_part(source: &str, url: &str) -> bool {
    url.strip_prefix(source)
        .is_some_and(|rest| rest.is_empty() || url.starts_with(&part(source, "")))
}

/// SHA-256 of the words of an anchor that decide what is read and by whose signature: kind,
/// source, pinned certificates, Official Journal publication and territories. The order of a list,
/// and how a digest is spelled, change nothing.
pub fn words(anchor: &Anchor) -> Digest {
    let pins = anchor.pins().map(|pin| match pin {
        Ok(digest) => digest.to_string(),
        Err(text) => text.to_owned(),
    });
    let words = json!([
        anchor.kind,
        anchor.source,
        pins.collect::<BTreeSet<_>>(),
        anchor.oj_uri,
        anchor.territories.iter().collect::<BTreeSet<_>>(),
    ]);
    Digest::of(words.to_string().as_bytes())
}
