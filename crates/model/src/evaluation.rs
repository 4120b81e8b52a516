//! The reports: what `evaluate`, `verify` and `map` give.

use serde::{Deserialize, Serialize};

use crate::{
    Check, Digest, Timestamp,
    alignment::Alignment,
    answer::Answer,
    criterion::CriterionResult,
    decision::Precedent,
    document::DocumentInfo,
    dossier::Dossier,
    element::Elements,
    evidence::EvidenceRecord,
    outcome::Outcome,
    programme::{Programme, Purpose},
    scope::{Relation, Scope},
    standing::Standing,
    trust::vouch::Vouch,
};

/// The value of `schema` in an evaluation.
pub const EVALUATION_SCHEMA: &str = "credeval/evaluation/1";
/// The version of the rules that turn a credential into an evaluation. Two evaluations of the
/// same credential, evidence, time and policy are equal where this is equal.
pub const RULES_VERSION: &str = "2";

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
    /// What it is called: SHA-256 over everything that it was made from, so that the same
    /// credential, judged alike, has the same id.
    pub id: Digest,
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
    /// What verification and the trust anchors say, as far as scoring needs it.
    pub standing: Standing,
    /// Whether it is a micro-credential, by what it states.
    pub scope: Scope,
    /// How it hangs together with the other achievements of its credential.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// The sixteen standard elements: the credential's own words.
    pub elements: Elements,
    /// What people answered to what the file does not tell, apart from its own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// What recognition is asked for.
    pub purpose: Purpose,
    /// The receiving programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<Programme>,
    /// The seven criteria, in the order of the method.
    pub criteria: Vec<CriterionResult>,
    /// How the outcomes align with the programme; only with a programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alignment: Option<Alignment>,
    /// The proposal.
    pub outcome: Outcome,
    /// What Recognition of Prior Learning can start from; where it is the way, or may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Option<Dossier>,
    /// Earlier decisions on the same achievement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub precedents: Vec<Precedent>,
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
