//! Input that cannot be read: an error with its place, exit 2, and nothing on standard output.

use std::fmt::Write as _;
use std::fs;

use super::program::{Run, credeval, project, with_input};

fn shown(run: &Run) -> String {
    format!(
        "exit {}\n--- stdout\n{}--- stderr\n{}",
        run.code, run.stdout, run.stderr
    )
}

fn read(input: &[u8]) -> String {
    let run = with_input(&["evaluate", "-", "--offline", "--at", "2026-09-01"], input);
    assert_eq!(run.code, 2, "{}", shown(&run));
    assert_eq!(run.stdout, "");
    run.stderr
}

#[test]
fn documents_that_cannot_be_read() {
    let badge = fs::read(project().join("fixtures/exemption/embedded-proof.json")).unwrap();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("white space", b" \n\t".to_vec()),
        ("not JSON", b"<html></html>".to_vec()),
        ("XML of another kind", b"<note/>".to_vec()),
        ("truncated", badge[..badge.len() / 2].to_vec()),
        (
            "UTF-16",
            "{\"a\":1}"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
        ),
        ("Latin-1", b"{\"name\":\"caf\xe9\"}".to_vec()),
        (
            "nested 10,000 deep",
            [b"[".repeat(10_000), b"]".repeat(10_000)].concat(),
        ),
        ("a key twice", br#"{"issuer":{"id":"a","id":"b"}}"#.to_vec()),
        ("an array", b"[{}]".to_vec()),
        ("a number", b"42".to_vec()),
        ("trailing text", b"{} {}".to_vec()),
        ("not a number", b"{\"a\":NaN}".to_vec()),
    ];
    let mut report = String::new();
    for (name, input) in cases {
        let _ = write!(report, "## {name}\n{}", read(&input));
    }
    insta::assert_snapshot!(report);
}

#[test]
fn a_document_over_the_limit_is_refused_from_its_length() {
    let folder = std::env::temp_dir().join(format!("credeval-limit-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("large.json");
    let file = fs::File::create(&path).unwrap();
    file.set_len(16 * 1024 * 1024 + 1).unwrap();
    let run = credeval(&["evaluate", path.to_str().unwrap(), "--offline"]);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("16777216") && run.stderr.contains("16777217"),
        "{}",
        run.stderr
    );
}

#[test]
fn files_and_arguments_that_cannot_be_used() {
    let badge = "fixtures/exemption/badge.jwt";
    let cases: &[&[&str]] = &[
        &["evaluate"],
        &["evaluate", "fixtures/no-such-file.json"],
        &["evaluate", "http://example.org/badge.json"],
        &["evaluate", "https://127.0.0.1/badge.json"],
        &["evaluate", "https://example.org/badge.json", "--offline"],
        &[
            "evaluate",
            badge,
            "--trust",
            "fixtures/exemption/programme.toml",
        ],
        &[
            "evaluate",
            badge,
            "--programme",
            "fixtures/exemption/trust.toml",
        ],
        &["evaluate", badge, "--evidence", "fixtures/exemption"],
        &["evaluate", badge, "--at", "yesterday"],
        &["evaluate", badge, "--fail-on", "sadness"],
        &[
            "evaluate",
            badge,
            "--allow-context",
            "https://a.example/=Cargo.toml",
        ],
        &["canon", badge],
        &["stack", badge],
        &[
            "stack",
            badge,
            "--programme",
            "fixtures/exemption/programme.toml",
        ],
    ];
    let mut report = String::new();
    for arguments in cases {
        let run = credeval(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", shown(&run));
        assert_eq!(run.stdout, "");
        let _ = write!(report, "$ credeval {}\n{}", arguments.join(" "), run.stderr);
    }
    insta::assert_snapshot!(report);
}

#[test]
fn one_bad_file_stops_none_of_the_others() {
    let folder = std::env::temp_dir().join(format!("credeval-folder-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.json"), "{").unwrap();
    fs::copy(
        project().join("fixtures/exemption/badge.jwt"),
        folder.join("b.jwt"),
    )
    .unwrap();
    let arguments = [
        "verify",
        folder.to_str().unwrap(),
        "--offline",
        "--format",
        "ndjson",
    ];
    let run = credeval(&arguments);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(run.code, 2);
    assert_eq!(run.stdout.lines().count(), 1);
    assert!(run.stderr.contains("a.json"), "{}", run.stderr);
}

#[test]
fn help_is_complete() {
    let mut report = String::new();
    for verb in [
        "",
        "evaluate",
        "decide",
        "verify",
        "map",
        "canon",
        "stack",
        "trust",
        "trust init",
        "trust check",
        "trust update",
        "policy",
        "policy explain",
        "policy diff",
    ] {
        let arguments: Vec<&str> = verb.split_whitespace().chain(["--help"]).collect();
        let run = credeval(&arguments);
        assert_eq!(run.code, 0);
        let _ = writeln!(report, "$ credeval {}\n{}", arguments.join(" "), run.stdout);
    }
    insta::assert_snapshot!(report);
}

#[test]
fn reports_for_people() {
    let common = [
        "--offline",
        "--evidence",
        "fixtures/evidence",
        "--at",
        "2026-09-01",
    ];
    for (name, arguments) in [
        (
            "verify_revoked",
            vec![
                "verify",
                "fixtures/exemption/revoked.jwt",
                "--trust",
                "fixtures/exemption/trust.toml",
            ],
        ),
        (
            "map_admission",
            vec![
                "map",
                "fixtures/admission/credential.jsonld",
                "--trust",
                "fixtures/admission/trust.toml",
            ],
        ),
        (
            "evaluate_admission",
            vec![
                "evaluate",
                "fixtures/admission/credential.jsonld",
                "--trust",
                "fixtures/admission/trust.toml",
                "--programme",
                "fixtures/admission/programme.toml",
            ],
        ),
        (
            "evaluate_back_dated",
            vec![
                "evaluate",
                "fixtures/admission/back-dated.jsonld",
                "--trust",
                "fixtures/admission/trust.toml",
                "--programme",
                "fixtures/admission/programme.toml",
            ],
        ),
        (
            "canon",
            vec!["canon", "fixtures/exemption/embedded-proof.json"],
        ),
    ] {
        let arguments = match name {
            "canon" => arguments,
            _ => [arguments, common.to_vec()].concat(),
        };
        let run = credeval(&arguments);
        let mut settings = insta::Settings::clone_current();
        // The time of the run is the one thing that differs from run to run.
        settings.add_filter(r"not for now \([^)]*\)", "not for now (NOW)");
        settings.bind(|| insta::assert_snapshot!(name, shown(&run)));
    }
}
