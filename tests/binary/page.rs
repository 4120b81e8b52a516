//! Evaluations and verifications as pages.

use std::collections::BTreeSet;

use super::program::{Run, credeval};

const AT: &str = "2026-09-01T00:00:00Z";

fn page(verb: &str, credential: &str, more: &[&str]) -> Run {
    let evidence = ["--offline", "--evidence", "fixtures/evidence", "--at", AT];
    let form = ["--format", "html"];
    credeval(&[&[verb, credential], &evidence[..], &form, more].concat())
}

/// What stands between `before` and the next quotation mark, each time.
fn quoted<'p>(page: &'p str, before: &str) -> BTreeSet<&'p str> {
    let rest = page.split(before).skip(1);
    rest.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_page_stands_alone_and_its_reasons_lead_into_the_credential() {
    for credential in [
        "fixtures/exemption/embedded-proof.json",
        "fixtures/exemption/badge.jwt",
    ] {
        let run = page(
            "evaluate",
            credential,
            &["--trust", "fixtures/exemption/trust.toml"],
        );
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{credential}");
        let html = run.stdout;
        assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n"));
        assert!(html.contains("default-src 'none'") && !html.contains("<script"));
        let places = quoted(&html, "href=\"#e1-place-");
        let anchors = quoted(&html, "id=\"e1-place-");
        assert!(
            places.len() > 10 && places.is_subset(&anchors),
            "{places:?}"
        );
    }
}

#[test]
fn a_page_speaks_dutch_and_marks_what_the_engine_says() {
    let run = page(
        "evaluate",
        "fixtures/exemption/badge.jwt",
        &["--language", "nl"],
    );
    assert!(run.stdout.contains("<html lang=\"nl\">") && run.stdout.contains("Voorstel"));
    assert!(run.stdout.contains("<span lang=\"en\" dir=\"auto\">"));
}

#[test]
fn several_evaluations_begin_with_an_overview_and_exit_codes_stay() {
    let altered = "fixtures/exemption/altered.jwt";
    let both = page("evaluate", "fixtures/exemption/badge.jwt", &[altered]);
    assert_eq!(both.code, 0);
    assert!(both.stdout.contains("<h1>Overview") && both.stdout.contains("id=\"e2-title\""));
    let failing = page("evaluate", altered, &["--fail-on", "not_verified"]);
    assert_eq!(failing.code, 1);
    let held = page("evaluate", altered, &["--fail-on", "rpl"]);
    assert_eq!(held.code, 0);
}

#[test]
fn a_verification_is_a_page_with_the_same_exit_code() {
    let altered = page("verify", "fixtures/exemption/altered.jwt", &[]);
    assert_eq!(altered.code, 1);
    assert!(altered.stdout.contains("something failed"));
    let whole = page("verify", "fixtures/exemption/badge.jwt", &[]);
    assert_eq!(whole.code, 0, "{}", whole.stdout);
}

#[test]
fn answers_alone_are_a_page_too() {
    let form = [
        "evaluate",
        "--answers",
        "fixtures/paper/answers.toml",
        "--format",
        "html",
        "--at",
        AT,
    ];
    let run = credeval(&form);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("id=\"e1-answer-1\""));
}

#[test]
fn the_page_for_learners_is_no_form_of_html() {
    let run = page(
        "evaluate",
        "fixtures/exemption/badge.jwt",
        &["--for", "learner"],
    );
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
}
