//! The receiving programme: what a credential is wanted for.

use serde::{Deserialize, Serialize};

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
