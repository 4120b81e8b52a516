//! What assures the quality of the achievement or of its provider.

use credeval_model::element::{Element, QualityAssurance, QualityKind};

use super::{BODIES, Claim, name};
use crate::{
    integrity::{self, Facts},
    node::Node,
    push_new,
    reading::{Code, Date, Fact, Reading, Url},
    vocabulary::{self, ACCREDITATION, meaning},
};

/// Where an organisation has its identifiers in registers.
const IDENTIFIERS: [&str; 5] = [
    "eIDASIdentifier/notation",
    "vatIdentifier/notation",
    "taxIdentifier/notation",
    "registration/notation",
    "identifier/notation",
];

impl Claim<'_> {
    pub(super) fn quality_assurance(&self, facts: &mut Facts) -> Element<Vec<QualityAssurance>> {
        self.element(
            "no accreditation under specifiedBy, awardedBy.awardingBody or evidence",
            |reading| {
                let mut statements = Vec::new();
                for (place, otherwise) in self.accreditations(reading) {
                    let accreditation = gather(&place);
                    if let Some(refused) = &accreditation.refused {
                        reading.note(format!("the accreditation at {} was refused", refused.at));
                    } else if let Some(statement) = statement(reading, &place, otherwise) {
                        push_new(&mut statements, statement);
                    }
                    facts.accreditations.push(accreditation);
                }
                (!statements.is_empty()).then_some(statements)
            },
        )
    }

    /// The accreditations, each with what it is where its type does not tell.
    fn accreditations(&self, reading: &mut Reading) -> Vec<(Node<'_>, QualityKind)> {
        let mut found = of(
            self.own("specifiedBy/accreditation"),
            QualityKind::Programme,
        );
        // A part has the accreditation of the body that awarded it, which need not be each of those
        // that awarded the whole.
        let bodies = self.inherited("awardedBy/awardingBody");
        let accredited = bodies.iter().flat_map(|body| body.all("accreditation"));
        found.extend(of(
            accredited.take(BODIES).collect(),
            QualityKind::Institution,
        ));
        for evidence in self.root.all("evidence") {
            let types = Reading::default().concepts(&evidence, "dcType");
            // A mandate says on whose behalf the seal was made: the word of the sealer.
            if types
                .iter()
                .any(|stated| vocabulary::has_code(stated, vocabulary::MANDATE))
            {
                reading.note(format!(
                    "{} is a mandate, which assures no quality",
                    evidence.pointer()
                ));
            } else {
                // What is evidence of a transcript is none of a course that it lists, but where it
                // says of which institution it is.
                let accreditations = evidence.all("accreditation").into_iter();
                let accreditations = accreditations.filter(|place| match self.wholes.is_empty() {
                    true => !is_of_another(place, &bodies),
                    false => is_of(place, &bodies),
                });
                found.extend(of(accreditations.collect(), QualityKind::Statement));
            }
        }
        found
    }
}

/// Whether an accreditation is of the institution as such, and names one of these bodies by an
/// identifier in a register.
fn is_of(accreditation: &Node<'_>, bodies: &[Node<'_>]) -> bool {
    let kinds = Reading::default().concepts(accreditation, "dcType");
    let mut kinds = kinds.iter().filter_map(|kind| meaning(ACCREDITATION, kind));
    let accredited = notations(&accreditation.all("organisation"));
    kinds.any(|kind| kind == QualityKind::Institution)
        && notations(bodies)
            .iter()
            .any(|notation| accredited.contains(notation))
}

/// Whether an accreditation names an institution by identifiers, and none of these bodies, which have
/// theirs.
fn is_of_another(accreditation: &Node<'_>, bodies: &[Node<'_>]) -> bool {
    let accredited = notations(&accreditation.all("organisation"));
    let own = notations(bodies);
    !accredited.is_empty()
        && !own.is_empty()
        && own.iter().all(|notation| !accredited.contains(notation))
}

/// The identifiers of organisations in registers.
fn notations(organisations: &[Node<'_>]) -> Vec<String> {
    let mut reading = Reading::default();
    organisations
        .iter()
        .flat_map(|body| IDENTIFIERS.iter().flat_map(|path| body.all(path)))
        .filter_map(|place| reading.peek::<Code>(&place))
        .map(|code| code.value.0)
        .collect()
}

fn of(places: Vec<Node<'_>>, kind: QualityKind) -> Vec<(Node<'_>, QualityKind)> {
    places.into_iter().map(|place| (place, kind)).collect()
}

fn statement(
    reading: &mut Reading,
    place: &Node<'_>,
    otherwise: QualityKind,
) -> Option<QualityAssurance> {
    let kind = reading
        .concepts(place, "dcType")
        .iter()
        .find_map(|stated| meaning(ACCREDITATION, stated));
    let statement = QualityAssurance {
        kind: kind.unwrap_or(otherwise),
        title: reading.one(place, "title"),
        agent: place
            .all("accreditingAgent")
            .iter()
            .find_map(|agent| name(reading, agent)),
        report: [
            "report/contentURL",
            "landingPage/contentURL",
            "identifier/notation",
            "id",
        ]
        .iter()
        .flat_map(|path| place.all(path))
        .find_map(|place| reading.peek::<Url>(&place))
        .map(|url| url.value.0),
        valid_from: reading
            .one::<Date>(place, "dateIssued")
            .map(|date| date.text),
        valid_until: reading
            .one::<Date>(place, "expiryDate")
            .map(|date| date.text),
    };
    let said = kind.is_some()
        || statement.title.is_some()
        || statement.agent.is_some()
        || statement.report.is_some();
    said.then_some(statement)
}

fn gather(place: &Node<'_>) -> integrity::Accreditation {
    let mut reading = Reading::default();
    let limits = place.all("limitEQFLevel");
    let types = place.all("dcType");
    let kind = types.iter().find_map(|stated| {
        let value = meaning(ACCREDITATION, &reading.concept(stated)?)?;
        let at = stated.pointer().clone();
        Some(Fact { value, at })
    });
    integrity::Accreditation {
        kind,
        title: reading.peek(&place.first("title")),
        from: reading.peek(&place.first("dateIssued")),
        until: reading.peek(&place.first("expiryDate")),
        levels: limits
            .iter()
            .filter_map(|limit| reading.eqf(limit))
            .collect(),
        refused: place
            .all("decision")
            .iter()
            .find_map(|decision| refusal(&mut reading, decision)),
    }
}

/// The words of a negative decision. DEQAR's decisions are `https://data.deqar.eu/decision/…`.
fn refusal(reading: &mut Reading, decision: &Node<'_>) -> Option<Fact<String>> {
    let stated = reading.concept(decision)?;
    let by_address = stated
        .uri
        .as_deref()
        .is_some_and(|uri| uri.ends_with("/negative"));
    let by_label = stated
        .label
        .iter()
        .flat_map(|label| label.0.values())
        .any(|label| {
            vocabulary::normal(label)
                .split(' ')
                .any(|word| word == "negative")
        });
    (by_address || by_label).then(|| Fact {
        value: vocabulary::words(&stated),
        at: decision.pointer().clone(),
    })
}
