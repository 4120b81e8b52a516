//! What a run of the suites found, kept so that the published table is made from it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The variable that names the folder where a run keeps its records.
const FOLDER: &str = "CREDEVAL_CONFORMANCE_RECORDS";

/// How one suite ended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Record {
    /// Its name: the folder of the vectors, or what is tried.
    pub suite: String,
    /// Cases that ended as they should.
    pub passed: usize,
    /// Cases that did not, and why that is right.
    pub excepted: Vec<(String, String)>,
    /// Cases that did not and should have.
    pub failed: usize,
    /// Why cases could not be run, and how many.
    pub skipped: BTreeMap<String, usize>,
}

/// A record that cannot be kept or read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}", path = path.display())]
pub struct RecordError {
    path: PathBuf,
    source: io::Error,
}

impl RecordError {
    fn of(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self { path, source }
    }
}

impl Record {
    /// Keeps the record where the run asks for records.
    pub(crate) fn keep(&self) -> Result<(), RecordError> {
        let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
            return Ok(());
        };
        // The suite that tries the suite itself is no result.
        if self.suite.starts_with('(') {
            return Ok(());
        }
        let slug: String = self
            .suite
            .chars()
            .map(|character| match character.is_ascii_alphanumeric() {
                true => character,
                false => '-',
            })
            .collect();
        let path = folder.join(format!("{slug}.json"));
        let json = serde_json::to_vec(self)
            .map_err(io::Error::from)
            .map_err(RecordError::of(&path))?;
        fs::create_dir_all(&folder).map_err(RecordError::of(&folder))?;
        fs::write(&path, json).map_err(RecordError::of(&path))
    }
}

/// The records in a folder, by the names of the suites.
pub fn records(folder: &Path) -> Result<Vec<Record>, RecordError> {
    let mut records = Vec::new();
    for entry in fs::read_dir(folder).map_err(RecordError::of(folder))? {
        let path = entry.map_err(RecordError::of(folder))?.path();
        let bytes = fs::read(&path).map_err(RecordError::of(&path))?;
        let record: Record = serde_json::from_slice(&bytes)
            .map_err(io::Error::from)
            .map_err(RecordError::of(&path))?;
        records.push(record);
    }
    records.sort();
    Ok(records)
}
