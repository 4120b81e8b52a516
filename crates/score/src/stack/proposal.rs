//! What is proposed for a stack: at what is sure, at what is possible, and what lies between.

use std::collections::BTreeSet;

use credeval_model::{
    Criterion, Tier,
    alignment::Alignment,
    criterion::{Ask, Missing},
    element::{Element, LearningOutcomes, Stated},
    outcome::{Deviation, Outcome, OutcomeCode, Settlement},
    programme::{Profile, Programme, Route},
    stack::Counts,
};

use super::{
    candidate::Candidate,
    credits::{Share, overlap, total},
    modules::{Filling, Place, fill},
};
use crate::{Terms, facts::quoted, finding::missing};

/// Learning outcomes of all credentials together that are aligned with those of the profile.
const OUTCOMES: usize = 2000;
/// Open credentials of which it is tried whether the proposal needs them.
const TRIED: usize = 100;
/// Facts to find out about a stack.
const FACTS: usize = 40;
/// Sentences on what falls short.
const DEVIATIONS: usize = 40;
/// Shares such as 0.8 of 15 credits have no exact binary form; credits are told to 0.01.
const ROUNDING: f64 = 0.005;

/// A stack whose candidates are judged one by one.
pub(super) struct Case<'a> {
    pub(super) candidates: &'a [Candidate<'a>],
    pub(super) places: &'a [Place<'a>],
    pub(super) terms: &'a Terms,
    pub(super) programme: &'a Programme,
    pub(super) profile: &'a Profile,
    /// Credits that the profile asks for.
    pub(super) asked: Option<f64>,
    /// The share of them, and of the outcomes, that is enough.
    pub(super) shares: (f64, f64),
    pub(super) overlap_max: f64,
    /// Whether the credentials name different learners.
    pub(super) apart: bool,
}

/// A stack in which it is settled what counts.
pub(super) struct Resolved {
    pub(super) filling: Filling,
    pub(super) counting: Vec<usize>,
    pub(super) credits: f64,
    pub(super) overlap: Option<f64>,
    pub(super) overlapping: Vec<usize>,
    pub(super) alignment: Option<Alignment>,
    pub(super) code: OutcomeCode,
}

impl Case<'_> {
    /// Whether the modules decide what counts.
    pub(super) fn by_modules(&self) -> bool {
        self.profile.route != Route::Generic && !self.profile.modules.is_empty()
    }

    /// What the stack comes to where the `settled` candidates count, beside those that are sure to.
    pub(super) fn resolve(&self, settled: &[bool]) -> Resolved {
        let is_settled = |each: usize| settled.get(each).copied().unwrap_or_default();
        let credits = |each: usize| {
            let candidate = self.candidates.get(each);
            candidate.map_or(0.0, |candidate| {
                if is_settled(each) {
                    candidate.most()
                } else {
                    candidate.sure()
                }
            })
        };
        let (filling, shares) = if self.by_modules() {
            let filling = fill(self.candidates, self.places, settled);
            let shares = filling.by.iter().filter_map(|(place, by)| {
                let module = self.places.get(*place)?.module;
                let ects = module
                    .ects
                    .unwrap_or_else(|| by.iter().copied().map(credits).sum());
                Some(Share {
                    by: by.clone(),
                    ects,
                })
            });
            let shares: Vec<Share> = shares.collect();
            (filling, shares)
        } else {
            let counts = |each: &usize| {
                let candidate = self.candidates.get(*each);
                candidate.is_some_and(|candidate| {
                    candidate.counts == Counts::Yes || (candidate.may_count() && is_settled(*each))
                })
            };
            let counting = (0..self.candidates.len()).filter(counts);
            let shares = counting.map(|each| Share {
                by: vec![each],
                ects: credits(each),
            });
            (Filling::default(), shares.collect())
        };
        let counting: BTreeSet<usize> = shares
            .iter()
            .flat_map(|share| share.by.iter().copied())
            .collect();
        let counting: Vec<usize> = counting.into_iter().collect();
        let mut credits = total(&shares, self.candidates);
        let unknown = |each: &usize| {
            self.candidates
                .get(*each)
                .is_some_and(|candidate| candidate.worth.is_none())
        };
        if !self.by_modules()
            && counting
                .iter()
                .any(|each| is_settled(*each) && unknown(each))
        {
            // What is not known may be as much as is asked for.
            credits = credits.max(self.asked.unwrap_or_default());
        }
        let (overlap, overlapping) = overlap(&counting, self.candidates);
        // Where modules decide, it is told of the stack as it stands, and decides nothing.
        let alignment = (!self.by_modules())
            .then(|| self.align(&counting))
            .flatten();
        let mut resolved = Resolved {
            filling,
            counting,
            credits,
            overlap,
            overlapping,
            alignment,
            code: OutcomeCode::HumanReview,
        };
        resolved.code = self.code(&resolved, settled.contains(&true));
        resolved
    }

    fn code(&self, resolved: &Resolved, possible: bool) -> OutcomeCode {
        if resolved.counting.is_empty() {
            return self.without_any();
        }
        if self.apart || self.overlaps(resolved) || self.profile.route == Route::Generic {
            return OutcomeCode::HumanReview;
        }
        if !self.is_whole(resolved, possible) {
            return OutcomeCode::RecognisePartial;
        }
        let flexible = |each: &usize| {
            let outcome = self
                .candidates
                .get(*each)
                .map(|each| each.evaluation.outcome.code);
            matches!(
                outcome,
                Some(OutcomeCode::Flexible | OutcomeCode::RecognisePartial)
            )
        };
        if resolved.counting.iter().any(flexible) {
            OutcomeCode::Flexible
        } else {
            OutcomeCode::RecogniseFull
        }
    }

    /// Whether the credentials repeat each other by more than the profile allows.
    pub(super) fn overlaps(&self, resolved: &Resolved) -> bool {
        resolved
            .overlap
            .is_some_and(|share| share > self.overlap_max + 1e-9)
    }

    /// Whether what counts makes up the profile.
    fn is_whole(&self, resolved: &Resolved, possible: bool) -> bool {
        let (workload, coverage_min) = self.shares;
        let enough = self
            .asked
            .is_none_or(|asked| resolved.credits >= asked * workload - ROUNDING);
        if self.by_modules() {
            let required = self
                .places
                .iter()
                .enumerate()
                .filter(|(_, place)| !place.module.optional);
            return enough
                && required
                    .into_iter()
                    .all(|(index, _)| resolved.filling.by.contains_key(&index));
        }
        let covered = resolved.alignment.as_ref().is_none_or(|alignment| {
            let share = if possible {
                alignment.possible
            } else {
                alignment.coverage
            };
            share.is_none_or(|share| share >= coverage_min - ROUNDING)
        });
        enough && covered
    }

    /// What is proposed where nothing counts. It is a refusal only where each credential is refused
    /// by itself: one whose level is known to be below is weighed by a person, alone and here.
    fn without_any(&self) -> OutcomeCode {
        let codes: BTreeSet<OutcomeCode> = self
            .candidates
            .iter()
            .filter(|each| !each.stands_back)
            .map(|each| {
                let outcome = &each.evaluation.outcome;
                let leads_to_rpl = || {
                    outcome
                        .settle
                        .iter()
                        .any(|each| each.leads_to.contains(&OutcomeCode::Rpl))
                };
                match outcome.code {
                    OutcomeCode::NotVerified => OutcomeCode::NotVerified,
                    OutcomeCode::Rpl => OutcomeCode::Rpl,
                    OutcomeCode::NeedsInformation if leads_to_rpl() => OutcomeCode::Rpl,
                    OutcomeCode::NotLrc if !outcome.deviations.is_empty() => OutcomeCode::NotLrc,
                    _ => OutcomeCode::HumanReview,
                }
            })
            .collect();
        [
            OutcomeCode::Rpl,
            OutcomeCode::HumanReview,
            OutcomeCode::NotLrc,
            OutcomeCode::NotVerified,
        ]
        .into_iter()
        .find(|code| codes.contains(code))
        .unwrap_or(OutcomeCode::NeedsInformation)
    }

    /// How the outcomes of these credentials together align with those of the profile.
    pub(super) fn align(&self, counting: &[usize]) -> Option<Alignment> {
        let mut target = Programme {
            profile: None,
            ..self.programme.clone()
        };
        if target.outcomes.is_empty() {
            let outcomes = self
                .profile
                .modules
                .iter()
                .flat_map(|module| module.outcomes.iter().cloned());
            target.outcomes = outcomes.take(OUTCOMES).collect();
        }
        if target.outcomes.is_empty() {
            return None;
        }
        let stated = counting
            .iter()
            .filter_map(|each| self.candidates.get(*each)?.learning.stated());
        let mut listed: Vec<_> = stated
            .clone()
            .flat_map(|stated| stated.value.listed.iter().cloned())
            .collect();
        listed.sort_by(|one, other| (&one.title, &one.uris).cmp(&(&other.title, &other.uris)));
        listed.truncate(OUTCOMES);
        let together = Element::Stated(Stated {
            value: LearningOutcomes {
                listed,
                ..LearningOutcomes::default()
            },
            from: Vec::new(),
            tier: stated
                .map(|stated| stated.tier)
                .min()
                .unwrap_or(Tier::Unsigned),
            disclosed: false,
        });
        Some(self.terms.align(&together, &target))
    }

    /// The proposal between what is sure and what is possible.
    pub(super) fn propose(&self, sure: &Resolved, possible: &Resolved) -> Outcome {
        let code = if sure.code == possible.code {
            sure.code
        } else {
            OutcomeCode::NeedsInformation
        };
        let settle = if code == OutcomeCode::NeedsInformation {
            self.settlement(sure, possible).into_iter().collect()
        } else {
            Vec::new()
        };
        let deviations = self.deviations(code, sure);
        Outcome {
            code,
            track: code.track(),
            summary: self.summary(code, sure, possible),
            deviations,
            settle,
            sign_off: true,
        }
    }

    /// The fewest credentials about which more must be known for the best proposal, and what.
    fn settlement(&self, sure: &Resolved, possible: &Resolved) -> Option<Settlement> {
        let mut settled: Vec<bool> = (0..self.candidates.len())
            .map(|each| possible.counting.contains(&each) && !sure.counting.contains(&each))
            .collect();
        let mut open: Vec<usize> = settled
            .iter()
            .enumerate()
            .filter(|(_, settled)| **settled)
            .map(|(each, _)| each)
            .collect();
        // The least first: what is left is needed.
        open.sort_by(|one, other| {
            let most = |each: &usize| self.candidates.get(*each).map_or(0.0, Candidate::most);
            most(one).total_cmp(&most(other)).then(other.cmp(one))
        });
        for each in open.iter().take(TRIED) {
            let set = |settled: &mut Vec<bool>, to| {
                if let Some(flag) = settled.get_mut(*each) {
                    *flag = to;
                }
            };
            set(&mut settled, false);
            if self.resolve(&settled).code != possible.code {
                set(&mut settled, true);
            }
        }
        let then = self.resolve(&settled);
        let needed = settled
            .iter()
            .enumerate()
            .filter(|(_, settled)| **settled)
            .map(|(each, _)| each);
        let needed: Vec<usize> = needed.collect();
        let mut facts: Vec<Missing> = Vec::new();
        let mut criteria = BTreeSet::new();
        let mut leads_to = BTreeSet::from([sure.code, possible.code]);
        for each in &needed {
            let Some(candidate) = self.candidates.get(*each) else {
                continue;
            };
            let open = self.open_facts(*each, &then.filling);
            facts.extend(
                open.into_iter()
                    .filter(|fact| !facts.contains(fact))
                    .collect::<Vec<_>>(),
            );
            let outcome = &candidate.evaluation.outcome;
            criteria.extend(
                outcome
                    .settle
                    .first()
                    .into_iter()
                    .flat_map(|each| each.criteria.iter().copied()),
            );
            let may_be_flexible = outcome
                .settle
                .iter()
                .any(|each| each.leads_to.contains(&OutcomeCode::Flexible));
            if possible.code == OutcomeCode::RecogniseFull && may_be_flexible {
                leads_to.insert(OutcomeCode::Flexible);
            }
        }
        if needed.len() > 1
            && sure.counting.is_empty()
            && possible.code == OutcomeCode::RecogniseFull
        {
            leads_to.insert(OutcomeCode::RecognisePartial);
        }
        facts.truncate(FACTS);
        (!facts.is_empty()).then(|| Settlement {
            criteria: criteria.into_iter().collect(),
            facts,
            leads_to: leads_to.into_iter().collect(),
        })
    }

    /// What must be found out before a candidate counts where it is put.
    pub(super) fn open_facts(&self, each: usize, filling: &Filling) -> Vec<Missing> {
        let mut facts: Vec<Missing> = self
            .candidates
            .get(each)
            .map(|candidate| candidate.open.clone())
            .unwrap_or_default();
        for (place, by) in &filling.by {
            if by.contains(&each) {
                let open = self
                    .places
                    .get(*place)
                    .map(|place| place.open(each))
                    .unwrap_or_default();
                facts.extend(
                    open.iter()
                        .filter(|fact| !facts.contains(fact))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
            }
        }
        facts
    }

    /// What falls short. What is not known is never among it.
    fn deviations(&self, code: OutcomeCode, sure: &Resolved) -> Vec<Deviation> {
        let mut deviations: Vec<Deviation> = Vec::new();
        let of = |candidate: &Candidate<'_>| -> Vec<Deviation> {
            let deviations = candidate.evaluation.outcome.deviations.iter();
            let own = deviations.map(|each| Deviation {
                criterion: each.criterion,
                text: format!("{}: {}", candidate.named(), each.text),
                not_shown: each.not_shown,
            });
            let own: Vec<Deviation> = own.collect();
            let told = |each: &&Deviation| own.iter().any(|own| own.criterion == each.criterion);
            let difference = candidate
                .difference
                .iter()
                .filter(|each| !told(each))
                .cloned();
            difference
                .collect::<Vec<_>>()
                .into_iter()
                .chain(own.clone())
                .collect()
        };
        match code {
            OutcomeCode::RecogniseFull
            | OutcomeCode::NeedsInformation
            | OutcomeCode::NotVerified => {}
            // What does not count, because another has its place or it was never in question, is no
            // deviation of a stack in which others count.
            OutcomeCode::HumanReview if !sure.counting.is_empty() => {
                deviations.extend(
                    sure.counting
                        .iter()
                        .filter_map(|each| self.candidates.get(*each))
                        .flat_map(of),
                );
            }
            OutcomeCode::Flexible | OutcomeCode::RecognisePartial => {
                deviations.extend(self.gap(sure));
                deviations.extend(
                    sure.counting
                        .iter()
                        .filter_map(|each| self.candidates.get(*each))
                        .flat_map(of),
                );
            }
            OutcomeCode::Rpl | OutcomeCode::NotLrc | OutcomeCode::HumanReview => {
                if code == OutcomeCode::Rpl {
                    deviations.extend(self.gap(sure));
                }
                deviations.extend(
                    self.candidates
                        .iter()
                        .filter(|each| each.evaluation.outcome.code != OutcomeCode::NotVerified)
                        .flat_map(of),
                );
            }
        }
        deviations.sort_by_key(|deviation| deviation.criterion);
        deviations.truncate(DEVIATIONS);
        deviations
    }

    /// What the profile asks for and the stack does not hold.
    fn gap(&self, sure: &Resolved) -> Vec<Deviation> {
        let mut gap = Vec::new();
        if self.by_modules() {
            let unfilled: Vec<String> = self
                .unfilled(sure)
                .into_iter()
                .map(|title| format!("\"{title}\""))
                .collect();
            if !unfilled.is_empty() {
                gap.push(Deviation {
                    criterion: Criterion::LearningOutcomes,
                    text: format!("Not filled: {}.", unfilled.join(", ")),
                    not_shown: false,
                });
            }
        } else if let Some(alignment) = sure
            .alignment
            .as_ref()
            .filter(|_| self.profile.route != Route::Generic)
        {
            // Where nothing matches at all, nothing was compared.
            if alignment.coverage.is_some_and(|share| share > 0.0)
                && !alignment.uncovered.is_empty()
            {
                gap.push(Deviation {
                    criterion: Criterion::LearningOutcomes,
                    text: format!("Not covered: {}.", alignment.uncovered.join("; ")),
                    not_shown: false,
                });
            }
        }
        if let Some(asked) = self
            .asked
            .filter(|asked| sure.credits < asked * self.shares.0 - ROUNDING)
        {
            let repeated = if sure.overlap.is_some_and(|share| share > 0.0) {
                "; learning outcomes that several credentials state count once"
            } else {
                ""
            };
            gap.push(Deviation {
                criterion: Criterion::Workload,
                text: format!("{} of {asked} ECTS credits count{repeated}.", sure.credits),
                not_shown: false,
            });
        }
        gap
    }

    /// Required modules that nothing fills.
    pub(super) fn unfilled(&self, resolved: &Resolved) -> Vec<&str> {
        let places = self.places.iter().enumerate();
        let open = places.filter(|(index, place)| {
            !place.module.optional && !resolved.filling.by.contains_key(index)
        });
        open.map(|(_, place)| place.module.title.as_str()).collect()
    }

    fn summary(&self, code: OutcomeCode, sure: &Resolved, possible: &Resolved) -> String {
        const IN_LINE: &str = "in line with the Lisbon Recognition Convention";
        let whole = format!("\"{}\"", quoted(&self.programme.programme));
        let of_asked = self
            .asked
            .map(|asked| format!(" of {asked}"))
            .unwrap_or_default();
        let credits = format!("{}{of_asked} ECTS credits", sure.credits);
        match code {
            OutcomeCode::RecogniseFull => format!("Recognition of the stack for {whole} is possible {IN_LINE}: it makes up the profile, with {credits}."),
            OutcomeCode::Flexible => format!("Recognition of the stack for {whole} is possible {IN_LINE} if an officer accepts what falls short. It makes up the profile, with {credits}."),
            OutcomeCode::RecognisePartial => {
                let gap: Vec<String> = self.gap(sure).into_iter().map(|gap| gap.text).collect();
                format!("Recognition of a part of {whole} is possible {IN_LINE}. {}", gap.join(" ")).trim_end().to_owned()
            }
            OutcomeCode::Rpl => format!("None of the credentials counts towards {whole} by itself, and the learning is described. Recognition of Prior Learning is the way; it can test what the credentials do not show."),
            OutcomeCode::NeedsInformation if self.candidates.is_empty() => "There is no credential to judge.".to_owned(),
            OutcomeCode::NeedsInformation => {
                let most = if (possible.credits - sure.credits).abs() < ROUNDING { String::new() } else { format!(", and up to {} may", possible.credits) };
                format!("More must be known before recognition of the stack for {whole} can be proposed. {credits} count for sure{most}.")
            }
            OutcomeCode::HumanReview if self.apart => "A person must look at this first: the credentials name different learners.".to_owned(),
            OutcomeCode::HumanReview if sure.counting.is_empty() => format!("A person must look at this first: none of the credentials counts towards {whole} for sure."),
            OutcomeCode::HumanReview if self.profile.route == Route::Generic => "Without a common profile there is no whole to recognise: good practice rests on coherent qualifications. Each credential can be recognised by itself; what they add up to, a person must weigh.".to_owned(),
            OutcomeCode::HumanReview => "A person must look at this first: the credentials repeat each other by more than the profile allows.".to_owned(),
            OutcomeCode::NotLrc => format!("Recognition of the stack for {whole} {IN_LINE} is most likely not possible; the substantial differences are named. Recognition of Prior Learning is open to the learner."),
            OutcomeCode::NotVerified => "None of the credentials could be verified, so the stack was not evaluated; Recognition of Prior Learning stays open to the learner.".to_owned(),
        }
    }
}

/// A fact about the file of the programme itself.
pub(super) fn of_programme(what: impl Into<std::borrow::Cow<'static, str>>) -> Missing {
    missing(what, Ask::Institution)
}
