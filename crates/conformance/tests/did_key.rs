//! The vectors of the did:key method.
//!
//! Ed25519, P-256, P-384, P-521 and RSA keys are read; each other kind is refused as one that is not
//! supported, which is a case of its own here and not an exception.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::fs;

use credeval_conformance::{Suite, corpus, equal};
use credeval_model::json;
use credeval_verify::{KeyError, PublicKey};
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
