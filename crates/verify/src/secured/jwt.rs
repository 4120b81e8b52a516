//! VC-JWT and VC-JOSE-COSE: a compact JWS whose payload is the credential, or holds it in `vc`.
//!
//! Sources: RFC 7515; RFC 8725 (best practices); Verifiable Credentials Data Model 1.1 section
//! 6.3.1; Securing Verifiable Credentials using JOSE and COSE 1.0; Open Badges 3.0 section 8.2 (JSON
//! Web Token proof format).

mod pinned;
pub(crate) mod profile;
mod twofold;

pub(crate) use pinned::by_pinned;
pub(crate) use profile::contradictions;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Pointer,
    check::Cause,
    json::{self, JsonError},
};
use serde_json::Value;

use super::{ProofReport, Signer};
use crate::certificate::Certificate;
use crate::crypto::Algorithm;
use crate::key::PublicKey;
use crate::opened::{Opened, base64url};
use crate::resolve::{Relationship, Resolution, by_caller, resolve_as};
use crate::session::{CLOCK_SKEW, Session};

/// A compact JWS, decoded.
#[derive(Debug, Clone)]
pub(crate) struct Jwt {
    /// The bytes before the last dot: what is signed.
    pub(super) signing_input: String,
    pub(crate) header: Value,
    pub(crate) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
    /// The JSON around the token, without the proof that holds it.
    outer: Option<Value>,
}

impl Jwt {
    pub(crate) fn seal(&self) -> Digest {
        Digest::of(&self.signature)
    }

    /// Reads three base64url parts of which the first is a JSON object; `None` for anything else.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?.trim();
        let (signing_input, signature) = text.rsplit_once('.')?;
        let (header, payload) = signing_input.split_once('.')?;
        let header = json::parse(&base64url(header)?).ok()?;
        Some(Self {
            signing_input: signing_input.to_owned(),
            payload: base64url(payload)?,
            signature: base64url(signature)?,
            header: header.is_object().then_some(header)?,
            outer: None,
        })
    }

    /// The payload as JSON, and where in it the credential stands.
    pub(crate) fn decode(&self) -> (Result<Value, JsonError>, Pointer) {
        match json::parse(&self.payload) {
            Ok(mut payload) => {
                let base = profile::decode(&self.header, &mut payload);
                (Ok(payload), base)
            }
            Err(error) => (Err(error), Pointer::root()),
        }
    }
}

/// What text with the dots of a token is, where it is none that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoToken {
    /// Five parts: an encrypted token (RFC 7516 section 3.1).
    Encrypted,
    /// The header is not JSON.
    Header(JsonError),
}

/// Why text that has the shape of a token cannot be read as one; `None` where it has no such shape.
pub(crate) fn no_token(bytes: &[u8]) -> Option<NoToken> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let header = base64url(text.split('.').next()?).filter(|bytes| bytes.starts_with(b"{"))?;
    match (text.matches('.').count(), json::parse(&header)) {
        (4, _) => Some(NoToken::Encrypted),
        (2, Err(error)) => Some(NoToken::Header(error)),
        _ => None,
    }
}

/// The algorithm that a JOSE header names, or the row that refuses it.
pub(crate) fn algorithm(header: &Value) -> Result<(Algorithm, Check), Box<Check>> {
    let code = CheckCode::ProofAlgorithm;
    let name = header
        .get("alg")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let refuse = |why: &str| {
        Check::failed(code, format!("the algorithm `{name}` {why}"))
            .because(Cause::new("refused_algorithm").mismatch("a signature algorithm", name))
    };
    // Other libraries have taken these in other letters.
    let upper = name.to_ascii_uppercase();
    match (upper.as_str(), Algorithm::from_jose(name)) {
        (_, Some(algorithm)) => Ok((algorithm, Check::passed(code, name.to_owned()))),
        ("" | "NONE", _) => Err(Box::new(refuse("signs nothing"))),
        (upper, _) if upper.starts_with("HS") => Err(Box::new(refuse(
            "needs a shared secret, which no verifier of credentials has",
        ))),
        _ => Err(Box::new(
            Check::inconclusive(code, format!("the algorithm `{name}` is not supported")).because(
                Cause::new("unsupported_algorithm").mismatch("a supported algorithm", name),
            ),
        )),
    }
}

/// Header parameters that change what a signature is over, or that must be understood and are not:
/// the verification ends there.
///
/// Sources: RFC 7515 section 4.1.11 (`crit`); RFC 7797 section 6 (`b64`, of which a compact token
/// keeps the payload encoded); RFC 7516 (`enc`, `zip`: parameters of encryption).
pub(super) fn refused(header: &Value) -> Option<Check> {
    let is_private = |jwk: &Value| jwk.get("d").is_some() || jwk.get("k").is_some();
    if header.get("jwk").is_some_and(is_private) {
        // Open Badges 3.0 section 8.2: never. Whoever has seen one token can sign the next.
        return Some(
            Check::failed(
                CheckCode::ProofSignature,
                "the header gives away the private key, so anyone can have signed",
            )
            .because(Cause::new("private_key_stated").mismatch("a public key", "a private one")),
        );
    }
    let parameter =
        ["crit", "b64", "zip", "enc"]
            .into_iter()
            .find(|name| match header.get(name) {
                Some(value) => *name != "b64" || value != true,
                None => false,
            })?;
    let summary = match parameter {
        "crit" => "the header marks a parameter as critical that is not understood here".to_owned(),
        other => format!("the header has `{other}`, which no signed token may have"),
    };
    let cause = match parameter {
        "crit" => "critical_header",
        _ => "refused_header",
    };
    Some(
        Check::failed(CheckCode::ProofSignature, summary).because(
            Cause::new(cause).mismatch(
                format!("no `{parameter}`"),
                header
                    .get(parameter)
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
        ),
    )
}

/// The verification method that a header names for a key of `issuer`.
pub(super) fn method(header: &Value, issuer: Option<&str>) -> Option<String> {
    let self_certifying =
        issuer.filter(|issuer| issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:"));
    let with_document =
        issuer.filter(|issuer| issuer.starts_with("did:web:") || issuer.starts_with("https://"));
    match header.get("kid").and_then(Value::as_str) {
        Some(kid) if kid.starts_with('#') => issuer.map(|issuer| format!("{issuer}{kid}")),
        Some(kid) if kid.starts_with("did:") || kid.starts_with("https://") => Some(kid.to_owned()),
        // VC-JOSE-COSE section 4.1: a name within the issuer's own document.
        Some(kid) if let Some(issuer) = with_document => Some(format!("{issuer}#{kid}")),
        _ => self_certifying.map(str::to_owned),
    }
}

/// The key that the header leads to, and the verification method that names it.
fn find_key(
    session: &Session<'_>,
    opened: &Opened,
    header: &Value,
) -> (Resolution, Option<String>) {
    let issuer = opened.issuer();
    let method = method(header, issuer);
    let mut resolution = match &method {
        Some(method) => resolve_as(
            session,
            method,
            issuer,
            &Pointer::root(),
            Relationship::of(opened),
        ),
        None => by_caller(session, &Pointer::root()).unwrap_or_else(no_key_named),
    };
    if resolution.key.is_err() {
        stated_in_header(&mut resolution, header);
    }
    (resolution, method)
}

pub(super) fn no_key_named() -> Resolution {
    let cause = Cause::new("no_key_named").mismatch("a `kid` that is a URL", "none");
    Resolution {
        key: Err(cause.clone()),
        self_stated: false,
        binding: Check::inconclusive(
            CheckCode::IssuerKey,
            "the header names no key that the issuer could be asked for",
        )
        .at(Pointer::root())
        .because(cause),
    }
}

/// A key in the header serves the arithmetic; it says nothing of who holds it. What `jku` and `x5u`
/// name is not fetched at all.
pub(super) fn stated_in_header(resolution: &mut Resolution, header: &Value) {
    let key = match (header.get("jwk"), header.get("x5c")) {
        (Some(jwk), _) => PublicKey::from_jwk(jwk),
        (None, Some(chain)) => match certificates(chain).first() {
            Some(leaf) => leaf.public_key(),
            None => return,
        },
        (None, None) => return,
    };
    resolution.key =
        key.map_err(|error| Cause::new("invalid_key").mismatch("a key", error.to_string()));
    resolution.self_stated = true;
}

/// Certificates of a header that are looked at; the time to search for a path grows with the orders
/// of all that are given.
const CERTIFICATES: usize = 8;

/// The certificates in `x5c` (RFC 7515 section 4.1.6), the signer's first; none where the signer's
/// cannot be read.
pub(super) fn certificates(chain: &Value) -> Vec<Certificate> {
    chain
        .as_array()
        .into_iter()
        .flatten()
        .take(CERTIFICATES)
        .map_while(Certificate::from_base64)
        .collect()
}

/// The document's own rows, and the reports on a token and on what is embedded in it; the token's
/// comes first.
pub(crate) fn checks(
    session: &Session<'_>,
    opened: &Opened,
    jwt: &Jwt,
) -> (Vec<Check>, Vec<ProofReport>) {
    let report = check(session, opened, jwt);
    let (rows, embedded) = twofold::embedded(session, opened, &report);
    (rows, std::iter::once(report).chain(embedded).collect())
}

pub(crate) fn check(session: &Session<'_>, opened: &Opened, jwt: &Jwt) -> ProofReport {
    let mut report = ProofReport::default();
    let Some(algorithm) = header_rows(session, opened, &jwt.header, &mut report) else {
        return report;
    };
    let (resolution, method) = find_key(session, opened, &jwt.header);
    let mut signature = signature(session, algorithm, jwt, &resolution);
    if signature.outcome == CheckOutcome::Passed
        && let Some(outer) = &jwt.outer
        && let Some(differs) = twofold::outer(opened, outer)
    {
        signature = differs;
    }
    report.checks.push(match signature.pointer {
        Some(_) => signature,
        None => signature.at(Pointer::root()),
    });
    report.checks.push(resolution.binding);
    report.key = resolution.key.ok();
    if let Some(issuer) = opened.issuer() {
        report.signer = Some(Signer::Identifier {
            id: issuer.to_owned(),
            method: method.unwrap_or_else(|| issuer.to_owned()),
        });
    }
    report
}

/// The rows on the header and the times of a token; gives the algorithm where a signature can be
/// checked at all.
pub(super) fn header_rows(
    session: &Session<'_>,
    opened: &Opened,
    header: &Value,
    report: &mut ProofReport,
) -> Option<Algorithm> {
    let mut row = |check: Check| {
        report.checks.push(match check.pointer {
            Some(_) => check,
            None => check.at(Pointer::root()),
        });
    };
    row(profile::purpose(opened, header));
    let algorithm = match algorithm(header) {
        Ok((algorithm, check)) => {
            row(check);
            algorithm
        }
        Err(check) => {
            let signature = Check::new(
                CheckCode::ProofSignature,
                check.outcome,
                "no signature that can be checked",
            );
            let signature = Check {
                cause: check.cause.clone(),
                ..signature
            };
            row(*check);
            row(signature);
            return None;
        }
    };
    row(times(session, opened));
    if let Some(check) = refused(header) {
        row(check);
        return None;
    }
    Some(algorithm)
}

/// The row `proof.signature` of a token under a key.
pub(super) fn signature(
    session: &Session<'_>,
    algorithm: Algorithm,
    jwt: &Jwt,
    resolution: &Resolution,
) -> Check {
    let code = CheckCode::ProofSignature;
    match &resolution.key {
        Err(cause) => Check::inconclusive(
            code,
            "the key could not be had, so the signature is unchecked",
        )
        .because(cause.clone()),
        Ok(key) if !algorithm.fits(key) => {
            Check::failed(code, "the key is not of the kind that the algorithm takes")
                .because(Cause::new("key_mismatch"))
        }
        Ok(key) => {
            let input = jwt.signing_input.as_bytes();
            match session.against.crypto.verify(algorithm, key, input, &jwt.signature) {
                true if resolution.self_stated => Check::passed(
                    code,
                    "the signature holds under a key that the proof itself states",
                ),
                true => Check::passed(code, "the signature holds"),
                false => Check::failed(
                    code,
                    "the signature does not hold: the credential was altered, or another key signed it",
                )
                .because(Cause::new("bad_signature")),
            }
        }
    }
}

/// RFC 7519 sections 4.1.4 to 4.1.6: the times of the signature itself. Where `exp` and `nbf` bound
/// the credential instead, `validity.*` speaks of them.
fn times(session: &Session<'_>, opened: &Opened) -> Check {
    let code = CheckCode::ProofTime;
    let payload = opened.payload.as_ref().ok();
    let claim = |name: &str| payload.and_then(|payload| payload.get(name));
    let malformed = |name: &str, value: &Value| {
        Cause::new("malformed_time").mismatch(format!("a number in `{name}`"), value.to_string())
    };
    for name in ["iat", "nbf", "exp"] {
        let Some(value) = claim(name).filter(|value| profile::seconds(value).is_none()) else {
            continue;
        };
        // The examples of VC-JOSE-COSE write `iat` as credentials write dates. It bounds nothing; so
        // it is read, and not believed. An end that is text would be taken for no end at all.
        let text = value.as_str().filter(|_| name == "iat");
        return match text.and_then(credeval_model::time::parse) {
            Some(made) if made.earliest <= session.latest() => Check::inconclusive(
                code,
                "`iat` is a date as text, where a token must write a number",
            ),
            _ => Check::failed(code, "`iat`, `nbf` and `exp` must be numbers of seconds"),
        }
        .because(malformed(name, value));
    }
    let stated = |name: &str| claim(name).and_then(profile::seconds);
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds of four-digit years fit f64 exactly"
    )]
    let (now, skew) = (session.against.at.as_second() as f64, CLOCK_SKEW as f64);
    if let Some(made) = stated("iat").filter(|made| *made > now + skew) {
        return Check::failed(
            code,
            "the token says it was made after the time of judgement",
        )
        .because(Cause::new("made_in_future").mismatch(now.to_string(), made.to_string()));
    }
    if !profile::claims_bound_the_credential(opened) {
        if let Some(start) = stated("nbf").filter(|start| *start > now + skew) {
            return Check::failed(code, "the signature is not yet valid: `nbf` lies ahead")
                .because(Cause::new("not_yet_valid").mismatch(now.to_string(), start.to_string()));
        }
        if let Some(end) = stated("exp").filter(|end| *end < now - skew) {
            return Check::failed(code, "the signature is no longer valid: `exp` has passed")
                .because(Cause::new("expired").mismatch(now.to_string(), end.to_string()));
        }
    }
    Check::passed(
        code,
        "the times that the token states fit the time of judgement",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_that_sign_nothing_are_refused() {
        for name in ["none", "NoNe", "HS256", "hs512", ""] {
            let refused = algorithm(&serde_json::json!({ "alg": name })).unwrap_err();
            assert_eq!(refused.outcome, CheckOutcome::Failed, "{name}");
        }
        let unknown = algorithm(&serde_json::json!({ "alg": "ES256K" })).unwrap_err();
        assert_eq!(unknown.outcome, CheckOutcome::Inconclusive);
        assert!(algorithm(&serde_json::json!({ "alg": "EdDSA" })).is_ok());
    }
}
