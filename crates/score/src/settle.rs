//! The smallest set of criteria that settles an outcome, or changes it for the better; the most
//! important criterion first.

use credeval_model::{
    Criterion,
    outcome::{OutcomeCode, Track},
};

use crate::{
    finding::STRONGEST,
    fit::Fit,
    outcome::{Axis, Outcomes, Points, Space, outcomes},
    terms::Terms,
};

/// The smallest set of criteria such that, whatever they turn out to be, the others no longer
/// matter.
///
/// There is only one. A criterion that can change the outcome, for some way in which the others
/// turn out, stands in every set that settles. And the set of all that can does settle: what is left
/// changes the outcome in no single step, so in no number of steps.
pub(crate) fn settling(points: &Points, terms: &Terms) -> Vec<Criterion> {
    let matters = |criterion: &Criterion| points.matters(*criterion as usize);
    terms.order().into_iter().filter(matters).collect()
}

/// The smallest set of criteria that would have to be met in full for a better recognition than
/// `now`, with the outcomes that can then follow.
///
/// There is only one. Every recognition asks something of each criterion, and never of one or
/// another: so what is needed is each criterion without which all others together do not do.
pub(crate) fn improving(
    space: &Space,
    terms: &Terms,
    on_site: bool,
    now: OutcomeCode,
) -> (Vec<Criterion>, Outcomes) {
    let table = terms.table(on_site);
    let better = |code: OutcomeCode| code < now && code.track() == Some(Track::Lrc);
    let met = |is_met: &dyn Fn(Criterion) -> bool| {
        let mut space = *space;
        for (criterion, axis) in Criterion::ALL.into_iter().zip(&mut space) {
            if is_met(criterion) {
                *axis = Axis::point(STRONGEST, Fit::Full);
            }
        }
        outcomes(&space, table)
    };
    let needed = |criterion: &Criterion| !met(&|each| each != *criterion).all(better);
    let needed: Vec<Criterion> = terms.order().into_iter().filter(needed).collect();
    let leads_to = met(&|each| needed.contains(&each));
    (needed, leads_to)
}
