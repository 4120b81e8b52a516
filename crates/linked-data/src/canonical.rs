//! RDFC-1.0: one text for all orders and labels of a dataset.

use std::collections::HashMap;

use credeval_model::limits;
use oxrdf::Quad;
use rdf_canon::{CanonicalizationError, CanonicalizationOptions};
use sha2::{Sha256, digest::Digest};

/// Calls of Hash N-Degree Quads that one dataset may take. Real credentials take none or a few
/// dozen; a clique of seven blank nodes takes thousands, and each further node multiplies that.
const HASH_N_DEGREE_CALLS: usize = 4_000;

/// A canonical dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// Canonical N-Quads, one line a quad, sorted.
    pub nquads: String,
    /// Canonical labels by the labels that the blank nodes had, both without `_:`.
    pub labels: HashMap<String, String>,
}

/// Why a dataset was not canonicalised.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CanonicalError {
    /// Its blank nodes are too alike: the work budget ran out (RDFC-1.0 section 7.1).
    #[error(
        "expected a dataset that {limit} calls of Hash N-Degree Quads canonicalise, found one that needs more"
    )]
    Budget {
        /// The budget.
        limit: usize,
    },
    /// It has more quads than any credential.
    #[error("expected at most {limit} quads, found {found}")]
    Quads {
        /// The limit.
        limit: usize,
        /// How many there are.
        found: usize,
    },
}

/// Canonicalises a dataset with SHA-256.
///
/// Takes quads in any order, with or without repetition, and gives canonical N-Quads. It does not
/// check that IRIs and language tags are well formed. Source: RDFC-1.0 section 4.4.
pub fn canonicalize(quads: &[Quad]) -> Result<Canonical, CanonicalError> {
    canonicalize_with::<Sha256>(quads)
}

/// Canonicalises a dataset with another hash, as RDFC-1.0 section 4.3 allows.
pub fn canonicalize_with<D: Digest>(quads: &[Quad]) -> Result<Canonical, CanonicalError> {
    if quads.len() > limits::QUADS {
        return Err(CanonicalError::Quads {
            limit: limits::QUADS,
            found: quads.len(),
        });
    }
    let budget = |error: CanonicalizationError| {
        // Every other error concerns labels that the algorithm itself issued.
        debug_assert!(matches!(
            error,
            CanonicalizationError::HndqCallLimitExceeded(_)
        ));
        CanonicalError::Budget {
            limit: HASH_N_DEGREE_CALLS,
        }
    };
    let options = CanonicalizationOptions {
        hndq_call_limit: Some(HASH_N_DEGREE_CALLS),
    };
    let labels = rdf_canon::issue_quads_with::<D>(quads, &options).map_err(budget)?;
    let relabelled = rdf_canon::relabel_quads(quads, &labels).map_err(budget)?;
    let mut lines: Vec<String> = relabelled
        .iter()
        .map(|quad| format!("{quad} .\n"))
        .collect();
    lines.sort_unstable();
    lines.dedup();
    Ok(Canonical {
        nquads: lines.concat(),
        labels,
    })
}

#[cfg(test)]
mod tests {
    use oxrdf::{BlankNode, GraphName, NamedNode};

    use super::*;

    fn clique(size: usize) -> Vec<Quad> {
        let node = |index: usize| BlankNode::new_unchecked(format!("n{index}"));
        let pairs = (0..size).flat_map(|a| (0..size).map(move |b| (a, b)));
        pairs
            .filter(|(a, b)| a != b)
            .map(|(a, b)| {
                let edge = NamedNode::new_unchecked("urn:edge");
                Quad::new(node(a), edge, node(b), GraphName::DefaultGraph)
            })
            .collect()
    }

    #[test]
    fn labels_do_not_depend_on_order() {
        let mut quads = clique(3);
        let first = canonicalize(&quads).unwrap();
        quads.reverse();
        assert_eq!(canonicalize(&quads).unwrap().nquads, first.nquads);
        assert_eq!(first.nquads.lines().count(), 6);
    }

    #[test]
    fn a_poison_graph_runs_into_its_budget() {
        assert!(matches!(
            canonicalize(&clique(8)),
            Err(CanonicalError::Budget { .. })
        ));
    }
}
