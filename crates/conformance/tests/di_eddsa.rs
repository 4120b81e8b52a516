//! The vectors of the Data Integrity `EdDSA` Cryptosuites: every intermediate text and hash.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

mod vectors;

use credeval_conformance::{Suite, corpus};
use vectors::Vectors;

/// The suite, what its files are called, and the credential that it signed.
const SUITES: &[(&str, &str, &str)] = &[
    ("eddsa-rdfc-2022", "DataInt", "signedDataInt.json"),
    ("eddsa-jcs-2022", "JCS", "signedJCS.json"),
    ("Ed25519Signature2020", "EdSig", "signedEdSig.json"),
];

#[test]
fn every_hash_and_signature_is_that_of_the_vectors() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("w3c/vc-di-eddsa", &[]);
    for (name, suffix, signed) in SUITES {
        let folder = corpus.join("w3c/vc-di-eddsa/TestVectors").join(name);
        Vectors {
            name,
            folder: &folder,
            suffix,
            signed,
        }
        .run(&mut suite);
    }
    suite.finish();
}
