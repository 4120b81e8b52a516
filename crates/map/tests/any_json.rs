//! Whatever stands in the JSON, nothing panics and every place is there.

use credeval_map::{Claims, parts};
use credeval_model::{
    Pointer, Tier, disclosure::Disclosure, document::Standard, element::ElementName,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Number, Value, json};

/// The keys that the mapping follows.
const KEYS: &[&str] = &[
    "credentialSubject",
    "hasClaim",
    "achievement",
    "specifiedBy",
    "awardedBy",
    "awardingBody",
    "awardingDate",
    "provenBy",
    "influencedBy",
    "hasPart",
    "entitlesTo",
    "isPartOf",
    "temporal",
    "startDate",
    "endDate",
    "location",
    "address",
    "countryCode",
    "spatialCode",
    "issuer",
    "issued",
    "validFrom",
    "validUntil",
    "awardedDate",
    "legalName",
    "name",
    "title",
    "id",
    "type",
    "prefLabel",
    "fullName",
    "dateOfBirth",
    "identifier",
    "identityHash",
    "notation",
    "learningOutcome",
    "relatedESCOSkill",
    "creditPoint",
    "creditReceived",
    "framework",
    "point",
    "volumeOfLearning",
    "workload",
    "contactHour",
    "maximumDuration",
    "eqfLevel",
    "nqfLevel",
    "mode",
    "dcType",
    "grade",
    "noteLiteral",
    "gradingScheme",
    "idVerification",
    "evidence",
    "accreditation",
    "expiryDate",
    "dateIssued",
    "decision",
    "limitEQFLevel",
    "credentialProfiles",
    "isPartialQualification",
    "alignment",
    "targetType",
    "targetUrl",
    "targetCode",
    "targetName",
    "ECTS",
    "SBU",
    "creditsEarned",
    "assessmentType",
    "supervisionType",
    "identityChecked",
    "participationType",
    "resultDescription",
    "result",
    "value",
    "achievedLevel",
    "rubricCriterionLevel",
    "valueMin",
    "criteria",
    "narrative",
    "related",
    "integrationOptions",
    "endorsement",
    "endorsementJwt",
    "extensions:CompetencyExtension",
    "extensions:EQFExtension",
    "EQF",
    "extensions:StudyLoadExtension",
    "StudyLoad",
    "studyLoad",
    "extensions:assessmentExtension",
    "assessments",
    "badge",
    "recipient",
    "identity",
    "hashed",
    "issuedOn",
    "otherIdentifier",
    "identifierType",
    "association",
    "associationType",
    "sourceId",
    "targetId",
    "verifiableCredential",
    "achievementType",
    "learningOpportunitySpecification",
    "specifies",
    "learningOpportunityInstance",
    "credit",
    "level",
    "resultLabel",
    "bday",
    "@dtf",
    "@id",
    "@idref",
    "@uri",
    "@lang",
    "#text",
    "text",
    "targetName",
    "learningAchievement",
    "wasDerivedFrom",
    "wasInfluencedBy",
    "wasAwardedBy",
    "achieved",
    "hasCredential",
    "about",
    "numberOfCredits",
    "competencyRequired",
    "educationalLevel",
    "en",
    "@value",
    "eIDASIdentifier",
    "registration",
    "spatial",
    "nationalId",
    "educationLevel",
    "learningOpportunity",
    "thematicArea",
    "displayParameter",
    "relatedSkill",
    "inScheme",
    "resultDistribution",
    "~/odd",
];
const TEXTS: &[&str] = &[
    "",
    " ",
    "x",
    "PT60H",
    "P60M",
    "P2DT12H",
    "-PT1H",
    "2024-01-01T00:00:00Z",
    "2023-06-06",
    "-99999-01-01",
    "http://data.europa.eu/snb/eqf/6",
    "http://data.europa.eu/snb/eqf/99",
    "http://data.europa.eu/snb/",
    "http://data.europa.eu/snb/credential/6dff8a0f87",
    "http://publications.europa.eu/resource/authority/country/IRL",
    "urn:x",
    "VATES-A12345678",
    "http://data.europa.eu/snb/qdr/c_c6ada0f4",
    "http://data.europa.eu/snb/isced-f/0699",
    "http://data.europa.eu/snb/entitlement/bebd32e8e6",
    "Second cycle",
    "Micro-credential",
    "LearningEntitlement",
    "2",
    "1e308",
    "NaN",
    "LearningAssessment",
    "LearningActivity",
    "ext:EQF",
    "ext:QualityAssurance",
    "ext:NLQFAlignment",
    "ext:BRIN",
    "ext:eIDASIdentifier",
    "VATES-1",
    "isPartOf",
    "stackable",
    "prerequisites",
    "6",
    "EQF level 4",
    "\u{1F393}",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::Number)),
        select(TEXTS).prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(8, 256, 8, |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..4).prop_map(Value::Array),
            4 => vec((select(KEYS), inner), 0..8).prop_map(|members| {
                let members = members.into_iter().map(|(key, value)| (key.to_owned(), value));
                Value::Object(members.collect::<Map<_, _>>())
            }),
        ]
    })
}

/// JSON that leads at least to an achievement.
fn any_credential() -> impl Strategy<Value = Value> {
    (any_json(), any_json(), any_json()).prop_map(|(mut top, mut subject, achievement)| {
        if let Value::Object(subject) = &mut subject {
            subject.insert("hasClaim".to_owned(), achievement.clone());
            subject.insert("achieved".to_owned(), achievement.clone());
            subject.insert(
                "achievements".to_owned(),
                json!({ "learningAchievement": achievement }),
            );
            subject.insert("achievement".to_owned(), achievement.clone());
        }
        if let Value::Object(top) = &mut top {
            top.insert("badge".to_owned(), achievement.clone());
            top.insert("credentialSubject".to_owned(), subject);
            top.insert(
                "report".to_owned(),
                json!({ "learningOpportunitySpecification": achievement }),
            );
        }
        top
    })
}

fn holds(json: &Value) -> Result<(), TestCaseError> {
    for standard in [
        Standard::EuropeanDigitalCredential,
        Standard::EuropassCredential,
        Standard::OpenBadges3,
        Standard::OpenBadges2,
        Standard::Clr2,
        Standard::Elmo,
        Standard::Unknown,
    ] {
        let weak = |place: &Pointer| {
            if place.as_str().len().is_multiple_of(2) {
                Tier::Unsigned
            } else {
                Tier::Signed
            }
        };
        let parts = parts(&Claims {
            json,
            standard,
            tier: &weak,
            disclosure: &Disclosure::default(),
        });
        prop_assert!(!parts.is_empty());
        for part in parts {
            let pointers = part.pointer.iter().chain(
                part.findings
                    .iter()
                    .filter_map(|check| check.pointer.as_ref()),
            );
            let signs = part.scope.signs.iter().map(|sign| &sign.from);
            let relations = part.relations.iter().map(|relation| &relation.to);
            for pointer in pointers.chain(signs).chain(relations) {
                prop_assert!(pointer.resolve(json).is_some(), "{pointer}");
            }
            for name in ElementName::ALL {
                match part.elements.standing(*name) {
                    Ok((tier, from)) => {
                        prop_assert!(!from.is_empty(), "{name:?} comes from nowhere");
                        prop_assert_eq!(Some(tier), from.iter().map(&weak).min());
                        for pointer in from {
                            prop_assert!(pointer.resolve(json).is_some(), "{name:?} {pointer}");
                        }
                    }
                    Err(why) => prop_assert!(!why.is_empty()),
                }
            }
            for finding in &part.findings {
                prop_assert!(finding.code.is_integrity());
                prop_assert!(finding.summary.chars().count() < 600, "{}", finding.summary);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_json_is_mapped(json in any_json()) {
        holds(&json)?;
    }

    #[test]
    fn arbitrary_credentials_are_mapped(json in any_credential()) {
        holds(&json)?;
    }
}

#[test]
fn a_document_at_the_limits_is_mapped_in_bounded_work() {
    let mut nested = serde_json::json!({ "title": "T" });
    for _ in 0..100 {
        nested = serde_json::json!({ "hasPart": [nested], "provenBy": {}, "title": "T" });
    }
    let long = "x".repeat(1 << 20);
    let notes = vec![serde_json::json!({ "noteLiteral": long }); 4];
    let json = serde_json::json!({
        "evidence": vec![serde_json::json!({ "accreditation": { "title": "A" } }); 5000],
        "credentialSubject": { "fullName": long, "hasClaim": vec![
            serde_json::json!({ "additionalNote": notes, "hasPart": nested, "type": vec!["x"; 1000] });
            200
        ] },
    });
    holds(&json).unwrap();
}

#[test]
fn a_record_at_the_limits_is_mapped() {
    let numbers = |count: usize, make: &dyn Fn(usize) -> Value| -> Vec<Value> {
        (0..count).map(make).collect()
    };
    let id = |number: usize| format!("urn:{}", number % 200);
    let achievement = |number: usize| {
        serde_json::json!({
            "id": id(number),
            "name": "x".repeat(1 << 12),
            "alignment": vec![serde_json::json!({ "targetName": "A", "targetType": "ext:EQF" }); 50],
            "tag": numbers(50, &|tag| tag.to_string().into()),
        })
    };
    let json = serde_json::json!({
        "evidence": numbers(500, &|number| serde_json::json!({ "id": id(number), "name": number.to_string() })),
        "credentialSubject": {
            "achievement": numbers(200, &achievement),
            "association": numbers(5000, &|number| serde_json::json!({
                "associationType": "isPartOf", "sourceId": id(number), "targetId": id(number + 1),
            })),
        },
    });
    holds(&json).unwrap();
}

#[test]
fn a_transcript_at_the_limits_is_mapped_in_bounded_work() {
    let bodies: Vec<_> = (0..2000)
        .map(|number| serde_json::json!({ "legalName": format!("University {number}"), "accreditation": { "title": "A" } }))
        .collect();
    let courses = vec![
        serde_json::json!({ "title": "T", "hasPart": vec![serde_json::json!({ "title": "T" }); 20] });
        2000
    ];
    let json = serde_json::json!({
        "credentialSubject": { "hasClaim": { "awardedBy": { "awardingBody": bodies }, "hasPart": courses } },
    });
    holds(&json).unwrap();
}
