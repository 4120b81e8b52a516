//! The smallest sets of criteria that settle an outcome, or change it for the better.

use credeval_model::{
    Criterion,
    outcome::{OutcomeCode, Track},
};

use crate::{
    finding::STRONGEST,
    fit::Fit,
    outcome::{Axis, Outcomes, Space, Table, all, is_settled, outcomes},
};

/// A set of criteria: bit `n` is the criterion `n` of the method.
type Set = u8;

/// Every smallest set of open criteria such that, whatever they turn out to be, the others no
/// longer matter. All open criteria together always settle, so there is one.
pub(crate) fn settling(space: &Space, table: &Table) -> Vec<Vec<Criterion>> {
    let open = members(Axis::is_open, space);
    let sets = smallest(open, |set| set == open || settles(set, space, table));
    sets.into_iter().map(criteria).collect()
}

/// Every smallest set of criteria that would have to be met in full for a better recognition than
/// `now`, with the outcomes that can then follow.
pub(crate) fn improving(
    space: &Space,
    table: &Table,
    now: OutcomeCode,
) -> Vec<(Vec<Criterion>, Outcomes)> {
    let better = |code: OutcomeCode| code < now && code.track() == Some(Track::Lrc);
    let met = |set| with(space, set, Axis::point(STRONGEST, Fit::Full));
    let every = members(|_| true, space);
    let sets = smallest(every, |set| all(&met(set), table, better));
    sets.into_iter()
        .map(|set| (criteria(set), outcomes(&met(set), table)))
        .collect()
}

fn settles(set: Set, space: &Space, table: &Table) -> bool {
    let Some(place) = (0..7).find(|place| contains(set, *place)) else {
        return is_settled(space, table);
    };
    let rest = set & !(1 << place);
    let steps = space.get(place).into_iter().flat_map(|axis| axis.steps());
    steps
        .map(|(rung, fit)| with(space, 1 << place, Axis::point(rung, fit)))
        .all(|pinned| settles(rest, &pinned, table))
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

/// The space with the axes of a set replaced.
fn with(space: &Space, set: Set, axis: Axis) -> Space {
    let mut space = *space;
    for (place, each) in space.iter_mut().enumerate() {
        if contains(set, place) {
            *each = axis;
        }
    }
    space
}

fn members(is_in: impl Fn(Axis) -> bool, space: &Space) -> Set {
    space
        .iter()
        .enumerate()
        .filter(|(_, axis)| is_in(**axis))
        .fold(0, |set, (place, _)| set | 1 << place)
}

fn contains(set: Set, place: usize) -> bool {
    set >> place & 1 == 1
}

fn criteria(set: Set) -> Vec<Criterion> {
    Criterion::ALL
        .into_iter()
        .filter(|criterion| contains(set, *criterion as usize))
        .collect()
}
