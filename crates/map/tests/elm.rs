//! Each standard element of a made-up European Digital Credential, and its absence.
#![recursion_limit = "512"]
#![expect(clippy::unwrap_used, reason = "what is not there fails the test")]

use credeval_map::{Claims, Part, parts};
use credeval_model::{
    CheckCode, Pointer, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{
        AssessmentKind, CreditSystem, Element, ElementName, Elements, ParticipationMode,
        QualityKind, Text,
    },
};
use serde_json::{Value, json};

const COUNTRY: &str = "http://publications.europa.eu/resource/authority/country";
const SNB: &str = "http://data.europa.eu/snb";

/// A credential that states all sixteen elements and contradicts itself nowhere.
fn credential() -> Value {
    json!({
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issued": "2024-03-01T10:00:00Z",
        "validFrom": "2024-03-01T10:00:00Z",
        "displayParameter": { "title": { "en": "Micro-credential" } },
        "issuer": {
            "id": "urn:epass:org:9",
            "legalName": { "en": "Sealing Office" },
            "location": { "address": { "countryCode": { "id": format!("{COUNTRY}/ESP") } } },
        },
        "credentialSubject": {
            "id": "urn:epass:person:1",
            "fullName": { "en": "Lea Lerner" },
            "dateOfBirth": "2001-02-03T00:00:00Z",
            "nationalID": { "type": "LegalIdentifier", "notation": "AB-1" },
            "contactPoint": { "emailAddress": { "id": "mailto:lea@example.org" } },
            "hasClaim": {
                "id": "urn:epass:learningAchievement:1",
                "type": "LearningAchievement",
                "title": { "en": "Nutrition", "de": "Ernährung" },
                "description": { "en": "What food does." },
                "additionalNote": { "type": "Note", "noteLiteral": { "en": "Second edition" } },
                "awardedBy": {
                    "awardingDate": "2024-02-20T00:00:00Z",
                    "awardingBody": {
                        "id": "urn:epass:org:1",
                        "legalName": { "en": "Example University" },
                        "vatIdentifier": { "notation": "IE123" },
                        "identifier": { "schemeName": "DEQAR", "notation": "DEQARINST0001" },
                        "homepage": { "contentURL": "https://university.example" },
                        "location": [{
                            "address": { "countryCode": { "id": format!("{COUNTRY}/IRL"), "prefLabel": { "en": "Ireland" } } },
                            "spatialCode": {
                                "id": "http://publications.europa.eu/resource/authority/atu/IRL_CTH_DUB",
                                "prefLabel": { "en": "Dublin city" },
                            },
                        }],
                    },
                },
                "entitlesTo": { "type": "LearningEntitlement", "title": { "en": "Diploma in nutrition" } },
                "influencedBy": {
                    "type": "LearningActivity",
                    "temporal": { "startDate": "2024-01-08T08:00:00Z", "endDate": "2024-02-16T16:00:00Z" },
                    "specifiedBy": { "mode": { "id": format!("{SNB}/learning-assessment/920fbb3cbe") } },
                },
                "provenBy": {
                    "type": "LearningAssessment",
                    "title": { "en": "Final examination" },
                    "assessedBy": { "legalName": { "en": "Board of Examiners" } },
                    "grade": { "type": "Note", "noteLiteral": { "en": "8" } },
                    "idVerification": { "id": format!("{SNB}/supervision-verification/70be69aaf9") },
                    "specifiedBy": {
                        "dcType": { "id": format!("{SNB}/assessment/6e6cb2cc78") },
                        "gradingScheme": { "title": { "en": "1 to 10" } },
                    },
                },
                "specifiedBy": {
                    "type": "Qualification",
                    "eqfLevel": { "id": format!("{SNB}/eqf/6"), "prefLabel": { "en": "Level 6" } },
                    "nqfLevel": { "id": format!("{SNB}/qdr/c_1"), "prefLabel": { "en": "NFQ 8" } },
                    "creditPoint": { "framework": { "id": format!("{SNB}/education-credit/6fcec5c5af") }, "point": "4" },
                    "volumeOfLearning": "PT100H",
                    "maximumDuration": "P2M",
                    "isPartialQualification": true,
                    "accreditation": {
                        "dcType": { "id": format!("{SNB}/accreditation/820101cba6") },
                        "title": { "en": "Accreditation of the programme" },
                        "accreditingAgent": { "legalName": { "en": "Agency" } },
                        "report": { "contentURL": "https://data.example/report/1" },
                        "dateIssued": "2022-01-01T00:00:00Z",
                        "expiryDate": "2028-01-01T00:00:00Z",
                    },
                    "entryRequirement": { "type": "Note", "noteLiteral": { "en": "A bachelor" } },
                    "language": { "id": "http://x.example/ENG", "prefLabel": { "en": "English" } },
                    "learningOutcome": [
                        {
                            "id": "urn:epass:learningOutcome:1",
                            "title": { "en": "Plan a diet" },
                            "relatedESCOSkill": { "id": "http://data.europa.eu/esco/skill/1" },
                        },
                        { "relatedSkill": [{ "id": "urn:skill:2", "prefLabel": { "en": "Read labels" } }] },
                    ],
                },
            },
        },
    })
}

fn map(json: &Value) -> Vec<Part> {
    parts(&Claims {
        json,
        standard: Standard::EuropeanDigitalCredential,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    })
}

fn elements(json: &Value) -> Elements {
    let mut parts = map(json);
    assert_eq!(parts.len(), 1);
    parts.remove(0).elements
}

/// The credential without the members at these paths: below the claim, or from the top (`/`).
fn without(paths: &[&str]) -> Value {
    let mut json = credential();
    for path in paths {
        let path = if path.starts_with('/') {
            (*path).to_owned()
        } else {
            format!("{CLAIM}/{path}")
        };
        let (object, key) = path.rsplit_once('/').unwrap();
        let object = json.pointer_mut(object).and_then(Value::as_object_mut);
        assert!(object.unwrap().remove(key).is_some(), "{path}");
    }
    json
}

fn from<T>(element: &Element<T>) -> Vec<&str> {
    let stated = element.stated().unwrap();
    stated.from.iter().map(Pointer::as_str).collect()
}

fn en(text: &str) -> Text {
    Text([("en".to_owned(), text.to_owned())].into())
}

const CLAIM: &str = "/credentialSubject/hasClaim";

#[test]
fn all_sixteen_are_stated_and_nothing_contradicts() {
    let json = credential();
    let part = map(&json).remove(0);
    assert_eq!(part.pointer, None);
    assert_eq!(part.findings, []);
    for name in ElementName::ALL {
        let (tier, from) = part.elements.standing(*name).unwrap();
        assert_eq!(tier, Tier::Signed);
        assert!(!from.is_empty());
        for pointer in from {
            assert!(pointer.resolve(&json).is_some(), "{name:?} {pointer}");
        }
    }
}

/// Where each element stands, below the claim or from the top, and how the reason of its absence
/// begins.
const ABSENT: [(ElementName, &[&str], &str); 16] = [
    (
        ElementName::Learner,
        &[
            "/credentialSubject/fullName",
            "/credentialSubject/dateOfBirth",
            "/credentialSubject/nationalID",
            "/credentialSubject/contactPoint",
        ],
        "no name, date of birth",
    ),
    (
        ElementName::Title,
        &["title", "/displayParameter/title"],
        "no title",
    ),
    (
        ElementName::Country,
        &["awardedBy/awardingBody/location", "/issuer/location"],
        "no country",
    ),
    (
        ElementName::AwardingBody,
        &["awardedBy/awardingBody", "/issuer"],
        "no awarding body under awardedBy",
    ),
    (
        ElementName::Issued,
        &["awardedBy/awardingDate", "/issued", "/validFrom"],
        "no date",
    ),
    (
        ElementName::LearningOutcomes,
        &["specifiedBy/learningOutcome", "description"],
        "no learning outcome",
    ),
    (
        ElementName::Workload,
        &[
            "specifiedBy/creditPoint",
            "specifiedBy/volumeOfLearning",
            "specifiedBy/maximumDuration",
        ],
        "no credit point",
    ),
    (
        ElementName::Level,
        &["specifiedBy/eqfLevel", "specifiedBy/nqfLevel"],
        "no eqfLevel",
    ),
    (
        ElementName::Assessment,
        &["provenBy"],
        "no assessment under provenBy",
    ),
    (
        ElementName::Participation,
        &["influencedBy/specifiedBy/mode"],
        "no mode",
    ),
    (
        ElementName::QualityAssurance,
        &["specifiedBy/accreditation"],
        "no accreditation",
    ),
    (
        ElementName::Prerequisites,
        &["specifiedBy/entryRequirement"],
        "no entryRequirement",
    ),
    (
        ElementName::Supervision,
        &["provenBy/idVerification"],
        "no idVerification",
    ),
    (ElementName::Grade, &["provenBy/grade"], "no grade"),
    (
        ElementName::Stackability,
        &["specifiedBy/isPartialQualification", "entitlesTo"],
        "no isPartialQualification",
    ),
    (
        ElementName::FurtherInformation,
        &["additionalNote", "specifiedBy/language"],
        "no note",
    ),
];

#[test]
fn each_element_is_absent_where_its_places_are() {
    for (name, paths, reason) in ABSENT {
        let elements = elements(&without(paths));
        let absent = elements.standing(name).unwrap_err();
        assert!(absent.starts_with(reason), "{name:?}: {absent}");
    }
}

#[test]
fn the_learner_has_names_and_identifiers() {
    let elements = elements(&credential());
    let learner = elements.learner.value().unwrap();
    assert_eq!(learner.name, Some(en("Lea Lerner")));
    assert_eq!(learner.email.as_deref(), Some("lea@example.org"));
    assert_eq!(
        learner.date_of_birth.as_deref(),
        Some("2001-02-03T00:00:00Z")
    );
    assert_eq!(learner.identifiers[0].scheme, "nationalID");
    assert_eq!(learner.identifiers[0].value, "AB-1");
    assert!(from(&elements.learner).contains(&"/credentialSubject/nationalID/notation"));
}

#[test]
fn the_title_falls_back_to_what_is_specified_and_displayed() {
    let place = |paths: &[&str]| from(&elements(&without(paths)).title).join(" ");
    assert_eq!(place(&[]), format!("{CLAIM}/title"));
    let own = "title";
    assert_eq!(place(&[own]), "/displayParameter/title");
    let mut json = without(&[own]);
    json["credentialSubject"]["hasClaim"]["specifiedBy"]["title"] = json!({ "en": "N" });
    assert_eq!(
        from(&elements(&json).title),
        [format!("{CLAIM}/specifiedBy/title")]
    );
}

#[test]
fn the_awarding_body_is_not_the_sealer() {
    let elements = elements(&credential());
    let bodies = elements.awarding_body.value().unwrap();
    assert_eq!(bodies.len(), 1);
    assert_eq!(bodies[0].name, Some(en("Example University")));
    let schemes: Vec<_> = bodies[0]
        .identifiers
        .iter()
        .map(|id| (id.scheme.as_str(), id.value.as_str()))
        .collect();
    assert_eq!(schemes, [("vat", "IE123"), ("DEQAR", "DEQARINST0001")]);
    assert_eq!(
        bodies[0].homepage.as_deref(),
        Some("https://university.example")
    );
    let country = &elements.country.value().unwrap()[0];
    assert_eq!(country.code, "IRL");
    assert_eq!(country.name, Some(en("Ireland")));
    assert_eq!(country.region, Some(en("Dublin city")));
}

#[test]
fn the_sealer_stands_in_where_the_claim_names_no_body() {
    let body = "awardedBy/awardingBody";
    let elements = elements(&without(&[body]));
    let bodies = elements.awarding_body.value().unwrap();
    assert_eq!(bodies[0].name, Some(en("Sealing Office")));
    assert!(
        from(&elements.awarding_body)
            .iter()
            .all(|place| place.starts_with("/issuer/"))
    );
    assert_eq!(elements.country.value().unwrap()[0].code, "ESP");
}

#[test]
fn several_awarding_bodies_are_all_named() {
    let mut json = credential();
    let body = &mut json["credentialSubject"]["hasClaim"]["awardedBy"]["awardingBody"];
    *body = json!([body.clone(), { "legalName": { "en": "Second University" } }]);
    let elements = elements(&json);
    assert_eq!(elements.awarding_body.value().unwrap().len(), 2);
    assert!(
        from(&elements.awarding_body)
            .contains(&"/credentialSubject/hasClaim/awardedBy/awardingBody/1/legalName")
    );
}

#[test]
fn the_award_comes_before_the_seal() {
    let stated = |json: &Value| {
        let elements = elements(json);
        elements.issued.value().unwrap().stated_as.clone()
    };
    assert_eq!(stated(&credential()), "awardingDate");
    let award = "awardedBy/awardingDate";
    assert_eq!(stated(&without(&[award])), "issued");
    assert_eq!(stated(&without(&[award, "/issued"])), "validFrom");
}

#[test]
fn outcomes_are_listed_with_their_skills() {
    let elements = elements(&credential());
    let outcomes = elements.learning_outcomes.value().unwrap();
    assert_eq!(outcomes.listed[0].title, en("Plan a diet"));
    assert_eq!(
        outcomes.listed[0].uris,
        ["http://data.europa.eu/esco/skill/1"]
    );
    assert_eq!(outcomes.listed[1].title, en("Read labels"));
    assert!(outcomes.listed[1].uris.is_empty(), "a URN is no address");
    assert!(outcomes.summary.is_empty());
    assert_eq!(outcomes.descriptions, [en("What food does.")]);
    assert!(outcomes.assessed);
    let proven = "provenBy";
    let elements = self::elements(&without(&[proven]));
    assert!(!elements.learning_outcomes.value().unwrap().assessed);
}

#[test]
fn workload_and_calendar_time_are_two_things() {
    let elements = elements(&credential());
    let workload = elements.workload.value().unwrap();
    assert_eq!(workload.credits[0].system, CreditSystem::Ects);
    assert!((workload.credits[0].points - 4.0).abs() < f64::EPSILON);
    assert_eq!(workload.hours, Some(100.0));
    assert_eq!(workload.duration.as_deref(), Some("P2M"));
    assert!(
        from(&elements.workload)
            .contains(&"/credentialSubject/hasClaim/specifiedBy/volumeOfLearning")
    );
}

#[test]
fn calendar_time_in_place_of_a_volume_is_a_duration() {
    let mut json = without(&["specifiedBy/creditPoint", "specifiedBy/maximumDuration"]);
    json["credentialSubject"]["hasClaim"]["specifiedBy"]["volumeOfLearning"] = json!("P60M");
    let elements = elements(&json);
    let workload = elements.workload.value().unwrap();
    assert_eq!(workload.hours, None);
    assert_eq!(workload.duration.as_deref(), Some("P60M"));
    assert_eq!(
        from(&elements.workload),
        ["/credentialSubject/hasClaim/specifiedBy/volumeOfLearning"]
    );
}

#[test]
fn what_was_received_counts_before_what_is_offered() {
    let mut json = credential();
    json["credentialSubject"]["hasClaim"]["creditReceived"] =
        json!({ "framework": { "prefLabel": { "en": "ECTS" } }, "point": 3 });
    let elements = elements(&json);
    let workload = elements.workload.value().unwrap();
    assert_eq!(workload.credits.len(), 1);
    assert!((workload.credits[0].points - 3.0).abs() < f64::EPSILON);
    assert!(
        !from(&elements.workload)
            .iter()
            .any(|place| place.contains("creditPoint"))
    );
}

#[test]
fn a_silent_whole_is_the_sum_of_its_parts() {
    let part = |points: &str| {
        json!({
            "type": "LearningAchievement",
            "title": { "en": "Module" },
            "specifiedBy": {
                "volumeOfLearning": "PT30H",
                "creditPoint": { "framework": { "id": format!("{SNB}/education-credit/6fcec5c5af") }, "point": points },
                "learningOutcome": { "title": { "en": "Outcome" } },
            },
        })
    };
    let mut json = without(&[
        "specifiedBy/creditPoint",
        "specifiedBy/volumeOfLearning",
        "specifiedBy/learningOutcome",
    ]);
    json["credentialSubject"]["hasClaim"]["hasPart"] = json!([part("1"), part("1.5")]);
    let elements = elements(&json);
    let workload = elements.workload.value().unwrap();
    assert!((workload.credits[0].points - 2.5).abs() < f64::EPSILON);
    assert_eq!(workload.hours, Some(60.0));
    assert_eq!(elements.learning_outcomes.value().unwrap().listed.len(), 2);
    assert_eq!(elements.stackability.value().unwrap().parts.len(), 2);
    // A whole that speaks for itself is not added to.
    let mut json = credential();
    json["credentialSubject"]["hasClaim"]["hasPart"] = part("1");
    let elements = self::elements(&json);
    assert_eq!(elements.workload.value().unwrap().hours, Some(100.0));
    assert_eq!(elements.learning_outcomes.value().unwrap().listed.len(), 2);
}

#[test]
fn hours_of_an_activity_and_of_contact_stand_in() {
    let volume = "specifiedBy/volumeOfLearning";
    let mut json = without(&[volume]);
    json["credentialSubject"]["hasClaim"]["influencedBy"]["workload"] = json!("P2DT12H");
    assert_eq!(elements(&json).workload.value().unwrap().hours, Some(60.0));
    let mut json = without(&[volume]);
    json["credentialSubject"]["hasClaim"]["specifiedBy"]["contactHour"] = json!("20");
    assert_eq!(elements(&json).workload.value().unwrap().hours, Some(20.0));
}

#[test]
fn levels_are_those_of_the_frameworks() {
    let elements = elements(&credential());
    let level = elements.level.value().unwrap();
    assert_eq!(level.eqf, Some(6));
    assert_eq!(level.nqf[0].label, Some(en("NFQ 8")));
    assert_eq!(
        from(&elements.level)[0],
        "/credentialSubject/hasClaim/specifiedBy/eqfLevel/id"
    );
}

#[test]
fn a_level_that_is_none_is_told() {
    let mut json = without(&["specifiedBy/nqfLevel"]);
    json["credentialSubject"]["hasClaim"]["specifiedBy"]["eqfLevel"] = json!("expert");
    let elements = elements(&json);
    let why = elements.standing(ElementName::Level).unwrap_err();
    assert!(
        why.ends_with("/credentialSubject/hasClaim/specifiedBy/eqfLevel is stated as `expert`, which is not an EQF level (1 to 8)"),
        "{why}"
    );
}

#[test]
fn malformed_values_are_absent_and_named() {
    let mut json = credential();
    let claim = &mut json["credentialSubject"]["hasClaim"];
    claim["title"] = json!(5);
    claim["specifiedBy"]["title"] = json!([{ "type": "Note" }]);
    json["displayParameter"] = json!("none");
    let elements = elements(&json);
    let why = elements.standing(ElementName::Title).unwrap_err();
    assert_eq!(
        why,
        "no title under hasClaim or its specifiedBy; /credentialSubject/hasClaim/title is stated as `5`, which is not text; \
         /credentialSubject/hasClaim/specifiedBy/title/0 is stated as an object, which is not text"
    );
}

#[test]
fn assessments_have_their_kind() {
    let elements = elements(&credential());
    let assessment = &elements.assessment.value().unwrap()[0];
    assert_eq!(assessment.kind, AssessmentKind::WrittenExamination);
    assert_eq!(assessment.title, Some(en("Final examination")));
    assert!(assessment.graded && assessment.grading_scheme);
    assert_eq!(assessment.assessed_by, Some(en("Board of Examiners")));
    let mut json = credential();
    let proven = &mut json["credentialSubject"]["hasClaim"]["provenBy"];
    proven["specifiedBy"] = json!({ "dcType": { "id": "urn:epass:concept:1", "prefLabel": { "en": "artefact assessment" } } });
    let elements = self::elements(&json);
    let assessment = &elements.assessment.value().unwrap()[0];
    assert_eq!(assessment.kind, AssessmentKind::ArtefactAssessment);
    assert_eq!(assessment.stated.uri, None, "a free concept has no address");
    assert!(!assessment.grading_scheme);
}

#[test]
fn a_claim_may_be_an_assessment_or_an_activity_itself() {
    let mut json = credential();
    let proven = json["credentialSubject"]["hasClaim"]["provenBy"].clone();
    json["credentialSubject"]["hasClaim"] = proven;
    let elements = elements(&json);
    assert_eq!(
        elements.assessment.value().unwrap()[0].kind,
        AssessmentKind::WrittenExamination
    );
    assert_eq!(elements.grade.value().unwrap()[0].value, en("8"));
    let mut json = credential();
    json["credentialSubject"]["hasClaim"] = json!({
        "type": "LearningActivity",
        "title": { "en": "Webinar" },
        "workload": "PT2H",
        "specifiedBy": { "mode": { "prefLabel": { "en": "Blended" } } },
    });
    let elements = self::elements(&json);
    assert_eq!(elements.workload.value().unwrap().hours, Some(2.0));
    assert_eq!(
        elements.participation.value().unwrap()[0].mode,
        ParticipationMode::Blended
    );
}

#[test]
fn an_entitlement_is_where_it_leads() {
    let elements = elements(&credential());
    let stackability = elements.stackability.value().unwrap();
    assert_eq!(stackability.partial, Some(true));
    assert_eq!(stackability.towards, [en("Diploma in nutrition")]);
}

#[test]
fn modes_are_read_in_spite_of_their_list() {
    let elements = elements(&credential());
    let form = &elements.participation.value().unwrap()[0];
    assert_eq!(form.mode, ParticipationMode::Online);
    let mut json = credential();
    json["credentialSubject"]["hasClaim"]["influencedBy"]["specifiedBy"]["mode"] =
        json!({ "prefLabel": { "en": "By letter" } });
    let elements = self::elements(&json);
    assert_eq!(
        elements.participation.value().unwrap()[0].mode,
        ParticipationMode::Other
    );
}

#[test]
fn quality_is_assured_by_accreditation() {
    let elements = elements(&credential());
    let quality = &elements.quality_assurance.value().unwrap()[0];
    assert_eq!(quality.kind, QualityKind::Programme);
    assert_eq!(quality.agent, Some(en("Agency")));
    assert_eq!(
        quality.report.as_deref(),
        Some("https://data.example/report/1")
    );
    assert_eq!(quality.valid_until.as_deref(), Some("2028-01-01T00:00:00Z"));
}

#[test]
fn both_sets_of_types_are_known_in_each_place() {
    for (code, kind) in [
        ("003293d2ce", QualityKind::Institution),
        ("bb4618238e", QualityKind::Institution),
        ("c_1f1a469a", QualityKind::Institution),
        ("e57dddfcf3", QualityKind::Programme),
        ("820101cba6", QualityKind::Programme),
        ("c_64666c29", QualityKind::Programme),
    ] {
        let accreditation = json!({ "dcType": { "id": format!("{SNB}/accreditation/{code}") } });
        let mut bare = without(&["specifiedBy/accreditation"]);
        bare["evidence"] = json!([{ "accreditation": accreditation }]);
        let elements = elements(&bare);
        assert_eq!(
            elements.quality_assurance.value().unwrap()[0].kind,
            kind,
            "{code}"
        );
        assert_eq!(
            from(&elements.quality_assurance),
            ["/evidence/0/accreditation/dcType/id"]
        );
    }
}

#[test]
fn a_mandate_assures_no_quality() {
    let mut json = without(&["specifiedBy/accreditation"]);
    json["evidence"] = json!({
        "dcType": { "id": format!("{SNB}/evidence-type/c_18016257") },
        "accreditation": { "title": { "en": "On behalf of" } },
    });
    let elements = elements(&json);
    let why = elements
        .standing(ElementName::QualityAssurance)
        .unwrap_err();
    assert!(
        why.ends_with("/evidence is a mandate, which assures no quality"),
        "{why}"
    );
}

#[test]
fn the_weakest_supervision_speaks_for_all() {
    let mut json = credential();
    let proven = &mut json["credentialSubject"]["hasClaim"]["provenBy"];
    let mut second = proven.clone();
    second["idVerification"] =
        json!({ "id": "urn:x", "prefLabel": { "en": "Unsupervised without ID Verification" } });
    *proven = json!([proven.clone(), second]);
    let elements = elements(&json);
    let supervision = elements.supervision.value().unwrap();
    assert_eq!(
        (supervision.supervised, supervision.identity_verified),
        (Some(false), Some(false))
    );
    let elements = self::elements(&credential());
    let supervision = elements.supervision.value().unwrap();
    assert_eq!(
        (supervision.supervised, supervision.identity_verified),
        (Some(true), Some(true))
    );
}

#[test]
fn grades_have_their_scheme() {
    let elements = elements(&credential());
    let grade = &elements.grade.value().unwrap()[0];
    assert_eq!(
        (&grade.value, grade.scheme.as_ref()),
        (&en("8"), Some(&en("1 to 10")))
    );
}

#[test]
fn each_claim_is_a_part() {
    let mut json = credential();
    let claim = &mut json["credentialSubject"]["hasClaim"];
    *claim = json!([claim.clone(), { "type": "LearningActivity" }]);
    let parts = map(&json);
    let pointers: Vec<_> = parts
        .iter()
        .map(|part| part.pointer.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/credentialSubject/hasClaim/0",
            "/credentialSubject/hasClaim/1"
        ]
    );
    assert_eq!(
        parts[0].elements.title.value().unwrap().shown(),
        "Nutrition"
    );
    // The title on display is that of the whole.
    assert!(parts[1].elements.title.value().is_none());
    assert_eq!(
        parts[1].elements.learner.value().unwrap().name,
        Some(en("Lea Lerner"))
    );
}

#[test]
fn a_credential_without_a_claim_is_one_part() {
    let json = json!({ "issuer": { "legalName": { "en": "U" } } });
    let parts = map(&json);
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].pointer, None);
    assert!(parts[0].elements.title.value().is_none());
    assert_eq!(
        parts[0].elements.awarding_body.value().unwrap()[0].name,
        Some(en("U"))
    );
}

#[test]
fn a_list_of_thousands_of_claims_is_cut_and_said_to_be() {
    let json = json!({ "credentialSubject": { "hasClaim": vec![json!({ "title": "T" }); 500] } });
    let parts = map(&json);
    assert_eq!(parts.len(), 64);
    let scope = &parts[0].findings[0];
    assert_eq!(scope.code, CheckCode::IntegrityScope);
    assert!(
        scope.summary.contains("one of 500 achievements"),
        "{}",
        scope.summary
    );
}
