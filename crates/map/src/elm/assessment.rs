//! How the learner was assessed: by what, under which eyes, and with what grade.

use credeval_model::element::{Assessment, Concept, Element, Grade, Supervision, Text};

use super::{Claim, Role, name, title};
use crate::{
    integrity::Facts,
    node::Node,
    reading::{Fact, Reading},
    vocabulary::{self, weakest},
};

/// Where a scheme or scale that gives a grade its meaning stands.
const SCHEMES: [&str; 4] = [
    "specifiedBy/gradingScheme",
    "resultDistribution",
    // The context of version 3.1 has it so.
    "resultDestribution",
    "shortenedGrading",
];
const GRADE: [&str; 3] = ["grade/noteLiteral", "grade", "gradeStatus/prefLabel"];

impl Claim<'_> {
    /// The assessments that took place, else those that the specification foresees.
    pub(super) fn assessment(&self) -> Element<Vec<Assessment>> {
        self.element(
            "no assessment under provenBy of the claim, its parts or its specifiedBy",
            |reading| {
                let mut assessments: Vec<_> = self
                    .of(&[Role::Assessment])
                    .filter_map(|node| assessment(reading, node))
                    .collect();
                if assessments.is_empty() {
                    let foreseen = self.node.all("specifiedBy/provenBy");
                    assessments.extend(foreseen.iter().filter_map(|node| specified(reading, node)));
                }
                (!assessments.is_empty()).then_some(assessments)
            },
        )
    }

    pub(super) fn supervision(&self) -> Element<Supervision> {
        self.element("no idVerification under provenBy", |reading| {
            let places = self.of(&[Role::Assessment]);
            let places = places.flat_map(|node| node.all("idVerification"));
            weakest(places.filter_map(|place| reading.concept(&place)))
        })
    }

    pub(super) fn grade(&self, facts: &mut Facts) -> Element<Vec<Grade>> {
        self.element("no grade under provenBy", |reading| {
            let mut grades = Vec::new();
            for node in self.of(&[Role::Assessment]) {
                let Some(value) = grade(reading, node) else {
                    continue;
                };
                let words = reading.first_of(
                    node,
                    &[
                        "specifiedBy/gradingScheme/title",
                        "specifiedBy/gradingScheme/description",
                    ],
                );
                if scheme(node).is_none() {
                    let shown = value.clone().map(|value| value.shown().to_owned());
                    facts.bare_grades.push(shown);
                }
                grades.push(Grade {
                    value: value.value,
                    scheme: words,
                });
            }
            (!grades.is_empty()).then_some(grades)
        })
    }
}

fn assessment(reading: &mut Reading, node: &Node<'_>) -> Option<Assessment> {
    let stated = kind(reading, &node.all("specifiedBy/dcType"));
    let title = title(reading, node);
    let graded = grade(reading, node);
    let scheme = scheme(node);
    if let Some(scheme) = &scheme {
        reading.place(scheme.pointer());
    }
    said(Assessment {
        kind: vocabulary::assessment_kind(&stated),
        graded: graded.is_some(),
        grading_scheme: scheme.is_some(),
        assessed_by: node
            .all("assessedBy")
            .iter()
            .find_map(|assessor| name(reading, assessor)),
        stated,
        title,
    })
}

/// An assessment that is specified, and of which nothing says that it took place.
fn specified(reading: &mut Reading, node: &Node<'_>) -> Option<Assessment> {
    let stated = kind(reading, &node.all("dcType"));
    let scheme = node.first("gradingScheme");
    if !scheme.is_nothing() {
        reading.place(scheme.pointer());
    }
    said(Assessment {
        kind: vocabulary::assessment_kind(&stated),
        graded: false,
        grading_scheme: !scheme.is_nothing(),
        assessed_by: None,
        stated,
        title: reading.one(node, "title"),
    })
}

/// The first kind that is stated.
fn kind(reading: &mut Reading, places: &[Node<'_>]) -> Concept {
    let kind = places.iter().find_map(|place| reading.concept(place));
    kind.unwrap_or_default()
}

/// An assessment of which something is said.
fn said(assessment: Assessment) -> Option<Assessment> {
    let said =
        assessment.stated != Concept::default() || assessment.title.is_some() || assessment.graded;
    said.then_some(assessment)
}

fn grade(reading: &mut Reading, node: &Node<'_>) -> Option<Fact<Text>> {
    GRADE
        .iter()
        .flat_map(|path| node.all(path))
        .find_map(|place| reading.peek(&place))
}

fn scheme<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    SCHEMES
        .iter()
        .find_map(|path| node.all(path).into_iter().next())
}
