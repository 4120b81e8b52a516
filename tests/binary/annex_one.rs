//! The Commission's own Annex I sample, whose faults are real.

use super::program::{Schema, corpus, credeval};

#[test]
fn the_annex_one_sample_shows_its_real_faults() {
    let Some(corpus) = corpus() else { return };
    let path = corpus.join("elm/samples-ec/Sample-MC-Annex1-signed.jsonld");
    let run = credeval(&[
        "evaluate",
        path.to_str().unwrap(),
        "--offline",
        "--format",
        "json",
        "--at",
        "2026-11-24T00:00:00Z",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report = run.reports(Schema::Evaluation).remove(0);
    let summaries: Vec<&str> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["code"].as_str().unwrap().starts_with("integrity."))
        .map(|check| check["summary"].as_str().unwrap())
        .collect();
    let says = |words: &[&str]| {
        let held = |summary: &&&str| words.iter().all(|word| summary.contains(word));
        assert!(
            summaries.iter().any(|summary| held(&summary)),
            "{words:?} in {summaries:#?}"
        );
    };
    says(&["P60M", "60 hours"]);
    says(&["2022-12-31T23:00:00Z", "2023-05-05T07:00:00Z"]);
    // 2 credits for 60 hours are consistent: nothing is found against them.
    assert_eq!(summaries.len(), 2, "{summaries:#?}");

    let elements = &report["elements"];
    assert_eq!(elements["workload"]["value"]["hours"], 60.0);
    assert_eq!(elements["workload"]["value"]["credits"][0]["points"], 2.0);
    assert_eq!(
        elements["workload"]["value"]["credits"][0]["system"],
        "ects"
    );
    assert_eq!(elements["level"]["value"]["eqf"], 6);
    assert!(elements["quality_assurance"]["absent"].is_string());
    assert_eq!(elements["supervision"]["value"]["supervised"], false);
    assert_eq!(elements["supervision"]["value"]["identity_verified"], false);

    let outcome = &report["outcome"];
    assert_eq!(outcome["code"], "human_review");
    let settle = outcome["settle"].as_array().unwrap();
    assert!(
        settle
            .iter()
            .any(|set| !set["facts"].as_array().unwrap().is_empty())
    );
    let lowers = report["criteria"].as_array().unwrap().iter();
    assert!(
        lowers
            .map(|criterion| criterion["lower"].as_u64().unwrap())
            .all(|lower| lower <= 1)
    );
}
