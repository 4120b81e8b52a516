//! Whether the signer may award for the body that the credential names.
//!
//! Anyone can name a university. A mandate written in the credential is the sealer's statement,
//! not proof; so the awarding body must be the signing identity itself, or a body that a trust
//! entry lets the signer award for.

use credeval_model::{Check, CheckCode, Pointer, check::Cause, document::Standard, json, limits};
use serde_json::Value;

use crate::opened::{Opened, identifier};
use crate::seal::{organisation_identifiers, same_organisation};
use crate::secured::Signer;
use crate::trust::Ready;

/// The row `issuer.entitlement`; it informs.
pub(crate) fn row(opened: &Opened, signer: Option<&Signer>, anchors: &[&Ready]) -> Check {
    let code = CheckCode::IssuerEntitlement;
    let bodies = bodies(opened);
    if anchors.is_empty() {
        return Check::inconclusive(
            code,
            "nobody vouches for the signer, so nothing shows for whom it may award",
        )
        .because(Cause::new("not_identified"));
    }
    let Some(strangers) = (!bodies.is_empty()).then(|| {
        bodies
            .iter()
            .filter(|(_, body)| !is_entitled(body, signer, anchors))
            .collect::<Vec<_>>()
    }) else {
        return Check::passed(code, "the signer awards in its own name");
    };
    match strangers.first() {
        None => Check::passed(code, "the signer may award for the awarding body named"),
        Some((pointer, body)) => Check::inconclusive(
            code,
            format!("nothing shows that the signer may award for {}", name(body)),
        )
        .at(pointer.clone())
        .because(Cause::new("not_entitled").mismatch(
            "a trust entry that lets the signer award for it",
            name(body),
        )),
    }
}

fn is_entitled(body: &Value, signer: Option<&Signer>, anchors: &[&Ready]) -> bool {
    let identifiers = organisation_identifiers(body);
    let names: Vec<&str> = names(body).collect();
    let own = match signer {
        Some(Signer::Certificate(leaf)) => leaf
            .organization_identifier()
            .is_some_and(|sealer| identifiers.iter().any(|id| same_organisation(&sealer, id))),
        Some(Signer::Identifier { id, .. }) => identifier(Some(body)) == Some(id),
        None => false,
    };
    own || anchors.iter().any(|ready| {
        let known = ready
            .anchor
            .organisation
            .iter()
            .flat_map(|organisation| &organisation.identifiers);
        // By name only where the registrar wrote the name down as one that it may award for.
        known
            .chain(&ready.anchor.awards_for)
            .any(|id| identifiers.contains(id))
            || ready
                .anchor
                .awards_for
                .iter()
                .any(|id| names.contains(&id.as_str()) || identifier(Some(body)) == Some(id))
    })
}

/// The bodies that a European Digital Credential says awarded its claims; other standards award in
/// the issuer's own name.
fn bodies(opened: &Opened) -> Vec<(Pointer, Value)> {
    let mut found = Vec::new();
    if opened.standard == Standard::EuropeanDigitalCredential {
        let place = opened.base.key("credentialSubject");
        if let Some(subject) = opened.credential().get("credentialSubject") {
            collect(subject, &place, &mut found);
        }
    }
    found
}

fn collect(node: &Value, at: &Pointer, found: &mut Vec<(Pointer, Value)>) {
    // The depth is bounded by the parser; this bounds the copies.
    if found.len() >= limits::JSON_DEPTH {
        return;
    }
    match node {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &at.index(index), found);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                let place = at.key(key);
                match key.as_str() {
                    "awardingBody" => {
                        for body in json::one_or_many(Some(value)) {
                            // The same body is written out at every claim.
                            if !found.iter().any(|(_, known)| known == body) {
                                found.push((place.clone(), body.clone()));
                            }
                        }
                    }
                    _ => collect(value, &place, found),
                }
            }
        }
        _ => {}
    }
}

fn names(body: &Value) -> impl Iterator<Item = &str> {
    ["legalName", "altLabel", "name"]
        .iter()
        .filter_map(|key| body.get(key))
        .flat_map(|value| match value {
            Value::String(text) => vec![text.as_str()],
            Value::Object(by_language) => by_language.values().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        })
}

fn name(body: &Value) -> String {
    names(body)
        .next()
        .unwrap_or("a body without a name")
        .to_owned()
}
