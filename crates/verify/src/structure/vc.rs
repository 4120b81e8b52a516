//! What every verifiable credential must have, and a presentation.
//!
//! Sources: Verifiable Credentials Data Model 1.1 (W3C Recommendation, 3 March 2022) sections 4.1
//! to 4.10 and 5; 2.0 (W3C Recommendation, 15 May 2025) sections 4.1 to 4.13 and 5.

use credeval_model::{document::Form, document::Standard, json, time};
use serde_json::Value;

use super::shape::{
    Class,
    Kind::{DateTime, DateTimeStamp, LanguageText, Node, NodeOrUrl, Text, Url},
    Member, Path, check as walk, is_absent, is_url, many, may, one, some,
};
use super::{Found, short};
use crate::opened::Opened;

/// The version of the data model, by the context that stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    One,
    Two,
}

const CONTEXT_1: &str = "https://www.w3.org/2018/credentials/v1";
const CONTEXT_2: &str = "https://www.w3.org/ns/credentials/v2";

const fn class(name: &'static str, members: &'static [Member]) -> Class {
    Class {
        name,
        types: &[],
        one_of: &[],
        members,
    }
}

static ISSUER: Class = class("issuer", &[one("id", Url)]);
static SUBJECT: Class = class("credential subject", &[may("id", Url)]);
/// An object of which the data model asks a type alone, with or without an identifier.
static TYPED: Class = class("object with a type", &[may("id", Url), some("type", Text)]);
static TYPED_WITH_ID: Class = class(
    "object with an identifier and a type",
    &[one("id", Url), some("type", Text)],
);
static PROOF: Class = class("proof", &[some("type", Text)]);
static RELATED_RESOURCE: Class = Class {
    name: "related resource",
    types: &[],
    one_of: &["digestSRI", "digestMultibase"],
    members: &[
        one("id", Url),
        may("digestSRI", Text),
        may("digestMultibase", Text),
        may("mediaType", Text),
    ],
};

static CREDENTIAL_1: Class = Class {
    name: "verifiable credential",
    types: &["VerifiableCredential"],
    one_of: &[],
    members: &[
        may("id", Url),
        one("issuer", NodeOrUrl(&ISSUER)),
        one("issuanceDate", DateTime),
        may("expirationDate", DateTime),
        may("issued", DateTime),
        may("validFrom", DateTime),
        may("validUntil", DateTime),
        some("credentialSubject", Node(&SUBJECT)),
        many("credentialStatus", Node(&TYPED_WITH_ID)),
        many("credentialSchema", Node(&TYPED_WITH_ID)),
        many("refreshService", Node(&TYPED_WITH_ID)),
        many("termsOfUse", Node(&TYPED)),
        many("evidence", Node(&TYPED)),
        many("proof", Node(&PROOF)),
    ],
};

static CREDENTIAL_2: Class = Class {
    name: "verifiable credential",
    types: &["VerifiableCredential"],
    one_of: &[],
    members: &[
        may("id", Url),
        many("name", LanguageText),
        many("description", LanguageText),
        one("issuer", NodeOrUrl(&ISSUER)),
        may("validFrom", DateTimeStamp),
        may("validUntil", DateTimeStamp),
        some("credentialSubject", Node(&SUBJECT)),
        many("credentialStatus", Node(&TYPED)),
        many("credentialSchema", Node(&TYPED_WITH_ID)),
        many("refreshService", Node(&TYPED)),
        many("termsOfUse", Node(&TYPED)),
        many("evidence", Node(&TYPED)),
        many("proof", Node(&PROOF)),
        many("relatedResource", Node(&RELATED_RESOURCE)),
    ],
};

static PRESENTATION: Class = Class {
    name: "presentation",
    types: &["VerifiablePresentation", "EuropeanDigitalPresentation"],
    one_of: &[],
    members: &[
        may("id", Url),
        may("holder", NodeOrUrl(&ISSUER)),
        many("proof", Node(&PROOF)),
        many("termsOfUse", Node(&TYPED)),
    ],
};

/// What the claims of a token stand for where `vc` leaves it out (VC Data Model 1.1 section
/// 6.3.1).
const CLAIMS: [(&str, &[&str]); 4] = [
    ("iss", &["issuer"]),
    ("nbf", &["issuanceDate", "validFrom"]),
    ("jti", &["id"]),
    ("exp", &["expirationDate", "validUntil"]),
];

/// The members of the credential that stand elsewhere or need not be there.
pub(super) fn implied(opened: &Opened) -> Vec<&'static str> {
    let mut implied = Vec::new();
    if opened.form == Form::Jwt
        && opened.base.as_str() == "/vc"
        && let Ok(payload) = &opened.payload
    {
        for (claim, keys) in CLAIMS {
            if !is_absent(payload.get(claim)) {
                implied.extend_from_slice(keys);
            }
        }
    }
    if opened.standard == Standard::EuropeanDigitalCredential {
        // Its profiles ask for `issued` and `validFrom`, and make `issuanceDate` optional.
        implied.push("issuanceDate");
    }
    implied
}

/// Compares a credential with the data model, and says which version it follows.
pub(super) fn check(opened: &Opened, place: &Path<'_>, found: &mut Found) -> Version {
    let credential = opened.credential();
    let version = contexts(credential, place, found);
    let class = match version {
        Version::One => &CREDENTIAL_1,
        Version::Two => &CREDENTIAL_2,
    };
    walk(class, credential, place, &implied(opened), found);
    claims(credential, place, found);
    if version == Version::Two {
        in_order(credential, place, found);
    }
    version
}

/// Compares a presentation with the data model; what it holds is checked by itself.
pub(super) fn presentation(presentation: &Value, place: &Path<'_>, found: &mut Found) {
    contexts(presentation, place, found);
    walk(&PRESENTATION, presentation, place, &[], found);
}

/// The contexts: the data model's own comes first, and each is a URL or an object.
fn contexts(credential: &Value, place: &Path<'_>, found: &mut Found) -> Version {
    let stated = credential.get("@context");
    let place = Path::Key(place, "@context");
    // JSON-LD writes a list of one as its item.
    let contexts = json::one_or_many(stated);
    for (index, context) in contexts.iter().enumerate() {
        if !context.is_object() && !context.as_str().is_some_and(is_url) {
            found.add(
                &Path::Index(&place, index),
                "wrong_shape",
                "a URL or an object",
                Some(context),
            );
        }
    }
    match contexts.first().and_then(Value::as_str) {
        Some(CONTEXT_1) => Version::One,
        Some(CONTEXT_2) => Version::Two,
        _ => {
            let expected = format!("{CONTEXT_2} or {CONTEXT_1} as the first context");
            found.add(&place, "wrong_context", &expected, contexts.first());
            // Its dates tell best what it means to be.
            match credential.get("issuanceDate") {
                Some(_) => Version::One,
                None => Version::Two,
            }
        }
    }
}

/// Each subject has a claim: more than its identifier (2.0 section 4.8, 1.1 section 4.4).
fn claims(credential: &Value, place: &Path<'_>, found: &mut Found) {
    let stated = credential.get("credentialSubject");
    let place = Path::Key(place, "credentialSubject");
    for (index, subject) in json::one_or_many(stated).iter().enumerate() {
        let Value::Object(entries) = subject else {
            continue;
        };
        if entries
            .keys()
            .all(|key| matches!(key.as_str(), "id" | "@id"))
        {
            let expected = "a claim about the subject";
            match stated {
                Some(Value::Array(_)) => found.add(
                    &Path::Index(&place, index),
                    "missing_property",
                    expected,
                    Some(subject),
                ),
                _ => found.add(&place, "missing_property", expected, Some(subject)),
            }
        }
    }
}

/// 2.0 section 4.9: validity does not end before it starts.
fn in_order(credential: &Value, place: &Path<'_>, found: &mut Found) {
    let stated = |key: &str| {
        credential
            .get(key)
            .and_then(Value::as_str)
            .and_then(time::parse)
    };
    if let (Some(from), Some(until)) = (stated("validFrom"), stated("validUntil"))
        && until.latest < from.earliest
    {
        let from = credential.get("validFrom").map(short).unwrap_or_default();
        found.add(
            &Path::Key(place, "validUntil"),
            "out_of_order",
            &format!("a time not before `validFrom`, {from}"),
            credential.get("validUntil"),
        );
    }
}

/// The 1EdTech contexts after the data model's own: `wanted` holds, in their order, the beginnings
/// of their addresses.
pub(super) fn further_contexts(
    credential: &Value,
    place: &Path<'_>,
    wanted: &[(&str, &[&str])],
    found: &mut Found,
) {
    let contexts = json::one_or_many(credential.get("@context"));
    for (index, (name, beginnings)) in wanted.iter().enumerate() {
        let stated = contexts.get(index + 1);
        let is_it = |text: &str| {
            beginnings
                .iter()
                .any(|beginning| text.starts_with(beginning))
        };
        if !stated.and_then(Value::as_str).is_some_and(is_it) {
            let place = Path::Key(place, "@context");
            found.add(
                &Path::Index(&place, index + 1),
                "wrong_context",
                &format!("the context of {name}"),
                stated,
            );
        }
    }
}
