//! What holds for all facts.

use super::*;
use credeval_model::outcome::{OutcomeCode, Track};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::{
    fit::{Fit, Fits},
    outcome::{Axis, Points, Row, Space, outcomes},
    settle,
};

pub(super) const TIERS: &[Tier] = &[
    Tier::Unsigned,
    Tier::Signed,
    Tier::Attested,
    Tier::Identified,
    Tier::Register,
];
const KINDS: &[AssessmentKind] = &[
    AssessmentKind::WrittenExamination,
    AssessmentKind::Quiz,
    AssessmentKind::Attendance,
    AssessmentKind::Other,
];
const QUALITY: &[QualityKind] = &[
    QualityKind::Programme,
    QualityKind::Institution,
    QualityKind::Endorsement,
    QualityKind::Statement,
];
pub(super) const SCOPES: &[QualityScope] = &[QualityScope::Programme, QualityScope::Institutional];
pub(super) const SUPPORTING: &[Decision] = &[
    Decision::Positive,
    Decision::Conditional,
    Decision::NotApplicable,
];
const MODES: &[ParticipationMode] = &[ParticipationMode::OnSite, ParticipationMode::Online];

/// A credential's statements, to be put under a tier.
pub(super) struct Statements(pub(super) Box<dyn Fn(Tier) -> Known>);

impl std::fmt::Debug for Statements {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", (self.0)(Tier::Identified).elements)
    }
}

/// What a credential may state.
#[expect(clippy::too_many_lines, reason = "one element after the other")]
pub(super) fn stated() -> impl Strategy<Value = Statements> {
    let outcomes = option::of(vec(
        (
            select(vec!["Explain food", "Food"]),
            select(vec!["", "urn:1", "urn:2"]),
        ),
        0..3,
    ));
    let workload = option::of((
        vec((0.5..9.0, any::<bool>()), 0..3),
        option::of(10.0..300.0),
        any::<bool>(),
    ));
    let level = option::of((option::of(0..10_u8), any::<bool>()));
    let tested = option::of(vec((select(KINDS), any::<bool>()), 0..3));
    let watched = option::of((option::of(any::<bool>()), option::of(any::<bool>())));
    let quality = option::of(vec(select(QUALITY), 0..3));
    let mode = option::of(vec(select(MODES), 0..3));
    let learner = any::<bool>();
    (
        outcomes, workload, level, tested, watched, quality, mode, learner,
    )
        .prop_map(
            |(outcomes, workload, level, tested, watched, quality, mode, learner)| {
                let make = move |tier| {
                    Known::good(tier).with(|known| {
                        let absent = "none";
                        let elements = &mut known.elements;
                        if !learner {
                            elements.learner = Element::absent(absent);
                        }
                        elements.learning_outcomes =
                            outcomes.clone().map_or(Element::absent(absent), |listed| {
                                let listed = listed
                                    .into_iter()
                                    .map(|(title, uri)| outcome(title, uri))
                                    .collect();
                                let value = LearningOutcomes {
                                    listed,
                                    summary: Vec::new(),
                                    descriptions: Vec::new(),
                                    assessed: learner,
                                };
                                element(value, tier)
                            });
                        elements.workload = workload.clone().map_or(
                            Element::absent(absent),
                            |(credits, hours, duration)| {
                                let system = |known| {
                                    if known {
                                        CreditSystem::Ects
                                    } else {
                                        CreditSystem::Unstated
                                    }
                                };
                                let credits = credits
                                    .into_iter()
                                    .map(|(points, known)| Credits {
                                        points,
                                        system: system(known),
                                    })
                                    .collect();
                                let duration = duration.then(|| "P6W".to_owned());
                                element(
                                    Workload {
                                        credits,
                                        hours,
                                        duration,
                                    },
                                    tier,
                                )
                            },
                        );
                        elements.level = level.map_or(Element::absent(absent), |(eqf, label)| {
                            let label = label.then(|| Text::plain("advanced"));
                            element(
                                Level {
                                    eqf,
                                    label,
                                    ..Level::default()
                                },
                                tier,
                            )
                        });
                        elements.assessment =
                            tested.clone().map_or(Element::absent(absent), |tested| {
                                let each = |(kind, graded)| Assessment {
                                    graded,
                                    ..assessment(kind)
                                };
                                element(tested.into_iter().map(each).collect(), tier)
                            });
                        elements.supervision = watched.map_or(Element::absent(absent), |(a, b)| {
                            element(supervision(a, b), tier)
                        });
                        elements.quality_assurance =
                            quality.clone().map_or(Element::absent(absent), |kinds| {
                                element(kinds.into_iter().flat_map(claim).collect(), tier)
                            });
                        elements.participation =
                            mode.clone().map_or(Element::absent(absent), |modes| {
                                element(participation(&modes), tier)
                            });
                    })
                };
                Statements(Box::new(make))
            },
        )
}

/// Everything that an axis can turn out to be.
fn steps(axis: Axis) -> impl Iterator<Item = (u8, Fit)> {
    let fits: Vec<Fit> = axis.fits.iter().collect();
    let rungs = axis.lower..=axis.upper;
    rungs.flat_map(move |rung| fits.clone().into_iter().map(move |fit| (rung, fit)))
}

fn axis() -> impl Strategy<Value = Axis> {
    let fit = || select(vec![Fit::Full, Fit::Partial, Fit::Weighed]);
    // Most criteria are known: a space with all of them open takes long to search by hand.
    let width = prop_oneof![2 => Just(0_u8), 1 => 1..=3_u8];
    let others = prop_oneof![9 => vec(fit(), 0), 1 => vec(fit(), 1..3)];
    (0..=3_u8, width, fit(), others).prop_map(|(lower, width, fit, others)| Axis {
        lower,
        upper: (lower + width).min(3),
        fits: others
            .into_iter()
            .map(Fits::of)
            .fold(Fits::of(fit), Fits::or),
    })
}

fn space() -> impl Strategy<Value = Space> {
    prop::array::uniform7(axis())
}

/// Every point of a space as its rungs and fit, enumerated plainly.
fn points(space: &Space) -> Vec<([u8; 7], Fit)> {
    let mut points = vec![([0; 7], Fit::Full)];
    for (place, axis) in space.iter().enumerate() {
        points = points
            .into_iter()
            .flat_map(|(point, fit)| {
                steps(*axis).map(move |(rung, of_axis)| {
                    let mut point = point;
                    point[place] = rung;
                    (point, fit.max(of_axis))
                })
            })
            .collect();
    }
    points
}

fn at((point, fit): ([u8; 7], Fit), purpose: Purpose) -> OutcomeCode {
    Row::of(point, terms(purpose), false).outcome(fit)
}

/// Whether pinning these criteria, to whatever they can be, leaves one outcome: found by sorting
/// all points by what is pinned.
fn settles(space: &Space, criteria: &[Criterion], purpose: Purpose) -> bool {
    let mut seen = std::collections::HashMap::new();
    let pinned: Vec<usize> = criteria
        .iter()
        .map(|criterion| *criterion as usize)
        .collect();
    let mut spaces = vec![*space];
    for place in pinned {
        spaces = spaces
            .into_iter()
            .flat_map(|space| {
                steps(space[place]).map(move |(rung, fit)| {
                    let mut space = space;
                    space[place] = Axis::point(rung, fit);
                    space
                })
            })
            .collect();
    }
    for (index, space) in spaces.iter().enumerate() {
        for point in points(space) {
            let code = at(point, purpose);
            if *seen.entry(index).or_insert(code) != code {
                return false;
            }
        }
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_stronger_tier_never_lowers_a_bound(make in stated()) {
        for pair in TIERS.windows(2) {
            let (weak, strong) = ((make.0)(pair[0]), (make.0)(pair[1]));
            for (weak, strong) in weak.criteria().into_iter().zip(strong.criteria()) {
                let criterion = weak.criterion;
                prop_assert!(weak.lower <= strong.lower, "{:?}", (weak, strong));
                // Without a word from anyone an upper bound is open; knowing more may narrow it.
                let same_words = criterion != Criterion::Authenticity && strong.applies;
                prop_assert!(!same_words || weak.upper <= strong.upper, "{:?}", (weak, strong));
            }
        }
    }

    #[test]
    fn what_nobody_vouches_for_lifts_no_lower_bound_above_one(
        make in stated(),
        tier in select(vec![Tier::Unsigned, Tier::Signed]),
        purpose in select(&PURPOSES[..]),
        assured in any::<bool>(),
    ) {
        let known = (make.0)(tier).with(|known| {
            known.confirmed = assured;
            known.quality = if assured { vec![entry(QualityScope::Programme)] } else { vec![] };
        });
        let scored = known.score(purpose, None, &POLICY);
        for result in &scored.criteria {
            prop_assert!(result.lower <= 1 && result.applies, "{result:?}");
        }
        let code = scored.outcome.code;
        prop_assert!(
            !matches!(code, OutcomeCode::RecogniseFull | OutcomeCode::RecognisePartial | OutcomeCode::Flexible),
            "{code}"
        );
    }

    #[test]
    fn without_a_trust_entry_no_lower_bound_is_higher(
        make in stated(),
        (weak, strong) in (0..TIERS.len(), 0..TIERS.len()).prop_map(|(a, b)| (a.min(b), a.max(b))),
        // A decision against the award is no supporting evidence (see `evidence`).
        entries in vec((select(SCOPES), select(SUPPORTING), any::<bool>(), any::<bool>()), 0..4),
        entitled in any::<(bool, bool)>(),
        confirmed in any::<(bool, bool)>(),
    ) {
        let with = |tier: usize, all: bool, entitled, confirmed| {
            (make.0)(TIERS[tier]).with(|known| {
                known.entitled = entitled;
                known.confirmed = confirmed;
                let kept = entries.iter().filter(|(.., kept)| all || *kept);
                known.quality = kept
                    .map(|&(scope, decision, beside, _)| Assured {
                        decision,
                        beside: beside.then_some("does not cover it"),
                        ..entry(scope)
                    })
                    .collect();
            })
        };
        let fewer = with(weak, false, entitled.0 && entitled.1, confirmed.0 && confirmed.1);
        let more = with(strong, true, entitled.1, confirmed.1);
        for (fewer, more) in fewer.criteria().into_iter().zip(more.criteria()) {
            prop_assert!(fewer.lower <= more.lower, "{:?}", (fewer, more));
        }
    }

    #[test]
    fn what_is_only_stated_assures_no_quality(
        make in stated(), tier in select(TIERS), scope in select(SCOPES),
    ) {
        let nothing = (make.0)(tier).with(|known| known.quality.clear());
        prop_assert!(nothing.range(Criterion::Quality).0 <= 1);
        // What assures a signer assures no body for which it may not award.
        let of_another = (make.0)(tier).with(|known| {
            known.quality = vec![entry(scope)];
            known.entitled = false;
        });
        let range = of_another.range(Criterion::Quality);
        prop_assert!(range.0 <= 1 && range.1 == 3, "{:?}", range);
    }

    #[test]
    fn ranges_and_lights_agree_and_what_is_open_is_asked_for(
        make in stated(), tier in select(TIERS), purpose in select(&PURPOSES[..]),
    ) {
        let scored = (make.0)(tier).score(purpose, Some(&programme()), &POLICY);
        for result in &scored.criteria {
            prop_assert!(result.lower <= result.upper && result.upper <= 3);
            prop_assert!(!result.reasons.is_empty() || !result.missing.is_empty());
            prop_assert!(result.lower == result.upper || !result.missing.is_empty(), "{result:?}");
        }
        let outcome = scored.outcome;
        let full = outcome.code == OutcomeCode::RecogniseFull;
        let open = outcome.code == OutcomeCode::NeedsInformation;
        prop_assert_eq!(outcome.settle.is_empty(), full);
        prop_assert!(outcome.settle.iter().all(|settle| !settle.facts.is_empty()));
        prop_assert_eq!(outcome.deviations.is_empty(), full || open);
    }

    #[test]
    fn the_order_of_input_does_not_matter(
        make in stated(), tier in select(TIERS), purpose in select(&PURPOSES[..]),
        failing in vec((select(CheckCode::ALL), any::<bool>()), 0..4),
    ) {
        let known = (make.0)(tier).with(|known| {
            for (code, fails) in failing {
                let row = if fails { Check::failed(code, "fails") } else { Check::passed(code, "holds") };
                known.checks.push(row);
            }
            known.quality = vec![entry(QualityScope::Programme), entry(QualityScope::Institutional)];
        });
        let turned = known.clone().with(|known| {
            fn turn<T>(element: &mut Element<Vec<T>>) {
                if let Element::Stated(stated) = element {
                    stated.value.reverse();
                }
            }
            known.checks.reverse();
            known.quality.reverse();
            turn(&mut known.elements.assessment);
            turn(&mut known.elements.quality_assurance);
            turn(&mut known.elements.participation);
            if let Element::Stated(stated) = &mut known.elements.learning_outcomes {
                stated.value.listed.reverse();
            }
            if let Element::Stated(stated) = &mut known.elements.workload {
                stated.value.credits.reverse();
            }
        });
        let score = |known: &Known| known.score(purpose, Some(&programme()), &POLICY);
        let (one, other) = (score(&known), score(&turned));
        let bounds = |scored: &Scored| -> Vec<_> {
            scored.criteria.iter().map(|each| (each.applies, each.lower, each.upper)).collect()
        };
        prop_assert_eq!(bounds(&one), bounds(&other));
        prop_assert_eq!(one.outcome.code, other.outcome.code);
        let sets = |scored: &Scored| -> Vec<_> {
            scored.outcome.settle.iter().map(|each| (each.criteria.clone(), each.leads_to.clone())).collect()
        };
        prop_assert_eq!(sets(&one), sets(&other));
        prop_assert_eq!(one.alignment, other.alignment);
    }

    #[test]
    fn missing_as_no_gives_a_point(
        make in stated(), tier in select(TIERS), purpose in select(&PURPOSES[..]),
    ) {
        let policy = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
        let strict = (make.0)(tier).score(purpose, Some(&programme()), &policy);
        let open = (make.0)(tier).score(purpose, Some(&programme()), &POLICY);
        for (strict, open) in strict.criteria.iter().zip(&open.criteria) {
            prop_assert_eq!((strict.lower, strict.upper), (open.lower, open.lower));
        }
        prop_assert_ne!(strict.outcome.code, OutcomeCode::NeedsInformation);
    }

    #[test]
    fn the_outcomes_of_a_range_are_those_of_its_points(
        space in space(), purpose in select(&PURPOSES[..]),
    ) {
        let found = outcomes(&space, terms(purpose).table(false)).codes();
        let mut plain: Vec<OutcomeCode> =
            points(&space).into_iter().map(|point| at(point, purpose)).collect();
        plain.sort();
        plain.dedup();
        prop_assert_eq!(found, plain);
    }

    #[test]
    fn the_settling_set_settles_and_no_smaller_or_other_one_does(
        space in space(), purpose in select(&PURPOSES[..]),
    ) {
        let table = terms(purpose).table(false);
        if outcomes(&space, table).single().is_some() {
            return Ok(());
        }
        let mut found = settle::settling(&Points::of(&space, table), terms(purpose));
        prop_assert!(!found.is_empty());
        prop_assert!(found.is_sorted_by_key(|criterion| terms(purpose).rank(*criterion)));
        found.sort();
        for mask in 1..128_u32 {
            let set: Vec<Criterion> = Criterion::ALL
                .into_iter()
                .filter(|criterion| mask >> *criterion as u32 & 1 == 1)
                .collect();
            let open = set.iter().all(|criterion| steps(space[*criterion as usize]).count() > 1);
            // No smaller set settles, and no other one of its size does.
            if open && set.len() <= found.len() {
                prop_assert_eq!(settles(&space, &set, purpose), set == found, "{:?}", set);
            }
        }
    }

    #[test]
    fn the_improving_set_improves_and_no_smaller_or_other_one_does(
        space in space(), purpose in select(&PURPOSES[..]),
    ) {
        let table = terms(purpose).table(false);
        let Some(now) = outcomes(&space, table).single() else { return Ok(()) };
        if now == OutcomeCode::RecogniseFull {
            return Ok(());
        }
        let better = |set: &[Criterion]| {
            let mut raised = space;
            for criterion in set {
                raised[*criterion as usize] = Axis::point(3, Fit::Full);
            }
            let codes = outcomes(&raised, table).codes();
            let is_better = |code: &OutcomeCode| *code < now && code.track() == Some(Track::Lrc);
            codes.iter().all(is_better).then_some(codes)
        };
        let (found, leads_to) = settle::improving(&space, terms(purpose), false, now);
        prop_assert!(!found.is_empty());
        let mut sorted = found.clone();
        sorted.sort_by_key(|criterion| terms(purpose).rank(*criterion));
        prop_assert_eq!(&found, &sorted);
        sorted.sort();
        // No smaller set improves it, and no other one of its size does.
        for mask in 1..128_u32 {
            let set: Vec<Criterion> = Criterion::ALL
                .into_iter()
                .filter(|criterion| mask >> *criterion as u32 & 1 == 1)
                .collect();
            if set.len() <= sorted.len() {
                prop_assert_eq!(better(&set).is_some(), set == sorted, "{:?}", set);
            }
        }
        prop_assert_eq!(better(&found), Some(leads_to.codes()));
    }
}
