//! Identification: is the one who was assessed the one who is named?
//!
//! | rung | evidence |
//! |---|---|
//! | 3 | supervised, identity verified, and the applicant shown to be the learner named |
//! | 2 | supervised, or identity verified, or both without tying the applicant to it |
//! | 1 | only the log-in to an account stood for the learner |
//! | 0 | unsupervised without identity verification; or the learner is not the applicant |
//!
//! Annex I of the Council Recommendation lists supervision as optional, so its absence is normal
//! and says nothing. What is half stated is worth everything from its worst completion to its best.
//! A name on the credential says whom it names and not who was assessed, so it lifts nothing.

use credeval_model::{
    CheckCode, CheckOutcome, Criterion, Tier,
    criterion::{Ask, Reason},
    element::ElementName,
    question::Question,
};

use crate::{
    Facts,
    finding::{Finding, STRONGEST, absent, checked, missing, stated, tier_of},
    outcome::{Consequence, consequence},
};

pub(super) fn find(facts: &Facts<'_>, found: &mut Finding<'_>) {
    let mut someone_else = false;
    for check in facts.checks {
        if consequence(check) == Some(Consequence::NotVerified(Criterion::Identification)) {
            someone_else = true;
            found.notes(checked(check.code, Tier::Register, &check.summary));
        }
    }
    if someone_else {
        return;
    }
    let matched = [CheckCode::HolderBinding, CheckCode::LearnerMatch]
        .into_iter()
        .any(|code| facts.any(code, CheckOutcome::Passed));
    let seen = facts.affirmed(Question::IsLearner).filter(|_| !matched);
    let bound = matched || seen.is_some();
    let may_be_bound = bound || facts.denied(Question::IsLearner).is_none();
    let supervision = facts.elements.supervision.stated();
    let said = supervision.map_or((None, None), |stated| {
        (stated.value.supervised, stated.value.identity_verified)
    });
    let best = if bound { STRONGEST } else { 2 };
    let account_only = supervision.is_some_and(|stated| stated.value.account_only);
    let (rung, up_to, text) = match said {
        _ if account_only && said.0 != Some(true) => {
            (1, 1, "Only the log-in to an account stood for the learner.")
        }
        (Some(true), Some(true)) if bound => (
            STRONGEST,
            STRONGEST,
            "Supervised, with identity verified; the applicant is the learner named.",
        ),
        (Some(true), Some(true)) => (
            2,
            2,
            "Supervised, with identity verified; it would be 3 if the applicant were shown to be \
             the learner named.",
        ),
        (Some(false), Some(true)) => (2, 2, "Unsupervised, with identity verified."),
        (Some(true), Some(false)) => (2, 2, "Supervised, without identity verification."),
        (Some(false), Some(false)) => (0, 0, "Unsupervised, without identity verification."),
        (Some(true), None) => (
            2,
            best,
            "Supervised; identity verification is not spoken of.",
        ),
        (None, Some(true)) => (
            2,
            best,
            "Identity was verified; supervision is not spoken of.",
        ),
        (Some(false), None) => (
            0,
            2,
            "Unsupervised; identity verification is not spoken of.",
        ),
        (None, Some(false)) => (
            0,
            2,
            "Identity was not verified; supervision is not spoken of.",
        ),
        (None, None) => (
            0,
            if may_be_bound { STRONGEST } else { 2 },
            "Neither supervision nor identity verification is stated.",
        ),
    };
    let name = ElementName::Supervision;
    match supervision {
        Some(stands) if rung > 0 => {
            let mut reason = stated(name, stands.tier, text);
            if let Some(place) = seen.filter(|_| rung == STRONGEST) {
                reason = by_sight(facts, place, reason, found);
            }
            found.supports(rung, reason);
        }
        Some(stands) => found.notes(stated(name, stands.tier, text)),
        None => found.notes(absent(name, text)),
    }
    if rung == up_to {
        return;
    }
    let what = "whether the assessment was supervised and identity verified";
    let asked = missing(what, Ask::Issuer).asking(&[
        Question::Supervised,
        Question::IdentityVerified,
        Question::IsLearner,
    ]);
    found.open_to(up_to, asked);
}

/// The reason rests on the answer that the applicant is the learner named, too.
fn by_sight(facts: &Facts<'_>, place: usize, mut reason: Reason, found: &Finding<'_>) -> Reason {
    if let Some(answer) = facts.answers.get(place) {
        let mut on = found.answers_on(&[ElementName::Supervision]);
        on.push(place);
        reason.tier = reason.tier.min(Some(tier_of(answer.role)));
        reason.answers = on;
    }
    reason
}
