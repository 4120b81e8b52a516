//! Whether the credential fits what the programme asks for: a question apart from how robust it is.

use credeval_model::{
    Criterion, Tier,
    alignment::{Alignment, Match},
    criterion::{Ask, CriterionResult, Missing},
    element::{CreditSystem, Element},
    programme::Purpose,
    question::Question,
};
use jiff::{Span, civil::Date};

use crate::{
    Facts, Policy, Terms,
    alignment::share,
    criteria::{credits, eqf, hours},
    facts::quoted,
    finding::{missing, who_vouches},
    policy::MissingAs,
    proposal::stronger,
};

/// How well it fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Fit {
    /// In full.
    Full,
    /// For a part: fewer credits or outcomes than asked for.
    Partial,
    /// Only a person can weigh it: its level is below the one asked for, or it is long ago.
    Weighed,
}

/// The ways in which it can still turn out to fit; never none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fits(u8);

impl Fits {
    /// The best first.
    const ALL: [Fit; 3] = [Fit::Full, Fit::Partial, Fit::Weighed];

    pub(crate) fn of(fit: Fit) -> Self {
        Self(1 << fit as u8)
    }

    /// Those of either.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// How two things together fit: as the worse of the two does.
    pub(crate) fn with(self, other: Self) -> Self {
        let pairs = self
            .iter()
            .flat_map(|one| other.iter().map(move |other| one.max(other)));
        Self(pairs.fold(0, |set, fit| set | Self::of(fit).0))
    }

    pub(crate) fn is_open(self) -> bool {
        !self.0.is_power_of_two()
    }

    /// The best first.
    pub(crate) fn iter(self) -> impl Iterator<Item = Fit> {
        let has = move |fit: &Fit| self.0 & Self::of(*fit).0 != 0;
        Self::ALL.into_iter().filter(has)
    }
}

/// Something that does not fit, or may not.
#[derive(Debug, Clone)]
pub(crate) struct Gap {
    /// The criterion whose facts tell.
    pub(crate) criterion: Criterion,
    /// What it comes to, if it is there.
    pub(crate) fit: Fit,
    /// Whether it counts as there: it is known to be, or the policy counts what is not known as not
    /// met.
    pub(crate) known: bool,
    /// Whether it is known to be there.
    pub(crate) shown: bool,
    /// What does not fit.
    pub(crate) text: String,
    /// What would close the gap, or tell whether there is one.
    pub(crate) missing: Vec<Missing>,
}

impl Gap {
    /// Whether what it lacks is what the criterion lacks.
    pub(crate) fn tells(&self, criterion: Criterion) -> bool {
        let is_one_fact = matches!(criterion, Criterion::Level | Criterion::Workload);
        self.criterion == criterion && is_one_fact && !self.shown
    }
}

/// Everything that does not fit, or may not. Without a purpose it is only looked at in whose name
/// it was awarded.
///
/// What anyone can write fits nothing, and differs from nothing: a statement whose tier does not
/// carry `green_min` leaves open whether there is a gap, whatever it says.
pub(crate) fn gaps(facts: &Facts<'_>, terms: &Terms, alignment: Option<&Alignment>) -> Vec<Gap> {
    let policy = terms.policy();
    let mut gaps: Vec<Gap> = entitlement(facts).into_iter().collect();
    if terms.purpose() != Purpose::None {
        let of_programme = [
            terms
                .level_min
                .and_then(|asked| level(facts, asked, policy)),
            terms
                .ects_min
                .and_then(|asked| workload(facts, asked, terms)),
            alignment.and_then(|alignment| coverage(facts, alignment, terms)),
            terms
                .max_age_years
                .and_then(|years| age(facts, years, policy)),
        ];
        gaps.extend(of_programme.into_iter().flatten());
    }
    if policy.rules.missing_as == MissingAs::No {
        for gap in &mut gaps {
            gap.known = true;
        }
    }
    gaps
}

/// Tells a fact once that both a criterion and its fit with the programme lack: in the words of the
/// programme, which say what it must come to.
pub(crate) fn tell_once(criteria: &mut [CriterionResult], gaps: &mut [Gap]) {
    for gap in gaps.iter_mut().filter(|gap| gap.tells(gap.criterion)) {
        let of_it = criteria
            .iter_mut()
            .filter(|result| result.criterion == gap.criterion);
        let lacked = stronger(gap.criterion);
        let twin = of_it
            .flat_map(|result| &mut result.missing)
            .find(|fact| fact.is_same_fact(&lacked));
        if let Some(twin) = twin {
            for fact in &mut gap.missing {
                fact.questions.append(&mut twin.questions);
                twin.clone_from(fact);
            }
        }
    }
}

/// The tier of a statement, where nobody vouches for it.
fn unvouched<T>(element: &Element<T>, policy: &Policy) -> Option<Tier> {
    let tier = element.stated()?.tier;
    (!policy.carries(tier)).then_some(tier)
}

/// A signer who is known, and not to award in the name that the credential bears: a person looks
/// whether it may, whatever else speaks for the credential.
fn entitlement(facts: &Facts<'_>) -> Option<Gap> {
    let proof = facts.entitlement_to_show()?;
    Some(Gap {
        criterion: Criterion::Authenticity,
        fit: Fit::Weighed,
        known: false,
        shown: false,
        text: format!("Not seen: {proof}."),
        missing: vec![missing(proof, Ask::Register)],
    })
}

fn level(facts: &Facts<'_>, asked: u8, policy: &Policy) -> Option<Gap> {
    let stated = facts.elements.level.value();
    let gap = |known, text, missing| Gap {
        criterion: Criterion::Level,
        fit: Fit::Weighed,
        known,
        shown: known,
        text,
        missing: vec![missing],
    };
    match stated.and_then(eqf) {
        Some(eqf) if let Some(tier) = unvouched(&facts.elements.level, policy) => Some(gap(
            false,
            format!(
                "EQF level {eqf} is stated, for which nobody vouches; {asked} or above is asked for."
            ),
            who_vouches(facts, tier),
        )),
        Some(eqf) if eqf >= asked => None,
        Some(eqf) => Some(gap(
            true,
            format!("EQF level {eqf} is stated where {asked} is asked for."),
            missing(
                format!("learning at EQF level {asked} or above"),
                Ask::Applicant,
            ),
        )),
        None => {
            let national = stated.is_some_and(|level| !level.nqf.is_empty());
            Some(gap(
                false,
                format!("Nothing says that the EQF level is {asked} or above."),
                missing(
                    format!("the EQF level, which must be {asked} or above"),
                    if national { Ask::Register } else { Ask::Issuer },
                ),
            ))
        }
    }
}

fn workload(facts: &Facts<'_>, asked: f64, terms: &Terms) -> Option<Gap> {
    let stated = facts.elements.workload.value();
    let ects = stated.and_then(|workload| {
        credits(workload, |system| *system == CreditSystem::Ects)
            .into_iter()
            .reduce(f64::max)
    });
    // Hours alone are counted as the most credits that they can be: a difference has to be shown.
    let [fewest_hours, _] = terms.policy().rules.ects_hours;
    let earned = ects.or_else(|| Some(hours(stated?)? / fewest_hours));
    let gap = |known, text, missing| Gap {
        criterion: Criterion::Workload,
        fit: Fit::Partial,
        known,
        shown: known,
        text,
        missing: vec![missing],
    };
    let whole = terms.programme().and_then(|programme| programme.ects);
    let asked_for = || match whole.filter(|whole| *whole > asked + ROUNDING) {
        Some(whole) => format!(
            "; the course has {}, of which {} are asked for.",
            number(whole),
            number(asked)
        ),
        None => format!("; {} are asked for.", number(asked)),
    };
    match earned {
        Some(earned) if let Some(tier) = unvouched(&facts.elements.workload, terms.policy()) => {
            Some(gap(
                false,
                format!(
                    "{}, for which nobody vouches{}",
                    stated_credits(ects, earned),
                    asked_for()
                ),
                who_vouches(facts, tier),
            ))
        }
        Some(earned) if earned >= asked - ROUNDING => None,
        Some(earned) => Some(gap(
            true,
            format!("{}{}", stated_credits(ects, earned), asked_for()),
            missing(
                format!("further learning of {}", ects_credits(asked - earned)),
                Ask::Applicant,
            ),
        )),
        None => Some(gap(
            false,
            format!(
                "Nothing says that the workload is {} or more.",
                ects_credits(asked)
            ),
            missing(
                format!(
                    "the workload, which must be {} or more",
                    ects_credits(asked)
                ),
                Ask::Issuer,
            ),
        )),
    }
}

/// What is earned, as the beginning of a sentence.
fn stated_credits(ects: Option<f64>, earned: f64) -> String {
    let are = if number(earned) == "1" { "is" } else { "are" };
    match ects {
        Some(_) => format!("{} {are} stated", ects_credits(earned)),
        None => format!("The hours stated are {} at most", ects_credits(earned)),
    }
}

/// `1 ECTS credit`, `2.5 ECTS credits`.
fn ects_credits(credits: f64) -> String {
    match number(credits).as_str() {
        "1" => "1 ECTS credit".to_owned(),
        many => format!("{many} ECTS credits"),
    }
}

/// A number as people write it, with at most two decimals.
fn number(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    rounded.to_string()
}

/// An outcome that is not covered is a known difference only where both sides name theirs by URI in
/// the same framework, or an officer has said what is covered, and so many are missing that the bar
/// cannot be reached whatever the rest says. Other words may well say the same: that they do not
/// match is no knowledge. All else is a question, for the institution, which knows what it asks for.
fn coverage(facts: &Facts<'_>, alignment: &Alignment, terms: &Terms) -> Option<Gap> {
    let asked = terms.coverage_min;
    let stated = &facts.elements.learning_outcomes;
    let mut coverage = alignment.coverage?;
    let unvouched = unvouched(stated, terms.policy());
    let targets = terms.programme().map_or(&[][..], |own| &own.outcomes);
    if unvouched.is_some() {
        // What the institution assumes, or an officer has said, does not rest on the credential.
        let own = |how| matches!(how, Match::Assumed | Match::Told);
        let told = alignment.pairs.iter().filter(|pair| own(pair.how)).count();
        coverage = share(told, targets.len())?;
    }
    if coverage >= asked - ROUNDING {
        return None;
    }
    let listed = stated.value().map_or(&[][..], |stated| &stated.listed);
    let missed = targets.iter().filter(|target| {
        alignment.uncovered.contains(&target.title)
            && !alignment
                .pairs
                .iter()
                .any(|pair| pair.target == target.title)
            && (alignment.told || target.shares_framework(listed))
    });
    let possible = 1.0 - share(missed.count(), targets.len())?;
    let spoken_of = coverage > 0.0 || alignment.told;
    let known = spoken_of && possible < asked - ROUNDING && (unvouched.is_none() || alignment.told);
    let uncovered = named(alignment.uncovered.iter().cloned());
    let provisional: Vec<_> = alignment
        .pairs
        .iter()
        .filter(|pair| pair.how.is_provisional())
        .collect();
    let text = if known {
        format!("Not covered: {uncovered}.")
    } else if provisional.is_empty() {
        format!("Nothing shows whether these are covered: {uncovered}.")
    } else {
        format!("These may be covered, and nothing shows it for sure: {uncovered}.")
    };
    let missing = if known {
        vec![missing(format!("evidence of: {uncovered}"), Ask::Applicant)]
    } else {
        let ask = |what| missing(what, Ask::Institution).asking(&[Question::Covered]);
        let mut asks: Vec<Missing> = provisional
            .iter()
            .take(NAMED)
            .map(|pair| {
                let (source, target) = (quoted(&pair.source), quoted(&pair.target));
                ask(format!("whether \"{source}\" covers \"{target}\""))
            })
            .collect();
        if let Some(more @ 1..) = provisional.len().checked_sub(NAMED) {
            asks.push(ask(format!("whether {more} more pairs cover each other")));
        }
        let is_in_pair = |target: &&String| provisional.iter().any(|p| p.target == **target);
        let others = alignment.uncovered.iter().filter(|one| !is_in_pair(one));
        let others = named(others.cloned());
        if !others.is_empty() {
            asks.push(ask(format!(
                "whether the learning outcomes cover: {others}"
            )));
        }
        asks
    };
    Some(Gap {
        criterion: Criterion::LearningOutcomes,
        fit: Fit::Partial,
        known,
        shown: known,
        text,
        missing,
    })
}

/// Whether a day lies further back than so many years. An end beyond the calendar is in the future.
pub(crate) fn lies_back(day: Date, years: u16, at: Date) -> bool {
    let span = Span::new().try_years(years);
    let end = span.and_then(|span| day.checked_add(span));
    end.is_ok_and(|end| end < at)
}

/// Whether the award lies further back than so many years. What was learnt does not expire with
/// time (EAR manual), so an old award is for a person to weigh and stands against nothing; it bears
/// on the learning outcomes, which may no longer be what the field knows.
fn age(facts: &Facts<'_>, years: u16, policy: &Policy) -> Option<Gap> {
    let gap = |known, text, missing| Gap {
        criterion: Criterion::LearningOutcomes,
        fit: Fit::Weighed,
        known,
        shown: known,
        text,
        missing: vec![missing],
    };
    let within = || match years {
        1 => "a year".to_owned(),
        years => format!("{years} years"),
    };
    let tier = facts.elements.issued.stated().map(|issued| issued.tier);
    let (Some(day), Some(tier)) = (facts.award_day(), tier) else {
        return Some(gap(
            false,
            format!(
                "Nothing says that the award lies within {} before {}.",
                within(),
                facts.at
            ),
            missing("the date of the award", Ask::Issuer),
        ));
    };
    let is_old = lies_back(day, years, facts.at);
    // What anyone can write makes no award young, and none old.
    if !policy.carries(tier) {
        return Some(gap(
            false,
            format!(
                "The award is dated {day}, for which nobody vouches; it must lie within {} \
                 before {}.",
                within(),
                facts.at
            ),
            who_vouches(facts, tier),
        ));
    }
    is_old.then(|| {
        gap(
            true,
            format!(
                "The award was made on {day}, more than {} before {}. Learning does not \
                 expire by itself; a person weighs whether it still holds for this purpose.",
                within(),
                facts.at
            ),
            missing(
                "that the learning was kept up since: work, further learning, or a test",
                Ask::Applicant,
            ),
        )
    })
}

/// The most outcomes that a sentence names; the alignment shows them all.
const NAMED: usize = 8;

fn named(outcomes: impl Iterator<Item = String>) -> String {
    let mut outcomes: Vec<String> = outcomes.map(|outcome| quoted(&outcome)).collect();
    let more = outcomes.len().saturating_sub(NAMED);
    if more > 0 {
        outcomes.truncate(NAMED);
        outcomes.push(format!("and {more} more"));
    }
    outcomes.join("; ")
}

/// Shares such as 0.6 of 5 credits have no exact binary form.
const ROUNDING: f64 = 1e-9;
