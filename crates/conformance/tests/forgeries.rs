//! Forgeries that were shown to pass elsewhere, and inputs that made libraries panic, stall or
//! disagree: each is a regression here. No corpus is needed.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic_in_result_fn,
    reason = "a test fails by a panic"
)]

use std::time::{Duration, Instant};

use credeval_conformance::{Suite, at, equal};
use credeval_linked_data::{Contexts, LinkedDataError, canonicalize, quads};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Pointer, Tier, evidence::Evidence, json::JsonError,
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
    match document
        .pointer_mut(parent)
        .expect("a place of the document")
    {
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
    let against = Against::new(&evidence, &trust, &contexts, at());
    look(&check(&opened, against))
}

fn rows(document: &Value, code: CheckCode) -> Vec<Check> {
    checked(document, |checked| {
        checked
            .checks()
            .iter()
            .filter(|check| check.code == code)
            .cloned()
            .collect()
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
    let places: Vec<_> = rows(document, CheckCode::ContextTerms)
        .into_iter()
        .filter_map(|row| row.pointer)
        .collect();
    match places.contains(&Pointer::from(pointer)) {
        true => Ok(()),
        false => Err(format!("expected {pointer} named, found {places:?}")),
    }
}

fn tier(document: &Value, pointer: &str, tier: Tier) -> Result<(), String> {
    assert!(
        document.pointer(pointer).is_some(),
        "{pointer} is no place of the document"
    );
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
        true => Err(format!(
            "expected an end within {PATIENCE:?}, had to wait {taken:?}"
        )),
        false => Ok(result),
    }
}

const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
const SUBJECT: &str = "/credentialSubject/0";

#[test]
fn an_honest_badge_passes_and_each_altered_word_fails() {
    let mut suite = Suite::new("forgeries: altered words", &[]);
    let honest = signed(badge());
    suite.case(
        "honest",
        holds(&honest).and_then(|()| {
            ends(&honest, CheckCode::ContextTerms, CheckOutcome::Passed)?;
            ends(&honest, CheckCode::IssuerKey, CheckOutcome::Passed)?;
            tier(
                &honest,
                "/credentialSubject/0/achievement/name",
                Tier::Signed,
            )
        }),
    );
    let grades = "/credentialSubject/0/achievement/resultDescription/0/allowedValue";
    for (name, pointer, value) in [
        (
            "the contents of a list replaced",
            grades,
            json!(["Z", "Y", "X", "W", "V", "U"]),
        ),
        (
            "one item of a list replaced",
            grades,
            json!(["A", "B", "C", "D", "E", "G"]),
        ),
        (
            "a list turned round",
            grades,
            json!(["F", "E", "D", "C", "B", "A"]),
        ),
        ("a list emptied", grades, json!([])),
        ("a list cut short", grades, json!(["A", "B", "C", "D", "E"])),
        (
            "another name",
            "/credentialSubject/0/achievement/name",
            json!("Soil sciences"),
        ),
        (
            "another subject",
            "/credentialSubject/0/id",
            json!("urn:uuid:0"),
        ),
        (
            "another issuer's name",
            "/issuer/name",
            json!("Test University"),
        ),
        (
            "another datatype",
            "/validFrom",
            json!({ "@value": "2026-01-01T00:00:00Z" }),
        ),
        (
            "another time of the proof",
            "/proof/created",
            json!("2026-01-02T00:00:00Z"),
        ),
        (
            "another purpose",
            "/proof/proofPurpose",
            json!("authentication"),
        ),
    ] {
        let mut altered = honest.clone();
        *altered.pointer_mut(pointer).expect("a place of the badge") = value;
        suite.case(name, fails(&altered));
    }
    suite.finish();
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of forgeries")]
fn what_is_added_outside_of_the_signature_is_named_and_unsigned() {
    let mut suite = Suite::new("forgeries: parts that do not reach the quads", &[]);
    let professor = json!({
        "id": "https://ex.org/a b",
        "type": ["AchievementSubject"],
        "role": "Professor"
    });
    // The genuine signature still holds over each of these; what was added must stand out.
    for (name, pointer, value) in [
        (
            "a second subject whose id is no IRI, put first",
            SUBJECT,
            professor.clone(),
        ),
        ("an undefined term", "/grade", json!("10")),
        (
            "an undefined term inside",
            "/credentialSubject/0/achievement/degree",
            json!("PhD"),
        ),
        ("an undefined term with null", "/grade", json!(null)),
        ("a keyword that does not exist", "/@grade", json!("10")),
        (
            "a node with a relative id",
            "/evidence",
            json!({ "id": "evidence/1", "type": "Evidence", "name": "A thesis" }),
        ),
        (
            "an id that is relative",
            "/credentialSubject/0/achievement/image",
            json!({ "id": "image.png", "type": "Image" }),
        ),
        (
            "a type that is mapped to nothing",
            "/credentialSubject/0/type/1",
            json!("Doctor"),
        ),
        (
            "an IRI that would break out of its brackets",
            "/evidence",
            json!({ "id": "urn:a> <urn:b" }),
        ),
        (
            "an ill-formed language tag",
            "/credentialSubject/0/achievement/tag",
            json!({ "@value": "x", "@language": "en_GB" }),
        ),
        (
            "a value that floats free",
            "/@graph",
            json!(["PhD", { "@value": "PhD" }]),
        ),
        (
            "a reference that floats free",
            "/@included",
            json!([{ "id": "urn:phd" }]),
        ),
        ("a blank node as a property", "/_:grade", json!("10")),
    ] {
        let forged = with(signed(badge()), pointer, value);
        suite.case(
            name,
            holds(&forged).and_then(|()| {
                ends(&forged, CheckCode::ContextTerms, CheckOutcome::Failed)?;
                let named = rows(&forged, CheckCode::ContextTerms);
                let inside = |row: &Check| {
                    row.pointer
                        .as_ref()
                        .is_some_and(|place| place.is_within(&Pointer::from(pointer)))
                };
                match named.iter().all(inside) {
                    true => tier(&forged, pointer, Tier::Unsigned),
                    false => Err(format!(
                        "expected only places in {pointer}, found {named:?}"
                    )),
                }
            }),
        );
    }
    let forged = with(signed(badge()), SUBJECT, professor.clone());
    for (place, expected) in [
        ("/credentialSubject/0", Tier::Unsigned),
        ("/credentialSubject/0/role", Tier::Unsigned),
        ("/credentialSubject/1/achievement/name", Tier::Signed),
        ("/name", Tier::Signed),
    ] {
        suite.case(
            &format!("two subjects: {place}"),
            tier(&forged, place, expected),
        );
    }
    // A node inside the one that is dropped is in the dataset, and breaks the signature.
    let doctor = json!({
        "id": "https://ex.org/{}",
        "type": ["Achievement"],
        "name": "Doctor of everything",
        "description": "All of it.",
        "criteria": { "narrative": "None." }
    });
    let forged = with(
        signed(badge()),
        SUBJECT,
        with(professor, "/achievement", doctor),
    );
    suite.case(
        "a second subject with an achievement of its own",
        fails(&forged).and_then(|()| {
            names(&forged, "/credentialSubject/0/id")?;
            names(&forged, "/credentialSubject/0/achievement/id")?;
            tier(
                &forged,
                "/credentialSubject/0/achievement/name",
                Tier::Unsigned,
            )
        }),
    );
    suite.finish();
}

#[test]
fn what_the_signer_left_without_meaning_is_named() {
    let mut suite = Suite::new("forgeries: terms without a meaning, signed", &[]);
    let inline = |context: Value| with(badge(), "/@context/2", context);
    for (name, document, place) in [
        (
            "mapped to null",
            with(inline(json!({ "degree": null })), "/degree", json!("PhD")),
            "/degree",
        ),
        (
            "a type that is mapped to null",
            with(
                inline(json!({ "Doctor": null })),
                "/type/2",
                json!("Doctor"),
            ),
            "/type/2",
        ),
        (
            "reached by @vocab alone",
            with(
                inline(json!({ "@vocab": "https://ex.org/#" })),
                "/degree",
                json!("PhD"),
            ),
            "/degree",
        ),
        (
            "a type reached by @vocab alone",
            with(
                inline(json!({ "@vocab": "https://ex.org/#" })),
                "/type/2",
                json!("Doctor"),
            ),
            "/type/2",
        ),
        (
            "a relative type",
            with(badge(), "/type/2", json!("Doctor")),
            "/type/2",
        ),
        (
            "an id with braces, which is signed as it stands",
            with(
                badge(),
                "/evidence",
                json!({ "id": "https://ex.org/{}", "type": "Evidence" }),
            ),
            "/evidence/id",
        ),
    ] {
        let document = signed(document);
        suite.case(
            name,
            holds(&document).and_then(|()| {
                names(&document, place)?;
                tier(&document, place, Tier::Unsigned)
            }),
        );
    }
    // The twin: the same shape with meaning.
    let known = signed(with(
        badge(),
        "/evidence",
        json!({ "id": "urn:uuid:1", "type": "Evidence" }),
    ));
    suite.case(
        "the twin",
        holds(&known).and_then(|()| {
            ends(&known, CheckCode::ContextTerms, CheckOutcome::Passed)?;
            tier(&known, "/evidence/id", Tier::Signed)
        }),
    );
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
        refused(
            &with(honest.clone(), "/@context/2", json!(null)),
            "invalid context nullification",
        ),
    );
    suite.case(
        "a null that is followed by a definition",
        refused(
            &with(
                with(honest.clone(), "/@context/2", json!(null)),
                "/@context/3",
                swapped.clone(),
            ),
            "invalid context nullification",
        ),
    );
    suite.case(
        "a protected term redefined at the top",
        refused(
            &with(honest.clone(), "/@context/2", swapped.clone()),
            "protected term redefinition",
        ),
    );
    suite.case(
        "a protected term redefined in a node",
        refused(
            &with(
                honest.clone(),
                "/credentialSubject/0/@context",
                json!({ "id": "urn:id" }),
            ),
            "protected term redefinition",
        ),
    );
    // Where no published context protects them, two terms may be exchanged: the quads and the
    // signature stay, and the JSON reads otherwise.
    let plain = |context: Value, name: &str, description: &str| {
        json!({
            "@context": [
                "https://www.w3.org/2018/credentials/v1",
                "https://w3id.org/security/data-integrity/v2",
                context
            ],
            "id": "urn:uuid:7d9e1b3c-5a2f-4c8d-b6e0-3f1a9c7d5e55",
            "type": ["VerifiableCredential"],
            "issuer": issuer(),
            "issuanceDate": "2026-01-01T00:00:00Z",
            "credentialSubject": { "id": "urn:uuid:8", "name": name, "description": description }
        })
    };
    let crossed = swapped;
    let straight = json!({
        "name": "https://schema.org/name",
        "description": "https://schema.org/description"
    });
    let genuine = signed(plain(straight, "Certificate", "Not a diploma"));
    let forged = with(
        plain(crossed, "Not a diploma", "Certificate"),
        "/proof",
        genuine["proof"].clone(),
    );
    for (name, document) in [("as signed", &genuine), ("exchanged", &forged)] {
        suite.case(
            &format!("two terms of an inline context, {name}"),
            holds(document).and_then(|()| {
                names(document, "/@context/2/name")?;
                names(document, "/@context/2/description")?;
                tier(document, "/credentialSubject/name", Tier::Unsigned)?;
                tier(document, "/credentialSubject/description", Tier::Unsigned)?;
                tier(document, "/credentialSubject/id", Tier::Signed)
            }),
        );
    }
    suite.finish();
}

/// What is refused before any proof is looked at.
#[test]
fn what_has_no_one_reading_is_not_opened() {
    let mut suite = Suite::new("forgeries: refused at once", &[]);
    let opens = |text: &str| open(&Document::new(text.as_bytes().to_vec(), "forgery"));
    let honest = signed(badge()).to_string();
    suite.case(
        "the twin",
        opens(&honest)
            .map(|_| ())
            .map_err(|error| error.to_string()),
    );
    for (name, text) in [
        (
            "a key twice",
            honest.replacen("\"name\":", "\"name\":\"PhD\",\"name\":", 1),
        ),
        (
            "a key twice, once escaped",
            honest.replacen("\"name\":", "\"\\u006eame\":\"PhD\",\"name\":", 1),
        ),
        (
            "two proofs under one key",
            honest.replacen("\"proof\":", "\"proof\":{},\"proof\":", 1),
        ),
    ] {
        suite.case(
            name,
            match opens(&text) {
                Err(OpenError::Json(JsonError::DuplicateKey { .. })) => Ok(()),
                other => Err(format!("expected a repeated key, found {other:?}")),
            },
        );
    }
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    for (name, text) in [
        ("arrays", deep("[", "]")),
        ("objects", deep("{\"a\":", "}")),
    ] {
        let text = format!("{{\"@context\":{text}}}");
        suite.case(
            &format!("10,000 nested {name}"),
            soon(|| opens(&text)).and_then(|opened| match opened {
                Err(OpenError::Json(JsonError::Depth { .. })) => Ok(()),
                other => Err(format!("expected the limit of depth, found {other:?}")),
            }),
        );
    }
    suite.finish();
}

/// Inputs that made other libraries panic: `@list` and `@set` in the containers of VC 2.0.
#[test]
fn graph_containers_take_whatever_stands_in_them() {
    let mut suite = Suite::new("forgeries: graph containers", &[]);
    for term in ["proof", "verifiableCredential"] {
        for inner in [
            json!({ "@list": [1, "a", { "id": "urn:b" }] }),
            json!({ "@list": [] }),
            json!({ "@set": ["a"] }),
            json!({ "@set": ["a"], "@index": "i" }),
            json!({ "@set": [{ "@list": ["a"] }], "id": "urn:b" }),
            json!({ "@value": "a" }),
            json!({ "@graph": [{ "id": "urn:b", "type": "VerifiableCredential" }] }),
            json!({ "@graph": [{ "@list": [1] }], "@index": "i" }),
            json!([[{ "@list": [[1]] }], null, true]),
            json!({ "@type": ["@list"], "@included": [{ "@set": [] }] }),
        ] {
            let document = with(
                badge(),
                "/evidence",
                json!({
                    "id": "urn:uuid:4", "type": ["VerifiableCredential"], term: inner
                }),
            );
            let case = format!("{term} with {inner}");
            // Whether there are quads is for the rules to say; here they only must be the same
            // for the quads and for the whole check.
            let result = soon(|| {
                std::panic::catch_unwind(|| {
                    let quads = quads(&document, &Contexts::built_in());
                    checked(&with(document, "/proof", inner), |_| ());
                    quads.map(|quads| canonicalize(&quads.quads))
                })
            });
            suite.case(
                &case,
                match result {
                    Ok(Ok(Ok(Ok(_)) | Err(LinkedDataError::Invalid { .. }))) => Ok(()),
                    Ok(Err(_)) => Err("panics".to_owned()),
                    other => Err(format!(
                        "expected quads or a rule that is broken, found {other:?}"
                    )),
                },
            );
        }
    }
    suite.finish();
}

/// Values that libraries write differently.
#[test]
fn values_are_written_as_most_signers_write_them() {
    let mut suite = Suite::new("forgeries: values", &[]);
    let line = |value: Value, context: Value| {
        let document = json!({ "@context": context, "@id": "urn:a", "urn:p": value });
        let quads = quads(&document, &Contexts::built_in()).map_err(|error| error.to_string())?;
        canonicalize(&quads.quads)
            .map(|canonical| canonical.nquads)
            .map_err(|error| error.to_string())
    };
    let xsd = "http://www.w3.org/2001/XMLSchema#";
    for (value, expected) in [
        // RDFC-1.0 section 5: control characters are escaped, which some versions did not.
        (json!("a\tb"), r#""a\tb""#.to_owned()),
        (json!("a\nb\r\u{8}\u{c}"), r#""a\nb\r\b\f""#.to_owned()),
        (
            json!("\u{0}\u{1}\u{b}\u{1f}\u{7f}"),
            r#""\u0000\u0001\u000B\u001F\u007F""#.to_owned(),
        ),
        (json!("\"\\"), r#""\"\\""#.to_owned()),
        (
            json!("\u{80}\u{e9}\u{1f600}"),
            "\"\u{80}\u{e9}\u{1f600}\"".to_owned(),
        ),
        (
            json!(9_007_199_254_740_993_u64),
            format!("\"9007199254740992\"^^<{xsd}integer>"),
        ),
        (
            json!(1e20),
            format!("\"100000000000000000000\"^^<{xsd}integer>"),
        ),
        (json!(0.1), format!("\"1.0E-1\"^^<{xsd}double>")),
        (
            json!({ "@value": "de", "@language": "DE-at" }),
            "\"de\"@de-at".to_owned(),
        ),
        (
            // Keys in the order of UTF-16, not of UTF-8 (RFC 8785 section 3.2.3).
            json!({ "@type": "@json", "@value": { "\u{ff61}": 1, "\u{1f600}": 2 } }),
            format!("\"{{\\\"\u{1f600}\\\":2,\\\"\u{ff61}\\\":1}}\"^^<{RDF_JSON}>"),
        ),
    ] {
        let found = line(value.clone(), json!({}));
        suite.case(
            &format!("{value}"),
            found.and_then(|found| equal(&format!("<urn:a> <urn:p> {expected} .\n"), &found)),
        );
    }
    // Open Badges 3.0 coerces to this datatype, as it is published; it is not XML Schema's.
    let secure = "https://www.w3.org/2001/XMLSchema#boolean";
    let coerced = json!({ "p": { "@id": "urn:p", "@type": secure } });
    for value in [json!(true), json!(false)] {
        let document = json!({ "@context": coerced, "@id": "urn:a", "p": value });
        let found = quads(&document, &Contexts::none()).map_err(|error| error.to_string());
        suite.case(
            &format!("{value} with a datatype of its own"),
            found.and_then(|found| {
                let text = canonicalize(&found.quads)
                    .map_err(|error| error.to_string())?
                    .nquads;
                equal(
                    &format!("<urn:a> <urn:p> \"{value}\"^^<{secure}> .\n"),
                    &text,
                )
            }),
        );
    }
    let hashed = with(
        badge(),
        "/credentialSubject/0/identifier",
        json!([{
            "type": "IdentityObject", "hashed": true, "identityHash": "x", "identityType": "emailAddress"
        }]),
    );
    let found = quads(&hashed, &Contexts::built_in()).map_err(|error| error.to_string());
    suite.case(
        "hashed of an Open Badge",
        found.and_then(|found| {
            let texts: Vec<String> = found
                .quads
                .iter()
                .map(|quad| quad.object.to_string())
                .collect();
            match texts.contains(&format!("\"true\"^^<{secure}>")) {
                true => Ok(()),
                false => Err(format!("expected {secure}, found {texts:?}")),
            }
        }),
    );
    suite.finish();
}

/// Two embedded graphs that say the same: related blank nodes stand several times in a list, which
/// some libraries shorten (RDFC-1.0 section 4.8, step 3.1.2).
#[test]
fn identical_embedded_graphs_keep_their_repetitions() {
    let mut suite = Suite::new("forgeries: identical embedded graphs", &[]);
    let endorsement = |id: &str| {
        json!({
            "id": id,
            "type": "VerifiableCredential",
            "proof": { "type": "DataIntegrityProof", "created": "2026-01-01T00:00:00Z" }
        })
    };
    let document = json!({
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": "urn:c",
        "type": "VerifiableCredential",
        "evidence": [endorsement("urn:a"), endorsement("urn:b")]
    });
    let text = |document: &Value| {
        let found = quads(document, &Contexts::built_in()).map_err(|error| error.to_string())?;
        canonicalize(&found.quads)
            .map(|canonical| canonical.nquads)
            .map_err(|error| error.to_string())
    };
    suite.case(
        "canonical text",
        text(&document).and_then(|found| equal(&IDENTICAL_GRAPHS.to_owned(), &found)),
    );
    let turned = with(
        document.clone(),
        "/evidence",
        json!([endorsement("urn:b"), endorsement("urn:a")]),
    );
    suite.case(
        "in another order",
        text(&turned).and_then(|found| equal(&IDENTICAL_GRAPHS.to_owned(), &found)),
    );
    let mut altered = document;
    altered["evidence"][1]["proof"]["created"] = "2026-01-02T00:00:00Z".into();
    suite.case(
        "the twin",
        text(&altered).and_then(|found| match found == IDENTICAL_GRAPHS {
            true => Err("is the same text".to_owned()),
            false => Ok(()),
        }),
    );
    suite.finish();
}

/// As `rdf-canonize` 3.4 writes it. Without the repetitions `_:c14n2` and `_:c14n3` change places.
const IDENTICAL_GRAPHS: &str = "\
<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
<urn:a> <https://w3id.org/security#proof> _:c14n0 .
<urn:b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
<urn:b> <https://w3id.org/security#proof> _:c14n1 .
<urn:c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
<urn:c> <https://www.w3.org/2018/credentials#evidence> <urn:a> .
<urn:c> <https://www.w3.org/2018/credentials#evidence> <urn:b> .
_:c14n2 <http://purl.org/dc/terms/created> \"2026-01-01T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime> _:c14n0 .
_:c14n2 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/security#DataIntegrityProof> _:c14n0 .
_:c14n3 <http://purl.org/dc/terms/created> \"2026-01-01T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime> _:c14n1 .
_:c14n3 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/security#DataIntegrityProof> _:c14n1 .
";

/// Graphs whose blank nodes are hard to tell apart: each ends within its budget.
#[test]
fn poison_graphs_end_within_their_budget() {
    let mut suite = Suite::new("forgeries: poison graphs", &[]);
    let node = |index: usize, links: &[usize]| {
        let links: Vec<Value> = links
            .iter()
            .map(|link| json!({ "@id": format!("_:n{link}") }))
            .collect();
        json!({ "@id": format!("_:n{index}"), "urn:edge": links })
    };
    let grid = (0..36).map(|index| {
        let (row, column) = (index / 6, index % 6);
        node(
            index,
            &[row * 6 + (column + 1) % 6, (row + 1) % 6 * 6 + column],
        )
    });
    let ring = (0..1_000).map(|index| node(index, &[(index + 1) % 1_000]));
    let clique = |size: usize| {
        (0..size).map(move |index| {
            node(
                index,
                &(0..size)
                    .filter(|other| *other != index)
                    .collect::<Vec<_>>(),
            )
        })
    };
    // The same two pairs in twelve graphs: 12! orders of equal entries, all alike.
    let repeated = (0..12).map(|graph| {
        json!({ "@id": format!("urn:graph:{graph}"), "@graph": [node(0, &[1]), node(2, &[3])] })
    });
    for (name, nodes, told_apart) in [
        ("a 6x6 grid that is closed", grid.collect::<Vec<_>>(), false),
        ("a ring of 1,000", ring.collect(), false),
        ("a clique of 8", clique(8).collect(), false),
        ("a clique of 12", clique(12).collect(), false),
        ("a clique of 4", clique(4).collect(), true),
        ("two pairs in twelve graphs", repeated.collect(), true),
    ] {
        let document = json!({ "@graph": nodes });
        let found = soon(|| {
            let quads = quads(&document, &Contexts::none()).map_err(|error| error.to_string())?;
            Ok(canonicalize(&quads.quads).is_ok())
        });
        suite.case(
            name,
            found.and_then(|found: Result<bool, String>| equal(&told_apart, &found?)),
        );
    }
    suite.finish();
}
