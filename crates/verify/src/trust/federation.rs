//! OpenID Federation: whom a trust anchor states to belong to it.
//!
//! ```text
//! <anchor>/.well-known/openid-federation --> federation_fetch_endpoint --?sub=<issuer>--> statement
//! ```
//!
//! Both are signed statements under the keys that the trust file pins. What comes back is judged
//! by those alone: not by the keys that an entity configuration states, which whoever answers for
//! the address could write, and not by trust marks, which an entity may show of itself. Only what
//! the anchor states of the issuer itself counts: an issuer that is a DID publishes no entity
//! configuration, from which a longer chain could start.
//!
//! Source: OpenID Federation 1.0 sections 3 (entity statements), 8.1 (fetching one) and 9
//! (obtaining an entity configuration). As the registry of the Digital Credentials Consortium does,
//! a subject may be a DID, and a statement need not repeat keys.

use credeval_model::{
    Timestamp,
    check::Cause,
    evidence::{EvidenceKind, Item},
    json,
    trust::{Anchor, Grant, vouch::Relation},
};
use serde_json::{Map, Value};
use url::Url;

use super::{Ready, Vouched, identity};
use crate::opened::Opened;
use crate::quoted::quoted;
use crate::secured::{
    Signer,
    jwt::{Jwt, by_pinned},
};
use crate::session::{CLOCK_SKEW, Session};

/// Bytes of a statement that is read; those of real federations have two thousand, a logo
/// included. Each credential within a document may ask for one.
const STATEMENT_BYTES: usize = 256 * 1024;

/// Seconds between the time of judgement and the fetching that follows it, which may be slow.
const GRACE: i64 = 60;

/// Whether the federation knows the signer.
///
/// That its endpoint answers 404 is its answer that it does not (section 8.1.2): nobody gains by
/// forging it, who could as well not answer at all. Whatever else is not a statement of the anchor
/// about this issuer, valid at the time of judgement, is no answer: it is told why, and neither
/// vouches nor speaks against anybody.
pub(crate) fn ask<'a>(
    session: &Session<'a>,
    ready: &'a Ready,
    opened: &Opened,
    signer: &Signer,
) -> Result<Option<Vouched<'a>>, Cause> {
    let anchor = &ready.anchor;
    let (Some(source), true) = (anchor.source.as_deref(), ready.serves_issuers(session)) else {
        return Ok(None);
    };
    let Some((id, _)) = identity(session, opened, signer) else {
        return Ok(None);
    };
    let url = configuration_url(source)?;
    let item = session.look(EvidenceKind::EntityStatement, &url)?;
    let configuration =
        statement(session, anchor, item, source).map_err(|cause| cause.url(&url))?;
    let url = fetch_url(&configuration, id).map_err(|cause| cause.url(&url))?;
    let item = match session.look(EvidenceKind::EntityStatement, &url) {
        Ok(item) => item,
        Err(cause) if cause.code == "http_status" && cause.status == Some(404) => return Ok(None),
        Err(cause) => return Err(cause),
    };
    let statement = statement(session, anchor, item, id).map_err(|cause| cause.url(&url))?;
    Ok(Some(Vouched {
        ready,
        grant: Grant::Issuer,
        relation: Relation::Listed,
        name: name(&statement),
        organisation: None,
        confirms: true,
        is_overdue: false,
        evidence: Some(item.digest),
    }))
}

/// Where an entity publishes its configuration (section 9).
fn configuration_url(entity: &str) -> Result<String, Cause> {
    let url = format!(
        "{}/.well-known/openid-federation",
        entity.trim_end_matches('/')
    );
    web(&url).map(|url| url.to_string())
}

/// The address of the anchor's statement about an entity (section 8.1.1).
fn fetch_url(configuration: &Map<String, Value>, entity: &str) -> Result<String, Cause> {
    let endpoint = configuration
        .get("metadata")
        .and_then(|metadata| {
            metadata
                .get("federation_entity")?
                .get("federation_fetch_endpoint")
        })
        .and_then(Value::as_str)
        .ok_or_else(|| {
            Cause::new("no_fetch_endpoint").mismatch("a `federation_fetch_endpoint`", "none")
        })?;
    let mut url = web(endpoint)?;
    url.query_pairs_mut().append_pair("sub", entity);
    Ok(url.to_string())
}

/// An address that may be asked, as far as it shows; the guard that fetches looks at where it leads.
fn web(address: &str) -> Result<Url, Cause> {
    Url::parse(address)
        .ok()
        .filter(|url| {
            url.scheme() == "https"
                && url.username().is_empty()
                && url.password().is_none()
                && url.fragment().is_none()
        })
        .ok_or_else(|| Cause::new("refused_address").mismatch("an https address", quoted(address)))
}

/// The claims of a statement by the anchor about `subject` that holds at the time of judgement.
fn statement(
    session: &Session<'_>,
    anchor: &Anchor,
    item: &Item,
    subject: &str,
) -> Result<Map<String, Value>, Cause> {
    let invalid = |found: &str| Cause::new("invalid_statement").mismatch("a signed token", found);
    if item.bytes.len() > STATEMENT_BYTES {
        return Err(Cause::new("too_large").mismatch(
            format!("at most {STATEMENT_BYTES} bytes"),
            format!("{} bytes", item.bytes.len()),
        ));
    }
    let token = Jwt::read(&item.bytes).ok_or_else(|| invalid("other text"))?;
    // Section 3.1: the type keeps any other token that the anchor signs from being taken for one.
    let kind = token.header.get("typ").and_then(Value::as_str);
    let kind = kind.map(|kind| kind.strip_prefix("application/").unwrap_or(kind));
    if kind != Some("entity-statement+jwt") {
        let found = quoted(kind.unwrap_or("no `typ`"));
        return Err(Cause::new("foreign_type").mismatch("entity-statement+jwt", found));
    }
    by_pinned(&token, &anchor.jwks, session.against.crypto)?;
    let claims = match json::parse(&token.payload) {
        Ok(Value::Object(claims)) => claims,
        Ok(_) => return Err(invalid("a payload that is no object")),
        Err(error) => return Err(invalid(&error.to_string())),
    };
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let issuer = anchor.source.as_deref().unwrap_or_default();
    for (name, code, expected) in [
        ("iss", "issuer_mismatch", issuer),
        ("sub", "sub_mismatch", subject),
    ] {
        if text(name) != Some(expected) {
            let found = quoted(text(name).unwrap_or("none"));
            return Err(Cause::new(code).mismatch(expected, found));
        }
    }
    // Section 3.1.1: none of the claims that a statement may mark so is known here.
    for name in ["crit", "metadata_policy_crit"] {
        if let Some(critical) = claims.get(name) {
            let found = quoted(&critical.to_string());
            return Err(Cause::new("critical_claim").mismatch(format!("no `{name}`"), found));
        }
    }
    timely(session, anchor, &claims)?;
    Ok(claims)
}

/// Whether a statement holds at the time of judgement, and is as new as the trust file asks.
fn timely(
    session: &Session<'_>,
    anchor: &Anchor,
    claims: &Map<String, Value>,
) -> Result<(), Cause> {
    let seconds = |name: &str| {
        let stated = claims.get(name);
        // RFC 7519 section 2 allows for fractions, which no federation writes.
        stated.and_then(Value::as_i64).ok_or_else(|| {
            let found = stated.map_or_else(|| "none".to_owned(), ToString::to_string);
            Cause::new("malformed_time")
                .mismatch(format!("a number of seconds in `{name}`"), quoted(&found))
        })
    };
    let (made, end) = (seconds("iat")?, seconds("exp")?);
    let at = session.against.at.as_second();
    let shown = |second: i64| {
        Timestamp::from_second(second).map_or_else(|_| second.to_string(), |time| time.to_string())
    };
    if made > at.saturating_add(CLOCK_SKEW + GRACE) {
        return Err(Cause::new("statement_not_yet_valid").mismatch(shown(at), shown(made)));
    }
    if end < at.saturating_sub(CLOCK_SKEW) {
        return Err(Cause::new("expired_statement").mismatch(shown(at), shown(end)));
    }
    // A statement is asked for anew each time, so an old one is never the last good one: it is one
    // that somebody kept.
    match anchor.max_age {
        Some(max_age) if at.saturating_sub(made) > max_age.seconds() => {
            Err(Cause::new("stale").mismatch(max_age.to_string(), shown(made)))
        }
        _ => Ok(()),
    }
}

/// The organisation's name, as the anchor states it (section 5.2.2).
fn name(statement: &Map<String, Value>) -> Option<String> {
    let metadata = statement.get("metadata")?.as_object()?;
    let own = metadata.get("federation_entity").into_iter();
    own.chain(metadata.values())
        .find_map(|kind| kind.get("organization_name")?.as_str())
        .map(quoted)
}
