//! What people answered completes what the credential states, for scoring alone.
//!
//! Three rules hold, whatever is answered:
//! - **What the credential states stays as stated.** An answer that contradicts it counts for
//!   nothing and is a finding (`integrity.answer`) with both places, which a person looks at.
//! - **An answer is worth what its author and source are.** An officer's answer with its source may
//!   lift a lower bound to 3, without it to 2, an applicant's to the policy's `unsigned_cap`. A no
//!   lowers the upper bound by as many rungs as a yes of the same worth lifts the lower one: so
//!   only a no with its source makes a 0, and nobody is refused by hearsay.
//! - **A weaker answer never hides stronger evidence.** The criteria are found for what is known
//!   step by step: the credential's own words; with what officers answered from a source; with all
//!   that officers answered; with what the applicant answered. Each step also drops the words of
//!   the credential for which nobody vouches, so that an officer who confirms them is heard. The
//!   highest lower bound of all steps stands.
//!
//! See docs/decisions/0015-answers.md.

mod claims;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Criterion, Pointer, Tier,
    answer::{Answer, AnswerValue, Role},
    check::Cause,
    criterion::{CriterionResult, Light, Missing, Reason},
    element::{ElementName, Elements},
    standing::ProofStanding,
};

use crate::{
    Facts, Policy, criteria,
    facts::quoted,
    finding::{SENTENCES, STRONGEST, source_of, tier_of},
    policy::MissingAs,
};
use claims::Verdict;

/// What an answer rests on, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    /// An officer's, with its source.
    Sourced,
    /// An officer's, without.
    Unsourced,
    /// The applicant's.
    Applicant,
}

impl Worth {
    fn of(answer: &Answer) -> Self {
        match (answer.role, &answer.source) {
            (Role::Applicant, _) => Self::Applicant,
            (Role::Officer, Some(_)) => Self::Sourced,
            (Role::Officer, None) => Self::Unsourced,
        }
    }

    /// The most that a yes is worth for sure.
    fn cap(self, policy: &Policy) -> u8 {
        match self {
            Self::Sourced => STRONGEST,
            Self::Unsourced => policy.cap(Tier::Attested),
            Self::Applicant => policy.cap(Tier::Unsigned),
        }
    }
}

/// The elements as answers complete them.
#[derive(Debug)]
pub(crate) struct Completed {
    /// The credential's own words with every answer that counts.
    pub(crate) elements: Elements,
    /// Answers that contradict what is stated, or one another.
    pub(crate) findings: Vec<Check>,
    steps: Vec<Step>,
}

/// What is known with the answers of some worth or better.
#[derive(Debug)]
struct Step {
    worth: Worth,
    /// The credential's own words with these answers.
    with_all: View,
    /// The same without its words for which nobody vouches; `None` for an applicant's answers,
    /// which confirm nothing.
    with_vouched: Option<View>,
}

/// Facts to score, and where their answers stand among those of the evaluation.
#[derive(Debug)]
struct View {
    elements: Elements,
    answers: Vec<Answer>,
    places: Vec<usize>,
    filled: Vec<(ElementName, usize)>,
}

impl View {
    fn of(mut elements: Elements, answers: &[Answer], counted: &[usize]) -> Self {
        let mut view = Vec::with_capacity(counted.len());
        let mut filled = Vec::new();
        let counted = counted
            .iter()
            .filter_map(|place| Some((*place, answers.get(*place)?)));
        let mut places = Vec::new();
        for (place, answer) in counted {
            if let Some(element) = claims::put(answer, &mut elements, tier_of(answer.role)) {
                filled.push((element, view.len()));
            }
            view.push(answer.clone());
            places.push(place);
        }
        Self {
            elements,
            answers: view,
            places,
            filled,
        }
    }

    fn assess(&self, facts: &Facts<'_>, policy: &Policy) -> Vec<CriterionResult> {
        let facts = Facts {
            elements: &self.elements,
            answers: &self.answers,
            ..*facts
        };
        let mut criteria = criteria::assess(&facts, &self.filled, policy);
        let reasons = criteria.iter_mut().flat_map(|result| &mut result.reasons);
        for reason in reasons {
            let places = reason.answers.iter();
            let mut places: Vec<usize> = places
                .filter_map(|place| self.places.get(*place).copied())
                .collect();
            places.sort_unstable();
            places.dedup();
            reason.answers = places;
        }
        criteria
    }
}

/// Completes the elements by the answers.
///
/// The strongest answer to a question counts. An answer that contradicts what is stated, or what
/// a stronger one says, does not.
pub(crate) fn complete(facts: &Facts<'_>, policy: &Policy) -> Completed {
    // What is known of a certificate on paper are answers, so none of its elements is its own.
    let own = match facts.standing.proof {
        ProofStanding::Paper => Elements::all_absent(ON_PAPER),
        _ => facts.elements.clone(),
    };
    let mut order: Vec<(usize, &Answer)> = facts.answers.iter().enumerate().collect();
    order.sort_by_key(|(_, answer)| (Worth::of(answer), answer.question, &answer.by));

    let mut elements = own.clone();
    let mut findings = Vec::new();
    let mut counted: Vec<usize> = Vec::new();
    for (place, answer) in order {
        let earlier = counted.iter().filter_map(|place| facts.answers.get(*place));
        let mut earlier = earlier.filter(|earlier| earlier.question == answer.question);
        if let Some(stronger) = earlier.next() {
            if !claims::agree(&stronger.value, &answer.value) {
                findings.push(overruled(answer, stronger));
            }
            continue;
        }
        let by_register = claims::by_register(answer, facts.standing);
        let found = match by_register.or_else(|| claims::against(answer, &own, policy)) {
            Some(verdict) => Some((verdict, true)),
            None => claims::against(answer, &elements, policy).map(|verdict| (verdict, false)),
        };
        match found {
            Some((verdict, stated)) => findings.push(finding(answer, verdict, stated)),
            None => {
                claims::put(answer, &mut elements, tier_of(answer.role));
                counted.push(place);
            }
        }
    }

    // What one answer says may be of what another gives: of the outcomes, their language.
    counted.sort_by_key(|place| facts.answers.get(*place).map(|answer| answer.question));
    let elements = View::of(own.clone(), facts.answers, &counted).elements;

    let worth = |place: &usize| facts.answers.get(*place).map(Worth::of);
    let vouched = claims::vouched(&own);
    let steps = [Worth::Sourced, Worth::Unsourced, Worth::Applicant]
        .into_iter()
        .filter(|step| counted.iter().any(|place| worth(place) == Some(*step)))
        .map(|step| {
            let known = counted.iter().copied();
            let known: Vec<usize> = known
                .filter(|place| worth(place).is_some_and(|worth| worth <= step))
                .collect();
            let view = |elements: &Elements| View::of(elements.clone(), facts.answers, &known);
            Step {
                worth: step,
                with_all: view(&own),
                with_vouched: (step != Worth::Applicant).then(|| view(&vouched)),
            }
        })
        .collect();
    Completed {
        elements,
        findings,
        steps,
    }
}

/// Why an element of a certificate on paper is absent where nobody answered.
const ON_PAPER: &str = "nobody answered what the certificate on paper states";

/// All seven criteria, over all steps of what is known.
pub(crate) fn assess(
    facts: &Facts<'_>,
    completed: &Completed,
    policy: &Policy,
) -> Vec<CriterionResult> {
    let absent;
    let elements = match facts.standing.proof {
        ProofStanding::Paper => {
            absent = Elements::all_absent(ON_PAPER);
            &absent
        }
        _ => facts.elements,
    };
    let own = Facts {
        elements,
        answers: &[],
        ..*facts
    };
    let own = criteria::assess(&own, &[], policy);
    let steps: Vec<_> = completed
        .steps
        .iter()
        .map(|step| {
            let vouched = step.with_vouched.as_ref();
            let all = step.with_all.assess(facts, policy);
            (step, all, vouched.map(|view| view.assess(facts, policy)))
        })
        .collect();
    let of_each = own.into_iter().enumerate().map(|(index, own)| {
        let mut range = Range::of(own);
        for (step, all, vouched) in &steps {
            if let Some(all) = all.get(index) {
                let vouched = vouched.as_ref().and_then(|results| results.get(index));
                range.learn(step, all, vouched, policy);
            }
        }
        range.conclude(policy)
    });
    of_each.collect()
}

/// A criterion while one step of what is known follows the other.
struct Range {
    /// The bounds that stand, with the evidence that gives the lower one.
    best: CriterionResult,
    /// The result with all that is known so far.
    last: CriterionResult,
    upper: u8,
    /// What it takes for answers to count that say no and are worth little.
    open: Vec<Missing>,
}

impl Range {
    fn of(own: CriterionResult) -> Self {
        Self {
            upper: own.upper,
            last: own.clone(),
            best: own,
            open: Vec::new(),
        }
    }

    fn learn(
        &mut self,
        step: &Step,
        all: &CriterionResult,
        vouched: Option<&CriterionResult>,
        policy: &Policy,
    ) {
        let floor = STRONGEST - step.worth.cap(policy);
        let believed = all.upper.max(self.upper.min(floor));
        if believed > all.upper {
            self.open.push(hearsay(step, all.criterion));
        }
        self.upper = believed;
        self.last = all.clone();
        for result in [Some(all), vouched].into_iter().flatten() {
            let skips = self.best.applies && !result.applies;
            if self.best.applies && (skips || result.lower > self.best.lower) {
                self.best = result.clone();
            }
        }
    }

    fn conclude(self, policy: &Policy) -> CriterionResult {
        let Self {
            best,
            mut last,
            upper,
            open,
        } = self;
        if !best.applies {
            return best;
        }
        if best.lower > last.lower {
            let mut reasons = best.reasons;
            reasons.retain(|reason| reason.tier.is_some());
            let told =
                |reasons: &[Reason], text: &str| reasons.iter().any(|reason| reason.text == text);
            for reason in last.reasons {
                if !told(&reasons, &reason.text) {
                    reasons.push(reason);
                }
            }
            reasons.truncate(SENTENCES);
            last.reasons = reasons;
        }
        last.lower = best.lower;
        last.upper = match policy.rules.missing_as {
            MissingAs::No => last.lower,
            MissingAs::Unknown => upper.max(last.lower),
        };
        for missing in open {
            if !last.missing.contains(&missing) {
                last.missing.push(missing);
            }
        }
        if last.lower == last.upper && policy.rules.missing_as == MissingAs::Unknown {
            last.missing.clear();
        }
        last.light = Light::of(last.lower, last.upper);
        last
    }
}

/// What it takes for the answers of a step to narrow this criterion further.
fn hearsay(step: &Step, criterion: Criterion) -> Missing {
    let view = &step.with_all;
    let of_step = view.answers.iter().enumerate().filter(|(_, answer)| {
        Worth::of(answer) == step.worth && answer.question.criterion() == Some(criterion)
    });
    let places: Vec<usize> = of_step.map(|(place, _)| place).collect();
    let tier = match step.worth {
        Worth::Applicant => Tier::Unsigned,
        Worth::Sourced | Worth::Unsourced => Tier::Attested,
    };
    source_of(&places, tier, &view.answers)
}

/// Who answered what, with the source.
fn told(answer: &Answer) -> String {
    let source = match &answer.source {
        Some(source) => format!("source: {}", quoted(source)),
        None => "no source".to_owned(),
    };
    format!(
        "`{}` is \"{}\", answered by {} ({}) on {}, {source}",
        answer.question.id(),
        quoted(&answer.value.to_string()),
        quoted(&answer.by),
        answer.role.label(),
        answer.date,
    )
}

/// An answer that does not count because of what is stated, or of what a stronger one says.
fn finding(answer: &Answer, verdict: Verdict, stated: bool) -> Check {
    let (contradicts, what, place) = match verdict {
        Verdict::Contradicts(what, place) => (true, what, place),
        Verdict::Differs(what, place) => (false, what, place),
    };
    // An applicant who says otherwise than an officer is told, and stops nothing.
    let outcome = match contradicts && (stated || answer.role == Role::Officer) {
        true => CheckOutcome::Failed,
        false => CheckOutcome::Inconclusive,
    };
    let said = match &answer.value {
        AnswerValue::Text(_) | AnswerValue::List(_) => String::new(),
        value => format!(" \"{value}\""),
    };
    let by = format!("the {}'s answer{said}", answer.role.label());
    let summary = match (contradicts, stated) {
        (true, true) => format!("{by} contradicts what is stated: {what}"),
        (true, false) => format!("{by} contradicts another answer: {what}"),
        (false, _) => format!("{by} differs from what is stated, which stands: {what}"),
    };
    let at = place.as_ref().map(|place| format!(", at {place}"));
    let cause = Cause::new("answer_differs")
        .mismatch(format!("{what}{}", at.unwrap_or_default()), told(answer));
    let check = Check::new(CheckCode::IntegrityAnswer, outcome, summary).because(cause);
    match place {
        Some(place) => check.at(place),
        None => check,
    }
}

/// The weaker of two answers to one question, where they differ.
fn overruled(answer: &Answer, stronger: &Answer) -> Check {
    let summary = format!(
        "the {}'s answer to `{}` differs from the {}'s, which counts",
        answer.role.label(),
        answer.question.id(),
        stronger.role.label()
    );
    let cause = Cause::new("answer_differs").mismatch(told(stronger), told(answer));
    Check::inconclusive(CheckCode::IntegrityAnswer, summary).because(cause)
}

/// The first place of a statement.
fn first(from: &[Pointer]) -> Option<Pointer> {
    from.first().cloned()
}
