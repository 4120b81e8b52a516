//! What each row must reach, and whether it does.

use serde::{Deserialize, Serialize};

use crate::peer::Who;

/// Something that a row must reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// So many times faster than a peer, at least.
    Faster(Who, f64),
    /// So many times the primitives, at most.
    Floor(f64),
    /// So many times the rate of one thread on two, at least.
    Scaling(f64),
    /// Milliseconds, at most.
    Milliseconds(f64),
    /// Megabytes at the peak, at most.
    Megabytes(f64),
    /// Such a share of what all cores would do at the rate of one, at least.
    Share(f64),
    /// The cost of a credential against that in a folder of a thousand, at most.
    Flat(f64),
    /// At most so many times `cat`, and so many milliseconds.
    Cat(f64, f64),
}

/// A goal beside what was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdict {
    pub(crate) goal: String,
    pub(crate) found: Option<f64>,
    /// `None` where nothing was measured that could tell.
    pub(crate) met: Option<bool>,
}

/// What was measured of a row, as far as it was.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Found {
    /// Times faster than the peer of the row.
    pub(crate) ratio: Option<f64>,
    /// Times the primitives.
    pub(crate) floor_ratio: Option<f64>,
    pub(crate) scaling: Option<f64>,
    pub(crate) milliseconds: Option<f64>,
    pub(crate) megabytes: Option<f64>,
    pub(crate) share: Option<f64>,
    pub(crate) flat: Option<f64>,
    /// Milliseconds that `cat` takes.
    pub(crate) cat: Option<f64>,
}

impl Goal {
    fn text(self) -> String {
        match self {
            Self::Faster(who, times) => format!("at least {times} x {who}"),
            Self::Floor(times) => format!("at most {times} x the primitives"),
            Self::Scaling(times) => format!("at least {times} x on two threads"),
            Self::Milliseconds(most) => format!("at most {most} ms"),
            Self::Megabytes(most) => format!("at most {most} MB"),
            Self::Share(share) => {
                let percent = share * 100.0;
                format!("at least {percent} % of one core's rate times the cores")
            }
            Self::Flat(times) => format!("at most {times} x a credential of a thousand"),
            Self::Cat(times, more) => format!("under {times} x `cat` plus {more} ms"),
        }
    }

    /// What was found, and whether it is enough.
    pub(crate) fn judge(self, found: &Found) -> Verdict {
        let at_least = |found: Option<f64>, goal: f64| (found, found.map(|found| found >= goal));
        let at_most = |found: Option<f64>, goal: f64| (found, found.map(|found| found <= goal));
        let (found, met) = match self {
            Self::Faster(_, times) => at_least(found.ratio, times),
            Self::Floor(times) => at_most(found.floor_ratio, times),
            Self::Scaling(times) => at_least(found.scaling, times),
            Self::Milliseconds(most) => at_most(found.milliseconds, most),
            Self::Megabytes(most) => at_most(found.megabytes, most),
            Self::Share(share) => at_least(found.share, share),
            Self::Flat(times) => at_most(found.flat, times),
            Self::Cat(times, more) => match found.cat {
                Some(cat) => at_most(found.milliseconds, times * cat + more),
                None => (found.milliseconds, None),
            },
        };
        Verdict {
            goal: self.text(),
            found,
            met,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_at_its_figure_and_missed_beside_it() {
        let met = |goal: Goal, found: Found| goal.judge(&found).met;
        let ratio = |ratio| Found {
            ratio: Some(ratio),
            ..Found::default()
        };
        assert_eq!(met(Goal::Faster(Who::Jose, 2.0), ratio(2.0)), Some(true));
        assert_eq!(met(Goal::Faster(Who::Jose, 2.0), ratio(1.99)), Some(false));
        let floor = |times| Found {
            floor_ratio: Some(times),
            ..Found::default()
        };
        assert_eq!(met(Goal::Floor(4.5), floor(4.5)), Some(true));
        assert_eq!(met(Goal::Floor(4.5), floor(4.51)), Some(false));
        let scaling = |times| Found {
            scaling: Some(times),
            ..Found::default()
        };
        assert_eq!(met(Goal::Scaling(1.8), scaling(1.8)), Some(true));
        assert_eq!(met(Goal::Scaling(1.8), scaling(1.7)), Some(false));
        let peak = |megabytes| Found {
            megabytes: Some(megabytes),
            ..Found::default()
        };
        assert_eq!(met(Goal::Megabytes(64.0), peak(64.0)), Some(true));
        assert_eq!(met(Goal::Megabytes(64.0), peak(64.5)), Some(false));
        let share = |share| Found {
            share: Some(share),
            ..Found::default()
        };
        assert_eq!(met(Goal::Share(0.8), share(0.81)), Some(true));
        assert_eq!(met(Goal::Share(0.8), share(0.79)), Some(false));
        let flat = |flat| Found {
            flat: Some(flat),
            ..Found::default()
        };
        assert_eq!(met(Goal::Flat(1.1), flat(0.9)), Some(true));
        assert_eq!(met(Goal::Flat(1.1), flat(1.2)), Some(false));
        let one = |milliseconds, cat| Found {
            milliseconds: Some(milliseconds),
            cat: Some(cat),
            ..Found::default()
        };
        assert_eq!(met(Goal::Milliseconds(50.0), one(50.0, 1.0)), Some(true));
        assert_eq!(met(Goal::Milliseconds(50.0), one(51.0, 1.0)), Some(false));
        assert_eq!(met(Goal::Cat(5.0, 10.0), one(15.0, 1.0)), Some(true));
        assert_eq!(met(Goal::Cat(5.0, 10.0), one(15.1, 1.0)), Some(false));
    }

    #[test]
    fn what_was_not_measured_is_neither_met_nor_missed() {
        let verdict = Goal::Faster(Who::Ssi, 25.0).judge(&Found::default());
        assert_eq!((verdict.found, verdict.met), (None, None));
        assert_eq!(verdict.goal, "at least 25 x ssi");
        let no_cat = Found {
            milliseconds: Some(1.0),
            ..Found::default()
        };
        assert_eq!(Goal::Cat(5.0, 10.0).judge(&no_cat).met, None);
    }
}
