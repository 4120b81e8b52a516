//! Europass credentials in XML, the form before European Learning Model 3.
//!
//! Achievements, activities, assessments and entitlements stand below `credentialSubject`, each in a
//! list of its own; what led to an achievement is written out within it, often a second time.
//! What specifies them, who awarded them and who assessed them stands in lists of the document and is
//! referred to by `idref`. A reference that leads nowhere, or to two, leads nowhere.
//!
//! Sources: EDCI data model 1.0 to 1.2 (`genericschema`, `diplomasupplementschema`,
//! `mandatedschema`), by the credentials that the European tools sealed with it.

use std::collections::BTreeSet;

use credeval_model::{
    element::{Element, Elements, Text},
    scope::{RelationKind, ScopeKind, Sign},
};

use crate::{
    PARTS, Part, RELATIONS, beside, each_of,
    integrity::{Facts, Period},
    nest,
    node::Node,
    nothing,
    reading::{Fact, Reading, Standing, element},
    relation,
    scope::{TRANSCRIPT_PARTS, sign},
    vocabulary, xml,
};
use reference::{Member, References};

mod assessment;
mod award;
mod learning;
mod quality;
mod reference;

/// How far parts, assessments and activities are followed; real credentials nest three deep.
const DEPTH: usize = 8;
/// What hangs below one achievement that is looked at.
const MEMBERS: usize = 1024;

/// What a member of a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Achievement,
    Activity,
    Assessment,
    Entitlement,
}

impl Role {
    /// Where the subject lists them.
    const LISTS: [(&str, Role); 4] = [
        ("achievements/learningAchievement", Role::Achievement),
        ("activities/activity", Role::Activity),
        ("assessments/assessment", Role::Assessment),
        ("entitlements/entitlement", Role::Entitlement),
    ];

    /// The element of one in a list of parts; some parts stand there without it.
    fn name(self) -> &'static str {
        match self {
            Self::Achievement => "learningAchievement",
            Self::Activity => "activity",
            Self::Assessment => "assessment",
            Self::Entitlement => "entitlement",
        }
    }
}

/// Maps each achievement, then what the subject lists beside them; of a transcript also each part.
pub(crate) fn parts(root: &Node<'_>, standing: Standing<'_>) -> Vec<Part> {
    if root.first("credentialSubject").is_nothing() {
        return nothing(match root.first("verifiableCredentials").is_nothing() {
            true => "the document has no credentialSubject",
            false => "a presentation claims nothing itself, and its credentials are not read",
        });
    }
    let references = References::of(root);
    let (claims, count) = claims(root, &references, standing);
    let read = |claim: &Claim<'_>, facts: &mut Facts| claim.elements(facts);
    let mut parts = each_of(&claims, count, |claim| &claim.node, read);
    let wholes: Vec<_> = claims.iter().map(|claim| claim.whole).collect();
    nest(&mut parts, &wholes);
    let alone = wholes.iter().filter(|whole| whole.is_none()).count();
    if let Some(alone) = parts.get_mut(..alone) {
        beside(alone);
    }
    parts
}

/// The claims that are mapped, those of the subject first, and how many there are; one that holds
/// nothing where there is none.
fn claims<'a>(
    root: &'a Node<'a>,
    references: &'a References<'a>,
    standing: Standing<'a>,
) -> (Vec<Claim<'a>>, usize) {
    let claim = |role, node: Node<'a>, whole| Claim {
        root,
        references,
        members: references.members(role, &node),
        node,
        role,
        whole,
        alone: false,
        standing,
    };
    let mut claims: Vec<Claim<'a>> = Vec::new();
    // What an achievement wrote out, or referred to, is listed once more.
    let mut told = BTreeSet::new();
    let mut count = 0;
    for (list, role) in Role::LISTS {
        for node in root.all(&format!("credentialSubject/{list}")) {
            let number = reference::number(&node);
            let is_again = number.is_some_and(|number| told.contains(&(role.name(), number)));
            if role != Role::Achievement && is_again {
                continue;
            }
            count += 1;
            if claims.len() < PARTS {
                let claim = claim(role, node, None);
                for member in &claim.members {
                    let number = reference::number(&member.node);
                    told.extend(number.map(|number| (member.role.name(), number)));
                }
                claims.push(claim);
            }
        }
    }
    for whole in 0..claims.len() {
        let Some(parts) = claims.get(whole).map(Claim::parts) else {
            break;
        };
        if parts.len() < TRANSCRIPT_PARTS {
            continue;
        }
        count += parts.len();
        let left = PARTS.saturating_sub(claims.len());
        let parts = parts.into_iter().take(left);
        claims.extend(parts.map(|node| claim(Role::Achievement, node, Some(whole))));
    }
    if claims.is_empty() {
        claims.push(claim(Role::Achievement, Node::nothing(), None));
    }
    if let (true, Some(only)) = (count <= 1, claims.first_mut()) {
        only.alone = true;
    }
    (claims, count)
}

/// One achievement, or what stands in its stead, and what is needed to read it.
struct Claim<'a> {
    root: &'a Node<'a>,
    references: &'a References<'a>,
    node: Node<'a>,
    role: Role,
    /// The claim and all that hangs below it, the nearest first.
    members: Vec<Member<'a>>,
    /// The place of what it is a part of.
    whole: Option<usize>,
    /// Whether it is the only one.
    alone: bool,
    standing: Standing<'a>,
}

impl<'a> Claim<'a> {
    fn elements(&self, facts: &mut Facts) -> Elements {
        self.gather(facts);
        Elements {
            learner: self.learner(),
            title: self.title(),
            country: self.country(),
            awarding_body: self.awarding_body(),
            issued: self.issued(facts),
            learning_outcomes: self.learning_outcomes(),
            workload: self.workload(facts),
            level: self.level(facts),
            assessment: self.assessment(),
            participation: self.participation(),
            quality_assurance: self.quality_assurance(facts),
            prerequisites: self.prerequisites(),
            supervision: self.supervision(),
            grade: self.grade(facts),
            stackability: self.stackability(facts),
            further_information: self.further_information(),
        }
    }

    /// Facts that are no element: when learning took place, what it is, what it hangs together with.
    fn gather(&self, facts: &mut Facts) {
        let mut reading = Reading::default();
        for member in self.of(&[Role::Activity]) {
            facts.periods.push(Period {
                start: reading.peek(&member.first("startedAtTime")),
                end: reading.peek(&member.first("endedAtTime")),
            });
        }
        let parts = self.parts();
        if let Some(first) = parts.first().filter(|_| parts.len() >= TRANSCRIPT_PARTS) {
            facts.signs.push(Sign {
                text: format!("a transcript of {} parts", parts.len()),
                from: first.pointer().clone(),
                speaks_for: ScopeKind::Transcript,
            });
        }
        for kind in self.root.all("type") {
            let at = kind.pointer().clone();
            let stated = xml::term(&mut reading, &kind);
            if let Some(stated) = stated
                && let Some(kind) = vocabulary::meaning(vocabulary::PROFILE, &stated)
            {
                let value = vocabulary::words(&stated);
                facts.signs.push(sign(Fact { value, at }, kind));
            }
        }
        for (role, kind) in [
            (Role::Achievement, RelationKind::HasPart),
            (Role::Assessment, RelationKind::ProvenBy),
            (Role::Activity, RelationKind::InfluencedBy),
            (Role::Entitlement, RelationKind::EntitlesTo),
        ] {
            // The parts of a transcript are achievements of their own, which say it themselves.
            if role == Role::Achievement && parts.len() >= TRANSCRIPT_PARTS {
                continue;
            }
            for node in self.below(role) {
                if facts.relations.len() < RELATIONS {
                    let title = self.title_of(&mut Reading::default(), role, node);
                    let relation = relation(kind, node.pointer().clone(), title);
                    facts.relations.push(relation);
                }
            }
        }
    }

    fn element<T>(&self, absent: &str, read: impl FnOnce(&mut Reading) -> Option<T>) -> Element<T> {
        element(self.standing, absent, read)
    }

    /// The members of these roles.
    fn of<'s>(&'s self, roles: &'s [Role]) -> impl Iterator<Item = &'s Node<'a>> {
        self.members
            .iter()
            .filter(|member| roles.contains(&member.role))
            .map(|member| &member.node)
    }

    /// What hangs directly below it, of this role.
    fn below(&self, role: Role) -> impl Iterator<Item = &Node<'a>> {
        self.below_member(0, role)
    }

    /// What hangs directly below the member at this place, of this role.
    fn below_member(&self, place: usize, role: Role) -> impl Iterator<Item = &Node<'a>> {
        self.members
            .iter()
            .filter(move |member| member.above == Some(place) && member.role == role)
            .map(|member| &member.node)
    }

    /// The achievements that it consists of.
    fn parts(&self) -> Vec<Node<'a>> {
        match self.role {
            Role::Achievement => self.below(self.role).cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// What the claim states itself, else what the nearest of its parts state, as in the model that
    /// came after it. `read` takes the place of a member and its node.
    fn nearest<T>(&self, mut read: impl FnMut(usize, &Node<'a>) -> Vec<T>) -> Vec<T> {
        let parts = || {
            let members = self.members.iter().enumerate();
            members.filter(|(_, member)| member.role == self.role)
        };
        for depth in 0..=DEPTH {
            let nearest = parts().filter(|(_, member)| member.depth == depth);
            let found: Vec<T> = nearest
                .flat_map(|(place, member)| read(place, &member.node))
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// What specifies a node of this role.
    fn specification(&self, role: Role, node: &Node<'a>) -> Node<'a> {
        self.references.specification(role, node)
    }

    /// The title of a node, or of what specifies it.
    fn title_of(&self, reading: &mut Reading, role: Role, node: &Node<'a>) -> Option<Text> {
        xml::text(reading, node, "title")
            .or_else(|| xml::text(reading, &self.specification(role, node), "title"))
    }
}
