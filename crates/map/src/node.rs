//! A cursor: a JSON value together with its place.

use credeval_model::{
    Pointer,
    json::{member, one_or_many},
};
use serde_json::Value;

use crate::write::is_of_derivation;

/// Values that one path may lead to; the largest sealed credential seen has 10 members in a list.
const NODES: usize = 1024;

/// What stands where nothing stands.
static NOTHING: Value = Value::Null;

/// A value and its place in the document. A place where nothing stands is a node too, so that
/// paths can be walked without asking at each step.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    value: &'a Value,
    pointer: Pointer,
}

impl<'a> Node<'a> {
    /// The document itself.
    pub(crate) fn root(document: &'a Value) -> Self {
        Self {
            value: document,
            pointer: Pointer::root(),
        }
    }

    /// The node where nothing stands.
    pub(crate) fn nothing() -> Self {
        Self::root(&NOTHING)
    }

    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    pub(crate) fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.value.is_null()
    }

    /// Every node at `path` (keys between slashes), where each step may lead to one or to many:
    /// JSON-LD writes a list of one as its only member. At most [`NODES`].
    pub(crate) fn all(&self, path: &str) -> Vec<Self> {
        let (first, rest) = step(path);
        let mut nodes: Vec<_> = self.members(first).take(NODES).collect();
        // Most paths lead nowhere, which the first step tells.
        let rest = rest.filter(|_| !nodes.is_empty());
        for key in rest.into_iter().flat_map(|rest| rest.split('/')) {
            nodes = nodes
                .iter()
                .flat_map(|node| node.members(key))
                .take(NODES)
                .collect();
        }
        nodes
    }

    /// The first node at `path`, or nothing.
    pub(crate) fn first(&self, path: &str) -> Self {
        let first = match step(path) {
            (_, Some(_)) => self.all(path).into_iter().next(),
            (key, None) => self.members(key).next(),
        };
        first.unwrap_or_else(Self::nothing)
    }

    /// Whether `type` names this type.
    pub(crate) fn is(&self, name: &str) -> bool {
        one_or_many(member(self.value, "type"))
            .iter()
            .any(|stated| stated == name)
    }

    fn members<'n>(&'n self, key: &'n str) -> impl Iterator<Item = Self> + use<'a, 'n> {
        let value = member(self.value, key);
        let list = value.filter(|value| value.is_array());
        let list = list.map(|_| self.pointer.key(key));
        one_or_many(value)
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_null() && !is_of_derivation(key, value))
            .map(move |(index, value)| Self {
                value,
                pointer: match &list {
                    Some(list) => list.index(index),
                    None => self.pointer.key(key),
                },
            })
    }
}

/// The first key of a path, and the path that follows it; keys are too short for a search to pay.
fn step(path: &str) -> (&str, Option<&str>) {
    match path.bytes().position(|byte| byte == b'/') {
        Some(end) => (path.get(..end).unwrap_or(path), path.get(end + 1..)),
        None => (path, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_and_many_are_walked_alike() {
        let document = json!({ "a": [{ "b": 1 }, { "b": [2, null, 3] }, "x"] });
        let found: Vec<_> = Node::root(&document)
            .all("a/b")
            .into_iter()
            .map(|node| (node.pointer().to_string(), node.value().clone()))
            .collect();
        assert_eq!(
            found,
            [
                ("/a/0/b".to_owned(), json!(1)),
                ("/a/1/b/0".to_owned(), json!(2)),
                ("/a/1/b/2".to_owned(), json!(3)),
            ]
        );
    }

    #[test]
    fn where_nothing_stands_nothing_follows() {
        let document = json!({ "a": null, "type": ["Profile"] });
        let root = Node::root(&document);
        assert!(root.first("a").is_nothing());
        assert!(root.first("a/b/c").first("d").is_nothing());
        assert!(root.is("Profile"));
        assert!(!root.is("Person"));
    }

    #[test]
    fn a_list_of_millions_is_cut() {
        let document = json!({ "a": vec![1; 2 * NODES] });
        assert_eq!(Node::root(&document).all("a").len(), NODES);
    }
}
