//! The European Learning Model, application profile EDC.

use credeval_model::{
    document::Standard,
    element::{
        Assessment, Concept, Country, CreditSystem, Credits, Cycle, Elements, Grade, Identifier,
        LearningOutcome, Level, Organisation, Participation, QualityAssurance, QualityKind, Text,
        Workload,
    },
};
use serde_json::{Map, Value, json};

use super::{Derived, UNNAMED, base64, held, list, node, object, one_or_many};
use crate::vocabulary;

const ELM: Standard = Standard::EuropeanDigitalCredential;
const SNB: &str = "http://data.europa.eu/snb";
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";

/// What is said of the achievement and has no property of its own.
pub(super) const ADDITIONAL_NOTE: &str = "additionalNote";

/// How a property of the specification is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum As {
    Note,
    Address,
    Term,
}

/// The properties of the specification that hold further information.
const NOTES: [(&str, As); 9] = [
    (ADDITIONAL_NOTE, As::Note),
    ("supplementaryDocument", As::Address),
    ("homepage", As::Address),
    ("dcType", As::Term),
    ("language", As::Term),
    ("thematicArea", As::Term),
    ("educationSubject", As::Term),
    ("learningSetting", As::Term),
    ("targetGroup", As::Term),
];
/// The property of the opportunity that does.
const SCHEDULE: &str = "learningSchedule";

/// Codes of languages in the EU authority table (ISO 639-3) for the primary subtags of BCP 47: the
/// official languages of the Union, and those of other members of the higher education area.
const LANGUAGES: [(&str, &str); 30] = [
    ("bg", "BUL"),
    ("cs", "CES"),
    ("da", "DAN"),
    ("de", "DEU"),
    ("el", "ELL"),
    ("en", "ENG"),
    ("es", "SPA"),
    ("et", "EST"),
    ("fi", "FIN"),
    ("fr", "FRA"),
    ("ga", "GLE"),
    ("hr", "HRV"),
    ("hu", "HUN"),
    ("is", "ISL"),
    ("it", "ITA"),
    ("lt", "LIT"),
    ("lv", "LAV"),
    ("mk", "MKD"),
    ("mt", "MLT"),
    ("nl", "NLD"),
    ("no", "NOR"),
    ("pl", "POL"),
    ("pt", "POR"),
    ("ro", "RON"),
    ("sk", "SLK"),
    ("sl", "SLV"),
    ("sq", "SQI"),
    ("sr", "SRP"),
    ("sv", "SWE"),
    ("uk", "UKR"),
];

pub(super) fn has_property(about: &str) -> bool {
    about == SCHEDULE || NOTES.iter().any(|(property, _)| *property == about)
}

pub(super) fn is_esco(uri: &str) -> bool {
    uri.contains("://data.europa.eu/esco/skill/")
}

/// The cycle as a level of education.
pub(super) fn cycle(cycle: Cycle) -> Text {
    Text([("en".to_owned(), cycle.label().to_owned())].into())
}

pub(super) fn credential(elements: &Elements, derived: &Derived<'_>) -> Value {
    let statement = derived.statement(elements, ELM);
    let elements = &held(elements, ELM, derived.language);
    let date = elements.issued.value().map(|issued| &issued.date);
    let date = date.map_or(Value::Null, |date| json!(date));
    let bodies = awarding_bodies(elements, derived);
    object([
        (
            "@context",
            json!([
                "https://www.w3.org/2018/credentials/v1",
                format!("{SNB}/model/context/edc-ap")
            ]),
        ),
        ("id", json!(derived.id(ELM, "credential"))),
        (
            "type",
            json!(["VerifiableCredential", "EuropeanDigitalCredential"]),
        ),
        (
            "credentialSchema",
            json!({ "id": format!("{SNB}/model/ap/edc-converted"), "type": "ShaclValidator2017" }),
        ),
        (
            "credentialProfiles",
            listed("credential", "c_7e400154", "Converted"),
        ),
        ("displayParameter", display(elements, derived.language)),
        ("issuer", issuer(&bodies, derived)),
        ("issued", date.clone()),
        ("issuanceDate", date.clone()),
        ("validFrom", date),
        ("credentialSubject", subject(elements, bodies)),
        ("evidence", evidence(elements, &statement, derived)),
    ])
}

/// A term of a list under `http://data.europa.eu/snb/`.
fn listed(list: &str, code: &str, label: &str) -> Value {
    json!({
        "id": format!("{SNB}/{list}/{code}"),
        "type": "Concept",
        "inScheme": { "id": format!("{SNB}/{list}/25831c2"), "type": "ConceptScheme" },
        "prefLabel": { "en": label },
    })
}

/// A term of the EU authority tables.
fn authority(table: &str, code: &str, label: Option<&Text>) -> Value {
    let scheme = format!("{AUTHORITY}/{table}");
    object([
        ("id", json!(format!("{scheme}/{code}"))),
        ("type", json!("Concept")),
        ("inScheme", json!({ "id": scheme, "type": "ConceptScheme" })),
        ("notation", json!(table)),
        ("prefLabel", text(label)),
    ])
}

/// The title that is shown, and its language: the preferred one where the title speaks it, else the
/// one that it speaks or that is stated of it.
fn display(elements: &Elements, preferred: &str) -> Value {
    let title = elements.title.value();
    let tags: Vec<&str> = title
        .iter()
        .flat_map(|Text(title)| title.keys().map(String::as_str))
        .filter(|tag| *tag != "und")
        .collect();
    let stated = list(&elements.further_information)
        .iter()
        .find_map(|note| note.text.shown().strip_prefix("inLanguage: "));
    let speaks = |tag: &&str| primary(tag).eq_ignore_ascii_case(primary(preferred));
    let language = tags
        .iter()
        .find(|tag| speaks(tag))
        .or(tags.first())
        .copied()
        .or(stated)
        .unwrap_or(preferred);
    let primary = primary(language);
    let language = LANGUAGES
        .iter()
        .find(|(tag, _)| tag.eq_ignore_ascii_case(primary))
        .map_or(Value::Null, |(_, code)| authority("language", code, None));
    node(
        "DisplayParameter",
        [
            ("primaryLanguage", language.clone()),
            ("language", language),
            ("title", text(elements.title.value())),
        ],
    )
}

/// The subtag of the language itself.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

fn awarding_bodies(elements: &Elements, derived: &Derived<'_>) -> Vec<Value> {
    let accreditations = accreditations(elements, QualityKind::Institution);
    let locations = one_or_many(list(&elements.country).iter().map(location));
    let mut bodies: Vec<Value> = list(&elements.awarding_body)
        .iter()
        .enumerate()
        .map(|(index, body)| organisation(index, body, derived))
        .collect();
    let first = match bodies.first_mut() {
        Some(first) => first,
        None => {
            bodies.push(json!({ "id": derived.id(ELM, &format!("organisation{UNNAMED}")) }));
            match bodies.first_mut() {
                Some(first) => first,
                None => return bodies,
            }
        }
    };
    if let Value::Object(members) = first {
        members.insert("type".to_owned(), json!("Organisation"));
        for (key, value) in [("location", locations), ("accreditation", accreditations)] {
            if !super::is_empty(&value) {
                members.insert(key.to_owned(), value);
            }
        }
    }
    bodies
}

/// Whoever converts does not issue: the issuer is the awarding body.
fn issuer(bodies: &[Value], derived: &Derived<'_>) -> Value {
    let mut issuer = bodies.first().cloned().unwrap_or_default();
    if let Value::Object(members) = &mut issuer {
        members.remove("accreditation");
        members
            .entry("id")
            .or_insert_with(|| json!(derived.id(ELM, &format!("organisation{UNNAMED}"))));
    }
    issuer
}

fn organisation(index: usize, body: &Organisation, derived: &Derived<'_>) -> Value {
    let mut organisation = match node(
        "Organisation",
        [
            ("id", json!(body.id)),
            ("legalName", text(body.name.as_ref())),
            ("homepage", address(body.homepage.as_deref())),
        ],
    ) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    let legal = [
        ("eidas", "eIDASIdentifier"),
        ("vat", "vatIdentifier"),
        ("tax", "taxIdentifier"),
        ("registration", "registration"),
    ];
    for (scheme, property) in legal {
        let own = body.identifiers.iter().filter(|one| one.scheme == scheme);
        insert(
            &mut organisation,
            property,
            own.enumerate().map(|(number, one)| {
                // The issuer is the same node as the awarding body, and so are its identifiers.
                let id = derived.id(ELM, &format!("organisation-{index}:{scheme}-{number}"));
                json!({ "id": id, "type": "LegalIdentifier", "notation": one.value })
            }),
        );
    }
    let others = body
        .identifiers
        .iter()
        .filter(|one| legal.iter().all(|(scheme, _)| one.scheme != *scheme));
    insert(&mut organisation, "identifier", others.map(identifier));
    Value::Object(organisation)
}

fn insert(members: &mut Map<String, Value>, key: &str, values: impl Iterator<Item = Value>) {
    let value = one_or_many(values);
    if !super::is_empty(&value) {
        members.insert(key.to_owned(), value);
    }
}

fn identifier(identifier: &Identifier) -> Value {
    let named = (identifier.scheme != "identifier").then_some(&identifier.scheme);
    object([
        ("type", json!("Identifier")),
        ("schemeName", json!(named)),
        ("notation", json!(identifier.value)),
    ])
}

fn location(country: &Country) -> Value {
    let code = authority("country", &country.code, country.name.as_ref());
    object([
        ("type", json!("Location")),
        ("address", json!({ "type": "Address", "countryCode": code })),
        ("geographicName", text(country.region.as_ref())),
    ])
}

fn subject(elements: &Elements, bodies: Vec<Value>) -> Value {
    let claim = claim(elements, bodies);
    let Some(learner) = elements.learner.value() else {
        return json!({ "type": "Person", "hasClaim": claim });
    };
    let national = |one: &&Identifier| one.scheme == "nationalID";
    let email = learner.email.as_ref().map(|address| {
        json!({
            "type": "ContactPoint",
            "emailAddress": { "id": format!("mailto:{address}"), "type": "Mailbox" },
        })
    });
    let (nationals, others): (Vec<_>, Vec<_>) = learner.identifiers.iter().partition(national);
    object([
        ("id", json!(learner.id)),
        ("type", json!("Person")),
        ("fullName", text(learner.name.as_ref())),
        ("givenName", text(learner.given_name.as_ref())),
        ("familyName", text(learner.family_name.as_ref())),
        ("dateOfBirth", json!(learner.date_of_birth)),
        ("contactPoint", json!(email)),
        (
            "nationalID",
            one_or_many(
                nationals
                    .iter()
                    .map(|one| json!({ "type": "LegalIdentifier", "notation": one.value })),
            ),
        ),
        (
            "identifier",
            one_or_many(others.into_iter().map(identifier)),
        ),
        ("hasClaim", claim),
    ])
}

fn claim(elements: &Elements, bodies: Vec<Value>) -> Value {
    let issued = elements.issued.value();
    let awarded = issued.filter(|issued| issued.stated_as == "awardingDate");
    let stackability = elements.stackability.value();
    let parts = stackability
        .map(|one| one.parts.as_slice())
        .unwrap_or_default();
    let schedule = list(&elements.further_information)
        .iter()
        .filter(|note| note.about == SCHEDULE)
        .map(|note| free_term(&note.text));
    object([
        ("type", json!("LearningAchievement")),
        ("title", text(elements.title.value())),
        (
            "awardedBy",
            node(
                "AwardingProcess",
                [
                    ("awardingBody", one_or_many(bodies)),
                    ("awardingDate", json!(awarded.map(|issued| &issued.date))),
                ],
            ),
        ),
        ("provenBy", assessments(elements)),
        (
            "influencedBy",
            one_or_many(
                forms(elements)
                    .filter(|form| is_activity(form))
                    .map(activity),
            ),
        ),
        (
            "hasPart",
            one_or_many(
                parts
                    .iter()
                    .map(|title| titled("LearningAchievement", title)),
            ),
        ),
        (
            "learningOpportunity",
            node("LearningOpportunity", [(SCHEDULE, one_or_many(schedule))]),
        ),
        ("specifiedBy", specification(elements)),
    ])
}

fn forms(elements: &Elements) -> impl Iterator<Item = &Participation> {
    list(&elements.participation).iter()
}

/// Whether a form of participation is known by the type of an activity, and not by its mode.
fn is_activity(form: &Participation) -> bool {
    vocabulary::participation(form.stated.clone()).mode != form.mode
}

fn activity(form: &Participation) -> Value {
    json!({
        "type": "LearningActivity",
        "specifiedBy": {
            "type": "LearningActivitySpecification",
            "dcType": concept(&form.stated),
        },
    })
}

/// A claim that has only a title.
fn titled(class: &str, title: &Text) -> Value {
    json!({ "type": class, "title": text(Some(title)) })
}

/// Only a `Qualification` has levels, accreditations and says whether it is partial.
fn specification(elements: &Elements) -> Value {
    let level = elements.level.value();
    let stackability = elements.stackability.value();
    let partial = stackability.and_then(|one| one.partial);
    let accreditations = accreditations(elements, QualityKind::Programme);
    let ranked = level.is_some_and(|level| level.eqf.is_some() || !level.nqf.is_empty());
    let class = if ranked || partial.is_some() || !super::is_empty(&accreditations) {
        "Qualification"
    } else {
        "LearningAchievementSpecification"
    };
    let towards = stackability
        .map(|one| one.towards.as_slice())
        .unwrap_or_default();
    let outcomes = elements.learning_outcomes.value();
    let texts = |texts: &[Text]| one_or_many(texts.iter().map(|one| text(Some(one))));
    let mut members = object([
        ("title", text(elements.title.value())),
        (
            "learningOutcome",
            one_or_many(
                outcomes
                    .iter()
                    .flat_map(|one| one.listed.iter().map(outcome)),
            ),
        ),
        (
            "learningOutcomeSummary",
            one_or_many(outcomes.iter().flat_map(|one| one.summary.iter().map(note))),
        ),
        (
            "description",
            outcomes.map_or(Value::Null, |one| texts(&one.descriptions)),
        ),
        (
            "eqfLevel",
            level
                .and_then(|level| level.eqf)
                .map_or(Value::Null, |eqf| {
                    listed("eqf", &eqf.to_string(), &format!("Level {eqf}"))
                }),
        ),
        (
            "nqfLevel",
            one_or_many(level.iter().flat_map(|level| level.nqf.iter().map(concept))),
        ),
        (
            "educationLevel",
            level.map_or(Value::Null, education_levels),
        ),
        (
            "mode",
            one_or_many(
                forms(elements)
                    .filter(|form| !is_activity(form))
                    .map(|form| concept(&form.stated)),
            ),
        ),
        ("accreditation", accreditations),
        (
            "entryRequirement",
            one_or_many(list(&elements.prerequisites).iter().map(note)),
        ),
        ("isPartialQualification", json!(partial)),
        (
            "isPartOf",
            one_or_many(towards.iter().map(|title| titled(class, title))),
        ),
    ]);
    if let Value::Object(members) = &mut members {
        let workload = elements.workload.value();
        members.extend(workload.map(load).unwrap_or_default());
        for (property, how) in NOTES {
            let notes = list(&elements.further_information)
                .iter()
                .filter(|note| note.about == property)
                .map(|note| further(&note.text, how));
            insert(members, property, notes);
        }
        if !members.is_empty() {
            members.insert("type".to_owned(), json!(class));
        }
    }
    members
}

fn further(text: &Text, how: As) -> Value {
    match how {
        As::Note => note(text),
        As::Address => address(Some(text.shown())),
        As::Term => free_term(text),
    }
}

fn outcome(outcome: &LearningOutcome) -> Value {
    let skill = |uri: Option<&String>| {
        let scheme = outcome.framework.as_ref().map(
            |framework| json!({ "type": "ConceptScheme", "prefLabel": text(Some(framework)) }),
        );
        node(
            "Concept",
            [
                ("id", json!(uri)),
                ("inScheme", json!(scheme)),
                ("notation", json!(outcome.code)),
            ],
        )
    };
    let (esco, mut others): (Vec<_>, Vec<_>) = outcome
        .uris
        .iter()
        .map(Some)
        .partition(|uri| uri.is_some_and(|uri| is_esco(uri)));
    if esco.is_empty() && others.is_empty() {
        others.push(None);
    }
    object([
        ("type", json!("LearningOutcome")),
        ("title", text(Some(&outcome.title))),
        ("relatedESCOSkill", one_or_many(esco.into_iter().map(skill))),
        ("relatedSkill", one_or_many(others.into_iter().map(skill))),
    ])
}

fn load(workload: &Workload) -> Map<String, Value> {
    let members = object([
        (
            "creditPoint",
            one_or_many(workload.credits.iter().map(credit_point)),
        ),
        (
            "volumeOfLearning",
            workload
                .hours
                .map_or(Value::Null, |hours| json!(duration(hours))),
        ),
        ("maximumDuration", json!(workload.duration)),
    ]);
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn credit_point(credits: &Credits) -> Value {
    let framework = match &credits.system {
        CreditSystem::Ects => listed(
            "education-credit",
            "6fcec5c5af",
            "European Credit Transfer System",
        ),
        CreditSystem::Ecvet => listed(
            "education-credit",
            "60b314e826",
            "European Credit System for Vocational Education and Training",
        ),
        CreditSystem::Other(name) if name.starts_with("http") => {
            json!({ "id": name, "type": "Concept" })
        }
        CreditSystem::Other(name) => free_term(&Text::plain(name)),
        _ => Value::Null,
    };
    object([
        ("type", json!("CreditPoint")),
        ("framework", framework),
        ("point", json!(credits.points.to_string())),
    ])
}

/// Hours as a duration, of which only seconds may have a fraction (XML Schema 1.1 part 2, section
/// 3.3.6).
fn duration(hours: f64) -> String {
    let whole = hours.trunc();
    let seconds = (hours - whole) * 3600.0;
    let minutes = (seconds / 60.0).trunc();
    let seconds = ((seconds - minutes * 60.0) * 1e6).round() / 1e6;
    let part = |amount: f64, unit: &str| match amount > 0.0 {
        true => format!("{amount}{unit}"),
        false => String::new(),
    };
    format!(
        "PT{}{}{}",
        part(whole, "H"),
        part(minutes, "M"),
        part(seconds, "S")
    )
}

fn education_levels(level: &Level) -> Value {
    let label = level.label.clone();
    let in_words = level
        .cycle
        .map(cycle)
        .filter(|words| Some(words) != label.as_ref());
    one_or_many([label, in_words].iter().flatten().map(free_term))
}

/// The assessments with their grades, which go to the graded ones in their order; supervision is
/// that of the first.
fn assessments(elements: &Elements) -> Value {
    let mut grades = list(&elements.grade).iter();
    let mut assessments: Vec<Value> = list(&elements.assessment)
        .iter()
        .map(|assessment| {
            let grade = assessment.graded.then(|| grades.next()).flatten();
            self::assessment(assessment, grade)
        })
        .collect();
    let assessed = elements
        .learning_outcomes
        .value()
        .is_some_and(|one| one.assessed);
    let supervision = elements.supervision.value();
    if assessments.is_empty() && (assessed || supervision.is_some()) {
        assessments.push(json!({ "type": "LearningAssessment" }));
    }
    if let (Some(supervision), Some(Value::Object(first))) = (supervision, assessments.first_mut())
    {
        first.insert("idVerification".to_owned(), concept(&supervision.stated));
    }
    one_or_many(assessments)
}

fn assessment(assessment: &Assessment, grade: Option<&Grade>) -> Value {
    let scheme = assessment.grading_scheme.then(|| {
        let words = grade.and_then(|grade| grade.scheme.as_ref());
        object([("type", json!("GradingScheme")), ("title", text(words))])
    });
    let assessor = assessment
        .assessed_by
        .as_ref()
        .map(|name| json!({ "type": "Agent", "prefLabel": text(Some(name)) }));
    object([
        ("type", json!("LearningAssessment")),
        ("title", text(assessment.title.as_ref())),
        (
            "grade",
            grade.map_or(Value::Null, |grade| note(&grade.value)),
        ),
        ("assessedBy", json!(assessor)),
        (
            "specifiedBy",
            node(
                "LearningAssessmentSpecification",
                [
                    ("title", text(assessment.title.as_ref())),
                    ("dcType", concept(&assessment.stated)),
                    ("gradingScheme", json!(scheme)),
                ],
            ),
        ),
    ])
}

/// The statements of one kind, where that kind stands.
fn accreditations(elements: &Elements, kind: QualityKind) -> Value {
    let own = list(&elements.quality_assurance).iter();
    one_or_many(
        own.filter(|quality| quality.kind == kind)
            .map(accreditation),
    )
}

fn accreditation(quality: &QualityAssurance) -> Value {
    let silent = quality.title.is_none() && quality.agent.is_none() && quality.report.is_none();
    // Where nothing else is said, the type says at least what it is.
    let class = match (silent, quality.kind) {
        (true, QualityKind::Programme) => {
            listed("accreditation", "820101cba6", "Program Quality Assurance")
        }
        (true, QualityKind::Institution) => listed(
            "accreditation",
            "bb4618238e",
            "Institutional Quality Assurance",
        ),
        _ => Value::Null,
    };
    let agent = quality
        .agent
        .as_ref()
        .map(|name| json!({ "type": "Organisation", "legalName": text(Some(name)) }));
    object([
        ("type", json!("Accreditation")),
        ("dcType", class),
        ("title", text(quality.title.as_ref())),
        ("accreditingAgent", json!(agent)),
        ("report", address(quality.report.as_deref())),
        ("dateIssued", json!(quality.valid_from)),
        ("expiryDate", json!(quality.valid_until)),
    ])
}

/// The note of the conversion, and the evidence of the source itself.
fn evidence(elements: &Elements, statement: &str, derived: &Derived<'_>) -> Value {
    let conversion = json!({
        "id": derived.id(ELM, "conversion"),
        "type": "Evidence",
        "dcType": listed("evidence-type", "c_c4f849d7", "Conversion"),
        "evidenceStatement": statement,
        "embeddedEvidence": {
            "type": "MediaObject",
            "title": { "en": "Statement of the conversion" },
            "content": base64(statement),
            "contentEncoding": listed("encoding", "6146cde7dd", "base64"),
            "contentType": authority("file-type", "TXT", None),
        },
    });
    let stated = list(&elements.quality_assurance)
        .iter()
        .filter(|quality| quality.kind == QualityKind::Statement)
        .map(|quality| {
            json!({
                "type": "Evidence",
                "dcType": listed("evidence-type", "c_991b06c6", "Accreditation"),
                "accreditation": accreditation(quality),
            })
        });
    one_or_many(std::iter::once(conversion).chain(stated))
}

/// Text by language; a text without a language has `und` (BCP 47).
fn text(text: Option<&Text>) -> Value {
    text.map_or(Value::Null, |text| json!(text))
}

fn note(stated: &Text) -> Value {
    json!({ "type": "Note", "noteLiteral": text(Some(stated)) })
}

fn free_term(label: &Text) -> Value {
    json!({ "type": "Concept", "prefLabel": text(Some(label)) })
}

fn concept(concept: &Concept) -> Value {
    node(
        "Concept",
        [
            ("id", json!(concept.uri)),
            ("prefLabel", text(concept.label.as_ref())),
        ],
    )
}

fn address(url: Option<&str>) -> Value {
    node("WebResource", [("contentURL", json!(url))])
}
