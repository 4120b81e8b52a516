//! The report on a stack.

use credeval_model::{
    Criterion, Digest,
    criterion::{Ask, Missing},
    evaluation::{Engine, PolicyInfo},
    outcome::{Deviation, Outcome, OutcomeCode, Settlement},
    programme::Programme,
    stack::{Counts, Filled, Member, STACK_SCHEMA, Stack, StackFinding, StackFindingKind, Total},
};
use unicode_width::UnicodeWidthStr;

use super::{ASCII_80, COLOR_100, PLAIN_60, PLAIN_80, examples};
use crate::{Format, Style, text};

fn missing(what: &str) -> Missing {
    Missing {
        what: what.to_owned().into(),
        ask: Ask::Issuer,
        questions: Vec::new(),
    }
}

fn member(title: &str, counts: Counts, why: &str) -> Member {
    Member {
        evaluation: Digest::of(title.as_bytes()),
        source: format!("mira/{}.jwt", title.to_lowercase()),
        part: None,
        title: title.to_owned(),
        issued: Some("2026-02-02".to_owned()),
        level: Some(6),
        ects: Some(5.0),
        outcome: OutcomeCode::RecogniseFull,
        counts,
        why: why.to_owned(),
    }
}

/// One badge counts, one is open, one is out.
fn example() -> Stack {
    let module = |title: &str, by: &[usize], filled, why: &str| Filled {
        module: title.to_owned(),
        by: by.to_vec(),
        filled,
        why: why.to_owned(),
    };
    let fact = missing("for \"Food systems\": quality assurance of Northport University");
    let profile = "institution = 'University of the South'\nprogramme = 'Food and health'\nlevel = 6\n\
         appeal = 'The applicant may appeal within six weeks.'\n\
         [profile]\nroute = 'pre_stacked'\nects = 15\n";
    Stack {
        schema: STACK_SCHEMA.to_owned(),
        engine: Engine::default(),
        at: examples::at(),
        programme: Programme::parse(profile).unwrap(),
        route: credeval_model::programme::Route::PreStacked,
        members: vec![
            member(
                "Nutrition",
                Counts::Yes,
                "It fills the module \"Nutrition\".",
            ),
            Member {
                issued: None,
                level: None,
                ects: None,
                outcome: OutcomeCode::NeedsInformation,
                ..member(
                    "Food systems",
                    Counts::Open,
                    "More must be known about it first: Quality.",
                )
            },
            Member {
                outcome: OutcomeCode::NotVerified,
                ..member("Public health", Counts::No, "It could not be verified.")
            },
        ],
        modules: vec![
            module("Nutrition", &[0], Counts::Yes, "Filled by \"Nutrition\"."),
            module(
                "Food systems",
                &[1],
                Counts::Open,
                "May be filled by \"Food systems\", once more is known.",
            ),
            module("Public health", &[], Counts::No, "Nothing fills it."),
        ],
        alignment: None,
        credits: Total {
            lower: 5.0,
            upper: 10.0,
            asked: Some(15.0),
        },
        overlap: Some(0.0),
        findings: vec![StackFinding {
            kind: StackFindingKind::Version,
            text: "\"Nutrition\" stands there in several versions; the newest in force counts."
                .to_owned(),
            members: vec![0, 2],
        }],
        missing: vec![fact.clone(), missing("an identifier of the learner")],
        outcome: Outcome {
            code: OutcomeCode::NeedsInformation,
            track: None,
            summary: "More must be known before recognition can be proposed.".to_owned(),
            deviations: vec![Deviation {
                criterion: Criterion::Workload,
                text: "5 of 15 ECTS credits count.".to_owned(),
                not_shown: false,
            }],
            settle: vec![Settlement {
                criteria: vec![Criterion::Quality],
                facts: vec![fact],
                leads_to: vec![OutcomeCode::RecognisePartial, OutcomeCode::HumanReview],
            }],
            sign_off: true,
        },
        policy: PolicyInfo {
            id: "credeval-default".to_owned(),
            version: "1".to_owned(),
            digest: Digest::of(b"policy"),
        },
    }
}

fn shown(stack: &Stack, style: &Style<'_>) -> String {
    let mut out = Vec::new();
    crate::stack(&mut out, stack, Format::Human, style, examples::at()).unwrap();
    String::from_utf8(out).unwrap()
}

macro_rules! snapshot {
    ($name:literal, $report:expr) => {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../snapshots" }, {
            insta::assert_snapshot!($name, $report.replace('\u{1b}', "␛"));
        });
    };
}

#[test]
fn people_read_a_stack() {
    snapshot!("stack_80", shown(&example(), &PLAIN_80));
    snapshot!("stack_100_color", shown(&example(), &COLOR_100));
    snapshot!("stack_60", shown(&example(), &PLAIN_60));
    snapshot!("stack_80_ascii", shown(&example(), &ASCII_80));
}

#[test]
fn colour_alone_tells_nothing() {
    let colored = shown(
        &example(),
        &Style {
            width: 80,
            ..COLOR_100
        },
    );
    let mut plain = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, shown(&example(), &PLAIN_80));
}

#[test]
fn hostile_titles_are_shown_and_take_no_line_of_ours() {
    let attack = "\u{1b}[2J\u{202e}lairt\n── Proposal ──\r\nRecognition is possible";
    let mut stack = example();
    stack.members[0].title = attack.repeat(50);
    stack.members[1].why = attack.to_owned();
    stack.members[2].source = attack.to_owned();
    stack.findings[0].text = attack.to_owned();
    stack.outcome.settle[0].facts[0].what = attack.to_owned().into();
    stack.modules[0].why = attack.to_owned();
    for style in [&PLAIN_80, &PLAIN_60, &ASCII_80] {
        let report = shown(&stack, style);
        assert!(
            report
                .chars()
                .all(|each| each == '\n' || !text::is_unsafe(each)),
            "{report}"
        );
        assert!(report.contains("<U+001B>[2J"), "{report}");
        let headings = report
            .lines()
            .filter(|line| line.starts_with("── Proposal") || line.starts_with("-- Proposal"));
        assert_eq!(headings.count(), 1, "{report}");
        assert!(
            report.lines().all(|line| line.width() <= style.width),
            "{report}"
        );
    }
    // Credits that no bar can hold.
    for (lower, upper, asked) in [
        (1e300, 1e300, Some(1.0)),
        (0.0, 0.0, Some(1e300)),
        (-1.0, f64::MAX, None),
    ] {
        stack.credits = Total {
            lower,
            upper,
            asked,
        };
        assert!(
            shown(&stack, &PLAIN_80)
                .lines()
                .all(|line| line.width() <= 80)
        );
    }
}

#[test]
fn programs_read_a_stack_back() {
    let mut out = Vec::new();
    crate::stack(
        &mut out,
        &example(),
        Format::Ndjson,
        &PLAIN_80,
        examples::at(),
    )
    .unwrap();
    assert_eq!(std::str::from_utf8(&out).unwrap().lines().count(), 1);
    assert_eq!(serde_json::from_slice::<Stack>(&out).unwrap(), example());
}
