//! The bodies in whose name a credential awards.
//!
//! Sources: European Learning Model 3 (`AwardingProcess`); JSON-LD 1.1 section 3.3 (what is said of
//! one identifier at two places is said of one thing); Open Badges 3.0 (`issuer` awards).

use std::collections::HashMap;

use credeval_model::{Pointer, document::Standard, json};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::identifier::Stated;
use crate::opened::{Opened, Secured, identifier};

/// A body that a credential names as the one that awards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Body<'v> {
    pub(crate) place: Pointer,
    /// Whether it is the issuer, whose the key is.
    pub(crate) is_issuer: bool,
    pub(crate) id: Option<&'v str>,
    /// Every name that a report may show for it.
    pub(crate) names: Vec<&'v str>,
    pub(crate) identifiers: Vec<Stated<'v>>,
}

/// The bodies of a credential, each once.
///
/// In a European Digital Credential they are every `awardingBody` below the subject, however deep,
/// and the issuer where a claim names none. Other standards award in the issuer's own name. Of
/// Europass credentials in XML and of ELMO none is read.
///
/// `credential` is the credential's JSON, or what is covered of it.
pub(crate) fn bodies<'v>(opened: &'v Opened, credential: &'v Value) -> Vec<Body<'v>> {
    match opened.standard {
        Standard::EuropassCredential | Standard::Elmo | Standard::Presentation => {
            return Vec::new();
        }
        Standard::OpenBadges2 => return of_badge_class(opened, credential).into_iter().collect(),
        _ => {}
    }
    let mut found: Vec<(Pointer, &Value)> = Vec::new();
    let is_european = opened.standard == Standard::EuropeanDigitalCredential;
    if is_european && let Some(subject) = credential.get("credentialSubject") {
        within(subject, &opened.base.key("credentialSubject"), &mut found);
    }
    let claims = all(credential, &["credentialSubject", "hasClaim"]);
    let is_named = |claim: &&Value| !all(claim, &["awardedBy", "awardingBody"]).is_empty();
    if (!is_european || claims.is_empty() || !claims.iter().all(is_named))
        && let Some(issuer) = credential.get("issuer")
    {
        found.push((opened.base.key("issuer"), issuer));
    }

    // A node is all that is said of its identifier, wherever that stands.
    let mut described: HashMap<&str, Vec<&Value>> = HashMap::new();
    for (_, node) in &found {
        if let Some(id) = identifier(Some(node)) {
            described.entry(id).or_default();
        }
    }
    if is_european {
        describe(credential, &mut described);
    }
    let issuer = opened.base.key("issuer");
    let mut bodies: Vec<Body<'_>> = Vec::new();
    for (place, node) in found {
        let id = identifier(Some(node));
        let nodes = match id {
            // The first that bears the identifier stands for all that do.
            Some(id) => match described.remove(id) {
                Some(nodes) if nodes.is_empty() => vec![node],
                Some(nodes) => nodes,
                None => continue,
            },
            None => vec![node],
        };
        let mut names: Vec<&str> = nodes.iter().flat_map(|node| names(node)).collect();
        names.sort_unstable();
        names.dedup();
        bodies.push(Body {
            is_issuer: place == issuer,
            place,
            id,
            names,
            identifiers: nodes.iter().flat_map(|node| identifiers(node)).collect(),
        });
    }
    // A JWT may name its issuer in `iss` alone.
    if bodies.is_empty() && opened.credential().get("issuer").is_none() {
        bodies.extend(opened.issuer().map(|id| Body {
            place: opened.base.clone(),
            is_issuer: true,
            id: Some(id),
            names: Vec::new(),
            identifiers: Vec::new(),
        }));
    }
    bodies
}

/// The issuer of the badge class. Under a proof of Open Badges 2.0 it is the one whose profile was
/// read at its own address; names that the assertion carries along are its maker's word.
fn of_badge_class<'v>(opened: &Opened, assertion: &'v Value) -> Option<Body<'v>> {
    let is_own_proof = matches!(opened.secured, Secured::Unsecured | Secured::Jwt(_));
    let class = assertion.get("badge")?;
    let carried = class.get("issuer");
    if carried.is_none() && !is_own_proof {
        return None;
    }
    Some(Body {
        place: opened.base.key("badge"),
        is_issuer: is_own_proof,
        id: identifier(carried),
        names: carried.map(names).unwrap_or_default(),
        identifiers: Vec::new(),
    })
}

/// Every awarding body below a node.
fn within<'v>(node: &'v Value, at: &Pointer, found: &mut Vec<(Pointer, &'v Value)>) {
    match node {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if item.is_object() || item.is_array() {
                    within(item, &at.index(index), found);
                }
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                if key == "awardingBody" {
                    let place = at.key(key);
                    let bodies = json::one_or_many(Some(value)).iter();
                    found.extend(bodies.map(|body| (place.clone(), body)));
                }
                if value.is_object() || value.is_array() {
                    within(value, &at.key(key), found);
                }
            }
        }
        _ => {}
    }
}

/// Gathers what is said of each identifier.
fn describe<'v>(node: &'v Value, described: &mut HashMap<&str, Vec<&'v Value>>) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| describe(item, described)),
        Value::Object(entries) => {
            if let Some(nodes) = identifier(Some(node)).and_then(|id| described.get_mut(id)) {
                nodes.push(node);
            }
            entries
                .values()
                .for_each(|value| describe(value, described));
        }
        _ => {}
    }
}

/// The names of a node: those that name it first, in every language, else the alternative ones.
fn names(node: &Value) -> Vec<&str> {
    let of = |keys: &[&str]| -> Vec<&str> {
        let values = keys.iter().flat_map(|key| texts(node.get(key)));
        values.filter(|name| !name.trim().is_empty()).collect()
    };
    match of(&["legalName", "fullName", "prefLabel", "name"]) {
        names if names.is_empty() => of(&["altLabel"]),
        names => names,
    }
}

fn identifiers(node: &Value) -> Vec<Stated<'_>> {
    let mut found = Stated::of(node);
    let country = node.pointer("/address/addressCountryCode");
    let country = country.and_then(Value::as_str);
    for entry in json::one_or_many(node.get("otherIdentifier")) {
        let value = entry.get("identifier").and_then(Value::as_str);
        found.extend(value.map(|value| Stated::plain(value, country)));
    }
    found
}

/// Every text of a value by language.
pub(super) fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let values: Vec<&Value> = match value {
        Some(Value::Object(by_language)) => by_language.values().collect(),
        other => other.into_iter().collect(),
    };
    values
        .into_iter()
        .flat_map(|value| json::one_or_many(Some(value)))
        .filter_map(Value::as_str)
}

/// The values at a path below a node, which may hold one or many at each step.
pub(super) fn all<'v>(node: &'v Value, path: &[&str]) -> Vec<&'v Value> {
    let mut found = vec![node];
    for key in path {
        found = found
            .into_iter()
            .flat_map(|node| json::one_or_many(node.get(key)))
            .collect();
    }
    found
}

/// A name as it is compared: letters that mean the same alike, in one case, with single spaces.
/// Letters that only look the same stay different.
pub(crate) fn normal(name: &str) -> String {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
