//! Whether the parts of a pre-stacked package belong together, by what their issuers state.
//!
//! Only a statement for which somebody vouches settles it: anyone can write that a badge counts
//! towards a package. It ties to the package that the profile names, or to a credential that is tied
//! to it; credentials that name each other and not the package are of some other.

use std::collections::{BTreeMap, BTreeSet};

use credeval_model::{
    criterion::Ask,
    programme::{Profile, Programme},
    scope::RelationKind,
    stack::{StackFinding, StackFindingKind},
    standing::ProofStanding,
};

use super::{
    achievement::titles_of,
    candidate::{Candidate, NAMES, is_vouched},
};
use crate::{Policy, finding::missing, fold::folded};

/// What ties a credential to the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    None,
    /// It is claimed, and nobody vouches for who claims it.
    Claimed,
    Stated,
}

/// Lets those that nothing ties to the package count only once that is known.
pub(super) fn ties(
    candidates: &mut [Candidate<'_>],
    programme: &Programme,
    profile: &Profile,
    policy: &Policy,
) -> Vec<StackFinding> {
    let mut package: BTreeSet<String> = profile.also.iter().map(|name| folded(name)).collect();
    package.insert(folded(&programme.programme));
    package.extend(programme.course.iter().map(|course| folded(course)));
    let found = ties_of(candidates, &package, policy);
    let mut loose = Vec::new();
    for (index, (candidate, tie)) in candidates.iter_mut().zip(found).enumerate() {
        if !candidate.may_count() || tie == Tie::Stated {
            continue;
        }
        loose.push(index);
        let fact = missing(
            format!(
                "for {}: a statement of its issuer that it belongs to \"{}\"",
                candidate.named(),
                programme.programme
            ),
            Ask::Issuer,
        );
        let why = if tie == Tie::Claimed {
            "It claims to belong to the package, and nobody vouches for who claims it."
        } else {
            "Nothing says that it belongs to the package."
        };
        candidate.opens(why, fact);
    }
    if loose.is_empty() {
        return Vec::new();
    }
    vec![StackFinding {
        kind: StackFindingKind::Coherence,
        text: "Nothing that somebody vouches for ties these to the package.".to_owned(),
        members: loose,
    }]
}

/// What ties each candidate to the package.
fn ties_of(candidates: &[Candidate<'_>], package: &BTreeSet<String>, policy: &Policy) -> Vec<Tie> {
    let stated = Words::of(candidates, Some(policy)).reached(package);
    let claimed = Words::of(candidates, None).reached(package);
    (0..candidates.len())
        .map(
            |each| match (stated.contains(&each), claimed.contains(&each)) {
                (true, _) => Tie::Stated,
                (false, true) => Tie::Claimed,
                (false, false) => Tie::None,
            },
        )
        .collect()
}

/// What candidates say of themselves and of each other, by their places among them.
struct Words {
    /// The titles of each.
    titles: Vec<BTreeSet<String>>,
    /// The names of what each counts towards or consists of.
    named: Vec<BTreeSet<String>>,
    /// The titles of what each is related to within its document.
    related: Vec<BTreeSet<String>>,
    /// Others of the same document that each is related to, both ways.
    beside: Vec<BTreeSet<usize>>,
}

impl Words {
    /// All that is said; with a policy, only that for which somebody vouches.
    fn of(candidates: &[Candidate<'_>], policy: Option<&Policy>) -> Self {
        let count = candidates.len();
        let mut words = Self {
            titles: vec![BTreeSet::new(); count],
            named: vec![BTreeSet::new(); count],
            related: vec![BTreeSet::new(); count],
            beside: vec![BTreeSet::new(); count],
        };
        // What counts in the place of another takes nothing from what that one says.
        let live = || {
            let all = candidates.iter().enumerate();
            all.filter(|(_, each)| each.may_count() || each.stands_back)
        };
        let places: BTreeMap<_, usize> = live()
            .map(|(index, candidate)| {
                let document = &candidate.evaluation.document;
                ((document.digest, document.part.clone()), index)
            })
            .collect();
        for (index, candidate) in live() {
            let evaluation = candidate.evaluation;
            let elements = &evaluation.elements;
            if policy.is_none_or(|policy| is_vouched(&elements.title, policy))
                && let Some(titles) = words.titles.get_mut(index)
            {
                titles.clone_from(&candidate.titles);
            }
            let stackability = elements.stackability.value();
            let stackability = stackability
                .filter(|_| policy.is_none_or(|policy| is_vouched(&elements.stackability, policy)));
            if let (Some(stated), Some(named)) = (stackability, words.named.get_mut(index)) {
                let towards = stated.towards.iter().take(NAMES);
                let names = towards.chain(stated.parts.iter().take(NAMES));
                named.extend(names.flat_map(titles_of));
            }
            if policy.is_some() && evaluation.standing.proof != ProofStanding::Identified {
                continue;
            }
            let relations = evaluation.relations.iter().take(NAMES);
            for relation in relations.filter(|relation| is_tie(relation.kind)) {
                if let Some(related) = words.related.get_mut(index) {
                    related.extend(relation.title.iter().flat_map(titles_of));
                }
                let place = (evaluation.document.digest, Some(relation.to.clone()));
                let Some(other) = places.get(&place).copied() else {
                    continue;
                };
                for (one, other) in [(index, other), (other, index)] {
                    if let Some(beside) = words.beside.get_mut(one) {
                        beside.insert(other);
                    }
                }
            }
        }
        words
    }

    /// Those that say that they belong to the package, and those that are tied to one of these:
    /// naming each other makes no package. Each candidate and each name is looked at once.
    fn reached(&self, package: &BTreeSet<String>) -> BTreeSet<usize> {
        let bearing = by_name(&self.titles);
        let naming = by_name(&self.named);
        let says = |each: &usize| {
            let all = [&self.titles, &self.named, &self.related];
            all.into_iter()
                .filter_map(|of| of.get(*each))
                .any(|names| !names.is_disjoint(package))
        };
        let mut left: Vec<usize> = (0..self.titles.len()).filter(says).collect();
        let mut reached: BTreeSet<usize> = left.iter().copied().collect();
        let (mut names_seen, mut titles_seen) = (BTreeSet::new(), BTreeSet::new());
        while let Some(each) = left.pop() {
            let named = self.named.get(each).into_iter().flatten();
            let named = named.filter(|name| names_seen.insert(name.as_str()));
            let named = named.filter_map(|name| bearing.get(name.as_str()));
            let titles = self.titles.get(each).into_iter().flatten();
            let titles = titles.filter(|title| titles_seen.insert(title.as_str()));
            let titles = titles.filter_map(|title| naming.get(title.as_str()));
            let beside = self.beside.get(each).into_iter().flatten();
            let others = named.chain(titles).flatten().chain(beside);
            left.extend(others.copied().filter(|other| reached.insert(*other)));
        }
        reached
    }
}

/// The candidates that have each name.
fn by_name(names: &[BTreeSet<String>]) -> BTreeMap<&str, Vec<usize>> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, names) in names.iter().enumerate() {
        for name in names {
            by_name.entry(name).or_default().push(index);
        }
    }
    by_name
}

fn is_tie(kind: RelationKind) -> bool {
    !matches!(
        kind,
        RelationKind::ProvenBy | RelationKind::InfluencedBy | RelationKind::Beside
    )
}
