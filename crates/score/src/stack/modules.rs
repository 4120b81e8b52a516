//! Which credential fills which module of the profile.
//!
//! A credential is spent once. Where two compete for a module, the stronger one by the policy's
//! priorities has it. What is sure is settled first; what is open fills only what is left.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use credeval_model::{
    criterion::{Ask, Missing},
    programme::{Module, Profile, Programme, Purpose},
    stack::Counts,
};

use super::candidate::Candidate;
use crate::{Policy, Terms, finding::missing, fold::folded, policy::MissingAs};

/// Credentials that fill one module together.
const TOGETHER: usize = 8;
/// Shares such as 0.8 of 5 credits have no exact binary form.
const ROUNDING: f64 = 1e-9;

/// How a credential fits a module.
#[derive(Debug, Clone)]
struct Fit {
    sure: bool,
    /// What must be found out where it is not sure.
    open: Vec<Missing>,
}

/// A module, and what fits it.
pub(super) struct Place<'a> {
    pub(super) module: &'a Module,
    /// Credits that it must be filled with, at least.
    pub(super) asked: f64,
    fits: BTreeMap<usize, Fit>,
    /// Outcomes of the module that each credential covers, for those that cover any.
    covers: BTreeMap<usize, BTreeSet<String>>,
    coverage_min: f64,
    /// Whether what is not known counts as not met.
    strict: bool,
    terms: &'a Terms,
}

/// What fills the modules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filling {
    /// The candidates in each module, by the modules' places in the profile.
    pub(super) by: BTreeMap<usize, Vec<usize>>,
}

impl Filling {
    /// Whether a candidate is spent.
    pub(super) fn has(&self, candidate: usize) -> bool {
        self.by.values().any(|by| by.contains(&candidate))
    }
}

/// The share of a module's credits, and of its outcomes, that fills it: what the programme says,
/// else what the policy asks for stacking, else for an exemption, since whoever fills a module is
/// exempted from it.
pub(super) fn shares(programme: &Programme, policy: &Policy) -> (f64, f64) {
    let (stacking, exemption) = (
        policy.bars(Purpose::Stacking),
        policy.bars(Purpose::Exemption),
    );
    let or = |stacking: f64, exemption| if stacking > 0.0 { stacking } else { exemption };
    (
        programme
            .workload_ratio_min
            .unwrap_or_else(|| or(stacking.workload_ratio_min, exemption.workload_ratio_min)),
        programme
            .coverage_min
            .unwrap_or_else(|| or(stacking.coverage_min, exemption.coverage_min)),
    )
}

/// The modules of a profile with what fits them.
pub(super) fn places<'a>(
    candidates: &[Candidate<'_>],
    programme: &Programme,
    profile: &'a Profile,
    terms: &'a Terms,
) -> Vec<Place<'a>> {
    let (workload, coverage_min) = shares(programme, terms.policy());
    let modules = profile.modules.iter().take(Profile::MODULES);
    modules
        .map(|module| {
            let mut place = Place {
                module,
                asked: module.ects.unwrap_or_default() * workload,
                fits: BTreeMap::new(),
                covers: BTreeMap::new(),
                coverage_min,
                strict: terms.policy().rules.missing_as == MissingAs::No,
                terms,
            };
            let names: BTreeSet<String> = module
                .also
                .iter()
                .chain([&module.title])
                .map(|name| folded(name))
                .collect();
            let target = Programme {
                outcomes: module.outcomes.clone(),
                assume_aligned: false,
                profile: None,
                ..programme.clone()
            };
            for (index, candidate) in candidates.iter().enumerate() {
                if candidate.may_count() {
                    place.consider(index, candidate, &names, &target);
                }
            }
            place
        })
        .collect()
}

impl Place<'_> {
    fn consider(
        &mut self,
        index: usize,
        candidate: &Candidate<'_>,
        names: &BTreeSet<String>,
        target: &Programme,
    ) {
        let is_named = !candidate.titles.is_disjoint(names);
        let (coverage, possible) = if target.outcomes.is_empty() {
            (0.0, 0.0)
        } else {
            let alignment = self.terms.align(&candidate.learning, target);
            let covered = alignment
                .pairs
                .iter()
                .filter(|pair| pair.how.counts())
                .map(|pair| pair.target.clone());
            let covered: BTreeSet<String> = covered.collect();
            if !covered.is_empty() {
                self.covers.insert(index, covered);
            }
            (
                alignment.coverage.unwrap_or_default(),
                alignment.possible.unwrap_or_default(),
            )
        };
        let enough = |share: f64| {
            !target.outcomes.is_empty() && share >= self.coverage_min - ROUNDING && share > 0.0
        };
        let title = &self.module.title;
        let mut open = Vec::new();
        if !(enough(coverage) || (is_named && target.outcomes.is_empty())) {
            if !is_named && !enough(possible) {
                return;
            }
            open.push(missing(
                format!(
                    "whether the learning outcomes of {} cover the module \"{title}\"",
                    candidate.named()
                ),
                Ask::Institution,
            ));
        }
        let asked = self.asked;
        match candidate.worth {
            // Known to be too little to fill it alone.
            Some((_, most)) if most < asked - ROUNDING && candidate.worth_is_vouched => return,
            Some((least, _)) if least >= asked - ROUNDING => {}
            _ if asked > 0.0 => open.push(missing(format!("for {}: the workload, which must be {asked:.1} ECTS credits or more for the module \"{title}\"", candidate.named()), Ask::Issuer)),
            _ => {}
        }
        if self.strict && !open.is_empty() {
            return;
        }
        self.fits.insert(
            index,
            Fit {
                sure: open.is_empty(),
                open,
            },
        );
    }

    /// What must be found out before a candidate fills it.
    pub(super) fn open(&self, candidate: usize) -> &[Missing] {
        self.fits
            .get(&candidate)
            .map(|fit| fit.open.as_slice())
            .unwrap_or_default()
    }

    /// Whether a candidate fits it, or may.
    pub(super) fn takes(&self, candidate: usize) -> bool {
        self.fits.contains_key(&candidate)
    }

    /// Its share of the modules' outcomes that these cover together.
    fn covered_by(&self, candidates: &[usize]) -> f64 {
        let all: BTreeSet<&str> = self
            .module
            .outcomes
            .iter()
            .map(|outcome| outcome.title.as_str())
            .collect();
        let covered: BTreeSet<&String> = candidates
            .iter()
            .filter_map(|each| self.covers.get(each))
            .flatten()
            .collect();
        let exact = |count: usize| u32::try_from(count).map_or(0.0, f64::from);
        if all.is_empty() {
            0.0
        } else {
            exact(covered.len()) / exact(all.len())
        }
    }
}

/// What fills the modules for sure, and beyond that once `settled` candidates turn out to count.
pub(super) fn fill(
    candidates: &[Candidate<'_>],
    places: &[Place<'_>],
    settled: &[bool],
) -> Filling {
    let is_settled = |each: usize| settled.get(each).copied().unwrap_or_default();
    let counts = |each: usize| {
        candidates
            .get(each)
            .is_some_and(|candidate| candidate.counts == Counts::Yes)
    };
    let may = |each: usize| candidates.get(each).is_some_and(Candidate::may_count);
    let sure = fill_by(
        candidates,
        places,
        &Filling::default(),
        &|place, each| counts(each) && place.fits.get(&each).is_some_and(|fit| fit.sure),
        &counts,
    );
    if !settled.contains(&true) {
        return sure;
    }
    let beyond = |from: &Filling| {
        fill_by(
            candidates,
            places,
            from,
            &|place, each| {
                may(each)
                    && (is_settled(each)
                        || (counts(each) && place.fits.get(&each).is_some_and(|fit| fit.sure)))
                    && place.takes(each)
            },
            &|each| may(each) && (counts(each) || is_settled(each)),
        )
    };
    // What is sure stays where it is, unless more is filled once it may move.
    let (kept, moved) = (beyond(&sure), beyond(&Filling::default()));
    if holds_more(&moved, &kept, places) {
        moved
    } else {
        kept
    }
}

/// Whether one filling holds more of the profile than another: required modules, then credits.
fn holds_more(one: &Filling, other: &Filling, places: &[Place<'_>]) -> bool {
    let held = |filling: &Filling| {
        let of = filling.by.keys().filter_map(|each| places.get(*each));
        let modules: Vec<&Module> = of.map(|place| place.module).collect();
        let required = modules.iter().filter(|module| !module.optional).count();
        let credits: f64 = modules.iter().filter_map(|module| module.ects).sum();
        (required, credits)
    };
    let (one, other) = (held(one), held(other));
    (one.0.cmp(&other.0))
        .then(one.1.total_cmp(&other.1))
        .is_gt()
}

/// Extends a filling by candidates that fit: as much of the profile as possible, required modules and
/// large ones first, by the strongest candidates.
fn fill_by(
    candidates: &[Candidate<'_>],
    places: &[Place<'_>],
    from: &Filling,
    fits: &dyn Fn(&Place<'_>, usize) -> bool,
    usable: &dyn Fn(usize) -> bool,
) -> Filling {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_cached_key(|each| (candidates.get(*each).map(Candidate::preference), *each));
    let mut wanted: Vec<usize> = (0..places.len())
        .filter(|each| !from.by.contains_key(each))
        .collect();
    wanted.sort_by(|one, other| {
        let of = |each: &usize| places.get(*each).map(|place| place.module);
        let optional = |each| of(each).is_some_and(|module| module.optional);
        let ects = |each| of(each).and_then(|module| module.ects).unwrap_or_default();
        optional(one)
            .cmp(&optional(other))
            .then(ects(other).total_cmp(&ects(one)))
            .then(one.cmp(other))
    });
    let free: Vec<usize> = order
        .iter()
        .copied()
        .filter(|each| !from.has(*each))
        .collect();
    let by_place: BTreeMap<usize, Vec<usize>> = wanted
        .iter()
        .filter_map(|place| Some((*place, places.get(*place)?)))
        .map(|(index, place)| {
            (
                index,
                free.iter()
                    .copied()
                    .filter(|each| fits(place, *each))
                    .collect(),
            )
        })
        .collect();
    // Which modules can be filled at all ...
    let mut taken = BTreeMap::new();
    for place in &wanted {
        augment(*place, &by_place, &mut taken);
    }
    // ... and then by whom: the strongest candidates that can fill just these.
    let chosen: BTreeSet<usize> = taken.into_values().collect();
    let mut by_candidate: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for place in wanted.iter().filter(|place| chosen.contains(place)) {
        for candidate in by_place.get(place).into_iter().flatten() {
            by_candidate.entry(*candidate).or_default().push(*place);
        }
    }
    let mut filled = BTreeMap::new();
    for candidate in &free {
        augment(*candidate, &by_candidate, &mut filled);
    }
    let mut filling = from.clone();
    filling.by.extend(
        filled
            .into_iter()
            .map(|(place, candidate)| (place, vec![candidate])),
    );
    let rest: Vec<usize> = wanted
        .into_iter()
        .filter(|place| !filling.by.contains_key(place))
        .collect();
    for index in rest {
        if let Some(by) = places
            .get(index)
            .and_then(|place| together(place, candidates, &free, &filling, usable))
        {
            filling.by.insert(index, by);
        }
    }
    filling
}

/// Finds a partner for `each`, moving earlier ones to others where that frees one (augmenting
/// paths), so that as many as possible have one and whoever has one keeps one. It goes as deep as
/// there are modules.
fn augment(
    each: usize,
    partners: &BTreeMap<usize, Vec<usize>>,
    taken: &mut BTreeMap<usize, usize>,
) -> bool {
    fn find(
        each: usize,
        partners: &BTreeMap<usize, Vec<usize>>,
        taken: &mut BTreeMap<usize, usize>,
        tried: &mut BTreeSet<usize>,
    ) -> bool {
        for partner in partners.get(&each).into_iter().flatten() {
            if !tried.insert(*partner) {
                continue;
            }
            let earlier = taken.get(partner).copied();
            if earlier.is_none_or(|earlier| find(earlier, partners, taken, tried)) {
                taken.insert(*partner, each);
                return true;
            }
        }
        false
    }
    find(each, partners, taken, &mut BTreeSet::new())
}

/// Several credentials that fill a module together: each adds outcomes, and their credits add up.
fn together(
    place: &Place<'_>,
    candidates: &[Candidate<'_>],
    free: &[usize],
    filling: &Filling,
    usable: &dyn Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    let mut left: Vec<usize> = free
        .iter()
        .copied()
        .filter(|each| usable(*each) && place.covers.contains_key(each) && !filling.has(*each))
        .collect();
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < TOGETHER {
        let credits: f64 = chosen
            .iter()
            .filter_map(|each| candidates.get(*each))
            .map(Candidate::least)
            .sum();
        let covered = place.covered_by(&chosen);
        if covered >= place.coverage_min - ROUNDING
            && covered > 0.0
            && credits >= place.asked - ROUNDING
        {
            chosen.sort_unstable();
            return Some(chosen);
        }
        let gain = |each: &usize| place.covered_by(&[chosen.as_slice(), &[*each]].concat());
        let best = left
            .iter()
            .enumerate()
            .map(|(rank, each)| (gain(each), Reverse(rank)));
        let (gained, Reverse(rank)) =
            best.max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))?;
        if gained <= covered {
            return None;
        }
        chosen.push(left.remove(rank));
    }
    None
}
