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
};

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
    let of = |place: &Pointer| {
        let mut relations = Vec::new();
        for achievement in associations.within(place) {
            for related in associations.of_achievement(achievement) {
                let target = related.achievement.as_ref().map(Node::pointer);
                let other = held
                    .iter()
                    .filter(|(other, _)| other != place)
                    .find(|(other, _)| target.is_some_and(|target| target.is_within(other)));
                if let Some((to, title)) = other {
                    let relation = Relation {
                        kind: related.kind,
                        to: to.clone(),
                        title: title.clone(),
                    };
                    push_new(&mut relations, relation);
                }
            }
        }
        for (to, title) in held.iter().filter(|(other, _)| other != place) {
            if relations.len() < RELATIONS && relations.iter().all(|known| known.to != *to) {
                relations.push(Relation {
                    kind: RelationKind::Beside,
                    to: to.clone(),
                    title: title.clone(),
                });
            }
        }
        relations.truncate(RELATIONS);
        relations
    };
    held.iter().map(|(place, _)| of(place)).collect()
}
