//! The report on a verification: the document, the verdict, the checks.

use std::io::{self, Write};

use credeval_model::{CheckOutcome, Timestamp, check, evaluation::Verification};

use super::{
    checks, document,
    page::{Lead, Line, Page, Role},
    trust,
};
use crate::Style;

/// Writes verifications.
pub(crate) fn verifications(
    out: &mut impl Write,
    items: &[Verification],
    style: &Style<'_>,
    now: Timestamp,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    for (index, verification) in items.iter().enumerate() {
        document::divide(&mut page, "Verification", index, items.len())?;
        document::write_time(&mut page, verification.at, now)?;
        document::write(&mut page, &verification.document, None)?;
        write_verdict(&mut page, verification)?;
        trust::write(&mut page, &verification.trust, &verification.checks)?;
        checks::write(&mut page, &verification.checks, &[])?;
    }
    Ok(())
}

fn write_verdict<W: Write>(page: &mut Page<'_, W>, verification: &Verification) -> io::Result<()> {
    let (sign, role, words) = match check::verdict(&verification.checks) {
        CheckOutcome::Failed => (page.signs.failed, Role::Red, "something failed"),
        CheckOutcome::Inconclusive => (
            "?",
            Role::Amber,
            "nothing failed, something is inconclusive",
        ),
        CheckOutcome::Passed | CheckOutcome::NotApplicable => {
            (page.signs.passed, Role::Green, "held")
        }
    };
    let line = Line::new(role, format!("{sign} {words}"));
    page.row(14, &Lead::at(2, Role::Dim, "Verdict"), &line)
}
