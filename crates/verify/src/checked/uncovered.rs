//! The places of a document that its proofs do not cover, if they hold.

use std::collections::HashSet;

use credeval_linked_data::{Dropped, Reason};
use credeval_model::Pointer;
use serde_json::Value;

/// Places that the proofs do not cover.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uncovered {
    places: HashSet<Pointer>,
    /// Terms that a context inside the document defines, as pointers write them: no proof over RDF
    /// covers the context.
    terms: HashSet<String>,
}

impl Uncovered {
    pub(crate) fn of<'a>(dropped: impl Iterator<Item = &'a Dropped>) -> Self {
        let mut uncovered = Self::default();
        for drop in dropped {
            uncovered.places.insert(drop.pointer.clone());
            if matches!(drop.reason, Reason::RedefinedTerm | Reason::OwnTerm) {
                let place = Pointer::root().key(&drop.what);
                let segment = place.as_str().trim_start_matches('/').to_owned();
                uncovered.terms.insert(segment);
            }
        }
        uncovered
    }

    /// Whether a place is one of them, or lies within one.
    pub(crate) fn contains(&self, pointer: &Pointer) -> bool {
        if self.places.is_empty() {
            return false;
        }
        let text = pointer.as_str();
        let ends = text.match_indices('/').map(|(at, _)| at);
        ends.chain([text.len()])
            .filter_map(|end| text.get(..end))
            .any(|around| self.places.contains(&Pointer::from(around)))
            || text.split('/').any(|segment| self.terms.contains(segment))
    }
    /// Whether a place is one of them or lies within one, or one lies within it.
    pub(crate) fn touches(&self, pointer: &Pointer, payload: &Value) -> bool {
        let members = pointer.resolve(payload).and_then(Value::as_object);
        let mut keys = members.into_iter().flat_map(|members| members.keys());
        self.contains(pointer)
            || keys.any(|key| self.contains(&pointer.key(key)))
            || self.places.iter().any(|place| place.is_within(pointer))
    }
}
