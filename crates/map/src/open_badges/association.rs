//! How the achievements of a learner record hang together.

use std::collections::HashMap;

use credeval_model::{
    element::Text,
    scope::{Relation, RelationKind},
};

use super::Badge;
use crate::{RELATIONS, node::Node, push_new, reading::Reading, relation};

/// The associations of a learner record, and the achievements that they speak of: its own, and
/// those of the credentials that stand in it.
///
/// Source: Comprehensive Learner Record 2.0, appendix B (`Association`).
pub(crate) struct Associations<'a> {
    list: Vec<Association<'a>>,
    achievements: HashMap<&'a str, Node<'a>>,
}

struct Association<'a> {
    kind: &'a str,
    source: Node<'a>,
    target: Node<'a>,
}

/// What an association is from one of its ends.
pub(crate) struct Related<'a> {
    pub(crate) kind: RelationKind,
    /// The place that names the other end.
    pub(crate) stated: Node<'a>,
    /// The achievement there, where it stands in the record.
    pub(crate) achievement: Option<Node<'a>>,
}

impl<'a> Associations<'a> {
    pub(crate) fn of(root: &Node<'a>) -> Self {
        let own = root.all("credentialSubject/achievement");
        let held = root.all("credentialSubject/verifiableCredential/credentialSubject/achievement");
        let mut achievements = HashMap::new();
        for achievement in own.into_iter().chain(held) {
            if let Some(id) = id(&achievement.first("id")) {
                achievements.entry(id).or_insert(achievement);
            }
        }
        let list = root.all("credentialSubject/association");
        let list = list.iter().filter_map(|association| {
            Some(Association {
                kind: association.value().get("associationType")?.as_str()?,
                source: association.first("sourceId"),
                target: association.first("targetId"),
            })
        });
        Self {
            list: list.collect(),
            achievements,
        }
    }

    /// What relates to this achievement, at most [`RELATIONS`].
    pub(crate) fn of_achievement(&self, achievement: &Node<'a>) -> Vec<Related<'a>> {
        let Some(own) = id(&achievement.first("id")) else {
            return Vec::new();
        };
        let related = self.list.iter().filter_map(|association| {
            let (from_source, from_target) = kinds(association.kind)?;
            let (kind, other) = if id(&association.source) == Some(own) {
                (from_source, &association.target)
            } else if id(&association.target) == Some(own) {
                (from_target, &association.source)
            } else {
                return None;
            };
            Some(Related {
                kind,
                achievement: self.achievements.get(id(other)?).cloned(),
                stated: other.clone(),
            })
        });
        related.take(RELATIONS).collect()
    }
}

fn id<'a>(node: &Node<'a>) -> Option<&'a str> {
    node.value().as_str()
}

/// What the target is to the source, and the source to the target.
fn kinds(association: &str) -> Option<(RelationKind, RelationKind)> {
    use RelationKind::{Follows, HasPart, PartOf, Precedes, RelatedTo};
    Some(match association {
        "isChildOf" | "isPartOf" => (PartOf, HasPart),
        "isParentOf" => (HasPart, PartOf),
        "precedes" => (Precedes, Follows),
        "exactMatchOf" | "isPeerOf" | "isRelatedTo" | "replacedBy" => (RelatedTo, RelatedTo),
        _ => return None,
    })
}

impl Badge<'_> {
    /// How the achievement hangs together with others: by the associations of a learner record,
    /// and by the achievements that it names as related.
    pub(super) fn relations(&self) -> Vec<Relation> {
        let mut relations = Vec::new();
        for related in self.associations.of_achievement(&self.achievement) {
            if let Some(achievement) = related.achievement {
                let title = title(&achievement, &["name"]);
                let to = achievement.pointer().clone();
                push_new(&mut relations, relation(related.kind, to, title));
            }
        }
        for related in self.achievement.all("related") {
            if relations.len() < RELATIONS {
                let title = title(&related, &["name", "id"]);
                let to = related.pointer().clone();
                relations.push(relation(RelationKind::RelatedTo, to, title));
            }
        }
        relations
    }
}

fn title(node: &Node<'_>, keys: &[&str]) -> Option<Text> {
    let mut reading = Reading::default();
    keys.iter()
        .find_map(|key| reading.peek::<Text>(&node.first(key)))
        .map(|title| title.value)
}
