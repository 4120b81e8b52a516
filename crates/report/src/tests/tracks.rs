//! What goes with the proposal: the dossier, earlier decisions, the page for the learner, the
//! decision to sign.

use super::*;
use credeval_model::{
    Criterion, Tier,
    alignment::Match,
    answer::{Answer, AnswerValue, Role as Author},
    criterion::Ask,
    decision::{Achievement, DECISION_SCHEMA, DecisionRecord, Precedent, PrecedentKind, Verdict},
    dossier::{Dossier, Effort, EffortClass, Evidenced, ToAssess},
    outcome::{Deviation, OutcomeCode, Settlement},
    programme::{Programme, Purpose},
    question::Question,
    standing::ProofStanding,
};

use crate::{decision, explanations};

fn programme() -> Programme {
    let file = "institution = 'University of the South'\nprogramme = 'Bachelor health sciences'\n\
                course = 'Nutrition and health'\npurpose = 'exemption'\n\
                appeal = 'The applicant may appeal to the examination board within six weeks.'\n";
    Programme::parse(file).unwrap()
}

fn dossier() -> Dossier {
    let why = "The credential states it, but nobody vouches for the credential.".to_owned();
    let to_assess = |outcome: &str, method| ToAssess {
        outcome: outcome.to_owned(),
        why: why.clone(),
        method,
    };
    Dossier {
        identified: vec![
            Evidenced {
                outcome: "Explains what people need to eat".to_owned(),
                source: "Explain the nutrient requirements".to_owned(),
                how: Some(Match::Uri),
                tier: Tier::Signed,
            },
            Evidenced {
                outcome: "Assesses a diet".to_owned(),
                source: String::new(),
                how: Some(Match::Assumed),
                tier: Tier::Signed,
            },
        ],
        documents: vec![credeval_model::criterion::Missing {
            what: "how the outcomes were assessed".into(),
            ask: Ask::Issuer,
            questions: Vec::new(),
        }],
        to_assess: vec![
            to_assess(
                "Explains what people need to eat",
                AssessmentKind::WrittenExamination,
            ),
            to_assess("Assesses a diet", AssessmentKind::OralExamination),
            ToAssess {
                why: "Nothing in the credential is shown to cover it.".to_owned(),
                ..to_assess("Designs a menu", AssessmentKind::ProjectWork)
            },
        ],
        certification: "The examination board can grant the exemption.".to_owned(),
        effort: Effort {
            class: EffortClass::Full,
            text: "The documents, and a test: 3 of 3 outcomes are to be tested.".to_owned(),
        },
    }
}

fn precedent(relation: PrecedentKind, decision: Verdict, credits: Option<f64>) -> Precedent {
    Precedent {
        relation,
        decision,
        proposal: OutcomeCode::Rpl,
        credits,
        programme: Some("Bachelor health sciences".to_owned()),
        course: Some("Nutrition and health".to_owned()),
        reasons: "the test was supervised".to_owned(),
        body: "Examination board".to_owned(),
        date: "2025-11-03".to_owned(),
        evaluation: Digest::of(b"earlier"),
    }
}

/// An exemption that may end in prior learning, with earlier decisions.
pub(crate) fn with_tracks() -> Evaluation {
    Evaluation {
        purpose: Purpose::Exemption,
        programme: Some(programme()),
        dossier: Some(dossier()),
        precedents: vec![
            precedent(PrecedentKind::GrantedBefore, Verdict::Granted, Some(5.0)),
            precedent(PrecedentKind::SameCase, Verdict::PriorLearning, None),
            precedent(
                PrecedentKind::SamePurpose,
                Verdict::PartlyGranted,
                Some(1.0),
            ),
        ],
        ..examples::open()
    }
}

/// A learner and a title that nobody vouches for may be copied words.
#[test]
fn an_earlier_grant_is_certain_only_where_somebody_vouches() {
    let words = |proof| {
        let mut evaluation = with_tracks();
        evaluation.standing.proof = proof;
        let report = evaluated(&[evaluation], Format::Human, &PLAIN_80);
        report.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let certain = "(to this learner for this programme: it cannot count twice)";
    let said = "(to a learner of the same name or identifier, as far as this credential says)";
    for proof in [ProofStanding::Identified, ProofStanding::Paper] {
        let words = words(proof);
        assert!(words.contains(certain) && !words.contains(said), "{words}");
    }
    for proof in [ProofStanding::Signed, ProofStanding::Unsigned] {
        let words = words(proof);
        assert!(words.contains(said) && !words.contains(certain), "{words}");
    }
}

fn explained(items: &[Evaluation], style: &Style<'_>) -> String {
    let mut out = Vec::new();
    explanations(&mut out, items, style).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn an_officer_reads_the_dossier_and_earlier_decisions() {
    let report = evaluated(&[with_tracks()], Format::Human, &PLAIN_80);
    let (_, tracks) = report
        .split_once("── Recognition of Prior Learning")
        .unwrap();
    let (tracks, _) = tracks.split_once("── Further reasons").unwrap();
    snapshot!("tracks_80", tracks);
    let without = evaluated(&[examples::open()], Format::Human, &PLAIN_80);
    assert!(!without.contains("── Recognition of Prior Learning"));
    assert!(!without.contains("Earlier decisions"));
    let id = Digest::of(b"evaluation").hex();
    assert!(report.trim_end().ends_with(&id), "{report}");
}

#[test]
fn a_learner_reads_one_page() {
    let mut altered = examples::altered();
    altered.programme = Some(programme());
    for evaluation in [with_tracks(), altered.clone(), examples::recognised()] {
        let page = explained(&[evaluation], &PLAIN_80);
        assert!(page.lines().count() <= 60, "{page}");
    }
    snapshot!("learner_open_80", explained(&[with_tracks()], &PLAIN_80));
    snapshot!("learner_altered_80", explained(&[altered], &PLAIN_80));
    snapshot!(
        "learner_recognised_60",
        explained(&[examples::recognised()], &PLAIN_60)
    );
}

#[test]
fn each_outcome_and_criterion_is_told_in_plain_words() {
    use OutcomeCode::{
        Flexible, HumanReview, NeedsInformation, NotLrc, NotVerified, RecogniseFull,
        RecognisePartial, Rpl,
    };
    let mut pages = Vec::new();
    for code in [
        RecogniseFull,
        RecognisePartial,
        Flexible,
        Rpl,
        NeedsInformation,
        HumanReview,
        NotLrc,
        NotVerified,
    ] {
        let mut evaluation = with_tracks();
        evaluation.outcome.code = code;
        evaluation.outcome.track = code.track();
        for (lower, upper, applies) in [
            (0, 0, true),
            (1, 1, true),
            (2, 3, true),
            (1, 2, true),
            (0, 3, false),
        ] {
            for result in &mut evaluation.criteria {
                (result.lower, result.upper, result.applies) = (lower, upper, applies);
            }
            let page = explained(std::slice::from_ref(&evaluation), &PLAIN_80);
            let words: Vec<&str> = page.split_whitespace().collect();
            let words = words.join(" ");
            for needed in [
                "It is not a decision",
                "to appeal it",
                "examination board within six weeks",
                "Recognition of Prior Learning",
            ] {
                assert!(words.contains(needed), "{code}: {page}");
            }
            assert!(!page.contains(code.as_str()) || code == Flexible, "{page}");
            assert!(!page.contains(" /"), "a place in JSON: {page}");
            assert_eq!(words.contains("fresh copy"), code == NotVerified, "{page}");
            // Where nothing was verified, nothing of the file is told as found.
            let told = Criterion::ALL.iter().filter(|each| {
                let row = format!(" {}  ", each.label());
                page.contains(&row)
            });
            assert!((told.count() > 5) == (code != NotVerified), "{page}");
            pages.push(page);
        }
    }
    // Each combination reads otherwise.
    pages.sort_unstable();
    pages.dedup();
    assert_eq!(pages.len(), 7 * 5 + 1);
}

/// The words of a page, without its lines.
fn words(page: &str) -> String {
    page.split_whitespace().collect::<Vec<&str>>().join(" ")
}

#[test]
fn a_learner_is_told_what_happened_and_no_fresh_copy_where_none_would_help() {
    let page = |codes: &[CheckCode]| {
        let mut evaluation = with_tracks();
        evaluation.outcome.code = OutcomeCode::NotVerified;
        let failed = codes.iter().map(|code| Check::failed(*code, "it failed"));
        evaluation.checks = failed.collect();
        words(&explained(&[evaluation], &PLAIN_80))
    };
    let (fresh, withdrawn, another) = (
        "Get a fresh copy",
        "The issuer has withdrawn this credential.",
        "It could not be shown that this credential is yours.",
    );
    for (codes, said, unsaid) in [
        (
            &[CheckCode::StatusRevocation][..],
            &[withdrawn, "whether there is a new one"][..],
            &[fresh, another, "print, a scan"][..],
        ),
        (
            &[CheckCode::LearnerMatch],
            &[another, "by mistake"],
            &[fresh, withdrawn],
        ),
        (
            &[CheckCode::ProofSignature],
            &[fresh],
            &[withdrawn, another],
        ),
        (
            &[CheckCode::ProofSignature, CheckCode::StatusRevocation],
            &[fresh, withdrawn],
            &[another],
        ),
    ] {
        let page = page(codes);
        for needed in said {
            assert!(page.contains(needed), "{needed}: {page}");
        }
        for other in unsaid {
            assert!(!page.contains(other), "{other}: {page}");
        }
        assert!(page.contains("This says nothing about what you learned."));
    }
}

#[test]
fn of_a_certificate_on_paper_nobody_says_that_a_file_was_signed() {
    let mut evaluation = with_tracks();
    for result in &mut evaluation.criteria {
        (result.lower, result.upper) = (2, 2);
        result.missing.clear();
    }
    let page = words(&explained(std::slice::from_ref(&evaluation), &PLAIN_80));
    assert!(page.contains("Your file is genuine"), "{page}");
    evaluation.document.form = Form::Paper;
    let page = words(&explained(&[evaluation], &PLAIN_80));
    assert!(page.contains("Your certificate agrees with"), "{page}");
    assert!(
        !page.contains("your file") && !page.contains("Your file"),
        "{page}"
    );
}

#[test]
fn a_learner_reads_what_does_not_fit_and_what_can_be_earned() {
    let mut evaluation = with_tracks();
    evaluation.outcome.code = OutcomeCode::RecognisePartial;
    let deviation = |text: &str| Deviation {
        criterion: Criterion::Workload,
        text: text.to_owned(),
        not_shown: text.starts_with("Not shown: "),
    };
    evaluation.outcome.deviations = vec![
        deviation("5 ECTS credits are stated; 8 are asked for."),
        deviation("Only weakly met. Nobody gives its hours."),
        deviation("Not shown: nothing says so."),
    ];
    evaluation.outcome.settle = vec![Settlement {
        criteria: vec![Criterion::Workload],
        facts: vec![
            examples::missing("further learning of 3 ECTS credits", Ask::Applicant),
            examples::missing("the diploma", Ask::Applicant),
            examples::missing("an examination, project or portfolio", Ask::Applicant),
        ],
        leads_to: Vec::new(),
    }];
    let page = words(&explained(&[evaluation], &PLAIN_80));
    assert!(
        page.contains("It does not fit 5 ECTS credits are stated; 8 are asked for."),
        "{page}"
    );
    assert!(!page.contains("Nobody gives") && !page.contains("nothing says so"));
    assert!(page.contains("Further learning of 3 ECTS credits (you can earn it)"));
    assert!(page.contains("The diploma (you can give it)"));
    assert!(page.contains("portfolio (you can take one)"));
}

#[test]
fn what_a_strict_policy_counts_stands_apart_and_against_nobody() {
    let mut evaluation = with_tracks();
    evaluation.outcome.code = OutcomeCode::NotLrc;
    let deviation = |criterion, text: &str| Deviation {
        criterion,
        text: text.to_owned(),
        not_shown: text.starts_with("Not shown: "),
    };
    evaluation.outcome.deviations = vec![
        deviation(Criterion::Testing, "Not met. It shows attendance."),
        deviation(Criterion::Level, "Not shown: no level is stated."),
    ];
    let report = evaluated(std::slice::from_ref(&evaluation), Format::Human, &PLAIN_80);
    let (_, report) = report.split_once("── Substantial differences").unwrap();
    let (differences, not_shown) = report.split_once("── Not shown").unwrap();
    assert!(differences.contains("It shows attendance") && !differences.contains("Level"));
    assert!(not_shown.contains("No level is stated."), "{not_shown}");
    assert!(!report.contains("── Deviations"));
    // Where nothing is known to differ, neither page says that anything does.
    let mut nothing = evaluation.clone();
    nothing.outcome.deviations.remove(0);
    let report = evaluated(std::slice::from_ref(&nothing), Format::Human, &PLAIN_80);
    assert!(report.contains("┃ Recognition is not shown to be possible"));
    assert!(!report.contains("Substantial differences"));
    assert!(explained(&[nothing], &PLAIN_80).contains("Nothing shows yet that"));
    // The learner reads that it is not known.
    for result in &mut evaluation.criteria {
        (result.lower, result.upper) = (0, 0);
        result.missing = vec![examples::missing("the level", Ask::Issuer)];
    }
    let page = explained(std::slice::from_ref(&evaluation), &PLAIN_80);
    assert!(page.contains("The level of the course is not known for sure yet."));
    for result in &mut evaluation.criteria {
        result.missing.clear();
    }
    assert!(explained(&[evaluation], &PLAIN_80).contains("No level is stated that could count."));
}

#[test]
fn of_paper_is_told_what_was_asked_and_by_whom_it_was_answered() {
    let answer = |question, value, role| Answer {
        question,
        value,
        by: "J. Jansen".to_owned(),
        role,
        date: "2026-08-28".to_owned(),
        source: None,
        part: None,
    };
    let mut evaluation = with_tracks();
    evaluation.document.form = Form::Paper;
    evaluation.checks.clear();
    evaluation.elements = Elements::all_absent("Nobody answered what it states.");
    evaluation.answers = vec![
        answer(Question::Ects, AnswerValue::YesNo(false), Author::Officer),
        answer(
            Question::Supervised,
            AnswerValue::YesNo(false),
            Author::Officer,
        ),
        answer(
            Question::IdentityVerified,
            AnswerValue::YesNo(true),
            Author::Applicant,
        ),
    ];
    evaluation.criteria[6].reasons[0].answers = vec![1, 2];
    let report = words(&evaluated(&[evaluation], Format::Human, &PLAIN_80));
    for told in [
        "How many ECTS credits is it? None.",
        "Was the assessment supervised? No.",
        "(the officer's answer A2, the applicant's answer A3)",
        "Grade Not asked.",
        "Level Not answered.",
        "Supervision and identity See the answers.",
    ] {
        assert!(report.contains(told), "{told}: {report}");
    }
    assert!(!report.contains("Nobody answered") && !report.contains("── Checks"));
}

#[test]
fn our_own_prose_is_not_cut() {
    let mut evaluation = with_tracks();
    evaluation.outcome.summary = format!("{}to the end.", "A long sentence, ".repeat(60));
    let report = evaluated(&[evaluation], Format::Human, &PLAIN_80);
    let (_, proposal) = report.split_once("── Proposal").unwrap();
    let (proposal, _) = proposal.split_once("── ").unwrap();
    assert!(words(&proposal.replace('┃', " ")).contains("sentence, to the end."));
    assert!(!proposal.contains('…'), "{proposal}");
}

#[test]
fn without_a_route_of_appeal_the_learner_is_told_to_ask_for_it() {
    let mut evaluation = with_tracks();
    evaluation.programme.as_mut().unwrap().appeal = None;
    let page = explained(&[evaluation], &PLAIN_80);
    let words: Vec<&str> = page.split_whitespace().collect();
    let words = words.join(" ");
    assert!(
        words.contains(
            "to appeal it. How, and by when, is not said here: ask University of the South"
        )
    );
}

#[test]
fn what_a_learner_reads_is_bounded_and_safe() {
    let mut evaluation = with_tracks();
    let many = |index: usize| credeval_model::criterion::Missing {
        what: format!("fact {index} \u{1b}[2J").into(),
        ask: Ask::Applicant,
        questions: Vec::new(),
    };
    evaluation.outcome.settle = vec![Settlement {
        criteria: Vec::new(),
        facts: (0..200).map(many).collect(),
        leads_to: Vec::new(),
    }];
    let dossier = evaluation.dossier.as_mut().unwrap();
    dossier.to_assess = vec![dossier.to_assess[0].clone(); 500];
    let page = explained(&[evaluation], &PLAIN_80);
    assert!(
        page.contains("and 194 more") && page.contains("and 495 more"),
        "{page}"
    );
    assert!(page.lines().count() <= 66, "{page}");
    assert!(!page.contains('\u{1b}'));
    for page in [
        explained(&[attack()], &PLAIN_80),
        evaluated(&[attack()], Format::Human, &PLAIN_80),
        signed(&record(), &attack(), Format::Human),
    ] {
        for line in page.lines() {
            assert!(!line.contains(text::is_unsafe), "{line:?}");
            assert!(line.width() <= 80, "{line:?}");
        }
    }
}

pub(crate) fn record() -> DecisionRecord {
    DecisionRecord {
        schema: DECISION_SCHEMA.to_owned(),
        evaluation: Digest::of(b"evaluation"),
        document: Digest::of(b"document"),
        part: None,
        achievement: Achievement {
            title: "nutrition".to_owned(),
            awarding_bodies: Vec::new(),
        },
        learner: None,
        purpose: Purpose::Exemption,
        institution: Some("University of the South".to_owned()),
        programme: Some("Bachelor health sciences".to_owned()),
        course: Some("Nutrition and health".to_owned()),
        proposal: OutcomeCode::NotLrc,
        decision: Verdict::Refused,
        credits: None,
        grade: None,
        accepted: Vec::new(),
        differences: vec![Deviation {
            criterion: Criterion::Testing,
            text: "nothing was tested".to_owned(),
            not_shown: false,
        }],
        reasons: "the course is taught at the level of a school".to_owned(),
        officer: "O. Fficer".to_owned(),
        body: "Examination board".to_owned(),
        date: "2026-03-03".to_owned(),
        appeal: None,
    }
}

fn signed(record: &DecisionRecord, evaluation: &Evaluation, format: Format) -> String {
    let mut out = Vec::new();
    decision(&mut out, record, evaluation, format, &PLAIN_80).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_decision_is_a_page_to_sign_and_a_record() {
    let shown = |record: &DecisionRecord, format| signed(record, &with_tracks(), format);
    snapshot!("decision_refused_80", shown(&record(), Format::Human));
    let granted = DecisionRecord {
        proposal: OutcomeCode::Flexible,
        decision: Verdict::Granted,
        credits: Some(5.0),
        grade: Some("pass".to_owned()),
        accepted: record().differences,
        differences: Vec::new(),
        appeal: programme().appeal,
        ..record()
    };
    snapshot!("decision_granted_80", shown(&granted, Format::Human));
    for format in [Format::Json, Format::Ndjson] {
        let read: DecisionRecord = serde_json::from_str(&shown(&granted, format)).unwrap();
        assert_eq!(read, granted);
    }
}
