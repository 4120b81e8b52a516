//! The report on an evaluation: first what an officer decides by, then what it rests on.

use std::io::{self, Write};

use credeval_model::{Timestamp, evaluation::Evaluation};

use super::{
    alignment, answers, checks, document, elements, lights, overview, page::Page, proposal,
    provenance, scope, trust,
};
use crate::Style;

/// Writes evaluations.
pub(crate) fn evaluations(
    out: &mut impl Write,
    items: &[Evaluation],
    style: &Style<'_>,
    now: Timestamp,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    overview::write(&mut page, items)?;
    for (index, evaluation) in items.iter().enumerate() {
        document::divide(&mut page, "Evaluation", index, items.len())?;
        write(&mut page, evaluation, now)?;
    }
    Ok(())
}

fn write<W: Write>(
    page: &mut Page<'_, W>,
    evaluation: &Evaluation,
    now: Timestamp,
) -> io::Result<()> {
    document::write_time(page, evaluation.at, now)?;
    document::write(page, &evaluation.document, Some(&evaluation.elements))?;
    scope::write(page, &evaluation.scope, &evaluation.relations)?;
    proposal::write(page, &evaluation.outcome)?;
    lights::write(page, &evaluation.criteria)?;
    proposal::write_settlements(page, &evaluation.outcome.settle)?;
    proposal::write_deviations(page, &evaluation.outcome.deviations)?;
    answers::write(page, evaluation)?;
    elements::write(page, &evaluation.elements)?;
    if let Some(alignment) = &evaluation.alignment {
        alignment::write(page, alignment)?;
    }
    trust::write(page, &evaluation.trust, &evaluation.checks)?;
    checks::write(page, &evaluation.checks, &evaluation.evidence)?;
    provenance::write(page, evaluation)
}
