//! Each standard element of a made-up Open Badge, and its absence.
#![recursion_limit = "512"]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what is not there fails the test"
)]

use credeval_map::{Claims, Part, parts};
use credeval_model::{
    CheckCode, Pointer, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{
        Absence, AssessmentKind, CreditSystem, Element, ElementName, Elements, ParticipationMode,
        QualityKind, Text,
    },
    scope::{RelationKind, ScopeKind},
};
use serde_json::{Value, json};

/// A credential that states all sixteen elements and contradicts itself nowhere.
fn credential() -> Value {
    json!({
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Badge for nutrition",
        "awardedDate": "2024-02-20T00:00:00Z",
        "validFrom": "2024-03-01T10:00:00Z",
        "issuer": {
            "id": "did:web:university.example",
            "name": "Example University",
            "url": "https://university.example",
            "otherIdentifier": [{ "identifier": "42AB", "identifierType": "ext:BRIN" }],
            "address": { "addressCountry": "Ireland", "addressCountryCode": "IE", "addressRegion": "Dublin" },
        },
        "evidence": [{ "id": "https://university.example/video", "narrative": "A video" }],
        "credentialSubject": {
            "id": "did:key:z1",
            "activityStartDate": "2024-01-08T08:00:00Z",
            "activityEndDate": "2024-02-16T16:00:00Z",
            "source": { "name": "Board of Examiners" },
            "identifier": [
                { "identityType": "name", "identityHash": "Lea Lerner", "hashed": false },
                { "identityType": "emailAddress", "identityHash": "lea@example.org", "hashed": false },
                { "identityType": "emailAddress", "identityHash": "sha256$ab", "hashed": true, "salt": "s" },
            ],
            "achievement": {
                "id": "https://university.example/nutrition",
                "name": "Nutrition",
                "achievementType": "MicroCredential",
                "description": "What food does.",
                "criteria": { "narrative": "Prerequisites: a bachelor. Pass the examination." },
                "tag": ["food", "health"],
                "inLanguage": "en",
                "educationProgramIdentifier": 12345,
                "ECTS": 4.0,
                "SBU": 112,
                "participationType": "online",
                "assessmentType": "portfolio",
                "supervisionType": "onsite with identity verification",
                "identityChecked": true,
                "integrationOptions": "stackable",
                "related": [
                    { "id": "https://university.example/diploma" },
                    { "id": "https://university.example/voeding", "inLanguage": "nl" },
                ],
                "alignment": [
                    { "targetType": "ext:EQF", "targetName": "EQF level 6", "targetCode": "6", "targetUrl": "https://levels.example" },
                    { "targetType": "ext:QualityAssurance", "targetName": "Bachelor of Health", "targetCode": "AV-1", "targetUrl": "https://decisions.example/AV-1" },
                    { "targetType": "ceasn:Competency", "targetName": "Plan a diet", "targetUrl": "http://data.europa.eu/esco/skill/1" },
                ],
                "resultDescription": [{
                    "id": "urn:result:1",
                    "name": "Final grade",
                    "resultType": "ext:ECTSGradeScore",
                    "valueMin": "1",
                    "valueMax": "10",
                    "requiredValue": "6",
                }],
            },
            "result": [{ "resultDescription": "urn:result:1", "value": "8.5" }],
        },
    })
}

fn map(json: &Value) -> Vec<Part> {
    parts(&Claims {
        json,
        standard: Standard::OpenBadges3,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    })
}

fn elements(json: &Value) -> Elements {
    let mut parts = map(json);
    assert_eq!(parts.len(), 1);
    parts.remove(0).elements
}

/// The credential with the achievement changed.
fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut json = credential();
    change(&mut json["credentialSubject"]["achievement"]);
    json
}

/// The credential without the members at these paths: below the achievement, below the subject
/// (`../`), or from the top (`/`).
fn without(paths: &[&str]) -> Value {
    let mut json = credential();
    for path in paths {
        let path = match (path.strip_prefix("../"), path.starts_with('/')) {
            (Some(path), _) => format!("/credentialSubject/{path}"),
            (None, true) => (*path).to_owned(),
            (None, false) => format!("/credentialSubject/achievement/{path}"),
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

#[test]
fn all_sixteen_are_stated_and_nothing_contradicts() {
    let json = credential();
    let part = map(&json).remove(0);
    assert_eq!(part.pointer, None);
    assert_eq!(part.findings, []);
    for name in ElementName::ALL {
        let (_, from) = part.elements.standing(*name).unwrap();
        assert!(!from.is_empty());
        for pointer in from {
            assert!(pointer.resolve(&json).is_some(), "{name:?} {pointer}");
        }
    }
}

/// Where each element stands, below the achievement, and how the reason of its absence begins.
const ABSENT: [(ElementName, &[&str], &str); 16] = [
    (
        ElementName::Learner,
        &["../id", "../identifier"],
        "no id, identifier or name",
    ),
    (
        ElementName::Title,
        &["name", "/name"],
        "no name under achievement",
    ),
    (
        ElementName::Country,
        &["/issuer/address", "/issuer/otherIdentifier"],
        "no country",
    ),
    (ElementName::AwardingBody, &["/issuer"], "no issuer"),
    (
        ElementName::Issued,
        &["/awardedDate", "/validFrom"],
        "no date",
    ),
    (
        ElementName::LearningOutcomes,
        &["alignment", "criteria", "description", "tag"],
        "no competency",
    ),
    (ElementName::Workload, &["ECTS", "SBU"], "no ECTS"),
    (
        ElementName::Level,
        &["alignment"],
        "no alignment with the EQF",
    ),
    (
        ElementName::Assessment,
        &["assessmentType", "resultDescription", "../result"],
        "no assessmentType",
    ),
    (
        ElementName::Participation,
        &["participationType"],
        "no participationType",
    ),
    (
        ElementName::QualityAssurance,
        &["alignment"],
        "no alignment with quality assurance",
    ),
    (ElementName::Prerequisites, &["criteria"], "the criteria"),
    (
        ElementName::Supervision,
        &["supervisionType", "identityChecked"],
        "no supervisionType",
    ),
    (
        ElementName::Grade,
        &["../result"],
        "no value, status or achievedLevel",
    ),
    (
        ElementName::Stackability,
        &["related", "integrationOptions"],
        "no related achievement",
    ),
    (
        ElementName::FurtherInformation,
        &[
            "achievementType",
            "inLanguage",
            "educationProgramIdentifier",
            "/evidence",
        ],
        "no language",
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
fn the_learner_is_identified_plainly_or_by_a_hash() {
    let elements = elements(&credential());
    let learner = elements.learner.value().unwrap();
    assert_eq!(learner.id.as_deref(), Some("did:key:z1"));
    assert_eq!(learner.name, Some(Text::plain("Lea Lerner")));
    assert_eq!(learner.email.as_deref(), Some("lea@example.org"));
    assert_eq!(learner.identifiers.len(), 1);
    assert!(learner.identifiers[0].hashed);
}

#[test]
fn the_issuer_awards() {
    let elements = elements(&credential());
    let body = &elements.awarding_body.value().unwrap()[0];
    assert_eq!(body.name, Some(Text::plain("Example University")));
    assert_eq!(body.identifiers[0].scheme, "ext:BRIN");
    let country = &elements.country.value().unwrap()[0];
    assert_eq!(
        (country.code.as_str(), country.region.as_ref()),
        ("IE", Some(&Text::plain("Dublin")))
    );
    let mut json = credential();
    json["issuer"] = json!("did:web:university.example");
    let elements = self::elements(&json);
    assert_eq!(
        elements.awarding_body.value().unwrap()[0].id.as_deref(),
        Some("did:web:university.example")
    );
    assert_eq!(from(&elements.awarding_body), ["/issuer"]);
}

#[test]
fn the_award_comes_before_the_validity() {
    let stated = |json: &Value| elements(json).issued.value().unwrap().stated_as.clone();
    assert_eq!(stated(&credential()), "awardedDate");
    assert_eq!(stated(&without(&["/awardedDate"])), "validFrom");
}

#[test]
fn only_competencies_are_outcomes() {
    let elements = elements(&credential());
    let outcomes = elements.learning_outcomes.value().unwrap();
    assert_eq!(outcomes.listed.len(), 1);
    assert_eq!(outcomes.listed[0].title, Text::plain("Plan a diet"));
    assert_eq!(
        outcomes.listed[0].uris,
        ["http://data.europa.eu/esco/skill/1"]
    );
    assert_eq!(
        (outcomes.summary.len(), outcomes.descriptions.len()),
        (1, 3)
    );
    assert!(outcomes.assessed);
    let json = without(&["resultDescription", "assessmentType", "../result"]);
    assert!(
        !self::elements(&json)
            .learning_outcomes
            .value()
            .unwrap()
            .assessed
    );
}

#[test]
fn outcomes_of_other_hands_are_read() {
    let mut json = with(|achievement| {
        achievement["alignment"] = json!([{
            "type": ["Alignment", "LearningOutcome"],
            "targetName": "Data",
            "relations": [{ "targetUrl": "http://data.europa.eu/esco/skill/2" }],
        }]);
        achievement["learningOutcome"] = json!(["Cook"]);
    });
    json["extensions:CompetencyExtension"] =
        json!([{ "name": "Weigh", "framework_identifier": "http://data.europa.eu/esco/skill/3" }]);
    json["extensions:LearningOutcomeExtension"] = json!({ "LearningOutcome": "Taste" });
    let elements = elements(&json);
    let outcomes = elements.learning_outcomes.value().unwrap();
    let listed: Vec<_> = outcomes
        .listed
        .iter()
        .map(|outcome| (outcome.title.shown(), outcome.uris.len()))
        .collect();
    assert_eq!(
        listed,
        [("Data", 1), ("Cook", 0), ("Taste", 0), ("Weigh", 1)]
    );
}

#[test]
fn credits_have_a_system_only_where_one_is_stated() {
    let elements = elements(&credential());
    let workload = elements.workload.value().unwrap();
    assert_eq!(workload.credits.len(), 1);
    assert_eq!(workload.credits[0].system, CreditSystem::Ects);
    assert_eq!(workload.hours, Some(112.0));
    let mut json = with(|achievement| {
        let achievement = achievement.as_object_mut().unwrap();
        achievement.remove("ECTS");
        achievement.remove("SBU");
        achievement.insert("creditsAvailable".to_owned(), json!(5));
        achievement.insert("timeInvestment".to_owned(), json!(13));
    });
    json["credentialSubject"]["creditsEarned"] = json!(4);
    let elements = self::elements(&json);
    let workload = elements.workload.value().unwrap();
    assert_eq!(workload.credits.len(), 1);
    assert_eq!(workload.credits[0].system, CreditSystem::Unstated);
    assert!(
        (workload.credits[0].points - 4.0).abs() < f64::EPSILON,
        "what was earned"
    );
    assert_eq!(workload.hours, Some(13.0));
}

#[test]
fn a_study_load_without_a_unit_is_no_workload() {
    let mut json = without(&["ECTS", "SBU"]);
    json["extensions:StudyLoadExtension"] = json!({ "StudyLoad": 120 });
    let elements = elements(&json);
    let Element::Absent(absent) = &elements.workload else {
        panic!("a workload of no certain unit is stated");
    };
    assert!(
        absent.absent.ends_with(
            "the study load at /extensions:StudyLoadExtension/StudyLoad has no certain unit: 120 hours by its schema, 2 hours (120 minutes) by its issuer's software"
        ),
        "{}",
        absent.absent
    );
    assert_eq!(absent.reason, Absence::Unreadable);
    assert_eq!(
        absent.at,
        [Pointer::from("/extensions:StudyLoadExtension/StudyLoad")]
    );
    json["extensions:StudyLoadExtension"]["@context"] =
        json!("https://www.edubadges.nl/extensions/StudyLoadExtension/context.json");
    assert_eq!(
        self::elements(&json).workload.value().unwrap().hours,
        Some(120.0)
    );
}

#[test]
fn levels_stand_in_alignments_and_extensions() {
    let level = |alignment: Value| {
        let json = with(|achievement| achievement["alignment"] = json!([alignment]));
        elements(&json).level.value().map(|level| level.eqf)
    };
    let eqf = "http://data.europa.eu/snb/eqf/5";
    for alignment in [
        json!({ "targetType": "ext:EQF", "targetCode": "5" }),
        json!({ "targetType": "ext:EQFAlignment", "targetName": "EQF level 5" }),
        json!({ "targetType": "CTDL", "targetUrl": eqf, "targetName": "A level" }),
        json!({ "targetFramework": "European Qualifications Framework", "targetCode": "5" }),
    ] {
        assert_eq!(level(alignment.clone()), Some(Some(5)), "{alignment}");
    }
    assert_eq!(
        level(json!({ "targetType": "ext:EQF", "targetCode": "9" })),
        None
    );
    let mut json = without(&["alignment"]);
    json["extensions:EQFExtension"] = json!({ "EQF": 4 });
    json["extensions:LevelExtension"] = json!({ "Level": "a2" });
    let elements = elements(&json);
    let level = elements.level.value().unwrap();
    assert_eq!(
        (level.eqf, level.label.as_ref()),
        (Some(4), Some(&Text::plain("a2")))
    );
    assert_eq!(from(&elements.level)[0], "/extensions:EQFExtension/EQF");
}

#[test]
fn a_level_that_is_none_is_told() {
    let json = with(|achievement| {
        achievement["alignment"] = json!({ "targetType": "ext:EQF", "targetCode": "9" });
    });
    let elements = elements(&json);
    let why = elements.standing(ElementName::Level).unwrap_err();
    assert!(
        why.ends_with("/credentialSubject/achievement/alignment/targetCode is stated as `9`, which is not an EQF level (1 to 8)"),
        "{why}"
    );
}

#[test]
fn assessments_have_their_kind_where_one_is_told() {
    let kind = |kind: &str| {
        let json = with(|achievement| achievement["assessmentType"] = json!(kind));
        elements(&json).assessment.value().unwrap()[0].kind
    };
    assert_eq!(kind("portfolio"), AssessmentKind::Portfolio);
    assert_eq!(
        kind("application of a skill"),
        AssessmentKind::PracticalAssessment
    );
    assert_eq!(kind("testing"), AssessmentKind::Other);
    let elements = elements(&credential());
    let assessment = &elements.assessment.value().unwrap()[0];
    assert!(assessment.graded && assessment.grading_scheme);
    assert_eq!(assessment.title, Some(Text::plain("Final grade")));
    assert_eq!(
        assessment.assessed_by,
        Some(Text::plain("Board of Examiners"))
    );
}

#[test]
fn results_are_assessments_of_an_untold_kind() {
    let mut json = without(&["assessmentType"]);
    let descriptions = &mut json["credentialSubject"]["achievement"]["resultDescription"];
    *descriptions = json!([
        descriptions[0],
        { "id": "urn:result:2", "name": "Essay", "assessmentType": "Artifact" },
    ]);
    let elements = elements(&json);
    let assessments: Vec<_> = elements
        .assessment
        .value()
        .unwrap()
        .iter()
        .map(|assessment| {
            (
                assessment.kind,
                assessment.graded,
                assessment.grading_scheme,
            )
        })
        .collect();
    assert_eq!(
        assessments,
        [
            (AssessmentKind::Other, true, true),
            (AssessmentKind::ArtefactAssessment, false, false)
        ]
    );
    let json = without(&["assessmentType", "resultDescription"]);
    let elements = self::elements(&json);
    let assessment = &elements.assessment.value().unwrap()[0];
    assert!(assessment.graded && !assessment.grading_scheme);
}

#[test]
fn forms_of_participation_are_told_where_they_are_clear() {
    let mode = |stated: &str| {
        let json = with(|achievement| achievement["participationType"] = json!([stated]));
        elements(&json).participation.value().unwrap()[0].mode
    };
    assert_eq!(mode("online"), ParticipationMode::Online);
    assert_eq!(mode("work experience"), ParticipationMode::WorkBased);
    // Which of the two is not said.
    assert_eq!(mode("onsite or blended"), ParticipationMode::Other);
    let mut json = without(&["participationType"]);
    json["credentialSubject"]["activityFormat"] = json!("Online");
    let elements = elements(&json);
    assert_eq!(
        elements.participation.value().unwrap()[0].mode,
        ParticipationMode::Online
    );
    assert_eq!(
        from(&elements.participation),
        ["/credentialSubject/activityFormat"]
    );
}

#[test]
fn quality_is_a_decision_an_accreditation_or_an_endorsement() {
    let elements = elements(&credential());
    let quality = &elements.quality_assurance.value().unwrap()[0];
    assert_eq!(quality.kind, QualityKind::Programme);
    assert_eq!(
        quality.report.as_deref(),
        Some("https://decisions.example/AV-1")
    );
    let mut json = without(&["alignment"]);
    json["endorsement"] = json!({
        "issuer": { "name": "Agency" },
        "credentialSubject": { "endorsementComment": "In good standing" },
        "validFrom": "2024-01-01T00:00:00Z",
    });
    json["issuer"]["endorsementJwt"] = json!(["e30.e30.x"]);
    json["issuer"]["accreditations"] = json!([{ "contactInstructions": "Ask the ministry" }]);
    let elements = self::elements(&json);
    let kinds: Vec<_> = elements
        .quality_assurance
        .value()
        .unwrap()
        .iter()
        .map(|quality| (quality.kind, quality.agent.as_ref().map(Text::shown)))
        .collect();
    assert_eq!(
        kinds,
        [
            (QualityKind::Institution, None),
            (QualityKind::Endorsement, Some("Agency")),
            (QualityKind::Endorsement, None),
        ]
    );
}

#[test]
fn prerequisites_are_criteria_that_speak_of_them() {
    let elements = elements(&credential());
    assert_eq!(
        from(&elements.prerequisites),
        ["/credentialSubject/achievement/criteria/narrative"]
    );
    let json = with(|achievement| achievement["criteria"] = json!({ "narrative": "Pass." }));
    assert!(self::elements(&json).prerequisites.value().is_none());
}

#[test]
fn supervision_and_identity_are_read_together() {
    let stated = |supervision: Value, checked: Value| {
        let json = with(|achievement| {
            achievement["supervisionType"] = supervision;
            achievement["identityChecked"] = checked;
        });
        let part = map(&json).remove(0);
        let supervision = part.elements.supervision.value().cloned();
        let findings: Vec<_> = part.findings.iter().map(|finding| finding.code).collect();
        (
            supervision.map(|stated| (stated.supervised, stated.identity_verified)),
            findings,
        )
    };
    let none = Value::Null;
    for (supervision, checked, expected) in [
        (
            json!("unsupervised with no identity verification"),
            none.clone(),
            Some((Some(false), Some(false))),
        ),
        (
            json!("supervised with no identity verification"),
            none.clone(),
            Some((Some(true), Some(false))),
        ),
        (
            json!("supervised online"),
            none.clone(),
            Some((Some(true), None)),
        ),
        (
            json!("supervised online"),
            json!(true),
            Some((Some(true), Some(true))),
        ),
        (
            json!("onsite with identity verification"),
            none.clone(),
            Some((Some(true), Some(true))),
        ),
        (none.clone(), json!(true), Some((None, Some(true)))),
        (json!("by the cat"), none.clone(), Some((None, None))),
        (none.clone(), json!("yes"), None),
    ] {
        assert_eq!(
            stated(supervision.clone(), checked),
            (expected, vec![]),
            "{supervision}"
        );
    }
    assert_eq!(
        stated(json!("onsite with identity verification"), json!(false)),
        (
            Some((Some(true), None)),
            vec![CheckCode::IntegritySupervision]
        )
    );
}

#[test]
fn grades_are_joined_to_their_description() {
    let elements = elements(&credential());
    let grade = &elements.grade.value().unwrap()[0];
    assert_eq!(grade.value, Text::plain("8.5"));
    assert_eq!(
        grade.scheme,
        Some(Text::plain("ECTSGradeScore; 1 to 10; at least 6"))
    );
    let mut json = credential();
    json["credentialSubject"]["result"][0]["resultDescription"] = json!("urn:result:9");
    let part = map(&json).remove(0);
    assert_eq!(part.elements.grade.value().unwrap()[0].scheme, None);
    assert_eq!(part.findings[0].code, CheckCode::IntegrityGrade);
}

#[test]
fn a_level_of_a_rubric_is_a_grade_too() {
    let mut json = with(|achievement| {
        achievement["resultDescription"][0] = json!({
            "id": "urn:result:1",
            "rubricCriterionLevel": [{ "id": "urn:level:1", "name": "Good" }, { "id": "urn:level:2", "name": "Fair" }],
        });
    });
    json["credentialSubject"]["result"] =
        json!({ "resultDescription": "urn:result:1", "achievedLevel": "urn:level:2" });
    let elements = elements(&json);
    let grade = &elements.grade.value().unwrap()[0];
    assert_eq!(grade.value, Text::plain("Fair"));
    assert_eq!(grade.scheme, Some(Text::plain("one of Good, Fair")));
}

#[test]
fn a_grade_that_is_no_text_is_told() {
    let mut json = credential();
    json["credentialSubject"]["result"][0]["value"] = json!(8.5);
    let elements = elements(&json);
    let why = elements.standing(ElementName::Grade).unwrap_err();
    assert!(
        why.ends_with("/credentialSubject/result/0/value is stated as `8.5`, which is not text"),
        "{why}"
    );
}

#[test]
fn translations_lead_nowhere() {
    let elements = elements(&credential());
    let stackability = elements.stackability.value().unwrap();
    assert_eq!(
        stackability.towards,
        [Text::plain("https://university.example/diploma")]
    );
    assert_eq!(stackability.partial, Some(true));
    let json = with(|achievement| achievement["integrationOptions"] = json!("Stand-alone"));
    assert_eq!(
        self::elements(&json).stackability.value().unwrap().partial,
        Some(false)
    );
}

#[test]
fn each_achievement_of_each_subject_is_a_part() {
    let mut json = credential();
    let subject = json["credentialSubject"].clone();
    let second = json!({ "id": "did:key:z2", "achievement": { "name": "Cooking" } });
    json["credentialSubject"] = json!([subject, second]);
    let parts = map(&json);
    assert_eq!(parts.len(), 2);
    assert_eq!(
        parts[1].pointer.as_ref().unwrap().as_str(),
        "/credentialSubject/1/achievement"
    );
    assert_eq!(parts[1].elements.title.value().unwrap().shown(), "Cooking");
    assert_eq!(
        parts[1].elements.learner.value().unwrap().id.as_deref(),
        Some("did:key:z2")
    );
    assert!(parts[1].elements.grade.value().is_none());
}

#[test]
fn a_badge_without_an_achievement_is_one_part() {
    let json = without(&["../achievement"]);
    let parts = map(&json);
    assert_eq!((parts.len(), &parts[0].pointer), (1, &None));
    assert_eq!(from(&parts[0].elements.title), ["/name"]);
    assert!(parts[0].elements.level.value().is_none());
    assert!(parts[0].elements.learner.value().is_some());
}

#[test]
fn identities_are_names_addresses_or_identifiers() {
    let learner = |identifier: Value| {
        let json = json!({ "credentialSubject": { "identifier": identifier, "achievement": { "name": "N" } } });
        elements(&json).learner.value().cloned().unwrap()
    };
    let plain = |kind: &str| json!({ "identityType": kind, "identityHash": "x", "hashed": false });
    assert_eq!(learner(plain("ext:fullName")).name, Some(Text::plain("x")));
    assert_eq!(learner(plain("email")).email.as_deref(), Some("x"));
    let student = learner(plain("ext:studentID"));
    assert_eq!(
        (student.name, student.identifiers[0].scheme.as_str()),
        (None, "ext:studentID")
    );
    let hashed =
        learner(json!({ "identityType": "name", "identityHash": "sha256$ab", "hashed": true }));
    assert_eq!((hashed.name, hashed.identifiers.len()), (None, 1));
}

#[test]
fn countries_stand_in_addresses_and_follow_from_identifiers() {
    let country = |issuer: Value| {
        let elements = elements(&json!({ "issuer": issuer, "credentialSubject": {} }));
        match &elements.country {
            Element::Stated(stated) => {
                let from: Vec<_> = stated.from.iter().map(Pointer::to_string).collect();
                Ok((stated.value[0].code.clone(), from))
            }
            Element::Absent(absent) => Err(absent.reason),
        }
    };
    let read = |code: &str, from: &[&str]| {
        Ok((
            code.to_owned(),
            from.iter().map(|place| (*place).to_owned()).collect(),
        ))
    };
    let spain = "http://publications.europa.eu/resource/authority/country/ESP";
    assert_eq!(
        country(json!({ "address": { "addressCountryCode": spain } })),
        read("ESP", &["/issuer/address/addressCountryCode"])
    );
    assert_eq!(
        country(json!({ "parentOrg": { "address": { "addressCountryCode": "IE" } } })),
        read("IE", &["/issuer/parentOrg/address/addressCountryCode"])
    );
    let entry = |kind: &str, identifier: &str| json!([{ "identifierType": "name", "identifier": "u" }, { "identifierType": kind, "identifier": identifier }]);
    let brin = entry("ext:BRIN", "42AB");
    assert_eq!(
        country(json!({ "otherIdentifier": brin })),
        read("NL", &["/issuer/otherIdentifier/1/identifierType"])
    );
    assert_eq!(
        country(json!({ "parentOrg": { "otherIdentifier": brin } })),
        read(
            "NL",
            &["/issuer/parentOrg/otherIdentifier/1/identifierType"]
        )
    );
    assert_eq!(
        country(json!({ "otherIdentifier": entry("ext:eIDASIdentifier", "VATES-A00000000") })),
        read(
            "ES",
            &[
                "/issuer/otherIdentifier/1/identifier",
                "/issuer/otherIdentifier/1/identifierType"
            ]
        )
    );
    // An address comes before what only follows.
    assert_eq!(
        country(json!({ "address": { "addressCountryCode": "IE" }, "otherIdentifier": brin })),
        read("IE", &["/issuer/address/addressCountryCode"])
    );
    for (issuer, reason) in [
        (
            json!({ "otherIdentifier": entry("nationalIdentityNumber", "VATES-A00000000") }),
            Absence::NotStated,
        ),
        (
            json!({ "otherIdentifier": entry("ext:eIDASIdentifier", "LEIXG-1") }),
            Absence::NotStated,
        ),
        (
            json!({ "address": { "addressCountryCode": "Ireland" } }),
            Absence::Unreadable,
        ),
    ] {
        assert_eq!(country(issuer.clone()), Err(reason), "{issuer}");
    }
}

#[test]
fn national_levels_lead_to_a_level_of_the_eqf_by_their_report() {
    let level = |alignment: Value| {
        let json = with(|achievement| achievement["alignment"] = alignment);
        let part = map(&json).remove(0);
        let findings: Vec<_> = part.findings.iter().map(|finding| finding.code).collect();
        (part.elements.level.value().cloned(), findings)
    };
    let (derived, findings) = level(
        json!([{ "targetType": "ext:NLQFAlignment", "targetName": "NLQF niveau 4+", "targetUrl": "https://www.nlqf.nl/" }]),
    );
    let derived = derived.unwrap();
    assert_eq!((derived.eqf, findings), (Some(4), vec![]));
    let derivation = derived.derived.unwrap();
    assert_eq!(derivation.from, "NLQF level 4");
    assert!(
        derivation.source.contains("Netherlands"),
        "{}",
        derivation.source
    );
    assert_eq!(derived.nqf[0].label, Some(Text::plain("NLQF niveau 4+")));
    assert_eq!(derived.nqf[0].uri.as_deref(), Some("https://www.nlqf.nl/"));
    // A code alone is a level of its framework, and a framework that is not known leads nowhere.
    let german = json!([{ "targetFramework": "DQR", "targetCode": 6 }]);
    let german = level(german).0.unwrap();
    assert_eq!(
        (german.eqf, german.nqf[0].label.as_ref()),
        (Some(6), Some(&Text::plain("DQR 6")))
    );
    let other = level(json!([{ "targetType": "ext:XYQF", "targetCode": "6" }])).0;
    assert_eq!(other.unwrap().eqf, None);
    // What is stated itself counts, and what follows is compared with it.
    let both = |national: &str| {
        level(json!([
            { "targetType": "ext:EQF", "targetCode": "6" },
            { "targetType": "ext:NLQF", "targetCode": national },
        ]))
    };
    let (stated, findings) = both("5");
    let stated = stated.unwrap();
    assert_eq!((stated.eqf, stated.derived), (Some(6), None));
    assert_eq!(findings, [CheckCode::IntegrityLevel]);
    assert_eq!(both("6").1, []);
}

#[test]
fn outcomes_have_their_framework_and_their_code() {
    let mut json = with(|achievement| {
        achievement["alignment"] = json!([{ "targetName": "Plan", "targetFramework": "ESCO", "targetCode": "S1", "targetDescription": "Plans what a patient eats." }]);
        achievement["learningOutcome"] = json!([{
            "title": "Cook",
            "relatedSkill": [{ "id": "http://data.europa.eu/snb/dcf/1" }],
        }]);
    });
    json["credentialSubject"]["result"][0]["alignment"] = json!({ "targetName": "Weigh" });
    json["extensions:CompetencyExtension"] = json!([{ "name": "Taste", "framework": "esco" }]);
    let elements = elements(&json);
    let listed: Vec<_> = elements
        .learning_outcomes
        .value()
        .unwrap()
        .listed
        .iter()
        .map(|outcome| {
            (
                outcome.title.shown(),
                outcome.framework.as_ref().map(Text::shown),
                outcome.code.as_deref(),
                outcome.uris.len(),
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            ("Plan", Some("ESCO"), Some("S1"), 0),
            ("Weigh", None, None, 0),
            ("Cook", None, None, 1),
            ("Taste", Some("esco"), None, 0),
        ]
    );
    let summary = &elements.learning_outcomes.value().unwrap().summary;
    assert_eq!(
        (summary.len(), summary[0].shown()),
        (2, "Plans what a patient eats."),
        "what describes an outcome, and the criteria"
    );
}

#[test]
fn what_an_achievement_is_is_told_by_its_type_and_its_schema() {
    let kind = |achievement: Value, schema: &str| {
        let json = json!({
            "credentialSchema": [{ "id": schema }],
            "credentialSubject": { "achievement": achievement },
        });
        map(&json).remove(0).scope.kind
    };
    let of_type = |name: &str| kind(json!({ "achievementType": name }), "urn:schema");
    for (name, expected) in [
        ("MicroCredential", ScopeKind::MicroCredential),
        ("ext:MicroCredential", ScopeKind::MicroCredential),
        ("Course", ScopeKind::MicroCredential),
        ("BachelorDegree", ScopeKind::Qualification),
        ("JourneymanCertificate", ScopeKind::Qualification),
        ("Membership", ScopeKind::NoLearning),
        ("License", ScopeKind::NoLearning),
        ("ext:Attendance", ScopeKind::NoLearning),
        ("Badge", ScopeKind::Unclear),
        ("Certificate", ScopeKind::Unclear),
        ("Competency", ScopeKind::Unclear),
        ("Module", ScopeKind::Unclear),
    ] {
        assert_eq!(of_type(name), expected, "{name}");
    }
    // A member who learnt something.
    let learnt = json!({ "achievementType": "Membership", "alignment": { "targetName": "Cook" } });
    assert_eq!(kind(learnt, "urn:schema"), ScopeKind::Unclear);
    let dutch = "https://raw.githubusercontent.com/educredentials/obv3-examples/main/schemas";
    for (schema, expected) in [
        ("microcredential_ects.json", ScopeKind::MicroCredential),
        ("regular.json", ScopeKind::Unclear),
        ("extracurricular.json", ScopeKind::Unclear),
    ] {
        assert_eq!(
            kind(json!({}), &format!("{dutch}/{schema}")),
            expected,
            "{schema}"
        );
    }
    assert_eq!(
        kind(json!({}), "https://example.org/microcredential.json"),
        ScopeKind::Unclear
    );
}

#[test]
fn a_related_achievement_is_a_relation() {
    let part = map(&credential()).remove(0);
    let relations: Vec<_> = part
        .relations
        .iter()
        .map(|relation| {
            let title = relation.title.as_ref().map(Text::shown);
            (relation.kind, relation.to.as_str(), title)
        })
        .collect();
    let related = "/credentialSubject/achievement/related";
    assert_eq!(
        relations,
        [
            (
                RelationKind::RelatedTo,
                format!("{related}/0").as_str(),
                Some("https://university.example/diploma")
            ),
            (
                RelationKind::RelatedTo,
                format!("{related}/1").as_str(),
                Some("https://university.example/voeding")
            ),
        ]
    );
}

#[test]
fn assessments_stand_in_extensions_and_types_too() {
    let assessment = |achievement: Value| {
        let json = json!({ "credentialSubject": { "achievement": achievement } });
        let assessments = elements(&json).assessment.value().cloned();
        assessments.map(|assessments| {
            let seen = assessments.into_iter().map(|one| {
                let label = one.stated.label.map(|label| label.shown().to_owned());
                (one.kind, label.unwrap_or_default(), one.grading_scheme)
            });
            seen.collect::<Vec<_>>()
        })
    };
    assert_eq!(
        assessment(json!({ "extensions:assessmentExtension": { "assessments": [
            { "type": "Artifact", "rubrics": [{ "title": "Quality" }] },
            { "type": "Exam" },
        ] } })),
        Some(vec![
            (
                AssessmentKind::ArtefactAssessment,
                "Artifact".to_owned(),
                true
            ),
            (AssessmentKind::Other, "Exam".to_owned(), false),
        ])
    );
    assert_eq!(
        assessment(json!({ "achievementType": "Assessment" })),
        Some(vec![(
            AssessmentKind::Other,
            "Assessment".to_owned(),
            false
        )])
    );
    assert_eq!(assessment(json!({ "achievementType": "Course" })), None);
}

#[test]
fn a_table_of_grades_gives_a_grade_its_meaning() {
    let mut json = without(&["resultDescription"]);
    assert_eq!(
        map(&json)[0].findings[0].code,
        CheckCode::IntegrityGrade,
        "the twin without a table"
    );
    json["extensions:GradingTableExtension"] =
        json!({ "GradingTableURL": "https://university.example/grades" });
    let part = map(&json).remove(0);
    assert_eq!(part.findings, []);
    assert_eq!(
        part.elements.grade.value().unwrap()[0].scheme,
        Some(Text::plain("https://university.example/grades"))
    );
}

#[test]
fn what_is_said_twice_is_one_note() {
    let mut json = credential();
    json["evidence"] = json!([{ "name": "A video" }, { "name": "A video" }, { "name": "A plan" }]);
    let elements = elements(&json);
    let notes = elements.further_information.value().unwrap();
    let evidence: Vec<_> = notes
        .iter()
        .filter(|note| note.about == "evidence")
        .map(|note| note.text.shown())
        .collect();
    assert_eq!(evidence, ["A video", "A plan"]);
}

#[test]
fn credentials_that_are_aligned_with_are_further_information() {
    let json = with(|achievement| {
        achievement["alignment"] = json!([
            { "targetType": "ceterms:Credential", "targetName": "Certificate", "targetUrl": "https://credentialfinder.org/credential/1" },
            { "targetName": "Plan a diet" },
        ]);
        achievement["creator"] = json!({ "name": "Example Consortium" });
    });
    let elements = elements(&json);
    let notes = elements.further_information.value().unwrap();
    let about = |about: &str| {
        let notes = notes.iter().filter(|note| note.about == about);
        notes.map(|note| note.text.shown()).collect::<Vec<_>>()
    };
    assert_eq!(
        about("alignment"),
        ["Certificate", "https://credentialfinder.org/credential/1"]
    );
    assert_eq!(about("creator"), ["Example Consortium"]);
    assert_eq!(elements.learning_outcomes.value().unwrap().listed.len(), 1);
    let body = &elements.awarding_body.value().unwrap()[0];
    assert_eq!(body.name, Some(Text::plain("Example University")));
}

#[test]
fn statements_of_quality_that_say_nothing_are_none() {
    let quality = |alignment: Value, endorsement: Value| {
        let json = json!({
            "endorsement": endorsement,
            "credentialSubject": { "achievement": { "alignment": alignment } },
        });
        elements(&json).quality_assurance.value().map(Vec::len)
    };
    let decision = json!({ "targetType": "ext:QualityAssurance" });
    let dated = json!({ "type": "EndorsementCredential", "validFrom": "2024-01-01T00:00:00Z" });
    assert_eq!(quality(decision.clone(), dated.clone()), None);
    let named = json!({ "targetType": "ext:QualityAssurance", "targetCode": "AV-1" });
    assert_eq!(quality(named, dated), Some(1));
    let signed = json!({ "issuer": "https://agency.example" });
    assert_eq!(quality(decision, signed), Some(1));
}

#[test]
fn a_long_text_is_no_level() {
    let level = |name: &str| {
        let json = with(|achievement| achievement["alignment"] = json!([{ "targetName": name }]));
        elements(&json).level.value().and_then(|level| level.eqf)
    };
    assert_eq!(level("NLQF level 6"), Some(6));
    let long = format!("NLQF{}level 6", " ".repeat(300));
    assert_eq!(level(&long), None);
}

#[test]
fn a_region_alone_is_where_the_issuer_is() {
    let country = |address: Value| {
        let mut json = credential();
        json["issuer"] = json!({ "id": "https://u.example", "address": address });
        elements(&json).country
    };
    let region = country(json!({ "addressRegion": "OR" }));
    let region = &region.value().unwrap()[0];
    assert_eq!(
        (
            region.code.as_str(),
            region.region.as_ref().map(Text::shown)
        ),
        ("", Some("OR"))
    );
    assert!(
        country(json!({ "addressLocality": "Utrecht" }))
            .value()
            .is_none()
    );
}

#[test]
fn a_result_of_another_description_is_no_grade_of_this_one() {
    let graded = |names: Option<&str>| {
        let mut json = credential();
        let achievement = json.pointer_mut("/credentialSubject/achievement").unwrap();
        achievement
            .as_object_mut()
            .unwrap()
            .remove("assessmentType");
        achievement["resultDescription"] = json!([{ "id": "urn:d", "name": "Exam" }]);
        json["credentialSubject"]["result"] = json!([{ "value": "8", "resultDescription": names }]);
        elements(&json).assessment.value().unwrap()[0].graded
    };
    assert!(graded(Some("urn:d")));
    assert!(graded(None), "there is only one");
    assert!(!graded(Some("urn:e")));
}

#[test]
fn what_the_credential_registry_shows_is_a_credential() {
    let listed = |address: &str| {
        let json = with(|achievement| {
            achievement["alignment"] = json!([{ "targetName": "Soil", "targetUrl": address }]);
        });
        let stated = elements(&json).learning_outcomes;
        stated.value().map_or(0, |stated| stated.listed.len())
    };
    assert_eq!(listed("https://credentialfinder.org/competency/1"), 1);
    assert_eq!(listed("https://credentialfinder.org/credential/1"), 0);
}

#[test]
fn an_integration_that_says_both_says_neither() {
    let partial = |words: &str| {
        let json = with(|achievement| achievement["integrationOptions"] = json!(words));
        elements(&json)
            .stackability
            .value()
            .and_then(|stated| stated.partial)
    };
    assert_eq!(partial("stackable"), Some(true));
    assert_eq!(partial("stand-alone, independent"), Some(false));
    assert_eq!(partial("independent and integrated"), None);
}

/// One subject with two achievements: what is said once is said of neither.
#[test]
fn of_two_achievements_each_has_its_own_results() {
    let json = |named: Value| {
        let mut json = credential();
        let achievement = json["credentialSubject"]["achievement"].take();
        let mut other = achievement.clone();
        other["name"] = json!("Another");
        other["resultDescription"] = json!([{ "id": "urn:other", "name": "Exam" }]);
        json["credentialSubject"]["achievement"] = json!([achievement, other]);
        json["credentialSubject"]["creditsEarned"] = json!(30);
        json["credentialSubject"]["result"] = json!([{ "value": "9", "resultDescription": named }]);
        map(&json)
    };
    let grades = |parts: &[Part]| -> Vec<usize> {
        let grades = parts
            .iter()
            .map(|part| part.elements.grade.value().map_or(0, Vec::len));
        grades.collect()
    };
    assert_eq!(grades(&json(json!("urn:other"))), [0, 1]);
    assert_eq!(grades(&json(Value::Null)), [0, 0]);
    for part in json(Value::Null) {
        let workload = part.elements.workload.value().unwrap();
        assert!(workload.credits.iter().all(|credits| credits.points < 30.0));
    }
}
