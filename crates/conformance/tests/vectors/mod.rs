//! The vectors of the Data Integrity cryptosuites: every intermediate text and hash of a suite, its
//! signature, and the twins that fail.

use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, equal};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Timestamp, evidence::Evidence, json,
};
use credeval_verify::{Against, Hashes, Trust, check, hashes, open};
use serde_json::{Value, json};

/// A default vocabulary for the specification's examples, which is never shipped.
const EXAMPLES: &str = "https://www.w3.org/ns/credentials/examples/v2";

/// The contexts that are known, with the vocabulary of the examples.
pub(crate) fn contexts() -> Contexts {
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

/// The rows of a code.
pub(crate) fn rows(credential: &Value, code: CheckCode) -> Vec<Check> {
    let bytes = serde_json::to_vec(credential).expect("JSON");
    let opened = open(&Document::new(bytes, "vector")).expect("a credential");
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), contexts());
    let at: Timestamp = "2026-11-24T00:00:00Z".parse().expect("a time");
    let checked = check(&opened, Against::new(&evidence, &trust, &contexts, at));
    let rows = checked.checks().iter().filter(|check| check.code == code);
    rows.cloned().collect()
}

/// Whether each row of a code, of which there is one at least, ended so.
pub(crate) fn ends(
    credential: &Value,
    code: CheckCode,
    wanted: CheckOutcome,
) -> Result<(), String> {
    let rows = rows(credential, code);
    match !rows.is_empty() && rows.iter().all(|row| row.outcome == wanted) {
        true => Ok(()),
        false => Err(format!("expected {code} {wanted:?}, found {rows:?}")),
    }
}

/// One suite of the vectors.
pub(crate) struct Vectors<'a> {
    /// As its cases are called.
    pub(crate) name: &'a str,
    /// The folder of its files.
    pub(crate) folder: &'a Path,
    /// What its files end with.
    pub(crate) suffix: &'a str,
    /// The credential that was signed.
    pub(crate) signed: &'a str,
}

impl Vectors<'_> {
    /// Runs them all.
    pub(crate) fn run(&self, suite: &mut Suite) {
        let read = |file: String| {
            fs::read_to_string(self.folder.join(file)).expect("a file of the corpus")
        };
        let read_json = |file: String| json::parse(read(file).as_bytes()).expect("JSON");
        let credential = read_json(self.signed.to_owned());
        let case = |what: &str| format!("{}, {what}", self.name);
        let Hashes {
            canonical_document,
            canonical_proof,
            signed,
        } = match hashes(&credential, &credential["proof"], &contexts()) {
            Ok(hashes) => hashes,
            Err(error) => return suite.case(self.name, Err(error.to_string())),
        };
        let (proof_hash, document_hash) = signed.split_at(signed.len() / 2);
        for (what, file, found) in [
            ("canonical document", "canonDoc", canonical_document),
            ("canonical proof", "proofCanon", canonical_proof),
            ("document hash", "docHash", hexadecimal(document_hash)),
            ("proof hash", "proofHash", hexadecimal(proof_hash)),
            ("combined hash", "combinedHash", hexadecimal(&signed)),
        ] {
            let expected = read(format!("{file}{}.txt", self.suffix));
            suite.case(&case(what), equal(&expected, &found));
        }
        // The options stand in a file of their own as well; they sign the same.
        let options = read_json(format!("proofConfig{}.json", self.suffix));
        let again = hashes(&credential, &options, &contexts()).map_err(|error| error.to_string());
        suite.case(
            &case("proof options"),
            again.and_then(|again| equal(&signed, &again.signed)),
        );
        suite.case(
            &case("signature"),
            ends(&credential, CheckCode::ProofSignature, CheckOutcome::Passed),
        );
        // The issuer is an https identifier, and a did:key signed: that is for another row to say.
        suite.case(
            &case("issuer apart"),
            ends(
                &credential,
                CheckCode::IssuerKey,
                CheckOutcome::Inconclusive,
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
            suite.case(
                &case(&format!("{pointer} changed")),
                ends(
                    &changed(&credential, pointer),
                    CheckCode::ProofSignature,
                    CheckOutcome::Failed,
                ),
            );
        }
    }
}

/// The credential with the fifth character of a text changed to another digit.
pub(crate) fn changed(credential: &Value, pointer: &str) -> Value {
    let mut altered = credential.clone();
    let place = altered.pointer_mut(pointer).expect("a part of the vector");
    let text = place.as_str().expect("a text");
    let change = |(index, character): (usize, char)| match (index, character) {
        (4, '2') => '3',
        (4, _) => '2',
        (_, other) => other,
    };
    let text: String = text.chars().enumerate().map(change).collect();
    *place = text.into();
    altered
}
