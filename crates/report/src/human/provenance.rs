//! What the report was made with and from, so that another can make it again.

use std::io::{self, Write};

use credeval_model::{
    evaluation::Evaluation,
    evidence::{EvidenceRecord, Origin},
};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

const COLUMNS: usize = 14;

/// Writes the policy, the engine, the digests and the evidence.
pub(super) fn write<W: Write>(page: &mut Page<'_, W>, evaluation: &Evaluation) -> io::Result<()> {
    page.heading("What this rests on", "")?;
    let policy = &evaluation.policy;
    let engine = &evaluation.engine;
    let policy = Line::from(format!("{} {}", policy.id, policy.version)).and(
        Role::Dim,
        format!(" ({})", phrases::short_digest(&policy.digest)),
    );
    let engine = Line::from(format!(
        "credeval {}, rules {}",
        engine.version, engine.rules
    ));
    for (label, line) in [
        ("Policy", policy),
        ("Engine", engine),
        (
            "Judged for",
            Line::from(phrases::moment(evaluation.at).to_string()),
        ),
        ("SHA-256", Line::from(evaluation.document.digest.hex())),
    ] {
        page.row(COLUMNS, &Lead::at(2, Role::Dim, label), &line)?;
    }
    let mut lead = Lead::at(2, Role::Dim, "Evidence");
    if evaluation.evidence.is_empty() {
        return page.row(
            COLUMNS,
            &lead,
            &Line::new(Role::Dim, "none was needed or had"),
        );
    }
    page.list(COLUMNS, &evaluation.evidence, |page, record| {
        page.row(COLUMNS, &std::mem::take(&mut lead), &evidence(record))
    })
}

fn evidence(record: &EvidenceRecord) -> Line {
    let line = Line::from(record.url.as_str());
    let line = match record.origin {
        Origin::Supplied => line.and(Role::Amber, " supplied by a person,"),
        Origin::Fetched => line,
    };
    let when = match record.fetched_at {
        Some(time) => format!(" fetched {}", phrases::moment(time)),
        None => " fetched at an unknown time".to_owned(),
    };
    line.and(Role::Dim, when).and(
        Role::Dim,
        format!(
            " ({}, {})",
            phrases::term(record.kind),
            phrases::short_digest(&record.digest)
        ),
    )
}
