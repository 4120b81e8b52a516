//! Whether the certificate of a seal, or one above it, was revoked.
//!
//! Sources: RFC 5280 section 6.3 (revocation lists); RFC 6960 (OCSP); ETSI TS 119 182-1 section
//! 5.3.5 (`rVals`); RFC 9608 (certificates that nobody revokes).

mod crl;
mod ocsp;

use std::borrow::Cow;

use credeval_model::{Check, CheckCode, Digest, Timestamp, check::Cause, evidence::EvidenceKind};

use super::{Seal, chain::Chain, timestamp::Stamped};
use crate::certificate::Certificate;
use crate::certificate::signed::{Arithmetic, Signed};
use crate::session::Session;

/// Lists that one certificate may name to be fetched.
const POINTS: usize = 4;
/// Pieces of evidence on revocation that a seal may carry; the longest preserved one seen has six.
pub(crate) const VALUES: usize = 64;

/// A piece of evidence that the seal carries.
#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) kind: Kind,
    pub(crate) der: Vec<u8>,
    /// Its place in the order of what was added to the seal.
    pub(crate) order: usize,
}

/// Its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A revocation list.
    List,
    /// An OCSP response.
    Answer,
}

/// What is asked of a piece of evidence.
struct Question<'a> {
    certificate: &'a Certificate,
    issuer: &'a Certificate,
    /// The time for which the answer is wanted.
    judged: Timestamp,
    /// The time since when the evidence is known to have been there: who made it must have been
    /// able to then, or it could be made today with a key that has expired.
    known: Timestamp,
    /// The latest time that is not in the future.
    latest: Timestamp,
}

/// What a piece of evidence says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Saying {
    Good,
    Revoked(Timestamp),
    /// Nothing that counts, and why.
    Nothing(&'static str, &'static str),
    /// It is about other certificates.
    Elsewhere,
}

/// How one certificate stands.
enum Standing {
    Good(Option<Digest>),
    Revoked(Timestamp, Option<Digest>),
    Unknown(String, Cause),
    /// Its authority names nobody to ask.
    NothingNamed,
    /// Its authority says that nobody will revoke it.
    NeverRevoked,
}

/// The row `seal.revocation`.
pub(crate) fn row(
    session: &Session<'_>,
    seal: &Seal<'_>,
    stamped: &Stamped,
    chain: &Chain<'_>,
) -> Check {
    let code = CheckCode::SealRevocation;
    let judged = chain.judged;
    // Each certificate below the anchor with the one that issued it. Without an anchor nobody
    // vouches for those above the leaf anyway.
    let mut pairs: Vec<(&Certificate, Option<&Certificate>)> = chain
        .path
        .windows(2)
        .filter_map(|pair| Some((pair.first()?, pair.get(1))))
        .collect();
    let issuer = match pairs.is_empty() {
        true => issuer(session, seal),
        false => None,
    };
    if pairs.is_empty() {
        pairs.push((&seal.leaf, issuer.as_deref()));
    }
    let standings: Vec<(&Certificate, Standing)> = pairs
        .into_iter()
        .map(|(certificate, issuer)| {
            let standing = standing(session, seal, stamped, certificate, issuer, judged);
            (certificate, standing)
        })
        .collect();
    let mut unknown = None;
    let mut seen = Vec::new();
    let mut goods = 0;
    for (certificate, standing) in &standings {
        let name = certificate.name();
        match standing {
            Standing::Revoked(since, digest) => {
                let check = Check::failed(
                    code,
                    format!("the certificate of {name} was revoked at {since}"),
                )
                .because(Cause::new("revoked").mismatch("not revoked", since.to_string()));
                return match digest {
                    Some(digest) => check.seen_in(*digest),
                    None => check,
                };
            }
            Standing::Unknown(why, cause) => {
                let row = Check::inconclusive(code, format!("the certificate of {name}: {why}"));
                unknown = unknown.or(Some(row.because(cause.clone())));
            }
            Standing::Good(digest) => {
                goods += 1;
                seen.extend(*digest);
            }
            Standing::NothingNamed | Standing::NeverRevoked => {}
        }
    }
    let is_never_revoked = standings
        .first()
        .is_some_and(|(_, standing)| matches!(standing, Standing::NeverRevoked));
    let row = match unknown {
        Some(row) => row,
        None if goods == 0 && is_never_revoked => Check::not_applicable(
            code,
            "the certificate lives too shortly to be revoked, as its authority says",
        ),
        None if goods == 0 => {
            Check::not_applicable(code, "the certificate names no revocation service")
        }
        None => Check::passed(
            code,
            format!("no certificate of the seal was revoked by {judged}"),
        ),
    };
    seen.into_iter().fold(row, Check::seen_in)
}

/// Whether evidence in the seal says that an authority of timestamps was revoked.
pub(crate) fn of_embedded(
    session: &Session<'_>,
    seal: &Seal<'_>,
    stamped: &Stamped,
    certificate: &Certificate,
    issuer: &Certificate,
    judged: Timestamp,
) -> bool {
    let sayings = embedded(session, seal, stamped, certificate, issuer, judged);
    sayings
        .iter()
        .any(|saying| matches!(saying, Saying::Revoked(_)))
}

/// The certificate that issued the leaf, where one given did.
fn issuer<'a>(session: &Session<'a>, seal: &'a Seal<'_>) -> Option<Cow<'a, Certificate>> {
    let anchored = session.against.trust.issuers(&[&seal.leaf]);
    let signed = Signed::read(&seal.leaf.der)?;
    let given = seal.given.iter().map(Cow::Borrowed);
    anchored.into_iter().chain(given).find(|candidate| {
        seal.leaf.is_issued_in_the_name_of(candidate)
            && signed.by(candidate, session.against.crypto) == Arithmetic::Holds
    })
}

fn standing(
    session: &Session<'_>,
    seal: &Seal<'_>,
    stamped: &Stamped,
    certificate: &Certificate,
    issuer: Option<&Certificate>,
    judged: Timestamp,
) -> Standing {
    if certificate.is_never_revoked() {
        return Standing::NeverRevoked;
    }
    let Some(issuer) = issuer else {
        return match certificate.names_revocation_service() {
            false => Standing::NothingNamed,
            true => Standing::Unknown(
                "its authority's certificate is not there, so nothing on revocation can be checked"
                    .to_owned(),
                Cause::new("no_issuer_certificate"),
            ),
        };
    };
    let sayings = embedded(session, seal, stamped, certificate, issuer, judged);
    let mut nearest = None;
    let mut is_good = false;
    for saying in sayings {
        match saying {
            Saying::Revoked(since) => return Standing::Revoked(since, None),
            Saying::Good => is_good = true,
            Saying::Nothing(why, code) => nearest = Some((why, code)),
            Saying::Elsewhere => {}
        }
    }
    if is_good {
        return Standing::Good(None);
    }
    if !certificate.names_revocation_service() && nearest.is_none() {
        return Standing::NothingNamed;
    }
    let question = Question {
        certificate,
        issuer,
        judged,
        known: session.against.at,
        latest: session.latest(),
    };
    let mut missing = None;
    for url in certificate.revocation_lists().iter().take(POINTS) {
        match session.look(EvidenceKind::CertificateRevocationList, url) {
            Ok(item) => {
                match crl::says(&question, &item.bytes, Some(url), session.against.crypto) {
                    Saying::Good => return Standing::Good(Some(item.digest)),
                    Saying::Revoked(since) => return Standing::Revoked(since, Some(item.digest)),
                    Saying::Nothing(why, code) => nearest = Some((why, code)),
                    Saying::Elsewhere => {
                        nearest =
                            Some(("the revocation list is another authority's", "wrong_list"));
                    }
                }
            }
            Err(cause) => missing = missing.or(Some(cause)),
        }
    }
    match (nearest, missing) {
        (Some((why, code)), _) => Standing::Unknown(why.to_owned(), Cause::new(code)),
        (None, Some(cause)) => Standing::Unknown(
            "its revocation list could not be had, so it may have been revoked".to_owned(),
            cause,
        ),
        (None, None) => Standing::Unknown(
            "the seal carries no answer of the revocation service that it names".to_owned(),
            Cause::new("no_revocation_evidence"),
        ),
    }
}

/// What the evidence in the seal says of a certificate.
fn embedded(
    session: &Session<'_>,
    seal: &Seal<'_>,
    stamped: &Stamped,
    certificate: &Certificate,
    issuer: &Certificate,
    judged: Timestamp,
) -> Vec<Saying> {
    let at = session.against.at;
    let values = seal.revocation.iter().take(VALUES);
    values
        .map(|value| {
            let question = Question {
                certificate,
                issuer,
                judged,
                known: stamped.known_since(value.order, at),
                latest: session.latest(),
            };
            match value.kind {
                Kind::List => crl::says(&question, &value.der, None, session.against.crypto),
                Kind::Answer => ocsp::says(&question, &value.der, session.against.crypto),
            }
        })
        .collect()
}

/// Whether something said from `from` until `until` speaks of the time asked for.
///
/// What is said later than that speaks of it too, as long as the certificate had not expired by
/// then: authorities may leave out expired ones.
fn is_timely(
    question: &Question<'_>,
    from: Timestamp,
    until: Option<Timestamp>,
) -> Result<(), Saying> {
    if from > question.latest {
        return Err(Saying::Nothing(
            "what its authority says of revocation lies after the time of judgement",
            "made_in_future",
        ));
    }
    let expiry = question.certificate.validity().map(|(_, until)| until);
    if from > question.judged {
        return match expiry.is_some_and(|expiry| from <= expiry) {
            true => Ok(()),
            false => Err(Saying::Nothing(
                "what its authority says of revocation was said after the certificate had expired",
                "said_after_expiry",
            )),
        };
    }
    match until.is_some_and(|until| question.judged <= until) || from == question.judged {
        true => Ok(()),
        false => Err(Saying::Nothing(
            "what its authority says of revocation is too old for the time of judgement",
            "stale_revocation_evidence",
        )),
    }
}

/// Of several things said in one place, the worst.
fn worst(said: impl Iterator<Item = Saying>) -> Saying {
    let rank = |saying: &Saying| match saying {
        Saying::Elsewhere => 0,
        Saying::Good => 1,
        Saying::Nothing(..) => 2,
        Saying::Revoked(_) => 3,
    };
    said.max_by_key(rank).unwrap_or(Saying::Elsewhere)
}

/// What a revocation at a time means for the time asked for.
fn revoked(question: &Question<'_>, since: Timestamp, is_on_hold: bool) -> Saying {
    match (since <= question.judged, is_on_hold) {
        // It was given up only after the seal is proven to have been made.
        (false, _) => Saying::Good,
        (true, true) => Saying::Nothing(
            "its authority has put it on hold, which may be lifted",
            "on_hold",
        ),
        (true, false) => Saying::Revoked(since),
    }
}
