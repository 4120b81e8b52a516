//! A suite: cases that each pass or fail, and exceptions that each have a reason.
//!
//! An exception that starts to pass fails the run, so the list never says more than is true. A
//! suite without a single case fails as well: an empty folder proves nothing.
#![forbid(unsafe_code)]

pub mod golden;
mod published;
mod record;
pub mod shown;

pub use published::Published;
pub use record::{Record, RecordError, records};

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Timestamp,
    evidence::{Answer, EvidenceKind, Item, Origin},
};

/// The corpus that `CREDEVAL_CORPUS` names; `None`, said loudly, where it names none.
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("CREDEVAL_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        warn("SKIPPED: CREDEVAL_CORPUS is not set, so no vector was run");
    }
    folder
}

/// The files of the credential folders of the corpus with fewer than `bytes` bytes, sorted.
pub fn credential_files(corpus: &Path, bytes: u64) -> Vec<PathBuf> {
    let is_small = |path: &PathBuf| path.metadata().is_ok_and(|data| data.len() < bytes);
    let folders = ["open-badges", "elm"].map(|folder| files(&corpus.join(folder)));
    let mut paths: Vec<PathBuf> = folders.concat().into_iter().filter(is_small).collect();
    paths.sort();
    paths
}

/// The files in a folder and in its folders, sorted.
///
/// # Panics
///
/// Where the folder cannot be read: a corpus that is not whole fails the run.
#[expect(clippy::expect_used, reason = "a test fails by a panic")]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the corpus");
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

/// The time for which the corpus is judged, near that of its collection: 24 November 2026.
///
/// # Panics
///
/// Never: the text is a time.
#[expect(clippy::expect_used, reason = "a test fails by a panic")]
pub fn at() -> Timestamp {
    "2026-11-24T00:00:00Z".parse().expect("a time")
}

/// Bytes of the corpus as a person would supply them as evidence.
pub fn supplied(kind: EvidenceKind, bytes: Vec<u8>) -> Answer {
    Answer::Found(Item {
        kind,
        digest: Digest::of(&bytes),
        bytes,
        media_type: None,
        fetched_at: None,
        origin: Origin::Supplied,
    })
}

/// Writes past the test runner, which keeps to itself what a test prints that passes.
fn warn(text: &str) {
    // Nothing is left to tell where standard error is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A suite in the making.
#[derive(Debug)]
pub struct Suite {
    name: &'static str,
    exceptions: BTreeMap<&'static str, &'static str>,
    passed: usize,
    excepted: Vec<(String, &'static str)>,
    skipped: BTreeMap<&'static str, usize>,
    faults: Vec<String>,
}

impl Suite {
    /// A suite with its exceptions: case and reason.
    pub fn new(name: &'static str, exceptions: &[(&'static str, &'static str)]) -> Self {
        Self {
            name,
            exceptions: exceptions.iter().copied().collect(),
            passed: 0,
            excepted: Vec::new(),
            skipped: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    /// Counts one case: `Ok` where it ended as it should, else what it did instead.
    pub fn case(&mut self, id: &str, result: Result<(), String>) {
        match (result, self.exceptions.remove(id)) {
            (Ok(()), None) => self.passed += 1,
            (Err(_), Some(reason)) => self.excepted.push((id.to_owned(), reason)),
            (Ok(()), Some(reason)) => self
                .faults
                .push(format!("{id}: passes, yet is excepted ({reason})")),
            (Err(why), None) => self.faults.push(format!("{id}: {why}")),
        }
    }

    /// Counts one case that cannot be run, and why.
    pub fn skip(&mut self, why: &'static str) {
        *self.skipped.entry(why).or_default() += 1;
    }

    /// Ends the suite: prints its line, keeps its record, and fails where anything was not as it
    /// should be.
    ///
    /// # Panics
    ///
    /// Where a case failed, an exception passed or met no case, or no case was run.
    pub fn finish(mut self) {
        for (id, reason) in std::mem::take(&mut self.exceptions) {
            self.faults.push(format!(
                "{id}: excepted ({reason}), yet there is no such case"
            ));
        }
        if self.passed == 0 {
            self.faults.push("no case passed".to_owned());
        }
        let skipped: Vec<String> = self
            .skipped
            .iter()
            .map(|(why, count)| format!(", {count} skipped: {why}"))
            .collect();
        warn(&format!(
            "conformance {}: {} passed, {} excepted, {} failed{}",
            self.name,
            self.passed,
            self.excepted.len(),
            self.faults.len(),
            skipped.concat()
        ));
        if let Err(error) = self.record().keep() {
            self.faults.push(error.to_string());
        }
        assert!(
            self.faults.is_empty(),
            "{}:\n  {}",
            self.name,
            self.faults.join("\n  ")
        );
    }
}

impl Suite {
    fn record(&self) -> Record {
        Record {
            suite: self.name.to_owned(),
            passed: self.passed,
            excepted: self
                .excepted
                .iter()
                .map(|(case, reason)| (case.clone(), (*reason).to_owned()))
                .collect(),
            failed: self.faults.len(),
            skipped: self
                .skipped
                .iter()
                .map(|(why, count)| ((*why).to_owned(), *count))
                .collect(),
        }
    }
}

/// `Ok` where both are equal, else both in short.
pub fn equal<T: PartialEq + std::fmt::Debug>(expected: &T, found: &T) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let short = |value: &T| format!("{value:?}").chars().take(300).collect::<String>();
    Err(format!(
        "expected {}, found {}",
        short(expected),
        short(found)
    ))
}

/// `Ok` where the first row of each code ended so, by its own row and not by another's.
pub fn end(checks: &[Check], wanted: &[(CheckCode, CheckOutcome)]) -> Result<(), String> {
    for (code, outcome) in wanted {
        let row = checks.iter().find(|check| check.code == *code);
        if row.map(|row| row.outcome) != Some(*outcome) {
            return Err(format!("{code}: expected {outcome:?}, found {row:?}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends_well(exceptions: &[(&'static str, &'static str)], cases: &[(&str, bool)]) -> bool {
        let mut suite = Suite::new("(its own test, failures on purpose)", exceptions);
        for (id, passes) in cases {
            suite.case(
                id,
                if *passes {
                    Ok(())
                } else {
                    Err("no".to_owned())
                },
            );
        }
        std::panic::catch_unwind(|| suite.finish()).is_ok()
    }

    #[test]
    fn a_suite_fails_for_each_thing_that_is_not_as_it_should_be() {
        assert!(ends_well(&[], &[("a", true)]));
        assert!(ends_well(&[("b", "why")], &[("a", true), ("b", false)]));
        assert!(!ends_well(&[], &[("a", false)]));
        assert!(!ends_well(&[("a", "why")], &[("a", true), ("b", true)]));
        assert!(!ends_well(&[("b", "why")], &[("a", true)]));
        assert!(!ends_well(&[], &[]));
    }
}
