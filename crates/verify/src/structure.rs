//! Whether the credential has the structure that its standard asks for.
//!
//! Sources: Verifiable Credentials Data Model 1.1 section 4 and 2.0 section 4; Open Badges 3.0
//! section B.1 (AchievementCredential); the generic application profile of European Digital
//! Credentials (ELM 3.1). Only what every profile asks for; vocabularies are not checked.

use credeval_model::{
    Check, CheckCode, Pointer, check::Cause, document::Form, document::Standard, json,
};
use serde_json::Value;

use crate::opened::{Opened, identifier, types};
use crate::secured::jwt;

/// Violations that are named; a document can hold millions.
const VIOLATIONS_SHOWN: usize = 32;

/// What a European Digital Credential must have (ELM 3.1, generic profile: cardinality 1..).
const EUROPEAN: &[&str] = &[
    "credentialProfiles",
    "displayParameter",
    "credentialSchema",
    "credentialSubject",
    "issuer",
    "issued",
    "validFrom",
];

/// The rows `document.structure`: one that passes, or one for each violation.
pub(crate) fn rows(opened: &Opened) -> Vec<Check> {
    let code = CheckCode::DocumentStructure;
    if let Err(error) = &opened.payload {
        return vec![
            Check::failed(code, format!("the payload is not a credential: {error}"))
                .because(Cause::new("payload_not_json")),
        ];
    }
    let credential = opened.credential();
    let mut rows = Vec::new();
    let lacks = |key: &str, what: &str| {
        Check::failed(code, format!("expected {what}, found none"))
            .at(opened.base.key(key))
            .because(Cause::new("missing_property").mismatch(key, "nothing"))
    };
    let absent = |key: &str| {
        json::one_or_many(credential.get(key)).is_empty()
            || credential.get(key) == Some(&Value::Null)
    };
    match opened.standard {
        Standard::Unknown => {
            return vec![
                Check::inconclusive(
                    code,
                    "the document states no type of credential that is known here",
                )
                .because(Cause::new("unknown_standard")),
            ];
        }
        Standard::Presentation => {
            let held = json::one_or_many(credential.get("verifiableCredential")).len();
            rows.extend(jwt_rows(opened));
            if rows.is_empty() {
                rows.push(Check::passed(
                    code,
                    format!(
                        "a presentation that holds {held} credentials and claims nothing itself"
                    ),
                ));
            }
            return rows;
        }
        Standard::EuropeanDigitalCredential => {
            for key in EUROPEAN.iter().filter(|key| absent(key)) {
                rows.push(lacks(
                    key,
                    &format!("`{key}` in a European Digital Credential"),
                ));
            }
        }
        Standard::OpenBadges3
        | Standard::OpenBadges2
        | Standard::Clr2
        | Standard::Endorsement
        | Standard::VerifiableCredential => {
            for key in ["issuer", "credentialSubject"]
                .iter()
                .filter(|key| absent(key))
            {
                rows.push(lacks(key, &format!("`{key}` in a verifiable credential")));
            }
        }
    }
    rows.extend(common(opened));
    if opened.standard == Standard::OpenBadges3 {
        rows.extend(badge(opened));
    }
    rows.extend(jwt_rows(opened));
    if rows.is_empty() {
        rows.push(Check::passed(
            code,
            format!("has what every {} must have", opened.standard.label()),
        ));
    }
    rows
}

fn jwt_rows(opened: &Opened) -> Vec<Check> {
    match opened.form {
        Form::Jwt | Form::SdJwt => jwt::contradictions(opened),
        _ => Vec::new(),
    }
}

fn violation(pointer: Pointer, expected: &str, found: &Value) -> Check {
    let mut found = found.to_string();
    if let Some((cut, _)) = found.char_indices().nth(80) {
        found.truncate(cut);
    }
    Check::failed(
        CheckCode::DocumentStructure,
        format!("expected {expected} at {pointer}"),
    )
    .at(pointer)
    .because(Cause::new("wrong_shape").mismatch(expected, found))
}

/// Rules of the data model that all three share.
fn common(opened: &Opened) -> Vec<Check> {
    let credential = opened.credential();
    let mut rows = Vec::new();
    let place = |key: &str| opened.base.key(key);
    if !types(credential).any(|kind| kind == "VerifiableCredential") {
        let found = credential.get("type").cloned().unwrap_or_default();
        rows.push(violation(
            place("type"),
            "the type VerifiableCredential",
            &found,
        ));
    }
    if let Some(issuer) = credential.get("issuer")
        && identifier(Some(issuer)).is_none()
    {
        rows.push(violation(
            place("issuer"),
            "an identifier of the issuer",
            issuer,
        ));
    }
    for (index, subject) in json::one_or_many(credential.get("credentialSubject"))
        .iter()
        .enumerate()
    {
        if rows.len() >= VIOLATIONS_SHOWN {
            break;
        }
        if !subject.is_object() {
            let pointer = match credential.get("credentialSubject") {
                Some(Value::Array(_)) => place("credentialSubject").index(index),
                _ => place("credentialSubject"),
            };
            rows.push(violation(pointer, "an object", subject));
        }
    }
    for key in ["validFrom", "validUntil", "issuanceDate", "expirationDate"] {
        if let Some(value) = credential.get(key)
            && value
                .as_str()
                .and_then(credeval_model::time::parse)
                .is_none()
        {
            rows.push(violation(place(key), "a date and time", value));
        }
    }
    rows
}

/// Rules of Open Badges 3.0: a subject has an achievement, which has a name and criteria.
fn badge(opened: &Opened) -> Vec<Check> {
    let credential = opened.credential();
    let mut rows = Vec::new();
    let stated = credential.get("credentialSubject");
    for (index, subject) in json::one_or_many(stated).iter().enumerate() {
        if rows.len() >= VIOLATIONS_SHOWN {
            break;
        }
        let place = match stated {
            Some(Value::Array(_)) => opened.base.key("credentialSubject").index(index),
            _ => opened.base.key("credentialSubject"),
        };
        let achievement = subject.get("achievement");
        let place = place.key("achievement");
        match achievement {
            // An achievement may be named by its identifier alone.
            Some(Value::String(_)) => {}
            Some(achievement) if achievement.is_object() => {
                for key in ["name", "criteria"] {
                    if achievement.get(key).is_none() {
                        let found = Value::Null;
                        rows.push(violation(
                            place.key(key),
                            &format!("`{key}` of the achievement"),
                            &found,
                        ));
                    }
                }
            }
            found => {
                let found = found.cloned().unwrap_or_default();
                rows.push(violation(place, "an achievement", &found));
            }
        }
    }
    rows
}
