//! Learner records and what they hold: each credential inside stands or falls by itself, at its
//! place, and is of the learner whose record it is.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, evidence::Evidence, json as model_json,
};
use credeval_verify::{Against, Checked, Trust, needs, open};
use serde_json::{Value, json};

use crate::support::{Key, at, judge};
use CheckOutcome::{Failed, Inconclusive, Passed};

const LEARNER: &str = "did:web:hank.example";

fn jws(key: &Key, payload: &Value) -> String {
    key.jws(&json!({ "alg": key.algorithm(), "typ": "vc+jwt" }), payload)
}

/// A badge of the issuer with this seed.
fn badge(seed: u8, subject: &Value) -> String {
    let key = Key::ed25519(seed);
    let mut subject = subject.clone();
    subject["achievement"] = json!({
        "id": format!("urn:achievement:{seed}"), "type": ["Achievement"],
        "name": "Soil science", "description": "Reads a soil profile.",
        "criteria": { "narrative": "An examination." }
    });
    subject["type"] = json!(["AchievementSubject"]);
    let payload = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "id": format!("urn:badge:{seed}"),
        "issuer": { "id": key.did_jwk(), "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": subject
    });
    jws(&key, &payload)
}

fn enveloped(token: &str) -> Value {
    json!({
        "type": "EnvelopedVerifiableCredential",
        "id": format!("data:application/vc+jwt,{token}")
    })
}

/// A record of the learner, signed by an issuer of its own.
fn record(held: &Value) -> String {
    let key = Key::ed25519(7);
    let payload = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "type": ["VerifiableCredential", "ClrCredential"],
        "id": "urn:record:1",
        "name": "Record",
        "issuer": { "id": key.did_jwk(), "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": LEARNER, "type": ["ClrSubject"],
            "identifier": [{ "identityType": "emailAddress", "identityHash": "h@mail.example" }],
            "verifiableCredential": held,
            "association": [{ "sourceId": "urn:a", "targetId": "urn:b" }]
        }
    });
    jws(&key, &payload)
}

fn altered(token: &str) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let payload = URL_SAFE_NO_PAD.decode(&parts[1]).unwrap();
    let mut payload = model_json::parse(&payload).unwrap();
    payload["credentialSubject"]["achievement"]["name"] = "Medicine".into();
    parts[1] = URL_SAFE_NO_PAD.encode(payload.to_string());
    parts.join(".")
}

fn look<T>(document: &str, see: impl Fn(&Checked<'_>) -> T) -> T {
    judge(document.as_bytes(), &Trust::none(), &Evidence::none(), see)
}

/// The rows of a code at each place.
fn at_places(checked: &Checked<'_>, code: CheckCode) -> Vec<(String, CheckOutcome)> {
    let rows = checked.checks().iter().filter(|row| row.code == code);
    rows.map(|row| {
        let place = row.pointer.as_ref().map(|place| place.as_str().to_owned());
        (place.unwrap_or_default(), row.outcome)
    })
    .collect()
}

fn place(index: usize) -> String {
    format!("/credentialSubject/verifiableCredential/{index}")
}

#[test]
fn each_form_inside_is_opened_and_has_its_rows() {
    let subject = json!({ "id": LEARNER });
    let record = record(&json!([
        badge(1, &subject),
        enveloped(&badge(2, &subject)),
        { "type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": "urn:i",
          "credentialSubject": { "id": LEARNER, "achievement": { "name": "n", "criteria": {} } } }
    ]));
    look(&record, |checked| {
        let signatures = at_places(checked, CheckCode::ProofSignature);
        let expected = [
            (String::new(), Passed),
            (place(0), Passed),
            (place(1), Passed),
            // The record's proof covers it, and it has none of its own issuer.
            (place(2), Failed),
        ];
        assert_eq!(signatures, expected);
        let parts = checked.parts();
        let places: Vec<&str> = parts
            .iter()
            .map(|part| part.place.as_ref().unwrap().as_str())
            .collect();
        assert_eq!(places, [place(0), place(1), place(2)]);
        let embedded: Vec<bool> = parts.iter().map(|part| part.embedded).collect();
        assert_eq!(embedded, [false, false, true]);
    });
}

#[test]
fn one_that_was_altered_fails_at_its_place_and_alone() {
    let subject = json!({ "id": LEARNER });
    let record = record(&json!([badge(1, &subject), altered(&badge(2, &subject))]));
    look(&record, |checked| {
        let signatures = at_places(checked, CheckCode::ProofSignature);
        let expected = [
            (String::new(), Passed),
            (place(0), Passed),
            (place(1), Failed),
        ];
        assert_eq!(signatures, expected);
        let fails = |row: &Check| row.code.counts() && row.outcome == Failed;
        let failing: Vec<bool> = checked
            .parts()
            .iter()
            .map(|part| part.checked.checks().iter().any(fails))
            .collect();
        assert_eq!(failing, [false, true]);
    });
}

/// Anyone can put another person's badge into a record of their own.
#[test]
fn a_credential_of_another_learner_is_told() {
    let by_mail = json!({
        "id": "did:web:wallet.example",
        "identifier": [{ "identityType": "emailAddress", "identityHash": "h@mail.example" }]
    });
    let of_one_name = json!({ "identifier": [{ "identityType": "name", "identityHash": "Hank" }] });
    for (subject, cause) in [
        (json!({ "id": LEARNER }), None),
        (by_mail, None),
        (
            json!({ "id": "did:web:maria.example" }),
            Some("subject_differs"),
        ),
        (json!({}), Some("subject_not_stated")),
        (of_one_name, Some("subject_not_stated")),
    ] {
        let record = record(&json!([badge(1, &subject)]));
        look(&record, |checked| {
            let found = |rows: &[Check]| {
                let mut causes = rows.iter().filter(|row| row.outcome == Inconclusive);
                causes
                    .find(|row| row.code == CheckCode::DocumentStructure)
                    .map(|row| {
                        (
                            row.cause.clone().unwrap().code,
                            row.pointer.clone().unwrap(),
                        )
                    })
            };
            let parts = checked.parts();
            let in_part = found(parts[0].checked.checks());
            assert_eq!(in_part.map(|(code, _)| code).as_deref(), cause, "{subject}");
            let in_whole = found(checked.checks());
            let expected = cause.map(|cause| (cause.to_owned(), place(0).as_str().into()));
            assert_eq!(in_whole, expected, "{subject}");
        });
    }
}

#[test]
fn a_record_in_a_presentation_is_taken_apart() {
    let record = record(&json!([badge(1, &json!({ "id": LEARNER }))]));
    let presentation = json!({
        "type": "VerifiablePresentation",
        "verifiableCredential": [enveloped(&record), badge(2, &json!({}))]
    });
    look(&presentation.to_string(), |checked| {
        let parts = checked.parts();
        let places: Vec<String> = parts
            .iter()
            .map(|part| part.place.as_ref().unwrap().to_string())
            .collect();
        let inside = place(0);
        let expected = [
            format!("/verifiableCredential/0{inside}"),
            "/verifiableCredential/1".into(),
        ];
        assert_eq!(places, expected);
        assert!(parts.iter().all(|part| !part.embedded));
    });
}

/// What is inside is asked for after the proof around it holds.
#[test]
fn a_record_that_does_not_hold_asks_for_nothing_inside() {
    let key = Key::ed25519(1);
    let issuer = "did:web:school.example";
    let header = json!({ "alg": "EdDSA", "kid": format!("{issuer}#key") });
    let record = record(&json!([key.token(issuer, &header)]));
    let asked = |document: &str| {
        let opened = open(&Document::new(document.as_bytes().to_vec(), "test")).unwrap();
        let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
        let requests = needs(&opened, Against::new(&evidence, &trust, &contexts, at()));
        requests
            .into_iter()
            .map(|each| each.url)
            .collect::<Vec<_>>()
    };
    let document = "https://school.example/.well-known/did.json";
    assert_eq!(asked(&record), [document]);
    let mut broken = record;
    broken.truncate(broken.len() - 4);
    broken.push_str("AAAA");
    assert_eq!(asked(&broken), [""; 0]);
}

#[test]
fn a_record_without_a_readable_credential_is_told() {
    let record = record(&json!(["not.a.token", 7]));
    look(&record, |checked| {
        let failed = at_places(checked, CheckCode::DocumentForm);
        let expected = [
            (String::new(), Passed),
            (place(0), Failed),
            (place(1), Failed),
        ];
        assert_eq!(failed, expected);
        // The record itself is what is left to evaluate.
        assert_eq!(checked.parts().len(), 1);
        assert!(checked.parts()[0].place.is_none());
    });
}
