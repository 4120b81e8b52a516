//! Whether the issuer has revoked or suspended the credential.
//!
//! Source: Bitstring Status List v1.0 (W3C Recommendation, 15 May 2025), sections 2 and 3.2.

use std::io::Read as _;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Pointer,
    check::Cause,
    evidence::{EvidenceKind, Item},
    json, limits, time,
};
use serde_json::Value;

use crate::checked::{Session, proofs};
use crate::opened::{Opened, identifier, open, types};
use crate::secured::ProofReport;

/// Entries that a list must hold at least, so that one entry does not point at one person
/// (section 2.2: 16 KB uncompressed).
const MINIMUM_ENTRIES: usize = 131_072;

const PURPOSES: [(&str, CheckCode); 2] = [
    ("revocation", CheckCode::StatusRevocation),
    ("suspension", CheckCode::StatusSuspension),
];

/// The rows `status.revocation` and `status.suspension`.
///
/// `proven` says that the credential's own proof holds: only then is a list that it names asked for.
pub(crate) fn rows(session: &Session<'_>, opened: &Opened, proven: bool) -> Vec<Check> {
    let stated = opened.credential().get("credentialStatus");
    let place = opened.base.key("credentialStatus");
    let entries = json::one_or_many(stated);
    if entries.len() > limits::STATUS_ENTRIES {
        let found = entries.len();
        return vec![
            Check::inconclusive(
                CheckCode::StatusRevocation,
                format!(
                    "expected at most {} status entries, found {found}",
                    limits::STATUS_ENTRIES
                ),
            )
            .at(place)
            .because(Cause::new("too_many_status_entries")),
        ];
    }
    let mut rows = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let place = match stated {
            Some(Value::Array(_)) => place.index(index),
            _ => place.clone(),
        };
        rows.extend(entry_rows(session, entry, &place, proven));
    }
    for (purpose, code) in PURPOSES {
        if !rows.iter().any(|row: &Check| row.code == code) {
            rows.push(Check::not_applicable(
                code,
                format!("the credential names no list of {purpose}"),
            ));
        }
    }
    rows
}

fn entry_rows(
    session: &Session<'_>,
    entry: &Value,
    place: &Pointer,
    proven: bool,
) -> Option<Check> {
    let kind = types(entry).next().unwrap_or("no type");
    if kind != "BitstringStatusListEntry" {
        return Some(
            Check::inconclusive(
                CheckCode::StatusRevocation,
                format!("the status of kind `{kind}` is not supported, so it was not asked"),
            )
            .at(place.clone())
            .because(Cause::new("unsupported_status").mismatch("BitstringStatusListEntry", kind)),
        );
    }
    let purpose = entry
        .get("statusPurpose")
        .and_then(Value::as_str)
        .unwrap_or_default();
    // `refresh` and `message` say nothing of whether the credential stands (section 2.1).
    let (_, code) = PURPOSES
        .into_iter()
        .find(|(name, _)| *name == purpose)
        .or_else(|| {
            (!matches!(purpose, "refresh" | "message")).then_some(("", CheckCode::StatusRevocation))
        })?;
    let check = match read_entry(session, entry, purpose, proven) {
        Ok(Standing::Clear(list)) => {
            Check::passed(code, format!("the list shows no {purpose}{}", list.remark))
                .seen_in(list.item.digest)
        }
        Ok(Standing::Set(list)) => {
            let word = if code == CheckCode::StatusSuspension {
                "suspended"
            } else {
                "revoked"
            };
            Check::failed(
                code,
                format!("the issuer has {word} the credential{}", list.remark),
            )
            .because(Cause::new(word))
            .seen_in(list.item.digest)
        }
        Err(why) => {
            let mut check = Check::inconclusive(code, why.summary).because(why.cause);
            check.evidence.extend(why.seen_in);
            check
        }
    };
    Some(check.at(place.clone()))
}

/// A list whose proof holds, and what is worth saying of it.
struct List<'a> {
    item: &'a Item,
    remark: String,
}

enum Standing<'a> {
    Clear(List<'a>),
    Set(List<'a>),
}

/// Why the status cannot be told.
struct Unknown {
    summary: String,
    cause: Cause,
    seen_in: Option<credeval_model::Digest>,
}

fn unknown<T>(summary: impl Into<String>, cause: Cause) -> Result<T, Unknown> {
    Err(Unknown {
        summary: summary.into(),
        cause,
        seen_in: None,
    })
}

fn read_entry<'a>(
    session: &'a Session<'_>,
    entry: &Value,
    purpose: &str,
    proven: bool,
) -> Result<Standing<'a>, Unknown> {
    if !PURPOSES.iter().any(|(name, _)| *name == purpose) {
        return unknown(
            format!("the status purpose `{purpose}` is not known"),
            Cause::new("unknown_purpose").mismatch("revocation or suspension", purpose),
        );
    }
    let Some(index) = index(entry.get("statusListIndex")) else {
        let found = entry
            .get("statusListIndex")
            .map_or_else(|| "nothing".to_owned(), Value::to_string);
        return unknown(
            "the place in the status list is not a number",
            Cause::new("malformed_index").mismatch("a number from 0", found),
        );
    };
    if entry
        .get("statusSize")
        .is_some_and(|size| size.as_u64() != Some(1))
    {
        return unknown(
            "a status of more than one bit is not supported",
            Cause::new("unsupported_status_size"),
        );
    }
    let Some(url) = entry.get("statusListCredential").and_then(Value::as_str) else {
        return unknown(
            "the credential names no status list",
            Cause::new("no_status_list"),
        );
    };
    if !proven {
        return unknown(
            "the list was not asked for, since the credential's own proof does not hold",
            Cause::new("proof_not_held").url(url),
        );
    }
    let item = match session.look(EvidenceKind::StatusList, url) {
        Ok(item) => item,
        Err(cause) => return unknown("the status list could not be had", cause),
    };
    let standing = read_list(session, item, url, purpose, index);
    standing.map_err(|why| Unknown {
        seen_in: Some(item.digest),
        ..why
    })
}

/// Section 2.1: a non-negative integer, written as text. `NaN` was once taken for "not revoked".
fn index(value: Option<&Value>) -> Option<usize> {
    match value? {
        Value::String(text) if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
        Value::Number(number) => usize::try_from(number.as_u64()?).ok(),
        _ => None,
    }
}

fn read_list<'a>(
    session: &'a Session<'_>,
    item: &'a Item,
    url: &str,
    purpose: &str,
    index: usize,
) -> Result<Standing<'a>, Unknown> {
    let invalid = |what: &str| {
        unknown(
            format!("the status list cannot be used: {what}"),
            Cause::new("invalid_status_list")
                .url(url)
                .mismatch("a status list credential", what),
        )
    };
    let document = Document::new(item.bytes.clone(), url);
    let opened = match open(&document) {
        Ok(opened) => opened,
        Err(error) => return invalid(&error.to_string()),
    };
    let (_, reports) = session.about_others(|session| proofs(session, &opened));
    let failed = |code| {
        let mut outcomes = reports.iter().filter_map(|report| report.outcome(code));
        outcomes.any(|outcome| outcome == CheckOutcome::Failed)
    };
    let passed = |code| reports.iter().any(|report| report.passed(code));
    for (code, what) in [
        (CheckCode::ProofSignature, "its signature does not hold"),
        (CheckCode::IssuerKey, "its key is not its issuer's"),
        (
            CheckCode::ProofPurpose,
            "its proof was made for something else",
        ),
    ] {
        if failed(code) {
            return invalid(what);
        }
    }
    if !passed(CheckCode::ProofSignature) {
        return invalid("its signature could not be checked");
    }
    if !reports.iter().any(ProofReport::is_bound) {
        return invalid("nothing shows that its key is its issuer's");
    }
    // Any signed document of the issuer becomes a list by what is added beside the proof.
    if reports.iter().any(|report| !report.uncovered.is_empty()) {
        return invalid("its proof does not cover all of it");
    }
    let credential = opened.credential();
    if !types(credential).any(|kind| kind == "BitstringStatusListCredential") {
        return invalid("it is not a BitstringStatusListCredential");
    }
    let Some(subject) = json::one_or_many(credential.get("credentialSubject")).first() else {
        return invalid("it has no subject");
    };
    let purposes = json::one_or_many(subject.get("statusPurpose"));
    if !purposes.iter().any(|stated| stated == purpose) {
        return invalid("it was made for another purpose");
    }
    timely(session, item, credential, subject, url)?;
    let Some(list) = subject
        .get("encodedList")
        .and_then(Value::as_str)
        .and_then(decode)
    else {
        return invalid("its bits cannot be decoded within the limit");
    };
    let entries = list.len() * 8;
    let Some(byte) = list.get(index / 8) else {
        return invalid("it is shorter than the place named");
    };
    let mut remark = String::new();
    if let (Some(of_list), Some(fetched)) = (identifier(credential.get("issuer")), item.fetched_at)
    {
        remark = format!(", by the list of {of_list} fetched at {fetched}");
    }
    let list = List { item, remark };
    // Section 3.2: the first entry is the left-most bit. A list that is too short is an error of
    // the issuer's that clears nobody; where it says that a credential is revoked, it says so.
    match byte & (0x80 >> (index % 8)) {
        0 if entries < MINIMUM_ENTRIES => invalid("it has fewer than 131,072 entries"),
        0 => Ok(Standing::Clear(list)),
        _ => Ok(Standing::Set(list)),
    }
}

/// A list speaks of the time at which it was fetched, for as long as it says that it lives.
fn timely(
    session: &Session<'_>,
    item: &Item,
    credential: &Value,
    subject: &Value,
    url: &str,
) -> Result<(), Unknown> {
    let at = session.against.at;
    let fetched = item.fetched_at.unwrap_or(at);
    let stated = |keys: [&str; 2]| {
        keys.iter()
            .find_map(|key| credential.get(key)?.as_str())
            .and_then(time::parse)
    };
    let from = stated(["validFrom", "issuanceDate"]);
    let until = stated(["validUntil", "expirationDate"]);
    if from.is_some_and(|from| from.earliest > fetched) {
        return unknown(
            "the status list was not valid yet when it was fetched",
            Cause::new("list_not_yet_valid").url(url),
        );
    }
    if until.is_some_and(|until| until.latest < fetched) {
        return unknown(
            "the status list was no longer valid when it was fetched",
            Cause::new("list_expired").url(url),
        );
    }
    // Section 2.2: `ttl` is in milliseconds.
    let ttl = subject
        .get("ttl")
        .and_then(Value::as_i64)
        .map(|ms| ms / 1_000);
    let lifetime = match (from, until) {
        (Some(from), Some(until)) => Some(until.latest.as_second() - from.earliest.as_second()),
        _ => ttl,
    };
    let distance = (at.as_second() - fetched.as_second()).abs();
    if lifetime.is_some_and(|lifetime| distance > lifetime) {
        return unknown(
            format!("the status list speaks of {fetched}, too far from the time of judgement"),
            Cause::new("list_of_another_time")
                .url(url)
                .mismatch(at.to_string(), fetched.to_string()),
        );
    }
    Ok(())
}

/// `encodedList`: GZIP in multibase base64url; lists from before the Recommendation lack the `u`.
fn decode(text: &str) -> Option<Vec<u8>> {
    // A GZIP stream starts with 1f 8b 08, which is `H4sI` in base64.
    let encoded = match text.starts_with("H4sI") {
        true => text,
        false => text.strip_prefix('u')?,
    };
    let compressed = URL_SAFE_NO_PAD.decode(encoded.trim_end_matches('=')).ok()?;
    let limit = limits::DECOMPRESSED_BYTES;
    let mut list = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(compressed.as_slice()).take(limit as u64 + 1);
    reader.read_to_end(&mut list).ok()?;
    (list.len() <= limit).then_some(list)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn encode(list: &[u8]) -> String {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(list).unwrap();
        format!("u{}", URL_SAFE_NO_PAD.encode(encoder.finish().unwrap()))
    }

    #[test]
    fn bits_are_decoded_and_bombs_are_not() {
        assert_eq!(decode(&encode(&[0x80, 0])), Some(vec![0x80, 0]));
        assert_eq!(decode("u!!"), None);
        let bomb = encode(&vec![0; limits::DECOMPRESSED_BYTES + 1]);
        assert!(bomb.len() < 1_000_000);
        assert_eq!(decode(&bomb), None);
    }

    #[test]
    fn an_index_is_digits() {
        let index_of = |value: Value| index(Some(&value));
        assert_eq!(index_of(serde_json::json!("7")), Some(7));
        assert_eq!(index_of(serde_json::json!(7)), Some(7));
        for hostile in ["NaN", "-1", "1e3", " 7", "7.0"] {
            assert_eq!(index_of(serde_json::json!(hostile)), None, "{hostile}");
        }
    }
}
