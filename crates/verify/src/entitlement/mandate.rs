//! What registers say of a body for which somebody else awards.

use credeval_model::trust::{
    Grant, QualityScope,
    snapshot::{RegisterOrganisation, Report},
};

use super::Assurer;
use super::award::Award;
use super::body::{Body, normal};
use super::coverage::{Gap, gap, gap_in_time, is_positive};
use crate::opened::Opened;
use crate::secured::Signer;
use crate::session::Session;
use crate::trust::{Content, Ready, register};

/// The entries that the identifiers of a body select, one of each register that the caller lets say
/// whose an identifier is. Where they select several of one register, they show nothing.
pub(super) fn selected<'a>(
    session: &Session<'a>,
    body: &Body<'_>,
) -> Vec<(&'a Ready, &'a RegisterOrganisation)> {
    let at = session.against.at;
    let mut selected = Vec::new();
    let trust: &'a crate::Trust = session.against.trust;
    for ready in &trust.anchors {
        let Some(Content::Register(register)) =
            ready.published.as_ref().map(|published| &published.content)
        else {
            continue;
        };
        if !ready.anchor.serves(Grant::Issuer) || !ready.holds(at) || !ready.may_vouch(at) {
            continue;
        }
        let stated = body.identifiers.iter().map(|stated| stated.notation);
        let mut found: Vec<&RegisterOrganisation> = Vec::new();
        for entry in stated.chain(body.id).flat_map(|one| register.by_any(one)) {
            if !found.iter().any(|other| std::ptr::eq(*other, entry)) {
                found.push(entry);
            }
        }
        if let [entry] = found.as_slice() {
            selected.push((ready, *entry));
        }
    }
    selected
}

/// Whether an entry of a register is the one with an identifier that the registrar wrote down,
/// however it is written.
pub(super) fn holds(ready: &Ready, entry: &RegisterOrganisation, written: &str) -> bool {
    let content = ready.published.as_ref().map(|published| &published.content);
    let Some(Content::Register(register)) = content else {
        return false;
    };
    matches!(register.by_any(written).as_slice(), [one] if std::ptr::eq(*one, entry))
}

/// What the registrar says, under anchors of its own, of the quality of a body that it lets the
/// signer award for: the same number stands in both, and the body goes by the name given there.
pub(super) fn assured<'a>(
    session: &Session<'a>,
    body: &Body<'_>,
    awards_for: &[String],
) -> Vec<Assurer<'a>> {
    let at = session.against.at;
    let trust: &'a crate::Trust = session.against.trust;
    let holding = trust.anchors.iter().filter(|ready| ready.holds(at));
    let found = holding.filter_map(|ready| {
        let own = ready.anchor.organisation.as_ref()?;
        let quality = ready.anchor.quality.as_ref()?;
        let country = own.country.as_deref();
        let mut numbers = own.identifiers.iter();
        let is_it = numbers.any(|one| awards_for.contains(one) && body.has(one, country));
        let name = normal(&own.name);
        let is_named = body.names.iter().all(|stated| normal(stated) == name);
        (is_it && is_named).then_some(Assurer::Anchor(ready, quality))
    });
    found.collect()
}

/// Whether the register names the signer, or the organisation that the signer is there, as one that
/// issues for the body.
pub(super) fn may_issue(
    session: &Session<'_>,
    opened: &Opened,
    signer: &Signer,
    signing: Option<&RegisterOrganisation>,
    body: &RegisterOrganisation,
) -> bool {
    if body.issuers.is_empty() {
        return false;
    }
    let country = body.country.as_deref();
    let known = |one: &credeval_model::trust::snapshot::RegisterIdentifier, country| {
        register::identifier::normal(one.scheme, &one.value, country)
    };
    let mut own = register::signing(session, opened, signer);
    let described = signing.into_iter().flat_map(|signing| {
        let country = signing.country.as_deref();
        signing
            .identifiers
            .iter()
            .filter_map(move |one| known(one, country))
    });
    own.extend(described);
    let mut issuers = body.issuers.iter().filter_map(|one| known(one, country));
    issuers.any(|issuer| own.contains(&issuer))
}

/// Whether an accreditation of a programme that the register records of both organisations covers
/// the awards, on the day of issuing; `None` where there is none of both.
pub(super) fn accredited<'a>(
    signing: &RegisterOrganisation,
    body: &'a RegisterOrganisation,
    awards: &[Award<'_>],
) -> Option<Result<(), (&'a str, Gap)>> {
    if std::ptr::eq(signing, body) {
        return None;
    }
    let is_of_both = |report: &&Report| {
        let mut reports = signing.reports.iter();
        report.scope == QualityScope::Programme
            && is_positive(report)
            && reports.any(|other| other == *report)
    };
    let mut nearest = None;
    for report in body.reports.iter().filter(is_of_both) {
        match gap(report, awards).or_else(|| gap_in_time(report, awards)) {
            None => return Some(Ok(())),
            Some(gap) => nearest = nearest.or(Some((report.id.as_str(), gap))),
        }
    }
    nearest.map(Err)
}
