//! From what is stated and checked to what is proposed: the e-Valuate method as pure functions.
//!
//! [`evaluate`] takes the standard elements, the checks and [`Terms`], which are a [`Policy`] made
//! to suit what the credential is wanted for; it gives the seven criteria, the alignment with the
//! programme and the outcome. [`again`] takes an evaluation and another policy.
//!
//! **A criterion is a range of robustness**, from the least that the evidence supports to the most
//! that it may still support (0 to 3). Three rules make the range:
//! - What is stated is known: its rung of the rubric is both bounds. What is not stated is unknown
//!   and leaves the upper bound at 3: a label is no framework level, a duration no workload, a
//!   description no list of outcomes, so each is worth 1 and stays open above it.
//! - A statement for which nobody vouches lifts no lower bound above the policy's `unsigned_cap`;
//!   the upper bound is what the same words would be worth in a copy whose issuer is identified.
//! - A 0 needs negative evidence. An absence is never one.
//!
//! **The outcome of a range is the set of outcomes over every point in it.** One outcome is
//! proposed; several are `needs_information`, with the smallest set of criteria that would
//! settle it. Nothing is refused here: every proposal short of full recognition names what stands
//! in its way, and an officer decides, in line with the Lisbon Recognition Convention.
//!
//! The files under `criteria/` read beside the method, one for each of its seven questions; every
//! number stands in `policy/default.toml`.
#![forbid(unsafe_code)]

mod alignment;
mod answers;
mod ask;
mod criteria;
pub mod decisions;
mod dossier;
mod effect;
mod explain;
mod facts;
mod finding;
mod fit;
mod fold;
mod identity;
pub mod made;
mod outcome;
mod policy;
mod proposal;
mod settle;
pub mod stack;
mod terms;
mod wording;

#[cfg(test)]
mod tests;

use credeval_model::{
    Check, CheckCode, Evaluation, Timestamp, alignment::Alignment, criterion::CriterionResult,
    dossier::Dossier, element::Elements, outcome::Outcome,
};

pub use alignment::Skills;
use answers::Completed;
pub use ask::questions;
pub use effect::{Change, Effect, Moved};
pub use explain::{Origin, RowInForce, RuleChange, RuleInForce};
pub use facts::{Application, Facts};
pub use policy::{DEFAULT as DEFAULT_POLICY, Policy, PolicyError};
pub use terms::Terms;

/// What scoring gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The seven criteria, in the order of the method.
    pub criteria: Vec<CriterionResult>,
    /// How the outcomes align with the programme; only with a programme.
    pub alignment: Option<Alignment>,
    /// The proposal.
    pub outcome: Outcome,
    /// What Recognition of Prior Learning can start from.
    pub dossier: Option<Dossier>,
    /// Answers that contradict what is stated, or one another: `integrity.answer` only.
    pub findings: Vec<Check>,
    /// The elements as the answers complete them; `None` where nobody answered.
    pub completed: Option<Elements>,
}

/// Scores one micro-credential.
///
/// Takes what is known about it, and the terms on which recognition is applied for. Total: it
/// always gives seven criteria and one proposal. It does not check anything itself: that the proof
/// holds, who vouches and which register entries belong to the signer are `facts`. Source: the
/// e-Valuate method and the Micro-Evaluator (Nuffic and partners); the rubric of the policy.
///
/// ```
/// use credeval_model::{
///     element::Elements,
///     outcome::OutcomeCode,
///     standing::{ProofStanding, Standing},
/// };
/// use credeval_score::{Application, Facts, Policy, Terms, evaluate};
///
/// let facts = Facts {
///     elements: &Elements::all_absent("the credential is of no known kind"),
///     checks: &[],
///     standing: &Standing {
///         proof: ProofStanding::Unsigned,
///         confirmed: false,
///         signer: None,
///         entitled: false,
///         quality: Vec::new(),
///     },
///     answers: &[],
///     at: jiff::civil::date(2026, 9, 1),
/// };
/// let terms = Terms::new(Policy::default_policy(), Application::default());
/// let scored = evaluate(&facts, &terms);
/// assert_eq!(scored.outcome.code, OutcomeCode::NeedsInformation);
/// assert!(scored.criteria.iter().all(|each| (each.lower, each.upper) == (0, 3)));
/// ```
pub fn evaluate(facts: &Facts<'_>, terms: &Terms) -> Scored {
    score(facts, terms, None)
}

/// Scores a micro-credential again, from its evaluation alone, by a policy.
///
/// What the credential states, what was checked and answered, what is applied for and the day are
/// taken from the evaluation, and so is the alignment, for which there may have been more to go by
/// than stands there. Under the policy that the evaluation was made by it gives what stands there, as long as the rules of the engine
/// (`engine.rules`) are the same.
pub fn again(evaluation: &Evaluation, policy: &Policy) -> Scored {
    let terms = Terms::new(policy.clone(), applied_for(evaluation));
    again_by(evaluation, &terms)
}

fn applied_for(evaluation: &Evaluation) -> Application<'_> {
    Application {
        purpose: evaluation.purpose,
        programme: evaluation.programme.as_ref(),
        skills: None,
    }
}

/// The same by terms, which are those of its own purpose and programme.
fn again_by(evaluation: &Evaluation, terms: &Terms) -> Scored {
    let checks = evaluation.checks.iter();
    let checks: Vec<Check> = checks
        .filter(|check| !found_by_scoring(check))
        .cloned()
        .collect();
    let facts = Facts {
        elements: &evaluation.elements,
        checks: &checks,
        standing: &evaluation.standing,
        answers: &evaluation.answers,
        at: day(evaluation.at),
    };
    score(&facts, terms, Some(evaluation))
}

/// Whether scoring itself found it, as it will again: what an answer contradicts.
fn found_by_scoring(check: &Check) -> bool {
    check.code == CheckCode::IntegrityAnswer
}

/// The day of judgement for a time: the one in UTC.
pub fn day(at: Timestamp) -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC.to_datetime(at).date()
}

/// The seven criteria, and what answers complete.
fn judge(facts: &Facts<'_>, policy: &Policy) -> (Vec<CriterionResult>, Option<Completed>) {
    if facts.answers.is_empty() {
        return (criteria::assess(facts, &[], policy), None);
    }
    let completed = answers::complete(facts, policy);
    (answers::assess(facts, &completed, policy), Some(completed))
}

/// Scores; once more for an evaluation, whose alignment is taken over.
fn score(facts: &Facts<'_>, terms: &Terms, again: Option<&Evaluation>) -> Scored {
    let policy = terms.policy();
    let (mut criteria, completed) = judge(facts, policy);
    let findings = completed
        .as_ref()
        .map(|completed| completed.findings.clone());
    let findings = findings.unwrap_or_default();
    let checks: Vec<Check>;
    let mut facts = *facts;
    if !findings.is_empty() {
        checks = facts.checks.iter().chain(&findings).cloned().collect();
        facts.checks = &checks;
    }
    if let Some(completed) = &completed {
        facts.elements = &completed.elements;
    }
    let align = || {
        let stated = &facts.elements.learning_outcomes;
        let programme = terms.programme()?;
        let mut alignment = terms.align(stated, programme);
        alignment::tell(&mut alignment, &facts, programme);
        Some(alignment)
    };
    let alignment = match again {
        Some(evaluation) => evaluation.alignment.clone(),
        None => align(),
    };
    let mut gaps = fit::gaps(&facts, terms, alignment.as_ref());
    fit::tell_once(&mut criteria, &mut gaps);
    let outcome = proposal::propose(&facts, terms, &criteria, &gaps);
    let dossier = dossier::compile(&facts, terms, &criteria, alignment.as_ref(), &outcome);
    Scored {
        criteria,
        alignment,
        outcome,
        dossier,
        findings,
        completed: completed.map(|completed| completed.elements),
    }
}
