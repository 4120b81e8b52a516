//! What credentials are scored by: a policy, made to suit what is applied for.

use std::{
    cmp::Ordering,
    sync::{Arc, OnceLock},
};

use credeval_model::{
    Criterion,
    alignment::Alignment,
    criterion::CriterionResult,
    element::{Element, LearningOutcomes},
    programme::{Programme, Purpose, Tolerated},
};

use crate::{Application, Policy, Skills, alignment, finding::STRONGEST, outcome::Table};

/// A policy with the rules of the receiving programme in force, for one purpose.
///
/// The programme's own rules stand above the policy's for its purpose: the level, the shares of
/// credits and outcomes, the greatest age, the priorities and what is tolerated. Authenticity keeps
/// its gate whatever the programme says. Without a purpose all seven criteria weigh alike, and a
/// programme changes nothing.
///
/// The tables of outcomes are built once, when the first credential is scored; so terms are made
/// once for all credentials that are judged alike. [`evaluate`](crate::evaluate) takes terms and
/// nothing else, so no programme is scored by rules that are not its own.
#[derive(Debug, Clone)]
pub struct Terms {
    policy: Policy,
    purpose: Purpose,
    programme: Option<Programme>,
    skills: Option<Arc<Skills>>,
    order: [Criterion; 7],
    floors: [u8; 7],
    pub(crate) level_min: Option<u8>,
    /// ECTS credits.
    pub(crate) ects_min: Option<f64>,
    pub(crate) coverage_min: f64,
    pub(crate) max_age_years: Option<u16>,
    tables: [OnceLock<Table>; 2],
}

impl Terms {
    /// The policy, made to suit what is applied for.
    pub fn new(policy: Policy, application: Application<'_>) -> Self {
        let Application {
            purpose,
            programme,
            skills,
        } = application;
        // Its rules are rules for a purpose.
        let own = programme.filter(|_| purpose != Purpose::None);
        let bars = policy.bars(purpose);
        let priority = own.and_then(|own| own.priority.as_ref());
        let priority = priority.unwrap_or(&bars.priority);
        let tolerated = own.map_or(&[][..], |own| &own.tolerated);
        let ratio = own.and_then(|own| own.workload_ratio_min);
        let ratio = ratio.unwrap_or(bars.workload_ratio_min);
        let rules = &policy.rules;
        let floors = Criterion::ALL.map(|criterion| {
            match tolerated.iter().find(|each| each.criterion == criterion) {
                Some(each) => each.down_to,
                None if priority.contains(&criterion) => rules.green_min,
                None => rules.tolerated_min,
            }
        });
        Self {
            order: order(priority),
            floors,
            level_min: own.and_then(|own| own.level).or(bars.level_min),
            ects_min: own
                .and_then(|own| own.ects)
                .map(|ects| ects * ratio)
                .filter(|asked| *asked > 0.0),
            coverage_min: own
                .and_then(|own| own.coverage_min)
                .unwrap_or(bars.coverage_min),
            max_age_years: own.and_then(|own| own.max_age_years),
            tables: [OnceLock::new(), OnceLock::new()],
            programme: programme.cloned(),
            skills: skills.cloned(),
            purpose,
            policy,
        }
    }

    /// The policy, as its file has it.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What recognition is asked for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The receiving programme.
    pub fn programme(&self) -> Option<&Programme> {
        self.programme.as_ref()
    }

    /// The classification of skills that is known.
    pub(crate) fn skills(&self) -> Option<&Skills> {
        self.skills.as_deref()
    }

    /// The classifications of skills that the outcomes are compared by, each with its date and
    /// digest; none without a programme, whose outcomes they are.
    pub fn skill_data(&self) -> &[String] {
        let skills = self.skills().filter(|_| self.programme.is_some());
        skills.map_or(&[], Skills::data)
    }

    /// How outcomes align with those of a programme.
    pub(crate) fn align(
        &self,
        stated: &Element<LearningOutcomes>,
        programme: &Programme,
    ) -> Alignment {
        alignment::align(
            stated,
            programme,
            &self.policy.rules.alignment,
            self.skills(),
        )
    }

    /// What is applied for.
    pub fn application(&self) -> Application<'_> {
        Application {
            purpose: self.purpose,
            programme: self.programme(),
            skills: self.skills.as_ref(),
        }
    }

    /// All seven criteria, the most important first: as the list of priorities has them, then the
    /// others in the order of the method. Authenticity, which is a gate, comes before all where the
    /// list does not name it.
    pub fn order(&self) -> [Criterion; 7] {
        self.order
    }

    /// Which of two credentials, by all their criteria, is to be preferred where both are there for
    /// one outcome or module: `Greater` is the first.
    ///
    /// The lower bounds are compared in [`Terms::order`], and the first that differs decides, so no
    /// strength in a lesser criterion makes up for a weakness in a greater one. A criterion that
    /// does not apply stands at its best.
    pub fn compare(&self, one: &[CriterionResult], other: &[CriterionResult]) -> Ordering {
        let lower = |criteria| self.strength(criteria, |result| result.lower);
        lower(one).cmp(&lower(other))
    }

    /// A bound of each criterion in [`Terms::order`], to be compared one after the other.
    pub(crate) fn strength(
        &self,
        criteria: &[CriterionResult],
        bound: fn(&CriterionResult) -> u8,
    ) -> [u8; 7] {
        self.order.map(|criterion| {
            let mut results = criteria.iter();
            let result = results.find(|result| result.criterion == criterion);
            result.map_or(0, |result| match result.applies {
                true => bound(result),
                false => STRONGEST,
            })
        })
    }

    /// The place of a criterion in the order of importance, 0 for the first.
    pub(crate) fn rank(&self, criterion: Criterion) -> usize {
        let mut order = self.order.iter();
        order.position(|each| *each == criterion).unwrap_or(7)
    }

    /// The least robustness at which a criterion can still be tolerated.
    pub(crate) fn floor(&self, criterion: Criterion) -> u8 {
        let floor = self.floors.get(criterion as usize);
        floor.copied().unwrap_or(STRONGEST)
    }

    /// What the programme tolerates of a criterion, where its rules are in force.
    pub(crate) fn tolerated(&self, criterion: Criterion) -> Option<&Tolerated> {
        let own = self.programme.as_ref();
        let own = own.filter(|_| self.purpose != Purpose::None)?;
        own.tolerated
            .iter()
            .find(|each| each.criterion == criterion)
    }

    /// The table of outcomes, with or without the criteria that on-site learning skips; built when
    /// it is first asked for.
    pub(crate) fn table(&self, on_site: bool) -> &Table {
        let [whole, skipping] = &self.tables;
        match on_site {
            false => whole.get_or_init(|| Table::build(self, false)),
            true => skipping.get_or_init(|| Table::build(self, true)),
        }
    }
}

fn order(priority: &[Criterion]) -> [Criterion; 7] {
    let mut order = Criterion::ALL;
    let named = |criterion: &Criterion| priority.iter().position(|each| each == criterion);
    // Sorting is stable, so what no list names stays in the order of the method.
    order.sort_by_key(|criterion| match named(criterion) {
        Some(place) => 1 + place,
        None if *criterion == Criterion::Authenticity => 0,
        None => 1 + priority.len(),
    });
    order
}
