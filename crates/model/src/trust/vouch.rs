//! Who vouches for an issuer: always a list, never a bool.

use serde::{Deserialize, Serialize};

use super::{AnchorKind, Grant};
use crate::{Digest, Timestamp};

/// How an anchor knows the signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Relation {
    /// It names the signer itself: its DID, its certificate, its identifier.
    Listed,
    /// It names the authority that issued the signer's certificate.
    Chained,
}

/// Whether what an anchor says is as new as it should be, at the time of judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// It is, or it does not age: a pin holds until its entry says otherwise.
    Fresh,
    /// It was published or updated longer ago than it or the trust file allows.
    Stale,
}

/// An anchor that vouches for a signer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Vouch {
    /// The anchor's id.
    pub anchor: String,
    /// Its kind.
    pub kind: AnchorKind,
    /// What it is relied on for here.
    pub grant: Grant,
    /// How it knows the signer.
    pub relation: Relation,
    /// The signer's name by the anchor, which need not be the one in the credential.
    pub name: Option<String>,
    /// The time for which it was asked.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Timestamp,
    /// Whether it is as new as it should be.
    pub freshness: Freshness,
    /// Whether whoever publishes it signed that it is this issuer and this key, so that not only the
    /// registrar's own word stands for them: a trusted list for a qualified seal, the statement of a
    /// federation. Registries and registers are files that nobody signed.
    pub confirms: bool,
    /// SHA-256 of what was read: the snapshot, or the statement.
    pub evidence: Option<Digest>,
}
