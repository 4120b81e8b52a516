//! One credential of a stack: what is known of it, and whether it may count by itself.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

use credeval_model::{
    Criterion,
    criterion::{Ask, Missing},
    element::{CreditSystem, Element, LearningOutcome, LearningOutcomes, Text},
    evaluation::Evaluation,
    outcome::{Deviation, OutcomeCode, Track},
    stack::{Counts, StackFinding, StackFindingKind},
    standing::ProofStanding,
};
use jiff::civil::Date;

use crate::{
    Policy, Terms,
    criteria::{credits, eqf, hours},
    facts::{day_of, quoted},
    finding::missing,
    fit::lies_back,
    fold::folded,
};

/// Learning outcomes of one credential that are compared: a long syllabus lists some dozens.
const OUTCOMES: usize = 200;
/// Names of one kind (titles by language, bodies, stackability options) that are compared.
pub(super) const NAMES: usize = 64;
/// Titles, and names of bodies, by which one credential is known.
const KNOWN_BY: usize = 24;
/// Facts to find out about one credential.
const FACTS: usize = 12;
/// The most ECTS credits that one credential can be worth: a bachelor has 180 to 240, and whoever
/// states thousands states no ECTS credits.
const MOST_ECTS: f64 = 480.0;

/// A credential, while it is being decided whether it counts.
#[derive(Clone)]
pub(super) struct Candidate<'a> {
    pub(super) evaluation: &'a Evaluation,
    /// Its title as sentences name it.
    pub(super) title: String,
    /// Its titles in every language, folded.
    pub(super) titles: BTreeSet<String>,
    /// Who awarded it, by folded names and by identifiers.
    pub(super) bodies: BTreeSet<String>,
    /// The day of the award.
    pub(super) day: Option<Date>,
    /// EQF level.
    pub(super) level: Option<u8>,
    /// ECTS credits as stated; the fewest, where several are.
    pub(super) ects: Option<f64>,
    /// The credits that it is worth, at least and at most, as it states.
    pub(super) worth: Option<(f64, f64)>,
    /// Whether somebody vouches for what it is worth.
    pub(super) worth_is_vouched: bool,
    /// What each of its learning outcomes is known by.
    pub(super) outcomes: BTreeSet<String>,
    /// Its learning outcomes, as many as are compared.
    pub(super) learning: Element<LearningOutcomes>,
    pub(super) counts: Counts,
    pub(super) why: String,
    /// Whether another stands for the same achievement in its place.
    pub(super) stands_back: bool,
    /// What must be found out before an open one counts.
    pub(super) open: Vec<Missing>,
    /// What is known to be below what the profile asks for.
    pub(super) difference: Option<Deviation>,
    /// The robustness that is sure, then the one that is possible, in the order of importance.
    pub(super) strength: ([u8; 7], [u8; 7]),
}

impl<'a> Candidate<'a> {
    pub(super) fn new(evaluation: &'a Evaluation, terms: &Terms) -> Self {
        let criteria = &evaluation.criteria;
        let elements = &evaluation.elements;
        let title = elements.title.value();
        let texts = |text: &Text| -> Vec<String> { text.0.values().take(NAMES).cloned().collect() };
        let fold = |names: Vec<String>| -> BTreeSet<String> {
            let names = names.iter().map(|name| folded(name));
            names.filter(|name| !name.is_empty()).collect()
        };
        let mut bodies = BTreeSet::new();
        for body in elements
            .awarding_body
            .value()
            .into_iter()
            .flatten()
            .take(NAMES)
        {
            bodies.extend(fold(body.name.as_ref().map(texts).unwrap_or_default()));
            bodies.extend(body.id.iter().cloned());
            bodies.extend(
                (body.identifiers.iter().take(NAMES))
                    .filter(|identifier| !identifier.hashed)
                    .map(|identifier| format!("{} {}", identifier.scheme, identifier.value)),
            );
        }
        let workload = elements.workload.value();
        let stated = workload.map(|workload| {
            let mut stated = credits(workload, |system| *system == CreditSystem::Ects);
            stated.retain(|ects| *ects <= MOST_ECTS);
            stated
        });
        let stated = stated.unwrap_or_default();
        let least = stated.iter().copied().reduce(f64::min);
        let most = stated.iter().copied().reduce(f64::max);
        let [fewest_hours, most_hours] = terms.policy().rules.ects_hours;
        let by_hours = workload
            .and_then(hours)
            .map(|hours| (hours / most_hours, hours / fewest_hours));
        let worth = least
            .zip(most)
            .or(by_hours.filter(|(_, most)| *most <= MOST_ECTS));
        let learning = bounded(evaluation);
        let listed = learning.value();
        let outcomes = listed.iter().flat_map(|outcomes| &outcomes.listed);
        let outcomes = outcomes.filter_map(known_by).take(OUTCOMES).collect();
        let mut titles = fold(title.map(texts).unwrap_or_default());
        for names in [&mut titles, &mut bodies] {
            while names.len() > KNOWN_BY {
                names.pop_last();
            }
        }
        Self {
            evaluation,
            title: title
                .map(|title| quoted(title.shown().trim()))
                .filter(|title| !title.is_empty())
                .unwrap_or_else(|| "a credential without a title".to_owned()),
            titles,
            bodies,
            day: day(evaluation),
            level: elements.level.value().and_then(eqf),
            ects: least,
            worth,
            worth_is_vouched: is_vouched(&elements.workload, terms.policy()),
            outcomes,
            learning,
            counts: Counts::No,
            why: String::new(),
            stands_back: false,
            open: Vec::new(),
            difference: None,
            strength: (
                terms.strength(criteria, |result| result.lower),
                terms.strength(criteria, |result| result.upper),
            ),
        }
    }

    /// The order of a stack: by award, and then by what does not depend on how it came.
    pub(super) fn order(&self) -> impl Ord + use<> {
        let document = &self.evaluation.document;
        (
            self.day.is_none(),
            self.day,
            self.title.clone(),
            document.digest.hex(),
            document.part.as_ref().map(|part| part.as_str().to_owned()),
            self.evaluation.id.hex(),
            self.evaluation.outcome.code,
            document.source.clone(),
        )
    }

    /// Whether it may count: surely, or once more is known.
    pub(super) fn may_count(&self) -> bool {
        self.counts != Counts::No
    }

    /// Its title in quotation marks.
    pub(super) fn named(&self) -> String {
        format!("\"{}\"", self.title)
    }

    /// It counts only once this is known.
    pub(super) fn opens(&mut self, why: impl Into<String>, fact: Missing) {
        if self.counts == Counts::Yes {
            self.counts = Counts::Open;
            self.why = why.into();
        }
        if self.counts == Counts::Open && self.open.len() < FACTS && !self.open.contains(&fact) {
            self.open.push(fact);
        }
    }

    /// It counts only once somebody vouches for a statement of it. Of a credential for which nobody
    /// vouches at all, its own evaluation asks that already.
    pub(super) fn doubts(&mut self, why: impl Into<String>, fact: Missing) {
        let is_known = self.evaluation.standing.proof == ProofStanding::Identified;
        if is_known || self.counts == Counts::Yes {
            self.opens(why, fact);
        }
    }

    /// It does not count.
    pub(super) fn is_out(&mut self, why: impl Into<String>) {
        self.counts = Counts::No;
        self.why = why.into();
        self.open.clear();
    }

    /// Another of the same achievement counts in its place.
    pub(super) fn stands_back(&mut self, why: impl Into<String>) {
        self.is_out(why);
        self.stands_back = true;
    }

    /// The credits that it is worth for sure.
    pub(super) fn sure(&self) -> f64 {
        if self.worth_is_vouched {
            self.least()
        } else {
            0.0
        }
    }

    /// The fewest credits that it states to be worth.
    pub(super) fn least(&self) -> f64 {
        self.worth.map_or(0.0, |(least, _)| least)
    }

    /// The credits that it may be worth.
    pub(super) fn most(&self) -> f64 {
        self.worth.map_or(0.0, |(_, most)| most)
    }

    /// The order in which candidates are preferred: the surest, then the strongest, then the newest.
    pub(super) fn preference(&self) -> impl Ord + use<> {
        (self.counts, Reverse((self.strength, self.day)))
    }

    /// Which of two versions of one achievement is worth more, that one first: by the credits that
    /// are sure, then the stronger, then by the credits that are possible, then the newer.
    pub(super) fn versions(&self, other: &Self) -> Ordering {
        let sure = other.sure().total_cmp(&self.sure());
        sure.then_with(|| other.strength.cmp(&self.strength))
            .then(other.most().total_cmp(&self.most()))
            .then(other.day.cmp(&self.day))
    }

    /// Whether two versions of one achievement would count alike in any stack.
    pub(super) fn counts_like(&self, other: &Self) -> bool {
        self.worth == other.worth
            && self.worth_is_vouched == other.worth_is_vouched
            && self.strength == other.strength
            && self.evaluation.outcome.code == other.evaluation.outcome.code
            && self.titles == other.titles
            && self.outcomes == other.outcomes
            && self.learning.value() == other.learning.value()
            && self.evaluation.relations == other.evaluation.relations
            && self.evaluation.elements.stackability.value()
                == other.evaluation.elements.stackability.value()
    }

    /// Whether both were awarded by one body; `None` where one does not say by whom.
    pub(super) fn same_body(&self, other: &Self) -> Option<bool> {
        if self.bodies.is_empty() || other.bodies.is_empty() {
            return None;
        }
        Some(!self.bodies.is_disjoint(&other.bodies))
    }

    /// Judges it by itself: by what is proposed for it, by its level, by its credits where the
    /// profile `asks_credits`, and by its age.
    pub(super) fn judge(
        &mut self,
        index: usize,
        asks_credits: bool,
        terms: &Terms,
        at: Date,
    ) -> Vec<StackFinding> {
        self.judge_outcome();
        if asks_credits && self.worth.is_some() && !self.worth_is_vouched {
            let fact = missing(
                format!("for {}: who vouches for its workload", self.named()),
                Ask::Issuer,
            );
            self.doubts("Nobody vouches for its workload.", fact);
        }
        let level = terms.level_min.filter(|_| self.may_count());
        let level = level.and_then(|asked| self.judge_level(asked, terms.policy()));
        let years = terms.max_age_years.filter(|_| self.may_count());
        let age = years.and_then(|years| self.judge_age(years, terms.policy(), at));
        let found = level.into_iter().chain(age);
        found
            .map(|(kind, text)| StackFinding {
                kind,
                text,
                members: vec![index],
            })
            .collect()
    }

    /// Holds its level against the one that is `asked`.
    fn judge_level(&mut self, asked: u8, policy: &Policy) -> Option<(StackFindingKind, String)> {
        let mut found = None;
        match self.level {
            // What anyone can write is no difference, and meets nothing.
            Some(level) if !is_vouched(&self.evaluation.elements.level, policy) => {
                if level < asked {
                    found = Some((
                        StackFindingKind::Level,
                        format!(
                            "{} states EQF level {level}, for which nobody vouches, where the profile asks for {asked}.",
                            self.named()
                        ),
                    ));
                }
                let fact = missing(
                    format!(
                        "for {}: who vouches for EQF level {level}, where {asked} or above is asked for",
                        self.named()
                    ),
                    Ask::Issuer,
                );
                self.doubts("Nobody vouches for its EQF level.", fact);
            }
            Some(level) if level < asked => {
                found = Some((
                    StackFindingKind::Level,
                    format!(
                        "{} is at EQF level {level}, where the profile asks for {asked}.",
                        self.named()
                    ),
                ));
                self.difference = Some(Deviation {
                    criterion: Criterion::Level,
                    text: format!(
                        "{}: EQF level {level} is stated where {asked} is asked for.",
                        self.named()
                    ),
                    not_shown: false,
                });
                self.is_out(format!(
                    "Its EQF level is {level}, where the profile asks for {asked}."
                ));
            }
            Some(_) => {}
            None => {
                let fact = missing(
                    format!(
                        "for {}: the EQF level, which must be {asked} or above",
                        self.named()
                    ),
                    Ask::Issuer,
                );
                self.opens(
                    format!("Nothing says that its EQF level is {asked} or above."),
                    fact,
                );
            }
        }
        found
    }

    /// Holds the day of its award against so many `years`.
    fn judge_age(
        &mut self,
        years: u16,
        policy: &Policy,
        at: Date,
    ) -> Option<(StackFindingKind, String)> {
        let mut found = None;
        let is_vouched = is_vouched(&self.evaluation.elements.issued, policy);
        match self.day {
            // What anyone can write makes no award young, and none old.
            Some(day) if !is_vouched => {
                let fact = missing(
                    format!(
                        "for {}: who vouches for the day of the award, {day}",
                        self.named()
                    ),
                    Ask::Issuer,
                );
                self.doubts("Nobody vouches for the day of the award.", fact);
            }
            Some(day) if lies_back(day, years, at) => {
                found = Some((
                    StackFindingKind::Age,
                    format!(
                        "{} was awarded on {day}, more than {years} years ago.",
                        self.named()
                    ),
                ));
                // Learning does not expire by itself: a person weighs it, as for one alone.
                let fact = missing(
                    format!(
                        "for {}: that the learning was kept up since: work, further learning, or a test",
                        self.named()
                    ),
                    Ask::Applicant,
                );
                self.opens(
                    format!("It was awarded on {day}, more than {years} years ago; a person weighs whether it still holds."),
                    fact,
                );
            }
            None => {
                let fact = missing(
                    format!("for {}: the day of the award", self.named()),
                    Ask::Issuer,
                );
                self.opens(
                    "Nothing says when it was awarded, and the programme has a limit of age.",
                    fact,
                );
            }
            _ => {}
        }
        found
    }

    /// What its own evaluation proposes.
    fn judge_outcome(&mut self) {
        let outcome = &self.evaluation.outcome;
        let mut named: Vec<&str> = outcome
            .deviations
            .iter()
            .map(|each| each.criterion.label())
            .collect();
        named.dedup();
        let named = named.join(", ");
        let leads_to = || outcome.settle.iter().flat_map(|each| &each.leads_to);
        let (counts, why) = match outcome.code {
            OutcomeCode::RecogniseFull => (
                Counts::Yes,
                "Recognition of it alone is possible.".to_owned(),
            ),
            OutcomeCode::RecognisePartial => (
                Counts::Yes,
                format!(
                    "Recognition of it alone is possible for a part. What falls short: {named}."
                ),
            ),
            OutcomeCode::Flexible => (
                Counts::Yes,
                format!(
                    "Recognition of it alone is possible if an officer accepts what falls short: {named}."
                ),
            ),
            OutcomeCode::NeedsInformation => {
                let mut open: Vec<&str> = outcome
                    .settle
                    .iter()
                    .flat_map(|each| &each.criteria)
                    .map(|each| each.label())
                    .collect();
                open.sort_unstable();
                open.dedup();
                let open = if open.is_empty() {
                    String::new()
                } else {
                    format!(": {}", open.join(", "))
                };
                let may = leads_to().any(|code| {
                    code.track() == Some(Track::Lrc) || *code == OutcomeCode::HumanReview
                });
                if may || outcome.settle.is_empty() {
                    (
                        Counts::Open,
                        format!("More must be known about it first{open}."),
                    )
                } else {
                    (
                        Counts::No,
                        "Whatever is found out, Recognition of Prior Learning is the way for it."
                            .to_owned(),
                    )
                }
            }
            OutcomeCode::HumanReview => {
                (Counts::Open, "A person must look at it first.".to_owned())
            }
            OutcomeCode::Rpl => (
                Counts::No,
                format!(
                    "Recognition of Prior Learning is the way for it. What falls short: {named}."
                ),
            ),
            OutcomeCode::NotLrc => (
                Counts::No,
                format!(
                    "Recognition of it is most likely not possible. Substantial differences: {named}."
                ),
            ),
            OutcomeCode::NotVerified => (Counts::No, "It could not be verified.".to_owned()),
        };
        self.counts = counts;
        self.why = why;
        if counts == Counts::Open {
            let facts = outcome
                .settle
                .first()
                .map(|each| each.facts.as_slice())
                .unwrap_or_default();
            let facts = facts.iter().take(FACTS).map(|fact| Missing {
                what: format!("for {}: {}", self.named(), fact.what).into(),
                ..fact.clone()
            });
            let facts: Vec<Missing> = facts.collect();
            self.open = facts;
            if self.open.is_empty() {
                self.open.push(missing(
                    format!("for {}: what its own evaluation asks for", self.named()),
                    Ask::Institution,
                ));
            }
        }
    }
}

/// What an outcome is known by when it is looked for in another credential: a skill of ESCO, else a
/// URI of another framework, else its words. One alone, so that no outcome can make two others one.
fn known_by(outcome: &LearningOutcome) -> Option<String> {
    let esco = |uri: &&String| uri.starts_with("http://data.europa.eu/esco/");
    let uris = || outcome.uris.iter().filter(|uri| !uri.is_empty());
    let uri = uris().filter(esco).min().or_else(|| uris().min()).cloned();
    uri.or_else(|| Some(folded(outcome.title.shown())).filter(|words| !words.is_empty()))
}

/// Whether somebody vouches for a statement, by what the policy asks of evidence: anyone can write any
/// other.
pub(super) fn is_vouched<T>(element: &Element<T>, policy: &Policy) -> bool {
    let stated = element.stated();
    stated.is_some_and(|stated| policy.carries(stated.tier))
}

fn day(evaluation: &Evaluation) -> Option<Date> {
    day_of(&evaluation.elements.issued.value()?.date)
}

/// The outcomes of a credential, as many as are compared.
fn bounded(evaluation: &Evaluation) -> Element<LearningOutcomes> {
    let mut outcomes = evaluation.elements.learning_outcomes.clone();
    if let Some(outcomes) = outcomes.value_mut() {
        // In an order of their own, so that the credential's order changes nothing.
        outcomes
            .listed
            .sort_by(|one, other| (&one.title, &one.uris).cmp(&(&other.title, &other.uris)));
        outcomes.listed.truncate(OUTCOMES);
    }
    outcomes
}
