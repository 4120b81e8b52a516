//! The sealed European Digital Credentials of the corpus.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::program::{Schema, corpus, credeval, with_input};

/// Every file under `folder` that is a JWS in JSON serialisation.
fn sealed(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sealed(&path, found);
        } else if let Ok(json) = serde_json::from_slice::<Value>(&fs::read(&path).unwrap())
            && json.get("payload").is_some()
            && json.get("signatures").is_some()
        {
            found.push(path);
        }
    }
    found.sort();
}

fn outcome(report: &Value, code: &str) -> String {
    let row = report["checks"].as_array().unwrap().iter();
    let mut rows = row.filter(|check| check["code"] == code);
    rows.next().unwrap()["outcome"].as_str().unwrap().to_owned()
}

#[test]
fn every_seal_holds_and_none_holds_after_a_change() {
    let Some(corpus) = corpus() else { return };
    let mut files = Vec::new();
    sealed(&corpus.join("elm"), &mut files);
    assert_eq!(files.len(), 13);
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let run = credeval(&[
            "verify",
            path.to_str().unwrap(),
            "--offline",
            "--format",
            "json",
        ]);
        let report = run.reports(Schema::Verification).remove(0);
        assert_eq!(outcome(&report, "proof.signature"), "passed", "{name}");
        // Which of them have the structure that their profile asks for, the conformance suite says;
        // of this one its publisher says that it has not.
        if name == "credential-jws-invalid.jsonld" {
            assert_eq!(outcome(&report, "document.structure"), "failed");
        }

        // One letter of the payload, inside a string so that it stays JSON.
        let text = fs::read_to_string(&path).unwrap();
        let at = text.find(r#"\"type\""#).unwrap() + 2;
        let altered = format!("{}T{}", &text[..at], &text[at + 1..]);
        let run = with_input(
            &["verify", "-", "--offline", "--format", "json"],
            altered.as_bytes(),
        );
        assert_eq!(run.code, 1, "{name}");
        let report = run.reports(Schema::Verification).remove(0);
        assert_eq!(outcome(&report, "proof.signature"), "failed", "{name}");
    }
}
