//! The stacking story: three badges that make up a package, and twins that change what they come to.

use serde_json::Value;

use super::program::{Run, Schema, credeval, with_variables};

/// Runs `stack` over files of the story.
fn run(profile: &str, files: &[&str], more: &[&str]) -> Run {
    let files: Vec<String> = files
        .iter()
        .map(|file| format!("fixtures/stack/{file}"))
        .collect();
    let programme = format!("fixtures/stack/{profile}.toml");
    let mut arguments = vec!["stack"];
    arguments.extend(files.iter().map(String::as_str));
    arguments.extend([
        "--programme",
        &programme,
        "--trust",
        "fixtures/stack/trust.toml",
    ]);
    arguments.extend(["--offline", "--at", "2026-09-01T00:00:00Z"]);
    arguments.extend(more);
    credeval(&arguments)
}

fn judged(profile: &str, files: &[&str]) -> Value {
    let run = run(profile, files, &["--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.reports(Schema::Stack).remove(0)
}

fn code(stack: &Value) -> &str {
    stack["outcome"]["code"].as_str().unwrap()
}

fn credits(stack: &Value) -> (f64, f64) {
    let bound = |key: &str| stack["credits"][key].as_f64().unwrap();
    (bound("lower"), bound("upper"))
}

fn kinds(stack: &Value) -> String {
    let findings = stack["findings"].as_array().unwrap().iter();
    let kinds: Vec<&str> = findings
        .map(|each| each["kind"].as_str().unwrap())
        .collect();
    kinds.join(" ")
}

const TWO: [&str; 2] = ["mira/nutrition.jwt", "mira/food-systems.jwt"];

#[test]
fn each_route_lands_where_it_should() {
    for (profile, outcome) in [
        ("broken-down", "recognise_full"),
        ("pre-stacked", "recognise_full"),
        ("generic", "human_review"),
    ] {
        let stack = judged(profile, &["mira"]);
        assert_eq!(code(&stack), outcome, "{profile}");
        assert_eq!(credits(&stack), (15.0, 15.0), "{profile}");
        assert_eq!(stack["outcome"]["sign_off"], true);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one twin after the other")]
fn a_twin_in_the_place_of_the_third_badge_changes_it() {
    for (profile, twin, outcome, sure, most, found) in [
        (
            "broken-down",
            "altered",
            "recognise_partial",
            10.0,
            10.0,
            "",
        ),
        (
            "broken-down",
            "self-made-identity",
            "needs_information",
            10.0,
            15.0,
            "",
        ),
        (
            "broken-down",
            "other-learner",
            "human_review",
            10.0,
            10.0,
            "learner",
        ),
        (
            "broken-down",
            "below-level",
            "recognise_partial",
            10.0,
            10.0,
            "level",
        ),
        (
            "broken-down",
            "too-few-credits",
            "recognise_partial",
            10.0,
            10.0,
            "coherence",
        ),
        (
            "broken-down",
            "of-another-field",
            "recognise_partial",
            10.0,
            10.0,
            "coherence",
        ),
        (
            "broken-down",
            "taken-first",
            "recognise_full",
            15.0,
            15.0,
            "prerequisite",
        ),
        ("broken-down", "untied", "recognise_full", 15.0, 15.0, ""),
        (
            "broken-down",
            "repeats",
            "human_review",
            10.0,
            10.0,
            "overlap",
        ),
        (
            "broken-down",
            "copy",
            "recognise_partial",
            10.0,
            10.0,
            "duplicate",
        ),
        (
            "broken-down",
            "older-version",
            "recognise_partial",
            10.0,
            10.0,
            "version",
        ),
        (
            "pre-stacked",
            "untied",
            "needs_information",
            10.0,
            15.0,
            "coherence",
        ),
        (
            "pre-stacked",
            "altered",
            "recognise_partial",
            10.0,
            10.0,
            "",
        ),
        (
            "generic",
            "altered",
            "human_review",
            10.0,
            10.0,
            "coherence",
        ),
    ] {
        let twin = format!("twins/{twin}.jwt");
        let stack = judged(profile, &[TWO[0], TWO[1], &twin]);
        let came_to = (code(&stack), credits(&stack), kinds(&stack));
        assert_eq!(
            came_to,
            (outcome, (sure, most), found.to_owned()),
            "{profile} {twin}"
        );
    }
}

#[test]
fn people_read_a_stack() {
    let twins = [
        "mira",
        "twins/copy.jwt",
        "twins/older-version.jwt",
        "twins/other-learner.jwt",
        "twins/altered.jwt",
    ];
    let untied = [TWO[0], "twins/untied.jwt"];
    let mut settings = insta::Settings::clone_current();
    // The time of the run is the one thing that differs from run to run.
    settings.add_filter(r"not for now \([^)]*\)", "not for now (NOW)");
    settings.set_omit_expression(true);
    for (name, profile, files) in [
        ("stack_whole", "broken-down", &["mira"][..]),
        ("stack_with_twins", "broken-down", &twins),
        ("stack_package", "pre-stacked", &untied),
        ("stack_generic", "generic", &TWO),
    ] {
        let report = run(profile, files, &[]).stdout;
        settings.bind(|| insta::assert_snapshot!(name, report));
    }
}

#[test]
fn one_that_cannot_be_read_stops_none_of_the_others() {
    let run = run(
        "broken-down",
        &["mira", "trust.toml"],
        &["--format", "json"],
    );
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("trust.toml"), "{}", run.stderr);
    assert_eq!(code(&run.reports(Schema::Stack)[0]), "recognise_full");
}

#[test]
fn a_policy_and_a_learner_are_heard() {
    let stranger = std::env::temp_dir().join(format!("credeval-stack-{}.toml", std::process::id()));
    std::fs::write(
        &stranger,
        "name = \"Ruben Okafor\"\nemail = [\"ruben.okafor@student.example\"]\n",
    )
    .unwrap();
    let learner = ["--format", "json", "--learner", stranger.to_str().unwrap()];
    let other = run("broken-down", &["mira"], &learner);
    std::fs::remove_file(&stranger).unwrap();
    assert_eq!(other.code, 0, "{}", other.stderr);
    assert_eq!(code(&other.reports(Schema::Stack)[0]), "not_verified");
    let none = run(
        "broken-down",
        &["mira"],
        &["--policy", "fixtures/stack/trust.toml"],
    );
    assert_eq!(none.code, 2);
    assert!(
        none.stderr.contains("expected a policy file"),
        "{}",
        none.stderr
    );
}

#[test]
fn a_report_is_told_without_colour_too() {
    let arguments = [
        "stack",
        "fixtures/stack/mira",
        "--programme",
        "fixtures/stack/generic.toml",
        "--offline",
    ];
    let plain = with_variables(&arguments, &[("NO_COLOR", "1")]);
    assert!(!plain.stdout.contains('\u{1b}') && plain.stdout.contains("Credentials"));
}
