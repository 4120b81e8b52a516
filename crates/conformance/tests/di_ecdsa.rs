//! The vectors of the Data Integrity ECDSA Cryptosuites, and credentials with selective disclosure
//! and P-384 keys that other implementations signed.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

mod vectors;

use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, corpus, equal};
use credeval_model::{CheckCode, CheckOutcome, json};
use serde_json::Value;
use vectors::{Vectors, changed, ends, rows};

#[test]
fn every_hash_and_signature_is_that_of_the_vectors() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("w3c/vc-di-ecdsa", &[]);
    for (name, suffix) in [
        ("ecdsa-rdfc-2019-p256", "ECDSAP256"),
        ("ecdsa-rdfc-2019-p384", "ECDSAP384"),
        ("ecdsa-jcs-2019-p256", "JCSECDSAP256"),
        ("ecdsa-jcs-2019-p384", "JCSECDSAP384"),
    ] {
        let folder = corpus.join("w3c/vc-di-ecdsa/TestVectors").join(name);
        Vectors {
            name,
            folder: &folder,
            suffix,
            signed: &format!("signed{suffix}.json"),
        }
        .run(&mut suite);
    }
    suite.finish();
}

/// The cases of the `ssi` library, which took most of them from other implementations. Their
/// contexts are written into the documents, so that no meaning is fixed and only the signature is
/// compared; their issuers are examples, which no key is bound to.
const SSI: &str = "w3c/spruceid-ssi/crates/claims/crates/data-integrity/tests";

fn read(folder: &Path, name: &str) -> Value {
    let bytes = fs::read(folder.join(name)).expect("a file of the corpus");
    json::parse(&bytes).expect("JSON")
}

fn signature(credential: &Value, wanted: CheckOutcome) -> Result<(), String> {
    ends(credential, CheckCode::ProofSignature, wanted)
}

#[test]
fn credentials_of_other_implementations_hold() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("spruceid-ssi/ecdsa_rdfc_2019", &[]);
    let folder = corpus.join(SSI).join("ecdsa_rdfc_2019");
    for (file, key, change) in [
        (
            "p256_verification.json",
            "input",
            "/credentialSubject/alumniOf",
        ),
        ("p256_signature.json", "expectedOutput", "/name"),
        ("p384_signature.json", "expectedOutput", "/validFrom"),
        (
            "p384_verification.json",
            "input",
            "/credentialSubject/driverLicense/documentIdentifier",
        ),
    ] {
        let credential = read(&folder, file)[key].clone();
        suite.case(file, signature(&credential, CheckOutcome::Passed));
        let altered = changed(&credential, change);
        suite.case(
            &format!("{file}, {change} changed"),
            signature(&altered, CheckOutcome::Failed),
        );
    }
    suite.finish();
}

#[test]
fn derived_proofs_hold_and_base_proofs_are_not_shown() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("spruceid-ssi/ecdsa_sd_2023", &[]);
    let folder = corpus.join(SSI).join("ecdsa_sd_2023");
    for (file, key, disclosed, mandatory) in [
        (
            "verification.json",
            "input",
            "/credentialSubject/boards/0/brand",
            "/credentialSubject/sailNumber",
        ),
        (
            "selection.json",
            "expectedOutput",
            "/credentialSubject/boards/1/boardName",
            "/issuer",
        ),
        (
            "verification_2.json",
            "input",
            "/credentialSubject/achievements/0/boards/0/boardName",
            "/credentialSubject/achievements/1/sailNumber",
        ),
        (
            "verification_3.json",
            "input",
            "/credentialSubject/driverLicense/dateOfBirth",
            "/issuer",
        ),
    ] {
        let credential = read(&folder, file)[key].clone();
        suite.case(file, signature(&credential, CheckOutcome::Passed));
        for pointer in [disclosed, mandatory, "/proof/created"] {
            suite.case(
                &format!("{file}, {pointer} changed"),
                signature(&changed(&credential, pointer), CheckOutcome::Failed),
            );
        }
    }
    for (file, key) in [
        ("signature.json", "expectedOutput"),
        ("selection.json", "input"),
    ] {
        let credential = read(&folder, file)[key].clone();
        let rows = rows(&credential, CheckCode::ProofSignature);
        let causes: Vec<_> = rows
            .iter()
            .filter_map(|row| Some(row.cause.as_ref()?.code.as_str()))
            .collect();
        suite.case(
            &format!("{file}, base proof"),
            signature(&credential, CheckOutcome::Failed).and(equal(&vec!["base_proof"], &causes)),
        );
    }
    suite.finish();
}
