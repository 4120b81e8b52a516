//! Schemas that a credential names: looked up once its proof holds, and evaluated within bounds.

use std::time::{Duration, Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_linked_data::Contexts;
use credeval_model::{
    CheckCode, CheckOutcome, Document,
    evidence::{Evidence, EvidenceKind},
};
use credeval_verify::{Against, Trust, needs, open};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{Key, at, bytes, found, judge};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

const SCHEMA: &str = "https://school.example/schema.json";
/// See `attacks.rs`.
const PATIENCE: Duration = Duration::from_secs(30);

fn key() -> Key {
    Key::ed25519(7)
}

/// A credential of an issuer that names a schema.
fn credential(schema: &Value) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": key().did_jwk(),
        "credentialSchema": schema,
        "credentialSubject": { "id": "did:example:1", "email": "a@school.example" }
    })
}

fn token(credential: &Value) -> Vec<u8> {
    let header =
        json!({ "alg": "EdDSA", "typ": "vc+jwt", "kid": format!("{}#0", key().did_jwk()) });
    key().jws(&header, credential).into_bytes()
}

fn schema() -> Value {
    json!({
        "$id": SCHEMA,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": { "credentialSubject": { "required": ["email"], "properties": { "email": { "type": "string" } } } }
    })
}

type Row = (CheckOutcome, String, String);

/// Outcome, cause and place of each row on schemas.
fn rows(document: &[u8], evidence: &Evidence) -> Vec<Row> {
    judge(document, &Trust::none(), evidence, |checked| {
        let rows = checked.checks().iter();
        let rows = rows.filter(|row| row.code == CheckCode::SchemaConforms);
        rows.map(|row| {
            let cause = row.cause.as_ref().map(|cause| cause.code.clone());
            let place = row.pointer.as_ref().map(|place| place.as_str().to_owned());
            (
                row.outcome,
                cause.unwrap_or_default(),
                place.unwrap_or_default(),
            )
        })
        .collect()
    })
}

fn ends(schema: &Value, document: &Value) -> (CheckOutcome, String) {
    let evidence = found(EvidenceKind::Schema, SCHEMA, document);
    let mut rows = rows(&token(&credential(schema)), &evidence);
    assert_eq!(rows.len(), 1, "{rows:?}");
    let (outcome, cause, _) = rows.remove(0);
    (outcome, cause)
}

fn entry(kind: &str) -> Value {
    json!({ "id": SCHEMA, "type": kind })
}

#[test]
fn a_schema_is_evaluated() {
    assert_eq!(
        ends(&entry("JsonSchema"), &schema()),
        (Passed, String::new())
    );
    let mut asks_more = schema();
    asks_more["properties"]["credentialSubject"]["required"] = json!(["email", "name"]);
    let evidence = found(EvidenceKind::Schema, SCHEMA, &asks_more);
    let lacking = rows(&token(&credential(&entry("JsonSchema"))), &evidence);
    assert_eq!(
        lacking,
        [(
            Failed,
            "does_not_conform".to_owned(),
            "/credentialSubject".to_owned()
        )]
    );
    let plain = json!({ "properties": { "credentialSubject": { "required": ["name"] } } });
    for kind in ["1EdTechJsonSchemaValidator2019", "JsonSchemaValidator2018"] {
        assert_eq!(
            ends(&entry(kind), &plain),
            (Failed, "does_not_conform".to_owned()),
            "{kind}"
        );
        assert_eq!(ends(&entry(kind), &schema()).0, Passed, "{kind}");
    }
    assert_eq!(
        rows(
            &token(&json!({ "type": "VerifiableCredential" })),
            &Evidence::none()
        )[0]
        .0,
        NotApplicable
    );
}

#[test]
fn what_cannot_be_evaluated_stays_open() {
    let open = |cause: &str| (Inconclusive, cause.to_owned());
    assert_eq!(
        ends(&entry("ShaclValidator2017"), &schema()),
        open("not_evaluated")
    );
    assert_eq!(
        ends(&entry("FullJsonSchemaValidator2021"), &schema()),
        open("unsupported_schema")
    );
    assert_eq!(
        ends(&json!({ "type": "JsonSchema" }), &schema()),
        open("no_address")
    );
    let with = |key: &str, value: Value| {
        let mut schema = schema();
        schema[key] = value;
        schema
    };
    let kind = entry("JsonSchema");
    assert_eq!(
        ends(
            &kind,
            &with("$schema", json!("https://json-schema.org/draft/next"))
        ),
        open("unknown_dialect")
    );
    assert_eq!(
        ends(&kind, &with("$ref", json!("https://other.example/x.json"))),
        open("schema_elsewhere")
    );
    assert_eq!(
        ends(&kind, &with("pattern", json!("(?=a)"))),
        open("unsupported_pattern")
    );
    let many = vec![entry("JsonSchema"); 9];
    assert_eq!(ends(&many.into(), &schema()), open("too_many_schemas"));
    let unasked = rows(&token(&credential(&kind)), &Evidence::none());
    assert_eq!(unasked[0].0, Inconclusive);
    assert_eq!(unasked[0].1, "not_asked");
}

#[test]
fn a_schema_names_itself_and_its_version() {
    let kind = entry("JsonSchema");
    let refused = (Failed, "invalid_schema".to_owned());
    for key in ["$id", "$schema"] {
        let mut lacking = schema();
        lacking.as_object_mut().unwrap().remove(key);
        assert_eq!(ends(&kind, &lacking), refused, "{key}");
    }
    let mut other = schema();
    other["$id"] = "https://school.example/other.json".into();
    assert_eq!(ends(&kind, &other), refused);
    let mut wrong = schema();
    wrong["type"] = json!(1);
    assert_eq!(ends(&kind, &wrong), refused);
}

/// A schema that was changed since the credential was signed lets anything through.
#[test]
fn the_digest_of_a_schema_is_held_to() {
    let digest = |document: &Value| {
        format!(
            "sha256-{}",
            STANDARD.encode(Sha256::digest(bytes(document)))
        )
    };
    let mut kind = entry("JsonSchema");
    kind["digestSRI"] = digest(&schema()).into();
    assert_eq!(ends(&kind, &schema()).0, Passed);
    let mut changed = schema();
    changed["properties"] = json!({});
    assert_eq!(
        ends(&kind, &changed),
        (Failed, "digest_mismatch".to_owned())
    );
    kind["digestSRI"] = "md5-AAAA".into();
    assert_eq!(
        ends(&kind, &schema()),
        (Inconclusive, "unknown_digest".to_owned())
    );
    // The row on evidence says so, too.
    kind["digestSRI"] = digest(&schema()).into();
    let evidence = found(EvidenceKind::Schema, SCHEMA, &changed);
    judge(
        &token(&credential(&kind)),
        &Trust::none(),
        &evidence,
        |checked| {
            assert_eq!(
                crate::support::rows(checked, CheckCode::EvidenceIntegrity),
                [Failed]
            );
        },
    );
}

/// What a credential names is asked for only once its own proof holds.
#[test]
fn a_forged_credential_asks_for_no_schema() {
    let asked = |document: Vec<u8>| {
        let opened = open(&Document::new(document, "test")).unwrap();
        let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
        needs(&opened, Against::new(&evidence, &trust, &contexts, at()))
            .into_iter()
            .map(|request| request.url)
            .collect::<Vec<_>>()
    };
    let genuine = token(&credential(&entry("JsonSchema")));
    assert_eq!(asked(genuine.clone()), [SCHEMA]);
    let mut forged = genuine;
    let last = forged.len() - 5;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    assert_eq!(asked(forged.clone()), [""; 0]);
    assert_eq!(rows(&forged, &Evidence::none())[0].1, "proof_not_held");
}

#[test]
fn a_schema_inside_the_credential_is_evaluated() {
    let inline = json!({ "type": "JsonSchema", "schema": { "$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["name"] } });
    let found = rows(&token(&credential(&inline)), &Evidence::none());
    assert_eq!(found[0].0, Failed);
    let mut named = credential(&inline);
    named["name"] = "x".into();
    assert_eq!(rows(&token(&named), &Evidence::none())[0].0, Passed);
}

fn schema_credential() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": SCHEMA,
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "issuer": key().did_jwk(),
        "credentialSchema": { "id": "https://www.w3.org/2022/credentials/v2/json-schema-credential-schema.json", "type": "JsonSchema" },
        "credentialSubject": { "id": "https://school.example/inner.json", "type": "JsonSchema", "jsonSchema": {
            "$id": "https://school.example/inner.json",
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "properties": { "credentialSubject": { "required": ["email"] } } } }
    })
}

fn held_ends(document: &[u8]) -> (CheckOutcome, String) {
    let mut evidence = Evidence::none();
    evidence.insert(
        SCHEMA,
        crate::support::item(EvidenceKind::Schema, document.to_vec()),
    );
    let mut rows = rows(
        &token(&credential(&entry("JsonSchemaCredential"))),
        &evidence,
    );
    let (outcome, cause, _) = rows.remove(0);
    (outcome, cause)
}

#[test]
fn a_schema_in_a_credential_is_as_good_as_its_proof() {
    assert_eq!(held_ends(&token(&schema_credential())).0, Passed);
    let mut more = schema_credential();
    more["credentialSubject"]["jsonSchema"]["properties"]["credentialSubject"]["required"] =
        json!(["name"]);
    assert_eq!(
        held_ends(&token(&more)),
        (Failed, "does_not_conform".to_owned())
    );
    // Unsigned, signed by another, and altered.
    let unproven = (Inconclusive, "unproven_schema".to_owned());
    assert_eq!(held_ends(&bytes(&schema_credential())), unproven);
    let other = Key::ed25519(8);
    let header = json!({ "alg": "EdDSA", "kid": format!("{}#0", other.did_jwk()) });
    assert_eq!(
        held_ends(other.jws(&header, &schema_credential()).as_bytes()),
        unproven
    );
    let mut altered = token(&schema_credential());
    let last = altered.len() - 5;
    altered[last] = if altered[last] == b'A' { b'B' } else { b'A' };
    assert_eq!(held_ends(&altered), unproven);
    let invalid = (Failed, "invalid_schema".to_owned());
    for (place, value) in [
        ("/id", json!("https://school.example/other.json")),
        ("/type", json!(["VerifiableCredential"])),
        (
            "/credentialSchema/id",
            json!("https://school.example/own.json"),
        ),
        ("/credentialSubject/type", json!("Other")),
        ("/credentialSubject/jsonSchema", Value::Null),
        ("/credentialSubject/jsonSchema/$id", Value::Null),
        ("/credentialSubject/jsonSchema/$schema", Value::Null),
    ] {
        let mut wrong = schema_credential();
        *wrong.pointer_mut(place).unwrap() = value;
        assert_eq!(held_ends(&token(&wrong)), invalid, "{place}");
    }
}

#[test]
fn published_schemas_of_a_standard_are_answered_by_our_model() {
    let url = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";
    let mut badge = credential(&json!([{ "id": url, "type": "1EdTechJsonSchemaValidator2019" }]));
    badge["type"] = json!(["VerifiableCredential", "OpenBadgeCredential"]);
    let found = rows(&token(&badge), &Evidence::none());
    assert_eq!(
        found,
        [(
            Failed,
            "does_not_conform".to_owned(),
            "/credentialSchema/0".to_owned()
        )]
    );
    badge["@context"] = json!([
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    ]);
    badge["id"] = "urn:uuid:1".into();
    badge["validFrom"] = "2026-01-01T00:00:00Z".into();
    badge["credentialSubject"] = json!({ "id": "did:example:1", "type": "AchievementSubject", "achievement": {
        "id": "urn:uuid:2", "type": "Achievement", "name": "n", "description": "d", "criteria": { "narrative": "c" } } });
    assert_eq!(rows(&token(&badge), &Evidence::none())[0].0, Passed);
}

/// Small schemas that ask for more than a life of work.
#[test]
fn hostile_schemas_end_soon() {
    let start = Instant::now();
    let base = |rest: Value| {
        let mut schema = schema();
        schema
            .as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        schema
    };
    let mut definitions = serde_json::Map::new();
    for level in 0..60 {
        let next = json!({ "$ref": format!("#/$defs/a{}", level + 1) });
        definitions.insert(
            format!("a{level}"),
            json!({ "anyOf": [next, next, next, next, next, next] }),
        );
    }
    definitions.insert("a60".to_owned(), json!({ "type": "null" }));
    let laughs = base(json!({ "$defs": definitions, "$ref": "#/$defs/a0" }));
    assert_eq!(ends(&entry("JsonSchema"), &laughs).1, "schema_too_complex");
    // The same, where the credential has nothing that it speaks of: it is compiled at least.
    let unused =
        base(json!({ "$defs": definitions, "properties": { "none": { "$ref": "#/$defs/a0" } } }));
    assert_eq!(ends(&entry("JsonSchema"), &unused).0, Passed);
    let endless = base(json!({ "$ref": "#" }));
    assert_eq!(ends(&entry("JsonSchema"), &endless).1, "schema_too_complex");
    let slow =
        base(json!({ "properties": { "issuer": { "pattern": "^(([a-z:])+.)+[A-Z]([a-z])+$" } } }));
    assert_eq!(ends(&entry("JsonSchema"), &slow).0, Failed);
    let large = base(json!({ "x": "a".repeat(1024 * 1024) }));
    assert_eq!(ends(&entry("JsonSchema"), &large).1, "schema_too_large");
    let names: Vec<Value> = (0..10_000)
        .map(|index| json!({ "$id": format!("{index}.json") }))
        .collect();
    let references: Vec<Value> = (0..10_000)
        .map(|index| json!({ "$ref": format!("{index}.json") }))
        .collect();
    let wide = base(json!({ "$defs": { "all": { "allOf": names } }, "allOf": references }));
    assert!(matches!(
        ends(&entry("JsonSchema"), &wide).0,
        Passed | Inconclusive
    ));
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}
