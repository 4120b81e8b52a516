//! CSV taken apart: RFC 4180, with any delimiter and any line end, in bounded memory.
//!
//! Why not the crate `csv`, which writes what goes out, stands in docs/decisions/0024.

use std::io::{self, Read};

use crate::{
    ManifestError,
    error::{BadByte, RowProblem},
    row::{Raw, Records},
};

/// Bytes of one cell: a credential that stands in a cell has at most 1.3 MB, the largest sealed
/// European Digital Credential seen.
pub const FIELD_BYTES: usize = 2 * 1024 * 1024;
/// Bytes of one record, quotes and line breaks included.
pub const RECORD_BYTES: usize = 4 * 1024 * 1024;
/// Cells of one record. Exports of student information systems have some dozens.
pub const COLUMNS: usize = 256;
/// Bytes that are read at once, and from which the delimiter is found.
pub(crate) const CHUNK: usize = 64 * 1024;

/// A byte order mark of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The first record of some bytes.
#[derive(Debug)]
pub(crate) enum Parsed {
    /// Its cells, and the bytes that it takes with its line end.
    Record { cells: Vec<Vec<u8>>, length: usize },
    /// More bytes are needed to tell.
    Incomplete,
    /// It is not as RFC 4180 has it.
    Fault(RowProblem),
}

/// Takes the first record of `bytes` apart; `whole` says that nothing follows them.
///
/// A quote counts where a cell begins with it; elsewhere it is a character, as in JSON that
/// stands in a cell without quotes.
pub(crate) fn parse(bytes: &[u8], delimiter: u8, whole: bool) -> Parsed {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let (cell, length) = match rest.split_first() {
            Some((b'"', quoted)) => match unquote(quoted, delimiter, whole) {
                Quoted::Cell { cell, length } => (cell, length + 1),
                Quoted::Incomplete => return Parsed::Incomplete,
                Quoted::Fault(problem) => return Parsed::Fault(problem),
            },
            _ => {
                let ends = |byte: &u8| matches!(*byte, b'\r' | b'\n') || *byte == delimiter;
                match rest.iter().position(ends) {
                    Some(length) => (rest.get(..length).unwrap_or_default().to_vec(), length),
                    None if whole => (rest.to_vec(), rest.len()),
                    None => return Parsed::Incomplete,
                }
            }
        };
        if cell.len() > FIELD_BYTES {
            return Parsed::Fault(RowProblem::FieldTooLong { limit: FIELD_BYTES });
        }
        if cells.len() == COLUMNS {
            return Parsed::Fault(RowProblem::TooManyCells { limit: COLUMNS });
        }
        cells.push(cell);
        at += length;
        let length = match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), None) if !whole => return Parsed::Incomplete,
            (Some(b'\r'), Some(b'\n')) => at + 2,
            (Some(b'\r' | b'\n'), _) => at + 1,
            (Some(_), _) => {
                at += 1;
                continue;
            }
            (None, _) if whole => at,
            (None, _) => return Parsed::Incomplete,
        };
        return Parsed::Record { cells, length };
    }
}

/// A cell whose opening quote is read.
enum Quoted {
    /// Its text, and the bytes that it takes with its closing quote.
    Cell {
        cell: Vec<u8>,
        length: usize,
    },
    Incomplete,
    Fault(RowProblem),
}

fn unquote(bytes: &[u8], delimiter: u8, whole: bool) -> Quoted {
    let mut cell = Vec::new();
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(length) = rest.iter().position(|byte| *byte == b'"') else {
            return match whole {
                true => Quoted::Fault(RowProblem::Unclosed),
                false => Quoted::Incomplete,
            };
        };
        cell.extend(rest.get(..length).unwrap_or_default());
        at += length + 1;
        match bytes.get(at) {
            Some(b'"') => {
                cell.push(b'"');
                at += 1;
            }
            None if !whole => return Quoted::Incomplete,
            Some(byte) if !matches!(byte, b'\r' | b'\n') && *byte != delimiter => {
                return Quoted::Fault(RowProblem::AfterQuote);
            }
            _ => return Quoted::Cell { cell, length: at },
        }
    }
}

/// Where the first line of `bytes` ends, without and with its line end.
pub(crate) fn line_end(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes
        .iter()
        .position(|byte| matches!(byte, b'\r' | b'\n'))?;
    let both = bytes.get(end..end + 2) == Some(b"\r\n");
    Some((end, end + 1 + usize::from(both)))
}

/// The lines that end in `bytes`.
fn lines(bytes: &[u8]) -> u64 {
    let mut lines = 0;
    let mut rest = bytes;
    while let Some((_, length)) = line_end(rest) {
        lines += 1;
        rest = rest.get(length..).unwrap_or_default();
    }
    lines
}

/// The records of a CSV file, one after the other.
#[derive(Debug)]
pub(crate) struct CsvRecords<R> {
    input: R,
    delimiter: u8,
    /// What is read and not taken apart yet begins at `start`.
    buffer: Vec<u8>,
    start: usize,
    ended: bool,
    /// Bytes of the file before `start`.
    offset: u64,
    /// The line that `start` lies on, from 1.
    line: u64,
}

impl<R: Read> CsvRecords<R> {
    /// Reads the first bytes and passes over a byte order mark.
    pub(crate) fn new(input: R) -> Result<Self, ManifestError> {
        let mut records = Self {
            input,
            delimiter: b',',
            buffer: Vec::new(),
            start: 0,
            ended: false,
            offset: 0,
            line: 1,
        };
        records.fill(CHUNK)?;
        if records.sample().0.starts_with(BYTE_ORDER_MARK) {
            records.pass(BYTE_ORDER_MARK.len());
        }
        Ok(records)
    }

    /// The bytes that are read and not taken apart, and whether they are the last.
    pub(crate) fn sample(&self) -> (&[u8], bool) {
        let bytes = self.buffer.get(self.start..).unwrap_or_default();
        (bytes, self.ended)
    }

    /// Says what stands between cells.
    pub(crate) fn divide_by(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// Passes over the first line.
    pub(crate) fn pass_line(&mut self) -> io::Result<()> {
        loop {
            let (bytes, ended) = self.sample();
            let length = bytes.len();
            match line_end(bytes) {
                // What follows a carriage return must be seen first.
                Some((end, _)) if end + 1 == length && !ended => {
                    self.fill(length + CHUNK)?;
                }
                Some((_, length)) => {
                    self.pass(length);
                    self.line += 1;
                    return Ok(());
                }
                None => {
                    self.pass(length);
                    if self.fill(CHUNK)? == 0 {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Reads until there are `wanted` bytes, or no more; gives how many there are.
    fn fill(&mut self, wanted: usize) -> io::Result<usize> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let missing = wanted.saturating_sub(self.buffer.len());
        if missing > 0 && !self.ended {
            let mut input = (&mut self.input).take(missing as u64);
            self.ended = input.read_to_end(&mut self.buffer)? < missing;
        }
        Ok(self.buffer.len())
    }

    fn pass(&mut self, length: usize) {
        self.start += length;
        self.offset += length as u64;
    }

    /// The byte that is no UTF-8, where there is one in these that begin at `start`.
    fn bad_byte(&self, bytes: &[u8]) -> Option<BadByte> {
        let valid = std::str::from_utf8(bytes).err()?.valid_up_to();
        let before = bytes.get(..valid)?;
        let line = before
            .iter()
            .rposition(|byte| matches!(byte, b'\r' | b'\n'));
        let on_line = before.get(line.map_or(0, |end| end + 1)..)?;
        Some(BadByte {
            byte: *bytes.get(valid)?,
            line: self.line + lines(before),
            column: String::from_utf8_lossy(on_line).chars().count() as u64 + 1,
            offset: self.offset + valid as u64,
        })
    }

    /// The next record, blank or not; `width` is how many cells it must have.
    fn record(&mut self, width: Option<usize>) -> io::Result<Option<Raw>> {
        loop {
            let (bytes, whole) = self.sample();
            let length = bytes.len();
            if whole && length == 0 {
                return Ok(None);
            }
            // Blank lines cost no record.
            if let Some((0, blank)) = line_end(bytes)
                && (blank < length || whole)
            {
                self.pass(blank);
                self.line += 1;
                continue;
            }
            let line = self.line;
            let problem = match parse(bytes, self.delimiter, whole) {
                Parsed::Incomplete if length >= RECORD_BYTES => RowProblem::RecordTooLong {
                    limit: RECORD_BYTES,
                },
                // Twice as much: so what is read anew is never more than what was read.
                Parsed::Incomplete => {
                    self.fill((length * 2).clamp(CHUNK, RECORD_BYTES))?;
                    continue;
                }
                Parsed::Fault(problem) => problem,
                Parsed::Record { cells, length } => {
                    let record = bytes.get(..length).unwrap_or_default();
                    let is_ended = record.ends_with(b"\n") || record.ends_with(b"\r");
                    let spans = lines(record) + u64::from(!is_ended);
                    let cells = match self.bad_byte(record) {
                        Some(bad) => Err((None, RowProblem::Encoding(bad))),
                        None => Ok(cells
                            .iter()
                            .map(|cell| String::from_utf8_lossy(cell).into_owned())
                            .collect::<Vec<String>>()),
                    };
                    let ragged = |cells: &Vec<String>| {
                        let found = cells.len();
                        let is_blank = cells.iter().all(|cell| cell.trim().is_empty());
                        let expected = width.filter(|width| *width != found && !is_blank)?;
                        Some(RowProblem::Ragged {
                            expected,
                            found,
                            lines: spans,
                        })
                    };
                    match cells.as_ref().ok().and_then(ragged) {
                        // A quote too many may have swallowed lines that are good.
                        Some(problem) if spans > 1 => problem,
                        problem => {
                            self.pass(length);
                            self.line += spans;
                            let cells = match problem {
                                Some(problem) => Err((cells.ok(), problem)),
                                None => cells,
                            };
                            return Ok(Some(Raw { line, cells }));
                        }
                    }
                }
            };
            self.pass_line()?;
            let cells = Err((None, problem));
            return Ok(Some(Raw { line, cells }));
        }
    }
}

impl<R: Read> Records for CsvRecords<R> {
    fn next_record(&mut self, width: Option<usize>) -> Result<Option<Raw>, ManifestError> {
        Ok(self.record(width)?)
    }

    fn sheet(&self) -> Option<&str> {
        None
    }
}
