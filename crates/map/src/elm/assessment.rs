//! How the learner was assessed: by what, under which eyes, and with what grade.

use credeval_model::element::{Assessment, Concept, Element, Grade, Supervision, Text};

use super::{Claim, Role, name, title};
use crate::{
    integrity::Facts,
    node::Node,
    reading::{Fact, Reading},
    vocabulary,
};

/// Where a scheme or scale that gives a grade its meaning stands.
const SCHEMES: [&str; 3] = [
    "specifiedBy/gradingScheme",
    "resultDistribution",
    "shortenedGrading",
];
const GRADE: [&str; 3] = ["grade/noteLiteral", "grade", "gradeStatus/prefLabel"];

impl Claim<'_> {
    pub(super) fn assessment(&self) -> Element<Vec<Assessment>> {
        self.element(
            "no assessment under provenBy of the claim or its parts",
            |reading| {
                let assessments: Vec<_> = self
                    .of(&[Role::Assessment])
                    .filter_map(|node| assessment(reading, node))
                    .collect();
                (!assessments.is_empty()).then_some(assessments)
            },
        )
    }

    /// The weakest of all assessments: that is what can be said of the whole.
    pub(super) fn supervision(&self) -> Element<Supervision> {
        self.element("no idVerification under provenBy", |reading| {
            self.of(&[Role::Assessment])
                .flat_map(|node| node.all("idVerification"))
                .filter_map(|place| reading.concept(&place))
                .map(vocabulary::supervision)
                .min_by_key(|stated| {
                    [stated.identity_verified, stated.supervised].map(|held| held == Some(true))
                })
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
    let mut stated = Concept::default();
    for place in node.all("specifiedBy/dcType") {
        if stated == Concept::default() {
            stated = reading.concept(&place).unwrap_or_default();
        }
    }
    let title = title(reading, node);
    let graded = grade(reading, node);
    let scheme = scheme(node);
    if let Some(scheme) = &scheme {
        reading.place(scheme.pointer());
    }
    let assessment = Assessment {
        kind: vocabulary::assessment_kind(&stated),
        graded: graded.is_some(),
        grading_scheme: scheme.is_some(),
        assessed_by: node
            .all("assessedBy")
            .iter()
            .find_map(|assessor| name(reading, assessor)),
        stated,
        title,
    };
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
