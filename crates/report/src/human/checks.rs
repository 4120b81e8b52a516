//! The checks: what failed first, then what is open, what holds, and what does not apply.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest,
    check::Cause,
    evidence::{EvidenceRecord, Origin},
};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

/// Where sentences begin: the sign and the longest code, `presentation.freshness`.
const COLUMNS: usize = 28;

/// Writes all checks; `evidence` tells which of it a person supplied.
pub(super) fn write<W: Write>(
    page: &mut Page<'_, W>,
    checks: &[Check],
    evidence: &[EvidenceRecord],
) -> io::Result<()> {
    let supplied: BTreeSet<Digest> = evidence
        .iter()
        .filter(|record| record.origin == Origin::Supplied)
        .map(|record| record.digest)
        .collect();
    let (findings, rows): (Vec<&Check>, Vec<&Check>) = checks
        .iter()
        .partition(|check| check.code.is_integrity() && needs_cause(check));
    write_findings(page, findings)?;

    if rows.is_empty() {
        return Ok(());
    }
    page.heading("Checks", &tally(&rows))?;
    for outcome in [CheckOutcome::Failed, CheckOutcome::Inconclusive] {
        let group = rows.iter().filter(|check| check.outcome == outcome);
        page.list(COLUMNS, group, |page, check| row(page, check, &supplied))?;
    }
    let passed = rows
        .iter()
        .filter(|check| check.outcome == CheckOutcome::Passed);
    let folded = folded(passed.copied(), &supplied);
    page.list(COLUMNS, folded, |page, (check, others)| {
        row(page, check, &supplied)?;
        let more = match others {
            0 => return Ok(()),
            1 => "and 1 more place".to_owned(),
            _ => format!("and {others} more places"),
        };
        page.under(COLUMNS, &Line::new(Role::Dim, more))
    })?;
    write_not_applicable(page, &rows)
}

/// The first row of each code, with how many others it stands for: a record with many credentials
/// inside passes the same check as often. What rests on evidence of a person stands for itself.
pub(crate) fn folded<'c>(
    rows: impl Iterator<Item = &'c Check>,
    supplied: &BTreeSet<Digest>,
) -> Vec<(&'c Check, usize)> {
    let mut folded: Vec<(&Check, usize)> = Vec::new();
    for check in rows {
        let first = folded
            .iter_mut()
            .find(|(first, _)| first.code == check.code && !is_supplied(first, supplied));
        match first {
            Some((_, others)) if !is_supplied(check, supplied) => *others += 1,
            _ => folded.push((check, 0)),
        }
    }
    folded
}

/// Whether a check rests on evidence that a person supplied.
pub(crate) fn is_supplied(check: &Check, supplied: &BTreeSet<Digest>) -> bool {
    let mut evidence = check.evidence.iter();
    evidence.any(|digest| supplied.contains(digest))
}

/// What the credential says against itself: nothing where there is nothing.
pub(super) fn write_findings<'c, W: Write>(
    page: &mut Page<'_, W>,
    findings: impl IntoIterator<Item = &'c Check>,
) -> io::Result<()> {
    let findings: Vec<&Check> = findings.into_iter().collect();
    if findings.is_empty() {
        return Ok(());
    }
    let mut codes = findings.iter().map(|check| check.code);
    let remark = match codes.any(|code| code == CheckCode::IntegrityAnswer) {
        true => "What the credential says against itself, and answers say otherwise.",
        false => "What the credential says against itself.",
    };
    page.heading("Contradictions and slips", remark)?;
    page.list(4, findings, |page, check| {
        let lead = Lead::at(2, Role::Amber, "!");
        let kind = match check.outcome {
            CheckOutcome::Failed => "Contradiction: ",
            _ => "Slip: ",
        };
        let line = Line::new(Role::Strong, kind)
            .and(Role::Plain, phrases::sentence(&check.summary))
            .and(Role::Dim, format!(" ({})", check.code));
        page.row(4, &lead, &line)?;
        let cause = check.cause.as_ref();
        let places = [
            check.pointer.as_ref().map(|place| format!("at {place}")),
            cause
                .and_then(|cause| cause.expected.as_ref())
                .map(|one| format!("on one side: {one}")),
            cause
                .and_then(|cause| cause.found.as_ref())
                .map(|other| format!("on the other: {other}")),
        ];
        for place in places.into_iter().flatten() {
            page.under(4, &Line::new(Role::Dim, place))?;
        }
        Ok(())
    })
}

fn row<W: Write>(
    page: &mut Page<'_, W>,
    check: &Check,
    supplied: &BTreeSet<Digest>,
) -> io::Result<()> {
    let (sign, role) = match check.outcome {
        CheckOutcome::Passed => (page.signs.passed, Role::Green),
        CheckOutcome::Failed => (page.signs.failed, Role::Red),
        CheckOutcome::Inconclusive => ("?", Role::Amber),
        CheckOutcome::NotApplicable => (page.signs.dash, Role::Dim),
    };
    let lead = Lead::at(2, role, sign).and(4, Role::Strong, check.code.as_str());
    let mut line = Line::from(phrases::sentence(&check.summary));
    if needs_cause(check) && !check.code.counts() {
        line = line.and(Role::Dim, " (informs only)");
    }
    if is_supplied(check, supplied) {
        line = line.and(Role::Amber, " (by evidence that a person supplied)");
    }
    page.row(COLUMNS, &lead, &line)?;
    if !needs_cause(check) {
        return Ok(());
    }
    if let Some(place) = &check.pointer {
        page.under(COLUMNS, &Line::new(Role::Dim, format!("at {place}")))?;
    }
    match &check.cause {
        Some(cause) => page.under(COLUMNS, &Line::new(Role::Dim, told(cause))),
        None => Ok(()),
    }
}

pub(crate) fn needs_cause(check: &Check) -> bool {
    matches!(
        check.outcome,
        CheckOutcome::Failed | CheckOutcome::Inconclusive
    )
}

/// A cause in one line: `not_reachable: https://example.org answered 503; expected x, found y`.
fn told(cause: &Cause) -> String {
    let asked = match (&cause.url, cause.status) {
        (Some(url), Some(status)) => Some(format!("{url} answered with HTTP {status}")),
        (Some(url), None) => Some(url.clone()),
        (None, Some(status)) => Some(format!("HTTP {status}")),
        (None, None) => None,
    };
    let expected = cause
        .expected
        .as_ref()
        .map(|text| format!("expected {text}"));
    let found = cause.found.as_ref().map(|text| format!("found {text}"));
    let mismatch: Vec<String> = [expected, found].into_iter().flatten().collect();
    let mismatch = (!mismatch.is_empty()).then(|| mismatch.join(", "));
    let details: Vec<String> = [asked, mismatch].into_iter().flatten().collect();
    if details.is_empty() {
        format!("cause: {}", cause.code)
    } else {
        format!("cause: {}: {}", cause.code, details.join("; "))
    }
}

fn tally(rows: &[&Check]) -> String {
    let words = [
        (CheckOutcome::Failed, "failed"),
        (CheckOutcome::Inconclusive, "inconclusive"),
        (CheckOutcome::Passed, "passed"),
        (CheckOutcome::NotApplicable, "not applicable"),
    ];
    let parts = words.into_iter().filter_map(|(outcome, word)| {
        let number = rows.iter().filter(|check| check.outcome == outcome).count();
        (number > 0).then(|| format!("{number} {word}"))
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn write_not_applicable<W: Write>(page: &mut Page<'_, W>, rows: &[&Check]) -> io::Result<()> {
    let codes: BTreeSet<&str> = rows
        .iter()
        .filter(|check| check.outcome == CheckOutcome::NotApplicable)
        .map(|check| check.code.as_str())
        .collect();
    if codes.is_empty() {
        return Ok(());
    }
    let codes: Vec<&str> = codes.into_iter().collect();
    let line = format!("not applicable: {}", codes.join(", "));
    let lead = Lead::at(2, Role::Dim, page.signs.dash);
    page.row(4, &lead, &Line::new(Role::Dim, line))
}
