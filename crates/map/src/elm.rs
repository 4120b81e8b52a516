//! European Learning Model 3, application profile EDC: the payload of a European Digital
//! Credential.
//!
//! Each member of `credentialSubject.hasClaim` is an achievement of its own. What it consists of
//! hangs below it: parts (`hasPart`), assessments (`provenBy`), activities (`influencedBy`) and
//! entitlements (`entitlesTo`). Where it is more than a micro-credential, each of its parts is an
//! achievement of its own too. Whoever sealed the credential (`issuer`) need not be the awarding
//! body: under a mandate it is not.
//!
//! Versions 3.1 and 3.2 are read alike: what they name differently (`nationalID`, `nationalId`;
//! `resultDestribution`, `resultDistribution`) is read under both names.

use credeval_model::element::{Element, Elements, Text};

use crate::{
    Part, each_achievement_and_its_parts,
    integrity::Facts,
    node::Node,
    reading::{Reading, Standing, element},
};

mod assessment;
mod award;
mod kind;
mod learning;
mod quality;

pub(crate) use award::{CountryCode, RegionCode};

/// How far parts, assessments and activities are followed; real credentials nest three deep.
const DEPTH: usize = 8;
/// Parts, assessments and activities that are looked at in one achievement.
const MEMBERS: usize = 1024;
/// Awarding bodies, or accreditations of them, that are looked at in one achievement; each part of a
/// transcript reads them again. A joint degree has a handful.
const BODIES: usize = 64;

/// Maps each claim of the credential, and the parts of those that are more than a micro-credential.
pub(crate) fn parts<'a>(root: &Node<'a>, standing: Standing<'_>) -> Vec<Part> {
    let inside = |claim: &Node<'a>| claim.all("hasPart");
    each_achievement_and_its_parts(root, "hasClaim", inside, |achievement, facts| {
        let claim = Claim {
            root,
            subject: achievement.subject,
            members: members(&achievement.node),
            node: achievement.node,
            wholes: achievement.wholes,
            alone: achievement.alone,
            standing,
        };
        claim.elements(facts)
    })
}

/// What a member of a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Achievement,
    Activity,
    Assessment,
    Entitlement,
}

/// One claim and what is needed to read it.
struct Claim<'a> {
    root: &'a Node<'a>,
    subject: Node<'a>,
    node: Node<'a>,
    /// What it is a part of, the nearest first; nothing for a claim of the subject.
    wholes: Vec<Node<'a>>,
    /// The claim and all that hangs below it.
    members: Vec<(Role, Node<'a>)>,
    /// Whether it is the only claim.
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

    fn element<T>(&self, absent: &str, read: impl FnOnce(&mut Reading) -> Option<T>) -> Element<T> {
        element(self.standing, absent, read)
    }

    /// The members of these roles.
    fn of<'s>(&'s self, roles: &'s [Role]) -> impl Iterator<Item = &'s Node<'a>> {
        self.members
            .iter()
            .filter(|(role, _)| roles.contains(role))
            .map(|(_, member)| member)
    }

    /// What the claim states at `path`, else what the nearest whole does that it is a part of: for
    /// what the whole has by its nature, which is who awarded it, where and when.
    fn inherited(&self, path: &str) -> Vec<Node<'a>> {
        let mut found = [&self.node]
            .into_iter()
            .chain(&self.wholes)
            .map(|node| node.all(path))
            .find(|found| !found.is_empty())
            .unwrap_or_default();
        found.truncate(BODIES);
        found
    }

    /// What the claim states at `path`, else, of an assessment, what the achievement does that it
    /// proves.
    fn own(&self, path: &str) -> Vec<Node<'a>> {
        let found = self.node.all(path);
        match found.is_empty() {
            true => self.node.first("proves").all(path),
            false => found,
        }
    }

    /// What the claim states itself, else what the nearest of its parts state, or what it proves: a
    /// whole that is silent is what its parts are, and a part never adds to a whole that speaks.
    fn nearest<T>(&self, mut read: impl FnMut(&Node<'a>) -> Vec<T>) -> Vec<T> {
        let mut nodes = vec![self.node.clone()];
        for _ in 0..DEPTH {
            let found: Vec<T> = nodes.iter().flat_map(&mut read).collect();
            if !found.is_empty() {
                return found;
            }
            nodes = nodes
                .iter()
                .flat_map(|node| {
                    let mut inside = node.all("proves");
                    inside.extend(node.all("hasPart"));
                    inside
                })
                .take(MEMBERS)
                .collect();
        }
        Vec::new()
    }
}

/// The claim and all that hangs below it, the nearest first.
fn members<'a>(claim: &Node<'a>) -> Vec<(Role, Node<'a>)> {
    let mut all = vec![(role_by_type(claim, Role::Achievement), claim.clone())];
    let mut level = all.clone();
    for _ in 0..DEPTH {
        level = level
            .iter()
            .flat_map(|(role, member)| below(*role, member))
            .take(MEMBERS.saturating_sub(all.len()))
            .collect();
        all.extend(level.iter().cloned());
    }
    all
}

fn below<'a>(role: Role, member: &Node<'a>) -> Vec<(Role, Node<'a>)> {
    [
        ("hasPart", role),
        ("provenBy", Role::Assessment),
        ("influencedBy", Role::Activity),
        ("entitlesTo", Role::Entitlement),
    ]
    .into_iter()
    .flat_map(|(relation, role)| {
        member
            .all(relation)
            .into_iter()
            .map(move |node| (role_by_type(&node, role), node))
    })
    .collect()
}

/// What a node is by its type, else by how it is related.
fn role_by_type(node: &Node<'_>, otherwise: Role) -> Role {
    [
        ("LearningAchievement", Role::Achievement),
        ("LearningActivity", Role::Activity),
        ("LearningAssessment", Role::Assessment),
        ("LearningEntitlement", Role::Entitlement),
    ]
    .into_iter()
    .find_map(|(name, role)| node.is(name).then_some(role))
    .unwrap_or(otherwise)
}

/// The title of a node, or of what specifies it.
fn title(reading: &mut Reading, node: &Node<'_>) -> Option<Text> {
    reading.first_of(node, &["title", "specifiedBy/title"])
}

/// A name of an organisation or person.
fn name(reading: &mut Reading, node: &Node<'_>) -> Option<Text> {
    reading.first_of(
        node,
        &["legalName", "fullName", "prefLabel", "altLabel", "name"],
    )
}
