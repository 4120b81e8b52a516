//! Each standard element of a made-up Open Badge 2.0, and its absence.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what is not there fails the test"
)]

use credeval_map::{Claims, Part, parts};
use credeval_model::{
    CheckCode, Pointer, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{
        Absence, AssessmentKind, CreditSystem, Element, ElementName, Elements, QualityKind, Text,
    },
    scope::{RelationKind, ScopeKind},
};
use serde_json::{Value, json};

/// An assertion whose badge class and issuer stand in it.
fn assertion() -> Value {
    json!({
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://badges.example/assertions/1",
        "recipient": { "type": "email", "hashed": true, "salt": "s", "identity": "sha256$ab" },
        "extensions:recipientProfile": { "name": "Lea Lerner" },
        "issuedOn": "2024-02-20T00:00:00Z",
        "narrative": "She cooked for a week.",
        "evidence": ["https://badges.example/video", { "id": "https://badges.example/plan", "narrative": "A plan" }],
        "verification": { "type": "hosted" },
        "badge": {
            "type": "BadgeClass",
            "id": "https://badges.example/classes/1",
            "@language": "en",
            "name": "Nutrition",
            "description": "What food does.",
            "criteria": { "id": "https://badges.example/criteria", "narrative": "Prior knowledge: none. Pass." },
            "tags": ["food", "health"],
            "alignment": [
                { "targetName": "Plan a diet", "targetUrl": "http://data.europa.eu/esco/skill/1", "targetFramework": "ESCO", "targetCode": "S1" },
                { "targetName": "Bachelor of Health", "targetUrl": "https://decisions.example/1", "targetType": "ext:QualityAssurance" },
            ],
            "related": { "id": "https://badges.example/classes/1-nl", "@language": "nl" },
            "extensions:ECTSExtension": { "ECTS": 2.5 },
            "extensions:EQFExtension": { "EQF": 6 },
            "extensions:LearningOutcomeExtension": { "LearningOutcome": "Cook for the sick" },
            "extensions:LanguageExtension": { "Language": "en_EN" },
            "extensions:EducationProgramIdentifierExtension": { "EducationProgramIdentifier": [12345, 67890] },
            "extensions:assessmentExtension": { "assessments": { "type": "Performance", "description": "A meal" } },
            "issuer": {
                "type": "Profile",
                "id": "https://badges.example/issuers/1",
                "name": "Faculty of Health",
                "url": "https://university.example",
                "extensions:InstitutionCountryExtension": { "InstitutionCountry": "NL" },
                "extensions:InstitutionIdentifierExtension": { "InstitutionIdentifier": "42AB" },
                "extensions:GradingTableExtension": { "GradingTableURL": "https://university.example/grades" },
            },
        },
    })
}

fn map(json: &Value) -> Part {
    let mut parts = parts(&Claims {
        json,
        standard: Standard::OpenBadges2,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    });
    assert_eq!(parts.len(), 1);
    parts.remove(0)
}

fn elements(json: &Value) -> Elements {
    map(json).elements
}

/// The assertion with its badge class changed.
fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut json = assertion();
    change(&mut json["badge"]);
    json
}

fn from<T>(element: &Element<T>) -> Vec<&str> {
    let stated = element.stated().unwrap();
    stated.from.iter().map(Pointer::as_str).collect()
}

fn absent<T>(element: &Element<T>) -> (&str, Absence) {
    match element {
        Element::Absent(absent) => (&absent.absent, absent.reason),
        Element::Stated(_) => panic!("stated"),
    }
}

/// The elements that the standard or one of its extensions has a place for.
const PLACED: [ElementName; 12] = [
    ElementName::Learner,
    ElementName::Title,
    ElementName::Country,
    ElementName::AwardingBody,
    ElementName::Issued,
    ElementName::LearningOutcomes,
    ElementName::Workload,
    ElementName::Level,
    ElementName::Assessment,
    ElementName::QualityAssurance,
    ElementName::Prerequisites,
    ElementName::FurtherInformation,
];

#[test]
fn twelve_elements_are_stated_and_the_others_have_no_place() {
    let json = assertion();
    let part = map(&json);
    assert_eq!((part.pointer, part.findings), (None, vec![]));
    for name in ElementName::ALL {
        match part.elements.standing(*name) {
            Ok((_, from)) => {
                assert!(PLACED.contains(name), "{name:?}");
                for pointer in from {
                    assert!(pointer.resolve(&json).is_some(), "{name:?} {pointer}");
                }
            }
            Err(why) => {
                assert!(!PLACED.contains(name), "{name:?}: {why}");
                assert!(why.starts_with("Open Badges 2.0 have no place"), "{why}");
            }
        }
    }
    assert_eq!(part.scope.kind, ScopeKind::MicroCredential, "2.5 ECTS");
    assert_eq!(part.relations[0].kind, RelationKind::RelatedTo);
}

#[test]
fn a_badge_class_that_is_only_referred_to_states_nothing() {
    let mut json = assertion();
    json["badge"] = json!("https://badges.example/classes/1");
    let elements = elements(&json);
    let (why, reason) = absent(&elements.title);
    assert_eq!(
        (why, reason),
        (
            "no name under badge; the badge class is only referred to (/badge), and what it states is not part of the assertion",
            Absence::NotStated
        )
    );
    assert!(absent(&elements.awarding_body).0.contains("(/badge)"));
    assert!(elements.learner.value().is_some() && elements.issued.value().is_some());
    assert_eq!(
        elements.further_information.value().unwrap().len(),
        4,
        "narrative and evidence stand in the assertion"
    );
    // The same without a badge at all is no reference.
    json["badge"] = Value::Null;
    let elements = self::elements(&json);
    assert_eq!(absent(&elements.title).0, "no name under badge");
}

#[test]
fn an_issuer_that_is_only_referred_to_is_known_by_its_address() {
    let json = with(|badge| badge["issuer"] = json!("https://badges.example/issuers/1"));
    let elements = elements(&json);
    let body = &elements.awarding_body.value().unwrap()[0];
    assert_eq!(body.id.as_deref(), Some("https://badges.example/issuers/1"));
    assert_eq!(from(&elements.awarding_body), ["/badge/issuer"]);
    let (why, _) = absent(&elements.country);
    assert!(
        why.contains("the issuer is only referred to (/badge/issuer)"),
        "{why}"
    );
}

#[test]
fn recipients_are_plain_or_hashed() {
    let learner = |recipient: Value| {
        let mut json = assertion();
        json["recipient"] = recipient;
        elements(&json).learner.value().cloned().unwrap()
    };
    let hashed = learner(assertion()["recipient"].clone());
    assert_eq!(hashed.name, Some(Text::plain("Lea Lerner")));
    assert_eq!((hashed.email, hashed.identifiers[0].hashed), (None, true));
    let plain = learner(json!({ "type": "email", "hashed": false, "identity": "lea@example.org" }));
    assert_eq!(plain.email.as_deref(), Some("lea@example.org"));
    let own = learner(json!({ "type": "id", "hashed": false, "identity": "did:key:z1" }));
    assert_eq!(own.id.as_deref(), Some("did:key:z1"));
    // Open Badges 0.5 had the address alone, and what looks like a hash is one.
    assert_eq!(
        learner(json!("lea@example.org")).email.as_deref(),
        Some("lea@example.org")
    );
    assert!(learner(json!("sha256$ab")).identifiers[0].hashed);
}

#[test]
fn the_issuer_awards_in_the_country_of_its_institution() {
    let elements = elements(&assertion());
    let body = &elements.awarding_body.value().unwrap()[0];
    assert_eq!(body.name, Some(Text::plain("Faculty of Health")));
    assert_eq!(body.identifiers[0].value, "42AB");
    assert_eq!(elements.country.value().unwrap()[0].code, "NL");
    let json = with(|badge| {
        badge["issuer"]["extensions:InstitutionCountryExtension"]["InstitutionCountry"] =
            json!("the Netherlands");
    });
    let elements = self::elements(&json);
    let (why, reason) = absent(&elements.country);
    assert_eq!(reason, Absence::Unreadable);
    assert!(why.contains("which is not a country code"), "{why}");
}

#[test]
fn outcomes_stand_apart_from_what_describes_the_badge() {
    let elements = elements(&assertion());
    let outcomes = elements.learning_outcomes.value().unwrap();
    let listed: Vec<_> = outcomes
        .listed
        .iter()
        .map(|one| one.title.shown())
        .collect();
    assert_eq!(listed, ["Plan a diet", "Cook for the sick"]);
    let first = &outcomes.listed[0];
    assert_eq!(first.uris, ["http://data.europa.eu/esco/skill/1"]);
    assert_eq!(first.framework, Some(Text::plain("ESCO")));
    assert_eq!(first.code.as_deref(), Some("S1"));
    assert_eq!(
        (outcomes.summary.len(), outcomes.descriptions.len()),
        (1, 3)
    );
    assert!(outcomes.assessed);
    let json = with(|badge| badge["extensions:assessmentExtension"] = Value::Null);
    let elements = self::elements(&json);
    assert!(!elements.learning_outcomes.value().unwrap().assessed);
}

#[test]
fn alignments_of_older_badges_and_other_platforms_are_read() {
    let json = with(|badge| {
        badge["alignment"] = json!([{ "name": "Weigh", "url": "https://standards.example/1" }]);
        badge["alignments"] = json!([{ "targetName": "Taste" }]);
    });
    let elements = elements(&json);
    let outcomes = elements.learning_outcomes.value().unwrap();
    let listed: Vec<_> = outcomes
        .listed
        .iter()
        .map(|one| one.title.shown())
        .collect();
    assert_eq!(listed, ["Weigh", "Taste", "Cook for the sick"]);
    assert_eq!(outcomes.listed[0].uris, ["https://standards.example/1"]);
}

#[test]
fn a_study_load_is_hours_only_where_edubadges_define_it() {
    let load = |context: Value| {
        let json = with(|badge| {
            badge["extensions:ECTSExtension"] = Value::Null;
            badge["extensions:StudyLoadExtension"] =
                json!({ "@context": context, "StudyLoad": 120 });
        });
        elements(&json).workload
    };
    let dutch = "https://api.edubadges.nl/extensions/StudyLoadExtension/context.json";
    assert_eq!(load(json!(dutch)).value().unwrap().hours, Some(120.0));
    for other in [
        json!("https://api.openbadges.education/static/extensions/StudyLoadExtension/context.json"),
        json!("https://notedubadges.nl/context.json"),
        json!("http://example.org/edubadges.nl"),
        Value::Null,
    ] {
        let workload = load(other.clone());
        let (why, reason) = absent(&workload);
        assert_eq!(reason, Absence::Unreadable, "{other}");
        assert!(
            why.contains("/badge/extensions:StudyLoadExtension/StudyLoad has no certain unit: 120 hours by its schema, 2 hours (120 minutes) by its issuer's software"),
            "{why}"
        );
    }
}

#[test]
fn credits_level_assessment_and_quality_stand_in_extensions() {
    let elements = elements(&assertion());
    assert_eq!(
        elements.workload.value().unwrap().credits[0].system,
        CreditSystem::Ects
    );
    assert_eq!(elements.level.value().unwrap().eqf, Some(6));
    let assessment = &elements.assessment.value().unwrap()[0];
    assert_eq!(assessment.kind, AssessmentKind::PracticalAssessment);
    assert!(!assessment.grading_scheme);
    let json = with(|badge| {
        badge["extensions:assessmentExtension"]["assessments"]["rubrics"] =
            json!([{ "title": "Q" }]);
        badge["endorsement"] = json!("https://agency.example/1");
        badge["issuer"]["extensions:IssuerAccreditation"] = json!({ "name": "Agency" });
        badge["issuer"]["endorsement"] = json!([{
            "claim": { "endorsementComment": "Good" },
            "issuer": { "name": "State" },
            "issuedOn": "2024-01-01T00:00:00Z",
        }]);
    });
    let elements = self::elements(&json);
    assert!(elements.assessment.value().unwrap()[0].grading_scheme);
    let quality: Vec<_> = elements
        .quality_assurance
        .value()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one.kind,
                one.title.as_ref().map(Text::shown),
                one.report.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        quality,
        [
            (
                QualityKind::Programme,
                Some("Bachelor of Health"),
                Some("https://decisions.example/1")
            ),
            (QualityKind::Institution, Some("Agency"), None),
            (
                QualityKind::Endorsement,
                None,
                Some("https://agency.example/1")
            ),
            (QualityKind::Endorsement, Some("Good"), None),
        ]
    );
}

#[test]
fn a_badge_for_participation_is_no_learning_unless_learning_is_stated() {
    let kind = |category: &str, competency: bool| {
        let json = json!({ "badge": {
            "name": "There",
            "extensions:CategoryExtension": { "Category": category },
            "extensions:CompetencyExtension": competency.then(|| json!([{ "name": "Weigh" }])),
        } });
        map(&json).scope.kind
    };
    assert_eq!(kind("participation", false), ScopeKind::NoLearning);
    assert_eq!(kind("participation", true), ScopeKind::Unclear);
    assert_eq!(kind("competency", false), ScopeKind::Unclear);
}

#[test]
fn what_ended_before_it_began_is_found() {
    let mut json = assertion();
    json["expires"] = json!("2023-01-01T00:00:00Z");
    let part = map(&json);
    assert_eq!(part.findings.len(), 1);
    assert_eq!(part.findings[0].code, CheckCode::IntegrityDates);
    for place in ["/expires", "/issuedOn"] {
        assert!(part.findings[0].summary.contains(place));
    }
    json["expires"] = json!("2025-01-01T00:00:00Z");
    assert_eq!(map(&json).findings, []);
}
