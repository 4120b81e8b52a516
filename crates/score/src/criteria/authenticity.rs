//! Authenticity: is the credential what its issuer made, and does it still stand?
//!
//! | rung | evidence |
//! |---|---|
//! | 3 | the proof holds, and a qualified seal, or a federation that signs what it says, confirms issuer and key; not revoked, or no status is offered |
//! | 2 | the proof holds, and a trust anchor vouches for the issuer; or as 3, and the status could not be looked up |
//! | 1 | the proof holds, and nobody vouches for who made it: anyone can make a key |
//! | 0 | the proof fails, the key is not the issuer's, or the credential is revoked |
//!
//! No proof at all is unknown: the same words may exist in a signed copy. An issuer that the
//! registrar pinned is 2 and not "2 or more": no register speaks of it, so nothing is open.
//!
//! A certificate on paper has no proof, and answers take its place:
//!
//! | rung | evidence |
//! |---|---|
//! | 3 | the awarding body, or its verification service, confirmed it to an officer, who names where |
//! | 2 | the details of the course agree with what the awarding body publishes |
//! | 1 | it carries something by which it could be checked |
//! | 0 | it cannot be confirmed, its details agree with nothing, and it could not be checked |
//!
//! No answer bears on the authenticity of a file: whoever looks at a file cannot see who made it.

use credeval_model::{
    CheckCode, CheckOutcome, Criterion, Tier,
    criterion::{Ask, Reason},
    question::Question,
    standing::ProofStanding,
};

use crate::{
    Facts,
    finding::{Finding, STRONGEST, answered, checked, missing, who_vouches},
    outcome::{Consequence, consequence},
};

/// Whether the credential was withdrawn, by its issuer or with the seal.
const STANDING: [CheckCode; 3] = [
    CheckCode::StatusRevocation,
    CheckCode::StatusSuspension,
    CheckCode::SealRevocation,
];

pub(super) fn find(facts: &Facts<'_>, found: &mut Finding<'_>) {
    let mut broken = false;
    for check in facts.checks {
        if consequence(check) == Some(Consequence::NotVerified(Criterion::Authenticity)) {
            broken = true;
            found.notes(checked(check.code, Tier::Register, &check.summary));
        }
    }
    if broken {
        return;
    }
    if facts.standing.proof == ProofStanding::Paper {
        return on_paper(facts, found);
    }
    for (question, ..) in ON_PAPER {
        if let Some((place, answer)) = facts.answer(question) {
            let text = "No answer bears on the authenticity of a file; its proof does.";
            found.notes(answered(place, answer, text));
        }
    }
    match facts.standing.proof {
        ProofStanding::Unsigned | ProofStanding::Paper => {
            for check in facts.checks {
                if check.code == CheckCode::ProofSignature {
                    found.notes(checked(check.code, Tier::Unsigned, &check.summary));
                }
            }
            found.open_to(STRONGEST, who_vouches(facts, Tier::Unsigned));
        }
        ProofStanding::Signed => {
            found.supports(
                1,
                checked(
                    CheckCode::ProofSignature,
                    Tier::Signed,
                    "The signature holds, and nobody vouches for who made it.",
                ),
            );
            for check in facts.checks {
                if matches!(check.code, CheckCode::SealChain | CheckCode::ProofTime)
                    && check.outcome == CheckOutcome::Inconclusive
                {
                    found.notes(checked(check.code, Tier::Signed, &check.summary));
                }
            }
            found.open_to(STRONGEST, who_vouches(facts, Tier::Signed));
        }
        ProofStanding::Identified => identified(facts, found),
    }
}

/// The questions on paper, the rung that a yes is worth, and what yes and no say.
const ON_PAPER: [(Question, u8, &str, &str); 3] = [
    (
        Question::Confirmed,
        3,
        "The awarding body confirms that it made this award.",
        "The awarding body's confirmation cannot be had.",
    ),
    (
        Question::PublishedDetails,
        2,
        "The details of the course agree with what the awarding body publishes.",
        "The details of the course agree with nothing that the awarding body publishes.",
    ),
    (
        Question::Checkable,
        1,
        "The certificate carries something by which it could be checked.",
        "The certificate carries nothing by which it could be checked.",
    ),
];

fn on_paper(facts: &Facts<'_>, found: &mut Finding<'_>) {
    if found.ladder(facts, &ON_PAPER) == STRONGEST {
        return;
    }
    if facts.answer(Question::Confirmed).is_none() {
        found.notes(Reason {
            text: "Nobody has asked the awarding body yet.".into(),
            element: None,
            check: None,
            tier: None,
            answers: Vec::new(),
        });
    }
    let open = found.lifting(&ON_PAPER.map(|(question, rung, ..)| (question, rung)));
    let what = format!(
        "whether {} confirms the award, by an address that is not on the certificate",
        facts.awarding_body()
    );
    found.open_to(STRONGEST, missing(what, Ask::Issuer).asking(&open));
}

fn identified(facts: &Facts<'_>, found: &mut Finding<'_>) {
    found.supports(
        2,
        checked(
            CheckCode::IssuerTrust,
            Tier::Register,
            "The signature holds, and a trust anchor vouches for the issuer.",
        ),
    );
    let unreachable = facts.checks.iter().find(|check| {
        STANDING.contains(&check.code) && check.outcome == CheckOutcome::Inconclusive
    });
    let offered = facts.checks.iter().any(|check| {
        check.code == CheckCode::StatusRevocation && check.outcome != CheckOutcome::NotApplicable
    });
    if let Some(check) = unreachable {
        found.notes(checked(check.code, Tier::Register, &check.summary));
    } else if !offered {
        found.notes(checked(
            CheckCode::StatusRevocation,
            Tier::Register,
            "The credential offers no status, so none can be looked up.",
        ));
    }
    match (facts.standing.confirmed, unreachable) {
        (false, _) => {}
        (true, None) => {
            let is_qualified = facts.checks.iter().any(|check| {
                check.code == CheckCode::SealQualified && check.outcome == CheckOutcome::Passed
            });
            let (code, words) = match is_qualified {
                true => (
                    CheckCode::SealQualified,
                    "The seal is qualified, by a trusted list.",
                ),
                false => (
                    CheckCode::IssuerTrust,
                    "A federation that signs what it says confirms issuer and key.",
                ),
            };
            found.supports(STRONGEST, checked(code, Tier::Register, words));
        }
        (true, Some(_)) => found.open_to(
            STRONGEST,
            missing(
                "whether the credential was revoked or suspended",
                Ask::Issuer,
            ),
        ),
    }
}
