//! Seals of European Digital Credentials: a JWS in JSON serialisation with a seal certificate.
//!
//! Sources: RFC 7515 section 7.2 (JSON serialisation); RFC 7797 (unencoded payload);
//! ETSI TS 119 182-1 v1.2.1 (JAdES), sections 5.1 to 5.3.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::{Check, CheckCode, CheckOutcome, check::Cause, json, limits};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{ProofReport, Signer, jwt};
use crate::certificate::Certificate;
use crate::checked::Session;
use crate::opened::{Opened, base64url};
use crate::seal;

/// Header parameters that are understood when they are marked as critical. `adoTst` is a
/// timestamp: the row `seal.timestamp` speaks of it.
const UNDERSTOOD: &[&str] = &["b64", "sigT", "adoTst", "iat"];

/// Certificates between a seal and its anchor that are looked at. Real seals bring two; the time
/// to search for a path grows with the orders of all that are given.
const INTERMEDIATES: usize = 8;

/// A sealed document, decoded as far as JSON goes.
#[derive(Debug, Clone)]
pub(crate) struct Jades {
    /// The payload string after JSON unescaping: the very bytes that are sealed.
    pub(crate) payload: String,
    signatures: Vec<Value>,
}

impl Jades {
    /// Reads a general or flattened JSON serialisation; `None` for anything else.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let payload = value.get("payload")?.as_str()?.to_owned();
        let signatures = match (value.get("signatures"), value.get("signature")) {
            (Some(Value::Array(list)), None) => list.clone(),
            (None, Some(Value::String(_))) => vec![value.clone()],
            _ => return None,
        };
        Some(Self {
            payload,
            signatures,
        })
    }
}

/// What the seal's own headers say, beside what they are checked for.
pub(crate) struct Headers {
    pub(crate) leaf: Certificate,
    pub(crate) intermediates: Vec<Certificate>,
    /// The time of sealing that the sealer claims.
    pub(crate) claimed: Option<String>,
    pub(crate) timestamped: bool,
}

pub(crate) fn check(session: &Session<'_>, opened: &Opened, jades: &Jades) -> Vec<ProofReport> {
    let found = jades.signatures.len();
    if found == 0 {
        let mut report = ProofReport::default();
        report.checks.push(
            Check::failed(CheckCode::ProofSignature, "the envelope holds no seal")
                .because(Cause::new("no_proof")),
        );
        return vec![report];
    }
    if found > limits::PROOFS {
        let mut report = ProofReport::default();
        report.checks.push(
            Check::failed(
                CheckCode::DocumentLimit,
                format!("expected at most {} seals, found {found}", limits::PROOFS),
            )
            .because(
                Cause::new("too_many_proofs")
                    .mismatch(limits::PROOFS.to_string(), found.to_string()),
            ),
        );
        return vec![report];
    }
    jades
        .signatures
        .iter()
        .map(|signature| check_signature(session, opened, jades, signature))
        .collect()
}

fn check_signature(
    session: &Session<'_>,
    opened: &Opened,
    jades: &Jades,
    signature: &Value,
) -> ProofReport {
    let mut report = ProofReport::default();
    let fail = |why: &str, code: &str| {
        Check::failed(CheckCode::ProofSignature, why).because(Cause::new(code))
    };
    let protected = signature.get("protected").and_then(Value::as_str);
    let header = protected
        .and_then(base64url)
        .and_then(|bytes| json::parse(&bytes).ok())
        .filter(Value::is_object);
    let (Some(protected), Some(header)) = (protected, header) else {
        report.checks.push(fail(
            "the seal's protected header is not JSON in base64url",
            "malformed_header",
        ));
        return report;
    };
    let algorithm = match jwt::algorithm(&header) {
        Ok((algorithm, check)) => {
            report.checks.push(check);
            algorithm
        }
        Err(check) => {
            let signature = Check {
                code: CheckCode::ProofSignature,
                summary: "no signature that can be checked".to_owned(),
                ..check.as_ref().clone()
            };
            report.checks.extend([*check, signature]);
            return report;
        }
    };
    if let Err(check) = critical(&header) {
        report.checks.push(*check);
        return report;
    }
    let Some(headers) = read_headers(&header, signature) else {
        report.checks.push(fail(
            "the seal carries no certificate that can be read (`x5c`)",
            "no_certificate",
        ));
        return report;
    };
    if let Some(check) = certificate_digest(&header, &headers.leaf) {
        report.checks.push(check);
        return report;
    }
    let bytes = signature
        .get("signature")
        .and_then(Value::as_str)
        .and_then(base64url);
    let encoded = header.get("b64") != Some(&Value::Bool(false));
    let input = [protected.as_bytes(), b".", jades.payload.as_bytes()].concat();
    let check = match (headers.leaf.public_key(), bytes) {
        (Err(error), _) => Check::inconclusive(
            CheckCode::ProofSignature,
            format!("the certificate's key cannot be used: {error}"),
        )
        .because(Cause::new("invalid_key")),
        (_, None) => fail("the seal's value is not base64url", "malformed_signature"),
        (Ok(key), Some(_)) if !algorithm.fits(&key) => fail(
            "the certificate's key is not of the kind that the algorithm takes",
            "key_mismatch",
        ),
        (Ok(key), Some(bytes)) => match session.against.crypto.verify(algorithm, &key, &input, &bytes) {
            true if encoded => Check::inconclusive(
                CheckCode::ProofSignature,
                "the seal holds over an encoded payload, which European Digital Credentials do not use",
            )
            .because(Cause::new("encoded_payload")),
            true => Check::passed(
                CheckCode::ProofSignature,
                format!("the seal holds: nothing was altered since {} sealed it", headers.leaf.name()),
            ),
            false => fail(
                "the seal does not hold: the credential was altered, or another key sealed it",
                "bad_signature",
            ),
        },
    };
    report.checks.push(check);
    report.checks.push(seal::issuer_key(opened, &headers.leaf));
    let anchors = seal::anchors(session, &headers);
    report
        .checks
        .extend(seal::rows(session, &headers, &anchors));
    report.anchors = anchors
        .into_iter()
        .flatten()
        .map(|ready| ready.anchor.id.clone())
        .collect();
    report.signer = Some(Signer::Certificate(Box::new(headers.leaf)));
    report
}

/// RFC 7515 section 4.1.11 and RFC 7797 section 6: what is critical must be understood, present,
/// named once, and `b64` must be among it.
fn critical(header: &Value) -> Result<(), Box<Check>> {
    let refuse = |outcome, why: String| {
        Box::new(
            Check::new(CheckCode::ProofSignature, outcome, why)
                .because(Cause::new("critical_header")),
        )
    };
    let names: Vec<&str> = match header.get("crit") {
        None => Vec::new(),
        Some(Value::Array(names)) if !names.is_empty() && names.iter().all(Value::is_string) => {
            names.iter().filter_map(Value::as_str).collect()
        }
        Some(_) => {
            return Err(refuse(
                CheckOutcome::Failed,
                "`crit` is not a list of header names".to_owned(),
            ));
        }
    };
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|earlier| earlier == name) || header.get(name).is_none() {
            return Err(refuse(
                CheckOutcome::Failed,
                format!("`crit` names `{name}` twice, or the header lacks it"),
            ));
        }
        if !UNDERSTOOD.contains(name) {
            return Err(refuse(
                CheckOutcome::Inconclusive,
                format!("the header marks `{name}` as critical, which is not supported"),
            ));
        }
    }
    if header.get("b64").is_some() && !names.contains(&"b64") {
        return Err(refuse(
            CheckOutcome::Failed,
            "`b64` is not marked as critical".to_owned(),
        ));
    }
    Ok(())
}

fn read_headers(header: &Value, signature: &Value) -> Option<Headers> {
    let certificate = |value: &Value| {
        let der = STANDARD.decode(value.as_str()?).ok()?;
        Certificate::read(&der)
    };
    let chain = header.get("x5c")?.as_array()?;
    let (leaf, rest) = chain.split_first()?;
    let leaf = certificate(leaf)?;
    let mut given: Vec<Certificate> = rest.iter().filter_map(certificate).collect();
    let mut timestamped = header.get("adoTst").is_some();
    // Unprotected, and used only as material: a certificate proves itself by its signature.
    for component in json::one_or_many(signature.pointer("/header/etsiU")) {
        let component = match component {
            Value::String(text) => base64url(text)
                .and_then(|bytes| json::parse(&bytes).ok())
                .unwrap_or_default(),
            clear => clear.clone(),
        };
        timestamped |= ["sigTst", "arcTst"]
            .iter()
            .any(|key| component.get(key).is_some());
        for value in json::one_or_many(component.get("xVals")) {
            given.extend(value.pointer("/x509Cert/val").and_then(certificate));
        }
    }
    Some(Headers {
        intermediates: ancestors(&leaf, given),
        leaf,
        claimed: match (header.get("sigT"), header.get("iat")) {
            (Some(Value::String(text)), _) => Some(text.clone()),
            (_, Some(Value::Number(seconds))) => seconds
                .as_i64()
                .and_then(|seconds| credeval_model::Timestamp::from_second(seconds).ok())
                .map(|instant| instant.to_string()),
            _ => None,
        },
        timestamped,
    })
}

/// Those certificates that lead on from the leaf by their names, the nearest first.
fn ancestors(leaf: &Certificate, mut given: Vec<Certificate>) -> Vec<Certificate> {
    let mut found: Vec<Certificate> = Vec::new();
    loop {
        let next = given.iter().position(|candidate| {
            let mut below = std::iter::once(leaf).chain(&found);
            below.any(|certificate| certificate.is_issued_in_the_name_of(candidate))
        });
        match next {
            Some(index) if found.len() < INTERMEDIATES => found.push(given.remove(index)),
            _ => return found,
        }
    }
}

/// `x5t#S256` binds the certificate under the signature (RFC 7515 section 4.1.8); `None` where it
/// is right or not stated.
fn certificate_digest(header: &Value, leaf: &Certificate) -> Option<Check> {
    let stated = header.get("x5t#S256")?;
    let digest = stated.as_str().and_then(base64url);
    if digest.as_deref() == Some(Sha256::digest(&leaf.der).as_slice()) {
        return None;
    }
    Some(
        Check::failed(
            CheckCode::ProofSignature,
            "the certificate is not the one that the sealed header names",
        )
        .because(Cause::new("certificate_mismatch")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_critical_must_be_understood() {
        let header = |crit: Value| json!({ "b64": false, "sigT": "t", "sigD": {}, "crit": crit });
        assert!(critical(&header(json!(["b64", "sigT"]))).is_ok());
        for (crit, outcome) in [
            (json!([]), CheckOutcome::Failed),
            (json!("b64"), CheckOutcome::Failed),
            (json!(["b64", "b64"]), CheckOutcome::Failed),
            (json!(["b64", "exp"]), CheckOutcome::Failed),
            (json!(["sigT"]), CheckOutcome::Failed),
            (json!(["b64", "sigD"]), CheckOutcome::Inconclusive),
        ] {
            assert_eq!(
                critical(&header(crit.clone())).unwrap_err().outcome,
                outcome,
                "{crit}"
            );
        }
    }
}
