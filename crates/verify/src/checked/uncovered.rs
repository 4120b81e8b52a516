//! The places of a document that its proofs do not cover, if they hold.

use std::{borrow::Cow, collections::HashSet};

use credeval_linked_data::{Dropped, Reason};
use credeval_model::Pointer;
use serde_json::Value;

use crate::opened::Opened;

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

    /// The credential without what the proofs do not cover.
    pub(crate) fn without<'o>(&self, opened: &'o Opened) -> Covered<'o> {
        let credential = opened.credential();
        Covered {
            opened,
            credential: match self.places.is_empty() {
                true => Cow::Borrowed(credential),
                false if self.contains(&opened.base) => Cow::Owned(Value::Null),
                false => Cow::Owned(self.pruned(credential, &opened.base)),
            },
        }
    }

    /// What of a node, at a place that is covered, is covered too. Items of lists leave nothing in
    /// their stead, so that those after them keep their places.
    fn pruned(&self, node: &Value, at: &Pointer) -> Value {
        match node {
            Value::Array(items) => {
                let items = items.iter().enumerate().map(|(index, item)| {
                    let place = at.index(index);
                    match self.places.contains(&place) {
                        true => Value::Null,
                        false => self.pruned(item, &place),
                    }
                });
                items.collect()
            }
            Value::Object(entries) => {
                let covered = entries.iter().filter_map(|(key, value)| {
                    let place = at.key(key);
                    let segment = place.as_str().rsplit('/').next();
                    let is_dropped = self.places.contains(&place)
                        || segment.is_some_and(|segment| self.terms.contains(segment));
                    (!is_dropped).then(|| (key.clone(), self.pruned(value, &place)))
                });
                Value::Object(covered.collect())
            }
            other => other.clone(),
        }
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

/// A credential as far as its proofs cover it, if they hold.
#[derive(Debug)]
pub(crate) struct Covered<'o> {
    pub(crate) opened: &'o Opened,
    credential: Cow<'o, Value>,
}

impl Covered<'_> {
    /// The credential's JSON, without what is not covered.
    pub(crate) fn credential(&self) -> &Value {
        &self.credential
    }

    /// Whether the proofs cover all of it.
    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.credential, Cow::Borrowed(_))
    }
}
