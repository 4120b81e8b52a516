//! The protected header of a seal: what is critical in it, and which certificate it names.
//!
//! Sources: RFC 7515 sections 4.1.11 and 7.2.1; RFC 7797 section 6; ETSI TS 119 182-1 v1.2.1
//! sections 5.1 and 5.2.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::{Check, CheckCode, CheckOutcome, Timestamp, check::Cause, json};
use der::asn1::ObjectIdentifier;
use der::{Decode as _, Reader as _};
use serde_json::Value;
use sha1::Sha1;
use sha2::Digest as _;
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};
use x509_cert::serial_number::SerialNumber;

use super::CERTIFICATES;
use crate::certificate::{Certificate, signed};
use crate::opened::base64url;

/// Parameters that are evaluated when they are critical. `adoTst` is a timestamp, of which the row
/// `seal.timestamp` speaks; `sigT` and `iat` are the time that the rows on time weigh; `etsiU` is
/// what was added to the seal.
const EVALUATED: &[&str] = &["b64", "sigT", "iat", "adoTst", "x5t#o", "sigX5ts", "etsiU"];
/// Names that RFC 7515 itself defines: `crit` must not hold them.
const BASIC: &[&str] = &[
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit",
];
/// Parameters that change how the seal is checked, so that they must stand under its signature.
const PROTECTED_ONLY: &[&str] = &["alg", "b64", "crit", "sigT", "iat", "sigD", "adoTst"];

fn refuse(outcome: CheckOutcome, code: &str, why: impl Into<Cow<'static, str>>) -> Box<Check> {
    Box::new(Check::new(CheckCode::ProofSignature, outcome, why).because(Cause::new(code)))
}

/// The two headers of a seal must not both have one name, and what is critical must be there, and
/// be named once. Gives the first critical parameter that is not evaluated here: with it the seal
/// may fail, and cannot pass.
pub(super) fn critical<'a>(
    header: &'a Value,
    unprotected: Option<&Value>,
) -> Result<Option<&'a str>, Box<Check>> {
    let failed = |why: String| refuse(CheckOutcome::Failed, "critical_header", why);
    let outside = match unprotected {
        None | Some(Value::Object(_)) => unprotected.and_then(Value::as_object),
        Some(_) => {
            return Err(failed(
                "the seal's unprotected header is no JSON object".to_owned(),
            ));
        }
    };
    for name in outside.iter().flat_map(|outside| outside.keys()) {
        if header.get(name).is_some() {
            return Err(refuse(
                CheckOutcome::Failed,
                "duplicate_header",
                format!("`{name}` stands both in the protected and in the unprotected header"),
            ));
        }
        if PROTECTED_ONLY.contains(&name.as_str()) {
            return Err(refuse(
                CheckOutcome::Failed,
                "unprotected_header",
                format!("`{name}` stands outside of what the seal covers"),
            ));
        }
    }
    let names: Vec<&str> = match header.get("crit") {
        None => Vec::new(),
        Some(Value::Array(names)) if !names.is_empty() && names.iter().all(Value::is_string) => {
            names.iter().filter_map(Value::as_str).collect()
        }
        Some(_) => return Err(failed("`crit` is not a list of header names".to_owned())),
    };
    let is_there = |name: &str| {
        header.get(name).is_some() || outside.is_some_and(|outside| outside.contains_key(name))
    };
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|earlier| earlier == name) || !is_there(name) {
            return Err(failed(format!(
                "`crit` names `{name}` twice, or the header lacks it"
            )));
        }
        if BASIC.contains(name) {
            return Err(failed(format!(
                "`crit` names `{name}`, which RFC 7515 defines and forbids there"
            )));
        }
    }
    match header.get("b64") {
        None | Some(Value::Bool(_)) => {}
        Some(_) => return Err(failed("`b64` is neither true nor false".to_owned())),
    }
    if header.get("b64").is_some() && !names.contains(&"b64") {
        return Err(failed("`b64` is not marked as critical".to_owned()));
    }
    Ok(names.into_iter().find(|name| !EVALUATED.contains(name)))
}

/// The time of sealing that the sealer claims: `sigT` up to version 1.1.1 of the specification,
/// `iat` since 1.2.1, never both.
pub(super) fn claimed(header: &Value) -> Result<Option<String>, Box<Check>> {
    let failed = |why: &'static str| refuse(CheckOutcome::Failed, "malformed_time", why);
    match (header.get("sigT"), header.get("iat")) {
        (Some(_), Some(_)) => Err(failed("the header states two times of sealing")),
        (Some(Value::String(text)), None) => Ok(Some(text.clone())),
        (None, Some(Value::Number(seconds))) => seconds
            .as_i64()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .map(|instant| Some(instant.to_string()))
            .ok_or_else(|| failed("`iat` is no number of seconds")),
        (None, None) => Ok(None),
        (Some(_), None) => Err(failed("`sigT` is no text")),
        (None, Some(_)) => Err(failed("`iat` is no number")),
    }
}

/// The seal's certificate, and the others that its headers hold.
///
/// The protected header must hold or name it: `x5c`, or a digest of one that stands elsewhere.
/// Every reference that stands there must lead to this certificate.
pub(super) fn certificates(
    header: &Value,
    unprotected: Option<&Value>,
    added: Vec<Certificate>,
) -> Result<(Certificate, Vec<Certificate>), Box<Check>> {
    let none = |why: &'static str| refuse(CheckOutcome::Failed, "no_certificate", why);
    let list = |header: Option<&Value>| -> Option<Vec<Certificate>> {
        let chain = header?.get("x5c")?.as_array()?;
        let chain = chain.iter().take(CERTIFICATES);
        chain.map(Certificate::from_base64).collect()
    };
    if header.get("x5c").is_some() {
        let mut chain = list(Some(header)).unwrap_or_default().into_iter();
        let Some(leaf) = chain.next() else {
            return Err(none(
                "the seal carries no certificate that can be read (`x5c`)",
            ));
        };
        references(header, &leaf)?;
        return Ok((leaf, chain.chain(added).collect()));
    }
    if !DIGESTS.iter().any(|name| header.get(name).is_some()) {
        return Err(none(
            "the sealed header neither holds a certificate nor names one",
        ));
    }
    let mut given = list(unprotected).unwrap_or_default();
    given.extend(added);
    match given.iter().position(|one| references(header, one).is_ok()) {
        Some(index) => Ok((given.remove(index), given)),
        None => Err(Box::new(
            Check::inconclusive(
                CheckCode::ProofSignature,
                "the certificate that the sealed header names is not there",
            )
            .because(Cause::new("certificate_not_found")),
        )),
    }
}

/// References that bind a certificate by its digest.
const DIGESTS: [&str; 3] = ["x5t#S256", "x5t#o", "sigX5ts"];

/// Whether every reference to the certificate is one to this.
fn references(header: &Value, leaf: &Certificate) -> Result<(), Box<Check>> {
    let mismatch = |name: &str| {
        refuse(
            CheckOutcome::Failed,
            "certificate_mismatch",
            format!("the certificate is not the one that the sealed header names (`{name}`)"),
        )
    };
    let is_digest =
        |stated: &Value, own: &[u8]| stated.as_str().and_then(base64url).as_deref() == Some(own);
    if let Some(stated) = header.get("x5t#S256") {
        let own = signed::digest(signed::default_digest(), &[&leaf.der]);
        if !own.is_some_and(|own| is_digest(stated, &own)) {
            return Err(mismatch("x5t#S256"));
        }
    }
    if let Some(stated) = header.get("x5t")
        && !is_digest(stated, &Sha1::digest(&leaf.der))
    {
        return Err(mismatch("x5t"));
    }
    // Section 5.2.2: of several references the first is the one to the sealer's certificate.
    let listed = header.get("sigX5ts").map(|list| {
        let list = list.as_array();
        list.and_then(|list| list.first()).unwrap_or(&Value::Null)
    });
    for (name, reference) in [("x5t#o", header.get("x5t#o")), ("sigX5ts", listed)] {
        let Some(reference) = reference else {
            continue;
        };
        let algorithm = reference.get("digAlg").and_then(Value::as_str);
        let Some(algorithm) = algorithm.and_then(digest_algorithm) else {
            return Err(refuse(
                CheckOutcome::Inconclusive,
                "unsupported_digest",
                format!("`{name}` names the certificate by a digest that is not supported"),
            ));
        };
        let own = signed::digest(algorithm, &[&leaf.der]);
        let stated = reference.get("digVal").unwrap_or(&Value::Null);
        if !own.is_some_and(|own| is_digest(stated, &own)) {
            return Err(mismatch(name));
        }
    }
    if let Some((names, serial)) = header.get("kid").and_then(issuer_serial) {
        let fields = leaf.fields();
        let is_issuer = names
            .iter()
            .any(|name| matches!(name, GeneralName::DirectoryName(name) if *name == fields.issuer));
        if !is_issuer || serial != fields.serial_number {
            return Err(mismatch("kid"));
        }
    }
    Ok(())
}

/// The digests of ETSI TS 119 182-1 annex E, by their names in JOSE or as URIs of XML signatures.
fn digest_algorithm(name: &str) -> Option<ObjectIdentifier> {
    let id = match name {
        "S256" | "http://www.w3.org/2001/04/xmlenc#sha256" => "2.16.840.1.101.3.4.2.1",
        "S384" | "http://www.w3.org/2001/04/xmldsig-more#sha384" => "2.16.840.1.101.3.4.2.2",
        "S512" | "http://www.w3.org/2001/04/xmlenc#sha512" => "2.16.840.1.101.3.4.2.3",
        _ => return None,
    };
    Some(ObjectIdentifier::new_unwrap(id))
}

/// A `kid` that is `IssuerSerial` in DER (RFC 5035); any other text is a name of the sealer's own.
fn issuer_serial(kid: &Value) -> Option<(GeneralNames, SerialNumber)> {
    let der = STANDARD.decode(kid.as_str()?).ok()?;
    let mut reader = der::SliceReader::new(&der).ok()?;
    let parts = reader
        .sequence(|parts| Ok((GeneralNames::decode(parts)?, SerialNumber::decode(parts)?)))
        .ok()?;
    reader.is_finished().then_some(parts)
}

/// Whether the payload is sealed as base64url (RFC 7797 section 3).
pub(super) fn is_encoded(header: &Value) -> bool {
    header.get("b64") != Some(&Value::Bool(false))
}

/// The JSON of a protected header.
pub(super) fn decode(text: &str) -> Option<Value> {
    let header = json::parse(&base64url(text)?).ok()?;
    header.is_object().then_some(header)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_critical_must_be_evaluated() {
        let header = |crit: Value| json!({ "alg": "RS256", "b64": false, "sigT": "t", "sigD": {}, "srCms": [], "crit": crit });
        let ends = |crit: Value| match critical(&header(crit), None) {
            Ok(None) => CheckOutcome::Passed,
            Ok(Some(_)) => CheckOutcome::Inconclusive,
            Err(check) => check.outcome,
        };
        for (crit, outcome) in [
            (json!(["b64", "sigT"]), CheckOutcome::Passed),
            (json!([]), CheckOutcome::Failed),
            (json!("b64"), CheckOutcome::Failed),
            (json!(["b64", "b64"]), CheckOutcome::Failed),
            (json!(["b64", "exp"]), CheckOutcome::Failed),
            (json!(["b64", "alg"]), CheckOutcome::Failed),
            (json!(["b64", "etsiU"]), CheckOutcome::Failed),
            (json!(["sigT"]), CheckOutcome::Failed),
            (json!(["b64", "sigD"]), CheckOutcome::Inconclusive),
            (json!(["b64", "srCms"]), CheckOutcome::Inconclusive),
        ] {
            assert_eq!(ends(crit.clone()), outcome, "{crit}");
        }
        let added = json!({ "etsiU": [] });
        let header = header(json!(["b64", "etsiU"]));
        assert_eq!(critical(&header, Some(&added)).unwrap(), None);
    }

    #[test]
    fn no_name_stands_in_both_headers_and_none_that_steers_stands_outside() {
        let header = json!({ "alg": "RS256", "sigT": "t", "cty": "json" });
        for (outside, ends_well) in [
            (json!({ "etsiU": [] }), true),
            (json!({ "cty": "text" }), false),
            (json!({ "alg": "none" }), false),
            (json!({ "b64": false }), false),
            (json!({ "crit": ["x"] }), false),
            (json!({ "sigT": "t" }), false),
            (json!([]), false),
        ] {
            assert_eq!(
                critical(&header, Some(&outside)).is_ok(),
                ends_well,
                "{outside}"
            );
        }
    }

    #[test]
    fn one_time_is_claimed_or_none() {
        assert_eq!(
            claimed(&json!({ "iat": 0 })).unwrap().as_deref(),
            Some("1970-01-01T00:00:00Z")
        );
        assert_eq!(claimed(&json!({})).unwrap(), None);
        assert!(claimed(&json!({ "iat": 0, "sigT": "2026-01-01T00:00:00Z" })).is_err());
        assert!(claimed(&json!({ "iat": "0" })).is_err());
        assert!(claimed(&json!({ "sigT": 0 })).is_err());
    }
}
