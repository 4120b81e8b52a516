//! Whose credential it is: what identifies the learner presented, what does not, what contradicts.

use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, evidence::Evidence, learner::PresentedLearner,
};
use credeval_verify::{Against, Trust, check, open};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{Key, at, bytes, multibase, proved};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

const HANK: &str = "
    name = 'Hank de Wit'
    birth_date = '1999-10-02'
    email = ['hank@mail.example']
    identifiers = ['s1234567', 'did:web:hank.example', 'urn:epass:person:1']";

fn hashed(identity: &str, salt: &str) -> String {
    let digest = Sha256::digest(format!("{identity}{salt}").as_bytes());
    let hex: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256${}", hex.concat())
}

fn mail(address: &str) -> Value {
    json!({
        "type": "IdentityObject", "identityType": "emailAddress", "hashed": true,
        "identityHash": hashed(address, "deadsea"), "salt": "deadsea"
    })
}

fn plain(kind: &str, value: &str) -> Value {
    json!({
        "type": "IdentityObject", "identityType": kind, "hashed": false, "identityHash": value
    })
}

fn badge(issuer: &str, mut subject: Value) -> Value {
    subject["type"] = json!(["AchievementSubject"]);
    subject["achievement"] = json!({
        "id": "urn:uuid:1c9d0f4e-77c1-4f6c-b3c9-0f8a5d1f0e33",
        "type": ["Achievement"],
        "name": "Soil science",
        "description": "Reads a soil profile.",
        "criteria": { "narrative": "An examination." }
    });
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": issuer, "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": subject
    })
}

/// A token that covers all of the subject.
fn token(subject: Value) -> Vec<u8> {
    let key = Key::ed25519(1);
    let payload = badge(&key.did_jwk(), subject);
    key.jws(&json!({ "alg": "EdDSA" }), &payload).into_bytes()
}

/// A badge whose embedded proof covers what the contexts define.
fn embedded(subject: Value) -> Vec<u8> {
    let key = SigningKey::from_bytes(&[1; 32]);
    let (did, name) = (format!("did:key:{}", multibase(&key)), multibase(&key));
    let badge = badge(&did, subject);
    bytes(&proved(badge, &key, &format!("{did}#{name}")))
}

fn matches(document: &[u8], learner: Option<&str>) -> Vec<Check> {
    let opened = open(&Document::new(document.to_vec(), "test")).unwrap();
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
    let learner = learner.map(|toml| PresentedLearner::parse(toml).unwrap());
    let against = Against {
        learner: learner.as_ref(),
        ..Against::new(&evidence, &trust, &contexts, at())
    };
    let checked = check(&opened, against);
    let rows = checked.checks().iter();
    rows.filter(|row| row.code == CheckCode::LearnerMatch)
        .cloned()
        .collect()
}

/// The one row of a document for Hank: outcome, cause and place.
fn hank(document: &[u8]) -> (CheckOutcome, String, String) {
    let rows = matches(document, Some(HANK));
    let [row] = rows.as_slice() else {
        panic!("expected one row, found {rows:?}")
    };
    let cause = row.cause.as_ref().map(|cause| cause.code.clone());
    let place = row.pointer.as_ref().map(ToString::to_string);
    (
        row.outcome,
        cause.unwrap_or_default(),
        place.unwrap_or_default(),
    )
}

fn outcome(subject: Value) -> (CheckOutcome, String) {
    let (outcome, cause, _) = hank(&token(subject));
    (outcome, cause)
}

fn ends(outcome: CheckOutcome, cause: &str) -> (CheckOutcome, String) {
    (outcome, cause.to_owned())
}

#[test]
fn an_identifier_identifies() {
    let found = hank(&token(
        json!({ "identifier": [plain("name", "H."), mail("hank@mail.example")] }),
    ));
    // The name is not the same, and families share addresses.
    assert_eq!(found.0, Inconclusive);
    let place = "/credentialSubject/identifier/1/identityHash";
    for identifiers in [
        json!([plain("name", "Hank de Wit"), mail("hank@mail.example")]),
        json!([
            plain("emailAddress", "other@mail.example"),
            mail("hank@mail.example")
        ]),
        json!([
            plain("ext:studentID", "9"),
            plain("emailAddress", "HANK@mail.example")
        ]),
        json!([
            plain("sourcedId", "9"),
            plain("nationalIdentityNumber", "s1234567")
        ]),
        json!([
            plain("sourcedId", "9"),
            plain("accountId", "hank@mail.example")
        ]),
    ] {
        let found = hank(&token(json!({ "identifier": identifiers })));
        assert_eq!(
            found,
            (Passed, String::new(), place.to_owned()),
            "{identifiers}"
        );
    }
    for subject in [
        json!({ "id": "did:web:hank.example" }),
        json!({ "id": "mailto:Hank@mail.example" }),
        json!({ "email": "hank@mail.example" }),
        json!({ "email": ["x@y.example", "hank@mail.example"], "name": "Hank de Wit" }),
    ] {
        assert_eq!(outcome(subject.clone()), ends(Passed, ""), "{subject}");
    }
}

#[test]
fn the_same_in_both_forms() {
    let subject = json!({ "identifier": [mail("hank@mail.example")] });
    let rows = [token(subject.clone()), embedded(subject)].map(|document| hank(&document).0);
    assert_eq!(rows, [Passed, Passed]);
}

#[test]
fn another_identifier_is_no_contradiction() {
    for subject in [
        json!({ "identifier": mail("other@mail.example") }),
        json!({ "identifier": plain("studentId", "s7654321") }),
        json!({ "id": "did:web:other.example" }),
        json!({ "email": "other@mail.example" }),
    ] {
        assert_eq!(
            outcome(subject.clone()),
            ends(Inconclusive, "other_identifier"),
            "{subject}"
        );
    }
}

#[test]
fn a_name_alone_never_identifies() {
    for (name, cause) in [
        ("Hank de Wit", "same_name"),
        ("DE WIT, Hank", "same_name"),
        ("H. de Wit", "partial_name"),
        ("Henk de Wit", "similar_name"),
    ] {
        for subject in [
            json!({ "name": name }),
            json!({ "identifier": plain("name", name) }),
            json!({ "fullName": { "en": name, "nl": [name] } }),
        ] {
            assert_eq!(
                outcome(subject.clone()),
                ends(Inconclusive, cause),
                "{subject}"
            );
        }
    }
    let hash = json!({ "identityType": "name", "hashed": true, "salt": "1",
        "identityHash": hashed("hank de wit", "1") });
    assert_eq!(
        outcome(json!({ "identifier": hash })),
        ends(Inconclusive, "same_name")
    );
}

#[test]
fn a_name_and_a_day_of_birth_identify() {
    let born = |name: &str, day: &str| {
        hank(&token(
            json!({ "fullName": { "en": name }, "dateOfBirth": day }),
        ))
        .0
    };
    assert_eq!(born("Hank de Wit", "1999-10-02"), Passed);
    assert_eq!(born("de Wit, Hank", "1999-10-02T00:00:00Z"), Passed);
    assert_eq!(born("Hank de Wit", "1999-10-01T22:00:00Z"), Passed);
    let rows = matches(
        &token(json!({ "name": "Hank de Wit", "birthDate": "1999-10-01T22:00:00Z" })),
        Some(HANK),
    );
    assert!(rows[0].summary.contains("time zone"), "{}", rows[0].summary);
    // Twins share the day, the family name and the initial.
    assert_eq!(born("H. de Wit", "1999-10-02"), Inconclusive);
    assert_eq!(born("Henk de Wit", "1999-10-02"), Inconclusive);
    // A day of birth that cannot be read says nothing.
    assert_eq!(born("Hank de Wit", "in October"), Inconclusive);
}

#[test]
fn what_contradicts_fails() {
    let differs = ends(Failed, "birth_date_differs");
    for subject in [
        json!({ "name": "Hank de Wit", "dateOfBirth": "1989-10-02" }),
        json!({ "dateOfBirth": "1999-10-03" }),
        // A brother with the address of the family.
        json!({ "email": "hank@mail.example", "dateOfBirth": "2001-04-05" }),
        json!({ "identifier": plain("ext:birthDate", "2001-04-05") }),
    ] {
        assert_eq!(outcome(subject.clone()), differs, "{subject}");
    }
    let another = ends(Failed, "name_differs");
    assert_eq!(outcome(json!({ "name": "Maria Rossi" })), another);
    let parts = json!({ "givenName": { "it": "Maria" }, "familyName": { "it": "Rossi" } });
    assert_eq!(outcome(parts), another);
    // Half a name changes with a marriage; and where something else agrees, a person must look.
    assert_eq!(
        outcome(json!({ "familyName": "Rossi" })),
        ends(Inconclusive, "similar_name")
    );
    for subject in [
        json!({ "name": "Maria Rossi", "email": "hank@mail.example" }),
        json!({ "name": "Maria Rossi", "dateOfBirth": "1999-10-02" }),
    ] {
        let found = outcome(subject.clone());
        assert_eq!(
            found,
            ends(Inconclusive, "conflicting_attributes"),
            "{subject}"
        );
    }
}

/// A number names a person in its own register only, and a broken hash proves little.
#[test]
fn a_weak_identifier_needs_a_second_attribute() {
    let number = plain("ext:studentID", "S1234567");
    let md5 = json!({ "identityType": "email", "hashed": true,
        "identityHash": "md5$3d9f4a4cb2f7ea22aa4aa9a2d0e9d1a5" });
    assert_eq!(
        outcome(json!({ "identifier": md5 })),
        ends(Inconclusive, "other_identifier")
    );
    // printf hank@mail.example | md5sum
    let md5 = json!({ "identityType": "email", "hashed": true, "identityHash": MD5 });
    for weak in [number, md5] {
        let alone = outcome(json!({ "identifier": weak }));
        assert_eq!(alone, ends(Inconclusive, "identifier_alone"));
        for second in [
            json!({ "name": "Hank de Wit" }),
            json!({ "dateOfBirth": "1999-10-02" }),
        ] {
            let mut subject = second;
            subject["identifier"] = weak.clone();
            assert_eq!(outcome(subject.clone()), ends(Passed, ""), "{subject}");
        }
        let partial = outcome(json!({ "name": "H. de Wit", "identifier": weak }));
        assert_eq!(partial, ends(Inconclusive, "identifier_alone"));
    }
}

const MD5: &str = "md5$743efccb659f9b545f56543d02564541";

#[test]
fn a_european_credential_in_its_own_words() {
    let key = Key::ed25519(1);
    let person = |subject: Value| {
        let payload = json!({
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            "issuer": { "id": key.did_jwk() },
            "credentialSubject": subject
        });
        hank(key.jws(&json!({ "alg": "EdDSA" }), &payload).as_bytes())
    };
    let mailbox = json!([{ "emailAddress": { "id": "mailto:hank@mail.example" } }]);
    let found = person(json!({ "id": "urn:epass:person:1", "contactPoint": mailbox }));
    let place = "/credentialSubject/contactPoint/0/emailAddress/id";
    assert_eq!(found, (Passed, String::new(), place.to_owned()));
    let found = person(json!({ "nationalID": { "notation": "S1234567" } }));
    assert_eq!(found.0, Passed);
    let found = person(json!({ "identifier": [{ "notation": "s1234567" }] }));
    assert_eq!(found.1, "identifier_alone");
    let parts = json!({
        "givenName": { "nl": "Hank" }, "familyName": { "nl": "de Wit" },
        "dateOfBirth": "1999-10-01T22:00:00Z"
    });
    assert_eq!(person(parts).0, Passed);
    // Every document of the European tools has a person 1.
    assert_eq!(
        person(json!({ "id": "urn:epass:person:1" })).0,
        NotApplicable
    );
}

#[test]
fn what_no_proof_covers_does_not_identify() {
    let subject = json!({ "identifier": mail("hank@mail.example") });
    let unsigned = bytes(&badge("did:web:school.example", subject.clone()));
    let (outcome, cause, place) = hank(&unsigned);
    assert_eq!((outcome, cause.as_str()), (Inconclusive, "not_covered"));
    assert_eq!(place, "/credentialSubject/identifier/identityHash");
    // Signed for another, and altered.
    let mut altered = String::from_utf8(token(subject.clone())).unwrap();
    altered.truncate(altered.len() - 4);
    altered.push_str("AAAA");
    assert_eq!(hank(altered.as_bytes()).1, "not_covered");
    // Written beside a proof that does not cover it: the context knows no `email`.
    let signed = embedded(json!({ "identifier": mail("other@mail.example") }));
    let mut added: Value = serde_json::from_slice(&signed).unwrap();
    added["credentialSubject"]["email"] = "hank@mail.example".into();
    assert_eq!(hank(&bytes(&added)).1, "not_covered");
    // And what it covers outweighs what it does not.
    let signed = embedded(json!({ "identifier": plain("ext:birthDate", "2001-04-05") }));
    let mut added: Value = serde_json::from_slice(&signed).unwrap();
    added["credentialSubject"]["email"] = "hank@mail.example".into();
    added["credentialSubject"]["dateOfBirth"] = "1999-10-02".into();
    assert_eq!(hank(&bytes(&added)).1, "birth_date_differs");
}

#[test]
fn an_older_badge_names_its_recipient() {
    let badge = |identity: String| {
        json!({
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": "https://school.example/assertions/1",
            "recipient": { "type": "email", "hashed": true, "salt": "deadsea", "identity": identity },
            "badge": "https://school.example/badges/1",
            "verification": { "type": "hosted" }
        })
    };
    let found = hank(&bytes(&badge(hashed("hank@mail.example", "deadsea"))));
    let place = "/recipient/identity".to_owned();
    assert_eq!(found, (Inconclusive, "not_covered".to_owned(), place));
    let found = hank(&bytes(&badge(hashed("hank@mail.example", "other"))));
    assert_eq!(found.1, "other_identifier");
}

#[test]
fn each_subject_has_its_row() {
    let key = Key::ed25519(1);
    let mut payload = badge(&key.did_jwk(), json!({}));
    payload["credentialSubject"] = json!([
        { "email": "hank@mail.example" }, { "dateOfBirth": "2001-04-05" }, {}, {}, {}
    ]);
    let token = key.jws(&json!({ "alg": "EdDSA" }), &payload);
    let rows = matches(token.as_bytes(), Some(HANK));
    let outcomes: Vec<CheckOutcome> = rows.iter().map(|row| row.outcome).collect();
    let silent = NotApplicable;
    assert_eq!(outcomes, [Passed, Failed, silent, silent, Inconclusive]);
}

#[test]
fn where_nothing_is_said_nothing_is_found() {
    assert_eq!(outcome(json!({})), ends(NotApplicable, ""));
    let presented = Some("name = 'Hank de Wit'");
    let rows = matches(&token(json!({ "email": "hank@mail.example" })), presented);
    assert_eq!(rows[0].cause.as_ref().unwrap().code, "nothing_to_compare");
    assert!(matches(&token(json!({ "email": "hank@mail.example" })), None).is_empty());
}

/// The learner is known to the institution; the report goes further.
#[test]
fn rows_tell_kinds_and_no_values() {
    for subject in [
        json!({ "identifier": mail("hank@mail.example") }),
        json!({ "name": "Hank de Wit", "dateOfBirth": "1999-10-02" }),
        json!({ "dateOfBirth": "2001-04-05" }),
        json!({ "name": "Maria Rossi", "email": "hank@mail.example" }),
        json!({ "identifier": plain("accountId", "s1234567") }),
        json!({ "id": "did:web:hank.example" }),
    ] {
        let rows = matches(&token(subject), Some(HANK));
        let text = serde_json::to_string(&rows).unwrap().to_lowercase();
        for known in ["hank", "wit\"", "1999", "s1234567", "maria", "2001"] {
            assert!(!text.contains(known), "{known}: {text}");
        }
    }
    let rows = matches(&token(json!({ "email": "hank@mail.example" })), Some(HANK));
    assert!(rows[0].summary.contains("not who hands the credential in"));
}

#[test]
fn many_attributes_are_bounded() {
    let name = "Jan-Piet d'Oude ".repeat(3);
    let languages: serde_json::Map<String, Value> = (0..20_000)
        .map(|index| (format!("l{index}"), json!([name, name])))
        .collect();
    let salted = json!({ "identityType": "email", "hashed": true, "salt": "s".repeat(1_000),
        "identityHash": hashed("x", "y") });
    let identifiers: Vec<Value> = std::iter::repeat_n(salted, 5_000).collect();
    let subject = json!({ "fullName": languages, "identifier": identifiers });
    let start = std::time::Instant::now();
    assert_eq!(outcome(subject).0, Failed);
    assert!(start.elapsed() < std::time::Duration::from_secs(30));
}
