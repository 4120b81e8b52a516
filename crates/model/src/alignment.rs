//! How far the learning outcomes cover what the receiving programme asks for.

use serde::{Deserialize, Serialize};

use crate::Tier;

/// By what two outcomes were matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Match {
    /// Both name the same URI.
    Uri,
    /// The programme file says so: the method's own assumption that the outcomes align well.
    Assumed,
}

/// A target outcome and what covers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The outcome of the receiving programme.
    pub target: String,
    /// The outcome of the credential; empty where the match is assumed.
    pub source: String,
    /// By what they were matched.
    pub how: Match,
    /// How strong the source's evidence is.
    pub tier: Tier,
}

/// The coverage of a programme's outcomes by a credential's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Alignment {
    /// The share of the target's outcomes that are covered, 0 to 1; `None` where it names none.
    pub coverage: Option<f64>,
    /// What covers what.
    pub pairs: Vec<Pair>,
    /// Target outcomes that nothing covers.
    pub uncovered: Vec<String>,
}
