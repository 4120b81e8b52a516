//! Whether an evaluation is as it was made.
//!
//! An evaluation is a file on the way to the officer who decides on it. All that it concludes
//! follows from what it holds, so that a conclusion that was changed shows. Somebody who changes
//! what it starts from, and scores that, makes another evaluation: only the credential tells.

use credeval_model::{
    Check, Digest,
    evaluation::{Evaluation, RULES_VERSION},
};

use crate::{Policy, again, found_by_scoring};

/// Bytes that most evaluations are made from, at most.
const MADE_FROM: usize = 16 * 1024;

/// The id of an evaluation: SHA-256 over all that scoring starts from.
pub fn id(evaluation: &Evaluation) -> Digest {
    let document = &evaluation.document;
    let checks = evaluation.checks.iter();
    let checks: Vec<&Check> = checks.filter(|check| !found_by_scoring(check)).collect();
    let mut made_from = Vec::with_capacity(MADE_FROM);
    let written = serde_json::to_writer(
        &mut made_from,
        &(
            (
                &document.digest,
                &document.part,
                &evaluation.engine.rules,
                evaluation.at,
            ),
            (
                &evaluation.policy,
                evaluation.purpose,
                &evaluation.programme,
            ),
            (&evaluation.answers, checks, &evaluation.standing),
        ),
    );
    // What cannot be written, which is nothing that an evaluation holds, is not hashed by half.
    if written.is_err() {
        made_from.clear();
    }
    // The classifications of skills that the outcomes were compared by.
    for data in evaluation.alignment.iter().flat_map(|each| &each.data) {
        made_from.extend(data.as_bytes());
    }
    Digest::of(&made_from)
}

/// An evaluation that is not as it was made, or cannot be told to be.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MadeError {
    /// Rules of another version made it.
    #[error("expected an evaluation by the rules {expected}, found one by {found}", expected = RULES_VERSION)]
    Rules {
        /// [`RULES_VERSION`] of then.
        found: String,
    },
    /// Another policy made it.
    #[error("expected an evaluation by the policy {given}, found one by {found}")]
    Policy {
        /// The policy at hand: its name, version and digest.
        given: String,
        /// The policy that the evaluation names.
        found: String,
    },
    /// The id is not of what it holds.
    #[error("expected the evaluation as it was made, found an id that is not of what it holds")]
    Id,
    /// It concludes what does not follow from what it holds.
    #[error("expected the evaluation as it was made, found {found} that scoring does not give")]
    Scored {
        /// What differs.
        found: &'static str,
    },
}

impl MadeError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Policy { .. } => "give the policy that it was made by, by --policy FILE",
            Self::Rules { .. } | Self::Id | Self::Scored { .. } => "evaluate the credential again",
        }
    }
}

/// Refuses an evaluation whose id, criteria or outcome are not what it gives under the policy that
/// it was made by.
pub fn as_made(evaluation: &Evaluation, policy: &Policy) -> Result<(), MadeError> {
    if evaluation.engine.rules != RULES_VERSION {
        return Err(MadeError::Rules {
            found: evaluation.engine.rules.clone(),
        });
    }
    let given = policy.info();
    if given != evaluation.policy {
        let named = |policy: &credeval_model::evaluation::PolicyInfo| {
            format!("{} {} ({})", policy.id, policy.version, policy.digest)
        };
        return Err(MadeError::Policy {
            given: named(&given),
            found: named(&evaluation.policy),
        });
    }
    if id(evaluation) != evaluation.id {
        return Err(MadeError::Id);
    }
    let scored = again(evaluation, policy);
    let differs = [
        ("criteria", scored.criteria != evaluation.criteria),
        ("an outcome", scored.outcome != evaluation.outcome),
    ];
    match differs.into_iter().find(|(_, differs)| *differs) {
        Some((found, _)) => Err(MadeError::Scored { found }),
        None => Ok(()),
    }
}
