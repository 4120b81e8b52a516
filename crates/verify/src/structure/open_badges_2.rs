//! What an Open Badge 2.0 must have: the assertion, with the badge class and the issuer where they
//! stand inside it.
//!
//! Source: Open Badges 2.0 (IMS Global, 12 April 2018), "Core Badge Classes".

use credeval_model::json;
use serde_json::Value;

use super::Found;
use super::shape::{
    Class,
    Kind::{Boolean, DateTime, Language, Node, NodeOrUrl, Text, Url},
    Path, check as walk, many, may, one, some,
};

const CONTEXTS: &[&str] = &[
    "https://w3id.org/openbadges/v2",
    "https://openbadgespec.org/v2/context.json",
];

static RECIPIENT: Class = Class {
    name: "IdentityObject",
    types: &[],
    one_of: &[],
    members: &[
        some("type", Text),
        one("hashed", Boolean),
        one("identity", Text),
        may("salt", Text),
    ],
};

static VERIFICATION: Class = Class {
    name: "VerificationObject",
    types: &["hosted", "HostedBadge", "signed", "SignedBadge"],
    one_of: &[],
    members: &[may("creator", Url)],
};

static EVIDENCE: Class = Class {
    name: "Evidence",
    types: &[],
    one_of: &["id", "narrative"],
    members: &[
        // Evidence that stands nowhere else may have the name of a blank node.
        may("id", Text),
        may("narrative", Text),
        may("name", Text),
        may("description", Text),
        may("genre", Text),
        may("audience", Text),
    ],
};

static IMAGE: Class = Class {
    name: "Image",
    types: &[],
    one_of: &[],
    members: &[one("id", Url), may("caption", Text)],
};

static CRITERIA: Class = Class {
    name: "Criteria",
    types: &[],
    one_of: &["id", "narrative"],
    members: &[may("id", Url), may("narrative", Text)],
};

static ALIGNMENT: Class = Class {
    name: "AlignmentObject",
    types: &[],
    one_of: &[],
    members: &[
        one("targetName", Text),
        one("targetUrl", Url),
        may("targetDescription", Text),
        may("targetFramework", Text),
        may("targetCode", Text),
    ],
};

static ISSUER: Class = Class {
    name: "Issuer",
    types: &["Issuer", "Profile"],
    one_of: &[],
    members: &[
        one("id", Url),
        one("name", Text),
        one("url", Url),
        one("email", Text),
        may("image", NodeOrUrl(&IMAGE)),
    ],
};

static BADGE_CLASS: Class = Class {
    name: "BadgeClass",
    types: &["BadgeClass"],
    one_of: &[],
    members: &[
        one("id", Url),
        one("name", Text),
        one("description", Text),
        one("image", NodeOrUrl(&IMAGE)),
        one("criteria", NodeOrUrl(&CRITERIA)),
        one("issuer", NodeOrUrl(&ISSUER)),
        many("alignment", Node(&ALIGNMENT)),
        many("tags", Text),
        may("@language", Language),
        may("version", Text),
    ],
};

static ASSERTION: Class = Class {
    name: "Assertion",
    types: &["Assertion"],
    one_of: &[],
    members: &[
        one("id", Url),
        one("recipient", Node(&RECIPIENT)),
        one("badge", NodeOrUrl(&BADGE_CLASS)),
        one("verification", Node(&VERIFICATION)),
        one("issuedOn", DateTime),
        may("expires", DateTime),
        may("image", NodeOrUrl(&IMAGE)),
        many("evidence", NodeOrUrl(&EVIDENCE)),
        may("narrative", Text),
        may("revoked", Boolean),
        may("revocationReason", Text),
        may("@language", Language),
    ],
};

/// Compares an assertion with its standard.
pub(super) fn check(assertion: &Value, place: &Path<'_>, found: &mut Found) {
    let contexts = json::one_or_many(assertion.get("@context"));
    if !contexts
        .iter()
        .filter_map(Value::as_str)
        .any(|context| CONTEXTS.contains(&context))
    {
        found.add(
            &Path::Key(place, "@context"),
            "wrong_context",
            "the context of Open Badges 2.0",
            contexts.first(),
        );
    }
    walk(&ASSERTION, assertion, place, &[], found);
    let recipient = assertion.get("recipient");
    let identity = recipient.and_then(|recipient| recipient.get("identity")?.as_str());
    let is_hashed =
        recipient.and_then(|recipient| recipient.get("hashed")) == Some(&Value::Bool(true));
    if let Some(identity) = identity
        && is_hashed
        && !["sha256$", "md5$"]
            .iter()
            .any(|algorithm| identity.starts_with(algorithm))
    {
        let at = Path::Key(place, "recipient");
        found.add(
            &Path::Key(&at, "identity"),
            "wrong_shape",
            "a hash that starts with `sha256$` or `md5$`",
            recipient.and_then(|recipient| recipient.get("identity")),
        );
    }
}

#[cfg(test)]
mod tests {
    use credeval_model::Pointer;
    use serde_json::json;

    use super::*;

    fn places(assertion: &Value) -> Vec<String> {
        let mut found = Found::default();
        let base = Pointer::root();
        check(assertion, &Path::Base(&base), &mut found);
        let pointers = found.rows.iter().filter_map(|row| row.pointer.as_ref());
        pointers
            .map(|pointer| pointer.as_str().to_owned())
            .collect()
    }

    fn assertion() -> Value {
        json!({
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": "https://school.example/assertions/1",
            "recipient": { "type": "email", "hashed": true, "salt": "s", "identity": "sha256$00" },
            "issuedOn": "2026-01-01T00:00:00Z",
            "verification": { "type": "hosted" },
            "evidence": "https://school.example/work/1",
            "badge": {
                "type": "BadgeClass",
                "id": "https://school.example/badges/1",
                "name": "Soil science",
                "description": "Reads a soil profile.",
                "image": "https://school.example/badges/1.png",
                "criteria": { "narrative": "An examination." },
                "issuer": {
                    "type": "Issuer",
                    "id": "https://school.example/issuer",
                    "name": "School",
                    "url": "https://school.example",
                    "email": "office@school.example"
                }
            }
        })
    }

    #[test]
    fn an_assertion_has_what_it_must_have() {
        assert_eq!(places(&assertion()), Vec::<String>::new());
        let required = [
            "/@context",
            "/type",
            "/id",
            "/recipient",
            "/recipient/type",
            "/recipient/hashed",
            "/recipient/identity",
            "/issuedOn",
            "/verification",
            "/verification/type",
            "/badge",
            "/badge/type",
            "/badge/id",
            "/badge/name",
            "/badge/description",
            "/badge/image",
            "/badge/criteria",
            "/badge/issuer",
            "/badge/issuer/id",
            "/badge/issuer/name",
            "/badge/issuer/url",
            "/badge/issuer/email",
        ];
        for place in required {
            let mut lacking = assertion();
            let (parent, key) = place.rsplit_once('/').unwrap();
            lacking
                .pointer_mut(parent)
                .unwrap()
                .as_object_mut()
                .unwrap()
                .remove(key);
            assert_eq!(places(&lacking), [place], "without {place}");
            let mut wrong = assertion();
            *wrong.pointer_mut(place).unwrap() = json!(-1);
            assert!(!places(&wrong).is_empty(), "wrong {place}");
        }
    }

    #[test]
    fn a_hash_says_its_algorithm() {
        let mut plain = assertion();
        plain["recipient"]["identity"] = "learner@school.example".into();
        assert_eq!(places(&plain), ["/recipient/identity"]);
        plain["recipient"]["hashed"] = false.into();
        assert!(places(&plain).is_empty());
    }
}
