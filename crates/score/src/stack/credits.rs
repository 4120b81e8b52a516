//! How much learning a stack holds, each of it once.

use std::collections::{BTreeMap, BTreeSet};

use super::candidate::Candidate;

/// Credentials that are worth so many credits together.
pub(super) struct Share {
    pub(super) by: Vec<usize>,
    pub(super) ects: f64,
}

/// The credits of all shares. Those of one share are spread evenly over the learning outcomes that
/// its credentials state; an outcome that several shares state counts once, with the most that it
/// has in one of them. So what is repeated adds nothing, and what is added takes nothing away.
pub(super) fn total(shares: &[Share], candidates: &[Candidate<'_>]) -> f64 {
    let mut sum = 0.0;
    let mut most: BTreeMap<&str, f64> = BTreeMap::new();
    for share in shares {
        let members = share.by.iter().filter_map(|each| candidates.get(*each));
        let outcomes: BTreeSet<&str> = members
            .flat_map(|each| &each.outcomes)
            .map(String::as_str)
            .collect();
        let Some(count) = u32::try_from(outcomes.len())
            .ok()
            .filter(|count| *count > 0)
        else {
            sum += share.ects;
            continue;
        };
        for outcome in outcomes {
            let credits = most.entry(outcome).or_default();
            *credits = credits.max(share.ects / f64::from(count));
        }
    }
    let sum = sum + most.values().sum::<f64>();
    // Thirds of a credit do not add up to a whole one in binary.
    (sum * 100.0).round() / 100.0
}

/// The share of learning outcomes that more than one of these credentials state, and which
/// credentials do; `None` where none states any.
pub(super) fn overlap(
    counting: &[usize],
    candidates: &[Candidate<'_>],
) -> (Option<f64>, Vec<usize>) {
    let mut by: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in counting {
        for outcome in candidates
            .get(*index)
            .into_iter()
            .flat_map(|each| &each.outcomes)
        {
            by.entry(outcome).or_default().push(*index);
        }
    }
    let exact = |count: usize| u32::try_from(count).map_or(0.0, f64::from);
    let repeated = || by.values().filter(|by| by.len() > 1);
    let members: BTreeSet<usize> = repeated().flatten().copied().collect();
    let share = (!by.is_empty()).then(|| exact(repeated().count()) / exact(by.len()));
    (share, members.into_iter().collect())
}
