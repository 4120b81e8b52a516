//! The smallest sets of criteria that settle an outcome, or change it for the better.

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

/// A set of criteria: bit `n` is the criterion `n` of the method.
type Set = u8;

/// The smallest set of criteria such that, whatever they turn out to be, the others no longer
/// matter; the most important first.
///
/// There is only one. A criterion that can change the outcome, for some way in which the others
/// turn out, stands in every set that settles. And the set of all that can does settle: what is left
/// changes the outcome in no single step, so in no number of steps.
pub(crate) fn settling(points: &Points<'_>, terms: &Terms) -> Vec<Criterion> {
    let matters = |criterion: &Criterion| points.matters(*criterion as usize);
    terms.order().into_iter().filter(matters).collect()
}

/// Every smallest set of criteria that would have to be met in full for a better recognition than
/// `now`, with the outcomes that can then follow. Of several sets the one with the most important
/// criterion that the others lack comes first; in each, the most important criterion does.
pub(crate) fn improving(
    space: &Space,
    terms: &Terms,
    on_site: bool,
    now: OutcomeCode,
) -> Vec<(Vec<Criterion>, Outcomes)> {
    let table = terms.table(on_site);
    let better = |code: OutcomeCode| code < now && code.track() == Some(Track::Lrc);
    let short = (0..7)
        .zip(space)
        .filter(|(place, axis)| !table.is_met(*place, **axis))
        .fold(0, |set: Set, (place, _)| set | 1 << place);
    let met = |set| outcomes(&with_met(space, set), table);
    let mut sets: Vec<(Vec<Criterion>, Outcomes)> = smallest(short, |set| met(set).all(better))
        .into_iter()
        .map(|set| {
            let mut criteria = terms.order().to_vec();
            criteria.retain(|criterion| contains(set, *criterion as usize));
            (criteria, met(set))
        })
        .collect();
    let ranks = |criteria: &[Criterion]| -> Vec<usize> {
        let ranks = criteria.iter().map(|criterion| terms.rank(*criterion));
        ranks.collect()
    };
    sets.sort_by_cached_key(|(criteria, _)| ranks(criteria));
    sets
}

/// All sets of the smallest size that pass, each within `whole`.
fn smallest(whole: Set, passes: impl Fn(Set) -> bool) -> Vec<Set> {
    (1..=whole.count_ones())
        .map(|size| {
            (1..=whole)
                .filter(|set| set & !whole == 0 && set.count_ones() == size)
                .filter(|set| passes(*set))
                .collect()
        })
        .find(|sets: &Vec<Set>| !sets.is_empty())
        .unwrap_or_default()
}

/// The space with the criteria of a set met in full.
fn with_met(space: &Space, set: Set) -> Space {
    let mut space = *space;
    for (place, axis) in space.iter_mut().enumerate() {
        if contains(set, place) {
            *axis = Axis::point(STRONGEST, Fit::Full);
        }
    }
    space
}

fn contains(set: Set, place: usize) -> bool {
    set >> place & 1 == 1
}
