//! From the name of a verification method to its key, and to whether that key is the issuer's.
//!
//! Two answers that are easily taken for one: a key with which the arithmetic can be done, and the
//! identity that vouches for the key. A name that carries its own key answers only the first.
//!
//! Sources: DID Core sections 3.1 and 3.2; the methods did:key, did:jwk and did:web; Controlled
//! Identifiers 1.0 section 3.3; Open Badges 3.0 sections 8.2.2 and 8.3.

mod key_document;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Pointer, check::Cause, document::Standard,
    evidence::EvidenceKind, json, time,
};
use serde_json::Value;

use crate::key::{KeyError, PublicKey};
use crate::opened::{Opened, base64url};
use crate::session::Session;
use key_document::{KeyDocument, bare_key};

/// How every Ed25519 key in base58 multibase begins (the did:key method, section 3.1.1).
const ED25519_PREFIX: &str = "z6Mk";

/// What is known of a verification method.
pub(crate) struct Resolution {
    /// The key, or why there is none.
    pub(crate) key: Result<PublicKey, Cause>,
    /// Whether the key was taken from the method's own name.
    pub(crate) self_stated: bool,
    /// Whether the key is the issuer's: the row `issuer.key`.
    pub(crate) binding: Check,
}

/// The name of a verification method, taken apart.
enum Name<'a> {
    /// `did:key`: the identifier is the key.
    DidKey { did: &'a str, key: &'a str },
    /// `did:jwk`: the identifier is the key.
    DidJwk { did: &'a str, key: &'a str },
    /// An identifier whose document says which keys it has.
    Document { id: &'a str, url: String },
    /// A DID method or a scheme that is not supported.
    Unsupported { id: &'a str, what: &'a str },
    /// No name that could ever lead to a key.
    Invalid { what: &'a str },
}

impl<'a> Name<'a> {
    fn read(method: &'a str) -> Self {
        let id = method.split('#').next().unwrap_or(method);
        if let Some(rest) = id.strip_prefix("did:") {
            let (kind, specific) = rest.split_once(':').unwrap_or((rest, ""));
            return match kind {
                "key" => Self::DidKey {
                    did: id,
                    key: specific,
                },
                "jwk" => Self::DidJwk {
                    did: id,
                    key: specific,
                },
                "web" => match did_web_url(specific) {
                    Some(url) => Self::Document { id, url },
                    None => Self::Invalid {
                        what: "a did:web that names no address",
                    },
                },
                _ => Self::Unsupported {
                    id,
                    what: "a DID method that is not supported",
                },
            };
        }
        match url::Url::parse(id) {
            Ok(url) if url.scheme() == "https" => Self::Document {
                id,
                url: url.to_string(),
            },
            Ok(_) => Self::Unsupported {
                id,
                what: "a scheme that is not supported",
            },
            Err(_) => Self::Invalid { what: "no URL" },
        }
    }
}

/// The address of a did:web document.
///
/// Source: the did:web method specification, section 2.5.2, and the characters of DID Core section
/// 3.1. The host is percent-decoded once, for a port; path segments stay as they are.
pub(crate) fn did_web_url(specific: &str) -> Option<String> {
    let is_of_did = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '%');
    let mut segments = specific.split(':');
    let host = segments.next()?.replace("%3A", ":").replace("%3a", ":");
    if host.is_empty() || !host.chars().all(|c| c == ':' || is_of_did(c)) || host.contains('%') {
        return None;
    }
    let path: Vec<&str> = segments.collect();
    // A segment of dots, written out or not, leads out of the folder that the identifier names.
    let is_dots = |segment: &str| {
        let plain = segment.replace("%2E", ".").replace("%2e", ".");
        plain.chars().all(|c| c == '.')
    };
    if path
        .iter()
        .any(|segment| is_dots(segment) || !segment.chars().all(is_of_did))
    {
        return None;
    }
    let url = match path.as_slice() {
        [] => format!("https://{host}/.well-known/did.json"),
        path => format!("https://{host}/{}/did.json", path.join("/")),
    };
    url::Url::parse(&url).ok().map(|url| url.to_string())
}

/// The key that the caller says is the issuer's, where one was given.
pub(crate) fn by_caller(session: &Session<'_>, place: &Pointer) -> Option<Resolution> {
    session.against.key.map(|key| Resolution {
        key: Ok(key.clone()),
        self_stated: false,
        binding: Check::passed(
            CheckCode::IssuerKey,
            "the key is the issuer's: bound by the caller",
        )
        .at(place.clone()),
    })
}

/// What a key is listed for (Controlled Identifiers 1.0 section 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relationship {
    /// For claims: `assertionMethod`.
    Assertion,
    /// For showing that one is who one is: `authentication`.
    Authentication,
}

impl Relationship {
    /// What the key of a document's proof must be listed for.
    pub(crate) fn of(opened: &Opened) -> Self {
        match opened.standard {
            Standard::Presentation => Self::Authentication,
            _ => Self::Assertion,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Assertion => "assertionMethod",
            Self::Authentication => "authentication",
        }
    }
}

/// Resolves a verification method that a proof at `pointer` names, for a credential of `issuer`.
pub(crate) fn resolve(
    session: &Session<'_>,
    method: &str,
    issuer: Option<&str>,
    pointer: &Pointer,
) -> Resolution {
    resolve_as(session, method, issuer, pointer, Relationship::Assertion)
}

/// Resolves a verification method that must be listed for a relationship. The holder of a
/// presentation need not be named: then it is whoever owns the key.
pub(crate) fn resolve_as(
    session: &Session<'_>,
    method: &str,
    issuer: Option<&str>,
    pointer: &Pointer,
    relationship: Relationship,
) -> Resolution {
    if let Some(resolution) = by_caller(session, pointer) {
        return resolution;
    }
    let owner = method.split('#').next().unwrap_or(method);
    let issuer = match relationship {
        Relationship::Authentication => issuer.or(Some(owner)),
        Relationship::Assertion => issuer,
    };
    let binding = |outcome, summary: String| {
        Check::new(CheckCode::IssuerKey, outcome, summary).at(pointer.clone())
    };
    match Name::read(method) {
        Name::DidKey { did, key } => {
            let key = PublicKey::from_multibase(key).and_then(|found| {
                // The fragment repeats the identifier; another one names another key.
                match method.split_once('#') {
                    Some((_, fragment)) if fragment != key => Err(KeyError::Malformed {
                        expected: "a fragment that repeats the did:key",
                    }),
                    _ => Ok(found),
                }
            });
            self_certifying(key, did, issuer, binding)
        }
        Name::DidJwk { did, key } => {
            let jwk = base64url(key).and_then(|bytes| json::parse(&bytes).ok());
            let key = match jwk {
                // The did:jwk method, section "Read": `#0` is the only key.
                _ if !matches!(method.split_once('#'), None | Some((_, "0"))) => {
                    Err(KeyError::Malformed {
                        expected: "the fragment `#0` of a did:jwk",
                    })
                }
                Some(jwk) => PublicKey::from_jwk(&jwk),
                None => Err(KeyError::Malformed {
                    expected: "a JSON Web Key in base64url",
                }),
            };
            self_certifying(key, did, issuer, binding)
        }
        Name::Document { id, url } => {
            let named = (method, relationship);
            from_document(session, named, id, &url, issuer, &binding)
        }
        Name::Unsupported { id, what } => {
            // Where the issuer itself has such an identifier we cannot tell; where it is somebody
            // else's, it is not the issuer's key whatever it resolves to.
            let own = issuer == Some(id);
            let outcome = match own {
                true => CheckOutcome::Inconclusive,
                false => CheckOutcome::Failed,
            };
            let check = binding(outcome, format!("the proof names `{method}`: {what}"));
            let cause =
                Cause::new("unsupported_method").mismatch(issuer.unwrap_or("an issuer"), method);
            Resolution {
                key: key_in_fragment(method).ok_or(cause.clone()),
                self_stated: true,
                binding: check.because(cause),
            }
        }
        Name::Invalid { what } => {
            let check = binding(
                CheckOutcome::Failed,
                format!("the proof names `{method}`: {what}"),
            );
            let cause = Cause::new("invalid_method").mismatch("a URL that leads to a key", method);
            Resolution {
                key: key_in_fragment(method).ok_or(cause.clone()),
                self_stated: true,
                binding: check.because(cause),
            }
        }
    }
}

/// A key that stands in the fragment of the method's own name.
fn key_in_fragment(method: &str) -> Option<PublicKey> {
    let (_, fragment) = method.split_once('#')?;
    PublicKey::from_multibase(fragment).ok()
}

/// What is wrong with a fragment that begins like a key, and is none.
fn fault_in_fragment(method: &str) -> Option<KeyError> {
    let (_, fragment) = method.split_once('#')?;
    let begins_so = fragment.starts_with(ED25519_PREFIX);
    PublicKey::from_multibase(fragment)
        .err()
        .filter(|_| begins_so)
}

/// An identifier that is its key: the key is the issuer's where the identifier is.
fn self_certifying(
    key: Result<PublicKey, KeyError>,
    did: &str,
    issuer: Option<&str>,
    binding: impl Fn(CheckOutcome, String) -> Check,
) -> Resolution {
    let binding = match &key {
        Err(error @ KeyError::Unsupported { .. }) if issuer == Some(did) => binding(
            CheckOutcome::Inconclusive,
            format!("the key of the issuer, {did}, cannot be used: {error}"),
        )
        .because(Cause::new("unsupported_key").mismatch("a supported key", error.to_string())),
        Ok(_) | Err(KeyError::Unsupported { .. }) => belongs(did, issuer, None, binding),
        Err(error) => binding(
            CheckOutcome::Failed,
            format!("the key cannot be read: {error}"),
        )
        .because(Cause::new("invalid_key")),
    };
    Resolution {
        key: key.map_err(|error| Cause::new("invalid_key").mismatch("a key", error.to_string())),
        self_stated: false,
        binding,
    }
}

/// Whether the identifier that owns the key is the issuer's.
fn belongs(
    owner: &str,
    issuer: Option<&str>,
    seen_in: Option<Digest>,
    binding: impl Fn(CheckOutcome, String) -> Check,
) -> Check {
    let check = match issuer {
        Some(issuer) if issuer == owner => binding(
            CheckOutcome::Passed,
            format!("the key belongs to the issuer, {owner}"),
        ),
        // An https issuer may list a foreign key in its own document, which the proof does not
        // name; a DID's keys are those of its own document only.
        Some(issuer) if !issuer.starts_with("did:") => binding(
            CheckOutcome::Inconclusive,
            format!("the key belongs to {owner}; nothing shows that this is the issuer, {issuer}"),
        )
        .because(Cause::new("issuer_not_bound").mismatch(issuer, owner)),
        Some(issuer) => binding(
            CheckOutcome::Failed,
            format!("the key belongs to {owner}, and the issuer is {issuer}"),
        )
        .because(Cause::new("key_of_another").mismatch(issuer, owner)),
        None => binding(
            CheckOutcome::Failed,
            format!("the key belongs to {owner}, and the credential names no issuer"),
        )
        .because(Cause::new("no_issuer")),
    };
    match seen_in {
        Some(digest) => check.seen_in(digest),
        None => check,
    }
}

/// A key that a DID document or a controller document lists.
fn from_document(
    session: &Session<'_>,
    (method, relationship): (&str, Relationship),
    id: &str,
    url: &str,
    issuer: Option<&str>,
    binding: &impl Fn(CheckOutcome, String) -> Check,
) -> Resolution {
    // did:web is defined by its document alone; the fragment is only a name there.
    let fragment_key = match id.starts_with("did:") {
        true => None,
        false => key_in_fragment(method),
    };
    let without_document = |cause: Cause, outcome, summary: String| Resolution {
        key: fragment_key.clone().ok_or(cause.clone()),
        self_stated: fragment_key.is_some(),
        binding: binding(outcome, summary).because(cause),
    };
    let item = match session.look(EvidenceKind::KeyDocument, url) {
        Ok(item) => item,
        // Open Badges 3.0 section 8.3 names a method by its key: such a name that is no key is wrong
        // whatever the document would say.
        Err(_)
            if let Some(fault) = fault_in_fragment(method).filter(|_| !id.starts_with("did:")) =>
        {
            return without_document(
                Cause::new("invalid_key").mismatch("a multibase key", fault.to_string()),
                CheckOutcome::Failed,
                "the name of the method says that it is a key, and is none".to_owned(),
            );
        }
        Err(cause) => {
            return without_document(
                cause,
                CheckOutcome::Inconclusive,
                format!("the document of {id} could not be had, so nothing names this key"),
            );
        }
    };
    if let Some(jwk) = bare_key(id, method, &item.bytes) {
        return Resolution {
            key: PublicKey::from_jwk(&jwk).map_err(|error| unusable(url, &error)),
            self_stated: true,
            binding: belongs(id, issuer, Some(item.digest), binding),
        };
    }
    let document = match KeyDocument::read(id, &item.bytes) {
        Ok(document) => document,
        Err(found) => {
            let cause = Cause::new("invalid_key_document")
                .url(url)
                .mismatch("a DID document or controller document", found);
            let mut resolution = without_document(
                cause,
                CheckOutcome::Inconclusive,
                format!("the document of {id} cannot be read"),
            );
            resolution.binding = resolution.binding.seen_in(item.digest);
            return resolution;
        }
    };
    let found = match document.method(method, relationship) {
        Ok(found) => found,
        Err(why) => {
            let cause = Cause::new("key_not_listed")
                .url(url)
                .mismatch(method, "other keys");
            let summary = format!("the document of {id} {why}");
            let mut resolution = without_document(cause, CheckOutcome::Failed, summary);
            resolution.binding = resolution.binding.seen_in(item.digest);
            return resolution;
        }
    };
    let key = PublicKey::from_method(found);
    let mut check = match &key {
        Ok(_) => belongs(id, issuer, Some(item.digest), binding),
        // Another key may come in its place for the arithmetic; it is not the one listed.
        Err(error) => binding(
            match error {
                KeyError::Unsupported { .. } | KeyError::Absent => CheckOutcome::Inconclusive,
                _ => CheckOutcome::Failed,
            },
            format!("the key that the document of {id} lists cannot be used: {error}"),
        )
        .because(unusable(url, error))
        .seen_in(item.digest),
    };
    for (property, outcome) in [
        ("revoked", CheckOutcome::Failed),
        ("expires", CheckOutcome::Inconclusive),
    ] {
        let stated = found.get(property).filter(|stated| !stated.is_null());
        let end = stated.and_then(Value::as_str).and_then(time::parse);
        // An end that cannot be read may have come.
        if stated.is_some()
            && end.is_none_or(|end| end.earliest <= session.against.at)
            && check.outcome == CheckOutcome::Passed
        {
            check = binding(
                outcome,
                format!("the key of {id} was {property} before the time of judgement"),
            )
            .because(Cause::new("key_ended").url(url))
            .seen_in(item.digest);
        }
    }
    Resolution {
        key: key.map_err(|error| unusable(url, &error)),
        self_stated: false,
        binding: check,
    }
}

fn unusable(url: &str, error: &KeyError) -> Cause {
    Cause::new("invalid_key")
        .url(url)
        .mismatch("a key", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_did_web_is_mapped_to_its_address() {
        for (specific, url) in [
            (
                "w3c-ccg.github.io",
                "https://w3c-ccg.github.io/.well-known/did.json",
            ),
            (
                "example.com:user:alice",
                "https://example.com/user/alice/did.json",
            ),
            (
                "example.com%3A3000:a",
                "https://example.com:3000/a/did.json",
            ),
        ] {
            assert_eq!(did_web_url(specific).as_deref(), Some(url));
        }
        for hostile in [
            "",
            "a%2fb",
            "user@host",
            "example.com:..:x",
            "example.com::x",
            "a/b",
            "exa\tmple.com",
            "example.com:user:%2e%2E:other",
            "example.com:.",
            "example.com:a?b",
            "example.com:a\u{e9}",
        ] {
            assert_eq!(did_web_url(hostile), None, "{hostile}");
        }
    }
}
