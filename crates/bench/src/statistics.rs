//! The middle of what was measured, and how far it spreads.

use serde::{Deserialize, Serialize};

/// The median of some measurements, with the least and the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// `None` for no measurement, and for one that is no number.
    pub(crate) fn of(values: &[f64]) -> Option<Self> {
        if values.iter().any(|value| value.is_nan()) {
            return None;
        }
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let upper = *sorted.get(middle)?;
        let median = match sorted.len() % 2 {
            0 => f64::midpoint(*sorted.get(middle.checked_sub(1)?)?, upper),
            _ => upper,
        };
        Some(Self {
            median,
            min: *sorted.first()?,
            max: *sorted.last()?,
        })
    }

    /// Of how many times more the first takes than the second, pair by pair: what else a machine
    /// does falls on both of a pair.
    pub(crate) fn of_ratios(more: &[f64], less: &[f64]) -> Option<Self> {
        if more.len() != less.len() {
            return None;
        }
        let ratios: Vec<f64> = more.iter().zip(less).map(|(a, b)| a / b).collect();
        Self::of(&ratios)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        let spread = |values: &[f64]| Spread::of(values).map(|s| (s.median, s.min, s.max));
        assert_eq!(spread(&[3.0, 1.0, 2.0]), Some((2.0, 1.0, 3.0)));
        assert_eq!(spread(&[4.0, 1.0, 2.0, 3.0]), Some((2.5, 1.0, 4.0)));
        assert_eq!(spread(&[7.0]), Some((7.0, 7.0, 7.0)));
    }

    #[test]
    fn nothing_has_no_median() {
        assert_eq!(Spread::of(&[]), None);
        assert_eq!(Spread::of(&[1.0, f64::NAN]), None);
    }

    #[test]
    fn ratios_are_those_of_pairs() {
        // The machine was twice as slow in the second round; the ratio is not.
        let ratio = Spread::of_ratios(&[50.0, 100.0], &[10.0, 20.0]).unwrap();
        assert_eq!((ratio.median, ratio.min, ratio.max), (5.0, 5.0, 5.0));
        assert_eq!(Spread::of_ratios(&[50.0], &[10.0, 20.0]), None);
    }
}
