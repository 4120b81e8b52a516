//! Each row of the outcome, beside a neighbour that does not land there.

use super::*;
use credeval_model::{
    check::Cause,
    outcome::{OutcomeCode, Track},
};

use crate::outcome::Row;

fn row(point: [u8; 7], purpose: Purpose) -> Row {
    Row::of(point, terms(purpose), false)
}

#[test]
fn the_rows_of_the_method_and_their_neighbours() {
    use Purpose::{Admission, Exemption, None};
    // Quality, authenticity, level, learning outcomes, workload, testing, identification.
    for (point, purpose, expected) in [
        ([2, 2, 2, 2, 2, 2, 2], None, Row::Green),
        ([2, 1, 2, 2, 2, 2, 2], None, Row::Mixed),
        ([2, 2, 2, 2, 1, 2, 2], None, Row::Mixed),
        ([2, 2, 2, 2, 1, 2, 2], Admission, Row::Tolerable),
        ([2, 2, 2, 2, 1, 2, 2], Exemption, Row::Mixed),
        ([2, 2, 2, 2, 2, 1, 1], Admission, Row::Tolerable),
        ([2, 2, 2, 2, 2, 0, 1], Admission, Row::Prior),
        ([2, 1, 2, 2, 2, 1, 1], Admission, Row::Prior),
        ([2, 2, 2, 2, 2, 1, 1], Exemption, Row::Prior),
        ([1, 2, 2, 2, 2, 2, 2], Admission, Row::Prior),
        ([1, 2, 2, 1, 2, 2, 2], Admission, Row::Mixed),
        ([0, 2, 0, 0, 0, 2, 2], Admission, Row::Red),
        ([0, 2, 0, 0, 1, 2, 2], Admission, Row::Mixed),
        ([0, 0, 0, 2, 0, 0, 0], Admission, Row::Prior),
    ] {
        assert_eq!(row(point, purpose), expected, "{point:?} {purpose:?}");
    }
    // Without identification six criteria are left, of which three are not more than half.
    let of = |point| Row::of(point, terms(Admission), true);
    assert_eq!(of([2, 2, 2, 2, 2, 2, 0]), Row::Green);
    assert_eq!(of([0, 2, 0, 0, 2, 2, 0]), Row::Mixed);
    assert_eq!(of([0, 2, 0, 0, 0, 2, 0]), Row::Red);
}

fn code(known: &Known, purpose: Purpose) -> OutcomeCode {
    known.score(purpose, None, &POLICY).outcome.code
}

fn assured(tier: Tier) -> Known {
    Known::good(tier).with(|known| known.quality = vec![entry(QualityScope::Institutional)])
}

#[test]
fn an_exemption_is_settled_by_quality_alone() {
    let scored =
        Known::good(Tier::Identified).score(Purpose::Exemption, Some(&programme()), &POLICY);
    assert_eq!(scored.outcome.code, OutcomeCode::NeedsInformation);
    assert_eq!(scored.outcome.settle.len(), 1);
    let settle = &scored.outcome.settle[0];
    assert_eq!(settle.criteria, [Criterion::Quality]);
    assert_eq!(settle.facts, scored.criteria[0].missing);
    assert_eq!(
        settle.leads_to,
        [OutcomeCode::RecogniseFull, OutcomeCode::Rpl]
    );

    let scored = assured(Tier::Identified).score(Purpose::Exemption, Some(&programme()), &POLICY);
    assert_eq!(scored.outcome.code, OutcomeCode::RecogniseFull);
    assert_eq!(scored.outcome.track, Some(Track::Lrc));
    assert!(scored.outcome.sign_off);
    assert!(scored.outcome.settle.is_empty());
    assert_eq!(
        scored.outcome.summary,
        "Recognition for exemption from \"Nutrition and Health\" in \"Health Sciences\" is possible \
         in line with the Lisbon Recognition Convention: every criterion that applies is met."
    );
}

fn admission() -> Known {
    assured(Tier::Identified).with(|known| {
        known.elements.assessment =
            element(vec![assessment(AssessmentKind::Quiz)], Tier::Identified);
        let account = Supervision {
            account_only: true,
            ..supervision(None, None)
        };
        known.elements.supervision = element(account, Tier::Identified);
    })
}

#[test]
fn an_admission_tolerates_weak_testing_and_identification_and_names_both() {
    let scored = admission().score(Purpose::Admission, Some(&programme()), &POLICY);
    assert_eq!(scored.outcome.code, OutcomeCode::Flexible);
    let named: Vec<_> = scored
        .outcome
        .deviations
        .iter()
        .map(|each| each.criterion)
        .collect();
    assert_eq!(named, [Criterion::Testing, Criterion::Identification]);
    assert_eq!(scored.outcome.settle.len(), 1);
    assert_eq!(scored.outcome.settle[0].criteria, named);
    assert_eq!(
        scored.outcome.settle[0].leads_to,
        [OutcomeCode::RecogniseFull]
    );
    assert!(scored.outcome.sign_off);

    let untested = admission().with(|known| {
        let attendance = vec![assessment(AssessmentKind::Attendance)];
        known.elements.assessment = element(attendance, Tier::Identified);
    });
    assert_eq!(code(&untested, Purpose::Admission), OutcomeCode::Rpl);
    assert_eq!(code(&admission(), Purpose::Exemption), OutcomeCode::Rpl);
}

#[test]
fn what_nobody_vouches_for_needs_information_and_says_so() {
    for tier in [Tier::Signed, Tier::Unsigned] {
        for known in [assured(tier), Known::good(tier)] {
            let scored = known.score(Purpose::Exemption, Some(&programme()), &POLICY);
            assert_eq!(scored.outcome.code, OutcomeCode::NeedsInformation);
            assert!(scored.criteria.iter().all(|result| result.lower <= 1));
            let facts = &scored.outcome.settle[0].facts;
            let asked = if tier == Tier::Signed {
                "trust file"
            } else {
                "signed copy"
            };
            assert!(
                facts.iter().any(|fact| fact.what.contains(asked)),
                "{facts:?}"
            );
        }
    }
}

#[test]
fn a_failed_proof_is_not_verified_and_a_lacking_one_is_not_failed() {
    for check in [
        CheckCode::ProofSignature,
        CheckCode::ProofAlgorithm,
        CheckCode::ProofPurpose,
        CheckCode::IssuerKey,
        CheckCode::SealChain,
        CheckCode::StatusRevocation,
        CheckCode::SealRevocation,
        CheckCode::LearnerMatch,
        CheckCode::HolderBinding,
    ] {
        let failed = assured(Tier::Identified).with(|known| {
            known.checks.push(Check::failed(check, "it does not hold"));
            known
                .checks
                .push(Check::failed(CheckCode::IntegrityDates, "dates contradict"));
        });
        let scored = failed.score(Purpose::Exemption, None, &POLICY);
        assert_eq!(scored.outcome.code, OutcomeCode::NotVerified, "{check}");
        assert_eq!(scored.outcome.settle.len(), 1);
        assert!(!scored.outcome.settle[0].facts.is_empty());
        let open = assured(Tier::Identified).with(|known| {
            known
                .checks
                .push(Check::inconclusive(check, "not reachable"));
        });
        assert_eq!(
            code(&open, Purpose::Exemption),
            OutcomeCode::RecogniseFull,
            "{check}"
        );
    }
    let bare = assured(Tier::Unsigned).with(|known| {
        let row = Check::failed(CheckCode::ProofSignature, "no proof");
        known.checks = vec![row.because(Cause::new("no_proof"))];
    });
    assert_eq!(
        code(&bare, Purpose::Exemption),
        OutcomeCode::NeedsInformation
    );
}

#[test]
fn a_contradiction_or_a_pause_goes_to_a_person_with_what_would_change_it() {
    for check in [
        CheckCode::StatusSuspension,
        CheckCode::ValidityUntil,
        CheckCode::ValidityFrom,
        CheckCode::DocumentStructure,
        CheckCode::ContextTerms,
        CheckCode::IntegrityDates,
        CheckCode::IntegrityScope,
    ] {
        let failed = assured(Tier::Identified)
            .with(|known| known.checks.push(Check::failed(check, "it does not hold")));
        let scored = failed.score(Purpose::Exemption, None, &POLICY);
        assert_eq!(scored.outcome.code, OutcomeCode::HumanReview, "{check}");
        assert_eq!(scored.outcome.settle[0].facts.len(), 1, "{check}");
        assert_eq!(
            scored.outcome.settle[0].leads_to,
            [OutcomeCode::RecogniseFull]
        );
    }
    // What is said to people has no places in JSON and is not cut; the check has both.
    let summary = "60 hours (/credentialSubject/hasClaim/0/specifiedBy/volumeOfLearning) for 1 ECTS \
                   (/credentialSubject/hasClaim/0/specifiedBy/creditPoint/0) are 60 hours a credit";
    let slip = assured(Tier::Identified).with(|known| {
        known
            .checks
            .push(Check::failed(CheckCode::IntegrityWorkload, summary));
    });
    let outcome = slip.score(Purpose::Exemption, None, &POLICY).outcome;
    assert_eq!(
        outcome.summary,
        "A person must look at this first. 60 hours for 1 ECTS are 60 hours a credit."
    );
    assert_eq!(
        outcome.settle[0].facts[0].what,
        "how to explain that 60 hours for 1 ECTS are 60 hours a credit"
    );
    for check in [
        CheckCode::IssuerTrust,
        CheckCode::SealQualified,
        CheckCode::Endorsement,
        CheckCode::IssuerEntitlement,
    ] {
        let informs = assured(Tier::Identified)
            .with(|known| known.checks.push(Check::failed(check, "it informs")));
        assert_eq!(
            code(&informs, Purpose::Exemption),
            OutcomeCode::RecogniseFull,
            "{check}"
        );
    }
}

#[test]
fn most_red_is_most_likely_not_possible_and_names_the_differences() {
    let poor = Known::good(Tier::Identified).with(|known| {
        let policy = &mut known.elements;
        policy.learning_outcomes = Element::absent("none");
        policy.assessment = element(
            vec![assessment(AssessmentKind::Attendance)],
            Tier::Identified,
        );
        policy.supervision = element(supervision(Some(false), Some(false)), Tier::Identified);
        policy.level = Element::absent("none");
        policy.workload = Element::absent("none");
    });
    // Unknown criteria are no differences, so this stays open.
    assert_eq!(
        code(&poor, Purpose::Exemption),
        OutcomeCode::NeedsInformation
    );
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let scored = poor.score(Purpose::Exemption, None, &strict);
    assert_eq!(scored.outcome.code, OutcomeCode::NotLrc);
    assert_eq!(scored.outcome.track, Some(Track::Rpl));
    assert!(scored.outcome.summary.contains("most likely not possible"));
    assert!(scored.outcome.deviations.len() >= 4);
    // The summary names each difference, in words that could stand in a letter.
    let summary = &scored.outcome.summary;
    assert!(
        summary.contains("testing (an assessment shows attendance and nothing more)"),
        "{summary}"
    );
    let (shown, not_shown): (Vec<_>, Vec<_>) = scored
        .outcome
        .deviations
        .iter()
        .partition(|deviation| deviation.is_shown());
    for deviation in shown {
        let label = deviation.criterion.label().to_lowercase();
        assert!(summary.contains(&format!("{label} (")), "{summary}");
        assert!(deviation.text.starts_with("Not met. "), "{deviation:?}");
    }
    // What is not known is counted, and is no difference.
    let not_shown: Vec<_> = not_shown.iter().map(|each| each.criterion).collect();
    assert_eq!(
        not_shown,
        [Criterion::Quality, Criterion::Level, Criterion::Workload]
    );
    assert!(
        summary.ends_with(
            " Not shown, and counted as not met by this policy: quality, level and workload."
        ),
        "{summary}"
    );
    assert!(!summary.contains("level ("), "{summary}");
    assert!(!scored.outcome.settle.is_empty());
}

#[test]
fn where_nothing_is_known_to_differ_a_strict_policy_names_no_difference() {
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let bare = Known::good(Tier::Identified).with(|known| {
        known.elements = Elements::all_absent("none");
    });
    let programme = programme();
    let outcome = bare
        .score(Purpose::Exemption, Some(&programme), &strict)
        .outcome;
    assert_eq!(outcome.code, OutcomeCode::NotLrc);
    assert!(!outcome.summary.contains("substantial differences"));
    assert!(
        outcome
            .summary
            .contains("Not shown, and counted as not met by this policy: "),
        "{}",
        outcome.summary
    );
    assert!(outcome.deviations.iter().all(|each| !each.is_shown()));
    let level = outcome
        .deviations
        .iter()
        .find(|each| each.criterion == Criterion::Level);
    assert_eq!(level.unwrap().text, "Not shown: no level is stated.");
    // Its twin knows of a level, which is too low: that one is a difference.
    let low = bare.with(|known| {
        known.elements.level = element(
            Level {
                eqf: Some(3),
                ..Level::default()
            },
            Tier::Identified,
        );
    });
    let summary = low
        .score(Purpose::Exemption, Some(&programme), &strict)
        .outcome
        .summary;
    assert!(
        summary.contains("for these substantial differences: level (EQF level 3 is stated where"),
        "{summary}"
    );
}

#[test]
fn level_workload_and_coverage_must_fit_the_programme() {
    let score = |change: fn(&mut Programme)| {
        let mut programme = programme();
        change(&mut programme);
        assured(Tier::Identified).score(Purpose::Exemption, Some(&programme), &POLICY)
    };
    assert_eq!(score(|_| {}).outcome.code, OutcomeCode::RecogniseFull);

    let below = score(|programme| programme.level = Some(7)).outcome;
    assert_eq!(below.code, OutcomeCode::HumanReview);
    assert_eq!(
        below.deviations[0].text,
        "EQF level 6 is stated where 7 is asked for."
    );
    assert_eq!(below.settle[0].criteria, [Criterion::Level]);
    assert_eq!(
        score(|programme| programme.level = Some(5)).outcome.code,
        OutcomeCode::RecogniseFull
    );

    let short = score(|programme| programme.ects = Some(5.0)).outcome;
    assert_eq!(short.code, OutcomeCode::RecognisePartial);
    assert_eq!(short.deviations[0].criterion, Criterion::Workload);
    assert_eq!(short.settle[0].criteria, [Criterion::Workload]);
    assert_eq!(
        score(|programme| programme.ects = Some(2.5)).outcome.code,
        OutcomeCode::RecogniseFull
    );

    let targets = |uris: &[&str]| -> Vec<TargetOutcome> {
        let target = |uri: &&str| TargetOutcome {
            description: None,
            title: format!("target {uri}"),
            uri: Some((*uri).to_owned()),
        };
        uris.iter().map(target).collect()
    };
    let covering = |uris: &[&str]| {
        let mut programme = programme();
        programme.assume_aligned = false;
        programme.outcomes = targets(uris);
        assured(Tier::Identified).score(Purpose::Exemption, Some(&programme), &POLICY)
    };
    assert_eq!(
        covering(&["urn:skill:1", "urn:skill:2"]).outcome.code,
        OutcomeCode::RecogniseFull
    );
    let half = covering(&["urn:skill:1", "urn:skill:9"]);
    assert_eq!(half.outcome.code, OutcomeCode::RecognisePartial);
    assert_eq!(half.alignment.unwrap().uncovered, ["target urn:skill:9"]);
    assert_eq!(
        half.outcome.deviations[0].text,
        "Not covered: target urn:skill:9."
    );
    // Where no URI matches, nothing was compared.
    let none = covering(&["urn:skill:8", "urn:skill:9"]).outcome;
    assert_eq!(none.code, OutcomeCode::NeedsInformation);
    assert_eq!(none.settle[0].criteria, [Criterion::LearningOutcomes]);
    assert_eq!(
        none.settle[0].leads_to,
        [OutcomeCode::RecogniseFull, OutcomeCode::RecognisePartial]
    );
}

#[test]
fn fit_is_not_judged_without_a_purpose() {
    let mut programme = programme();
    programme.level = Some(8);
    let scored = assured(Tier::Identified).score(Purpose::None, Some(&programme), &POLICY);
    assert_eq!(scored.outcome.code, OutcomeCode::RecogniseFull);
    assert!(scored.alignment.is_some());
    let without = assured(Tier::Identified).score(Purpose::None, None, &POLICY);
    assert!(without.alignment.is_none());
}

#[test]
fn a_national_level_leaves_the_european_one_to_be_found() {
    let national = assured(Tier::Identified).with(|known| {
        let level = Level {
            nqf: vec![Concept {
                uri: Some("urn:nqf:6".to_owned()),
                label: None,
            }],
            ..Level::default()
        };
        known.elements.level = element(level, Tier::Identified);
    });
    let outcome = national
        .score(Purpose::Exemption, Some(&programme()), &POLICY)
        .outcome;
    assert_eq!(outcome.code, OutcomeCode::NeedsInformation);
    assert_eq!(outcome.settle[0].criteria, [Criterion::Level]);
    assert_eq!(
        code(&national, Purpose::Exemption),
        OutcomeCode::RecogniseFull
    );
}

#[test]
fn each_source_outcome_is_spent_once_and_as_much_as_can_be_is_covered() {
    let both = LearningOutcome {
        uris: vec!["urn:1".to_owned(), "urn:2".to_owned()],
        ..outcome("Explain both", "")
    };
    let align = |listed: Vec<LearningOutcome>, assume_aligned| {
        let stated = LearningOutcomes {
            listed,
            ..LearningOutcomes::default()
        };
        let target = |uri: &str| TargetOutcome {
            description: None,
            title: uri.to_owned(),
            uri: Some(uri.to_owned()),
        };
        let programme = Programme {
            assume_aligned,
            outcomes: vec![target("urn:1"), target("urn:2")],
            ..programme()
        };
        crate::alignment::align(
            &element(stated, Tier::Identified),
            &programme,
            &POLICY.rules.alignment,
            None,
        )
    };
    let alone = align(vec![both.clone()], false);
    assert_eq!(alone.coverage, Some(0.5));
    assert_eq!(alone.uncovered, ["urn:2"]);
    let first = outcome("Explain one", "urn:1");
    for listed in [vec![both.clone(), first.clone()], vec![first, both.clone()]] {
        let alignment = align(listed, false);
        assert_eq!(alignment.coverage, Some(1.0));
        assert_eq!(alignment.pairs[0].source, "Explain one");
    }
    let assumed = align(vec![both], true);
    assert_eq!(assumed.coverage, Some(1.0));
    assert_eq!(
        assumed.pairs[1].how,
        credeval_model::alignment::Match::Assumed
    );
    assert_eq!(assumed.pairs[1].source, "");
}

#[test]
fn an_officer_signs_unless_a_policy_waives_it_for_full_admission() {
    let waived = policy("full_admission = false", "full_admission = true");
    let sign_off =
        |known: &Known, purpose, policy| known.score(purpose, None, policy).outcome.sign_off;
    let good = assured(Tier::Identified);
    assert!(sign_off(&good, Purpose::Admission, &POLICY));
    assert!(!sign_off(&good, Purpose::Admission, &waived));
    assert!(sign_off(&good, Purpose::Exemption, &waived));
    assert!(sign_off(&admission(), Purpose::Admission, &waived));
}

#[test]
fn what_keeps_a_credential_from_being_verified_is_named_by_its_cause() {
    let summary = |code| {
        let broken = assured(Tier::Identified).with(|known| {
            known
                .checks
                .push(Check::failed(code, "it failed at did:key:z6Mk"));
        });
        let outcome = broken.score(Purpose::Exemption, None, &POLICY).outcome;
        assert_eq!(outcome.code, OutcomeCode::NotVerified, "{code}");
        outcome.summary
    };
    let rest = " So nothing is proposed on it, and what it states is for information only. \
                Recognition of Prior Learning stays open to the learner.";
    for (code, cause) in [
        (CheckCode::StatusRevocation, "The issuer has revoked it."),
        (CheckCode::LearnerMatch, "It names somebody else."),
        (
            CheckCode::ProofSignature,
            "The signature does not match what it signs.",
        ),
        (CheckCode::SealChain, "It failed at a bare key."),
    ] {
        assert_eq!(summary(code), format!("{cause}{rest}"));
    }
}

#[test]
fn a_fact_is_told_once_with_all_its_questions() {
    use credeval_model::question::Question as Q;
    let unsigned = Known::good(Tier::Unsigned).with(|known| known.proof = ProofStanding::Unsigned);
    let outcome = unsigned.score(Purpose::Exemption, None, &POLICY).outcome;
    let copies = outcome.settle[0].facts.iter();
    let copies: Vec<_> = copies
        .filter(|fact| fact.what.starts_with("a signed copy"))
        .collect();
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert!(copies[0].questions.contains(&Q::Eqf));
    assert!(copies[0].questions.contains(&Q::Supervised));

    // A level that neither is stated nor known to be high enough is one fact.
    let bare = assured(Tier::Identified).with(|known| {
        known.elements.level = Element::absent("none");
    });
    let scored = bare.score(Purpose::Exemption, Some(&programme()), &POLICY);
    let level = &scored.criteria[Criterion::Level as usize];
    assert_eq!(scored.outcome.settle[0].facts, level.missing);
    assert_eq!(level.missing.len(), 1);
    assert!(
        level.missing[0]
            .what
            .starts_with("the EQF level, which must be")
    );
    assert_eq!(level.missing[0].questions, [Q::Eqf, Q::LevelLabel]);
    // Without a programme there is no level that it must be.
    let free = bare.score(Purpose::Exemption, None, &POLICY);
    let level = &free.criteria[Criterion::Level as usize];
    assert!(
        level.missing[0]
            .what
            .starts_with("the level in the European")
    );
}

#[test]
fn credits_are_told_as_people_write_them() {
    let scored = |course: f64, asked: f64| {
        let mut programme = programme();
        programme.ects = Some(course);
        programme.workload_ratio_min = Some(asked);
        let known = assured(Tier::Identified);
        let outcome = known
            .score(Purpose::Exemption, Some(&programme), &POLICY)
            .outcome;
        (
            outcome.deviations[0].text.clone(),
            outcome.settle[0].facts[0].what.clone(),
        )
    };
    let stated = {
        let known = assured(Tier::Identified);
        let workload = known.elements.workload.value().unwrap();
        workload.credits[0].points
    };
    assert_eq!(
        scored(10.0, 0.8),
        (
            format!(
                "{stated} ECTS credits are stated; the course has 10, of which 8 are asked for."
            ),
            format!("further learning of {} ECTS credits", 8.0 - stated).into()
        )
    );
    assert_eq!(
        scored(7.5, 1.0).0,
        format!("{stated} ECTS credits are stated; 7.5 are asked for.")
    );
}
