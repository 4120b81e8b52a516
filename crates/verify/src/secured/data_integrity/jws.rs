//! The detached signature of `Ed25519Signature2018`: a JWS whose payload is left out and not
//! encoded.
//!
//! Sources: RFC 7797; RFC 7515 section 7.1 and appendix F; RFC 8037.

use credeval_model::{Check, CheckCode, check::Cause, json};
use serde_json::Value;

use crate::opened::base64url;

#[derive(Debug)]
pub(super) struct Detached {
    /// The first part as it stands, with its dot: the signing input begins with it.
    start: String,
    pub(super) signature: Vec<u8>,
}

impl Detached {
    /// Reads `header..signature`, or says what is wrong with it.
    ///
    /// The header must say what the suite does, and nothing else: an algorithm that the signer or a
    /// forger chose otherwise is refused before any arithmetic.
    pub(super) fn read(text: &str) -> Result<Self, Vec<Check>> {
        let malformed = |what: &str| {
            vec![
                Check::failed(
                    CheckCode::ProofSignature,
                    format!("the `jws` is not a detached signature: {what}"),
                )
                .because(Cause::new("malformed_proof_value")),
            ]
        };
        let parts: Vec<&str> = text.split('.').collect();
        let [header, "", signature] = parts.as_slice() else {
            return Err(malformed("expected `header..signature`"));
        };
        let bytes = base64url(header).ok_or_else(|| malformed("its header is not base64url"))?;
        let signature =
            base64url(signature).ok_or_else(|| malformed("its signature is not base64url"))?;
        let read = json::parse(&bytes).ok().filter(Value::is_object);
        let parameters = read.ok_or_else(|| malformed("its header is not a JSON object"))?;
        refusal(&parameters).map_or(Ok(()), Err)?;
        Ok(Self {
            start: format!("{header}."),
            signature,
        })
    }

    /// What is signed (RFC 7797 section 3): the payload stands there as bytes, not as base64url.
    pub(super) fn input(&self, payload: &[u8]) -> Vec<u8> {
        [self.start.as_bytes(), payload].concat()
    }
}

/// The rows that refuse a header.
fn refusal(header: &Value) -> Option<Vec<Check>> {
    let name = header
        .get("alg")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if name != "EdDSA" {
        let cause = Cause::new("refused_algorithm").mismatch("EdDSA", name);
        let row = Check::failed(
            CheckCode::ProofAlgorithm,
            format!("the suite signs with EdDSA, and the header says `{name}`"),
        );
        return Some(vec![
            row.because(cause.clone()),
            Check::failed(
                CheckCode::ProofSignature,
                "no signature that can be checked",
            )
            .because(cause),
        ]);
    }
    let is_raw = header.get("b64") == Some(&Value::Bool(false));
    let critical = header.get("crit");
    if is_raw && critical == Some(&Value::Array(vec!["b64".into()])) {
        return None;
    }
    let found = critical.map_or_else(|| "none".to_owned(), Value::to_string);
    Some(vec![
        Check::failed(
            CheckCode::ProofSignature,
            "the header must say that its payload is not encoded: `b64` false, critical and alone in `crit`",
        )
        .because(Cause::new("critical_header").mismatch("[\"b64\"]", found)),
    ])
}
