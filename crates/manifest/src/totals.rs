//! What a batch adds up to.

use credeval_model::{CheckOutcome, RowResult};
use serde::{Deserialize, Serialize};

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
}

impl Totals {
    /// Counts a row that ended; `rows` is not touched.
    pub fn count(&mut self, result: RowResult) {
        *match result {
            RowResult::Passed => &mut self.passed,
            RowResult::Failed => &mut self.failed,
            RowResult::Inconclusive => &mut self.inconclusive,
            RowResult::Unreadable => &mut self.unreadable,
            RowResult::Duplicate => &mut self.duplicate,
            RowResult::Skipped => &mut self.skipped,
        } += 1;
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

    /// Whether each row ended once.
    pub fn adds_up(&self) -> bool {
        let ended = RowResult::ALL
            .iter()
            .map(|result| u128::from(self.of(*result)));
        ended.sum::<u128>() == u128::from(self.rows)
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

    /// One line of JSON, without its line end.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
