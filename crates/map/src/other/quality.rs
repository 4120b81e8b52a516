//! How the learner was assessed, and who stands for the quality.

use credeval_model::element::{
    Assessment, Concept, Element, Grade, QualityAssurance, QualityKind, Supervision, Text,
};

use super::{Claim, title};
use crate::{
    integrity::Facts,
    node::Node,
    push_new,
    reading::Reading,
    vocabulary::{self, weakest},
};

const SCHEME: &str = "specifiedBy/gradingScheme";

impl Claim<'_> {
    pub(super) fn assessment(&self) -> Element<Vec<Assessment>> {
        self.element("no assessment under wasDerivedFrom", |reading| {
            let places = self.node.all("wasDerivedFrom");
            let found = places.iter();
            let found: Vec<_> = found
                .filter_map(|place| assessment(reading, place))
                .collect();
            (!found.is_empty()).then_some(found)
        })
    }

    pub(super) fn supervision(&self) -> Element<Supervision> {
        self.element("no idVerification under wasDerivedFrom", |reading| {
            weakest(reading.concepts(&self.node, "wasDerivedFrom/idVerification"))
        })
    }

    pub(super) fn grade(&self, facts: &mut Facts) -> Element<Vec<Grade>> {
        self.element("no grade under wasDerivedFrom", |reading| {
            let mut grades = Vec::new();
            for place in self.node.all("wasDerivedFrom") {
                let grade = place.first("grade");
                let Some(value) = reading.read::<Text>(&grade) else {
                    continue;
                };
                let scheme = place.first(SCHEME);
                let words = reading.peek::<Text>(&scheme).map(|text| text.value);
                let words = words.or_else(|| reading.first_of(&scheme, &["title", "definition"]));
                if scheme.is_nothing() {
                    facts
                        .bare_grades
                        .push(value.clone().map(|grade| grade.shown().to_owned()));
                }
                grades.push(Grade {
                    value: value.value,
                    scheme: words,
                });
            }
            (!grades.is_empty()).then_some(grades)
        })
    }

    /// schema.org: who acknowledges the credential, which "may include a process of quality
    /// assurance or accreditation"; that is the word of the issuer.
    pub(super) fn quality_assurance(&self) -> Element<Vec<QualityAssurance>> {
        self.element("no recognizedBy", |reading| {
            let mut statements = Vec::new();
            for place in self.node.all("recognizedBy") {
                let own = reading.peek::<Text>(&place).map(|text| text.value);
                let agent = own.or_else(|| reading.first_of(&place, &["name", "legalName"]));
                if agent.is_none() {
                    reading.fault(&place, "a body with a name");
                    continue;
                }
                push_new(
                    &mut statements,
                    QualityAssurance {
                        kind: QualityKind::Statement,
                        title: None,
                        agent,
                        report: None,
                        valid_from: None,
                        valid_until: None,
                    },
                );
            }
            (!statements.is_empty()).then_some(statements)
        })
    }
}

fn assessment(reading: &mut Reading, place: &Node<'_>) -> Option<Assessment> {
    let kind = place.first("specifiedBy/assessmentType");
    let stated = match kind.is_nothing() {
        true => Concept::default(),
        false => reading.concept(&kind).unwrap_or_default(),
    };
    let title = title(reading, place);
    let graded = reading.peek::<Text>(&place.first("grade")).is_some();
    let scheme = place.first(SCHEME);
    if !scheme.is_nothing() {
        reading.place(scheme.pointer());
    }
    let said = stated != Concept::default() || title.is_some() || graded;
    said.then(|| Assessment {
        kind: vocabulary::assessment_kind(&stated),
        stated,
        title,
        graded,
        grading_scheme: !scheme.is_nothing(),
        assessed_by: None,
    })
}
