//! What is wrong with a store, once a batch of a known manifest has ended: nothing, after whatever happened.

use std::{fmt, process::Command, time::Duration};

use credeval_model::Totals;
use serde_json::Value;

use super::{Database, Ended, Rig, RigError};
use crate::fixtures::rows::Counts;

/// How long one look at a store may take; a replay of thousands of evaluations by a program that was
/// built without optimisation takes minutes.
const PATIENCE: Duration = Duration::from_mins(15);

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Each row of the manifest is there once, in one batch, and has its result.
    Rows,
    /// There are as many of each result as the manifest was made to have, and they add up to its rows.
    Totals,
    /// There are as many evaluations as credentials that can be evaluated; each is in the feed, which has
    /// no gaps; each row that names one names one that is there.
    Evaluations,
    /// No credential was evaluated twice by the same policy and trust.
    Doubled,
    /// Nothing is left in work, or waits to be announced.
    Left,
    /// `credeval audit verify` finds the log whole.
    Audit,
    /// `credeval replay --all` makes each evaluation again, byte for byte.
    Replay,
    /// The same command, run again, does nothing and exits as before.
    Again,
}

/// What was found otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// By which check.
    pub check: Check,
    /// What was expected, and what was found.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.check, self.what)
    }
}

/// What has to come of a manifest.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// The totals of its batch.
    pub totals: Totals,
    /// How many evaluations there are.
    pub evaluations: u64,
    /// How `credeval batch` exits.
    pub code: i32,
}

impl Expected {
    /// What has to come of a manifest of tokens, each of which is evaluated once.
    pub fn of_tokens(counts: &Counts) -> Self {
        let totals = Totals {
            rows: counts.good
                + counts.falsified
                + counts.broken
                + counts.duplicate
                + counts.unreachable,
            passed: counts.good,
            failed: counts.falsified,
            unreadable: counts.broken + counts.unreachable,
            duplicate: counts.duplicate,
            ..Totals::default()
        };
        Self {
            totals,
            evaluations: counts.good + counts.falsified,
            code: i32::from(totals.exit_code(&Totals::default())),
        }
    }
}

/// What came of all checks.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// What was found otherwise; nothing, if all is well.
    pub findings: Vec<Finding>,
    /// Rows without a result, and credentials without an evaluation.
    pub lost: u64,
    /// Rows and evaluations that are there more than once.
    pub doubled: u64,
}

impl Checked {
    /// Whether nothing was found.
    pub fn is_well(&self) -> bool {
        self.findings.is_empty()
    }

    fn expect<T: PartialEq + fmt::Debug>(
        &mut self,
        check: Check,
        what: &str,
        expected: &T,
        found: &T,
    ) {
        if expected != found {
            self.find(
                check,
                format!("expected {what} {expected:?}, found {found:?}"),
            );
        }
    }

    fn find(&mut self, check: Check, what: impl Into<String>) {
        let what = what.into();
        self.findings.push(Finding { check, what });
    }
}

/// Looks at all of a store in which the tenant `local` handed in one batch, whatever others did there; `again` is the command that the batch was handed in by.
pub fn check(rig: &Rig, expected: &Expected, again: &mut Command) -> Result<Checked, RigError> {
    let mut checked = Checked::default();
    let database = rig.database();
    rows(&mut checked, &database, expected)?;
    evaluations(&mut checked, &database, expected)?;
    audit(&mut checked, rig)?;
    replay(&mut checked, rig, expected)?;
    run_again(&mut checked, rig, &database, expected, again)?;
    Ok(checked)
}

fn rows(checked: &mut Checked, database: &Database, expected: &Expected) -> Result<(), RigError> {
    let [batches] = database.numbers("SELECT COUNT(*) FROM batches WHERE tenant = 'local'")?;
    checked.expect(Check::Rows, "batches", &1, &batches);
    let [rows, lines, ended] = database.numbers(
        "SELECT COUNT(*), COUNT(DISTINCT line),
         COUNT(CASE WHEN state IN ('done', 'dead') AND result IS NOT NULL THEN 1 END)
         FROM batch_rows WHERE tenant = 'local'",
    )?;
    let all = expected.totals.rows;
    let found = (rows, lines, ended);
    let what = "rows, lines of them and results";
    checked.expect(Check::Rows, what, &(all, all, all), &found);
    checked.lost += all.saturating_sub(ended.min(lines));
    checked.doubled += rows.saturating_sub(lines);
    let mut totals = Totals {
        rows,
        pending: rows.saturating_sub(ended),
        ..Totals::default()
    };
    [
        totals.passed,
        totals.failed,
        totals.inconclusive,
        totals.unreadable,
        totals.duplicate,
        totals.skipped,
    ] = database.numbers(
        "SELECT COUNT(CASE WHEN result = 'passed' THEN 1 END),
         COUNT(CASE WHEN result = 'failed' THEN 1 END),
         COUNT(CASE WHEN result = 'inconclusive' THEN 1 END),
         COUNT(CASE WHEN result = 'unreadable' THEN 1 END),
         COUNT(CASE WHEN result = 'duplicate' THEN 1 END),
         COUNT(CASE WHEN result = 'skipped' THEN 1 END) FROM batch_rows
         WHERE tenant = 'local'",
    )?;
    checked.expect(Check::Totals, "the totals", &expected.totals, &totals);
    if !totals.adds_up() {
        checked.find(Check::Totals, format!("they do not add up: {totals:?}"));
    }
    let [leased, queued] = database.numbers(
        "SELECT COUNT(CASE WHEN state = 'leased' THEN 1 END),
         COUNT(CASE WHEN state = 'queued' THEN 1 END) FROM batch_rows",
    )?;
    let [outbox] = database.numbers("SELECT COUNT(*) FROM outbox")?;
    let what = "rows in work, waiting, and to be announced";
    checked.expect(Check::Left, what, &(0, 0, 0), &(leased, queued, outbox));
    Ok(())
}

fn evaluations(
    checked: &mut Checked,
    database: &Database,
    expected: &Expected,
) -> Result<(), RigError> {
    let [evaluations, documents] = database.numbers(
        "SELECT COUNT(*), COUNT(DISTINCT document) FROM evaluations WHERE tenant = 'local'",
    )?;
    let [evaluated] = database.numbers(
        "SELECT COUNT(*) FROM (SELECT DISTINCT document, policy, trust FROM evaluations
         WHERE tenant = 'local') e",
    )?;
    let all = expected.evaluations;
    let what = "evaluations, and credentials that have one";
    let found = (evaluations, documents);
    checked.expect(Check::Evaluations, what, &(all, all), &found);
    checked.lost += all.saturating_sub(documents);
    let doubled = evaluations.saturating_sub(evaluated);
    checked.doubled += doubled;
    if doubled > 0 {
        let what = format!(
            "{doubled} evaluations are of a credential that has another by the same policy and trust"
        );
        checked.find(Check::Doubled, what);
    }
    let [feed, last, of_feed] =
        database.numbers("SELECT COUNT(*), MAX(seq), COUNT(DISTINCT evaluation) FROM feed")?;
    // The feed is that of all tenants.
    let [all] = database.numbers("SELECT COUNT(*) FROM evaluations")?;
    let what = "entries of the feed, its last number, and evaluations in it";
    let found = (feed, last, of_feed);
    checked.expect(Check::Evaluations, what, &(all, all, all), &found);
    let [unfed] = database.numbers(
        "SELECT COUNT(*) FROM evaluations e WHERE NOT EXISTS
         (SELECT 1 FROM feed f WHERE f.tenant = e.tenant AND f.evaluation = e.id)",
    )?;
    let [astray, bare] = database.numbers(
        "SELECT COUNT(CASE WHEN r.evaluation IS NOT NULL AND e.id IS NULL THEN 1 END),
         COUNT(CASE WHEN r.result IN ('passed', 'failed', 'inconclusive', 'duplicate')
                  AND r.evaluation IS NULL THEN 1 END)
         FROM batch_rows r LEFT JOIN evaluations e ON e.tenant = r.tenant AND e.id = r.evaluation",
    )?;
    let what = "evaluations that are not in the feed, rows that name one that is not there, and rows that name none";
    checked.expect(Check::Evaluations, what, &(0, 0, 0), &(unfed, astray, bare));
    Ok(())
}

fn audit(checked: &mut Checked, rig: &Rig) -> Result<(), RigError> {
    let mut verify = rig.verb(&["audit", "verify", "--format", "json"]);
    let ended = rig.ended("audit", &mut verify, PATIENCE)?;
    if ended.code() != Some(0) {
        checked.find(Check::Audit, whole(&ended));
    }
    Ok(())
}

fn replay(checked: &mut Checked, rig: &Rig, expected: &Expected) -> Result<(), RigError> {
    let mut replay = rig.verb(&["replay", "--all", "--format", "json"]);
    let ended = rig.ended("replay", &mut replay, PATIENCE)?;
    let last = ended.out.lines().next_back().unwrap_or_default();
    let last: Value = serde_json::from_str(last).unwrap_or_default();
    let identical = last.get("identical").and_then(Value::as_u64);
    if ended.code() != Some(0) || identical != Some(expected.evaluations) {
        let all = expected.evaluations;
        let what = format!("expected {all} to be identical; {}", whole(&ended));
        checked.find(Check::Replay, what);
    }
    Ok(())
}

fn run_again(
    checked: &mut Checked,
    rig: &Rig,
    database: &Database,
    expected: &Expected,
    again: &mut Command,
) -> Result<(), RigError> {
    // How often rows were begun, what was made, and the end of the log that every change adds to.
    let state = || -> Result<[u64; 4], RigError> {
        let [begun] = database.numbers("SELECT CAST(SUM(lease) AS BIGINT) FROM batch_rows")?;
        let [made] = database.numbers("SELECT COUNT(*) FROM evaluations")?;
        let [feed, audit] = database.numbers("SELECT feed, audit FROM head")?;
        Ok([begun, made, feed, audit])
    };
    let before = state()?;
    let ended = rig.ended("again", again, PATIENCE)?;
    let what = "begun rows, evaluations and the ends of the feed and of the log as they were:";
    checked.expect(Check::Again, what, &before, &state()?);
    let all = expected.totals.rows;
    let skipped = Totals {
        rows: all,
        skipped: all,
        ..Totals::default()
    };
    if ended.code() != Some(expected.code) || ended.totals() != Some(skipped) {
        let code = expected.code;
        let what = format!("expected {code} and {all} rows skipped; {}", whole(&ended));
        checked.find(Check::Again, what);
    }
    Ok(())
}

/// All that a process said, for whoever looks into it.
fn whole(ended: &Ended) -> String {
    let Ended {
        name,
        status,
        out,
        said,
    } = ended;
    format!("{name}: {status}\n{out}{said}")
}
