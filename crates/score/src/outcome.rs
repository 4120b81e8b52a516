//! From a point to an outcome, and from a range to the set of its outcomes.

use std::ops::ControlFlow;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Criterion, criterion::CriterionResult, outcome::OutcomeCode,
};

use crate::{
    finding::STRONGEST,
    fit::{Fit, Gap},
    policy::{Bars, Rules},
};

/// What a failed check means for the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consequence {
    /// The credential is not what its issuer made, no longer stands, or is not the applicant's;
    /// the criterion says which.
    NotVerified(Criterion),
    /// A person must look first.
    Review,
}

/// What a check means for the outcome, whatever the criteria are; `None` where it leaves it open.
pub(crate) fn consequence(check: &Check) -> Option<Consequence> {
    use CheckCode as Code;
    let no_proof = check
        .cause
        .as_ref()
        .is_some_and(|cause| cause.code == "no_proof");
    if check.outcome != CheckOutcome::Failed || no_proof {
        return None;
    }
    match check.code {
        Code::HolderBinding
        | Code::PresentationNonce
        | Code::PresentationAudience
        | Code::PresentationFreshness
        | Code::LearnerMatch => Some(Consequence::NotVerified(Criterion::Identification)),
        // The seal holds, yet something about the credential is not as it should be: its time, its
        // form, what it says of itself, or what was added to it beside the proof.
        Code::StatusSuspension
        | Code::ValidityFrom
        | Code::ValidityUntil
        | Code::SealTimestamp
        | Code::DocumentForm
        | Code::DocumentLimit
        | Code::DocumentStructure
        | Code::ContextKnown
        | Code::ContextTerms
        | Code::LinkedDataBudget
        | Code::SchemaConforms
        | Code::Refresh
        | Code::EvidenceIntegrity => Some(Consequence::Review),
        code if code.is_integrity() => Some(Consequence::Review),
        code if code.counts() => Some(Consequence::NotVerified(Criterion::Authenticity)),
        _ => None,
    }
}

/// The row of the method that a point of seven robustnesses falls in; the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    /// Every criterion is met.
    Green,
    /// Those that matter for the purpose are met, the others can be tolerated.
    Tolerable,
    /// The learning is described, but quality, testing or identification do not carry it.
    Prior,
    /// Most criteria are red.
    Red,
    /// None of these: the mix is for a person.
    Mixed,
}

impl Row {
    /// The row of a point, by the bars of a purpose. Skipped criteria do not apply.
    pub(crate) fn of(point: [u8; 7], rules: &Rules, bars: &Bars, skipped: &[Criterion]) -> Self {
        let applicable: Vec<(Criterion, u8)> = Criterion::ALL
            .into_iter()
            .zip(point)
            .filter(|(criterion, _)| !skipped.contains(criterion))
            .collect();
        let weak = |criterion| {
            applicable
                .iter()
                .any(|(each, rung)| *each == criterion && *rung < rules.green_min)
        };
        // A gate, and not one weight among others: robustness elsewhere cannot buy it off.
        let authentic = applicable.iter().all(|(criterion, rung)| {
            *criterion != Criterion::Authenticity || *rung >= rules.authenticity_min
        });
        let green = applicable.iter().all(|(_, rung)| *rung >= rules.green_min);
        let tolerable = applicable.iter().all(|(criterion, rung)| {
            let priority = bars.priority.contains(criterion);
            *rung
                >= if priority {
                    rules.green_min
                } else {
                    rules.tolerated_min
                }
        });
        let red = applicable
            .iter()
            .filter(|(_, rung)| *rung <= rules.red_max)
            .count();
        let share = |count: usize| u32::try_from(count).map_or(0.0, f64::from);

        if authentic && green {
            Self::Green
        } else if authentic && tolerable {
            Self::Tolerable
        } else if !weak(Criterion::LearningOutcomes)
            && [
                Criterion::Quality,
                Criterion::Testing,
                Criterion::Identification,
            ]
            .into_iter()
            .any(weak)
        {
            Self::Prior
        } else if share(red) > rules.red_share * share(applicable.len()) {
            Self::Red
        } else {
            Self::Mixed
        }
    }

    /// The outcome of a row, for a credential that fits so.
    pub(crate) fn outcome(self, fit: Fit) -> OutcomeCode {
        match (self, fit) {
            (Self::Green, Fit::Full) => OutcomeCode::RecogniseFull,
            (Self::Tolerable, Fit::Full) => OutcomeCode::Flexible,
            (Self::Green | Self::Tolerable, Fit::Partial) => OutcomeCode::RecognisePartial,
            (Self::Prior, _) => OutcomeCode::Rpl,
            (Self::Red, _) => OutcomeCode::NotLrc,
            (Self::Green | Self::Tolerable, Fit::Below) | (Self::Mixed, _) => {
                OutcomeCode::HumanReview
            }
        }
    }
}

/// Points in the space of seven criteria with four rungs each.
const POINTS: usize = 4_usize.pow(7);

/// The row of every point, by the point's digits as a number to the base 4.
#[derive(Debug, Clone)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    pub(crate) fn build(rules: &Rules, bars: &Bars, skipped: &[Criterion]) -> Self {
        let rows = (0..POINTS).map(|index| Row::of(digits(index), rules, bars, skipped));
        Self(rows.collect())
    }

    fn row(&self, index: usize) -> Row {
        self.0.get(index).copied().unwrap_or(Row::Mixed)
    }
}

fn digits(index: usize) -> [u8; 7] {
    let digit = |place: u32| u8::try_from(index >> (2 * place) & 0b11).unwrap_or(STRONGEST);
    [6, 5, 4, 3, 2, 1, 0].map(digit)
}

/// A set of outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Outcomes(u8);

impl Outcomes {
    /// Those that points can have, the best for the learner first.
    const ORDER: [OutcomeCode; 6] = [
        OutcomeCode::RecogniseFull,
        OutcomeCode::RecognisePartial,
        OutcomeCode::Flexible,
        OutcomeCode::Rpl,
        OutcomeCode::HumanReview,
        OutcomeCode::NotLrc,
    ];

    fn add(&mut self, code: OutcomeCode) {
        self.0 |= 1 << code as u8;
    }

    /// The outcomes, the best for the learner first.
    pub(crate) fn codes(self) -> Vec<OutcomeCode> {
        let has = |code: &OutcomeCode| self.0 & 1 << *code as u8 != 0;
        Self::ORDER.into_iter().filter(has).collect()
    }

    /// The outcome, where it is one.
    pub(crate) fn single(self) -> Option<OutcomeCode> {
        match self.codes().as_slice() {
            [code] => Some(*code),
            _ => None,
        }
    }
}

/// What one criterion can still turn out to be: its robustness, and how it makes the credential fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Axis {
    pub(crate) lower: u8,
    pub(crate) upper: u8,
    pub(crate) best: Fit,
    pub(crate) worst: Fit,
}

impl Axis {
    /// One point, and nothing open.
    pub(crate) fn point(rung: u8, fit: Fit) -> Self {
        Self {
            lower: rung,
            upper: rung,
            best: fit,
            worst: fit,
        }
    }

    pub(crate) fn is_open(self) -> bool {
        self.lower != self.upper || self.best != self.worst
    }

    /// Everything that it can turn out to be, the best first: there, one weak criterion shows.
    pub(crate) fn steps(self) -> impl Iterator<Item = (u8, Fit)> {
        let fits = [
            Some(self.best),
            Some(self.worst).filter(|worst| *worst != self.best),
        ];
        (self.lower..=self.upper)
            .rev()
            .flat_map(move |rung| fits.into_iter().flatten().map(move |fit| (rung, fit)))
    }
}

/// The seven axes, in the order of the method.
pub(crate) type Space = [Axis; 7];

/// What the criteria and the fit leave open. A criterion that does not apply stands at its best.
pub(crate) fn space(criteria: &[CriterionResult], gaps: &[Gap]) -> Space {
    Criterion::ALL.map(|criterion| {
        let mut axis = Axis::point(STRONGEST, Fit::Full);
        let result = criteria.iter().find(|result| result.criterion == criterion);
        if let Some(result) = result.filter(|result| result.applies) {
            axis.lower = result.lower;
            axis.upper = result.upper;
        }
        for gap in gaps.iter().filter(|gap| gap.criterion == criterion) {
            axis.worst = gap.fit;
            if gap.known {
                axis.best = gap.fit;
            }
        }
        axis
    })
}

/// The outcomes over every point of a space.
pub(crate) fn outcomes(space: &Space, table: &Table) -> Outcomes {
    let mut outcomes = Outcomes::default();
    let _ = each(space, 0, Fit::Full, &mut |index, fit| {
        outcomes.add(table.row(index).outcome(fit));
        ControlFlow::Continue(())
    });
    outcomes
}

/// Whether all points of a space have one outcome.
pub(crate) fn is_settled(space: &Space, table: &Table) -> bool {
    let mut first = None;
    all(space, table, |code| *first.get_or_insert(code) == code)
}

/// Whether the outcome of every point of a space passes; stops at the first that does not.
pub(crate) fn all(
    space: &Space,
    table: &Table,
    mut passes: impl FnMut(OutcomeCode) -> bool,
) -> bool {
    let visited = each(space, 0, Fit::Full, &mut |index, fit| {
        if passes(table.row(index).outcome(fit)) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    visited.is_continue()
}

fn each(
    axes: &[Axis],
    index: usize,
    fit: Fit,
    visit: &mut impl FnMut(usize, Fit) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Some((first, rest)) = axes.split_first() else {
        return visit(index, fit);
    };
    for (rung, of_axis) in first.steps() {
        each(rest, index * 4 + usize::from(rung), fit.max(of_axis), visit)?;
    }
    ControlFlow::Continue(())
}
