//! The vectors of the Data Integrity `EdDSA` Cryptosuites: every intermediate text and hash.
//!
//! The vectors of `eddsa-jcs-2022` are left out: that suite is not supported in this version.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, corpus, equal};
use credeval_linked_data::Contexts;
use credeval_model::{CheckCode, CheckOutcome, Document, Timestamp, evidence::Evidence, json};
use credeval_verify::{Against, Hashes, Trust, check, hashes, open};
use serde_json::{Value, json};

/// A default vocabulary for the specification's examples, which is never shipped.
const EXAMPLES: &str = "https://www.w3.org/ns/credentials/examples/v2";

/// The suite, what its files are called, and the credential that it signed.
const SUITES: &[(&str, &str, &str)] = &[
    ("eddsa-rdfc-2022", "DataInt", "signedDataInt.json"),
    ("Ed25519Signature2020", "EdSig", "signedEdSig.json"),
];

fn contexts() -> Contexts {
    let mut contexts = Contexts::built_in();
    let vocabulary =
        json!({ "@context": { "@vocab": "https://www.w3.org/ns/credentials/examples#" } });
    contexts.add(EXAMPLES, vocabulary);
    contexts
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// How the rows of a code ended, each once.
fn outcomes(credential: &Value, code: CheckCode) -> Vec<CheckOutcome> {
    let bytes = serde_json::to_vec(credential).expect("JSON");
    let opened = open(&Document::new(bytes, "vector")).expect("a credential");
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), contexts());
    let at: Timestamp = "2026-11-24T00:00:00Z".parse().expect("a time");
    let against = Against::new(&evidence, &trust, &contexts, at);
    let checked = check(&opened, against);
    let rows = checked.checks().iter().filter(|check| check.code == code);
    let mut outcomes: Vec<_> = rows.map(|check| check.outcome).collect();
    outcomes.dedup();
    outcomes
}

fn run(suite: &mut Suite, folder: &Path, name: &str, suffix: &str, signed: &str) {
    let read = |file: String| fs::read_to_string(folder.join(file)).expect("a file of the corpus");
    let read_json = |file: String| json::parse(read(file).as_bytes()).expect("JSON");
    let credential = read_json(signed.to_owned());
    let proof = &credential["proof"];
    let case = |what: &str| format!("{name}, {what}");
    let Hashes {
        canonical_document,
        canonical_proof,
        signed,
    } = match hashes(&credential, proof, &contexts()) {
        Ok(hashes) => hashes,
        Err(error) => return suite.case(name, Err(error.to_string())),
    };
    let (proof_hash, document_hash) = signed.split_at(32);
    for (what, file, found) in [
        ("canonical document", "canonDoc", canonical_document),
        ("canonical proof", "proofCanon", canonical_proof),
        ("document hash", "docHash", hexadecimal(document_hash)),
        ("proof hash", "proofHash", hexadecimal(proof_hash)),
        ("combined hash", "combinedHash", hexadecimal(&signed)),
    ] {
        suite.case(
            &case(what),
            equal(&read(format!("{file}{suffix}.txt")), &found),
        );
    }
    // The options stand in a file of their own as well; they sign the same.
    let options = read_json(format!("proofConfig{suffix}.json"));
    let again = hashes(&credential, &options, &contexts()).map_err(|error| error.to_string());
    suite.case(
        &case("proof options"),
        again.and_then(|again| equal(&signed, &again.signed)),
    );
    suite.case(
        &case("signature"),
        equal(
            &vec![CheckOutcome::Passed],
            &outcomes(&credential, CheckCode::ProofSignature),
        ),
    );
    // The issuer is an https identifier, and a did:key signed: that is for another row to say.
    suite.case(
        &case("issuer apart"),
        equal(
            &vec![CheckOutcome::Inconclusive],
            &outcomes(&credential, CheckCode::IssuerKey),
        ),
    );
    for pointer in [
        "/name",
        "/issuer",
        "/validFrom",
        "/credentialSubject/id",
        "/credentialSubject/alumniOf",
        "/proof/created",
        "/proof/proofValue",
    ] {
        let mut altered = credential.clone();
        let place = altered.pointer_mut(pointer).expect("a part of the vector");
        *place = changed(place).into();
        suite.case(
            &case(&format!("{pointer} changed")),
            equal(
                &vec![CheckOutcome::Failed],
                &outcomes(&altered, CheckCode::ProofSignature),
            ),
        );
    }
}

/// The text with its fifth character changed to another letter or digit.
fn changed(value: &Value) -> String {
    let text = value.as_str().expect("a text");
    let change = |(index, character): (usize, char)| match (index, character) {
        (4, '2') => '3',
        (4, _) => '2',
        (_, other) => other,
    };
    text.chars().enumerate().map(change).collect()
}

#[test]
fn every_hash_and_signature_is_that_of_the_vectors() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("w3c/vc-di-eddsa", &[]);
    for (name, suffix, signed) in SUITES {
        let folder = corpus.join("w3c/vc-di-eddsa/TestVectors").join(name);
        run(&mut suite, &folder, name, suffix, signed);
    }
    suite.finish();
}
