//! Which credentials are of one achievement: duplicates, versions, and a whole beside its parts.

use std::{cmp::Ordering, collections::BTreeMap};

use credeval_model::{
    criterion::Ask,
    element::Text,
    scope::RelationKind,
    stack::{Counts, StackFinding, StackFindingKind},
};

use super::{
    candidate::{Candidate, NAMES},
    sets::Sets,
};
use crate::{finding::missing, fold::folded};

/// Titles that one sentence names.
const NAMED: usize = 4;

/// Lets each achievement count once, and tells which credentials stand for the same.
///
/// Of several that stand for the same, the last in `favoured` counts, else the one that is worth
/// most. `others` are those that could count in its place and would not count alike.
pub(super) fn once_each(
    candidates: &mut [Candidate<'_>],
    favoured: &[usize],
    others: &mut Vec<usize>,
) -> Vec<StackFinding> {
    let mut findings = duplicates(candidates, favoured, others);
    findings.extend(unsure_duplicates(candidates));
    findings.extend(wholes_and_parts(candidates, favoured, others));
    findings
}

/// The same place of the same document, or the same title by the same body.
///
/// The learner holds each version, and a later one takes nothing from an earlier one that is still
/// in force: who awarded it withdraws it by revoking it. So the day of the award comes last.
#[expect(
    clippy::too_many_lines,
    reason = "one way of being the same after the other"
)]
fn duplicates(
    candidates: &mut [Candidate<'_>],
    favoured: &[usize],
    others: &mut Vec<usize>,
) -> Vec<StackFinding> {
    let mut sets = Sets::new(candidates.len());
    let mut first = BTreeMap::new();
    for (index, candidate) in candidates
        .iter()
        .enumerate()
        .filter(|(_, each)| each.may_count())
    {
        let document = &candidate.evaluation.document;
        let place = document.part.as_ref().map_or("", |part| part.as_str());
        let mut keys = vec![format!("{} {place}", document.digest.hex())];
        for title in &candidate.titles {
            keys.extend(
                candidate
                    .bodies
                    .iter()
                    .map(|body| format!("{title}\n{body}")),
            );
        }
        for key in keys {
            sets.join(*first.entry(key).or_insert(index), index);
        }
    }
    let mut findings = Vec::new();
    for mut group in sets.groups().into_iter().filter(|group| group.len() > 1) {
        group.retain(|each| candidates.get(*each).is_some_and(Candidate::may_count));
        let winner = group
            .iter()
            .copied()
            .filter_map(|each| Some((each, candidates.get(each)?)));
        let best = winner.min_by(|(one, a), (other, b)| {
            let favour = |each| favoured.iter().position(|favoured| favoured == each);
            a.counts
                .cmp(&b.counts)
                .then(favour(other).cmp(&favour(one)))
                .then_with(|| a.versions(b))
                .then(one.cmp(other))
        });
        let Some((winner, kept)) = best else {
            continue;
        };
        let would_count = |each: &&usize| {
            let candidate = candidates.get(**each);
            candidate.is_some_and(|each| each.counts == kept.counts && !each.counts_like(kept))
        };
        others.extend(group.iter().filter(would_count));
        let (title, day) = (kept.named(), kept.day);
        let told = (
            kept.day,
            kept.level,
            kept.worth
                .map(|(least, most)| (least.to_bits(), most.to_bits())),
        );
        let mut copies = Vec::new();
        let mut versions = Vec::new();
        for each in group.iter().copied().filter(|each| *each != winner) {
            let Some(candidate) = candidates.get_mut(each) else {
                continue;
            };
            let worth = candidate
                .worth
                .map(|(least, most)| (least.to_bits(), most.to_bits()));
            if (candidate.day, candidate.level, worth) == told {
                copies.push(each);
                candidate
                    .stands_back("It is of the same achievement as another, which counts once.");
            } else {
                versions.push(each);
                candidate.stands_back(match day {
                    Some(day) => {
                        format!("Another version of the same achievement counts, awarded on {day}.")
                    }
                    None => "Another version of the same achievement counts.".to_owned(),
                });
            }
        }
        let of_that_day = match day {
            Some(day) => format!("the one awarded on {day} counts"),
            None => "one counts".to_owned(),
        };
        for (kind, others, what) in [
            (
                StackFindingKind::Duplicate,
                copies,
                "is among the credentials more than once; it counts once".to_owned(),
            ),
            (
                StackFindingKind::Version,
                versions,
                format!("is among the credentials in several versions; {of_that_day}"),
            ),
        ] {
            if !others.is_empty() {
                let mut members = others;
                members.push(winner);
                members.sort_unstable();
                findings.push(StackFinding {
                    kind,
                    text: format!("{title} {what}."),
                    members,
                });
            }
        }
    }
    findings
}

/// The same title, where one does not say who awarded it: it may be the same achievement.
fn unsure_duplicates(candidates: &mut [Candidate<'_>]) -> Vec<StackFinding> {
    let mut by_title: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, candidate) in candidates
        .iter()
        .enumerate()
        .filter(|(_, each)| each.may_count())
    {
        for title in &candidate.titles {
            by_title.entry(title.clone()).or_default().push(index);
        }
    }
    let mut findings = Vec::new();
    for group in by_title.into_values().filter(|group| group.len() > 1) {
        let without = group.iter().copied().filter(|each| {
            candidates
                .get(*each)
                .is_some_and(|each| each.bodies.is_empty())
        });
        let mut unsure: Vec<usize> = without.collect();
        if unsure.len() == group.len() {
            let best = unsure.iter().enumerate().filter_map(|(place, each)| {
                let candidate = candidates.get(*each)?;
                Some((place, candidate))
            });
            let best = best.min_by(|(one, a), (other, b)| {
                let sure = a.counts.cmp(&b.counts);
                sure.then_with(|| a.versions(b)).then(one.cmp(other))
            });
            if let Some((best, _)) = best {
                unsure.remove(best);
            }
        }
        for each in &unsure {
            let Some(candidate) = candidates.get_mut(*each) else {
                continue;
            };
            let fact = missing(
                format!(
                    "for {}: who awarded it, as another credential has its title",
                    candidate.named()
                ),
                Ask::Issuer,
            );
            candidate.opens(
                "It may be of the same achievement as another of its title.",
                fact,
            );
        }
        if !unsure.is_empty() {
            findings.push(StackFinding {
                kind: StackFindingKind::Duplicate,
                text: "Credentials with the same title may be of one achievement: one does not say who awarded it.".to_owned(),
                members: group,
            });
        }
    }
    findings
}

/// A transcript and its courses, a certificate and the badges that it is made of: one of the two
/// counts, whichever is worth more, and the parts where both are worth the same.
fn wholes_and_parts(
    candidates: &mut [Candidate<'_>],
    favoured: &[usize],
    others: &mut Vec<usize>,
) -> Vec<StackFinding> {
    let edges = part_edges(candidates);
    let mut sets = Sets::new(candidates.len());
    let mut is_part = vec![false; candidates.len()];
    let mut is_whole = vec![false; candidates.len()];
    for (whole, part) in edges {
        sets.join(whole, part);
        if let (Some(whole), Some(part)) = (is_whole.get_mut(whole), is_part.get_mut(part)) {
            (*whole, *part) = (true, true);
        }
    }
    let told = |flags: &[bool], each: usize| flags.get(each).copied().unwrap_or_default();
    let mut findings = Vec::new();
    for group in sets.groups().into_iter().filter(|group| group.len() > 1) {
        let wholes: Vec<usize> = group
            .iter()
            .copied()
            .filter(|each| !told(&is_part, *each))
            .collect();
        let parts: Vec<usize> = group
            .iter()
            .copied()
            .filter(|each| !told(&is_whole, *each))
            .collect();
        let worth = |side: &[usize]| {
            let of = || side.iter().filter_map(|each| candidates.get(*each));
            let sure: f64 = of()
                .filter(|each| each.counts == Counts::Yes)
                .map(Candidate::sure)
                .sum();
            (sure, of().map(Candidate::most).sum::<f64>())
        };
        let kept = match (wholes.is_empty(), parts.is_empty()) {
            (false, false) => {
                let ((sure, most), (other_sure, other_most)) = (worth(&wholes), worth(&parts));
                let wholes_worth_more = sure
                    .total_cmp(&other_sure)
                    .then(most.total_cmp(&other_most))
                    .is_gt();
                let favour = |side: &[usize]| favoured.iter().rposition(|each| side.contains(each));
                let keeps_wholes = match favour(&wholes).cmp(&favour(&parts)) {
                    Ordering::Greater => true,
                    Ordering::Less => false,
                    Ordering::Equal => wholes_worth_more,
                };
                let (kept, left) = if keeps_wholes {
                    (wholes, parts)
                } else {
                    (parts, wholes)
                };
                others.extend(left.first());
                kept
            }
            // Each claims to be a part of the next, round and round.
            _ => group
                .iter()
                .copied()
                .filter_map(|each| Some((candidates.get(each)?.preference(), each)))
                .min()
                .map(|(_, each)| each)
                .into_iter()
                .collect(),
        };
        let mut titles: Vec<String> = kept
            .iter()
            .filter_map(|each| candidates.get(*each))
            .map(Candidate::named)
            .collect();
        let more = titles.len().saturating_sub(NAMED);
        titles.truncate(NAMED);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        for each in group.iter().filter(|each| !kept.contains(each)) {
            if let Some(candidate) = candidates.get_mut(*each) {
                candidate.stands_back("It is a whole, or a part, of what counts already.");
            }
        }
        findings.push(StackFinding {
            kind: StackFindingKind::Duplicate,
            text: format!(
                "A whole stands beside its parts; {}{more} counts, and the learning once.",
                titles.join(", ")
            ),
            members: group,
        });
    }
    findings
}

/// Pairs of a whole and a part of it, among the candidates that may count.
fn part_edges(candidates: &[Candidate<'_>]) -> Vec<(usize, usize)> {
    let live = || {
        candidates
            .iter()
            .enumerate()
            .filter(|(_, each)| each.may_count())
    };
    let mut by_place = BTreeMap::new();
    let mut by_title: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, candidate) in live() {
        let document = &candidate.evaluation.document;
        if let Some(part) = &document.part {
            by_place.insert((document.digest, part.clone()), index);
        }
        for title in &candidate.titles {
            by_title.entry(title).or_default().push(index);
        }
    }
    let mut edges = Vec::new();
    for (index, candidate) in live() {
        let evaluation = candidate.evaluation;
        for relation in evaluation.relations.iter().take(NAMES) {
            let to = by_place.get(&(evaluation.document.digest, relation.to.clone()));
            match (relation.kind, to) {
                (RelationKind::HasPart, Some(to)) if *to != index => edges.push((index, *to)),
                (RelationKind::PartOf, Some(to)) if *to != index => edges.push((*to, index)),
                _ => {}
            }
        }
        let stackability = evaluation.elements.stackability.value();
        let parts = stackability
            .map(|each| each.parts.as_slice())
            .unwrap_or_default();
        for title in parts.iter().take(NAMES).flat_map(titles_of) {
            for part in by_title
                .get(title.as_str())
                .into_iter()
                .flatten()
                .take(NAMES)
            {
                let other = candidates.get(*part);
                if *part != index
                    && other.is_some_and(|other| candidate.same_body(other) != Some(false))
                {
                    edges.push((index, *part));
                }
            }
        }
    }
    edges
}

/// A text in every language, folded.
pub(super) fn titles_of(text: &Text) -> Vec<String> {
    let texts = text.0.values().take(NAMES);
    texts
        .map(|text| folded(text))
        .filter(|text| !text.is_empty())
        .collect()
}
