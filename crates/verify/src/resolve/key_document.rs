//! Documents that list keys, and which of their keys has a name.
//!
//! Sources: DID Core; Controlled Identifiers 1.0 sections 2 and 3.3; Open Badges 3.0 section 8.2.2
//! (a `kid` that leads to a bare key); Open Badges 2.0 (`publicKey` of a profile).

use credeval_model::json;
use serde_json::Value;

use super::Relationship;

/// The key of a document at an https address that is nothing but a JSON Web Key, or a JWK Set with
/// one key of that name: it names no owner (Open Badges 3.0 section 8.2.2 lets `kid` lead there).
pub(super) fn bare_key(id: &str, method: &str, bytes: &[u8]) -> Option<Value> {
    if id.starts_with("did:") {
        return None;
    }
    let value = json::parse(bytes).ok()?;
    if value.get("id").is_some() {
        return None;
    }
    let Some(keys) = value.get("keys") else {
        return value.get("kty").is_some().then_some(value);
    };
    let name = method.split_once('#').map(|(_, name)| name);
    let is_named = |key: &&Value| match name {
        Some(name) => key.get("kid").and_then(Value::as_str) == Some(name),
        None => true,
    };
    let mut named = keys.as_array()?.iter().filter(is_named);
    match (named.next(), named.next()) {
        (Some(key), None) => Some(key.clone()),
        _ => None,
    }
}

/// A document that lists keys.
pub(super) struct KeyDocument {
    id: String,
    value: Value,
}

impl KeyDocument {
    /// Reads a DID document (DID Core) or a controller document (Controlled Identifiers 1.0) that
    /// must be the one of `id`.
    pub(super) fn read(id: &str, bytes: &[u8]) -> Result<Self, String> {
        let value = json::parse(bytes).map_err(|error| error.to_string())?;
        let stated = value.get("id").and_then(Value::as_str).unwrap_or_default();
        // A document that is one key may have the key's own fragment.
        if stated.split('#').next() != Some(id) {
            return Err(format!("the document of `{stated}`"));
        }
        if id.starts_with("did:") {
            // The types of DID Core refuse what the specification does.
            ssi_dids_core::Document::from_json_bytes(bytes).map_err(|error| error.to_string())?;
        }
        Ok(Self {
            id: id.to_owned(),
            value,
        })
    }

    /// The method of that name, if the document lists it for the relationship and it is controlled
    /// by the document's own identifier.
    ///
    /// Source: Controlled Identifiers 1.0 section 3.3. Open Badges 2.0 profiles list the keys that
    /// they sign assertions with as `publicKey`; a document that is one key lists itself. A token
    /// may name the key by the `kid` of the key itself (VC-JOSE-COSE section 4.1).
    pub(super) fn method(&self, name: &str, relationship: Relationship) -> Result<&Value, String> {
        let entries = |property: &str| json::one_or_many(self.value.get(property));
        let is_did = self.id.starts_with("did:");
        let purpose = relationship.as_str();
        let listed_for = match self.value.get("publicKey") {
            Some(_) if !is_did && self.value.get(purpose).is_none() => entries("publicKey"),
            _ => entries(purpose),
        };
        let id = |entry: &'_ Value| match entry {
            Value::String(text) => Some(text.clone()),
            entry => entry.get("id")?.as_str().map(str::to_owned),
        };
        let is_named = |entry: &Value| {
            let kid = entry.pointer("/publicKeyJwk/kid").and_then(Value::as_str);
            let stated = [id(entry), kid.map(|kid| format!("#{kid}"))];
            let mut stated = stated.iter().flatten();
            stated.any(|stated| same_method(&self.id, stated, name))
        };
        let is_one_key = !is_did
            && [
                "verificationMethod",
                "assertionMethod",
                "authentication",
                "publicKey",
            ]
            .iter()
            .all(|property| self.value.get(*property).is_none());
        let mut named = entries("verificationMethod")
            .iter()
            .chain(listed_for)
            .chain(is_one_key.then_some(&self.value))
            .filter(|entry| entry.is_object() && is_named(entry));
        let Some(found) = named.next() else {
            return Err("does not list the key".to_owned());
        };
        if named.any(|other| other != found) {
            return Err("lists several keys of that name".to_owned());
        }
        let is_found = |entry: &Value| {
            let both = id(entry).zip(id(found));
            both.is_some_and(|(one, other)| same_method(&self.id, &one, &other))
        };
        if !is_one_key && !listed_for.iter().any(is_found) {
            return Err(match relationship {
                Relationship::Assertion => "does not list the key for assertions".to_owned(),
                Relationship::Authentication => {
                    "does not list the key for authentication".to_owned()
                }
            });
        }
        let controller = found.get("controller").or_else(|| found.get("owner"));
        match controller.is_none_or(|controller| controller.as_str() == Some(&self.id)) {
            true => Ok(found),
            false => Err("lists a key that somebody else controls".to_owned()),
        }
    }
}

/// Whether two names, each absolute or relative to `id`, are one.
fn same_method(id: &str, one: &str, other: &str) -> bool {
    let absolute = |name: &str| match name.starts_with('#') {
        true => format!("{id}{name}"),
        false => name.to_owned(),
    };
    absolute(one) == absolute(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_another_identifier_is_no_document() {
        let document = br#"{"id":"did:web:b.example","assertionMethod":[]}"#;
        assert!(KeyDocument::read("did:web:a.example", document).is_err());
        assert!(KeyDocument::read("did:web:b.example", document).is_ok());
    }

    #[test]
    fn a_method_that_is_not_for_assertions_is_not_taken() {
        let document = |purpose: &str| {
            serde_json::json!({
                "id": "https://a.example/p",
                "verificationMethod": [{ "id": "#k", "controller": "https://a.example/p" }],
                purpose: ["#k"]
            })
            .to_string()
        };
        let read = |purpose| KeyDocument::read("https://a.example/p", document(purpose).as_bytes());
        assert!(
            read("assertionMethod")
                .unwrap()
                .method("https://a.example/p#k", Relationship::Assertion)
                .is_ok()
        );
        let document = serde_json::json!({
            "id": "did:web:a.example",
            "verificationMethod": [{ "id": "did:web:a.example#k", "type": "Multikey", "controller": "did:web:a.example" }],
            "authentication": ["did:web:a.example#k"]
        });
        let other =
            KeyDocument::read("did:web:a.example", document.to_string().as_bytes()).unwrap();
        let method = |relationship| other.method("did:web:a.example#k", relationship);
        assert!(method(Relationship::Assertion).is_err());
        assert!(method(Relationship::Authentication).is_ok());
    }
}
