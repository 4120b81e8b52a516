//! Whether the parts of a pre-stacked package belong together, by what their issuers state.
//!
//! Only a statement for which somebody vouches settles it: anyone can write that a badge counts
//! towards a package.

use std::collections::{BTreeMap, BTreeSet};

use credeval_model::{
    Tier,
    criterion::Ask,
    programme::{Profile, Programme},
    scope::RelationKind,
    stack::{StackFinding, StackFindingKind},
    standing::ProofStanding,
};

use super::{
    achievement::titles_of,
    candidate::{Candidate, NAMES},
};
use crate::{finding::missing, fold::folded};

/// What ties a credential to the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    None,
    /// It is claimed, and nobody vouches for who claims it.
    Claimed,
    Stated,
}

impl Tie {
    fn of(tier: Tier) -> Self {
        match tier {
            Tier::Register | Tier::Identified | Tier::Attested => Self::Stated,
            Tier::Signed | Tier::Unsigned => Self::Claimed,
        }
    }
}

/// Lets those that nothing ties to the package count only once that is known.
pub(super) fn ties(
    candidates: &mut [Candidate<'_>],
    programme: &Programme,
    profile: &Profile,
) -> Vec<StackFinding> {
    let mut package: BTreeSet<String> = profile.also.iter().map(|name| folded(name)).collect();
    package.insert(folded(&programme.programme));
    package.extend(programme.course.iter().map(|course| folded(course)));
    let found = ties_of(candidates, &package);
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
fn ties_of(candidates: &[Candidate<'_>], package: &BTreeSet<String>) -> Vec<Tie> {
    let names: Vec<(Tie, BTreeSet<String>)> = candidates.iter().map(names).collect();
    let mut by_title: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut naming: BTreeMap<&str, Vec<(usize, Tie)>> = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (index, (candidate, (tie, names))) in candidates.iter().zip(&names).enumerate() {
        if !candidate.may_count() {
            continue;
        }
        for title in &candidate.titles {
            by_title.entry(title).or_default().push(index);
        }
        for name in names {
            naming.entry(name).or_default().push((index, *tie));
        }
        let document = &candidate.evaluation.document;
        places.insert((document.digest, document.part.clone()), index);
    }
    let tie = |(index, (candidate, (stated, names))): (
        usize,
        (&Candidate<'_>, &(Tie, BTreeSet<String>)),
    )| {
        let evaluation = candidate.evaluation;
        let mut ties = Vec::new();
        if !candidate.titles.is_disjoint(package) {
            ties.extend(
                evaluation
                    .elements
                    .title
                    .stated()
                    .map(|title| Tie::of(title.tier)),
            );
        }
        let another = |name: &String| {
            by_title
                .get(name.as_str())
                .is_some_and(|those| those.iter().any(|each| *each != index))
        };
        if names
            .iter()
            .any(|name| package.contains(name) || another(name))
        {
            ties.push(*stated);
        }
        for title in &candidate.titles {
            let naming = naming.get(title.as_str()).into_iter().flatten();
            ties.extend(
                naming
                    .filter(|(other, _)| *other != index)
                    .map(|(_, tie)| *tie),
            );
        }
        let proof = match evaluation.standing.proof {
            ProofStanding::Identified => Tie::Stated,
            ProofStanding::Signed | ProofStanding::Unsigned | ProofStanding::Paper => Tie::Claimed,
        };
        let relations = evaluation.relations.iter().take(NAMES);
        let is_tie = |kind| {
            !matches!(
                kind,
                RelationKind::ProvenBy | RelationKind::InfluencedBy | RelationKind::Beside
            )
        };
        let is_related = relations
            .filter(|relation| is_tie(relation.kind))
            .any(|relation| {
                let mut titles = relation.title.iter().flat_map(titles_of);
                let place = (evaluation.document.digest, Some(relation.to.clone()));
                titles.any(|name| package.contains(&name))
                    || places.get(&place).is_some_and(|other| *other != index)
            });
        ties.extend(is_related.then_some(proof));
        ties.into_iter().max().unwrap_or(Tie::None)
    };
    candidates.iter().zip(&names).enumerate().map(tie).collect()
}

/// What a credential says that it counts towards or consists of, and what that is worth.
fn names(candidate: &Candidate<'_>) -> (Tie, BTreeSet<String>) {
    let Some(stated) = candidate.evaluation.elements.stackability.stated() else {
        return (Tie::None, BTreeSet::new());
    };
    let towards = stated.value.towards.iter().take(NAMES);
    let names = towards
        .chain(stated.value.parts.iter().take(NAMES))
        .flat_map(titles_of);
    (Tie::of(stated.tier), names.collect())
}
