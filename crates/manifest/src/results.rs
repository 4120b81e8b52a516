//! The file that says what came of each row.

use std::io::Write;

use credeval_model::Digest;

use crate::{
    Delimiter, RowError, RowResult, WriteError,
    table::{self, Cell, Table},
};

/// The columns.
const COLUMNS: [&str; 8] = [
    "line",
    "row_id",
    "result",
    "code",
    "message",
    "hint",
    "digest",
    "evaluation",
];

/// What came of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultRow<'a> {
    /// Its line in the manifest, from 1.
    pub line: u64,
    /// What the registrar calls it.
    pub row_id: Option<&'a str>,
    /// How it ended.
    pub result: RowResult,
    /// The stable code of why: of a check, or of what is wrong with the row; empty where it passed.
    pub code: &'a str,
    /// Why, in one sentence.
    pub message: &'a str,
    /// What the registrar can do about it.
    pub hint: &'a str,
    /// The digest of the credential, where it was read.
    pub digest: Option<Digest>,
    /// The id of the evaluation, where there is one.
    pub evaluation: Option<Digest>,
}

/// Writes what came of each row, in the order in which it is given: so that every line of the
/// manifest is accounted for.
///
/// The columns are `line`, `row_id`, `result`, `code`, `message`, `hint`, `digest` and
/// `evaluation`; digests are `sha256:` and 64 digits. CSV is UTF-8 with a byte order mark and lines
/// that end with CR LF, and a text that would be a formula begins with an apostrophe.
pub struct Results<'a> {
    table: Box<dyn Table + Send + 'a>,
}

impl std::fmt::Debug for Results<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Results").finish_non_exhaustive()
    }
}

impl<'a> Results<'a> {
    /// Begins a CSV file, best with the delimiter of the manifest: a spreadsheet that wrote it
    /// divides by it.
    pub fn csv(out: impl Write + Send + 'a, delimiter: Delimiter) -> Result<Self, WriteError> {
        Self::begin(table::csv(out, delimiter)?)
    }

    /// Begins an XLSX file. It is written when it is finished; more rows than a sheet has are an
    /// error, which [`crate::fits`] tells before.
    #[cfg(feature = "spreadsheets")]
    pub fn xlsx(out: impl Write + Send + 'a) -> Result<Self, WriteError> {
        Self::begin(table::xlsx(out, "Results")?)
    }

    fn begin(mut table: Box<dyn Table + Send + 'a>) -> Result<Self, WriteError> {
        table.row(&COLUMNS.map(Cell::Text))?;
        Ok(Self { table })
    }

    /// Writes a row.
    pub fn write(&mut self, row: &ResultRow<'_>) -> Result<(), WriteError> {
        let line = row.line.to_string();
        let digest = row.digest.map(|digest| digest.to_string());
        let evaluation = row.evaluation.map(|id| id.to_string());
        self.table.row(&[
            Cell::Text(&line),
            row.row_id.into(),
            row.result.as_str().into(),
            row.code.into(),
            row.message.into(),
            row.hint.into(),
            digest.as_deref().into(),
            evaluation.as_deref().into(),
        ])
    }

    /// Writes a row that could not be used.
    pub fn write_unreadable(&mut self, row: &RowError) -> Result<(), WriteError> {
        self.write(&ResultRow {
            line: row.line,
            row_id: row.row_id.as_deref(),
            result: RowResult::Unreadable,
            code: row.code(),
            message: &row.problem.to_string(),
            hint: row.hint().unwrap_or_default(),
            digest: None,
            evaluation: None,
        })
    }

    /// Writes what is left. A file that is not finished is not whole.
    pub fn finish(self) -> Result<(), WriteError> {
        self.table.finish()
    }
}
