//! Badges as people send them: in archives, attached to a PDF, in the picture of a code.

use serde_json::Value;

use super::program::{Run, Schema, credeval, project, with_input};

fn run(verb: &str, file: &str, more: &[&str]) -> Run {
    let source = format!("fixtures/carried/{file}");
    let common = [verb, &source, "--offline", "--at", "2026-09-01"];
    credeval(&[&common[..], more].concat())
}

/// The sources of a report below the folder.
fn sources(reports: &[Value]) -> Vec<String> {
    let source = |report: &Value| report["document"]["source"].as_str().unwrap().to_owned();
    let sources = reports.iter().map(source);
    sources
        .map(|source| source.replace("fixtures/carried/", ""))
        .collect()
}

#[test]
fn an_archive_is_verified_file_by_file() {
    for archive in ["badges.zip", "badges.tar.gz"] {
        let found = run("verify", archive, &["--format", "json"]);
        // The second was altered.
        assert_eq!((found.code, found.stderr.as_str()), (1, ""), "{archive}");
        assert_eq!(
            sources(&found.reports(Schema::Verification)),
            [
                format!("{archive}!hank/badge.jwt"),
                format!("{archive}!hank/altered.jwt")
            ]
        );
        let evaluated = run("evaluate", archive, &["--format", "json"]);
        assert_eq!(evaluated.code, 0);
        let evaluations = evaluated.reports(Schema::Evaluation);
        assert_eq!(evaluations.len(), 2);
        // The bytes are those of the file itself.
        let alone = ["evaluate", "fixtures/exemption/altered.jwt"];
        let more = ["--offline", "--at", "2026-09-01", "--format", "json"];
        let alone = credeval(&[&alone[..], &more].concat()).reports(Schema::Evaluation);
        assert_eq!(evaluations[1]["checks"], alone[0]["checks"]);
        let digest = |report: &Value| report["document"]["digest"].clone();
        assert_eq!(digest(&evaluations[1]), digest(&alone[0]));
        assert_ne!(digest(&evaluations[0]), digest(&alone[0]));

        let mapped = run("map", archive, &["--format", "ndjson", "--jobs", "4"]);
        assert_eq!((mapped.code, mapped.stdout.lines().count()), (0, 2));
    }
}

#[test]
fn an_archive_comes_by_standard_input_too() {
    let bytes = std::fs::read(project().join("fixtures/carried/badges.zip")).unwrap();
    let arguments = [
        "verify",
        "-",
        "--offline",
        "--at",
        "2026-09-01",
        "--format",
        "json",
    ];
    let found = with_input(&arguments, &bytes);
    assert_eq!(found.code, 1);
    assert_eq!(
        sources(&found.reports(Schema::Verification)),
        [
            "standard input!hank/badge.jwt",
            "standard input!hank/altered.jwt"
        ]
    );
    let cut = with_input(&arguments, &bytes[..bytes.len() / 2]);
    assert_eq!((cut.code, cut.stdout.as_str()), (2, ""));
    assert!(
        cut.stderr
            .starts_with("error: expected a whole archive at standard input")
    );
}

#[test]
fn an_archive_within_an_archive_is_refused() {
    let found = run("verify", "nested.zip", &[]);
    assert_eq!((found.code, found.stdout.as_str()), (2, ""));
    assert_eq!(
        found.stderr,
        "error: expected a credential at fixtures/carried/nested.zip!inner.zip, found another archive\n\
         hint: unpack it and name what was inside\n"
    );
}

#[test]
fn a_pdf_is_what_is_attached_to_it() {
    for (file, attached, code) in [
        ("certificate.pdf", "badge.jwt", 0),
        ("altered.pdf", "altered.jwt", 1),
    ] {
        let trust = [
            "--trust",
            "fixtures/exemption/trust.toml",
            "--format",
            "json",
        ];
        let found = run("verify", file, &trust);
        assert_eq!((found.code, found.stderr.as_str()), (code, ""), "{file}");
        assert_eq!(
            sources(&found.reports(Schema::Verification)),
            [format!("{file}!{attached}")]
        );
    }
    let found = run("evaluate", "picture-of-a-badge.pdf", &[]);
    assert_eq!((found.code, found.stdout.as_str()), (2, ""));
    assert_eq!(
        found.stderr,
        "error: expected a credential attached to the PDF fixtures/carried/picture-of-a-badge.pdf, found 0 attached files that are none\n\
         hint: a PDF that only shows a credential proves nothing; give the credential itself\n"
    );
}

#[test]
fn a_code_is_what_stands_in_it_and_leads_nowhere_by_itself() {
    for (file, code) in [("code.png", 0), ("code-altered.png", 1)] {
        let found = run("verify", file, &["--format", "json"]);
        assert_eq!((found.code, found.stderr.as_str()), (code, ""), "{file}");
        assert_eq!(
            sources(&found.reports(Schema::Verification)),
            [format!("{file}!QR code")]
        );
    }
    let found = run("verify", "code-with-address.png", &[]);
    assert_eq!((found.code, found.stdout.as_str()), (2, ""));
    assert!(
        found.stderr.contains(
            "found only an address in a QR code: https://badges.northport.example/hank\n"
        ) && found.stderr.contains("--follow-qr"),
        "{}",
        found.stderr
    );
    // Who asks for it is told that there is no network.
    let found = run("verify", "code-with-address.png", &["--follow-qr"]);
    assert_eq!(found.code, 2);
    assert!(
        found.stderr.starts_with(
            "error: expected to work offline, found https://badges.northport.example/hank to fetch"
        ),
        "{}",
        found.stderr
    );
}

#[test]
fn all_of_them_in_one_directory_are_walked() {
    let found = credeval(&[
        "verify",
        "fixtures/carried",
        "--offline",
        "--at",
        "2026-09-01",
        "--format",
        "ndjson",
    ]);
    assert_eq!(found.code, 2);
    // Each archive gives two, two PDFs and two codes one each.
    assert_eq!(found.stdout.lines().count(), 8, "{}", found.stdout);
    let faults = found
        .stderr
        .lines()
        .filter(|line| line.starts_with("error: "));
    assert_eq!(faults.count(), 3, "{}", found.stderr);
}
