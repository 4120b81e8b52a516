//! Whose key it is: each way to name a key, with the twins that bind nothing.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_linked_data::Contexts;
use credeval_model::{
    CheckCode, CheckOutcome, Document,
    evidence::{Answer, Evidence, EvidenceKind, Request},
};
use credeval_verify::{Against, Trust, check, needs, open};
use serde_json::{Value, json};

use CheckOutcome::{Failed, Inconclusive, Passed};

use crate::support::{Key, found};

fn evidence(url: &str, document: &Value) -> Evidence {
    found(EvidenceKind::KeyDocument, url, document)
}

/// How `proof.signature` and `issuer.key` end, and what is asked for.
fn judge(token: &str, evidence: &Evidence) -> (CheckOutcome, CheckOutcome, Vec<Request>) {
    let opened = open(&Document::new(token.as_bytes().to_vec(), "test")).unwrap();
    let (trust, contexts) = (Trust::none(), Contexts::none());
    let against = Against::new(
        evidence,
        &trust,
        &contexts,
        "2026-09-01T00:00:00Z".parse().unwrap(),
    );
    let checked = check(&opened, against);
    let outcome = |code| {
        let row = checked.checks().iter().find(|check| check.code == code);
        row.unwrap().outcome
    };
    (
        outcome(CheckCode::ProofSignature),
        outcome(CheckCode::IssuerKey),
        needs(&opened, against),
    )
}

fn outcomes(token: &str, evidence: &Evidence) -> (CheckOutcome, CheckOutcome) {
    let (signature, key, _) = judge(token, evidence);
    (signature, key)
}

#[test]
fn each_algorithm_holds_and_fails_after_a_change() {
    for key in [
        Key::ed25519(1),
        Key::p256(),
        Key::p384(),
        Key::p521(),
        Key::rsa(),
    ] {
        let issuer = key.did_jwk();
        let token = key.token(&issuer, &json!({ "kid": format!("{issuer}#0") }));
        assert_eq!(outcomes(&token, &Evidence::none()), (Passed, Passed));
        // Without a `kid` the issuer that is its own key says it all.
        let bare = key.token(&issuer, &json!({}));
        assert_eq!(outcomes(&bare, &Evidence::none()), (Passed, Passed));
        let (input, signature) = token.rsplit_once('.').unwrap();
        let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
        bytes[7] ^= 1;
        let altered = format!("{input}.{}", URL_SAFE_NO_PAD.encode(bytes));
        assert_eq!(outcomes(&altered, &Evidence::none()).0, Failed);
    }
}

#[test]
fn a_key_of_another_kind_than_the_algorithm_is_refused() {
    let (key, other) = (Key::ed25519(1), Key::p256());
    let issuer = other.did_jwk();
    assert_eq!(
        outcomes(&key.token(&issuer, &json!({})), &Evidence::none()).0,
        Failed
    );
    // The attack that takes an RSA key for a shared secret.
    let token = key.token(&issuer, &json!({ "alg": "HS256" }));
    assert_eq!(
        judge_signature_only(&token),
        Failed,
        "HMAC is never a signature"
    );
    assert_eq!(
        judge_signature_only(&key.token(&issuer, &json!({ "alg": "none" }))),
        Failed
    );
}

fn judge_signature_only(token: &str) -> CheckOutcome {
    let opened = open(&Document::new(token.as_bytes().to_vec(), "test")).unwrap();
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::none());
    let against = Against::new(
        &evidence,
        &trust,
        &contexts,
        "2026-09-01T00:00:00Z".parse().unwrap(),
    );
    let checked = check(&opened, against);
    let rows = checked.checks().iter();
    rows.filter(|check| check.code == CheckCode::ProofSignature)
        .map(|check| check.outcome)
        .next()
        .unwrap()
}

#[test]
fn a_did_web_binds_the_keys_that_its_document_lists_for_assertions() {
    let key = Key::ed25519(1);
    let (did, url) = (
        "did:web:school.example",
        "https://school.example/.well-known/did.json",
    );
    let method = format!("{did}#k");
    let token = key.token(did, &json!({ "kid": method }));
    let document = |purpose: &str, controller: &str| {
        json!({
            "id": did,
            "verificationMethod": [{
                "id": method, "type": "JsonWebKey", "controller": controller, "publicKeyJwk": key.jwk()
            }],
            purpose: [method]
        })
    };
    let with = |document: &Value| outcomes(&token, &evidence(url, document));
    assert_eq!(with(&document("assertionMethod", did)), (Passed, Passed));
    // Listed for something else, or controlled by somebody else: not a key for assertions.
    assert_eq!(
        with(&document("authentication", did)),
        (Inconclusive, Failed)
    );
    assert_eq!(
        with(&document("assertionMethod", "did:web:other.example")),
        (Inconclusive, Failed)
    );
    // A document of somebody else, put at this address.
    let mut foreign = document("assertionMethod", did);
    foreign["id"] = "did:web:other.example".into();
    assert_eq!(with(&foreign), (Inconclusive, Inconclusive));
    // Another key under the same name.
    let mut rotated = document("assertionMethod", did);
    rotated["verificationMethod"][0]["publicKeyJwk"] = Key::ed25519(2).jwk();
    assert_eq!(with(&rotated), (Failed, Passed));

    let (signature, issuer_key, wanted) = judge(&token, &Evidence::none());
    assert_eq!((signature, issuer_key), (Inconclusive, Inconclusive));
    let wanted: Vec<&str> = wanted.iter().map(|request| request.url.as_str()).collect();
    assert_eq!(wanted, [url]);
}

#[test]
fn an_outage_is_neither_a_failure_nor_a_pass() {
    let key = Key::ed25519(1);
    let did = "did:web:school.example";
    let token = key.token(did, &json!({ "kid": format!("{did}#k") }));
    let mut evidence = Evidence::none();
    let cause = credeval_model::check::Cause::new("not_reachable");
    evidence.insert(
        "https://school.example/.well-known/did.json",
        Answer::Missing(cause),
    );
    assert_eq!(outcomes(&token, &evidence), (Inconclusive, Inconclusive));
}

#[test]
fn an_https_issuer_is_bound_by_its_own_document() {
    let key = Key::ed25519(1);
    let issuer = "https://school.example/issuers/1";
    let method = format!("{issuer}#k");
    let token = key.token(issuer, &json!({ "kid": method }));
    let listed = json!({
        "id": issuer,
        "type": "Profile",
        "verificationMethod": [{
            "id": method, "type": "JsonWebKey", "controller": issuer, "publicKeyJwk": key.jwk()
        }]
    });
    assert_eq!(
        outcomes(&token, &evidence(issuer, &listed)),
        (Passed, Passed)
    );
    let silent = json!({ "id": issuer, "type": "Profile", "assertionMethod": [] });
    assert_eq!(
        outcomes(&token, &evidence(issuer, &silent)),
        (Inconclusive, Failed)
    );
    // A document elsewhere that claims to be the issuer's key binds nothing.
    let elsewhere = "https://attacker.example/key";
    let token = key.token(issuer, &json!({ "kid": elsewhere }));
    let claim = json!({ "id": elsewhere, "controller": issuer, "publicKeyJwk": key.jwk() });
    assert_ne!(outcomes(&token, &evidence(elsewhere, &claim)).1, Passed);
}

#[test]
fn a_key_in_the_header_serves_the_arithmetic_alone() {
    let key = Key::rsa();
    for issuer in ["https://school.example/issuers/1", "did:web:school.example"] {
        let token = key.token(issuer, &json!({ "jwk": key.jwk() }));
        let (signature, issuer_key, wanted) = judge(&token, &Evidence::none());
        assert_eq!((signature, issuer_key), (Passed, Inconclusive));
        assert!(wanted.is_empty(), "the proof names no document");
    }
    // The issuer is a key of its own: the header's key cannot stand for it.
    let issuer = Key::ed25519(2).did_jwk();
    let token = key.token(&issuer, &json!({ "jwk": key.jwk() }));
    assert_eq!(outcomes(&token, &Evidence::none()).0, Failed);
}

#[test]
fn a_key_of_somebody_else_is_not_the_issuers() {
    let key = Key::ed25519(1);
    let attacker = key.did_jwk();
    let kid = json!({ "kid": format!("{attacker}#0") });
    let school = "did:web:school.example";
    assert_eq!(
        outcomes(&key.token(school, &kid), &Evidence::none()),
        (Passed, Failed)
    );
    let https = "https://school.example/issuers/1";
    assert_eq!(
        outcomes(&key.token(https, &kid), &Evidence::none()),
        (Passed, Inconclusive)
    );
}
