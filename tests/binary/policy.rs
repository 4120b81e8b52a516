//! The rules in force, what a change of them does, and evaluations that are scored again.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use credeval::model::{Check, CheckCode, Evaluation};
use credeval::score::{Policy, Scored, again};
use serde_json::Value;

use super::program::{Run, credeval, project, with_input, with_variables};

const PROGRAMME: &str = r#"
institution = "University of the South"
programme = "Bachelor health sciences"
course = "Nutrition and health"
purpose = "exemption"
level = 6
ects = 5
max_age_years = 8
coverage_min = 0.5
priority = ["learning_outcomes", "quality", "level"]

[[tolerated]]
criterion = "testing"
down_to = 0
reason = "The course is examined again in the second year."
"#;

fn shipped() -> String {
    fs::read_to_string(project().join("crates/score/policy/default.toml")).unwrap()
}

/// A folder of its own, with files in it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("credeval-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        for (name, text) in files {
            fs::write(path.join(name), text).unwrap();
        }
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Every line of fixtures/expected.tsv as `evaluate` prints it, with these arguments more.
fn evaluations(more: &[&str], format: &str) -> String {
    let lines = fs::read_to_string(project().join("fixtures/expected.tsv")).unwrap();
    let lines = lines.lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut printed = String::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let [story, credential, trust, ..] = cells[..] else {
            panic!("expected nine cells: {line}");
        };
        let in_story = |file: &str| format!("fixtures/{story}/{file}");
        let (source, trust, programme) = (
            in_story(credential),
            in_story(trust),
            in_story("programme.toml"),
        );
        let arguments = [
            "evaluate",
            &source,
            "--trust",
            &trust,
            "--programme",
            &programme,
            "--evidence",
            "fixtures/evidence",
            "--offline",
            "--at",
            "2026-09-01T00:00:00Z",
            "--format",
            format,
        ];
        let run = credeval(&[&arguments[..], more].concat());
        assert_eq!(run.code, 0, "{source}: {}", run.stderr);
        printed.push_str(&run.stdout);
    }
    printed
}

fn parsed(lines: &str) -> Vec<Evaluation> {
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

#[test]
fn an_evaluation_alone_gives_the_same_again() {
    let strict = shipped().replace("missing_as = \"unknown\"", "missing_as = \"no\"");
    let folder = Folder::new("again", &[("strict.toml", &strict)]);
    let strict = Policy::parse(&strict).unwrap();
    let by_default = parsed(&evaluations(&[], "ndjson"));
    let by_strict = parsed(&evaluations(
        &["--policy", &folder.path("strict.toml")],
        "ndjson",
    ));
    assert!(by_default.len() > 10, "{}", by_default.len());
    assert_eq!(by_default.len(), by_strict.len());
    let held = |evaluation: &Evaluation, scored: Scored| {
        assert_eq!(scored.criteria, evaluation.criteria);
        assert_eq!(scored.alignment, evaluation.alignment);
        assert_eq!(scored.outcome, evaluation.outcome);
        assert_eq!(scored.dossier, evaluation.dossier);
    };
    let mut differ = 0;
    for (one, other) in by_default.iter().zip(&by_strict) {
        held(one, again(one, &Policy::default_policy()));
        // From one policy to the other and back: nothing of the old score is kept.
        held(other, again(one, &strict));
        held(one, again(other, &Policy::default_policy()));
        differ += usize::from(one.outcome != other.outcome);
        // What scoring finds itself, from answers, is not found twice.
        let mut found = one.clone();
        let row = Check::failed(CheckCode::IntegrityAnswer, "an answer says otherwise");
        found.checks.push(row);
        held(one, again(&found, &Policy::default_policy()));
    }
    assert!(differ > 2, "{differ}");
}

#[test]
fn the_rules_in_force_are_told_to_people() {
    let changed = shipped()
        .replace("id = \"credeval-default\"", "id = \"south\"")
        .replace("red_share = 0.5", "red_share = 0.4")
        .replace("missing_as = \"unknown\"", "missing_as = \"no\"");
    let folder = Folder::new(
        "explain",
        &[("programme.toml", PROGRAMME), ("policy.toml", &changed)],
    );
    let (programme, policy) = (folder.path("programme.toml"), folder.path("policy.toml"));
    let narrow = [("COLUMNS", "80")];
    let run = with_variables(
        &[
            "policy",
            "explain",
            "--programme",
            &programme,
            "--policy",
            &policy,
        ],
        &narrow,
    );
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80));
    insta::assert_snapshot!("explain_programme", run.stdout);

    let run = credeval(&["policy", "explain"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("explain_shipped", run.stdout);

    let json = credeval(&[
        "policy",
        "explain",
        "--programme",
        &programme,
        "--format",
        "json",
    ]);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    let rule = |key: &str| {
        let rules = report["rules"].as_array().unwrap();
        rules.iter().find(|rule| rule["key"] == key).unwrap()
    };
    assert_eq!(rule("coverage_min")["value"], "0.5");
    assert_eq!(rule("coverage_min")["origin"], "programme");
    assert_eq!(rule("coverage_min")["shipped"], "0.75");
    assert_eq!(rule("tolerated.testing")["shipped"], Value::Null);
    assert_eq!(rule("green_min")["origin"], "default");
    assert_eq!(rule("green_min").get("shipped"), None);
    assert_eq!(report["order"][1], "learning_outcomes");
    assert_eq!(report["rows"][0]["in_part"], "recognise_partial");
    assert_eq!(report["programme"]["max_age_years"], 8);

    // The command line's purpose stands above the programme's; without one its rules are silent.
    let none = credeval(&[
        "policy",
        "explain",
        "--programme",
        &programme,
        "--purpose",
        "none",
        "--format",
        "json",
    ]);
    assert!(!none.stdout.contains("\"origin\": \"programme\""));
}

#[test]
fn what_a_change_of_policy_does_is_listed() {
    let changed = shipped()
        .replace("coverage_min = 0.75", "coverage_min = 0.3")
        .replace("unsigned_cap = 1", "unsigned_cap = 0")
        .replace("workload_ratio_min = 0.0\n", "workload_ratio_min = 0\n");
    let lines = evaluations(&[], "ndjson");
    let all = parsed(&lines);
    let array = serde_json::to_string(&all).unwrap();
    let folder = Folder::new(
        "diff",
        &[
            ("new.toml", &changed),
            ("lines.ndjson", &lines),
            ("array.json", &array),
            ("empty.ndjson", ""),
        ],
    );
    let new = folder.path("new.toml");
    let diff = |files: &[&str]| credeval(&[&["policy", "diff", "default", &new], files].concat());

    let rules = diff(&[]);
    assert_eq!((rules.code, rules.stderr.as_str()), (0, ""));
    assert_eq!(
        rules.stdout,
        "Rules that differ: 2.\n  purpose.exemption.coverage_min: 0.75 -> 0.3\n  unsigned_cap: 1 -> 0\n"
    );
    let same = credeval(&["policy", "diff", "default", "default"]);
    assert_eq!(same.stdout, "Rules that differ: 0.\n");

    let told = diff(&[&folder.path("lines.ndjson")]);
    assert_eq!((told.code, told.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("diff", told.stdout);
    // An array, lines on standard input, one pretty object: all the same.
    assert_eq!(diff(&[&folder.path("array.json")]).stdout, told.stdout);
    let piped = with_input(&["policy", "diff", "default", &new, "-"], lines.as_bytes());
    assert_eq!(piped.stdout, told.stdout);
    let pretty: Vec<String> = all
        .iter()
        .map(|each| serde_json::to_string_pretty(each).unwrap())
        .collect();
    let piped = with_input(
        &["policy", "diff", "default", &new, "-"],
        pretty.join("\n").as_bytes(),
    );
    assert_eq!(piped.stdout, told.stdout);
    let none = diff(&[&folder.path("empty.ndjson")]);
    assert!(
        none.stdout.contains("No evaluations were read."),
        "{}",
        none.stdout
    );

    let lines = folder.path("lines.ndjson");
    let json = diff(&["--format", "json", &lines, &folder.path("array.json")]);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    let moved = report["changes"].as_array().unwrap();
    let of_outcome = moved
        .iter()
        .filter(|each| each["outcome"]["old"] != each["outcome"]["new"]);
    let counts = &report["evaluations"];
    assert_eq!(counts["read"], 2 * all.len());
    assert_eq!(counts["outcome_changes"], of_outcome.count());
    assert_eq!(counts["not_by_old"], 0);
    assert!(moved.iter().all(|each| each["by_old"] == true));
    // Back again, the evaluations are not those of the old policy.
    let back = credeval(&[
        "policy", "diff", &new, "default", &lines, "--format", "json",
    ]);
    let back: Value = serde_json::from_str(&back.stdout).unwrap();
    assert_eq!(back["evaluations"]["not_by_old"], all.len());
    assert_eq!(
        back["evaluations"]["outcome_changes"],
        counts["outcome_changes"].as_u64().unwrap() / 2
    );
}

/// Numbers, texts and lists that people answered are read again, in this build as in any.
#[test]
fn evaluations_with_answers_are_read_by_every_verb_that_reads_evaluations() {
    let numbers = "by = 'J. Jansen'\nrole = 'officer'\ndate = '2026-08-28'\n\
                   [[answer]]\nquestion = 'workload.hours'\nvalue = 137.5\n\
                   [[answer]]\nquestion = 'certificate.title'\nvalue = 'Nutrition'\n\
                   [[answer]]\nquestion = 'learning_outcomes.list'\nvalue = ['Explain food']\n";
    let decision = "decision = 'deferred'\nreasons = 'more must be known'\nofficer = 'O. Fficer'\n\
                    body = 'Examination board'\ndate = '2026-09-02'\n";
    let folder = Folder::new(
        "answered",
        &[("answers.toml", numbers), ("decision.toml", decision)],
    );
    let (answers, decision) = (folder.path("answers.toml"), folder.path("decision.toml"));
    for (story, credential) in [
        ("exemption", "badge.jwt"),
        ("admission", "credential.jsonld"),
    ] {
        let in_story = |file: &str| format!("fixtures/{story}/{file}");
        let programme = in_story("programme.toml");
        for format in ["json", "ndjson"] {
            let evaluate = [
                "evaluate",
                &in_story(credential),
                "--programme",
                &programme,
                "--trust",
                &in_story("trust.toml"),
                "--offline",
                "--at",
                "2026-09-01",
                "--answers",
                &answers,
                "--format",
                format,
            ];
            let run = credeval(&evaluate);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{story}");
            assert!(run.stdout.contains("137.5"), "{}", run.stdout);
            let file = folder.path("evaluation.json");
            fs::write(&file, &run.stdout).unwrap();
            let diff = credeval(&["policy", "diff", "default", "default", &file]);
            assert_eq!(
                (diff.code, diff.stderr.as_str()),
                (0, ""),
                "{story} {format}"
            );
            assert!(
                diff.stdout.contains("None of 1 evaluation ends otherwise."),
                "{}",
                diff.stdout
            );
            let decide = credeval(&["decide", &file, "--decision", &decision]);
            assert_eq!(
                (decide.code, decide.stderr.as_str()),
                (0, ""),
                "{story} {format}"
            );
        }
    }
}

#[test]
fn many_evaluations_are_read_one_by_one_with_progress() {
    let lines = evaluations(&[], "ndjson");
    let first = lines.lines().next().unwrap();
    let many = format!("{first}\n").repeat(2001);
    let run = with_input(
        &["policy", "diff", "default", "default", "-"],
        many.as_bytes(),
    );
    assert_eq!(run.code, 0);
    assert_eq!(run.stderr, "1000 evaluations read\n2000 evaluations read\n");
    assert!(
        run.stdout
            .contains("None of 2001 evaluations ends otherwise. No criterion changes.")
    );
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let evaluation = evaluations(&[], "ndjson");
    let first = evaluation.lines().next().unwrap();
    let folder = Folder::new(
        "faults",
        &[
            (
                "twice.toml",
                &shipped().replace(
                    "[\"quality\", \"level\", \"learning_outcomes\"]",
                    "[\"quality\", \"quality\"]",
                ),
            ),
            (
                "gate.toml",
                "institution = 'U'\nprogramme = 'P'\n[[tolerated]]\ncriterion = 'authenticity'\ndown_to = 0\nreason = 'R'\n",
            ),
            ("number.json", "42"),
            ("verification.json", "[{\"checks\": []}]"),
            ("cut.ndjson", &first[..first.len() / 2]),
            ("second.ndjson", &format!("{first}\nnothing\n")),
            ("after.json", &format!("[{first}] more")),
            (
                "other.json",
                &first.replace("credeval/evaluation/1", "credeval/evaluation/9"),
            ),
        ],
    );
    let mut report = String::new();
    let mut fails = |arguments: &[&str], file: &str| {
        let path = folder.path(file);
        let run: Run = credeval(&[arguments, &[path.as_str()]].concat());
        assert_eq!(run.code, 2, "{file}: {}", run.stdout);
        let told = run.stderr.replace(&path, file);
        let _ = write!(report, "$ credeval {} {file}\n{told}", arguments.join(" "));
    };
    fails(&["policy", "explain", "--policy"], "missing.toml");
    fails(&["policy", "explain", "--policy"], "twice.toml");
    fails(&["policy", "explain", "--programme"], "gate.toml");
    fails(&["policy", "diff", "default"], "missing.toml");
    for file in [
        "missing.json",
        "number.json",
        "verification.json",
        "cut.ndjson",
        "second.ndjson",
        "after.json",
        "other.json",
    ] {
        fails(&["policy", "diff", "default", "default"], file);
    }
    insta::assert_snapshot!(report);
}
