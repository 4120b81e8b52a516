//! The reports: what `evaluate`, `verify` and `map` give.

use serde::{Deserialize, Serialize};

use crate::{
    Check, Digest, Timestamp,
    alignment::Alignment,
    criterion::CriterionResult,
    document::DocumentInfo,
    element::Elements,
    evidence::EvidenceRecord,
    outcome::Outcome,
    scope::{Relation, Scope},
    trust::vouch::Vouch,
};

/// The value of `schema` in an evaluation.
pub const EVALUATION_SCHEMA: &str = "credeval/evaluation/1";
/// The version of the rules that turn a credential into an evaluation. Two evaluations of the
/// same credential, evidence, time and policy are equal where this is equal.
pub const RULES_VERSION: &str = "1";

/// The engine that made a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Engine {
    /// The program's version.
    pub version: String,
    /// [`RULES_VERSION`].
    pub rules: String,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: RULES_VERSION.to_owned(),
        }
    }
}

/// The policy that scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyInfo {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its file.
    pub digest: Digest,
}

/// An evaluation of one micro-credential: what an officer reads and signs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// [`EVALUATION_SCHEMA`].
    pub schema: String,
    /// The engine.
    pub engine: Engine,
    /// The document.
    pub document: DocumentInfo,
    /// The time for which it was judged.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Timestamp,
    /// The anchors that vouch for the issuer.
    pub trust: Vec<Vouch>,
    /// Every check.
    pub checks: Vec<Check>,
    /// Whether it is a micro-credential, by what it states.
    pub scope: Scope,
    /// How it hangs together with the other achievements of its credential.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// The sixteen standard elements.
    pub elements: Elements,
    /// The seven criteria, in the order of the method.
    pub criteria: Vec<CriterionResult>,
    /// How the outcomes align with the programme; only with a programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alignment: Option<Alignment>,
    /// The proposal.
    pub outcome: Outcome,
    /// The policy.
    pub policy: PolicyInfo,
    /// The evidence used.
    pub evidence: Vec<EvidenceRecord>,
}

/// A verification: the checks alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// The document.
    pub document: DocumentInfo,
    /// The time for which it was judged.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Timestamp,
    /// The anchors that vouch for the issuer.
    pub trust: Vec<Vouch>,
    /// Every check.
    pub checks: Vec<Check>,
}

/// A mapping: what the credential states of one achievement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The document.
    pub document: DocumentInfo,
    /// Whether it is a micro-credential, by what it states.
    pub scope: Scope,
    /// How it hangs together with the other achievements of its credential.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// The sixteen standard elements.
    pub elements: Elements,
    /// What contradicts itself or deserves a look: `integrity.*` only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Check>,
}
