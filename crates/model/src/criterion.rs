//! The seven criteria of the e-Valuate method and how robustly each is met.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{CheckCode, Tier, element::ElementName, question::Question};

/// A criterion of the e-Valuate method, in the order of the method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Quality assurance of the micro-credential or of its provider.
    Quality,
    /// Whether the credential is what its issuer made (verification).
    Authenticity,
    /// The level in a framework.
    Level,
    /// What the learner knows and can do.
    LearningOutcomes,
    /// The volume of learning.
    Workload,
    /// How the outcomes were assessed.
    Testing,
    /// Whether the one who was assessed is the one who is named.
    Identification,
}

impl Criterion {
    /// All seven, in the order of the method.
    pub const ALL: [Criterion; 7] = [
        Self::Quality,
        Self::Authenticity,
        Self::Level,
        Self::LearningOutcomes,
        Self::Workload,
        Self::Testing,
        Self::Identification,
    ];

    /// The criterion as it stands in reports and policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quality => "quality",
            Self::Authenticity => "authenticity",
            Self::Level => "level",
            Self::LearningOutcomes => "learning_outcomes",
            Self::Workload => "workload",
            Self::Testing => "testing",
            Self::Identification => "identification",
        }
    }

    /// The criterion as people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Quality => "Quality",
            Self::Authenticity => "Authenticity",
            Self::Level => "Level",
            Self::LearningOutcomes => "Learning outcomes",
            Self::Workload => "Workload",
            Self::Testing => "Testing",
            Self::Identification => "Identification",
        }
    }

    /// The Micro-Evaluator's own words for a level of robustness, 0 to 3, of quality and of
    /// authenticity; of the other criteria, and of any other level, none is known.
    ///
    /// Source: Nuffic, Micro-Evaluator (`https://fd8.formdesk.com/nuffic/micro-credentials/`), the
    /// outcomes of "Quality Assurance" and of "Verification".
    pub fn words(self, level: u8) -> Option<&'static str> {
        let words = match self {
            Self::Quality => [
                "No quality indicators",
                "Weak quality indicators",
                "Substantial quality indicators",
                "Strong quality indicators",
            ],
            Self::Authenticity => [
                "No verification possible",
                "Limited verification possible",
                "Some verification possible",
                "Secure",
            ],
            _ => return None,
        };
        words.get(usize::from(level)).copied()
    }
}

impl std::fmt::Display for Criterion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The traffic light of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Robustness 0.
    Red,
    /// Robustness 1.
    Amber,
    /// Robustness 2.
    LightGreen,
    /// Robustness 3.
    Green,
    /// The bounds differ: it is not known yet.
    Unknown,
    /// The criterion does not apply.
    NotApplicable,
}

impl Light {
    /// The light of a range of robustness from `lower` to `upper`, both 0 to 3.
    pub fn of(lower: u8, upper: u8) -> Self {
        match (lower, upper) {
            (low, high) if low != high => Self::Unknown,
            (0, _) => Self::Red,
            (1, _) => Self::Amber,
            (2, _) => Self::LightGreen,
            _ => Self::Green,
        }
    }
}

/// Why a bound is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// One plain sentence.
    pub text: Cow<'static, str>,
    /// The standard element that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<ElementName>,
    /// The check that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckCode>,
    /// How strong the evidence is; `None` where the reason is an absence.
    pub tier: Option<Tier>,
    /// The answers that it rests on, by their places among the evaluation's answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<usize>,
}

/// A fact that is not known, and who can tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// The fact.
    pub what: Cow<'static, str>,
    /// Whom to ask.
    pub ask: Ask,
    /// The questions whose answers would tell it; empty where no answer can, as no word of an
    /// officer makes a signature.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

impl Missing {
    /// With the questions whose answers would tell it.
    #[must_use]
    pub fn asking(mut self, questions: &[Question]) -> Self {
        self.questions.extend_from_slice(questions);
        self
    }

    /// Whether both are one fact of one source, whatever questions would tell it.
    pub fn is_same_fact(&self, other: &Self) -> bool {
        self.what == other.what && self.ask == other.ask
    }
}

/// Who can tell a missing fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// The learner who applies.
    Applicant,
    /// The issuer or the awarding body.
    Issuer,
    /// A register: of quality assurance, of trust, of qualifications.
    Register,
    /// The receiving institution itself: its trust file, its programme.
    Institution,
}

impl Ask {
    /// Whom to ask, as people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Applicant => "the applicant",
            Self::Issuer => "the issuer",
            Self::Register => "a register",
            Self::Institution => "your own institution",
        }
    }
}

/// How robustly a criterion is met: a range, since unknown is never a 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CriterionResult {
    /// Which criterion.
    pub criterion: Criterion,
    /// Whether it applies at all.
    pub applies: bool,
    /// The least robustness that the evidence supports, 0 to 3.
    pub lower: u8,
    /// The most that further evidence may still support, 0 to 3.
    pub upper: u8,
    /// The traffic light.
    pub light: Light,
    /// Why the bounds are what they are.
    pub reasons: Vec<Reason>,
    /// What would narrow the range.
    pub missing: Vec<Missing>,
}

impl CriterionResult {
    /// Whether its bounds agree only because the policy counts what is not known as not met.
    pub fn is_not_shown(&self) -> bool {
        self.applies && self.lower == self.upper && !self.missing.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_of_two_criteria_and_four_levels() {
        for criterion in Criterion::ALL {
            let known = (0..=u8::MAX).filter(|level| criterion.words(*level).is_some());
            let expected: &[u8] = match criterion {
                Criterion::Quality | Criterion::Authenticity => &[0, 1, 2, 3],
                _ => &[],
            };
            assert_eq!(known.collect::<Vec<_>>(), expected, "{criterion}");
        }
        assert_eq!(Criterion::Authenticity.words(3), Some("Secure"));
    }
}
