//! Several credentials of one learner against one profile.

use serde::{Deserialize, Serialize};

use crate::{
    Digest, Pointer, Timestamp,
    alignment::Alignment,
    criterion::Missing,
    evaluation::{Engine, PolicyInfo},
    outcome::{Outcome, OutcomeCode},
    programme::{Programme, Route},
};

/// The value of `schema` in a stack.
pub const STACK_SCHEMA: &str = "credeval/stack/1";

/// The evaluation of several credentials together: whether they make up the profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// [`STACK_SCHEMA`].
    pub schema: String,
    /// The engine.
    pub engine: Engine,
    /// The time for which it was judged.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Timestamp,
    /// The programme with its profile.
    pub programme: Programme,
    /// The way in which the parts are to make up a whole.
    pub route: Route,
    /// Each credential, in the order of their award.
    pub members: Vec<Member>,
    /// The modules of the profile and what fills them; empty for a generic stack.
    pub modules: Vec<Filled>,
    /// The learning outcomes of the profile, covered by all that count together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alignment: Option<Alignment>,
    /// ECTS credits that count, and those that the profile asks for.
    pub credits: Total,
    /// The share of learning outcomes that more than one counting credential states, 0 to 1.
    pub overlap: Option<f64>,
    /// What does not hold together, or may not: each in one sentence.
    pub findings: Vec<StackFinding>,
    /// What to find out.
    pub missing: Vec<Missing>,
    /// The proposal for the stack as a whole.
    pub outcome: Outcome,
    /// The policy.
    pub policy: PolicyInfo,
}

/// One credential of a stack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The evaluation's id.
    pub evaluation: Digest,
    /// Where it came from.
    pub source: String,
    /// Which achievement of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Pointer>,
    /// Its title.
    pub title: String,
    /// The day of the award, where it is stated.
    pub issued: Option<String>,
    /// EQF level, where it is stated.
    pub level: Option<u8>,
    /// ECTS credits, where they are stated.
    pub ects: Option<f64>,
    /// What is proposed for it alone.
    pub outcome: OutcomeCode,
    /// Whether it counts in the stack.
    pub counts: Counts,
    /// Why it counts or does not, in one sentence.
    pub why: String,
}

/// Whether a credential counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// It does.
    Yes,
    /// It may, once more is known.
    Open,
    /// It does not.
    No,
}

/// A module of the profile and what fills it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Filled {
    /// The module.
    pub module: String,
    /// The places of the credentials in `members` that fill it.
    pub by: Vec<usize>,
    /// Whether it is filled.
    pub filled: Counts,
    /// Why, in one sentence.
    pub why: String,
}

/// Credits that count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// ECTS credits that count for sure.
    pub lower: f64,
    /// ECTS credits that may count.
    pub upper: f64,
    /// What the profile asks for.
    pub asked: Option<f64>,
}

/// What does not hold together in a stack, or may not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StackFinding {
    /// Its kind.
    pub kind: StackFindingKind,
    /// What it is, in one sentence.
    pub text: String,
    /// The credentials in `members` that it is about.
    pub members: Vec<usize>,
}

/// The kind of a finding on a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StackFindingKind {
    /// One credential, or one achievement, stands there twice.
    Duplicate,
    /// Another version of the same achievement.
    Version,
    /// They name different learners.
    Learner,
    /// They overlap by more than the profile allows.
    Overlap,
    /// The level of one lies below that of the profile.
    Level,
    /// A module was taken before the one that it builds on.
    Prerequisite,
    /// They belong to no common profile.
    Coherence,
    /// One is older than the profile allows.
    Age,
}
