//! Whether a seal is a qualified one: what the certificate claims, and what a trusted list says.
//!
//! Three answers are kept apart: a seal that is valid and nothing more; an advanced seal with a
//! qualified certificate; a qualified seal. A trusted list vouches for the last two, and confirms
//! the last. It is asked for two times, and the worse answer counts: when the certificate was
//! issued, and when the seal is proven to have been made (else now, since an authority that was
//! withdrawn can still write any date into a certificate).
//!
//! Sources: Regulation (EU) No 910/2014 articles 3(25) to 3(27), 32 and 40; ETSI TS 119 615
//! sections 4.3 to 4.5.

mod claims;
mod criteria;
mod finding;
mod service;

use credeval_model::{
    Check, CheckCode, CheckOutcome,
    check::Cause,
    trust::{
        AnchorKind, Grant, OnStale,
        vouch::{Freshness, Relation},
    },
};

use super::{Seal, chain::Chain};
use crate::secured::Anchored;
use crate::session::Session;
use crate::trust::{Ready, lists::Listed};
use claims::Claims;
use criteria::Traits;
use finding::Finding;
use service::{Device, Moment, Subject, say};

const CODE: CheckCode = CheckCode::SealQualified;

/// The row `seal.qualified` of a seal that does not hold, for which nobody vouches.
pub(crate) fn of_none() -> (Check, Vec<Anchored>) {
    let row = Check::inconclusive(CODE, "the seal does not hold, so nobody says more of it");
    (row.because(Cause::new("proof_not_held")), Vec::new())
}

/// The row `seal.qualified`, which informs, and the anchors that vouch for the seal.
///
/// `rows` are those on its time, chain and revocation.
pub(crate) fn judge(
    session: &Session<'_>,
    seal: &Seal<'_>,
    chain: &Chain<'_>,
    rows: &[Check],
) -> (Check, Vec<Anchored>) {
    let pinned = chain.ends.iter().filter(|one| one.end.listed.is_none());
    let mut anchors: Vec<Anchored> = pinned
        .map(|one| Anchored {
            anchor: one.end.ready.anchor.id.clone(),
            relation: match one.end.certificate.der == seal.leaf.der {
                true => Relation::Listed,
                false => Relation::Chained,
            },
            confirms: false,
            is_overdue: false,
        })
        .collect();
    let broken = rows.iter().find(|row| {
        matches!(row.code, CheckCode::ProofTime | CheckCode::SealChain)
            && row.outcome != CheckOutcome::Passed
    });
    let lists = by_anchor(chain);
    if broken.is_some() || lists.is_empty() {
        return (unlisted(session, seal, chain, broken), anchors);
    }
    let revocation = rows
        .iter()
        .find(|row| row.code == CheckCode::SealRevocation);
    let revocation = revocation.map(|row| row.outcome);
    let mut row: Option<Check> = None;
    for (ready, services) in lists {
        let at = session.against.at;
        let is_overdue = services.iter().any(|listed| listed.is_overdue(at));
        let answer = answer(seal, chain, &services);
        if answer.err().is_none_or(Finding::is_advanced) {
            anchors.push(Anchored {
                anchor: ready.anchor.id.clone(),
                relation: Relation::Chained,
                confirms: answer.is_ok(),
                is_overdue,
            });
        }
        let is_stale = is_overdue || ready.freshness(at) == Freshness::Stale;
        let on_stale = is_stale.then_some(ready.anchor.on_stale);
        let own = row_of(answer, revocation, on_stale, &services);
        // Where several anchors have lists, each vouches for itself, and the worse answer is shown.
        if row
            .as_ref()
            .is_none_or(|row| row.outcome == CheckOutcome::Passed)
        {
            row = Some(own);
        }
    }
    let row = row.unwrap_or_else(|| unlisted(session, seal, chain, broken));
    (row, anchors)
}

/// The nearest listed services that the certificate leads to, by anchor: what a list says of an
/// authority goes before what it says of one above.
fn by_anchor<'a>(chain: &Chain<'a>) -> Vec<(&'a Ready, Vec<Listed<'a>>)> {
    let mut found: Vec<(&'a Ready, usize, Vec<Listed<'a>>)> = Vec::new();
    for reached in &chain.ends {
        let Some(listed) = reached.end.listed else {
            continue;
        };
        let (ready, length) = (reached.end.ready, reached.length);
        let mut known = found.iter_mut();
        match known.find(|(known, ..)| known.anchor.id == ready.anchor.id) {
            Some((_, nearest, services)) if length == *nearest => services.push(listed),
            Some((_, nearest, services)) if length < *nearest => {
                *nearest = length;
                *services = vec![listed];
            }
            Some(_) => {}
            None => found.push((ready, length, vec![listed])),
        }
    }
    let found = found.into_iter();
    found
        .map(|(ready, _, services)| (ready, services))
        .collect()
}

/// What the services say of a seal: `Ok` for a qualified one.
fn answer(seal: &Seal<'_>, chain: &Chain<'_>, services: &[Listed<'_>]) -> Result<(), Finding> {
    if chain.is_cut {
        return Err(Finding::TooManyServices);
    }
    let claims = Claims::read(&seal.leaf);
    let (Some(claims), Some((issued, _))) = (claims, seal.leaf.validity()) else {
        return Err(Finding::MalformedExtension);
    };
    let subject = Subject {
        claims,
        traits: Traits::of(&seal.leaf),
        issued,
    };
    let sealing = match chain.is_proven {
        true => Moment::Sealing,
        false => Moment::Judgement,
    };
    let devices = [
        say(services, &subject, Moment::Issuance, issued)?,
        say(services, &subject, sealing, chain.judged)?,
    ];
    match devices {
        _ if devices.contains(&Device::None) => Err(Finding::NoQualifiedDevice),
        _ if devices.contains(&Device::Unclear) => Err(Finding::DeviceUnclear),
        _ => Ok(()),
    }
}

/// The row of an answer; `on_stale` where the list should have been replaced.
fn row_of(
    answer: Result<(), Finding>,
    revocation: Option<CheckOutcome>,
    on_stale: Option<OnStale>,
    services: &[Listed<'_>],
) -> Check {
    let service = services.first().map(ToString::to_string);
    let service = service.unwrap_or_default();
    let age = match on_stale {
        Some(OnStale::Warn) => "; its list should have been replaced by now",
        _ => "",
    };
    let answer = match on_stale {
        Some(OnStale::Fail) => Err(Finding::ListStale),
        _ => answer,
    };
    if revocation == Some(CheckOutcome::Failed) {
        let row = Check::failed(CODE, "no qualified seal: a certificate of it was revoked");
        return row.because(Cause::new("revoked"));
    }
    let finding = match answer {
        Ok(()) if revocation == Some(CheckOutcome::Inconclusive) => {
            return Check::inconclusive(
                CODE,
                format!(
                    "a qualified seal of a certificate by {service}, unless that was revoked, which is not known{age}"
                ),
            )
            .because(Cause::new("revocation_unknown"));
        }
        Ok(()) => {
            return Check::passed(
                CODE,
                format!(
                    "a qualified seal: {service} gave its certificate as a qualified one for seals, with the key in a qualified device{age}"
                ),
            );
        }
        Err(finding) => finding,
    };
    let (outcome, code, words) = finding.words();
    let what = match finding.is_advanced() {
        true => "an advanced seal with a qualified certificate for seals",
        false => "a valid seal, and no more by the trusted lists",
    };
    let row = Check::new(CODE, outcome, format!("{what}, by {service}: {words}{age}"));
    row.because(Cause::new(code))
}

/// The row of a seal whose certificate leads to no listed service: what it claims, for which nobody
/// stands.
///
/// `broken` is the row on its chain or time that did not pass.
fn unlisted(
    session: &Session<'_>,
    seal: &Seal<'_>,
    chain: &Chain<'_>,
    broken: Option<&Check>,
) -> Check {
    let at = session.against.at;
    let anchors = session.against.trust.anchors.iter();
    let mut lists = anchors
        .filter(|ready| ready.anchor.kind == AnchorKind::EuLotl)
        .filter(|ready| ready.anchor.serves(Grant::Seal) && ready.holds(at))
        .peekable();
    let is_asked = lists.peek().is_some();
    let is_whole = |ready: &Ready| {
        ready.published.is_some() && ready.unread_territories().is_empty() && ready.may_vouch(at)
    };
    let is_asked = is_asked && lists.all(is_whole);
    let Some(claims) = Claims::read(&seal.leaf) else {
        let (outcome, code, words) = Finding::MalformedExtension.words();
        return Check::new(CODE, outcome, words).because(Cause::new(code));
    };
    let broken = broken.and_then(|row| Some((row, row.cause.as_ref()?)));
    let is_bare =
        chain.ends.is_empty() && broken.is_none_or(|(_, cause)| cause.code == "no_anchor");
    let seal_is = match is_bare {
        true => "a valid seal, and no more: no anchor leads to its certificate, and ",
        false => "",
    };
    if !claims.is_qualified {
        let words = "the certificate does not claim to be qualified";
        return Check::not_applicable(CODE, format!("{seal_is}{words}"));
    }
    let claim = claims.words(&seal.leaf);
    let (_, too_many, many) = Finding::TooManyServices.words();
    let (why, cause) = match broken {
        Some((row, cause)) if is_asked && !is_bare => (&*row.summary, Cause::new(&cause.code)),
        _ if chain.is_cut => (many, Cause::new(too_many)),
        _ if is_asked => (
            "no trusted list names who issued it",
            Cause::new("unlisted"),
        ),
        _ => (
            "no trusted list confirms it here",
            Cause::new("not_checked"),
        ),
    };
    let text = format!("{seal_is}the certificate claims to be {claim}; {why}");
    Check::inconclusive(CODE, text).because(cause)
}
