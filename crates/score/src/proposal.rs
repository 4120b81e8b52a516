//! The proposal in words: what is proposed, what stands in its way, what would settle it.

use credeval_model::{
    Check, CheckCode, Criterion,
    criterion::{Ask, CriterionResult, Missing},
    outcome::{Deviation, Outcome, OutcomeCode, Settlement, Track},
    programme::{Programme, Purpose, Tolerated},
};

use crate::{
    Facts, Terms,
    finding::{STRONGEST, distinct, missing},
    fit::Gap,
    outcome::{Consequence, Points, Space, Table, consequence, outcomes, space},
    policy::MissingAs,
    settle,
    wording::{clause, in_words, joined, sentence},
};

/// Reasons that a deviation repeats; all of them stand with the criterion.
const REASONS: usize = 2;

/// The proposal for these criteria and gaps.
pub(crate) fn propose(
    facts: &Facts<'_>,
    terms: &Terms,
    criteria: &[CriterionResult],
    gaps: &[Gap],
) -> Outcome {
    let (purpose, policy) = (terms.purpose(), terms.policy());
    let on_site = criteria.iter().any(|result| !result.applies);
    let table = terms.table(on_site);
    let space = space(criteria, gaps);
    let points = Points::of(&space, table);
    let possible = points.outcomes();
    let standing = Standing::of(facts.checks);
    let code = standing
        .code()
        .or(possible.single())
        .unwrap_or(OutcomeCode::NeedsInformation);

    let case = Case {
        terms,
        criteria,
        gaps,
    };
    let settle = match code {
        OutcomeCode::RecogniseFull => Vec::new(),
        OutcomeCode::NeedsInformation => {
            let criteria = settle::settling(&points, terms);
            vec![Settlement {
                facts: case.facts(&criteria),
                criteria,
                leads_to: possible.codes(),
            }]
        }
        _ if standing.code().is_some() => vec![standing.settlement(space, table)],
        _ => {
            let (criteria, leads_to) = settle::improving(&space, terms, on_site, code);
            vec![Settlement {
                facts: case.facts(&criteria),
                criteria,
                leads_to: leads_to.codes(),
            }]
        }
    };
    let deviations = case.deviations(code);
    let mut summary = match standing.code() {
        Some(code) => standing.summary(code),
        None => summary(
            code,
            &target(purpose, terms.programme()),
            &deviations,
            &possible.codes(),
        ),
    };
    if policy.rules.missing_as == MissingAs::No && standing.code().is_none() {
        summary.push_str(&strictly(criteria, &deviations));
    }
    let waived = policy.rules.sign_off_waived_for_full_admission
        && code == OutcomeCode::RecogniseFull
        && purpose == Purpose::Admission;
    Outcome {
        code,
        track: code.track(),
        summary,
        deviations,
        settle,
        sign_off: !waived,
    }
}

/// The failed checks that decide, whatever the criteria are.
struct Standing<'a> {
    broken: Vec<(&'a Check, Criterion)>,
    review: Vec<&'a Check>,
}

impl<'a> Standing<'a> {
    fn of(checks: &'a [Check]) -> Self {
        let mut standing = Self {
            broken: Vec::new(),
            review: Vec::new(),
        };
        for check in checks {
            match consequence(check) {
                Some(Consequence::NotVerified(criterion)) => {
                    standing.broken.push((check, criterion));
                }
                Some(Consequence::Review) => standing.review.push(check),
                None => {}
            }
        }
        // The order of reports, whatever the order in which they came.
        standing.broken.sort_by_key(|(check, _)| check.code);
        standing.review.sort_by_key(|check| check.code);
        standing
    }

    fn code(&self) -> Option<OutcomeCode> {
        if !self.broken.is_empty() {
            Some(OutcomeCode::NotVerified)
        } else if !self.review.is_empty() {
            Some(OutcomeCode::HumanReview)
        } else {
            None
        }
    }

    /// What would set the failed checks right, and what can follow when they are.
    fn settlement(&self, mut space: Space, table: &Table) -> Settlement {
        let checks = self.broken.iter().map(|(check, _)| *check);
        let deciding: Vec<&Check> = if self.broken.is_empty() {
            self.review.clone()
        } else {
            checks.collect()
        };
        for (_, criterion) in &self.broken {
            if let Some(axis) = space.get_mut(*criterion as usize) {
                axis.upper = STRONGEST;
            }
        }
        let leads_to = if !self.broken.is_empty() && !self.review.is_empty() {
            vec![OutcomeCode::HumanReview]
        } else {
            outcomes(&space, table).codes()
        };
        Settlement {
            criteria: Vec::new(),
            facts: distinct(deciding.into_iter().flat_map(remedies)),
            leads_to,
        }
    }

    fn summary(&self, code: OutcomeCode) -> String {
        let broken = self.broken.iter().map(|(check, _)| *check);
        let mut sentences: Vec<String> = if code == OutcomeCode::NotVerified {
            broken.map(happened).collect()
        } else {
            self.review.iter().map(|check| happened(check)).collect()
        };
        sentences.dedup();
        let happened = sentences.join(" ");
        if code == OutcomeCode::NotVerified {
            format!(
                "{happened} So nothing is proposed on it, and what it states is for information \
                 only. Recognition of Prior Learning stays open to the learner."
            )
        } else {
            format!("A person must look at this first. {happened}")
        }
    }
}

/// What a failed check says happened, in a sentence without keys, times of day and places: those
/// stand with the check.
fn happened(check: &Check) -> String {
    use CheckCode as Code;
    let words = match check.code {
        Code::StatusRevocation => "The issuer has revoked it.",
        Code::LearnerMatch => "It names somebody else.",
        Code::HolderBinding => "It was not handed in by the one to whom it was issued.",
        Code::ProofSignature => "The signature does not match what it signs.",
        Code::IssuerKey => "It was signed with a key that is not of the issuer that it names.",
        Code::StatusSuspension => "The issuer has suspended it.",
        _ => return sentence(&in_words(&check.summary)),
    };
    words.to_owned()
}

/// What would set a failed check right, from each who can tell.
fn remedies(check: &Check) -> Vec<Missing> {
    // An answer and a credential that contradict each other: either may be wrong.
    if check.code == CheckCode::IntegrityAnswer {
        let what = format!("which is right: {}", clause(&in_words(&check.summary)));
        return [Ask::Institution, Ask::Issuer]
            .map(|ask| missing(what.clone(), ask))
            .into();
    }
    vec![remedy(check)]
}

/// What would set a failed check right, and who can tell.
fn remedy(check: &Check) -> Missing {
    use CheckCode as Code;
    match check.code {
        Code::IssuerKey => missing(
            "a credential that is signed with a key of the issuer that it names",
            Ask::Issuer,
        ),
        Code::StatusRevocation => missing(
            "why the credential was revoked, and whether a new one was issued",
            Ask::Issuer,
        ),
        Code::StatusSuspension => missing(
            "why the credential is suspended, and until when",
            Ask::Issuer,
        ),
        Code::ValidityUntil => missing(
            "whether the achievement still stands, or a renewed credential: an end of validity is \
             a technical date",
            Ask::Issuer,
        ),
        Code::ValidityFrom => missing("why the credential is not valid yet", Ask::Issuer),
        Code::SealChain | Code::SealRevocation | Code::SealTimestamp => missing(
            "a credential sealed anew, with a certificate and timestamp that hold",
            Ask::Issuer,
        ),
        Code::HolderBinding
        | Code::PresentationNonce
        | Code::PresentationAudience
        | Code::PresentationFreshness
        | Code::LearnerMatch => missing(
            "that the applicant is the learner named, shown anew",
            Ask::Applicant,
        ),
        Code::IntegrityScope => missing(
            "the qualification itself: use the ordinary qualification procedure",
            Ask::Institution,
        ),
        code if code.is_integrity() => missing(
            format!("how to explain that {}", clause(&in_words(&check.summary))),
            Ask::Issuer,
        ),
        _ => match consequence(check) {
            Some(Consequence::NotVerified(_)) => missing(
                "a fresh copy of the credential, as the issuer made it",
                Ask::Applicant,
            ),
            _ => missing(
                format!(
                    "a copy of the credential without this fault: {}",
                    clause(&in_words(&check.summary))
                ),
                Ask::Issuer,
            ),
        },
    }
}

/// What is known, as the wording needs it.
struct Case<'a> {
    terms: &'a Terms,
    criteria: &'a [CriterionResult],
    gaps: &'a [Gap],
}

impl Case<'_> {
    fn bar(&self, criterion: Criterion) -> u8 {
        let rules = &self.terms.policy().rules;
        match criterion {
            Criterion::Authenticity => rules.green_min.max(rules.authenticity_min),
            _ => rules.green_min,
        }
    }

    /// The facts to find about these criteria.
    fn facts(&self, criteria: &[Criterion]) -> Vec<Missing> {
        distinct(criteria.iter().flat_map(|criterion| {
            let result = self
                .criteria
                .iter()
                .find(|result| result.criterion == *criterion);
            let gaps = self.gaps.iter().filter(|gap| gap.criterion == *criterion);
            let mut facts: Vec<Missing> =
                gaps.flat_map(|gap| gap.missing.iter().cloned()).collect();
            if let Some(result) = result {
                facts.extend(result.missing.iter().cloned());
                let is_told = self.gaps.iter().any(|gap| gap.tells(*criterion));
                let is_weak =
                    result.upper < self.bar(*criterion) && !result.is_not_shown() && !is_told;
                if facts.is_empty() || is_weak {
                    facts.push(stronger(*criterion));
                }
            }
            facts
        }))
    }

    /// What the proposal asks to tolerate, or what speaks against recognition. What is not known
    /// may be tolerated, and never speaks against.
    fn deviations(&self, code: OutcomeCode) -> Vec<Deviation> {
        let tolerates = code.track() == Some(Track::Lrc);
        if matches!(
            code,
            OutcomeCode::RecogniseFull | OutcomeCode::NeedsInformation | OutcomeCode::NotVerified
        ) {
            return Vec::new();
        }
        let mut deviations = Vec::new();
        for result in self.criteria.iter().filter(|result| result.applies) {
            let bar = self.bar(result.criterion);
            let (lower, upper) = (result.lower, result.upper);
            if upper < bar || (tolerates && lower < bar) {
                let [not_met, weakly, less, not_known] = Deviation::OF_CRITERION;
                let met = match (upper < bar, upper) {
                    (false, _) => not_known,
                    (true, 0) => not_met,
                    (true, 1) => weakly,
                    (true, _) => less,
                };
                let is_not_shown = result.is_not_shown();
                let mut text: Vec<String> = match is_not_shown {
                    true => vec![not_shown(unshown(result))],
                    false => {
                        let why = result.reasons.iter().take(REASONS);
                        let why = why.map(|reason| sentence(&reason.text));
                        std::iter::once(met.trim_end().to_owned())
                            .chain(why)
                            .collect()
                    }
                };
                let own = self.terms.tolerated(result.criterion);
                if let Some(Tolerated {
                    down_to, reason, ..
                }) = own.filter(|_| tolerates)
                {
                    let reason = clause(reason);
                    text.push(format!(
                        "The programme tolerates it down to {down_to}: {reason}."
                    ));
                }
                deviations.push(Deviation {
                    criterion: result.criterion,
                    text: text.join(" "),
                    not_shown: is_not_shown,
                });
            }
        }
        let gaps = self.gaps.iter().filter(|gap| gap.known || tolerates);
        for gap in gaps {
            let mut told = deviations.iter().map(|deviation| deviation.criterion);
            if told.any(|criterion| gap.tells(criterion)) {
                continue;
            }
            let is_not_shown = gap.known && !gap.shown;
            deviations.push(Deviation {
                criterion: gap.criterion,
                text: match is_not_shown {
                    true => not_shown(&gap.text),
                    false => gap.text.clone(),
                },
                not_shown: is_not_shown,
            });
        }
        deviations.sort_by_key(|deviation| self.terms.rank(deviation.criterion));
        deviations
    }
}

/// What is not shown of a criterion: why, apart from the policy's own rule, or what is missing.
fn unshown(result: &CriterionResult) -> &str {
    let mut reasons = result.reasons.iter();
    let rests = reasons.find(|reason| reason.element.is_some() || reason.check.is_some());
    match (rests, result.missing.first()) {
        (Some(reason), _) => &reason.text,
        (None, Some(missing)) => &missing.what,
        (None, None) => result.criterion.label(),
    }
}

/// A sentence on what only counts as deviating.
fn not_shown(text: &str) -> String {
    format!("Not shown: {}.", clause(text))
}

/// What would lift a criterion whose evidence is known and too weak.
pub(crate) fn stronger(criterion: Criterion) -> Missing {
    match criterion {
        Criterion::Quality => missing(
            "quality assurance of the award or of its provider, in a register",
            Ask::Register,
        ),
        Criterion::Authenticity => missing(
            "a qualified seal, or a register that confirms issuer and key",
            Ask::Register,
        ),
        Criterion::Level => missing(
            "the level in the European or a national qualifications framework",
            Ask::Issuer,
        ),
        Criterion::LearningOutcomes => missing(
            "the learning outcomes, one by one, each with what the learner can do",
            Ask::Issuer,
        ),
        Criterion::Workload => missing("the workload in ECTS credits and hours", Ask::Issuer),
        Criterion::Testing => missing(
            "an examination, project or portfolio that tests the outcomes",
            Ask::Applicant,
        ),
        Criterion::Identification => missing(
            "an assessment under supervision, or with identity verified",
            Ask::Applicant,
        ),
    }
}

/// What recognition is asked for, as the end of a sentence: " for exemption from ...".
fn target(purpose: Purpose, programme: Option<&Programme>) -> String {
    // A course is what one is exempted from or credited for; one is admitted to the programme.
    let of_course = matches!(purpose, Purpose::Exemption | Purpose::Credit);
    let within = programme.map(|programme| match &programme.course {
        Some(course) if of_course => format!("\"{course}\" in \"{}\"", programme.programme),
        _ => format!("\"{}\"", programme.programme),
    });
    let (bare, joined) = match purpose {
        Purpose::Admission => ("for admission", "for admission to"),
        Purpose::Exemption => ("for exemption", "for exemption from"),
        Purpose::Credit => ("for credit", "for credit in"),
        Purpose::Stacking => ("for stacking", "for stacking towards"),
        Purpose::None => return String::new(),
    };
    match within {
        Some(within) => format!(" {joined} {within}"),
        None => format!(" {bare}"),
    }
}

/// One or two plain sentences.
fn summary(
    code: OutcomeCode,
    target: &str,
    deviations: &[Deviation],
    possible: &[OutcomeCode],
) -> String {
    const IN_LINE: &str = "in line with the Lisbon Recognition Convention";
    let shown = deviations.iter().filter(|deviation| deviation.is_shown());
    let criteria = labels(shown.clone());
    let named = joined(&criteria, "and");
    match code {
        OutcomeCode::RecogniseFull => format!(
            "Recognition{target} is possible {IN_LINE}: every criterion that applies is met."
        ),
        OutcomeCode::RecognisePartial if criteria.is_empty() => {
            format!("Recognition{target} is possible for a part, {IN_LINE}.")
        }
        OutcomeCode::RecognisePartial => format!(
            "Recognition{target} is possible for a part, {IN_LINE}. The whole falls short in {named}."
        ),
        OutcomeCode::Flexible if criteria.is_empty() => format!(
            "Recognition{target} is possible {IN_LINE} if an officer accepts that not all is shown."
        ),
        OutcomeCode::Flexible => format!(
            "Recognition{target} is possible {IN_LINE} if an officer accepts that {named} {}.",
            if criteria.len() == 1 {
                "falls short"
            } else {
                "fall short"
            }
        ),
        OutcomeCode::Rpl if criteria.is_empty() => format!(
            "The learning outcomes are described, but not all that carries recognition{target} is \
             shown. Recognition of Prior Learning is the way: it can test what the credential does \
             not show."
        ),
        OutcomeCode::Rpl => format!(
            "The learning outcomes are described, but {named} {} recognition{target}. \
             Recognition of Prior Learning is the way: it can test what the credential does not \
             show.",
            if criteria.len() == 1 {
                "does not carry"
            } else {
                "do not carry"
            }
        ),
        OutcomeCode::NotLrc if criteria.is_empty() => format!(
            "Nothing shows that recognition{target} {IN_LINE} is possible, and nothing is known to \
             differ substantially. Recognition of Prior Learning is open to the learner."
        ),
        OutcomeCode::NotLrc => {
            let differences: Vec<String> = shown.map(difference).collect();
            format!(
                "Recognition{target} {IN_LINE} is most likely not possible, for these substantial \
                 differences: {}. Recognition of Prior Learning is open to the learner.",
                differences.join("; ")
            )
        }
        OutcomeCode::HumanReview if criteria.is_empty() => {
            format!(
                "The evidence is mixed: a person must weigh whether recognition{target} is possible."
            )
        }
        OutcomeCode::HumanReview => format!(
            "The evidence is mixed: {named} {} short, and a person must weigh whether \
             recognition{target} is possible all the same.",
            if criteria.len() == 1 { "falls" } else { "fall" }
        ),
        OutcomeCode::NeedsInformation => {
            let possible: Vec<&str> = possible.iter().map(|code| phrase(*code)).collect();
            format!(
                "More must be known before anything can be proposed on recognition{target}. What \
                 is known so far may end in {}.",
                joined(&possible, "or")
            )
        }
        OutcomeCode::NotVerified => "The credential could not be verified.".to_owned(),
    }
}

/// What a strict policy adds: what only counts as not met, apart from what is known.
fn strictly(criteria: &[CriterionResult], deviations: &[Deviation]) -> String {
    let not_shown = labels(deviations.iter().filter(|deviation| !deviation.is_shown()));
    if !not_shown.is_empty() {
        return format!(
            " Not shown, and counted as not met by this policy: {}.",
            joined(&not_shown, "and")
        );
    }
    match criteria.iter().any(CriterionResult::is_not_shown) {
        true => " This policy counts what is not known as not met.".to_owned(),
        false => String::new(),
    }
}

/// The criteria of deviations, each once.
fn labels<'a>(deviations: impl Iterator<Item = &'a Deviation>) -> Vec<String> {
    let mut labels: Vec<String> = deviations
        .map(|deviation| deviation.criterion.label().to_lowercase())
        .collect();
    labels.dedup();
    labels
}

/// A substantial difference as a part of a sentence: its criterion, and what it is.
fn difference(deviation: &Deviation) -> String {
    let label = deviation.criterion.label().to_lowercase();
    let mut openings = Deviation::OF_CRITERION.iter();
    let why = openings
        .find_map(|opening| deviation.text.strip_prefix(opening))
        .unwrap_or(&deviation.text);
    // The first sentence tells it; the deviation has the others.
    let first = why.split_once(". ").map_or(why, |(first, _)| first);
    format!("{label} ({})", clause(first))
}

fn phrase(code: OutcomeCode) -> &'static str {
    match code {
        OutcomeCode::RecogniseFull => "recognition in full",
        OutcomeCode::RecognisePartial => "recognition of a part",
        OutcomeCode::Flexible => "recognition with accepted deviations",
        OutcomeCode::Rpl => "Recognition of Prior Learning",
        OutcomeCode::HumanReview => "a review by a person",
        OutcomeCode::NotLrc => "no recognition in line with the convention",
        OutcomeCode::NeedsInformation => "more information",
        OutcomeCode::NotVerified => "no verification",
    }
}
