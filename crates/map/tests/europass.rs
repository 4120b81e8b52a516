//! Made-up Europass credentials, as the tree of their XML.
#![recursion_limit = "256"]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "what is not there fails the test, and one credential is one text"
)]

use std::time::{Duration, Instant};

use credeval_map::{Claims, Part, parts};
use credeval_model::{
    CheckCode, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{
        Absence, AssessmentKind, CreditSystem, Element, ElementName, ParticipationMode, QualityKind,
    },
    scope::{RelationKind, ScopeKind},
};
use serde_json::{Value, json};

const SNB: &str = "http://data.europa.eu/snb";
const EU: &str = "http://publications.europa.eu/resource/authority";
const ACHIEVEMENT: &str = "/credentialSubject/achievements/learningAchievement";

fn map(json: &Value) -> Vec<Part> {
    parts(&Claims {
        json,
        standard: Standard::EuropassCredential,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    })
}

fn text(text: &str) -> Value {
    json!({ "text": { "@lang": "en", "@content-type": "text/plain", "#text": text } })
}

fn term(address: &str, label: &str) -> Value {
    json!({ "@uri": address, "targetName": text(label) })
}

fn credential() -> Value {
    json!({
        "@id": "urn:credential:1",
        "type": term(&format!("{SNB}/credential/e34929035b"), "Generic"),
        "issued": "2024-03-01T10:00:00Z",
        "validFrom": "2024-03-01T10:00:00Z",
        "issuer": { "@idref": "urn:epass:org:1" },
        "title": text("Certificate"),
        "credentialSubject": {
            "@id": "urn:epass:person:1",
            "nationalId": { "@spatialID": "IRL", "#text": "AB-1" },
            "contactPoint": { "mailBox": { "@uri": "mailto:ada@northport.example" } },
            "fullName": text("Ada Lerner"),
            "dateOfBirth": "2001-02-03",
            "achievements": { "learningAchievement": {
                "@id": "urn:epass:learningAchievement:1",
                "title": { "text": [
                    { "@lang": "en", "#text": "Nutrition" },
                    { "@lang": "de", "#text": "Ernährung" },
                ] },
                "description": text("What food does."),
                "wasDerivedFrom": {
                    "@id": "urn:epass:assessment:1",
                    "title": text("Examination"),
                    "grade": "8",
                    "idVerificationMethod": term(&format!("{SNB}/supervision-verification/70be69aaf9"), ""),
                    "assessedBy": { "@idref": "urn:epass:org:2" },
                    "specifiedBy": { "@idref": "urn:epass:spec:2" },
                },
                "wasInfluencedBy": {
                    "@id": "urn:epass:activity:1",
                    "title": text("Lectures"),
                    "workload": "PT30H",
                    "startedAtTime": "2024-01-08T00:00:00Z",
                    "endedAtTime": "2024-02-16T00:00:00Z",
                    "specifiedBy": { "@idref": "urn:epass:spec:3" },
                },
                "wasAwardedBy": { "@idref": "urn:epass:awardingProcess:1" },
                "entitlesTo": { "@id": "urn:epass:entitlement:1", "title": text("Diploma in nutrition") },
                "specifiedBy": { "@idref": "urn:epass:spec:1" },
            } },
            "activities": { "activity": { "@id": "urn:epass:activity:1", "title": text("Lectures") } },
            "entitlements": { "entitlement": { "@id": "urn:epass:entitlement:1", "title": text("Diploma") } },
        },
        "agentReferences": { "organization": [
            {
                "@id": "urn:epass:org:1",
                "registration": { "@spatialID": "IRL", "#text": "123" },
                "prefLabel": text("Northport University"),
                "homepage": { "@uri": "https://northport.example" },
                "hasLocation": {
                    "hasAddress": { "country": term(&format!("{EU}/country/IRL"), "Ireland") },
                    "spatialCode": term(&format!("{EU}/atu/IRL_CTH_DUB"), "Dublin city"),
                },
                "hasAccreditation": { "@idref": "urn:epass:accreditation:1" },
            },
            { "@id": "urn:epass:org:2", "prefLabel": text("Board of Examiners") },
        ] },
        "awardingProcessReferences": { "awardingProcess": {
            "@id": "urn:epass:awardingProcess:1",
            "awardingBody": { "@idref": "urn:epass:org:1" },
            "date": "2024-02-20T00:00:00Z",
        } },
        // Numbers are of a list: another list may have the same.
        "learningSpecificationReferences": { "qualification": {
            "@id": "urn:epass:spec:1",
            "type": term(&format!("{SNB}/learning-opportunity/05053c1cbe"), "Course"),
            "additionalNote": { "text": { "@lang": "en", "#text": "Second" }, "subject": "Edition" },
            "homepage": { "@uri": "https://northport.example/nutrition" },
            "hasISCED-FCode": term(&format!("{SNB}/isced-f/0915"), "Therapy"),
            "volumeOfLearning": "PT75H",
            "hasECTSCreditPoints": "3",
            "mode": term(&format!("{SNB}/learning-assessment/920fbb3cbe"), "Online"),
            "duration": "P2M",
            "entryRequirementsNote": text("None"),
            "learningOutcomes": { "learningOutcome": { "@idref": "urn:epass:learningOutcome:1" } },
            "isPartialQualification": "true",
            "eqfLevel": term(&format!("{SNB}/eqf/6"), "Level 6"),
            "nqfLevel": term(&format!("{SNB}/qdr/c_1"), "IE: NFQ Level 8"),
        } },
        "learningOutcomeReferences": { "learningOutcome": {
            "@id": "urn:epass:learningOutcome:1",
            "prefLabel": text("Plan a diet"),
            "description": text("for healthy adults"),
            "relatedEscoSkill": { "@uri": "http://data.europa.eu/esco/skill/1" },
        } },
        "assessmentSpecificationReferences": { "assessmentSpecification": {
            "@id": "urn:epass:spec:2",
            "type": term(&format!("{SNB}/assessment/6e6cb2cc78"), "Written examination"),
            "gradingScheme": { "@idref": "urn:epass:scheme:1" },
        } },
        "learningActivitySpecificationReferences": { "learningActivitySpecification": {
            "@id": "urn:epass:spec:3",
            "mode": term("", "Presential"),
        } },
        "scoringSchemeReferences": { "scoringScheme": {
            "@id": "urn:epass:scheme:1", "title": text("1 to 10"),
        } },
        "accreditationReferences": { "accreditation": {
            "@id": "urn:epass:accreditation:1",
            "type": term(&format!("{SNB}/accreditation/bb4618238e"), ""),
            "title": text("Institutional audit"),
            "identifier": "https://data.deqar.eu/report/1",
            "accreditingAgent": { "prefLabel": text("Agency") },
            "issuedDate": "2019-05-20T00:00:00Z",
            "expiryDate": "2025-05-20T00:00:00Z",
        } },
    })
}

fn only(json: &Value) -> Part {
    let [part] = map(json).try_into().unwrap();
    part
}

fn absence<T: std::fmt::Debug>(element: &Element<T>) -> (Absence, String) {
    match element {
        Element::Absent(absent) => (absent.reason, absent.absent.clone()),
        Element::Stated(stated) => panic!("{stated:?}"),
    }
}

#[test]
fn it_states_all_sixteen_elements_and_contradicts_itself_nowhere() {
    let part = only(&credential());
    assert_eq!(part.findings, []);
    assert_eq!(part.scope.kind, ScopeKind::MicroCredential);
    for name in ElementName::ALL {
        assert!(part.elements.standing(*name).is_ok(), "{name:?}");
    }
    let elements = &part.elements;
    let learner = elements.learner.value().unwrap();
    assert_eq!(learner.email.as_deref(), Some("ada@northport.example"));
    assert_eq!(
        (learner.id.as_ref(), learner.identifiers[0].value.as_str()),
        (None, "AB-1")
    );
    let title = elements.title.stated().unwrap();
    assert_eq!(title.value.shown_in("de"), "Ernährung");
    assert_eq!(
        title.from[1].as_str(),
        format!("{ACHIEVEMENT}/title/text/1")
    );
    let country = &elements.country.value().unwrap()[0];
    assert_eq!(country.code, "IRL");
    assert_eq!(country.region.as_ref().unwrap().shown(), "Dublin city");
    let body = elements.awarding_body.stated().unwrap();
    assert_eq!(
        body.value[0].name.as_ref().unwrap().shown(),
        "Northport University"
    );
    assert!(
        body.from[0]
            .as_str()
            .starts_with("/agentReferences/organization/0")
    );
    assert_eq!(elements.issued.value().unwrap().stated_as, "date");
    let outcomes = elements.learning_outcomes.value().unwrap();
    assert_eq!(
        outcomes.listed[0].title.shown(),
        "Plan a diet\nfor healthy adults"
    );
    assert_eq!(
        outcomes.listed[0].uris,
        ["http://data.europa.eu/esco/skill/1"]
    );
    assert!(outcomes.assessed);
    let workload = elements.workload.value().unwrap();
    assert_eq!(workload.credits[0].system, CreditSystem::Ects);
    assert_eq!(
        (workload.hours, workload.duration.as_deref()),
        (Some(75.0), Some("P2M"))
    );
    let level = elements.level.value().unwrap();
    assert_eq!((level.eqf, level.nqf.len()), (Some(6), 1));
    let assessment = &elements.assessment.value().unwrap()[0];
    assert_eq!(assessment.kind, AssessmentKind::WrittenExamination);
    assert!(assessment.graded && assessment.grading_scheme);
    assert_eq!(
        assessment.assessed_by.as_ref().unwrap().shown(),
        "Board of Examiners"
    );
    let modes: Vec<_> = elements
        .participation
        .value()
        .unwrap()
        .iter()
        .map(|form| form.mode)
        .collect();
    assert_eq!(
        modes,
        [ParticipationMode::Online, ParticipationMode::OnSite]
    );
    let quality = &elements.quality_assurance.value().unwrap()[0];
    assert_eq!(quality.kind, QualityKind::Institution);
    assert_eq!(
        quality.report.as_deref(),
        Some("https://data.deqar.eu/report/1")
    );
    let supervision = elements.supervision.value().unwrap();
    assert_eq!(
        (supervision.supervised, supervision.identity_verified),
        (Some(true), Some(true))
    );
    let grade = &elements.grade.value().unwrap()[0];
    assert_eq!(grade.scheme.as_ref().unwrap().shown(), "1 to 10");
    let stackability = elements.stackability.value().unwrap();
    assert_eq!(stackability.partial, Some(true));
    assert_eq!(stackability.towards[0].shown(), "Diploma in nutrition");
    let notes = elements.further_information.value().unwrap();
    assert!(
        notes
            .iter()
            .any(|note| note.about == "Edition" && note.text.shown() == "Second")
    );
    let kinds: Vec<_> = part
        .relations
        .iter()
        .map(|relation| relation.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            RelationKind::ProvenBy,
            RelationKind::InfluencedBy,
            RelationKind::EntitlesTo
        ]
    );
}

#[test]
fn what_the_subject_has_besides_is_a_claim_of_its_own() {
    let mut more = credential();
    more["credentialSubject"]["activities"]["activity"] = json!([
        { "@id": "urn:epass:activity:1", "title": text("Lectures") },
        { "@id": "urn:epass:activity:2", "title": text("Excursion"), "workload": "PT8H" },
    ]);
    let parts = map(&more);
    assert_eq!(parts.len(), 2);
    let excursion = &parts[1];
    assert_eq!(
        excursion.elements.title.value().unwrap().shown(),
        "Excursion"
    );
    assert_eq!(
        excursion.elements.workload.value().unwrap().hours,
        Some(8.0)
    );
    assert_eq!(excursion.relations[0].kind, RelationKind::Beside);
    // Who awarded the achievement did not award it; the issuer vouches for the whole.
    let body = excursion.elements.awarding_body.stated().unwrap();
    assert_eq!(
        body.value[0].name.as_ref().unwrap().shown(),
        "Northport University"
    );
}

#[test]
fn a_reference_that_leads_nowhere_or_to_two_leads_nowhere() {
    let change = |change: &dyn Fn(&mut Value)| {
        let mut changed = credential();
        change(&mut changed);
        only(&changed)
    };
    let lost = change(&|json| {
        json["learningSpecificationReferences"]["qualification"]["@id"] = json!("urn:epass:spec:9");
    });
    assert_eq!(absence(&lost.elements.level).0, Absence::NotStated);
    let twice = change(&|json| {
        let one = json["learningSpecificationReferences"]["qualification"].clone();
        json["learningSpecificationReferences"]["qualification"] = json!([one, one]);
    });
    assert_eq!(absence(&twice.elements.level).0, Absence::NotStated);
    // The number of another list is another's.
    let elsewhere = change(&|json| {
        let agents = &mut json["agentReferences"]["organization"];
        agents[0]["@id"] = json!("urn:epass:spec:1");
    });
    assert!(
        absence(&elsewhere.elements.awarding_body)
            .1
            .contains("no awarding body")
    );
    assert!(elsewhere.elements.level.value().is_some());
}

#[test]
fn the_address_decides_before_the_label_and_what_is_wrong_is_told() {
    let level = |level: Value| {
        let mut changed = credential();
        changed["learningSpecificationReferences"]["qualification"]["eqfLevel"] = level;
        only(&changed)
    };
    let five = level(term(&format!("{SNB}/eqf/5"), "Level 6"));
    assert_eq!(five.elements.level.value().unwrap().eqf, Some(5));
    let mut wrong = credential();
    let specification = &mut wrong["learningSpecificationReferences"]["qualification"];
    specification["eqfLevel"] = term(&format!("{SNB}/eqf/9"), "Level 6");
    specification["nqfLevel"] = Value::Null;
    let (reason, words) = absence(&only(&wrong).elements.level);
    assert_eq!(reason, Absence::Unreadable);
    assert!(words.contains("/eqfLevel/@uri is stated as"), "{words}");
    let mut zero = credential();
    let specification = &mut zero["learningSpecificationReferences"]["qualification"];
    specification["volumeOfLearning"] = json!("PT0S");
    let workload = only(&zero).elements.workload;
    // What the specification gives cannot be read; the activity says how much it took.
    assert_eq!(workload.value().unwrap().hours, Some(30.0));
}

#[test]
fn contradictions_are_found() {
    let mut changed = credential();
    changed["learningSpecificationReferences"]["qualification"]["volumeOfLearning"] = json!("PT9H");
    changed["awardingProcessReferences"]["awardingProcess"]["date"] = json!("2024-01-01T00:00:00Z");
    let codes: Vec<_> = only(&changed).findings.iter().map(|row| row.code).collect();
    assert_eq!(
        codes,
        [CheckCode::IntegrityDates, CheckCode::IntegrityWorkload]
    );
}

#[test]
fn a_diploma_supplement_is_told_by_its_type() {
    let kind = |kind: Value| {
        let mut changed = credential();
        changed["type"] = kind;
        only(&changed).scope.kind
    };
    let supplement = ScopeKind::DiplomaSupplement;
    assert_eq!(
        kind(term(&format!("{SNB}/credential/6dff8a0f87"), "")),
        supplement
    );
    assert_eq!(kind(term("", "Diploma Supplement")), supplement);
    assert_eq!(kind(term("", "Generic")), ScopeKind::MicroCredential);
}

#[test]
fn the_parts_of_a_transcript_are_read_singly() {
    let with = |count: usize| {
        let mut changed = credential();
        let parts: Vec<_> = (0..count)
            .map(|number| json!({ "@id": format!("urn:p:{number}"), "title": text("Part") }))
            .collect();
        let achievements = &mut changed["credentialSubject"]["achievements"];
        achievements["learningAchievement"]["hasPart"] = json!({ "learningAchievement": parts });
        map(&changed)
    };
    assert_eq!(with(9).len(), 1);
    let parts = with(10);
    assert_eq!(parts.len(), 11);
    assert_eq!(parts[0].scope.kind, ScopeKind::Transcript);
    let whole = parts[1]
        .relations
        .iter()
        .find(|one| one.kind == RelationKind::PartOf)
        .unwrap();
    assert_eq!(whole.to.as_str(), ACHIEVEMENT);
    let below = parts[0]
        .relations
        .iter()
        .filter(|one| one.kind == RelationKind::HasPart);
    assert_eq!(below.count(), 10);
}

#[test]
fn a_presentation_around_sealed_text_claims_nothing() {
    let part = only(&json!({ "verifiableCredentials": { "verifiableCredential": "PD94bWw=" } }));
    for name in ElementName::ALL {
        assert!(
            part.elements
                .standing(*name)
                .unwrap_err()
                .contains("presentation")
        );
    }
}

#[test]
fn circles_and_crowds_are_bounded() {
    let soon = |name: &str, json: Value| {
        let begun = Instant::now();
        let parts = map(&json);
        let elapsed = begun.elapsed();
        assert!(elapsed < Duration::from_secs(5), "{name}: {elapsed:?}");
        assert!(parts.len() <= 64, "{name}");
    };
    let subject = |achievements: Vec<Value>| json!({ "credentialSubject": { "achievements": { "learningAchievement": achievements } } });
    // Each refers to all others as its parts.
    let refers: Vec<_> = (0..200)
        .map(|to| json!({ "@idref": format!("urn:a:{to}") }))
        .collect();
    let all = (0..200).map(
        |id| json!({ "@id": format!("urn:a:{id}"), "hasPart": { "learningAchievement": refers } }),
    );
    soon("circle", subject(all.collect()));
    let many = (0..20_000).map(|id| json!({ "@id": format!("urn:a:{id}"), "title": text("A") }));
    soon("many", subject(many.collect()));
    let proofs: Vec<_> = (0..2000).map(|_| json!({ "grade": "8" })).collect();
    let heavy = (0..64).map(|_| json!({ "title": text("A"), "wasDerivedFrom": proofs }));
    soon("heavy", subject(heavy.collect()));
}
