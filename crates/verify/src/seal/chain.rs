//! The chain of a seal's certificate, and the time for which it is judged.
//!
//! Sources: RFC 5280 section 6 (paths); ETSI EN 319 102-1 section 5.6 (a time that is proven).

use std::sync::Arc;

use credeval_model::{Check, CheckCode, CheckOutcome, Timestamp, check::Cause, time, trust::Grant};

use super::{Seal, timestamp::Stamped};
use crate::certificate::{Certificate, PathError, path};
use crate::session::Session;
use crate::trust::End;

/// Certificates of anchors that are tried for one seal or timestamp. Real services share a name by the handful;
/// a hostile seal can bring certificates with the names of many.
pub(super) const TRIED: usize = 64;

/// Where the certificate leads.
pub(crate) struct Chain<'a> {
    /// The time for which the certificates are judged: the earliest by which the seal is proven to
    /// have been made, else the time of judgement.
    pub(crate) judged: Timestamp,
    /// Whether that time is proven.
    pub(crate) is_proven: bool,
    /// The path whose certificates must not have been revoked, leaf first; empty where none leads to
    /// an anchor. It is the shortest to a listed service, else the shortest.
    pub(crate) path: Vec<Certificate>,
    /// The anchors reached.
    pub(crate) ends: Vec<Reached<'a>>,
    /// Whether there were more certificates of anchors than are tried.
    pub(crate) is_cut: bool,
    /// Where none was reached: what came nearest.
    nearest: Option<PathError>,
}

/// An anchor that the certificate leads to.
pub(crate) struct Reached<'a> {
    pub(crate) end: End<'a>,
    /// Certificates of the path, leaf and anchor counted.
    pub(crate) length: usize,
}

/// The certificate of an anchor, and the path that leads there.
type Tried = (Arc<[u8]>, Result<Vec<Certificate>, PathError>);

/// Follows the certificate to every anchor for seals.
pub(crate) fn follow<'a>(
    session: &Session<'a>,
    seal: &Seal<'_>,
    proven: Option<Timestamp>,
) -> Chain<'a> {
    let judged = proven.unwrap_or(session.against.at);
    let mut chain = Chain {
        judged,
        is_proven: proven.is_some(),
        path: Vec::new(),
        ends: Vec::new(),
        is_cut: false,
        nearest: None,
    };
    let certificates: Vec<&Certificate> = std::iter::once(&seal.leaf).chain(&seal.given).collect();
    let trust = session.against.trust;
    let mut tried: Vec<Tried> = Vec::new();
    for end in trust.ends(Grant::Seal, judged, &certificates) {
        let der = &end.certificate.der;
        // A listed service issues certificates for seals; its own is none.
        if end.listed.is_some() && *der == seal.leaf.der {
            continue;
        }
        let known = tried.iter().position(|(known, _)| known == der);
        if known.is_none() && tried.len() == TRIED {
            chain.is_cut = true;
            continue;
        }
        let index = known.unwrap_or(tried.len());
        if known.is_none() {
            let crypto = session.against.crypto;
            let found = path(&seal.leaf, &seal.given, &end.certificate, judged, crypto);
            tried.push((Arc::clone(der), found));
        }
        match tried.get(index) {
            Some((_, Ok(path))) => chain.ends.push(Reached {
                length: path.len(),
                end,
            }),
            // A path that only time breaks says more than no path.
            Some((_, Err(PathError::Time))) => chain.nearest = Some(PathError::Time),
            Some((_, Err(PathError::NoPath))) | None => {}
            Some((_, Err(error))) => chain.nearest = chain.nearest.or(Some(*error)),
        }
    }
    let leads_to_list = |path: &Vec<Certificate>| {
        let mut listed = chain.ends.iter().filter(|one| one.end.listed.is_some());
        listed.any(|one| {
            path.last()
                .is_some_and(|end| end.der == one.end.certificate.der)
        })
    };
    let paths = tried.into_iter().filter_map(|(_, found)| found.ok());
    chain.path = paths
        .min_by_key(|path| (!leads_to_list(path), path.len()))
        .unwrap_or_default();
    chain
}

/// The rows `proof.time` and `seal.chain`.
///
/// What the sealer claims proves nothing: a key that has expired may have been stolen, and signs
/// with any date.
pub(crate) fn rows(
    session: &Session<'_>,
    seal: &Seal<'_>,
    chain: &Chain<'_>,
    stamped: &Stamped,
) -> [Check; 2] {
    let judged = chain.judged;
    let claimed = seal.claimed.as_deref().and_then(time::parse);
    let validity = seal.leaf.validity();
    let expired = validity.is_some_and(|(_, until)| until < judged);
    let unborn = validity.is_some_and(|(from, _)| judged < from);
    let claimed_inside = validity
        .zip(claimed)
        .is_some_and(|((from, until), claimed)| {
            from <= claimed.latest && claimed.earliest <= until
        });
    let unproven = || {
        Cause::new("signing_time_not_proven").mismatch(
            "a verified timestamp",
            seal.claimed.as_deref().unwrap_or("no time of sealing"),
        )
    };
    let code = CheckCode::ProofTime;
    let time = match (claimed, stamped.proven) {
        (Some(claimed), _) if claimed.earliest > session.latest() => Check::failed(
            code,
            format!(
                "the seal says it was made at {}, after {}",
                claimed.earliest, session.against.at
            ),
        )
        .because(Cause::new("made_in_future")),
        _ if unborn => Check::failed(code, "the certificate was not valid yet").because(
            Cause::new("certificate_not_yet_valid")
                .mismatch(format!("valid at {judged}"), "a later start"),
        ),
        _ if expired && claimed_inside => Check::inconclusive(
            code,
            "signing time not proven: the certificate has expired, and only the sealer says that it sealed before",
        )
        .because(unproven()),
        _ if expired => Check::failed(
            code,
            "the certificate had expired when the seal says it was made",
        )
        .because(Cause::new("certificate_expired")),
        (_, Some(proven)) => Check::passed(
            code,
            format!("a timestamp proves that the seal was made by {proven}, while the certificate was valid"),
        ),
        (_, None) => Check::passed(code, "the certificate is valid at the time of judgement"),
    };
    [
        time,
        chain_row(
            seal,
            chain,
            stamped.proven,
            expired.then_some(claimed_inside),
            unproven,
        ),
    ]
}

/// `expired`: where the certificate has, whether the sealer claims to have sealed before.
fn chain_row(
    seal: &Seal<'_>,
    chain: &Chain<'_>,
    proven: Option<Timestamp>,
    expired: Option<bool>,
    unproven: impl Fn() -> Cause,
) -> Check {
    let row = |outcome, summary: &'static str, cause: Cause| {
        Check::new(CheckCode::SealChain, outcome, summary).because(cause)
    };
    if !seal.leaf.may_sign() {
        return row(
            CheckOutcome::Failed,
            "the certificate's key is not meant for signing documents",
            Cause::new("key_usage"),
        );
    }
    if !chain.ends.is_empty() {
        let ends = chain.ends.iter();
        let mut names: Vec<&str> = ends.map(|one| one.end.ready.anchor.id.as_str()).collect();
        names.dedup();
        let names = names.join(", ");
        let at = proven.map_or_else(String::new, |proven| {
            format!(", judged at {proven}, by which it was sealed")
        });
        return Check::passed(
            CheckCode::SealChain,
            format!("the certificate chains to the anchor {names}{at}"),
        );
    }
    match (chain.nearest, expired) {
        (Some(PathError::Time), Some(true)) => row(
            CheckOutcome::Inconclusive,
            "signing time not proven: the certificate has expired by the time of judgement",
            unproven(),
        ),
        (Some(PathError::Time), _) => row(
            CheckOutcome::Failed,
            "a certificate of the chain is not valid at the time for which it is judged",
            Cause::new("certificate_expired"),
        ),
        (Some(PathError::Unsupported), _) => row(
            CheckOutcome::Inconclusive,
            "a certificate of the chain asks for something that is not supported",
            Cause::new("unsupported_extension"),
        ),
        (Some(PathError::Rule(why)), _) => row(CheckOutcome::Failed, why, Cause::new("chain_rule")),
        (_, Some(_)) => row(
            CheckOutcome::Inconclusive,
            "signing time not proven, and no anchor given leads to the certificate",
            unproven(),
        ),
        (_, None) => row(
            CheckOutcome::Inconclusive,
            "no anchor given leads to the certificate",
            Cause::new("no_anchor"),
        ),
    }
}
