//! What was looked up to judge a credential: asked for as requests, answered as items, kept by digest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Digest, Timestamp, check::Cause, limits};

/// What a piece of evidence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EvidenceKind {
    /// A DID document, a controller document or a key, by which a proof is checked.
    KeyDocument,
    /// A status list, or a list of revoked credentials.
    StatusList,
    /// An object of Open Badges 2.0 at its own address: assertion, badge class or issuer profile.
    HostedBadge,
    /// The revocation list of an authority that issues certificates (RFC 5280 section 5).
    CertificateRevocationList,
    /// A JSON Schema that the credential names.
    Schema,
    /// The credential as its refresh service gives it now.
    RefreshedCredential,
    /// A trusted list, or the list of lists (ETSI TS 119 612).
    TrustedList,
    /// A registry of issuers.
    IssuerRegistry,
    /// A register of organisations and of what assures their quality.
    OrganisationRegister,
    /// A classification of skills.
    SkillClassification,
    /// A statement of an OpenID Federation about one of its entities.
    EntityStatement,
}

impl EvidenceKind {
    /// Bytes that one item may have.
    pub fn max_bytes(self) -> u64 {
        match self {
            Self::TrustedList | Self::OrganisationRegister => limits::PUBLICATION_BYTES,
            Self::SkillClassification => limits::SKILLS_BYTES,
            _ => limits::EVIDENCE_BYTES,
        }
    }
}

/// Where evidence came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Fetched by us from its address.
    Fetched,
    /// Fetched by us earlier and kept beyond its lifetime, since it could not be had anew.
    Stale,
    /// Supplied by a person with `--evidence`; it may not be what stands at the address.
    Supplied,
}

/// Something that a check needs to see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Request {
    /// What for.
    pub kind: EvidenceKind,
    /// The address, without a fragment.
    pub url: String,
}

/// What was seen at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is for.
    pub kind: EvidenceKind,
    /// The bytes, at most [`EvidenceKind::max_bytes`].
    pub bytes: Vec<u8>,
    /// Their digest.
    pub digest: Digest,
    /// The media type that the server named.
    pub media_type: Option<String>,
    /// When it was fetched; unknown for evidence that was supplied without saying so.
    pub fetched_at: Option<Timestamp>,
    /// Where it came from.
    pub origin: Origin,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It was there.
    Found(Item),
    /// It could not be had, and why.
    Missing(Cause),
}

/// All answers so far, by address.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    answers: BTreeMap<String, Answer>,
}

impl Evidence {
    /// No evidence at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds the answer for an address.
    pub fn insert(&mut self, url: impl Into<String>, answer: Answer) {
        self.answers.insert(url.into(), answer);
    }

    /// The answer for an address; `None` where nobody asked yet.
    pub fn get(&self, url: &str) -> Option<&Answer> {
        self.answers.get(url)
    }

    /// All answers, by address.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.answers
            .iter()
            .map(|(url, answer)| (url.as_str(), answer))
    }

    /// What was found, as reports list it.
    pub fn records(&self) -> Vec<EvidenceRecord> {
        self.answers
            .iter()
            .filter_map(|(url, answer)| match answer {
                Answer::Found(item) => Some(EvidenceRecord {
                    digest: item.digest,
                    kind: item.kind,
                    url: url.clone(),
                    fetched_at: item.fetched_at,
                    origin: item.origin,
                }),
                Answer::Missing(_) => None,
            })
            .collect()
    }
}

/// A piece of evidence as reports list it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EvidenceRecord {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// What it is for.
    pub kind: EvidenceKind,
    /// Its address.
    pub url: String,
    /// When it was fetched.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub fetched_at: Option<Timestamp>,
    /// Where it came from.
    pub origin: Origin,
}
