//! The level of the European framework, stated or by a table, in each standard alike.
#![expect(clippy::unwrap_used, reason = "what is not there fails the test")]

use credeval_map::{Claims, Part, parts};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{Cycle, Level},
};
use serde_json::{Value, json};

const EUROPASS: &str = "/learningSpecificationReferences/learningSpecification/nqfLevel";
const OTHER: &str = "/credentialSubject/achieved/specifiedBy/nqfLevel";
const ELMO: &str =
    "/report/learningOpportunitySpecification/specifies/learningOpportunityInstance/level";

fn only(json: &Value, standard: Standard) -> (Level, Vec<Check>) {
    let parts: [Part; 1] = parts(&Claims {
        json,
        standard,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    })
    .try_into()
    .unwrap();
    let [part] = parts;
    let findings = part.findings.into_iter();
    let findings = findings.filter(|found| found.code == CheckCode::IntegrityLevel);
    (
        part.elements.level.value().cloned().unwrap(),
        findings.collect(),
    )
}

fn term(label: &str) -> Value {
    json!({ "targetName": { "text": { "@lang": "en", "#text": label } } })
}

fn europass(eqf: Option<u8>, national: &str) -> (Level, Vec<Check>) {
    let eqf = eqf.map(|eqf| term(&format!("Level {eqf}")));
    let credential = json!({
        "credentialSubject": { "achievements": { "learningAchievement": {
            "title": "Nutrition", "specifiedBy": { "@idref": "urn:epass:1" },
        } } },
        "learningSpecificationReferences": { "learningSpecification": {
            "@id": "urn:epass:1", "eqfLevel": eqf, "nqfLevel": term(national),
        } },
    });
    only(&credential, Standard::EuropassCredential)
}

fn elm(eqf: Option<u8>, national: &str) -> (Level, Vec<Check>) {
    let eqf = eqf.map(|eqf| json!({ "prefLabel": { "en": format!("Level {eqf}") } }));
    let national = json!({ "prefLabel": { "en": national } });
    let claim = json!({ "type": "LearningAchievement",
        "specifiedBy": { "eqfLevel": eqf, "nqfLevel": national } });
    let credential = json!({ "credentialSubject": { "hasClaim": claim } });
    only(&credential, Standard::EuropeanDigitalCredential)
}

fn other(eqf: Option<u8>, national: &str) -> (Level, Vec<Check>) {
    let eqf = eqf.map(|eqf| format!("EQF level {eqf}"));
    let specified = json!({ "eqfLevel": eqf, "nqfLevel": national });
    let achieved = json!({ "title": "Nutrition", "specifiedBy": specified });
    let credential = json!({ "credentialSubject": { "achieved": achieved } });
    only(&credential, Standard::VerifiableCredential)
}

fn educational(eqf: Option<u8>, level: &str) -> (Level, Vec<Check>) {
    let mut levels = vec![json!(level)];
    levels.extend(eqf.map(|eqf| json!(format!("EQF level {eqf}"))));
    let credential = json!({ "name": "Nutrition", "educationalLevel": levels });
    only(&credential, Standard::VerifiableCredential)
}

fn elmo_levels(levels: &Value) -> (Level, Vec<Check>) {
    let course = json!({
        "title": "Nutrition",
        "specifies": { "learningOpportunityInstance": { "level": levels } },
    });
    let transcript = json!({ "report": { "learningOpportunitySpecification": course } });
    only(&transcript, Standard::Elmo)
}

/// A national level whose framework the description names, or a cycle.
fn elmo(eqf: Option<u8>, national: &str) -> (Level, Vec<Check>) {
    let mut levels = vec![match national.rsplit_once(" level ") {
        Some((name, level)) => json!({ "type": "NQF", "description": name, "value": level }),
        None => json!({ "type": "QF-EHEA", "value": national }),
    }];
    levels.extend(eqf.map(|eqf| json!({ "type": "EQF", "value": eqf.to_string() })));
    elmo_levels(&json!(levels))
}

/// A level in words beside one of the EQF.
fn elmo_words(eqf: Option<u8>, words: &str) -> (Level, Vec<Check>) {
    let eqf = eqf.map(|eqf| json!({ "type": "EQF", "value": eqf.to_string() }));
    let course = json!({
        "title": "Nutrition",
        "qualification": { "educationLevel": words },
        "specifies": { "learningOpportunityInstance": { "level": eqf } },
    });
    let transcript = json!({ "report": { "learningOpportunitySpecification": course } });
    only(&transcript, Standard::Elmo)
}

/// The level that a credential with these two states.
type Stating = fn(Option<u8>, &str) -> (Level, Vec<Check>);

const STANDARDS: [(&str, Stating); 6] = [
    ("europass", europass),
    ("elm", elm),
    ("other", other),
    ("educational", educational),
    ("elmo", elmo),
    ("elmo_words", elmo_words),
];

#[test]
fn a_national_level_gives_the_european_one_where_none_is_stated() {
    for (name, level) in STANDARDS {
        let (derived, findings) = level(None, "NFQ level 9");
        let derivation = derived.derived.unwrap();
        assert_eq!(
            (derived.eqf, &*derivation.from),
            (Some(7), "NFQ level 9"),
            "{name}"
        );
        assert!(derivation.source.contains("Ireland"), "{name}");
        assert_eq!(findings, [], "{name}");

        let (cycle, findings) = level(None, "Second cycle");
        assert_eq!(
            (cycle.eqf, cycle.cycle),
            (Some(7), Some(Cycle::Second)),
            "{name}"
        );
        assert_eq!(cycle.derived.unwrap().from, "second cycle", "{name}");
        assert_eq!(findings, [], "{name}");
    }
}

#[test]
fn the_stated_level_stands_also_beside_one_that_contradicts_it() {
    for (name, level) in STANDARDS {
        for national in ["NFQ level 9", "Second cycle"] {
            let (agreeing, findings) = level(Some(7), national);
            assert_eq!((agreeing.eqf, agreeing.derived), (Some(7), None), "{name}");
            assert_eq!(findings, [], "{name}");

            let (stated, findings) = level(Some(6), national);
            assert_eq!((stated.eqf, stated.derived), (Some(6), None), "{name}");
            let failed = |found: &&Check| found.outcome == CheckOutcome::Failed;
            assert_eq!(findings.iter().filter(failed).count(), 1, "{name}");
            for words in ["EQF level 6 (", "which is EQF level 7 by the"] {
                assert!(findings[0].summary.contains(words), "{findings:?}");
            }
        }
    }
}

#[test]
fn an_unknown_framework_gives_no_level() {
    for (name, level) in STANDARDS {
        for unknown in ["Northern Framework level 9", "NFQ level 11", "NQF level 9"] {
            let (alone, _) = level(None, unknown);
            assert_eq!(
                (alone.eqf, alone.derived, alone.cycle),
                (None, None, None),
                "{name}"
            );
            assert_eq!(level(Some(6), unknown).1, [], "{name} {unknown}");
        }
    }
}

#[test]
fn both_places_are_told() {
    for (level, place) in [
        (europass as Stating, EUROPASS.to_owned()),
        (other, OTHER.to_owned()),
        (elmo, format!("{ELMO}/0/value")),
    ] {
        let findings = level(Some(6), "NFQ level 9").1;
        let at = findings.iter().filter_map(|found| found.pointer.as_ref());
        assert_eq!(at.map(Pointer::as_str).collect::<Vec<_>>(), [place]);
    }
}

#[test]
fn the_type_of_a_level_in_elmo_may_name_the_framework() {
    let level = |kind: &str| elmo_levels(&json!({ "type": kind, "value": "9" })).0.eqf;
    assert_eq!((level("NFQ"), level("ISCED")), (Some(7), None));
}

#[test]
fn of_several_levels_the_lowest_counts() {
    let levels = |kinds: [(&str, &str); 2]| {
        let levels = kinds.map(|(kind, value)| json!({ "type": kind, "value": value }));
        let (level, findings) = elmo_levels(&json!(levels));
        (
            level.eqf,
            level.derived.map(|derived| derived.from),
            findings.len(),
        )
    };
    assert_eq!(levels([("EQF", "7"), ("EQF", "6")]), (Some(6), None, 1));
    let from = Some("NFQ level 8".to_owned());
    assert_eq!(levels([("QF-EHEA", "2"), ("NFQ", "8")]), (Some(6), from, 1));
}
