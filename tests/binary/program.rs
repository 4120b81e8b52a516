//! Running the program, and the checks that every report must pass.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

/// What a run came to.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The root of the project.
pub(crate) fn project() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap()
}

/// The collected real credentials; `None`, said loudly, where there are none.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("CREDEVAL_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        // Past the test runner, which keeps to itself what a test prints that passes.
        let _ = std::io::stderr().write_all(
            b"SKIPPED: CREDEVAL_CORPUS is not set, so no real credential was looked at\n",
        );
    }
    folder
}

/// Runs `credeval` in the project's root with these arguments.
pub(crate) fn credeval(arguments: &[&str]) -> Run {
    with_input(arguments, b"")
}

/// The same, with something on standard input.
pub(crate) fn with_input(arguments: &[&str], input: &[u8]) -> Run {
    run(arguments, input, &[])
}

/// The same, with these variables in the environment.
pub(crate) fn with_variables(arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    run(arguments, b"", variables)
}

fn run(arguments: &[&str], input: &[u8], variables: &[(&str, &str)]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_credeval"))
        .args(arguments)
        .current_dir(project())
        .env("LC_ALL", "C.UTF-8")
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Run {
    /// The JSON reports, each valid under its schema.
    pub(crate) fn reports(&self, schema: Schema) -> Vec<Value> {
        let json: Value = serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr));
        let reports = match json {
            Value::Array(reports) => reports,
            report => vec![report],
        };
        for report in &reports {
            schema.check(report);
        }
        reports
    }
}

/// The schemas of our own reports.
#[derive(Clone, Copy)]
pub(crate) enum Schema {
    Evaluation,
    Verification,
    Mapping,
    DecisionRecord,
    Stack,
}

static VALIDATORS: LazyLock<[jsonschema::Validator; 5]> = LazyLock::new(|| {
    [
        "evaluation",
        "verification",
        "mapping",
        "decision-record",
        "stack",
    ]
    .map(|name| {
        let path = project().join(format!("schemas/{name}.schema.json"));
        let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    })
});

impl Schema {
    fn check(self, report: &Value) {
        let validator = &VALIDATORS[self as usize];
        let faults: Vec<String> = validator
            .iter_errors(report)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[test]
fn a_report_that_is_not_one_is_noticed() {
    let run = credeval(&[
        "verify",
        "fixtures/exemption/badge.jwt",
        "--offline",
        "--format",
        "json",
    ]);
    let mut report = run.reports(Schema::Verification).remove(0);
    let validator = &VALIDATORS[Schema::Verification as usize];
    report["checks"][0]["outcome"] = "splendid".into();
    assert!(!validator.is_valid(&report));
    report["checks"][0]["outcome"] = "passed".into();
    assert!(validator.is_valid(&report));
    report["extra"] = 1.into();
    assert!(!validator.is_valid(&report));
}
