//! The vectors of the did:key method, and the verification methods of the official validator.
//!
//! Ed25519, P-256, P-384, P-521 and RSA keys are read; each other kind is refused as one that is not
//! supported, which is a case of its own here and not an exception.
#![expect(clippy::expect_used, reason = "a test fails by a panic")]

use std::fs;

use credeval_conformance::{Suite, corpus, equal};
use credeval_linked_data::Contexts;
use credeval_model::{CheckCode, CheckOutcome, Document, evidence::Evidence, json};
use credeval_verify::{Against, KeyError, PublicKey, Trust, check, open};
use serde_json::Value;

/// The key that a verification method states outright; `None` where its kind is not supported.
fn stated(method: &Value) -> Option<PublicKey> {
    let base58 = || {
        let text = method["publicKeyBase58"].as_str().expect("a key in base58");
        bs58::decode(text).into_vec().expect("base58")
    };
    let jwk = &method["publicKeyJwk"];
    match (
        jwk["kty"].as_str(),
        jwk["crv"].as_str(),
        method["type"].as_str(),
    ) {
        (Some("RSA"), ..) | (_, Some("Ed25519" | "P-256" | "P-384" | "P-521"), _) => {
            Some(PublicKey::from_jwk(jwk).expect("a key"))
        }
        (None, _, Some("Ed25519VerificationKey2018")) => {
            Some(PublicKey::Ed25519(base58().try_into().expect("32 bytes")))
        }
        (None, _, Some("P256Key2021")) => Some(PublicKey::P256(base58())),
        _ => None,
    }
}

/// Every DID document of a file, at any depth.
fn documents(value: &Value) -> Vec<&Value> {
    match value.get("verificationMethod") {
        Some(Value::Array(_)) => vec![value],
        _ => value
            .as_object()
            .into_iter()
            .flat_map(|entries| entries.values())
            .flat_map(documents)
            .collect(),
    }
}

#[test]
fn keys_that_are_identifiers() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("w3c/did-method-key", &[]);
    let mut kinds = std::collections::BTreeSet::new();
    for entry in fs::read_dir(corpus.join("w3c/did-method-key/test-vectors")).expect("vectors") {
        let path = entry.expect("a file").path();
        let file = json::parse(&fs::read(&path).expect("a file of the corpus")).expect("JSON");
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        for document in documents(&file) {
            for method in document["verificationMethod"].as_array().expect("a list") {
                let (_, fragment) = method["id"]
                    .as_str()
                    .and_then(|id| id.split_once('#'))
                    .expect("a fragment");
                let found = PublicKey::from_multibase(fragment);
                let case = format!("{name} {fragment}");
                let Some(key) = stated(method) else {
                    suite.case(
                        &case,
                        match found {
                            Err(KeyError::Unsupported { .. }) => Ok(()),
                            other => Err(format!(
                                "expected a kind that is not supported, found {other:?}"
                            )),
                        },
                    );
                    continue;
                };
                kinds.insert(match &key {
                    PublicKey::Ed25519(_) => "Ed25519",
                    PublicKey::P256(_) => "P-256",
                    PublicKey::P384(_) => "P-384",
                    PublicKey::P521(_) => "P-521",
                    PublicKey::Rsa { .. } => "RSA",
                    _ => "another",
                });
                suite.case(
                    &case,
                    match &found {
                        // did:key compresses points, JSON Web Keys write both coordinates.
                        Ok(found) if found.is_same(&key) => Ok(()),
                        Ok(found) => equal(&key, found),
                        Err(error) => Err(error.to_string()),
                    },
                );
                // The twin: another key than the one stated.
                let end = fragment.len() - 1;
                let last = if fragment.ends_with('1') { '2' } else { '1' };
                let other = PublicKey::from_multibase(&format!("{}{last}", &fragment[..end]));
                suite.case(
                    &format!("{case}, changed"),
                    match other {
                        Ok(other) if other.is_same(&key) => Err("is the same key".to_owned()),
                        _ => Ok(()),
                    },
                );
            }
        }
    }
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["Ed25519", "P-256", "P-384", "P-521", "RSA"]
    );
    suite.finish();
}

/// A method that is no URL, or of a scheme or DID method that nobody knows, is not the issuer's;
/// one whose document is not at hand may be.
#[test]
fn methods_that_lead_nowhere_are_not_the_issuers() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("1edtech-validator, verification methods", &[]);
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
    for (name, expected) in [
        ("simple-err-proof-method-no-scheme", CheckOutcome::Failed),
        (
            "simple-err-proof-method-unknown-scheme",
            CheckOutcome::Failed,
        ),
        (
            "simple-err-proof-method-unknown-did-method",
            CheckOutcome::Failed,
        ),
        ("simple-err-proof-method", CheckOutcome::Failed),
        ("simple-did-web-method", CheckOutcome::Inconclusive),
        ("simple-did-key-method", CheckOutcome::Inconclusive),
    ] {
        let path = format!("open-badges/1edtech-validator/ob30/{name}.json");
        let bytes = fs::read(corpus.join(path)).expect("a file of the corpus");
        let opened = open(&Document::new(bytes, "test")).expect("a credential");
        let at = "2026-06-01T00:00:00Z".parse().expect("a time");
        let checked = check(&opened, Against::new(&evidence, &trust, &contexts, at));
        let rows = checked.checks().iter();
        let found: Vec<CheckOutcome> = rows
            .filter(|row| row.code == CheckCode::IssuerKey)
            .map(|row| row.outcome)
            .collect();
        suite.case(name, equal(&vec![expected], &found));
    }
    suite.finish();
}
