//! The W3C test suite of the Verifiable Credentials JSON Schema specification.
//!
//! Its credentials carry no proof, and no schema is looked up for such: so each is signed here by an
//! issuer of our own, as is each credential that holds a schema.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::fs;

use CheckOutcome::{Failed, Inconclusive, Passed};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_conformance::{Suite, at, corpus, supplied};
use credeval_linked_data::Contexts;
use credeval_model::{
    CheckCode, CheckOutcome, Document,
    evidence::{Evidence, EvidenceKind},
};
use credeval_verify::{Against, Trust, check, open};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

/// The suite's own table: credential, schema, and how the validation ends.
const PLAIN: &[(usize, usize, CheckOutcome)] = &[
    (1, 1, Passed),
    (1, 2, Failed),
    (2, 1, Failed),
    (1, 3, Failed),
    (1, 4, Failed),
    (1, 5, Failed),
    (1, 6, Failed),
    (1, 7, Inconclusive),
];
const HELD: &[(usize, usize, CheckOutcome)] = &[
    (1, 1, Passed),
    (1, 2, Failed),
    (2, 1, Failed),
    (1, 3, Failed),
    (1, 4, Failed),
    (1, 5, Failed),
    (1, 6, Failed),
    (1, 7, Failed),
    (1, 8, Failed),
    (1, 9, Failed),
    (1, 10, Failed),
    (1, 11, Inconclusive),
];
const DRAFTS: [&str; 3] = ["Draft-7", "2019-09", "2020-12"];

/// A schema of a kind that is not known is no failure of the credential here.
const UNKNOWN_KIND: &str = "a schema of an unknown kind leaves the check open, here";

fn signed(mut credential: Value) -> Vec<u8> {
    let key = SigningKey::from_bytes(&[5; 32]);
    let bytes = [&[0xed, 0x01], key.verifying_key().as_bytes().as_slice()].concat();
    let name = format!("z{}", bs58::encode(bytes).into_string());
    credential["issuer"] = format!("did:key:{name}").into();
    let header =
        json!({ "alg": "EdDSA", "typ": "vc+jwt", "kid": format!("did:key:{name}#{name}") });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(&header), part(&credential));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(input.as_bytes()).to_bytes());
    format!("{input}.{signature}").into_bytes()
}

fn outcome(credential: Value, schema: Vec<u8>) -> Result<CheckOutcome, String> {
    let url = credential["credentialSchema"]["id"]
        .as_str()
        .expect("a schema")
        .to_owned();
    let mut evidence = Evidence::none();
    evidence.insert(url, supplied(EvidenceKind::Schema, schema));
    let opened =
        open(&Document::new(signed(credential), "suite")).map_err(|error| error.to_string())?;
    let (trust, contexts) = (Trust::none(), Contexts::built_in());
    let checked = check(&opened, Against::new(&evidence, &trust, &contexts, at()));
    let rows: Vec<_> = checked
        .checks()
        .iter()
        .filter(|row| row.code == CheckCode::SchemaConforms)
        .collect();
    let mut signature = checked
        .checks()
        .iter()
        .filter(|row| row.code == CheckCode::ProofSignature);
    if !signature.all(|row| row.outcome == Passed) {
        return Err("the signature made here does not hold".to_owned());
    }
    match rows.as_slice() {
        [row] => Ok(row.outcome),
        rows => Err(format!("expected one row, found {}", rows.len())),
    }
}

#[test]
fn schemas_end_as_the_suite_says() {
    let Some(corpus) = corpus() else { return };
    let exceptions: Vec<(String, &str)> = DRAFTS
        .iter()
        .flat_map(|draft| {
            ["jsonschema", "jsonschemacredential"]
                .map(|kind| (format!("{kind}/{draft} 2 1"), UNKNOWN_KIND))
        })
        .collect();
    let exceptions: Vec<(&'static str, &'static str)> = exceptions
        .into_iter()
        .map(|(id, reason)| (&*id.leak(), reason))
        .collect();
    let mut suite = Suite::new("vc-json-schema", &exceptions);
    let folder = corpus.join("w3c/vc-json-schema-test-suite/tests/input");
    for (kind, cases) in [("jsonschema", PLAIN), ("jsonschemacredential", HELD)] {
        for draft in DRAFTS {
            let read = |name: String| {
                fs::read(folder.join(kind).join(draft).join(name)).expect("a file of the suite")
            };
            for (credential, schema, expected) in cases {
                let document: Value =
                    serde_json::from_slice(&read(format!("{credential}-credential.json")))
                        .expect("JSON");
                let mut bytes = read(format!("{schema}-schema.json"));
                if kind == "jsonschemacredential" {
                    bytes = signed(serde_json::from_slice(&bytes).expect("JSON"));
                }
                let result = match outcome(document, bytes) {
                    Ok(found) if found == *expected => Ok(()),
                    Ok(found) => Err(format!("expected {expected:?}, found {found:?}")),
                    Err(why) => Err(why),
                };
                suite.case(&format!("{kind}/{draft} {credential} {schema}"), result);
            }
        }
    }
    suite.finish();
}
