//! Whether the credential says of itself that it is valid at the time of judgement.
//!
//! The end of validity is technical: it does not say that what was learnt has expired.
//!
//! Sources: Verifiable Credentials Data Model 1.1 section 4.6 and 2.0 section 4.9; Open Badges 2.0,
//! `Assertion`.

use credeval_model::{
    Check, CheckCode, Pointer, Timestamp, check::Cause, document::Standard, time,
};
use serde_json::Value;

use crate::opened::Opened;
use crate::secured::jwt;

/// A bound of validity that the credential states.
struct Bound {
    pointer: Pointer,
    stated: time::Stated,
}

/// The rows `validity.from` and `validity.until`.
pub(crate) fn rows(opened: &Opened, at: Timestamp) -> Vec<Check> {
    let (from, until): (&[&str], &[&str]) = match opened.standard {
        Standard::OpenBadges2 => (&["issuedOn"], &["expires"]),
        _ => (
            &["validFrom", "issuanceDate", "issued"],
            &["validUntil", "expirationDate"],
        ),
    };
    vec![
        row(opened, CheckCode::ValidityFrom, from, "nbf", at),
        row(opened, CheckCode::ValidityUntil, until, "exp", at),
    ]
}

fn row(opened: &Opened, code: CheckCode, keys: &[&str], claim: &str, at: Timestamp) -> Check {
    let is_start = code == CheckCode::ValidityFrom;
    let mut bounds = Vec::new();
    for (pointer, value) in stated(opened, keys, claim) {
        let parsed = match value {
            Value::String(text) => time::parse(text),
            Value::Number(seconds) => epoch(seconds),
            _ => None,
        };
        let Some(stated) = parsed else {
            return Check::inconclusive(code, "the date cannot be read")
                .at(pointer)
                .because(
                    Cause::new("malformed_time").mismatch("a date and time", value.to_string()),
                );
        };
        bounds.push(Bound { pointer, stated });
    }
    // The latest start and the earliest end decide.
    let decisive = match is_start {
        true => bounds.into_iter().max_by_key(|bound| bound.stated.earliest),
        false => bounds.into_iter().min_by_key(|bound| bound.stated.earliest),
    };
    let Some(bound) = decisive else {
        return Check::not_applicable(
            code,
            match is_start {
                true => "the credential states no start of validity",
                false => "the credential states no end of validity",
            },
        );
    };
    let (earliest, latest) = (bound.stated.earliest, bound.stated.latest);
    let holds = match is_start {
        true if latest <= at => Some(true),
        true if at < earliest => Some(false),
        false if at <= earliest => Some(true),
        false if latest < at => Some(false),
        _ => None,
    };
    let check = match (holds, is_start) {
        (Some(true), true) => Check::passed(code, format!("valid since {earliest}")),
        (Some(true), false) => Check::passed(code, format!("valid until {latest}")),
        (Some(false), true) => Check::failed(code, format!("not valid before {earliest}"))
            .because(Cause::new("not_yet_valid").mismatch(at.to_string(), earliest.to_string())),
        (Some(false), false) => Check::failed(code, format!("the validity ended at {latest}"))
            .because(Cause::new("expired").mismatch(at.to_string(), latest.to_string())),
        (None, _) => Check::inconclusive(
            code,
            "the date has no time zone, and the time of judgement lies within the doubt",
        )
        .because(Cause::new("no_time_zone").mismatch(earliest.to_string(), latest.to_string())),
    };
    check.at(bound.pointer)
}

/// Every place that states the bound.
fn stated<'a>(opened: &'a Opened, keys: &[&str], claim: &str) -> Vec<(Pointer, &'a Value)> {
    let credential = opened.credential();
    let own = keys
        .iter()
        .filter_map(|key| Some((opened.base.key(key), credential.get(key)?)));
    let payload = opened.payload.as_ref().ok();
    let token = payload
        .filter(|_| jwt::profile::claims_bound_the_credential(opened))
        .and_then(|payload| Some((Pointer::root().key(claim), payload.get(claim)?)));
    own.chain(token).collect()
}

/// Seconds since 1970 (RFC 7519 section 2, NumericDate).
pub(crate) fn epoch(seconds: &serde_json::Number) -> Option<time::Stated> {
    let seconds = seconds.as_f64()?;
    if !(-3e11..3e11).contains(&seconds) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range was checked above"
    )]
    let instant = Timestamp::from_second(seconds.floor() as i64).ok()?;
    Some(time::Stated {
        earliest: instant,
        latest: instant,
    })
}
