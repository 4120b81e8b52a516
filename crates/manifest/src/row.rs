//! A manifest, row by row.

use std::{collections::HashMap, io::Read, sync::Arc};

use credeval_model::{Digest, spreadsheet};

use crate::{
    Column, Delimiter, Header, InputError, Kind, Locator, ManifestError, RowError, RowProblem,
    header::{self, Meaning},
    record::{CsvRecords, line_end},
};

/// Rows of one manifest. Of each `row_id` some 20 bytes are remembered, so that at most 150 MB are
/// held; a year's applicants of the largest university make a tenth of it.
pub const ROWS: u64 = 5_000_000;
/// Lines below the one that should name the columns in which a header is looked for, to say so.
/// Templates for issuing credentials have up to eight rows of headings.
const HEADINGS: usize = 20;

/// How a manifest is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// What stands between cells, in CSV; found from the header and the first rows where it is
    /// `None`.
    pub delimiter: Option<Delimiter>,
    /// The sheet to read, in a spreadsheet; the only visible one with a column `source` where it
    /// is `None`.
    pub sheet: Option<String>,
}

/// A row that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins, from 1; the row of a spreadsheet. The header has one too.
    pub line: u64,
    /// What the registrar calls it.
    pub row_id: Option<String>,
    /// Whom the credential belongs to.
    pub student_id: Option<String>,
    /// Where the credential is.
    pub source: Locator,
    /// The programme that it is judged for.
    pub programme: Option<String>,
    /// Whom it should have been awarded to.
    pub expected_holder: Option<String>,
    /// Who should have awarded it.
    pub expected_issuer: Option<String>,
    /// What another system calls it.
    pub external_ref: Option<String>,
    /// The columns that are not known, in their order, each with its text as it came.
    pub columns: Vec<(Arc<str>, String)>,
    /// All cells as they came, in the order of the header: for [`crate::Fixable`].
    pub cells: Vec<String>,
}

/// A row, or why it cannot be used.
pub type Entry = Result<Row, RowError>;

/// The rows of a manifest in CSV.
///
/// Input: UTF-8, with a byte order mark or without; cells as RFC 4180 has them; lines that end with
/// CR LF, LF or CR; a first row that names the columns. A first line such as `sep=;` names the
/// delimiter, as spreadsheets have it.
///
/// Output: an item for each row that is not blank. A row that cannot be used is an [`Entry`] of its
/// own and stops nothing; an error of the reader, or more than [`ROWS`] rows, is the last item.
///
/// It reads as it goes and holds one row, 4 MB at most, beside some 20 bytes of each `row_id`. It
/// does not look whether a source can be opened.
pub fn rows<'a>(
    input: impl Read + Send + 'a,
    options: &Options,
) -> Result<Rows<'a>, ManifestError> {
    let mut records = CsvRecords::new(input)?;
    let (sample, whole) = records.sample();
    check_text(sample)?;
    let named = separator(sample);
    let delimiter = match (options.delimiter, named) {
        (Some(delimiter), _) | (None, Some(delimiter)) => delimiter,
        (None, None) => {
            Delimiter::find(sample, whole).map_err(|left| InputError::Delimiter { left })?
        }
    };
    if named.is_some() {
        records.pass_line()?;
    }
    records.divide_by(delimiter.byte());
    let mut rows = Rows::new(Box::new(records))?;
    rows.delimiter = Some(delimiter);
    Ok(rows)
}

/// What is no text at all.
fn check_text(sample: &[u8]) -> Result<(), InputError> {
    let kind = Kind::of(sample);
    if kind != Kind::Csv {
        return Err(InputError::Kind {
            expected: "CSV",
            found: kind,
        });
    }
    // Without a mark, each of the first letters has a zero beside it.
    let begin = sample
        .first_chunk()
        .map(|four: &[u8; 4]| four.map(|byte| byte == 0));
    let is_utf_16 = sample.starts_with(&[0xff, 0xfe])
        || sample.starts_with(&[0xfe, 0xff])
        || matches!(
            begin,
            Some([true, false, true, false] | [false, true, false, true])
        );
    match is_utf_16 {
        true => Err(InputError::Utf16),
        false => Ok(()),
    }
}

/// The delimiter that the first line names as `sep=;`.
fn separator(sample: &[u8]) -> Option<Delimiter> {
    let (end, _) = line_end(sample)?;
    let [.., byte] = sample.get(..end)? else {
        return None;
    };
    let named = sample.get(..end - 1)?.eq_ignore_ascii_case(b"sep=");
    Delimiter::ALL
        .into_iter()
        .find(|delimiter| named && delimiter.byte() == *byte)
}

/// A record of a table, or why it is none.
pub(crate) struct Raw {
    pub(crate) line: u64,
    pub(crate) cells: Result<Vec<String>, (Option<Vec<String>>, RowProblem)>,
}

/// What gives the records of a table.
pub(crate) trait Records {
    /// The next record; `width` is how many cells it must have, once that is known.
    fn next_record(&mut self, width: Option<usize>) -> Result<Option<Raw>, ManifestError>;

    /// The sheet that they are on.
    fn sheet(&self) -> Option<&str>;
}

/// The rows of a manifest: an iterator of [`Entry`]. After an error there is nothing more.
pub struct Rows<'a> {
    records: Box<dyn Records + Send + 'a>,
    header: Arc<Header>,
    delimiter: Option<Delimiter>,
    count: u64,
    ended: bool,
    seen: Seen,
}

impl std::fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { header, count, .. } = self;
        f.debug_struct("Rows")
            .field("header", header)
            .field("count", count)
            .finish_non_exhaustive()
    }
}

impl<'a> Rows<'a> {
    /// Reads the header.
    pub(crate) fn new(mut records: Box<dyn Records + Send + 'a>) -> Result<Self, ManifestError> {
        let sheet = records.sheet().map(str::to_owned);
        let Some((line, names)) = heading(&mut *records)? else {
            return Err(InputError::Empty { sheet }.into());
        };
        let names = names.map_err(|problem| InputError::Header {
            sheet: sheet.clone(),
            line,
            problem,
        })?;
        if !names_source(&names) {
            return Err(InputError::NoSource {
                sheet,
                line,
                found: names,
                below: below(&mut *records)?,
            }
            .into());
        }
        Ok(Self {
            records,
            header: Arc::new(Header::new(names)?),
            delimiter: None,
            count: 0,
            ended: false,
            seen: Seen::default(),
        })
    }

    /// The header.
    pub fn header(&self) -> &Arc<Header> {
        &self.header
    }

    /// The sheet that they are on, in a spreadsheet.
    pub fn sheet(&self) -> Option<&str> {
        self.records.sheet()
    }

    /// What stands between cells, in CSV: for what goes back to the one who sent it.
    pub fn delimiter(&self) -> Option<Delimiter> {
        self.delimiter
    }

    /// How many rows there were so far, those that cannot be used included.
    pub fn count_so_far(&self) -> u64 {
        self.count
    }

    fn step(&mut self) -> Result<Option<Entry>, ManifestError> {
        let width = Some(self.header.width());
        loop {
            let Some(Raw { line, cells }) = self.records.next_record(width)? else {
                return Ok(None);
            };
            if cells.as_deref().is_ok_and(is_blank) {
                continue;
            }
            if self.count == ROWS {
                return Err(InputError::TooManyRows { limit: ROWS, line }.into());
            }
            self.count += 1;
            return Ok(Some(match cells {
                Ok(cells) => self.row(line, cells),
                Err((cells, problem)) => Err(RowError {
                    sheet: self.records.sheet().map(str::to_owned),
                    line,
                    row_id: None,
                    student_id: None,
                    cells,
                    problem,
                }),
            }));
        }
    }

    /// Reads the cells of a row.
    fn row(&mut self, line: u64, cells: Vec<String>) -> Entry {
        let mut known: HashMap<Column, &str> = HashMap::with_capacity(Column::ALL.len());
        let mut columns = Vec::new();
        let mut lost = None;
        for ((name, meaning), cell) in self.header.columns().zip(&cells) {
            match meaning {
                Meaning::Known(column) => {
                    let text = spreadsheet::unguarded(cell.trim()).trim();
                    lost = lost.or_else(|| lost_value(column, text));
                    known.insert(column, text);
                }
                Meaning::Own => columns.push((Arc::clone(name), cell.clone())),
                Meaning::Added => {}
            }
        }
        let text = |column: Column| {
            let text = known.get(&column).filter(|text| !text.is_empty())?;
            Some((*text).to_owned())
        };
        let row_id = text(Column::RowId);
        let repeated = row_id.as_deref().and_then(|row_id| {
            let first = self.seen.first(row_id, line)?;
            let row_id = row_id.to_owned();
            Some(RowProblem::RepeatedRowId { row_id, first })
        });
        let source = known.get(&Column::Source).copied().unwrap_or_default();
        let source = match lost.or(repeated) {
            Some(problem) => Err(problem),
            None => Locator::parse(source),
        };
        match source {
            Ok(source) => Ok(Row {
                line,
                row_id,
                student_id: text(Column::StudentId),
                source,
                programme: text(Column::Programme),
                expected_holder: text(Column::ExpectedHolder),
                expected_issuer: text(Column::ExpectedIssuer),
                external_ref: text(Column::ExternalRef),
                columns,
                cells,
            }),
            Err(problem) => Err(RowError {
                sheet: self.records.sheet().map(str::to_owned),
                line,
                row_id,
                student_id: text(Column::StudentId),
                cells: Some(cells),
                problem,
            }),
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Entry, ManifestError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.step().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

/// The names of the first row that is not blank.
type Heading = (u64, Result<Vec<String>, RowProblem>);

fn heading(records: &mut (dyn Records + Send)) -> Result<Option<Heading>, ManifestError> {
    while let Some(Raw { line, cells }) = records.next_record(None)? {
        match cells {
            Ok(cells) if is_blank(&cells) => {}
            Ok(cells) => return Ok(Some((line, Ok(cells)))),
            Err((_, problem)) => return Ok(Some((line, Err(problem)))),
        }
    }
    Ok(None)
}

/// Whether these records begin with a header that names a column `source`.
#[cfg(feature = "spreadsheets")]
pub(crate) fn begins_a_manifest(records: &mut (dyn Records + Send)) -> Result<bool, ManifestError> {
    let heading = heading(records)?;
    Ok(matches!(heading, Some((_, Ok(names))) if names_source(&names)))
}

/// The next line that names a column `source`, within the first ones.
fn below(records: &mut (dyn Records + Send)) -> Result<Option<u64>, ManifestError> {
    for _ in 0..HEADINGS {
        match heading(records)? {
            Some((line, Ok(names))) if names_source(&names) => return Ok(Some(line)),
            Some(_) => {}
            None => return Ok(None),
        }
    }
    Ok(None)
}

fn names_source(names: &[String]) -> bool {
    names
        .iter()
        .any(|name| header::known(name) == Some(Column::Source))
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

/// What a spreadsheet writes where it has no value (ECMA-376 part 1, section 18.17.3).
const ERRORS: [&str; 8] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "#GETTING_DATA",
];

/// Whether a spreadsheet lost the value, in a column that is known; in others nobody relies on it.
fn lost_value(column: Column, text: &str) -> Option<RowProblem> {
    if let Some(found) = ERRORS.into_iter().find(|error| *error == text) {
        return Some(RowProblem::CellError { column, found });
    }
    // As it shows numbers of more digits than it keeps: 1.23457E+15.
    let (digits, exponent) = text.split_once("E+")?;
    let is_number = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    // A locale may have a comma in it.
    let is_rounded = is_number(&digits.replace(',', ".")) && is_number(exponent);
    is_rounded.then(|| RowProblem::Number {
        column,
        found: text.to_owned(),
    })
}

/// The ids of rows and the line of each, by 96 bits of their digest: so no one can make two that
/// are taken for one.
#[derive(Default)]
struct Seen(HashMap<[u8; 12], u32>);

impl Seen {
    /// The earlier line of this id, where there is one.
    fn first(&mut self, row_id: &str, line: u64) -> Option<u64> {
        let digest = Digest::of(row_id.as_bytes());
        let key = digest.as_bytes().first_chunk().copied()?;
        // Lines beyond are told as the last that fits; a file has 4 GB before them.
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        match self.0.entry(key) {
            std::collections::hash_map::Entry::Occupied(first) => Some(u64::from(*first.get())),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(line);
                None
            }
        }
    }
}
