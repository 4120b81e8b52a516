//! What the report was made with and from, so that another can make it again.

use std::io::{self, Write};

use credeval_model::{
    evaluation::Evaluation,
    evidence::{EvidenceRecord, Origin},
    scope::ScopeKind,
};

use super::{
    document,
    page::{Lead, Line, Page, Role},
    phrases, scope,
};

const COLUMNS: usize = 14;

/// Writes the policy, the engine, the digests and the evidence.
pub(super) fn write<W: Write>(page: &mut Page<'_, W>, evaluation: &Evaluation) -> io::Result<()> {
    page.heading("What this rests on", "")?;
    document::write_file(page, &evaluation.document)?;
    if evaluation.scope.kind == ScopeKind::MicroCredential {
        scope::write(page, &evaluation.scope, &evaluation.relations)?;
    }
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
        let none = Line::new(Role::Dim, "none was needed or had");
        page.row(COLUMNS, &lead, &none)?;
    }
    page.list(COLUMNS, &evaluation.evidence, |page, record| {
        page.row(COLUMNS, &std::mem::take(&mut lead), &evidence(record))
    })?;
    // Last: it stands on the decision record too, and is looked for at the foot.
    let id = Line::from(evaluation.id.hex());
    page.row(COLUMNS, &Lead::at(2, Role::Dim, "Evaluation"), &id)
}

fn evidence(record: &EvidenceRecord) -> Line {
    let line = Line::from(record.url.as_str());
    let line = match record.origin {
        Origin::Supplied => line.and(Role::Amber, " supplied by a person,"),
        Origin::Stale => line.and(Role::Amber, " out of date, could not be had anew,"),
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
