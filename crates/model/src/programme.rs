//! The receiving programme: what a credential is wanted for.

use serde::{Deserialize, Serialize};

use crate::Criterion;

/// What recognition is asked for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Admission to a programme.
    Admission,
    /// Exemption from a course of a programme.
    Exemption,
    /// Credit within a programme.
    Credit,
    /// Stacking towards a profile.
    Stacking,
    /// No purpose: all seven criteria weigh alike.
    #[default]
    None,
}

impl Purpose {
    /// The purpose as it stands on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admission => "admission",
            Self::Exemption => "exemption",
            Self::Credit => "credit",
            Self::Stacking => "stacking",
            Self::None => "none",
        }
    }
}

/// A learning outcome that the programme asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TargetOutcome {
    /// What the learner must know or be able to do.
    pub title: String,
    /// Its URI in a framework, such as an ESCO skill.
    pub uri: Option<String>,
    /// What it means, in a sentence or two.
    pub description: Option<String>,
}

/// A deviation that the institution tolerates, beyond what its policy does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tolerated {
    /// The criterion.
    pub criterion: Criterion,
    /// The lowest robustness that is tolerated, 0 to 3.
    pub down_to: u8,
    /// Why, for whoever reads the evaluation.
    pub reason: String,
}

/// The way in which parts are to make up a whole.
///
/// Source: the e-Valuate guide on stacking ("the question of the profile").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// The modules of a regular programme, taken singly.
    BrokenDown,
    /// A package that its provider put together.
    PreStacked,
    /// Credentials of any subject and provider, without a common profile.
    Generic,
}

/// A module of a profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Its title.
    pub title: String,
    /// Its ECTS credits.
    pub ects: Option<f64>,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
    /// Titles of the modules that it builds on.
    #[serde(default)]
    pub after: Vec<String>,
    /// Names by which a credential may know it: other titles, identifiers.
    #[serde(default)]
    pub also: Vec<String>,
    /// Its learning outcomes.
    #[serde(default)]
    pub outcomes: Vec<TargetOutcome>,
}

/// The profile that a stack is held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The way in which the parts are to make up a whole.
    pub route: Route,
    /// ECTS credits of the whole.
    pub ects: Option<f64>,
    /// The share of learning outcomes that may stand in more than one credential, 0 to 1.
    pub overlap_max: Option<f64>,
    /// The modules.
    #[serde(default)]
    pub modules: Vec<Module>,
}

/// A programme file (TOML).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// The receiving institution.
    pub institution: String,
    /// The programme.
    pub programme: String,
    /// The course within it that an exemption is asked from.
    pub course: Option<String>,
    /// What recognition is asked for, unless the command line says otherwise.
    #[serde(default)]
    pub purpose: Purpose,
    /// Level that the credential must have, on the European Qualifications Framework, 1 to 8.
    pub level: Option<u8>,
    /// Workload of the course or gap, in ECTS credits.
    pub ects: Option<f64>,
    /// Whether the officer takes the outcomes to align well, as the method's own cases do.
    #[serde(default)]
    pub assume_aligned: bool,
    /// The outcomes that the course or programme asks for.
    #[serde(default)]
    pub outcomes: Vec<TargetOutcome>,
    /// The language of the outcomes below (BCP 47); English where it is left out.
    pub language: Option<String>,
    /// The field of study, as an ISCED-F 2013 code such as `0915`.
    pub field: Option<String>,
    /// The most years that may lie between the award and now.
    pub max_age_years: Option<u16>,
    /// The least share of the outcomes that must be covered, 0 to 1, instead of the policy's.
    pub coverage_min: Option<f64>,
    /// The least share of `ects` that must be there, 0 to 1, instead of the policy's.
    pub workload_ratio_min: Option<f64>,
    /// The criteria that must be met, the most important first, instead of the policy's.
    pub priority: Option<Vec<Criterion>>,
    /// Deviations that are tolerated beyond what the policy does.
    #[serde(default)]
    pub tolerated: Vec<Tolerated>,
    /// The profile, for stacking.
    pub profile: Option<Profile>,
    /// The body that decides.
    pub body: Option<String>,
    /// How a decision can be appealed; national, so it comes from here.
    pub appeal: Option<String>,
}

/// A programme file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProgrammeError {
    /// It is not TOML, lacks a field or has one that is not known; the text names line and column.
    #[error("expected a programme file: {0}")]
    Syntax(#[from] toml::de::Error),
    /// The level is not one of the framework.
    #[error("expected `level` from 1 to 8, found {found}")]
    Level {
        /// What stands there.
        found: u8,
    },
    /// The credits are not a positive number.
    #[error("expected `ects` above 0, found {found}")]
    Ects {
        /// What stands there.
        found: f64,
    },
}

impl Programme {
    /// Reads a programme file.
    pub fn parse(text: &str) -> Result<Self, ProgrammeError> {
        let programme: Self = toml::from_str(text)?;
        if let Some(found) = programme.level.filter(|level| !(1..=8).contains(level)) {
            return Err(ProgrammeError::Level { found });
        }
        if let Some(found) = programme
            .ects
            .filter(|ects| !(*ects > 0.0 && ects.is_finite()))
        {
            return Err(ProgrammeError::Ects { found });
        }
        Ok(programme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programme_is_read_and_its_faults_are_named() {
        let text = "institution = 'U'\nprogramme = 'P'\nlevel = 6\n";
        assert_eq!(Programme::parse(text).unwrap().level, Some(6));
        let error = Programme::parse(&text.replace('6', "9")).unwrap_err();
        assert_eq!(error.to_string(), "expected `level` from 1 to 8, found 9");
        assert!(Programme::parse("institution = 'U'\ntypo = 1\n").is_err());
    }
}
