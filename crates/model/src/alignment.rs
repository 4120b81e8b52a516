//! How far the learning outcomes cover what the receiving programme asks for.

use serde::{Deserialize, Serialize};

use crate::Tier;

/// By what two outcomes were matched, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Match {
    /// Both name the same URI.
    Uri,
    /// Their URIs are related in ESCO: the credential's is directly narrower, or the programme's is
    /// essential for it.
    RelatedUri,
    /// What they say in words is the same: stems of the same language, or alternative labels of
    /// one ESCO skill.
    Text,
    /// Their URIs are near in ESCO, and the credential's does not imply the programme's: it is the
    /// broader one, or the programme's is optional for it. Provisional.
    NearUri,
    /// Their words agree, and not surely enough to count: titles of a word or two, an unknown
    /// language, another number or level. Provisional; [`Pair::doubt`] says why.
    Title,
    /// An officer has read both and says so.
    Told,
    /// The programme file says so: the method's own assumption that the outcomes align well.
    Assumed,
}

impl Match {
    /// Whether the pair counts as covered. The others are shown, and an officer may take them.
    pub fn counts(self) -> bool {
        matches!(
            self,
            Self::Uri | Self::RelatedUri | Self::Text | Self::Told | Self::Assumed
        )
    }

    /// Whether the pair may count, if an officer finds that it holds.
    pub fn is_provisional(self) -> bool {
        matches!(self, Self::NearUri | Self::Title)
    }

    /// The match as people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Uri => "the same URI",
            Self::RelatedUri => "related in ESCO",
            Self::Text => "the same in words",
            Self::NearUri => "near in ESCO (provisional)",
            Self::Title => "like in words (provisional)",
            Self::Told => "by an officer's answer",
            Self::Assumed => "assumed by the programme file",
        }
    }
}

/// A target outcome and what covers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// The language of the credential's outcome (BCP 47), where it states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The share of the target's meaning that the source states, 0 to 1; for matches by words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// What they have in common: the URI, the relation, the words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// Why a provisional pair does not count, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
}

/// The coverage of a programme's outcomes by a credential's.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Alignment {
    /// The share of the target's outcomes that are covered, 0 to 1; `None` where it names none.
    pub coverage: Option<f64>,
    /// The share that would be covered if what is provisional, or could not be compared, holds.
    pub possible: Option<f64>,
    /// What covers what, each outcome of the credential once.
    pub pairs: Vec<Pair>,
    /// Target outcomes that nothing covers, or only provisionally.
    pub uncovered: Vec<String>,
    /// Whether an officer has said which outcomes are covered; then the others are not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
    /// The language of the programme's outcomes (BCP 47).
    pub language: String,
    /// Languages in which the credential states its outcomes; `und` where it names none.
    pub source_languages: Vec<String>,
    /// The data that was used beside the two texts, such as an ESCO release with its digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<String>,
    /// What could not be compared, and why, each in one sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_compared: Vec<String>,
}
