//! Signed Open Badges as found, against the verdicts of an independent implementation.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, corpus};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Document, Timestamp,
    evidence::{Answer, Evidence, EvidenceKind, Item, Origin},
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
        evidence.insert(
            url,
            Answer::Found(Item {
                kind: EvidenceKind::KeyDocument,
                digest: Digest::of(&bytes),
                bytes,
                media_type: None,
                fetched_at: None,
                origin: Origin::Supplied,
            }),
        );
    }
    evidence
}

fn checks(bytes: Vec<u8>, evidence: &Evidence) -> Result<Vec<Check>, String> {
    let opened = open(&Document::new(bytes, "corpus")).map_err(|error| error.to_string())?;
    let (trust, contexts) = (Trust::none(), Contexts::built_in());
    let at: Timestamp = "2026-11-24T00:00:00Z".parse().expect("a time");
    let against = Against::new(evidence, &trust, &contexts, at);
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

/// The verdict file's rows, worst verdict first for files with several proofs.
fn verdicts(corpus: &Path) -> BTreeMap<String, Vec<(String, String, String)>> {
    let text = fs::read_to_string(corpus.join("open-badges/SIGCHECK.tsv")).expect("SIGCHECK.tsv");
    let mut files: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let row = (
            cells[2].to_owned(),
            cells[3].to_owned(),
            cells.get(7).unwrap_or(&"").to_string(),
        );
        files.entry(cells[0].to_owned()).or_default().push(row);
    }
    files
}

#[test]
fn the_two_suites_agree_with_an_independent_verifier() {
    let Some(corpus) = corpus() else { return };
    let evidence = evidence(&corpus);
    let mut suite = Suite::new("open-badges/SIGCHECK.tsv", &[]);
    let mut altered = Suite::new("open-badges/SIGCHECK.tsv, one date changed", &[]);
    for (file, rows) in verdicts(&corpus) {
        let covered = rows.iter().all(|(form, method, _)| {
            (form.contains("eddsa-rdfc-2022") || form.contains("Ed25519Signature2020"))
                && (method.starts_with("did:key:")
                    || method.starts_with("did:web:")
                    || DIVERGENT.contains(&file.as_str()))
        });
        let is_json = Path::new(&file)
            .extension()
            .is_some_and(|ending| ending == "json");
        if !covered || !is_json && !file.contains("statusLists") {
            continue;
        }
        let bytes = fs::read(corpus.join("open-badges").join(&file)).expect("a file of the corpus");
        let verdict = rows
            .iter()
            .map(|row| row.2.as_str())
            .max()
            .unwrap_or_default();
        let wanted = |checks: &[Check]| match verdict {
            _ if BARE.contains(&file.as_str()) => {
                expect(checks, CheckCode::ProofSignature, CheckOutcome::Passed)
            }
            _ if WITHOUT_DOCUMENT.contains(&file.as_str()) => {
                expect(
                    checks,
                    CheckCode::ProofSignature,
                    CheckOutcome::Inconclusive,
                )?;
                expect(checks, CheckCode::IssuerKey, CheckOutcome::Inconclusive)
            }
            "OK" => expect(checks, CheckCode::ProofSignature, CheckOutcome::Passed),
            text if text.contains("Safe mode") => {
                expect(checks, CheckCode::ContextTerms, CheckOutcome::Failed)
            }
            text if text.contains("Invalid signature") => {
                expect(checks, CheckCode::ProofSignature, CheckOutcome::Failed)
            }
            other => Err(format!("a verdict that this suite does not know: {other}")),
        };
        match checks(bytes.clone(), &evidence) {
            Err(error) => suite.case(&file, Err(error)),
            Ok(rows) => suite.case(&file, wanted(&rows)),
        }
        if verdict == "OK" {
            altered.case(
                &file,
                change(&bytes).and_then(|bytes| {
                    expect(
                        &checks(bytes, &evidence)?,
                        CheckCode::ProofSignature,
                        CheckOutcome::Failed,
                    )
                }),
            );
        }
    }
    suite.finish();
    altered.finish();
}

/// Signed with https keys; the canonicalisation of their repeated proof graphs tells libraries apart.
const DIVERGENT: &[&str] = &[
    "1edtech-validator/ob30/complete.json",
    "educredentials/credential-converter/obv3/Complete_OpenBadgeCredential.json",
];

/// A did:key without a fragment: the peer's key look-up fails, the signature is good.
const BARE: &[&str] = &[
    "1edtech-validator/clr20/complex.json",
    "1edtech-validator/ob30/simple-did-key-method.json",
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
