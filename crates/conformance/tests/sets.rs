//! Every set of the corpus is run by a suite, or is left out for a reason that is told.
#![expect(clippy::expect_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, corpus};

/// Each folder of the corpus, the test here that runs it, and the word in that test by which it gets
/// there: its name, or that of the walk that it is part of.
const RUN: &[(&str, &str, &str)] = &[
    ("elm/conform-ed", "jades.rs", "credential_files"),
    ("elm/edc-repo", "jades.rs", "credential_files"),
    ("elm/elm-repo", "structure.rs", "elm-repo"),
    ("elm/elm-repo-3.2LTS", "contexts.rs", "Published"),
    ("elm/legacy-xml", "legacy.rs", "legacy-xml"),
    ("elm/samples-ec", "jades.rs", "samples-ec"),
    ("jades", "jades.rs", "jades"),
    (
        "open-badges/1edtech-spec",
        "coverage.rs",
        "credential_files",
    ),
    (
        "open-badges/1edtech-validator",
        "open_badges.rs",
        "1edtech-validator",
    ),
    ("open-badges/contexts", "contexts.rs", "Published"),
    ("open-badges/dcc-docs", "open_badges.rs", "SIGCHECK.tsv"),
    (
        "open-badges/dcc-mit-learn",
        "open_badges.rs",
        "SIGCHECK.tsv",
    ),
    (
        "open-badges/dcc-vc-test-fixtures",
        "status.rs",
        "dcc-vc-test-fixtures",
    ),
    ("open-badges/edubadges", "structure.rs", "credential_files"),
    (
        "open-badges/educredentials",
        "structure.rs",
        "educredentials",
    ),
    ("open-badges/jff-plugfest", "open_badges.rs", "jff-plugfest"),
    ("open-badges/ob2-python", "baked.rs", "ob2-python"),
    (
        "open-badges/registries",
        "registries.rs",
        "open-badges/registries",
    ),
    ("registrar/elmo", "mapping.rs", "samples"),
    ("trust/eudi", "sd_jwt.rs", "eudi"),
    ("trust/oid4vp", "sd_jwt.rs", "oid4vp"),
    ("trust/registry", "registries.rs", "trust/registry"),
    ("trust/sdjwt", "sd_jwt.rs", "sdjwt"),
    ("trusted-lists", "lists.rs", "trusted-lists"),
    ("w3c/JSONTestSuite", "json.rs", "JSONTestSuite"),
    ("w3c/did-method-key", "did_key.rs", "did-method-key"),
    ("w3c/jcs-rfc8785", "jcs.rs", "jcs-rfc8785"),
    ("w3c/oauth-status-list", "status.rs", "oauth-status-list"),
    ("w3c/rdf-canon", "rdf_canon.rs", "rdf-canon"),
    ("w3c/spruceid-ssi", "di_ecdsa.rs", "spruceid-ssi"),
    ("w3c/vc-contexts", "contexts.rs", "Published"),
    ("w3c/vc-di-ecdsa", "di_ecdsa.rs", "vc-di-ecdsa"),
    ("w3c/vc-di-eddsa", "di_eddsa.rs", "vc-di-eddsa"),
    (
        "w3c/vc-jose-cose-test-suite",
        "jose.rs",
        "vc-jose-cose-test-suite",
    ),
    (
        "w3c/vc-json-schema-test-suite",
        "json_schema.rs",
        "vc-json-schema-test-suite",
    ),
    ("w3c/wycheproof", "wycheproof.rs", "wycheproof"),
];

const SPREADSHEETS: &str = "spreadsheets are not read yet";
const EMREX: &str = "the text of a standard, without an example";
const SHACL: &str = "no engine for SHACL: the six published profiles are tables of our own";
const EXTENSIONS: &str = "schemas of extensions, which credentials do not name as theirs";
const SCHEMAS: &str = "the published schema is compared in the copy that the converter carries";
const JSON_LD: &str = "a list of tests without the files that they name";

/// Each folder that no test runs, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("open-badges/extensions", EXTENSIONS),
    ("open-badges/schemas", SCHEMAS),
    ("registrar/edc-issuer-xlsx", SPREADSHEETS),
    ("registrar/emrex-standard", EMREX),
    ("w3c/json-ld-api", JSON_LD),
    ("w3c/shacl-data-shapes", SHACL),
];

/// The folders of the corpus that hold a set each.
fn sets(corpus: &Path) -> Vec<String> {
    let folders = |path: &Path| -> Vec<String> {
        let entries = fs::read_dir(path)
            .expect("a folder of the corpus")
            .flatten();
        let folders = entries.filter(|entry| entry.path().is_dir());
        let mut names: Vec<String> = folders
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    let mut sets = Vec::new();
    for outer in folders(corpus) {
        let inner = folders(&corpus.join(&outer));
        match inner.is_empty() {
            true => sets.push(outer),
            false => sets.extend(inner.into_iter().map(|inner| format!("{outer}/{inner}"))),
        }
    }
    sets
}

#[test]
fn every_set_is_run_or_left_out_for_a_reason() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("sets of the corpus", &[]);
    for set in sets(&corpus) {
        if let Some((_, reason)) = LEFT_OUT.iter().find(|(name, _)| *name == set) {
            suite.skip(reason);
            continue;
        }
        let test = RUN.iter().find(|(name, ..)| *name == set);
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        suite.case(
            &set,
            match test {
                Some((_, test, word)) => match fs::read_to_string(tests.join(test)) {
                    Ok(source) if source.contains(word) => Ok(()),
                    _ => Err(format!("{test} does not speak of {word}")),
                },
                None => Err("no test runs it, and no reason is given".to_owned()),
            },
        );
    }
    suite.finish();
}
