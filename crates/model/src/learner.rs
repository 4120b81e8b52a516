//! The learner who presents a credential, as the receiving institution knows them.

use serde::{Deserialize, Serialize};

/// A learner file (TOML): what is known of the applicant, to compare with the credential's subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresentedLearner {
    /// The full name, as on the identity document.
    pub name: Option<String>,
    /// Given names, in order.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Other names that the learner went by, such as the name at birth.
    #[serde(default)]
    pub other_names: Vec<String>,
    /// Day of birth (`YYYY-MM-DD`).
    pub birth_date: Option<String>,
    /// E-mail addresses.
    #[serde(default)]
    pub email: Vec<String>,
    /// Other identifiers: student number, national identity number, DID, account.
    #[serde(default)]
    pub identifiers: Vec<String>,
}

/// A learner file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LearnerError {
    /// It is not TOML, or has a field that is not known; the text names line and column.
    #[error("expected a learner file: {0}")]
    Syntax(#[from] toml::de::Error),
    /// The day of birth is not written as one.
    #[error("expected a day as YYYY-MM-DD in `birth_date`, found `{found}`")]
    Day {
        /// What stands there.
        found: String,
    },
    /// It says nothing to compare.
    #[error("expected a name, a day of birth, an e-mail address or an identifier, found none")]
    Empty,
}

impl PresentedLearner {
    /// Reads a learner file.
    pub fn parse(text: &str) -> Result<Self, LearnerError> {
        let learner: Self = toml::from_str(text)?;
        if let Some(day) = &learner.birth_date
            && day.parse::<jiff::civil::Date>().is_err()
        {
            return Err(LearnerError::Day { found: day.clone() });
        }
        match learner == Self::default() {
            true => Err(LearnerError::Empty),
            false => Ok(learner),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_learner_is_read_and_faults_are_named() {
        let learner = PresentedLearner::parse("name = 'Hank'\nbirth_date = '1999-10-02'").unwrap();
        assert_eq!(learner.name.as_deref(), Some("Hank"));
        assert!(matches!(
            PresentedLearner::parse(""),
            Err(LearnerError::Empty)
        ));
        assert!(matches!(
            PresentedLearner::parse("birth_date = '2 May'"),
            Err(LearnerError::Day { .. })
        ));
        assert!(PresentedLearner::parse("nickname = 'H'").is_err());
    }
}
