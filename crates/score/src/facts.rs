//! What scoring starts from.

use credeval_model::{
    Check, CheckCode, CheckOutcome, Tier,
    answer::{Answer, AnswerValue},
    element::{Elements, ParticipationMode, Text},
    programme::{Programme, Purpose},
    question::Question,
    standing::{ProofStanding, Standing},
};
use jiff::civil;

use std::sync::Arc;

use crate::Skills;

/// Everything known about one micro-credential.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The sixteen standard elements.
    pub elements: &'a Elements,
    /// Verification checks, then the integrity findings of this micro-credential.
    pub checks: &'a [Check],
    /// What verification and the trust anchors say.
    pub standing: &'a Standing,
    /// What people answered to what the file does not tell.
    pub answers: &'a [Answer],
    /// The day of judgement.
    pub at: civil::Date,
}

/// What recognition is applied for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Application<'a> {
    /// What for; the fit with `programme` is judged only for another than [`Purpose::None`].
    pub purpose: Purpose,
    /// The receiving programme.
    pub programme: Option<&'a Programme>,
    /// A classification of skills that outcomes are compared by.
    pub skills: Option<&'a Arc<Skills>>,
}

/// The most characters of a credential's own words that a sentence here repeats.
const QUOTED_CHARS: usize = 120;

impl<'a> Facts<'a> {
    /// The answer to a question that counts, and its place among the answers.
    pub(crate) fn answer(&self, question: Question) -> Option<(usize, &'a Answer)> {
        let mut answers = self.answers.iter().enumerate();
        answers.find(|(_, answer)| answer.question == question)
    }

    /// The place of the answer that there is none, where it is known that there is none.
    pub(crate) fn denied(&self, question: Question) -> Option<usize> {
        let (place, answer) = self.answer(question)?;
        answer.denies().then_some(place)
    }

    /// The place of the answer that there is one.
    pub(crate) fn affirmed(&self, question: Question) -> Option<usize> {
        let (place, answer) = self.answer(question)?;
        (answer.value == AnswerValue::YesNo(true)).then_some(place)
    }

    /// Whether any check of this code ended so; several proofs give one row each.
    pub(crate) fn any(&self, code: CheckCode, outcome: CheckOutcome) -> bool {
        self.checks
            .iter()
            .any(|check| check.code == code && check.outcome == outcome)
    }

    /// The awarding bodies by name, in an order that does not depend on the credential's.
    pub(crate) fn awarding_body(&self) -> String {
        let organisations = self.elements.awarding_body.value();
        let mut names: Vec<&str> = organisations
            .into_iter()
            .flatten()
            .filter_map(|body| body.name.as_ref())
            .map(Text::shown)
            .filter(|name| !name.is_empty())
            .collect();
        names.sort_unstable();
        names.dedup();
        match names.as_slice() {
            [] => "the awarding body".to_owned(),
            [name] => quoted(name),
            names => quoted(&names.join(", ")),
        }
    }

    /// What would show that the signer may award for the body named, by both their names; `None`
    /// where that is shown, or where nobody knows who signed.
    pub(crate) fn entitlement_to_show(&self) -> Option<String> {
        if self.standing.entitled || self.standing.proof != ProofStanding::Identified {
            return None;
        }
        let row = self.checks.iter().find(|check| {
            check.code == CheckCode::IssuerEntitlement
                && check.outcome == CheckOutcome::Inconclusive
        });
        let cause = row.and_then(|row| row.cause.as_ref());
        // These name the body itself, which may be one of several.
        let named = cause
            .filter(|cause| cause.code == "not_entitled" || cause.code == "name_not_confirmed");
        let body = named.and_then(|cause| cause.found.as_deref()).map(quoted);
        let body = body.unwrap_or_else(|| self.awarding_body());
        let signer = self
            .standing
            .signer
            .as_deref()
            .map_or("the signer".to_owned(), quoted);
        Some(format!("proof that {signer} may award for {body}"))
    }

    /// The day of the award, as the awarding body wrote it: a validity in days is judged by the
    /// day on the certificate, not by what day it then was elsewhere.
    pub(crate) fn award_day(&self) -> Option<civil::Date> {
        let issued = self.elements.issued.value()?;
        day_of(&issued.date)
    }

    /// The tier of the statement that the learner took part wholly on site, where it is made.
    pub(crate) fn wholly_on_site(&self) -> Option<Tier> {
        let stated = self.elements.participation.stated()?;
        let on_site = |mode| mode == ParticipationMode::OnSite;
        let wholly = !stated.value.is_empty() && stated.value.iter().all(|how| on_site(how.mode));
        wholly.then_some(stated.tier)
    }
}

/// The day that a text begins with.
pub(crate) fn day_of(text: &str) -> Option<civil::Date> {
    text.trim().get(..10)?.parse().ok()
}

/// A credential's own words, cut where they would drown the sentence.
pub(crate) fn quoted(text: &str) -> String {
    // Each character has a byte at least.
    if text.len() <= QUOTED_CHARS {
        return text.to_owned();
    }
    match text.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
