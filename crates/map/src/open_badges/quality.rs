//! What assures the quality of the achievement or of its issuer.

use credeval_model::element::{Element, QualityAssurance, QualityKind, Text};

use super::{
    Badge,
    alignment::{Aligned, aligned},
};
use crate::{
    node::Node,
    push_new,
    reading::{Code, Date, Reading, Url},
};

impl<'a> Badge<'a> {
    pub(super) fn quality_assurance(&self) -> Element<Vec<QualityAssurance>> {
        self.element(
            "no alignment with quality assurance, no endorsement and no accreditation of the issuer",
            |reading| {
                let mut statements = Vec::new();
                for alignment in self.alignments(Aligned::Quality) {
                    if let Some(statement) = decision(reading, &alignment) {
                        push_new(&mut statements, statement);
                    }
                }
                for accreditation in self.root.all("issuer/accreditations") {
                    if let Some(statement) = accredited(reading, &accreditation) {
                        push_new(&mut statements, statement);
                    }
                }
                let issuer = self.root.first("issuer");
                for endorsed in [self.root, &self.achievement, &issuer] {
                    for endorsement in endorsed.all("endorsement") {
                        if let Some(statement) = endorsement_of(reading, &endorsement) {
                            push_new(&mut statements, statement);
                        }
                    }
                    for token in endorsed.all("endorsementJwt") {
                        // What an encoded endorsement says is read when it is checked.
                        if Reading::default().peek::<String>(&token).is_some() {
                            reading.place(token.pointer());
                            push_new(&mut statements, silent(QualityKind::Endorsement));
                        }
                    }
                }
                (!statements.is_empty()).then_some(statements)
            },
        )
    }

    /// The alignments of the achievement with what is asked for.
    pub(super) fn alignments(&self, with: Aligned) -> Vec<Node<'a>> {
        self.achievement
            .all("alignment")
            .into_iter()
            .filter(|alignment| aligned(alignment) == with)
            .collect()
    }
}

/// A decision on the programme that the achievement belongs to.
fn decision(reading: &mut Reading, alignment: &Node<'_>) -> Option<QualityAssurance> {
    let statement = QualityAssurance {
        title: reading.first_of(alignment, &["targetName", "targetDescription"]),
        agent: reading.one(alignment, "targetFramework"),
        report: reading
            .one::<Url>(alignment, "targetUrl")
            .map(|url| url.0)
            .or_else(|| {
                reading
                    .one::<Code>(alignment, "targetCode")
                    .map(|code| code.0)
            }),
        ..silent(QualityKind::Programme)
    };
    (statement.title.is_some() || statement.report.is_some()).then_some(statement)
}

/// An accreditation of the issuer (1EdTech, issuer accreditation extension 2.0), in its own words.
fn accredited(reading: &mut Reading, place: &Node<'_>) -> Option<QualityAssurance> {
    let title: Option<Text> =
        reading.first_of(place, &["name", "educationalSector", "contactInstructions"]);
    Some(QualityAssurance {
        title: Some(title?),
        valid_from: reading.one(place, "accreditationDate"),
        ..silent(QualityKind::Institution)
    })
}

fn endorsement_of(reading: &mut Reading, place: &Node<'_>) -> Option<QualityAssurance> {
    let statement = QualityAssurance {
        title: reading.first_of(
            place,
            &[
                "credentialSubject/endorsementComment",
                "name",
                "description",
            ],
        ),
        agent: reading.first_of(place, &["issuer/name", "issuer/id", "issuer"]),
        valid_from: reading
            .one::<Date>(place, "validFrom")
            .map(|date| date.text),
        valid_until: reading
            .one::<Date>(place, "validUntil")
            .map(|date| date.text),
        ..silent(QualityKind::Endorsement)
    };
    (statement.title.is_some() || statement.agent.is_some()).then_some(statement)
}

/// A statement that says nothing but its kind.
fn silent(kind: QualityKind) -> QualityAssurance {
    QualityAssurance {
        kind,
        title: None,
        agent: None,
        report: None,
        valid_from: None,
        valid_until: None,
    }
}
