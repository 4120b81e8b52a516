//! Whether the credential conforms to the schemas that it names.
//!
//! JSON Schemas are looked up once the proof holds, and evaluated; schemas that the publisher of a
//! standard gives for it are answered by our own model of the standard, and SHACL shapes by that
//! of their profile.
//!
//! Sources: Verifiable Credentials JSON Schema Specification (W3C) sections 2 to 4; Open Badges 3.0
//! section 8.1 (`1EdTechJsonSchemaValidator2019`); VC Data Model 2.0 sections 4.11 and 5.3
//! (`digestSRI`).

mod evaluation;
mod work;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Document, Pointer,
    check::Cause,
    document::Standard,
    evidence::{EvidenceKind, Item},
    json,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::checked::proofs;
use crate::opened::{Opened, open, types};
use crate::secured::ProofReport;
use crate::session::Session;
use crate::structure;
use evaluation::{Dialect, Verdict};

/// Schemas that one credential may name; each may be fetched. The most seen is two.
const SCHEMAS: usize = 8;
/// Bytes of a schema that is evaluated; the largest that is published for credentials has 140 kB.
const SCHEMA_BYTES: usize = 1024 * 1024;

/// The schema that a schema held by a credential names for itself (section 2.2 of the JSON Schema
/// specification).
const SCHEMA_OF_SCHEMAS: &str =
    "https://www.w3.org/2022/credentials/v2/json-schema-credential-schema.json";

/// The rows `schema.conforms`; `violations` of our own model stand for the schemas that it answers,
/// and `proven` says that the credential's own proof holds.
pub(crate) fn rows(
    session: &Session<'_>,
    opened: &Opened,
    violations: Option<usize>,
    proven: bool,
) -> Vec<Check> {
    let code = CheckCode::SchemaConforms;
    let stated = opened.credential().get("credentialSchema");
    let place = opened.base.key("credentialSchema");
    let entries = json::one_or_many(stated);
    if entries.is_empty() {
        return vec![Check::not_applicable(
            code,
            "the credential names no schema",
        )];
    }
    if entries.len() > SCHEMAS {
        let found = entries.len();
        return vec![
            Check::inconclusive(
                code,
                format!("expected at most {SCHEMAS} schemas, found {found}"),
            )
            .at(place)
            .because(Cause::new("too_many_schemas")),
        ];
    }
    let mut rows = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let place = match stated {
            Some(Value::Array(_)) => place.index(index),
            _ => place.clone(),
        };
        rows.extend(
            judge(session, opened, violations, entry, &place, proven)
                .unwrap_or_else(|early| vec![early.row(&place)]),
        );
    }
    rows
}

/// How a look at a schema ended early.
struct Early {
    outcome: CheckOutcome,
    summary: String,
    cause: Cause,
    seen_in: Option<Digest>,
}

impl Early {
    fn inconclusive(summary: impl Into<String>, cause: Cause) -> Self {
        Self {
            outcome: CheckOutcome::Inconclusive,
            summary: summary.into(),
            cause,
            seen_in: None,
        }
    }

    fn failed(summary: impl Into<String>, cause: Cause) -> Self {
        Self {
            outcome: CheckOutcome::Failed,
            ..Self::inconclusive(summary, cause)
        }
    }

    fn seen_in(self, item: &Item) -> Self {
        Self {
            seen_in: Some(item.digest),
            ..self
        }
    }

    fn row(self, place: &Pointer) -> Check {
        let mut row = Check::new(CheckCode::SchemaConforms, self.outcome, self.summary)
            .at(place.clone())
            .because(self.cause);
        row.evidence.extend(self.seen_in);
        row
    }
}

fn judge(
    session: &Session<'_>,
    opened: &Opened,
    violations: Option<usize>,
    entry: &Value,
    place: &Pointer,
    proven: bool,
) -> Result<Vec<Check>, Early> {
    let kind = types(entry).next().unwrap_or("no type");
    let url = entry.get("id").and_then(Value::as_str);
    let dialect = match kind {
        "JsonSchema" | "JsonSchemaCredential" => Some(Dialect::Stated),
        "1EdTechJsonSchemaValidator2019" => Some(Dialect::Draft201909),
        "JsonSchemaValidator2018" => Some(Dialect::Draft7),
        _ => None,
    };
    if let (Some(dialect), Some(inline)) = (dialect, inline(entry)) {
        return Ok(verdict_rows(
            opened,
            inline,
            dialect,
            "the schema that it holds",
            place,
            None,
        ));
    }
    let Some(url) = url else {
        return Err(Early::inconclusive(
            "the credential names a schema without its address",
            Cause::new("no_address"),
        ));
    };
    if is_ours(url, opened.standard) {
        return Ok(vec![by_our_model(violations, url, place)]);
    }
    let Some(dialect) = dialect else {
        let (summary, cause) = match kind {
            "ShaclValidator2017" => (
                format!("SHACL shapes are not evaluated, so that {url} stays open"),
                "not_evaluated",
            ),
            kind => (
                format!("a schema of kind `{kind}` is not supported, so that {url} stays open"),
                "unsupported_schema",
            ),
        };
        return Err(Early::inconclusive(summary, Cause::new(cause).url(url)));
    };
    if !proven {
        return Err(Early::inconclusive(
            "the schema was not asked for, since the credential's own proof does not hold",
            Cause::new("proof_not_held").url(url),
        ));
    }
    let item = session.look(EvidenceKind::Schema, url).map_err(|cause| {
        Early::inconclusive(format!("the schema {url} could not be had"), cause)
    })?;
    whole(entry, item, url).map_err(|early| early.seen_in(item))?;
    if item.bytes.len() > SCHEMA_BYTES {
        return Err(Early::inconclusive(
            format!("the schema has more than {SCHEMA_BYTES} bytes"),
            Cause::new("schema_too_large").url(url),
        )
        .seen_in(item));
    }
    if kind == "JsonSchemaCredential" {
        let schema = held_schema(session, item, url).map_err(|early| early.seen_in(item))?;
        return Ok(verdict_rows(
            opened,
            &schema,
            dialect,
            url,
            place,
            Some(item),
        ));
    }
    let schema = json::parse(&item.bytes).map_err(|error| {
        Early::inconclusive(
            format!("the schema {url} cannot be read: {error}"),
            Cause::new("malformed_schema").url(url),
        )
        .seen_in(item)
    })?;
    if kind == "JsonSchema" {
        identified(&schema, Some(url)).map_err(|early| early.seen_in(item))?;
    }
    Ok(verdict_rows(
        opened,
        &schema,
        dialect,
        url,
        place,
        Some(item),
    ))
}

/// A schema that stands in the credential itself.
fn inline(entry: &Value) -> Option<&Value> {
    let within = ["schema", "jsonSchema"]
        .iter()
        .find_map(|key| entry.get(key));
    match within {
        Some(schema) if schema.is_object() => Some(schema),
        _ => entry.get("$schema").map(|_| entry),
    }
}

/// Whether our own model of the standard stands for this schema.
fn is_ours(url: &str, standard: Standard) -> bool {
    let published = |folder: &str, class: &str| {
        url.strip_prefix("https://purl.imsglobal.org/spec/")
            .and_then(|rest| rest.strip_prefix(folder))
            .is_some_and(|rest| rest.contains(class))
    };
    match standard {
        Standard::EuropeanDigitalCredential => structure::is_profile(url),
        Standard::OpenBadges3 => published("ob/v3p0/schema/", "achievementcredential"),
        Standard::Endorsement => published("ob/v3p0/schema/", "endorsementcredential"),
        Standard::Clr2 => published("clr/v2p0/schema/", "clrcredential"),
        _ => false,
    }
}

fn by_our_model(violations: Option<usize>, url: &str, place: &Pointer) -> Check {
    let code = CheckCode::SchemaConforms;
    let by = "by the built-in model of the profile";
    let row = match violations {
        Some(0) => Check::passed(code, format!("conforms to {url}, {by}")),
        Some(count) => Check::failed(
            code,
            format!("does not conform to {url}, {by}: {count} at fault"),
        )
        .because(Cause::new("does_not_conform").url(url)),
        None => Check::inconclusive(code, format!("was not compared with all of {url}, {by}"))
            .because(Cause::new("too_many_objects").url(url)),
    };
    row.at(place.clone())
}

/// `digestSRI`, where the credential states it: a schema that was changed since says something else.
fn whole(entry: &Value, item: &Item, url: &str) -> Result<(), Early> {
    let Some(stated) = entry.get("digestSRI") else {
        return Ok(());
    };
    let mut known = false;
    // Subresource Integrity section 3.3: any of the digests of the strongest kind may fit.
    for digest in stated.as_str().unwrap_or_default().split_whitespace() {
        let Some((algorithm, value)) = digest.split_once('-') else {
            continue;
        };
        let found = match algorithm {
            "sha256" => STANDARD.encode(Sha256::digest(&item.bytes)),
            "sha384" => STANDARD.encode(Sha384::digest(&item.bytes)),
            "sha512" => STANDARD.encode(Sha512::digest(&item.bytes)),
            _ => continue,
        };
        known = true;
        if found == value {
            return Ok(());
        }
    }
    let found = format!("sha256-{}", STANDARD.encode(Sha256::digest(&item.bytes)));
    match known {
        true => Err(Early::failed(
            format!("the schema {url} is not the one whose digest the credential states"),
            Cause::new("digest_mismatch")
                .url(url)
                .mismatch(stated.to_string(), found),
        )),
        false => Err(Early::inconclusive(
            format!("the digest of the schema {url} is of no kind that is known here"),
            Cause::new("unknown_digest").url(url),
        )),
    }
}

/// Sections 3.1.1 and 3.1.2: a schema names itself and its version. `url` is where it was found.
fn identified(schema: &Value, url: Option<&str>) -> Result<(), Early> {
    let invalid = |what: &str| {
        let mut cause =
            Cause::new("invalid_schema").mismatch("a JSON Schema with `$id` and `$schema`", what);
        cause.url = url.map(str::to_owned);
        Early::failed(
            format!("the schema that the credential names is not valid: {what}"),
            cause,
        )
    };
    let Some(id) = schema.get("$id").and_then(Value::as_str) else {
        return Err(invalid("it has no `$id`"));
    };
    let without_fragment = |text: &str| text.trim_end_matches('#').to_owned();
    match url {
        Some(url) if without_fragment(id) != without_fragment(url) => {
            return Err(invalid(
                "its `$id` is not the address under which it was named",
            ));
        }
        None if url::Url::parse(id).is_err() => return Err(invalid("its `$id` is not an address")),
        _ => {}
    }
    match schema.get("$schema") {
        Some(Value::String(_)) => Ok(()),
        _ => Err(invalid("it has no `$schema`")),
    }
}

/// The schema inside a credential, whose own proof must hold.
fn held_schema(session: &Session<'_>, item: &Item, url: &str) -> Result<Value, Early> {
    let invalid = |what: &str| {
        Early::failed(
            format!("the schema credential that the credential names is not valid: {what}"),
            Cause::new("invalid_schema")
                .url(url)
                .mismatch("a JsonSchemaCredential", what),
        )
    };
    let unusable = |what: &str| {
        Early::inconclusive(
            format!("the schema credential cannot be used: {what}"),
            Cause::new("unproven_schema").url(url),
        )
    };
    let document = Document::new(item.bytes.clone(), url);
    let held = open(&document).map_err(|error| unusable(&error.to_string()))?;
    // It names its issuer through its badge class, so that nobody here is shown to be it.
    if held.standard == Standard::OpenBadges2 {
        return Err(unusable("it is an Open Badge 2.0"));
    }
    let (_, reports) = session.about_others(|session| proofs(session, &held));
    let is_bound = reports.iter().any(ProofReport::is_bound);
    let failed = |row: &Check| row.outcome == CheckOutcome::Failed;
    if reports.iter().flat_map(|report| &report.checks).any(failed) {
        return Err(unusable("its proof does not hold"));
    }
    if !is_bound {
        return Err(unusable("nothing shows that its issuer signed it"));
    }
    if reports.iter().any(|report| !report.uncovered.is_empty()) {
        return Err(unusable("its proof does not cover all of it"));
    }
    let credential = held.credential();
    if !types(credential).any(|kind| kind == "JsonSchemaCredential") {
        return Err(invalid("it has not the type JsonSchemaCredential"));
    }
    if credential.get("id").and_then(Value::as_str) != Some(url) {
        return Err(invalid(
            "its `id` is not the address under which it was named",
        ));
    }
    let own = credential.get("credentialSchema");
    if own.and_then(|own| own.get("id")?.as_str()) != Some(SCHEMA_OF_SCHEMAS) {
        return Err(invalid(
            "it does not name the schema of schema credentials as its own",
        ));
    }
    let subject = credential.get("credentialSubject");
    if !subject.is_some_and(|subject| types(subject).any(|kind| kind == "JsonSchema")) {
        return Err(invalid("its subject has not the type JsonSchema"));
    }
    let Some(schema) = subject
        .and_then(|subject| subject.get("jsonSchema"))
        .filter(|schema| schema.is_object())
    else {
        return Err(invalid("its subject has no `jsonSchema`"));
    };
    identified(schema, None)?;
    Ok(schema.clone())
}

fn verdict_rows(
    opened: &Opened,
    schema: &Value,
    dialect: Dialect,
    name: &str,
    place: &Pointer,
    item: Option<&Item>,
) -> Vec<Check> {
    let code = CheckCode::SchemaConforms;
    let rows = match evaluation::evaluate(schema, opened.credential(), dialect) {
        Verdict::Conforms => {
            vec![Check::passed(code, format!("conforms to {name}")).at(place.clone())]
        }
        Verdict::Violated { violations, more } => {
            let mut rows: Vec<Check> = violations
                .into_iter()
                .map(|violation| {
                    Check::failed(
                        code,
                        format!("does not conform to {name}: {}", violation.what),
                    )
                    .at(violation.place.under(&opened.base))
                    .because(
                        Cause::new("does_not_conform").mismatch(violation.rule, violation.what),
                    )
                })
                .collect();
            if more > 0 {
                rows.push(
                    Check::failed(code, format!("{more} more places do not conform to {name}"))
                        .at(place.clone())
                        .because(Cause::new("does_not_conform")),
                );
            }
            rows
        }
        Verdict::Invalid(what) => vec![
            Check::failed(code, format!("{name} is no valid JSON Schema: {what}"))
                .at(place.clone())
                .because(Cause::new("invalid_schema").mismatch("a valid JSON Schema", what)),
        ],
        Verdict::Open { cause, what } => vec![
            Check::inconclusive(code, format!("{name} was not evaluated: {what}"))
                .at(place.clone())
                .because(Cause::new(cause)),
        ],
    };
    rows.into_iter()
        .map(|row| match item {
            Some(item) => row.seen_in(item.digest),
            None => row,
        })
        .collect()
}
