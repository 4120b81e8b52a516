//! Every line of fixtures/expected.tsv.

use serde_json::Value;

use super::program::{Schema, credeval, project};

const AT: &str = "2026-09-01T00:00:00Z";

/// The criteria that a list of `{criterion}` objects names.
fn names(list: &Value, key: &str) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|item| {
        let name = if key.is_empty() { item } else { &item[key] };
        name.as_str().unwrap().to_owned()
    })
    .collect()
}

fn or_dash(text: String) -> String {
    if text.is_empty() {
        "-".to_owned()
    } else {
        text
    }
}

/// A line, run: the cells as they came out.
fn run(line: &str) -> Vec<String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [story, credential, trust, _, _, _, _, _, says] = cells[..] else {
        panic!("expected nine cells: {line}");
    };
    let source = format!("fixtures/{story}/{credential}");
    let trust_file = format!("fixtures/{story}/{trust}");
    let programme = format!("fixtures/{story}/programme.toml");
    let common = [
        source.as_str(),
        "--trust",
        &trust_file,
        "--evidence",
        "fixtures/evidence",
        "--offline",
        "--at",
        AT,
        "--format",
        "json",
    ];
    let verified = credeval(&[&["verify"], &common[..]].concat());
    verified.reports(Schema::Verification);
    let evaluated = credeval(&[&["evaluate", "--programme", &programme], &common[..]].concat());
    assert_eq!(evaluated.code, 0, "{source}: {}", evaluated.stderr);
    let report = evaluated.reports(Schema::Evaluation).remove(0);
    let outcome = &report["outcome"];
    let settle: Vec<String> = outcome["settle"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| names(&set["criteria"], "").join("+"))
        .filter(|set| !set.is_empty())
        .collect();
    let cap = report["criteria"].as_array().unwrap().iter();
    let cap = cap
        .map(|criterion| criterion["lower"].as_u64().unwrap())
        .max()
        .unwrap();
    let found = evaluated.stdout.contains(says);
    vec![
        story.to_owned(),
        credential.to_owned(),
        trust.to_owned(),
        verified.code.to_string(),
        outcome["code"].as_str().unwrap().to_owned(),
        or_dash(settle.join("|")),
        or_dash(names(&outcome["deviations"], "criterion").join(",")),
        cap.to_string(),
        if found {
            says.to_owned()
        } else {
            format!("(not said) {}", outcome["summary"])
        },
    ]
}

fn lines() -> Vec<String> {
    let text = std::fs::read_to_string(project().join("fixtures/expected.tsv")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(str::to_owned).collect()
}

#[test]
fn every_line_holds() {
    let lines = lines();
    assert!(lines.len() >= 19);
    let wrong: Vec<String> = lines
        .iter()
        .map(|line| (line, run(line).join("\t")))
        .filter(|(line, found)| *line != found)
        .map(|(line, found)| format!("expected {line}\nfound    {found}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_line_that_is_wrong_is_noticed() {
    let right = lines().remove(0);
    assert_eq!(run(&right).join("\t"), right);
    for (cell, wrong) in [
        (4, "recognise_full"),
        (5, "testing"),
        (8, "words that it never says"),
    ] {
        let mut cells: Vec<&str> = right.split('\t').collect();
        cells[cell] = wrong;
        let line = cells.join("\t");
        assert_ne!(run(&line).join("\t"), line);
    }
}

#[test]
fn an_officer_signs_every_proposal() {
    let evaluated = credeval(&[
        "evaluate",
        "fixtures/exemption/badge.jwt",
        "--trust",
        "fixtures/exemption/trust-with-quality.toml",
        "--programme",
        "fixtures/exemption/programme.toml",
        "--offline",
        "--at",
        AT,
        "--format",
        "json",
        "--fail-on",
        "recognise_full,flexible",
    ]);
    assert_eq!(evaluated.code, 1);
    let report = evaluated.reports(Schema::Evaluation).remove(0);
    assert_eq!(report["outcome"]["code"], "recognise_full");
    assert_eq!(report["outcome"]["track"], "lrc");
    assert_eq!(report["outcome"]["sign_off"], true);
}

#[test]
fn every_pointer_resolves_in_the_payload() {
    let evaluated = credeval(&[
        "map",
        "fixtures/admission/credential.jsonld",
        "--offline",
        "--at",
        AT,
        "--format",
        "json",
    ]);
    let mapping = evaluated.reports(Schema::Mapping).remove(0);
    let envelope = std::fs::read(project().join("fixtures/admission/credential.jsonld")).unwrap();
    let envelope: Value = serde_json::from_slice(&envelope).unwrap();
    let payload: Value = serde_json::from_str(envelope["payload"].as_str().unwrap()).unwrap();
    let mut pointers = 0;
    for element in mapping["elements"].as_object().unwrap().values() {
        for pointer in element["from"].as_array().into_iter().flatten() {
            assert!(
                payload.pointer(pointer.as_str().unwrap()).is_some(),
                "{pointer}"
            );
            pointers += 1;
        }
    }
    assert!(pointers > 20);
}
