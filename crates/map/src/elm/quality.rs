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

/// Fields of education and training.
const ISCED_F: &str = "data.europa.eu/snb/isced-f/";
/// Administrative units, which begin with the code of their country.
const UNITS: &str = "publications.europa.eu/resource/authority/atu/";
/// Countries.
const COUNTRIES: &str = "publications.europa.eu/resource/authority/country/";
/// Fields and places that an award or an accreditation is compared by; ISCED-F has 220 fields.
const CODES: usize = 256;

impl Claim<'_> {
    pub(super) fn quality_assurance(&self, facts: &mut Facts) -> Element<Vec<QualityAssurance>> {
        self.element(
            "no accreditation under specifiedBy, awardedBy.awardingBody or evidence",
            |reading| {
                let mut statements = Vec::new();
                let bodies = self.inherited("awardedBy/awardingBody");
                facts.fields = codes(&self.own("specifiedBy/thematicArea"), &[ISCED_F]);
                facts.places = self.places(&bodies);
                for (place, otherwise) in self.accreditations(reading, &bodies) {
                    let accreditation = gather(&place, &bodies);
                    match integrity::excluding(facts, &accreditation) {
                        Some(why) => reading.note(why.summary.into_owned()),
                        None => {
                            if let Some(statement) = statement(reading, &place, otherwise) {
                                push_new(&mut statements, statement);
                            }
                        }
                    }
                    facts.accreditations.push(accreditation);
                }
                (!statements.is_empty()).then_some(statements)
            },
        )
    }

    /// Where it was awarded, else where who awards it sits.
    fn places(&self, bodies: &[Node<'_>]) -> Vec<Fact<String>> {
        let awarded = self.inherited("awardedBy/location");
        let awarded = match awarded.is_empty() {
            true => bodies
                .iter()
                .flat_map(|body| body.all("location"))
                .collect(),
            false => awarded,
        };
        let mut found = Vec::new();
        for location in awarded.iter().take(BODIES) {
            let units = codes(&location.all("spatialCode"), &[UNITS]);
            found.extend(match units.is_empty() {
                true => codes(&location.all("address/countryCode"), &[COUNTRIES]),
                false => units,
            });
        }
        found.truncate(CODES);
        found
    }

    /// The accreditations, each with what it is where its type does not tell.
    fn accreditations(
        &self,
        reading: &mut Reading,
        bodies: &[Node<'_>],
    ) -> Vec<(Node<'_>, QualityKind)> {
        let mut found = of(
            self.own("specifiedBy/accreditation"),
            QualityKind::Programme,
        );
        // A part has the accreditation of the body that awarded it, which need not be each of those
        // that awarded the whole.
        let accredited = self.inherited("awardedBy/awardingBody");
        let accredited = accredited.iter().flat_map(|body| body.all("accreditation"));
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
                let accreditations =
                    accreditations.filter(|place| self.wholes.is_empty() || is_of(place, bodies));
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

/// The institution that an accreditation names by identifiers, where it is none of these bodies,
/// which have theirs: by its name, else by its first identifier.
fn another(accreditation: &Node<'_>, bodies: &[Node<'_>]) -> Option<Fact<String>> {
    let organisations = accreditation.all("organisation");
    let accredited = notations(&organisations);
    let own = notations(bodies);
    let is_another = !own.is_empty() && own.iter().all(|notation| !accredited.contains(notation));
    let (notation, organisation) = (accredited.first()?, organisations.first()?);
    let called = name(&mut Reading::default(), organisation);
    is_another.then(|| Fact {
        value: called.map_or(notation.clone(), |called| called.shown().to_owned()),
        at: organisation.pointer().clone(),
    })
}

/// The codes of terms in lists, by their addresses; none where there are more than are looked at.
fn codes(places: &[Node<'_>], lists: &[&str]) -> Vec<Fact<String>> {
    if places.len() > CODES {
        return Vec::new();
    }
    let mut reading = Reading::default();
    let code = |place: &Node<'_>| {
        let uri = reading.concept(place)?.uri?;
        let code = lists
            .iter()
            .find_map(|list| vocabulary::below(&uri, list))?;
        let at = place.pointer().clone();
        (!code.is_empty()).then(|| Fact {
            value: code.to_owned(),
            at,
        })
    };
    places.iter().filter_map(code).collect()
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

fn gather(place: &Node<'_>, bodies: &[Node<'_>]) -> integrity::Accreditation {
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
        another: another(place, bodies),
        fields: codes(&place.all("limitField"), &[ISCED_F]),
        places: codes(&place.all("limitJurisdiction"), &[UNITS, COUNTRIES]),
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
