//! From an assertion to its issuer: the badge class, the profile, and what the profile says of
//! addresses and keys.
//!
//! Source: Open Badges 2.0, classes `BadgeClass`, `Profile`, `CryptographicKey` and
//! `VerificationObject`.

use std::borrow::Cow;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, check::Cause, evidence::EvidenceKind, json,
};
use serde_json::Value;
use url::Url;

use super::{is_web, look};
use crate::key::PublicKey;
use crate::opened::identifier;
use crate::quoted::quoted;
use crate::session::Session;

const CODE: CheckCode = CheckCode::IssuerKey;

/// A key by its name, and whose it says that it is.
pub(super) struct Named {
    pub(super) id: String,
    pub(super) owner: Option<String>,
}

/// What a badge class says.
pub(super) struct Class {
    issuer: String,
    doubt: Option<Box<Check>>,
}

/// An issuer whose profile was seen at its own address.
pub(super) struct Issuer {
    pub(super) id: String,
    pub(super) profile: Value,
    pub(super) digest: Digest,
    doubt: Option<Box<Check>>,
}

fn refuse(
    outcome: CheckOutcome,
    summary: impl Into<Cow<'static, str>>,
    cause: Cause,
) -> Box<Check> {
    Box::new(Check::new(CODE, outcome, summary).because(cause))
}

/// An object that stands at its own address.
struct Seen {
    value: Value,
    digest: Digest,
    /// What is left open by it.
    doubt: Option<Box<Check>>,
}

/// Looks at what is named as `what` by its address.
///
/// The address is who it is. A document that says to be another's, on a host that is not the
/// other's, is a forgery; on the same host it is an oddity that leaves the question open.
fn seen(session: &Session<'_>, what: &str, url: &str) -> Result<Seen, Box<Check>> {
    let (item, value) = look(session, EvidenceKind::HostedBadge, url).map_err(|cause| {
        let summary = format!("the {what} at {} could not be read", quoted(url));
        refuse(CheckOutcome::Inconclusive, summary, cause)
    })?;
    let stated = identifier(Some(&value)).filter(|stated| *stated != url);
    let doubt = stated.map(|stated| {
        let outcome = match authority(stated).is_some() && authority(stated) != authority(url) {
            true => CheckOutcome::Failed,
            false => CheckOutcome::Inconclusive,
        };
        let check = refuse(
            outcome,
            format!(
                "the {what} at {} says that it is {}",
                quoted(url),
                quoted(stated)
            ),
            Cause::new("id_mismatch")
                .url(url)
                .mismatch(url, quoted(stated)),
        );
        Box::new(check.seen_in(item.digest))
    });
    match doubt {
        Some(check) if check.outcome == CheckOutcome::Failed => Err(check),
        doubt => Ok(Seen {
            value,
            digest: item.digest,
            doubt,
        }),
    }
}

/// Host and port, as far as the port is not the scheme's own.
fn authority(url: &str) -> Option<(String, Option<u16>)> {
    let url = Url::parse(url).ok()?;
    Some((url.host_str()?.to_owned(), url.port()))
}

/// The badge class of an assertion.
///
/// A class that the assertion carries along stands for itself only where it has no address.
pub(super) fn badge_class(session: &Session<'_>, assertion: &Value) -> Result<Class, Box<Check>> {
    let no_issuer = || {
        refuse(
            CheckOutcome::Failed,
            "the badge class names no issuer",
            Cause::new("no_issuer"),
        )
    };
    let stated = assertion.get("badge");
    let carried = stated.filter(|stated| stated.is_object());
    let url = identifier(stated).filter(|url| is_web(url));
    let (issuer, doubt) = match (url, carried) {
        (Some(url), carried) => {
            let class = seen(session, "badge class", url)?;
            let issuer = identifier(class.value.get("issuer")).ok_or_else(no_issuer)?;
            let claimed = carried.and_then(|carried| carried.get("issuer"));
            if claimed.is_some() && identifier(claimed) != Some(issuer) {
                let claimed = identifier(claimed).map_or_else(|| "none".to_owned(), quoted);
                let check = refuse(
                    CheckOutcome::Failed,
                    format!(
                        "the badge class at {} is of another issuer than the badge says",
                        quoted(url)
                    ),
                    Cause::new("badge_class_of_another")
                        .url(url)
                        .mismatch(quoted(issuer), claimed),
                );
                return Err(Box::new(check.seen_in(class.digest)));
            }
            (issuer.to_owned(), class.doubt)
        }
        (None, Some(carried)) => {
            let issuer = identifier(carried.get("issuer")).ok_or_else(no_issuer)?;
            (issuer.to_owned(), None)
        }
        (None, None) => {
            return Err(refuse(
                CheckOutcome::Failed,
                "the badge names no badge class by an address",
                Cause::new("no_badge_class"),
            ));
        }
    };
    Ok(Class { issuer, doubt })
}

/// The profile of the issuer that a badge class names.
pub(super) fn profile(session: &Session<'_>, class: &Class) -> Result<Issuer, Box<Check>> {
    let id = class.issuer.clone();
    if !is_web(&id) {
        return Err(refuse(
            CheckOutcome::Inconclusive,
            format!("the issuer, {}, has no address to ask", quoted(&id)),
            Cause::new("issuer_not_bound").mismatch("an https address", quoted(&id)),
        ));
    }
    let profile = seen(session, "profile of the issuer", &id)?;
    Ok(Issuer {
        id,
        profile: profile.value,
        digest: profile.digest,
        doubt: class.doubt.clone().or(profile.doubt),
    })
}

impl Class {
    /// Whether the owner of a key is the issuer of the class.
    pub(super) fn is_of_owner(&self, key: &Named) -> Result<(), Box<Check>> {
        match &key.owner {
            Some(owner) if *owner == self.issuer => Ok(()),
            Some(owner) => Err(refuse(
                CheckOutcome::Failed,
                format!(
                    "the key belongs to {}, and the badge class is issued by {}",
                    quoted(owner),
                    quoted(&self.issuer)
                ),
                Cause::new("key_of_another").mismatch(quoted(&self.issuer), quoted(owner)),
            )),
            None => Err(refuse(
                CheckOutcome::Inconclusive,
                format!("the key at {} does not say whose it is", quoted(&key.id)),
                Cause::new("no_owner").url(&key.id),
            )),
        }
    }
}

impl Issuer {
    /// Whether no step on the way to the issuer left anything open.
    pub(super) fn certain(&self) -> Result<(), Box<Check>> {
        self.doubt.clone().map_or(Ok(()), Err)
    }

    /// Whether the profile lists the key.
    pub(super) fn lists(&self, key: &Named, public: &PublicKey) -> Result<(), Box<Check>> {
        let listed = json::one_or_many(self.profile.get("publicKey"));
        let entry = listed
            .iter()
            .find(|entry| identifier(Some(entry)) == Some(&key.id));
        let refuse = |summary: &str, cause: &str| {
            let summary = format!("the profile of the issuer, {}, {summary}", self.id);
            let cause = Cause::new(cause)
                .url(&self.id)
                .mismatch(quoted(&key.id), "other keys");
            let check = refuse(CheckOutcome::Failed, summary, cause);
            Err(Box::new(check.seen_in(self.digest)))
        };
        match entry {
            None => refuse("does not list the key", "key_not_listed"),
            // Written out, the entry has its own key.
            Some(entry) if PublicKey::from_method(entry).is_ok_and(|own| own != *public) => {
                refuse("lists another key under that name", "key_of_another")
            }
            Some(_) => Ok(()),
        }
    }

    /// Whether the profile lets its badges stand at an address (Open Badges 2.0,
    /// VerificationObject): by how they start, by their host, else on the profile's own host.
    pub(super) fn admits(&self, address: &str) -> Result<(), Box<Check>> {
        let policy = self.profile.get("verification").unwrap_or(&Value::Null);
        let stated = |key: &str| policy.get(key).filter(|value| !value.is_null());
        match stated("verificationProperty").map(Value::as_str) {
            None | Some(Some("id" | "@id")) => {}
            Some(other) => {
                let other = quoted(other.unwrap_or("no text"));
                let check = refuse(
                    CheckOutcome::Inconclusive,
                    format!(
                        "the profile of the issuer verifies badges by `{other}`, which is not known"
                    ),
                    Cause::new("unsupported_verification")
                        .url(&self.id)
                        .mismatch("id", other),
                );
                return Err(Box::new(check.seen_in(self.digest)));
            }
        }
        let starts = stated("startsWith");
        let origins = stated("allowedOrigins");
        let texts = |value| json::one_or_many(value).iter().filter_map(Value::as_str);
        let own = authority(&self.id).is_some() && authority(&self.id) == authority(address);
        let is_admitted = match (starts, origins) {
            (None, None) => own,
            _ => {
                let starts_right = |start: &str| starts_with(address, start);
                let is_origin = |origin: &str| is_of_origin(address, origin);
                starts.is_none_or(|_| texts(starts).any(starts_right))
                    && origins.is_none_or(|_| texts(origins).any(is_origin))
            }
        };
        if is_admitted {
            return Ok(());
        }
        let expected: Vec<String> = match (starts, origins) {
            (None, None) => vec![quoted(&self.id)],
            _ => texts(starts)
                .chain(texts(origins))
                .take(8)
                .map(quoted)
                .collect(),
        };
        let check = refuse(
            CheckOutcome::Failed,
            format!(
                "the profile of the issuer, {}, does not let its badges stand at {}",
                quoted(&self.id),
                quoted(address)
            ),
            Cause::new("outside_scope")
                .url(&self.id)
                .mismatch(expected.join(", "), quoted(address)),
        );
        Err(Box::new(check.seen_in(self.digest)))
    }
}

/// Whether an address starts so, on the same host: `https://a.example` starts
/// `https://a.example.evil.example` too, and dots lead out of a folder.
fn starts_with(address: &str, start: &str) -> bool {
    let (Ok(url), Ok(prefix)) = (Url::parse(address), Url::parse(start)) else {
        return false;
    };
    url.has_host() && url.origin() == prefix.origin() && url.as_str().starts_with(start)
}

/// Whether an address is of an origin: the name of its host (RFC 3986 section 3.2.2), as some write
/// it with its port, or with its scheme.
fn is_of_origin(address: &str, origin: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let Some(host) = url.host_str() else {
        return false;
    };
    let with_port = url.port().map(|port| format!("{host}:{port}"));
    origin.eq_ignore_ascii_case(host)
        || with_port.is_some_and(|host| origin.eq_ignore_ascii_case(&host))
        || Url::parse(origin)
            .is_ok_and(|origin| origin.has_host() && origin.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_starts_so_only_on_the_same_host_and_path() {
        let start = "https://a.example/school/";
        assert!(starts_with("https://a.example/school/1", start));
        assert!(starts_with("https://a.example/x", "https://a.example"));
        for address in [
            "https://a.example/school",
            "https://a.example/other/1",
            "https://a.example/school/../other/1",
            "https://a.example/school/%2e%2e/other/1",
            "https://a.example.evil.example/school/1",
            "https://a.example@evil.example/school/1",
            "http://a.example/school/1",
            "https://a.example:8443/school/1",
        ] {
            assert!(!starts_with(address, start), "{address}");
        }
        assert!(!starts_with(
            "https://a.example.evil.example/",
            "https://a.example"
        ));
        assert!(!starts_with(
            "https://a.example@evil.example/",
            "https://a.example"
        ));
        for start in ["", "https://", "https", "h", "a.example"] {
            assert!(!starts_with("https://a.example/1", start), "{start}");
        }
    }

    #[test]
    fn an_origin_is_a_host() {
        for origin in ["a.example", "A.Example", "https://a.example"] {
            assert!(is_of_origin("https://a.example/1", origin), "{origin}");
        }
        assert!(is_of_origin("https://a.example:8443/1", "a.example:8443"));
        for origin in [
            "",
            "example",
            "*",
            "b.example",
            "http://a.example",
            "a.example/school",
        ] {
            assert!(!is_of_origin("https://a.example/1", origin), "{origin}");
        }
        assert!(!is_of_origin(
            "https://a.example.evil.example/",
            "a.example"
        ));
        assert!(!is_of_origin(
            "https://a.example@evil.example/",
            "a.example"
        ));
    }
}
