//! A decision as a page to sign: proposal and decision side by side.

use std::io::{self, Write};

use credeval_model::{decision::DecisionRecord, evaluation::Evaluation, outcome::Deviation};

use super::{
    document,
    page::{Lead, Line, Page, Role},
    phrases,
};
use crate::Style;

/// Where the words beside a label begin.
const COLUMNS: usize = 22;
/// Where the digests at the foot begin: further left, so that a line of 80 columns holds them.
const FOOT_COLUMNS: usize = 14;

/// Writes a decision on the evaluation that it rests on.
pub(crate) fn decision(
    out: &mut impl Write,
    record: &DecisionRecord,
    evaluation: &Evaluation,
    style: &Style<'_>,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    document::write_credential(&mut page, &evaluation.elements)?;
    let programme = evaluation.programme.as_ref();
    document::write_purpose(&mut page, record.purpose, programme)?;
    write(&mut page, record)
}

fn write<W: Write>(page: &mut Page<'_, W>, record: &DecisionRecord) -> io::Result<()> {
    page.heading("Decision", "")?;
    let decision = phrases::capitalised(record.decision.label());
    page.barred(Role::Strong, &Line::new(Role::Strong, decision))?;
    let proposal = phrases::headline(record.proposal);
    let proposal = Line::new(Role::Dim, format!("Proposed was: {proposal}."));
    page.barred(Role::Strong, &proposal)?;
    page.blank()?;
    let credits = record
        .credits
        .map(|credits| phrases::counted(credits, "ECTS credit"));
    for (label, value) in [
        ("Credits granted", credits.as_deref()),
        (
            "Course",
            record
                .course
                .as_deref()
                .filter(|_| record.decision.grants()),
        ),
        ("Grade", record.grade.as_deref()),
    ] {
        if let Some(value) = value {
            page.row(COLUMNS, &Lead::at(2, Role::Dim, label), &Line::from(value))?;
        }
    }
    let reasons = Line::from(phrases::sentence(&record.reasons));
    page.row(COLUMNS, &Lead::at(2, Role::Dim, "Reasons"), &reasons)?;
    deviations(page, "Substantial differences", &record.differences)?;
    deviations(page, "Accepted deviations", &record.accepted)?;

    page.heading("Appeal", "")?;
    let appeal = match record.appeal.as_deref().map(str::trim) {
        Some(appeal) if !appeal.is_empty() => Line::from(phrases::sentence(appeal)),
        _ => Line::new(
            Role::Amber,
            "The applicant has a right of appeal. Its route is to be named here.",
        ),
    };
    page.indented(2, &appeal)?;

    page.heading("Signed", "")?;
    let rule = page.signs.rule.repeat(30);
    for (label, value) in [
        ("For", record.body.as_str()),
        ("Officer", &record.officer),
        ("Day", &record.date),
        ("Signature", &rule),
    ] {
        page.row(COLUMNS, &Lead::at(2, Role::Dim, label), &Line::from(value))?;
    }
    page.blank()?;
    for (label, digest) in [
        ("Evaluation", &record.evaluation),
        ("SHA-256", &record.document),
    ] {
        let digest = Line::new(Role::Dim, digest.hex());
        page.row(FOOT_COLUMNS, &Lead::at(2, Role::Dim, label), &digest)?;
    }
    Ok(())
}

fn deviations<W: Write>(
    page: &mut Page<'_, W>,
    title: &str,
    deviations: &[Deviation],
) -> io::Result<()> {
    if deviations.is_empty() {
        return Ok(());
    }
    page.heading(title, "")?;
    page.list(COLUMNS, deviations, |page, deviation| {
        let lead = Lead::at(2, Role::Strong, deviation.criterion.label());
        let line = Line::from(phrases::sentence(&deviation.text));
        page.row(COLUMNS, &lead, &line)
    })
}
