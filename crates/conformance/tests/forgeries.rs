//! Forgeries that were shown to pass elsewhere, and inputs that made libraries panic, stall or
//! disagree: each is a regression here. No corpus is needed.

use std::time::{Duration, Instant};

use credeval_conformance::{Suite, equal};
use credeval_linked_data::{Contexts, LinkedDataError, canonicalize, quads};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Pointer, Tier, Timestamp, evidence::Evidence,
    json::JsonError,
};
use credeval_verify::{Against, Checked, OpenError, Trust, check, hashes, open};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

/// Within which a hostile document must be answered, in a build that nothing optimises.
const PATIENCE: Duration = Duration::from_secs(2);

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

/// The did:key of the signer: multicodec 0xed, then the point.
fn issuer() -> String {
    let bytes = [&[0xed, 0x01], key().verifying_key().as_bytes().as_slice()].concat();
    format!("did:key:z{}", bs58::encode(bytes).into_string())
}

/// An Open Badge of the signer's own making.
fn badge() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": issuer(), "type": ["Profile"], "name": "Test College" },
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Soil science",
        "credentialSubject": [{
            "id": "urn:uuid:9a1b6f0e-3d0b-4c56-8f0e-6f1d2f3f7b22",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:1c9d0f4e-77c1-4f6c-b3c9-0f8a5d1f0e33",
                "type": ["Achievement"],
                "name": "Soil science",
                "description": "Reads a soil profile.",
                "criteria": { "narrative": "An examination." },
                "resultDescription": [{
                    "id": "urn:uuid:2b7e4c88-1f0a-4a6b-8f3d-4d6f1e2a9c44",
                    "type": ["ResultDescription"],
                    "name": "Grade",
                    "resultType": "LetterGrade",
                    "allowedValue": ["A", "B", "C", "D", "E", "F"]
                }]
            }
        }]
    })
}

/// The document with an `eddsa-rdfc-2022` proof of the signer.
fn signed(mut document: Value) -> Value {
    let did = issuer();
    let mut proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": format!("{did}#{}", did.trim_start_matches("did:key:")),
        "proofPurpose": "assertionMethod"
    });
    let hashes = hashes(&document, &proof, &Contexts::built_in()).expect("hashes");
    let signature = key().sign(&hashes.signed).to_bytes();
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    document["proof"] = proof;
    document
}

/// The document with what `pointer` names set to `value`; its last part may be new.
fn with(mut document: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    match document.pointer_mut(parent).expect("a place of the document") {
        Value::Array(items) => items.insert(key.parse().expect("an index"), value),
        place => place[key.replace("~1", "/")] = value,
    }
    document
}

/// Opens and checks a document, and looks at what came of it.
fn checked<T>(document: &Value, look: impl Fn(&Checked<'_>) -> T) -> T {
    let bytes = serde_json::to_vec(document).expect("JSON");
    let opened = open(&Document::new(bytes, "forgery")).expect("a credential");
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
    let at: Timestamp = "2026-11-24T00:00:00Z".parse().expect("a time");
    let against = Against { evidence: &evidence, trust: &trust, contexts: &contexts, at };
    look(&check(&opened, against))
}

fn rows(document: &Value, code: CheckCode) -> Vec<Check> {
    checked(document, |checked| {
        checked.checks().iter().filter(|check| check.code == code).cloned().collect()
    })
}

/// Every row of a code ended so.
fn ends(document: &Value, code: CheckCode, outcome: CheckOutcome) -> Result<(), String> {
    match rows(document, code) {
        rows if rows.is_empty() => Err(format!("{code}: expected {outcome:?}, found no row")),
        rows if rows.iter().all(|row| row.outcome == outcome) => Ok(()),
        rows => Err(format!("{code}: expected {outcome:?}, found {rows:?}")),
    }
}

/// `context.terms` failed at this place.
fn names(document: &Value, pointer: &str) -> Result<(), String> {
    ends(document, CheckCode::ContextTerms, CheckOutcome::Failed)?;
    let places: Vec<_> = rows(document, CheckCode::ContextTerms).into_iter().filter_map(|row| row.pointer).collect();
    match places.contains(&Pointer::from(pointer)) {
        true => Ok(()),
        false => Err(format!("expected {pointer} named, found {places:?}")),
    }
}

fn tier(document: &Value, pointer: &str, tier: Tier) -> Result<(), String> {
    assert!(document.pointer(pointer).is_some(), "{pointer} is no place of the document");
    let found = checked(document, |checked| checked.tier_at(&Pointer::from(pointer)));
    equal(&tier, &found).map_err(|why| format!("{pointer}: {why}"))
}

fn holds(document: &Value) -> Result<(), String> {
    ends(document, CheckCode::ProofSignature, CheckOutcome::Passed)
}

fn fails(document: &Value) -> Result<(), String> {
    ends(document, CheckCode::ProofSignature, CheckOutcome::Failed)
}

/// Runs within the time that a hostile document may take.
fn soon<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let start = Instant::now();
    let result = work();
    let taken = start.elapsed();
    match taken > PATIENCE {
        true => Err(format!("expected an end within {PATIENCE:?}, had to wait {taken:?}")),
        false => Ok(result),
    }
}

const SUBJECT: &str = "/credentialSubject/0";
const ACHIEVEMENT: &str = "/credentialSubject/0/achievement";

#[test]
fn an_honest_badge_passes_and_each_altered_word_fails() {
    let mut suite = Suite::new("forgeries: altered words", &[]);
    let honest = signed(badge());
    suite.case("honest", holds(&honest).and_then(|()| {
        ends(&honest, CheckCode::ContextTerms, CheckOutcome::Passed)?;
        ends(&honest, CheckCode::IssuerKey, CheckOutcome::Passed)?;
        tier(&honest, "/credentialSubject/0/achievement/name", Tier::Signed)
    }));
    let grades = "/credentialSubject/0/achievement/resultDescription/0/allowedValue";
    for (name, pointer, value) in [
        ("the contents of a list replaced", grades, json!(["Z", "Y", "X", "W", "V", "U"])),
        ("one item of a list replaced", grades, json!(["A", "B", "C", "D", "E", "G"])),
        ("a list turned round", grades, json!(["F", "E", "D", "C", "B", "A"])),
        ("a list emptied", grades, json!([])),
        ("a list cut short", grades, json!(["A", "B", "C", "D", "E"])),
        ("another name", "/credentialSubject/0/achievement/name", json!("Soil sciences")),
        ("another subject", "/credentialSubject/0/id", json!("urn:uuid:0")),
        ("another issuer's name", "/issuer/name", json!("Test University")),
        ("another datatype", "/validFrom", json!({ "@value": "2026-01-01T00:00:00Z" })),
        ("another time of the proof", "/proof/created", json!("2026-01-02T00:00:00Z")),
        ("another purpose", "/proof/proofPurpose", json!("authentication")),
    ] {
        let mut altered = honest.clone();
        *altered.pointer_mut(pointer).expect("a place of the badge") = value;
        suite.case(name, fails(&altered));
    }
    suite.finish();
}

#[test]
fn what_is_added_outside_of_the_signature_is_named_and_unsigned() {
    let mut suite = Suite::new("forgeries: parts that do not reach the quads", &[]);
    let grand = json!({
        "id": "https://ex.org/a b",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://ex.org/{}",
            "type": ["Achievement"],
            "name": "Doctor of everything",
            "description": "All of it.",
            "criteria": { "narrative": "None." }
        }
    });
    // The genuine signature still holds over each of these; what was added must stand out.
    for (name, pointer, value) in [
        ("a second subject whose id is no IRI, put first", SUBJECT, grand.clone()),
        ("an undefined term", "/grade", json!("10")),
        ("an undefined term inside", "/credentialSubject/0/achievement/degree", json!("PhD")),
        ("an undefined term with null", "/grade", json!(null)),
        ("a keyword that does not exist", "/@grade", json!("10")),
        ("a node with a relative id", "/evidence", json!({ "id": "evidence/1", "type": "Evidence", "name": "A thesis" })),
        ("an id that is relative", "/credentialSubject/0/achievement/image", json!({ "id": "image.png", "type": "Image" })),
        ("a type that is mapped to nothing", "/credentialSubject/0/type/1", json!("Doctor")),
        ("an IRI that would break out of its brackets", "/evidence", json!({ "id": "urn:a> <urn:b" })),
        ("an ill-formed language tag", "/credentialSubject/0/achievement/tag", json!({ "@value": "x", "@language": "en_GB" })),
        ("a blank node as a property", "/_:grade", json!("10")),
    ] {
        let forged = with(signed(badge()), pointer, value);
        suite.case(name, holds(&forged).and_then(|()| {
            ends(&forged, CheckCode::ContextTerms, CheckOutcome::Failed)?;
            let named = rows(&forged, CheckCode::ContextTerms);
            let inside = |row: &Check| {
                row.pointer.as_ref().is_some_and(|place| place.is_within(&Pointer::from(pointer)))
            };
            match named.iter().all(inside) {
                true => tier(&forged, pointer, Tier::Unsigned),
                false => Err(format!("expected only places in {pointer}, found {named:?}")),
            }
        }));
    }
    let forged = with(signed(badge()), SUBJECT, grand);
    for (place, expected) in [
        ("/credentialSubject/0", Tier::Unsigned),
        ("/credentialSubject/0/achievement/name", Tier::Unsigned),
        ("/credentialSubject/0/achievement/criteria/narrative", Tier::Unsigned),
        ("/credentialSubject/1/achievement/name", Tier::Signed),
        ("/name", Tier::Signed),
    ] {
        suite.case(&format!("two subjects: {place}"), tier(&forged, place, expected));
    }
    suite.finish();
}

#[test]
fn what_the_signer_left_without_meaning_is_named() {
    let mut suite = Suite::new("forgeries: terms without a meaning, signed", &[]);
    let inline = |context: Value| with(badge(), "/@context/2", context);
    for (name, document, place) in [
        ("mapped to null", with(inline(json!({ "degree": null })), "/degree", json!("PhD")), "/degree"),
        (
            "a type that is mapped to null",
            with(inline(json!({ "Doctor": null })), "/type/2", json!("Doctor")),
            "/type/2",
        ),
        (
            "reached by @vocab alone",
            with(inline(json!({ "@vocab": "https://ex.org/#" })), "/degree", json!("PhD")),
            "/degree",
        ),
        (
            "a type reached by @vocab alone",
            with(inline(json!({ "@vocab": "https://ex.org/#" })), "/type/2", json!("Doctor")),
            "/type/2",
        ),
        ("a relative type", with(badge(), "/type/2", json!("Doctor")), "/type/2"),
        (
            "an id with braces, which is signed as it stands",
            with(badge(), "/evidence", json!({ "id": "https://ex.org/{}", "type": "Evidence" })),
            "/evidence/id",
        ),
    ] {
        let document = signed(document);
        suite.case(name, holds(&document).and_then(|()| {
            names(&document, place)?;
            tier(&document, place, Tier::Unsigned)
        }));
    }
    // The twin: the same shape with meaning.
    let known = signed(with(badge(), "/evidence", json!({ "id": "urn:uuid:1", "type": "Evidence" })));
    suite.case("the twin", holds(&known).and_then(|()| {
        ends(&known, CheckCode::ContextTerms, CheckOutcome::Passed)?;
        tier(&known, "/evidence/id", Tier::Signed)
    }));
    suite.finish();
}

#[test]
fn contexts_inside_the_document_do_not_move_meaning() {
    let mut suite = Suite::new("forgeries: contexts inside the document", &[]);
    let refused = |document: &Value, code: &str| {
        ends(document, CheckCode::ContextTerms, CheckOutcome::Failed)?;
        fails(document)?;
        match quads(document, &Contexts::built_in()) {
            Err(LinkedDataError::Invalid { code: found, .. }) => equal(&code, &found),
            other => Err(format!("expected {code}, found {other:?}")),
        }
    };
    let honest = signed(badge());
    let swapped = json!({
        "name": "https://schema.org/description",
        "description": "https://schema.org/name"
    });
    suite.case(
        "null wipes protected terms",
        refused(&with(honest.clone(), "/@context/2", json!(null)), "invalid context nullification"),
    );
    suite.case(
        "a null that is followed by a definition",
        refused(
            &with(with(honest.clone(), "/@context/2", json!(null)), "/@context/3", swapped.clone()),
            "invalid context nullification",
        ),
    );
    suite.case(
        "a protected term redefined at the top",
        refused(&with(honest.clone(), "/@context/2", swapped.clone()), "protected term redefinition"),
    );
    suite.case(
        "a protected term redefined in a node",
        refused(
            &with(honest.clone(), "/credentialSubject/0/@context", json!({ "id": "urn:id" })),
            "protected term redefinition",
        ),
    );
    // Where no published context protects them, two terms may be exchanged: the quads and the
    // signature stay, and the JSON reads otherwise.
    let plain = |context: Value, name: &str, description: &str| {
        with(
            badge(),
            "/evidence",
            json!({
                "@context": context,
                "id": "urn:uuid:8",
                "urn:about": { "id": "urn:uuid:9", "achievementType": name, "humanCode": description }
            }),
        )
    };
    let straight = json!({ "achievementType": "urn:a", "humanCode": "urn:b" });
    let crossed = json!({ "achievementType": "urn:b", "humanCode": "urn:a" });
    let mut exchanged = signed(plain(straight, "Certificate", "Diploma"));
    let proof = exchanged["proof"].clone();
    exchanged = plain(crossed, "Diploma", "Certificate");
    exchanged["proof"] = proof;
    suite.case("two terms exchanged in an inline context", holds(&exchanged).and_then(|()| {
        names(&exchanged, "/evidence/@context/achievementType")?;
        names(&exchanged, "/evidence/@context/humanCode")?;
        tier(&exchanged, "/evidence/urn:about/achievementType", Tier::Unsigned)?;
        tier(&exchanged, "/evidence/urn:about/humanCode", Tier::Unsigned)?;
        tier(&exchanged, "/credentialSubject/0/id", Tier::Signed)
    }));
    suite.finish();
}
