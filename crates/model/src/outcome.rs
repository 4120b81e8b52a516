//! What is proposed to the officer who decides.

use serde::{Deserialize, Serialize};

use crate::{Criterion, criterion::Missing};

/// A proposal. None of them decides: an officer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutcomeCode {
    /// Recognition is possible, in line with the Lisbon Recognition Convention.
    RecogniseFull,
    /// Recognition is possible for a part.
    RecognisePartial,
    /// Recognition is possible if the named deviations are accepted.
    Flexible,
    /// Recognition of Prior Learning is the way.
    Rpl,
    /// More must be known first.
    NeedsInformation,
    /// A person must look first.
    HumanReview,
    /// Recognition in line with the convention is most likely not possible.
    NotLrc,
    /// The credential is not what its issuer made, or no longer stands.
    NotVerified,
}

impl OutcomeCode {
    /// The outcome as it stands in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RecogniseFull => "recognise_full",
            Self::RecognisePartial => "recognise_partial",
            Self::Flexible => "flexible",
            Self::Rpl => "rpl",
            Self::NeedsInformation => "needs_information",
            Self::HumanReview => "human_review",
            Self::NotLrc => "not_lrc",
            Self::NotVerified => "not_verified",
        }
    }

    /// The track that the outcome belongs to.
    pub fn track(self) -> Option<Track> {
        match self {
            Self::RecogniseFull | Self::RecognisePartial | Self::Flexible => Some(Track::Lrc),
            Self::Rpl | Self::NotLrc => Some(Track::Rpl),
            Self::NeedsInformation | Self::HumanReview | Self::NotVerified => None,
        }
    }
}

impl std::fmt::Display for OutcomeCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The two tracks of the e-Valuate method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Track {
    /// The procedure in line with the Lisbon Recognition Convention.
    Lrc,
    /// Recognition of Prior Learning.
    Rpl,
}

/// A criterion that is not fully met, yet may be tolerated for the purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// The criterion.
    pub criterion: Criterion,
    /// What deviates, in one sentence.
    pub text: String,
    /// Whether nothing is known to deviate, and the policy counts what is not known as not met.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_shown: bool,
}

impl Deviation {
    /// How the text begins where the criterion itself is known to fall short, or is not known.
    pub const OF_CRITERION: [&str; 4] = [
        "Not met. ",
        "Only weakly met. ",
        "Met, and less strongly than the policy asks for. ",
        "Not known to be met. ",
    ];

    /// Whether it rests on what is known: only then can it be a substantial difference.
    pub fn is_shown(&self) -> bool {
        !self.not_shown
    }

    /// Whether it says that the learning does not fit what the programme asks for, and not how
    /// robustly a criterion is met.
    pub fn is_of_fit(&self) -> bool {
        let of_criterion = |opening: &str| self.text.starts_with(opening.trim_end());
        self.is_shown()
            && !Self::OF_CRITERION
                .iter()
                .any(|opening| of_criterion(opening))
    }
}

/// One smallest set of facts that would settle the outcome, or change it for the better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// The criteria whose robustness must become known or better; empty where the facts concern
    /// a contradiction or the standing of the credential itself.
    pub criteria: Vec<Criterion>,
    /// The facts to find.
    pub facts: Vec<Missing>,
    /// The outcomes that can then follow.
    pub leads_to: Vec<OutcomeCode>,
}

/// The proposal, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// What is proposed.
    pub code: OutcomeCode,
    /// The track that it belongs to.
    pub track: Option<Track>,
    /// One or two plain sentences.
    pub summary: String,
    /// Criteria below their bar that the proposal asks to tolerate, or that speak against it.
    pub deviations: Vec<Deviation>,
    /// What would settle or change it.
    pub settle: Vec<Settlement>,
    /// Whether an officer must sign before it counts.
    pub sign_off: bool,
}

impl Outcome {
    /// Whether something about this criterion deviates, or would settle or change the proposal.
    pub fn turns_on(&self, criterion: Criterion) -> bool {
        let deviates = |each: &Deviation| each.criterion == criterion;
        let settles = |each: &Settlement| each.criteria.contains(&criterion);
        self.deviations.iter().any(deviates) || self.settle.iter().any(settles)
    }
}
