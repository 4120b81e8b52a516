//! What assures the quality of the achievement or of who awarded it.

use credeval_model::element::{Element, QualityAssurance, QualityKind};

use super::{Claim, award::name, reference::List};
use crate::{
    integrity::{self, Facts},
    node::Node,
    push_new,
    reading::{Date, Reading, Url},
    vocabulary::{ACCREDITATION, meaning},
    xml::{self, Identified},
};

impl<'a> Claim<'a> {
    pub(super) fn quality_assurance(&self, facts: &mut Facts) -> Element<Vec<QualityAssurance>> {
        let absent = "no accreditation that the specification or the awarding body refers to by hasAccreditation";
        self.element(absent, |reading| {
            let mut statements = Vec::new();
            for (place, otherwise) in self.accreditations() {
                let mut quiet = Reading::default();
                let accreditation = integrity::Accreditation {
                    from: quiet.peek(&place.first("issuedDate")),
                    until: quiet.peek(&place.first("expiryDate")),
                    ..integrity::Accreditation::default()
                };
                match integrity::excluding(facts, &accreditation) {
                    Some(why) => reading.note(why.summary.into_owned()),
                    None => {
                        if let Some(statement) = self.statement(reading, &place, otherwise) {
                            push_new(&mut statements, statement);
                        }
                    }
                }
                facts.accreditations.push(accreditation);
            }
            (!statements.is_empty()).then_some(statements)
        })
    }

    /// The accreditations, each with what it is where its type does not tell.
    fn accreditations(&self) -> Vec<(Node<'a>, QualityKind)> {
        let of = |node: &Node<'a>, kind: QualityKind| {
            let found = self
                .references
                .referred(List::Accreditation, node, "hasAccreditation");
            found.into_iter().map(move |node| (node, kind))
        };
        let mut found: Vec<_> = of(
            &self.specification(self.role, &self.node),
            QualityKind::Programme,
        )
        .collect();
        for body in self.bodies() {
            found.extend(of(&body, QualityKind::Institution));
        }
        found
    }

    fn statement(
        &self,
        reading: &mut Reading,
        place: &Node<'a>,
        otherwise: QualityKind,
    ) -> Option<QualityAssurance> {
        let stated = place.first("type");
        let stated = match stated.is_nothing() {
            true => None,
            false => xml::term(reading, &stated),
        };
        let kind = stated.and_then(|stated| meaning(ACCREDITATION, &stated));
        let agents = place.all("accreditingAgent").into_iter();
        let agents: Vec<_> = agents
            .map(|agent| self.references.resolve(List::Organisation, &agent))
            .collect();
        let report = reading.one::<Url>(place, "report/@uri").map(|url| url.0);
        let report = report.or_else(|| {
            let number = xml::one::<Identified>(reading, place, "identifier")?;
            Some(number.value.value)
        });
        let statement = QualityAssurance {
            kind: kind.unwrap_or(otherwise),
            title: xml::text(reading, place, "title"),
            agent: agents.iter().find_map(|agent| name(reading, agent)),
            report,
            valid_from: xml::one::<Date>(reading, place, "issuedDate").map(|date| date.value.text),
            valid_until: xml::one::<Date>(reading, place, "expiryDate").map(|date| date.value.text),
        };
        let said = kind.is_some()
            || statement.title.is_some()
            || statement.agent.is_some()
            || statement.report.is_some();
        said.then_some(statement)
    }
}
