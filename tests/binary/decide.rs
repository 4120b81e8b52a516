//! Deciding on an evaluation: what is recorded, refused, warned of, and shown again later.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::program::{Run, Schema, credeval, project};

const STORY: [&str; 11] = [
    "evaluate",
    "fixtures/exemption/badge.jwt",
    "--programme",
    "fixtures/exemption/programme.toml",
    "--trust",
    "fixtures/exemption/trust-with-quality.toml",
    "--evidence",
    "fixtures/evidence",
    "--offline",
    "--at",
    "2026-09-01",
];

const GRANTED: &str = "decision = 'granted'\ncredits = 5\ngrade = 'pass'\nreasons = 'every \
                       criterion is met'\nofficer = 'O. Fficer'\nbody = 'Examination board'\n\
                       date = '2026-09-02'\n";

/// A folder of its own for each test; it goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("credeval-decide-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn with(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    /// The evaluation of the story, as this form writes it.
    fn evaluation(&self, extra: &[&str]) -> String {
        let run = credeval(&[&STORY[..], extra].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        self.with("evaluation.json", &run.stdout)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn decide(evaluation: &str, decision: &str, extra: &[&str]) -> Run {
    let verb = ["decide", evaluation, "--decision", decision];
    credeval(&[&verb[..], extra].concat())
}

#[test]
fn a_decision_is_printed_kept_and_shown_with_the_next_evaluation() {
    let folder = Folder::new("kept");
    let evaluation = folder.evaluation(&["--format", "json"]);
    let decision = folder.with("decision.toml", GRANTED);
    let kept = folder.path("decisions.ndjson");

    let run = decide(&evaluation, &decision, &["--decisions", &kept]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("decision_granted", run.stdout);

    let json = ["--decisions", &kept, "--format", "json"];
    let again = decide(&evaluation, &decision, &json);
    assert_eq!(again.code, 0);
    assert_eq!(
        again.stderr,
        "warning: the same achievement was granted to the same learner for the same programme on \
         2026-09-02, by Examination board\n"
    );
    let record = again.reports(Schema::DecisionRecord).remove(0);
    assert_eq!(record["decision"], "granted");
    let lines = fs::read_to_string(&kept).unwrap();
    assert_eq!(lines.lines().count(), 2);
    for line in lines.lines() {
        assert_eq!(serde_json::from_str::<Value>(line).unwrap(), record);
    }

    let next = ["--decisions", &kept, "--format", "json"];
    let next = credeval(&[&STORY[..], &next].concat());
    let report = next.reports(Schema::Evaluation).remove(0);
    assert_eq!(report["precedents"][0]["relation"], "granted_before");
    assert_eq!(report["id"], record["evaluation"]);
    let human = credeval(&[&STORY[..], &["--decisions", &kept]].concat()).stdout;
    assert!(human.contains("── Earlier decisions"), "{human}");
    let id = report["id"].as_str().unwrap().trim_start_matches("sha256:");
    assert!(human.trim_end().ends_with(id), "{human}");
}

#[test]
fn one_of_several_evaluations_is_chosen_by_its_id() {
    let folder = Folder::new("several");
    let decision = folder.with("decision.toml", GRANTED);
    let evaluation = folder.evaluation(&["fixtures/exemption/altered.jwt", "--format", "ndjson"]);
    let ids: Vec<String> = fs::read_to_string(&evaluation)
        .unwrap()
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(decide(&evaluation, &decision, &["--id", &ids[0]]).code, 0);
    let short = &ids[0]["sha256:".len()..][..12];
    assert_eq!(decide(&evaluation, &decision, &["--id", short]).code, 0);
    let altered = decide(&evaluation, &decision, &["--id", &ids[1]]);
    assert_eq!(altered.code, 2);
    assert!(
        altered.stderr.contains("that was not verified"),
        "{}",
        altered.stderr
    );
    let array = folder.evaluation(&["fixtures/exemption/altered.jwt", "--format", "json"]);
    assert_eq!(decide(&array, &decision, &["--id", short]).code, 0);
}

#[test]
fn a_decision_that_cannot_stand_is_neither_printed_nor_kept() {
    let folder = Folder::new("refused");
    let evaluation = folder.evaluation(&["--format", "json"]);
    let kept = folder.path("decisions.ndjson");
    let refused = GRANTED.replace("'granted'\ncredits = 5", "'refused'");
    let decision = folder.with("decision.toml", &refused);
    let run = decide(&evaluation, &decision, &["--decisions", &kept]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(!Path::new(&kept).exists());
}

/// An evaluation is a file, and anybody may have changed it since.
#[test]
fn an_evaluation_that_is_not_as_it_was_made_is_not_decided_on() {
    let folder = Folder::new("altered");
    let altered = STORY.map(|each| each.replace("badge.jwt", "altered.jwt"));
    let altered: Vec<&str> = altered.iter().map(String::as_str).collect();
    let json = ["--format", "json"];
    let report = |story: &[&str]| -> Value {
        let run = credeval(&[story, &json].concat());
        run.reports(Schema::Evaluation).remove(0)
    };
    let (full, altered) = (report(&STORY), report(&altered));
    assert_eq!(full["outcome"]["code"], "recognise_full");
    assert_eq!(altered["outcome"]["code"], "not_verified");
    let granted = folder.with("granted.toml", GRANTED);
    let refused = GRANTED.replace("'granted'\ncredits = 5", "'refused'");
    let differs = "[[differences]]\ncriterion = 'workload'\ntext = 'too little'\n";
    let refused = folder.with("refused.toml", &format!("{refused}{differs}"));
    let kept = folder.path("decisions.ndjson");
    let changed = |from: &Value, change: &dyn Fn(&mut Value)| {
        let mut evaluation = from.clone();
        change(&mut evaluation);
        folder.with("changed.json", &evaluation.to_string())
    };
    let scored = "that scoring does not give\nhint: evaluate the credential again\n";
    let made = "expected the evaluation as it was made, found";
    for (from, decision, change, found) in [
        (
            &altered,
            &granted,
            &(|each: &mut Value| each["outcome"]["code"] = "recognise_full".into())
                as &dyn Fn(&mut Value),
            format!("{made} an outcome {scored}"),
        ),
        (
            &altered,
            &granted,
            &|each| each["outcome"] = full["outcome"].clone(),
            format!("{made} an outcome {scored}"),
        ),
        (
            &full,
            &refused,
            &|each| each["criteria"] = Value::Array(Vec::new()),
            format!("{made} criteria {scored}"),
        ),
        (
            &full,
            &granted,
            &|each| each["criteria"][0]["upper"] = 1.into(),
            format!("{made} criteria {scored}"),
        ),
        (
            &altered,
            &granted,
            &|each| each["checks"] = full["checks"].clone(),
            format!("{made} an id that is not of what it holds\nhint: evaluate the credential again\n"),
        ),
        (
            &full,
            &granted,
            &|each| each["engine"]["rules"] = "0".into(),
            "expected an evaluation by the rules 2, found one by 0\nhint: evaluate the credential again\n".to_owned(),
        ),
    ] {
        let path = changed(from, change);
        let run = decide(&path, decision, &["--decisions", &kept]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{found}");
        assert_eq!(run.stderr, format!("error: {path}: {found}"));
    }
    assert!(!Path::new(&kept).exists());
    let same = changed(&full, &|_| ());
    assert_eq!(decide(&same, &granted, &[]).code, 0);
}

/// What a policy of one's own gave is scored again by that policy, and by no other.
#[test]
fn an_evaluation_is_scored_again_by_its_own_policy() {
    let folder = Folder::new("policy");
    let shipped = fs::read_to_string(project().join("crates/score/policy/default.toml")).unwrap();
    let strict = shipped.replace("missing_as = \"unknown\"", "missing_as = \"no\"");
    assert_ne!(strict, shipped);
    let strict = folder.with("strict.toml", &strict);
    let policy = ["--policy", strict.as_str()];
    let evaluation = folder.evaluation(&[&policy[..], &["--format", "json"]].concat());
    let decision = folder.with("decision.toml", GRANTED);
    assert_eq!(decide(&evaluation, &decision, &policy).code, 0);
    let run = decide(&evaluation, &decision, &[]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    for told in [
        "expected an evaluation by the policy ",
        ", found one by ",
        "\nhint: give the policy that it was made by, by --policy FILE\n",
    ] {
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}

/// A certificate on paper, and answers beside a file, score again as they did.
#[test]
fn what_rests_on_answers_is_decided_on_too() {
    let folder = Folder::new("answers");
    let decision = GRANTED.replace("'granted'\ncredits = 5", "'deferred'");
    let decision = folder.with("decision.toml", &decision);
    let answers = ["--answers", "fixtures/exemption/answers.toml"];
    let paper = [
        "evaluate",
        "--answers",
        "fixtures/paper/answers.toml",
        "--programme",
        "fixtures/paper/programme.toml",
    ];
    for arguments in [[&STORY[..], &answers].concat(), paper.to_vec()] {
        let run = credeval(&[&arguments[..], &["--format", "json"]].concat());
        let evaluation = folder.with("evaluation.json", &run.stdout);
        let run = decide(&evaluation, &decision, &[]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}

/// An editor, or a copy, may leave out the end of the last line.
#[test]
fn a_record_begins_a_line_of_its_own() {
    let folder = Folder::new("line");
    let evaluation = folder.evaluation(&["--format", "json"]);
    let decision = folder.with("decision.toml", GRANTED);
    let kept = folder.path("decisions.ndjson");
    let run = || decide(&evaluation, &decision, &["--decisions", &kept]);
    assert_eq!(run().code, 0);
    let first = fs::read_to_string(&kept).unwrap();
    assert!(first.ends_with("}\n"));
    fs::write(&kept, first.trim_end()).unwrap();
    assert_eq!(run().code, 0);
    assert_eq!(fs::read_to_string(&kept).unwrap(), first.repeat(2));
    assert_eq!(run().code, 0);
    assert_eq!(fs::read_to_string(&kept).unwrap(), first.repeat(3));
    fs::write(&kept, "").unwrap();
    assert_eq!(run().code, 0);
    assert_eq!(fs::read_to_string(&kept).unwrap(), first);
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let folder = Folder::new("errors");
    let evaluation = folder.evaluation(&["--format", "json"]);
    let two = folder.with(
        "two.ndjson",
        &credeval(
            &[
                &STORY[..],
                &["fixtures/exemption/altered.jwt", "--format", "ndjson"],
            ]
            .concat(),
        )
        .stdout,
    );
    let granted = folder.with("granted.toml", GRANTED);
    let refused = GRANTED.replace("'granted'\ncredits = 5", "'refused'");
    let refused = folder.with("refused.toml", &refused);
    let typo = folder.with("typo.toml", &format!("{GRANTED}typo = 1\n"));
    let other = folder.with("other.json", "{\"schema\":\"credeval/other/1\"}");
    let none = folder.with("none.json", "{}");
    let broken = folder.with("broken.json", "{");
    let records = folder.with("records.ndjson", "\n{}\n");
    let later = folder.with("later.ndjson", "{\"schema\": 1}\n");
    let record = decide(&evaluation, &granted, &["--format", "ndjson"]).stdout;
    let newer = record.replace("credeval/decision/1", "credeval/decision/9");
    let newer = folder.with("newer.ndjson", &newer);
    let mut report = String::new();
    for arguments in [
        vec!["decide", &evaluation, "--decision", &refused],
        vec!["decide", &evaluation, "--decision", &typo],
        vec!["decide", &evaluation, "--decision", "no-such-file.toml"],
        vec!["decide", "no-such-file.json", "--decision", &granted],
        vec!["decide", &other, "--decision", &granted],
        vec!["decide", &none, "--decision", &granted],
        vec!["decide", &broken, "--decision", &granted],
        vec!["decide", &two, "--decision", &granted],
        vec!["decide", &two, "--decision", &granted, "--id", "xyz"],
        vec![
            "decide",
            &evaluation,
            "--decision",
            &granted,
            "--decisions",
            &records,
        ],
        [&STORY[..], &["--decisions", &later]].concat(),
        [&STORY[..], &["--decisions", &newer]].concat(),
        [&STORY[..], &["--decisions", "no-such-file.ndjson"]].concat(),
        [&STORY[..], &["--for", "learner", "--format", "json"]].concat(),
    ] {
        let run = credeval(&arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        let shown = arguments.join(" ");
        let _ = write!(report, "$ credeval {shown}\n{}", run.stderr);
    }
    let folder = folder.0.to_str().unwrap();
    insta::assert_snapshot!("decide_errors", report.replace(folder, "FOLDER"));
}

#[test]
fn the_two_stories_are_told_to_their_learners_on_one_page() {
    let admission = [
        "evaluate",
        "fixtures/admission/credential.jsonld",
        "--programme",
        "fixtures/admission/programme.toml",
        "--trust",
        "fixtures/admission/trust.toml",
        "--offline",
        "--at",
        "2026-09-01",
    ];
    for (name, story) in [
        ("learner_exemption", &STORY[..]),
        ("learner_admission", &admission),
    ] {
        let run = super::program::with_variables(
            &[story, &["--for", "learner"]].concat(),
            &[("COLUMNS", "80")],
        );
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert!(run.stdout.lines().count() <= 60, "{}", run.stdout);
        insta::assert_snapshot!(name, run.stdout);
    }
}
