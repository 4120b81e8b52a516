//! From what is stated and checked to what is proposed: the e-Valuate method as pure functions.
//!
//! [`evaluate`] takes the standard elements, the checks, what the credential is wanted for and a
//! [`Policy`]; it gives the seven criteria, the alignment with the programme and the outcome.
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
//! proposed; several are `needs_information`, with the smallest sets of criteria that would
//! settle it. Nothing is refused here: every proposal short of full recognition names what stands
//! in its way, and an officer decides, in line with the Lisbon Recognition Convention.
//!
//! The files under `criteria/` read beside the method, one for each of its seven questions; every
//! number stands in `policy/default.toml`.
#![forbid(unsafe_code)]

mod alignment;
mod criteria;
mod facts;
mod finding;
mod fit;
mod outcome;
mod policy;
mod proposal;
mod settle;

#[cfg(test)]
mod tests;

use credeval_model::{
    alignment::Alignment, criterion::CriterionResult, dossier::Dossier, outcome::Outcome,
};

pub use facts::{Application, Facts};
pub use policy::{Policy, PolicyError};

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
}

/// Scores one micro-credential.
///
/// Takes what is known about it, what is applied for and the policy. Total: it
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
/// use credeval_score::{Application, Facts, Policy, evaluate};
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
/// let scored = evaluate(&facts, &Application::default(), &Policy::default_policy());
/// assert_eq!(scored.outcome.code, OutcomeCode::NeedsInformation);
/// assert!(scored.criteria.iter().all(|each| (each.lower, each.upper) == (0, 3)));
/// ```
pub fn evaluate(facts: &Facts<'_>, application: &Application<'_>, policy: &Policy) -> Scored {
    let Application { purpose, programme } = *application;
    let criteria = criteria::assess(facts, policy);
    let alignment =
        programme.map(|programme| alignment::align(&facts.elements.learning_outcomes, programme));
    let gaps = fit::gaps(facts, purpose, programme, alignment.as_ref(), policy);
    let outcome = proposal::propose(facts, purpose, programme, policy, &criteria, &gaps);
    Scored {
        criteria,
        alignment,
        outcome,
        dossier: None,
    }
}
