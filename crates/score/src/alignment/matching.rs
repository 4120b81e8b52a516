//! Which outcome of the credential is spent on which of the programme, each once.

use credeval_model::alignment::Match;

/// A match that is possible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) target: usize,
    pub(super) source: usize,
    pub(super) how: Match,
    /// How much of the target the source says, 0 to 1; 1 where it is not by words.
    pub(super) share: f64,
}

impl Edge {
    /// Whether it is the surer of two, or says more.
    pub(super) fn is_better(&self, other: &Self) -> bool {
        let by_kind = self.how.cmp(&other.how);
        by_kind.then(other.share.total_cmp(&self.share)).is_lt()
    }
}

/// The kinds of match, the surest first: a pass for each.
const COUNTING: [Match; 3] = [Match::Uri, Match::RelatedUri, Match::Text];
const PROVISIONAL: [Match; 2] = [Match::NearUri, Match::Title];

/// What is spent on what.
#[derive(Debug, Clone)]
pub(super) struct Matching {
    /// The source of each target.
    sources: Vec<Option<usize>>,
    /// The target of each source.
    targets: Vec<Option<usize>>,
    /// Whether each target is covered by a match that counts.
    counted: Vec<bool>,
    /// The edges of each target, the best first.
    edges: Vec<Vec<Edge>>,
}

impl Matching {
    /// The largest matching, pass by pass: what a surer pass covered stays covered, though perhaps
    /// by another source, and what counts never gives way to what is provisional.
    ///
    /// `edges` in any order; each pass takes the best pairs first, and then moves earlier ones to
    /// other sources where that frees one.
    pub(super) fn new(targets: usize, sources: usize, mut edges: Vec<Edge>) -> Self {
        edges.sort_by(|a, b| {
            a.how
                .cmp(&b.how)
                .then(b.share.total_cmp(&a.share))
                .then((a.target, a.source).cmp(&(b.target, b.source)))
        });
        let mut by_target = vec![Vec::new(); targets];
        for edge in &edges {
            if let Some(of_target) = by_target.get_mut(edge.target) {
                of_target.push(*edge);
            }
        }
        let mut matching = Self {
            sources: vec![None; targets],
            targets: vec![None; sources],
            counted: vec![false; targets],
            edges: by_target,
        };
        for how in COUNTING {
            matching.pass(&edges, how);
        }
        for (counted, source) in matching.counted.iter_mut().zip(&matching.sources) {
            *counted = source.is_some();
        }
        for how in PROVISIONAL {
            matching.pass(&edges, how);
        }
        matching
    }

    /// The source that covers a target, and how.
    pub(super) fn of(&self, target: usize) -> Option<Edge> {
        let source = (*self.sources.get(target)?)?;
        let edges = self.edges.get(target)?;
        edges.iter().find(|edge| edge.source == source).copied()
    }

    /// Whether a source is spent on a target.
    pub(super) fn is_spent(&self, source: usize) -> bool {
        self.targets.get(source).is_some_and(Option::is_some)
    }

    /// How many targets would be covered if every provisional match held, and each of the
    /// sources in `open`, which could not be compared, covered whatever it could.
    pub(super) fn possible(&self, open: &[usize]) -> usize {
        let mut possible = self.clone();
        for (target, edges) in possible.edges.iter_mut().enumerate() {
            edges.extend(open.iter().map(|source| Edge {
                target,
                source: *source,
                how: Match::Title,
                share: 0.0,
            }));
        }
        possible.counted.fill(false);
        possible.augment(Match::Title);
        possible.sources.iter().flatten().count()
    }

    fn pass(&mut self, edges: &[Edge], how: Match) {
        for edge in edges.iter().filter(|edge| edge.how == how) {
            let is_free = |of: &[Option<usize>], place| of.get(place).is_some_and(Option::is_none);
            if is_free(&self.sources, edge.target) && is_free(&self.targets, edge.source) {
                self.spend(edge.target, edge.source);
            }
        }
        self.augment(how);
    }

    /// Covers further targets by edges up to `how` (augmenting paths: the largest matching there
    /// is).
    fn augment(&mut self, how: Match) {
        for target in 0..self.sources.len() {
            if self.sources.get(target).is_some_and(Option::is_none) {
                self.cover(target, how, &mut vec![false; self.targets.len()]);
            }
        }
    }

    /// Finds a source for `target`. It goes as deep as there are targets, which are bounded.
    fn cover(&mut self, target: usize, how: Match, tried: &mut [bool]) -> bool {
        let limit = match self.counted.get(target) {
            Some(true) => how.min(Match::Text),
            _ => how,
        };
        let mut next = 0;
        while let Some(edge) = self
            .edges
            .get(target)
            .and_then(|edges| edges.get(next))
            .copied()
        {
            next += 1;
            match tried.get_mut(edge.source) {
                Some(tried) if !*tried && edge.how <= limit => *tried = true,
                _ => continue,
            }
            let is_free = match self.targets.get(edge.source).copied().flatten() {
                None => true,
                Some(earlier) => self.cover(earlier, how, tried),
            };
            if is_free {
                self.spend(target, edge.source);
                return true;
            }
        }
        false
    }

    fn spend(&mut self, target: usize, source: usize) {
        if let (Some(of_target), Some(of_source)) =
            (self.sources.get_mut(target), self.targets.get_mut(source))
        {
            *of_target = Some(source);
            *of_source = Some(target);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edge(target: usize, source: usize, how: Match) -> Edge {
        Edge {
            target,
            source,
            how,
            share: 1.0,
        }
    }

    #[test]
    fn an_earlier_target_moves_to_another_source_where_that_frees_one() {
        let edges = vec![
            edge(0, 0, Match::Uri),
            edge(0, 1, Match::Text),
            edge(1, 0, Match::Text),
        ];
        let matching = Matching::new(2, 2, edges);
        assert_eq!(matching.of(0).unwrap().how, Match::Text);
        assert_eq!(matching.of(1).unwrap().source, 0);
        // Not, however, to one that does not count.
        let edges = vec![
            edge(0, 0, Match::Uri),
            edge(0, 1, Match::Title),
            edge(1, 0, Match::Title),
        ];
        let matching = Matching::new(2, 2, edges);
        assert_eq!(matching.of(0).unwrap().how, Match::Uri);
        assert_eq!(matching.of(1), None);
        assert_eq!(matching.possible(&[]), 2);
    }

    /// The most targets that edges can cover, by trying everything.
    fn most(target: usize, targets: usize, edges: &[Edge], spent: u32) -> usize {
        if target == targets {
            return 0;
        }
        let without = most(target + 1, targets, edges, spent);
        let with = edges
            .iter()
            .filter(|edge| edge.target == target && spent & (1 << edge.source) == 0)
            .map(|edge| 1 + most(target + 1, targets, edges, spent | 1 << edge.source));
        with.fold(without, usize::max)
    }

    proptest! {
        #[test]
        fn as_much_is_covered_as_can_be(
            drawn in proptest::collection::vec((0usize..5, 0usize..5, 0usize..5, 0u8..4), 0..14),
        ) {
            let all = [Match::Uri, Match::RelatedUri, Match::Text, Match::NearUri, Match::Title];
            let mut edges: Vec<Edge> = drawn
                .iter()
                .map(|(target, source, how, share)| Edge {
                    share: f64::from(*share) / 4.0,
                    ..edge(*target, *source, all[*how])
                })
                .collect();
            edges.sort_by_key(|edge| (edge.target, edge.source));
            edges.dedup_by_key(|edge| (edge.target, edge.source));
            let counting: Vec<Edge> = edges.iter().copied().filter(|edge| edge.how.counts()).collect();
            let matching = Matching::new(5, 5, edges.clone());
            let pairs: Vec<Edge> = (0..5).filter_map(|target| matching.of(target)).collect();
            let counted = pairs.iter().filter(|pair| pair.how.counts()).count();
            prop_assert_eq!(counted, most(0, 5, &counting, 0));
            prop_assert_eq!(matching.possible(&[]), most(0, 5, &edges, 0));
            let mut sources: Vec<usize> = pairs.iter().map(|pair| pair.source).collect();
            sources.sort_unstable();
            sources.dedup();
            prop_assert_eq!(sources.len(), pairs.len());
            edges.reverse();
            let again = Matching::new(5, 5, edges);
            prop_assert_eq!(pairs, (0..5).filter_map(|target| again.of(target)).collect::<Vec<_>>());
        }
    }
}
