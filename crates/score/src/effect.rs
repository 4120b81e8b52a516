//! What a change of policy does to a past evaluation.

use credeval_model::{
    Criterion, Evaluation, criterion::CriterionResult, evaluation::RULES_VERSION,
    outcome::OutcomeCode,
};
use serde::Serialize;

use crate::{Policy, again};

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

impl Effect {
    /// Scores an evaluation again by both policies and compares. Both times the rules of the engine
    /// are today's, so that what differs is due to the policies alone.
    pub fn of(evaluation: &Evaluation, old: &Policy, new: &Policy) -> Self {
        let by_old =
            evaluation.policy.digest == old.digest() && evaluation.engine.rules == RULES_VERSION;
        let (old, new) = (again(evaluation, old), again(evaluation, new));
        let criteria = old.criteria.iter().zip(&new.criteria);
        let criteria = criteria.map(|(old, new)| Moved {
            criterion: old.criterion,
            old: bounds(old),
            new: bounds(new),
        });
        Self {
            old: old.outcome.code,
            new: new.outcome.code,
            criteria: criteria.filter(|moved| moved.old != moved.new).collect(),
            by_old,
        }
    }

    /// Whether anything comes out otherwise.
    pub fn is_change(&self) -> bool {
        self.old != self.new || !self.criteria.is_empty()
    }
}

fn bounds(result: &CriterionResult) -> Option<[u8; 2]> {
    result.applies.then_some([result.lower, result.upper])
}
