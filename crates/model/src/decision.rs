//! The record of what an officer decided, and on which proposal.

use serde::{Deserialize, Serialize};

use crate::{
    Digest, Pointer,
    outcome::{Deviation, OutcomeCode},
    programme::Purpose,
};

/// The value of `schema` in a decision record.
pub const DECISION_SCHEMA: &str = "credeval/decision/1";

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// What was asked for is granted.
    Granted,
    /// A part of it is granted.
    PartlyGranted,
    /// It is granted once a named condition is met.
    Conditional,
    /// It is not granted, for the substantial differences that are named.
    Refused,
    /// It goes to Recognition of Prior Learning.
    PriorLearning,
    /// More is asked for first.
    Deferred,
}

impl Verdict {
    /// Whether something is granted.
    pub fn grants(self) -> bool {
        matches!(
            self,
            Self::Granted | Self::PartlyGranted | Self::Conditional
        )
    }

    /// The verdict as it stands in decision files and records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::PartlyGranted => "partly_granted",
            Self::Conditional => "conditional",
            Self::Refused => "refused",
            Self::PriorLearning => "prior_learning",
            Self::Deferred => "deferred",
        }
    }

    /// The verdict as people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::PartlyGranted => "granted in part",
            Self::Conditional => "granted on a condition",
            Self::Refused => "not granted",
            Self::PriorLearning => "referred to Recognition of Prior Learning",
            Self::Deferred => "deferred until more is known",
        }
    }
}

/// What was achieved, as far as it tells one achievement from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Achievement {
    /// Its title.
    pub title: String,
    /// The awarding bodies, by identifier where they have one, else by name; sorted.
    pub awarding_bodies: Vec<String>,
}

/// A decision file (TOML): what the officer writes. The rest of the record comes from the
/// evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DecisionFile {
    /// What is decided.
    pub decision: Verdict,
    /// ECTS credits granted.
    pub credits: Option<f64>,
    /// What becomes of the grade: taken over, converted, or "pass".
    pub grade: Option<String>,
    /// Criteria whose deviations are accepted.
    #[serde(default)]
    pub accepted: Vec<crate::Criterion>,
    /// Substantial differences, for a refusal: what differs, each in one sentence.
    #[serde(default)]
    pub differences: Vec<Deviation>,
    /// Why, in words for the applicant.
    pub reasons: String,
    /// The officer's name.
    pub officer: String,
    /// The body that decides.
    pub body: String,
    /// The day (`YYYY-MM-DD`).
    pub date: String,
}

/// A decision record: proposal and decision side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DecisionRecord {
    /// [`DECISION_SCHEMA`].
    pub schema: String,
    /// The evaluation's id.
    pub evaluation: Digest,
    /// The document's digest.
    pub document: Digest,
    /// Which achievement of the document, where it holds several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Pointer>,
    /// What was achieved.
    pub achievement: Achievement,
    /// SHA-256 of what identifies the learner; `None` where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learner: Option<Digest>,
    /// What recognition was asked for.
    pub purpose: Purpose,
    /// The receiving institution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<String>,
    /// The programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    /// The course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<String>,
    /// What was proposed.
    pub proposal: OutcomeCode,
    /// What was decided.
    pub decision: Verdict,
    /// ECTS credits granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<f64>,
    /// What becomes of the grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Deviations that were accepted.
    pub accepted: Vec<Deviation>,
    /// Substantial differences that were named.
    pub differences: Vec<Deviation>,
    /// Why.
    pub reasons: String,
    /// The officer's name.
    pub officer: String,
    /// The body that decided.
    pub body: String,
    /// The day (`YYYY-MM-DD`).
    pub date: String,
    /// How it can be appealed, from the programme file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<String>,
}

/// An earlier decision that is shown with an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Precedent {
    /// How it bears on the case at hand.
    pub relation: PrecedentKind,
    /// What was decided.
    pub decision: Verdict,
    /// What was proposed then.
    pub proposal: OutcomeCode,
    /// ECTS credits granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<f64>,
    /// The programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    /// The course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<String>,
    /// Why.
    pub reasons: String,
    /// The body that decided.
    pub body: String,
    /// The day (`YYYY-MM-DD`).
    pub date: String,
    /// The evaluation that it rested on.
    pub evaluation: Digest,
}

/// How an earlier decision bears on the case at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PrecedentKind {
    /// The same achievement was granted to the same learner for the same programme already: it
    /// cannot count twice.
    GrantedBefore,
    /// The same achievement, for the same purpose and programme.
    SameCase,
    /// The same achievement, for the same purpose elsewhere.
    SamePurpose,
}
