//! Seals of European Digital Credentials: a JWS with a seal certificate (JAdES).
//!
//! Sources: RFC 7515 sections 7.1 and 7.2 (serialisations); RFC 7797 (unencoded payload);
//! ETSI TS 119 182-1 v1.2.1 (JAdES).

mod components;
mod header;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, check::Cause, json, json::JsonError, limits,
};
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
    /// Whether the base64url, where it is to be that, is none.
    is_malformed: bool,
    signatures: Vec<Signature>,
}

/// A signature as the envelope states it.
#[derive(Debug, Clone)]
struct Signature {
    stated: Value,
    /// Its protected header; `None` where it cannot be read.
    header: Option<Value>,
}

impl Signature {
    fn read(stated: Value) -> Self {
        Self {
            header: text_of(&stated, "protected").and_then(header::decode),
            stated,
        }
    }

    /// The text and the JSON of the protected header.
    fn protected(&self) -> Option<(&str, &Value)> {
        text_of(&self.stated, "protected").zip(self.header.as_ref())
    }
}

fn text_of<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// The texts that a signature is made of.
struct Parts<'a> {
    payload: &'a [u8],
    protected: &'a [u8],
    signature: &'a [u8],
}

impl Jades {
    pub(crate) fn seals(&self) -> Vec<Digest> {
        let values = self.signatures.iter();
        let values = values.filter_map(|signature| signature.stated.get("signature")?.as_str());
        values.map(|value| Digest::of(value.as_bytes())).collect()
    }

    /// Whether this is a general or flattened JSON serialisation.
    pub(crate) fn is_envelope(value: &Value) -> bool {
        let signatures = match (value.get("signatures"), value.get("signature")) {
            (Some(Value::Array(list)), None) => list.as_slice(),
            (None, Some(Value::String(_))) => std::slice::from_ref(value),
            _ => return false,
        };
        match value.get("payload") {
            Some(payload) => payload.is_string(),
            // Without a payload, anything could be called an envelope.
            None => signatures.iter().any(|one| one.get("protected").is_some()),
        }
    }

    /// Takes an envelope apart, and reads its payload. Of that, which may hold megabytes of images,
    /// nothing is copied but its values.
    pub(crate) fn open(envelope: Value) -> (Self, Result<Value, JsonError>) {
        let Value::Object(mut entries) = envelope else {
            return Self::new(None, Vec::new());
        };
        let text = match entries.remove("payload") {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let signatures = match entries.remove("signatures") {
            Some(Value::Array(list)) => list,
            _ => {
                entries.retain(|name, _| {
                    matches!(name.as_str(), "protected" | "header" | "signature")
                });
                vec![Value::Object(entries)]
            }
        };
        Self::new(text, signatures.into_iter().map(Signature::read).collect())
    }

    /// Opens a compact serialisation whose header has a certificate and a time of sealing, as only
    /// seals do; `None` for anything else.
    pub(crate) fn open_compact(bytes: &[u8]) -> Option<(Self, Result<Value, JsonError>)> {
        let text = std::str::from_utf8(bytes).ok()?.trim();
        let mut parts = text.split('.');
        let (protected, payload) = (parts.next()?, parts.next()?);
        let (signature, None) = (parts.next()?, parts.next()) else {
            return None;
        };
        let header = header::decode(protected)?;
        let has = |names: &[&str]| names.iter().any(|name| header.get(name).is_some());
        if !has(&["x5c", "x5t#o", "sigX5ts"]) || !has(&["sigT", "iat"]) {
            return None;
        }
        // RFC 7515 appendix F: an empty part stands for a payload that is kept elsewhere.
        let payload = (!payload.is_empty()).then(|| payload.to_owned());
        let signature = Signature {
            stated: json!({ "protected": protected, "signature": signature }),
            header: Some(header),
        };
        Some(Self::new(payload, vec![signature]))
    }

    /// With the sealed JSON.
    fn new(text: Option<String>, signatures: Vec<Signature>) -> (Self, Result<Value, JsonError>) {
        let first = signatures.first().and_then(|one| one.header.as_ref());
        let is_encoded = first.is_some_and(header::is_encoded);
        let stated = text.as_deref().unwrap_or_default();
        let decoded = is_encoded.then(|| base64url(stated));
        let payload = match &decoded {
            Some(decoded) => json::parse(decoded.as_deref().unwrap_or_default()),
            None => json::parse(stated.as_bytes()),
        };
        let jades = Self {
            is_encoded,
            is_malformed: decoded.is_some_and(|decoded| decoded.is_none()),
            text,
            signatures,
        };
        (jades, payload)
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
    signature: &Signature,
    report: &mut ProofReport,
) -> Result<(), Box<Check>> {
    let Some((protected, header)) = signature.protected() else {
        return Err(Box::new(fail(
            "the seal's protected header is not JSON in base64url",
            "malformed_header",
        )));
    };
    let algorithm = match jwt::algorithm(header) {
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
    let unprotected = signature.stated.get("header");
    let unevaluated = header::critical(header, unprotected)?;
    let claimed = header::claimed(header)?;
    let payload = content(jades, header)?;
    let text = text_of(&signature.stated, "signature");
    let parts = Parts {
        payload: payload.as_bytes(),
        protected: protected.as_bytes(),
        signature: text.unwrap_or_default().as_bytes(),
    };
    let components = components::read(&parts, header, unprotected);
    let (leaf, given) = header::certificates(header, unprotected, components.certificates)?;
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
    if jades.is_malformed {
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
    let input = [parts.protected, b".", parts.payload];
    match session
        .against
        .crypto
        .verify_pieces(algorithm, &key, &input, value)
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
