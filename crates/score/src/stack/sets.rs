//! Things that turn out to be one.

/// Disjoint sets of the numbers below a count (union-find).
pub(super) struct Sets(Vec<usize>);

impl Sets {
    pub(super) fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The least number of the set that `each` is in.
    pub(super) fn root(&self, mut each: usize) -> usize {
        // A parent is never greater than its child, so this ends.
        while let Some(parent) = self.0.get(each).copied().filter(|parent| *parent < each) {
            each = parent;
        }
        each
    }

    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (least, rest) = (one.min(other), one.max(other));
        if let Some(parent) = self.0.get_mut(rest) {
            *parent = least;
        }
    }

    /// The sets, each in ascending order, in the order of their least numbers.
    pub(super) fn groups(&self) -> Vec<Vec<usize>> {
        let mut groups = vec![Vec::new(); self.0.len()];
        for each in 0..self.0.len() {
            if let Some(group) = groups.get_mut(self.root(each)) {
                group.push(each);
            }
        }
        groups.retain(|group| !group.is_empty());
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_join_whatever_the_order() {
        let mut sets = Sets::new(6);
        for (one, other) in [(5, 2), (2, 0), (3, 4), (0, 5), (9, 1)] {
            sets.join(one, other);
        }
        assert_eq!(sets.groups(), [vec![0, 2, 5], vec![1], vec![3, 4]]);
    }
}
