//! The two stories, whole: credential, programme, a register as it was read, and answers.

use std::fs;

use serde_json::Value;

use super::program::{Run, Schema, credeval, project};

/// A story, and what it comes to.
struct Story {
    folder: &'static str,
    credential: &'static str,
    outcome: &'static str,
    /// The report of the register that assures it, and the robustness of quality by it alone.
    quality: (&'static str, u64),
    /// What quality is worth together with the answers.
    answered: u64,
}

const STORIES: [Story; 2] = [
    Story {
        folder: "exemption",
        credential: "badge.jwt",
        outcome: "recognise_full",
        quality: ("https://data.deqar.eu/report/4711", 3),
        answered: 3,
    },
    Story {
        folder: "admission",
        credential: "credential.jsonld",
        outcome: "flexible",
        quality: ("https://data.deqar.eu/report/4712", 2),
        answered: 3,
    },
];

impl Story {
    fn evaluate(&self, trust: &str, answers: bool, more: &[&str]) -> Run {
        let file = |name: &str| format!("fixtures/{}/{name}", self.folder);
        let (credential, programme) = (file(self.credential), file("programme.toml"));
        let answered = file("answers.toml");
        let mut arguments = vec!["evaluate", &credential, "--programme", &programme];
        arguments.extend(["--trust", trust, "--evidence", "fixtures/evidence"]);
        arguments.extend(["--offline", "--at", "2026-09-01"]);
        if answers {
            arguments.extend(["--answers", &answered]);
        }
        arguments.extend(more);
        credeval(&arguments)
    }

    fn judged(&self, trust: &str, answers: bool) -> Value {
        let run = self.evaluate(trust, answers, &["--format", "json"]);
        run.reports(Schema::Evaluation).remove(0)
    }
}

const REGISTER: &str = "fixtures/register/trust.toml";

#[test]
fn a_register_and_answers_settle_both_stories() {
    for story in STORIES {
        let by_register = story.judged(REGISTER, false);
        assert_eq!(by_register["outcome"]["code"], story.outcome);
        let quality = &by_register["criteria"][0];
        let (report, robustness) = story.quality;
        assert_eq!(quality["lower"], robustness);
        assert_eq!(quality["reasons"][0]["tier"], "register");
        let said = quality["reasons"][0]["text"].as_str().unwrap();
        assert!(said.contains(report), "{said}");
        let answered = story.judged(REGISTER, true);
        assert_eq!(answered["criteria"][0]["lower"], story.answered);
        assert_eq!(answered["outcome"]["code"], story.outcome);
        // And without the register quality is not known, or known by somebody else.
        let folder = format!("fixtures/{}/trust.toml", story.folder);
        let without = story.judged(&folder, false);
        assert_ne!(without["criteria"][0]["reasons"], quality["reasons"]);
    }
}

#[test]
fn the_reports_of_both_stories_read_well() {
    for story in STORIES {
        let report = story.evaluate(REGISTER, true, &[]).stdout;
        // The present changes, the rest of the report does not.
        let (_, report) = report.split_once("\n\n").unwrap();
        insta::assert_snapshot!(format!("story_{}", story.folder), report);
    }
}

#[test]
fn the_register_is_what_the_lock_says_it_was() {
    let folder = std::env::temp_dir().join(format!("credeval-register-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for name in ["trust.toml", "deqar.json"] {
        let from = project().join("fixtures/register").join(name);
        fs::copy(from, folder.join(name)).unwrap();
    }
    let [trust, register] = ["trust.toml", "deqar.json"].map(|name| folder.join(name));
    let update = |at| {
        let [trust, register] = [&trust, &register].map(|path| path.to_str().unwrap());
        let arguments = ["trust", "update", "deqar", register, "--trust", trust];
        credeval(&[&arguments[..], &["--offline", "--at", at]].concat())
    };
    let run = update("2026-08-31T12:00:00Z");
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let written = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let shipped =
        |name: &str| fs::read_to_string(project().join("fixtures/register").join(name)).unwrap();
    for name in ["trust.lock", "trust.snapshots/deqar.json"] {
        assert_eq!(written(name), shipped(name), "{name}");
    }
    // What is no register is refused, and the state stays.
    fs::write(&register, "[{\"id\": 9001}]").unwrap();
    let run = update("2026-08-31T13:00:00Z");
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert_eq!(written("trust.lock"), shipped("trust.lock"));
    fs::remove_dir_all(&folder).unwrap();
}
