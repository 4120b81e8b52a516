//! Credentials as JWT: the vectors of VC-JOSE-COSE, and the badges of 1EdTech.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::fs;

use credeval_conformance::{Suite, at, corpus, end};
use credeval_linked_data::Contexts;
use credeval_model::{Check, CheckCode, CheckOutcome, Document, evidence::Evidence, json};
use credeval_verify::{Against, KeyError, PublicKey, Trust, check, open};
use serde_json::Value;

use CheckOutcome::{Failed, Inconclusive, Passed};

fn checks(text: &str, key: Option<&PublicKey>) -> Result<Vec<Check>, String> {
    let document = Document::new(text.as_bytes().to_vec(), "corpus");
    let opened = open(&document).map_err(|error| error.to_string())?;
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
    let mut against = Against::new(&evidence, &trust, &contexts, at());
    against.key = key;
    Ok(check(&opened, against).checks().to_vec())
}

/// The text with one character of its payload changed.
fn altered(token: &str) -> String {
    let start = token.find('.').expect("a token") + 20;
    let mut bytes = token.as_bytes().to_vec();
    bytes[start] = match bytes[start] {
        b'A' => b'B',
        _ => b'A',
    };
    String::from_utf8(bytes).expect("a token is ASCII")
}

#[test]
fn the_vectors_of_vc_jose_cose_end_row_by_row() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("w3c/vc-jose-cose-test-suite");
    let read = |path: &str| fs::read_to_string(folder.join(path)).expect("a file of the corpus");
    let cases = json::parse(read("cases.json").as_bytes()).expect("cases.json");
    let mut suite = Suite::new("w3c/vc-jose-cose-test-suite", &[]);
    let mut twins = Suite::new("w3c/vc-jose-cose-test-suite, one byte changed", &[]);
    for case in cases.as_array().expect("a list") {
        let text = |key: &str| case[key].as_str().expect("a text");
        let input = text("input");
        let method = json::parse(read(&format!("input/{}", text("key"))).as_bytes());
        let jwk = method.expect("a key")["publicKeyJwk"].to_string();
        let key = match PublicKey::from_text(&jwk) {
            Ok(key) => key,
            Err(KeyError::Unsupported { .. }) => {
                suite.skip("a key on a curve that is not read");
                continue;
            }
            Err(error) => {
                suite.case(input, Err(error.to_string()));
                continue;
            }
        };
        let token = read(&format!("input/{input}"));
        // A wrong media type stands on a signature that holds: the one row must not hide the other.
        let is_other_type = input.contains("bad-media-type");
        let signature = match text("expect") {
            "failure" if !is_other_type => Failed,
            _ => Passed,
        };
        let purpose = match is_other_type {
            true => Failed,
            false => Passed,
        };
        let wanted = [
            (CheckCode::ProofAlgorithm, Passed),
            (CheckCode::ProofSignature, signature),
            (CheckCode::ProofPurpose, purpose),
            (CheckCode::IssuerKey, Passed),
            (CheckCode::DocumentStructure, Passed),
            // The vectors write `iat` as text.
            (CheckCode::ProofTime, Inconclusive),
        ];
        let ends = |token: &str, wanted: &[_]| end(&checks(token, Some(&key))?, wanted);
        suite.case(input, ends(&token, &wanted));
        if signature == Passed {
            twins.case(
                input,
                ends(&altered(&token), &[(CheckCode::ProofSignature, Failed)]),
            );
        }
    }
    suite.finish();
    twins.finish();
}

/// The token in a file, which may be an image.
fn token(bytes: &[u8]) -> Option<String> {
    let start = bytes.windows(3).position(|window| window == b"eyJ")?;
    let of_a_token = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let token: Vec<u8> = bytes[start..]
        .iter()
        .take_while(of_a_token)
        .copied()
        .collect();
    String::from_utf8(token).ok()
}

#[test]
fn the_tokens_of_1edtech_end_as_an_independent_verifier_says() {
    let Some(corpus) = corpus() else { return };
    let table = fs::read_to_string(corpus.join("open-badges/SIGCHECK.tsv")).expect("SIGCHECK.tsv");
    let mut suite = Suite::new("open-badges/SIGCHECK.tsv, tokens", &[]);
    let mut twins = Suite::new("open-badges/SIGCHECK.tsv, tokens, one byte changed", &[]);
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (file, form) = (cells[0], cells[2]);
        if !form.starts_with("JWT ") {
            continue;
        }
        let bytes = fs::read(corpus.join("open-badges").join(file)).expect("a file of the corpus");
        let Some(token) = token(&bytes) else {
            suite.case(file, Err("no token in it".to_owned()));
            continue;
        };
        let signature = match *cells.get(7).unwrap_or(&"") {
            "OK" => Passed,
            "no key" | "" => Inconclusive,
            _ => {
                suite.skip("an Open Badge 2.0, whose key is at the address of its creator");
                continue;
            }
        };
        let ends = |token: &str, wanted: &[_]| end(&checks(token, None)?, wanted);
        let wanted = [
            (CheckCode::ProofAlgorithm, Passed),
            (CheckCode::ProofSignature, signature),
            (CheckCode::ProofPurpose, Passed),
        ];
        suite.case(file, ends(&token, &wanted));
        // A key in the header says nothing of who holds it.
        if signature == Passed {
            suite.case(
                &format!("{file}, issuer"),
                ends(&token, &[(CheckCode::IssuerKey, Inconclusive)]),
            );
            twins.case(
                file,
                ends(&altered(&token), &[(CheckCode::ProofSignature, Failed)]),
            );
        }
    }
    suite.finish();
    twins.finish();
}

/// What a vector does not state must not be read into it.
#[test]
fn a_key_of_another_vector_verifies_nothing() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("w3c/vc-jose-cose-test-suite/input");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a file of the corpus");
    let method: Value = json::parse(read("vm-ed25519.json").as_bytes()).expect("a key");
    let key = PublicKey::from_text(&method["publicKeyJwk"].to_string()).expect("a key");
    let mut suite = Suite::new("w3c/vc-jose-cose-test-suite, another key", &[]);
    let ends = checks(&read("credential-jose-minimal.txt"), Some(&key));
    suite.case(
        "credential-jose-minimal.txt",
        ends.and_then(|rows| end(&rows, &[(CheckCode::ProofSignature, Failed)])),
    );
    suite.finish();
}
