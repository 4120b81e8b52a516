//! What assures the quality of the award, as the anchors state it.
//!
//! An identifier in the credential selects an entry and earns nothing by itself: what counts is
//! said of an organisation that signed in its own name, or for which a register lets the signer
//! award. Where several award, it is what is said of each: the award may be that of any of them.
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

use crate::checked::{Assured, Covered};
use crate::entitlement::{Assurer, Award, Entitlement, awarding_bodies, awards, coverage};
use crate::session::Session;
use crate::trust::{Content, Ready};

/// The most reports of one organisation that are told; a university may have hundreds.
const REPORTS: usize = 8;
/// How many of them may be reports that do not cover the award.
const BESIDE: usize = 2;

/// The most organisations that are told because they bear the name of a body.
const CANDIDATES: usize = 3;
/// The most names of bodies that are looked up.
const NAMES: usize = 8;

/// Why a report counts for nothing where several bodies award.
const OF_ANOTHER: &str = "speaks of one of the bodies that award here, and not of each";

/// Quality assurance by the anchors, where it speaks of a signer that awards in its own name, or of
/// a body for which a signer may award.
pub(crate) fn assured(
    session: &Session<'_>,
    covered: &Covered<'_>,
    entitlement: &Entitlement<'_>,
) -> Vec<Assured> {
    let is_stale = |ready: &Ready| {
        let anchor = &ready.anchor;
        anchor.on_stale != OnStale::LastGood
            && ready.freshness(session.against.at) == Freshness::Stale
    };
    let bodies = &entitlement.assurers;
    let beside = |is_it: &dyn Fn(&Assurer<'_>) -> bool| {
        let is_of_each = bodies.iter().all(|body| body.iter().any(is_it));
        (!is_of_each).then(|| OF_ANOTHER.to_owned())
    };
    let mut seen: Vec<Assurer<'_>> = Vec::new();
    for assurer in bodies.iter().flatten() {
        if !seen.contains(assurer) {
            seen.push(*assurer);
        }
    }
    // What the registrar wrote down comes first.
    seen.sort_by_key(|assurer| matches!(assurer, Assurer::Register(..)));

    if seen.is_empty() {
        return candidates(session, covered);
    }
    let awards = awards(covered);
    let mut assured: Vec<Assured> = Vec::new();
    for assurer in seen {
        match assurer {
            Assurer::Anchor(ready, quality) => assured.push(Assured {
                anchor: ready.anchor.id.clone(),
                quality: quality.clone(),
                agency: None,
                decision: Decision::Positive,
                beside: beside(&|other| *other == assurer),
                by_name: None,
                is_stale: is_stale(ready),
            }),
            Assurer::Register(ready, organisation) if ready.anchor.serves(Grant::Quality) => {
                let stale = is_stale(ready);
                for (report, gap) in reports(organisation, &awards) {
                    let quality = QualityEntry {
                        kind: report.scope,
                        report: report.id.clone(),
                        valid_from: report.valid_from.clone(),
                        valid_to: report.valid_to.clone(),
                    };
                    let beside = gap.or_else(|| beside(&|other| has(other, ready, report)));
                    // One report on several of the bodies is one.
                    let is_told = |one: &Assured| {
                        one.anchor == ready.anchor.id
                            && one.quality == quality
                            && one.decision == report.decision
                            && one.beside == beside
                    };
                    if assured.iter().any(is_told) {
                        continue;
                    }
                    assured.push(Assured {
                        anchor: ready.anchor.id.clone(),
                        quality,
                        agency: report.agency.clone(),
                        decision: report.decision,
                        beside,
                        by_name: None,
                        is_stale: stale,
                    });
                }
            }
            Assurer::Register(..) => {}
        }
    }
    if assured.is_empty() {
        return candidates(session, covered);
    }
    assured
}

/// What registers say of organisations that bear the name of an awarding body, where they say
/// nothing of who signed: for a person to look at, and no evidence. Names are those of the whole
/// credential, signed or not.
fn candidates(session: &Session<'_>, covered: &Covered<'_>) -> Vec<Assured> {
    let at = session.against.at;
    let registers = session.against.trust.anchors.iter().filter_map(|ready| {
        let published = ready.published.as_ref()?;
        let speaks = ready.anchor.serves(Grant::Quality) && ready.holds(at) && ready.may_vouch(at);
        match &published.content {
            Content::Register(register) if speaks => Some((ready, register)),
            _ => None,
        }
    });
    let mut registers = registers.peekable();
    if registers.peek().is_none() {
        return Vec::new();
    }
    let awards = awards(covered);
    let bodies = awarding_bodies(covered.opened, covered.opened.credential());
    let names = bodies.iter().flat_map(|body| &body.names);
    let names: Vec<&str> = names.take(NAMES).copied().collect();
    let mut found: Vec<Assured> = Vec::new();
    for (ready, register) in registers {
        let mut called: Vec<&RegisterOrganisation> = Vec::new();
        for organisation in names.iter().flat_map(|name| register.by_name(name)) {
            if !called
                .iter()
                .any(|other| std::ptr::eq(*other, organisation))
            {
                called.push(organisation);
            }
        }
        for organisation in called {
            let Some((report, _)) = reports(organisation, &awards).into_iter().next() else {
                continue;
            };
            if found.len() == CANDIDATES {
                return found;
            }
            let name = organisation.names.first().map_or("", String::as_str);
            let country = organisation.country.as_deref();
            let country = country.map_or_else(String::new, |country| format!(" ({country})"));
            found.push(Assured {
                anchor: ready.anchor.id.clone(),
                quality: QualityEntry {
                    kind: report.scope,
                    report: report.id.clone(),
                    valid_from: report.valid_from.clone(),
                    valid_to: report.valid_to.clone(),
                },
                agency: report.agency.clone(),
                decision: report.decision,
                beside: None,
                by_name: Some(format!("{name}{country}")),
                is_stale: false,
            });
        }
    }
    found
}

/// Whether it is the same register, with the same report on whom it describes.
fn has(assurer: &Assurer<'_>, register: &Ready, report: &Report) -> bool {
    match assurer {
        Assurer::Register(ready, organisation) => {
            ready.anchor.id == register.anchor.id && organisation.reports.contains(report)
        }
        Assurer::Anchor(..) => false,
    }
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
            // What is decided on the award goes before what is decided on its institution, and is
            // never cut off for it; of each, what is for it comes first.
            report.scope == QualityScope::Institutional,
            report.decision == Decision::Negative,
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
