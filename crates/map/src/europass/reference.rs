//! References within a document: `idref` names the `id` of a node in one of its lists.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{DEPTH, MEMBERS, Role};
use crate::node::Node;

/// The lists that references lead into, each under the name by which it is asked.
const LISTS: [(List, &str); 15] = [
    (List::Organisation, "agentReferences/organization"),
    (List::Awarding, "awardingProcessReferences/awardingProcess"),
    (
        List::Learning,
        "learningSpecificationReferences/qualification",
    ),
    (
        List::Learning,
        "learningSpecificationReferences/learningSpecification",
    ),
    (List::Outcome, "learningOutcomeReferences/learningOutcome"),
    (
        List::Activity,
        "learningActivitySpecificationReferences/learningActivitySpecification",
    ),
    (
        List::Assessment,
        "assessmentSpecificationReferences/assessmentSpecification",
    ),
    (
        List::Entitlement,
        "entitlementSpecificationReferences/entitlementSpecification",
    ),
    (List::Scoring, "scoringSchemeReferences/scoringScheme"),
    (List::Accreditation, "accreditationReferences/accreditation"),
    (
        List::Subject(Role::Achievement),
        "credentialSubject/achievements/learningAchievement",
    ),
    (
        List::Subject(Role::Activity),
        "credentialSubject/activities/activity",
    ),
    (
        List::Subject(Role::Assessment),
        "credentialSubject/assessments/assessment",
    ),
    (
        List::Subject(Role::Entitlement),
        "credentialSubject/entitlements/entitlement",
    ),
    (
        List::Subject(Role::Achievement),
        "credentialSubject/achievements/learningAchievement/hasPart/learningAchievement",
    ),
];

/// A list of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Organisation,
    Awarding,
    /// What specifies achievements.
    Learning,
    Outcome,
    /// What specifies activities.
    Activity,
    /// What specifies assessments.
    Assessment,
    /// What specifies entitlements.
    Entitlement,
    Scoring,
    Accreditation,
    /// What the subject has.
    Subject(Role),
}

/// The nodes of a document that can be referred to.
pub(super) struct References<'a> {
    /// By their number; several under one in different lists are common.
    nodes: BTreeMap<&'a str, Vec<(List, Node<'a>)>>,
}

impl<'a> References<'a> {
    pub(super) fn of(root: &Node<'a>) -> Self {
        let mut nodes: BTreeMap<&'a str, Vec<(List, Node<'a>)>> = BTreeMap::new();
        for (list, path) in LISTS {
            for node in root.all(path) {
                if let Some(id) = number(&node) {
                    nodes.entry(id).or_default().push((list, node));
                }
            }
        }
        Self { nodes }
    }

    /// The node of a list that a node refers to, or itself where it refers to none. A reference
    /// that nothing in the list answers to leads nowhere, nor does one that several do.
    pub(super) fn resolve(&self, list: List, node: &Node<'a>) -> Node<'a> {
        let Some(id) = attribute(node, "@idref") else {
            return node.clone();
        };
        let listed = self.nodes.get(id).into_iter().flatten();
        let mut found = listed.filter(|(of, _)| *of == list);
        match (found.next(), found.next()) {
            (Some((_, node)), None) => node.clone(),
            _ => Node::nothing(),
        }
    }

    /// The nodes of a list that are referred to at a path.
    pub(super) fn referred(&self, list: List, node: &Node<'a>, path: &str) -> Vec<Node<'a>> {
        let mut nodes = node.all(path);
        nodes.retain(|node| attribute(node, "@idref").is_some());
        for node in &mut nodes {
            *node = self.resolve(list, node);
        }
        nodes.retain(|node| !node.is_nothing());
        nodes
    }

    /// What specifies a node of this role; nothing where it does not say.
    pub(super) fn specification(&self, role: Role, node: &Node<'a>) -> Node<'a> {
        let list = match role {
            Role::Achievement => List::Learning,
            Role::Activity => List::Activity,
            Role::Assessment => List::Assessment,
            Role::Entitlement => List::Entitlement,
        };
        let mut found = self.referred(list, node, "specifiedBy").into_iter();
        found.next().unwrap_or_else(Node::nothing)
    }

    /// What hangs directly below a node of this role.
    fn below(&self, role: Role, node: &Node<'a>) -> Vec<(Role, Node<'a>)> {
        let mut below = Vec::new();
        for part in node.all("hasPart") {
            let mut named = part.all(role.name());
            if named.is_empty() {
                named.push(part);
            }
            below.extend(named.into_iter().map(|node| (role, node)));
        }
        let relations = [
            ("wasDerivedFrom", Role::Assessment),
            ("wasInfluencedBy", Role::Activity),
            ("entitlesTo", Role::Entitlement),
        ];
        for (relation, role) in relations.into_iter().filter(|_| role == Role::Achievement) {
            below.extend(node.all(relation).into_iter().map(|node| (role, node)));
        }
        below.truncate(MEMBERS);
        for (role, node) in &mut below {
            *node = self.resolve(List::Subject(*role), node);
        }
        below.retain(|(_, node)| !node.is_nothing());
        below
    }

    /// A node and all that hangs below it, the nearest first, each once: references may run in
    /// circles, and many may lead to one.
    pub(super) fn members(&self, role: Role, node: &Node<'a>) -> Vec<Member<'a>> {
        let mut seen = BTreeSet::from([node.pointer().clone()]);
        let mut all = vec![Member {
            role,
            node: node.clone(),
            depth: 0,
            above: None,
        }];
        let mut room = MEMBERS;
        let mut next = 0;
        while let Some(member) = all.get(next).cloned() {
            if member.depth == DEPTH {
                break;
            }
            for (role, node) in self.below(member.role, &member.node) {
                room = room.saturating_sub(1);
                if room == 0 {
                    return all;
                }
                if seen.insert(node.pointer().clone()) {
                    all.push(Member {
                        role,
                        node,
                        depth: member.depth + 1,
                        above: Some(next),
                    });
                }
            }
            next += 1;
        }
        all
    }
}

/// What hangs below a claim, or is it.
#[derive(Debug, Clone)]
pub(super) struct Member<'a> {
    pub(super) role: Role,
    pub(super) node: Node<'a>,
    /// How far below.
    pub(super) depth: usize,
    /// The place of what it hangs below.
    pub(super) above: Option<usize>,
}

/// The number that a node bears within the document.
pub(super) fn number<'a>(node: &Node<'a>) -> Option<&'a str> {
    attribute(node, "@id")
}

fn attribute<'a>(node: &Node<'a>, name: &str) -> Option<&'a str> {
    let stated = node.value().get(name).and_then(Value::as_str)?.trim();
    (!stated.is_empty()).then_some(stated)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reference_leads_to_the_one_that_answers() {
        let document = json!({
            "agentReferences": { "organization": [
                { "@id": "org:1", "n": 1 }, { "@id": "org:2", "n": 2 }, { "@id": "org:2", "n": 3 },
            ] },
            "learningOutcomeReferences": { "learningOutcome": { "@id": "org:1", "n": 4 } },
            "a": [{ "@idref": "org:1" }, { "@idref": "org:2" }, { "@idref": "org:3" }, { "n": 5 }],
        });
        let root = Node::root(&document);
        let references = References::of(&root);
        let found = references.referred(List::Organisation, &root, "a");
        let places: Vec<_> = found.iter().map(|node| node.pointer().as_str()).collect();
        assert_eq!(places, ["/agentReferences/organization/0"]);
    }

    #[test]
    fn a_circle_of_references_ends() {
        let document = json!({ "credentialSubject": {
            "achievements": { "learningAchievement": [
                { "@id": "a:1", "hasPart": { "learningAchievement": { "@idref": "a:2" } } },
                { "@id": "a:2", "hasPart": { "learningAchievement": [{ "@idref": "a:1" }, { "@idref": "a:2" }] } },
            ] },
        } });
        let root = Node::root(&document);
        let references = References::of(&root);
        let first = root.first("credentialSubject/achievements/learningAchievement");
        assert_eq!(references.members(Role::Achievement, &first).len(), 2);
    }
}
