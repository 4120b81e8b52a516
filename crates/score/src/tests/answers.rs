//! What people answer: what it completes, what it is worth, and what it can never do.

use super::properties::{Statements, TIERS, stated};
use super::*;
use credeval_model::{
    CheckOutcome,
    answer::{AnswerValue as Value, Role},
    criterion::Ask,
    outcome::OutcomeCode,
    question::{Question as Q, QuestionForm},
};
use proptest::{collection::vec, prelude::*, sample::select};

fn answer(question: Q, value: Value, role: Role, source: Option<&str>) -> Answer {
    Answer {
        question,
        value,
        by: match role {
            Role::Officer => "J. Jansen",
            Role::Applicant => "Hank",
        }
        .to_owned(),
        role,
        date: "2026-08-30".to_owned(),
        source: source.map(str::to_owned),
        part: None,
    }
}

fn sourced(question: Q, value: Value) -> Answer {
    answer(question, value, Role::Officer, Some("course guide, page 3"))
}

fn unsourced(question: Q, value: Value) -> Answer {
    answer(question, value, Role::Officer, None)
}

fn applicant(question: Q, value: Value) -> Answer {
    answer(question, value, Role::Applicant, None)
}

fn text(word: &str) -> Value {
    Value::Text(word.to_owned())
}

const YES: Value = Value::YesNo(true);
const NO: Value = Value::YesNo(false);

/// Nothing is stated, and the issuer is identified.
fn silent() -> Known {
    Known::good(Tier::Identified).with(|known| {
        known.elements = Elements::all_absent("the credential does not state it");
    })
}

fn paper() -> Known {
    silent().with(|known| {
        known.proof = ProofStanding::Paper;
        known.checks = Vec::new();
        known.entitled = false;
    })
}

fn range_of(known: &Known, answers: &[Answer], criterion: Criterion) -> (u8, u8) {
    let known = known.clone().with(|known| known.answers = answers.to_vec());
    known.range(criterion)
}

fn findings(known: &Known, answers: &[Answer]) -> Vec<Check> {
    let known = known.clone().with(|known| known.answers = answers.to_vec());
    judged(&known).1
}

/// The criteria, and the answers that contradict something.
fn judged(known: &Known) -> (Vec<CriterionResult>, Vec<Check>) {
    let (criteria, completed) = known.facts(|facts| crate::judge(facts, &POLICY));
    let findings = completed.map(|completed| completed.findings);
    (criteria, findings.unwrap_or_default())
}

#[test]
fn an_absent_fact_is_filled_and_worth_what_its_author_and_source_are() {
    use Criterion as C;
    for (question, value, criterion, [own, alone, hearsay]) in [
        (
            Q::QualityProgramme,
            YES,
            C::Quality,
            [(3, 3), (2, 3), (1, 3)],
        ),
        (
            Q::QualityInstitution,
            YES,
            C::Quality,
            [(2, 3), (2, 3), (1, 3)],
        ),
        (Q::QualityOther, YES, C::Quality, [(1, 3), (1, 3), (1, 3)]),
        (
            Q::Eqf,
            Value::Number(6.0),
            C::Level,
            [(2, 2), (2, 2), (1, 2)],
        ),
        (
            Q::LevelLabel,
            text("advanced"),
            C::Level,
            [(1, 3), (1, 3), (1, 3)],
        ),
        (
            Q::Outcomes,
            Value::List(vec!["Explain food".to_owned()]),
            C::LearningOutcomes,
            [(2, 2), (2, 2), (1, 2)],
        ),
        (
            Q::Ects,
            Value::Number(5.0),
            C::Workload,
            [(2, 2), (2, 2), (1, 2)],
        ),
        (
            Q::Hours,
            Value::Number(140.0),
            C::Workload,
            [(2, 2), (2, 2), (1, 2)],
        ),
        (
            Q::TestForm,
            text("portfolio"),
            C::Testing,
            [(2, 2), (2, 2), (1, 2)],
        ),
        (
            Q::TestForm,
            text("quiz"),
            C::Testing,
            [(1, 1), (1, 1), (1, 2)],
        ),
        (
            Q::TestForm,
            text("attendance"),
            C::Testing,
            [(0, 0), (0, 1), (0, 2)],
        ),
        (
            Q::Supervised,
            YES,
            C::Identification,
            [(2, 2), (2, 2), (1, 2)],
        ),
        (
            Q::IdentityVerified,
            NO,
            C::Identification,
            [(0, 2), (0, 2), (0, 2)],
        ),
    ] {
        let range = |answer| range_of(&silent(), &[answer], criterion);
        assert_eq!(range(sourced(question, value.clone())), own, "{question:?}");
        assert_eq!(
            range(unsourced(question, value.clone())),
            alone,
            "{question:?}"
        );
        assert_eq!(range(applicant(question, value)), hearsay, "{question:?}");
    }
}

#[test]
fn a_known_absence_narrows_as_far_as_its_source_carries() {
    use Criterion as C;
    let no = |questions: &[Q], of: fn(Q, Value) -> Answer, criterion| {
        let answers: Vec<Answer> = questions.iter().map(|question| of(*question, NO)).collect();
        range_of(&silent(), &answers, criterion)
    };
    let quality = [Q::QualityProgramme, Q::QualityInstitution, Q::QualityOther];
    assert_eq!(no(&quality[..1], sourced, C::Quality), (0, 2));
    assert_eq!(no(&quality[..2], sourced, C::Quality), (0, 1));
    assert_eq!(no(&quality, sourced, C::Quality), (0, 0));
    // That the institution is not assured says nothing of the course.
    assert_eq!(no(&quality[1..], sourced, C::Quality), (0, 3));
    assert_eq!(no(&quality, unsourced, C::Quality), (0, 1));
    assert_eq!(no(&quality, applicant, C::Quality), (0, 2));
    assert_eq!(no(&[Q::Eqf], sourced, C::Level), (0, 1));
    assert_eq!(no(&[Q::Eqf, Q::LevelLabel], sourced, C::Level), (0, 0));
    assert_eq!(no(&[Q::LevelLabel], sourced, C::Level), (0, 3));
    assert_eq!(no(&[Q::Outcomes], sourced, C::LearningOutcomes), (0, 0));
    assert_eq!(no(&[Q::Outcomes], applicant, C::LearningOutcomes), (0, 2));
    assert_eq!(no(&[Q::Ects], sourced, C::Workload), (0, 2));
    assert_eq!(no(&[Q::Ects, Q::Hours], sourced, C::Workload), (0, 0));
    assert_eq!(no(&[Q::TestForm], sourced, C::Testing), (0, 0));
    assert_eq!(no(&[Q::TestForm], unsourced, C::Testing), (0, 1));
    let watched = [Q::Supervised, Q::IdentityVerified];
    assert_eq!(no(&watched, sourced, C::Identification), (0, 0));
    assert_eq!(no(&watched, unsourced, C::Identification), (0, 1));
    assert_eq!(no(&[Q::IsLearner], sourced, C::Identification), (0, 2));
}

#[test]
fn what_is_open_only_for_want_of_a_source_asks_for_it() {
    let known = silent().with(|known| {
        known.answers = vec![unsourced(Q::TestForm, NO), applicant(Q::Eqf, NO)];
    });
    let missing = |criterion| known.criterion(criterion).missing[0].clone();
    let testing = missing(Criterion::Testing);
    assert!(
        testing.what.contains("source on which the officer"),
        "{testing:?}"
    );
    assert_eq!(testing.questions, [Q::TestForm]);
    let level = known.criterion(Criterion::Level).missing;
    assert!(
        level.iter().any(|missing| missing.questions == [Q::Eqf]),
        "{level:?}"
    );
}

#[test]
fn an_officer_who_finds_the_same_elsewhere_raises_what_nobody_vouches_for() {
    let unsigned = Known::good(Tier::Unsigned);
    let with = |answers: &[Answer], criterion| range_of(&unsigned, answers, criterion);
    assert_eq!(with(&[], Criterion::Level), (1, 2));
    let eqf = sourced(Q::Eqf, Value::Number(6.0));
    assert_eq!(with(std::slice::from_ref(&eqf), Criterion::Level), (2, 2));
    // The applicant who wrote the file cannot confirm it.
    assert_eq!(
        with(&[applicant(Q::Eqf, Value::Number(6.0))], Criterion::Level),
        (1, 2)
    );
    // One fact that is confirmed confirms no other: the grade and the assessor are still hearsay.
    let form = sourced(Q::TestForm, text("project_work"));
    let watched = sourced(Q::Supervised, NO);
    let supervised = Known::good(Tier::Unsigned).with(|known| {
        known.elements.supervision = element(supervision(Some(true), None), Tier::Unsigned);
    });
    assert_eq!(range_of(&supervised, &[], Criterion::Testing), (1, 3));
    assert_eq!(range_of(&supervised, &[form], Criterion::Testing), (2, 3));
    assert_eq!(findings(&supervised, &[watched]).len(), 1);
    let result = unsigned
        .with(|known| known.answers = vec![eqf])
        .criterion(Criterion::Level);
    assert_eq!(result.reasons[0].answers, [0]);
    assert_eq!(result.reasons[0].tier, Some(Tier::Attested));
    assert!(result.missing.is_empty());
}

#[test]
fn a_weaker_answer_never_hides_stronger_evidence() {
    let credits = Known::good(Tier::Identified).with(|known| {
        known.elements.workload.value_mut().unwrap().hours = None;
    });
    let hours = Value::Number(60.0);
    let with = |answers: &[Answer]| range_of(&credits, answers, Criterion::Workload);
    assert_eq!(with(&[]), (2, 2));
    assert_eq!(with(&[applicant(Q::Hours, hours.clone())]), (2, 3));
    assert_eq!(with(&[unsourced(Q::Hours, hours.clone())]), (2, 3));
    assert_eq!(with(&[sourced(Q::Hours, hours)]), (3, 3));
}

#[test]
fn what_is_stated_stays_and_a_contradiction_names_both_places() {
    let known = Known::good(Tier::Identified).with(|known| {
        if let Element::Stated(level) = &mut known.elements.level {
            level.from = vec![Pointer::from("/credentialSubject/level")];
        }
        known.quality = vec![entry(QualityScope::Programme)];
        known.answers = vec![sourced(Q::Eqf, Value::Number(7.0))];
    });
    let scored = known.score(Purpose::None, None, &POLICY);
    assert_eq!(known.range(Criterion::Level), (2, 2));
    assert_eq!(scored.outcome.code, OutcomeCode::HumanReview);
    let [finding] = scored.findings.as_slice() else {
        panic!("{:?}", scored.findings)
    };
    assert_eq!(finding.code, CheckCode::IntegrityAnswer);
    assert_eq!(finding.outcome, CheckOutcome::Failed);
    assert_eq!(
        finding.pointer,
        Some(Pointer::from("/credentialSubject/level"))
    );
    // Either may be wrong: both are named, and both are asked.
    let facts = scored.outcome.settle[0].facts.iter();
    let facts: Vec<_> = facts.map(|fact| (fact.what.as_ref(), fact.ask)).collect();
    let which =
        "which is right: the officer's answer \"7\" contradicts what is stated: EQF level 6";
    assert_eq!(facts, [(which, Ask::Institution), (which, Ask::Issuer)]);
    let cause = finding.cause.as_ref().unwrap();
    assert_eq!(
        cause.expected.as_deref(),
        Some("EQF level 6, at /credentialSubject/level")
    );
    assert_eq!(
        cause.found.as_deref(),
        Some(
            "`level.eqf` is \"7\", answered by J. Jansen (officer) on 2026-08-30, source: course \
             guide, page 3"
        )
    );
    // The twin: the same level is no contradiction.
    assert!(findings(&known, &[sourced(Q::Eqf, Value::Number(6.0))]).is_empty());
}

#[test]
fn answers_are_compared_by_what_they_mean() {
    let known = Known::good(Tier::Identified).with(|known| {
        let tier = Tier::Identified;
        known.elements.title = element(Text::plain("Nutrition  and Health"), tier);
        known.elements.country = element(
            vec![credeval_model::element::Country {
                code: "NLD".to_owned(),
                name: None,
                region: None,
            }],
            tier,
        );
        known.elements.quality_assurance = element(claim(QualityKind::Programme), tier);
        known.elements.participation = element(
            participation(&[ParticipationMode::OnSite, ParticipationMode::Online]),
            tier,
        );
        known.elements.workload.value_mut().unwrap().hours = None;
    });
    let listed = ["food and society", "Explain how nutrients act on health"];
    let listed = Value::List(listed.map(str::to_owned).to_vec());
    for (question, same, other) in [
        (Q::Title, text("nutrition and health"), text("Nutrition")),
        (Q::Title, text("NUTRITION AND HEALTH"), NO),
        (
            Q::AwardingBody,
            text("example university"),
            text("Sample University"),
        ),
        (Q::Country, text("nl"), text("BE")),
        (Q::Issued, text("2025-06-01"), text("2025-06-02")),
        (Q::Participation, text("blended"), NO),
        (Q::Participation, text("work_based"), NO),
        (Q::QualityProgramme, YES, NO),
        (Q::Eqf, Value::Number(6.0), Value::Number(5.0)),
        (Q::Outcomes, listed, NO),
        (Q::OutcomesAssessed, YES, NO),
        (Q::Ects, Value::Number(2.01), Value::Number(2.5)),
        (Q::Hours, Value::Number(60.0), Value::Number(200.0)),
        (Q::TestForm, text("project_work"), text("quiz")),
        (Q::TestForm, text("project_work"), NO),
        (Q::TestGraded, YES, NO),
        (Q::TestAssessor, text("a. assessor"), text("B. Assessor")),
        (Q::Supervised, NO, YES),
        (Q::IdentityVerified, YES, NO),
    ] {
        let failed = |value: Value| {
            let found = findings(&known, &[sourced(question, value)]);
            let failed = found
                .iter()
                .filter(|check| check.outcome == CheckOutcome::Failed);
            failed.count()
        };
        assert_eq!(failed(same), 0, "{question:?}");
        assert_eq!(failed(other), 1, "{question:?}");
    }
    // Another list of outcomes may be as right: it is told, and stops nothing.
    let differs = Value::List(vec!["Explain food".to_owned()]);
    let found = findings(&known, &[sourced(Q::Outcomes, differs)]);
    assert_eq!(found[0].outcome, CheckOutcome::Inconclusive);
}

#[test]
fn a_no_contradicts_what_a_register_records() {
    let assured = silent().with(|known| known.quality = vec![entry(QualityScope::Institutional)]);
    let no = |question| findings(&assured, &[sourced(question, NO)]);
    let found = no(Q::QualityInstitution);
    assert!(
        found[0].summary.contains("a register records report 1"),
        "{found:?}"
    );
    assert!(no(Q::QualityProgramme).is_empty());
    let of_another = assured.with(|known| known.entitled = false);
    assert!(findings(&of_another, &[sourced(Q::QualityInstitution, NO)]).is_empty());
}

#[test]
fn an_officer_counts_and_an_applicant_who_says_otherwise_is_noted() {
    let answers = [
        applicant(Q::Eqf, Value::Number(7.0)),
        sourced(Q::Eqf, Value::Number(6.0)),
    ];
    assert_eq!(range_of(&silent(), &answers, Criterion::Level), (2, 2));
    let found = findings(&silent(), &answers);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].outcome, CheckOutcome::Inconclusive);
    assert!(
        found[0]
            .cause
            .as_ref()
            .unwrap()
            .found
            .as_ref()
            .unwrap()
            .contains("Hank")
    );
    let same = [answers[1].clone(), applicant(Q::Eqf, Value::Number(6.0))];
    assert!(findings(&silent(), &same).is_empty());
    // What contradicts itself across questions is for a person, where officers say it.
    let volume = [
        sourced(Q::Ects, Value::Number(2.0)),
        unsourced(Q::Hours, Value::Number(500.0)),
    ];
    assert_eq!(
        findings(&silent(), &volume)[0].outcome,
        CheckOutcome::Failed
    );
    let volume = [volume[0].clone(), applicant(Q::Hours, Value::Number(500.0))];
    assert_eq!(
        findings(&silent(), &volume)[0].outcome,
        CheckOutcome::Inconclusive
    );
}

#[test]
fn an_applicant_whom_an_officer_saw_completes_identification() {
    let answers = |of: fn(Q, Value) -> Answer| {
        [
            sourced(Q::Supervised, YES),
            sourced(Q::IdentityVerified, YES),
            of(Q::IsLearner, YES),
        ]
    };
    let range = |answers: &[Answer]| range_of(&silent(), answers, Criterion::Identification);
    assert_eq!(range(&answers(sourced)), (3, 3));
    assert_eq!(range(&answers(unsourced)), (2, 3));
    assert_eq!(range(&answers(applicant)), (2, 3));
    assert_eq!(range(&answers(sourced)[..2]), (2, 2));
}

#[test]
fn a_course_wholly_on_site_is_not_asked_about_identification() {
    let on_site = |of: fn(Q, Value) -> Answer| {
        silent()
            .with(|known| known.answers = vec![of(Q::Participation, text("on_site"))])
            .criterion(Criterion::Identification)
    };
    assert!(!on_site(sourced).applies && !on_site(unsourced).applies);
    let hearsay = on_site(applicant);
    assert!(hearsay.applies && (hearsay.lower, hearsay.upper) == (0, 3));
}

#[test]
fn a_date_that_an_applicant_gives_makes_no_register_entry_count_in_full() {
    let assured = silent().with(|known| known.quality = vec![entry(QualityScope::Programme)]);
    let on = |of: fn(Q, Value) -> Answer| {
        range_of(
            &assured,
            &[of(Q::Issued, text("2025-06-01"))],
            Criterion::Quality,
        )
    };
    assert_eq!(range_of(&assured, &[], Criterion::Quality), (0, 3));
    assert_eq!(on(sourced), (3, 3));
    assert_eq!(on(unsourced), (2, 3));
    assert_eq!(on(applicant), (1, 3));
}

#[test]
fn paper_is_as_authentic_as_the_awarding_body_says() {
    let range = |answers: &[Answer]| range_of(&paper(), answers, Criterion::Authenticity);
    assert_eq!(range(&[]), (0, 3));
    assert_eq!(range(&[sourced(Q::Confirmed, YES)]), (3, 3));
    assert_eq!(range(&[unsourced(Q::Confirmed, YES)]), (2, 3));
    assert_eq!(range(&[applicant(Q::Confirmed, YES)]), (1, 3));
    let published = sourced(Q::PublishedDetails, YES);
    assert_eq!(range(std::slice::from_ref(&published)), (2, 3));
    assert_eq!(range(&[published, sourced(Q::Confirmed, NO)]), (2, 2));
    let no = [Q::Confirmed, Q::PublishedDetails, Q::Checkable].map(|each| sourced(each, NO));
    assert_eq!(range(&no[..1]), (0, 2));
    assert_eq!(range(&no[..2]), (0, 1));
    assert_eq!(range(&no), (0, 0));
    let checkable = [no[0].clone(), no[1].clone(), sourced(Q::Checkable, YES)];
    assert_eq!(range(&checkable), (1, 1));
    assert_eq!(range(&checkable[2..]), (1, 3));
}

#[test]
fn a_certificate_on_paper_states_what_was_answered() {
    let known = paper().with(|known| {
        // Whatever was put there, none of it is the certificate's own.
        known.elements = Known::good(Tier::Identified).elements;
        known.answers = vec![
            sourced(Q::Title, text("Food")),
            applicant(Q::Ects, Value::Number(2.0)),
        ];
    });
    let scored = known.score(Purpose::None, None, &POLICY);
    let elements = scored.completed.unwrap();
    let title = elements.title.stated().unwrap();
    assert_eq!((title.value.shown(), title.tier), ("Food", Tier::Attested));
    assert!(title.from.is_empty());
    assert_eq!(elements.workload.stated().unwrap().tier, Tier::Unsigned);
    assert!(elements.level.stated().is_none());
    assert!(
        scored.criteria.iter().all(|each| each.lower <= 1),
        "{:?}",
        scored.criteria
    );
}

/// A certificate on paper names no language, and its outcomes are compared once an officer does.
#[test]
fn the_language_of_outcomes_is_asked_for_and_lets_them_be_compared() {
    let programme = Programme {
        outcomes: vec![TargetOutcome {
            title: "Explain how nutrients act on health".to_owned(),
            uri: None,
            description: None,
        }],
        ..bare_programme()
    };
    let listed = Value::List(vec!["Explain how nutrients act on health".to_owned()]);
    let scored = |more: &[Answer]| {
        let known = paper().with(|known| {
            known.answers = [&[sourced(Q::Outcomes, listed.clone())], more].concat();
        });
        known.score(Purpose::Exemption, Some(&programme), &POLICY)
    };
    let coverage = |more: &[Answer]| scored(more).alignment.unwrap().coverage;
    assert_eq!(coverage(&[]), Some(0.0));
    // Whichever of the two answers is worth more, the one is about the other.
    assert_eq!(
        coverage(&[sourced(Q::OutcomesLanguage, text("en"))]),
        Some(1.0)
    );
    assert_eq!(
        coverage(&[unsourced(Q::OutcomesLanguage, text("EN-gb"))]),
        Some(1.0)
    );
    let unsourced_list = paper().with(|known| {
        known.answers = vec![
            sourced(Q::OutcomesLanguage, text("en")),
            unsourced(Q::Outcomes, listed.clone()),
        ];
    });
    let unsourced_list = unsourced_list.score(Purpose::Exemption, Some(&programme), &POLICY);
    assert_eq!(unsourced_list.alignment.unwrap().coverage, Some(1.0));
    // Another language, and an applicant's word, compare nothing.
    assert_eq!(
        coverage(&[sourced(Q::OutcomesLanguage, text("nl"))]),
        Some(0.0)
    );
    let by_applicant = scored(&[applicant(Q::OutcomesLanguage, text("en"))]);
    assert_eq!(by_applicant.alignment.as_ref().unwrap().coverage, Some(0.0));
    let reasons = &by_applicant.criteria[Criterion::LearningOutcomes as usize].reasons;
    assert!(
        reasons
            .iter()
            .any(|reason| reason.text.contains("does not count")),
        "{reasons:?}"
    );
    // It is no evidence: the criterion stays, and rests on the list alone.
    let (without, with) = (
        scored(&[]),
        scored(&[sourced(Q::OutcomesLanguage, text("en"))]),
    );
    assert_eq!(without.criteria, with.criteria);
}

#[test]
fn a_stated_language_stays_and_what_is_known_is_not_said_again() {
    let said = |tag: &str, title: &str| LearningOutcome {
        title: Text([(tag.to_owned(), title.to_owned())].into()),
        ..LearningOutcome::default()
    };
    let known = Known::good(Tier::Identified).with(|known| {
        let outcomes = known.elements.learning_outcomes.value_mut().unwrap();
        outcomes.listed = vec![said("nl", "Voeding uitleggen")];
    });
    let found = |value: &str| findings(&known, &[sourced(Q::OutcomesLanguage, text(value))]);
    assert!(found("NL-be").is_empty());
    let other = found("en");
    assert_eq!(other.len(), 1);
    assert_eq!(other[0].outcome, CheckOutcome::Inconclusive);
    assert!(
        other[0].summary.contains("which stands: language nl"),
        "{}",
        other[0].summary
    );
    // Where one names none, that one is meant.
    let both = known.with(|known| {
        let outcomes = known.elements.learning_outcomes.value_mut().unwrap();
        outcomes.listed.push(said("und", "Explain food"));
        known.answers = vec![sourced(Q::OutcomesLanguage, text("en"))];
    });
    let completed = both.score(Purpose::None, None, &POLICY).completed.unwrap();
    let listed = &completed.learning_outcomes.value().unwrap().listed;
    let tags = listed.iter().flat_map(|each| each.title.0.keys());
    assert_eq!(tags.collect::<Vec<_>>(), ["nl", "en"]);
}

#[test]
fn what_is_known_not_to_be_there_is_told_first() {
    let first = |criterion: Criterion, answers: Vec<Answer>| {
        let known = silent().with(|known| known.answers = answers);
        judged(&known).0[criterion as usize].reasons[0].text.clone()
    };
    let none = vec![sourced(Q::Ects, NO), sourced(Q::Hours, NO)];
    assert_eq!(first(Criterion::Workload, none), "It has no ECTS credits.");
    assert_eq!(
        first(Criterion::Workload, Vec::new()),
        "No workload is stated."
    );
    let untested = vec![sourced(Q::TestForm, NO)];
    assert_eq!(
        first(Criterion::Testing, untested),
        "The learning outcomes were not tested."
    );
    assert_eq!(
        first(Criterion::Testing, Vec::new()),
        "No assessment is stated."
    );
    let asked = |answers: Vec<Answer>| {
        let known = paper().with(|known| known.answers = answers);
        let reasons = judged(&known).0[Criterion::Authenticity as usize]
            .reasons
            .clone();
        let text = "Nobody has asked the awarding body yet.";
        reasons.iter().any(|reason| reason.text == text)
    };
    assert!(asked(Vec::new()));
    assert!(asked(vec![sourced(Q::Checkable, YES)]));
    assert!(!asked(vec![sourced(Q::Confirmed, NO)]));
}

/// Counted as not met, what was not found needs no word that there may be some.
#[test]
fn strict_mode_does_not_take_back_what_it_counts() {
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let told = |policy: &Policy| {
        let scored = silent().score(Purpose::None, None, policy);
        scored.criteria[Criterion::Quality as usize].reasons[0]
            .text
            .clone()
    };
    assert!(told(&POLICY).ends_with("that does not mean there is none."));
    assert_eq!(
        told(&strict),
        "No quality assurance is stated, and no register entry was found."
    );
}

#[test]
fn strict_mode_counts_answers_and_nothing_else() {
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let known = silent().with(|known| {
        known.answers = vec![sourced(Q::Eqf, Value::Number(6.0)), applicant(Q::Hours, NO)];
    });
    let scored = known.score(Purpose::None, None, &strict);
    for result in &scored.criteria {
        assert_eq!(result.lower, result.upper);
        let rung = u8::from(result.criterion == Criterion::Level) * 2;
        let paper_or_file = result.criterion == Criterion::Authenticity;
        assert_eq!(
            result.lower,
            if paper_or_file { 2 } else { rung },
            "{result:?}"
        );
    }
}

/// An answer that fits its question.
fn any_answer() -> impl Strategy<Value = Answer> {
    let who = select(vec![
        (Role::Officer, Some("source")),
        (Role::Officer, None),
        (Role::Applicant, None),
    ]);
    let question = select(Q::ALL);
    (
        question,
        who,
        any::<prop::sample::Index>(),
        prop::bool::weighted(0.25),
    )
        .prop_map(|(question, (role, source), which, no)| {
            let value = match question.form() {
                QuestionForm::Language => text(which.get::<&str>(&["en", "nl"])),
                _ if no => NO,
                QuestionForm::YesNo => YES,
                QuestionForm::Number { .. } => {
                    let numbers: &[f64] = match question {
                        Q::Eqf => &[4.0, 6.0, 7.0],
                        Q::Ects => &[0.5, 2.0, 5.0],
                        _ => &[10.0, 55.0, 140.0, 1000.0],
                    };
                    Value::Number(*which.get(numbers))
                }
                QuestionForm::Text => {
                    text(which.get::<&str>(&["advanced", "A. Assessor", "Example University"]))
                }
                QuestionForm::Day => text(which.get::<&str>(&["2025-06-01", "2030-01-01"])),
                QuestionForm::List => {
                    Value::List(vec![which.get(&["Explain food", "Food"]).to_string()])
                }
                QuestionForm::Choice(words) => text(which.get::<&str>(words)),
            };
            answer(question, value, role, source)
        })
}

/// Answers to different questions.
fn answers() -> impl Strategy<Value = Vec<Answer>> {
    vec(any_answer(), 0..6).prop_map(|mut answers| {
        let mut seen = Vec::new();
        answers.retain(|answer| {
            let new = !seen.contains(&answer.question);
            seen.push(answer.question);
            new
        });
        answers
    })
}

/// A file of some tier, or a certificate on paper.
fn known(make: &Statements, tier: Tier, on_paper: bool, assured: bool) -> Known {
    if on_paper {
        return paper();
    }
    (make.0)(tier).with(|known| {
        if assured {
            known.quality = vec![entry(QualityScope::Institutional)];
        }
    })
}

/// The criteria that an answer can bear on.
fn bears_on(question: Q) -> Vec<Criterion> {
    let further = match question {
        Q::TestForm | Q::TestGraded | Q::TestAssessor => Some(Criterion::LearningOutcomes),
        Q::Supervised => Some(Criterion::Testing),
        Q::Participation => Some(Criterion::Identification),
        Q::Issued => Some(Criterion::Quality),
        _ => None,
    };
    question.criterion().into_iter().chain(further).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_consistent_answer_lowers_nothing_and_narrows_what_is_asked(
        make in stated(), tier in select(TIERS), on_paper in any::<bool>(), assured in any::<bool>(),
        earlier in answers(), further in any_answer(),
    ) {
        let fewer = known(&make, tier, on_paper, assured).with(|known| known.answers = earlier);
        let more = fewer.clone().with(|known| known.answers.push(further.clone()));
        let (before, found) = judged(&fewer);
        let (after, found_then) = judged(&more);
        let answered = fewer.answers.iter().any(|answer| answer.question == further.question);
        if answered || found != found_then {
            return Ok(());
        }
        for (before, after) in before.iter().zip(&after) {
            if !before.applies || !after.applies {
                continue;
            }
            prop_assert!(before.lower <= after.lower, "{further:?} {before:?} {after:?}");
            let mut asked = before.missing.iter().flat_map(|missing| &missing.questions);
            if asked.any(|question| *question == further.question) {
                prop_assert!(after.upper <= before.upper, "{further:?} {before:?} {after:?}");
            }
            if !bears_on(further.question).contains(&before.criterion) {
                let bounds = |each: &CriterionResult| (each.lower, each.upper);
                prop_assert_eq!(bounds(before), bounds(after), "{:?}", further);
            }
        }
    }

    #[test]
    fn an_answer_is_worth_no_more_than_its_author_and_source(
        make in stated(), tier in select(TIERS), on_paper in any::<bool>(), assured in any::<bool>(),
        answers in answers(),
    ) {
        let without = known(&make, tier, on_paper, assured);
        let own = without.criteria();
        let kinds = [(Role::Applicant, false, 1), (Role::Officer, false, 2)];
        for (role, has_source, most) in kinds {
            let with = without.clone().with(|known| {
                known.answers = answers.clone();
                for answer in &mut known.answers {
                    answer.role = role;
                    answer.source = has_source.then(|| "source".to_owned());
                }
            });
            for (own, with) in own.iter().zip(with.criteria()) {
                if !own.applies || !with.applies {
                    continue;
                }
                prop_assert!(with.lower <= own.lower.max(most), "{own:?} {with:?}");
                prop_assert!(with.upper >= own.upper.min(3 - most), "{own:?} {with:?}");
                if own.criterion == Criterion::Authenticity && !on_paper {
                    prop_assert_eq!((own.lower, own.upper), (with.lower, with.upper));
                }
            }
        }
    }

    #[test]
    fn a_contradiction_changes_no_bound_and_goes_to_a_person(
        make in stated(), tier in select(TIERS), assured in any::<bool>(), answer in any_answer(),
    ) {
        let without = known(&make, tier, false, assured);
        let with = without.clone().with(|known| known.answers = vec![answer]);
        let Some(finding) = judged(&with).1.pop() else { return Ok(()) };
        let bounds = |known: &Known| -> Vec<_> {
            known.criteria().iter().map(|each| (each.lower, each.upper)).collect()
        };
        prop_assert_eq!(bounds(&without), bounds(&with));
        if finding.outcome == CheckOutcome::Failed {
            let scored = with.score(Purpose::None, None, &POLICY);
            prop_assert_eq!(scored.outcome.code, OutcomeCode::HumanReview);
        }
        let cause = finding.cause.as_ref().unwrap();
        prop_assert!(cause.expected.is_some() && cause.found.is_some());
    }

    #[test]
    fn the_order_of_answers_does_not_matter(
        make in stated(), tier in select(TIERS), on_paper in any::<bool>(), answers in vec(any_answer(), 0..7),
    ) {
        let one = known(&make, tier, on_paper, true).with(|known| {
            let mut seen = Vec::new();
            known.answers = answers;
            known.answers.retain(|answer| {
                let new = !seen.contains(&(answer.question, answer.role));
                seen.push((answer.question, answer.role));
                new
            });
        });
        let other = one.clone().with(|known| known.answers.reverse());
        let (one, found) = judged(&one);
        let (other, found_then) = judged(&other);
        let bounds = |criteria: &[CriterionResult]| -> Vec<_> {
            criteria.iter().map(|each| (each.applies, each.lower, each.upper)).collect()
        };
        prop_assert_eq!(bounds(&one), bounds(&other));
        prop_assert_eq!(found, found_then);
    }

    #[test]
    fn what_rests_on_answers_says_which(
        make in stated(), tier in select(TIERS), on_paper in any::<bool>(), answers in answers(),
    ) {
        let known = known(&make, tier, on_paper, true).with(|known| known.answers = answers);
        for result in known.criteria() {
            prop_assert!(result.lower == result.upper || !result.missing.is_empty(), "{result:?}");
            for reason in &result.reasons {
                prop_assert!(reason.answers.iter().all(|place| *place < known.answers.len()));
                // Only answers are attested, but for a file of the tests that says so itself.
                let attested = reason.tier == Some(Tier::Attested) && (on_paper || tier != Tier::Attested);
                prop_assert!(!attested || !reason.answers.is_empty(), "{reason:?}");
            }
        }
    }
}

/// An officer who has read both sides says what is covered; the rest is then known not to be.
#[test]
fn an_officer_says_what_is_covered_and_an_applicant_does_not() {
    use credeval_model::alignment::Match;
    let target = |title: &str| TargetOutcome {
        title: title.to_owned(),
        uri: None,
        description: None,
    };
    let programme = Programme {
        assume_aligned: false,
        outcomes: vec![target("Advise a patient"), target("Bake rye bread")],
        ..programme()
    };
    let known = Known::good(Tier::Identified)
        .with(|known| known.quality = vec![entry(QualityScope::Programme)]);
    let judged = |role, value| {
        let told = known.clone().with(|known| {
            known.answers = vec![answer(Q::Covered, value, role, Some("both read"))];
        });
        told.score(Purpose::Exemption, Some(&programme), &POLICY)
    };
    let list =
        |titles: &[&str]| Value::List(titles.iter().map(|title| (*title).to_owned()).collect());
    let open = known.score(Purpose::Exemption, Some(&programme), &POLICY);
    assert_eq!(open.outcome.code, OutcomeCode::NeedsInformation);
    let asked = |scored: &Scored| {
        let mut facts = scored.outcome.settle.iter().flat_map(|way| &way.facts);
        facts.any(|fact| fact.questions.contains(&Q::Covered))
    };
    assert!(asked(&open));
    let both = judged(Role::Officer, list(&["advise a patient", "Bake rye bread"]));
    assert_eq!(both.outcome.code, OutcomeCode::RecogniseFull);
    let alignment = both.alignment.unwrap();
    assert_eq!(alignment.coverage, Some(1.0));
    assert!(alignment.pairs.iter().all(|pair| pair.how == Match::Told));
    let one = judged(Role::Officer, list(&["Advise a patient", "Row a boat"]));
    assert_eq!(one.outcome.code, OutcomeCode::RecognisePartial);
    let alignment = one.alignment.unwrap();
    assert_eq!(alignment.uncovered, ["Bake rye bread"]);
    assert!(
        alignment
            .not_compared
            .iter()
            .any(|said| said.contains("Row a boat"))
    );
    let none = judged(Role::Officer, Value::YesNo(false));
    assert_eq!(none.outcome.code, OutcomeCode::RecognisePartial);
    let hearsay = judged(
        Role::Applicant,
        list(&["Advise a patient", "Bake rye bread"]),
    );
    assert_eq!(hearsay.outcome.code, OutcomeCode::NeedsInformation);
}
