//! Mappings as a table, and as credentials of another standard: derived, unsigned, and read again.

use serde_json::Value;

use super::program::{Run, Schema, corpus, credeval, with_input, with_variables};

const AT: &str = "2026-09-01";

fn map(source: &str, format: &str, more: &[&str]) -> Run {
    let mut arguments = vec!["map", source, "--offline", "--at", AT, "--format", format];
    arguments.extend(more);
    let run = credeval(&arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run
}

/// The values of a mapping that are stated, by element.
fn values(mapping: &Value) -> Vec<(String, Value)> {
    let elements = mapping["elements"].as_object().unwrap();
    elements
        .iter()
        .filter_map(|(name, element)| Some((name.clone(), element.get("value")?.clone())))
        .collect()
}

/// Writes a source as another standard, and reads what was written.
fn derived(source: &str, format: &str) -> (Value, Value) {
    let written = map(source, format, &[]).stdout;
    let document = serde_json::from_str(&written).unwrap();
    let read = |verb| {
        let arguments = [verb, "-", "--offline", "--at", AT, "--format", "json"];
        with_input(&arguments, written.as_bytes())
    };
    let mapping = read("map").reports(Schema::Mapping).remove(0);
    // What was derived is not signed, so nothing of it holds.
    let verified = read("verify");
    assert_eq!(verified.code, 1, "{}", verified.stdout);
    let checks = verified.reports(Schema::Verification).remove(0);
    let signature = checks["checks"].as_array().unwrap().iter();
    let mut signature = signature.filter(|check| check["code"] == "proof.signature");
    assert_eq!(signature.next().unwrap()["cause"]["code"], "no_proof");
    (document, mapping)
}

#[test]
fn a_badge_is_written_as_a_european_credential_and_read_again() {
    let source = "fixtures/exemption/badge.jwt";
    let original = map(source, "json", &[]).reports(Schema::Mapping).remove(0);
    let (document, read) = derived(source, "elm");
    assert_eq!(read["document"]["standard"], "european_digital_credential");
    let digest = original["document"]["digest"].as_str().unwrap();
    let digest = digest.trim_start_matches("sha256:");
    let statement = document["evidence"]["evidenceStatement"].as_str().unwrap();
    assert!(statement.contains(digest), "{statement}");
    assert!(document.get("proof").is_none());
    // Nothing is added, and no element is lost but those that the document names itself.
    let names = |mapping: &Value| -> Vec<String> {
        values(mapping).into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names(&read), names(&original));
    for element in values(&read).into_iter().map(|(name, _)| name) {
        assert_eq!(read["elements"][element]["tier"], "unsigned");
    }
}

#[test]
fn a_european_credential_is_written_as_a_badge_and_read_again() {
    let source = "fixtures/admission/credential.jsonld";
    let original = map(source, "json", &[]).reports(Schema::Mapping).remove(0);
    let (document, read) = derived(source, "ob3");
    assert_eq!(read["document"]["standard"], "open_badges_3");
    assert_eq!(document["evidence"][0]["genre"], "Conversion");
    for element in ["title", "workload", "level", "participation"] {
        let stated = &original["elements"][element];
        assert_eq!(
            stated.get("value").is_some(),
            read["elements"][element].get("value").is_some(),
            "{element}"
        );
    }
    // What a badge cannot hold is named in it.
    let narrative = document["evidence"][0]["narrative"].as_str().unwrap();
    assert!(narrative.contains("Written otherwise"), "{narrative}");
    assert_eq!(
        read["elements"]["further_information"].get("value"),
        None,
        "the note of the conversion is no further information"
    );
}

#[test]
fn several_achievements_are_several_documents() {
    let Some(corpus) = corpus() else { return };
    let path = corpus.join("elm/samples-ec/Sample-MC-Annex1-signed.jsonld");
    let one = path.to_str().unwrap();
    let single: Value = serde_json::from_str(&map(one, "ob3", &[]).stdout).unwrap();
    assert!(single.is_object());
    let fixture = "fixtures/exemption/badge.jwt";
    let both: Value = serde_json::from_str(&map(one, "ob3", &[fixture]).stdout).unwrap();
    assert_eq!(both.as_array().unwrap().len(), 2);
}

#[test]
fn a_table_has_a_row_for_each_element() {
    let run = map("fixtures/admission/credential.jsonld", "csv", &[]);
    let table = run.stdout.strip_prefix('\u{feff}').unwrap();
    let lines: Vec<&str> = table.split("\r\n").collect();
    assert_eq!(
        lines.len(),
        1 + 16 + 1,
        "header, elements, and the last end of line"
    );
    assert!(lines[0].starts_with("document,sha256,part,title,scope,element,value,derived"));
    insta::assert_snapshot!(table.replace("\r\n", "\n"));
}

#[test]
fn the_preferred_language_is_shown_and_checked() {
    for (language, code) in [("en", 0), ("nl", 0), ("English!", 2)] {
        let run = credeval(&[
            "map",
            "fixtures/exemption/badge.jwt",
            "--offline",
            "--language",
            language,
        ]);
        assert_eq!(run.code, code, "{language}");
    }
}

#[test]
fn a_report_that_goes_to_no_terminal_has_the_columns_that_are_set() {
    let widest = |columns: &str| {
        let run = with_variables(
            &["map", "fixtures/exemption/badge.jwt", "--offline"],
            &[("COLUMNS", columns)],
        );
        let widths = run.stdout.lines().map(|line| line.chars().count());
        widths.max().unwrap()
    };
    for (columns, width) in [
        ("60", 60),
        ("120", 120),
        ("", 100),
        ("0", 100),
        ("wide", 100),
    ] {
        assert_eq!(widest(columns), width, "{columns:?}");
    }
}
