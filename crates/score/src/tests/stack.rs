//! Several credentials against one profile: each route, and neighbours that land elsewhere.

use super::*;
use credeval_model::{
    Digest, Timestamp,
    document::{DocumentInfo, Form, Standard},
    element::{Identifier, Stackability},
    evaluation::{EVALUATION_SCHEMA, Engine, Evaluation},
    outcome::{OutcomeCode, Track},
    scope::{Relation, RelationKind, Scope},
    stack::{Counts, Stack, StackFindingKind},
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::stack::{MEMBERS, for_one_part, stack};

const PROFILE: &str = r#"
institution = "University of the South"
programme = "Food and health"
level = 6
[profile]
route = "broken_down"
ects = 15
[[profile.modules]]
title = "Nutrition"
ects = 5
[[profile.modules]]
title = "Food systems"
ects = 5
after = ["Nutrition"]
[[profile.modules]]
title = "Public health"
ects = 5
"#;

fn profile(changes: &[(&str, &str)]) -> Programme {
    let mut text = PROFILE.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    Programme::parse(&text).unwrap()
}

/// A profile of these credits without modules.
fn route(route: &str) -> Programme {
    let (head, _) = PROFILE.split_once("[[profile").unwrap();
    Programme::parse(&head.replace("broken_down", route)).unwrap()
}

fn at() -> Timestamp {
    "2026-09-01T00:00:00Z".parse().unwrap()
}

/// A credential that is recognised, of five credits, with two outcomes of its own.
fn good(title: &str, award: &str) -> Known {
    Known::good(Tier::Identified).with(|known| {
        let tier = Tier::Identified;
        known.quality = vec![entry(QualityScope::Programme)];
        known.elements.title = element(Text::plain(title), tier);
        known.elements.issued = element(
            Issued {
                date: award.to_owned(),
                stated_as: "awardedDate".to_owned(),
            },
            tier,
        );
        known.elements.workload = element(
            Workload {
                credits: credits(5.0, CreditSystem::Ects),
                hours: Some(140.0),
                duration: None,
            },
            tier,
        );
        outcomes(
            known,
            &[&format!("urn:{title}:1"), &format!("urn:{title}:2")],
        );
    })
}

fn outcomes(known: &mut Known, uris: &[&str]) {
    let listed = uris
        .iter()
        .map(|uri| outcome(&format!("Explain {uri}"), uri));
    known.elements.learning_outcomes = element(
        LearningOutcomes {
            listed: listed.collect(),
            assessed: true,
            ..LearningOutcomes::default()
        },
        Tier::Identified,
    );
}

fn stackability(known: &mut Known, tier: Tier, towards: &[&str], parts: &[&str]) {
    let texts = |texts: &[&str]| texts.iter().map(|text| Text::plain(*text)).collect();
    let stated = Stackability {
        partial: Some(true),
        towards: texts(towards),
        parts: texts(parts),
    };
    known.elements.stackability = element(stated, tier);
}

fn evaluated(known: &Known, programme: &Programme) -> Evaluation {
    let part = for_one_part(programme);
    let scored = known.score(Purpose::Stacking, Some(&part), &POLICY);
    let bytes = format!("{:?}{:?}{:?}", known.elements, known.checks, known.quality);
    let digest = Digest::of(bytes.as_bytes());
    known.facts(|facts| Evaluation {
        schema: EVALUATION_SCHEMA.to_owned(),
        id: digest,
        engine: Engine::default(),
        document: DocumentInfo {
            digest,
            media_type: "application/vc+jwt".to_owned(),
            form: Form::Jwt,
            standard: Standard::OpenBadges3,
            bytes: 1,
            source: "badge.jwt".to_owned(),
            carrier: None,
            part: None,
        },
        at: at(),
        trust: Vec::new(),
        checks: known.checks.clone(),
        standing: facts.standing.clone(),
        scope: Scope::default(),
        relations: Vec::new(),
        elements: known.elements.clone(),
        answers: Vec::new(),
        purpose: Purpose::Stacking,
        programme: Some(part.clone()),
        criteria: scored.criteria,
        alignment: scored.alignment,
        outcome: scored.outcome,
        dossier: None,
        precedents: Vec::new(),
        policy: POLICY.info(),
        evidence: Vec::new(),
    })
}

fn judged(known: &[Known], programme: &Programme) -> Stack {
    let evaluations: Vec<Evaluation> = known
        .iter()
        .map(|known| evaluated(known, programme))
        .collect();
    of(&evaluations, programme)
}

fn of(evaluations: &[Evaluation], programme: &Programme) -> Stack {
    let stack = stack(evaluations, programme, &POLICY, None, at());
    assert!(stack.outcome.sign_off);
    let refuses = stack.outcome.code == OutcomeCode::NotLrc;
    assert!(
        !refuses || !stack.outcome.deviations.is_empty(),
        "{stack:#?}"
    );
    stack
}

fn code(stack: &Stack) -> OutcomeCode {
    stack.outcome.code
}

fn credits_of(stack: &Stack) -> (f64, f64) {
    (stack.credits.lower, stack.credits.upper)
}

/// What is found of this kind: how often, and about which members.
fn found(stack: &Stack, kind: StackFindingKind) -> Vec<Vec<usize>> {
    let findings = stack.findings.iter().filter(|finding| finding.kind == kind);
    findings.map(|finding| finding.members.clone()).collect()
}

fn counts(stack: &Stack) -> Vec<Counts> {
    stack.members.iter().map(|member| member.counts).collect()
}

fn three() -> Vec<Known> {
    vec![
        good("Nutrition", "2026-01-10"),
        good("Food systems", "2026-02-10"),
        good("Public Health", "2026-03-10"),
    ]
}

fn broken(known: &mut Known) {
    known.checks = vec![Check::failed(
        CheckCode::ProofSignature,
        "the signature does not hold",
    )];
}

fn without_quality(known: &mut Known) {
    known.quality.clear();
}

/// Assessed by attendance alone: the learning is described, and not tested.
fn untested(known: &mut Known) {
    let attendance = assessment(AssessmentKind::Attendance);
    known.elements.assessment = element(vec![attendance], Tier::Identified);
}

fn by_quiz(known: &mut Known) {
    let quiz = assessment(AssessmentKind::Quiz);
    known.elements.assessment = element(vec![quiz], Tier::Identified);
}

#[test]
fn three_badges_make_up_a_programme_broken_down() {
    let stack = judged(&three(), &profile(&[]));
    assert_eq!(code(&stack), OutcomeCode::RecogniseFull, "{stack:#?}");
    assert_eq!(stack.outcome.track, Some(Track::Lrc));
    assert_eq!(
        (credits_of(&stack), stack.credits.asked),
        ((15.0, 15.0), Some(15.0))
    );
    assert_eq!(stack.overlap, Some(0.0));
    assert_eq!(counts(&stack), [Counts::Yes; 3]);
    assert!(
        stack.findings.is_empty() && stack.missing.is_empty(),
        "{stack:#?}"
    );
    let by: Vec<_> = stack
        .modules
        .iter()
        .map(|module| module.by.as_slice())
        .collect();
    assert_eq!(by, [&[0], &[1], &[2]]);
}

#[test]
fn a_module_that_nothing_fills_is_the_gap() {
    let stack = judged(&three()[..2], &profile(&[]));
    assert_eq!(code(&stack), OutcomeCode::RecognisePartial);
    assert_eq!(credits_of(&stack), (10.0, 10.0));
    let gap: Vec<_> = stack
        .outcome
        .deviations
        .iter()
        .map(|each| each.text.as_str())
        .collect();
    assert_eq!(
        gap,
        [
            "Not filled: \"Public health\".",
            "10 of 15 ECTS credits count."
        ]
    );
    // A module that may be left out is no gap.
    let optional = profile(&[
        ("ects = 15", "ects = 10"),
        (
            "title = \"Public health\"",
            "title = \"Public health\"\noptional = true",
        ),
    ]);
    assert_eq!(
        code(&judged(&three()[..2], &optional)),
        OutcomeCode::RecogniseFull
    );
}

#[test]
fn what_is_open_makes_a_range_and_the_fewest_that_settle_it_are_named() {
    let mut known = three();
    known[1] = known[1].clone().with(without_quality);
    let stack = judged(&known, &profile(&[]));
    assert_eq!(code(&stack), OutcomeCode::NeedsInformation);
    assert_eq!(credits_of(&stack), (10.0, 15.0));
    assert_eq!(counts(&stack), [Counts::Yes, Counts::Open, Counts::Yes]);
    let settle = &stack.outcome.settle[0];
    assert_eq!(settle.criteria, [Criterion::Quality]);
    assert!(
        settle
            .facts
            .iter()
            .all(|fact| fact.what.starts_with("for \"Food systems\": ")),
        "{settle:#?}"
    );
    assert_eq!(settle.leads_to[0], OutcomeCode::RecogniseFull);
    // An open credential that nothing needs is not asked about.
    let spare = good("Bookkeeping", "2026-04-10").with(without_quality);
    known[1] = three()[1].clone();
    known.push(spare);
    assert_eq!(
        code(&judged(&known, &profile(&[]))),
        OutcomeCode::RecogniseFull
    );
    let generic = judged(
        &[three()[0].clone(), three()[1].clone().with(without_quality)],
        &route("generic"),
    );
    assert_eq!(
        code(&generic),
        OutcomeCode::HumanReview,
        "it is one whatever is found out"
    );
    // Of two that are open, where one is enough, one is named.
    let ten = Programme::parse(
        &PROFILE
            .split_once("[[profile")
            .unwrap()
            .0
            .replace("ects = 15", "ects = 10")
            .replace("broken_down", "pre_stacked"),
    )
    .unwrap();
    let tied = |known: &mut Known| stackability(known, Tier::Identified, &["Food and health"], &[]);
    let parts = three().into_iter().enumerate().map(|(index, known)| {
        let known = known.with(tied);
        if index > 0 {
            known.with(without_quality)
        } else {
            known
        }
    });
    let stack = judged(&parts.collect::<Vec<_>>(), &ten);
    assert_eq!(
        (code(&stack), credits_of(&stack)),
        (OutcomeCode::NeedsInformation, (5.0, 15.0))
    );
    let facts = &stack.outcome.settle[0].facts;
    assert!(
        facts
            .iter()
            .all(|fact| fact.what.starts_with("for \"Food systems\": ")),
        "{facts:#?}"
    );
}

#[test]
fn what_could_not_be_verified_never_counts() {
    let mut known = three();
    known[2] = known[2].clone().with(broken);
    let stack = judged(&known, &profile(&[]));
    assert_eq!(
        (code(&stack), credits_of(&stack)),
        (OutcomeCode::RecognisePartial, (10.0, 10.0))
    );
    let all: Vec<Known> = three()
        .into_iter()
        .map(|known| known.with(broken))
        .collect();
    assert_eq!(code(&judged(&all, &profile(&[]))), OutcomeCode::NotVerified);
    assert_eq!(
        code(&judged(&[], &profile(&[]))),
        OutcomeCode::NeedsInformation
    );
}

#[test]
fn the_other_tracks_have_their_rows() {
    // A part that is tolerated makes the whole one that an officer accepts.
    let mut known = three();
    known[1] = known[1].clone().with(|known| {
        known.elements.supervision =
            element(supervision(Some(false), Some(false)), Tier::Identified);
    });
    let single = evaluated(&known[1], &profile(&[])).outcome.code;
    assert_eq!(single, OutcomeCode::Rpl);
    assert_eq!(
        code(&judged(&known, &profile(&[]))),
        OutcomeCode::RecognisePartial
    );
    let mut evaluations: Vec<_> = three()
        .iter()
        .map(|known| evaluated(known, &profile(&[])))
        .collect();
    evaluations[1].outcome.code = OutcomeCode::Flexible;
    assert_eq!(
        code(&of(&evaluations, &profile(&[]))),
        OutcomeCode::Flexible
    );
    // Nothing counts, and the learning is described.
    let all: Vec<Known> = three()
        .into_iter()
        .map(|known| known.with(by_quiz))
        .collect();
    let stack = judged(&all, &profile(&[]));
    assert_eq!(
        (code(&stack), stack.outcome.track),
        (OutcomeCode::Rpl, Some(Track::Rpl))
    );
    let all: Vec<Known> = three()
        .into_iter()
        .map(|known| known.with(untested))
        .collect();
    assert_eq!(code(&judged(&all, &profile(&[]))), OutcomeCode::Rpl);
}

#[test]
fn a_level_below_is_for_a_person_and_an_unknown_is_no_difference() {
    let at_level = |known: Known, tier| {
        known.with(|known| {
            let level = Level {
                eqf: Some(4),
                ..Level::default()
            };
            known.elements.level = element(level, tier);
        })
    };
    let low = |known: Known| at_level(known, Tier::Identified);
    // What anyone can write is no difference.
    let unvouched = at_level(unsigned("Nutrition"), Tier::Unsigned);
    let stack = judged(&[unvouched], &profile(&[]));
    assert_eq!(code(&stack), OutcomeCode::NeedsInformation, "{stack:#?}");
    assert_eq!(credits_of(&stack), (0.0, 5.0));
    assert_eq!(stack.outcome.deviations, []);
    assert_eq!(
        found(&stack, StackFindingKind::Level),
        [vec![0]],
        "it is told"
    );
    let partly = at_level(three()[2].clone(), Tier::Unsigned);
    let mut evaluations: Vec<_> = three()
        .iter()
        .map(|known| evaluated(known, &profile(&[])))
        .collect();
    evaluations[2].elements.level = partly.elements.level;
    let stack = of(&evaluations, &profile(&[]));
    assert_eq!(code(&stack), OutcomeCode::NeedsInformation);
    assert_eq!(
        stack.outcome.settle[0].facts[0].what,
        "for \"Public Health\": who vouches for EQF level 4, where 6 or above is asked for"
    );
    let all: Vec<Known> = three().into_iter().map(low).collect();
    let single = evaluated(&all[0], &profile(&[])).outcome.code;
    let stack = judged(&all, &profile(&[]));
    assert_eq!(
        (code(&stack), single),
        (OutcomeCode::HumanReview, OutcomeCode::HumanReview)
    );
    assert_eq!(
        found(&stack, StackFindingKind::Level),
        [vec![0], vec![1], vec![2]]
    );
    assert_eq!(stack.outcome.deviations.len(), 3, "{stack:#?}");
    assert!(
        stack
            .outcome
            .deviations
            .iter()
            .all(|each| each.criterion == Criterion::Level)
    );
    // A level that nothing states is none.
    let unknown = |known: Known| known.with(|known| known.elements.level = Element::absent("none"));
    let all: Vec<Known> = three().into_iter().map(unknown).collect();
    let stack = judged(&all, &profile(&[]));
    assert_eq!(code(&stack), OutcomeCode::NeedsInformation);
    assert_eq!(
        found(&stack, StackFindingKind::Level),
        Vec::<Vec<usize>>::new()
    );
    assert_eq!(credits_of(&stack), (0.0, 15.0));
    // One whose evaluation did not look at the level is held to it here.
    let mut evaluations: Vec<_> = three()
        .iter()
        .map(|known| evaluated(known, &profile(&[])))
        .collect();
    for evaluation in &mut evaluations {
        evaluation.elements.level = Element::absent("none");
    }
    assert_eq!(
        code(&of(&evaluations, &profile(&[]))),
        OutcomeCode::NeedsInformation
    );
}

#[test]
fn a_refusal_needs_every_credential_refused_by_itself() {
    let mut evaluations: Vec<_> = three()
        .iter()
        .map(|known| evaluated(known, &profile(&[])))
        .collect();
    for evaluation in &mut evaluations {
        evaluation.outcome.code = OutcomeCode::NotLrc;
        evaluation.outcome.deviations = vec![credeval_model::outcome::Deviation {
            criterion: Criterion::Quality,
            text: "It is not quality assured.".to_owned(),
            not_shown: false,
        }];
    }
    let stack = of(&evaluations, &profile(&[]));
    assert_eq!(code(&stack), OutcomeCode::NotLrc);
    assert_eq!(stack.outcome.deviations.len(), 3, "{stack:#?}");
    evaluations[1].outcome.code = OutcomeCode::HumanReview;
    let stack = of(&evaluations, &profile(&[]));
    assert_ne!(code(&stack), OutcomeCode::NotLrc);
}

#[test]
fn credits_for_which_nobody_vouches_do_not_count_for_sure() {
    for programme in [profile(&[]), profile(&[BY_OUTCOMES]), route("generic")] {
        let mut evaluations: Vec<_> = three()
            .iter()
            .map(|known| evaluated(known, &programme))
            .collect();
        let honest = of(&evaluations, &programme);
        let workload = evaluations[2].elements.workload.value().unwrap().clone();
        evaluations[2].elements.workload = element(workload, Tier::Unsigned);
        let stack = of(&evaluations, &programme);
        let (sure, most) = credits_of(&honest);
        assert_eq!(credits_of(&stack), (sure - 5.0, most), "{stack:#?}");
        assert_eq!(counts(&stack)[2], Counts::Open);
        // Too few are no difference either: nobody says so.
        let few = evaluations[2].elements.workload.value_mut().unwrap();
        few.credits[0].points = 1.0;
        few.hours = None;
        let stack = of(&evaluations, &programme);
        assert_eq!(counts(&stack)[2], Counts::Open, "{stack:#?}");
    }
    // Nobody asks for credits: nobody asks who vouches for them.
    let without =
        Programme::parse(&PROFILE.replace("ects = 15\n", "").replace("ects = 5\n", "")).unwrap();
    let mut evaluations: Vec<_> = three()
        .iter()
        .map(|known| evaluated(known, &without))
        .collect();
    let workload = evaluations[2].elements.workload.value().unwrap().clone();
    evaluations[2].elements.workload = element(workload, Tier::Unsigned);
    assert_eq!(
        code(&of(&evaluations, &without)),
        OutcomeCode::RecogniseFull
    );
}

#[test]
fn age_is_a_rule_of_the_institution() {
    let programme = profile(&[("level = 6", "level = 6\nmax_age_years = 1")]);
    let mut known = three();
    known[0] = good("Nutrition", "2025-08-31");
    let stack = judged(&known, &programme);
    assert_eq!(found(&stack, StackFindingKind::Age), [vec![0]]);
    assert_eq!(
        (code(&stack), credits_of(&stack)),
        (OutcomeCode::NeedsInformation, (10.0, 15.0))
    );
    known[0] = good("Nutrition", "2025-09-01");
    assert_eq!(
        code(&judged(&known, &programme)),
        OutcomeCode::RecogniseFull
    );
    let mut evaluations: Vec<_> = known
        .iter()
        .map(|known| evaluated(known, &programme))
        .collect();
    let issued = evaluations[0].elements.issued.value().unwrap().clone();
    evaluations[0].elements.issued = element(issued, Tier::Unsigned);
    let stack = of(&evaluations, &programme);
    assert_eq!(
        (code(&stack), credits_of(&stack)),
        (OutcomeCode::NeedsInformation, (10.0, 15.0))
    );
    assert_eq!(
        stack.outcome.settle[0].facts[0].what,
        "for \"Nutrition\": who vouches for the day of the award, 2025-09-01"
    );
    evaluations[0].elements.issued = Element::absent("none");
    let stack = of(&evaluations, &programme);
    assert_eq!(
        (code(&stack), credits_of(&stack)),
        (OutcomeCode::NeedsInformation, (10.0, 15.0))
    );
}

fn named(known: Known, name: &str) -> Known {
    known.with(|known| {
        known.elements.learner = element(
            Learner {
                name: Some(Text::plain(name)),
                ..Learner::default()
            },
            Tier::Identified,
        );
    })
}

#[test]
fn credentials_are_one_learners() {
    let programme = profile(&[]);
    let learners = |names: [&str; 3]| {
        let known: Vec<Known> = three()
            .into_iter()
            .zip(names)
            .map(|(known, name)| named(known, name))
            .collect();
        judged(&known, &programme)
    };
    // By name alone: they are taken to be, and more is asked for.
    let same = learners(["Mira Lang", "Mira C. Lang", "LANG, Mira"]);
    assert_eq!(code(&same), OutcomeCode::RecogniseFull);
    assert!(
        same.missing
            .iter()
            .any(|fact| fact.what.contains("by name alone")),
        "{same:#?}"
    );
    let other = learners(["Mira Lang", "Mira Lang", "Ruben Okafor"]);
    assert_eq!(code(&other), OutcomeCode::HumanReview);
    assert_eq!(found(&other, StackFindingKind::Learner), [vec![2]]);
    assert_eq!(counts(&other), [Counts::Yes, Counts::Yes, Counts::No]);
    // A name that changed, half a name, other letters: nothing follows, so it is asked.
    for name in ["Mira Okafor", "Mira", "Мира Ланг"] {
        let unclear = learners(["Mira Lang", "Mira Lang", name]);
        assert_eq!(code(&unclear), OutcomeCode::NeedsInformation, "{name}");
        assert_eq!(credits_of(&unclear), (10.0, 15.0));
        assert!(
            unclear.outcome.settle[0].facts[0]
                .what
                .contains("one learner's"),
            "{unclear:#?}"
        );
    }
}

#[test]
fn identifiers_and_dates_of_birth_outweigh_names() {
    let programme = profile(&[]);
    let learner = |change: &dyn Fn(usize, &mut Learner)| {
        let known = three().into_iter().enumerate().map(|(index, known)| {
            known.with(|known| {
                let mut learner = Learner {
                    name: Some(Text::plain("Mira Lang")),
                    date_of_birth: Some("2001-05-04".to_owned()),
                    ..Learner::default()
                };
                change(index, &mut learner);
                known.elements.learner = element(learner, Tier::Identified);
            })
        });
        judged(&known.collect::<Vec<_>>(), &programme)
    };
    let same = learner(&|_, _| {});
    assert_eq!(
        (code(&same), same.missing.len()),
        (OutcomeCode::RecogniseFull, 0)
    );
    let born = learner(&|index, learner| {
        if index == 2 {
            learner.date_of_birth = Some("2001-05-05".to_owned());
        }
    });
    assert_eq!(code(&born), OutcomeCode::HumanReview);
    let student = |hashed| {
        learner(&|index, learner| {
            learner.identifiers = vec![Identifier {
                scheme: "studentNumber".to_owned(),
                value: "4711".to_owned(),
                hashed,
            }];
            learner.date_of_birth = None;
            if index == 2 {
                learner.name = Some(Text::plain("M. Okafor"));
            }
        })
    };
    assert_eq!(code(&student(false)), OutcomeCode::RecogniseFull);
    // A hash has its own salt, and proves nothing to anybody else.
    assert_ne!(code(&student(true)), OutcomeCode::RecogniseFull);
    // Who was matched with the presented learner is that one, whatever the names.
    let matched = |code| Check::passed(code, "the learner is the one presented");
    let known = three().into_iter().zip(["Mira Lang", "Ruben Okafor", "M"]);
    let known = known.map(|(known, name)| {
        named(known, name).with(|known| known.checks.push(matched(CheckCode::LearnerMatch)))
    });
    assert_eq!(
        code(&judged(&known.collect::<Vec<_>>(), &programme)),
        OutcomeCode::RecogniseFull
    );
}

#[test]
fn duplicates_and_versions_count_once() {
    let programme = profile(&[]);
    let mut known = three();
    known.push(good("Nutrition", "2026-01-10"));
    let stack = judged(&known, &programme);
    assert_eq!(found(&stack, StackFindingKind::Duplicate), [vec![0, 1]]);
    assert_eq!(
        (code(&stack), credits_of(&stack)),
        (OutcomeCode::RecogniseFull, (15.0, 15.0))
    );
    // Where they are worth the same, the newest; one that is only open does not replace one that is sure.
    let older = good("Nutrition", "2025-01-10");
    known[3] = older.clone();
    let stack = judged(&known, &programme);
    assert_eq!(found(&stack, StackFindingKind::Version), [vec![0, 1]]);
    assert_eq!(counts(&stack)[..2], [Counts::No, Counts::Yes]);
    known[0] = known[0].clone().with(without_quality);
    let stack = judged(&known, &programme);
    assert_eq!(counts(&stack)[..2], [Counts::Yes, Counts::No]);
    assert_eq!(code(&stack), OutcomeCode::RecogniseFull);
    // Another body's course of the same title is another one.
    let other = good("Nutrition", "2025-01-10").with(|known| {
        let body = Organisation {
            name: Some(Text::plain("Another University")),
            ..Organisation::default()
        };
        known.elements.awarding_body = element(vec![body], Tier::Identified);
    });
    known[3] = other.clone();
    let stack = judged(&known, &programme);
    assert_eq!(
        found(&stack, StackFindingKind::Version),
        Vec::<Vec<usize>>::new()
    );
    // Who does not say who awarded it may be the same.
    let older = older.with(|known| outcomes(known, &["urn:other"]));
    let mut evaluations: Vec<_> = [three()[0].clone(), older]
        .iter()
        .map(|known| evaluated(known, &route("generic")))
        .collect();
    evaluations[1].elements.awarding_body = Element::absent("none");
    let stack = of(&evaluations, &route("generic"));
    assert_eq!(credits_of(&stack), (5.0, 10.0));
    assert_eq!(found(&stack, StackFindingKind::Duplicate), [vec![0, 1]]);
}

fn worth(known: &mut Known, points: f64) {
    let workload = known.elements.workload.value_mut().unwrap();
    workload.credits[0].points = points;
    workload.hours = None;
}

/// Evaluations whose digests put the last before or after all others of its day.
fn with_last_at(known: &[Known], programme: &Programme, first: bool) -> Vec<Evaluation> {
    let mut evaluations: Vec<Evaluation> = known
        .iter()
        .map(|known| evaluated(known, programme))
        .collect();
    let wanted = |digest: &Digest| digest.hex().starts_with(if first { "00" } else { "ff" });
    let digest = (0..100_000_u32)
        .map(|each| Digest::of(&each.to_be_bytes()))
        .find(wanted)
        .unwrap();
    evaluations.last_mut().unwrap().document.digest = digest;
    evaluations
}

#[test]
fn another_version_of_the_same_takes_nothing_away() {
    let programme = profile(&[]);
    let fewer = |award: &str| good("Public health", award).with(|known| worth(known, 2.0));
    let repeats = |award: &str| {
        good("Public health", award)
            .with(|known| outcomes(known, &["urn:Nutrition:1", "urn:Nutrition:2"]))
    };
    let weaker = |award: &str| {
        good("Public health", award)
            .with(|known| known.quality = vec![entry(QualityScope::Institutional)])
    };
    for award in ["2026-03-10", "2026-04-10", "2025-03-10"] {
        for further in [fewer(award), repeats(award), weaker(award)] {
            for first in [true, false] {
                let mut known = three();
                known.push(further.clone());
                let stack = of(&with_last_at(&known, &programme, first), &programme);
                assert_eq!(
                    (code(&stack), credits_of(&stack)),
                    (OutcomeCode::RecogniseFull, (15.0, 15.0)),
                    "{award} {first} {stack:#?}"
                );
            }
        }
    }
    // More credits that would repeat the others do not take the place of fewer that do not.
    let mut known = three();
    known.push(repeats("2026-03-10").with(|known| worth(known, 9.0)));
    let stack = judged(&known, &programme);
    assert_eq!(code(&stack), OutcomeCode::RecogniseFull, "{stack:#?}");
    // A whole that is worth more than its parts, and fills no module, does not take theirs.
    known[3] = good("Food and health", "2026-05-01").with(|known| {
        worth(known, 30.0);
        stackability(known, Tier::Identified, &[], &["Nutrition", "Food systems"]);
    });
    let stack = judged(&known, &programme);
    assert_eq!(code(&stack), OutcomeCode::RecogniseFull, "{stack:#?}");
}

#[test]
fn nobodys_word_never_counts_for_sure() {
    let programme = profile(&[]);
    // A copy with the university's name, signed with a key that anyone can make, or not at all.
    for tier in [Tier::Signed, Tier::Unsigned] {
        let own = Known::good(tier).with(|known| {
            known.quality.clear();
            let of = good("Public health", "2026-03-10").elements;
            known.elements.title = element(Text::plain("Public health"), tier);
            known.elements.issued = element(of.issued.value().unwrap().clone(), tier);
            known.elements.workload = element(of.workload.value().unwrap().clone(), tier);
        });
        let mut known = three();
        known[2] = own.clone();
        let stack = judged(&known, &programme);
        assert!(stack.credits.lower <= 10.0, "{tier:?} {stack:#?}");
        assert_ne!(code(&stack), OutcomeCode::RecogniseFull, "{tier:?}");
        assert!(
            stack
                .members
                .iter()
                .all(|member| { member.title != "Public health" || member.counts != Counts::Yes })
        );
        // Beside the true one it changes nothing.
        let mut known = three();
        known.push(own);
        let stack = judged(&known, &programme);
        assert_eq!(
            (code(&stack), credits_of(&stack)),
            (OutcomeCode::RecogniseFull, (15.0, 15.0))
        );
    }
}

#[test]
fn an_applicants_answer_lets_nothing_count_for_sure() {
    use credeval_model::{
        answer::{AnswerValue, Role},
        question::Question,
    };
    let programme = profile(&[]);
    let answered = |role, source: Option<&str>| {
        let mut known = three();
        known[2].elements.level = Element::absent("none");
        known[2].answers = vec![Answer {
            question: Question::Eqf,
            value: AnswerValue::Number(6.0),
            by: "Mira Lang".to_owned(),
            role,
            date: "2026-08-30".to_owned(),
            source: source.map(str::to_owned),
            part: None,
        }];
        // As the pipeline does, the evaluation carries the elements that answers complete.
        let mut evaluations: Vec<Evaluation> = known
            .iter()
            .map(|known| evaluated(known, &programme))
            .collect();
        let part = for_one_part(&programme);
        let scored = known[2].score(Purpose::Stacking, Some(&part), &POLICY);
        if let Some(completed) = scored.completed {
            evaluations[2].elements = completed;
        }
        of(&evaluations, &programme)
    };
    let applicant = answered(Role::Applicant, None);
    assert_eq!(credits_of(&applicant), (10.0, 15.0), "{applicant:#?}");
    assert_eq!(code(&applicant), OutcomeCode::NeedsInformation);
    let officer = answered(Role::Officer, Some("course guide, page 3"));
    assert_eq!(credits_of(&officer), (15.0, 15.0), "{officer:#?}");
}

#[test]
fn a_number_within_one_file_and_an_address_of_a_household_make_no_one_learner() {
    let programme = profile(&[]);
    let learners = |change: &dyn Fn(usize, &mut Learner)| {
        let known = three().into_iter().enumerate().map(|(index, known)| {
            known.with(|known| {
                let mut learner = Learner {
                    name: Some(Text::plain("Mira Lang")),
                    ..Learner::default()
                };
                change(index, &mut learner);
                known.elements.learner = element(learner, Tier::Identified);
            })
        });
        judged(&known.collect::<Vec<_>>(), &programme)
    };
    let other = |index: usize, learner: &mut Learner, name: &str| {
        if index == 2 {
            learner.name = Some(Text::plain(name));
        }
    };
    let local = learners(&|index, learner| {
        learner.id = Some("urn:epass:person:1".to_owned());
        other(index, learner, "Ruben Okafor");
    });
    assert_eq!(code(&local), OutcomeCode::HumanReview, "{local:#?}");
    assert_eq!(credits_of(&local), (10.0, 10.0));
    let shared = |name: &'static str| {
        learners(&|index, learner| {
            learner.email = Some("lang@example.org".to_owned());
            other(index, learner, name);
        })
    };
    // No part of the names agrees: it is told and asked.
    let apart = shared("Ruben Okafor");
    assert_eq!(code(&apart), OutcomeCode::NeedsInformation, "{apart:#?}");
    assert_eq!(credits_of(&apart), (10.0, 15.0));
    assert_eq!(found(&apart, StackFindingKind::Learner), [vec![0, 1, 2]]);
    assert!(
        apart.findings[0]
            .text
            .ends_with("differ: Mira Lang, Ruben Okafor.")
    );
    // One part agrees, as after a marriage: it is told.
    let married = shared("Mira Okafor");
    assert_eq!(code(&married), OutcomeCode::RecogniseFull, "{married:#?}");
    assert_eq!(found(&married, StackFindingKind::Learner), [vec![0, 1, 2]]);
    let same = shared("Mira C. Lang");
    assert_eq!(
        found(&same, StackFindingKind::Learner),
        [] as [Vec<usize>; 0]
    );
}

/// Of this learner, by the word of whoever `tier` says.
fn of_learner(known: Known, tier: Tier, id: &str, name: Option<&str>) -> Known {
    known.with(|known| {
        let learner = Learner {
            id: Some(id.to_owned()),
            name: name.map(Text::plain),
            ..Learner::default()
        };
        known.elements.learner = element(learner, tier);
    })
}

/// As whoever wrote it says: every word of it is nobody's.
fn unsigned(title: &str) -> Known {
    let tier = Tier::Unsigned;
    Known::good(tier).with(|known| {
        let of = good(title, "2026-03-20").elements;
        known.quality.clear();
        known.elements.title = element(Text::plain(title), tier);
        known.elements.issued = element(of.issued.value().unwrap().clone(), tier);
        known.elements.workload = element(of.workload.value().unwrap().clone(), tier);
    })
}

#[test]
fn nobodys_word_makes_no_two_credentials_one_learners() {
    let programme = profile(&[
        ("ects = 15", "ects = 10"),
        (
            "title = \"Public health\"",
            "title = \"Public health\"\noptional = true",
        ),
    ]);
    let [first, second, _] = <[Known; 3]>::try_from(three()).ok().unwrap();
    let (mira, bare) = ("did:example:mira", "did:example:b");
    let first = of_learner(first, Tier::Identified, mira, Some("Mira Lang"));
    // A further credential that names Mira beside the bare identifier of the second.
    let bridge = |known: Known, tier| {
        of_learner(known, tier, bare, Some("Mira Lang")).with(|known| {
            let learner = known.elements.learner.value_mut().unwrap();
            learner.email = Some("mira@example.org".to_owned());
        })
    };
    for name in [None, Some("Ruben Okafor")] {
        let second = of_learner(second.clone(), Tier::Identified, bare, name);
        let before = judged(&[first.clone(), second.clone()], &programme);
        assert_ne!(code(&before), OutcomeCode::RecogniseFull, "{name:?}");
        let with = [
            first.clone(),
            second.clone(),
            bridge(unsigned("Bookkeeping"), Tier::Unsigned),
        ];
        let after = judged(&with, &programme);
        assert_eq!(code(&after), code(&before), "{name:?} {after:#?}");
        assert_eq!(counts(&after)[..2], counts(&before), "{name:?}");
        // Where the issuer vouches for it, it does.
        let vouched = bridge(good("Bookkeeping", "2026-03-20"), Tier::Identified);
        let after = judged(&[first.clone(), second, vouched], &programme);
        if name.is_none() {
            assert_eq!(code(&after), OutcomeCode::RecogniseFull, "{after:#?}");
        }
    }
}

#[test]
fn nobodys_word_parts_no_learner_from_another() {
    let mira = |known| of_learner(known, Tier::Identified, "did:example:m", Some("Mira Lang"));
    let known: Vec<Known> = three().into_iter().map(mira).collect();
    let other = |known, tier| of_learner(known, tier, "did:example:r", Some("Ruben Okafor"));
    let with = |further: Known| {
        let mut known = known.clone();
        known.push(further);
        judged(&known, &profile(&[]))
    };
    let unvouched = with(other(unsigned("Bookkeeping"), Tier::Unsigned));
    assert_eq!(code(&unvouched), OutcomeCode::RecogniseFull);
    assert_eq!(counts(&unvouched)[3], Counts::No);
    assert_eq!(unvouched.members[3].why, "It names another learner.");
    let vouched = with(other(good("Bookkeeping", "2026-03-20"), Tier::Identified));
    assert_eq!(code(&vouched), OutcomeCode::HumanReview);
    // Signed by the awarding body, and not where it names the learner.
    let mut known = known.clone();
    known[2] = of_learner(
        known[2].clone(),
        Tier::Unsigned,
        "did:example:m",
        Some("Mira Lang"),
    );
    let mut evaluations: Vec<Evaluation> = known
        .iter()
        .map(|each| evaluated(each, &profile(&[])))
        .collect();
    evaluations[2].outcome = evaluations[1].outcome.clone();
    let partly = of(&evaluations, &profile(&[]));
    assert_eq!(counts(&partly)[2], Counts::Open, "{partly:#?}");
    assert_eq!(code(&partly), OutcomeCode::NeedsInformation);
    assert!(
        partly.outcome.settle[0].facts[0]
            .what
            .ends_with("who vouches for whose it is")
    );
    // Where nobody vouches for any, none leads another out.
    let own =
        |title, name| of_learner(unsigned(title), Tier::Unsigned, "did:example:x", Some(name));
    let nobodys = judged(
        &[
            own("Nutrition", "Mira Lang"),
            own("Food systems", "Ruben Okafor"),
        ],
        &profile(&[]),
    );
    assert_eq!(counts(&nobodys), [Counts::Open; 2], "{nobodys:#?}");
}

#[test]
fn the_overlap_of_the_policy_stands_below_the_profiles() {
    let mut known = three();
    known[2] = known[2]
        .clone()
        .with(|known| outcomes(known, &["urn:Nutrition:1", "urn:p:2"]));
    let by = |value: &str, programme: &Programme| {
        let policy = policy("overlap_max = 0.2\n", value);
        let evaluations: Vec<Evaluation> = known
            .iter()
            .map(|known| evaluated(known, programme))
            .collect();
        code(&stack(&evaluations, programme, &policy, None, at()))
    };
    let own = profile(&[("ects = 15", "ects = 15\noverlap_max = 0.5")]);
    assert_eq!(
        by("overlap_max = 0.1\n", &profile(&[])),
        OutcomeCode::HumanReview
    );
    assert_eq!(by("overlap_max = 0.1\n", &own), OutcomeCode::RecogniseFull);
    assert_eq!(by("", &profile(&[])), OutcomeCode::RecogniseFull);
}

#[test]
fn a_whole_and_its_parts_count_once() {
    let generic = route("generic");
    let whole = good("Food and health", "2026-05-01").with(|known| {
        stackability(known, Tier::Identified, &[], &["Nutrition", "Food Systems"]);
    });
    let parts = three();
    let stack = judged(
        &[whole.clone(), parts[0].clone(), parts[1].clone()],
        &generic,
    );
    assert_eq!(
        credits_of(&stack),
        (10.0, 10.0),
        "the parts are worth more: {stack:#?}"
    );
    assert_eq!(counts(&stack), [Counts::Yes, Counts::Yes, Counts::No]);
    let large = whole.with(|known| {
        known.elements.workload.value_mut().unwrap().credits[0].points = 12.0;
        known.elements.workload.value_mut().unwrap().hours = Some(336.0);
    });
    let stack = judged(&[large, parts[0].clone(), parts[1].clone()], &generic);
    assert_eq!(credits_of(&stack), (12.0, 12.0));
    // By places in one document, and round and round.
    let mut evaluations: Vec<_> = parts
        .iter()
        .map(|known| evaluated(known, &generic))
        .collect();
    let digest = evaluations[0].document.digest;
    let mut relate = |index: usize, to: &str| {
        let evaluation = &mut evaluations[index];
        evaluation.document.digest = digest;
        evaluation.document.part = Some(Pointer::from(format!("/{index}").as_str()));
        evaluation.relations = vec![Relation {
            kind: RelationKind::PartOf,
            to: Pointer::from(to),
            title: None,
        }];
    };
    relate(0, "/2");
    relate(1, "/2");
    relate(2, "/9");
    assert_eq!(credits_of(&of(&evaluations, &generic)), (10.0, 10.0));
    evaluations[2].relations[0].to = Pointer::from("/0");
    evaluations[1].relations[0].to = Pointer::from("/0");
    evaluations[0].relations[0].to = Pointer::from("/1");
    assert!(credits_of(&of(&evaluations, &generic)).0 <= 5.0);
}

#[test]
fn the_stronger_of_two_has_the_module_and_each_is_spent_once() {
    let programme = profile(&[(
        "title = \"Nutrition\"",
        "title = \"Nutrition\"\nalso = [\"Diet\"]",
    )]);
    let weaker = good("Diet", "2026-01-01")
        .with(|known| known.quality = vec![entry(QualityScope::Institutional)]);
    let known = [three()[0].clone(), weaker];
    let stack = judged(&known, &programme);
    let nutrition = &stack.modules[0];
    assert_eq!(
        stack.members[nutrition.by[0]].title, "Nutrition",
        "{stack:#?}"
    );
    assert_eq!(counts(&stack), [Counts::No, Counts::Yes]);
    assert_eq!(credits_of(&stack), (5.0, 5.0));
    // Where it can fill another, it does, and the other has this one.
    let both = profile(&[
        (
            "title = \"Nutrition\"",
            "title = \"Nutrition\"\nalso = [\"Diet\"]",
        ),
        (
            "title = \"Food systems\"",
            "title = \"Food systems\"\nalso = [\"Nutrition\"]",
        ),
    ]);
    let stack = judged(&known, &both);
    assert_eq!(credits_of(&stack), (10.0, 10.0), "{stack:#?}");
}

const BY_OUTCOMES: (&str, &str) = (
    "title = \"Nutrition\"\nects = 5",
    "title = \"Nutrition\"\nects = 5\noutcomes = [{ title = \"One\", uri = \"urn:a\" }, { title = \"Two\", uri = \"urn:b\" }]",
);

#[test]
fn outcomes_fill_a_module_and_a_title_alone_does_not() {
    let programme = profile(&[BY_OUTCOMES]);
    let fills = |title: &str, uris: &[&str]| {
        let known = good(title, "2026-01-10").with(|known| outcomes(known, uris));
        let stack = judged(&[known], &programme);
        (stack.modules[0].filled, credits_of(&stack))
    };
    assert_eq!(
        fills("Dietetics", &["urn:a", "urn:b"]),
        (Counts::Yes, (5.0, 5.0))
    );
    assert_eq!(
        fills("Dietetics", &["urn:a", "urn:c"]),
        (Counts::No, (0.0, 0.0))
    );
    assert_eq!(
        fills("Nutrition", &["urn:a", "urn:c"]),
        (Counts::Open, (0.0, 5.0))
    );
    // Two halves fill it together, where their credits add up.
    let half = |title, uri, ects| {
        good(title, "2026-01-10").with(|known| {
            outcomes(known, &[uri]);
            let workload = known.elements.workload.value_mut().unwrap();
            workload.credits[0].points = ects;
            workload.hours = Some(ects * 28.0);
        })
    };
    let stack = judged(
        &[half("A", "urn:a", 2.5), half("B", "urn:b", 2.5)],
        &programme,
    );
    assert_eq!(stack.modules[0].by, [0, 1]);
    assert_eq!(credits_of(&stack), (5.0, 5.0));
    let stack = judged(
        &[half("A", "urn:a", 1.5), half("B", "urn:b", 1.5)],
        &programme,
    );
    assert_eq!(stack.modules[0].filled, Counts::No);
}

#[test]
fn too_few_credits_fill_nothing_and_unknown_ones_are_asked_for() {
    let programme = profile(&[]);
    let with = |points: Option<f64>| {
        let mut known = three();
        known[0] = known[0].clone().with(|known| match points {
            Some(points) => {
                let workload = known.elements.workload.value_mut().unwrap();
                workload.credits[0].points = points;
                workload.hours = Some(points * 28.0);
            }
            None => known.elements.workload = Element::absent("none"),
        });
        let mut evaluations: Vec<_> = known
            .iter()
            .map(|known| evaluated(known, &programme))
            .collect();
        evaluations[0].outcome.code = OutcomeCode::RecogniseFull;
        of(&evaluations, &programme)
    };
    assert_eq!(
        code(&with(Some(4.0))),
        OutcomeCode::RecogniseFull,
        "four fifths are enough"
    );
    assert_eq!(code(&with(Some(3.9))), OutcomeCode::RecognisePartial);
    let unknown = with(None);
    assert_eq!(
        (code(&unknown), credits_of(&unknown)),
        (OutcomeCode::NeedsInformation, (10.0, 15.0))
    );
    assert!(
        unknown.outcome.settle[0].facts[0].what.contains("workload"),
        "{unknown:#?}"
    );
    // What no course can have is no number of credits.
    assert_eq!(credits_of(&with(Some(1e300))), (10.0, 15.0));
}

#[test]
fn order_and_belonging_inform() {
    let mut known = three();
    known[0] = good("Nutrition", "2026-06-10");
    let stack = judged(&known, &profile(&[]));
    assert_eq!(found(&stack, StackFindingKind::Prerequisite).len(), 1);
    assert_eq!(code(&stack), OutcomeCode::RecogniseFull);
    let stack = judged(&three()[1..], &profile(&[]));
    assert_eq!(found(&stack, StackFindingKind::Prerequisite), [vec![0]]);
    let mut known = three();
    known.push(good("Bookkeeping", "2026-04-10"));
    let stack = judged(&known, &profile(&[]));
    assert_eq!(found(&stack, StackFindingKind::Coherence), [vec![3]]);
    assert_eq!(
        (code(&stack), credits_of(&stack)),
        (OutcomeCode::RecogniseFull, (15.0, 15.0))
    );
}

#[test]
fn what_is_repeated_counts_once_and_too_much_of_it_is_for_a_person() {
    let mut known = three();
    known[2] = known[2]
        .clone()
        .with(|known| outcomes(known, &["urn:Nutrition:1", "urn:p:2"]));
    let stack = judged(&known, &profile(&[]));
    // One of five.
    assert_eq!(stack.overlap, Some(0.2));
    assert_eq!(code(&stack), OutcomeCode::RecogniseFull);
    assert_eq!(
        found(&stack, StackFindingKind::Overlap),
        Vec::<Vec<usize>>::new()
    );
    assert_eq!(credits_of(&stack), (12.5, 12.5));
    let strict = profile(&[("ects = 15", "ects = 15\noverlap_max = 0.19")]);
    let stack = judged(&known, &strict);
    assert_eq!(code(&stack), OutcomeCode::HumanReview);
    assert_eq!(found(&stack, StackFindingKind::Overlap), [vec![0, 2]]);
}

#[test]
fn a_package_holds_together_by_what_is_vouched_for() {
    let programme = route("pre_stacked");
    let tied = |tier: Option<Tier>| {
        let known = three().into_iter().map(|known| {
            known.with(|known| {
                if let Some(tier) = tier {
                    stackability(known, tier, &["FOOD & HEALTH"], &[]);
                }
            })
        });
        known.collect::<Vec<_>>()
    };
    let named = profile(&[
        ("ects = 15\n", "ects = 15\nalso = [\"FOOD & HEALTH\"]\n"),
        ("broken_down", "pre_stacked"),
    ]);
    let stack = judged(&tied(Some(Tier::Identified)), &named);
    assert_eq!(code(&stack), OutcomeCode::RecogniseFull, "{stack:#?}");
    assert_eq!(
        found(&stack, StackFindingKind::Coherence),
        Vec::<Vec<usize>>::new()
    );
    for tier in [Some(Tier::Signed), Some(Tier::Unsigned), None] {
        let stack = judged(&tied(tier), &named);
        assert_eq!(code(&stack), OutcomeCode::NeedsInformation, "{tier:?}");
        assert_eq!(credits_of(&stack), (0.0, 15.0));
        assert_eq!(found(&stack, StackFindingKind::Coherence), [vec![0, 1, 2]]);
    }
    // They may name one another, where one names the package.
    let chain = |last: &'static [&'static str]| {
        let chain = three()
            .into_iter()
            .zip([&["Food systems"][..], &["Public health"], last]);
        let chain = chain.map(|(known, towards)| {
            known.with(|known| stackability(known, Tier::Identified, towards, &[]))
        });
        chain.collect::<Vec<_>>()
    };
    let stack = judged(&chain(&["Food and health"]), &programme);
    assert_eq!(code(&stack), OutcomeCode::RecogniseFull, "{stack:#?}");
    for last in [&[][..], &["Nutrition"], &["Another package"]] {
        let stack = judged(&chain(last), &programme);
        assert_eq!(code(&stack), OutcomeCode::NeedsInformation, "{last:?}");
        assert_eq!(credits_of(&stack), (0.0, 15.0), "{last:?}");
    }
    // The walk ends at what nobody vouches for.
    let mut broken = chain(&["Food and health"]);
    stackability(&mut broken[1], Tier::Unsigned, &["Public health"], &[]);
    let stack = judged(&broken, &programme);
    assert_eq!(credits_of(&stack), (5.0, 15.0), "{stack:#?}");
    // A file of the package's title that anyone can write ties nothing to anything; its issuer's does.
    let related = || {
        let known = three().into_iter().take(2);
        let known = known.map(|known| {
            known.with(|k| stackability(k, Tier::Identified, &["Other package"], &[]))
        });
        known.collect::<Vec<_>>()
    };
    let before = judged(&related(), &programme);
    assert_eq!(counts(&before), [Counts::Open; 2]);
    let tie = |known: &mut Known, tier| stackability(known, tier, &["Food and health"], &[]);
    let own = unsigned("Other package").with(|known| tie(known, Tier::Unsigned));
    let with = [related(), vec![own]].concat();
    assert_eq!(counts(&judged(&with, &programme))[..2], [Counts::Open; 2]);
    for (tier, counted) in [
        (Tier::Unsigned, Counts::Open),
        (Tier::Identified, Counts::Yes),
    ] {
        let own = good("Other package", "2026-03-20").with(|known| tie(known, tier));
        let with = [related(), vec![own]].concat();
        let stack = judged(&with, &programme);
        assert_eq!(counts(&stack)[..2], [counted; 2], "{tier:?}");
    }
    // A package of which nobody says what makes it up is not whole by itself.
    let bare = Programme {
        profile: Some(credeval_model::programme::Profile {
            ects: None,
            ..programme.profile.clone().unwrap()
        }),
        ..programme
    };
    let stack = judged(&tied(Some(Tier::Identified)), &bare);
    assert_ne!(code(&stack), OutcomeCode::RecogniseFull);
}

#[test]
fn a_package_may_be_measured_by_its_outcomes() {
    let mut programme = route("pre_stacked");
    let target = |uri: &str| TargetOutcome {
        title: uri.to_owned(),
        uri: Some(uri.to_owned()),
        description: None,
    };
    let tied = three().into_iter().map(|known| {
        known.with(|known| stackability(known, Tier::Identified, &["Food and health"], &[]))
    });
    let tied: Vec<Known> = tied.collect();
    programme.outcomes = vec![target("urn:Nutrition:1"), target("urn:Food systems:2")];
    assert_eq!(code(&judged(&tied, &programme)), OutcomeCode::RecogniseFull);
    programme.outcomes.push(TargetOutcome {
        title: "Repair bicycles".to_owned(),
        ..target("urn:elsewhere")
    });
    let stack = judged(&tied, &programme);
    assert_eq!(code(&stack), OutcomeCode::RecognisePartial);
    assert_eq!(stack.alignment.unwrap().uncovered, ["Repair bicycles"]);
}

#[test]
fn a_strict_policy_counts_what_is_not_known_as_not_met() {
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let unknown = |known: Known| known.with(|known| known.elements.level = Element::absent("none"));
    let programme = profile(&[]);
    let all = [unknown(three()[0].clone()), three()[1].clone()];
    let evaluations: Vec<_> = all
        .iter()
        .map(|known| evaluated(known, &programme))
        .collect();
    let open = stack(&evaluations, &programme, &POLICY, None, at());
    assert_eq!(
        (code(&open), credits_of(&open)),
        (OutcomeCode::RecognisePartial, (5.0, 10.0))
    );
    let closed = stack(&evaluations, &programme, &strict, None, at());
    assert_eq!(
        (code(&closed), credits_of(&closed)),
        (OutcomeCode::RecognisePartial, (5.0, 5.0))
    );
}

#[test]
fn the_programmes_own_priorities_decide_between_two() {
    // One is assured better, the other states its workload better.
    let assured = three()[0].clone().with(|known| {
        known.elements.workload.value_mut().unwrap().hours = None;
    });
    let diet = good("Diet", "2026-01-01")
        .with(|known| known.quality = vec![entry(QualityScope::Institutional)]);
    let known = [assured, diet];
    let also = (
        "title = \"Nutrition\"",
        "title = \"Nutrition\"\nalso = [\"Diet\"]",
    );
    for (priority, title) in [
        ("", "Nutrition"),
        ("priority = [\"quality\", \"workload\"]", "Nutrition"),
        ("priority = [\"workload\", \"quality\"]", "Diet"),
    ] {
        let head = format!("level = 6\n{priority}");
        let stack = judged(&known, &profile(&[also, ("level = 6", &head)]));
        assert_eq!(
            stack.members[stack.modules[0].by[0]].title, title,
            "{priority}"
        );
    }
}

#[test]
fn a_generic_stack_is_never_recognised_as_a_whole() {
    let generic = route("generic");
    let stack = judged(&three(), &generic);
    assert_eq!(
        (code(&stack), credits_of(&stack)),
        (OutcomeCode::HumanReview, (15.0, 15.0))
    );
    assert!(stack.outcome.summary.contains("coherent"));
    assert_eq!(found(&stack, StackFindingKind::Coherence).len(), 1);
    let quiz: Vec<Known> = three()
        .into_iter()
        .map(|known| known.with(by_quiz))
        .collect();
    assert_eq!(code(&judged(&quiz, &generic)), OutcomeCode::Rpl);
    // A programme without a profile is one.
    let none = Programme {
        profile: None,
        ..generic
    };
    assert_eq!(code(&judged(&three(), &none)), OutcomeCode::HumanReview);
}

#[test]
fn hundreds_of_credentials_are_judged_and_those_beyond_are_left_open() {
    let programme = profile(&[BY_OUTCOMES]);
    let one = evaluated(&three()[0], &programme);
    let many = (0..MEMBERS + 50).map(|index| {
        let mut evaluation = one.clone();
        evaluation.document.digest = Digest::of(&index.to_be_bytes());
        evaluation.elements.title = element(
            Text::plain(format!("Course {}", index % 300)),
            Tier::Identified,
        );
        let listed = (0..300).map(|each| outcome("o", &format!("urn:{index}:{each}")));
        evaluation
            .elements
            .learning_outcomes
            .value_mut()
            .unwrap()
            .listed = listed.collect();
        evaluation
    });
    let many: Vec<Evaluation> = many.collect();
    let stack = of(&many, &programme);
    assert_eq!(stack.members.len(), MEMBERS + 50);
    assert!(
        stack.members[MEMBERS..]
            .iter()
            .all(|member| member.counts == Counts::No)
    );
}

/// A credential of a small world, in which titles, outcomes and learners meet.
fn any_known() -> impl Strategy<Value = Known> {
    let titles = vec!["Nutrition", "Food systems", "Public health", "Bookkeeping"];
    (
        (select(titles), 1..28_u8, 0..4_usize),
        (
            select(vec![1.0, 3.0, 4.5, 5.0, 7.0]),
            0..4_u8,
            any::<bool>(),
        ),
    )
        .prop_map(|((title, day, state), (points, shared, institutional))| {
            good(title, &format!("2026-02-{day:02}")).with(|known| {
                let workload = known.elements.workload.value_mut().unwrap();
                workload.credits[0].points = points;
                workload.hours = None;
                if shared == 0 {
                    outcomes(known, &["urn:shared", &format!("urn:{title}:own")]);
                }
                if institutional {
                    known.quality = vec![entry(QualityScope::Institutional)];
                }
                match state {
                    0 => broken(known),
                    1 => without_quality(known),
                    2 => by_quiz(known),
                    _ => {}
                }
            })
        })
}

fn any_programme() -> impl Strategy<Value = Programme> {
    let pre_stacked = profile(&[("broken_down", "pre_stacked")]);
    select(vec![
        profile(&[]),
        profile(&[BY_OUTCOMES]),
        pre_stacked,
        route("generic"),
        route("pre_stacked"),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_order_changes_nothing(known in vec(any_known(), 0..7), programme in any_programme(), turn in 0..7_usize) {
        let mut evaluations: Vec<_> = known.iter().map(|known| evaluated(known, &programme)).collect();
        let before = of(&evaluations, &programme);
        let turn = turn.min(evaluations.len());
        evaluations.rotate_left(turn);
        prop_assert_eq!(&of(&evaluations, &programme), &before);
        evaluations.reverse();
        prop_assert_eq!(&of(&evaluations, &programme), &before);
        prop_assert!(before.credits.lower <= before.credits.upper);
        prop_assert!(before.outcome.code != OutcomeCode::RecogniseFull || before.route != credeval_model::programme::Route::Generic);
    }

    #[test]
    fn a_further_achievement_takes_no_credits_away(known in vec(any_known(), 0..6), further in any_known(), generic in any::<bool>()) {
        let programme = if generic { route("generic") } else { profile(&[]) };
        // Another achievement: of the titles that are there, it would be a version.
        let further = further.with(|known| {
            known.elements.awarding_body = element(vec![Organisation { name: Some(Text::plain("Another")), ..Organisation::default() }], Tier::Identified);
        });
        // In a programme broken down, each credential states outcomes of its own.
        let apart = |index: usize, known: &Known| known.clone().with(|known| if !generic { outcomes(known, &[&format!("urn:{index}")]) });
        let mut known: Vec<Known> = known.iter().enumerate().map(|(index, each)| apart(index, each)).collect();
        let before = judged(&known, &programme);
        known.push(apart(known.len(), &further));
        let after = judged(&known, &programme);
        prop_assert!(after.credits.lower >= before.credits.lower - 0.011, "{before:#?} {after:#?}");
        prop_assert!(after.credits.upper >= before.credits.upper - 0.011, "{before:#?} {after:#?}");
    }

    #[test]
    fn a_duplicate_and_an_unverified_one_add_nothing(known in vec(any_known(), 1..6), which in 0..6_usize, programme in any_programme()) {
        let before = judged(&known, &programme);
        let copied = known[which % known.len()].clone();
        let mut more = known.clone();
        more.push(copied.clone());
        let after = judged(&more, &programme);
        prop_assert_eq!(after.credits, before.credits);
        prop_assert_eq!(after.outcome.code, before.outcome.code);
        let mut more = known.clone();
        more.push(copied.with(broken));
        let after = judged(&more, &programme);
        prop_assert_eq!(after.credits, before.credits);
        prop_assert_eq!(after.outcome.code, before.outcome.code);
    }
}

proptest! {
    // Each case judges several versions of several stacks.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn another_version_never_worsens_a_stack(known in vec(any_known(), 1..6), which in 0..6_usize, further in any_known(), same_day in any::<bool>(), programme in any_programme()) {
        let before = judged(&known, &programme);
        let one = &known[which % known.len()];
        // One that does not count by itself for sure is not there yet.
        prop_assume!(counts(&judged(std::slice::from_ref(one), &route("generic"))) == [Counts::Yes]);
        // Of the same achievement: its title and body, and other credits, outcomes and evidence.
        let further = further.with(|known| {
            known.elements.title = one.elements.title.clone();
            if same_day {
                known.elements.issued = one.elements.issued.clone();
            }
        });
        let mut more = known.clone();
        more.push(further);
        let after = judged(&more, &programme);
        let rank = |stack: &Stack| match code(stack) {
            OutcomeCode::RecogniseFull => 0,
            OutcomeCode::Flexible => 1,
            OutcomeCode::RecognisePartial | OutcomeCode::NeedsInformation => 2,
            OutcomeCode::HumanReview | OutcomeCode::Rpl => 3,
            OutcomeCode::NotLrc => 4,
            OutcomeCode::NotVerified => 5,
        };
        prop_assert!(rank(&after) <= rank(&before), "{before:#?} {after:#?}");
        prop_assert!(rank(&after) < rank(&before) || after.credits.lower >= before.credits.lower - 0.011, "{before:#?} {after:#?}");
    }
}
