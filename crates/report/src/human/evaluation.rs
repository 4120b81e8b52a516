//! The report on an evaluation: first what an officer decides by, then what it rests on.

use std::io::{self, Write};

use credeval_model::{
    Criterion, Timestamp, document::Form, evaluation::Evaluation, outcome::Track, scope::ScopeKind,
};

use super::{
    alignment, answers, checks, document, dossier, elements, lights, overview, page::Page,
    precedents, proposal, provenance, scope, trust,
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
    document::write_credential(page, &evaluation.elements)?;
    // What is a micro-credential needs no word on it here; what is none needs it first of all.
    // Of paper nothing says what kind it is, and the officer who answers knows.
    let is_paper = evaluation.document.form == Form::Paper;
    let is_unstated = is_paper && evaluation.scope.kind == ScopeKind::Unclear;
    if evaluation.scope.kind != ScopeKind::MicroCredential && !is_unstated {
        scope::write(page, &evaluation.scope, &evaluation.relations)?;
    }
    document::write_purpose(page, evaluation.purpose, evaluation.programme.as_ref())?;
    proposal::write(page, &evaluation.outcome)?;
    lights::write(page, evaluation)?;
    proposal::write_settlements(page, evaluation.outcome.code, &evaluation.outcome.settle)?;
    proposal::write_deviations(page, &evaluation.outcome)?;
    answers::write(page, evaluation)?;
    if let Some(dossier) = &evaluation.dossier {
        let is_the_way = evaluation.outcome.track == Some(Track::Rpl);
        let level_is_open = evaluation.outcome.turns_on(Criterion::Level);
        dossier::write(page, dossier, is_the_way, level_is_open)?;
    }
    precedents::write(page, evaluation)?;
    lights::write_reasons(page, evaluation)?;
    let answers = Some(evaluation.answers.as_slice()).filter(|_| is_paper);
    elements::write(page, &evaluation.elements, answers)?;
    if let Some(alignment) = &evaluation.alignment {
        alignment::write(page, alignment, |target| {
            alignment::is_missed(evaluation, target)
        })?;
    }
    trust::write(page, &evaluation.trust, &evaluation.checks)?;
    checks::write(page, &evaluation.checks, &evaluation.evidence)?;
    provenance::write(page, evaluation)
}
