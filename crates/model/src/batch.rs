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

/// What the rows of a batch came to, in numbers.
///
/// `rows` is counted where rows are read, and the rest where they end: so that
/// [`Totals::adds_up`] tells where one was lost or counted twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Rows that are not blank.
    pub rows: u64,
    /// Rows that [`RowResult::Passed`].
    pub passed: u64,
    /// Rows that [`RowResult::Failed`].
    pub failed: u64,
    /// Rows that are [`RowResult::Inconclusive`].
    pub inconclusive: u64,
    /// Rows that are [`RowResult::Unreadable`].
    pub unreadable: u64,
    /// Rows that are a [`RowResult::Duplicate`].
    pub duplicate: u64,
    /// Rows that were [`RowResult::Skipped`].
    pub skipped: u64,
    /// Rows without a result yet; left out of the JSON where there are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub pending: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Totals {
    /// Counts a row that ended; `rows` is not touched.
    pub fn count(&mut self, result: RowResult) {
        self.add(result, 1);
    }

    /// Counts rows that ended alike; `rows` is not touched.
    pub fn add(&mut self, result: RowResult, rows: u64) {
        let place = self.place(result);
        *place = place.saturating_add(rows);
    }

    fn place(&mut self, result: RowResult) -> &mut u64 {
        match result {
            RowResult::Passed => &mut self.passed,
            RowResult::Failed => &mut self.failed,
            RowResult::Inconclusive => &mut self.inconclusive,
            RowResult::Unreadable => &mut self.unreadable,
            RowResult::Duplicate => &mut self.duplicate,
            RowResult::Skipped => &mut self.skipped,
        }
    }

    /// How many rows ended so.
    pub fn of(&self, result: RowResult) -> u64 {
        match result {
            RowResult::Passed => self.passed,
            RowResult::Failed => self.failed,
            RowResult::Inconclusive => self.inconclusive,
            RowResult::Unreadable => self.unreadable,
            RowResult::Duplicate => self.duplicate,
            RowResult::Skipped => self.skipped,
        }
    }

    /// Whether each row ended once, or is pending.
    pub fn adds_up(&self) -> bool {
        let ended = RowResult::ALL
            .iter()
            .map(|result| u128::from(self.of(*result)));
        ended.sum::<u128>() + u128::from(self.pending) == u128::from(self.rows)
    }

    /// What all of it comes to: failed where a row failed or is unreadable, else inconclusive where
    /// one is, else passed. `earlier` is what the rows came to that are skipped now, so that a
    /// second run ends as the first did.
    pub fn verdict(&self, earlier: &Self) -> CheckOutcome {
        let any = |result| self.of(result) > 0 || earlier.of(result) > 0;
        if any(RowResult::Failed) || any(RowResult::Unreadable) {
            CheckOutcome::Failed
        } else if any(RowResult::Inconclusive) {
            CheckOutcome::Inconclusive
        } else {
            CheckOutcome::Passed
        }
    }

    /// The exit code of [`Totals::verdict`]: 0 passed, 1 failed, 3 inconclusive.
    pub fn exit_code(&self, earlier: &Self) -> u8 {
        match self.verdict(earlier) {
            CheckOutcome::Failed => 1,
            CheckOutcome::Inconclusive => 3,
            CheckOutcome::Passed | CheckOutcome::NotApplicable => 0,
        }
    }

    /// What came on top of `earlier`, which was counted before: rows that had a result then are skipped.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let mut since = Self {
            rows: self.rows,
            pending: self.pending,
            ..Self::default()
        };
        let ended = RowResult::ALL.into_iter();
        for result in ended.filter(|result| *result != RowResult::Skipped) {
            *since.place(result) = self.of(result).saturating_sub(earlier.of(result));
        }
        since.skipped = self.skipped.max(
            earlier
                .rows
                .saturating_sub(earlier.pending)
                .saturating_add(self.skipped.saturating_sub(earlier.skipped)),
        );
        since
    }

    /// One line of JSON, without its line end.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
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

    fn totals(results: &[RowResult]) -> Totals {
        let mut totals = Totals {
            rows: results.len() as u64,
            ..Totals::default()
        };
        for result in results {
            totals.count(*result);
        }
        totals
    }

    #[test]
    fn totals_add_up_where_each_row_ended_once() {
        let mut totals = totals(&RowResult::ALL);
        assert!(totals.adds_up());
        for result in RowResult::ALL {
            assert_eq!(totals.of(result), 1, "{result:?}");
            let mut twice = totals;
            twice.count(result);
            assert!(!twice.adds_up(), "{result:?}");
        }
        totals.rows += 1;
        assert!(!totals.adds_up());
        totals.passed = u64::MAX;
        totals.failed = u64::MAX;
        assert!(!totals.adds_up());
    }

    #[test]
    fn the_exit_code_is_by_the_worst_row() {
        use RowResult::{Duplicate, Failed, Inconclusive, Passed, Skipped, Unreadable};
        let none = Totals::default();
        for (results, code) in [
            (&[Passed, Duplicate, Skipped][..], 0),
            (&[], 0),
            (&[Passed, Inconclusive], 3),
            (&[Inconclusive, Failed], 1),
            (&[Passed, Unreadable], 1),
        ] {
            assert_eq!(totals(results).exit_code(&none), code, "{results:?}");
            // A second run skips them all, and ends alike.
            let again = totals(&vec![Skipped; results.len()]);
            assert_eq!(again.exit_code(&totals(results)), code, "{results:?}");
        }
    }

    #[test]
    fn totals_are_one_line_of_json() {
        let json = totals(&[RowResult::Passed, RowResult::Skipped])
            .to_json()
            .unwrap();
        assert_eq!(
            json,
            r#"{"rows":2,"passed":1,"failed":0,"inconclusive":0,"unreadable":0,"duplicate":0,"skipped":1}"#
        );
        assert!(serde_json::from_str::<Totals>(r#"{"rows":2,"lost":1}"#).is_err());
    }

    #[test]
    fn what_had_a_result_before_is_skipped() {
        use RowResult::{Duplicate, Failed, Passed, Unreadable};
        let mut before = totals(&[Passed, Failed]);
        before.rows = 5;
        before.pending = 3;
        assert!(before.adds_up());
        let after = totals(&[Passed, Failed, Unreadable, Duplicate, Passed]);
        let since = after.since(&before);
        assert!(since.adds_up());
        assert_eq!((since.passed, since.failed, since.skipped), (1, 0, 2));
        assert_eq!(since.exit_code(&before), 1);
        // Nothing was there before.
        assert_eq!(after.since(&Totals::default()), after);
    }
}
