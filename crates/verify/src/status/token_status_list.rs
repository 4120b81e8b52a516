//! Lists of statuses in a token of their own, which tokens name in their claim `status`.
//!
//! Source: Token Status List (draft-ietf-oauth-status-list-12), sections 4 to 8, in its JWT form.
//! A list in CWT form, and one in plain JSON that nobody signed, are not read.

use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, check::Cause, document::Form, evidence::Item,
    time::Stated,
};
use serde_json::Value;

use super::list::{Content, Found, Holder, Lifetime, List, Unknown, find, timely, verify};
use crate::opened::{Secured, open};
use crate::quoted::quoted;
use crate::session::Session;
use crate::validity::epoch;

/// The rows of a claim `status`.
pub(super) fn rows(session: &Session<'_>, holder: &Holder<'_>, claim: &Value) -> Vec<Check> {
    let revocation = CheckCode::StatusRevocation;
    let Some(entry) = claim.get("status_list") else {
        let mechanisms = claim.as_object().into_iter().flat_map(|claim| claim.keys());
        let found: Vec<&str> = mechanisms.map(String::as_str).collect();
        let found = quoted(&found.join(", "));
        let why = Unknown::new(
            format!("the status of kind `{found}` is not supported, so it was not asked"),
            Cause::new("unsupported_status").mismatch("status_list", found),
        );
        return vec![why.row(revocation, CheckOutcome::Inconclusive)];
    };
    let (found, status, size) = match status(session, holder, entry) {
        Ok(status) => status,
        Err(why) => return vec![why.row(revocation, CheckOutcome::Inconclusive)],
    };
    let suspension = CheckCode::StatusSuspension;
    // Section 7.1. A list of single bits has no way to say that a credential is suspended.
    match status {
        0 if size == 1 => vec![found.clear(holder, revocation)],
        0 => vec![
            found.clear(holder, revocation),
            found.clear(holder, suspension),
        ],
        1 => vec![found.set(holder, revocation, None)],
        2 => vec![
            found.clear(holder, revocation),
            found.set(holder, suspension, None),
        ],
        other => vec![
            Check::inconclusive(
                revocation,
                format!(
                    "the list gives the status {other:#04x}, whose meaning is left to whom it is \
                     made for{}",
                    found.remark()
                ),
            )
            .because(
                Cause::new("unknown_status")
                    .mismatch("0x00, 0x01 or 0x02", format!("{other:#04x}")),
            )
            .seen_in(found.item.digest),
        ],
    }
}

/// The list, the status in it, and the bits of a status.
fn status<'a>(
    session: &Session<'a>,
    holder: &Holder<'_>,
    entry: &Value,
) -> Result<(Found<'a>, u8, u8), Unknown> {
    let index = entry.get("idx").and_then(Value::as_u64);
    let Some(index) = index.and_then(|index| usize::try_from(index).ok()) else {
        let found = entry.get("idx");
        let found = found.map_or_else(|| "nothing".to_owned(), Value::to_string);
        return Err(Unknown::new(
            "the place in the status list is not a number",
            Cause::new("malformed_index").mismatch("a number from 0", quoted(&found)),
        ));
    };
    let Some(url) = entry.get("uri").and_then(Value::as_str) else {
        return Err(Unknown::new(
            "the credential names no status list",
            Cause::new("no_status_list"),
        ));
    };
    let found = find(session, holder, url, "status_list", |item| {
        read(session, holder, item, url)
    })?;
    let Content::Bits { bits, size, .. } = &found.list.content else {
        return Err(found.invalid("it holds no statuses"));
    };
    let size = *size;
    let Some(status) = value(bits, index, size) else {
        return Err(found.invalid("it is shorter than the place named"));
    };
    Ok((found, status, size))
}

/// Section 4.1: the first status is in the lowest bits of the first byte.
fn value(bits: &[u8], index: usize, size: u8) -> Option<u8> {
    let in_a_byte = usize::from(8_u8.checked_div(size)?);
    let byte = bits.get(index.checked_div(in_a_byte)?)?;
    let shift = u8::try_from(index % in_a_byte).ok()? * size;
    let mask = u8::MAX >> (8 - size);
    Some(byte >> shift & mask)
}

fn read(
    session: &Session<'_>,
    holder: &Holder<'_>,
    item: &Item,
    url: &str,
) -> Result<List, Unknown> {
    let invalid = |what: &str| Unknown::invalid(url, what);
    let is_cwt = item.media_type.as_deref() == Some("application/statuslist+cwt")
        // COSE_Sign1 (RFC 9052 section 4.2): tag 18.
        || item.bytes.first() == Some(&0xd2);
    if is_cwt {
        return Err(invalid("a list in CWT form is not supported"));
    }
    let mut opened = open(&Document::new(item.bytes.clone(), url))
        .map_err(|error| invalid(&error.to_string()))?;
    let (Secured::Jwt(token), Form::Jwt) = (&opened.secured, opened.form) else {
        return Err(invalid("it is not a signed token"));
    };
    // Section 5.1: the type keeps any other token of the issuer's from being taken for a list.
    let kind = token.header.get("typ").and_then(Value::as_str);
    let kind = kind.map(|kind| kind.strip_prefix("application/").unwrap_or(kind));
    if kind != Some("statuslist+jwt") {
        return Err(invalid(&format!(
            "expected a token of the type `statuslist+jwt`, found `{}`",
            quoted(kind.unwrap_or("no type"))
        )));
    }
    // A list that names no issuer is one of the credential's issuer, or of nobody: so its key is
    // looked for there.
    if let (Ok(Value::Object(claims)), Some(issuer)) = (&mut opened.payload, holder.issuer) {
        claims
            .entry("iss")
            .or_insert_with(|| Value::String(issuer.to_owned()));
    }
    let vouched = verify(session, &opened).map_err(|what| invalid(&what))?;
    let claims = opened.credential();
    let subject = claims.get("sub").and_then(Value::as_str);
    if subject != Some(url) {
        return Err(invalid(&format!(
            "expected it to be the list at {url}, found `{}`",
            quoted(subject.unwrap_or("no `sub`"))
        )));
    }
    let lifetime = lifetime(claims).ok_or_else(|| invalid("it states no time that can be read"))?;
    timely(session, item, &lifetime, url)?;
    let list = claims.get("status_list");
    let size = list.and_then(|list| list.get("bits")?.as_u64());
    let size = size.and_then(|size| u8::try_from(size).ok());
    let Some(size) = size.filter(|size| matches!(size, 1 | 2 | 4 | 8)) else {
        return Err(invalid("its `bits` are not 1, 2, 4 or 8"));
    };
    let text = list.and_then(|list| list.get("lst")?.as_str());
    let bits = text.and_then(|text| session.lists().grow(text, flate2::read::ZlibDecoder::new));
    let bits = bits.ok_or_else(|| invalid("its bits cannot be decoded within the limit"))?;
    Ok(List {
        issuer: opened.issuer().map(str::to_owned),
        id: None,
        vouched,
        signed: true,
        content: Content::Bits {
            bits,
            size,
            purposes: Vec::new(),
        },
    })
}

/// Section 5.1: `iat` is required, `exp` and `ttl` (in seconds) are not.
fn lifetime(claims: &Value) -> Option<Lifetime> {
    let time = |claim: &str| -> Option<Option<Stated>> {
        match claims.get(claim) {
            None => Some(None),
            Some(Value::Number(seconds)) => epoch(seconds).map(Some),
            Some(_) => None,
        }
    };
    let made = time("iat")??;
    let from = time("nbf")?.unwrap_or(made);
    Some(Lifetime {
        from: Some(match from.earliest > made.earliest {
            true => from,
            false => made,
        }),
        until: time("exp")?,
        ttl: match claims.get("ttl") {
            None => None,
            Some(ttl) => Some(i64::try_from(ttl.as_u64()?).ok()?),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_counted_from_the_lowest_bits() {
        let statuses = |bits: &[u8], size: u8, count: usize| -> Vec<u8> {
            (0..count)
                .map(|index| value(bits, index, size).unwrap())
                .collect()
        };
        // The examples of sections 4.1 and 4.2.
        assert_eq!(
            statuses(&[0xb9, 0xa3], 1, 16),
            [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
        );
        assert_eq!(
            statuses(&[0xc9, 0x44, 0xf9], 2, 12),
            [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
        );
        assert_eq!(statuses(&[0x21, 0xff], 8, 2), [0x21, 0xff]);
        assert_eq!(value(&[0], 8, 1), None);
        assert_eq!(value(&[0], usize::MAX, 4), None);
    }
}
