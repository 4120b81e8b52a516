//! What can go wrong, by culprit.

use std::{error::Error, io};

use crate::{Column, Delimiter, Kind};

/// Why a manifest cannot be read, or not to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// What was handed in.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The reader that it comes from.
    #[error("expected to read the manifest: {0}")]
    Read(#[from] io::Error),
}

/// A fault of the manifest as a whole.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// Nothing stands in it.
    #[error("expected a table whose first row names its columns, found {}nothing", on(sheet.as_deref()))]
    Empty {
        /// The sheet that was read, in a spreadsheet.
        sheet: Option<String>,
    },
    /// It is UTF-16.
    #[error("expected UTF-8, found UTF-16")]
    Utf16,
    /// It is no text, or no spreadsheet.
    #[error("expected {expected}, found {}", found.label())]
    Kind {
        /// What is read.
        expected: &'static str,
        /// What came.
        found: Kind,
    },
    /// What stands between its cells is not clear.
    #[error("expected one delimiter, found that it may be {}", labels(left))]
    Delimiter {
        /// What it may be.
        left: Vec<Delimiter>,
    },
    /// The row that names the columns cannot be read.
    #[error("expected the names of the columns: {}line {line}: {problem}", on(sheet.as_deref()))]
    Header {
        /// The sheet, in a spreadsheet.
        sheet: Option<String>,
        /// Its line, from 1.
        line: u64,
        /// Why.
        problem: RowProblem,
    },
    /// No column says where the credentials are.
    #[error("expected a column `source`, found {} in line {line}{}", names(found), seen(sheet.as_deref(), *below))]
    NoSource {
        /// The sheet, in a spreadsheet.
        sheet: Option<String>,
        /// The line that should name the columns, from 1.
        line: u64,
        /// What it holds.
        found: Vec<String>,
        /// A line below that names a column `source`.
        below: Option<u64>,
    },
    /// Two columns have one name.
    #[error(
        "expected each column once, found `{}` as column {first} and column {second}",
        short(name)
    )]
    RepeatedColumn {
        /// The name.
        name: String,
        /// The first, from 1.
        first: usize,
        /// The other, from 1.
        second: usize,
    },
    /// Two columns have names that mean the same.
    #[error("expected one column for `{column}`, found {}", names(found))]
    SeveralNames {
        /// What both mean.
        column: Column,
        /// Their names.
        found: Vec<String>,
    },
    /// It has more rows than are read; those before were handed on.
    #[error("expected at most {limit} rows, found more in line {line}")]
    TooManyRows {
        /// The limit.
        limit: u64,
        /// The first line that was not read, from 1.
        line: u64,
    },
    /// A spreadsheet that is longer than is read.
    #[error("expected at most {limit} bytes of a spreadsheet, found {found}")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
        /// Its length in bytes.
        found: u64,
    },
    /// A spreadsheet that grows beyond all measure.
    #[error("expected at most {limit} bytes of {what} once it is unpacked, found more")]
    Unpacks {
        /// The limit in bytes.
        limit: u64,
        /// What grows.
        what: &'static str,
    },
    /// A spreadsheet whose parts are not as Office Open XML (ECMA-376) has them.
    #[error("expected a spreadsheet that can be read: {source}")]
    Spreadsheet {
        /// What the parser says.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A spreadsheet that says of its parts what no program writes.
    #[error("expected a spreadsheet whose parts are what they are called, found others")]
    Misleading,
    /// A sheet whose cells do not stand in order.
    #[error(
        "expected cells in order on the sheet `{}`, found others after line {line}",
        short(sheet)
    )]
    Disordered {
        /// The sheet.
        sheet: String,
        /// The line, from 1.
        line: u64,
    },
    /// The sheet that was asked for is not there.
    #[error("expected a sheet `{}`, found {}", short(name), names(found))]
    NoSheet {
        /// The name.
        name: String,
        /// Those that are there.
        found: Vec<String>,
    },
    /// Several sheets can be meant.
    #[error("expected one sheet with a column `source`, found {}", names(sheets))]
    SeveralSheets {
        /// Their names.
        sheets: Vec<String>,
    },
}

impl ManifestError {
    /// What the reader can do about it, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        let Self::Input(error) = self else {
            return None;
        };
        Some(match error {
            InputError::Empty { .. } => "write a first row with the names of the columns",
            InputError::Utf16 => SAVE_AS_UTF_8,
            InputError::Kind { found, .. } => match found {
                Kind::OldSpreadsheet => "save it as .xlsx without a password, or as CSV UTF-8",
                _ => "save the table as .xlsx or as CSV UTF-8",
            },
            InputError::Delimiter { .. } => {
                "name the delimiter, or put cells that hold it between quotes"
            }
            InputError::Header { problem, .. } => return problem.hint(),
            InputError::NoSource { below: Some(_), .. } => "remove the rows above the header",
            InputError::NoSource { .. } => {
                "name the column that says where each credential is `source`; the columns of a manifest stand in docs/manifest.md"
            }
            InputError::RepeatedColumn { .. } | InputError::SeveralNames { .. } => {
                "rename or remove one of the columns"
            }
            InputError::TooManyRows { .. } => "split the file; the rows read so far are kept",
            InputError::TooLarge { .. } | InputError::Unpacks { .. } => {
                "save the sheet as CSV UTF-8, which is read at any size"
            }
            InputError::Spreadsheet { .. }
            | InputError::Misleading
            | InputError::Disordered { .. } => {
                "open it and save it anew as .xlsx without a password, or as CSV UTF-8"
            }
            InputError::NoSheet { .. } | InputError::SeveralSheets { .. } => {
                "name the sheet that holds the manifest"
            }
        })
    }
}

const SAVE_AS_UTF_8: &str = "save it as UTF-8: in Excel as `CSV UTF-8 (Comma delimited)`, in LibreOffice with the character set `Unicode (UTF-8)`";

/// A byte that is no UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadByte {
    /// The byte.
    pub byte: u8,
    /// Its line, from 1.
    pub line: u64,
    /// Its character in the line, from 1.
    pub column: u64,
    /// The bytes of the file before it.
    pub offset: u64,
}

/// A row that cannot be used; the others go on.
#[derive(Debug, thiserror::Error)]
#[error("{}line {line}: {problem}", on(sheet.as_deref()))]
pub struct RowError {
    /// The sheet, in a spreadsheet.
    pub sheet: Option<String>,
    /// The line on which it begins, from 1; the row of a spreadsheet.
    pub line: u64,
    /// Its `row_id`, where it could be read.
    pub row_id: Option<String>,
    /// Its `student_id`, where it could be read.
    pub student_id: Option<String>,
    /// Its cells as they came, where the row could be taken apart.
    pub cells: Option<Vec<String>>,
    /// Why.
    pub problem: RowProblem,
}

impl RowError {
    /// The stable code of its problem.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// What the reader can do about it.
    pub fn hint(&self) -> Option<&'static str> {
        self.problem.hint()
    }
}

/// Why a row cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowProblem {
    /// It has more or fewer cells than the header.
    #[error("expected {expected} cells as in the header, found {found}{}", over(*lines))]
    Ragged {
        /// Cells of the header.
        expected: usize,
        /// Its own.
        found: usize,
        /// The lines that they take.
        lines: u64,
    },
    /// A quote opens a cell and nothing closes it.
    #[error("expected a closing quote, found none")]
    Unclosed,
    /// Something stands between a closing quote and the next delimiter.
    #[error("expected a delimiter after a closing quote, found other text")]
    AfterQuote,
    /// A cell is longer than is read.
    #[error("expected at most {limit} bytes in a cell, found more")]
    FieldTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The row is longer than is read.
    #[error("expected at most {limit} bytes in a row, found more")]
    RecordTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// It has more cells than are read.
    #[error("expected at most {limit} cells in a row, found more")]
    TooManyCells {
        /// The limit.
        limit: usize,
    },
    /// It is not UTF-8.
    #[error("expected UTF-8, found the byte 0x{:02X} in line {}, column {} (after {} bytes of the file)", .0.byte, .0.line, .0.column, .0.offset)]
    Encoding(BadByte),
    /// A spreadsheet could not find the value.
    #[error("expected a value in `{column}`, found the error {found}")]
    CellError {
        /// The column.
        column: Column,
        /// The error, such as `#N/A`.
        found: &'static str,
    },
    /// A spreadsheet took it for a number, and its last digits are lost.
    #[error(
        "expected text in `{column}`, found a number that a spreadsheet rounded: {}",
        short(found)
    )]
    Number {
        /// The column.
        column: Column,
        /// What stands there.
        found: String,
    },
    /// It does not say where the credential is.
    #[error("expected a URL, a path or a credential in `source`, found nothing")]
    NoSource,
    /// A URL of another scheme than https.
    #[error(
        "expected an https URL or a relative path, found one that starts with `{}:`",
        short(found)
    )]
    Scheme {
        /// The scheme.
        found: String,
    },
    /// A path that may lead elsewhere.
    #[error("expected a path below the folder of the manifest, found {why} in `{found}`")]
    Path {
        /// What stands there.
        found: String,
        /// Why it is refused.
        why: PathProblem,
    },
    /// Something that is neither a URL nor a path, JSON or a token.
    #[error("expected a URL, a path, JSON or a token in `source`, found `{found}`")]
    Source {
        /// What it begins with.
        found: String,
    },
    /// An earlier row has the same `row_id`.
    #[error(
        "expected each `row_id` once, found `{}` in line {first} already",
        short(row_id)
    )]
    RepeatedRowId {
        /// The id.
        row_id: String,
        /// The earlier line, from 1.
        first: u64,
    },
}

/// Why a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathProblem {
    /// It begins at the root.
    #[error("an absolute path")]
    Absolute,
    /// It names another machine.
    #[error("a network path")]
    Network,
    /// It names a drive.
    #[error("a drive letter")]
    Drive,
    /// It leads upwards.
    #[error("`..`")]
    Parent,
    /// It holds a character that ends it for some programs.
    #[error("a control character")]
    Control,
    /// It is longer than paths are.
    #[error("more than 4096 bytes")]
    Long,
}

impl RowProblem {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ragged { .. } => "row.ragged",
            Self::Unclosed | Self::AfterQuote => "row.quotes",
            Self::FieldTooLong { .. } | Self::RecordTooLong { .. } | Self::TooManyCells { .. } => {
                "row.limit"
            }
            Self::Encoding(_) => "row.encoding",
            Self::CellError { .. } | Self::Number { .. } => "row.cell",
            Self::NoSource | Self::Source { .. } => "row.source",
            Self::Scheme { .. } => "row.scheme",
            Self::Path { .. } => "row.path",
            Self::RepeatedRowId { .. } => "row.repeated",
        }
    }

    /// What the reader can do about it, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Ragged { lines: 1, .. } => {
                "put cells that hold the delimiter between quotes, and write a delimiter for each empty cell"
            }
            Self::Ragged { .. } => {
                "a quote too many may join lines; the lines after the first are read on their own"
            }
            Self::Unclosed | Self::AfterQuote => {
                "close each quote, and write a quote inside a quoted cell twice"
            }
            Self::FieldTooLong { .. } | Self::RecordTooLong { .. } => {
                "save the credential as a file and name its path"
            }
            Self::TooManyCells { .. } => "remove columns that nobody needs",
            Self::Encoding(_) => SAVE_AS_UTF_8,
            Self::CellError { .. } => "repair the formula, or write the value itself",
            Self::Number { .. } => {
                "format the column as text and type the number again: a spreadsheet keeps 15 digits"
            }
            Self::NoSource | Self::Source { .. } => {
                "write an https URL, a path relative to the manifest, JSON, or a compact token"
            }
            Self::Scheme { found } if found == "http" => {
                "write https:// if the server speaks it, else save the file and name its path"
            }
            Self::Scheme { .. } => "save the file and name its path",
            Self::Path { .. } => {
                "copy the file into the folder of the manifest and name it from there"
            }
            Self::RepeatedRowId { .. } => "give each row an id of its own, or leave it empty",
        })
    }
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The writer that it goes to.
    #[error("expected to write the table: {0}")]
    Write(#[from] io::Error),
    /// More rows than a sheet has.
    #[error("expected at most {limit} rows with the header on a sheet, found more")]
    TooManyRows {
        /// The limit.
        limit: u64,
    },
    /// The workbook cannot be made.
    #[error("expected to write a spreadsheet: {source}")]
    Spreadsheet {
        /// What its writer says.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl WriteError {
    /// What the reader can do about it, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::TooManyRows { .. } => {
                Some("write CSV, which has no limit, or a part of the rows")
            }
            Self::Write(_) | Self::Spreadsheet { .. } => None,
        }
    }
}

/// Names that messages show.
const SHOWN: usize = 12;
/// Characters of each.
const NAME_CHARACTERS: usize = 40;

/// Text of a stranger, short enough for a message and without what a terminal acts on.
pub(crate) fn short(text: &str) -> String {
    let mut short = String::new();
    for (place, character) in text.chars().enumerate() {
        if place == NAME_CHARACTERS {
            short.push_str("...");
            break;
        }
        match character.is_control() {
            true => short.extend(character.escape_unicode()),
            false => short.push(character),
        }
    }
    short
}

fn names(all: &[String]) -> String {
    let named: Vec<String> = all
        .iter()
        .filter(|name| !name.trim().is_empty())
        .map(|name| format!("`{}`", short(name.trim())))
        .collect();
    let shown = named.get(..SHOWN).unwrap_or(&named).join(", ");
    match named.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{shown} and {more} more"),
        _ if named.is_empty() => "none".to_owned(),
        _ => shown,
    }
}

fn labels(delimiters: &[Delimiter]) -> String {
    let labels: Vec<&str> = delimiters.iter().map(|each| each.label()).collect();
    labels.join(" or ")
}

fn on(sheet: Option<&str>) -> String {
    sheet.map_or_else(String::new, |sheet| format!("sheet `{}` ", short(sheet)))
}

fn seen(sheet: Option<&str>, below: Option<u64>) -> String {
    let sheet = sheet.map(|sheet| format!(" of the sheet `{}`", short(sheet)));
    let below = below.map(|line| format!("; line {line} names one"));
    format!("{}{}", sheet.unwrap_or_default(), below.unwrap_or_default())
}

fn over(lines: u64) -> String {
    match lines {
        1 => String::new(),
        lines => format!(" over {lines} lines"),
    }
}
