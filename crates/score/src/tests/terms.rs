//! The institution's own rules above the policy's, and the order of priorities.

use std::cmp::Ordering;

use super::*;
use credeval_model::{
    criterion::{Ask, Light},
    outcome::OutcomeCode,
    programme::Tolerated,
};

/// Quality assured, so that all is met.
fn assured() -> Known {
    Known::good(Tier::Identified).with(|known| known.quality = vec![entry(QualityScope::Programme)])
}

fn tolerate(criterion: Criterion, down_to: u8) -> Vec<Tolerated> {
    vec![Tolerated {
        criterion,
        down_to,
        reason: "the course is examined again in the second year.".to_owned(),
    }]
}

fn with(change: impl FnOnce(&mut Programme)) -> Programme {
    let mut programme = programme();
    change(&mut programme);
    programme
}

fn code(known: &Known, purpose: Purpose, programme: &Programme) -> OutcomeCode {
    known.score(purpose, Some(programme), &POLICY).outcome.code
}

#[test]
fn the_programme_sets_the_shares_of_credits_and_outcomes() {
    let half = |programme: &mut Programme| {
        programme.assume_aligned = false;
        programme.outcomes.push(programme.outcomes[0].clone());
        programme.outcomes[0].uri = Some("urn:skill:1".to_owned());
        programme.outcomes[1].title = "Bake rye bread".to_owned();
        programme.outcomes[1].uri = Some("urn:skill:9".to_owned());
    };
    for (share, expected) in [
        (None, OutcomeCode::RecognisePartial),
        (Some(0.5), OutcomeCode::RecogniseFull),
        (Some(0.51), OutcomeCode::RecognisePartial),
    ] {
        let programme = with(|programme| {
            half(programme);
            programme.coverage_min = share;
        });
        assert_eq!(code(&assured(), Purpose::Exemption, &programme), expected);
    }
    // Two credits are stated.
    for (ects, ratio, expected) in [
        (5.0, None, OutcomeCode::RecognisePartial),
        (5.0, Some(0.4), OutcomeCode::RecogniseFull),
        (5.0, Some(0.41), OutcomeCode::RecognisePartial),
        (2.1, None, OutcomeCode::RecogniseFull),
        (2.1, Some(1.0), OutcomeCode::RecognisePartial),
    ] {
        let programme = with(|programme| {
            programme.ects = Some(ects);
            programme.workload_ratio_min = ratio;
        });
        assert_eq!(code(&assured(), Purpose::Exemption, &programme), expected);
    }
}

#[test]
fn the_programme_says_which_criteria_must_be_met() {
    let untested = assured().with(|known| {
        known.elements.assessment =
            element(vec![assessment(AssessmentKind::Quiz)], Tier::Identified);
    });
    let without_testing = with(|programme| {
        programme.priority = Some(vec![Criterion::LearningOutcomes, Criterion::Quality]);
    });
    let (exemption, none) = (Purpose::Exemption, Purpose::None);
    assert_eq!(code(&untested, exemption, &programme()), OutcomeCode::Rpl);
    assert_eq!(
        code(&untested, exemption, &without_testing),
        OutcomeCode::Flexible
    );
    // Without a purpose its rules are not asked for.
    assert_eq!(code(&untested, none, &without_testing), OutcomeCode::Rpl);
    let level = with(|programme| programme.level = Some(8));
    assert_eq!(code(&assured(), none, &level), OutcomeCode::RecogniseFull);
}

#[test]
fn a_deviation_that_the_programme_tolerates_cites_its_reason() {
    let untested = |kind| {
        assured().with(|known| {
            known.elements.assessment = element(vec![assessment(kind)], Tier::Identified);
        })
    };
    let quiz = untested(AssessmentKind::Quiz);
    let attended = untested(AssessmentKind::Attendance);
    let down_to = |down_to| with(|own| own.tolerated = tolerate(Criterion::Testing, down_to));
    for (known, down_to, expected) in [
        (&quiz, down_to(1), OutcomeCode::Flexible),
        (&quiz, down_to(2), OutcomeCode::Rpl),
        (&quiz, down_to(3), OutcomeCode::Rpl),
        (&attended, down_to(1), OutcomeCode::Rpl),
        (&attended, down_to(0), OutcomeCode::Flexible),
        (&assured(), down_to(3), OutcomeCode::RecogniseFull),
    ] {
        assert_eq!(code(known, Purpose::Exemption, &down_to), expected);
    }
    let told = |programme: &Programme, purpose| {
        let outcome = quiz.score(purpose, Some(programme), &POLICY).outcome;
        assert_eq!(outcome.deviations.len(), 1);
        outcome.deviations[0].text.clone()
    };
    let reason = "The programme tolerates it down to 1: the course is examined again in the second \
                  year.";
    assert!(told(&down_to(1), Purpose::Exemption).ends_with(reason));
    assert!(!told(&down_to(2), Purpose::Exemption).contains("tolerates"));
}

#[test]
fn authenticity_keeps_its_gate_whatever_a_programme_tolerates_or_puts_first() {
    let signed = Known::good(Tier::Signed).with(|known| {
        known.quality = vec![entry(QualityScope::Programme)];
    });
    let lax = with(|programme| {
        programme.priority = Some(vec![Criterion::Level]);
        programme.tolerated = Criterion::ALL
            .into_iter()
            .filter(|criterion| *criterion != Criterion::Authenticity)
            .flat_map(|criterion| tolerate(criterion, 0))
            .chain(tolerate(Criterion::Authenticity, 2))
            .collect();
    });
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    for policy in [&*POLICY, &strict] {
        let outcome = signed.score(Purpose::Exemption, Some(&lax), policy).outcome;
        let track = outcome.code.track();
        assert_ne!(
            track,
            Some(credeval_model::outcome::Track::Lrc),
            "{outcome:?}"
        );
    }
    // A policy may raise the gate; the programme does not lower it again.
    let raised = policy("authenticity_min = 2", "authenticity_min = 3");
    let outcome = |policy| {
        let scored = assured().score(Purpose::Exemption, Some(&lax), policy);
        (scored.criteria[1].lower, scored.outcome.code)
    };
    assert_eq!(outcome(&*POLICY), (2, OutcomeCode::RecogniseFull));
    assert_eq!(outcome(&raised), (2, OutcomeCode::HumanReview));
}

#[test]
fn an_old_award_is_weighed_by_a_person_and_an_undated_one_is_open() {
    let within = |years| with(|programme| programme.max_age_years = Some(years));
    // Judged on 2026-09-01.
    let awarded = |date: &str, tier| {
        assured().with(|known| {
            // Assured on each of these days, so that the age alone is in question.
            known.quality[0].entry.valid_from = "2010-01-01".to_owned();
            known.quality[0].entry.valid_to = None;
            known.elements.issued = element(
                Issued {
                    date: date.to_owned(),
                    stated_as: "awardedDate".to_owned(),
                },
                tier,
            );
        })
    };
    let open = OutcomeCode::NeedsInformation;
    for (date, tier, years, expected) in [
        (
            "2025-06-01T10:00:00Z",
            Tier::Identified,
            2,
            OutcomeCode::RecogniseFull,
        ),
        (
            "2024-09-01",
            Tier::Identified,
            2,
            OutcomeCode::RecogniseFull,
        ),
        ("2024-08-31", Tier::Identified, 2, OutcomeCode::HumanReview),
        (
            "2024-08-31",
            Tier::Identified,
            3,
            OutcomeCode::RecogniseFull,
        ),
        ("2024-08-31", Tier::Attested, 2, OutcomeCode::HumanReview),
        (
            "2027-01-01",
            Tier::Identified,
            2,
            OutcomeCode::RecogniseFull,
        ),
        ("2025-06-01", Tier::Unsigned, 2, open),
        ("2024-08-31", Tier::Signed, 2, open),
        ("in summer", Tier::Identified, 2, open),
    ] {
        let known = awarded(date, tier);
        let found = code(&known, Purpose::Exemption, &within(years));
        assert_eq!(found, expected, "{date} {tier:?} {years}");
    }

    let old = awarded("2016-06-01", Tier::Identified);
    let outcome = old
        .score(Purpose::Exemption, Some(&within(8)), &POLICY)
        .outcome;
    assert_eq!(outcome.code, OutcomeCode::HumanReview);
    assert_eq!(outcome.deviations.len(), 1);
    assert_eq!(
        outcome.deviations[0].text,
        "The award was made on 2016-06-01, more than 8 years before 2026-09-01. Learning does not \
         expire by itself; a person weighs whether it still holds for this purpose."
    );
    assert_eq!(outcome.settle[0].criteria, [Criterion::LearningOutcomes]);
    assert_eq!(outcome.settle[0].leads_to, [OutcomeCode::RecogniseFull]);

    let undated = assured().with(|known| known.elements.issued = Element::absent("none"));
    let outcome = undated
        .score(Purpose::Exemption, Some(&within(8)), &POLICY)
        .outcome;
    assert_eq!(outcome.code, open);
    let settle = &outcome.settle[0];
    assert_eq!(
        settle.criteria,
        [Criterion::Quality, Criterion::LearningOutcomes]
    );
    let asked = settle
        .facts
        .iter()
        .find(|fact| fact.what == "the date of the award");
    assert_eq!(asked.map(|fact| fact.ask), Some(Ask::Issuer));
    // An age and a share of outcomes may both be open: either can hold, or both.
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let outcome = undated
        .score(Purpose::Exemption, Some(&within(8)), &strict)
        .outcome;
    assert_eq!(outcome.code, OutcomeCode::Rpl);
}

#[test]
fn two_open_gaps_of_one_criterion_leave_all_their_outcomes() {
    let known = assured().with(|known| {
        if let Element::Stated(issued) = &mut known.elements.issued {
            issued.tier = Tier::Signed;
        }
        known.elements.learning_outcomes = element(
            LearningOutcomes {
                listed: vec![outcome("Explain food", "urn:other")],
                assessed: true,
                ..LearningOutcomes::default()
            },
            Tier::Identified,
        );
    });
    let programme = with(|programme| {
        programme.assume_aligned = false;
        programme.outcomes[0].uri = Some("urn:skill:1".to_owned());
        programme.max_age_years = Some(8);
    });
    let outcome = known
        .score(Purpose::Exemption, Some(&programme), &POLICY)
        .outcome;
    assert_eq!(
        outcome.settle[0].leads_to,
        [
            OutcomeCode::RecogniseFull,
            OutcomeCode::RecognisePartial,
            // Nothing says for sure that the register's entry was valid on the day of the award.
            OutcomeCode::Rpl,
            OutcomeCode::HumanReview
        ]
    );
}

fn results(lower: [u8; 7]) -> Vec<CriterionResult> {
    let results = Criterion::ALL.into_iter().zip(lower);
    let results = results.map(|(criterion, lower)| CriterionResult {
        criterion,
        applies: true,
        lower,
        upper: 3,
        light: Light::of(lower, 3),
        reasons: Vec::new(),
        missing: Vec::new(),
    });
    results.collect()
}

#[test]
fn no_strength_in_a_lesser_criterion_buys_off_a_weakness_in_a_greater_one() {
    let own = |priority: &[Criterion]| {
        let programme = with(|programme| programme.priority = Some(priority.to_vec()));
        let application = Application {
            purpose: Purpose::Exemption,
            programme: Some(&programme),
            ..Application::default()
        };
        Terms::new(POLICY.clone(), application)
    };
    let terms = own(&[Criterion::Testing, Criterion::Quality]);
    let rest = [
        Criterion::Level,
        Criterion::LearningOutcomes,
        Criterion::Workload,
        Criterion::Identification,
    ];
    let mut order = vec![
        Criterion::Authenticity,
        Criterion::Testing,
        Criterion::Quality,
    ];
    order.extend(rest);
    assert_eq!(terms.order().to_vec(), order);
    // Quality, authenticity, level, learning outcomes, workload, testing, identification.
    let weak = results([3, 2, 3, 3, 3, 1, 3]);
    let even = results([1, 2, 1, 1, 1, 2, 1]);
    assert_eq!(terms.compare(&weak, &even), Ordering::Less);
    assert_eq!(terms.compare(&even, &weak), Ordering::Greater);
    let quality_first = own(&[Criterion::Quality, Criterion::Testing]);
    assert_eq!(quality_first.compare(&weak, &even), Ordering::Greater);
    // Authenticity is a gate, and stands before all where the list does not name it.
    let doubtful = results([3, 1, 3, 3, 3, 3, 3]);
    assert_eq!(terms.compare(&doubtful, &even), Ordering::Less);
    let named = own(&[Criterion::Testing, Criterion::Authenticity]);
    assert_eq!(named.compare(&doubtful, &even), Ordering::Greater);
    // What no list names decides last, in the order of the method.
    let (level, workload) = (
        results([2, 2, 3, 2, 2, 2, 2]),
        results([2, 2, 2, 3, 3, 2, 3]),
    );
    assert_eq!(terms.compare(&level, &workload), Ordering::Greater);
    assert_eq!(terms.compare(&level, &level), Ordering::Equal);
    let mut skipped = results([2, 2, 3, 2, 2, 2, 0]);
    skipped[6].applies = false;
    assert_eq!(terms.compare(&skipped, &level), Ordering::Greater);
}

#[test]
fn deviations_and_facts_come_in_the_order_of_priorities() {
    let weak = assured().with(|known| {
        known.elements.assessment =
            element(vec![assessment(AssessmentKind::Quiz)], Tier::Identified);
        known.elements.level = element(
            Level {
                label: Some(Text::plain("advanced")),
                ..Level::default()
            },
            Tier::Identified,
        );
        known.quality = Vec::new();
    });
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let named = |priority: Option<Vec<Criterion>>| {
        let programme = with(|programme| {
            programme.priority = priority;
            programme.level = None;
        });
        let scored = weak.score(Purpose::Exemption, Some(&programme), &strict);
        let deviations = scored.outcome.deviations.iter().map(|each| each.criterion);
        let deviations: Vec<Criterion> = deviations.collect();
        assert_eq!(scored.outcome.settle[0].criteria, deviations);
        (deviations, scored.outcome.summary)
    };
    assert_eq!(
        named(None).0,
        [Criterion::Quality, Criterion::Level, Criterion::Testing]
    );
    let (deviations, summary) = named(Some(Criterion::ALL.into_iter().rev().collect()));
    assert_eq!(
        deviations,
        [Criterion::Testing, Criterion::Level, Criterion::Quality]
    );
    // A label of no framework and no register: neither is known to fall short.
    assert!(summary.contains("but testing does not"), "{summary}");
    assert!(summary.ends_with(": level and quality."), "{summary}");
}

#[test]
fn the_strict_switch_is_shown() {
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let said = "This policy counts what is not known as not met.";
    let told = |policy| {
        let bare = Known::good(Tier::Identified);
        let scored = bare.score(Purpose::Exemption, Some(&programme()), policy);
        let reasons = &scored.criteria[0].reasons;
        let of_criterion = reasons.iter().any(|reason| reason.text == said);
        let counted = "Not shown, and counted as not met by this policy: ";
        (of_criterion, scored.outcome.summary.contains(counted))
    };
    assert_eq!(told(&strict), (true, true));
    assert_eq!(told(&*POLICY), (false, false));
}

/// What nobody vouches for makes no credential fit, and none differ.
#[test]
fn unvouched_words_fit_nothing_and_differ_from_nothing() {
    for (level, ects) in [(6, 2.0), (3, 0.5)] {
        let known = assured().with(|known| {
            known.elements.level = element(
                Level {
                    eqf: Some(level),
                    ..Level::default()
                },
                Tier::Unsigned,
            );
            known.elements.workload = element(
                Workload {
                    credits: credits(ects, CreditSystem::Ects),
                    hours: Some(ects * 28.0),
                    duration: None,
                },
                Tier::Unsigned,
            );
        });
        let scored = known.score(Purpose::Admission, Some(&with(|_| ())), &POLICY);
        assert_eq!(scored.outcome.code, OutcomeCode::NeedsInformation);
        assert_eq!(scored.outcome.deviations, []);
    }
}

/// A signer who is not shown to award for the body named reaches no recognition by what others say.
#[test]
fn in_whose_name_is_a_question_before_every_recognition() {
    use credeval_model::{
        answer::{Answer, AnswerValue, Role},
        question::Question,
    };
    for purpose in [Purpose::Exemption, Purpose::None] {
        let known = assured();
        assert_eq!(
            code(&known, purpose, &with(|_| ())),
            OutcomeCode::RecogniseFull
        );
        let unentitled = known.with(|known| {
            known.entitled = false;
            known.answers = vec![Answer {
                question: Question::QualityProgramme,
                value: AnswerValue::YesNo(true),
                by: "J. Jansen".to_owned(),
                role: Role::Officer,
                date: "2026-08-30".to_owned(),
                source: Some("the guide".to_owned()),
                part: None,
            }];
        });
        let outcome = unentitled
            .score(purpose, Some(&with(|_| ())), &POLICY)
            .outcome;
        assert_eq!(outcome.code, OutcomeCode::NeedsInformation);
        assert_eq!(outcome.settle[0].criteria[0], Criterion::Authenticity);
    }
}
