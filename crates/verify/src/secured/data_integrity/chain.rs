//! Proof chains: a proof that signs earlier proofs along with the document.
//!
//! Source: Verifiable Credential Data Integrity 1.0, sections 2.1.2, 4.3 and 4.5.

use credeval_model::{Check, CheckCode, CheckOutcome, Pointer, check::Cause, limits};
use serde_json::Value;

use crate::secured::ProofReport;

/// What breaks a chain, or the earlier proofs by their indices, in the order of the document.
pub(super) type Links = Result<Vec<usize>, Broken>;

/// Why the earlier proofs that a proof names cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Broken {
    /// `previousProof` is neither a text nor a list of texts.
    Malformed,
    /// No proof of the document has the identifier.
    Missing(String),
    /// Several proofs have it.
    Ambiguous(String),
    /// The chain leads back to the proof itself.
    Cycle,
}

impl Broken {
    pub(super) fn check(&self) -> Check {
        let (summary, cause) = match self {
            Self::Malformed => (
                "`previousProof` must be the identifier of a proof, or a list of them".to_owned(),
                Cause::new("malformed_previous_proof"),
            ),
            Self::Missing(id) => (
                format!("the proof builds on `{id}`, and the document has no such proof"),
                Cause::new("previous_proof_missing").mismatch(id, "no proof of that identifier"),
            ),
            Self::Ambiguous(id) => (
                format!("the proof builds on `{id}`, and several proofs have that identifier"),
                Cause::new("previous_proof_ambiguous").mismatch("one proof", "several"),
            ),
            Self::Cycle => (
                "the chain of proofs leads back to where it began".to_owned(),
                Cause::new("previous_proof_cycle"),
            ),
        };
        Check::failed(CheckCode::ProofSignature, summary).because(cause)
    }
}

/// The earlier proofs that `proof` names among `list`.
pub(super) fn named(proof: &Value, list: &[(Pointer, Value)]) -> Links {
    let names: Vec<&str> = match proof.get("previousProof") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) if names.len() <= limits::PROOFS => names
            .iter()
            .map(Value::as_str)
            .collect::<Option<_>>()
            .ok_or(Broken::Malformed)?,
        Some(_) => return Err(Broken::Malformed),
    };
    let mut found = Vec::new();
    for name in names {
        let mut matching = list
            .iter()
            .enumerate()
            .filter(|(_, (_, proof))| proof.get("id").and_then(Value::as_str) == Some(name))
            .map(|(index, _)| index);
        match (matching.next(), matching.next()) {
            (None, _) => return Err(Broken::Missing(name.to_owned())),
            (Some(_), Some(_)) => return Err(Broken::Ambiguous(name.to_owned())),
            (Some(index), None) => found.push(index),
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The earlier proofs of each proof of a document.
pub(super) fn links(list: &[(Pointer, Value)]) -> Vec<Links> {
    let links: Vec<Links> = list.iter().map(|(_, proof)| named(proof, list)).collect();
    let before = |index: usize| links.get(index).and_then(|links| links.as_ref().ok());
    let returns = |start: usize| {
        let mut seen = vec![false; links.len()];
        let mut next: Vec<usize> = before(start).into_iter().flatten().copied().collect();
        while let Some(index) = next.pop() {
            if index == start {
                return true;
            }
            if let Some(seen) = seen.get_mut(index)
                && !std::mem::replace(seen, true)
            {
                next.extend(before(index).into_iter().flatten());
            }
        }
        false
    };
    let cycles: Vec<bool> = (0..links.len()).map(returns).collect();
    links
        .into_iter()
        .zip(cycles)
        .map(|(links, is_cycle)| match is_cycle {
            true => Err(Broken::Cycle),
            false => links,
        })
        .collect()
}

/// Section 4.5: a proof holds only where the proofs that it builds on hold.
pub(super) fn propagate(reports: &mut [ProofReport], links: &[Links], places: &[Pointer]) {
    // Each round carries it one link further, and no chain has more links than proofs.
    for _ in 0..reports.len() {
        let outcomes: Vec<Option<CheckOutcome>> = reports
            .iter()
            .map(|report| report.outcome(CheckCode::ProofSignature))
            .collect();
        for (report, links) in reports.iter_mut().zip(links) {
            let weak = links.iter().flatten().find_map(|earlier| {
                let outcome = outcomes.get(*earlier).copied().flatten();
                (outcome != Some(CheckOutcome::Passed)).then_some((*earlier, outcome))
            });
            let Some((earlier, outcome)) = weak else {
                continue;
            };
            let place = places.get(earlier).map_or("", Pointer::as_str);
            for check in &mut report.checks {
                if check.code == CheckCode::ProofSignature && check.outcome == CheckOutcome::Passed
                {
                    let cause = Cause::new("previous_proof_not_held")
                        .mismatch("a proof that holds", place.to_owned());
                    check.outcome = match outcome {
                        Some(CheckOutcome::Failed) => CheckOutcome::Failed,
                        _ => CheckOutcome::Inconclusive,
                    };
                    check.summary =
                        format!("the signature holds over the proof at {place}, which does not")
                            .into();
                    check.cause = Some(cause);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(proofs: &[Value]) -> Vec<Links> {
        let list: Vec<(Pointer, Value)> = proofs
            .iter()
            .map(|proof| (Pointer::root(), proof.clone()))
            .collect();
        links(&list)
    }

    #[test]
    fn earlier_proofs_are_found_by_their_identifiers() {
        let proofs = [
            json!({ "id": "a" }),
            json!({ "id": "b", "previousProof": "a" }),
            json!({ "id": "c", "previousProof": ["b", "a", "b"] }),
        ];
        assert_eq!(of(&proofs), [Ok(vec![]), Ok(vec![0]), Ok(vec![0, 1])]);
    }

    #[test]
    fn broken_chains_are_told_apart() {
        let missing = json!({ "id": "a", "previousProof": "z" });
        assert_eq!(of(&[missing]), [Err(Broken::Missing("z".to_owned()))]);
        let twice = [
            json!({ "id": "a" }),
            json!({ "id": "a" }),
            json!({ "previousProof": ["a"] }),
        ];
        assert_eq!(of(&twice)[2], Err(Broken::Ambiguous("a".to_owned())));
        for odd in [json!(1), json!({}), json!([1]), json!(vec!["a"; 100])] {
            let proofs = [json!({ "id": "a" }), json!({ "previousProof": odd })];
            assert_eq!(of(&proofs)[1], Err(Broken::Malformed));
        }
        let own = json!({ "id": "a", "previousProof": "a" });
        assert_eq!(of(&[own]), [Err(Broken::Cycle)]);
        let ring = [
            json!({ "id": "a", "previousProof": "c" }),
            json!({ "id": "b", "previousProof": "a" }),
            json!({ "id": "c", "previousProof": "b" }),
            json!({ "id": "d", "previousProof": "a" }),
        ];
        let links = of(&ring);
        assert_eq!(links[..3], vec![Err(Broken::Cycle); 3]);
        assert_eq!(links[3], Ok(vec![0]));
    }
}
