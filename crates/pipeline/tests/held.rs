//! The chain as people embed it: records are taken apart, and refreshed credentials judged.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval::fetch::{Client, ClientOptions, Supplied};
use credeval::model::{CheckCode, CheckOutcome, Digest, Document, Timestamp, check::verdict};
use credeval::{Gathered, Judge};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

const SERVICE: &str = "https://school.example/refresh/1";

fn judge() -> Judge {
    Judge::at("2026-06-01T00:00:00Z".parse().unwrap())
}

/// A token of an issuer that is its own key.
fn token(seed: u8, mut payload: Value) -> String {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let x = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
    let issuer = format!("did:jwk:{}", part(&jwk));
    payload["issuer"] = json!({ "id": issuer, "type": ["Profile"], "name": "School" });
    // Open Badges 3.0 section 8.2: what the token repeats of the credential.
    let second = |name: &str| {
        payload[name]
            .as_str()?
            .parse()
            .map(Timestamp::as_second)
            .ok()
    };
    let times = [second("validFrom"), second("validUntil")];
    payload["iss"] = issuer.into();
    payload["jti"] = payload["id"].clone();
    payload["sub"] = payload["credentialSubject"]["id"].clone();
    payload["nbf"] = times[0].into();
    payload["exp"] = times[1].into();
    let input = format!("{}.{}", part(&json!({ "alg": "EdDSA" })), part(&payload));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(input.as_bytes()).to_bytes());
    format!("{input}.{signature}")
}

fn badge(title: &str, from: &str, until: &str) -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "id": "urn:badge:1",
        "validFrom": from,
        "validUntil": until,
        "refreshService": { "id": SERVICE, "type": "1EdTechCredentialRefresh" },
        "credentialSubject": {
            "id": "did:web:hank.example",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:achievement:1",
                "type": ["Achievement"],
                "name": title,
                "description": "What grows where.",
                "criteria": { "narrative": "n" }
            }
        }
    })
}

fn gather(document: &str, supplied: Option<&Path>) -> Gathered {
    let client = Client::new(ClientOptions {
        offline: true,
        ..ClientOptions::default()
    });
    let supplied = supplied.map(|folder| Supplied::open(folder).unwrap());
    let document = Document::new(document.as_bytes().to_vec(), "badge.jwt");
    let judge = judge();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime
        .block_on(judge.gather(&document, supplied.as_ref(), &client))
        .unwrap()
}

/// A folder of evidence in which this stands at the refresh service.
fn evidence(name: &str, given: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("given.jwt"), given).unwrap();
    std::fs::write(folder.join("index.tsv"), format!("{SERVICE}\tgiven.jwt\n")).unwrap();
    folder
}

#[test]
fn a_refreshed_credential_is_judged_and_both_digests_are_kept() {
    let came = badge("Soil", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
    let given = badge(
        "Soil, second edition",
        "2026-05-01T00:00:00Z",
        "2027-05-01T00:00:00Z",
    );
    let (came, given) = (token(1, came), token(1, given));
    let folder = evidence("refreshed", &given);
    let gathered = gather(&came, Some(&folder));
    let [came, given] = [came, given].map(|text| Digest::of(text.as_bytes()));

    let verification = judge().verify(&gathered);
    assert_eq!(verdict(&verification.checks), CheckOutcome::Passed);
    assert_eq!(verification.document.digest, came);
    let mut rows = verification.checks.iter();
    let row = rows.find(|row| row.code == CheckCode::Refresh).unwrap();
    assert_eq!(row.evidence, [given]);

    let evaluations = judge().evaluate(&gathered);
    let [evaluation] = evaluations.as_slice() else {
        panic!("expected one evaluation, found {}", evaluations.len())
    };
    assert_eq!(evaluation.document.digest, came);
    let title = serde_json::to_string(&evaluation.elements.title).unwrap();
    assert!(title.contains("second edition"), "{title}");
    assert!(
        evaluation
            .evidence
            .iter()
            .any(|record| record.digest == given)
    );
}

/// What stands at the service is of another issuer, or cannot be had: the one that came in stands.
#[test]
fn what_is_refused_changes_nothing() {
    let came = badge("Soil", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
    let given = badge("Medicine", "2026-05-01T00:00:00Z", "2027-05-01T00:00:00Z");
    let came = token(1, came);
    let folder = evidence("refused", &token(2, given));
    for supplied in [Some(folder.as_path()), None] {
        let gathered = gather(&came, supplied);
        let verification = judge().verify(&gathered);
        assert_eq!(verdict(&verification.checks), CheckOutcome::Inconclusive);
        let title = serde_json::to_string(&judge().evaluate(&gathered)[0].elements.title).unwrap();
        assert!(
            title.contains("Soil") && !title.contains("Medicine"),
            "{title}"
        );
    }
}

#[test]
fn each_credential_of_a_record_is_evaluated_by_itself() {
    let badge = |title: &str| {
        let mut badge = badge(title, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
        badge.as_object_mut().unwrap().remove("refreshService");
        badge
    };
    let mut broken = token(2, badge("Geology"));
    broken.truncate(broken.len() - 4);
    broken.push_str("AAAA");
    let enveloped = json!({
        "type": "EnvelopedVerifiableCredential",
        "id": format!("data:application/vc+jwt,{}", token(3, badge("Botany")))
    });
    let record = token(
        7,
        json!({
            "type": ["VerifiableCredential", "ClrCredential"],
            "id": "urn:record:1",
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {
                "id": "did:web:hank.example",
                "verifiableCredential": [token(1, badge("Soil")), broken, enveloped]
            }
        }),
    );
    let presentation = json!({
        "type": "VerifiablePresentation", "verifiableCredential": record
    });
    for (document, before) in [
        (&record, ""),
        (&presentation.to_string(), "/verifiableCredential"),
    ] {
        let evaluations = judge().evaluate(&gather(document, None));
        let found: Vec<(String, bool)> = evaluations
            .iter()
            .map(|evaluation| {
                let part = evaluation.document.part.as_ref().unwrap();
                let holds = |row: &credeval::model::Check| {
                    row.code != CheckCode::ProofSignature || row.outcome == CheckOutcome::Passed
                };
                (
                    part.as_str().to_owned(),
                    evaluation.checks.iter().all(holds),
                )
            })
            .collect();
        let place =
            |index: usize| format!("{before}/credentialSubject/verifiableCredential/{index}");
        let parts = [0, 1, 2].map(|index| {
            let inside = &found[index].0;
            assert!(inside.starts_with(&place(index)), "{inside}");
            found[index].1
        });
        assert_eq!((found.len(), parts), (3, [true, false, true]));
        let title = serde_json::to_string(&evaluations[2].elements.title).unwrap();
        assert!(title.contains("Botany"), "{title}");
    }
}
