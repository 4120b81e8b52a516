//! Signed Open Badges as found, against the verdicts of an independent implementation.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, at, corpus, supplied};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document,
    evidence::{Evidence, EvidenceKind},
};
use credeval_verify::{Against, Trust, check, open};

/// The documents of the did:web issuers, where the corpus has them.
fn evidence(corpus: &Path) -> Evidence {
    let mut evidence = Evidence::none();
    for name in ["legacy", "oidf"] {
        let bytes = fs::read(corpus.join(format!(
            "open-badges/dcc-vc-test-fixtures/dids/{name}/did.json"
        )))
        .expect("the corpus has the did:web documents");
        let url =
            format!("https://digitalcredentials.github.io/vc-test-fixtures/dids/{name}/did.json");
        evidence.insert(url, supplied(EvidenceKind::KeyDocument, bytes));
    }
    evidence
}

fn checks(bytes: Vec<u8>, evidence: &Evidence) -> Result<Vec<Check>, String> {
    let opened = open(&Document::new(bytes, "corpus")).map_err(|error| error.to_string())?;
    let (trust, contexts) = (Trust::none(), Contexts::built_in());
    let against = Against::new(evidence, &trust, &contexts, at());
    Ok(check(&opened, against).checks().to_vec())
}

/// How the rows of a code ended together: the worst one speaks.
fn outcome(checks: &[Check], code: CheckCode) -> Option<CheckOutcome> {
    let has = |wanted| {
        checks
            .iter()
            .any(|check| check.code == code && check.outcome == wanted)
    };
    [
        CheckOutcome::Failed,
        CheckOutcome::Inconclusive,
        CheckOutcome::Passed,
        CheckOutcome::NotApplicable,
    ]
    .into_iter()
    .find(|wanted| has(*wanted))
}

fn show(checks: &[Check]) -> String {
    let rows = checks.iter().filter(|check| {
        matches!(
            check.outcome,
            CheckOutcome::Failed | CheckOutcome::Inconclusive
        )
    });
    rows.map(|check| format!("{} {:?} {}", check.code, check.outcome, check.summary))
        .collect::<Vec<_>>()
        .join("; ")
}

fn expect(checks: &[Check], code: CheckCode, wanted: CheckOutcome) -> Result<(), String> {
    match outcome(checks, code) {
        Some(found) if found == wanted => Ok(()),
        found => Err(format!(
            "{code}: expected {wanted:?}, found {found:?}: {}",
            show(checks)
        )),
    }
}

/// A row of the verdict file.
struct Row {
    form: String,
    verdict: String,
}

/// The rows of the files that hold a Data Integrity proof as JSON, by file.
fn rows(corpus: &Path) -> BTreeMap<String, Vec<Row>> {
    let text = fs::read_to_string(corpus.join("open-badges/SIGCHECK.tsv")).expect("SIGCHECK.tsv");
    let mut files: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let is_json = matches!(cells[1], ".json" | ".1ob" | "(none)");
        let is_proof = PROOFS.iter().any(|kind| cells[2].starts_with(kind));
        if is_json && is_proof {
            let row = Row {
                form: cells[2].to_owned(),
                verdict: (*cells.get(7).unwrap_or(&"")).to_owned(),
            };
            files.entry(cells[0].to_owned()).or_default().push(row);
        }
    }
    files
}

/// The kinds of proof in the verdict file.
const PROOFS: &[&str] = &[
    "DataIntegrityProof",
    "Ed25519Signature2018",
    "Ed25519Signature2020",
    "RsaSignature2018",
    "SomeProofType",
];

/// What a file must end as: outcomes of `proof.signature`, or the named row alone.
fn wanted(file: &str, rows: &[Row], checks: &[Check]) -> Result<(), String> {
    use CheckOutcome::{Failed, Inconclusive, Passed};
    let own = signature_rows(checks);
    let signature = |wanted| match !own.is_empty() && own.iter().all(|row| *row == wanted) {
        true => Ok(()),
        false => Err(format!(
            "expected {wanted:?}, found {own:?}: {}",
            show(checks)
        )),
    };
    if let Some((_, outcome)) = OTHERWISE.iter().find(|(name, _)| *name == file) {
        return signature(*outcome);
    }
    if WITHOUT_DOCUMENT.contains(&file) {
        signature(Inconclusive)?;
        return expect(checks, CheckCode::IssuerKey, Inconclusive);
    }
    // Several proofs stand in the order of the file; `own` has one row for each.
    for (row, found) in rows.iter().zip(&own) {
        let kind = |kind: &&str| row.form.starts_with(kind);
        let is_unknown = ["RsaSignature2018", "SomeProofType"].iter().any(kind);
        let wanted = match row.verdict.as_str() {
            _ if is_unknown => Inconclusive,
            "OK" => Passed,
            text if text.contains("Safe mode") => {
                expect(checks, CheckCode::ContextTerms, Failed)?;
                continue;
            }
            text if text.contains("Invalid signature") => Failed,
            other => {
                return Err(format!("a verdict that this suite does not know: {other}"));
            }
        };
        if *found != wanted {
            return Err(format!(
                "expected {wanted:?}, found {own:?}: {}",
                show(checks)
            ));
        }
    }
    match rows.len() == own.len() {
        true => Ok(()),
        false => Err(format!("{} proofs, {} rows", rows.len(), own.len())),
    }
}

/// How the document's own proofs ended, in their order.
fn signature_rows(checks: &[Check]) -> Vec<CheckOutcome> {
    let rows = checks.iter();
    let is_own = |check: &&Check| {
        let place = check.pointer.as_ref().map_or("", |place| place.as_str());
        check.code == CheckCode::ProofSignature && place.starts_with("/proof")
    };
    rows.filter(is_own).map(|check| check.outcome).collect()
}

#[test]
fn every_suite_agrees_with_an_independent_verifier() {
    use CheckOutcome::{Failed, Passed};
    let Some(corpus) = corpus() else { return };
    let evidence = evidence(&corpus);
    let mut suite = Suite::new("open-badges/SIGCHECK.tsv", &[]);
    let mut altered = Suite::new("open-badges/SIGCHECK.tsv, one covered value changed", &[]);
    for (file, rows) in rows(&corpus) {
        let bytes = fs::read(corpus.join("open-badges").join(&file)).expect("a file of the corpus");
        let found = match checks(bytes.clone(), &evidence) {
            Err(error) => {
                suite.case(&file, Err(error));
                continue;
            }
            Ok(found) => found,
        };
        suite.case(&file, wanted(&file, &rows, &found));
        if signature_rows(&found).contains(&Passed) {
            altered.case(
                &file,
                change(&bytes).and_then(|bytes| {
                    let after = signature_rows(&checks(bytes, &evidence)?);
                    let before = signature_rows(&found);
                    let fails = before
                        .iter()
                        .zip(&after)
                        .all(|(before, after)| *before != Passed || *after == Failed);
                    match fails && before.len() == after.len() {
                        true => Ok(()),
                        false => Err(format!("expected failures, found {after:?}")),
                    }
                }),
            );
        }
    }
    suite.finish();
    altered.finish();
}

/// Files where the peer gives no verdict on the signature, and how it ends here.
const OTHERWISE: &[(&str, CheckOutcome)] = &[
    // A did:key without a fragment: the peer's key look-up fails, the signature is good.
    ("1edtech-validator/clr20/complex.json", CheckOutcome::Passed),
    (
        "1edtech-validator/ob30/simple-did-key-method.json",
        CheckOutcome::Passed,
    ),
    // A method below a urn:uuid, which nothing resolves; the key stands in its fragment.
    (
        "1edtech-validator/clr20/simple_v1.json",
        CheckOutcome::Passed,
    ),
    // Suites that the peer has no code for: their own libraries verified them, except `eddsa-2022`,
    // which the validator accepts whose file it is.
    (
        "1edtech-validator/ob30/sd/derivedcredential.json",
        CheckOutcome::Passed,
    ),
    (
        "1edtech-validator/ob30/simple-eddsa-2022.json",
        CheckOutcome::Passed,
    ),
    (
        "jff-plugfest/plugfest-1-2022/plugfest-1-ex-1.json",
        CheckOutcome::Passed,
    ),
    (
        "jff-plugfest/plugfest-1-2022/plugfest-1-ex-2.json",
        CheckOutcome::Passed,
    ),
    (
        "jff-plugfest/plugfest-3-2023/signed_badge_example-p3.json",
        CheckOutcome::Passed,
    ),
    // A draft context that nobody published in this form.
    (
        "1edtech-validator/clr20/simple_old_safesigned.json",
        CheckOutcome::Inconclusive,
    ),
    // Methods that are no URL, of an unknown DID method or scheme, or whose fragment is no key.
    (
        "1edtech-validator/ob30/simple-err-proof-method-no-scheme.json",
        CheckOutcome::Inconclusive,
    ),
    (
        "1edtech-validator/ob30/simple-err-proof-method-unknown-did-method.json",
        CheckOutcome::Inconclusive,
    ),
    (
        "1edtech-validator/ob30/simple-err-proof-method-unknown-scheme.json",
        CheckOutcome::Inconclusive,
    ),
    (
        "1edtech-validator/ob30/simple-err-proof-method.json",
        CheckOutcome::Inconclusive,
    ),
];

/// did:web issuers whose documents cannot be had.
const WITHOUT_DOCUMENT: &[&str] = &[
    "1edtech-validator/ob30/credential-status-revoked.json",
    "dcc-vc-test-fixtures/verifiableCredentials/v2/ed25519/didWeb/badDidWeb.json",
];

/// The credential with its date moved by a year, or its issuer where it has no date.
fn change(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut json: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let entries = json.as_object_mut().ok_or("no object")?;
    for key in ["validFrom", "issuanceDate", "issuer"] {
        if let Some(value) = entries.get_mut(key) {
            match value {
                serde_json::Value::Object(issuer) => {
                    issuer.insert("id".to_owned(), "https://other.example/issuer".into());
                }
                value => *value = "2001-02-03T04:05:06Z".into(),
            }
            return serde_json::to_vec(&json).map_err(|error| error.to_string());
        }
    }
    Err("neither a date nor an issuer".to_owned())
}
