//! Several credentials of one learner against one profile: "the question of the profile".
//!
//! A stack is judged twice, at what is sure and at what is possible once more is known, as a
//! criterion is a range. Where both come to one proposal, that is proposed; else more must be known,
//! and the fewest credentials that would settle it are named. What is not known never counts
//! against a stack, and what could not be verified never counts for it.
//!
//! Source: the e-Valuate guide on stacking (regular programmes broken down, pre-stacked packages,
//! generic stacking); the STACQ project, for which recognition of a stack without a clear profile is
//! at odds with good practice; Council Recommendation 2022/C 243/02, on stacking: the
//! decision lies with the receiving organisation, and nobody has a right to a degree by stacking.

mod achievement;
mod candidate;
mod coherence;
mod credits;
mod learner;
mod modules;
mod proposal;
mod sets;

use credeval_model::{
    Timestamp,
    alignment::Alignment,
    criterion::{Ask, Missing},
    evaluation::{Engine, Evaluation},
    outcome::{Outcome, OutcomeCode},
    programme::{Profile, Programme, Purpose, Route},
    stack::{Counts, Filled, Member, STACK_SCHEMA, Stack, StackFinding, StackFindingKind, Total},
};

use std::sync::Arc;

use crate::{
    Application, Policy, Skills, Terms, facts::quoted, finding::missing, fold::folded,
    policy::MissingAs,
};
use candidate::Candidate;
use learner::Learners;
use modules::Place;
use proposal::{Case, Resolved};

/// Credentials that are judged together; those awarded later are listed and stay open.
pub const MEMBERS: usize = 500;
/// Other versions of an achievement, or wholes for parts, with which it is tried whether the stack
/// comes to more.
const TRIED: usize = 16;
/// Facts to find out about a stack.
const FACTS: usize = 60;

/// What each credential of a stack is evaluated against by itself: the programme, without what it
/// asks of the whole.
pub fn for_one_part(programme: &Programme) -> Programme {
    Programme {
        course: None,
        ects: None,
        outcomes: Vec::new(),
        assume_aligned: false,
        max_age_years: None,
        coverage_min: None,
        workload_ratio_min: None,
        profile: None,
        ..programme.clone()
    }
}

/// Judges several credentials against the profile of a programme.
///
/// Takes the evaluations, each for the purpose of stacking and against [`for_one_part`]; the
/// programme with its profile (without one, the stack is generic); the policy; a classification
/// that outcomes are compared by; the time. Total, and
/// the same whatever the order of the evaluations. At most [`MEMBERS`] count. It does not verify
/// anything, and it does not judge whether the profile is a good one.
pub fn stack(
    evaluations: &[Evaluation],
    programme: &Programme,
    policy: &Policy,
    skills: Option<&Arc<Skills>>,
    at: Timestamp,
) -> Stack {
    let application = Application {
        purpose: Purpose::Stacking,
        programme: Some(programme),
        skills,
    };
    let terms = Terms::new(policy.clone(), application);
    let none = Profile::generic();
    let profile = programme.profile.as_ref().unwrap_or(&none);
    let asks_credits = asked(programme, profile).is_some()
        || profile.modules.iter().any(|module| module.ects.is_some());
    let judged = Judged::of(evaluations, asks_credits, &terms, at);
    let whole = |favoured: &[usize], others: &mut Vec<usize>| {
        let prepared = Prepared::of(&judged, programme, profile, &terms, favoured, others);
        together(prepared, programme, profile, &terms, at)
    };
    let mut others = Vec::new();
    let mut best = whole(&[], &mut others);
    // Of several versions the one counts with which the stack comes to most, so that a further
    // credential never takes anything from what is there.
    let mut favoured = Vec::new();
    for other in others.into_iter().take(TRIED) {
        favoured.push(other);
        let tried = whole(&favoured, &mut Vec::new());
        if comes_to_more(&tried, &best) {
            best = tried;
        } else {
            favoured.pop();
        }
    }
    best
}

/// Whether a stack comes to more than another of the same credentials: by its proposal, then by the
/// credits that count for sure, then by what is repeated, then by the credits that may count.
fn comes_to_more(one: &Stack, other: &Stack) -> bool {
    let rank = |stack: &Stack| match stack.outcome.code {
        OutcomeCode::RecogniseFull => 0,
        OutcomeCode::Flexible => 1,
        // What is open may come to all or to a part.
        OutcomeCode::RecognisePartial | OutcomeCode::NeedsInformation => 2,
        OutcomeCode::HumanReview | OutcomeCode::Rpl => 3,
        OutcomeCode::NotLrc => 4,
        OutcomeCode::NotVerified => 5,
    };
    let repeated = |stack: &Stack| stack.overlap.unwrap_or_default();
    rank(other)
        .cmp(&rank(one))
        .then(one.credits.lower.total_cmp(&other.credits.lower))
        .then(repeated(other).total_cmp(&repeated(one)))
        .then(one.credits.upper.total_cmp(&other.credits.upper))
        .is_gt()
}

/// Judges credentials together of which it is settled which stand for the same achievement.
fn together(
    prepared: Prepared<'_>,
    programme: &Programme,
    profile: &Profile,
    terms: &Terms,
    at: Timestamp,
) -> Stack {
    let Prepared {
        candidates,
        mut findings,
        asked,
        missing: of_the_whole,
        apart,
    } = prepared;
    let policy = terms.policy();
    let places = match profile.route {
        Route::Generic => Vec::new(),
        Route::BrokenDown | Route::PreStacked => {
            modules::places(&candidates, programme, profile, terms)
        }
    };
    let of_policy = policy.bars(Purpose::Stacking).overlap_max;
    let case = Case {
        candidates: &candidates,
        places: &places,
        terms,
        programme,
        profile,
        asked,
        shares: modules::shares(programme, policy),
        // Where nothing is said, nothing is asked.
        overlap_max: profile.overlap_max.or(of_policy).unwrap_or(1.0),
        apart,
    };
    let sure = case.resolve(&vec![false; candidates.len()]);
    let all: Vec<bool> = candidates.iter().map(Candidate::may_count).collect();
    let possible = case.resolve(&all);
    let outcome = case.propose(&sure, &possible);
    findings.extend(case.findings(&sure, &possible));
    findings.sort_by(|one, other| {
        (one.kind, &one.members, &one.text).cmp(&(other.kind, &other.members, &other.text))
    });
    let missing = case.missing(&outcome, of_the_whole, &sure, &possible);
    Stack {
        schema: STACK_SCHEMA.to_owned(),
        engine: Engine::default(),
        at,
        programme: programme.clone(),
        route: profile.route,
        members: (0..candidates.len())
            .zip(&candidates)
            .map(|(index, each)| case.member(index, each, &sure, &possible))
            .collect(),
        modules: places
            .iter()
            .enumerate()
            .map(|(index, place)| case.filled(index, place, &sure, &possible))
            .collect(),
        credits: Total {
            lower: sure.credits,
            upper: possible.credits.max(sure.credits),
            asked,
        },
        overlap: sure.overlap,
        alignment: case.align(&sure.counting).map(|alignment| Alignment {
            possible: case.align(&possible.counting).and_then(|all| all.possible),
            ..alignment
        }),
        findings,
        missing,
        outcome,
        policy: policy.info(),
    }
}

/// The credentials, each judged by itself and beside the others, before the profile is looked at.
struct Prepared<'a> {
    candidates: Vec<Candidate<'a>>,
    findings: Vec<StackFinding>,
    /// Credits of the whole.
    asked: Option<f64>,
    /// What to find out about the stack as a whole.
    missing: Vec<Missing>,
    /// Whether the credentials name different learners.
    apart: bool,
}

/// The credentials, each judged by itself and their learners compared.
struct Judged<'a> {
    candidates: Vec<Candidate<'a>>,
    findings: Vec<StackFinding>,
    learners: Learners,
}

impl<'a> Judged<'a> {
    fn of(evaluations: &'a [Evaluation], asks_credits: bool, terms: &Terms, at: Timestamp) -> Self {
        let today = crate::day(at);
        let candidates = evaluations.iter().map(|each| Candidate::new(each, terms));
        let mut candidates: Vec<Candidate<'_>> = candidates.collect();
        candidates.sort_by_cached_key(Candidate::order);
        let mut findings = Vec::new();
        for (index, candidate) in candidates.iter_mut().enumerate() {
            findings.extend(candidate.judge(index, asks_credits, terms, today));
            if index >= MEMBERS && candidate.may_count() {
                candidate.is_out(format!(
                    "It was not looked at: {MEMBERS} credentials are judged together."
                ));
            }
        }
        let learners = learner::compare(&mut candidates, terms.policy());
        findings.extend(learners.findings.iter().cloned());
        Self {
            candidates,
            findings,
            learners,
        }
    }
}

impl<'a> Prepared<'a> {
    fn of(
        judged: &Judged<'a>,
        programme: &Programme,
        profile: &Profile,
        terms: &Terms,
        favoured: &[usize],
        others: &mut Vec<usize>,
    ) -> Self {
        let mut candidates = judged.candidates.clone();
        let mut findings = judged.findings.clone();
        let learners = &judged.learners;
        findings.extend(achievement::once_each(&mut candidates, favoured, others));
        if profile.route == Route::PreStacked {
            findings.extend(coherence::ties(
                &mut candidates,
                programme,
                profile,
                terms.policy(),
            ));
        }
        let asked = asked(programme, profile);
        let mut missing = Vec::new();
        if profile.modules.is_empty() {
            measure(&mut candidates, programme, profile, asked, &mut missing);
        }
        missing.extend(learners.missing.iter().cloned());
        if terms.policy().rules.missing_as == MissingAs::No {
            let unknown = |each: &&mut Candidate<'_>| {
                each.counts == Counts::Open
                    && each.evaluation.outcome.code != OutcomeCode::HumanReview
            };
            for candidate in candidates.iter_mut().filter(unknown) {
                candidate.is_out("This policy counts what is not known as not met.");
            }
        }
        Self {
            candidates,
            findings,
            asked,
            missing,
            apart: learners.apart,
        }
    }
}

/// The credits of the whole: what the profile says, else its required modules, else the programme.
fn asked(programme: &Programme, profile: &Profile) -> Option<f64> {
    let required = profile.modules.iter().filter(|module| !module.optional);
    let of_modules = required
        .map(|module| module.ects)
        .sum::<Option<f64>>()
        .filter(|ects| *ects > 0.0);
    profile.ects.or(of_modules).or(programme.ects)
}

/// Without modules nothing but credits and outcomes makes up the whole: what states no credits
/// counts only once they are known, and where the profile asks for neither, nothing is whole.
fn measure(
    candidates: &mut [Candidate<'_>],
    programme: &Programme,
    profile: &Profile,
    asked: Option<f64>,
    of_the_whole: &mut Vec<Missing>,
) {
    let names_the_whole = match profile.route {
        Route::Generic => true,
        Route::BrokenDown => false,
        Route::PreStacked => asked.is_some() || !programme.outcomes.is_empty(),
    };
    let fact = proposal::of_programme(
        "what makes up the profile: its modules, or its credits and learning outcomes",
    );
    for candidate in candidates.iter_mut().filter(|each| each.may_count()) {
        if !names_the_whole {
            candidate.opens("The profile does not say what makes it up.", fact.clone());
        }
        if asked.is_some() && candidate.worth.is_none() {
            let fact = missing(
                format!(
                    "for {}: the workload in ECTS credits or hours",
                    candidate.named()
                ),
                Ask::Issuer,
            );
            candidate.opens("Nothing says how many ECTS credits it is worth.", fact);
        }
    }
    if !names_the_whole {
        of_the_whole.push(fact);
    }
}

/// The credits that fill a module, beside those that are asked for where they differ.
fn with_credits(earned: f64, asked: f64) -> String {
    if (earned - asked).abs() < 0.005 {
        format!(", with {asked} ECTS credits")
    } else {
        format!(", with {earned} ECTS credits, where {asked} are asked for")
    }
}

impl Case<'_> {
    fn member(
        &self,
        index: usize,
        candidate: &Candidate<'_>,
        sure: &Resolved,
        possible: &Resolved,
    ) -> Member {
        let evaluation = candidate.evaluation;
        let titles = |filling: &modules::Filling| {
            let of = filling.by.iter().filter(|(_, by)| by.contains(&index));
            let titles = of.filter_map(|(place, _)| self.places.get(*place));
            titles
                .map(|place| format!("\"{}\"", quoted(&place.module.title)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let (counts, why) = if !candidate.may_count() {
            (Counts::No, candidate.why.clone())
        } else if !self.by_modules() {
            (candidate.counts, candidate.why.clone())
        } else if sure.counting.contains(&index) {
            let accepted = if candidate.evaluation.outcome.deviations.is_empty() {
                String::new()
            } else {
                format!(" {}", candidate.why)
            };
            (
                Counts::Yes,
                format!("It fills the module {}.{accepted}", titles(&sure.filling)),
            )
        } else if possible.counting.contains(&index) {
            let why = if candidate.counts == Counts::Open {
                candidate.why.as_str()
            } else {
                "That must be found out first."
            };
            (
                Counts::Open,
                format!(
                    "It may fill the module {}. {why}",
                    titles(&possible.filling)
                ),
            )
        } else if self.places.iter().any(|place| place.takes(index)) {
            (
                Counts::No,
                "What it could fill is filled already.".to_owned(),
            )
        } else {
            (Counts::No, "It fills no module of the profile.".to_owned())
        };
        Member {
            evaluation: evaluation.id,
            source: evaluation.document.source.clone(),
            part: evaluation.document.part.clone(),
            title: candidate.title.clone(),
            issued: candidate.day.map(|day| day.to_string()),
            level: candidate.level,
            ects: candidate.ects,
            outcome: evaluation.outcome.code,
            counts,
            why,
        }
    }

    fn filled(
        &self,
        index: usize,
        place: &Place<'_>,
        sure: &Resolved,
        possible: &Resolved,
    ) -> Filled {
        let module = place.module;
        let titles = |by: &[usize]| {
            let titles = by
                .iter()
                .filter_map(|each| self.candidates.get(*each))
                .map(Candidate::named);
            titles.collect::<Vec<_>>().join(" and ")
        };
        let (filled, by, why) = if let Some(by) = sure.filling.by.get(&index) {
            let earned: f64 = by
                .iter()
                .filter_map(|each| self.candidates.get(*each))
                .map(Candidate::sure)
                .sum();
            let credits = module.ects.map(|asked| with_credits(earned, asked));
            (
                Counts::Yes,
                by.clone(),
                format!("Filled by {}{}.", titles(by), credits.unwrap_or_default()),
            )
        } else if let Some(by) = possible.filling.by.get(&index) {
            (
                Counts::Open,
                by.clone(),
                format!("May be filled by {}, once more is known.", titles(by)),
            )
        } else if module.optional {
            (
                Counts::No,
                Vec::new(),
                "Nothing fills it; it may be left out.".to_owned(),
            )
        } else {
            (Counts::No, Vec::new(), "Nothing fills it.".to_owned())
        };
        Filled {
            module: module.title.clone(),
            by,
            filled,
            why,
        }
    }

    /// Everything to find out: first what settles the proposal, then about the whole, then the rest.
    fn missing(
        &self,
        outcome: &Outcome,
        of_the_whole: Vec<Missing>,
        sure: &Resolved,
        possible: &Resolved,
    ) -> Vec<Missing> {
        let settling = outcome
            .settle
            .iter()
            .flat_map(|each| each.facts.iter().cloned());
        let beyond = missing(
            "what each of the credentials teaches beyond the others",
            Ask::Issuer,
        );
        let beyond = self.overlaps(sure).then_some(beyond);
        let open = possible
            .counting
            .iter()
            .filter(|each| !sure.counting.contains(each));
        let further = open.flat_map(|each| self.open_facts(*each, &possible.filling));
        let mut facts = Vec::new();
        for fact in settling.chain(of_the_whole).chain(beyond).chain(further) {
            if facts.len() < FACTS && !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        facts
    }

    /// What the stack as a whole shows.
    fn findings(&self, sure: &Resolved, possible: &Resolved) -> Vec<StackFinding> {
        let mut findings = self.prerequisites(possible);
        let resolved = if self.overlaps(sure) { sure } else { possible };
        if let Some(share) = resolved.overlap.filter(|_| self.overlaps(resolved)) {
            findings.push(StackFinding {
                kind: StackFindingKind::Overlap,
                text: format!(
                    "{:.0} % of the learning outcomes stand in more than one credential, where the profile allows {:.0} %; what is repeated counts once.",
                    share * 100.0,
                    self.overlap_max * 100.0
                ),
                members: resolved.overlapping.clone(),
            });
        }
        if self.by_modules() {
            let beside = |index: &usize| {
                self.candidates
                    .get(*index)
                    .is_some_and(Candidate::may_count)
                    && !possible.counting.contains(index)
                    && !self.places.iter().any(|place| place.takes(*index))
            };
            let members: Vec<usize> = (0..self.candidates.len()).filter(beside).collect();
            if !members.is_empty() {
                findings.push(StackFinding {
                    kind: StackFindingKind::Coherence,
                    text: match members.as_slice() {
                        [_] => "This fills no module of the profile, so it does not count towards it; it may be recognised by itself.".to_owned(),
                        _ => "These fill no module of the profile, so they do not count towards it; they may be recognised by themselves.".to_owned(),
                    },
                    members,
                });
            }
        } else if self.profile.route == Route::Generic && !self.candidates.is_empty() {
            findings.push(StackFinding {
                kind: StackFindingKind::Coherence,
                text: "No common profile holds these together (STACQ: recognition of a stack without a clear profile is at odds with good practice).".to_owned(),
                members: possible.counting.clone(),
            });
        }
        findings
    }

    /// Modules that were taken before those that they build on, or without them.
    fn prerequisites(&self, resolved: &Resolved) -> Vec<StackFinding> {
        let mut findings = Vec::new();
        let by = |index: usize| {
            resolved
                .filling
                .by
                .get(&index)
                .map(Vec::as_slice)
                .unwrap_or_default()
        };
        for (index, place) in self
            .places
            .iter()
            .enumerate()
            .filter(|(index, _)| !by(*index).is_empty())
        {
            for before in &place.module.after {
                let Some(earlier) = self
                    .places
                    .iter()
                    .position(|other| folded(&other.module.title) == folded(before))
                else {
                    continue;
                };
                let days = |index: usize| {
                    by(index)
                        .iter()
                        .filter_map(|each| self.candidates.get(*each)?.day)
                };
                let text = if by(earlier).is_empty() {
                    format!(
                        "\"{}\" builds on \"{before}\", which nothing fills.",
                        place.module.title
                    )
                } else {
                    match (days(index).min(), days(earlier).max()) {
                        (Some(day), Some(earlier)) if day < earlier => {
                            format!(
                                "\"{}\" builds on \"{before}\", yet was awarded before it: {day} and {earlier}.",
                                place.module.title
                            )
                        }
                        _ => continue,
                    }
                };
                findings.push(StackFinding {
                    kind: StackFindingKind::Prerequisite,
                    text,
                    members: [by(earlier), by(index)].concat(),
                });
            }
        }
        findings
    }
}
