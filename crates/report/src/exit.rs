//! What the program's exit code says.

use credeval_model::{Check, CheckCode, CheckOutcome, check};

/// Everything that counts held; for `evaluate`, that it evaluated, whatever it proposes.
pub const HELD: u8 = 0;
/// Something that counts failed.
pub const FAILED: u8 = 1;
/// The command line, the configuration, the disk or the network stood in the way, or the outermost
/// form of the input cannot be read.
pub const UNUSABLE: u8 = 2;
/// Nothing failed, and something that counts is inconclusive.
pub const INCONCLUSIVE: u8 = 3;
/// A bug of this program (`EX_SOFTWARE` of sysexits.h).
pub const BUG: u8 = 70;

/// The exit code of these checks: [`FAILED`], [`INCONCLUSIVE`] or [`HELD`].
///
/// Counts what [`CheckCode::counts`] says.
pub fn of(checks: &[Check]) -> u8 {
    code(check::verdict(checks))
}

/// The exit code of these checks where `required` checks count too, though they only inform
/// otherwise: `issuer.trust` under `--require-trusted`, `learner.match` under `--learner`.
///
/// A required check that is nowhere passed or failed leaves the verdict inconclusive: what was
/// asked for was not shown.
pub fn requiring(checks: &[Check], required: &[CheckCode]) -> u8 {
    let rows = |wanted: CheckCode, outcome: CheckOutcome| {
        checks
            .iter()
            .any(|check| check.code == wanted && check.outcome == outcome)
    };
    let standings = required.iter().map(|&wanted| {
        if rows(wanted, CheckOutcome::Failed) {
            FAILED
        } else if rows(wanted, CheckOutcome::Inconclusive) || !rows(wanted, CheckOutcome::Passed) {
            INCONCLUSIVE
        } else {
            HELD
        }
    });
    standings.fold(of(checks), worse)
}

/// The code of two together: one that failed outweighs one that is inconclusive.
pub fn worse(one: u8, other: u8) -> u8 {
    [FAILED, INCONCLUSIVE]
        .into_iter()
        .find(|code| [one, other].contains(code))
        .unwrap_or(HELD)
}

fn code(verdict: CheckOutcome) -> u8 {
    match verdict {
        CheckOutcome::Failed => FAILED,
        CheckOutcome::Inconclusive => INCONCLUSIVE,
        CheckOutcome::Passed | CheckOutcome::NotApplicable => HELD,
    }
}
