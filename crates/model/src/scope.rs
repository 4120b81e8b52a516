//! What an achievement is: a micro-credential or more, and what it belongs to.

use serde::{Deserialize, Serialize};

use crate::{Pointer, element::Text};

/// What an achievement is, by what it states.
///
/// Neither the European Learning Model nor Open Badges has a type for micro-credentials that issuers
/// use, so it is told from several signs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// What it is.
    pub kind: ScopeKind,
    /// What it is told from.
    pub signs: Vec<Sign>,
}

/// What an achievement is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScopeKind {
    /// A small volume of learning: what is evaluated here.
    MicroCredential,
    /// A full qualification: a degree, a diploma.
    Qualification,
    /// A supplement to a diploma.
    DiplomaSupplement,
    /// A record of many achievements.
    Transcript,
    /// Membership, attendance or a right, without a statement of learning.
    NoLearning,
    /// Nothing tells.
    #[default]
    Unclear,
}

impl ScopeKind {
    /// The kind as it stands in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MicroCredential => "micro_credential",
            Self::Qualification => "qualification",
            Self::DiplomaSupplement => "diploma_supplement",
            Self::Transcript => "transcript",
            Self::NoLearning => "no_learning",
            Self::Unclear => "unclear",
        }
    }

    /// The kind as people name it, with its article.
    pub fn label(self) -> &'static str {
        match self {
            Self::MicroCredential => "a micro-credential",
            Self::Qualification => "a full qualification",
            Self::DiplomaSupplement => "a diploma supplement",
            Self::Transcript => "a transcript of records",
            Self::NoLearning => "no statement of learning",
            Self::Unclear => "of no stated kind",
        }
    }

    /// Whether it is more than a micro-credential, for which there is another procedure.
    pub fn is_beyond(self) -> bool {
        matches!(
            self,
            Self::Qualification | Self::DiplomaSupplement | Self::Transcript
        )
    }
}

/// One thing that tells what an achievement is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// What is stated, in words.
    pub text: String,
    /// Where.
    pub from: Pointer,
    /// What it speaks for.
    pub speaks_for: ScopeKind,
}

/// How an achievement hangs together with another node of its credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// How.
    pub kind: RelationKind,
    /// The other node.
    pub to: Pointer,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
}

/// How two nodes of a credential hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// It is a part of the other.
    PartOf,
    /// The other is a part of it.
    HasPart,
    /// The other is the assessment that proves it.
    ProvenBy,
    /// The other is the activity that led to it.
    InfluencedBy,
    /// It entitles to the other.
    EntitlesTo,
    /// It comes before the other in a sequence.
    Precedes,
    /// It comes after the other in a sequence.
    Follows,
    /// It is the same, of the same kind, or related in another way.
    RelatedTo,
    /// Both are claimed of the same learner in one credential, and nothing relates them.
    Beside,
}

impl RelationKind {
    /// The relation as it stands in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PartOf => "part_of",
            Self::HasPart => "has_part",
            Self::ProvenBy => "proven_by",
            Self::InfluencedBy => "influenced_by",
            Self::EntitlesTo => "entitles_to",
            Self::Precedes => "precedes",
            Self::Follows => "follows",
            Self::RelatedTo => "related_to",
            Self::Beside => "beside",
        }
    }

    /// The relation as a sentence begins it.
    pub fn label(self) -> &'static str {
        match self {
            Self::PartOf => "part of",
            Self::HasPart => "has part",
            Self::ProvenBy => "proven by",
            Self::InfluencedBy => "through",
            Self::EntitlesTo => "entitles to",
            Self::Precedes => "comes before",
            Self::Follows => "comes after",
            Self::RelatedTo => "related to",
            Self::Beside => "listed with",
        }
    }
}
