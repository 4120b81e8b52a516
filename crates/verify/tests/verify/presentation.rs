//! Presentations: whether the holder presents, now, to this verifier.

use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Pointer,
    evidence::{Evidence, EvidenceKind},
};
use credeval_verify::{Against, Asked, Trust, check, hashes, needs, open};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

use crate::support::{Key, at, bytes, found, multibase};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

const VERIFIER: &str = "https://admissions.example";
const NONCE: &str = "6c7b1f";

fn request() -> Asked {
    Asked {
        challenge: Some(NONCE.to_owned()),
        domain: Some(VERIFIER.to_owned()),
    }
}

type Row = (CheckCode, CheckOutcome, String, Option<Pointer>);

/// The rows on the presentation, and whether anything was asked for.
fn judge(bytes: &[u8], asked: Option<&Asked>, evidence: &Evidence) -> Vec<Row> {
    let opened = open(&Document::new(bytes.to_vec(), "test")).unwrap();
    let (trust, contexts) = (Trust::none(), Contexts::built_in());
    let mut against = Against::new(evidence, &trust, &contexts, at());
    against.asked = asked;
    let is_wanted = |check: &&Check| {
        check.code == CheckCode::HolderBinding || check.code.as_str().starts_with("presentation.")
    };
    let checked = check(&opened, against);
    let rows = checked.checks().iter().filter(is_wanted);
    rows.map(|check| {
        let cause = check.cause.as_ref().map(|cause| cause.code.clone());
        (
            check.code,
            check.outcome,
            cause.unwrap_or_default(),
            check.pointer.clone(),
        )
    })
    .collect()
}

fn outcomes(bytes: &[u8], asked: Option<&Asked>) -> Vec<CheckOutcome> {
    let rows = judge(bytes, asked, &Evidence::none());
    rows.into_iter().map(|(_, outcome, ..)| outcome).collect()
}

/// What did not pass, without the places.
fn faults(bytes: &[u8], asked: Option<&Asked>) -> Vec<(CheckCode, CheckOutcome, String)> {
    let rows = judge(bytes, asked, &Evidence::none());
    rows.into_iter()
        .filter(|(_, outcome, ..)| *outcome != Passed)
        .map(|(code, outcome, cause, _)| (code, outcome, cause))
        .collect()
}

fn fault(code: CheckCode, cause: &str) -> Vec<(CheckCode, CheckOutcome, String)> {
    vec![(code, Failed, cause.to_owned())]
}

/// A badge of the school for this learner, as a token.
fn badge(learner: &str, more: &Value) -> String {
    let school = Key::ed25519(1);
    let mut payload = json!({
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": school.did_jwk(),
        "credentialSubject": { "id": learner, "achievement": { "name": "n", "criteria": {} } }
    });
    for (key, value) in more.as_object().unwrap() {
        payload[key] = value.clone();
    }
    school.jws(&json!({ "alg": "EdDSA", "typ": "vc+jwt" }), &payload)
}

fn learner() -> Key {
    Key::ed25519(2)
}

/// A presentation of the learner as a VP-JWT, with changed claims.
fn token(held: &str, changes: &Value) -> Vec<u8> {
    let key = learner();
    let mut payload = json!({
        "iss": key.did_jwk(), "aud": VERIFIER, "nonce": NONCE, "iat": at().as_second() - 10,
        "vp": { "type": ["VerifiablePresentation"], "verifiableCredential": [held] }
    });
    for (claim, value) in changes.as_object().unwrap() {
        payload[claim] = value.clone();
    }
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": format!("{}#0", key.did_jwk()) });
    key.jws(&header, &payload).into_bytes()
}

fn own() -> String {
    badge(&learner().did_jwk(), &json!({}))
}

#[test]
fn a_presentation_as_a_token_answers_the_request() {
    let asked = request();
    for audience in [json!(VERIFIER), json!(["https://other.example", VERIFIER])] {
        let token = token(&own(), &json!({ "aud": audience }));
        assert_eq!(outcomes(&token, Some(&asked)), [Passed; 4]);
    }
    // The newer profile: the payload is the presentation.
    let key = learner();
    let header = json!({ "alg": "EdDSA", "typ": "vp+jwt", "cty": "vp" });
    let enveloped = json!({
        "type": "EnvelopedVerifiableCredential", "id": format!("data:application/vc+jwt,{}", own())
    });
    let payload = json!({
        "type": ["VerifiablePresentation"], "holder": key.did_jwk(), "verifiableCredential": [enveloped],
        "aud": [VERIFIER], "nonce": NONCE, "iat": at().as_second()
    });
    let newer = key.jws(&header, &payload).into_bytes();
    assert_eq!(outcomes(&newer, Some(&asked)), [Passed; 4]);
    // Nothing asked: whether it was made for whoever looks cannot be told.
    assert_eq!(
        outcomes(&newer, None),
        [Passed, Inconclusive, Inconclusive, NotApplicable]
    );
}

#[test]
fn a_presentation_for_another_request_fails() {
    let asked = request();
    let with = |changes: Value| faults(&token(&own(), &changes), Some(&asked));
    let now = at().as_second();
    for (changes, code, cause) in [
        (
            json!({ "nonce": "of-yesterday" }),
            CheckCode::PresentationNonce,
            "nonce_mismatch",
        ),
        (
            json!({ "nonce": null }),
            CheckCode::PresentationNonce,
            "nonce_mismatch",
        ),
        (
            json!({ "nonce": [NONCE] }),
            CheckCode::PresentationNonce,
            "nonce_mismatch",
        ),
        (
            json!({ "aud": "https://forger.example" }),
            CheckCode::PresentationAudience,
            "audience_mismatch",
        ),
        (
            json!({ "aud": ["https://admissions.example.forger.example"] }),
            CheckCode::PresentationAudience,
            "audience_mismatch",
        ),
        (
            json!({ "aud": [] }),
            CheckCode::PresentationAudience,
            "audience_mismatch",
        ),
        (
            json!({ "iat": now - 700 }),
            CheckCode::PresentationFreshness,
            "stale",
        ),
        (
            json!({ "exp": now - 100 }),
            CheckCode::PresentationFreshness,
            "expired",
        ),
    ] {
        assert_eq!(with(changes.clone()), fault(code, cause), "{changes}");
    }
    let key = learner();
    let mut bare = json!({
        "iss": key.did_jwk(), "vp": { "type": ["VerifiablePresentation"], "verifiableCredential": [own()] }
    });
    let header = json!({ "alg": "EdDSA" });
    let silent = key.jws(&header, &bare).into_bytes();
    assert_eq!(
        outcomes(&silent, Some(&asked)),
        [Passed, Failed, Failed, Failed]
    );
    assert_eq!(
        outcomes(&silent, None),
        [Passed, NotApplicable, NotApplicable, NotApplicable]
    );
    // A proof that does not hold answers nothing, whatever stands in it.
    bare["nonce"] = NONCE.into();
    let mut forged = token(&own(), &json!({}));
    let last = forged.len() - 3;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    assert_eq!(outcomes(&forged, Some(&asked)), [Failed; 4]);
}

#[test]
fn a_credential_of_another_is_not_the_holders() {
    let asked = request();
    let place = Some(Pointer::from("/vp/verifiableCredential/0"));
    let binding = |held: &str| {
        let rows = judge(&token(held, &json!({})), Some(&asked), &Evidence::none());
        let (code, outcome, cause, pointer) = rows.into_iter().next().unwrap();
        assert_eq!(code, CheckCode::HolderBinding);
        (outcome, cause, pointer)
    };
    assert_eq!(
        binding(&badge("did:example:other", &json!({}))),
        (Failed, "bound_to_another".to_owned(), place.clone())
    );
    // Bound by a key: the key decides.
    let bound = |key: &Key| {
        badge(
            "did:example:anybody",
            &json!({ "cnf": { "jwk": key.jwk() } }),
        )
    };
    assert_eq!(binding(&bound(&learner())).0, Passed);
    assert_eq!(
        binding(&bound(&Key::ed25519(9))),
        (Failed, "bound_to_another".to_owned(), place.clone())
    );
    // A credential that names nobody is everybody's.
    let school = Key::ed25519(1);
    let nobody = school.jws(
        &json!({ "alg": "EdDSA", "typ": "vc+jwt" }),
        &json!({
            "type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": school.did_jwk(),
            "credentialSubject": { "achievement": { "name": "n", "criteria": {} } }
        }),
    );
    assert_eq!(
        binding(&nobody),
        (Inconclusive, "no_subject_identifier".to_owned(), place)
    );
}

#[test]
fn a_holder_that_another_key_names_is_not_the_holder() {
    let (key, forger) = (learner(), Key::ed25519(9));
    let payload = json!({
        "iss": key.did_jwk(), "aud": VERIFIER, "nonce": NONCE, "iat": at().as_second(),
        "vp": { "type": ["VerifiablePresentation"], "verifiableCredential": [own()] }
    });
    for header in [
        json!({ "alg": "EdDSA", "kid": format!("{}#0", forger.did_jwk()) }),
        json!({ "alg": "EdDSA", "kid": "https://forger.example/key", "jwk": forger.jwk() }),
    ] {
        let rows = judge(
            forger.jws(&header, &payload).as_bytes(),
            Some(&request()),
            &Evidence::none(),
        );
        assert_ne!(rows[0].1, Passed, "{header}");
    }
}

#[test]
fn a_credential_alone_answers_no_request() {
    let asked = request();
    for document in [
        own().into_bytes(),
        bytes(&json!({ "type": ["VerifiableCredential"] })),
    ] {
        let rows = judge(&document, Some(&asked), &Evidence::none());
        assert_eq!(rows.len(), 4);
        assert!(
            rows.iter()
                .all(|row| row.1 == Failed && row.2 == "no_presentation")
        );
        // Nobody asked: a credential is no presentation, and there is nothing to say.
        assert!(judge(&document, None, &Evidence::none()).is_empty());
    }
    // So does a presentation without a proof.
    let container =
        bytes(&json!({ "type": ["VerifiablePresentation"], "verifiableCredential": [own()] }));
    assert_eq!(outcomes(&container, Some(&asked)), [Failed; 4]);
    assert_eq!(outcomes(&container, None), [NotApplicable]);
}

/// A presentation with a Data Integrity proof of the learner.
fn proved(options: &Value, holder: Option<&str>, key: &SigningKey, method: &str) -> Value {
    let held = badge(&format!("did:key:{}", multibase(key)), &json!({}));
    let mut document = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [{
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": "EnvelopedVerifiableCredential", "id": format!("data:application/vc+jwt,{held}")
        }]
    });
    if let Some(holder) = holder {
        document["holder"] = holder.into();
    }
    let mut proof = json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-05-31T23:59:00Z", "verificationMethod": method,
        "proofPurpose": "authentication", "challenge": NONCE, "domain": VERIFIER
    });
    for (option, value) in options.as_object().unwrap() {
        proof[option] = value.clone();
    }
    let hashes = hashes(&document, &proof, &Contexts::built_in()).unwrap();
    let signature = key.sign(&hashes.signed).to_bytes();
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    document["proof"] = proof;
    document
}

#[test]
fn a_presentation_with_a_proof_answers_the_request() {
    let key = SigningKey::from_bytes(&[2; 32]);
    let did = format!("did:key:{}", multibase(&key));
    let method = format!("{did}#{}", multibase(&key));
    let asked = request();
    for holder in [Some(did.as_str()), None] {
        let document = bytes(&proved(&json!({}), holder, &key, &method));
        assert_eq!(outcomes(&document, Some(&asked)), [Passed; 4], "{holder:?}");
    }
    let with = |options: Value| {
        let document = proved(&options, Some(&did), &key, &method);
        faults(&bytes(&document), Some(&asked))
    };
    assert_eq!(
        with(json!({ "challenge": "of-yesterday" })),
        fault(CheckCode::PresentationNonce, "nonce_mismatch")
    );
    assert_eq!(
        with(json!({ "domain": "https://forger.example" })),
        fault(CheckCode::PresentationAudience, "audience_mismatch")
    );
    assert_eq!(
        with(json!({ "created": "2026-05-31T23:00:00Z" })),
        fault(CheckCode::PresentationFreshness, "stale")
    );
    // Made to assert, not to present: nobody shows to be the holder by it.
    assert!(
        with(json!({ "proofPurpose": "assertionMethod" }))
            .iter()
            .any(|(_, outcome, _)| *outcome == Failed)
    );
    // The challenge was changed after the proof was made.
    let mut forged = proved(
        &json!({ "challenge": "of-yesterday" }),
        Some(&did),
        &key,
        &method,
    );
    forged["proof"]["challenge"] = NONCE.into();
    assert_eq!(outcomes(&bytes(&forged), Some(&asked)), [Failed; 4]);
    // The key of one, the name of another.
    let other = proved(
        &json!({}),
        Some("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"),
        &key,
        &method,
    );
    assert_eq!(
        judge(&bytes(&other), Some(&asked), &Evidence::none())[0].1,
        Failed
    );
}

#[test]
fn the_key_of_a_holder_is_one_for_authentication() {
    let key = SigningKey::from_bytes(&[2; 32]);
    let (did, url) = (
        "did:web:learner.example",
        "https://learner.example/.well-known/did.json",
    );
    let method = format!("{did}#k");
    let document = |purpose: &str| {
        json!({
            "id": did,
            "verificationMethod": [{
                "id": method, "type": "Multikey", "controller": did, "publicKeyMultibase": multibase(&key)
            }],
            purpose: [method]
        })
    };
    let presentation = bytes(&proved(&json!({}), Some(did), &key, &method));
    let ends = |purpose: &str| {
        let evidence = found(EvidenceKind::KeyDocument, url, &document(purpose));
        let opened = open(&Document::new(presentation.clone(), "test")).unwrap();
        let (trust, contexts) = (Trust::none(), Contexts::built_in());
        let checked = check(&opened, Against::new(&evidence, &trust, &contexts, at()));
        let row = checked
            .checks()
            .iter()
            .find(|row| row.code == CheckCode::IssuerKey);
        row.unwrap().outcome
    };
    assert_eq!(ends("authentication"), Passed);
    assert_eq!(ends("assertionMethod"), Failed);
}

#[test]
fn nothing_inside_of_a_failed_presentation_is_asked_for() {
    let wanted = |document: Vec<u8>| {
        let opened = open(&Document::new(document, "test")).unwrap();
        let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
        needs(&opened, Against::new(&evidence, &trust, &contexts, at())).len()
    };
    let school = Key::ed25519(1);
    let header = json!({ "alg": "EdDSA", "kid": "did:web:school.example#k", "typ": "vc+jwt" });
    let held = school.jws(
        &header,
        &json!({ "type": ["VerifiableCredential"], "issuer": "did:web:school.example", "credentialSubject": {} }),
    );
    let genuine = token(&held, &json!({}));
    assert_eq!(wanted(genuine.clone()), 1);
    let mut forged = genuine;
    let last = forged.len() - 3;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    assert_eq!(wanted(forged), 0);
}
