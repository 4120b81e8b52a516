//! A token and JSON together: one credential that is there twice.
//!
//! Sources: `JwtProof2020` as wallets write it, the JSON of a credential with the token that says
//! the same in `proof.jwt`; Open Badges 3.0 section 8.1, an embedded proof inside of what the token
//! signs.

use std::cell::Cell;

use credeval_model::{Check, CheckCode, Pointer, check::Cause, json, time};
use serde_json::Value;

use super::{Jwt, profile};
use crate::held::Room;
use crate::opened::{Opened, Secured, identifier, open_value};
use crate::secured::{ProofReport, data_integrity};
use crate::session::Session;

/// The claims that a token adds to a credential that is its whole payload; an embedded proof was
/// made before them (Open Badges 3.0 section 8.2).
const CLAIMS: &[&str] = &["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

impl Jwt {
    /// The token in the `proof.jwt` of a JSON document; `None` where there is none.
    pub(crate) fn beside(document: &Value) -> Option<Self> {
        let [proof] = json::one_or_many(document.get("proof")) else {
            return None;
        };
        let mut jwt = Self::read(proof.get("jwt")?.as_str()?.as_bytes())?;
        let mut outer = document.clone();
        outer.as_object_mut()?.remove("proof");
        jwt.outer = Some(outer);
        Some(jwt)
    }
}

/// Where the JSON around a token says otherwise than the token: nobody signed that.
pub(super) fn outer(opened: &Opened, outer: &Value) -> Option<Check> {
    let nothing = Value::Null;
    let payload = opened.payload.as_ref().unwrap_or(&nothing);
    let key = differing(payload, &opened.base, outer)?;
    Some(
        Check::failed(
            CheckCode::ProofSignature,
            format!(
                "the signature holds over the token, and the JSON around it says otherwise at `{key}`"
            ),
        )
        .at(Pointer::root().key(&key))
        .because(Cause::new("outer_differs").mismatch("the content of the token", "another")),
    )
}

/// The first member in which the JSON around a token and the token's content differ.
fn differing(payload: &Value, base: &Pointer, outer: &Value) -> Option<String> {
    let nothing = Value::Null;
    let credential = base.resolve(payload).unwrap_or(&nothing);
    let stated = outer.as_object()?;
    let other = stated.iter().find(|(key, value)| {
        let signed = [credential.get(*key), payload.get(*key)];
        !signed
            .into_iter()
            .flatten()
            .any(|own| same(key, own, value))
            && !spelt_out(payload, key, value)
    });
    let claims: &[&str] = match *base == Pointer::root() {
        true => CLAIMS,
        false => &[],
    };
    let lost = credential
        .as_object()
        .into_iter()
        .flatten()
        .find(|(key, _)| !stated.contains_key(*key) && !claims.contains(&key.as_str()));
    other.or(lost).map(|(key, _)| key.clone())
}

/// Whether a member spells out a claim, as wallets do for presentations.
fn spelt_out(payload: &Value, key: &str, value: &Value) -> bool {
    match key {
        "verifier" => payload
            .get("aud")
            .is_some_and(|aud| json::one_or_many(Some(aud)) == json::one_or_many(Some(value))),
        "issuanceDate" | "expirationDate" => {
            let claims: &[&str] = match key {
                "issuanceDate" => &["nbf", "iat"],
                _ => &["exp"],
            };
            let claim = claims.iter().find_map(|claim| payload.get(claim));
            profile::instant(claim).is_some_and(|own| same(key, &own, value))
        }
        _ => false,
    }
}

/// Whether two values of a member mean the same: an agent is its identifier, one is a list of one,
/// a time is an instant, and a token is the JSON around it where that says the same.
fn same(key: &str, one: &Value, other: &Value) -> bool {
    let is_text = one.is_string() || other.is_string();
    match key {
        "issuer" | "holder" if is_text => {
            let alone = |value: &Value| value.as_object().is_none_or(|node| node.len() == 1);
            alone(one)
                && alone(other)
                && identifier(Some(one)).is_some_and(|id| identifier(Some(other)) == Some(id))
        }
        "issuanceDate" | "expirationDate" | "validFrom" | "validUntil" => {
            let instant = |value: &Value| {
                let stated = time::parse(value.as_str()?)?;
                // Claims count whole seconds.
                Some((stated.earliest.as_second(), stated.latest.as_second()))
            };
            one == other || (instant(one).is_some() && instant(one) == instant(other))
        }
        "type" | "@context" | "credentialSubject" => {
            json::one_or_many(Some(one)) == json::one_or_many(Some(other))
        }
        "verifiableCredential" => {
            let (one, other) = (json::one_or_many(Some(one)), json::one_or_many(Some(other)));
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| same_held(one, other))
        }
        _ => one == other,
    }
}

/// Whether a credential inside is the token that was signed, or JSON around it that says the same.
fn same_held(signed: &Value, stated: &Value) -> bool {
    signed == stated
        || signed.as_str().is_some_and(|token| {
            let proof = stated.get("proof").and_then(|proof| proof.get("jwt"));
            proof.and_then(Value::as_str) == Some(token)
                && Jwt::beside(stated).is_some_and(|jwt| {
                    let (payload, base) = jwt.decode();
                    // A presentation within is no credential: so this ends.
                    base != Pointer::root().key("vp")
                        && payload.is_ok_and(|payload| {
                            let outer = jwt.outer.as_ref();
                            outer.is_some_and(|outer| differing(&payload, &base, outer).is_none())
                        })
                })
        })
}

/// The rows and reports on proofs embedded in what a token signs, whose own report comes first.
///
/// The token covers every byte, so what the embedded proofs leave out is covered all the same; but
/// only where the token is the issuer's: anybody can put a badge into a token of their own. Where it
/// is not, the embedded proofs have the rows that they have without a token around.
pub(super) fn embedded(
    session: &Session<'_>,
    opened: &Opened,
    token: &ProofReport,
) -> (Vec<Check>, Vec<ProofReport>) {
    if opened.credential().get("proof").is_none() {
        return (Vec::new(), Vec::new());
    }
    let mut credential = opened.credential().clone();
    if let Some(entries) = credential
        .as_object_mut()
        .filter(|_| opened.base == Pointer::root())
    {
        for claim in CLAIMS {
            entries.remove(*claim);
        }
    }
    // What it holds, it holds as the token's payload already.
    let inner = open_value(credential, &opened.origin, Room::outermost(&Cell::new(0)));
    let Ok(inner) = inner else {
        return (Vec::new(), Vec::new());
    };
    let Secured::DataIntegrity(proofs) = &inner.secured else {
        return (Vec::new(), Vec::new());
    };
    let (mut rows, mut reports) = data_integrity::check(session, &inner, proofs);
    for row in &mut rows {
        placed(row, &opened.base);
    }
    let mut is_covered = true;
    for report in &mut reports {
        let checks = report.checks.iter_mut();
        checks.for_each(|row| placed(row, &opened.base));
        for drop in &mut report.uncovered {
            drop.pointer = drop.pointer.under(&opened.base);
        }
        match data_integrity::helps(session, opened, token, report) {
            true => report.uncovered.clear(),
            false => is_covered = false,
        }
    }
    if is_covered {
        rows.clear();
    }
    (rows, reports)
}

fn placed(row: &mut Check, base: &Pointer) {
    let place = row.pointer.take().unwrap_or_else(Pointer::root);
    row.pointer = Some(place.under(base));
}
