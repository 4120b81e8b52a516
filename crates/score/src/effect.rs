//! What a change of policy does to a past evaluation.

use credeval_model::{
    Criterion, Evaluation, criterion::CriterionResult, evaluation::RULES_VERSION,
    outcome::OutcomeCode,
};
use serde::Serialize;

use crate::{Policy, RuleChange, Terms, again_by, applied_for};

/// What a change of policy does to one evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// What is proposed by the old policy.
    pub old: OutcomeCode,
    /// What is proposed by the new one.
    pub new: OutcomeCode,
    /// The criteria that come out otherwise.
    pub criteria: Vec<Moved>,
    /// Whether the evaluation stands as the old policy scores it today: it does not where it was
    /// made by another policy, or under other rules of the engine.
    pub by_old: bool,
}

/// A criterion that comes out otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The criterion.
    pub criterion: Criterion,
    /// Its bounds by the old policy, 0 to 3; `None` where it does not apply.
    pub old: Option<[u8; 2]>,
    /// The same by the new one.
    pub new: Option<[u8; 2]>,
}

/// A change of policy.
#[derive(Debug)]
pub struct Change {
    old: Policy,
    new: Policy,
    /// The terms of the evaluation before, as the next one is often for the same programme.
    terms: Option<[Terms; 2]>,
}

impl Change {
    /// A change from one policy to another.
    pub fn new(old: Policy, new: Policy) -> Self {
        let terms = None;
        Self { old, new, terms }
    }

    /// What it does to an evaluation, which is scored again by both policies. Both times the rules
    /// of the engine are today's, so that what differs is due to the policies alone.
    pub fn effect(&mut self, evaluation: &Evaluation) -> Effect {
        let by_old = evaluation.policy.digest == self.old.digest()
            && evaluation.engine.rules == RULES_VERSION;
        let application = applied_for(evaluation);
        let suits = |terms: &[Terms; 2]| terms.iter().all(|each| each.application() == application);
        let terms = self.terms.take().filter(suits);
        let terms = terms.unwrap_or_else(|| {
            [&self.old, &self.new].map(|policy| Terms::new(policy.clone(), application))
        });
        let [old, new] = terms.each_ref().map(|terms| again_by(evaluation, terms));
        self.terms = Some(terms);
        let criteria = old.criteria.iter().zip(&new.criteria);
        let criteria = criteria.map(|(old, new)| Moved {
            criterion: old.criterion,
            old: bounds(old),
            new: bounds(new),
        });
        Effect {
            old: old.outcome.code,
            new: new.outcome.code,
            criteria: criteria.filter(|moved| moved.old != moved.new).collect(),
            by_old,
        }
    }

    /// The rules that differ.
    pub fn rules(&self) -> Vec<RuleChange> {
        self.old.changes(&self.new)
    }
}

impl Effect {
    /// Whether anything comes out otherwise.
    pub fn is_change(&self) -> bool {
        self.old != self.new || !self.criteria.is_empty()
    }
}

fn bounds(result: &CriterionResult) -> Option<[u8; 2]> {
    result.applies.then_some([result.lower, result.upper])
}
