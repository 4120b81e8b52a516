//! Comprehensive Learner Record 2.0: the achievements of its own, beside the credentials it holds,
//! which are credentials of their own and are read as such.
//!
//! `ClrSubject` has achievements as `AchievementSubject` has one, but neither results, credits nor a
//! period: what was reached stands in the credentials inside. Its associations say how all of these
//! achievements hang together.

use credeval_model::{
    Pointer,
    element::Text,
    scope::{Relation, RelationKind},
};
use serde_json::Value;

use crate::{
    Part, RELATIONS,
    node::Node,
    open_badges::{self, Associations},
    push_new,
    reading::Standing,
    relation,
};

/// Where a record has achievements: its own, and those of the credentials that stand in it.
const ACHIEVEMENTS: [&str; 2] = [
    "credentialSubject/achievement",
    "credentialSubject/verifiableCredential/credentialSubject/achievement",
];

/// Maps each achievement of the record itself.
pub(crate) fn parts(root: &Node<'_>, standing: Standing<'_>) -> Vec<Part> {
    open_badges::parts(root, standing)
}

/// How credentials that a learner record holds hang together, by its associations: for each of these
/// places, with its title, the relations to the others. Those that nothing relates stand beside each
/// other.
///
/// Takes the record's own JSON and places in it. What a record says of a credential inside is the
/// word of its own issuer, so it is told as a relation and is no element of that credential. Source:
/// Comprehensive Learner Record 2.0, appendix B (`Association`).
pub fn associations(record: &Value, held: &[(Pointer, Option<Text>)]) -> Vec<Vec<Relation>> {
    let root = Node::root(record);
    let associations = Associations::of(&root);
    let achievements: Vec<_> = ACHIEVEMENTS
        .iter()
        .flat_map(|path| root.all(path))
        .collect();
    let inside = |place: &Pointer| {
        let inside = |node: &&Node<'_>| node.pointer().is_within(place);
        achievements.iter().filter(inside).collect::<Vec<_>>()
    };
    let inside: Vec<_> = held.iter().map(|(place, _)| inside(place)).collect();
    let of = |index: usize, place: &Pointer| {
        let mut relations = Vec::new();
        let own = inside.get(index).into_iter().flatten();
        for related in own.flat_map(|own| associations.of_achievement(own)) {
            // Several credentials may be of one achievement.
            let is_named = |node: &&Node<'_>| node.first("id").value() == related.stated.value();
            for ((to, title), inside) in held.iter().zip(&inside) {
                if to != place && inside.iter().any(is_named) && relations.len() < RELATIONS {
                    let relation = relation(related.kind, to.clone(), title.clone());
                    push_new(&mut relations, relation);
                }
            }
        }
        for (to, title) in held.iter().filter(|(other, _)| other != place) {
            if relations.len() < RELATIONS && relations.iter().all(|known| known.to != *to) {
                relations.push(relation(RelationKind::Beside, to.clone(), title.clone()));
            }
        }
        relations
    };
    let places = held.iter().enumerate();
    places.map(|(index, (place, _))| of(index, place)).collect()
}
