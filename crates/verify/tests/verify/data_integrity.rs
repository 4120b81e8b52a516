//! Data Integrity proofs: each suite with the twins that fail, sets and chains of proofs, selective
//! disclosure, and what a forger would try with them.

use std::collections::BTreeMap;

use aws_lc_rs::signature::KeyPair as _;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ciborium::Value as Cbor;
use credeval_linked_data::{Contexts, canonicalize, lines, quads};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer, Tier,
    disclosure::Withheld,
    evidence::{Evidence, EvidenceKind},
};
use credeval_verify::{Checked, Trust, hashes};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384};

use crate::support::{Key, bytes, found, is_identified, judge, rows, trust};
use CheckCode::{
    ContextTerms, DocumentLimit, IssuerKey, ProofAlgorithm, ProofPurpose, ProofSignature,
    ProofTime, StatusRevocation, ValidityUntil,
};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

const SCHOOL: &str = "did:web:school.example";
const DOCUMENT: &str = "https://school.example/.well-known/did.json";

/// A key with the name of its verification method.
struct Signer {
    key: Key,
    method: String,
}

/// A key as a multikey: its multicodec and its point, compressed.
fn multikey(key: &Key) -> Vec<u8> {
    let compressed = |codec: [u8; 2], point: &[u8]| {
        let (x, y) = point[1..].split_at(point.len() / 2);
        let sign = 2 + (y.last().unwrap() & 1);
        [&codec, [sign].as_slice(), x].concat()
    };
    match key {
        Key::Ed25519(pair) => [&[0xed, 0x01], pair.public_key().as_ref()].concat(),
        Key::Ec("ES256", pair) => compressed([0x80, 0x24], pair.public_key().as_ref()),
        Key::Ec("ES384", pair) => compressed([0x81, 0x24], pair.public_key().as_ref()),
        _ => panic!("no multikey of this kind"),
    }
}

fn base58(bytes: &[u8]) -> String {
    format!("z{}", bs58::encode(bytes).into_string())
}

impl Signer {
    /// Somebody whose identifier is the key.
    fn did_key(key: Key) -> Self {
        let name = base58(&multikey(&key));
        Self {
            key,
            method: format!("did:key:{name}#{name}"),
        }
    }

    /// The school, under a key of its own document.
    fn school(key: Key, name: &str) -> Self {
        Self {
            key,
            method: format!("{SCHOOL}#{name}"),
        }
    }

    fn id(&self) -> &str {
        self.method.split('#').next().unwrap()
    }

    /// The proof of a suite without its value, with whatever else it shall state.
    fn options(&self, suite: &str, more: &Value) -> Value {
        let mut proof = json!({
            "created": "2026-01-01T00:00:00Z",
            "verificationMethod": self.method,
            "proofPurpose": "assertionMethod"
        });
        if suite.starts_with("Ed25519Signature") {
            proof["type"] = suite.into();
        } else {
            proof["type"] = "DataIntegrityProof".into();
            proof["cryptosuite"] = suite.into();
        }
        let entries = proof.as_object_mut().unwrap();
        entries.extend(more.as_object().cloned().unwrap_or_default());
        proof
    }

    fn proof_with(&self, document: &Value, suite: &str, more: &Value) -> Value {
        let mut proof = self.options(suite, more);
        let signed = hashes(document, &proof, &Contexts::built_in()).unwrap();
        if suite == "Ed25519Signature2018" {
            let header = json!({ "alg": "EdDSA", "b64": false, "crit": ["b64"] });
            proof["jws"] = self.detached(&header, &signed.signed).into();
        } else {
            proof["proofValue"] = base58(&self.key.sign(&signed.signed)).into();
        }
        proof
    }

    fn proof(&self, document: &Value, suite: &str) -> Value {
        self.proof_with(document, suite, &json!({}))
    }

    fn detached(&self, header: &Value, payload: &[u8]) -> String {
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let input = [header.as_bytes(), b".", payload].concat();
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(&input));
        format!("{header}..{signature}")
    }
}

/// The document with another value at a place, or a value where there was none.
fn with(mut document: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        entries => entries[key] = value,
    }
    document
}

/// A badge with several nodes that have no identifier.
fn badge(issuer: &str) -> Value {
    let mut badge = crate::support::badge(issuer);
    let subject = &mut badge["credentialSubject"];
    subject["achievement"]["creditsAvailable"] = 1.5.into();
    subject["result"] = json!([{ "type": ["Result"], "value": "failed" }]);
    badge
}

/// Suites of the first data model need its context: the second has no terms for them.
fn badge_for(suite: &str, issuer: &str) -> Value {
    let badge = badge(issuer);
    match suite {
        "Ed25519Signature2018" | "Ed25519Signature2020" => {
            let mut contexts = vec![
                "https://www.w3.org/2018/credentials/v1",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
            ];
            if suite == "Ed25519Signature2020" {
                contexts.push("https://w3id.org/security/suites/ed25519-2020/v1");
            }
            let mut badge = with(badge, "/@context", json!(contexts));
            let entries = badge.as_object_mut().unwrap();
            let start = entries.remove("validFrom").unwrap();
            entries.insert("issuanceDate".to_owned(), start);
            badge
        }
        _ => badge,
    }
}

fn see<T>(document: &Value, look: impl Fn(&Checked<'_>) -> T) -> T {
    judge(&bytes(document), &Trust::none(), &Evidence::none(), look)
}

fn outcomes(document: &Value, code: CheckCode) -> Vec<CheckOutcome> {
    see(document, |checked| rows(checked, code))
}

/// The one row of a code.
fn the_row(document: &Value, code: CheckCode) -> Check {
    see(document, |checked| {
        let mut rows = checked.checks().iter().filter(|check| check.code == code);
        let row = rows.next().unwrap().clone();
        assert!(rows.next().is_none(), "{code} has several rows");
        row
    })
}

/// The cause of the one row of `proof.signature`, which must have failed.
fn refusal(document: &Value) -> String {
    let row = the_row(document, ProofSignature);
    assert_eq!(row.outcome, Failed, "{row:?}");
    row.cause.unwrap().code
}

fn suites() -> Vec<(&'static str, Signer)> {
    let signer = |suite, key| (suite, Signer::did_key(key));
    vec![
        signer("Ed25519Signature2018", Key::ed25519(1)),
        signer("Ed25519Signature2020", Key::ed25519(1)),
        signer("eddsa-2022", Key::ed25519(1)),
        signer("eddsa-rdfc-2022", Key::ed25519(1)),
        signer("eddsa-jcs-2022", Key::ed25519(1)),
        signer("ecdsa-rdfc-2019", Key::p256()),
        signer("ecdsa-rdfc-2019", Key::p384()),
        signer("ecdsa-jcs-2019", Key::p256()),
        signer("ecdsa-jcs-2019", Key::p384()),
    ]
}

/// A document with the proof of a suite.
fn signed(suite: &str, signer: &Signer) -> Value {
    let document = badge_for(suite, signer.id());
    let proof = signer.proof(&document, suite);
    with(document, "/proof", proof)
}

/// aries-framework-go #3096: a changed or added term must not go unseen, whatever the suite.
#[test]
fn each_suite_holds_and_each_changed_value_fails() {
    for (suite, signer) in suites() {
        let genuine = signed(suite, &signer);
        let covered = match suite.contains("jcs") {
            true => NotApplicable,
            false => Passed,
        };
        see(&genuine, |checked| {
            for code in [
                ProofSignature,
                ProofAlgorithm,
                ProofPurpose,
                ProofTime,
                IssuerKey,
            ] {
                assert_eq!(rows(checked, code), [Passed], "{suite} {code}");
            }
            assert_eq!(rows(checked, ContextTerms), [covered], "{suite}");
        });
        for (pointer, value) in [
            ("/name", json!("Another name")),
            ("/issuer/name", json!("Another school")),
            ("/credentialSubject/achievement/name", json!("Medicine")),
            ("/credentialSubject/achievement/creditsAvailable", json!(15)),
            ("/credentialSubject/result/0/value", json!("passed")),
            ("/credentialSubject/result", json!([])),
            ("/proof/created", json!("2026-01-01T00:00:01Z")),
            ("/proof/expires", json!("2027-01-01T00:00:00Z")),
            ("/proof/domain", json!("elsewhere.example")),
        ] {
            let altered = with(genuine.clone(), pointer, value);
            assert_eq!(refusal(&altered), "bad_signature", "{suite} {pointer}");
        }
        // What no context defines is under the bytes, or named as under nothing.
        let added = with(
            genuine.clone(),
            "/credentialSubject/honours",
            json!("cum laude"),
        );
        match suite.contains("jcs") {
            true => assert_eq!(refusal(&added), "bad_signature"),
            false => see(&added, |checked| {
                assert_eq!(rows(checked, ContextTerms), [Failed], "{suite}");
                let place = Pointer::from("/credentialSubject/honours");
                assert_eq!(checked.tier_at(&place), Tier::Unsigned);
            }),
        }
    }
}

#[test]
fn purpose_and_time_are_checked_in_each_suite() {
    for (suite, signer) in suites() {
        let document = badge_for(suite, signer.id());
        for (stated, code) in [
            (json!({ "proofPurpose": "authentication" }), ProofPurpose),
            (json!({ "created": "2026-07-01T00:00:00Z" }), ProofTime),
            (json!({ "expires": "2026-05-01T00:00:00Z" }), ProofTime),
        ] {
            let proof = signer.proof_with(&document, suite, &stated);
            let odd = with(document.clone(), "/proof", proof);
            assert_eq!(outcomes(&odd, ProofSignature), [Passed], "{suite} {stated}");
            assert_eq!(outcomes(&odd, code), [Failed], "{suite} {stated}");
        }
    }
}

#[test]
fn the_value_of_one_suite_is_none_of_another() {
    for (suite, other, key) in [
        ("eddsa-jcs-2022", "eddsa-rdfc-2022", Key::ed25519(1)),
        ("eddsa-rdfc-2022", "eddsa-jcs-2022", Key::ed25519(1)),
        ("eddsa-rdfc-2022", "eddsa-2022", Key::ed25519(1)),
        ("ecdsa-jcs-2019", "ecdsa-rdfc-2019", Key::p256()),
        ("ecdsa-rdfc-2019", "ecdsa-jcs-2019", Key::p384()),
    ] {
        let signer = Signer::did_key(key);
        let confused = with(signed(suite, &signer), "/proof/cryptosuite", other.into());
        assert_eq!(refusal(&confused), "bad_signature", "{suite} as {other}");
    }
    // The signatures of 2018 and 2020 are made over different bytes.
    let signer = Signer::did_key(Key::ed25519(1));
    let mut confused = signed("Ed25519Signature2018", &signer);
    let jws = confused["proof"]["jws"].take();
    let (_, signature) = jws.as_str().unwrap().split_once("..").unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    confused["proof"] = json!({
        "type": "Ed25519Signature2020",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": signer.method,
        "proofPurpose": "assertionMethod",
        "proofValue": base58(&signature)
    });
    assert_eq!(refusal(&confused), "bad_signature");
}

#[test]
fn a_suite_takes_no_key_of_another_kind() {
    for (suite, key) in [
        ("eddsa-rdfc-2022", Key::p256()),
        ("eddsa-jcs-2022", Key::p384()),
        ("Ed25519Signature2020", Key::p256()),
        ("ecdsa-rdfc-2019", Key::ed25519(1)),
        ("ecdsa-jcs-2019", Key::ed25519(1)),
    ] {
        let signer = Signer::did_key(key);
        let odd = signed(suite, &signer);
        assert_eq!(refusal(&odd), "key_mismatch", "{suite}");
        assert_eq!(outcomes(&odd, ProofAlgorithm), [Failed], "{suite}");
    }
}

#[test]
fn a_value_that_is_not_written_as_its_suite_writes_it_is_refused() {
    let signer = Signer::did_key(Key::ed25519(1));
    let genuine = signed("eddsa-jcs-2022", &signer);
    let text = genuine["proof"]["proofValue"].as_str().unwrap();
    let signature = bs58::decode(&text[1..]).into_vec().unwrap();
    for value in [
        json!(format!("u{}", URL_SAFE_NO_PAD.encode(&signature))),
        json!(base58(&[signature.as_slice(), &[0]].concat())),
        json!(base58(&signature[..63])),
        json!("z0OIl"),
        json!(""),
        json!([text]),
        Value::Null,
    ] {
        let odd = with(genuine.clone(), "/proof/proofValue", value);
        assert_eq!(refusal(&odd), "malformed_proof_value");
    }
}

#[test]
fn kinds_of_proof_that_are_unknown_settle_nothing() {
    let document = badge("did:web:school.example");
    for (kind, suite) in [
        ("DataIntegrityProof", "bbs-2023"),
        ("DataIntegrityProof", "eddsa-jcs-2023"),
        ("RsaSignature2018", ""),
        ("EcdsaSecp256k1Signature2019", ""),
        ("eddsa-rdfc-2022", ""),
    ] {
        let proof = json!({ "type": kind, "cryptosuite": suite, "proofPurpose": "assertionMethod",
            "verificationMethod": "did:web:school.example#key", "proofValue": "zabc" });
        let odd = with(document.clone(), "/proof", proof);
        for code in [ProofSignature, ProofAlgorithm, ContextTerms] {
            assert_eq!(
                outcomes(&odd, code),
                [Inconclusive],
                "{kind} {suite} {code}"
            );
        }
    }
    for proof in [
        json!({}),
        json!("urn:proof"),
        json!({ "type": "DataIntegrityProof" }),
    ] {
        let odd = with(document.clone(), "/proof", proof);
        assert_eq!(refusal(&odd), "malformed_proof");
    }
}

#[test]
fn more_proofs_than_any_credential_needs_are_refused() {
    let signer = Signer::did_key(Key::ed25519(1));
    let document = badge(signer.id());
    let proof = signer.proof(&document, "eddsa-jcs-2022");
    let many = |count: usize| {
        with(
            document.clone(),
            "/proof",
            json!(vec![proof.clone(); count]),
        )
    };
    assert_eq!(outcomes(&many(8), ProofSignature), [Passed; 8]);
    assert_eq!(refusal(&many(9)), "too_many_proofs");
    assert_eq!(outcomes(&many(9), DocumentLimit), [Passed, Failed]);
}

// Signatures of 2018.

#[test]
fn a_detached_signature_cannot_choose_its_algorithm() {
    let suite = "Ed25519Signature2018";
    let signer = Signer::did_key(Key::ed25519(1));
    let document = badge_for(suite, signer.id());
    let proof = signer.options(suite, &json!({}));
    let payload = hashes(&document, &proof, &Contexts::built_in())
        .unwrap()
        .signed;
    let with_jws = |jws: String| {
        let mut proof = proof.clone();
        proof["jws"] = jws.into();
        with(document.clone(), "/proof", proof)
    };
    let header = |alg: &str| json!({ "alg": alg, "b64": false, "crit": ["b64"] });
    let genuine = signer.detached(&header("EdDSA"), &payload);
    assert_eq!(
        outcomes(&with_jws(genuine.clone()), ProofSignature),
        [Passed]
    );
    for name in ["none", "HS256", "ES256", "RS256", "eddsa", ""] {
        let forged = with_jws(signer.detached(&header(name), &payload));
        assert_eq!(refusal(&forged), "refused_algorithm", "{name}");
        assert_eq!(outcomes(&forged, ProofAlgorithm), [Failed], "{name}");
    }
    for odd in [
        json!({ "alg": "EdDSA" }),
        json!({ "alg": "EdDSA", "b64": false }),
        json!({ "alg": "EdDSA", "crit": ["b64"] }),
        json!({ "alg": "EdDSA", "b64": true, "crit": ["b64"] }),
        json!({ "alg": "EdDSA", "b64": false, "crit": ["b64", "exp"], "exp": 1 }),
        json!({ "alg": "EdDSA", "b64": false, "crit": [] }),
        json!({ "alg": "EdDSA", "b64": false, "crit": "b64" }),
    ] {
        let forged = with_jws(signer.detached(&odd, &payload));
        assert_eq!(refusal(&forged), "critical_header", "{odd}");
    }
    let (start, signature) = genuine.split_once("..").unwrap();
    let twice =
        URL_SAFE_NO_PAD.encode(r#"{"alg":"none","alg":"EdDSA","b64":false,"crit":["b64"]}"#);
    for odd in [
        format!("{start}.{}.{signature}", URL_SAFE_NO_PAD.encode(&payload)),
        format!("{start}..{signature}.."),
        format!("{twice}..{signature}"),
        format!("..{signature}"),
        signature.to_owned(),
    ] {
        assert_eq!(refusal(&with_jws(odd)), "malformed_proof_value");
    }
    assert_eq!(refusal(&with_jws(format!("{start}.."))), "bad_signature");
}

// Proofs over the JSON itself.

/// The school's own document, which lists each of these keys.
fn evidence(keys: &[&Signer]) -> Evidence {
    let methods: Vec<Value> = keys
        .iter()
        .map(|signer| {
            json!({ "id": signer.method, "type": "Multikey", "controller": SCHOOL,
                "publicKeyMultibase": base58(&multikey(&signer.key)) })
        })
        .collect();
    let names: Vec<&str> = keys.iter().map(|signer| signer.method.as_str()).collect();
    let document = json!({ "id": SCHOOL, "verificationMethod": methods, "assertionMethod": names });
    found(EvidenceKind::KeyDocument, DOCUMENT, &document)
}

fn pinned(more: &str) -> Trust {
    trust(&format!(
        "[[anchor]]\nid = 'school'\nkind = 'did_pin'\ndid = '{SCHOOL}'\n{more}"
    ))
}

#[test]
fn a_proof_over_the_json_covers_what_no_context_defines() {
    let school = Signer::school(Key::ed25519(1), "key");
    let document = with(badge(SCHOOL), "/honours", json!("cum laude"));
    let proof = school.proof(&document, "eddsa-jcs-2022");
    let genuine = with(document, "/proof", proof);
    let place = Pointer::from("/honours");
    judge(
        &bytes(&genuine),
        &pinned(""),
        &evidence(&[&school]),
        |checked| {
            assert_eq!(rows(checked, ProofSignature), [Passed]);
            assert_eq!(rows(checked, ContextTerms), [NotApplicable]);
            assert!(is_identified(checked));
            assert_eq!(checked.tier_at(&place), Tier::Identified);
        },
    );
    let altered = with(genuine, "/honours", json!("summa cum laude"));
    judge(
        &bytes(&altered),
        &pinned(""),
        &evidence(&[&school]),
        |checked| {
            assert_eq!(rows(checked, ProofSignature), [Failed]);
            assert_eq!(checked.tier_at(&place), Tier::Unsigned);
        },
    );
}

#[test]
fn a_proof_over_the_json_cannot_bring_its_own_context() {
    let signer = Signer::did_key(Key::ed25519(1));
    let document = badge(signer.id());
    let contexts = document["@context"].as_array().unwrap().clone();
    let prove = |stated: Value| {
        let document = with(document.clone(), "/@context", stated.clone());
        let more = json!({ "@context": stated });
        signer.proof_with(&document, "eddsa-jcs-2022", &more)
    };
    // As it was signed, with the context repeated in the proof.
    let genuine = with(document.clone(), "/proof", prove(json!(contexts)));
    assert_eq!(outcomes(&genuine, ProofSignature), [Passed]);
    assert_eq!(outcomes(&genuine, ContextTerms), [NotApplicable]);
    // Made for another context, another order, or more than the document has.
    let reversed: Vec<Value> = contexts.iter().rev().cloned().collect();
    let more = [contexts.as_slice(), &[json!("urn:more")]].concat();
    for stated in [json!(reversed), json!(more), json!(contexts[1]), json!({})] {
        let forged = with(document.clone(), "/proof", prove(stated));
        assert_eq!(refusal(&forged), "context_mismatch");
    }
    // The document had no second context when it was signed, or none at all.
    for stated in [json!([contexts[0]]), json!(contexts[0]), json!([])] {
        let added = with(document.clone(), "/proof", prove(stated.clone()));
        assert_eq!(outcomes(&added, ProofSignature), [Passed], "{stated}");
        see(&added, |checked| {
            let failed = checked
                .checks()
                .iter()
                .filter(|check| check.code == ContextTerms && check.outcome == Failed);
            let places: Vec<_> = failed.map(|check| check.pointer.clone().unwrap()).collect();
            assert_eq!(
                places.last(),
                Some(&Pointer::from("/@context/1")),
                "{stated}"
            );
        });
    }
    // A context that is exchanged, and one that is slipped in before.
    let evil = json!({ "name": "https://schema.org/description" });
    let exchanged = with(genuine.clone(), "/@context/1", evil.clone());
    assert_eq!(refusal(&exchanged), "context_mismatch");
    let mut slipped = genuine.clone();
    slipped["@context"]
        .as_array_mut()
        .unwrap()
        .insert(0, evil.clone());
    assert_eq!(refusal(&slipped), "context_mismatch");
    let mut both = exchanged;
    both["proof"]["@context"] = both["@context"].clone();
    assert_eq!(refusal(&both), "bad_signature");
    let mut plain = with(
        document.clone(),
        "/proof",
        signer.proof(&document, "eddsa-jcs-2022"),
    );
    plain["@context"].as_array_mut().unwrap().push(evil);
    assert_eq!(refusal(&plain), "bad_signature");
}

#[test]
fn a_number_that_shares_its_signature_with_others_is_refused() {
    let signer = Signer::did_key(Key::ed25519(1));
    let place = "/credentialSubject/achievement/creditsAvailable";
    let document = badge(signer.id());
    let sign = |number: &str| {
        // Signed over the canonical text, as a signer in JavaScript does.
        let value: Value = serde_json::from_str(number).unwrap();
        let document = with(document.clone(), place, value.clone());
        let proof = signer.options("eddsa-jcs-2022", &json!({}));
        let text = |value: &Value| serde_json_canonicalizer::to_string(value).unwrap();
        let hashed = [text(&proof), text(&document)].map(|text| Sha256::digest(text.as_bytes()));
        let mut proof = proof;
        proof["proofValue"] = base58(&signer.key.sign(&hashed.concat())).into();
        with(document, "/proof", proof)
    };
    for (number, other) in [
        ("1.0", "1"),
        ("1e2", "100"),
        ("100", "1E+2"),
        ("0.50", "5e-1"),
    ] {
        let genuine = sign(number).to_string();
        let read = |text: &str| {
            judge(
                text.as_bytes(),
                &Trust::none(),
                &Evidence::none(),
                |checked| rows(checked, ProofSignature),
            )
        };
        assert_eq!(read(&genuine), [Passed], "{number}");
        // The same number, written otherwise.
        let key = "\"creditsAvailable\":";
        let at = genuine.find(key).unwrap() + key.len();
        let end = at + genuine[at..].find(['}', ',']).unwrap();
        let rewritten = format!("{}{other}{}", &genuine[..at], &genuine[end..]);
        assert_eq!(read(&rewritten), [Passed], "{number} as {other}");
        let changed = format!("{}7{}", &genuine[..at], &genuine[end..]);
        assert_eq!(read(&changed), [Failed], "{number}");
    }
    for number in [
        "12345678901234567890",
        "12345678901234567891",
        "9007199254740993",
    ] {
        assert_eq!(refusal(&sign(number)), "inexact_number", "{number}");
    }
}

// Several proofs.

/// What one proof leaves out another may cover, if it is the issuer's as well.
#[test]
fn only_the_issuer_covers_what_a_proof_over_rdf_drops() {
    let school = Signer::school(Key::ed25519(1), "key");
    let second = Signer::school(Key::p256(), "second");
    let stranger = Signer::did_key(Key::ed25519(2));
    let document = with(badge(SCHOOL), "/honours", json!("cum laude"));
    let over_rdf = school.proof(&document, "eddsa-rdfc-2022");
    let place = Pointer::from("/honours");
    let evidence = evidence(&[&school, &second]);
    let look = |other: Value, trust: &Trust| {
        let document = with(document.clone(), "/proof", json!([over_rdf, other]));
        judge(&bytes(&document), trust, &evidence, |checked| {
            (
                rows(checked, ProofSignature),
                rows(checked, ContextTerms),
                checked.tier_at(&place),
                is_identified(checked),
            )
        })
    };
    let own = school.proof(&document, "eddsa-jcs-2022");
    assert_eq!(
        look(own.clone(), &pinned("")),
        (vec![Passed; 2], vec![Passed], Tier::Identified, true)
    );
    let own_second = second.proof(&document, "ecdsa-jcs-2019");
    assert_eq!(look(own_second.clone(), &pinned("")).1, [Passed]);
    // The anchor allows the first key only: what the second adds is under no key that it vouches for.
    let first_only = pinned(&format!("keys = ['{}']\n", school.method));
    let limited = look(own_second, &first_only);
    assert_eq!(limited.1, [Failed]);
    assert_eq!(limited.2, Tier::Unsigned);
    // A forger adds a term, and a proof of their own that covers it.
    let foreign = stranger.proof(&document, "eddsa-jcs-2022");
    let forged = look(foreign, &pinned(""));
    assert_eq!(forged.0, [Passed; 2]);
    assert_eq!((forged.1, forged.2), (vec![Failed], Tier::Unsigned));
    // One that does not hold covers nothing, and spoils the set.
    let broken = with(own, "/created", json!("2026-01-02T00:00:00Z"));
    let broken = look(broken, &pinned(""));
    assert_eq!(broken.0, [Passed, Failed]);
    assert_eq!((broken.1, broken.3), (vec![Failed], false));
}

/// A document with a chain of proofs, each over the one before; the first has the identifier `a`.
fn chain(suite: &str, signers: &[&Signer], document: &Value) -> Value {
    let mut document = document.clone();
    for (index, signer) in signers.iter().enumerate() {
        let name = |index: usize| format!("urn:proof:{index}");
        let mut more = json!({ "id": name(index) });
        if index > 0 {
            more["previousProof"] = name(index - 1).into();
        }
        let proof = signer.proof_with(&document, suite, &more);
        match document.get_mut("proof").and_then(Value::as_array_mut) {
            Some(proofs) => proofs.push(proof),
            None => document["proof"] = json!([proof]),
        }
    }
    document
}

#[test]
fn a_chain_holds_and_breaks_with_each_of_its_links() {
    let school = Signer::did_key(Key::ed25519(1));
    let registrar = Signer::did_key(Key::ed25519(3));
    let document = badge(school.id());
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        let genuine = chain(suite, &[&school, &registrar, &school], &document);
        assert_eq!(outcomes(&genuine, ProofSignature), [Passed; 3], "{suite}");
        // The registrar is not the issuer: the proof holds, and binds nothing.
        assert_eq!(outcomes(&genuine, IssuerKey), [Passed, Failed, Passed]);
        // Signed over the first proof: not over a later copy, nor over none.
        let second = &genuine["proof"][1];
        let mut renewed = school.proof_with(
            &document,
            suite,
            &json!({ "id": "urn:proof:0", "created": "2026-01-03T00:00:00Z" }),
        );
        let exchanged = with(document.clone(), "/proof", json!([renewed, second]));
        assert_eq!(
            outcomes(&exchanged, ProofSignature),
            [Passed, Failed],
            "{suite}"
        );
        let alone = with(document.clone(), "/proof", second.clone());
        assert_eq!(refusal(&alone), "previous_proof_missing");
        renewed["id"] = "urn:proof:1".into();
        renewed["previousProof"] = "urn:proof:1".into();
        let own = with(document.clone(), "/proof", renewed);
        assert_eq!(refusal(&own), "previous_proof_cycle");
        let mut unlinked = second.clone();
        unlinked.as_object_mut().unwrap().remove("previousProof");
        let unlinked = with(document.clone(), "/proof", unlinked);
        assert_eq!(refusal(&unlinked), "bad_signature");
        // The first proof is altered: what builds on it does not hold, all the way.
        let altered = with(
            genuine.clone(),
            "/proof/0/created",
            json!("2026-01-02T00:00:00Z"),
        );
        assert_eq!(outcomes(&altered, ProofSignature), [Failed; 3], "{suite}");
        // Two proofs of one identifier.
        let doubled = json!([genuine["proof"][0], genuine["proof"][0], second]);
        let doubled = with(document.clone(), "/proof", doubled);
        assert_eq!(outcomes(&doubled, ProofSignature), [Passed, Passed, Failed]);
        // A ring.
        let mut ring = genuine.clone();
        ring["proof"][0]["previousProof"] = json!(["urn:proof:2"]);
        assert_eq!(outcomes(&ring, ProofSignature), [Failed; 3], "{suite}");
    }
}

/// A good signature over a proof that does not hold is worth no more than that proof.
#[test]
fn a_proof_is_worth_no_more_than_the_one_it_builds_on() {
    let school = Signer::did_key(Key::ed25519(1));
    let document = badge(school.id());
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        let mut first = school.proof_with(&document, suite, &json!({ "id": "urn:proof:0" }));
        first["created"] = "2026-01-02T00:00:00Z".into();
        let mut unknown = first.clone();
        unknown["cryptosuite"] = "bbs-2023".into();
        for (first, outcome) in [(first, Failed), (unknown, Inconclusive)] {
            let forged = with(document.clone(), "/proof", json!([first]));
            let more = json!({ "previousProof": "urn:proof:0" });
            let second = school.proof_with(&forged, suite, &more);
            let forged = with(document.clone(), "/proof", json!([first, second]));
            assert_eq!(outcomes(&forged, ProofSignature), [outcome; 2], "{suite}");
            see(&forged, |checked| {
                let row = checked
                    .checks()
                    .iter()
                    .rfind(|check| check.code == ProofSignature);
                let cause = row.unwrap().cause.as_ref().unwrap();
                assert_eq!(cause.code, "previous_proof_not_held");
            });
        }
    }
}

/// What stands in an earlier proof and reaches no quads is named where it stands in the document.
#[test]
fn a_term_in_an_earlier_proof_is_named_at_its_place() {
    let school = Signer::did_key(Key::ed25519(1));
    let document = badge(school.id());
    let plain = school.proof(&document, "eddsa-rdfc-2022");
    let more = json!({ "id": "urn:proof:0", "honours": "cum laude" });
    let first = school.proof_with(&document, "eddsa-rdfc-2022", &more);
    let both = with(document.clone(), "/proof", json!([plain, first]));
    let more = json!({ "previousProof": "urn:proof:0" });
    let last = school.proof_with(&both, "eddsa-rdfc-2022", &more);
    let all = with(document, "/proof", json!([plain, first, last]));
    assert_eq!(outcomes(&all, ProofSignature), [Passed; 3]);
    let row = the_row(&all, ContextTerms);
    assert_eq!(row.pointer, Some(Pointer::from("/proof/1/honours")));
}

/// attestix #141: the proof names a key of the forger's, and the credential the school.
#[test]
fn a_proof_cannot_choose_whose_key_is_the_issuers() {
    let own = base58(&multikey(&Key::ed25519(2)));
    let key = |method: String| Signer {
        key: Key::ed25519(2),
        method,
    };
    let school = Signer::school(Key::ed25519(1), "key");
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        for (signer, signature, binding) in [
            (Signer::did_key(Key::ed25519(2)), Passed, Failed),
            (
                key(format!("did:web:forger.example#{own}")),
                Inconclusive,
                Inconclusive,
            ),
            (key(format!("{SCHOOL}#key")), Failed, Passed),
            (key(format!("{SCHOOL}#{own}")), Inconclusive, Failed),
        ] {
            let document = badge(SCHOOL);
            let proof = signer.proof(&document, suite);
            let forged = with(document, "/proof", proof);
            judge(
                &bytes(&forged),
                &pinned(""),
                &evidence(&[&school]),
                |checked| {
                    assert_eq!(
                        rows(checked, ProofSignature),
                        [signature],
                        "{}",
                        signer.method
                    );
                    assert_eq!(rows(checked, IssuerKey), [binding], "{}", signer.method);
                    assert!(!is_identified(checked));
                },
            );
        }
    }
}

/// Labels of blank nodes follow the hash of the suite; older signers took SHA-256 for P-384, too.
#[test]
fn blank_nodes_under_p384_are_labelled_with_either_hash() {
    let signer = Signer::did_key(Key::p384());
    let contexts = Contexts::built_in();
    let suite = "ecdsa-rdfc-2019";
    let ordinary = signed(suite, &signer);
    let recommended = the_row(&ordinary, ProofSignature);
    assert_eq!(recommended.outcome, Passed);
    assert!(!recommended.summary.contains("SHA-256"));
    let document = badge(signer.id());
    let mut proof = signer.options(suite, &json!({}));
    let digest = |value: &Value| {
        let text = canonicalize(&quads(value, &contexts).unwrap().quads)
            .unwrap()
            .nquads;
        Sha384::digest(text.as_bytes())
    };
    let options = with(proof.clone(), "/@context", document["@context"].clone());
    let old = [digest(&options), digest(&document)].concat();
    let new = hashes(&document, &proof, &contexts).unwrap().signed;
    assert_ne!(old, new, "the badge does not tell the two apart");
    proof["proofValue"] = base58(&signer.key.sign(&old)).into();
    let older = with(document, "/proof", proof);
    let row = the_row(&older, ProofSignature);
    assert_eq!(row.outcome, Passed);
    assert!(row.summary.contains("SHA-256"), "{}", row.summary);
    let altered = with(older, "/issuer/name", json!("Another"));
    assert_eq!(refusal(&altered), "bad_signature");
}

// Selective disclosure.

/// The components of a derived proof value.
#[derive(Clone)]
struct Parts {
    base: Vec<u8>,
    key: Vec<u8>,
    signatures: Vec<Vec<u8>>,
    labels: BTreeMap<u64, Vec<u8>>,
    mandatory: Vec<u64>,
}

impl Parts {
    fn value(&self) -> String {
        let bytes = |bytes: &Vec<u8>| Cbor::Bytes(bytes.clone());
        let number = |number: u64| Cbor::Integer(number.into());
        let labels = self.labels.iter();
        let components = vec![
            bytes(&self.base),
            bytes(&self.key),
            Cbor::Array(self.signatures.iter().map(bytes).collect()),
            Cbor::Map(
                labels
                    .map(|(key, label)| (number(*key), bytes(label)))
                    .collect(),
            ),
            Cbor::Array(self.mandatory.iter().map(|index| number(*index)).collect()),
        ];
        let mut value = vec![0xd9, 0x5d, 0x01];
        ciborium::into_writer(&Cbor::Array(components), &mut value).unwrap();
        format!("u{}", URL_SAFE_NO_PAD.encode(value))
    }
}

/// A credential whose holder disclosed all of it, and what the issuer made for that.
struct Disclosure {
    signer: Signer,
    document: Value,
    parts: Parts,
    /// The statements with the labels that were signed.
    lines: Vec<String>,
    proof_key: Key,
}

/// The canonical label of each blank node of a document, by number, and the document's lines under
/// the labels that `label` gives them.
fn relabelled(document: &Value, label: impl Fn(u64) -> Vec<u8>) -> (Vec<u64>, Vec<String>) {
    let quads = quads(document, &Contexts::built_in()).unwrap().quads;
    let canonical = canonicalize(&quads).unwrap().labels;
    let number = |own: &str| canonical[own]["c14n".len()..].parse::<u64>().unwrap();
    let mut numbers: Vec<u64> = canonical.keys().map(|own| number(own)).collect();
    numbers.sort_unstable();
    let lines = lines(&quads, |own| {
        format!("u{}", URL_SAFE_NO_PAD.encode(label(number(own))))
    });
    (numbers, lines)
}

fn label(number: u64) -> Vec<u8> {
    Sha256::digest(number.to_string()).to_vec()
}

impl Disclosure {
    /// Statements on issuer, types and validity are mandatory, as is the result.
    fn new() -> Self {
        let signer = Signer::did_key(Key::p256());
        let document = badge(signer.id());
        let (numbers, lines) = relabelled(&document, label);
        let proof_key = Key::p256();
        let is_mandatory = |line: &str| {
            ["#issuer>", "#validFrom>", "#type>"]
                .iter()
                .any(|p| line.contains(p))
        };
        let mut mandatory = Vec::new();
        let mut signatures = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            match is_mandatory(line) {
                true => mandatory.push(index as u64),
                false => signatures.push(proof_key.sign(line.as_bytes())),
            }
        }
        assert!(mandatory.len() > 3 && signatures.len() > 5);
        let mut disclosure = Self {
            parts: Parts {
                base: Vec::new(),
                key: multikey(&proof_key),
                signatures,
                labels: numbers
                    .iter()
                    .map(|number| (*number, label(*number)))
                    .collect(),
                mandatory,
            },
            signer,
            document,
            lines,
            proof_key,
        };
        disclosure.parts.base = disclosure.base(&disclosure.parts.key);
        disclosure
    }

    /// The issuer's signature over a proof key and over the mandatory statements.
    fn base(&self, key: &[u8]) -> Vec<u8> {
        let options = self.signer.options("ecdsa-sd-2023", &json!({}));
        let options = with(options, "/@context", self.document["@context"].clone());
        let quads = quads(&options, &Contexts::built_in()).unwrap().quads;
        let options = Sha256::digest(canonicalize(&quads).unwrap().nquads.as_bytes());
        let mandatory: String = self
            .lines
            .iter()
            .enumerate()
            .filter(|(index, _)| self.parts.mandatory.contains(&(*index as u64)))
            .map(|(_, line)| line.as_str())
            .collect();
        let mandatory = Sha256::digest(mandatory.as_bytes());
        self.signer
            .key
            .sign(&[&options, key, mandatory.as_slice()].concat())
    }

    fn show(&self, document: &Value, parts: &Parts) -> Value {
        let mut proof = self.signer.options("ecdsa-sd-2023", &json!({}));
        proof["proofValue"] = parts.value().into();
        with(document.clone(), "/proof", proof)
    }

    /// What a holder derives who leaves out the statements that `hidden` names: the document as
    /// they show it, with the labels found by trying.
    fn derive(&self, shown: &Value) -> Value {
        let nodes = relabelled(shown, label).0;
        let signed: Vec<Vec<u8>> = self.parts.labels.values().cloned().collect();
        let choices = signed.len().pow(u32::try_from(nodes.len()).unwrap());
        let fitting = (0..choices).find_map(|choice| {
            let label = |number: u64| {
                let place = nodes.iter().position(|node| *node == number).unwrap();
                let power = signed.len().pow(u32::try_from(place).unwrap());
                signed[choice / power % signed.len()].clone()
            };
            let (_, lines) = relabelled(shown, label);
            let fits = lines.iter().all(|line| self.lines.contains(line));
            fits.then(|| {
                let labels = nodes
                    .iter()
                    .map(|number| (*number, label(*number)))
                    .collect();
                (labels, lines)
            })
        });
        let (labels, lines) = fitting.expect("statements of the credential");
        let mut parts = Parts {
            labels,
            signatures: Vec::new(),
            mandatory: Vec::new(),
            ..self.parts.clone()
        };
        for (index, line) in lines.iter().enumerate() {
            let original = self.lines.iter().position(|other| other == line).unwrap() as u64;
            match self.parts.mandatory.contains(&original) {
                true => parts.mandatory.push(index as u64),
                false => {
                    let before = |index: &&u64| **index < original;
                    let skipped = self.parts.mandatory.iter().filter(before).count();
                    let place = usize::try_from(original).unwrap() - skipped;
                    parts.signatures.push(self.parts.signatures[place].clone());
                }
            }
        }
        self.show(shown, &parts)
    }
}

#[test]
fn a_derived_proof_holds_over_what_is_shown() {
    let disclosure = Disclosure::new();
    let whole = disclosure.show(&disclosure.document, &disclosure.parts);
    let mut part = disclosure.document.clone();
    let achievement = part.pointer_mut("/credentialSubject/achievement").unwrap();
    achievement.as_object_mut().unwrap().remove("description");
    achievement["criteria"] = json!({ "narrative": "An examination." });
    let part = disclosure.derive(&part);
    for shown in [&whole, &part] {
        see(shown, |checked| {
            for code in [ProofSignature, ProofAlgorithm, IssuerKey, ContextTerms] {
                assert_eq!(rows(checked, code), [Passed], "{code}");
            }
            assert_eq!(checked.disclosure().withheld, Withheld::Unknown);
            // Whoever chooses what to show may have left out the end and the status.
            assert_eq!(rows(checked, ValidityUntil), [Inconclusive, NotApplicable]);
            assert_eq!(
                rows(checked, StatusRevocation),
                [Inconclusive, NotApplicable]
            );
        });
    }
    for (pointer, value) in [
        ("/credentialSubject/achievement/name", json!("Medicine")),
        ("/credentialSubject/result/0/value", json!("passed")),
        ("/validFrom", json!("2020-01-01T00:00:00Z")),
        ("/proof/created", json!("2026-01-01T00:00:01Z")),
        ("/issuer/name", json!("Another school")),
    ] {
        let altered = with(whole.clone(), pointer, value);
        assert_eq!(refusal(&altered), "bad_signature", "{pointer}");
    }
}

/// A second proof, of somebody whom no document can be asked about, covers what is shown. What there
/// was before it was shown, only the issuer knows.
#[test]
fn a_strangers_proof_does_not_show_that_nothing_was_left_out() {
    let disclosure = Disclosure::new();
    let mut shown = disclosure.show(&disclosure.document, &disclosure.parts);
    let key = Key::ed25519(9);
    let method = format!("https://nowhere.example/p#{}", base58(&multikey(&key)));
    let stranger = Signer { key, method };
    let own = stranger.proof(&disclosure.document, "eddsa-rdfc-2022");
    shown["proof"] = json!([shown["proof"], own]);
    see(&shown, |checked| {
        assert_eq!(rows(checked, ProofSignature), [Passed, Passed]);
        assert_eq!(rows(checked, IssuerKey), [Passed, Inconclusive]);
        assert_eq!(checked.disclosure().withheld, Withheld::Unknown);
        assert_eq!(
            rows(checked, StatusRevocation),
            [Inconclusive, NotApplicable]
        );
    });
}

#[test]
fn statements_are_neither_added_nor_taken_from_a_derived_proof() {
    let disclosure = Disclosure::new();
    let (document, parts) = (&disclosure.document, &disclosure.parts);
    let added = with(document.clone(), "/name", json!("Doctor of medicine"));
    assert_eq!(refusal(&disclosure.show(&added, parts)), "statement_count");
    let mut taken = document.clone();
    taken["credentialSubject"]["achievement"]
        .as_object_mut()
        .unwrap()
        .remove("description");
    assert_eq!(refusal(&disclosure.show(&taken, parts)), "statement_count");
    // With one signature less the count is right, and the mandatory ones are others.
    let mut fewer = parts.clone();
    fewer.signatures.pop();
    assert_eq!(refusal(&disclosure.show(&taken, &fewer)), "bad_signature");
    // A mandatory statement is left out, or called a chosen one.
    let mut unsaid = document.clone();
    unsaid.as_object_mut().unwrap().remove("validFrom");
    let mut fewer = parts.clone();
    fewer.mandatory.pop();
    assert_eq!(refusal(&disclosure.show(&unsaid, &fewer)), "bad_signature");
    let mut chosen = parts.clone();
    let index = chosen.mandatory.remove(0);
    let line = &disclosure.lines[usize::try_from(index).unwrap()];
    chosen
        .signatures
        .insert(0, disclosure.proof_key.sign(line.as_bytes()));
    assert_eq!(
        refusal(&disclosure.show(document, &chosen)),
        "bad_signature"
    );
    // Signatures change places.
    let mut swapped = parts.clone();
    swapped.signatures.swap(0, 1);
    assert_eq!(
        refusal(&disclosure.show(document, &swapped)),
        "bad_signature"
    );
    // Indexes that name no statement, and one that stands twice.
    for (index, cause) in [
        (disclosure.lines.len() as u64, "index_out_of_range"),
        (u64::MAX, "index_out_of_range"),
        (parts.mandatory[0], "malformed_proof_value"),
    ] {
        let mut odd = parts.clone();
        odd.mandatory.push(index);
        assert_eq!(refusal(&disclosure.show(document, &odd)), cause, "{index}");
    }
    let mut unlabelled = parts.clone();
    unlabelled.labels.remove(&0);
    assert_eq!(
        refusal(&disclosure.show(document, &unlabelled)),
        "label_missing"
    );
}

/// The signature of the issuer covers the key of the proof: a key of the forger's signs nothing.
#[test]
fn a_derived_proof_cannot_bring_its_own_key() {
    let disclosure = Disclosure::new();
    let foreign = Key::p256();
    let altered = with(
        disclosure.document.clone(),
        "/credentialSubject/achievement/name",
        json!("Medicine"),
    );
    let (_, lines) = relabelled(&altered, label);
    let mut forged = disclosure.parts.clone();
    forged.key = multikey(&foreign);
    forged.signatures = lines
        .iter()
        .enumerate()
        .filter(|(index, _)| !forged.mandatory.contains(&(*index as u64)))
        .map(|(_, line)| foreign.sign(line.as_bytes()))
        .collect();
    assert_eq!(
        refusal(&disclosure.show(&altered, &forged)),
        "bad_signature"
    );
    // The twin: where the issuer signs that key, the same proof holds.
    let mut signed = forged.clone();
    signed.base = disclosure.base(&forged.key);
    let genuine = disclosure.show(&altered, &signed);
    assert_eq!(outcomes(&genuine, ProofSignature), [Passed]);
    // The issuer's own key does not stand in for the proof's, nor the other way round.
    let mut crossed = disclosure.parts.clone();
    crossed.base = disclosure.proof_key.sign(b"anything");
    let document = &disclosure.document;
    assert_eq!(
        refusal(&disclosure.show(document, &crossed)),
        "bad_signature"
    );
}

/// One signed node, shown as two: each of them says a part, and the statements are the signed ones.
#[test]
fn a_node_is_not_shown_as_two() {
    let disclosure = Disclosure::new();
    let split = with(
        disclosure.document.clone(),
        "/credentialSubject/result",
        json!([{ "type": ["Result"] }, { "type": ["Result"], "value": "failed" }]),
    );
    assert_eq!(refusal(&disclosure.derive(&split)), "malformed_proof_value");
}

#[test]
fn a_base_proof_is_not_shown() {
    let disclosure = Disclosure::new();
    let mut document = disclosure.show(&disclosure.document, &disclosure.parts);
    let text = document["proof"]["proofValue"].as_str().unwrap();
    let mut value = URL_SAFE_NO_PAD.decode(&text[1..]).unwrap();
    value[2] = 0;
    document["proof"]["proofValue"] = format!("u{}", URL_SAFE_NO_PAD.encode(value)).into();
    assert_eq!(refusal(&document), "base_proof");
}

/// What is not verified may leave out as much: nobody can say that it states all.
#[test]
fn a_suite_by_which_a_holder_chooses_says_nothing_of_what_is_not_there() {
    let withheld = |suite: &str| {
        let document = json!({
            "type": ["VerifiableCredential"],
            "proof": { "type": "DataIntegrityProof", "cryptosuite": suite, "proofValue": "u" },
        });
        see(&document, |checked| checked.disclosure().withheld)
    };
    for suite in ["bbs-2023", "ecdsa-sd-2023", "BbsBlsSignatureProof2020"] {
        assert_eq!(withheld(suite), Withheld::Unknown, "{suite}");
    }
    assert_eq!(withheld("eddsa-rdfc-2022"), Withheld::Nothing);
}
