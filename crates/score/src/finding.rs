//! How the evidence for one criterion adds up to a range.

use credeval_model::{
    Check, CheckCode, CheckOutcome, Criterion, Tier,
    criterion::{Ask, CriterionResult, Light, Missing, Reason},
    element::ElementName,
    standing::ProofStanding,
};

use crate::{Facts, Policy, policy::MissingAs};

/// The highest rung of the rubric.
pub(crate) const STRONGEST: u8 = 3;
/// The most reasons, and the most missing facts, that one criterion tells: a credential may list
/// thousands of assessments, and nobody reads beyond the first few.
const SENTENCES: usize = 12;

/// The evidence for one criterion, while it is being gathered.
///
/// It starts from nothing, [0, 0]. Evidence only ever lifts the bounds, so its order does not
/// matter, and a 0 is what remains where a criterion found negative evidence and lifted nothing.
pub(crate) struct Finding<'a> {
    policy: &'a Policy,
    lower: u8,
    upper: u8,
    capped: Option<Tier>,
    reasons: Vec<Reason>,
    missing: Vec<Missing>,
}

impl<'a> Finding<'a> {
    pub(crate) fn new(policy: &'a Policy) -> Self {
        Self {
            policy,
            lower: 0,
            upper: 0,
            capped: None,
            reasons: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// The evidence supports `rung`: as far as its tier carries for sure, and in full if it is
    /// believed.
    pub(crate) fn supports(&mut self, rung: u8, reason: Reason) {
        let tier = reason.tier.unwrap_or(Tier::Unsigned);
        let sure = rung.min(self.policy.cap(tier));
        if sure < rung {
            self.capped = self.capped.max(Some(tier));
        }
        self.lower = self.lower.max(sure);
        self.upper = self.upper.max(rung);
        self.notes(reason);
    }

    /// It would support `rung`, if a contradiction did not stand against it.
    pub(crate) fn contradicted(&mut self, rung: u8, reason: Reason, missing: Missing) {
        self.notes(reason);
        self.open_to(rung, missing);
    }

    /// The evidence speaks against the criterion, or says why something lifts nothing.
    pub(crate) fn notes(&mut self, reason: Reason) {
        if self.reasons.len() < SENTENCES && !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Something is not known, and may turn out to be worth up to `rung`.
    pub(crate) fn open_to(&mut self, rung: u8, missing: Missing) {
        self.upper = self.upper.max(rung);
        if self.missing.len() < SENTENCES && !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }

    /// The criterion with its bounds and light.
    pub(crate) fn conclude(mut self, criterion: Criterion, facts: &Facts<'_>) -> CriterionResult {
        let skipped = facts
            .wholly_on_site()
            .filter(|_| self.policy.skips_on_site(criterion));
        let believed = |tier| self.policy.cap(tier) >= self.policy.rules.green_min;
        let applies = !skipped.is_some_and(believed);
        match skipped {
            Some(tier) if applies => {
                // A forger could write "on site" to be asked one question less.
                self.capped = self.capped.max(Some(tier));
                self.upper = STRONGEST;
                self.reasons.push(stated(
                    ElementName::Participation,
                    tier,
                    "Participation is stated to be wholly on site; if an identified issuer says \
                     so, this criterion does not apply.",
                ));
            }
            Some(tier) => self.reasons.push(stated(
                ElementName::Participation,
                tier,
                "The learner took part wholly on site, so this criterion does not apply.",
            )),
            None => {}
        }
        if let Some(tier) = self.capped.filter(|_| self.lower < self.upper) {
            self.missing.push(who_vouches(facts, tier));
        }
        if self.lower < self.upper && self.policy.rules.missing_as == MissingAs::No {
            self.upper = self.lower;
            self.reasons.push(Reason {
                text: "This policy counts what is not known as not met.".to_owned(),
                element: None,
                check: None,
                tier: None,
                answers: Vec::new(),
            });
        }
        CriterionResult {
            criterion,
            applies,
            lower: self.lower,
            upper: self.upper,
            light: if applies {
                Light::of(self.lower, self.upper)
            } else {
                Light::NotApplicable
            },
            reasons: self.reasons,
            missing: self.missing,
        }
    }
}

/// A reason that rests on an element of this tier.
pub(crate) fn stated(element: ElementName, tier: Tier, text: impl Into<String>) -> Reason {
    Reason {
        text: text.into(),
        element: Some(element),
        check: None,
        tier: Some(tier),
        answers: Vec::new(),
    }
}

/// A reason that rests on an element's absence.
pub(crate) fn absent(element: ElementName, text: impl Into<String>) -> Reason {
    Reason {
        text: text.into(),
        element: Some(element),
        check: None,
        tier: None,
        answers: Vec::new(),
    }
}

/// A reason that rests on a check of our own.
pub(crate) fn checked(code: CheckCode, tier: Tier, text: impl Into<String>) -> Reason {
    Reason {
        text: text.into(),
        element: None,
        check: Some(code),
        tier: Some(tier),
        answers: Vec::new(),
    }
}

/// A fact to find.
pub(crate) fn missing(what: impl Into<String>, ask: Ask) -> Missing {
    Missing {
        what: what.into(),
        ask,
        questions: Vec::new(),
    }
}

/// What it takes for words of this tier to be believed.
pub(crate) fn who_vouches(facts: &Facts<'_>, tier: Tier) -> Missing {
    let inconclusive = |codes: &[CheckCode]| -> Option<&Check> {
        facts.checks.iter().find(|check| {
            codes.contains(&check.code) && check.outcome == CheckOutcome::Inconclusive
        })
    };
    if tier == Tier::Attested {
        return missing(
            "the source on which the officer's answer rests",
            Ask::Institution,
        );
    }
    if facts.standing.proof == ProofStanding::Identified {
        return missing(
            "a copy in which the issuer's signature covers this statement",
            Ask::Issuer,
        );
    }
    if inconclusive(&[CheckCode::ProofTime]).is_some() {
        return missing(
            "proof of when the credential was sealed (a timestamp), or a freshly sealed copy: \
             signing time not proven",
            Ask::Issuer,
        );
    }
    match facts.standing.proof {
        ProofStanding::Unsigned
            if inconclusive(&[CheckCode::ProofSignature, CheckCode::ContextKnown]).is_some() =>
        {
            missing(
                "whether the signature holds, which could not be checked: the checks say why",
                Ask::Issuer,
            )
        }
        ProofStanding::Unsigned => missing(
            "a signed copy of the credential, as the issuer made it",
            Ask::Applicant,
        ),
        ProofStanding::Signed | ProofStanding::Identified | ProofStanding::Paper => missing(
            format!(
                "that the signing key belongs to {}: an entry in your trust file or in a register",
                facts.awarding_body()
            ),
            Ask::Institution,
        ),
    }
}
