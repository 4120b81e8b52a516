//! Lists of bits inside a credential of their own: a place in the list is one credential's status.
//!
//! Sources: Bitstring Status List v1.0 (W3C Recommendation, 15 May 2025), sections 2 and 3;
//! Status List 2021 (W3C Working Draft, 27 April 2023), its forerunner under other names.

use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, check::Cause, document::Form, evidence::Item, json,
    time,
};
use serde_json::Value;

use super::list::{Content, Found, Holder, Lifetime, List, Unknown, find, timely, verify};
use crate::opened::{Opened, identifier, open, types};
use crate::quoted::quoted;
use crate::session::Session;
use crate::validity::epoch;

/// The names that one of the two specifications uses.
#[derive(Debug)]
pub(super) struct Dialect {
    /// The type of the entry in a credential.
    pub(super) entry: &'static str,
    /// The type of the credential that is the list.
    credential: &'static str,
    /// The type of its subject.
    subject: &'static str,
    /// Whether an entry may have more than one bit.
    sized: bool,
}

pub(super) const BITSTRING: Dialect = Dialect {
    entry: "BitstringStatusListEntry",
    credential: "BitstringStatusListCredential",
    subject: "BitstringStatusList",
    sized: true,
};

pub(super) const STATUS_LIST_2021: Dialect = Dialect {
    entry: "StatusList2021Entry",
    credential: "StatusList2021Credential",
    subject: "StatusList2021",
    sized: false,
};

/// Entries that a list must hold at least, so that one entry does not point at one person
/// (section 3.2; 16 KB of single bits).
const MINIMUM_ENTRIES: usize = 131_072;

/// Bits in one entry. The specification sets no bound; every entry must name a message for each of
/// its values, and more than 256 of them are no use to anybody.
const ENTRY_BITS: usize = 8;

/// The rows of one entry.
pub(super) fn rows(
    session: &Session<'_>,
    holder: &Holder<'_>,
    entry: &Value,
    dialect: &Dialect,
) -> Vec<Check> {
    let purpose = entry.get("statusPurpose").and_then(Value::as_str);
    let status = || status(session, holder, entry, purpose.unwrap_or_default(), dialect);
    match purpose {
        Some("revocation") => vec![standing(status(), holder, CheckCode::StatusRevocation)],
        Some("suspension") => vec![standing(status(), holder, CheckCode::StatusSuspension)],
        // These two say nothing of whether the credential stands (section 2.1): they are told.
        Some("message") => message(status(), entry).into_iter().collect(),
        Some("refresh") => refresh(status()).into_iter().collect(),
        other => {
            let found = other.unwrap_or("no purpose");
            vec![
                Check::inconclusive(
                    CheckCode::StatusRevocation,
                    format!("the status purpose `{}` is not known", quoted(found)),
                )
                .because(Cause::new("unknown_purpose").mismatch("revocation or suspension", found)),
            ]
        }
    }
}

fn standing(status: Result<Status<'_>, Unknown>, holder: &Holder<'_>, code: CheckCode) -> Check {
    match status {
        // A list that is not as it should be clears nobody; where it says that a credential is
        // revoked, it says so.
        Ok(status) if status.value != 0 => status.found.set(holder, code, None),
        Err(why)
        | Ok(Status {
            fault: Some(why), ..
        }) => why.row(code, CheckOutcome::Inconclusive),
        Ok(status) => status.found.clear(holder, code),
    }
}

/// Section 2.1: a message of the issuer's own making, for people and programs that know it.
fn message(status: Result<Status<'_>, Unknown>, entry: &Value) -> Option<Check> {
    let code = CheckCode::StatusRevocation;
    let status = match status {
        Ok(status) => status,
        Err(why) => {
            let mut row = why.row(code, CheckOutcome::NotApplicable);
            row.summary =
                format!("a message on the credential was not read: {}", row.summary).into();
            return Some(row);
        }
    };
    let messages = json::one_or_many(entry.get("statusMessage"));
    let is_meant = |message: &&Value| {
        let value = message.get("status").and_then(Value::as_str);
        let digits = value.and_then(|value| value.strip_prefix("0x"));
        digits.and_then(|digits| u64::from_str_radix(digits, 16).ok()) == Some(status.value)
    };
    let text = messages.iter().find(is_meant);
    let text = match text.and_then(|message| message.get("message")?.as_str()) {
        Some(text) => quoted(text),
        None if messages.is_empty() && status.value == 0 => return None,
        None => format!("{:#x}", status.value),
    };
    let remark = status.found.remark();
    Some(
        Check::not_applicable(
            code,
            format!(
                "there is a message on the credential, which revokes nothing: `{text}`{remark}"
            ),
        )
        .seen_in(status.found.item.digest),
    )
}

/// Section 2.1: there is a newer copy; this one stands.
fn refresh(status: Result<Status<'_>, Unknown>) -> Option<Check> {
    let status = status.ok().filter(|status| status.value != 0)?;
    let remark = status.found.remark();
    Some(
        Check::not_applicable(
            CheckCode::Refresh,
            format!("there is a newer copy of the credential{remark}"),
        )
        .seen_in(status.found.item.digest),
    )
}

/// What stands at the credential's place in the list.
struct Status<'a> {
    found: Found<'a>,
    value: u64,
    /// What keeps the list from clearing anybody.
    fault: Option<Unknown>,
}

fn status<'a>(
    session: &Session<'a>,
    holder: &Holder<'_>,
    entry: &Value,
    purpose: &str,
    dialect: &Dialect,
) -> Result<Status<'a>, Unknown> {
    let Some(index) = index(entry.get("statusListIndex")) else {
        let found = entry.get("statusListIndex");
        let found = found.map_or_else(|| "nothing".to_owned(), Value::to_string);
        return Err(Unknown::new(
            "the place in the status list is not a number",
            Cause::new("malformed_index").mismatch("a number from 0", quoted(&found)),
        ));
    };
    let stated = entry.get("statusSize").filter(|_| dialect.sized);
    let size = stated.map_or(Some(1), Value::as_u64);
    let size = size.and_then(|size| usize::try_from(size).ok());
    let Some(size) = size.filter(|size| (1..=ENTRY_BITS).contains(size)) else {
        let found = stated.map_or_else(String::new, Value::to_string);
        return Err(Unknown::new(
            format!(
                "expected a status of 1 to {ENTRY_BITS} bits, found {}",
                quoted(&found)
            ),
            Cause::new("unsupported_status_size")
                .mismatch(format!("1 to {ENTRY_BITS}"), quoted(&found)),
        ));
    };
    let Some(url) = entry.get("statusListCredential").and_then(Value::as_str) else {
        return Err(Unknown::new(
            "the credential names no status list",
            Cause::new("no_status_list"),
        ));
    };
    let found = find(session, holder, url, dialect.entry, |item| {
        read(session, item, url, dialect)
    })?;
    let Content::Bits { bits, purposes, .. } = &found.list.content else {
        return Err(found.invalid("it holds no bits"));
    };
    if !purposes.iter().any(|stated| stated == purpose) {
        return Err(found.invalid("it was made for another purpose"));
    }
    let Some(value) = value(bits, index, size) else {
        return Err(found.invalid("it is shorter than the place named"));
    };
    let messages = json::one_or_many(entry.get("statusMessage")).len();
    let fault = if bits.len() * 8 / size < MINIMUM_ENTRIES {
        Some(found.invalid("it has fewer than 131,072 entries"))
    } else if size > 1 && messages != 1 << size {
        Some(found.invalid("the credential does not name a message for each status"))
    } else {
        None
    };
    Ok(Status {
        found,
        value,
        fault,
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

/// Section 3.2: the place is `index` times `size`; the first bit is the left-most one.
fn value(bits: &[u8], index: usize, size: usize) -> Option<u64> {
    let start = index.checked_mul(size)?;
    let end = start.checked_add(size)?;
    (start..end).try_fold(0, |value, place| {
        let byte = bits.get(place / 8)?;
        Some(value << 1 | u64::from(byte >> (7 - place % 8) & 1))
    })
}

/// Reads a credential that is a list, as far as it holds for every entry in it.
fn read(session: &Session<'_>, item: &Item, url: &str, dialect: &Dialect) -> Result<List, Unknown> {
    let invalid = |what: &str| Unknown::invalid(url, what);
    let opened = open(&Document::new(item.bytes.clone(), url))
        .map_err(|error| invalid(&error.to_string()))?;
    let vouched = verify(session, &opened).map_err(|what| invalid(&what))?;
    let credential = opened.credential();
    if !types(credential).any(|kind| kind == dialect.credential) {
        return Err(invalid(&format!("it is not a {}", dialect.credential)));
    }
    let Some(subject) = json::one_or_many(credential.get("credentialSubject")).first() else {
        return Err(invalid("it has no subject"));
    };
    if !types(subject).any(|kind| kind == dialect.subject) {
        return Err(invalid(&format!(
            "its subject is not a {}",
            dialect.subject
        )));
    }
    let lifetime = lifetime(&opened, subject)
        .ok_or_else(|| invalid("it states a time or a lifetime that cannot be read"))?;
    timely(session, item, &lifetime, url)?;
    let encoded = subject.get("encodedList").and_then(Value::as_str);
    // Multibase; Status List 2021, and lists from before the Recommendation, lack the `u`. A GZIP
    // stream starts with 1f 8b 08, which is `H4sI` in base64.
    let encoded = encoded.and_then(|text| match text.starts_with("H4sI") {
        true => Some(text),
        false => text.strip_prefix('u'),
    });
    let bits = encoded.and_then(|text| session.lists().grow(text, flate2::read::GzDecoder::new));
    let bits = bits.ok_or_else(|| invalid("its bits cannot be decoded within the limit"))?;
    let purposes = json::one_or_many(subject.get("statusPurpose"));
    Ok(List {
        issuer: opened.issuer().map(str::to_owned),
        id: identifier(Some(credential)).map(str::to_owned),
        vouched,
        signed: true,
        content: Content::Bits {
            bits,
            size: 1,
            purposes: purposes
                .iter()
                .filter_map(|purpose| purpose.as_str().map(str::to_owned))
                .collect(),
        },
    })
}

/// The times that a list states, and its token where it is one; `None` where one cannot be read.
fn lifetime(opened: &Opened, subject: &Value) -> Option<Lifetime> {
    let credential = opened.credential();
    let payload = opened.payload.as_ref().ok();
    let claims = payload.filter(|_| opened.form == Form::Jwt);
    let times = |keys: [&str; 2], claim: &str| -> Option<Vec<time::Stated>> {
        let own = keys.iter().filter_map(|key| credential.get(key));
        let claimed = claims.and_then(|claims| claims.get(claim));
        own.chain(claimed)
            .map(|value| match value {
                Value::String(text) => time::parse(text),
                Value::Number(seconds) => epoch(seconds),
                _ => None,
            })
            .collect()
    };
    let from = times(["validFrom", "issuanceDate"], "nbf")?;
    let until = times(["validUntil", "expirationDate"], "exp")?;
    // Section 2.2: `ttl` is in milliseconds.
    let ttl = match subject.get("ttl") {
        None => None,
        Some(ttl) => Some(i64::try_from(ttl.as_u64()?).ok()? / 1_000),
    };
    Some(Lifetime {
        from: from.into_iter().max_by_key(|from| from.earliest),
        until: until.into_iter().min_by_key(|until| until.latest),
        ttl,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_digits() {
        let index_of = |value: Value| index(Some(&value));
        assert_eq!(index_of(serde_json::json!("7")), Some(7));
        assert_eq!(index_of(serde_json::json!(7)), Some(7));
        for hostile in [
            "NaN",
            "-1",
            "1e3",
            " 7",
            "7.0",
            "",
            "99999999999999999999999",
        ] {
            assert_eq!(index_of(serde_json::json!(hostile)), None, "{hostile}");
        }
        for hostile in [serde_json::json!(-1), serde_json::json!(7.5), Value::Null] {
            assert_eq!(index(Some(&hostile)), None, "{hostile}");
        }
    }

    #[test]
    fn places_are_counted_from_the_left_and_by_size() {
        let bits = [0b1000_0001, 0b0110_0000];
        assert_eq!(value(&bits, 0, 1), Some(1));
        assert_eq!(value(&bits, 1, 1), Some(0));
        assert_eq!(value(&bits, 7, 1), Some(1));
        assert_eq!(value(&bits, 0, 2), Some(0b10));
        assert_eq!(value(&bits, 4, 2), Some(0b01));
        assert_eq!(value(&bits, 2, 3), Some(0b010));
        assert_eq!(value(&bits, 15, 1), Some(0));
        assert_eq!(value(&bits, 16, 1), None);
        assert_eq!(value(&bits, usize::MAX, 8), None);
    }
}
