//! How the learner was assessed: by what, under which eyes, and with what grade.

use credeval_model::element::{Assessment, Concept, Element, Grade, Supervision};

use super::{Claim, Role, award::name, reference::List};
use crate::{
    integrity::Facts,
    node::Node,
    reading::Reading,
    vocabulary::{self, weakest},
    xml::{self, Written},
};

impl<'a> Claim<'a> {
    pub(super) fn assessment(&self) -> Element<Vec<Assessment>> {
        let absent = "no assessment under wasDerivedFrom of the achievement or its parts";
        self.element(absent, |reading| {
            let assessments: Vec<_> = self
                .of(&[Role::Assessment])
                .filter_map(|node| self.assessment_of(reading, node))
                .collect();
            (!assessments.is_empty()).then_some(assessments)
        })
    }

    fn assessment_of(&self, reading: &mut Reading, node: &Node<'a>) -> Option<Assessment> {
        let specification = self.specification(Role::Assessment, node);
        let kind = specification.first("type");
        let stated = match kind.is_nothing() {
            true => Concept::default(),
            false => xml::term(reading, &kind).unwrap_or_default(),
        };
        let title = self.title_of(reading, Role::Assessment, node);
        let graded = xml::one::<Written>(reading, node, "grade").is_some();
        let scheme = self.scheme(node);
        if let Some(scheme) = &scheme {
            reading.place(scheme.pointer());
        }
        let said = stated != Concept::default() || title.is_some() || graded;
        let assessors = self
            .references
            .referred(List::Organisation, node, "assessedBy");
        said.then(|| Assessment {
            kind: vocabulary::assessment_kind(&stated),
            stated,
            title,
            graded,
            grading_scheme: scheme.is_some(),
            assessed_by: assessors
                .iter()
                .find_map(|assessor| name(reading, assessor)),
        })
    }

    /// The scheme that the specification of an assessment refers to.
    fn scheme(&self, node: &Node<'a>) -> Option<Node<'a>> {
        let specification = self.specification(Role::Assessment, node);
        let found = self
            .references
            .referred(List::Scoring, &specification, "gradingScheme");
        found.into_iter().next()
    }

    pub(super) fn supervision(&self) -> Element<Supervision> {
        self.element("no idVerificationMethod under wasDerivedFrom", |reading| {
            let places = self.of(&[Role::Assessment]);
            let places = places.flat_map(|node| node.all("idVerificationMethod"));
            weakest(places.filter_map(|place| xml::term(reading, &place)))
        })
    }

    pub(super) fn grade(&self, facts: &mut Facts) -> Element<Vec<Grade>> {
        self.element("no grade under wasDerivedFrom", |reading| {
            let mut grades = Vec::new();
            for node in self.of(&[Role::Assessment]) {
                let Some(value) = xml::one::<Written>(reading, node, "grade") else {
                    continue;
                };
                let value = value.map(|grade| grade.0);
                let scheme = self.scheme(node);
                if scheme.is_none() {
                    let shown = value.clone().map(|grade| grade.shown().to_owned());
                    facts.bare_grades.push(shown);
                }
                grades.push(Grade {
                    value: value.value,
                    scheme: scheme.and_then(|scheme| {
                        xml::first_text(reading, &scheme, &["title", "description"])
                    }),
                });
            }
            (!grades.is_empty()).then_some(grades)
        })
    }
}
