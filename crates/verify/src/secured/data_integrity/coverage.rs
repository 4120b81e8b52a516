//! What the proofs of a document cover, and the rows that say what they do not.
//!
//! Source: Verifiable Credential Data Integrity 1.0 section 2.1.1 (sets of proofs).

use credeval_linked_data::{Dropped, LinkedDataError, Reason};
use credeval_model::{Check, CheckCode, Pointer, check::Cause};

use super::rdf::Dataset;
use crate::checked::Uncovered;
use crate::opened::Opened;
use crate::secured::{ProofReport, Signer};
use crate::session::Session;

/// Takes what another proof of the issuer covers off each proof's list of what it does not.
///
/// A proof over the JSON itself covers a term that one over RDF drops. It counts only where it holds
/// under a key of the issuer: anybody can add a proof of their own. Where an anchor allows some keys
/// of the issuer only, another one covers nothing for those. Each proof covers its own options.
pub(super) fn share(session: &Session<'_>, opened: &Opened, reports: &mut [ProofReport]) {
    let own: Vec<Uncovered> = reports
        .iter()
        .map(|report| Uncovered::of(report.uncovered.iter()))
        .collect();
    let bound: Vec<(usize, Option<String>)> = reports
        .iter()
        .enumerate()
        .filter(|(_, report)| report.is_bound())
        .map(|(index, report)| (index, method(report).map(str::to_owned)))
        .collect();
    let proofs = Pointer::root().key("proof");
    for (index, report) in reports.iter_mut().enumerate() {
        let to_please = report.is_bound().then(|| method(report)).flatten();
        let substitutes: Vec<&Uncovered> = bound
            .iter()
            .filter(|(other, _)| *other != index)
            .filter(|(_, method)| {
                to_please
                    .is_none_or(|pleased| stands_in(session, opened, method.as_deref(), pleased))
            })
            .filter_map(|(other, _)| own.get(*other))
            .collect();
        report.uncovered.retain(|drop| {
            drop.pointer.is_within(&proofs)
                || substitutes
                    .iter()
                    .all(|other| other.contains(&drop.pointer))
        });
    }
}

/// Whether what `helper` covers, and this proof does not, is the issuer's word for this one too.
pub(crate) fn helps(
    session: &Session<'_>,
    opened: &Opened,
    helper: &ProofReport,
    report: &ProofReport,
) -> bool {
    let to_please = report.is_bound().then(|| method(report)).flatten();
    helper.is_bound()
        && to_please.is_none_or(|pleased| stands_in(session, opened, method(helper), pleased))
}

fn method(report: &ProofReport) -> Option<&str> {
    match &report.signer {
        Some(Signer::Identifier { method, .. }) => Some(method),
        _ => None,
    }
}

/// Whether each anchor that allows `pleased` allows `method`.
fn stands_in(session: &Session<'_>, opened: &Opened, method: Option<&str>, pleased: &str) -> bool {
    let (Some(method), Some(issuer)) = (method, opened.issuer()) else {
        return false;
    };
    let mut anchors = session.against.trust.anchors.iter();
    anchors.all(|anchor| !anchor.pins(issuer, pleased) || anchor.pins(issuer, method))
}

/// The rows on contexts and on the work that the dataset takes.
pub(super) fn linked_data_rows(document: Result<&Dataset, &LinkedDataError>) -> Vec<Check> {
    let known = || Check::passed(CheckCode::ContextKnown, "every JSON-LD context is known");
    let place = Pointer::root().key("@context");
    let over_budget = |why: String| {
        vec![
            known(),
            Check::failed(CheckCode::LinkedDataBudget, why).because(Cause::new("budget")),
        ]
    };
    match document.map(Dataset::any_canonical) {
        Ok(Ok(_)) => vec![
            known(),
            Check::passed(
                CheckCode::LinkedDataBudget,
                "the RDF dataset was canonicalised within its budget of work",
            ),
        ],
        Ok(Err(error)) => over_budget(error.to_string()),
        Err(LinkedDataError::UnknownContext { url }) => vec![
            Check::inconclusive(
                CheckCode::ContextKnown,
                format!("the context {url} is not known, so what the proof covers cannot be told"),
            )
            .at(place)
            .because(Cause::new("unknown_context").url(url)),
            Check::inconclusive(
                CheckCode::ContextTerms,
                "cannot be told without every context",
            )
            .because(Cause::new("unknown_context").url(url)),
        ],
        Err(LinkedDataError::Invalid {
            pointer,
            code,
            what,
        }) => vec![
            known(),
            Check::failed(
                CheckCode::ContextTerms,
                format!("the JSON-LD is not valid: {code}, `{what}`"),
            )
            .at(pointer.clone())
            .because(Cause::new("invalid_json_ld").mismatch("valid JSON-LD", *code)),
        ],
        Err(error) => over_budget(error.to_string()),
    }
}

/// One row for each place that the proof does not cover; more than this are counted.
const TERMS_SHOWN: usize = 32;

/// The rows `context.terms` for the places that the proofs together do not cover.
pub(super) fn terms_rows(reports: &[ProofReport]) -> Vec<Check> {
    let mut named: Vec<&Dropped> = reports
        .iter()
        .flat_map(|report| &report.uncovered)
        .collect();
    named.sort();
    named.dedup();
    let own = |drop: &&&Dropped| drop.reason == Reason::OwnTerm;
    let uncovered: Vec<&&Dropped> = named.iter().filter(|drop| !own(drop)).collect();
    if uncovered.is_empty() {
        let covered = "every part of the JSON reaches what the proof covers";
        return vec![Check::passed(
            CheckCode::ContextTerms,
            match named.len() {
                0 => covered.to_owned(),
                count => format!(
                    "{covered}; {count} terms are defined inside the document, and what they say counts as unsigned"
                ),
            },
        )];
    }
    let mut rows: Vec<Check> = uncovered
        .iter()
        .take(TERMS_SHOWN)
        .map(|drop| {
            let summary = match drop.reason {
                Reason::Disguised => format!(
                    "what stands at `{}` is signed, and {}",
                    drop.what,
                    drop.reason.label()
                ),
                Reason::VocabularyOnly | Reason::RedefinedTerm => {
                    format!(
                        "what `{}` means is not fixed: {}",
                        drop.what,
                        drop.reason.label()
                    )
                }
                _ => format!(
                    "the proof does not cover `{}`: {}",
                    drop.what,
                    drop.reason.label()
                ),
            };
            Check::failed(CheckCode::ContextTerms, summary)
                .at(drop.pointer.clone())
                .because(
                    Cause::new("not_covered")
                        .mismatch("a term that reaches the quads", drop.reason.label()),
                )
        })
        .collect();
    if uncovered.len() > TERMS_SHOWN {
        let more = uncovered.len() - TERMS_SHOWN;
        rows.push(
            Check::failed(
                CheckCode::ContextTerms,
                format!("the proof does not cover {more} further places"),
            )
            .because(Cause::new("not_covered")),
        );
    }
    rows
}
