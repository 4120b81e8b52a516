//! The European standard elements of a micro-credential.
//!
//! Source: Council Recommendation of 16 June 2022 (2022/C 243/02), Annex I: eleven mandatory
//! elements and five optional ones, in its order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Pointer;

/// How strong the evidence for a statement is.
///
/// `Signed` and `Unsigned` lift no criterion above 1: anyone can make a key and copy a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// No proof covers it.
    Unsigned,
    /// A proof holds, and nobody vouches for who made it.
    Signed,
    /// A named officer's answer.
    Attested,
    /// A proof holds, and a trust anchor vouches for the issuer.
    Identified,
    /// An independent register, or a cryptographic fact of our own.
    Register,
}

impl Tier {
    /// The tier as people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Signed => "signed",
            Self::Attested => "attested",
            Self::Identified => "identified",
            Self::Register => "register",
        }
    }
}

/// Something that the credential states, or the reason why it does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Element<T> {
    /// It is stated.
    Stated(Stated<T>),
    /// It is not.
    Absent(Absent),
}

/// A statement, its places and its tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stated<T> {
    /// What is stated.
    pub value: T,
    /// The places that state it, in the credential's own JSON.
    pub from: Vec<Pointer>,
    /// How strong the evidence is: that of the weakest place.
    pub tier: Tier,
    /// Whether the holder disclosed one of the places, and could have withheld it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disclosed: bool,
}

impl<T> Stated<T> {
    /// Another value that is stated at the same places.
    pub fn with<U>(&self, value: U) -> Element<U> {
        Element::Stated(Stated {
            value,
            from: self.from.clone(),
            tier: self.tier,
            disclosed: self.disclosed,
        })
    }
}

/// The reason why an element is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Absent {
    /// Why, in one sentence.
    pub absent: String,
    /// The kind of reason.
    pub reason: Absence,
    /// The places that were to state it and could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<Pointer>,
}

/// The kind of reason why an element is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// The credential, which is disclosed as a whole, does not state it.
    NotStated,
    /// Something stands where it would be stated, and it is not what it should be.
    Unreadable,
    /// The holder withholds statements of the credential, and it may be among them.
    MayBeWithheld,
}

impl Absence {
    /// The kind as it stands in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotStated => "not_stated",
            Self::Unreadable => "unreadable",
            Self::MayBeWithheld => "may_be_withheld",
        }
    }

    /// The kind as people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotStated => "not stated",
            Self::Unreadable => "unreadable",
            Self::MayBeWithheld => "may be withheld",
        }
    }
}

/// By hand: serde buffers untagged enums, and a number in that buffer is no number any more once
/// some crate of the build switches on `arbitrary_precision` of `serde_json`.
impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Element<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        match value.get("absent") {
            Some(_) => serde_json::from_value(value).map(Self::Absent),
            None => serde_json::from_value(value).map(Self::Stated),
        }
        .map_err(serde::de::Error::custom)
    }
}

impl<T> Element<T> {
    /// An element that the credential does not state.
    pub fn absent(why: impl Into<String>) -> Self {
        Self::Absent(Absent {
            absent: why.into(),
            reason: Absence::NotStated,
            at: Vec::new(),
        })
    }

    /// The statement, where there is one.
    pub fn stated(&self) -> Option<&Stated<T>> {
        match self {
            Self::Stated(stated) => Some(stated),
            Self::Absent(_) => None,
        }
    }

    /// The value, where there is one.
    pub fn value(&self) -> Option<&T> {
        self.stated().map(|stated| &stated.value)
    }

    /// The value to be changed, where there is one.
    pub fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Stated(stated) => Some(&mut stated.value),
            Self::Absent(_) => None,
        }
    }
}

/// Text by language tag (BCP 47); `und` where the credential states no language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Text(pub BTreeMap<String, String>);

impl Text {
    /// Text without a stated language.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([("und".to_owned(), text.into())]))
    }

    /// The text to show: English, else the one without a language, else the first by tag.
    pub fn shown(&self) -> &str {
        self.shown_in("en")
    }

    /// The text to show to whom prefers this language: the text in it (`pt` takes `pt-BR` too),
    /// else English, else the one without a language, else the first by tag.
    pub fn shown_in(&self, language: &str) -> &str {
        self.chosen_in(language).map_or("", |(_, text)| text)
    }

    /// As [`Text::shown_in`], with the tag that the credential gives the text; `None` where there is
    /// no text at all. The tag is the credential's word: it need not be one.
    pub fn chosen_in(&self, language: &str) -> Option<(&str, &str)> {
        let regional = || {
            let of_it = |tag: &str| {
                let rest = tag.get(language.len()..)?;
                (tag.get(..language.len())?.eq_ignore_ascii_case(language)
                    && (rest.is_empty() || rest.starts_with('-')))
                .then_some(())
            };
            self.0.iter().find(|(tag, _)| of_it(tag).is_some())
        };
        self.0
            .get_key_value(language)
            .or_else(regional)
            .or_else(|| self.0.get_key_value("en"))
            .or_else(|| self.0.get_key_value("und"))
            .or_else(|| self.0.iter().next())
            .map(|(tag, text)| (tag.as_str(), text.as_str()))
    }
}

/// An identifier and the scheme that gives it meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// The scheme, as stated: `eidas`, `vat`, `registration`, `emailAddress`, or a free name.
    pub scheme: String,
    /// The identifier, or its hash.
    pub value: String,
    /// Whether `value` is a salted hash of it.
    #[serde(default)]
    pub hashed: bool,
}

/// The learner.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Learner {
    /// The subject's own identifier: a DID, a URN.
    pub id: Option<String>,
    /// The full name.
    pub name: Option<Text>,
    /// Given names.
    pub given_name: Option<Text>,
    /// Family names.
    pub family_name: Option<Text>,
    /// Date of birth as stated.
    pub date_of_birth: Option<String>,
    /// Electronic mail address.
    pub email: Option<String>,
    /// Further identifiers.
    pub identifiers: Vec<Identifier>,
}

/// A country or region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166-1 code as stated (two or three letters); empty where only a name is stated.
    pub code: String,
    /// Its name.
    pub name: Option<Text>,
    /// A region in it.
    pub region: Option<Text>,
}

/// An organisation that awards.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its identifier in the credential: a DID, a URL, a URN.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<Text>,
    /// Identifiers in registers.
    pub identifiers: Vec<Identifier>,
    /// Its page.
    pub homepage: Option<String>,
}

/// The date of issuing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// The date or time as stated.
    pub date: String,
    /// The property that states it, such as `awardingDate`, `awardedDate`, `issued`, `validFrom`.
    pub stated_as: String,
}

/// One learning outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LearningOutcome {
    /// What the learner knows or can do.
    pub title: Text,
    /// URIs in frameworks: ESCO skills, DigComp, CASE, CTDL.
    pub uris: Vec<String>,
    /// The framework that it stands in, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<Text>,
    /// Its code in that framework.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The learning outcomes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LearningOutcomes {
    /// Outcomes that are listed one by one.
    pub listed: Vec<LearningOutcome>,
    /// Running text that the credential states as what is learnt: a summary, criteria.
    pub summary: Vec<Text>,
    /// What describes the course or the badge, and may say what is learnt: a description, tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<Text>,
    /// Whether the credential ties them to an assessment.
    pub assessed: bool,
}

/// A system of credits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CreditSystem {
    /// European Credit Transfer and Accumulation System: 25 to 30 hours a credit.
    Ects,
    /// European Credit system for Vocational Education and Training.
    Ecvet,
    /// Another system, as stated.
    Other(String),
    /// The credential names none.
    Unstated,
}

/// An amount of credits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Credits {
    /// How many.
    pub points: f64,
    /// Of which system.
    pub system: CreditSystem,
}

/// The notional workload.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// Credits.
    pub credits: Vec<Credits>,
    /// Hours of learning.
    pub hours: Option<f64>,
    /// Calendar duration (ISO 8601), which is not a workload.
    pub duration: Option<String>,
}

/// The level of the learning experience.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Level of the European Qualifications Framework, 1 to 8.
    pub eqf: Option<u8>,
    /// Where `eqf` is not stated itself: from what it follows, by which source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived: Option<Derivation>,
    /// Levels of national frameworks.
    pub nqf: Vec<Concept>,
    /// Cycle of the Qualifications Framework of the European Higher Education Area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle: Option<Cycle>,
    /// A level in words that no framework defines.
    pub label: Option<Text>,
}

/// How one statement follows from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Derivation {
    /// What it follows from, such as `NLQF level 6` or `first cycle`.
    pub from: String,
    /// The document that says so.
    pub source: String,
}

/// A cycle of the Qualifications Framework of the European Higher Education Area (QF-EHEA).
///
/// Source: Overarching Framework of Qualifications of the EHEA (Bergen 2005, revised Paris 2018).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    /// Short cycle, within or linked to the first: EQF level 5.
    Short,
    /// First cycle: bachelor, EQF level 6.
    First,
    /// Second cycle: master, EQF level 7.
    Second,
    /// Third cycle: doctorate, EQF level 8.
    Third,
}

impl Cycle {
    /// The cycle as people name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Short => "short cycle",
            Self::First => "first cycle",
            Self::Second => "second cycle",
            Self::Third => "third cycle",
        }
    }
}

/// A term of a controlled list, or a free one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// Its URI; `None` for a free one.
    pub uri: Option<String>,
    /// Its label.
    pub label: Option<Text>,
}

/// The kind of an assessment.
///
/// Source: the European Learning Model's list `http://data.europa.eu/snb/assessment/25831c2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AssessmentKind {
    /// Written examination.
    WrittenExamination,
    /// Oral examination.
    OralExamination,
    /// Quiz.
    Quiz,
    /// Portfolio.
    Portfolio,
    /// Project work.
    ProjectWork,
    /// Practical assessment.
    PracticalAssessment,
    /// Marked assignment.
    MarkedAssignment,
    /// Continuous evaluation.
    ContinuousEvaluation,
    /// Level of attendance.
    Attendance,
    /// Peer assessment.
    PeerAssessment,
    /// Peer review.
    PeerReview,
    /// Problem based learning.
    ProblemBasedLearning,
    /// Group performance.
    GroupPerformance,
    /// Artefact assessment.
    ArtefactAssessment,
    /// None of these, or none that could be told.
    Other,
}

/// One assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Its kind.
    pub kind: AssessmentKind,
    /// Its kind as stated.
    pub stated: Concept,
    /// Its title.
    pub title: Option<Text>,
    /// Whether a grade is stated for it.
    pub graded: bool,
    /// Whether a grading scheme or scale is stated for it.
    pub grading_scheme: bool,
    /// Who assessed, where named.
    pub assessed_by: Option<Text>,
}

/// How the learner took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ParticipationMode {
    /// On site.
    OnSite,
    /// Online.
    Online,
    /// Partly on site, partly online.
    Blended,
    /// At work.
    WorkBased,
    /// In projects.
    ProjectBased,
    /// In research.
    ResearchBased,
    /// None of these, or none that could be told.
    Other,
}

/// A form of participation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Participation {
    /// The mode.
    pub mode: ParticipationMode,
    /// The mode as stated.
    pub stated: Concept,
}

/// What a statement of quality assurance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum QualityKind {
    /// Accreditation or quality assurance of this programme or award.
    Programme,
    /// Accreditation or quality assurance of the institution.
    Institution,
    /// An endorsement by somebody.
    Endorsement,
    /// Words of the issuer.
    Statement,
}

/// A statement of quality assurance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QualityAssurance {
    /// What it is.
    pub kind: QualityKind,
    /// Its title or text.
    pub title: Option<Text>,
    /// The agency that assures.
    pub agent: Option<Text>,
    /// The report, decision or register entry that it names.
    pub report: Option<String>,
    /// First day of validity, as stated.
    pub valid_from: Option<String>,
    /// Last day of validity, as stated.
    pub valid_until: Option<String>,
}

/// Supervision and identity verification during assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Supervision {
    /// Whether the assessment was supervised, where that is stated.
    pub supervised: Option<bool>,
    /// Whether identity was verified, where that is stated.
    pub identity_verified: Option<bool>,
    /// Whether only the log-in to an account stood for the learner.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub account_only: bool,
    /// As stated.
    pub stated: Concept,
}

/// A grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// The grade as stated.
    pub value: Text,
    /// The scheme or scale that gives it meaning.
    pub scheme: Option<Text>,
}

/// How the micro-credential fits into others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stackability {
    /// Whether it is a part of a qualification, where that is stated.
    pub partial: Option<bool>,
    /// What it counts towards or entitles to.
    pub towards: Vec<Text>,
    /// What it consists of.
    pub parts: Vec<Text>,
}

/// Something further: a note, a document, a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The property that states it.
    pub about: String,
    /// The text or address.
    pub text: Text,
}

macro_rules! elements {
    ($($(#[doc = $doc:literal])+ $field:ident $variant:ident $label:literal $mandatory:literal: $type:ty,)+) => {
        /// The sixteen standard elements of one micro-credential.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct Elements {
            $($(#[doc = $doc])+ pub $field: Element<$type>,)+
        }

        /// The name of a standard element.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum ElementName {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ElementName {
            /// All sixteen, in the order of Annex I.
            pub const ALL: &[ElementName] = &[$(ElementName::$variant,)+];

            /// The name as it stands in reports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($field),)+
                }
            }

            /// The name as people read it.
            pub fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                }
            }

            /// Whether Annex I lists it as mandatory.
            pub fn is_mandatory(self) -> bool {
                match self {
                    $(Self::$variant => $mandatory,)+
                }
            }
        }

        impl Elements {
            /// No element stated, each for the same reason.
            pub fn all_absent(why: &str) -> Self {
                Self {
                    $($field: Element::absent(why),)+
                }
            }

            /// Moves every place under `base`: for a credential that stands inside a payload.
            pub fn rebase(&mut self, base: &Pointer) {
                $(if let Element::Stated(stated) = &mut self.$field {
                    for pointer in &mut stated.from {
                        *pointer = pointer.under(base);
                    }
                } else if let Element::Absent(absent) = &mut self.$field {
                    for pointer in &mut absent.at {
                        *pointer = pointer.under(base);
                    }
                })+
            }

            /// The reason for the absence of an element.
            pub fn absence(&self, name: ElementName) -> Option<&Absent> {
                match name {
                    $(ElementName::$variant => match &self.$field {
                        Element::Stated(_) => None,
                        Element::Absent(absent) => Some(absent),
                    },)+
                }
            }

            /// Whether the holder disclosed one of the places of an element by choice.
            pub fn disclosed(&self, name: ElementName) -> bool {
                match name {
                    $(ElementName::$variant => {
                        self.$field.stated().is_some_and(|stated| stated.disclosed)
                    })+
                }
            }

            /// The tier and places of an element, or the reason for its absence.
            pub fn standing(&self, name: ElementName) -> Result<(Tier, &[Pointer]), &str> {
                match name {
                    $(ElementName::$variant => match &self.$field {
                        Element::Stated(stated) => Ok((stated.tier, &stated.from)),
                        Element::Absent(absent) => Err(&absent.absent),
                    },)+
                }
            }
        }
    };
}

elements! {
    /// Identification of the learner.
    learner Learner "Learner" true: Learner,
    /// Title of the micro-credential.
    title Title "Title" true: Text,
    /// Country or region of the issuer.
    country Country "Country or region" true: Vec<Country>,
    /// The awarding body.
    awarding_body AwardingBody "Awarding body" true: Vec<Organisation>,
    /// Date of issuing.
    issued Issued "Date of issuing" true: Issued,
    /// Learning outcomes.
    learning_outcomes LearningOutcomes "Learning outcomes" true: LearningOutcomes,
    /// Notional workload needed to achieve the learning outcomes.
    workload Workload "Workload" true: Workload,
    /// Level (and cycle) of the learning experience.
    level Level "Level" true: Level,
    /// Type of assessment.
    assessment Assessment "Assessment" true: Vec<Assessment>,
    /// Form of participation in the learning activity.
    participation Participation "Form of participation" true: Vec<Participation>,
    /// Type of quality assurance used to underpin the micro-credential.
    quality_assurance QualityAssurance "Quality assurance" true: Vec<QualityAssurance>,
    /// Prerequisites needed to enrol.
    prerequisites Prerequisites "Prerequisites" false: Vec<Text>,
    /// Supervision and identity verification during assessment.
    supervision Supervision "Supervision and identity" false: Supervision,
    /// Grade achieved.
    grade Grade "Grade" false: Vec<Grade>,
    /// Integration or stackability options.
    stackability Stackability "Stackability" false: Stackability,
    /// Further information.
    further_information FurtherInformation "Further information" false: Vec<Note>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_elements_of_which_eleven_are_mandatory() {
        assert_eq!(ElementName::ALL.len(), 16);
        let mandatory = ElementName::ALL.iter().filter(|name| name.is_mandatory());
        assert_eq!(mandatory.count(), 11);
    }

    #[test]
    fn an_element_is_either_stated_or_absent_in_json() {
        let title = Element::Stated(Stated {
            value: Text::plain("Nutrition"),
            from: vec![Pointer::from("/name")],
            tier: Tier::Signed,
            disclosed: false,
        });
        assert_eq!(
            serde_json::to_value(&title).unwrap(),
            serde_json::json!({ "value": { "und": "Nutrition" }, "from": ["/name"], "tier": "signed" })
        );
        let absent: Element<Text> = Element::absent("the credential has no title");
        assert_eq!(
            serde_json::to_value(&absent).unwrap(),
            serde_json::json!({ "absent": "the credential has no title", "reason": "not_stated" })
        );
    }

    #[test]
    fn elements_are_read_back() {
        let mut elements = Elements::all_absent("not stated");
        elements.workload = Element::Stated(Stated {
            value: Workload {
                credits: vec![Credits {
                    points: 2.5,
                    system: CreditSystem::Ects,
                }],
                hours: Some(62.5),
                duration: None,
            },
            from: vec![Pointer::from("/a")],
            tier: Tier::Signed,
            disclosed: false,
        });
        let text = serde_json::to_string(&elements).unwrap();
        assert_eq!(serde_json::from_str::<Elements>(&text).unwrap(), elements);
    }

    #[test]
    fn tiers_are_ordered_by_strength() {
        assert!(Tier::Unsigned < Tier::Signed);
        assert!(Tier::Signed < Tier::Attested);
        assert!(Tier::Attested < Tier::Identified);
        assert!(Tier::Identified < Tier::Register);
    }
}
