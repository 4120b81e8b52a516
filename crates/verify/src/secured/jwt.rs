//! VC-JWT: a compact JWS whose payload is the credential, or holds it in `vc`.
//!
//! Sources: RFC 7515; Verifiable Credentials Data Model 1.1 section 6.3.1; Open Badges 3.0
//! section 8.2 (JSON Web Token proof format).

use credeval_model::{Check, CheckCode, Pointer, check::Cause, json, time};
use serde_json::Value;

use super::{ProofReport, Signer};
use crate::checked::Session;
use crate::crypto::Algorithm;
use crate::key::PublicKey;
use crate::opened::{Opened, base64url};
use crate::resolve::{Resolution, by_caller, resolve};

/// A compact JWS, decoded.
#[derive(Debug, Clone)]
pub(crate) struct Jwt {
    /// The bytes before the last dot: what is signed.
    pub(super) signing_input: String,
    pub(crate) header: Value,
    pub(crate) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl Jwt {
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
        })
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
    match (name, Algorithm::from_jose(name)) {
        (_, Some(algorithm)) => Ok((algorithm, Check::passed(code, name))),
        ("" | "none", _) => Err(Box::new(refuse("signs nothing"))),
        (name, _) if name.starts_with("HS") => Err(Box::new(refuse(
            "needs a shared secret, which no verifier of credentials has",
        ))),
        _ => Err(Box::new(
            Check::inconclusive(code, format!("the algorithm `{name}` is not supported")).because(
                Cause::new("unsupported_algorithm").mismatch("a supported algorithm", name),
            ),
        )),
    }
}

/// RFC 7515 section 4.1.11: a critical header that is not understood ends the verification.
pub(super) fn critical(header: &Value) -> Option<Check> {
    let crit = header.get("crit")?;
    Some(
        Check::failed(
            CheckCode::ProofSignature,
            "the header marks a parameter as critical that is not understood here",
        )
        .because(Cause::new("critical_header").mismatch("no `crit`", crit.to_string())),
    )
}

/// The key that the header leads to, and the verification method that names it.
fn find_key(
    session: &Session<'_>,
    opened: &Opened,
    header: &Value,
) -> (Resolution, Option<String>) {
    let issuer = opened.issuer();
    let place = Pointer::root();
    let text = |key: &str| header.get(key).and_then(Value::as_str);
    let self_certifying =
        issuer.filter(|issuer| issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:"));
    let method = match (text("kid"), issuer) {
        (Some(kid), Some(issuer)) if kid.starts_with('#') => Some(format!("{issuer}{kid}")),
        (Some(kid), _) if kid.starts_with("did:") || kid.starts_with("https://") => {
            Some(kid.to_owned())
        }
        _ => self_certifying.map(str::to_owned),
    };
    let mut resolution = match &method {
        Some(method) => resolve(session, method, issuer, &place),
        None if let Some(resolution) = by_caller(session, &place) => resolution,
        None => {
            let cause = Cause::new("no_key_named").mismatch("a `kid` that is a URL", "none");
            Resolution {
                key: Err(cause.clone()),
                self_stated: false,
                binding: Check::inconclusive(
                    CheckCode::IssuerKey,
                    "the header names no key that the issuer could be asked for",
                )
                .at(place)
                .because(cause),
            }
        }
    };
    if let (Err(_), Some(jwk)) = (&resolution.key, header.get("jwk")) {
        // A key in the header serves the arithmetic; it says nothing of who holds it.
        resolution.key = PublicKey::from_jwk(jwk)
            .map_err(|error| Cause::new("invalid_key").mismatch("a key", error.to_string()));
        resolution.self_stated = true;
    }
    (resolution, method)
}

pub(crate) fn check(session: &Session<'_>, opened: &Opened, jwt: &Jwt) -> ProofReport {
    let mut report = ProofReport::default();
    let place = Pointer::root();
    let algorithm = match algorithm(&jwt.header) {
        Ok((algorithm, check)) => {
            report.checks.push(check.at(place.clone()));
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
            report
                .checks
                .extend([check.at(place.clone()), signature.at(place)]);
            return report;
        }
    };
    report.checks.push(times(session, opened));
    if let Some(check) = critical(&jwt.header) {
        report.checks.push(check.at(place));
        return report;
    }
    let (resolution, method) = find_key(session, opened, &jwt.header);
    let signature = match &resolution.key {
        Err(cause) => Check::inconclusive(
            CheckCode::ProofSignature,
            "the key could not be had, so the signature is unchecked",
        )
        .because(cause.clone()),
        Ok(key) if !algorithm.fits(key) => Check::failed(
            CheckCode::ProofSignature,
            "the key is not of the kind that the algorithm takes",
        )
        .because(Cause::new("key_mismatch")),
        Ok(key) => {
            let input = jwt.signing_input.as_bytes();
            match session.against.crypto.verify(algorithm, key, input, &jwt.signature) {
                true if resolution.self_stated => Check::passed(
                    CheckCode::ProofSignature,
                    "the signature holds under a key that the proof itself states",
                ),
                true => Check::passed(CheckCode::ProofSignature, "the signature holds"),
                false => Check::failed(
                    CheckCode::ProofSignature,
                    "the signature does not hold: the credential was altered, or another key signed it",
                )
                .because(Cause::new("bad_signature")),
            }
        }
    };
    report.checks.push(signature.at(place));
    report.checks.push(resolution.binding);
    if let Some(issuer) = opened.issuer() {
        report.signer = Some(Signer::Identifier {
            id: issuer.to_owned(),
            method: method.unwrap_or_else(|| issuer.to_owned()),
        });
    }
    report
}

/// RFC 7519 sections 4.1.4 to 4.1.6: the times of the signature itself.
fn times(session: &Session<'_>, opened: &Opened) -> Check {
    let code = CheckCode::ProofTime;
    let payload = opened.payload.as_ref().ok();
    let at = session.against.at.as_second();
    let claim = |name: &str| match payload.and_then(|payload| payload.get(name)) {
        None => Ok(None),
        // A time that is text would be taken for no time at all.
        Some(value) => value.as_f64().map(Some).ok_or(value),
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds of four-digit years fit f64 exactly"
    )]
    let (now, latest) = (at as f64, session.latest().as_second() as f64);
    match (claim("iat"), claim("nbf"), claim("exp")) {
        (Err(value), ..) | (_, Err(value), _) | (.., Err(value)) => {
            Check::failed(code, "`iat`, `nbf` and `exp` must be numbers")
                .because(Cause::new("malformed_time").mismatch("a number", value.to_string()))
        }
        (Ok(Some(iat)), ..) if iat > latest => Check::failed(
            code,
            "the token says it was made after the time of judgement",
        )
        .because(Cause::new("made_in_future").mismatch(now.to_string(), iat.to_string())),
        _ => Check::passed(
            code,
            "the times that the token states fit the time of judgement",
        ),
    }
}

/// The claims of a token that must repeat the credential's own, and do not: a row each.
///
/// Source: Open Badges 3.0 section 8.2.4; VC Data Model 1.1 section 6.3.1.
pub(crate) fn contradictions(opened: &Opened) -> Vec<Check> {
    let Ok(payload) = &opened.payload else {
        return Vec::new();
    };
    let credential = opened.credential();
    let subject = json::one_or_many(credential.get("credentialSubject")).first();
    let texts = [
        ("iss", crate::opened::identifier(credential.get("issuer"))),
        ("jti", credential.get("id").and_then(Value::as_str)),
        (
            "sub",
            subject.and_then(|subject| subject.get("id")?.as_str()),
        ),
    ];
    let differing = texts.into_iter().filter_map(|(claim, own)| {
        let stated = payload.get(claim)?.as_str()?;
        let own = own?;
        (stated != own).then(|| (claim, own.to_owned(), stated.to_owned()))
    });
    let times = [
        ("nbf", ["validFrom", "issuanceDate"]),
        ("exp", ["validUntil", "expirationDate"]),
    ];
    let untimely = times.into_iter().filter_map(|(claim, keys)| {
        let stated = payload.get(claim)?.as_f64()?;
        let own = keys.iter().find_map(|key| credential.get(key)?.as_str())?;
        let own_time = time::parse(own)?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds of four-digit years fit f64 exactly"
        )]
        let (earliest, latest) = (
            own_time.earliest.as_second() as f64,
            own_time.latest.as_second() as f64,
        );
        // A second of grace, for tokens that round.
        (stated < earliest - 1.0 || stated > latest + 1.0)
            .then(|| (claim, own.to_owned(), stated.to_string()))
    });
    differing
        .chain(untimely)
        .map(|(claim, own, stated)| {
            Check::failed(
                CheckCode::DocumentStructure,
                format!("the token's `{claim}` says otherwise than the credential"),
            )
            .at(Pointer::root().key(claim))
            .because(Cause::new("claim_mismatch").mismatch(own, stated))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use credeval_model::CheckOutcome;

    #[test]
    fn algorithms_that_sign_nothing_are_refused() {
        for name in ["none", "HS256", ""] {
            let refused = algorithm(&serde_json::json!({ "alg": name })).unwrap_err();
            assert_eq!(refused.outcome, CheckOutcome::Failed, "{name}");
        }
        let unknown = algorithm(&serde_json::json!({ "alg": "ES256K" })).unwrap_err();
        assert_eq!(unknown.outcome, CheckOutcome::Inconclusive);
        assert!(algorithm(&serde_json::json!({ "alg": "EdDSA" })).is_ok());
    }
}
