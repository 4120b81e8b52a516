//! Seals of European Digital Credentials: a JWS with a seal certificate (JAdES).
//!
//! Sources: RFC 7515 sections 7.1 and 7.2 (serialisations); RFC 7797 (unencoded payload);
//! ETSI TS 119 182-1 v1.2.1 (JAdES).

mod components;
mod header;

use credeval_model::{Check, CheckCode, CheckOutcome, check::Cause, json, json::JsonError, limits};
use serde_json::{Value, json};

use super::{ProofReport, Signer, jwt};
use crate::certificate::Certificate;
use crate::crypto::Algorithm;
use crate::key::PublicKey;
use crate::opened::{Opened, base64url};
use crate::seal::{self, CERTIFICATES, Seal};
use crate::session::Session;

/// Bytes of the shortest RSA modulus that counts (ETSI TS 119 312; SOG-IS): 2,048 bits.
const RSA_BYTES: usize = 256;

/// A sealed document, decoded as far as JSON goes.
#[derive(Debug, Clone)]
pub(crate) struct Jades {
    /// The payload as it stands in the envelope; `None` where it is kept elsewhere.
    text: Option<String>,
    /// Whether that is base64url of the payload, and not the payload itself.
    is_encoded: bool,
    signatures: Vec<Value>,
}

/// The texts that a signature is made of.
struct Parts<'a> {
    payload: &'a [u8],
    protected: &'a [u8],
    signature: &'a [u8],
}

impl Jades {
    /// Reads a general or flattened JSON serialisation; `None` for anything else.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let text = match value.get("payload") {
            Some(payload) => Some(payload.as_str()?.to_owned()),
            None => None,
        };
        let signatures = match (value.get("signatures"), value.get("signature")) {
            (Some(Value::Array(list)), None) => list.clone(),
            (None, Some(Value::String(_))) => {
                let names = ["protected", "header", "signature"];
                let own = names
                    .iter()
                    .filter_map(|name| Some(((*name).to_owned(), value.get(name)?.clone())));
                vec![own.collect()]
            }
            _ => return None,
        };
        // Without a payload, anything could be called an envelope.
        if text.is_none() && !signatures.iter().any(|one| one.get("protected").is_some()) {
            return None;
        }
        Some(Self::new(text, signatures))
    }

    /// Reads a compact serialisation whose header has a certificate and a time of sealing, as only
    /// seals do; `None` for anything else.
    pub(crate) fn read_compact(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?.trim();
        let mut parts = text.split('.');
        let (protected, payload) = (parts.next()?, parts.next()?);
        let (signature, None) = (parts.next()?, parts.next()) else {
            return None;
        };
        let signature = json!({ "protected": protected, "signature": signature });
        let (_, header) = header::protected(&signature)?;
        let has = |names: &[&str]| names.iter().any(|name| header.get(name).is_some());
        if !has(&["x5c", "x5t#o", "sigX5ts"]) || !has(&["sigT", "iat"]) {
            return None;
        }
        // RFC 7515 appendix F: an empty part stands for a payload that is kept elsewhere.
        let payload = (!payload.is_empty()).then(|| payload.to_owned());
        Some(Self::new(payload, vec![signature]))
    }

    fn new(text: Option<String>, signatures: Vec<Value>) -> Self {
        let first = signatures.first().and_then(header::protected);
        Self {
            text,
            is_encoded: first.is_some_and(|(_, header)| header::is_encoded(&header)),
            signatures,
        }
    }

    /// The sealed JSON.
    pub(crate) fn payload(&self) -> Result<Value, JsonError> {
        let text = self.text.as_deref().unwrap_or_default();
        match self.is_encoded {
            true => json::parse(&base64url(text).unwrap_or_default()),
            false => json::parse(text.as_bytes()),
        }
    }
}

pub(crate) fn check(session: &Session<'_>, opened: &Opened, jades: &Jades) -> Vec<ProofReport> {
    let found = jades.signatures.len();
    let only = |check| {
        let mut report = ProofReport::default();
        report.checks.push(check);
        vec![report]
    };
    if found == 0 {
        return only(fail("the envelope holds no seal", "no_proof"));
    }
    if found > limits::PROOFS {
        let (limit, found) = (limits::PROOFS.to_string(), found.to_string());
        return only(
            Check::failed(
                CheckCode::DocumentLimit,
                format!("expected at most {limit} seals, found {found}"),
            )
            .because(Cause::new("too_many_proofs").mismatch(limit, found)),
        );
    }
    jades
        .signatures
        .iter()
        .map(|signature| {
            let mut report = ProofReport::default();
            if let Err(check) = check_signature(session, opened, jades, signature, &mut report) {
                report.checks.push(*check);
            }
            report
        })
        .collect()
}

fn fail(why: &'static str, code: &str) -> Check {
    Check::failed(CheckCode::ProofSignature, why).because(Cause::new(code))
}

/// Checks one signature; `Err` is the row `proof.signature` where nothing more can be said.
fn check_signature(
    session: &Session<'_>,
    opened: &Opened,
    jades: &Jades,
    signature: &Value,
    report: &mut ProofReport,
) -> Result<(), Box<Check>> {
    let Some((protected, header)) = header::protected(signature) else {
        return Err(Box::new(fail(
            "the seal's protected header is not JSON in base64url",
            "malformed_header",
        )));
    };
    let algorithm = match jwt::algorithm(&header) {
        Ok((algorithm, check)) => {
            report.checks.push(check);
            algorithm
        }
        Err(check) => {
            let signature = Check {
                code: CheckCode::ProofSignature,
                summary: "no signature that can be checked".into(),
                ..check.as_ref().clone()
            };
            report.checks.push(*check);
            return Err(Box::new(signature));
        }
    };
    let unprotected = signature.get("header");
    let unevaluated = header::critical(&header, unprotected)?;
    let claimed = header::claimed(&header)?;
    let payload = content(jades, &header)?;
    let text = signature.get("signature").and_then(Value::as_str);
    let parts = Parts {
        payload: payload.as_bytes(),
        protected: protected.as_bytes(),
        signature: text.unwrap_or_default().as_bytes(),
    };
    let components = components::read(&parts, &header, unprotected);
    let (leaf, given) = header::certificates(&header, unprotected, components.certificates)?;
    let seal = Seal {
        leaf,
        given,
        claimed,
        stamps: components.stamps,
        revocation: components.revocation,
        unreadable: components.unreadable,
    };
    let value = text.and_then(base64url);
    let check = arithmetic(session, algorithm, &seal.leaf, &parts, value.as_deref());
    report.checks.push(match unevaluated {
        Some(name) if check.outcome == CheckOutcome::Passed => Check::inconclusive(
            CheckCode::ProofSignature,
            format!(
                "the seal's arithmetic holds; its header marks `{name}` as critical, which is not evaluated here"
            ),
        )
        .because(Cause::new("critical_header")),
        _ => check,
    });
    let holds = report.passed(CheckCode::ProofSignature);
    report
        .checks
        .push(seal::issuer_key(session, opened, &seal.leaf));
    let (rows, anchors) = seal::rows(session, &seal, holds);
    report.checks.extend(rows);
    report.anchors = anchors;
    report.signer = Some(Signer::Certificate(Box::new(seal.leaf)));
    Ok(())
}

/// The payload as it is sealed. What is kept elsewhere is not fetched: nobody knows yet whether
/// the seal is one.
fn content<'a>(jades: &'a Jades, header: &Value) -> Result<&'a str, Box<Check>> {
    let elsewhere = |why| {
        Box::new(
            Check::inconclusive(CheckCode::ProofSignature, why)
                .because(Cause::new("detached_content")),
        )
    };
    if header.get("sigD").is_some() {
        return Err(elsewhere(
            "the seal is over objects that it only refers to (`sigD`), which are not fetched",
        ));
    }
    let Some(text) = jades.text.as_deref() else {
        return Err(elsewhere(
            "the seal is over content that is not in the file",
        ));
    };
    // RFC 7797 section 3: all seals of one payload take it in the same form.
    if header::is_encoded(header) != jades.is_encoded {
        return Err(Box::new(fail(
            "the seals disagree on whether the payload is encoded (`b64`)",
            "mixed_b64",
        )));
    }
    if jades.is_encoded && base64url(text).is_none() {
        return Err(Box::new(fail(
            "the sealed payload is not base64url",
            "malformed_payload",
        )));
    }
    Ok(text)
}

/// The row `proof.signature`.
fn arithmetic(
    session: &Session<'_>,
    algorithm: Algorithm,
    leaf: &Certificate,
    parts: &Parts<'_>,
    value: Option<&[u8]>,
) -> Check {
    let key = match leaf.public_key() {
        Ok(key) => key,
        Err(error) => {
            return Check::inconclusive(
                CheckCode::ProofSignature,
                format!("the certificate's key cannot be used: {error}"),
            )
            .because(Cause::new("invalid_key"));
        }
    };
    let Some(value) = value else {
        return fail("the seal's value is not base64url", "malformed_signature");
    };
    if !algorithm.fits(&key) {
        return fail(
            "the certificate's key is not of the kind that the algorithm takes",
            "key_mismatch",
        );
    }
    if let PublicKey::Rsa { modulus, .. } = &key
        && modulus.len() < RSA_BYTES
    {
        return fail(
            "the certificate's RSA key has fewer than 2,048 bits",
            "weak_key",
        );
    }
    let input = [parts.protected, b".", parts.payload].concat();
    match session
        .against
        .crypto
        .verify(algorithm, &key, &input, value)
    {
        true => Check::passed(
            CheckCode::ProofSignature,
            format!(
                "the seal holds: nothing was altered since {} sealed it",
                leaf.name()
            ),
        ),
        false => fail(
            "the seal does not hold: the credential was altered, or another key sealed it",
            "bad_signature",
        ),
    }
}
