//! What assures the quality of the achievement or of its issuer.

use credeval_model::element::{Element, QualityAssurance, QualityKind, Text};

use super::{
    Badge,
    alignment::{Aligned, Alignments},
};
use crate::{
    node::Node,
    push_new,
    reading::{Code, Date, Reading, Url},
};

/// Where an endorsement has its parts.
pub(crate) struct Endorsement {
    title: &'static [&'static str],
    from: &'static [&'static str],
    until: &'static [&'static str],
}

/// An endorsement of Open Badges 3.0, in both versions of verifiable credentials.
const ENDORSEMENT: Endorsement = Endorsement {
    title: &[
        "credentialSubject/endorsementComment",
        "name",
        "description",
    ],
    from: &["validFrom", "issuanceDate"],
    until: &["validUntil", "expirationDate"],
};
/// An endorsement of Open Badges 2.0.
pub(crate) const ENDORSEMENT_2: Endorsement = Endorsement {
    title: &["claim/endorsementComment"],
    from: &["issuedOn"],
    until: &["expires"],
};

impl Badge<'_> {
    pub(super) fn quality_assurance(&self) -> Element<Vec<QualityAssurance>> {
        self.element(
            "no alignment with quality assurance, no endorsement and no accreditation of the issuer",
            |reading| {
                quality(
                    reading,
                    &self.alignments,
                    self.issuer.all("accreditations"),
                    &[self.root, &self.achievement, &self.issuer],
                    &ENDORSEMENT,
                )
            },
        )
    }
}

/// What these alignments and accreditations say, and the endorsements of these nodes.
pub(crate) fn quality(
    reading: &mut Reading,
    alignments: &Alignments<'_>,
    accreditations: Vec<Node<'_>>,
    endorsed: &[&Node<'_>],
    keys: &Endorsement,
) -> Option<Vec<QualityAssurance>> {
    let mut statements = Vec::new();
    for alignment in alignments.with(Aligned::Quality) {
        if let Some(statement) = decision(reading, alignment) {
            push_new(&mut statements, statement);
        }
    }
    for accreditation in accreditations {
        if let Some(statement) = accredited(reading, &accreditation) {
            push_new(&mut statements, statement);
        }
    }
    for endorsed in endorsed {
        for endorsement in endorsed.all("endorsement") {
            if let Some(statement) = endorsement_of(reading, &endorsement, keys) {
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
}

/// A decision on the programme that the achievement belongs to.
fn decision(reading: &mut Reading, alignment: &Node<'_>) -> Option<QualityAssurance> {
    let title = reading.first_of(alignment, &["targetName", "targetDescription"]);
    let url: Option<Url> = reading.one(alignment, "targetUrl");
    let report = url.map(|url| url.0).or_else(|| {
        let code: Option<Code> = reading.one(alignment, "targetCode");
        code.map(|code| code.0)
    });
    if title.is_none() && report.is_none() {
        return None;
    }
    Some(QualityAssurance {
        title,
        agent: reading.one(alignment, "targetFramework"),
        report,
        ..silent(QualityKind::Programme)
    })
}

/// An accreditation of the issuer (1EdTech, issuer accreditation extension 1.0 and 2.0), in its own
/// words.
fn accredited(reading: &mut Reading, place: &Node<'_>) -> Option<QualityAssurance> {
    let title: Option<Text> =
        reading.first_of(place, &["name", "educationalSector", "contactInstructions"]);
    Some(QualityAssurance {
        title: Some(title?),
        valid_from: reading.one(place, "accreditationDate"),
        ..silent(QualityKind::Institution)
    })
}

/// An endorsement, or its address alone.
fn endorsement_of(
    reading: &mut Reading,
    place: &Node<'_>,
    keys: &Endorsement,
) -> Option<QualityAssurance> {
    if let Some(address) = reading.peek::<Url>(place) {
        return Some(QualityAssurance {
            report: Some(address.value.0),
            ..silent(QualityKind::Endorsement)
        });
    }
    let title = reading.first_of(place, keys.title);
    let agent = reading.first_of(place, &["issuer/name", "issuer/id", "issuer"]);
    if title.is_none() && agent.is_none() {
        return None;
    }
    let mut date = |keys: &[&str]| {
        let date = reading.first_of::<Date>(place, keys);
        date.map(|date| date.text)
    };
    Some(QualityAssurance {
        valid_from: date(keys.from),
        valid_until: date(keys.until),
        title,
        agent,
        ..silent(QualityKind::Endorsement)
    })
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
