//! What a seal's certificate is checked for, beside the arithmetic.

use credeval_model::{Check, CheckCode, CheckOutcome, check::Cause, json, time};
use serde_json::Value;

use crate::certificate::{Certificate, PathError, path};
use crate::checked::Session;
use crate::opened::Opened;
use crate::secured::jades::Headers;
use crate::trust::Ready;

/// Whether the sealing organisation is the one that the credential names as its issuer.
///
/// The issuer of a European Digital Credential is who sealed it, not the school. The European
/// sealing service copies the certificate's organizationIdentifier into the issuer.
pub(crate) fn issuer_key(opened: &Opened, leaf: &Certificate) -> Check {
    let place = opened.base.key("issuer");
    let issuer = opened.credential().get("issuer");
    let stated: Vec<String> = issuer.map(organisation_identifiers).unwrap_or_default();
    let code = CheckCode::IssuerKey;
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
            format!("the seal's certificate belongs to the issuer, {sealer}"),
        ),
        Some(sealer) => Check::failed(
            code,
            format!("the seal's certificate belongs to {sealer}, which the issuer does not name"),
        )
        .because(Cause::new("key_of_another").mismatch(stated.join(", "), sealer)),
    };
    check.at(place)
}

/// The identifiers that an organisation of the European Learning Model states.
pub(crate) fn organisation_identifiers(organisation: &Value) -> Vec<String> {
    [
        "eIDASIdentifier",
        "vatIdentifier",
        "taxIdentifier",
        "registration",
        "identifier",
    ]
    .iter()
    .flat_map(|key| json::one_or_many(organisation.get(key)))
    .filter_map(|identifier| identifier.get("notation")?.as_str())
    .map(str::to_owned)
    .collect()
}

/// Whether a certificate's identifier is the one stated: exactly, or without the prefix for its
/// kind and country (`VATES-`, `NTREE-`; ETSI EN 319 412-1 section 5.1.4).
pub(crate) fn same_organisation(sealer: &str, stated: &str) -> bool {
    let without_prefix = sealer
        .split_once('-')
        .filter(|(kind, _)| kind.len() == 5 && kind.bytes().all(|b| b.is_ascii_uppercase()))
        .map(|(_, rest)| rest);
    !stated.is_empty() && (sealer == stated || without_prefix == Some(stated))
}

/// The anchors to which a path leads, or the best reason why none does.
pub(crate) fn anchors<'a>(
    session: &'a Session<'_>,
    headers: &Headers,
) -> Result<Vec<&'a Ready>, Option<PathError>> {
    let at = session.against.at;
    let mut reached = Vec::new();
    let mut nearest = None;
    let holding = session.against.trust.anchors.iter();
    for ready in holding.filter(|ready| ready.holds(at)) {
        let Some(anchor) = &ready.certificate else {
            continue;
        };
        match path(
            &headers.leaf,
            &headers.intermediates,
            anchor,
            at,
            session.against.crypto,
        ) {
            Ok(()) => reached.push(ready),
            // A path that only time breaks says more than no path.
            Err(PathError::Time) => nearest = Some(PathError::Time),
            Err(error) => nearest = nearest.or(Some(error)),
        }
    }
    match reached.is_empty() {
        true => Err(nearest),
        false => Ok(reached),
    }
}

/// The rows on chain, time, revocation, qualification and timestamps of a seal.
pub(crate) fn rows(
    session: &Session<'_>,
    headers: &Headers,
    anchors: &Result<Vec<&Ready>, Option<PathError>>,
) -> Vec<Check> {
    let (chain, time) = chain_and_time(session, headers, anchors);
    vec![
        time,
        chain,
        revocation(headers),
        qualified(headers),
        match headers.timestamped {
            true => Check::inconclusive(
                CheckCode::SealTimestamp,
                "the seal carries timestamps, whose authority was not checked",
            )
            .because(Cause::new("not_checked")),
            false => {
                Check::not_applicable(CheckCode::SealTimestamp, "the seal carries no timestamp")
            }
        },
    ]
}

/// A certificate's chain is judged at the best proven time, which is the time of judgement as long
/// as no timestamp of an anchored authority proves another. What the sealer claims proves nothing:
/// a key that has expired may have been stolen, and signs with any date.
fn chain_and_time(
    session: &Session<'_>,
    headers: &Headers,
    anchors: &Result<Vec<&Ready>, Option<PathError>>,
) -> (Check, Check) {
    let at = session.against.at;
    let claimed = headers.claimed.as_deref().and_then(time::parse);
    let validity = headers.leaf.validity();
    let expired = validity.is_some_and(|(_, until)| until < at);
    let claimed_inside = validity
        .zip(claimed)
        .is_some_and(|((from, until), claimed)| {
            from <= claimed.latest && claimed.earliest <= until
        });
    let unproven = || {
        Cause::new("signing_time_not_proven").mismatch(
            "a verified timestamp",
            headers.claimed.as_deref().unwrap_or("no time of sealing"),
        )
    };
    let time = match claimed {
        Some(claimed) if claimed.earliest > session.latest() => Check::failed(
            CheckCode::ProofTime,
            format!("the seal says it was made at {}, after {at}", claimed.earliest),
        )
        .because(Cause::new("made_in_future")),
        _ if expired && claimed_inside => Check::inconclusive(
            CheckCode::ProofTime,
            "signing time not proven: the certificate has expired, and only the sealer says that it sealed before",
        )
        .because(unproven()),
        _ if expired => Check::failed(
            CheckCode::ProofTime,
            "the certificate had expired when the seal says it was made",
        )
        .because(Cause::new("certificate_expired")),
        _ => Check::passed(CheckCode::ProofTime, "the certificate is valid at the time of judgement"),
    };
    let chain = |outcome, summary: &str, cause: Cause| {
        Check::new(CheckCode::SealChain, outcome, summary).because(cause)
    };
    let chain = match anchors {
        _ if !headers.leaf.may_sign() => chain(
            CheckOutcome::Failed,
            "the certificate's key is not meant for signing",
            Cause::new("key_usage"),
        ),
        Ok(reached) => {
            let names: Vec<&str> = reached
                .iter()
                .map(|ready| ready.anchor.id.as_str())
                .collect();
            Check::passed(
                CheckCode::SealChain,
                format!("the certificate chains to the anchor {}", names.join(", ")),
            )
        }
        Err(Some(PathError::Time)) if expired && claimed_inside => chain(
            CheckOutcome::Inconclusive,
            "signing time not proven: the certificate has expired by the time of judgement",
            unproven(),
        ),
        Err(Some(PathError::Time)) => chain(
            CheckOutcome::Failed,
            "a certificate of the chain is not valid at the time of judgement",
            Cause::new("certificate_expired"),
        ),
        Err(Some(PathError::Unsupported)) => chain(
            CheckOutcome::Inconclusive,
            "a certificate of the chain has a critical extension that is not supported",
            Cause::new("unsupported_extension"),
        ),
        Err(_) if expired => chain(
            CheckOutcome::Inconclusive,
            "signing time not proven, and no anchor given leads to the certificate",
            unproven(),
        ),
        Err(_) => chain(
            CheckOutcome::Inconclusive,
            "no anchor given leads to the certificate",
            Cause::new("no_anchor"),
        ),
    };
    (chain, time)
}

fn revocation(headers: &Headers) -> Check {
    match headers.leaf.names_revocation_service() {
        true => Check::inconclusive(
            CheckCode::SealRevocation,
            "the certificate names a revocation service, which was not asked",
        )
        .because(Cause::new("not_checked")),
        false => Check::not_applicable(
            CheckCode::SealRevocation,
            "the certificate names no revocation service",
        ),
    }
}

fn qualified(headers: &Headers) -> Check {
    match headers.leaf.claims_qualified() {
        true => Check::inconclusive(
            CheckCode::SealQualified,
            "the certificate claims to be qualified; no trusted list confirms it here",
        )
        .because(Cause::new("not_checked")),
        false => Check::not_applicable(
            CheckCode::SealQualified,
            "the certificate does not claim to be qualified",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations_are_the_same_with_or_without_their_prefix() {
        assert!(same_organisation("VATES-A00000000", "VATES-A00000000"));
        assert!(same_organisation("NTREE-17207834", "17207834"));
        assert!(!same_organisation("VATES-A00000000", "A0000000"));
        assert!(!same_organisation("NTREE-17207834", "NTRSI-17207834"));
        assert!(!same_organisation("17207834", "7834"));
        assert!(!same_organisation("VATES-", ""));
    }
}
