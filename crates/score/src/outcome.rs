//! From a point to an outcome, and from a range to the set of its outcomes.

use credeval_model::{
    Check, CheckCode, CheckOutcome, Criterion, criterion::CriterionResult, outcome::OutcomeCode,
};

use crate::{
    finding::STRONGEST,
    fit::{Fit, Fits, Gap},
    terms::Terms,
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
    if check.outcome != CheckOutcome::Failed {
        return None;
    }
    let cause = check.cause.as_ref();
    if cause.is_some_and(|cause| cause.code == "no_proof") {
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
#[repr(u8)]
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
    const ALL: [Row; 5] = [
        Self::Green,
        Self::Tolerable,
        Self::Prior,
        Self::Red,
        Self::Mixed,
    ];

    /// The row of a point. On site, the criteria that are skipped there do not apply.
    pub(crate) fn of(point: [u8; 7], terms: &Terms, on_site: bool) -> Self {
        let rules = &terms.policy().rules;
        let applies = |criterion| !(on_site && terms.policy().skips_on_site(criterion));
        let (mut applicable, mut red) = (0_u32, 0_u32);
        // A gate, and not one weight among others: robustness elsewhere cannot buy it off.
        let mut authentic = true;
        let (mut green, mut tolerable) = (true, true);
        let (mut described, mut unsupported) = (true, false);
        for (criterion, rung) in Criterion::ALL.into_iter().zip(point) {
            if !applies(criterion) {
                continue;
            }
            applicable += 1;
            red += u32::from(rung <= rules.red_max);
            tolerable &= rung >= terms.floor(criterion).min(rules.green_min);
            let weak = rung < rules.green_min;
            green &= !weak;
            match criterion {
                Criterion::Authenticity => authentic = rung >= rules.authenticity_min,
                Criterion::LearningOutcomes => described = !weak,
                Criterion::Quality | Criterion::Testing | Criterion::Identification => {
                    unsupported |= weak;
                }
                Criterion::Level | Criterion::Workload => {}
            }
        }
        if authentic && green {
            Self::Green
        } else if authentic && tolerable {
            Self::Tolerable
        } else if described && unsupported {
            Self::Prior
        } else if f64::from(red) > rules.red_share * f64::from(applicable) {
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
            (Self::Green | Self::Tolerable, Fit::Weighed) | (Self::Mixed, _) => {
                OutcomeCode::HumanReview
            }
        }
    }
}

/// Points in the space of seven criteria with four rungs each.
const POINTS: usize = 4_usize.pow(7);

/// The row of every point, by the point's digits as a number to the base 4.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    rows: Vec<Row>,
    /// For each criterion and rung, the lowest rung that no point tells apart from it.
    alike: [[u8; 4]; 7],
}

impl Table {
    pub(crate) fn build(terms: &Terms, on_site: bool) -> Self {
        let rows: Vec<Row> = (0..POINTS)
            .map(|index| Row::of(digits(index), terms, on_site))
            .collect();
        let alike = [0, 1, 2, 3, 4, 5, 6].map(|place| {
            let stride = 4_usize.pow(6 - place);
            // The points whose digit here is `rung`, each as a run of the rows.
            let runs = |rung: usize| rows.chunks(stride).skip(rung).step_by(4);
            [0, 1, 2, 3].map(|rung| {
                let lower = (0..rung).find(|lower| runs(*lower).eq(runs(rung)));
                u8::try_from(lower.unwrap_or(rung)).unwrap_or(STRONGEST)
            })
        });
        Self { rows, alike }
    }

    /// Whether any point falls in this row.
    pub(crate) fn has(&self, row: Row) -> bool {
        self.rows.contains(&row)
    }

    fn row(&self, index: usize) -> Row {
        self.rows.get(index).copied().unwrap_or(Row::Mixed)
    }

    /// The rungs that an axis can stand at; of those that are alike the lowest.
    fn rungs(&self, place: usize, axis: Axis) -> Rungs {
        let alike = self.alike.get(place).copied().unwrap_or_default();
        let mut rungs = Rungs::default();
        for (alike, rung) in alike.into_iter().zip(0..) {
            if (axis.lower..=axis.upper).contains(&rung) && !rungs.as_slice().contains(&alike) {
                rungs.push(alike);
            }
        }
        rungs
    }
}

/// At most four rungs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Rungs {
    rungs: [u8; 4],
    len: usize,
}

impl Rungs {
    fn push(&mut self, rung: u8) {
        if let Some(place) = self.rungs.get_mut(self.len) {
            *place = rung;
            self.len += 1;
        }
    }

    fn as_slice(&self) -> &[u8] {
        self.rungs.get(..self.len).unwrap_or_default()
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

    fn iter(self) -> impl Iterator<Item = OutcomeCode> {
        let has = move |code: &OutcomeCode| self.0 & 1 << *code as u8 != 0;
        Self::ORDER.into_iter().filter(has)
    }

    /// The outcomes, the best for the learner first.
    pub(crate) fn codes(self) -> Vec<OutcomeCode> {
        self.iter().collect()
    }

    /// The outcome, where it is one.
    pub(crate) fn single(self) -> Option<OutcomeCode> {
        self.iter().next().filter(|_| self.0.is_power_of_two())
    }

    /// Whether every outcome passes.
    pub(crate) fn all(self, passes: impl Fn(OutcomeCode) -> bool) -> bool {
        self.iter().all(passes)
    }
}

/// What one criterion can still turn out to be: its robustness, and how it makes the credential fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Axis {
    pub(crate) lower: u8,
    pub(crate) upper: u8,
    pub(crate) fits: Fits,
}

impl Axis {
    /// One point, and nothing open.
    pub(crate) fn point(rung: u8, fit: Fit) -> Self {
        Self {
            lower: rung,
            upper: rung,
            fits: Fits::of(fit),
        }
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
            let there = axis.fits.with(Fits::of(gap.fit));
            axis.fits = match gap.known {
                true => there,
                // It is there, or it is not.
                false => axis.fits.or(there),
            };
        }
        axis
    })
}

/// Every point of a space, as the row that it falls in. Rows that no fit of the space tells apart
/// count as one, and so do rungs that no row does.
pub(crate) struct Points {
    space: Space,
    /// How the whole can fit.
    fits: Fits,
    /// On each axis, how many rungs there are to tell apart.
    widths: [usize; 7],
    /// The rows, as numbers; the last criterion turns fastest.
    rows: Vec<u8>,
}

impl Points {
    pub(crate) fn of(space: &Space, table: &Table) -> Self {
        let axes = || space.iter().copied().enumerate();
        let fits = axes().fold(Fits::of(Fit::Full), |fits, (_, axis)| fits.with(axis.fits));
        let mut rungs = [Rungs::default(); 7];
        for ((place, axis), rungs) in axes().zip(&mut rungs) {
            *rungs = table.rungs(place, axis);
        }
        let widths = rungs.map(|rungs| rungs.len);
        let mut indices = Vec::with_capacity(widths.iter().product());
        indices.push(0_u16);
        // The last axis turns fastest, so each other one repeats what stands there by then.
        let mut stride = 1;
        for rungs in rungs.iter().rev() {
            let block = indices.len();
            for _ in 1..rungs.len {
                indices.extend_from_within(..block);
            }
            for (rung, block) in rungs.as_slice().iter().zip(indices.chunks_mut(block)) {
                let added = u16::from(*rung) * stride;
                for index in block.iter_mut() {
                    *index += added;
                }
            }
            stride *= 4;
        }
        let alike = Row::ALL.map(|row| {
            let same = |other: &Row| {
                fits.iter()
                    .all(|fit| other.outcome(fit) == row.outcome(fit))
            };
            Row::ALL.into_iter().find(same).unwrap_or(row) as u8
        });
        let alike = |row: Row| alike.get(row as usize).copied().unwrap_or(row as u8);
        let rows = indices
            .into_iter()
            .map(|index| alike(table.row(usize::from(index))));
        Self {
            space: *space,
            fits,
            widths,
            rows: rows.collect(),
        }
    }

    /// The rows that there are.
    fn kinds(&self) -> impl Iterator<Item = Row> {
        let found = self.rows.iter().fold(0_u8, |found, row| found | 1 << row);
        let has = move |row: &Row| found & 1 << *row as u8 != 0;
        Row::ALL.into_iter().filter(has)
    }

    /// The outcomes over every point.
    pub(crate) fn outcomes(&self) -> Outcomes {
        let mut outcomes = Outcomes::default();
        for row in self.kinds() {
            for fit in self.fits.iter() {
                outcomes.add(row.outcome(fit));
            }
        }
        outcomes
    }

    /// Whether what a criterion turns out to be can change the outcome, for some way in which the
    /// others turn out.
    pub(crate) fn matters(&self, place: usize) -> bool {
        self.rung_matters(place) || self.fit_matters(place)
    }

    /// Whether two points that differ in this rung alone lie in rows that are told apart.
    fn rung_matters(&self, place: usize) -> bool {
        let width = self.widths.get(place).copied().unwrap_or(1);
        let stride: usize = self.widths.iter().skip(place + 1).product();
        width > 1
            && self.rows.chunks(stride * width).any(|block| {
                // Each point beside the next one that differs in this rung.
                let last = block.len().saturating_sub(stride);
                block.get(..last) != block.get(stride..)
            })
    }

    /// Whether two ways in which this criterion fits give some row two outcomes, for some way in
    /// which the others fit.
    fn fit_matters(&self, place: usize) -> bool {
        let axes = self.space.iter().enumerate();
        let others = axes
            .clone()
            .filter(|(other, _)| *other != place)
            .fold(Fits::of(Fit::Full), |fits, (_, axis)| fits.with(axis.fits));
        let own = axes.skip(place).map(|(_, axis)| axis.fits).next();
        let own = own.unwrap_or(Fits::of(Fit::Full));
        own.is_open()
            && others.iter().any(|other| {
                self.kinds().any(|row| {
                    let mut codes = own.iter().map(|own| row.outcome(own.max(other)));
                    let first = codes.next();
                    codes.any(|code| Some(code) != first)
                })
            })
    }
}

/// The outcomes over every point of a space.
pub(crate) fn outcomes(space: &Space, table: &Table) -> Outcomes {
    Points::of(space, table).outcomes()
}
