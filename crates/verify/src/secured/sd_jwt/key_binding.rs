//! The key-binding JWT: the holder's signature over one presentation of an SD-JWT.
//!
//! Source: RFC 9901 sections 4.3 and 7.3.

use std::borrow::Cow;

use credeval_model::{Check, CheckCode, Pointer, check::Cause, json};
use serde_json::Value;

use super::{Hash, SdJwt};
use crate::PublicKey;
use crate::opened::Opened;
use crate::secured::jwt::{self, Jwt};
use crate::session::Session;

/// A key-binding JWT and the row `holder.binding` that it gives.
pub(crate) struct KeyBinding {
    /// What it says; `null` where it cannot be read.
    pub(crate) claims: Value,
    pub(crate) row: Check,
}

/// Checks the key-binding JWT of a presentation; `None` where there is none. One that is there is
/// always checked, whoever asked for it.
pub(crate) fn key_binding(
    session: &Session<'_>,
    opened: &Opened,
    sd_jwt: &SdJwt,
) -> Option<KeyBinding> {
    let text = sd_jwt.binding.as_deref()?;
    let jwt = Jwt::read(text.as_bytes());
    let claims = jwt
        .as_ref()
        .and_then(|jwt| json::parse(&jwt.payload).ok())
        .unwrap_or_default();
    let row = match jwt {
        Some(jwt) => check(session, opened, sd_jwt, &jwt, &claims),
        None => Err(Box::new(fail(
            "the key binding is no token",
            Cause::new("malformed_key_binding"),
        ))),
    };
    let row = row.unwrap_or_else(|row| *row);
    Some(KeyBinding {
        claims,
        row: match row.pointer {
            Some(_) => row,
            None => row.at(Pointer::root().key("cnf")),
        },
    })
}

fn fail(summary: impl Into<Cow<'static, str>>, cause: Cause) -> Check {
    Check::failed(CheckCode::HolderBinding, summary).because(cause)
}

fn check(
    session: &Session<'_>,
    opened: &Opened,
    sd_jwt: &SdJwt,
    jwt: &Jwt,
    claims: &Value,
) -> Result<Check, Box<Check>> {
    let code = CheckCode::HolderBinding;
    let typ = jwt.header.get("typ").and_then(Value::as_str);
    if !typ.is_some_and(|typ| typ.eq_ignore_ascii_case("kb+jwt")) {
        let found = jwt.header.get("typ").map(ToString::to_string);
        return Err(Box::new(fail(
            "the holder's token is not a key binding",
            Cause::new("foreign_type").mismatch("kb+jwt", found.unwrap_or_default()),
        )));
    }
    let (algorithm, _) =
        jwt::algorithm(&jwt.header).map_err(|row| Box::new(Check { code, ..*row }))?;
    if let Some(row) = jwt::refused(&jwt.header) {
        return Err(Box::new(Check { code, ..row }));
    }
    let key = confirmation(opened)?;
    if !algorithm.fits(&key) {
        return Err(Box::new(fail(
            "the holder's key is not of the kind that the algorithm takes",
            Cause::new("key_mismatch"),
        )));
    }
    let input = jwt.signing_input.as_bytes();
    let crypto = session.against.crypto;
    if !crypto.verify(algorithm, &key, input, &jwt.signature) {
        return Err(Box::new(fail(
            "the key binding was not signed by the key that the credential is bound to",
            Cause::new("bad_signature"),
        )));
    }
    let signed = sd_jwt.issued.first().map(|jwt| json::parse(&jwt.payload));
    let Some(Ok(hash)) = signed.and_then(Result::ok).map(|signed| Hash::of(&signed)) else {
        return Err(Box::new(
            Check::inconclusive(code, "the hash function is not supported")
                .because(Cause::new("unsupported_hash")),
        ));
    };
    let expected = hash.digest(&sd_jwt.presented);
    let found = claims.get("sd_hash").and_then(Value::as_str);
    if found != Some(&expected) {
        return Err(Box::new(fail(
            "the key binding speaks of another credential, or of other disclosures",
            Cause::new("sd_hash_mismatch").mismatch(expected, found.unwrap_or("none")),
        )));
    }
    for claim in ["nonce", "aud"] {
        if claims.get(claim).and_then(Value::as_str).is_none() {
            return Err(Box::new(fail(
                format!("expected `{claim}` in the key binding, found none"),
                Cause::new("missing_claim").mismatch(claim, "nothing"),
            )));
        }
    }
    let made = claims.get("iat").and_then(jwt::profile::seconds);
    if made.is_none() {
        let found = claims.get("iat").map(ToString::to_string);
        return Err(Box::new(fail(
            "expected a number in `iat` of the key binding",
            Cause::new("malformed_time").mismatch("a number", found.unwrap_or_default()),
        )));
    }
    Ok(Check::passed(
        code,
        "the holder of the key that the credential is bound to presents it",
    ))
}

/// The holder's key in the issuer's `cnf` (RFC 7800 section 3.2).
fn confirmation(opened: &Opened) -> Result<PublicKey, Box<Check>> {
    let code = CheckCode::HolderBinding;
    let payload = opened.payload.as_ref().ok();
    let Some(cnf) = payload.and_then(|payload| payload.get("cnf")) else {
        return Err(Box::new(fail(
            "a key binding was made, and the credential is bound to no key",
            Cause::new("no_confirmation_key"),
        )));
    };
    let Some(jwk) = cnf.get("jwk") else {
        return Err(Box::new(
            Check::inconclusive(
                code,
                "the credential names the holder's key in a way that is not supported",
            )
            .because(Cause::new("unsupported_confirmation").mismatch("cnf.jwk", cnf.to_string())),
        ));
    };
    PublicKey::from_jwk(jwk).map_err(|error| {
        Box::new(
            Check::inconclusive(code, "the holder's key cannot be used")
                .because(Cause::new("invalid_key").mismatch("a key", error.to_string())),
        )
    })
}
