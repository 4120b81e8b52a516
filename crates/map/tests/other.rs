//! Made-up credentials of no known kind.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, reason = "what is not there fails the test")]

use credeval_map::{Claims, Part, parts};
use credeval_model::{
    Pointer, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{AssessmentKind, CreditSystem, ElementName, ParticipationMode, QualityKind, Text},
    scope::ScopeKind,
};
use serde_json::{Value, json};

const SNB: &str = "http://data.europa.eu/snb";

fn map(json: &Value) -> Vec<Part> {
    parts(&Claims {
        json,
        standard: Standard::VerifiableCredential,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    })
}

fn only(json: &Value) -> Part {
    let [part] = map(json).try_into().unwrap();
    part
}

#[test]
fn an_ebsi_attestation_states_what_it_achieved() {
    let part = only(&json!({
        "type": ["VerifiableCredential", "VerifiableAttestation"],
        "issuer": "did:ebsi:zIssuer",
        "issuanceDate": "2024-03-01T10:00:00Z",
        "credentialSubject": {
            "id": "did:key:zAda",
            "currentFamilyName": "Lerner",
            "currentGivenName": "Ada",
            "dateOfBirth": "2001-02-03",
            "personIdentifier": "AB-1",
            "achieved": [{
                "id": "urn:epass:learningAchievement:1",
                "title": "Nutrition",
                "definition": "What food does.",
                "specifiedBy": [{
                    "eCTSCreditPoints": 3,
                    "volumeOfLearning": "PT75H",
                    "eqfLevel": format!("{SNB}/eqf/6"),
                    "mode": [format!("{SNB}/learning-assessment/920fbb3cbe")],
                    "learningOutcome": [{ "name": "Plan a diet", "relatedESCOSkill": ["http://data.europa.eu/esco/skill/1"] }],
                    "learningOutcomeDescription": "Plans diets.",
                    "entryRequirementsNote": "None",
                }],
                "wasAwardedBy": {
                    "awardingBody": ["did:ebsi:zSchool"],
                    "awardingDate": "2024-02-20T00:00:00Z",
                    "awardingLocation": ["http://publications.europa.eu/resource/authority/country/IRL"],
                },
                "wasDerivedFrom": [{
                    "title": "Examination",
                    "grade": "8",
                    "specifiedBy": { "assessmentType": "Written examination", "gradingScheme": { "title": "1 to 10" } },
                }],
                "entitlesTo": [{ "title": "Diploma in nutrition" }],
                "hasPart": { "learningAchievements": [{ "title": "Diets" }] },
            }],
        },
    }));
    assert_eq!(part.findings, []);
    assert_eq!(part.scope.kind, ScopeKind::MicroCredential);
    let elements = &part.elements;
    let learner = elements.learner.value().unwrap();
    assert_eq!(learner.id.as_deref(), Some("did:key:zAda"));
    assert_eq!(learner.family_name.as_ref().unwrap().shown(), "Lerner");
    assert_eq!(learner.identifiers[0].scheme, "personIdentifier");
    assert_eq!(elements.title.value().unwrap().shown(), "Nutrition");
    assert_eq!(elements.country.value().unwrap()[0].code, "IRL");
    let body = &elements.awarding_body.value().unwrap()[0];
    assert_eq!(body.id.as_deref(), Some("did:ebsi:zSchool"));
    assert_eq!(elements.issued.value().unwrap().stated_as, "awardingDate");
    let outcomes = elements.learning_outcomes.value().unwrap();
    assert_eq!(
        outcomes.listed[0].uris,
        ["http://data.europa.eu/esco/skill/1"]
    );
    assert_eq!(outcomes.summary[0].shown(), "Plans diets.");
    assert_eq!(outcomes.descriptions[0].shown(), "What food does.");
    assert!(outcomes.assessed);
    let workload = elements.workload.value().unwrap();
    assert_eq!(workload.credits[0].system, CreditSystem::Ects);
    assert_eq!(workload.hours, Some(75.0));
    assert_eq!(elements.level.value().unwrap().eqf, Some(6));
    let mode = elements.participation.value().unwrap()[0].mode;
    assert_eq!(mode, ParticipationMode::Online);
    let assessment = &elements.assessment.value().unwrap()[0];
    assert_eq!(assessment.kind, AssessmentKind::WrittenExamination);
    let grade = &elements.grade.value().unwrap()[0];
    assert_eq!(grade.scheme.as_ref().unwrap().shown(), "1 to 10");
    let stackability = elements.stackability.value().unwrap();
    assert_eq!(stackability.parts[0].shown(), "Diets");
}

#[test]
fn a_credential_of_schema_org_is_read_wherever_it_stands() {
    let credential = json!({
        "@type": "EducationalOccupationalCredential",
        "name": "Nutrition",
        "description": "A short course.",
        "credentialCategory": "badge",
        "educationalLevel": "advanced",
        "competencyRequired": [{ "name": "Plan a diet", "url": "https://northport.example/diet" }, "Cook"],
        "recognizedBy": { "name": "Board of Dieticians" },
        "provider": { "name": "Northport", "url": "https://northport.example", "address": { "addressCountry": "IE" } },
        "about": {
            "@type": "Course",
            "name": "Nutrition I",
            "timeRequired": "P6W",
            "numberOfCredits": { "value": 3, "unitText": "ECTS" },
            "hasCourseInstance": { "courseMode": "online", "courseWorkload": "PT75H" },
            "coursePrerequisites": "None",
        },
    });
    let within = json!({
        "type": "VerifiableCredential",
        "credentialSubject": { "name": "Ada Lerner", "hasCredential": credential },
    });
    for json in [credential.clone(), within] {
        let part = only(&json);
        let elements = &part.elements;
        assert_eq!(elements.title.value().unwrap().shown(), "Nutrition");
        assert_eq!(elements.country.value().unwrap()[0].code, "IE");
        let body = &elements.awarding_body.value().unwrap()[0];
        assert_eq!(body.name.as_ref().unwrap().shown(), "Northport");
        let outcomes = elements.learning_outcomes.value().unwrap();
        assert_eq!((outcomes.listed.len(), outcomes.assessed), (2, false));
        let workload = elements.workload.value().unwrap();
        assert_eq!(workload.credits[0].system, CreditSystem::Ects);
        assert_eq!(
            (workload.hours, workload.duration.as_deref()),
            (Some(75.0), Some("P6W"))
        );
        let level = elements.level.value().unwrap();
        assert_eq!(
            (level.eqf, level.label.as_ref().unwrap().shown()),
            (None, "advanced")
        );
        // Recognition is the word of the issuer.
        let quality = &elements.quality_assurance.value().unwrap()[0];
        assert_eq!(quality.kind, QualityKind::Statement);
    }
}

#[test]
fn a_level_is_of_the_eqf_where_it_says_so() {
    let level = |level: Value| {
        let part = only(&json!({ "name": "Nutrition", "educationalLevel": level }));
        let level = part.elements.level.value().cloned().unwrap();
        (level.eqf, level.label.map(|label| label.shown().to_owned()))
    };
    assert_eq!(level(json!("EQF level 6")), (Some(6), None));
    assert_eq!(
        level(json!({ "id": format!("{SNB}/eqf/5") })),
        (Some(5), None)
    );
    // A number alone may be a grade of school.
    assert_eq!(level(json!("6")), (None, Some("6".to_owned())));
}

#[test]
fn a_degree_is_more_than_a_micro_credential() {
    let kind = |json: Value| only(&json).scope.kind;
    let degree = json!({ "credentialSubject": { "degree": { "type": "BachelorDegree", "name": "Bachelor" } } });
    assert_eq!(kind(degree), ScopeKind::Qualification);
    let diploma =
        json!({ "type": ["VerifiableCredential", "VerifiableDiploma"], "credentialSubject": {} });
    assert_eq!(kind(diploma), ScopeKind::Qualification);
    let category = |category: &str| kind(json!({ "name": "A", "credentialCategory": category }));
    assert_eq!(category("Master's degree"), ScopeKind::Qualification);
    assert_eq!(category("badge"), ScopeKind::Unclear);
}

#[test]
fn what_is_absent_says_what_was_looked_for() {
    let part =
        only(&json!({ "credentialSubject": { "id": "did:example:ada", "alumniOf": "Northport" } }));
    // The identifier of a key is somebody; what stands there is no achievement's title.
    assert_eq!(
        part.elements.learner.value().unwrap().id.as_deref(),
        Some("did:example:ada")
    );
    let stated = ElementName::ALL
        .iter()
        .filter(|name| part.elements.standing(**name).is_ok());
    assert_eq!(stated.count(), 1);
    for name in ElementName::ALL {
        if let Err(why) = part.elements.standing(*name) {
            assert!(why.starts_with("no "), "{why}");
        }
    }
    // The name of a person is no title.
    let part = only(&json!({ "credentialSubject": { "name": "Ada Lerner" } }));
    assert!(part.elements.title.value().is_none());
}

#[test]
fn many_achievements_are_parts_beside_each_other() {
    let achieved = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|number| json!({ "title": format!("Course {number}") }))
            .collect()
    };
    let parts = map(&json!({ "credentialSubject": { "achieved": achieved(2) } }));
    assert_eq!((parts.len(), parts[0].relations.len()), (2, 1));
    let parts = map(&json!({ "credentialSubject": { "achieved": achieved(5000) } }));
    assert_eq!(parts.len(), 64);
}

#[test]
fn an_achievement_is_of_the_subject_that_states_it() {
    let json = json!({ "credentialSubject": [
        { "familyName": "Lerner" },
        { "familyName": "Boer", "achieved": { "title": "Surgery" } },
    ] });
    let learner = only(&json).elements.learner;
    let stated = learner.stated().unwrap();
    assert_eq!(stated.value.family_name, Some(Text::plain("Boer")));
    assert_eq!(
        stated.from,
        [Pointer::from("/credentialSubject/1/familyName")]
    );
}

#[test]
fn the_country_is_that_of_the_body_and_not_of_the_sealer_too() {
    let json = json!({
        "issuer": { "name": "Sealer", "address": { "addressCountry": "DE" } },
        "credentialSubject": { "achieved": {
            "title": "Surgery",
            "issuedBy": { "name": "Body", "address": { "addressCountry": "NL" } },
        } },
    });
    let country = only(&json).elements.country;
    let codes: Vec<_> = country
        .value()
        .unwrap()
        .iter()
        .map(|one| one.code.as_str())
        .collect();
    assert_eq!(codes, ["NL"]);
}
