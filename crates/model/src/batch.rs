//! What becomes of the rows that a registrar hands in together.

use serde::{Deserialize, Serialize};

use crate::CheckOutcome;

/// How a row of a batch ended. The first three are by the rule of `verify`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowResult {
    /// No check that counts failed or is open.
    Passed,
    /// A check that counts failed.
    Failed,
    /// None failed, and some that count are open.
    Inconclusive,
    /// The row, or its credential, cannot be read.
    Unreadable,
    /// The same bytes were evaluated before, by the same policy and trust file.
    Duplicate,
    /// It was left out: it has a result of an earlier run.
    Skipped,
}

impl RowResult {
    /// All of them, in the order in which totals list them.
    pub const ALL: [Self; 6] = [
        Self::Passed,
        Self::Failed,
        Self::Inconclusive,
        Self::Unreadable,
        Self::Duplicate,
        Self::Skipped,
    ];

    /// The result as it stands in files and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
            Self::Unreadable => "unreadable",
            Self::Duplicate => "duplicate",
            Self::Skipped => "skipped",
        }
    }

    /// The result that is written so.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.as_str() == text)
    }
}

impl From<CheckOutcome> for RowResult {
    fn from(verdict: CheckOutcome) -> Self {
        match verdict {
            CheckOutcome::Failed => Self::Failed,
            CheckOutcome::Inconclusive => Self::Inconclusive,
            CheckOutcome::Passed | CheckOutcome::NotApplicable => Self::Passed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_result_is_found_by_what_it_is_called() {
        for result in RowResult::ALL {
            assert_eq!(RowResult::named(result.as_str()), Some(result));
            let json = serde_json::to_value(result).unwrap();
            assert_eq!(json, result.as_str());
        }
        assert_eq!(RowResult::named("Passed"), None);
    }
}
