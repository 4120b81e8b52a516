//! A token under keys that are known beforehand: nothing in it says which keys may sign it, only
//! which of them did.
//!
//! Source: RFC 7515 section 4.1.4 (`kid`); RFC 8725 section 3.1 (algorithms by the key).

use credeval_model::{Check, check::Cause};
use serde_json::{Map, Value};

use super::{Jwt, algorithm, refused};
use crate::crypto::Crypto;
use crate::key::PublicKey;
use crate::quoted::quoted;

/// Whether one of the pinned keys signed the token, the one that its `kid` names; else why it is
/// not known to have.
pub(crate) fn by_pinned(
    jwt: &Jwt,
    pinned: &[Map<String, Value>],
    crypto: &dyn Crypto,
) -> Result<(), Cause> {
    let cause_of = |row: Check| row.cause.unwrap_or_else(|| Cause::new("bad_signature"));
    let (algorithm, _) = algorithm(&jwt.header).map_err(|row| cause_of(*row))?;
    if let Some(row) = refused(&jwt.header) {
        return Err(cause_of(row));
    }
    let kid = jwt.header.get("kid").and_then(Value::as_str);
    let kid = kid.ok_or_else(|| Cause::new("no_key_named").mismatch("a `kid`", "none"))?;
    let named = pinned
        .iter()
        .filter(|key| key.get("kid").and_then(Value::as_str) == Some(kid));
    let mut refusal = Cause::new("unknown_key").mismatch("a pinned key", quoted(kid));
    for key in named {
        let key = match PublicKey::from_jwk(&Value::Object(key.clone())) {
            Ok(key) if algorithm.fits(&key) => key,
            Ok(_) => {
                refusal = Cause::new("key_mismatch");
                continue;
            }
            Err(error) => {
                refusal = Cause::new("invalid_key").mismatch("a key", error.to_string());
                continue;
            }
        };
        if crypto.verify(
            algorithm,
            &key,
            jwt.signing_input.as_bytes(),
            &jwt.signature,
        ) {
            return Ok(());
        }
        refusal = Cause::new("bad_signature");
    }
    Err(refusal)
}
