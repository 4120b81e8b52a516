//! Which outcomes of the programme the credential's outcomes cover, by exact URI.

use std::collections::BTreeMap;

use credeval_model::{
    Tier,
    alignment::{Alignment, Match, Pair},
    element::{Element, LearningOutcomes},
    programme::Programme,
};

use crate::facts::quoted;

/// Aligns the credential's outcomes with those that the programme asks for.
///
/// Two outcomes match where they name the same URI; each outcome of the credential is spent once,
/// and as many of the programme's as possible are covered. Where the programme says
/// `assume_aligned`, the rest is covered by assumption and shown so. Texts are not compared.
pub(crate) fn align(stated: &Element<LearningOutcomes>, programme: &Programme) -> Alignment {
    let stated = stated.stated();
    let tier = stated.map_or(Tier::Unsigned, |stated| stated.tier);
    let listed = stated.map_or(&[][..], |stated| &stated.value.listed);
    // In an order of their own, so that the credential's order changes nothing.
    let mut sources: Vec<_> = listed.iter().collect();
    sources.sort_by(|a, b| (&a.title, &a.uris).cmp(&(&b.title, &b.uris)));
    let mut by_uri: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (source, outcome) in sources.iter().enumerate() {
        for uri in outcome.uris.iter().filter(|uri| !uri.is_empty()) {
            by_uri.entry(uri).or_default().push(source);
        }
    }
    let candidates: Vec<&[usize]> = programme
        .outcomes
        .iter()
        .map(|target| {
            let uri = target.uri.as_deref().unwrap_or_default();
            by_uri.get(uri).map_or(&[][..], Vec::as_slice)
        })
        .collect();
    let mut spent = BTreeMap::new();
    for target in 0..candidates.len() {
        cover(
            target,
            &candidates,
            &mut spent,
            &mut vec![false; sources.len()],
        );
    }
    let source_of: BTreeMap<usize, usize> = spent
        .into_iter()
        .map(|(source, target)| (target, source))
        .collect();

    let mut pairs = Vec::new();
    let mut uncovered = Vec::new();
    for (index, target) in programme.outcomes.iter().enumerate() {
        let pair = |source: String, how| Pair {
            target: target.title.clone(),
            source,
            how,
            tier,
            language: None,
            share: None,
            by: Vec::new(),
        };
        match source_of
            .get(&index)
            .and_then(|source| sources.get(*source))
        {
            Some(source) => pairs.push(pair(quoted(source.title.shown()), Match::Uri)),
            None if programme.assume_aligned => pairs.push(pair(String::new(), Match::Assumed)),
            None => uncovered.push(target.title.clone()),
        }
    }
    let coverage = share(pairs.len(), programme.outcomes.len());
    Alignment {
        coverage,
        possible: coverage,
        pairs,
        uncovered,
        language: programme
            .language
            .clone()
            .unwrap_or_else(|| "en".to_owned()),
        source_languages: Vec::new(),
        data: Vec::new(),
        not_compared: Vec::new(),
    }
}

/// Finds a source for `target`, moving earlier targets to other sources where that frees one
/// (augmenting paths: the largest matching there is). It goes as deep as there are targets, and
/// those come from the institution's own file.
fn cover(
    target: usize,
    candidates: &[&[usize]],
    spent: &mut BTreeMap<usize, usize>,
    tried: &mut [bool],
) -> bool {
    for &source in candidates.get(target).copied().unwrap_or_default() {
        match tried.get_mut(source) {
            Some(tried) if !*tried => *tried = true,
            _ => continue,
        }
        let free = match spent.get(&source) {
            None => true,
            Some(&earlier) => cover(earlier, candidates, spent, tried),
        };
        if free {
            spent.insert(source, target);
            return true;
        }
    }
    false
}

fn share(covered: usize, of: usize) -> Option<f64> {
    let exact = |count: usize| u32::try_from(count).map(f64::from).ok();
    (of > 0).then_some(exact(covered)? / exact(of)?)
}
