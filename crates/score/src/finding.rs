//! How the evidence for one criterion adds up to a range.

use std::{borrow::Cow, cell::OnceCell};

use credeval_model::{
    Check, CheckCode, CheckOutcome, Criterion, Tier,
    answer::{Answer, Role},
    criterion::{Ask, CriterionResult, Light, Missing, Reason},
    element::ElementName,
    question::Question,
    standing::ProofStanding,
};

use crate::{Facts, Policy, criteria::hours, policy::MissingAs, wording::sentence};

/// The highest rung of the rubric.
pub(crate) const STRONGEST: u8 = 3;
/// The most reasons, and the most missing facts, that one criterion tells: a credential may list
/// thousands of assessments, and nobody reads beyond the first few.
pub(crate) const SENTENCES: usize = 12;

/// The answers that the elements were completed from: which element, and the answer's place.
pub(crate) type Filled = [(ElementName, usize)];

/// The evidence for one criterion, while it is being gathered.
///
/// It starts from nothing, [0, 0]. Evidence only ever lifts the bounds, so its order does not
/// matter, and a 0 is what remains where a criterion found negative evidence and lifted nothing.
pub(crate) struct Finding<'a> {
    policy: &'a Policy,
    answers: &'a [Answer],
    filled: &'a Filled,
    lower: u8,
    upper: u8,
    ceiling: u8,
    capped: Option<(Tier, Vec<usize>)>,
    reasons: Vec<Reason>,
    missing: Vec<Missing>,
}

impl<'a> Finding<'a> {
    pub(crate) fn new(policy: &'a Policy, answers: &'a [Answer], filled: &'a Filled) -> Self {
        Self {
            policy,
            answers,
            filled,
            lower: 0,
            upper: 0,
            ceiling: STRONGEST,
            capped: None,
            reasons: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// Whether the policy counts what is not known as not met.
    pub(crate) fn is_strict(&self) -> bool {
        self.policy.rules.missing_as == MissingAs::No
    }

    /// The evidence supports `rung`: as far as its tier carries for sure, and in full if it is
    /// believed.
    pub(crate) fn supports(&mut self, rung: u8, mut reason: Reason) {
        self.attribute(&mut reason);
        let tier = reason.tier.unwrap_or(Tier::Unsigned);
        let sure = rung.min(self.cap(tier, &reason.answers));
        if sure < rung {
            self.cap_by(tier, &reason.answers);
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

    /// An answer says that there is none, so that the criterion is worth at most `rung`.
    pub(crate) fn at_most(&mut self, rung: u8, reason: Reason) {
        self.ceiling = self.ceiling.min(rung);
        self.notes(reason);
    }

    /// Of these questions, each with the rung that a yes is worth, those whose answer would lift.
    pub(crate) fn lifting(&self, questions: &[(Question, u8)]) -> Vec<Question> {
        let lifts = |rung: u8| rung > self.lower;
        let open = questions.iter().filter(|(_, rung)| lifts(*rung));
        open.map(|(question, _)| *question).collect()
    }

    /// Questions of which each asks for a weaker sign than the one before, with the rung that a yes
    /// is worth, and what yes and no say. A no to all stronger signs leaves what the next is worth.
    /// Gives the strongest rung that a yes is worth.
    pub(crate) fn ladder(
        &mut self,
        facts: &Facts<'_>,
        questions: &[(Question, u8, &'static str, &'static str)],
    ) -> u8 {
        let mut ruled_out = true;
        let mut strongest = 0;
        for (question, rung, yes, no) in questions {
            match facts.answer(*question) {
                None => ruled_out = false,
                Some((place, answer)) if !answer.denies() => {
                    ruled_out = false;
                    strongest = strongest.max(*rung);
                    self.supports(*rung, answered(place, answer, *yes));
                }
                Some((place, answer)) if ruled_out => {
                    self.at_most(rung - 1, answered(place, answer, *no));
                }
                Some((place, answer)) => self.notes(answered(place, answer, *no)),
            }
        }
        strongest
    }

    /// The answers that any of these elements was completed from.
    pub(crate) fn answers_on(&self, elements: &[ElementName]) -> Vec<usize> {
        let of = self
            .filled
            .iter()
            .filter(|(name, _)| elements.contains(name));
        of.map(|(_, place)| *place).collect()
    }

    /// A reason on an element rests on the answers that completed it.
    fn attribute(&self, reason: &mut Reason) {
        if let Some(element) = reason.element.filter(|_| reason.answers.is_empty())
            && reason.tier.is_some()
        {
            reason.answers = self.answers_on(&[element]);
        }
    }

    /// The most that evidence of this tier is worth for sure; an officer's answer with its source
    /// is worth all that it says.
    fn cap(&self, tier: Tier, answers: &[usize]) -> u8 {
        let sourced = |place: &usize| {
            let answer = self.answers.get(*place);
            answer.is_some_and(|answer| answer.role == Role::Applicant || answer.source.is_some())
        };
        match tier {
            Tier::Attested if !answers.is_empty() && answers.iter().all(sourced) => STRONGEST,
            tier => self.policy.cap(tier),
        }
    }

    fn cap_by(&mut self, tier: Tier, answers: &[usize]) {
        match &mut self.capped {
            Some((held, on)) if *held == tier => on.extend(answers),
            Some((held, _)) if *held > tier => {}
            _ => self.capped = Some((tier, answers.to_vec())),
        }
    }

    /// The evidence speaks against the criterion, or says why something lifts nothing.
    pub(crate) fn notes(&mut self, mut reason: Reason) {
        self.attribute(&mut reason);
        if self.reasons.len() < SENTENCES && !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Something is not known, and may turn out to be worth up to `rung`.
    pub(crate) fn open_to(&mut self, rung: u8, mut missing: Missing) {
        missing.questions.retain(|question| {
            let mut answers = self.answers.iter();
            !answers.any(|answer| answer.question == *question)
        });
        self.upper = self.upper.max(rung);
        if self.missing.len() < SENTENCES && !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }

    /// The criterion with its bounds and light.
    pub(crate) fn conclude(
        mut self,
        criterion: Criterion,
        facts: &Facts<'_>,
        vouching: &Vouching,
    ) -> CriterionResult {
        let skipped = facts
            .wholly_on_site()
            .filter(|_| self.policy.skips_on_site(criterion));
        let on = self.answers_on(&[ElementName::Participation]);
        let applies = skipped.is_none_or(|tier| self.cap(tier, &on) < self.policy.rules.green_min);
        match skipped {
            Some(tier) if applies => {
                // A forger could write "on site" to be asked one question less.
                self.cap_by(tier, &on);
                self.upper = STRONGEST;
                self.ceiling = STRONGEST;
                self.notes(stated(
                    ElementName::Participation,
                    tier,
                    "Participation is stated to be wholly on site; if an identified issuer says \
                     so, this criterion does not apply.",
                ));
            }
            Some(tier) => self.notes(stated(
                ElementName::Participation,
                tier,
                "The learner took part wholly on site, so this criterion does not apply.",
            )),
            None => {}
        }
        self.upper = self.upper.min(self.ceiling).max(self.lower);
        if self.lower == self.upper {
            self.missing.clear();
        }
        if let Some((tier, on)) = self.capped.take().filter(|_| self.lower < self.upper) {
            let missing = match on.is_empty() {
                true => confirming(criterion, facts, vouching.by(facts, tier), self.upper),
                false => source_of(&on, tier, self.answers),
            };
            self.missing.push(missing);
        }
        let is_strict = self.is_strict();
        if let Some(words) = criterion.words(self.lower).filter(|_| is_strict && applies) {
            self.reasons.push(Reason {
                text: format!("In the Micro-Evaluator's words: \"{words}\".").into(),
                element: None,
                check: None,
                tier: None,
                answers: Vec::new(),
            });
        }
        if self.lower < self.upper && is_strict {
            self.upper = self.lower;
            self.reasons.push(Reason {
                text: "This policy counts what is not known as not met.".into(),
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
pub(crate) fn stated(
    element: ElementName,
    tier: Tier,
    text: impl Into<Cow<'static, str>>,
) -> Reason {
    Reason {
        text: text.into(),
        element: Some(element),
        check: None,
        tier: Some(tier),
        answers: Vec::new(),
    }
}

/// A reason that rests on an element's absence.
pub(crate) fn absent(element: ElementName, text: impl Into<Cow<'static, str>>) -> Reason {
    Reason {
        text: text.into(),
        element: Some(element),
        check: None,
        tier: None,
        answers: Vec::new(),
    }
}

/// A reason that rests on a check of our own.
pub(crate) fn checked(code: CheckCode, tier: Tier, text: impl AsRef<str>) -> Reason {
    Reason {
        text: sentence(text.as_ref()).into(),
        element: None,
        check: Some(code),
        tier: Some(tier),
        answers: Vec::new(),
    }
}

/// A reason that rests on an answer.
pub(crate) fn answered(
    place: usize,
    answer: &Answer,
    text: impl Into<Cow<'static, str>>,
) -> Reason {
    Reason {
        text: text.into(),
        element: answer.question.element(),
        check: None,
        tier: Some(tier_of(answer.role)),
        answers: vec![place],
    }
}

/// How strong an answer is as evidence.
pub(crate) fn tier_of(role: Role) -> Tier {
    match role {
        Role::Officer => Tier::Attested,
        Role::Applicant => Tier::Unsigned,
    }
}

/// A fact to find.
pub(crate) fn missing(what: impl Into<Cow<'static, str>>, ask: Ask) -> Missing {
    Missing {
        what: what.into(),
        ask,
        questions: Vec::new(),
    }
}

/// Each fact once, with all the questions that would tell it, in the order in which they come.
pub(crate) fn distinct(facts: impl IntoIterator<Item = Missing>) -> Vec<Missing> {
    let mut seen: Vec<Missing> = Vec::new();
    for fact in facts {
        let Some(known) = seen.iter_mut().find(|known| known.is_same_fact(&fact)) else {
            seen.push(fact);
            continue;
        };
        unite(known, &fact);
    }
    seen
}

/// Adds the questions of another that is the same fact.
pub(crate) fn unite(known: &mut Missing, fact: &Missing) {
    known.questions.extend_from_slice(&fact.questions);
    known.questions.sort_unstable();
    known.questions.dedup();
}

/// What it takes for answers to count in full.
pub(crate) fn source_of(places: &[usize], tier: Tier, answers: &[Answer]) -> Missing {
    let what = match tier {
        Tier::Attested => "the source on which the officer's answer rests",
        _ => "what the applicant answered, confirmed from its source",
    };
    let mut questions: Vec<Question> = places
        .iter()
        .filter_map(|place| answers.get(*place))
        .filter(|answer| answer.role == Role::Applicant || answer.source.is_none())
        .map(|answer| answer.question)
        .collect();
    questions.sort_unstable();
    questions.dedup();
    missing(what, Ask::Institution).asking(&questions)
}

/// What it takes for the credential's own words on a criterion to be believed: somebody who
/// vouches, or an officer who finds the same elsewhere.
fn confirming(criterion: Criterion, facts: &Facts<'_>, vouching: Missing, upper: u8) -> Missing {
    use Question as Q;
    let questions: &[Question] = match criterion {
        Criterion::Quality if upper == STRONGEST => &[Q::QualityProgramme, Q::QualityInstitution],
        Criterion::Quality => &[Q::QualityInstitution],
        // No word of an officer makes a signature.
        Criterion::Authenticity => &[],
        Criterion::Level => &[Q::Eqf],
        Criterion::LearningOutcomes => &[Q::Outcomes],
        // Below the strongest, what is not stated would add to what is, and confirm nothing.
        Criterion::Workload if upper == STRONGEST => &[Q::Ects, Q::Hours],
        Criterion::Workload => match facts.elements.workload.value().and_then(hours) {
            Some(_) => &[Q::Hours],
            None => &[Q::Ects],
        },
        Criterion::Testing if upper == STRONGEST => {
            &[Q::TestForm, Q::TestGraded, Q::TestAssessor, Q::Supervised]
        }
        Criterion::Testing => &[Q::TestForm],
        Criterion::Identification => match facts.wholly_on_site() {
            Some(_) => &[Q::Participation, Q::Supervised, Q::IdentityVerified],
            None => &[Q::Supervised, Q::IdentityVerified],
        },
    };
    vouching.asking(questions)
}

/// What it takes for the credential's own words to be believed, told once for all criteria.
#[derive(Default)]
pub(crate) struct Vouching(OnceCell<Missing>);

impl Vouching {
    fn by(&self, facts: &Facts<'_>, tier: Tier) -> Missing {
        match tier {
            Tier::Attested => who_vouches(facts, tier),
            // It is the same for all that no officer says.
            _ => self.0.get_or_init(|| who_vouches(facts, tier)).clone(),
        }
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
        ProofStanding::Paper => missing(
            "what the applicant answered, confirmed from its source",
            Ask::Institution,
        ),
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
        ProofStanding::Signed | ProofStanding::Identified => missing(
            format!(
                "that the signing key belongs to {}: an entry in your trust file or in a register",
                facts.awarding_body()
            ),
            Ask::Institution,
        ),
    }
}
