//! Whether the credential fits what the programme asks for: a question apart from how robust it is.

use credeval_model::{
    Criterion,
    alignment::Alignment,
    criterion::{Ask, Missing},
    element::CreditSystem,
    programme::{Programme, Purpose},
};

use crate::{
    Facts, Policy,
    criteria::{credits, eqf, hours},
    finding::missing,
    policy::MissingAs,
};

/// How well it fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Fit {
    /// In full.
    Full,
    /// For a part: fewer credits or outcomes than asked for.
    Partial,
    /// Its level is below the one asked for.
    Below,
}

/// Something that does not fit, or may not.
#[derive(Debug, Clone)]
pub(crate) struct Gap {
    /// The criterion whose facts tell.
    pub(crate) criterion: Criterion,
    /// What it comes to, if it is there.
    pub(crate) fit: Fit,
    /// Whether it is known to be there.
    pub(crate) known: bool,
    /// What does not fit.
    pub(crate) text: String,
    /// What would close the gap, or tell whether there is one.
    pub(crate) missing: Missing,
}

/// Everything that does not fit, or may not. Nothing is judged without a purpose.
pub(crate) fn gaps(
    facts: &Facts<'_>,
    purpose: Purpose,
    programme: Option<&Programme>,
    alignment: Option<&Alignment>,
    policy: &Policy,
) -> Vec<Gap> {
    if purpose == Purpose::None {
        return Vec::new();
    }
    let bars = policy.bars(purpose);
    let level_asked = programme
        .and_then(|programme| programme.level)
        .or(bars.level_min);
    let ects_asked = programme
        .and_then(|programme| programme.ects)
        .map(|ects| ects * bars.workload_ratio_min)
        .filter(|asked| *asked > 0.0);
    let mut gaps: Vec<Gap> = [
        level_asked.and_then(|asked| level(facts, asked)),
        ects_asked.and_then(|asked| workload(facts, asked, policy)),
        alignment.and_then(|alignment| coverage(alignment, bars.coverage_min)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if policy.rules.missing_as == MissingAs::No {
        for gap in &mut gaps {
            gap.known = true;
        }
    }
    gaps
}

fn level(facts: &Facts<'_>, asked: u8) -> Option<Gap> {
    let stated = facts.elements.level.value();
    let gap = |known, text, missing| Gap {
        criterion: Criterion::Level,
        fit: Fit::Below,
        known,
        text,
        missing,
    };
    match stated.and_then(eqf) {
        Some(eqf) if eqf >= asked => None,
        Some(eqf) => Some(gap(
            true,
            format!("EQF level {eqf} is stated where {asked} is asked for."),
            missing(
                format!("learning at EQF level {asked} or above"),
                Ask::Applicant,
            ),
        )),
        None => {
            let national = stated.is_some_and(|level| !level.nqf.is_empty());
            Some(gap(
                false,
                format!("Nothing says that the EQF level is {asked} or above."),
                missing(
                    format!("the EQF level, which must be {asked} or above"),
                    if national { Ask::Register } else { Ask::Issuer },
                ),
            ))
        }
    }
}

fn workload(facts: &Facts<'_>, asked: f64, policy: &Policy) -> Option<Gap> {
    let stated = facts.elements.workload.value();
    let ects = stated.and_then(|workload| {
        credits(workload, |system| *system == CreditSystem::Ects)
            .into_iter()
            .reduce(f64::max)
    });
    // Hours alone are counted as the most credits that they can be: a difference has to be shown.
    let [fewest_hours, _] = policy.rules.ects_hours;
    let earned = ects.or_else(|| Some(hours(stated?)? / fewest_hours));
    let gap = |known, text, missing| Gap {
        criterion: Criterion::Workload,
        fit: Fit::Partial,
        known,
        text,
        missing,
    };
    match earned {
        Some(earned) if earned >= asked - ROUNDING => None,
        Some(earned) => Some(gap(
            true,
            format!("At most {earned:.1} ECTS credits are stated where {asked:.1} are asked for."),
            missing(
                format!("further learning of {:.1} ECTS credits", asked - earned),
                Ask::Applicant,
            ),
        )),
        None => Some(gap(
            false,
            format!("Nothing says that the workload is {asked:.1} ECTS credits or more."),
            missing(
                format!("the workload, which must be {asked:.1} ECTS credits or more"),
                Ask::Issuer,
            ),
        )),
    }
}

fn coverage(alignment: &Alignment, asked: f64) -> Option<Gap> {
    let coverage = alignment.coverage?;
    if coverage >= asked - ROUNDING {
        return None;
    }
    let uncovered = alignment.uncovered.join("; ");
    // Where no URI matches at all, nothing was compared: the texts may well say the same.
    let known = coverage > 0.0;
    Some(Gap {
        criterion: Criterion::LearningOutcomes,
        fit: Fit::Partial,
        known,
        text: if known {
            format!("Not covered: {uncovered}.")
        } else {
            format!("No outcome shares a URI with what is asked for: {uncovered}.")
        },
        missing: if known {
            missing(format!("evidence of: {uncovered}"), Ask::Applicant)
        } else {
            missing(
                format!("whether the learning outcomes cover: {uncovered}"),
                Ask::Institution,
            )
        },
    })
}

/// Shares such as 0.6 of 5 credits have no exact binary form.
const ROUNDING: f64 = 1e-9;
