//! The order of a credential's lists changes nothing, through mapping and scoring.

use credeval_model::programme::{Programme, Purpose};
use credeval_score::{Application, Scored};
use serde_json::{Value, json};

use crate::credentials::{Case, POLICY, Path, Step, level, outcome, set, term};
use crate::{outcomes, rubric};

/// What an officer goes by.
type Gist = (Vec<(bool, u8, u8)>, String, Vec<Vec<String>>);

fn gist(scored: &Scored) -> Gist {
    let criteria = scored.criteria.iter();
    let settle = scored.outcome.settle.iter();
    let sets = settle.map(|set| set.criteria.iter().map(ToString::to_string).collect());
    (
        criteria
            .map(|each| (each.applies, each.lower, each.upper))
            .collect(),
        format!("{:?}", scored.outcome.code),
        sets.collect(),
    )
}

/// Turns every list in a value.
fn turn(value: &mut Value, by: fn(&mut Vec<Value>)) {
    match value {
        Value::Array(items) => {
            by(items);
            for item in items.iter_mut() {
                turn(item, by);
            }
        }
        Value::Object(members) => members.values_mut().for_each(|member| turn(member, by)),
        _ => {}
    }
}

/// Credentials with several of whatever may stand in a list.
fn crowded() -> Vec<(Path, Vec<Step>)> {
    let exam = |form: &str, watched: &str| {
        json!({
            "type": "LearningAssessment",
            "title": { "en": form },
            "assessedBy": { "legalName": { "en": "Board" } },
            "grade": { "noteLiteral": { "en": "8" } },
            "idVerification": term(watched),
            "specifiedBy": { "dcType": term(form), "gradingScheme": { "title": { "en": "1 to 10" } } },
        })
    };
    let eqf = |level: u8| json!({ "id": format!("http://data.europa.eu/snb/eqf/{level}") });
    let accredited = |title: &str, until: &str, level: u8| json!({ "title": { "en": title }, "dcType": term("Programme quality assurance"), "expiryDate": until, "limitEQFLevel": eqf(level) });
    vec![
        (
            Path::Elm,
            vec![
                set(
                    "provenBy",
                    json!([
                        exam("Quiz", "Supervised with ID verification"),
                        exam("Written examination", "Unsupervised with ID verification"),
                        exam("Level of attendance", "Supervised without ID verification"),
                    ]),
                ),
                set(
                    "specifiedBy/accreditation",
                    json!([
                        accredited("One", "2023-01-01", 6),
                        accredited("Two", "2027-01-01", 7),
                        accredited("Three", "2027-01-01", 6),
                    ]),
                ),
            ],
        ),
        (
            Path::Elm,
            vec![
                set("specifiedBy/eqfLevel", json!([eqf(6), eqf(7)])),
                set(
                    "specifiedBy/accreditation",
                    accredited("One", "2027-01-01", 7),
                ),
                set(
                    "specifiedBy/creditPoint",
                    json!([
                        { "framework": term("ECTS"), "point": "4" },
                        { "framework": term("Other"), "point": "9" },
                    ]),
                ),
            ],
        ),
        (
            Path::Badge,
            vec![
                set(
                    "assessmentType",
                    json!(["quiz", "portfolio", "level of attendance"]),
                ),
                set(
                    "alignment",
                    json!([
                        level(6),
                        outcome(1, "Plan a diet"),
                        outcome(2, "Diets"),
                        level(7)
                    ]),
                ),
            ],
        ),
    ]
}

#[test]
fn the_order_of_lists_changes_nothing() {
    let programme = Programme::parse(outcomes::PROGRAMME).unwrap();
    let application = Application {
        purpose: Purpose::Exemption,
        programme: Some(&programme),
        ..Application::default()
    };
    let turns: [fn(&mut Vec<Value>); 2] = [
        |items| items.reverse(),
        |items| {
            if !items.is_empty() {
                items.rotate_left(1);
            }
        },
    ];
    let rows = rubric::rows();
    let cells = rows.into_iter().map(|row| (row.path, row.steps));
    for (path, steps) in cells.chain(crowded()) {
        let case = Case::after(path, &steps);
        let expected = gist(&case.score(&application, &POLICY));
        for by in turns {
            let mut turned = case.clone();
            turn(&mut turned.json, by);
            let found = gist(&turned.score(&application, &POLICY));
            assert_eq!(found, expected, "{path:?}: {steps:?}");
        }
    }
}

/// What the lists hold does, or the test above would hold of a program that reads none.
#[test]
fn the_content_of_lists_changes_something() {
    for (path, steps) in crowded() {
        let with = Case::after(path, &steps).criteria(&POLICY);
        let without = Case::new(path).criteria(&POLICY);
        assert_ne!(with, without, "{steps:?}");
    }
}
