//! Credentials of no known kind: what they state in words that are widely used.
//!
//! - EBSI attestations of education: `credentialSubject.achieved`, in the words of the European
//!   Learning Model before its third version, as plain text;
//! - schema.org: an `EducationalOccupationalCredential` or a `Course`, as the document itself or as
//!   `credentialSubject.hasCredential`;
//! - the `degree` of the examples of the Verifiable Credentials Data Model.
//!
//! Sources: EBSI JSON Schemas (Verifiable Accreditation - Education Diploma, 2022-11); schema.org
//! 28 (`EducationalOccupationalCredential`, `Course`); Verifiable Credentials Data Model 1.1 and 2.0.

use crate::{
    PARTS, Part, beside, each_of,
    integrity::{Facts, Period},
    node::Node,
    reading::{Reading, Standing, element},
    scope::sign,
    vocabulary,
};
use credeval_model::{
    element::{Element, Elements, Text},
    scope::ScopeKind,
};

mod award;
mod learning;
mod quality;

/// Where achievements stand, by the kind of credential.
const ACHIEVEMENTS: [&str; 3] = [
    "credentialSubject/achieved",
    "credentialSubject/hasCredential",
    "credentialSubject/degree",
];
/// Types that are no achievement's: of the credential as such.
const DIPLOMAS: [&str; 2] = ["VerifiableDiploma", "UniversityDegreeCredential"];

/// Maps each achievement; where there is none, what is said of the subject, or of the document.
pub(crate) fn parts(root: &Node<'_>, standing: Standing<'_>) -> Vec<Part> {
    let mut nodes: Vec<_> = ACHIEVEMENTS
        .iter()
        .map(|path| root.all(path))
        .find(|found| !found.is_empty())
        .unwrap_or_default();
    let count = nodes.len();
    nodes.truncate(PARTS);
    if nodes.is_empty() {
        // What has a subject speaks of a person there.
        nodes.push(match root.first("credentialSubject").is_nothing() {
            true => root.clone(),
            false => Node::nothing(),
        });
    }
    let read = |node: &Node<'_>, facts: &mut Facts| {
        let claim = Claim {
            root,
            node: node.clone(),
            alone: count <= 1,
            standing,
        };
        claim.elements(facts)
    };
    let mut parts = each_of(&nodes, count, |node| node, read);
    beside(&mut parts);
    parts
}

/// One achievement and what is needed to read it.
struct Claim<'a> {
    root: &'a Node<'a>,
    node: Node<'a>,
    /// Whether it is the only one.
    alone: bool,
    standing: Standing<'a>,
}

impl Claim<'_> {
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
            quality_assurance: self.quality_assurance(),
            prerequisites: self.prerequisites(),
            supervision: self.supervision(),
            grade: self.grade(facts),
            stackability: self.stackability(),
            further_information: self.further_information(),
        }
    }

    /// Facts that are no element: when learning took place, and what makes it a qualification.
    fn gather(&self, facts: &mut Facts) {
        let mut reading = Reading::default();
        for activity in self.node.all("wasInfluencedBy") {
            facts.periods.push(Period {
                start: reading.peek(&activity.first("startedAtTime")),
                end: reading.peek(&activity.first("endedAtTime")),
            });
        }
        let places = self
            .node
            .all("type")
            .into_iter()
            .chain(self.node.all("@type"))
            .map(|place| (place, vocabulary::QUALIFICATION))
            .chain(
                self.root
                    .all("type")
                    .into_iter()
                    .map(|place| (place, &DIPLOMAS[..])),
            );
        for (place, qualifications) in places {
            let stated = reading.peek::<String>(&place);
            let beyond = stated.filter(|stated| qualifications.contains(&stated.value.as_str()));
            facts
                .signs
                .extend(beyond.map(|stated| sign(stated, ScopeKind::Qualification)));
        }
        // schema.org: `credentialCategory` is free text such as "degree" or "badge".
        for place in self.node.all("credentialCategory") {
            let stated = reading.peek::<String>(&place);
            let beyond = stated.filter(|stated| {
                let words = vocabulary::normal(&stated.value);
                words
                    .split(' ')
                    .any(|word| ["degree", "diploma"].contains(&word))
            });
            facts
                .signs
                .extend(beyond.map(|stated| sign(stated, ScopeKind::Qualification)));
        }
    }

    fn element<T>(&self, absent: &str, read: impl FnOnce(&mut Reading) -> Option<T>) -> Element<T> {
        element(self.standing, absent, read)
    }

    fn title(&self) -> Element<Text> {
        let absent = "no title or name of an achievement under credentialSubject (achieved, hasCredential, degree), and no name of the credential";
        self.element(absent, |reading| {
            title(reading, &self.node)
                .or_else(|| self.alone.then(|| reading.one(self.root, "name")).flatten())
        })
    }

    /// The texts at all of these paths.
    fn texts(&self, reading: &mut Reading, paths: &[&str]) -> Vec<Text> {
        paths
            .iter()
            .flat_map(|path| reading.many::<Text>(&self.node, path))
            .map(|text| text.value)
            .collect()
    }
}

/// The title of a node, or of what it is about.
fn title(reading: &mut Reading, node: &Node<'_>) -> Option<Text> {
    reading.first_of(node, &["title", "name", "specifiedBy/title", "about/name"])
}
