//! What assures the quality of the award, as the anchors state it.
//!
//! An identifier in the credential selects an entry and earns nothing by itself: what counts is
//! said of an organisation that signed, or for which a register lets the signer award.
//!
//! A report counts for the award by the day of the award, and not by the day of judgement: what was
//! learnt under a valid accreditation stays so when the accreditation ends.
//!
//! Sources: Standards and Guidelines for Quality Assurance in the European Higher Education Area
//! (ESG 2015) part 1; Database of External Quality Assurance Results (decisions, status, flags).

use credeval_model::trust::{
    Grant, OnStale, QualityEntry, QualityScope,
    snapshot::{Decision, RegisterOrganisation, Report},
    vouch::Freshness,
};

use crate::checked::{Assured, Vouchers};
use crate::entitlement::{Award, Entitlement, awards, coverage};
use crate::opened::Opened;
use crate::session::Session;
use crate::trust::Ready;

/// The most reports of one organisation that are told; a university may have hundreds.
const REPORTS: usize = 8;
/// How many of them may be reports that do not cover the award.
const BESIDE: usize = 2;

/// Quality assurance by the anchors, where it speaks of a signer, or of a body for which a signer may
/// award.
pub(crate) fn assured(
    session: &Session<'_>,
    opened: &Opened,
    vouched: &Vouchers<'_, '_>,
    entitlement: &Entitlement<'_>,
) -> Vec<Assured> {
    let is_stale = |ready: &Ready| {
        let anchor = &ready.anchor;
        anchor.on_stale != OnStale::LastGood
            && ready.freshness(session.against.at) == Freshness::Stale
    };
    let mut assured: Vec<Assured> = Vec::new();
    let mut entries: Vec<(&Ready, &RegisterOrganisation)> = Vec::new();
    for (signer, vouched) in &vouched.found {
        let ready = vouched.ready;
        if let Some(quality) = &ready.anchor.quality
            && ready.is_about(signer)
            && !assured.iter().any(|one| one.anchor == ready.anchor.id)
        {
            assured.push(Assured {
                anchor: ready.anchor.id.clone(),
                quality: quality.clone(),
                agency: None,
                decision: Decision::Positive,
                beside: None,
                is_stale: is_stale(ready),
            });
        }
        // What assures the signer does not assure another for which it awards.
        if !entitlement.only_others {
            entries.extend(
                vouched
                    .organisation
                    .map(|organisation| (ready, organisation)),
            );
        }
    }
    entries.extend(&entitlement.others);

    let awards = awards(opened);
    let mut seen: Vec<&RegisterOrganisation> = Vec::new();
    for (ready, organisation) in entries {
        let is_new = !seen.iter().any(|other| std::ptr::eq(*other, organisation));
        if is_new && ready.anchor.serves(Grant::Quality) {
            seen.push(organisation);
            let stale = is_stale(ready);
            let reports = reports(organisation, &awards).into_iter();
            assured.extend(reports.map(|(report, beside)| Assured {
                anchor: ready.anchor.id.clone(),
                quality: QualityEntry {
                    kind: report.scope,
                    report: report.id.clone(),
                    valid_from: report.valid_from.clone(),
                    valid_to: report.valid_to.clone(),
                },
                agency: report.agency.clone(),
                decision: report.decision,
                beside,
                is_stale: stale,
            }));
        }
    }
    assured
}

/// The reports that speak of the award, the strongest first, and a few that speak of others, each
/// with why.
fn reports<'a>(
    organisation: &'a RegisterOrganisation,
    awards: &[Award<'_>],
) -> Vec<(&'a Report, Option<String>)> {
    let mut found: Vec<(&Report, Option<coverage::Gap>)> = organisation
        .reports
        .iter()
        .filter(|report| !report.flagged && report.decision != Decision::NotApplicable)
        .map(|report| (report, coverage::gap(report, awards)))
        .collect();
    found.sort_by_key(|(report, gap)| {
        (
            gap.as_ref().map(|gap| gap.stated.is_some()),
            coverage::gap_in_time(report, awards).is_some(),
            report.decision == Decision::Negative,
            report.scope == QualityScope::Institutional,
            !report.obligatory,
            &report.id,
        )
    });
    let mut beside = 0;
    found.retain(|(report, gap)| {
        beside += usize::from(gap.is_some());
        gap.is_none() || (beside <= BESIDE && report.decision != Decision::Negative)
    });
    found.truncate(REPORTS);
    found
        .into_iter()
        .map(|(report, gap)| (report, gap.map(|gap| gap.sentence())))
        .collect()
}
