//! A suite: cases that each pass or fail, and exceptions that each have a reason.
//!
//! An exception that starts to pass fails the run, so the list never says more than is true. A
//! suite without a single case fails as well: an empty folder proves nothing.
#![forbid(unsafe_code)]

mod published;
mod record;

pub use published::Published;
pub use record::{Record, RecordError, records};

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

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
    let mut paths = Vec::new();
    for folder in ["open-badges", "elm"] {
        collect(&corpus.join(folder), bytes, &mut paths);
    }
    paths.sort();
    paths
}

#[expect(
    clippy::expect_used,
    reason = "a corpus that cannot be read fails the run"
)]
fn collect(folder: &Path, bytes: u64, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder)
        .expect("a folder of the corpus")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, bytes, paths);
        } else if entry.metadata().is_ok_and(|data| data.len() < bytes) {
            paths.push(path);
        }
    }
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
