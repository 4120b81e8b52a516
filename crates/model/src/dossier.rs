//! The dossier for Recognition of Prior Learning, in the four steps of validation.
//!
//! Source: Council Recommendation of 20 December 2012 on the validation of non-formal and informal
//! learning (2012/C 398/01), point 2: identification, documentation, assessment, certification.

use serde::{Deserialize, Serialize};

use crate::{Tier, alignment::Match, criterion::Missing, element::AssessmentKind};

/// What Recognition of Prior Learning can start from, and what it still takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Identification: outcomes that are evidenced already.
    pub identified: Vec<Evidenced>,
    /// Documentation: what to ask for, and whom.
    pub documents: Vec<Missing>,
    /// Assessment: outcomes to be tested.
    pub to_assess: Vec<ToAssess>,
    /// Certification: what can be granted, in one sentence.
    pub certification: String,
    /// The effort to expect.
    pub effort: Effort,
}

/// An outcome that is evidenced already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Evidenced {
    /// The outcome of the receiving programme; of the credential where there is no programme.
    pub outcome: String,
    /// The credential's own words.
    pub source: String,
    /// By what they were matched; `None` where there is no programme.
    pub how: Option<Match>,
    /// How strong the evidence is.
    pub tier: Tier,
}

/// An outcome to be tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ToAssess {
    /// The outcome.
    pub outcome: String,
    /// Why it must be tested, in one sentence.
    pub why: String,
    /// A method that fits it.
    pub method: AssessmentKind,
}

/// The effort that the procedure takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// How much.
    pub class: EffortClass,
    /// What it consists of, in one sentence.
    pub text: String,
}

/// How much effort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EffortClass {
    /// Documents alone.
    Documents,
    /// Documents, and a test of at most half of the outcomes.
    Some,
    /// A test of more than half of the outcomes.
    Full,
}
