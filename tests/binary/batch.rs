//! Many documents in one run: their order, what stops none of them, and what ends the run.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::program::{Run, credeval, project};

/// A folder of documents, which goes away with the test.
struct Folder(PathBuf);

impl Folder {
    /// Each file with the fixture that it is a copy of.
    fn of(name: &str, files: &[(&str, &str)]) -> Self {
        let name = format!("credeval-batch-{name}-{}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        for (file, fixture) in files {
            fs::create_dir_all(folder.0.join(file).parent().unwrap()).unwrap();
            fs::copy(
                project().join("fixtures").join(fixture),
                folder.0.join(file),
            )
            .unwrap();
        }
        folder
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn run(&self, verb: &str, more: &[&str]) -> Run {
        let common = [verb, self.path(), "--offline", "--at", "2026-09-01"];
        credeval(&[&common[..], more].concat())
    }

    fn evaluate(&self, more: &[&str]) -> Run {
        self.run("evaluate", &[&["--format", "ndjson"], more].concat())
    }

    /// The documents of a report, by their places in the folder.
    fn sources(&self, report: &str) -> Vec<String> {
        let below = format!("{}/", self.path());
        let source = |line: &str| {
            let report: Value = serde_json::from_str(line).unwrap();
            let source = report["document"]["source"].as_str().unwrap();
            source.strip_prefix(&below).unwrap().to_owned()
        };
        report.lines().map(source).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const BADGE: &str = "exemption/badge.jwt";
const ALTERED: &str = "exemption/altered.jwt";
/// These take longer than a badge.
const SEALED: &str = "admission/credential.jsonld";
const LINKED: &str = "exemption/embedded-proof.json";

#[test]
fn results_come_in_the_order_of_the_names_on_any_number_of_threads() {
    let mut files = Vec::new();
    for index in 0..24 {
        let fixture = [SEALED, BADGE, LINKED, BADGE, ALTERED][index % 5];
        files.push((format!("{:02}/{index}", 23 - index), fixture));
        files.push((format!("{}.json", 100 + index * 7 % 24), fixture));
    }
    let files: Vec<_> = files
        .iter()
        .map(|(file, of)| (file.as_str(), *of))
        .collect();
    let folder = Folder::of("order", &files);
    let mut names: Vec<String> = files.iter().map(|(file, _)| (*file).to_owned()).collect();
    names.sort_by(|one, other| Path::new(one).cmp(Path::new(other)));
    for verb in ["evaluate", "verify", "map"] {
        let format = ["--format", "ndjson", "--jobs"];
        let one = folder.run(verb, &[&format[..], &["1"]].concat());
        let eight = folder.run(verb, &[&format[..], &["8"]].concat());
        assert_eq!(one.stderr, "");
        assert!(one.stdout == eight.stdout, "{verb}");
        assert_eq!(one.code, eight.code);
        let mut found = folder.sources(&one.stdout);
        // A document may give several lines.
        found.dedup();
        assert_eq!(found, names);
        // What is not in order is noticed.
        found.swap(3, 4);
        assert_ne!(found, names);
    }
    // Held together they are the same.
    let lines = folder.evaluate(&[]).stdout;
    let array = folder.run("evaluate", &["--format", "json", "--jobs", "8"]);
    let array: Vec<Value> = serde_json::from_str(&array.stdout).unwrap();
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    assert_eq!(array, lines.collect::<Vec<Value>>());
}

#[test]
fn no_thread_at_all_is_refused() {
    let folder = Folder::of("threads", &[("a", BADGE)]);
    assert_eq!(folder.evaluate(&["--jobs", "0"]).code, 2);
    assert_eq!(folder.evaluate(&["--jobs", "3"]).code, 0);
}

#[test]
fn an_unreadable_file_is_told_with_its_place_and_stops_none() {
    let folder = Folder::of("unreadable", &[("a.jwt", BADGE), ("c.jwt", BADGE)]);
    for jobs in ["1", "8"] {
        let run = folder.evaluate(&["--jobs", jobs]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    }
    fs::write(folder.0.join("b.json"), "{").unwrap();
    std::os::unix::fs::symlink("nowhere", folder.0.join("d.json")).unwrap();
    for jobs in ["1", "8"] {
        let run = folder.evaluate(&["--jobs", jobs]);
        assert_eq!(run.code, 2);
        assert_eq!(folder.sources(&run.stdout), ["a.jwt", "c.jwt"]);
        let told: Vec<&str> = run.stderr.lines().collect();
        let errors = || told.iter().filter(|line| line.starts_with("error: "));
        assert_eq!(errors().count(), 2, "{told:?}");
        for (error, name) in errors().zip(["b.json", "d.json"]) {
            assert!(error.contains(name), "{told:?}");
        }
    }
    // So is one that is named itself, and a folder without files.
    let (good, gone) = (folder.0.join("c.jwt"), folder.0.join("gone"));
    let empty = folder.0.join("empty");
    fs::create_dir(&empty).unwrap();
    let named = [&gone, &empty, &good].map(|path| path.to_str().unwrap());
    for format in ["ndjson", "json"] {
        let offline = ["--offline", "--format", format];
        let run = credeval(&[&["evaluate"], &named[..1], &named[2..], &offline].concat());
        assert_eq!((run.code, run.stdout.lines().count() > 0), (2, true));
        assert!(run.stderr.contains("gone: "), "{}", run.stderr);
    }
    let run = credeval(
        &[
            &["evaluate"],
            &named[..],
            &["--offline", "--format", "ndjson"],
        ]
        .concat(),
    );
    assert_eq!((run.code, run.stdout.lines().count()), (2, 1));
    assert!(run.stderr.contains("empty, found none"), "{}", run.stderr);
}

#[test]
fn whoever_reads_no_further_ends_the_run_quietly() {
    let names: Vec<String> = (0..120).map(|index| format!("{index:03}")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), BADGE)).collect();
    let folder = Folder::of("pipe", &files);
    let mut child = Command::new(env!("CARGO_BIN_EXE_credeval"))
        .args(["evaluate", folder.path(), "--offline", "--format", "ndjson"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut first).unwrap();
    drop(reader);
    assert_eq!(folder.sources(&first), ["000"]);
    let mut told = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    assert_eq!((child.wait().unwrap().code(), told.as_str()), (Some(0), ""));
    // A disk that is full is another thing.
    let full = folder.evaluate(&["-o", "/dev/full"]);
    assert_eq!(full.code, 2);
    let told = "error: the report could not be written: ";
    assert!(full.stderr.starts_with(told), "{}", full.stderr);
}

#[test]
fn one_evaluation_of_many_fails_the_run_where_it_is_asked_to() {
    let folder = Folder::of("fail-on", &[("a", BADGE), ("b", ALTERED), ("c", BADGE)]);
    for jobs in ["1", "8"] {
        for (outcome, code) in [("not_verified", 1), ("recognise_full", 0)] {
            let run = folder.evaluate(&["--fail-on", outcome, "--jobs", jobs]);
            assert_eq!(run.code, code, "{outcome}: {}", run.stderr);
            assert_eq!(run.stdout.lines().count(), 3);
        }
    }
    // That one could not be read outweighs it.
    fs::write(folder.0.join("d"), "{").unwrap();
    assert_eq!(folder.evaluate(&["--fail-on", "not_verified"]).code, 2);
}

#[test]
fn more_files_than_are_held_together_come_one_by_one() {
    let folder = Folder::of("many", &[("00000.jwt", BADGE), ("99999.jwt", BADGE)]);
    for index in 1..10_000 {
        fs::write(folder.0.join(format!("{index:05}.json")), "{").unwrap();
    }
    let run = folder.evaluate(&[]);
    assert_eq!(run.code, 2);
    assert_eq!(folder.sources(&run.stdout), ["00000.jwt", "99999.jwt"]);
    let errors = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("error: "));
    assert_eq!(errors.count(), 9_999);

    // An array is held: it is refused before anything is evaluated.
    let run = folder.run("evaluate", &["--format", "json"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    let told = "error: expected at most 10000 files in the directory";
    assert!(run.stderr.starts_with(told), "{}", run.stderr);
    fs::remove_file(folder.0.join("00001.json")).unwrap();
    let run = folder.run("evaluate", &["--format", "json"]);
    assert_eq!(run.code, 2);
    let array: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(array.len(), 2);
}

#[test]
fn the_report_is_no_document_of_its_own_run() {
    let folder = Folder::of("report", &[("a", BADGE), ("z/c", BADGE)]);
    let report = folder.0.join("z/b");
    let expected = folder.evaluate(&[]).stdout;
    for _ in 0..2 {
        let run = folder.evaluate(&["-o", report.to_str().unwrap()]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert_eq!(fs::read_to_string(&report).unwrap(), expected);
    }
    // Under another name it is a file like any other.
    fs::rename(&report, folder.0.join("z/d")).unwrap();
    assert_eq!(folder.evaluate(&["-o", report.to_str().unwrap()]).code, 2);
}

#[test]
fn a_run_that_comes_to_nothing_leaves_the_last_report() {
    let folder = Folder::of("last", &[("a", BADGE)]);
    let (source, report) = (folder.0.join("b"), folder.0.join("report"));
    fs::write(&report, "last\n").unwrap();
    let run = |source: &Path| {
        let (source, report) = (source.to_str().unwrap(), report.to_str().unwrap());
        let arguments = ["evaluate", source, "--offline", "--format", "ndjson", "-o"];
        let code = credeval(&[&arguments[..], &[report]].concat()).code;
        (code, fs::read_to_string(report).unwrap().lines().count())
    };
    fs::write(&source, "{").unwrap();
    assert_eq!(run(&source), (2, 1));
    assert_eq!(fs::read_to_string(&report).unwrap(), "last\n");
    assert_eq!(run(&folder.0.join("a")), (0, 1));
    assert_ne!(fs::read_to_string(&report).unwrap(), "last\n");
}
