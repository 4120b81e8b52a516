//! What a token says that it is, and what its claims say beside the credential.
//!
//! The same three parts are credentials, presentations, access tokens and requests; `typ` tells
//! them apart. Sources: RFC 8725 section 3.11 (explicit typing); VC-JWT: VC Data Model 1.1 section
//! 6.3.1 and Open Badges 3.0 section 8.2; Securing Verifiable Credentials using JOSE and COSE,
//! sections 3.1 to 3.3; SD-JWT VC section 3.2.

use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer, Timestamp,
    check::Cause,
    document::{Form, Standard},
    json, time,
};
use serde_json::{Map, Value};

use crate::opened::{Opened, Secured, identifier};

/// What the header's `typ` says that a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Typ {
    /// Nothing, or only that it is a token.
    Plain,
    /// `vc+jwt`: the payload is a credential.
    Credential,
    /// `vp+jwt`: the payload is a presentation.
    Presentation,
    /// `dc+sd-jwt`: the payload is a credential of claims with a `vct`.
    DigitalCredential,
    /// `vc+sd-jwt`: the name of W3C for a credential, and the older name of `dc+sd-jwt`.
    SdCredential,
    /// `vp+sd-jwt`: the payload is a presentation.
    SdPresentation,
    /// `statuslist+jwt`: the payload is a status list, which stands behind credentials.
    StatusList,
    /// Another kind of SD-JWT.
    OtherSdJwt,
    /// A token of another protocol.
    Foreign,
}

/// The `typ` of a header, and whether it is written in an older way.
fn typ(header: &Value) -> (Typ, bool) {
    let text = match header.get("typ") {
        None => return (Typ::Plain, false),
        Some(Value::String(text)) => text.to_ascii_lowercase(),
        Some(_) => return (Typ::Foreign, false),
    };
    // RFC 7515 section 4.1.9: `application/` may be left out, and should be.
    let name = text.strip_prefix("application/").unwrap_or(&text);
    let older = name.contains("+ld");
    let typ = match name {
        "jwt" | "jose" => Typ::Plain,
        "vc+jwt" | "vc+ld+jwt" | "vc+ld+json+jwt" => Typ::Credential,
        "vp+jwt" | "vp+ld+jwt" | "vp+ld+json+jwt" => Typ::Presentation,
        "dc+sd-jwt" => Typ::DigitalCredential,
        "vc+sd-jwt" | "vc+ld+sd-jwt" | "vc+ld+json+sd-jwt" => Typ::SdCredential,
        "vp+sd-jwt" | "vp+ld+sd-jwt" | "vp+ld+json+sd-jwt" => Typ::SdPresentation,
        "statuslist+jwt" => Typ::StatusList,
        name if name.ends_with("+sd-jwt") => Typ::OtherSdJwt,
        _ => Typ::Foreign,
    };
    (typ, older)
}

/// The header of the token that a document is.
fn header(opened: &Opened) -> Option<&Value> {
    match &opened.secured {
        Secured::Jwt(jwt) => Some(&jwt.header),
        Secured::SdJwt(sd_jwt) => sd_jwt.header(),
        _ => None,
    }
}

/// The row `proof.purpose`: whether the token was made as what it holds.
pub(crate) fn purpose(opened: &Opened, header: &Value) -> Check {
    let code = CheckCode::ProofPurpose;
    let (typ, older) = typ(header);
    let stated = header
        .get("typ")
        .map_or_else(|| "no `typ`".to_owned(), |typ| format!("`typ` {typ}"));
    let fail = |expected: &str, found: &str, cause: &str| {
        Check::failed(code, format!("expected {expected}, found {found}"))
            .because(Cause::new(cause).mismatch(expected, found))
    };
    let is_sd = opened.form == Form::SdJwt;
    let payload = opened.payload.as_ref().ok();
    let has = |claim: &str| payload.is_some_and(|payload| payload.get(claim).is_some());
    match (&typ, is_sd) {
        (Typ::StatusList, false) if has("status_list") && opened.standard == Standard::Unknown => {
            return Check::passed(code, "the token was made as a status list");
        }
        (Typ::Plain, _)
        | (Typ::Credential | Typ::Presentation, false)
        | (Typ::DigitalCredential | Typ::SdCredential | Typ::SdPresentation, true) => {}
        (Typ::OtherSdJwt, true) => {
            return Check::inconclusive(code, format!("{stated} is no kind that is known here"))
                .because(Cause::new("unknown_type").mismatch("dc+sd-jwt or vc+sd-jwt", stated));
        }
        (_, true) => return fail("an SD-JWT of a credential", &stated, "foreign_type"),
        (_, false) => return fail("a token of a credential", &stated, "foreign_type"),
    }
    let whole = matches!(
        typ,
        Typ::Credential | Typ::Presentation | Typ::SdPresentation
    ) || (typ == Typ::SdCredential && !has("vct"));
    if whole && let Some(claim) = ["vc", "vp"].into_iter().find(|claim| has(claim)) {
        let found = format!("a claim `{claim}`");
        return fail(
            "a payload that is the credential itself",
            &found,
            "claim_not_allowed",
        )
        .at(Pointer::root().key(claim));
    }
    if typ == Typ::DigitalCredential && !has("vct") {
        return fail("a claim `vct`", "none", "no_type_of_credential").at(Pointer::root());
    }
    let presents = opened.standard == Standard::Presentation;
    let in_vp = opened.base == Pointer::root().key("vp");
    let wanted = match typ {
        Typ::Presentation | Typ::SdPresentation => Some(true),
        Typ::Credential | Typ::SdCredential | Typ::DigitalCredential => Some(false),
        _ if in_vp => Some(true),
        _ if opened.base == Pointer::root().key("vc") => Some(false),
        _ => None,
    };
    if wanted.is_some_and(|wanted| wanted != presents) {
        let name = |presents| match presents {
            true => "a presentation",
            false => "a credential",
        };
        return fail(
            name(!presents),
            &format!("{} ({stated})", name(presents)),
            "type_and_content_differ",
        )
        .at(opened.base.key("type"));
    }
    if let Some(check) = content_type(header, &typ, presents) {
        return check;
    }
    let what = match presents {
        true => "a presentation",
        false => "a credential",
    };
    let older = match older {
        true => ", an older media type",
        false => "",
    };
    Check::passed(
        code,
        format!("the token was made as {what}: {stated}{older}"),
    )
}

/// Where `cty` says otherwise than `typ` and the content: the row that refuses it.
fn content_type(header: &Value, typ: &Typ, presents: bool) -> Option<Check> {
    let stated = header.get("cty")?;
    let text = stated.as_str().unwrap_or_default().to_ascii_lowercase();
    let name = text.strip_prefix("application/").unwrap_or(&text);
    let expected = match presents {
        true => "vp",
        false => "vc",
    };
    let older = [
        format!("{expected}+ld+json"),
        format!("{expected}+json"),
        "ld+json".to_owned(),
        "json".to_owned(),
    ];
    let is_strict = !matches!(typ, Typ::Plain | Typ::OtherSdJwt);
    // A plain token has no content type of its own; only a nested token would change its meaning.
    let holds = match is_strict {
        true => name == expected || older.iter().any(|older| older == name),
        false => stated.is_string() && !name.ends_with("jwt"),
    };
    (!holds).then(|| {
        Check::failed(
            CheckCode::ProofPurpose,
            format!("expected the content type `{expected}`, found `cty` {stated}"),
        )
        .because(Cause::new("foreign_content").mismatch(expected, stated.to_string()))
    })
}

/// Whether `exp` and `nbf` of a token are the credential's own bounds of validity. In
/// VC-JOSE-COSE they bound the signature (section 3.1.3 there), which is `proof.time`.
pub(crate) fn claims_bound_the_credential(opened: &Opened) -> bool {
    let Some(header) = header(opened) else {
        return false;
    };
    let payload = opened.payload.as_ref().ok();
    match typ(header).0 {
        Typ::Plain | Typ::DigitalCredential | Typ::StatusList | Typ::OtherSdJwt | Typ::Foreign => {
            true
        }
        Typ::Credential | Typ::Presentation | Typ::SdPresentation => false,
        Typ::SdCredential => payload.is_some_and(|payload| payload.get("vct").is_some()),
    }
}

/// Where in a token's payload the credential stands, and the credential decoded as VC Data Model
/// 1.1 section 6.3.1 says: what `vc` or `vp` leaves out, the claims stand in for. So there is one
/// credential, whoever reads it.
pub(crate) fn decode(header: &Value, payload: &mut Value) -> Pointer {
    let key = ["vc", "vp"]
        .into_iter()
        .find(|key| payload.get(key).is_some_and(Value::is_object));
    let Some(key) = key else {
        return Pointer::root();
    };
    let base = Pointer::root().key(key);
    if typ(header).0 != Typ::Plain {
        return base;
    }
    let text = |claim: &str| payload.get(claim).filter(|value| value.is_string());
    let (issuer, id, subject) = (
        text("iss").cloned(),
        text("jti").cloned(),
        text("sub").cloned(),
    );
    let (start, end) = (instant(payload.get("nbf")), instant(payload.get("exp")));
    let Some(credential) = payload.get_mut(key).and_then(Value::as_object_mut) else {
        return base;
    };
    fill(credential, "id", id);
    let agent = match key {
        "vp" => "holder",
        _ => "issuer",
    };
    match credential.get_mut(agent).and_then(Value::as_object_mut) {
        Some(agent) => fill(agent, "id", issuer),
        None => fill(credential, agent, issuer),
    }
    if key == "vp" {
        return base;
    }
    let is_later = json::one_or_many(credential.get("@context"))
        .iter()
        .any(|context| context == "https://www.w3.org/ns/credentials/v2");
    for (version_2, version_1, bound) in [
        ("validFrom", "issuanceDate", start),
        ("validUntil", "expirationDate", end),
    ] {
        let is_stated = credential.contains_key(version_1) || credential.contains_key(version_2);
        let name = match is_later {
            true => version_2,
            false => version_1,
        };
        if !is_stated {
            fill(credential, name, bound);
        }
    }
    if let Some(only) = credential
        .get_mut("credentialSubject")
        .and_then(|subject| match subject {
            Value::Array(subjects) => match subjects.as_mut_slice() {
                [only] => only.as_object_mut(),
                _ => None,
            },
            subject => subject.as_object_mut(),
        })
    {
        fill(only, "id", subject);
    }
    base
}

fn fill(entries: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    let alias = format!("@{key}");
    if let Some(value) = value
        && !entries.contains_key(key)
        && !entries.contains_key(&alias)
    {
        entries.insert(key.to_owned(), value);
    }
}

/// A time in a claim as credentials write it.
pub(super) fn instant(claim: Option<&Value>) -> Option<Value> {
    let seconds = seconds(claim?)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range of years was checked"
    )]
    let instant = Timestamp::from_second(seconds.floor() as i64).ok()?;
    Some(instant.to_string().into())
}

/// A time in a claim (RFC 7519 section 2, `NumericDate`): a number of seconds within the years that
/// calendars write; a number of milliseconds is none.
pub(crate) fn seconds(claim: &Value) -> Option<f64> {
    claim
        .as_f64()
        .filter(|seconds| (-6e10..2.5e11).contains(seconds))
}

/// The claims of a token that must repeat the credential's own and do not, and whatever else gives
/// a token two meanings: a row each.
///
/// Sources: Open Badges 3.0 section 8.2; VC Data Model 1.1 section 6.3.1; VC-JOSE-COSE section
/// 3.1.3, where the claims may be left out.
pub(crate) fn contradictions(opened: &Opened) -> Vec<Check> {
    let (Ok(payload), Some(header)) = (&opened.payload, header(opened)) else {
        return Vec::new();
    };
    let credential = opened.credential();
    let mut rows = two_credentials(opened, payload);
    let presents = opened.standard == Standard::Presentation;
    let is_plain = typ(header).0 == Typ::Plain && opened.form == Form::Jwt;
    let is_badge = matches!(
        opened.standard,
        Standard::OpenBadges3 | Standard::Clr2 | Standard::Endorsement
    );
    let is_in_vc = opened.base == Pointer::root().key("vc");
    let must = is_plain && !presents && (is_badge || is_in_vc);
    let subjects = json::one_or_many(credential.get("credentialSubject"));
    let agent = identifier(credential.get(match presents {
        true => "holder",
        false => "issuer",
    }));
    let texts: [(&str, Vec<&str>); 3] = [
        ("iss", agent.into_iter().collect()),
        (
            "jti",
            credential
                .get("id")
                .and_then(Value::as_str)
                .into_iter()
                .collect(),
        ),
        (
            "sub",
            subjects
                .iter()
                .filter_map(|subject| identifier(Some(subject).filter(|node| node.is_object())))
                .collect(),
        ),
    ];
    for (claim, own) in texts {
        let Some(expected) = own.first() else {
            continue;
        };
        match payload.get(claim) {
            // One subject only can be that of the whole token.
            None if must && (claim != "sub" || subjects.len() == 1) => {
                rows.push(missing(claim, expected));
            }
            Some(stated) if !own.iter().any(|own| stated == own) => {
                rows.push(mismatch(claim, expected, stated));
            }
            _ => {}
        }
    }
    if is_plain && !presents && (is_badge || is_in_vc || payload.get("issuer").is_some()) {
        rows.extend(times(credential, payload, must));
    }
    rows
}

/// `nbf` and `exp` against the bounds of validity that the credential states.
fn times(credential: &Value, payload: &Value, must: bool) -> Vec<Check> {
    let mut rows = Vec::new();
    for (claim, keys) in [
        ("nbf", ["validFrom", "issuanceDate"]),
        ("exp", ["validUntil", "expirationDate"]),
    ] {
        let own: Vec<&str> = keys
            .iter()
            .filter_map(|key| credential.get(key)?.as_str())
            .collect();
        let Some(first) = own.first() else {
            continue;
        };
        let Some(stated) = payload.get(claim) else {
            // The start must be repeated; an end that is stated once is an end (Open Badges 3.0
            // section 8.2.4.1).
            if must && claim == "nbf" {
                rows.push(missing(claim, first));
            }
            continue;
        };
        // What cannot be read has a row of its own.
        let parsed: Vec<time::Stated> = own.iter().filter_map(|own| time::parse(own)).collect();
        let Some(seconds) = stated.as_f64().filter(|_| !parsed.is_empty()) else {
            continue;
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds of four-digit years fit f64 exactly"
        )]
        let fits = |own: &time::Stated| {
            let (earliest, latest) = (own.earliest.as_second(), own.latest.as_second());
            // A second of grace, for tokens that round.
            (earliest as f64 - 1.0..=latest as f64 + 1.0).contains(&seconds)
        };
        if !parsed.iter().any(fits) {
            rows.push(mismatch(claim, first, stated));
        }
    }
    rows
}

fn missing(claim: &str, expected: &str) -> Check {
    // The publisher's own reference tokens leave `sub` out, against the specification's MUST. The
    // credential in the token names its subject under the same signature, so nothing is in doubt
    // but whether the token is whole.
    let outcome = match claim {
        "sub" => CheckOutcome::Inconclusive,
        _ => CheckOutcome::Failed,
    };
    Check::new(
        CheckCode::DocumentStructure,
        outcome,
        format!("expected the token's claim `{claim}` to repeat {expected}, found none"),
    )
    .at(Pointer::root().key(claim))
    .because(Cause::new("missing_claim").mismatch(expected, "nothing"))
}

fn mismatch(claim: &str, expected: &str, stated: &Value) -> Check {
    let stated = match stated {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Check::failed(
        CheckCode::DocumentStructure,
        format!("the token's `{claim}` says otherwise than the credential"),
    )
    .at(Pointer::root().key(claim))
    .because(Cause::new("claim_mismatch").mismatch(expected, stated))
}

/// A token whose `vc` and whose top both are a credential is two credentials; so is one with both
/// `vc` and `vp`.
fn two_credentials(opened: &Opened, payload: &Value) -> Vec<Check> {
    let row = |place: Pointer| {
        Check::failed(
            CheckCode::DocumentStructure,
            format!("expected one credential in the token, found another at {place}"),
        )
        .at(place)
        .because(Cause::new("two_credentials"))
    };
    let mut rows = Vec::new();
    if payload.get("vc").is_some() && payload.get("vp").is_some() {
        rows.push(row(Pointer::root().key("vp")));
    }
    let is_held_by_claim = opened.base != Pointer::root();
    if is_held_by_claim {
        let credential = opened.credential();
        let of_a_credential = [
            "type",
            "@type",
            "credentialSubject",
            "issuer",
            "holder",
            "verifiableCredential",
            "validFrom",
            "validUntil",
            "issuanceDate",
            "expirationDate",
            "credentialStatus",
        ];
        let other = of_a_credential.into_iter().find(|key| {
            // What stands there word for word again says the same.
            payload
                .get(key)
                .is_some_and(|value| credential.get(key) != Some(value))
        });
        rows.extend(other.map(|key| row(Pointer::root().key(key))));
    }
    rows
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_type_is_one_by_its_short_and_its_long_name() {
        for (stated, expected) in [
            ("vc+jwt", (Typ::Credential, false)),
            ("application/VC+JWT", (Typ::Credential, false)),
            ("vc+ld+jwt", (Typ::Credential, true)),
            ("JWT", (Typ::Plain, false)),
            ("dc+sd-jwt", (Typ::DigitalCredential, false)),
            ("at+jwt", (Typ::Foreign, false)),
            ("kb+jwt", (Typ::Foreign, false)),
            ("", (Typ::Foreign, false)),
        ] {
            assert_eq!(typ(&json!({ "typ": stated })), expected, "{stated}");
        }
        assert_eq!(typ(&json!({})).0, Typ::Plain);
        assert_eq!(typ(&json!({ "typ": ["JWT"] })).0, Typ::Foreign);
    }

    #[test]
    fn claims_stand_in_for_what_vc_leaves_out_and_only_for_that() {
        let mut payload = json!({
            "iss": "did:a", "jti": "urn:1", "sub": "did:s", "nbf": 1_262_304_000, "exp": 1_893_456_000,
            "vc": { "issuer": { "name": "A" }, "validUntil": "2029-01-01T00:00:00Z", "credentialSubject": [{}] }
        });
        let base = decode(&json!({}), &mut payload);
        assert_eq!(base, Pointer::from("/vc"));
        assert_eq!(
            payload["vc"],
            json!({
                "id": "urn:1", "issuer": { "name": "A", "id": "did:a" },
                "issuanceDate": "2010-01-01T00:00:00Z", "validUntil": "2029-01-01T00:00:00Z",
                "credentialSubject": [{ "id": "did:s" }]
            })
        );
        let mut untouched = json!({ "iss": "did:a", "vc": {} });
        decode(&json!({ "typ": "vc+jwt" }), &mut untouched);
        assert_eq!(untouched["vc"], json!({}));
    }
}
