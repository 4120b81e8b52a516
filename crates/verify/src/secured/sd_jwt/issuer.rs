//! The key of an SD-JWT's issuer.
//!
//! Sources: SD-JWT VC section 3.5 (issuer signature mechanisms) and section 5 (JWT VC Issuer
//! Metadata); `OpenID4VC` High Assurance Interoperability Profile section 6.1.1 (`x5c`).

use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer,
    check::Cause,
    evidence::EvidenceKind,
    json,
    trust::{Grant, vouch::Relation},
};
use serde_json::Value;
use x509_cert::ext::pkix::{SubjectAltName, name::GeneralName};

use crate::PublicKey;
use crate::certificate::{Certificate, path};
use crate::opened::Opened;
use crate::resolve::{Resolution, by_caller, resolve};
use crate::secured::{Anchored, Signer, jwt};
use crate::session::Session;

/// The key that a header leads to, and what stands behind it.
pub(super) struct Found {
    pub(super) resolution: Resolution,
    pub(super) method: Option<String>,
    /// The certificate, where one stands behind the key.
    pub(super) signer: Option<Signer>,
    /// The rows `seal.chain` and `seal.revocation` of the certificate.
    pub(super) rows: Vec<Check>,
    /// The anchors to which the certificate leads.
    pub(super) anchors: Vec<Anchored>,
}

impl Found {
    fn plain(resolution: Resolution, method: Option<String>) -> Self {
        Self {
            resolution,
            method,
            signer: None,
            rows: Vec::new(),
            anchors: Vec::new(),
        }
    }
}

/// Finds the key: by the caller's word, by a DID, by the certificate in `x5c`, by the issuer's
/// metadata, else by the issuer's document.
pub(super) fn find(session: &Session<'_>, opened: &Opened, header: &Value) -> Found {
    let issuer = opened.issuer();
    let payload = opened.payload.as_ref().ok();
    let is_vct = payload.is_some_and(|payload| payload.get("vct").is_some());
    let kid = header.get("kid").and_then(Value::as_str);
    let method = jwt::method(header, issuer);
    if let Some(resolution) = by_caller(session, &Pointer::root()) {
        return Found::plain(resolution, method);
    }
    let is_did = method
        .as_ref()
        .is_some_and(|method| method.starts_with("did:"));
    if let Some(chain) = header.get("x5c").filter(|_| !is_did) {
        return by_certificate(session, issuer, chain);
    }
    let mut resolution = match (&method, issuer) {
        (_, Some(issuer)) if is_vct && issuer.starts_with("https://") => {
            by_metadata(session, issuer, kid)
        }
        (Some(method), _) => resolve(session, method, issuer, &Pointer::root()),
        _ => jwt::no_key_named(),
    };
    if resolution.key.is_err() {
        jwt::stated_in_header(&mut resolution, header);
    }
    Found::plain(resolution, method)
}

/// The key of the certificate in the header. It is the issuer's where the certificate names the
/// issuer, and leads to an anchor: anyone can make a certificate with any name.
fn by_certificate(session: &Session<'_>, issuer: Option<&str>, chain: &Value) -> Found {
    let code = CheckCode::IssuerKey;
    let place = Pointer::root();
    let certificates = jwt::certificates(chain);
    let Some((leaf, intermediates)) = certificates.split_first() else {
        let cause = Cause::new("malformed_certificate");
        let binding = Check::failed(code, "the header's `x5c` holds no certificate");
        return Found::plain(
            Resolution {
                key: Err(cause.clone()),
                self_stated: true,
                binding: binding.at(place).because(cause),
            },
            None,
        );
    };
    let against = session.against;
    let named: Vec<&Certificate> = certificates.iter().collect();
    // Who may say when something was there says nothing of who made it; and a trusted list speaks
    // of seals alone.
    let mut ends = against.trust.ends(Grant::Seal, against.at, &named);
    ends.retain(|end| {
        end.listed.is_none()
            && path(
                leaf,
                intermediates,
                &end.certificate,
                against.at,
                against.crypto,
            )
            .is_ok()
    });
    let reached: Vec<&str> = ends
        .iter()
        .map(|end| end.ready.anchor.id.as_str())
        .collect();
    let chain = match reached.as_slice() {
        [] => Check::inconclusive(
            CheckCode::SealChain,
            "the certificate of the issuer leads to no anchor that was given",
        )
        .because(Cause::new("no_path")),
        anchors => Check::passed(
            CheckCode::SealChain,
            format!(
                "the certificate of the issuer leads to {}",
                anchors.join(", ")
            ),
        ),
    };
    let named = issuer.is_none_or(|issuer| names(leaf, issuer));
    let found = || leaf.name();
    let binding = match (named, reached.is_empty()) {
        _ if !leaf.may_sign() => Check::failed(code, "the certificate is not for signing")
            .because(Cause::new("key_usage")),
        (false, _) => Check::failed(
            code,
            format!(
                "the certificate in the header is of {}, and does not name the issuer, {}",
                found(),
                issuer.unwrap_or("none")
            ),
        )
        .because(Cause::new("key_of_another").mismatch(issuer.unwrap_or("none"), found())),
        (true, true) => Check::inconclusive(
            code,
            "the certificate in the header names the issuer, and nobody given vouches for it",
        )
        .because(Cause::new("no_path")),
        (true, false) => Check::passed(
            code,
            format!(
                "the key belongs to the issuer, {}",
                issuer.map_or_else(found, str::to_owned)
            ),
        ),
    };
    Found {
        resolution: Resolution {
            key: leaf
                .public_key()
                .map_err(|error| Cause::new("invalid_key").mismatch("a key", error.to_string())),
            self_stated: reached.is_empty(),
            binding: binding.at(place.clone()),
        },
        method: None,
        signer: Some(Signer::Certificate(Box::new(leaf.clone()))),
        rows: vec![chain.at(place.clone()), revocation(leaf).at(place)],
        anchors: ends
            .iter()
            .map(|end| Anchored {
                anchor: end.ready.anchor.id.clone(),
                relation: Relation::Chained,
                confirms: false,
                is_overdue: false,
            })
            .collect(),
    }
}

/// The row `seal.revocation`: a token carries no evidence of it, and its authority is not asked.
fn revocation(leaf: &Certificate) -> Check {
    let code = CheckCode::SealRevocation;
    match leaf.names_revocation_service() && !leaf.is_never_revoked() {
        true => Check::inconclusive(
            code,
            "the certificate names a revocation service, which was not asked",
        )
        .because(Cause::new("not_checked")),
        false => Check::not_applicable(code, "the certificate names no revocation service"),
    }
}

/// Whether a certificate names an issuer: its URI, or the host of its URL, word for word. A
/// wildcard names nobody.
fn names(leaf: &Certificate, issuer: &str) -> bool {
    use der::Decode as _;
    let host = url::Url::parse(issuer)
        .ok()
        .filter(|url| url.scheme() == "https")
        .and_then(|url| url.host_str().map(str::to_owned));
    let alternatives = x509_cert::Certificate::from_der(&leaf.der)
        .ok()
        .and_then(|decoded| {
            decoded
                .tbs_certificate
                .get::<SubjectAltName>()
                .ok()
                .flatten()
        });
    alternatives.is_some_and(|(_, SubjectAltName(names))| {
        names.iter().any(|name| match name {
            GeneralName::UniformResourceIdentifier(uri) => uri.as_str() == issuer,
            GeneralName::DnsName(name) => host
                .as_deref()
                .is_some_and(|host| name.as_str().eq_ignore_ascii_case(host)),
            _ => false,
        })
    })
}

/// The address of an issuer's metadata: the well-known path stands before the issuer's own.
fn metadata_url(issuer: &str) -> Option<url::Url> {
    let mut url = url::Url::parse(issuer).ok()?;
    let path = match url.path() {
        "/" => String::new(),
        path => path.trim_end_matches('/').to_owned(),
    };
    url.set_path(&format!("/.well-known/jwt-vc-issuer{path}"));
    url.set_query(None);
    url.set_fragment(None);
    Some(url)
}

/// The key that the metadata of an https issuer lists under a `kid`, or the only one there.
fn by_metadata(session: &Session<'_>, issuer: &str, kid: Option<&str>) -> Resolution {
    let code = CheckCode::IssuerKey;
    let without = |cause: Cause, outcome, summary: &'static str| Resolution {
        key: Err(cause.clone()),
        self_stated: false,
        binding: Check::new(code, outcome, summary)
            .at(Pointer::root())
            .because(cause),
    };
    let Some(address) = metadata_url(issuer) else {
        let cause = Cause::new("unsupported_method").mismatch("an https URL", issuer);
        return without(cause, CheckOutcome::Inconclusive, "the issuer is no URL");
    };
    let item = match session.look(EvidenceKind::KeyDocument, address.as_str()) {
        Ok(item) => item,
        Err(cause) => {
            let summary = "the metadata of the issuer could not be had, so nothing names this key";
            return without(cause, CheckOutcome::Inconclusive, summary);
        }
    };
    let invalid = |found: &str| {
        let cause = Cause::new("invalid_key_document").url(address.as_str());
        let cause = cause.mismatch("the metadata of the issuer", found);
        let summary = "the metadata of the issuer cannot be read";
        let mut resolution = without(cause, CheckOutcome::Inconclusive, summary);
        resolution.binding = resolution.binding.seen_in(item.digest);
        resolution
    };
    let metadata = match json::parse(&item.bytes) {
        Ok(metadata) => metadata,
        Err(error) => return invalid(&error.to_string()),
    };
    let stated = metadata.get("issuer").and_then(Value::as_str);
    if stated != Some(issuer) {
        return invalid(&format!("the metadata of `{}`", stated.unwrap_or_default()));
    }
    let set = match (metadata.get("jwks"), metadata.get("jwks_uri")) {
        (Some(set), None) => set.clone(),
        (None, Some(Value::String(at))) => {
            // The keys of an issuer stand with the issuer; another host is another's word.
            let parsed = url::Url::parse(at)
                .ok()
                .filter(|at| at.origin() == address.origin());
            let Some(parsed) = parsed else {
                return invalid("keys at another host");
            };
            match session.look(EvidenceKind::KeyDocument, parsed.as_str()) {
                Ok(keys) => json::parse(&keys.bytes).unwrap_or_default(),
                Err(cause) => {
                    let summary = "the keys of the issuer could not be had";
                    return without(cause, CheckOutcome::Inconclusive, summary);
                }
            }
        }
        _ => return invalid("neither or both of `jwks` and `jwks_uri`"),
    };
    let keys = set.get("keys").and_then(Value::as_array);
    let mut fitting = keys.into_iter().flatten().filter(|key| match kid {
        Some(kid) => key.get("kid").and_then(Value::as_str) == Some(kid),
        None => true,
    });
    let (Some(found), None) = (fitting.next(), fitting.next()) else {
        let cause = Cause::new("key_not_listed").url(address.as_str());
        let cause = cause.mismatch(kid.unwrap_or("one key"), "none, or several");
        let summary = "the metadata of the issuer does not list the key";
        let mut resolution = without(cause, CheckOutcome::Failed, summary);
        resolution.binding = resolution.binding.seen_in(item.digest);
        return resolution;
    };
    match PublicKey::from_jwk(found) {
        Ok(key) => Resolution {
            key: Ok(key),
            self_stated: false,
            binding: Check::passed(code, format!("the key belongs to the issuer, {issuer}"))
                .at(Pointer::root())
                .seen_in(item.digest),
        },
        Err(error) => {
            let cause = Cause::new("invalid_key").url(address.as_str());
            let cause = cause.mismatch("a key", error.to_string());
            let summary = "the key that the metadata of the issuer lists cannot be used";
            without(cause, CheckOutcome::Inconclusive, summary)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_of_an_issuer_stands_before_its_path() {
        for (issuer, url) in [
            (
                "https://a.example",
                "https://a.example/.well-known/jwt-vc-issuer",
            ),
            (
                "https://a.example/",
                "https://a.example/.well-known/jwt-vc-issuer",
            ),
            (
                "https://a.example:8443/t/1?x=2",
                "https://a.example:8443/.well-known/jwt-vc-issuer/t/1",
            ),
        ] {
            assert_eq!(metadata_url(issuer).unwrap().as_str(), url);
        }
    }
}
