//! Each standard element of a made-up European Digital Credential, and its absence.
#![recursion_limit = "512"]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what is not there fails the test"
)]

use credeval_map::{Claims, Part, crosswalk::explaining, parts};
use credeval_model::{
    CheckCode, CheckOutcome, Pointer, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{
        Absence, AssessmentKind, CreditSystem, Cycle, Element, ElementName, Elements,
        ParticipationMode, QualityKind, Text,
    },
    scope::{RelationKind, ScopeKind},
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
            let mut rows = explaining(Standard::EuropeanDigitalCredential, *name, pointer);
            assert!(rows.next().is_some(), "no row for {name:?} at {pointer}");
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
    let mut json = without(&[award]);
    claim_of(&mut json)["dateIssued"] = json!("2024-02-25T00:00:00Z");
    assert_eq!(
        stated(&json),
        "dateIssued",
        "of a claim that is an assessment"
    );
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
fn an_assessment_that_is_claimed_states_what_it_proves() {
    let mut json = credential();
    let mut achievement = claim_of(&mut json).clone();
    let mut assessment = achievement["provenBy"].take();
    assessment["title"] = json!({ "en": "Final examination" });
    assessment["proves"] = achievement;
    *claim_of(&mut json) = assessment;
    let proven = elements(&json);
    assert_eq!(proven.title.value(), Some(&en("Final examination")));
    assert_eq!(proven.assessment.value().unwrap().len(), 1);
    let outcomes = proven.learning_outcomes.value().unwrap();
    assert_eq!((outcomes.listed.len(), outcomes.assessed), (2, true));
    assert_eq!(proven.workload.value().unwrap().hours, Some(100.0));
    assert_eq!(proven.level.value().unwrap().eqf, Some(6));
    assert!(proven.prerequisites.value().is_some() && proven.quality_assurance.value().is_some());
    assert_eq!(
        from(&proven.level)[0],
        format!("{CLAIM}/proves/specifiedBy/eqfLevel/id")
    );
    for name in ElementName::ALL {
        for place in proven.standing(*name).map_or(&[][..], |(_, from)| from) {
            let mut rows = explaining(Standard::EuropeanDigitalCredential, *name, place);
            assert!(rows.next().is_some(), "no row for {name:?} at {place}");
        }
    }
    claim_of(&mut json)["proves"] = Value::Null;
    let alone = elements(&json);
    assert!(alone.workload.value().is_none() && alone.level.value().is_none());
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

/// The claim of the made-up credential, to be changed.
fn claim_of(json: &mut Value) -> &mut Value {
    &mut json["credentialSubject"]["hasClaim"]
}

#[test]
fn a_claim_names_what_it_hangs_together_with() {
    let mut json = credential();
    let claim = claim_of(&mut json);
    claim["isPartOf"] = json!({ "specifiedBy": { "title": { "en": "Bachelor of nutrition" } } });
    claim["hasPart"] = json!([{ "title": { "en": "Vitamins" } }, {}]);
    let part = map(&json).remove(0);
    let relations: Vec<_> = part
        .relations
        .iter()
        .map(|relation| {
            let place = relation.to.as_str().strip_prefix(CLAIM).unwrap();
            let title = relation.title.as_ref().map_or("", Text::shown);
            (relation.kind, place, title)
        })
        .collect();
    assert_eq!(
        relations,
        [
            (RelationKind::PartOf, "/isPartOf", "Bachelor of nutrition"),
            (RelationKind::ProvenBy, "/provenBy", "Final examination"),
            (RelationKind::InfluencedBy, "/influencedBy", ""),
            (
                RelationKind::EntitlesTo,
                "/entitlesTo",
                "Diploma in nutrition"
            ),
            (RelationKind::HasPart, "/hasPart/0", "Vitamins"),
            (RelationKind::HasPart, "/hasPart/1", ""),
        ]
    );
    assert_eq!(
        map(&without(&["provenBy", "influencedBy", "entitlesTo"]))[0].relations,
        []
    );
    let mut json = credential();
    claim_of(&mut json)["hasPart"] = json!(vec![json!({}); 500]);
    assert_eq!(map(&json)[0].relations.len(), 32);
}

/// A transcript of as many courses.
fn transcript(courses: usize) -> Value {
    let mut json = credential();
    json["evidence"] = json!({ "accreditation": { "title": { "en": "Of the degree" } } });
    let claim = claim_of(&mut json);
    claim["hasPart"] = json!(vec![json!({ "title": { "en": "Course" } }); courses]);
    claim["hasPart"][0] = json!({
        "type": "LearningAchievement",
        "title": { "en": "Vitamins" },
        "awardedBy": {
            "awardingBody": {
                "legalName": { "en": "Partner" },
                "location": { "address": { "countryCode": { "id": format!("{COUNTRY}/FRA") } } },
            },
            "awardingDate": "2024-02-18T00:00:00Z",
        },
        "specifiedBy": { "creditPoint": { "framework": { "prefLabel": { "en": "ECTS" } }, "point": "2" } },
    });
    json
}

#[test]
fn the_parts_of_a_transcript_are_achievements_of_their_own() {
    let json = transcript(10);
    let parts = map(&json);
    assert_eq!(parts.len(), 11);
    let places: Vec<_> = parts
        .iter()
        .map(|part| part.pointer.clone().unwrap())
        .collect();
    assert_eq!(places[0].as_str(), CLAIM);
    assert_eq!(places[10].as_str(), format!("{CLAIM}/hasPart/9"));
    assert_eq!(parts[0].scope.kind, ScopeKind::Transcript);
    let failed = parts[0]
        .findings
        .iter()
        .filter(|found| found.outcome == CheckOutcome::Failed);
    let failed: Vec<_> = failed.map(|found| found.code).collect();
    assert_eq!(failed, [CheckCode::IntegrityScope]);

    let course = &parts[1];
    assert_eq!(course.scope.kind, ScopeKind::MicroCredential);
    assert_eq!(
        course.relations.len(),
        1,
        "siblings are related by their whole"
    );
    assert_eq!(course.relations[0].kind, RelationKind::PartOf);
    assert_eq!(course.relations[0].to, places[0]);
    let title = course.relations[0].title.as_ref();
    assert_eq!(title.map(Text::shown), Some("Nutrition"));
    assert_eq!(course.elements.title.value(), Some(&en("Vitamins")));
    assert!(
        course.findings[0]
            .summary
            .contains("one of 10 achievements of a transcript"),
        "{:?}",
        course.findings
    );
    // Nine courses are a programme with modules.
    assert_eq!(map(&transcript(9)).len(), 1);
}

#[test]
fn a_part_has_of_its_whole_who_awarded_it_and_when_and_no_more() {
    let parts = map(&transcript(10));
    let [_, own, inheriting, ..] = parts.as_slice() else {
        panic!("a whole and its parts");
    };
    let body = |part: &Part| part.elements.awarding_body.value().unwrap()[0].name.clone();
    assert_eq!(body(own), Some(en("Partner")));
    assert_eq!(own.elements.country.value().unwrap()[0].code, "FRA");
    assert_eq!(
        own.elements.issued.value().unwrap().date,
        "2024-02-18T00:00:00Z"
    );
    assert_eq!(body(inheriting), Some(en("Example University")));
    assert_eq!(inheriting.elements.country.value().unwrap()[0].code, "IRL");
    assert_eq!(
        from(&inheriting.elements.issued),
        [format!("{CLAIM}/awardedBy/awardingDate")]
    );
    assert_eq!(
        inheriting.elements.learner.value().unwrap().name,
        Some(en("Lea Lerner"))
    );
    for name in ElementName::ALL {
        let stated = inheriting.elements.standing(*name).is_ok();
        let inherited = [
            ElementName::Learner,
            ElementName::Title,
            ElementName::Country,
            ElementName::AwardingBody,
            ElementName::Issued,
            // It counts towards the whole.
            ElementName::Stackability,
        ];
        assert_eq!(stated, inherited.contains(name), "{name:?}");
    }
    assert!(parts[0].elements.quality_assurance.value().unwrap().len() > 1);
    assert_eq!(
        inheriting.scope.kind,
        ScopeKind::Unclear,
        "the title on display is of the whole"
    );
}

#[test]
fn a_part_that_is_more_itself_is_taken_apart_too() {
    let mut json = transcript(10);
    claim_of(&mut json)["hasPart"][3]["hasPart"] = json!(vec![json!({}); 12]);
    claim_of(&mut json)["hasPart"][4]["hasPart"] = json!(vec![json!({}); 3]);
    let parts = map(&json);
    assert_eq!(parts.len(), 11 + 12);
    let place = parts[11].pointer.as_ref().unwrap();
    assert_eq!(place.as_str(), format!("{CLAIM}/hasPart/3/hasPart/0"));
    let body = &parts[11].elements.awarding_body.value().unwrap()[0];
    assert_eq!(
        body.name,
        Some(en("Example University")),
        "of the whole of its whole"
    );
    // A full qualification with two parts is taken apart, however few they are.
    let mut json = credential();
    let claim = claim_of(&mut json);
    claim["specifiedBy"]["creditPoint"]["point"] = json!("180");
    claim["specifiedBy"]["volumeOfLearning"] = json!("PT4500H");
    claim["hasPart"] = json!([{}, {}]);
    assert_eq!(map(&json).len(), 3);
}

#[test]
fn a_partial_qualification_in_a_transcript_counts_towards_it() {
    let mut json = transcript(10);
    claim_of(&mut json)["hasPart"][1]["specifiedBy"] = json!({ "isPartialQualification": true });
    let stackability = |part: &Part| {
        let mut codes = part.findings.iter().map(|found| found.code);
        codes.any(|code| code == CheckCode::IntegrityStackability)
    };
    assert!(!stackability(&map(&json)[2]));
    *claim_of(&mut json) = json!({ "specifiedBy": { "isPartialQualification": true } });
    assert!(
        stackability(&map(&json)[0]),
        "beside nothing it counts towards nothing"
    );
}

#[test]
fn what_the_profile_says_of_the_credential_it_says_of_none_of_its_parts() {
    let mut json = credential();
    json["credentialProfiles"] = json!({ "id": format!("{SNB}/credential/6dff8a0f87") });
    assert_eq!(
        map(&json).len(),
        1,
        "without parts there is nothing to take apart"
    );
    claim_of(&mut json)["hasPart"] = json!([{ "hasPart": {} }, {}]);
    let kinds: Vec<_> = map(&json).iter().map(|part| part.scope.kind).collect();
    assert_eq!(
        kinds,
        [
            ScopeKind::DiplomaSupplement,
            ScopeKind::Unclear,
            ScopeKind::Unclear
        ]
    );
}

#[test]
fn a_transcript_of_hundreds_is_cut_and_says_so() {
    let parts = map(&transcript(300));
    assert_eq!(parts.len(), 64);
    for (part, words) in [
        (&parts[0], "a whole of 300 achievements in it"),
        (&parts[63], "one of 300 achievements of a transcript"),
    ] {
        let told = part
            .findings
            .iter()
            .find(|found| found.summary.contains(words));
        let told = told.unwrap_or_else(|| panic!("{words}: {:#?}", part.findings));
        assert!(told.summary.contains("of which 63 are read singly"));
        assert_eq!(told.outcome, CheckOutcome::Failed);
    }
    let whole = &map(&transcript(20))[0];
    assert!(
        whole
            .findings
            .iter()
            .all(|found| !found.summary.contains("a whole of"))
    );
    // Transcripts in transcripts, far beyond the bound.
    let mut nested = json!({});
    for _ in 0..30 {
        nested = json!({ "hasPart": vec![nested.clone(); 1].into_iter().chain(vec![json!({}); 11]).collect::<Vec<_>>() });
    }
    let json = json!({ "credentialSubject": { "hasClaim": nested } });
    assert_eq!(map(&json).len(), 64);
}

/// What a claim with this is, and the signs of it, beside others of no size.
fn kind(change: impl Fn(&mut Value)) -> (ScopeKind, Vec<String>) {
    let mut json =
        json!({ "credentialSubject": { "hasClaim": { "title": { "en": "Nutrition" } } } });
    change(&mut json);
    let scope = map(&json).remove(0).scope;
    (
        scope.kind,
        scope.signs.into_iter().map(|sign| sign.text).collect(),
    )
}

#[test]
fn what_a_claim_is_is_told_from_what_it_states() {
    let opportunity = |code: &str| {
        let id = format!("{SNB}/learning-opportunity/{code}");
        kind(|json| claim_of(json)["specifiedBy"] = json!({ "dcType": { "id": id } }))
    };
    for (code, label) in [
        ("74a4a268e8", "Short learning programme"),
        ("05053c1cbe", "Course"),
        ("0f7dac46ca", "Programme module"),
        ("17744a2647", "MOOC"),
    ] {
        let told = (ScopeKind::MicroCredential, vec![format!("`{label}`")]);
        assert_eq!(opportunity(code), told);
    }
    assert_eq!(opportunity("79343569f3"), (ScopeKind::Unclear, Vec::new()));
    let partial = |partial: bool| {
        kind(|json| claim_of(json)["specifiedBy"] = json!({ "isPartialQualification": partial })).0
    };
    assert_eq!(partial(true), ScopeKind::MicroCredential);
    assert_eq!(partial(false), ScopeKind::Unclear);
    for (title, expected) in [
        ("Micro-credential", ScopeKind::MicroCredential),
        ("My Microcredentials", ScopeKind::MicroCredential),
        ("Certificate", ScopeKind::Unclear),
    ] {
        let displayed = kind(|json| json["displayParameter"]["title"] = json!({ "en": title }));
        assert_eq!(displayed.0, expected, "{title}");
        // What was learnt may be about micro-credentials.
        let titled = kind(|json| claim_of(json)["title"] = json!({ "en": title }));
        assert_eq!(titled.0, ScopeKind::Unclear, "{title}");
    }
    let profile = |profile: Value| kind(|json| json["credentialProfiles"] = json!([profile])).0;
    assert_eq!(
        profile(json!({ "id": "urn:c:1", "prefLabel": { "en": "Diploma Supplement" } })),
        ScopeKind::DiplomaSupplement
    );
    assert_eq!(
        profile(json!({ "prefLabel": { "en": "Generic" } })),
        ScopeKind::Unclear
    );
}

#[test]
fn a_right_and_attendance_are_no_learning() {
    let of = |claim: Value| kind(|json| *claim_of(json) = claim.clone()).0;
    assert_eq!(
        of(json!({ "type": "LearningEntitlement" })),
        ScopeKind::NoLearning
    );
    let activity = json!({ "type": "LearningActivity", "workload": "PT2H" });
    assert_eq!(of(activity.clone()), ScopeKind::NoLearning);
    // Two hours of learning are a small volume, two hours of attendance none.
    assert_eq!(
        of(json!({ "workload": "PT2H" })),
        ScopeKind::MicroCredential
    );
    for (key, value) in [
        ("creditReceived", json!({ "point": "1" })),
        ("provenBy", json!({ "title": { "en": "Test" } })),
        (
            "specifiedBy",
            json!({ "learningOutcome": { "title": { "en": "Cook" } } }),
        ),
    ] {
        let mut learning = activity.clone();
        learning[key] = value;
        assert_eq!(of(learning), ScopeKind::MicroCredential, "{key}");
    }
}

#[test]
fn an_entitlement_leads_to_learning_or_is_a_note() {
    let mut json = credential();
    let claim = claim_of(&mut json);
    claim["entitlesTo"]["specifiedBy"]["dcType"] =
        json!({ "id": format!("{SNB}/entitlement/bebd32e8e6") });
    let member = elements(&json);
    assert!(member.stackability.value().unwrap().towards.is_empty());
    let notes = member.further_information.value().unwrap();
    assert!(
        notes
            .iter()
            .any(|note| note.about == "entitlesTo" && note.text == en("Diploma in nutrition"))
    );
    *claim_of(&mut json) =
        json!({ "type": "LearningEntitlement", "title": { "en": "Admission to the master" } });
    let entitled = elements(&json);
    let stackability = entitled.stackability.value().unwrap();
    assert_eq!(stackability.towards, [en("Admission to the master")]);
    *claim_of(&mut json) = json!({ "type": "LearningAchievement", "title": { "en": "Admission" } });
    assert!(elements(&json).stackability.value().is_none());
}

#[test]
fn outcomes_name_their_framework_and_code() {
    let mut json = credential();
    claim_of(&mut json)["specifiedBy"]["learningOutcome"] = json!([
        {
            "title": { "en": "Plan a diet" },
            "relatedESCOSkill": {
                "id": "http://data.europa.eu/esco/skill/1",
                "inScheme": { "id": "http://data.europa.eu/esco/concept-scheme/skills" },
                "notation": "S1.1",
            },
        },
        {
            "title": { "en": "Search" },
            "relatedSkill": {
                "inScheme": { "id": "urn:s", "prefLabel": { "en": "DigComp" } },
                "notation": "Skill",
            },
        },
        { "title": { "en": "Cook" } },
    ]);
    let elements = elements(&json);
    let listed = &elements.learning_outcomes.value().unwrap().listed;
    let framework = |index: usize| listed[index].framework.as_ref().map(Text::shown);
    assert_eq!(
        framework(0),
        Some("http://data.europa.eu/esco/concept-scheme/skills")
    );
    assert_eq!(listed[0].code.as_deref(), Some("S1.1"));
    assert_eq!(framework(1), Some("DigComp"));
    assert_eq!(listed[1].code, None, "that it is a skill is no code");
    assert_eq!((framework(2), &listed[2].code), (None, &None));
}

#[test]
fn a_summary_of_outcomes_is_no_description() {
    let mut json = credential();
    claim_of(&mut json)["specifiedBy"]["learningOutcomeSummary"] =
        json!({ "noteLiteral": { "en": "Can plan diets." } });
    let elements = elements(&json);
    let outcomes = elements.learning_outcomes.value().unwrap();
    assert_eq!(outcomes.summary, [en("Can plan diets.")]);
    assert_eq!(outcomes.descriptions, [en("What food does.")]);
}

#[test]
fn the_country_follows_from_an_identifier_where_no_place_is_stated() {
    let country = |body: Value| {
        let mut json = credential();
        claim_of(&mut json)["awardedBy"]["awardingBody"] = body;
        let elements = elements(&json);
        let country = elements.country.value().unwrap()[0].code.clone();
        (country, from(&elements.country)[0].to_owned())
    };
    let body = format!("{CLAIM}/awardedBy/awardingBody");
    let registered =
        json!({ "notation": "NTREE-12345678", "spatial": { "id": format!("{COUNTRY}/EST") } });
    let prefixed = json!({ "notation": "VATES-A12345678" });
    assert_eq!(
        country(json!({ "eIDASIdentifier": prefixed, "registration": registered })),
        ("EST".to_owned(), format!("{body}/registration/spatial/id"))
    );
    assert_eq!(
        country(json!({ "eIDASIdentifier": prefixed })),
        ("ES".to_owned(), format!("{body}/eIDASIdentifier/notation"))
    );
    let address = json!({ "address": { "countryCode": { "id": format!("{COUNTRY}/IRL") } } });
    assert_eq!(
        country(json!({ "location": address, "eIDASIdentifier": prefixed })).0,
        "IRL"
    );
    // The sealer's comes last.
    assert_eq!(
        country(json!({ "eIDASIdentifier": { "notation": "A12345678" } })).0,
        "ESP"
    );
}

#[test]
fn a_level_follows_from_a_national_level_or_a_cycle_where_none_is_stated() {
    let level = |specified: Value| {
        let mut json = without(&["specifiedBy/eqfLevel", "specifiedBy/nqfLevel"]);
        for (key, value) in specified.as_object().unwrap() {
            claim_of(&mut json)["specifiedBy"][key] = value.clone();
        }
        elements(&json).level.value().cloned()
    };
    let nfq_9 = json!({ "id": format!("{SNB}/qdr/c_c6ada0f4") });
    let derived = level(json!({ "nqfLevel": nfq_9 })).unwrap();
    assert_eq!(derived.eqf, Some(7));
    let derivation = derived.derived.unwrap();
    assert_eq!(derivation.from, "NFQ level 9");
    assert_eq!(
        derivation.source,
        "EQF referencing report of Ireland (2009)"
    );
    let cycle =
        level(json!({ "educationLevel": { "prefLabel": { "en": "First cycle" } } })).unwrap();
    assert_eq!((cycle.eqf, cycle.cycle), (Some(6), Some(Cycle::First)));
    assert_eq!(cycle.derived.unwrap().from, "first cycle");
    // What is stated is not derived, and the cycle stays.
    let stated = level(json!({
        "eqfLevel": { "id": format!("{SNB}/eqf/7") },
        "nqfLevel": [nfq_9, { "prefLabel": { "en": "QF-EHEA second cycle" } }],
    }))
    .unwrap();
    assert_eq!((stated.eqf, stated.cycle), (Some(7), Some(Cycle::Second)));
    assert_eq!((stated.derived, stated.nqf.len()), (None, 2));
    let unknown = level(json!({ "nqfLevel": { "prefLabel": { "en": "Level 6" } } })).unwrap();
    assert_eq!((unknown.eqf, unknown.derived), (None, None));
}

#[test]
fn both_versions_are_read() {
    let mut json = credential();
    let subject = json["credentialSubject"].as_object_mut().unwrap();
    let national = subject.remove("nationalID").unwrap();
    subject.insert("nationalId".to_owned(), national);
    let learner = elements(&json).learner;
    assert_eq!(learner.value().unwrap().identifiers[0].value, "AB-1");
    assert!(from(&learner).contains(&"/credentialSubject/nationalId/notation"));
    for name in ["resultDistribution", "resultDestribution"] {
        let mut json = without(&["provenBy/specifiedBy/gradingScheme"]);
        let graded = |json: &Value| elements(json).assessment.value().unwrap()[0].grading_scheme;
        assert!(!graded(&json));
        claim_of(&mut json)["provenBy"][name] = json!({ "resultCategory": [] });
        assert!(graded(&json), "{name}");
    }
}

#[test]
fn what_is_specified_stands_in_for_what_took_place() {
    let mut json = without(&["provenBy", "influencedBy"]);
    let specified = &mut claim_of(&mut json)["specifiedBy"];
    specified["provenBy"] = json!({
        "title": { "en": "Written examination" },
        "dcType": { "id": format!("{SNB}/assessment/6e6cb2cc78") },
        "gradingScheme": { "title": { "en": "1 to 10" } },
    });
    specified["influencedBy"] =
        json!({ "mode": { "id": format!("{SNB}/learning-assessment/920fbb3cbe") } });
    let elements = elements(&json);
    let assessment = &elements.assessment.value().unwrap()[0];
    assert_eq!(assessment.kind, AssessmentKind::WrittenExamination);
    assert!(assessment.grading_scheme && !assessment.graded);
    assert_eq!(
        elements.participation.value().unwrap()[0].mode,
        ParticipationMode::Online
    );
    assert!(
        !elements.learning_outcomes.value().unwrap().assessed,
        "nothing says that it took place"
    );
    // Beside an assessment that took place it is not read.
    let mut json = credential();
    claim_of(&mut json)["specifiedBy"]["provenBy"] = json!({ "title": { "en": "Quiz" } });
    assert_eq!(self::elements(&json).assessment.value().unwrap().len(), 1);
}

#[test]
fn fields_without_a_label_have_that_of_the_list() {
    let mut json = without(&["additionalNote", "specifiedBy/language"]);
    let field = |code: &str| json!({ "id": format!("{SNB}/isced-f/{code}") });
    claim_of(&mut json)["specifiedBy"]["thematicArea"] = json!([field("0611"), field("0699")]);
    let known = elements(&json);
    let notes = known.further_information.value().unwrap();
    let notes: Vec<_> = notes
        .iter()
        .map(|note| (note.about.as_str(), note.text.shown()))
        .collect();
    assert_eq!(notes, [("thematicArea", "Computer use")]);
    claim_of(&mut json)["specifiedBy"]["thematicArea"] = field("0699");
    let unknown = elements(&json);
    let Element::Absent(absent) = &unknown.further_information else {
        panic!("there is no field 0699");
    };
    assert_eq!(absent.reason, Absence::Unreadable);
    assert!(
        absent.absent.contains("not a field of ISCED-F"),
        "{}",
        absent.absent
    );
}

/// A joint degree whose second body is accredited, and evidence of an accreditation of the first.
#[test]
fn a_part_has_the_accreditation_of_the_body_that_awarded_it() {
    let vat = |number: &str| json!({ "notation": number });
    let institutional = json!({ "id": format!("{SNB}/accreditation/bb4618238e") });
    let mut json = transcript(10);
    json["evidence"] = json!({ "accreditation": {
        "dcType": institutional,
        "title": { "en": "Of the partner" },
        "organisation": { "vatIdentifier": vat("FR1") },
    } });
    let claim = claim_of(&mut json);
    claim["specifiedBy"]
        .as_object_mut()
        .unwrap()
        .remove("accreditation");
    claim["awardedBy"]["awardingBody"] = json!([
        { "legalName": { "en": "Partner" }, "vatIdentifier": vat("FR1") },
        { "legalName": { "en": "Other" }, "accreditation": { "title": { "en": "Of the other" } } },
    ]);
    claim["hasPart"][0]["awardedBy"]["awardingBody"]["vatIdentifier"] = vat("FR1");
    let assured = |json: &Value, part: usize| -> Vec<String> {
        let parts = map(json);
        let stated = parts[part].elements.quality_assurance.value();
        let titles = stated
            .into_iter()
            .flatten()
            .filter_map(|one| one.title.as_ref());
        titles.map(|title| title.shown().to_owned()).collect()
    };
    let both = ["Of the other", "Of the partner"];
    assert_eq!(assured(&json, 0), both);
    assert_eq!(
        assured(&json, 1),
        ["Of the partner"],
        "its own body is the partner"
    );
    assert_eq!(
        assured(&json, 2),
        both,
        "it names no body, so those of the whole awarded it"
    );
    // Evidence of another institution, or of a programme, is none of a part.
    for (place, value) in [
        (
            "/evidence/accreditation/organisation/vatIdentifier/notation",
            json!("FR2"),
        ),
        (
            "/evidence/accreditation/dcType/id",
            json!(format!("{SNB}/accreditation/820101cba6")),
        ),
    ] {
        let mut other = json.clone();
        *other.pointer_mut(place).unwrap() = value;
        assert_eq!(assured(&other, 1), [""; 0], "{place}");
    }
}

#[test]
fn an_activity_tells_by_its_type_how_the_learner_took_part() {
    let forms = |kind: &str| -> Vec<ParticipationMode> {
        let mut json = credential();
        let claim = claim_of(&mut json);
        claim["specifiedBy"].as_object_mut().unwrap().remove("mode");
        claim["influencedBy"] =
            json!({ "specifiedBy": { "dcType": { "id": format!("{SNB}/{kind}") } } });
        let stated = elements(&json).participation;
        stated
            .value()
            .into_iter()
            .flatten()
            .map(|form| form.mode)
            .collect()
    };
    assert_eq!(
        forms("learning-activity/4357e0e681"),
        [ParticipationMode::WorkBased]
    );
    assert_eq!(
        forms("learning-activity/59eaf34fab"),
        [ParticipationMode::Other]
    );
    // An educational programme is no form of participation, nor is a type of opportunity.
    assert_eq!(forms("learning-activity/fd33e234ae"), []);
    assert_eq!(forms("learning-opportunity/74a4a268e8"), []);
}

#[test]
fn the_record_of_many_courses_is_no_degree_by_their_credits() {
    let kind = |title: &str, credits: &str| {
        let mut json = transcript(10);
        json["displayParameter"] = json!({ "title": { "en": title } });
        let claim = claim_of(&mut json);
        claim["specifiedBy"]["creditPoint"] =
            json!({ "framework": { "prefLabel": { "en": "ECTS" } }, "point": credits });
        claim["specifiedBy"]
            .as_object_mut()
            .unwrap()
            .remove("dcType");
        map(&json)[0].scope.kind
    };
    assert_eq!(kind("Record", "120"), ScopeKind::Transcript);
    assert_eq!(kind("Joint Degree", "120"), ScopeKind::Qualification);
    assert_eq!(kind("Transcript of Records", "20"), ScopeKind::Transcript);
    assert_eq!(
        kind("Diploma Supplement", "20"),
        ScopeKind::DiplomaSupplement
    );
}

#[test]
fn evidence_that_another_institution_is_accredited_is_none_of_this_one() {
    let assured = |number: Option<&str>| {
        let mut json = credential();
        json["evidence"] = json!({ "accreditation": {
            "title": { "en": "Evidence" },
            "organisation": { "vatIdentifier": number.map(|number| json!({ "notation": number })) },
        } });
        let claim = claim_of(&mut json);
        claim["awardedBy"]["awardingBody"] =
            json!({ "legalName": { "en": "Body" }, "vatIdentifier": { "notation": "IE1" } });
        let stated = elements(&json).quality_assurance;
        let mut titles = stated
            .value()
            .into_iter()
            .flatten()
            .filter_map(|one| one.title.as_ref());
        titles.any(|title| title.shown() == "Evidence")
    };
    assert!(assured(Some("IE1")));
    assert!(assured(None), "it names no institution");
    assert!(!assured(Some("DE2")));
}

/// A relation repeats the title of the other: of a long one, 64 parts would make 64 times 32.
#[test]
fn a_relation_repeats_no_long_title() {
    let title = |bytes: usize| {
        let claims = json!([{ "title": { "en": "x".repeat(bytes) } }, { "title": { "en": "B" } }]);
        let parts = map(&json!({ "credentialSubject": { "hasClaim": claims } }));
        parts[1].relations[0].title.is_some()
    };
    assert!(title(1000));
    assert!(!title(2000));
}
