//! What a seal's certificate is checked for, beside the arithmetic of the seal itself: whose it is,
//! and, in the files of this folder, its chain, its revocation, its timestamps, and what it claims.
//!
//! Source: ETSI EN 319 412-1 section 5.1.4 (organizationIdentifier); the files name their own.

pub(crate) mod chain;
mod qualified;
pub(crate) mod revocation;
pub(crate) mod timestamp;

use credeval_model::{Check, CheckCode, Pointer, check::Cause, json};
use serde_json::Value;

use crate::certificate::Certificate;
use crate::entitlement::identifier::{Stated, same_organisation};
use crate::key::PublicKey;
use crate::opened::Opened;
use crate::secured::Anchored;
use crate::session::Session;

/// Certificates beside the seal's own that are looked at. Real seals bring six, those of the
/// timestamps included.
pub(crate) const CERTIFICATES: usize = 16;

/// A seal, apart from what it seals: its certificate, and what was added to it as evidence.
#[derive(Debug)]
pub(crate) struct Seal<'a> {
    pub(crate) leaf: Certificate,
    /// Certificates that came with it: material, of which each proves itself by its signature.
    pub(crate) given: Vec<Certificate>,
    /// The time of sealing that the sealer claims.
    pub(crate) claimed: Option<String>,
    pub(crate) stamps: Vec<timestamp::Stamp<'a>>,
    pub(crate) revocation: Vec<revocation::Value>,
    /// Why what was added to the seal cannot be read, where it cannot.
    pub(crate) unreadable: Option<&'static str>,
}

/// The rows on time, chain, revocation, qualification and timestamps of a seal, and the anchors
/// that it chains to. Only a seal that `holds` may have evidence looked up.
pub(crate) fn rows(
    session: &Session<'_>,
    seal: &Seal<'_>,
    holds: bool,
) -> (Vec<Check>, Vec<Anchored>) {
    let stamped = timestamp::examine(session, seal);
    let chain = chain::follow(session, seal, stamped.proven);
    let mut rows = Vec::from(chain::rows(session, seal, &chain, &stamped));
    rows.push(session.with(
        |standing| standing.quiet |= !holds,
        || revocation::row(session, seal, &stamped, &chain),
    ));
    let (qualified, anchors) = match holds {
        true => qualified::judge(session, seal, &chain, &rows),
        false => qualified::of_none(),
    };
    rows.push(qualified);
    rows.extend(stamped.rows);
    (rows, anchors)
}

/// Whether the sealing organisation is the one that the credential names as its issuer.
///
/// The issuer of a European Digital Credential is who sealed it, not the school. The European
/// sealing service copies the certificate's organizationIdentifier into the issuer.
pub(crate) fn issuer_key(session: &Session<'_>, opened: &Opened, leaf: &Certificate) -> Check {
    let issuer = opened.credential().get("issuer");
    issuer_key_of(session, issuer, opened.base.key("issuer"), leaf)
}

/// The same, of an issuer wherever it stands.
pub(crate) fn issuer_key_of(
    session: &Session<'_>,
    issuer: Option<&Value>,
    place: Pointer,
    leaf: &Certificate,
) -> Check {
    let stated: Vec<Stated<'_>> = issuer.map(Stated::of).unwrap_or_default();
    let code = CheckCode::IssuerKey;
    if let Some(key) = session.against.key {
        let check = match leaf.public_key().is_ok_and(|own| is_same(&own, key)) {
            true => Check::passed(code, "the seal's key is the one that the caller gave"),
            false => Check::failed(code, "the seal's key is not the one that the caller gave")
                .because(Cause::new("key_of_another")),
        };
        return check.at(place);
    }
    let check = match leaf.organization_identifier() {
        None => Check::inconclusive(
            code,
            "the seal's certificate names no organisation, so nothing binds it to the issuer",
        )
        .because(Cause::new("no_organization_identifier")),
        Some(_) if stated.is_empty() => Check::inconclusive(
            code,
            "the credential names no identifier of its issuer to compare with the seal",
        )
        .because(Cause::new("no_issuer_identifier")),
        Some(sealer) if stated.iter().any(|id| same_organisation(&sealer, id)) => Check::passed(
            code,
            match other_names(issuer, leaf) {
                None => format!("the seal's certificate belongs to the issuer, {sealer}"),
                Some((own, stated)) => format!(
                    "the seal's certificate belongs to the issuer, {sealer}, whose name there is {own}, and in the credential {stated}"
                ),
            },
        ),
        Some(sealer) => Check::failed(
            code,
            format!("the seal's certificate belongs to {sealer}, which the issuer does not name"),
        )
        .because(
            Cause::new("key_of_another").mismatch(
                stated
                    .iter()
                    .map(|id| id.notation)
                    .collect::<Vec<_>>()
                    .join(", "),
                sealer,
            ),
        ),
    };
    check.at(place)
}

/// The organisation's name in the certificate and in the credential, where the credential writes
/// another one beside the sealer's identifier.
fn other_names(issuer: Option<&Value>, leaf: &Certificate) -> Option<(String, String)> {
    let own = leaf.organization()?;
    let stated: Vec<&str> = match issuer?.get("legalName")? {
        Value::Object(by_language) => by_language
            .values()
            .flat_map(|texts| json::one_or_many(Some(texts)))
            .filter_map(Value::as_str)
            .collect(),
        texts => json::one_or_many(Some(texts))
            .iter()
            .filter_map(Value::as_str)
            .collect(),
    };
    let is_own = stated.iter().all(|stated| stated.trim() == own.trim());
    (!is_own).then(|| (own, stated.join(", ")))
}

/// Whether two keys are one; a point on a curve may be written with or without its second half.
fn is_same(one: &PublicKey, other: &PublicKey) -> bool {
    let compressed = |point: &[u8]| -> Option<Vec<u8>> {
        let (&form, rest) = point.split_first()?;
        match form {
            4 => {
                let sign = 2 + (rest.last()? & 1);
                let half = rest.get(..rest.len() / 2)?;
                Some([&[sign], half].concat())
            }
            _ => Some(point.to_vec()),
        }
    };
    match (one, other) {
        (PublicKey::P256(one), PublicKey::P256(other))
        | (PublicKey::P384(one), PublicKey::P384(other))
        | (PublicKey::P521(one), PublicKey::P521(other)) => compressed(one) == compressed(other),
        _ => one == other,
    }
}
