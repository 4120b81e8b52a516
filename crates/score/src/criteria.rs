//! The seven criteria, one file each, in the order of the method.

mod authenticity;
mod identification;
mod learning_outcomes;
mod level;
mod quality;
mod testing;
mod workload;

use credeval_model::{Criterion, criterion::CriterionResult};

use crate::{
    Facts, Policy,
    finding::{Filled, Finding, Vouching},
};

pub(crate) use learning_outcomes::LEAD_INS;
pub(crate) use level::eqf;
pub(crate) use workload::{credits, hours};

/// All seven criteria, in the order of the method; `filled` says which elements of `facts` were
/// completed from which of its answers.
pub(crate) fn assess(facts: &Facts<'_>, filled: &Filled, policy: &Policy) -> Vec<CriterionResult> {
    let vouching = Vouching::default();
    Criterion::ALL
        .into_iter()
        .map(|criterion| {
            let mut found = Finding::new(policy, facts.answers, filled);
            match criterion {
                Criterion::Quality => quality::find(facts, &mut found),
                Criterion::Authenticity => authenticity::find(facts, &mut found),
                Criterion::Level => level::find(facts, &mut found),
                Criterion::LearningOutcomes => learning_outcomes::find(facts, &mut found),
                Criterion::Workload => workload::find(facts, policy, &mut found),
                Criterion::Testing => testing::find(facts, &mut found),
                Criterion::Identification => identification::find(facts, &mut found),
            }
            found.conclude(criterion, facts, &vouching)
        })
        .collect()
}
